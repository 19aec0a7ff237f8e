"""One treatment held against another, told from either end, with "more", "less", "superior", figures behind, or none:
what a finding bears out of the copy, and what it denies. Sentences are written for this table; figures are invented."""

import pytest

S, W, C, N = "supports", "weaker", "contradicts", "silent"
OPEN = {W, N}
NOT = {W, C, N}

DEGREES = [  # copy, finding, what the finding may be said to do
    ("Zinc is better than placebo for knee pain.", "Zinc reduced knee pain less than placebo (P<0.001).", {C}),
    ("Zinc reduces knee pain better than placebo.", "Zinc reduced knee pain less than placebo (P<0.001).", {C}),
    ("Zinc reduces knee pain more than placebo.", "Zinc reduced knee pain less than placebo (P<0.001).", {C}),
    ("Zinc reduces knee pain less than placebo.", "Zinc reduced knee pain more than placebo (P<0.001).", {C}),
    ("Zinc reduces knee pain more than placebo.", "Zinc reduced knee pain more than placebo (P<0.001).", {S}),
    ("Zinc does not reduce knee pain more than placebo.", "Zinc reduced knee pain more than placebo (P<0.001).", {C}),
    ("Zinc is no better than placebo for knee pain.", "Zinc reduced knee pain more than placebo (P<0.001).", {C}),
    ("Zinc has no effect on knee pain.", "Zinc reduced knee pain significantly more than placebo.", {C}),
    ("Zinc reduces knee pain more than placebo.", "Zinc did not reduce knee pain more than placebo (P=0.4).", {C}),
    ("Zinc is more effective than placebo for knee pain.", "Zinc was less effective than placebo for knee pain.", {C}),
    ("Zinc reduces knee pain.", "Zinc reduced knee pain less than ibuprofen (P<0.001).", {S}),
    ("Zinc reduces the risk of falls more than ibuprofen.", "Zinc reduced the risk of falls less than ibuprofen.", NOT),
]
ENDS = [
    (
        "Zinc is less effective than ibuprofen for knee pain.",
        "Ibuprofen was more effective than zinc for knee pain.",
        {S},
    ),
    (
        "Ibuprofen is more effective than zinc for knee pain.",
        "Zinc was less effective than ibuprofen for knee pain.",
        {S},
    ),
    ("Ibuprofen eases knee pain better than zinc.", "Zinc reduced knee pain less than ibuprofen (P<0.001).", {S}),
    ("Zinc eases knee pain less than ibuprofen.", "Ibuprofen reduced knee pain more than zinc (P<0.001).", {S}),
    ("Zinc causes less nausea than ibuprofen.", "Ibuprofen caused more nausea than zinc (P<0.001).", {S}),
    ("Zinc causes more nausea than ibuprofen.", "Ibuprofen caused more nausea than zinc (P<0.001).", {C, W}),
    ("Zinc causes more nausea than ibuprofen.", "Zinc caused less nausea than ibuprofen.", {C}),
    (
        "Zinc is less effective than ibuprofen for knee pain.",
        "Ibuprofen was more effective than zinc for back pain.",
        OPEN,
    ),
    (
        "Zinc is less effective than ibuprofen for knee pain.",
        "Ibuprofen was more effective than zinc for knee pain (P=0.3).",
        OPEN,
    ),
    (
        "Zinc is 20% less effective than ibuprofen for knee pain.",
        "Ibuprofen was more effective than zinc for knee pain.",
        OPEN,
    ),
    (
        "Zinc is less effective than ibuprofen for knee pain in children.",
        "Ibuprofen was more effective than zinc for knee pain in adults.",
        NOT,
    ),
]
HARMS = [
    ("Zinc has more side effects than aspirin.", "Zinc had fewer side effects than aspirin.", {C}),
    ("Zinc has fewer side effects than aspirin.", "Zinc had fewer side effects than aspirin.", {S}),
    (
        "Zinc has more side effects than aspirin.",
        "Patients on zinc had fewer side effects than patients on aspirin.",
        {C},
    ),
    ("Aspirin has more side effects than zinc.", "Zinc had fewer side effects than aspirin.", {S}),
    ("Aspirin has fewer side effects than zinc.", "Zinc had fewer side effects than aspirin.", {C}),
    (
        "Zinc has more side effects than placebo.",
        "Adverse events were no more frequent with zinc than with placebo.",
        {C},
    ),
    (
        "Zinc has no more side effects than placebo.",
        "Adverse events were no more frequent with zinc than with placebo.",
        {S},
    ),
    (
        "Zinc was no more effective than aspirin.",
        "In a trial of 73 adults, zinc produced a higher response rate than aspirin at 24 hours (64% vs 28%; P=0.006).",
        {C},
    ),
    ("Zinc works better than aspirin.", "Zinc and aspirin did not differ in response rate (67% for each).", {C}),
]
SUPERIOR = [
    (
        "Zinc beats placebo for weight loss.",
        "Placebo was superior to zinc with respect to reduction in body weight (-20% vs. -13%; P<0.001).",
        {C},
    ),
    (
        "Placebo beats zinc for weight loss.",
        "Placebo was superior to zinc with respect to reduction in body weight (-20% vs. -13%; P<0.001).",
        {S},
    ),
    ("Zinc is better than placebo for pain.", "Placebo was superior to zinc for pain (54% vs 32%).", {C}),
    ("Zinc improves pain.", "Placebo was superior to zinc for pain (54% vs 32%).", NOT),
    ("Zinc improves pain.", "Ibuprofen was superior to zinc for pain (54% vs 32%).", NOT),
    ("Zinc improves pain.", "Ibuprofen was superior to zinc for pain.", NOT),
    ("Zinc improves pain.", "Ibuprofen and zinc improved pain compared with placebo.", {S}),
    ("Zinc improves pain.", "Compared with ibuprofen, zinc improved pain.", {S}),
    ("Zinc improves pain.", "Compared with zinc, ibuprofen improved pain.", NOT),
    (
        "Acupuncture relieves chronic pain.",
        "Acupuncture was superior to sham and to no acupuncture for chronic pain.",
        {S},
    ),
    (
        "Acupuncture does not relieve chronic pain.",
        "Acupuncture was superior to sham and to no acupuncture for chronic pain.",
        {C, W},
    ),
    ("Zinc leads to more weight loss than placebo.", "Zinc led to more weight loss than placebo (5 kg vs 2 kg).", {S}),
    (
        "Placebo leads to more weight loss than zinc.",
        "Zinc led to greater weight loss than placebo (5 kg vs 2 kg).",
        {C},
    ),
]
ALIKE = [
    *(
        ("Laser treatment eases pain.", finding, {C, W})
        for finding in (
            "There was no evidence of a difference in pain between laser treatment and placebo.",
            "There was no difference in pain between laser treatment and placebo.",
            "We found no evidence of a difference in pain between laser treatment and placebo.",
            "Laser treatment makes little or no difference to pain.",
            "Pain scores were similar with laser treatment and placebo.",
            "There was little to no difference in pain relief between laser treatment and sham.",
        )
    ),
    (
        "Laser treatment cures nail fungus.",
        "There was no evidence of a difference between laser treatment and no treatment in complete cure of nail fungus.",
        NOT,
    ),
    ("Laser treatment eases pain.", "There was no evidence of improvement in pain with laser treatment.", NOT),
    ("Laser treatment cures gout.", "Laser treatment failed to cure gout.", {C}),
]
JOINED = [
    ("Metformin reduces insulin sensitivity.", "Metformin reduced weight and improved insulin sensitivity.", {C, W}),
    ("Metformin improves insulin sensitivity.", "Metformin reduced weight and improved insulin sensitivity.", {S}),
    ("Yoga reduces mood.", "Yoga decreased stress and improved mood.", NOT),
    (
        "CBT shortens the time to fall asleep by 26 minutes.",
        "CBT for insomnia reduced sleep onset latency by 19 minutes and wake after sleep onset by 26 minutes.",
        NOT,
    ),
    (
        "CBT shortens the time to fall asleep by 19 minutes.",
        "CBT for insomnia reduced sleep onset latency by 19 minutes and wake after sleep onset by 26 minutes.",
        {S},
    ),
    (
        "Zinc lowers the risk of falls by 68%.",
        "Zinc reduced the risk of falls, with an incidence of 2.3% in the zinc group, versus 7.2% in the placebo group (risk ratio, 0.32; 95% CI, 0.26 to 0.41).",
        {S},
    ),
    (
        "Zinc lowers the risk of falls by 2.3%.",
        "Zinc reduced the risk of falls, with an incidence of 2.3% in the zinc group, versus 7.2% in the placebo group (risk ratio, 0.32; 95% CI, 0.26 to 0.41).",
        NOT,
    ),
    (
        "Zinc more than doubles the chance of improvement in asthma.",
        "Zinc was superior to placebo for improvement of asthma.",
        {S, W},
    ),
    (
        "Zinc raises the risk of deterioration in asthma.",
        "Zinc was superior to placebo for improvement of asthma.",
        {C, W},
    ),
]
EQUALS = [
    ("Zinc works as well as escitalopram for anxiety.", "Zinc was noninferior to escitalopram for anxiety.", {S}),
    ("Zinc eases anxiety as well as escitalopram.", "Zinc was noninferior to escitalopram for anxiety.", {S}),
    ("Zinc works as well as escitalopram for anxiety.", "Zinc was as effective as escitalopram for anxiety.", {S}),
    ("Zinc works as well as escitalopram for anxiety.", "Zinc did not differ from escitalopram for anxiety.", {S, W}),
    ("Zinc was no different from escitalopram for anxiety.", "Zinc eased anxiety as well as escitalopram.", {S}),
    ("Zinc works better than escitalopram for anxiety.", "Zinc was noninferior to escitalopram for anxiety.", {C}),
    ("Zinc works as well as escitalopram for anxiety.", "Zinc was less effective than escitalopram for anxiety.", {C}),
    ("Zinc works as well as escitalopram for anxiety.", "Zinc was noninferior to sertraline for anxiety.", OPEN),
    (
        "Zinc does not work as well as escitalopram for anxiety.",
        "Zinc was noninferior to escitalopram for anxiety.",
        {C},
    ),
    (
        "Zinc does not work as well as escitalopram for anxiety.",
        "Zinc was less effective than escitalopram for anxiety.",
        {S, W},
    ),
    (
        "Zinc does not work as well as escitalopram for anxiety.",
        "Escitalopram was more effective than zinc for anxiety.",
        {S},
    ),
    ("Escitalopram works better than zinc for anxiety.", "Zinc did not ease anxiety as well as escitalopram.", {S}),
    ("Nausea as well as headache is common with zinc.", "Nausea and headache were common with zinc.", {S}),
    ("Zinc eases pain as well as nausea.", "Zinc eased pain and nausea.", {S}),
    ("Zinc eases pain.", "Zinc eased pain as well as nausea.", {S}),
]


