"""What other processes record appears by itself, and what goes wrong is said, nothing lost."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from textual.widgets import Input

from consensus import Stance, WorkingGroup
from consensus.store.opening import open_store
from consensus.store.sqlite import SqliteStore
from consensus.working_group.log import Log
from tests.tui.playing import NOW, Player, play, play_on
from tui.app import POLL_SECONDS, ConsensusApp
from tui.screens.dialogs import AskText
from tui.widgets.rows import Rows
from tui.worker import Act


def opened(path: Path) -> WorkingGroup:
    """The record as another program opens it."""
    return WorkingGroup.open(path, by="another", clock=lambda: NOW)


def accepts(member: str) -> Act:
    """Records that a member accepts 6."""
    return lambda group: group.take_position(member, "6", Stance.ACCEPT)


def test_what_another_program_records_appears_within_a_second(example: Path) -> None:
    """A gavel elsewhere changes the totals here, the cursor staying where it was."""

    async def story(player: Player) -> None:
        await player.press("down", "down", "down")
        rows = player.app.screen.query_one("#next", Rows)
        selected = rows.key
        assert "5 of 23 agreed" in player.screen()
        with opened(example) as other:
            other.decide("4", "agreed")
        await player.until(lambda: "6 of 23 agreed" in player.screen())
        assert rows.key == selected

    play(example, story)
    assert POLL_SECONDS * 2 <= 1


def test_what_is_being_typed_stays(example: Path) -> None:
    """A question that is half answered keeps its words and its cursor when the record changes."""

    async def story(player: Player) -> None:
        player.app.push_screen(AskText("Why?"))
        await player.settle()
        await player.type("because")
        await player.press("left", "left")
        with opened(example) as other:
            other.decide("4", "agreed")
        await player.look_for_news()
        answer = player.app.screen.query_one("#answer", Input)
        assert (answer.value, answer.cursor_position) == ("because", 5)

    play(example, story)


def test_a_write_protected_record_can_be_looked_at(example: Path) -> None:
    """Recording says why it is refused, and everything else goes on."""

    def protected() -> WorkingGroup:
        return WorkingGroup(Log(open_store(example, read_only=True), lambda: NOW, "sec"))

    async def story(player: Player) -> None:
        done = await player.app.record("R4 agreed", lambda group: group.decide("4", "agreed"))
        await player.settle()
        assert not done
        assert "✗ R4 agreed" in player.screen()
        await player.press("down")
        assert "5 of 23 agreed" in player.screen()

    play_on(ConsensusApp(protected, clock=lambda: NOW), story)


def test_a_full_disk_is_named_and_nothing_is_lost(
    example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could not be written is not confirmed, and can be recorded again."""
    append = SqliteStore.append

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    async def story(player: Player) -> None:
        monkeypatch.setattr(SqliteStore, "_check_head", full)
        act = player.app.record("R4 agreed", lambda group: group.decide("4", "agreed"))
        assert not await act
        await player.settle()
        assert "is full" in player.screen()
        monkeypatch.undo()
        assert SqliteStore.append is append
        assert await player.app.record("R4 agreed", lambda group: group.decide("4", "agreed"))
        await player.settle()
        assert "✓ R4 agreed" in player.screen()

    play(example, story)
    with opened(example) as group:
        assert group.verdict("4").status == "agreed"


def test_a_file_put_in_place_of_the_record_is_noticed(example: Path, tmp_path: Path) -> None:
    """Nothing is recorded into another file, and what was shown stays."""
    WorkingGroup.create(tmp_path / "another.consensus", title="Another").close()
    text = (tmp_path / "another.consensus").read_bytes()

    async def story(player: Player) -> None:
        example.write_bytes(text)
        await player.look_for_news()
        assert "✗" in player.notice()
        player.app.tell("")
        await player.app.record("R4 agreed", lambda group: group.decide("4", "agreed"))
        await player.settle()
        assert "✗" in player.notice()
        assert "5 of 23 agreed" in player.screen()

    play(example, story)


def test_support_stays_fresh_across_programs(example: Path) -> None:
    """Two programs recording by turns lose nothing of each other."""

    async def story(player: Player) -> None:
        with opened(example) as other:
            for member, here in (("ALV", "TAL"), ("MER", "RAH"), ("KEL", "WDA")):
                other.take_position(member, "6", Stance.ACCEPT)
                assert await player.app.record(f"{here}: accept on 6", accepts(here))

    play(example, story)
    with opened(example) as group:
        said = group.state.positions.get(group.state.handles["R6"], {})
        assert {"ALV", "MER", "KEL", "TAL", "RAH", "WDA"} <= set(said)
