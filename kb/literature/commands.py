"""`kb studies`: the reader's own literature in and out of a folder of study records. Says what is wrong in one line."""

import sys
from collections import Counter
from pathlib import Path

import click

from kb.options import FILE, STUDIES, VOCABULARY


@click.group()
def studies() -> None:
    """Bring your own literature: records, texts, corrections, retractions."""


@studies.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILE)
@STUDIES
def add(files: tuple[Path, ...], studies: Path) -> None:
    """Add the records of files to a folder of studies.

    RIS, NBIB (MEDLINE), BibTeX, CSL-JSON, PubMed XML, EndNote XML and this project's YAML; the content of a file tells
    which. A work that is there already is known by DOI, PMID, or title and year, and only what its record lacks is
    filled in.
    Exit status: 1 when a file, a record or a value could not be used (one line each says which and why; the rest is
    done).
    """
    from kb.literature.adding import add_files, summary
    from kb.literature.folder import StudyFolder

    counts: Counter[str] = Counter()
    wrong = False
    try:
        for outcome in add_files(StudyFolder(studies), files):
            counts[outcome.what] += 1
            wrong = wrong or outcome.wrong
            if outcome.line:
                click.echo(outcome.line, err=outcome.wrong)
    except OSError as error:
        raise click.ClickException(f"{error.filename or studies}: {error.strerror}") from None
    click.echo(summary(counts))
    sys.exit(1 if wrong else 0)


@studies.command()
@click.argument("study_id", metavar="ID")
@click.argument("file", type=FILE)
@click.option("--abstract", "kind", flag_value="abstract", help="It is the abstract.")
@click.option("--full-text", "kind", flag_value="full_text", help="It is the full text. By default its length tells.")
@STUDIES
def text(study_id: str, file: Path, kind: str | None, studies: Path) -> None:
    """Keep the text of FILE as the own text of study ID; its sentences become findings at the next build."""
    from kb.labels import TextHeld
    from kb.literature.keeping import attach_text

    held = _try(studies, lambda folder: attach_text(folder, study_id, file, TextHeld(kind) if kind else None))
    click.echo(f"{study_id}: holds the {held.value.replace('_', ' ')} ({studies / 'texts' / study_id}.txt)")


@studies.command()
@click.argument("study_id", metavar="ID")
@click.option("--set", "assignments", metavar="FIELD=VALUE", multiple=True, help="An empty value takes one back.")
@STUDIES
@VOCABULARY
def edit(study_id: str, assignments: tuple[str, ...], studies: Path, vocabulary: Path) -> None:
    """Correct what record or machine say of study ID, with --set or in your editor.

    Corrections are kept in a file of their own, which neither an import nor a new reading touches, and count before
    both. Doses, outcomes, p values, effects and limits, of which a study has many, are corrected one by one:

    \b
      --set 'effect[24%]=25%'    the machine misread it
      --set 'effect[24%]=-'      there is no such value
      --set 'effect[]=30%'       the machine left it out
    """
    from kb.literature.keeping import (
        READINGS,
        correction_to_edit,
        edit_correction,
        is_single,
        parse_correction,
        save_correction,
    )

    if assignments:
        read = any(is_single(assignment) for assignment in assignments)
        facts = _read(studies, study_id, vocabulary).facts if read else ()
        now = _try(studies, lambda folder: edit_correction(folder, study_id, assignments, facts))
    else:
        shown = _try(studies, lambda folder: correction_to_edit(folder, study_id, _read(studies, study_id, vocabulary)))
        written = click.edit(shown, extension=".yml", require_save=True)
        if written is None:
            click.echo(f"{study_id}: nothing changed")
            return
        now = _try(studies, lambda folder: save_correction(folder, study_id, parse_correction(written)))
    said = dict.fromkeys([key for key in now if key != READINGS] + [each["field"] for each in now.get(READINGS, ())])
    click.echo(f"{study_id}: a person says {', '.join(said) if said else 'nothing'}")


@studies.command()
@click.argument("study_id", metavar="ID")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
@STUDIES
@VOCABULARY
def show(study_id: str, shape: str, studies: Path, vocabulary: Path) -> None:
    """Show what record, machine and person say of study ID, side by side."""
    from kb.literature.showing import described, study_page
    from kb.showing import console_for_output, to_line

    study = _read(studies, study_id, vocabulary)
    if shape == "json":
        click.echo(to_line(described(study)))
    else:
        console_for_output().print(study_page(study))


@studies.command()
@click.argument("file", metavar="FILE.csv", type=FILE)
@STUDIES
def retractions(file: Path, studies: Path) -> None:
    """Check the studies against a list of retractions in the format of Retraction Watch.

    Matches by DOI and PubMed number alone. A study with neither stays unchecked, which is not clean. Exit status: 1
    when a row about a study could not be used.
    """
    from kb.literature.retractions import BadList, search_list
    from kb.read.notices import NAME, judge_notices, to_text
    from kb.read.studies import read_studies

    known, problems = read_studies(studies)
    try:
        found = search_list(file, known)
    except BadList as error:
        raise click.ClickException(str(error)) from None
    from kb.literature.folder import put

    for line in (*map(str, problems), *found.faults):
        click.echo(line, err=True)
    text = to_text(file.name, found.as_of, found.digest, known, found.notices, found.doubtful)
    _try(studies, lambda _: put(studies / NAME, text))
    for ident in sorted(found.notices):
        state, decisive = judge_notices(found.notices[ident])
        said = ": ".join(filter(None, (decisive.date, decisive.reason))) if decisive else ""
        click.echo(f"{ident}: {state.value}" + (f" ({said})" if said else ""))
    named = [study for study in known if study.doi or study.pmid]
    checked = len(named) - len(found.doubtful)
    click.echo(
        f"{checked} checked against {found.rows:,} notices up to {found.as_of or 'no date'}: {len(found.notices)} have "
        f"notices; {len(known) - len(named)} unchecked, without DOI and PMID"
        + (f"; {len(found.doubtful)} unchecked, since a row about it could not be used" if found.doubtful else "")
    )
    sys.exit(1 if problems or found.faults else 0)


def _try(studies: Path, do):
    """What `do` gives for the folder; what is wrong in a line each, and exit status 1."""
    from kb.literature.folder import StudyFolder
    from kb.literature.keeping import Refused

    try:
        return do(StudyFolder(studies))
    except Refused as refused:
        for line in refused.lines:
            click.echo(line, err=True)
    except OSError as error:
        click.echo(f"{error.filename or studies}: {error.strerror}", err=True)
    sys.exit(1)


def _read(studies: Path, study_id: str, vocabulary: Path):
    """The study as a build reads it, with what a machine reads in its text. Loads the model only where a text is
    held."""
    from kb.read.notices import apply_notices, read_notices
    from kb.read.studies import read_record

    path = studies / f"{study_id}.yml"
    if not path.is_file():
        raise click.ClickException(f"{studies}: holds no record {study_id}")
    found = read_record(path)
    if isinstance(found, tuple):
        raise click.ClickException("\n".join(map(str, found)))
    study = apply_notices(found, read_notices(studies)[0])
    if study.held is None:
        return study
    from kb.auditing import read_library
    from kb.nlp import Lexicon, load_pipeline
    from kb.progress import Silent
    from kb.vocab import SHIPPED, VocabularyError, load_vocabulary

    try:
        words = load_vocabulary(SHIPPED, vocabulary)
    except VocabularyError as error:
        raise click.ClickException(str(error)) from None
    return read_library([study], Lexicon(load_pipeline(), words), Silent()).studies[study.id]
