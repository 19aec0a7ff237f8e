"""How often a broken claim is still called supported, and a sound one is not: claims and an oracle in, outcomes out.

Three corpora: what the build calls supported in a folder of articles, the library's own verified statements read as claims
about their own study, and a file of hand-written claims with broken and reworded variants.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from falsify import Variant, falsify
from oracle import Answer, Copy, Oracle
from rephrase import rephrase

from kb.labels import RetractionState, TextHeld
from kb.model import Study

UNTOUCHED = "untouched"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One judged text. `sound` is whether it is true, `given` whether the untouched claim was called supported."""

    edit: str
    sound: bool
    given: bool
    copy: Copy
    text: str
    change: str
    answer: Answer

    @property
    def supported(self) -> bool:
        return self.answer.supported

    def __str__(self) -> str:
        cites = " ".join(link.study_id for link in self.copy.links)
        verdict = self.answer.verdict
        return f"{self.edit} [{cites}]: {self.copy.text} || {self.change or self.text} -> {verdict.verdict}, {verdict.reason}, {verdict.rule}"


def statements(studies: Iterable[Study], oracle: Oracle) -> Iterator[Copy]:
    """Each verified finding that is one sentence, as a claim that cites its study, where a finding can carry a verdict."""
    for study in studies:
        if study.text_held is TextHeld.NONE or study.retraction is RetractionState.RETRACTED:
            continue
        for finding in study.findings:
            if finding.verified and ". " not in finding.statement:
                yield oracle.statement(finding.statement, [study.id])


def outcomes(copies: Iterable[Copy], oracle: Oracle) -> Iterator[Outcome]:
    """Each claim as it stands and, where it is called supported, each of its variants, broken or sound."""
    for copy in copies:
        first = oracle.restate(copy)
        yield Outcome(UNTOUCHED, True, True, copy, copy.text, "", first)
        if first.supported:
            yield from _judged(copy, falsify, False, oracle)
            yield from _judged(copy, rephrase, True, oracle)


def _judged(copy: Copy, make: Callable[..., Sequence[Variant]], sound: bool, oracle: Oracle) -> Iterator[Outcome]:
    for variant in make(copy.words):
        answer = oracle.restate(copy, variant.text)
        yield Outcome(variant.edit, sound, True, copy, variant.text, variant.change, answer)


def hand_written(path: Path, oracle: Oracle) -> Iterator[Outcome]:
    """The rows of a falsified.jsonl: each claim, its broken variants and its paraphrases, all of them judged."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        copy = oracle.statement(row["claim"], row["studies"])
        first = oracle.restate(copy)
        yield Outcome(UNTOUCHED, True, True, copy, copy.text, "", first)
        for variant in row["falsified"]:
            text = variant["text"]
            yield Outcome(variant["edit"], False, first.supported, copy, text, text, oracle.restate(copy, text))
        for text in row["paraphrases"]:
            yield Outcome("paraphrase", True, first.supported, copy, text, text, oracle.restate(copy, text))


@dataclass(frozen=True, slots=True)
class Rate:
    """Of `made` texts so many are `wrong`: broken and still called supported, or sound and not."""

    made: int
    wrong: int

    @property
    def share(self) -> float:
        return self.wrong / self.made if self.made else 0.0

    def __str__(self) -> str:
        return f"{self.wrong} of {self.made} ({self.share:.1%})"


def rate(found: Iterable[Outcome]) -> Rate:
    """How many of the outcomes are wrong."""
    found = list(found)
    return Rate(len(found), sum(o.supported is not o.sound for o in found))


def by_edit(found: Sequence[Outcome]) -> dict[tuple[bool, str], Rate]:
    """The rate of each edit, broken ones first, in the order met."""
    keys = dict.fromkeys((o.sound, o.edit) for o in found)
    return {
        k: rate(o for o in found if (o.sound, o.edit) == k)
        for k in sorted(keys, key=lambda k: (k[0], k[1] != UNTOUCHED))
    }
