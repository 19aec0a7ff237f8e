"""Plain text cut into blocks: tables of page -> blocks, each block its letter and its words."""

import pytest
from pages import plain, shown

from kb import yamltext
from kb.read.layout import Layout, load_layout
from kb.vocab import SHIPPED, VocabularyFile


@pytest.fixture(scope="module")
def layout() -> Layout:
    return load_layout()


PAGES = {
    "headings are short lines above prose": (
        "Why We Sleep\n\nSleep mends the body.\n\nWhat happens at night\n\nThe brain is busy then.",
        ["H Why We Sleep", "P Sleep mends the body.", "H What happens at night", "P The brain is busy then."],
    ),
    "a question above prose is a heading": (
        "Is light a drug?\n\nSome say so.",
        ["H Is light a drug?", "P Some say so."],
    ),
    "a long line without a full stop is prose": (
        "Light\n\nGetting up with the sun sets the inner clock of the body early, which is why people in the country "
        "fall asleep sooner\n\nThis was seen in one study.",
        [
            "H Light",
            "P Getting up with the sun sets the inner clock of the body early, which is why people in the country fall "
            "asleep sooner",
            "P This was seen in one study.",
        ],
    ),
    "a citation marker closes a sentence": (
        "Light\n\nIt works.[1]\n\nIt works well.2,3\n\nIt lasts.¹²\n\nEnd of story.",
        ["H Light", "P It works.[1]", "P It works well.2,3", "P It lasts.¹²", "P End of story."],
    ),
    "bullets of every make": (
        "Lamp types include:\n\n• Floor lamps\n· Desk lamps\n- Clip lamps\n* Wall lamps\n▪ Book lamps",
        ["P Lamp types include:", "I Floor lamps", "I Desk lamps", "I Clip lamps", "I Wall lamps", "I Book lamps"],
    ),
    "bullets run into one line": (
        "• Floor lamps • Desk lamps • Clip lamps",
        ["I Floor lamps", "I Desk lamps", "I Clip lamps"],
    ),
    "a label with its points run into one line": (
        "Lamps\n\nBoth have uses.\n\nFor: – bright – cheap\n\nAgainst: – hot – heavy",
        ["H Lamps", "P Both have uses.", "H For:", "I bright", "I cheap", "H Against:", "I hot", "I heavy"],
    ),
    "an item that goes on in the next line": (
        "Lamps help:\n\n  • people who work at night and\n    sleep by day\n  • people in the far north",
        ["P Lamps help:", "I people who work at night and sleep by day", "I people in the far north"],
    ),
    "an item's label above its words": (
        "How it is done:\n\n  • Dose:\n    Half an hour of light each morning.\n  • Follow-up:\n    A call after a week.",
        [
            "P How it is done:",
            "H Dose:",
            "I Half an hour of light each morning.",
            "H Follow-up:",
            "I A call after a week.",
        ],
    ),
    "a label that was made an item of its own": (
        "It is done in two ways.\n\n• At home:\n• A lamp on the table.\n\n• In a clinic:\n• A lamp on the wall.",
        [
            "P It is done in two ways.",
            "H At home:",
            "I A lamp on the table.",
            "H In a clinic:",
            "I A lamp on the wall.",
        ],
    ),
    "questions as labels, and a list of questions": (
        "• What is it?\n• A lamp.\n\n• What does it do?\n• It shines.\n\nAsk yourself.\n\n• Do you tire?\n• Do you wake?",
        [
            "H What is it?",
            "I A lamp.",
            "H What does it do?",
            "I It shines.",
            "P Ask yourself.",
            "I Do you tire?",
            "I Do you wake?",
        ],
    ),
    "an item's heading in its own line stays with it": (
        "• Cost: lamps are cheap.\n• Safety: no one was harmed.",
        ["I Cost: lamps are cheap.", "I Safety: no one was harmed."],
    ),
    "numbered headings": (
        "Three facts\n\n1. Light wakes\n\nIt does so within minutes of dawn.\n\n2. Dark calms\n\nIt does so within an hour.",
        [
            "H Three facts",
            "H 1. Light wakes",
            "P It does so within minutes of dawn.",
            "H 2. Dark calms",
            "P It does so within an hour.",
        ],
    ),
    "numbered items": (
        "Do this:\n\n1. Get up.\n2. Go out.\n3. Stay out.",
        ["P Do this:", "I Get up.", "I Go out.", "I Stay out."],
    ),
    "a table that lost its cells": (
        "Lamps\n\nTwo kinds are sold.\n\nKind of Lamp Price\nFloor lamps are bright Forty dollars\nDesk lamps are dim Ten dollars\n\n"
        "Source: a shop's list",
        [
            "H Lamps",
            "P Two kinds are sold.",
            "T Kind of Lamp Price",
            "R Floor lamps are bright Forty dollars",
            "R Desk lamps are dim Ten dollars",
            "S Source: a shop's list",
        ],
    ),
    "a table with tabs": (
        "Lamp\tPrice\nFloor\t40\nDesk\t10",
        ["T Lamp Price", "R Floor 40", "R Desk 10"],
    ),
    "a table drawn with bars": (
        "| Lamp | Price |\n|------|-------|\n| Floor | 40 |\n| Desk | 10 |",
        ["T | Lamp | Price |", "R | Floor | 40 |", "R | Desk | 10 |"],
    ),
    "a table after its caption": (
        "Lamps sell.\n\nTable 2: Prices by kind\n\nKind Price\nFloor 40 dollars\nDesk 10 dollars.",
        ["P Lamps sell.", "C Table 2: Prices by kind", "T Kind Price", "R Floor 40 dollars", "R Desk 10 dollars."],
    ),
    "a heading with its points below": (
        "Light\n\nIt was tried.\n\nWhat was found\nTwo of three people slept better\nFewer people woke at night",
        [
            "H Light",
            "P It was tried.",
            "H What was found",
            "I Two of three people slept better",
            "I Fewer people woke at night",
        ],
    ),
    "a list that lost its bullets": (
        "Lamps\n\nPeople buy them for three reasons:\n\nThey wake in the dark\nThey work at night\nThey read in bed\n\nAll are good.",
        [
            "H Lamps",
            "P People buy them for three reasons:",
            "I They wake in the dark",
            "I They work at night",
            "I They read in bed",
            "P All are good.",
        ],
    ),
    "prose wrapped at a column": (
        "Light\n\nThe eye tells the brain that it is day, and the brain tells the\nrest of the body. That takes some minutes "
        "in most people, and\nlonger in some.\n\nNight undoes it.",
        [
            "H Light",
            "P The eye tells the brain that it is day, and the brain tells the rest of the body. That takes some minutes in "
            "most people, and longer in some.",
            "P Night undoes it.",
        ],
    ),
    "a page without blank lines": (
        "Light and Sleep\nLight keeps us awake.\nWhat to do\nDim the lamps at nine.\nReferences\n1. Doe J. Lamps. J Light. 2019;3(2):4-5.",
        [
            "H Light and Sleep",
            "P Light keeps us awake.",
            "H What to do",
            "P Dim the lamps at nine.",
            "H References",
            "B 1. Doe J. Lamps. J Light. 2019;3(2):4-5.",
        ],
    ),
    "figures": (
        "Light\n\nScores rose.\n\nFigure 1. Scores by week\n\nWeeks of light\n\n• Week one\n\nFigure 2 shows more. It is below.",
        [
            "H Light",
            "P Scores rose.",
            "C Figure 1. Scores by week",
            "C Weeks of light",
            "I Week one",
            "P Figure 2 shows more. It is below.",
        ],
    ),
    "the template of a page": (
        "Skip to content\n\nHome > Blog > Light\n\nHome\nAbout\nContact\n\nLight at Night\n\nBy Ann Example\n\nMarch 3, 2021\n\n5 min read\n\n"
        "Facebook Twitter Email\n\nLight keeps us awake.\n\nRELATED: Ten lamps we like\n\nBook an appointment\n\nRelated Posts\n\n"
        "Lamps for Readers\n\nApril 4, 2021\n\nLeave a Reply\n\nName *\n\nEmail *\n\n© 2021 Lamp House. All rights reserved.",
        [
            "F Skip to content",
            "F Home > Blog > Light",
            "F Home",
            "F About",
            "F Contact",
            "H Light at Night",
            "F By Ann Example",
            "F March 3, 2021",
            "F 5 min read",
            "F Facebook Twitter Email",
            "P Light keeps us awake.",
            "F RELATED: Ten lamps we like",
            "F Book an appointment",
            "F Related Posts",
            "F Lamps for Readers",
            "F April 4, 2021",
            "F Leave a Reply",
            "F Name *",
            "F Email *",
            "F © 2021 Lamp House. All rights reserved.",
        ],
    ),
    "copy that only sounds like a template": (
        "Light\n\nRelated disorders respond to light as well.\n\nUpdated guidelines advise it.\n\nBy Popular Demand\n\nWe now open at six.\n\n"
        "Share your doubts with your doctor.\n\nSources of light differ.",
        [
            "H Light",
            "P Related disorders respond to light as well.",
            "P Updated guidelines advise it.",
            "F By Popular Demand",
            "P We now open at six.",
            "P Share your doubts with your doctor.",
            "P Sources of light differ.",
        ],
    ),
    "a title printed twice": (
        "Light at Night\n\nLight at Night\n\nIt keeps us awake.",
        ["H Light at Night", "F Light at Night", "P It keeps us awake."],
    ),
    "a notice above the title": (
        "*These lamps are not medical devices.\n\nLight at Night\n\nIt keeps us awake.",
        ["P *These lamps are not medical devices.", "H Light at Night", "P It keeps us awake."],
    ),
    "numbered references": (
        "It works.\n\nReferences:\n\n1. Doe J. Lamps. J Light. 2019;3(2):4-5.\n2. Roe R. Lanterns. Retrieved from\nhttps://example.org/lanterns\n\n"
        "*Results vary from person to person, as they do everywhere.",
        [
            "P It works.",
            "H References:",
            "B 1. Doe J. Lamps. J Light. 2019;3(2):4-5.",
            "B 2. Roe R. Lanterns. Retrieved from https://example.org/lanterns",
            "P *Results vary from person to person, as they do everywhere.",
        ],
    ),
    "references without numbers": (
        "It works.\n\nWorks Cited\n\nDoe, J. (2019). Lamps and sleep. Journal of Light, 3(2), 4-5.\n\nhttps://example.org/lanterns\n\n"
        "Roe, R., & Poe, E. (2020). Lanterns. Lantern Review, 1(1), 2.\n\nAbout the Author\n\nShe has written on lamps for years.",
        [
            "P It works.",
            "H Works Cited",
            "B Doe, J. (2019). Lamps and sleep. Journal of Light, 3(2), 4-5.",
            "B https://example.org/lanterns",
            "B Roe, R., & Poe, E. (2020). Lanterns. Lantern Review, 1(1), 2.",
            "H About the Author",
            "P She has written on lamps for years.",
        ],
    ),
    "a disclaimer below the references": (
        "It works.\n\nSources:\nDoe J, et al. Lamps. Light. 2020;1(3):5-6.\nhttps://example.org/a\n\nDisclaimer: for reading only.",
        [
            "P It works.",
            "H Sources:",
            "B Doe J, et al. Lamps. Light. 2020;1(3):5-6. https://example.org/a",
            "P Disclaimer: for reading only.",
        ],
    ),
    "references with bullets": (
        "It works.\n\nSources\n\n• Doe J, Lamps, 2019. https://example.org/a\n• Lamp Institute. Facts. https://example.org/b",
        [
            "P It works.",
            "H Sources",
            "B Doe J, Lamps, 2019. https://example.org/a",
            "B Lamp Institute. Facts. https://example.org/b",
        ],
    ),
    "references run into one line": (
        "It works.\n\nReferences: 1. Doe J. Lamps. 2019. doi:10.1000/1 2. Roe R. Lanterns. 2020;4:5. 3. Poe E. Oil. 2021;6:7.",
        [
            "P It works.",
            "H References:",
            "B 1. Doe J. Lamps. 2019. doi:10.1000/1",
            "B 2. Roe R. Lanterns. 2020;4:5.",
            "B 3. Poe E. Oil. 2021;6:7.",
        ],
    ),
    "references without a heading": (
        "It works.\n\n[1] Doe J. Lamps. J Light. 2019;3(2):4-5.\n[2] https://example.org/lanterns",
        ["P It works.", "B [1] Doe J. Lamps. J Light. 2019;3(2):4-5.", "B [2] https://example.org/lanterns"],
    ),
    "a section that is only called sources": (
        "Sources\n\nLamps and the sun are the sources of light that we look at here.",
        ["H Sources", "P Lamps and the sun are the sources of light that we look at here."],
    ),
}


