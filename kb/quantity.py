"""A figure that a text gives, and how a figure of the copy compares with one of a study.

Both are in one unit by then (`kb/quantities` normalises); what the words leave open ("about", "up to", "more than") is
what `bound` says, and the slack that it gives is decided here alone.
"""

import re
from dataclasses import dataclass

from kb.labels import SlotOutcome

_NUMBER = re.compile(r"(\d[\d,]*(?:\.(\d+))?)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantity:
    """A number that the text gives: `low` to `high` in `unit`, after normalising (percent, hour, mg/kg, ...).

    `kind` is one of percent, fraction, duration, dose, count, score, money, year, rate, ratio, number, statistic;
    `bound` is one of exact, about, up_to, at_least, more_than, less_than.
    """

    kind: str
    low: int | float  # years are whole, and stay so when they are written and read again
    high: int | float
    unit: str
    bound: str
    text: str
    start: int
    end: int

    def span(self) -> tuple[float, float]:
        """What the words allow, as a closed range in `unit`: rounding as the figure was rounded, a sixth either way for
        "about", and no more than a sixth short of the figure for "up to" (copy that says up to 50 % says that 50 is
        met).
        """
        if self.bound == "at_least" or self.bound == "more_than":
            return (self.low if self.bound == "at_least" else self.low + self._slack(), float("inf"))
        if self.bound == "less_than":
            return (0.0, self.high - self._slack())
        if self.bound == "up_to":
            return (0.0, self.high + self._slack())
        slack = max(self.high / 6, self._slack()) if self.bound == "about" else self._slack()
        if self.kind in {"fraction", "ratio"} and 0 < self.high < 100 and not any(c.isdigit() for c in self.text):
            # "A fifth" and "doubled", in a word, are round figures; of a change ("halved") more so than of a share.
            said = self.text.lower()
            slack = max(slack, self.high / (8 if said.startswith("halv") else 20 if "half" in said else 10))
        return (self.low - slack, self.high + slack)

    def _slack(self) -> float:
        """Half a unit of the last figure given; a tenth for durations, since a month is not quite four weeks."""
        if self.kind == "duration":
            return self.high / 10
        if self.kind == "fraction":
            return max(self.high * 0.02, 0.5)
        if self.kind in {"year", "ratio"}:
            return 0.0
        given = [(n.replace(",", ""), len(places)) for n, places in _NUMBER.findall(self.text)]
        number, decimals = given[-1] if given else ("0", 0)
        if self.kind == "percent":
            return 0.5 / 10**decimals
        if self.kind != "score" or not float(number):
            return self.high * 0.005
        return 0.5 / 10**decimals * self.high / float(number)  # kilograms are held in milligrams

    def _spreads(self) -> bool:
        """Whether it names two ends so far apart that one point between them says little of both."""
        if self.bound in {"at_least", "more_than"}:
            return False  # "millions of" leaves its upper end open
        if self.bound not in {"exact", "about"} or not any(c.isdigit() for c in self.text):
            return self.kind in {"count", "dose", "rate"} and self.high > self.low * 1.2
        return self.high > self.low * (1.2 if self.kind in {"count", "dose", "rate"} else 2)

    def _reaches(self) -> bool:
        """ "Up to" says that so much was reached; "within" and "at most", of a time, only that it was no more."""
        said = self.kind != "duration" or self.text.lower().startswith(("up to", "as long as", "a maximum", "maximum"))
        return self.bound == "up_to" and said

    def _exceeds(self, study: "Quantity") -> bool:
        """Whether both are ranges and this one reaches beyond the study's by more than a third of it."""
        if not (self.bound in {"exact", "about"} and study.bound in {"exact", "about"} and study.low < study.high):
            return False
        slack = max(abs(study.low), abs(study.high)) / 3
        return self.low < study.low - slack or self.high > study.high + slack

    def _rounds(self, study: "Quantity") -> bool:
        """ "About a quarter" over a study's 20 to 30 %: within a range whose ends are both near it."""
        near = self.bound == "about" and self.low == self.high and study.bound in {"exact", "about"}
        return near and self.low * 2 / 3 <= study.low <= self.low <= study.high <= self.low * 4 / 3

    def compare(self, study: "Quantity") -> SlotOutcome:
        """How this figure of the copy compares with a figure of a study that measures the same thing.

        EQUAL or NARROWER where the study's figure bears the copy's out, BROADER where the two overlap and the copy
        claims what the study leaves open, DIFFERENT where they cannot both hold, NOT_STATED for another unit.
        """
        if self.unit != study.unit:
            return SlotOutcome.NOT_STATED
        if (self.low, self.high, self.bound) == (study.low, study.high, study.bound):
            return SlotOutcome.EQUAL
        if self._spreads() and study.low == study.high:
            met = self.low <= study.low <= self.high  # the copy gives a spread, the study one point of it
            return SlotOutcome.BROADER if met else SlotOutcome.DIFFERENT
        low, high = self.span()
        if self._reaches():
            low = self.high * 5 / 6
        study_low, study_high = study.span()
        bounded = self.bound == "less_than" or (self.bound == "up_to" and not self._reaches())
        if bounded and study_high * (50 if self.kind == "duration" else 2) < self.high:
            return SlotOutcome.BROADER  # "under 40 %" over a study's 5 % is no faithful wording
        opened = self.bound in {"at_least", "more_than"} and self.low == self.high
        if opened and self.low * (10 if self.kind == "duration" else 3) < study_low:
            return SlotOutcome.BROADER  # nor is "at least 2 minutes" over a study's 2 hours
        if self._exceeds(study):
            return SlotOutcome.BROADER if low <= study_high and study_low <= high else SlotOutcome.DIFFERENT
        if self._rounds(study):
            return SlotOutcome.EQUAL
        if study.bound in {"exact", "about"}:
            if low <= study.low and study.high <= high:
                return SlotOutcome.EQUAL if self.bound in {"exact", "about"} else SlotOutcome.NARROWER
        elif (low <= study_low and study_high <= high) or study.bound == self.bound == "exact":
            return SlotOutcome.EQUAL
        if study.bound == "up_to" and low <= study.high <= high:
            return SlotOutcome.EQUAL
        return SlotOutcome.BROADER if low <= study_high and study_low <= high else SlotOutcome.DIFFERENT
