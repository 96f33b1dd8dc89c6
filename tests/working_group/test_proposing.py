"""Amendments proposed by hand, and where entries of the tray may belong."""

from __future__ import annotations

import json
from typing import Any

import pytest

from consensus import WorkingGroup
from consensus.errors import NotFound, Rejected
from consensus.formats.bracket_notation import keep_names
from consensus.model.amendments import AmendmentKind, TrayState
from consensus.working_group.proposing import Suggestion, suggest_places
from tests.support.panel import text, text_source

SECOND = "# Quay rules\n\n## Recommendations\n\n1. Quays are swept.\n\n2. Bollards are painted.\n"


def in_tray(panel: WorkingGroup, **fields: Any) -> None:
    """Put a row in the tray."""
    report = panel.import_amendments(text_source("rows.jsonl", json.dumps(fields)), draft="D1")
    assert report.tray == 1


def test_what_cannot_be_done_to_a_text_is_refused(panel: WorkingGroup) -> None:
    """The kinds there are, are named."""
    with pytest.raises(
        Rejected,
        match="kind must be 'modify', 'insert', 'delete', 'move', 'split' or 'join', not 'sing'",
    ):
        panel.propose("1", "x", kind="sing", by=["ASH"])


def test_what_fits_nowhere_is_refused(panel: WorkingGroup) -> None:
    """Somebody is there to be asked, so it goes in no tray."""
    with pytest.raises(Rejected, match="nothing in the draft says"):
        panel.propose("", "x", old="whales and dolphins", by=["ASH"])
    with pytest.raises(NotFound, match="no member has the code NIX"):
        panel.propose("1", "x", cosponsors=["NIX"])


def test_draft_is_that_of_the_target(panel: WorkingGroup) -> None:
    """With several drafts a handle says which; a passage alone does not."""
    panel.import_draft(text_source("quays.md", SECOND))
    panel.propose("R6", "Bollards rust.", by=["ASH"])
    assert panel.state.amendments[panel.state.handles["A1"]].draft == panel.state.handles["D2"]
    with pytest.raises(NotFound, match="there are several drafts"):
        panel.propose("", "x", old="in advance", by=["ASH"])
    panel.propose("2", "Bollards gleam.", by=["ASH"], draft="D2")
    assert text(panel, "A2") == "Bollards gleam."
    with pytest.raises(Rejected, match="R6 is in another draft"):
        panel.propose("R6", "x", by=["ASH"], draft="D1")


def test_insertion_takes_the_kind_of_its_neighbours(panel: WorkingGroup) -> None:
    """After an item its kind, below a heading that of what is there, else a paragraph."""
    panel.propose(kind="insert", after="1", text="One.", by=["ASH"])
    panel.propose(kind="insert", parent="S1", text="Two.", by=["ASH"])
    panel.propose(kind="insert", text="Three.", by=["ASH"])
    kinds = [each.item_kind for each in panel.state.amendments.values()]
    assert kinds == ["recommendation", "recommendation", "paragraph"]
    # As it is when it is read from a snapshot.
    assert {type(kind) for kind in kinds} == {str}


def test_insertion_is_placed_by_hand(panel: WorkingGroup) -> None:
    """After the item that is named, or at the end of the draft that is."""
    for number, place in enumerate(("1", "D1"), start=1):
        in_tray(panel, kind="insert", after="the annex", text=f"Text {number}.", by="ASH")
        panel.place(f"TR{number}", place)
        panel.merge(f"A{number}")
    items = [item.label for item in panel.state.walk(panel.state.handles["D1"])]
    assert items == ["", "1", "1 bis", "2", "3", "4", ""]
    entries = panel.state.tray.values()
    assert [each.state for each in entries] == [TrayState.PLACED] * 2


def test_passage_and_words_are_corrected_while_placing(panel: WorkingGroup) -> None:
    """Whoever places an entry may quote another passage and give other words."""
    in_tray(panel, old="whales and dolphins", text="fish", by=["ASH"], cosponsors=["BAY"])
    panel.place("TR1", "4", old="in advance", text="in arrears")
    made = panel.state.amendments[panel.state.handles["A1"]]
    assert text(panel, "A1") == "Fees are paid in arrears."
    assert (made.cosponsors, made.placing.how) == (("BAY",), "by hand")
    assert made.placing.quote == "in advance"


