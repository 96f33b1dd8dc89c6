"""Rows that ask in words: what comes of them, and what waits with the reason."""

from __future__ import annotations

import json
from typing import Any

import pytest

from consensus import WorkingGroup
from consensus.working_group.import_base import ImportReport
from tests.support.panel import text_source, ticking

DRAFT = """# Harbour act

Having regard to the charter,

## Article 1 – Scope

1. This act applies to all ships. It applies to boats too.

2. It does not apply to:

   (a) rowing boats;

   (b) rafts.

## Article 2 – Audits

Ships shall be audited every six months by the office.

## Article 3 – Fees

1. Fees are paid in advance. Fees shall be fair and shall be public.

2. The office shall publish the fees within six [nine] months.

NOTE 1 The fees are in dollars.
"""


def asked(**row: Any) -> tuple[WorkingGroup, ImportReport]:
    """A group that took in one row."""
    group = WorkingGroup.in_memory(title="Harbour", by="secretary", clock=ticking())
    group.import_draft(text_source("act.md", DRAFT))
    source = text_source("rows.jsonl", json.dumps({"by": "ASH", **row}))
    return group, group.import_amendments(source, add_members=True)


def made(group: WorkingGroup) -> list[tuple[str, str, str]]:
    """The kind, the target and the words of each amendment."""
    state = group.state
    return [
        (each.kind.value, state.handle_of(each.target), state.text(each.id))
        for each in state.amendments.values()
    ]


DONE: dict[str, tuple[str, str, str, str]] = {
    "words": (
        *("Article 2", 'Replace "six months" with "a year", as audits take long.'),
        *("N4", "Ships shall be audited every a year by the office."),
    ),
    "struck and inserted": (
        *("Article 2", 'strike "six" and insert "nine"'),
        *("N4", "Ships shall be audited every nine months by the office."),
    ),
    "in a point": ("Article 1", 'In a) change "rowing boats" to "canoes".', "L1", "canoes;"),
    "two sentences": (
        *("Article 3(1)", "Bracket the first and last sentences."),
        *("N5", "[Fees are paid in advance.] [Fees shall be fair and shall be public.]"),
    ),
    "the second of two": (
        *("Article 3(1)", 'Replace the second "shall" with "should".'),
        *("N5", "Fees are paid in advance. Fees shall be fair and should be public."),
    ),
    "both": (
        *("Article 3(1)", 'Replace "shall" with "should" throughout.'),
        *("N5", "Fees are paid in advance. Fees should be fair and should be public."),
    ),
    "a sentence": (
        "Article 3(1)",
        "Delete the second sentence.",
        "N5",
        "Fees are paid in advance.",
    ),
    "two changes": (
        *("Article 2", 'Replace "six" with "two" and delete "by the office".'),
        *("N4", "Ships shall be audited every two months."),
    ),
    "the whole": (
        *("Article 2", "Change to: Ships are audited each year by the office."),
        *("N4", "Ships are audited each year by the office."),
    ),
    "at the end": (
        *("Article 2", 'At the end of the paragraph, add "in writing".'),
        *("N4", "Ships shall be audited every six months by the office in writing."),
    ),
    "in brackets": (
        *("Article 2", 'Place "by the office" in square brackets.'),
        *("N4", "Ships shall be audited every six months [by the office]."),
    ),
    "out of brackets": (
        *("Article 3(2)", "Remove the brackets."),
        *("N2", "The office shall publish the fees within six nine months."),
    ),
    "brackets and words": (
        *("Article 3(2)", 'Remove the brackets and "nine".'),
        *("N2", "The office shall publish the fees within six months."),
    ),
    "a citation and the text": (
        *("Article 2", 'Article 2: "Ships are audited each year by the office."'),
        *("N4", "Ships are audited each year by the office."),
    ),
    "in quotation marks": (
        *("Article 2", "“Ships are audited each year by the office.”"),
        *("N4", "Ships are audited each year by the office."),
    ),
    "a citation below that of the row": (
        *("Article 3", 'Paragraph 2 – "The office shall publish all fees in time."'),
        *("N2", "The office shall publish all fees in time."),
    ),
    "a reason behind a text": (
        *("Article 2", "Article 2 should read: Ships are audited yearly. Rationale: it is short."),
        *("N4", "Ships are audited yearly."),
    ),
    "as in a diff": (
        *("Article 2", "OLD:\nevery six months\n\nNEW:\nevery year"),
        *("N4", "Ships shall be audited every year by the office."),
    ),
}


