"""The words themselves: every example and counter-example of the vocabulary, its hierarchy, and what the loader refuses."""

import pytest

from kb.nlp import Lexicon
from kb.vocab import KINDS, SHIPPED, Vocabulary, VocabularyError, load_vocabulary
from kb.wording import forms, is_acronym

SHIPPED_WORDS = load_vocabulary()
CONCEPTS = tuple(SHIPPED_WORDS.concepts.values())
CUES = tuple(SHIPPED_WORDS.cues.values())
# The reader of articles matches these against a whole line, without spaCy; tests/test_read.py has their lines.
LAYOUT_CUES = tuple(cue for cue in CUES if cue.category.startswith("layout_"))
SPOKEN_CUES = tuple(cue for cue in CUES if not cue.category.startswith("layout_"))

# Concepts that every part of the program and the study records name: renaming one breaks them.
FIXED_IDS = (
    "anxiety", "anxiety_disorder", "generalized_anxiety_disorder", "social_anxiety_disorder", "panic_disorder",
    "specific_phobia", "separation_anxiety_disorder", "agoraphobia", "depression", "major_depressive_disorder",
    "treatment_resistant_depression", "post_traumatic_stress_disorder", "obsessive_compulsive_disorder", "ketamine",
    "esketamine", "benzodiazepine", "ssri", "snri", "cognitive_behavioral_therapy", "ketamine_assisted_psychotherapy",
    "dissociation", "nausea", "respiratory_depression", "dependence", "nmda_receptor", "bdnf", "neuroplasticity",
    "synaptogenesis", "intravenous", "subcutaneous", "intramuscular", "sublingual", "oral", "intranasal", "ham_a",
    "lsas", "madrs", "fear_questionnaire", "default_mode_network", "placebo", "single_dose", "maintenance_treatment",
)  # fmt: skip


def ids_in(lexicon: Lexicon, text: str) -> set[str]:
    return {hit.id for hit in lexicon.concepts(lexicon.nlp.make_doc(text))}


@pytest.mark.parametrize("concept", [c for c in CONCEPTS if c.examples or c.counter_examples], ids=lambda c: c.id)
def test_examples_of_concept(lexicon, concept):
    for example in concept.examples:
        assert concept.id in ids_in(lexicon, example), example
    for example in concept.counter_examples:
        assert concept.id not in ids_in(lexicon, example), example


MISREAD = {"predicate.worsen": "the small model takes 'worsens' for a noun and leaves it as it is"}


@pytest.mark.parametrize("cue", SPOKEN_CUES, ids=lambda c: c.id)
def test_examples_of_cue(lexicon, cue, request):
    if cue.id in MISREAD:
        request.applymarker(pytest.mark.xfail(reason=MISREAD[cue.id], strict=False))
    for example in cue.examples:
        assert cue.id in {hit.id for hit in lexicon.cues(lexicon.nlp(example), cue.category)}, example
    for example in cue.counter_examples:
        assert cue.id not in {hit.id for hit in lexicon.cues(lexicon.nlp(example), cue.category)}, example


@pytest.mark.parametrize("cue", LAYOUT_CUES, ids=lambda c: c.id)
def test_examples_of_layout_cue_hold_a_phrase_of_it(cue):
    for example in cue.examples:
        assert any(phrase.lower() in example.lower() for phrase in cue.phrases), example


# Hosts and abbreviations are bare lists, and say by themselves what they match.
@pytest.mark.parametrize(
    "cue", [c for c in CUES if not c.category.startswith(("not_evidence_host", "abbreviation"))], ids=lambda c: c.id
)
def test_cue_has_examples(cue):
    assert cue.examples


def test_no_two_concepts_share_a_form():
    owners: dict[str, str] = {}
    for concept in CONCEPTS:
        for phrase in concept.phrases:
            for form in forms(phrase if is_acronym(phrase) else phrase.lower()):
                assert owners.setdefault(form, concept.id) == concept.id, form


@pytest.mark.parametrize(
    ("ident", "route"),
    [("atorvastatin", "oral"), ("semaglutide", "subcutaneous"), ("influenza_vaccine", "parenteral"), ("ketamine", "")],
)
def test_how_a_treatment_is_usually_given(vocabulary, ident, route):
    assert vocabulary.usual_route(ident) == route


@pytest.mark.parametrize("ident", FIXED_IDS)
def test_id_stands(ident):
    assert ident in SHIPPED_WORDS.concepts


def test_breadth():
    """The vocabulary serves a reviewer of any field, so each kind of thing is there in number."""
    counts = {kind: len(SHIPPED_WORDS.concepts_of(kind)) for kind in KINDS}
    assert len(CONCEPTS) >= 1000
    assert {kind for kind, count in counts.items() if count < 3} == set()


