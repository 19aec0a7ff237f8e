"""How copy for lay readers is read: sentences of two halves, doubt, "it" as object, nouns for what is done, people told
apart by a clause of their own, and what comes back after a treatment.

Each row gives a sentence and what one of its propositions must say, as predicate, a key of its subject, a key of its
object, and whether it is denied; "" asks nothing. The sentences were written for this table.
"""

import pytest

from kb.propositions import Context, read_propositions

READ = [
    # the parser takes the verb of the first half for a noun, and finds one clause
    ("Statins lower cholesterol, but they cause muscle pain.", "predicate.cause", "statin", "muscle_pain", False),
    ("Statins lower cholesterol, but they cause muscle pain.", "predicate.reduce", "statin", "cholesterol", False),
    ("Ketamine shows promise in treatment-resistant anxiety, but its safety needs further research.",
     "predicate.promise", "ketamine", "treatment_resistant_anxiety", False),
    ("Ketamine shows promise in treatment-resistant anxiety, but its safety needs further research.",
     "predicate.more_research", "ketamine", "", False),
    # what is still to be found out is not told
    ("It will take further research to establish how safe ketamine is in anxiety disorders.",
     "predicate.more_research", "", "ketamine", False),
    # the treatment as "it"
    ("Ketamine is new and most insurance providers do not yet cover it.", "predicate.covered", "insurance", "ketamine", True),
    # a noun for what is done to a trouble
    ("Cessation of pain can follow acupuncture.", "predicate.relieve", "acupuncture", "pain", False),
    # what people are like is not what is said of the drug
    ("Ketamine was first used for soldiers who were injured during battle.", "predicate.use", "ketamine", "", False),
    ("Ketamine can be used as an anesthetic during surgery.", "predicate.use", "ketamine", "anesthetic", False),
    # after a treatment
    ("Weight came back when tirzepatide was discontinued.", "predicate.return", "tirzepatide", "body_weight", False),
    ("After stopping semaglutide, participants regained two-thirds of the weight.",
     "predicate.regain", "semaglutide", "body_weight", False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "predicate", "subject", "thing", "negated"), READ)
def test_reading(nlp, lexicon, text, predicate, subject, thing, negated):
    found = read_propositions(nlp(text), lexicon)
    met = [p for p in found if p.predicate == predicate and p.negated is negated]
    met = [p for p in met if (not subject or subject in p.subject) and (not thing or thing in p.object)]
    assert met, found


ABSENT = [
    ("It will take further research to establish how safe ketamine is in anxiety disorders.", "predicate.is_safe"),
    ("Ketamine was first used for soldiers who were injured during battle.", "predicate.worsen"),
]


@pytest.mark.parametrize(("text", "predicate"), ABSENT)
def test_what_is_not_said(nlp, lexicon, text, predicate):
    assert all(p.predicate != predicate for p in read_propositions(nlp(text), lexicon))


def test_halves_keep_their_places(nlp, lexicon):
    text = "Statins lower cholesterol, but they cause muscle pain in 5% of patients."
    told = [p for p in read_propositions(nlp(text), lexicon, Context()) if p.family == "cause"]
    assert [text[p.start : p.end].rstrip(".") for p in told] == ["they cause muscle pain in 5% of patients"]
    assert [text[q.start : q.end] for p in told for q in p.size] == ["5%"]


BACK = [
    ("Anxiety returned within two weeks after the last injection.", -1),
    ("The rash vanished within two weeks.", 1),
]


@pytest.mark.parametrize(("text", "effect"), BACK)
def test_what_comes_back_is_not_relieved(nlp, lexicon, text, effect):
    assert [p.effect for p in read_propositions(nlp(text), lexicon)] == [effect]
