"""An approval that the copy asserts against a ruling that denies it or limits it: "approved for pain" against "approved
only for epilepsy" and "not approved for any pain".

What is not approved for the wider is not approved for the narrower; what is approved only for one use is approved for
no other (21 CFR 202.1(e)(4): no use outside the label may be suggested). Another agency, another product, other people
or another route leave both true.
"""

from collections.abc import Sequence

from kb.evidence.contradicting import contradict
from kb.evidence.entries import Comparison, Entry
from kb.evidence.harms import WARNING, doers_of
from kb.evidence.meeting import MET, Meeting
from kb.labels import Reason, Relation, SlotOutcome, Strength
from kb.model import Proposition, Slot
from kb.model.marks import SOLE

EXCLUSIVE = "predicate.approve_only"
COMPOUNDED = "compounded_drug"
OFF_LABEL = "predicate.off_label"
SOLD = "over_the_counter"
STATUSES = ("controlled_substance", "prescription")  # concepts of what the law asks of a product
_MEDICINES = frozenset({"drug", "drug_class"})
_COVERED = frozenset({SlotOutcome.EQUAL, SlotOutcome.NARROWER})


def refute_approval(copy: Proposition, entry: Entry, meeting: Meeting) -> Comparison | None:
    """Contradicts, where a proposition of the finding denies the approval that the copy asserts; else None."""
    if (
        not asserts_approval(copy, meeting)
        or copy.negated
        or copy.strength is Strength.HEDGED
        or not entry.finding.verified
    ):
        return None
    products = without_agencies(copy.subject, meeting)
    concepts = meeting.vocabulary.concepts
    named = [key for key in without_agencies(copy.object, meeting) if key in concepts]
    uses = [key for key in named if concepts[key].kind not in _MEDICINES]
    if named and not uses:  # "an approved sedative": what it is, not what for
        return None
    unknown = any(key[0] == "~" for key in copy.content) and (copy.carried or not uses)
    if not products or unknown:  # "made in an approved facility": something else is approved
        return None
    for told in entry.propositions:
        hedged = told.strength is Strength.HEDGED and entry.study.kind not in WARNING  # a ruling rules
        if told.family != "approve" or not told.asserted or hedged:
            continue
        if not (_same_product(copy, products, told, entry, meeting) and _same_agency(copy, told, meeting)):
            continue
        against = _denied(copy, told, uses, meeting) if told.negated else _outside(copy, told, uses, entry, meeting)
        if against:
            return _against(copy, told, against, meeting)
    return None


def asserts_approval(copy: Proposition, meeting: Meeting) -> bool:
    """Whether a proposition is of an approval: by its relation, or as that of what a product is used as, where it names
    nothing but product, agency and use ("an approved treatment for gout"; not "an approved sedative that eases gout").
    """
    if copy.family != "use" or "=predicate.approve" not in copy.content:
        return copy.family == "approve"
    concepts = meeting.vocabulary.concepts
    aside = (*copy.subject, *copy.route, *copy.population, "=predicate.approve", SOLE)
    rest = [k for k in copy.content if k not in aside]
    kinds = {concepts[k].kind if k in concepts else k for k in rest}
    return bool(kinds) and kinds <= {"organisation", "condition", "symptom"}


def bear_unapproved(copy: Proposition, entry: Entry, meeting: Meeting) -> Comparison | None:
    """Supports, where a product is approved only for other uses than the one that the copy says it is not approved for;
    else None."""
    if copy.family != "approve" or not copy.negated or any(key[0] in "~!" for key in copy.content):
        return None
    products = without_agencies(copy.subject, meeting)
    uses = [key for key in without_agencies(copy.object, meeting) if key in meeting.vocabulary.concepts]
    allowed = [p for p in entry.propositions if p.predicate == EXCLUSIVE and not p.negated]
    named = [k for p in allowed for k in _uses(copy, p, meeting) if k in meeting.vocabulary.concepts]
    if not (products and uses and named) or any(p.strength is Strength.HEDGED for p in allowed):
        return None
    for told in allowed:
        if not (_same_product(copy, products, told, entry, meeting) and _same_agency(copy, told, meeting)):
            continue
        if meeting.any(uses, named) in MET or meeting.any(named, uses) in MET:
            continue
        slot = Slot(
            name="approval",
            copy=f"not approved for {meeting.label(uses)}",
            study=f"approved only for {meeting.label(named)}",
            outcome=SlotOutcome.NARROWER,
            rule="entailed.approved_for_else",
        )
        return Comparison(Relation.SUPPORTS, Reason.ENTAILED, "entails what the copy says", slot.rule, 0.9, (slot,))
    return None


