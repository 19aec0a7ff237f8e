"""What was last checked against a list of retractions: DIR/retractions.json in; the state of each study out.

`kb studies retractions` writes the file. A study counts as checked while its record has the DOI and PubMed number that
were checked; without one of them, or where the record has changed since, it is unchecked, which is not clean.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kb.files import is_there, text_of
from kb.labels import RetractionState
from kb.model import Notice, Problem, Study
from kb.read.decoding import NotText

NAME = "retractions.json"
LARGEST = 200_000_000  # bytes
# On one day the gravest notice counts; so does a notice without a date, which nothing can be later than for sure.
_ORDER = (RetractionState.CORRECTED, RetractionState.CONCERN, RetractionState.REINSTATED, RetractionState.RETRACTED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """What a list of retractions said: `source` names the list and its date, `checked` the identifiers by study id,
    `notices` those of each study that the list speaks of."""

    source: str = ""
    checked: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    notices: Mapping[str, tuple[Notice, ...]] = field(default_factory=dict)


def read_notices(folder: Path) -> tuple[Checked, tuple[Problem, ...]]:
    """What the folder's file holds; nothing where there is none or it cannot be used, which is then a problem."""
    path = folder / NAME
    if not is_there(path):
        return Checked(), ()
    try:
        data = json.loads(text_of(path, LARGEST, folder))
        listed = data["list"]
        source = f"{listed['file']}, notices up to {listed['as_of']}, SHA-256 {listed['sha256'][:12]}"
        return Checked(
            source=source,
            checked={ident: (each["doi"], each["pmid"]) for ident, each in data["checked"].items()},
            notices={ident: tuple(map(_notice, each)) for ident, each in data["notices"].items()},
        ), ()
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
    except NotText as error:
        message = str(error)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        message = "is not as `kb studies retractions` writes it; run that again"
    return Checked(), (Problem(path=NAME, field="", message=message),)


def _notice(data: Mapping[str, str]) -> Notice:
    return Notice(**{**data, "nature": RetractionState(data["nature"])})


def apply_notices(study: Study, checked: Checked) -> Study:
    """The study with the state that the list gives it. What a person corrected stays; so does what the record says
    where the list has nothing against the work."""
    if "retraction" in study.corrected or checked.checked.get(study.id) != (study.doi, study.pmid):
        return study
    notices = checked.notices.get(study.id, ())
    if not notices and study.retraction is not RetractionState.UNCHECKED:
        return study
    state, decisive = judge_notices(notices)
    return replace(
        study,
        retraction=state,
        retraction_date=decisive.date if decisive else "",
        retraction_reason=decisive.reason if decisive else "",
        retraction_source=checked.source,
        notices=tuple(sorted(notices, key=_when)),
    )


def judge_notices(notices: Iterable[Notice]) -> tuple[RetractionState, Notice | None]:
    """The state that several notices come to, and the one that decided: the latest, save that a retraction stands until
    the work is reinstated later. No notice at all is clean."""
    last: Notice | None = None
    for notice in sorted(notices, key=_when):
        if last is None or last.nature is not RetractionState.RETRACTED or _lifts(notice, last):
            last = notice
    return (last.nature, last) if last else (RetractionState.CLEAN, None)


def _lifts(notice: Notice, retraction: Notice) -> bool:
    """Whether a notice takes the place of a retraction before it: a later retraction, or a later reinstatement."""
    later = bool(notice.date) and notice.date > retraction.date
    return notice.nature is RetractionState.RETRACTED or (notice.nature is RetractionState.REINSTATED and later)


def _when(notice: Notice) -> tuple[str, int, str]:
    return notice.date, _ORDER.index(notice.nature), notice.record


def to_text(
    file: str,
    as_of: str,
    digest: str,
    studies: Sequence[Study],
    notices: Mapping[str, Sequence[Notice]],
    doubtful: Collection[str] = (),
) -> str:
    """The file that `read_notices` reads: the list by name, date and digest, what was checked (which a `doubtful` study
    was not), and what it said."""
    known = (study for study in studies if (study.doi or study.pmid) and study.id not in doubtful)
    data = {
        "list": {"file": file, "as_of": as_of, "sha256": digest},
        "checked": {study.id: {"doi": study.doi, "pmid": study.pmid} for study in known},
        "notices": {ident: [_plain(notice) for notice in sorted(found, key=_when)] for ident, found in notices.items()},
    }
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _plain(notice: Notice) -> dict[str, str]:
    return {name: str(getattr(notice, name)) for name in Notice.__dataclass_fields__}
