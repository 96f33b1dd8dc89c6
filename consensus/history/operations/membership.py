"""Who takes part."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from consensus.history.operation import Act, Operation, operation
from consensus.model.member import Group, Member, NegotiatingGroup, Office, Role
from consensus.model.state import State
from consensus.text.brackets import BracketedText

# Signs that mean something in the notation of brackets, and so cannot stand in a code.
_NOT_IN_CODES = frozenset("()[]|\\:,")


def unknown_members(state: State, codes: tuple[str, ...]) -> Iterator[str]:
    """A reason for each code that no member or observer has."""
    for code in codes:
        if code not in state.members:
            yield f"no member has the code {code}"


def unknown_holders(state: State, wording: BracketedText) -> Iterator[str]:
    """A reason for each name in the brackets of a text that nobody has."""
    for code in wording.holders:
        if code not in state.members and code not in state.negotiating_groups:
            yield f"no member and no negotiating group has the code {code}"


def _bad_code(code: str) -> Iterator[str]:
    if not code or any(sign in _NOT_IN_CODES or sign.isspace() for sign in code):
        yield f"{code!r} is no code: it needs letters or digits, without spaces or any of ()[]|\\:,"


@operation("add-group")
@frozen(kw_only=True)
class AddGroup(Operation):
    """A stakeholder group is named.

    Attributes:
        code: such as `GOV`.
        name: its name in full.
    """

    code: str
    name: str = ""

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse codes that cannot be written."""
        yield from _bad_code(self.code)

    def apply(self, state: State, act: Act) -> None:
        """Add it, or give it another name."""
        state.journal.put(state.groups, self.code, Group(self.code, self.name))


@operation("add-member")
@frozen(kw_only=True)
class AddMember(Operation):
    """A member or observer joins.

    Attributes:
        code: such as `BRA`; it stays for ever.
        name: its name in full.
        group: the code of its stakeholder group; empty for none.
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

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse a code twice and groups that were not named."""
        yield from _bad_code(self.code)
        if self.code in state.members:
            yield f"{self.code} is a member already"
        elif any(self.code.casefold() == known.casefold() for known in state.members):
            yield f"a member has the code {self.code} in letters of another case"
        if self.code in state.negotiating_groups:
            yield f"{self.code} is the code of a negotiating group"
        if self.group and self.group not in state.groups:
            yield f"no stakeholder group has the code {self.group}"
        if self.since and self.until and self.until < self.since:
            yield f"{self.code} would leave before it joins"

    def apply(self, state: State, act: Act) -> None:
        """Add the member."""
        member = Member(self.code, self.name, self.group, self.observer, self.since, self.until)
        state.journal.put(state.members, self.code, member)


@operation("change-member")
@frozen(kw_only=True)
class ChangeMember(Operation):
    """A member's name, group, standing or dates change; its code does not.

    Attributes:
        code: which member.
        name: its name from now on.
        group: the code of its stakeholder group from now on.
        observer: whether it takes part without counting.
        since: the first day of membership.
        until: the last day of membership.
    """

    code: str
    name: str = ""
    group: str = ""
    observer: bool = False
    since: date | None = None
    until: date | None = None

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse members that are not there and groups that were not named."""
        yield from unknown_members(state, (self.code,))
        if self.group and self.group not in state.groups:
            yield f"no stakeholder group has the code {self.group}"
        if self.since and self.until and self.until < self.since:
            yield f"{self.code} would leave before it joins"

    def apply(self, state: State, act: Act) -> None:
        """Replace what is known of the member."""
        member = Member(self.code, self.name, self.group, self.observer, self.since, self.until)
        state.journal.put(state.members, self.code, member)


@operation("form-negotiating-group")
@frozen(kw_only=True)
class FormNegotiatingGroup(Operation):
    """Members form an alliance, or its membership changes.

    Attributes:
        code: such as `G77`.
        name: its name in full.
        members: the codes of all its members from now on.
    """

    code: str
    name: str = ""
    members: tuple[str, ...]

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse members that are not there and the code of a member."""
        yield from _bad_code(self.code)
        yield from unknown_members(state, self.members)
        if self.code in state.members:
            yield f"{self.code} is the code of a member"

    def apply(self, state: State, act: Act) -> None:
        """Set the alliance."""
        formed = NegotiatingGroup(self.code, self.name, tuple(sorted(set(self.members))))
        state.journal.put(state.negotiating_groups, self.code, formed)


@operation("assign-office")
@frozen(kw_only=True)
class AssignOffice(Operation):
    """A person takes an office, or with no name lays it down.

    Attributes:
        role: which office.
        person: the person's name; empty when the office falls vacant.
        member: the code of the delegation the person comes from, or empty; when the office falls
            vacant, empty ends every holder's.
        nominated_by: the office or body that nominated the person, in words; may be empty.
        approved: whether the members approved the nomination.
    """

    role: Role
    person: str
    member: str = ""
    nominated_by: str = ""
    approved: bool = False

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse delegations that are not there."""
        if self.member:
            yield from unknown_members(state, (self.member,))

    def apply(self, state: State, act: Act) -> None:
        """Fill or empty the office; only facilitators can be several."""
        for held in tuple(state.offices.values()):
            if held.role is self.role and self._ends(held):
                state.journal.remove(state.offices, held.id)
        if self.person:
            office = Office(self.id, self.role, self.person, self.member)
            state.journal.put(state.offices, self.id, office)

    def _ends(self, held: Office) -> bool:
        if self.person:
            return self.role is not Role.FACILITATOR
        return self.member in ("", held.member)
