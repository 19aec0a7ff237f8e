"""Copy held against copy of other pages: the sayings of all claims in, article by article; clusters and conflicts out.

What has been said is gathered in temporary tables of a database and not in memory, so that a crawl of any size can be
held against itself. What is said alike on many pages is compared once, a claim is compared only with those that speak
of its things, and of the claims of other pages that speak against one the first few are kept: the work grows with the
claims, not with their pairs.
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from heapq import merge
from itertools import islice

from kb.agreement import Comparison, Standing, comparable, may_oppose
from kb.labels import Strength
from kb.model import Cluster, Conflict, Proposition, Slot
from kb.noting import Noted, opposed_sorts, posting, read_standing, read_statement

COMPARED = 64  # statements of other pages that one statement is compared with
KEPT = 8  # claims of other pages that are shown against one claim
PART = 4096  # members of a cluster in one part
_HELD = 4096  # statements kept in memory, read from their rows

_TABLES = """
CREATE TEMP TABLE alike (cluster_id TEXT, claim_id TEXT, article INTEGER, label TEXT, strength TEXT);
CREATE TEMP TABLE statements (id INTEGER PRIMARY KEY, key TEXT UNIQUE, proposition TEXT);
CREATE TEMP TABLE speakers (place INTEGER PRIMARY KEY, claim_id TEXT, article_id TEXT, standing TEXT);
CREATE TEMP TABLE holders (statement INTEGER, place INTEGER);
CREATE TEMP TABLE postings (key INTEGER, statement INTEGER);
CREATE TEMP TABLE opposed (place INTEGER, other INTEGER, slot TEXT, said TEXT, other_said TEXT, rule TEXT,
  PRIMARY KEY (place, other)) WITHOUT ROWID;
