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
