"""Hunks: what a combination consists of, in the order of the text."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import TypeAlias

from attrs import field, frozen

from consensus.errors import InvalidChoice
from consensus.text.contention import Contention
from consensus.text.settlement import (
    InBrackets,
    InOrder,
    KeepBase,
    Reword,
    Settlement,
    Take,
)


@frozen
class Option:
    """One wording that a conflict may be settled for.

    Attributes:
        text: the wording; empty when nothing is to stand there.
        by: the proposals that want it; nobody for the wording of the base.
    """

    text: str
    by: tuple[str, ...] = ()


@frozen
class Conflict:
    """Words of the base for which proposals want different things.

    Attributes:
        replaces: the words of the base; empty where something is only put in.
        options: the wording of the base, then those of the proposals.
        linked: conflicts with the same number other than 0 are one question, like where blocks
            stand that one moves and another takes out.
    """

    replaces: str
    options: tuple[Option, ...]
    _contention: Contention | None = field(default=None, repr=False, eq=False)
    linked: int = 0

    @property
    def by(self) -> tuple[str, ...]:
        """All proposals that contend, sorted."""
        return tuple(sorted(key for option in self.options for key in option.by))

    @property
    def compatible(self) -> tuple[frozenset[str], ...]:
        """The largest sets of proposals that can be carried out together here."""
        if self._contention is None:
            return tuple(sorted((frozenset(o.by) for o in self.options if o.by), key=sorted))
        return self._contention.compatible()

    @property
    def excluding(self) -> tuple[tuple[str, str], ...]:
        """The pairs of proposals that cannot be carried out together here."""
        if self._contention is None:
            wordings = [(key, option.text) for option in self.options for key in option.by]
            return tuple(
                (one, other)
                for (one, text), (other, its) in combinations(sorted(wordings), 2)
                if text != its
            )
        return tuple(self._contention.clashing(self.by))

    def wording(self, key: str) -> str:
        """Give the wording of one proposal; that of the base for a proposal that has none."""
        for option in self.options:
            if key in option.by:
                return option.text
        return self.replaces

    def settled(
        self, settlement: Settlement | str, names: Mapping[str, tuple[str, ...]] | None = None
    ) -> Kept | Change:
        """Settle the conflict.

        Args:
            settlement: what it is settled by; the key of a proposal means taking that one.
            names: the codes to print for each proposal where a bracket is written.

        Returns:
            A change by those whose option it is (nobody, for new wording), or the words kept.

        Raises:
            InvalidChoice: the settlement names proposals that do not contend here, exclude each
                other, or are no insertions at one place.
        """
        if isinstance(settlement, str):
            settlement = Take(settlement)
        text, by = self._outcome(settlement, names)
        if text == self.replaces:
            return Kept(text, self, settlement)
        return Change(self.replaces, text, by, 0, self, settlement)

    def _outcome(
        self, settlement: Settlement, names: Mapping[str, tuple[str, ...]] | None
    ) -> tuple[str, tuple[str, ...]]:
        match settlement:
            case KeepBase():
                return self.replaces, ()
            case Reword(text):
                return text, next((o.by for o in self.options if o.text == text), ())
            case InBrackets():
                # Notation builds on combinations, so it cannot be imported before them.
                from consensus.text.notation import write_bracket

                return write_bracket(self.options, names), self.by
            case Take(keys):
                return self._taken(keys), self._siding(keys)
            case InOrder(keys):
                return self._in_order(keys), self._siding(keys)

    def _taken(self, keys: tuple[str, ...]) -> str:
        self._check_contenders(keys)
        if len({self.wording(key) for key in keys}) == 1:
            return self.wording(keys[0])
        if self._contention is None:
            pairs = [
                (keys[0], key) for key in keys[1:] if self.wording(key) != self.wording(keys[0])
            ]
        else:
            pairs = self._contention.clashing(keys)
        if pairs or self._contention is None:
            listed = ", ".join(f"{one} and {other}" for one, other in pairs)
            raise InvalidChoice(f"these proposals exclude each other here: {listed}")
        return self._contention.wording(keys)

    def _in_order(self, keys: tuple[str, ...]) -> str:
        self._check_contenders(keys)
        text = self._contention.in_order(keys) if self._contention else None
        if text is None:
            raise InvalidChoice(
                f"only pure insertions at one place can stand in an order, which those of "
                f"{', '.join(keys)} are not"
            )
        return text

    def _check_contenders(self, keys: tuple[str, ...]) -> None:
        strangers = sorted(set(keys) - set(self.by))
        if strangers:
            raise InvalidChoice(
                f"{', '.join(strangers)} has no option here: choose from {', '.join(self.by)}"
            )

    def _siding(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(key for o in self.options if set(keys) & set(o.by) for key in o.by))


@frozen
class Kept:
    """Words of the base that nobody changes, or that a conflict was settled for.

    Attributes:
        text: the words.
        settled_from: the conflict that was settled, if there was one.
        settlement: what it was settled by.
    """

    text: str
    settled_from: Conflict | None = field(default=None, repr=False, eq=False)
    settlement: Settlement | None = field(default=None, repr=False, eq=False)


@frozen
class Change:
    """Words of the base replaced, nobody wanting anything else there.

    Attributes:
        replaces: the words of the base; empty for an insertion.
        text: the words that stand there instead; empty for a deletion.
        by: the proposals that want it, sorted; nobody for new wording that settled a conflict.
        linked: changes with the same number other than 0 are one edit, like an opening and a
            closing bracket.
        settled_from: the conflict that was settled, if there was one.
        settlement: what it was settled by.
    """

    replaces: str
    text: str
    by: tuple[str, ...]
    linked: int = 0
    settled_from: Conflict | None = field(default=None, repr=False, eq=False)
    settlement: Settlement | None = field(default=None, repr=False, eq=False)


Hunk: TypeAlias = Kept | Change | Conflict
