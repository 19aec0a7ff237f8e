"""What speaks against a claim, and what only looks as if it did: one table a class, in many fields of medicine.

Each row gives the copy, the finding and whether the finding is against it (AGAINST), agrees with it (BORNE) or leaves it
open (OPEN): other people, another route, time, agency or comparator, a hedge, and evidence that is merely missing
contradict nothing. The studies are made up: rulings for approval, labels for safety, a survey for figures, a synthesis of
trials for effects. A row that agrees may be borne out or not; what matters here is that it is never contradicted.
"""

import pytest
from test_evidence import make_claim, make_library, make_study

from kb.evidence import assess_claim
from kb.labels import Relation

AGAINST, BORNE, OPEN = "against", "borne", "open"
LABEL = {"kind": "label", "design_class": "label", "level": "", "n": None}
RULING = {"kind": "regulation", "design_class": "label", "level": "", "n": None}
GUIDELINE = {"kind": "guideline", "design_class": "guideline", "level": "1", "n": None}
SYNTHESIS = {"design_class": "systematic_review", "level": "1", "n": 4000}
SURVEY = {"kind": "statistic", "design_class": "survey", "level": "1", "n": 9000}

REGULATORY = [
    ("Oral minoxidil is FDA-approved for hair loss.", "Oral minoxidil is not approved for hair loss.", AGAINST),
    ("Cannabidiol is FDA-approved for chronic pain.", "Cannabidiol is approved only for epilepsy.", AGAINST),
    ("Ketamine is approved by the FDA for depression.", "Ketamine is approved only for anesthesia.", AGAINST),
    ("The FDA has approved ketamine to treat depression.", "No ketamine product other than esketamine is approved for depression.", AGAINST),
    ("Ketamine is FDA-approved for anxiety.", "The FDA has not approved ketamine for any psychiatric disorder.", AGAINST),
    ("Botulinum toxin is cleared for depression.", "Botulinum toxin is not cleared for depression.", AGAINST),
    ("Gabapentin is approved for migraine.", "The use of gabapentin in migraine is off-label.", AGAINST),
    ("Gabapentin is approved for migraine.", "Gabapentin is not approved for any neurological disease.", AGAINST),
    ("Gabapentin is FDA-approved for every pain disorder.", "Gabapentin is not FDA-approved for any pain disorder.", AGAINST),
    ("Gabapentin is approved for all pain disorders.", "Gabapentin is not approved for any pain disorder.", AGAINST),
    ("Tramadol is not a controlled substance.", "Tramadol is a Schedule IV controlled substance.", AGAINST),
    ("Testosterone is not a controlled drug.", "Testosterone is placed in Schedule III.", AGAINST),
    ("Semaglutide needs no prescription.", "Semaglutide is available by prescription only.", AGAINST),
    ("Zolpidem is sold without a prescription.", "Zolpidem is available by prescription only.", AGAINST),
    ("Our compounded semaglutide is FDA-approved for obesity.", "Compounded semaglutide is not FDA-approved.", AGAINST),
    ("Quetiapine is indicated for insomnia.", "Quetiapine is not indicated for insomnia.", AGAINST),
    ("Propranolol is licensed for anxiety in children.", "Propranolol is not licensed for anxiety in children.", AGAINST),
    ("Esketamine was approved in 2015.", "Esketamine was approved in 2019.", AGAINST),
    ("Testosterone is approved for men with low testosterone due to aging.",
     "Testosterone is approved only for men with low testosterone due to a medical condition.", AGAINST),
    # not against
    ("Esketamine is approved for depression.", "Ketamine is approved only for anesthesia.", OPEN),
    ("Botulinum toxin is approved for migraine.", "Botulinum toxin is approved for dystonia.", OPEN),
    ("Gabapentin is used for migraine.", "Gabapentin is not approved for migraine.", OPEN),
    ("Gabapentin may be approved for migraine.", "Gabapentin is not approved for migraine.", OPEN),
    ("The EMA has approved agomelatine for depression.", "The FDA has not approved agomelatine for depression.", OPEN),
    ("Tirzepatide is approved for obesity.", "Compounded tirzepatide is not approved.", OPEN),
    ("Finasteride is approved for hair loss in men.", "Finasteride is not approved for women.", OPEN),
    ("Oral semaglutide is approved for diabetes.", "Oral semaglutide is not approved for obesity.", OPEN),
    ("Ketamine is not approved for anxiety.", "The FDA has not approved ketamine for any psychiatric disorder.", BORNE),
    ("Ketamine is approved for anesthesia.", "Ketamine is approved only for anesthesia.", BORNE),
    ("Ketamine is approved for depression.", "Ketamine is not approved for anesthesia.", OPEN),
    ("Tramadol is not approved for migraine.", "Tramadol is a Schedule IV controlled substance.", OPEN),
    ("Some pharmacies sell semaglutide without a prescription.", "Semaglutide is available by prescription only.", OPEN),
    ("Esketamine was approved in 2019.", "Esketamine was approved in March 2019.", BORNE),
]  # fmt: skip

