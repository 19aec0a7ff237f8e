"""The words: concepts and cues, loaded from YAML and checked. Data with examples, never code.

A file holds `concepts:` or `cues:`, a mapping from id to entry (see `ConceptEntry` and `CueEntry` for the keys).
A concept is a thing that copy and studies speak of (a drug, a condition, an outcome, a route); it stands in a hierarchy
through `broader`. A cue is a way of saying something about things ("reduces", "is not", "may", "studies show"), sorted
into categories that the stages ask for by name. Every entry carries `examples` that must match it and, where it once
misfired, `not` examples that must not; tests/test_vocab.py runs them all, `kb vocab check` those of a reader's own.

A reader's own folder adds entries, and under `extends:` words to entries that are there already; it changes none.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kb import yamltext
from kb.files import text_of
from kb.model import Problem

SHIPPED = Path(__file__).parent
LARGEST = 20_000_000  # bytes of a file
# What a concept may be; stages ask for kinds by these names.
KINDS = frozenset({
    "drug", "drug_class", "device", "procedure", "psychotherapy", "condition", "symptom", "adverse_effect", "outcome",
    "scale", "mechanism", "route", "dosage_form", "regimen", "population", "species", "organisation", "regulation",
    "setting", "cost",
})  # fmt: skip

_NAMED = ("route", "higher_of", "lower_of", "reverse_of", "time_to")  # keys of a concept that name one other


class ConceptEntry(BaseModel):
    """The keys of a concept in a vocabulary file. `mesh`, `rxnorm` and `atc` are identifiers of those registries;
    `route` is how a treatment is given where nobody says it (the route of the ATC/DDD index, where it has one alone),
    and holds of what lies beneath it too. `higher_of` and `lower_of` name what a concept is more or less of
    ("tachycardia": the heart rate), `reverse_of` the measure that it is counted against ("mortality": survival),
    `time_to` the event until which it is the time ("sleep latency": falling asleep)."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    label: str
    kind: str
    synonyms: list[str] = []
    broader: list[str] = []
    related: list[str] = []
    route: str = ""
    higher_of: str = ""
    lower_of: str = ""
    reverse_of: str = ""
    time_to: str = ""
    mesh: str = ""
    rxnorm: str = ""
    atc: str = ""
    note: str = ""
    examples: list[str] = []
    not_: list[str] = Field(default=[], alias="not")


class CueEntry(BaseModel):
    """The keys of a cue: `phrases` match by the words' lower-case forms or their lemmas; `attributes` are what the
    stage that owns the category wants to know of it (a direction, an opposite, a safer wording)."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    category: str
    phrases: list[str]
    attributes: dict[str, str] = {}
    note: str = ""
    examples: list[str] = []
    not_: list[str] = Field(default=[], alias="not")


class Extension(BaseModel):
    """What a file adds to an entry that another file holds: words, and for a concept places in the hierarchy."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    phrases: list[str] = []  # synonyms of a concept, phrases of a cue
    broader: list[str] = []
    examples: list[str] = []
    not_: list[str] = Field(default=[], alias="not")


class VocabularyFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    concepts: dict[str, ConceptEntry] = {}
    cues: dict[str, CueEntry] = {}
    extends: dict[str, Extension] = {}


