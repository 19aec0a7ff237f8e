"""Abbreviations that a text defines for itself: what a text defines, and what its mentions of them then say. Written for
this table, in many fields of medicine.
"""

import pytest

from kb.auditing import audit_articles, read_library
from kb.labels import BlockKind, Relation, TextHeld
from kb.model import Article, Block, HeldText, Study
from kb.pairs import Comparer
from kb.pairs.files import Pair
from kb.progress import Silent
from kb.propositions import read_propositions
from kb.short_forms import find_mentions, find_short_forms, spell_out

DEFINED = [  # text, the definitions in it
    (
        "Probiotics and the prevention of antibiotic-associated diarrhea (AAD).",
        [("AAD", "antibiotic-associated diarrhea")],
    ),
    ("We studied aortic annular dilatation (AAD) in 40 men.", [("AAD", "aortic annular dilatation")]),
    ("Patients with chronic obstructive pulmonary disease (COPD)", [("COPD", "chronic obstructive pulmonary disease")]),
    ("the proton pump inhibitors (PPIs) are", [("PPIs", "proton pump inhibitors")]),
    ("the 6-minute walk distance (6MWD) rose", [("6MWD", "6-minute walk distance")]),
    ("heart rate variability (HRV; ms)", [("HRV", "heart rate variability")]),
    ("scores of the Patient Health Questionnaire-9 (PHQ-9)", [("PHQ-9", "Patient Health Questionnaire-9")]),
    ("Montgomery–Åsberg Depression Rating Scale [MADRS]", [("MADRS", "Montgomery–Åsberg Depression Rating Scale")]),
    (
        "recurrent Clostridioides difficile infection (rCDI) and Clostridioides difficile infection (CDI)",
        [("rCDI", "recurrent Clostridioides difficile infection"), ("CDI", "Clostridioides difficile infection")],
    ),
    (
        "chronic low back pain (CLBP) and knee osteoarthritis (OA)",
        [("CLBP", "chronic low back pain"), ("OA", "osteoarthritis")],
    ),
    # An earlier short form in a later long form is read as what it stands for.
    (
        "urinary tract infection (UTI). Women with recurrent UTI (RUTI)",
        [("UTI", "urinary tract infection"), ("RUTI", "recurrent urinary tract infection")],
    ),
    # The first definition of a text holds.
    ("complete response (CR) and controlled release (CR)", [("CR", "complete response")]),
    # What defines nothing.
    ("Pain fell in both groups (n = 20).", []),
    ("The response rate was higher (15% vs 2%).", []),
    ("It was approved by the agency (FDA).", []),
    ("Anxiety fell (see Table 2) and sleep improved (P < 0.001).", []),
    ("Smith and others (2014) saw the same (RR 0.69).", []),
    ("Weight fell (kg).", []),
    ("(AAD) was seen.", []),
    ("Sertraline (an SSRI) eased anxiety.", []),
    ("It helped most people (not all).", []),
]


@pytest.mark.parametrize(("text", "expected"), DEFINED, ids=[row[0] for row in DEFINED])
def test_what_a_text_defines(text, expected):
    assert [(d.short, d.long) for d in find_short_forms(text)] == expected


