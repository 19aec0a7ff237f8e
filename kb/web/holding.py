"""What the plugin holds for one Datasette beside the knowledge base: the accounts and the one log of reviews.

Both files lie beside `kb.db` unless `kb serve` (by the environment) or the plugin's configuration names others.
"""

import os
import sqlite3
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from kb.accounts import Accounts
from kb.reviews import ReviewLog, attach_empty, attach_to, install_seal

if TYPE_CHECKING:  # the plugin is loaded while datasette.app is
    from datasette.app import Datasette

PLUGIN = "claims-kb"
ENVIRONMENT = {"accounts": "CLAIMS_KB_ACCOUNTS", "reviews": "CLAIMS_KB_REVIEWS", "reading": "CLAIMS_KB_READING"}
READING = ("local", "open", "signed-in")
HASHING_AT_ONCE = 2  # each takes 64 MiB and a core
_MAKING = threading.Lock()


def knowledge_base(datasette: "Datasette") -> str:
    """The name of the database that our pages read: `kb`, or the only one served beside `reviews`."""
    names = [name for name in datasette.databases if not name.startswith("_") and name != "reviews"]
    return names[0] if len(names) == 1 else "kb"


class Holding:
    """The accounts, and the log of reviews where its file can be written."""

    def __init__(self, *, accounts: Path, reviews: Path, reading: str) -> None:
        self.accounts = Accounts(accounts)
        self.reading = reading
        self.reviews_path = reviews
        self.hashing = ThreadPoolExecutor(HASHING_AT_ONCE, thread_name_prefix="password")
        self.hashes_waiting = 0
        self.log = _open_log(reviews)

    def prepare(self, connection: sqlite3.Connection, *, joined: bool) -> None:
        """Seals what is not to be seen yet; with `joined` reviews can be joined in SQL, as far as all may see them."""
        if joined and self.log is not None:
            attach_to(connection, self.reviews_path)
        elif joined:  # there is no log, and none can be made: queries that join it find it empty
            attach_empty(connection)
        else:
            install_seal(connection)


def holding(datasette: "Datasette") -> Holding | None:
    """What is held for this Datasette, made when first asked for; None where it serves no knowledge base."""
    if not hasattr(datasette, "_claims_kb"):
        with _MAKING:  # connections are prepared in several threads
            if not hasattr(datasette, "_claims_kb"):
                datasette._claims_kb = _make(datasette)
    return datasette._claims_kb


def _make(datasette: "Datasette") -> Holding | None:
    served = datasette.databases.get(knowledge_base(datasette))
    path = served.path if served else None
    if not path or not _is_knowledge_base(Path(path)):
        return None
    given = {name: os.environ.get(variable) or _configured(datasette, name) for name, variable in ENVIRONMENT.items()}
    folder = Path(path).resolve().parent
    reading = given["reading"] or "local"
    if reading not in READING:
        raise ValueError(f"{PLUGIN}: reading: {reading!r} is none of {', '.join(READING)}")
    return Holding(
        accounts=Path(given["accounts"] or folder / "accounts.db"),
        reviews=Path(given["reviews"] or folder / "reviews.db"),
        reading=reading,
    )


def _open_log(path: Path) -> ReviewLog | None:
    try:
        return ReviewLog(path)
    except (sqlite3.Error, OSError) as error:
        print(f"{path}: {error}: decisions can be neither shown nor made", file=sys.stderr)
        return None


def _configured(datasette: "Datasette", name: str) -> str | None:
    return (datasette.plugin_config(PLUGIN) or {}).get(name)


def _is_knowledge_base(path: Path) -> bool:
    try:
        with sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True) as db:
            return bool(db.execute("SELECT 1 FROM sqlite_master WHERE name = 'article_findings'").fetchone())
    except sqlite3.Error:
        return False


def remove_accounts_from_sight(datasette: "Datasette") -> None:
    """Takes the accounts out of what is served, where somebody serves a whole folder."""
    held = holding(datasette)
    for name, database in list(datasette.databases.items()):
        path = Path(database.path) if database.path else None
        if held and path and path.exists() and held.accounts.path.exists() and path.samefile(held.accounts.path):
            datasette.remove_database(name)
