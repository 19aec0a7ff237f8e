"""A PDF in; its copy as plain text, and what it says of itself, out.

pypdfium2 says whether the file can be opened at all and how many pages it has; pdfplumber gives words with their
places, tables and links. What a page shows beyond that (columns, running heads, paragraphs, headings, notes) is worked
out here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from statistics import median

from kb.labels import BlockKind
from kb.read.decoding import NotText
from kb.read.described import Described, iso_day, language_tag, said_title
from kb.read.layout import Layout
from kb.read.lines import typed_mark
from kb.read.page import BULLET, Page, Rendered, Words
from kb.read.pdforder import columns
from kb.read.pdfparagraphs import Paragraph, Setting, paragraphs, setting_of, with_whole_rows, words_of
from kb.read.pdfwords import Line, Word, page_lines, write
from kb.read.shapes import ends_sentence
from kb.read.tables import heads_columns, is_header

PAGES = 100  # a leaflet has two, a long white paper forty
_EDGE = 0.12  # of the page's height: where running heads and page numbers stand
_SAME_PLACE = 3.0  # points
_SENTENCE = 8  # words; a running head has fewer
_PAGE_NUMBER = re.compile(r"(?:page|p\.)?\s*[-–|]?\s*\d{1,4}\s*(?:[-–|]|(?:of|/)\s*\d{1,4})?", re.IGNORECASE)
_NOTE = re.compile(r"[\[(]?(\d{1,3})[\])]?[.:)]?")
_OUTLINES = 50  # curves: what a page holds whose letters were turned into drawings
_SMALLER = 0.93  # times the size of the text: footnotes
_LONG_HEADING = 16  # words; a sentence of more that is set larger is copy


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: its height and its lines."""

    height: float
    lines: list[Line]


def read_pdf(data: bytes, layout: Layout) -> tuple[Rendered, Described]:
    """Read the bytes of a PDF. Raises NotText where it cannot be opened or holds no text."""
    check_pdf(data)
    sheets, described = _opened(data)
    bare, said_on_each = without_running_heads(sheets)
    runs = [*(run for sheet in bare for run in columns(sheet.lines)), said_on_each]
    setting = setting_of(runs, layout.compounds)
    copy, notes = _without_notes(runs, setting)
    writer = _Writer(setting)
    for paragraph in with_whole_rows(paragraphs(copy, setting)):
        writer.take(paragraph)
    for label, lines in notes:
        writer.note(label, lines)
    return writer.page.rendered(), described


def check_pdf(data: bytes) -> None:
    """Raises NotText where the bytes are no PDF, a locked, damaged or cut one, or one of too many pages."""
    import pypdfium2

    if b"%PDF-" not in data[:1024]:
        raise NotText("is no PDF, though it is named like one")
    if b"%%EOF" not in data[-4096:]:
        raise NotText("is cut short: its end is missing")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise NotText("is locked with a password: save it without one") from None
        raise NotText("is damaged, or no PDF") from None
    pages = len(document)
    document.close()
    if pages > PAGES:
        raise NotText(f"has {pages} pages: at most {PAGES} are read; split it, or save only those under review")
    if not pages:
        raise NotText("has no pages")


def _opened(data: bytes) -> tuple[list[Sheet], Described]:
    import pdfplumber

    sheets, pictures = [], []
    with pdfplumber.open(BytesIO(data)) as document:
        for page in document.pages:
            lines = page_lines(page)
            sheets.append(Sheet(float(page.height), lines))
            if not lines and (page.images or len(page.curves) >= _OUTLINES):
                pictures.append(page.page_number)
            page.close()
        said = {str(key): _spelled(value) for key, value in (document.metadata or {}).items()}
        language = language_tag(_spelled(document.doc.catalog.get("Lang")))
    if 2 * len(pictures) > len(sheets) or not any(sheet.lines for sheet in sheets):
        raise NotText("holds no text but pictures of pages: have them recognised (OCR) and save it again")
    day = _day(said.get("ModDate", "")) or _day(said.get("CreationDate", ""))
    title = said_title(said.get("Title"))
    return sheets, Described(title=title, modified=day, language=language, unread=_unread(pictures))