# a text, its sentence that is read, keys that are in what it says, keys that are not
READ = [
    (
        "Probiotics were given against antibiotic-associated diarrhea (AAD).",
        "Probiotics reduced AAD.",
        {"probiotic", "diarrhea", "antibiotic"},
        {"american_academy_of_dermatology"},
    ),
    (
        "Probiotics were given against antibiotic-associated diarrhea (AAD).",
        "The risk of AAD fell with probiotics.",
        {"probiotic", "diarrhea"},
        {"american_academy_of_dermatology"},
    ),
    ("", "The AAD recommends sunscreen.", {"american_academy_of_dermatology"}, set()),
    (
        "The American Academy of Dermatology (AAD) wrote this.",
        "The AAD recommends sunscreen.",
        {"american_academy_of_dermatology"},
        set(),
    ),
    (
        "We studied atrial flutter after surgery (AFS).",
        "AFS fell with amiodarone.",
        {"amiodarone"},
        {"american_academy_of_dermatology", "~afs"},
    ),
    (
        "Of all people with generalised anxiety disorder (GAD), half remitted.",
        "Escitalopram relieves GAD.",
        {"escitalopram", "generalized_anxiety_disorder"},
        {"~gad"},
    ),
    (
        "Zinc gluconate glycine (ZGG) was given.",
        "ZGG shortens colds.",
        {"~gluconat", "glycine"},
        {"~zgg"},
    ),
    (
        "The seasonal allergic disturbance (SAD) of spring is common.",
        "Loratadine relieves SAD.",
        {"loratadine"},
        {"seasonal_affective_disorder", "social_anxiety_disorder"},
    ),
    (
        "Ultraviolet erythema (UE) was measured.",
        "Aspirin reduced ue.",
        {"aspirin"},
        {"~erythema"},
    ),
    (
        "Proton pump inhibitors (PPIs) are sold widely.",
        "A PPI relieves heartburn.",
        {"proton_pump_inhibitor"},
        {"~ppi"},
    ),
    (
        "Cognitive bias training (CBT) is a computer game.",
        "CBT reduced anxiety.",
        {"anxiety", "~bias"},
        {"cognitive_behavioural_therapy", "cbt"},
    ),
    (
        "Myocardial infarction (MI) was the primary outcome.",
        "Aspirin reduces the risk of MI.",
        {"aspirin", "myocardial_infarction"},
        {"~mi"},
    ),
    (
        "Motivational interviewing (MI) was compared with advice.",
        "MI reduced smoking.",
        {"motivational_interviewing"},
        {"heart_attack", "myocardial_infarction"},
    ),
    (
        "Postoperative nausea (PON) is common.",
        "Ondansetron prevented PON in adults.",
        {"ondansetron", "nausea"},
        {"~pon"},
    ),
]


@pytest.mark.parametrize(("text", "sentence", "there", "absent"), READ, ids=[f"{r[0][:40]}|{r[1]}" for r in READ])
def test_what_a_mention_says(nlp, lexicon, text, sentence, there, absent):
    own = lexicon.defining(find_short_forms(f"{text} {sentence}"))
    keys = {key for p in read_propositions(nlp(sentence), own) for key in p.content}
    assert there <= keys
    assert not absent & keys


SAME = [  # a definition, with the short form, with the long form: the keys are alike
    (
        "antibiotic-associated diarrhea (AAD)",
        "Probiotics reduced AAD.",
        "Probiotics reduced antibiotic-associated diarrhea.",
    ),
    ("Zinc gluconate glycine (ZGG)", "ZGG shortens colds.", "Zinc gluconate glycine shortens colds."),
    ("necrotizing enterocolitis (NEC)", "Breast milk prevents NEC.", "Breast milk prevents necrotizing enterocolitis."),
    ("total knee arthroplasty (TKA)", "TKA relieves pain.", "Total knee arthroplasty relieves pain."),
    ("exercise-induced asthma (EIA)", "Salbutamol relieves EIA.", "Salbutamol relieves exercise-induced asthma."),
    ("radiation dermatitis (RD)", "The cream reduced RD.", "The cream reduced radiation dermatitis."),
]


@pytest.mark.parametrize(("text", "short", "long"), SAME, ids=[row[1] for row in SAME])
def test_short_and_long_form_say_the_same(nlp, lexicon, text, short, long):
    own = lexicon.defining(find_short_forms(text))
    of_short, of_long = (
        [(p.predicate, set(p.subject), set(p.object), set(p.content)) for p in read_propositions(nlp(words), own)]
        for words in (short, long)
    )
    assert of_short == of_long


def test_two_texts_that_define_one_abbreviation_differently_share_a_sentence(nlp, lexicon):
    doc = nlp("MI fell by a third.")
    heart = lexicon.defining(find_short_forms("myocardial infarction (MI)"))
    talk = lexicon.defining(find_short_forms("mitral insufficiency (MI)"))
    before = read_propositions(doc, lexicon)
    read = [{k for p in read_propositions(doc, own) for k in p.content} for own in (heart, talk, heart, talk)]
    assert read[0] == read[2] != read[1] == read[3]
    assert read_propositions(doc, lexicon) == before


