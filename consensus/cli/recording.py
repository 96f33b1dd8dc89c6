"""What commands that record have in common: opening the record, asking, and telling what came."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import UTC, datetime, timedelta
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.exceptions import Exit

from consensus.cli import context, options, output
from consensus.errors import HeadMoved, Rejected, StoreLocked
from consensus.model.lookup import find
from consensus.text.display import count_noun

if TYPE_CHECKING:
    from consensus.history.step import Step
    from consensus.working_group import WorkingGroup
    from consensus.working_group.import_base import ImportReport

_Recorded = TypeVar("_Recorded")
# How often what is recorded together is tried because another process recorded meanwhile.
_TRIES = 20


@contextmanager
def recording(*, shows_changes: bool = False, tries_itself: bool = False) -> Iterator[WorkingGroup]:
    """Opens the working group to record in, and at the end tells what came of it if asked.

    With `--dry-run` nothing of the block stays, or the block `tries_itself`. With `--json` one
    object goes to stdout. What `--as-of` shows cannot be changed.
    """
    asked = context.record_context()
    if asked.as_of:
        raise click.UsageError("--as-of looks at the past, where nothing can be recorded")
    from consensus.working_group.working_group import WorkingGroup

    asked.is_trial |= asked.is_dry_run
    happened = context.given_start(asked.at) if asked.at else None
    with context.opened(WorkingGroup, happened) as group:
        is_told = asked.is_json or asked.is_dry_run or shows_changes or asked.shows_changes
        with _observed(group, tries_itself) if is_told else nullcontext():
            if happened and happened > datetime.now(UTC):
                context.warn(
                    f"{asked.at} is in the future; what is recorded is dated so all the same"
                )
            yield group
    if asked.failure:
        raise asked.failure


def retried(record: Callable[[], _Recorded]) -> _Recorded:
    """Returns what is recorded in a block of `atomic`, tried again where others were faster."""
    from consensus.working_group.log import backoff

    for tries in range(_TRIES):
        try:
            return record()
        except HeadMoved:
            backoff(tries)
    raise StoreLocked("others record so fast that this could not be recorded; try again")


class TakenBackError(Exception):
    """What was recorded together is not to stay."""


@contextmanager
def tried(group: WorkingGroup) -> Iterator[None]:
    """Takes back what the block records."""
    with suppress(TakenBackError), group.atomic():
        yield
        raise TakenBackError


@contextmanager
def _observed(group: WorkingGroup, tries_itself: bool) -> Iterator[None]:
    from consensus.working_group.recording import made_by

    asked = context.record_context()
    asked.fields, asked.warnings = {}, []
    known, before = len(group.recorded), _results(group)
    with nullcontext() if tries_itself or not asked.is_dry_run else tried(group):
        yield
        # Others may record meanwhile, and joining copies sorts steps in between.
        own = set(group.recorded[known:])
        after = _results(group)
        changed = [  # empty of what is not there
            {"on": each, "was": before.get(each, ""), "is": after.get(each, "")}
            for each in {**before, **after}
            if before.get(each) != after.get(each)
        ]
        names = {handle: group.state.name_of(key) for handle, key in group.state.handles.items()}
        ids = {*group.state.handles.values()}
        made = (each for step in group.steps() if step.id in own for each in made_by(step, ids))
        handles = [*map(group.state.handle_of, made)]
    if asked.is_json:
        is_kept, is_known = own and not asked.is_trial, not (asked.is_dry_run and tries_itself)
        told = (handles, changed) if is_known else (None, None)
        _print_json(group.recorded[-1] if is_kept else None, *told)
        return
    tell = output.write if asked.is_trial else output.echo_status
    for each in changed:
        name = names.get(each["on"], each["on"])
        tell(f"{name}: {each['was'] or 'not there'} → {each['is'] or 'gone'}")
    if asked.is_trial:
        output.echo_status("nothing was recorded")


def _print_json(step: str | None, handles: Any = (), changed: Any = ()) -> None:
    told = {"handles": handles, "changed": changed, "warnings": context.record_context().warnings}
    output.write_json(context.record_context().fields | {"step": step} | told)


def print_begun(place: str, step: str | None, sentence: str, **fields: Any) -> None:
    """Tells of a working group that was created in a file or database, and where."""
    if context.record_context().is_json:
        context.add_fields({"file": place, **fields})
        _print_json(step)
        return
    output.write(place)
    output.echo_status(sentence)


def _results(group: WorkingGroup) -> dict[str, str]:
    """Returns the handle of every text that has a result to it."""
    state, judgement = group.state, group.judgement()
    targets = [key for key, item in state.items.items() if item.kind.can_be_agreed]
    return {
        state.handle_of(key): judgement.verdict(key, with_moves=False).standing
        for key in (*targets, *state.amendments, *state.packages)
    }


def sponsors(meaning: str) -> Callable[..., Any]:
    """Adds `--sponsor`: the arguments `by`, the first that are named, and `cosponsors`, the others.

    Its old spellings, which name either, are hidden.
    """
    named = partial(options.several, shell_complete=options.complete_member)

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def called(sponsors: tuple[str, ...], **given: Any) -> Any:
            by = context.split_values((*sponsors[:1], *given.pop("old_by")))
            cosponsors = context.split_values((*sponsors[1:], *given.pop("old_cosponsor")))
            return function(by=by, cosponsors=cosponsors, **given)

        for old in ("by", "cosponsor"):
            called = named(f"--{old}", f"old_{old}", hidden=True)(called)
        return named("--sponsor", "sponsors", help=meaning)(called)

    return decorate


def confirm(question: str, instead: str = "", default: bool = False) -> None:
    """Asks whether to go on, and exits 1 if not; raises UsageError where nobody can be asked.

    It says `instead` there. Enter alone answers `default`.
    """
    asked = context.record_context()
    if asked.is_agreed or asked.is_dry_run:
        return
    if asked.is_json or not output.is_interactive():
        about = (instead or question.removesuffix(" Continue?")).rstrip(".?")
        raise click.UsageError(f"{about}; say --yes where nobody can be asked")
    if not click.confirm(question, default=default, err=True):
        output.echo_status("nothing was recorded")
        raise Exit(1)


def print_step(step: Step, sentence: str, made: str = "") -> None:
    """Writes to stderr what was recorded, and to stdout the handle that it created."""
    asked = context.record_context()
    if asked.is_json:
        return
    if made and not asked.is_trial:
        output.write(made)
    output.echo_status(sentence if asked.is_trial else f"{sentence} (step {step.id})")


def named(group: WorkingGroup, *names: str) -> str:
    """Returns what sentences call some texts: their labels and handles."""
    return ", ".join(group.state.name_of(find(group.state, each)) for each in names)


def say_closed(group: WorkingGroup, target: str, reopens: bool = True) -> None:
    """Says what follows from something that was recorded on a text with a decision."""
    what = "is a request to reopen it" if reopens else "does not change it"
    context.say(f"{named(group, target)} is closed by a decision: this {what}")


def print_import(report: ImportReport) -> None:
    """Tells what an import did, and ends it with `end_import`."""
    end_import(report)
    if context.record_context().is_json:
        names = ("rows", "placed", "taken", "tray", "duplicates", "refused", "findings")
        context.add_fields(output.picked(report, *names))
        return
    output.echo_findings(report.findings)
    counts = (
        f"{count_noun(report.rows, 'row', 'rows')}: {report.taken} taken,"
        f" {report.tray} in the inbox, {report.duplicates} known already, {report.refused} refused"
    )
    had_any = report.rows or report.taken or report.tray or report.duplicates
    output.write(counts if had_any else "no rows: nothing was recorded")
    if report.taken and report.placed:
        ways = ", ".join(f"{count} by {how}" for how, count in report.placed.items() if count)
        output.echo_status(f"placed: {ways}")


def end_import(report: ImportReport) -> None:
    """Lets the command exit 1 after an import if rows were refused, and 3 if all were."""
    if report.refused:
        none = Rejected("no row could be taken; nothing was recorded")
        context.record_context().failure = none if report.refused == report.rows else Exit(1)


def given_span(text: str) -> timedelta:
    """Parses a duration in an option: 24h, 90m, 2d, or none."""
    if text.strip().casefold() in ("none", "0"):
        return timedelta()
    found = re.fullmatch(r"(\d{1,6})([mhd])", text.strip().casefold())
    if found is None:
        raise click.UsageError(
            f"{text} is no length of time; write minutes, hours or days, such as 90m, 24h or 2d"
        )
    units = {"m": "minutes", "h": "hours", "d": "days"}
    return timedelta(**{units[found[2]]: int(found[1])})
