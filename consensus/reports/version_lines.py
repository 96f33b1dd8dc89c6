"""The versions of a text one by one, with what changed from each to the next."""

from __future__ import annotations

from attrs import frozen

from consensus.model.state import State
from consensus.model.version import Cause
from consensus.reports.audience import Audience
from consensus.reports.comparison import Piece, compare_texts


@frozen
class VersionLine:
    """One version of a text.

    Attributes:
        number: counted from 1.
        cause: why the text became this.
        merged: the handles of the amendments that were merged whole into it.
        pieces: what changed since the version before; the whole text of the first.
    """

    number: int
    cause: Cause
    merged: tuple[str, ...]
    pieces: tuple[Piece, ...]


def version_lines(
    state: State, target: str, audience: Audience = Audience.PUBLIC
) -> tuple[VersionLine, ...]:
    """The versions of an item or amendment, the first first; none of a package.

    Args:
        state: the state.
        target: its id.
        audience: who they are shown to; the public gets brackets without names.
    """
    if target in state.packages:
        return ()
    found: list[VersionLine] = []
    version = state.version(target)
    while True:
        before = state.versions.get(version.previous)
        text = version.wording.notation(audience.sees_names)
        old = text if before is None else before.wording.notation(audience.sees_names)
        merged = tuple(state.handle_of(each) for each in version.merged_whole)
        found.append(VersionLine(version.number, version.cause, merged, compare_texts(old, text)))
        if before is None:
            return tuple(reversed(found))
        version = before
