"""What one line of a page is by its look and its stock words: a line of text in, yes or no out.

The stock words are data (kb/vocab/layout_cues.yml). Knows nothing of medicine. Every test takes time linear in the
line, and lines too long for their role are refused before they are looked at.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb import yamltext
from kb.read.shapes import ends_sentence, is_reference_like, opens_quote
from kb.vocab import SHIPPED, Cue, VocabularyFile

STOCK_CHARS = 240  # no stock line of a page template is longer

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]{0,6}\.?"
_DATE = re.compile(
    rf"(?:\w+day,?\s+)?(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+\d{{4}}|{_MONTH}\s+\d{{4}}|\d{{4}}-\d\d-\d\d|\d{{1,2}}[/.]\d{{1,2}}[/.](?:\d{{4}}|\d\d))",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"(?:\d+|no|one)\s+"
    r"(?:min(?:ute)?s?\.?\s+(?:read|to read)|comments?|shares?|likes?|views?|responses?|replies|thoughts)",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"(?:[A-Za-z]+:?\s+){0,3}(?:[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\+?\(?\d[\d\s().-]{6,16}\d)", re.IGNORECASE
)
_BY_NAME = re.compile(r"[Bb]y:?\s+(?:Dr\.?\s+)?[A-Z][\w.'’-]*\s+(?:[A-Z][\w.'’-]*\s*){1,3}(?:[,|•·–—-].{0,80})?")
_CRUMBS = re.compile(r"home\s+[>»/›|•·→-]+\s+\S", re.IGNORECASE)
_LABEL_NUMBER = r"(?:\s*#?\s*(?:S?\d{1,3}[A-Za-z]?|[IVX]{1,5}|[A-H]))?"
_NAME_WORD = re.compile(r"[A-Z][\w.'’-]*")
_PARTICLE = re.compile(r"d[aei]|del|van|von|de[rn]|l[ae]|bin|al|el", re.IGNORECASE)
# Words that begin a heading or an invitation, never the name of a role.
_NO_ROLE = re.compile(
    r"find|ask|see|choose|meet|your|our|what|how|why|when|who|is|are|can|do|does|talk|call|visit|consult|about|\w+ing",
    re.IGNORECASE,
)
_ROLE_GOES_ON = re.compile(r"at|of|for|from|in|with|and|&", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Layout:
    """The stock words, compiled; `load_layout` makes one."""

    furniture: re.Pattern[str]
    furniture_start: re.Pattern[str]
    furniture_anywhere: re.Pattern[str]
    related: re.Pattern[str]
    comments: re.Pattern[str]
    form: re.Pattern[str]
    byline: re.Pattern[str]
    network: re.Pattern[str]
    references: re.Pattern[str]
    references_start: re.Pattern[str]
    caption: re.Pattern[str]
    source: re.Pattern[str]
    table: re.Pattern[str]
    following: re.Pattern[str]
    honorific: re.Pattern[str]
    credentials: frozenset[str]
    role: re.Pattern[str]
    template_names: frozenset[str]  # words of which sites make the names of classes and ids
    compounds: frozenset[str]  # first halves of words that are written with a hyphen

    def is_furniture(self, line: str) -> bool:
        """A line of the page's template: navigation, button, form, notice, sharing, related link, breadcrumb."""
        if len(line) > STOCK_CHARS:
            return False
        return bool(
            self.furniture.fullmatch(line)
            or self.furniture_start.match(line)
            or self.furniture_anywhere.search(line)
            or self.network.fullmatch(line)
            or self.form.match(line)
            or self.related.fullmatch(line)
            or _CRUMBS.match(line)
            or (len(line) < 90 and _CONTACT.fullmatch(line))
        )

    def is_byline(self, line: str) -> bool:
        """A line that dates the page or names its author: "Jan 3, 2020", "5 min read", "By Ann Example"."""
        if len(line) > 120 or (ends_sentence(line) and not self.byline.match(line)):
            return False
        if _BY_NAME.fullmatch(line):
            return True
        rest = _DATE.sub(" ", _COUNT.sub(" ", line))
        found = rest != line
        if self.byline.match(rest.strip()):
            # "Published research on sleep" is a heading; a byline holds a date, a colon, "by" or "on".
            lead = self.byline.match(rest.strip()).group()
            return found or (lead.rstrip().endswith((":", " by", " on")) and len(line.split()) <= 14)
        return found and not re.search(
            r"[^\W\d_]", re.sub(r"\b(?:at|on|by|am|pm|et|updated|published)\b", " ", rest.lower())
        )

    def is_related_heading(self, line: str) -> bool:
        """The heading over a list of other pages."""
        return len(line) < 60 and bool(self.related.fullmatch(line))

    def is_form_heading(self, line: str) -> bool:
        """The heading over the form for comments."""
        return len(line) < 60 and bool(self.form.match(line))

    def is_comments_heading(self, line: str) -> bool:
        """The heading over what visitors wrote."""
        return len(line) < 90 and bool(
            self.comments.fullmatch(line)
            or re.match(r"\d+\s+(?:comments?|responses|thoughts on)\b", line, re.IGNORECASE)
        )

    def is_references_heading(self, line: str) -> bool:
        """The heading over a bibliography: "References:", "Works cited"."""
        return len(line) < 60 and bool(self.references.fullmatch(line))

    def inline_references(self, line: str) -> int:
        """Where the entries begin in a bibliography run into one line ("References: 1. ..."); 0 where it is none."""
        match = self.references_start.match(line)
        return match.end() if match and is_reference_like(line[match.end() :]) else 0

    def is_caption(self, line: str) -> bool:
        """ "Figure 2: ...", "Table. ...", "Photo: ..."; not "Table 2 shows that ..."."""
        return bool(self.caption.match(line)) and len(line) < 600

    def is_source_line(self, line: str) -> bool:
        """ "Source: ..." under a table or a figure."""
        return bool(self.source.match(line)) and len(line) < 400

    def announces_table(self, line: str) -> bool:
        """Whether a sentence tells the reader that a table comes."""
        return bool(self.table.search(line[-300:]))

    def announces_list(self, sentence: str) -> bool:
        """Whether a finished sentence tells the reader that a list comes ("The following ...")."""
        return bool(self.following.search(sentence))

    def is_speaker(self, line: str, following: str) -> bool:
        """A line that says whose words `following` are: a name with a title, or a role, mostly with a place of work.

        A biography is no speech: where the text below speaks of the person by name or as "he", the line is a heading.
        """
        words = line.split()
        if not 2 <= len(words) <= 30 or len(line) > 220 or line.endswith(("?", "!", ";")) or not following:
            return False
        parts = re.split(r"\s+[–—|-]+\s+", line.rstrip(":"), maxsplit=1)
        head, place = parts[0], parts[1] if len(parts) > 1 else ""
        person = self._is_person(head)
        if not (person or self._is_role(head)) or (ends_sentence(line) and not self._ends_in_credential(line)):
            return False
        if opens_quote(following):
            return True
        if _speaks_of(head.split(",")[0], following):
            return False
        return bool(place and (place[0].isupper() or place[0].isdigit())) or (person and line.endswith(":"))

    def _is_person(self, head: str) -> bool:
        name, *titles = [part.strip() for part in head.split(",")]
        honorific = self.honorific.match(name)
        rest = name[honorific.end() :].split() if honorific else name.split()
        while rest and rest[-1].strip("()") in self.credentials:
            titles.append(rest.pop())
        named = bool(rest) and len(rest) <= 5 and all(_NAME_WORD.fullmatch(w) or _PARTICLE.fullmatch(w) for w in rest)
        if not named:
            return False
        return bool(honorific) or any(t in self.credentials or self.role.search(t) for t in titles)

    def _is_role(self, head: str) -> bool:
        """ "Chief medical officer", "A nurse at the lamp clinic", "Doctor of nursing practice (DNP)"."""
        words = head.split(",")[0].split()
        if not 1 <= len(words) <= 9 or _NO_ROLE.fullmatch(words[0]):
            return False
        for i, word in enumerate(words[:5]):
            if self.role.fullmatch(word):
                after = words[i + 1] if i + 1 < len(words) else ""
                if not after or after.startswith("(") or _ROLE_GOES_ON.fullmatch(after):
                    return True
        return False

    def _ends_in_credential(self, line: str) -> bool:
        return line.split()[-1].strip(",()") in self.credentials

    def attribution(self, line: str) -> str:
        """Whose words stand above a line such as "— Dr. Elm, River Clinic"; empty where the line is none."""
        if len(line) > 160 or not re.match(r"[–—―~-]{1,2}\s*\S", line) or ends_sentence(line):
            return ""
        who = line.lstrip("–—―~- ")
        head = re.split(r"\s+[–—|-]+\s+", who, maxsplit=1)[0]
        names = head.split(",")[0].split()
        plain = 1 <= len(names) <= 4 and all(_NAME_WORD.fullmatch(w) for w in names)
        return who if plain or self._is_person(head) or self._is_role(head) else ""


