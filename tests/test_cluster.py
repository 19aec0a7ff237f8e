"""A build by a cluster: the same rows as on one machine, whatever befalls the workers; one line where it cannot be."""

import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from hashlib import sha256

import pytest
from clusters import ROOT, cluster
from faulting import PAGE, kb, small_sources

from kb.auditing import digest_of_library, read_library
from kb.build import BuildFailed, build
from kb.cluster import sending
from kb.cluster.connecting import ClusterFailed, connected
from kb.cluster.job import Done, Job
from kb.cluster.sending import AHEAD, Sending, Sheet
from kb.cluster.working import Refused, set_up
from kb.dataset.extracting import extract
from kb.kept import makers_of
from kb.making import Inputs
from kb.nlp import Lexicon, pipeline_of
from kb.progress import Notes, Silent
from kb.sources import read_sound_studies
from kb.vocab import load_vocabulary

NAMES = ("page-a.md", "page-b.md", "page-c.md", "poison.md", "swell.md", "tablets.md", "wait.md")


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """A scheduler with two workers that have little memory."""
    with cluster(tmp_path_factory.mktemp("two")) as started:
        started.workers(2, memory="1200MB")
        yield started


@pytest.fixture(scope="module")
def idle(tmp_path_factory):
    """A scheduler without workers."""
    with cluster(tmp_path_factory.mktemp("idle")) as started:
        yield started


@pytest.fixture
def folders(tmp_path):
    articles, studies = small_sources(tmp_path)
    for name in set(NAMES) - {"tablets.md"}:
        (articles / name).write_text(PAGE.replace("wakefulness", name), encoding="utf-8")
    (articles / "web.html").write_text("<p>Salts help people with a cough. They are sold as tablets.", "utf-8")
    return articles, studies


def rows(database):
    """All rows of all tables; without what is said of articles that an earlier build read."""
    with closing(sqlite3.connect(database)) as db:
        db.execute("UPDATE articles SET stale = ''")
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return {
            name: db.execute(f"SELECT * FROM [{name}]").fetchall()
            for name in tables
            if name != "problems" and "stat" not in name
        }


def test_a_killed_worker_one_out_of_memory_and_a_poisoned_article(two, folders, tmp_path, nlp):
    build(*folders, tmp_path / "kb.db", nlp=nlp)
    shutil.copy(tmp_path / "kb.db", tmp_path / "before.db")
    (folders[0] / "poison.md").write_text(PAGE.replace("20", "40"), encoding="utf-8")
    command = [sys.executable, "-m", "kb.cli", "build", "--scheduler", two.address]
    command += ["--articles", str(folders[0]), "--studies", str(folders[1])]
    running = subprocess.Popen(command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True)
    two.killed_when("wait.md")
    _, said = running.communicate(timeout=600)
    lines = said.splitlines()
    assert running.returncode == 1
    assert lines[-1] == "poison.md: was given up by the cluster: its workers were lost each time"
    again = [line.partition(": sent again: worker tcp://127.0.0.1:")[0] for line in lines if "sent again" in line]
    assert {"poison.md", "swell.md", "wait.md"} <= set(again) <= {*NAMES, "web.html"}
    assert len(lines) == len(again) + 2  # and how many workers were lost
    # The one that was killed, the one that swelled, and at least two that the poison took.
    assert int(re.search(r"lost (\d+) workers", said)[1]) >= 4
    assert rows(tmp_path / "kb.db") == rows(tmp_path / "before.db")
    with closing(sqlite3.connect(tmp_path / "kb.db")) as db:
        assert db.execute("SELECT path, message FROM problems").fetchall() == [tuple(lines[-1].split(": ", 1))]


