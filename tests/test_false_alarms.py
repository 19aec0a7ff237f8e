"""What is called contradicted, read as a reviewer would: fair copy that the shipped library must not be held against,
false copy of which it must catch its share, and every contradiction on the pages here, each of which somebody has signed.

The sentences were written for this table from what clinic pages usually say; none stands in a labelled article.
"""

import sqlite3
from pathlib import Path

import pytest

from kb.build import build
from kb.labels import VerdictTag

ROOT = Path(__file__).resolve().parent.parent
TOPIC = "Ketamine for Anxiety"
CAUGHT = 0.66  # share of the false statements that are called contradicted; 0.675 when this was written

FAIR = """
Ketamine can cause side effects such as dissociation and nausea.
Ketamine is generally well tolerated.
Ketamine is considered safe when given under medical supervision.
Most side effects of ketamine are mild and short-lived.
Ketamine may be habit-forming.
Ketamine has a lower risk of dependence than opioids.
Ketamine is FDA-approved as an anesthetic.
Ketamine is not FDA-approved for anxiety.
Using ketamine for anxiety is off-label.
Spravato is FDA-approved for treatment-resistant depression.
Esketamine was approved by the FDA in 2019.
Ketamine does not work for everyone.
Not everyone responds to ketamine.
Many patients feel better after their first infusion.
Ketamine is not a cure for anxiety.
Ketamine may help people with anxiety.
Ketamine works quickly, often within hours.
The effects of a single infusion last about one to two weeks.
The effects of ketamine can last for weeks or months.
Most patients need a series of six infusions.
A single infusion lasts about 40 minutes.
You should not drive after your infusion.
You will need someone to drive you home.
You can drive again the day after Spravato.
Have a friend drive you home after Spravato.
Some insurance plans cover ketamine.
Spravato is the only FDA-approved nasal spray for depression.
Patients are monitored for two hours after Spravato.
Spravato is given twice a week for the first four weeks.
The dose of Spravato is 56 mg or 84 mg.
Ketamine can raise blood pressure.
Ketamine at low doses does not stop breathing.
Ketamine preserves breathing better than other anesthetics.
Ketamine should not be used during pregnancy.
Ketamine is a Schedule III controlled substance.
Ketamine was approved by the FDA in 1970.
Ketamine has been used safely as an anesthetic for over 50 years.
SSRIs can take four to six weeks to work.
SSRIs can cause sexual side effects.
Benzodiazepines can be addictive.
Benzodiazepines work quickly but can lead to dependence.
SSRIs do not work for every patient.
About a third of patients do not respond to antidepressants.
Ketamine is as effective as ECT in some patients.
More research is needed on ketamine for anxiety.
There is little research on ketamine for anxiety.
Research on oral ketamine is limited.
Ketamine blocks NMDA receptors.
Ketamine is an NMDA receptor antagonist.
Ketamine increases glutamate.
Ketamine may promote new connections between brain cells.
Anxiety disorders affect about 19% of adults.
Anxiety disorders affect 40 million adults in the United States.
Women are twice as likely as men to have anxiety.
Only 36.9% of people with anxiety receive treatment.
Anxiety disorders are common.
Ketamine should be given in a clinic.
Ketamine reduces symptoms of depression.
Ketamine reduced anxiety in patients with social anxiety disorder.
Ketamine did not reduce anxiety in one trial.
Our patients tell us they feel no pain during the infusion.
We have no waiting list.
There are no guarantees that ketamine will work.
There is no cure for anxiety.
There is no one-size-fits-all treatment for anxiety.
No two patients are alike.
Ketamine is not right for everyone.
Ketamine is not a first-line treatment.
Ketamine is different from other antidepressants.
Unlike SSRIs, ketamine acts on glutamate.
Unlike SSRIs, ketamine does not need to be taken every day.
Ketamine is not an opioid.
Insurance usually does not cover ketamine.
Ketamine does not cause weight gain.
Ketamine does not cause sexual side effects.
Side effects usually wear off within two hours.
Many people return to work the next day.
Anxiety can be treated without medication.
Patients do not need to stop their other medications.
You do not need a referral.
There was no serious side effect in this study.
No serious adverse events were reported in the trial.
Patients with uncontrolled high blood pressure should not take ketamine.
Ketamine should be avoided in psychosis.
Esketamine carries a boxed warning.
Spravato is only available through a certified clinic.
Ketamine has not been approved to treat any psychiatric disorder.
IV ketamine has a bioavailability of 100%.
Ketamine lozenges are not FDA-approved.
Compounded ketamine has not been evaluated by the FDA.
CBT is effective for anxiety.
Exercise can reduce anxiety.
Medication and therapy together can help.
Panic attacks can happen without warning.
Anxiety is not a sign of weakness.
With ketamine, relief may last up to two weeks.
Ketamine clinics are not regulated in every state.
Relapse is common after ketamine is stopped.
Repeated infusions extend the benefit.
Maintenance infusions may be needed.
Ketamine helped 8 of 10 patients in our clinic.
People who respond to ketamine usually do so within a day.
Ketamine is not approved for children.
""".strip().splitlines()

