"""Every act that makes something returns its step, with what it made and what that is called."""

from __future__ import annotations

import copy
import io
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, get_origin, get_type_hints

import pytest
from attrs import frozen
from msgspec.structs import astuple, replace

import consensus
from consensus import Made, Rejected, Source, State, Step, WorkingGroup
from consensus.history.step import encode_step
from consensus.reports.json import plain
from tests.support.panel import make_panel

BEGINS = datetime(2040, 1, 26, 10, tzinfo=UTC)
ROWS = '{"target": "99", "text": "Dogs may enter.", "by": ["ASH"]}\n'
MAIL = b"""\
From: a@ash.example
Date: Tue, 06 Jan 2026 00:10:00 +0000
Message-ID: <1@ash.example>
Content-Type: text/plain; charset=utf-8

Paragraph 1: replace "shall" by "should".
Delete paragraph 4.
"""


def nothing(group: WorkingGroup) -> None:
    """What is there before most acts: the panel."""


def proposed(group: WorkingGroup) -> Made[consensus.Amendment]:
    """An amendment, A1, which goes into the text by a merge."""
    return group.propose("1", "should", old="shall", by=["ASH"])


def consolidated(group: WorkingGroup) -> None:
    """Two amendments to the same text."""
    proposed(group)
    group.propose("1", "must", old="shall", by=["BAY"])


def in_the_inbox(group: WorkingGroup) -> None:
    """An entry, TR1, which fits nowhere."""
    assert group.import_amendments(Source.of(ROWS, "rows.jsonl")).handles == ("TR1",)


def mailed(group: WorkingGroup) -> None:
    """A mail, TR1, that suggests two amendments."""
    group.import_mail(io.BytesIO(MAIL), name="in.eml", senders={"@ash.example": "ASH"})


def earlier() -> WorkingGroup:
    """Another group, which has agreed one text."""
    group = make_panel()
    group.decide("1", "agreed")
    return group


def voted_on(group: WorkingGroup) -> None:
    """A ballot, BAL1."""
    group.open_ballot("yes-no", "Shall we go on?")


@frozen
class Act:
    """One act that makes something."""

    handle: str  # what people call what it makes
    record: Callable[[WorkingGroup], Made[Any]]
    noun: Callable[[State, str], object]  # what it makes, by its name or that of its text
    before: Callable[[WorkingGroup], object] = nothing


def under(table: str) -> Callable[[State, str], object]:
    """What a table holds under the id that a handle stands for."""
    return lambda state, handle: getattr(state, table)[state.handles[handle]]


def last_of(table: str) -> Callable[[State, str], object]:
    """What a table holds last, for what has no handle of its own."""
    return lambda state, _: [*getattr(state, table).values()][-1]


def said(table: str, member: str) -> Callable[[State, str], object]:
    """What a member said of a text, or in a ballot."""
    return lambda state, handle: getattr(state, table)[state.handles[handle]][member]


def wording(state: State, handle: str) -> object:
    """The present version of a text."""
    return state.version(state.handles[handle])


