"""Propositions read from sentences of many fields: what is said -> predicate, sign, polarity, strength, slots."""

import pytest
from stating import first

from kb.labels import Strength
from kb.model import Finding, Study
from kb.propositions import carry_context, finding_propositions, read_propositions
from kb.propositions.authored import check_authored
from kb.propositions.words import stem

# text, predicate cue (or ~verb), what is done for the person, denied
SIGNS = [
    ("The splint reduces wrist pain.", "reduce", 1, False),
    ("The splint reduced mobility.", "reduce", -1, False),
    ("Wrist pain fell after the splint.", "reduce", 1, False),
    ("Yoga improves sleep.", "improve", 1, False),
    ("Yoga relieves headache.", "relieve", 1, False),
    ("Salt raises the risk of stroke.", "increase", -1, False),
    ("The patch increased nausea.", "increase", -1, False),
    ("The course increased mood.", "increase", 1, False),
    ("Tobacco worsens asthma.", "worsen", -1, False),
    ("Copper does not relieve headache.", "relieve", 0, True),
    ("Copper failed to relieve headache.", "relieve", 0, True),
    ("Copper never improved sleep.", "improve", 0, True),
    ("There was no difference in headache with copper.", "no_change", 0, False),
    ("The gel is no better than placebo for headache.", "no_change", 0, False),
    ("Quinine causes nausea.", "cause", None, False),
    ("Quinine does not cause nausea.", "cause", None, True),
    ("Patients do not experience any dizziness with quinine.", "experience", None, True),
    ("Magnesium is not only cheap; magnesium relieves headache.", "relieve", 1, False),
    ("Trials have shown that magnesium relieves headache.", "relieve", 1, False),
    ("No trial has shown that magnesium relieves headache.", "relieve", 0, True),
    ("The agency has approved the inhaler for asthma.", "approve", None, False),
    ("The agency has not approved the inhaler for asthma.", "approve", None, True),
    ("Aspirin blocks cyclooxygenase.", "block", None, False),
    ("Nicotine activates acetylcholine receptors.", "activate", None, False),
    ("The rash lasted two weeks.", "last", None, False),
    ("Codeine is habit-forming.", "addictive", None, False),
    ("Copper is by no means effective for headache.", "improve", 0, True),
    ("Copper at no point reduced headache.", "reduce", 0, True),
    ("Copper was anything but effective for headache.", "improve", 0, True),
    ("Under no circumstances does quinine cause nausea.", "cause", None, True),
    ("Copper was unable to relieve headache.", "relieve", 0, True),
    ("Sertraline was not inferior to fluoxetine for migraine.", "no_change", 0, False),
    ("Aspirin must not be used in children.", "contraindicated", None, True),
    ("The use of sertraline for migraine is off-label.", "off_label", None, True),
    ("Remission of migraine was reached by 40% with sertraline.", "reach", 1, False),
    ("A halving of headache was reached by 40% with sertraline.", "reduce", 1, False),
    ("The benefit of zinc for gout is temporary.", "fade", None, False),
    ("Zinc shows promise for gout.", "promise", 1, False),
    ("Stopping sertraline can cause dizziness.", "cause", None, False),
    ("Zinc stopped working.", "work", 0, True),
    ("Serotonin plays a role in depression.", "associated", None, False),
    ("A third of patients with gout remitted on zinc.", "remit", 1, False),
    ("The pain faded with zinc.", "relieve", 1, False),
    ("Symptoms of gout subsided on zinc.", "relieve", 1, False),
    ("The benefit of zinc for gout faded.", "fade", None, False),
    ("Zinc led to a drop in pain.", "reduce", 1, False),
    ("Zinc caused fewer strokes than placebo.", "reduce", 1, False),
    ("Zinc caused nausea.", "cause", None, False),
    ("Weight did not change with zinc.", "alter", 0, True),
    ("Zinc keeps strokes at bay.", "prevent", 1, False),
    ("Zinc takes the edge off pain.", "relieve", 1, False),
    ("Zinc did nothing for gout.", "no_change", 0, False),
    ("Zinc was on a par with aspirin for gout.", "no_change", 0, False),
    ("Zinc put paid to warts.", "cure", 1, False),
    ("You can get hooked on codeine.", "addictive", None, False),
    ("The agency gave zinc the go-ahead for gout.", "approve", None, False),
    ("Zinc is best avoided in gout.", "contraindicated", None, True),
    ("Zinc holds its own against aspirin for gout.", "no_change", 0, False),
    ("Zinc wreaks havoc with sleep.", "worsen", -1, False),
    ("The tablet elicited nausea in a tenth of them.", "cause", None, False),
]


