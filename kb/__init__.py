"""Evidence and claims review: the claims of marketing copy, what they cite, and whether the evidence bears them out.

The story is the list of modules:
read -> cite -> segment -> claim -> refer -> link -> assess -> judge -> graph -> store.
Importing this package loads no model, opens no file and reaches no network.

Programs use the functions that the command line uses, by the names of `__all__`; each is loaded when it is first asked
for (PEP 562).
"""

__all__ = ["build_kb", "check_files", "compare_texts", "explain_claim", "export_kb", "open_kb", "report_article"]

# Where each is at home. The names differ from those of the modules, which Python sets here when it loads them.
_HOMES = {
    "build_kb": ("kb.build", "build"),
    "check_files": ("kb.checking.drafts", "check_files"),
    "compare_texts": ("kb.compare", "compare_texts"),
    "explain_claim": ("kb.explain", "explain"),
    "export_kb": ("kb.exports.offers", "export"),
    "open_kb": ("kb.reports.reading", "open_kb"),
    "report_article": ("kb.reports.writing", "report_article"),
}


def __getattr__(name: str):
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
