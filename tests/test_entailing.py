"""General statements against findings that tell them in another shape, in many fields of medicine.

Each row gives the copy, what the library holds (one study a statement) and whether the library bears the copy out. What
a statement leaves open, two different findings fill; what a ruling denies of all, it denies of each; a share tells that
people differ. The rows that must not be borne out are the same statements with one thing turned.
"""

import pytest
from test_evidence import make_claim, make_library, make_study

from kb.evidence import assess_claim
from kb.labels import Relation


@pytest.fixture
def borne_out(nlp, lexicon):
    def run(copy, statements, **facts):
        studies = [make_study([s], id=f"s{i}", **facts) for i, s in enumerate(statements)]
        claim = make_claim(copy, nlp, lexicon)
        found = assess_claim(claim, make_library(studies, lexicon), (), lexicon.vocabulary)
        parts = {part for a in found if a.relation is Relation.SUPPORTS for part in a.parts}
        return parts.issuperset(range(len(claim.propositions)))

    return run


WAYS = ["Subcutaneous methotrexate was given weekly.", "Oral methotrexate was given weekly."]
CAUSES = ["Obesity causes gout.", "Kidney disease causes gout."]
RISKS = ["Obesity is a risk factor for asthma.", "Allergy is associated with asthma."]
DRUGS = ["Propranolol is used for migraine.", "Topiramate reduced migraine."]
RULING = ["Botulinum toxin is not approved for any psychiatric disorder."]
SHARE = ["About 60% of patients with migraine responded to propranolol."]
WEIGHT = ["Heparin was given at 80 units/kg.", "Enoxaparin was given at 1 mg/kg."]
HABIT = ["Zolpidem can cause dependence."]
COUNT = ["Psoriasis affects about 125 million people."]
ONLY = ["Botulinum toxin is approved only for cervical dystonia and migraine."]
GROUPS = ["Cytokines were higher in patients with psoriasis than in healthy controls."]
DOSED = ["Methotrexate is given for psoriasis at a much lower dose than for cancer."]
PASSING = ["The effect of zolpidem on insomnia lasts only as long as the drug is in the body."]
LISTED = ["Morphine causes sedation, constipation and pain relief."]
TOGETHER = ["Of people with asthma 40% had eczema."]

BORNE = [
    # several of a kind: two different things
    ("There are several ways of giving methotrexate.", WAYS),
    ("Methotrexate can be administered in several different ways.", WAYS),
    ("Methotrexate comes in multiple different forms.", WAYS),
    ("Gout has several causes.", CAUSES),
    ("There are many causes of gout.", CAUSES),
    ("Many factors contribute to asthma.", RISKS),
    ("There can be many contributing factors to asthma.", RISKS),
    ("There are many treatments for migraine.", DRUGS),
    # a denial of another instance denies none of these
    ("There are many treatments for migraine.", [*DRUGS, "Fish oil did not reduce migraine."]),
    ("Methotrexate can be given in various ways.", [*WAYS, "Methotrexate is not given rectally."]),
    # what is denied of all is denied of each
    ("Botulinum toxin is not approved for depression.", RULING),
    (
        "The FDA has not approved injected botulinum toxin for depression.",
        ["Botulinum toxin is not FDA-approved for any psychiatric disorder."],
    ),
    ("Botulinum toxin is not approved for depression in adolescents.", RULING),
    # what is approved for one thing alone is approved for nothing else
    ("The FDA has not approved botulinum toxin for depression.", ONLY),
    # two groups apart go with what parts them
    ("Cytokines are associated with psoriasis.", GROUPS),
    ("Psoriasis correlates with cytokines.", GROUPS),
    ("Depression is associated with cytokines.", ["Cytokines were lower in healthy controls than in depression."]),
    # how much is given, how long it works, what it does beside
    ("For psoriasis, methotrexate is given at a dose much lower than cancer requires.", DOSED),
    ("Zolpidem helps with insomnia only as long as it stays in the body.", PASSING),
    ("Morphine has many effects, including constipation and sedation.", LISTED),
    ("Drugs like zolpidem can cause dependence.", HABIT),
    # a share, a dose, a count
    ("People with migraine respond to treatment differently.", SHARE),
    ("Response to treatment differs among those with migraine.", SHARE),
    ("The dose of enoxaparin depends on body weight.", WEIGHT),
    ("Psoriasis affects millions of people.", COUNT),
    ("Asthma rarely occurs in isolation.", TOGETHER),
    # another word for what it causes
    ("Zolpidem can be habit-forming.", HABIT),
    ("Zolpidem can lead to habit formation.", HABIT),
    # a trouble may bring about another; a session has a length
    ("An infusion of iron lasts about 30 minutes.", ["An iron infusion lasts 30 minutes."]),
    ("Quick relief from migraine can come from sumatriptan.", ["Sumatriptan relieved migraine within 1 hour."]),
]

