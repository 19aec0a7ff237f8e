"""Words that should not stand like this: the list `vocab/flagged_words.yml` against the copy, in text order.

What is denied ("not a cure"), asked ("Is it a cure?"), doubted ("more research is needed before it is proven") or only
mentioned between quotation marks is not flagged; a whole sentence in quotation marks is somebody's statement that the
page repeats, and is. Of phrases that overlap the longest counts, so an entry without a `kind` ("best practice") takes
its words out.
"""

import re
from collections.abc import Iterator

from kb.labels import ArticleFindingKind
from kb.model import ArticleFinding
from kb.nlp import Hit, ParsedSentence
from kb.observing.page import Page, is_denied, span_of

_MENTION = 6  # words between quotation marks, at most, that are only mentioned
_QUOTED = re.compile(r"[“\"]([^“”\"]*)[”\"]|[‘]([^‘’]*)[’]")
_SHOWN = 110  # characters of the sentence


def observe_words(page: Page) -> Iterator[ArticleFinding]:
    """One observation for each hit of the list."""
    cues = page.lexicon.vocabulary.cues
    for parsed in page.copy:
        if parsed.sentence.text.rstrip().endswith("?"):
            continue
        for hit in page.lexicon.once(parsed.doc, "flagged", lambda d=parsed.doc: page.lexicon.cues(d, "flagged")):
            if "kind" in cues[hit.id].attributes and not _is_excused(hit, parsed, page):
                found = _observation(hit, parsed, page)
                if found:
                    yield found


def _is_excused(hit: Hit, parsed: ParsedSentence, page: Page) -> bool:
    first, last = parsed.doc[hit.start], parsed.doc[hit.end - 1]
    cues = page.lexicon.vocabulary.cues
    for doubt in page.lexicon.cues(parsed.doc, "predicate"):
        if (
            cues[doubt.id].attributes["family"] == "uncertain"
            and cues[doubt.id].attributes.get("direction") != "absent"
        ):
            return True
    for quoted in _QUOTED.finditer(parsed.doc.text):
        inside = quoted.start() < first.idx and last.idx + len(last) < quoted.end()
        if inside and len(quoted[0].split()) <= _MENTION:
            return True
    return is_denied(parsed, hit.start, page.lexicon)


def _observation(hit: Hit, parsed: ParsedSentence, page: Page) -> ArticleFinding | None:
    attributes = page.lexicon.vocabulary.cues[hit.id].attributes
    start, end = span_of(parsed, hit.start, hit.end)
    claims = page.claims_at(start, end)
    if attributes.get("where") == "claim" and not claims:
        return None
    words = " ".join(page.article.text[start:end].split())
    sentence = " ".join(parsed.sentence.text.split())
    shown = sentence if len(sentence) <= _SHOWN else f"{sentence[: _SHOWN - 1].rstrip()}…"
    return ArticleFinding(
        article_id=page.article.id,
        kind=ArticleFindingKind(attributes["kind"]),
        detail=f"“{words}” in: {shown}",
        start=start,
        end=end,
        term=words,
        reason=attributes["reason"],
        suggestion=attributes["safer"],
        claim_id=claims[0].id if claims else "",
    )
