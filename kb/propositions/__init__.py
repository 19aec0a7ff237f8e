"""What a sentence says, slot by slot (DESIGN section 4): parsed sentences in, `Proposition` objects out.

Claims and findings go through the same code, so that a comparison compares like with like. Every content word of a
clause is kept in `content`, known to the vocabulary or not: the comparison asks of each whether the finding bears it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Span

from kb.model import Finding, Proposition, Study
from kb.nlp import Lexicon
from kb.propositions.asides import set_aside
from kb.propositions.authored import authored_proposition
from kb.propositions.clauses import Clause, find_clauses
from kb.propositions.context import NO_CONTEXT, Context
from kb.propositions.coupled import part_coupled
from kb.propositions.excepted import excepted
from kb.propositions.frames import asks_for_causes, complete, completes, drop_examples, of_harm, sort
from kb.propositions.gist import with_gist
from kb.propositions.groups import of_same_groups
from kb.propositions.halves import find_halves
from kb.propositions.incidences import part_incidence
from kb.propositions.kinds import tell_several
from kb.propositions.products import name_product
from kb.propositions.records import lexicon_of, study_context
from kb.propositions.remarks import part_remarks
from kb.propositions.restating import restate
from kb.propositions.shares import part_shares
from kb.propositions.slots import adds, fill_slots, split_objects
from kb.propositions.spelling import moved, placed, spell
from kb.propositions.words import ANY, ASPECTS, HARM_AS_SUCH, INTERVENTIONS, SLOT_KINDS, TROUBLES, Words, mark_words

# Families whose doer copy leaves out most readily ("It also helps with sleep", "Nausea and headache are common").
_CARRIED_FAMILIES = frozenset({
    "effect", "cause", "start", "last", "safe", "act", "approve", "cure", "prevent", "use", "cost", "schedule",
    "addictive", "uncertain", "activity",
})  # fmt: skip


# Relations that a lead-in only lists with ("risks include:", "among these risks there may be:").
_COLOURLESS = frozenset({"studied", "is_a", "occur", "cause"})
# Relations whose object is the treatment spoken of; what one treats, eases or prevents is a trouble.
_OBJECTIVE = frozenset({"cost", "use", "recommend", "approve", "schedule"})
# What a sentence warns of is not the trouble that the next one speaks of.
_HARMING = frozenset({"cause", "associated", "addictive", "recommend"})
_REFERRED = _CARRIED_FAMILIES | {"require", "recommend", "occur", "is_a"}
# A word of the subject that only limits ("for teenagers", "a weekly dose") names nothing that does something.
_SLOTTED = frozenset(SLOT_KINDS) - {"species"}
_INSTANCES = frozenset({"case", "form", "episode", "bout"})
# What cases of a trouble do, as the trouble does it.
_OF_CASES = frozenset({"effect", "prevent", "cause", "last", "occur", "act"})
_ANAPHORS = frozenset({"it", "its", "they", "their", "these", "this"})
# Sorts of symptoms, of which a trouble has its own.
_AS_SUCH = frozenset({"physical_symptom", "emotional_symptom", "cognitive_symptom"})
# What a page is about beside its treatment.
TROUBLED = frozenset({"condition", "symptom"})
UNSAID = "!~said"  # the key of a denial that no clause of substance took up
CONTROL = "placebo"  # the concept of what a treatment is only compared with


def read_propositions(doc: Doc | Span, lexicon: Lexicon, context: Context = NO_CONTEXT) -> tuple[Proposition, ...]:
    """The propositions of one parsed sentence, in text order; empty where it has no content word.

    Offsets count from the start of `doc`'s text. Never raises on any text.
    """
    whole, start, end = (doc.doc, doc.start, doc.end) if isinstance(doc, Span) else (doc, 0, len(doc))
    return lexicon.once(whole, ("propositions", start, end, context), lambda: _propositions(doc, lexicon, context))


def _propositions(doc: Doc | Span, lexicon: Lexicon, context: Context) -> tuple[Proposition, ...]:
    doc, place = spell(doc, lexicon)
    found: list[Proposition] = []
    for part, start in part_remarks(doc, lexicon) or ((doc, 0),):
        words = mark_words(part, lexicon)
        set_aside(words)
        found.extend(moved(p, start) for p in _said(words, lexicon, _nearest(found, context, words)))
    # What a condition only supposes is no part of what is said.
    asserted = [p for p in found if p.asserted] or found
    return tuple(placed(p, place) if place else p for p in asserted)


def _said(words: Words, lexicon: Lexicon, context: Context) -> tuple[Proposition, ...]:
    """The propositions of one part of a sentence, the supposed among them where it says nothing else."""
    named = _completed(words, context)
    if named:
        return with_gist(named, words)
    read = _read_all(words, lexicon, context)
    found = [_carry_object(p, context, words) for p in read if _says_anything(p)]
    if found and any(p.negated and not _says_anything(p) for p in read):
        # "This study is not important in showing that ...": a denial of which nothing else is left holds of the rest.
        found = [replace(p, content=(*p.content, UNSAID)) for p in found]
    return with_gist(list(_with_context([p for p in found if p.asserted] or found, context)), words)


def _read_all(words: Words, lexicon: Lexicon, context: Context) -> list[Proposition]:
    halves = find_halves(words, lexicon)
    if not halves:
        return _read(words, context)
    found: list[Proposition] = []
    for doc, start in halves:
        part = mark_words(doc, lexicon)
        set_aside(part)
        found.extend(moved(p, start) for p in _read(part, _nearest(found, context, part)))
    return found


def _read(words: Words, context: Context) -> list[Proposition]:
    found: list[Proposition] = []
    wholes = (told for whole in find_clauses(words) for told in part_incidence(whole, words))
    parts = (part for whole in wholes for part in part_coupled(whole, words))
    for clause in (share for part in parts for share in part_shares(part, words)):
        nearest = _nearest(found, context, words)
        read = tell_several(restate(fill_slots(clause, words), words), clause, words)
        if clause.head.dep_ != "appos" or adds(read, words):
            told = (*split_objects(read, clause, words), *excepted(read, clause, words))
            carried = (_carry(p, clause, nearest, words) for p in told)
            before = tuple(found)
            found.extend(own for p in carried for own in of_same_groups(p, before, words))
    return found


def _completed(words: Words, context: Context) -> tuple[Proposition, ...]:
    """The propositions of a list item that its lead-in completes; empty where it speaks for itself."""
    frame = context.frame
    if frame is None:
        return ()
    read = [(p, clause) for clause in find_clauses(words) if _says_anything(p := fill_slots(clause, words))]
    if not completes(frame, [p for p, _ in read], words):
        return ()
    drop_examples(words)
    read = [(fill_slots(clause, words), clause) for _, clause in read]
    return tuple(part for p, clause in read for part in split_objects(complete(frame, p, words), clause, words))


def _frame(lead_in: str, lexicon: Lexicon, topic: Sequence[str]) -> Proposition | None:
    """The proposition that the items of a list complete: the last of the lead-in with a relation, and what the lead-in
    spoke of before where that names nothing ("there are many reasons for gout; common causes include:")."""
    words = mark_words(lexicon.parse(lead_in), lexicon)
    set_aside(words)
    doers, troubles = (_first_of((topic,), kinds, lexicon) for kinds in (INTERVENTIONS, TROUBLED))
    caused = asks_for_causes(words.doc)
    read = _read(words, Context(subject=() if caused else doers))
    harm = None if caused else of_harm(read, doers, words)
    found = [p for p in read if p.family]
    if not found or (harm and found[-1].family in _COLOURLESS):
        return harm
    spoken = tuple(dict.fromkeys(k for p in found[:-1] for k in (*p.subject, *p.object) if sort(k, words)))
    last = found[-1]
    spoken = spoken or (troubles if caused else ())
    if any(key[0] not in "=!" for key in last.content) or not spoken:
        return last
    return replace(last, object=spoken, content=(*spoken, *last.content))


def _nearest(before: Sequence[Proposition], context: Context, words: Words) -> Context:
    """The context, with the doer that the same text named last in place of its own."""
    named = [p for p in before if not p.carried and any(_does(k, words) for k in p.subject)]
    if not named:
        return context
    doers = (k for p in named if p.start == named[-1].start for k in p.subject if _does(k, words))
    return replace(context, subject=tuple(dict.fromkeys(doers)))


def _does(key: str, words: Words) -> bool:
    return words.kind(key) in INTERVENTIONS and not words.vocabulary.is_a(key, CONTROL) and key != CONTROL


def _carry(proposition: Proposition, clause: Clause, context: Context, words: Words) -> Proposition:
    """Fill a missing subject from the context; what the sentence leaves open is none."""
    if context.object and not proposition.carried and _is_instance(clause, words) and proposition.family in _OF_CASES:
        spoken = tuple(k for k in context.object if k not in proposition.content)
        proposition = replace(
            proposition, subject=(*proposition.subject, *spoken), content=(*proposition.content, *spoken), carried=True
        )
        return proposition
    if clause.head.dep_ == "advcl" and clause.subject and clause.head.left_edge.tag_ == "WRB":
        return proposition  # "is offered when gout impairs walking": what then holds, the treatment does not do
    if proposition.several == "subject":
        left = {} if proposition.object else {"object": context.object, "content": context.object}
        return replace(proposition, **left)
    p = name_product(proposition, clause, context.subject, words)
    if p is not proposition:
        return p
    # "It needs no anaesthesia", "it is a sedative", "it has sedation among its properties".
    own = p.family in {"require", "is_a"} or (p.family == "occur" and _refers_back(clause))
    doers = p.subject if own else (*p.subject, *p.object)
    if not context.subject or _names_doer(doers, words):
        return p
    if p.family in _OBJECTIVE and any(t.lower_ == "it" and t.dep_ in {"dobj", "pobj"} for t in clause.tokens):
        # "Most insurers do not cover it"
        return replace(p, object=(*context.subject, *p.object), content=(*context.subject, *p.content))
    troubled = any(words.kind(key) in TROUBLES for key in p.subject)
    if _refers_back(clause) and p.family in _REFERRED and not (p.family == "cause" and troubled):
        kept = (*p.subject, *p.object)  # "its use in depression": the depression is what it is used in
        content = (*context.subject, *p.content)
        return replace(p, subject=context.subject, object=kept, content=content, carried=True)
    dosed = p.dose and p.family == "is_a"  # "the usual dose is 10 mg"
    aspect = (
        p.family == "uncertain" and bool(p.subject) and set(p.subject) <= ASPECTS
    )  # "its long-term effects are unknown"
    if (p.subject and not aspect) or not (p.family in _CARRIED_FAMILIES or dosed or _denies_harm(p, words)):
        return p
    if aspect:
        named = (*context.subject, *p.subject)
        return replace(p, subject=named, content=(*context.subject, *p.content), carried=True)
    # A thing that does something of its own, unknown to the vocabulary, is a subject too ("copper bracelets").
    if any(
        t.pos_ == "PROPN" or (t.i in words.key and words.kind(words.key[t.i]) not in _SLOTTED)
        for t in clause.subject
        if not p.object
    ):
        return p
    return replace(p, subject=context.subject, content=(*context.subject, *p.content), carried=True)


def _is_instance(clause: Clause, words: Words) -> bool:
    """ "More severe cases", "mild forms": of the trouble that is spoken of, where the subject names none."""
    heads = [t for t in clause.subject if t.dep_ in {"nsubj", "nsubjpass"} and t.lemma_.lower() in _INSTANCES]
    return bool(heads) and not any(words.key.get(t.i, "~")[0] != "~" for t in clause.subject)


def _names_doer(keys: Sequence[str], words: Words) -> bool:
    return any(words.kind(key) in INTERVENTIONS for key in keys)


def _refers_back(clause: Clause) -> bool:
    """Whether the subject is "it", "they", or something of theirs."""
    return any(t.lower_ in _ANAPHORS and t.pos_ in {"PRON", "DET"} and t.dep_ != "expl" for t in clause.subject)


def _denies_harm(p: Proposition, words: Words) -> bool:
    """ "Patients have no side effects", "your liver is never affected": of what the page is about."""
    concepts = words.vocabulary.concepts
    related = (other for key in p.object if key in concepts for other in concepts[key].related)
    harmed = any(concepts[other].kind in TROUBLES for other in related)
    named = any(words.kind(key) == "adverse_effect" or key in HARM_AS_SUCH for key in p.object)
    return (p.negated or any(q.high == 0 for q in p.size)) and (named or (p.family == "occur" and harmed))


def _says_anything(p: Proposition) -> bool:
    if p.family == "activity":
        return True  # "you may drive": the relation is all
    return bool(any(key[0] != "=" for key in p.content) or p.size or p.onset or p.duration or p.dose or p.frequency)


def _carry_object(p: Proposition, context: Context, words: Words) -> Proposition:
    """Fill the trouble that a statement of benefit leaves out; not where it names another thing that is bettered."""
    unplaced = _is_unplaced(p, words)
    named = not unplaced and any(words.kind(k) not in INTERVENTIONS | {"setting", "organisation"} for k in p.object)
    named |= p.change is not None and any(words.kind(key) == "setting" for key in p.object)  # "clinics grow in number"
    if (
        named
        or not context.object
        or not (unplaced or p.family in {"effect", "start", "last", "uncertain"})
        or (p.family == "effect" and p.change == 1)  # what grows is no trouble that it helps with
        or set(context.object) & set(p.content)
    ):
        return p
    effect = -p.change if p.effect is None and p.change is not None and p.family == "effect" else p.effect
    content = (*p.content, *context.object)
    return replace(
        p, object=(*context.object, *p.object), content=content, effect=effect, carried_object=context.object
    )


def _is_unplaced(p: Proposition, words: Words) -> bool:
    """ "Physical symptoms are common too": of what trouble, the sentence before says."""
    return p.family == "occur" and not p.subject and not p.negated and set(p.content) <= _AS_SUCH


def _with_context(found: Sequence[Proposition], context: Context) -> Iterator[Proposition]:
    """Route and population of the context where the sentence names none; a later clause inherits the first one's."""
    for p in found:
        yield replace(p, route=p.route or context.route, population=p.population or context.population)


