"""The nouns of copy: an article with its blocks, its sentences, what they cite, and what that is joined to."""

from dataclasses import dataclass

from kb.labels import (
    BlockKind,
    CitationKind,
    CitationStatus,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A stretch of an article that is parsed alone: `section` is the nearest heading above it, `lead_in` the sentence
    that introduces its list, `header` the header row of its table, `speaker` whose words it reports."""

    index: int
    kind: BlockKind
    start: int
    end: int
    level: int = 0  # of a heading: 1 is the title
    section: str = ""
    lead_in: str = ""
    header: str = ""
    speaker: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """A stretch of the text that its format set apart: a hyperlink (`value` is the address) or a superscript."""

    kind: str  # "link" or "superscript"
    start: int
    end: int
    value: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Article:
    """A page under audit. `text` is the plain text that all offsets count; `blocks` are in order and do not overlap."""

    id: str  # the file stem
    title: str
    text: str
    path: str  # relative to the articles folder
    sha256: str  # of the file's bytes
    publisher: str = ""
    url: str = ""
    captured: str = ""  # ISO date, as are these two
    published: str = ""
    modified: str = ""
    language: str = ""  # ISO 639 code, where the page says so or its words tell
    format: str = "text"  # of the file: text, markdown, html, word, pdf
    note: str = ""  # for the reader, from the front matter: for example that the text restates a page
    unread: str = ""  # what of the file holds no text and could not be read: "page 3 is a picture"
    pictures: str = ""  # what of the copy is large pictures, whose words nobody reads: "2 large pictures"
    blocks: tuple[Block, ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def words(self) -> int:
        """Number of white-space separated words of the text."""
        return len(self.text.split())


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """What is wrong with one input file, in words for the person who can mend it."""

    path: str
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.field}: {self.message}" if self.field else f"{self.path}: {self.message}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """Where words stand. `text` is `article.text[start:end]`."""

    article_id: str
    block: int  # Block.index
    kind: BlockKind
    start: int
    end: int
    text: str
    section: str = ""
    lead_in: str = ""
    header: str = ""
    speaker: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Citation:
    """A mention of evidence in the copy. `scope_*` is the stretch of text that it covers."""

    id: str
    article_id: str
    kind: CitationKind
    start: int
    end: int
    text: str
    block: int
    scope_start: int
    scope_end: int
    numbers: tuple[int, ...] = ()
    authors: tuple[str, ...] = ()
    year: str = ""  # four digits and an optional letter
    identifier: str = ""  # a normalised DOI, PMID, PMCID, registration or URL, or the name of the source
    antecedent: str = ""  # of an anaphor: the id of the citation that it points back to

    @property
    def is_marker(self) -> bool:
        """Whether it stands beside the words ("[3]", "(Okafor, 2018)", an address) rather than being words of its
        sentence ("Okafor et al (2018) reported", hyperlinked words): a marker may be blanked, words may not."""
        if self.kind is CitationKind.AUTHOR_YEAR:
            opened, closed = sum(map(self.text.count, "([")), sum(map(self.text.count, ")]"))
            # A later work of one bracket: "(Okafor, 2018; Lind, 2019; Reyes, 2020)" is three mentions.
            return self.text[:1] in "([" or closed > opened or (not opened and self.text[-1:] in ",;")
        if self.kind is CitationKind.NUMERIC:
            return not self.text[:1].isalpha()
        if self.kind in (CitationKind.TRIAL_REGISTRATION, CitationKind.DATA_ON_FILE, CitationKind.ANAPHOR):
            own = self.kind is not CitationKind.TRIAL_REGISTRATION and self.text[-1:] == "."  # "Ibid.", a sentence
            return self.text[:1] in "([" or own
        if self.kind in (CitationKind.DOI, CitationKind.PMID, CitationKind.PMCID, CitationKind.URL):
            spelled = self.text.lstrip("([").lower()
            return ("/" in spelled and " " not in spelled) or spelled.startswith(("www.", "doi", "pm", "pubmed"))
        return False


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """An entry that the article lists, parsed."""

    id: str
    article_id: str
    start: int
    end: int
    text: str
    number: int | None = None
    authors: tuple[str, ...] = ()
    year: str = ""
    title: str = ""
    container: str = ""
    volume: str = ""
    issue: str = ""
    page: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    url: str = ""
    trial_registration: str = ""  # as its registry writes it
    publisher: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReferenceMatch:
    """Which study of the library an entry is, and how that was found; `study_id` is empty where none is."""

    reference_id: str
    study_id: str
    method: str  # doi, pmid, pmcid, trial_registration, url, author_year_title, title, none
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A join and how it was made. An ambiguous or disagreeing mention links to nothing and says why in `note`."""

    claim_id: str
    citation_id: str
    reference_id: str = ""
    study_id: str = ""
    method: str = ""
    status: CitationStatus = CitationStatus.CITED
    note: str = ""
    candidates: tuple[str, ...] = ()  # study ids that a miscited mention may mean