def test_the_same_bytes_as_on_one_machine_and_nothing_is_sent_twice(two, idle, folders, tmp_path, nlp):
    (folders[0] / "poison.md").rename(folders[0] / "page-d.md")
    (folders[0] / "web.html").rename(folders[0] / "page-a.html")  # a name that is taken
    (folders[0] / "page-c.md").write_text((folders[0] / "page-b.md").read_text(encoding="utf-8"), encoding="utf-8")
    (folders[0] / "empty.md").write_bytes(b"")
    settings = {"nlp": nlp, "cache": tmp_path / "kept"}
    made = build(*folders, tmp_path / "one.db", nlp=nlp)
    assert build(*folders, tmp_path / "two.db", scheduler=two.address, **settings) == made
    assert [problem.path for problem in made.problems] == ["empty.md", "page-a.md", "page-c.md"]
    assert (tmp_path / "one.db").read_bytes() == (tmp_path / "two.db").read_bytes()
    (folders[0] / "empty.md").unlink()  # what is wrong with a file is not kept, and at the next cluster nobody works
    build(*folders, tmp_path / "three.db", scheduler=idle.address, **settings)
    build(*folders, tmp_path / "four.db", **settings)
    assert (tmp_path / "three.db").read_bytes() == (tmp_path / "four.db").read_bytes()
    assert rows(tmp_path / "four.db") == rows(tmp_path / "one.db")


def test_a_dataset_of_a_cluster_is_that_of_one_machine(two, folders, tmp_path, nlp):
    (folders[0] / "poison.md").unlink()
    inputs = Inputs(articles=folders[0], studies=folders[1])
    extract(inputs, tmp_path / "one", nlp=nlp)
    extract(replace(inputs, scheduler=two.address), tmp_path / "two", nlp=nlp)
    one, other = (
        {p.relative_to(d): p.read_bytes() for p in d.rglob("*.*")} for d in (tmp_path / "one", tmp_path / "two")
    )
    assert one == other and len(one) > 20


# ---- what is under way ----


@pytest.fixture
def job(folders, nlp):
    """What workers are told of a build from the folders."""
    words = load_vocabulary()
    knowledge = read_library(read_sound_studies(folders[1], words)[0], Lexicon(nlp, words), Silent())
    return Job(
        articles=str(folders[0]),
        studies=str(folders[1]),
        vocabulary="",
        makers=tuple(makers_of(words.digest, pipeline_of(nlp)).items()),
        library=digest_of_library(knowledge),
        stale=(),
    )


def sheet(folders, name="page-a.md"):
    return Sheet(ident="a", name=name, sha256=sha256((folders[0] / name).read_bytes()).hexdigest())


def test_no_more_are_under_way_than_keep_the_workers_busy(two, folders, job):
    taken, under_way = 0, []

    def sheets():
        nonlocal taken
        for _ in range(6 * AHEAD):
            taken += 1
            yield sheet(folders)

    with connected(two.address) as client:
        for given, (_, answer) in enumerate(Sending(client, job, lambda one: one).in_order(sheets())):
            assert isinstance(answer, Done)
            under_way.append(taken - given)
    assert len(under_way) == 6 * AHEAD and max(under_way) <= 2 * AHEAD


def test_a_file_that_changes_under_way_is_sent_again(two, folders, job):
    with connected(two.address) as client:
        stale = replace(sheet(folders), sha256="0" * 64)
        sent = Sending(client, job, lambda one: sheet(folders))
        assert isinstance(sent.alone(stale), Done)
        with pytest.raises(ClusterFailed, match="no worker that can be used"):  # it is another file there
            Sending(client, job, lambda one: one).alone(stale)


# ---- workers that would mix other results with ours ----

OTHERS = {
    "another library": ({"library": b"other"}, "finds other studies in "),
    "no folder": ({"articles": "/no/such/folder"}, "cannot see /no/such/folder: put it where all machines find it"),
    "another vocabulary": ({"makers": {"vocabulary": "0" * 64}}, "has another vocabulary than this machine: give"),
    "another spaCy": ({"makers": {"spaCy": "3.0.0"}}, r"has another spaCy than this machine \(3.8.*, here 3.0.0\)"),
}


