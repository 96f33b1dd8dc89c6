"""Recording beside other processes: what they record appears, and nothing confirmed is lost."""

from __future__ import annotations

import itertools
import os
import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from textual.widgets import Input

from consensus import Stance, Step, WorkingGroup
from consensus.errors import Rejected
from consensus.history.operations import TakePosition
from consensus.store.opening import open_store
from consensus.store.sqlite import SqliteStore
from consensus.working_group.log import Log
from tests.tui.playing import NOW, Player, play, play_on
from tests.tui.records import opened
from tui.app import POLL_SECONDS, ConsensusApp
from tui.screens.dialogs import AskText
from tui.widgets.rows import Rows
from tui.worker import Act

# What other processes record appears by itself, and what goes wrong is said, nothing lost.


def accepts(member: str) -> Act[Step]:
    """Records that a member accepts 6."""
    return lambda group: group.take_position(member, "6", Stance.ACCEPT)


def test_what_another_program_records_appears_within_a_second(example: Path) -> None:
    """A gavel elsewhere changes the totals here, the cursor staying where it was."""

    async def story(player: Player) -> None:
        await player.press("down", "down", "down")
        rows = player.app.screen.query_one("#next", Rows)
        selected = rows.key
        assert "5 of 23 agreed" in player.screen()
        with opened(example, "another") as other:
            other.decide("4", "agreed")
        await player.until(lambda: "6 of 23 agreed" in player.screen())
        assert rows.key == selected

    play(example, story)
    assert POLL_SECONDS * 2 <= 1


def test_what_a_refusal_came_upon_appears(example: Path) -> None:
    """A recording that is refused may be the first to load what others recorded: it is shown."""

    def refuse(group: WorkingGroup) -> Step:
        group.refresh()
        raise Rejected("it came too late")

    async def story(player: Player) -> None:
        with opened(example, "another") as other:
            other.decide("4", "agreed")
        assert await player.app.record("4 agreed", refuse) is None
        await player.look_for_news()
        assert "6 of 23 agreed" in player.screen()

    play(example, story)


def test_what_is_being_typed_stays(example: Path) -> None:
    """A question that is half answered keeps its words and its cursor when the record changes."""

    async def story(player: Player) -> None:
        player.app.push_screen(AskText("Why?"))
        await player.settle()
        await player.type("because")
        await player.press("left", "left")
        with opened(example, "another") as other:
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


def test_what_a_screen_recorded_is_told_from_what_others_did(example: Path) -> None:
    """It is what it made, not what stands last, which another process may have recorded."""

    async def story(player: Player) -> None:
        both = ["4", "6"]
        own = await player.app.record("ours", lambda group: group.propose_package("Ours", both))
        with opened(example, "another") as group:
            group.propose_package("Theirs", both)
        await player.look_for_news()
        assert own is not None
        assert (own.made.title, own.step in await steps_of(player)) == ("Ours", True)

    play(example, story)


async def steps_of(player: Player) -> list[Step]:
    """Every step that the screens know."""
    steps = await player.app.ask(lambda group, check: group.steps())
    assert steps is not None
    return steps


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
    with opened(example, "another") as group:
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
        with opened(example, "another") as other:
            for member, here in (("ALV", "TAL"), ("MER", "RAH"), ("KEL", "WDA")):
                other.take_position(member, "6", Stance.ACCEPT)
                assert await player.app.record(f"{here}: accept on 6", accepts(here))

    play(example, story)
    with opened(example, "another") as group:
        said = group.state.positions.get(group.state.handles["R6"], {})
        assert {"ALV", "MER", "KEL", "TAL", "RAH", "WDA"} <= set(said)


# What was confirmed on the screen is in the file, however the program ends.

ROUNDS = int(os.environ.get("KILLED_ROUNDS", "3"))
"""How many times a program is killed; twenty when somebody looks closely."""

_PROGRAM = """
import itertools, sys
from consensus import Stance
from tests.tui.playing import run, settled
from tui.start import make_app

async def main():
    app = make_app(sys.argv[1], "sec")
    members = ["ALV", "MER", "KEL", "TAL", "RAH", "WDA", "OWC", "UVD", "HVN", "DOL"]
    stances = [Stance.ACCEPT, Stance.SUPPORT, Stance.HOLD]
    async with app.run_test(size=(80, 24)):
        for number in itertools.count():
            member, stance = members[number % 10], stances[number // 10 % 3]
            what = f"{number}: {member} {stance}"
            done = await app.record(
                what,
                lambda group: group.take_position(member, "6", stance, reason=f"no. {number}"),
            )
            await settled(app)
            shown = app.told
            if done and what in shown:
                print(number, flush=True)

run(main())
"""


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_what_was_confirmed_is_in_the_file(example: Path, round_: int) -> None:
    """Killed at any moment, the record holds every confirmed step, and opens clean."""
    program = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(example)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert program.stdout is not None
    # It goes on recording until the signal arrives, so the count of steps is no more than a start.
    first = list(itertools.islice(program.stdout, random.Random(round_).randint(1, 30)))
    program.send_signal(signal.SIGKILL)
    confirmed = [int(line) for line in (*first, *program.stdout) if line.strip()]
    program.stdout.close()
    program.wait()
    assert confirmed
    with WorkingGroup.open(example) as group:
        assert group.verify().is_intact
        said = [
            operation.reason
            for _, operations, _ in group.history()
            for operation in operations
            if isinstance(operation, TakePosition) and operation.reason.startswith("no. ")
        ]
    kept = {int(reason.removeprefix("no. ")) for reason in said}
    assert set(confirmed) <= kept
    assert len(kept - set(confirmed)) <= 1
