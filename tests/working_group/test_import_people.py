"""Members and groups from files, who joins, and who is put forward for an office."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from consensus import WorkingGroup
from consensus.errors import NotFound, Rejected
from consensus.history.replay import context_of
from consensus.model.lookup import find_member
from consensus.model.people import NominationState, Role
from consensus.working_group.import_base import ImportReport
from tests.support.growth import count_calls
from tests.support.panel import text_source, ticking

HEADER = "code,name,group,group_name,observer,since,until,negotiating_groups,office\n"


@pytest.fixture
def empty() -> WorkingGroup:
    """A working group that nobody has joined."""
    return WorkingGroup.in_memory(title="Harbour panel", clock=ticking())


def members(group: WorkingGroup, rows: str) -> ImportReport:
    """Import lines of members."""
    return group.import_members(text_source("members.csv", HEADER + rows))


def groups(group: WorkingGroup, rows: str) -> ImportReport:
    """Import lines of groups."""
    return group.import_groups(text_source("groups.csv", "code,name,kind,members\n" + rows))


def messages(report: ImportReport) -> list[tuple[int, str]]:
    """What was found, line by line."""
    return [(each.line, each.message) for each in report.findings]


def test_members_with_groups_alliances_and_offices(empty: WorkingGroup) -> None:
    """Groups named for the first time are added, alliances formed, offices filled."""
    report = members(
        empty,
        "ASH,Ashland,GOV,Governments,,2026-01-01,2026-12-31,ISL;G7,chair\n"
        "BAY,Bayland,GOV,,,,,ISL,\n"
        "OBS,Watchers,,,yes,,,,\n",
    )
    state = empty.state
    assert (report.rows, report.taken, report.refused) == (3, 3, 0)
    assert state.groups["GOV"].name == "Governments"
    ash = state.members["ASH"]
    assert (ash.name, ash.since, ash.until) == ("Ashland", date(2026, 1, 1), date(2026, 12, 31))
    assert state.members["OBS"].observer
    assert state.negotiating_groups["ISL"].members == ("ASH", "BAY")
    assert state.negotiating_groups["G7"].members == ("ASH",)
    (office,) = state.offices.values()
    assert (office.role, office.person, office.member) == (Role.CHAIR, "Ashland", "ASH")


def test_progress_is_told_row_by_row(empty: WorkingGroup) -> None:
    """After each row, of all rows."""
    seen: list[tuple[int, int]] = []
    source = text_source("members.csv", HEADER + "ASH,,,,,,,,\nBAY,,,,,,,,\n")
    empty.import_members(source, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]


def test_same_members_again_add_nothing(empty: WorkingGroup) -> None:
    """A file taken twice is a file of duplicates; nothing is recorded."""
    rows = "ASH,Ashland,GOV,,,,,ISL,chair\nBAY,,GOV,,,,,ISL,\n"
    members(empty, rows)
    head = empty.head
    report = members(empty, rows)
    assert (report.duplicates, report.taken, report.operations) == (2, 0, ())
    assert empty.head == head


def test_details_change_and_alliances_grow(empty: WorkingGroup) -> None:
    """A known member is changed and that is noted; who was in an alliance stays in it."""
    members(empty, "ASH,Ashland,GOV,,,,,ISL,\n")
    report = members(empty, "ASH,New Ashland,GOV,,,,,,\nBAY,,,,,,,ISL,\n")
    assert messages(report) == [(2, "ASH is known already; its details change")]
    assert empty.state.members["ASH"].name == "New Ashland"
    assert empty.state.negotiating_groups["ISL"].members == ("ASH", "BAY")


def test_office_for_a_member_that_is_known(empty: WorkingGroup) -> None:
    """A row that adds nothing but an office fills the office."""
    members(empty, "ASH,,,,,,,,\n")
    report = members(empty, "ASH,,,,,,,,facilitator\n")
    assert (report.duplicates, len(report.operations)) == (0, 1)
    assert [each.person for each in empty.state.offices.values()] == ["ASH"]


def test_office_that_there_is_not(empty: WorkingGroup) -> None:
    """The member goes in; the offices there are, are named."""
    report = members(empty, "ASH,,,,,,,,harbour master\n")
    (found,) = report.findings
    assert found.message.startswith("harbour master is no office; offices are chair, ")
    assert (list(empty.state.members), empty.state.offices) == (["ASH"], {})


def test_bad_member_stays_out_and_its_alliance_is_formed_of_the_others(
    empty: WorkingGroup,
) -> None:
    """One bad row does not keep the good ones from what they belong to."""
    report = members(
        empty,
        "A|B,,,,,,,ISL,\nBAY,,G H,,,,,ISL,\nCOL,,,,,2026-02-01,2026-01-01,,\nASH,,,,,,,ISL,\n",
    )
    assert [line for line, _ in messages(report)] == [2, 3, 3, 4]
    assert (report.taken, list(empty.state.members)) == (1, ["ASH"])
    assert empty.state.negotiating_groups["ISL"].members == ("ASH",)


def test_work_for_a_member_does_not_grow_with_the_members(empty: WorkingGroup) -> None:
    """Four times the members, each with an office and an alliance, take four times the calls."""

    def calls(first: int, count: int) -> int:
        rows = "".join(
            f"M{each},,GOV,,,,,Coast,facilitator: P{each}\n" for each in range(first, first + count)
        )
        return count_calls(lambda: members(empty, rows))

    few = calls(0, 50)
    assert calls(50, 200) < 5 * few
    assert count_calls(lambda: empty.add_member("NEW")) < few


def test_same_code_in_other_letters_is_refused_and_found(empty: WorkingGroup) -> None:
    """Codes that differ in case alone are one member's, also after the first was undone."""
    members(empty, "STRA,,GOV,,,,,,\n")
    report = members(empty, "Stra,,GOV,,,,,,\n")
    assert messages(report) == [(2, "a member has the code Stra in letters of another case")]
    assert find_member(empty.state, "stra") == "STRA"
    empty.undo()
    members(empty, "Stra,,GOV,,,,,,\n")
    assert find_member(empty.state, "stra") == "Stra"


