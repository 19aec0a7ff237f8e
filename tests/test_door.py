"""Who may see what: every route of the site for every kind of visitor, from this machine and from elsewhere."""

import re

import httpx
import pytest
from visitors import ROLES, desk, session, visitors
from web_reading import FIRST

CLAIM = f"/claim/{FIRST}-aaaa"
# A row for each route: an address, and what it answers to GET without any account and then, with accounts, to nobody,
# reader, reviewer and lead. A route that no row asks for fails the test below.
ROUTES = """
/                                             200  200 200 200 200
/legend                                       200  200 200 200 200
/search                                       200  200 200 200 200
/search?q=cough                               200  200 200 200 200
/article/{first}                              200  200 200 200 200
/claim/{first}-aaaa                           200  200 200 200 200
/study/meyer2019                              200  200 200 200 200
/matrix                                       200  200 200 200 200
/queue                                        200  200 200 200 200
/queue?show=mine                              200  200 200 200 200
/queue?show=disputed&after=x                  200  200 200 200 200
/orphans                                      200  200 200 200 200
/people                                       303  303 200 200 200
/article/{first}/report.html                  200  200 200 200 200
/article/{first}/report.docx                  200  200 200 200 200
/article/{first}/report.csv                   200  200 200 200 200
/article/nothing/report.csv                   404  404 404 404 404
/article/{first}/claims                       405  405 405 405 405
/claim/{first}-aaaa/decide                    405  405 405 405 405
/claim/{first}-aaaa/settle                    405  405 405 405 405
/claim/{first}-aaaa/note                      405  405 405 405 405
/claim/{first}-aaaa/assign                    405  405 405 405 405
/-/orphans/1/attach                           405  405 405 405 405
/graph                                        200  200 200 200 200
/article/nothing                              404  404 404 404 404
/-/login                                      303  200 200 200 200
/-/logout                                     200  200 200 200 200
/-/first-account                              200  404 404 404 404
/robots.txt                                   200  200 200 200 200
/favicon.ico                                  200  200 200 200 200
/.json                                        200  200 200 200 200
/-/static/app.css                             200  200 200 200 200
/-/static-plugins/claims_kb/kb.css            200  200 200 200 200
/-/static-plugins/claims-kb/kb.css            200  200 200 200 200
/:memory:                                     301  301 301 301 301
/-/versions.json                              200  200 200 200 200
/-/actor.json                                 200  200 200 200 200
/-/metadata                                   200  404 404 404 200
/-/metadata.json                              200  404 404 404 200
/-/plugins.json                               200  404 404 404 200
/-/settings.json                              200  404 404 404 200
/-/config.json                                301  404 404 404 301
/-/config                                     301  404 404 404 301
/-/threads.json                               200  404 404 404 200
/-/databases.json                             200  404 404 404 200
/_internal                                    403  404 404 404 403
/_internal/databases.json                     403  404 404 404 403
/-/auth-token?token=x                         404  404 404 404 404
/-/permissions                                404  404 404 404 404
/-/messages                                   404  404 404 404 404
/-/allow-debug                                404  404 404 404 404
/-/patterns                                   404  404 404 404 404
/kb.db                                        200  200 200 200 200
/accounts.db                                  403  403 403 403 403
/accounts                                     404  404 404 404 404
/reviews.db                                   403  403 403 403 403
/kb                                           200  200 200 200 200
/kb.json?sql=select+1                         200  200 200 200 200
/kb/claims                                    200  200 200 200 200
/kb/claims.csv                                200  200 200 200 200
/kb/claims/{first}-aaaa                       200  200 200 200 200
"""
ROWS = [(row.split()[0].format(first=FIRST), [int(n) for n in row.split()[1:]]) for row in ROUTES.strip().splitlines()]
# What is reached from elsewhere without an account.
DOORS = ("/-/login", "/-/logout", "/-/first-account", "/robots.txt", "/favicon.ico", "/-/static")


