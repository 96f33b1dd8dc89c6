"""Snapshots: a state written down and read back."""

from __future__ import annotations

from io import BytesIO

import attrs
import msgspec
import pytest

from consensus.errors import Damaged
from consensus.history import snapshot
from consensus.history.replay import replay
from consensus.history.snapshot import differing_table, read_snapshot, write_snapshot
from consensus.model.amendments import Placing
from consensus.model.drafts import Version
from consensus.model.people import Member
from consensus.model.position_table import StanceBits, StanceIndex
from consensus.model.positions import Objection, Position, Stance
from consensus.model.state import State
from consensus.text.brackets import BracketedText, BracketOption
from consensus.text.merge import HunkOutcome
from tests.support.recording import MORNING, chain, redacted_chain


@pytest.mark.parametrize("steps", [chain(5), redacted_chain(), chain(1), []])
def test_reading_back_equals_replay(steps: list) -> None:
    """The state read from a snapshot is the state the log leads to."""
    state = replay(steps)
    assert (state, "head", len(steps)) == read(write_snapshot(state, "head", len(steps)))


def test_the_log_goes_on_from_a_snapshot() -> None:
    """A snapshot of the beginning and the rest of the log lead where the whole log leads."""
    steps = chain(6)
    found = read(write_snapshot(replay(steps[:3]), steps[2].hash, 3))
    assert found is not None
    assert replay(steps) == replay(steps[found[2] :], into=found[0])


def test_another_layout_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    """A snapshot of software whose nouns had other fields is not read."""
    written = write_snapshot(replay(chain(2)), "head", 2)
    monkeypatch.setattr(snapshot, "layout", lambda: "other")
    assert read(written) is None


@pytest.mark.parametrize("kind", [State, Member, Placing, HunkOutcome, BracketOption, Position])
def test_the_layout_is_of_every_noun(monkeypatch: pytest.MonkeyPatch, kind: type) -> None:
    """One more field anywhere in the state makes another layout."""
    before = snapshot.layout()
    monkeypatch.setattr(kind, "__annotations__", {**kind.__annotations__, "more": "int"})
    snapshot.layout.cache_clear()
    try:
        assert snapshot.layout() != before
    finally:
        snapshot.layout.cache_clear()


@pytest.mark.parametrize("written", [b"", b"{", b"\xff", b"\x90", b"\x81\xa6layout\x01"])
def test_what_is_no_snapshot_is_ignored(written: bytes) -> None:
    """Bytes that are no snapshot are not read, and nothing is raised."""
    assert read(written) is None


def test_a_large_table_is_read_back_whole() -> None:
    """A table that is written in several parts keeps its entries and their order."""
    state = replay(chain(2))
    state.handles = {f"A{number}": f"id {number}" for number in range(1_000)}
    found = read(write_snapshot(state, "head", 2))
    assert found is not None
    assert list(state.handles.items()) == list(found[0].handles.items())


def test_what_is_cut_off_is_ignored() -> None:
    """A snapshot of which the end is missing is not read, wherever it ends."""
    written = write_snapshot(replay(chain(2)), "head", 2)
    assert read(written) is not None
    assert not [end for end in range(len(written)) if read(written[:end])]


@pytest.mark.parametrize("table", ["members", "overtaken", "rolls", "positions", "seats"])
def test_a_snapshot_without_one_of_its_tables_is_ignored(table: str) -> None:
    """A snapshot that lacks a table is not read, be the table empty."""
    written = write_snapshot(replay(chain(2)), "head", 2)
    source = BytesIO(written)
    kept = source.readline()
    while length := source.read(4):
        content = source.read(int.from_bytes(length, "big"))
        if table not in msgspec.msgpack.decode(content):
            kept += length + content
    assert len(kept) < len(written)
    assert read(kept) is None


