"""What had happened by a moment, from the steps of a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo

import msgspec

from consensus.history.corrections import is_merge
from consensus.history.step import ACT, Step

# How long after its beginning a working group may be set up without dates.
_SETTING_UP = timedelta(days=1)
# The operations that set up a working group; where nobody says when, they are as old as its work.
_SETUP = frozenset(
    (
        *("start-working-group", "set-rule", "set-quantifiers", "set-notice", "set-style"),
        *("set-levels", "set-reporting"),
        *("set-audience-policy", "set-parent"),
        *("assign-office", "add-group", "add-member", "change-member", "form-negotiating-group"),
        *("import-draft", "carry-over", "set-all-or-nothing", "undo-step"),
    )
)
# The operations that can say themselves when they happened, as rows of an import do.
_DATED = frozenset(
    ("propose-amendment", "take-position", "rate-target", "record-decision", "translate-item")
)


class _OwnDate(msgspec.Struct):
    """What a stored operation says itself of when it happened."""

    happened: datetime | None = None
    dated: date | None = None


def had_happened(
    steps: Sequence[Step], when: datetime, substitutes: Mapping[tuple[str, int], str]
) -> list[Step]:
    """Returns what of a record had happened by a moment, each step after those before it.

    A past process is often entered after the working group was set up here. So what set it up on
    the first day, without a date and before anything else was done without one, counts as of the
    first thing that happened. Steps that join copies are kept where both have steps: what was done
    in one copy is not what the other had seen. Where nothing is left out, the steps are as
    recorded. `substitutes` has the redacted bodies, as in `CorrectionIndex`.
    """
    if not steps:
        return []
    times = [when_happened(step, substitutes) for step in steps]
    created, first = steps[0].moment, min(times)
    work = (
        number
        for number, step in enumerate(steps)
        if times[number] >= created and not _kinds(step) <= _SETUP and not is_merge(step)
    )
    begun = next(work, len(steps)) if first < created else 0
    found: list[Step] = []
    # What each step, by its hash, comes to here: itself, or what is left of those before it.
    ends: dict[str, tuple[str, ...]] = {}
    is_whole = True
    for number, step in enumerate(steps):
        parents = tuple(dict.fromkeys(end for each in step.parents for end in ends[each]))
        if is_merge(step):
            is_kept = len(parents) > 1
        else:
            is_early = number < begun and step.moment < created + _SETTING_UP
            is_early = is_early and times[number] >= created
            is_kept = (first if is_early else times[number]) <= when
        if is_kept:
            found.append(msgspec.structs.replace(step, parents=parents))
            parents = (found[-1].hash,)
        is_whole = is_whole and is_kept
        ends[step.hash] = parents
    return list(steps) if is_whole else found


def _kinds(step: Step) -> frozenset[str]:
    """Returns the names of the operations of a step, without their versions."""
    return frozenset(body.name.partition("/")[0] for body in step.bodies if body.name != ACT)


def when_happened(step: Step, substitutes: Mapping[tuple[str, int], str]) -> datetime:
    """Returns when a step happened: the last date that its operations give, where all give one.

    Rows that could not be placed, and members that came with the others, need none. A redacted
    operation gives the date of its substitute; one that was deleted whole is passed over.
    """
    kinds = _kinds(step)
    if not kinds & _DATED or kinds - _DATED - {"put-in-tray", "add-member"}:
        return step.happened
    last = None
    for index, sealed in enumerate(step.bodies):
        body = substitutes.get((step.id, index), sealed.body)
        if body and sealed.name.partition("/")[0] in _DATED:
            own = _own_date(body, step.happened.tzinfo)
            if own is None:
                return step.happened
            last = max(own, last or own)
    return min(last or step.happened, step.happened)


def _own_date(body: str, zone: tzinfo | None) -> datetime | None:
    """Returns when an operation says itself that it happened; None where it does not."""
    try:
        found = msgspec.json.decode(body, type=_OwnDate)
    except msgspec.MsgspecError:
        # What cannot be read gives no date.
        return None
    if found.happened is None and found.dated:
        return datetime.combine(found.dated, time(), zone)
    return found.happened if found.happened and found.happened.tzinfo else None
