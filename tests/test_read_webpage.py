"""Web pages read: tables of a snippet and its blocks, marks, what is left out, what the page says of itself."""

import pytest
from pages import shown

from kb.read.blocks import make_blocks
from kb.read.decoding import NotText
from kb.read.described import Described
from kb.read.layout import Layout, load_layout
from kb.read.plain import cut_lines
from kb.read.webpage import read_webpage


@pytest.fixture(scope="module")
def layout() -> Layout:
    return load_layout()


def page(source: str, layout: Layout):
    rendered, described = read_webpage(f"<html><body>{source}</body></html>".encode(), layout)
    return rendered, described


PAGES = {
    "headings, prose and inline markup": (
        "<h1>Light <em>at</em> night</h1><p>It <b>wakes</b>\n  us&nbsp;all.</p><h2>Dark</h2><p>It calms.</p>",
        ["H Light at night", "P It wakes us all.", "H Dark", "P It calms."],
    ),
    "nested lists": (
        "<p>Lamps:</p><ul><li>floor</li><li>desk<ul><li>small</li><li>large</li></ul></li><li><p>wall</p></li></ul><ol><li>first<li>second</ol>",
        ["P Lamps:", "I floor", "I desk", "I small", "I large", "I wall", "I first", "I second"],
    ),
    "items with labels": (
        "<ul><li><strong>Dose:</strong><br>Half an hour.</li><li><p><b>Where</b></p><p>At home, or in the garden.</p></li></ul>",
        ["H Dose:", "I Half an hour.", "H Where", "P At home, or in the garden."],
    ),
    "definitions": (
        "<dl><dt>Dose:</dt><dd>Half an hour.</dd><dt>Price:</dt><dd>Low.</dd></dl>",
        ["H Dose:", "I Half an hour.", "H Price:", "I Low."],
    ),
    "a table with a header": (
        "<table><caption>Table 1. Lamps</caption><thead><tr><th>Lamp</th><th>Price</th></tr></thead><tbody><tr><td>Floor</td><td><p>40</p></td></tr>"
        "<tr><td>Desk</td><td></td></tr></tbody></table><p>Source: a shop</p>",
        ["C Table 1. Lamps", "T Lamp | Price", "R Floor | 40", "R Desk |", "S Source: a shop"],
    ),
    "a table whose header is bold, and a cell over two rows": (
        "<table><tr><td><b>Risk</b></td><td><b>Sign</b></td></tr><tr><td rowspan=2>Mind</td><td>Fear</td></tr><tr><td>Anger</td></tr></table>",
        ["T Risk | Sign", "R Mind | Fear", "R Mind | Anger"],
    ),
    "a table whose header shows by what stands below it": (
        "<table><tr><td>Lamp</td><td>price after 12 months</td></tr><tr><td>floor lamp</td><td>£40</td></tr><tr><td>desk lamp</td><td>-5 %</td></tr></table>",
        ["T Lamp | price after 12 months", "R floor lamp | £40", "R desk lamp | -5 %"],
    ),
    "a table without a header": (
        "<table><tr><td>floor lamp</td><td>40 pounds</td></tr><tr><td>desk lamp</td><td>20 pounds</td></tr></table>",
        ["R floor lamp | 40 pounds", "R desk lamp | 20 pounds"],
    ),
    "a table that only places things": (
        "<table><tr><td><h2>Light</h2><p>It wakes us.</p></td><td><img src=a.png></td></tr></table>",
        ["H Light", "P It wakes us."],
    ),
    "paragraphs made of breaks": (
        "<div>Light wakes us.<br><br>Dark calms us.<br>It does so at night.</div>",
        ["P Light wakes us.", "P Dark calms us.", "P It does so at night."],
    ),
    "headings made of bold boxes": (
        "<div style='font-weight: 700'>What Light Does</div><div>It wakes us all up.</div><p><strong>What Dark Does</strong></p><p>It calms us.</p>",
        ["H What Light Does", "P It wakes us all up.", "H What Dark Does", "P It calms us."],
    ),
    "bullets that were typed": (
        "<p>Lamps:</p><p>• floor lamps<br>• desk lamps</p><div>- wall lamps</div>",
        ["P Lamps:", "I floor lamps", "I desk lamps", "I wall lamps"],
    ),
    "captions": (
        "<figure><img alt='a chart of the scores' src=a.png><figcaption>Scores by week</figcaption></figure><p>They rose.</p><img alt='Scores of all patients' src=b.png><img alt=Logo>",
        ["C Scores by week", "P They rose.", "C Scores of all patients"],
    ),
    "a quotation with its speaker": (
        "<blockquote><p>Light heals.</p><p>— Dr. Ann Example, Lamp Clinic</p></blockquote><p>We <q>agree</q>.</p>",
        ["P Light heals.", "F — Dr. Ann Example, Lamp Clinic", "P We “agree”."],
    ),
    "footnotes and the way back": (
        "<p>It works<sup><a href='#n1' id=r1>1</a></sup> well.<a href='#n2'>[2]</a></p><hr><div id=n1>1. Doe J. Lamps. J Light. 2019;3(2):4-5. <a href='#r1'>↩</a></div>"
        "<ol><li id=n2>It was said so at home.</li></ol>",
        ["P It works[1] well.[2]", "B [1] Doe J. Lamps. J Light. 2019;3(2):4-5.", "P [2] It was said so at home."],
    ),
    "notes at the foot of the page": (
        "<div><p>It works.<sup><a href='#n1'>1</a></sup></p></div><footer><p>All rights reserved by the owners of the clinic.</p><p id=n1>Doe J. Lamps. J Light. 2019;3(2):4-5.</p></footer>",
        ["P It works.[1]", "B [1] Doe J. Lamps. J Light. 2019;3(2):4-5."],
    ),
    "a list as Word writes it for the web": (
        "<p class=MsoListParagraph style='text-indent:-.25in'><span style='font-family:Symbol'>·<span style='font:7.0pt Times'>&nbsp;&nbsp; </span></span>floor lamps</p>"
        "<p class=MsoListParagraph><span style='font-family:Symbol'>·<span>&nbsp;&nbsp; </span></span>desk lamps</p>",
        ["I floor lamps", "I desk lamps"],
    ),
    "labels in paragraphs of their own": (
        "<ul><li><p>IV infusion:</p></li><li><p>Light wakes us.</p></li></ul>",
        ["H IV infusion:", "I Light wakes us."],
    ),
    "references in a list": (
        "<p>It works [1].</p><h3>References</h3><ol><li>Doe J. Lamps. 2019.</li><li>Roe R. Oil. 2020.</li></ol>",
        ["P It works [1].", "H References", "B 1. Doe J. Lamps. 2019.", "B 2. Roe R. Oil. 2020."],
    ),
    "soft hyphens, ligatures, joiners": (
        "<p>The treat&shy;ment is eﬀective and ﬁne\u200b.</p>",
        ["P The treatment is effective and fine."],
    ),
    "answers that unfold": (
        "<h3><button aria-expanded=false>What does light do?</button></h3><div style='display:none'><p>It wakes us up early in the morning of each day.</p></div>"
        "<details><summary>What Dark Does</summary>It calms us.</details>",
        ["H What does light do?", "P It wakes us up early in the morning of each day.", "H What Dark Does", "P It calms us."],
    ),
    "words for screen readers and scripts": (
        "<p>Light wakes us<span class='sr-only'> (opens a window)</span>.<script>x()</script><!-- no --></p><noscript>Turn it on.</noscript>",
        ["P Light wakes us."],
    ),
    "a form around the whole page": (
        "<form id=aspnetForm><p>Light wakes us up early in the morning.</p><input value=x></form>",
        ["P Light wakes us up early in the morning."],
    ),
    "words of one block in pieces": (
        "<div><span>Light</span> <span>wakes</span>\n<span>us.</span><p>Dark calms.</p>So it is.</div>",
        ["P Light wakes us.", "P Dark calms.", "P So it is."],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", PAGES)
def test_pages(case: str, layout: Layout) -> None:
    source, expected = PAGES[case]
    rendered, _ = page(source, layout)
    assert (
        shown(rendered.text, make_blocks(rendered.text, cut_lines(rendered.text, rendered.lines, layout), layout))
        == expected
    )


MARKS = {
    "hyperlinked words": (
        "<p>Light <a href='https://example.org/a'> wakes <b>us</b> </a>up.</p>",
        [("link", "wakes us", "https://example.org/a")],
    ),
    "superscripts, glued and listed": (
        "<p>It wakes us.<sup>1,2</sup> It <em>works</em><sup>[3]</sup> at 5 m<sup>2</sup>.</p>",
        [("superscript", "1,2", ""), ("superscript", "[3]", ""), ("superscript", "2", "")],
    ),
    "a superscript that is a link": (
        "<p>It works<sup><a href='https://example.org/a'>1</a></sup></p>",
        [("link", "1", "https://example.org/a"), ("superscript", "1", "")],
    ),
    "in cells and items": (
        "<table><tr><th>A</th><th>B</th></tr><tr><td>x</td><td><a href='https://example.org/b'>y</a></td></tr></table><ul><li>see <a href='https://example.org/c'>z</a></li></ul>",
        [("link", "y", "https://example.org/b"), ("link", "z", "https://example.org/c")],
    ),
    "an anchor without an address": ("<p><a name=top>Light</a> wakes us.</p>", []),
}  # fmt: skip


@pytest.mark.parametrize("case", MARKS)
def test_marks(case: str, layout: Layout) -> None:
    source, expected = MARKS[case]
    rendered, _ = page(source, layout)
    assert [(m.kind, rendered.text[m.start : m.end], m.value) for m in rendered.marks] == expected


COPY = "".join(f"<p>Sentence number {n} of the copy says that light wakes people who sleep.</p>" for n in range(8))
TEMPLATE = {
    "navigation": "<nav><ul><li><a href=/a>Lamps for poor sleepers of all ages</a></li></ul></nav>",
    "a menu without a name": "<ul><li><a href=/a>Lamps</a></li><li><a href=/b>Oils</a></li><li><a href=/c>Beds</a></li></ul>",
    "the head of a word processor": "<div title=header><p>Lamp Clinic, confidential</p></div>",
    "cookies": "<div class='fixed site-cookieNotice'><p>We use cookies for the good of our visitors, and for yours.</p></div>",
    "a form": "<form><p>Leave your address and a doctor will call you within the day.</p><input></form>",
    "related posts": "<div class=related_posts><h3>More</h3><a href=/x>Oils</a><p>Oil cures nine of ten patients within a week of care.</p></div>",
    "a footer": "<footer><p>Our clinics treat forty thousand people each year in all states.</p></footer>",
    "comments": "<div id=comments><p>I took it and it cured me of every trouble that I had.</p></div>",
    "a hidden window": "<div class=modal style='display: none'><p>Wait, do not go before you have read our free guide to sleep.</p></div>",
}


@pytest.mark.parametrize("case", TEMPLATE)
def test_what_stands_around_the_copy_is_left_out(case: str, layout: Layout) -> None:
    bare, _ = page(f"<main>{COPY}</main>", layout)
    for source in (f"{TEMPLATE[case]}<main>{COPY}</main>", f"<div class=wrap><div>{COPY}</div>{TEMPLATE[case]}</div>"):
        assert page(source, layout)[0].text == bare.text


KEPT = {
    "a class of the whole page": f"<div class='has-sidebar menu-open'>{COPY}{{}}</div>",
    "a banner with the copy's first words": f"<div class=hero>{{}}</div><main>{COPY}</main>",
    "a box beside the copy": f"<main>{COPY}<div class='elementor-widget accordion'>{{}}</div></main>",
    "a head with the title of the page": f"<header class=top><nav><a href=/a>Lamps</a></nav><h1>Light</h1>{{}}</header><div>{COPY}</div>",
    "the foot of the article": f"<article>{COPY}<footer>{{}}</footer></article>",
    "a box within the article": f"<article>{COPY}<aside>{{}}</aside></article>",
    "an article in no main part": f"<div>{COPY}</div><div>{{}}</div>",
}


@pytest.mark.parametrize("case", KEPT)
def test_copy_in_odd_places_is_kept(case: str, layout: Layout) -> None:
    words = "Lamps help nine in ten people to wake up early."
    assert words in page(KEPT[case].format(f"<p>{words}</p>"), layout)[0].text


HEADS = {
    "open graph": (
        '<html lang="en-GB"><head><title>Light - Lamp Clinic</title><meta property="og:title" content="Light"><meta property="og:site_name" content="Lamp Clinic">'
        '<link rel="canonical" href="https://example.org/light"><meta property="article:published_time" content="2021-03-04T10:00:00Z">'
        '<meta property="article:modified_time" content="2022-05-06T10:00:00Z"></head>',
        Described(title="Light", publisher="Lamp Clinic", url="https://example.org/light", published="2021-03-04", modified="2022-05-06", language="en"),
    ),
    "JSON-LD": (
        '<html><head><script type="application/ld+json">{"@context":"https://schema.org","@type":"Article","headline":"Light at night","datePublished":"2020-01-02",'
        '"publisher":{"@type":"Organization","name":"Lamp Clinic"}}</script></head>',
        Described(title="Light at night", publisher="Lamp Clinic", published="2020-01-02"),
    ),
    "saved by a browser": (
        "<!-- saved from url=(0025)https://example.org/light -->\n<html><head><title>Light</title></head>",
        Described(title="Light", url="https://example.org/light"),
    ),
    "saved by SingleFile": (
        "<!DOCTYPE html> <html><!--\n Page saved with SingleFile \n url: https://example.org/light \n saved date: Tue Mar 05 2024 10:00:00 GMT+0000\n--><head><title>Light</title></head>",
        Described(title="Light", url="https://example.org/light", captured="2024-03-05"),
    ),
    "nothing": ("<html>", Described()),
}  # fmt: skip


@pytest.mark.parametrize("case", HEADS)
def test_what_a_page_says_of_itself(case: str, layout: Layout) -> None:
    head, expected = HEADS[case]
    assert read_webpage(f"{head}<body>{COPY}</body></html>".encode(), layout)[1] == expected


@pytest.mark.parametrize(
    "data",
    [
        "<meta charset=iso-8859-1><p>It wakes – “us”.</p>".encode("cp1252"),
        "<?xml version='1.0' encoding='windows-1251'?><p>It wakes – “us”.</p>".encode("cp1251"),
        "\ufeff<p>It wakes – “us”.</p>".encode("utf-16"),
        "<meta charset=latin1><p>It wakes – “us”.\x07</p>".encode(),
    ],
)
def test_encodings(data: bytes, layout: Layout) -> None:
    assert read_webpage(data, layout)[0].text == "It wakes – “us”."


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "is empty"),
        ("<html><body><script>x()</script></body></html>", "holds no text between"),
        ("<div>" * 100_000 + "Light.", "nests its elements too deep"),
        ("<table><tr><td>" * 5_000 + "Light.", "nests its elements too deep"),
    ],
)
def test_pages_that_cannot_be_read(source: str, message: str, layout: Layout) -> None:
    with pytest.raises(NotText, match=message):
        read_webpage(source.encode(), layout)