FALSE = """
Ketamine has no side effects.
Ketamine infusions are completely safe.
Ketamine is 100% safe when given by professionals.
There are no known risks to ketamine therapy.
Ketamine is not addictive.
Ketamine therapy has no potential for addiction.
Ketamine has no abuse potential.
Ketamine is non-addictive and safe.
Unlike benzodiazepines, ketamine is not habit-forming.
Ketamine carries no risk of dependence.
Ketamine is FDA-approved for anxiety.
Ketamine is approved by the FDA for the treatment of depression.
The FDA has approved ketamine to treat PTSD.
IV ketamine is an FDA-approved treatment for depression.
Ketamine lozenges are FDA approved.
Spravato is FDA-approved for anxiety.
Spravato is approved for generalized anxiety disorder.
Esketamine is approved for use at home.
Ketamine works for everyone.
Ketamine works for all patients with anxiety.
Everyone responds to ketamine.
Ketamine is 100% effective.
Ketamine cures anxiety.
Ketamine is a permanent cure for depression.
Ketamine eliminates anxiety for good.
A single infusion of ketamine is enough.
One session is all you need.
The effects of a single ketamine infusion last for years.
The benefits of ketamine are permanent.
After a single infusion, relief lasts for six months.
There is no downtime after ketamine.
You can return to work immediately after your Spravato treatment.
Patients can drive themselves home after Spravato.
You can drive right after esketamine.
You can drive home immediately after your Spravato session.
Ketamine is the only drug for panic disorder.
Sertraline is the only FDA-approved treatment for panic disorder.
No monitoring is needed after Spravato.
Spravato can be taken at home.
Spravato can be used at home without supervision.
Ketamine does not cause dissociation.
Ketamine does not raise blood pressure.
Ketamine has no effect on blood pressure.
Ketamine does not affect breathing.
Ketamine never causes bladder problems.
Ketamine does not impair memory.
Long-term ketamine use is safe.
Ketamine is safe during pregnancy.
Ketamine is safe for people with high blood pressure.
Ketamine is safe for people with psychosis.
Ketamine is not a controlled substance.
Ketamine is a Schedule II controlled substance.
Ketamine is a Schedule I drug.
Ketamine was first approved by the FDA in 1985.
Ketamine was approved by the FDA in 1950.
Spravato was approved by the FDA in 2015.
Esketamine was approved in 2012.
Ketamine was first synthesized in 1975.
SSRIs work immediately.
Antidepressants work within hours.
SSRIs work within minutes.
SSRIs relieve anxiety at once.
Buspirone works at once.
SSRIs have no side effects.
Benzodiazepines are not addictive.
Benzodiazepines are safe for long-term use.
Xanax is not habit-forming.
SSRIs do not cause sexual side effects.
Buspirone is addictive.
SSRIs do not work for anxiety.
CBT is not effective for anxiety.
Ketamine is more effective than ECT.
Ketamine is better than ECT for depression.
There is no evidence that ketamine helps anxiety.
Ketamine takes weeks to work.
Ketamine takes six weeks to relieve depression.
Ketamine is injected once a year.
Spravato is taken once a month from the start.
Spravato is given once daily.
The dose of Spravato is 10 mg.
Ketamine is an opioid.
Ketamine blocks serotonin reuptake.
Ketamine acts on GABA receptors to raise GABA.
Ketamine works by acting on GABA receptors.
Ketamine is an agonist at the GABA receptor.
Ketamine is an NMDA receptor agonist.
Ketamine activates NMDA receptors.
Anxiety disorders affect 50% of adults.
Anxiety disorders affect 40 million adults in the United States every year, or 60% of the population.
About 70% of people with anxiety receive treatment.
Anxiety disorders are rare.
Men are twice as likely as women to have anxiety.
Generalized anxiety disorder affects 20% of adults.
Ketamine lowers blood pressure.
Ketamine worsens depression.
Ketamine reduces BDNF.
No patient has ever had a serious side effect from ketamine.
Patients do not experience any side effects.
You will not feel any dissociation.
There is no risk of overdose.
Ketamine is the only treatment for treatment-resistant depression.
Ketamine is the only rapid-acting antidepressant.
Spravato is the only FDA-approved treatment for anxiety.
The DEA does not regulate ketamine.
Ketamine can be bought over the counter.
You do not need a prescription for ketamine.
Ketamine has been proven to be safe and effective for anxiety by the FDA.
Compounded ketamine is FDA-approved.
Our ketamine nasal spray is FDA-approved.
TMS is FDA-approved for generalized anxiety disorder.
Esketamine has no boxed warning.
Ketamine does not interact with other medications.
Spravato is approved for children.
Ketamine therapy has no long-term side effects.
Ketamine is just as safe at home as in a clinic.
Ketamine's half-life is 24 hours.
Oral ketamine has a bioavailability of 90%.
Sublingual ketamine has the same bioavailability as IV ketamine.
Medical insurance always covers ketamine.
Ketamine is covered by all insurance plans.
""".strip().splitlines()

