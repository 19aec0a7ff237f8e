"""The slots of one clause: a clause and its words in, a `Proposition` out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from spacy.tokens import Token

from kb.labels import Strength
from kb.model import Proposition
from kb.model.marks import EVERY, SAME, SOLE
from kb.propositions.certainty import strength_of
from kb.propositions.clauses import Clause
from kb.propositions.commonness import commonness
from kb.propositions.excepted import is_exception
from kb.propositions.measures import changes_time, is_universal, sign_of, sort_figures
from kb.propositions.rivals import EQUAL, WORSE, at_what, compared, degree, falls_short, of_predicate
from kb.propositions.roles import beside_doer, roles, specific
from kb.propositions.signs import signs
from kb.propositions.whose import without_people
from kb.propositions.words import HAPPENING, HARM_AS_SUCH, SLOT_KINDS, Words

_BE = frozenset({"be", "become", "represent", "constitute"})
_HAVE = frozenset({"have", "exist", "live", "suffer"})
_SESSIONS = frozenset({"infusion", "injection", "session", "visit", "appointment", "procedure", "scan", "drip"})
# Relations too thin to need bearing out when they only modify another ("people with", "used to").
_LIGHT_CUES = frozenset({"predicate.is_a", "predicate.occur", "predicate.use", "predicate.studied", "predicate.allow",
                         "predicate.experience"})  # fmt: skip
_UNCONVINCING = "predicate.unconvincing"
_DOUBT = frozenset({"require", "studied", "allow", "start", "is_a", "occur"})
_ORDERS = {"before": "before", "prior": "before", "beforehand": "before", "after": "after", "following": "after",
           "afterwards": "after", "afterward": "after"}  # fmt: skip
_OCCASIONS = frozenset({"time", "day", "week", "month", "year", "night", "hour", "dose", "session", "visit", "case"})
# Of harm "no more than with X" denies less than "none".
_HARMING = frozenset({"cause", "occur", "experience", "associated"})
_VEHICLES = frozenset({"car", "vehicle", "home", "truck", "machinery"})
_TREATING = frozenset({"we", "they", "doctors", "physicians", "clinicians", "clinics", "therapists"})
_WHOSE = frozenset({"effect", "prevent"})
TRIFLING = "negation.trifling"  # of an effect that makes no difference to anybody
_SHARES = frozenset({"percent", "fraction", "count"})


_COMPARED = 12  # words from "no more" to its "than"


def fill_slots(clause: Clause, words: Words) -> Proposition:
    """Fill every slot that the clause's words say something of."""
    comparator = compared(clause, words)
    clause = at_what(clause, words, comparator)
    cue, family, direction = _relation(clause, words)
    denials, local = _negation(clause, words)
    negated = len(denials) % 2 == 1
    if negated and family == "effect" and falls_short(clause, words):
        cue, direction, negated, denials = WORSE, "worse", False, []
    bare = clause
    if family in _WHOSE:
        bare = without_people(clause, words, direction if family == "effect" else "", negated=negated)
    inner = [t for t in clause.tokens if t.i not in comparator]
    subject, obj = roles(bare, words, [t for t in bare.tokens if t.i not in comparator], family, direction)
    subject = specific(subject, inner, words)
    obj = tuple(dict.fromkeys((*obj, *_implied(clause, words))))
    everyone = (*clause.subject, *clause.tokens)
    content = [f"!{key}" if i in local else key for i, key in _keys(everyone, words)]
    content += [key for key in _implied(clause, words) if key not in content]
    content += degree(clause, words, comparator)
    others = (words.cues["predicate"][t.i] for t in inner if _secondary(t, clause, cue, words))
    content += [f"={sense}" for sense in (_sense(other, clause, words) for other in others) if sense != cue]
    measured = family in _HARMING and any(t.lower_ in {"than", "as"} and t.i + 1 in comparator for t in clause.tokens)
    if negated and (measured or any(_only_some(t, words) for t in inner)):
        content.append(SAME)
    if not negated and any(_takes_all(t, words) for t in everyone):
        content.append(EVERY)
    if any(_is_sole(t, clause) for t in inner):
        content.append(SOLE)
    told = {key for i, key in _keys(everyone, words) if i not in local}  # "superior to sham and to no zinc": zinc was
    denied = {words.key[i] for i in local if i in words.key} - told
    subject, obj = (tuple(k for k in keys if k not in denied) for keys in (subject, obj))
    negated = negated is not _turns(cue, words)
    if negated and _if_denied(cue, words):
        cue, negated, denials = _if_denied(cue, words), False, []
    change, effect = signs(bare, words, cue=cue, subject=subject, obj=obj, negated=negated)
    slots = _concept_slots((k for k in content if k[0] not in "=!"), words)
    figures = [words.figure[t.i] for t in clause.tokens if t.i in words.figure]
    figures = [q for q in figures if not (negated and is_universal(q))]
    span = [t for t in everyone if not t.is_space] or [clause.head]
    return Proposition(
        subject=subject,
        predicate=cue,
        object=obj,
        negated=negated,
        strength=Strength.PLAIN if family == "uncertain" else strength_of(clause, words, negated, denials),
        comparator=words.keys(t for t in clause.tokens if t.i in comparator),
        content=tuple(dict.fromkeys(content)),
        family=family,
        change=change,
        effect=effect,
        asserted=clause.asserted,
        order=_order(clause.tokens),
        commonness=commonness(clause, words, negated),
        reported=_is_past(clause.head) or bool(clause.attributed),
        start=min(t.idx for t in span),
        end=max(t.idx + len(t) for t in span),
        **slots,
        **sort_figures(tuple(dict.fromkeys(figures)), words.doc, family, timed=changes_time(everyone, family)),
    )


