"""Merges the steps of another copy into a copy of a record, and reports what that changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import attrs
from attrs import frozen
from msgspec.structs import replace

from consensus.finding import Finding
from consensus.history import operations
from consensus.history.corrections import is_merge, redacts
from consensus.history.replay import context_of, resolved_operations
from consensus.history.replicas import FIRST_JOIN, MOST_BYTES
from consensus.history.step import Step
from consensus.history.verify import find_wrong_times
from consensus.model.positions import Position
from consensus.model.state import Settings, State, Superseded
from consensus.reports.audience import confidence_note
from consensus.reports.overtaken import (
    SupersededLine,
    WithheldBodies,
    superseded_lines,
    withheld_bodies,
)
from consensus.reports.positions import contested_line, position_line, position_notes
from consensus.store.copies import Incoming, MergedLog, merge_copies, write_merged
from consensus.store.port import Store, remaining_bodies
from consensus.text.display import count_noun
from consensus.working_group.log import Log, check_count

_POSITIONS = operations.TakePosition, operations.StateGroupPosition, operations.WithdrawPosition
_SET = (operations.SetStyle, operations.SetAudiencePolicy, operations.SetParent)
_SETTINGS = {"style": "styles", "policy": "audience policies", "parent": "parent bodies"}
_OF_ONE = {each.NAME for each in (*_SET, *_POSITIONS)}


@frozen
class Renamed:
    """A handle that two copies had assigned to different targets."""

    was: str  # the handle as it was given
    now: str  # what the later of the two is called from now on


@frozen
class SyncReport:
    """The outcome of importing the steps of another copy."""

    came_in: int  # how many steps were recorded there and not here
    went_out: int  # how many were recorded here and are there now; 0 where nothing was sent
    joined: bool  # whether both copies had gone on, so that a step had to join them
    head: str  # the hash of the last step, the same in every copy that holds as much
    # what of the steps does not apply any more since now, and waits to be settled
    overtaken: tuple[Superseded, ...] = ()
    # the handles of what the copies settled otherwise, whose text and status are those from before
    # until a user chooses
    settled_apart: tuple[str, ...] = ()
    # the steps among which a user has to choose for that, and what each would do
    choices: tuple[SupersededLine, ...] = ()
    renamed: tuple[Renamed, ...] = ()  # the handles that were given twice
    findings: tuple[Finding, ...] = ()  # what else to look at
    # the bodies that redactions would erase here, and in the other copy where it is written to;
    # their words are withheld, and kept until the erasure is confirmed
    withheld: tuple[WithheldBodies, ...] = ()
    erased: int = 0  # how many bodies were erased, since that was confirmed
    bodies: int = 0  # how many bodies the record has in all


def import_steps(
    log: Log,
    incoming: Incoming,
    other: Store | None = None,
    *,
    dry_run: bool = False,
    most_bytes: int = MOST_BYTES,
    erase: int | None = None,
) -> SyncReport:
    """Imports all steps of another copy or none; `other` is that copy if it imports these, too."""
    log.refresh()
    before = log.state
    merged = merge_copies(log.store, incoming(), most_bytes)
    known = merged.known if merged else log.known()
    here = remaining_bodies(log.store.read(), known.substitutes)
    there = remaining_bodies(other.read(), known.substitutes) if other else frozenset()
    waiting = here | there
    if erase is not None:
        check_count(erase, len(waiting))
    went_out = 0
    outgoing = None
    if other is not None:
        there_already = {each.hash for each in other.read_stored()}
        sent = (each for each in log.store.read_stored() if each.hash not in there_already)
        went_out = sum(not is_merge(each.open()) for each in sent)
        # Before anything is written, so that what the other one cannot take in is refused whole.
        outgoing = merge_copies(other, log.store.read_stored())
    if not dry_run:
        confirmed = erase is not None
        merged = (
            write_merged(log.store, merged, incoming, most_bytes, here if confirmed else ())
            or merged
        )
        if other is not None:
            write_merged(other, outgoing, log.store.read_stored, erase=there if confirmed else ())
        log.refresh()
        log.recorded += [step.id for step in merged.added] if merged else []
        if confirmed:
            waiting = frozenset()
    steps = merged.steps if merged else log.steps()
    report = _report(before, merged, log.clock()) if merged else SyncReport(0, 0, False, log.head)
    return attrs.evolve(
        report,
        went_out=went_out,
        withheld=withheld_bodies(steps, known, waiting),
        erased=len(here | there) - len(waiting),
        bodies=sum(len(step.bodies) for step in steps),
    )


def _report(before: State, merged: MergedLog, now: datetime) -> SyncReport:
    brought = {step.id for step in merged.added if not is_merge(step)}
    after = merged.state
    overtaken = tuple(
        each for step, each in after.overtaken.items() if each != before.overtaken.get(step)
    )
    rivals = {each.step for each in overtaken if each.rivals}
    waiting = superseded_lines(after, merged.steps, merged.known) if rivals else ()
    apart = {target for each in overtaken for target in each.targets if after.is_target(target)}
    return SyncReport(
        came_in=len(brought),
        went_out=0,
        joined=merged.head in merged.steps[-1].parents and is_merge(merged.steps[-1]),
        head=merged.steps[-1].hash,
        overtaken=overtaken,
        settled_apart=tuple(sorted(map(after.handle_of, apart))),
        choices=tuple(each for each in waiting if each.id in rivals),
        renamed=tuple(_renamed(before, merged.state)),
        findings=(
            *_findings(merged, brought, now),
            *_went_in_unseen(before, merged.state),
            *_one_of_two(merged, brought),
        ),
    )


def _renamed(before: State, after: State) -> Iterator[Renamed]:
    known = {thing: handle for handle, thing in before.handles.items()}
    for handle, thing in after.handles.items():
        given, dash, number = handle.rpartition("-")
        if thing in known and known[thing] != handle:
            yield Renamed(known[thing], handle)
        elif thing not in known and dash and number.isdecimal() and given in after.handles:
            yield Renamed(given, handle)


def _findings(merged: MergedLog, brought: set[str], now: datetime) -> Iterator[Finding]:
    times = {step.hash: step.recorded for step in merged.steps}
    for step in merged.steps:
        if step.id in brought:
            yield from find_wrong_times(step, times, now)
    unseen = _unseen_by_redactions(merged, brought)
    if unseen:
        yield Finding(
            "words were redacted in one copy while another was used: they may stand"
            f" in {count_noun(unseen, 'step', 'steps')} recorded there meanwhile, so redact"
            " them once more"
        )
    if any(body.name == FIRST_JOIN for step in merged.added for body in step.bodies):
        yield Finding(
            "copies were joined there by an older version of this software: of what both settled"
            " otherwise, what was recorded first stands, so look at what waits to be settled"
        )
    going_on = [each.title for each in merged.state.meetings.values() if each.closed is None]
    if len(going_on) > 1:
        yield Finding(
            f"{len(going_on)} meetings are open ({', '.join(going_on)}); what is recorded now"
            f" belongs to {going_on[-1]}, so close those that are over"
        )


def _went_in_unseen(before: State, after: State) -> Iterator[Finding]:
    """Yields a finding for each merge of words objected to or held in the other copy."""
    known = {each.id for contested in before.contested.values() for each in contested}
    for target, contested in after.contested.items():
        for each in contested:
            if each.is_unseen and each.id not in known and each.is_open:
                yield Finding(
                    f"{contested_line(after, each).sentence}; it went into"
                    f" {after.handle_of(target)} in a copy that had not heard of that"
                )


def _one_of_two(merged: MergedLog, brought: set[str]) -> Iterator[Finding]:
    """Yields a finding for what each copy set otherwise and one alone can be, positions too."""
    own: list[Step] = []
    seen = {each for step in merged.steps if step.id in brought for each in step.parents}
    for step in reversed(merged.steps):
        if step.hash in seen:
            seen.update(step.parents)
        elif step.id not in brought:
            own.insert(0, step)
    ours, here = _last_set(merged, own)
    theirs, there = _last_set(merged, (step for step in merged.steps if step.id in brought))
    state = merged.state
    for name, what in _SETTINGS.items():
        chosen, mine, other = _in_force(state, name), ours.get(name), theirs.get(name)
        if mine is not None and other is not None and mine != other:
            words = f"{chosen or 'none'} is kept, {(other if chosen == mine else mine) or 'none'}"
            look = f"see which of the {what} is set"
            yield Finding(f"the two copies set two {what}: {words} is dropped; {look}")
    for member, target in sorted(key for key in here.keys() & there if state.is_target(key[1])):
        held = state.positions.get(target, {}).get(member)
        now = held.id if held else ""
        both = filter(None, (here[member, target], there[member, target]))
        said = sorted(both, key=lambda each: each.id != now)  # what is kept comes first
        told = [_in_words(state, each, each.id == now) for each in said]
        text = state.name_of(target)
        if len(said) == 1:
            words = f"{told[0]} is {'kept' if said[0].id == now else 'dropped'}"
            acts = "in one copy and took one in the other"
            yield Finding(f"{member} withdrew its position on {text} {acts}: {words}")
        elif said and said[0].id == now and said[0] != _recorded_as(said[1], said[0]):
            another = "another " if told[0] == told[1] else ""
            words = f"{told[0]} is kept, {another}{told[1]} is dropped"
            yield Finding(f"{member} has two positions on {text} in the two copies: {words}")


def _in_force(state: State, name: str) -> str:
    settings = state.settings[""]
    return _policy_words(settings) if name == "policy" else str(getattr(settings, name))


def _policy_words(of: Settings | operations.SetAudiencePolicy) -> str:
    return f"{of.policy} with a minority of {of.minority}" if of.minority else str(of.policy)


def _recorded_as(one: Position, other: Position) -> Position:
    return replace(one, id=other.id, happened=other.happened, recorded=other.recorded)


def _in_words(state: State, position: Position, is_kept: bool) -> str:
    """Returns a position with all that may be read out, such as `accept (provided R2)`."""
    note = confidence_note(position.source)
    said = replace(position, reason="", reservation="") if note else position
    line = position_line(state, said.target, said)
    notes = position_notes(line if is_kept else attrs.evolve(line, is_stale=False))
    via, reason = f"via {said.via}" * bool(said.via), f"“{said.reason}”" * bool(said.reason)
    words = "; ".join(filter(None, (via, *notes, reason, note)))
    return f"{said.stance} ({words})" if words else said.stance


def _last_set(
    merged: MergedLog, steps: Iterable[Step]
) -> tuple[dict[str, str], dict[tuple[str, str], Position | None]]:
    """Returns the settings that some steps set last, and each position; None for one withdrawn."""
    settings, alone = dict[str, str](), State()
    found: dict[tuple[str, str], Position | None] = {}
    for step in steps:
        names = {each.name.partition("/")[0] for each in step.bodies}
        if step.id in merged.known.undone or names.isdisjoint(_OF_ONE):
            continue
        overtaken = merged.state.overtaken.get(step.id)
        for number, each in resolved_operations(merged.state, step, merged.known):
            if overtaken and number in overtaken.operations:
                continue
            if isinstance(each, operations.SetStyle):
                settings["style"] = each.style
            elif isinstance(each, operations.SetAudiencePolicy):
                settings["policy"] = _policy_words(each)
            elif isinstance(each, operations.SetParent):
                settings["parent"] = each.parent
            elif isinstance(each, _POSITIONS):
                each.apply(alone, context_of(step, merged.known.substitutes))
                named = (
                    each.members
                    if isinstance(each, operations.StateGroupPosition)
                    else (each.member,)
                )
                held = alone.positions.get(each.target, {})
                found |= {(member, each.target): held.get(member) for member in named}
    return settings, found


def _unseen_by_redactions(merged: MergedLog, brought: set[str]) -> int:
    """Returns how many steps and redactions of them were recorded in different copies."""
    steps = merged.steps
    unseen: set[str] = set()
    for place, step in enumerate(steps):
        if not redacts(step) or step.id not in merged.known.apart:
            continue
        before, after = set(step.parents), {step.hash}
        for each in reversed(steps[:place]):
            if each.hash in before:
                before.update(each.parents)
        for each in steps[place + 1 :]:
            if not after.isdisjoint(each.parents):
                after.add(each.hash)
        beside = {
            each.id
            for each in steps
            if each.hash not in before and each.hash not in after and not is_merge(each)
        }
        unseen |= beside if step.id in brought else beside & brought
    return len(unseen)
