"""What a machine reads of a study in its own text: parsed sentences of it in, facts with their places out.

Design, people and species are read by the code that reads them in free text elsewhere (`kb.designs`), doses, outcomes
and figures from the propositions of the findings. A reading stands apart from what the record says and a person
corrects, and fills only what both leave open.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from kb.designs import count_people, read_design, read_species
from kb.model import Finding, Proposition, Study, StudyFact
from kb.nlp import Lexicon
from kb.quantities import find_quantities
from kb.read.corrections import MANY

MACHINE, RECORD, CORRECTION = "machine", "record", "correction"
MOST = 12  # values of one field
UNTOLD = "other"  # the design class of a record that does not say
_OF_THE_STUDY = frozenset({"method", "result"})
_WHO = frozenset({"population", "condition"})
_OUTCOMES = frozenset({"outcome", "scale", "symptom", "condition", "adverse_effect"})
_COUNTED = re.compile(r"\d|half|halv|third|quarter|fifth|tenth|twice|double|triple", re.I)  # "most" measures nothing
_FIELDS = ("design", "design_class", "level", "n", "population", "species", "limits")  # what a reading may fill in


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the text: the finding that holds it, parsed and read."""

    finding: Finding
    doc: Doc
    propositions: Sequence[Proposition]


def read_facts(study: Study, title: Doc, sentences: Sequence[Said], lexicon: Lexicon) -> tuple[StudyFact, ...]:
    """What the text says of the study, each value with the sentence that says it, in the order of the fields."""
    own = [said for said in sentences if said.finding.role in _OF_THE_STUDY]
    found = [
        *_design(title, own, lexicon),
        *_people(own, lexicon),
        *_figures(own),
        *_outcomes(own, lexicon),
        *_limits(sentences, lexicon),
    ]
    once: dict[tuple[str, str], Finding | None] = {}
    for name, value, said in found:
        once.setdefault((name, value), said)
    number: Counter[str] = Counter()
    facts = []
    for (name, value), said in once.items():
        number[name] += 1
        if number[name] <= MOST:
            facts.append(_fact(study, name, value, said))
    return tuple(facts)


def _fact(study: Study, name: str, value: str, said: Finding | None) -> StudyFact:
    return StudyFact(
        study_id=study.id,
        field=name,
        value=value,
        origin=MACHINE,
        counts=True,
        quote=said.quote if said else study.title,
        start=said.start if said else None,
        end=said.end if said else None,
    )


Found = Iterator[tuple[str, str, Finding | None]]


def _design(title: Doc, own: Sequence[Said], lexicon: Lexicon) -> Found:
    """Design and level by the design words; where only the title has them it is the title that says so."""
    design = read_design([*(said.doc for said in own), title], lexicon)
    if design.design_class:
        place = next((said.finding for said in own if design.words in said.doc.text), None)
        yield "design", design.words, place
        yield "design_class", design.design_class, place
        if design.level:
            yield "level", design.level, place
    for doc, finding in (*((said.doc, said.finding) for said in own), (title, None)):
        species = read_species(doc, lexicon)
        if species:
            yield "species", species, finding
            return


def _people(own: Sequence[Said], lexicon: Lexicon) -> Found:
    """How many were studied, by the largest count, and who: the people and conditions of the sentence that counts."""
    counted = [(max(numbers), said) for said in own if (numbers := list(count_people(said.doc)))]
    if not counted:
        return
    n, said = max(counted, key=lambda pair: pair[0])
    yield "n", str(n), said.finding
    concepts = lexicon.vocabulary.concepts
    designed = {i for hit in lexicon.cues(said.doc, "design") for i in range(hit.start, hit.end)}  # "double-blind"
    hits = (h for h in lexicon.concepts(said.doc) if not designed & set(range(h.start, h.end)))
    who = dict.fromkeys(hit.id for hit in hits if concepts[hit.id].kind in _WHO)
    if who:
        yield "population", ", ".join(lexicon.vocabulary.label(ident) for ident in who), said.finding


def _figures(own: Sequence[Said]) -> Found:
    """Doses, p values and effect sizes as the text spells them."""
    for said in own:
        for figure in find_quantities(said.doc.text):
            if figure.kind == "dose":
                yield "dose", figure.text, said.finding
            elif said.finding.role == "result" and figure.kind == "statistic":
                yield "p_value" if figure.unit.startswith("p") else "effect", figure.text, said.finding
            elif (
                said.finding.role == "result"
                and _COUNTED.search(figure.text)
                and figure.kind in ("percent", "ratio", "fraction", "score")
            ):
                yield "effect", figure.text, said.finding


def _outcomes(own: Sequence[Said], lexicon: Lexicon) -> Found:
    """What was measured: the outcomes, scales and troubles that results speak of as changed."""
    concepts = lexicon.vocabulary.concepts
    for said in own:
        if said.finding.role == "result":
            keys = (key for p in said.propositions for key in (*p.object, *p.subject))
            for key in dict.fromkeys(keys):
                if key in concepts and concepts[key].kind in _OUTCOMES:
                    yield "outcome", lexicon.vocabulary.label(key), said.finding


def _limits(sentences: Sequence[Said], lexicon: Lexicon) -> Found:
    """The sentences in which a text tells its own limits."""
    for said in sentences:
        if said.finding.role != "background" and lexicon.cues(said.doc, "study_limit"):
            yield "limits", said.finding.statement, said.finding


def settle(study: Study, facts: Sequence[StudyFact]) -> Study:
    """The study with the machine's facts beside those of record and person, and its open fields filled from them.

    What a person corrected or the record says counts before what the machine read; of a field with many values a
    person may correct each by itself, and the others go on counting.
    """
    singly = [fact for fact in study.facts if fact.origin == CORRECTION and fact.field in MANY]
    undone = {(fact.field, fact.instead_of) for fact in singly}
    facts = [replace(fact, counts=(fact.field, fact.value) not in undone) for fact in facts]
    read: dict[str, StudyFact] = {}
    for fact in facts:
        if fact.counts:
            read.setdefault(fact.field, fact)
    filled = {name: _typed(name, read[name].value) for name in _FIELDS if name in read and _is_open(study, name)}
    limits = [fact.value for fact in (*facts, *singly) if fact.field == "limits" and fact.counts]
    if limits and _is_open(study, "limits"):
        filled["limits"] = " ".join(limits)
    corrected = {fact.field for fact in study.facts}
    held = [
        StudyFact(study_id=study.id, field=name, value=str(getattr(study, name)), origin=RECORD, counts=True)
        for name in _FIELDS
        if name in read and name not in filled and name not in corrected
    ]
    told = [replace(f, counts=f.counts and (f.field in filled or f.field not in _FIELDS)) for f in facts]
    return replace(study, **filled, facts=(*study.facts, *held, *told))


def _is_open(study: Study, name: str) -> bool:
    """Whether neither record nor person says anything of a field. A record without a design says nothing of species or
    level either: those have a value by default."""
    if name in study.corrected:
        return False
    if name == "n":
        return study.n is None and not study.n_text
    if name in ("design", "design_class", "level", "species"):
        return not study.design and study.design_class in ("", UNTOLD) and (name != "level" or not study.level)
    return not getattr(study, name)


def _typed(name: str, value: str) -> object:
    return int(value) if name == "n" else value
