"""Ratios of risk as results give them, and what of the copy they bear out: "hazard ratio, 0.69" is a risk lower by 31 %.

The rows of `FIRST` and `SECOND` were written before the program was asked of any of them and stay as they are (those
that it misses stand in `MISSED`). The figures are those of trials where a trial is well known, else invented.
"""

from dataclasses import replace

import pytest

from kb.evidence.meeting import Meeting
from kb.evidence.ratios import with_ratios
from kb.labels import Relation
from kb.propositions import read_propositions

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

LATER = [  # written beside the program
    (
        "Apixaban doubles the risk of stroke.",
        "Apixaban lowered the risk of stroke (HR 0.50, 95% CI 0.40 to 0.62).",
        NOT,
    ),
    (
        "Rivaroxaban cuts deaths by 30%.",
        "Mortality was 4% with rivaroxaban versus 6% with warfarin (hazard ratio for death, 0.70; 95% CI, 0.55 to 0.89).",
        {S},
    ),
    (
        "Rivaroxaban lowers the risk of death by 30%.",
        "Mortality was 4% with rivaroxaban versus 6% with warfarin (hazard ratio for death, 0.70; 95% CI, 0.55 to 0.89).",
        {S},
    ),
    (
        "Warfarin lowers the risk of death by 30%.",
        "Mortality was 4% with rivaroxaban versus 6% with warfarin (hazard ratio for death, 0.70; 95% CI, 0.55 to 0.89).",
        NOT,
    ),
    (
        "Pembrolizumab improves survival by 30%.",
        "Pembrolizumab improved overall survival (hazard ratio, 0.70; 95% CI, 0.58 to 0.84).",
        NOT,
    ),
    (
        "Pembrolizumab lowers survival.",
        "Overall survival was 60% with pembrolizumab and 50% with chemotherapy (hazard ratio, 0.70; 95% CI, 0.58 to 0.84).",
        NOT,
    ),
    (
        "Smoking doubles the risk of stroke.",
        "Smoking was associated with stroke (relative risk 2.0, 95% CI 1.6 to 2.5).",
        {S, W},
    ),
    (
        "Smoking triples the risk of stroke.",
        "Smoking was associated with stroke (relative risk 2.0, 95% CI 1.6 to 2.5).",
        NOT,
    ),
    (
        "Zinc cuts colds by a third.",
        "Zinc reduced the incidence of the common cold (RR 0.67; 95% CI 0.51 to 0.88).",
        {S},
    ),
    ("Zinc cuts colds by half.", "Zinc reduced the incidence of the common cold (RR 0.67; 95% CI 0.51 to 0.88).", NOT),
    (
        "Zinc cuts colds by 33 percentage points.",
        "Zinc reduced the incidence of the common cold (RR 0.67; 95% CI 0.51 to 0.88).",
        NOT,
    ),
    (
        "Zinc prevents a third of colds.",
        "Zinc reduced the incidence of the common cold (RR 0.67; 95% CI 0.51 to 0.88).",
        {S},
    ),
    ("The vaccine prevents 95% of Covid cases.", "The vaccine prevented COVID-19 (RR 0.05; 95% CI 0.02 to 0.10).", {S}),
    ("The vaccine prevents 50% of Covid cases.", "The vaccine prevented COVID-19 (RR 0.05; 95% CI 0.02 to 0.10).", NOT),
    (
        "The vaccine lowers the risk of Covid by 95%.",
        "COVID-19 occurred in 0.1% of the vaccine group and 2% of the placebo group (RR 0.05; 95% CI 0.02 to 0.10).",
        {S},
    ),
    (
        "The vaccine raises the risk of Covid.",
        "COVID-19 occurred in 0.1% of the vaccine group and 2% of the placebo group (RR 0.05; 95% CI 0.02 to 0.10).",
        NOT,
    ),
    (
        "Clopidogrel lowers the risk of stroke by 40%.",
        "Clopidogrel reduced stroke (HR 0.60, 95% CI 0.45-0.80) and heart attack (HR 0.80, 95% CI 0.66-0.97).",
        {S},
    ),
    (
        "Clopidogrel lowers the risk of heart attack by 40%.",
        "Clopidogrel reduced stroke (HR 0.60, 95% CI 0.45-0.80) and heart attack (HR 0.80, 95% CI 0.66-0.97).",
        NOT,
    ),
    (
        "Clopidogrel lowers the risk of heart attack by 20%.",
        "Clopidogrel reduced stroke (HR 0.60, 95% CI 0.45-0.80) and heart attack (HR 0.80, 95% CI 0.66-0.97).",
        {S},
    ),
    (
        "Clopidogrel lowers the risk of stroke by 40%.",
        "Clopidogrel reduced stroke or death (HR 0.60, 95% CI 0.45-0.80).",
        NOT,
    ),
    (
        "Clopidogrel lowers the risk of stroke by 40%.",
        "Clopidogrel reduced stroke and xerosclerosis (HR 0.80 and 0.60).",
        NOT,
    ),
    (
        "Clopidogrel lowers the risk of stroke by 40%.",
        "Clopidogrel lowered the risk of stroke (HR 0.80, 95% CI 0.7-0.9) and of rebleeds (HR 0.60, 95% CI 0.45-0.80).",
        NOT,
    ),
    (
        "Letrozole lowers the risk of recurrence by 19%.",
        "Letrozole significantly reduced the risk of recurrence compared with tamoxifen (hazard ratio, 0.81; 95% CI, 0.70 to 0.93; P=0.003).",
        {S},
    ),
    (
        "Letrozole lowers the risk of recurrence by 81%.",
        "Letrozole significantly reduced the risk of recurrence compared with tamoxifen (hazard ratio, 0.81; 95% CI, 0.70 to 0.93; P=0.003).",
        NOT,
    ),
    (
        "Tamoxifen lowers the risk of recurrence by 19%.",
        "Letrozole significantly reduced the risk of recurrence compared with tamoxifen (hazard ratio, 0.81; 95% CI, 0.70 to 0.93; P=0.003).",
        NOT,
    ),
    (
        "Rofecoxib doubles the risk of heart attack.",
        "Heart attack was more common with rofecoxib than with placebo (relative risk, 1.97; 95% CI, 1.1 to 3.3).",
        {S, W},
    ),
    (
        "Rofecoxib doubles the risk of heart attack.",
        "Rofecoxib raised the risk of heart attack (odds ratio, 2.0; 95% CI, 1.5 to 2.7).",
        {W, N},
    ),
    (
        "Lactobacillus cuts the risk of eczema by half.",
        "Eczema developed in 23% of the Lactobacillus group and 46% of the placebo group (relative risk 0.51 [95% CI 0.32-0.84]).",
        {S},
    ),
    (
        "Lactobacillus cuts the risk of eczema by 80%.",
        "Eczema developed in 23% of the Lactobacillus group and 46% of the placebo group (relative risk 0.51 [95% CI 0.32-0.84]).",
        NOT,
    ),
    (
        "Lactobacillus cuts the risk of asthma by half.",
        "Eczema developed in 23% of the Lactobacillus group and 46% of the placebo group (relative risk 0.51 [95% CI 0.32-0.84]).",
        NOT,
    ),
    (
        "Aspirin lowers the risk of cancer by 16%.",
        "In patients with diabetes, cancer occurred in 11.6% of the aspirin group and 11.5% of the placebo group (rate ratio, 1.01; 95% CI, 0.92 to 1.11).",
        NOT,
    ),
    (
        "Aspirin raises the risk of bleeding by 29%.",
        "Major bleeding occurred in 4.1% of the aspirin group, as compared with 3.2% in the placebo group (rate ratio, 1.29; 95% CI, 1.09 to 1.52; P=0.003).",
        {S},
    ),
    (
        "Aspirin lowers the risk of bleeding by 29%.",
        "Major bleeding occurred in 4.1% of the aspirin group, as compared with 3.2% in the placebo group (rate ratio, 1.29; 95% CI, 1.09 to 1.52; P=0.003).",
        NOT,
    ),
    (
        "Aspirin raises the risk of diabetes by 29%.",
        "In patients with diabetes, major bleeding occurred in 4.1% of the aspirin group, as compared with 3.2% in the placebo group (rate ratio, 1.29; 95% CI, 1.09 to 1.52; P=0.003).",
        NOT,
    ),
    (
        "Empagliflozin cuts hospitalization for heart failure by 35%.",
        "Empagliflozin reduced hospitalization for heart failure (hazard ratio, 0.65; 95% CI, 0.50 to 0.85).",
        {S},
    ),
    (
        "Empagliflozin lowers the risk of stroke.",
        "Stroke occurred in 3.5% of patients on empagliflozin and 3.0% on placebo (hazard ratio, 1.18; 95% CI, 0.89 to 1.56; P=0.26).",
        NOT,
    ),
    (
        "Empagliflozin raises the risk of stroke.",
        "Stroke occurred in 3.5% of patients on empagliflozin and 3.0% on placebo (hazard ratio, 1.18; 95% CI, 0.89 to 1.56; P=0.26).",
        NOT,
    ),
    (
        "Apixaban did not lower the risk of bleeding by 31%.",
        "Apixaban lowered the risk of bleeding (hazard ratio, 0.69; 95% CI, 0.60 to 0.80).",
        NOT,
    ),
    (
        "Varenicline doubles quit rates.",
        "Abstinence was 44% with varenicline versus 18% with placebo (RR 2.4; 95% CI 2.0 to 2.9).",
        NOT,
    ),
    (
        "Varenicline doubles the chance of abstinence.",
        "Varenicline increased abstinence (RR 2.0; 95% CI 1.7 to 2.4).",
        {S},
    ),
    (
        "Vitamin D cuts the risk of respiratory infection by 12%.",
        "Vitamin D reduced the risk of acute respiratory infection (adjusted odds ratio 0.88, 95% CI 0.81 to 0.96).",
        {W, N},
    ),
    (
        "Melatonin shortens the time to fall asleep by 7 minutes.",
        "Melatonin reduced sleep onset latency (weighted mean difference (WMD) = 7.06 minutes, 95% CI 4.37 to 9.75).",
        {S},
    ),
    (
        "Melatonin shortens the time to fall asleep by 30 minutes.",
        "Melatonin reduced sleep onset latency (weighted mean difference (WMD) = 7.06 minutes, 95% CI 4.37 to 9.75).",
        NOT,
    ),
    (
        "Magnesium lowers blood pressure by 2 mmHg.",
        "Magnesium lowered systolic blood pressure (mean difference, -2.0 mm Hg; 95% CI, -3.6 to -0.4).",
        {S},
    ),
    (
        "Magnesium lowers blood pressure by 9 mmHg.",
        "Magnesium lowered systolic blood pressure (mean difference, -2.0 mm Hg; 95% CI, -3.6 to -0.4).",
        NOT,
    ),
    (
        "Letrozole lowers the risk of recurrence by 19%.",
        "Letrozole significantly reduced the risk of recurrence compared with tamoxifen (hazard ratio, 0.81; 95% CI, 0.70 to 0.93; P=0.003).",
        {S},
    ),
    (
        "Omeprazole raises the risk of fracture by 45%.",
        "Omeprazole was associated with an increased risk of fracture (adjusted hazard ratio 1.45, 95% CI 1.2-1.8).",
        {S, W},
    ),
    (
        "Omeprazole raises the risk of fracture by 90%.",
        "Omeprazole was associated with an increased risk of fracture (adjusted hazard ratio 1.45, 95% CI 1.2-1.8).",
        NOT,
    ),
    (
        "Melatonin shortens the time to fall asleep by 7 minutes.",
        "Melatonin reduced sleep onset latency (weighted mean difference (WMD) = 7.06 minutes, 95% CI 4.37 to 9.75).",
        {S},
    ),
    (
        "Melatonin shortens the time to fall asleep by 30 minutes.",
        "Melatonin reduced sleep onset latency (weighted mean difference (WMD) = 7.06 minutes, 95% CI 4.37 to 9.75).",
        NOT,
    ),
    (
        "Ibuprofen raises the risk of heart attack by 97%.",
        "Heart attack was more common with ibuprofen than with placebo (relative risk, 1.97; 95% CI, 1.1 to 3.3).",
        {S},
    ),
    (
        "Ibuprofen nearly doubles the risk of heart attack.",
        "Heart attack was more common with ibuprofen than with placebo (relative risk, 1.97; 95% CI, 1.1 to 3.3).",
        {S, W},
    ),
    (
        "Apixaban cuts strokes by 21%.",
        "Stroke or systemic embolism occurred in 212 patients in the apixaban group and 265 in the warfarin group (hazard ratio, 0.79; 95% CI, 0.66 to 0.95; P<0.001 for noninferiority).",
        NOT,
    ),
    (
        "Apixaban lowers the risk of stroke.",
        "The rate of stroke was 1.27% per year in the apixaban group, as compared with 1.60% per year in the warfarin group (hazard ratio with apixaban, 0.79; 95% CI, 0.66 to 0.95; P=0.01 for superiority).",
        {S},
    ),
    (
        "Apixaban lowers the risk of stroke by 21%.",
        "The rate of stroke was 1.27% per year in the apixaban group, as compared with 1.60% per year in the warfarin group (hazard ratio with apixaban, 0.79; 95% CI, 0.66 to 0.95; P=0.01 for superiority).",
        {S},
    ),
    (
        "Apixaban lowers the risk of stroke by 1.27%.",
        "The rate of stroke was 1.27% per year in the apixaban group, as compared with 1.60% per year in the warfarin group (hazard ratio with apixaban, 0.79; 95% CI, 0.66 to 0.95; P=0.01 for superiority).",
        NOT,
    ),
    (
        "Apixaban lowers the risk of stroke by 32%.",
        "Stroke occurred in 1.27% of patients on apixaban and 1.60% of those on warfarin (hazard ratio, 0.79; 95% CI, 0.66 to 0.95).",
        NOT,
    ),
    (
        "Apixaban lowers the risk of stroke by 21%.",
        "Stroke occurred in 1.27% of patients on apixaban and 1.60% of those on warfarin (hazard ratio, 0.79; 95% CI, 0.66 to 0.95).",
        {S},
    ),
    (
        "Warfarin raises the risk of stroke by 21%.",
        "Stroke occurred in 1.27% of patients on apixaban and 1.60% of those on warfarin (hazard ratio, 0.79; 95% CI, 0.66 to 0.95).",
        NOT,
    ),
    (
        "Probiotics lower the risk of diarrhea.",
        "The pooled relative risk of diarrhea with probiotics was 0.58 (95% CI, 0.50 to 0.68).",
        {S},
    ),
    (
        "Probiotics lower the risk of diarrhea by 42%.",
        "The pooled relative risk of diarrhea with probiotics was 0.58 (95% CI, 0.50 to 0.68).",
        {S},
    ),
    (
        "Probiotics raise the risk of diarrhea.",
        "The pooled relative risk of diarrhea with probiotics was 0.58 (95% CI, 0.50 to 0.68).",
        NOT,
    ),
    ("Probiotics help one in 13 people.", "Probiotics reduced diarrhea (number needed to treat, 13).", NOT),
    (
        "Probiotics lower the risk of diarrhea by 13%.",
        "Probiotics reduced diarrhea (RR 0.58; number needed to treat, 13).",
        NOT,
    ),
    (
        "Probiotics lower the risk of diarrhea by 7%.",
        "Probiotics reduced diarrhea (RR 0.58; risk difference, -0.07).",
        NOT,
    ),
    (
        "Atorvastatin lowers the risk of stroke by 31%.",
        "Atorvastatin lowered the risk of stroke by 31% (hazard ratio, 0.69).",
        {S},
    ),
    (
        "Atorvastatin lowers the risk of stroke by 20%.",
        "Atorvastatin lowered the risk of stroke by 31% (hazard ratio, 0.69).",
        {C},
    ),
    (
        "Atorvastatin cut the risk of stroke from 5% to 3%.",
        "Atorvastatin lowered the risk of stroke from 5% to 3% (hazard ratio, 0.60).",
        {S},
    ),
    (
        "Apixaban lowers the risk of bleeding twofold.",
        "Apixaban lowered the risk of bleeding (HR 0.50, 95% CI 0.4-0.6).",
        {S, W},
    ),
    (
        "Probiotics cause diarrhea.",
        "The pooled relative risk of diarrhea with probiotics was 0.58 (95% CI, 0.50 to 0.68).",
        NOT,
    ),
    ("Melatonin cuts migraines by 30%.", "Migraine occurred in 20% of patients on melatonin and 30% on placebo.", NOT),
    (
        "Warfarin lowers the risk of stroke by 21%.",
        "The rate of stroke was 1.27% per year in the apixaban group, as compared with 1.60% per year in the warfarin group (hazard ratio with apixaban, 0.79; 95% CI, 0.66 to 0.95; P=0.01 for superiority).",
        NOT,
    ),
    (
        "Apixaban raises the risk of stroke.",
        "The rate of stroke was 1.27% per year in the apixaban group, as compared with 1.60% per year in the warfarin group (hazard ratio with apixaban, 0.79; 95% CI, 0.66 to 0.95; P=0.01 for superiority).",
        NOT,
    ),
    (
        "Apixaban lowers the risk of bleeding by 21%.",
        "The rate of stroke was 1.27% per year in the apixaban group, as compared with 1.60% per year in the warfarin group (hazard ratio with apixaban, 0.79; 95% CI, 0.66 to 0.95; P=0.01 for superiority).",
        NOT,
    ),
]
SECOND = [  # written when the program was thought done, before it was asked
    (
        "Rosuvastatin cuts the risk of heart attack by 54%.",
        "Rosuvastatin reduced the rate of myocardial infarction (hazard ratio for rosuvastatin, 0.46; 95% CI, 0.30 to 0.70; P=0.0002).",
        {S},
    ),
    (
        "Rosuvastatin cuts the risk of heart attack in half.",
        "Rosuvastatin reduced the rate of myocardial infarction (hazard ratio for rosuvastatin, 0.46; 95% CI, 0.30 to 0.70; P=0.0002).",
        NOT,
    ),
    (
        "Rosuvastatin raises the risk of diabetes by 54%.",
        "Rosuvastatin reduced the rate of myocardial infarction (hazard ratio for rosuvastatin, 0.46; 95% CI, 0.30 to 0.70; P=0.0002).",
        NOT,
    ),
    (
        "Semaglutide reduces the risk of stroke by 39%.",
        "Nonfatal stroke occurred in 1.6% of the semaglutide group and 2.7% of the placebo group (hazard ratio, 0.61; 95% CI, 0.38 to 0.99; P=0.04).",
        {S},
    ),
    (
        "Semaglutide reduces the risk of heart attack by 26%.",
        "Nonfatal myocardial infarction occurred in 2.9% of the patients receiving semaglutide and in 3.9% of those receiving placebo (hazard ratio, 0.74; 95% CI, 0.51 to 1.08; P=0.12).",
        NOT,
    ),
    (
        "Semaglutide reduces the risk of stroke by 61%.",
        "Nonfatal stroke occurred in 1.6% of the semaglutide group and 2.7% of the placebo group (hazard ratio, 0.61; 95% CI, 0.38 to 0.99; P=0.04).",
        NOT,
    ),
    (
        "Dexamethasone lowers the risk of death by 17%.",
        "Overall, 22.9% of patients in the dexamethasone group and 25.7% in the usual care group died within 28 days (rate ratio, 0.83; 95% CI, 0.75 to 0.93; P<0.001).",
        {S},
    ),
    (
        "Dexamethasone raises the risk of death.",
        "Overall, 22.9% of patients in the dexamethasone group and 25.7% in the usual care group died within 28 days (rate ratio, 0.83; 95% CI, 0.75 to 0.93; P<0.001).",
        NOT,
    ),
    (
        "Probiotics reduce the risk of C. difficile infection by 66%.",
        "Probiotic prophylaxis reduced Clostridium difficile-associated diarrhea by 66% (pooled relative risk, 0.34 [95% CI, 0.24 to 0.49]; I2 = 0%).",
        {S, W, N},
    ),
    (
        "Probiotics cut the risk of upper respiratory infections by 47%.",
        "Probiotics were better than placebo at reducing the number of participants with acute upper respiratory infection (OR 0.53; 95% CI 0.37 to 0.76).",
        NOT,
    ),
    (
        "Trastuzumab cuts the risk of death by a third.",
        "Trastuzumab reduced the risk of death by a third (33%; P=0.015).",
        {S},
    ),
    (
        "Trastuzumab raises the risk of heart failure fivefold.",
        "Trastuzumab increased the risk of heart failure (RR 5.11; 90% CI 3.00 to 8.72).",
        {S, W},
    ),
    (
        "Trastuzumab raises the risk of heart failure tenfold.",
        "Trastuzumab increased the risk of heart failure (RR 5.11; 90% CI 3.00 to 8.72).",
        NOT,
    ),
    (
        "Metformin lowers the risk of diabetes by 31%.",
        "The incidence of diabetes was 7.8 cases per 100 person-years with metformin and 11.0 with placebo (risk ratio 0.69).",
        {S},
    ),
    (
        "Metformin lowers the risk of diabetes by 58%.",
        "The incidence of diabetes was 7.8 cases per 100 person-years with metformin and 11.0 with placebo (risk ratio 0.69).",
        NOT,
    ),
    (
        "SSRIs double the risk of gastrointestinal bleeding.",
        "SSRI use was associated with upper gastrointestinal bleeding (OR 2.36, 95% CI 1.44 to 3.85).",
        NOT,
    ),
    (
        "Vaccination lowers the risk of hospitalization by 80%.",
        "Vaccinated adults had a lower risk of hospitalization (aHR 0.20; 95% CI 0.15-0.27) and of death (aHR 0.10; 95% CI 0.06-0.17).",
        {S},
    ),
    (
        "Vaccination lowers the risk of death by 80%.",
        "Vaccinated adults had a lower risk of hospitalization (aHR 0.20; 95% CI 0.15-0.27) and of death (aHR 0.10; 95% CI 0.06-0.17).",
        NOT,
    ),
    (
        "Vaccination lowers the risk of death by 90%.",
        "Vaccinated adults had a lower risk of hospitalization (aHR 0.20; 95% CI 0.15-0.27) and of death (aHR 0.10; 95% CI 0.06-0.17).",
        {S},
    ),
    (
        "Estrogen plus progestin raises the risk of breast cancer by 26%.",
        "Estimated hazard ratios were 1.26 for breast cancer and 1.41 for stroke.",
        {S, W, N},
    ),
    (
        "Estrogen raises the risk of stroke by 26%.",
        "Estimated hazard ratios were 1.26 for breast cancer and 1.41 for stroke.",
        NOT,
    ),
    (
        "Ezetimibe lowers the risk of heart attack by 13%.",
        "Ezetimibe did not reduce the risk of heart attack (hazard ratio, 0.87; 95% CI, 0.74 to 1.02).",
        NOT,
    ),
    (
        "Fish oil lowers the risk of heart attack by 28%.",
        "Heart attack was less frequent with fish oil than with placebo (HR 0.72; 95% CI, 0.59 to 0.90).",
        {S},
    ),
    (
        "Fish oil lowers the risk of stroke by 28%.",
        "Fish oil did not lower the risk of stroke (HR 1.04), but heart attack was less frequent (HR 0.72; 95% CI, 0.59 to 0.90).",
        NOT,
    ),
    (
        "Fish oil lowers the risk of heart attack by 28%.",
        "Fish oil did not lower the risk of stroke (HR 1.04), but heart attack was less frequent (HR 0.72; 95% CI, 0.59 to 0.90).",
        {S},
    ),
    (
        "In women, tamoxifen cuts breast cancer by 50%.",
        "Breast cancer was less common with tamoxifen (risk ratio, 0.51), and endometrial cancer was more common (risk ratio, 2.53; 95% CI, 1.35 to 4.97).",
        {S, W},
    ),
    (
        "Tamoxifen cuts endometrial cancer by half.",
        "Breast cancer was less common with tamoxifen (risk ratio, 0.51), and endometrial cancer was more common (risk ratio, 2.53; 95% CI, 1.35 to 4.97).",
        NOT,
    ),
]
MISSED = [  # what a careful reader would say, and why it is not said
    (
        "Probiotics mean 42% less diarrhea.",
        DIARRHEA,
        {S},
        "of FIRST: an association bears out no plain copy (strength.design)",
    ),
    (
        "Pembrolizumab lowers the risk of death by 30%.",
        "Median overall survival was 20 months with pembrolizumab and 14 months with chemotherapy (hazard ratio for death, 0.70; 95% CI, 0.58 to 0.84).",
        {S},
        "neither of two drugs is told to be the control, and months are no rates",
    ),
    (
        "Apixaban lowers the risk of bleeding in 31% of patients.",
        "Apixaban lowered the risk of bleeding (hazard ratio, 0.69; 95% CI, 0.60 to 0.80).",
        NOT,
        "a share of people and a reduction are one figure of a clause",
    ),
    (
        "Zoster vaccine cuts the risk of shingles by half.",
        "The vaccine reduced the incidence of herpes zoster by 51.3% (P<0.001).",
        {S},
        'no ratio: "the vaccine" of the source is not known to be this one',
    ),
    (
        "Trastuzumab cuts recurrence by 52%.",
        "Trastuzumab reduced recurrence (hazard ratio, 0.48; 95% CI, 0.39 to 0.59).",
        {S},
        '"reduced recurrence" is read as a recurrence that was reduced',
    ),
]


