"""Copy held against copy of other pages: the sayings of all claims in, article by article; clusters and conflicts out.

What has been said is gathered in temporary tables of a database and not in memory, so that a crawl of any size can be
held against itself. What is said alike on many pages is compared once, a claim is compared only with those that speak
of its things, and of the claims of other pages that speak against one the first few are kept: the work grows with the
claims, not with their pairs.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b
from itertools import groupby, islice

from pydantic import TypeAdapter

from kb.agreement import FIGURES, Comparison, Saying, Standing, comparable, denies, may_oppose
from kb.labels import ClaimType, Strength
from kb.model import Cluster, Conflict, Proposition, Slot
from kb.vocab import Vocabulary

COMPARED = 64  # statements of other pages that one statement is compared with
KEPT = 8  # claims of other pages that are shown against one claim
_HELD = 4096  # statements kept in memory, read from their rows

_TABLES = """
CREATE TEMP TABLE alike (cluster_id TEXT, claim_id TEXT, article_id TEXT, label TEXT, strength TEXT);
CREATE TEMP TABLE statements (id INTEGER PRIMARY KEY, key TEXT UNIQUE, proposition TEXT);
CREATE TEMP TABLE holders (id INTEGER PRIMARY KEY, statement INTEGER, claim_id TEXT, article_id TEXT, standing TEXT);
CREATE TEMP TABLE postings (key INTEGER, statement INTEGER);
CREATE TEMP TABLE opposed (claim_id TEXT, other_id TEXT, slot TEXT, said TEXT, other_said TEXT, rule TEXT,
  PRIMARY KEY (claim_id, other_id)) WITHOUT ROWID;
"""
_CLUSTERS = """
SELECT a.cluster_id, a.claim_id, a.strength, s.articles, first.label FROM (
  SELECT cluster_id, count(*) AS claims, count(DISTINCT article_id) AS articles, min(rowid) AS first
  FROM alike GROUP BY cluster_id HAVING claims > 1) s
