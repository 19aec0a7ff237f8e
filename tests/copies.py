"""One article in every format: the Markdown source in; the same page as a web page, a Word file or a PDF leaflet out.

What stands around the copy on real pages is put around it here: navigation, cookie banner, sidebar, related posts.
"""

from html import escape
from pathlib import Path

from markdown_it import MarkdownIt

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