def test_row_is_placed_whole(panel: WorkingGroup) -> None:
    """An empty passage means the whole of the item."""
    in_tray(panel, old="whales and dolphins", text="Fees are waived.", by="ASH")
    with pytest.raises(Rejected, match="quote the passage that is replaced, or an empty one"):
        panel.place("TR1", "4")
    panel.place("TR1", "4", old="")
    assert text(panel, "A1") == "Fees are waived."
    assert panel.state.amendments[panel.state.handles["A1"]].kind is AmendmentKind.MODIFY


def test_only_waiting_entries_are_placed(panel: WorkingGroup) -> None:
    """What was set aside has its reason and stays readable."""
    with pytest.raises(Rejected, match="R1 is no entry of the inbox"):
        panel.place("R1", "4")
    in_tray(panel, old="whales and dolphins", text="fish", by="ASH")
    panel.dismiss("TR1", "of another body")
    (entry,) = panel.state.tray.values()
    assert (entry.state, entry.reason) == (TrayState.SET_ASIDE, "of another body")
    with pytest.raises(Rejected, match="TR1 is set aside already"):
        panel.place("TR1", "4", old="")
    with pytest.raises(Rejected, match="that entry is not waiting in the inbox"):
        panel.dismiss("TR1", "again")


def test_redacted_entry_that_is_no_row_any_more_is_refused(panel: WorkingGroup) -> None:
    """Where the words that made it an amendment are gone, the reader says what is missing."""
    in_tray(panel, kind="replace", old="whales and dolphins", text="fish", by="ASH")
    panel.redact("replace")
    with pytest.raises(Rejected, match="kind"):
        panel.place("TR1", "4", old="")


def test_members_join_an_amendment_once(panel: WorkingGroup) -> None:
    """Who stands behind it already is not added again."""
    panel.propose("1", "must", old="shall", by=["ASH"])
    panel.cosponsor("A1", ["BAY", "ASH"])
    panel.cosponsor("A1", ["bay"])
    made = panel.state.amendments[panel.state.handles["A1"]]
    assert (made.sponsors, made.cosponsors) == (("ASH",), ("BAY",))


def test_split_without_a_first_part_cuts_the_others_out(panel: WorkingGroup) -> None:
    """White space aside they are what the item ends with, and no word stands twice."""
    panel.edit("3", "Ships may enter.  At night\nthey wait. Pilots sleep.")
    panel.propose("3", kind="split", parts=["At night they wait.", "Pilots  sleep."], by=["ASH"])
    panel.merge("A1")
    texts = [panel.state.text(panel.state.handles[each]) for each in ("R3", "R5", "R6")]
    assert texts == ["Ships may enter.", "At night they wait.", "Pilots  sleep."]


@pytest.mark.parametrize(
    ("first", "parts", "why"),
    [
        ("", ["Rubbish nobody wrote here."], "the parts are not the end of 4"),
        ("", ["Fees", "are paid in"], "the parts are not the end of 4"),
        ("", ["paid in advance.", "are"], "the parts are not the end of 4"),
        ("", ["dvance."], "the parts are not the end of 4"),
        ("", ["Fees are", "paid in advance."], "the parts are all of 4"),
        ("Fees are paid in advance.", ["in advance."], "the first part is still all of 4"),
    ],
)
def test_split_neither_doubles_nor_makes_up_words(
    panel: WorkingGroup, first: str, parts: list[str], why: str
) -> None:
    """It is refused with what to do, at proposing and in a new wording."""
    with pytest.raises(Rejected, match=why):
        panel.propose("4", first, kind="split", parts=parts, by=["ASH"])
    panel.propose("4", kind="split", parts=["in advance."], by=["ASH"])
    with pytest.raises(Rejected, match="the first part is still all of 4"):
        panel.revise("A1", "Fees are paid in  advance.")
    panel.revise("A1", "Fees are due")


def test_sponsor_named_twice_counts_once(panel: WorkingGroup) -> None:
    """In the order in which they are named first."""
    panel.propose("4", "due", old="paid", by=["BAY", "ASH", "BAY"])
    assert panel.state.amendments[panel.state.handles["A1"]].sponsors == ("BAY", "ASH")


