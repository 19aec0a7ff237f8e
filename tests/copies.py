"""One article in every format: the Markdown source in; the same page as a web page, a Word file or a PDF leaflet out.

What stands around the copy on real pages is put around it here: navigation, cookie banner, sidebar, related posts.
"""

from html import escape
from io import BytesIO
from pathlib import Path

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from fpdf import FPDF
from markdown_it import MarkdownIt
from markdown_it.token import Token

from kb.read.frontmatter import split_front_matter


def parsed(path: Path) -> tuple[str, str, str]:
    """Title, publisher and body of a Markdown article."""
    described, body = split_front_matter(path.read_text(encoding="utf-8"))
    return described.title, described.publisher, body


def webpage(path: Path) -> bytes:
    """The article as a page of a clinic's site, boilerplate and all."""
    title, publisher, body = parsed(path)
    copy = MarkdownIt("commonmark", {"html": True}).enable("table").render(body)
    return PAGE.format(title=escape(title), publisher=escape(publisher), copy=copy).encode()


def word(path: Path) -> bytes:
    """The article as a Word file, with Word's own headings, lists and tables."""
    title, publisher, body = parsed(path)
    document = Document()
    document.core_properties.title, document.core_properties.author = title, publisher
    document.sections[0].header.paragraphs[0].text = f"{publisher}, confidential"
    writing = _Word(document)
    for token in _tokens(body):
        writing.take(token)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _tokens(body: str) -> list[Token]:
    return MarkdownIt("commonmark", {"html": True}).enable("table").parse(body)


class _Word:
    """Writes the tokens of a Markdown text into a document."""

    def __init__(self, document) -> None:
        self.document = document
        self.lists: list[str] = []
        self.first = False  # whether the next paragraph opens a list item
        self.style = "Normal"
        self.rows: list[list[Token]] = []

    def take(self, token: Token) -> None:
        match token.type:
            case "heading_open":
                self.style = f"Heading {token.tag[1]}"
            case "heading_close":
                self.style = "Normal"
            case "bullet_list_open" | "ordered_list_open":
                self.lists.append("List Bullet" if token.type.startswith("bullet") else "List Number")
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
            case "list_item_open":
                self.first = True
            case "table_open":
                self.rows = []
            case "tr_open":
                self.rows.append([])
            case "table_close":
                self._table()
            case "inline":
                self._inline(token)

    def _inline(self, token: Token) -> None:
        if self.rows:
            self.rows[-1].append(token)
            return
        style, depth = self.style, len(self.lists)
        if self.lists:
            style = self.lists[-1] if self.first else "List Continue"
            style += f" {depth}" if depth > 1 else ""
        self.first = False
        write_runs(self.document.add_paragraph(style=style), token.children or [])

    def _table(self) -> None:
        table = self.document.add_table(rows=len(self.rows), cols=len(self.rows[0]), style="Table Grid")
        for row, cells in zip(table.rows, self.rows, strict=True):
            for cell, token in zip(row.cells, cells, strict=True):
                write_runs(cell.paragraphs[0], token.children or [], bold=cells is self.rows[0])
        self.rows = []


def write_runs(paragraph: Paragraph, children: list[Token], bold: bool = False) -> None:
    """The inline tokens of a Markdown text as runs, its links as hyperlinks."""
    link, raised = "", False
    for token in children:
        if token.type in ("strong_open", "strong_close"):
            bold = token.type == "strong_open"
        elif token.type in ("link_open", "link_close"):
            link = str(token.attrGet("href") or "")
        elif token.type == "html_inline":
            raised = token.content == "<sup>"
        elif token.type == "hardbreak":
            paragraph.add_run().add_break()
        else:
            run = paragraph.add_run(" " if token.type == "softbreak" else token.content)
            run.bold, run.font.superscript = bold or None, raised or None
            if link:
                hyperlink(paragraph, run, link)


def hyperlink(paragraph: Paragraph, run, address: str) -> None:
    """Put a run into a hyperlink."""
    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    paragraph._p.append(element)
    element.append(run._r)


def pdf(path: Path, *, hyphens: bool = False) -> bytes:
    """The article as a leaflet in two columns with running heads and page numbers; with `hyphens`, long words may break
    at a line's end."""
    title, publisher, body = parsed(path)
    leaflet = Leaflet(f"{publisher} | {title[:30]}", hyphens)
    leaflet.set_title(title)
    for token in _tokens(body):
        leaflet.take(token)
    return bytes(leaflet.output())