class VocabularyError(ValueError):
    """The vocabulary cannot be used; `problems` name file and field of each fault."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(p) for p in problems))
        self.problems = problems


@dataclass(frozen=True, kw_only=True, slots=True)
class Concept:
    id: str
    label: str
    kind: str
    phrases: tuple[str, ...]  # the label and every synonym
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    route: str = ""
    higher_of: str = ""
    lower_of: str = ""
    reverse_of: str = ""
    time_to: str = ""
    mesh: str = ""
    rxnorm: str = ""
    atc: str = ""
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Cue:
    id: str
    category: str
    phrases: tuple[str, ...]
    attributes: Mapping[str, str] = field(default_factory=dict)
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """All concepts and cues, by id. `digest` changes whenever a word of it does."""

    concepts: Mapping[str, Concept]
    cues: Mapping[str, Cue]
    digest: str = ""

    @cached_property
    def _ancestors(self) -> dict[str, frozenset[str]]:
        known: dict[str, frozenset[str]] = {}

        def climb(ident: str) -> frozenset[str]:
            if ident not in known:
                parents = self.concepts[ident].broader if ident in self.concepts else ()
                known[ident] = frozenset(parents).union(*(climb(p) for p in parents))
            return known[ident]

        for ident in self.concepts:
            climb(ident)
        return known

    def ancestors(self, ident: str) -> frozenset[str]:
        """Every concept that is broader than this one, at any distance; empty for an id that is not known."""
        return self._ancestors.get(ident, frozenset())

    def is_a(self, narrow: str, broad: str) -> bool:
        """Whether the first concept is the second or lies beneath it."""
        return narrow == broad or broad in self.ancestors(narrow)

    def usual_route(self, ident: str) -> str:
        """How a treatment is given where nobody says it: its own route, else that of the nearest class; else empty."""
        level: tuple[str, ...] = (ident,)
        while level:
            known = [self.concepts[each] for each in level if each in self.concepts]
            routes = {concept.route for concept in known if concept.route}
            if routes:
                return routes.pop() if len(routes) == 1 else ""
            level = tuple(dict.fromkeys(above for concept in known for above in concept.broader))
        return ""

    @cached_property
    def times_to(self) -> Mapping[str, str]:
        """The concept of the time until an event, by the event's."""
        return MappingProxyType({c.time_to: c.id for c in self.concepts.values() if c.time_to})

    @cached_property
    def reverses(self) -> Mapping[str, str]:
        """The measure that is less just where another is more, by the other's id: mortality, of survival."""
        return MappingProxyType({c.reverse_of: c.id for c in self.concepts.values() if c.reverse_of})

    def are_related(self, one: str, other: str) -> bool:
        """Whether two concepts are named as related (neither is the other): esketamine and ketamine."""
        return any(other in self.concepts[a].related for a, other in ((one, other), (other, one)) if a in self.concepts)

    def label(self, ident: str) -> str:
        """The name to show a person; a `~noun phrase` shows itself."""
        return self.concepts[ident].label if ident in self.concepts else ident.removeprefix("~").replace("_", " ")

    def cues_of(self, category: str) -> tuple[Cue, ...]:
        """The cues of one category, in file order."""
        return tuple(cue for cue in self.cues.values() if cue.category == category)

    def concepts_of(self, kind: str) -> tuple[Concept, ...]:
        """The concepts of one kind, in file order."""
        return tuple(concept for concept in self.concepts.values() if concept.kind == kind)


def load_vocabulary(*folders: Path) -> Vocabulary:
    """Load every `*.yml` of the folders (the shipped vocabulary when none is named); later folders add to earlier.

    Raises VocabularyError naming file and field for a file that cannot be read, bad YAML, an unknown key or kind, an id
    or a phrase defined twice, an id under `extends` that no file defines, a `broader`, `related` or `route` that names
    nothing, or a circle in the hierarchy.
    """
    concepts: dict[str, Concept] = {}
    cues: dict[str, Cue] = {}
    extensions: list[tuple[str, str, Extension]] = []
    problems: list[Problem] = []
    homes: dict[str, str] = {}
    texts: dict[str, str] = {}
    for path in (p for folder in folders or (SHIPPED,) for p in sorted(folder.glob("*.yml"))):
        name = str(path) if path.name in texts else path.name
        try:
            text = text_of(path, LARGEST)
            parsed = VocabularyFile.model_validate(yamltext.load(text) or {})
        except ValidationError as error:
            problems.extend(_describe(name, error))
            continue
        except (OSError, ValueError) as error:
            problems.append(Problem(path=name, field="", message=_fault(error)))
            continue
        texts[name] = f"{path.name}\n{text}"
        for ident in (*parsed.concepts, *parsed.cues):
            if ident in homes:
                problems.append(Problem(path=name, field=ident, message=f"is already defined in {homes[ident]}"))
            homes[ident] = name
        concepts |= {ident: _concept(ident, entry) for ident, entry in parsed.concepts.items()}
        cues |= {ident: _cue(ident, entry) for ident, entry in parsed.cues.items()}
        extensions += [(name, ident, added) for ident, added in parsed.extends.items()]
    for name, ident, added in extensions:
        problems.extend(_extend(concepts, cues, name, ident, added))
    problems.extend(_inconsistencies(concepts, homes))
    if problems:
        raise VocabularyError(tuple(problems))
    return Vocabulary(concepts=concepts, cues=cues, digest=_digest(texts.values()))


