"""The texts that a reader holds of his studies: DIR/texts/ID.txt in; HeldText, or what is wrong with the file, out."""

from hashlib import sha256
from pathlib import Path

from kb.files import bytes_of, is_there
from kb.labels import TextHeld
from kb.model import HeldText, Problem
from kb.read.decoding import NotText, decode

TEXTS = "texts"
LARGEST = 8 * 2**20  # bytes: a long monograph


def read_held(folder: Path, study_id: str, stated: TextHeld) -> HeldText | Problem | None:
    """The text held of a study, None where there is none. `stated` is what the record says is held; a text of which it
    says nothing counts as an abstract, the less of the two."""
    path = folder / TEXTS / f"{study_id}.txt"
    name = f"{TEXTS}/{study_id}.txt"
    try:
        if not is_there(path):
            return None
        data = bytes_of(path, LARGEST, folder, f"has more than {LARGEST // 2**20} MB")
        text = decode(data)
    except NotText as error:
        return Problem(path=name, field="", message=str(error))
    except OSError as error:
        return Problem(path=name, field="", message=f"cannot be read: {error.strerror}")
    kind = TextHeld.FULL_TEXT if stated is TextHeld.FULL_TEXT else TextHeld.ABSTRACT
    return HeldText(kind=kind, text=text, path=name, sha256=sha256(data).hexdigest())
