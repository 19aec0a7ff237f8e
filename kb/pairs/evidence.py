"""Free text as a claim's propositions, or as studies with findings: parsed sentences in, nouns of the comparison out.

The evidence of a pair becomes one study a sentence, since its sentences may be of different species and of different
drugs, and one more for the evidence as a whole; all share the design, the people and the context that the text gives.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from spacy.tokens import Doc

from kb.designs import Design, read_design, read_species, record_keys
from kb.labels import TextHeld
from kb.model import Finding, Proposition, Study
from kb.nlp import Hit, Lexicon
from kb.pairs.frames import MEASURES, Sentence, frame_keys, read_sentence
from kb.propositions import CONTROL, TROUBLED, carry_context
from kb.propositions.words import INTERVENTIONS

WHOLE = "evidence"  # the id of the study that holds the evidence as one finding; sentences are "evidence.1" and so on
_NEAR = 3  # tokens: "than with oral iron"
_DEFINITE = frozenset({"this", "the", "these", "that", "your"})
_ONE = frozenset({"it", "its"})


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadEvidence:
    """The evidence of a pair, read: what a library is made of."""

    studies: tuple[Study, ...]
    readings: dict[str, tuple[Proposition, ...]]  # by finding id
    backgrounds: dict[str, frozenset[str]]  # by study id, keys that its sentences may be read with
    design: Design
    topic: tuple[str, ...]  # the treatments that it speaks of, most named first


def read_claim(sentences: Sequence[Sentence], topic: Sequence[str], lexicon: Lexicon) -> tuple[Proposition, ...]:
    """The propositions of a claim's sentences. What the claim leaves out ("It also helps sleep") or only points at
    ("this drug") is what the evidence, with the treatments `topic`, is about: somebody laid the two side by side."""
    several = any(len(known) > 1 for s in sentences for known in _pointed_at(s.doc, topic, lexicon).values())
    read = _in_turn(sentences, () if several else topic[:1], lexicon)  # "this drug" beside two of them is neither
    meant = (_pointed_at(sentence.doc, topic, lexicon) for sentence in sentences)
    return tuple(_named(p, names) for propositions, names in zip(read, meant, strict=True) for p in propositions)


def _pointed_at(doc: Doc, topic: Sequence[str], lexicon: Lexicon) -> dict[str, list[str]]:
    """For each class of treatments that a sentence points at ("the antidepressant"), those of the class that the
    evidence speaks of: where that is one, it is the one that is meant."""
    found = {}
    for hit in _treatments(doc, lexicon):
        root = doc[hit.start : hit.end].root
        of_class = [k for k in topic if k != hit.id and lexicon.vocabulary.is_a(k, hit.id)]
        if of_class and any(t.lower_ in _DEFINITE for t in root.children):
            found[hit.id] = of_class
    return found


def _named(p: Proposition, pointed: dict[str, list[str]]) -> Proposition:
    names = {of_class: known[0] for of_class, known in pointed.items() if len(known) == 1}
    if not names:
        return p
    slots = {slot: tuple(names.get(k, k) for k in getattr(p, slot)) for slot in ("subject", "object", "content")}
    return replace(p, **slots)


def read_evidence(sentences: Sequence[Sentence], lexicon: Lexicon) -> ReadEvidence:
    """The evidence as studies: its sentences in order and, where there are several, the whole."""
    docs = [sentence.doc for sentence in sentences]
    topic = _topic(docs, lexicon)
    readings = list(_in_turn(sentences, (*topic[:1], *_ills(docs, lexicon)), lexicon, evidence=True))
    readings = list(_of_cases(sentences, readings, lexicon))
    design = read_design(docs, lexicon)
    species = _species_in_turn(docs, lexicon)
    subjects = [_subjects(doc, propositions, lexicon) for doc, propositions in zip(docs, readings, strict=True)]
    numbered = zip(docs, readings, species, subjects, strict=True)
    studies = [
        _study(f"{WHOLE}.{number}", doc.text, design, kind, about)
        for number, (doc, _, kind, about) in enumerate(numbered, 1)
    ]
    by_finding = {study.findings[0].id: found for study, found in zip(studies, readings, strict=True)}
    if len(docs) > 1:
        one = set(species)
        kind = species[0] if len(one) == 1 else "mixed"
        text = " ".join(doc.text for doc in docs)
        studies.append(_study(WHOLE, text, design, kind, topic if len(topic) == 1 else ()))
        by_finding[studies[-1].findings[0].id] = tuple(_shifted(docs, readings))
    framed = _frames(sentences, lexicon)
    record = record_keys(docs, readings, lexicon)
    backgrounds = {study.id: record | own for study, own in zip(studies, framed, strict=False)}
    return ReadEvidence(
        studies=tuple(studies), readings=by_finding, backgrounds=backgrounds, design=design, topic=topic
    )


def _of_cases(
    sentences: Sequence[Sentence], readings: Sequence[tuple[Proposition, ...]], lexicon: Lexicon
) -> Iterator[tuple[Proposition, ...]]:
    """The propositions of a text that tells of several cases ("in severe pain ...; in mild pain ..."), each with its
    own; elsewhere the condition that a frame names is what the record of the study would say."""
    concepts, ancestors = lexicon.vocabulary.concepts, lexicon.vocabulary.ancestors
    ill = [{h.id for h in lexicon.concepts(s.doc) if concepts[h.id].kind == "condition"} for s in sentences]
    for place, (sentence, found) in enumerate(zip(sentences, readings, strict=True)):
        own = tuple(key for key in frame_keys(sentence, lexicon) if key in ill[place])
        others = {key for i, keys in enumerate(ill) if i != place for key in keys} - {*own}
        several = any(ancestors(one) & ancestors(key) for one in own for key in others)
        yield tuple(replace(p, content=(*p.content, *own)) for p in found) if several else found


def _frames(sentences: Sequence[Sentence], lexicon: Lexicon) -> list[frozenset[str]]:
    """What the frames of a text name, for each sentence, and for the whole: the frame of one holds for those behind it
    until another comes ("among those with severe pain, ...; among those with mild pain, ..."), and for the whole where
    there is no other."""
    found: list[frozenset[str]] = []
    for sentence in sentences:
        own = frozenset(frame_keys(sentence, lexicon))
        found.append(own or (found[-1] if found else frozenset()))
    different = {keys for keys in found if keys}
    return [*found, next(iter(different)) if len(different) == 1 else frozenset()]


def _in_turn(
    sentences: Sequence[Sentence], topic: Sequence[str], lexicon: Lexicon, *, evidence: bool = False
) -> Iterator[tuple[Proposition, ...]]:
    """Each sentence's propositions; what it leaves out is carried over from the sentence before."""
    previous: tuple[Proposition, ...] = ()
    for sentence in sentences:
        singular = any(token.lower_ in _ONE for token in sentence.doc)
        context = carry_context(lexicon, previous=previous, topic=topic, singular=singular)
        found = read_sentence(sentence, lexicon, context, evidence=evidence)
        yield found
        previous = found or previous


