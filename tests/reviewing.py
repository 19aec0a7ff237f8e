"""What the tests of the review log share: claims as a person saw them, and decisions about them."""

from kb.anchors import anchor_key
from kb.labels import Decision, VerdictTag
from kb.reviews import ClaimSeen, Event, ReviewLog

AGREE, OVERRULE = Decision.AGREE, Decision.OVERRULE
SUPPORTED, UNSUPPORTED, CONTRADICTED = VerdictTag.SUPPORTED, VerdictTag.UNSUPPORTED, VerdictTag.CONTRADICTED


def seen(
    name: str = "a", article: str = "page", machine: VerdictTag | None = UNSUPPORTED, **changed: object
) -> ClaimSeen:
    """A claim of a page; its words follow from the name."""
    words = {"quote": f"Salts help {name}.", "before": "It is said.", "after": "So they say.", **changed}
    return ClaimSeen(
        claim_id=f"{article}-{name}", article_id=article, start_char=12, end_char=30, build="b1",
        machine_verdict=machine, machine_reason=machine and "overstated",
        **{**words, "anchor": anchor_key(article, words["quote"], words["before"], words["after"])},
    )  # fmt: skip


def outcome(
    log: ReviewLog, reviewer: str, claim: ClaimSeen, what: str, settle: bool = False, form: str | None = None
) -> Event:
    """Decide or settle a claim so that it comes to this: a verdict, needs_work or not_a_claim."""
    if what in set(VerdictTag):
        agrees = what == claim.machine_verdict
        said = (
            {"decision": AGREE}
            if agrees
            else {"decision": OVERRULE, "verdict": VerdictTag(what), "reason": "I read it."}
        )
    else:
        said = {"decision": Decision(what)}
    if settle:
        return log.settle(reviewer=reviewer, claim=claim, form=form, **said)
    own = log.seen_by(reviewer, claim.anchor).own
    return log.decide(reviewer=reviewer, claim=claim, form=form, supersedes=own and own.id, **said)
