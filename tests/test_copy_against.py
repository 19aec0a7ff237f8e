"""What copy in any field gets wrong, held against what a label, ruling, guideline or synthesis of trials says, and the
sentences beside them that are no such mistake.

Each row gives the copy, the finding, whether the finding is against it (AGAINST) or not (OPEN: it may be borne out or
left open, but is never contradicted), and the subject that the page would hand on. The rows were written for this table
before the program was tried on them; those that it does not see yet are named in NOT_YET.
"""

import pytest
from test_evidence import make_claim, make_library, make_study
from test_evidence_against import GUIDELINE, LABEL, RULING, SYNTHESIS

from kb.evidence import assess_claim
from kb.labels import Relation
from kb.verdicts import DISMISSED

AGAINST, OPEN = "against", "open"

HARM = [
    ("Our gel has no side effects at all.", "Timolol causes fatigue and dizziness.", AGAINST, "timolol"),
    ("You will not experience any side effects.", "Metformin causes diarrhoea and nausea.", AGAINST, "metformin"),
    ("There are no known risks.", "Liposuction can cause infection and bleeding.", AGAINST, "liposuction"),
    ("It comes with zero side effects.", "Kratom can cause seizures.", AGAINST, "kratom"),
    ("Unlike opioids, kratom is completely free of side effects.", "Kratom can cause nausea and constipation.", AGAINST, ""),
    ("Unlike older drugs, apremilast causes no diarrhea.", "Diarrhea occurred in 17% of patients on apremilast.", AGAINST, ""),
    ("Neither of these drugs carries a serious warning.", "Fluoxetine carries a boxed warning for suicidal thoughts.", AGAINST, "fluoxetine"),
    ("Levothyroxine carries no boxed warning.", "Levothyroxine carries a boxed warning against use for weight loss.", AGAINST, ""),
    ("You never lose control during ketamine treatment and stay fully conscious.", "Ketamine causes dissociation.", AGAINST, ""),
    ("Patients remain alert throughout midazolam treatment.", "Midazolam causes sedation.", AGAINST, ""),
    ("Finasteride never affects your fertility.", "Finasteride can cause infertility.", AGAINST, ""),
    ("Hormone pellets carry no risk of blood clots.", "Testosterone can cause blood clots.", AGAINST, "testosterone"),
    ("Metformin is 100% safe.", "Metformin causes diarrhoea and nausea.", AGAINST, ""),
    ("Opioids do not affect breathing.", "Opioids can cause respiratory depression.", AGAINST, ""),
    ("Metformin is 60% safer than insulin.", "Metformin causes diarrhoea and nausea.", OPEN, ""),
    ("Botox is 100% risk-free.", "Adverse effects were no more frequent with botulinum toxin than with placebo.", OPEN, ""),
    ("Zolpidem leaves you with a clear head the next day.", "Zolpidem can cause next-day drowsiness.", OPEN, ""),
    ("Side effects of metformin are uncommon.", "Metformin causes diarrhoea.", OPEN, ""),
    ("Unlike opioids, acetaminophen does not cause constipation.", "Opioids cause constipation.", OPEN, ""),
    ("Apremilast has no effect on the liver.", "Apremilast causes diarrhea and nausea.", OPEN, ""),
    ("In this trial no patient on apremilast had a serious infection.", "Apremilast causes upper respiratory infection.", OPEN, ""),
    ("Most people have no side effects with metformin.", "Metformin causes diarrhoea.", OPEN, ""),
    ("Its side effects are not those of the older pills.", "Metformin causes nausea.", OPEN, "metformin"),
    ("Levothyroxine carries a boxed warning.", "Levothyroxine carries a boxed warning against use for weight loss.", OPEN, ""),
    ("Botox injections leave no scars.", "Botulinum toxin can cause drooping eyelids.", OPEN, ""),
    ("Fluoxetine does not cause dependence.", "Fluoxetine carries a boxed warning for suicidal thoughts.", OPEN, ""),
]  # fmt: skip