def test_withdrawn_split_is_taken_up_while_the_text_is_the_same(panel: WorkingGroup) -> None:
    """Later nobody can say how other words would be split."""
    panel.propose("3", "Ships may enter.", kind="split", parts=["At night."], by=["ASH"])
    panel.withdraw("A1")
    panel.take_up("A1", ["BAY"])
    panel.withdraw("A1")
    panel.edit("3", "Ships stay out.")
    with pytest.raises(Rejected, match="R3 has changed since A1; propose to split it anew"):
        panel.take_up("A1", ["BAY"])


def test_withdrawn_insertion_is_taken_up(panel: WorkingGroup) -> None:
    """It is made to no version, so none has to be looked at."""
    panel.propose(kind="insert", after="1", text="One.", by=["ASH"])
    panel.withdraw("A1")
    panel.take_up("A1", ["BAY"])
    assert panel.state.amendments[panel.state.handles["A1"]].sponsors == ("BAY",)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("should [publish", "shall [[publish", "character 18: this square bracket is never closed"),
        ("should [publish", "shall publish", "this square bracket was never opened"),
    ],
)
def test_half_a_bracket_may_only_be_replaced_by_its_like(
    panel: WorkingGroup, old: str, new: str, place: str
) -> None:
    """Where the words that are replaced hold half a bracket, the text that results is checked."""
    panel.edit("2", "The office should [publish | print] all reports.")
    with pytest.raises(Rejected, match="in the text as it would read, line 1") as refused:
        panel.propose("2", new, old=old, by=["ASH"])
    assert place in str(refused.value)
    panel.propose("2", "shall [publish", old=old, by=["ASH"])
    amendment = panel.state.handles["A1"]
    assert panel.state.text(amendment) == "The office shall [publish | print] all reports."


# Where an entry of the tray may belong.


def suggested(panel: WorkingGroup, **row: str) -> tuple[Suggestion, ...]:
    """What is suggested for a row that cannot be placed."""
    given = {"id": "x", "by": "ELM", **row}
    report = panel.import_amendments(text_source("rows.jsonl", json.dumps(given)))
    assert report.tray == 1, report.findings
    (entry,) = panel.state.tray.values()
    return suggest_places(panel.state, entry.id)


def test_a_misquoted_passage_is_found(panel: WorkingGroup) -> None:
    """What is too little like the text to be placed unasked is offered, with how like it is."""
    found = suggested(panel, old="vessels may come in by night with pilots aboard", text="no ship")
    assert panel.state.handle_of(found[0].target) == "R3"
    assert found[0].passage in panel.state.text(found[0].target)
    assert 0.55 <= found[0].score < 0.75
    assert found[0].is_quoted


def test_each_place_of_an_ambiguous_quote_is_offered(panel: WorkingGroup) -> None:
    """A passage that stands in several items is offered in each."""
    panel.edit("4", "Fees are paid to the harbour office in advance.")
    found = suggested(panel, old="the harbour office", text="the port")
    assert [panel.state.handle_of(each.target) for each in found] == ["R1", "R4"]
    assert [each.score for each in found] == [1.0, 1.0]


def test_what_the_row_names_comes_first(panel: WorkingGroup) -> None:
    """A passage in the named item is offered before a likelier one elsewhere."""
    found = suggested(
        panel, target="2", old="Members should publish all reports to the harbour", text="none"
    )
    handles = [panel.state.handle_of(each.target) for each in found]
    assert handles == ["R2", "R1"]
    assert found[0].score < found[1].score


def test_a_remark_is_like_what_it_speaks_of(panel: WorkingGroup) -> None:
    """Without a quote the proposed words are looked for."""
    found = suggested(panel, text="Fees may be paid in advance or on arrival.")
    assert panel.state.handle_of(found[0].target) == "R4"
    assert not found[0].is_quoted


def test_nothing_is_offered_by_chance(panel: WorkingGroup) -> None:
    """Words that have nothing to do with the draft suggest nothing."""
    assert suggested(panel, old="satellites over the southern ocean", text="none") == ()


