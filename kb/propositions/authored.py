"""Propositions that a person wrote into a study record.

A mapping from slot to one value or a list of values:
  subject, object, comparator, population, route, regimen, species   concept ids, or words ("frozen shoulder")
  predicate   the id of a predicate cue without its prefix ("reduce", "cause", "approve")
  polarity    affirmed (the default) or negated
  strength    hedged, plain (the default) or absolute
  size, onset, duration, frequency, dose   figures in words ("about 50 %", "within 1 hour", "twice a week", "0.5 mg/kg")
  content     further words that the finding bears ("open-label", "veterans")
"""

from collections.abc import Iterator, Mapping, Sequence

from kb.labels import Strength
from kb.model import Proposition
from kb.nlp import Lexicon
from kb.propositions.words import TROUBLES, mark_words
from kb.quantities import find_quantities
from kb.quantity import Quantity
from kb.vocab import Vocabulary

CONCEPT_SLOTS = ("subject", "object", "comparator", "population", "route", "regimen", "species", "content")
FIGURE_SLOTS = ("size", "onset", "duration", "frequency", "dose")
SLOTS = frozenset((*CONCEPT_SLOTS, *FIGURE_SLOTS, "predicate", "polarity", "strength"))
_SIGNS = {"up": 1, "down": -1, "none": 0}


def check_authored(slots: Mapping[str, Sequence[str]], vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """What is wrong with an authored proposition, as pairs of slot and message; nothing where it can be used.

    A value written as ids are, with an underscore, must be a concept: words for a thing that the vocabulary does not
    know have spaces.
    """
    for name, values in slots.items():
        if name not in SLOTS:
            yield name, f"is no slot; slots are {', '.join(sorted(SLOTS))}"
        elif name in CONCEPT_SLOTS:
            unknown = (value for value in values if "_" in value and value not in vocabulary.concepts)
            yield from ((name, f"{value!r} is no concept of the vocabulary") for value in unknown)
        elif name == "predicate":
            cues = (value for value in values if f"predicate.{value}" not in vocabulary.cues)
            yield from ((name, f"{value!r} is no predicate of the vocabulary") for value in cues)
        elif name in FIGURE_SLOTS:
            yield from ((name, f"{value!r} holds no figure") for value in values if not find_quantities(value))
        elif name == "polarity" and tuple(values) not in {("affirmed",), ("negated",)}:
            yield name, "must be affirmed or negated"
        elif name == "strength" and (len(values) != 1 or values[0] not in {s.value for s in Strength}):
            yield name, "must be hedged, plain or absolute"
    if not slots.get("predicate") or len(slots["predicate"]) != 1:
        yield "predicate", "must be given once"
    if not slots.get("subject") and not slots.get("object"):
        yield "subject", "or object must be given"


def authored_proposition(
    slots: Mapping[str, Sequence[str]], lexicon: Lexicon, subject: tuple[str, ...] = ()
) -> Proposition:
    """Read an authored mapping; `subject` is the study's own where the mapping names none. Assumes a checked
    mapping."""
    concepts = {name: _keys(slots.get(name, ()), lexicon) for name in CONCEPT_SLOTS}
    concepts["subject"] = concepts["subject"] or subject
    verb = next(iter(slots.get("predicate", ())), "")
    cue = lexicon.vocabulary.cues.get(f"predicate.{verb}")
    direction = cue.attributes.get("direction", "") if cue else ""
    negated = tuple(slots.get("polarity", ())) == ("negated",)
    change, effect = _effect(direction, concepts["object"], lexicon, negated)
    content = dict.fromkeys(key for name in CONCEPT_SLOTS for key in concepts[name])
    figures: dict[str, tuple[Quantity, ...]] = {
        name: tuple(q for value in slots.get(name, ()) for q in find_quantities(value)) for name in FIGURE_SLOTS
    }
    return Proposition(
        **{name: keys for name, keys in concepts.items() if name != "content"},
        **figures,
        predicate=cue.id if cue else f"~{verb}",
        family=cue.attributes["family"] if cue else "",
        negated=negated,
        strength=Strength(next(iter(slots.get("strength", ())), "plain")),
        content=tuple(content),
        change=change,
        effect=effect,
    )


def _keys(values: Sequence[str], lexicon: Lexicon) -> tuple[str, ...]:
    keys: dict[str, None] = {}
    for value in values:
        if value in lexicon.vocabulary.concepts:
            keys[value] = None
        else:
            keys |= dict.fromkeys(mark_words(lexicon.nlp(value), lexicon).key.values())
    return tuple(keys)


def _effect(direction: str, obj: Sequence[str], lexicon: Lexicon, negated: bool) -> tuple[int | None, int | None]:
    if not direction:
        return None, None
    if negated or direction == "none":
        return (None, None) if negated and direction == "none" else (0, 0)
    if direction in {"better", "worse"}:
        return None, 1 if direction == "better" else -1
    kinds = {lexicon.vocabulary.concepts[k].kind for k in obj if k in lexicon.vocabulary.concepts}
    change = _SIGNS[direction]
    return change, -change if kinds & TROUBLES else None
