"""What `kb compare` does: a claim with its evidence, or a file of pairs in; results on standard output, problems on
standard error, exit status out. A door beside `build`, for text that nobody has curated."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from kb.model import Problem
from kb.nlp import Lexicon, ModelMissing, load_pipeline
from kb.pairs import Comparer
from kb.pairs.files import BadPair, Pair, check_text, read_pairs
from kb.showing import as_array, compared_page, compared_row, compared_table, console_for_output, to_line
from kb.vocab import VocabularyError, load_with_own


class CompareFailed(RuntimeError):
    """Nothing could be compared; the message says why, one fault a line."""


def load_comparer(vocabulary: Path | None = None) -> Comparer:
    """The comparison with the shipped vocabulary and what a folder adds to it. Raises CompareFailed when vocabulary or
    model cannot be used."""
    try:
        return Comparer(Lexicon(load_pipeline(), load_with_own(vocabulary)))
    except (VocabularyError, ModelMissing) as error:
        raise CompareFailed(str(error)) from None


def compare_texts(claim: str, finding: str, comparer: Comparer | None = None) -> dict[str, object]:
    """One claim against one piece of evidence, as plain text: relation, reason, rule, detail, sentence and slots.

    `comparer` is one that was loaded before (`load_comparer`), to use again. Raises CompareFailed for an empty text and
    where vocabulary or model cannot be used.
    """
    try:
        pair = Pair(id=None, claim=check_text(claim, "CLAIM"), evidence=check_text(finding, "--finding"))
    except BadPair as fault:
        raise CompareFailed(str(fault)) from None
    (compared,) = (comparer or load_comparer()).compare([pair])
    return {name: value for name, value in compared_row(compared).items() if name != "id"}


def compare_one(claim: str, finding: str, shape: str | None, comparer: Comparer) -> int:
    """Compare one claim with one piece of evidence and print the answer; the exit status, 0."""
    row = compare_texts(claim, finding, comparer)
    if shape in {"json", "jsonl"}:
        click.echo(to_line(row))
    else:
        console_for_output().print(compared_page(row, claim, finding))
    return 0


def compare_file(name: str, shape: str | None, comparer: Comparer) -> int:
    """Compare every pair of a JSONL file ("-" is standard input) and print the answers as they come; the exit status:
    0, or 1 when a line held no pair. Without a shape: a table on a terminal, else JSON lines."""
    shape = shape or ("text" if sys.stdout.isatty() else "jsonl")
    problems: list[Problem] = []
    with _opened(name) as lines:
        pairs = read_pairs(lines, "standard input" if name == "-" else name)
        rows = _rows(comparer.compare(pairs), problems)
        if shape == "text":
            console_for_output().print(compared_table(rows))
        else:
            for line in as_array(rows) if shape == "json" else map(to_line, rows):
                click.echo(line)
    return 1 if problems else 0


def _rows(found: Iterable[object], problems: list[Problem]) -> Iterator[dict[str, object]]:
    """The rows of the results; a problem is said at once and kept."""
    for one in found:
        if isinstance(one, Problem):
            click.echo(str(one), err=True)
            problems.append(one)
        else:
            yield compared_row(one)


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        with open(name, "rb") as lines:
            yield lines
    except OSError as error:
        raise CompareFailed(f"{name}: cannot be read ({error.strerror})") from None