def adds(appositive: Proposition, words: Words) -> bool:
    """Whether a name in apposition says more of a thing than the vocabulary knows ("sertraline, an antidepressant")."""
    above = words.vocabulary.is_a
    told = (k for k in appositive.content if k[0] != "=" and k not in appositive.subject)
    return any(not any(above(key, up) for key in appositive.subject) for up in told)


def _implied(clause: Clause, words: Words) -> tuple[str, ...]:
    """The thing that a verb itself names: always ("is disabling" names functioning), or where a share of people is
    given ("37 % remitted" reached remission)."""
    cue = words.vocabulary.cues.get(clause.cue)
    thing = cue.attributes.get("object", "") if cue else ""
    told = any(words.figure[t.i].kind in _SHARES for t in clause.tokens if t.i in words.figure)
    told = told or (cue is not None and cue.attributes.get("implied") == "always")
    return (thing,) if thing in words.vocabulary.concepts and told else ()


def _is_past(verb: Token) -> bool:
    """ "Fell", "was shown" and "did not fall"; not "is shown"."""
    if verb.tag_ == "VBN" and any(c.dep_ == "auxpass" and c.tag_ in {"VBZ", "VBP"} for c in verb.children):
        return False
    return verb.tag_ in {"VBD", "VBN"} or any(c.dep_ == "aux" and c.lower_ == "did" for c in verb.children)


def split_objects(proposition: Proposition, clause: Clause, words: Words) -> list[Proposition]:
    """One proposition for each of several coordinated things known to the vocabulary ("for anxiety, pain and PTSD"), so
    that each is compared by itself; the first keeps the words that belong to none."""
    if not proposition.object or not proposition.family:
        return [proposition]
    parts = [proposition]
    for slot in ("object", "subject"):
        parts = [part for p in parts for part in _split(p, slot, clause, words)]
    return parts