@pytest.mark.parametrize(("text", "cue", "effect", "negated"), SIGNS, ids=[row[0] for row in SIGNS])
def test_relation_sign_and_polarity(nlp, lexicon, text, cue, effect, negated):
    found = read_propositions(nlp(text), lexicon)
    match = [p for p in found if p.predicate == f"predicate.{cue}"]
    assert match, [p.predicate for p in found]
    assert match[0].negated is negated
    if effect is not None:
        assert match[0].effect == effect


# text, whether it says that the matter is open (True), closed (False), or neither (None)
DOUBTS = [
    ("More research is needed on zinc in gout.", True),
    ("The long-term risks of the hip screw remain unknown.", True),
    ("It is not fully understood how lithium affects mania.", True),
    ("The best dose of melatonin has not been established.", True),
    ("Evidence on yoga for asthma is scant.", True),
    ("Few trials have studied acupuncture for gout.", True),
    ("The role of insulin in diabetes is well established.", False),
    ("There is no open question about the safety of zinc.", False),
    ("Patients need insulin for diabetes.", None),
    ("The supply of insulin is limited.", None),
]


@pytest.mark.parametrize(("text", "open_"), DOUBTS, ids=[row[0] for row in DOUBTS])
def test_doubt_is_a_relation_of_its_own(nlp, lexicon, text, open_):
    doubts = [p for p in read_propositions(nlp(text), lexicon) if p.family == "uncertain"]
    assert [not p.negated for p in doubts] == ([] if open_ is None else [open_])


# what the sentence before says, the claim, the doer that it leaves out
CARRIED = [
    ("Sertraline lowered headache more than placebo.", "It also improves sleep.", "sertraline"),
    ("Headache fell with placebo.", "It also improves sleep.", "melatonin"),
    ("Unlike antidepressants, pain fell with melatonin.", "It needs no prescription.", "melatonin"),
    ("Sertraline is an old drug.", "It has not been approved for gout.", "sertraline"),
    ("Gout hurts.", "More research is needed.", "melatonin"),
    ("The therapy with zinc is old.", "It also improves sleep.", "zinc"),
]


@pytest.mark.parametrize(("before", "text", "doer"), CARRIED, ids=[f"{b} {t}" for b, t, _ in CARRIED])
def test_the_doer_that_is_carried_over(nlp, lexicon, before, text, doer):
    previous = read_propositions(nlp(before), lexicon)
    context = carry_context(lexicon, previous=previous, topic=("melatonin",), singular="It" in text)
    assert first(nlp, lexicon, text, context).subject == (doer,)


def test_the_second_half_of_a_sentence_is_read_alone(nlp, lexicon):
    doc = nlp("Zinc eased gout in 20% of patients, and 10% went into remission.")
    half = doc[next(t.i for t in doc if t.text == "and") :]
    (p,) = read_propositions(half, lexicon)
    assert p.object == ("remission",)
    assert [q.low for q in p.size] == [10]


STRENGTHS = [
    ("Zinc shows promise for gout.", Strength.HEDGED),
    ("Zinc may offer an option for gout.", Strength.HEDGED),
    ("Zinc may shorten a cold.", Strength.HEDGED),
    ("Zinc shortens a cold.", Strength.PLAIN),
    ("Zinc always relieves headache.", Strength.ABSOLUTE),
    ("Zinc is proven to relieve headache.", Strength.ABSOLUTE),
    ("Zinc is guaranteed to relieve headache.", Strength.ABSOLUTE),
    ("Zinc relieves headache in all patients.", Strength.ABSOLUTE),
    ("Zinc does not work for everyone.", Strength.HEDGED),
    ("Some people find relief from headache with zinc.", Strength.HEDGED),
    ("Early evidence suggests that zinc relieves headache.", Strength.HEDGED),
    ("Zinc causes no side effects whatsoever.", Strength.ABSOLUTE),
]


