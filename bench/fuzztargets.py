# ruff: noqa: E501, RUF005 (tables of pieces)
"""What `bench.fuzz` tries: each reader and parser, the pieces that it knows, and the exceptions that it may raise."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

from docx import Document

from kb import yamltext
from kb.citations import find_citations
from kb.files import NotText
from kb.identifiers import find_identifiers, identify_address
from kb.labels import BlockKind
from kb.literature.formats import Unreadable, read_records
from kb.literature.incoming import check
from kb.literature.retractions import BadList, search_list
from kb.model import Article, Block, Study
from kb.quantities import find_quantities
from kb.read.articles import read_article
from kb.read.corrections import correct, read_correction
from kb.read.formats import Formats
from kb.read.frontmatter import split_front_matter
from kb.read.layout import load_layout
from kb.read.notices import read_notices
from kb.read.quoting import Quotable
from kb.read.studies import read_record
from kb.read.webpage import read_webpage
from kb.read.word import read_word
from kb.references import parse_references
from kb.sentences import Abbreviations, find_sentences, mask_citations
from kb.vocab import VocabularyError, load_vocabulary

BASE = "Salts help people with a cough. In 2018 Okafor et al found that 3 mg twice a week for 6 weeks halved it [1]."
ENTRY = "1. Okafor A, Lind B-C. Salts for cough: a trial. J Salt. 2018;32(6):663-667. doi:10.1000/xyz.1 PMID: 29561204"
FINDINGS = "findings:\n  - statement: Salts help.\n    locator: abstract\n"
RECORD = f"id: x\ntitle: Salts\nauthor: [Okafor, A]\nyear: 2018\ntype: article-journal\n{FINDINGS}"


@dataclass(frozen=True, slots=True)
class Target:
    """A function of a text, what it may raise, the pieces of its language, and whole inputs to begin with."""

    name: str
    run: Callable[[str], object]
    raises: tuple[type[Exception], ...]
    pieces: tuple[str, ...]
    seeds: tuple[str, ...] = ()


@cache
def _layout():
    return load_layout()


@cache
def _words():
    return load_vocabulary()


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="fuzz-"))


def _article(text: str):
    return Article(id="page", title="", text=text, path="page.md", sha256="", blocks=())


def _data(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _file(text: str, name: str) -> Path:
    path = _folder() / name
    path.write_bytes(_data(text))
    return path


def _read(ending: str) -> Callable[[str], object]:
    """An article as `read_article` reads it: a problem or an article, and nothing raised."""

    def run(text: str) -> object:
        return read_article(_file(text, f"page{ending}"))

    return run


def _webpage(text: str) -> object:
    return read_webpage(_data(text), _layout())


def _word(text: str) -> object:
    document, out = Document(), BytesIO()
    for line in "".join(c for c in text if c.isprintable() or c == "\n").split("\n"):
        document.add_paragraph(line)
    document.save(out)
    return read_word(out.getvalue(), _layout())


@cache
def _formats() -> Formats:
    return Formats(_layout())


def _pdf(text: str) -> object:
    """As a build reads it: in a process of its own, which may break."""
    return _formats().read(".pdf", _data(text))


def _front(text: str) -> object:
    return split_front_matter(f"---\n{text}\n---\n# T\n\nText.\n")


def _record(text: str) -> object:
    return read_record(_file(text, "x.yml"))


def _correction(text: str) -> object:
    _file(RECORD, "y.yml")
    (_folder() / "corrections").mkdir(exist_ok=True)
    _file(text, "corrections/y.yml")
    found = read_correction(_folder(), "y")
    if isinstance(found, Mapping):
        correct(yamltext.load(RECORD), found, "x")
    return read_record(_folder() / "y.yml")


def _notices(text: str) -> object:
    _file(text, "retractions.json")
    return read_notices(_folder())


def _words_of(text: str) -> object:
    folder = _folder() / "words"
    folder.mkdir(exist_ok=True)
    _file(text, "words/a.yml")
    return load_vocabulary(folder)


def _records(ending: str) -> Callable[[str], object]:
    """All records of a bibliographic file, each made a study record or refused in words."""

    def run(text: str) -> object:
        return [check(raw) for raw in read_records(_file(text, f"list{ending}"))]

    return run


def _retractions(text: str) -> object:
    study = Study(id="x", type="article-journal", title="T", authors=(), year="2018", doi="10.1/x", pmid="12345")
    return search_list(_file(text, "list.csv"), [study])


def _cite(text: str) -> object:
    return [text[c.start : c.end].index(c.text) for c in find_citations(_article(text), _words(), ())]


def _refer(text: str) -> object:
    return parse_references(_article(f"Pills.\n\nReferences\n{text}"))


def _figures(text: str) -> object:
    return find_quantities(text)


def _identify(text: str) -> object:
    return find_identifiers(text), identify_address(text)


def _quote(text: str) -> object:
    half = len(text) // 2
    return Quotable(text).find(text[half:]), Quotable(text[:half]).find(text[half:])


@cache
def _abbreviations() -> Abbreviations:
    return Abbreviations(_words(), ())


def _cut(text: str) -> object:
    block = Block(index=0, kind=BlockKind.PROSE, start=0, end=len(text))
    article = replace(_article(text), blocks=(block,))
    return list(find_sentences(article, mask_citations(text, ()), _abbreviations()))


PROSE = tuple(BASE.split()) + (
    "[1]", "[1-3]", "(Okafor et al., 2018)", "Okafor", "&", "et al", "2018", "studies show", "according to", "the FDA", "³", "1,2",
    "10.1000/xyz", "https://doi.org/10.1/a", "PMID: 123", "NCT01234567", "Figure 1:", "50 %", "half", "one in ten", "3 mg/kg",
    "twice a day", "95 % CI 1.2-3.4", "$1,000", "2 to 3", "p < 0.05", "GAD-7", "5-HT1A", "ibid.", "op. cit.", "Dr.", "e.g.", "•",
)  # fmt: skip
ENTRIES = tuple(ENTRY.split()) + (
    "(2018).", "eds.", "In:", "pp. 1-2", "Suppl. 2", "[Internet]", "Accessed 5 May 2020", "https://x.example/a", "van der Berg",
    "“Salts.”", "vol. 3", "no. 4", "et al.", "n.d.", "2nd ed.", "PhD thesis", "\n2.", "PMC123", "ISBN",
)  # fmt: skip
MARKED = PROSE + (
    "# ", "**", "_", "`", "```", "| a | b |", "|---|---|", "> ", "[a](b)", "![a](data:image/png;base64,AA)", "<p>", "</p>", "<!--",
    "-->", "[^1]", "[^1]: ", "    ", "1. ", "- ", "***", "&amp;", "&#0;", "<script>", "References", "Title",
)  # fmt: skip
HTML = PROSE + (
    "<html>", "<body>", "</body>", "<p>", "</p>", "<div>", "</div>", "<ul><li>", "</li></ul>", "<table><tr><td>", "<td colspan=99999>",
    "<td rowspan=9>", "</table>", "<h1>", "</h1>", "<a href='#fn1'>", "</a>", "<sup>", "</sup>", "<ol start=-5>", "<ol start=x>", "<!--",
    "-->", "<![CDATA[", "&#x110000;", "&nbsp;", "<svg>", "<math>", "<iframe src=x>", "<script>", "<style>", "<meta charset=utf-16>",
    "<script type='application/ld+json'>", '{"@type": "Article", "headline": []}', "<title>", "<base href=x>", "<template>", "<select>",
)  # fmt: skip
YAML = (
    "title: ", "id: x", "publisher: ", "url: https://x.example", "captured: 2020-01-01", "note: |", "- ", "a: ", "{", "}", "[", "]", ",",
    "? ", ": ", "&a ", "*a", "!!str ", "!!int ", "!x ", "<<: ", "'", '"', "#", "---", "...", "%YAML 1.1", "|", ">", "no", "true", "~",
    "0o7", "1_0", "1:30", ".inf", "0x1F", "2020-01-01", "year: 2018", "DOI: 10.1000/x", "findings:", "  - statement: A.", "    locator: b",
    "n: 12", "author: [A, B]", "concepts:", "  a_b:", "    label: x", "    kind: drug", "cues:", "    category: x", "    phrases: [x]",
    "extends:", "    broader: [a_b]", "    synonyms: [y]", "    examples: []", "type: article-journal", "text_held: abstract",
    "    propositions:", "      - {subject: a, predicate: reduce}", "retraction: retracted",
)  # fmt: skip
RIS = ("TY  - JOUR", "ER  - ", "TI  - ", "AU  - Okafor, A", "PY  - 2018", "DA  - 2018/03/²", "DO  - 10.1000/x", "JO  - J", "SP  - 1", "EP  - 9",
       "AB  - ", "N1  - ", "UR  - http://", "VL  - 1", "\n", "  - ", "XX  - ", "Salts")  # fmt: skip
NBIB = ("PMID- 1", "TI  - ", "AU  - ", "FAU - Okafor, A", "DP  - 2018 Mar 5", "AB  - ", "LID - 10.1/x [doi]", "PT  - Review", "      more", "\n",
        "JT  - J", "VI  - 1", "PG  - 1-9", "Salts", "RIN - ", "PMC - PMC1")  # fmt: skip
BIB = ("@article{", "a,", "title={", "}", "},", "author = {", "Okafor, A and ", "others", "year = 2018,", "@string{x = ", '"', "#", "x", "@comment{",
       "@preamble{", "{\\'e}", "\\textit{", "$x_1$", "\\", "month = mar,", "doi = {10.1/x},", "crossref = {a}", "%", "\n", "=", "@")  # fmt: skip
JSON = ("[", "]", "{", "}", ",", ":", '"title"', '"author"', '"issued"', '{"date-parts": [[2018, 3]]}', '"type"', '"article-journal"', '"family"',
        '"given"', '"literal"', "null", "true", "1e999", "-0", '"\\ud800"', '"DOI"', '"10.1/x"', '"items"', '"²"', '"abstract"', "[[[[",
        '"list"', '"checked"', '"notices"', '"nature"', '"file"', '"as_of"', '"sha256"')  # fmt: skip
XML = ("<PubmedArticleSet>", "<PubmedArticle>", "</PubmedArticle>", "<MedlineCitation>", "</MedlineCitation>", "<PMID>1</PMID>", "<Article>",
       "</Article>", "<ArticleTitle>", "</ArticleTitle>", "<AuthorList><Author>", "</Author></AuthorList>", "<LastName>", "</LastName>",
       "<Abstract><AbstractText Label='X'>", "</AbstractText></Abstract>", "<PubDate><Year>2018</Year><Month>²</Month></PubDate>", "&a;", "&#0;",
       "<!DOCTYPE x>", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "<?xml version='1.0' encoding='utf-16'?>", "</PubmedArticleSet>", "<![CDATA[", "]]>")  # fmt: skip
COLUMNS = ("Record ID", "RetractionDate", "RetractionDOI", "RetractionPubMedID", "OriginalPaperDOI", "OriginalPaperPubMedID",
           "RetractionNature", "Reason")  # fmt: skip
LIST = (",".join(COLUMNS) + "\n", "1,1/2/2020 0:00,10.1/r,1,10.1/x,12345,Retraction,+Error;\n", ",", '"', '""', "\n", "\r", "10.1/x", "12345",
        "Retraction", "99/99/9999", "²/²/2020", "Correction", "doi.org/")  # fmt: skip
PDF = ("%PDF-1.4\n", "1 0 obj\n", "endobj\n", "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
       "<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>", "stream\n", "endstream\n", "BT (Salts) Tj ET", "xref\n0 1\n", "trailer\n<< /Root 1 0 R >>\n",
       "startxref\n0\n%%EOF", "/Count 99999999", "2 0 R", "[", "]", "<<", ">>", "/Encrypt 5 0 R", "/Length -1", "\n")  # fmt: skip
_PDF = "".join((PDF[0], PDF[1], PDF[3], PDF[2], "2 0 obj\n", PDF[4], PDF[2], "3 0 obj\n", PDF[5], PDF[2], "4 0 obj\n<< /Length 16 >>\n", PDF[6],
                PDF[8], "\n", PDF[7], PDF[2], PDF[10], PDF[11]))  # fmt: skip

_ALL = (
    Target("citations", _cite, (), PROSE, (BASE,)),
    Target("references", _refer, (), ENTRIES, (ENTRY,)),
    Target("quantities", _figures, (), PROSE, (BASE,)),
    Target("identifiers", _identify, (), PROSE, (ENTRY,)),
    Target("quotations", _quote, (), PROSE, (BASE,)),
    Target("sentences", _cut, (), PROSE, (BASE,)),
    Target("plain", _read(".txt"), (), MARKED, (BASE,)),
    Target("markdown", _read(".md"), (), ("---\ntitle: T\n---\n", *MARKED), (f"---\ntitle: T\n---\n# T\n\n{BASE}\n\n## References\n{ENTRY}",)),
    Target("html", _webpage, (NotText,), HTML, (f"<html><body><h1>T</h1><p>{BASE}</p><ol><li>{ENTRY}</li></ol></body></html>",)),
    Target("word", _word, (NotText,), MARKED, (BASE,)),
    Target("pdf", _pdf, (NotText,), PDF, (_PDF,)),
    Target("front matter", _front, (NotText,), YAML, ("title: T",)),
    Target("yaml", yamltext.load, (yamltext.YamlProblem,), YAML, (RECORD,)),
    Target("study record", _record, (), YAML, (RECORD,)),
    Target("correction", _correction, (), YAML, ("year: 2019",)),
    Target("notices", _notices, (), JSON, ('{"list": {"file": "a", "as_of": "b", "sha256": "c"}, "checked": {}, "notices": {}}',)),
    Target("vocabulary", _words_of, (VocabularyError,), YAML, ("concepts:\n  a_b:\n    label: x\n    kind: drug\n",)),
    Target("ris", _records(".ris"), (Unreadable,), RIS, ("\n".join(RIS[:6]),)),
    Target("nbib", _records(".nbib"), (Unreadable,), NBIB, ("\n".join(NBIB[:6]),)),
    Target("bibtex", _records(".bib"), (Unreadable,), BIB, ("@article{a, title={Salts}, author={Okafor, A}, year=2018}",)),
    Target("csl", _records(".json"), (Unreadable,), JSON, ('[{"title": "Salts", "type": "article-journal", "issued": {"date-parts": [[2018]]}}]',)),
    Target("pubmed", _records(".xml"), (Unreadable,), XML, ("".join(XML[:8]) + "</MedlineCitation></PubmedArticle></PubmedArticleSet>",)),
    Target("retractions", _retractions, (BadList,), LIST, ("".join(LIST[:2]),)),
)  # fmt: skip
TARGETS: Mapping[str, Target] = MappingProxyType({target.name: target for target in _ALL})
