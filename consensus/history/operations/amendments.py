"""Operations on amendments, and on the tray of what could not be placed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from attrs import frozen

from consensus.history.operation import Operation, StepContext, operation, upgrade
from consensus.history.operations.drafts import add_version, ended, not_open
from consensus.history.operations.membership import (
    imported_before,
    unknown_holders,
    unknown_members,
)
from consensus.model.amendments import (
    AT_TARGET,
    Amendment,
    AmendmentKind,
    AmendmentState,
    Placing,
    TrayEntry,
    TrayEntryFields,
    TrayState,
)
from consensus.model.decisions import PackageState, Scope
from consensus.model.drafts import Cause, ItemKind, Version
from consensus.model.state import State
from consensus.text.brackets import BracketedText

# Between the clocks of two computers, and times that were typed without their zone.
_CLOCKS_DIFFER = timedelta(days=1)


@operation("propose-amendment", version=2, stands_alone=True)
@frozen(kw_only=True, repr=False, eq=False)
class ProposeAmendment(Operation):
    """An amendment comes in; the fields are those of `Amendment`.

    Attributes:
        wording: the whole text as it would be; for an insertion the text of the new item.
        tray: the id of the tray entry it was placed from; empty otherwise.
        row: the id the row had in its file, by which later rows can name it; may be empty.
        digest: the digest of the imported row; the same row adds nothing again.
        answers: whether it can be the answer of a member whose word its target awaits. An
            amendment of the first schema version was a request to reopen.
    """

    handle: str
    kind: AmendmentKind
    draft: str
    target: str
    against: str = ""
    wording: BracketedText
    sponsors: tuple[str, ...] = ()
    cosponsors: tuple[str, ...] = ()
    rationale: str = ""
    dated: date | None = None
    placing: Placing = AT_TARGET
    parent: str = ""
    after: str = ""
    label: str = ""
    item_kind: ItemKind | None = None
    parts: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    new_words: tuple[str, ...] = ()
    tray: str = ""
    row: str = ""
    digest: str = ""
    circulated: datetime | None = None
    answers: bool = True

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses amendments to what is not there, and by members that are not there."""
        if self.draft not in state.drafts:
            yield f"no draft has the id {self.draft}"
        if self.kind is AmendmentKind.INSERT:
            if self.target != self.draft:
                yield "an insertion is made to its draft"
        elif self.target in state.items:
            yield from ended(state, self.target)
            if state.items[self.target].draft != self.draft:
                yield f"{state.handle_of(self.target)} is in another draft"
        elif self.target not in state.amendments or self.kind is not AmendmentKind.MODIFY:
            yield f"nothing that can be amended so has the id {self.target}"
        else:
            yield from ended(state, self.target)
        version = state.versions.get(self.against)
        is_of_target = version is not None and version.target == self.target
        if self.kind is not AmendmentKind.INSERT and not is_of_target:
            yield "the version it was made against is none of its text"
        yield from unknown_members(state, self.sponsors + self.cosponsors)
        yield from unknown_holders(state, self.wording)
        yield from self._check_places(state)
        if self.kind is AmendmentKind.SPLIT and not self.parts:
            yield "a split needs at least a second part"
        if not all(part.strip() for part in self.parts):
            yield "a part of a split has no words"
        for source in self.sources:
            if source not in state.amendments:
                yield f"no amendment has the id {source}"
        entry = state.tray.get(self.tray)
        if self.tray and (entry is None or (entry.state is TrayState.PLACED and not entry.is_mail)):
            yield "that entry is not waiting in the inbox"
        if self.circulated is not None and self.circulated - act.recorded > _CLOCKS_DIFFER:
            yield f"{self.circulated:%Y-%m-%d %H:%M} is still to come; say when it was circulated"
        for known in imported_before(state, self.digest):
            yield f"the same row was imported already, as {known}"

    def _check_places(self, state: State) -> Iterator[str]:
        for place in (self.parent, self.after, *self.others):
            item = state.items.get(place)
            if item is None:
                if place not in ("", "first", self.draft) and not self._makes_place(state, place):
                    yield f"no item has the id {place}"
            elif item.draft != self.draft:
                yield f"{item.handle} is in another draft"
            elif item.removed and place != self.after:
                yield f"{item.handle} was removed from the draft"
        if self.kind is AmendmentKind.MOVE and self.target in (self.parent, self.after):
            yield f"{state.handle_of(self.target)} cannot be moved beside or below itself"
        if self.kind is AmendmentKind.JOIN:
            if not self.others:
                yield "a join needs at least a second item"
            if len({self.target, *self.others}) <= len(self.others):
                yield "a join names each item once"

    def _makes_place(self, state: State, place: str) -> bool:
        """Returns whether a place is the item that another amendment would insert."""
        found = state.amendments.get(place)
        return (
            found is not None
            and place not in self.others
            and found.kind in (AmendmentKind.INSERT, AmendmentKind.SPLIT)
            and found.draft == self.draft
        )

    def apply(self, state: State, act: StepContext) -> None:
        """Adds the amendment with its first version."""
        put = state.journal.put
        backers = self.sponsors + self.cosponsors
        is_answer = self.answers and _return_with_change(state, self.id, self.target, backers)
        late = not is_answer and self.target in state.items and state.is_closed(self.target)
        kind = str(self.item_kind or "")
        self.add(state, state.amendments, Amendment, version=self.id, item_kind=kind, late=late)
        put(state.versions, self.id, Version(self.id, self.id, 1, self.wording))
        put(state.moments, self.id, act.happened)
        # A join is to every item that it joins.
        for target in (self.target, *self.others):
            above = state.amendments_to.get(target, ())
            put(state.amendments_to, target, (*above, self.id))
        if self.tray:
            state.journal.change(state.tray, self.tray, state=TrayState.PLACED, became=self.id)
        if self.row:
            put(state.imported, row_name(self.row), self.id)