@pytest.mark.parametrize(("text", "strength"), STRENGTHS, ids=[row[0] for row in STRENGTHS])
def test_strength(nlp, lexicon, text, strength):
    assert first(nlp, lexicon, text).strength is strength


SHARED = [  # the strength of the second of two clauses
    ("Zinc may shorten a cold and relieve headache.", Strength.HEDGED),
    ("Zinc is thought to work by its ability to relieve pain and reduce headache.", Strength.HEDGED),
    ("Zinc may shorten a cold, and it relieves headache.", Strength.PLAIN),
]


@pytest.mark.parametrize(("text", "strength"), SHARED, ids=[row[0] for row in SHARED])
def test_a_hedge_is_shared_by_what_is_joined_beneath_it(nlp, lexicon, text, strength):
    assert read_propositions(nlp(text), lexicon)[-1].strength is strength


PRAISED = [
    "What's even better is zinc relieves headache.",
    "What is best of all is that zinc relieves headache.",
]


@pytest.mark.parametrize("text", PRAISED)
def test_what_a_sentence_only_praises_is_read_by_itself(nlp, lexicon, text):
    (p,) = read_propositions(nlp(text), lexicon)
    assert (p.subject, p.predicate, p.object) == (("zinc",), "predicate.relieve", ("headache",))
    assert text[p.start : p.end] == "zinc relieves headache."


FIGURES = [
    ("The lotion reduced itching by 40%.", "size", "40%"),
    ("The lotion relieved itching within 2 days.", "onset", "within 2 days"),
    ("The relief of itching lasted for 3 weeks.", "duration", "3 weeks"),
    ("The syrup is taken twice a day.", "frequency", "twice a day"),
    ("Children received 5 mg/kg of the syrup.", "dose", "5 mg/kg"),
]


@pytest.mark.parametrize(("text", "slot", "words"), FIGURES, ids=[row[0] for row in FIGURES])
def test_figures_go_to_their_slots(nlp, lexicon, text, slot, words):
    assert words in [q.text for p in read_propositions(nlp(text), lexicon) for q in getattr(p, slot)]


def test_things_unknown_to_the_vocabulary_are_kept_by_their_words(nlp, lexicon):
    p = first(nlp, lexicon, "Copper bracelets relieve creaky elbows.")
    assert {"~copp", "~bracelet"} <= set(p.subject)
    assert {f"~{stem('creaky')}", f"~{stem('elbow')}"} <= set(p.object)


def test_every_content_word_is_kept(nlp, lexicon):
    p = first(nlp, lexicon, "Vinegar unfailingly lowers squeaking in toddlers.")
    assert {f"~{stem(word)}" for word in ("vinegar", "unfailingly", "squeaking")} <= set(p.content)


def test_coordinated_things_are_told_apart(nlp, lexicon):
    found = read_propositions(nlp("Quinine causes nausea, dizziness and headache."), lexicon)
    assert {p.object for p in found} == {("nausea",), ("dizziness",), ("headache",)}


def test_scope_of_a_denial_ends_at_but(nlp, lexicon):
    found = read_propositions(nlp("The brace does not reduce pain but it improves sleep."), lexicon)
    assert [(p.effect, p.negated) for p in found] == [(0, True), (1, False)]


def test_without_denies_only_what_follows_it(nlp, lexicon):
    p = first(nlp, lexicon, "The balm relieves headache without dizziness.")
    assert not p.negated
    assert "!dizziness" in p.content


def test_what_a_text_only_mentions_is_not_asserted(nlp, lexicon):
    found = read_propositions(nlp("The claim that garlic cures migraine is old."), lexicon)
    assert not any(p.asserted for p in found if p.predicate == "predicate.cure")


def test_doer_and_done_to_survive_the_word_order(nlp, lexicon):
    one = first(nlp, lexicon, "Sertraline reduced headache.")
    other = first(nlp, lexicon, "Headache was reduced by sertraline.")
    assert (one.subject, one.object, one.effect) == (other.subject, other.object, other.effect)