def _unread(pages: Sequence[int]) -> str:
    """Which pages are pictures, in words."""
    if len(pages) < 2:
        return f"page {pages[0]} is a picture" if pages else ""
    return f"pages {', '.join(map(str, pages[:-1]))} and {pages[-1]} are pictures"


def _spelled(value: object) -> str:
    return value.decode("utf-8", errors="replace") if isinstance(value, bytes) else str(value or "")


def _day(value: str) -> str:
    match = re.match(r"(?:D:)?(\d{4})(\d\d)(\d\d)", value)
    return iso_day("-".join(match.groups())) if match else ""


def without_running_heads(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[Line]]:
    """The pages without page numbers and without the lines that stand at the same place near the edge of several; and
    of these lines the sentences, once: what is said on each page is copy, too."""
    edges: dict[str, list[tuple[int, float]]] = {}
    largest = max((line for sheet in sheets for line in sheet.lines), key=lambda line: line.size, default=None)
    size = median([line.size for sheet in sheets for line in sheet.lines] or [0.0])
    for number, sheet in enumerate(sheets):
        for line in sheet.lines:
            if _is_at_edge(line, sheet):
                edges.setdefault(_head_key(line), []).append((number, line.top))
    kept: list[Sheet] = []
    said: dict[str, Line] = {}
    for number, sheet in enumerate(sheets):
        lines = []
        for line in sheet.lines:
            named = largest is not None and line.size < _SMALLER * size and _names_page(line, largest, sheet)
            if not (_is_at_edge(line, sheet) and (named or _is_head(line, number, sheet, edges))):
                lines.append(line)
            elif len(line.words) >= _SENTENCE and (ends_sentence(line.text) or 2 * line.top > sheet.height):
                said.setdefault(_head_key(line), line)
        kept.append(Sheet(sheet.height, lines))
    return kept, sorted(said.values(), key=lambda line: (line.top, line.x0))


def _is_at_edge(line: Line, sheet: Sheet) -> bool:
    """Whether a line with letters or figures stands near the upper or lower edge."""
    return any(c.isalnum() for c in line.text) and not _EDGE * sheet.height < line.top < (1 - _EDGE) * sheet.height


def _head_key(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text.lower())


def _is_head(line: Line, number: int, sheet: Sheet, edges: dict[str, list[tuple[int, float]]]) -> bool:
    if _PAGE_NUMBER.fullmatch(line.text) and not any(_is_beyond(other, line, sheet) for other in sheet.lines):
        return True
    places = edges[_head_key(line)]
    return any(other != number and abs(top - line.top) < _SAME_PLACE for other, top in places)


def _names_page(line: Line, title: Line, sheet: Sheet) -> bool:
    """Whether the uppermost line of a page tells its title again."""
    words, said = (set(re.findall(r"\w+", each.text.lower())) for each in (line, title))
    return len(said) > 1 and said <= words and not any(_is_beyond(other, line, sheet) for other in sheet.lines)


def _is_beyond(other: Line, line: Line, sheet: Sheet) -> bool:
    """Whether a line stands nearer to the edge than another."""
    upper = 2 * line.top < sheet.height
    return other.bottom < line.top if upper else other.top > line.bottom


def _without_notes(
    runs: Sequence[list[Line]], setting: Setting
) -> tuple[list[list[Line]], list[tuple[str, list[Line]]]]:
    """The footnotes of a document apart from its copy: small lines at the end of a column that begin with a number
    which stands raised in the copy."""
    markers = {n for run in runs for line in run for w in line.words if w.raised for n in re.findall(r"\d+", w.text)}
    copy, notes = [], []
    for run in runs:
        start = len(run)
        while start and not run[start - 1].rows and run[start - 1].size <= _SMALLER * setting.size:
            start -= 1
        while start < len(run) and _note_label(run[start]) not in markers:
            start += 1
        copy.append(run[:start])
        for line in run[start:]:
            label = _note_label(line)
            if label in markers:
                notes.append((label, [line]))
            else:
                notes[-1][1].append(line)
    return copy, notes


