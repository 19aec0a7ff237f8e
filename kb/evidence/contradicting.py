"""How a finding that speaks against the copy is told: the same by every rule that finds one."""

from kb.evidence.entries import Comparison
from kb.evidence.meeting import Meeting
from kb.labels import Reason, Relation, SlotOutcome
from kb.model import Proposition, Slot


def contradict(
    copy: Proposition, told: Proposition, slot: Slot, reason: Reason, meeting: Meeting, *, detail: str = ""
) -> Comparison:
    """The comparison of two statements on one subject that cannot both hold. `slot` is where they differ and names the
    rule; `detail` says it in a sentence, where "the copy says ..., the source ..." would not."""
    subject = Slot(
        name="subject",
        copy=meeting.label(copy.subject),
        study=meeting.label(told.subject),
        outcome=SlotOutcome.EQUAL,
        rule="topic.subject",
    )
    said = detail or f"the copy says {slot.copy}, the source {slot.study}"
    return Comparison(Relation.CONTRADICTS, reason, said, slot.rule, 1.0, (subject, slot))