def test_words_copied_from_a_text_printed_without_names_leave_the_names(
    panel: WorkingGroup,
) -> None:
    """Who holds an option stays, by hand, in a row and in a later wording; words are as given."""
    panel.bracket("R3", "Ships may enter [ASH: at night | BAY, COL: by day] with a pilot on board.")
    shown = "Ships may enter [at night | by day] with a pilot on board"
    named = panel.state.text(panel.state.handles["R3"]).removesuffix(".")
    panel.propose("3", f"{shown}, if it can.", by=["DUN"], nameless=True)
    assert text(panel, "A1") == f"{named}, if it can."
    row = json.dumps({"target": "3", "text": f"{shown}, if one is free.", "by": "ELM"})
    panel.import_amendments(text_source("rows.jsonl", row))
    assert text(panel, "A2") == f"{named}, if one is free."
    panel.revise("A2", f"{shown}, if any is free.", nameless=True)
    assert text(panel, "A2") == f"{named}, if any is free."
    panel.propose("3", f"{shown}, [FIR: with a light].", by=["FIR"], nameless=True)
    assert text(panel, "A3") == f"{named}, [FIR: with a light]."
    both = f"{shown}, if it can or any is free."
    made = panel.consolidate(["A1", "A2"], both, nameless=True).made
    assert panel.state.text(made.id) == f"{named}, if it can or any is free."
    with pytest.raises(Rejected, match="it changes nothing"):
        panel.propose("3", f"{shown}.", by=["DUN"], nameless=True)


def test_names_that_were_seen_are_taken_out_as_is_asked(panel: WorkingGroup) -> None:
    """Where the text given or the passage quoted has a name, or no option is left, it is so."""
    panel.bracket("R3", "Ships may enter [ASH: at night | BAY, COL: by day] with a pilot on board.")
    for given in (
        "Ships may enter [ASH: at night | by day] with a pilot on board.",
        "Ships may enter by day with a pilot on board.",
        "Whales come first in every channel.",
    ):
        made = panel.propose("3", given, by=["DUN"], nameless=True).made
        assert panel.state.text(made.id) == given
    panel.propose("3", "by day", old="BAY, COL: by day", by=["DUN"])
    assert "[ASH: at night | by day]" in text(panel, "A4")


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("[by day | at night], [ahead]", "[by day | at night], [COL: ahead]"),
        ("[at dusk | by day], [ahead]", "[at dusk | by day], [COL: ahead]"),
        ("[at night | by day | now] [ahead]", "[at night | by day | now] [COL: ahead]"),
        ("[ahead] or [at night | by day]", "[COL: ahead] or [ASH: at night | BAY: by day]"),
        ("[at night | by day] [COL: far ahead]", "[ASH: at night | BAY: by day] [COL: far ahead]"),
        ("[at night | by day] [COL: ahead]", "[at night | by day] [COL: ahead]"),
        ("[ahead] [at night | by day] [ahead]", "[ahead] [ASH: at night | BAY: by day] [ahead]"),
        ("[FIR: [at night | by day] [ahead]]", "[FIR: [at night | by day] [ahead]]"),
    ],
)
def test_a_member_is_named_only_with_the_options_it_held(
    panel: WorkingGroup, given: str, read: str
) -> None:
    """A bracket with other options, in another order, or with a name typed in it is as given."""
    stored = "Ships may enter [ASH: at night | BAY: by day] with a pilot [COL: ahead]"
    panel.edit("R3", f"{stored} on board.")
    given, read = (f"Ships may enter {words} on board." for words in (given, read))
    panel.propose("3", given, by=["DUN"], nameless=True)
    assert text(panel, "A1") == read


def test_a_text_to_which_no_name_is_put_back_is_as_it_was_typed(panel: WorkingGroup) -> None:
    """Its signs are not protected, so that half a bracket is still found."""
    panel.edit("R3", "Ships may enter [ASH: at night | BAY: by day].")
    before = panel.state.version(panel.state.handles["R3"]).wording
    typed = "Ships may [enter[^1]."
    assert keep_names(panel.state, before, typed) == typed


def test_what_is_given_over_a_text_shown_with_names_is_taken_as_it_is(panel: WorkingGroup) -> None:
    """Who took names out of all that was shown took them out."""
    named = "Ships may enter [ASH: at night | BAY: by day] with a pilot on board"
    bare = "Ships may enter [at night | by day] with a pilot on board"
    panel.edit("R3", f"{named}.")
    panel.propose("3", f"{bare}.", by=["DUN"])
    panel.propose("3", f"{named}, if it can.", by=["ELM"])
    panel.revise("A2", f"{bare}, if it can.")
    panel.consolidate(["A1", "A2"], f"{bare}, if any can.")
    assert [text(panel, each) for each in ("A1", "A2", "A3")] == [
        f"{bare}.",
        f"{bare}, if it can.",
        f"{bare}, if any can.",
    ]
