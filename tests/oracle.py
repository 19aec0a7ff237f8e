"""A claim in other words, judged again: text and cited studies in, a verdict out, through the stages of the build.

A study library is read once (`Oracle.of`); `restate` judges the same claim with other words in its own sentence, so that
all that the claim carries over from its page, its list or the claim before it stays as it was.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from spacy.tokens import Span

from kb.auditing import Knowledge
from kb.citations import find_citations
from kb.claims import find_claims
from kb.claims.reading import read
from kb.claims.strength import strength_of
from kb.evidence import Library, assess_claim
from kb.labels import BlockKind, ClaimType, Strength, VerdictTag
from kb.linking import citation_status, link_citations, match_references
from kb.model import Article, Assessment, CitationVerdict, Claim, Link, Proposition, Sentence, Study, Verdict
from kb.nlp import Lexicon
from kb.propositions import library_propositions
from kb.propositions.pages import read_claims
from kb.propositions.records import background_keys
from kb.read.articles import read_articles
from kb.read.studies import read_studies
from kb.references import parse_references
from kb.sentences import parse_articles
from kb.verdicts import judge_claim


@dataclass(frozen=True, slots=True)
class Copy:
    """A claim where it stands: `words` are its place in its parsed sentence, `before` the claims of its section that it
    may carry a subject over from, `links` what it cites."""

    article: Article
    claim: Claim
    words: Span
    before: tuple[tuple[Claim, Span], ...] = ()
    links: tuple[Link, ...] = ()
    page_cites: frozenset[str] = frozenset()  # studies that its page cites anywhere

    @property
    def text(self) -> str:
        """The claim's words, with the citation markers masked."""
        return self.words.text


@dataclass(frozen=True, slots=True)
class Answer:
    """What the program says of a claim."""

    claim: Claim
    verdict: Verdict
    per_study: tuple[CitationVerdict, ...]
    assessments: tuple[Assessment, ...]

    @property
    def supported(self) -> bool:
        return self.verdict.verdict is VerdictTag.SUPPORTED


@dataclass(frozen=True)
class Oracle:
    """Judges claims against one library."""

    studies: tuple[Study, ...]
    lexicon: Lexicon

    @classmethod
    def of(cls, folder: Path, lexicon: Lexicon) -> "Oracle":
        """The oracle of a folder of study records, all of which must be sound."""
        studies, problems = read_studies(folder)
        assert not problems, problems
        return cls(studies, lexicon)

    @cached_property
    def readings(self) -> Mapping[str, tuple[Proposition, ...]]:
        return library_propositions(self.studies, self.lexicon)

    @cached_property
    def backgrounds(self) -> Mapping[str, frozenset[str]]:
        return {study.id: background_keys(study, self.lexicon) for study in self.studies}

    @cached_property
    def knowledge(self) -> Knowledge:
        """What the build knows of this library."""
        return Knowledge(
            studies={study.id: study for study in self.studies},
            library=Library(self.studies, self.readings, self.backgrounds, self.lexicon.vocabulary),
            readings=self.readings,
            lexicon=self.lexicon,
        )

    def statement(self, text: str, cites: Sequence[str] = (), topic: str = "") -> Copy:
        """One sentence as the whole copy of a page with the title `topic`, citing these studies."""
        article = Article(id="copy", title=topic, text=text, path="copy.md", sha256="")
        doc = self.lexicon.nlp(text)
        claim = Claim(id="copy-1", article_id="copy", start=0, end=len(text), quote=text, block=0, type=ClaimType.EFFICACY,
                      block_kind=BlockKind.PROSE, section="", strength=Strength.PLAIN, sentence_end=len(text))  # fmt: skip
        links = tuple(Link(claim_id=claim.id, citation_id=f"copy-c{i}", study_id=s) for i, s in enumerate(cites))
        return Copy(article, claim, doc[:], links=links)

    def copies(self, folder: Path) -> Iterator[Copy]:
        """Every claim of a folder of articles, found and linked as the build does it."""
        lexicon = self.lexicon
        articles, problems = read_articles(folder)
        assert not problems, problems
        cited = {a.id: find_citations(a, lexicon.vocabulary, self.studies) for a in articles}
        stream = parse_articles([(a, cited[a.id]) for a in articles], lexicon.nlp, lexicon.vocabulary)
        for article, sentences in stream:
            parsed = [(p.claim, p.doc) for p in find_claims(article, sentences, cited[article.id], lexicon)]
            references = parse_references(article)
            matches = match_references(references, self.studies)
            claims = [claim for claim, _ in parsed]
            links = link_citations(article, claims, cited[article.id], references, matches, self.studies)
            cites = frozenset(s for s in (*(x.study_id for x in links), *(x.study_id for x in matches)) if s)
            for index, (claim, words) in enumerate(parsed):
                before = tuple(pair for pair in parsed[:index] if pair[0].section == claim.section)
                mine = tuple(link for link in links if link.claim_id == claim.id)
                yield Copy(article, claim, words, before, mine, cites)

    def restate(self, copy: Copy, text: str = "") -> Answer:
        """Judge the claim with its words replaced by `text`, or as it stands."""
        words = self._reworded(copy, text) if text and text != copy.text else copy.words
        whole = words.doc
        sentence = Sentence(article_id=copy.article.id, block=0, kind=copy.claim.block_kind, start=0, end=len(whole.text),
                            text=whole.text)  # fmt: skip
        reading = replace(read(sentence, whole, self.lexicon), start=words.start, end=words.end)
        if words is not copy.words:
            claim = replace(copy.claim, quote=words.text, strength=strength_of(reading))
        else:
            claim = copy.claim if copy.article.id != "copy" else replace(copy.claim, strength=strength_of(reading))
        return self.judge(copy, claim, words)

    def judge(self, copy: Copy, claim: Claim, words: Span) -> Answer:
        """Read, assess and judge one claim in its place."""
        known = self.knowledge
        claim = read_claims(copy.article, [*copy.before, (claim, words)], self.lexicon)[-1]
        cited = tuple(dict.fromkeys(link.study_id for link in copy.links if link.study_id))
        found = assess_claim(claim, known.library, cited, self.lexicon.vocabulary)
        status = citation_status(copy.links)
        verdict, per_study = judge_claim(claim, found, copy.links, known.studies, status, copy.page_cites)
        return Answer(claim, verdict, per_study, found)

    def _reworded(self, copy: Copy, text: str) -> Span:
        whole, start, end = copy.words.doc.text, copy.words.start_char, copy.words.end_char
        doc = self.lexicon.nlp(whole[:start] + text + whole[end:])
        return doc.char_span(start, start + len(text), alignment_mode="expand")

    def edited(self, study_id: str, edit: Callable[[Study], Study]) -> "Oracle":
        """The oracle of a library in which one study is another; what the rest says is not read again."""
        return self.with_studies([edit(s) if s.id == study_id else s for s in self.studies])

    def with_studies(self, studies: Sequence[Study]) -> "Oracle":
        """The oracle of other studies; those that this one has are not read again."""
        same = [s for s in studies if s in self.studies]
        changed = Oracle(tuple(studies), self.lexicon)
        readings = {f.id: self.readings[f.id] for s in same for f in s.findings}
        backgrounds = {s.id: self.backgrounds[s.id] for s in same}
        fresh = [s for s in studies if s.id not in backgrounds]
        changed.__dict__["readings"] = {**readings, **library_propositions(fresh, self.lexicon)}
        changed.__dict__["backgrounds"] = backgrounds | {s.id: background_keys(s, self.lexicon) for s in fresh}
        return changed