DEPENDENCE = [
    ("Pregabalin is not habit-forming.", "Pregabalin can cause physical dependence and abuse.", AGAINST, ""),
    ("There is no risk of addiction with tramadol.", "Tramadol exposes users to the risk of addiction.", AGAINST, ""),
    ("You cannot get addicted to lorazepam.", "Lorazepam can lead to dependence.", AGAINST, ""),
    ("Venlafaxine can be stopped at any time without withdrawal symptoms.", "Stopping venlafaxine can cause withdrawal symptoms.", AGAINST, ""),
    ("Buprenorphine has no potential for abuse.", "Buprenorphine has a potential for abuse.", AGAINST, ""),
    ("Tramadol has no potential for addiction.", "Tramadol exposes users to the risk of addiction.", AGAINST, ""),
    ("Pregabalin is less addictive than opioids.", "Pregabalin can cause dependence.", OPEN, ""),
    ("Melatonin is not addictive.", "Zolpidem is addictive.", OPEN, ""),
    ("Tramadol helps people with addiction.", "Tramadol exposes users to the risk of addiction.", OPEN, ""),
]  # fmt: skip

PREGNANCY = [
    ("Topiramate is safe during pregnancy.", "Topiramate is contraindicated in pregnancy.", AGAINST, ""),
    ("Pregnant women can safely take methotrexate.", "Methotrexate must not be used in pregnancy.", AGAINST, ""),
    ("Retinol is suitable for pregnant women.", "Retinoids should not be used during pregnancy.", AGAINST, ""),
    ("Valproate does not harm the unborn baby.", "Valproate can cause birth defects.", AGAINST, ""),
    ("Sumatriptan is safe for people with heart disease.", "Sumatriptan is contraindicated in patients with coronary artery disease.", OPEN, ""),
    ("Sumatriptan is safe for people with coronary artery disease.", "Sumatriptan is contraindicated in patients with coronary artery disease.", AGAINST, ""),
    ("Codeine is safe for children.", "Codeine is contraindicated in children.", AGAINST, ""),
    ("Codeine is safe for adults.", "Codeine is contraindicated in children.", OPEN, ""),
    ("Metformin is safe during pregnancy.", "Topiramate is contraindicated in pregnancy.", OPEN, ""),
    ("Methotrexate is not safe in pregnancy.", "Methotrexate must not be used in pregnancy.", OPEN, ""),
]  # fmt: skip

CURE = [
    ("TENS cures fibromyalgia.", "There is no cure for fibromyalgia.", AGAINST, ""),
    ("Our diet reverses lupus for good.", "Lupus cannot be cured.", AGAINST, "diet"),
    ("Laser treatment removes rosacea for ever.", "Rosacea cannot be cured.", AGAINST, ""),
    ("Botox gives permanent relief from migraine.", "The effect of botulinum toxin lasts about 12 weeks.", AGAINST, ""),
    ("Hyaluronic acid fillers are permanent.", "The effect of fillers lasts 6 to 18 months.", AGAINST, ""),
    ("Once you stop semaglutide, the weight stays off.", "After stopping semaglutide, participants regained two-thirds of the weight lost.", AGAINST, ""),
    ("You keep the results of tirzepatide after you stop.", "Participants regained weight after tirzepatide was stopped.", AGAINST, ""),
    ("The benefit of minoxidil remains after you stop using it.", "Hair loss returns within months after minoxidil is stopped.", AGAINST, ""),
    ("What's even better is semaglutide is a medicine that you only need for three months.",
     "Participants regained weight after semaglutide was stopped.", AGAINST, ""),
    ("Tirzepatide is a treatment that may only be needed for a few weeks.",
     "Participants regained weight after tirzepatide was stopped.", OPEN, ""),
    ("In one study the benefit of tirzepatide lasted up to four weeks after the last injection.",
     "Participants regained weight after tirzepatide was stopped.", OPEN, ""),
    ("Semaglutide cures obesity.", "Half of patients regained weight after semaglutide was stopped.", AGAINST, ""),
    ("Semaglutide is a permanent cure for obesity.", "Half of patients regained weight after semaglutide was stopped.", AGAINST, ""),
    ("Semaglutide reduces obesity.", "Half of patients regained weight after semaglutide was stopped.", OPEN, ""),
    ("Semaglutide may cure obesity.", "Half of patients regained weight after semaglutide was stopped.", OPEN, ""),
    ("TMS gets rid of depression permanently.", "Half of patients relapsed within a year after TMS.", AGAINST, ""),
    ("Phototherapy clears psoriasis.", "There is no cure for psoriasis.", OPEN, ""),
    ("Botox relieves migraine for about three months.", "The effect of botulinum toxin lasts about 12 weeks.", OPEN, ""),
    ("Semaglutide helps people lose weight.", "After stopping semaglutide, participants regained two-thirds of the weight lost.", OPEN, ""),
    ("There is no cure for lupus, but hydroxychloroquine eases it.", "Lupus cannot be cured.", OPEN, ""),
]  # fmt: skip

