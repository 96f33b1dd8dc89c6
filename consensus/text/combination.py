"""A combination: several proposals for one text, woven together as far as they agree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from attrs import evolve, field, frozen

from consensus.arguments import validated
from consensus.errors import InvalidChoice, Unresolved
from consensus.text.hunk import Change, Conflict, Hunk, Kept, Option
from consensus.text.settlement import Settlement

__all__ = ["Change", "Combination", "Conflict", "Hunk", "Kept", "Neighbours", "Option"]

_SENTENCE_END = re.compile(r"[.!?;](?=\s)|[。！？；]|\n")


@frozen
class Neighbours:
    """Changes by different proposals in one sentence: clean, but to be read again.

    Attributes:
        sentence: the sentence with all changes made.
        changes: indices of the changes into the hunks of the combination.
        by: the proposals, sorted.
    """

    sentence: str
    changes: tuple[int, ...]
    by: tuple[str, ...]


def _by_key(proposals: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType(dict(sorted(proposals.items())))


@frozen(hash=False)
class Combination:
    """Several proposals for one text, woven together as far as they agree.

    Attributes:
        base: the text that the proposals are made against.
        proposals: the proposed texts by key, sorted by key.
        hunks: what is kept, changed and in conflict, in the order of the text.
    """

    base: str
    proposals: Mapping[str, str] = field(converter=_by_key)
    hunks: tuple[Hunk, ...]

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The conflicts that are not settled."""
        return tuple(hunk for hunk in self.hunks if isinstance(hunk, Conflict))

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes on which nobody wants anything else."""
        return tuple(hunk for hunk in self.hunks if isinstance(hunk, Change))

    @property
    def is_clean(self) -> bool:
        """Whether no conflict is left."""
        return not any(isinstance(hunk, Conflict) for hunk in self.hunks)

    @property
    def neighbours(self) -> tuple[Neighbours, ...]:
        """Changes by different proposals that stand in one sentence."""
        return tuple(_neighbours(self.hunks))

    @validated
    def project(self, key: str) -> str:
        """Settle everything in favour of one proposal and leave the others' changes out.

        Args:
            key: the proposal.

        Returns:
            The text of that proposal.

        Raises:
            InvalidChoice: there is no such proposal.
        """
        if key not in self.proposals:
            raise InvalidChoice(f"no proposal {key!r}: choose from {', '.join(self.proposals)}")
        return "".join(own_wording(hunk, key) for hunk in self.hunks)

    @validated
    def settle(
        self,
        settlements: Mapping[int, Settlement | str],
        names: Mapping[str, tuple[str, ...]] | None = None,
    ) -> Combination:
        """Settle some of the conflicts.

        Args:
            settlements: what each conflict is settled by, under its index in `conflicts`; the key
                of a proposal means taking that one.
            names: the codes to print for each proposal where a conflict is put in brackets.

        Returns:
            The combination with those conflicts settled and the others as they were.

        Raises:
            InvalidChoice: there is no such conflict, or a settlement does not fit it.
        """
        count = len(self.conflicts)
        unknown = sorted(index for index in settlements if not 0 <= index < count)
        if unknown:
            listed = ", ".join(map(str, unknown))
            raise InvalidChoice(f"no conflict {listed}: there are {count}, counted from 0")
        hunks: list[Hunk] = []
        index = 0
        for hunk in self.hunks:
            if isinstance(hunk, Conflict):
                settlement = settlements.get(index)
                index += 1
                hunks.append(hunk if settlement is None else hunk.settled(settlement, names))
            else:
                hunks.append(hunk)
        return evolve(self, hunks=tuple(hunks))

    def text(self) -> str:
        """Give the text with all changes made.

        Raises:
            Unresolved: conflicts are left.
        """
        left = len(self.conflicts)
        if left:
            raise Unresolved(
                f"{left} conflict{'s are' if left > 1 else ' is'} left to settle before there is "
                "one text"
            )
        return "".join(hunk.text for hunk in self.hunks if not isinstance(hunk, Conflict))

    @validated
    def render(self, notation: str, names: Mapping[str, tuple[str, ...]] | None = None) -> str:
        """Write the combination as one text.

        Args:
            notation: "brackets", "clean", "markers" or "critic".
            names: the codes to print for each proposal.

        Raises:
            Unresolved: "clean" was asked for and conflicts are left.
            InvalidChoice: there is no such notation.
        """
        # Notation builds on combinations, so it cannot be imported before them.
        from consensus.text.notation import render_combination

        return render_combination(self, notation, names)


def own_wording(hunk: Hunk, key: str) -> str:
    """Give what stands in place of a hunk in the text of one proposal."""
    if isinstance(hunk, Conflict):
        return hunk.wording(key)
    if hunk.settled_from is not None:
        return hunk.settled_from.wording(key)
    if isinstance(hunk, Kept) or key in hunk.by:
        return hunk.text
    return hunk.replaces


def _neighbours(hunks: Sequence[Hunk]) -> Iterator[Neighbours]:
    words: list[str] = []
    inside: list[int] = []
    for index, hunk in enumerate(hunks):
        if isinstance(hunk, Change):
            words.append(hunk.text)
            inside.append(index)
            continue
        if isinstance(hunk, Conflict):
            words.append(hunk.replaces)
            continue
        start = 0
        for stop in _SENTENCE_END.finditer(hunk.text):
            words.append(hunk.text[start : stop.end()])
            yield from _sentence(hunks, words, inside)
            words, inside, start = [], [], stop.end()
        words.append(hunk.text[start:])
    yield from _sentence(hunks, words, inside)


def _sentence(hunks: Sequence[Hunk], words: list[str], inside: list[int]) -> Iterator[Neighbours]:
    sides = {hunk.by for index in inside if isinstance(hunk := hunks[index], Change)}
    if len(sides) > 1:
        by = sorted({key for side in sides for key in side})
        yield Neighbours("".join(words).strip(), tuple(inside), tuple(by))