@pytest.mark.parametrize(("target", "text", "item", "expected"), DONE.values(), ids=DONE)
def test_what_a_row_asks_for_is_done(target: str, text: str, item: str, expected: str) -> None:
    """It stands there as the text that comes of it, and a note says what was read."""
    group, report = asked(target=target, text=text)
    assert made(group) == [("modify", item, expected)]
    assert any("asks for in words" in each.message for each in report.findings)


def test_reason_behind_the_words_is_the_rationale() -> None:
    """It is added to what the row has."""
    text = 'Replace "six months" with "a year", because audits take longer.'
    group, _ = asked(target="Article 2", text=text, rationale="Too often.")
    (amendment,) = group.state.amendments.values()
    assert amendment.rationale == "Too often.\n\naudits take longer"


def test_notes_and_articles_go_whole() -> None:
    """An article goes with all that stands under it, each by an amendment of its own."""
    group, _ = asked(target="Article 3", text="Delete NOTE 1")
    assert made(group) == [("delete", "N6", "")]
    group, _ = asked(text="Article 3 is deleted.")
    assert [item for _, item, _ in made(group)] == ["N5", "N2", "N6", "S3"]
    whole = "Article 2 – Audits\nShips shall be audited every six months by the office."
    group, _ = asked(target="Article 2", old=whole, text="")
    assert [item for _, item, _ in made(group)] == ["N4", "S2"]


def test_new_text_stands_where_it_is_said() -> None:
    """Behind what is cited, under the target of its row or anywhere."""
    group, _ = asked(target="Article 1", text='Insert after point (a): "(aa) canoes;"')
    (amendment,) = group.state.amendments.values()
    assert group.state.handle_of(amendment.after) == "L1"
    group, _ = asked(target="Article 2 bis", text="Ships pay.")
    (amendment,) = group.state.amendments.values()
    assert group.state.handle_of(amendment.after) == "S2"


def test_move_and_join_are_asked_for() -> None:
    """By what they name."""
    group, _ = asked(text="Move Article 3, paragraph 2 before Article 3, paragraph 1.")
    (amendment,) = group.state.amendments.values()
    assert (amendment.kind, amendment.after) == ("move", "first")
    group, _ = asked(target="Article 3", text="Move paragraph 2 before paragraph 1.")
    (amendment,) = group.state.amendments.values()
    assert (amendment.kind, amendment.after) == ("move", "first")
    group, _ = asked(text="Merge Article 3, paragraph 1 with Article 3, paragraph 2.")
    (amendment,) = group.state.amendments.values()
    assert (amendment.kind, len(amendment.others)) == ("join", 1)


def test_quotation_that_leaves_words_out_is_found() -> None:
    """From its first words to its last; what both leave out stays."""
    group, _ = asked(target="Article 2", old="Ships [...] six months", text="Boats [...] a year")
    expected = "Boats shall be audited every a year by the office."
    assert made(group) == [("modify", "N4", expected)]


