"""A combination of several proposals for a whole document."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from attrs import evolve, field, frozen

from consensus.arguments import validated
from consensus.errors import InvalidChoice, Unresolved
from consensus.text.arrangement import Arrangement
from consensus.text.combination import (
    Change,
    Combination,
    Conflict,
    Hunk,
    Settlement,
    settled_together,
)
from consensus.text.findings import Neighbours, TextFinding
from consensus.text.render import render_document


def _by_key(proposals: Mapping[str, str]) -> Mapping[str, str]:
    return dict(sorted(proposals.items()))


@frozen(eq=False)
class DocumentCombination:
    """Several proposals for a document, woven together as far as they agree.

    It has two layers: the arrangement says which blocks stand where, and has conflicts of its own
    where one proposal moves what another takes out or moves elsewhere; and each part of the
    document that somebody changes is a combination of words.

    Attributes:
        base: the document that the proposals are made against.
        proposals: the proposed documents by key, sorted by key.
        arrangement: the parts of the document.
    """

    base: str
    proposals: Mapping[str, str] = field(converter=_by_key)
    arrangement: Arrangement = field(repr=False)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, DocumentCombination):
            return NotImplemented
        return (self.base, self.proposals, self.hunks) == (
            other.base,
            other.proposals,
            other.hunks,
        )

    @cached_property
    def _placed(self) -> tuple[tuple[Hunk, int, int], ...]:
        return tuple(self.arrangement.hunks())

    @property
    def hunks(self) -> tuple[Hunk, ...]:
        """What is kept, changed and in conflict, in the order of the combined document.

        Blocks that moved are taken out where they stood and put in where they stand, by changes
        with one number as `linked`. Conflicts with one number as `linked` are one question about
        several places.
        """
        return tuple(hunk for hunk, _, _ in self._placed)

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
        return self.arrangement.is_clean

    @property
    def neighbours(self) -> tuple[Neighbours, ...]:
        """Changes by different proposals that stand in one sentence."""
        return self._in_words().neighbours

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
        return self.arrangement.wording(key)

    @validated
    def settle(
        self,
        settlements: Mapping[int, Settlement | str],
        names: Mapping[str, tuple[str, ...]] | None = None,
    ) -> DocumentCombination:
        """Settle some of the conflicts.

        Args:
            settlements: what each conflict is settled by, under its index in `conflicts`; the key
                of a proposal means taking that one. Linked conflicts are settled together, by what
                is said for any one of them.
            names: the codes to print for each proposal where a conflict is put in brackets.

        Returns:
            The combination with those conflicts settled and the others as they were.

        Raises:
            InvalidChoice: there is no such conflict, a settlement does not fit it, or linked
                conflicts are to be settled in different ways.
        """
        places = [
            (hunk, stretch, index)
            for hunk, stretch, index in self._placed
            if isinstance(hunk, Conflict)
        ]
        unknown = sorted(index for index in settlements if not 0 <= index < len(places))
        if unknown:
            listed = ", ".join(map(str, unknown))
            raise InvalidChoice(f"no conflict {listed}: there are {len(places)}, counted from 0")
        arrangement = self.arrangement
        parts = [*arrangement.stretches, arrangement.tail]
        by_words: dict[int, dict[int, Settlement | str]] = {}
        together: dict[int, tuple[int, Settlement | str]] = {}
        for number, settlement in settlements.items():
            conflict, stretch, index = places[number]
            if not conflict.linked:
                by_words.setdefault(stretch, {})[index] = settlement
            elif together.setdefault(conflict.linked, (stretch, settlement))[1] != settlement:
                raise InvalidChoice("linked conflicts are one question, with one settlement")
        for stretch, chosen in by_words.items():
            hunks = parts[stretch].combination.settle(chosen, names).hunks
            parts[stretch] = evolve(parts[stretch], hunks=hunks)
        for link, (stretch, settlement) in together.items():
            linked = {at: hunk for hunk, at, _ in places if hunk.linked == link}
            sites = {at: parts[at].combination.conflicts[0] for at in linked}
            for at, hunk in settled_together(sites, stretch, settlement, names).items():
                parts[at] = evolve(parts[at], hunks=(hunk,))
        return evolve(
            self,
            arrangement=evolve(arrangement, stretches=tuple(parts[:-1]), tail=parts[-1]),
        )

    def text(self) -> str:
        """Give the document with all changes made.

        Raises:
            Unresolved: conflicts are left.
        """
        if not self.is_clean:
            left = len(self.conflicts)
            raise Unresolved(
                f"{left} conflict{'s are' if left > 1 else ' is'} left to settle before there is "
                "one text"
            )
        return self.arrangement.text()

    @validated
    def render(self, notation: str, names: Mapping[str, tuple[str, ...]] | None = None) -> str:
        """Write the combination as one text.

        Args:
            notation: "brackets", "clean", "markers" or "critic". With "markers" a conflict takes
                up whole lines.
            names: the codes to print for each proposal.

        Raises:
            Unresolved: "clean" was asked for and conflicts are left.
            InvalidChoice: there is no such notation.
        """
        # Whoever rejects everything in "critic" must be left with the base; the other notations
        # show no change.
        shows_changes = notation == "critic"
        placed = self.arrangement.hunks(put_in=shows_changes, by_words=shows_changes)
        hunks = tuple(hunk for hunk, _, _ in placed)
        return render_document(Combination(self.base, self.proposals, hunks), notation, names)

    @property
    def findings(self) -> tuple[TextFinding, ...]:
        """What a merge without conflicts may have got wrong: leftover terms, numbers."""
        return self._in_words().findings

    def taken(self, key: str) -> tuple[Change, ...]:
        """Returns the changes of a proposal that go in by default."""
        return self._in_words().taken(key)

    def _in_words(self) -> Combination:
        return Combination(self.base, self.proposals, self.hunks)
