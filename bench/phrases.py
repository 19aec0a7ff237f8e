"""Two questions to a sentence, each put to this project and to a package made for it, in one run: which figures stand
there (quantulum3), and is what is said of this term denied (negspaCy). Run: `python -m bench.phrases [--errors]`.

The sentences are those of this project's own tables (tests/cases/quantities.jsonl, negation.jsonl), with the answers
written by hand (figures.tsv, denied.tsv). The halves are given apart: nobody tunes on the held one. Only what both can
answer is compared: a number with its unit, a count of things; and the part that a named term has. Shares and folds in
words ("one in ten", "doubled") and two negatives that cancel out are counted by themselves, for the others do not set
out to read them. The packages are in the optional extra `bench`.
"""

import argparse
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from bench.turns import in_turn
from kb.nlp import Lexicon, load_pipeline
from kb.propositions import read_propositions
from kb.quantities import find_quantities
from kb.vocab import load_vocabulary

CASES = Path(__file__).resolve().parent.parent / "tests" / "cases"
HALVES = ("development", "held")
# Every unit of time in hours and of mass in milligrams, so that "half an hour" and "30 minutes" are one answer.
UNITS: Mapping[str, tuple[str, float]] = MappingProxyType({
    "minute": ("h", 1 / 60), "hour": ("h", 1), "day": ("h", 24), "week": ("h", 168), "month": ("h", 730.5),
    "year": ("h", 8766), "microgram": ("mg", 0.001), "milligram": ("mg", 1), "mg": ("mg", 1), "gram": ("mg", 1000),
    "milligram per kilogram": ("mg/kg", 1), "milligram per kilogram per day": ("mg/kg", 1), "mg/kg": ("mg/kg", 1),
    "percentage": ("%", 1), "per cent": ("%", 1), "percent": ("%", 1), "%": ("%", 1), "pp": ("%", 1),
    "millimeter of mercury": ("mmHg", 1), "mmhg": ("mmHg", 1), "mmHg": ("mmHg", 1),
    "share": ("share", 1), "fold": ("fold", 1),
})  # fmt: skip
IN_WORDS = frozenset({"share", "fold"})


@dataclass(frozen=True, slots=True)
class Figure:
    """A number or a range in a unit; `unit` is "n" for a count of whatever. One that may be left unread is `free`."""

    low: float
    high: float
    unit: str
    free: bool = False

    def agrees(self, found: "Figure") -> bool:
        """Whether a figure that a program found is this one. A share may be told as 0.5 or in percent."""
        if self.unit == "share":
            return any(self._near(found, factor) for factor in (1, 0.01)) and found.unit in ("%", "n")
        return self._near(found, 1) and found.unit in (self.unit, *("n" for _ in IN_WORDS & {self.unit}))

    def _near(self, found: "Figure", factor: float) -> bool:
        pairs = ((self.low * factor, found.low), (self.high * factor, found.high))
        return all(abs(a - b) <= 0.002 * max(abs(a), abs(b)) for a, b in pairs)


def figure(low: float, high: float, unit: str, *, free: bool = False) -> Figure:
    """A figure in the unit of the comparison; an unknown unit counts things."""
    name, factor = UNITS.get(unit, ("n", 1))
    return Figure(low * factor, high * factor, name, free)


@dataclass(frozen=True, slots=True)
class Score:
    """How often a program was right: `right` of `asked`, and `spurious` answers to nothing that stands there; None
    where each question gets one answer."""

    right: int
    asked: int
    spurious: int | None = None

    @property
    def f1(self) -> float:
        """Right ones among those asked for and those given; 1.0 where there is neither."""
        given = self.right + (self.spurious or 0)
        return 2 * self.right / (self.asked + given) if self.asked + given else 1.0

    def told(self) -> str:
        """In a few figures: F1, or the share that is right, with the numbers behind it."""
        if self.spurious is None:
            return f"{self.right / self.asked:.2f} ({self.right} of {self.asked})"
        return f"{self.f1:.2f} ({self.right} of {self.asked}, {self.spurious} beside)"


# --- which figures stand there ----------------------------------------------------------------------------------------

Reader = Callable[[str], Sequence[Figure]]