WAITS = {
    "twice there": (("Article 3(1)", 'Replace "shall" with "may".'), "stands 2 times, in N5"),
    "elsewhere": (("Article 2", 'In Article 3, replace "six" with "two".'), "its words name S3"),
    "not there": (("Article 2", 'Delete "by night".'), "does not say: “by night”"),
    "passage or whole": (("Article 2", 'Change to "a year".'), "it may mean a passage"),
    "choice": (("Article 2", 'Delete "six" or "months".'), "not understood"),
    "no words": (("Article 2", "Please clarify."), "not understood"),
    "kept": (("Article 2", "Retain the text."), "keep the text as it is"),
    "more": (("Article 2", 'Delete "six" and adjust the table.'), "not understood"),
    "not asked for": (("Article 2", 'Do not replace "six months" by "a year".'), "speaks of"),
    "on a condition": (("Article 2", 'If it stays, delete "by the office".'), "speaks of"),
    "a remark": (("Article 2", '"six months" is too short.'), "speaks of “six months”"),
    "or else": (
        ("Article 2", 'Replace "six" by "two"; if not accepted, delete the article.'),
        "not understood",
    ),
    "two places": (("Article 2", 'Delete "six" (also in Article 1).'), "not understood"),
    "place for place": (("Article 2", "Replace Article 2 with Article 3."), "not understood"),
    "words without marks": (
        ("Article 2", "Replace six months with twelve months."),
        "put the words that it means in quotation marks",
    ),
    "an order that may be a text": (("Article 2", "Delete the office."), "may be a text"),
    "a condition": (
        ("Article 2", 'Delete "by the office", if Parliament agrees.'),
        "it says “if”",
    ),
    "withdrawn": (
        ("Article 2", 'Delete "by the office". We withdraw this amendment.'),
        "it says “withdraw”",
    ),
    "more elsewhere": (
        ("Article 2", 'Replace "six" with "nine". The same in Article 3(2).'),
        "it says “same”",
    ),
    "words that are nearly there": (
        ("Article 2", 'Delete "shall not be audited every six months by the office".'),
        "not there to the letter",
    ),
    "a text before it": (
        ("Article 2", 'Ships shall be audited yearly. Delete "by the office".'),
        "may be a text",
    ),
    "two sentences": (
        ("Article 3(1)", "Delete the first and second sentences."),
        "touches itself",
    ),
    "both": (("Article 3(1)", 'Replace "shall" with "may" in both places.'), "it counts places"),
    "the whole draft": (
        ("Article 2", 'Replace "the office" with "the agency" throughout the document.'),
        "it means the whole draft",
    ),
    "its own place": (
        ("Article 2", "Article 2 has to say that ships are audited each year by the office."),
        "begins with Article 2",
    ),
    "lines": (("Article 2", "On page 9, strike lines 4 through 9."), "it names lines"),
    "a reason and no text": (("Article 2", "Rationale: it is short."), "a reason and no text"),
    "a reason behind a dash": (
        ("Article 2", "Ships are audited each year by the office — to align with Article 3"),
        "not clear where its words end",
    ),
    "a second formula": (
        ("Article 2", "Replace with: Ships are audited each year. Delete the NOTE."),
        "asks for more behind its words",
    ),
    "a second formula in the sentence": (
        ("Article 2", "Rewrite as: Ships are audited each year and delete NOTE 1"),
        "asks for more behind its words",
    ),
    "two texts": (
        ("Article 2", "Change to: Ships are audited each year. Change to: Boats too."),
        "asks for more behind its words",
    ),
    "words of others": (
        ("Article 2", "Replace with: the text proposed by Ash."),
        "refers to words that it does not have",
    ),
    "a text without a colon": (
        ("Article 2", "REWRITE Ships are audited each year."),
        "not understood",
    ),
    "another number": (("Article 2", "Article 2 becomes Article 2a."), "only gives other numbers"),
    "another number, with more": (
        ("Article 2", "Article 2 is renumbered as Article 3 and the rest accordingly."),
        "not understood",
    ),
    "words that stand there, cited": (
        ("Article 2", 'Article 2: "Ships shall be audited every six months"'),
        "stand there already",
    ),
    "a text of another": (
        ("Article 2", 'Article 3(1): "Fees are paid in advance, and are public."'),
        "its words name N5",
    ),
    "short answers": (("Article 2", "Revert to the previous wording."), "not understood"),
    "a new text of no place": (
        ("", "Add a new paragraph at the end: “Boats are audited, too.”"),
        "does not say which heading the new text comes under",
    ),
    "several below": (("Article 3", 'Add "soon" at the end.'), "3 texts stand under it"),
}


