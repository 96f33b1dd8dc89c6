"""The effects of a change of text on the changes in it that members object to or hold."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import chain, repeat, starmap
from typing import NamedTuple

import attrs
import msgspec
from attrs import frozen

from consensus.history.operation import Operation, StepContext
from consensus.history.operations import ArrangeItems, ChangeText, ContestedOutcome, FollowUp
from consensus.history.operations.drafts import holder_of, is_of_words
from consensus.model.amendments import Amendment, AmendmentKind, AmendmentState
from consensus.model.contested import (
    UNKNOWN,
    ContestedChange,
    ContestedState,
    has_words,
    is_about,
    shared_changes,
)
from consensus.model.counting import contested_options, contesting, contesting_elsewhere
from consensus.model.lookup import handles_in_order
from consensus.model.rivals import arranged_change, same_arrangements, spot_now, with_sources
from consensus.model.staleness import has_failed, went_in_otherwise
from consensus.model.state import State
from consensus.reports.positions import ContestedLine, PositionLine, contested_line, position_line
from consensus.reports.words import join_names
from consensus.text.brackets import EVERY_CODE, Bracket, bracket_spans, parse, scan_brackets
from consensus.text.combine import combine
from consensus.text.diff import diff
from consensus.text.edit import TextEdit
from consensus.text.hunk import HunkOutcome
from consensus.text.merge import Choice, choices_made, rebase, settled_for_text

Spans = Sequence[tuple[int, int]]
"""Offsets of where something begins and ends."""

# Who holds an option, before its words.
_NAMES = re.compile(r"\s*[A-Z0-9]+(?:,? (?:[A-Z0-9]+|propose|support|oppose))*:\s+")
_SIGN = re.compile(r"(?<!\\)[\[\]]")
_QUOTES = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")
# Between the parts of a split, in a text that holds them all; no text has it.
_PART = "\n\ue000\n"


def with_contested(
    state: State, operation: ChangeText, places: Mapping[str, Spans] | None = None
) -> ChangeText:
    """Returns a change of text with its effects on what is contested; `places` is what goes in."""
    text = _Text(state.text(operation.target), operation.wording.notation())
    found = list(_followed(state, text, _held(state, operation.target)))
    follow_ups: list[FollowUp] = []
    for follow_up in operation.follow_ups:
        amendment = state.amendments[follow_up.amendment]
        held = _held(state, amendment.id)
        known = (places or {}).get(amendment.id, ())
        each, taken, known = _taken_of(state, operation.target, text, follow_up, known)
        follow_ups.append(each)
        if taken:
            above = state.amendments.get(each.target or amendment.target)
            is_nested = amendment.target != operation.target and above is not None
            holder = above.id if above is not None and is_nested and not each.target else ""
            found += _going_in(state, amendment, taken, text, holder, known)
            moving = [
                one
                for one in held
                if one.is_open
                and (
                    _is_within(one.change, taken)
                    # What went in with it in other words is to be confirmed there.
                    or (each.wording is None and one.state is ContestedState.TO_CONFIRM)
                )
            ]
            held = [one for one in held if one not in moving]
            for one in moving:
                start, end = text.place_of(one.change)
                found.append(_outcome(one, one.state, start, end, holder, amendment.id))
        if each.wording is not None and held:
            left = _Text(state.text(amendment.id), each.wording.notation())
            found += _followed(state, left, held, amendment.id)
    found += _of_brackets(state, operation, text, found)
    return attrs.evolve(operation, follow_ups=tuple(follow_ups), contested=_once(found))


def _of_brackets(
    state: State, operation: ChangeText, text: _Text, going_in: Sequence[ContestedOutcome]
) -> Iterator[ContestedOutcome]:
    """Yields what a change of text does to contested options in brackets, where these end."""
    wordings = {each.amendment: each.wording for each in operation.follow_ups}
    for contested, choice, wording in contested_options(state, operation.target):
        change = contested.change
        is_known = any(
            each.position == contested.position.id
            and not each.contested
            and (_is_within(each.change, [change]) or _is_within(change, [each.change]))
            for each in going_in
        )
        if is_known or not any(_touches(each, choice.start, choice.end) for each in text.edits):
            continue
        after = wordings.get(contested.amendment)
        left = (
            settled_for_text(rebase(text.old, text.new, wording)).text()
            if after is None
            else after.notation()
        )
        if any(one.is_option and change in one.changes for one in choices_made(text.new, left)):
            continue  # It is a choice yet.
        became = ContestedState.STANDING
        if change in text.as_first_worded(wording, (), ())[2]:
            start, end = text.place_of(change)
        else:
            place = _place_of_option(text.old, choice, change.text.strip())
            pinned = msgspec.structs.replace(contested, start=place[0], end=place[1])
            became, start, end = text.follow(pinned)
        new = msgspec.structs.replace(contested, id="")
        yield _outcome(new, became, start, end)


def _taken_of(
    state: State, target: str, text: _Text, follow_up: FollowUp, known: Spans
) -> tuple[FollowUp, tuple[HunkOutcome, ...], Spans]:
    """Returns a follow-up as first worded, all that goes in of its amendment, and known places."""
    amendment = state.amendments[follow_up.amendment]
    if amendment.target != target or amendment.kind is not AmendmentKind.MODIFY:
        return follow_up, follow_up.taken, known
    mine = state.text(amendment.id)
    taken, known, chosen = text.as_first_worded(mine, follow_up.taken, known)
    each = attrs.evolve(follow_up, taken=taken)
    if not (
        _held(state, amendment.id)
        or any(any(contesting(state, source.id)) for source in with_sources(state, amendment))
        or any(contesting_elsewhere(state, amendment))
    ):
        return each, taken, known
    # In a bracket they are undecided, and the amendment answers for itself while it lives.
    lives = each.wording is not None
    more = tuple(
        one
        for one in (*chosen, *shared_changes(text.old, mine, text.new))
        if not _is_within(one, taken) and not (lives and text.brackets(one))
    )
    return each, (*taken, *more), known


def _once(found: Sequence[ContestedOutcome]) -> tuple[ContestedOutcome, ...]:
    """Returns the outcomes; a change contested before stands again where it goes in now."""
    followed = {(each.position, each.change): each for each in found if each.contested}
    kept: list[ContestedOutcome] = []
    again: dict[str, ContestedOutcome] = {}
    for each in found:
        known = None if each.contested else followed.get((each.position, each.change))
        if known is None:
            kept.append(each)
        elif known.state is not ContestedState.STANDING:
            again[known.contested] = attrs.evolve(
                each, contested=known.contested, held_by=known.held_by
            )
        elif known.start != each.start:
            kept.append(each)
    return tuple(dict.fromkeys(again.get(each.contested, each) for each in kept))


def with_contested_items(state: State, operation: ArrangeItems) -> ArrangeItems:
    """Returns an arrangement of items with its effects on everything contested in them."""
    found: list[ContestedOutcome] = []
    number = 0
    for name in operation.amendments:
        amendment = state.amendments[name]
        made = f"#{number}" if amendment.kind is AmendmentKind.INSERT else ""
        holder = made or holder_of(state, amendment)
        change = arranged_change(state, amendment)
        is_text = amendment.kind in (AmendmentKind.SPLIT, AmendmentKind.JOIN)
        place = (0, len(change.text)) if is_text else (UNKNOWN, UNKNOWN)
        sources = with_sources(state, amendment)
        others = [e for e in same_arrangements(state, amendment) if e not in sources]
        answering = [amendment, *(e for e in others if e.state is AmendmentState.OPEN)]
        for source in (*sources, *others):
            spoken = () if source in answering else state.positions.get(name, {})
            found += _new(state, source, (change,), (place,), holder, spoken)
        found += [
            _outcome(each, each.state, each.start, each.end, holder, name)
            for each in _held(state, name)
        ]
        number += len(amendment.parts) + (amendment.kind is AmendmentKind.INSERT)
    for item, wording in operation.reworded.items():
        found += _rearranged(state, operation, item, wording.notation())
    found += _returned(state, operation)
    return attrs.evolve(operation, contested=tuple(dict.fromkeys(found)))


def _held(state: State, target: str) -> list[ContestedChange]:
    """Returns the contested changes of a text, lapsed ones included, which may come back."""
    return [
        each
        for each in state.contested.get(target, ())
        if each.is_open or each.state is ContestedState.LAPSED
    ]


def _followed(
    state: State, text: _Text, held: Iterable[ContestedChange], held_by: str = ""
) -> Iterator[ContestedOutcome]:
    """Yields what the change of a text does to what is contested in it."""
    if not text.edits:
        return
    for each in held:
        if is_of_words(state, each):
            became, start, end = text.follow(each)
            yield _outcome(each, became, start, end, held_by, held_by)


def _outcome(
    contested: ContestedChange,
    became: ContestedState,
    start: int = UNKNOWN,
    end: int = UNKNOWN,
    target: str = "",
    held_by: str = "",
) -> ContestedOutcome:
    """Returns what becomes of a contested change; one without an id goes in only now."""
    return ContestedOutcome(
        amendment=contested.amendment,
        position=contested.position.id,
        member=contested.member,
        stance=contested.stance,
        change=contested.change,
        contested=contested.id,
        held_by=held_by,
        target=target,
        state=became,
        start=start,
        end=end,
        unchanged=bool(contested.id) and became is contested.state,
    )


def _new(
    state: State,
    amendment: Amendment,
    changes: Sequence[HunkOutcome],
    places: Spans,
    holder: str,
    spoken: Collection[str] = (),
) -> Iterator[ContestedOutcome]:
    """Yields the contested changes that go in now, but for members that spoke of them since."""
    for position, stance, _ in contesting(state, amendment.id):
        if position.member in spoken:
            continue
        for change, (start, end) in zip(changes, places, strict=True):
            if is_about(position, change):
                one = ContestedChange("", holder, position, stance, change)
                yield _outcome(one, ContestedState.STANDING, start, end, holder)


def _going_in(
    state: State,
    amendment: Amendment,
    taken: Sequence[HunkOutcome],
    text: _Text,
    holder: str,
    known: Spans,
) -> Iterator[ContestedOutcome]:
    def place(change: HunkOutcome, near: tuple[int, int] | None = None) -> tuple[int, int]:
        return (UNKNOWN, UNKNOWN) if holder else text.place_of(change, near)

    places = [*map(place, taken, chain(known, repeat(None)))]
    yield from _new(state, amendment, taken, places, holder)
    sources = with_sources(state, amendment)[1:]
    for position, stance, _, change in contesting_elsewhere(state, amendment):
        other = state.amendments[position.target]
        # An undecided one says itself what goes in of it.
        is_gone = other.state is not AmendmentState.OPEN and other not in sources
        if is_gone and _is_within(change, taken):
            one = ContestedChange("", holder, position, stance, change)
            yield _outcome(one, ContestedState.STANDING, *place(change), holder)
    for source in sources:
        if not any(contesting(state, source.id)):
            continue
        base = state.versions[source.against].text
        wanted = state.text(source.id)
        worded = [HunkOutcome(e.replaces, e.text) for e in combine(base, {"": wanted}).changes]
        worded += [change for choice in choices_made(base, wanted) for change in choice.changes]
        changes = [each for each in worded if _is_within(each, taken)]
        spoken = state.positions.get(amendment.id, {})
        yield from _new(state, source, changes, [*map(place, changes)], holder, spoken)


def _is_within(change: HunkOutcome, taken: Iterable[HunkOutcome]) -> bool:
    """Returns whether a change is one of those taken, or part of one."""
    return any(
        has_words(each.replaces, change.replaces) and _is_made(change, each.text) for each in taken
    )


def _is_made(change: HunkOutcome, words: str) -> bool:
    """Returns whether words are as a change has them, without what it deletes."""
    is_deletion = has_words(change.replaces, change.text)
    return has_words(words, change.text) and not (is_deletion and has_words(words, change.replaces))


def _rearranged(
    state: State, operation: ArrangeItems, item: str, new: str
) -> Iterator[ContestedOutcome]:
    """Yields what a split or a join does to what is contested in the words of the items."""
    parts = [new, *(each.wording.notation() for each in operation.inserted)]
    joined = [each for each in operation.removed if _held(state, each)]
    for each in _held(state, item):
        # A new item that is split is contested in all its parts.
        if state.amendments[each.amendment].kind is AmendmentKind.INSERT and len(parts) > 1:
            for target in (item, *(f"#{number}" for number in range(len(parts) - 1))):
                yield _outcome(each, each.state, each.start, each.end, target, item)
    for held_by in (item, *joined):
        held = [each for each in _held(state, held_by) if is_of_words(state, each)]
        text = _Text(state.text(held_by), _PART.join(parts))
        for each in held:
            became, start, end = text.follow(each)
            number = 0
            while number < len(parts) - 1 and start > len(parts[number]):
                skipped = len(parts[number]) + len(_PART)
                start, end, number = start - skipped, end - skipped, number + 1
            target = f"#{number - 1}" if number else item
            yield _outcome(each, became, start, end, target, held_by)


def _returned(state: State, operation: ArrangeItems) -> Iterator[ContestedOutcome]:
    """Yields what lapses: inserted items that are deleted, deleted or moved ones that are back."""
    joined = {other for each in operation.amendments for other in state.amendments[each].others}
    gone = {*operation.removed} - joined
    back = {_plain(each.wording.notation()) for each in operation.inserted}
    moved = {each.item for each in operation.moved if state.contested_in(each.item)}
    spots: dict[str, str] = {}
    if moved:
        with applied(state, operation):
            spots = {item: " ".join(spot_now(state, item)) for item in moved}
    for target, contested in state.contested.items():
        for each in contested:
            kind = state.amendments[each.amendment].kind
            change = each.change
            if each.is_open and (
                (kind is AmendmentKind.INSERT and target in gone)
                or (kind is AmendmentKind.DELETE and _plain(change.replaces) in back)
                or (kind is AmendmentKind.MOVE and spots.get(target) == change.replaces)
            ):
                yield _outcome(each, ContestedState.LAPSED, target=target, held_by=target)


@contextmanager
def applied(state: State, operation: Operation) -> Iterator[None]:
    """Applies an operation for the time of a `with` block, at no moment that anybody sees."""
    moment = datetime.min.replace(tzinfo=UTC)
    with state.journal.rollback_scope():
        operation.apply(state, StepContext("", "", moment, moment))
        yield


class PlanSection(NamedTuple):
    """Sentences on one consequence of a change of text."""

    heading: str  # what they are about
    lines: tuple[str, ...]  # the sentences


class MergeEffects(NamedTuple):
    """The effects of a change of text on those who objected, held or made conditions."""

    # who objects to what goes in now, or holds it; it stands on the text
    contested: tuple[ContestedLine, ...] = ()
    lapsed: tuple[ContestedLine, ...] = ()  # what lapses, since the text reads as before
    # what is to be confirmed, since other words take the place
    to_confirm: tuple[ContestedLine, ...] = ()
    # the code of a member, and the handle of an amendment that it made a condition and that goes
    # in in part or in other words
    conditions: tuple[tuple[str, str], ...] = ()
    # the handle of a text, a position on it, and its conditions that fail, by handle
    failing: tuple[tuple[str, PositionLine, tuple[str, ...]], ...] = ()

    @property
    def sections(self) -> tuple[PlanSection, ...]:
        """What becomes of objections, reserved positions and conditions, if there are any."""
        conditions = tuple(
            f"{member} made {amendment} a condition, which is merged in part or in other words"
            for member, amendment in self.conditions
        )
        sections = (
            PlanSection("Objections that end", tuple(each.sentence for each in self.lapsed)),
            PlanSection("To be confirmed", tuple(each.sentence for each in self.to_confirm)),
            PlanSection("Conditions to be confirmed", conditions),
            PlanSection("Conditions that fail", tuple(starmap(_failing, self.failing))),
        )
        return tuple(each for each in sections if each.lines)


def _failing(on: str, line: PositionLine, failed: Sequence[str]) -> str:
    now = "has to take a position again" if line.is_stale else f"then counts as “{line.otherwise}”"
    said = f"“{line.stance}” provided {join_names(failed)}"
    return f"{line.member} on {on}: {said}, which fails; {now}"


def effects_of(state: State, operation: ChangeText | ArrangeItems) -> MergeEffects:
    """Returns the effects of a change of text, or on conditions of items, tried and taken back."""
    text = operation.target if isinstance(operation, ChangeText) else ""
    removed = operation.removed if isinstance(operation, ArrangeItems) else ()
    touched = set(operation.exclusive_targets()).union(
        *(state.amendments_to.get(each, ()) for each in removed)
    )
    before = {each for each in touched if went_in_otherwise(state, each)}
    failed = {each for each in touched if has_failed(state, each)}
    was_open = {each.id for each in state.contested_in(text)}
    was = {each.id: each.state for each in state.contested.get(text, ())}
    with applied(state, operation):
        now = state.contested.get(text, ())
        lines = {each.id: contested_line(state, each) for each in now}
        otherwise = {each for each in touched if went_in_otherwise(state, each)} - before
        failed = {each for each in touched if has_failed(state, each)} - failed
        waiting = [
            position
            for target in (state.positions if otherwise or failed else ())
            for position in state.positions.stance_index(target).conditional.values()
        ]
        conditions = {
            (position.member, state.handle_of(condition))
            for position in waiting
            for condition in otherwise.intersection(position.conditions)
        }
        failing = [
            (state.handle_of(each.target), position_line(state, each.target, each), gone)
            for each in waiting
            if (gone := handles_in_order(state, failed.intersection(each.conditions)))
            and not (has_failed(state, each.target) or state.members[each.member].observer)
        ]
    changed = [each for each in now if each.state is not was.get(each.id)]
    return MergeEffects(
        tuple(lines[each.id] for each in changed if each.state is ContestedState.STANDING),
        tuple(
            lines[each.id]
            for each in changed
            if each.state is ContestedState.LAPSED and (each.id in was_open or each.id not in was)
        ),
        tuple(lines[each.id] for each in changed if each.state is ContestedState.TO_CONFIRM),
        tuple(sorted(conditions)),
        tuple(sorted(failing, key=lambda each: (each[0], each[1].member))),
    )


@frozen(init=False)
class _Text:
    """A text before and after a change."""

    old: str  # the text before, in the notation of brackets
    new: str  # the text after
    edits: tuple[TextEdit, ...]  # what makes the one of the other

    def __init__(self, old: str, new: str) -> None:
        self.__attrs_init__(old, new, diff(old, new))

    def place_of(
        self, change: HunkOutcome, known: tuple[int, int] | None = None
    ) -> tuple[int, int]:
        """Returns where a change that goes in stands in the new text, `known` roughly or not."""
        words, replaced = change.text.strip(), change.replaces.strip()
        if known is not None:
            at = self.new.find(words, *known)
            if at >= 0:
                return _within_space(at, words)
        shift = 0
        fallback = (UNKNOWN, UNKNOWN)
        for edit in self.edits:
            low, high = edit.start + shift, edit.start + shift + len(edit.text)
            shift += len(edit.text) - (edit.end - edit.start)
            if not words:
                at = self.old.find(replaced, edit.start, edit.end)
                if at >= 0:
                    return low, low
                continue
            at = self.new.find(words, max(0, low - len(words)))
            if 0 <= at <= high:
                fallback = _within_space(at, words)
                # In a bracket the new words stand behind those that they would replace.
                before = self.old[: edit.end].rstrip()
                is_there = replaced in self.old[edit.start : edit.end] or before.endswith(replaced)
                if is_there and words in edit.text:
                    return _within_space(self.new.index(words, low), words)
        return fallback

    def as_first_worded(
        self, wanted: str, taken: tuple[HunkOutcome, ...], known: Spans
    ) -> tuple[tuple[HunkOutcome, ...], Spans, tuple[HunkOutcome, ...]]:
        """Returns what was taken, as first worded, its places, and what goes in as brackets end."""
        chosen: dict[HunkOutcome, tuple[int, int]] = {}
        read: list[str] = []
        for choice in choices_made(self.old, wanted):
            touching = [each for each in self.edits if _touches(each, choice.start, choice.end)]
            start, end = self._range(*self._hull(choice.start, choice.end, touching))
            words = self.new[start:end]
            if bracket_spans(words) and not bracket_spans(choice.text):
                continue  # It is a choice yet.
            made = [each for each in choice.changes if _is_made(each, words)] or [
                one
                for each in choice.changes
                for one in shared_changes(each.replaces, each.text, words)
            ]
            if made:
                read.append(self.old[choice.start : choice.end])
                chosen |= dict.fromkeys(made, (start, end))
        if not taken or not chosen:
            return taken, known, tuple(chosen)
        rest: dict[HunkOutcome, tuple[int, int]] = {}
        for at, each in enumerate(taken):
            is_of_bracket = _SIGN.search(each.replaces) is not None
            if not (is_of_bracket and any(has_words(one, each.replaces) for one in read)):
                rest[each] = known[at] if at < len(known) else (0, 0)
        rest |= chosen
        return tuple(rest), tuple(rest.values()), tuple(chosen)

    def brackets(self, change: HunkOutcome) -> bool:
        """Returns whether a change that goes in stands in a bracket of the new text."""
        return _bracket_around(self.new, *self.place_of(change)) is not None

    def follow(self, contested: ContestedChange) -> tuple[ContestedState, int, int]:
        """Returns what becomes of a contested change, and where its words stand from now on."""
        start, end = contested.start, contested.end
        change = contested.change
        if start == UNKNOWN and change.text and self.old.count(change.text) == 1:
            start, end = _within_space(self.old.index(change.text), change.text)
        if start == UNKNOWN:
            if contested.state is ContestedState.LAPSED:
                return contested.state, UNKNOWN, UNKNOWN
            return ContestedState.TO_CONFIRM, UNKNOWN, UNKNOWN
        touching = [each for each in self.edits if self._touches(each, start, end, change)]
        around = _bracket_around(self.old, start, end)
        if around is not None and any(
            _touches(each, sign, sign + 1)
            for each in self.edits
            for sign in (around.start, around.end - 1)
        ):
            found = self._lifted(contested, around, start, end)
            if found is not None:
                return found
        if not touching:
            shift = self._moved(start)
            return contested.state, start + shift, end + shift
        low, high = self._hull(start, end, touching)
        at, stop = self._range(low, high)
        return self._read(contested, self.old[low:start], self.old[end:high], at, stop)

    def _lifted(
        self, contested: ContestedChange, around: _Around, start: int, end: int
    ) -> tuple[ContestedState, int, int] | None:
        """Returns what the end of a bracket does to words in one of its options."""
        touching = [each for each in self.edits if _touches(each, around.start, around.end)]
        low, high = self._hull(around.start, around.end, touching)
        at, stop = self._range(low, high)
        before = self.old[low : around.start] + self.old[around.option : start]
        after = self.old[end : around.option_end] + self.old[around.end : high]
        found = self._read(contested, before, after, at, stop)
        if found[0] is not ContestedState.TO_CONFIRM:
            return found
        # The words may be some of the option's, and all of the option is gone.
        change = HunkOutcome(self.old[around.start : around.end], contested.change.text)
        head, tail = self.old[low : around.start], self.old[around.end : high]
        for each in _wordings_before(change):
            is_back = _plain(self.new[at:stop]) == _plain(head + each + tail)
            if is_back and not has_words(each, change.text):
                return ContestedState.LAPSED, at + len(head), stop - len(tail)
        return None

    def _read(
        self, contested: ContestedChange, before: str, after: str, start: int, end: int
    ) -> tuple[ContestedState, int, int]:
        """Returns what stands in the new text between what stood around the words of a change."""
        words = self.new[start:end]
        plain = _plain(words)
        head, tail = before.lstrip(), after.rstrip()
        inner = words.removeprefix(before) if words.startswith(before) else words.lstrip()
        inner = inner.removeprefix(head)
        at = end - len(inner)
        if after and inner.endswith(after):
            inner = inner[: -len(after)]
        elif tail and inner.endswith(tail):
            inner = inner[: -len(tail)]
        place = at, at + len(inner)
        change = contested.change
        returned = _plain(change.replaces) in plain and not change.text
        if plain == _plain(before + change.text + after):
            became = ContestedState.STANDING
        elif (
            returned
            # Words beside the place may have gone with those objected to.
            or (plain and plain == _plain(change.replaces))
            or any(plain == _plain(before + each + after) for each in _wordings_before(change))
            or contested.state is ContestedState.LAPSED
        ):
            became = ContestedState.LAPSED
        else:
            became = ContestedState.TO_CONFIRM
        return became, *place

    def _touches(self, edit: TextEdit, start: int, end: int, change: HunkOutcome) -> bool:
        if start < end:
            return _touches(edit, start, end)
        # Where words were deleted those beside the place may change, unless others come there.
        if edit.start < start < edit.end:
            return True
        between = self.old[edit.end : start] if edit.end < start else self.old[end : edit.start]
        is_beside = not between.strip() or edit.start <= start <= edit.end
        is_back = _plain(change.replaces) in _plain(edit.text)
        return is_beside and (is_back or edit.start == edit.end)

    def _hull(self, start: int, end: int, edits: Collection[TextEdit]) -> tuple[int, int]:
        return (
            min(chain([start], (each.start for each in edits))),
            max(chain([end], (each.end for each in edits))),
        )

    def _moved(self, offset: int) -> int:
        """Returns by how much an offset of the old text that no edit touches has moved."""
        return _growth(each for each in self.edits if each.end <= offset)

    def _range(self, low: int, high: int) -> tuple[int, int]:
        """Returns where a range of the old text stands in the new one, with touching edits."""
        before = _growth(each for each in self.edits if each.start < low and each.end <= low)
        within = _growth(each for each in self.edits if low <= each.start and each.end <= high)
        return low + before, high + before + within


@frozen
class _Around:
    """A bracket, and one of its options."""

    start: int  # where the bracket begins
    end: int  # where it ends
    option: int  # where the words of the option begin
    option_end: int  # where they end
    is_named: bool  # whether the option has a holder


def _bracket_around(text: str, start: int, end: int) -> _Around | None:
    opened: list[list[int]] = []
    for offset in scan_brackets(text).structure:
        sign = text[offset]
        if sign == "[":
            opened.append([offset])
        else:
            opened[-1].append(offset)
        if sign == "]":
            offsets = opened.pop()
            if offsets[0] < start and end <= offset:
                after = next(each for each in offsets if each >= end)
                before = offsets[offsets.index(after) - 1] + 1
                names = _NAMES.match(text, before, start)
                option = names.end() if names else before
                return _Around(offsets[0], offset + 1, option, after, names is not None)
    return None


def _place_of_option(text: str, choice: Choice, words: str) -> tuple[int, int]:
    """Returns where words of an option with a holder stand in a bracket."""
    # One without words ends where it begins.
    sought = re.escape(words) if words else r"(?<=:)\s+(?=[|\]])"
    found = (UNKNOWN, UNKNOWN)
    for match in re.compile(sought).finditer(text, choice.start, choice.end):
        start, end = match.span() if words else (match.end(), match.end())
        around = _bracket_around(text, start, end)
        if around is not None and around.is_named and choice.start <= around.start:
            if text[around.option : around.option_end].strip() == words:
                return start, end
            found = (start, end) if found[0] == UNKNOWN else found
    return found


def _growth(edits: Iterable[TextEdit]) -> int:
    return sum(len(each.text) - (each.end - each.start) for each in edits)


def _touches(edit: TextEdit, start: int, end: int) -> bool:
    if edit.start == edit.end:
        return start < edit.start < end
    return edit.start < end and edit.end > start


def _within_space(at: int, words: str) -> tuple[int, int]:
    """Returns the range of words at an offset, without white space around them."""
    leading = len(words) - len(words.lstrip())
    return at + leading, at + max(leading, len(words.rstrip()))


def _wordings_before(change: HunkOutcome) -> Iterator[str]:
    """Yields the words before a change; of a choice in brackets also the unnamed option."""
    yield change.replaces
    written: list[str] = []
    for part in parse(change.replaces, EVERY_CODE)[0].parts:
        if isinstance(part, Bracket):
            options = [each.text.notation() for each in part.options if not each.names]
            if not options or len(part.options) == 1:
                return
            written.append(options[0])
        else:
            written.append(part)
    base = "".join(written)
    if _plain(base) != _plain(change.text):
        yield base


def _plain(text: str) -> str:
    return " ".join(text.translate(_QUOTES).split())
