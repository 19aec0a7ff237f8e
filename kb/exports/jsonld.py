"""A JSON-LD document that leaves as it is written: its head and its items in, its lines out."""

import json
from collections.abc import Iterable, Iterator, Mapping


def document(head: Mapping[str, object], key: str, items: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """The document in pieces, the items of the list `key` a line each."""
    yield f'{json.dumps(head)[:-1]}, "{key}": [\n'
    before = ""
    for item in items:
        yield f"{before}{json.dumps(item, ensure_ascii=False)}\n"
        before = ","
    yield "]}\n"
