"""Stores that do not give back what they were given, to see that the tests notice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
from attrs import evolve

from consensus.history.step import HashedBody, Step, StoredStep, encode_step
from consensus.store.port import Store

from .handles import Handles, Make

Change = Callable[[list[StoredStep]], list[StoredStep]]


class Mutant:
    """A store that holds other steps than were appended.

    Args:
        store: holds what was appended.
        change: what becomes of it.
    """

    def __init__(self, store: Store, change: Change) -> None:
        self._store = store
        self._change = change

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @property
    def head(self) -> str:
        """The hash of the last step that is left."""
        left = self._left()
        return left[-1].hash if left else ""

    @property
    def length(self) -> int:
        """How many steps are left."""
        return len(self._left())

    def read(self, since: int = 0) -> Iterator[Step]:
        """The steps that are left."""
        # The store itself must hear how far was read.
        list(self._store.read(since))
        return iter([each.open() for each in self._left()[since:]])

    def read_stored(self) -> Iterator[StoredStep]:
        """The steps that are left, with the places they have now."""
        return iter(self._left())

    def _left(self) -> list[StoredStep]:
        left = self._change(list(self._store.read_stored()))
        return [evolve(each, position=place) for place, each in enumerate(left, 1)]


class MutantHandles(Handles):
    """Handles of another kind, each on a mutant."""

    def __init__(self, handles: Handles, change: Change) -> None:
        self.folder = handles.folder
        self._handles = handles
        self._change = change
        self._opened = [self._mutant(handles.first)]

    def open(self) -> Store:
        """Open the record once more."""
        return self._mutant(self._handles.open())

    def _mutant(self, store: Store) -> Store:
        mutant: Any = Mutant(store, self._change)
        return mutant


def mutating(make: Make, change: Change) -> Make:
    """What makes mutants of the stores that something else makes."""

    def made(folder: Path) -> Handles:
        return MutantHandles(make(folder), change)

    return made


def _of_steps(change: Change) -> Change:
    """A change of the steps, from the second one on."""
    return lambda steps: steps if len(steps) < 2 else change(steps)


def _of_bodies(change: Callable[[Sequence[HashedBody]], Sequence[HashedBody]]) -> Change:
    """A change of the operations in the last step."""

    def changed(steps: list[StoredStep]) -> list[StoredStep]:
        last = steps[-1].open()
        bodies = (last.bodies[0], *change(last.bodies[1:]))
        content = encode_step(msgspec.structs.replace(last, bodies=bodies))
        return [*steps[:-1], evolve(steps[-1], content=content)]

    return _of_steps(changed)


MUTATIONS: dict[str, Change] = {
    "a step dropped": _of_steps(lambda steps: [*steps[:-2], steps[-1]]),
    "the last step dropped": _of_steps(lambda steps: steps[:-1]),
    "steps reordered": _of_steps(lambda steps: [*steps[:-2], steps[-1], steps[-2]]),
    "a step doubled": _of_steps(lambda steps: [*steps, steps[-1]]),
    "an operation dropped": _of_bodies(lambda bodies: bodies[:-1]),
    "operations reordered": _of_bodies(lambda bodies: bodies[::-1]),
    "an operation doubled": _of_bodies(lambda bodies: [*bodies, bodies[-1]]),
}
