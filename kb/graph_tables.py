"""The tables `nodes` and `edges` filled part by part: parts of a graph in, each node and edge written once, in order.

The parts lie in temporary tables of the database until the last has come, so that a graph of any size passes through.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from functools import lru_cache

import networkx as nx

from kb.graph import edge_rows, node_rows
from kb.store import to_json

_WRITTEN = 4096  # attributes kept as JSON: most nodes and edges have those of many others
Row = Mapping[str, object]

_TABLES = """
CREATE TEMP TABLE node_parts (id TEXT, kind TEXT, label TEXT, attributes TEXT);
CREATE TEMP TABLE edge_parts (source TEXT, target TEXT, kind TEXT, attributes TEXT);
"""


def graph_part(graph: nx.MultiDiGraph) -> tuple[list[list[str]], list[list[str]]]:
    """The nodes (id, kind, label, attributes) and edges (source, target, kind, attributes) of a part of the graph."""
    nodes = [[r["id"], r["kind"], r["label"], _json(**r["attributes"])] for r in node_rows(graph)]
    edges = [[r["source"], r["target"], r["kind"], _json(**r["attributes"])] for r in edge_rows(graph)]
    return nodes, edges  # type: ignore[return-value]


@lru_cache(maxsize=_WRITTEN, typed=True)
def _json(**attributes: object) -> str:
    return to_json(attributes)


class GraphTables:
    """Gathers parts of the graph in temporary tables of `connection`, which it alone uses."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.executescript(_TABLES)

    def add(self, nodes: Iterable[Iterable[str]], edges: Iterable[Iterable[str]]) -> None:
        """Take in the rows of one part, as `graph_part` gives them; of rows of one key the last stays."""
        self._connection.executemany("INSERT INTO node_parts VALUES (?, ?, ?, ?)", nodes)
        self._connection.executemany("INSERT INTO edge_parts VALUES (?, ?, ?, ?)", edges)

    def write(self) -> None:
        """Write all that came, in order of its keys."""
        # Sorted once, when all are there; beside max() the other columns are those of that row (SQLite, lang_select).
        self._connection.executescript("""
            INSERT INTO nodes(id, kind, label, attributes) SELECT id, kind, label, attributes
              FROM (SELECT *, max(rowid) FROM node_parts GROUP BY id) ORDER BY id;
            INSERT INTO edges(source, target, kind, attributes) SELECT source, target, kind, attributes
              FROM (SELECT *, max(rowid) FROM edge_parts GROUP BY source, target, kind)
              ORDER BY source, target, kind;
            DROP TABLE node_parts;
            DROP TABLE edge_parts;
        """)
        self._connection.commit()
