"""The review log: who may say what, who may see what, and that nothing said is ever changed."""

import json
import sqlite3
from hashlib import sha256

import pytest
from reviewing import AGREE, CONTRADICTED, OVERRULE, SUPPORTED, UNSUPPORTED, outcome, seen

from kb.labels import Decision
from kb.reviews import ClaimSeen, Replayed, ReviewLog, ReviewRefused, Stale, mentions, verify
from kb.reviews.chain import row_hash
from kb.reviews.events import COLUMNS

NEEDS_WORK, NOT_A_CLAIM = Decision.NEEDS_WORK, Decision.NOT_A_CLAIM


@pytest.fixture
def log(tmp_path):
    with ReviewLog(tmp_path / "reviews.db") as opened:
        yield opened


def rows(log, sql, *values):
    with sqlite3.connect(log.path) as connection:
        return connection.execute(sql, values).fetchall()


def test_the_nouns_have_the_columns_of_the_schema(log):
    assert tuple(name for (name,) in rows(log, "SELECT name FROM pragma_table_info('reviews')")) == COLUMNS
    opened = tuple(name for (name,) in rows(log, "SELECT name FROM pragma_table_info('opened')"))
    assert opened == tuple(name for name in COLUMNS if name not in ("form", "origin", "prev_hash", "hash"))


def test_the_form_of_the_hash_is_for_ever():
    """Other programs compute it too: columns sorted, no blanks, UTF-8."""
    told = (
        '{"after":null,"anchor":null,"article_id":null,"assignee":null,"at":"2026-01-02T03:04:05.678Z","before":null,"blind":0,'
        '"build":null,"citation":"","claim_id":null,"decision":null,"end_char":null,"form":null,"id":1,"kind":"policy",'
        '"machine_reason":null,"machine_verdict":null,"needed":2,"note":"","origin":null,"prev_hash":"","quote":null,"reason":"",'
        '"refers_to":null,"reviewer":"léa","start_char":null,"supersedes":null,"verdict":null}'
    )
    assert row_hash({**json.loads(told), "hash": "anything"}) == sha256(told.encode()).hexdigest()


def test_a_decision_is_written_whole_and_read_back(log):
    claim = seen()
    event = log.decide(
        reviewer="ana", claim=claim, decision=OVERRULE, verdict=CONTRADICTED, reason=" no ", citation="doi:1", form="f1"
    )
    assert (event.id, event.prev_hash, event.blind, event.reason) == (1, "", 1, "no")
    assert event.quote == claim.quote and event.machine_verdict is UNSUPPORTED and event.build == "b1"
    assert log.seen_by("ana", claim.anchor).own == event
    stored = rows(log, f"SELECT {', '.join(COLUMNS)} FROM reviews")[0]
    assert row_hash(dict(zip(COLUMNS, stored, strict=True))) == event.hash
    following = log.note(reviewer="ana", claim=claim, note="see @ben", form="f2")
    assert (following.id, following.prev_hash) == (2, event.hash)


