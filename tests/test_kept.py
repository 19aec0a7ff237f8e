"""What builds keep for the next one: it changes nothing but the time, whatever became of the file that holds it."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from kb.build import build
from kb.kept import Forgetful, beside, keeping

ROOT = Path(__file__).resolve().parent.parent
STUDIES = ("glue2018.yml", "dore2019.yml")
PAGE = "# Rest\n\nIn 2018 Glue et al gave ketamine under the skin to {0} people. It is approved for insomnia.\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory, nlp):
    """A folder with articles, studies, the database of a build without a cache, and what one with it kept."""
    folder = tmp_path_factory.mktemp("kept")
    articles, studies = folder / "articles", folder / "studies"
    articles.mkdir()
    studies.mkdir()
    for number in (20, 30, 40):
        (articles / f"page-{number}.md").write_text(f"---\ntitle: Rest\n---\n\n{PAGE.format(number)}")
    for name in STUDIES:
        shutil.copy(ROOT / "sources" / "studies" / name, studies / name)
    build(articles, studies, folder / "fresh.db", nlp=nlp)
    build(articles, studies, folder / "kb.db", nlp=nlp, cache=folder / "kept")
    return folder


@pytest.fixture
def folders(built, tmp_path):
    """The same in a folder of this test."""
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    return tmp_path / "articles", tmp_path / "studies"


@pytest.fixture
def run(folders, tmp_path, nlp):
    """Build with what is kept (in `kept`), or without, and give the bytes of the database."""

    def make(*, cache: bool = True) -> bytes:
        path = tmp_path / "kb.db"
        build(*folders, path, nlp=nlp, cache=tmp_path / "kept" if cache else None)
        return path.read_bytes()

    return make


def keys(tmp_path) -> set[bytes]:
    with sqlite3.connect(tmp_path / "kept") as connection:
        return {key for (key,) in connection.execute("SELECT key FROM kept")}


def test_what_was_kept_gives_the_same_bytes(run, tmp_path):
    fresh = (tmp_path / "fresh.db").read_bytes()
    assert (tmp_path / "kb.db").read_bytes() == run() == fresh
    assert len(keys(tmp_path)) == 3 * 2 + len(STUDIES)  # an article and its extract, a study


def test_an_edited_article_is_worked_out_again_and_no_other(run, folders, tmp_path):
    before = keys(tmp_path)
    page = folders[0] / "page-30.md"
    page.write_text(page.read_text().replace("insomnia", "depression"))
    after = run()
    assert len(before - keys(tmp_path)) == len(keys(tmp_path) - before) == 2
    assert after == run(cache=False)


def test_what_lies_beside_an_article_belongs_to_it(run, folders):
    (folders[0] / "page-30.about.yml").write_text("publisher: Somebody\n")
    assert b"Somebody" in run()


def test_an_edited_study_is_read_again_and_everything_held_against_it(run, folders):
    study = folders[1] / "glue2018.yml"
    study.write_text(study.read_text().replace("verified: true", "verified: false", 1))
    assert run() == run(cache=False)


def _flip(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE kept SET value = zeroblob(length(value))")


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _spoil(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:-4096:7] = b"\xff" * len(data[4096:-4096:7])
    path.write_bytes(data)


DAMAGE = {
    "values": _flip,
    "half of it": _cut,
    "pages": _spoil,
    "no database": lambda path: path.write_bytes(b"not a database at all" * 400),
    "empty": lambda path: path.write_bytes(b""),
    "other tables": lambda path: sqlite3.connect(path).executescript("DROP TABLE kept; CREATE TABLE kept (a)"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_as_if_nothing_had_been_kept(run, tmp_path, damage):
    DAMAGE[damage](tmp_path / "kept")
    assert run() == (tmp_path / "fresh.db").read_bytes()


def test_a_file_that_another_build_has_is_left_to_it(run, tmp_path):
    first = (tmp_path / "fresh.db").read_bytes()
    with sqlite3.connect(tmp_path / "kept") as other:
        other.execute("BEGIN EXCLUSIVE")
        assert run() == first
    with keeping(tmp_path, "") as kept:  # a folder
        assert type(kept) is Forgetful


def test_another_origin_finds_nothing_and_what_is_not_used_goes(tmp_path):
    path = beside(tmp_path / "kb.db")
    for origin, found in (("one", False), ("one", True), ("two", False), ("one", False)):
        with keeping(path, origin) as kept:
            key = kept.key("kind", "what", b"ever")
            assert kept.has(key) is found
            kept.put(key, b"value")
            assert kept.get(key) == b"value"
    with pytest.raises(KeyError), keeping(path, "one"):
        raise KeyError  # a build that fails throws nothing away
    with keeping(path, "one") as kept:
        assert kept.has(key)
