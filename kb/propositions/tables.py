"""Table rows: each cell is a statement of its own, made whole by the head of its column and the label of its row.

Comes in: a row's text and its header's. Goes out: the propositions of its cells, or none where the row is not of that
kind (another number of cells than heads, bare figures under heads that name no treatment, a label that nobody knows);
it is then read as one sentence.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from kb.model import Proposition
from kb.nlp import Lexicon
from kb.propositions.words import ANY, HAPPENING, INTERVENTIONS

_CELL = re.compile(r"[^|\t]+")
_LABEL_WORDS = 4
_FIGURE = re.compile(r"[-−–+]?\d[\d.,]*\s*(?:%|[A-Za-z/ ]{1,12})?(?:\s*\([^()]*\))?")
_ASIDE = re.compile(r"\s*\([^()]*\)")  # "(n = 655)"

Reader = Callable[[str, str, tuple[str, ...]], tuple[Proposition, ...]]


def read_row(row: str, header: str, lexicon: Lexicon, read: Reader) -> tuple[Proposition, ...]:
    """`read` reads a cell with what introduces it (the head of its column) and the concepts of its row's label."""
    cells = [m for m in _CELL.finditer(row) if m.group().strip()]
    heads = [head.strip() for head in _CELL.findall(header) if head.strip()]
    if len(cells) < 2 or len(cells) != len(heads):
        return ()
    if all(map(_is_figure, cells[1:])):
        return _results(cells, heads, lexicon, read)
    label = _label(cells[0].group().strip(), heads[0], lexicon)
    found: list[Proposition] = []
    for cell, head in zip(cells[label is not None :], heads[label is not None :], strict=True):
        words = cell.group().strip()
        if not any(c.isalpha() for c in words):
            return ()
        told = read(words, head, label or ())
        if not told or not all(p.family for p in told):
            return ()
        found.extend(_labelled(p, label or (), _start(cell)) for p in told)
    return tuple(found)


def _start(cell: re.Match[str]) -> int:
    return cell.start() + len(cell.group()) - len(cell.group().lstrip())


def _is_figure(cell: re.Match[str]) -> bool:
    return _FIGURE.fullmatch(cell.group().strip()) is not None


def _results(
    cells: Sequence[re.Match[str]], heads: Sequence[str], lexicon: Lexicon, read: Reader
) -> tuple[Proposition, ...]:
    """A row of figures under the treatments that they are of: "Weight change | -15% | -2%" says of each column what the
    sentence "weight change was -15% with zinc" says."""
    groups = [_ASIDE.sub("", head).strip() for head in heads[1:]]
    if not all(_names_doer(group, lexicon) for group in groups):
        return ()
    label = cells[0].group().strip().rstrip(":")
    named = [lexicon.vocabulary.concepts[hit.id].kind for hit in lexicon.concepts(lexicon.cut(label))]
    found: list[Proposition] = []
    for cell, group in zip(cells[1:], groups, strict=True):
        figure = cell.group().strip()
        came = "occurred in" if "%" in figure and HAPPENING.intersection(named) else "was"
        told = read(f"{label} {came} {figure} with {group}.", "", ())
        found.extend(replace(p, start=_start(cell), end=_start(cell) + len(figure)) for p in told)
    return tuple(found)


def _label(cell: str, head: str, lexicon: Lexicon) -> tuple[str, ...] | None:
    """The concepts of a first cell that only names what its row is about; empty for a mere sort ("Physical"), None
    where the cell makes a statement of its own."""
    doc = lexicon.parse(cell)
    if len(doc) > _LABEL_WORDS or _names_doer(head, lexicon) or any(t.pos_ in {"VERB", "AUX"} for t in doc):
        return None
    named = tuple(dict.fromkeys(hit.id for hit in lexicon.concepts(doc)))
    covered = {i for hit in lexicon.concepts(doc) for i in range(hit.start, hit.end)}
    rest = [t for t in doc if t.i not in covered and t.is_alpha and not t.is_stop]
    sort_only = not named and all(t.lower_.endswith(_ADJECTIVES) for t in rest)
    return named if not rest or sort_only else None


def _names_doer(head: str, lexicon: Lexicon) -> bool:
    """Whether a column is of one treatment, and so its first cell no label."""
    named = (lexicon.vocabulary.concepts[hit.id] for hit in lexicon.concepts(lexicon.cut(head)))
    return any(concept.kind in INTERVENTIONS and concept.id not in ANY for concept in named)


_ADJECTIVES = ("al", "ic", "ive", "ous", "ary")


def _labelled(p: Proposition, label: Sequence[str], at: int) -> Proposition:
    """What the row is about is part of what each of its cells says."""
    content = tuple(dict.fromkeys((*p.content, *label)))
    return replace(p, content=content, start=p.start + at, end=p.end + at)
