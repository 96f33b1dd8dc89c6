"""Changes of an item's or amendment's text, and what they leave of the amendments to it."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import msgspec
from attrs import frozen

from consensus.history.operation import Act, Operation, operation
from consensus.history.operations.membership import unknown_holders
from consensus.model.amendment import Amendment, AmendmentKind, AmendmentState
from consensus.model.state import State
from consensus.model.version import Cause, Version
from consensus.text.brackets import BracketedText
from consensus.text.combination import HunkRecord


def add_version(
    state: State,
    version: str,
    target: str,
    wording: BracketedText,
    cause: Cause,
    merged_whole: tuple[str, ...] = (),
) -> None:
    """Give a target its next version and make it the current one."""
    previous = state.version_id(target)
    number = state.versions[previous].number + 1
    made = Version(version, target, number, wording, cause, merged_whole, previous)
    state.journal.put(state.versions, version, made)
    if target in state.amendments:
        amendment = msgspec.structs.replace(state.amendments[target], version=version)
        state.journal.put(state.amendments, target, amendment)
    else:
        item = attrs.evolve(state.items[target], version=version)
        state.journal.put(state.items, target, item)


_REWORDING = (AmendmentKind.MODIFY, AmendmentKind.SPLIT, AmendmentKind.JOIN)


def unsettled(state: State, text: str) -> Iterator[Amendment]:
    """The undecided amendments that say how the words of a text would read, whoever proposed them.

    They follow every change of the text: those that modify, split or join it.
    """
    for each in state.amendments_to.get(text, ()):
        amendment = state.amendments[each]
        if amendment.state is AmendmentState.OPEN and amendment.kind in _REWORDING:
            yield amendment


def redirect(state: State, amendment: Amendment, target: str) -> Amendment:
    """Make an amendment one to another text, which says what its own target said."""
    table = state.amendments_to
    left = tuple(each for each in table[amendment.target] if each != amendment.id)
    state.journal.put(table, amendment.target, left)
    state.journal.put(table, target, (*table.get(target, ()), amendment.id))
    redirected = msgspec.structs.replace(amendment, target=target, against=state.version_id(target))
    state.journal.put(state.amendments, amendment.id, redirected)
    return redirected


def closed_by_decision(state: State, target: str) -> Iterator[str]:
    """The reason why the words of a target stay as they are: it was decided."""
    if state.bars_changes(target):
        handle = state.handle_of(target)
        yield (
            f"{handle} is closed by a decision; reopen it first, as 'consensus decision record"
            f" {handle} reopened' does"
        )


@frozen(kw_only=True)
class FollowUp:
    """What a change of text leaves of one amendment to it.

    Attributes:
        amendment: the id of the amendment.
        seen: the id of its version before.
        wording: its next text; None when nothing of it is left.
        parts: for a split, the next texts of the second and later parts.
        cause: `remainder` when part of it was taken or closed, `rebased` when none was.
        target: the id of its target from now on, for an amendment to an amendment that was
            merged and so goes on as an amendment to the text it was merged into; empty when the
            target stays.
        taken: what was taken from it.
        closed: what the decision settled against it.
    """

    amendment: str
    seen: str
    wording: BracketedText | None = None
    parts: tuple[str, ...] = ()
    cause: Cause = Cause.REMAINDER
    target: str = ""
    taken: tuple[HunkRecord, ...] = ()
    closed: tuple[HunkRecord, ...] = ()


@operation("change-text")
@frozen(kw_only=True)
class ChangeText(Operation):
    """The text of an item or amendment becomes another: a merge, an edit, a bracket.

    Attributes:
        target: the id of the item or amendment.
        seen: the id of the version that was changed.
        wording: the text from now on.
        cause: why, which decides what positions on it carry over.
        merged_whole: the ids of the amendments that went in whole.
        merged_in_part: the ids of the amendments of which a part went in.
        follow_ups: what is left of each amendment to the target, and of those to them.
        reason: why; may be empty.
    """

    target: str
    seen: str
    wording: BracketedText
    cause: Cause
    merged_whole: tuple[str, ...] = ()
    merged_in_part: tuple[str, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    reason: str = ""

    def check(self, state: State, act: Act) -> Iterator[str]:
        """Refuse when anything it builds on has changed since it was looked at."""
        if self.target not in state.items and self.target not in state.amendments:
            yield f"nothing with a text has the id {self.target}"
            return
        handle = state.handle_of(self.target)
        if state.version_id(self.target) != self.seen:
            yield f"{handle} has changed since; look at it again"
        if self.target in state.items and state.items[self.target].removed:
            yield f"{handle} was removed from the draft"
        if self.cause is not Cause.EDITORIAL:
            yield from closed_by_decision(state, self.target)
        changed = state.amendments.get(self.target)
        if changed is not None and changed.state is not AmendmentState.OPEN:
            yield f"{handle} is {changed.state} already"
        yield from unknown_holders(state, self.wording)
        yield from self._check_follow_ups(state)

    def exclusive_targets(self) -> tuple[str, ...]:
        """The text, and the amendments that follow its change."""
        return (self.target, *(each.amendment for each in self.follow_ups))

    def _check_follow_ups(self, state: State) -> Iterator[str]:
        followed = {each.amendment for each in self.follow_ups}
        for each in self.follow_ups:
            amendment = state.amendments.get(each.amendment)
            if amendment is None:
                yield f"no amendment has the id {each.amendment}"
            elif amendment.state is not AmendmentState.OPEN:
                yield f"{amendment.handle} is {amendment.state} already"
            elif state.version_id(each.amendment) != each.seen:
                yield f"{state.handle_of(each.amendment)} has changed since; look at it again"
        carried = [each.amendment for each in self.follow_ups if each.wording or each.taken]
        for text in (self.target, *carried):
            for amendment in unsettled(state, text):
                if amendment.id not in followed:
                    handle = state.handle_of(text)
                    yield f"{amendment.handle} came in since; look at {handle} again"

    def apply(self, state: State, act: Act) -> None:
        """Set the text and leave of each amendment what is left."""
        add_version(state, self.id, self.target, self.wording, self.cause, self.merged_whole)
        for number, each in enumerate(self.follow_ups):
            self._follow(state, each, f"{self.id}.{number}")

    def _follow(self, state: State, each: FollowUp, version: str) -> None:
        if each.wording is not None:
            add_version(state, version, each.amendment, each.wording, each.cause)
        amendment = state.amendments[each.amendment]
        if each.target:
            amendment = redirect(state, amendment, each.target)
        ended = amendment.state
        against = state.version_id(amendment.target)
        if each.wording is None and each.taken:
            ended = AmendmentState.MERGED
        elif each.wording is None:
            # Its words stay as they were, over the text they were said of.
            ended, against = AmendmentState.CLOSED, amendment.against
        changed = msgspec.structs.replace(
            amendment,
            state=ended,
            against=against,
            parts=each.parts or amendment.parts,
            taken_hunks=amendment.taken_hunks + each.taken,
            closed_hunks=amendment.closed_hunks + each.closed,
        )
        state.journal.put(state.amendments, each.amendment, changed)
