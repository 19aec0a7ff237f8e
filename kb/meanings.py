"""The closed labels in a reviewer's words: what each means and its sign, for pages, reports and exports."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from kb.labels import (
    ArticleFindingKind,
    Basis,
    CitationStatus,
    ClaimType,
    Reason,
    Relation,
    Severity,
    SlotOutcome,
    Strength,
    SuggestionKind,
    VerdictTag,
)

MEANINGS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    VerdictTag: {
        VerdictTag.SUPPORTED: "Evidence of the library bears out all that the claim says.",
        VerdictTag.UNSUPPORTED: "Nothing that is held bears it out in full. The reason says what is missing.",
        VerdictTag.CONTRADICTED: "Credible evidence, a label or the page's own source says otherwise.",
    },
    Reason: {
        Reason.ENTAILED: "The cited study says so.",
        Reason.ESTABLISHED: "The copy cites nothing for it, and the library bears it out.",
        Reason.NO_EVIDENCE_GIVEN: "The copy names no source, and the library does not bear it out.",
        Reason.VAGUE_EVIDENCE: "The copy appeals to evidence that nobody can look up.",
        Reason.CITATION_UNRESOLVED: "The copy cites something that leads to no entry or no known study.",
        Reason.SOURCE_NOT_HELD: "The cited work is known, its text is not held: not checked, so not borne out.",
        Reason.DOES_NOT_ADDRESS: "The cited work is about something else.",
        Reason.OVERSTATED: "The evidence is on the point and carries less than the copy says.",
        Reason.WRONG_POPULATION: "The evidence is about other people than the copy.",
        Reason.WRONG_ROUTE_OR_DOSE: "The evidence is about another route, dose or form.",
        Reason.WRONG_NUMBER: "The figure of the evidence is another one.",
        Reason.WRONG_DURATION: "The evidence gives another onset, duration or time of measurement.",
        Reason.WRONG_COMPARATOR: "The evidence compares with something else, or with nothing.",
        Reason.ANIMAL_ONLY: "The evidence comes from animals or cells, the claim is about people.",
        Reason.REGULATORY_CONFLICT: "An approval, a schedule or a rule of an agency says otherwise.",
        Reason.SAFETY_CONFLICT: "A label or a warning says otherwise.",
        Reason.CONFLICTS_WITH_CITED_STUDY: "The study that the copy itself cites says otherwise.",
        Reason.CONFLICTS_WITH_LIBRARY: "Another study of the library points the other way.",
        Reason.INTERNAL_CONFLICT: "The page's own words or references say otherwise.",
        Reason.RETRACTED_SOURCE: "The evidence has been retracted.",
        Reason.NOT_CHECKABLE_BY_LITERATURE: "No study could decide it: a statement about the seller or the service.",
    },
    CitationStatus: {
        CitationStatus.CITED: "The copy names a source for the claim.",
        CitationStatus.MISCITED: "The copy names a source, and the mention disagrees with its entry.",
        CitationStatus.VAGUE: "The copy appeals to studies or experts that it does not name.",
        CitationStatus.UNCITED: "The copy names nothing.",
    },
    Strength: {
        Strength.HEDGED: "May, can, appears to: the wording leaves room.",
        Strength.PLAIN: "Stated as a fact.",
        Strength.ABSOLUTE: "Always, proven, without risk: the wording leaves no room.",
    },
    Relation: {
        Relation.SUPPORTS: "The finding bears the claim out.",
        Relation.CONTRADICTS: "The finding says otherwise.",
        Relation.WEAKER: "The finding is on the point and does not carry all that the claim says.",
        Relation.SILENT: "The finding is about something else.",
    },
    SlotOutcome: {
        SlotOutcome.EQUAL: "Both say the same.",
        SlotOutcome.NARROWER: "The copy says less than the study, which is fine.",
        SlotOutcome.BROADER: "The copy widens what the study says.",
        SlotOutcome.DIFFERENT: "The two cannot both hold.",
        SlotOutcome.OPPOSITE: "The two point in opposite directions.",
        SlotOutcome.NOT_STATED: "The study says nothing of it.",
        SlotOutcome.NOT_CLAIMED: "The copy says nothing of it.",
    },
    Basis: {
        Basis.CITED: "Decided by the study that the copy cites.",
        Basis.LIBRARY: "Decided by another study of the library.",
        Basis.REGULATORY: "Decided by a label, an approval or a schedule.",
        Basis.COPY: "Decided by the copy's own other sentences.",
        Basis.NONE: "Nothing bears on it.",
    },
    ClaimType: {
        ClaimType.EFFICACY: "The treatment helps, or how much.",
        ClaimType.SAFETY: "Risks, adverse effects, who should not have it.",
        ClaimType.MECHANISM: "How it works in the body.",
        ClaimType.ONSET_DURATION: "How fast it works and how long it lasts.",
        ClaimType.DOSING: "Dose, route, schedule, form.",
        ClaimType.COMPARATIVE: "Better, faster or safer than something else.",
        ClaimType.REGULATORY: "Approval, schedule, off-label status.",
        ClaimType.EPIDEMIOLOGY: "How common, who has it, how it runs.",
        ClaimType.STUDY_REPORT: "What a study did or found.",
        ClaimType.ACCESS_COST: "Price, insurance, how to get it.",
        ClaimType.PROVIDER: "What the seller says of itself.",
        ClaimType.EXPERIENCE: "What treatment feels like, what patients say.",
    },
    ArticleFindingKind: {
        ArticleFindingKind.BENEFITS_WITHOUT_RISKS: "The page tells benefits, and next to nothing of the risks.",
        ArticleFindingKind.RISKS_LAST: "The risks stand only after most of the benefits have been told.",
        ArticleFindingKind.SERIOUS_RISK_OMITTED: "A serious risk of what the page promotes is not named on it.",
        ArticleFindingKind.COMMON_RISK_OMITTED: "A risk on the label of what the page promotes is not named on it.",
        ArticleFindingKind.OFF_LABEL_NOT_STATED: "A use is promoted that is not approved, which the page does not say.",
        ArticleFindingKind.INTERNAL_CONFLICT: "Two claims of the page cannot both hold.",
        ArticleFindingKind.ABSOLUTE_LANGUAGE: "Words that promise more than a study can bear out.",
        ArticleFindingKind.SUPERLATIVE_LANGUAGE: "Words that rank or praise without a comparison.",
        ArticleFindingKind.SAFETY_ASSURANCE: "Words that promise safety, or deny a risk.",
        ArticleFindingKind.AUTHORITY_APPEAL: "Words that lean on doctors, experts or science without naming any.",
        ArticleFindingKind.TESTIMONIAL_AS_TYPICAL: "What some patients felt, told as what all may expect.",
        ArticleFindingKind.UNIDENTIFIED_STUDY: "A study is described, and nothing says which.",
        ArticleFindingKind.CITATION_ENTRY_DISAGREE: "A mention and its entry, or an entry and its study, disagree.",
        ArticleFindingKind.MARKER_WITHOUT_ENTRY: "A mention leads to no entry of the list.",
        ArticleFindingKind.WORDS_NOT_RECOGNISED: "Claims name nothing that the vocabulary knows.",
        ArticleFindingKind.PAGE_NOT_READ: "A part of the file is a picture, and its words were not read.",
        ArticleFindingKind.PICTURE_NOT_READ: "Large pictures stand in the copy, and what they say was not read.",
        ArticleFindingKind.REFERENCE_NEVER_CITED: "An entry is listed, and no claim uses it.",
        ArticleFindingKind.REFERENCES_ALL_OWN: "Every reference leads to the seller's own site or name.",
        ArticleFindingKind.SOURCE_NOT_HELD: "Claims rest on a work whose text nobody here has read.",
        ArticleFindingKind.RETRACTED_SOURCE: "The page leans on a work that has been retracted.",
        ArticleFindingKind.SOURCE_OF_CONCERN: "The page leans on a work about which its publisher has doubts.",
    },
    SuggestionKind: {
        SuggestionKind.REWORD: "The claim in its own words, cut down to what the study carries.",
        SuggestionKind.STATE: "What the study found, in the place of the claim.",
        SuggestionKind.CITE: "A study of the library that would bear the claim out.",
        SuggestionKind.ANSWER: "A study of the library that speaks against the claim.",
        SuggestionKind.NEAREST: "A study of the library that comes near the claim and carries less.",
    },
    Severity: {
        Severity.GRAVE: "The page should not go out like this.",
        Severity.SERIOUS: "To be mended or answered before it goes out.",
        Severity.MINOR: "To be looked at.",
    },
}
# The order and the headings of the legend.
HEADINGS: Mapping[type[StrEnum], str] = {
    VerdictTag: "Verdicts",
    Reason: "Reasons beneath a verdict",
    CitationStatus: "What stands behind a claim in the copy",
    Strength: "How firmly it is worded",
    ClaimType: "What a claim is about",
    Relation: "How one finding bears on a claim",
    SlotOutcome: "How one slot compares",
    Basis: "Whose facts decided",
    ArticleFindingKind: "What is observed of a page as a whole",
    SuggestionKind: "What is suggested to the writer",
    Severity: "How much that weighs",
}
# The sign stands beside the word, so that no verdict is told by colour alone.
SIGNS: Mapping[str, str] = {
    VerdictTag.SUPPORTED: "✓",
    VerdictTag.UNSUPPORTED: "?",
    VerdictTag.CONTRADICTED: "✗",
    Relation.SUPPORTS: "✓",
    Relation.CONTRADICTS: "✗",
    Relation.WEAKER: "~",
    Relation.SILENT: "–",
    Severity.GRAVE: "‼",
    Severity.SERIOUS: "!",
}
# Unsupported for want of anything to hold the claim against.
UNCHECKED: Mapping[str, str] = {
    Reason.SOURCE_NOT_HELD: "not checked",
    Reason.CITATION_UNRESOLVED: "not checked",
    Reason.NOT_CHECKABLE_BY_LITERATURE: "not checkable",
}
_BY_CODE = {kind: {member.value: text for member, text in meanings.items()} for kind, meanings in MEANINGS.items()}


def words(code: str | None) -> str:
    """A code such as `no_evidence_given` as words; empty for none."""
    return (code or "").replace("_", " ")


def meaning(code: str | None, kind: str = "") -> str:
    """What a code means, empty for a code that is no label. `kind` names the label set where a code is in several."""
    for labels, meanings in _BY_CODE.items():
        if code in meanings and kind in ("", labels.__name__):
            return meanings[code]
    return ""


def verdict_class(row: Mapping[str, Any]) -> str:
    """The style of a row's verdict, for lines and marks: the verdict's own, or that of what was not checked."""
    unchecked = row["verdict"] == VerdictTag.UNSUPPORTED and row["reason"] in UNCHECKED
    return "unchecked" if unchecked else row["verdict"] or "none"