@pytest.mark.parametrize("other", OTHERS)
def test_a_worker_that_differs_refuses(job, other):
    changes, told = OTHERS[other]
    if "makers" in changes:
        changes = {"makers": tuple({**dict(job.makers), **changes["makers"]}.items())}
    with pytest.raises(Refused, match=told):
        set_up(replace(job, **changes))


def test_a_worker_with_another_program_is_refused_and_the_others_go_on(folders, tmp_path, nlp):
    for name in ("poison", "swell", "wait"):
        (folders[0] / f"{name}.md").unlink()
    other = tmp_path / "other"
    shutil.copytree(ROOT / "kb", other / "kb")
    shutil.copy(ROOT / "schema.sql", other)
    with (other / "kb" / "labels.py").open("a", encoding="utf-8") as program:
        program.write("# another state\n")
    notes = []
    with cluster(tmp_path / "cluster") as started:
        started.workers(1, program=other)
        with pytest.raises(BuildFailed) as caught:
            build(*folders, tmp_path / "kb.db", nlp=nlp, scheduler=started.address)
        assert re.fullmatch(
            r"tcp://\S+: is not used: it has another program than this machine: give both the same program\n"
            rf"{started.address}: has no worker that can be used: nothing was built",
            str(caught.value),
        )
        assert not (tmp_path / "kb.db").exists()
        started.workers(1)
        build(*folders, tmp_path / "two.db", nlp=nlp, scheduler=started.address, watcher=Notes(notes.append))
    build(*folders, tmp_path / "one.db", nlp=nlp)
    assert (tmp_path / "one.db").read_bytes() == (tmp_path / "two.db").read_bytes()


# ---- clusters that cannot be used ----


def test_a_scheduler_that_dies(folders, tmp_path, nlp):
    build(*folders, tmp_path / "kb.db", nlp=nlp)
    before = (tmp_path / "kb.db").read_bytes()
    with cluster(tmp_path / "cluster") as started:
        command = [sys.executable, "-m", "kb.cli", "build", "--scheduler", started.address]
        command += ["--articles", str(folders[0]), "--studies", str(folders[1]), "--no-cache"]
        running = subprocess.Popen(
            command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True
        )
        started.waits_for(8)
        started.scheduler.kill()
        _, said = running.communicate(timeout=300)
    assert (running.returncode, said) == (1, f"{started.address}: the scheduler was lost: nothing was built\n")
    assert (tmp_path / "kb.db").read_bytes() == before


def test_a_cluster_without_workers(idle, folders, tmp_path, nlp, monkeypatch):
    monkeypatch.setattr(sending, "WITHOUT", 0.5)
    with pytest.raises(BuildFailed, match="has had no workers with memory to spare for"):
        build(*folders, tmp_path / "kb.db", nlp=nlp, scheduler=idle.address)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense://x", "127.0.0.1:port"])
def test_no_scheduler_at_the_address(folders, tmp_path, nlp, monkeypatch, address):
    monkeypatch.setattr("kb.cluster.connecting.PATIENCE", 0.5)
    with pytest.raises(BuildFailed) as caught:
        build(*folders, tmp_path / "kb.db", nlp=nlp, scheduler=address)
    assert str(caught.value) == f"{address}: no Dask scheduler answers there: nothing was built"


def test_dask_is_not_installed(folders, tmp_path):
    (tmp_path / "distributed.py").write_text("raise ImportError", encoding="utf-8")
    done = kb(
        "build", "--scheduler", "tcp://127.0.0.1:1", "--articles", folders[0], "--studies", folders[1], cwd=tmp_path
    )
    assert (done.returncode, done.stderr) == (1, "--scheduler needs Dask: pip install 'claims-kb[distributed]'\n")


def test_processes_of_this_machine_and_a_cluster_at_once(tmp_path):
    done = kb("build", "--scheduler", "tcp://127.0.0.1:1", "--jobs", 2, cwd=tmp_path)
    assert done.returncode == 2 and "give one of them" in done.stderr
