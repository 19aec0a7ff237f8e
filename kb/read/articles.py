"""A folder of copy in; one Article for each sound file of copy, and one Problem for each other, out."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

from kb.files import bytes_of
from kb.labels import BlockKind
from kb.model import Article, Block, Mark, Problem
from kb.read.beside import described_beside, is_described
from kb.read.blocks import make_blocks
from kb.read.decoding import NotText
from kb.read.described import Described
from kb.read.formats import ADVICE, ENDINGS, FORMATS, Formats
from kb.read.language import check_english
from kb.read.layout import Layout, load_layout
from kb.read.page import Rendered
from kb.read.plain import cut_lines
from kb.read.superscripts import superscripts

_NO_COPY = (BlockKind.FURNITURE, BlockKind.REFERENCE)


Remember = Callable[[tuple[str | bytes, ...], Callable[[], Article]], Article]


def _afresh(key: tuple[str | bytes, ...], read: Callable[[], Article]) -> Article:
    return read()


def read_articles(folder: Path) -> tuple[tuple[Article, ...], tuple[Problem, ...]]:
    """Read every file of copy (`formats.FORMATS`) of a folder and its subfolders; hidden ones, linked folders and what
    a browser saved beside a page aside.

    Gives the articles and the problems, both in the order of paths. `Article.text` of a .txt file is the file's text,
    byte order mark and line ends aside; of any other file it is the rendered text. `Article.id` is the file stem.
    One bad file makes one problem and is left out: unreadable, not a file, a link out of the folder, empty, damaged,
    locked, not text, bad front matter, not English, a kind of document that cannot be read, a name or a text that a
    file before it (by id, then by path) has. Raises nothing for a bad file.
    """
    articles, problems = [], []
    for _, found in stream_articles(folder, find_copy(folder)):
        (articles if isinstance(found, Article) else problems).append(found)
    return tuple(sorted(articles, key=lambda a: a.path)), tuple(sorted(problems, key=lambda p: p.path))


def find_copy(folder: Path) -> list[Path]:
    """The files of copy of a folder, by the ids of their articles and then by their paths."""
    return sorted(_candidates(folder), key=lambda path: (path.stem, path.relative_to(folder).as_posix()))


def stream_articles(
    folder: Path, paths: Sequence[Path], remember: Remember = _afresh
) -> Iterator[tuple[str, Article | Problem]]:
    """What `read_articles` tells, one file at a time with the id of its article, so that a folder of any size passes
    through; `paths` are those of `find_copy`. `remember` may give what it was given before for the same key, in the
    place of reading a file."""
    if nothing := nothing_in(folder, paths):
        yield folder.stem, nothing
        return
    layout = load_layout()
    twins = Twins()
    with Formats(layout) as formats:
        for path in paths:
            name = path.relative_to(folder).as_posix()
            found = _read_file(path, name, folder, formats, layout, remember)
            twice = twins.of(found.id, found.path, found.text) if isinstance(found, Article) else None
            yield path.stem, twice or found


def nothing_in(folder: Path, paths: Sequence[Path]) -> Problem | None:
    """What is wrong with a folder in which there is no copy; `paths` are those of `find_copy`."""
    if not folder.is_dir():
        return Problem(path=str(folder), field="", message="is no folder that can be read")
    return None if paths else Problem(path=str(folder), field="", message=f"holds no {ENDINGS} file")


def read_article(path: Path) -> Article | Problem:
    """Read one file that stands in no folder of copy: its Article, whose path is the file's name, or what is wrong.

    The file is read as `read_articles` reads it, except that a link may lead anywhere: whoever names a file means it.
    """
    ending = path.suffix.lower()
    if ending not in FORMATS and ending not in ADVICE:
        return Problem(path=path.name, field="file name", message=f"does not end in {ENDINGS}")
    layout = load_layout()
    with Formats(layout) as formats:
        return _read_file(path, path.name, None, formats, layout)


def _candidates(folder: Path) -> Iterator[Path]:
    """Everything that is named like an article, folders and links too: each is read or told as a problem."""
    for where, folders, files in os.walk(folder):
        pages = {Path(name).stem for name in files if Path(name).suffix.lower() in (".html", ".htm")}
        named = [name for name in folders if _is_article_name(name)]
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in named and not _is_saved(name, pages)
        )
        yield from (Path(where, name) for name in (*named, *files) if _is_article_name(name))


def _is_saved(folder: str, pages: Collection[str]) -> bool:
    """Whether a folder holds the pictures and frames of a page that a browser saved beside it."""
    return any(folder.removesuffix(end) in pages for end in ("_files", ".files") if folder.endswith(end))


def _is_article_name(name: str) -> bool:
    ending = Path(name).suffix.lower()
    return not name.startswith((".", "~$")) and (ending in FORMATS or ending in ADVICE)


def _read_file(
    path: Path, name: str, folder: Path | None, formats: Formats, layout: Layout, remember: Remember = _afresh
) -> Article | Problem:
    """Read a file that is called `name` for people; where a `folder` is given, it must not lead out of that."""
    data = open_copy(path, name, folder)
    return data if isinstance(data, Problem) else read_copy(path, name, folder, data, formats, layout, remember)


def open_copy(path: Path, name: str, folder: Path | None) -> bytes | Problem:
    """The bytes of a file of copy, or why it cannot be read; `name` and `folder` as in `read_copy`."""
    shown = os.fsencode(name).decode("utf-8", errors="replace")
    if shown != name:
        return Problem(path=shown, field="file name", message="is not UTF-8")
    ending = path.suffix.lower()
    try:
        if ending in ADVICE:
            raise NotText(ADVICE[ending])
        return bytes_of(path, FORMATS[ending].most, folder, "is larger than {} MB: no page of copy is")
    except (NotText, OSError) as error:
        return _refused(name, error)


def read_copy(
    path: Path,
    name: str,
    folder: Path | None,
    data: bytes,
    formats: Formats,
    layout: Layout,
    remember: Remember = _afresh,
) -> Article | Problem:
    """The article of a file whose bytes are `data` and which is called `name` for people, or what is wrong with it;
    what describes it beside it is read too, and where a `folder` is given, must not lead out of that."""
    ending = path.suffix.lower()
    digest = sha256(data).hexdigest()

    def read() -> Article:
        page, described = formats.read(ending, data)
        described = described_beside(path, described, folder)
        return _article(page, described, layout, path=name, sha256=digest, ending=ending)

    try:
        return read() if is_described(path) else remember((name, digest), read)
    except (NotText, OSError) as error:
        return _refused(name, error)


def _refused(name: str, error: NotText | OSError) -> Problem:
    if isinstance(error, NotText):
        return Problem(path=name, field=error.field, message=str(error))
    return Problem(path=name, field="", message=f"cannot be read: {error.strerror}")


def _article(page: Rendered, described: Described, layout: Layout, *, path: str, sha256: str, ending: str) -> Article:
    blocks = make_blocks(page.text, cut_lines(page.text, page.lines, layout), layout)
    copy = " ".join(page.text[b.start : b.end] for b in blocks if b.kind not in _NO_COPY)
    language = check_english(copy) or described.language
    ident = Path(path).stem
    named = ident.replace("-", " ").replace("_", " ").strip().capitalize() or ident
    return Article(
        id=ident,
        text=page.text,
        path=path,
        sha256=sha256,
        format=FORMATS[ending].name,
        blocks=blocks,
        marks=_marks(page),
        **{**asdict(described), "title": described.title or _title(page.text, blocks) or named, "language": language},
    )


def _marks(page: Rendered) -> tuple[Mark, ...]:
    """All marks in order; a superscript character that its format raises as well is one mark."""
    raised = {(mark.start, mark.end) for mark in page.marks if mark.kind == "superscript"}
    drawn = (mark for mark in superscripts(page.text) if (mark.start, mark.end) not in raised)
    return tuple(sorted((*page.marks, *drawn), key=lambda mark: (mark.start, mark.end, mark.kind)))


def _title(text: str, blocks: Iterable[Block]) -> str:
    title = next((b for b in blocks if b.kind is BlockKind.HEADING and b.level == 1), None)
    return " ".join(text[title.start : title.end].split()) if title else ""


class Twins:
    """Which names and which words there were already, in a folder that is read file by file."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}  # the path of each article by its id, and by the digest of its words
        self._texts: dict[bytes, str] = {}

    def of(self, ident: str, path: str, text: str) -> Problem | None:
        """What is wrong with an article whose name or whose words an earlier one has; notes both where nothing is."""
        name = self._names.get(ident)
        if name:
            message = f"has the same name as {name}: an article is known by its file name without the ending"
            return Problem(path=path, field="file name", message=message)
        words = sha256(" ".join(text.split()).encode()).digest()
        if words in self._texts:
            return Problem(path=path, field="", message=f"holds the same text as {self._texts[words]}")
        self._names[ident] = self._texts[words] = path
        return None