@pytest.mark.parametrize(
    "machine, decision, verdict, reason, expected",
    [
        (UNSUPPORTED, AGREE, None, "", UNSUPPORTED),
        (UNSUPPORTED, AGREE, SUPPORTED, "", UNSUPPORTED),
        (UNSUPPORTED, OVERRULE, SUPPORTED, "read it", SUPPORTED),
        (None, OVERRULE, SUPPORTED, "read it", SUPPORTED),
        (UNSUPPORTED, NEEDS_WORK, None, "", None),
        (UNSUPPORTED, NOT_A_CLAIM, None, "a heading", None),
        (None, AGREE, None, "", "no verdict of the machine"),
        (UNSUPPORTED, OVERRULE, None, "read it", "choose a verdict"),
        (UNSUPPORTED, OVERRULE, UNSUPPORTED, "read it", "machine's own verdict"),
        (UNSUPPORTED, OVERRULE, SUPPORTED, "  \n", "say why"),
        (UNSUPPORTED, OVERRULE, SUPPORTED, "x" * 10_001, "too long"),
        (UNSUPPORTED, OVERRULE, SUPPORTED, "a\0b", "cannot be kept"),
        (UNSUPPORTED, OVERRULE, SUPPORTED, "\ud800", "does not take"),
        (UNSUPPORTED, NEEDS_WORK, SUPPORTED, "", "only when overruling"),
    ],
)  # fmt: skip
def test_what_a_decision_comes_to(log, machine, decision, verdict, reason, expected):
    def decide():
        return log.decide(
            reviewer="ana", claim=seen(machine=machine), decision=decision, verdict=verdict, reason=reason
        )

    if isinstance(expected, str) and expected not in (SUPPORTED, UNSUPPORTED):
        with pytest.raises(ReviewRefused) as refused:
            decide()
        assert expected in refused.value.why
        assert rows(log, "SELECT count(*) FROM reviews") == [(0,)]
        assert outcome(log, "ana", seen(), "supported").id == 1  # and the log takes the next
    else:
        assert decide().verdict == expected


def test_a_form_counts_once_and_a_stale_one_not_at_all(log):
    claim = seen()
    first = outcome(log, "ana", claim, "supported", form="f1")
    with pytest.raises(Replayed):
        outcome(log, "ana", claim, "unsupported", form="f1")
    with pytest.raises(Stale):
        log.decide(reviewer="ana", claim=claim, decision=AGREE, supersedes=None)
    second = log.decide(reviewer="ana", claim=claim, decision=AGREE, supersedes=first.id)
    with pytest.raises(Stale):
        log.decide(reviewer="ana", claim=claim, decision=AGREE, supersedes=first.id)
    assert [e.id for e in log.seen_by("ana", claim.anchor).events] == [first.id, second.id]
    assert rows(log, "SELECT reviewer, outcome FROM decisions") == [("ana", "unsupported")]


def test_two_decide_blind_and_a_third_settles(log):
    claim = seen()
    log.set_needed(reviewer="lea", needed=2)
    ana = outcome(log, "ana", claim, "supported")
    log.note(reviewer="ana", claim=claim, note="for @cai alone")
    shown = log.seen_by("ben", claim.anchor)
    assert (shown.events, shown.decided, shown.needed, shown.is_open) == ((), 1, 2, False)
    assert log.seen_by(None, claim.anchor).events == ()
    assert [e.kind for e in log.seen_by("cai", claim.anchor).events] == ["note"]
    assert log.seen_by("ana", claim.anchor).own == ana
    assert rows(log, "SELECT kind FROM opened") == [("policy",)]
    for settler in ("ana", "cai"):
        assert not log.seen_by(settler, claim.anchor).may_settle
        with pytest.raises(ReviewRefused):
            outcome(log, settler, claim, "supported", settle=True)
    ben = outcome(log, "ben", claim, "contradicted")
    assert ana.blind and ben.blind
    assert [e.reviewer for e in log.seen_by(None, claim.anchor).events] == ["ana", "ana", "ben"]
    assert rows(log, "SELECT status, verdict, decided_by FROM standing") == [("disputed", None, "ana, ben")]
    assert rows(log, "SELECT outcomes FROM disagreements") == [("ana: supported; ben: contradicted",)]
    with pytest.raises(ReviewRefused) as refused:
        outcome(log, "ben", claim, "supported", settle=True)
    assert "somebody else" in refused.value.why
    assert log.seen_by("cai", claim.anchor).may_settle
    outcome(log, "cai", claim, "unsupported", settle=True)
    assert rows(log, "SELECT status, verdict, decided_by, reviewers FROM standing") == [
        ("settled", "unsupported", "cai", 2)
    ]
    assert rows(log, "SELECT * FROM disagreements") == []
    with pytest.raises(ReviewRefused) as refused:
        outcome(log, "cai", claim, "unsupported")
    assert "You settled" in refused.value.why
    assert outcome(log, "dan", claim, "supported").blind == 0