ACTS = {
    "add_member": Act("XYZ", lambda g: g.add_member("XYZ"), last_of("members")),
    "nominate": Act("NOM1", lambda g: g.nominate("chair", "Ada Lind"), under("nominations")),
    "announce_meeting": Act(
        "M1", lambda g: g.announce_meeting("First meeting", BEGINS), under("announcements")
    ),
    "open_meeting": Act("M1", lambda g: g.open_meeting("First meeting"), under("meetings")),
    "open_meeting, announced": Act(
        "M1",
        lambda g: g.open_meeting("First meeting"),
        under("meetings"),
        lambda g: g.announce_meeting("First meeting", BEGINS),
    ),
    "add_proposal": Act("PROP1", lambda g: g.add_proposal("to meet twice"), wording),
    "add_agenda_item": Act("AG1", lambda g: g.add_agenda_item("Reports"), under("agenda")),
    "add_participant": Act(
        "PER1",
        lambda g: g.add_participant("Ada Hale", member="ASH"),
        under("participants"),
        lambda g: g.open_meeting("First meeting"),
    ),
    "note_intervention": Act(
        "INT1",
        lambda g: g.note_intervention("once a year is enough"),
        under("interventions"),
        lambda g: g.open_meeting("First meeting"),
    ),
    "propose": Act("A1", proposed, under("amendments")),
    "consolidate": Act(
        "A3",
        lambda g: g.consolidate(["A1", "A2"], "Members will report.", consenting=["ASH"]),
        under("amendments"),
        consolidated,
    ),
    "place": Act("A1", lambda g: g.place("TR1", "3", old=""), under("amendments"), in_the_inbox),
    "take_offers": Act(
        "A1",
        lambda g: g.take_offers("TR1"),
        lambda state, _: tuple(state.amendments.values()),
        mailed,
    ),
    "carry_over": Act("D2", lambda g: g.carry_over(earlier()), under("drafts")),
    "publish": Act("Rev.1", lambda g: g.publish("Rev.1"), last_of("revisions")),
    "translate": Act(
        "R1",
        lambda g: g.translate("1", "fr", "Les membres font rapport."),
        lambda state, handle: state.translations["fr"][state.handles[handle]],
    ),
    "edit": Act("R4", lambda g: g.edit("4", "Fees are paid."), wording),
    "bracket": Act("R4", lambda g: g.bracket("4", "Fees are paid [in advance]."), wording),
    "bracket_items": Act("BR1", lambda g: g.bracket_items("1", "2"), under("spanning")),
    "settle_bracket": Act(
        "BR1",
        lambda g: g.settle_bracket("2"),
        under("spanning"),
        lambda g: g.bracket_items("1", "2"),
    ),
    "leave_brackets": Act(
        "R4",
        lambda g: g.leave_brackets("4", "BAY"),
        wording,
        lambda g: g.bracket("4", "Fees are paid [ASH, BAY: in advance]."),
    ),
    "revise": Act(
        "A1", lambda g: g.revise("A1", "Members must report at dusk."), wording, proposed
    ),
    "merge": Act("R1", lambda g: g.merge("1"), wording, proposed),
    "merge, of a plan": Act("R1", lambda g: g.merge(g.plan_merge("1")), wording, proposed),
    "merge, of an insertion": Act(
        "R5",
        lambda g: g.merge("A1"),
        wording,
        lambda g: g.propose(text="Dogs may enter.", kind="insert", after="4", by=["ASH"]),
    ),
    "take_position": Act(
        "R1",
        lambda g: g.take_position("ASH", "1", "support", source="written", document="a letter"),
        said("positions", "ASH"),
    ),
    "note_sense": Act("R1", lambda g: g.note_sense("1", "several", "support"), last_of("senses")),
    "rate": Act("R1", lambda g: g.rate("1", "ASH", 7), said("ratings", "ASH")),
    "open_silence": Act("SP1", lambda g: g.open_silence("1", hours=48), under("silences")),
    "open_consultation": Act("CON1", lambda g: g.open_consultation("1"), under("consultations")),
    "decide": Act("DEC1", lambda g: g.decide("1", "agreed"), under("decisions")),
    "decide, of a package": Act(
        "DEC1",
        lambda g: g.decide("PKG1", "agreed"),
        under("decisions"),
        lambda g: (proposed(g), g.propose_package("Two of them", ["1", "4"], ["A1"])),
    ),
    "decide, with a reservation": Act(
        "DEC1",
        lambda g: g.decide(
            "1", "agreed", reservations={"ASH": "as voluntary"}, source="written", document="L2"
        ),
        under("decisions"),
        lambda g: g.take_position("ASH", "1", "object", source="written", document="L1"),
    ),
    "make_statement": Act(
        "DEC1",
        lambda g: g.make_statement("1", "ASH", "explanation of position", "It is voluntary."),
        last_of("statements"),
        lambda g: g.decide("1", "agreed"),
    ),
    "propose_package": Act(
        "PKG1", lambda g: g.propose_package("Two of them", ["1", "4"]), under("packages")
    ),
    "ask_question": Act("Q1", lambda g: g.ask_question("Which lights?"), under("questions")),
    "receive_contribution": Act(
        "C1", lambda g: g.receive_contribution("ASH", text="Green ones."), under("contributions")
    ),
    "highlight": Act(
        "HL1",
        lambda g: g.highlight("C1", "Green", issue="lights"),
        under("highlights"),
        lambda g: g.receive_contribution("ASH", text="Green ones."),
    ),
    "undertake": Act("U1", lambda g: g.undertake("compile them", "ASH"), under("undertakings")),
    "add_milestone": Act(
        "MS1", lambda g: g.add_milestone("Rev.1", date(2040, 1, 31)), under("milestones")
    ),
    "open_ballot": Act("BAL1", lambda g: g.open_ballot("text", on="1"), under("ballots")),
    "cast_vote": Act(
        "BAL1", lambda g: g.cast_vote("BAL1", "ASH", "yes"), said("votes", "ASH"), voted_on
    ),
    "close_ballot": Act(
        "BAL1", lambda g: g.close_ballot("BAL1", reason="by hand"), under("ballots"), voted_on
    ),
}


