"""A crowd on one record: programs that record in it at once, and programs that watch.

Each runs as a process of its own: `python -m tests.working_group.crowd writer PLACE NAME COUNT`.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

from consensus.errors import StoreLocked, Unsure
from consensus.history.operations import AddMember
from consensus.store.opening import open_store
from consensus.working_group import WorkingGroup

BEGUN = "begun"
ROOT = Path(__file__).parents[2]


def begin(role: str, place: str, name: str, count: int) -> subprocess.Popen[str]:
    """Start a program of the crowd."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.working_group.crowd", role, place, name, str(count)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def write(place: str, name: str, count: int) -> None:
    """Add that many members, and print each step once it is confirmed."""
    with WorkingGroup.open(place, by=name) as group:
        print(BEGUN, flush=True)
        for number in range(count):
            print(_added(group, f"{name}-{number}"), flush=True)


def _added(group: WorkingGroup, code: str) -> str:
    """The step that adds a member; where it is not known whether it was recorded, it is looked up.

    A file that sixteen programs write to is sometimes busy for longer than anybody waits.
    """
    while True:
        try:
            return group.record(AddMember(id="", code=code, name=code)).id
        except StoreLocked:
            continue
        except Unsure:
            group.refresh()
            found = [
                step.id
                for step, operations, _ in group.history()
                for operation in operations
                if isinstance(operation, AddMember) and operation.code == code
            ]
            if found:
                return found[0]


def watch(place: str, _: str, count: int) -> None:
    """Follow the record until it has that many steps, and print the head and the members."""
    with closing(open_store(place, read_only=True)) as store, WorkingGroup.open(place) as group:
        print(BEGUN, flush=True)
        while store.length < count:
            store.watch(60)
        group.refresh()
        print(group.head, len(group.state.members))


if __name__ == "__main__":
    {"writer": write, "watcher": watch}[sys.argv[1]](sys.argv[2], sys.argv[3], int(sys.argv[4]))
