"""What a sentence, an item or a cell leaves to its context: headings, lead-ins, headers of tables, the text before."""

from functools import partial

import pytest
from stating import first

from kb.propositions import Context, carry_context, read_propositions
from kb.propositions.pages import read_cell
from kb.propositions.tables import read_row


def test_a_missing_subject_comes_from_the_context(nlp, lexicon):
    p = first(nlp, lexicon, "It also reduces headache.", Context(subject=("sertraline",)))
    assert p.subject == ("sertraline",)
    assert p.carried


# what the text was about, a sentence, whom it is told of, and the route that limits it
PRODUCTS = [
    ("semaglutide", "The jab reduces nausea.", "semaglutide", ("parenteral",)),
    ("sumatriptan", "Headache fell on the spray.", "sumatriptan", ("spray",)),
    ("timolol", "These drops relieve headache.", "timolol", ("drops",)),
    ("sertraline", "The drug reduces headache.", "sertraline", ()),
    ("shingles_vaccine", "This vaccine prevents shingles.", "shingles_vaccine", ()),
    ("magnesium", "The supplement relieves headache.", "magnesium", ()),
    ("cpap", "The device reduces headache.", "cpap", ()),
    # another than the one that was spoken of
    ("sertraline", "The statin reduces headache.", "statin", ()),
    ("sertraline", "Older drugs reduce headache.", "drug", ()),
    ("sertraline", "The drug that he took before reduces headache.", "drug", ()),
    ("sertraline", "Aspirin tablets reduce headache.", "aspirin", ("tablet",)),
    ("sertraline", "Better than the tablet, massage reduces headache.", "massage", ("tablet",)),
]


@pytest.mark.parametrize(("about", "text", "doer", "route"), PRODUCTS, ids=[text for _, text, _, _ in PRODUCTS])
def test_a_form_or_a_class_stands_for_the_product(nlp, lexicon, about, text, doer, route):
    p = first(nlp, lexicon, text, Context(subject=(about,)))
    assert (p.subject, p.route) == ((doer,), route)


def test_a_subject_of_its_own_is_not_replaced(nlp, lexicon):
    p = first(nlp, lexicon, "Copper bracelets reduce headache.", Context(subject=("sertraline",)))
    assert "sertraline" not in p.subject


def test_a_list_item_keeps_its_figures(nlp, lexicon):
    """ "Duration of relief:" and "up to 4 weeks after the final injection"."""
    context = carry_context(lexicon, lead_in="Duration of pain relief with sumatriptan:")
    p = first(nlp, lexicon, "up to 4 weeks after final injection", context)
    assert [q.text for q in p.duration] == ["up to 4 weeks"]


def test_a_list_item_is_read_with_its_lead_in(nlp, lexicon):
    context = carry_context(lexicon, lead_in="The most common side effects of sertraline are:")
    p = first(nlp, lexicon, "Headache", context)
    assert p.family == "cause"
    assert "headache" in p.object
    assert "sertraline" in p.content


def test_an_item_takes_the_place_of_what_the_lead_in_names(nlp, lexicon):
    context = carry_context(lexicon, lead_in="Depression is treated with medications such as:")
    p = first(nlp, lexicon, "Sertraline", context)
    assert "sertraline" in p.content
    assert "drug" not in p.content


# lead-in, item, predicate, doer, what it is said of
LISTED = [
    ("Side effects may include:", "Dizziness", "cause", "melatonin", ["dizziness"]),
    ("Possible risks", "Agitation or headache", "cause", "melatonin", ["agitation", "headache"]),
    ("The side effects associated with zinc are:", "Nausea, headache", "cause", "zinc", ["nausea", "headache"]),
    ("Among these risks there may be:", "Damage to the kidney", "cause", "melatonin", ["kidney_damage"]),
    ("Common causes of gout include:", "Alcohol", "cause", "alcohol", ["gout"]),
    ("Zinc helps with:", "Gout", "improve", "zinc", ["gout"]),
    ("Benefits of zinc:", "Relief of headache", "relieve", "zinc", ["headache"]),
]


@pytest.mark.parametrize(("lead_in", "item", "cue", "doer", "objects"), LISTED, ids=[f"{a} {b}" for a, b, *_ in LISTED])
def test_items_and_what_introduces_them(nlp, lexicon, lead_in, item, cue, doer, objects):
    context = carry_context(lexicon, lead_in=lead_in, topic=("melatonin",))
    found = read_propositions(nlp(item), lexicon, context)
    assert [(p.predicate, p.subject, p.object) for p in found] == [
        (f"predicate.{cue}", (doer,), (named,)) for named in objects
    ]