@pytest.mark.parametrize("name", ACTS)
def test_an_act_returns_what_it_made(name: str) -> None:
    """It is the very noun in the state, with its handle; the step is the last, and is undone."""
    act = ACTS[name]
    with make_panel() as group:
        act.before(group)
        before = group.head
        made = act.record(group)
        last = group.steps()[-1]
        assert type(made.step) is type(last) is Step
        assert made.step == last
        assert last.parents == (before,)
        assert made.handle == act.handle
        noun = act.noun(group.state, act.handle)
        if isinstance(made.made, tuple):
            assert made.made == noun
        else:
            assert made.made is noun
        group.undo(made)
        assert still_there(act, group.state) != made.made


def still_there(act: Act, state: State) -> object:
    """What stands where an act put something, after that was undone; None if nothing does."""
    try:
        return act.noun(state, act.handle)
    except (KeyError, IndexError):
        return None


def makers() -> dict[str, Any]:
    """Every public method that says it returns what it made, and what that is."""
    hints = {
        name: get_type_hints(getattr(WorkingGroup, name)).get("return")
        for name in dir(WorkingGroup)
        if not name.startswith("_") and callable(getattr(WorkingGroup, name))
    }
    return {name: hint for name, hint in hints.items() if get_origin(hint) is Made}


def test_every_act_that_makes_something_is_tried() -> None:
    """What the signatures promise is what the table above has."""
    assert makers().keys() == {name.partition(",")[0] for name in ACTS}


def test_it_is_the_step_in_every_other_way() -> None:
    """Callers that know steps alone find everything: in lists, in sets, and in both directions."""
    with make_panel() as group:
        made, first = proposed(group), group.steps()[0]
        last = group.steps()[-1]
        assert isinstance(made, Step)
        assert (made.id, made.hash, made.act, made.bodies) == (
            *(last.id, last.hash, last.act, last.bodies),
        )
        assert made == last
        assert last == made
        assert made != first
        assert first != made
        assert made != made.id
        assert (made != last, last != made) == (False, False)
        assert {made, last} == {last}
        assert last in [made]
        assert made == proposed_alike(made)
        assert group.state.handle_of(made.operation(1).id) == made.handle  # type: ignore[union-attr]  # it is not redacted


def proposed_alike(made: Made[Any]) -> Made[str]:
    """The same step, with something else made."""
    return Made.of(made.step, "another", "X1")


