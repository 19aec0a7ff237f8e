"""What a study's record says of the study as a whole, for its statements to be read with.

A record is written in short notes: "Tablets, explicitly without an infusion; no fixed schedule". What a note denies is
not of the study, so it is masked before the notes are read. A title is prose, and stays whole.
"""

from spacy.tokens import Doc

from kb.model import Study
from kb.nlp import Lexicon
from kb.propositions.context import Context
from kb.propositions.words import INTERVENTIONS, mark_words
from kb.short_forms import find_short_forms

_ENDS = frozenset(",;:.()[]")  # of what a denial in a note is about
_EITHER = frozenset({"or", "and"})  # "with or without agoraphobia" denies nothing


def lexicon_of(study: Study, lexicon: Lexicon) -> Lexicon:
    """The lexicon with the short forms that a study's own words define: what its title, its held text or one finding
    defines holds in the others."""
    held = (study.held.text,) if study.held else ()
    told = (text for f in study.findings if f.origin != "text" for text in (f.quote, f.statement) if text)
    return lexicon.defining(find_short_forms("\n\n".join((study.title, *held, *told))))


def study_context(study: Study, lexicon: Lexicon) -> Context:
    """What a study's statements leave out: its `subjects` (where it names none, the interventions of its record)."""
    given = mask_denied(study.intervention, lexicon)
    subjects = study.subjects or _named(given, lexicon, INTERVENTIONS) or _named(study.title, lexicon, INTERVENTIONS)
    return Context(subject=tuple(subjects), route=_named(given, lexicon, frozenset({"route", "dosage_form"})))


def _named(text: str, lexicon: Lexicon, kinds: frozenset[str]) -> tuple[str, ...]:
    hits = lexicon.concepts(lexicon.cut(text)) if text else ()
    return tuple(dict.fromkeys(h.id for h in hits if lexicon.vocabulary.concepts[h.id].kind in kinds))


def background_text(study: Study, lexicon: Lexicon) -> str:
    """What a study's record says of it as a whole: title, population, intervention, comparator, design, place. What it
    denies is blank."""
    notes = (study.population, study.intervention, study.comparator, study.design)
    text = " . ".join((study.title, *(mask_denied(note, lexicon) for note in notes), *study.authors[:1]))
    return lexicon.spelled_text(text)


def background_keys(study: Study, lexicon: Lexicon, doc: Doc | None = None) -> frozenset[str]:
    """The keys of a study's own record: what every finding of it may be read with. Not evidence by themselves. `doc` is
    its `background_text` parsed, where the caller has parsed many at once."""
    words = mark_words(doc if doc is not None else lexicon.nlp(background_text(study, lexicon)), lexicon)
    return frozenset((*words.key.values(), *study.subjects, *study.populations))


def mask_denied(note: str, lexicon: Lexicon) -> str:
    """The note with what it denies replaced by as many blanks, from the denial to the next mark of punctuation."""
    doc = lexicon.cut(note)
    spared = {i for hit in lexicon.cues(doc, "pseudo_negation") for i in range(hit.start, hit.end)}
    masked = note
    for hit in lexicon.cues(doc, "negation"):
        if hit.start in spared or (hit.start and doc[hit.start - 1].lower_ in _EITHER):
            continue
        end = next((token.idx for token in doc[hit.end :] if token.text in _ENDS), len(note))
        start = doc[hit.start].idx
        masked = masked[:start] + " " * (end - start) + masked[end:]
    return masked
