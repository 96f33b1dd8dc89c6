"""Operations on ballots: they are opened, votes are cast in them, and they are closed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction

from attrs import frozen

from consensus.history.operation import Operation, StepContext, operation
from consensus.history.operations.drafts import (
    closed_by_decision,
    ended,
    not_as_seen,
    settled_with,
)
from consensus.history.operations.membership import bad_deadline, unknown_members
from consensus.model.ballots import (
    INVALID,
    Ballot,
    BallotFields,
    BallotKind,
    BallotOutcome,
    Ranks,
    Vote,
)
from consensus.model.decisions import PackageState
from consensus.model.people import day_of
from consensus.model.state import State

_NOT_IN_NAMES = ">=,;"
_RATIO = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}|/[1-9][0-9]{0,8})?")


@operation("open-ballot", 2)
@frozen(kw_only=True, repr=False, eq=False)
class OpenBallot(BallotFields, Operation):
    """A question is put to the vote."""

    def missed(self, state: State) -> Iterator[str]:
        """Yields which options are settled already; later, and in copies, the ballot stands."""
        if self.kind is BallotKind.TEXT:
            yield from settled_with(state, self.target)
        for each in self.options:
            yield from settled_with(state, each.target)
            for reason in _settled(state, each.target):
                yield f"{reason}, so it cannot be chosen; leave it out, or name one that is open"

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses what cannot be voted on, or is voted on already."""
        if not self.question.strip():
            yield "a ballot has a question"
        yield from bad_deadline(self.deadline, act.happened, "the deadline", "the beginning")
        for target, version in self.versions.items():
            if target not in state.drafts:
                yield from not_as_seen(state, target, version)
        if self.kind is BallotKind.TEXT:
            yield from self._check_text(state)
        for each in state.ballots.values():
            same = (each.kind, each.target) == (self.kind, self.target)
            asked = self.question.casefold(), self.options
            if (
                each.is_open
                and same
                and (
                    self.kind is BallotKind.TEXT
                    or asked == (each.question.casefold(), each.options)
                )
            ):
                yield f"{each.handle} asks that already, and is open; close it first"
        yield from self._check_options()

    def _check_text(self, state: State) -> Iterator[str]:
        if not self.target:
            yield "name the item, amendment, package or draft whose text is voted on"
        elif state.is_target(self.target):
            yield from closed_by_decision(state, self.target)
            yield from _settled(state, self.target)
        if self.secret:
            yield "members approve a text by name, with their comments; it cannot be secret"

    def _check_options(self) -> Iterator[str]:
        names = [each.name for each in self.options]
        if self.kind.has_options and len(names) < 2:
            yield "name two options or more"
        if names and not self.kind.has_options:
            yield f"a ballot of the kind {self.kind} has answers of its own, and no options"
        if len({name.casefold() for name in names}) < len(names):
            yield "an option is named twice"
        for each in self.options:
            if not each.name.strip() or any(sign in each.name for sign in _NOT_IN_NAMES):
                yield f"{each.name!r} is no option: it needs words, without any of > = , ;"
            if not _RATIO.fullmatch(each.ratio) or Fraction(each.ratio) < 1:
                yield f"{each.ratio} is no majority; write how many times as many, such as 3"
        if self.default and self.kind is not BallotKind.RANKED:
            yield "only a ranked ballot has a default option"
        elif self.default and self.default not in names:
            yield f"the default option, {self.default}, is none of the options"

    def apply(self, state: State, act: StepContext) -> None:
        self.add(state, state.ballots, Ballot, opened=act.happened)


def _settled(state: State, target: str) -> Iterator[str]:
    if state.is_target(target):
        yield from ended(state, target)
    package = state.packages.get(target)
    if package is not None and package.state is PackageState.REFUSED:
        yield f"{package.handle} is {package.state} already"


