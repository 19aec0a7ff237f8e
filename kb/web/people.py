"""How far people agree, with each other and with the machine: Cohen's kappa, of what may be seen."""

import json
from typing import Any

from datasette.utils.asgi import Response

from kb.web.seen import outcome_words, readable_log
from kb.web.session import Refused
from kb.web.site import Row, Site

PAIRS = "SELECT * FROM reviews.agreement ORDER BY reviewer, other, scope, value"
LABELS = "SELECT id, label FROM articles WHERE id IN (SELECT value FROM json_each(?))"
WORK = """
SELECT reviewer, count(*) AS decided, sum(decision = 'agree') AS agreed, sum(decision = 'overrule') AS overruled,
  sum(decision = 'needs_work') AS needs_work, sum(decision = 'not_a_claim') AS not_a_claim
FROM reviews.decisions GROUP BY reviewer ORDER BY reviewer
"""


async def show_people(site: Site) -> Response:
    """Each reviewer's decisions, each pair of reviewers, each reviewer and the machine; for those who are signed in."""
    if site.visitor.name is None:
        onward = {} if site.visitor.no_accounts else {"next": site.request.full_path}
        door = "/-/first-account" if site.visitor.no_accounts else "/-/login"
        return Response.redirect(site.address(door, **onward), status=303)
    if readable_log(site) is None:
        raise Refused(503, "The file of reviews cannot be read.")
    pairs = await site.rows(PAIRS)
    named = sorted({row["value"] for row in pairs if row["scope"] == "article"})
    labels = {row["id"]: row["label"] for row in await site.rows(LABELS, json.dumps(named))}
    return await site.page(
        "kb_people.html",
        work=await site.rows(WORK),
        needed=(await site.rows("SELECT needed FROM reviews.policy"))[0]["needed"],
        between=_paired([row for row in pairs if not row["machine"]], labels),
        machine=_paired([row for row in pairs if row["machine"]], labels),
    )


def _paired(rows: list[Row], labels: dict[str, str]) -> list[dict[str, Any]]:
    """One entry a pair: its agreement as a whole, by verdict and by article."""
    pairs: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        pair = pairs.setdefault((row["reviewer"], row["other"]), {"verdict": [], "article": []})
        if row["scope"] == "all":
            pair |= row
        else:
            named = labels.get(row["value"], row["value"]) if row["scope"] == "article" else outcome_words(row["value"])
            pair[row["scope"]].append({**row, "named": named})
    return list(pairs.values())
