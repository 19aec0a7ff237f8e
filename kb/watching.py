"""A build watched from the command line: bars for a person at a terminal, and what went wrong in a line each."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click
from rich.console import Console

from kb.escaping import printable
from kb.model import Problem
from kb.progress import Bars, Notes, Watcher, summary_table

if TYPE_CHECKING:
    from kb.writing import Counts


def watched(make: "Callable[[Watcher], Counts]") -> tuple[Problem, ...]:
    """Let `make` work, and say what it has to say on standard error; gives what was wrong with its inputs. Ends the
    program with status 1 where nothing could be made."""
    from kb.making import BuildFailed

    console = Console(stderr=True)
    try:
        if console.is_terminal:
            with Bars(console) as bars:
                counts = make(bars)
            console.print(summary_table(counts.by_article), highlight=False)
        else:
            counts = make(Notes(say))
    except BuildFailed as failure:
        for line in failure.lines:
            say(line)
        sys.exit(1)
    for problem in counts.problems:
        say(str(problem))
    return counts.problems


def say(line: str) -> None:
    """A line on standard error."""
    click.echo(printable(line), err=True)
