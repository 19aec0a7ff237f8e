"""What the page says around a block: section, lead-in, table header, speaker."""

import pytest
from pages import block_with, markdown, plain

from kb.labels import BlockKind
from kb.read.blocks import last_sentence
from kb.read.layout import Layout, load_layout


@pytest.fixture(scope="module")
def layout() -> Layout:
    return load_layout()


PAGE = """Light at Night

Light wakes us. Some signs of too much of it are:

  • Poor sleep
  • Low mood, such as:
      ◦ Crying
  • Tired eyes

The following lamps were tested.

• Floor lamps

Then we stopped. For example,

• Desk lamps

Lamps were cheap.

• Wall lamps

Below is a table of prices:

Kind of Lamp Price
Floor lamps for rooms 40
Desk lamps for books 10

What It Costs

• At home:
• Very little.

Nothing more is known."""


@pytest.mark.parametrize(
    ("words", "field", "expected"),
    [
        ("Light wakes us", "section", "Light at Night"),
        ("Poor sleep", "lead_in", "Some signs of too much of it are:"),
        ("Crying", "lead_in", "Low mood, such as:"),
        ("Tired eyes", "lead_in", "Some signs of too much of it are:"),
        ("Floor lamps", "lead_in", "The following lamps were tested."),
        ("Desk lamps", "lead_in", "Then we stopped. For example,"),
        ("Wall lamps", "lead_in", ""),
        ("Kind of Lamp Price", "lead_in", "Below is a table of prices:"),
        ("Desk lamps for books", "header", "Kind of Lamp Price"),
        ("Desk lamps for books", "lead_in", "Below is a table of prices:"),
        ("Very little", "section", "At home:"),
        ("Very little", "lead_in", ""),
        ("At home:", "section", "What It Costs"),
        ("Nothing more", "section", "What It Costs"),
        ("What It Costs", "section", "Light at Night"),
        ("What It Costs", "level", 2),
        ("Light at Night", "level", 1),
    ],
)
def test_what_a_block_leaves_unsaid(words: str, field: str, expected: object, layout: Layout) -> None:
    text = PAGE.replace("• Floor lamps", "• Floor lamps.").replace("• Desk lamps", "• Desk lamps.")
    text = text.replace("Floor lamps for", "Floor lights for")
    words = {"Floor lamps": "Floor lamps.", "Desk lamps": "Desk lamps."}.get(words, words)
    assert getattr(block_with(words, text, plain(text, layout)), field) == expected


SPEECHES = {
    "a name with a title and a clinic": ("Dr. Ann Example, MD – Lamp Clinic", "Light heals.", True),
    "a name with credentials": ("Ann Example, MA, LPC – Lamp House", "Light heals.", True),
    "a role and a clinic": ("Chief medical officer – Lamp House", "Light heals.", True),
    "a role above a quotation": ("A nurse at the lamp clinic, director", "“Light heals.”", True),
    "a name alone above a quotation": ("Ann Example, PhD", "“Light heals.”", True),
    "a biography": ("Ann Example, MD – Lamp Clinic", "Dr. Example has treated many.", False),
    "a biography by pronoun": ("Ann Example, MD", "She has treated many.", False),
    "a heading with a dash": ("Light Therapy – What to Expect", "Light heals.", False),
    "an invitation": ("Find a Therapist – Ohio Clinics", "Light heals.", False),
    "a sentence": ("Dr. Ann Example – of Ohio – heals with light.", "Light heals.", False),
    "two common words with a capital": ("Bright Light, Explained", "Light heals.", False),
}


@pytest.mark.parametrize("case", SPEECHES)
def test_speaker_lines(case: str, layout: Layout) -> None:
    line, below, expected = SPEECHES[case]
    text = f"Light\n\nExperts differ.\n\n{line}\n\n{below}\n\nThe last word is not said."
    assert block_with(below, text, plain(text, layout)).speaker == (line if expected else "")


def test_a_speech_lasts_to_the_end_of_its_quotation(layout: Layout) -> None:
    text = (
        "Light\n\nDr. Ann Example – Lamp Clinic\n\n“Light heals.\n\nIt ‘always does.’\n\nRELATED: lamps\n\nIt is cheap.”\n\n"
        "We are not sure.\n\nDr. Bob Example – Oil Clinic\n\nLight is dear.\n\nOil is not.\n\nWhat To Think\n\nThink twice."
    )
    blocks = plain(text, layout)
    who = {" ".join(text[b.start : b.end].split()): b.speaker for b in blocks if b.kind is BlockKind.PROSE}
    ann, bob = "Dr. Ann Example – Lamp Clinic", "Dr. Bob Example – Oil Clinic"
    assert who == {
        "“Light heals.": ann,
        "It ‘always does.’": ann,
        "It is cheap.”": ann,
        "We are not sure.": "",
        "Light is dear.": bob,
        "Oil is not.": bob,
        "Think twice.": "",
    }
    assert block_with("Light heals", text, blocks).section == "Light"


def test_a_speaker_below_the_quotation(layout: Layout) -> None:
    text = "Light\n\n“Light heals.\n\nAlways.”\n\n– Ann Example, Lamp Clinic\n\nWe agree."
    blocks = plain(text, layout)
    assert [b.speaker for b in blocks if b.kind is BlockKind.PROSE] == ["Ann Example, Lamp Clinic"] * 2 + [""]
    source = "# Light\n\n> Light heals.\n>\n> — The lamp clinic's director\n"
    text, blocks = markdown(source, layout)
    assert block_with("Light heals", text, blocks).speaker == "The lamp clinic's director"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sleep helps. It has three stages:", "It has three stages:"),
        ("Ask Dr. Example. He knows", "Ask Dr. Example. He knows"),
        ("One study was done.[2] It had two arms, such as:", "It had two arms, such as:"),
        ("No stop", "No stop"),
        ("", ""),
    ],
)
def test_last_sentence(text: str, expected: str) -> None:
    assert last_sentence(text) == expected
