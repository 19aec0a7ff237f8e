"""Reports as tables: CSV, Markdown or JSON. What the machine says and what a person says have columns of their own."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from io import StringIO

from kb.escaping import markdown, spreadsheet_cell
from kb.meanings import words
from kb.reports.contents import LOOKS, SIGNS, Report, ReportedClaim

SEPARATOR = "; "


def claim_row(report: Report, claim: ReportedClaim) -> dict[str, object]:
    """One claim as the row that CSV and JSON have of it; empty text where there is nothing to tell."""
    references = [report.references[ident] for ident in claim.cited_studies if ident in report.references]
    said = claim.decided
    return {
        "article": report.article.id,
        "number": claim.number,
        "claim_id": claim.id,
        "claim": claim.quote,
        "start_char": claim.start,
        "end_char": claim.end,
        "section": claim.section,
        "type": claim.type,
        "strength": claim.strength,
        "citation_status": claim.citation_status,
        "citation": SEPARATOR.join(claim.mentions),
        "entry": SEPARATOR.join(claim.entries),
        "cited_study": SEPARATOR.join(report.names.get(ident, ident) for ident in claim.cited_studies),
        "cited_reference": SEPARATOR.join(references),
        "machine_verdict": claim.verdict,
        "machine_reason": claim.reason,
        "machine_rationale": claim.rationale,
        "deciding_study": claim.study,
        "deciding_reference": report.references.get(claim.study_id, ""),
        "finding": claim.finding,
        "locator": claim.locator,
        "suggestion": SEPARATOR.join(text for _, text in claim.suggestions[:1]),
        "reviewer_outcome": said.outcome if said else "",
        "reviewer_status": said.status if said else "",
        "reviewers": said.by if said else "",
        "reviewed_at": said.at if said else "",
        "reviewer_reasons": SEPARATOR.join(said.reasons) if said else "",
        "marked_by": claim.added_by,
        "shown_as": LOOKS[claim.look],
    }


def csv_lines(reports: Iterable[Report]) -> Iterator[str]:
    """All claims as CSV (RFC 4180), a header first; no cell begins a formula (escaping.spreadsheet_cell)."""
    header: list[str] = []
    for report in reports:
        for claim in report.claims:
            row = claim_row(report, claim)
            if not header:
                header = list(row)
                yield csv_line(header)
            yield csv_line(row.values())


def csv_line(values: Iterable[object]) -> str:
    """One line of CSV with its line end."""
    line = StringIO()
    csv.writer(line).writerow(["" if value is None else spreadsheet_cell(value) for value in values])
    return line.getvalue()


def report_json(report: Report) -> dict[str, object]:
    """One report as an object: article, scorecard, claims, findings, references."""
    article = report.article
    about = {name: getattr(article, name) for name in ("id", "title", "publisher", "url", "captured", "sha256")}
    benefits, risks = report.sides
    return {
        "article": {**about, "words": article.words, "stale": report.stale},
        "scorecard": {"claims": len(report.claims), **report.looks, "benefits": benefits, "risks": risks},
        "claims": [claim_row(report, claim) for claim in report.claims],
        "findings": [asdict(finding) for finding in report.findings],
        "references": dict(report.references),
    }


def json_lines(reports: Iterable[Report]) -> Iterator[str]:
    """An array of reports, an element a line."""
    before = "["
    for report in reports:
        yield f"{before}{json.dumps(report_json(report), ensure_ascii=False)}\n"
        before = ","
    yield "[]\n" if before == "[" else "]\n"


def markdown_lines(reports: Iterable[Report]) -> Iterator[str]:
    """Each report as Markdown: scorecard, what is to be said of the page, substantiation table, references."""
    for report in reports:
        yield f"# {markdown(report.article.title)}\n\n"
        if report.stale:
            yield f"Text of an earlier build: {markdown(report.stale)}\n\n"
        yield from _scorecard(report)
        yield from _findings(report)
        yield from _substantiation(report)
        yield "\n## References\n\n"
        for number, reference in enumerate(report.references.values(), 1):
            yield f"{number}. {markdown(reference)}\n"
        yield "\n"


def _scorecard(report: Report) -> Iterator[str]:
    looks = report.looks
    yield "## Scorecard\n\n"
    yield from _table(
        ["claims", *(LOOKS[look] for look in looks)], [[str(len(report.claims)), *map(str, looks.values())]]
    )
    yield from _table(
        ["type of claim", *(LOOKS[look] for look in looks)],
        [[words(kind), *(str(counts[look]) for look in looks)] for kind, counts in report.by_type],
    )
    yield "Fair balance: {} claims tell a benefit, {} a risk.\n\n".format(*report.sides)


def _findings(report: Report) -> Iterator[str]:
    if report.findings:
        yield "## The page as a whole\n\n"
        rows = [[f.severity, words(f.kind), f.detail, f.suggestion] for f in report.findings]
        yield from _table(["weight", "what", "detail", "to do"], rows)


def _substantiation(report: Report) -> Iterator[str]:
    yield "## Substantiation\n\n"
    numbered = report.numbered
    rows = []
    for claim in report.claims:
        sign = SIGNS[claim.look]
        cited = ", ".join(f"{report.names[i]} [{numbered[i]}]" for i in claim.cited_studies if i in numbered)
        number = f" [{numbered[claim.study_id]}]" if claim.study_id in numbered else ""
        cells = [str(claim.number), claim.quote, SEPARATOR.join(claim.mentions), cited, f"{claim.study}{number}"]
        cells += [
            claim.finding,
            f"{sign} {claim.machine}. {claim.why}" if claim.machine else f"{sign} marked by {claim.added_by}",
        ]
        rows.append([*cells, decision_words(claim)])
    heads = ["no.", "claim", "citation", "cited study", "deciding study", "finding", "machine", "reviewer"]
    yield from _table(heads, rows)


def decision_words(claim: ReportedClaim) -> str:
    """What people decided of a claim, with their reasons; empty where nobody did."""
    return ". ".join((claim.decided.told, *claim.decided.reasons)) if claim.decided else ""


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    heads = list(heads)
    yield f"| {' | '.join(map(markdown, heads))} |\n|{' --- |' * len(heads)}\n"
    for row in rows:
        yield f"| {' | '.join(map(markdown, row))} |\n"
    yield "\n"


def by_look(claims: Iterable[ReportedClaim]) -> Mapping[str, list[ReportedClaim]]:
    """The claims by the way they are shown, gravest first; none for a look that no claim has."""
    found: dict[str, list[ReportedClaim]] = {look: [] for look in LOOKS}
    for claim in claims:
        found[claim.look].append(claim)
    return {look: some for look, some in found.items() if some}
