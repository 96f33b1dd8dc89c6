"""Operations on drafts: import, arrangement, text, revisions, translations, carrying over."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice, zip_longest
from typing import Any, ClassVar

import attrs
import msgspec
from attrs import frozen

from consensus.history.operation import Operation, StepContext, operation, upgrade
from consensus.history.operations.membership import imported_before, unknown_holders
from consensus.model.amendments import Amendment, AmendmentKind, AmendmentState
from consensus.model.contested import UNKNOWN, ContestedChange, ContestedState, is_about
from consensus.model.counting import contesting
from consensus.model.drafts import (
    Cause,
    Draft,
    Instruction,
    Item,
    ItemKind,
    LeftOut,
    Provenance,
    Revision,
    RevisionFields,
    Translation,
    Version,
)
from consensus.model.people import day_of
from consensus.model.positions import Stance
from consensus.model.rivals import arranged_change
from consensus.model.staleness import joined_by, note_recirculated
from consensus.model.state import State
from consensus.text.brackets import BracketedText
from consensus.text.hunk import HunkOutcome

# Changes of an item's or amendment's text, and what they leave of the amendments to it.


def add_version(
    state: State,
    version: str,
    target: str,
    wording: BracketedText,
    cause: Cause,
    merged_whole: tuple[str, ...] = (),
) -> None:
    """Appends a version of a target and makes it the current one."""
    previous = state.version_id(target)
    number = state.versions[previous].number + 1
    made = Version(version, target, number, wording, cause, merged_whole, previous)
    state.journal.put(state.versions, version, made)
    if target in state.amendments:
        state.journal.change(state.amendments, target, version=version)
    else:
        state.journal.change(state.items, target, version=version)


_REWORDING = (AmendmentKind.MODIFY, AmendmentKind.SPLIT, AmendmentKind.JOIN)


def unsettled(state: State, text: str) -> Iterator[Amendment]:
    """Yields the undecided amendments that modify, split or join a text.

    All of them follow every change of the text.
    """
    for amendment in state.amendments_on(text):
        if amendment.state is AmendmentState.OPEN and amendment.kind in _REWORDING:
            yield amendment


def redirect(state: State, amendment: Amendment, target: str) -> None:
    """Changes the target of an amendment to another text with the same words."""
    table, against = state.amendments_to, state.version_id(target)
    left = tuple(each for each in table[amendment.target] if each != amendment.id)
    state.journal.put(table, amendment.target, left)
    state.journal.put(table, target, (*table.get(target, ()), amendment.id))
    state.journal.change(state.amendments, amendment.id, target=target, against=against)


def closed_by_decision(state: State, target: str) -> Iterator[str]:
    """Yields the reason if the words of a target are fixed by a decision."""
    if state.bars_changes(target):
        handle = state.handle_of(target)
        yield f"{handle} is closed by a decision; reopen it first"


def not_open(state: State, amendment: str) -> Iterator[str]:
    """Yields the reason if an amendment is unknown or was decided."""
    found = state.amendments.get(amendment)
    if found is None:
        yield f"no amendment has the id {amendment}"
    elif found.state is not AmendmentState.OPEN:
        yield f"{found.handle} is {found.state} already"


def not_as_seen(state: State, target: str, version: str) -> Iterator[str]:
    """Yields the reasons if a target is unknown or removed, or has another version."""
    if not state.is_target(target):
        yield f"no item, amendment or package has the id {target}"
        return
    if state.version_id(target) != version:
        yield f"{state.handle_of(target)} has changed since; look at it again"
    if target in state.items and state.items[target].removed:
        yield f"{state.handle_of(target)} was removed from the draft"


def ended(state: State, target: str) -> Iterator[str]:
    """Yields the reason if the item or amendment of a text no longer exists."""
    handle = state.handle_of(target)
    if target in state.items and state.items[target].removed:
        yield f"{handle} was removed from the draft"
    amendment = state.amendments.get(target)
    if amendment is not None and amendment.state is not AmendmentState.OPEN:
        yield f"{handle} is {amendment.state} already"


def settled_with(state: State, amendment: str) -> Iterator[str]:
    """Yields the reason if what became of its text settled an amendment that is open."""
    found = state.amendments.get(amendment)
    if found is None or found.state is not AmendmentState.OPEN:
        return
    if text := state.falls_with(amendment):
        yield f"{found.handle} falls with {state.handle_of(text)}; reopen that first"
    elif state.lacks_consensus(amendment):
        on = state.handle_of(next(filter(state.lacks_consensus, found.texts)))
        yield f"{found.handle} is left as it is, with {on}, without consensus; reopen that first"


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
        closed_for: the ids of the amendments in whose favour it is closed, or of the target where
            its words stay; None in the first three schema versions of the change.
    """

    amendment: str
    seen: str
    wording: BracketedText | None = None
    parts: tuple[str, ...] = ()
    cause: Cause = Cause.REMAINDER
    target: str = ""
    taken: tuple[HunkOutcome, ...] = ()
    closed: tuple[HunkOutcome, ...] = ()
    closed_for: tuple[str, ...] | None = None