def load_layout() -> Layout:
    """Read and compile the stock words that ship with the program."""
    text = (SHIPPED / "layout_cues.yml").read_text(encoding="utf-8")
    entries = VocabularyFile.model_validate(yamltext.load(text)).cues
    cues = [
        Cue(id=ident, category=e.category, phrases=tuple(e.phrases), attributes=dict(e.attributes))
        for ident, e in entries.items()
    ]
    words = {c: [p for cue in cues if cue.category == c for p in cue.phrases] for c in {cue.category for cue in cues}}
    furniture = {
        where: [
            p
            for cue in cues
            if cue.category == "layout_furniture" and cue.attributes["where"] == where
            for p in cue.phrases
        ]
        for where in ("line", "start", "anywhere")
    }
    return Layout(
        furniture=_line(furniture["line"]),
        furniture_start=_start(furniture["start"]),
        furniture_anywhere=_anywhere(furniture["anywhere"]),
        related=_line(words["layout_related"]),
        comments=_line(words["layout_comments"]),
        form=_start(words["layout_comment_form"]),
        byline=_start(words["layout_byline"]),
        network=re.compile(rf"(?:(?:{_any_of(words['layout_network'])})(?!\w)[\s|,•·/+:]*)+", re.IGNORECASE),
        references=_line(words["layout_references"]),
        references_start=re.compile(rf"(?:{_any_of(words['layout_references'])}):\s*", re.IGNORECASE),
        caption=_caption(words["layout_caption"]),
        source=_start(words["layout_source"]),
        table=_anywhere(words["layout_table"]),
        following=_anywhere(words["layout_following"]),
        honorific=re.compile(rf"(?:{_any_of(words['layout_honorific'])})\s+", re.IGNORECASE),
        credentials=frozenset(words["layout_credential"]),
        role=_anywhere(words["layout_role"]),
        template_names=frozenset(words["layout_template"]),
        compounds=frozenset(words["layout_compound"]),
    )


