"""A crowd on one record: programs that record in it at once, and programs that watch.

Each runs in a process of its own. All of them are forked from one that has imported what they need
and opened nothing, since that takes ten times as long as what they do.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from multiprocessing import get_context
from multiprocessing.connection import Connection

from consensus.errors import StoreLocked, Unsure
from consensus.history.operations import AddMember
from consensus.store.opening import open_store
from consensus.working_group import WorkingGroup

BEGUN = "begun"
_PATIENCE_SECONDS = 900
_PROCESSES = get_context("forkserver")
_PROCESSES.set_forkserver_preload([__name__, "consensus.store.postgres"])


class Program:
    """A program of the crowd, and what it says."""

    def __init__(
        self, role: Callable[[str, str, int, Connection], None], place: str, name: str, count: int
    ) -> None:
        self._said, says = _PROCESSES.Pipe(duplex=False)
        self._process = _PROCESSES.Process(target=role, args=(place, name, count, says))
        self._process.start()
        says.close()

    def next_words(self) -> str:
        """What it says next."""
        return str(self._said.recv())

    def kill(self) -> None:
        """Kill it where it is."""
        self._process.kill()

    def rest(self) -> list[str]:
        """What it said until it ended, however it did."""
        words = []
        with self._said:
            while True:
                try:
                    words.append(self.next_words())
                except EOFError:
                    break
        self._process.join(_PATIENCE_SECONDS)
        return words

    def said(self) -> list[str]:
        """What it said until it ended well."""
        words = self.rest()
        assert self._process.exitcode == 0
        return words


def write(place: str, name: str, count: int, says: Connection) -> None:
    """Add that many members, and say each step once it is confirmed."""
    with WorkingGroup.open(place, by=name) as group:
        says.send(BEGUN)
        for number in range(count):
            says.send(_added(group, f"{name}-{number}"))


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


def watch(place: str, _: str, count: int, says: Connection) -> None:
    """Follow the record until it has that many steps, and say the head and how many members."""
    with closing(open_store(place, read_only=True)) as store, WorkingGroup.open(place) as group:
        says.send(BEGUN)
        while store.length < count:
            store.watch(60)
        group.refresh()
        says.send(group.head)
        says.send(str(len(group.state.members)))