def read_figures(half: str) -> list[tuple[str, list[Figure]]]:
    """The sentences of one half with their figures."""
    rows = []
    for text, answers in _rows("figures.tsv", half):
        found = []
        for answer in answers:
            low, high, unit, free = re.fullmatch(r"([\d.]+)(?:-([\d.]+))? (\S+?)(\??)", answer).groups()
            found.append(figure(float(low), float(high or low), unit, free=bool(free)))
        rows.append((text, found))
    return rows


def ours_of_figures() -> Reader:
    """`kb.quantities`. How often something is done is no answer here: quantulum3 reads no rates."""

    def read(text: str) -> list[Figure]:
        said = (q for q in find_quantities(text) if q.kind not in ("rate", "name", "statistic"))
        return [figure(q.low, q.high, q.unit) for q in said]

    return read


def quantulum() -> Reader:
    """quantulum3 as it comes. Raises ImportError."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says at each start that its classifier is not installed
        from quantulum3 import parser

    def read(text: str) -> list[Figure]:
        found = []
        for one in parser.parse(text):
            spread = one.uncertainty or 0
            found.append(figure(one.value - spread, one.value + spread, one.unit.name))
        return found

    return read


def score_figures(rows: Iterable[tuple[str, Sequence[Figure]]], read: Reader) -> dict[str, Score]:
    """How a reader does: `unit` for numbers with a unit, `count` for counts of things, `words` for shares and folds
    said in words. What agrees with no label is spurious of its kind."""
    counts = {kind: [0, 0, 0] for kind in ("unit", "count", "words")}
    for _, labelled in (rows := list(rows)):
        for label in labelled:
            counts[_kind(label)][1] += not label.free
    for text, labelled in rows:
        left = list(labelled)
        for found in read(text):
            label = next((one for one in left if one.agrees(found)), None)
            if label is None:
                counts[_kind(found)][2] += 1
                continue
            left.remove(label)
            counts[_kind(label)][0] += not label.free
    return {kind: Score(*numbers) for kind, numbers in counts.items()}


def _kind(one: Figure) -> str:
    return "words" if one.unit in IN_WORDS else "count" if one.unit == "n" else "unit"


# --- is what is said of this term denied ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a sentence, whether its part is denied, and whether two negatives cancel out there."""

    words: str
    denied: bool
    twice: bool


Denies = Callable[[str, Sequence[str]], Sequence[bool | None]]


def read_terms(half: str) -> list[tuple[str, list[Term]]]:
    """The sentences of one half with their terms."""
    return [
        (text, [Term(a[1:].removesuffix(" (twice)"), a[0] == "-", a.endswith(" (twice)")) for a in answers])
        for text, answers in _rows("denied.tsv", half)
    ]


def ours_of_terms() -> Denies:
    """`kb.propositions` over spaCy: denied where a proposition about the term denies, or says that nothing changed;
    None where no proposition is about it."""
    nlp = load_pipeline()
    lexicon = Lexicon(nlp, load_vocabulary())
    keys: dict[str, frozenset[str]] = {}

    def keys_of(term: str) -> frozenset[str]:
        if term not in keys:
            read = read_propositions(nlp(f"{term[0].upper()}{term[1:]}."), lexicon)
            keys[term] = frozenset(key for p in read for key in (*p.subject, *p.object))
        return keys[term]

    def denies(text: str, terms: Sequence[str]) -> list[bool | None]:
        said = read_propositions(nlp(text), lexicon)
        answers: list[bool | None] = []
        for term in terms:
            about = [p for p in said if keys_of(term) & {*p.subject, *p.object}]
            answers.append(any(p.negated or p.effect == 0 or p.change == 0 for p in about) if about else None)
        return answers

    return denies


def negspacy(*, blank: bool) -> Denies:
    """negspaCy with its own words over the model that we use, or over a bare tokenizer with a sentence cutter. It is
    told where the terms stand: finding them is not its work. Raises ImportError."""
    import spacy
    from negspacy.negation import Negex  # noqa: F401 (registers itself)
    from spacy.tokens import Span

    nlp = spacy.blank("en") if blank else load_pipeline()
    if blank:
        nlp.add_pipe("sentencizer")
    negex = nlp.create_pipe("negex")

    def denies(text: str, terms: Sequence[str]) -> list[bool]:
        doc = nlp(text)
        spans = [doc.char_span(text.index(t), text.index(t) + len(t), label="TERM") for t in terms]
        doc.set_ents([span for span in spans if isinstance(span, Span)])
        negex(doc)
        return [bool(span._.negex) for span in spans]

    return denies


