"""Drafts to check: a page and a note with studies of their own, and two of the shipped articles."""

from pathlib import Path

from shipped import ARTICLES, STUDIES

from kb.checking.drafts import Checked, check_files
from kb.nlp import Lexicon

PAGE = """---
title: Rest & more
---

# Rest

Ketamine is *approved* for insomnia. It lowers anxiety by **90% one hour** after a dose.

- Ketamine raised mean systolic blood pressure by about 10 mmHg at 30 minutes.
- Our team is kind &amp; skilled.
"""
NAMES = ("ipc-ketamine-for-anxiety", "clarus-ketamine-for-anxiety")


def write_drafts(folder: Path) -> Path:
    """Two drafts, and the studies that speak of them, in a folder."""
    (folder / "studies").mkdir()
    for path in STUDIES.glob("*.yml"):
        if path.stem in ("glue2018", "glue2017") or "approv" in path.stem or "ketalar" in path.stem:
            (folder / "studies" / path.name).write_bytes(path.read_bytes())
    (folder / "rest.md").write_text(PAGE, encoding="utf-8")
    (folder / "calm.txt").write_bytes("\ufeffCalm\r\n\r\nOur team is kind.\r\n".encode())
    return folder


def check_shipped(lexicon: Lexicon) -> dict[str, Checked]:
    """Two of the shipped articles, checked, by id."""
    found = check_files([ARTICLES / f"{name}.md" for name in NAMES], STUDIES, lexicon=lexicon)
    return {checked.report.article.id: checked for checked in found}