def refute_status(copy: Proposition, entry: Entry, meeting: Meeting) -> Comparison | None:
    """Contradicts, where the copy denies that a product is controlled or needs a prescription, and the finding says
    so; else None."""
    sold = SOLD in copy.content and not copy.negated  # "you can buy it over the counter" hedges nothing
    products = without_agencies(copy.subject or (doers_of(copy.object, meeting) if sold else ()), meeting)
    if (copy.strength is Strength.HEDGED and not sold) or not products or not entry.finding.verified:
        return None
    denied = {key[1:] for key in copy.content if key[0] == "!"} | set(_first_denied(copy, products))
    if sold:
        denied |= set(STATUSES)
    named = [key for key in sorted(denied) if any(meeting.vocabulary.is_a(key, status) for status in STATUSES)]
    for told in entry.propositions if named else ():
        if told.negated or told.strength is Strength.HEDGED or not _same_product(copy, products, told, entry, meeting):
            continue
        met = [key for key in told.content if meeting.best(key, named)[0] in _COVERED]
        if met:
            return _contradiction(copy, told, f"not {meeting.label(named)}", meeting.label(met), meeting)
    return None


def _first_denied(copy: Proposition, products: Sequence[str]) -> Sequence[str]:
    """What a denial is of: of all that its object names ("no ulcers at prescribed doses") the first."""
    return [key for key in copy.object if key not in products][:1] if copy.negated else ()


def is_scheduled(p: Proposition, meeting: Meeting) -> bool:
    """Whether a proposition names a schedule of controlled substances."""
    return bool(_schedules(p, meeting))


def is_ruled(entry: Entry, meeting: Meeting) -> bool:
    """Whether a finding names what the law asks of a product: a schedule, a prescription."""
    return any(meeting.vocabulary.is_a(key, status) for key in entry.said for status in STATUSES)


def refute_schedule(copy: Proposition, entry: Entry, meeting: Meeting) -> Comparison | None:
    """Contradicts, where the copy puts a product into one schedule of controlled substances and the finding into
    another; else None."""
    products = without_agencies(copy.subject or doers_of(copy.object, meeting), meeting)
    mine = _schedules(copy, meeting)
    if copy.negated or copy.strength is Strength.HEDGED or len(mine) != 1 or not entry.finding.verified:
        return None
    for told in entry.propositions if products else ():
        theirs = _schedules(told, meeting)
        plain = not told.negated and told.strength is not Strength.HEDGED and len(theirs) == 1 and mine != theirs
        if plain and _same_product(copy, products, told, entry, meeting):
            return _contradiction(copy, told, meeting.label(mine), meeting.label(theirs), meeting)
    return None


def _schedules(p: Proposition, meeting: Meeting) -> list[str]:
    """The schedules that a proposition names, each a kind of controlled substance."""
    above = (key for key in p.content if key in meeting.vocabulary.concepts)
    return [key for key in above if STATUSES[0] in meeting.vocabulary.concepts[key].broader]


def _agencies(keys: Sequence[str], meeting: Meeting) -> set[str]:
    concepts = meeting.vocabulary.concepts
    return {key for key in keys if key in concepts and concepts[key].kind == "organisation"}


def without_agencies(keys: Sequence[str], meeting: Meeting) -> list[str]:
    """Some keys, less those of who rules."""
    agencies = _agencies(keys, meeting)
    return [key for key in keys if key not in agencies]


def _same_agency(copy: Proposition, told: Proposition, meeting: Meeting) -> bool:
    one, other = _agencies(copy.content, meeting), _agencies(told.content, meeting)
    return not one or not other or meeting.any(one, other) in MET


