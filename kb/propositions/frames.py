"""Lists and the words that introduce them: "Side effects may include:" and "dry mouth" make one statement.

Comes in: the propositions of a lead-in or of an item. Goes out: the frame of a list, and an item completed by it.
"""

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc

from kb.model import Proposition
from kb.propositions.authored import FIGURE_SLOTS
from kb.propositions.words import CAUSES, HARM_AS_SUCH, INTERVENTIONS, TROUBLES, Words

_THINGS = frozenset({"NOUN", "PROPN"})
_FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})
# Relations that a list names in its lead-in, so that the words of an item are only what they hold of.
_NAMING = frozenset({"cause", "associated", "occur"})
_BRINGING = frozenset({"cause", "associated"})
_NOTICED = "predicate.experience"  # who notices a change: the change is what is said


def asks_for_causes(doc: Doc) -> bool:
    """Whether a lead-in announces causes ("common causes are:")."""
    return any(t.lemma_.lower() in CAUSES and t.pos_ == "NOUN" for t in doc)


def of_harm(found: Sequence[Proposition], doers: Sequence[str], words: Words) -> Proposition | None:
    """The frame of a lead-in that names harm as such ("Possible risks", "These risks include:"): what is named there,
    else what the page is about, causes it."""
    for p in reversed(found):
        harms = tuple(k for k in p.content if k in HARM_AS_SUCH)
        named = tuple(k for k in p.content if words.kind(k) in INTERVENTIONS)
        if harms and not p.negated and (named or doers):
            subject = named or tuple(doers)
            rest = (k for k in p.content if k[0] not in "=!" and k not in (*harms, *subject))
            return replace(
                p,
                predicate="predicate.cause",
                family="cause",
                subject=subject,
                object=harms,
                content=(*subject, *harms, *rest),
                change=None,
                effect=None,
                carried=not named,
            )
    return None


def complete(frame: Proposition, item: Proposition, words: Words) -> Proposition:
    """A list item read with its lead-in: "most common side effects" and "dry mouth". What the item names takes the
    place of what the lead-in names of the same sort ("treated with drugs:" and "lithium"); a relation of the item's own
    ("damage to the liver") is kept as one of its words."""
    if item.negated and not frame.negated:
        return _denied(frame, item, words)
    own = tuple(k for k in item.content if k[0] == "=" or k not in item.subject) if item.carried else item.content
    if item.family and item.predicate != frame.predicate:
        own = (*own, f"={item.predicate}")
    named = tuple(dict.fromkeys(k for k in (*item.subject, *item.object) if k in own))
    sorts = {sort(key, words) for key in named} - {""}
    about = (*frame.subject, *frame.object)
    # With the thing that is replaced go the words that only qualify it ("drugs that act on serotonin:").
    replaced = {key for key in about if sort(key, words) in sorts or (sorts and not sort(key, words))}
    if item.family:
        replaced |= HARM_AS_SUCH
    brings = frame.family in _BRINGING and frame.object and not frame.subject  # "common causes of gout:"
    if brings:
        replaced -= set(frame.object)  # a trouble may bring about another
    into = "subject" if brings or replaced & set(frame.subject) else "object"
    slots = {slot: tuple(k for k in getattr(frame, slot) if k not in replaced) for slot in ("subject", "object")}
    slots[into] = (*named, *slots[into])
    content = (*(k for k in frame.content if k not in replaced), *own)
    return replace(
        frame,
        **slots,
        content=tuple(dict.fromkeys(content)),
        **{name: (*getattr(frame, name), *getattr(item, name)) for name in FIGURE_SLOTS},
        several="",
        start=item.start,
        end=item.end,
    )


def _denied(frame: Proposition, item: Proposition, words: Words) -> Proposition:
    """An item that denies ("no nausea"): a harm that what the lead-in speaks of does not do; anything else is no more
    than a denied word of it."""
    named = tuple(dict.fromkeys((*item.subject, *item.object)))
    harms = any(words.kind(key) == "adverse_effect" or key in HARM_AS_SUCH for key in named)
    span = {"start": item.start, "end": item.end, "several": ""}
    if harms and frame.subject:
        content = tuple(dict.fromkeys((*frame.subject, *item.content)))
        return replace(
            frame,
            predicate="predicate.cause",
            family="cause",
            object=named,
            content=content,
            negated=True,
            change=None,
            effect=None,
            **span,
        )
    denied = (f"!{key}" for key in item.content if key[0] not in "=!")
    return replace(frame, content=tuple(dict.fromkeys((*frame.content, *denied))), **span)


def completes(frame: Proposition | None, found: Sequence[Proposition], words: Words) -> bool:
    """Whether an item says of itself no more than a name, which its lead-in says the rest of."""
    if frame is None or not found:
        return False
    if frame.predicate == _NOTICED and any(p.effect is not None for p in found):
        return False  # "our patients report: less pain" tells of relief, and not of pain
    return all(not p.family for p in found) or (frame.family in _NAMING and _is_name(words))


def drop_examples(words: Words) -> None:
    """Take from an item the plain words that a bracket only gives as examples ("stress (work, family)"): what they name
    is named before it. Not where the bracket denies, measures or limits."""
    depth, inside = 0, []
    for token in words.doc:
        depth += token.text == "("
        if depth:
            inside.append(token.i)
        depth -= token.text == ")"
    denied = any(i in words.cues["negation"] or i in words.figure for i in inside)
    named = any(i not in inside and key[0] != "~" for i, key in words.key.items())
    for i in inside if named and not denied else ():
        if words.key.get(i, "")[:1] == "~" and words.doc[i].pos_ in _THINGS:
            del words.key[i]


def _is_name(words: Words) -> bool:
    """Whether the text has no finite verb; one inside the name of a thing is none (a list is often read amiss)."""
    whole = words.doc.doc if hasattr(words.doc, "doc") else words.doc
    return not any(t.tag_ in _FINITE and words.key.get(t.i, "~")[0] == "~" for t in whole)


def sort(key: str, words: Words) -> str:
    """Doer or trouble, by the kind of its concept; empty for what is neither."""
    kind = words.kind(key)
    return "doer" if kind in INTERVENTIONS else "trouble" if kind in TROUBLES else ""