SAFETY = [
    ("Melatonin lacks the side effects that older drugs have.", "Melatonin causes headache and dizziness.", OPEN),
    ("Melatonin has no side effects.", "Melatonin causes headache and dizziness.", AGAINST),
    ("Alprazolam is non-addictive.", "Alprazolam is addictive.", AGAINST),
    ("Alprazolam is not addictive.", "Alprazolam can lead to dependence.", AGAINST),
    ("Tramadol carries no risk of dependence.", "Tramadol can cause physical dependence.", AGAINST),
    ("Zolpidem does not affect the ability to drive.", "Zolpidem can cause impaired driving the next morning.", AGAINST),
    ("Zolpidem has no effect on memory.", "Zolpidem can cause cognitive impairment.", AGAINST),
    ("Finasteride does not affect sexual function.", "Finasteride causes sexual dysfunction.", AGAINST),
    ("Testosterone has no effect on fertility.", "Testosterone therapy can impair fertility.", AGAINST),
    ("Testosterone therapy will not affect your fertility.", "Testosterone therapy can cause infertility.", AGAINST),
    ("Acetaminophen never harms the liver.", "Acetaminophen can cause liver damage.", AGAINST),
    ("Patients stay fully aware during ketamine infusions.", "Ketamine causes dissociation.", AGAINST),
    ("Ibuprofen carries no risk of bleeding.", "Ibuprofen raises the risk of bleeding.", AGAINST),
    ("Semaglutide is free of side effects.", "Nausea and vomiting are common with semaglutide.", AGAINST),
    ("TMS cannot cause seizures.", "Seizures occurred in rare cases with TMS.", AGAINST),
    ("Statins do not cause muscle pain.", "Statins cause muscle pain.", AGAINST),
    ("Ashwagandha is completely safe.", "Ashwagandha has caused liver injury.", AGAINST),
    ("Minoxidil is risk-free.", "Minoxidil can cause palpitations.", AGAINST),
    ("Isotretinoin is safe in pregnancy.", "Isotretinoin is contraindicated in pregnancy.", AGAINST),
    ("Lithium is harmless.", "Lithium is toxic.", AGAINST),
    ("Semaglutide treatment comes without nausea.", "Nausea occurred in 44% of patients taking semaglutide.", AGAINST),
    ("Warfarin causes no bleeding.", "Warfarin can cause major bleeding.", AGAINST),
    ("Olanzapine has no effect on body weight.", "Olanzapine causes weight gain.", AGAINST),
    # not against
    ("Melatonin is well tolerated.", "Melatonin caused headache in 5%.", OPEN),
    ("Loratadine does not cause drowsiness.", "Diphenhydramine causes drowsiness.", OPEN),
    ("Serious side effects are rare with minoxidil.", "Minoxidil causes headache.", OPEN),
    ("Melatonin does not cause seizures.", "Melatonin causes headache.", OPEN),
    ("Patients had no serious side effects with melatonin.", "Melatonin causes drowsiness.", OPEN),
    ("Topical diclofenac does not cause bleeding.", "Oral diclofenac causes bleeding.", OPEN),
    ("Testosterone does not affect fertility in women.", "Testosterone impairs fertility in men.", OPEN),
    ("Semaglutide may not cause nausea in every patient.", "Semaglutide causes nausea.", OPEN),
    ("Semaglutide causes fewer side effects than insulin.", "Semaglutide causes nausea.", OPEN),
    ("Not everyone gets nausea with semaglutide.", "Nausea occurred in 44% of patients taking semaglutide.", OPEN),
    ("Lithium does not cause dependence.", "Lithium causes tremor.", OPEN),
    ("Alprazolam is addictive.", "Alprazolam can lead to dependence.", BORNE),
    ("Melatonin did not cause headache in one trial.", "The long-term risks of melatonin are unknown.", OPEN),
    ("Side effects of semaglutide are mild.", "Semaglutide causes nausea.", OPEN),
]  # fmt: skip

