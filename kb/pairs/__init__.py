"""A claim held against evidence, both as plain text, with nothing in the library: pairs in, one relation for each out.

A door beside `build`: it runs the same reading and the same comparison (`propositions`, `evidence`) over text that
nobody has curated. The evidence counts as cited, since somebody laid it beside the claim. One pair has one relation,
however many sentences the evidence has: it supports where every part of the claim is borne out by some sentence or by
all together, contradicts where one part is spoken against, is silent where nothing speaks to it, and weaker otherwise.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from kb.evidence import Library, assess_propositions
from kb.evidence.meeting import Meeting
from kb.labels import Reason, Relation
from kb.model import Assessment, Problem, Proposition, Slot
from kb.nlp import Lexicon
from kb.pairs.evidence import WHOLE, ReadEvidence, read_claim, read_evidence
from kb.pairs.files import Ident, Pair
from kb.pairs.frames import Sentence, frame_of
from kb.sentences import Abbreviations, boundaries, to_plain
from kb.short_forms import find_short_forms
from kb.vocab import Vocabulary

_SEMICOLON = re.compile(r";\s+(?![^()]*\))")  # not within brackets
BATCH = 64  # pairs parsed at once
_ORDER = (Relation.SUPPORTS, Relation.CONTRADICTS, Relation.WEAKER, Relation.SILENT)
_TOLD = 6  # things named of what evidence does address


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """What the comparison says of a pair: names and labels are those of an assessment. `sentence` is the sentence of
    the evidence that decided, from 1; 0 for the evidence as a whole."""

    id: Ident
    relation: Relation
    reason: Reason
    rule: str
    detail: str
    slots: tuple[Slot, ...] = ()
    sentence: int = 0


class Comparer:
    """Compares pairs by one lexicon. Holds no pair: the answers depend on the pair and the vocabulary alone."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._meeting = Meeting(lexicon.vocabulary)
        self._abbreviations = Abbreviations(lexicon.vocabulary, lexicon.nlp.Defaults.stop_words)

    def compare(self, pairs: Iterable[Pair | Problem]) -> Iterator[Compared | Problem]:
        """One answer for each pair, in the order given; problems are handed on in their place. Texts are parsed in
        batches. Never raises on a pair that `files.check_text` lets through."""
        waiting = iter(pairs)
        while batch := list(islice(waiting, BATCH)):
            pairs = [p for p in batch if isinstance(p, Pair)]
            texts = {t for p in pairs for t in (*self._cut(p.claim), *self._cut_evidence(p.evidence))}
            parsed = self._parse(sorted(texts))
            for pair in batch:
                yield self._compare(pair, parsed) if isinstance(pair, Pair) else pair

    def _parse(self, texts: Sequence[str]) -> dict[str, Sentence]:
        """The sentences parsed, and what stands behind the frame of one ("In a trial of 90 adults, ...") once more by
        itself."""
        docs = dict(zip(texts, self.lexicon.nlp.pipe(texts), strict=True))
        frames = {text: frame for text, doc in docs.items() if (frame := frame_of(doc, self.lexicon))}
        rests = self.lexicon.nlp.pipe(docs[text][frame:].text for text, frame in frames.items())
        framed = {t: Sentence(docs[t], rest, frame) for (t, frame), rest in zip(frames.items(), rests, strict=True)}
        return {text: framed.get(text) or Sentence(doc, doc) for text, doc in docs.items()}

    def _cut(self, text: str) -> list[str]:
        """The sentences of a text, with the short forms that it defines spelled out."""
        text = to_plain(text)
        text = self.lexicon.defining(find_short_forms(text)).spelled_text(text)
        ends = [*boundaries(text, self._abbreviations), len(text)]
        pieces = (text[start:end].strip() for start, end in zip([0, *ends], ends, strict=False))
        return [piece for piece in pieces if piece]

    def _cut_evidence(self, text: str) -> list[str]:
        """The sentences of a text, and what stands between semicolons: results of their own, of groups of their own."""
        return [part for piece in self._cut(text) for part in _SEMICOLON.split(piece) if part]

    def _compare(self, pair: Pair, parsed: dict[str, Sentence]) -> Compared:
        evidence = read_evidence([parsed[text] for text in self._cut_evidence(pair.evidence)], self.lexicon)
        claim = read_claim([parsed[text] for text in self._cut(pair.claim)], evidence.topic, self.lexicon)
        vocabulary = self.lexicon.vocabulary
        library = Library(evidence.studies, evidence.readings, evidence.backgrounds, vocabulary, self._meeting)
        return _decide(pair.id, claim, library, evidence, vocabulary)


