"""Which findings of the library speak to a claim, and how (DESIGN section 4): supports, contradicts, weaker or silent.

Comes in: a claim with its propositions, and a `Library`. Goes out: assessments, each with its slots and the rule that
said so. The cost of a claim follows the findings that share its concepts, not the size of the library.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial

from kb.evidence.aligning import align
from kb.evidence.comparing import compare_propositions
from kb.evidence.entries import Comparison, Entry
from kb.evidence.meeting import Meeting, stems_of
from kb.evidence.refuting import refute
from kb.labels import Reason, Relation
from kb.model import Assessment, Claim, Proposition, Study
from kb.vocab import Vocabulary

CANDIDATES = 30  # findings compared per proposition, beside those of the cited studies
_REMEMBERED = 4096  # statements whose comparisons are kept: pages of one publisher say the same again and again


class Library:
    """The findings by what they speak of. Built once; only read afterwards."""

    def __init__(
        self,
        studies: Sequence[Study],
        propositions: Mapping[str, Sequence[Proposition]],
        backgrounds: Mapping[str, frozenset[str]],
        vocabulary: Vocabulary,
        meeting: Meeting | None = None,
    ) -> None:
        """`propositions` by finding id, `backgrounds` (keys of the study's record) by study id; `meeting` is one of the
        same vocabulary to use again, where many small libraries are made."""
        self.studies = {study.id: study for study in studies}
        self.vocabulary = vocabulary
        self.meeting = meeting or Meeting(vocabulary)
        self.entries: list[Entry] = []
        self._by_study: dict[str, list[int]] = {}
        self._by_key: dict[str, set[int]] = {}  # what a finding names, and all that is broader
        self._by_reach: dict[str, set[int]] = {}  # the same with its relations and its study's record
        self._by_family: dict[str, set[int]] = {}
        self._by_stem: dict[str, set[int]] = {}  # words of the statement
        self.assess = lru_cache(maxsize=_REMEMBERED)(partial(_assess, self))
        for study in studies:
            for finding in study.findings:
                read = tuple(p for p in propositions.get(finding.id, ()) if p.asserted)
                said = frozenset(key for p in read for key in (*p.content, *self._relations(p)))
                background = backgrounds.get(study.id, frozenset())
                known = said | background
                reach = known | {up for key in known for up in vocabulary.ancestors(key)}
                self._add(
                    Entry(finding, study, read, said, background, known, stems_of(finding.statement), frozenset(reach))
                )

    def _relations(self, p: Proposition) -> Iterator[str]:
        """Predicate and inner predicates as keys: by cue, and by family and direction."""
        if p.effect:
            yield "=effect.better" if p.effect > 0 else "=effect.worse"
        for cue in (p.predicate, *(key[1:] for key in p.content if key[0] == "=")):
            yield f"={cue}"
            entry = self.vocabulary.cues.get(cue)
            if entry:
                yield f"={entry.attributes['family']}.{entry.attributes.get('direction', '')}"

    def _add(self, entry: Entry) -> None:
        index = len(self.entries)
        self.entries.append(entry)
        self._by_study.setdefault(entry.study.id, []).append(index)
        for key in entry.reach:
            self._by_reach.setdefault(key, set()).add(index)
        for stem in entry.stems:
            self._by_stem.setdefault(stem, set()).add(index)
        for family in {p.family for p in entry.propositions}:
            self._by_family.setdefault(family, set()).add(index)
        plain = {key for key in entry.said if key[0] not in "=!"} | set(entry.study.subjects)
        above = {up for key in plain for up in self.vocabulary.ancestors(key)}
        for key in plain | above:
            self._by_key.setdefault(key, set()).add(index)

    def candidates(self, proposition: Proposition, cited: Sequence[str] = ()) -> list[Entry]:
        """The entries that meet both subject and object of a proposition, those that share most first up to CANDIDATES,
        and all of the cited studies; in library order."""
        met = [self._meeting_slot(keys) for keys in (proposition.subject, proposition.object) if keys]
        chosen = set.intersection(*met) if met else self._meeting_slot(proposition.content)
        if len(chosen) > CANDIDATES:
            shared = self._shared(proposition, chosen)
            chosen = set(sorted(chosen, key=lambda i: (-shared[i], i))[:CANDIDATES])
        chosen |= {i for study in cited for i in self._by_study.get(study, ())}
        return [self.entries[i] for i in sorted(chosen)]

    def _meeting_slot(self, keys: Sequence[str]) -> set[int]:
        found: set[int] = set()
        for key in keys:
            for name in (key, *self.vocabulary.ancestors(key)):
                found.update(self._by_key.get(name, ()))
        return found

    def _shared(self, proposition: Proposition, chosen: set[int]) -> dict[int, float]:
        """How much of a proposition's content each of some entries bears, rare words counting more; a relation that
        fits first."""
        shared = dict.fromkeys(chosen, 0.0)
        for key in proposition.content:
            weight = 1 / (4 + len(self._by_key.get(key, ())))
            for index in self._by_reach.get(key, _NONE) & chosen:
                shared[index] += weight
        worded = Counter(i for key in (*proposition.subject, *proposition.object) for i in self._worded(key) & chosen)
        for index, times in worded.items():
            shared[index] += times / 2
        for index in self._by_family.get(proposition.family, _NONE) & chosen:
            shared[index] += 1.0
        return shared

    def _worded(self, key: str) -> set[int]:
        """The entries that say a concept word by word, as `scope.worded` asks of one."""
        words = self.meeting.stems(key) if key[0] not in "~!=" else ()
        return set.intersection(*(self._by_stem.get(word, set()) for word in words)) if len(words) > 1 else set()


_NONE: frozenset[int] = frozenset()


def assess_claim(
    claim: Claim, library: Library, cited_study_ids: Sequence[str], vocabulary: Vocabulary
) -> tuple[Assessment, ...]:
    """Every finding that speaks to the claim, best first; silent findings only of the studies it cites.

    A finding is compared with each proposition of the claim; it supports the claim where it bears out all of them, and
    `parts` says which it bears out. Never raises.
    """
    found = library.assess(claim.propositions, tuple(cited_study_ids))
    return tuple(replace(assessment, claim_id=claim.id) for assessment in found)


def _assess(library: Library, propositions: tuple[Proposition, ...], cited: tuple[str, ...]) -> tuple[Assessment, ...]:
    """The assessments of whatever claim has these propositions and cites these studies, without its id."""
    by_finding: dict[str, list[tuple[int, Comparison]]] = {}
    entries: dict[str, Entry] = {}
    for part, proposition in enumerate(propositions):
        for entry in library.candidates(proposition, cited):
            entries[entry.finding.id] = entry
            comparison = best_comparison(proposition, entry, library.meeting, cited=entry.study.id in cited)
            by_finding.setdefault(entry.finding.id, []).append((part, comparison))
    found = [
        _assessment(propositions, entries[ident], comparisons, library.meeting, entries[ident].study.id in cited)
        for ident, comparisons in by_finding.items()
    ]
    kept = [a for a in found if a.cited or a.relation is not Relation.SILENT]
    return tuple(sorted(kept, key=lambda a: (not a.cited, _RANK[a.relation], -a.score, a.finding_id)))


_RANK = {Relation.CONTRADICTS: 0, Relation.SUPPORTS: 1, Relation.WEAKER: 2, Relation.SILENT: 3}


def best_comparison(proposition: Proposition, entry: Entry, meeting: Meeting, *, cited: bool = True) -> Comparison:
    """The comparison that speaks most clearly, of one proposition with all propositions of a finding."""
    comparisons = [
        compare_propositions(proposition, other, entry, meeting, brief=not cited) for other in entry.propositions
    ]
    if not comparisons:
        return Comparison(
            Relation.SILENT, Reason.DOES_NOT_ADDRESS, "the finding could not be read", "topic.unread", 0.0, ()
        )
    order = {Relation.SUPPORTS: 0, Relation.CONTRADICTS: 1, Relation.WEAKER: 2, Relation.SILENT: 3}
    best = min(comparisons, key=lambda c: (order[c.relation], -c.score))
    if best.relation in (Relation.SUPPORTS, Relation.CONTRADICTS):
        return best
    return refute(proposition, entry, meeting) or align([proposition], entry, meeting, cited=cited) or best


def _assessment(
    propositions: Sequence[Proposition],
    entry: Entry,
    comparisons: Sequence[tuple[int, Comparison]],
    meeting: Meeting,
    cited: bool,
) -> Assessment:
    parts = tuple(part for part, c in comparisons if c.relation is Relation.SUPPORTS)
    denies = any(c.relation is Relation.CONTRADICTS for _, c in comparisons)
    if len(parts) < len(propositions) > 1 and not denies:  # a single one has been aligned already
        whole = align(propositions, entry, meeting, cited=cited)
        if whole:
            comparisons = [(part, whole) for part in range(len(propositions))]
            parts = tuple(range(len(propositions)))
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
    )
