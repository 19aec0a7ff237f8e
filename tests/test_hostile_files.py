"""Files that are made to hang, to swell, to lead astray or to break the reader: one line each, and the rest is read."""

import os
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from faulting import small_sources

from kb import yamltext
from kb.files import NotText, bytes_of
from kb.literature.formats import Unreadable, read_records
from kb.model import Problem
from kb.read.articles import read_articles
from kb.read.frontmatter import split_front_matter
from kb.read.studies import read_studies
from kb.vocab import VocabularyError, load_vocabulary
from kb.yamltext import DEEPEST

# ---- what is no file, or not where it seems to be ----


def fifo(path: Path) -> None:
    os.mkfifo(path)


def link_to(target: str):
    return lambda path: path.symlink_to(target)


def outside(path: Path) -> None:
    secret = path.parents[3] / "secret"
    secret.write_text("id: x\ntitle: The password of the house is long.\n", encoding="utf-8")
    path.symlink_to(secret)


ODD = {
    "pipe": (fifo, "is not a regular file"),
    "endless device": (link_to("/dev/zero"), "is a link that leaves the folder"),
    "terminal": (link_to("/dev/tty"), "is a link that leaves the folder"),
    "link out": (outside, "is a link that leaves the folder"),
    "link up and down": (link_to("../../../../../../../../etc/passwd"), "is a link that "),
    "link to nothing": (link_to("nothing"), "does not exist"),
    "folder": (Path.mkdir, "is a folder"),
}  # fmt: skip
# Where in the sources it lies, and which file is then told.
PLACES = {
    "articles/odd.txt": "odd.txt",
    "articles/odd.md": "odd.md",
    "articles/odd.pdf": "odd.pdf",
    "articles/tablets.about.yml": "tablets.md",
    "studies/odd.yml": "odd.yml",
    "studies/texts/glue2018.txt": "texts/glue2018.txt",
    "studies/corrections/glue2018.yml": "corrections/glue2018.yml",
    "studies/retractions.json": "retractions.json",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("odd", ODD)
def test_what_is_no_file_of_the_folder_is_told_and_the_rest_is_read(tmp_path, odd, place):
    make, message = ODD[odd]
    deep = tmp_path / "deep"
    deep.mkdir()
    articles, studies = small_sources(deep)
    path = deep / place
    path.parent.mkdir(exist_ok=True)
    make(path)
    found, problems = read_articles(articles) if place.startswith("articles") else read_studies(studies)
    assert [problem.path for problem in problems] == [PLACES[place]]
    assert message in problems[0].message and "\n" not in str(problems[0]) and "password" not in str(problems[0])
    whole = 1 if place.startswith("articles") else 3
    assert len(found) == whole - (PLACES[place] == "tablets.md" or "glue2018" in place)


@pytest.mark.parametrize("odd", ["pipe", "folder"])
def test_what_is_no_file_of_words_is_told(tmp_path, odd):
    ODD[odd][0](tmp_path / "odd.yml")
    with pytest.raises(VocabularyError, match=f"odd.yml: {ODD[odd][1]}"):
        load_vocabulary(tmp_path)


def test_a_file_that_grows_while_it_is_read_is_not_read_to_its_end(tmp_path):
    path, stop = tmp_path / "grows.txt", threading.Event()
    path.write_bytes(b"x" * 1000)

    def grow() -> None:
        with path.open("ab") as file:
            while not stop.is_set():
                file.write(b"x" * 10_000)

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        with pytest.raises(NotText, match="is larger than 2 MB"):
            for _ in range(10_000):
                assert len(bytes_of(path, 2_000_000)) <= 2_000_000
    finally:
        stop.set()
        writer.join()


def swapped_file(folder: Path, secrets: Path) -> None:
    path, file, link = folder / "inner" / "a.txt", folder / "file", folder / "link"
    link.symlink_to(secrets / "a.txt")
    os.replace(link, path)
    file.write_bytes(b"copy")
    os.replace(file, path)


def swapped_folder(folder: Path, secrets: Path) -> None:
    path, aside, link = folder / "inner", folder / "aside", folder / "link"
    link.symlink_to(secrets)
    os.rename(path, aside)
    os.rename(link, path)
    os.unlink(path)
    os.rename(aside, path)


@pytest.mark.parametrize("swap", [swapped_file, swapped_folder])
def test_what_becomes_a_link_while_it_is_looked_at_leads_nowhere(tmp_path, swap):
    folder, secrets, stop = tmp_path / "articles", tmp_path / "secrets", threading.Event()
    for inner, text in ((secrets, b"secret"), (folder / "inner", b"copy")):
        inner.mkdir(parents=True)
        (inner / "a.txt").write_bytes(text)

    def keep_swapping() -> None:
        while not stop.is_set():
            swap(folder, secrets)

    writer = threading.Thread(target=keep_swapping)
    writer.start()
    read = set()
    try:
        for _ in range(20_000):
            with suppress(NotText, OSError):
                read.add(bytes_of(folder / "inner" / "a.txt", 100, folder))
    finally:
        stop.set()
        writer.join()
    assert read == {b"copy"}


@pytest.mark.parametrize("inner", ["texts", "corrections"])
def test_a_folder_that_is_a_link_out_of_the_sources_is_not_read(tmp_path, inner):
    _, studies = small_sources(tmp_path)
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    for name in ("glue2018.txt", "glue2018.yml"):
        (secrets / name).write_text("title: The password of the house is long.\n", encoding="utf-8")
    (studies / inner).symlink_to(secrets)
    found, problems = read_studies(studies)
    assert [problem.message for problem in problems] == ["is a link that leaves the folder; put the file itself here"]
    assert problems[0].path.startswith(f"{inner}/glue2018") and "password" not in str(found)


def test_an_export_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("kb.literature.formats.LIMIT", 1_000_000)
    (tmp_path / "endless.ris").symlink_to("/dev/zero")
    with pytest.raises(Unreadable, match="more than"):
        list(read_records(tmp_path / "endless.ris"))


# ---- names ----

NAMES = {
    "x" * 251 + ".txt": None,
    "a\nb.txt": None,
    "'; DROP TABLE claims; --.txt": None,
    "\x1b[31mred\x1b[0m.txt": None,
    "a%2f..%2f..%2fetc.txt": None,
    "a\\..\\..\\up.txt": None,
    "$(touch pwned).txt": None,
    "-rf.txt": None,
    "NUL.txt": None,
    "ｆｕｌｌ ｗｉｄｔｈ.txt": None,
    "\u202egnp.txt": None,
    os.fsdecode(b"l\xe9gal.txt"): "file name: is not UTF-8",
}


def test_names_of_any_kind_name_an_article_or_one_problem(tmp_path):
    for number, name in enumerate(NAMES):
        (tmp_path / name).write_text(f"Salts help people with a cough of kind {number}. They are sold as tablets.\n")
    found, problems = read_articles(tmp_path)
    assert {article.path for article in found} == {name for name, message in NAMES.items() if message is None}
    assert [str(problem).partition(": ")[2] for problem in problems] == [m for m in NAMES.values() if m]
    assert all(isinstance(problem, Problem) and problem.path.isprintable() for problem in problems)


# ---- YAML that breaks its reader ----

NESTED = "too deeply nested"
LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(8)
)
YAML = {
    "sequences": ("[" * 200_000, NESTED),
    "mappings": ("{a: " * 100_000, NESTED),
    "items": ("- " * 50_000 + "a", NESTED),
    "keys": ("? " * 50_000 + "a", NESTED),
    "indented": ("\n".join(f"{' ' * n}a:" for n in range(300)), NESTED),
    "closed": ("[" * 1500 + "]" * 1500, NESTED),
    "just not": ("[" * DEEPEST + "]" * DEEPEST, ""),
    "laughs": (LAUGHS, "an alias is not read"),
    "in itself": ("title: &a [*a]", "an alias is not read"),
    "no anchor": ("title: R&D and B & C &c.\nnote: 'so [*a*]'", ""),
    "no alias": ("title: '&a *a'", ""),
    "digits": ("n: " + "9" * 5000, "too many digits"),
    "python": ("title: !!python/object/apply:os.system [ls]", "could not determine a constructor"),
    "binary": ("title: !!binary =", "could not determine a constructor"),
    "timestamp": ("title: !!timestamp 'abc'", "could not determine a constructor"),
    "pairs": ("title: !!pairs [a]", "could not determine a constructor"),
    "truth": ("title: !!bool 'abc'", "neither true nor false"),
    "number": ("title: !!int 'abc'", "invalid literal"),
    "no number": ("title: !!int ''", "string index out of range"),
    "zero": ("title: \0", "control characters are not allowed"),
    "half a pair": ('title: "\\ud800"', "invalid Unicode"),
}  # fmt: skip


@pytest.mark.parametrize("case", YAML)
def test_yaml_of_any_shape_is_read_or_told(case):
    text, told = YAML[case]
    if told:
        with pytest.raises(yamltext.YamlProblem, match=told):
            yamltext.load(text)
    else:
        yamltext.load(text)


@pytest.mark.parametrize(
    ("front", "told"),
    [
        ('title: "\\e]0;owned\\a"', "title: holds the control character U+001B"),
        ('title: a\nnote: "a\\0b"', "note: holds the control character U+0000"),
        (f"title: [{'x, ' * 50_000}]", "title: must be text, not ['x', 'x'"),
    ],
)
def test_front_matter_is_told_in_a_line_that_can_be_read(front, told):
    with pytest.raises(NotText) as caught:
        split_front_matter(f"---\n{front}\n---\n\nText.\n")
    line = str(Problem(path="a.md", field=caught.value.field, message=str(caught.value)))
    assert told in line and len(line) < 500 and "\n" not in line