@pytest.fixture(scope="module")
def with_people(tmp_path_factory):
    return desk(tmp_path_factory.mktemp("people"))


@pytest.fixture(scope="module")
def without_people(tmp_path_factory):
    return desk(tmp_path_factory.mktemp("nobody"), people=False)


def elsewhere(site, **headers) -> httpx.AsyncClient:
    """A client at another address."""
    transport = httpx.ASGITransport(app=site.app(), client=("192.0.2.7", 4711))
    return httpx.AsyncClient(transport=transport, base_url="http://kb.example", headers=headers)


def test_every_route_has_a_row(with_people):
    paths = [path.partition("?")[0] for path, _ in ROWS]
    for pattern, _ in with_people._routes():
        answers = [path for path in paths if pattern.match(path)]
        assert answers or "methods" in pattern.pattern, f"no row asks for {pattern.pattern}"


@pytest.mark.parametrize(("path", "expected"), ROWS)
async def test_routes_by_visitor(with_people, without_people, path, expected):
    await with_people.invoke_startup()
    await without_people.invoke_startup()
    assert (await without_people.client.get(path)).status_code == expected[0]
    cookies = visitors(with_people)
    seen = {who: (await with_people.client.get(path, cookies=given)).status_code for who, given in cookies.items()}
    assert [seen.pop(role) for role in ROLES] == expected[1:]
    assert seen == dict.fromkeys(seen, expected[1]), "who is not signed in is nobody"


@pytest.mark.parametrize(("path", "expected"), ROWS)
async def test_reading_from_elsewhere_takes_an_account(with_people, without_people, path, expected):
    door = path.startswith(DOORS) and path.partition("?")[0] != "/-/logout.json"
    for who, given in visitors(with_people).items():
        async with elsewhere(with_people) as client:
            seen = (await client.get(path, cookies=given)).status_code
        signed_in = who in ROLES[1:]
        column = 1 + ROLES.index(who) if signed_in else 1
        assert seen == (expected[column] if signed_in or door else 403), who
    async with elsewhere(without_people) as client:
        allowed = 403 if path == "/-/first-account" else expected[0] if door else 403
        assert (await client.get(path)).status_code == allowed


@pytest.mark.parametrize("path", [path for path, _ in ROWS])
async def test_every_answer_has_one_policy_and_our_pages_a_strict_one(with_people, path):
    response = await with_people.client.get(path, cookies={"ds_actor": session(with_people, "lea")})
    (policy,) = response.headers.get_list("content-security-policy")
    assert "frame-ancestors 'none'" in policy and "form-action 'self'" in policy
    ours = 'class="kb-header"' in response.text
    if response.status_code != 404:  # Datasette, too, says with our template that there is no such page
        assert ("unsafe-inline" in policy) != ours
    if ours and "unsafe-inline" not in policy:
        assert "default-src 'none'" in policy and "script-src 'self';" in policy and "style-src 'self';" in policy
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=\"", response.text)


async def test_a_browser_from_elsewhere_is_led_to_the_door(with_people):
    async with elsewhere(with_people, accept="text/html") as client:
        response = await client.get(f"{CLAIM}?x=1&y=2")
    assert response.status_code == 303
    assert response.headers["location"] == f"/-/login?next=%2Fclaim%2F{FIRST}-aaaa%3Fx%3D1%26y%3D2"


