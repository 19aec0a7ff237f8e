"""One thing said from its other end: "they fell asleep sooner" of sleep latency, "they lived longer" of mortality.

Comes in: a proposition. Goes out: the same about the thing that the vocabulary names for it, the time until an event
(`time_to`) or the measure that is less where another is more (`reverse_of`), so that both ways of saying it are one.
"""

from dataclasses import replace

from kb.model import Proposition
from kb.propositions.words import TROUBLES, Words

_LESS, _MORE = "predicate.reduce", "predicate.increase"
_SOONER = {"=predicate.start": 1, "=predicate.slow_start": -1}
_TURNED = {_LESS: _MORE, _MORE: _LESS}


def restate(p: Proposition, words: Words) -> Proposition:
    """The proposition as the vocabulary would have it said."""
    return _of_other_end(_of_time_until(p, words), words)


def _of_time_until(p: Proposition, words: Words) -> Proposition:
    """That a thing comes sooner, said of the time until it."""
    times = words.vocabulary.times_to
    event, sooner = next((key for key in (*p.object, *p.subject) if key in times), ""), p.change or 0
    cue = words.vocabulary.cues.get(p.predicate)
    if p.family != "start":
        event = cue.attributes.get("event", "") if cue else ""  # "heals" is an event itself
        sooner = next((way for key, way in _SOONER.items() if key in p.content), 0)
    if event not in times or not sooner or p.negated:
        return p
    time = times[event]
    good = -1 if words.kind(time) in TROUBLES else 1
    obj = tuple(time if key == event else key for key in p.object)
    content = tuple(time if key == event else key for key in p.content if key not in _SOONER)
    return replace(
        p,
        predicate=_LESS if sooner == 1 else _MORE,
        family="effect",
        subject=tuple(key for key in p.subject if key != event),
        object=obj if time in obj else (time, *obj),
        content=content if time in content else (*content, time),
        change=-sooner,
        effect=-sooner * good,
        size=(*p.size, *p.duration, *p.onset),  # "two days sooner": by how much
        duration=(),
        onset=(),
    )


def _of_other_end(p: Proposition, words: Words) -> Proposition:
    """What is done to a measure, said of the one that is less where that is more; good and ill stay as they are."""
    other = words.vocabulary.reverses
    if p.family != "effect" or other.keys().isdisjoint(p.object):
        return p
    obj, content = (tuple(other.get(key, key) for key in keys) for keys in (p.object, p.content))
    change = -p.change if p.change else p.change
    return replace(p, predicate=_TURNED.get(p.predicate, p.predicate), object=obj, content=content, change=change)