def test_it_is_stored_and_encoded_as_the_step() -> None:
    """What was made is in no field, so it comes into no file; copies still have it."""
    with make_panel() as group:
        made = proposed(group)
        assert encode_step(made) == encode_step(made.step)
        assert plain(made) == plain(made.step)
        for other in (copy.copy(made), copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
            assert (other, other.handle, other.step) == (made, made.handle, made.step)
            assert other.made == made.made


def test_a_step_made_of_one_has_made_nothing() -> None:
    """It says so as what has no attribute does, and can be copied and shown."""
    with make_panel() as group:
        made = proposed(group)
        again: Made[Any] = Made(*astuple(made))
        for other in (
            replace(made),
            again,
            copy.deepcopy(again),
            pickle.loads(pickle.dumps(again)),
        ):
            assert other == made
            assert not hasattr(other, "made")
            assert not hasattr(other, "handle")
            assert repr(other) == f"<Made step {made.id}>"
        with pytest.raises(AttributeError, match="this step has no handle: it is not what an act"):
            _ = again.handle


def test_it_is_shown_in_a_few_words() -> None:
    """By its handle, by what kind of thing it is, and by the step."""
    with make_panel() as group:
        made = proposed(group)
        assert repr(made) == f"<Made A1: Amendment, step {made.id}>"


def test_a_step_is_taken_wherever_its_id_is() -> None:
    """To undo it, to see what rests on it, to look at its past, and to send what came since."""
    with make_panel() as group:
        made = proposed(group)
        later = group.take_position(
            "BAY", made.handle, "support", source="written", document="a letter"
        )
        assert [step for step, _ in group.dependents(made)] == [later]
        assert group.as_of(made).head == made.hash
        assert group.export_steps(made) == group.export_steps(made.hash)
        with pytest.raises(Rejected):
            group.undo(made.step)
        assert group.redact("letter", later).step == group.steps()[-1]
        group.undo(later.step)
        group.undo(made)
        assert group.state.amendments == {}


def test_the_new_text_is_at_hand() -> None:
    """Of a merge, an edit, and an insertion that became an item."""
    with make_panel() as group:
        proposed(group)
        assert group.merge("1").made.text.startswith("Members should report every year")
        assert group.edit("4", "Fees are [paid].").made.text == "Fees are [paid]."
        group.propose(text="Dogs may enter.", kind="insert", after="4", by=["ASH"])
        inserted = group.merge("A2")
        assert (inserted.handle, inserted.made.text) == ("R5", "Dogs may enter.")
        assert group.state.text(group.state.handles["R5"]) == inserted.made.text


def test_an_import_tells_its_step_and_its_handles() -> None:
    """Of members their codes; an import that adds nothing has no step."""
    with make_panel() as group:
        rows = Source.of("code\nGUM\nHAY\n", "members.csv")
        members = group.import_members(rows)
        assert (members.step, members.handles) == (group.steps()[-1], ("GUM", "HAY"))
        again = group.import_members(rows)
        assert (again.step, again.handles) == (None, ())
        assert group.import_draft(Source.of("1. Dogs may enter.", "dogs.md")).handles == ("D2",)
        proposals = '{"target": "R4", "text": "Fees are paid.", "by": ["ASH"]}\n' + ROWS
        report = group.import_amendments(Source.of(proposals, "rows.jsonl"), draft="D1")
        assert report.handles == ("A1", "TR1")
        assert report.step == group.steps()[-1]
        group.undo(report.step)
        assert group.state.amendments == {}


def test_an_import_of_groups_tells_the_codes_of_the_new_ones() -> None:
    """Stakeholder and negotiating groups alike; one that was known, and is renamed, is not new."""
    with make_panel() as group:
        rows = "code,name,kind,members\nGOV,States,,\nSCI,Science,,\nARC,,negotiating,COL;DUN\n"
        report = group.import_groups(Source.of(rows, "groups.csv"))
        assert (report.step, report.handles) == (group.steps()[-1], ("SCI", "ARC"))
        members = Source.of("code,group\nGUM,LAB\n", "members.csv")
        assert group.import_members(members).handles == ("GUM",)


def test_an_import_of_positions_tells_its_step_alone() -> None:
    """What it records stands on texts that are known already."""
    with make_panel() as group:
        rows = Source.of("target,member,stance\n1,ASH,support\n", "positions.csv")
        report = group.import_positions(rows)
        assert (report.step, report.handles) == (group.steps()[-1], ())


def test_papers_of_a_secret_ballot_tell_their_step() -> None:
    """They are counted and the ballot is closed by it; nothing new is made."""
    with make_panel() as group:
        group.open_ballot("yes-no", "Shall we go on?", secret=True)
        papers = Source.of("vote\nyes\nno\n", "papers.csv")
        report = group.import_ballot("BAL1", papers, took_part=["ASH", "BAY"], reason="by hand")
        assert (report.step, report.handles) == (group.steps()[-1], ())
