"""What the pinned packages may be used under: `python -m bench.licences` writes docs/licences.md from their metadata.

Licences are told by SPDX (https://spdx.org/licenses/): as a package states it, else by what it says in older fields.
"""

import re
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from types import MappingProxyType

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "licences.md"
# What a package may ask for whose code is installed beside ours and not changed. Those of the second group want changes
# of their own files published, of which there are none.
ALLOWED = frozenset({
    "MIT", "MIT-0", "MIT-CMU", "ISC", "BSD", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Apache-2.0", "PSF-2.0",
    "CNRI-Python", "Zlib", "CC0-1.0", "public domain",
    "MPL-1.1", "MPL-2.0", "LGPL-3.0-or-later",
})  # fmt: skip
# Older fields in the words of SPDX.
OLDER: Mapping[str, str] = MappingProxyType({
    "MIT License": "MIT", "The MIT License": "MIT", "BSD License": "BSD", "The BSD 2-Clause License": "BSD-2-Clause",
    "Apache Software License": "Apache-2.0", "Apache License, Version 2.0": "Apache-2.0", "Apache 2": "Apache-2.0",
    "Apache 2.0": "Apache-2.0", "ISC License (ISCL)": "ISC", "ISC License": "ISC", "Public Domain": "public domain",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
})  # fmt: skip
HEAD = """# Licences of the packages that the program uses

Written by `make licences` from the metadata of the packages that `requirements.txt` pins; `tests/test_packages.py`
holds it against what is installed, and each licence against those allowed (`bench/licences.py`).

| package | version | licence |
|---|---|---|
"""


def pinned(requirements: Path) -> list[tuple[str, str]]:
    """Name and version of each package of a lock file, in its order."""
    return re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", requirements.read_text(encoding="utf-8"), re.MULTILINE)


def licence_of(name: str) -> str:
    """The licence of an installed package as an SPDX expression; empty where it says none that is known here. Raises
    PackageNotFoundError."""
    said = distribution(name).metadata
    classes = [c.rpartition(" :: ")[2] for c in said.get_all("Classifier") or () if c.startswith("License")]
    for stated in (said.get("License-Expression"), (said.get("License") or "").split("\n")[0].strip(), *classes):
        if stated and (stated in OLDER or is_allowed(stated)):
            return OLDER.get(stated, stated)
    return said.get("License-Expression") or ""


def is_allowed(expression: str) -> bool:
    """Whether an SPDX expression leaves a way that is allowed: all of those joined by AND, one of those joined by OR.
    With brackets, all that are named must be."""
    if "(" in expression:
        return all(part in ALLOWED for part in re.findall(r"[\w.+-]+", expression) if part not in ("AND", "OR"))
    ways = re.split(r"\s+OR\s+", expression)
    return any(all(part in ALLOWED for part in re.split(r"\s+AND\s+", way)) for way in ways)


def rows(requirements: Path = ROOT / "requirements.txt") -> list[str]:
    """A line of the table for each pinned package that is installed here; some are for other systems alone."""
    lines = []
    for name, version in pinned(requirements):
        try:
            lines.append(f"| {name} | {version} | {licence_of(name)} |")
        except PackageNotFoundError:
            continue
    return lines


def main() -> int:
    """Write the page; gives the exit status, 1 where a licence is not allowed."""
    PAGE.write_text(HEAD + "\n".join(rows()) + "\n", encoding="utf-8")
    wrong = [line for line in rows() if not is_allowed(line.split(" | ")[2].removesuffix(" |"))]
    print("\n".join(wrong) if wrong else f"{PAGE.relative_to(ROOT)}: all allowed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
