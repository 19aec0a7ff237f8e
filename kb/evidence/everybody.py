"""What the copy says helps everybody, against the share of people whom it helped.

"Works for everyone" needs one group of whom some were not helped, whichever it is; of a drop "by 40 %" nothing follows,
so only shares of people who responded, recovered or did not are held against it.
"""

from kb.evidence.contradicting import contradict
from kb.evidence.entries import Comparison, Entry
from kb.evidence.harms import doers_of
from kb.evidence.meeting import Meeting
from kb.labels import Reason, SlotOutcome
from kb.model import Proposition, Slot
from kb.quantity import Quantity

_COVERED = frozenset({SlotOutcome.EQUAL, SlotOutcome.NARROWER})
_WHOLE = frozenset({SlotOutcome.EQUAL, SlotOutcome.BROADER})  # what is said of all is said of each part
_HELPED = frozenset({"treatment_response", "remission"})
_HELPING = frozenset({"predicate.respond", "predicate.remit"})
_SHARES = frozenset({"percent", "fraction"})
_ANECDOTES = frozenset({"case_report", "animal", "in_vitro", "other", "statement"})
_TROUBLES = frozenset({"condition", "symptom"})


def refute_everybody(copy: Proposition, entry: Entry, meeting: Meeting) -> Comparison | None:
    """Contradicts, where the copy says that a treatment helps everybody and the finding gives a share of people helped
    that is not all; else None."""
    doers = doers_of(copy.subject, meeting)
    credible = entry.finding.verified and entry.study.species in {"", "human"}
    if not helps_everybody(copy) or not doers or not credible or entry.study.design_class in _ANECDOTES:
        return None
    for told in entry.propositions:
        if not is_share_helped(told):
            continue
        mine = doers_of(told.subject, meeting) or entry.study.subjects
        if meeting.all(doers, mine) not in _COVERED or not _same_trouble(copy, entry, meeting):
            continue
        share = next(q for q in told.size if _is_part(q))
        slot = Slot(name="size", copy="everybody", study=share.text, outcome=SlotOutcome.DIFFERENT, rule="share.all")
        detail = f"the copy says that it helps everybody, the source that it {_say(told)} {share.text}"
        return contradict(copy, told, slot, Reason.WRONG_NUMBER, meeting, detail=detail)
    return None


def helps_everybody(copy: Proposition) -> bool:
    """Whether a proposition says of all people that something helps them."""
    helps = copy.family in {"effect", "cure"} and copy.effect == 1 and not copy.negated
    return helps and not copy.reported and any(q.low == q.high == 100 and q.kind in _SHARES for q in copy.size)


def is_share_helped(told: Proposition) -> bool:
    """Whether a proposition tells what part of the people responded, recovered, or did not."""
    helped = told.predicate in _HELPING or any(key in _HELPED for key in (*told.object, *told.subject))
    return told.asserted and told.family == "effect" and helped and any(_is_part(q) for q in told.size)


def _is_part(q: Quantity) -> bool:
    return q.kind in _SHARES and q.low > 0 and q.high < 95


def _same_trouble(copy: Proposition, entry: Entry, meeting: Meeting) -> bool:
    """Whether the finding is about the trouble that the copy names, or a kind of it; where its sentence names none, any
    is."""
    concepts = meeting.vocabulary.concepts
    mine = [k for k in copy.content if k in concepts and concepts[k].kind in _TROUBLES and k not in copy.carried_object]
    return all(meeting.best(key, entry.known)[0] in _WHOLE for key in mine)


def _say(told: Proposition) -> str:
    return "did not help" if told.negated else "helped"