NOT_YET = {"Our patients tell us they feel no pain during the infusion.": "what patients say is read as a fact"}


@pytest.mark.parametrize(
    "text",
    [pytest.param(t, marks=[pytest.mark.xfail(reason=NOT_YET[t], strict=True)] if t in NOT_YET else []) for t in FAIR],
)
def test_fair_copy_is_not_contradicted(library, text):
    verdict = library.restate(library.statement(text, topic=TOPIC)).verdict
    assert verdict.verdict is not VerdictTag.CONTRADICTED, (verdict.rule, verdict.rationale)


@pytest.fixture(scope="module")
def verdicts(library):
    """What is said of each false statement."""
    return {text: library.restate(library.statement(text, topic=TOPIC)).verdict.verdict for text in FALSE}


def test_false_copy_is_contradicted(verdicts):
    missed = [text for text, verdict in verdicts.items() if verdict is not VerdictTag.CONTRADICTED]
    assert 1 - len(missed) / len(FALSE) >= CAUGHT, missed


def test_false_copy_is_never_supported(verdicts):
    assert [text for text, verdict in verdicts.items() if verdict is VerdictTag.SUPPORTED] == []


# Every contradiction on the pages of this repository, by words of the claim, and what a reviewer signs.
SIGNED = {
    "you only have to take for a few weeks": "relapse within two weeks of the last injection, in a study that the page cites",
    "raise levels of a further neurotransmitter": "serum BDNF fell alike on ketamine and midazolam; the labels allow unsupported too",
    "scant and not compelling": "the page leans on a study of treatment without a needle",
    "have both been approved by the FDA as a treatment": "intravenous ketamine is approved for no psychiatric use",
    "respiratory effects of any kind": "respiratory depression is among the FDA's warnings",
    "patients stay aware of what surrounds them": "dissociation is the commonest effect of an infusion",
    "participants shed 29.9% of their weight": "20.9% on that dose in the cited trial",
    "Prevent broken bones": "fractures were more frequent than on placebo",
    "Our compounded version is FDA-approved too": "the FDA approves no compounded product",
    "Testosterone therapy has no risks": "fibrillation, kidney injury and embolism in a large trial",
    "no risk of seizure with our equipment": "seizure is a known risk",
    "Neither medicine carries any serious warnings": "both carry a boxed warning",
    "no potential for abuse at the doses we give": "abuse and misuse are among the FDA's warnings",
    "completely free of side effects": "adverse effects, though mild, were reported",
}

PAGES = (
    (ROOT / "sources" / "articles", ROOT / "sources" / "studies"),
    (ROOT / "tests" / "held_out" / "articles", ROOT / "tests" / "held_out" / "studies"),
)


@pytest.mark.parametrize(("articles", "studies"), PAGES, ids=["shipped", "held out"])
def test_every_contradiction_on_a_page_is_signed(articles, studies, tmp_path, nlp):
    build(articles, studies, tmp_path / "kb.db", nlp=nlp)
    with sqlite3.connect(tmp_path / "kb.db") as db:
        rows = db.execute("SELECT quote, rationale FROM claims WHERE verdict = 'contradicted' ORDER BY id").fetchall()
    assert rows
    assert not [row for row in rows if not any(words in row[0] for words in SIGNED)]