APART = [
    (
        "Zinc lowers blood sugar better than metformin.",
        "Zinc lowered HbA1c as much as metformin in patients with type 2 diabetes.",
        NOT,
    ),
    (
        "Zinc lowers total cholesterol by 22%.",
        "Zinc reduced LDL cholesterol by 22% compared with placebo. Total cholesterol fell by 17%.",
        NOT,
    ),
    (
        "Zinc lowers total cholesterol by 17%.",
        "Zinc reduced LDL cholesterol by 22% compared with placebo. Total cholesterol fell by 17%.",
        {S, W},
    ),
    ("Zinc works faster than aspirin.", "Zinc acted more slowly and caused fewer side effects than aspirin.", NOT),
    ("Zinc lowers LDL cholesterol by a fifth.", "Zinc reduced LDL cholesterol by 22% compared with placebo.", {S, W}),
    ("Zinc lowers LDL cholesterol by a third.", "Zinc reduced LDL cholesterol by 22% compared with placebo.", {C}),
    (
        "Tai chi prevents falls in older people.",
        "Tai chi reduced the rate of falls by 19% in community-dwelling older adults.",
        {S},
    ),
]


TIMES = [
    (
        "Melatonin helps you fall asleep an hour sooner.",
        "Melatonin reduced sleep latency by 7 minutes compared with placebo.",
        {C},
    ),
    (
        "Melatonin helps you fall asleep 7 minutes sooner.",
        "Melatonin reduced sleep latency by 7 minutes compared with placebo.",
        {S},
    ),
    (
        "Probiotics shorten diarrhoea in children by a week.",
        "Probiotics shortened the duration of diarrhoea in children by 1 day (P=0.01).",
        {C},
    ),
    (
        "Probiotics shorten diarrhoea in children by a day.",
        "Probiotics shortened the duration of diarrhoea in children by 1 day (P=0.01).",
        {S},
    ),
    ("Zinc shortens colds by three days.", "Zinc shortened colds by 1.6 days.", {C}),
    ("Zinc eases pain by week 12.", "Zinc reduced pain by week 12.", {S}),
    (
        "Zinc lengthens sleep by over half an hour.",
        "Zinc lengthened total sleep time by 40 minutes compared with placebo.",
        {S, W},
    ),
    (
        "Depression scores fell by 26.5 points with zinc.",
        "Depression scores fell by 16.5 points with zinc, compared with 8.4 points with placebo.",
        {C},
    ),
    (
        "Aspirin does not raise the risk of bleeding in older adults.",
        "Aspirin increased the risk of bleeding by 38% in healthy older adults (hazard ratio, 1.38; 95% CI, 1.18 to 1.62).",
        {C},
    ),
]