def _split(p: Proposition, slot: str, clause: Clause, words: Words) -> Iterator[Proposition]:
    keys = _coordinated(getattr(p, slot), (*clause.subject, *clause.tokens), words)
    even = slot == "subject" and p.predicate == EQUAL and not p.comparator  # "A and B did not differ"
    joint = slot == "subject" and set(keys) & set(p.comparator)  # "A plus B did better than B alone"
    if len(keys) < 2 or even or joint:
        yield p
        return
    named = [key for key in keys if key not in HARM_AS_SUCH]
    if any(words.kind(key) == "adverse_effect" for key in named):
        p = replace(p, content=tuple(k for k in p.content if k not in HARM_AS_SUCH or k not in keys))
        p = replace(p, **{slot: tuple(k for k in getattr(p, slot) if k not in HARM_AS_SUCH or k not in keys)})
        keys = named  # "side effects, nausea and rash among them"
    p = replace(p, alternative=p.alternative or _either(p, keys, words))
    for key in keys:
        others = {other for other in keys if other != key}
        kept = {slot: tuple(k for k in getattr(p, slot) if k not in others)}
        yield replace(p, **kept, content=tuple(k for k in p.content if k not in others))


def _either(p: Proposition, keys: Sequence[str], words: Words) -> bool:
    """Whether troubles that may come are joined by "or": a warning of one or the other, not of both."""
    if p.family not in {"cause", "occur"} or p.negated or p.strength is not Strength.HEDGED:
        return False
    places = [i for i, key in words.key.items() if key in keys]
    return len(places) > 1 and any(t.lower_ == "or" and min(places) < t.i < max(places) for t in words.doc)


def _coordinated(keys: Sequence[str], tokens: Sequence[Token], words: Words) -> list[str]:
    """The longest chain of coordinated concepts among some keys: as parsed, or side by side with only "and" between
    (the parser often hangs the last of "symptoms of asthma and eczema" too high)."""
    named = (t for t in tokens if words.key.get(t.i) in keys)
    among = [t for t in named if words.key[t.i][0] != "~" or beside_doer(t, words)]
    chains = [[t, *(c for c in t.conjuncts if c in among and c.i > t.i)] for t in among]
    for one, other in pairwise(sorted(among, key=lambda t: t.i)):
        between = words.doc[one.i + 1 : other.i]
        if len(between) and all(t.lower_ in {",", "and", "or", "&", "/"} for t in between):
            chains.append([one, other])
    return list(dict.fromkeys(words.key[t.i] for t in max(chains, key=len, default=[])))


def _only_some(token: Token, words: Words) -> bool:
    """A word that limits a denial to some of what it denies: "not the same risks", "not those of opioids", "no side
    effects that last"."""
    if token.lower_ in {"those", "ones"} and token.dep_ in {"attr", "dobj"}:
        return True
    if token.i in words.cues["likeness"]:
        return token.i not in words.cues["predicate"]
    behind = words.doc[token.i + 1].lower_ if token.i + 1 < len(words.doc) else ""
    return behind in {"that", "which"} and words.kind(words.key.get(token.i, "")) == "adverse_effect"


def _order(tokens: Sequence[Token]) -> str:
    """ "Before surgery" or "after it"; empty for both and for neither."""
    linking = [t for t in tokens if t.dep_ in {"prep", "mark", "advmod", "pcomp"}]
    said = {_ORDERS[t.lower_] for t in linking if t.lower_ in _ORDERS}
    return said.pop() if len(said) == 1 else ""


def _takes_all(token: Token, words: Words) -> bool:
    """ "All known trials"; not "all day", "a quarter of all deaths", and not where it is a figure ("all patients")."""
    whole = token.lower_ in {"all", "every"} and token.dep_ in {"det", "predet"} and token.i not in words.figure
    share = token.head.dep_ == "pobj" and token.head.head.lower_ == "of"
    return whole and not share and token.head.pos_ == "NOUN" and token.head.lemma_.lower() not in _OCCASIONS


