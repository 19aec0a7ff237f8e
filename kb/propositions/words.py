"""What each token of a parsed sentence stands for: a concept, a cue, a plain content word, or grammar.

Comes in: a parsed text and the lexicon. Goes out: `Words`, on which the clauses are read. Says nothing about meaning.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from spacy.tokens import Doc, Span, Token

from kb.model.marks import RARE
from kb.nlp import Hit, Lexicon
from kb.propositions.ages import people_of_ages
from kb.propositions.bracketed import parse_around, without_grade
from kb.propositions.measures import as_odds, sign_of
from kb.propositions.verbs import regain_verb
from kb.quantities import aside_in, find_quantities
from kb.quantities.terms import PERSON
from kb.quantity import Quantity
from kb.vocab import Vocabulary

CONTENT_POS = frozenset({"NOUN", "PROPN", "ADJ", "VERB", "ADV", "X"})
INTERVENTIONS = frozenset({"drug", "drug_class", "device", "procedure", "psychotherapy"})
HARM_AS_SUCH = frozenset({"adverse_effect", "serious_adverse_effect", "risk"})
ANY = frozenset({"treatment", "drug"})  # interventions as such
HAPPENING = frozenset({"condition", "symptom", "adverse_effect"})
TROUBLES = HAPPENING | {"scale"}
# What can be asked of any treatment.
ASPECTS = frozenset({"duration_of_effect", "mechanism_of_action", "risk", "adverse_effect"})
# Nouns for what brings a trouble about ("common causes of gout are ...").
CAUSES = frozenset({"cause", "factor", "trigger", "reason", "contributor", "culprit", "origin"})
# Concept kinds that fill a slot of their own wherever they stand in the clause.
SLOT_KINDS = {
    "route": "route", "dosage_form": "route", "regimen": "regimen", "population": "population", "species": "species",
}  # fmt: skip
_FORM = "dosage_form"
_CUES = (
    "predicate", "negation", "pseudo_negation", "negation_end", "certainty", "unasserted", "comparison", "likeness",
    "rival", "valence", "commonness",
)  # fmt: skip
_SINGLE = "single_dose"
_LAST = frozenset({"last", "final"})
_GIVEN_ONCE = frozenset({"dose", "infusion", "injection", "administration", "treatment", "drip", "bolus"})
_GIVEN = _GIVEN_ONCE | {"session", "course", "shot", "tablet", "pill"}
_SUFFIXES = (
    "ization", "isation", "ational", "ations", "ation", "ements", "ement", "ments", "ment", "nesses", "ness", "ivity",
    "ively", "ative", "ities", "ance", "ence", "ancy", "ency", "able", "ible", "ally", "tion", "sion", "ing", "ied",
    "ies", "ive", "ity", "ous", "ion", "ful", "ed", "es", "er", "or", "al", "ic", "ly", "e", "s", "y",
)  # fmt: skip


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A rough common form of words of one family ("effective", "effectiveness"). Never takes off a suffix or prefix
    that turns the meaning round ("harmless", "unsafe")."""
    word = word.lower()
    for _ in range(3):
        for suffix in _SUFFIXES:
            if word.endswith(suffix) and len(word) - len(suffix) >= 4 and not word.endswith(("ss", "less")):
                word = word[: -len(suffix)]
                break
        else:
            break
    return word


MAKING = frozenset({"make", "leave", "render"})
_SOMEONE = frozenset({"someone", "anyone", "client"})
STOPPED = "after_treatment"  # a concept: the time after a treatment has stopped
_STOPPING = frozenset({"stop", "discontinue", "cease", "end", "withdraw", "quit"})
_AFTER = frozenset({"after", "once", "when", "upon", "on", "following", "if"})
_STUDY_NAME = re.compile(
    r"\b[A-Z][\w’'-]+ et al\b\.?(?:,?\s*\(?(?:19|20)\d\d[a-z]?\)?)?"
    r"|(?<=\bthe )[A-Z][A-Z-]{2,}(?:[ -]\d{1,2})?(?= (?:trial|study|programme|program)\b)"  # "the STEP 1 trial"
)


