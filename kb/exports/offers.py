"""What can be exported and in which formats; a database in, the pieces of a file out."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches

from kb.exports.iris import BASE, check_base
from kb.exports.tables import ExportFailed, csv_rows, json_rows, parquet_rows, table_names
from kb.model import Study
from kb.reports.contents import Report
from kb.reports.reading import read_report
from kb.stored import stored_study

Text = Iterator[str]
TABLES: Mapping[str, Callable[[sqlite3.Connection, str], Iterator[bytes]]] = {
    "csv": csv_rows,
    "jsonl": json_rows,
    "parquet": parquet_rows,
}
STUDIES = ("csl", "ris", "bibtex", "nbib")
# What is made of whole articles, and its formats, the usual one first.
MADE: Mapping[str, tuple[str, ...]] = {
    "annotations": ("jsonld", "jsonl"),
    "claimreviews": ("jsonld",),
    "nanopubs": ("trig",),
}


def export(
    connection: sqlite3.Connection, what: str, shape: str = "", *, articles: Iterable[str] = (), base: str = BASE
) -> Iterator[bytes]:
    """The pieces of a file that holds `what`: a table or view of the knowledge base, `annotations`, `claimreviews` or
    `nanopubs`. `shape` is one of its formats, the usual one where it is empty. `articles` are the ids of those to take
    (of MADE only; all where there are none), `base` begins the names that things get on the web.

    Raises ExportFailed where there is no such thing or no such format, and NoSuchArticle.
    """
    known = table_names(connection)
    if what not in MADE and what not in known:
        near = get_close_matches(what, [*MADE, *known], 3)
        raise ExportFailed(f"{what}: cannot be exported; nearest: {', '.join(near) or ', '.join([*MADE, *known])}")
    offered = MADE.get(what) or (*TABLES, *(STUDIES if what == "studies" else ()))
    shape = shape or offered[0]
    if shape not in offered:
        raise ExportFailed(f"{what}: is not written as {shape}, but as {', '.join(offered)}")
    if what not in MADE and list(articles):
        raise ExportFailed(f"{what}: is exported whole; articles are chosen for {', '.join(MADE)}")
    if shape in TABLES and what not in MADE:
        return TABLES[shape](connection, what)
    try:
        base = check_base(base)
    except ValueError as error:
        raise ExportFailed(str(error)) from None
    text = _studies(connection, shape) if what == "studies" else _made(connection, what, shape, list(articles), base)
    return (piece.encode("utf-8", "replace") for piece in text)


def _made(connection: sqlite3.Connection, what: str, shape: str, articles: list[str], base: str) -> Text:
    known = [row[0] for row in connection.execute("SELECT id FROM articles ORDER BY id")]
    unknown = next((ident for ident in articles if ident not in known), None)
    if unknown is not None:
        read_report(connection, unknown)  # says which there are
    reports = (read_report(connection, ident) for ident in (articles or known))
    return _writer(what, shape)(reports, base)


def _writer(what: str, shape: str) -> Callable[[Iterable[Report], str], Text]:
    if what == "annotations":
        from kb.exports.annotations import annotation_lines, annotation_page

        return annotation_page if shape == "jsonld" else annotation_lines
    if what == "claimreviews":
        from kb.exports.claimreview import review_graph

        return review_graph
    from kb.exports.nanopubs import nanopub_pieces  # rdflib takes its time to load

    return nanopub_pieces


def _studies(connection: sqlite3.Connection, shape: str) -> Text:
    """The studies as bibliographies hold them, one at a time."""
    studies = _stored(connection)
    if shape == "csl":
        yield from _csl(studies)
        return
    from kb.literature.bibtex import to_bibtex
    from kb.literature.nbib import to_nbib
    from kb.literature.ris import to_ris

    write = {"bibtex": to_bibtex, "nbib": to_nbib, "ris": to_ris}[shape]
    for study in studies:
        yield f"{write([study]).strip(chr(10))}\n\n"


def _csl(studies: Iterable[Study]) -> Text:
    from kb.literature.csl import to_csl

    before = "["
    for study in studies:
        yield f"{before}{json.dumps(to_csl(study), ensure_ascii=False)}\n"
        before = ","
    yield "[]\n" if before == "[" else "]\n"


def _stored(connection: sqlite3.Connection) -> Iterator[Study]:
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    for row in cursor.execute("SELECT * FROM studies ORDER BY id"):
        yield stored_study(dict(row))
