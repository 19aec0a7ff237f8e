"""Checked drafts as SARIF 2.1.0 (OASIS, 2020): what editors and code hosts show beside the lines of a file.

The rules are the reason codes and the kinds of observation, each with its meaning as help. A region counts code points
of the file where its words stand there; else it counts those of the audited text, which the run then holds itself.
"""

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

from kb.anchors import fold
from kb.checking.drafts import Checked
from kb.checking.places import line_and_column
from kb.labels import ArticleFindingKind, Reason, Severity, VerdictTag
from kb.meanings import MEANINGS, verdict_class, words
from kb.model import Problem
from kb.reports.contents import ReportedClaim, ReportedFinding

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_WEIGHT = {Severity.GRAVE: "error", Severity.SERIOUS: "warning", Severity.MINOR: "note"}
_PROPERTIES = ("verdict", "type", "strength", "gravity")
_RULES = [f"claim/{reason.value}" for reason in Reason] + [f"page/{kind.value}" for kind in ArticleFindingKind]


def sarif_log(found: Iterable[Checked | Problem]) -> str:
    """The log of one run, as JSON."""
    checked, problems = [], []
    for one in found:
        (problems if isinstance(one, Problem) else checked).append(one)
    places = [_Places(one, index) for index, one in enumerate(checked)]
    texts = [place for place in places if place.needs_text]
    for index, place in enumerate(texts, len(places)):
        place.text_index = index
    driver = {"name": "claims-kb", "version": version("claims-kb"), "rules": list(_rules())}
    notifications = [{"level": "error", "message": {"text": str(problem)}} for problem in problems]
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "artifacts": [*(place.file() for place in places), *(place.audited() for place in texts)],
        "invocations": [{"executionSuccessful": not problems, "toolExecutionNotifications": notifications}],
        "results": [result for place in places for result in place.results()],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def kind_and_level(claim: ReportedClaim) -> tuple[str, str]:
    """What a claim is to SARIF (3.27.9, 3.27.10). It fails as an error where it is contradicted, as a warning where it
    is unsupported and about safety or a rule, in absolute words or a benefit without a source, else as a note. What was
    not checked is open, what is supported passes."""
    if claim.look == VerdictTag.SUPPORTED:
        return "pass", "none"
    if claim.look == "unchecked":
        return "open", "none"
    return "fail", "error" if claim.look == VerdictTag.CONTRADICTED else "warning" if claim.gravity < 5 else "note"


class _Places:
    """A draft in the run: its file as an artifact, and beside it the audited text where the file's own will not do."""

    def __init__(self, checked: Checked, index: int) -> None:
        self.report, self.path, self.source = checked.report, checked.path, checked.source or ""
        self.text, self.places = checked.report.article.text, checked.places
        self.index = index
        self.text_index = -1

    @property
    def needs_text(self) -> bool:
        return None in self.places.values()

    def file(self) -> dict[str, object]:
        about = {"description": {"text": self.report.article.title}, "hashes": {"sha-256": self.report.article.sha256}}
        return {"location": {"uri": _uri(self.path)}, "roles": ["analysisTarget"], **about}

    def audited(self) -> dict[str, object]:
        """The text that was audited: what the words of a PDF or of a page were read as."""
        held = {"mimeType": "text/plain", "contents": {"text": self.text}}
        return {"location": {"uri": f"{_uri(self.path)}#text"}, "parentIndex": self.index, **held}

    def results(self) -> Iterator[dict[str, object]]:
        for claim in self.report.claims:
            kind, level = kind_and_level(claim)
            yield {
                **_rule(f"claim/{claim.reason}"),
                "kind": kind,
                "level": level,
                "message": {"text": f"{claim.machine}. “{fold(claim.quote)}” {claim.rationale}".strip()},
                "locations": [self._location(claim.start, claim.end)],
                "partialFingerprints": {"claim/v1": claim.id.rpartition("-")[2], "words/v1": _hash(claim.quote)},
                "properties": {"claimId": claim.id, **{name: getattr(claim, name) for name in _PROPERTIES}},
            }
        for finding in self.report.findings:
            yield self._observed(finding)

    def _observed(self, finding: ReportedFinding) -> dict[str, object]:
        placed = finding.start is not None and finding.end is not None
        where = self._location(finding.start, finding.end) if placed else self._whole()
        advice = f" To do: {finding.suggestion}" if finding.suggestion else ""
        return {
            **_rule(f"page/{finding.kind}"),
            "kind": "fail",
            "level": _WEIGHT[Severity(finding.severity)],
            "message": {"text": f"{words(finding.kind)}: {finding.detail}{advice}"},
            "locations": [where],
            "partialFingerprints": {"observation/v1": _hash(f"{finding.kind} {finding.term} {finding.detail}")},
        }

    def _location(self, start: int, end: int) -> dict[str, object]:
        """The stretch in the file, or in the audited text where its words are not found in the file."""
        place = self.places[start, end]
        index, text = (self.index, self.source) if place else (self.text_index, self.text)
        start, end = place or (start, end)
        (line, column), (last, behind) = line_and_column(text, start), line_and_column(text, end)
        region = {"startLine": line, "startColumn": column, "endLine": last, "endColumn": behind}
        region |= {"charOffset": start, "charLength": end - start, "snippet": {"text": text[start:end]}}
        uri = _uri(self.path) + ("" if place else "#text")
        return {"physicalLocation": {"artifactLocation": {"uri": uri, "index": index}, "region": region}}

    def _whole(self) -> dict[str, object]:
        return {"physicalLocation": {"artifactLocation": {"uri": _uri(self.path), "index": self.index}}}


def _uri(path: Path) -> str:
    """A relative reference as it was given, or an absolute one."""
    return path.as_uri() if path.is_absolute() else quote(path.as_posix(), safe="/!$&'()*+,;=@~-._")


def _rule(ident: str) -> dict[str, object]:
    return {"ruleId": ident, "ruleIndex": _RULES.index(ident)}


def _rules() -> Iterator[dict[str, object]]:
    for ident in _RULES:
        group, _, code = ident.partition("/")
        label = Reason(code) if group == "claim" else ArticleFindingKind(code)
        meaning = MEANINGS[type(label)][label]
        yield {
            "id": ident,
            "name": "".join(word.capitalize() for word in code.split("_")),
            "shortDescription": {"text": words(code).capitalize() + "."},
            "fullDescription": {"text": meaning},
            "help": {"text": meaning, "markdown": f"**{words(code)}**: {meaning}"},
            "defaultConfiguration": {"level": _default(label)},
        }


def _default(label: Reason | ArticleFindingKind) -> str:
    if isinstance(label, ArticleFindingKind):
        return _WEIGHT[label.severity]
    if label in (Reason.ENTAILED, Reason.ESTABLISHED):
        return "none"
    return "none" if verdict_class({"verdict": "unsupported", "reason": label}) == "unchecked" else "warning"


def _hash(text: str) -> str:
    return sha256(fold(text).encode("utf-8", "surrogatepass")).hexdigest()[:20]