def _relation(clause: Clause, words: Words) -> tuple[str, str, str]:
    """Cue id, family and direction of the clause's predicate."""
    if clause.cue == "predicate.last" and any(_is_session(t, clause, words) for t in clause.subject):
        return "predicate.use", "use", ""  # "an infusion lasts 40 minutes": how long giving it takes
    if clause.cue in _LIGHT_CUES and clause.head.lemma_ == "be" and clause.predicate.dep_ == "relcl":
        return "predicate.is_a", "is_a", ""  # "a sedative that has many uses" is first of all a sedative
    if _treats_with(clause):
        return "predicate.use", "use", ""
    if clause.cue == "predicate.drive" and not _drives(clause):
        return f"~{clause.predicate.lemma_.lower()}", "", ""
    if clause.cue:
        cue = _sense(clause.cue, clause, words)
        attributes = words.vocabulary.cues[cue].attributes
        return cue, attributes["family"], attributes.get("direction", "")
    lemma = clause.head.lemma_.lower()
    if lemma == "be" and any(child.dep_ == "expl" for child in clause.head.children):
        return "predicate.occur", "occur", ""
    if lemma in _BE:
        return ("predicate.occur", "occur", "") if _is_share(clause, words) else ("predicate.is_a", "is_a", "")
    if lemma in _HAVE:
        return "predicate.occur", "occur", ""
    return (f"~{lemma}", "", "") if clause.predicate is not None else ("", "", "")


def _is_share(clause: Clause, words: Words) -> bool:
    """ "The rate of bleeding was 2 %", "remission was 30 %": what is a good or a bad thing comes to so many."""
    shares = (t for t in clause.tokens if t.i in words.figure and words.figure[t.i].kind in _SHARES)
    said = any(t.dep_ in {"attr", "pobj"} or t.head.i == clause.head.i or t.head.dep_ == "attr" for t in shares)
    heads = [t for t in clause.subject if t.dep_ == "nsubj" and t.head.i == clause.head.i]
    named = [t.i for head in heads for t in head.subtree]
    return said and any(words.kind(words.key.get(i, "")) in HAPPENING or i in words.cues["valence"] for i in named)


def _treats_with(clause: Clause) -> bool:
    """ "The dose with which we treat gout": what people treat a trouble with they use, whatever it does."""
    verb = clause.predicate
    if verb is None or verb.lemma_.lower() != "treat":
        return False
    verbs = (verb, verb.head) if verb.dep_ in {"xcomp", "advcl"} else (verb,)  # "the dose we use to treat gout"
    return any(c.dep_ == "nsubj" and c.lower_ in _TREATING for v in verbs for c in v.children)


def _is_sole(token: Token, clause: Clause) -> bool:
    """ "Is the only treatment": what the subject is said to be is nothing else."""
    if token.lower_ not in {"only", "sole"} or token.dep_ not in {"amod", "advmod"}:
        return False
    noun = token.head if token.head.pos_ in {"NOUN", "PROPN"} else token.head.head
    definite = any(c.lower_ == "the" for c in noun.children)
    return definite and noun.dep_ == "attr" and noun.head.i == clause.head.i


def _drives(clause: Clause) -> bool:
    """Whether it is the one spoken of who drives: not "have a friend drive you", nor what drives a trouble."""
    verb = clause.predicate
    if any(c.dep_ == "dobj" and not c.lower_.endswith(("self", "selves")) for c in verb.children):
        return any(c.dep_ == "dobj" and c.lemma_.lower() in _VEHICLES for c in verb.children)
    others = (c for c in verb.children if c.dep_ == "nsubj")
    return verb.i == clause.head.i or not any(others)


def _is_session(token: Token, clause: Clause, words: Words) -> bool:
    """Whether it is what a time is given of; what an infusion prolongs is something else."""
    heads = token.dep_ in {"nsubj", "nsubjpass"} and token.head.i == clause.head.i
    timed = any(words.figure[t.i].kind == "duration" for t in clause.tokens if t.i in words.figure)
    return heads and timed and clause.head.lemma_ == "last" and token.lemma_.lower() in _SESSIONS


