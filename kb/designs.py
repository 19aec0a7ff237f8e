"""What evidence says of itself: parsed sentences of free text in; design, people, species and level out.

A curated record says what kind of work a study is and on how many of whom; free text says it in words ("In a
double-blind trial of 120 adults ..."). Where it says nothing, nothing is assumed, and the comparison holds the words
alone against the claim. Design words are the cues of category `design` (kb/vocab/designs.yml), in order of precedence.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from kb.model import Proposition
from kb.nlp import Hit, Lexicon
from kb.quantities import find_quantities
from kb.quantity import Quantity

# OCEBM 2011 for questions of benefit; where a class is not listed, levels do not apply or the text does not tell.
LEVELS = {"systematic_review": "1", "rct": "2", "controlled": "3", "cohort": "3", "case_control": "4",
          "uncontrolled": "4", "case_report": "4", "animal": "5", "in_vitro": "5", "review": "5"}  # fmt: skip
_KINDS = frozenset({"label", "regulation", "guideline", "statistic"})  # classes that are kinds of work too
_SPECIES = {"mouse": "mouse", "rat": "rat", "rodent": "rodent", "primate": "primate", "cell_culture": "cells"}
_NEAR = 4  # tokens between a denial and the design that it denies ("no large placebo-controlled trial")
_SAMPLE = ("n=", "n =", "sample of", "sample size")


@dataclass(frozen=True, kw_only=True, slots=True)
class Design:
    """What a text says of the study behind it: the names and values are those of a study record; empty where it says
    nothing."""

    design_class: str = ""
    kind: str = "article"
    level: str = ""
    n: int | None = None
    words: str = ""  # the cue that said it


def read_design(docs: Sequence[Doc], lexicon: Lexicon) -> Design:
    """The design that the sentences of one piece of evidence name, and how many people they speak of."""
    order = {cue.id: place for place, cue in enumerate(lexicon.vocabulary.cues_of("design"))}
    hits = ((order[hit.id], place, hit) for place, doc in enumerate(docs) for hit in design_hits(doc, lexicon))
    named = sorted(hits, key=lambda found: (found[0], found[1], found[2].start))
    people = [n for doc in docs for n in count_people(doc)]
    n = max(people, default=None)
    if not named:
        return Design(n=n)
    _, place, hit = named[0]
    design_class = lexicon.vocabulary.cues[hit.id].attributes["class"]
    return Design(
        design_class=design_class,
        kind=design_class if design_class in _KINDS else "article",
        level=LEVELS.get(design_class, ""),
        n=n,
        words=docs[place][hit.start : hit.end].text,
    )


def design_hits(doc: Doc, lexicon: Lexicon) -> Iterator[Hit]:
    """The designs that a sentence says its study has: not what it denies ("no randomised trials") or asks for ("larger
    trials are needed")."""
    denials = lexicon.cues(doc, "negation")
    wanted = {i for hit in lexicon.cues(doc, "evidence_wanted") for i in range(hit.start, hit.end)}
    before = {hit.end for hit in lexicon.cues(doc, "evidence_wanted_before")}
    for hit in lexicon.cues(doc, "design"):
        denied = any(d.end <= hit.start < d.end + _NEAR for d in denials)
        if not denied and hit.start not in before and not _is_wanted(doc[hit.start : hit.end].root, wanted):
            yield hit


def _is_wanted(token: Token, wanted: set[int]) -> bool:
    """Whether a verb that a word hangs on says that such evidence is missing."""
    verbs = (t for t in (token, *token.ancestors) if t.pos_ in {"VERB", "AUX"})
    return any(wanted & {verb.i, *(child.i for child in verb.children)} for verb in verbs)


_CASES = re.compile(r"\b(?:cases?|events?)$", re.IGNORECASE)


def count_people(doc: Doc) -> Iterator[int]:
    """How many people a sentence counts: "120 adults", "n = 24", "18 of 20 patients"; not how often a thing came ("9
    cases of flu", "7.8 cases per 100 person-years")."""
    text = doc.text
    for q in find_quantities(text):
        if q.high != int(q.high) or (_CASES.search(q.text) and text[q.end :].lstrip().startswith(("of ", "per "))):
            continue
        sample = q.kind in {"number", "count"} and text[: q.start].lower().rstrip().endswith(_SAMPLE)
        if (q.kind == "count" and (q.unit == "person" or sample)) or sample:
            yield int(q.high)
        elif q.kind == "fraction" and "of" in q.text:
            yield from _whole(q)


def _whole(share: Quantity) -> Iterator[int]:
    """The 20 of "18 of 20"."""
    last = share.text.split()[-1].replace(",", "")
    if last.isdigit():
        yield int(last)


def read_species(doc: Doc, lexicon: Lexicon) -> str:
    """The species that a sentence was found in, as a study record names it; empty where it names people or nothing.

    "Adult male rats" are rats: a word for people that only describes an animal counts for none.
    """
    concepts, is_a = lexicon.vocabulary.concepts, lexicon.vocabulary.is_a
    hits = lexicon.concepts(doc)
    animals = [h for h in hits if concepts[h.id].kind == "species" and h.id != "human"]
    if not animals:
        return ""
    inside = {i for h in animals for i in range(h.start, h.end)}
    for hit in hits:
        if concepts[hit.id].kind == "population" or is_a(hit.id, "human"):
            root = doc[hit.start : hit.end].root
            if root.head.i not in inside and not any(h.start == hit.end for h in animals):
                return ""
    named = dict.fromkeys(_SPECIES.get(h.id, "animal") for h in animals)
    exact = [name for name in named if name != "animal"]
    if len(exact) > 1:
        return "rodent" if set(exact) <= {"mouse", "rat", "rodent"} else "animal"
    return exact[0] if exact else "animal"


def record_keys(docs: Sequence[Doc], readings: Sequence[Sequence[Proposition]], lexicon: Lexicon) -> frozenset[str]:
    """The keys that a curated record would hold beside its findings: who was studied, how it was given, in what design.
    Any sentence of the evidence may be read with them; they are no evidence by themselves."""
    said = {
        key
        for propositions in readings
        for p in propositions
        for key in (*p.population, *p.species, *p.route, *p.regimen)
    }
    describing = [
        propositions
        for doc, propositions in zip(docs, readings, strict=True)
        if any(True for _ in design_hits(doc, lexicon)) or any(True for _ in count_people(doc))
    ]
    described = {key for propositions in describing for p in propositions for key in p.content if key[0] not in "=!"}
    return frozenset(said | described)
