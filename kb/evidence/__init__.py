"""Which findings of the library speak to a claim, and how (DESIGN section 4): supports, contradicts, weaker or silent.

Comes in: a claim with its propositions, and a `Library`. Goes out: assessments, each with its slots and the rule that said
so. The cost of a claim follows the findings that share its concepts, not the size of the library.
"""

from collections.abc import Mapping, Sequence

from kb.evidence.comparing import compare_propositions
from kb.evidence.entries import Comparison, Entry
from kb.model import Assessment, Claim, Proposition, Reason, Relation, Study
from kb.vocab import Vocabulary

CANDIDATES = 60  # findings compared per proposition, beside those of the cited studies


class Library:
    """The findings by what they speak of. Built once; only read afterwards."""

    def __init__(
        self,
        studies: Sequence[Study],
        propositions: Mapping[str, Sequence[Proposition]],
        backgrounds: Mapping[str, frozenset[str]],
        vocabulary: Vocabulary,
    ) -> None:
        """`propositions` by finding id, `backgrounds` (keys of the study's record) by study id."""
        self.studies = {study.id: study for study in studies}
        self.vocabulary = vocabulary
        self.entries: list[Entry] = []
        self._by_key: dict[str, list[int]] = {}
        self._by_study: dict[str, list[int]] = {}
        for study in studies:
            for finding in study.findings:
                read = tuple(p for p in propositions.get(finding.id, ()) if p.asserted)
                said = frozenset(key for p in read for key in (*p.content, f"={p.predicate}"))
                self._add(Entry(finding, study, read, said, said | backgrounds.get(study.id, frozenset())))

    def _add(self, entry: Entry) -> None:
        index = len(self.entries)
        self.entries.append(entry)
        self._by_study.setdefault(entry.study.id, []).append(index)
        plain = {key for key in entry.said if key[0] not in "=!"}
        above = {up for key in plain for up in self.vocabulary.ancestors(key)}
        for key in plain | above:
            self._by_key.setdefault(key, []).append(index)

    def candidates(self, proposition: Proposition, cited: Sequence[str] = ()) -> list[Entry]:
        """The entries that share most with a proposition, those of cited studies always; in library order."""
        scores: dict[int, float] = {}
        for key in dict.fromkeys((*proposition.subject, *proposition.object, *proposition.content)):
            for name in (key, *self.vocabulary.ancestors(key)):
                found = self._by_key.get(name, ())
                if len(found) > 300 and name != key:
                    continue
                for index in found:
                    scores[index] = scores.get(index, 0.0) + 1.0 / (8 + len(found))
        best = sorted(scores, key=lambda i: (-scores[i], i))[:CANDIDATES]
        chosen = {*best, *(i for study in cited for i in self._by_study.get(study, ()))}
        return [self.entries[i] for i in sorted(chosen)]


def assess_claim(
    claim: Claim, library: Library, cited_study_ids: Sequence[str], vocabulary: Vocabulary
) -> tuple[Assessment, ...]:
    """Every finding that speaks to the claim, best first; silent findings only of the studies it cites.

    A finding is compared with each proposition of the claim; it supports the claim where it bears out all of them, and
    `parts` says which it bears out. Never raises.
    """
    by_finding: dict[str, list[tuple[int, Comparison]]] = {}
    entries: dict[str, Entry] = {}
    for part, proposition in enumerate(claim.propositions):
        for entry in library.candidates(proposition, cited_study_ids):
            entries[entry.finding.id] = entry
            comparison = best_comparison(proposition, entry, vocabulary)
            by_finding.setdefault(entry.finding.id, []).append((part, comparison))
    found = [
        _assessment(claim, entries[ident], comparisons, entries[ident].study.id in cited_study_ids)
        for ident, comparisons in by_finding.items()
    ]
    kept = [a for a in found if a.cited or a.relation is not Relation.SILENT]
    return tuple(sorted(kept, key=lambda a: (not a.cited, _RANK[a.relation], -a.score, a.finding_id)))


_RANK = {Relation.CONTRADICTS: 0, Relation.SUPPORTS: 1, Relation.WEAKER: 2, Relation.SILENT: 3}


def best_comparison(proposition: Proposition, entry: Entry, vocabulary: Vocabulary) -> Comparison:
    """The comparison that speaks most clearly, of one proposition with all propositions of a finding."""
    comparisons = [compare_propositions(proposition, other, entry, vocabulary) for other in entry.propositions]
    if not comparisons:
        return Comparison(Relation.SILENT, Reason.DOES_NOT_ADDRESS, "the finding could not be read", "topic.unread", 0.0, ())
    order = {Relation.SUPPORTS: 0, Relation.CONTRADICTS: 1, Relation.WEAKER: 2, Relation.SILENT: 3}
    return min(comparisons, key=lambda c: (order[c.relation], -c.score))


def _assessment(
    claim: Claim, entry: Entry, comparisons: Sequence[tuple[int, Comparison]], cited: bool
) -> Assessment:
    parts = tuple(part for part, c in comparisons if c.relation is Relation.SUPPORTS)
    denied = [c for _, c in comparisons if c.relation is Relation.CONTRADICTS]
    rank = {Relation.SUPPORTS: 2, Relation.WEAKER: 0, Relation.SILENT: 1}
    shown = denied[0] if denied else min((c for _, c in comparisons), key=lambda c: (rank[c.relation], -c.score))
    relation, reason, detail = shown.relation, shown.reason, shown.detail
    if not denied and parts and len(parts) < len(claim.propositions):
        relation = Relation.WEAKER
        if shown.relation is not Relation.WEAKER:
            reason, detail = Reason.OVERSTATED, "bears out one part of the statement and is silent on another"
    return Assessment(
        claim_id=claim.id,
        finding_id=entry.finding.id,
        study_id=entry.study.id,
        relation=relation,
        reason=reason,
        detail=detail,
        rule=shown.rule,
        cited=cited,
        score=round(sum(c.score for _, c in comparisons) / max(1, len(claim.propositions)), 4),
        slots=shown.slots,
        parts=parts,
    )
