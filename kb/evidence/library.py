"""The findings of the library by what they speak of, and what each study says taken together."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from kb.evidence.entailing import asks, tells
from kb.evidence.entries import Entry
from kb.evidence.harms import WARNING
from kb.evidence.meeting import MET, Meeting, stems_of
from kb.evidence.ratios import with_ratios
from kb.evidence.refuting import opposed_by, themes
from kb.labels import TextHeld
from kb.model import Assessment, Proposition, Study
from kb.vocab import Vocabulary

_DRUGS = frozenset({"drug", "drug_class"})
CANDIDATES = 30  # findings compared per proposition, beside those of the cited studies


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
        self._by_finding: dict[str, int] = {}
        self._by_key: dict[str, set[int]] = {}  # what a finding names, and all that is broader
        self._by_reach: dict[str, set[int]] = {}  # the same with its relations and its study's record
        self._by_family: dict[str, set[int]] = {}
        self._by_stem: dict[str, set[int]] = {}  # words of the statement
        self._by_theme: dict[str, set[int]] = {}  # what it can rule out
        self.told: dict[tuple, tuple[Assessment, ...]] = {}  # what was answered, by what was asked
        for study in studies:
            for finding in study.findings:
                told = [p for p in propositions.get(finding.id, ()) if p.asserted]
                read = with_ratios(told, self.meeting)
                said = frozenset(key for p in read for key in (*p.content, *self._relations(p)))
                background = backgrounds.get(study.id, frozenset())
                known = said | background
                reach = known | {up for key in known for up in vocabulary.ancestors(key)}
                about = self._about(study, read)
                self._add(
                    Entry(finding, about, read, said, background, known, stems_of(finding.statement), frozenset(reach))
                )
        ranked = sorted(range(len(self.entries)), key=lambda i: by_words(self.entries[i]))
        self._place = {index: place for place, index in enumerate(ranked)}  # of each entry among all, by its words
        self.together = {study.id: self._together(study) for study in studies}

    def _about(self, study: Study, read: Sequence[Proposition]) -> Study:
        """The study as this finding is of it: what its statements are about where they leave the subject out is no
        subject of one that names another drug."""
        concepts = self.vocabulary.concepts
        named = [k for p in read for k in p.subject if k in concepts and concepts[k].kind in _DRUGS]
        if not study.subjects or not named or self.meeting.any(named, study.subjects) in MET:
            return study
        return replace(study, subjects=())

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
        self._by_finding[entry.finding.id] = index
        for key in entry.reach:
            self._by_reach.setdefault(key, set()).add(index)
        for stem in entry.stems:
            self._by_stem.setdefault(stem, set()).add(index)
        for theme in themes(entry, self.meeting) | tells(entry, self.meeting):
            self._by_theme.setdefault(theme, set()).add(index)
        for family in {p.family for p in entry.propositions}:
            self._by_family.setdefault(family, set()).add(index)
        plain = {key for key in entry.said if key[0] not in "=!"} | set(entry.study.subjects)
        above = {up for key in plain for up in self.vocabulary.ancestors(key)}
        for key in plain | above:
            self._by_key.setdefault(key, set()).add(index)

    def _together(self, study: Study) -> Entry | None:
        """All that a study's verified findings say, as one; None where there are not at least two."""
        told = (self.entries[i] for i in self._by_study.get(study.id, ()) if _is_told(self.entries[i]))
        entries = sorted(told, key=by_words)  # in whatever order the record has them
        if len(entries) < 2:
            return None
        return Entry(
            finding=entries[0].finding,
            study=study,
            propositions=tuple(p for entry in entries for p in entry.propositions),
            said=frozenset[str]().union(*(entry.said for entry in entries)),
            background=entries[0].background,
            known=frozenset[str]().union(*(entry.known for entry in entries)),
            stems=frozenset[str]().union(*(entry.stems for entry in entries)),
            reach=frozenset[str]().union(*(entry.reach for entry in entries)),
        )

    def candidates(self, proposition: Proposition, cited: Sequence[str] = ()) -> list[Entry]:
        """The entries that meet both subject and object of a proposition, those that share most first up to CANDIDATES,
        and all of the cited studies; in library order."""
        met = [self._meeting_slot(keys) for keys in (proposition.subject, proposition.object) if keys]
        chosen = set.intersection(*met) if met else self._meeting_slot(proposition.content)
        if len(chosen) > CANDIDATES:
            shared = self._shared(proposition, chosen)
            chosen = set(sorted(chosen, key=lambda i: (-shared[i], self._place[i]))[:CANDIDATES])
        chosen |= {i for study in cited for i in self._by_study.get(study, ())}
        chosen |= self._opponents(proposition)
        return [self.entries[i] for i in sorted(chosen)]

    def told_by(self, finding_ids: Iterable[str]) -> list[Entry]:
        """The entries of some findings, in library order."""
        return [self.entries[i] for i in sorted(self._by_finding[ident] for ident in finding_ids)]

    def naming(self, keys: Sequence[str]) -> list[Entry]:
        """The entries that name one of some concepts or a kind of one, in library order."""
        return [self.entries[i] for i in sorted(set[int]().union(*(self._by_key.get(key, ()) for key in keys)))]

    def _opponents(self, proposition: Proposition) -> set[int]:
        """The entries that could rule out, or entail, what a proposition says without naming its object.
        CANDIDATES a theme, what an agency has ruled first, then what shares most, then by its words."""
        chosen: set[int] = set()
        for theme in sorted({*opposed_by(proposition, self.meeting), *asks(proposition)}):
            found = self._by_theme.get(theme, _NONE) & self._meeting_slot((*proposition.subject, *proposition.object))
            if len(found) > CANDIDATES:
                shared = self._shared(proposition, found)
                order = sorted(found, key=lambda i: self._by_authority(i, shared[i]))
                found = set(order[:CANDIDATES])
            chosen |= found
        return chosen

    def _by_authority(self, index: int, shared: float) -> tuple[bool, float, int]:
        """What an agency has ruled first; at last by its words, so that neither names nor the order of files decide."""
        return self.entries[index].study.kind not in WARNING, -shared, self._place[index]

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


def by_words(entry: Entry) -> tuple[str, str]:
    """The order among equals: by what a finding says, and by its name only where two say the same."""
    return entry.finding.statement, entry.finding.id


def _is_told(entry: Entry) -> bool:
    """Whether a finding has its part in what its study says together. The sentences of a full text are so many that
    between them they hold any word."""
    of_paper = entry.finding.origin == "text" and entry.study.text_held is TextHeld.FULL_TEXT
    return entry.finding.verified and not of_paper


_NONE: frozenset[int] = frozenset()
