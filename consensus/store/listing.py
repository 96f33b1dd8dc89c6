"""Listing records: those in a folder, or the working groups in a database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from attrs import frozen

from consensus.errors import ConsensusError, StoreError
from consensus.history.operations.settings import StartWorkingGroup
from consensus.history.step import Step, decode_step
from consensus.store.opening import file_of, kept_in_database, open_store

ENDING = ".consensus"


@frozen
class Listed:
    """A record in a folder or database.

    Attributes:
        name: that of the file, or of the working group in its database.
        title: the title it was begun with; empty where that cannot be read.
        steps: how many steps it has.
        recorded: when the last one was recorded; None where there is none.
        problem: why it cannot be read; empty where it can.
    """

    name: str
    title: str = ""
    steps: int = 0
    recorded: datetime | None = None
    problem: str = ""


def list_records(place: str | Path) -> tuple[Listed, ...]:
    """The records in a folder, or the working groups in a database, by name.

    Args:
        place: a folder, or the URL of a database.

    Raises:
        StoreError: there is no such folder, or the database cannot be read.
    """
    folder = file_of(place)
    if folder is None:
        return tuple(
            _listed(name, steps, decode_step(first or last), decode_step(last))
            if last
            else Listed(name)
            for name, steps, first, last in kept_in_database(str(place))
        )
    if not folder.is_dir():
        raise StoreError(f"{folder} is no folder; name one, or the URL of a database")
    return tuple(_of_files(folder))


def _of_files(folder: Path) -> Iterator[Listed]:
    for path in sorted(folder.glob(f"*{ENDING}")):
        if not path.is_file():
            continue
        try:
            with closing(open_store(path, read_only=True)) as store:
                length = store.length
                first = next(store.read(), None)
                last = next(store.read(max(0, length - 1)), None)
                yield _listed(path.name, length, first, last)
        except StoreError as error:
            yield Listed(path.name, problem=str(error))


def _listed(name: str, steps: int, first: Step | None, last: Step | None) -> Listed:
    return Listed(name, _title(first), steps, last.recorded if last else None)


def _title(first: Step | None) -> str:
    if first is None or len(first.bodies) < 2:
        return ""
    try:
        begun = first.operation(1)
    except ConsensusError:
        # Later software may have begun it in another way; it is there all the same.
        return ""
    return begun.title if isinstance(begun, StartWorkingGroup) else ""