@pytest.mark.parametrize(
    "outcomes, status, verdict, shown",
    [
        (["supported", "supported"], "agreed", "supported", "supported"),
        (["unsupported", "unsupported", "unsupported"], "agreed", "unsupported", "unsupported"),
        (["supported", "unsupported"], "disputed", None, None),
        (["supported", "needs_work"], "disputed", None, None),
        (["needs_work", "needs_work"], "needs_work", None, "needs_work"),
        (["not_a_claim", "not_a_claim"], "not_a_claim", None, "not_a_claim"),
        (["needs_work", "not_a_claim"], "disputed", None, None),
    ],
)
def test_standing(log, outcomes, status, verdict, shown):
    log.set_needed(reviewer="lea", needed=2)
    for reviewer, what in zip("abc", outcomes, strict=False):
        outcome(log, reviewer, seen(), what)
    assert rows(log, "SELECT status, verdict, outcome FROM standing") == [(status, verdict, shown)]


def test_a_clock_that_is_set_back_upsets_neither_order_nor_chain(log, monkeypatch):
    monkeypatch.setattr("kb.reviews.log.now", lambda: "2031-01-01T00:00:00.000Z")
    log.decide(reviewer="ana", claim=seen(), decision=AGREE)
    monkeypatch.setattr("kb.reviews.log.now", lambda: "2021-01-01T00:00:00.000Z")
    outcome(log, "ana", seen(), SUPPORTED)
    assert log.seen_by("ana", seen().anchor).own.verdict == SUPPORTED
    assert verify(log.path).intact


def test_with_one_reviewer_all_is_open_at_once_and_a_second_is_not_blind(log):
    log.note(reviewer="ana", claim=seen(), note="hm")
    assert len(log.seen_by(None, seen().anchor).events) == 1
    assert outcome(log, "ana", seen(), "supported").blind == 1
    assert outcome(log, "ben", seen(), "supported").blind == 0
    assert outcome(log, "ana", seen("b"), "supported").blind == 1
    assert outcome(log, "ana", seen("b"), "unsupported").blind == 1  # nobody else's was to be seen


def test_a_change_of_the_policy_opens_what_now_suffices_and_closes_nothing(log):
    a, b = seen("a"), seen("b")
    outcome(log, "ana", a, "supported")
    log.set_needed(reviewer="lea", needed=3)
    assert len(log.seen_by(None, a.anchor).events) == 1
    for reviewer in ("ana", "ben"):
        outcome(log, reviewer, b, "supported")
    assert log.seen_by(None, b.anchor).events == ()
    log.set_needed(reviewer="lea", needed=2)
    assert len(log.seen_by(None, b.anchor).events) == 2
    assert rows(log, "SELECT claim_id, status FROM standing ORDER BY 1") == [("page-a", "agreed"), ("page-b", "agreed")]


def test_mine_is_what_waits_for_me(log):
    a, b = seen("a"), seen("b")
    log.assign(reviewer="lea", claim=a, assignee="ana")
    log.assign(reviewer="lea", claim=b, assignee="ana")
    log.assign(reviewer="lea", claim=b, assignee=None)
    log.note(reviewer="ben", claim=b, note="@ana, what of this?")
    log.note(reviewer="ben", claim=b, note="not @anabel")
    mine = log.mine("ana")
    assert (set(mine.assigned), set(mine.decided)) == ({a.anchor}, set())
    assert [e.note for e in mine.mentions] == ["@ana, what of this?"]
    outcome(log, "ana", b, "supported")
    mine = log.mine("ana")
    assert (set(mine.decided), mine.mentions) == ({b.anchor}, ())
    assert rows(log, "SELECT claim_id, assignee FROM assignments") == [("page-a", "ana")]


