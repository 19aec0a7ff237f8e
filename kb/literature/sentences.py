"""The sentences of a held text as findings: the very words, where they stand, and what they are to the study.

Held text in; findings with verbatim quote, locator, character offsets and role out. The role comes from the label or
heading above a sentence ("RESULTS: ..."), else from its words and its place (kb/vocab/text_sections.yml). A sentence
that only says what a study set out to find, or that stands under references, is no finding. Of a full text the
introduction is left out, too: it tells what others found.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kb.labels import TextHeld
from kb.model import Finding, HeldText, Study
from kb.nlp import Lexicon
from kb.sentences import Abbreviations, boundaries, to_plain

MOST = 400  # sentences of one text that become findings: a long paper has about three hundred of results and discussion
FEWEST_WORDS = 3
LONGEST = 900  # characters of a sentence; what is longer is a table that lost its lines
_ABSTRACT = "abstract"
_LABEL = re.compile(r"(?P<label>[A-Z][A-Za-z’',/& -]{2,60}?)\s*(?::|\.\s*[—–-]|[—–])\s+")
_NUMBERED = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*\.?|[IVX]{1,4}\.)\s+")
_MEASURED = re.compile(r"\d\s?%|\b[Pp]\s?[<=>≤]|\b(?:CI|OR|RR|HR|SMD|NNT)\b")
_OWN = re.compile(  # "In this randomised trial, 150 patients received ..."
    r"\W*(?:in|for) (?:this|our|the present)\s+(?:[\w-]+,?\s+){0,6}(?:trial|study|analysis|review|cohort|survey)\b",
    re.I,
)
_PIECE = 20_000  # characters cut into sentences at once
_LOOKED_AT = 900  # sentences of one text; a long paper has about six hundred
_ENDS = tuple(".!?)")  # before a label in the midst of a paragraph
_NO_FINDING = frozenset({"", "aim", "other"})


@dataclass(frozen=True, slots=True)
class Stretch:
    """A sentence of a text: its place, the words of its section, and what its label says it is (empty: none does)."""

    start: int
    end: int
    paragraph: int
    section: str
    role: str


class TextReader:
    """Cuts held texts into findings by one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        vocabulary = lexicon.vocabulary
        self._lexicon = lexicon
        self._abbreviations = Abbreviations(vocabulary, lexicon.nlp.Defaults.stop_words)
        self._sections: Mapping[str, str] = {
            phrase.lower(): cue.attributes["role"]
            for cue in vocabulary.cues_of("text_section")
            for phrase in cue.phrases
        }
        self._order = {cue.id: place for place, cue in enumerate(vocabulary.cues_of("sentence_role"))}

    def complete(self, study: Study) -> Study:
        """The study with the sentences of its held text behind the findings of its record. A sentence that the record
        quotes whole already is not given twice."""
        if study.held is None:
            return study
        quoted = [(f.start, f.end) for f in study.findings if f.start is not None and f.end is not None]
        found = (f for f in self.findings(study.id, study.held) if (f.start, f.end) not in quoted)
        return replace(study, findings=(*study.findings, *found))

    def findings(self, study_id: str, held: HeldText) -> Iterator[Finding]:
        """The findings of one text, numbered by the place of their sentences: an id stays while the text does."""
        stretches = list(self._stretches(held.text))
        roles = self._roles(held, stretches)
        given = 0
        for number, (stretch, role) in enumerate(zip(stretches, roles, strict=True), 1):
            words = " ".join(held.text[stretch.start : stretch.end].split())
            if role not in _NO_FINDING and _is_sentence(words):
                yield _finding(study_id, held.kind, stretch, number, words, role)
                given += 1
                if given == MOST:
                    return

    def _stretches(self, text: str) -> Iterator[Stretch]:
        section, role = "", ""
        sentences = 0
        for number, (start, end) in enumerate(self._paragraphs(text), 1):
            heading = self._heading(text[start:end])
            if heading:
                section, role = heading
                continue
            for first, last in self._sentences(text, _pieces(text, start, end)):
                label = self._label(text, first, last)
                if label:
                    section, role, first = label
                sentences += 1
                if sentences > _LOOKED_AT:
                    return
                if text[first:last].strip():
                    yield Stretch(first, last, number, section, role)

    def _paragraphs(self, text: str) -> Iterator[tuple[int, int]]:
        """The paragraphs of a text: what stands between empty lines, and a heading on a line of its own."""
        start = 0
        for line in re.finditer(r"[^\n]*\n?", text):
            words = line[0].strip()
            if words and not self._heading(words):
                continue
            if text[start : line.start()].strip():
                yield start, line.start()
            if words:
                yield line.span()
            start = line.end()
        if text[start:].strip():
            yield start, len(text)

    def _heading(self, line: str) -> tuple[str, str] | None:
        """The section and role that a line alone opens."""
        words = _NUMBERED.sub("", " ".join(line.split())).rstrip(":.")
        role = self._sections.get(words.lower())
        return (words.capitalize(), role) if role else None

    def _label(self, text: str, start: int, end: int) -> tuple[str, str, int] | None:
        """The section and role that a sentence opens with, and where its own words begin."""
        match = _LABEL.match(text, start, end)
        words = " ".join(match["label"].split()) if match else ""
        role = self._sections.get(words.lower().replace("/", " and ").replace("&", "and"))
        return (words.capitalize(), role, match.end()) if match and role else None

    def _sentences(self, text: str, pieces: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        for start, end in pieces:
            yield from self._sentences_of(text, start, end)

    def _sentences_of(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        piece = to_plain(text[start:end])
        labels = (
            m.start() for m in _LABEL.finditer(piece) if piece[max(0, m.start() - 5) : m.start()].rstrip()[-1:] in _ENDS
        )
        labels = (place for place in labels if self._label(piece, place, len(piece)))
        cuts = sorted({*boundaries(piece, self._abbreviations), *labels, len(piece)})
        for first, last in zip([0, *cuts], cuts, strict=False):
            words = piece[first:last]
            if words.strip():
                yield start + first + len(words) - len(words.lstrip()), start + first + len(words.rstrip())

    def _roles(self, held: HeldText, stretches: Sequence[Stretch]) -> list[str]:
        """What each sentence is: by its label, else by its words, else by its place."""
        labelled = any(stretch.role not in ("", "other", _ABSTRACT) for stretch in stretches)
        full = held.kind is TextHeld.FULL_TEXT and labelled
        roles: list[str] = []
        seen = False  # a sentence on method or result has come: what follows is of this study
        for number, stretch in enumerate(stretches, 1):
            text = held.text[stretch.start : stretch.end]
            role = stretch.role if stretch.role != _ABSTRACT else ""
            if full and (role == "background" or not stretch.section):
                role = ""  # the introduction; title page and by-lines
            elif role in ("", "method", "background"):
                worded = self._worded(text)
                role = "aim" if worded == "aim" else role or worded or self._placed(number, len(stretches), seen)
            seen = seen or role in ("method", "result")
            roles.append(role)
        return roles

    def _worded(self, text: str) -> str:
        """What a sentence is by its words; a measured difference is a result whatever else is said."""
        doc = self._lexicon.cut(to_plain(text))
        hits = self._lexicon.cues(doc, "sentence_role")
        first = min(hits, key=lambda hit: (self._order[hit.id], hit.start), default=None)
        role = self._lexicon.vocabulary.cues[first.id].attributes["role"] if first else ""
        if role not in ("aim", "conclusion") and _MEASURED.search(text):
            return "result"
        return role or ("method" if _OWN.match(text) else "")

    def _placed(self, number: int, of: int, seen: bool) -> str:
        """What a sentence is that no word tells: the first sentences say what is known, the last concludes."""
        if of > 2 and number == of:
            return "conclusion"
        return "result" if seen or of <= 2 else "background"


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A paragraph in pieces of bounded length: one that is longer is a text that lost its empty lines, and is cut at a
    line's end or a space."""
    while end - start > _PIECE:
        cut = max(text.rfind(sign, start + _PIECE // 2, start + _PIECE) for sign in ("\n", " "))
        cut = cut if cut > 0 else start + _PIECE
        yield start, cut
        start = cut
    yield start, end


def _is_sentence(words: str) -> bool:
    return len(words) <= LONGEST and len(words.split()) >= FEWEST_WORDS


def _finding(study_id: str, kind: TextHeld, stretch: Stretch, number: int, words: str, role: str) -> Finding:
    return Finding(
        id=f"{study_id}.t{number}",
        study_id=study_id,
        statement=words,
        verified=True,  # it is the text itself
        quote=words,
        locator=_locator(kind, stretch, number),
        role=role,
        origin="text",
        start=stretch.start,
        end=stretch.end,
    )


def _locator(kind: TextHeld, stretch: Stretch, number: int) -> str:
    held = _ABSTRACT if kind is TextHeld.ABSTRACT else "full text"
    section = f", {stretch.section}" if stretch.section else ""
    paragraph = f", paragraph {stretch.paragraph}" if kind is TextHeld.FULL_TEXT else ""
    return f"{held}{section}{paragraph}, sentence {number}"