@pytest.mark.parametrize("case", PAGES)
def test_plain_pages(case: str, layout: Layout) -> None:
    text, expected = PAGES[case]
    assert shown(text, plain(text, layout)) == expected


LINES = [
    ("is_furniture", "Table of Contents", True),
    ("is_furniture", "Contents of the infusion bag", False),
    ("is_furniture", "Read more", True),
    ("is_furniture", "Patients who share this room", False),
    ("is_furniture", "We use cookies to improve your visit", True),
    ("is_furniture", "Copyrighted questionnaires were used with permission", False),
    ("is_furniture", "Filed under Sleep", True),
    ("is_furniture", "Facebook Twitter LinkedIn", True),
    ("is_furniture", "Link between light and sleep", False),
    ("is_furniture", "Call 555 123 4567", True),
    ("is_furniture", "Call your doctor", False),
    ("is_furniture", "Search for a lamp that is right for you.", False),
    ("is_byline", "Updated: June 12, 2023", True),
    ("is_byline", "12 March 2020 | 4 min read", True),
    ("is_byline", "Medically reviewed by A. Reader, MD", True),
    ("is_byline", "In June 2019 the agency approved it", False),
    ("is_byline", "Published research on light is scarce", False),
    (
        "is_byline",
        "Reviewed by A. Reader for many hours, light therapy came out well in every single trial we know.",
        False,
    ),
    ("is_comments_heading", "3 Comments", True),
    ("is_comments_heading", "Her comments on the trial were cautious", False),
    ("is_references_heading", "Sources", True),
    ("is_references_heading", "12. References", True),
    ("is_references_heading", "Sources of stress", False),
    ("is_caption", "Figure 1", True),
    ("is_caption", "Fig. 2: scores", True),
    ("is_caption", "Table 1 shows that light works.", False),
    ("is_caption", "Figures differ.", False),
    ("is_caption", "Image courtesy of no one", False),
    ("is_source_line", "Sources: two reports", True),
    ("is_source_line", "The source: unknown", False),
]


