"""CSL-JSON, the exchange format of the Citation Style Language (1.0.2), in and out.

Schema: https://github.com/citation-style-language/schema/blob/master/schemas/input/csl-data.json
"""

import json
from collections.abc import Iterator, Mapping

from kb.literature.incoming import Raw, date_parts, join_name, split_name
from kb.model import Study
from kb.read.records import CslType
from kb.registrations import registrations

_TYPES = frozenset(each.value for each in CslType)
_TEXTS = ("title", "container-title", "volume", "issue", "page", "DOI", "PMID", "PMCID", "URL")


def read_csl(text: str) -> Iterator[Raw]:
    """The items of a CSL-JSON text (a list, or one item alone) in order. Raises ValueError where it is no JSON."""
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"is not JSON (line {error.lineno}: {error.msg})") from None
    except (ValueError, RecursionError) as error:
        why = "a number has too many digits" if isinstance(error, ValueError) else "too deeply nested"
        raise ValueError(f"is not JSON that can be read ({why})") from None
    items = found.get("items", [found]) if isinstance(found, Mapping) else found
    if not isinstance(items, list):
        raise ValueError("is JSON, and neither a list of items nor an item")
    for number, item in enumerate(items, 1):
        if not isinstance(item, Mapping):
            yield Raw(number=number, faults=(("", "is not a mapping of keys to values"),), usable=False)
            continue
        data = {key: _text(item[key]) for key in _TEXTS if key in item}
        kind = _text(item.get("type", ""))
        data["type"] = kind if kind in _TYPES else "document"
        data["author"] = [name for each in _list(item.get("author")) if (name := _name(each))]
        data["trial_registrations"] = list(registrations(_text(item.get("note", ""))))
        data |= _dates(item.get("issued"))
        yield Raw(number=number, data=data, abstract=_text(item.get("abstract", "")))


def _text(value: object) -> str:
    """A value as text; what is neither text nor number says nothing. Some programs give a title as a list of one."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _name(name: object) -> str:
    if isinstance(name, str):
        return name
    if not isinstance(name, Mapping):
        return ""
    said = {key: _text(value) for key, value in name.items() if isinstance(key, str)}
    if said.get("literal"):
        return said["literal"]
    particles = (said.get("dropping-particle", ""), said.get("non-dropping-particle", ""), said.get("family", ""))
    return join_name(" ".join(filter(None, particles)), said.get("given", ""), said.get("suffix", ""))


def _dates(issued: object) -> dict[str, str]:
    if not isinstance(issued, Mapping):
        return {"issued": _text(issued)}
    parts = next(iter(_list(issued.get("date-parts"))), [])
    numbers = [int(part) for part in map(_text, _list(parts)) if part.isdigit()]
    date = "-".join(f"{part:0{4 if place == 0 else 2}}" for place, part in enumerate(numbers[:3]))
    words = _text(issued.get("literal", "")) or _text(issued.get("raw", ""))
    return {"issued": words or date, "year": f"{numbers[0]:04}" if numbers else ""}


def to_csl(study: Study) -> dict[str, object]:
    """A study as an item of CSL-JSON, by the standard's names alone; what is empty is left out."""
    texts = {
        "title": study.title,
        "container-title": study.container_title,
        "volume": study.volume,
        "issue": study.issue,
        "page": study.page,
        "DOI": study.doi,
        "PMID": study.pmid,
        "PMCID": study.pmcid,
        "URL": study.url,
        "note": f"Trial registration: {', '.join(study.trial_registrations)}" if study.trial_registrations else "",
    }
    item: dict[str, object] = {"id": study.id, "type": study.type, **{k: v for k, v in texts.items() if v}}
    if study.authors:
        item["author"] = [_csl_name(author) for author in study.authors]
    parts = date_parts(study.issued) or date_parts(study.year)
    issued: dict[str, object] = {"date-parts": [list(parts)]} if parts else {}
    if study.issued and not date_parts(study.issued):
        issued["literal"] = study.issued
    return item | ({"issued": issued} if issued else {})


def _csl_name(author: str) -> dict[str, str]:
    parts = split_name(author)
    if parts is None:
        return {"literal": author}
    return {key: part for key, part in zip(("family", "given", "suffix"), parts, strict=True) if part}