def test_a_claim_that_the_machine_missed_is_marked_once(log):
    where = {
        "article_id": "page",
        "quote": "Salts cure.",
        "before": "x",
        "after": "y",
        "start_char": 3,
        "end_char": 14,
        "build": "b1",
    }
    event = log.add_claim(reviewer="ana", form="f", **where)
    assert event.claim_id == f"page+{event.anchor[:8]}"
    with pytest.raises(ReviewRefused):
        log.add_claim(reviewer="ben", form="g", **where)
    marked = ClaimSeen.marked(**where)
    assert outcome(log, "ben", marked, "contradicted").verdict is CONTRADICTED
    assert rows(log, "SELECT claim_id, quote FROM added_claims") == [(event.claim_id, "Salts cure.")]


def test_an_attachment_takes_along_what_was_said_of_the_same_words(log):
    old, new = seen("old"), seen("new")
    for reviewer in ("ana", "ben"):
        outcome(log, reviewer, old, "supported")
    log.note(reviewer="ana", claim=old, note="mind")
    log.attach(reviewer="lea", refers_to=1, claim=new)
    assert rows(log, "SELECT anchor, claim_id, status, reviewers FROM standing") == [
        (new.anchor, "page-new", "agreed", 2)
    ]
    assert log.seen_by("ana", old.anchor).events == ()
    shown = log.seen_by("ana", new.anchor)
    assert [e.kind for e in shown.events] == ["decision", "decision", "note", "attachment"]
    assert shown.own.quote == old.quote  # what was said is never rewritten
    with pytest.raises(Stale):
        log.decide(reviewer="ana", claim=new, decision=AGREE, supersedes=None)
    for refers_to, why in ((99, "no such event"), (1, "belongs to this claim")):
        with pytest.raises(ReviewRefused) as refused:
            log.attach(reviewer="lea", refers_to=refers_to, claim=new)
        assert why in refused.value.why


def test_an_attachment_cannot_make_a_settler_of_a_decider_nor_open_what_is_sealed(log):
    old, new, sealed = seen("old"), seen("new"), seen("sealed")
    for reviewer in ("ana", "ben"):
        outcome(log, reviewer, old, "supported" if reviewer == "ana" else "unsupported")
    outcome(log, "cai", old, "supported", settle=True)
    outcome(log, "cai", new, "supported")
    with pytest.raises(ReviewRefused) as refused:
        log.attach(reviewer="lea", refers_to=1, claim=new)
    assert "settled a claim that he decided" in refused.value.why
    log.set_needed(reviewer="lea", needed=3)
    outcome(log, "dan", sealed, "supported")
    with pytest.raises(ReviewRefused) as refused:
        log.attach(reviewer="eve", refers_to=1, claim=sealed)
    assert "not open yet" in refused.value.why
    assert log.seen_by("eve", sealed.anchor).events == ()


@pytest.mark.parametrize(
    "note, names",
    [
        ("@ana see", ("ana",)),
        ("see @ana, @ben.b and @ana.", ("ana", "ben.b")),
        ("mail to ana@clinic.example", ()),
        ("(@Ana-2)", ("ana-2",)),
        ("@ana's, @ana_ and @anaé", ("ana",)),
        ("@@ana @ x", ()),
        ("", ()),
    ],
)
def test_mentions(note, names):
    assert mentions(note) == names


FORBIDDEN = [
    "UPDATE reviews SET verdict = 'supported'",
    "UPDATE OR REPLACE reviews SET id = 1 WHERE id = 2",
    "DELETE FROM reviews WHERE id = 2",
    "INSERT OR REPLACE INTO reviews SELECT * FROM reviews WHERE id = 2",
    "REPLACE INTO reviews SELECT * FROM reviews WHERE id = 1",
    "INSERT OR IGNORE INTO reviews SELECT * FROM reviews WHERE id = 1",
    "INSERT INTO reviews SELECT * FROM reviews WHERE id = 2 ON CONFLICT DO UPDATE SET reviewer = 'eve'",
    "DELETE FROM opened",
    "INSERT INTO opened SELECT id, kind, at, 'eve', claim_id, article_id, quote, before, after, anchor, start_char, end_char, build,"
    " machine_verdict, machine_reason, decision, verdict, reason, citation, note, assignee, needed, refers_to, supersedes, blind FROM reviews",
]  # fmt: skip


