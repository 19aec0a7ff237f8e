"""A Word file is a package of parts, packed like a ZIP: bytes in; nothing out where it may be opened, else the reason
why not. What could be too much to unpack is refused before anything of it is unpacked."""

from io import BytesIO
from zipfile import BadZipFile, ZipFile

from kb.read.decoding import NotText

MOST = 200_000_000  # bytes of all parts when unpacked
PARTS = 5_000
_RATIO = 200  # of a part: unpacked to packed; text comes to ten, drawings of Word to fifty
_SMALL = 5_000_000  # bytes; what is no larger may be packed as tight as it likes
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the older container, which also holds locked files
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))


def check_package(data: bytes) -> None:
    """Raises NotText where the bytes are no Word file, a locked or damaged one, or one that unpacks to too much."""
    if data.startswith(_OLE):
        if _LOCKED in data:
            raise NotText("is locked with a password: save it without one")
        raise NotText("is an old Word file under the name of a new one: open it and save it as .docx")
    if not data.startswith(b"PK"):
        raise NotText("is no Word file, though it is named like one")
    try:
        with ZipFile(BytesIO(data)) as package:
            _check_parts(package)
    except (BadZipFile, EOFError, OSError, NotImplementedError, ValueError) as error:
        if isinstance(error, NotText):
            raise
        raise NotText("is damaged or cut short: it cannot be unpacked") from None


def _check_parts(package: ZipFile) -> None:
    parts = package.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise NotText("is locked with a password: save it without one")
    size = sum(part.file_size for part in parts)
    tight = any(p.file_size > _SMALL and p.file_size > _RATIO * max(p.compress_size, 1) for p in parts)
    if size > MOST or len(parts) > PARTS or tight:
        raise NotText(f"would unpack to {size // 1_000_000} MB in {len(parts)} parts: no page of copy does")
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(name.startswith("word/") for name in names):
        raise NotText("is no Word file, though it is named like one")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            content = package.read(part)
            if any(sign in content for sign in _ENTITIES):
                raise NotText("holds definitions of entities, which Word never writes: save it anew in Word")