def _sense(cue: str, clause: Clause, words: Words) -> str:
    """The cue in the sense that it has here: a change by -3 % is a fall; a trouble that fades is relieved, a benefit
    that fades is lost."""
    senses = words.vocabulary.cues[cue].attributes
    if "falls" in senses:
        sign = sign_of([words.figure[t.i] for t in clause.tokens if t.i in words.figure], words.doc)
        return senses["falls"] if sign < 0 else senses["rises"] if sign > 0 else cue
    if "of_trouble" not in senses:
        return cue
    heads = [t for t in clause.subject if t.head.i == clause.head.i or t.dep_ in {"nsubj", "nsubjpass"}]
    verb = clause.predicate
    if verb is not None and verb.pos_ == "VERB" and words.cues["predicate"].get(verb.i) == cue:
        heads = [t for t in verb.children if t.dep_ == "dobj"] or heads  # "it lifts depression"
    for token in (*heads, *_named_by_noun(cue, clause, words)):
        key = words.key.get(token.i, "")
        bad = words.cues["valence"].get(token.i) == "valence.bad" and words.kind(key) != "adverse_effect"
        if bad or words.kind(key) in {"condition", "symptom"}:
            return senses["of_trouble"]
    return senses["else"]


def _named_by_noun(cue: str, clause: Clause, words: Words) -> Iterator[Token]:
    """What a noun that carries a relation is of: the pain of "cessation of pain" and "pain cessation"."""
    for noun in clause.tokens:
        if noun.pos_ != "NOUN" or words.cues["predicate"].get(noun.i) != cue:
            continue
        yield from (c for c in noun.children if c.dep_ == "compound")
        yield from (c for prep in noun.children if prep.lower_ == "of" for c in prep.children if c.dep_ == "pobj")


def _secondary(token: Token, clause: Clause, cue: str, words: Words) -> bool:
    other = words.cues["predicate"].get(token.i)
    if not other or other == cue or token.pos_ in {"AUX", "DET", "PART", "ADP"} or other in _LIGHT_CUES:
        return False
    if token.lemma_.lower() == "treat":
        return False  # "the dose used to treat gout": what for, and not whether it helps
    if token.lower_ == "more" and token in clause.subject and token.head.pos_ in {"ADJ", "NOUN"}:
        return False  # "more severe cases": which, and not that there are more
    if of_predicate(token, clause):
        return False  # "eased pain more than": how much, which `degree` tells
    if token.lemma_.lower() == "risk":
        return False  # "lowers the risk of stroke" says of nothing that it causes strokes
    cues = words.vocabulary.cues
    families = [cues[c].attributes["family"] if c in cues else "" for c in (cue, other)]
    above = clause.predicate is not None and token.pos_ == "VERB" and token.is_ancestor(clause.predicate)
    if families == ["effect", "cause"] and (token.i == clause.head.i or above):
        return False  # "led to a drop in weight": the drop is the relation
    if families[1] in cues[cue].attributes.get("entails", "").split(",") if cue in cues else False:
        return False  # "the side effects associated with it": what causes is associated
    if families == ["effect", "cause"] and clause.predicate is not None and clause.predicate.head.i == token.i:
        return False  # "brings relief": what is brought is the relation
    if "uncertain" in families and (families[-1] in _DOUBT or families[0] == families[-1]):
        # "More research is needed", "has yet to be studied" is one doubt said in several words; "scant and not
        # compelling" are two.
        return other == _UNCONVINCING
    return token is not clause.predicate


def _keys(tokens: Iterable[Token], words: Words) -> list[tuple[int, str]]:
    return [(t.i, words.key[t.i]) for t in tokens if t.i in words.key]


def _if_denied(cue: str, words: Words) -> str:
    """The relation that the denial of this one says ("not ineffective" is effective); empty for most."""
    return words.vocabulary.cues[cue].attributes.get("denied", "") if cue in words.vocabulary.cues else ""


def _turns(cue: str, words: Words) -> bool:
    """Whether a predicate says the opposite of its family: "off-label" is not approved, "settled" not uncertain."""
    return cue in words.vocabulary.cues and words.vocabulary.cues[cue].attributes.get("direction") == "absent"


