"""What one article gives to the database: an Audit in, an Extract out, which travels between processes and is kept.

An extract holds rows, not nouns: what a table takes, what the article adds to the graph, and what its claims say in
short. All of it is plain values, so that it can be packed without a pickle and read by any later build.
"""

import json
import zlib
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from pydantic import TypeAdapter
from srsly.msgpack import packb, unpackb

from kb.agreement import sum_up
from kb.auditing import Knowledge, auditor, digest_of_library, studies_cited
from kb.graph import build_graph
from kb.graph_tables import graph_part
from kb.kept import Forgetful
from kb.labels import VerdictTag
from kb.model import Article, Audit
from kb.noting import Noted, note
from kb.processes import spread
from kb.progress import Watcher
from kb.sources import digest_of
from kb.store import Row, Rows, asdict_row, audit_rows
from kb.vocab import Vocabulary

_LEVEL = 1  # of compression: the texts are a tenth of their size, and higher levels cost more than they save
_SAID = TypeAdapter(list[Noted])


@dataclass(frozen=True, kw_only=True, slots=True)
class Extract:
    """The rows of one article by table, its part of the graph, the conflicts on its page, and what its claims say."""

    article_id: str
    sha256: str
    counts: dict[str, int]  # claims, and of these by verdict
    tables: dict[str, Rows]
    nodes: list[list[str]]
    edges: list[list[str]]
    conflicts: list[Row]
    said: list[Noted]


def extract(audit: Audit, vocabulary: Vocabulary) -> Extract:
    """All that the store writes of one article."""
    cites = studies_cited(audit.links)
    tags = Counter(verdict.verdict for verdict in audit.verdicts)
    nodes, edges = graph_part(build_graph((), [audit], {}, vocabulary, conflicts=audit.conflicts))
    return Extract(
        article_id=audit.article.id,
        sha256=audit.article.sha256,
        counts={"claims": len(audit.claims), **{tag.value: tags[tag] for tag in VerdictTag}},
        tables=audit_rows(audit),
        nodes=nodes,
        edges=edges,
        conflicts=[asdict_row(conflict, other_id="other_claim_id") for conflict in audit.conflicts],
        said=[note(sum_up(claim, cites, vocabulary), vocabulary) for claim in audit.claims],
    )


def extract_articles(
    articles: Iterable[Article], knowledge: Knowledge, watcher: Watcher, jobs: int, kept: Forgetful
) -> Iterator[Extract]:
    """What each article gives, in the order given, as an earlier build kept it or worked out now by `jobs` processes.
    Articles are taken as they are needed, and neither they nor their extracts stand in memory together."""
    library = digest_of_library(knowledge)
    waiting: deque[tuple[bytes, bool]] = deque()  # the keys of those that were taken, and whether each is kept

    def missing() -> Iterator[Article]:
        for article in articles:
            key = kept.key("extract", digest_of(article), library)
            waiting.append((key, kept.has(key)))
            if not waiting[-1][1]:
                yield article

    def known() -> Iterator[Extract]:
        while waiting and waiting[0][1]:
            try:
                yield unpack(kept.get(waiting.popleft()[0]) or b"")
            except ValueError as error:
                raise OSError(f"what was kept of an earlier build is damaged: delete it ({error})") from None

    packs = jobs > 1 or kept.keeps  # what neither travels nor is kept stays as it is
    work = partial(_extract_some, auditor(knowledge), knowledge.lexicon.vocabulary, packs)
    for found, packed in spread(work, missing(), jobs):
        yield from _counted(known(), watcher)
        kept.put(waiting.popleft()[0], packed)
        yield from _counted([found or unpack(packed)], watcher)
    yield from _counted(known(), watcher)


def packer(knowledge: Knowledge) -> Callable[[Iterable[Article]], Iterator[bytes]]:
    """What holds articles against this knowledge: articles in, a packed Extract of each out, in their order."""
    work = partial(_extract_some, auditor(knowledge), knowledge.lexicon.vocabulary, True)
    return lambda articles: (packed for _, packed in work(articles))


def _counted(extracts: Iterable[Extract], watcher: Watcher) -> Iterator[Extract]:
    for found in extracts:
        watcher.step("articles")
        yield found


def _extract_some(
    audits: Callable[[Iterable[Article]], Iterator[Audit]],
    vocabulary: Vocabulary,
    packs: bool,
    articles: Iterable[Article],
) -> Iterator[tuple[Extract | None, bytes]]:
    """The extract of each article, packed where it `packs`, else as it is."""
    for audit in audits(articles):
        found = extract(audit, vocabulary)
        yield (None, pack(found)) if packs else (found, b"")


def pack(extract: Extract) -> bytes:
    """An extract as compressed MessagePack, which is read three times as fast as JSON."""
    plain = {"article_id": extract.article_id, "sha256": extract.sha256, "tables": extract.tables, **_beyond(extract)}
    return zlib.compress(packb(plain, use_bin_type=True), _LEVEL)


def unpack(packed: bytes) -> Extract:
    """The extract that was packed. Raises ValueError for bytes that hold none."""
    try:
        # Given a hook, srsly asks none of the decoders that packages register: plain values come out, and nothing runs.
        plain = unpackb(zlib.decompress(packed), raw=False, object_pairs_hook=dict)
        return _extract(**plain)
    except (zlib.error, TypeError) as error:
        raise ValueError(f"no extract: {error}") from None


def beyond_tables(extract: Extract) -> str:
    """As JSON all of an extract that is not in its tables, ids aside."""
    return json.dumps(_beyond(extract), ensure_ascii=False)


def with_tables(article_id: str, sha256: str, beyond: str, tables: dict[str, Rows]) -> Extract:
    """The extract that these are the parts of. Raises ValueError where `beyond` is not of `beyond_tables`."""
    try:
        return _extract(article_id=article_id, sha256=sha256, tables=tables, **json.loads(beyond))
    except TypeError as error:
        raise ValueError(f"no extract: {error}") from None


def _beyond(extract: Extract) -> dict[str, object]:
    plain = {name: getattr(extract, name) for name in ("counts", "nodes", "edges", "conflicts")}
    return {**plain, "said": _SAID.dump_python(extract.said)}


def _extract(said: object, **plain) -> Extract:
    return Extract(said=_SAID.validate_python(said), **plain)
