"""One way to print a reference, everywhere: a study in, a line in the style of the ICMJE (Vancouver) out.

After "Samples of Formatted References for Authors of Journal Articles" (NLM, for the ICMJE Recommendations): six
authors, then "et al"; initials without points; journal, year, volume(issue), pages. A record holds the journal's full
title, so that is what is printed. Identifiers follow, as a reviewer looks the work up by them.
"""

import re

from kb.model import Study

AUTHORS = 6  # named before "et al"
_JOURNAL = frozenset({"article-journal", "article-magazine", "article-newspaper", "article", "review"})
_INITIALS = re.compile(r"[^\W\d_]")
_BODY = re.compile(r"\b(and|of|for|the)\b|[(&]")  # behind the comma of "Society of X, Y and Z", which is no given name


def format_reference(study: Study) -> str:
    """The reference of a study on one line; a work without author begins with its title."""
    parts = [_sentence(_authors(study.authors)), _sentence(study.title)]
    if study.type in _JOURNAL and study.container_title:
        parts.append(_sentence(f"{study.container_title}. {_issue(study)}" if _issue(study) else study.container_title))
    else:
        parts.append(_sentence("; ".join(filter(None, (study.container_title, study.issued or study.year)))))
    parts += [f"doi:{study.doi}" if study.doi else "", f"PMID: {study.pmid}" if study.pmid else ""]
    parts.append(f"PMCID: {study.pmcid}" if study.pmcid else "")
    if study.url and not study.doi and not study.pmid:
        parts.append(f"Available from: {study.url}")
    return " ".join(filter(None, parts))


def _authors(authors: tuple[str, ...]) -> str:
    named = [_author(author) for author in authors[:AUTHORS]]
    return ", ".join([*named, "et al"] if len(authors) > AUTHORS else named)


def _author(author: str) -> str:
    """ "Family, Given" as "Family GG"; a body, or a name in another form, as it stands."""
    family, comma, given = (part.strip() for part in author.partition(","))
    if not comma or not given or _BODY.search(given):
        return author.strip()
    letters = given if given.isupper() else " ".join(_initial(name) for name in re.split(r"[\s.]+", given))
    return f"{family} {''.join(_INITIALS.findall(letters))}".strip()


def _initial(name: str) -> str:
    """The first letter of a name and of each part behind a hyphen; of a group of capitals ("SM") all."""
    return name if name.isupper() else "".join(part[:1] for part in name.split("-"))


def _issue(study: Study) -> str:
    """ "2018;32(6):663-667", as far as it is known."""
    issue = f"({study.issue})" if study.issue else ""
    where = f"{study.volume}{issue}" + (f":{study.page}" if study.page else "")
    return ";".join(filter(None, (study.year, where)))


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text if not text or text.endswith((".", "?", "!")) else f"{text}."
