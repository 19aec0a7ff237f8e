"""A folder of copy in all formats with bad files among them: one line each, the rest read, and the command says so."""

import zipfile
from io import BytesIO
from pathlib import Path

import copies
import pytest
from click.testing import CliRunner

from kb.cli import main
from kb.read.articles import read_article, read_articles
from kb.read.formats import ADVICE, FORMATS

ARTICLES = Path(__file__).resolve().parent.parent / "sources" / "articles"
GERMAN = (
    "Das Licht weckt die Menschen, die in einem dunklen Zimmer schlafen, und es tut das auch dann, wenn sie nicht geweckt "
    "werden wollen. Deshalb verkauft man Lampen mit einem Schirm, der das Licht von denen fernhält, die ihren Schlaf noch "
    "brauchen. Wer am Abend lange liest, schläft später ein, und am nächsten Morgen fällt das Aufstehen schwer."
)
FRENCH = (
    "La lumière réveille les gens qui dorment dans une chambre sombre, et elle le fait même quand ils ne veulent pas être "
    "réveillés. C'est pourquoi on vend des lampes avec un abat-jour qui garde la lumière loin de ceux qui ont encore besoin "
    "de sommeil. Celui qui lit longtemps le soir s'endort plus tard et se lève avec peine le lendemain."
)
ENGLISH = (
    "Semaglutide, tirzepatide, liraglutide, dulaglutide and exenatide: GLP-1 agonists in mg per week (BMI > 30). " * 4
)


def bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "")
        package.writestr("word/document.xml", bytes(150_000_000))
    return out.getvalue()


def write_batch(folder: Path) -> None:
    """One sound file of each format, and bad ones."""
    for i, (ending, make) in enumerate(((".html", copies.webpage), (".docx", copies.word), (".pdf", copies.pdf))):
        (folder / f"good-{i}{ending}").write_bytes(make(sorted(ARTICLES.glob("*.md"))[i + 1]))
    for ending in FORMATS:
        with (folder / f"large{ending}").open("wb") as file:
            file.truncate(200_000_000)
    (folder / "bomb.docx").write_bytes(bomb())
    (folder / "deep.html").write_text("<div>" * 100_000 + "Light wakes us.", encoding="utf-8")
    (folder / "german.html").write_text(f"<html><body><p>{GERMAN}</p></body></html>", encoding="utf-8")
    (folder / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / "~$good-1.docx").write_bytes(b"a lock of Word")
    saved = folder / "good-0_files"
    saved.mkdir()
    (saved / "frame.html").write_text("<p>A frame with an advertisement.</p>", encoding="utf-8")


def test_bad_files_are_one_line_each_and_the_rest_is_read(tmp_path: Path) -> None:
    write_batch(tmp_path)
    articles, problems = read_articles(tmp_path)
    assert [(a.id, a.format, a.language) for a in articles] == [
        ("good-0", "html", "en"),
        ("good-1", "word", "en"),
        ("good-2", "pdf", "en"),
    ]
    assert [problem.path for problem in problems] == [
        "bomb.docx",
        "deep.html",
        "german.html",
        *sorted(f"large{ending}" for ending in FORMATS),
        "old.doc",
    ]
    assert all("\n" not in str(problem) for problem in problems)
    said = {problem.path: problem.message for problem in problems}
    assert "would unpack to 150 MB" in said["bomb.docx"]
    assert "too deep" in said["deep.html"]
    assert "is in German" in said["german.html"]
    assert "save it as .docx" in said["old.doc"]
    assert all("is larger than" in said[f"large{ending}"] for ending in FORMATS)


def test_the_command_names_them_and_its_status_is_1(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    write_batch(folder)
    for path in folder.glob("good-*"):
        if path.is_file():
            path.unlink()
    (folder / "good.html").write_text("<h1>Light</h1><p>Light wakes nine in ten people.</p>", encoding="utf-8")
    studies = tmp_path / "studies"
    studies.mkdir()
    args = ["build", "--articles", str(folder), "--studies", str(studies), "--db", str(tmp_path / "kb.db")]
    result = CliRunner().invoke(main, args)
    assert result.exit_code == 1, result.output
    assert (tmp_path / "kb.db").exists()
    for name in ("bomb.docx", "deep.html", "old.doc", "large.pdf"):
        assert sum(name in line for line in result.output.splitlines()) == 1


@pytest.mark.parametrize("ending", sorted(ADVICE))
def test_other_kinds_of_document_are_told_what_to_do(ending: str, tmp_path: Path) -> None:
    (tmp_path / f"a{ending}").write_bytes(b"x")
    message = str(read_article(tmp_path / f"a{ending}"))
    assert "save" in message or "copy" in message


@pytest.mark.parametrize(
    ("words", "language"),
    [(GERMAN, "German"), (FRENCH, "French"), (ENGLISH, ""), (GERMAN[:100], ""), (f"{ENGLISH} {GERMAN[:120]}", "")],
    ids=["German", "French", "names of drugs", "too short to tell", "a German sentence in English copy"],
)
def test_copy_in_another_language_is_refused(words: str, language: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(words, encoding="utf-8")
    found = str(read_article(tmp_path / "a.txt"))
    assert (f"a.txt: is in {language}: only English copy can be checked" == found) is bool(language)
