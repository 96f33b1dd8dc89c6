"""Who stands where: on one target, by groups, and the record of one member."""

from __future__ import annotations

import csv
import io
from collections import Counter

import pytest

from consensus.formats.source import decode
from consensus.model.counting import Standpoint
from consensus.model.lookup import find_target
from consensus.model.meetings import InterventionKind, Presence
from consensus.model.positions import Stance, StatedBy
from consensus.reports.audience import Audience, Kind, Viewer
from consensus.reports.matrix import (
    GroupCell,
    GroupMatrix,
    Standings,
    group_matrix,
    group_matrix_outline,
    group_matrix_table,
    standings,
)
from consensus.reports.member_record import (
    MemberRecord,
    member_record,
    member_record_outline,
    member_record_table,
)
from consensus.reports.positions import NotedLine, noted_lines, noted_sentence
from consensus.working_group import WorkingGroup
from tests.support.every_report import csv_of
from tests.support.market import MORNING, hold_a_meeting, markdown, new_market

# The record of a member: all it said, proposed, sent in and undertook.


def record_of(
    group: WorkingGroup, member: str, audience: Audience = Audience.SECRETARIAT
) -> MemberRecord:
    """What is known of a member."""
    drafts = list(group.state.drafts)
    return member_record(group.state, group.judgement(), member, drafts, MORNING, audience)


def test_everything_of_a_member_is_gathered(busy: WorkingGroup) -> None:
    """Positions in the order of the document, its amendments, statements, words and tasks."""
    hold_a_meeting(busy)
    busy.receive_contribution("ELD", text="We like the square.")
    found = record_of(busy, "ELD")
    assert [(each.target, each.position.stance) for each in found.positions] == [
        ("A2", Stance.SUPPORT),
        ("R3", Stance.ACCEPT),
    ]
    assert found.positions[0].position.by_sponsoring
    assert [each.handle for each in found.amendments] == ["A2"]
    assert [each.text for each in found.noted] == ["Seven is too early."]
    assert [each.what for each in found.undertakings] == ["ask the neighbours"]
    assert [each.handle for each in found.contributions] == ["C1"]
    assert found.silent_on == ("R1", "R2", "R4", "R5")
    statements = record_of(busy, "ASP").statements
    assert [(each.decision, each.text) for each in statements] == [("DEC1", "Seven is early.")]


def test_the_public_is_not_even_told_of_whom_it_is(busy: WorkingGroup) -> None:
    """Nothing but that there is a member."""
    found = record_of(busy, "ELD", Audience.PUBLIC)
    assert found == MemberRecord(withheld=found.withheld)
    assert found.withheld.counts == {Kind.MEMBERS: 1}
    assert markdown(member_record_outline(found)).startswith("# Record of a member\n")


def test_what_was_said_in_confidence_is_for_the_secretariat(busy: WorkingGroup) -> None:
    """Others are told how much there is of all members, and not whether this one said any of it."""
    busy.receive_contribution("GUM", text="Hush.", confidential=True)
    whole, shown = record_of(busy, "GUM"), record_of(busy, "GUM", Audience.MEMBERS)
    assert [each.position.reason for each in whole.positions] == ["Whispered."]
    assert (shown.positions, shown.contributions) == ((), ())
    assert shown.silent_on == ("R1", "R2", "R4", "R5")
    other = record_of(busy, "FIG", Audience.MEMBERS)
    assert other.silent_on == ("R1", "R2", "R4", "R5")
    assert (shown.not_shown, other.not_shown, whole.not_shown) == (("R3",), ("R3",), ())
    told = "## Not shown, whether this member took a position or not\n\n- R3\n"
    assert told in markdown(member_record_outline(other))
    for record in (shown, other):
        assert record.withheld.counts == {Kind.POSITIONS: 1, Kind.CONTRIBUTIONS: 1}


def test_a_position_is_a_row(busy: WorkingGroup) -> None:
    """Conditions have what counts otherwise; without any there is nothing otherwise."""
    table = csv_of(member_record_table(record_of(busy, "CED")))
    (row, sponsored) = csv.DictReader(io.StringIO(table))
    assert (row["target"], row["conditions"], row["otherwise"]) == ("R3", "R4", "object")
    assert (sponsored["target"], sponsored["otherwise"]) == ("A3", "")
    assert row["document"] == "L1"


