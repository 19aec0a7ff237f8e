"""Reports in, the bytes of a file out, for each format that has a name."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from kb.reports.contents import Report
from kb.reports.reading import open_kb, read_report
from kb.reports.tables import csv_lines, json_lines, markdown_lines

BINARY = frozenset({"docx"})  # not for a terminal
ENDINGS: Mapping[str, str] = {".html": "html", ".htm": "html", ".docx": "docx", ".md": "md", ".csv": "csv"}
ENDINGS = {**ENDINGS, ".json": "json"}


def write_reports(shape: str, reports: Iterable[Report]) -> Iterator[bytes]:
    """The pieces of the file. `shape` is html, docx (of one report), md, csv or json. Raises ValueError for another
    format, and for several reports in one Word document."""
    return _WRITERS[shape](reports) if shape in _WRITERS else _unknown(shape)


def report_article(database: Path, article_id: str, shape: str = "html", reviews: Path | None = None) -> bytes:
    """The annotated copy of an article as the bytes of a file: html, docx, md, csv or json. Reads reviews.db beside the
    database where no other is given. Raises NoSuchArticle, ValueError for another format, sqlite3.Error for a file that
    is no database."""
    with open_kb(database, reviews) as connection:
        return b"".join(write_reports(shape, [read_report(connection, article_id)]))


def _unknown(shape: str) -> Iterator[bytes]:
    raise ValueError(f"{shape}: is no format of a report; it must be one of {', '.join(_WRITERS)}")


def _html(reports: Iterable[Report]) -> Iterator[bytes]:
    from kb.reports.page import html_page  # Jinja takes its time to load

    yield html_page(reports).encode()


def _word(reports: Iterable[Report]) -> Iterator[bytes]:
    from kb.reports.word import word_file  # and so does python-docx

    reports = list(reports)
    if len(reports) != 1:
        raise ValueError(f"docx: a Word document holds one article, and here are {len(reports)}")
    yield word_file(reports[0])


def _lines(write: Callable[[Iterable[Report]], Iterator[str]]) -> Callable[[Iterable[Report]], Iterator[bytes]]:
    return lambda reports: (line.encode("utf-8", "replace") for line in write(reports))


_WRITERS: Mapping[str, Callable[[Iterable[Report]], Iterator[bytes]]] = {
    "html": _html,
    "docx": _word,
    "md": _lines(markdown_lines),
    "csv": _lines(csv_lines),
    "json": _lines(json_lines),
}
