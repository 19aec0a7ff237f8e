"""Options that several commands have in common, so that each is called and explained in one way."""

from pathlib import Path

import click

FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)
STUDIES = click.option("--studies", type=FOLDER, default="sources/studies", show_default=True, help="The evidence.")
# A folder of one's own words, which adds to the shipped vocabulary.
VOCABULARY = click.option(
    "--vocabulary",
    type=FOLDER,
    default="sources/vocabulary",
    show_default=True,
    help="Your own words, where there are any (see `kb vocab`).",
)