def _concept_slots(keys: Iterable[str], words: Words) -> dict[str, tuple[str, ...]]:
    slots: dict[str, list[str]] = {name: [] for name in dict.fromkeys(SLOT_KINDS.values())}
    for key in keys:
        slot = SLOT_KINDS.get(words.kind(key))
        if slot:
            slots[slot].append(key)
    return {name: tuple(dict.fromkeys(values)) for name, values in slots.items()}


def _negation(clause: Clause, words: Words) -> tuple[list[int], set[int]]:
    """The tokens that deny the clause (two denials make none), and those that a "without" or "not in ..." denies alone.

    A denial on the predicate, its auxiliaries, its subject or its object denies the clause; elsewhere only what it
    stands on. A word that belongs to the predicate cue itself ("no difference") is none.
    """
    own = {t.i for t in clause.tokens if words.cues["predicate"].get(t.i) == clause.cue and clause.cue}
    denials: list[int] = []
    local: set[int] = set()
    inside = {t.i for t in (*clause.tokens, *clause.attributed)}
    for hit in words.spans["negation"]:
        if hit.start not in inside or any(i in own for i in range(hit.start, hit.end)):
            continue
        token = _weighing(words.doc[hit.end - 1]) if hit.id == TRIFLING else words.doc[hit.start]
        # "At no point", "by no means" deny the clause wherever the parser hangs them.
        on_clause = hit.end - hit.start > 2 or _on_clause(token, clause) or _outdoes_nothing(token)
        on_clause &= not is_exception(token)
        # "Neither zinc nor iron helps" denies it of both, "not zinc but iron helps" of zinc alone.
        on_clause |= token.lower_ == "neither" and clause.predicate is not None and token.i < clause.predicate.i
        if not on_clause and any(t.lower_ in {"alone", "only", "merely"} for t in token.head.subtree if t.i > token.i):
            continue  # "not the drug alone" denies nothing of the drug
        if token.lower_ in {"without", "lack", "absence", "lacking", "devoid", "free"} or not on_clause:
            root = token if token.dep_ == "prep" or token.pos_ == "NOUN" else token.head
            local |= {t.i for t in root.subtree if t.i > token.i}
        else:
            denials.append(hit.start)
    return denials, local


def _outdoes_nothing(token: Token) -> bool:
    """ "No more than X", "not more often with A than with B": however the parser hangs it, what is done is done no
    better."""
    after = list(token.doc[token.i + 1 : token.i + _COMPARED])
    more = bool(after) and after[0].lower_ in {"more", "less", "better"}
    return more and any(t.lower_ == "than" for t in after[1:])


def _weighing(adjective: Token) -> Token:
    """The adjective that another is joined to ("small and negligible"): both say the same of the same thing."""
    while adjective.dep_ == "conj" and adjective.head.pos_ == "ADJ":
        adjective = adjective.head
    return adjective


def _on_clause(token: Token, clause: Clause) -> bool:
    spine = {clause.head.i, *(t.i for t in clause.attributed)}
    anchor = clause.predicate or clause.head
    while anchor.i not in spine and anchor.head.i != anchor.i:
        spine.add(anchor.i)
        anchor = anchor.head
    if token.i in spine or token.head.i in spine:
        apart = token.dep_ in {"cc", "preconj"} and token.lower_ != "neither"
        return (token.head.i in spine and not apart) or token.i in spine
    if token.dep_ in {"det", "neg", "amod", "nsubj", "predet", "advmod", "nsubjpass"}:
        noun = token.head.head if token.head.dep_ == "nummod" else token.head  # "not one patient"
        return noun.head.i in spine and noun.dep_ in _ARGUMENTS
    return False


_ARGUMENTS = frozenset(
    {"nsubj", "nsubjpass", "dobj", "attr", "oprd", "acomp", "xcomp", "aux", "auxpass", "pobj", "advmod"}
)