class Leaflet(FPDF):
    """Sets the tokens of a Markdown text in two columns."""

    STEP = 4.6
    WIDTH = 88.0

    def __init__(self, head: str, hyphens: bool = False) -> None:
        super().__init__()
        self.core_fonts_encoding = "windows-1252"
        self.head, self.hyphens = head, hyphens
        self.column, self.left, self.lowest = 0, 10.0, 278.0
        self.lists: list[int | None] = []  # the number of the last item of each list; None where it has bullets
        self.mark = ""
        self.size, self.loose = 10.0, True
        self.rows: list[list[str]] = []
        self.set_auto_page_break(False)
        self.add_page()

    def header(self) -> None:
        self.set_font("Helvetica", size=8)
        self.text(10, 10, self.head)

    def footer(self) -> None:
        self.set_font("Helvetica", size=8)
        self.text(100, 290, str(self.page_no()))

    def take(self, token: Token) -> None:
        match token.type:
            case "heading_open":
                self.size = {"h1": 18.0, "h2": 14.0}.get(token.tag, 12.0)
            case "heading_close":
                self.size = 10.0
            case "bullet_list_open" | "ordered_list_open":
                self.lists.append(0 if token.type.startswith("ordered") else None)
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
            case "list_item_open":
                number = self.lists[-1]
                self.lists[-1] = None if number is None else number + 1
                self.mark = "\u2022" if number is None else f"{number + 1}."
            case "table_open":
                self.rows = []
            case "tr_open":
                self.rows.append([])
            case "table_close":
                self._table()
            case "inline" if self.rows:
                self.rows[-1].append(_printed(token))
            case "inline":
                children = token.children or []
                bold = bool(children) and children[0].type == "strong_open" and children[-1].type == "strong_close"
                for part in _printed(token).split("\n"):
                    self._paragraph(part, bold or self.size > 10)

    def _paragraph(self, words: str, bold: bool) -> None:
        indent = 5.0 * len(self.lists)
        self.set_font("Helvetica", style="B" if bold else "", size=self.size)
        step = self.STEP * self.size / 10
        lines = self._broken(words, self.WIDTH - indent)
        self._room(step * min(len(lines), 2) + 3)
        self.set_y(self.get_y() + (1.0 if self.mark else 2.6))
        for i, line in enumerate(lines):
            self._room(step)
            if self.mark and not i:
                self.text(self.left + indent - 4.5, self.get_y() + 0.75 * step, self.mark)
            self.text(self.left + indent, self.get_y() + 0.75 * step, line)
            self.set_y(self.get_y() + step)
        self.mark = ""

    def _broken(self, words: str, width: float) -> list[str]:
        """Words as lines of at most this width, long words broken with a hyphen where that is wanted."""
        lines = [""]
        for word in words.split():
            if lines[-1] and self.get_string_width(f"{lines[-1]} {word}") > width:
                cuts = range(len(word) - 3, 3, -1) if self.hyphens and word.isalpha() else ()
                cut = next((n for n in cuts if self._fits(lines[-1], word[:n], width)), 0)
                if cut:
                    lines[-1], word = f"{lines[-1]} {word[:cut]}-", word[cut:]
                lines.append("")
            lines[-1] = f"{lines[-1]} {word}".strip()
        return [line for line in lines if line]

    def _fits(self, line: str, part: str, width: float) -> bool:
        return self.get_string_width(f"{line} {part}-") <= width

    def _room(self, height: float) -> None:
        """Go on in the next column where this one has no room."""
        top = 18.0
        if self.get_y() < top:
            self.set_y(top)
        if self.get_y() + height <= self.lowest:
            return
        self.column = 1 - self.column
        if not self.column:
            style, size = self.font_style, self.font_size_pt
            self.add_page()
            self.set_font("Helvetica", style=style, size=size)
        self.left = 10.0 + self.column * (self.WIDTH + 8.0)
        self.set_y(top)

    def _table(self) -> None:
        width = self.WIDTH / len(self.rows[0])
        for i, cells in enumerate(self.rows):
            self.set_font("Helvetica", style="" if i else "B", size=9 if len(cells) < 4 else 6)
            broken = [self._broken(cell, width - 2) for cell in cells]
            height = self.STEP * max(map(len, broken), default=1) + 1
            if not i:
                below = sum(self.STEP * 4 for _ in self.rows)
                self._room(min(below, 120))
                self.set_y(self.get_y() + 3)
            y = self.get_y()
            for n, lines in enumerate(broken):
                self.rect(self.left + n * width, y, width, height)
                for k, line in enumerate(lines):
                    self.text(self.left + n * width + 1, y + 0.75 * self.STEP + k * self.STEP, line)
            self.set_y(y + height)
        self.set_y(self.get_y() + 2)
        self.rows = []


def _printed(token: Token) -> str:
    """The words of an inline token as they are printed."""
    words = []
    for child in token.children or []:
        words.append("\n" if child.type == "hardbreak" else " " if child.type == "softbreak" else child.content)
    return "".join(words)


PAGE = """<!DOCTYPE html>
<html lang="en-US"><head><meta charset="utf-8"><title>{title} | {publisher}</title>
<meta property="og:title" content="{title}"><meta property="og:site_name" content="{publisher}">
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "Article", "datePublished": "2023-05-04"}}</script>
<style>.a {{ color: red }}</style></head>
<body class="page has-sidebar menu-closed">
<div id="cookie-notice" role="dialog"><p>We use cookies to improve your visit and to show you what you may like. You can say no.</p>
<button>Accept all</button></div>
<header class="site-header"><div class="logo"><a href="/">{publisher}</a></div>
<nav><ul><li><a href="/treatments">Treatments</a></li><li><a href="/about">Our story and our people</a></li></ul></nav></header>
<div class="layout"><main><article class="post-content">
{copy}
</article></main>
<aside class="sidebar"><h3>Popular</h3><p>Lamps cure nine in ten people of poor sleep, says a reader.</p></aside></div>
<section class="related-posts"><h2>You may also like</h2><div><a href="/a">Sleep and light</a><p>Light cures every second patient of low mood within a week.</p></div></section>
<form action="/news"><label>Newsletter</label><p>Sign up and receive a tenth off your first visit to us.</p><input name="mail"></form>
<footer><p>Our clinics treat more than 40,000 people each year. All rights reserved.</p></footer>
<script>track()</script></body></html>
"""