EFFECT = [
    ("Vitamin D prevents fractures.", "Vitamin D did not prevent fractures.", AGAINST),
    ("Glucosamine relieves knee pain.", "Glucosamine did not relieve knee pain more than placebo.", AGAINST),
    ("Glucosamine reduces knee pain.", "Glucosamine was no better than placebo for knee pain.", AGAINST),
    ("Ginkgo improves memory.", "Ginkgo had no effect on memory compared with placebo.", AGAINST),
    ("Homeopathy is effective for eczema.", "Homeopathy was no more effective than placebo in eczema.", AGAINST),
    ("Zinc cures the common cold.", "Zinc did not cure the common cold.", AGAINST),
    ("Ketamine works better than midazolam for depression.", "Ketamine was no better than midazolam for depression.", AGAINST),
    ("Escitalopram outperforms sertraline in depression.", "Escitalopram was inferior to sertraline in depression.", AGAINST),
    ("Escitalopram is more effective than sertraline in depression.",
     "There was no difference between escitalopram and sertraline in depression.", AGAINST),
    ("Surgery is superior to exercise for knee pain.", "Surgery was not superior to exercise for knee pain.", AGAINST),
    ("Testosterone improves memory in older men.", "Testosterone did not improve memory in older men.", AGAINST),
    ("Testosterone lowers the risk of fractures in men.", "Testosterone raised the risk of fractures in men.", AGAINST),
    ("Omega-3 lowers the risk of stroke.", "Omega-3 did not lower the risk of stroke.", AGAINST),
    ("Aspirin reduces mortality.", "Aspirin increased mortality.", AGAINST),
    ("Saw palmetto improves urinary symptoms.", "Saw palmetto failed to improve urinary symptoms.", AGAINST),
    ("Melatonin improves insomnia.", "Melatonin worsened insomnia.", AGAINST),
    ("The benefit of ketamine is permanent.", "The benefit of ketamine fades within two weeks.", AGAINST),
    ("The effect of semaglutide lasts after treatment stops.", "The effect of semaglutide did not last after treatment stopped.", AGAINST),
    ("Sertraline halved headache.", "Sertraline reduced headache by 12%.", AGAINST),
    ("Sertraline lowered blood pressure by 20 mmHg.", "Sertraline lowered blood pressure by 5 mmHg.", AGAINST),
    # not against
    ("Vitamin D may prevent fractures.", "Vitamin D did not prevent fractures.", OPEN),
    ("Ginkgo improves memory in people with dementia.", "Ginkgo did not improve memory in healthy students.", OPEN),
    ("Oral ketamine relieves depression.", "Sublingual ketamine did not relieve depression.", OPEN),
    ("Glucosamine relieves knee pain.", "It is not known whether glucosamine relieves knee pain.", OPEN),
    ("Glucosamine relieves knee pain.", "Evidence that glucosamine relieves knee pain is insufficient.", OPEN),
    ("Glucosamine relieves knee pain.", "Glucosamine has not been studied in knee pain.", OPEN),
    ("Sertraline relieves depression.", "Sertraline was no better than escitalopram for depression.", OPEN),
    ("Sertraline works better than placebo for depression.", "Sertraline was no better than escitalopram for depression.", OPEN),
    ("Exercise relieves depression.", "Exercise did not relieve anxiety.", OPEN),
    ("Surgery relieves knee pain within 4 weeks.", "Surgery did not relieve knee pain after 2 years.", OPEN),
    ("Melatonin helps with jet lag.", "Melatonin did not reduce mortality.", OPEN),
    ("Sertraline is as effective as escitalopram for depression.", "Sertraline did not differ from escitalopram in depression.", BORNE),
    ("Vitamin D does not prevent fractures.", "Vitamin D did not prevent fractures.", BORNE),
    ("Ketamine relieves depression.", "Repeated ketamine did not relieve depression.", OPEN),
    ("High-dose vitamin D prevents fractures.", "Low-dose vitamin D did not prevent fractures.", OPEN),
]  # fmt: skip