DURATION = [
    ("Fluoxetine works immediately.", "Fluoxetine takes four to six weeks to work.", AGAINST, ""),
    ("Sertraline brings instant relief from depression.", "The full effect of sertraline in depression takes several weeks.", AGAINST, ""),
    ("Minoxidil regrows hair within days.", "Minoxidil takes at least four months to regrow hair.", AGAINST, ""),
    ("You only need to take escitalopram for a few weeks.", "Escitalopram should be continued for at least six months.", AGAINST, ""),
    ("Semaglutide is needed for a few weeks only.", "Semaglutide is meant for long-term use; weight returns when it is stopped.", AGAINST, ""),
    ("A single session of TMS is enough.", "A course of TMS takes 20 to 30 sessions.", AGAINST, ""),
    ("One treatment with ECT is all you need.", "A course of ECT takes 6 to 12 treatments.", AGAINST, ""),
    ("A single dose of psilocybin is enough.", "The effect of a single dose of psilocybin lasts two weeks.", AGAINST, ""),
    ("The effect of a ketamine infusion lasts for years in depression.",
     "The antidepressant effect of ketamine lasts 3 to 12 days.", AGAINST, ""),
    ("A single dose of psilocybin is given.", "The effect of a single dose of psilocybin lasts two weeks.", OPEN, ""),
    ("The effect of botulinum toxin lasts about three months.",
     "In four patients wrinkles came back by week 4 after botulinum toxin.", OPEN, ""),
    ("Fluoxetine works within a few weeks.", "Fluoxetine takes four to six weeks to work.", OPEN, ""),
    ("Fluoxetine is taken by mouth once a day.", "Fluoxetine takes four to six weeks to work.", OPEN, ""),
    ("A single session of TMS takes 20 minutes.", "A course of TMS takes 20 to 30 sessions.", OPEN, ""),
    ("Ketamine relieves depression within hours.", "Fluoxetine takes four to six weeks to work.", OPEN, ""),
    ("Escitalopram was taken for 8 weeks.", "Escitalopram should be continued for at least six months.", OPEN, ""),
]  # fmt: skip