def test_not_one_patient_is_a_denial(nlp, lexicon):
    assert first(nlp, lexicon, "Not one patient felt queasy after sertraline.").negated


def test_causes_stand_on_either_side_of_the_verb(nlp, lexicon):
    one = first(nlp, lexicon, "A cause of gout is alcohol.")
    other = first(nlp, lexicon, "Alcohol causes gout.")
    assert (one.subject, one.object) == (other.subject, other.object) == (("alcohol",), ("gout",))


# text, (doer, thing, per cent) of each statement
SHARES = [
    ("28% responded with zinc and 64% responded with lithium.", [("zinc", "", 28), ("lithium", "", 64)]),
    ("Remission was 28% with zinc and 64% with lithium.", [("zinc", "remission", 28), ("lithium", "remission", 64)]),
    ("Gout eased in 52.5% after zinc and in 11.1% after sham.", [("zinc", "gout", 52.5), ("placebo", "gout", 11.1)]),
    ("64% of patients on zinc and 28% on lithium responded.", [("zinc", "", 64), ("lithium", "", 28)]),
    ("Pain fell by 40% and headache by 30% with zinc.", [("zinc", "pain", 40), ("zinc", "headache", 30)]),
    ("Nausea occurred in 20% and dizziness in 10% of them.", [("", "nausea", 20), ("", "dizziness", 10)]),
    ("Pain fell by 30% with zinc compared with 10% on lithium.", [("zinc", "pain", 30), ("lithium", "pain", 10)]),
    ("Adults on zinc lost 15% of their weight, against 2% on sham.", [("zinc", "body_weight", 15), ("placebo", "", 2)]),
    ("58% responded and 37% remitted on zinc.", [("", "", 58), ("zinc", "remission", 37)]),
    ("Pain fell by 30% to 40% with zinc.", [("zinc", "pain", 30)]),
]


@pytest.mark.parametrize(("text", "shares"), SHARES, ids=[row[0] for row in SHARES])
def test_each_group_and_each_thing_has_its_own_figure(nlp, lexicon, text, shares):
    found = [p for p in read_propositions(nlp(text), lexicon) if p.size]
    assert [q.low for p in found for q in p.size] == [low for _, _, low in shares]
    for p, (doer, thing, _) in zip(found, shares, strict=True):
        assert not doer or doer in p.subject
        assert not thing or thing in p.object


# text, what is said apart from the main statement: (thing, what it is said to be or do)
SAID_BESIDE = [
    ("Lithium, a drug for mania, can damage the kidney.", ("lithium", "mania")),
    ("Sertraline raises serotonin, a neurotransmitter with a part in mood.", ("serotonin", "mood")),
    ("Zinc widens the arteries, lowering blood pressure.", ("zinc", "blood_pressure")),
]


@pytest.mark.parametrize(("text", "beside"), SAID_BESIDE, ids=[row[0] for row in SAID_BESIDE])
def test_what_is_said_beside_stands_alone(nlp, lexicon, text, beside):
    thing, said = beside
    found = read_propositions(nlp(text), lexicon)
    (p,) = [p for p in found if said in p.content]
    assert thing in p.subject
    assert len(found) > 1


# text, the doers that it says something of, and what it says of them
KINDS = [
    ("Like any medication, zinc can cause nausea.", {"zinc"}, {"nausea"}),
    ("Sertraline, like other SSRIs, relieves migraine.", {"sertraline"}, {"migraine"}),
    ("Side effects, nausea and headache among them, can come from zinc.", {"zinc"}, {"nausea", "headache"}),
]


@pytest.mark.parametrize(("text", "doers", "things"), KINDS, ids=[row[0] for row in KINDS])
def test_a_kind_that_is_only_named_beside_its_members_says_nothing(nlp, lexicon, text, doers, things):
    found = read_propositions(nlp(text), lexicon)
    assert {key for p in found for key in p.subject} == doers
    assert {key for p in found for key in p.object} == things


def test_a_name_in_apposition_that_the_vocabulary_knows_is_no_statement(nlp, lexicon):
    (p,) = read_propositions(nlp("Sertraline, an antidepressant, relieves migraine."), lexicon)
    assert p.content == ("sertraline", "migraine")


