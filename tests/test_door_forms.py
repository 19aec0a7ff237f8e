"""Every form of the site, sent in every wrong way: refused, and nothing written. The forms are those that the pages hold."""

import sqlite3
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from test_door import elsewhere
from visitors import desk, session, visitors
from web_reading import FIRST

from kb.labels import Decision
from kb.reviews import ClaimSeen, ReviewLog
from kb.web.gate import FORM, LARGEST_FORM
from kb.web.session import LASTS, Visitor, form_token

CLAIM = f"/claim/{FIRST}-aaaa"
DISPUTED = f"/claim/{FIRST}-bbbb"
# Pages that hold forms, and how their forms are filled in: by the last word of the address that a form is sent to.
PAGES = (CLAIM, DISPUTED, f"/article/{FIRST}", "/orphans", "/queue")
FILLED: dict[str, dict[str, str]] = {
    "decide": {"decision": "agree"},
    "settle": {"decision": "needs_work"},
    "note": {"note": "Look at this, @ana."},
    "assign": {"assignee": "ana"},
    "claims": {"quote": "Lithium salts for seasonal cough"},
    "attach": {},
}


class Forms(HTMLParser):
    """The forms of a page that are sent by POST: address and fields as they stand."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._open = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self._open = given.get("method", "").lower() == "post"
            if self._open:
                self.forms.append((given["action"], {}))
        elif self._open and tag == "input" and "name" in given and given.get("type") not in ("radio", "checkbox"):
            self.forms[-1][1][given["name"]] = given.get("value") or ""

    def handle_endtag(self, tag):
        self._open = self._open and tag != "form"


def form_on(html: str, address: str) -> dict[str, str]:
    return next(fields for action, fields in Forms(html).forms if action == address)


@pytest.fixture
def site(tmp_path):
    """With a claim on which two disagree, and a decision on words that are no more."""
    site = desk(tmp_path)
    with sqlite3.connect(tmp_path / "kb.db") as db:
        db.row_factory = sqlite3.Row
        (row,) = db.execute("SELECT * FROM claims WHERE id = ?", [f"{FIRST}-bbbb"])
    seen = ClaimSeen.from_row(row, "a" * 64)
    gone = ClaimSeen.marked(
        article_id=FIRST,
        quote="Salts halve cough within weeks [1]. Now.",
        before="x",
        after="y",
        start_char=1,
        end_char=9,
        build="b",
    )
    with ReviewLog(tmp_path / "reviews.db") as log:
        log.set_needed(reviewer="lea", needed=2)
        for name, decision in (("ana", Decision.NEEDS_WORK), ("bo", Decision.NOT_A_CLAIM)):
            log.decide(reviewer=name, claim=seen, decision=decision, verdict=None, supersedes=None, form=None)
        log.decide(reviewer="bo", claim=gone, decision=Decision.NOT_A_CLAIM, verdict=None, supersedes=None, form=None)
    return site


@pytest.fixture
def empty(tmp_path):
    """A site without accounts."""
    return desk(tmp_path, people=False)


def written(site) -> list:
    """All that could have been written."""
    found = []
    for path, sql in (
        (site._claims_kb.reviews_path, "SELECT id, kind, reviewer, hash FROM reviews ORDER BY id"),
        (site._claims_kb.accounts.path, "SELECT * FROM users ORDER BY name"),
    ):
        if path.exists():
            with sqlite3.connect(path) as db:
                known = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'users' OR name = 'reviews'").fetchone()
                found.append(db.execute(sql).fetchall() if known else None)
    return found


async def opened(site, page: str, address: str, cookies: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The fields of a form as a page shows it to a visitor, and the cookies that the browser has then."""
    response = await site.client.get(page, cookies=cookies)
    assert response.status_code == 200, page
    return form_on(response.text, address), {**cookies, "ds_csrftoken": response.cookies["ds_csrftoken"]}


# ---- every form that writes ----


async def writing_forms(site, name: str) -> list[tuple[str, str]]:
    """The forms (page, address) that the pages hold for a visitor, but for the doors."""
    found = []
    for page in PAGES:
        html = (await site.client.get(page, cookies={"ds_actor": session(site, name)})).text
        found += [(page, action) for action, _ in Forms(html).forms if not action.startswith("/-/log")]
    found = list(dict.fromkeys(found))
    assert {word(address) for _, address in found} == set(FILLED), "a form that is not filled in, or is gone"
    return found


def word(address: str) -> str:
    return address.partition("?")[0].rsplit("/", 1)[-1]


def retold(site, token: str, **other) -> str:
    """A form's token with something else in it, signed as ours are."""
    return site.sign({**site.unsign(token, "claims-kb-form"), **other}, "claims-kb-form")


async def test_nobody_is_shown_a_form_that_they_may_not_send(site):
    """Whoever may not write sees no form, or one that leads to the door."""
    for who in ("nobody", "reader", "disabled", "expired"):
        for page in PAGES:
            html = (await site.client.get(page, cookies=visitors(site)[who])).text
            assert all(action.startswith("/-/log") for action, _ in Forms(html).forms), who


async def good_forms(site) -> list[tuple[str, str, dict[str, str], dict[str, str]]]:
    """Of each form: its page and address, what a lead sends in it, and the cookies with which it is taken."""
    await site.client.get("/")
    found = []
    for page, address in await writing_forms(site, "lea"):
        form, cookies = await opened(site, page, address, {"ds_actor": session(site, "lea")})
        found.append((page, address, {**form, **FILLED[word(address)]}, cookies))
    return found