@frozen(kw_only=True)
class ContestedOutcome:
    """What a change of text makes of one change that a member objects to or holds.

    Attributes:
        amendment: the id of the amendment that the position was taken on.
        position: the id of the position.
        member: the code of the member.
        stance: `object` or `hold`.
        change: the words before and after.
        contested: the id of the contested change; empty where it goes in only now.
        held_by: the id of the text that held it; empty for the text that changes.
        target: the id of the text that holds it from now on, `#0` for the first new item of the
            same operation; empty for the text that changes.
        state: whether it stands, is to be confirmed, or has lapsed.
        start: where its words begin in the text; -1 when that is not known.
        end: where they end.
        unchanged: whether it was in that state before.
    """

    amendment: str
    position: str
    member: str
    stance: Stance
    change: HunkOutcome
    contested: str = ""
    held_by: str = ""
    target: str = ""
    state: ContestedState = ContestedState.STANDING
    start: int = UNKNOWN
    end: int = UNKNOWN
    unchanged: bool = False

    def is_of(self, contested: ContestedChange) -> bool:
        """Returns whether it is about a contested change; another copy may have given its id."""
        if not self.contested:
            return False
        return self.contested == contested.id or (
            (self.position, self.change) == (contested.position.id, contested.change)
        )


def add_contested(state: State, contested: ContestedChange) -> None:
    """Puts a contested change into the text that holds it."""
    held = state.contested.get(contested.target, ())
    state.journal.put(state.contested, contested.target, (*held, contested))


def replace_contested(state: State, target: str, changed: Iterable[ContestedChange]) -> None:
    """Puts contested changes of a text in the place of those with the same id."""
    by_id = {each.id: each for each in changed}
    held = tuple(by_id.get(each.id, each) for each in state.contested.get(target, ()))
    state.journal.put(state.contested, target, held)


def settle_contested(
    state: State, operation: str, target: str, outcomes: Iterable[ContestedOutcome]
) -> None:
    """Carries objections and holds over to the texts that have the words now.

    One that its member withdrew in another copy is not carried over. One that also stays where it
    was, as on both parts of an inserted item that is split, is copied.
    """
    outcomes = tuple(outcomes)
    stays = {each.contested for each in outcomes if each.target == each.held_by}
    for number, each in enumerate(outcomes):
        holder = each.target or target
        if holder.startswith("#"):
            holder = f"{operation}.{holder[1:]}"
        if each.contested:
            before = each.held_by or target
            held = state.contested.get(before, ())
            found = next((one for one in held if each.is_of(one)), None)
            ended = found is None or not (found.is_open or found.state is ContestedState.LAPSED)
            if found is None or ended:
                continue
            made = msgspec.structs.replace(
                found, target=holder, state=each.state, start=each.start, end=each.end
            )
            if holder == before:
                replace_contested(state, holder, (made,))
                continue
            if each.contested in stays:
                made = msgspec.structs.replace(made, id=f"{operation}.c{number}")
            else:
                left = tuple(one for one in held if one is not found)
                state.journal.put(state.contested, before, left)
            add_contested(state, made)
            continue
        for position, stance, answer in contesting(state, each.amendment):
            if position.id == each.position:
                add_contested(
                    state,
                    ContestedChange(
                        id=f"{operation}.c{number}",
                        target=holder,
                        position=position,
                        stance=stance,
                        change=each.change,
                        start=each.start,
                        end=each.end,
                        state=each.state,
                        answer=answer,
                    ),
                )


def contest_unseen(
    state: State,
    operation: str,
    amendment: str,
    holder: str,
    changes: Sequence[HunkOutcome],
    seen: Collection[str] = (),
) -> None:
    """Carries over objections and holds from another copy that an operation does not mention."""
    for position, stance, answer in contesting(state, amendment):
        if position.id in seen:
            continue
        for number, change in enumerate(changes):
            if is_about(position, change):
                made = f"{operation}.{position.id}.{number}"
                add_contested(
                    state,
                    ContestedChange(made, holder, position, stance, change, answer=answer),
                )