@pytest.mark.parametrize(("test", "line", "expected"), LINES)
def test_stock_lines(test: str, line: str, expected: bool, layout: Layout) -> None:
    assert getattr(layout, test)(line) is expected


CUE_TESTS = {
    "layout_furniture": Layout.is_furniture,
    "layout_network": Layout.is_furniture,
    "layout_comment_form": Layout.is_form_heading,
    "layout_related": Layout.is_related_heading,
    "layout_comments": Layout.is_comments_heading,
    "layout_byline": Layout.is_byline,
    "layout_references": Layout.is_references_heading,
    "layout_caption": Layout.is_caption,
    "layout_source": Layout.is_source_line,
    "layout_table": Layout.announces_table,
    "layout_following": Layout.announces_list,
    "layout_honorific": lambda layout, line: bool(layout.honorific.match(line)),
    "layout_credential": lambda layout, line: line in layout.credentials,
    "layout_template": lambda layout, line: not layout.template_names.isdisjoint(line.split()),
    "layout_compound": lambda layout, line: line in layout.compounds,
    "layout_role": lambda layout, line: bool(layout.role.search(line)),
}


def test_every_stock_word_has_examples_that_hold(layout: Layout) -> None:
    text = (SHIPPED / "layout_cues.yml").read_text(encoding="utf-8")
    cues = VocabularyFile.model_validate(yamltext.load(text)).cues
    assert all(cue.examples for cue in cues.values())
    wrong = [
        (ident, line)
        for ident, cue in cues.items()
        for wanted, lines in ((True, cue.examples), (False, cue.not_))
        for line in lines
        if CUE_TESTS[cue.category](layout, line) is not wanted
    ]
    assert wrong == []
