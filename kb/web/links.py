"""Addresses of our pages and of Datasette's rows. Ids go out tilde-encoded, as Datasette does it, so that any file name
is safe in a path, in a fragment and as an id of an element."""

from functools import lru_cache
from typing import TYPE_CHECKING

from datasette.utils import tilde_encode

if TYPE_CHECKING:
    from datasette.url_builder import Urls


@lru_cache(maxsize=4096)
def anchor(kind: str, ident: str) -> str:
    """The id of the element that shows a claim (`c`), a mention (`m`), a finding (`f`) or an observation (`o`)."""
    return f"{kind}-{tilde_encode(ident)}"


class Links:
    """Makes addresses below the `base_url` of this Datasette."""

    def __init__(self, urls: "Urls", database: str) -> None:
        self._urls = urls
        self._database = database

    def article(self, ident: str, claim: str = "") -> str:
        """The copy, or one claim in it."""
        return self._page("article", ident, anchor("c", claim) if claim else "")

    def claim(self, ident: str) -> str:
        return self._page("claim", ident)

    def study(self, ident: str, finding: str = "") -> str:
        """A study, or one finding of it."""
        return self._page("study", ident, anchor("f", finding) if finding else "")

    def row(self, table: str, ident: object) -> str:
        """A row in Datasette's own pages."""
        return str(self._urls.row(self._database, table, tilde_encode(str(ident))))

    def table(self, name: str) -> str:
        """A table or view in Datasette's own pages."""
        return str(self._urls.table(self._database, name))

    def node(self, node: str) -> str:
        """Where a node of the graph is best read: its own page, else its row."""
        kind, _, ident = node.partition(":")
        if kind == "finding":
            return self.study(ident.rpartition(".")[0], ident)
        pages = {"article": self.article, "claim": self.claim, "study": self.study}
        if kind in pages:
            return pages[kind](ident)
        return self.row("citation_references", ident) if kind == "reference" else self.row("nodes", node)

    def anchor(self, kind: str, ident: str) -> str:
        return anchor(kind, ident)

    def _page(self, kind: str, ident: str, fragment: str = "") -> str:
        return str(self._urls.path(f"/{kind}/{tilde_encode(ident)}")) + (f"#{fragment}" if fragment else "")