STATUS = [
    ("Our peptide therapy is FDA-approved.", "BPC-157 is not approved by the FDA.", OPEN, ""),
    ("BPC-157 is an FDA-approved peptide.", "BPC-157 is not approved by the FDA.", AGAINST, "bpc_157"),
    ("Our compounded version is FDA-approved too.", "Compounded tirzepatide is not approved by the FDA.", AGAINST, "tirzepatide"),
    ("Kratom has been approved by the FDA as a pain treatment.", "The FDA has not approved kratom for any medical use.", AGAINST, ""),
    ("Nitrous oxide is approved for depression.", "Nitrous oxide is approved only for sedation and pain relief.", AGAINST, ""),
    ("Exosomes are cleared by the FDA.", "There are no FDA-approved exosome products.", AGAINST, ""),
    ("Modafinil is not a controlled substance.", "Modafinil is a Schedule IV controlled substance.", AGAINST, ""),
    ("You can buy sildenafil over the counter.", "Sildenafil is available only on prescription.", AGAINST, ""),
    ("Ketamine is an FDA-approved treatment for anxiety.", "Ketamine is approved only for anesthesia.", AGAINST, ""),
    ("Ketamine is an FDA-approved anesthetic that eases anxiety.", "Ketamine is approved only for anesthesia.", OPEN, ""),
    ("Alprazolam is a Schedule II drug.", "Alprazolam is a Schedule IV controlled substance.", AGAINST, ""),
    ("Testosterone can be bought over the counter.", "Testosterone is a Schedule III controlled substance.", AGAINST, ""),
    ("Alprazolam is a Schedule IV drug.", "Alprazolam is a Schedule IV controlled substance.", OPEN, ""),
    ("Alprazolam is a controlled substance.", "Alprazolam is a Schedule IV controlled substance.", OPEN, ""),
    ("Oxycodone is a Schedule II drug.", "Alprazolam is a Schedule IV controlled substance.", OPEN, ""),
    ("Botox was approved in 1975.", "OnabotulinumtoxinA was first approved in 1989.", AGAINST, ""),
    ("Botox was approved in 1989.", "OnabotulinumtoxinA was first approved in 1989.", OPEN, ""),
    ("Kratom is not approved for pain.", "The FDA has not approved kratom for any medical use.", OPEN, ""),
    ("The clinic where we give BPC-157 is approved by the state.", "BPC-157 is not approved by the FDA.", OPEN, "bpc_157"),
    ("Nitrous oxide is approved for sedation.", "Nitrous oxide is approved only for sedation and pain relief.", OPEN, ""),
]  # fmt: skip

MONITORING = [
    ("No blood tests are needed with lithium.", "Lithium requires regular blood tests.", AGAINST, ""),
    ("Lithium can be taken without monitoring.", "Patients on lithium must be monitored.", AGAINST, ""),
    ("Esketamine can be taken at home without supervision.", "Esketamine must be given under the supervision of a health professional.", AGAINST, ""),
    ("No monitoring is needed after esketamine.", "Patients must be monitored for at least two hours after esketamine.", AGAINST, ""),
    ("You can drive home right after esketamine.", "Patients should not drive until the next day after esketamine.", AGAINST, ""),
    ("Esketamine can be taken at home.", "Esketamine is given only in a certified clinic.", AGAINST, ""),
    ("You may take esketamine in our clinic.", "Esketamine is given only in a certified clinic.", OPEN, ""),
    ("Semaglutide can be injected at home.", "Esketamine is given only in a certified clinic.", OPEN, ""),
    ("Esketamine can be taken at home.", "Esketamine is given in clinics.", OPEN, ""),
    ("Methotrexate needs regular blood tests.", "Methotrexate requires regular blood tests.", OPEN, ""),
    ("Melatonin needs no monitoring.", "Lithium requires regular monitoring.", OPEN, ""),
    ("No anesthesia is needed with TMS.", "Patients must be monitored during TMS.", OPEN, ""),
]  # fmt: skip

EVIDENCE = [
    ("There is no research on psilocybin for depression.", "Psilocybin reduced depression more than placebo.", AGAINST, ""),
    ("Acupuncture has never been studied in migraine.", "Acupuncture reduced the frequency of migraine more than sham.", AGAINST, ""),
    ("The effect of zinc on colds is proven beyond doubt.", "Evidence that zinc shortens colds is insufficient.", OPEN, ""),
    ("There is little research on psilocybin for anxiety.", "Psilocybin reduced depression more than placebo.", OPEN, ""),
    ("Acupuncture has been studied in migraine.", "Acupuncture reduced the frequency of migraine more than sham.", OPEN, ""),
    ("There is not much research on psilocybin for depression.", "Psilocybin reduced depression more than placebo.", OPEN, ""),
    ("The survey did not examine psilocybin for depression.", "Psilocybin reduced depression more than placebo.", OPEN, ""),
    ("There is no research on cannabidiol in children with anxiety.", "Cannabidiol reduced anxiety in adults.", OPEN, ""),
]  # fmt: skip