def missed_by(
    state: State,
    outcomes: Iterable[ContestedOutcome],
    taken: Iterable[tuple[str, Sequence[HunkOutcome]]],
) -> Iterator[str]:
    """Yields who objects to what is taken of amendments, or holds it, and is in no outcome."""
    seen = {each.position for each in outcomes}
    for amendment, changes in taken:
        for position, stance, _ in contesting(state, amendment):
            if position.id not in seen and any(is_about(position, each) for each in changes):
                does = "objects to" if stance is Stance.OBJECT else "reserves its position on"
                handle = state.handle_of(amendment)
                yield f"{position.member} {does} {handle} since this was planned; plan it anew"


def is_of_words(state: State, contested: ContestedChange) -> bool:
    """Returns whether it concerns words of a text, not the place or existence of an item."""
    return state.amendments[contested.amendment].kind in _REWORDING


def confirm_unseen(state: State, target: str, outcomes: Iterable[ContestedOutcome]) -> None:
    """Marks changes that a change of text does not mention as to be confirmed."""
    outcomes = tuple(outcomes)
    unseen = [
        msgspec.structs.replace(each, state=ContestedState.TO_CONFIRM, start=UNKNOWN, end=UNKNOWN)
        for each in state.contested_in(target)
        if is_of_words(state, each) and not any(one.is_of(each) for one in outcomes)
    ]
    if unseen:
        replace_contested(state, target, unseen)


