"""Reports as one HTML file that needs nothing else: no script, no address that is loaded, its style named by its hash
in the page's own content security policy."""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kb.escaping import printable
from kb.labels import VerdictTag
from kb.marking import Span, article_html, raised_spans
from kb.meanings import MEANINGS, verdict_class, words
from kb.reports.contents import LOOKS, SIGN_OFF, SIGNS, Report, ReportedClaim

TEMPLATES = Path(__file__).with_name("templates")
_MEANT = {tag.value: meaning for tag, meaning in MEANINGS[VerdictTag].items()}
_MEANT["unchecked"] = "Unsupported, because no text was there to check it against, or because no study could decide it."


def html_page(reports: Iterable[Report]) -> str:
    """All reports as one page."""
    reports = list(reports)
    style = _style()
    digest = b64encode(sha256(style.encode()).digest()).decode()
    prepared = [(report, f"a{n}-", _copy(report, f"a{n}-")) for n, report in enumerate(reports, 1)]
    title = "; ".join(report.article.title for report in reports) or "Nothing was read"
    page = _environment().get_template("report.html")
    return printable(page.render(reports=prepared, title=title, style=Markup(style), style_hash=digest))


@cache
def _style() -> str:
    return (TEMPLATES / "report.css").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    environment.globals.update(looks=LOOKS, signs=SIGNS, words=words, meant=_MEANT, roles=SIGN_OFF)
    environment.globals.update(machine_look=_machine_look)
    return environment


def _machine_look(claim: ReportedClaim) -> str:
    return verdict_class({"verdict": claim.verdict, "reason": claim.reason})


def _copy(report: Report, prefix: str) -> Markup:
    """The article with its claims marked and linked to their rows, flagged words marked too."""
    blocks = [
        {"start_char": b.start, "end_char": b.end, "kind": b.kind.value, "level": b.level}
        for b in report.article.blocks
    ]
    text, spans = report.article.text, [*_claims(report, prefix), *_notes(report, prefix)]
    return article_html(text, blocks, spans, raised_spans(text, report.article.marks))


def _claims(report: Report, prefix: str) -> Iterator[Span]:
    for claim in report.claims:
        look = claim.look
        yield Span(
            start=claim.start,
            end=claim.end,
            anchor=f"{prefix}c{claim.number}",
            css=f"kb-claim kb-{look}",
            title=f"Claim {claim.number}: {LOOKS[look]}. {claim.rationale}".strip(),
            href=f"#{prefix}r{claim.number}",
            claim=True,
            told=f"{claim.number} {SIGNS[look]} {LOOKS[look]}",
        )


def _notes(report: Report, prefix: str) -> Iterator[Span]:
    for number, found in enumerate(report.findings, 1):
        if found.start is not None and found.end is not None:
            yield Span(found.start, found.end, f"{prefix}o{number}", "kb-note", f"{words(found.kind)}: {found.detail}")
