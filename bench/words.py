"""Words per second of a whole build against bare `nlp.pipe` of the same pipeline over the same texts, in one run.

The build reads articles and findings, cuts, parses, links, compares, judges and stores; the bare run only parses the
same article texts and finding statements. Several copies of each article are made, because a reviewer's folder holds
more than five. Each side runs in turn, several times, and the medians are compared, so a slow moment of the machine
hits both. Run by `make bench`.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kb.build import build
from kb.nlp import load_pipeline
from kb.read.articles import read_articles
from kb.read.studies import read_studies

SOURCES = Path(__file__).resolve().parent.parent / "sources"
ARTICLES, STUDIES = SOURCES / "articles", SOURCES / "studies"


def copies(source: Path, target: Path, times: int) -> None:
    """Fill `target` with so many copies of each article, each with a line of its own (equal files are refused)."""
    for path in sorted(p for p in source.iterdir() if p.suffix in (".md", ".txt")):
        for number in range(times):
            text = path.read_text(encoding="utf-8")
            (target / f"{path.stem}-{number}{path.suffix}").write_text(f"{text}\n\nPage {number}\n", encoding="utf-8")


def seconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes, in seconds of this process: both sides keep one core busy, and what else the
    machine does is not theirs."""
    start = time.process_time()
    work()
    return time.process_time() - start


@dataclass(frozen=True, slots=True)
class Measured:
    """Words a second of both sides, over so many words in articles and findings."""

    words: int
    articles: int
    findings: int
    built: float
    parsed: float


def measure(articles: Path, studies: Path, times: int, runs: int) -> Measured:
    """Build and parse so many copies of each article, in turn, so many times each."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "articles"
        target.mkdir()
        copies(articles, target, times)
        read, _ = read_articles(target)
        known, _ = read_studies(studies)
        texts = [a.text for a in read] + [f.statement for s in known for f in s.findings]
        words = sum(len(text.split()) for text in texts)
        nlp = load_pipeline()

        def parse() -> None:
            for _ in nlp.pipe(texts):
                pass

        built, parsed = [], []
        for _ in range(runs):
            built.append(seconds(lambda: build(target, studies, Path(folder) / "kb.db", nlp=nlp)))
            parsed.append(seconds(parse))
    rates = (words / statistics.median(times) for times in (built, parsed))
    return Measured(words, len(read), len(texts) - len(read), *rates)


def main() -> None:
    """Measure and print: words, words per second of both, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=Path, default=ARTICLES)
    parser.add_argument("--studies", type=Path, default=STUDIES)
    parser.add_argument("--copies", type=int, default=20, help="of each article (default 20)")
    parser.add_argument("--runs", type=int, default=3, help="of each side (default 3)")
    args = parser.parse_args()
    found = measure(args.articles, args.studies, args.copies, args.runs)
    print(f"{found.words} words in {found.articles} articles and {found.findings} findings")
    for name, rate in (("build", found.built), ("nlp.pipe", found.parsed)):
        print(f"{name:>9}: {rate:8.0f} words/s")
    print(f"    ratio: {found.built / found.parsed:8.2f}")


if __name__ == "__main__":
    main()
