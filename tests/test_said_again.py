"""What is worked out once for copy that comes again: it changes nothing, and what is remembered is bounded."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb import graph_tables, store
from kb.auditing import Knowledge, audit_articles, read_library
from kb.evidence import repeating
from kb.model import Audit
from kb.nlp import Lexicon
from kb.progress import Silent
from kb.read.articles import read_articles
from kb.read.studies import read_studies

STUDIES = Path(__file__).resolve().parent.parent / "sources" / "studies"
SENTENCES = (
    "In 2018 Glue et al halved anxiety within an hour of a dose.",
    "In 2018 Glue et al halved anxiety over three months.",
    "Ketamine is approved for anxiety.",
    "Ketamine is not approved for anxiety.",
    "It can raise blood pressure and cause dissociation.",
    "Ketamine relieves anxiety at Babebi.",
    "Ketamine relieves anxiety at Codofu, and it is not addictive.",
    "Mirelta stops panic attacks in 80% of patients.",
    "It works within hours.",
)
HEADINGS = ("Ketamine for anxiety", "Side effects", "About Mirelta")
PAGES = st.lists(
    st.tuples(st.sampled_from(HEADINGS), st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6)),
    min_size=2,
    max_size=4,
    unique_by=lambda page: (page[0], tuple(page[1])),
)


@pytest.fixture(scope="module")
def studies():
    wanted = ("glue2018", "glue2017", "dore2019")
    return tuple(study for study in read_studies(STUDIES)[0] if study.id in wanted)


def known(nlp, vocabulary, studies) -> Knowledge:
    """Knowledge that remembers nothing yet."""
    return read_library(studies, Lexicon(nlp, vocabulary), Silent())


@pytest.fixture(scope="module")
def knowledge(nlp, vocabulary, studies) -> Knowledge:
    return known(nlp, vocabulary, studies)


@pytest.fixture(scope="module")
def fresh(nlp, vocabulary, studies) -> Knowledge:
    return known(nlp, vocabulary, studies)


def audits(folder: Path, pages, knowledge: Knowledge) -> list[Audit]:
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for number, (heading, sentences) in enumerate(pages):
        text = f"---\ntitle: {heading}\n---\n\n# {heading}\n\n{' '.join(sentences)}\n"
        (folder / f"page-{number}.md").write_text(text, encoding="utf-8")
    found = list(audit_articles(read_articles(folder)[0], knowledge, Silent()))
    assert len(found) == len(pages)
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pages=PAGES)
def test_what_is_remembered_changes_nothing(pages, knowledge, fresh, tmp_path):
    remembering = audits(tmp_path / "pages", pages, knowledge)  # with all that the pages before have left
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kb.sentences._RECENT", 0)
        patch.setattr("kb.evidence._REMEMBERED", 0)
        patch.setattr(Lexicon, "once", lambda self, doc, key, find: find())
        assert audits(tmp_path / "pages", pages, fresh) == remembering


def test_statements_that_are_remembered_are_bounded(knowledge, tmp_path, monkeypatch):
    monkeypatch.setattr("kb.evidence._REMEMBERED", 3)
    knowledge.library.told.clear()
    audits(tmp_path / "pages", [(HEADINGS[0], SENTENCES)], knowledge)
    assert 0 < len(knowledge.library.told) <= 3


@pytest.mark.parametrize("remembered", [
    repeating._words, graph_tables._json, store.propositions_json, store._slots_json,
])  # fmt: skip
def test_a_cache_beyond_one_page_is_bounded(remembered):
    assert 0 < (remembered.cache_info().maxsize or 0) <= 16384
