"""Sentences whose verb the small model takes for a noun or an adjective: the verb regained, and nothing made of titles."""

import pytest

from kb.propositions import read_propositions
from kb.propositions.verbs import regain_verb

REGAINED = [  # sentence, its verb, what does it, what it is done to, what that means for the person
    ("Yoga halves pain.", "halves", "yoga", "pain", 1),
    ("Botox halves migraine days.", "halves", "onabotulinumtoxina", "migraine", 1),
    ("Ketamine halves depression scores within a day.", "halves", "ketamine", "depression", 1),
    ("Daily walking triples energy.", "triples", "walking", "~energ", 1),
    ("Semaglutide reduced body weight by 15%.", "reduced", "semaglutide", "body_weight", None),
    ("Metformin cuts diabetes risk.", "cuts", "metformin", "diabetes", 1),
    ("Acupuncture cures tinnitus.", "cures", "acupuncture", "tinnitus", 1),
    ("Ketamine acts on opioid receptors to ease pain.", "acts", "ketamine", "opioid_receptor", None),
    ("Magnesium calms anxiety.", "calms", "magnesium", "anxiety", 1),
    ("In a trial of 90 adults, semaglutide reduced body weight.", "reduced", "semaglutide", "body_weight", None),
    ("Among adults with insomnia, melatonin 2 mg nightly halved anxiety.", "halved", "melatonin", "anxiety", 1),
    ("Our ketamine infusions calm anxiety.", "calm", "ketamine", "anxiety", 1),
    ("Our ketamine infusions lower pain scores.", "lower", "ketamine", "pain_scale", 1),
]
REGAINED += [
    ("CBT for insomnia reduced sleep onset latency.", "reduced", "cognitive_behavioral_therapy", "sleep_latency", 1),
    ("Botox for chronic migraine halves headache days.", "halves", "onabotulinumtoxina", "headache", 1),
]
JOINED = [  # sentence; of each clause: relation, thing, what that means for the person
    ("Zinc reduced knee pain and improved sleep quality.", [("reduce", "knee_pain", 1), ("improve", "sleep", 1)]),
    ("Zinc reduced pain and increased mobility.", [("reduce", "pain", 1), ("increase", "mobility", 1)]),
    ("Metformin reduced weight and improved insulin sensitivity.", [("reduce", "body_weight", None), ("improve", "insulin_sensitivity", 1)]),
    ("Yoga decreased stress and improved mood.", [("reduce", "stress", 1), ("improve", "mood", 1)]),
    ("Yoga has decreased stress and improved mood.", [("reduce", "stress", 1), ("improve", "mood", 1)]),
    ("Zinc showed reduced pain and improved sleep.", [("reduce", "pain", 1), ("improve", "sleep", 1)]),
    ("Patients had reduced pain, improved sleep and increased energy.",
     [("reduce", "pain", 1), ("improve", "sleep", 1), ("increase", "~energ", 1)]),
    ("Zinc reduced knee pain (P=0.01) and improved sleep quality (P=0.4).", [("reduce", "knee_pain", 1), ("improve", "sleep", 1)]),
    ("Patients on zinc reported reduced anxiety and pain.", [("reduce", "anxiety", 1), ("reduce", "pain", 1)]),
    ("Zinc lowers pain and improves sleep.", [("reduce", "pain", 1), ("improve", "sleep", 1)]),
]  # fmt: skip
KEPT = [
    "Zinc led to improved sleep and reduced pain.",
    "The study found pain and reduced mobility.",
    "Massage eases neck pain.",
    "Ketamine therapy for depression",
    "Ketamine and reduced anxiety",
    "Patients with reduced pain after massage",
    "Lower blood pressure naturally",
    "Botox: fewer migraine days",
    "Side effects of ketamine infusions",
    "It worked.",
    "",
]


@pytest.mark.parametrize(("text", "verb", "doer", "thing", "effect"), REGAINED, ids=[row[0] for row in REGAINED])
def test_a_verb_is_regained(lexicon, text, verb, doer, thing, effect):
    doc = lexicon.nlp(text)
    found = regain_verb(doc, lexicon)
    root = next(t for t in found if t.head.i == t.i)
    assert (root.text, root.pos_) == (verb, "VERB")
    assert [(t.text, t.idx, t.whitespace_) for t in found] == [(t.text, t.idx, t.whitespace_) for t in doc]
    (said,) = read_propositions(doc, lexicon)
    assert (said.subject, said.effect) == ((doer,), effect)
    assert thing in said.object


@pytest.mark.parametrize("text", KEPT)
def test_what_has_its_verb_or_needs_none_is_kept(lexicon, text):
    doc = lexicon.nlp(text)
    assert regain_verb(doc, lexicon) is doc


@pytest.mark.parametrize(("text", "expected"), JOINED, ids=[row[0] for row in JOINED])
def test_a_joined_verb_is_a_relation_of_its_own(lexicon, text, expected):
    found = read_propositions(lexicon.parse(text), lexicon)
    told = [(p.predicate.removeprefix("predicate."), thing, p.effect) for p in found for thing in p.object]
    assert told == expected


@pytest.mark.parametrize(
    "opening", ["Compared with placebo", "As compared with placebo", "Relative to placebo", "Versus placebo"]
)
@pytest.mark.parametrize("doer", ["zinc", "semaglutide", "ibuprofen"])
def test_what_a_sentence_opens_with_is_what_is_compared_with(lexicon, opening, doer):
    (said,) = read_propositions(lexicon.parse(f"{opening}, {doer} improved pain."), lexicon)
    assert (said.subject, said.object, said.comparator) == ((doer,), ("pain",), ("placebo",))


GIVEN = [  # sentence; doer, relation, thing, figure of its first statement
    ("38% of patients treated with dupilumab achieved remission.", "dupilumab", "remit", "remission", "38%"),
    ("60% of patients treated with zinc achieved remission of gout.", "zinc", "remit", "gout", "60%"),
    ("60% of patients treated with zinc had less pain.", "zinc", "reduce", "pain", "60%"),
    ("Patients treated with zinc reported reduced pain.", "zinc", "reduce", "pain", ""),
    ("Patients treated with reduced doses of zinc had less pain.", "zinc", "reduce", "pain", ""),
    ("Patients given zinc reported less pain than those given placebo.", "zinc", "reduce", "pain", ""),
]


@pytest.mark.parametrize(("text", "doer", "relation", "thing", "figure"), GIVEN, ids=[row[0] for row in GIVEN])
def test_what_people_were_given_is_not_what_came_of_it(lexicon, text, doer, relation, thing, figure):
    said, *_ = read_propositions(lexicon.parse(text), lexicon)
    assert (said.subject, said.predicate) == ((doer,), f"predicate.{relation}")
    assert thing in said.object
    assert [q.text for q in said.size] == ([figure] if figure else [])
