"""Which findings of the library speak to a claim, and how (DESIGN section 4): supports, contradicts, weaker or silent.

Comes in: a claim with its propositions, and a `Library`. Goes out: assessments, each with its slots and the rule that
said so. The cost of a claim follows the findings that share its concepts, not the size of the library.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kb.evidence.aligning import Asked, align, weigh
from kb.evidence.approvals import bear_unapproved
from kb.evidence.comparing import compare_figure_alone, compare_propositions
from kb.evidence.contrasting import FROM_OTHER_END, Contrast, bear_contrast, contrasts, refute_contrast
from kb.evidence.denying import EXCUSED
from kb.evidence.departing import depart
from kb.evidence.entailing import entail
from kb.evidence.entries import Comparison, Entry, Step
from kb.evidence.figures import displaced, torn
from kb.evidence.library import Library, by_words
from kb.evidence.meeting import Meeting
from kb.evidence.rates import hold_rates
from kb.evidence.refuting import refute
from kb.evidence.repeating import altered, repeats
from kb.evidence.scope import explain
from kb.evidence.several import bear_several
from kb.evidence.unstudied import dismiss
from kb.labels import Reason, Relation, SlotOutcome, Strength
from kb.model import Assessment, Claim, Proposition
from kb.vocab import Vocabulary

_OPPOSITE = frozenset({EXCUSED, "direction.opposite"})
AFFIRMED = 0.6  # score of a finding that says all of a statement, with the other sign
_REMEMBERED = 4096  # statements whose comparisons are kept: pages of one publisher say the same again and again


def assess_claim(
    claim: Claim, library: Library, cited_study_ids: Sequence[str], vocabulary: Vocabulary
) -> tuple[Assessment, ...]:
    """Every finding that speaks to the claim, best first; silent findings only of the studies it cites.

    A finding is compared with each proposition of the claim; it supports the claim where it bears out all of them, and
    `parts` says which it bears out. Never raises.
    """
    found = assess_propositions(claim.propositions, library, tuple(cited_study_ids))
    return tuple(replace(assessment, claim_id=claim.id) for assessment in found)


def assess_propositions(
    propositions: tuple[Proposition, ...], library: Library, cited: tuple[str, ...]
) -> tuple[Assessment, ...]:
    """The same of whatever claim has these propositions and cites these studies; the assessments name no claim."""
    asked = (propositions, cited)
    if asked not in library.told:
        if len(library.told) >= _REMEMBERED:
            library.told.clear()
        library.told[asked] = _assess(library, *asked)
    return library.told[asked]


def _assess(library: Library, propositions: tuple[Proposition, ...], cited: tuple[str, ...]) -> tuple[Assessment, ...]:
    by_finding: dict[str, list[tuple[int, Comparison]]] = {}
    entries: dict[str, Entry] = {}
    for part, proposition in enumerate(propositions):
        instances, alone = bear_several(proposition, library), weigh([proposition], library.meeting)
        near = {entry.finding.id: entry for entry in library.candidates(proposition, cited)}
        near |= {entry.finding.id: entry for entry in library.told_by(instances)}
        for entry in near.values():
            entries[entry.finding.id] = entry
            whole = library.together[entry.study.id] or entry
            comparison = instances.get(entry.finding.id) or best_comparison(
                proposition, alone, entry, library.meeting, whole, cited=entry.study.id in cited
            )
            by_finding.setdefault(entry.finding.id, []).append((part, comparison))
    drawn = tuple(contrasts([p for p in propositions if p.asserted], library.meeting))
    asked = weigh(propositions, library.meeting)
    found = [
        _assessment(propositions, asked, entry, by_finding[entry.finding.id], library, entry.study.id in cited, drawn)
        for entry in sorted(entries.values(), key=by_words)  # equals stay in this order to the end
    ]
    found = _without_denied(propositions, found)
    if not _decided(found, len(propositions)):
        found = list(_taken_together(propositions, asked, found, library, cited))
    kept = [a for a in found if a.cited or a.relation is not Relation.SILENT]
    return tuple(sorted(kept, key=lambda a: (not a.cited, _RANK[a.relation], -a.score)))


def _without_denied(propositions: Sequence[Proposition], found: Sequence[Assessment]) -> list[Assessment]:
    """The assessments, where no study bears out as a whole a denial of which it affirms every word elsewhere."""
    if not any(p.negated and p.strength is not Strength.HEDGED for p in propositions):
        return list(found)
    against = {a.study_id: a for a in found if a.rule == "direction.opposite" and a.score >= AFFIRMED}
    return [
        replace(a, relation=Relation.WEAKER, reason=against[a.study_id].reason, parts=(), rule="aligned.denied")
        if a.study_id in against and a.relation is Relation.SUPPORTS and a.rule.startswith("aligned.")
        else a
        for a in found
    ]


def _decided(found: Sequence[Assessment], parts: int) -> bool:
    if any(a.relation in (Relation.SUPPORTS, Relation.CONTRADICTS) for a in found):
        return True
    return len({part for a in found for part in a.parts}) == parts


def _taken_together(
    propositions: Sequence[Proposition],
    asked: Asked,
    found: Sequence[Assessment],
    library: Library,
    cited: Sequence[str],
) -> Iterator[Assessment]:
    """The assessments, where no finding alone decides: that of a study's closest finding supports where all that the
    study found bears the claim out together."""
    closest: dict[str, Assessment] = {}
    denied = {a.study_id for a in found if a.rule == "direction.opposite" and a.score >= AFFIRMED}
    denied = denied if any(p.negated for p in propositions) else set()
    told = {q.text for p in propositions for q in p.size if q.kind != "count"}
    for a in sorted(found, key=lambda a: (-_figures_met(a, told), -a.score)):
        if a.study_id in denied:
            continue
        if a.relation is not Relation.SILENT:
            closest.setdefault(a.study_id, a)
    for a in found:
        together = library.together[a.study_id] if closest.get(a.study_id) is a else None
        whole = align(asked, together, library.meeting, cited=a.study_id in cited) if together else None
        changed = whole and together and _changed(propositions, a.study_id, together, found, library)
        yield _borne_out(a, whole, len(propositions)) if whole and not changed else a


def _figures_met(a: Assessment, told: set[str]) -> int:
    """How many of the claim's figures, counts of people aside, a finding gives: a reader looks for these first."""
    return sum(slot.name == "size" and slot.copy in told and slot.outcome is SlotOutcome.EQUAL for slot in a.slots)