@pytest.mark.parametrize(
    ("narrow", "broad"),
    [
        ("generalized_anxiety_disorder", "anxiety_disorder"),
        ("generalized_anxiety_disorder", "anxiety"),
        ("treatment_refractory_gad", "treatment_resistant_anxiety"),
        ("treatment_refractory_sad", "social_anxiety_disorder"),
        ("agoraphobia", "phobia"),
        ("treatment_resistant_depression", "major_depressive_disorder"),
        ("treatment_resistant_depression", "mental_disorder"),
        ("bipolar_depression", "depression"),
        ("bipolar_depression", "bipolar_disorder"),
        ("ham_a", "anxiety"),
        ("lsas", "social_anxiety_disorder"),
        ("alprazolam", "benzodiazepine"),
        ("alprazolam", "anxiolytic"),
        ("propranolol", "beta_blocker"),
        ("deep_tms", "tms"),
        ("ketamine", "nmda_antagonist"),
        ("esketamine", "dissociative_anesthetic"),
        ("subcutaneous", "parenteral"),
        ("toddler", "child"),
        ("preterm_infant", "infant"),
        ("older_adult", "adult"),
        ("care_home_resident", "older_adult"),
        ("saline", "placebo"),
        ("lozenge", "sublingual"),
        ("respiratory_depression", "serious_adverse_effect"),
        ("respiratory_depression", "adverse_effect"),
        ("veteran", "adult"),
        ("mouse", "animal"),
        ("subgenual_cortex", "prefrontal_cortex"),
        ("semaglutide", "glp_1_agonist"),
        ("atorvastatin", "lipid_lowering_drug"),
        ("type_2_diabetes", "metabolic_disease"),
        ("melanoma", "cancer"),
        ("influenza_vaccine", "vaccine"),
        ("schedule_iii", "controlled_substance"),
    ],
)
def test_is_a(vocabulary, narrow, broad):
    assert vocabulary.is_a(narrow, broad)
    assert not vocabulary.is_a(broad, narrow)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("esketamine", "ketamine"),
        ("arketamine", "ketamine"),
        ("generalized_anxiety_disorder", "social_anxiety_disorder"),
        ("anxiety", "depression"),
        ("intravenous", "subcutaneous"),
        ("ketamine_assisted_psychotherapy", "ketamine"),
        ("post_traumatic_stress_disorder", "anxiety_disorder"),  # DSM-5 took it out of the anxiety disorders
        ("obsessive_compulsive_disorder", "anxiety_disorder"),  # and this
        ("nmda_receptor", "nmda_antagonist"),
        ("abobotulinumtoxina", "onabotulinumtoxina"),
        ("human", "animal"),
    ],
)
def test_is_not_a(vocabulary, one, other):
    assert not vocabulary.is_a(one, other)
    assert not vocabulary.is_a(other, one)


def test_relatives_and_labels(vocabulary):
    assert vocabulary.are_related("ketamine", "esketamine")
    assert vocabulary.are_related("esketamine", "ketamine")
    assert not vocabulary.are_related("ketamine", "sertraline")
    assert vocabulary.label("ssri") == "SSRI"
    assert vocabulary.label("~red_button") == "red button"
    assert vocabulary.ancestors("no_such_concept") == frozenset()


def written(tmp_path, *texts: str) -> Vocabulary:
    for number, text in enumerate(texts, 1):
        (tmp_path / f"words{number}.yml").write_text(text, encoding="utf-8")
    return load_vocabulary(tmp_path)