ADVICE = [
    ("Opioids are recommended for fibromyalgia.", "Opioids are not recommended for fibromyalgia.", AGAINST),
    ("Doctors recommend opioids for fibromyalgia.", "The guideline recommends against opioids for fibromyalgia.", AGAINST),
    ("Benzodiazepines are recommended for insomnia.", "Benzodiazepines should not be used for insomnia.", AGAINST),
    ("Antibiotics are recommended for sinusitis.", "Experts advise against antibiotics for sinusitis.", AGAINST),
    ("Bupropion is suitable for people with epilepsy.", "Bupropion is contraindicated in epilepsy.", AGAINST),
    ("Bupropion is recommended in epilepsy.", "Bupropion is contraindicated in people with epilepsy.", AGAINST),
    ("Aspirin is recommended for all adults.", "Aspirin is not recommended for adults.", AGAINST),
    ("Opioids are used for fibromyalgia.", "Opioids are not recommended for fibromyalgia.", OPEN),
    ("Opioids are recommended for cancer pain.", "Opioids are not recommended for fibromyalgia.", OPEN),
    ("Opioids relieve fibromyalgia.", "Opioids are not recommended for fibromyalgia.", OPEN),
    ("Opioids may be recommended for fibromyalgia.", "Opioids are not recommended for fibromyalgia.", OPEN),
    ("Antibiotics are recommended for sinusitis in children.", "Antibiotics are not recommended for sinusitis in adults.", OPEN),
    ("Statins are recommended for adults at high risk.", "There is insufficient evidence to recommend statins for adults over 75.", OPEN),
    ("Sertraline is recommended for depression.", "Sertraline is recommended for anxiety.", OPEN),
    ("Opioids are not recommended for fibromyalgia.", "The guideline recommends against opioids for fibromyalgia.", BORNE),
]  # fmt: skip