# Version 3 named whose words are in brackets, version 4 in whose favour others are closed.
@operation("change-text", 4)
@frozen(kw_only=True, repr=False, eq=False)
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
        reason: why; may be empty, unless something contested goes in without brackets.
        contested: what becomes of each change that a member objects to or holds.
        unbracketed: the ids of the amendments of which words that a member objects to, or holds,
            went in without brackets, on the Chair's instruction.
        bracketed: the ids of the amendments of which words went in in brackets.
        opposing: the codes of the members who object to such words, or hold them.
        carries: whether objections go with the words; they did not in the first schema version.
    """

    INCIDENTAL: ClassVar[frozenset[str]] = Operation.INCIDENTAL | {
        "contested",
        "carries",
        "bracketed",
        "opposing",
    }

    target: str
    seen: str
    wording: BracketedText
    cause: Cause
    merged_whole: tuple[str, ...] = ()
    merged_in_part: tuple[str, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    reason: str = ""
    contested: tuple[ContestedOutcome, ...] = ()
    unbracketed: tuple[str, ...] = ()
    bracketed: tuple[str, ...] = ()
    opposing: tuple[str, ...] = ()
    carries: bool = True

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        if self.target not in state.items and self.target not in state.amendments:
            yield f"nothing with a text has the id {self.target}"
            return
        handle = state.handle_of(self.target)
        if state.version_id(self.target) != self.seen:
            yield f"{handle} has changed since; look at it again"
        if self.cause is not Cause.EDITORIAL:
            yield from closed_by_decision(state, self.target)
        yield from ended(state, self.target)
        yield from unknown_holders(state, self.wording)
        yield from self._check_follow_ups(state)
        yield from self._check_unbracketed(state)

    def _check_unbracketed(self, state: State) -> Iterator[str]:
        settled = {each.amendment for each in self.follow_ups if each.closed}
        # Words in a bracket may be those of an amendment that was decided before.
        settled.update(each.amendment for each in self.contested)
        followed = {each.amendment for each in self.follow_ups}
        for each in self.bracketed:
            if each not in followed:
                yield f"{each} is not among the amendments that follow"
        for member in self.opposing:
            if member not in state.members:
                yield f"no member has the code {member}"
        for each in self.unbracketed:
            if each not in settled.union(self.merged_whole, self.merged_in_part):
                yield f"{each} is not among the amendments that were merged"
        if self.unbracketed and not self.reason.strip():
            handles = ", ".join(
                state.handle_of(each) for each in self.unbracketed if each in state.amendments
            )
            yield (
                f"words of {handles} that members object to or reserve on are merged without"
                " brackets only on the Chair's instruction; give its reason, or leave the brackets"
            )

    def exclusive_targets(self) -> tuple[str, ...]:
        """Returns the text, and the amendments that follow its change."""
        return (self.target, *(each.amendment for each in self.follow_ups))

    def missed(self, state: State) -> Iterator[str]:
        """Yields who objects to what is taken, or holds it, and is not named."""
        taken = ((each.amendment, each.taken) for each in self.follow_ups if self.carries)
        return missed_by(state, self.contested, taken)

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

    def apply(self, state: State, act: StepContext) -> None:
        """Sets the text, and reduces each amendment to what is left of it."""
        wordings = {self.target: self.wording} | {
            each.amendment: each.wording for each in self.follow_ups if each.wording is not None
        }
        changed = [
            text for text, wording in wordings.items() if state.version(text).wording != wording
        ]
        self._note_recirculated(state, act)
        add_version(state, self.id, self.target, self.wording, self.cause, self.merged_whole)
        if self.unbracketed:
            made = Instruction(self.target, self.unbracketed, self.reason, act.meeting)
            state.journal.put(state.instructions, self.id, made)
        for number, each in enumerate(self.follow_ups):
            self._follow(state, each, f"{self.id}.{number}", day_of(act.happened))
        if not self.carries:
            return
        for text in changed:
            confirm_unseen(state, text, self.contested)
        settle_contested(state, self.id, self.target, self.contested)
        seen = {each.position for each in self.contested}
        for each in self.follow_ups:
            if each.taken:
                holder = self._holder(state, state.amendments[each.amendment].target)
                contest_unseen(state, self.id, each.amendment, holder, each.taken, seen)

    def _note_recirculated(self, state: State, act: StepContext) -> None:
        amendments = (*self.merged_whole, *self.merged_in_part)
        note_recirculated(state, (self.target,), amendments, act.happened)
        # What is chosen from brackets was there, and another wording of an amendment is its own.
        is_new = self.cause is Cause.EDIT and state.version(self.target).wording.is_clean
        if is_new and self.target in state.items and state.settings[""].notice:
            state.journal.put(state.recirculated, self.target, act.happened)

    def _holder(self, state: State, target: str) -> str:
        above = state.amendments.get(target)
        is_open = above is not None and above.state is AmendmentState.OPEN
        return target if target == self.target or is_open else self.target

    def _follow(self, state: State, each: FollowUp, version: str, day: date) -> None:
        if each.wording is not None:
            add_version(state, version, each.amendment, each.wording, each.cause)
        if each.target:
            redirect(state, state.amendments[each.amendment], each.target)
        amendment = state.amendments[each.amendment]
        ended = amendment.state
        against = state.version_id(amendment.target)
        if each.wording is None and each.taken:
            ended = AmendmentState.MERGED
        elif each.wording is None:
            # Its words stay as they were, over the text they were said of.
            ended, against = AmendmentState.CLOSED, amendment.against
        state.journal.change(
            state.amendments,
            each.amendment,
            state=ended,
            against=against,
            parts=each.parts or amendment.parts,
            merged_before=amendment.merged_before or bool(each.taken and not self.carries),
            taken_hunks=amendment.taken_hunks + each.taken,
            closed_hunks=amendment.closed_hunks + each.closed,
            ended=None if ended is AmendmentState.OPEN else day,
            closed_for=self._favoured(state, each) if ended is AmendmentState.CLOSED else (),
        )

    def _favoured(self, state: State, closed: FollowUp) -> tuple[str, ...]:
        if closed.closed_for is not None:
            return closed.closed_for
        text, before = self.wording.notation(), state.versions[self.seen].text
        places = {hunk.replaces for hunk in closed.closed if before.count(hunk.replaces) == 1}
        around = [before[max(0, before.index(each) - 20) :][: len(each) + 40] for each in places]
        merged = {*self.merged_whole, *self.merged_in_part}
        in_place = [each for each in self.follow_ups if places & {it.replaces for it in each.taken}]
        went_in = tuple(each.amendment for each in in_place if each.amendment in merged)
        is_known = 0 < len(places) == len(closed.closed)
        stays = text == before or (is_known and all(each in text for each in around))
        return went_in or ((self.target,) if stays else ())


@upgrade("change-text", 1)
def _change_and_carry_nothing(fields: dict[str, Any]) -> dict[str, Any]:
    """Upgrades: merged amendments count as agreed, and objections were not carried over."""
    return {**fields, "carries": False}


# Drafts, and the arrangement of their items.


@frozen(kw_only=True)
class NewItem:
    """An item as it comes into a draft.

    Attributes:
        handle: such as `R3`.
        kind: what it is.
        label: the printed label; empty for none.
        wording: its text.
        parent: the id of the item above; `#2` for the third new item of the same operation;
            empty for the top of the draft.
        after: the id (or `#2`) of the item it follows under its parent; `first` for the first
            place; empty for the last.
        rule: the rule for it alone; empty where its draft's rule holds.
        voted: the day of its roll call; None for none.
    """

    handle: str
    kind: ItemKind
    wording: BracketedText
    label: str = ""
    parent: str = ""
    after: str = ""
    rule: str = ""
    voted: date | None = None


@frozen(kw_only=True)
class MovedItem:
    """An item in its new place.

    Attributes:
        item: the id of the item.
        parent: the id of the item above; empty for the top of the draft.
        after: as for a new item.
    """

    item: str
    parent: str = ""
    after: str = ""


@operation("import-draft", 2, stands_alone=True)
@frozen(kw_only=True, repr=False, eq=False)
class ImportDraft(Operation):
    """A draft comes into the record.

    Attributes:
        handle: such as `D1`.
        title: the title of the document.
        items: its items, each after the one it stands under.
        revision: what this state is called.
        source: the name of the file it came from.
        digest: the digest of the content it came from; the same content adds nothing again.
    """

    handle: str
    title: str
    items: tuple[NewItem, ...]
    revision: str = "zero draft"
    source: str = ""
    digest: str = ""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        if not self.items:
            yield "the draft has no items"
        for known in imported_before(state, self.digest):
            yield f"the same content was imported already, as {known}"
        for item in self.items:
            yield from unknown_holders(state, item.wording)

    def apply(self, state: State, act: StepContext) -> None:
        self.add(state, state.drafts, Draft, circulated=act.happened)
        add_items(state, self.id, self.id, self.items)

    def handles(self) -> Iterator[str]:
        yield self.handle
        yield from (item.handle for item in self.items)


@operation("arrange-items", 2)
@frozen(kw_only=True, repr=False, eq=False)
class ArrangeItems(Operation):
    """Items of a draft are inserted, removed, moved, split or joined.

    Attributes:
        draft: the id of the draft.
        amendments: the ids of the amendments that are merged in full by it.
        inserted: the new items.
        removed: the ids of the items that leave the text; their history stays.
        moved: items in their new places.
        reworded: ids of items whose text changes with it (the first part of a split, the whole
            of a join) to their texts.
        seen: the ids of the versions of every item removed, moved or reworded, in that order.
        contested: what becomes of each change that a member objects to or holds.
        carries: whether objections go with the words; they did not in the first schema version.
    """

    INCIDENTAL: ClassVar[frozenset[str]] = Operation.INCIDENTAL | {"contested", "carries"}

    draft: str
    amendments: tuple[str, ...] = ()
    inserted: tuple[NewItem, ...] = ()
    removed: tuple[str, ...] = ()
    moved: tuple[MovedItem, ...] = ()
    reworded: dict[str, BracketedText] = attrs.field(factory=dict)
    seen: tuple[str, ...] = ()
    contested: tuple[ContestedOutcome, ...] = ()
    carries: bool = True

    @property
    def opposed(self) -> dict[str, tuple[str, ...]]:
        """The amendments carried out over members, to the codes of who objected to each or held it.

        They cannot go in in brackets, so that this takes the Chair's instruction.
        """
        found: dict[str, dict[str, None]] = {}
        for each in self.contested:
            if each.amendment in self.amendments and not each.contested:
                found.setdefault(each.amendment, {})[each.member] = None
        return {name: tuple(members) for name, members in found.items()}

    def touched(self) -> tuple[str, ...]:
        """Returns the ids of the items removed, moved or reworded, in that order."""
        return (*self.removed, *(each.item for each in self.moved), *self.reworded)

    def exclusive_targets(self) -> tuple[str, ...]:
        """Returns the items that it removes, moves or rewords, and the merged amendments."""
        return (*self.touched(), *self.amendments)

    def missed(self, state: State) -> Iterator[str]:
        """Yields reasons: members that oppose an amendment, and that `contested` does not name."""
        merged = [state.amendments[each] for each in self.amendments if each in state.amendments]
        taken = ((each.id, (arranged_change(state, each),)) for each in merged)
        return missed_by(state, self.contested, taken)

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        """Refuses when an item is gone, closed or has changed since."""
        if self.draft not in state.drafts:
            yield f"no draft has the id {self.draft}"
            return
        touched = self.touched()
        if len(touched) != len(self.seen):
            yield "the versions seen do not go with the items"
        for item, seen in zip(touched, self.seen, strict=False):
            if item not in state.items or state.items[item].draft != self.draft:
                yield f"no item of that draft has the id {item}"
            elif state.items[item].removed:
                yield f"{state.handle_of(item)} was removed from the draft already"
            elif state.version_id(item) != seen:
                yield f"{state.handle_of(item)} has changed since; look at it again"
            yield from closed_by_decision(state, item)
        if len(set(self.removed)) + len({*self.reworded} - {*self.removed}) != len(
            self.removed
        ) + len(self.reworded):
            yield "an item is named twice"
        for text in (*(each.wording for each in self.inserted), *self.reworded.values()):
            yield from unknown_holders(state, text)
        yield from self._check_places(state)
        yield from self._check_amendments(state)

    def _check_places(self, state: State) -> Iterator[str]:
        placed: tuple[NewItem | MovedItem, ...] = (*self.inserted, *self.moved)
        for each in placed:
            for place in (each.parent, each.after):
                if place not in ("", "first") and not place.startswith("#"):
                    found = state.items.get(place)
                    if found is None or found.draft != self.draft:
                        yield f"the place {place} is not in the draft"
                    # What follows a removed item keeps its place; what is below it has none.
                    elif found.removed and place == each.parent:
                        yield f"{found.handle} was removed from the draft"
        for moved in self.moved:
            if moved.after == moved.item:
                yield f"{state.handle_of(moved.item)} cannot be moved beside itself"
            above = moved.parent
            while above in state.items:
                if above == moved.item:
                    yield f"{state.handle_of(moved.item)} cannot be moved below itself"
                    break
                above = state.items[above].parent

    def _check_amendments(self, state: State) -> Iterator[str]:
        for amendment in self.amendments:
            yield from not_open(state, amendment)
        for item in self.reworded:
            for rival in unsettled(state, item):
                if rival.id not in self.amendments:
                    yield (
                        f"{rival.handle} changes the words of {state.handle_of(item)};"
                        " merge or decide it first"
                    )

    def apply(self, state: State, act: StepContext) -> None:
        """Moves every item to its position."""
        put, day = state.journal.put, day_of(act.happened)
        changes = {
            each: arranged_change(state, state.amendments[each])
            for each in self.amendments
            if self.carries
        }
        for item in self.removed:
            state.journal.change(state.items, item, removed=True)
            for each in state.amendments_on(item):
                self._close(state, each, day, self.amendments)
        for number, (item, wording) in enumerate(self.reworded.items()):
            version = f"{self.id}.w{number}"
            add_version(state, version, item, wording, Cause.MERGE, self.amendments)
        for moved in self.moved:
            item_now = state.items[moved.item]
            old = state.children[item_now.parent]
            left = tuple(child for child in old if child != moved.item)
            put(state.children, item_now.parent, left)
            parent = moved.parent or self.draft
            state.journal.change(state.items, moved.item, parent=parent)
            place_child(state, parent, moved.item, moved.after)
        add_items(state, self.draft, self.id, self.inserted)
        made = tuple(f"{self.id}.{number}" for number in range(len(self.inserted)))
        note_recirculated(state, (*self.reworded, *made), self.amendments, act.happened)
        if state.spanning:
            from consensus.model.spanning import take_in

            take_in(state, self.draft, made, self.amendments)
        new = iter(made)
        for name in self.amendments:
            merged = msgspec.structs.replace(
                state.amendments[name],
                state=AmendmentState.MERGED,
                merged_before=not self.carries,
                ended=day,
            )
            # What amends its words goes on as an amendment to the item that has them now.
            heir = next(new) if merged.kind is AmendmentKind.INSERT else merged.target
            if merged.kind is AmendmentKind.INSERT:
                merged = msgspec.structs.replace(merged, became=heir)
                state.journal.change(state.items, heir, inserted_by=name)
            elif merged.kind is AmendmentKind.SPLIT:
                for part in islice(new, len(merged.parts)):
                    merged = msgspec.structs.replace(merged, became=part)
            put(state.amendments, name, merged)
            for amending in tuple(unsettled(state, name)):
                if merged.kind is AmendmentKind.INSERT or heir in self.reworded:
                    redirect(state, amending, heir)
                else:
                    self._close(state, amending, day, ())
        if self.carries:
            self._contest(state, changes)
        if self.opposed:
            given = Instruction(self.draft, tuple(self.opposed), act.note, act.meeting)
            put(state.instructions, self.id, given)

    def _contest(self, state: State, changes: dict[str, HunkOutcome]) -> None:
        for item in self.reworded:
            confirm_unseen(state, item, self.contested)
        settle_contested(state, self.id, self.draft, self.contested)
        seen = {each.position for each in self.contested}
        for name, change in changes.items():
            holder = holder_of(state, state.amendments[name])
            contest_unseen(state, self.id, name, holder, (change,), seen)
        for item in self.removed:
            self._hand_on(state, item)

    def _hand_on(self, state: State, item: str) -> None:
        """Carries what is contested at a removed item over to the one that has its place."""
        heir = joined_into(state, item)
        for each in state.contested_in(item):
            amendment = state.amendments[each.amendment]
            holder = heir
            if amendment.kind is AmendmentKind.DELETE:
                holder = holder_of(state, amendment)
            if holder == item:
                continue
            moved = msgspec.structs.replace(each, target=holder)
            if is_of_words(state, each):  # The operation did not know of it.
                unseen = ContestedState.TO_CONFIRM
                moved = msgspec.structs.replace(moved, state=unseen, start=UNKNOWN, end=UNKNOWN)
            left = tuple(one for one in state.contested[item] if one.id != each.id)
            state.journal.put(state.contested, item, left)
            add_contested(state, moved)

    def _close(self, state: State, amendment: Amendment, day: date, took: tuple[str, ...]) -> None:
        if amendment.state is AmendmentState.OPEN:
            closed = AmendmentState.CLOSED
            state.journal.change(
                state.amendments, amendment.id, state=closed, ended=day, closed_for=took
            )

    def handles(self) -> Iterator[str]:
        yield from (item.handle for item in self.inserted)


@upgrade("arrange-items", 1)
def _arrange_and_carry_nothing(fields: dict[str, Any]) -> dict[str, Any]:
    """Upgrades: merged amendments count as agreed, and objections were not carried over."""
    return {**fields, "carries": False}


def joined_into(state: State, item: str) -> str:
    """Returns the id of the item that a joined one became part of; else its own."""
    while (joining := joined_by(state, item)) is not None:
        item = joining.target
    return item


def holder_of(state: State, amendment: Amendment) -> str:
    """Returns the id of the text on which objections to a merged amendment stand.

    That is the item itself, or the one that it was joined into. For a deleted one it is the item
    above it, or if that cannot be agreed the one before it, or after it; itself if no other is
    left.
    """
    target = amendment.target
    if amendment.kind is not AmendmentKind.DELETE:
        holder = amendment.holder
        return joined_into(state, holder) if holder in state.items else holder
    can_hold = [
        each.id
        for each in state.walk(amendment.draft)
        if each.kind.can_be_agreed and each.id != target
    ]
    above = state.items[target].parent
    beside = state.children[above]
    at = beside.index(target)
    near = (above, *reversed(beside[:at]), *beside[at:], *can_hold)
    return next((each for each in near if each in can_hold), target)


@operation("set-all-or-nothing")
@frozen(kw_only=True, repr=False, eq=False)
class SetAllOrNothing(Operation):
    """Whether nothing in a draft is agreed until everything is agreed.

    Attributes:
        draft: the id of the draft.
        holds: whether it holds from now on.
    """

    draft: str
    holds: bool

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        if self.draft not in state.drafts:
            yield f"no draft has the id {self.draft}"

    def apply(self, state: State, act: StepContext) -> None:
        since = (state.drafts[self.draft].whole_since or act.happened) if self.holds else None
        change = state.journal.change
        change(state.drafts, self.draft, all_or_nothing=self.holds, whole_since=since)


def add_items(state: State, draft: str, prefix: str, items: tuple[NewItem, ...]) -> None:
    """Adds new items to a draft; the id of each is the prefix and its number.

    The order under each parent is collected in a list and put once: a new tuple for each item took
    1.8 GiB for 20,000 paragraphs, since the journal keeps every old entry.
    """

    def resolve(name: str) -> str:
        return f"{prefix}.{name[1:]}" if name.startswith("#") else name

    children: dict[str, list[str]] = {}
    for number, new in enumerate(items):
        made = f"{prefix}.{number}"
        parent = resolve(new.parent) or draft
        handle = state.give_handle(new.handle, made)
        item = Item(
            made, handle, draft, new.kind, new.label, parent, made, rule=new.rule, voted=new.voted
        )
        state.journal.put(state.items, made, item)
        state.journal.put(state.versions, made, Version(made, made, 1, new.wording))
        if parent not in children:
            children[parent] = list(state.children.get(parent, ()))
        siblings = children[parent]
        siblings.insert(_place_among(siblings, resolve(new.after)), made)
    for parent, siblings in children.items():
        state.journal.put(state.children, parent, tuple(siblings))


def place_child(state: State, parent: str, child: str, after: str) -> None:
    """Inserts an item under its parent: last, `first`, or after a named one."""
    siblings = list(state.children.get(parent, ()))
    siblings.insert(_place_among(siblings, after), child)
    state.journal.put(state.children, parent, tuple(siblings))


def _place_among(siblings: list[str], after: str) -> int:
    """Returns the index for a new child: 0 for `first`, after a named one, or else last."""
    is_within = after and siblings[-1:] != [after] and after in siblings
    return siblings.index(after) + 1 if is_within else 0 if after == "first" else len(siblings)


@operation("publish-revision", version=3)
@frozen(kw_only=True, repr=False, eq=False)
class PublishRevision(RevisionFields, Operation):
    """A revision is issued, and its labels become those of the draft."""

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        if self.draft not in state.drafts:
            yield f"no draft has the id {self.draft}"
            return
        used = {each.name for each in state.revisions.values() if each.draft == self.draft}
        if self.name in used or self.name == state.drafts[self.draft].revision:
            yield f"{self.name} was published already"
        if (lines := self.line_numbers) and not (19 < lines.width < 201 and 0 < lines.page < 1001):
            yield "lines are 20 to 200 wide, and some on each page"
        # The first schema had what was rejected or withdrawn among its items; which footnotes go
        # with their texts was seen otherwise before.
        noted = (e for e in state.walk(self.draft) if not state.left_out(e.id, with_notes=False))
        kept = (e for e in noted if e.kind is not ItemKind.FOOTNOTE or e.id in self.items)
        now = [[(item.id, item.version) for item in e] for e in (state.walk(self.draft), kept)]
        if list(zip_longest(self.items, self.versions)) not in now:
            yield "the draft has changed since; look at it again"
        for line in self.concordance:
            if line.item not in state.items:
                yield f"no item has the id {line.item}"
            elif state.items[line.item].label != line.old:
                yield f"{state.handle_of(line.item)} has another label since; look at it again"

    def apply(self, state: State, act: StepContext) -> None:
        gone = [each for each in state.walk(self.draft) if each.id not in self.items]
        whys = [(each, why) for each in gone if (why := state.left_out(each.id))]
        left_out = tuple(LeftOut(each.id, each.version, why) for each, why in whys)
        self.add(state, state.revisions, Revision, issued=act.happened, left_out=left_out)
        if state.spanning:
            from consensus.model.spanning import open_brackets

            spanning = tuple(each.id for each in open_brackets(state, self.draft))
            state.journal.change(state.revisions, self.id, spanning=spanning)
        state.journal.change(state.drafts, self.draft, revision=self.name)
        for line in self.concordance:
            if line.new != line.old and not state.items[line.item].removed:
                state.journal.change(state.items, line.item, label=line.new)


@operation("translate-item", stands_alone=True)
@frozen(kw_only=True, repr=False, eq=False)
class TranslateItem(Operation):
    """An item is rendered in another language, in place of what rendered it before.

    The fields are those of `Translation`.

    Attributes:
        happened: when it was made, if not when the step happened.
    """

    item: str
    language: str
    version: str
    text: str
    happened: datetime | None = None

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        version = state.versions.get(self.version)
        if self.item not in state.items:
            yield f"there is no item {self.item}"
        elif version is None or version.target != self.item:
            yield f"{state.handle_of(self.item)} has no version {self.version}"
        if not self.language.strip():
            yield "name the language by a tag such as fr"
        elif self.language == state.settings[""].language:
            yield f"{self.language} is the language of the drafts themselves"
        if not self.text.strip():
            yield "a translation has words"

    def apply(self, state: State, act: StepContext) -> None:
        kept = state.journal.nested(state.translations, self.language)
        translation = self.build(Translation, happened=self.happened or act.happened)
        state.journal.put(kept, self.item, translation)


@operation("carry-over", stands_alone=True)
@frozen(kw_only=True, repr=False, eq=False)
class CarryOverItems(ImportDraft):
    """Items of another working group's draft come into the record, with where they come from.

    What was agreed there is not agreed here.

    Attributes:
        origins: for each item where it was, the nearest working group first.
    """

    origins: tuple[tuple[Provenance, ...], ...]

    def check(self, state: State, act: StepContext) -> Iterator[str]:
        yield from super().check(state, act)
        if len(self.origins) != len(self.items) or not all(self.origins):
            yield "say of each item where it comes from"

    def apply(self, state: State, act: StepContext) -> None:
        """Adds the draft and its items, and records their provenance."""
        super().apply(state, act)
        for number, origins in enumerate(self.origins):
            state.journal.put(state.origins, f"{self.id}.{number}", origins)