"""
# Articles are numbered as they come, so the index has the claims of a cluster in that order: counted and read along it,
# those that nobody else makes are never touched, and nothing is sorted but its short keys.
_CLUSTERS = """
SELECT cluster_id, count(*), count(DISTINCT article) FROM alike GROUP BY cluster_id HAVING count(*) > 1
ORDER BY cluster_id
"""
_MEMBERS = "SELECT claim_id, strength, label FROM alike WHERE cluster_id = ? ORDER BY article, rowid"
_HOLDERS = """
SELECT s.place, s.article_id, s.standing FROM holders h JOIN speakers s ON s.place = h.place
WHERE h.statement = ? ORDER BY s.place
"""
_CONFLICTS = """
SELECT one.claim_id, other.claim_id, o.slot, o.said, o.other_said, o.rule FROM opposed o
JOIN speakers one ON one.place = o.place JOIN speakers other ON other.place = o.other ORDER BY o.place, o.other
"""

Spoken = tuple[int, str]  # place of a claim among all, its article id
Heads = Mapping[Standing, list[Spoken]]  # the first claims that state something, by what they may be compared with


class Gathering:
    """What the claims of all articles say, gathered in temporary tables of `connection`, which it alone uses."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._articles: dict[str, int] = {}  # their numbers
        connection.executescript(_TABLES)

    def add(self, said: Iterable[Noted]) -> None:
        """Take in what the claims of one article say; the order of calls is that in which things are said first."""
        run, many = self._connection.execute, self._connection.executemany
        for n in said:
            article = self._articles.setdefault(n.article_id, len(self._articles))
            rows = ((cluster, n.claim_id, article, label, strength) for cluster, label, strength in n.alike)
            many("INSERT INTO alike VALUES (?, ?, ?, ?, ?)", rows)
            row = (n.claim_id, n.article_id, n.standing)
            place = run("INSERT INTO speakers(claim_id, article_id, standing) VALUES (?, ?, ?)", row).lastrowid
            for key, text, postings in n.stated:
                found = run("SELECT id FROM statements WHERE key = ?", (key,)).fetchone()
                statement = found[0] if found else self._state(key, text, postings)
                run("INSERT INTO holders VALUES (?, ?)", (statement, place))

    def _state(self, key: str, text: str, postings: Iterable[int]) -> int:
        run = self._connection.execute
        statement = run("INSERT INTO statements(key, proposition) VALUES (?, ?)", (key, text)).lastrowid
        self._connection.executemany("INSERT INTO postings VALUES (?, ?)", [(posted, statement) for posted in postings])
        return statement

    def clusters(self) -> Iterator[Cluster]:
        """The clusters of at least two claims that say the same, within an article or across, in order of id; their
        claims, and the label, in the order in which they came. A large one comes in parts, one after the other."""
        self._connection.execute("CREATE INDEX temp.ix_alike ON alike(cluster_id, article)")
        for ident, claims, articles in self._connection.execute(_CLUSTERS):
            rows, label = self._connection.execute(_MEMBERS, (ident,)), ""
            while part := list(islice(rows, PART)):
                label = label or part[0][-1]
                members = tuple((claim, Strength(strength)) for claim, strength, _ in part)
                yield Cluster(id=ident, label=label, claims=claims, articles=articles, members=members)

    def conflicts(self, oppose: Comparison) -> Iterator[Conflict]:
        """Pairs of claims of two articles that speak against each other, each pair once, in the order in which
        they came; for one claim at most KEPT of those that say the same against it."""
        # Sorted once, when all are there: a tree that grows by scattered keys costs more with every page.
        self._connection.execute("CREATE INDEX temp.ix_holders ON holders(statement, place)")
        self._connection.execute("CREATE INDEX temp.ix_postings ON postings(key, statement)")
        statement, heads = lru_cache(_HELD)(self._statement), lru_cache(_HELD)(self._heads)
        posted = lru_cache(_HELD)(self._posted)
        (last,) = self._connection.execute("SELECT coalesce(max(id), 0) FROM statements").fetchone()
        for one in range(1, last + 1):
            p = statement(one)
            thing = (p.subject[0], p.object[0] if p.object else "")
            for other in dict.fromkeys(found for sort in opposed_sorts(p) for found in posted(posting(*sort, *thing))):
                slot = oppose(p, statement(other)) if may_oppose(p, statement(other)) else None
                if slot:
                    turned = replace(slot, copy=slot.study, study=slot.copy)
                    self._oppose(self._holders(one), heads(other), slot, turned)
                    self._oppose(self._holders(other), heads(one), turned, slot)
        for claim, other, name, said, other_said, rule in self._connection.execute(_CONFLICTS):
            yield Conflict(claim_id=claim, other_id=other, slot=name, said=said, other_said=other_said, rule=rule)

    def _statement(self, ident: int) -> Proposition:
        (text,) = self._connection.execute("SELECT proposition FROM statements WHERE id = ?", (ident,)).fetchone()
        return read_statement(text)

    def _holders(self, ident: int) -> Iterator[tuple[Spoken, Standing]]:
        for place, article, standing in self._connection.execute(_HOLDERS, (ident,)):
            yield (place, article), read_standing(standing)

    def _heads(self, ident: int) -> Heads:
        """Of the claims that state this, for each standing the first: so many that KEPT are left, whichever page a
        claim on it is compared with."""
        heads: dict[Standing, list[Spoken]] = defaultdict(list)
        pages: dict[Standing, Counter[str]] = defaultdict(Counter)
        for (place, article), standing in self._holders(ident):
            seen = pages[standing]
            if seen.total() - max(seen.values(), default=0) < KEPT:
                heads[standing].append((place, article))
                seen[article] += 1
        return heads

    def _posted(self, key: int) -> list[int]:
        rows = self._connection.execute(
            "SELECT statement FROM postings WHERE key = ? ORDER BY statement LIMIT ?", (key, COMPARED)
        )
        return [statement for (statement,) in rows]

    def _oppose(self, ours: Iterable[tuple[Spoken, Standing]], theirs: Heads, seen: Slot, back: Slot) -> None:
        """Note for each of our claims the first KEPT of theirs against it: with `seen` where ours comes first, else
        with `back`."""
        rows = (
            (claim, other, seen.name, seen.copy, seen.study, seen.rule)
            if claim < other
            else (other, claim, back.name, back.copy, back.study, back.rule)
            for claim, other in _pairs(ours, theirs, seen)
        )
        self._connection.executemany("INSERT OR REPLACE INTO opposed VALUES (?, ?, ?, ?, ?, ?)", rows)


def _pairs(ours: Iterable[tuple[Spoken, Standing]], theirs: Heads, slot: Slot) -> Iterator[tuple[int, int]]:
    """Each of our claims with the first KEPT of theirs that stand on another page and speak of one matter with it. What
    may be compared is worked out for each standing, not for each claim."""
    near: dict[Standing, list[Spoken]] = {}
    for (claim, article), standing in ours:
        if standing not in near:
            told = (head for other, head in theirs.items() if comparable(standing, other, slot, one_page=False))
            near[standing] = list(merge(*told))
        foreign = (other for other, page in near[standing] if page != article)
        yield from ((claim, other) for other in islice(foreign, KEPT))
