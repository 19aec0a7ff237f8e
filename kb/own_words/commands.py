"""`kb vocab`: look through one's own vocabulary, and add to it. Says what is wrong in one line a fault."""

import sys
from pathlib import Path

import click

from kb.options import FOLDER
from kb.vocab import KINDS, SHIPPED, ConceptEntry, Extension, Vocabulary, VocabularyError, load_vocabulary
from kb.wording import slug

_VOCABULARY = click.option(
    "--vocabulary", "folder", type=FOLDER, default="sources/vocabulary", show_default=True, help="Your own words."
)
_NEAR = 3  # ids named where one is not known


@click.group()
def vocab() -> None:
    """Your own words: check them, add to them. The shipped vocabulary stays as it is."""


@vocab.command()
@_VOCABULARY
@click.option("--shipped", is_flag=True, help="Run the examples of the shipped entries, too.")
def check(folder: Path, shipped: bool) -> None:
    """Load your vocabulary with the shipped one, and try every example and counter-example.

    Exit status: 0 when all is sound, 1 when something is not (one line each says what).
    """
    from kb.nlp import Lexicon, load_pipeline
    from kb.own_words.checking import check_examples

    try:
        ours, both = load_vocabulary(), load_vocabulary(SHIPPED, folder)
    except VocabularyError as error:
        _tell(error.problems)
    old = {} if shipped else {**ours.concepts, **ours.cues}
    entries = [e for e in (*both.concepts.values(), *both.cues.values()) if old.get(e.id) != e]
    problems = list(check_examples(entries, Lexicon(load_pipeline(), both)))
    click.echo(
        f"{len(entries)} entries of {len(both.concepts) + len(both.cues)} looked through, {len(problems)} faults"
    )
    if problems:
        _tell(problems)


@vocab.command()
@click.argument("label")
@click.argument("phrases", nargs=-1)
@click.option("--kind", type=click.Choice(sorted(KINDS)), help="Of a new concept.")
@click.option("--to", "target", metavar="ID", help="Add LABEL and PHRASES to this entry instead: a concept or a cue.")
@click.option("--broader", multiple=True, metavar="ID", help="A concept that is broader; may be given again.")
@click.option("--example", "examples", multiple=True, metavar="TEXT", help="A text in which it must be found.")
@click.option("--not", "others", multiple=True, metavar="TEXT", help="A text in which it must not be found.")
@click.option("--mesh", default="", help="Its identifier in MeSH.")
@click.option("--id", "ident", default="", help="The id of a new concept, if not made of its label.")
@_VOCABULARY
def add(
    label: str,
    phrases: tuple[str, ...],
    kind: str | None,
    target: str | None,
    broader: tuple[str, ...],
    examples: tuple[str, ...],
    others: tuple[str, ...],
    mesh: str,
    ident: str,
    folder: Path,
) -> None:
    """Add a concept with its synonyms (LABEL, PHRASES, --kind), or further words for an entry (--to ID).

    Nothing is written where the vocabulary would not be sound with it. Exit status: 0, or 1 with a line for each fault.
    """
    from kb.own_words.adding import add_concept, add_phrases

    if (kind is None) == (target is None):
        raise click.UsageError("give either --kind, for a new concept, or --to ID")
    more = {"broader": list(broader), "examples": list(examples), "not": list(others)}
    try:
        if target is None:
            name = ident or slug(label, "_")
            entry = ConceptEntry(label=label, kind=kind, synonyms=list(phrases), mesh=mesh, **more)
            vocabulary = add_concept(folder, name, entry)
        else:
            name = target
            vocabulary = add_phrases(folder, name, Extension(phrases=[label, *phrases], **more))
    except VocabularyError as error:
        _tell(error.problems, _similar(target or "", broader))
    except (OSError, ValueError) as error:
        raise click.ClickException(f"{folder}: {error}") from None
    click.echo(f"{name}: {', '.join(_phrases(vocabulary, name))}")


def _phrases(vocabulary: Vocabulary, ident: str) -> tuple[str, ...]:
    return (vocabulary.concepts.get(ident) or vocabulary.cues[ident]).phrases


def _similar(target: str, broader: tuple[str, ...]) -> str:
    """Ids that may have been meant where one is not known."""
    from rapidfuzz import process

    known = load_vocabulary()
    ids = [*known.concepts, *known.cues]
    unknown = [name for name in (target, *broader) if name and name not in ids]
    near = [
        f"{name}: do you mean {', '.join(m[0] for m in process.extract(name, ids, limit=_NEAR))}?" for name in unknown
    ]
    return "\n".join(near)


def _tell(problems, more: str = "") -> None:
    for problem in problems:
        click.echo(str(problem), err=True)
    if more:
        click.echo(more, err=True)
    sys.exit(1)
