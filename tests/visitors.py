"""Who asks, for the tests of pages: accounts of each role and cookies of each kind, good and bad."""

import re
import time
from functools import cache
from pathlib import Path

from datasette.app import Datasette
from datasette.utils import baseconv
from web_reading import serve
from web_sample import write_sample

from kb.accounts import Accounts
from kb.accounts.passwords import hash_password
from kb.labels import Role

PASSWORD = "a long sentence about salts"
SECRET = "for the tests only " * 4
# name -> role; `gone` is disabled.
PEOPLE = {"rita": Role.READER, "ana": Role.REVIEWER, "bo": Role.REVIEWER, "lea": Role.LEAD, "gone": Role.LEAD}


@cache
def _hash() -> str:
    return hash_password(PASSWORD)


def make_accounts(folder: Path) -> Accounts:
    """accounts.db with one account for each of PEOPLE; ana has had her password changed once."""
    accounts = Accounts(folder / "accounts.db")
    accounts.secret()
    with accounts.writing() as db:
        for name, role in PEOPLE.items():
            db.execute(
                "INSERT INTO users (name, role, hash, generation, created, disabled) VALUES (?, ?, ?, ?, '2026', ?)",
                [name, role, _hash(), 2 if name == "ana" else 1, "2026" if name == "gone" else None],
            )
    return accounts


def desk(folder: Path, *, people: bool = True, **more) -> Datasette:
    """A Datasette over the sample in a folder of its own, with accounts unless told otherwise."""
    database = folder / "kb.db"
    if not database.exists():
        write_sample(database)
    if people:
        make_accounts(folder)
    return serve(database, secret=SECRET, **more)


def session(
    site: Datasette, name: str, *, generation: int | None = None, seconds: int = 3600, key: str = "actor"
) -> str:
    """The cookie of a session."""
    given = generation if generation is not None else 2 if name == "ana" else 1
    ends = baseconv.base62.encode(int(time.time()) + seconds)
    return site.sign({"a": {"id": name, "g": given}, "e": ends}, key)


def visitors(site: Datasette) -> dict[str, dict[str, str]]:
    """Cookies by who asks. All but the three roles are nobody."""
    whole = session(site, "lea")
    other = serve(Path(site.files[0]), secret="another secret " * 4)
    cookies = {
        "nobody": None,
        "reader": session(site, "rita"),
        "reviewer": session(site, "ana"),
        "lead": whole,
        "disabled": session(site, "gone"),
        "stale generation": session(site, "ana", generation=1),
        "generation to come": session(site, "ana", generation=3),
        "unknown name": session(site, "zoe"),
        "expired": session(site, "lea", seconds=-1),
        "no expiry": site.sign({"a": {"id": "lea", "g": 1}}, "actor"),
        "no generation": site.sign({"a": {"id": "lea"}, "e": baseconv.base62.encode(int(time.time()) + 60)}, "actor"),
        "generation true": site.sign({"a": {"id": "lea", "g": "1"}, "e": baseconv.base62.encode(10**10)}, "actor"),
        "for another use": session(site, "lea", key="messages"),
        "signed elsewhere": session(other, "lea"),
        "cut": whole[:-3],
        "changed": "a" + whole[1:],
        "unsigned": '{"a":{"id":"lea","g":1}}',
        "empty": "",
        "root": site.sign({"a": {"id": "root", "g": 1}}, "actor"),
    }
    return {who: {"ds_actor": cookie} if cookie is not None else {} for who, cookie in cookies.items()}


ROLES = ("nobody", "reader", "reviewer", "lead")


def fields(html: str) -> dict[str, str]:
    """The hidden fields of the forms of a page; of several forms the last that is no sign-out."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return {name: value.replace("&amp;", "&") for name, value in found}
