"""Datasets of Parquet files: the rows of a build, written whole or not at all, and a `kb.db` of all or a part of them."""

import json
import shutil
import sqlite3
import sys
from contextlib import closing

import pytest
from click.testing import CliRunner
from faulting import PAGE, kb, small_sources
from pyarrow import parquet

from kb.build import BuildFailed, build
from kb.cli import main
from kb.dataset import parts
from kb.dataset.columns import ACROSS, BY_ARTICLE, LIBRARY
from kb.dataset.extracting import extract
from kb.dataset.loading import Choice, load
from kb.kept import beside
from kb.making import Inputs
from kb.store import SCHEMA
from kb.whole_file import InUse, folder_aside

SAID = ("Ketamine is approved for insomnia.", "Ketamine is not approved for insomnia.", "Ketamine is addictive.")
PUBLISHERS = ("North Clinic", "South Clinic", "North Clinic")


@pytest.fixture(scope="module")
def made(tmp_path_factory, nlp):
    """Folders with sources, the database of a build, and the dataset of them, three articles a part."""
    folder = tmp_path_factory.mktemp("dataset")
    articles, studies = small_sources(folder)
    for number in range(6):
        page = PAGE.replace("wakefulness", f"matter {number}").replace(
            "The drug is approved for insomnia.", SAID[number % 3]
        )
        page = page.replace("\n---", f"\npublisher: {PUBLISHERS[number % 3]}\n---", 1)
        (articles / f"page-{number}.md").write_text(page, encoding="utf-8")
    (articles / "empty.md").write_bytes(b"")
    build(articles, studies, folder / "kb.db", nlp=nlp)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "ARTICLES", 3)
        extract(Inputs(articles=articles, studies=studies), folder / "set", nlp=nlp)
    return folder


@pytest.fixture
def dataset(made, tmp_path):
    """The dataset in a folder of this test."""
    return shutil.copytree(made / "set", tmp_path / "set")


def files_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_row_is_that_of_the_build(made):
    with closing(sqlite3.connect(made / "kb.db")) as db:
        for table in (*BY_ARTICLE, *LIBRARY, *ACROSS):
            columns = [name for _, name, *_ in db.execute(f"PRAGMA table_info([{table}])")]
            read = parquet.read_table(made / "set" / table)
            assert read.schema.names == columns
            rows = db.execute(f"SELECT {', '.join(columns)} FROM [{table}]").fetchall()
            assert [tuple(row.values()) for row in read.to_pylist()] == rows
            assert json.loads((made / "set" / "manifest.json").read_text())["rows"][table] == len(rows)
        assert db.execute("SELECT count(*) FROM claim_clusters").fetchone()[0] > 6
        assert db.execute("SELECT count(*) FROM claim_conflicts").fetchone()[0] > 0
    assert sorted(path.name for path in (made / "set" / "claims").iterdir()) == [
        f"part-0000{n}.parquet" for n in range(3)
    ]


def test_a_dataset_has_every_table_that_is_not_counted_from_others():
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(SCHEMA.read_text(encoding="utf-8"))
        tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        counted = {name.removeprefix("fill_") for (name,) in db.execute("SELECT name FROM sqlite_temp_master")}
    assert {name for name in tables - counted - {"counts"} if "_fts" not in name} == {*BY_ARTICLE, *LIBRARY, *ACROSS}


def test_columns_have_the_types_of_the_schema(made):
    schema = parquet.read_schema(made / "set" / "assessments" / "part-00000.parquet")
    told = {field.name: (str(field.type), field.nullable) for field in schema}
    assert (
        told["score"] == ("double", False) and told["cited"] == ("int64", False) and told["slots"] == ("string", False)
    )
    assert parquet.read_schema(made / "set" / "claims" / "part-00000.parquet").field("study_id").nullable


def test_the_whole_loaded_is_the_build(made, tmp_path):
    counts = load(made / "set", tmp_path / "kb.db", Choice())
    assert (tmp_path / "kb.db").read_bytes() == (made / "kb.db").read_bytes()
    assert [problem.path for problem in counts.problems] == ["empty.md"]


CHOICES = [
    (Choice(articles=("page-1",)), ("page-1",)),
    (Choice(articles=("page-0", "PAGE-4", "tab*")), ("page-0", "page-4", "tablets")),
    (Choice(publishers=("north clinic",)), ("page-0", "page-2", "page-3", "page-5")),
    (Choice(articles=("page-[0-2]",), publishers=("South*", "North*")), ("page-0", "page-1", "page-2")),
]


@pytest.mark.parametrize(("choice", "chosen"), CHOICES)
def test_a_part_loaded_is_the_build_of_that_part(made, tmp_path, nlp, choice, chosen):
    (tmp_path / "articles").mkdir()
    for name in chosen:
        shutil.copy(made / "articles" / f"{name}.md", tmp_path / "articles")
    build(tmp_path / "articles", made / "studies", tmp_path / "built.db", nlp=nlp)
    assert load(made / "set", tmp_path / "kb.db", choice).problems == ()
    assert (tmp_path / "kb.db").read_bytes() == (tmp_path / "built.db").read_bytes()


