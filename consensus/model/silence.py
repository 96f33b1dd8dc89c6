"""Silence procedures: a text is agreed unless somebody objects before a deadline."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen


@frozen
class Breach:
    """One member breaking the silence over one target.

    A breach stays, even when the objection is withdrawn later: what was broken has to be asked
    again.

    Attributes:
        target: the id of what is objected to.
        member: the code of the member that broke the silence.
        happened: when.
        reason: why; empty means not stated.
    """

    target: str
    member: str
    happened: datetime
    reason: str = ""


@frozen
class Silence:
    """A silence procedure over one or several targets.

    Nothing is recorded when it lapses: whether its deadline has passed depends on the time at
    which one looks. It holds for the versions it was opened on, so a change of a text that is
    more than editorial ends it for that target.

    Attributes:
        id: the id of the operation that opened it.
        handle: such as `SP1`.
        targets: the ids of the items, amendments or packages.
        versions: the ids of their versions, in the same order.
        opened: when it began.
        deadline: the moment before which an objection has to be made.
        breaches: who broke it, in the order in which it was recorded.
    """

    id: str
    handle: str
    targets: tuple[str, ...]
    versions: tuple[str, ...]
    opened: datetime
    deadline: datetime
    breaches: tuple[Breach, ...] = ()

    def version_of(self, target: str) -> str:
        """The id of the version of a target that it was opened on."""
        return self.versions[self.targets.index(target)]

    def is_running(self, moment: datetime) -> bool:
        """Whether an objection at that moment breaks it; at the deadline it is too late."""
        return self.opened <= moment < self.deadline

    def breaches_of(self, target: str) -> tuple[Breach, ...]:
        """Who broke the silence over a target."""
        return tuple(breach for breach in self.breaches if breach.target == target)