FIGURES = [
    ("More than half of adults have insomnia.", "Insomnia affects 48% of adults.", AGAINST),
    ("About half of adults have insomnia.", "Insomnia affects 48% of adults.", BORNE),
    ("One in five adults has migraine.", "Migraine affects 6% of adults.", AGAINST),
    ("One in five adults has migraine.", "Migraine affects 19.6% of adults.", BORNE),
    ("Nearly a third of adults have hypertension.", "Hypertension affects 47% of adults.", AGAINST),
    ("Up to 20% of adults have asthma.", "Asthma affects 8% of adults.", AGAINST),
    ("At least 10% of adults have asthma.", "Asthma affects 8% of adults.", AGAINST),
    ("Nearly 50% of adults have insomnia.", "Insomnia affects 12% of adults.", AGAINST),
    ("Between 30% and 40% of adults have insomnia.", "Insomnia affects 12% of adults.", AGAINST),
    ("Most adults have migraine.", "Migraine affects 15% of adults.", AGAINST),
    ("Asthma affects 25 million adults.", "Asthma affects 8 million adults.", AGAINST),
    ("Everyone with hypertension has headache.", "Headache occurred in 30% of patients with hypertension.", AGAINST),
    ("None of the patients on sertraline had nausea.", "Nausea occurred in 25% of patients on sertraline.", AGAINST),
    ("All patients had nausea with sertraline.", "Nausea occurred in 25% of patients with sertraline.", AGAINST),
    ("Smokers are four times as likely to have asthma.", "Smokers were twice as likely to have asthma.", AGAINST),
    # not against
    ("Sertraline reduced headache by 60%.", "Sertraline reduced headache.", OPEN),
    ("Insomnia affects 40% of women.", "Insomnia affects 12% of men.", OPEN),
    ("Insomnia affects 40% of adults.", "Migraine affects 12% of adults.", OPEN),
    ("Sertraline reduced headache by 6 points.", "Sertraline reduced headache by 20%.", OPEN),
    ("Some 12% of adults have insomnia.", "Insomnia affects 12.2% of adults.", BORNE),
    ("Up to half of adults have insomnia.", "Insomnia affects 30% to 48% of adults.", BORNE),
    ("Headache improved in 60% of patients after 4 weeks of sertraline.",
     "Headache improved in 30% of patients after 12 months of sertraline.", OPEN),
    ("Sertraline 200 mg reduced headache by 60%.", "Sertraline 50 mg reduced headache by 20%.", OPEN),
    ("Insomnia affects 30% of adults in a lifetime.", "Insomnia affects 10% of adults in a year.", OPEN),
    ("Sertraline may reduce headache by 60%.", "Sertraline reduced headache by 20%.", OPEN),
    ("In a trial of 200 adults sertraline reduced headache.", "Sertraline reduced headache in 30% of patients.", OPEN),
    ("Nausea occurred in 25% of patients on sertraline.", "Nausea occurred in 25% of patients on sertraline and in 8% on placebo.", BORNE),
    ("Nausea occurred in 40% of patients on sertraline.", "Nausea occurred in 25% of patients on sertraline and in 8% on placebo.", AGAINST),
    ("Nausea occurred in 8% of patients on sertraline.", "Nausea occurred in 25% of patients on sertraline and in 8% on placebo.", AGAINST),
]  # fmt: skip

TIMES = [
    ("Sertraline relieves depression within hours.", "Sertraline takes 4 to 6 weeks to relieve depression.", AGAINST),
    ("Sertraline works within one day in depression.", "Sertraline takes 4 weeks to work in depression.", AGAINST),
    ("The effect of esketamine on depression lasts for months.", "The effect of esketamine on depression lasts one week.", AGAINST),
    ("The benefit of ketamine in depression lasts a year.", "The benefit of ketamine in depression lasts up to two weeks.", AGAINST),
    ("The effect of ketamine on depression is permanent.", "The effect of ketamine on depression lasts one to two weeks.", AGAINST),
    ("Semaglutide is injected once a year.", "Semaglutide is injected once a week.", AGAINST),
    ("Botulinum toxin is injected once a year for migraine.", "Botulinum toxin is injected every 12 weeks for migraine.", AGAINST),
    ("The recommended dose of zolpidem for women is 20 mg.", "The recommended dose of zolpidem for women is 5 mg.", AGAINST),
    ("Semaglutide is started at 2.4 mg once weekly.", "Semaglutide is started at 0.25 mg once weekly.", AGAINST),
    ("The half-life of ketamine is 24 hours.", "The half-life of ketamine is 3 hours.", AGAINST),
    # not against
    ("Sertraline relieves depression within 6 weeks.", "Sertraline relieves depression within 4 weeks.", BORNE),
    ("The effect of ketamine on depression lasts a week.", "The effect of ketamine on depression lasted a week.", BORNE),
    ("Sertraline works within hours in premature ejaculation.", "Sertraline takes 4 weeks to work in depression.", OPEN),
    ("Oral ketamine works within days in depression.", "Intravenous ketamine works within hours in depression.", OPEN),
    ("Patients took sertraline for 8 weeks.", "The effect of sertraline lasted 2 weeks.", OPEN),
    ("Ketamine may relieve depression for months.", "The effect of ketamine on depression lasts one week.", OPEN),
    ("Sertraline 100 mg was given for depression.", "Sertraline 50 mg was given for depression.", OPEN),
    ("In one trial semaglutide was given once a day.", "Semaglutide is injected once a week.", OPEN),
    ("Headache fell after 8 weeks of sertraline.", "Headache fell after 4 weeks of sertraline.", OPEN),
]  # fmt: skip

