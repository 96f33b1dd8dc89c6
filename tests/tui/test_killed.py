"""What was confirmed on the screen is in the file, however the program ends."""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from consensus import WorkingGroup
from consensus.history.operations import TakePosition

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
            shown = str(app.screen.query_one("Notice").render())
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