PAIRS = [  # copy, evidence, what it says of the copy
    (
        "Probiotics reduce antibiotic-associated diarrhea.",
        "We studied antibiotic-associated diarrhea (AAD). Probiotics reduced AAD.",
        Relation.SUPPORTS,
    ),
    (
        "Lactoferrin (LF) prevents necrotizing enterocolitis.",
        "Necrotizing enterocolitis (NEC) was the outcome. Lactoferrin was given. Lactoferrin prevented NEC.",
        Relation.SUPPORTS,
    ),
    (
        "Probiotics are recommended by the American Academy of Dermatology.",
        "We studied antibiotic-associated diarrhea (AAD). Probiotics are recommended against AAD.",
        Relation.SILENT,
    ),
]


@pytest.mark.parametrize(("copy", "evidence", "relation"), PAIRS, ids=[row[0] for row in PAIRS])
def test_short_forms_meet_long_ones(lexicon, copy, evidence, relation):
    (answer,) = Comparer(lexicon).compare([Pair(id=1, claim=copy, evidence=evidence)])
    assert answer.relation is relation


def test_places_in_a_spelled_text_are_those_of_the_text():
    text = "Zinc eased PON (nausea) and PON again; postoperative nausea (PON) fell."
    spelled = spell_out(text, find_mentions(text, find_short_forms(text)))
    assert spelled.text.count("postoperative nausea") == 3
    assert len(spelled.mentions) == 3  # the third is the bracket that defines
    for word in ("Zinc", "eased", "(nausea)", "again", "fell"):
        start = spelled.text.index(word)
        assert text[spelled.place(start) : spelled.place(start + len(word), end=True)] == word
    start = spelled.text.index("postoperative")
    assert text[spelled.place(start) : spelled.place(start + 20, end=True)] == "PON"
    assert text[spelled.place(start + 3) : spelled.place(start + 10, end=True)] == "PON"


ABSTRACT = """BACKGROUND: Antibiotic-associated diarrhea (AAD) is common in hospitals.

RESULTS: Probiotics reduced AAD in 60 adults. Zinc did not reduce AAD in them."""


def test_what_an_abstract_defines_holds_in_all_its_sentences(lexicon):
    held = HeldText(kind=TextHeld.ABSTRACT, text=ABSTRACT, path="x.txt", sha256="0")
    study = Study(id="x", type="article", title="Probiotics in adults", text_held=TextHeld.ABSTRACT, held=held)
    other = Study(
        id="y",
        type="article",
        title="Sunscreen",
        text_held=TextHeld.ABSTRACT,
        held=HeldText(kind=TextHeld.ABSTRACT, text="RESULTS: The AAD recommends sunscreen.", path="y.txt", sha256="1"),
    )
    known = read_library([study, other], lexicon, Silent())
    keys = {ident: {key for p in found for key in p.content} for ident, found in known.readings.items()}
    of_x = set().union(*(found for ident, found in keys.items() if ident.startswith("x.")))
    of_y = set().union(*(found for ident, found in keys.items() if ident.startswith("y.")))
    assert "diarrhea" in of_x
    assert "american_academy_of_dermatology" not in of_x
    assert "american_academy_of_dermatology" in of_y


def test_what_an_article_defines_holds_in_it_alone(lexicon):
    known = read_library([], lexicon, Silent())
    texts = (
        "Probiotics prevent antibiotic-associated diarrhea (AAD).\nTablets with probiotics reduce AAD by half.",
        "The AAD recommends sunscreen.\nTablets with probiotics reduce AAD by half.",
    )
    articles = []
    for number, text in enumerate(texts):
        cut = text.index("\n")
        ends = ((0, cut), (cut + 1, len(text)))
        blocks = tuple(Block(index=i, kind=BlockKind.PROSE, start=a, end=b) for i, (a, b) in enumerate(ends))
        articles.append(Article(id=f"page{number}", title="", text=text, path="", sha256="", blocks=blocks))
    for order in (articles, articles[::-1]):
        for audit in audit_articles(order, known, Silent()):
            said = {key for claim in audit.claims for p in claim.propositions for key in p.content}
            defines = audit.article.id == "page0"
            assert ("american_academy_of_dermatology" not in said) is defines
            assert ("diarrhea" in said) is defines
            for claim in audit.claims:
                assert audit.article.text[claim.start : claim.end] == claim.quote
                assert all(0 <= p.start < p.end <= len(claim.quote) for p in claim.propositions)
