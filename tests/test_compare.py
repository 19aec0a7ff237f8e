"""Claim against evidence as plain text: one relation a pair, what free text says of its study, files of pairs, the floors."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from pairs import accuracy, falsely_borne_out, judge, read_rows, table

from kb.cli import main
from kb.designs import read_design, read_species
from kb.model import Problem
from kb.pairs.files import Pair, read_pairs
from kb.pairs.frames import frame_of

CASES = Path(__file__).parent / "cases" / "pairs.jsonl"
PLAIN = Path(__file__).parent / "cases" / "pairs_plain.jsonl"
HELD_OUT = Path(__file__).parent / "held_out" / "pairs.jsonl"


def compared(comparer, claim: str, evidence: str):
    (found,) = comparer.compare([Pair(id=1, claim=claim, evidence=evidence)])
    return found


@pytest.mark.parametrize(
    ("claim", "evidence", "relation", "reason"),
    [
        ("Ketamine reduces depression.", "Ketamine reduced depression in 120 adults.", "supports", "entailed"),
        (
            "Ketamine reduces depression by 80%.",
            "In a randomised trial of 120 adults, ketamine reduced depression by 50%.",
            "contradicts",
            "wrong_number",
        ),
        (
            "Ketamine increases pain.",
            "Ketamine reduced pain in 200 patients.",
            "contradicts",
            "conflicts_with_cited_study",
        ),
        (
            "Ketamine increases blood pressure.",
            "Ketamine lowered blood pressure in 200 patients.",
            "contradicts",
            "conflicts_with_cited_study",
        ),
        ("Statins prevent stroke.", "The gel was applied twice daily to burns.", "silent", "does_not_address"),
        (
            "Aspirin has no side effects.",
            "Aspirin caused bleeding in 3% of patients.",
            "contradicts",
            "safety_conflict",
        ),
        # The drug is named in one sentence and what it did is told in the next.
        (
            "Magnesium improves sleep.",
            "Magnesium was given to 80 adults. It improved sleep.",
            "supports",
            "entailed",
        ),
        ("It also improves sleep.", "Magnesium improved sleep in 80 adults.", "supports", "entailed"),
        (
            "Melatonin is not without effect on sleep.",
            "Melatonin had no effect on sleep.",
            "weaker",
            "does_not_address",
        ),
        # Each part is borne out by a sentence of its own, or is not.
        (
            "Semaglutide reduces weight and improves blood pressure.",
            "Semaglutide reduced body weight by 15%. Blood pressure improved with semaglutide.",
            "supports",
            "entailed",
        ),
        (
            "Semaglutide reduces pain and improves sleep.",
            "Semaglutide reduced pain by 15%. Nausea was common.",
            "weaker",
            "overstated",
        ),
        (
            "Semaglutide reduces weight by 40% and improves blood pressure.",
            "Semaglutide reduced weight by 15% in 900 adults. Semaglutide improved blood pressure.",
            "contradicts",
            "wrong_number",
        ),
        # "This drug" is the one that the evidence speaks of; "medication" is any.
        ("This drug reduces pain.", "Ketamine reduced pain in 120 adults.", "supports", "entailed"),
        ("Medication reduces pain.", "Ketamine reduced pain in 120 adults.", "weaker", "overstated"),
        ("This drug reduces pain.", "Ketamine and aspirin reduced pain in 120 adults.", "weaker", "overstated"),
        # A measure of any illness is that of the illness that the people have; what is only compared is not spoken of.
        ("Zinc improves gout.", "In 90 adults with gout, zinc improved symptoms.", "supports", "entailed"),
        ("Zinc improves gout.", "In 90 adults with asthma, zinc improved symptoms.", "silent", "does_not_address"),
        ("It reduces pain.", "Pain was lower than with zinc 6 weeks after ketamine.", "supports", "entailed"),
        ("Zinc reduces pain by 40%.", "Zinc reduced pain by 20% in 17,604 adults.", "contradicts", "wrong_number"),
        # What a treatment is associated with it does in a trial; elsewhere the two only go together.
        (
            "Zinc reduces pain.",
            "In a randomised trial of 90 adults, zinc was associated with lower pain.",
            "supports",
            "entailed",
        ),
        (
            "Zinc reduces pain.",
            "In a cohort of 9000 adults, zinc was associated with lower pain.",
            "weaker",
            "overstated",
        ),
        (
            "Zinc is linked to lower pain.",
            "In a cohort of 9000 adults, zinc was associated with lower pain.",
            "supports",
            "entailed",
        ),
        # Each group keeps its figure, and each half of a sentence its people.
        (
            "Zinc slows the loss of kidney function.",
            "Zinc slowed the decline in kidney function.",
            "supports",
            "entailed",
        ),
        (
            "Zinc hastens the loss of kidney function.",
            "Zinc slowed the decline in kidney function.",
            "weaker",
            "conflicts_with_cited_study",
        ),
        (
            "People who took zinc had fewer headache days.",
            "Adults receiving zinc had 2.1 fewer headache days per month, compared with 0.9 fewer with placebo.",
            "supports",
            "entailed",
        ),
        (
            "Zinc reduces pain more than other drugs.",
            "Zinc reduced pain more than placebo in 90 adults.",
            "weaker",
            "wrong_comparator",
        ),
        (
            "Zinc activates NMDA receptors.",
            "Zinc is an NMDA receptor antagonist.",
            "weaker",
            "conflicts_with_cited_study",
        ),
        # Who was studied, and how, is read from the text.
        ("Melatonin improves sleep.", "In mice, melatonin improved sleep.", "weaker", "animal_only"),
        ("Melatonin improves sleep.", "Mice were given melatonin. It improved sleep.", "weaker", "animal_only"),
        (
            "Vitamin D improves asthma.",
            "Vitamin D improves asthma. This was an open-label study.",
            "weaker",
            "overstated",
        ),
        ("Vitamin D improves asthma.", "Vitamin D improves asthma in 12 adults.", "weaker", "overstated"),
        (
            "Vitamin D may improve asthma.",
            "An open-label study found that vitamin D improved asthma.",
            "supports",
            "entailed",
        ),
    ],
)
def test_one_relation(comparer, claim, evidence, relation, reason):
    found = compared(comparer, claim, evidence)
    assert (found.relation.value, found.reason.value) == (relation, reason), found
    assert relation == "silent" or found.slots


def test_what_is_not_addressed_is_told_with_what_is(comparer):
    found = compared(comparer, "Statins prevent stroke.", "Ketamine reduced depression. It raised blood pressure.")
    assert found.reason == "does_not_address"
    assert "says nothing of statin; it speaks of ketamine, depression, blood pressure" in found.detail


@pytest.mark.parametrize(
    ("text", "design_class", "level", "n"),
    [
        ("In this double-blind trial, 120 adults took zinc or a placebo.", "rct", "2", 120),
        ("A meta-analysis of nine randomised trials found less pain.", "systematic_review", "1", None),
        ("Patients were not randomised.", "controlled", "3", None),
        ("An open-label extension of the randomised trial followed 40 men.", "uncontrolled", "4", 40),
        ("There was no control group.", "uncontrolled", "4", None),
        ("A retrospective chart review of 310 patients.", "cohort", "3", 310),
        ("A case series of three women.", "case_report", "4", 3),
        ("We surveyed 900 nurses.", "survey", "", None),
        ("The FDA approved the drug in 2010.", "regulation", "", None),
        ("The prescribing information lists nausea.", "label", "", None),
        ("Pain fell in 18 of 20 patients.", "", "", 20),
        ("Sleep improved (n = 24).", "", "", 24),
        # What is missing is no design of this study.
        ("No randomised trials have been done.", "", "", None),
        ("Larger randomised trials are needed.", "", "", None),
        ("Randomised trials are lacking.", "", "", None),
    ],
)
def test_design(lexicon, text, design_class, level, n):
    design = read_design([lexicon.nlp(text)], lexicon)
    assert (design.design_class, design.level, design.n) == (design_class, level, n)


@pytest.mark.parametrize(
    ("text", "species"),
    [
        ("Adult male rats swam longer.", "rat"),
        ("In mice and rats it helped.", "rodent"),
        ("In vitro, cells died.", "cells"),
        ("Patients with a pet dog slept better.", ""),
        ("Pain fell in adults.", ""),
    ],
)
def test_species(lexicon, text, species):
    assert read_species(lexicon.nlp(text), lexicon) == species


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        (
            "In a randomised, double-blind trial of 120 adults, ketamine reduced pain.",
            "In a randomised, double-blind trial of 120 adults,",
        ),
        ("Across three trials, ketamine reduced pain.", "Across three trials,"),
        ("In 30 patients with gout, ketamine reduced pain.", "In 30 patients with gout,"),
        ("In mice, ketamine reduced pain.", "In mice,"),
        ("In winter, ketamine reduced pain.", ""),
        ("In the trial patients took zinc, and pain fell.", ""),
        ("Ketamine reduced pain in a trial, and nausea rose.", ""),
        ("", ""),
    ],
)
def test_frame(lexicon, text, frame):
    doc = lexicon.nlp(text)
    assert doc[: frame_of(doc, lexicon)].text == frame


def test_answers_do_not_depend_on_their_neighbours(comparer):
    rows = [
        Pair(id=i, claim=claim, evidence=evidence)
        for i, (claim, evidence) in enumerate(
            [
                ("Zinc shortens colds.", "In a trial of 90 adults, zinc shortened colds by two days."),
                ("It is safe.", "Zinc is safe. Nausea was rare."),
                ("Zinc cures colds.", "Rats were given zinc. Nothing changed."),
            ]
        )
    ]
    together = list(comparer.compare(rows))
    assert [one.id for one in together] == [0, 1, 2]
    alone = [next(comparer.compare([row])) for row in reversed(rows)]
    assert together == alone[::-1]


_PIECES = ("In a trial of 9 adults,", "zinc", "this drug", "rats", "reduced", "no", "pain", "by 5%", ".", "?", ",", "\u201c",
           "It", "n = 3", "(", "\x00", "\u200b", "\U0001f600", "1.", "\n")  # fmt: skip
_TEXT = st.lists(st.sampled_from(_PIECES) | st.text(st.characters(exclude_categories=["Cs"])), min_size=1).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(claim=_TEXT, evidence=_TEXT)
def test_any_text_gets_an_answer(comparer, claim, evidence):
    line = json.dumps({"id": "x", "claim": claim, "evidence": evidence}).encode()
    (found,) = comparer.compare(read_pairs([line], "p"))
    assert isinstance(found, Problem) or found.id == "x"


LINES = (
    b'{"id": "a", "claim": "Zinc is safe.", "evidence": "Zinc is safe.", "slot": "kept"}',
    b"",
    b"nonsense",
    b'["claim", "evidence"]',
    b'{"claim": "Zinc is safe."}',
    b'{"claim": "Zinc is safe.", "evidence": ["Zinc is safe.", "So it is."]}',
    b'{"claim": "Zinc is safe.", "evidence": 7}',
    b'{"claim": "  ", "evidence": "Zinc is safe."}',
    b'{"claim": "\xff", "evidence": "Zinc is safe."}',
    b'{"claim": "\\ud800", "evidence": "Zinc is safe."}',
    b'{"id": {}, "claim": "Zinc is safe.", "evidence": "Zinc is safe."}',
    b'{"claim": "' + b"z" * 100_001 + b'", "evidence": "Zinc is safe."}',
    b"[" * 100_000,
    b'{"id": ' + b"9" * 10_000 + b"}",
)
SAID = {
    3: "p:3: is no JSON (Expecting value at character 1)",
    4: "p:4: is no object with `claim` and `evidence`",
    5: "p:5: evidence: is missing",
    7: "p:7: evidence: is no text",
    8: "p:8: claim: is empty",
    9: "p:9: is not UTF-8 (byte 12 of the line)",
    10: "p:10: claim: holds half a character (a lone surrogate)",
    11: "p:11: id: is no text or number",
    12: "p:12: claim: is longer than 100000 characters",
    13: "p:13: is no JSON that can be read (a number or a nesting is too long)",
    14: "p:14: is no JSON that can be read (a number or a nesting is too long)",
}


def test_bad_lines_are_named_and_the_rest_is_read():
    found = list(read_pairs(LINES, "p"))
    assert [str(one) for one in found if isinstance(one, Problem)] == list(SAID.values())
    pairs = [one for one in found if isinstance(one, Pair)]
    assert [(one.id, one.evidence) for one in pairs] == [("a", "Zinc is safe."), (6, "Zinc is safe. So it is.")]


def test_a_file_is_read_as_a_stream():
    def endless():
        while True:
            yield LINES[0]

    assert next(iter(read_pairs(endless(), "p"))).id == "a"


def run(*words: str, given: bytes | None = None):
    return CliRunner().invoke(main, ["compare", *words], input=given)


def test_pairs_of_standard_input_become_json_lines():
    done = run("--pairs", "-", given=b"\n".join(LINES[:5]))
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        said.replace("p:", "standard input:", 1) for number, said in SAID.items() if number < 6
    ]
    (row,) = map(json.loads, done.stdout.splitlines())
    assert list(row) == ["id", "relation", "reason", "rule", "detail", "sentence", "slots"]
    assert (row["id"], row["relation"]) == ("a", "supports")
    assert all(list(slot) == ["name", "copy", "study", "outcome", "rule"] for slot in row["slots"])


@pytest.mark.parametrize("shape", ["text", "json", "jsonl"])
def test_shapes(shape, tmp_path):
    path = tmp_path / "pairs.jsonl"
    path.write_bytes(LINES[0] + b"\n" + LINES[0])
    done = run("--pairs", str(path), "--format", shape)
    assert done.exit_code == 0 and done.stderr == ""
    if shape == "text":
        assert "2 pairs: 2 supports" in done.stdout
    else:
        read = json.loads(done.stdout) if shape == "json" else [json.loads(line) for line in done.stdout.splitlines()]
        assert [row["relation"] for row in read] == ["supports", "supports"]


def test_one_pair_in_words_is_told_slot_by_slot():
    done = run("Zinc cuts pain by 80% [b]", "--finding", "Zinc reduced pain by 50%.")
    assert done.exit_code == 0
    assert "80% [b]" in done.stdout and "size" in done.stdout and "figure.size" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Zinc is safe.",), "give either CLAIM and --finding TEXT, or --pairs FILE"),
        (("Zinc is safe.", "--finding", "x", "--pairs", "-"), "give either CLAIM"),
        (("--finding", "x", "--pairs", "-"), "give either CLAIM"),
        (("", "--finding", "x"), "CLAIM: is empty"),
        (("Zinc is safe.", "--finding", " "), "--finding: is empty"),
        (("--pairs", "nowhere.jsonl"), "nowhere.jsonl: cannot be read (No such file or directory)"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(words, said):
    done = run(*words)
    assert done.exit_code != 0
    assert said in done.stderr and "Traceback" not in done.stderr


# Just below what was measured when they were set; a floor is never lowered in the change that broke it.
@pytest.mark.parametrize(
    ("path", "floor"), [(PLAIN, 0.69), (CASES, 0.37), (HELD_OUT, 0.33)], ids=["plain", "cases", "held_out"]
)
def test_labelled_pairs(comparer, path, floor):
    judged = judge(read_rows(path), comparer)
    print("\n".join(table(judged)))
    assert accuracy(judged) >= floor
    assert falsely_borne_out(judged) <= 0.03