def _changed(
    propositions: Sequence[Proposition], study_id: str, together: Entry, found: Sequence[Assessment], library: Library
) -> bool:
    """Whether the claim is one of the study's statements with a word or a figure changed: what the study says
    elsewhere does not bear that out."""
    near = library.told_by(a.finding_id for a in found if a.study_id == study_id)
    return altered(propositions, together, library.meeting) is not None or any(torn(propositions, e) for e in near)


def _borne_out(a: Assessment, whole: Comparison, parts: int) -> Assessment:
    return replace(
        a,
        relation=whole.relation,
        reason=whole.reason,
        detail="bears out the statement together with the study's other findings",
        rule="aligned.study",
        score=round(whole.score, 4),
        slots=whole.slots,
        parts=tuple(range(parts)),
    )


_RANK = {Relation.CONTRADICTS: 0, Relation.SUPPORTS: 1, Relation.WEAKER: 2, Relation.SILENT: 3}


def best_comparison(
    proposition: Proposition, alone: Asked, entry: Entry, meeting: Meeting, whole: Entry, *, cited: bool = True
) -> Comparison:
    """The comparison that speaks most clearly, of one proposition with all propositions of a finding; `alone` is that
    proposition weighed, `whole` all that its study says."""
    comparisons = [
        compare_propositions(proposition, other, entry, meeting, brief=not cited) for other in entry.propositions
    ]
    if not comparisons:
        return Comparison(
            Relation.SILENT, Reason.DOES_NOT_ADDRESS, "the finding could not be read", "topic.unread", 0.0, ()
        )
    order = {Relation.SUPPORTS: 0, Relation.CONTRADICTS: 1, Relation.WEAKER: 2, Relation.SILENT: 3}
    best = min(comparisons, key=lambda c: (order[c.relation], -c.score))
    if best.relation is Relation.CONTRADICTS:
        return best
    against = refute(proposition, entry, meeting, whole)
    if against and against.rule in _SEEN and proposition.reported and not cited and _of_one_study(proposition):
        against = None
    if against or best.relation is Relation.SUPPORTS:
        return against or best
    found = (
        hold_rates(proposition, entry, meeting, cited=cited)
        or bear_contrast(proposition, entry, meeting, cited=cited)
        or entail(proposition, entry, meeting, cited=cited)
        or bear_unapproved(proposition, entry, meeting)
        or align(alone, entry, meeting, cited=cited)
    )
    found = found or dismiss(proposition, entry, meeting)
    if found or not cited or best.reason is not Reason.DOES_NOT_ADDRESS:
        return found or best
    return depart(proposition, entry, meeting, whole) or compare_figure_alone(proposition, entry) or best


_SEEN = frozenset({"safety.denied_harm", "lasting.denied"})  # what one study may see and another not


