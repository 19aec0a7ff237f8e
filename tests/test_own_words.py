"""One's own vocabulary: `kb vocab` adds and checks, a build and a comparison read it, the shipped files stay."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from kb.cli import main
from kb.own_words.checking import check_examples
from kb.vocab import SHIPPED, load_vocabulary
from kb.wording import slug

DIGEST = load_vocabulary().digest


def vocab(folder: Path, *words: str):
    return CliRunner().invoke(main, ["vocab", words[0], "--vocabulary", str(folder), *words[1:]])


def test_a_concept_with_its_synonyms_is_added_and_found(tmp_path):
    done = vocab(tmp_path, "add", "Ownitol", "ownitol spray", "--kind", "drug", "--broader", "benzodiazepine")
    assert (done.exit_code, done.output) == (0, "ownitol: Ownitol, ownitol spray\n")
    both = load_vocabulary(SHIPPED, tmp_path)
    assert both.is_a("ownitol", "anxiolytic")
    assert load_vocabulary().digest == DIGEST


def test_words_are_added_to_what_is_there_and_one_call_after_the_other_keeps_both(tmp_path):
    assert vocab(tmp_path, "add", "Special K drip", "--to", "ketamine").exit_code == 0
    assert vocab(tmp_path, "add", "K lozenge", "K infusion", "--to", "ketamine").exit_code == 0
    assert vocab(tmp_path, "add", "perk up", "--to", "predicate.improve").exit_code == 0
    both = load_vocabulary(SHIPPED, tmp_path)
    assert both.concepts["ketamine"].phrases[-3:] == ("Special K drip", "K lozenge", "K infusion")
    assert "perk up" in both.cues["predicate.improve"].phrases


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("add", "anything", "--to", "ketamin"), "extends.ketamin: no file defines this id"),
        (("add", "anything", "--to", "ketamin"), "ketamin: do you mean ketamine"),
        (("add", "ketamine", "--kind", "drug"), "ketamine: is already defined in"),
        (("add", "Ownitol", "sertraline", "--kind", "drug"), "phrase 'sertraline' already belongs to"),
        (("add", "Ownitol", "--kind", "drug", "--broader", "benzo"), "ownitol.broader: 'benzo' is no concept"),
        (("add", "Ownitol", "--kind", "potion"), "'potion' is not one of"),
        (("add", "Ownitol"), "give either --kind"),
        (("add", "Ownitol", "--kind", "drug", "--to", "ketamine"), "give either --kind"),
    ],
)
def test_what_would_spoil_the_vocabulary_is_not_written(tmp_path, words, told):
    (tmp_path / "own.yml").write_text("concepts:\n  tea: {label: linden tea, kind: drug}\n", encoding="utf-8")
    assert vocab(tmp_path, "add", "camomile", "--to", "tea").exit_code == 0
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    done = vocab(tmp_path, *words)
    assert done.exit_code != 0
    assert told in done.output
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


LABELS = [("Crohn’s disease", "crohns_disease"), ("Sjögren's", "sjogrens"), (" IL-6 / JAK ", "il_6_jak")]


@pytest.mark.parametrize(("label", "ident"), LABELS)
def test_an_id_is_made_of_a_label(label, ident):
    assert slug(label, "_") == ident


def test_examples_that_do_not_hold_are_named(tmp_path):
    assert vocab(tmp_path, "add", "Ownitol", "--kind", "drug", "--example", "ten mg of Ownitol").exit_code == 0
    good = vocab(tmp_path, "check")
    assert (good.exit_code, good.output.split(", ")[1]) == (0, "0 faults\n")
    vocab(tmp_path, "add", "Ownitol XR", "--to", "ownitol", "--example", "a cup of tea", "--not", "one Ownitol a day")
    bad = vocab(tmp_path, "check")
    assert bad.exit_code == 1
    assert "ownitol: examples: 'a cup of tea' is not recognised" in bad.output
    assert "ownitol: not: 'one Ownitol a day' is taken for it all the same" in bad.output


def test_the_checks_of_a_cue_and_of_the_shipped_concepts_hold(lexicon):
    assert list(check_examples(lexicon.vocabulary.concepts_of("route"), lexicon)) == []
    assert list(check_examples(lexicon.vocabulary.cues_of("negation"), lexicon)) == []


def test_a_comparison_reads_the_words(tmp_path):
    claim, finding = "Blorbine reduces swelk.", "In a randomised trial of 90 adults, Ownitol reduced cardialgic swelk."
    own = tmp_path / "vocabulary"
    asked = ["compare", claim, "--finding", finding, "--vocabulary", str(own), "--format", "json"]
    before = CliRunner().invoke(main, asked)
    assert (before.exit_code, '"relation": "supports"' in before.output) == (0, False)
    assert vocab(own, "add", "Ownitol", "blorbine", "--kind", "drug").exit_code == 0
    assert vocab(own, "add", "cardialgic swelk", "swelk", "--kind", "symptom").exit_code == 0
    assert '"relation": "supports"' in CliRunner().invoke(main, asked).output
