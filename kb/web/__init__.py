"""The Datasette plugin: own pages for home, article, claim, study and search; badges and links in Datasette's tables.

Reads the knowledge base, and reads and writes what people said of it. What a hook does is in the module that it names.
"""

from functools import partial

from datasette import handle_exception, hookimpl
from datasette.utils import StartupError, await_me_maybe

from kb.reviews import install_seal
from kb.web import cells, gate, headers, spreadsheets
from kb.web.added import add_claim
from kb.web.claim import show_claim
from kb.web.deciding import assign, decide, note, settle
from kb.web.download import show_report
from kb.web.graph import show_graph
from kb.web.holding import holding, knowledge_base, remove_accounts_from_sight
from kb.web.home import show_home, show_legend
from kb.web.links import Links
from kb.web.matrix import show_matrix
from kb.web.orphans import attach, show_orphans
from kb.web.people import show_people
from kb.web.queue import show_queue
from kb.web.reader import show_article
from kb.web.rows import row_in_words
from kb.web.search import show_search
from kb.web.session import visitor
from kb.web.signing import doorway, show_first_account, show_login, show_logout
from kb.web.site import STYLE, asset_version, guarded
from kb.web.study import show_study

# What the pages read; a page is shown to whoever may see all its tables.
LINKED = (
    "articles",
    "claims",
    "suggestions",
    "claim_citations",
    "citation_references",
    "studies",
    "findings",
    "assessments",
)
CLAIM_PAGE = ("citations", "claim_clusters", "claim_conflicts", *LINKED)


@hookimpl
def startup(datasette):
    try:
        remove_accounts_from_sight(datasette)
    except ValueError as error:
        raise StartupError(str(error)) from None
    # Where rich is installed, Datasette prints every missing page as a traceback with all local variables, and for a
    # path that no route matches it fails while doing so: there is no exception to print.
    handle_exception.rich = None


@hookimpl
def prepare_connection(conn, database, datasette):
    held = holding(datasette) if database != "_internal" else None
    if held is not None:
        held.prepare(conn, joined=database == knowledge_base(datasette))
    else:
        install_seal(conn)  # a log may be served without a knowledge base


@hookimpl(hookwrapper=True)
def actor_from_request(datasette, request):
    """The actor of a session is looked up by name and carries the role of now; one whose session has ended is nobody.
    Actors of other plugins, which have no generation, are left as they are."""
    outcome = yield
    others = outcome.get_result()

    async def actor():
        asking = await visitor(datasette, request)
        if asking.name:
            return {"id": asking.name, "role": str(asking.role)}
        found = [await await_me_maybe(one) for one in others]
        return next((one for one in found if one and "g" not in one), None)

    outcome.force_result([actor()])


@hookimpl
def permission_allowed(datasette, action, resource):
    """Only the knowledge base is handed out as a file, and the log of reviews, which is sealed, is no table to show."""
    if action == "view-table" and resource[1] == "reviews":
        return False
    return False if action == "view-database-download" and resource != knowledge_base(datasette) else None


@hookimpl
def register_routes():
    return [
        (r"^/-/login$", doorway(show_login)),
        (r"^/-/logout$", doorway(show_logout)),
        (r"^/-/first-account$", doorway(show_first_account)),
        (r"^/$", guarded(show_home, "articles", "claims", "problems", "counts", "article_counts", "builds")),
        (r"^/legend$", guarded(show_legend)),
        (r"^/search$", guarded(show_search, "articles", "claims", "studies", "findings")),
        (r"^/matrix$", guarded(show_matrix, "articles", "claims", "clusters", "cluster_articles", "article_counts")),
        (
            r"^/graph$",
            guarded(show_graph, *LINKED, "claim_conflicts", "article_counts", "study_counts", "sole_support"),
        ),
        (r"^/article/(?P<id>[^/]+)$", guarded(show_article, "articles", "claims", "citations", "article_findings")),
        (r"^/article/(?P<id>[^/]+)/report\.(?P<shape>html|docx|csv)$", guarded(show_report, "citations", *LINKED)),
        (r"^/article/(?P<id>[^/]+)/claims$", guarded(add_claim, "articles", "claims")),
        (r"^/claim/(?P<id>[^/]+)/decide$", guarded(decide, *CLAIM_PAGE)),
        (r"^/claim/(?P<id>[^/]+)/settle$", guarded(settle, *CLAIM_PAGE)),
        (r"^/claim/(?P<id>[^/]+)/note$", guarded(note, *CLAIM_PAGE)),
        (r"^/claim/(?P<id>[^/]+)/assign$", guarded(assign, *CLAIM_PAGE)),
        (r"^/queue$", guarded(show_queue, "articles", "claims")),
        (r"^/orphans$", guarded(show_orphans, "articles", "claims")),
        (r"^/-/orphans/(?P<id>\d+)/attach$", guarded(attach, "articles", "claims")),
        (r"^/people$", guarded(show_people, "articles")),
        (r"^/claim/(?P<id>[^/]+)$", guarded(show_claim, *CLAIM_PAGE)),
        (r"^/study/(?P<id>[^/]+)$", guarded(show_study, *LINKED, "study_counts", "finding_counts", "sole_support")),
    ]


@hookimpl(tryfirst=True)
def render_cell(row, value, column, table, database, datasette):
    if database != knowledge_base(datasette):
        return None
    return cells.render(row, value, column, table, Links(datasette.urls, database))


@hookimpl
def extra_template_vars(view_name, datasette, database):
    """For our template of a row page."""
    if view_name != "row" or database != knowledge_base(datasette):
        return {}
    return {"row_in_words": partial(row_in_words, datasette)}


@hookimpl
def extra_css_urls():
    return [f"{STYLE}?v={asset_version()}"]


@hookimpl
def menu_links(datasette):
    """The way from Datasette's pages to ours."""
    return [
        {"href": datasette.urls.path(f"/{page}"), "label": page.capitalize()}
        for page in ("queue", "search", "matrix", "graph", "legend")
    ]


@hookimpl
def get_metadata(datasette):
    """The metadata of `kb` also for a knowledge base that is served under another file name."""
    name = knowledge_base(datasette)
    described = (datasette._metadata_local.get("databases") or {}).get("kb")
    return {"databases": {name: described}} if described and name != "kb" else {}


@hookimpl
def asgi_wrapper(datasette):
    return lambda app: headers.wrap(gate.wrap(datasette, spreadsheets.wrap(datasette, app)))