EXCEPTED = [
    ("Ginkgo improves memory.", "Ginkgo improved memory but did not improve attention.", {S}),
    ("Ginkgo improves attention.", "Ginkgo improved memory but did not improve attention.", {C}),
    ("Ginkgo improves memory.", "Ginkgo improved memory but not attention.", {S}),
    ("Ginkgo improves attention.", "Ginkgo improved memory but not attention.", {C}),
    ("Cinnamon lowers HbA1c.", "Cinnamon lowered fasting blood glucose but had no significant effect on HbA1c.", {C}),
    (
        "Cinnamon lowers blood sugar.",
        "Cinnamon lowered fasting blood glucose but had no significant effect on HbA1c.",
        {S, W},
    ),
    ("Yoga eases stiffness.", "Yoga reduced pain, but not stiffness.", {C}),
    ("Yoga eases pain.", "Yoga reduced pain, but not stiffness.", {S}),
    ("Zinc reduces pain in women.", "Zinc reduced pain in men but not in women.", {C, W}),
    ("Zinc does not reduce pain.", "Zinc reduced pain in men but not in women.", NOT),
    ("Zinc reduces pain.", "Zinc reduced pain in men but not in women.", {W}),
    ("Zinc reduces pain in men.", "Zinc reduced pain in men but not in women.", {S}),
    ("Zinc helps asthma.", "Zinc was effective for gout but not for asthma.", {C}),
    ("Zinc helps gout.", "Zinc was effective for gout but not for asthma.", {S}),
    ("Semaglutide lowers weight.", "Semaglutide, but not placebo, lowered weight.", {S}),
    ("Zinc does not reduce pain.", "Zinc, but not melatonin, reduced pain.", {C}),
    ("Melatonin reduces pain.", "Zinc, but not melatonin, reduced pain.", NOT),
]
TABLES = [DEGREES, ENDS, HARMS, SUPERIOR, ALIKE, JOINED, EQUALS, APART, TIMES, EXCEPTED]


@pytest.mark.parametrize(("claim", "finding", "accepted"), [row for table in TABLES for row in table])
def test_what_a_finding_says_of_two_treatments_or_things(relation, claim, finding, accepted):
    assert relation(claim, finding) in accepted
