"""Matching phrases in parsed text, and the forms under which a phrase is looked for."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.nlp import Hit, Lexicon, ParsedSentence, PhraseIndex, longest
from kb.vocab import load_vocabulary
from kb.wording import forms, plurals


@pytest.mark.parametrize(
    ("phrase", "others"),
    [
        ("benzodiazepine", {"benzodiazepines"}),
        ("therapy", {"therapies"}),
        ("assay", {"assays"}),
        ("reflex", {"reflexes"}),
        ("analysis", {"analyses"}),
        ("pregnant woman", {"pregnant women"}),
        ("healthy person", {"healthy people"}),
        ("symptom of anxiety", {"symptoms of anxiety"}),
        ("quality of life", {"qualities of life"}),
        ("SSRI", {"SSRIs"}),
        ("HAM-A", {"HAM A", "HAM–A"}),
        ("treatment-resistant depression", {"treatment resistant depression"}),
        ("side effect", {"side-effect", "side-effects"}),
        ("non-responder", {"nonresponder", "non responders"}),
        ("anesthetic", {"anaesthetic", "anaesthetics"}),
        ("generalized anxiety disorder", {"generalised anxiety disorder"}),
        ("generalised anxiety disorder", {"generalized anxiety disorder"}),
        ("cognitive behavioral therapy", {"cognitive behavioural therapies"}),
        ("hemorrhage", {"haemorrhage"}),
        ("hypoglycemia", {"hypoglycaemia"}),
        ("leukaemia", {"leukemia"}),
        ("diarrhea", {"diarrhoea"}),
        ("estrogen", {"oestrogen"}),
        ("pediatric tumor", {"paediatric tumour"}),
        ("visual analog scale", {"visual analogue scale"}),
        ("brain center", {"brain centre"}),
    ],
)
def test_forms(phrase, others):
    assert forms(phrase)[0] == phrase
    assert others <= set(forms(phrase))


@pytest.mark.parametrize(
    ("phrase", "nobody"),
    [
        ("exercise", "exercize"),
        ("noise", "noize"),
        ("size", "sise"),
        ("HAM-A", "ham-a"),
        ("disease", "dizease"),
        ("three word phrase", "three-word-phrase"),
    ],
)
def test_forms_leave_alone(phrase, nobody):
    assert nobody not in forms(phrase)


@given(st.from_regex(r"[a-z]{2,8}([ -][a-z]{2,8}){0,2}", fullmatch=True))
def test_forms_are_words_apart(phrase):
    found = forms(phrase)
    assert len(set(found)) == len(found)
    assert all(form and form == form.strip() and "  " not in form for form in found)
    assert set(plurals(phrase)) <= set(found)


PHRASES = [
    ("depression", "depression"),
    ("respiratory_depression", "respiratory depression"),
    ("social_anxiety", "SAD"),
    ("ssri", "SSRI"),
    ("blocker", "beta-blocker"),
    ("pain", "pain"),
    ("cold", "common cold"),
    ("who", "WHO"),
    ("alzheimer", "Alzheimer's disease"),
    ("nad", "NAD+"),
    ("receptor", "5-HT2A receptor"),
    ("s_ketamine", "S(+)-ketamine"),
    ("ptsd", "post-traumatic stress disorder"),
    ("anxiety_disorder", "anxiety disorder"),
    ("disorder_clinic", "disorder clinic day"),
]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Respiratory depression is not depression.", ["respiratory_depression", "depression"]),
        ("DEPRESSION", ["depression"]),
        ("A sad tale of SAD.", ["social_anxiety"]),
        ("SSRIs and an SSRI", ["ssri", "ssri"]),
        ("ssri in small letters", []),
        ("Beta blockers, a beta-blocker", ["blocker", "blocker"]),
        ("Painstaking work eases pains.", ["pain"]),
        ("A cold day; the common cold.", ["cold"]),
        ("The WHO asks who.", ["who"]),
        ("Alzheimer’s disease and Alzheimer's disease", ["alzheimer", "alzheimer"]),
        ("Give NAD+ twice.", ["nad"]),
        ("It binds 5-HT2A receptors.", ["receptor"]),
        ("of S(+)-ketamine", ["s_ketamine"]),
        ("post–traumatic stress disorder, post traumatic stress disorder", ["ptsd", "ptsd"]),
        ("", []),
    ],
)
def test_phrase_index(nlp, text, ids):
    index = PhraseIndex(nlp, PHRASES)
    assert [hit.id for hit in index.find(nlp.make_doc(text))] == ids


def test_of_matches_that_overlap_the_longer_stays(nlp):
    index = PhraseIndex(nlp, PHRASES)
    doc = nlp.make_doc("an anxiety disorder clinic day")
    assert {ident for _, _, ident in index.matches(doc)} == {"anxiety_disorder", "disorder_clinic"}
    assert index.find(doc) == (Hit("disorder_clinic", 2, 5),)


@pytest.mark.parametrize(
    ("found", "kept"),
    [
        ([(0, 2, "a"), (1, 3, "b")], ["a"]),
        ([(0, 1, "b"), (0, 1, "a")], ["a"]),
        ([(0, 1, "a"), (1, 2, "b")], ["a", "b"]),
        ([(2, 3, "c"), (0, 3, "a"), (3, 4, "d")], ["a", "d"]),
        ([], []),
    ],
)
def test_longest(found, kept):
    assert [hit.id for hit in longest(found)] == kept
    assert longest(reversed(found)) == longest(found)


@given(st.sets(st.tuples(st.integers(0, 9), st.integers(1, 4), st.sampled_from("abc"))))
def test_no_hits_overlap(spans):
    hits = longest((start, start + length, ident) for start, length, ident in spans)
    covered = [i for hit in hits for i in range(hit.start, hit.end)]
    assert covered == sorted(set(covered))


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("The drug reduced pain.", ["reduce"]),
        ("It was reducing it.", ["reduce"]),
        ("Reduces!", ["reduce"]),
        ("They are wearing off.", ["wear_off"]),
        ("The coat wears; it is off.", []),
    ],
)
def test_phrases_by_lemma(nlp, text, ids):
    index = PhraseIndex(nlp, [("reduce", "reduce"), ("wear_off", "wear off")], lemmas=True)
    assert [hit.id for hit in index.find(nlp(text))] == ids


def test_lemma_phrases_need_no_parse_for_their_plain_form(nlp):
    index = PhraseIndex(nlp, [("reduce", "reduce")], lemmas=True)
    assert [hit.id for hit in index.find(nlp.make_doc("to reduce it"))] == ["reduce"]


CUES = """
cues:
  down: {category: change.down, phrases: [fall]}
  up: {category: change.up, phrases: [rise]}
  may: {category: hedge, phrases: [may]}
