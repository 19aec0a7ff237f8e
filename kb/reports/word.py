"""A report as a Word document: the copy in its own structure, each claim highlighted and commented; then the tables.

A verdict is told by colour, by the kind of underline and by a mark behind the claim. Comments are Word's own, one a
claim. No clock: equal reports give equal files, byte by byte.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import groupby, pairwise
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.comments import Comment
from docx.document import Document
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from kb.escaping import printable
from kb.labels import BlockKind
from kb.marking import CELL, raised_spans
from kb.meanings import words
from kb.model import Block
from kb.reports import wordstyle
from kb.reports.contents import LOOKS, SIGN_OFF, SIGNS, Report, ReportedClaim
from kb.reports.tables import decision_words

AUTHOR, INITIALS = "claims-kb", "KB"
_OLDEST = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip archive can say
_TABLE = (BlockKind.ROW, BlockKind.TABLE_HEADER)
_STYLES = {
    BlockKind.ITEM: "List Bullet",
    BlockKind.CAPTION: "Caption",
    BlockKind.SOURCE_LINE: "Caption",
    BlockKind.REFERENCE: wordstyle.ENTRY,
    BlockKind.FURNITURE: wordstyle.FURNITURE,
}


def word_file(report: Report) -> bytes:
    """The document as the bytes of a .docx file."""
    document = docx.Document()
    wordstyle.prepare(document, printable(report.article.title))
    _head(document, report)
    copy = _Copy(document, report)
    for is_table, group in groupby(report.article.blocks, key=lambda block: block.kind in _TABLE):
        blocks = list(group)
        copy.add_table(blocks) if is_table else [copy.add_block(block) for block in blocks]
    copy.comment()
    wordstyle.landscape(document)
    _substantiation(document, report)
    _scorecard(document, report)
    _findings(document, report)
    _references(document, report)
    _sign_off(document)
    return _same_on_every_run(document)


class _Copy:
    """The article in a document: runs cut where claims begin and end, and remembered by the offsets that they have."""

    def __init__(self, document: Document, report: Report) -> None:
        self._document, self._report = document, report
        self._raised = raised_spans(report.article.text, report.article.marks)
        self._runs: list[tuple[int, int, Run]] = []

    def add_block(self, block: Block) -> None:
        if block.kind is BlockKind.HEADING:
            paragraph = self._document.add_heading(level=min(max(block.level, 1) + 1, 9))
        else:
            paragraph = self._document.add_paragraph(style=_STYLES.get(block.kind))
        self._fill(paragraph, block.start, block.end)

    def add_table(self, rows: Sequence[Block]) -> None:
        texts = [self._report.article.text[row.start : row.end].split(CELL) for row in rows]
        table = self._document.add_table(len(rows), max(map(len, texts)), style="Table Grid")
        for row, cells, made in zip(rows, texts, table.rows, strict=True):
            position = row.start
            for cell, text in zip(made.cells, cells, strict=False):
                self._fill(cell.paragraphs[0], position, position + len(text))
                position += len(text) + len(CELL)
            if row.kind is BlockKind.TABLE_HEADER:
                wordstyle.header_row(made)

    def _fill(self, paragraph: Paragraph, start: int, end: int) -> None:
        touching = [c for c in self._report.claims if c.start < end and start < c.end]
        places = (*((c.start, c.end) for c in touching), *self._raised)
        cuts = sorted({start, end, *(p for place in places for p in place if start < p < end)})
        for a, b in pairwise(cuts):
            run = paragraph.add_run(printable(self._report.article.text[a:b]))
            covering = [c for c in touching if c.start <= a and b <= c.end]
            if covering:
                gravest = min(covering, key=lambda c: list(LOOKS).index(c.look))
                run.style = wordstyle.claim_style(gravest.look)
            if any(first <= a and b <= last for first, last in self._raised):
                run.font.superscript = True
            self._runs.append((a, b, run))
            for claim in touching:
                if claim.end == b:
                    paragraph.add_run(f" [{claim.number} {SIGNS[claim.look]}]", style=wordstyle.MARK)

    def comment(self) -> None:
        """A comment for each claim, anchored at its words and not at the marks behind them."""
        for claim in self._report.claims:
            runs = [run for a, b, run in self._runs if claim.start <= a and b <= claim.end]
            comment = self._document.add_comment([runs[0], runs[-1]], author=AUTHOR, initials=INITIALS)
            wordstyle.undated(comment)
            _say(comment, comment_lines(self._report, claim))


def comment_lines(report: Report, claim: ReportedClaim) -> Iterator[str]:
    """What the comment of a claim says, a paragraph each: verdict and reason, rationale, reference, what to write, what
    a reviewer decided."""
    found = claim.machine or f"marked by {claim.added_by}; not found by the machine"
    yield f"{claim.number} {SIGNS[claim.look]} {LOOKS[claim.look]}. Machine: {found}."
    if claim.rationale:
        yield claim.rationale
    for ident in dict.fromkeys((*claim.cited_studies, claim.study_id)):
        if ident in report.references:
            yield f"{'Cited' if ident in claim.cited_studies else 'Decided by'}: {report.references[ident]}"
    if claim.advice:
        yield claim.advice
    if claim.decided:
        yield f"Reviewer: {decision_words(claim)}"


def _say(comment: Comment, lines: Iterator[str]) -> None:
    for number, line in enumerate(lines):
        paragraph = comment.paragraphs[0] if number == 0 else comment.add_paragraph()
        paragraph.add_run(printable(line)).bold = number == 0


def _head(document: Document, report: Report) -> None:
    article = report.article
    document.add_paragraph(printable(article.title), style="Title")
    about = [article.publisher, article.url, f"captured {article.captured}" if article.captured else ""]
    about += [f"{article.words} words", f"{len(report.claims)} claims", f"file {article.path}"]
    document.add_paragraph(printable(" · ".join(filter(None, about))), style=wordstyle.FURNITURE)
    for line in filter(None, (article.note, report.stale and f"Text of an earlier build: {report.stale}")):
        document.add_paragraph(printable(line), style=wordstyle.FURNITURE)
    legend = document.add_paragraph("Claims are marked: ")
    for look, count in report.looks.items():
        legend.add_run(f"{SIGNS[look]} {LOOKS[look]}", style=wordstyle.claim_style(look))
        legend.add_run(f" {count}   ")
    legend.add_run("The number behind a claim is its row in the substantiation table.")


def _substantiation(document: Document, report: Report) -> None:
    document.add_heading("Substantiation table", level=1)
    heads = ("#", "Claim", "Citation in the copy", "Study", "Finding", "Machine", "Reviewer")
    numbered, rows = report.numbered, []
    for claim in report.claims:
        studies = dict.fromkeys((*claim.cited_studies, claim.study_id))
        named = "\n".join(f"{report.names[ident]} [{numbered[ident]}]" for ident in studies if ident in numbered)
        sign = SIGNS[claim.look]
        told = (
            "\n".join(filter(None, (f"{sign} {claim.machine}", claim.why, claim.advice)))
            if claim.verdict
            else "not found by the machine"
        )
        said = decision_words(claim) or (f"marked by {claim.added_by}" if claim.added_by else "")
        rows.append((str(claim.number), claim.quote, "; ".join(claim.mentions), named, claim.finding, told, said))
    _table(document, heads, rows, (0.4, 2.3, 0.9, 1.0, 2.5, 2.2, 1.1))


def _scorecard(document: Document, report: Report) -> None:
    document.add_heading("Scorecard", level=1)
    looks = report.looks
    rows = [
        (words(kind), *(str(counts[k]) for k in looks), str(sum(counts.values()))) for kind, counts in report.by_type
    ]
    rows.append(("all", *map(str, looks.values()), str(len(report.claims))))
    _table(document, ("Type of claim", *(f"{SIGNS[k]} {LOOKS[k]}" for k in looks), "all"), rows)
    benefits, risks = report.sides
    document.add_paragraph(f"Fair balance: {benefits} claims tell a benefit, {risks} a risk of what the page promotes.")


def _findings(document: Document, report: Report) -> None:
    if report.findings:
        document.add_heading("The page as a whole", level=1)
        rows = [(f.severity, words(f.kind), f"{f.detail}\n{f.reason}".strip(), f.suggestion) for f in report.findings]
        _table(document, ("Weight", "What", "Detail", "To do"), rows, (0.8, 1.6, 5.4, 2.6))


def _references(document: Document, report: Report) -> None:
    document.add_heading("References", level=1)
    for number, reference in enumerate(report.references.values(), 1):
        document.add_paragraph(printable(f"[{number}] {reference}"), style=wordstyle.ENTRY)
    if report.build:
        document.add_paragraph(f"Inputs of the build: {report.build[:16]}", style=wordstyle.FURNITURE)


def _sign_off(document: Document) -> None:
    document.add_heading("Sign-off", level=1)
    document.add_paragraph("The machine's tags are suggestions with their grounds, not a clearance to publish.")
    _table(document, ("Role", "Name", "Date", "Signature"), [(role, "", "", "") for role in SIGN_OFF], (2, 3, 2, 3.4))


def _table(
    document: Document, heads: Sequence[str], rows: Sequence[Sequence[str]], inches: Sequence[float] = ()
) -> Table:
    table = document.add_table(1, len(heads), style="Table Grid")
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].style = wordstyle.SMALL
        cell.paragraphs[0].add_run(head)
    wordstyle.header_row(table.rows[0])
    for row in rows:
        made = table.add_row()
        wordstyle.keep_together(made)
        for cell, text in zip(made.cells, row, strict=True):
            cell.paragraphs[0].style = wordstyle.SMALL
            cell.paragraphs[0].add_run(printable(text))
    wordstyle.set_widths(table, inches)
    return table


def _same_on_every_run(document: Document) -> bytes:
    """The file with the oldest time on each of its parts: python-docx writes the present."""
    written, settled = BytesIO(), BytesIO()
    document.save(written)
    with ZipFile(written) as parts, ZipFile(settled, "w", ZIP_DEFLATED) as out:
        for name in parts.namelist():
            out.writestr(ZipInfo(name, _OLDEST), parts.read(name), ZIP_DEFLATED)
    return settled.getvalue()