def _same_product(
    copy: Proposition, products: Sequence[str], told: Proposition, entry: Entry, meeting: Meeting
) -> bool:
    """Whether the ruling is on the copy's product, or on a class that holds it, and does not except it."""
    if meeting.any(products, told.comparator) in MET:  # "no opioid other than methadone"
        return False
    ruled = without_agencies(told.subject, meeting) or entry.study.subjects
    ruled = [key for key in ruled if key not in told.comparator]
    return all(meeting.best(key, ruled)[0] in _COVERED for key in products) or _compounded(copy, ruled, meeting)


def _compounded(copy: Proposition, ruled: Sequence[str], meeting: Meeting) -> bool:
    """Whether the copy speaks of a compounded product, and the ruling is on compounded products of its class."""
    is_a, concepts = meeting.vocabulary.is_a, meeting.vocabulary.concepts
    made = [key for key in ruled if is_a(key, COMPOUNDED)] if COMPOUNDED in copy.content else []
    classes = {up for key in made for up in concepts[key].broader if up != COMPOUNDED}
    return any(is_a(key, up) for key in copy.subject for up in classes)


def _denied(copy: Proposition, told: Proposition, uses: Sequence[str], meeting: Meeting) -> str:
    """What of the copy a denial rules out, in words; empty where the denial leaves it open."""
    for name in ("population", "route"):
        limits = getattr(told, name)
        if limits and meeting.all(limits, getattr(copy, name)) is SlotOutcome.DIFFERENT:
            return ""  # not approved for these people or by this route
    ruled = _uses(copy, told, meeting)
    known = [key for key in ruled if key in meeting.vocabulary.concepts]
    if uses and known and all(_falls_under(key, known, meeting) for key in uses):
        return meeting.label(uses)
    return "" if ruled else meeting.label(copy.subject)  # "is not approved" is said of every use


def _outside(copy: Proposition, told: Proposition, uses: Sequence[str], entry: Entry, meeting: Meeting) -> str:
    """What of the copy lies outside the only uses or the only people that a ruling allows; empty where nothing does."""
    if told.predicate != EXCLUSIVE:
        return ""
    listed = [p for p in entry.propositions if p.predicate == EXCLUSIVE]  # one for each of "only for A and B"
    allowed = [key for p in listed for key in _uses(copy, p, meeting) if key in meeting.vocabulary.concepts]
    if uses and allowed and meeting.any(uses, allowed) not in MET:
        return meeting.label(uses)
    people = meeting.any(copy.population, told.population) if copy.population and told.population else None
    return meeting.label(copy.population) if people is SlotOutcome.DIFFERENT else ""


def _uses(copy: Proposition, told: Proposition, meeting: Meeting) -> list[str]:
    """What a ruling is on beside the product: a use may be an intervention too ("approved for anesthesia")."""
    products = without_agencies(copy.subject, meeting)
    keys = without_agencies((*told.object, *told.subject), meeting)
    is_a = meeting.vocabulary.is_a
    return [key for key in keys if meeting.any(products, [key]) not in MET and not is_a(key, COMPOUNDED)]


def _falls_under(key: str, ruled: Sequence[str], meeting: Meeting) -> bool:
    """Whether a use is one of those ruled on, or a kind of one; a symptom stands for the disorder named after it."""
    names = (other for other, outcome in meeting.near(key).items() if outcome is SlotOutcome.EQUAL)
    return any(meeting.best(name, ruled)[0] in _COVERED for name in names)


def _against(copy: Proposition, told: Proposition, outside: str, meeting: Meeting) -> Comparison:
    ruling = "not approved for" if told.negated else "approved only for"
    allowed = meeting.label(_uses(copy, told, meeting)) or "any use"
    return _contradiction(copy, told, f"approved for {outside}", f"{ruling} {allowed}", meeting)


def _contradiction(copy: Proposition, told: Proposition, said: str, ruled: str, meeting: Meeting) -> Comparison:
    slot = Slot(name="approval", copy=said, study=ruled, outcome=SlotOutcome.OPPOSITE, rule="approval.denied")
    return contradict(copy, told, slot, Reason.REGULATORY_CONFLICT, meeting)