def _decide(
    ident: Ident,
    claim: tuple[Proposition, ...],
    library: Library,
    evidence: ReadEvidence,
    vocabulary: Vocabulary,
) -> Compared:
    """One relation from the comparisons of every part of the claim with every sentence and with the whole."""
    cited = tuple(study.id for study in evidence.studies)
    if not claim:
        detail = "the claim could not be read"
        return Compared(
            id=ident, relation=Relation.SILENT, reason=Reason.DOES_NOT_ADDRESS, rule="topic.unread", detail=detail
        )
    together = assess_propositions(claim, library, cited)
    parts = (
        [_best(assess_propositions((part,), library, cited)) for part in claim] if len(claim) > 1 else [_best(together)]
    )
    relations = {part.relation for part in parts}
    carrying = _best(together)
    if carrying.relation is Relation.SUPPORTS:
        return _told(ident, carrying)
    if Relation.CONTRADICTS in relations:
        return _told(ident, next(p for p in parts if p.relation is Relation.CONTRADICTS))
    if relations == {Relation.SUPPORTS}:
        return _told(ident, parts[0], detail="its sentences together bear out every part", rule="parts.together")
    if relations == {Relation.SILENT}:
        first = min(parts, key=lambda part: -part.score)
        return _told(ident, first, detail=f"{first.detail}; {_addresses(evidence, vocabulary)}")
    weaker = [part for part in parts if part.relation is Relation.WEAKER]
    if weaker:
        return _told(ident, min(weaker, key=lambda part: -part.score))
    borne = next(part for part in parts if part.relation is Relation.SUPPORTS)
    silent = next(part for part in parts if part.relation is Relation.SILENT)
    detail = f"bears out one part of the statement and is silent on another ({silent.detail})"
    return _told(ident, borne, relation=Relation.WEAKER, reason=Reason.OVERSTATED, detail=detail, rule="parts.some")


def _best(assessments: Sequence[Assessment]) -> Assessment:
    """The assessment that speaks most clearly: the surest relation, then the nearest, then a sentence before the whole,
    then the first."""
    return min(
        assessments,
        key=lambda a: (_ORDER.index(a.relation), -a.score, a.finding_id == WHOLE, _sentence(a)),
    )


def _sentence(assessment: Assessment) -> int:
    number = assessment.finding_id.rpartition(".")[2]
    return int(number) if number.isdigit() else 0


def _told(
    ident: Ident,
    a: Assessment,
    *,
    relation: Relation | None = None,
    reason: Reason | None = None,
    detail: str = "",
    rule: str = "",
) -> Compared:
    reason = reason or a.reason
    if reason is Reason.CONFLICTS_WITH_LIBRARY:
        reason = Reason.CONFLICTS_WITH_CITED_STUDY  # the evidence of a pair is what the claim leans on
    return Compared(
        id=ident,
        relation=relation or a.relation,
        reason=reason,
        rule=rule or a.rule,
        detail=detail or a.detail,
        slots=a.slots,
        sentence=_sentence(a),
    )


def _addresses(evidence: ReadEvidence, vocabulary: Vocabulary) -> str:
    """What the evidence does speak of, in the vocabulary's words."""
    last = evidence.readings[evidence.studies[-1].id]
    keys = dict.fromkeys(key for p in last for key in (*p.subject, *p.object) if key[0] not in "=!")
    named = [vocabulary.label(key) for key in keys][:_TOLD]
    return f"it speaks of {', '.join(named)}" if named else "nothing in it could be read"