@pytest.mark.parametrize(("row", "why"), WAITS.values(), ids=WAITS)
def test_what_cannot_be_done_waits(row: tuple[str, str], why: str) -> None:
    """With the reason; it is never taken for a text."""
    group, report = asked(target=row[0], text=row[1])
    assert made(group) == []
    assert why in " ".join(each.message for each in report.findings)
    assert len(group.state.tray) == 1


def test_quotation_and_citation_confirm_each_other() -> None:
    """Where one leads nowhere the other does; where they disagree, the row waits with both."""
    group, _ = asked(target="Article 9", old="by the office", text="by the port")
    assert made(group) == []
    group, _ = asked(target="Article 9", old="Ships shall be audited", text="Boats are audited")
    assert [item for _, item, _ in made(group)] == ["N4"]
    _, report = asked(target="Article 3(1)", old="every six months", text="each year")
    assert "that is at N4" in report.findings[-1].message
    _, report = asked(target="Article 3(1)", old="shall", text="should")
    assert "stands there 2 times" in report.findings[-1].message


def test_only_paragraph_may_have_no_number() -> None:
    """It is the first."""
    for target in ("Article 2, paragraph 1", "Article 2(1)"):
        group, _ = asked(target=target, old="six months", text="nine months")
        assert [item for _, item, _ in made(group)] == ["N4"]


def test_order_in_the_draft_is_changed_as_a_text() -> None:
    """Where what is there begins with the same word, it is no instruction."""
    group = WorkingGroup.in_memory(title="Standard", by="secretary", clock=ticking())
    group.import_draft(text_source("a.md", "# Use\n\n1. Remove the lid before use.\n"))
    row = {"by": "ASH", "target": "1", "text": "Remove the lid and the cap before use."}
    group.import_amendments(text_source("r.jsonl", json.dumps(row)), add_members=True)
    assert made(group) == [("modify", "N1", "Remove the lid and the cap before use.")]


REASONS = {
    "Rationale: too often.": "too often",
    "Reason: too often.": "too often",
    "(Justification: too often)": "too often",
    "— to align with Article 3.": "to align with Article 3",
    "\n\nJustification\n\nToo often.": "Too often",
    "\nBegründung: zu oft": "zu oft",
}


@pytest.mark.parametrize(("behind", "why"), REASONS.items(), ids=REASONS)
def test_reason_behind_a_plain_text_is_no_part_of_it(behind: str, why: str) -> None:
    """It is the reason of the amendment, whether the text is all of the item or a passage."""
    text = "Ships shall be audited every year by the office."
    group, _ = asked(target="Article 2", text=f"{text} {behind}")
    assert made(group) == [("modify", "N4", text)]
    assert [each.rationale for each in group.state.amendments.values()] == [why]
    group, _ = asked(target="Article 2", old="six months", text=f"a year. {behind}")
    assert made(group) == [("modify", "N4", "Ships shall be audited every a year by the office.")]


def test_text_of_reasons_is_a_text() -> None:
    """Where what it changes has the word, too."""
    group = WorkingGroup.in_memory(title="Form", by="secretary", clock=ticking())
    group.import_draft(text_source("a.md", "# Form\n\n1. Name the ship. Reason: state it.\n"))
    row = {"by": "ASH", "target": "1", "text": "Name the boat. Reason: state it."}
    group.import_amendments(text_source("r.jsonl", json.dumps(row)), add_members=True)
    assert made(group) == [("modify", "N1", "Name the boat. Reason: state it.")]


WHOLE = "Ships shall be audited every six months by the office."


