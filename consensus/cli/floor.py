"""`consensus floor`: who asks for the floor, who has it, and what was said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from consensus.cli import output
from consensus.cli.command import Noun, as_json
from consensus.cli.completing import complete_meeting, complete_member, complete_target
from consensus.cli.context import given_text, listed, reading, recording
from consensus.cli.reporting import made_by, tell_step
from consensus.cli.why import AUDIENCES
from consensus.model.meetings import InterventionKind

if TYPE_CHECKING:
    from consensus.model.meetings import SpeakersList
    from consensus.reports.meetings import NotedLine, SpeakersReport, WaitingLine
    from consensus.working_group import WorkingGroup

_REMOTE = click.option(
    "--remote/--in-person",
    "remote",
    default=None,
    help="How it takes part; as it was noted, or else in person, if not given.",
)


@click.group("floor", cls=Noun)
def floor() -> None:
    """Keep the speakers' list of a meeting, and note what was said.

    Members speak in the order in which they asked, whatever their group and whether they are in
    the room or remote; then observers; then rights of reply.

    \b
    Examples:
      consensus floor request ALV
      consensus floor give
      consensus floor list
    """


@floor.command("request", python="group.request_floor('ALV', remote=True)")
@click.argument("member", shell_complete=complete_member)
@click.option("--reply", is_flag=True, help="For a right of reply, after everybody else.")
@_REMOTE
def request_(member: str, reply: bool, remote: bool | None) -> None:
    """Put a member or observer on the speakers' list; who asks is noted as present.

    \b
    Examples:
      consensus floor request ALV
      consensus floor request KEL --remote
      consensus floor request MER --reply
    """
    with recording() as group:
        step = group.request_floor(member, right_of_reply=reply, remote=remote)
        waiting = [each.member for each in _floor(group).waiting]
        tell_step(step, f"waiting: {', '.join(waiting)}")


@floor.command("withdraw", python="group.withdraw_request('ALV')")
@click.argument("member", shell_complete=complete_member)
@click.option("--reply", is_flag=True, help="Its right of reply, where it waits for both.")
def withdraw(member: str, reply: bool) -> None:
    """Take a member or observer off the speakers' list.

    \b
    Examples:
      consensus floor withdraw ALV
    """
    with recording() as group:
        step = group.withdraw_request(member, right_of_reply=reply or None)
        tell_step(step, f"{member} is off the speakers' list")


@floor.command("give", python="group.give_floor()")
@click.argument("member", default="", shell_complete=complete_member)
@click.option("--reply", is_flag=True, help="For a right of reply.")
@_REMOTE
def give(member: str, reply: bool, remote: bool | None) -> None:
    """Give the floor to the next one, or to a named one; who has it ends in the same step.

    Passing others over is recorded as out of turn.

    \b
    Examples:
      consensus floor give
      consensus floor give MER
      consensus floor give MER --reply
    """
    if not member and (reply or remote is not None):
        raise click.UsageError("--reply, --remote and --in-person are said of a named member")
    with recording() as group:
        step = group.give_floor(member, right_of_reply=reply or None, remote=remote)
        turn = _floor(group).turn
        assert turn is not None
        how = ", out of turn" if turn.out_of_turn else ""
        how += ", for a right of reply" if turn.right_of_reply else ""
        tell_step(step, f"{turn.member} has the floor{how}")


@floor.command("end", python="group.end_intervention()")
def end() -> None:
    """End the intervention that goes on.

    \b
    Examples:
      consensus floor end
    """
    with recording() as group:
        tell_step(group.end_intervention(), "nobody has the floor")


@floor.command("note", python="group.note_intervention('Costs were a concern.', items=['3'])")
@click.argument("text")
@click.option(
    "--member",
    default="",
    shell_complete=complete_member,
    help="Who said it; attributed to nobody if not given.",
)
@click.option(
    "--item",
    "items",
    multiple=True,
    shell_complete=complete_target,
    help="What it was about: an item, amendment, package or draft.",
)
@click.option(
    "--kind",
    type=click.Choice([each.value for each in InterventionKind]),
    default=InterventionKind.STATEMENT.value,
    show_default=True,
    help="What it does, which says how a summary tells it.",
)
@click.option("--voices", type=click.IntRange(min=0), default=0, help="By how many it was said.")
@click.option("--office", default="", help="The office that said it, in words, such as chair.")
@click.option("--remedy-for", "remedies", default="", help="The concern that it is a remedy for.")
def note(
    text: str,
    member: str,
    items: tuple[str, ...],
    kind: str,
    voices: int,
    office: str,
    remedies: str,
) -> None:
    """Note what was said; - takes the words from stdin.

    A summary tells a statement as "it was indicated that TEXT", a proposal as "it was proposed
    TEXT", a concern as "concern was expressed over TEXT", a suggestion as "it was suggested that
    TEXT".

    \b
    Examples:
      consensus floor note "once a year is enough" --member ALV --item 3,4
      consensus floor note "the costs of travel" --kind concern --voices 5
      consensus floor note "funds be raised" --kind suggestion --remedy-for INT1
    """
    with recording() as group:
        step = group.note_intervention(
            given_text(text),
            member=member,
            items=listed(items),
            kind=kind,
            voices=voices,
            office=office,
            remedies=remedies,
        )
        by = f" by {member}" if member else ""
        tell_step(step, f"an intervention{by} is noted", made_by(group, step))


@floor.command("close", python="group.close_list()")
def close() -> None:
    """Close the speakers' list: later requests are refused, save rights of reply.

    \b
    Examples:
      consensus floor close
    """
    with recording() as group:
        tell_step(group.close_list(), "the speakers' list is closed")


@floor.command("reopen", python="group.reopen_list()")
def reopen() -> None:
    """Open the speakers' list again.

    \b
    Examples:
      consensus floor reopen
    """
    with recording() as group:
        tell_step(group.reopen_list(), "the speakers' list is open")


@floor.command("budget", python="group.set_time_budget(180, observers=120)")
@click.argument("seconds", type=click.IntRange(min=0))
@click.option(
    "--observers",
    type=click.IntRange(min=0),
    help="Seconds for observers; as for members if not given.",
)
def budget(seconds: int, observers: int | None) -> None:
    """Say how many seconds an intervention may take; 0 is for as long as they like.

    \b
    Examples:
      consensus floor budget 180 --observers 120
    """
    with recording() as group:
        step = group.set_time_budget(seconds, observers=observers)
        found = _floor(group)
        members, others = found.budget_for(), found.budget_for(observer=True)
        tell_step(step, f"members {_time(members)}, observers {_time(others)}")


@floor.command("list", python="speakers(group.state, group.now(), Audience.SECRETARIAT)")
@click.option("--noted", is_flag=True, help="What was said, as far as it was noted.")
@click.option(
    "--meeting",
    default="",
    shell_complete=complete_meeting,
    help="A meeting that is over; the one that goes on if not given.",
)
@click.option(
    "--audience",
    type=AUDIENCES,
    default="secretariat",
    show_default=True,
    help="Who is to see it.",
)
@as_json
def list_(noted: bool, meeting: str, audience: str, as_json: bool) -> None:
    """List who has the floor, who waits in which order, and what was noted.

    The data hold the agenda, and who spoke for how long, too.

    \b
    Examples:
      consensus floor list
      consensus floor list --noted
      consensus floor list --meeting M1 --audience public --json
    """
    from consensus.model.lookup import find_meeting
    from consensus.reports.audience import Audience
    from consensus.reports.json import to_json
    from consensus.reports.meetings import speakers

    with reading() as group:
        found = find_meeting(group.state, meeting) if meeting else ""
        report = speakers(group.state, group.now(), Audience(audience), found)
    if as_json:
        output.write_json(to_json(report))
    elif noted:
        _write_noted(report.noted)
    elif meeting:
        _write_spoken(report)
    else:
        _write_list(report)
    if not as_json and report.withheld.counts:
        output.say(report.withheld.sentence())


def _floor(group: WorkingGroup) -> SpeakersList:
    found = group.state.floor
    assert found is not None
    return found


def _write_list(report: SpeakersReport) -> None:
    rows = [
        (str(place), each.member, each.group, _flags(each))
        for place, each in enumerate(report.waiting, start=1)
    ]
    if report.speaker:
        left = "" if report.left is None else f", {_left(report.left)}"
        rows.insert(0, ("now", report.speaker, report.group, f"{_time(report.elapsed)}{left}"))
    output.write_table(("turn", "member", "group", ""), rows, "nobody has or wants the floor")
    if report.is_closed:
        output.say("the speakers' list is closed")


def _write_spoken(report: SpeakersReport) -> None:
    rows = [
        (
            each.member,
            f"{each.began:%Y-%m-%d %H:%M}",
            _time(each.seconds),
            each.agenda_item,
            "out of turn" if each.out_of_turn else "",
        )
        for each in report.spoken
    ]
    output.write_table(("member", "began", "time", "agenda", ""), rows, "nobody had the floor")


def _write_noted(noted: Sequence[NotedLine]) -> None:
    rows = [
        (each.handle, each.member, ", ".join(each.targets), each.agenda_item, each.text)
        for each in noted
    ]
    output.write_table(("note", "member", "on", "agenda", "text"), rows, "nothing was noted")


def _flags(waiting: WaitingLine) -> str:
    flags = (
        (waiting.is_remote, "remote"),
        (waiting.is_observer, "observer"),
        (waiting.right_of_reply, "right of reply"),
    )
    return ", ".join(name for holds, name in flags if holds)


def _left(seconds: int) -> str:
    return f"{_time(seconds)} left" if seconds >= 0 else f"{_time(-seconds)} over"


def _time(seconds: int | None) -> str:
    """Minutes and seconds, as on a clock; for no limit, that."""
    return "without limit" if seconds is None else f"{seconds // 60}:{seconds % 60:02}"