def test_a_picture_within_the_page_is_no_trouble(layout: Layout) -> None:
    picture = "data:image/png;base64," + "iVBORw0KGgo" * 1_200_000
    assert page(f"<p>Light wakes us.</p><img alt=x src='{picture}'>", layout)[0].text == "Light wakes us."


# What stands in the copy as a picture, and whether its words are missing.
PICTURES = {
    "no description": ("<img src=a.png>", 1),
    "a name is no description": ("<img src=a.png alt='chart'><img src=b.png alt='b.png' width=800 height=600>", 2),
    "described": ("<img src=a.png alt='Scores of all patients by week' width=800 height=600>", 0),
    "small": ("<img src=a.png width=120 height=90><img src=b.gif width=1 height=1><img src=c.png height=48px>", 0),
    "an ornament of no known size": ("<img src=a.png alt=''>", 0),
    "an ornament as large as a chart": ("<img src=a.png alt='' width=1024 height=683>", 1),
    "hidden from readers": ("<img src=a.png width=1024 height=683 aria-hidden=true>", 0),
    "within words": ("<p>See <img src=a.png width=400 height=400> and judge.</p>", 1),
    "with a caption": (
        "<figure><img src=a.png width=400 height=400><figcaption>Scores by week</figcaption></figure>",
        1,
    ),
    "of the template": ("<nav><a href=/>Home</a><img src=a.png width=400 height=400></nav>", 0),
}


@pytest.mark.parametrize("case", PICTURES)
def test_large_pictures_without_a_description_are_told(case, layout):
    body, count = PICTURES[case]
    described = read_webpage(f"<main><p>Light wakes us all.</p>{body}</main>".encode(), layout)[1]
    assert (
        described.pictures
        == ("", "1 large picture without a description", "2 large pictures without a description")[count]
    )