@dataclass(slots=True)
class Words:
    """A parsed text with what its tokens stand for. `key` holds a concept id or `~stem` for each content token, by the
    token's index in its document; tokens that are grammar, filler, part of a figure or of a cue have none."""

    doc: Doc | Span
    vocabulary: Vocabulary
    key: dict[int, str] = field(default_factory=dict)
    lemma: dict[int, str] = field(default_factory=dict)
    cues: dict[str, dict[int, str]] = field(default_factory=dict)
    spans: dict[str, list[Hit]] = field(default_factory=dict)
    quantities: tuple[Quantity, ...] = ()
    figure: dict[int, Quantity] = field(default_factory=dict)
    named: dict[int, str] = field(default_factory=dict)  # the concept of each token of a name of several words
    aside: set[int] = field(default_factory=set)  # tokens that only set bounds and belong to no clause

    def kind(self, key: str) -> str:
        concept = self.vocabulary.concepts.get(key)
        return concept.kind if concept else ""

    def rank(self, hit: Hit) -> int:
        """How common a word of the category `commonness` calls a thing: positive at the common end."""
        return int(self.vocabulary.cues[hit.id].attributes["rank"])

    def keys(self, tokens: Iterable[Token]) -> tuple[str, ...]:
        """The keys of some tokens, in order, each once."""
        return tuple(dict.fromkeys(self.key[t.i] for t in tokens if t.i in self.key))


def mark_words(doc: Doc | Span, lexicon: Lexicon) -> Words:
    """Find concepts, cues and figures, and give every other content word its key."""
    whole = doc if isinstance(doc, Doc) else doc.doc if len(doc) == len(doc.doc) else doc.as_doc()
    whole = regain_verb(parse_around(whole, lexicon), lexicon)
    named = [m.span() for m in _STUDY_NAME.finditer(whole.text)]
    figures = [q for q in find_quantities(whole.text) if not any(a <= q.start < b for a, b in named)]
    words = Words(doc=whole, vocabulary=lexicon.vocabulary, quantities=tuple(as_odds(figures, whole)))
    found = lexicon.cues_by_category(whole, (*_CUES, "filler"))
    for category in _CUES:
        hits = [hit for hit in _unhidden(found.get(category, ()), category, found, whole) if _fits(hit, whole, words)]
        words.spans[category] = hits
        words.cues[category] = {i: hit.id for hit in hits for i in range(hit.start, hit.end)}
    without_grade(whole, words.cues["predicate"], lexicon.vocabulary)
    idle = found.get("filler", ())
    made = {hit.end - 1 for hit in idle if _is_made(hit, whole)}
    filler = {i for hit in idle for i in range(hit.start, hit.end)} - made
    filler |= {t.i for t in whole if any(a <= t.idx < b for a, b in named)}  # who said it, not what is said
    taken = _mark_figures(words, whole) | _drop_amounts(words)
    for hit in lexicon.concepts(whole, unless=lambda hit: _is_relation(hit, whole, words)):
        if not all(_is_statistic(i, words) for i in range(hit.start, hit.end)):
            taken.update(range(hit.start, hit.end))  # the risk of "relative risk, 0.58" is part of its name
            _mark_concept(hit, words, idle, filler)
    _mark_rare(words, taken)
    _mark_points(words)
    _mark_strengths(words)
    words.key |= people_of_ages(whole, words.figure, words.key, words.vocabulary)
    _mark_rest(words, taken, filler, made)
    return words


def _mark_concept(hit: Hit, words: Words, idle: Sequence[Hit], filler: set[int]) -> None:
    """Give the name of a thing its key, and take away what its words alone would say; `idle` and `filler` are the words
    that say nothing, as phrases and as tokens."""
    whole, inside = words.doc, range(hit.start, hit.end)
    words.named |= dict.fromkeys(inside if len(inside) > 1 else (), hit.id)
    root = whole[hit.start : hit.end].root
    _hide_relations(hit, words)
    if words.kind(hit.id) == "outcome" and _is_listed(root, words):
        for i in inside:
            words.cues["predicate"].pop(i, None)
    verb = whole[hit.start].pos_ == "VERB" and hit.start > 0 and whole[hit.start - 1].tag_ not in {"JJR", "RBR"}
    if verb and words.kind(hit.id) in HAPPENING and hit.start - 1 in words.cues["predicate"]:
        _hide_cue(hit.start, words)  # the falls of "prevents falls in" are no decrease
    if whole[hit.start].dep_ == "prep":  # "without a prescription" names over-the-counter, and denies nothing of it
        words.spans["negation"] = [n for n in words.spans["negation"] if n.start != hit.start]
    for i in inside:
        words.key.pop(i, None)
        if words.kind(hit.id) == "outcome" and i in words.figure and words.figure[i].kind == "frequency":
            del words.figure[i]  # "daily life" says of nothing how often it comes
    # "Day-to-day life" names a thing, though each of its words alone says little; "some people" names none.
    people = words.kind(hit.id) == "population" and all(i in filler for i in inside)
    if not people and not any(f.start <= hit.start and hit.end <= f.end for f in idle):
        # The last noun stands for the phrase: "symptoms of gout and psoriasis" coordinates gout and psoriasis.
        nouns = [t for t in whole[hit.start : hit.end] if t.pos_ in {"NOUN", "PROPN"}]
        words.key[(nouns[-1] if nouns else root).i] = hit.id


