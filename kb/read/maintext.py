"""Which parts of a web page are its copy, and which its template: a parsed page in, a judge of its elements out.

Two witnesses are heard. The markup says navigation, banner, form, cookies, related posts (the names that sites give
these are in kb/vocab/layout_cues.yml); trafilatura says which words it takes for the main text. A part is left out
where the markup calls it template and trafilatura did not keep its words. Copy that is lost is graver than a line of
template that is kept: the rules for single lines still find that.
"""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass

from lxml.html import HtmlElement

from kb.read.shapes import ends_sentence

_SILENT = re.compile(  # elements that hold no words of the page
    r"script|style|template|noscript|head|svg|math|canvas|audio|video|object|embed|iframe|map|area|input|select|textarea"
    r"|option|datalist|progress|meter|link|meta|base|title"
)
_TEMPLATE_TAGS = frozenset({"nav", "aside", "footer", "header", "form", "dialog", "menu"})
_TEMPLATE_ROLES = re.compile(
    r"navigation|banner|contentinfo|search|dialog|alertdialog|complementary|form|menu|menubar|toolbar|tablist"
)
_UNSEEN_NAMES = frozenset({"sr-only", "screen-reader-text", "visually-hidden", "visuallyhidden", "assistive-text"})
_PAGE_TAGS = frozenset({"html", "body", "main", "article"})
_NAME_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SEEN = 20  # characters; shorter words are in any text
_SENTENCE = 8  # words; what is hidden and says so much is folded away, not left out


def is_silent(element: HtmlElement) -> bool:
    """Whether an element holds no words of the page: a script, a field, a picture."""
    return not isinstance(element.tag, str) or bool(_SILENT.fullmatch(element.tag))


@dataclass(frozen=True, slots=True)
class MainText:
    """The judge of one page. `kept` counts, for each element, the characters that trafilatura takes for main text."""

    kept: Mapping[HtmlElement, int]
    held: Mapping[HtmlElement, int]  # all characters
    names: frozenset[str]  # words by which sites name the parts of their template
    copy: frozenset[HtmlElement]  # the elements around the main text, outermost first: they are never left out

    def leaves_out(self, element: HtmlElement) -> bool:
        """Whether an element with all that it holds is no copy."""
        if is_silent(element):
            return True
        if element in self.copy or element.tag in _PAGE_TAGS:
            return False
        if self._is_unseen(element) or element.get("title") in ("header", "footer"):  # as word processors write theirs
            return True
        if self._is_template(element) or _is_links(element):
            return 2 * self.kept.get(element, 0) < self.held.get(element, 0)
        return False

    def _is_unseen(self, element: HtmlElement) -> bool:
        names = set((element.get("class") or "").split())
        hidden = element.get("hidden") is not None or _HIDDEN_STYLE.search(element.get("style") or "")
        if not hidden and not names & _UNSEEN_NAMES:
            return False
        words = " ".join(element.text_content().split())
        folded = len(words.split()) >= _SENTENCE and ends_sentence(words)
        return not (hidden and folded and not self._is_template(element))

    def _is_template(self, element: HtmlElement) -> bool:
        if (element.tag in _TEMPLATE_TAGS and not _is_of_the_copy(element)) or _TEMPLATE_ROLES.fullmatch(
            (element.get("role") or "").lower()
        ):
            return True
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        return not self.names.isdisjoint(word.lower() for word in _NAME_WORD.findall(names[:1000]))


def find_main_text(tree: HtmlElement, names: frozenset[str]) -> MainText:
    """Judge the elements of a parsed page, of whose template `names` tell; the page itself is not changed."""
    main = _main_words(tree)
    kept: dict[HtmlElement, int] = {}
    held: dict[HtmlElement, int] = {}
    for element, words in _texts(tree):
        size = len(words)
        found = size if size >= _SEEN and words in main else 0
        for above in (element, *element.iterancestors()):
            held[above] = held.get(above, 0) + size
            kept[above] = kept.get(above, 0) + found
    return MainText(kept=kept, held=held, names=names, copy=frozenset(_around(tree, kept)))


def _main_words(tree: HtmlElement) -> str:
    from trafilatura import bare_extraction

    found = bare_extraction(deepcopy(tree), favor_recall=True, include_comments=False, include_tables=True)
    return " ".join(" ".join(found.body.itertext()).split()) if found is not None and found.body is not None else ""


def _texts(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Each stretch of words with the element that holds it."""
    for element in tree.iter():
        if is_silent(element):
            pairs = [(element.getparent(), element.tail)]
        else:
            pairs = [(element, element.text), (element.getparent(), element.tail)]
        for holder, text in pairs:
            words = " ".join((text or "").split())
            if words and holder is not None and not is_silent(holder):
                yield holder, words


def _around(tree: HtmlElement, kept: Mapping[HtmlElement, int]) -> Iterator[HtmlElement]:
    """The chain of elements that hold nearly all of the main text."""
    total = kept.get(tree, 0)
    element: HtmlElement | None = tree if total else None
    while element is not None:
        yield element
        element = next((child for child in element if 10 * kept.get(child, 0) >= 9 * total), None)


def _is_of_the_copy(element: HtmlElement) -> bool:
    """Whether the head, the foot or a box belongs to the article rather than to the page: it stands within the article,
    or it holds the title."""
    if element.tag not in ("header", "footer", "aside"):
        return False
    return any(e.tag in ("main", "article") for e in element.iterancestors()) or element.find(".//h1") is not None


def _is_links(element: HtmlElement) -> bool:
    """A list or box of which nearly every word is a link: a menu, a list of tags, other pages."""
    if element.tag not in ("ul", "ol", "div", "section", "table"):
        return False
    links = element.findall(".//a")
    if len(links) < 3 or any((link.get("href") or "").startswith("#") for link in links):
        return False
    size = len("".join(element.text_content().split()))
    return 10 * sum(len("".join(link.text_content().split())) for link in links) >= 9 * size
