"""Ratios of risk as results give them, and what of the copy they bear out: "hazard ratio, 0.69" is a risk lower by 31 %.

The rows of `FIRST` were written before the program was asked of any of them and stay as they are. The figures are those
of trials where a trial is well known, else invented.
"""

import pytest

from kb.labels import Relation
from kb.pairs import Comparer
from kb.pairs.files import Pair

S, W, C, N = (
    relation.value for relation in (Relation.SUPPORTS, Relation.WEAKER, Relation.CONTRADICTS, Relation.SILENT)
)
NOT = {W, C, N}

STROKE = "Apixaban lowered the risk of stroke (hazard ratio with apixaban, 0.79; 95% confidence interval [CI], 0.66 to 0.95)."
BLEEDING = (
    "The rate of major bleeding was 2.13% per year in the apixaban group, as compared with 3.09% per year in the "
    "warfarin group (hazard ratio, 0.69; 95% CI, 0.60 to 0.80; P<0.001)."
)
TWO = (
    "The rate of major bleeding was 2.13% per year in the apixaban group, as compared with 3.09% per year in the "
    "warfarin group (hazard ratio, 0.69; 95% CI, 0.60 to 0.80; P<0.001), and the rates of death from any cause were "
    "3.52% and 3.94%, respectively (hazard ratio, 0.89; 95% CI, 0.80 to 0.99; P=0.047)."
)
DIARRHEA = (
    "Probiotics were associated with a lower risk of antibiotic-associated diarrhea (relative risk, 0.58; 95% CI, 0.50 to "
    "0.68; P < .001; I(2), 54%; [risk difference, -0.07; 95% CI, -0.10 to -0.05], [number needed to treat, 13; 95% CI, "
    "10.3 to 19.1])."
)
STATIN = "Atorvastatin reduced the risk of heart attack compared with placebo (HR 0.64, 95% CI 0.50-0.83)."
VACCINE = "Vaccination reduced the incidence of influenza (RR 0.41, 95% CI 0.36 to 0.47)."
ASPIRIN = "Aspirin increased the risk of gastrointestinal bleeding (relative risk 2.0, 95% CI 1.5 to 2.7)."
TAMOXIFEN = "Tamoxifen reduced the risk of breast cancer (risk ratio = 0.51; 95% CI, 0.39 to 0.66)."
ODDS = "Zinc reduced the risk of pneumonia (odds ratio of 0.60, 95% CI 0.45 to 0.80)."
DAPA = "Dapagliflozin reduced the risk of heart failure (adjusted hazard ratio 0.70; 95% CI 0.59-0.83)."
NOTHING = (
    "Death occurred in 4.1% of patients on vitamin D and 4.3% on placebo (hazard ratio, 0.95; 95% CI, 0.80 to 1.12)."
)

FIRST = [  # claim, finding, relations that a careful reader would accept
    ("Apixaban cuts the risk of stroke by 21%.", STROKE, {S}),
    ("Apixaban means a 21% lower risk of stroke.", STROKE, {S}),
    ("Apixaban lowers the risk of stroke by a fifth.", STROKE, {S}),
    ("Apixaban cuts the risk of stroke by 50%.", STROKE, NOT),
    ("Apixaban halves the risk of stroke.", STROKE, NOT),
    ("Apixaban raises the risk of stroke by 21%.", STROKE, NOT),
    ("Apixaban cuts the risk of heart attack by 21%.", STROKE, NOT),
    ("Apixaban cuts the risk of major bleeding by 31%.", BLEEDING, {S}),
    ("Apixaban lowers the risk of major bleeding.", BLEEDING, {S}),
    ("Apixaban raises the risk of major bleeding.", BLEEDING, NOT),
    ("Apixaban cuts the risk of major bleeding by 50%.", BLEEDING, NOT),
    ("Warfarin cuts the risk of major bleeding by 31%.", BLEEDING, NOT),
    ("Apixaban cuts the risk of death by 11%.", TWO, {S}),
    ("Apixaban cuts the risk of death by 31%.", TWO, NOT),
    ("Apixaban cuts the risk of major bleeding by 11%.", TWO, NOT),
    ("Probiotics mean 42% less diarrhea.", DIARRHEA, {S}),
    ("Probiotics cut the risk of diarrhea by 42%.", DIARRHEA, {S}),
    ("Probiotics cut the risk of diarrhea by 58%.", DIARRHEA, NOT),
    ("Probiotics increase the risk of diarrhea.", DIARRHEA, NOT),
    ("Atorvastatin cuts the risk of heart attack by 36%.", STATIN, {S}),
    ("Atorvastatin cuts the risk of heart attack by more than a third.", STATIN, {S}),
    ("Atorvastatin cuts the risk of stroke by 36%.", STATIN, NOT),
    ("Vaccination cuts influenza by 59%.", VACCINE, {S}),
    ("Vaccination cuts influenza by 41%.", VACCINE, NOT),
    ("Aspirin doubles the risk of gastrointestinal bleeding.", ASPIRIN, {S}),
    ("Aspirin halves the risk of gastrointestinal bleeding.", ASPIRIN, NOT),
    ("Aspirin triples the risk of gastrointestinal bleeding.", ASPIRIN, NOT),
    ("Tamoxifen halves the risk of breast cancer.", TAMOXIFEN, {S}),
    ("Tamoxifen cuts the risk of breast cancer by about half.", TAMOXIFEN, {S}),
    ("Tamoxifen cuts the risk of breast cancer by 51%.", TAMOXIFEN, NOT),
    ("Zinc cuts the risk of pneumonia by 40%.", ODDS, NOT),
    ("Zinc lowers the risk of pneumonia.", ODDS, {S}),
    ("Dapagliflozin lowers the risk of heart failure by 30%.", DAPA, {S}),
    ("Dapagliflozin lowers the risk of heart failure by nearly a third.", DAPA, {S}),
    ("Dapagliflozin lowers the risk of heart failure by 70%.", DAPA, NOT),
    ("Vitamin D lowers the risk of death.", NOTHING, NOT),
    ("Vitamin D lowers the risk of death by 5%.", NOTHING, NOT),
    ("31% of patients on apixaban had major bleeding.", BLEEDING, NOT),
    ("Apixaban lowered the risk of stroke (hazard ratio 0.79).", STROKE, {S}),
    ("Apixaban lowered the risk of stroke (hazard ratio 0.69).", STROKE, NOT),
]


@pytest.fixture(scope="module")
def relation(lexicon):
    comparer = Comparer(lexicon)

    def of(claim: str, evidence: str) -> str:
        (found,) = comparer.compare([Pair(id="pair", claim=claim, evidence=evidence)])
        return found.relation.value

    return of


@pytest.mark.parametrize(("claim", "finding", "accepted"), FIRST)
def test_a_reduction_is_held_against_its_ratio(relation, claim, finding, accepted):
    assert relation(claim, finding) in accepted
