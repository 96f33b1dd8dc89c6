"""Members, observers, stakeholder groups, negotiating groups and offices."""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, date, datetime
from enum import StrEnum

from attrs import frozen


def day_of(moment: datetime) -> date:
    """The day on which membership is counted at a moment: that of universal time, everywhere."""
    return moment.astimezone(UTC).date()


@frozen
class Group:
    """A stakeholder group, such as governments or civil society.

    Attributes:
        code: how the group is written in files, such as `GOV`.
        name: its name in full.
    """

    code: str
    name: str = ""


@frozen
class Member:
    """A delegation or person that counts towards consensus, or an observer that does not.

    Attributes:
        code: the short code, such as `BRA`; it identifies the member for ever.
        name: its name in full.
        group: the code of its stakeholder group; empty when it is in none.
        observer: whether it takes part without counting.
        since: the first day of membership; None from the beginning.
        until: the last day of membership; None without end.
    """

    code: str
    name: str = ""
    group: str = ""
    observer: bool = False
    since: date | None = None
    until: date | None = None

    def counts_on(self, day: date) -> bool:
        """Whether the member counts towards consensus on that day."""
        if self.observer:
            return False
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


@frozen
class NegotiatingGroup:
    """An alliance that speaks for its members, each of which can say otherwise.

    Attributes:
        code: such as `G77`.
        name: its name in full.
        members: the codes of its members, sorted.
    """

    code: str
    name: str = ""
    members: tuple[str, ...] = ()

    def has(self, member: str) -> bool:
        """Whether a member belongs to it, by binary search."""
        index = bisect_left(self.members, member)
        return self.members[index : index + 1] == (member,)


class Role(StrEnum):
    """An office of the working group."""

    CHAIR = "chair"
    CO_CHAIR = "co-chair"
    FACILITATOR = "facilitator"
    SECRETARY = "secretary"


@frozen
class Office:
    """A person holding an office; the delegation the person comes from still counts.

    Attributes:
        id: the id of the operation that recorded it.
        role: which office.
        person: the person's name.
        member: the code of the delegation the person comes from, or empty.
        nomination: the id of the nomination that the members approved; empty for none.
    """

    id: str
    role: Role
    person: str
    member: str = ""
    nomination: str = ""


class NominationState(StrEnum):
    """What became of a nomination."""

    OPEN = "open"
    APPROVED = "approved"
    DECLINED = "declined"


@frozen
class Nomination:
    """A person is put forward for an office, and takes it once the members approve.

    Attributes:
        id: the id of the operation that recorded it.
        handle: such as `NOM1`.
        role: for which office.
        person: the person's name.
        member: the code of the delegation the person comes from, or empty.
        by: who nominated the person: an office or a body, in words; may be empty.
        made: when.
        state: what became of it.
    """

    id: str
    handle: str
    role: Role
    person: str
    made: datetime
    member: str = ""
    by: str = ""
    state: NominationState = NominationState.OPEN
