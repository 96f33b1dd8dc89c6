"""Exporting: rows of what is recorded give the same record again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from consensus.errors import ConsensusError
from consensus.formats.amendment_rows import AmendmentRow
from consensus.formats.export_rows import (
    RowForm,
    amendment_row,
    export,
    group_rows,
    member_rows,
    position_row,
)
from consensus.formats.member_rows import GroupRow, MemberRow
from consensus.formats.position_rows import PositionRow
from consensus.formats.source import Source
from consensus.history.operations import AddGroup, FormNegotiatingGroup
from consensus.model.amendments import Amendment, AmendmentKind
from consensus.model.people import Role
from consensus.model.positions import Stance, StatedBy
from consensus.model.state import State
from consensus.working_group import WorkingGroup
from tests.support.panel import DRAFT, MEMBERS, text_source, ticking

ITEMS = ("R1", "R2", "R3", "R4", "S1", "D1")
WORDS = st.sampled_from(
    ("Members", "shall", "report", "=all", "“fees”", "[BAY: soon]", "-", "a,b;c")
)
TEXTS = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)
CODES = st.lists(st.sampled_from(tuple(MEMBERS)), unique=True, max_size=3)
PROPOSALS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from([each.value for each in AmendmentKind]),
        "target": st.sampled_from((*ITEMS, "A1", "A2")),
        "text": TEXTS,
        "by": CODES,
        "cosponsors": CODES,
        "rationale": st.sampled_from(("", "Because.", " =1+1\n\n'x'")),
        "after": st.sampled_from(("", "first", *ITEMS, "A1", "A2", "A3")),
        "parent": st.sampled_from(("", *ITEMS, "A1")),
        "label": st.sampled_from(("", "2 bis", "(a)")),
        "parts": st.lists(TEXTS, max_size=2),
        "others": st.lists(st.sampled_from(ITEMS), unique=True, max_size=2),
    }
)


def panel() -> WorkingGroup:
    """Members and a draft, and nothing else."""
    group = WorkingGroup.in_memory(title="Harbour", rule="consent()", clock=ticking())
    rows = "".join(f"{code},{stakeholders}\n" for code, stakeholders in MEMBERS.items())
    group.import_members(text_source("m.csv", f"code,group\n{rows}"))
    group.import_draft(text_source("d.md", DRAFT))
    return group


def told(state: State, amendment: Amendment) -> dict[str, Any]:
    """What an amendment says, by handles in place of ids."""

    def name(thing: str) -> str:
        return thing if thing in ("", "first", amendment.draft) else state.handle_of(thing)

    return {
        "handle": amendment.handle,
        "kind": amendment.kind,
        "target": name(amendment.target).replace(amendment.draft, "draft"),
        "text": "" if amendment.kind is AmendmentKind.MOVE else state.text(amendment.id),
        "people": (amendment.sponsors, amendment.cosponsors),
        "rationale": amendment.rationale,
        "dated": amendment.dated,
        "place": (name(amendment.parent).replace(amendment.draft, ""), name(amendment.after)),
        "label": (amendment.label, amendment.item_kind),
        "parts": amendment.parts,
        "others": tuple(map(name, amendment.others)),
    }


@settings(deadline=None)
@given(proposals=st.lists(PROPOSALS, max_size=5), form=st.sampled_from(RowForm))
def test_amendments_read_back_the_same(proposals: list[dict[str, Any]], form: RowForm) -> None:
    """Into a record of the same members and draft; and into their own they add nothing."""
    with panel() as group, panel() as fresh:
        for proposal in proposals:
            try:
                group.propose(proposal.pop("target"), proposal.pop("text"), **proposal)
            except ConsensusError:
                continue  # what cannot be proposed is not in the record
        state = group.state
        rows = [amendment_row(state, each) for each in state.amendments.values()]
        source = Source.of(export(AmendmentRow, rows, form), f"out.{form}")
        if not rows:
            return
        report = fresh.import_amendments(source)
        assert [each.message for each in report.findings] == []
        assert [told(fresh.state, each) for each in fresh.state.amendments.values()] == [
            told(state, each) for each in state.amendments.values()
        ]
        again = group.import_amendments(source)
        assert (again.duplicates, again.operations) == (len(rows), ())


MOMENTS = st.timedeltas(timedelta(), timedelta(days=30)).map(
    datetime(2026, 1, 1, tzinfo=UTC).__add__
)
TAKEN = st.fixed_dictionaries(
    {
        "member": st.sampled_from(tuple(MEMBERS)),
        "target": st.sampled_from(("R1", "R2", "A1")),
        "stance": st.sampled_from([each.value for each in Stance]),
        "reason": st.sampled_from(("", "Too dear.", "=1+1", "a; b,\n\nc")),
        "conditions": st.lists(st.sampled_from(("R3", "R4")), unique=True, max_size=2),
        "otherwise": st.sampled_from([each.value for each in Stance]),
        "reservation": st.sampled_from(("", "on fees")),
        "source": st.sampled_from([each.value for each in StatedBy]),
        "document": st.sampled_from(("", "letter 4")),
        "happened": MOMENTS,
    }
)


@settings(deadline=None)
@given(taken=st.lists(TAKEN, max_size=6), form=st.sampled_from(RowForm))
def test_positions_read_back_the_same(taken: list[dict[str, Any]], form: RowForm) -> None:
    """With reasons, conditions, sources and moments; what nobody has said is not made up."""
    with panel() as group, panel() as fresh:
        for each in (group, fresh):
            each.propose("R4", "Fees are low.", by=["FIR"])
        for position in taken:
            try:
                group.take_position(
                    position.pop("member"),
                    position.pop("target"),
                    position.pop("stance"),
                    **position,
                )
            except ConsensusError:
                continue  # as conditions of what is no support
        source = Source.of(export(PositionRow, position_rows(group.state), form), f"out.{form}")
        if not position_rows(group.state):
            return
        report = fresh.import_positions(source)
        assert [each.message for each in report.findings] == []
        assert position_rows(fresh.state) == position_rows(group.state)
        assert group.import_positions(source).operations == ()


def position_rows(state: State) -> list[PositionRow]:
    """All positions of a record as rows, in the order of targets and members."""
    return [
        position_row(state, state.positions[target][member])
        for target in sorted(state.positions, key=state.handle_of)
        for member in sorted(state.positions[target])
    ]


def test_what_is_settled_or_stale_does_not_come_back() -> None:
    """It stands in the file, and reading it says so."""
    with panel() as group, panel() as fresh:
        group.propose("R1", "Reports are due.", by=["ASH"])
        group.propose("R2", "Reports are secret.", by=["BAY"])
        group.withdraw("A1")
        group.take_position("ASH", "R3", "support")
        group.take_position("BAY", "R3", "object", reason="night")
        group.edit("R3", "Ships may enter at night.")
        state = group.state
        rows = [amendment_row(state, each) for each in state.amendments.values()]
        amendments = Source.of(export(AmendmentRow, rows, RowForm.CSV), "a.csv")
        positions = Source.of(export(PositionRow, position_rows(state), RowForm.CSV), "p.csv")
        found = fresh.import_amendments(amendments).findings
        assert [each.message for each in found] == ["It is withdrawn; the row was passed over."]
        assert [each.handle for each in fresh.state.amendments.values()] == ["A2"]
        found = fresh.import_positions(positions).findings
        assert [each.message for each in found] == [
            "It needs to be reconfirmed; the row was passed over."
        ]
        assert list(fresh.state.positions[fresh.state.handles["R3"]]) == ["BAY"]


DAYS = st.none() | st.dates(date(2020, 1, 1), date(2029, 1, 1))
JOINING = st.fixed_dictionaries(
    {
        "code": st.sampled_from(("ASH", "B-1", "C.D", "ÉLM")),
        "name": st.sampled_from(("", "Ashland", "Bay, and Cove", "=Dune")),
        "group": st.sampled_from(("", "GOV", "CIV")),
        "observer": st.booleans(),
        "since": DAYS,
    }
)


@settings(deadline=None)
@given(
    joining=st.lists(JOINING, unique_by=lambda each: each["code"], max_size=4),
    offices=st.lists(st.sampled_from((Role.CHAIR, Role.FACILITATOR)), max_size=2, unique=True),
    form=st.sampled_from(RowForm),
)
def test_members_and_groups_read_back_the_same(
    joining: list[dict[str, Any]], offices: list[Role], form: RowForm
) -> None:
    """With groups of both kinds, and who holds which office."""
    with (
        WorkingGroup.in_memory(title="One", clock=ticking()) as group,
        WorkingGroup.in_memory(title="Other", clock=ticking()) as fresh,
    ):
        group.record(AddGroup(code="GOV", name="Governments"), AddGroup(code="CIV"))
        for member in joining:
            group.add_member(member.pop("code"), member.pop("name"), **member)
        codes = sorted(group.state.members)
        if codes:
            group.record(FormNegotiatingGroup(code="ISL", name="Islands", members=tuple(codes[:2])))
            for role in offices:
                group.assign_office(role, "Jane Roe", member=codes[0])
        state = group.state
        read = (
            Source.of(export(GroupRow, group_rows(state), form), f"g.{form}"),
            Source.of(export(MemberRow, member_rows(state), form), f"m.{form}"),
        )
        if codes:
            fresh.import_members(read[1])
        fresh.import_groups(read[0])
        now = fresh.state
        assert now.members == state.members
        assert now.groups == state.groups
        assert now.negotiating_groups == state.negotiating_groups
        held = [(each.role, each.person, each.member) for each in state.offices.values()]
        assert [(each.role, each.person, each.member) for each in now.offices.values()] == held
        assert group.import_groups(read[0]).operations == ()
