"""References: known records rendered in many styles must come back field by field; real lists, numbers, addresses."""

from dataclasses import dataclass

from kb.names import fold
from kb.references.entry import parse_entry


@dataclass(frozen=True)
class Work:
    """A published work; `people` are (family, given names)."""

    people: tuple[tuple[str, str], ...]
    year: str
    title: str
    journal: str
    short: str  # the journal's abbreviation
    volume: str
    issue: str
    page: str
    doi: str


WORKS = (
    Work(
        (("Glue", "Paul"), ("Medlicott", "Natalie J"), ("Harland", "Sarah"), ("Neehoff", "Shona")),
        "2017",
        "Ketamine's dose-related effects on anxiety symptoms in patients with treatment refractory anxiety disorders",
        "Journal of Psychopharmacology", "J Psychopharmacol", "31", "10", "1302-1305", "10.1177/0269881117705089",
    ),
    Work(
        (("Taylor", "Jerome H"), ("Landeros-Weisenberger", "Angeli"), ("Coughlin", "Catherine")),
        "2018",
        "Ketamine for Social Anxiety Disorder: A Randomized, Placebo-Controlled Crossover Trial",
        "Neuropsychopharmacology", "Neuropsychopharmacology", "43", "2", "325-333", "10.1038/npp.2017.194",
    ),
    Work(
        (("Hróbjartsson", "Asbjørn"), ("Gøtzsche", "Peter C")),
        "2001",
        "Is the placebo powerless? An analysis of clinical trials comparing placebo with no treatment",
        "New England Journal of Medicine", "N Engl J Med", "344", "21", "1594-1602", "10.1056/nejm200105243442106",
    ),
    Work(
        (("Andrade", "Chittaranjan"),),
        "2017",
        "Ketamine for depression, 1: clinical summary of issues related to efficacy, adverse effects, and mechanism",
        "Journal of Clinical Psychiatry", "J Clin Psychiatry", "78", "4", "e415-e419", "10.4088/jcp.17f11567",
    ),
    Work(
        (("Riva-Posse", "Patricio"), ("Reiff", "Collin M"), ("Edwards", "Johnathan A"), ("Job", "Gregory P")),
        "2018",
        "Blood pressure safety of subanesthetic ketamine for depression: a report on 684 infusions",
        "Journal of Affective Disorders", "J Affect Disord", "236", "", "291-297", "10.1016/j.jad.2018.02.025",
    ),
    Work(
        (("van de Loo", "Aurora J A E"), ("Bervoets", "Adriana C"), ("Mooren", "Loes")),
        "2017",
        "The effects of intranasal esketamine and oral mirtazapine on on-road driving performance",
        "Psychopharmacology", "Psychopharmacology (Berl)", "234", "21", "3175-3183", "10.1007/s00213-017-4706-6",
    ),
    Work(
        (("Watson", "James D"), ("Crick", "Francis H C")),
        "1953",
        "Molecular structure of nucleic acids: a structure for deoxyribose nucleic acid",
        "Nature", "Nature", "171", "4356", "737-738", "10.1038/171737a0",
    ),
    Work(
        (("Tversky", "Amos"), ("Kahneman", "Daniel")),
        "1974",
        "Judgment under uncertainty: heuristics and biases",
        "Science", "Science", "185", "4157", "1124-1131", "10.1126/science.185.4157.1124",
    ),
    Work(
        (("Scheidegger", "Milan"), ("Walter", "Martin"), ("Lehmann", "Mick"), ("Grimm", "Simone")),
        "2012",
        "Ketamine decreases resting state functional network connectivity in healthy subjects",
        "PLoS ONE", "PLoS One", "7", "9", "e44799", "10.1371/journal.pone.0044799",
    ),
    Work(
        (("O'Brien", "Charles P"), ("D'Souza", "Deepak Cyril")),
        "2003",
        "Research advances in the understanding and treatment of addiction",
        "American Journal on Addictions", "Am J Addict", "12", "s2", "S36-S47", "10.1111/j.1521-0391.2003.tb00555.x",
    ),
)  # fmt: skip


def initials(given: str, *, dots: str = "", gap: str = "") -> str:
    return gap.join(word[0] + dots for word in given.split())


def dotted(short: str) -> str:
    """ "J Psychopharmacol" as "J. Psychopharmacol."; one-word titles are not abbreviated."""
    return " ".join(w + "." for w in short.split()) if " " in short and "(" not in short else short


def joined(names: list[str], last: str, comma: str = ", ") -> str:
    return comma.join(names[:-1]) + last + names[-1] if len(names) > 1 else names[0]


def where(w: Work, colon: str = ":", gap: str = "", dash: str = "-") -> str:
    issue = f"{gap}({w.issue})" if w.issue else ""
    return f"{w.volume}{issue}{colon}{w.page.replace('-', dash)}"


def ama(w: Work) -> str:
    names = ", ".join(f"{f} {initials(g)}" for f, g in w.people)
    return f"{names}. {w.title}. {w.short}. {w.year};{where(w)}. doi:{w.doi}"


def ama_et_al(w: Work) -> str:
    names = ", ".join(f"{f} {initials(g)}" for f, g in w.people[:3]) + (", et al" if len(w.people) > 3 else "")
    return f"{names}. {w.title}. {dotted(w.short).rstrip('.')}. {w.year};{where(w)}."


def vancouver(w: Work) -> str:
    names = ", ".join(f"{f} {initials(g)}" for f, g in w.people)
    return f"{names}. {w.title}. {w.short}. {w.year} Aug 15;{where(w)}. PMID: 12345678."


def nlm_internet(w: Work) -> str:
    names = ", ".join(f"{f} {initials(g)}" for f, g in w.people)
    return (
        f"{names}. {w.title}. {w.short} [Internet]. {w.year} [cited 2022 May 3];{where(w, dash='–')}. "
        f"Available from: https://doi.org/{w.doi}"
    )