def test_groups_of_both_kinds(panel: WorkingGroup) -> None:
    """Stakeholder groups get their names; alliances theirs, and their members."""
    report = groups(
        panel,
        "GOV,Governments,stakeholder,\nISL,Islands,negotiating,\nPAC,Pact,alliance,ASH;FIR\n",
    )
    assert (report.rows, report.taken) == (3, 3)
    assert panel.state.groups["GOV"].name == "Governments"
    alliances = panel.state.negotiating_groups
    assert (alliances["ISL"].name, alliances["ISL"].members) == ("Islands", ("ASH", "BAY"))
    assert alliances["PAC"].members == ("ASH", "FIR")
    again = groups(panel, "GOV,Governments,stakeholder,\nPAC,Pact,alliance,FIR;ASH\n")
    assert (again.duplicates, again.operations) == (2, ())


def test_alliance_has_the_members_its_row_names(panel: WorkingGroup) -> None:
    """Named members replace those before; strangers keep the row out."""
    groups(panel, "ISL,,negotiating,COL\n")
    assert panel.state.negotiating_groups["ISL"].members == ("COL",)
    report = groups(panel, "PAC,,negotiating,NIX\n")
    assert messages(report) == [(2, "no member has the code NIX")]
    assert report.refused == 1


@pytest.mark.parametrize("take", [members, groups])
def test_empty_file_records_nothing(
    empty: WorkingGroup, take: Callable[[WorkingGroup, str], ImportReport]
) -> None:
    """A file of no rows is no step."""
    head = empty.head
    assert take(empty, "").operations == ()
    assert empty.head == head


# Who joins, and who takes or lays down an office.


def held(group: WorkingGroup) -> list[tuple[Role, str, str]]:
    """Every office with who holds it."""
    return [(each.role, each.person, each.member) for each in group.state.offices.values()]


def test_joining_is_outside_the_meeting(panel: WorkingGroup) -> None:
    """Who joins while a meeting goes on is not noted as something that the meeting did."""
    panel.open_meeting("First meeting")
    step = panel.add_member("NEW", "New delegation", observer=True)
    assert panel.state.members["NEW"].observer
    assert context_of(step, {}).meeting == ""


def test_a_member_cannot_join_twice(panel: WorkingGroup) -> None:
    """The code tells members apart for ever."""
    with pytest.raises(Rejected, match="is a member already"):
        panel.add_member("ASH")


def test_what_is_known_of_a_member_changes(panel: WorkingGroup) -> None:
    """What is given, outside the meeting; what is taken away; and the name it had stays known."""
    panel.open_meeting("First meeting")
    panel.change_member("ASH", name="Ashland")
    days = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}
    step = panel.change_member("ash", name="Ashes", weights={"votes": "3", "people": "2"}, **days)
    assert context_of(step, {}).meeting == ""
    changed = panel.state.members["ASH"]
    assert (changed.name, changed.former) == ("Ashes", ("Ashland",))
    assert (changed.since, changed.until) == tuple(days.values())
    panel.change_member(
        "ASH", group="", since=date.min, until=date.max, observer=True, weights={"votes": ""}
    )
    found = panel.state.members["ASH"]
    assert (found.name, found.group, found.observer) == ("Ashes", "", True)
    assert (found.since, found.until, found.weights) == (None, None, (("people", "2"),))
    with pytest.raises(Rejected, match="nothing would change: ASH is that already"):
        panel.change_member("ASH", name="Ashes", weights={"none": ""})
    with pytest.raises(NotFound, match="no member has the code ZZZ"):
        panel.change_member("ZZZ", name="Z")
    with pytest.raises(Rejected, match="would leave before it joins"):
        panel.change_member("ASH", **dict(zip(days, reversed(days.values()), strict=True)))


