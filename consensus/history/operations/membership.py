"""Operations on the working group: start, settings, members, groups and offices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import ClassVar, Self

import attrs
from attrs import frozen

from consensus.errors import Rejected
from consensus.history.operation import Operation, StepContext, operation
from consensus.model.people import (
    QUANTIFIERS,
    Group,
    Member,
    NegotiatingGroup,
    Nomination,
    NominationState,
    Office,
    Quantifier,
    Role,
)
from consensus.model.staleness import CarryOver
from consensus.model.state import Settings, State
from consensus.text.brackets import BracketedText

# Who takes part.

# Signs that mean something in the notation of brackets, and so cannot stand in a code.
_NOT_IN_CODES = frozenset("()[]|\\:,")


def unknown_members(state: State, codes: tuple[str, ...]) -> Iterator[str]:
    """Yields a reason for each code that no member or observer has."""
    for code in codes:
        if code not in state.members:
            yield f"no member has the code {code}"


def unknown_holders(state: State, wording: BracketedText) -> Iterator[str]:
    """Yields a reason for each name in the brackets of a text that no member has."""
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

    STANDS_ALONE: ClassVar[bool] = True

    code: str
    name: str = ""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses codes that cannot be written."""
        yield from _bad_code(self.code)

    def apply(self, state: State, act: StepContext) -> None:
        """Adds it, or renames it."""
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

    STANDS_ALONE: ClassVar[bool] = True

    code: str
    name: str = ""
    group: str = ""
    observer: bool = False
    since: date | None = None
    until: date | None = None

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses a code twice and groups that were not named."""
        yield from _bad_code(self.code)
        known = state.members.get(self.code)
        if known is not None:
            # Two copies that each add a member mean the same one.
            if not act.apart or known != self._member():
                yield f"{self.code} is a member already"
        elif self.code.casefold() in state.member_codes:
            yield f"a member has the code {self.code} in letters of another case"
        if self.code in state.negotiating_groups:
            yield f"{self.code} is the code of a negotiating group"
        if self.group and self.group not in state.groups:
            yield f"no stakeholder group has the code {self.group}"
        if self.since and self.until and self.until < self.since:
            yield f"{self.code} would leave before it joins"

    def apply(self, state: State, act: StepContext) -> None:
        """Adds the member."""
        state.journal.put(state.members, self.code, self._member())
        state.journal.put(state.member_codes, self.code.casefold(), self.code)

    def _member(self) -> Member:
        return Member(self.code, self.name, self.group, self.observer, self.since, self.until)


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

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses members that are not there and groups that were not named."""
        yield from unknown_members(state, (self.code,))
        if self.group and self.group not in state.groups:
            yield f"no stakeholder group has the code {self.group}"
        if self.since and self.until and self.until < self.since:
            yield f"{self.code} would leave before it joins"

    def apply(self, state: State, act: StepContext) -> None:
        """Replaces what is known of the member."""
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

    STANDS_ALONE: ClassVar[bool] = True

    code: str
    name: str = ""
    members: tuple[str, ...]

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses members that are not there and the code of a member."""
        yield from _bad_code(self.code)
        yield from unknown_members(state, self.members)
        if self.code in state.members:
            yield f"{self.code} is the code of a member"

    def apply(self, state: State, act: StepContext) -> None:
        """Sets the alliance."""
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
        nomination: the id of the nomination that the members approved; empty for none.
    """

    role: Role
    person: str
    member: str = ""
    nomination: str = ""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses delegations that are not there, and nominations that are not open."""
        if self.member:
            yield from unknown_members(state, (self.member,))
        if self.nomination:
            yield from _not_waiting(state, self.nomination)

    def apply(self, state: State, act: StepContext) -> None:
        """Fills or vacates the office; only facilitators can be several."""
        if not (self.person and self.role is Role.FACILITATOR):
            for held in tuple(state.offices.values()):
                if held.role is self.role and (self.person or self.member in ("", held.member)):
                    state.journal.remove(state.offices, held.id)
        if self.person:
            office = Office(self.id, self.role, self.person, self.member, self.nomination)
            state.journal.put(state.offices, self.id, office)
        if self.nomination:
            _end_nomination(state, self.nomination, NominationState.APPROVED)


@operation("nominate")
@frozen(kw_only=True)
class Nominate(Operation):
    """A person is put forward for an office; the members have to approve.

    Attributes:
        handle: such as `NOM1`.
        role: for which office.
        person: the person's name.
        member: the code of the delegation the person comes from, or empty.
        by: who nominates the person: an office or a body, in words; may be empty.
    """

    handle: str
    role: Role
    person: str
    member: str = ""
    by: str = ""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses an empty name, unknown delegations, and the same nomination twice."""
        if not self.person.strip():
            yield "name the person who is nominated"
        if self.member:
            yield from unknown_members(state, (self.member,))
        for each in state.nominations.values():
            if each.state is NominationState.OPEN and (each.role, each.person) == (
                self.role,
                self.person,
            ):
                yield f"{self.person} is nominated already, as {each.handle}"

    def apply(self, state: State, act: StepContext) -> None:
        """Puts the person forward."""
        nomination = Nomination(
            id=self.id,
            handle=state.give_handle(self.handle, self.id),
            role=self.role,
            person=self.person,
            made=act.happened,
            member=self.member,
            by=self.by,
        )
        state.journal.put(state.nominations, self.id, nomination)


