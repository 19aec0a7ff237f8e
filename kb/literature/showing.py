"""A study for the terminal: what record, machine and person say of it side by side, its retraction state, its text."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from kb.model import Study, StudyFact
from kb.names import study_name

_RECORD = ("title", "year", "doi", "pmid", "design", "design_class", "level", "n", "population", "species", "limits")


def described(study: Study) -> dict[str, object]:
    """The study as plain values: `fields` has for each field what each of the three says and which of them counts."""
    return {
        "id": study.id,
        "name": study_name(study),
        "title": study.title,
        "text_held": study.text_held.value,
        "retraction": {
            "state": study.retraction.value,
            "date": study.retraction_date,
            "reason": study.retraction_reason,
            "source": study.retraction_source,
        },
        "fields": _fields(study),
        "findings": [
            {"id": f.id, "origin": f.origin, "role": f.role, "statement": f.statement, "locator": f.locator}
            for f in study.findings
        ],
    }


def _fields(study: Study) -> dict[str, dict[str, object]]:
    fields: dict[str, dict[str, object]] = {}
    for fact in study.facts:
        row = fields.setdefault(fact.field, {"record": "", "machine": "", "correction": "", "counts": ""})
        row[fact.origin] = "; ".join(filter(None, (str(row[fact.origin]), _said(fact))))
        if fact.counts and fact.origin not in str(row["counts"]).split(" and "):
            row["counts"] = " and ".join(filter(None, (str(row["counts"]), fact.origin)))
    for name in _RECORD:
        value = getattr(study, name)
        if name not in fields and value not in ("", None):
            fields[name] = {"record": str(value), "machine": "", "correction": "", "counts": "record"}
    return {name: fields[name] for name in sorted(fields, key=_place)}


def _said(fact: StudyFact) -> str:
    """A value; one that a person put in the place of a single reading with that."""
    return f"{fact.value or 'none'} (in place of {fact.instead_of})" if fact.instead_of else fact.value


def _place(name: str) -> tuple[int, str]:
    return _RECORD.index(name) if name in _RECORD else len(_RECORD), name


def study_page(study: Study) -> RenderableType:
    """The same as a page; what counts is set off, since the eye looks for it first."""
    told = described(study)
    table = Table("field", "record", "machine", "person", "counts")
    for name, row in told["fields"].items():
        cells = [
            Text(str(row[origin]), style="bold" if origin in str(row["counts"]) else "")
            for origin in ("record", "machine", "correction")
        ]
        counts = str(row["counts"]).replace("correction", "person")
        table.add_row(Text(name), *cells, Text(counts))
    state = " ".join(filter(None, (study.retraction.value, study.retraction_date, study.retraction_reason)))
    source = f" ({study.retraction_source})" if study.retraction_source else ""
    lines = [
        Text(f"{study.id}: {study_name(study)}. {study.title}"),
        Text(f"text held: {study.text_held.value}; retraction: {state}{source}"),
        table,
        *(Text(f"{f.id} [{f.role}, {f.locator or f.origin}] {f.statement}") for f in study.findings),
    ]
    return Group(*lines)
