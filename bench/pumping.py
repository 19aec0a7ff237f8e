"""Attacks on a regular expression: strings on which a backtracking matcher that can be made slow is slow.

Made from the expression itself: for each repetition in it, the least text that leads there, a text that it repeats, and
an end at which the whole fails. What such a search costs is measured at two lengths and told as the exponent of its
growth: 1 is linear, 2 quadratic. Grammar: the parse tree of CPython's `re` (`re._parser`).
"""

import gc
import math
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]

# One of these stands for a class of characters; the orders make different choices where several would do.
ORDERS = ("a0 -.,A(\n", " \ta0-.", "0.,a -", "-–a0 ", "A.a 0", "\n a0", "./:a0", "’'\"a ", "éa0 ")
ENDS = ("\x00", "!", "\n", "a", " ", "")
FASTER = 1.5  # an exponent: 1 is linear, 2 quadratic
_NOISE = 0.008  # seconds
MANY = 12  # times from which on a repetition is long enough to be attacked
Tree = list[tuple[object, object]]


@dataclass(frozen=True, slots=True)
class Attack:
    """`start`, then `unit` as often as it takes, then `end`."""

    start: str
    unit: str
    end: str

    def text(self, length: int) -> str:
        return self.start + self.unit * max(1, length // len(self.unit)) + self.end


def attacks(pattern: re.Pattern[str], orders: int = len(ORDERS), ends: int = len(ENDS)) -> Iterator[Attack]:
    """The attacks on a pattern, each once; with fewer orders and ends of those known, fewer of them."""
    made = set()
    tree = list(parser.parse(pattern.pattern, pattern.flags))
    for order in ORDERS[:orders]:
        for before, unit in _Chooser(pattern, order).repetitions(tree):
            for start, repeated in ((before, unit), ("", unit), ("", before + unit), ("", before), ("", unit + " ")):
                for end in ENDS[:ends]:
                    attack = Attack(start, repeated, end)
                    if repeated and attack not in made:
                        made.add(attack)
                        yield attack


class _Chooser:
    """Writes texts that parts of a pattern match; look-around is taken for granted."""

    def __init__(self, pattern: re.Pattern[str], order: str) -> None:
        self._ignore = bool(pattern.flags & re.IGNORECASE)
        self._order = order
        self._groups: dict[int, str] = {}

    def repetitions(self, tree: Tree, before: str = "") -> Iterator[tuple[str, str]]:
        """Each repetition within: the text before it, and one turn of it."""
        for kind, value in tree:
            if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
                _, most, inner = value
                if most >= MANY:
                    for turn in self._turns(list(inner)):
                        yield before, turn
                yield from self.repetitions(list(inner), before)
            elif kind is op.BRANCH:
                for branch in value[1]:
                    yield from self.repetitions(list(branch), before)
            elif kind is op.SUBPATTERN:
                yield from self.repetitions(list(value[3]), before)
            elif kind is op.ATOMIC_GROUP:
                yield from self.repetitions(list(value), before)
            elif kind in (op.ASSERT, op.ASSERT_NOT):
                yield from self.repetitions(list(value[1]), before)
            before += self.write([(kind, value)])

    def _turns(self, inner: Tree) -> Iterator[str]:
        """Texts that one turn may be: the least, and for alternatives each of the first few."""
        yield self.write(inner)
        while len(inner) == 1 and inner[0][0] is op.SUBPATTERN:
            inner = list(inner[0][1][3])
        if len(inner) == 1 and inner[0][0] is op.BRANCH:
            for branch in inner[0][1][1][:8]:
                yield self.write(list(branch))

    def write(self, tree: Tree) -> str:
        return "".join(self._one(kind, value) for kind, value in tree)

    def _one(self, kind: object, value: object) -> str:
        if kind is op.LITERAL:
            return chr(value)
        if kind in (op.NOT_LITERAL, op.IN, op.ANY):
            return self._character(kind, value)
        if kind is op.BRANCH:
            return self.write(list(value[1][0]))
        if kind is op.SUBPATTERN:
            text = self.write(list(value[3]))
            self._groups[value[0]] = text
            return text
        if kind is op.ATOMIC_GROUP:
            return self.write(list(value))
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            return self.write(list(value[2])) * max(1, value[0]) if value[1] else ""
        if kind is op.GROUPREF:
            return self._groups.get(value, "")
        return ""  # places and look-around

    def _character(self, kind: object, value: object) -> str:
        one = re.compile(_class_source(kind, value), re.IGNORECASE if self._ignore else 0)
        wide = (chr(code) for code in (*range(32, 127), *range(160, 0x250), *range(0x2000, 0x2100)))
        return next((c for c in (*self._order, *wide) if one.fullmatch(c)), "")


def _class_source(kind: object, value: object) -> str:
    """A class of the parse tree as source again."""
    if kind is op.ANY:
        return "."
    if kind is op.NOT_LITERAL:
        return f"[^{re.escape(chr(value))}]"
    parts = []
    for inner, what in value:
        if inner is op.NEGATE:
            parts.append("^")
        elif inner is op.LITERAL:
            parts.append(re.escape(chr(what)))
        elif inner is op.RANGE:
            parts.append(f"{re.escape(chr(what[0]))}-{re.escape(chr(what[1]))}")
        else:
            parts.append(_CATEGORIES[what])
    return f"[{''.join(parts)}]"


_CATEGORIES = {
    op.CATEGORY_DIGIT: r"\d", op.CATEGORY_NOT_DIGIT: r"\D", op.CATEGORY_SPACE: r"\s", op.CATEGORY_NOT_SPACE: r"\S",
    op.CATEGORY_WORD: r"\w", op.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


class TooLong(Exception):
    """A search was stopped by the clock."""


@contextmanager
def stopped_after(seconds: float) -> Iterator[None]:
    """Raises TooLong within when so many seconds of processor time are spent: what a busy machine makes wait is not
    slow. `re` looks for signals while it searches."""

    def stop(*_: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def growth(work: Callable[[str], object], attack: Attack, length: int = 2000, patience: float = 20.0) -> float:
    """The exponent with which the processor time of `work` grows from `length` characters to four times as many, the
    best of three each; 0 where it is too short to be told from noise, infinite where it takes longer than `patience`
    seconds. What seems to grow faster than `FASTER` is measured anew, up to three times, and the least is told: a
    machine may slow down between two measurements, but never makes a quadratic search look linear."""
    short, long = attack.text(length), attack.text(4 * length)
    least = math.inf
    try:
        with stopped_after(patience):
            for _ in range(3):
                taken = _time(work, long, 1)
                # What was slow once, and is not when it comes again, was slow for another reason.
                if taken < _NOISE or (taken := _time(work, long, 2, taken)) < _NOISE:
                    return 0.0
                least = min(least, math.log(taken / max(_time(work, short, 3), _NOISE / 4), 4))
                if least <= FASTER:
                    break
    except TooLong:
        pass
    return least


def _time(work: Callable[[str], object], text: str, times: int, best: float = math.inf) -> float:
    """The least processor time of some turns, without the collector: what it goes through is not the text's doing."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        for _ in range(times):
            begun = time.process_time()
            work(text)
            best = min(best, time.process_time() - begun)
    finally:
        if collecting:
            gc.enable()
    return best
