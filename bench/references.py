"""How well references are taken apart, beside another parser: field F1 and strings a second on the labelled strings of
tests/cases/references.jsonl.

The other parser is refextract (INSPIRE; optional extra `bench`, and libmagic). It was made for physics: with `journals`
it is told the names of all journals of the table, which its own list does not have. What it calls author is split into
family names here. Run: `python -m bench.references`; `--errors` lists every field that our parser gets wrong, by half.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.turns import in_turn
from kb.bibliography import body_of
from kb.references.entry import parse_entry

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from entries import FIELDS, read_entries, score_entries

HALVES = ("tune", "held")
OURS = "this project"
ROUNDS = 2
Parser = Callable[[str], Mapping[str, object]]


def main() -> None:
    """Score and time both parsers."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--errors", action="store_true", help="list every field that our parser gets wrong")
    args = arguments.parse_args()
    with parsers() as known:
        for name, parse in known.items():
            for half in HALVES:
                counts = score_entries(read_entries(half), parse)
                if args.errors and name == OURS:
                    print("\n".join(counts.errors))
                fields = ", ".join(f"{field} {counts.f1(field):.2f}" for field in FIELDS if counts.given[field])
                print(f"{name}, {half} half: F1 {counts.f1():.3f} ({fields})")
        for name, speed in speeds(known).items():
            print(f"{name}: {speed:,.0f} strings/s")


@contextmanager
def parsers() -> Iterator[dict[str, Parser]]:
    """Our parser, and the other where it is installed; says where it is not."""
    known: dict[str, Parser] = {OURS: lambda text: parse_entry(body_of(text))}
    with tempfile.TemporaryDirectory() as folder:
        try:
            known |= _refextract(Path(folder) / "journals.kb")
        except ImportError as error:
            print(f"refextract is not installed ({error}): pip install '.[bench]', and libmagic")
        yield known


def f1_of(parse: Parser, half: str) -> float:
    """Field F1 over one half of the table."""
    return score_entries(read_entries(half), parse).f1()


def size() -> int:
    """How many strings the table has."""
    return len(read_entries())


def speeds(known: Mapping[str, Parser]) -> dict[str, float]:
    """Strings a second of each parser over the whole table, the parsers in turn."""
    texts = [str(row["text"]) for row in read_entries()]
    taken = in_turn(
        {name: lambda parse=parse: [parse(text) for text in texts] for name, parse in known.items()}, ROUNDS
    )
    return {name: len(texts) / seconds for name, seconds in taken.items()}


# --- refextract -------------------------------------------------------------------------------------------------------


def _refextract(journals: Path) -> dict[str, Parser]:
    """refextract as it comes, and with the journals of the table written to a file for it. Raises ImportError."""
    from refextract import extract_references_from_string

    names = sorted({str(row["container"]) for row in read_entries() if row.get("container")})
    lines = ("---".join((" ".join(re.findall(r"[^\W_]+", name)).upper(), name)) for name in names)
    journals.write_text("\n".join(lines) + "\n", encoding="utf-8")
    told = {"journals": str(journals)}
    return {
        "refextract": lambda text: _fields(extract_references_from_string(text)),
        "refextract with journals": lambda text: _fields(extract_references_from_string(text, override_kbs_files=told)),
    }


def _fields(parts: Iterable[Mapping[str, list[str]]]) -> dict[str, object]:
    """What refextract gives, in the words of the table; it may cut a string into several parts, and the first that has
    a field counts."""
    parts = list(parts)

    def first(key: str) -> str:
        return next((part[key][0] for part in parts if part.get(key)), "")

    return {
        "authors": _families(first("author")),
        "year": first("journal_year") or first("year"),
        "title": first("title") or first("quoted_text"),
        "container": first("journal_title"),
        "volume": first("journal_volume"),
        "issue": first("journal_issue"),
        "page": first("journal_page"),
        "doi": first("doi").removeprefix("doi:"),
        "url": first("url"),
    }


def _families(written: str) -> tuple[str, ...]:
    """The family names of "Feder, A., Parides, M. K." or "Moher D, Liberati A"."""
    initials = r"(?:[^\W\d_a-z]\.?[\s-]?){1,4}"
    pieces = re.split(r"\s*(?:[,;&]|\band\b|\bet\.?\s+al\b\.?)\s*", written)
    bare = (re.sub(rf"^(?:[^\W\d_a-z]\.\s?)+|\s+{initials}$", "", piece).strip(" .") for piece in pieces)
    return tuple(name for name in bare if name and not re.fullmatch(initials, name))


if __name__ == "__main__":
    main()
