"""What a citation points at: an entry of the page, a study of the library, or nothing, and why."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kb.identifiers import address_key
from kb.labels import CitationKind, CitationStatus
from kb.linking.works import StudyIndex
from kb.model import Citation, Reference, ReferenceMatch, Study
from kb.names import family, fold, same_family

_IDENTIFIED = (
    CitationKind.DOI,
    CitationKind.PMID,
    CitationKind.PMCID,
    CitationKind.TRIAL_REGISTRATION,
    CitationKind.URL,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """One thing that a citation points at; the fields are those of model.Link."""

    reference_id: str = ""
    study_id: str = ""
    method: str
    status: CitationStatus = CitationStatus.CITED
    note: str = ""
    candidates: tuple[str, ...] = ()


class Resolver:
    """Resolves the citations of one article against its entries and the library."""

    def __init__(
        self, references: Sequence[Reference], matches: Sequence[ReferenceMatch], studies: Sequence[Study]
    ) -> None:
        self.index = StudyIndex(studies)
        self.references = {r.id: r for r in references}
        self._matches = {m.reference_id: m for m in matches}
        self._listed = tuple(r for r in references if r.number is not None or r.authors or r.title)

    def targets(self, citations: Sequence[Citation]) -> dict[str, tuple[Target, ...]]:
        """What each citation points at, by its id; an anaphor shares what it points back to."""
        found: dict[str, tuple[Target, ...]] = {}
        for citation in citations:
            if citation.kind is CitationKind.ANAPHOR:
                found[citation.id] = self._pointing_back(found.get(citation.antecedent, ()))
            elif citation.kind is CitationKind.NUMERIC:
                found[citation.id] = tuple(self._by_number(n) for n in citation.numbers)
            elif citation.kind in (CitationKind.AUTHOR_YEAR, CitationKind.CAPTION):
                found[citation.id] = (self._by_author(citation),)
            elif citation.kind in _IDENTIFIED:
                found[citation.id] = (self._by_identifier(citation.kind.value, citation.identifier),)
            elif citation.kind is CitationKind.NAMED_SOURCE:
                found[citation.id] = (self._by_name(citation),)
            elif citation.kind is CitationKind.DATA_ON_FILE:
                note = f"nobody can look it up: {citation.identifier}"
                found[citation.id] = (Target(method="data_on_file", note=note),)
            else:
                found[citation.id] = (self._vague(citation),)
        return self._compare_neighbours(citations, found)

    # --- one resolver for each kind of mention

    def _by_number(self, number: int) -> Target:
        entries = [r for r in self._listed if r.number == number]
        if len(entries) == 1:
            return self._entry(entries[0], "number")
        listed = any(r.number is not None for r in self._listed)
        if entries:
            return Target(method="ambiguous", note=f"{len(entries)} entries are numbered {number}")
        note = f"the bibliography has no entry {number}" if listed else "the page lists no numbered references"
        return Target(method="no_entry", status=CitationStatus.MISCITED, note=note)

    def _by_author(self, citation: Citation) -> Target:
        same = [r for r in self._listed if _is_by(r, citation.authors[0])] if citation.authors else []
        if not same:
            return self._from_library(citation)
        dated = [r for r in same if self._agrees_on_year(r, citation.year)]
        fitting = [r for r in dated if _agrees_on_others(r, citation)] or dated
        if len(fitting) == 1:
            method = "author_year" if citation.year and fitting[0].year else "author"
            if not _agrees_on_others(fitting[0], citation):
                return self._disagrees(citation, fitting, "another second author")
            return self._entry(fitting[0], method)
        if fitting:
            places = ", ".join(_place(r) for r in fitting)
            return Target(
                method="ambiguous",
                note=f"fits several entries: {places}",
                candidates=self._studies_of(fitting),
            )
        years = ", ".join(f"{_place(r)} is of {r.year}" for r in same)
        return self._disagrees(citation, same, f"the mention says {citation.year}, {years}")

    def _agrees_on_year(self, reference: Reference, year: str) -> bool:
        said = reference.year or self._study_year(reference)
        if not year or not said:
            return True
        letters = year[4:] and said[4:]
        return year == said if letters else year[:4] == said[:4]

    def _study_year(self, reference: Reference) -> str:
        match = self._matches.get(reference.id)
        return self.index.by_id[match.study_id].year if match and match.study_id else ""

    def _disagrees(self, citation: Citation, entries: Sequence[Reference], note: str) -> Target:
        meant = self.index.by_author(citation.authors[0], citation.year)
        return Target(
            method="disagrees",
            status=CitationStatus.MISCITED,
            note=note,
            candidates=tuple(dict.fromkeys((*meant, *self._studies_of(entries)))),
        )

    def _from_library(self, citation: Citation) -> Target:
        """A mention without an entry: the library itself, where author and year leave one work."""
        name = citation.authors[0] if citation.authors else ""
        found = tuple(dict.fromkeys(self.index.by_author(name, citation.year))) if name and citation.year else ()
        without = "; the page's bibliography does not list it" if self._listed else ""
        if len(found) > 1 and len(citation.authors) > 1:
            found = tuple(s for s in found if self._has_author(s, citation.authors[1])) or found
        if len(found) == 1:
            return Target(study_id=found[0], method="library_author_year", note=f"named by author and year{without}")
        if found:
            return Target(method="ambiguous", note=f"fits several studies{without}", candidates=found)
        return Target(method="no_entry", note=f"no entry and no study of the library is meant{without}")

    def _has_author(self, study_id: str, name: str) -> bool:
        return any(same_family(family(a), name) for a in self.index.by_id[study_id].authors)

    def _by_identifier(self, kind: str, value: str) -> Target:
        for reference in self.references.values():
            own = getattr(reference, kind)
            if own and (address_key(own) == address_key(value) if kind == "url" else own.lower() == value.lower()):
                return self._entry(reference, kind)
        found = self.index.identified(kind, value)
        if len(found) == 1:
            return Target(study_id=found[0], method=f"library_{kind}")
        return Target(method=kind, note="the library does not hold it", candidates=found)

    def _by_name(self, citation: Citation) -> Target:
        entries = [r for r in self._listed if _mentions_body(r, citation)]
        if len(entries) == 1:
            return self._entry(entries[0], "name")
        found = self.index.named(citation.identifier, citation.text)
        if len(found) == 1:
            return Target(study_id=found[0], method="library_name")
        if found:
            return Target(method="ambiguous", note="the library holds several of its works", candidates=found)
        return Target(method="name", note="the library does not hold it")

    def _vague(self, citation: Citation) -> Target:
        meant = (
            (*self.index.named(citation.identifier), *self.index.in_container(citation.identifier, citation.year))
            if citation.identifier
            else ()
        )
        note = f"names {citation.identifier}, and no work" if citation.identifier else "names no work"
        return Target(method="vague", status=CitationStatus.VAGUE, note=note, candidates=tuple(dict.fromkeys(meant)))

    def _pointing_back(self, antecedent: tuple[Target, ...]) -> tuple[Target, ...]:
        if not antecedent:
            return (Target(method="anaphor", status=CitationStatus.VAGUE, note="points back to nothing that is cited"),)
        return tuple(replace(t, method=f"anaphor_{t.method}") for t in antecedent)

    # --- what they share

    def _entry(self, reference: Reference, method: str) -> Target:
        match = self._matches.get(reference.id)
        return Target(
            reference_id=reference.id,
            study_id=match.study_id if match else "",
            method=method,
            note=match.note if match else "",
        )

    def _studies_of(self, references: Iterable[Reference]) -> tuple[str, ...]:
        found = (self._matches[r.id].study_id for r in references if r.id in self._matches)
        return tuple(dict.fromkeys(s for s in found if s))

    def _compare_neighbours(
        self, citations: Sequence[Citation], found: dict[str, tuple[Target, ...]]
    ) -> dict[str, tuple[Target, ...]]:
        """A sentence that names one work by its author and gives one number must mean one entry: where the name has no
        entry of its own and the number's entry is another's, both are miscited."""
        by_scope: dict[tuple[int, int], list[Citation]] = {}
        for citation in citations:
            by_scope.setdefault((citation.scope_start, citation.scope_end), []).append(citation)
        changed = {}
        for group in by_scope.values():
            named = [c for c in group if c.kind is CitationKind.AUTHOR_YEAR]
            numbered = [c for c in group if c.kind is CitationKind.NUMERIC]
            if len(named) == 1 == len(numbered) and len(numbered[0].numbers) == 1 and named[0].end <= numbered[0].start:
                changed |= self._compare(named[0], numbered[0], found)
        found |= changed
        back = {c.id: self._pointing_back(found[c.antecedent]) for c in citations if c.antecedent in changed}
        return found | back

    def _compare(
        self, named: Citation, numbered: Citation, found: dict[str, tuple[Target, ...]]
    ) -> dict[str, tuple[Target, ...]]:
        own, other = found[named.id][0], found[numbered.id][0]
        if own.reference_id or not other.reference_id or own.method == "ambiguous":
            return {}
        entry = self.references[other.reference_id]
        note = f"the mention is {named.text!r}, {_place(entry)} is “{' '.join(entry.text.split())[:80]}”"
        candidates = tuple(dict.fromkeys((*own.candidates, *filter(None, (own.study_id, other.study_id)))))
        bad = Target(method="disagrees", status=CitationStatus.MISCITED, note=note, candidates=candidates)
        return {named.id: (bad,), numbered.id: (replace(bad, reference_id=entry.id),)}


def _is_by(reference: Reference, name: str) -> bool:
    """Whether an entry's first author may be the one named, as a person, a body, or a body's initials."""
    if not reference.authors:
        return bool(re.match(rf"\W*{re.escape(fold(name))}\b", fold(reference.text[:60]))) if fold(name) else False
    first = reference.authors[0]
    capitals = "".join(re.findall(r"\b[A-Z]", first))
    return same_family(family(first), name) or fold(first) == fold(name) or (name.isupper() and name == capitals)


def _agrees_on_others(reference: Reference, citation: Citation) -> bool:
    """Whether the second author named, if any, is the entry's; an entry that names one author may have dropped him."""
    if len(citation.authors) < 2 or len(reference.authors) < 2:
        return True
    return any(same_family(family(a), citation.authors[1]) for a in reference.authors[1:])


def _mentions_body(reference: Reference, citation: Citation) -> bool:
    names = {fold(citation.identifier), fold(citation.text)} - {""}
    bodies = (*(a for a in reference.authors if "," not in a), reference.container, reference.publisher)
    said = " ".join(fold(body) for body in bodies)
    return any(f" {name} " in f" {said} " for name in names)


def _place(reference: Reference) -> str:
    return f"entry {reference.number}" if reference.number else f"the entry of {family((*reference.authors, '?')[0])}"