def concept(ident: str, label: str, rest: str = "") -> str:
    return f"  {ident}: {{label: {label}, kind: drug{rest}}}\n"


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        (["concepts: ["], "words1.yml: line 2"),
        (["concepts:\n" + concept("a", "tea") + concept("a", "milk")], "words1.yml: line 3: key 'a' stands twice"),
        (["concepts:\n  a: {label: tea}\n"], "words1.yml: concepts.a.kind: Field required"),
        (["concepts:\n" + concept("a", "tea", ", colour: red")], "words1.yml: concepts.a.colour: Extra inputs"),
        (["words: {}\n"], "words1.yml: words: Extra inputs"),
        (["concepts:\n" + concept("a", "tea", ", synonyms: oolong")], "words1.yml: concepts.a.synonyms: Input should"),
        (["concepts:\n" + concept("a", "tea", ", broader: [z]")], "words1.yml: a.broader: 'z' is no concept"),
        (["concepts:\n" + concept("a", "tea", ", related: [z]")], "words1.yml: a.related: 'z' is no concept"),
        (
            ["concepts:\n" + concept("a", "tea", ", broader: [b]") + concept("b", "milk", ", broader: [a]")],
            "words1.yml: a.broader: leads in a circle to itself",
        ),
        (["concepts:\n" + concept("a", "tea", ", broader: [a]")], "words1.yml: a.broader: leads in a circle"),
        (
            ["concepts:\n" + concept("a", "tea"), "concepts:\n" + concept("a", "milk")],
            "words2.yml: a: is already defined in words1.yml",
        ),
        (
            ["concepts:\n" + concept("a", "tea"), "concepts:\n" + concept("b", "Tea")],
            "words2.yml: b: phrase 'Tea' already belongs to 'a'",
        ),
        (
            ["concepts:\n  a: {label: tea, kind: beverage}\n"],
            "words1.yml: a.kind: 'beverage' is none of adverse_effect",
        ),
        (["extends:\n  z: {phrases: [tea]}\n"], "words1.yml: extends.z: no file defines this id"),
        (
            ["concepts:\n" + concept("a", "tea"), "extends:\n  a: {synonyms: [cha]}\n"],
            "words2.yml: extends.a.synonyms: Extra inputs",
        ),
        (
            ["concepts:\n" + concept("a", "tea") + concept("b", "milk"), "extends:\n  a: {phrases: [Milk]}\n"],
            "words1.yml: b: phrase 'milk' already belongs to 'a'",
        ),
        (
            ["cues:\n  c: {category: x, phrases: [so]}\n", "extends:\n  c: {broader: [c]}\n"],
            "words2.yml: extends.c.broader: is for concepts",
        ),
        (["cues:\n  c: {category: x}\n"], "words1.yml: cues.c.phrases: Field required"),
        (["cues:\n  c: {category: x, phrases: [no, on, 1]}\n"], "words1.yml: cues.c.phrases.2: Input should be"),
    ],
)
def test_loader_names_file_and_field(tmp_path, texts, problem):
    with pytest.raises(VocabularyError) as caught:
        written(tmp_path, *texts)
    assert any(str(fault).startswith(problem) for fault in caught.value.problems), caught.value.problems


def test_every_fault_is_reported_at_once(tmp_path):
    with pytest.raises(VocabularyError) as caught:
        written(tmp_path, "concepts: [", "words: {}\n", "concepts:\n" + concept("a", "tea", ", broader: [z]"))
    assert [fault.path for fault in caught.value.problems] == ["words1.yml", "words2.yml", "words3.yml"]


def test_words_that_plain_yaml_bends_stay_words(tmp_path):
    words = written(tmp_path, "cues:\n  c: {category: x, phrases: [no, on, yes, off]}\n")
    assert words.cues["c"].phrases == ("no", "on", "yes", "off")


def test_an_acronym_and_a_word_of_its_letters_are_two_phrases(tmp_path):
    words = written(tmp_path, "concepts:\n" + concept("a", "SAD") + concept("b", "sad"))
    assert set(words.concepts) == {"a", "b"}


def test_two_ways_up_are_no_circle(tmp_path):
    diamond = concept("a", "tea", ", broader: [b, c]") + concept("b", "leaf", ", broader: [d]")
    words = written(tmp_path, "concepts:\n" + diamond + concept("c", "drink", ", broader: [d]") + concept("d", "thing"))
    assert words.ancestors("a") == {"b", "c", "d"}


def test_a_folder_adds_to_the_shipped_words(tmp_path):
    (tmp_path / "own.yml").write_text("concepts:\n" + concept("own_drug", "Ownitol"), encoding="utf-8")
    both = load_vocabulary(SHIPPED, tmp_path)
    assert {"own_drug", "ketamine"} <= set(both.concepts)
    assert both.digest != SHIPPED_WORDS.digest
    assert load_vocabulary().digest == SHIPPED_WORDS.digest


def test_a_folder_adds_words_to_entries_that_are_there(tmp_path):
    own = "extends:\n  ketamine: {phrases: [Special K infusion], examples: [a Special K infusion]}\n"
    own += "  predicate.improve: {phrases: [perk up]}\n"
    (tmp_path / "own.yml").write_text(own, encoding="utf-8")
    both = load_vocabulary(SHIPPED, tmp_path)
    assert both.concepts["ketamine"].phrases == (*SHIPPED_WORDS.concepts["ketamine"].phrases, "Special K infusion")
    assert "perk up" in both.cues["predicate.improve"].phrases
    assert both.concepts["esketamine"] == SHIPPED_WORDS.concepts["esketamine"]
    assert both.digest != SHIPPED_WORDS.digest


def test_a_file_that_is_no_text_is_one_problem(tmp_path):
    (tmp_path / "own.yml").write_bytes(b"concepts: \xff\xfe")
    with pytest.raises(VocabularyError, match=r"own\.yml: is not UTF-8 text"):
        load_vocabulary(tmp_path)