def test_the_same_again_gives_the_same_files_and_takes_the_place_of_the_old(made, dataset, nlp, monkeypatch):
    before = files_of(dataset)
    (dataset / "claims" / "part-00009.parquet").write_bytes(b"of an older and larger one")
    monkeypatch.setattr(parts, "ARTICLES", 3)
    inputs = Inputs(articles=made / "articles", studies=made / "studies", cache=beside(dataset), jobs=2)
    for _ in range(2):  # the second takes what was kept
        extract(inputs, dataset, nlp=nlp)
        assert files_of(dataset) == before
    assert sorted(path.name for path in dataset.parent.iterdir()) == [".set.cache", "set"]


# ---- what cannot be ----


def test_what_is_no_dataset_is_not_replaced(made, tmp_path, nlp):
    inputs = Inputs(articles=made / "articles", studies=made / "studies")
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "link").symlink_to(made / "set")
    (tmp_path / "manifest.json").write_text('{"kind": "of another program"}', encoding="utf-8")
    before = files_of(tmp_path)
    for out, told in (
        (tmp_path, "holds something else than a dataset"),
        (tmp_path / "file", "is no folder"),
        (tmp_path / "link", "is no folder"),
        (tmp_path / "no" / "set", "cannot be written: No such file or directory"),
    ):
        with pytest.raises(BuildFailed, match=told):
            extract(inputs, out, nlp=nlp)
    assert files_of(tmp_path) == before


def test_a_failed_extraction_leaves_the_old_dataset(made, dataset, nlp):
    before = files_of(dataset)
    (dataset.parent / "none").mkdir()
    with pytest.raises(BuildFailed, match="no article could be read"):
        extract(Inputs(articles=dataset.parent / "none", studies=made / "studies"), dataset, nlp=nlp)
    with pytest.raises(InUse), folder_aside(dataset), folder_aside(dataset):
        pass
    with pytest.raises(KeyError), folder_aside(dataset) as new:
        (new / "half").write_bytes(b"")
        raise KeyError
    assert files_of(dataset) == before and sorted(p.name for p in dataset.parent.iterdir()) == ["none", "set"]


def test_what_a_power_cut_left_is_put_back(dataset):
    before = files_of(dataset)
    dataset.rename(dataset.with_name(".set.old"))
    (dataset.parent / ".set.new").mkdir()
    with pytest.raises(KeyError), folder_aside(dataset):
        raise KeyError
    assert files_of(dataset) == before and [p.name for p in dataset.parent.iterdir()] == ["set"]


def _lose(path):
    return lambda folder: (folder / path).unlink()


def _cut(path):
    return lambda folder: (folder / path).write_bytes((folder / path).read_bytes()[:300])


def _told(**fields):
    def change(folder):
        manifest = json.loads((folder / "manifest.json").read_text())
        (folder / "manifest.json").write_text(json.dumps({**manifest, **fields}))

    return change


DAMAGE = {
    "no folder": (shutil.rmtree, "is not there: run `kb extract --out"),
    "no manifest": (_lose("manifest.json"), "is no dataset: it has no manifest.json"),
    "half a manifest": (_cut("manifest.json"), "manifest.json: Invalid JSON"),
    "another format": (_told(format=2), "manifest.json: format: Input should be 1"),
    "other tables": (_told(tables_of="x", version="9"), r"has the tables of another version \(9\): extract it again"),
    "other words": (_told(makers={"vocabulary": "x"}), "was made with other words: give those with --vocabulary"),
    "a part lost": (_lose("claims/part-00001.parquet"), "is not whole: extract it again"),
    "studies lost": (_lose("studies/part-00000.parquet"), "is not whole: extract it again"),
    "entries lost": (_lose("_load/part-00001.parquet"), "is not whole: extract it again"),
    "half a part": (_cut("blocks/part-00001.parquet"), "blocks/part-00001.parquet: cannot be read"),
    "the library lost": (_lose("_load/library.json"), "library.json: cannot be read"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_dataset_is_named_and_the_old_database_stands(dataset, tmp_path, damage):
    harm, told = DAMAGE[damage]
    harm(dataset)
    (tmp_path / "kb.db").write_bytes(b"as it was")
    with pytest.raises(BuildFailed, match=told) as caught:
        load(dataset, tmp_path / "kb.db", Choice())
    assert "\n" not in str(caught.value)
    assert (tmp_path / "kb.db").read_bytes() == b"as it was"


def test_nothing_is_chosen(made, tmp_path):
    for choice, told in (
        (Choice(articles=("page-9",)), "has no article page-9; nearest: page-"),
        (Choice(publishers=("Nord Clinic",)), "has no publisher Nord Clinic; nearest: North Clinic"),
        (Choice(articles=("page-1",), publishers=("North*",)), "no article is of both --article and --publisher"),
    ):
        with pytest.raises(BuildFailed, match=told):
            load(made / "set", tmp_path / "kb.db", choice)


# ---- the commands ----


def test_the_commands(made, tmp_path):
    sources = ("--articles", made / "articles", "--studies", made / "studies")
    for words in (("extract", *sources, "--out", "set"), ("load", "set")):
        done = kb(*words, cwd=tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (1, "", "empty.md: is empty\n")
    assert (tmp_path / "kb.db").read_bytes() == (made / "kb.db").read_bytes()
    done = kb("load", "set", "--article", "page-*", "--db", "part.db", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("words", [("extract", "--out", "set"), ("load", "set")])
def test_pyarrow_is_not_installed(tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    done = CliRunner().invoke(main, words)
    assert (done.exit_code, done.stderr) == (1, "Parquet needs pyarrow: pip install 'claims-kb[parquet]'\n")
