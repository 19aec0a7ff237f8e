"""Compare a built database with gold labels that are kept by the words of each sentence.

Gold rows say: article, id, text, claim, borderline (two reviewers disagreed: not scored), and for claims the labels that
either reviewer gave: types, citations ("none", "vague" or "cited:<source>") and verdicts. A prediction that equals any
of them is right. Where several claims fall into one sentence, its verdict is the gravest of theirs.
"""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

GRAVITY = ("supported", "unsupported", "contradicted")
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Scores:
    """Rates from 0 to 1; `errors` has a line for every sentence that is wrong."""

    claims_precision: float
    claims_recall: float
    claims_f1: float
    types: float
    citation_status: float
    links: float
    verdicts: float
    macro_f1: float
    contradicted_precision: float
    contradicted_recall: float
    errors: tuple[str, ...]


def read_gold(folder: Path) -> list[dict]:
    """All rows of the folder's JSON Lines files, in file order."""
    return [
        json.loads(line) for path in sorted(folder.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()
    ]


def locate(rows: Sequence[Row], text: str) -> Iterator[tuple[Row, int, int]]:
    """Each row with the place of its words in the text, searched in order so that repeated words find their own place.

    Raises LookupError for words that do not stand in the text: gold that points nowhere is worth nothing.
    """
    cursor = 0
    for row in rows:
        pattern = r"\W*?".join(re.escape(word) for word in re.findall(r"\w+", str(row["text"])))
        match = re.compile(pattern).search(text, cursor)
        if not match:
            raise LookupError(f"{row['id']}: these words are not in the article: {row['text']}")
        cursor = match.end()
        yield row, match.start(), match.end()


def score(database: Path, gold: Sequence[Row]) -> Scores:
    """Score the database over every article of the gold rows."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        connection.row_factory = sqlite3.Row
        counts, verdicts, errors = Counter(), [], []
        for article in dict.fromkeys(str(row["article"]) for row in gold):
            text = connection.execute("SELECT text FROM articles WHERE id = ?", [article]).fetchone()["text"]
            claims = connection.execute("SELECT * FROM claims WHERE article_id = ?", [article]).fetchall()
            for row, start, end in locate([r for r in gold if r["article"] == article], text):
                hits = [claim for claim in claims if _covers(claim, start, end)]
                _count(connection, row, hits, counts, verdicts, errors)
    return _scores(counts, verdicts, errors)


def _covers(claim: sqlite3.Row, start: int, end: int) -> bool:
    shared = min(end, claim["end_char"]) - max(start, claim["start_char"])
    long_enough = shared >= 0.5 * (end - start) or shared >= 0.8 * (claim["end_char"] - claim["start_char"])
    return shared > 0 and long_enough


def _count(connection, row: Row, hits: list[sqlite3.Row], counts: Counter, verdicts: list, errors: list[str]) -> None:
    if row["borderline"]:
        return
    name = f"{row['id']}: {str(row['text'])[:100]}"
    if bool(hits) != row["claim"]:
        counts["extra" if hits else "missed"] += 1
        errors.append(f"{'not a claim' if hits else 'missed claim'}: {name}")
        return
    if not hits:
        return
    counts["found"] += 1
    got = max((claim["verdict"] for claim in hits), key=GRAVITY.index)
    verdicts.append((row["verdicts"], got))
    if got not in row["verdicts"]:
        errors.append(f"verdict {got} ({hits[0]['reason']}), gold {'/'.join(row['verdicts'])}: {name}")
    counts["type"] += any(claim["type"] in row["types"] for claim in hits)
    if not any(claim["type"] in row["types"] for claim in hits):
        errors.append(f"type {hits[0]['type']}, gold {'/'.join(row['types'])}: {name}")
    statuses = {{"miscited": "cited", "uncited": "none"}.get(s, s) for s in (c["citation_status"] for c in hits)}
    right = bool(statuses & {citation.split(":")[0] for citation in row["citations"]})
    counts["status"] += right
    if not right:
        errors.append(f"citation {'/'.join(sorted(statuses))}, gold {'/'.join(row['citations'])}: {name}")
    linked = [_words_of_links(connection, claim["id"]) for claim in hits]
    for citation in row["citations"]:
        if citation.startswith("cited:"):
            found = any(_plain(citation.rpartition(":")[2]) in words for words in linked)
            counts["link" if found else "lost"] += 1
            if not found:
                errors.append(f"link to {citation[6:]} lost: {name}")


def _words_of_links(connection: sqlite3.Connection, claim_id: str) -> str:
    rows = connection.execute("SELECT study_id, text FROM claim_citations WHERE claim_id = ?", [claim_id])
    return " ".join(_plain(f"{study or ''} {text or ''}") for study, text in rows)


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _scores(counts: Counter, verdicts: list[tuple[Sequence[str], str]], errors: list[str]) -> Scores:
    found = counts["found"]
    by_label = {}
    for label in GRAVITY:
        hit = sum(label in gold and got == label for gold, got in verdicts)
        extra = sum(label not in gold and got == label for gold, got in verdicts)
        missed = sum(label in gold and got not in gold for gold, got in verdicts)
        by_label[label] = _rates(hit, extra, missed)
    precision, recall, f1 = _rates(found, counts["extra"], counts["missed"])
    return Scores(
        claims_precision=precision,
        claims_recall=recall,
        claims_f1=f1,
        types=_share(counts["type"], found),
        citation_status=_share(counts["status"], found),
        links=_share(counts["link"], counts["link"] + counts["lost"]),
        verdicts=_share(sum(got in gold for gold, got in verdicts), found),
        macro_f1=sum(rates[2] for rates in by_label.values()) / len(GRAVITY),
        contradicted_precision=by_label["contradicted"][0],
        contradicted_recall=by_label["contradicted"][1],
        errors=tuple(errors),
    )


def _rates(hit: int, extra: int, missed: int) -> tuple[float, float, float]:
    precision, recall = _share(hit, hit + extra), _share(hit, hit + missed)
    return precision, recall, _share(2 * precision * recall, precision + recall)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
