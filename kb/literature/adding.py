"""Files of other programs put into a folder of study records: paths in, what became of each record out.

Every record is written before the next is read, so a run that is stopped leaves sound records, and the same run again
finds them and goes on.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kb.labels import TextHeld
from kb.literature.folder import StudyFolder, put
from kb.literature.formats import Unreadable, read_records
from kb.literature.incoming import Incoming, Raw, check
from kb.literature.merging import Match, Works, additions
from kb.model import Problem

ADDED, MERGED, UNCHANGED, REFUSED = "added", "merged", "unchanged", "refused"
OUTCOMES = (ADDED, MERGED, UNCHANGED, REFUSED)
_UNREAD = (TextHeld.NONE.value, TextHeld.SECONDARY.value)


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of one record: one of OUTCOMES, or empty for a line about a file or a value; `line` says it to a
    person; `wrong` where something is to be mended."""

    what: str
    line: str
    wrong: bool = False


def add_files(folder: StudyFolder, paths: Iterable[Path]) -> Iterator[Outcome]:
    """Add the records of some files, in order, each record one outcome and each fault one line. Raises OSError where
    the folder cannot be written."""
    works = Works()
    for ident, _, record in folder.records():
        works.add(ident, record)
    for path in paths:
        yield from _add_file(folder, works, path)


def _add_file(folder: StudyFolder, works: Works, path: Path) -> Iterator[Outcome]:
    found = 0
    try:
        for raw in read_records(path):
            found += 1
            yield from _add(folder, works, path, raw)
    except Unreadable as error:
        yield Outcome(what="", line=f"{path}: {error}", wrong=True)
        return
    if not found:
        yield Outcome(what="", line=f"{path}: holds no record", wrong=True)


def _add(folder: StudyFolder, works: Works, path: Path, raw: Raw) -> Iterator[Outcome]:
    where = f"{path}: record {raw.number}"
    incoming, faults = check(raw)
    for name, message in faults:
        yield Outcome(what="", line=str(Problem(path=where, field=name, message=message)), wrong=True)
    if incoming is None:
        yield Outcome(what=REFUSED, line="" if faults else f"{where}: title: is missing", wrong=True)
        return
    try:
        match = works.find(incoming.record)
        if match is None:
            ident = _write_new(folder, incoming, path)
            works.add(ident, incoming.record)
            yield Outcome(what=ADDED, line=f"{where}: added as {ident}")
        else:
            yield _merge(folder, works, incoming, match, where)
    except ValueError as error:
        yield Outcome(what=REFUSED, line=f"{where}: {error}", wrong=True)


def _write_new(folder: StudyFolder, incoming: Incoming, path: Path) -> str:
    if incoming.whole:
        own = incoming.record.id
        ident = own if not folder.has(own) else folder.new_id(incoming.record)
        folder.write(ident, incoming.data)
        return ident
    ident = folder.new_id(incoming.record)
    if incoming.abstract:
        put(folder.text_path(ident), incoming.abstract + "\n")
    defaults = {
        "type": "document",
        "kind": "article",
        "design_class": "other",
        "source": f"imported from {path.name}",
        "verified": False,
        "unverified": "imported; nobody has checked the record against the work",
        "text_held": TextHeld.ABSTRACT.value if incoming.abstract else TextHeld.NONE.value,
        "findings": [],
    }
    folder.write(ident, {**defaults, **incoming.data})
    return ident


def _merge(folder: StudyFolder, works: Works, incoming: Incoming, match: Match, where: str) -> Outcome:
    """Fill what is empty in the record that is the same work, and keep the abstract where no text is held."""
    held = folder.data(match.id)
    added = additions(held, incoming.data, whole=incoming.whole)
    told = list(added)
    if incoming.abstract and not folder.text_path(match.id).exists():
        put(folder.text_path(match.id), incoming.abstract + "\n")
        told.append("abstract")
        if held.get("text_held") in _UNREAD:
            added["text_held"] = TextHeld.ABSTRACT.value
    if not told:
        return Outcome(what=UNCHANGED, line=f"{where}: is {match.id} by {match.by}; nothing new")
    if added:
        folder.fill(match.id, added)
    for ident, _, record in _again(folder, match.id):
        works.add(ident, record)
    return Outcome(what=MERGED, line=f"{where}: merged into {match.id} by {match.by}; filled {', '.join(told)}")


def _again(folder: StudyFolder, ident: str):
    from kb.read.records import StudyRecord

    data = folder.data(ident)
    yield ident, data, StudyRecord.model_validate(data)


def summary(counts: Counter[str]) -> str:
    """ "3 added, 1 merged, 0 unchanged, 2 refused"."""
    return ", ".join(f"{counts[what]} {what}" for what in OUTCOMES)