@operation("decline-nomination")
@frozen(kw_only=True)
class DeclineNomination(Operation):
    """A nomination is not approved, not accepted or taken back.

    Attributes:
        nomination: the id of the nomination.
        reason: why; may be empty.
    """

    nomination: str
    reason: str = ""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses nominations that are not open."""
        yield from _not_waiting(state, self.nomination)

    def apply(self, state: State, act: StepContext) -> None:
        """Ends the nomination."""
        _end_nomination(state, self.nomination, NominationState.DECLINED)


def _not_waiting(state: State, nomination: str) -> Iterator[str]:
    found = state.nominations.get(nomination)
    if found is None:
        yield f"no nomination has the id {nomination}"
    elif found.state is not NominationState.OPEN:
        yield f"{found.handle} was {found.state} already"


def _end_nomination(state: State, nomination: str, became: NominationState) -> None:
    ended = attrs.evolve(state.nominations[nomination], state=became)
    state.journal.put(state.nominations, nomination, ended)


# How the working group works.


@operation("start-working-group")
@frozen(kw_only=True)
class StartWorkingGroup(Operation):
    """A working group begins; the first operation of every record.

    Attributes:
        title: its name.
        rule: the rule for everything that has none of its own.
        carry_over: how supportive positions carry over a change of text.
        language: the language of its drafts, as a tag such as `en`.
    """

    title: str
    rule: str = "consent()"
    carry_over: CarryOver = CarryOver.WISHES_MET
    language: str = "en"

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses a second beginning."""
        if state.title:
            yield f"this record already belongs to {state.title}"
        if not self.title.strip():
            yield "a working group needs a title"

    def apply(self, state: State, act: StepContext) -> None:
        """Sets what holds for the whole working group."""
        settings = Settings(self.title, self.rule, self.carry_over.value, self.language)
        state.journal.put(state.settings, "", settings)


@operation("set-rule")
@frozen(kw_only=True)
class SetRule(Operation):
    """Consensus on a target is judged by another rule from now on.

    Attributes:
        rule: the expression; empty takes the target's own rule away again.
        target: the id of a draft or item; empty for the whole working group.
    """

    rule: str
    target: str = ""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses targets that have no rule of their own."""
        if self.target and self.target not in state.drafts and self.target not in state.items:
            yield f"{self.target} is no draft and no item, so it has no rule of its own"
        if not self.target and not self.rule:
            yield "the working group itself always has a rule"

    def apply(self, state: State, act: StepContext) -> None:
        """Sets the rule where it belongs."""
        put = state.journal.put
        if not self.target:
            put(state.settings, "", attrs.evolve(state.settings[""], rule=self.rule))
        elif self.target in state.drafts:
            draft = state.drafts[self.target]
            put(state.drafts, self.target, attrs.evolve(draft, rule=self.rule))
        else:
            item = state.items[self.target]
            put(state.items, self.target, attrs.evolve(item, rule=self.rule))


@operation("set-quantifiers")
@frozen(kw_only=True)
class SetQuantifiers(Operation):
    """The body says which words its summaries have for which share of the members.

    Attributes:
        quantifiers: the whole table; empty for the words that hold until it is set.
    """

    quantifiers: tuple[Quantifier, ...] = ()

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses rows without words, shares that are none, and two words for one share."""
        seen: set[str] = set()
        for each in self.quantifiers:
            if not each.words.strip():
                yield "a quantifier needs words"
            try:
                share = f"{'>' * each.share.startswith('>')}{each.at_least}"
            except ValueError:
                yield f"{each.share} is no share from 0 to 1, such as 2/3 or >1/2"
                continue
            if share in seen:
                yield f"the share {each.share} has two quantifiers"
            seen.add(share)

    def apply(self, state: State, act: StepContext) -> None:
        """Sets the table."""
        table = self.quantifiers or QUANTIFIERS
        state.journal.put(state.settings, "", attrs.evolve(state.settings[""], quantifiers=table))


LONGEST_NOTICE = timedelta(days=366)


@operation("set-notice")
@frozen(kw_only=True)
class SetNotice(Operation):
    """A text has to be circulated so long before it is introduced, unless a meeting has seen it.

    Attributes:
        minutes: the notice period; 0 for none.
    """

    minutes: int

    @classmethod
    def of(cls, notice: timedelta) -> Self:
        """Returns the operation that sets a notice period.

        Raises Rejected if it is no number of whole minutes.
        """
        minutes, rest = divmod(notice, timedelta(minutes=1))
        if rest:
            raise Rejected("a notice period is a number of whole minutes")
        return cls(minutes=minutes)

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses invalid periods."""
        if not 0 <= self.minutes <= LONGEST_NOTICE // timedelta(minutes=1):
            yield "a notice period is from no time to 366 days"

    def apply(self, state: State, act: StepContext) -> None:
        """Sets the notice period."""
        notice = timedelta(minutes=self.minutes)
        state.journal.put(state.settings, "", attrs.evolve(state.settings[""], notice=notice))