# Who stands where on one target.


@pytest.fixture
def group() -> WorkingGroup:
    """Three members of two groups at a meeting, two of which have spoken."""
    group = WorkingGroup.in_memory(title="Panel", rule="consent()")
    group.import_groups(decode(b"code,name\nGOV,Governments\nCIV,Civil society\n", "groups.csv"))
    rows = b"code,name,group\nCLI,Club,CIV\nANA,Ana,GOV\nBEN,Ben,GOV\n"
    group.import_members(decode(rows, "members.csv"))
    group.import_draft(decode(b"# Draft\n\n1. Users shall clean the bench.\n", "draft.md"))
    group.open_meeting("First")
    group.note_presence(["ANA", "CLI"])
    group.take_position("ANA", "1", Stance.SUPPORT)
    group.take_position("CLI", "1", Stance.OBJECT, reason="too strict")
    return group


def looked_at(group: WorkingGroup, audience: Audience) -> Standings:
    """Who stands where on 1."""
    return standings(group.state, group.judgement(), find_target(group.state, "1"), audience)


def test_members_stand_group_by_group_in_the_order_of_the_record(group: WorkingGroup) -> None:
    """Groups come as they were declared, members within them as they joined."""
    found = looked_at(group, Audience.SECRETARIAT)
    assert [(each.member, each.presence) for each in found.members] == [
        ("ANA", Presence.IN_PERSON),
        ("BEN", Presence.ABSENT),
        ("CLI", Presence.IN_PERSON),
    ]
    assert [each.position and each.position.stance for each in found.members] == [
        Stance.SUPPORT,
        None,
        Stance.OBJECT,
    ]


def test_groups_count_their_members_with_denominators(group: WorkingGroup) -> None:
    """Of each group it is said how many count, are there, and have no position."""
    found = looked_at(group, Audience.SECRETARIAT)
    assert [
        (each.group, each.members, each.present, each.classes[Standpoint.NONE])
        for each in found.groups
    ] == [
        ("GOV", 2, 1, 1),
        ("CIV", 1, 1, 0),
    ]
    assert found.groups[0].counts[Stance.SUPPORT] == 1


def test_a_stale_position_is_not_counted(group: WorkingGroup) -> None:
    """Support for other words is shown as stale."""
    group.edit("1", "Users shall clean the whole bench.")
    found = looked_at(group, Audience.SECRETARIAT)
    assert (found.groups[0].counts[Stance.SUPPORT], found.groups[0].stale) == (0, 1)


def test_the_public_sees_nobody(group: WorkingGroup) -> None:
    """It is told that something was left out; of three members not how much."""
    found = looked_at(group, Audience.PUBLIC)
    assert (found.members, found.groups) == ((), ())
    assert found.withheld.counts == {Kind.POSITIONS: 1, Kind.MEMBERS: 1}


# How groups stand: counts with denominators, as far as the audience may see.


def market() -> WorkingGroup:
    """A market in which three members said something of R3 and one of R1."""
    group = new_market()
    group.take_position("ASP", "R3", "support")
    group.take_position("BIR", "R3", "object", reason="Loud.")
    group.take_position("DOG", "R3", "accept", source=StatedBy.CONFIDENCE)
    group.take_position("ASP", "R1", "accept")
    return group


def of(group: WorkingGroup, audience: Audience) -> GroupMatrix:
    """How the groups stand on R3 and R1."""
    state = group.state
    targets = [state.handles["R3"], state.handles["R1"]]
    return group_matrix(state, group.judgement(), targets, audience)


def cell(members: int, counts: dict[Stance, int], again: int = 0) -> GroupCell:
    """A group without recused or conditional members, of which some are to reconfirm."""
    classes = Counter({Standpoint(stance): number for stance, number in counts.items()})
    classes[Standpoint.RECONFIRM] = again
    classes[Standpoint.NONE] = members - again - sum(counts.values())
    return GroupCell(members, counts, again, 0, classes)


def test_every_group_is_counted_with_its_members() -> None:
    """The secretariat sees all positions, of as many members as count."""
    found = of(market(), Audience.SECRETARIAT)
    assert found.groups == ("TRD", "NBR", "")
    assert found.rows[0].cells == (
        cell(3, {Stance.SUPPORT: 1, Stance.OBJECT: 1}),
        cell(3, {Stance.ACCEPT: 1}),
        cell(1, {}),
    )
    first = found.rows[0].cells[0]
    assert (first.supportive, first.against, first.classes[Standpoint.NONE]) == (1, 1, 1)


