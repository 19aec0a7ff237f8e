"""The desk in process: where marked words stand, which claim comes next, what a page of the queue carries."""

import re
import sqlite3

import pytest
from visitors import desk, fields, session
from web_reading import FIRST, get

from kb.reviews import verify
from kb.web.added import _places, _told_apart
from kb.web.queue import _after
from kb.web.trail import FIRST as BEGINNING
from kb.web.trail import _following

TEXT = "Salts help.  Salts\nhelp. 𝛼-salts | act fast (50%) 🧂. Salts help."


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("Salts help.", ["Salts help.", "Salts\nhelp.", "Salts help."]),
        ("Salts  help. \n Salts help.", ["Salts help.  Salts\nhelp."]),
        ("𝛼-salts | act fast (50%) 🧂.", ["𝛼-salts | act fast (50%) 🧂."]),
        ("salts help.", []),
        ("Saltshelp.", []),
        ("Salts help. 🧂", []),
    ],
)
def test_words_are_found_whatever_the_white_space(quote, found):
    places = _places(TEXT, quote)
    assert [TEXT[start:end] for start, end in places] == found


def test_repeated_words_are_told_apart_by_what_surrounds_them():
    places = _places(TEXT, "Salts help.")
    assert len({_told_apart(TEXT, start, end) for start, end in places}) == 3


@pytest.mark.parametrize(
    "key", ["", "x", "1", "1.x.a", "-1.2.a", "1.2", "²..a", "1" * 2000 + ".1.a", "1.1." + "a" * 2000]
)
def test_any_key_of_a_page_of_the_queue_is_no_error(key):
    gravity, article, position = _after(key)
    assert (gravity, article, position) == BEGINNING or (gravity >= 0 and position >= 0)


def test_the_key_of_a_page_is_the_place_of_its_last_claim():
    assert _after("5.12.an.article.with.points") == (5, "an.article.with.points", 12)


def test_after_the_last_of_a_list_comes_its_first():
    rows = [{"id": str(n), "gravity": n // 2, "article_id": "a", "position": n} for n in range(4)]
    assert [_following(rows, row) for row in rows] == ["1", "2", "3", "0"]
    assert _following(rows, None) == "0" and _following(rows[:1], rows[0]) is None


async def _send(site, path: str, given: dict[str, str], **data: str):
    page = await site.client.get(path, cookies=given)
    sent = {**fields(page.text), **data}
    cookies = {**given, "ds_csrftoken": page.cookies.get("ds_csrftoken")}
    return await site.client.post(f"{path}/claims", data=sent, cookies=cookies)


@pytest.mark.parametrize(
    ("quote", "place", "status", "why"),
    [
        ("", (), 400, "No words are marked"),
        ("words that stand nowhere", (), 400, "are not in the article"),
        ("a", (), 400, "times in the article"),
        ("x" * 2001, (), 400, "at most 2000"),
        ("Our team is the best", (), 303, ""),
        ("they are safe", (), 409, "is claim 3 of the article already"),
        ("Our team", ("0", "8"), 303, ""),  # what stands at the place is something else: found by its words
        ("Our team", ("-1", "8" * 30), 303, ""),
    ],
)
async def test_marking_a_claim(tmp_path, quote, place, status, why):
    site = desk(tmp_path)
    given = {"ds_actor": session(site, "ana")}
    where = dict(zip(("start", "end"), place, strict=False))
    answer = await _send(site, f"/article/{FIRST}", given, quote=quote, **where)
    assert answer.status_code == status and why in answer.text
    with sqlite3.connect(tmp_path / "reviews.db") as db:
        marked = [row[0] for row in db.execute("SELECT quote FROM reviews WHERE kind = 'claim'")]
    assert marked == ([quote] if status == 303 else [])
    if marked:
        assert quote in await get(site, answer.headers["location"])
    assert verify(tmp_path / "reviews.db").intact


async def test_nothing_is_written_by_looking(tmp_path):
    site = desk(tmp_path)
    given = {"ds_actor": session(site, "lea")}
    for path in ("/", "/queue", "/queue?show=mine", "/orphans", "/people", f"/article/{FIRST}", f"/claim/{FIRST}-aaaa"):
        assert (await site.client.get(path, cookies=given)).status_code == 200
    for action in ("decide", "settle", "note", "assign"):
        assert (await site.client.get(f"/claim/{FIRST}-aaaa/{action}", cookies=given)).status_code == 405
    with sqlite3.connect(tmp_path / "reviews.db") as db:
        assert db.execute("SELECT count(*) FROM reviews").fetchone() == (0,)


async def test_where_the_log_cannot_be_read_the_machine_is_still_heard(tmp_path):
    (tmp_path / "reviews.db").write_bytes(b"no database at all, only words " * 40)
    site = desk(tmp_path)
    given = {"ds_actor": session(site, "ana")}
    for path in (f"/article/{FIRST}", f"/claim/{FIRST}-aaaa"):
        html = (await site.client.get(path, cookies=given)).text
        assert "contradicted" in html and not re.search(r"/decide\?", html)
    assert (await site.client.get("/queue", cookies=given)).status_code == 503