NOT_BORNE = [
    ("There are several ways of giving methotrexate.", WAYS[:1]),
    ("There are several ways of giving methotrexate.", ["Subcutaneous insulin is given daily.", "Oral iron is given."]),
    ("Methotrexate comes in multiple different forms.", [WAYS[0], "Methotrexate is not given orally."]),
    ("Gout has several causes.", CAUSES[:1]),
    ("Gout has several causes.", ["Obesity causes gout.", "Overweight causes asthma."]),
    ("There are many treatments for migraine.", [DRUGS[0], "Topiramate did not reduce migraine."]),
    ("There are many treatments for migraine.", DRUGS[:1]),
    ("There are no treatments for migraine.", DRUGS),
    ("Botulinum toxin is approved for depression.", RULING),
    ("Botulinum toxin is not approved for migraine.", RULING),
    ("Botulinum toxin is not approved for any disease.", RULING),
    ("Semaglutide is not approved for depression.", RULING),
    ("The FDA has not approved botulinum toxin for migraine.", ONLY),
    ("The FDA has not approved botulinum toxin for depression.", ["Botulinum toxin is approved for migraine."]),
    ("The FDA has not approved semaglutide for depression.", ONLY),
    ("Cytokines are not associated with psoriasis.", GROUPS),
    ("Cytokines are associated with eczema.", GROUPS),
    ("Cytokines cause psoriasis.", GROUPS),
    ("Cytokines are associated with psoriasis.", ["Cytokines were higher in patients with psoriasis than in gout."]),
    ("Cytokines are associated with psoriasis.", ["Cytokines were not higher in psoriasis than in healthy controls."]),
    ("For psoriasis, methotrexate is given at a dose much higher than cancer requires.", DOSED),
    ("For psoriasis, methotrexate is given at a dose that is not lower than for cancer.", DOSED),
    ("The dose of methotrexate with which we treat psoriasis is not lower.", DOSED),
    ("For eczema, methotrexate is given at a dose much lower than cancer requires.", DOSED),
    ("For psoriasis, methotrexate is given at a dose much lower than for gout.", DOSED),
    ("Zolpidem helps with insomnia long after the drug has left the body.", PASSING),
    ("Morphine relieves sedation, constipation and pain.", LISTED),
    ("Drugs can cause dependence.", ["Water can cause dependence."]),
    (
        "Oral sumatriptan is an option for migraine.",
        ["Oral sumatriptan was given. The trial did not measure migraine."],
    ),
    ("Everyone with migraine responds to treatment.", SHARE),
    ("People with asthma respond to treatment differently.", SHARE),
    ("The dose of enoxaparin does not depend on body weight.", WEIGHT),
    ("The dose of warfarin depends on body weight.", WEIGHT),
    ("The dose of enoxaparin depends on body weight.", ["Enoxaparin was given at 40 mg."]),
    ("Psoriasis affects billions of people.", COUNT),
    ("Asthma always occurs in isolation.", TOGETHER),
    ("Migraine rarely occurs in isolation.", TOGETHER),
    ("Zolpidem is not habit-forming.", HABIT),
    ("Melatonin can be habit-forming.", HABIT),
    ("Zolpidem can be habit-forming.", ["Zolpidem can cause nausea."]),
    ("An infusion of iron lasts about 30 minutes.", ["The effect of an iron infusion lasts 30 minutes."]),
    ("Infusions of iron prolong the relief of fatigue.", ["Iron infusions relieved fatigue."]),
    ("An infusion of iron lasts about 3 hours.", ["An iron infusion lasts 30 minutes."]),
]


@pytest.mark.parametrize(("copy", "statements"), BORNE)
def test_entailed(copy, statements, borne_out):
    assert borne_out(copy, statements, design_class="systematic_review", level="1")


@pytest.mark.parametrize(("copy", "statements"), NOT_BORNE)
def test_not_entailed(copy, statements, borne_out):
    assert not borne_out(copy, statements, design_class="systematic_review", level="1")


@pytest.mark.parametrize("facts", [{"species": "mouse"}, {"design_class": "animal", "species": "rat"}])
def test_animals_give_no_instances(facts, borne_out):
    assert not borne_out("Gout has several causes.", CAUSES, **facts)


def test_unverified_findings_give_no_instances(nlp, lexicon):
    from dataclasses import replace

    studies = [make_study([s], id=f"s{i}") for i, s in enumerate(WAYS)]
    studies = [replace(s, findings=tuple(replace(f, verified=False) for f in s.findings)) for s in studies]
    claim = make_claim("There are several ways of giving methotrexate.", nlp, lexicon)
    found = assess_claim(claim, make_library(studies, lexicon), (), lexicon.vocabulary)
    assert not any(a.relation is Relation.SUPPORTS for a in found)
