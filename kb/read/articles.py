"""A folder of copy in; one Article for each sound .txt or .md file, and one Problem for each other, out."""

import os
import re
import stat
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from kb.labels import BlockKind
from kb.model import Article, Block, Mark, Problem
from kb.read.blocks import make_blocks
from kb.read.decoding import NotText, decode
from kb.read.frontmatter import FrontMatter, split_front_matter
from kb.read.layout import Layout, load_layout
from kb.read.markdown import render_markdown
from kb.read.plain import cut_lines, cut_plain

PLAIN = (".txt",)
MARKDOWN = (".md", ".markdown")
_ENDINGS = ".txt or .md"
MAX_BYTES = 10_000_000  # a page of copy has some ten thousand; a file of this size is something else

_SUPERSCRIPT = "\u2070\u00b9\u00b2\u00b3\u2074-\u2079"
_SUPERSCRIPTS = re.compile(rf"[{_SUPERSCRIPT}]+(?:[\u207b,–-][{_SUPERSCRIPT}]+)*")
_DIGITS = str.maketrans("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207b", "0123456789-")


def read_articles(folder: Path) -> tuple[tuple[Article, ...], tuple[Problem, ...]]:
    """Read every .txt and .md file of a folder and its subfolders (hidden ones and linked folders aside).

    Gives the articles and the problems, both in the order of paths. `Article.text` of a .txt file is the file's text,
    byte order mark and line ends aside; of a .md file it is the rendered text. `Article.id` is the file stem.
    One bad file makes one problem and is left out: unreadable, not a file, a link out of the folder, empty, not text,
    bad front matter, a name or a text that an earlier file has. Raises nothing for a bad file.
    """
    if not folder.is_dir():
        return (), (Problem(path=str(folder), field="", message="is no folder that can be read"),)
    layout = load_layout()
    articles: list[Article] = []
    problems: list[Problem] = []
    names: dict[str, str] = {}  # the path of each article by its id, and by the digest of its words
    texts: dict[str, str] = {}
    paths = sorted(_candidates(folder), key=lambda path: path.relative_to(folder).as_posix())
    for path in paths:
        found = _read_file(path, path.relative_to(folder).as_posix(), folder, layout)
        twice = _twin(found, names, texts) if isinstance(found, Article) else None
        if isinstance(found, Article) and twice is None:
            articles.append(found)
        else:
            problems.append(twice or found)  # type: ignore[arg-type]
    if not paths:
        problems.append(Problem(path=str(folder), field="", message=f"holds no {_ENDINGS} file"))
    return tuple(articles), tuple(problems)


def read_article(path: Path) -> Article | Problem:
    """Read one file that stands in no folder of copy: its Article, whose path is the file's name, or what is wrong.

    The file is read as `read_articles` reads it, except that a link may lead anywhere: whoever names a file means it.
    """
    if not _is_article_name(path.name):
        return Problem(path=path.name, field="file name", message=f"does not end in {_ENDINGS}")
    return _read_file(path, path.name, None, load_layout())


def _candidates(folder: Path) -> Iterator[Path]:
    """Everything that is named like an article, folders and links too: each is read or told as a problem."""
    for where, folders, files in os.walk(folder):
        named = [name for name in folders if _is_article_name(name)]
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in named)
        yield from (Path(where, name) for name in (*named, *files) if _is_article_name(name))


def _is_article_name(name: str) -> bool:
    return not name.startswith(".") and name.lower().endswith((*PLAIN, *MARKDOWN))


def _read_file(path: Path, name: str, folder: Path | None, layout: Layout) -> Article | Problem:
    """Read a file that is called `name` for people; where a `folder` is given, it must not lead out of that."""
    shown = os.fsencode(name).decode("utf-8", errors="replace")
    if shown != name:
        return Problem(path=shown, field="file name", message="is not UTF-8")
    try:
        data = _bytes_of(path, folder)
        text = decode(data)
    except NotText as error:
        return Problem(path=name, field="", message=str(error))
    except OSError as error:
        return Problem(path=name, field="", message=f"cannot be read: {error.strerror}")
    digest = sha256(data).hexdigest()
    if path.suffix.lower() in PLAIN:
        return _plain_article(text, name, digest, layout)
    return _markdown_article(text, name, digest, layout)


def _bytes_of(path: Path, folder: Path | None) -> bytes:
    if path.is_symlink():
        target = Path(os.path.realpath(path))
        if not target.exists():
            raise NotText("is a link to a file that does not exist")
        if folder and not target.is_relative_to(os.path.realpath(folder)):
            raise NotText("is a link that leaves the folder; put the file itself here")
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise NotText("is a folder, not a file")
    if not stat.S_ISREG(status.st_mode):
        raise NotText("is not a regular file")
    if status.st_size > MAX_BYTES:
        raise NotText(f"is larger than {MAX_BYTES // 1_000_000} MB: no page of copy is")
    return path.read_bytes()


def _plain_article(text: str, path: str, digest: str, layout: Layout) -> Article:
    blocks = make_blocks(text, cut_plain(text, layout), layout)
    ident = Path(path).stem
    return Article(
        id=ident,
        title=_title(text, blocks) or ident.replace("-", " ").replace("_", " ").strip().capitalize() or ident,
        text=text,
        path=path,
        sha256=digest,
        blocks=blocks,
        marks=_superscripts(text),
    )


def _title(text: str, blocks: Iterable[Block]) -> str:
    title = next((b for b in blocks if b.kind is BlockKind.HEADING and b.level == 1), None)
    return " ".join(text[title.start : title.end].split()) if title else ""


def _markdown_article(source: str, path: str, digest: str, layout: Layout) -> Article | Problem:
    front, body, problem = split_front_matter(source, path)
    if front is None:
        return problem or Problem(path=path, field="front matter", message="cannot be read")
    page = render_markdown(body)
    if not page.text.strip():
        return Problem(path=path, field="", message="is empty below its front matter")
    return Article(
        id=Path(path).stem,
        text=page.text,
        path=path,
        sha256=digest,
        blocks=make_blocks(page.text, cut_lines(page.text, page.lines, layout), layout),
        marks=tuple(
            sorted((*page.marks, *_superscripts(page.text)), key=lambda mark: (mark.start, mark.end, mark.kind))
        ),
        **_described(front),
    )


def _described(front: FrontMatter) -> dict[str, str]:
    return {name: getattr(front, name) for name in ("title", "publisher", "url", "captured", "note")}


def _superscripts(text: str) -> tuple[Mark, ...]:
    return tuple(
        Mark(kind="superscript", start=m.start(), end=m.end(), value=m.group().translate(_DIGITS))
        for m in _SUPERSCRIPTS.finditer(text)
    )


def _twin(article: Article, names: dict[str, str], texts: dict[str, str]) -> Problem | None:
    """What is wrong with an article whose name or whose words an earlier one has; notes both where nothing is."""
    name = names.get(article.id)
    if name:
        message = f"has the same name as {name}: an article is known by its file name without the ending"
        return Problem(path=article.path, field="file name", message=message)
    words = sha256(" ".join(article.text.split()).encode()).hexdigest()
    if words in texts:
        return Problem(path=article.path, field="", message=f"holds the same text as {texts[words]}")
    names[article.id] = texts[words] = article.path
    return None
