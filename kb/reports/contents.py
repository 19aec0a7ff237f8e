"""What a report holds, whatever it is written as: the article, its claims with what was found, its observations."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from kb.labels import SuggestionKind, VerdictTag
from kb.meanings import verdict_class, words
from kb.model import Article, Study

NOT_A_CLAIM = "not_a_claim"
_STATED = frozenset({SuggestionKind.STATE, SuggestionKind.NEAREST})  # the finding stands in the report anyway
# Every look that a claim can have, gravest first; how each is told by a word.
LOOKS: Mapping[str, str] = {
    "contradicted": "contradicted",
    "unsupported": "unsupported",
    "unchecked": "not checked",
    "supported": "supported",
    "none": "no verdict",
    "struck": "not a claim",
}
SIGN_OFF = ("Medical reviewer", "Regulatory reviewer", "Agency")  # who signs a report
SIGNS: Mapping[str, str] = {"contradicted": "✗", "unsupported": "?", "unchecked": "○", "supported": "✓", "none": "·"}
SIGNS = {**SIGNS, "struck": "–"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """What people made of a claim. `outcome` is a verdict, needs_work or not_a_claim, and empty where they disagree."""

    outcome: str
    status: str  # settled, agreed, disputed, needs_work, not_a_claim
    by: str
    at: str  # UTC, as in the log
    reasons: tuple[str, ...] = ()  # "name: outcome: why", one a person

    @property
    def told(self) -> str:
        """ "unsupported, settled by Kim", without the reasons."""
        if not self.outcome:
            return f"disputed: {self.by} disagree"
        return f"{words(self.outcome)}, {'settled' if self.status == 'settled' else 'decided'} by {self.by}"


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportedClaim:
    """A claim for a reader. `verdict` and `reason` are the machine's, and empty for a claim that a person marked
    (`added_by`); `decided` is what people said."""

    number: int  # in the order of the text, from 1
    id: str
    start: int
    end: int
    quote: str
    section: str = ""
    type: str = ""
    strength: str = ""
    side: str = ""
    citation_status: str = ""
    verdict: str = ""
    reason: str = ""
    rationale: str = ""
    gravity: int = 0
    mentions: tuple[str, ...] = ()  # what the copy cites for it, as it stands there
    entries: tuple[str, ...] = ()  # the entries of the article's list that these lead to
    cited_studies: tuple[str, ...] = ()  # ids
    study_id: str = ""  # of the study whose finding decided
    study: str = ""  # its name
    finding: str = ""
    locator: str = ""
    suggestions: tuple[tuple[str, str], ...] = ()  # kind, text
    decided: Decided | None = None
    added_by: str = ""

    @property
    def counts(self) -> str:
        """What counts: the people's outcome where there is one, else the machine's verdict."""
        return (self.decided.outcome if self.decided else "") or self.verdict

    @property
    def look(self) -> str:
        """The key of LOOKS by which it is shown."""
        if self.counts == NOT_A_CLAIM:
            return "struck"
        verdict = self.counts if self.counts in set(VerdictTag) else self.verdict
        own = verdict == self.verdict and not (self.decided and self.decided.outcome)
        return verdict_class({"verdict": verdict, "reason": self.reason if own else ""})

    @property
    def machine(self) -> str:
        """The machine's verdict and reason in words; where nothing was checked that is said too."""
        if not self.verdict:
            return ""
        look = verdict_class({"verdict": self.verdict, "reason": self.reason})
        checked = "" if look == self.verdict else f" ({LOOKS[look]})"
        return f"{self.verdict}{checked}: {words(self.reason)}"

    @property
    def why(self) -> str:
        """The rationale for a table that has the finding in a column of its own: its words are not said twice."""
        return self.rationale.replace(self.finding, "…") if self.finding else self.rationale

    @property
    def advice(self) -> str:
        """What to write or cite instead, in words; empty where all that can be said is what the study found."""
        told = next((f"{kind.capitalize()}: {text}" for kind, text in self.suggestions if kind not in _STATED), "")
        return told.replace(self.finding, "…") if self.finding else told


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportedFinding:
    """An observation about the page as a whole; see model.ArticleFinding."""

    kind: str
    severity: str
    detail: str
    term: str = ""
    reason: str = ""
    suggestion: str = ""
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """One article for readers. `references` are the studies that its claims cite or that decided, printed, by id."""

    article: Article
    claims: tuple[ReportedClaim, ...]
    findings: tuple[ReportedFinding, ...]
    references: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)  # of these studies: "Glue 2018"
    studies: Mapping[str, Study] = field(default_factory=dict)  # these, by id, without findings
    stale: str = ""  # why the text is that of an earlier build
    build: str = ""  # fingerprint of the inputs
    reviewed: bool = False  # whether there is a file of reviews at all

    @property
    def looks(self) -> dict[str, int]:
        """How many claims have each look, in the order of LOOKS, those that none has left out."""
        found = Counter(claim.look for claim in self.claims)
        return {look: found[look] for look in LOOKS if found[look]}

    @property
    def by_type(self) -> list[tuple[str, dict[str, int]]]:
        """For each type of claim, how many have each look; in the order of the alphabet."""
        types = sorted({claim.type for claim in self.claims if claim.type})
        return [(t, Counter(c.look for c in self.claims if c.type == t)) for t in types]

    @property
    def sides(self) -> tuple[int, int]:
        """How many claims tell a benefit, and how many a risk."""
        return tuple(sum(claim.side == side for claim in self.claims) for side in ("benefit", "risk"))  # type: ignore[return-value]

    @property
    def numbered(self) -> dict[str, int]:
        """The studies of `references` with the number that each has in the list, from 1."""
        return {study: number for number, study in enumerate(self.references, 1)}
