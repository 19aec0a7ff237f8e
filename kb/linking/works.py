"""Which study of the library an entry is: by identifier exactly, else by authors, year and title."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from kb.identifiers import address_key
from kb.model import Reference, ReferenceMatch, Study
from kb.names import family, fold, same_family

# Scores of 100 on folded titles. Measured over all pairs of titles in sources/studies (208 works): two different works
# reach at most 84, unless one title begins the other.
_SAME_TITLE = 90
_SAME_TITLE_ALONE = 94
_OTHER_TITLE = 55  # below this an identifier belongs to another work than the title says
_LEAD = 3  # points by which the best title must lead the next
_SHORTEST = 4  # words of a title that may count as part of a longer one


def match_references(references: Sequence[Reference], studies: Sequence[Study]) -> tuple[ReferenceMatch, ...]:
    """For each entry, in order, the study that it is.

    Method is doi, pmid, pmcid, trial_registration, url, author_year_title, title or none. Several studies that fit
    leave it at none, with the candidates in the note; where entry and study disagree on year or first author, the note
    says so.
    """
    index = StudyIndex(studies)
    return tuple(_match(reference, index) for reference in references)


class StudyIndex:
    """The library by identifier, by first author, by name."""

    def __init__(self, studies: Sequence[Study]) -> None:
        self.by_id = {study.id: study for study in studies}
        self._keys: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._names: dict[str, list[str]] = defaultdict(list)
        self._families: dict[str, list[str]] = defaultdict(list)
        self.titles: dict[str, str] = {}
        for study in studies:
            for key in _study_keys(study):
                self._keys[key].append(study.id)
            for name in {fold(n) for n in (*study.aliases, *(a for a in study.authors if "," not in a))} - {""}:
                self._names[name].append(study.id)
            if study.authors:
                self._families[fold(family(study.authors[0])).split(" ")[-1]].append(study.id)
            if title := fold(study.title):
                self.titles[study.id] = title

    def identified(self, kind: str, value: str) -> tuple[str, ...]:
        """The studies with an identifier; a url is compared by its key."""
        return tuple(self._keys.get((kind, address_key(value) if kind == "url" else value.lower()), ()))

    def named(self, *names: str) -> tuple[str, ...]:
        """The studies of which one of the names is an alias, or the body that wrote them."""
        return tuple(dict.fromkeys(ident for name in names for ident in self._names.get(fold(name), ())))

    def by_author(self, name: str, year: str = "") -> tuple[str, ...]:
        """The studies by first author, of one year where a year is given."""
        found = self._families.get(fold(name).split(" ")[-1], ()) if fold(name) else ()
        return tuple(
            ident
            for ident in (*found, *self.named(name))
            if _first_is(self.by_id[ident], name) and (not year or self.by_id[ident].year == year[:4])
        )

    def in_container(self, name: str, year: str = "") -> tuple[str, ...]:
        """The studies of a journal, of one year where a year is given."""
        wanted = fold(name)
        return tuple(
            s.id
            for s in self.by_id.values()
            if wanted and fold(s.container_title) == wanted and year[:4] in ("", s.year)
        )


def _first_is(study: Study, name: str) -> bool:
    names = (*(study.authors[:1]), *study.aliases)
    return any(same_family(family(a) if "," in a else a, name) for a in names)


def _study_keys(study: Study) -> Iterable[tuple[str, str]]:
    for kind in ("doi", "pmid", "pmcid"):
        if value := getattr(study, kind):
            yield kind, value.lower()
    for number in study.trial_registrations:
        yield "trial_registration", number.lower()
    for address in (study.url, study.container_title):
        if "/" in address:
            yield "url", address_key(address)


def _match(reference: Reference, index: StudyIndex) -> ReferenceMatch:
    for kind in ("doi", "pmid", "pmcid", "trial_registration", "url"):
        value = getattr(reference, kind)
        found = index.identified(kind, value) if value else ()
        if len(found) == 1:
            return _matched(reference, index.by_id[found[0]], kind)
        if found:
            return _unmatched(reference, f"several studies have this {kind}", found)
    return _by_title(reference, index)


def _by_title(reference: Reference, index: StudyIndex) -> ReferenceMatch:
    wanted = fold(reference.title)
    scored = sorted(((-_likeness(wanted, title), ident) for ident, title in index.titles.items()) if wanted else ())
    best = [(-score, ident) for score, ident in scored if -score >= _SAME_TITLE]
    best = [(score, ident) for score, ident in best if score > best[0][0] - _LEAD]
    agreeing = [ident for _, ident in best if not _disagreements(reference, index.by_id[ident])]
    if len(agreeing) == 1:
        study = index.by_id[agreeing[0]]
        return _matched(reference, study, "author_year_title" if reference.authors and reference.year else "title")
    if len(best) == 1 and best[0][0] >= _SAME_TITLE_ALONE and len(wanted.split()) >= _SHORTEST:
        return _matched(reference, index.by_id[best[0][1]], "title")
    if best:
        return _unmatched(reference, "several studies fit", [ident for _, ident in best])
    return _unmatched(reference, "no study of the library fits", ())


def _likeness(one: str, other: str) -> float:
    """How alike two folded titles are, 0 to 100; a title without its subtitle is the same title."""
    whole = fuzz.token_sort_ratio(one, other)
    short, long = sorted((one, other), key=len)
    if len(short.split()) >= _SHORTEST and long.startswith(short):
        return max(whole, 97.0)
    return whole


def _disagreements(reference: Reference, study: Study) -> tuple[str, ...]:
    said = []
    if reference.year and study.year and reference.year[:4] != study.year:
        said.append(f"the entry says {reference.year}, the study is of {study.year}")
    if reference.authors and study.authors and not _shares_first_author(reference, study):
        said.append(f"the entry names {reference.authors[0]} first, the study {study.authors[0]}")
    return tuple(said)


def _shares_first_author(reference: Reference, study: Study) -> bool:
    first = reference.authors[0]
    return any(
        same_family(family(first), family(a)) or fold(first) in fold(a) or fold(a) in fold(first)
        for a in study.authors[:1]
    )


def _matched(reference: Reference, study: Study, method: str) -> ReferenceMatch:
    said = list(_disagreements(reference, study))
    both = method in ("doi", "pmid", "pmcid") and reference.title and study.title
    if both and _likeness(fold(reference.title), fold(study.title)) < _OTHER_TITLE:
        said.append(f"the {method} is that of “{study.title}”")
    return ReferenceMatch(reference_id=reference.id, study_id=study.id, method=method, note="; ".join(said))


def _unmatched(reference: Reference, note: str, candidates: Iterable[str]) -> ReferenceMatch:
    listed = ", ".join(sorted(candidates))
    return ReferenceMatch(
        reference_id=reference.id, study_id="", method="none", note=f"{note}: {listed}" if listed else note
    )