async def test_forms_without_their_tokens_are_refused(site):
    for page, address, good, cookies in await good_forms(site):
        other, _ = await opened(site, page, address, {"ds_actor": session(site, "lea")})
        assert other["csrftoken"] != good["csrftoken"]
        token = good["form_token"]
        told = site.unsign(token, "claims-kb-form")
        ways = {
            "no csrf token": {"csrftoken": None},
            "an empty csrf token": {"csrftoken": ""},
            "csrf token of another browser": {"csrftoken": other["csrftoken"]},
            "no form token": {"form_token": None},
            "a form token that is none": {"form_token": "x"},
            "cut form token": {"form_token": token[:-2]},
            "session for a form token": {"form_token": cookies["ds_actor"]},
            "csrf token for a form token": {"form_token": good["csrftoken"]},
            "for something else": {"form_token": retold(site, token, purpose=told["purpose"] + "x")},
            "for the door": {"form_token": retold(site, token, purpose="login")},
            "of another reviewer": {"form_token": retold(site, token, name="ana", generation=2)},
            "of nobody": {"form_token": retold(site, token, name=None, generation=0)},
            "of before the password changed": {"form_token": retold(site, token, generation=0)},
            "old": {"form_token": retold(site, token, at=told["at"] - LASTS - 60)},
            "of tomorrow": {"form_token": retold(site, token, at=told["at"] + 86400)},
        }
        before = written(site)
        for way, change in ways.items():
            data = {name: value for name, value in {**good, **change}.items() if value is not None}
            response = await site.client.post(address, data=data, cookies=cookies)
            assert response.status_code == 403, (address, way)
            assert written(site) == before, (address, way)


async def test_forms_of_whoever_may_not_are_refused(site):
    """Each with the best form that they could have: right purpose, made for them, with a token of their browser."""
    named = {"reader": ("rita", 1), "reviewer": ("ana", 2), "disabled": ("gone", 1), "stale generation": ("ana", 1)}
    for _, address, good, cookies in await good_forms(site):
        before = written(site)
        for who, given in visitors(site).items():
            if who == "lead" or (who == "reviewer" and word(address) != "assign"):
                continue
            name, generation = named.get(who, (None, 0))
            data = {**good, "form_token": retold(site, good["form_token"], name=name, generation=generation)}
            for cookies_of in (given, {**given, "ds_csrftoken": cookies["ds_csrftoken"]}):
                response = await site.client.post(address, data=data, cookies=cookies_of)
                assert response.status_code == 403, (address, who)
                assert written(site) == before, (address, who)
        async with elsewhere(site) as client:
            response = await client.post(address, data=good)
            assert response.status_code == 403 and written(site) == before


async def test_forms_sent_by_other_methods_are_refused(site):
    for _, address, good, cookies in await good_forms(site):
        before = written(site)
        for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE"):
            content = {"params": good} if method in ("GET", "HEAD") else {"data": good}
            response = await site.client.request(method, address, cookies=cookies, **content)
            assert response.status_code in (404, 405), (address, method)
            assert written(site) == before, (address, method)


async def test_forms_of_another_shape_are_refused(site):
    for _, address, good, cookies in await good_forms(site):
        bare = {**good, "csrftoken": ""}
        kinds = {
            "json": {"json": good},
            "several parts": {"files": {name: (None, value) for name, value in good.items()}},
            "text": {"content": urlencode(good), "headers": {"content-type": "text/plain"}},
            "token of a program": {"data": bare, "headers": {"authorization": "Bearer x"}},
            "too large": {"data": {**good, "note": "x" * LARGEST_FORM}},
            "not ASCII": {"content": b"csrftoken=\xff", "headers": {"content-type": FORM}},
            "header not ASCII": {"data": bare, "headers": {"x-csrftoken": "é".encode("latin-1")}},
            "nothing": {},
        }
        before = written(site)
        for kind, content in kinds.items():
            response = await site.client.post(address, cookies=cookies, **content)
            assert response.status_code in (400, 403, 413, 415), (address, kind, response.status_code)
            assert written(site) == before, (address, kind)


async def test_a_good_form_is_taken_once(site):
    """What shows that the refusals above are for the reasons named."""
    await site.client.get("/")
    for page, address in await writing_forms(site, "lea"):
        form, cookies = await opened(site, page, address, {"ds_actor": session(site, "lea")})
        data = {**form, **FILLED[word(address)]}
        before = written(site)
        response = await site.client.post(address, data=data, cookies=cookies)
        assert response.status_code == 303, (address, response.text)
        after = written(site)
        assert len(after[0]) == len(before[0]) + 1 and after[1] == before[1], address
        await site.client.post(address, data=data, cookies=cookies)
        assert written(site) == after, (address, "sent twice")


async def test_without_accounts_writing_leads_to_the_first(empty):
    """Without accounts no page holds a form; one that is made up is refused, and says what helps."""
    await empty.client.get("/")
    token = form_token(empty, Visitor(no_accounts=True), f"decide {FIRST}-aaaa")
    response = await empty.client.get("/legend")
    html = (await empty.client.get(CLAIM)).text
    assert not Forms(html).forms and "/-/first-account" in html
    assert response.status_code == 200
    before = written(empty)
    for action in ("decide", "note", "settle", "assign"):
        address = f"{CLAIM}/{action}"
        response = await empty.client.post(address, data={"form_token": token, "decision": "agree"})
        assert response.status_code in (403, 404, 405) and written(empty) == before
        if response.status_code == 403:
            assert "/-/first-account" in response.text
