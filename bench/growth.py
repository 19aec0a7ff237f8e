"""How a build grows: with the articles, the processes, the findings of the library, and what has changed since.

Articles are copied in two ways. `repeated` is a network of clinics: the same copy on every site, with one line that
names the place; what was worked out for one copy answers the next. `varied` has a made-up place name at the end of
every sentence, another in each copy, so that no sentence comes twice and next to nothing is answered so. Words per
second are measured on both, all else on varied copy; `--way` says otherwise. Every build runs in a process of its own,
and what is compared runs in turn. Prints the bar and the value of each; the bars are those of 1,000 and 10,000
articles (`--large 1000`, `--large 10000`), which take hours. Run by `make bench` at a size that takes minutes.
"""

import argparse
import itertools
import json
import multiprocessing
import re
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from kb.auditing import Knowledge, claims_of, read_library
from kb.build import build
from kb.evidence import assess_claim
from kb.evidence.library import Library
from kb.nlp import Lexicon, load_pipeline
from kb.progress import Silent
from kb.read.articles import read_articles
from kb.read.studies import read_studies
from kb.vocab import load_with_own

ROOT = Path(__file__).resolve().parent.parent
SYLLABLES = [c + v for c in "bcdfglmnprstv" for v in "aeiou"]
_END = re.compile(r"(?<=[a-z]{3})(?=[.!?]\s)")


def place(number: int) -> str:
    """A made-up name, another for each number up to a quarter of a million."""
    parts = []
    for _ in range(3):
        number, rest = divmod(number, len(SYLLABLES))
        parts.append(SYLLABLES[rest])
    return "".join(parts).capitalize()


def copies(source: Path, target: Path, number: int, way: str = "varied") -> Path:
    """So many articles in a folder: those of `source` again and again, `varied` or `repeated` (see above)."""
    target.mkdir()
    paths = sorted(path for path in source.iterdir() if path.suffix in (".md", ".txt"))
    for count, path in zip(range(number), itertools.cycle(paths), strict=False):
        turn = count // len(paths)
        text = path.read_text(encoding="utf-8")
        if way == "varied":
            text = _END.sub(f" at {place(turn)}", text)
        else:
            text = f"{text.rstrip()}\n\nThis page is that of the clinic at {place(turn)}.\n"
        (target / f"{path.stem}-{turn:05}{path.suffix}").write_text(text, encoding="utf-8")
    return target


