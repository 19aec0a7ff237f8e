"""What programs may import from `kb`: it loads nothing before it is used, and the examples of the README run."""

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import kb

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLE = re.search(r"## From Python\n.*?```python\n(.*?)```", README, re.S)[1]


def run(code: str, folder: Path) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_importing_the_package_loads_nothing():
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); before = set(sys.modules); import kb; print(sorted(set(sys.modules) - before))"
    assert run(code, ROOT) == "['kb']\n"


@pytest.mark.parametrize("name", kb.__all__)
def test_each_name_is_a_documented_function_of_the_command_line(name):
    function = getattr(kb, name)
    assert callable(function) and inspect.getdoc(function) and name in dir(kb)
    assert inspect.signature(function).parameters
    assert f"`{name}`" in README or f"{name}(" in EXAMPLE


def test_a_name_survives_the_loading_of_its_module():
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import kb, kb.cli, kb.build; from kb import build_kb; assert build_kb is kb.build.build; print('same')"
    assert run(code, ROOT) == "same\n"


def test_another_name_is_none():
    with pytest.raises(AttributeError, match="nothing"):
        kb.nothing  # noqa: B018


def test_the_example_of_the_readme_runs(tmp_path):
    """As it stands there, in a folder with two articles and few studies."""
    for folder, names in (
        ("articles", ("clarus-ketamine-for-anxiety.md",)),
        ("studies", ("glue2018.yml", "glue2017.yml")),
    ):
        (tmp_path / "sources" / folder).mkdir(parents=True)
        for name in names:
            (tmp_path / "sources" / folder / name).write_bytes((ROOT / "sources" / folder / name).read_bytes())
    (tmp_path / "draft.md").write_text(
        "---\ntitle: Rest\n---\n\nKetamine is approved for insomnia.\n", encoding="utf-8"
    )
    told = run(f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{EXAMPLE}", tmp_path).splitlines()
    assert " wrong_number " in told[-1] and any(line.startswith("draft.md") for line in told)
    assert (tmp_path / "clarus.docx").read_bytes()[:2] == b"PK"
    assert (tmp_path / "claims.csv").read_bytes().startswith(b"id,article_id")