EVERYBODY = [
    ("Ketamine works for everyone with depression.", "About 30% of patients with depression did not respond to ketamine.", AGAINST, ""),
    ("All patients respond to TMS.", "58% of patients responded to TMS.", AGAINST, ""),
    ("Erenumab works for every patient with migraine.", "Half of patients did not respond to erenumab in migraine.", AGAINST, ""),
    ("Botox is 100% effective against sweating.", "OnabotulinumtoxinA reduced sweating in 82% of patients.", AGAINST, ""),
    ("Everyone responds to TMS.", "58% of patients responded to TMS.", AGAINST, ""),
    ("Ketamine works for everyone.", "Remission was reached by 46% of patients with ketamine.", AGAINST, ""),
    ("TMS works for everyone with depression.", "58% of patients with migraine responded to TMS.", OPEN, ""),
    ("TMS works for everyone.", "TMS lowered depression scores by 58%.", OPEN, ""),
    ("Every patient in our clinic is welcome.", "58% of patients responded to TMS.", OPEN, "tms"),
    ("Erenumab does not work for everyone.", "Half of patients did not respond to erenumab.", OPEN, ""),
]  # fmt: skip

FIGURES = [
    ("More than eight in ten people on semaglutide lost 5% or more of their weight.", "Semaglutide lowered body weight by a mean of 14.9%.", OPEN, ""),
    ("Half of the patients lost 15% of their weight on tirzepatide.", "Tirzepatide lowered body weight by a mean of 20.9%.", OPEN, ""),
    ("Eight in ten patients had less pain with celecoxib.", "Celecoxib lowered pain by an average of 30%.", OPEN, ""),
    ("Remission was reached by 46% with ketamine and by 63% with ECT.", "A median of six sessions was needed to reach remission with ketamine and with ECT alike.", OPEN, ""),
    ("Compared with ECT, 46% of patients went into remission with ketamine and 63% with ECT.", "ECT was better than ketamine for remission.", OPEN, ""),
    ("Response was 70% with sertraline and 50% with placebo.", "The dose of sertraline and placebo was the same in both groups.", OPEN, ""),
    ("Semaglutide lowered body weight by 30%.", "Semaglutide lowered body weight by a mean of 14.9%.", AGAINST, ""),
]  # fmt: skip

RIVAL = [
    ("Exercise worsens back pain.", "Exercise reduced back pain compared with no treatment.", AGAINST, ""),
    ("Exercise does nothing for back pain.", "Exercise reduced back pain compared with health education.", AGAINST, ""),
    ("Glucosamine relieves knee pain.", "Glucosamine did not reduce knee pain scores compared with usual care.", AGAINST, ""),
    ("Glucosamine relieves knee pain.", "Glucosamine did not reduce the severity of knee pain compared with placebo.", AGAINST, ""),
    ("Glucosamine relieves knee pain.", "Glucosamine did not reduce knee pain more than celecoxib.", OPEN, ""),
    ("Glucosamine relieves knee pain.", "Glucosamine did not reduce experimental knee pain.", OPEN, ""),
    ("Exercise reduces back pain.", "Exercise reduced back pain compared with health education.", OPEN, ""),
]  # fmt: skip