"""


def test_lexicon_keeps_cue_categories_apart(nlp, tmp_path):
    (tmp_path / "cues.yml").write_text(CUES, encoding="utf-8")
    lexicon = Lexicon(nlp, load_vocabulary(tmp_path))
    doc = nlp("Prices may fall or rise.")
    assert [hit.id for hit in lexicon.cues(doc, "change.down")] == ["down"]
    assert [hit.id for hit in lexicon.cues(doc, "hedge")] == ["may"]
    assert lexicon.cues(doc, "no_such_category") == ()
    assert lexicon.concepts(doc) == ()
    both = lexicon.cues_by_category(doc, ("change.",))
    assert {category: [hit.id for hit in hits] for category, hits in both.items()} == {
        "change.down": ["down"],
        "change.up": ["up"],
    }


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("IV ketamine for generalised anxiety", ["intravenous", "ketamine", "generalized_anxiety_disorder"]),
        ("intranasal esketamine", ["intranasal", "esketamine"]),
        ("nervousness and low mood", ["anxiety", "low_mood"]),
        ("talk therapy", ["psychotherapy"]),
        ("patients with high blood pressure", ["patient", "hypertension"]),
        ("a rise in blood pressure", ["blood_pressure_increase"]),
        ("brain-rewiring", ["neuroplasticity"]),
        ("statins, GLP-1 drugs and Botox", ["statin", "glp_1_agonist", "onabotulinumtoxina"]),
        ("haemorrhoids and hair loss", ["hemorrhoid", "hair_loss"]),
        ("people with anxiety", ["people", "anxiety"]),  # not one concept: the anxiety would be lost
        ("a ketamine infusion", ["ketamine", "intravenous"]),  # nor this: the route would be
        ("prostate or breast cancer", ["prostate_cancer", "breast_cancer"]),
        ("liver damage or failure", ["liver_damage", "liver_failure"]),
        ("high blood pressure or cholesterol", ["hypertension", "hypercholesterolemia"]),
        ("breast, lung or colon cancer", ["breast_cancer", "lung_cancer", "colorectal_cancer"]),
        ("nausea and stomach pain", ["nausea", "visceral_pain"]),
        ("cancer of the prostate, breast or lung", ["prostate_cancer", "breast_cancer", "lung_cancer"]),
        ("damage to the liver or kidneys", ["liver_damage", "kidney_damage"]),
        ("a drug for anxiety and pain", ["anxiolytic", "analgesic"]),
        ("pain in older women", ["pain", "older_woman"]),
    ],
)
def test_shipped_lexicon(lexicon, text, ids):
    assert [hit.id for hit in lexicon.concepts(lexicon.nlp.make_doc(text))] == ids


@pytest.mark.parametrize(
    "text",
    [
        "It is a matter of trial and error.",
        "Who will act on it, and when?",
        "She was sad to hear that he left us.",
        "I am sure, im telling you, that it is nice.",
        "Use the same form as last year.",
        "The team is well versed in its craft.",
        "A painstaking search that came to nothing.",
        "We add to it and prep the room.",
        "Wages fall as rents climb.",
        "The study found no such link between the two.",
        "Subject to change, with minor edits.",
        "The talk drew attention and won some confidence.",
        "In part iv the plot thickens.",
        "They focus on what the group needs.",
    ],
)
def test_ordinary_words_name_nothing(lexicon, text):
    assert [hit.id for hit in lexicon.concepts(lexicon.nlp.make_doc(text))] == []


def test_hits_count_tokens_of_the_text(lexicon):
    doc = lexicon.nlp.make_doc("Some have social anxiety disorder, or SAD.")
    hits = lexicon.concepts(doc)
    assert [doc[hit.start : hit.end].text for hit in hits] == ["social anxiety disorder", "SAD"]


def test_parsed_sentence_is_frozen(nlp):
    with pytest.raises(AttributeError):
        ParsedSentence(sentence=None, doc=nlp.make_doc("x")).doc = None


def test_most_statements_of_the_shared_evidence_name_a_concept(lexicon, shared):
    """A floor under coverage: nine in ten statements name a concept of the vocabulary, seven in ten two."""
    lines = (shared / "evidence.jsonl").read_text(encoding="utf-8").splitlines()
    statements = [finding["statement"] for line in lines for finding in json.loads(line)["findings"]]
    named = [len({hit.id for hit in lexicon.concepts(lexicon.nlp.make_doc(text))}) for text in statements]
    assert sum(count >= 1 for count in named) / len(named) >= 0.9
    assert sum(count >= 2 for count in named) / len(named) >= 0.7
