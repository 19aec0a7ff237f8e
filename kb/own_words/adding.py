"""Words added to a reader's own vocabulary: a new concept, or phrases for an entry that is there; YAML out.

The file is written again as a whole, with its comments lost and nothing else: so it is a file of the program's own
(`added.yml`), beside whatever the reader writes by hand.
"""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from kb import yamltext
from kb.vocab import SHIPPED, ConceptEntry, Extension, Vocabulary, VocabularyFile, load_vocabulary
from kb.whole_file import aside

ADDED = "added.yml"


def add_concept(folder: Path, ident: str, entry: ConceptEntry) -> Vocabulary:
    """Add a concept to the folder's own file; gives the vocabulary with it. Raises VocabularyError, with the file as it
    was, where the whole would not be sound, and OSError where it cannot be written."""
    return _write(folder, VocabularyFile(concepts={ident: entry}))


def add_phrases(folder: Path, ident: str, extension: Extension) -> Vocabulary:
    """Add phrases, broader concepts or examples to an entry that is there already; else as `add_concept`."""
    return _write(folder, VocabularyFile(extends={ident: extension}))


def _write(folder: Path, more: VocabularyFile) -> Vocabulary:
    """Load the file as it would be with all the others, in a place apart, and only then put it where the old one is."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ADDED
    before = yamltext.load(path.read_text(encoding="utf-8")) if path.exists() else None
    data = _merged(before or {}, more.model_dump(by_alias=True, exclude_defaults=True))
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=True, width=110)
    with TemporaryDirectory() as apart:
        for other in folder.glob("*.yml"):
            shutil.copy(other, apart)
        Path(apart, ADDED).write_text(text, encoding="utf-8")
        vocabulary = load_vocabulary(SHIPPED, Path(apart))
    with aside(path) as new:
        new.write_text(text, encoding="utf-8")
    return vocabulary


def _merged(old: dict, more: dict) -> dict:
    """Two YAML mappings as one: lists joined without repeats; the newer of two other values."""
    for key, value in more.items():
        held = old.get(key)
        if isinstance(held, dict) and isinstance(value, dict):
            value = _merged(held, value)
        elif isinstance(held, list) and isinstance(value, list):
            value = list(dict.fromkeys([*held, *value]))
        old[key] = value
    return old
