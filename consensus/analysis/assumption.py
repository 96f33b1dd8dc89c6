"""Assumptions: what may be supposed of a working group, to see what would follow."""

from __future__ import annotations

from typing import TypeAlias

from attrs import field, frozen

from consensus.model.decision import Outcome
from consensus.model.stance import Stance


@frozen
class Says:
    """A member takes a stance.

    Attributes:
        member: its code.
        target: what the item, amendment or package is called.
        stance: the stance.
        provided: what must be agreed for it to hold.
    """

    member: str
    target: str
    stance: Stance = field(converter=Stance)
    provided: tuple[str, ...] = ()

    def __str__(self) -> str:
        provided = f" provided {', '.join(self.provided)}" if self.provided else ""
        return f"{self.member} says of {self.target}: {self.stance}{provided}"


@frozen
class Merges:
    """Amendments go into the text they amend.

    Attributes:
        target: what the item or amendment is called; an amendment that inserts, deletes, moves,
            splits or joins items by its own name.
        take: the handles of the amendments that go in whole, every conflict settled in their
            favour; without any, all changes that nobody contends.
    """

    target: str
    take: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.take:
            return f"{', '.join(self.take)} goes into {self.target}"
        return f"what nobody contends goes into {self.target}"


@frozen
class Withdraws:
    """The sponsors of an amendment take it back.

    Attributes:
        amendment: what it is called.
        members: the codes of those that leave it; all of them if not given.
    """

    amendment: str
    members: tuple[str, ...] = ()

    def __str__(self) -> str:
        who = ", ".join(self.members) or "its sponsors"
        return f"{self.amendment} is withdrawn by {who}"


@frozen
class Declares:
    """The chair declares an outcome.

    Attributes:
        target: what the item, amendment or package is called.
        outcome: what is declared.
    """

    target: str
    outcome: Outcome = field(converter=Outcome)

    def __str__(self) -> str:
        return f"{self.target} is declared {self.outcome}"


@frozen
class Judges:
    """Everything, a draft or an item is judged by another rule.

    Attributes:
        rule: the rule, as an expression.
        target: what the draft or item is called; empty for everything that has no rule of its own.
    """

    rule: str
    target: str = ""

    def __str__(self) -> str:
        return f"{self.target or 'everything'} is judged by {self.rule}"


Assumption: TypeAlias = Says | Merges | Withdraws | Declares | Judges
"""Something supposed."""
