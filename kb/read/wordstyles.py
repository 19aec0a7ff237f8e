"""The styles and lists of a Word file: what a paragraph or run is by its style, its own settings and its numbering."""

import re
from dataclasses import dataclass
from functools import cached_property

from docx.opc.constants import RELATIONSHIP_TYPE

from kb.read.page import BULLET

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = ("0", "false", "off", "none")
_DEEPEST = 10  # styles that rest on each other
_LARGER = 1.15  # times the size of the text: a line so set stands out
_HEADING = re.compile(r"heading (\d)")


def tag(element) -> str:
    """The name of an element without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def value(element, name: str = "val") -> str:
    """An attribute of Word's own."""
    return element.get(f"{_W}{name}") or ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """What a paragraph is: `level` of a heading (0: none), `number` names its list and level there, `continues` is true
    of one that belongs to the item above it."""

    name: str
    level: int
    number: tuple[str, int] | None
    continues: bool


@dataclass(frozen=True, slots=True)
class Looks:
    """How a run is set."""

    bold: bool
    raised: bool
    hidden: bool


class Styles:
    """The styles of a file by their ids, each with those that it rests on."""

    def __init__(self, element) -> None:
        self._by_id = {value(style, "styleId"): style for style in element.findall("{*}style")}
        default = element.find("{*}docDefaults/{*}rPrDefault/{*}rPr/{*}sz")
        normal = next((s for s in self._by_id.values() if _name(s) == "normal"), None)
        own = normal.find("{*}rPr/{*}sz") if normal is not None else None
        found = own if own is not None else default
        self._size = _number(value(found)) if found is not None else 20

    def of(self, paragraph) -> Style:
        """What a paragraph is by its style and its own settings."""
        settings = paragraph.find("{*}pPr")
        ident = settings.find("{*}pStyle") if settings is not None else None
        chain = self._chain(value(ident) if ident is not None else "")
        name = _name(chain[0]) if chain else "normal"
        places = [settings, *(style.find("{*}pPr") for style in chain)]
        number = _first(places, "{*}numPr")
        outline = _first(places, "{*}outlineLvl")
        level = next((int(m.group(1)) for s in chain if (m := _HEADING.fullmatch(_name(s)))), 0)
        level = 1 if name == "title" else level or (_number(value(outline)) + 1 if outline is not None else 0)
        indented = settings is not None and settings.find("{*}ind") is not None
        return Style(
            name=name,
            level=level if level <= 9 else 0,
            number=_list_of(number),
            continues=name.startswith("list") or indented,
        )

    def looks(self, run) -> Looks:
        """How a run is set by its style and its own settings."""
        settings = run.find("{*}rPr")
        ident = settings.find("{*}rStyle") if settings is not None else None
        places = [settings, *(s.find("{*}rPr") for s in self._chain(value(ident) if ident is not None else ""))]
        raised = _first(places, "{*}vertAlign")
        return Looks(
            bold=_is_on(_first(places, "{*}b")),
            raised=raised is not None and value(raised) == "superscript",
            hidden=_is_on(_first(places, "{*}vanish")),
        )

    def stands_out(self, paragraph) -> bool:
        """Whether all words of a paragraph are set clearly larger than the text, or its style is bold."""
        settings = paragraph.find("{*}pPr/{*}pStyle")
        chain = self._chain(value(settings) if settings is not None else "")
        styled = [style.find("{*}rPr") for style in chain]
        runs = [run for run in paragraph.iter("{*}r") if run.find("{*}t") is not None]
        sizes = [_first([run.find("{*}rPr"), *styled], "{*}sz") for run in runs]
        larger = all(size is not None and _number(value(size)) >= _LARGER * self._size for size in sizes)
        return bool(runs) and (larger or _is_on(_first(styled, "{*}b")))

    def _chain(self, ident: str) -> list:
        chain: list = []
        while ident in self._by_id and len(chain) < _DEEPEST:
            chain.append(self._by_id[ident])
            below = chain[-1].find("{*}basedOn")
            ident = value(below) if below is not None else ""
        return chain


class Numbering:
    """The lists of a file: gives the mark of each item in turn."""

    def __init__(self, part) -> None:
        parts = [r.target_part for r in part.rels.values() if r.reltype == RELATIONSHIP_TYPE.NUMBERING]
        self._root = parts[0].element if parts else None
        self._counts: dict[str, dict[int, int]] = {}

    @cached_property
    def _levels(self) -> dict[str, dict[int, tuple[str, str, int]]]:
        """For each list the format, the text and the first number of each of its levels."""
        if self._root is None:
            return {}
        kinds = {value(kind, "abstractNumId"): _levels_of(kind) for kind in self._root.findall("{*}abstractNum")}
        found = {}
        for number in self._root.findall("{*}num"):
            kind = number.find("{*}abstractNumId")
            levels = dict(kinds.get(value(kind) if kind is not None else "", {}))
            for change in number.findall("{*}lvlOverride"):
                start, level = change.find("{*}startOverride"), _number(value(change, "ilvl"))
                if start is not None and level in levels:
                    levels[level] = (*levels[level][:2], _number(value(start)))
            found[value(number, "numId")] = levels
        return found

    def mark(self, number: tuple[str, int]) -> tuple[str, int]:
        """The mark of the next item of a list at a level, and how deep it stands (from 1)."""
        ident, level = number
        form, text, start = self._levels.get(ident, {}).get(level, ("bullet", "", 1))
        counts = self._counts.setdefault(ident, {})
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        if form in ("bullet", "none", ""):
            return BULLET, level + 1
        count = counts[level]
        said = chr(ord("a") + (count - 1) % 26) if form in ("lowerLetter", "upperLetter") else str(count)
        return (f"[{said}]" if text.strip().startswith("[") else f"{said}."), level + 1


def _levels_of(kind) -> dict[int, tuple[str, str, int]]:
    levels = {}
    for level in kind.findall("{*}lvl"):
        said = {name: level.find(f"{{*}}{name}") for name in ("numFmt", "lvlText", "start")}
        form, text, start = (value(e) if e is not None else "" for e in said.values())
        levels[_number(value(level, "ilvl"))] = (form, text, _number(start) or 1)
    return levels


def _list_of(number) -> tuple[str, int] | None:
    if number is None:
        return None
    ident, level = number.find("{*}numId"), number.find("{*}ilvl")
    if ident is None or value(ident) in ("", "0"):
        return None
    return value(ident), min(_number(value(level)) if level is not None else 0, 8)


def _name(style) -> str:
    name = style.find("{*}name")
    return value(name).lower() if name is not None else ""


def _first(places: list, name: str):
    """The first setting of a name, looked for from the nearest place to the farthest."""
    return next((found for place in places if place is not None and (found := place.find(name)) is not None), None)


def _is_on(setting) -> bool:
    return setting is not None and value(setting).lower() not in _OFF


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0
