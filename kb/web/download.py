"""The annotated copy of an article as a file to take away: what `kb report` writes, from what is served.

It holds what everybody may see, whoever asks. One file is written at a time, in a thread of its own.
"""

import asyncio
import re
from collections.abc import Mapping
from urllib.parse import quote

from datasette.utils.asgi import Response

from kb.reports.reading import NoSuchArticle, read_report
from kb.reports.writing import write_reports
from kb.web.site import Site

KINDS: Mapping[str, str] = {
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv; charset=utf-8",
}


async def show_report(site: Site) -> Response:
    """The file, to be saved and not shown: its markup is never a page of this site."""
    shape = site.request.url_vars["shape"]
    waiting = vars(site.datasette).setdefault("_claims_kb_writing", asyncio.Semaphore(1))
    try:
        async with waiting:
            report = await site.datasette.get_database(site.database).execute_fn(lambda db: read_report(db, site.ident))
            body = await asyncio.to_thread(lambda: b"".join(write_reports(shape, [report])))
    except NoSuchArticle:
        return await site.missing(f"There is no article {site.ident}.")
    name = f"{site.ident}.{shape}"
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", name)
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return Response(body, headers={"content-disposition": disposition}, content_type=KINDS[shape])
