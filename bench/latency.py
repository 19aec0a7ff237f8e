"""How long a reviewer waits for a page of this project, and for the page of plain Datasette over the same file that
shows the same thing: `python -m bench.latency`.

Both servers run at once, over a knowledge base of generated copy, and are asked in turn. Plain Datasette has its own
settings and none of our plugin; what it shows are rows, with no verdict told in words, no study beside the claim and
no reviewer's part.
"""

import argparse
import http.client
import random
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import quote

from datasette.utils import tilde_encode

from bench.desk import ask, serving
from bench.large import Words, write_large
from bench.serving import free_port, running

# Datasette without the plugins that are installed beside it.
PLAIN = """
from datasette.plugins import pm
for plugin, _ in pm.list_plugin_distinfo():
    pm.unregister(plugin)
from datasette.cli import cli
cli()
"""
Ask = Callable[[random.Random], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Waits:
    """Milliseconds that a page took, each time."""

    times: tuple[float, ...]

    @property
    def half(self) -> float:
        """What half of the times are within."""
        return median(self.times)

    @property
    def most(self) -> float:
        """What 95 of 100 times are within."""
        return quantiles(self.times, n=20)[-1]


def asks(database: Path, words: Words) -> Mapping[str, Ask]:
    """For each thing to see, how to make up our address of it and that of plain Datasette."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as db:
        claims, articles, studies = (
            [ident for (ident,) in db.execute(f"SELECT id FROM {table} ORDER BY id")]
            for table in ("claims", "articles", "studies")
        )

    def both(things: list[str], ours: str, plain: str) -> Ask:
        def made(chance: random.Random) -> tuple[str, str]:
            thing = chance.choice(things)
            told = (tilde_encode(thing), quote(thing, safe=""))
            return ours.format(*told), plain.format(*told)

        return made

    return {
        "a claim": both(claims, "/claim/{0}", "/kb/claims/{0}"),
        "the claims of an article": both(articles, "/article/{0}", "/kb/claims?article_id={1}"),
        "a study": both(studies, "/study/{0}", "/kb/studies/{0}"),
        "claims to decide": lambda _: ("/queue?verdict=contradicted", "/kb/claims?verdict=contradicted"),
        "a word searched for": both(list(words.words), "/search?q={1}", "/kb/claims?_search={1}"),
    }


@contextmanager
def plain(database: Path) -> Iterator[int]:
    """Datasette over the database as it comes, without a plugin, on a free port of the loopback; gives the port."""
    port = free_port()
    command = [sys.executable, "-c", PLAIN, "serve", str(database), "--port", str(port)]
    with running(command, port, folder=database.parent):
        yield port


def measure(articles: int, claims: int, rounds: int) -> dict[str, tuple[Waits, Waits]]:
    """For each thing to see: how long ours takes, and plain Datasette. Raises SystemExit where a page fails."""
    with tempfile.TemporaryDirectory() as folder:
        database, words = Path(folder) / "kb.db", Words(seed=articles)
        write_large(database, articles, claims)
        pages = asks(database, words)
        with serving(database) as port, plain(database) as plain_port:
            servers = [http.client.HTTPConnection("127.0.0.1", each, timeout=60) for each in (port, plain_port)]
            chance = random.Random(7)
            taken: dict[str, list[tuple[float, ...]]] = {name: [] for name in pages}
            for turn in range(rounds + 3):
                for name, page in pages.items():
                    times = tuple(ask(server, path) for server, path in zip(servers, page(chance), strict=True))
                    if turn >= 3:  # what is loaded once is loaded by then
                        taken[name].append(times)
    return {name: tuple(Waits(times) for times in zip(*both, strict=True)) for name, both in taken.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1_000)
    parser.add_argument("--claims", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=100, help="requests for each page (default 100)")
    args = parser.parse_args()
    print(f"{'ms, p50 and p95':>26}  {'this project':>15}  {'plain Datasette':>15}")
    for name, sides in measure(args.articles, args.claims, args.rounds).items():
        print(f"{name:>26}  " + "  ".join(f"{side.half:7.1f} {side.most:7.1f}" for side in sides))


if __name__ == "__main__":
    main()
