"""`kb check`: a copywriter's own look at a draft before it goes to review, or a hook of the house that refuses it."""

import sys
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.escaping import printable
from kb.options import FILE, STUDIES, VOCABULARY

if TYPE_CHECKING:  # these load spaCy
    from kb.checking.drafts import Checked
    from kb.model import Problem
    from kb.reports.contents import Report

CONTRADICTED, UNSUPPORTED = 3, 4  # exit status; 1 is a fault of the input, and 2 is click's for a wrong command


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE...")
@STUDIES
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "lines", "json", "csv", "md", "html", "docx", "sarif"]),
    default="text",
    show_default=True,
    help="text: a table a file; lines: FILE:LINE:COLUMN a claim; sarif: for editors and code hosts.",
)
@click.option("--out", type=FILE, help="Where to; standard output if not given.")
@click.option("--all", "everything", is_flag=True, help="List the supported claims in the tables, too.")
@click.option(
    "--fail-on",
    type=click.Choice(["contradicted", "grave", "unsupported", "never"]),
    default="contradicted",
    show_default=True,
    help="From which gravity on the exit status is not 0.",
)
@VOCABULARY
@click.option("--jobs", default=1, show_default=True, type=click.IntRange(1), help="Processes that work at once.")
def check(
    files: tuple[Path, ...],
    studies: Path,
    shape: str,
    out: Path | None,
    everything: bool,
    fail_on: str,
    vocabulary: Path,
    jobs: int,
) -> None:
    """Check drafts against the studies, with nothing built and nothing written but the answer.

    \b
    Exit status:
      0  nothing that --fail-on names
      1  a file or a record could not be read (one line each; the rest is checked)
      2  the command itself is wrong
      3  a claim is contradicted
      4  nothing is contradicted, and with --fail-on grave a claim about safety or a rule is unsupported, or something
         grave is to be said of the page; with --fail-on unsupported any claim that was checked is unsupported
    What was not checked (no text held, not checkable by literature) is listed apart, and never fails.
    """
    from kb.checking.drafts import CheckFailed

    tally = _Tally()
    try:
        _write(tally.seen(_found(files, studies, vocabulary, jobs)), shape, out, everything)
    except (CheckFailed, OSError, ValueError) as failure:
        for line in str(failure).splitlines():
            click.echo(printable(line), err=True)
        sys.exit(1)
    sys.exit(tally.status(fail_on))


class _Tally:
    """What has passed by: says each problem in a line, and knows in the end how the command must exit."""

    def __init__(self) -> None:
        self._problems = 0
        self._reports: list[Report] = []

    def seen(self, found: "Iterable[Checked | Problem]") -> "Iterator[Checked | Problem]":
        from kb.model import Problem

        for one in found:
            if isinstance(one, Problem):
                click.echo(printable(str(one)), err=True)
                self._problems += 1
            else:
                self._reports.append(one.report)
            yield one

    def status(self, fail_on: str) -> int:
        failing = {exit_status(report, fail_on) for report in self._reports} - {0}
        return 1 if self._problems else min(failing, default=0)


def _found(files: tuple[Path, ...], studies: Path, vocabulary: Path, jobs: int) -> "Iterator[Checked | Problem]":
    """What is found in the files as it comes; a person at a terminal sees how far it is, and then all of it."""
    from rich.console import Console

    from kb.checking.drafts import check_files
    from kb.progress import Bars

    console = Console(stderr=True)
    if not console.is_terminal:
        yield from check_files(files, studies, vocabulary=vocabulary, jobs=jobs)
        return
    with Bars(console) as bars:
        found = list(check_files(files, studies, vocabulary=vocabulary, watcher=bars, jobs=jobs))
    yield from found


def _write(found: "Iterable[Checked | Problem]", shape: str, out: Path | None, everything: bool) -> None:
    from kb.checking.drafts import Checked
    from kb.outlet import put_out

    if shape == "sarif":
        from kb.checking.sarif import sarif_log

        put_out(iter([sarif_log(found).encode("utf-8", "replace")]), out)
    elif shape == "text":
        _tables(found, out, everything)
    elif shape == "lines":
        from kb.checking.terminal import checked_lines

        put_out((line.encode("utf-8", "replace") for line in checked_lines(found)), out)
    else:
        from kb.reports.writing import write_reports

        put_out(write_reports(shape, (one.report for one in found if isinstance(one, Checked))), out)


def _tables(found: "Iterable[Checked | Problem]", out: Path | None, everything: bool) -> None:
    from rich.console import Console

    from kb.checking.drafts import Checked
    from kb.checking.terminal import checked_page
    from kb.outlet import put_out
    from kb.showing import WIDE, console_for_output

    if out is None:
        console = console_for_output()
        for one in found:
            if isinstance(one, Checked):
                console.print(checked_page(one, everything=everything))
        return
    pages = [checked_page(one, everything=everything) for one in found if isinstance(one, Checked)]
    written = StringIO()
    Console(file=written, highlight=False, width=WIDE, color_system=None).print(*pages, sep="\n")
    put_out([written.getvalue().encode()], out)


def exit_status(report: "Report", fail_on: str) -> int:
    """The exit status that a report asks for, 0 where nothing fails; see the command."""
    looks = report.looks
    if fail_on == "never":
        return 0
    if looks.get("contradicted"):
        return CONTRADICTED
    if fail_on == "contradicted":
        return 0
    grave = any(c.look == "unsupported" and c.gravity == 2 for c in report.claims)
    grave = grave or any(found.severity == "grave" for found in report.findings)
    return UNSUPPORTED if grave or (fail_on == "unsupported" and looks.get("unsupported")) else 0
