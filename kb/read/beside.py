"""What a reader says of a file of copy in a small YAML file beside it (`leaflet.pdf` and `leaflet.about.yml`): the path
in; what the file says of itself with what the reader says put over it, out.

For files that cannot carry front matter, and for pages that came from the web. The keys are those of front matter.
"""

from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from kb import yamltext
from kb.files import is_there, text_of
from kb.read.decoding import NotText
from kb.read.described import Described
from kb.read.frontmatter import FrontMatter, first_fault

ENDING = ".about.yml"
LARGEST = 1_000_000  # bytes


def is_described(path: Path) -> bool:
    """Whether there is such a file beside `path`, good or bad."""
    return is_there(path.with_suffix(ENDING))


def described_beside(path: Path, described: Described, folder: Path | None = None) -> Described:
    """`described` with the values of the file beside `path` put over it, where there is one. Raises NotText for what is
    wrong with that."""
    beside = path.with_suffix(ENDING)
    if not is_there(beside):
        return described
    try:
        data = yamltext.load(text_of(beside, LARGEST, folder))
        if not isinstance(data, dict):
            raise NotText("is not a mapping of keys to values", beside.name)
        about = FrontMatter.model_validate({"title": described.title or path.stem, **data})
    except ValidationError as error:
        fault = first_fault(error)
        raise NotText(str(fault), f"{beside.name}: {fault.field}") from None
    except (OSError, NotText, yamltext.YamlProblem) as error:
        raise NotText(str(error), getattr(error, "field", "") or beside.name) from None
    return replace(described, **{name: value for name, value in about.model_dump().items() if value and name in data})