def carry_context(
    lexicon: Lexicon,
    *,
    heading: str = "",
    lead_in: str = "",
    previous: Sequence[Proposition] = (),
    topic: Sequence[str] = (),
    singular: bool = False,
) -> Context:
    """The context of a claim: `topic` are the concepts that the whole page is about, `previous` the propositions of the
    sentence before. The lead-in of a list outranks the sentence before, and that the heading; the topic comes last.
    `singular`: the claim refers back to one thing ("it"), so that a class of drugs is not meant.
    """
    frame = None
    heading, lead_in = lexicon.spelled_text(heading), lexicon.spelled_text(lead_in)
    if lead_in:
        topic = tuple(topic)
        frame = lexicon.once(lexicon.parse(lead_in), ("frame", topic), lambda: _frame(lead_in, lexicon, topic))
    named = [hit.id for hit in lexicon.concepts(lexicon.cut(heading))] if heading else []
    led = (*frame.subject, *frame.object) if frame else tuple(h.id for h in lexicon.concepts(lexicon.cut(lead_in)))
    concepts = lexicon.vocabulary.concepts
    told = [k for p in previous for k in p.subject if k in concepts]
    about = {*topic, *named}
    if singular:
        told = [k for k in told if concepts[k].kind != "drug_class" or k in about]
    told = [k for k in told if k in about] or told
    told_of = [k for p in previous for k in (*p.subject, *p.object)]
    treated = [k for p in previous if p.family not in _HARMING for k in (*p.subject, *p.object)]
    return Context(
        subject=_first_of((led, told, named, topic, told_of), INTERVENTIONS, lexicon),
        object=_first_of((led, treated, named, topic), TROUBLED, lexicon),
        frame=frame,
    )