def test_an_office_passes_on_and_falls_vacant(panel: WorkingGroup) -> None:
    """There is one chair at a time; who holds no office cannot lay it down."""
    panel.assign_office(Role.CHAIR, "Ada Lind", member="ash")
    panel.assign_office(Role.CHAIR, "Ben Oru")
    assert held(panel) == [(Role.CHAIR, "Ben Oru", "")]
    panel.vacate_office(Role.CHAIR)
    assert held(panel) == []
    with pytest.raises(Rejected, match="nobody is chair"):
        panel.vacate_office(Role.CHAIR)


def test_one_of_several_facilitators_lays_the_office_down(panel: WorkingGroup) -> None:
    """That of the named delegation."""
    panel.assign_office(Role.FACILITATOR, "Cyn", member="ASH")
    panel.assign_office(Role.FACILITATOR, "Dan", member="BAY")
    panel.vacate_office(Role.FACILITATOR, member="ASH")
    assert held(panel) == [(Role.FACILITATOR, "Dan", "BAY")]


def test_an_office_needs_a_person(panel: WorkingGroup) -> None:
    """Vacating is said in its own words."""
    with pytest.raises(Rejected, match="name the person"):
        panel.assign_office(Role.CHAIR, " ")


# Nominations: who is put forward, and what the members make of it.


def test_a_nomination_gives_no_office_until_it_is_approved(panel: WorkingGroup) -> None:
    """The person takes the office by the approval, which names the nomination."""
    panel.nominate(Role.CHAIR, "Ada Hale", member="ash", by="acting chair")
    assert panel.state.offices == {}
    panel.approve_nomination("nom1")
    (office,) = panel.state.offices.values()
    nomination = panel.state.nominations[office.nomination]
    assert (office.person, office.member) == ("Ada Hale", "ASH")
    assert (nomination.handle, nomination.state) == ("NOM1", NominationState.APPROVED)


def test_a_declined_nomination_leaves_the_office_as_it_was(panel: WorkingGroup) -> None:
    """Another may be nominated, also the same person again."""
    panel.assign_office(Role.CHAIR, "Ben Oru")
    panel.nominate(Role.CHAIR, "Ada Hale")
    panel.decline_nomination("NOM1", "no time")
    assert [each.person for each in panel.state.offices.values()] == ["Ben Oru"]
    panel.nominate(Role.CHAIR, "Ada Hale")
    panel.approve_nomination("NOM2")
    assert [each.person for each in panel.state.offices.values()] == ["Ada Hale"]


def test_an_approval_can_be_taken_back(panel: WorkingGroup) -> None:
    """The nomination waits again."""
    panel.nominate(Role.CHAIR, "Ada Hale")
    step = panel.approve_nomination("NOM1")
    panel.undo(step.id)
    assert panel.state.offices == {}
    panel.decline_nomination("NOM1")


def test_what_cannot_be_says_why(panel: WorkingGroup) -> None:
    """Nobody, twice, not there, ended already."""
    with pytest.raises(Rejected, match="name the person"):
        panel.nominate(Role.CHAIR, " ")
    with pytest.raises(NotFound, match="XYZ"):
        panel.nominate(Role.CHAIR, "Ada Hale", member="XYZ")
    panel.nominate(Role.CHAIR, "Ada Hale")
    with pytest.raises(Rejected, match="nominated already, as NOM1"):
        panel.nominate(Role.CHAIR, "Ada Hale")
    panel.approve_nomination("NOM1")
    for again in (panel.approve_nomination, panel.decline_nomination):
        with pytest.raises(Rejected, match="NOM1 was approved already"):
            again("NOM1")
    with pytest.raises(NotFound, match="no nomination is called NOM7"):
        panel.approve_nomination("NOM7")


def test_who_leaves_a_negotiating_group_is_named(empty: WorkingGroup) -> None:
    """A list of members replaces the one before; who joins or stays is not named."""
    members(empty, "ASH,,,,,,,,\nBAY,,,,,,,,\nCOL,,,,,,,,\nDUN,,,,,,,,\n")
    assert messages(groups(empty, "P,,,ASH;BAY;COL\n")) == []
    assert messages(groups(empty, "P,,,ASH;DUN\n")) == [(2, "P: BAY, COL leave")]
    assert messages(groups(empty, "P,,,ASH\n")) == [(2, "P: DUN leaves")]
    assert empty.state.negotiating_groups["P"].members == ("ASH",)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("code,name,group,groups", 'group is there beside it; if it is "negotiating_groups"'),
        ("code,name,groups", 'if it is "group" or "negotiating_groups", name it so'),
        ("code,name,nmae", "name is there beside it; if it is another field, name it so"),
    ],
)
def test_a_misspelt_column_is_named_even_beside_the_one_it_resembles(
    empty: WorkingGroup, header: str, words: str
) -> None:
    """What it holds was not read, so the finding says which field it may be."""
    row = ",".join(["ASH", "Ashland", "GOV", "P"][: header.count(",") + 1])
    report = empty.import_members(text_source("members.csv", f"{header}\n{row}\n"))
    (message,) = (each for _, each in messages(report))
    assert words in message
