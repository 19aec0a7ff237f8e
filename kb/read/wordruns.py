"""The words of a Word paragraph: its runs, hyperlinks, fields and note markers in; words with marks out."""

import re
from dataclasses import dataclass, field

from kb.read.page import Words, plain_words
from kb.read.wordstyles import Styles, tag, value

_HYPERLINK = re.compile(r"\s*HYPERLINK\s+\"([^\"]+)\"", re.IGNORECASE)
# What stands around words and is nothing itself; deleted and moved words are left out with what holds them.
_KEPT = re.compile(r"ins|moveTo|smartTag|customXml|sdtContent|dir|bdo|txbxContent|oMath|oMathPara")
_R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BULLETS = frozenset("\uf0b7\uf0a7\uf0d8\uf076\uf0fc\uf0a8\uf071")  # as the symbol fonts of Word number their bullets


def is_kept(name: str) -> bool:
    """Whether an element only stands around what it holds."""
    return bool(_KEPT.fullmatch(name))


_ASTERISKS = 4  # a further note begins again with one, as on a printed page

Note = tuple[str, str]  # its kind ("footnote", "endnote") and id


@dataclass
class Runs:
    """Reads the runs of one part of a file, and labels the notes in the order in which the copy refers to them.

    A note that is an entry of the bibliography takes a number, which cites it: numbers go on from those `listed`
    elsewhere, and endnotes from footnotes, since two entries of one number could not be told apart. A note that
    `speaks` takes asterisks: it is copy, and its mark cites nothing.
    """

    part: object
    styles: Styles
    speaking: frozenset[Note] = frozenset()
    listed: int = 0
    referred: dict[Note, None] = field(default_factory=dict)  # in order; given where it is known already
    fields: list[list] = field(default_factory=list)  # open fields: instruction, whether its result has begun, its link

    def labels(self) -> list[tuple[Note, str]]:
        """The notes with their labels, footnotes first, each kind in order."""
        ordered = sorted(self.referred, key=lambda note: note[0] == "endnote")
        return [(note, self._label(note)) for note in ordered]

    def paragraph(self, paragraph) -> tuple[Words, list]:
        """The words of a paragraph, and the text boxes that hang on it."""
        reading = _Reading(self)
        reading.take(paragraph)
        reading.lower()
        return reading.words, reading.boxes

    def words_of(self, holder) -> Words:
        """The words of all paragraphs of a cell or note in one line."""
        reading = _Reading(self)
        for i, paragraph in enumerate(holder.iter("{*}p")):
            if i and not reading.words.is_blank:
                reading.lower()
                reading.words.flow("; " if self.styles.of(paragraph).number else " ")
            reading.take(paragraph)
        reading.lower()
        return reading.words

    def refer(self, kind: str, ident: str) -> str:
        """The mark of a note in the copy."""
        self.referred.setdefault((kind, ident))
        label = self._label((kind, ident))
        return label if (kind, ident) in self.speaking else f"[{label}]"

    def _label(self, note: Note) -> str:
        if note in self.speaking:
            before = [other for other in self.referred if other in self.speaking]
            return "*" * (1 + before.index(note) % _ASTERISKS)
        entries = [other for other in self.referred if other not in self.speaking]
        entries.sort(key=lambda other: other[0] == "endnote")
        return str(self.listed + 1 + entries.index(note))

    def target(self, link) -> str:
        """The address of a hyperlink element; empty where it leads within the file."""
        relation = self.part.rels.get(link.get(_R_ID) or "")
        return relation.target_ref if relation is not None and relation.is_external else ""


@dataclass
class _Reading:
    """The words of one paragraph while they are read."""

    runs: Runs
    words: Words = field(default_factory=Words)
    boxes: list = field(default_factory=list)
    raised: bool = False

    def take(self, holder) -> None:
        for element in holder:
            match tag(element):
                case "r":
                    self._run(element)
                case "hyperlink":
                    self._link(self.runs.target(element), element)
                case "fldSimple":
                    found = _HYPERLINK.match(value(element, "instr"))
                    self._link(found.group(1) if found else "", element)
                case "sdt":
                    self.take(element.findall("{*}sdtContent/*"))
                case "t":
                    self.words.flow(element.text or "")  # of a formula
                case name if is_kept(name) or name in ("num", "den", "e", "sup", "sub"):
                    self.take(element)

    def lower(self) -> None:
        """End the superscript that may be open."""
        if self.raised:
            self.words.close("superscript")
        self.raised = False

    def _link(self, address: str, element) -> None:
        self.lower()
        if address:
            self.words.open("link", address)
        self.take(element)
        self.lower()
        if address:
            self.words.close("link")

    def _run(self, run) -> None:
        looks = self.runs.styles.looks(run)
        if looks.hidden:
            return
        if looks.raised and not self.raised:
            self.words.open("superscript")
            self.raised = True
        elif self.raised and not looks.raised:
            self.lower()
        for element in run:
            self._piece(element, looks.bold)

    def _piece(self, element, bold: bool) -> None:
        words, told = self.words, self._tells()
        match tag(element):
            case "t" if told:
                self._text(element.text or "", bold)
            case "tab" if told:
                words.add("" if words.is_blank else "\t")
            case "br" | "cr" if told and value(element, "type") not in ("page", "column"):
                words.break_line()
            case "noBreakHyphen" if told:
                words.add("-", bold=bold)
            case "sym" if told:
                self._text(chr(int(value(element, "char") or "20", 16)), bold)
            case "footnoteReference" | "endnoteReference":
                self.lower()
                words.flow(self.runs.refer(tag(element).removesuffix("Reference"), value(element, "id")))
            case "fldChar" | "instrText":
                self._field(element)
            case "drawing" | "pict" | "object":
                self.boxes += _boxes(element)
            case "AlternateContent":
                choice = element.find("{*}Choice")
                for piece in choice if choice is not None else ():
                    self._piece(piece, bold)

    def _text(self, text: str, bold: bool) -> None:
        self.words.flow("".join("•" if c in _BULLETS else c for c in plain_words(text)), bold=bold)

    def _tells(self) -> bool:
        """Whether words here are read, and no instruction of a field."""
        return all(shown for _, shown, _ in self.runs.fields)

    def _field(self, element) -> None:
        fields = self.runs.fields
        if tag(element) == "instrText":
            if fields and not fields[-1][1]:
                fields[-1][0] += element.text or ""
            return
        match value(element, "fldCharType"):
            case "begin":
                fields.append(["", False, None])
            case "separate" if fields:
                found = _HYPERLINK.match(fields[-1][0])
                fields[-1][1] = True
                if found:
                    self.lower()
                    self.words.open("link", found.group(1))
                    fields[-1][2] = self.words
            case "end" if fields:
                _, _, linked = fields.pop()
                if linked is not None:
                    self.lower()
                    linked.close("link")


def _boxes(element) -> list:
    """The text boxes of a drawing, the outermost ones."""
    found = []
    for child in element:
        if tag(child) == "txbxContent":
            found.append(child)
        elif tag(child) != "Fallback":
            found += _boxes(child)
    return found