def apa(w: Work) -> str:
    names = joined([f"{f}, {initials(g, dots='.', gap=' ')}" for f, g in w.people], ", & ")
    return f"{names} ({w.year}). {w.title}. {w.journal}, {where(w, ', ', dash='–')}. https://doi.org/{w.doi}"


def apa_suffix(w: Work) -> str:
    return apa(w).replace(f"({w.year})", f"({w.year}a)")


def harvard(w: Work) -> str:
    names = joined([f"{f}, {initials(g, dots='.')}" for f, g in w.people], " and ")
    return f"{names} ({w.year}) ‘{w.title}’, {w.journal}, {where(w, ', pp. ', dash='–')}. doi: {w.doi}."


def harvard_comma(w: Work) -> str:
    names = joined([f"{f}, {initials(g, dots='.')}" for f, g in w.people], " and ")
    return f"{names}, {w.year}. {w.title}. {w.journal}, {where(w, ', pp.')}."


def mla(w: Work) -> str:
    first = ", ".join(w.people[0]) + ("." if len(w.people) > 2 and w.people[0][1][-2:-1] == " " else "")
    more = ", et al" if len(w.people) > 2 else f", and {w.people[1][1]} {w.people[1][0]}" if len(w.people) == 2 else ""
    number = f" no. {w.issue}," if w.issue else ""
    return (
        f"{first}{more}. “{w.title}.” {w.journal}, vol. {w.volume},{number} {w.year}, pp. {w.page.replace('-', '–')}."
    )


def chicago(w: Work) -> str:
    people = [", ".join(w.people[0]), *(f"{g} {f}" for f, g in w.people[1:])]
    number = f", no. {w.issue}" if w.issue else ""
    place = f"{w.volume}{number} ({w.year}): {w.page.replace('-', '–')}"
    return f"{joined(people, ', and ')}. “{w.title}.” {w.journal} {place}. https://doi.org/{w.doi}."


def ieee(w: Work) -> str:
    names = joined([f"{initials(g, dots='.', gap=' ')} {f}" for f, g in w.people], " and ")
    number = f" no. {w.issue}," if w.issue else ""
    return f"{names}, “{w.title},” {w.journal}, vol. {w.volume},{number} pp. {w.page.replace('-', '–')}, {w.year}."


def springer(w: Work) -> str:
    names = ", ".join(f"{f} {initials(g)}" for f, g in w.people)
    return f"{names} ({w.year}) {w.title}. {w.short} {where(w, ':', dash='–')}. https://doi.org/{w.doi}"


def francis(w: Work) -> str:
    names = joined([f"{g} {f}" for f, g in w.people], " & ")
    place = f"{w.volume}:{w.issue}, {w.page}" if w.issue else f"{w.volume}, {w.page}"
    return f"{names} ({w.year}) {w.title}, {w.journal}, {place}, DOI: {w.doi}"


def elsevier(w: Work) -> str:
    names = ", ".join(f"{initials(g, dots='.')} {f}" for f, g in w.people)
    return f"{names}, {w.title}, {dotted(w.short)} {w.volume} ({w.year}) {w.page.replace('-', '–')}."


STYLES = (
    ama, ama_et_al, vancouver, nlm_internet, apa, apa_suffix, harvard, harvard_comma, mla, chicago, ieee, springer,
    francis, elsevier,
)  # fmt: skip
FIELDS = ("authors", "year", "title", "container", "volume", "issue", "page", "doi", "pmid")


def expected(w: Work, style) -> dict:
    people = w.people[:1] if style is mla and len(w.people) > 2 else w.people
    people = people[:3] if style is ama_et_al else people
    journal = w.journal if style in (apa, apa_suffix, harvard, harvard_comma, mla, chicago, ieee, francis) else w.short
    doi = style not in (ama_et_al, vancouver, harvard_comma, mla, ieee, elsevier)
    return {
        "authors": tuple((fold(f), initials(g).lower()) for f, g in people),
        "year": w.year + ("a" if style is apa_suffix else ""),
        "title": fold(w.title),
        "container": fold(journal),
        "volume": w.volume,
        "issue": "" if style is elsevier else w.issue,
        "page": w.page,
        "doi": w.doi if doi else "",
        "pmid": "12345678" if style is vancouver else "",
    }


def found(text: str) -> dict:
    entry = parse_entry(text)
    authors = tuple(tuple(part.strip() for part in a.partition(",")[::2]) for a in entry["authors"])
    return {
        **{name: entry.get(name, "") for name in FIELDS},
        "authors": tuple(
            (fold(f), g.lower() if g.isupper() else "".join(w[0] for w in g.lower().split())) for f, g in authors
        ),
        "title": fold(entry["title"]),
        "container": fold(entry["container"]),
    }


def score(pairs) -> tuple[float, list[str]]:
    """Field F1 over (expected, found) pairs: a wrong value is a miss and a false find."""
    hits = misses = false = 0
    errors = []
    for text, want, got in pairs:
        for name in FIELDS:
            hits += bool(want[name]) and want[name] == got[name]
            misses += bool(want[name]) and want[name] != got[name]
            false += bool(got[name]) and want[name] != got[name]
            if want[name] != got[name]:
                errors.append(f"{name}: {got[name]!r} for {want[name]!r} in {text}")
    return 2 * hits / (2 * hits + misses + false), errors


def test_known_works_come_back_from_every_style():
    pairs = [(style(w), expected(w, style), found(style(w))) for w in WORKS for style in STYLES]
    assert len(pairs) >= 60
    f1, errors = score(pairs)
    assert f1 >= 0.97, "\n".join(errors)
