"""How fast the pages are at the size of a large publisher: 200,000 claims in 10,000 articles, served by `kb serve`.

Makes the database (or takes the one that `--db` names and keeps it there), starts the real server, and asks for one
page after the other in turn over loopback, so that a slow moment of the machine hits all of them alike. Datasette's own
page of a row of `claims` is asked for in the same turns: our pages may take 1.5 times as long, a search 250 ms, both at
the 95th percentile. Run by `make bench`; `python -m bench.desk --help` names the options.
"""

import argparse
import http.client
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import quote

from datasette.utils import tilde_encode

from bench.large import Words, write_large
from bench.serving import free_port, running

ROOT = Path(__file__).resolve().parent.parent
ROW = "row page of Datasette"
RATIO, SEARCH = 1.5, 250.0  # the bars: times the row page, and milliseconds
Ask = Callable[[random.Random], str]


def asks(database: Path, words: Words) -> dict[str, Ask]:
    """For each kind of page how to make up an address of it; the most used studies come up most often."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as db:
        claims = [tilde_encode(ident) for (ident,) in db.execute("SELECT id FROM claims ORDER BY id")]
        articles = [tilde_encode(ident) for (ident,) in db.execute("SELECT id FROM articles ORDER BY id")]
        studies = [tilde_encode(ident) for (ident,) in db.execute("SELECT id FROM studies ORDER BY id")]

    def often(chance: random.Random, things: list[str]) -> str:
        return things[int(len(things) * chance.random() ** 3)]

    def words_of(chance: random.Random, number: int) -> str:
        return quote(" ".join(often(chance, words.words) for _ in range(number)))

    return {
        ROW: lambda chance: f"/kb/claims/{chance.choice(claims)}",
        "home": lambda chance: chance.choice(["/", f"/?page={chance.randint(1, 500)}", "/?sort=name", "/?sort=claims"]),
        "article": lambda chance: f"/article/{chance.choice(articles)}",
        "claim": lambda chance: f"/claim/{chance.choice(claims)}",
        "study": lambda chance: f"/study/{often(chance, studies)}",
        "queue": lambda chance: chance.choice(["/queue", "/queue?verdict=contradicted", "/queue?type=safety"]),
        "matrix": lambda chance: f"/matrix?page={chance.randint(1, 50)}",
        "graph": lambda chance: chance.choice([f"/graph?article={chance.choice(articles)}", "/graph"]),
        "graph of a study": lambda chance: f"/graph?study={often(chance, studies)}",
        "search, one word": lambda chance: f"/search?q={words_of(chance, 1)}",
        "search, two words": lambda chance: f"/search?q={words_of(chance, 2)}",
        "search, the commonest word": lambda chance: f"/search?q={words.common}",
    }


@contextmanager
def serving(database: Path) -> Iterator[int]:
    """`kb serve` over the database on a free port of the loopback; gives the port."""
    port = free_port()
    command = [sys.executable, "-c", "from kb.cli import main; main()", "serve", "--no-build"]
    command += ["--db", str(database), "--port", str(port)]
    with running(command, port, folder=ROOT):
        yield port


def ask(connection: http.client.HTTPConnection, path: str) -> float:
    """How long a page takes, in milliseconds. Raises SystemExit where it is no page."""
    start = time.perf_counter()
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    if response.status != 200:
        raise SystemExit(f"{path}: {response.status}")
    return (time.perf_counter() - start) * 1000


def measure(port: int, pages: dict[str, Ask], rounds: int) -> dict[str, list[float]]:
    """The times of every kind of page, one of each in turn."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    chance = random.Random(7)
    for page in [*pages.values()] * 3:  # what is loaded once is loaded now
        ask(connection, page(chance))
    taken: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(rounds):
        for name, page in pages.items():
            taken[name].append(ask(connection, page(chance)))
    return taken


def ask_questions(database: Path) -> bool:
    """Print how long the first page of each standing question takes in SQL, and whether all are within SEARCH."""
    held = True
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as db:
        for (view,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name").fetchall():
            times = []
            for _ in range(3):
                start = time.perf_counter()
                db.execute(f"SELECT * FROM [{view}] LIMIT 100").fetchall()
                times.append((time.perf_counter() - start) * 1000)
            ok = median(times) <= SEARCH
            held &= ok
            print(f"{view:>28}  {median(times):7.1f} {'':>23}  {SEARCH:.0f} ms{'' if ok else '  MISSED'}")
    return held


def report(taken: dict[str, list[float]]) -> bool:
    """Print a line for each kind of page; whether all are within their bars."""
    at95 = {name: quantiles(times, n=20)[-1] for name, times in taken.items()}
    held = True
    print(f"{'ms':>28}  {'p50':>7} {'p95':>7}  {'p95 / row page':>14}  bar")
    for name, times in taken.items():
        search = name.startswith("search")
        ratio = at95[name] / at95[ROW]
        ok = at95[name] <= SEARCH if search else name == ROW or ratio <= RATIO
        held &= ok
        bar = f"{SEARCH:.0f} ms" if search else "" if name == ROW else f"{RATIO} times"
        print(f"{name:>28}  {median(times):7.1f} {at95[name]:7.1f}  {ratio:14.2f}  {bar}{'' if ok else '  MISSED'}")
    return held


def main() -> None:
    """Make or take the database, serve it, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--db", type=Path, help="keep the database here, and take it from here where it is")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--claims", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=200, help="requests for each kind of page (default 200)")
    parser.add_argument("--questions", action="store_true", help="time the standing questions in SQL too")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = (args.db or Path(folder) / "kb.db").resolve()
        words = Words(seed=args.articles)
        if not database.exists():
            database.parent.mkdir(parents=True, exist_ok=True)
            start = time.perf_counter()
            write_large(database, args.articles, args.claims)
            print(f"{args.claims} claims in {args.articles} articles written in {time.perf_counter() - start:.0f} s")
        with serving(database) as port:
            taken = measure(port, asks(database, words), args.rounds)
        held = report(taken)
        held &= not args.questions or ask_questions(database)
    print("all within their bars" if held else "NOT all within their bars")


if __name__ == "__main__":
    main()
