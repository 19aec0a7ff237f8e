"""The article page: the copy as a person reads it, every claim marked with its verdict and linked to its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from datasette.utils.asgi import Response

from kb.labels import ArticleFindingKind, Severity
from kb.marking import Span, article_html, raised_spans
from kb.meanings import verdict_class, words
from kb.stored import stored_marks
from kb.web.balance import balance_strip, balance_words
from kb.web.counting import counted_claims
from kb.web.links import Links, anchor
from kb.web.site import VERDICTS, Row, Site

# Argument to column.
FILTERS: Mapping[str, str] = {"verdict": "verdict", "type": "type", "status": "citation_status", "decision": "state"}

# Kinds whose rows each have a reason and a wording of their own.
WORDED = frozenset({
    ArticleFindingKind.ABSOLUTE_LANGUAGE,
    ArticleFindingKind.SUPERLATIVE_LANGUAGE,
    ArticleFindingKind.SAFETY_ASSURANCE,
    ArticleFindingKind.AUTHORITY_APPEAL,
})  # fmt: skip


# Claims that cite work which is no longer to be relied on, or that it bears out.
WITHDRAWN = """
WITH leaning(claim_id, study_id) AS (  -- each half begins with the claims of the page
  SELECT l.claim_id, l.study_id FROM claims c CROSS JOIN claim_citations l ON l.claim_id = c.id WHERE c.article_id = ?1
  UNION SELECT l.claim_id, l.study_id FROM claims c CROSS JOIN assessments l ON l.claim_id = c.id
    WHERE c.article_id = ?1 AND l.relation = 'supports')
SELECT s.id AS study_id, s.label, s.retraction, s.retraction_date, w.claim_id
FROM leaning w JOIN studies s ON s.id = w.study_id WHERE s.retraction IN ('retracted', 'concern')
ORDER BY s.retraction DESC, s.id, w.claim_id
"""


async def show_article(site: Site) -> Response:
    """The copy with its claims; the query string may hold `verdict`, `type`, `status` and `decision` to
    fade the others."""
    found = await site.rows("SELECT * FROM articles WHERE id = ?", site.ident)
    if not found:
        return await site.missing(f"There is no article {site.ident}.")
    article = found[0]
    of_article = "WHERE article_id = ? ORDER BY"
    blocks = await site.rows(f"SELECT * FROM blocks {of_article} position", article["id"])
    found = await site.rows(f"SELECT * FROM claims {of_article} position", article["id"])
    claims = await counted_claims(site, article, found)
    citations = await site.rows(f"SELECT * FROM citations {of_article} start_char", article["id"])
    findings = await site.rows(f"SELECT * FROM article_findings {of_article} id", article["id"])
    leaning = await withdrawn_sources(site, article["id"])
    chosen, shown = choose_claims(claims, {name: site.argument(name) for name in FILTERS})
    spans = [
        *_claim_spans(site.link, claims, shown, leaning.claims),
        *_citation_spans(site.link, citations),
        *_notes(findings),
    ]
    return await site.page(
        "kb_article.html",
        article=article,
        body=article_html(article["text"], blocks, spans, raised_spans(article["text"], stored_marks(article))),
        claims=claims,
        withdrawn=leaning,
        shown=shown,
        chosen=chosen,
        score={verdict: sum(c["verdict"] == verdict for c in claims) for verdict in VERDICTS},
        unchecked=sum(verdict_class(c) == "unchecked" for c in claims),
        observed=group_observations(findings),
        worded=WORDED,
        strip=balance_strip(len(article["text"]), blocks, claims),
        strip_words=balance_words(claims),
        choices={
            "verdict": [v for v in VERDICTS if any(c["verdict"] == v for c in claims)],
            "type": sorted({c["type"] for c in claims} - {""}),
            "status": sorted({c["citation_status"] for c in claims} - {""}),
            "decision": sorted({c["state"] for c in claims}),
        },
    )


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The retracted or doubted works that an article's claims lean on, and by claim id what is to be said of it."""

    works: Sequence[Row]
    claims: Mapping[str, str]


async def withdrawn_sources(site: Site, article_id: str) -> Withdrawn:
    """Asked only where the library holds such a work at all."""
    if not await site.rows("SELECT 1 FROM studies WHERE retraction IN ('retracted', 'concern') LIMIT 1"):
        return Withdrawn((), {})
    rows = await site.rows(WITHDRAWN, article_id)
    said = {"retracted": "leans on a retracted work", "concern": "leans on a work under an expression of concern"}
    claims: dict[str, str] = {}
    for row in reversed(rows):
        claims[row["claim_id"]] = said[row["retraction"]]
    return Withdrawn(list({row["study_id"]: row for row in rows}.values()), claims)


def group_observations(findings: Sequence[Row]) -> list[tuple[str, str, list[Row]]]:
    """What was observed of the page as (kind, severity, rows), the gravest kinds first, in the order of the labels."""
    kinds = list(ArticleFindingKind)
    ranked = sorted(kinds, key=lambda kind: (list(Severity).index(kind.severity), kinds.index(kind)))
    grouped = ((kind, [row for row in findings if row["kind"] == kind]) for kind in ranked)
    return [(kind.value, kind.severity.value, rows) for kind, rows in grouped if rows]


def choose_claims(claims: Sequence[Row], wanted: Mapping[str, str]) -> tuple[dict[str, str], set[str]]:
    """The filters that hold (a value that no claim has is left out) and the ids of the claims that pass them."""
    chosen = {n: v for n, v in wanted.items() if v and any(c[FILTERS[n]] == v for c in claims)}
    passing = {c["id"] for c in claims if all(c[FILTERS[name]] == value for name, value in chosen.items())}
    return chosen, passing


def _claim_spans(link: Links, claims: Sequence[Row], shown: set[str], leaning: Mapping[str, str]) -> list[Span]:
    return [
        Span(
            start=c["start_char"],
            end=c["end_char"],
            anchor=anchor("c", c["id"]),
            css=_look(c),
            title="; ".join(filter(None, (_title(c), leaning.get(c["id"], "")))),
            href=link.claim(c["id"]),
            claim=True,
            faded=c["id"] not in shown,
            told=f"{c['position'] or '+'} {'not a claim' if c['struck'] else c['verdict'] or 'added'}",
        )
        for c in claims
    ]


def _look(claim: Row) -> str:
    added = " kb-added" if claim["added_by"] else ""
    return f"kb-claim kb-{verdict_class(claim)}{added}{' kb-struck' if claim['struck'] else ''}"


def _title(claim: Row) -> str:
    marked = f"marked by {claim['added_by']}" if claim["added_by"] else ""
    said = ": ".join(filter(None, (claim["verdict"], words(claim["reason"]))))
    return "; ".join(filter(None, (said, marked, claim["people"])))


def _citation_spans(link: Links, citations: Sequence[Row]) -> list[Span]:
    return [
        Span(
            start=c["start_char"],
            end=c["end_char"],
            anchor=anchor("m", c["id"]),
            css="kb-mention",
            title=f"{words(c['kind'])} citation, {c['study_id'] or c['note'] or c['status']}",
            href=link.study(c["study_id"]) if c["study_id"] else link.row("citations", c["id"]),
        )
        for c in citations
    ]


def _notes(findings: Sequence[Row]) -> list[Span]:
    return [
        Span(f["start_char"], f["end_char"], anchor("o", str(f["id"])), "kb-note", f"{words(f['kind'])}: {f['detail']}")
        for f in findings
        if f["start_char"] is not None and f["end_char"] is not None
    ]
