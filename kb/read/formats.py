"""The formats that copy comes in: the bytes of a file in; its text with lines and marks, and what it says of itself,
out.

Text and Markdown are read here. What takes a parser of some size (web pages, Word, PDF) is read in a process of its
own, with a bound on time and memory: such files come from strangers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kb.processes import Bounded, Broken
from kb.read.decoding import NotText, decode
from kb.read.described import Described
from kb.read.frontmatter import split_front_matter
from kb.read.layout import Layout
from kb.read.lines import read_lines
from kb.read.markdown import render_markdown
from kb.read.page import Rendered

Reader = Callable[[bytes, Layout], tuple[Rendered, Described]]
SECONDS = 60  # of processor time for one file; a leaflet takes one or two
MEGABYTES = 1500  # of memory beyond what the program holds


@dataclass(frozen=True, kw_only=True, slots=True)
class Format:
    """A kind of file: its name, the reader, the size beyond which it is something else, whether it is read apart."""

    name: str
    read: Reader
    most: int  # bytes
    apart: bool = False


def _text(data: bytes, layout: Layout) -> tuple[Rendered, Described]:
    text = decode(data)
    return Rendered(text=text, lines=read_lines(text), marks=()), Described()


def _markdown(data: bytes, layout: Layout) -> tuple[Rendered, Described]:
    described, body = split_front_matter(decode(data))
    page = render_markdown(body)
    if not page.text.strip():
        raise NotText("is empty below its front matter")
    return page, described


def _webpage(data: bytes, layout: Layout) -> tuple[Rendered, Described]:
    from kb.read.webpage import read_webpage

    return read_webpage(data, layout)


def _word(data: bytes, layout: Layout) -> tuple[Rendered, Described]:
    from kb.read.word import read_word

    return read_word(data, layout)


def _pdf(data: bytes, layout: Layout) -> tuple[Rendered, Described]:
    from kb.read.pdf import read_pdf

    return read_pdf(data, layout)


_TEXT = Format(name="text", read=_text, most=10_000_000)
_MARKDOWN = Format(name="markdown", read=_markdown, most=10_000_000)
_HTML = Format(name="html", read=_webpage, most=50_000_000, apart=True)
_WORD = Format(name="word", read=_word, most=50_000_000, apart=True)
_PDF = Format(name="pdf", read=_pdf, most=50_000_000, apart=True)
FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        ".txt": _TEXT,
        ".md": _MARKDOWN,
        ".markdown": _MARKDOWN,
        ".html": _HTML,
        ".htm": _HTML,
        ".docx": _WORD,
        ".pdf": _PDF,
    }
)
ENDINGS = ".txt, .md, .html, .docx or .pdf"
# Files that hold copy too, and what to do with them. Pictures, style sheets and the like are passed over.
ADVICE: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys((".doc", ".dot", ".wps"), "is an old Word file: open it and save it as .docx"),
        **dict.fromkeys((".docm", ".dotx", ".dotm"), "is a Word file with macros, or a template: save it as .docx"),
        **dict.fromkeys((".rtf", ".odt", ".pages", ".wpd"), "is of another word processor: save it as .docx or .pdf"),
        **dict.fromkeys((".ppt", ".pptx", ".odp", ".key"), "holds slides: save them as .pdf"),
        **dict.fromkeys((".xls", ".xlsx", ".ods", ".numbers"), "is a spreadsheet: copy its text into a .docx or .txt"),
        **dict.fromkeys((".mht", ".mhtml", ".webarchive"), "is a web archive: save the page as .html"),
        **dict.fromkeys((".eml", ".msg"), "is a mail: save its text as .txt or .html"),
        ".epub": "is a book: save the pages under review as .html or .pdf",
    }
)


class Formats:
    """Reads files of every format, one after the other; close it, or use it in a `with`."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._apart: Bounded[tuple[str, bytes], tuple[Rendered, Described]] = Bounded(
            self._read_apart, seconds=SECONDS, megabytes=MEGABYTES
        )

    def __enter__(self) -> "Formats":
        return self

    def __exit__(self, *_: object) -> None:
        self._apart.close()

    def read(self, ending: str, data: bytes) -> tuple[Rendered, Described]:
        """Read the bytes of a file with this ending. Raises NotText with the reason where they cannot be read."""
        if not data:
            raise NotText("is empty")
        if not FORMATS[ending].apart:
            return FORMATS[ending].read(data, self._layout)
        try:
            return self._apart((ending, data))
        except NotText:
            raise
        except Broken as error:
            raise NotText(f"cannot be read: {error}") from None
        except ValueError as error:
            raise NotText(f"cannot be read: it is damaged ({type(error).__name__})") from None

    def _read_apart(self, item: tuple[str, bytes]) -> tuple[Rendered, Described]:
        ending, data = item
        return FORMATS[ending].read(data, self._layout)
