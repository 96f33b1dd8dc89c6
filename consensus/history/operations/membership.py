"""Operations on the working group: start, settings, members, groups and offices."""

from __future__ import annotations

import re
from collections.abc import Iterator, MutableMapping
from datetime import date, datetime, timedelta
from typing import Any, Self

from attrs import frozen

from consensus.errors import Rejected
from consensus.history.operation import Operation, StepContext, operation
from consensus.model.people import (
    QUANTIFIERS,
    AudiencePolicy,
    Group,
    Member,
    NegotiatingGroup,
    Nomination,
    NominationFields,
    NominationState,
    Office,
    Quantifier,
    Role,
    Style,
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


def unknown_group(state: State, code: str) -> Iterator[str]:
    """Yields the reason if a code, unless it is empty, is of no stakeholder group."""
    if code and code not in state.groups:
        yield f"no stakeholder group has the code {code}"


def unknown_holders(state: State, wording: BracketedText) -> Iterator[str]:
    """Yields a reason for each name in the brackets of a text that no member has."""
    for code in wording.holders:
        if code not in state.members and code not in state.negotiating_groups:
            yield f"no member and no negotiating group has the code {code}"


def bad_deadline(moment: datetime | None, start: datetime, name: str, event: str) -> Iterator[str]:
    """Yields the reason if a moment is without time zone, or not after the start of an event."""
    if moment is not None and moment.tzinfo is None:
        yield f"give {name} with its time zone"
    elif moment is not None and moment <= start:
        yield f"{name}, {moment:%Y-%m-%d %H:%M %Z}, lies before {event}"


def imported_before(state: State, digest: str) -> Iterator[str]:
    """Yields the handle of what was made of an import with the same digest, if there is one."""
    if digest and digest in state.imported:
        yield state.handle_of(state.imported[digest])


def _bad_code(code: str) -> Iterator[str]:
    if not code or any(sign in _NOT_IN_CODES or sign.isspace() for sign in code):
        yield f"{code!r} is no code: it needs letters or digits, without spaces or any of ()[]|\\:,"


@operation("add-group", stands_alone=True)
@frozen(kw_only=True, repr=False, eq=False)
class AddGroup(Operation):
    """A stakeholder group is named; the fields are those of `Group`."""

    code: str
    name: str = ""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        yield from _bad_code(self.code)

    def apply(self, state: State, act: StepContext) -> None:
        state.journal.put(state.groups, self.code, self.build(Group))


@frozen(kw_only=True, repr=False, eq=False)
class _OfMember(Operation):
    """Base of operations with the fields of `Member`."""

    code: str
    name: str = ""
    group: str = ""
    observer: bool = False
    since: date | None = None
    until: date | None = None
    weights: tuple[tuple[str, str], ...] = ()

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        yield from unknown_group(state, self.group)
        for name, weight in self.weights:
            if not (name and re.fullmatch(r"[0-9]{1,15}(\.[0-9]{1,9})?", weight, re.ASCII)):
                yield f"{weight!r} is no {name or 'weight'}: write a number such as 29 or 83.4"
        if self.since and self.until and self.until < self.since:
            yield f"{self.code} would leave before it joins"

    def apply(self, state: State, act: StepContext) -> None:
        """Adds the member, or replaces what is known of it; a name it had before is kept."""
        known = state.members.get(self.code)
        former = known.former if known else ()
        if known and known.name and known.name != self.name and known.name not in former:
            former += (known.name,)
        state.journal.put(state.members, self.code, self.build(Member, former=former))
        state.journal.put(state.member_codes, self.code.casefold(), self.code)


@operation("add-member", version=2, stands_alone=True)
@frozen(kw_only=True, repr=False, eq=False)
class AddMember(_OfMember):
    """A member or observer joins; the fields are those of `Member`."""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        yield from _bad_code(self.code)
        known = state.members.get(self.code)
        if known is not None:
            # Two copies that each add a member mean the same one.
            if not act.apart or known != self.build(Member):
                yield f"{self.code} is a member already"
        elif self.code.casefold() in state.member_codes:
            yield f"a member has the code {self.code} in letters of another case"
        if self.code in state.negotiating_groups:
            yield f"{self.code} is the code of a negotiating group"
        yield from super().check(state, act)


@operation("change-member", version=2)
@frozen(kw_only=True, repr=False, eq=False)
class ChangeMember(_OfMember):
    """A member's name, group, standing or dates change; its code does not.

    The fields are those of `Member`, as they are from now on.
    """

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        yield from unknown_members(state, (self.code,))
        yield from super().check(state, act)


@operation("form-negotiating-group", stands_alone=True)
@frozen(kw_only=True, repr=False, eq=False)
class FormNegotiatingGroup(Operation):
    """Members form an alliance, or its membership changes.

    The fields are those of `NegotiatingGroup`, as they are from now on.
    """

    code: str
    name: str = ""
    members: tuple[str, ...]

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        yield from _bad_code(self.code)
        yield from unknown_members(state, self.members)
        if self.code in state.members:
            yield f"{self.code} is the code of a member"

    def apply(self, state: State, act: StepContext) -> None:
        formed = NegotiatingGroup(self.code, self.name, tuple(sorted(set(self.members))))
        state.journal.put(state.negotiating_groups, self.code, formed)


@operation("assign-office")
@frozen(kw_only=True, repr=False, eq=False)
class AssignOffice(Office, Operation):
    """A person takes an office, or with no name lays it down.

    The fields are those of `Office`. When the office falls vacant, `person` is empty, and an empty
    `member` ends every holder's.
    """

    def check(self, state: State, act: StepContext) -> Iterator[str]:
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
            self.add(state, state.offices, Office)
        if self.nomination:
            state.journal.change(state.nominations, self.nomination, state=NominationState.APPROVED)


@operation("nominate")
@frozen(kw_only=True, repr=False, eq=False)
class Nominate(NominationFields, Operation):
    """A person is put forward for an office; the members have to approve."""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
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
        self.add(state, state.nominations, Nomination, made=act.happened)


@operation("decline-nomination")
@frozen(kw_only=True, repr=False, eq=False)
class DeclineNomination(Operation):
    """A nomination is not approved, not accepted or taken back."""

    nomination: str  # the id of the nomination
    reason: str = ""  # why; may be empty

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        yield from _not_waiting(state, self.nomination)

    def apply(self, state: State, act: StepContext) -> None:
        state.journal.change(state.nominations, self.nomination, state=NominationState.DECLINED)


def _not_waiting(state: State, nomination: str) -> Iterator[str]:
    found = state.nominations.get(nomination)
    if found is None:
        yield f"no nomination has the id {nomination}"
    elif found.state is not NominationState.OPEN:
        yield f"{found.handle} was {found.state} already"


# How the working group works.


@operation("start-working-group")
@frozen(kw_only=True, repr=False, eq=False)
class StartWorkingGroup(Operation):
    """A working group begins; the first operation of every record.

    The fields are those of `Settings`.
    """

    title: str
    rule: str = "consent()"
    carry_over: CarryOver = CarryOver.WISHES_MET
    language: str = "en"

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        if state.title:
            yield f"this file already belongs to {state.title}"
        if not self.title.strip():
            yield "a working group needs a title"

    def apply(self, state: State, act: StepContext) -> None:
        settings = self.build(Settings, carry_over=self.carry_over.value, key=self.id)
        state.journal.put(state.settings, "", settings)


@operation("set-rule")
@frozen(kw_only=True, repr=False, eq=False)
class SetRule(Operation):
    """Consensus on a target is judged by another rule from now on."""

    rule: str  # the expression; empty takes the target's own rule away again
    target: str = ""  # the id of a draft or item; empty for the whole working group

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        if self.target and self.target not in state.drafts and self.target not in state.items:
            yield f"{self.target} is no draft and no item, so it has no rule of its own"
        if not self.target and not self.rule:
            yield "the working group itself always has a rule"

    def apply(self, state: State, act: StepContext) -> None:
        tables: tuple[MutableMapping[str, Any], ...] = (state.settings, state.drafts, state.items)
        for table in tables:
            if self.target in table:
                state.journal.change(table, self.target, rule=self.rule)


@operation("set-quantifiers")
@frozen(kw_only=True, repr=False, eq=False)
class SetQuantifiers(Operation):
    """The body says which words its summaries have for which share of the members."""

    quantifiers: tuple[Quantifier, ...] = ()  # all rows; none for the words until it is set

    def check(self, state: State, act: StepContext) -> Iterator[str]:
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
        state.journal.change(state.settings, "", quantifiers=self.quantifiers or QUANTIFIERS)


LONGEST_NOTICE = timedelta(days=366)


@operation("set-notice")
@frozen(kw_only=True, repr=False, eq=False)
class SetNotice(Operation):
    """A text has to be circulated so long before it is introduced, unless a meeting has seen it."""

    minutes: int  # the notice period; 0 for none

    @classmethod
    def of(cls, notice: timedelta) -> Self:
        """Returns the operation that sets a notice period; raises Rejected for seconds."""
        minutes, rest = divmod(notice, timedelta(minutes=1))
        if rest:
            raise Rejected("a notice period is a number of whole minutes")
        return cls(minutes=minutes)

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        if not 0 <= self.minutes <= LONGEST_NOTICE // timedelta(minutes=1):
            yield "a notice period is from no time to 366 days"

    def apply(self, state: State, act: StepContext) -> None:
        state.journal.change(state.settings, "", notice=timedelta(minutes=self.minutes))


@operation("set-style")
@frozen(kw_only=True, repr=False, eq=False)
class SetStyle(Operation):
    """Summaries and lists of decisions are worded after another body from now on."""

    style: Style

    def apply(self, state: State, act: StepContext) -> None:
        state.journal.change(state.settings, "", style=self.style)


@operation("set-audience-policy")
@frozen(kw_only=True, repr=False, eq=False)
class SetAudiencePolicy(Operation):
    """What papers tell, and of whom, follows another policy from now on."""

    policy: AudiencePolicy
    minority: int = 0  # how many members make a statement one that everybody reads; 0 for none

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        if self.minority < 0:
            yield "a minority is a number of members, or 0 for none"
        elif self.minority and self.policy is not AudiencePolicy.ASSEMBLY:
            yield f"a minority is set for an assembly only, not with {self.policy}"

    def apply(self, state: State, act: StepContext) -> None:
        journal = state.journal
        journal.change(state.settings, "", policy=self.policy, minority=self.minority)


@operation("set-parent")
@frozen(kw_only=True, repr=False, eq=False)
class SetParent(Operation):
    """The body that the working group is part of, at the head of its papers."""

    parent: str  # its name; empty for none

    def apply(self, state: State, act: StepContext) -> None:
        state.journal.change(state.settings, "", parent=self.parent)