def _of_one_study(copy: Proposition) -> bool:
    """Whether a statement in the past tense may tell of one study alone: not where it speaks of all there were."""
    return copy.strength is not Strength.ABSOLUTE


def _either(
    propositions: Sequence[Proposition], comparisons: Sequence[tuple[int, Comparison]]
) -> list[tuple[int, Comparison]]:
    """The comparisons, where one of several alternatives borne out stands for them all ("may cause A or B")."""
    told = dict(comparisons)
    others = [part for part, p in enumerate(propositions) if p.alternative]
    borne = next((told[part] for part in others if part in told and told[part].relation is Relation.SUPPORTS), None)
    if borne:
        told |= dict.fromkeys(others, borne)
    return sorted(told.items(), key=lambda item: item[0])


_DESIGNED = frozenset({"strength.design", "scope.animal"})


def _repeated(c: Comparison) -> Comparison:
    """The comparison of a claim that is the finding word for word: it bears itself out, as far as its design does."""
    if c.relation is Relation.SUPPORTS or c.rule in _DESIGNED:
        return c
    return Comparison(Relation.SUPPORTS, Reason.ENTAILED, "says the same words", "repeated", 1.0, c.slots)


def _demoted(c: Comparison, fault: Step) -> Comparison:
    """A comparison that a fault of the claim as a whole keeps from supporting."""
    if c.relation is not Relation.SUPPORTS or fault.reason is None or c.rule == FROM_OTHER_END:
        return c  # what was less in the one is more in the other: turned it must be
    slots = (*c.slots, fault.slot)
    return Comparison(Relation.WEAKER, fault.reason, explain(fault.slot), fault.slot.rule, c.score, slots)


def _assessment(
    propositions: Sequence[Proposition],
    asked: Asked,
    entry: Entry,
    comparisons: Sequence[tuple[int, Comparison]],
    library: Library,
    cited: bool,
    drawn: Sequence[Contrast],
) -> Assessment:
    meeting = library.meeting
    comparisons = _either(propositions, comparisons)
    parts = tuple(part for part, c in comparisons if c.relation is Relation.SUPPORTS)
    opposed = refute_contrast(drawn, entry, meeting)
    if opposed:
        comparisons = [(part, opposed) for part in range(len(propositions))]
        parts = ()
    denies = any(c.relation is Relation.CONTRADICTS for _, c in comparisons)
    if len(parts) < len(propositions) > 1 and not denies:  # a single one has been aligned already
        whole = align(asked, entry, meeting, cited=cited)
        if whole:
            comparisons = [(part, whole) for part in range(len(propositions))]
            parts = tuple(range(len(propositions)))
    whole_of = library.together[entry.study.id] or entry
    if cited and repeats(propositions, entry):
        comparisons = [(part, _repeated(c)) for part, c in comparisons]
        parts = tuple(part for part, c in comparisons if c.relation is Relation.SUPPORTS)
    elif parts and (fault := displaced(propositions, entry) or altered(propositions, whole_of, meeting)):
        comparisons = [(part, _demoted(c, fault)) for part, c in comparisons]
        parts = ()
    denied = [c for _, c in comparisons if c.relation is Relation.CONTRADICTS]
    rank = {Relation.SUPPORTS: 2, Relation.WEAKER: 0, Relation.SILENT: 1}
    shown = denied[0] if denied else min((c for _, c in comparisons), key=lambda c: (rank[c.relation], -c.score))
    relation, reason, detail = shown.relation, shown.reason, shown.detail
    if not denied and parts and len(parts) < len(propositions):
        relation = Relation.WEAKER
        if shown.relation is not Relation.WEAKER:
            reason, detail = Reason.OVERSTATED, "bears out one part of the statement and is silent on another"
    return Assessment(
        claim_id="",
        finding_id=entry.finding.id,
        study_id=entry.study.id,
        relation=relation,
        reason=reason,
        detail=detail,
        rule=shown.rule,
        cited=cited,
        score=round(sum(c.score for _, c in comparisons) / max(1, len(propositions)), 4),
        slots=shown.slots,
        parts=parts,
        disputes=tuple(part for part, c in comparisons if _says_opposite(c)),
    )


def _says_opposite(c: Comparison) -> bool:
    """Whether a finding says the opposite of a statement, of just the things that it names or of kinds of them."""
    if c.relation is Relation.CONTRADICTS:
        return True
    met = [slot.outcome for slot in c.slots if slot.name in {"subject", "object"}]
    return c.rule in _OPPOSITE and bool(met) and all(o in (SlotOutcome.EQUAL, SlotOutcome.BROADER) for o in met)
