"""The manifest of a dataset: what it was made from and by, and what it holds; `manifest.json` in its folder."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kb.making import BuildFailed
from kb.model import Problem
from kb.store import SCHEMA

NAME = "manifest.json"
KIND: Literal["claims-kb dataset"] = "claims-kb dataset"
_MOST = 500_000_000  # bytes; each problem of a crawl is a line

Number = Annotated[int, Field(ge=0)]


class Manifest(BaseModel):
    """What a dataset says of itself. `makers` are those of kb.kept.makers_of, `tables_of` and `library` digests of the
    schema and of the studies, `inputs` that of all inputs, as a build of the same would have it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["claims-kb dataset"] = KIND
    format: Literal[1] = 1
    version: str
    makers: dict[str, str]
    tables_of: str
    library: str
    inputs: str
    articles: Number
    claims: Number
    studies: Number
    findings: Number
    parts: Number
    rows: dict[str, Number]  # of each table
    problems_of_articles: tuple[tuple[str, str, str], ...]  # path, field, message
    problems_of_studies: tuple[tuple[str, str, str], ...]


def digest_of_schema() -> str:
    """What tells these tables from those of another version."""
    return sha256(SCHEMA.read_bytes()).hexdigest()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write it, the same bytes for the same dataset."""
    text = json.dumps(manifest.model_dump(mode="json"), ensure_ascii=False, indent=2)
    (folder / NAME).write_text(text + "\n", encoding="utf-8")


def is_dataset(folder: Path) -> bool:
    """Whether a folder holds a dataset, of this version or another."""
    try:
        found = json.loads((folder / NAME).read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and found.get("kind") == KIND


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a dataset. Raises BuildFailed where there is none, or none that this program can read."""
    path = folder / NAME
    if not folder.is_dir():
        raise BuildFailed(f"{folder}: is not there: run `kb extract --out {folder}` first")
    if not path.is_file():
        raise BuildFailed(f"{folder}: is no dataset: it has no {NAME}")
    if path.stat().st_size > _MOST:
        raise BuildFailed(f"{path}: is too large to be a manifest")
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except ValidationError as error:
        fault = error.errors()[0]
        field = ".".join(str(part) for part in fault["loc"])
        raise BuildFailed(f"{path}: {field + ': ' if field else ''}{fault['msg']}") from None
    except OSError as error:
        raise BuildFailed(f"{path}: cannot be read: {error.strerror}") from None


def told(problems: tuple[Problem, ...]) -> tuple[tuple[str, str, str], ...]:
    """Problems as a manifest has them."""
    return tuple((problem.path, problem.field, problem.message) for problem in problems)


def problems_of(told: tuple[tuple[str, str, str], ...]) -> tuple[Problem, ...]:
    """Problems as they were told."""
    return tuple(Problem(path=path, field=field, message=message) for path, field, message in told)
