"""Places by page and line number, in revisions that were published with line numbers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from consensus.errors import Rejected
from consensus.formats.draft_writer import write_text
from consensus.formats.source import Source
from consensus.model.drafts import LineNumbers
from consensus.working_group import WorkingGroup
from tests.support.panel import ticking

DRAFT = """# Wells

## 1 Registers

1.1 Each basin keeps a register of wells. The register is open to the public, and the register
says of each well how deep it is and what water it gives.

1.2 The register is printed every year.

## 2 Pumps

2.1 A pump is tested before the water is used, and again after each repair of the pump.

2.2 Nobody drinks water from a well that is not in the register of its basin.
"""

PAGES = LineNumbers(40, 6)


@pytest.fixture
def wells() -> Iterator[WorkingGroup]:
    """A draft on wells, of two members."""
    with WorkingGroup.in_memory(title="Basins", by="secretary", clock=ticking()) as group:
        group.add_member("ASH")
        group.add_member("BAY")
        group.import_draft(Source.of(DRAFT, "wells.md"))
        yield group


@pytest.fixture
def numbered(wells: WorkingGroup) -> WorkingGroup:
    """The draft, published with line numbers that begin again on each page."""
    wells.publish("Rev.1", line_numbers=PAGES, renumber=False)
    return wells


def rows(group: WorkingGroup, *given: dict[str, Any]) -> list[str]:
    """What rows become: the target and the text of each amendment, or why they wait."""
    lines = "\n".join(json.dumps({"by": ["ASH"], **each}) for each in given)
    before = {*group.state.amendments, *group.state.tray}
    group.import_amendments(Source.of(lines, "rows.jsonl"))
    state = group.state
    made = [
        f"{state.items[each.target].label}: {each.kind} {state.text(each.id)}"
        for each in state.amendments.values()
        if each.id not in before
    ]
    return [*made, *(each.problem for each in state.tray.values() if each.id not in before)]


def asked(group: WorkingGroup, words: str, target: str = "") -> str:
    """What one row in words becomes."""
    (only,) = rows(group, {"target": target, "text": words})
    return only


def test_a_numbered_edition_has_its_lines_from_here(numbered: WorkingGroup) -> None:
    """The lines are broken at the width, and pages begin at 1 again."""
    assert write_text(numbered.state, numbered.state.handles["D1"], "numbered") == (
        "Wells, Rev.1, page 1\n\n"
        "    1  1. Registers\n\n"
        "    2  1.1 Each basin keeps a register of\n"
        "    3  wells. The register is open to the\n"
        "    4  public, and the register says of each\n"
        "    5  well how deep it is and what water it\n"
        "    6  gives.\n\n\n"
        "Wells, Rev.1, page 2\n\n"
        "    1  1.2 The register is printed every year.\n\n"
        "    2  2. Pumps\n\n"
        "    3  2.1 A pump is tested before the water is\n"
        "    4  used, and again after each repair of the\n"
        "    5  pump.\n\n"
        "    6  2.2 Nobody drinks water from a well that\n\n\n"
        "Wells, Rev.1, page 3\n\n"
        "    1  is not in the register of its basin.\n"
    )


def test_words_that_no_line_can_hold_are_cut(wells: WorkingGroup) -> None:
    """So that a line of the edition is one line wherever it is printed."""
    wells.edit(
        "1.2",
        "水井登记册每年刊印一次并向公众开放供查阅 and https://wells.example/registers/of/all/basins",
    )
    wells.publish("Rev.1", line_numbers=LineNumbers(20, 50, restarts=False))
    written = write_text(wells.state, wells.state.handles["D1"], "numbered").split("\n")
    assert "   11  水井登记册每年刊印一" in written
    assert "   14  https://wells.exampl" in written


@pytest.mark.parametrize("numbers", [LineNumbers(19, 6), LineNumbers(300, 6), LineNumbers(40, 0)])
def test_lines_are_of_a_width_that_can_be_printed(
    wells: WorkingGroup, numbers: LineNumbers
) -> None:
    """Neither too narrow nor too wide, and some on each page."""
    with pytest.raises(Rejected, match="lines are 20 to 200 wide"):
        wells.publish("Rev.1", line_numbers=numbers)


# What a citation of a page and a line leads to.


def test_a_place_leads_to_its_item(numbered: WorkingGroup) -> None:
    """Where the lines hold all of it."""
    new = "The register is printed every second year."
    assert rows(numbered, {"target": "page 2, line 1", "text": new}) == [f"1.2: modify {new}"]
    assert asked(numbered, "On page 2, strike line 1.") == "1.2: delete "


def test_a_place_that_is_a_part_of_an_item_waits(numbered: WorkingGroup) -> None:
    """What would go, its lines or all of it, is not said."""
    (why,) = rows(numbered, {"target": "page 1, line 4", "text": "public, and says of each"})
    assert why == ("page 1, line 4 of Rev.1 is not all of N1; quote the words that are meant")
    why = asked(numbered, "On page 1, strike lines 4 to 5.")
    assert why == "page 1, lines 4 to 5 of Rev.1 is not all of N1; quote the words that are meant"


@pytest.mark.parametrize(
    "words",
    [
        "On page 1, line 4, strike “register” and insert “list”.",
        "Page 1, line 4: strike “register” and insert “list”.",
        "Line 4 on page 1: replace “register” with “list”.",
        "P. 1, l. 4: replace “register” with “list”.",
        "Rev.1, page 1, lines 4 and 5: replace “register” with “list”.",
        "In line 4 of page 1 of Rev. 1, replace “register” with “list”.",
        "Seite 1, Zeile 4: “register” durch “list” ersetzen.",
    ],
)
def test_a_place_and_a_quotation_lead_to_the_words(numbered: WorkingGroup, words: str) -> None:
    """Of those that stand several times, the line says which."""
    found = asked(numbered, words)
    assert found.startswith("1.1: modify Each basin keeps a register of wells. The register is")
    assert "and the list says of each well" in found


def test_words_that_go_over_the_end_of_a_line_are_on_both(numbered: WorkingGroup) -> None:
    """What begins on line 3 of page 2 and ends on line 4."""
    new = "2.1: modify A pump is tested before the water is drunk, and again"
    for line in (3, 4):
        found = asked(numbered, f"Page 2, line {line}: replace “is used” with “is drunk”.")
        assert found.startswith(new)
        numbered.undo()


def test_a_range_of_lines(numbered: WorkingGroup) -> None:
    """Also over several items, as long as the words are there once."""
    found = asked(numbered, "Page 2, lines 3–6: replace “water is” with “water has been”.")
    assert found.startswith("2.1: modify A pump is tested before the water has been used")
    why = asked(numbered, "Page 2, lines 3–6: replace “water” with “drink”.")
    assert why == "“water” stands 2 times, in N3, N4; say which is meant"
    found = asked(numbered, "On page 2, strike lines 3 through 5.")
    assert found == "2.1: delete "


def test_what_stands_under_a_heading_goes_only_with_its_lines(numbered: WorkingGroup) -> None:
    """A heading alone is taken out by no line, and is reworded as one."""
    why = asked(numbered, "On page 2, strike line 2.")
    assert why == "page 2, line 2 of Rev.1 is not all of N3, N4, S2; quote the words that are meant"
    why = asked(numbered, "On page 1, strike lines 1 through 6.")
    assert why.startswith("page 1, lines 1 to 6 of Rev.1 is not all of N1, N2, S1;")
    found = rows(numbered, {"target": "page 2, line 2", "text": "Pumps and engines"})
    assert found == ["2: modify Pumps and engines"]
    numbered.publish("Rev.2", line_numbers=LineNumbers(60, 40), renumber=False)
    gone = rows(numbered, {"target": "", "text": "Page 1 of Rev.2: strike lines 1 through 5."})
    assert sorted(gone) == ["1.1: delete ", "1.2: delete ", "1: delete "]


def test_a_row_with_a_place_and_a_quotation_in_columns(numbered: WorkingGroup) -> None:
    """As in a list of amendments."""
    given = {"target": "p. 1, l. 4", "old": "register", "text": "list"}
    (found,) = rows(numbered, given)
    assert "and the list says of each well" in found


def test_a_page_alone_is_a_place(numbered: WorkingGroup) -> None:
    """Words that stand there once are found."""
    found = asked(numbered, "On page 3, strike “register” and insert “list”.")
    assert found.startswith("2.2: modify Nobody drinks water from a well that is not in the list")


def test_every_place_of_words_on_a_page(numbered: WorkingGroup) -> None:
    """Those on the page change, and no others."""
    why = asked(numbered, "On page 1, replace “the register” with “it” wherever it occurs.")
    assert why == "“The register” stands there also; say which"
    found = asked(numbered, "On page 1, replace “register” with “list” wherever it occurs.")
    assert found.count("list") == 3
    (first, second) = rows(
        numbered,
        {"target": "", "text": "On page 2, replace “water” with “drink” wherever it occurs."},
    )
    assert [first[:4], second[:4]] == ["2.1:", "2.2:"]


# Where place and words disagree.


def test_where_the_words_are_elsewhere_the_row_waits_with_both(numbered: WorkingGroup) -> None:
    """The item on the line, and that which has the words."""
    why = asked(numbered, "Page 1, line 4: replace “printed every year” with “printed”.")
    assert why == (
        "page 1, line 4 of Rev.1 is in N1; there is no “printed every year”; that stands in N2;"
        " say which"
    )
    (why,) = rows(numbered, {"target": "page 1, line 4", "old": "printed", "text": "written"})
    assert why.endswith("is in N1; there is no “printed”; that stands in N2; say which")


def test_where_the_clause_is_another_the_row_waits_with_both(numbered: WorkingGroup) -> None:
    """The item that it names, and that on the line."""
    why = asked(numbered, "Page 1, line 4: replace “water” with “drink”.", target="2.2")
    assert why == "its row is on N4, and page 1, line 4 of Rev.1 is in N1; say which"


def test_words_of_the_item_that_stand_once_are_meant_from_any_of_its_lines(
    numbered: WorkingGroup,
) -> None:
    """One who cites where the paragraph begins is understood, if nothing else can be meant."""
    found = asked(numbered, "Page 1, line 2: replace “how deep” with “how wide”.")
    assert "how wide it is" in found
    why = asked(numbered, "Page 1, line 2: replace “water” with “drink”.")
    assert "there is no “water”" in why


def test_the_same_letters_elsewhere_are_not_the_words_of_a_line(wells: WorkingGroup) -> None:
    """A word of the item that is only alike is not meant where the letters stand elsewhere."""
    tested = "A pump is tested before the water is used, and again after each repair of all pumps."
    wells.edit("2.1", tested)
    wells.publish("Rev.1", line_numbers=PAGES, renumber=False)
    for line in (3, 5):
        why = asked(wells, f"Page 2, line {line}: replace “Pumps” with “Engines”.", target="2.1")
        assert why.startswith(f"page 2, line {line} of Rev.1 is in N3; there is no “Pumps”")
    why = asked(wells, "Page 2, line 4: replace “Pumps” with “Engines”.", target="2.1")
    assert why == (
        "page 2, line 4 of Rev.1 is in N3; there is no “Pumps”; that stands in N3; say which"
    )


def test_a_line_without_its_page_may_be_on_each(numbered: WorkingGroup) -> None:
    """The words say on which, or else it waits."""
    found = asked(numbered, "Line 4: replace “repair” with “mending”.")
    assert found.startswith("2.1: modify")
    assert "each mending" in found
    why = asked(numbered, "Line 2: replace “a register” with “a list”.")
    assert why.startswith("1.1: modify")
    why = asked(numbered, "Strike line 5.")
    assert "say which" in why or "is not all of" in why


def test_a_line_of_a_paragraph_may_be_counted_from_its_beginning(numbered: WorkingGroup) -> None:
    """As `paragraph 2.1, line 2` is in some papers."""
    found = asked(numbered, "2.1, line 2: replace “the” with “that”.")
    assert found.endswith("the water is used, and again after each repair of that pump.")
    why = asked(numbered, "2.1, line 3: replace “pump” with “engine”.")
    assert why == "“pump” stands 2 times, in N3; say which is meant"


def test_a_line_that_no_page_has(numbered: WorkingGroup) -> None:
    """It waits, and says so."""
    why = asked(numbered, "Page 9, line 4: replace “register” with “list”.")
    assert why == "Rev.1: there is no page 9, line 4"


# Editions, and what became of the text since.


def test_without_an_edition_the_row_waits(wells: WorkingGroup) -> None:
    """It says what is missing; a revision without line numbers is none."""
    wells.publish("Rev.1")
    why = "it names lines, and no such revision was published with line numbers: "
    assert asked(wells, "On page 2, strike line 1.") == f"{why}On page 2 line 1"
    given = {"target": "page 2, line 1", "text": "The register is printed."}
    assert rows(wells, given) == [f"{why}page 2, line 1"]
    found = asked(wells, "Page 1, line 4: replace “register” with “list”.")
    assert found == f"“register” stands 5 times, in N1, N2, N4; {why}Page 1, line 4"


def test_without_an_edition_words_that_stand_once_are_enough(wells: WorkingGroup) -> None:
    """As they are without a line."""
    found = asked(wells, "Page 1, line 4: replace “how deep” with “how wide”.")
    assert "how wide it is" in found


def test_an_edition_is_of_the_text_as_it_was(numbered: WorkingGroup) -> None:
    """Words and items moved since, and the citation goes with them."""
    now = "Each of the basins of this country keeps a register of wells. The register is never"
    says = "and the register says of each well how deep it is and what water it gives."
    numbered.edit("1.1", f"{now} secret, {says}")
    found = asked(numbered, "Page 1, line 4: replace “register” with “list”.")
    assert found == f"1.1: modify {now} secret, {says.replace('register', 'list')}"


def test_where_it_is_not_clear_what_became_of_the_words_the_row_waits(
    numbered: WorkingGroup,
) -> None:
    """One of them went, or came; and words that stand once are enough."""
    now = "Each basin keeps a register, and the register says how deep it is and what it gives."
    numbered.edit("1.1", now)
    why = asked(numbered, "Page 1, line 4: replace “register” with “list”.")
    assert why == "N1 has changed since page 1, line 4 of Rev.1; say where “register” is meant"
    found = asked(numbered, "Page 1, line 5: replace “deep” with “wide”.")
    assert found == f"1.1: modify {now.replace('deep', 'wide')}"
    numbered.undo()
    numbered.edit(
        "1.1", "A basin keeps a list of what it gives to whom, and how deep; and the water."
    )
    why = asked(numbered, "Page 1, line 5: replace “deep” with “wide”.")
    assert "say where “deep” is meant" in why


def test_what_was_removed_since_waits(numbered: WorkingGroup) -> None:
    """It says what became of it."""
    numbered.propose("1.2", kind="delete", by=["BAY"])
    numbered.merge("A1")
    why = asked(numbered, "Page 2, line 1: replace “register” with “list”.")
    assert why == "what was on page 2, line 1 of Rev.1 was removed from the draft"


def test_two_editions_that_differ_are_both_offered(numbered: WorkingGroup) -> None:
    """A row that names one, or quotes words, is understood."""
    numbered.edit("1.1", "Each basin keeps a register.")
    numbered.publish("Rev.2", line_numbers=PAGES, renumber=False)
    why = asked(numbered, "On page 2, strike line 1.")
    assert why == "page 2, line 1 of Rev.1 is in N2; page 2, line 1 of Rev.2 is in N3; say which"
    assert asked(numbered, "On page 2, strike line 1 of Rev.1.") == "1.2: delete "
    found = asked(numbered, "Page 1, line 3 of Rev.2: replace “printed” with “shown”.")
    assert found == "1.2: modify The register is shown every year."
    why = asked(numbered, "Page 1, line 3 of Rev.3: replace “register” with “list”.")
    assert "no such revision was published with line numbers" in why


def test_lines_that_go_on_through_the_document(wells: WorkingGroup) -> None:
    """A line needs no page; one on another page than is said waits."""
    wells.publish("Rev.1", line_numbers=LineNumbers(40, 6, restarts=False), renumber=False)
    assert asked(wells, "Strike line 7.") == "1.2: delete "
    assert asked(wells, "Page 2, strike line 7.") == "1.2: delete "
    assert asked(wells, "On page 1, strike line 7.") == "Rev.1: there is no page 1, line 7"


# Comment tables.

_HEADS = (
    "MB/NC,Line number,Clause,Paragraph,Type of comment,Comments,Proposed change,"
    "Observations of the secretariat\n"
)


def comments(group: WorkingGroup, *lines: str) -> tuple[list[str], list[str], list[str]]:
    """Where comments are, what amendments they make, and why others wait."""
    table = _HEADS + "\n".join(lines) + "\n"
    report = group.import_amendments(Source.of(table, "comments.csv"))
    state = group.state
    at = [state.handle_of(each.item) if each.item else "" for each in state.comments.values()]
    made = [f"{state.items[e.target].label}: {state.text(e.id)}" for e in state.amendments.values()]
    waits = [each.problem for each in state.tray.values()]
    return at, made, [*waits, *(each.message for each in report.findings)]


def test_a_comment_is_where_its_line_is(numbered: WorkingGroup) -> None:
    """Also one that proposes nothing, and one on a clause of several paragraphs."""
    at, made, _ = comments(
        numbered,
        'ASH,"p. 2, l. 4",,,te,When?,,',
        "ASH,4,2,,te,When?,,",
        "ASH,2.1,,,te,Unclear.,,",
        "ASH,page 1 line 4,,,te,Better word,Replace “register” with “list”.,",
    )
    assert at == ["N3", "N3", "", "N1"]
    assert len(made) == 1
    assert "the list says of each well" in made[0]


def test_a_line_says_which_words_of_a_clause(numbered: WorkingGroup) -> None:
    """Where the clause alone would not."""
    _, made, _ = comments(numbered, "ASH,4,1.1,,te,Better,Replace “register” with “list”.,")
    assert len(made) == 1
    assert "the list says of each well" in made[0]


def test_a_clause_and_a_line_that_disagree_wait(numbered: WorkingGroup) -> None:
    """The comment is kept, with both offers in the inbox."""
    at, made, waits = comments(
        numbered,
        'ASH,"p. 1, l. 4",2.2,,te,No,Delete it.,',
        'BAY,"p. 1, l. 4",2.2,,te,No,Nobody drinks water from a well that is not in a register.,',
    )
    assert (at, made) == (["N4", "N4"], [])
    assert waits[:2] == ["its row is on N4, and page 1, line 4 of Rev.1 is in N1; say which"] * 2


def test_a_comment_on_a_line_of_no_edition(wells: WorkingGroup) -> None:
    """With a clause, that is its place; without, it waits and says why."""
    at, made, waits = comments(
        wells,
        "ASH,7,2.2,,te,Why?,Replace “drinks” with “uses”.,",
        "ASH,7,,,te,Why?,Nobody drinks it.,",
        "ASH,8,,,te,Why?,,",
    )
    assert at == ["N4", "", ""]
    assert made == ["2.2: Nobody uses water from a well that is not in the register of its basin."]
    missing = "it names lines, and no such revision was published with line numbers: line"
    assert waits[0] == f"{missing} 7"
    assert f"ASH-003: {missing} 8; it is on the whole draft" in waits
