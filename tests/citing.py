"""What the tests of citations share: a small vocabulary and library, articles made of words, short forms."""

from kb.labels import BlockKind
from kb.model import Article, Block, Study

ORGANISATIONS = """
concepts:
  league: {label: Migraine and Epilepsy League, kind: organisation, synonyms: [MEL]}
  medicines_agency: {label: National Medicines Agency, kind: organisation, synonyms: [NMA]}
  guild: {label: Guild of Neurologists, kind: organisation}
  velamine: {label: velamine, kind: drug, synonyms: [Velax]}
  migraine: {label: migraine, kind: condition}
"""
STUDIES = (
    Study(id="okafor2018", type="article-journal", title="Velamine in migraine", authors=("Okafor, A",), year="2018"),
    Study(id="brightline", type="article-journal", title="The BRIGHT-LINE trial", aliases=("BRIGHT-LINE trial",)),
)
LIST = "\n\nReferences\n1. Okafor A. One. J One. 2018;1:1-2.\n2. Lind B. Two. J Two. 2019;2:3-4.\n"


def article(text: str, blocks: tuple[Block, ...] = (), **rest) -> Article:
    return Article(id="page", title="", text=text, path="page.md", sha256="", blocks=blocks, **rest)


def laid_out(*parts: tuple[BlockKind, str, dict]) -> Article:
    """An article of blocks (kind, words, further keys), one a paragraph."""
    text, blocks = "", []
    for index, (kind, words_of, keys) in enumerate(parts):
        blocks.append(Block(index=index, kind=kind, start=len(text), end=len(text) + len(words_of), **keys))
        text += words_of + "\n\n"
    return article(text, tuple(blocks))


def brief(citations) -> list[tuple]:
    """Kind, words, and numbers or first author with year or identifier: what a table row can say."""
    return [
        (c.kind.value, c.text, c.numbers or (*c.authors[:1], *([c.year] if c.year else [])) or c.identifier)
        for c in citations
    ]
