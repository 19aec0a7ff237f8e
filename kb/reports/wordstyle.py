"""How a report looks in Word: styles for claims, marks and tables, portrait for the copy and landscape for tables."""

from collections.abc import Sequence
from datetime import datetime

from docx.comments import Comment
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_UNDERLINE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor
from docx.table import Table, _Row

MARK, SMALL, ENTRY, FURNITURE = "Claim Mark", "Table Text", "Reference Entry", "Furniture"
# The ground and the underline of each look: no verdict is told by colour alone.
_LOOKS = {
    "contradicted": ("FCEBEC", WD_UNDERLINE.DOUBLE, "A01622"),
    "unsupported": ("FDF3DC", WD_UNDERLINE.DASH, "9A6200"),
    "unchecked": ("F1F3F5", WD_UNDERLINE.DOTTED, "4A5868"),
    "supported": ("E8F4EC", WD_UNDERLINE.SINGLE, "17653A"),
    "none": ("FFFFFF", WD_UNDERLINE.WAVY, "4A5868"),
    "struck": ("FFFFFF", None, "4A5868"),
}
_SOFT = RGBColor(0x4A, 0x58, 0x68)
_MADE = datetime(1980, 1, 1)  # a document has no clock


def claim_style(look: str) -> str:
    """The name of the character style of a look."""
    return f"Claim {look}"


def prepare(document: Document, title: str) -> None:
    """Give a new document its styles, its properties and a footer with the page's number."""
    for look, (ground, line, colour) in _LOOKS.items():
        style = document.styles.add_style(claim_style(look), WD_STYLE_TYPE.CHARACTER)
        style.font.underline = line
        style.font.strike = look == "struck"
        _shade(style.element.get_or_add_rPr(), ground)
        underlined = style.element.rPr.find(qn("w:u"))
        if underlined is not None:
            underlined.set(qn("w:color"), colour)
    mark = document.styles.add_style(MARK, WD_STYLE_TYPE.CHARACTER)
    mark.font.superscript, mark.font.bold, mark.font.color.rgb = True, True, _SOFT
    for name, size in ((ENTRY, 9.5), (FURNITURE, 9), (SMALL, 7.5)):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, style.font.size = document.styles["Normal"], Pt(size)
        style.font.color.rgb = _SOFT if name == FURNITURE else None
        style.paragraph_format.space_after = Pt(0 if name == SMALL else 6)
        style.paragraph_format.line_spacing = 1.0
    core = document.core_properties
    core.title, core.author, core.last_modified_by, core.comments = title[:255], "claims-kb", "claims-kb", ""
    core.created = core.modified = _MADE
    _page_number(document, title)


def landscape(document: Document) -> None:
    """Begin a page on its side, for wide tables."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    section.left_margin = section.right_margin = Inches(0.3)
    section.top_margin = section.bottom_margin = Inches(0.5)


def header_row(row: _Row) -> None:
    """Shade a row, set it bold and repeat it on each page that the table reaches."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell in row.cells:
        _shade(cell._tc.get_or_add_tcPr(), "EEF1F4")
        for run in cell.paragraphs[0].runs:
            run.bold = True


def keep_together(row: _Row) -> None:
    """Let no page break fall within a row."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def set_widths(table: Table, inches: Sequence[float]) -> None:
    """Fix the widths of the columns; without any, Word chooses."""
    if not inches:
        return
    table.autofit = False
    for column, width in zip(table.columns, inches, strict=True):
        column.width = Inches(width)
        for cell in column.cells:
            cell.width = Inches(width)


def undated(comment: Comment) -> None:
    """Take the time of writing from a comment: it would be another on every run."""
    comment._comment_elm.attrib.pop(qn("w:date"), None)


def _shade(properties, fill: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shade.set(qn(f"w:{name}"), value)
    properties.append(shade)


def _page_number(document: Document, title: str) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.add_run(f"{title[:80]} · page ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