def _hide_cue(start: int, words: Words) -> None:
    """Take away the relation that starts at a token."""
    cues, place = words.cues["predicate"], start
    cue = cues.get(start)
    while cue and cues.get(place) == cue:
        del cues[place]
        place += 1


def _mark_rest(words: Words, taken: set[int], filler: set[int], made: set[int]) -> None:
    """Give the words that nothing has taken a key of their own; when a treatment stops, and single doses, theirs."""
    for token in words.doc:
        if stops_treatment(token) or (token.i not in taken and _ends_treatment(token)):
            words.key[token.i] = STOPPED
            taken.add(token.i)
            words.cues["predicate"].pop(token.i, None)
            words.spans["negation"] = [n for n in words.spans["negation"] if n.start != token.i]
        if token.lower_ == "single" and token.head.lemma_.lower() in _GIVEN_ONCE and token.i not in taken:
            words.key[token.i] = _SINGLE  # "a single ketamine infusion"
        elif (token.i in made or token.i not in taken) and token.i not in filler and _says_something(token, words):
            words.key[token.i] = "~" + stem(token.lemma_)
            words.lemma[token.i] = token.lemma_.lower()


def _is_made(hit: Hit, doc: Doc) -> bool:
    """Whether a thing that goes without saying elsewhere is here what is changed: "makes therapy more effective"."""
    noun = doc[hit.end - 1]
    made = noun.dep_ in {"nsubj", "dobj"} and noun.head.dep_ == "ccomp" and noun.head.head.lemma_ in MAKING
    named = hit.id == "filler.people" or noun.lemma_.lower() in PERSON | _SOMEONE
    return made and noun.pos_ == "NOUN" and not named


def _mark_rare(words: Words, taken: set[int]) -> None:
    """All words for rare are one key, which a finding must bear."""
    for hit in words.spans["commonness"]:
        if words.rank(hit) < 0 and not taken.intersection(range(hit.start, hit.end)):
            words.key[hit.end - 1] = RARE
            for i in range(hit.start, hit.end):
                taken.add(i)
                words.cues["predicate"].pop(i, None)


def _mark_strengths(words: Words) -> None:
    """The 5 % of "5% topical minoxidil": how strong it is, and no result. Of "24% zinc, 6% placebo" they are shares."""
    found = {q: drug for q in words.quantities if q.kind == "percent" and (drug := _drug_behind(q, words))}
    if len(set(found.values())) != 1:
        return
    for i, q in words.figure.items():
        if q in found:
            words.figure[i] = replace(q, kind="dose", unit="% strength")


def _drug_behind(figure: Quantity, words: Words) -> str:
    """The drug whose name follows a figure at once, or behind the way in which it is given; empty where none does."""
    for token in (t for t in words.doc if t.idx >= figure.end):
        kind = words.kind(words.key.get(token.i, ""))
        if kind in INTERVENTIONS:
            return words.key[token.i]
        if SLOT_KINDS.get(kind) != "route" or token.pos_ not in {"ADJ", "NOUN"}:
            return ""
    return ""


def _mark_points(words: Words) -> None:
    """ "The change in MADRS was -21.4": a figure of a scale that names no unit is of points."""
    if any(words.kind(key) == "scale" for key in words.key.values()):
        for i, q in words.figure.items():
            if q.kind == "number" and not q.unit and ("." in q.text or sign_of((q,), words.doc)):
                words.figure[i] = replace(q, kind="score", unit="point")


def stops_treatment(token: Token) -> bool:
    """Whether a verb only says when: "after it was stopped", "once you stop", "after stopping"."""
    if token.lemma_.lower() not in _STOPPING or token.pos_ != "VERB":
        return False
    if token.dep_ == "pcomp":
        return token.head.lower_ in _AFTER
    return token.dep_ == "advcl" and any(c.lower_ in _AFTER for c in token.children if c.dep_ in {"mark", "advmod"})