def _topic(docs: Sequence[Doc], lexicon: Lexicon) -> tuple[str, ...]:
    """The treatments that the evidence names, those first that it names most often, then those named first; without
    placebo and what they are only compared with, and without the class of one that is named itself."""
    is_a = lexicon.vocabulary.is_a
    counts = Counter(hit.id for doc in docs for hit in _treatments(doc, lexicon) if not _is_compared(hit, doc, lexicon))
    order = {ident: place for place, ident in enumerate(counts)}
    named = sorted(counts, key=lambda ident: (-counts[ident], order[ident]))
    return tuple(k for k in named if not any(other != k and is_a(other, k) for other in named))


def _is_compared(hit: Hit, doc: Doc, lexicon: Lexicon) -> bool:
    """Whether a treatment stands right behind "than", "versus", "compared with"."""
    return any(cue.end <= hit.start < cue.end + _NEAR for cue in lexicon.cues(doc, "comparison"))


def _ills(docs: Sequence[Doc], lexicon: Lexicon) -> tuple[str, ...]:
    """The first illness that the evidence names."""
    concepts = lexicon.vocabulary.concepts
    hits = (hit.id for doc in docs for hit in lexicon.concepts(doc))
    return tuple(islice((k for k in hits if concepts[k].kind in TROUBLED and k not in MEASURES), 1))


def _treatments(doc: Doc, lexicon: Lexicon) -> Iterator[Hit]:
    vocabulary = lexicon.vocabulary
    for hit in lexicon.concepts(doc):
        if vocabulary.concepts[hit.id].kind in INTERVENTIONS and not vocabulary.is_a(hit.id, CONTROL):
            yield hit


def _subjects(doc: Doc, propositions: Sequence[Proposition], lexicon: Lexicon) -> tuple[str, ...]:
    """What a sentence is about where it names no treatment itself."""
    if next(_treatments(doc, lexicon), None):
        return ()
    return tuple(dict.fromkeys(key for p in propositions if p.carried for key in p.subject))


def _species_in_turn(docs: Sequence[Doc], lexicon: Lexicon) -> list[str]:
    """The species of each sentence: its own, else that of the sentence before."""
    found: list[str] = []
    for doc in docs:
        own = read_species(doc, lexicon)
        people = any(lexicon.vocabulary.concepts[h.id].kind == "population" for h in lexicon.concepts(doc))
        found.append(own or ("human" if people or not found else found[-1]))
    return found


def _study(ident: str, text: str, design: Design, species: str, subjects: Sequence[str]) -> Study:
    finding = Finding(id=ident, study_id=ident, statement=text, verified=True)
    return Study(
        id=ident,
        type="article",
        title="",
        kind=design.kind,
        design=design.words,
        design_class=design.design_class,
        level=design.level,
        n=design.n,
        species=species,
        verified=True,
        text_held=TextHeld.FULL_TEXT,
        subjects=tuple(subjects),
        findings=(finding,),
    )


def _shifted(docs: Sequence[Doc], readings: Sequence[Sequence[Proposition]]) -> Iterator[Proposition]:
    """The propositions of all sentences, their places counted in the sentences joined by a space."""
    start = 0
    for doc, propositions in zip(docs, readings, strict=True):
        for p in propositions:
            yield replace(p, start=p.start + start, end=p.end + start)
        start += len(doc.text) + 1