@pytest.mark.parametrize(
    ("text", "old", "gone"),
    [
        ("Delete this article.", WHOLE, ["N4", "S2"]),
        ("Article 2 is deleted.", f"Article 2 – Audits\n{WHOLE}", ["N4", "S2"]),
        ("Delete this paragraph.", WHOLE, ["N4"]),
        ("Delete.", "six months", []),
    ],
)
def test_what_a_row_quotes_and_what_it_asks_to_go_agree(
    text: str, old: str, gone: list[str]
) -> None:
    """An article goes with its heading where all of it is quoted."""
    group, _ = asked(target="Article 2", old=old, text=text)
    assert [item for kind, item, _ in made(group) if kind == "delete"] == gone
    assert made(group)


@pytest.mark.parametrize(
    "text",
    [
        "Delete this article.",
        "Delete Article 2.",
        "Article 2: “Ships are audited each year by the office.”",
        "Replace by what Ash proposes",
        "Replace by a year.",
    ],
)
def test_passage_that_is_quoted_is_not_all_of_a_text(text: str) -> None:
    """Where a row asks for another thing than it quotes, it waits."""
    for target in ("Article 2", ""):
        group, _ = asked(target=target, old="six months", text=text)
        assert made(group) == []
        assert len(group.state.tray) == 1


REMARKS = [
    "OK",
    "Too vague",
    "Typo",
    "Scrutiny reservation",
    "This is unclear.",
    "Footnote 3 to be aligned with the Directive",
    "Should be in Article 3",
    "Redundant",
    "The period of six months is too short.",
    "The office should be replaced by the agency.",
    "It should be twelve months instead of six.",
    "Page 4, line 3: ships not boats",
    "With regard to Article 2, we propose a year",
    "Voir article 3",
    "Klarstellen",
    "Sin comentarios",
]


@pytest.mark.parametrize("text", REMARKS)
def test_remark_is_no_text(text: str) -> None:
    """Neither of an article nor of its heading."""
    group, _ = asked(target="Article 2", text=text)
    assert made(group) == []
    assert len(group.state.tray) == 1


@pytest.mark.parametrize(
    ("target", "text", "item"),
    [
        ("Article 2", "Ships are audited.", "N4"),
        ("Article 2", "None at all.", "N4"),
        ("Article 2", "Boats that carry fewer than ten persons are not audited.", "N4"),
        ("Article 2, title", "Inspections", "S2"),
        ("Article 2", "Article 2 – Audits of ships", "S2"),
        ("Article 3(2)", "The office shall publish better fees within six months.", "N2"),
    ],
)
def test_short_or_other_text_is_a_text(target: str, text: str, item: str) -> None:
    """Where it ends as the text does, or stands for a heading that is cited as such."""
    group, _ = asked(target=target, text=text)
    assert made(group) == [("modify", item, text)]


def test_few_words_of_a_text_are_replaced_by_any() -> None:
    """What is quoted says where they stand."""
    group, _ = asked(target="Article 2", old="six months", text="hundred days")
    assert made(group) == [
        ("modify", "N4", "Ships shall be audited every hundred days by the office.")
    ]


@pytest.mark.parametrize(
    ("words", "text", "reason"),
    [
        ("In A1, replace “loud” by “soft”", "Boats shall sound “soft” horns.", ""),
        ("Article 2 is deleted.", "", "its row is on A1, and its words name S2"),
        ("“fees”", "", "it may mean a passage of A1 or all of it"),
    ],
)
def test_a_row_on_an_amendment_changes_that_amendment(words: str, text: str, reason: str) -> None:
    """Its words may name it, and nothing else."""
    group = WorkingGroup.in_memory(title="Harbour", by="secretary", clock=ticking())
    group.import_draft(text_source("act.md", DRAFT))
    group.propose("Article 3(1)", "Boats shall sound “loud” horns.", kind="insert")
    source = text_source("rows.jsonl", json.dumps({"by": "ASH", "target": "A1", "text": words}))
    report = group.import_amendments(source, add_members=True)
    assert [each[1:] for each in made(group)[1:]] == ([("A1", text)] if text else [])
    assert reason in str(report.findings[0])
