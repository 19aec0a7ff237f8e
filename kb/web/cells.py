"""How cells of Datasette's tables look: badges, links to our pages and to rows, identifiers as links to registries."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from kb.labels import ArticleFindingKind, CitationStatus, Relation, Severity, Strength, VerdictTag
from kb.meanings import SIGNS, UNCHECKED, meaning, words
from kb.web.links import Links

BADGES: Mapping[str, tuple[str, ...]] = {
    "verdict": tuple(VerdictTag),
    "other_verdict": tuple(VerdictTag),
    "relation": tuple(Relation),
    "citation_status": tuple(CitationStatus),
    "status": tuple(CitationStatus),
    "strength": tuple(Strength),
    "severity": tuple(Severity),
}
# Columns that hold an id, and the table that it is an id of.
IDS: Mapping[str, str] = {
    "article_id": "articles",
    "other_article_id": "articles",
    "claim_id": "claims",
    "other_claim_id": "claims",
    "study_id": "studies",
    "finding_id": "findings",
    "citation_id": "citations",
    "antecedent_id": "citations",
    "reference_id": "citation_references",
    "block_id": "blocks",
    "cluster_id": "clusters",
}
# The columns of a table that lead to our page about its row.
TITLES: Mapping[str, tuple[str, ...]] = {
    "articles": ("id", "title", "label"),
    "claims": ("id", "quote"),
    "studies": ("id", "label", "title"),
    "findings": ("statement",),
}
REGISTRIES: Mapping[str, str] = {
    "doi": "https://doi.org/{}",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    "pmcid": "https://pmc.ncbi.nlm.nih.gov/articles/{}/",
}
LONGEST_LABEL = 80
WEB = re.compile(r"https?://[^\s/]", re.I)


def badge(label: str) -> Markup:
    """A closed label as a badge with its sign and, as tooltip, its meaning."""
    sign = SIGNS.get(label)
    return Markup('<span class="kb-badge kb-{}" title="{}">{}{}</span>').format(
        label,
        meaning(label),
        Markup('<span class="kb-sign" aria-hidden="true">{}</span> ').format(sign) if sign else "",
        words(label),
    )


def verdict_badge(row: Mapping[str, Any]) -> Markup:
    """The verdict of a row with a `reason`. An unsupported claim that was not checked, or that no study could decide,
    says so in the badge and looks like neither of the three: nobody held it against evidence."""
    remark = UNCHECKED.get(row["reason"])
    if not remark or row["verdict"] != VerdictTag.UNSUPPORTED:
        return badge(row["verdict"])
    sign = Markup('<span class="kb-sign" aria-hidden="true">○</span>')
    return Markup('<span class="kb-badge kb-unchecked" title="{}">{} {}: {}</span>').format(
        meaning(row["reason"], "Reason"), sign, row["verdict"], remark
    )


def web_link(url: str, text: str = "") -> Markup:
    """A link that leaves the site, for addresses that begin with http or https; any other address as plain text."""
    if not WEB.match(url):
        return Markup("{}").format(text or url)
    return Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(url, text or url)


def identifier_link(kind: str, value: str) -> Markup:
    """A DOI, PMID or PMCID as a link to its registry."""
    return web_link(REGISTRIES[kind].format(quote(value, safe="/:;()._-")), value)


def render(row: Mapping, value: object, column: str, table: str | None, link: Links) -> Markup | None:
    """The HTML of a cell, or None where Datasette's own rendering is right. A foreign key that Datasette has labelled
    comes as a mapping with `value` and `label`."""
    value, label = (value["value"], value["label"]) if isinstance(value, Mapping) else (value, None)
    if not isinstance(value, str) or not value:
        return None
    if value in BADGES.get(column, ()):
        return badge(value)
    if column == "reason" and meaning(value, "Reason"):
        return Markup('<span title="{}">{}</span>').format(meaning(value, "Reason"), words(value))
    if column == "kind" and value in set(ArticleFindingKind):
        return Markup('<span title="{}">{}</span>').format(meaning(value, "ArticleFindingKind"), words(value))
    if column in REGISTRIES:
        return identifier_link(column, value)
    if column in IDS:
        return Markup('<a href="{}">{}</a>').format(_page(IDS[column], value, link), _short(str(label or value)))
    if table in TITLES and column in TITLES[table] and "id" in row.keys():  # noqa: SIM118  (a sqlite3.Row)
        return Markup('<a href="{}">{}</a>').format(_page(table, _plain(row["id"]), link), value)
    if table == "edges" and column in ("source", "target"):
        return Markup('<a href="{}">{}</a>').format(link.row("nodes", value), _short(str(label or value)))
    return _folded_json(value) if table else None


def _plain(value: object) -> str:
    return str(value["value"] if isinstance(value, Mapping) else value)


def own_page(table: str, row: Mapping[str, Any], link: Links) -> str:
    """The address of our page about a row, empty where we have none."""
    return _page(table, str(row["id"]), link) if table in TITLES else ""


def _page(table: str, ident: str, link: Links) -> str:
    """Where a row is best read: on our page about it, else on Datasette's."""
    if table == "findings":
        return link.study(ident.rpartition(".")[0], ident)
    pages = {"articles": link.article, "claims": link.claim, "studies": link.study}
    return pages[table](ident) if table in pages else link.row(table, ident)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1].rstrip() + "…"


def _folded_json(value: str) -> Markup | None:
    """JSON folded away behind its number of entries, since a table of it could not be read."""
    if value[0] not in "[{":
        return None
    try:
        data = json.loads(value)
    except ValueError:
        return None
    if not data:
        return Markup('<span class="kb-none">none</span>')
    shown = json.dumps(data, indent=2, ensure_ascii=False)
    summary = "1 entry" if len(data) == 1 else f"{len(data)} entries"
    return Markup('<details class="kb-json"><summary>{}</summary><pre>{}</pre></details>').format(summary, shown)
