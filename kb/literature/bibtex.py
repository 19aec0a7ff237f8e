"""BibTeX and BibLaTeX, in and out.

bibtexparser cuts the entries and goes on behind a broken one; pylatexenc turns LaTeX into characters. Written is UTF-8
with the letters as they are: only what TeX would take for a command is escaped.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from kb.literature.incoming import Raw, date_parts, iso_date, join_name, split_name
from kb.model import Study
from kb.read.records import CslType
from kb.registrations import registrations

if TYPE_CHECKING:
    from bibtexparser.model import Block

# CSL type to BibLaTeX entry type; any other is `misc` with its name in the field `type`.
TYPES: Mapping[str, str] = {
    "article-journal": "article", "book": "book", "chapter": "incollection", "paper-conference": "inproceedings",
    "thesis": "thesis", "report": "report", "document": "misc", "webpage": "online", "dataset": "dataset",
    "software": "software", "patent": "patent", "pamphlet": "booklet", "article": "unpublished",
}  # fmt: skip
_READ = {bib: csl for csl, bib in TYPES.items()} | {
    "phdthesis": "thesis", "mastersthesis": "thesis", "techreport": "report", "inbook": "chapter",
    "electronic": "webpage", "www": "webpage", "conference": "paper-conference",
    "proceedings": "book", "collection": "book", "manual": "report",
    "reference": "book", "periodical": "periodical", "legislation": "legislation", "jurisdiction": "legal_case",
}  # fmt: skip
_CONTAINERS = ("journaltitle", "journal", "booktitle")
_DEEPEST = 40  # braces within braces; and characters of a value: what goes beyond is no LaTeX that somebody wrote
_LONGEST = 100_000
_BARE_PERCENT = re.compile(r"(?<!\\)%")
_BARE_DOLLAR = re.compile(r"(?<!\\)\$")
_ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "&": r"\&", "%": r"\%",
    "$": r"\$", "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}", "'": "{'}", "-": "{-}", "<": "{<}", ">": "{>}", "!": "{!}", "?": "{?}",
}  # fmt: skip
_LIGATURES = re.compile(r"--+|''+|``+|<<+|>>+|[!?]`|`|[\\{}&%$#_~^\"]")


def is_bibtex(text: str) -> bool:
    """Whether a text holds something like an entry at the beginning of a line."""
    return re.search(r"^\s*@\s*[A-Za-z]+\s*[{(]", text[:100_000], re.M) is not None


def read_bibtex(text: str) -> Iterator[Raw]:
    """The entries of a BibTeX text in order; one with broken braces is named by its line, and those behind it read."""
    from bibtexparser import model

    for number, block in enumerate(_entries(text), 1):
        line = (block.start_line or 0) + 1
        if isinstance(block, model.Entry):
            fields = {f.key.lower(): str(f.value) for f in block.fields}
            yield Raw(
                number=number, data=_record(block.entry_type.lower(), fields), abstract=_plain(fields, "abstract")
            )
        elif isinstance(block, model.DuplicateFieldKeyBlock):
            yield _unusable(number, f"line {line}: the field {sorted(block.duplicate_keys)[0]} stands twice")
        else:
            yield _unusable(number, f"line {line}: the braces or fields of the entry are broken")


def _entries(text: str) -> list["Block"]:
    """The blocks that are, or should have been, entries; values without what encloses them. Two entries of one key are
    two works all the same, so each gets a key of its own first."""
    import logging

    import bibtexparser
    from bibtexparser import Library, middlewares, model

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # it would print what we say in one line
    found = bibtexparser.parse_string(text, parse_stack=[]).blocks
    twice = model.DuplicateBlockKeyBlock
    found = [block.ignore_error_block if isinstance(block, twice) else block for block in found]
    for number, block in enumerate(found):
        if isinstance(block, model.Entry):
            block.key = str(number)
    library = Library([block for block in found if isinstance(block, (model.Entry, model.String))])
    for each in (middlewares.ResolveStringReferencesMiddleware(True), middlewares.RemoveEnclosingMiddleware(True)):
        library = each.transform(library)
    plain = {entry.key: entry for entry in library.entries}
    ignored = (model.ImplicitComment, model.ExplicitComment, model.String, model.Preamble)
    kept = [block for block in found if not isinstance(block, ignored)]
    return [plain.get(block.key, block) if isinstance(block, model.Entry) else block for block in kept]


def _unusable(number: int, message: str) -> Raw:
    return Raw(number=number, faults=(("", message),), usable=False)


def _record(kind: str, fields: Mapping[str, str]) -> dict[str, object]:
    named = _plain(fields, "type")
    sort = _plain(fields, "entrysubtype")
    type_ = _READ.get(kind, "document")
    if type_ == "document" and named in {each.value for each in CslType}:
        type_ = named
    if kind == "article" and sort in ("magazine", "newspaper"):
        type_ = f"article-{sort}"
    date = _plain(fields, "date")
    year, month, day = [*date.split("-"), "", ""][:3] if date else [_plain(fields, k) for k in ("year", "month", "day")]
    issued = _plain(fields, "issued") or iso_date(year, month, day) or date
    subtitle = _plain(fields, "subtitle")
    title = _plain(fields, "title")
    eprint = _plain(fields, "eprint") if _plain(fields, "eprinttype").lower() == "pubmed" else ""
    return {
        "type": type_,
        "title": f"{title}: {subtitle}" if title and subtitle else title,
        "author": list(_names(fields.get("author", ""))),
        "issued": issued,
        "year": year if re.fullmatch(r"\d{4}", year) else "",
        "container-title": next((_plain(fields, key) for key in _CONTAINERS if fields.get(key)), ""),
        "volume": _plain(fields, "volume"),
        "issue": _plain(fields, "number") or _plain(fields, "issue"),
        "page": _plain(fields, "pages") or _plain(fields, "eid"),
        "DOI": _verbatim(fields.get("doi", "")),
        "PMID": _plain(fields, "pmid") or eprint,
        "PMCID": _plain(fields, "pmcid") or _plain(fields, "pmc"),
        "URL": _verbatim(fields.get("url", "")),
        "trial_registrations": list(registrations(f"{_plain(fields, 'note')}\n{_plain(fields, 'annotation')}")),
    }


def _plain(fields: Mapping[str, str], key: str) -> str:
    return from_latex(fields.get(key, ""))


def _verbatim(value: str) -> str:
    """An identifier or address, which is no LaTeX, though some programs escape it all the same."""
    return re.sub(r"\\(?=[_&%#~{}$])", "", value).strip().strip("{}") if value else ""


def from_latex(value: str) -> str:
    """The characters that a LaTeX text stands for; markup is left out, what cannot be read stays as it is."""
    if len(value) > _LONGEST or _depth(value) > _DEEPEST or not re.search(r"[\\{}$~`'\-&%<>!?\"]", value):
        return value
    if len(_BARE_DOLLAR.findall(value)) % 2:
        value = _BARE_DOLLAR.sub(r"\\$", value)  # no formula, but an amount
    text = _BARE_PERCENT.sub(r"\\%", value)  # sloppy exports mean the sign, not a comment
    return _decoder().latex_to_text(text)


def _depth(value: str) -> int:
    """How deep the braces of a value go."""
    depth = deepest = 0
    for sign in re.findall(r"[{}]", value):
        depth += 1 if sign == "{" else -1
        deepest = max(deepest, depth)
    return deepest


@cache
def _decoder():
    from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

    context = get_default_latex_context_db()
    names = {"textbraceleft": "{", "textbraceright": "}", "textasciicircum": "^", "textquotedbl": '"',
             "textasciigrave": "`", "textasciitilde": "~", "textbackslash": "\\"}  # fmt: skip
    macros = [MacroTextSpec(name, simplify_repl=sign) for name, sign in names.items()]
    context.add_context_category("signs", macros=macros, prepend=True)
    return LatexNodes2Text(latex_context=context, math_mode="text", strict_latex_spaces=False)


def _names(value: str) -> Iterator[str]:
    from bibtexparser.middlewares.names import (
        InvalidNameError,
        parse_single_name_into_parts,
        split_multiple_persons_names,
    )

    for name in split_multiple_persons_names(value):
        if _is_braced(name):
            yield from_latex(name)
            continue
        try:
            parts = parse_single_name_into_parts(name, strict=False)
        except InvalidNameError:
            yield from_latex(name)
            continue
        family, given, suffix = ((*parts.von, *parts.last), parts.first, parts.jr)
        yield join_name(*(from_latex(" ".join(words)) for words in (family, given, suffix)))


def _is_braced(name: str) -> bool:
    """Whether braces hold the whole of a name: a body, or a name that is not to be taken apart."""
    depth = 0
    for place, sign in enumerate(name):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth <= 0:
            return place == len(name) - 1 and name[:1] == "{"
    return False


def to_latex(text: str) -> str:
    """A text with all escaped that TeX would take for a command or a ligature."""
    return _LIGATURES.sub(lambda match: "".join(_ESCAPES[sign] for sign in match[0]), text)


def to_bibtex(studies: Iterable[Study]) -> str:
    """Studies as BibLaTeX entries with their ids as keys, in the order given; UTF-8."""
    return "\n".join(_entry(study) for study in studies)


def _entry(study: Study) -> str:
    subtype = study.type.removeprefix("article-") if study.type in ("article-magazine", "article-newspaper") else ""
    kind = "article" if subtype else TYPES.get(study.type, "misc")
    container = "booktitle" if kind in ("incollection", "inproceedings") else "journaltitle"
    date = study.issued if date_parts(study.issued) else ""
    fields = {
        "author": " and ".join(map(_bibtex_name, study.authors)),
        "title": f"{{{to_latex(study.title)}}}",  # braced once more: its capitals stay as they are
        container: to_latex(study.container_title),
        "year": study.year,
        "date": date,
        "issued": "" if date else to_latex(study.issued),
        "volume": to_latex(study.volume),
        "number": to_latex(study.issue),
        "pages": re.sub(r"(?<=\w)-(?=\w)", "--", study.page, count=1) if study.page.count("-") == 1 else study.page,
        "doi": study.doi,
        "pmid": study.pmid,
        "pmcid": study.pmcid,
        "url": study.url,
        "type": "" if subtype or study.type in TYPES else study.type,
        "entrysubtype": subtype,
        "note": to_latex(f"Trial registration: {', '.join(study.trial_registrations)}")
        if study.trial_registrations
        else "",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{study.id},", *lines, "}", ""])


def _bibtex_name(author: str) -> str:
    parts = split_name(author)
    if parts is None:
        return f"{{{to_latex(author)}}}"
    family, given, suffix = (_guarded(part) for part in parts)
    return ", ".join(part for part in (family, suffix, given) if part) if given else f"{{{to_latex(author)}}}"


def _guarded(part: str) -> str:
    """A part of a name, braced where "and", a comma or a small first letter would take it apart."""
    text = to_latex(part)
    whole = re.search(r"(?i)\band\b|,|\\|\{", text) or any(word[:1].islower() for word in part.split())
    return f"{{{text}}}" if whole and text else text
