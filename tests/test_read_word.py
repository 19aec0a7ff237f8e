"""Word files read: tables of a document made by python-docx and its blocks, marks and notes; and files that cannot be."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from copies import hyperlink
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Pt
from pages import shown

from kb.read.articles import read_article
from kb.read.blocks import make_blocks
from kb.read.decoding import NotText
from kb.read.described import Described
from kb.read.layout import Layout, load_layout
from kb.read.plain import cut_lines
from kb.read.word import read_word


@pytest.fixture(scope="module")
def layout() -> Layout:
    return load_layout()


def made(write: Callable) -> bytes:
    document = Document()
    write(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def xml(document, source: str) -> None:
    """Append WordprocessingML to the body, before its section."""
    for element in parse_xml(f"<w:body {nsdecls('w', 'r')}>{source}</w:body>"):
        document.element.body.insert(len(document.element.body) - 1, element)


def headings(document) -> None:
    document.add_heading("Light at Night", 0)
    document.add_heading("What light does", 1)
    document.add_paragraph("It wakes us.")
    document.add_paragraph("What Dark Does").runs[0].bold = True
    document.add_paragraph("It calms us.")
    document.add_paragraph("What Dusk Does").runs[0].font.size = Pt(16)
    document.add_paragraph("It does neither.")


def lists(document) -> None:
    document.add_paragraph("Lamps:")
    for words, style in (
        ("floor", "List Bullet"),
        ("desk", "List Bullet"),
        ("small", "List Bullet 2"),
        ("wall", "List Bullet"),
    ):
        document.add_paragraph(words, style)
    document.add_paragraph("In order:")
    document.add_paragraph("first", "List Number")
    document.add_paragraph("second", "List Number")


def labels(document) -> None:
    item = document.add_paragraph(style="List Bullet")
    item.add_run("Dose:").bold = True
    item.add_run().add_break()
    item.add_run("Half an hour.")
    document.add_paragraph("Where", "List Bullet").runs[0].bold = True
    document.add_paragraph("At home, or in the garden.", "List Continue")


def typed(document) -> None:
    document.add_paragraph("Lamps:")
    document.add_paragraph("•\tfloor lamps")
    document.add_paragraph("- desk lamps")
    symbol = document.add_paragraph().add_run()
    symbol._r.append(parse_xml(f'<w:sym {nsdecls("w")} w:font="Symbol" w:char="F0B7"/>'))
    symbol.add_text(" wall lamps")


def table(document) -> None:
    document.add_paragraph("Table 1. Lamps", "Caption")
    rows = (("Lamp", "price after 12 months"), ("Floor", "40"), ("Desk", ""))
    grid = document.add_table(rows=3, cols=2)
    for row, words in zip(grid.rows, rows, strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    grid.add_row().cells[0].merge(grid.rows[2].cells[0])
    grid.rows[3].cells[1].text = "20"
    document.add_paragraph("Source: a shop")


def placing(document) -> None:
    box = document.add_table(rows=1, cols=1).cell(0, 0)
    box.text = "Light wakes us."
    box.add_paragraph("Dark calms us.")


def columns(document) -> None:
    document.add_paragraph("The table compares lamps:")
    for words in ("Lamp\tPrice", "Floor\t40", "Desk\t20"):
        document.add_paragraph(words)


def changes(document) -> None:
    xml(
        document,
        '<w:p><w:r><w:t xml:space="preserve">Light </w:t></w:r><w:ins w:id="1" w:author="a"><w:r><w:t>wakes</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="a"><w:r><w:delText>lulls</w:delText></w:r></w:del><w:r><w:t xml:space="preserve"> us</w:t></w:r>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secretly</w:t></w:r><w:r><w:t>.</w:t></w:r></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>Dark calms us.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent><w:p><w:r><w:t>Light 1</w:t></w:r></w:p></w:sdtContent></w:sdt>',
    )


def text_box(document) -> None:
    document.add_paragraph("Light wakes us.")
    inner = "<w:txbxContent><w:p><w:r><w:t>Nine in ten agree.</w:t></w:r></w:p></w:txbxContent>"
    namespaces = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="urn:x" xmlns:v="urn:v"'
    )
    xml(
        document,
        f"<w:p {namespaces}><w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{inner}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>",
    )


def signs(document) -> None:
    xml(
        document,
        "<w:p><w:r><w:t>The treat</w:t><w:softHyphen/><w:t>ment is eﬀective\u00a0and well</w:t><w:noBreakHyphen/><w:t>liked, treat\u00adable.</w:t></w:r></w:p>",
    )


def quotation(document) -> None:
    document.add_paragraph("Light heals.", "Quote")
    document.add_paragraph("— Dr. Ann Example, Lamp Clinic", "Quote")


def references(document) -> None:
    document.add_paragraph("It works [1].")
    document.add_heading("References", 2)
    document.add_paragraph("Doe J. Lamps. 2019.", "List Number")
    document.add_paragraph("Roe R. Oil. 2020.", "List Number")


def running(document) -> None:
    document.sections[0].header.paragraphs[0].text = "Lamp Clinic, page 1"
    document.sections[0].footer.paragraphs[0].text = "All rights reserved"
    document.add_paragraph("Light wakes us.")


DOCUMENTS = {
    "headings": (
        headings,
        ["H Light at Night", "H What light does", "P It wakes us.", "H What Dark Does", "P It calms us.", "H What Dusk Does", "P It does neither."],
    ),
    "lists": (lists, ["P Lamps:", "I floor", "I desk", "I small", "I wall", "P In order:", "I first", "I second"]),
    "items with labels": (labels, ["H Dose:", "I Half an hour.", "H Where", "P At home, or in the garden."]),
    "bullets that were typed": (typed, ["P Lamps:", "I floor lamps", "I desk lamps", "I wall lamps"]),
    "a table": (table, ["C Table 1. Lamps", "T Lamp | price after 12 months", "R Floor | 40", "R Desk |", "R Desk | 20", "S Source: a shop"]),
    "a table around copy": (placing, ["P Light wakes us.", "P Dark calms us."]),
    "columns set by tabs": (columns, ["P The table compares lamps:", "T Lamp Price", "R Floor 40", "R Desk 20"]),
    "insertions, deletions, controls": (changes, ["P Light wakes us.", "P Dark calms us."]),
    "a text box": (text_box, ["P Light wakes us.", "P Nine in ten agree."]),
    "hyphens, ligatures, spaces": (signs, ["P The treatment is effective and well-liked, treatable."]),
    "a quotation": (quotation, ["P Light heals.", "F — Dr. Ann Example, Lamp Clinic"]),
    "references": (references, ["P It works [1].", "H References", "B 1. Doe J. Lamps. 2019.", "B 2. Roe R. Oil. 2020."]),
    "running heads": (running, ["P Light wakes us."]),
}  # fmt: skip


@pytest.mark.parametrize("case", DOCUMENTS)
def test_documents(case: str, layout: Layout) -> None:
    write, expected = DOCUMENTS[case]
    page, _ = read_word(made(write), layout)
    assert shown(page.text, make_blocks(page.text, cut_lines(page.text, page.lines, layout), layout)) == expected


def linked(document) -> None:
    paragraph = document.add_paragraph("Light ")
    hyperlink(paragraph, paragraph.add_run("wakes us"), "https://example.org/a")
    paragraph.add_run(" up.")
    for words in ("1", ",", "2"):
        paragraph.add_run(words).font.superscript = True
    paragraph.add_run(" It does.")
    styled = document.styles.add_style("Cited", WD_STYLE_TYPE.CHARACTER)
    styled.font.superscript = True
    paragraph.add_run("[3]", "Cited")
    instruction = 'HYPERLINK "https://example.org/b"'
    xml(
        document,
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>Dark</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
        "<w:r><w:t>ens.</w:t></w:r></w:p>",
    )


def test_hyperlinks_and_superscripts_are_marks(layout: Layout) -> None:
    page, _ = read_word(made(linked), layout)
    assert page.text == "Light wakes us up.1,2 It does.[3]\n\nDarkens."
    assert [(m.kind, page.text[m.start : m.end], m.value) for m in page.marks] == [
        ("link", "wakes us", "https://example.org/a"),
        ("superscript", "1,2", ""),
        ("superscript", "[3]", ""),
        ("link", "Dark", "https://example.org/b"),
    ]


def noted(document) -> None:
    """A paragraph that refers to footnote 7, then 5, then to endnote 3."""
    notes = {
        "footnotes": ((5, "It was said so at home."), (7, "Doe J. Lamps. J Light. 2019;3(2):4-5.")),
        "endnotes": ((3, "Roe R. Oil. 2020."),),
    }
    for name, entries in notes.items():
        one = name[:-1]
        body = "".join(
            f'<w:{one} w:id="{i}"><w:p><w:r><w:{one}Ref/></w:r><w:r><w:t xml:space="preserve"> {words}</w:t></w:r></w:p></w:{one}>'
            for i, words in entries
        )
        blob = f"<w:{name} {nsdecls('w')}>{body}</w:{name}>".encode()
        kind = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{name}+xml"
        part = Part(PackURI(f"/word/{name}.xml"), kind, blob, document.part.package)
        document.part.relate_to(part, getattr(RELATIONSHIP_TYPE, name.upper()))
    mark = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:{0}Reference w:id="{1}"/></w:r>'
    xml(
        document,
        f"<w:p><w:r><w:t>It works</w:t></w:r>{mark.format('footnote', 7)}<w:r><w:t xml:space='preserve"
        f"'> well</w:t></w:r>{mark.format('footnote', 5)}<w:r><w:t>.</w:t></w:r>{mark.format('endnote', 3)}</w:p>",
    )


def test_footnotes_and_endnotes_stand_below_the_copy_in_their_order(layout: Layout) -> None:
    page, _ = read_word(made(noted), layout)
    assert shown(page.text, make_blocks(page.text, cut_lines(page.text, page.lines, layout), layout)) == [
        "P It works[1] well*.[2]",
        "B [1] Doe J. Lamps. J Light. 2019;3(2):4-5.",
        "P *It was said so at home.",
        "B [2] Roe R. Oil. 2020.",
    ]


def listed_and_noted(document) -> None:
    """The same above a list of two references, numbered by hand."""
    noted(document)
    document.add_heading("References", 1)
    document.add_paragraph("1. Poe P. Wicks. J Light. 2018;2(1):1-3.")
    document.add_paragraph("2. Coe C. Wax. J Light. 2017;1(1):1-3.")


def test_notes_are_numbered_on_from_the_list_of_references(layout: Layout) -> None:
    page, _ = read_word(made(listed_and_noted), layout)
    assert page.text.split("\n")[0] == "It works[3] well*.[4]"
    assert page.text.endswith(
        "[3] Doe J. Lamps. J Light. 2019;3(2):4-5.\n\n*It was said so at home.\n\n[4] Roe R. Oil. 2020."
    )


def test_what_a_file_says_of_itself(layout: Layout) -> None:
    def write(document) -> None:
        document.core_properties.title = "Light"
        document.core_properties.language = "en-GB"
        document.add_paragraph("Light wakes us.")

    # The day on which the template of python-docx was made.
    assert read_word(made(write), layout)[1] == Described(title="Light", language="en", modified="2013-12-23")


def repacked(change: Callable[[str, bytes], bytes | None], extra: dict[str, bytes] | None = None) -> bytes:
    """A sound Word file with its parts changed."""
    out = BytesIO()
    source = zipfile.ZipFile(BytesIO(made(lambda document: document.add_paragraph("Light wakes us."))))
    with source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name in source.namelist():
            data = change(name, source.read(name))
            if data is not None:
                package.writestr(name, data)
        for name, data in (extra or {}).items():
            package.writestr(name, data)
    return out.getvalue()


LAUGHS = b'<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
BAD = {
    "a locked file": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "is locked with a password"),
    "an old file": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le"), "is an old Word file"),
    "another file": (lambda: b"{\\rtf1 Light}", "is no Word file"),
    "another package": (lambda: repacked(lambda name, data: data if not name.startswith("word/") else None), "is no Word file"),
    "cut short": (lambda: repacked(lambda name, data: data)[:-900], "is damaged or cut short"),
    "damaged within": (lambda: repacked(lambda name, data: data[: len(data) // 2] if name == "word/document.xml" else data), "is damaged"),
    "without its document": (lambda: repacked(lambda name, data: None if name == "word/document.xml" else data), "is damaged"),
    "a bomb": (lambda: repacked(lambda name, data: data, {"word/media/a.xml": bytes(60_000_000)}), "would unpack to 60 MB"),
    "many parts": (lambda: repacked(lambda name, data: data, {f"word/{n}.xml": b"" for n in range(5001)}), "in 50"),
    "entities": (lambda: repacked(lambda name, data: LAUGHS + data if name == "docProps/core.xml" else data), "definitions of entities"),
    "no text": (lambda: made(lambda document: None), "holds no text"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_files_that_cannot_be_read(case: str, tmp_path: Path) -> None:
    make, message = BAD[case]
    path = tmp_path / "a.docx"
    path.write_bytes(make())
    found = str(read_article(path))
    assert message in found
    assert "\n" not in found


def test_parts_that_are_named_out_of_the_package_are_put_nowhere(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    out = dict.fromkeys(
        ("../out.txt", "../../out.txt", "..\\out.txt", f"{tmp_path}/out.txt", "word/../../out.txt"), b"out"
    )
    (deep / "page.docx").write_bytes(repacked(lambda name, data: data, out))
    assert "Light wakes us." in read_article(deep / "page.docx").text
    assert {path.name for path in tmp_path.rglob("*")} == {"a", "b", "page.docx"}


def test_a_document_in_pieces_is_refused_by_its_own_reader(layout: Layout) -> None:
    with pytest.raises(NotText):
        read_word(b"PK\x03\x04", layout)


def with_picture(width, height, where=lambda document: document.add_paragraph().add_run()):
    def write(document):
        document.add_paragraph("Light wakes us.")
        where(document).add_picture(BytesIO(DOT), Cm(width), Cm(height))

    return write


DOT = bytes.fromhex(  # a picture of one pixel
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe0def46b8"
    "0000000049454e44ae426082"
)
PICTURES = {
    "none": (headings, ""),
    "as large as a page": (with_picture(15, 20), "1 large picture"),
    "in a cell": (
        with_picture(12, 6, lambda d: d.add_table(1, 1).cell(0, 0).paragraphs[0].add_run()),
        "1 large picture",
    ),
    "a symbol": (with_picture(2, 2), ""),
    "a rule": (with_picture(16, 0.5), ""),
    "in the header": (with_picture(15, 10, lambda d: d.sections[0].header.paragraphs[0].add_run()), ""),
}


@pytest.mark.parametrize("case", PICTURES)
def test_large_pictures_are_told(case: str, layout: Layout, tmp_path: Path) -> None:
    write, pictures = PICTURES[case]
    assert read_word(made(write), layout)[1].pictures == pictures
    (tmp_path / "draft.docx").write_bytes(made(write))
    assert read_article(tmp_path / "draft.docx").pictures == pictures
