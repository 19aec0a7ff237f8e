"""Progress for a person at a terminal: a bar per stage and a table at the end; nothing at all in a pipe."""

from collections.abc import Callable, Mapping
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from kb.escaping import printable


class Watcher(Protocol):
    """Told how far a build is: `start` names a stage and how many steps it has, `step` counts one or more of them, and
    `note` is a line to be told: what went otherwise than expected, and did no harm."""

    def start(self, stage: str, total: int) -> None: ...

    def step(self, stage: str, steps: int = 1) -> None: ...

    def note(self, line: str) -> None: ...


class Silent:
    """Watches and says nothing."""

    def start(self, stage: str, total: int) -> None:
        pass

    def step(self, stage: str, steps: int = 1) -> None:
        pass

    def note(self, line: str) -> None:
        pass


class Notes(Silent):
    """Says nothing but the notes, each to `tell`."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell

    def note(self, line: str) -> None:
        self._tell(line)


class Bars:
    """A bar per stage on a terminal; used as a context manager around the build."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            TextColumn("{task.description:>12}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
        )
        self._tasks: dict[str, int] = {}

    def __enter__(self) -> "Bars":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def start(self, stage: str, total: int) -> None:
        self._tasks[stage] = self._progress.add_task(stage, total=total)

    def step(self, stage: str, steps: int = 1) -> None:
        self._progress.advance(self._tasks[stage], steps)

    def note(self, line: str) -> None:
        self._progress.console.print(printable(line), highlight=False, markup=False, soft_wrap=True)


def summary_table(rows: Mapping[str, Mapping[str, int]]) -> Table:
    """A table of claims and verdicts by article; `rows` maps the article id to counts by column, with a total last."""
    table = Table(title=None, box=None, pad_edge=False)
    table.add_column("article")
    columns = list(next(iter(rows.values()), {}))
    for column in columns:
        table.add_column(column, justify="right")
    for article, counts in rows.items():
        table.add_row(article, *(str(counts[column]) for column in columns))
    if rows:
        table.add_section()
        table.add_row("all", *(str(sum(counts[column] for counts in rows.values())) for column in columns))
    return table
