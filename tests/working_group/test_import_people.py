"""Files of members and groups."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from consensus import WorkingGroup
from consensus.model.lookup import find_member
from consensus.model.people import Role
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
