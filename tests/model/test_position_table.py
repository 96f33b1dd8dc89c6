"""The table of positions: a dictionary whose entries are read when somebody looks at them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.errors import Damaged
from consensus.model.position_table import (
    NOBODY,
    MemberIndex,
    PositionTable,
    StanceIndex,
    decode_positions,
    decode_stance_index,
    encode_positions,
    encode_stance_index,
)
from consensus.model.positions import Position, Stance, StatedBy
from consensus.model.state import UndoJournal

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

codes = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=4)
positions = st.builds(
    Position,
    id=st.uuids().map(str),
    target=st.just("item"),
    version=st.sampled_from(("item", "later")),
    member=codes,
    stance=st.sampled_from(Stance),
    happened=st.just(NOON),
    recorded=st.sampled_from((NOON, NOON.replace(hour=13))),
    reason=st.text(max_size=5),
    conditions=st.sampled_from(((), ("other",))),
    source=st.sampled_from(StatedBy),
)
held = st.lists(positions, unique_by=lambda each: each.member)


def said(member: str, stance: Stance = Stance.SUPPORT) -> Position:
    """A position on the item."""
    return Position(f"of {member}", "item", "item", member, stance, NOON, NOON)


def by_member(given: Sequence[Position]) -> dict[str, Position]:
    """As the table holds them."""
    return {each.member: each for each in given}


@given(held)
def test_what_is_packed_is_unpacked_as_it_was(given: list[Position]) -> None:
    """Packing loses nothing, and keeps the order."""
    assert list(by_member(given).items()) == list(
        decode_positions(encode_positions(given), "item").items()
    )


@pytest.mark.parametrize("packed", [b"", b"{}", encode_positions([said("ASH")])[:-3]])
def test_what_was_never_packed_is_damaged(packed: bytes) -> None:
    """Bytes that are no packed positions are named as damage, whatever they are."""
    with pytest.raises(Damaged, match="snapshot"):
        PositionTable({"item": packed})["item"]
    with pytest.raises(Damaged, match="snapshot"):
        PositionTable({"item": packed}).count("item", lambda position: True)


@given(held, st.sampled_from(Stance))
def test_positions_are_counted_packed_as_they_are_unpacked(
    given: list[Position], stance: Stance
) -> None:
    """What is asked of each position is counted alike whether they were looked at or not."""
    table, plain = PositionTable({"item": encode_positions(given)}), PositionTable()
    plain["item"] = by_member(given)
    expected = sum(each.stance is stance for each in given)
    for each in (table, plain):
        assert expected == each.count("item", lambda position: position.stance is stance)
        assert each.count("nowhere", lambda position: True) == 0


@given(held)
def test_a_packed_roll_is_unpacked_as_it_was(given: list[Position]) -> None:
    """Packing a roll loses nothing, however many members there are."""
    roll = StanceIndex.of(given, MemberIndex(str(number) for number in range(70)))
    assert decode_stance_index(encode_stance_index(roll)) == roll


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"{}",
        msgspec.msgpack.encode([["v1"], [["support", 1, b"\1"]], b""]),
        msgspec.msgpack.encode([["v1"], [["support", 0, b"\1"]], b"no positions"]),
    ],
)
def test_what_was_never_a_roll_is_damaged(packed: bytes) -> None:
    """Bytes that are no packed roll are named as damage, whatever they are."""
    with pytest.raises(Damaged, match="snapshot"):
        PositionTable({"item": encode_positions([])}, {"item": packed}).stance_index("item")


def test_a_packed_table_equals_a_plain_one() -> None:
    """Whether somebody looked at the positions makes no difference to comparing."""
    table = PositionTable({"item": encode_positions([said("ASH")])})
    assert {"item": {"ASH": said("ASH")}} == table
    assert table == PositionTable({"item": encode_positions([said("ASH")])})
    assert table != PositionTable({"item": encode_positions([said("BAY")])})


def test_positions_that_nobody_looked_at_stay_packed() -> None:
    """Writing a table down again does not unpack what was not needed, nor does counting it."""
    packed = encode_positions([said("ASH")])
    index = MemberIndex(["ASH"])
    roll = StanceIndex.of([said("ASH")], index)
    rolls = {"item": b"never read", "other": encode_stance_index(roll)}
    table = PositionTable({"item": packed, "other": b"never read"}, rolls, index)
    assert table.stance_index("other") == roll
    assert dict(table.encoded()) == {"item": packed, "other": b"never read"}
    assert dict(table.encoded_stance_indexes()) == rolls
    assert list(table) == ["item", "other"]
    assert "item" in table
    assert table.get("nowhere") is None


def test_a_roll_is_called_anew_after_it_was_dropped() -> None:
    """A roll that was called while something was tried is gone when that is taken back."""
    journal, table = UndoJournal(), PositionTable({"item": encode_positions([said("ASH")])})
    before = table.stance_index("item")
    with journal.rollback_scope():
        journal.put(table["item"], "BAY", said("BAY", Stance.OBJECT))
        journal.drop(table.rolls, "item")
        assert {"ASH", "BAY"} == set(
            table.member_index.members(table.stance_index("item").all_bits(table.member_index))
        )
    assert before == table.stance_index("item")
    assert table.stance_index("nowhere") is NOBODY


@given(st.sets(codes), st.sets(codes))
def test_sets_of_seats_are_sets_of_members(some: set[str], others: set[str]) -> None:
    """What is common to two sets of bits is what is common to the sets of members."""
    index = MemberIndex()
    common = index.together(some) & index.together(others)
    assert some & others == set(index.members(common))
    assert len(some & others) == common.bit_count()
    assert MemberIndex(index.codes()).together(some) == index.together(some)