@operation("cast-vote", stands_alone=True)
@frozen(kw_only=True, repr=False, eq=False)
class CastVote(Operation):
    """A member votes in an open ballot; its last vote counts.

    Attributes:
        ballot: the id of the ballot.
        member: the member's code.
        choice: the answer alone, the options that are marked together, or each place in turn.
        comment: its comments or reasons; may be empty.
    """

    ballot: str
    member: str
    choice: Ranks
    comment: str = ""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses votes in secret, out of time, of who has none, and for what is no option."""
        yield from unknown_members(state, (self.member,))
        ballot = state.ballots.get(self.ballot)
        if ballot is None:
            yield f"no ballot has the id {self.ballot}"
            return
        if ballot.secret:
            yield (
                f"{ballot.handle} is secret: no vote is recorded by itself; count the papers, and"
                " record totals and who took part together when it is closed"
            )
        elif not ballot.is_open:
            yield f"{ballot.handle} is closed"
        elif act.happened < ballot.opened:
            yield f"{ballot.handle} was not open then"
        elif ballot.has_ended(act.happened):
            yield (
                f"the vote of {self.member} is late: the deadline of {ballot.handle} was"
                f" {ballot.deadline:%Y-%m-%d %H:%M %Z}; give the time when it"
                " came in, if it came in time"
            )
        yield from _no_vote(state, ballot, self.member, act.happened)
        yield from self.wrong_choice(ballot)
        if ballot.kind is BallotKind.RANKED and not self.choice:
            yield f"name at least one option of {ballot.handle}, the one that is preferred"

    def wrong_choice(self, ballot: Ballot) -> Iterator[str]:
        """Yields why its choice cannot be made in a ballot."""
        named, answers = [e for place in self.choice for e in place], ", ".join(ballot.answers)
        for each in dict.fromkeys(named):
            if each not in ballot.answers:
                yield f"{each} is no choice in {ballot.handle}; it can be {answers}"
            elif named.count(each) > 1:
                yield f"{each} is named twice"
        if not all(self.choice):
            yield f"a place in the choice in {ballot.handle} is empty"
        elif not ballot.kind.has_options and len(named) != 1:
            yield f"choose one answer in {ballot.handle}: {answers}"
        elif ballot.kind is BallotKind.APPROVAL and len(self.choice) > 1:
            yield f"in {ballot.handle} options are marked, not ranked"

    def apply(self, state: State, act: StepContext) -> None:
        cast = self.build(Vote, happened=act.happened)
        votes = state.journal.nested(state.votes, self.ballot)
        held = votes.get(self.member)
        # One that was cast earlier may be recorded later.
        if held is None or held.happened <= act.happened:
            state.journal.put(votes, self.member, cast)


def _no_vote(state: State, ballot: Ballot, code: str, moment: datetime) -> Iterator[str]:
    member, moment = state.members.get(code), ballot.counted_at(moment)
    day, recusal = day_of(moment), state.recusals(ballot, moment).get(code)
    if member is None:
        return
    if member.observer:
        yield f"{code} is an observer, and has no vote"
    elif not member.counts_on(day):
        yield f"{code} is no member on {day}, and has no vote"
    elif recusal is not None:
        yield f"{code} is recused from {state.name_of(recusal.target)}, and has no vote"


@operation("close-ballot", 2)
@frozen(kw_only=True, repr=False, eq=False)
class CloseBallot(BallotOutcome, Operation):
    """A ballot is closed, with what it came to; of a secret one, its totals and who took part.

    Attributes:
        ballot: the id of the ballot.
        votes: the ids of the votes that were counted, sorted.
    """

    ballot: str
    votes: tuple[str, ...] = ()

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses what is closed, counted on other votes, or makes no secret."""
        ballot = state.ballots.get(self.ballot)
        if ballot is None:
            yield f"no ballot has the id {self.ballot}"
            return
        cast = state.votes.get(self.ballot, {})
        if not ballot.is_open:
            yield f"{ballot.handle} is closed already"
        elif act.happened < ballot.opened:
            yield f"{ballot.handle} was not open then"
        last = max((e.happened for c, e in cast.items() if c in self.entitled), default=None)
        if last is not None and act.happened < last:
            yield (
                f"a vote in {ballot.handle} was cast at {last:%Y-%m-%d %H:%M:%S}; it is closed"
                " then or later"
            )
        if self.votes != tuple(sorted(each.id for each in cast.values())):
            yield f"votes in {ballot.handle} came in since; look at it again"
        took_part = self.took_part if ballot.secret else tuple(cast)
        is_early = ballot.deadline is not None and not ballot.has_ended(act.happened)
        if is_early and set(self.entitled) - set(took_part) and not self.reason.strip():
            yield (
                f"the deadline of {ballot.handle} is {ballot.deadline:%Y-%m-%d %H:%M %Z}, and not"
                " all members have voted; closing it before takes a reason"
            )
        yield from unknown_members(state, self.entitled)
        if ballot.secret:
            yield from self._check_secret(state, ballot, act.happened)
        elif self.took_part or self.totals or self.preferences:
            yield f"{ballot.handle} is open: its votes are recorded by name, and not as totals"

    def _check_secret(self, state: State, ballot: Ballot, moment: datetime) -> Iterator[str]:
        """Refuses totals that do not fit who took part, or that would tell a choice."""
        took_part = len(self.took_part)
        if self.took_part != tuple(sorted(set(self.took_part))):
            yield "who took part is listed by code, each once, in the order of the alphabet"
        yield from unknown_members(state, self.took_part)
        for code in sorted(set(self.took_part).difference(self.entitled)):
            yield from _no_vote(state, ballot, code, moment)
        known, spoilt = (*ballot.answers, INVALID), self.totals.get(INVALID, 0)
        for name, count in self.totals.items():
            most = took_part if name == INVALID else took_part - spoilt
            if name not in known:
                yield f"{name} is no choice in {ballot.handle}; it can be {', '.join(known)}"
            elif not 0 <= count <= most:
                yield f"{name} cannot have {count} of {most} votes"
        if took_part == 1:
            yield (
                "one member alone took part, so the totals would show its choice; to close the"
                " ballot without a result, name nobody who took part and give a total of 0"
            )
        if ballot.kind is BallotKind.RANKED:
            yield from self._check_preferences(ballot, took_part - spoilt)
        elif not ballot.kind.has_options and sum(self.totals.values()) != took_part:
            papers = sum(self.totals.values())
            yield f"the totals add up to {papers}, and {took_part} of the members took part"

    def _check_preferences(self, ballot: Ballot, valid: int) -> Iterator[str]:
        table, size = self.preferences, len(ballot.options)
        if [len(row) for row in table] != [size] * size:
            yield f"a table of preferences has {size} rows of {size} numbers"
            return
        pairs = [(table[a][b], table[b][a], a == b) for a in range(size) for b in range(size)]
        if any(one < 0 or one + other > (0 if same else valid) for one, other, same in pairs):
            yield "more prefer one option to another than cast a valid paper"

    def apply(self, state: State, act: StepContext) -> None:
        outcome = self.build(BallotOutcome)
        state.journal.change(state.ballots, self.ballot, closed=act.happened, outcome=outcome)

    def exclusive_targets(self) -> tuple[str, ...]:
        """Returns the ballot: two copies cannot both close it."""
        return (self.ballot,)