def load_with_own(folder: Path | None) -> Vocabulary:
    """The shipped vocabulary and what a reader's own folder adds to it, where there is such a folder; else as
    `load_vocabulary`."""
    return load_vocabulary(SHIPPED, folder) if folder and folder.is_dir() else load_vocabulary()


def _fault(error: Exception) -> str:
    return f"cannot be read: {error.strerror}" if isinstance(error, OSError) else str(error)


def _extend(
    concepts: dict[str, Concept], cues: dict[str, Cue], home: str, ident: str, added: Extension
) -> Iterator[Problem]:
    """Add words to an entry, in place of the entry as it was."""
    entry = concepts.get(ident) or cues.get(ident)
    if entry is None:
        yield Problem(path=home, field=f"extends.{ident}", message="no file defines this id")
        return
    shared = {
        "phrases": tuple(dict.fromkeys((*entry.phrases, *added.phrases))),
        "examples": (*entry.examples, *added.examples),
        "counter_examples": (*entry.counter_examples, *added.not_),
    }
    if isinstance(entry, Concept):
        concepts[ident] = replace(entry, **shared, broader=tuple(dict.fromkeys((*entry.broader, *added.broader))))
        return
    if added.broader:
        yield Problem(path=home, field=f"extends.{ident}.broader", message="is for concepts; this is a cue")
    cues[ident] = replace(entry, **shared)


def _digest(texts: Iterable[str]) -> str:
    return sha256("\n".join(texts).encode()).hexdigest()


def _describe(name: str, error: ValidationError) -> Iterator[Problem]:
    for fault in error.errors():
        yield Problem(path=name, field=".".join(str(part) for part in fault["loc"]), message=fault["msg"])


def _concept(ident: str, entry: ConceptEntry) -> Concept:
    phrases = tuple(dict.fromkeys([entry.label, *entry.synonyms]))
    return Concept(
        id=ident,
        label=entry.label,
        kind=entry.kind,
        phrases=phrases,
        broader=tuple(entry.broader),
        related=tuple(entry.related),
        route=entry.route,
        higher_of=entry.higher_of,
        lower_of=entry.lower_of,
        reverse_of=entry.reverse_of,
        time_to=entry.time_to,
        mesh=entry.mesh,
        rxnorm=entry.rxnorm,
        atc=entry.atc,
        examples=tuple(entry.examples),
        counter_examples=tuple(entry.not_),
    )


def _cue(ident: str, entry: CueEntry) -> Cue:
    return Cue(
        id=ident,
        category=entry.category,
        phrases=tuple(dict.fromkeys(entry.phrases)),
        attributes=dict(entry.attributes),
        examples=tuple(entry.examples),
        counter_examples=tuple(entry.not_),
    )


def _inconsistencies(concepts: dict[str, Concept], homes: dict[str, str]) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for concept in concepts.values():
        home = homes[concept.id]
        if concept.kind not in KINDS:
            message = f"{concept.kind!r} is none of {', '.join(sorted(KINDS))}"
            yield Problem(path=home, field=f"{concept.id}.kind", message=message)
        single = ((key, (getattr(concept, key),)) for key in _NAMED)
        for key, others in (("broader", concept.broader), ("related", concept.related), *single):
            for other in others:
                if other and other not in concepts:
                    yield Problem(path=home, field=f"{concept.id}.{key}", message=f"{other!r} is no concept")
        for phrase in concept.phrases:
            # Acronyms match by case, so "SAD" and "sad" are two phrases (see nlp.PhraseIndex).
            key = phrase if phrase.isupper() else phrase.lower()
            if owners.setdefault(key, concept.id) != concept.id:
                yield Problem(
                    path=home, field=concept.id, message=f"phrase {phrase!r} already belongs to {owners[key]!r}"
                )
    yield from _circles(concepts, homes)


def _circles(concepts: dict[str, Concept], homes: dict[str, str]) -> Iterator[Problem]:
    done: set[str] = set()
    for start in concepts:
        trail: list[str] = []
        stack = [(start, 0)]
        while stack:
            ident, depth = stack.pop()
            del trail[depth:]
            if ident in trail:
                yield Problem(path=homes[start], field=f"{start}.broader", message="leads in a circle to itself")
                return
            if ident in done or ident not in concepts:
                continue
            trail.append(ident)
            stack.extend((parent, depth + 1) for parent in concepts[ident].broader)
        done.add(start)