def _ends_treatment(token: Token) -> bool:
    """ "After the last of six infusions", "since her final ketamine session": the time behind what was given last."""
    if token.lower_ not in _LAST:
        return False
    given = token.head if token.dep_ == "amod" else token
    within = [c for prep in token.children if prep.lower_ == "of" for c in prep.children if c.dep_ == "pobj"]
    after = given.dep_ == "pobj" and given.head.lower_ in {*_AFTER, "since"}
    # The small model takes "doses" for a form of "dos".
    return after and any({n.lemma_.lower(), n.lower_.removesuffix("s")} & _GIVEN for n in (given, *within))


def _is_relation(hit: Hit, doc: Doc, words: Words) -> bool:
    """Whether the name of a thing is here the relation itself ("relief", "hair growth", "onset"), the denial of one
    ("off-label") or a figure ("everyone"); shorter names within it then stand."""
    root = doc[hit.start : hit.end].root.i
    outcome = words.vocabulary.concepts[hit.id].kind == "outcome"
    # The verb of "fell asleep" is no fall; that of "reduced body weight" reduces.
    phrase = doc[root].pos_ == "VERB" and not any(t.pos_ == "NOUN" for t in doc[hit.start : hit.end])
    phrase = phrase and hit.end - hit.start > 1 and root not in _spanned(hit, words)
    if outcome and root in words.cues["predicate"] and not _is_listed(doc[root], words) and not phrase:
        return True
    # "Not FDA-approved" names who has not approved.
    named = words.vocabulary.concepts[hit.id].kind == "organisation"
    if not named and any(_says_absent(i, words) for i in range(hit.start, hit.end)):
        return True
    return root in words.figure and words.figure[root].kind == "fraction"


def _spanned(name: Hit, words: Words) -> set[int]:
    """The tokens of relations that are the whole of a name, or more; not the "fell" of "fell asleep"."""
    over = (h for h in words.spans["predicate"] if h.start <= name.start and name.end <= h.end)
    return {i for hit in over for i in range(hit.start, hit.end)}


def _is_listed(noun: Token, words: Words) -> bool:
    """Whether a noun that could be a relation stands in a list of things ("sedation, amnesia and pain relief")."""
    others = [t for t in noun.conjuncts if t.pos_ in {"NOUN", "PROPN"} and t.i not in words.cues["predicate"]]
    return len(others) > 1


def _says_absent(index: int, words: Words) -> bool:
    cue = words.vocabulary.cues.get(words.cues["predicate"].get(index, ""))
    return cue is not None and cue.attributes.get("direction") == "absent"


def _unhidden(hits: Sequence[Hit], category: str, found: dict[str, tuple[Hit, ...]], doc: Doc) -> list[Hit]:
    """Negations that a pseudo-negation covers ("not only") are none; "neither ... nor" is one."""
    if category != "negation":
        return list(hits)
    pseudo = [hit for hit in found.get("pseudo_negation", ()) if not _denies_more(hit, doc)]
    hidden = {i for hit in pseudo for i in range(hit.start, hit.end)}
    neither = next((hit.start for hit in hits if doc[hit.start].lower_ == "neither"), len(doc))
    hidden |= {hit.start for hit in hits if doc[hit.start].lower_ == "nor" and hit.start > neither}
    return [hit for hit in hits if hit.start not in hidden]


def _denies_more(hit: Hit, doc: Doc) -> bool:
    """ "No more than placebo" denies, as "no more than 4 g" does not."""
    if doc[hit.end - 1].lower_ != "than":
        return False
    return not any(t.like_num or t.lower_ in {"a", "an", "half"} for t in doc[hit.end : hit.end + 3])


def _hide_relations(name: Hit, words: Words) -> None:
    """A relation inside the name of a thing is none: "reuptake inhibitor" says of nothing that it inhibits."""
    changing = words.kind(name.id) in TROUBLES | {"outcome"}
    for hit in words.spans["predicate"]:
        over = changing and hit.start > name.start and hit.end == name.end + 1 and words.doc[name.end].pos_ == "ADP"
        end = name.end if over else hit.end  # the "gain in" of "weight gain in adults" too
        if name.start <= hit.start and end <= name.end and end - hit.start < name.end - name.start:
            for i in range(hit.start, hit.end):
                words.cues["predicate"].pop(i, None)