def apart(work: Callable[[], object]) -> dict[str, float]:
    """What a piece of work costs in a process of its own: seconds of the clock, seconds of processor time with those of
    its processes, and the most memory that it held, in MB."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)

    def measured() -> None:
        start = time.perf_counter()
        work()
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        processor = sum(u.ru_utime + u.ru_stime for u in used)
        clock = time.perf_counter() - start
        theirs.send({"clock": clock, "processor": processor, "memory": used[0].ru_maxrss / 1000})

    process = context.Process(target=measured)
    process.start()
    theirs.close()
    try:
        return ours.recv()
    finally:
        process.join()


def dump(database: Path) -> str:
    """A digest of all rows of a database."""
    digest = sha256()
    with sqlite3.connect(database) as connection:
        for line in connection.iterdump():
            digest.update(line.encode())
    return digest.hexdigest()


class Table:
    """Prints what was measured, and remembers what missed its bar."""

    def __init__(self) -> None:
        self.missed = 0

    def row(self, what: str, value: float, bar: float, *, most: bool) -> None:
        """A line; `most` where the bar is the most that the value may be, else it is the least."""
        held = value <= bar if most else value >= bar
        self.missed += not held
        print(f"{what:<68} {'at most' if most else 'at least'} {bar:5.2f}   {value:7.3f}{'' if held else '  MISSED'}")


def measure_growth(few: Path, many: Path, studies: Path, folder: Path, table: Table) -> None:
    """Time and memory of many articles against few."""
    small, large = (len(list(source.iterdir())) for source in (few, many))
    costs = [
        apart(lambda source=source: build(source, studies, folder / f"{source.name}.db")) for source in (few, many)
    ]
    # What a build costs before its first article is counted in both, as the bar says: it is in favour of the larger.
    growth = costs[1]["processor"] / (costs[0]["processor"] * large / small)
    table.row(f"processor time of {large} articles / {large / small:.0f} times {small}", growth, 1.1, most=True)
    table.row(f"memory of {large} articles / {small}", costs[1]["memory"] / costs[0]["memory"], 1.3, most=True)


def measure_words(articles: Path, studies: Path, folder: Path, number: int, ways: Iterable[str], table: Table) -> None:
    """Words per second of a build against those of the bare pipeline of the same model on the same text."""
    nlp = load_pipeline()
    for way in ways:
        many = copies(articles, folder / way, number, way)
        texts = [article.text for article in read_articles(many)[0]]
        words = sum(len(text.split()) for text in texts)
        whole = apart(lambda many=many: build(many, studies, folder / f"{many.name}.db", nlp=nlp))
        bare = apart(lambda texts=texts: [None for _ in nlp.pipe(texts)])
        rates = {"build": words / whole["processor"], "nlp.pipe": words / bare["processor"]}
        print(json.dumps({"copy": way, "words": words, **{name: round(rate) for name, rate in rates.items()}}))
        table.row(
            f"words/s of a build of {number} articles, {way} copy / of nlp.pipe",
            rates["build"] / rates["nlp.pipe"],
            1.2,
            most=False,
        )


def measure_jobs(few: Path, studies: Path, folder: Path, rounds: int, table: Table) -> None:
    """Two processes against one, in turn."""
    times: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(rounds):
        for jobs, taken in times.items():
            cost = apart(lambda jobs=jobs: build(few, studies, folder / f"jobs{jobs}.db", jobs=jobs))
            taken.append(cost["clock"])
    assert (folder / "jobs1.db").read_bytes() == (folder / "jobs2.db").read_bytes()
    ratio = statistics.median(times[1]) / statistics.median(times[2])
    table.row("time of one process / of two", ratio, 1.7, most=False)


def measure_change(many: Path, studies: Path, folder: Path, table: Table) -> None:
    """A build after one article has changed against the first build of all."""
    cache, database = folder / "kept", folder / "changed.db"
    full = apart(lambda: build(many, studies, database, cache=cache))
    page = next(many.iterdir())
    page.write_text(page.read_text(encoding="utf-8").replace("ketamine", "esketamine", 1) + "\nOne more line of it.\n")
    again = apart(lambda: build(many, studies, database, cache=cache))
    apart(lambda: build(many, studies, folder / "anew.db"))
    assert dump(database) == dump(folder / "anew.db"), "a kept build differs from a new one"
    table.row("time after one changed article / full time", again["processor"] / full["processor"], 0.05, most=True)


def measure_library(few: Path, studies: Path, most: int, table: Table) -> None:
    """Seconds of the evidence stage with many findings in the library against 500, the same claims in turn. The
    findings come again under other names, with every concept of theirs exchanged for another of its kind."""
    vocabulary = load_with_own(None)
    lexicon = Lexicon(load_pipeline(), vocabulary)
    knowledge = read_library(read_studies(studies)[0], lexicon, Silent())
    claims = [c for some in claims_of(read_articles(few)[0], tuple(knowledge.studies.values()), lexicon) for c in some]
    libraries = {number: _library(knowledge, number) for number in (500, most)}
    times = dict.fromkeys(libraries, 0.0)
    for claim in claims:
        for number, library in libraries.items():
            start = time.process_time()
            assess_claim(claim, library, (), vocabulary)
            times[number] += time.process_time() - start
    table.row(f"evidence stage with {most} findings / with 500", times[most] / times[500], 1.5, most=True)


def _library(knowledge: Knowledge, number: int) -> Library:
    vocabulary = knowledge.lexicon.vocabulary
    keys = sorted(vocabulary.concepts)
    studies, readings, count = [], {}, 0
    for turn in itertools.count():
        moved = {key: keys[(place + 37 * turn) % len(keys)] for place, key in enumerate(keys)}
        for study in knowledge.studies.values():
            ident = f"{study.id}-{turn}"
            findings = tuple(replace(f, id=f"{ident}.{n}", study_id=ident) for n, f in enumerate(study.findings))
            for new, old in zip(findings, study.findings, strict=True):
                readings[new.id] = tuple(_moved(p, moved) for p in knowledge.readings[old.id])
            subjects = tuple(_move(study.subjects, moved))
            studies.append(replace(study, id=ident, findings=findings, subjects=subjects))
            count += len(findings)
            if count >= number:
                return Library(studies, readings, {}, vocabulary)
    raise AssertionError("unreachable")


def _move(keys: Iterable[str], moved: dict[str, str]) -> Iterable[str]:
    return (moved.get(key, key) for key in keys)


def _moved(p, moved: dict[str, str]):
    slots = ("subject", "object", "content", "carried_object", "population", "comparator")
    return replace(p, **{name: tuple(_move(getattr(p, name), moved)) for name in slots})


def main() -> None:
    """Measure all of it and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, default=ROOT / "sources" / "articles")
    parser.add_argument("--studies", type=Path, default=ROOT / "sources" / "studies")
    parser.add_argument("--small", type=int, default=20)
    parser.add_argument("--large", type=int, default=100)
    parser.add_argument("--way", choices=["repeated", "varied"], help="how articles are copied")
    parser.add_argument("--findings", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=2, help="of one process and two in turn (default 2)")
    parser.add_argument("--only", choices=["growth", "words", "jobs", "change", "library"], help="measure this alone")
    args = parser.parse_args()
    table = Table()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        way = args.way or "varied"
        if args.only in (None, "growth"):
            few, many = (copies(args.articles, folder / f"articles{n}", n, way) for n in (args.small, args.large))
            measure_growth(few, many, args.studies, folder, table)
        if args.only in (None, "words"):
            ways = [args.way] if args.way else ["repeated", "varied"]
            measure_words(args.articles, args.studies, folder, args.large, ways, table)
        if args.only in (None, "jobs"):
            some = copies(args.articles, folder / "jobs", args.large, way)
            measure_jobs(some, args.studies, folder, args.rounds, table)
        if args.only in (None, "change"):
            measure_change(copies(args.articles, folder / "change", args.large, way), args.studies, folder, table)
        if args.only in (None, "library"):
            few = copies(args.articles, folder / "few", 5)
            measure_library(few, args.studies, args.findings, table)
    print("all within their bars" if not table.missed else f"{table.missed} NOT within their bars")


if __name__ == "__main__":
    main()