def test_members_are_given_no_numbers_where_one_spoke_in_confidence() -> None:
    """To count it as no position would be untrue; what was said of other texts is counted."""
    group = market()
    shown = of(group, Audience.MEMBERS)
    assert [len(row.cells) for row in shown.rows] == [0, 3]
    assert shown.totals()[0] == cell(3, {Stance.ACCEPT: 1})
    for audience, expected in ((Audience.MEMBERS, 0), (Audience.SECRETARIAT, 3)):
        found = standings(group.state, group.judgement(), group.state.handles["R3"], audience)
        assert (len(found.groups), len(found.members)) == (expected, 7)
    told = markdown(group_matrix_outline(shown))
    assert "| R3 | not shown | not shown | not shown |" in told.replace("3 (R3)", "R3")
    rows = [*csv.DictReader(io.StringIO(csv_of(group_matrix_table(shown))))]
    assert [(e["members"], e["no position"]) for e in rows if e["target"] == "R3"] == [("", "")] * 3
    assert [e["members"] for e in rows if e["target"] == "R1"] == ["3", "3", "1"]


def test_the_public_is_shown_no_group() -> None:
    """Not even the codes of groups are told, only how many positions there are."""
    found = of(market(), Audience.PUBLIC)
    assert (found.groups, found.rows, found.withheld.counts) == ((), (), {Kind.POSITIONS: 4})


def test_support_of_an_earlier_text_is_stale() -> None:
    """It is counted apart."""
    group = market()
    group.edit("R1", "Stalls should open at nine.")
    assert of(group, Audience.SECRETARIAT).rows[1].cells[0] == cell(3, {}, 1)


def test_totals_count_each_member_once_for_every_target() -> None:
    """Denominators add up too."""
    totals = of(market(), Audience.SECRETARIAT).totals()
    assert totals[0] == cell(6, {Stance.SUPPORT: 1, Stance.OBJECT: 1, Stance.ACCEPT: 1})
    assert [total.members for total in totals] == [6, 6, 2]


@pytest.mark.parametrize(
    ("kind", "text", "member", "voices", "said"),
    [
        ("concern", "the costs. They rise.", "", 0, "Concern: the costs. They rise."),
        ("concern", "The costs. They rise.", "ALV", 0, "ALV, concern: “The costs. They rise.”"),
        ("concern", "the costs.", "", 3, "Three members expressed concern over the costs"),
        (
            "concern",
            "the costs",
            "ALV",
            3,
            "ALV and two other members expressed concern over the costs",
        ),
        ("concern", "that costs rise", "", 0, "Concern: that costs rise"),
        ("presentation", "that costs rise", "ALV", 0, "ALV, presentation: “that costs rise”"),
        ("exchange of views", "to meet", "", 0, "Exchange of views: to meet"),
        ("suggestion", "To meet again", "", 0, "It was suggested to meet again"),
        (
            "note",
            "the costs of the U.S. fleet",
            "",
            0,
            "It was noted that the costs of the U.S. fleet",
        ),
        ("statement", "Costs rise. Fees fall.", "", 2, "Two members: Costs rise. Fees fall."),
    ],
)
def test_a_note_is_a_sentence_where_its_words_are_one(
    kind: str, text: str, member: str, voices: int, said: str
) -> None:
    """Else its words follow a colon, so that all of them are said to be of who said them."""
    line = NotedLine(
        "INT1", member, MORNING, text, (), "", kind=InterventionKind(kind), voices=voices
    )
    assert noted_sentence(line) == said


def test_how_many_said_something_is_not_told_where_numbers_tell_who() -> None:
    """Under the Chatham House rule; the secretariat reads it."""
    group = new_market()
    group.open_meeting("Tuesday")
    group.note_intervention("the rain", kind="concern", voices=3)
    for policy, number in (("un", 3), ("chatham-house", 0)):
        group.set_audience_policy(policy)
        viewer = Viewer(Audience.PUBLIC).throughout(group.state, group.now())
        (line,) = noted_lines(group.state, group.state.interventions.values(), viewer)
        assert line.voices == number
