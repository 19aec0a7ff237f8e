"""Which assessments of a judged claim a reviewer is shown: those that speak, and the nearest that fall short.

A library holds many findings that share a claim's topic and bear out only a part of it. The verdict has weighed them
all; beyond the nearest few they tell a reviewer nothing, and a page full of them hides what does.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from kb.labels import Relation
from kb.model import Assessment, Verdict

NEAREST = 5  # weaker findings of studies that the claim does not cite
SILENT = 40  # findings of one cited study that are about something else: a full text has hundreds of sentences


def keep_telling(assessments: Sequence[Assessment], verdict: Verdict) -> Iterator[Assessment]:
    """Of a claim's assessments, best first, all that support or contradict it, all of the studies it cites save silent
    ones beyond SILENT a study, the one that decided, and the first NEAREST of the weaker ones; in the order given."""
    weaker = 0
    silent: Counter[str] = Counter()
    for assessment in assessments:
        if not assessment.cited and assessment.relation is Relation.WEAKER:
            weaker += 1
            if weaker > NEAREST and assessment.finding_id != verdict.finding_id:
                continue
        if assessment.relation is Relation.SILENT:
            silent[assessment.study_id] += 1
            if silent[assessment.study_id] > SILENT:
                continue
        yield assessment
