"""Options that several commands have in common, so that each is called and explained in one way."""

from pathlib import Path

import click

FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)
ARTICLES = click.option(
    "--articles", type=FOLDER, default="sources/articles", show_default=True, help="The copy under audit."
)
STUDIES = click.option("--studies", type=FOLDER, default="sources/studies", show_default=True, help="The evidence.")
# A folder of one's own words, which adds to the shipped vocabulary.
VOCABULARY = click.option(
    "--vocabulary",
    type=FOLDER,
    default="sources/vocabulary",
    show_default=True,
    help="Your own words, where there are any (see `kb vocab`).",
)
JOBS = click.option("--jobs", default=1, show_default=True, type=click.IntRange(1), help="Processes that work at once.")
CACHE = click.option(
    "--cache/--no-cache",
    default=True,
    show_default=True,
    help="Keep what was worked out in a hidden file beside the result, so that the next build takes it up.",
)
SCHEDULER = click.option(
    "--scheduler", default="", metavar="ADDRESS", help="Let the workers of this Dask scheduler do the work."
)


def check_jobs(jobs: int, scheduler: str) -> None:
    """Raises UsageError where work is given both to processes of this machine and to a cluster."""
    if scheduler and jobs > 1:
        raise click.UsageError("--jobs is for this machine alone, --scheduler for others: give one of them")