JOIN alike first ON first.rowid = s.first JOIN alike a ON a.cluster_id = s.cluster_id
ORDER BY a.cluster_id, a.claim_id
"""

Holder = tuple[str, str, Standing]  # claim id, article id, what decides with which claims it may be compared
_PROPOSITION = TypeAdapter(Proposition)


class Gathering:
    """What the claims of all articles say, gathered in temporary tables of `connection`, which it alone uses."""

    def __init__(self, connection: sqlite3.Connection, vocabulary: Vocabulary) -> None:
        self._connection, self._vocabulary = connection, vocabulary
        connection.executescript(_TABLES)

    def add(self, sayings: Iterable[Saying]) -> None:
        """Take in what the claims of one article say; the order of calls is that in which things are said first."""
        run = self._connection.execute
        for s in sayings:
            for cluster_id, label, strength in s.alike:
                row = (cluster_id, s.claim_id, s.article_id, label, strength.value)
                run("INSERT INTO alike VALUES (?, ?, ?, ?, ?)", row)
            standing = json.dumps([s.type.value, s.cites])
            for key, p in s.stated:
                found = run("SELECT id FROM statements WHERE key = ?", (key,)).fetchone()
                statement = found[0] if found else self._state(key, p)
                row = (statement, s.claim_id, s.article_id, standing)
                run("INSERT INTO holders(statement, claim_id, article_id, standing) VALUES (?, ?, ?, ?)", row)

    def _state(self, key: str, p: Proposition) -> int:
        """Note a statement under all that it speaks of, as all that it can stand against."""
        text = _PROPOSITION.dump_json(p, exclude_defaults=True, exclude={"gist"})
        statement = self._connection.execute(
            "INSERT INTO statements(key, proposition) VALUES (?, ?) RETURNING id", (key, text)
        ).fetchone()[0]
        sorts = tuple(_sorts(p))
        keys = {_posting(*sort, *thing) for thing in _things(p, self._vocabulary) for sort in sorts}
        self._connection.executemany("INSERT INTO postings VALUES (?, ?)", [(key, statement) for key in keys])
        return statement

    def clusters(self) -> Iterator[Cluster]:
        """The clusters of at least two claims that say the same, within an article or across, in order of id."""
        rows = self._connection.execute(_CLUSTERS)
        for (ident, articles, label), group in groupby(rows, key=lambda row: (row[0], row[3], row[4])):
            members = tuple((claim, Strength(strength)) for _, claim, strength, _, _ in group)
            yield Cluster(id=ident, label=label, articles=articles, members=members)

    def conflicts(self, oppose: Comparison) -> Iterator[Conflict]:
        """Pairs of claims of two articles that speak against each other, each pair once, in order of the ids; for one
        claim at most KEPT of those that say the same against it."""
        # Sorted once, when all are there: a tree that grows by scattered keys costs more with every page.
        self._connection.execute("CREATE INDEX temp.ix_holders ON holders(statement)")
        self._connection.execute("CREATE INDEX temp.ix_postings ON postings(key, statement)")
        statement, holders = lru_cache(_HELD)(self._statement), lru_cache(KEPT)(self._holders)
        (last,) = self._connection.execute("SELECT coalesce(max(id), 0) FROM statements").fetchone()
        for one in range(1, last + 1):
            p = statement(one)
            for sort in _opposed(p):
                for other in self._posted(_posting(*sort, p.subject[0], p.object[0] if p.object else "")):
                    slot = oppose(p, statement(other)) if may_oppose(p, statement(other)) else None
                    if slot:
                        self._oppose(holders(one), holders(other), slot)
        for row in self._connection.execute("SELECT * FROM opposed ORDER BY claim_id, other_id"):
            claim, other, name, said, other_said, rule = row
            yield Conflict(claim_id=claim, other_id=other, slot=name, said=said, other_said=other_said, rule=rule)

    def _statement(self, ident: int) -> Proposition:
        (text,) = self._connection.execute("SELECT proposition FROM statements WHERE id = ?", (ident,)).fetchone()
        return _PROPOSITION.validate_json(text)

    def _holders(self, ident: int) -> list[Holder]:
        rows = self._connection.execute(
            "SELECT claim_id, article_id, standing FROM holders WHERE statement = ? ORDER BY id", (ident,)
        )
        return [(claim, article, _standing(standing)) for claim, article, standing in rows]

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


def _pairs(ours: Sequence[Holder], theirs: Sequence[Holder], slot: Slot) -> Iterator[tuple[str, str]]:
    """Each of our claims with the first KEPT of theirs that stand on another page and speak of one matter with it. What
    may be compared is worked out for each standing, not for each claim."""
    near: dict[Standing, list[tuple[str, str]]] = {}
    for claim, article, standing in ours:
        if standing not in near:
            told = {other for _, _, other in theirs if comparable(standing, other, slot, one_page=False)}
            near[standing] = [(other, page) for other, page, kind in theirs if kind in told]
        foreign = (other for other, page in near[standing] if page != article)
        yield from ((claim, other) for other in islice(foreign, KEPT))


@lru_cache(maxsize=_HELD)
def _standing(text: str) -> Standing:
    kind, cites = json.loads(text)
    return ClaimType(kind), tuple(cites)


@lru_cache(maxsize=16 * _HELD)
def _posting(*parts: object) -> int:
    """A key of the index over statements: 63 bits of a hash."""
    return int.from_bytes(blake2b(repr(parts).encode(), digest_size=8).digest()) >> 1


def _things(p: Proposition, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """What a statement speaks of, with all that is broader: whoever denies the broader thing will ask there."""
    for subject in _upwards(p.subject, vocabulary):
        for thing in _upwards(p.object, vocabulary) or ("",):
            yield subject, thing


def _upwards(keys: Iterable[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    return tuple(sorted({up for key in keys for up in (key, *vocabulary.ancestors(key))}))


def _sorts(p: Proposition) -> Iterator[tuple]:
    """As what a statement can stand against another: as told, as going one way, as giving a figure."""
    if not denies(p):
        yield ("told",)
    for sign in {p.effect, p.change} - {None, 0}:
        yield ("sign", p.family, sign)
    for name in FIGURES:
        for unit in sorted({q.unit for q in getattr(p, name)}):
            yield ("figure", p.family or p.predicate, name, unit)


def _opposed(p: Proposition) -> Iterator[tuple]:
    """The sorts of statement that can stand against this one."""
    if denies(p):
        yield ("told",)
        return
    for sort in _sorts(p):
        if sort[0] == "sign":
            yield ("sign", p.family, -sort[2])
        elif sort[0] == "figure":
            yield sort