def _any_of(phrases: Iterable[str]) -> str:
    # Longest first: an alternation takes the first that fits.
    return "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in sorted(phrases, key=lambda p: (-len(p), p)))


def _line(phrases: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"[^\w\s]*\s*(?:\d+[.)]\s+)?(?:{_any_of(phrases)})\s*(?:\(\d+\)|[^\w\s]+)?", re.IGNORECASE)


def _start(phrases: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"[^\w\s(©]*\s*(?:{_any_of(phrases)})(?!\w)", re.IGNORECASE)


def _anywhere(phrases: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_any_of(phrases)})(?!\w)", re.IGNORECASE)


def _caption(phrases: Sequence[str]) -> re.Pattern[str]:
    # A word that ends the line or a number alone makes "Figure 1"; "by" makes a credit.
    words = _any_of(phrases)
    return re.compile(rf"(?:{words})\.?{_LABEL_NUMBER}\s*(?:[:|–—]|\.(?=\s)|$)", re.IGNORECASE)


def _speaks_of(name: str, following: str) -> bool:
    beginning = following[:160]
    family = [w for w in name.split() if _NAME_WORD.fullmatch(w) and len(w.strip(".")) > 2]
    if re.match(r"(?:He|She|They)\b", beginning):
        return True
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", beginning) for word in family[-1:])
