"""What people said follows a claim through real builds while the claim and what surrounds it stand there exactly once."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from reviewing import outcome

from kb.anchors import surroundings
from kb.build import build
from kb.reviews import ClaimSeen, ReviewLog, attach_to, verify
from kb.yamltext import load

ROOT = Path(__file__).resolve().parent.parent
QUERY = load((ROOT / "metadata.yml").read_text(encoding="utf-8"))["databases"]["kb"]["queries"]["verdicts_that_count"][
    "sql"
]
CLAIM = "Ketamine relieves chronic pain in most patients within two hours."
MARKED = "a calm that nobody expected"
OPENING = (
    "Our clinic opened its doors in the spring, and many people have since walked through them to see what it is like."
)
CLOSING = (
    "Visitors may bring a book, a blanket or a friend, and stay for as long as they please in one of the quiet rooms."
)
NEIGHBOUR = "The garden behind the house is open to all."
AFTER = f"They leave with {MARKED}, and come again as often as there is room for one more guest in the house."
PAGE = "\n\n".join(("---\ntitle: Rest\n---", "# Rest", OPENING, f"{NEIGHBOUR} {CLAIM} {AFTER}", CLOSING))
SALE = "Ketamine is approved for insomnia."


@pytest.fixture
def desk(tmp_path, nlp):
    return Desk(tmp_path, nlp)


class Desk:
    """A folder with an article to edit, the knowledge base built from it, and a log of reviews."""

    def __init__(self, folder, nlp):
        self.folder, self.nlp = folder, nlp
        (folder / "studies").mkdir()
        (folder / "articles").mkdir()
        shutil.copy(ROOT / "sources" / "studies" / "glue2018.yml", folder / "studies")
        self.publish(PAGE)

    def publish(self, page, name="rest"):
        for path in (self.folder / "articles").iterdir():
            path.unlink()
        (self.folder / "articles" / f"{name}.md").write_text(page, encoding="utf-8")
        build(self.folder / "articles", self.folder / "studies", self.folder / "kb.db", nlp=self.nlp)

    def kb(self):
        connection = sqlite3.connect(f"file:{self.folder / 'kb.db'}?mode=ro", uri=True)
        connection.row_factory = sqlite3.Row
        return closing(connection)

    def claims(self, quote=CLAIM):
        with self.kb() as kb:
            build_of = kb.execute("SELECT inputs FROM builds").fetchone()[0]
            found = kb.execute(
                "SELECT * FROM claims WHERE quote = ? ORDER BY start_char", [quote.rstrip(".")]
            ).fetchall()
            found = found or kb.execute("SELECT * FROM claims WHERE quote = ? ORDER BY start_char", [quote]).fetchall()
        return [ClaimSeen.from_row(row, build_of) for row in found]

    def marked(self, words=MARKED, article="rest"):
        with self.kb() as kb:
            text = kb.execute("SELECT text FROM articles WHERE id = ?", [article]).fetchone()[0]
        start = text.index(words)
        before, after = surroundings(text, start, start + len(words))
        return {"article_id": article, "quote": words, "before": before, "after": after, "start_char": start, "end_char": start + len(words), "build": "b"}  # fmt: skip

    def log(self):
        return ReviewLog(self.folder / "reviews.db")

    def orphans(self):
        with self.kb() as kb, self.log() as log:
            return {orphan.quote.rstrip("."): orphan for orphan in log.orphans(kb)}

    def counting(self):
        """By quote what counts for each claim, as the canned query tells it."""
        with self.kb() as kb:
            attach_to(kb, self.folder / "reviews.db")
            return [
                (row["quote"].rstrip("."), row["counts"], row["given_by"]) for row in kb.execute(QUERY, {"article": ""})
            ]

    def follows(self, quote=CLAIM):
        return any(q == quote.rstrip(".") and given == "ana" for q, _, given in self.counting())


EDITS = {
    "nothing": (PAGE, True, True),
    "a word far before": (PAGE.replace("in the spring", "in the autumn"), True, True),
    "a word far behind": (PAGE.replace("a blanket or a friend", "a pillow or a friend"), True, True),
    "a paragraph before": (PAGE.replace("# Rest", f"# Rest\n\n{SALE}"), True, True),
    "a paragraph behind": (f"{PAGE}\n\n{SALE} {SALE.replace('insomnia', 'migraine')}", True, True),
    "a line broken elsewhere": (PAGE.replace("Ketamine relieves", "Ketamine\nrelieves"), True, True),
    "the sentence before": (PAGE.replace("is open to all", "is closed to all"), False, True),
    "the sentence behind": (PAGE.replace("They leave with", "They all go with"), False, False),
    "the claim itself": (PAGE.replace("two hours", "three hours"), False, False),
    "the claim left out": (PAGE.replace(f"{CLAIM} ", ""), False, False),
    "the sentence elsewhere as well": (PAGE.replace(CLOSING, f"{CLOSING} {CLAIM} {CLOSING}"), True, True),
    "the sentence moved": (PAGE.replace(f"{CLAIM} ", "").replace(CLOSING, f"{CLOSING} {CLAIM} {SALE}"), False, False),
    "the paragraph twice": (PAGE.replace(CLOSING, f"{CLOSING}\n\n{OPENING}\n\n{NEIGHBOUR} {CLAIM} {AFTER}\n\n{CLOSING}"), False, False),
}  # fmt: skip


def said(desk):
    """Ana decides the claim and notes something, and marks another that the machine missed; gives the rows."""
    claim = desk.claims()[0]
    with desk.log() as log:
        outcome(log, "ana", claim, "contradicted")
        log.note(reviewer="ana", claim=claim, note="within two hours?")
        added = log.add_claim(reviewer="ana", **desk.marked())
        outcome(log, "ana", ClaimSeen.marked(**desk.marked()), "needs_work")
    return claim, added


def raw(desk):
    with closing(sqlite3.connect(desk.folder / "reviews.db")) as log:
        return log.execute("SELECT * FROM reviews").fetchall()


def test_each_edit_of_a_page(desk):
    """One log, and every edit of the page in turn; what is orphaned by one is there again when the words are."""
    claim, added = said(desk)
    before = raw(desk)
    for edit, (page, claim_follows, marked_follows) in EDITS.items():
        desk.publish(page)
        orphans = desk.orphans()
        assert desk.follows() is claim_follows, edit
        assert (CLAIM.rstrip(".") not in orphans) is claim_follows, edit
        assert (MARKED not in orphans) is marked_follows, (edit, orphans.get(MARKED))
        if not claim_follows:
            orphan = orphans[CLAIM.rstrip(".")]
            assert (orphan.event, orphan.events, orphan.reviewers, orphan.claim_id) == (1, 2, 1, claim.claim_id)
            assert orphan.quote == claim.quote and orphan.before == claim.before
            assert orphan.why == ("more than once" if edit == "the paragraph twice" else "gone"), edit
            assert all(given == "machine" for _, _, given in desk.counting()), edit
        assert raw(desk) == before  # never moved, never deleted
    assert {edit for edit, (_, a, b) in EDITS.items() if a != b} == {"the sentence before"}
    assert added.claim_id.startswith("rest+")


def test_of_two_alike_each_has_its_own(desk):
    desk.publish(EDITS["the paragraph twice"][0])
    one, two = desk.claims()
    assert one.anchor != two.anchor
    with desk.log() as log:
        outcome(log, "ana", two, "supported")
    assert [(counts, given) for q, counts, given in desk.counting() if q == CLAIM.rstrip(".")] == [
        (str(one.machine_verdict), "machine"), ("supported", "ana"),
    ]  # fmt: skip
    assert desk.orphans() == {}


def test_a_renamed_article_and_an_attachment(desk):
    claim, _ = said(desk)
    desk.publish(PAGE, name="quiet")
    assert not desk.follows()
    orphans = desk.orphans()
    assert set(orphans) == {CLAIM.rstrip("."), MARKED}
    (now,) = desk.claims()
    assert orphans[CLAIM.rstrip(".")].candidates == (now.claim_id,)
    with desk.log() as log:
        log.attach(reviewer="lea", refers_to=orphans[CLAIM.rstrip(".")].event, claim=now)
        log.attach(
            reviewer="lea", refers_to=orphans[MARKED].event, claim=ClaimSeen.marked(**desk.marked(article="quiet"))
        )
        assert [e.kind for e in log.seen_by("ben", now.anchor).events] == ["decision", "note", "attachment"]
        assert log.seen_by("ana", claim.anchor).events == ()
    assert desk.follows() and desk.orphans() == {}
    desk.publish(PAGE)  # the old name again: what was attached has moved on, and is orphaned with its newer words
    assert not desk.follows()
    assert {orphan.article_id for orphan in desk.orphans().values()} == {"quiet"}
    with desk.log() as log:  # and can be attached to what it was
        log.attach(reviewer="lea", refers_to=1, claim=claim)
    assert desk.follows()
    assert verify(desk.folder / "reviews.db").intact
    assert [row[6] for row in raw(desk)[:2]] == [claim.quote] * 2


def test_a_claim_that_is_none_any_more_is_told_so(desk):
    claim, _ = said(desk)
    with closing(sqlite3.connect(desk.folder / "kb.db")) as kb, kb:  # as a build by another vocabulary might
        for table in ("assessments", "claim_citations", "suggestions", "claim_clusters", "article_findings"):
            kb.execute(f"DELETE FROM {table} WHERE claim_id = ?", [claim.claim_id])
        kb.execute("DELETE FROM claims WHERE id = ?", [claim.claim_id])
    assert desk.orphans()[CLAIM.rstrip(".")].why == "no claim"