def hear_requests(state: State, target: str) -> None:
    """Converts the requests to reopen a target to ordinary amendments."""
    for each in state.amendments_on(target):
        if each.late:
            state.journal.change(state.amendments, each.id, late=False)


def _return_with_change(
    state: State, amendment: str, target: str, backers: tuple[str, ...]
) -> bool:
    """Reopens a target, or its package, if a member whose word it awaits proposes a change."""
    decision = state.last_decision(target)
    if decision is None or target not in state.items or not state.awaits(target, backers):
        return False
    change = state.journal.change
    returned = decision.targets
    if decision.scope is not Scope.PACKAGE:
        returned = tuple(each for each in decision.targets if each in (*decision.returned, target))
    # What is left of the decision awaits the same word.
    pending = decision.pending if len(returned) < len(decision.targets) else ()
    answers = (*decision.answered_by, amendment)
    came = {"returned": returned, "pending": pending, "answered_by": answers}
    for each in (decision.id, *decision.same):
        change(state.decisions, each, **came)
    for each in returned:
        hear_requests(state, each)
        if each in state.packages:
            change(state.packages, each, state=PackageState.OPEN)
    return True


def row_name(row: str) -> str:
    """Returns the key under which the id that a row had in its file is remembered."""
    return f"row {row}"


@upgrade("propose-amendment", 1)
def _asked_to_reopen(fields: dict[str, Any]) -> dict[str, Any]:
    """Adds `answers`: before schema version 2 no amendment answered a decision."""
    return {**fields, "answers": False}


@operation("withdraw-amendment")
@frozen(kw_only=True, repr=False, eq=False)
class WithdrawAmendment(Operation):
    """Sponsors withdraw; with the last of them the amendment is withdrawn.

    Attributes:
        amendment: the id of the amendment.
        members: the codes of the sponsors and co-sponsors that withdraw; empty for all.
        ends: whether no sponsor or co-sponsor is left, so that the amendment is withdrawn.
        reason: why; may be empty.
    """

    amendment: str
    members: tuple[str, ...] = ()
    ends: bool = False
    reason: str = ""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        reasons = tuple(not_open(state, self.amendment))
        yield from reasons
        if not reasons:
            amendment = state.amendments[self.amendment]
            for code in self.members:
                if code not in amendment.backers:
                    yield f"{code} is not behind {amendment.handle}"
            if self.members and self.ends != (not set(amendment.backers).difference(self.members)):
                left = "others stand" if self.ends else "nobody else stands"
                yield f"{left} behind {amendment.handle} now; look at it again"

    def apply(self, state: State, act: StepContext) -> None:
        """Removes the members, and withdraws the amendment if no member is left."""
        amendment = state.amendments[self.amendment]
        leaving = self.members or amendment.backers
        sponsors = tuple(code for code in amendment.sponsors if code not in leaving)
        cosponsors = tuple(code for code in amendment.cosponsors if code not in leaving)
        change = state.journal.change
        if sponsors or cosponsors:
            change(state.amendments, self.amendment, sponsors=sponsors, cosponsors=cosponsors)
        else:
            change(state.amendments, self.amendment, state=AmendmentState.WITHDRAWN)


