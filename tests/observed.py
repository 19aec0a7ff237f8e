"""A short page of one's own, with labels of one's own, through all stages: what tests of whole pages start from."""

from kb.auditing import Knowledge, audit_articles
from kb.evidence import Library
from kb.labels import TextHeld
from kb.model import Article, Audit, Finding, Study
from kb.nlp import Lexicon
from kb.progress import Silent
from kb.propositions import library_propositions
from kb.propositions.records import background_keys
from kb.read.blocks import make_blocks
from kb.read.layout import load_layout
from kb.read.markdown import render_markdown
from kb.read.plain import cut_lines


def study(ident: str, *statements: str, verified: bool = True, **facts) -> Study:
    """A study with these findings; a label where `kind` says so."""
    findings = tuple(
        Finding(id=f"{ident}.{n}", study_id=ident, statement=statement, verified=verified)
        for n, statement in enumerate(statements, 1)
    )
    facts = {"title": ident.capitalize(), "text_held": TextHeld.ABSTRACT, "level": "2", "authors": ("Roe, R",)} | facts
    return Study(id=ident, type="article-journal", findings=findings, **facts)


def knowledge_of(lexicon: Lexicon, *studies: Study) -> Knowledge:
    """What the build knows of a library of these studies."""
    readings = library_propositions(studies, lexicon)
    backgrounds = {s.id: background_keys(s, lexicon) for s in studies}
    library = Library(studies, readings, backgrounds, lexicon.vocabulary)
    return Knowledge({s.id: s for s in studies}, library, readings, lexicon)


def audit(lexicon: Lexicon, copy: str, *studies: Study, **about: str) -> Audit:
    """All that the stages find on a page written in Markdown; `about` is its front matter."""
    page = render_markdown(copy)
    layout = load_layout()
    blocks = make_blocks(page.text, cut_lines(page.text, page.lines, layout), layout)
    front = {"title": "", "publisher": "", "url": ""} | about
    article = Article(id="page", text=page.text, path="page.md", sha256="0", blocks=blocks, marks=page.marks, **front)
    (found,) = audit_articles([article], knowledge_of(lexicon, *studies), Silent())
    return found


def observed(lexicon: Lexicon, copy: str, *studies: Study, **about: str) -> list[tuple[str, str]]:
    """What is observed of such a page: (kind, term)."""
    return [(f.kind.value, f.term) for f in audit(lexicon, copy, *studies, **about).findings]
