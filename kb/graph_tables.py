"""The tables `nodes` and `edges` filled part by part: parts of a graph in, each node and edge written once.

Edges are written as they come, since each belongs to one part, but for those of the vocabulary, which every part brings
that names the concepts. These, and nodes, lie in temporary tables of the database until the last has come, so that a
graph of any size passes through.
"""

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

import networkx as nx

from kb.graph import edge_rows, node_rows
from kb.store import to_json

_WRITTEN = 4096  # attributes kept as JSON: most nodes and edges have those of many others
Row = Mapping[str, object]

_TABLES = """
CREATE TEMP TABLE node_parts (id TEXT, kind TEXT, label TEXT, attributes TEXT);
CREATE TEMP TABLE shared_edges (source TEXT, target TEXT, kind TEXT, attributes TEXT,
  PRIMARY KEY (source, target, kind)) WITHOUT ROWID;
"""
_SHARED = "broader"  # the kind of the edges between concepts


def graph_part(graph: nx.MultiDiGraph) -> tuple[list[list[str]], list[list[str]]]:
    """The nodes (id, kind, label, attributes) and edges (source, target, kind, attributes) of a part of the graph."""
    nodes = [[r["id"], r["kind"], r["label"], _json(**r["attributes"])] for r in node_rows(graph)]
    edges = [[r["source"], r["target"], r["kind"], _json(**r["attributes"])] for r in edge_rows(graph)]
    return nodes, edges  # type: ignore[return-value]


@lru_cache(maxsize=_WRITTEN, typed=True)
def _json(**attributes: object) -> str:
    return to_json(attributes)


class GraphTables:
    """Gathers parts of the graph in tables of `connection`, which it alone uses."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.executescript(_TABLES)

    def add(self, nodes: Iterable[Iterable[str]], edges: Collection[Sequence[str]]) -> None:
        """Take in the rows of one part, as `graph_part` gives them. A node may come in several parts, and the last
        stays; an edge that is not of the vocabulary comes in one, or the database is refused when it is complete."""
        many = self._connection.executemany
        many("INSERT INTO node_parts VALUES (?, ?, ?, ?)", nodes)
        own = (edge for edge in edges if edge[2] != _SHARED)
        many("INSERT INTO edges(source, target, kind, attributes) VALUES (?, ?, ?, ?)", own)
        shared = (edge for edge in edges if edge[2] == _SHARED)
        many("INSERT OR REPLACE INTO shared_edges VALUES (?, ?, ?, ?)", shared)

    def write(self) -> None:
        """Write what came in several parts, in order of its keys."""
        # Sorted once, when all are there; beside max() the other columns are those of that row (SQLite, lang_select).
        self._connection.executescript("""
            INSERT INTO nodes(id, kind, label, attributes) SELECT id, kind, label, attributes
              FROM (SELECT *, max(rowid) FROM node_parts GROUP BY id) ORDER BY id;
            INSERT INTO edges(source, target, kind, attributes) SELECT * FROM shared_edges
              ORDER BY source, target, kind;
            DROP TABLE node_parts;
            DROP TABLE shared_edges;
        """)
        self._connection.commit()
