"""Progress for a person at a terminal: a bar per stage and a table at the end; nothing at all in a pipe."""

from collections.abc import Mapping
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table


class Watcher(Protocol):
    """Told how far a build is: `start` names a stage and how many steps it has, `step` counts one or more of them."""

    def start(self, stage: str, total: int) -> None: ...

    def step(self, stage: str, steps: int = 1) -> None: ...


class Silent:
    """Watches and says nothing."""

    def start(self, stage: str, total: int) -> None:
        pass

    def step(self, stage: str, steps: int = 1) -> None:
        pass


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
