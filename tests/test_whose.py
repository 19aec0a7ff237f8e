"""In whom a thing was changed is not what was changed: what zinc does to the copper of people with asthma is nothing
that it does for asthma, nor against it.

Each row gives the copy, the finding and whether the finding bears it out, speaks against it or does neither. The rows of
UNSEEN were written after the rule and before it was tried on them.
"""

import pytest
from test_evidence import compare  # noqa: F401 (a fixture)

from kb.labels import Relation

FOR, AGAINST, NEITHER = {Relation.SUPPORTS}, {Relation.CONTRADICTS}, {Relation.SILENT, Relation.WEAKER}

SEEN = [
    ("Zinc worsens asthma.", "Zinc raised serum copper in patients with asthma.", NEITHER),
    ("Zinc improves asthma.", "Zinc lowered serum copper in patients with asthma.", NEITHER),
    ("Zinc improves asthma.", "Zinc did not raise serum copper in patients with asthma.", NEITHER),
    ("Zinc has no effect on asthma.", "Zinc did not raise serum copper in patients with asthma.", NEITHER),
    ("Semaglutide has no effect on diabetes.", "Semaglutide did not change bone density in adults with diabetes.", NEITHER),
    ("Semaglutide helps diabetes.", "Semaglutide did not lower blood pressure in adults with diabetes.", NEITHER),
    ("Botox does not help migraine.", "Botox did not change sleep quality in people with migraine.", NEITHER),
    ("Statins do not help heart failure.", "Statins did not raise liver enzymes in people with heart failure.", NEITHER),
    ("Exercise does not help depression.", "Exercise did not alter cortisol in adults with depression.", NEITHER),
    ("Exercise helps depression.", "Exercise did not alter cortisol in adults with depression.", NEITHER),
    ("Ketamine worsens depression.", "A rise in cortisol was seen after ketamine in patients with depression.", NEITHER),
    ("Tirzepatide does not help diabetes.", "Patients with diabetes had no change in lipase with tirzepatide.", NEITHER),
    ("Apremilast does not help psoriasis.", "Apremilast did not lengthen the QT interval of patients with psoriasis.", NEITHER),
    # What measures the trouble, is a kind of it or is felt by those who have it is the trouble's.
    ("Exercise helps depression.", "Exercise did not reduce depressive symptoms in adults with depression.", AGAINST),
    ("Exercise does not help depression.", "Exercise did not reduce HAM-D in adults with depression.", FOR),
    ("Zinc improves asthma.", "Zinc improved lung function in patients with asthma.", FOR),
    ("Zinc improves asthma.", "Zinc reduced asthma attacks in patients with asthma.", FOR),
    ("Magnesium lowers blood pressure in people with migraine.", "Magnesium had no effect on blood pressure in people with migraine.", AGAINST),
]  # fmt: skip

UNSEEN = [
    ("Metformin helps acne.", "Metformin did not lower prolactin in women with acne.", NEITHER),
    ("Metformin has no effect on acne.", "Prolactin was not changed by metformin in women with acne.", NEITHER),
    ("Omalizumab worsens hives.", "Omalizumab increased platelet counts in adults with hives.", NEITHER),
    ("Vitamin D does not help eczema.", "Vitamin D had no effect on serum calcium in children with eczema.", NEITHER),
    ("Vitamin D helps eczema.", "Vitamin D did not raise serum calcium among eczema patients.", NEITHER),
    ("Colchicine helps gout.", "Colchicine did not reduce uric acid in patients with gout.", NEITHER),
    ("Naltrexone does not help alcohol use disorder.", "Naltrexone did not raise liver enzymes in people who have alcohol use disorder.", NEITHER),
    ("Colchicine helps gout.", "Colchicine did not help patients with gout.", AGAINST),
    ("Vitamin D helps eczema.", "Vitamin D did not improve itching in children with eczema.", AGAINST),
    ("Vitamin D helps eczema.", "Vitamin D improved skin hydration in children with eczema.", FOR),
    ("Sertraline lowers anxiety.", "Sertraline lowered anxiety in patients with depression.", FOR),
    ("Sertraline does not lower blood pressure.", "Sertraline did not lower blood pressure in patients with depression.", FOR),
]  # fmt: skip


@pytest.mark.parametrize(("copy", "statement", "said"), SEEN + UNSEEN, ids=[f"{r[0]} {r[1]}" for r in SEEN + UNSEEN])
def test_in_whom_is_not_what(copy, statement, said, compare):  # noqa: F811
    assert compare(copy, statement).relation in said