@operation("take-up-amendment")
@frozen(kw_only=True, repr=False, eq=False)
class TakeUpAmendment(Operation):
    """Other members take up what its sponsors withdrew.

    Attributes:
        amendment: the id of the amendment.
        members: the codes of its sponsors from now on.
        wording: the text it is taken up with; None for the text it was withdrawn with.
        over: the id of the version of its target that the text goes with; empty for an insertion.
    """

    amendment: str
    members: tuple[str, ...]
    wording: BracketedText | None = None
    over: str = ""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        yield from unknown_members(state, self.members)
        found = state.amendments.get(self.amendment)
        if found is None:
            yield f"no amendment has the id {self.amendment}"
        elif found.state is not AmendmentState.WITHDRAWN:
            yield f"{found.handle} is {found.state}; only what was withdrawn can be taken up"
        else:
            yield from ended(state, found.target)
            if self.over and state.version_id(found.target) != self.over:
                yield f"{state.handle_of(found.target)} has changed since; look at it again"
        if not self.members:
            yield "somebody has to take it up"

    def apply(self, state: State, act: StepContext) -> None:
        """Reopens it under its new sponsors."""
        if self.wording is not None:
            add_version(state, self.id, self.amendment, self.wording, Cause.REBASED)
        amendment = state.amendments[self.amendment]
        against = amendment.against
        if amendment.kind is not AmendmentKind.INSERT:
            against = state.version_id(amendment.target)
        state.journal.change(
            state.amendments,
            self.amendment,
            state=AmendmentState.OPEN,
            against=against,
            sponsors=self.members,
            cosponsors=(),
        )


@operation("cosponsor-amendment")
@frozen(kw_only=True, repr=False, eq=False)
class CosponsorAmendment(Operation):
    """Members become co-sponsors of an amendment.

    Attributes:
        amendment: the id of the amendment.
        members: the codes of the new co-sponsors.
    """

    amendment: str
    members: tuple[str, ...]

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        yield from not_open(state, self.amendment)
        yield from unknown_members(state, self.members)

    def apply(self, state: State, act: StepContext) -> None:
        """Adds the members that are not sponsors or co-sponsors yet."""
        amendment = state.amendments[self.amendment]
        joining = tuple(code for code in self.members if code not in amendment.backers)
        cosponsors = amendment.cosponsors + joining
        state.journal.change(state.amendments, self.amendment, cosponsors=cosponsors)


@operation("retire-amendment")
@frozen(kw_only=True, repr=False, eq=False)
class RetireAmendment(Operation):
    """An amendment gives way to the consolidated wording made of it.

    Attributes:
        amendment: the id of the amendment.
        into: the id of the consolidated wording.
        consenting: the codes of its sponsors, who all consent; where only co-sponsors are left,
            theirs.
    """

    amendment: str
    into: str
    consenting: tuple[str, ...]

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        reasons = tuple(not_open(state, self.amendment))
        yield from reasons
        if reasons:
            return
        amendment = state.amendments[self.amendment]
        into = state.amendments.get(self.into)
        if into is None or self.amendment not in into.sources:
            yield f"{amendment.handle} is no source of that wording"
        behind = amendment.sponsors or amendment.cosponsors
        missing = [code for code in behind if code not in self.consenting]
        if missing:
            yield f"{amendment.handle} stays: no consent of {', '.join(missing)}"

    def apply(self, state: State, act: StepContext) -> None:
        state.journal.change(state.amendments, self.amendment, state=AmendmentState.RETIRED)


@operation("put-in-tray", stands_alone=True)
@frozen(kw_only=True, repr=False, eq=False)
class PutInTray(TrayEntryFields, Operation):
    """A row that fits nowhere is kept whole until a user places it.

    Attributes:
        digest: the digest of the row; the same row adds nothing again.
    """

    digest: str = ""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        for known in imported_before(state, self.digest):
            yield f"the same row was imported already, as {known}"

    def apply(self, state: State, act: StepContext) -> None:
        self.add(state, state.tray, TrayEntry)


@operation("set-aside")
@frozen(kw_only=True, repr=False, eq=False)
class SetAside(Operation):
    """An entry of the tray needs no place; it stays readable.

    Attributes:
        entry: the id of the entry.
        reason: why.
    """

    entry: str
    reason: str

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        entry = state.tray.get(self.entry)
        if entry is None or entry.state is not TrayState.WAITING:
            yield "that entry is not waiting in the inbox"
        if not self.reason.strip():
            yield "say why it is set aside"

    def apply(self, state: State, act: StepContext) -> None:
        aside = TrayState.SET_ASIDE
        state.journal.change(state.tray, self.entry, state=aside, reason=self.reason)