def _note_label(line: Line) -> str:
    first = line.words[0] if line.words else None
    match = _NOTE.fullmatch(first.text) if first and len(line.words) > 1 else None
    return match.group(1) if match else ""


class _Writer:
    """Puts paragraphs into a page: which list they belong to, and which row heads a table."""

    def __init__(self, setting: Setting) -> None:
        self.page = Page()
        self._setting = setting
        self._indents: list[float] = []  # of the items around the next one, outermost first

    def take(self, paragraph: Paragraph) -> None:
        if paragraph.table:
            self._table(paragraph.table)
        elif paragraph.level:
            self._heading(paragraph)
        elif paragraph.mark:
            self._item(paragraph)
        else:
            self._plain(paragraph)

    def note(self, label: str, lines: Sequence[Line]) -> None:
        words = words_of(lines, self._setting)
        self.page.lists = 0
        self.page.note(label, _written(words[1:]))

    def _heading(self, paragraph: Paragraph) -> None:
        self._indents = []
        words = self._words(paragraph)
        if len(words.text.split()) > _LONG_HEADING and ends_sentence(words.text):
            self.page.fresh()
            self.page.paragraph(words)
        else:
            self.page.heading(words, paragraph.level)

    def _item(self, paragraph: Paragraph) -> None:
        if not self._indents:
            self.page.fresh()
        while self._indents and paragraph.x0 < self._indents[-1] - 2:
            self._indents.pop()
        if not self._indents or paragraph.x0 > self._indents[-1] + 2:
            self._indents.append(paragraph.x0)
        words = self._words(paragraph)
        mark, size = typed_mark(words.text)
        self.page.lists, self.page.mark = len(self._indents), mark if mark[-1:] in ".)" else BULLET
        self.page.paragraph(words.without(size))
        self.page.lists = 0

    def _plain(self, paragraph: Paragraph) -> None:
        """A paragraph; one that stands farther in than the bullet of the item above belongs to that."""
        if self._indents and paragraph.x0 > self._indents[-1] + 0.8 * self._setting.size:
            self.page.lists = len(self._indents)
        else:
            self._indents = []
        self.page.fresh()
        self.page.paragraph(self._words(paragraph), self._kind(paragraph))
        self.page.lists = 0

    def _kind(self, paragraph: Paragraph) -> BlockKind | None:
        """Where headings are set larger, what is set as text is none."""
        return BlockKind.PROSE if len(paragraph.lines) > 2 or self._setting.headings else None

    def _table(self, table: Sequence[Sequence[Sequence[Word]]]) -> None:
        self._indents = []
        self.page.fresh()
        rows = [[_written(self._joined(cell)) for cell in row] for row in table]
        texts = [[cell.text for cell in row] for row in rows]
        for i, cells in enumerate(rows):
            filled = [cell for cell in cells if not cell.is_blank]
            strong = all(cell.is_strong for cell in filled)
            looks = i == 0 and (strong or is_header([" | ".join(texts[0])], True) or heads_columns(texts))
            self.page.row(cells, header=looks and len(filled) > 1)

    def _joined(self, cell: Sequence[Word]) -> list[Word]:
        """The words of a cell, whose lines may break words, too."""
        lines: list[list[Word]] = []
        for word in cell:
            if lines and abs(lines[-1][-1].bottom - word.bottom) < 0.8 * word.size:
                lines[-1].append(word)
            else:
                lines.append([word])
        parts = [Line(words=tuple(ws), x0=0, x1=0, top=0, bottom=0, size=0, bold=False) for ws in lines]
        return words_of(parts, self._setting)

    def _words(self, paragraph: Paragraph) -> Words:
        return _written(words_of(paragraph.lines, self._setting))


def _written(words: Sequence[Word]) -> Words:
    written = Words()
    write(words, written)
    return written
