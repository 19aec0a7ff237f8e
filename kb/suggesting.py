"""What to write instead, or to cite: a claim with its verdict and comparisons in, suggestions out, the best first.

For a claim that cites nothing, the studies that would bear it out, that speak against it, and that come nearest. For
one that says more than its evidence, a wording that the study can carry: the claim's own words with the slot that fails
replaced, or where grammar forbids that, the finding's own statement. Nothing is said that neither of them says, and a
mended claim is offered only where the comparison, made again on the new words, finds it borne out.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from kb.labels import CitationStatus, Reason, Relation, RetractionState, SlotOutcome, Strength, SuggestionKind, TextHeld
from kb.model import Assessment, Claim, Finding, Study, Suggestion, Verdict
from kb.names import study_name
from kb.nlp import Lexicon, Token

OVERSTATED = frozenset({
    Reason.OVERSTATED, Reason.ANIMAL_ONLY, Reason.WRONG_POPULATION, Reason.WRONG_ROUTE_OR_DOSE, Reason.WRONG_NUMBER,
    Reason.WRONG_DURATION, Reason.WRONG_COMPARATOR,
})  # fmt: skip
_AGENCIES = frozenset({"label", "regulation"})
_DESIGNS = {  # design classes in a reader's words, where the word itself is none
    "rct": "randomized trial",
    "controlled": "controlled trial",
    "imaging": "imaging study",
    "pharmacokinetic": "pharmacokinetic study",
    "animal": "animal study",
    "in_vitro": "study in cells",
    "cohort": "cohort study",
    "cross_sectional": "cross-sectional study",
}
_OFFERS = (
    (Relation.SUPPORTS, SuggestionKind.CITE, 3, "would bear it out"),
    (Relation.CONTRADICTS, SuggestionKind.ANSWER, 2, "speaks against it"),
    (Relation.WEAKER, SuggestionKind.NEAREST, 2, "comes near, and carries less"),
)
_NEAR = 0.5  # share of the claim's content that a nearest study must bear
_FINE = frozenset({SlotOutcome.EQUAL, SlotOutcome.NARROWER, SlotOutcome.NOT_CLAIMED})
_FIGURES = frozenset({"size", "onset", "duration", "dose", "frequency"})
_SCOPES = frozenset({"subject", "object", "population"})  # what names a thing, so that one noun can replace another
_SHOWN = frozenset({"prove", "show", "demonstrate", "guarantee", "find", "establish", "know"})
_POINTING = frozenset({"this", "that", "these", "those", "such", "one", "any", "each", "every"})
_RELATING = frozenset(
    {"within", "over", "from", "after", "for", "in", "at", "by", "during", "until", "before", "under"}
)
_MODALS = frozenset({"will", "can", "would", "shall", "must"})

Carries = Callable[[Claim, str, Assessment], bool]


def suggest(
    claim: Claim,
    verdict: Verdict,
    assessments: Sequence[Assessment],
    studies: Mapping[str, Study],
    lexicon: Lexicon,
    carries: Carries,
) -> tuple[Suggestion, ...]:
    """The suggestions for one claim, ranked from 1: a wording first, then studies to cite, to answer, to look at.

    `assessments` are those of this claim; `carries` says whether the finding of one of them bears out other words in
    the claim's place. Of a study that is retracted, or of which no text is held, nothing is offered, nor of a finding
    that was not verified.
    """
    usable = [a for a in assessments if _is_usable(a, studies)]
    found = [*_wordings(claim, verdict, usable, studies, lexicon, carries)]
    if verdict.citation_status in {CitationStatus.UNCITED, CitationStatus.VAGUE}:
        found += _offers(usable, studies, {a.study_id for _, a, _ in found})
    return tuple(
        Suggestion(claim_id=claim.id, kind=kind, rank=rank, text=text, study_id=a.study_id, finding_id=a.finding_id)
        for rank, (kind, a, text) in enumerate(found, 1)
    )


_Found = tuple[SuggestionKind, Assessment, str]


def _is_usable(assessment: Assessment, studies: Mapping[str, Study]) -> bool:
    study = studies.get(assessment.study_id)
    if study is None or study.retraction is RetractionState.RETRACTED or study.text_held is TextHeld.NONE:
        return False
    finding = _finding(assessment, studies)
    return finding is not None and finding.verified


def _finding(assessment: Assessment, studies: Mapping[str, Study]) -> Finding | None:
    return next((f for f in studies[assessment.study_id].findings if f.id == assessment.finding_id), None)


def _offers(assessments: Sequence[Assessment], studies: Mapping[str, Study], named: set[str]) -> Iterator[_Found]:
    """One suggestion a study: supporting ones first, then those against, by authority within each; where nothing bears
    the claim out, the nearest that a wording has not `named` yet."""
    offered: set[str] = set()
    for relation, kind, most, what in _OFFERS:
        if kind is SuggestionKind.NEAREST:
            if any(a.relation is Relation.SUPPORTS for a in assessments):
                return
            offered |= named
        least = _NEAR if kind is SuggestionKind.NEAREST else 0.0
        fitting = (a for a in assessments if a.relation is relation and a.score >= least)
        count = 0
        for a in sorted(fitting, key=lambda a: _authority(a, studies)):
            if a.study_id not in offered and count < most:
                offered.add(a.study_id)
                count += 1
                yield kind, a, f"{_source(studies[a.study_id])} {what}: {_statement(a, studies)}"


def _authority(assessment: Assessment, studies: Mapping[str, Study]) -> tuple[bool, str, float, str]:
    """Agencies first, then by level of evidence, then by closeness; ties fall by id."""
    study = studies[assessment.study_id]
    return study.kind not in _AGENCIES, study.level or "9", -assessment.score, assessment.finding_id


def _source(study: Study) -> str:
    """A study with what a reader must know to weigh it: "Glue 2018 (uncontrolled, n = 20)"."""
    if study.kind in _AGENCIES:
        return f"“{study.title.rstrip('.')}”"
    about = [_DESIGNS.get(study.design_class, study.design_class.replace("_", " "))] if study.design_class else []
    about += [f"n = {study.n}"] if study.n is not None else []
    return f"{study_name(study)} ({', '.join(about)})" if about else study_name(study)


def _statement(assessment: Assessment, studies: Mapping[str, Study]) -> str:
    finding = _finding(assessment, studies)
    return " ".join(finding.statement.split()) if finding else ""


# --- wordings ---------------------------------------------------------------------------------------------------------


def _wordings(
    claim: Claim,
    verdict: Verdict,
    assessments: Sequence[Assessment],
    studies: Mapping[str, Study],
    lexicon: Lexicon,
    carries: Carries,
) -> Iterator[_Found]:
    """For a claim that says more than the finding that decided: the claim mended, where it can be and the finding bears
    that out, and the finding in its own words."""
    if verdict.reason not in OVERSTATED or verdict.rule == "disputed":
        return
    decided = next((a for a in assessments if a.finding_id == verdict.finding_id), None)
    if decided is None:
        return
    source = _source(studies[decided.study_id])
    mended = _mend(claim, decided, lexicon)
    if mended and carries(claim, mended, decided):
        yield SuggestionKind.REWORD, decided, f"{mended.rstrip(' .')} [{source}]."
    lead = "According to" if studies[decided.study_id].kind in _AGENCIES else "In"
    yield SuggestionKind.STATE, decided, f"{lead} {source}: {_statement(decided, studies)}"


def _mend(claim: Claim, assessment: Assessment, lexicon: Lexicon) -> str:
    """The claim's words with each failing slot replaced by the study's; empty where one of them cannot be, or where a
    word stays that should not stand."""
    failing = [slot for slot in assessment.slots if slot.outcome not in _FINE]
    words = " ".join(claim.quote.split())
    if not failing or len(claim.propositions) != 1 or "|" in words:
        return ""
    for slot in dict.fromkeys((s.name, s.copy, s.study) for s in failing if s.name != "strength"):
        words = _replaced(words, *slot)
        if not words:
            return ""
    if any(slot.name == "strength" for slot in failing) or claim.strength is Strength.ABSOLUTE:
        words = _softened(words, lexicon)
    doc = lexicon.parse(words)
    return "" if lexicon.cues(doc, "strength.absolute") or lexicon.cues(doc, "flagged") else words


def _replaced(words: str, name: str, copy: str, study: str) -> str:
    """The words with what a slot says in the copy replaced by what it says in the study; empty where that is no single
    thing, or does not stand in the words exactly once."""
    if name not in _FIGURES | _SCOPES or not copy or not study or "," in copy + study or "~" in copy + study:
        return ""
    first = study.split()[0].lower()
    if first in _RELATING and copy.split()[0].lower() != first:
        return ""  # "after several weeks" and "within two weeks" are not said in one way
    places = [m.span() for m in re.finditer(rf"(?<![\w-]){re.escape(copy)}(?![\w-])", words, re.I)]
    if len(places) != 1:
        return ""
    start, end = places[0]
    before = words[:start].split()
    if before and before[-1].lower() in _POINTING:
        return ""
    return words[:start] + study + words[end:]


def _softened(words: str, lexicon: Lexicon) -> str:
    """The words with "may" before the main verb and without adverbs that admit no exception; empty where the sentence
    is not built so that this is grammar."""
    doc = lexicon.parse(words)
    roots = [token for token in doc if token.dep_ == "ROOT"]
    if len(roots) != 1 or any(token.dep_ == "neg" for token in roots[0].children):
        return ""
    edits = _hedge(roots[0])
    if edits is None:
        return ""
    for hit in lexicon.cues(doc, "strength.absolute"):
        token = doc[hit.start]
        if hit.end - hit.start == 1 and token.pos_ == "ADV":
            if token.i and token.nbor(-1).lower_ in {"a", "an"}:
                return ""  # "an entirely new" would want another article
            edits.append((token.idx, token.idx + len(token.text_with_ws), ""))
    for start, end, new in sorted(edits, reverse=True):
        words = words[:start] + new + words[end:]
    return " ".join(words.split())


def _hedge(root: Token) -> list[tuple[int, int, str]] | None:
    """The edits (start, end, new words) that put "may" before a finite main verb in the present; None where there is
    no such verb."""
    auxiliaries = [t for t in root.children if t.dep_ in {"aux", "auxpass"} and t.i < root.i]
    joined = [t for t in root.conjuncts if t.tag_ in {"VBZ", "VBP", "VBD"}]
    if any(t.tag_ == "VBD" or any(c.dep_ in {"nsubj", "nsubjpass"} for c in t.children) for t in joined):
        return None
    also = [(t.idx, t.idx + len(t), t.lemma_) for t in joined]
    complement = next((t for t in root.children if t.dep_ == "xcomp" and t.tag_ == "VB"), None)
    if auxiliaries and root.lemma_ in _SHOWN and complement is not None and root.tag_ == "VBN":
        return [(auxiliaries[0].idx, complement.idx, "may ")]  # "has been proven to reduce"
    first = auxiliaries[0] if auxiliaries else root
    span = (first.idx, first.idx + len(first))
    if first.tag_ == "MD":
        return [(*span, "may"), *also] if first.lower_ in _MODALS else None
    if first.tag_ not in {"VBZ", "VBP"}:
        return None
    if first.lemma_ == "do" and first is not root:
        return [(*span, "may"), *also]
    return [(*span, f"may {first.lemma_}"), *also]
