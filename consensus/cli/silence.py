"""`consensus silence`: a text is agreed unless somebody objects in time."""

from __future__ import annotations

from datetime import datetime

import click

from consensus.cli import output
from consensus.cli.command import Noun, as_json
from consensus.cli.completing import complete_member, complete_silence, complete_target
from consensus.cli.context import moment, reading, recording
from consensus.cli.reporting import made_by, tell_step


@click.group("silence", cls=Noun)
def silence() -> None:
    """Put texts under silence, and break it.

    \b
    Examples:
      consensus silence open 3 4 --hours 72
      consensus silence break SP1 MER --reason "the second sentence"
    """


@silence.command("open", python="group.open_silence(['3', '4'], hours=72)")
@click.argument("targets", nargs=-1, required=True, shell_complete=complete_target)
@click.option("--hours", type=click.IntRange(min=1), help="How long it lasts.")
@click.option("--until", default="", metavar="TIME", help="Or when it lapses; a day is its end.")
def open_(targets: tuple[str, ...], hours: int | None, until: str) -> None:
    """Put texts under silence: nobody objecting before the deadline is consent.

    The rule that asks for it is silence(hours=72). A change of the text ends the silence.

    \b
    Examples:
      consensus silence open 3 4 --hours 72
      consensus silence open A17 --until 2026-03-05T18:00+01:00
    """
    deadline = moment(until) if until else None
    if isinstance(deadline, str):
        raise click.UsageError(f"{deadline} is no time; write it as 2026-03-05T18:00")
    if (hours is None) == (deadline is None):
        raise click.UsageError("say how long it lasts with --hours, or when it lapses with --until")
    with recording() as group:
        step = group.open_silence(targets, hours=hours, deadline=deadline)
        handle = made_by(group, step)
        lapses = group.state.silences[group.state.handles[handle]].deadline
        tell_step(step, f"{', '.join(targets)} under silence until {_at(lapses)}", handle)


@silence.command("break", python="group.break_silence('SP1', 'MER', 'why')")
@click.argument("silence", shell_complete=complete_silence)
@click.argument("member", shell_complete=complete_member)
@click.option("--reason", default="", help="Why, in the member's words.")
@click.option(
    "--target",
    "targets",
    multiple=True,
    shell_complete=complete_target,
    help="What it objects to, where it is not all that is under this silence.",
)
def break_(silence: str, member: str, reason: str, targets: tuple[str, ...]) -> None:
    """Record that a member broke the silence, which is an objection to each text.

    The silence is named by its handle, or by a text that it covers.

    \b
    Examples:
      consensus silence break SP1 MER --reason "the second sentence"
      consensus silence break SP1 MER --target 4
    """
    with recording() as group:
        step = group.break_silence(silence, member, reason, targets=targets)
        tell_step(step, f"{member} broke the silence of {silence}")


@silence.command("notice", python="silence_notice(group.state, silence, group.now())")
@click.argument("silence", shell_complete=complete_silence)
@as_json
def notice(silence: str, as_json: bool) -> None:
    """Write what tells everybody of a silence: the texts, until when, and how it is broken.

    Nothing is sent.

    \b
    Examples:
      consensus silence notice SP1
    """
    from consensus.model.lookup import find_silence
    from consensus.reports.reminders import silence_notice

    with reading() as group:
        found = group.state.silences[find_silence(group.state, silence)]
        text = silence_notice(group.state, found, group.now())
    if as_json:
        output.write_json({"silence": found.handle, "notice": text})
    else:
        output.write_exactly(text)


@silence.command("list", python="silence_lines(group.state, group.now())")
@click.option("--running", is_flag=True, help="Only those that go on.")
@as_json
def list_(running: bool, as_json: bool) -> None:
    """List what is or was under silence, and what became of it.

    It is running, broken, lapsed without an objection, or ended by a change of the text.

    \b
    Examples:
      consensus silence list
      consensus silence list --running --json
    """
    from consensus.reports.consultations import Course, silence_lines

    with reading() as group:
        lines = [
            each
            for each in silence_lines(group.state, group.now())
            if not running or each.course is Course.RUNNING
        ]
    if as_json:
        rows = []
        for each in lines:
            row = output.plain(each)
            for breach in row["breaches"]:
                del breach["target"]  # the id of what the row is about
            rows.append(row)
        output.write_json({"silences": rows})
        return
    output.write_table(
        ("silence", "label", "target", "is", "until", "broken by"),
        [
            (
                each.handle,
                each.label,
                each.target,
                each.course,
                _at(each.deadline),
                "; ".join(
                    f"{breach.member} ({breach.reason or 'not stated'})" for breach in each.breaches
                ),
            )
            for each in lines
        ],
        "nothing is under silence",
    )


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} {moment.tzname() or ''}".rstrip()
