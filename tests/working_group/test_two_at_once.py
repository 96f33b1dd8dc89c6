"""Two facilitators recording into one file at the same time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from consensus import WorkingGroup
from tests.support.panel import fill, ticking

_STEPS = 500

_RECORD = """
import sys
from consensus import Stance, WorkingGroup
path, member, steps = sys.argv[1], sys.argv[2], int(sys.argv[3])
with WorkingGroup.open(path, by=member) as group:
    for number in range(steps):
        stance = Stance.SUPPORT if number % 2 else Stance.ACCEPT
        group.take_position(member, str(number % 4 + 1), stance, reason=f"{member} {number}")
"""


def test_two_processes_record_five_hundred_steps_each(tmp_path: Path) -> None:
    """All thousand are there, each writer's in its own order, and the proof holds."""
    path = tmp_path / "panel.consensus"
    with WorkingGroup.create(path, title="Panel", clock=ticking()) as group:
        fill(group)
        before = len(group.steps())
    writers = [
        subprocess.Popen([sys.executable, "-c", _RECORD, str(path), member, str(_STEPS)])
        for member in ("ASH", "DUN")
    ]
    assert [writer.wait(timeout=600) for writer in writers] == [0, 0]
    with WorkingGroup.open(path) as group:
        said: dict[str, list[str]] = {"ASH": [], "DUN": []}
        for step, operations, _ in group.history():
            if step.act.by in said:
                said[step.act.by] += [each.reason for each in operations]  # type: ignore[attr-defined]  # positions only
        assert said == {
            member: [f"{member} {number}" for number in range(_STEPS)] for member in said
        }
        assert len(group.steps()) == before + 2 * _STEPS
        assert group.verify().is_intact
