"""Comparisons as a person or a program reads them: results in; lines of JSON, or tables for a terminal, out."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from kb.escaping import printable
from kb.labels import Relation
from kb.pairs import Compared

WIDE = 120  # columns where the output is no terminal
COLOURS = {"supports": "green", "contradicts": "red", "weaker": "yellow", "silent": "dim"}
COLOURS |= {"supported": "green", "contradicted": "red", "unsupported": "yellow"}
_SLOT_COLUMNS = ("slot", "copy", "study", "outcome", "rule")


def compared_row(compared: Compared) -> dict[str, object]:
    """A result as the object that `kb compare` prints: id, relation, reason, rule, detail, sentence, slots."""
    slots = [
        {"name": s.name, "copy": s.copy, "study": s.study, "outcome": s.outcome.value, "rule": s.rule}
        for s in compared.slots
    ]
    return {
        "id": compared.id,
        "relation": compared.relation.value,
        "reason": compared.reason.value,
        "rule": compared.rule,
        "detail": compared.detail,
        "sentence": compared.sentence,
        "slots": slots,
    }


def to_line(row: Mapping[str, object]) -> str:
    """One line of JSON, keys in the order given."""
    return json.dumps(row, ensure_ascii=False)


def as_array(rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """The lines of one JSON array, an object a line, so that a long one never stands in memory."""
    before = "["
    for row in rows:
        yield before + to_line(row)
        before = ","
    yield "[]" if before == "[" else "]"


def console_for_output() -> Console:
    """Where tables go: as wide as the terminal, or WIDE columns in a pipe."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=WIDE, color_system=None)


def compared_page(row: Mapping[str, object], claim: str, evidence: str) -> RenderableType:
    """One pair in full: what was held against what, the answer, and the slots."""
    facts = [("claim", claim), ("evidence", evidence), ("relation", row["relation"]), ("reason", row["reason"])]
    facts += [("detail", row["detail"]), ("rule", row["rule"])]
    return Group(fact_table(facts), slot_table(row["slots"]) if row["slots"] else Text(""))


def fact_table(facts: Sequence[tuple[str, object]]) -> Table:
    """Names and values side by side; labels in their colour. Values are shown as they are, never read as markup."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in facts:
        table.add_row(name, Text(printable(str(value)), style=COLOURS.get(str(value), "")))
    return table


def slot_table(slots: Sequence[Mapping[str, str]]) -> Table:
    """One row a slot: what the copy says, what the study says, how they compare, which rule said so."""
    table = Table(*_SLOT_COLUMNS, box=None, pad_edge=False, header_style="bold")
    for slot in slots:
        values = (slot["name"], slot["copy"], slot["study"], slot["outcome"].replace("_", " "), slot["rule"])
        table.add_row(*(Text(printable(value)) for value in values))
    return table


def compared_table(rows: Iterable[Mapping[str, object]]) -> RenderableType:
    """A row a pair and, last, how many of each relation."""
    table = Table("id", "relation", "reason", "detail", box=None, pad_edge=False, header_style="bold")
    counts: Counter[str] = Counter()
    for row in rows:
        counts[str(row["relation"])] += 1
        relation = Text(str(row["relation"]), style=COLOURS[str(row["relation"])])
        ident, reason, detail = (Text(printable(str(row[name]))) for name in ("id", "reason", "detail"))
        table.add_row(ident, relation, reason, detail)
    told = ", ".join(f"{counts[relation.value]} {relation.value}" for relation in Relation)
    return Group(table, Text(f"\n{counts.total()} pairs: {told}"))


def explained_page(explained: Mapping[str, object]) -> RenderableType:
    """A claim with its verdict, what was read of it, and every assessment with its slots; see explain.explain_claim."""
    names = ("id", "quote", "article_id", "section", "context", "type", "strength", "speaker", "verdict", "reason")
    names += ("rationale", "rule", "basis", "cap", "citation_status", "claim_rule")
    parts: list[RenderableType] = [fact_table([(n.replace("_", " "), explained[n]) for n in names if explained[n]])]
    for number, proposition in enumerate(explained["propositions"]):
        parts += _headed(f"proposition {number}", fact_table(list(_proposition(proposition, explained["vocabulary"]))))
    for citation in explained["citations"]:
        facts = [(name, value) for name, value in citation.items() if value]
        parts += _headed(f"citation {citation['text']}", fact_table(facts[1:]))
    for assessment in explained["assessments"]:
        parts += _assessed(assessment)
    if not explained["assessments"]:
        parts += _headed("no finding of the library speaks to it")
    return Group(*parts)


def _headed(title: str, *parts: RenderableType) -> list[RenderableType]:
    return [Text(f"\n{printable(title)}", style="bold underline"), *parts]


def _proposition(proposition: Mapping[str, object], labels: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The slots of a proposition: concepts as "label (id)", words of no concept as they are, figures by their text."""
    for slot, value in proposition.items():
        if isinstance(value, list):
            words = (v["text"] if isinstance(v, Mapping) else _key(v, labels) for v in value)
            yield slot.replace("_", " "), ", ".join(words)
        elif value is True and slot != "asserted":
            yield slot, "yes"
        elif isinstance(value, str) or slot in {"effect", "change"}:
            yield slot, str(value)


def _key(key: str, labels: Mapping[str, str]) -> str:
    return f"{labels[key]} ({key})" if key in labels else key.lstrip("~")


def _assessed(a: Mapping[str, object]) -> list[RenderableType]:
    decided, cited = " (decided)" if a["decided"] else "", " (cited)" if a["cited"] else ""
    design = ", ".join(filter(None, (a["design_class"].replace("_", " "), f"n = {a['n']}" if a["n"] else "")))
    facts = [("finding", a["finding_id"]), ("study", f"{a['study']} ({a['study_id']}); {design}")]
    facts += [(name, a[name]) for name in ("statement", "relation", "reason", "detail", "rule")]
    concepts = ", ".join(_meeting(met) for met in a["concepts"])
    facts += [("vocabulary", concepts)] if concepts else []
    shown = [slot_table(a["slots"])] if a["slots"] else []
    return _headed(f"{a['relation']}: {a['study']}{decided}{cited}", fact_table(facts), *shown)


def _meeting(met: Mapping[str, str]) -> str:
    own = f"{met['label']} ({met['id']})"
    return own if met["met"] == met["id"] else f"{own} {met['outcome']} {met['met_label']} ({met['met']})"