QUANTIFIERS = [
    ("Sertraline always relieves depression.", "Sertraline did not relieve depression in 40% of patients.", AGAINST),
    ("Ketamine works for everyone with depression.", "30% of patients with depression did not respond to ketamine.", AGAINST),
    ("All patients respond to ketamine.", "Half of patients did not respond to ketamine.", AGAINST),
    ("Every patient responds to TMS.", "58% of patients responded to TMS.", AGAINST),
    ("Nausea never occurs with sertraline.", "Nausea occurs with sertraline.", AGAINST),
    ("Nausea is rare with semaglutide.", "Nausea is very common with semaglutide.", AGAINST),
    ("Hair loss is common with sertraline.", "Hair loss is rare with sertraline.", AGAINST),
    ("Nobody gets nausea with sertraline.", "Nausea occurred in 25% of patients on sertraline.", AGAINST),
    ("Asthma is a rare disease.", "Asthma is a common disease.", AGAINST),
    ("Nausea is rare on semaglutide.", "Nausea occurred in 44% of patients on semaglutide.", AGAINST),
    # not against
    ("Some patients respond to ketamine.", "Half of patients did not respond to ketamine.", OPEN),
    ("Many patients respond to ketamine.", "Half of patients did not respond to ketamine.", OPEN),
    ("Patients respond to ketamine.", "30% of patients did not respond to ketamine.", OPEN),
    ("Not all patients respond to ketamine.", "Half of patients did not respond to ketamine.", BORNE),
    ("Nausea is common with semaglutide.", "Vomiting is rare with semaglutide.", OPEN),
    ("Severe nausea is rare with semaglutide.", "Nausea is common with semaglutide.", OPEN),
    ("Nausea is rare with low-dose semaglutide.", "Nausea is common with high-dose semaglutide.", OPEN),
    ("Asthma is less common in men.", "Asthma is common in women.", OPEN),
]  # fmt: skip

NOT_YET = {
    "Testosterone is approved for men with low testosterone due to aging.": "the cause of the same condition differs",
    "Nausea is rare with semaglutide.": "how often is not yet compared in words",
    "Hair loss is common with sertraline.": "how often is not yet compared in words",
    "Asthma is a rare disease.": "how often is not yet compared in words",
    "Nobody gets nausea with sertraline.": "'get' is no relation yet",
    "Zolpidem does not affect the ability to drive.": "the small model takes 'driving' for a verb of its own",
}
KINDS = (
    (REGULATORY, RULING), (SAFETY, LABEL), (EFFECT, SYNTHESIS), (ADVICE, GUIDELINE), (FIGURES, SURVEY), (TIMES, LABEL),
    (QUANTIFIERS, SYNTHESIS),
)  # fmt: skip
ROWS = [(*row, facts) for rows, facts in KINDS for row in rows]
SAID = {Relation.CONTRADICTS: AGAINST, Relation.SUPPORTS: BORNE, Relation.WEAKER: OPEN, Relation.SILENT: OPEN}


def marked(row):
    reason = NOT_YET.get(row[0])
    marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
    return pytest.param(*row, id=f"{row[0]} | {row[1]}", marks=marks)


@pytest.mark.parametrize(("copy", "statement", "expected", "facts"), [marked(row) for row in ROWS])
def test_what_speaks_against(nlp, lexicon, copy, statement, expected, facts):
    claim = make_claim(copy, nlp, lexicon)
    library = make_library([make_study([statement], **facts)], lexicon)
    found = assess_claim(claim, library, ["trial"], lexicon.vocabulary)[0]
    said = SAID[found.relation]
    assert said == expected or (expected == BORNE and said == OPEN), (found.rule, found.detail, claim.propositions)
