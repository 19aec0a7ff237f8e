"""Copy held against copy of other pages: the sayings of all claims in, article by article; clusters and conflicts out.

What has been said is gathered in temporary tables of a database and not in memory, so that a crawl of any size can be
held against itself. What is said alike on many pages is compared once, a claim is compared only with those that speak
of its things, and of the claims of other pages that speak against one the first few are kept: the work grows with the
claims, not with their pairs.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby, islice
from operator import itemgetter

from kb.agreement import Comparison, Standing, comparable, may_oppose
from kb.labels import Strength
from kb.model import Cluster, Conflict, Proposition, Slot
from kb.noting import Noted, opposed_sorts, posting, read_standing, read_statement

COMPARED = 64  # statements of other pages that one statement is compared with
KEPT = 8  # claims of other pages that are shown against one claim
_HELD = 4096  # statements kept in memory, read from their rows

_TABLES = """
CREATE TEMP TABLE alike (cluster_id TEXT, claim_id TEXT, article_id TEXT, label TEXT, strength TEXT);
CREATE TEMP TABLE statements (id INTEGER PRIMARY KEY, key TEXT UNIQUE, proposition TEXT);
CREATE TEMP TABLE speakers (place INTEGER PRIMARY KEY, claim_id TEXT, article_id TEXT, standing TEXT);
CREATE TEMP TABLE holders (statement INTEGER, place INTEGER);
CREATE TEMP TABLE postings (key INTEGER, statement INTEGER);
CREATE TEMP TABLE opposed (place INTEGER, other INTEGER, slot TEXT, said TEXT, other_said TEXT, rule TEXT,
  PRIMARY KEY (place, other)) WITHOUT ROWID;
"""
_CLUSTERS = "SELECT cluster_id, claim_id, article_id, strength, label FROM alike ORDER BY cluster_id, rowid"

_HOLDERS = """
SELECT s.place, s.article_id, s.standing FROM holders h JOIN speakers s ON s.place = h.place
WHERE h.statement = ? ORDER BY s.place
"""
_CONFLICTS = """
SELECT one.claim_id, other.claim_id, o.slot, o.said, o.other_said, o.rule FROM opposed o
JOIN speakers one ON one.place = o.place JOIN speakers other ON other.place = o.other ORDER BY o.place, o.other
"""

Holder = tuple[int, str, Standing]  # place of the claim among all, article id, with which claims it may be compared


class Gathering:
    """What the claims of all articles say, gathered in temporary tables of `connection`, which it alone uses."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.executescript(_TABLES)

    def add(self, said: Iterable[Noted]) -> None:
        """Take in what the claims of one article say; the order of calls is that in which things are said first."""
        run, many = self._connection.execute, self._connection.executemany
        for n in said:
            rows = ((cluster, n.claim_id, n.article_id, label, strength) for cluster, label, strength in n.alike)
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
        claims, and the label, in the order in which they came."""
        for ident, group in groupby(self._connection.execute(_CLUSTERS), key=itemgetter(0)):
            rows = list(group)
            if len(rows) > 1:
                members = tuple((claim, Strength(strength)) for _, claim, _, strength, _ in rows)
                articles = {article for _, _, article, _, _ in rows}
                yield Cluster(id=ident, label=rows[0][-1], articles=len(articles), members=members)

    def conflicts(self, oppose: Comparison) -> Iterator[Conflict]:
        """Pairs of claims of two articles that speak against each other, each pair once, in the order in which
        they came; for one claim at most KEPT of those that say the same against it."""
        # Sorted once, when all are there: a tree that grows by scattered keys costs more with every page.
        self._connection.execute("CREATE INDEX temp.ix_holders ON holders(statement, place)")
        self._connection.execute("CREATE INDEX temp.ix_postings ON postings(key, statement)")
        statement, holders = lru_cache(_HELD)(self._statement), lru_cache(KEPT)(self._holders)
        posted = lru_cache(_HELD)(self._posted)
        (last,) = self._connection.execute("SELECT coalesce(max(id), 0) FROM statements").fetchone()
        for one in range(1, last + 1):
            p = statement(one)
            thing = (p.subject[0], p.object[0] if p.object else "")
            for other in dict.fromkeys(found for sort in opposed_sorts(p) for found in posted(posting(*sort, *thing))):
                slot = oppose(p, statement(other)) if may_oppose(p, statement(other)) else None
                if slot:
                    self._oppose(holders(one), holders(other), slot)
        for claim, other, name, said, other_said, rule in self._connection.execute(_CONFLICTS):
            yield Conflict(claim_id=claim, other_id=other, slot=name, said=said, other_said=other_said, rule=rule)

    def _statement(self, ident: int) -> Proposition:
        (text,) = self._connection.execute("SELECT proposition FROM statements WHERE id = ?", (ident,)).fetchone()
        return read_statement(text)

    def _holders(self, ident: int) -> list[Holder]:
        rows = self._connection.execute(_HOLDERS, (ident,))
        return [(place, article, read_standing(standing)) for place, article, standing in rows]

    def _posted(self, key: int) -> list[int]:
        rows = self._connection.execute(
            "SELECT statement FROM postings WHERE key = ? ORDER BY statement LIMIT ?", (key, COMPARED)
        )
        return [statement for (statement,) in rows]

    def _oppose(self, ours: Sequence[Holder], theirs: Sequence[Holder], slot: Slot) -> None:
        """Note the pairs of claims of two statements; each claim of either has the first KEPT of the other against
        it."""
        turned = replace(slot, copy=slot.study, study=slot.copy)
        rows = (
            (claim, other, seen.name, seen.copy, seen.study, seen.rule)
            if claim < other
            else (other, claim, back.name, back.copy, back.study, back.rule)
            for mine, foreign, seen, back in ((ours, theirs, slot, turned), (theirs, ours, turned, slot))
            for claim, other in _pairs(mine, foreign, slot)
        )
        self._connection.executemany("INSERT OR REPLACE INTO opposed VALUES (?, ?, ?, ?, ?, ?)", rows)


def _pairs(ours: Sequence[Holder], theirs: Sequence[Holder], slot: Slot) -> Iterator[tuple[int, int]]:
    """Each of our claims with the first KEPT of theirs that stand on another page and speak of one matter with it. What
    may be compared is worked out for each standing, not for each claim."""
    near: dict[Standing, list[tuple[int, str]]] = {}
    for claim, article, standing in ours:
        if standing not in near:
            told = {other for _, _, other in theirs if comparable(standing, other, slot, one_page=False)}
            near[standing] = [(other, page) for other, page, kind in theirs if kind in told]
        foreign = (other for other, page in near[standing] if page != article)
        yield from ((claim, other) for other in islice(foreign, KEPT))
