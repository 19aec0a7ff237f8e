"""The tables of a web page: an element in; whether it holds data or only places things, and its rows, out."""

from collections.abc import Iterator

from lxml.html import HtmlElement

_BLOCKS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "table", "section", "article", "form", "nav", "blockquote"})
_CELL_WORDS = 120  # a cell with more holds a part of the page
_SPAN = 50  # rows or columns; no cell of a page spans more

Row = tuple[list[HtmlElement | None], bool]


def is_data_table(table: HtmlElement) -> bool:
    """Whether a table is one for its reader, too: it has header cells or a caption, or several rows and columns of
    short cells without parts of the page in them."""
    if (table.get("role") or "") in ("presentation", "none"):
        return False
    cells = list(table.iter("td", "th"))
    if any(next(cell.iter(*_BLOCKS), None) is not None for cell in cells):
        return False
    if table.find("caption") is not None or table.find("thead") is not None or any(c.tag == "th" for c in cells):
        return True
    rows = [row for row in table.iter("tr") if any(_words(cell) for cell in row)]
    wide = [row for row in rows if sum(bool(_words(cell)) for cell in row) > 1]
    paragraphs = any(len(cell.findall("p")) > 2 for cell in cells)
    return (
        len(rows) > 1 and 2 * len(wide) > len(rows) and not paragraphs and all(_words(c) <= _CELL_WORDS for c in cells)
    )


def table_rows(table: HtmlElement) -> Iterator[Row]:
    """The cells of each row and whether the row is a header. A cell that spans rows stands in each of them; None stands
    where a cell spans columns."""
    below: dict[int, tuple[HtmlElement, int]] = {}  # by column: the cell that reaches down, and how many rows more
    body = False
    for row in table.iter("tr"):
        cells: list[HtmlElement | None] = []
        own = [cell for cell in row if cell.tag in ("td", "th")]
        for cell in own:
            _reach(cells, below)
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            if down > 1:
                below[len(cells)] = (cell, down - 1)
            cells += [cell, *[None] * (across - 1)]
        _reach(cells, below)
        if not own:
            continue
        header = not body and _is_header(row, own)
        body = body or not header
        yield cells, header


def _reach(cells: list[HtmlElement | None], below: dict[int, tuple[HtmlElement, int]]) -> None:
    while len(cells) in below:
        cell, left = below.pop(len(cells))
        if left > 1:
            below[len(cells)] = (cell, left - 1)
        cells.append(cell)


def _is_header(row: HtmlElement, cells: list[HtmlElement]) -> bool:
    if row.getparent() is not None and row.getparent().tag == "thead":
        return True
    return len(cells) > 1 and (all(c.tag == "th" for c in cells) or all(_is_bold(c) for c in cells if _words(c)))


def _is_bold(cell: HtmlElement) -> bool:
    bold = "".join("".join(b.text_content().split()) for b in cell.iter("b", "strong"))
    return bool(bold) and bold == "".join(cell.text_content().split())


def _words(cell: HtmlElement) -> int:
    return len(cell.text_content().split())


def _span(cell: HtmlElement, name: str) -> int:
    value = cell.get(name) or "1"
    return min(max(int(value), 1), _SPAN) if value.isascii() and value.isdigit() else 1
