"""The record of a member: all it said, proposed, sent in and undertook."""

from __future__ import annotations

import csv
import io

from consensus.model.positions import Stance
from consensus.reports.audience import Audience, Kind
from consensus.reports.member_record import (
    MemberRecord,
    member_record,
    member_record_outline,
    member_record_table,
)
from consensus.reports.outline import csv_of
from consensus.working_group import WorkingGroup
from tests.support.market import MORNING, hold_a_meeting, markdown


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
    for record in (shown, other):
        assert record.withheld.counts == {Kind.POSITIONS: 1, Kind.CONTRIBUTIONS: 1}


def test_a_position_is_a_row(busy: WorkingGroup) -> None:
    """Conditions have what counts otherwise; without any there is nothing otherwise."""
    table = csv_of(member_record_table(record_of(busy, "CED")))
    (row, sponsored) = csv.DictReader(io.StringIO(table))
    assert (row["target"], row["conditions"], row["otherwise"]) == ("R3", "R4", "object")
    assert (sponsored["target"], sponsored["otherwise"]) == ("A3", "")
    assert row["document"] == "L1"