@pytest.mark.parametrize("sql", FORBIDDEN)
def test_no_program_changes_the_log(log, sql):
    for name in "abc":
        outcome(log, "ana", seen(name), "supported", form=name)
    before = rows(log, "SELECT * FROM reviews")
    with pytest.raises(sqlite3.IntegrityError):
        rows(log, sql)
    assert rows(log, "SELECT * FROM reviews") == before


def insert(log, **changed):
    """What another program would have to insert to write a row of its own."""
    last = log.decide(reviewer="zoe", claim=seen("z"), decision=AGREE, form="z")
    row = dict(zip(COLUMNS, rows(log, "SELECT * FROM reviews ORDER BY id DESC LIMIT 1")[0], strict=True))
    fair = {"id": last.id + 1, "prev_hash": last.hash, "form": "other", "reviewer": "eve", "hash": "0" * 64, "blind": 0}
    row |= fair | changed
    rows(log, f"INSERT INTO reviews VALUES ({', '.join('?' * len(COLUMNS))})", *row.values())


@pytest.mark.parametrize(
    "changed",
    [
        {"id": 1},
        {"id": 9},
        {"id": None},
        {"prev_hash": "0" * 64},
        {"hash": "short"},
        {"form": "z"},
        {"at": "2001-01-01T00:00:00.000Z"},
        {"at": "yesterday"},
        {"reviewer": " "},
        {"reviewer": "zoe"},
        {"supersedes": 1},
        {"blind": 1},
        {"kind": "settlement"},
        {"kind": "settlement", "reviewer": "zoe"},
        {"kind": "verdict"},
        {"decision": "maybe"},
        {"decision": None},
        {"decision": "overrule", "verdict": "supported", "reason": ""},
        {"decision": "overrule", "verdict": None, "reason": "because"},
        {"decision": "needs_work"},
        {"verdict": "supported"},
        {"claim_id": None},
        {"anchor": ""},
        {"needed": 2},
        {"note": "also a note"},
        {"start_char": 30},
        {"refers_to": 1},
    ],
)
def test_no_program_breaks_the_rules(log, changed):
    with pytest.raises(sqlite3.IntegrityError):
        insert(log, **changed)
    assert rows(log, "SELECT count(*) FROM reviews") == [(1,)]


def test_a_fair_row_of_another_program_is_taken(log):
    insert(log)
    assert rows(log, "SELECT reviewer FROM decisions ORDER BY 1") == [("eve",), ("zoe",)]


def test_what_waits_is_told_without_a_look_at_all_that_was_decided(log):
    one, two, three = seen("one"), seen("two"), seen("three")
    log.set_needed(reviewer="lea", needed=2)
    outcome(log, "ana", one, "supported")
    outcome(log, "ana", two, "supported")
    outcome(log, "ben", two, "supported")
    assert log.undisclosed("ana") == (one.anchor,)
    assert {a: e.outcome for a, e in log.own_among("ana", [one.anchor, three.anchor]).items()} == {
        one.anchor: "supported"
    }
    log.assign(reviewer="lea", claim=one, assignee="ana")
    log.assign(reviewer="lea", claim=three, assignee="ana")
    log.note(reviewer="ben", claim=three, note="@ana look, @anabel need not")
    log.note(reviewer="ben", claim=two, note="@ana as well")
    for way in (log.awaits, log.mine):
        assert [event.anchor for event in way("ana").mentions] == [three.anchor, two.anchor]
    assert log.awaits("ana").assigned == (three.anchor,)
    log.note(reviewer="ana", claim=two, note="seen")
    assert [event.anchor for event in log.awaits("ana").mentions] == [three.anchor]
    assert log.awaits("ana").mentions == log.mine("ana").mentions
    assert log.awaits("anabel").assigned == () and len(log.awaits("anabel").mentions) == 1