@pytest.mark.parametrize(("claim", "finding", "accepted"), [*FIRST, *LATER, *SECOND])
def test_a_reduction_is_held_against_its_ratio(relation, claim, finding, accepted):
    assert relation(claim, finding) in accepted


@pytest.mark.parametrize(
    ("claim", "finding", "accepted"),
    [pytest.param(*row, marks=pytest.mark.xfail(reason=why, strict=True)) for *row, why in MISSED],
)
def test_missed(relation, claim, finding, accepted):
    assert relation(claim, finding) in accepted


def _bleeding_by_group(lexicon, given_by: set[str]):
    """A statement for each group without a word of comparison, the ratio with those of some groups."""
    for p in read_propositions(lexicon.nlp(BLEEDING), lexicon):
        own = given_by.intersection((*p.subject, *p.object))
        yield replace(p, comparator=(), size=tuple(q for q in p.size if own or q.kind != "statistic"))


@pytest.mark.parametrize("given_by", [{"apixaban"}, {"warfarin"}, {"apixaban", "warfarin"}])
@pytest.mark.parametrize("turn", [1, -1])
def test_the_rates_tell_whose_a_ratio_is(lexicon, given_by, turn):
    told = list(_bleeding_by_group(lexicon, given_by))[::turn]
    *_, found = with_ratios(told, Meeting(lexicon.vocabulary))
    assert (found.subject, found.comparator, found.change) == (("apixaban",), ("warfarin",), -1)