def _fits(hit: Hit, doc: Doc, words: Words) -> bool:
    """A cue that names a part of speech is none in another ("their work", "it works"); one that names what it may be
    said of ("limited", of evidence) is none where nothing of that kind is spoken of. One that is a relation as a noun
    too where a figure is given of it says so."""
    attributes = words.vocabulary.cues[hit.id].attributes
    wanted, of = attributes.get("pos", ""), attributes.get("of", "")
    if of and {t.lemma_.lower() for t in doc}.isdisjoint(of.split(",")):
        return False
    first = doc[hit.start]
    if first.tag_ == attributes.get("not_tag", "") or f"{first.lower_}/{first.tag_}" == attributes.get("not_as", ""):
        return False
    if not wanted or any(doc[i].pos_ == wanted for i in range(hit.start, hit.end)):
        return True
    return first.pos_ == attributes.get("measured", "") and _is_measured(first, words)


def _is_measured(noun: Token, words: Words) -> bool:
    """ "The mean change in weight was 3 %", "a change in weight of 3 %"; not "a change in mood"."""
    told = noun.head.idx if noun.dep_ == "nsubj" and noun.head.lemma_ in _MEASURING else None
    within = range(noun.idx, noun.right_edge.idx + len(noun.right_edge))
    return any(
        q.kind in _MEASURES and (q.start in within or (told is not None and q.start > told)) for q in words.quantities
    )


_MEASURING = frozenset({"be", "average", "reach", "total"})
_MEASURES = frozenset({"percent", "fraction", "score", "number"})


def _mark_figures(words: Words, doc: Doc) -> set[int]:
    taken = set()
    tokens = list(doc) if words.quantities else []
    starts = [token.idx for token in tokens]
    for quantity in words.quantities:
        between = aside_in(quantity, doc.text)
        for token in tokens[bisect_left(starts, quantity.start) : bisect_left(starts, quantity.end)]:
            if token.idx in between:
                continue  # "hazard ratio for death, 0.89": the words between name and number are the sentence's own
            words.figure[token.i] = quantity
            # "More than half" compares nothing, and "number needed to treat" says of nothing that it is needed.
            if token.pos_ not in {"VERB", "NOUN"} or quantity.kind == "statistic":
                for cues in words.cues.values():
                    cues.pop(token.i, None)
            counted = quantity.kind in {"count", "rate", "fraction", "dose"} and not token.like_num
            if not counted or token.pos_ not in {"NOUN", "PROPN", "ADJ"} or token.lower_ in _UNITS:
                taken.add(token.i)
    return taken


def _is_statistic(index: int, words: Words) -> bool:
    return index in words.figure and words.figure[index].kind == "statistic"


def _drop_amounts(words: Words) -> set[int]:
    """ "By an equivalent of 12 points", "equivalent to 12 points": a word for likeness right before a figure likens
    nothing, it only says how much; so it is no relation there."""
    dropped: set[int] = set()
    for hit in words.spans["likeness"]:
        behind = [
            t.i for t in words.doc[hit.end : hit.end + _AMOUNT] if t.lower_ not in {"of", "to", "about", "a", "an"}
        ]
        figure = words.figure.get(behind[0]) if behind else None
        if figure is None or behind[0] == hit.end or figure.kind not in _MEASURES:
            continue
        dropped |= set(range(hit.start, behind[0]))
        words.spans["rival"] = [rival for rival in words.spans["rival"] if not hit.start <= rival.start < behind[0]]
        for category in ("predicate", "likeness", "rival", "comparison"):
            for i in range(hit.start, behind[0]):
                words.cues[category].pop(i, None)
    return dropped


_AMOUNT = 4  # words from "equivalent" to its figure: "to about a 12 %"
_UNITS = frozenset({"mg", "kg", "g", "ml", "mcg", "half", "third", "quarter", "day", "week", "month", "year", "most"})
_UNITS |= {"majority", "minority", "thirds", "quarters", "per", "weekly", "daily", "monthly", "body", "weight"}


# Adverbs of place that only complete a verb ("run in", "carry on").
_PARTICLES = frozenset({"in", "on", "over", "by", "through", "along", "around", "across", "behind", "forward", "forth",
                        "at", "least", "most"})  # fmt: skip


# "It’s", with whatever apostrophe, and the "and/or" that joins two names.
_CLITICS = frozenset({"'s", "’s", "s’", "and/or"})


def _says_something(token: Token, words: Words) -> bool:
    if (
        token.pos_ not in CONTENT_POS
        or (token.pos_ == "ADV" and token.lower_ in _PARTICLES)
        or token.is_space
        or token.like_num
        or not any(c.isalpha() for c in token.text[1:])
        or token.lower_ in _CLITICS
    ):
        return False
    consumed = ("predicate", "negation", "pseudo_negation", "certainty", "comparison", "negation_end")
    return not any(token.i in words.cues[category] for category in consumed)