def _first_of(sources: Sequence[Sequence[str]], kinds: frozenset[str], lexicon: Lexicon) -> tuple[str, ...]:
    """The concepts of some kinds in the first source that names any; a placebo is never what a page goes on about."""
    concepts, is_a = lexicon.vocabulary.concepts, lexicon.vocabulary.is_a
    for keys in sources:
        chosen = tuple(
            dict.fromkeys(
                k for k in keys if k in concepts and concepts[k].kind in kinds and k != CONTROL and not is_a(k, CONTROL)
            )
        )
        if chosen:
            # "The treatment" is what else is named there, not a thing of its own.
            return tuple(k for k in chosen if k not in ANY or set(chosen) <= ANY)
    return ()


def finding_propositions(
    finding: Finding, study: Study, lexicon: Lexicon, doc: Doc | None = None
) -> tuple[Proposition, ...]:
    """The propositions of a finding: the authored ones where there are any, else read from the statement with the
    study's context. `doc` is the parsed statement, where the caller has parsed many at once. Figures of authored
    slots are words ("about 50 %"); see `authored` for the slots and `check_authored` for the check."""
    context = study_context(study, lexicon)
    if finding.authored:
        return tuple(authored_proposition(slots, lexicon, context.subject) for slots in finding.authored)
    return read_propositions(doc if doc is not None else lexicon.nlp(finding.statement), lexicon, context)


def library_propositions(studies: Sequence[Study], lexicon: Lexicon) -> Mapping[str, tuple[Proposition, ...]]:
    """The propositions of every finding by finding id, parsed in batches."""
    pairs = [(finding, study) for study in studies for finding in study.findings]
    docs = lexicon.nlp.pipe(finding.statement for finding, _ in pairs)
    own = {study.id: lexicon_of(study, lexicon) for study in studies}
    return {
        finding.id: finding_propositions(finding, study, own[study.id], doc)
        for (finding, study), doc in zip(pairs, docs, strict=True)
    }