@pytest.mark.parametrize(
    ("client", "host", "more", "status"),
    [
        (("127.0.0.1", 1), "localhost:8001", {}, 200),
        (("127.0.0.1", 1), "127.0.0.1", {}, 200),
        (("127.3.2.1", 1), "127.0.0.1:80", {}, 200),
        (("::1", 1), "[::1]:8001", {}, 200),
        (("127.0.0.1", 1), "kb.example", {}, 403),
        (("127.0.0.1", 1), "localhost.kb.example", {}, 403),
        (("127.0.0.1", 1), "127.0.0.1.kb.example", {}, 403),
        (("127.0.0.1", 1), "localhost@kb.example", {}, 403),
        (("127.0.0.1", 1), "kb.example#localhost", {}, 403),
        (("127.0.0.1", 1), "[::1", {}, 403),
        (("127.0.0.1", 1), "", {}, 403),
        (("192.0.2.7", 1), "localhost", {}, 403),
        (("0.0.0.0", 1), "localhost", {}, 403),
        (("::ffff:192.0.2.7", 1), "localhost", {}, 403),
        (("127.0.0.1", 1), "localhost", {"x-forwarded-for": "192.0.2.7"}, 403),
        (("127.0.0.1", 1), "localhost", {"forwarded": "for=192.0.2.7"}, 403),
        (("127.0.0.1", 1), "localhost", {"x-real-ip": "127.0.0.1"}, 403),
        (None, "localhost", {}, 403),
    ],
)
async def test_who_sits_at_this_machine(without_people, client, host, more, status):
    transport = httpx.ASGITransport(app=without_people.app(), client=client)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as asking:
        for path in ("/-/first-account", "/legend"):
            response = await asking.get(path, headers={"host": host, **more})
            assert response.status_code == status, path


@pytest.mark.parametrize(("reading", "near", "far"), [("local", 200, 403), ("open", 200, 200), ("signed-in", 403, 403)])
async def test_who_may_read_can_be_set(tmp_path, reading, near, far):
    site = desk(tmp_path, metadata={"plugins": {"claims-kb": {"reading": reading}}})
    assert (await site.client.get("/legend")).status_code == near
    async with elsewhere(site) as client:
        assert (await client.get("/legend")).status_code == far
        assert (await client.get("/legend", cookies={"ds_actor": session(site, "rita")})).status_code == 200


async def test_the_files_may_lie_elsewhere(tmp_path, monkeypatch):
    (tmp_path / "kept").mkdir()
    site = desk(
        tmp_path,
        people=False,
        metadata={
            "plugins": {"claims-kb": {"accounts": str(tmp_path / "kept" / "a.db"), "reviews": str(tmp_path / "r.db")}}
        },
    )
    await site.client.get("/")
    assert site._claims_kb.accounts.path == tmp_path / "kept" / "a.db"
    assert site._claims_kb.reviews_path == tmp_path / "r.db"
    monkeypatch.setenv("CLAIMS_KB_ACCOUNTS", str(tmp_path / "b.db"))
    other = desk(tmp_path, people=False)
    await other.client.get("/")
    assert other._claims_kb.accounts.path == tmp_path / "b.db"


async def test_accounts_are_out_of_sight_where_a_folder_is_served(tmp_path):
    from datasette.app import Datasette
    from visitors import SECRET

    desk(tmp_path)
    site = Datasette([], config_dir=tmp_path, secret=SECRET)
    await site.invoke_startup()
    assert "accounts" not in site.databases and "kb" in site.databases
    for path in ("/accounts", "/accounts.db", "/accounts/users.json", "/accounts.json?sql=select+1"):
        response = await site.client.get(path)
        assert response.status_code in (403, 404) and "argon2" not in response.text


async def test_accounts_that_cannot_be_read_let_nobody_in(tmp_path):
    site = desk(tmp_path)
    (tmp_path / "accounts.db").unlink()
    for path in tmp_path.glob("accounts.db-*"):
        path.unlink()
    (tmp_path / "accounts.db").write_bytes(b"no database at all, only words " * 40)
    response = await site.client.get("/")
    assert response.status_code == 503 and "nobody is let in" in response.text


async def test_a_role_counts_from_the_next_request_on(tmp_path):
    site = desk(tmp_path)
    given = {"ds_actor": session(site, "lea")}
    assert (await site.client.get("/-/metadata", cookies=given)).status_code == 200
    accounts = site._claims_kb.accounts
    accounts.set_role("lea", accounts.find("rita").role)
    assert (await site.client.get("/-/metadata", cookies=given)).status_code == 404
    assert (await site.client.get("/-/actor.json", cookies=given)).json() == {"actor": {"id": "lea", "role": "reader"}}
    accounts.disable("lea")
    assert (await site.client.get("/-/actor.json", cookies=given)).json() == {"actor": None}