def score_terms(rows: Iterable[tuple[str, Sequence[Term]]], denies: Denies) -> dict[str, Score]:
    """How a reader does: `once` for terms that are affirmed or denied once, `twice` for two negatives."""
    counts = {"once": [0, 0], "twice": [0, 0]}
    for text, terms in rows:
        answers = denies(text, [term.words for term in terms])
        for term, answer in zip(terms, answers, strict=True):
            numbers = counts["twice" if term.twice else "once"]
            numbers[0] += answer is not None and answer == term.denied
            numbers[1] += 1
    return {kind: Score(*numbers) for kind, numbers in counts.items()}


# --- both -------------------------------------------------------------------------------------------------------------


Told = tuple[float, dict[str, dict[str, Score]]]  # sentences a second, and the scores of each half by kind


def _rows(name: str, half: str) -> Iterator[tuple[str, list[str]]]:
    for line in (CASES / name).read_text("utf-8").splitlines():
        if not line.startswith("#"):
            part, text, answers = line.split("\t")
            if part == half:
                yield text, answers.split("; ")


def available(makers: Mapping[str, Callable[[], object]]) -> dict[str, object]:
    """The programs that are installed, ready to be asked; says which are not."""
    made = {}
    for name, make in makers.items():
        try:
            made[name] = make()
        except ImportError as error:
            print(f"{name} is not installed ({error}): see `make comparison`")
    return made


def figures_by_program() -> dict[str, Told]:
    """For each program: sentences a second, and the scores of each half."""
    programs = available({"this project": ours_of_figures, "quantulum3": quantulum})
    halves = {half: read_figures(half) for half in HALVES}
    texts = [text for rows in halves.values() for text, _ in rows]
    taken = in_turn({name: lambda read=read: [read(text) for text in texts] for name, read in programs.items()})
    return {
        name: (len(texts) / taken[name], {half: score_figures(rows, read) for half, rows in halves.items()})
        for name, read in programs.items()
    }


def terms_by_program() -> dict[str, Told]:
    """For each program: sentences a second, and the scores of each half."""
    programs = available({
        "this project": ours_of_terms,
        "negspaCy, same model": lambda: negspacy(blank=False),
        "negspaCy, tokenizer alone": lambda: negspacy(blank=True),
    })  # fmt: skip
    halves = {half: read_terms(half) for half in HALVES}
    asked = [(text, [t.words for t in terms]) for rows in halves.values() for text, terms in rows]
    taken = in_turn({name: lambda d=d: [d(text, terms) for text, terms in asked] for name, d in programs.items()})
    return {
        name: (len(asked) / taken[name], {half: score_terms(rows, denies) for half, rows in halves.items()})
        for name, denies in programs.items()
    }


def errors() -> Iterator[str]:
    """Every answer of a program that is not the labelled one."""
    for name, read in available({"this project": ours_of_figures, "quantulum3": quantulum}).items():
        for text, labelled in (row for half in HALVES for row in read_figures(half)):
            found = list(read(text))
            missed = [one for one in labelled if not one.free and not any(one.agrees(f) for f in found)]
            spurious = [f for f in found if not any(one.agrees(f) for one in labelled)]
            if missed or spurious:
                yield f"{name}: {text}\n    missed {missed}\n    spurious {spurious}"
    for name, denies in available({"this project": ours_of_terms, "negspaCy": lambda: negspacy(blank=False)}).items():
        for text, terms in (row for half in HALVES for row in read_terms(half)):
            answers = denies(text, [term.words for term in terms])
            if wrong := [(t, a) for t, a in zip(terms, answers, strict=True) if a is not t.denied]:
                yield f"{name}: {text}\n    {wrong}"


def main() -> None:
    """Score and time all, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", action="store_true", help="list every answer that is not the labelled one")
    if parser.parse_args().errors:
        print("\n".join(errors()))
    for programs in (figures_by_program(), terms_by_program()):
        for name, (speed, halves) in programs.items():
            print(f"{name}: {speed:,.0f} sentences/s")
            for half, scores in halves.items():
                told = (f"{kind} {score.told()}" for kind, score in scores.items())
                print(f"    {half}: {'; '.join(told)}")


if __name__ == "__main__":
    main()
