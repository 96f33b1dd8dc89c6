"""The versions of a text one by one, with what changed from each to the next."""

from __future__ import annotations

from collections import Counter

from attrs import frozen

from consensus.model.state import State
from consensus.model.version import Cause
from consensus.reports.audience import Audience, Kind
from consensus.reports.comparison import Piece, compare_texts


@frozen
class InstructionLine:
    """Words that members objected to, or held, gone in without brackets as the chair ruled.

    Attributes:
        amendments: the handles of the amendments whose words they were.
        reason: the chair's reason; empty where it is withheld.
    """

    amendments: tuple[str, ...]
    reason: str

    @property
    def sentence(self) -> str:
        """Such as `A4 went in without brackets, on the Chair's instruction: time is short`."""
        handles = ", ".join(self.amendments)
        said = f"{handles} went in without brackets, on the Chair's instruction"
        return f"{said}: {self.reason}" if self.reason else said


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


def instruction_lines(
    state: State, target: str, audience: Audience, left_out: Counter[Kind]
) -> tuple[InstructionLine, ...]:
    """What went into a text without brackets on the chair's instruction, the first first.

    Args:
        state: the state.
        target: the id of an item or amendment; a package has no text.
        audience: who it is for; the public reads no reasons.
        left_out: counts what is withheld.
    """
    found: list[InstructionLine] = []
    version = None if target in state.packages else state.version(target)
    while version is not None:
        if version.unbracketed:
            handles = tuple(state.handle_of(each) for each in version.unbracketed)
            sees = audience.sees_names
            left_out[Kind.REASONS] += not sees
            found.append(InstructionLine(handles, version.instruction if sees else ""))
        version = state.versions.get(version.previous)
    return tuple(reversed(found))
