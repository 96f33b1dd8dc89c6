"""Several processes that record in one file at once."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

from consensus.history.step import topological_order
from consensus.history.verify import verify
from consensus.store.sqlite import SqliteStore

_STEPS = 500
_PROGRAM = """
import sys
from consensus.errors import HeadMoved
from consensus.store.sqlite import SqliteStore
from tests.support.recording import step

path, branch, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
store = SqliteStore.open(path, wait=30)
for number in range(count):
    while True:
        head = store.head
        try:
            store.append(step(number, (head,) if head else (), branch=branch), head)
        except HeadMoved:
            continue
        break
store.close()
"""


def test_two_processes_lose_no_step_and_agree_on_one_order(path: Path) -> None:
    """Two processes append many steps at once: all are there, in one chain that verifies."""
    SqliteStore.create(path).close()
    root = Path(__file__).parents[2]
    processes = [
        subprocess.Popen([sys.executable, "-c", _PROGRAM, str(path), each, str(_STEPS)], cwd=root)
        for each in ("a", "b")
    ]
    assert [each.wait(600) for each in processes] == [0, 0]
    with closing(SqliteStore.open(path)) as store:
        steps = list(store.read())
        assert Counter(a=_STEPS, b=_STEPS) == Counter(each.id[-1] for each in steps)
        assert steps == topological_order(steps)
        found = verify(store.read_stored())
        assert (found.steps, found.is_intact) == (2 * _STEPS, True)
