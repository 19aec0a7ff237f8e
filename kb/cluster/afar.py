"""The articles of a folder, read and worked out by the workers of a cluster: an Extract of each, in order of the ids.

What comes is what `kb.sources.Copy` and `kb.extracting` would give on one machine, from the same files: the same
problems, the same last good articles in the place of what cannot be read, the same that earlier builds kept.
"""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from kb.auditing import Knowledge, digest_of_library
from kb.cluster.connecting import ClusterFailed
from kb.cluster.job import Done, Job
from kb.cluster.sending import Sending, Sheet
from kb.extracting import Extract, unpack
from kb.model import Article, Problem, Study
from kb.progress import Watcher
from kb.read.articles import Twins, nothing_in, open_copy
from kb.read.beside import is_described
from kb.sources import Copy, Evidence

if TYPE_CHECKING:
    from distributed import Client

_ARTICLE, _STUDY = TypeAdapter(Article), TypeAdapter(Study)


class Afar(Copy):
    """The articles of a folder by id as the workers of a cluster make them out, once. `problems` and `stale` as those
    of Copy: an article that the cluster gives up is a bad file."""

    def extracts(
        self,
        client: "Client",
        evidence: Evidence,
        knowledge: Knowledge,
        studies: Path,
        vocabulary: Path | None,
        makers: dict[str, str],
        watcher: Watcher,
    ) -> Iterator[Extract]:
        """What each article gives. Raises ClusterFailed when the cluster can do no more; tells `watcher` how far it is,
        and in the end what was sent again."""
        job = Job(
            articles=str(self._folder.resolve()),
            studies=str(studies.resolve()),
            vocabulary=str(vocabulary.resolve()) if vocabulary and vocabulary.is_dir() else "",
            makers=tuple(makers.items()),
            library=digest_of_library(knowledge),
            stale=tuple(_STUDY.dump_json(study) for study in evidence.studies if study.id in evidence.stale),
        )
        sending = Sending(client, job, lambda sheet: self._sheet(self._folder / sheet.name, job))
        try:
            yield from self._taken(self._made(sending, job, watcher), lambda article: self._once_more(sending, article))
        except ClusterFailed as failure:
            raise ClusterFailed(*sending.report(), *failure.lines) from None
        for line in sending.report():
            watcher.note(line)

    def _made(self, sending: Sending, job: Job, watcher: Watcher) -> Iterator[tuple[str, Extract | Problem]]:
        """What was made of each file, with the id of its article."""
        if nothing := nothing_in(self._folder, self._paths):
            yield self._folder.stem, nothing
            return
        twins = Twins()
        for sheet, answer in sending.in_order(self._sheet(path, job) for path in self._paths):
            found = self._found(sheet, answer, job)
            watcher.step("articles")
            if isinstance(found, Extract):
                text = str(dict(zip(*found.tables["articles"], strict=True))["text"])
                found = twins.of(found.article_id, sheet.name, text) or found
            yield sheet.ident, found

    def _sheet(self, path: Path, job: Job) -> Sheet:
        """What to send of a file."""
        name = path.relative_to(self._folder).as_posix()
        data = open_copy(path, name, self._folder)
        if isinstance(data, Problem):
            return Sheet(ident=path.stem, name=data.path, problem=data)
        digest = sha256(data).hexdigest()
        key = b""
        if not is_described(path) and (article := self._digest_of(name, digest)):
            key = self._kept.key("extract", article, job.library)
        return Sheet(ident=path.stem, name=name, sha256=digest, kept=key if key and self._kept.has(key) else b"")

    def _digest_of(self, name: str, digest: str) -> bytes | None:
        """The digest of the article that an earlier build read from the same bytes."""
        article = self._kept.get(self._kept.key("article", name, digest))
        return sha256(article).digest() if article else self._kept.get(self._kept.key("digest", name, digest))

    def _found(self, sheet: Sheet, answer: Done | Problem | None, job: Job) -> Extract | Problem:
        if answer is None:
            return sheet.problem or unpack(self._kept.get(sheet.kept) or b"")
        if isinstance(answer, Problem):
            return answer
        self._kept.put(self._kept.key("extract", answer.article, job.library), answer.packed)
        found = unpack(answer.packed)
        if not is_described(self._folder / sheet.name):
            self._kept.put(self._kept.key("digest", sheet.name, found.sha256), answer.article)
        return found

    def _once_more(self, sending: Sending, article: Article) -> Extract | Problem:
        """What is made of an article that an earlier build read."""
        sheet = Sheet(ident=article.id, name=article.path, article=_ARTICLE.dump_json(article))
        answer = sending.alone(sheet)
        return answer if isinstance(answer, Problem) else unpack(answer.packed)
