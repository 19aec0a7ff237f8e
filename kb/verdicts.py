"""One verdict from many assessments (DESIGN section 4, roll-up): assessments and links in, verdicts out.

Order: what is retracted or not held caps; regulatory facts and the cited study's own facts outrank the rest; a credible
contradiction makes contradicted; support of every part without a cap makes supported; everything else is unsupported
with the nearest reason. Dissent stays in the assessments. Deterministic: ties fall by id.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.labels import (
    Basis,
    CitationStatus,
    ClaimType,
    Reason,
    Relation,
    RetractionState,
    SlotOutcome,
    Strength,
    TextHeld,
    VerdictTag,
)
from kb.model import Assessment, CitationVerdict, Claim, Finding, Link, Study, Verdict

# Boasts that no study could bear out; evidence that does bear on them still counts.
_UNCHECKABLE = frozenset({ClaimType.PROVIDER, ClaimType.EXPERIENCE, ClaimType.ACCESS_COST})
_REGULATORY = frozenset({"label", "regulation"})
_SEVERAL = "several.instances"  # rule of one of several things of a kind
_OF_STUDY = "aligned.study"  # rule of what a study's findings bear out together
DISMISSED = "unstudied.dismissed"  # rule of a study of what the copy says that no research convinces of
_FIGURES = ("figure.", "aligned.figure")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DEPARTS = "departs."  # rules of a finding that bears out all of a claim but one fact
_OPPOSITE = frozenset({"deny.excused", "deny.source_hedges", "direction.opposite"})
SUBSTANCE = 3  # things that a boast must say before a finding can be about it, and not only about one of its words
NEAR = 0.5  # share of the claim's content that a finding must bear before its shortfall names the reason


@dataclass(frozen=True, slots=True)
class _Case:
    """A claim with all that is known of it; `credible` are the assessments that nothing caps."""

    claim: Claim
    assessments: Sequence[Assessment]
    credible: Sequence[Assessment]
    links: Sequence[Link]
    studies: Mapping[str, Study]
    status: CitationStatus
    page_cites: frozenset[str] = frozenset()  # studies that the page cites, here or elsewhere

    def give(
        self,
        tag: VerdictTag,
        reason: Reason,
        rationale: str,
        basis: Basis,
        rule: str,
        assessment: Assessment | None = None,
        cap: str = "",
    ) -> Verdict:
        """The verdict of this claim; `assessment` is the one that decided."""
        return Verdict(
            claim_id=self.claim.id,
            verdict=tag,
            reason=reason,
            rationale=" ".join(rationale.split()),
            basis=basis,
            citation_status=self.status,
            finding_id=assessment.finding_id if assessment else "",
            study_id=assessment.study_id if assessment else "",
            cap=cap,
            rule=rule,
        )


def judge_claim(
    claim: Claim,
    assessments: Sequence[Assessment],
    links: Sequence[Link],
    studies: Mapping[str, Study],
    status: CitationStatus | None = None,
    page_cites: frozenset[str] = frozenset(),
) -> tuple[Verdict, tuple[CitationVerdict, ...]]:
    """The verdict of a claim and one per study that it cites.

    `assessments` and `links` are those of this claim; `studies` by id holds at least the studies they name; `status` is
    read from the links where it is not given; `page_cites` are the studies that the page cites anywhere. Total: every
    claim gets a verdict.
    """
    status = status or citation_status(links)
    cited = tuple(dict.fromkeys(link.study_id for link in links if link.study_id))
    per_study = tuple(_judge_citation(claim, study, assessments, studies) for study in cited if study in studies)
    credible = _credible(assessments, studies)
    case = _Case(claim, assessments, credible, links, studies, status, page_cites)
    for rule in (_retracted, _contradicted_by_page, _contradicted, _supported, _capped):
        verdict = rule(case)
        if verdict:
            return verdict, per_study
    return _unsupported(case), per_study


def citation_status(links: Sequence[Link]) -> CitationStatus:
    """The gravest of what the links say: miscited, cited, vague, uncited."""
    found = {link.status for link in links}
    order = (CitationStatus.MISCITED, CitationStatus.CITED, CitationStatus.VAGUE)
    return next((status for status in order if status in found), CitationStatus.UNCITED)


def _name(study: Study) -> str:
    """How people name a study: first author and year, else its title."""
    author = study.authors[0].partition(",")[0] if study.authors else ""
    return f"{author} {study.year}".strip() if author else study.title[:60]


def _statement(assessment: Assessment, studies: Mapping[str, Study]) -> str:
    study = studies[assessment.study_id]
    found = next((f.statement for f in study.findings if f.id == assessment.finding_id), "")
    return f"{_name(study)}: {found.rstrip('.')}" if found else _name(study)


def _cap(assessment: Assessment, studies: Mapping[str, Study]) -> str:
    """Why a finding cannot carry a verdict, whatever it says; empty where it can."""
    study = studies[assessment.study_id]
    if study.retraction is RetractionState.RETRACTED:
        return "the source is retracted"
    finding = _finding(assessment, studies)
    if finding is None or not finding.verified:
        return "the finding is not verified"
    return "no text of the source is held" if study.text_held is TextHeld.NONE else ""


def _finding(assessment: Assessment, studies: Mapping[str, Study]) -> Finding | None:
    return next((f for f in studies[assessment.study_id].findings if f.id == assessment.finding_id), None)


def _credible(assessments: Sequence[Assessment], studies: Mapping[str, Study]) -> list[Assessment]:
    """The assessments that nothing caps. Where a finding that a person wrote down decides, the sentences that a machine
    took from the text of the same study have no say beside it."""
    found = [a for a in assessments if a.study_id in studies and not _cap(a, studies)]
    raw = {a.finding_id for a in found if (f := _finding(a, studies)) and f.origin == "text"}
    if not raw:
        return found
    deciding = (Relation.SUPPORTS, Relation.CONTRADICTS)
    settled = {a.study_id for a in found if a.relation in deciding and a.finding_id not in raw}
    return [a for a in found if a.finding_id not in raw or a.study_id not in settled]


def _basis(assessment: Assessment, studies: Mapping[str, Study]) -> Basis:
    if assessment.cited:
        return Basis.CITED
    return Basis.REGULATORY if studies[assessment.study_id].kind in _REGULATORY else Basis.LIBRARY


def _weight(assessment: Assessment, studies: Mapping[str, Study]) -> tuple:
    """Order of authority: cited, regulatory, then level of evidence, then what a person wrote down, then closeness;
    equals stay in the order in which they were assessed."""
    study = studies[assessment.study_id]
    return (
        not assessment.cited,
        study.kind not in _REGULATORY,
        study.level or "9",
        _is_raw(assessment, studies),
        -assessment.score,
    )


def _agreeing(assessment: Assessment) -> int:
    """In how many slots copy and study agree."""
    return sum(slot.outcome is SlotOutcome.EQUAL for slot in assessment.slots)


def _nearness(assessment: Assessment) -> tuple[bool, float]:
    """How near a finding that does not carry a claim comes to it: nearest where it says all but one fact of it."""
    return assessment.rule.startswith(_DEPARTS), assessment.score * _agreeing(assessment)


def _is_raw(assessment: Assessment, studies: Mapping[str, Study]) -> bool:
    finding = _finding(assessment, studies)
    return finding is not None and finding.origin == "text"


# --- rules, in order --------------------------------------------------------------------------------------------------


def _retracted(case: _Case) -> Verdict | None:
    for link in sorted(case.links, key=lambda link: link.study_id):
        study = case.studies.get(link.study_id)
        if study and study.retraction is RetractionState.RETRACTED:
            text = f"The copy rests on {_name(study)}, which has been retracted."
            cap = "the source is retracted"
            return case.give(VerdictTag.UNSUPPORTED, Reason.RETRACTED_SOURCE, text, Basis.CITED, "retracted", cap=cap)
    return None


def _contradicted_by_page(case: _Case) -> Verdict | None:
    """A study that the page cites for something else speaks against this claim (DESIGN section 9): the page's own
    references outrank the rest of the library, save where another of them, or an agency, bears the claim out."""
    own = [a for a in case.credible if a.cited or a.study_id in case.page_cites]
    ruled = [a for a in case.credible if case.studies[a.study_id].kind in _REGULATORY]
    leaned_on = [a for a in own if a.rule == DISMISSED and not a.cited]
    against = [a for a in own if a.relation is Relation.CONTRADICTS] or leaned_on
    if not against or any(a.relation is Relation.SUPPORTS for a in (*own, *ruled)):
        return None
    first = min(against, key=lambda a: _weight(a, case.studies))
    if first.cited or first.reason in {Reason.REGULATORY_CONFLICT, Reason.SAFETY_CONFLICT}:
        return None  # `_contradicted` has a graver name for it
    text = f"{_statement(first, case.studies)}. The page cites this study itself. Against the copy: {first.detail}."
    rule = f"contradicted.page.{first.rule}"
    # What the study found speaks against the copy; what the copy says of such studies, against the page itself.
    reason = Reason.INTERNAL_CONFLICT if first.rule == DISMISSED else Reason.CONFLICTS_WITH_CITED_STUDY
    return case.give(VerdictTag.CONTRADICTED, reason, text, Basis.COPY, rule, first)


def _contradicted(case: _Case) -> Verdict | None:
    against = sorted(
        (a for a in case.credible if a.relation is Relation.CONTRADICTS), key=lambda a: _weight(a, case.studies)
    )
    if not against:
        return None
    first = against[0]
    held_by = [
        a
        for a in case.credible
        if a.relation is Relation.SUPPORTS and _weight(a, case.studies)[:3] <= _weight(first, case.studies)[:3]
    ]
    if held_by:
        return None
    reason = Reason.CONFLICTS_WITH_CITED_STUDY if first.cited else first.reason
    text = f"{_statement(first, case.studies)}. Against the copy: {first.detail}."
    return case.give(
        VerdictTag.CONTRADICTED, reason, text, _basis(first, case.studies), f"contradicted.{first.rule}", first
    )


def _supported(case: _Case) -> Verdict | None:
    found = sorted(
        (a for a in case.credible if a.parts),
        key=lambda a: (a.relation is not Relation.SUPPORTS, *_weight(a, case.studies)),
    )
    parts = {part for a in found for part in a.parts}
    if not found or not parts.issuperset(range(len(case.claim.propositions))):
        return None
    if (
        case.claim.type in _UNCHECKABLE
        and not found[0].cited
        and max(len(p.content) for p in case.claim.propositions) < SUBSTANCE
    ):
        return None
    first = found[0]
    dissent = [a for a in case.credible if a.relation is Relation.CONTRADICTS] + _opposed(
        found[0], case.credible, case.studies
    )
    if first.rule == _SEVERAL:  # that there are several is not disputed by what is denied of one
        dissent = []
    if first.rule == "all.equal":  # what a study found of one outcome is not disputed by what it found of another
        dissent = [a for a in dissent if a.study_id != first.study_id]
    if first.cited and all(p.reported for p in case.claim.propositions):
        dissent = [a for a in dissent if a.cited]  # what was seen in one trial stays so whatever is seen elsewhere
    if first.cited:  # the cited study outranks the rest of the library, save what an agency has ruled
        dissent = [a for a in dissent if a.cited or case.studies[a.study_id].kind in _REGULATORY]
    hedged = case.claim.strength is Strength.HEDGED or all(
        p.strength is Strength.HEDGED for p in case.claim.propositions
    )
    affirmed = _affirmed(case, first)
    if (dissent and not hedged) or affirmed:
        dissent = [*affirmed, *dissent]
        against = _statement(dissent[0], case.studies)
        text = f"{_statement(first, case.studies)}; but {against}. The copy gives one side as settled."
        return case.give(
            VerdictTag.UNSUPPORTED, Reason.OVERSTATED, text, _basis(first, case.studies), "disputed", first
        )
    reason = Reason.ENTAILED if first.cited else Reason.ESTABLISHED
    bearing = "Together with the study's other findings it" if first.rule == _OF_STUDY else "It"
    text = f"{_statement(first, case.studies)}. {bearing} bears out the copy as worded{_reckoned(first)}."
    if first.relation is not Relation.SUPPORTS:
        text = f"{_statement(first, case.studies)}. With {len(found) - 1} more it bears out every part of the copy."
    return case.give(VerdictTag.SUPPORTED, reason, text, _basis(first, case.studies), "supported", first)


def _reckoned(a: Assessment) -> str:
    """The figures of the finding that are others than the copy's, for whoever looks for these in it: 31 % of a hazard
    ratio of 0.69, seven of 7.06 minutes."""
    figures = (s for s in a.slots if s.rule.startswith(_FIGURES) and s.outcome is SlotOutcome.EQUAL and s.study)
    other = [s for s in figures if _is_another(_NUMBER.findall(s.copy), _NUMBER.findall(s.study))]
    return "".join(f"; its figure for {s.copy} is {s.study}" for s in other[:2])


def _is_another(copy: Sequence[str], study: Sequence[str]) -> bool:
    return bool(study) and not any(told.partition(".")[0] == said or told == said for said in copy for told in study)


def _affirmed(case: _Case, support: Assessment) -> list[Assessment]:
    """Findings that affirm what the claim flatly denies: one finding without an effect, or without a harm, bears out no
    "does not" while another has seen it. Of what a cited study reports only cited ones ask. What works for a week may
    still be "no long-term solution"."""
    denied = {
        part
        for part, p in enumerate(case.claim.propositions)
        if (p.negated or p.effect == 0) and not p.size and p.family != "last" and p.strength is not Strength.HEDGED
    }
    found = [a for a in case.credible if not denied.isdisjoint(a.disputes)]
    if support.rule == "all.equal":
        found = [a for a in found if a.study_id != support.study_id]
    if support.cited and all(p.reported for p in case.claim.propositions):
        return [a for a in found if a.cited]
    if support.cited:
        return [a for a in found if a.cited or case.studies[a.study_id].kind in _REGULATORY]
    return found


def _opposed(support: Assessment, credible: Sequence[Assessment], studies: Mapping[str, Study]) -> list[Assessment]:
    """Findings of the other sign that fall short of a contradiction, and weigh no less than the support."""
    opposite = (a for a in credible if a.rule in _OPPOSITE and a.score >= NEAR and _same_matter(a))
    return [
        a
        for a in opposite
        if _weight(a, studies)[:3] <= _weight(support, studies)[:3] and a.study_id != support.study_id
    ]


def _same_matter(assessment: Assessment) -> bool:
    """Whether a comparison is of one subject and one object, not of a wider or a neighbouring matter."""
    met = [slot.outcome for slot in assessment.slots if slot.name in {"subject", "object"}]
    return (
        bool(met)
        and all(outcome is SlotOutcome.EQUAL for outcome in met)
        and not any(slot.outcome is SlotOutcome.NOT_STATED for slot in assessment.slots)
    )


def _capped(case: _Case) -> Verdict | None:
    """Borne out only by findings that cannot carry a verdict. What nothing caps and yet made no support (a boast that
    a finding touches by one word) is none of them."""
    found = sorted(
        (a for a in case.assessments if a.relation is Relation.SUPPORTS and _cap(a, case.studies)),
        key=lambda a: _weight(a, case.studies),
    )
    if not found:
        return None
    cap = _cap(found[0], case.studies)
    text = f"{_statement(found[0], case.studies)}. It would bear out the copy, but {cap}."
    retracted = case.studies[found[0].study_id].retraction is RetractionState.RETRACTED
    reason = Reason.SOURCE_NOT_HELD if "held" in cap else Reason.NO_EVIDENCE_GIVEN
    reason = Reason.RETRACTED_SOURCE if retracted else reason
    return case.give(VerdictTag.UNSUPPORTED, reason, text, _basis(found[0], case.studies), "capped", found[0], cap)


def _unsupported(case: _Case) -> Verdict:
    """The nearest reason: what the cited study lacks, else what the closest finding lacks, else that nothing is
    given."""
    weaker = sorted(
        (a for a in case.assessments if a.relation is Relation.WEAKER),
        key=lambda a: (not a.cited, -a.score, -_agreeing(a)),
    )
    cited = [link for link in case.links if link.status is CitationStatus.CITED]
    if cited:
        return _citation_fails(case, weaker, cited)
    if case.claim.type in _UNCHECKABLE:
        text = "This is about the provider or its patients; no study of the library bears on it."
        return case.give(VerdictTag.UNSUPPORTED, Reason.NOT_CHECKABLE_BY_LITERATURE, text, Basis.NONE, "uncheckable")
    near = next((a for a in weaker if a.score >= NEAR), None)
    if near:
        text = f"Nearest evidence, {_statement(near, case.studies)}. It does not carry the copy: {near.detail}."
        reason = Reason.OVERSTATED if near.reason is Reason.DOES_NOT_ADDRESS else near.reason
        return case.give(VerdictTag.UNSUPPORTED, reason, text, _basis(near, case.studies), f"weaker.{near.rule}", near)
    if case.status is CitationStatus.VAGUE:
        text = "The copy appeals to evidence that it does not name, and nothing in the library bears it out."
        return case.give(VerdictTag.UNSUPPORTED, Reason.VAGUE_EVIDENCE, text, Basis.NONE, "vague")
    text = "The copy gives no evidence, and nothing in the library bears it out."
    return case.give(VerdictTag.UNSUPPORTED, Reason.NO_EVIDENCE_GIVEN, text, Basis.NONE, "uncited")


def _citation_fails(case: _Case, weaker: Sequence[Assessment], cited: Sequence[Link]) -> Verdict:
    held = [link for link in cited if link.study_id in case.studies]
    if not held:
        text = "The copy cites a source that could not be found in the library."
        if all(link.method.endswith("data_on_file") for link in cited):
            text = (
                "The copy rests on evidence that nobody outside can look up (data on file, a personal communication)."
            )
        return case.give(VerdictTag.UNSUPPORTED, Reason.CITATION_UNRESOLVED, text, Basis.NONE, "unresolved")
    study = case.studies[held[0].study_id]
    if all(case.studies[link.study_id].text_held is TextHeld.NONE for link in held):
        text = f"No text of {_name(study)} is held, so the copy could not be checked against it."
        return case.give(
            VerdictTag.UNSUPPORTED, Reason.SOURCE_NOT_HELD, text, Basis.CITED, "not_held", cap="no text held"
        )
    near = max((a for a in weaker if a.cited), key=_nearness, default=None)
    if near:
        text = f"{_statement(near, case.studies)}. It does not carry the copy: {near.detail}."
        against = near.reason is Reason.CONFLICTS_WITH_LIBRARY
        reason = Reason.CONFLICTS_WITH_CITED_STUDY if against else near.reason
        return case.give(VerdictTag.UNSUPPORTED, reason, text, Basis.CITED, f"weaker.{near.rule}", near)
    text = f"{_name(study)} does not address this; it is about {_about(study)}."
    return case.give(VerdictTag.UNSUPPORTED, Reason.DOES_NOT_ADDRESS, text, Basis.CITED, "does_not_address")


def _about(study: Study) -> str:
    told = {finding.role: finding.statement for finding in reversed(study.findings)}  # the first of each role
    said = told.get("conclusion") or told.get("result") or next(iter(told.values()), study.population)
    if any(finding.origin != "text" for finding in study.findings):
        said = study.findings[0].statement  # a person wrote down first what matters
    first = said.rstrip(".")
    return f"{study.title.rstrip('.')} ({first})" if first else study.title.rstrip(".")


# --- one cited study --------------------------------------------------------------------------------------------------


def _judge_citation(
    claim: Claim, study_id: str, assessments: Sequence[Assessment], studies: Mapping[str, Study]
) -> CitationVerdict:
    """Whether one cited study bears the claim out, whatever the rest of the library says."""
    own = [a for a in assessments if a.study_id == study_id]
    study = studies[study_id]
    status = CitationStatus.CITED
    if study.text_held is TextHeld.NONE:
        tag, reason, text = VerdictTag.UNSUPPORTED, Reason.SOURCE_NOT_HELD, f"No text of {_name(study)} is held."
        return CitationVerdict(claim_id=claim.id, study_id=study_id, verdict=tag, reason=reason, rationale=text)
    link = Link(claim_id=claim.id, citation_id="", study_id=study_id)
    credible = _credible(own, studies)
    case = _Case(claim, own, credible, [link], studies, status)
    verdict = None
    for rule in (_retracted, _contradicted, _supported, _capped):
        verdict = verdict or rule(case)
    verdict = verdict or _unsupported(case)
    return CitationVerdict(
        claim_id=claim.id,
        study_id=study_id,
        verdict=verdict.verdict,
        reason=verdict.reason,
        rationale=verdict.rationale,
    )
