"""A folder of copy read: bad files make one problem each, and the original pages are cut as reviewers cut them."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from pages import block_with

from kb.labels import BlockKind
from kb.model import Article, Block
from kb.read.articles import read_article, read_articles
from kb.read.formats import ENDINGS

FRONT = "---\ntitle: Sleep and light\n---\n"


def only(article: tuple[tuple[Article, ...], tuple]) -> Article:
    articles, problems = article
    assert problems == ()
    assert len(articles) == 1
    return articles[0]


def test_a_text_file_is_kept_as_it_is(tmp_path: Path) -> None:
    text = "\n\n  Light at Night \n\n\u00a0It wakes us.  \n\n* \n"
    (tmp_path / "light-at-night.txt").write_bytes(text.encode())
    article = only(read_articles(tmp_path))
    assert article.text == text
    assert (article.id, article.title, article.path) == ("light-at-night", "Light at Night", "light-at-night.txt")


def test_a_text_file_without_a_title_is_called_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "light-at-night.txt").write_text("It wakes us.\n\nIt does.\n\nAnd More\n\nIt is so.", encoding="utf-8")
    assert only(read_articles(tmp_path)).title == "Light at night"


def test_front_matter_describes_the_article(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.md").write_text(
        "---\ntitle: 'Light: no'\npublisher: on\nurl: https://example.org/a\ncaptured: 2024-02-29\nnote: restated\n---\n\nIt wakes.\n",
        encoding="utf-8",
    )
    a = only(read_articles(tmp_path))
    assert (a.title, a.publisher, a.url, a.captured, a.note) == (
        "Light: no",
        "on",
        "https://example.org/a",
        "2024-02-29",
        "restated",
    )
    assert (a.text, a.path, a.words) == ("It wakes.", "sub/a.md", 2)


@pytest.mark.parametrize(
    "data",
    [
        "Light\n\nIt wakes – “us”.".encode(),
        "\ufeffLight\n\nIt wakes – “us”.".encode(),
        "Light\r\n\r\nIt wakes – “us”.".encode(),
        "Light\r\rIt wakes – “us”.".encode(),
        "Light\n\nIt wakes – “us”.".encode("utf-16"),
        b"\xfe\xff" + "Light\n\nIt wakes – “us”.".encode("utf-16-be"),
        "Light\n\nIt wakes – “us”.".encode("utf-32"),
    ],
    ids=["utf-8", "utf-8 with mark", "crlf", "cr", "utf-16", "utf-16 big end first", "utf-32"],
)
def test_encodings(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    assert only(read_articles(tmp_path)).text == "Light\n\nIt wakes – “us”."


def test_windows_1252_is_read_where_it_is_sure(tmp_path: Path) -> None:
    text = "The café’s “new” treatment for sleep costs €90 – and naïve patients don’t pay any more than that. " * 4
    (tmp_path / "a.txt").write_bytes(text.encode("cp1252"))
    assert only(read_articles(tmp_path)).text == text


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850", "cp1251", "shift_jis"])
def test_other_encodings_are_refused(encoding: str, tmp_path: Path) -> None:
    text = "The café's treatment for sleep is good for naïve patients, and they don’t pay more – so they say. " * 6
    text = {"cp1251": "Сон полезен для здоровья. " * 20, "shift_jis": "睡眠は健康に良いです。" * 20}.get(encoding, text)
    (tmp_path / "a.txt").write_bytes(text.encode(encoding, errors="ignore"))
    articles, problems = read_articles(tmp_path)
    assert (len(articles), len(problems)) == (0, 1)
    assert "UTF-8" in problems[0].message


GOOD = b"Light\n\nIt wakes us.\n"
BAD = {
    "empty": ("x.txt", b"", "", "is empty"),
    "blank": ("x.txt", b" \n\t\n", "", "is empty"),
    "only a mark": ("x.txt", b"\xef\xbb\xbf", "", "is empty"),
    "binary": ("x.txt", b"\x89PNG\x00\x01", "", "NUL bytes"),
    "controls": ("x.txt", b"Light \x07 wakes", "", "control character U+0007"),
    "damaged UTF-8": ("x.txt", "Wake – up. ".encode() + b"\xff\xfe!", "", "damaged UTF-8 (byte 14, line 1)"),
    "unsure encoding": ("x.txt", "5 µg at 39°C".encode("latin-1"), "", "cannot be told"),
    "broken UTF-16": ("x.txt", b"\xff\xfeA\x00\x00\xd8", "", "is not UTF-16"),
    "no front matter": ("x.md", b"# Light\n\nIt wakes.", "front matter", "is missing"),
    "open front matter": ("x.md", b"---\ntitle: Light\n\nIt wakes.", "front matter", "no closing line"),
    "front matter without keys": ("x.md", b"---\n---\nIt wakes.", "front matter", "is empty"),
    "front matter of a list": ("x.md", b"---\n- title\n---\nIt wakes.", "front matter", "not a mapping"),
    "bad YAML": ("x.md", b"---\ntitle: [Light\n---\nIt wakes.", "front matter", "line "),
    "a key twice": (
        "x.md",
        b"---\ntitle: A\ntitle: B\n---\nIt wakes.",
        "front matter",
        "line 3: key 'title' stands twice",
    ),
    "unknown key": ("x.md", b"---\ntitel: Light\n---\nIt wakes.", "titel", "is no key of front matter"),
    "no title": ("x.md", b"---\nurl: https://example.org\n---\nIt wakes.", "title", "is missing"),
    "empty title": ("x.md", b"---\ntitle: '  '\n---\nIt wakes.", "title", "is empty"),
    "title of the wrong type": ("x.md", b"---\ntitle: 12\n---\nIt wakes.", "title", "must be text, not 12"),
    "bad date": ("x.md", b"---\ntitle: A\ncaptured: 29.2.2024\n---\nIt wakes.", "captured", "not a date"),
    "impossible date": ("x.md", b"---\ntitle: A\ncaptured: 2023-02-29\n---\nIt wakes.", "captured", "not a date"),
    "bad address": ("x.md", b"---\ntitle: A\nurl: javascript:x\n---\nIt wakes.", "url", "not an address"),
    "no body": ("x.md", b"---\ntitle: A\n---\n\n<!-- -->\n", "", "is empty below"),
    "the same text": ("x.txt", b"Light\n\nIt wakes  us.", "", "same text as a.txt"),
    "the same name": ("a.md", b"---\ntitle: A\n---\nOther.", "file name", "same name as"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_one_problem_and_the_others_are_read(case: str, tmp_path: Path) -> None:
    name, data, field, message = BAD[case]
    (tmp_path / "a.txt").write_bytes(GOOD)
    (tmp_path / "z.txt").write_bytes(b"Dark\n\nIt calms us.\n")
    (tmp_path / name).write_bytes(data)
    articles, problems = read_articles(tmp_path)
    assert len(problems) == 1
    problem = problems[0]
    assert {a.id for a in articles} == {"a", "z"}
    assert problem.field == field
    assert message in problem.message
    assert problem.path in (name, "a.txt")
    assert "\n" not in str(problem)


def test_things_that_are_no_files(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_bytes(b"Secret\n\nNot for reading.\n")
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "good.txt").write_bytes(GOOD)
    (folder / "folder.md").mkdir()
    (folder / "folder.md" / "in.txt").write_bytes(b"Never seen.")
    (folder / "gone.txt").symlink_to(folder / "nowhere.txt")
    (folder / "leaves.txt").symlink_to(outside)
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    os.mkfifo(folder / "pipe.txt")
    (folder / ".hidden.txt").write_bytes(b"Hidden.")
    (folder / "notes.pdf").write_bytes(b"%PDF")
    (folder / "linked").symlink_to(tmp_path)
    articles, problems = read_articles(folder)
    assert [a.id for a in articles] == ["good"]
    assert [(p.path, p.message.split(";")[0]) for p in problems] == [
        ("folder.md", "is a folder, not a file"),
        ("gone.txt", "is a link to a file that does not exist"),
        ("leaves.txt", "is a link that leaves the folder"),
        ("loop.txt", "is a link to a file that does not exist"),
        ("notes.pdf", "is no PDF, though it is named like one"),
        ("pipe.txt", "is not a regular file"),
    ]


def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "a.text").write_bytes(GOOD)
    (tmp_path / "b.txt").symlink_to(tmp_path / "store" / "a.text")
    assert only(read_articles(tmp_path)).id == "b"


def test_one_file_alone_is_read_as_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    path = tmp_path / "copy" / "a.md"
    path.write_text(FRONT + "It wakes us.\n", encoding="utf-8")
    (tmp_path / "b.md").symlink_to(path)
    article = read_article(path)
    assert article == only(read_articles(tmp_path / "copy"))
    assert read_article(tmp_path / "b.md") == replace(article, id="b", path="b.md")


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("none.txt", None, "none.txt: cannot be read: No such file or directory"),
        ("a.xyz", b"Light", "a.xyz: file name: does not end in .txt"),
        ("a.txt", b"", "a.txt: is empty"),
        ("a.pdf", b"", "a.pdf: is empty"),
        ("a.docx", b"", "a.docx: is empty"),
        ("a.html", b"", "a.html: is empty"),
    ],
)
def test_one_bad_file_alone_is_one_problem(name: str, data: bytes | None, message: str, tmp_path: Path) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    assert str(read_article(tmp_path / name)).startswith(message)


def test_a_file_name_that_is_no_text(tmp_path: Path) -> None:
    try:
        (Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt"))).write_bytes(GOOD)
    except OSError:
        pytest.skip(reason="this file system takes only names that are text")
    articles, problems = read_articles(tmp_path)
    assert articles == ()
    assert [(p.field, p.message) for p in problems] == [("file name", "is not UTF-8")]
    assert str(problems[0]).encode()


def test_a_folder_that_is_not_there_or_empty(tmp_path: Path) -> None:
    assert [p.message for p in read_articles(tmp_path / "none")[1]] == ["is no folder that can be read"]
    assert [p.message for p in read_articles(tmp_path)[1]] == [f"holds no {ENDINGS} file"]


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Light\n\nIt wakes:\n\n• us\n• them\n", encoding="utf-8")
    (tmp_path / "b.md").write_text(FRONT + "- a\n- b\n", encoding="utf-8")
    assert read_articles(tmp_path) == read_articles(tmp_path)


# The original pages

PLACES = [
    ("blog", "Is Ketamine Good for Anxiety? Understanding", "heading"),
    ("blog", "Traditional Anxiety Medications Ketamine", "table_header"),
    ("blog", "Can take weeks to start working", "row"),
    ("blog", "Source: https://", "source_line"),
    ("blog", "Table: Comparison of Dosage", "caption"),
    ("blog", "Nasal Spray:", "heading"),
    ("blog", "Nasal spray is another method", "item"),
    ("blog", "Nausea and vomiting", "item"),
    ("blog", "How does it work?", "heading"),
    ("blog", "Efficacy: Ketamine", "item"),
    ("blog", "Journal of Psychopharmacology 5 weeks", "row"),
    ("clarus", "Jan 11, 2024", "furniture"),
    ("clarus", "Standard Medications Don't Help", "heading"),
    ("clarus", "a key part to holistic", "prose"),
    ("clarus", "Kaveh is a Stanford", "prose"),
    ("healing", "RELATED: 8 Psychedelic", "furniture"),
    ("healing", "PA-C – Ketamine Clinics", "heading"),
    ("healing", "Required fields are marked", "furniture"),
    ("healing", "protected by reCAPTCHA", "furniture"),
    ("healing", "Explore Psychedelic Therapy Regions", "furniture"),
    ("healing", "has decades of experience across", "prose"),
    ("ipc", "Skip to main content", "furniture"),
    ("ipc", "Figure: Glue", "caption"),
    ("ipc", "HAMA Score", "caption"),
    ("ipc", "Personal Outcomes", "heading"),
    ("ipc", "IV Ketamine:", "heading"),
    ("ipc", "Hamilton et al.", "reference"),
    ("ipc", "References:", "heading"),
    ("neuro", "What Is Anxiety?", "heading"),
    ("neuro", "Sweaty palms", "item"),
]


@pytest.fixture(scope="module")
def originals(shared: Path) -> dict[str, Article]:
    articles, problems = read_articles(shared / "originals")
    assert problems == ()
    return {article.id.split("-")[0]: article for article in articles}


@pytest.mark.parametrize(("page", "words", "kind"), PLACES, ids=[words for _, words, _ in PLACES])
def test_places_in_the_originals(page: str, words: str, kind: str, originals: dict[str, Article]) -> None:
    article = originals[page]
    assert block_with(words, article.text, article.blocks).kind == kind


def test_context_in_the_originals(originals: dict[str, Article]) -> None:
    def block(page: str, words: str) -> Block:
        return block_with(words, originals[page].text, originals[page].blocks)

    assert block("neuro", "Sweaty palms").lead_in == "Physical symptoms are also common:"
    assert block("neuro", "gabapentin").lead_in.endswith("For example,")
    assert block("blog", "Can take weeks to start working").header == "Traditional Anxiety Medications Ketamine"
    assert block("healing", "Imagine you’re driving").speaker.endswith("Ketamine Clinics Los Angeles")
    assert block("healing", "It is important to attend").speaker.endswith("Mood Wellness Center")
    assert block("healing", "The first step in seeking").speaker == ""
    assert [originals[p].title for p in ("ipc", "neuro")] == [
        "Ketamine for Anxiety",
        "Neuro wellness spa ketamine for anxiety",
    ]


def test_no_block_cuts_a_sentence_of_the_gold_labels(shared: Path, originals: dict[str, Article]) -> None:
    by_id = {article.id: article for article in originals.values()}
    rows = [json.loads(line) for line in (shared / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines()]
    cut, missed = [], []
    for row in rows:
        article = by_id[row["article"]]
        inside = [b for b in article.blocks if b.start < row["end"] and row["start"] < b.end]
        if len(inside) > 1:
            cut.append(row["id"])
        if row["claim"] and not any(b.kind not in (BlockKind.FURNITURE, BlockKind.REFERENCE) for b in inside):
            missed.append(row["id"])
    assert (cut, missed) == ([], [])


def test_kinds_agree_with_the_gold_labels(shared: Path, originals: dict[str, Article]) -> None:
    """Reviewers named headings, captions and references; a lone citation marker is a reference to them."""
    by_id = {article.id: article for article in originals.values()}
    wrong = []
    for line in (shared / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        kind = row.get("kind")
        words = by_id[row["article"]].text[row["start"] : row["end"]]
        if kind in ("heading", "caption", "reference") and not words.startswith("["):
            inside = {b.kind for b in by_id[row["article"]].blocks if b.start < row["end"] and row["start"] < b.end}
            wrong += [] if inside == {kind} else [(row["id"], sorted(inside))]
        elif kind is None:
            inside = {b.kind for b in by_id[row["article"]].blocks if b.start < row["end"] and row["start"] < b.end}
            wrong += [(row["id"], sorted(inside))] if inside & {"heading", "caption", "reference", "furniture"} else []
    assert wrong == []
