"""Checked drafts for a person at a terminal, as a table a file; or a line a claim, as compilers print it."""

import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from kb.anchors import fold
from kb.checking.drafts import Checked
from kb.escaping import printable
from kb.labels import CitationStatus, VerdictTag
from kb.meanings import words
from kb.model import Problem
from kb.reports.contents import LOOKS, SIGNS, Report, ReportedClaim
from kb.reports.tables import by_look

_ENTRY = 60  # characters of an entry that nobody holds
_STYLES = {"contradicted": "bold red", "unsupported": "yellow", "unchecked": "dim", "supported": "green"}
_WEIGHTS = {"grave": "bold red", "serious": "yellow", "minor": "dim"}


def checked_page(checked: Checked, *, everything: bool = False) -> RenderableType:
    """One draft: what is contradicted, unsupported and not checked, each apart; what was observed of the page; how many
    of each. Supported claims are counted, and listed with `everything`."""
    report = checked.report
    parts: list[RenderableType] = [Text(f"\n{_line(str(checked.path))}: {_line(report.article.title)}", style="bold")]
    for look, claims in by_look(report.claims).items():
        if look != VerdictTag.SUPPORTED or everything:
            parts += [Text(f"\n{LOOKS[look]} ({len(claims)})", style=_STYLES.get(look, "")), _claims(checked, claims)]
    if report.findings:
        parts += [Text(f"\nthe page as a whole ({len(report.findings)})", style="bold"), _findings(report)]
    told = ", ".join(f"{count} {LOOKS[look]}" for look, count in report.looks.items())
    return Group(*parts, Text(f"\n{len(report.claims)} claims: {told or 'none'}"))


def _claims(checked: Checked, claims: Iterable[ReportedClaim]) -> Table:
    table = Table("line", "claim", "verdict", "reason", "source", box=None, pad_edge=False, header_style="bold")
    table.columns[1].ratio, table.columns[3].ratio, table.columns[4].ratio = 4, 4, 2
    for claim in claims:
        line, _ = checked.position(claim.start, claim.end)
        verdict = Text(f"{SIGNS[claim.look]} {LOOKS[claim.look]}", style=_STYLES.get(claim.look, ""))
        why = Text(_line(f"{words(claim.reason)}: {claim.rationale}"))
        table.add_row(
            Text(str(line)), Text(_line(claim.quote)), verdict, why, Text(_line(_source(checked.report, claim)))
        )
    return table


def _source(report: Report, claim: ReportedClaim) -> str:
    """What the copy cites for it: the study, else the entry, else the mention, unless that names no work and a study
    of the library decided."""
    cited = [report.names.get(ident, ident) for ident in claim.cited_studies]
    cited = cited or [textwrap.shorten(entry, _ENTRY, placeholder=" …") for entry in claim.entries]
    if not cited and claim.study and claim.citation_status != CitationStatus.CITED:
        return f"library: {claim.study}"
    return ", ".join(cited or claim.mentions) or "none"


def _findings(report: Report) -> Table:
    table = Table("weight", "what", "detail", "to do", box=None, pad_edge=False, header_style="bold")
    for found in report.findings:
        weight = Text(found.severity, style=_WEIGHTS.get(found.severity, ""))
        table.add_row(weight, Text(words(found.kind)), Text(_line(found.detail)), Text(_line(found.suggestion)))
    return table


def checked_lines(found: Iterable[Checked | Problem]) -> Iterator[str]:
    """file:line:column: verdict, reason: words. Line and column as Checked.position tells them."""
    for one in found:
        if isinstance(one, Problem):
            continue
        for claim in one.report.claims:
            line, column = one.position(claim.start, claim.end)
            yield f"{_at(one.path, line, column)}: {claim.machine}: “{_line(claim.quote)}” {_line(claim.rationale)}\n"
        for seen in one.report.findings:
            line, column = one.position(seen.start or 0, seen.end or 0)
            yield f"{_at(one.path, line, column)}: {seen.severity}: {words(seen.kind)}: {_line(seen.detail)}\n"


def _at(path: Path, line: int, column: int) -> str:
    return f"{_line(str(path))}:{line}:{column}"


def _line(text: str) -> str:
    return printable(fold(text))