NOT_ALONE = [
    ("All patients took metformin with insulin, not metformin alone.", {("metformin", False), ("insulin", False)}),
    ("Every case had insulin and weight loss surgery, not weight loss surgery alone.", {("insulin", False)}),
    ("Patients did not take metformin alone.", {("metformin", True)}),
]


@pytest.mark.parametrize(("text", "told"), NOT_ALONE, ids=[row[0] for row in NOT_ALONE])
def test_not_alone_denies_nothing_of_what_was_not_alone(nlp, lexicon, text, told):
    read = read_propositions(nlp(text), lexicon)
    named = {"metformin", "insulin", "psychotherapy", "sertraline"}
    assert {(key, p.negated) for p in read for key in (*p.subject, *p.object) if key in named} == told


SUPPOSED = [
    ("If drugs have not helped, zinc may relieve migraine.", ["relieve"]),
    ("If untreated, gout can damage the kidney.", ["worsen"]),
    ("It is not known whether zinc relieves migraine.", ["uncertain"]),
]


@pytest.mark.parametrize(("text", "cues"), SUPPOSED, ids=[row[0] for row in SUPPOSED])
def test_what_is_only_supposed_is_no_part_of_what_is_said(nlp, lexicon, text, cues):
    found = [p for p in read_propositions(nlp(text), lexicon) if p.asserted]
    assert [p.predicate for p in found] == [f"predicate.{cue}" for cue in cues]


def test_what_was_to_be_found_out_is_not_asserted(nlp, lexicon):
    found = read_propositions(nlp("The team wanted to find out how effective zinc is for gout."), lexicon)
    assert not any(p.asserted for p in found if p.family == "effect")


AUTHORED = {"subject": ("sertraline",), "predicate": ("reduce",), "object": ("headache",), "size": ("about 50 %",)}


def study(**finding):
    return Study(
        id="s", type="article-journal", title="", subjects=("sertraline",),
        findings=(Finding(id="s.1", study_id="s", verified=True, **finding),),
    )  # fmt: skip


def test_authored_slots_take_the_place_of_the_statement(lexicon):
    one = study(statement="Copper cures gout.", authored=(AUTHORED,))
    (p,) = finding_propositions(one.findings[0], one, lexicon)
    assert (p.subject, p.object, p.effect) == (("sertraline",), ("headache",), 1)
    assert p.size[0].low == 50


BAD_SLOTS = [
    ({"predicate": ("reduce",), "object": ("headache",), "colour": ("red",)}, "colour"),
    ({"predicate": ("reduce",), "object": ("headache",), "size": ("rather much",)}, "size"),
    ({"predicate": ("reduce",), "object": ("headache",), "polarity": ("maybe",)}, "polarity"),
    ({"predicate": ("reduce",), "object": ("headache",), "strength": ("mighty",)}, "strength"),
    ({"object": ("headache",)}, "predicate"),
    ({"predicate": ("reduce",)}, "subject"),
    ({"predicate": ("embiggen",), "object": ("headache",)}, "predicate"),
    ({"predicate": ("reduce",), "object": ("head_acke",)}, "object"),
]


@pytest.mark.parametrize(("slots", "field"), BAD_SLOTS)
def test_bad_slots_are_named(vocabulary, slots, field):
    assert field in [name for name, _ in check_authored(slots, vocabulary)]


def test_good_slots_pass(vocabulary):
    assert list(check_authored(AUTHORED, vocabulary)) == []


@pytest.mark.parametrize("text", ["", " ", "...", "?!", "1.", "•", "Œ ß 漢字", "a" * 400])
def test_no_text_is_too_odd_to_read(nlp, lexicon, text):
    assert isinstance(read_propositions(nlp(text), lexicon), tuple)


KEPT_APART = [("harmful", "harmless"), ("safe", "unsafe"), ("effective", "ineffective"), ("increase", "decrease")]


@pytest.mark.parametrize(("one", "other"), KEPT_APART)
def test_stems_never_merge_opposites(one, other):
    assert stem(one) != stem(other)
