"""Long lists a page at a time: which rows are shown, and the way to the ones before and after."""

from collections.abc import Sequence
from dataclasses import dataclass

from datasette.utils import path_with_replaced_args

from kb.web.site import Site


@dataclass(frozen=True, slots=True)
class Paging:
    """One page of a list of `total` rows; `before` and `after` are the addresses of its neighbours, empty at an end."""

    page: int
    size: int
    total: int
    before: str
    after: str

    @property
    def offset(self) -> int:
        """How many rows stand before the first that is shown."""
        return (self.page - 1) * self.size

    @property
    def first(self) -> int:
        return self.offset + 1

    @property
    def last(self) -> int:
        return min(self.offset + self.size, self.total)


def paging(
    site: Site, total: int, size: int, argument: str = "page", fragment: str = "", drop: Sequence[str] = ()
) -> Paging:
    """The page that the query string asks for, or the nearest that there is: no number is an error. The addresses keep
    the other arguments, save those to `drop`."""
    asked = site.argument(argument)
    pages = max(1, -(-total // size))
    page = min(max(int(asked), 1), pages) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 1

    def address(number: int) -> str:
        # The request's own path has the base_url already.
        there = path_with_replaced_args(
            site.request, {**dict.fromkeys(drop), argument: None if number == 1 else str(number)}
        )
        return there + (f"#{fragment}" if fragment else "")

    before = address(page - 1) if page > 1 else ""
    return Paging(page, size, total, before, address(page + 1) if page < pages else "")