def test_what_nobody_looked_at_is_written_as_it_was() -> None:
    """Opening and keeping a snapshot again leaves the same, whether or not all was looked at."""
    written = write_snapshot(replay(chain(5)), "head", 5)
    found = read(written)
    assert found is not None
    state, head, steps = found
    assert written == write_snapshot(state, head, steps)
    assert all(each.wording for each in state.versions.values())
    assert written == write_snapshot(state, head, steps)


def _position(member: str, stance: Stance) -> Position:
    return Position(f"by {member}", "R1", "V1", member, stance, MORNING, MORNING)


def _panel() -> State:
    """A state with a version, an objection and positions of two members."""
    state = replay(chain(3))
    state.versions["V1"] = Version("V1", "R1", 1, BracketedText(("Ships report.",)))
    state.objections["R1"] = {"M3": Objection("O1", "R1", "M3")}
    for member, stance in (("M2", Stance.SUPPORT), ("M3", Stance.OBJECT)):
        state.positions.setdefault("R1", {})[member] = _position(member, stance)
    return state


def _invent(table: str) -> State:
    """The same with something invented in a table."""
    state = _panel()
    match table:
        case "settings":
            state.settings[""] = attrs.evolve(state.settings[""], title="Invented")
        case "versions":
            state.versions["V1"] = Version("V1", "R1", 1, BracketedText(("Ships may.",)))
        case "objections":
            state.objections["R1"] = {}
        case "positions":
            state.positions["R1"]["M3"] = _position("M3", Stance.SUPPORT)
        case "one target more":
            state.positions["R2"] = {}
        case "rolls":
            state.positions.stance_index("R1")
            everybody = state.positions.member_index.together(["M2", "M3"])
            state.positions.rolls["R1"] = StanceIndex(
                (StanceBits(Stance.SUPPORT, "V1", everybody),), {}
            )
        case "a call that counts twice":
            calls = state.positions.stance_index("R1").calls
            state.positions.rolls["R1"] = StanceIndex((*calls, calls[0]), {})
        case "a seat of nobody":
            state.positions.rolls["R1"] = StanceIndex(
                (StanceBits(Stance.SUPPORT, "V1", 1 << 70),), {}
            )
        case "a value that is none":
            state.versions["V1"] = "none"  # type: ignore[assignment]  # it is to be damaged
    return state


def test_a_state_agrees_with_itself_whatever_its_order() -> None:
    """Neither the order of entries nor that of seats is a difference."""
    kept = _panel()
    kept.members = dict(reversed(kept.members.items()))
    kept.positions.member_index.together(["M3", "M2"])
    found = read(write_snapshot(kept, "head", 3))
    assert found is not None
    assert differing_table(found[0], _panel()) == ""


@pytest.mark.parametrize(
    ("invented", "expected"),
    [
        ("settings", "settings"),
        ("versions", "versions"),
        ("objections", "objections"),
        ("positions", "positions"),
        ("one target more", "positions"),
        ("rolls", "rolls"),
        ("a call that counts twice", "rolls"),
        ("a seat of nobody", "entries"),
        ("a value that is none", "entries"),
    ],
)
def test_what_is_invented_anywhere_is_a_difference(invented: str, expected: str) -> None:
    """A state that reads well and is not that of the log is found, in packed tables too."""
    found = read(write_snapshot(_invent(invented), "head", 3))
    assert found is not None
    assert differing_table(found[0], _panel()) == expected


def test_a_version_that_is_none_is_damage() -> None:
    """A value that cannot be read is named as damage when somebody looks at it."""
    state = replay(chain(2))
    state.versions["some"] = "none"  # type: ignore[assignment]  # it is to be damaged
    found = read(write_snapshot(state, "head", 2))
    assert found is not None
    assert "some" in found[0].versions
    with pytest.raises(Damaged, match="snapshot"):
        found[0].versions["some"]


def read(written: bytes) -> tuple[State, str, int] | None:
    """Read what was written."""
    return read_snapshot(BytesIO(written).read)