async def test_permissions_may_be_given_by_role(tmp_path):
    site = desk(tmp_path, metadata={"databases": {"kb": {"allow": {"role": ["reviewer", "lead"]}}}})
    seen = {who: (await site.client.get("/kb", cookies=given)).status_code for who, given in visitors(site).items()}
    assert {who for who, status in seen.items() if status == 200} == {"reviewer", "lead"}
    assert (await site.client.get("/-/login")).status_code == 200


async def test_actors_of_other_plugins_are_left_alone_but_are_no_visitors(with_people):
    given = {"ds_actor": with_people.sign({"a": {"id": "lea"}}, "actor")}
    assert (await with_people.client.get("/-/actor.json", cookies=given)).json() == {"actor": {"id": "lea"}}
    assert (await with_people.client.get("/-/metadata", cookies=given)).status_code == 404


async def test_no_secret_is_on_any_page(with_people):
    await with_people.client.get("/")
    accounts = with_people._claims_kb.accounts
    secret, hashed = accounts.secret(), accounts.stored_hash("lea")
    for path, _ in ROWS:
        html = (await with_people.client.get(path, cookies={"ds_actor": session(with_people, "rita")})).text
        assert secret not in html and hashed not in html and "argon2id" not in html, path
        for name in ("gone", "lea"):
            assert not re.search(rf"\b{name}\b", html), (path, name)
    for path in ("/-/metadata.json", "/-/plugins.json", "/-/databases.json", "/-/settings.json", "/-/threads.json"):
        html = (await with_people.client.get(path, cookies={"ds_actor": session(with_people, "lea")})).text
        assert secret not in html and "argon2id" not in html and "gone" not in html, path


# ---- SQL ----


@pytest.mark.parametrize(
    "sql",
    [
        "attach database 'accounts.db' as a",
        "ATTACH 'file:accounts.db?mode=ro' AS a",
        "select 1; attach database 'accounts.db' as a",
        "/* */ attach database 'accounts.db' as a",
        "-- x\nattach database 'accounts.db' as a",
        "with x as (select 1) attach database 'accounts.db' as a",
        "explain attach database 'accounts.db' as a",
        "explain query plan attach database 'accounts.db' as a",
        "detach database reviews",
        "select load_extension('x')",
        "select readfile('accounts.db')",
        "select writefile('x', 'y')",
        "insert into claims (id) values ('x')",
        "delete from claims",
        "with x as (select 1) delete from claims",
        "vacuum into 'copy.db'",
        "pragma writable_schema = 1",
        "pragma temp_store_directory = '/'",
        "create table t (a)",
        "select * from users",
        "select * from accounts.users",
    ],
)
async def test_sql_reads_and_nothing_else(with_people, sql):
    response = await with_people.client.get("/kb.json", params={"sql": sql, "_shape": "objects"})
    assert response.status_code in (400, 403) or not response.json().get("ok", True), response.text[:300]
    assert "argon2" not in response.text and "accounts.db" not in response.text.replace(sql, "")


async def test_sql_is_open_within_limits(with_people):
    response = await with_people.client.get("/kb.json?sql=select+count(*)+n+from+claims&_shape=array")
    assert response.json()[0]["n"] > 5
    endless = "with recursive c(n) as (select 1 union all select n + 1 from c) select max(n) from c"
    response = await with_people.client.get("/kb.json", params={"sql": endless})
    assert response.status_code == 400 and "interrupt" in response.text.lower()


async def test_the_database_list_names_no_accounts(with_people):
    for database in with_people.databases.values():
        attached = (await database.execute("SELECT name, file FROM pragma_database_list")).rows
        assert not [row for row in attached if "accounts" in (row["file"] or "")]