ACTIVITY = [
    ("You can drive yourself home after esketamine.", "Patients must not drive after esketamine until the next day.", AGAINST, ""),
    ("You can drive immediately after your session.", "Do not drive until the day after a dose of midazolam.", AGAINST, "midazolam"),
    ("There is no downtime after midazolam.", "Patients should avoid driving for 24 hours after midazolam.", AGAINST, ""),
    ("You can go back to work immediately after midazolam.", "Patients must not drive for 24 hours after midazolam.", AGAINST, ""),
    ("You may get behind the wheel as soon as the eye drops are in.", "Patients should not drive until the effect of atropine has gone.", AGAINST, "atropine"),
    ("You can drive the day after esketamine.", "Patients must not drive after esketamine until the next day.", OPEN, ""),
    ("You can drive 24 hours after midazolam.", "Patients should avoid driving for 24 hours after midazolam.", OPEN, ""),
    ("Have a friend drive you home after midazolam.", "Patients must not drive for 24 hours after midazolam.", OPEN, ""),
    ("You should not drive after midazolam.", "Patients must not drive for 24 hours after midazolam.", OPEN, ""),
    ("You can drive home after acupuncture.", "Patients must not drive for 24 hours after midazolam.", OPEN, ""),
    ("Many people return to work the day after midazolam.", "Patients must not drive for 24 hours after midazolam.", OPEN, ""),
    ("Stress drives anxiety after midazolam.", "Patients must not drive for 24 hours after midazolam.", OPEN, ""),
]  # fmt: skip

SOLE = [
    ("Sertraline is the only treatment for panic disorder.", "Venlafaxine is approved for panic disorder.", AGAINST, ""),
    ("Sertraline is the only drug approved for panic disorder.", "Venlafaxine is approved for panic disorder.", AGAINST, ""),
    ("Esketamine is the only FDA-approved treatment for depression.", "Fluoxetine is approved by the FDA for depression.", AGAINST, ""),
    ("Dupilumab is the only approved treatment for eczema.", "Tacrolimus was approved for eczema.", AGAINST, ""),
    ("Paroxetine is the only SSRI for panic disorder.", "Sertraline is approved for panic disorder.", AGAINST, ""),
    ("Paroxetine is the only SSRI for panic disorder.", "Venlafaxine is approved for panic disorder.", OPEN, ""),
    ("Sertraline is the only treatment for panic disorder.", "Venlafaxine is not approved for panic disorder.", OPEN, ""),
    ("Sertraline is the only treatment for panic disorder.", "Venlafaxine is approved for depression.", OPEN, ""),
    ("Esketamine is the only nasal spray approved for depression.", "Fluoxetine is approved for depression.", OPEN, ""),
    ("Fluoxetine is the only antidepressant approved for children.", "Venlafaxine is approved for depression.", OPEN, ""),
    ("Sertraline is not the only treatment for panic disorder.", "Venlafaxine is approved for panic disorder.", OPEN, ""),
    ("Sertraline is the only treatment for panic disorder.", "Sertraline is approved for panic disorder.", OPEN, ""),
]  # fmt: skip

COVER = [
    ("Insurance always covers acupuncture.", "Most insurance does not cover acupuncture.", AGAINST, ""),
    ("Acupuncture is covered by all insurance plans.", "Most insurance does not cover acupuncture.", AGAINST, ""),
    ("Some insurance plans cover acupuncture.", "Most insurance does not cover acupuncture.", OPEN, ""),
    ("Insurance usually does not cover acupuncture.", "Most insurance does not cover acupuncture.", OPEN, ""),
    ("Insurance always covers acupuncture.", "Most insurance does not cover massage.", OPEN, ""),
]  # fmt: skip

NOT_YET = {
    "Patients remain alert throughout midazolam treatment.": "'alert' by itself is no concept, a safety alert being another thing",
    "Laser treatment removes rosacea for ever.": "what is done for ever is not read where its verb is unknown",
    "BPC-157 is an FDA-approved peptide.": "an unknown word beside an approval may be what is approved",
}
KINDS = (
    (HARM, LABEL), (DEPENDENCE, LABEL), (PREGNANCY, LABEL), (CURE, GUIDELINE), (DURATION, LABEL), (STATUS, RULING),
    (MONITORING, LABEL), (EVIDENCE, SYNTHESIS), (EVERYBODY, SYNTHESIS), (FIGURES, SYNTHESIS),
    (RIVAL, SYNTHESIS), (ACTIVITY, LABEL), (SOLE, RULING), (COVER, SYNTHESIS),
)  # fmt: skip
ROWS = [(*row, facts) for rows, facts in KINDS for row in rows]


