"""PubMed's XML in: one record for each `PubmedArticle` or `PubmedBookArticle`.

Read as a stream, with entities and the network off. `formats` refuses a file that declares entities: PubMed's own never
does, and what they stand for could be anything. DTD: https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd
"""

import re
from collections.abc import Iterator

from lxml import etree

from kb.literature.incoming import Raw, iso_date, iso_of, join_name
from kb.literature.nbib import KINDS, STATES, TYPES
from kb.literature.xmlrecords import elements_of
from kb.registrations import registrations

_WORKS = ("PubmedArticle", "PubmedBookArticle")


def is_pubmed(text: str) -> bool:
    """Whether a text holds works as PubMed's XML names them."""
    return any(f"<{name}" in text for name in _WORKS)


def read_pubmed(data: bytes) -> Iterator[Raw]:
    """The records of a PubMed XML file in order. Raises ValueError where it is no sound XML; the records
    before the fault have been given by then."""
    for number, work in enumerate(elements_of(data, *_WORKS), 1):
        found, abstract = _record(work)
        yield Raw(number=number, data=found, abstract=abstract)


def _record(work: etree._Element) -> tuple[dict[str, object], str]:
    book = work.tag == "PubmedBookArticle"
    main = work.find("BookDocument" if book else "MedlineCitation")
    if main is None:
        return {}, ""
    article = main if book else main.find("Article")
    if article is None:
        return {}, ""
    types = [_text(each).lower() for each in article.iter("PublicationType")]
    title = _text(article.find("ArticleTitle")) or _text(article.find("Book/BookTitle"))
    issue = article.find("Journal/JournalIssue")
    data: dict[str, object] = {
        "type": next((TYPES[t] for t in types if t in TYPES), "chapter" if book else "article-journal"),
        "title": title[:-1] if title.endswith(".") else title,
        "author": [name for each in article.findall("AuthorList/Author") if (name := _name(each))],
        "container-title": _text(article.find("Journal/Title"))
        or (_text(article.find("Book/BookTitle")) if book else ""),
        "volume": _text(issue.find("Volume")) if issue is not None else "",
        "issue": _text(issue.find("Issue")) if issue is not None else "",
        "issued": _date(article.find("Book/PubDate") if book else article.find("Journal/JournalIssue/PubDate")),
        "page": _page(article.find("Pagination")),
        "PMID": _text(main.find("PMID")),
        **_identifiers(work, article),
    }
    banks = (_text(each) for each in article.findall("DataBankList/DataBank/AccessionNumberList/AccessionNumber"))
    data["trial_registrations"] = list(registrations("\n".join(banks)))
    kinds = [KINDS[t] for t in types if t in KINDS]
    data |= {"kind": kinds[0]} if kinds else {}
    states = [STATES[t] for t in types if t in STATES]
    data |= {"retraction": {"state": states[0], "reason": "marked so by PubMed"}} if states else {}
    return data, _abstract(article.find("Abstract"))


def _text(element: etree._Element | None) -> str:
    """The words of an element without its markup; an entity that stands in them is left out."""
    if element is None:
        return ""
    return " ".join("".join(element.xpath(".//text()")).split())


def _name(author: etree._Element) -> str:
    body = _text(author.find("CollectiveName"))
    given = _text(author.find("ForeName")) or _text(author.find("Initials"))
    return body or join_name(_text(author.find("LastName")), given, _text(author.find("Suffix")))


def _date(date: etree._Element | None) -> str:
    if date is None:
        return ""
    year, month, day = (_text(date.find(tag)) for tag in ("Year", "Month", "Day"))
    season = _text(date.find("Season"))
    return (
        f"{year} {season}" if year and season else iso_date(year, month, day) or iso_of(_text(date.find("MedlineDate")))
    )


def _page(pages: etree._Element | None) -> str:
    if pages is None:
        return ""
    first, last = _text(pages.find("StartPage")), _text(pages.find("EndPage"))
    return _text(pages.find("MedlinePgn")) or "-".join(filter(None, (first, last)))


def _identifiers(work: etree._Element, article: etree._Element) -> dict[str, str]:
    """DOI and PMCID: of the work itself, not of those that it cites, which stand in a list of the same names."""
    found: dict[str, str] = {}
    listed = work.findall("PubmedData/ArticleIdList/ArticleId") + work.findall("PubmedBookData/ArticleIdList/ArticleId")
    for each in (*listed, *article.findall("ELocationID")):
        kind = each.get("IdType") or each.get("EIdType")
        if kind == "doi" and each.get("ValidYN", "Y") != "N":
            found.setdefault("DOI", _text(each))
        elif kind in ("pmc", "pmcid"):
            found.setdefault("PMCID", re.sub(r"\.\d+$", "", _text(each)))
    return found


def _abstract(abstract: etree._Element | None) -> str:
    """The paragraphs of an abstract, each behind its label."""
    parts = abstract.findall("AbstractText") if abstract is not None else []
    labelled = ((part.get("Label", "").strip(), _text(part)) for part in parts)
    return "\n\n".join(f"{label}: {text}" if label else text for label, text in labelled if text)
