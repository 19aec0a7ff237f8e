"""What the tests share: the pipeline, the vocabulary, and the shared folder where there is one."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from chromium import CHROMIUM, FLAGS
from citing import ORGANISATIONS
from oracle import Oracle

from kb.nlp import Lexicon, load_pipeline
from kb.pairs import Comparer
from kb.pairs.files import Pair
from kb.vocab import SHIPPED, Vocabulary, load_vocabulary

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def nlp():
    return load_pipeline()


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture(scope="session")
def citing_words(tmp_path_factory) -> Vocabulary:
    """The shipped words for citing, with a few invented organisations, drugs and conditions."""
    folder = tmp_path_factory.mktemp("vocabulary")
    (folder / "citation_cues.yml").write_text((SHIPPED / "citation_cues.yml").read_text(encoding="utf-8"), "utf-8")
    (folder / "organisations.yml").write_text(ORGANISATIONS, encoding="utf-8")
    return load_vocabulary(folder)


@pytest.fixture(scope="session")
def lexicon(nlp, vocabulary) -> Lexicon:
    return Lexicon(nlp, vocabulary)


@pytest.fixture(scope="session")
def comparer(lexicon) -> Comparer:
    return Comparer(lexicon)


@pytest.fixture(scope="session")
def relation(comparer) -> Callable[[str, str], str]:
    """How a sentence of copy is related to a piece of evidence."""

    def of(claim: str, evidence: str) -> str:
        (found,) = comparer.compare([Pair(id="pair", claim=claim, evidence=evidence)])
        return found.relation.value

    return of


@pytest.fixture(scope="session")
def library(lexicon) -> Oracle:
    """The shipped studies, read once."""
    return Oracle.of(ROOT / "sources" / "studies", lexicon)


@pytest.fixture(scope="session")
def held_out(lexicon) -> Oracle:
    """The held-out studies, read once."""
    return Oracle.of(ROOT / "tests" / "held_out" / "studies", lexicon)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the original articles and the gold labels, which is not part of the repository."""
    folder = Path(os.environ.get("KB_SHARED", ROOT.parent / "shared"))
    if not (folder / "originals").is_dir():
        pytest.skip(reason="the shared folder with the original articles is not here")
    return folder


@pytest.fixture(scope="session")
def shipped(tmp_path_factory, nlp) -> Path:
    """The shipped articles as a knowledge base, with reviews beside it."""
    from shipped import build_shipped

    return build_shipped(tmp_path_factory.mktemp("shipped"), nlp)


@pytest.fixture(scope="session")
def sample(tmp_path_factory) -> Path:
    """A small knowledge base made by hand, for the tests of the pages."""
    from web_sample import write_sample

    return write_sample(tmp_path_factory.mktemp("web") / "kb.db")


@pytest.fixture(scope="session")
def served(sample):
    from web_reading import serve

    return serve(sample)


@pytest.fixture(scope="session")
def many(tmp_path_factory) -> Path:
    """A knowledge base of 60 articles with 1,200 claims, for lists that take several pages."""
    from bench.large import write_large

    database = tmp_path_factory.mktemp("many") / "kb.db"
    write_large(database, articles=60, claims=1200, studies=20)
    return database


@pytest.fixture(scope="session")
def served_many(many):
    from web_reading import serve

    return serve(many)


@pytest.fixture
async def large(served_many):
    """The Datasette over many claims, started."""
    await served_many.invoke_startup()
    return served_many


@pytest.fixture
async def site(served):
    """The Datasette over the sample, started."""
    await served.invoke_startup()
    return served


@pytest.fixture(scope="session")
def verdicts(sample) -> dict[str, int]:
    """How many claims of the sample have each verdict."""
    with sqlite3.connect(sample) as db:
        return dict(db.execute("SELECT verdict, count(*) FROM claims GROUP BY verdict"))


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all tests that drive it; they run in a pytest process of their own."""
    if not Path(CHROMIUM).exists() and not os.environ.get("CI"):
        pytest.skip(reason="there is no Chromium here")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def visitors_to(browser):
    """Makes visitors to an address; whatever goes wrong on one of their pages fails the test."""
    from browsing import Visitors

    made = []

    def visitors(address: str) -> Visitors:
        made.append(Visitors(browser, address))
        return made[-1]

    yield visitors
    for one in made:
        one.close()
    assert not [wrong for one in made for wrong in one.wrong]