def marked(row):
    reason = NOT_YET.get(row[0])
    marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
    return pytest.param(*row, id=f"{row[0]} | {row[1]}", marks=marks)


@pytest.mark.parametrize(("copy", "statement", "expected", "subject", "facts"), [marked(row) for row in ROWS])
def test_what_copy_gets_wrong(nlp, lexicon, copy, statement, expected, subject, facts):
    claim = make_claim(copy, nlp, lexicon, (subject,) if subject else ())
    library = make_library([make_study([statement], **facts)], lexicon)
    found = assess_claim(claim, library, ["trial"], lexicon.vocabulary)[0]
    against = found.relation is Relation.CONTRADICTS
    assert against is (expected == AGAINST), (found.rule, found.detail, claim.propositions)


# The copy's judgement of all research on a thing, the study that its page leans on, and whether that is such research.
DISMISSED_ROWS = [
    ("The research on oral psilocybin is scant and not compelling.", "Oral psilocybin reduced depression.", True),
    ("Research on acupuncture for migraine is unconvincing.", "Acupuncture reduced migraine more than sham.", True),
    ("The evidence for melatonin in headache is unpersuasive.", "Melatonin reduced headache.", True),
    ("Research on oral psilocybin is limited.", "Oral psilocybin reduced depression.", False),
    ("The research on oral psilocybin is not compelling.", "Intravenous psilocybin reduced depression.", False),
    ("Research on acupuncture for migraine is unconvincing.", "Acupuncture reduced back pain.", False),
    ("Research on acupuncture for migraine is compelling.", "Acupuncture reduced migraine more than sham.", False),
    ("The research on acupuncture may be unconvincing in migraine.", "Few trials of acupuncture exist.", False),
]


@pytest.mark.parametrize(("copy", "statement", "expected"), DISMISSED_ROWS)
def test_research_that_the_copy_calls_unconvincing(nlp, lexicon, copy, statement, expected):
    library = make_library([make_study([statement])], lexicon)
    found = assess_claim(make_claim(copy, nlp, lexicon), library, [], lexicon.vocabulary)
    assert [a.rule for a in found if a.rule == DISMISSED] == [DISMISSED] * expected
    assert all(a.relation is not Relation.CONTRADICTS for a in found)


# Copy of what one study saw, which it may name or not, and a finding of another that saw more.
SEEN = [
    ("No serious side effects were seen in the trial of metformin.", "Metformin causes serious side effects.", False),
    ("Metformin never causes serious side effects.", "Metformin causes serious side effects.", True),
    ("Metformin did not reduce headache in one trial.", "Metformin reduced headache.", False),
]


@pytest.mark.parametrize(("copy", "statement", "expected"), SEEN)
def test_what_one_study_saw_is_not_denied_by_another(nlp, lexicon, copy, statement, expected):
    library = make_library([make_study([statement], **LABEL)], lexicon)
    found = assess_claim(make_claim(copy, nlp, lexicon), library, (), lexicon.vocabulary)
    assert any(a.relation is Relation.CONTRADICTS for a in found) is expected


# What must not pass for support, since it would stand in the way of what speaks against the copy.
NO_SUPPORT = [
    ("SSRIs are a first-line treatment.", "MAOIs are first-line drugs."),
    ("Ketamine has no effect on sleep.", "Oral ketamine had no effect on sleep."),
    ("The benefit of ketamine is permanent.", "The benefit of ketamine lasted."),
    ("The harm of ketamine in anxiety may be promising.", "Ketamine lowered anxiety. Ketamine worsened insomnia."),
]


@pytest.mark.parametrize(("copy", "statement"), NO_SUPPORT)
def test_what_is_said_of_less_is_no_support(nlp, lexicon, copy, statement):
    library = make_library([make_study([statement], **SYNTHESIS)], lexicon)
    found = assess_claim(make_claim(copy, nlp, lexicon), library, ["trial"], lexicon.vocabulary)
    assert all(a.relation is not Relation.SUPPORTS for a in found), found