# lead-in, item, predicate, doer, whether the harm is denied
DENYING = [
    ("Benefits of zinc include:", "no serious side effects", "predicate.cause", "zinc", True),
    ("Zinc helps with:", "no nausea", "predicate.cause", "zinc", True),
    ("Side effects of zinc include:", "nausea", "predicate.cause", "zinc", False),
]


@pytest.mark.parametrize(("lead_in", "item", "cue", "doer", "denied"), DENYING)
def test_an_item_that_denies_is_no_benefit_that_its_lead_in_promises(nlp, lexicon, lead_in, item, cue, doer, denied):
    found = read_propositions(nlp(item), lexicon, carry_context(lexicon, lead_in=lead_in))
    assert [(p.predicate, p.subject, p.negated) for p in found] == [(cue, (doer,), denied)]


@pytest.mark.parametrize(
    ("lead_in", "item", "cue", "effect"),
    [
        ("With zinc, our patients report:", "less pain", "predicate.reduce", 1),
        ("With zinc, our patients report:", "reduced anxiety", "predicate.reduce", 1),
        ("With zinc, our patients report:", "improved mood", "predicate.improve", 1),
        ("With zinc, some patients report:", "nausea", "predicate.experience", None),
    ],
)
def test_a_change_that_people_report_is_what_is_said(nlp, lexicon, lead_in, item, cue, effect):
    (found,) = read_propositions(nlp(item), lexicon, carry_context(lexicon, lead_in=lead_in))
    assert (found.predicate, found.effect, found.subject) == (cue, effect, ("zinc",))


def test_what_a_lead_in_names_is_what_its_items_are_about(nlp, lexicon):
    context = carry_context(lexicon, lead_in="With zinc you can expect:")
    (found,) = read_propositions(nlp("no side effects"), lexicon, context)
    assert found.subject == ("zinc",) and found.negated


# row, header, (predicate, doer, thing) of each cell
ROWS = [
    (
        "Physical | Nausea or headache",
        "Sort | Risk",
        [("cause", "melatonin", "nausea"), ("cause", "melatonin", "headache")],
    ),
    ("Zinc | Dizziness", "Drug | Side effects", [("cause", "zinc", "dizziness")]),
    ("Relieves gout | Causes nausea", "Lithium | Zinc", [("relieve", "lithium", "gout"), ("cause", "zinc", "nausea")]),
    ("Gout | Pain is relieved", "Condition | What zinc does", [("relieve", "zinc", "pain")]),
    ("Zinc | 20 hours", "Drug | Half-life", []),
    ("Zyxol | Dizziness", "Drug | Side effects", []),
]


# row, header, (predicate, doer, thing, figure) of each cell
FIGURES = [
    (
        "Weight change at week 68 | -14.9% | -2.4%",
        "Outcome | Semaglutide (n = 1306) | Placebo (n = 655)",
        [("reduce", "semaglutide", "body_weight", "14.9%"), ("reduce", "placebo", "body_weight", "2.4%")],
    ),
    (
        "Nausea | 44% | 17%",
        "Adverse event | Semaglutide | Placebo",
        [("occur", "semaglutide", "nausea", "44%"), ("occur", "placebo", "nausea", "17%")],
    ),
    ("Nausea | 44% | 17%", "Adverse event | Monday | Sunday", []),
]


@pytest.mark.parametrize(("row", "header", "cells"), FIGURES, ids=[row[1] for row in FIGURES])
def test_figures_are_those_of_the_head_of_their_column(lexicon, row, header, cells):
    read = partial(read_cell, lexicon=lexicon, heading="", topic=("melatonin",))
    found = read_row(row, header, lexicon, read)
    assert [(p.predicate, p.subject, p.object, p.size[0].text) for p in found] == [
        (f"predicate.{cue}", (doer,), (thing,), figure) for cue, doer, thing, figure in cells
    ]
    assert [row[p.start : p.end].lstrip("-") for p in found] == [figure for *_, figure in cells]


@pytest.mark.parametrize(("row", "header", "cells"), ROWS, ids=[row[0] for row in ROWS])
def test_cells_are_read_with_head_and_label(lexicon, row, header, cells):
    read = partial(read_cell, lexicon=lexicon, heading="", topic=("melatonin",))
    found = read_row(row, header, lexicon, read)
    assert [(p.predicate, p.subject[:1]) for p in found] == [(f"predicate.{cue}", (doer,)) for cue, doer, _ in cells]
    assert all(thing in p.object for p, (_, _, thing) in zip(found, cells, strict=True))


def test_the_label_of_a_row_is_part_of_what_its_cells_say(lexicon):
    read = partial(read_cell, lexicon=lexicon, heading="", topic=("melatonin",))
    (p,) = read_row("Gout | Sleep improves", "Condition | What zinc does", lexicon, read)
    assert "gout" in p.content
