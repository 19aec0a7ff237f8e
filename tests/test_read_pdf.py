"""PDFs read: tables of a page made by fpdf2 and its blocks, marks and notes; and files that cannot be read."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fpdf import FPDF
from fpdf.encryption import AccessPermission
from pages import shown
from PIL import Image

from kb.read.articles import read_article
from kb.read.blocks import make_blocks
from kb.read.decoding import NotText
from kb.read.layout import Layout, load_layout
from kb.read.pdf import PAGES, check_pdf, read_pdf
from kb.read.plain import cut_lines


@pytest.fixture(scope="module")
def layout() -> Layout:
    return load_layout()


class Sheet(FPDF):
    """A page on which words are put line by line."""

    def __init__(self) -> None:
        super().__init__()
        self.core_fonts_encoding = "windows-1252"
        self.set_auto_page_break(False)
        self.add_page()
        self.y_at = 30.0

    def put(
        self, *lines: str, x: float = 20, size: float = 10, style: str = "", gap: float = 0, step: float = 4.6
    ) -> None:
        """Lines below each other, after a gap."""
        self.y_at += gap
        self.set_font("Helvetica", style=style, size=size)
        for line in lines:
            self.text(x, self.y_at, line)
            self.y_at += step * size / 10

    def raised(self, words: str, x: float) -> None:
        """A superscript beside the last line, at the point `x`."""
        self.set_font("Helvetica", size=6)
        self.text(x, self.y_at - 4.6 - 1.4, words)


def width(words: str, size: float = 10) -> float:
    sheet = FPDF()
    sheet.set_font("Helvetica", size=size)
    return sheet.get_string_width(words)


LONG = (
    "Light wakes people who sleep in a dark room, and it does so whether or",
    "not they want to be woken, which is why lamps are sold with a shade that",
    "keeps it away.",
)
WHOLE = " ".join(LONG)


def headings(sheet: Sheet) -> None:
    sheet.put("Light at Night", size=18)
    sheet.put("What light does to", "people who sleep", size=13, gap=6)
    sheet.put(*LONG, gap=3)
    sheet.put("What Dark Does", style="B", gap=3)
    sheet.put(*LONG, gap=1)


def indented(sheet: Sheet) -> None:
    sheet.put("Light at Night", size=18)
    sheet.put(LONG[0], x=25)
    sheet.put(*LONG[1:])
    sheet.put("Dark calms them again, as those who made the lamps have said in many", x=25)
    sheet.put("of their papers.")


def bullets(sheet: Sheet) -> None:
    sheet.put("Light at Night", size=18)
    sheet.put("Lamps are made in forms that wake people in a way of their own, such as:", gap=3)
    for x, words in (
        (20, ("floor lamps that stand beside the bed and light the ceiling of the room in", "which people sleep,")),
        (20, ("desk lamps:",)),
        (26, ("small ones,",)),
        (20, ("wall lamps.",)),
    ):
        sheet.set_font("ZapfDingbats", size=10)
        sheet.text(x, sheet.y_at, "l")
        sheet.put(*words, x=x + 5)
    sheet.put(*LONG, gap=4)


def numbers(sheet: Sheet) -> None:
    sheet.put("Light at Night", size=18)
    sheet.put("It works [1].", gap=3)
    sheet.put("References", size=13, gap=4)
    sheet.put(
        "1. Doe J. Lamps that wake people who sleep in dark rooms at home or else-",
        "    where. J Light. 2019;3(2):4-5.",
        "2. Roe R. Oil. 2020.",
    )


def two_columns(sheet: Sheet) -> None:
    sheet.put("Light at Night and What It Does to People Who Sleep", size=20)
    top = sheet.y_at + 4
    for x in (20, 110):
        sheet.y_at = top + (x > 100) * 1.7
        words = (
            "Light wakes people who sleep in a dark",
            "room, and it does so whether or not they",
            "want to be woken, so that lamps are",
        )
        sheet.put(*words, x=x)
        if x == 20:
            sheet.put("sold with a shade. It keeps light away", "from those who need their sleep so much.", x=x)
        else:
            sheet.put("sold with shades.", x=x)


NARROW = ("Light wakes people who sleep", "in a dark room, and it does")


def three_columns(sheet: Sheet) -> None:
    sheet.put("Light at Night and What It Does to All of Us", size=20)
    top = sheet.y_at + 4
    for n, x in enumerate((15, 78, 141), 1):
        sheet.y_at = top
        sheet.put(f"Part {n} of Light", x=x, size=13)
        sheet.put(f"In room {n} it is so, too.", x=x, gap=2)
        sheet.put(*NARROW, f"so in {n} of ten nights.", x=x, gap=2)
    sheet.put("All of this was found by people who sleep badly in the light of their lamps.", x=15, gap=8)


def beside(sheet: Sheet) -> None:
    sheet.put("Light", size=20)
    top = sheet.y_at + 6
    sheet.put(*LONG, x=15, gap=6)
    sheet.y_at = top
    sheet.put("50 %", x=160, size=24)
    sheet.put("of people sleep badly", x=160)


def table_over_pages(sheet: Sheet) -> None:
    for n, rows in enumerate(
        ((("Lamp", "Price"), ("Floor lamp", "40 a month,")), (("of brass", "twice"), ("Desk", "20")))
    ):
        if n:
            sheet.add_page()
        sheet.set_y(250 if not n else 30)
        sheet.set_font("Helvetica", size=10)
        with sheet.table(width=120, align="LEFT", first_row_as_headings=not n) as grid:
            for cells in rows:
                row = grid.row()
                for cell in cells:
                    row.cell(cell)


def three_pages(sheet: Sheet) -> None:
    for n, words in enumerate(("one in ten people", "two in ten people", "three in ten people"), 1):
        sheet.y_at = 12
        sheet.put(f"Lamp Clinic - patient leaflet, edition {n}", size=8)
        sheet.y_at = 200
        sheet.put(f"Light wakes {words} who sleep in a dark room, and it does so on each", "of their nights.")
        sheet.y_at = 280
        sheet.put("Lamps are not approved for the treatment of poor sleep in any country.", size=7)
        sheet.y_at = 290
        sheet.put(f"Page {n} of 3", x=100, size=8)
        if n < 3:
            sheet.add_page()


def hyphens(sheet: Sheet) -> None:
    sheet.put("Light at Night", size=18)
    sheet.put(
        "The treatment of people who cannot sleep is a matter of care. Their treat-", "ment may take long, and an open-", "label study of it says so, as does a long-", "term one, of 30-", "40 people with COVID-", "19 who took gamma-", "aminobutyric acid.",
        gap=3,
    )  # fmt: skip


def drawn_table(sheet: Sheet) -> None:
    sheet.put("Light at Night", size=18)
    sheet.put("Table 1. Lamps", gap=3)
    sheet.set_y(sheet.y_at)
    sheet.set_font("Helvetica", size=10)
    with sheet.table(width=120, align="LEFT") as grid:
        for cells in (("Lamp", "Price"), ("Floor lamp of brass", "40"), ("Desk", "")):
            row = grid.row()
            for cell in cells:
                row.cell(cell)
    sheet.y_at = sheet.get_y() + 8
    sheet.put("Source: a shop")


def aligned_table(sheet: Sheet) -> None:
    sheet.put("Light at Night", size=18)
    sheet.put("The table shows the prices of lamps:", gap=3)
    for lamp, price, where in (
        ("Lamp", "Price", "Where"),
        ("Floor", "40", "by the bed"),
        ("Desk", "20", "on a table"),
        ("Wall", "30", "on a wall"),
    ):
        y = sheet.y_at
        for x, words in ((20, lamp), (70, price), (110, where)):
            sheet.y_at = y
            sheet.put(words, x=x)


def headed(sheet: Sheet) -> None:
    """One page, with a running head that tells the title again, and a small line of copy above the title."""
    sheet.y_at = 8
    sheet.put("Lamp Clinic | Light at Night, a leaf", size=8)
    sheet.y_at = 24
    sheet.put("Light is proven to wake", size=8)
    sheet.put("Light at Night", size=18)
    sheet.put(*LONG, gap=3)


def signs(sheet: Sheet) -> None:
    sheet.put("Light at Night", size=18)
    sheet.put("It costs 5 £\u00a0a month – “no more” than that…", gap=3)


SHEETS = {
    "headings": (headings, ["H Light at Night", "H What light does to people who sleep", f"P {WHOLE}", "H What Dark Does", f"P {WHOLE}"]),
    "paragraphs that are indented": (indented, ["H Light at Night", f"P {WHOLE}", "P Dark calms them again, as those who made the lamps have said in many of their papers."]),
    "bullets of a symbol font": (
        bullets,
        [
            "H Light at Night", "P Lamps are made in forms that wake people in a way of their own, such as:",
            "I floor lamps that stand beside the bed and light the ceiling of the room in which people sleep,", "I desk lamps:", "I small ones,", "I wall lamps.", f"P {WHOLE}",
        ],
    ),
    "references": (
        numbers,
        ["H Light at Night", "P It works [1].", "H References", "B 1. Doe J. Lamps that wake people who sleep in dark rooms at home or elsewhere. J Light. 2019;3(2):4-5.", "B 2. Roe R. Oil. 2020."],
    ),
    "two columns, the lines of which stand at odd heights": (
        two_columns,
        [
            "H Light at Night and What It Does to People Who Sleep",
            "P Light wakes people who sleep in a dark room, and it does so whether or not they want to be woken, so that lamps are sold with a shade. It keeps light away from those who need their sleep so much.",
            "P Light wakes people who sleep in a dark room, and it does so whether or not they want to be woken, so that lamps are sold with shades.",
        ],
    ),
    "three columns with lines across": (
        three_columns,
        [
            "H Light at Night and What It Does to All of Us",
            *(row for n in (1, 2, 3) for row in (f"H Part {n} of Light", f"P In room {n} it is so, too.", f"P {' '.join(NARROW)} so in {n} of ten nights.")),
            "P All of this was found by people who sleep badly in the light of their lamps.",
        ],
    ),
    "a figure beside the text": (beside, ["H Light", f"P {WHOLE}", "H 50 %", "P of people sleep badly"]),
    "a row that the end of a page cuts": (
        table_over_pages,
        ["T Lamp | Price", "R Floor lamp of brass | 40 a month, twice", "R Desk | 20"],
    ),
    "running heads and page numbers; a sentence on each page": (
        three_pages,
        [
            *(f"P Light wakes {n} in ten people who sleep in a dark room, and it does so on each of their nights." for n in ("one", "two", "three")),
            "P Lamps are not approved for the treatment of poor sleep in any country.",
        ],
    ),
    "a running head of one page, and copy as small": (headed, ["P Light is proven to wake", "H Light at Night", f"P {WHOLE}"]),
    "words that a line breaks": (
        hyphens,
        ["H Light at Night", "P The treatment of people who cannot sleep is a matter of care. Their treatment may take long, and an open-label study of it says so, as does a long-term one, of 30-40 people with COVID-19 who took gamma-aminobutyric acid."],
    ),
    "a table that is drawn": (drawn_table, ["H Light at Night", "C Table 1. Lamps", "T Lamp | Price", "R Floor lamp of brass | 40", "R Desk |", "S Source: a shop"]),
    "a table that is only aligned": (
        aligned_table,
        ["H Light at Night", "P The table shows the prices of lamps:", "T Lamp | Price | Where", "R Floor | 40 | by the bed", "R Desk | 20 | on a table", "R Wall | 30 | on a wall"],
    ),
    "signs": (signs, ["H Light at Night", "P It costs 5 £ a month – “no more” than that…"]),
}  # fmt: skip


def made(write: Callable[[Sheet], None]) -> bytes:
    sheet = Sheet()
    write(sheet)
    return bytes(sheet.output())


@pytest.mark.parametrize("case", SHEETS)
def test_sheets(case: str, layout: Layout) -> None:
    write, expected = SHEETS[case]
    page, _ = read_pdf(made(write), layout)
    assert shown(page.text, make_blocks(page.text, cut_lines(page.text, page.lines, layout), layout)) == expected


def cited(sheet: Sheet) -> None:
    sheet.put("Light at Night", size=18)
    sheet.put(*LONG)
    sheet.put("It works well.", gap=3)
    sheet.raised("1,2", 20 + width("It works well.") + 0.1)
    sheet.put("Dark calms", gap=3)
    x = 20 + width("Dark calms ")
    sheet.set_text_color(0, 0, 200)
    sheet.text(x, sheet.y_at - 4.6, "us all")
    sheet.link(x, sheet.y_at - 8.5, width("us all"), 5, "https://example.org/a")
    sheet.y_at = 270
    sheet.put("1 Doe J. Lamps. J Light. 2019;3(2):4-5.", "2 It was said so at home.", size=7)


def test_links_and_superscripts_are_marks_and_footnotes_stand_below(layout: Layout) -> None:
    page, _ = read_pdf(made(cited), layout)
    assert page.text.splitlines()[::2] == [
        "Light at Night",
        WHOLE,
        "It works well.1,2",
        "Dark calms us all",
        "[1] Doe J. Lamps. J Light. 2019;3(2):4-5.",
        "[2] It was said so at home.",
    ]
    assert [(m.kind, page.text[m.start : m.end], m.value) for m in page.marks] == [
        ("superscript", "1,2", ""),
        ("link", "us all", "https://example.org/a"),
    ]


def test_what_a_file_says_of_itself(layout: Layout) -> None:
    def write(sheet: Sheet) -> None:
        sheet.set_title("Light")
        sheet.set_lang("en-GB")
        sheet.put(*LONG)

    described = read_pdf(made(write), layout)[1]
    assert (described.title, described.language) == ("Light", "en")
    assert (
        read_pdf(made(lambda sheet: (sheet.set_title("leaflet_final.indd"), sheet.put(*LONG))), layout)[1].title == ""
    )


def locked() -> bytes:
    sheet = Sheet()
    sheet.put(*LONG)
    sheet.set_encryption(owner_password="a", user_password="b")
    return bytes(sheet.output())


def scanned() -> bytes:
    sheet = Sheet()
    sheet.rect(10, 10, 100, 100)
    return bytes(sheet.output())


def pictured() -> bytes:
    """Four pages: text, a picture, text, and letters that were turned into drawings."""
    sheet = Sheet()
    sheet.put(*LONG)
    sheet.add_page()
    sheet.image(Image.new("L", (40, 40)), 10, 10, 180)
    sheet.add_page()
    sheet.y_at = 30
    sheet.put("Dark calms them all again in the night.")
    sheet.add_page()
    with sheet.new_path() as path:
        for n in range(80):
            path.move_to(10 + n, 20)
            path.curve_to(12 + n, 25, 14 + n, 25, 15 + n, 20)
    return bytes(sheet.output())


def test_pages_that_are_pictures_are_told(layout: Layout, tmp_path: Path) -> None:
    page, described = read_pdf(pictured(), layout)
    assert page.text.startswith("Light wakes") and page.text.endswith("in the night.")
    assert described.unread == "pages 2 and 4 are pictures"
    (tmp_path / "leaf.pdf").write_bytes(pictured())
    assert read_article(tmp_path / "leaf.pdf").unread == "pages 2 and 4 are pictures"


def with_pages(count: int) -> bytes:
    sheet = Sheet()
    for _ in range(count - 1):
        sheet.add_page()
    return bytes(sheet.output())


BAD = {
    "locked": (locked, "is locked with a password"),
    "without text": (scanned, "have them recognised (OCR)"),
    "cut short": (lambda: made(headings)[:-700], "is cut short"),
    "another file": (lambda: b"PK\x03\x04 and more", "is no PDF"),
    "nothing behind its name": (lambda: b"%PDF-1.7\n%%EOF", "is damaged"),
    "many pages": (lambda: with_pages(PAGES + 1), f"has {PAGES + 1} pages"),
    "a page tree that says more than there is": (
        lambda: with_pages(1).replace(b"/Count 1", b"/Count 9999999"),
        "pages",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_files_that_cannot_be_read(case: str, tmp_path: Path) -> None:
    make, message = BAD[case]
    path = tmp_path / "a.pdf"
    path.write_bytes(make())
    found = str(read_article(path))
    assert message in found
    assert "\n" not in found


def test_a_file_that_only_forbids_printing_is_read(layout: Layout) -> None:
    sheet = Sheet()
    sheet.put(*LONG)
    sheet.set_encryption(owner_password="a", permissions=AccessPermission.COPY)
    assert read_pdf(bytes(sheet.output()), layout)[0].text == WHOLE


def test_a_damaged_file_is_refused_before_it_is_taken_apart() -> None:
    with pytest.raises(NotText, match="damaged"):
        check_pdf(b"%PDF-1.4\n" + b"1 0 obj <<" * 1000 + b"%%EOF")
