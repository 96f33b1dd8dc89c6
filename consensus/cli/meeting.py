"""`consensus meeting`: meetings, and who is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from consensus.cli import output
from consensus.cli.command import Noun, as_json
from consensus.cli.completing import complete_member, complete_to_come
from consensus.cli.context import given_start, given_time, listed, reading, recording
from consensus.cli.reporting import made_by, tell_step
from consensus.model.meetings import Forum, Presence

if TYPE_CHECKING:
    from consensus.reports.meetings import MeetingLine

FORUM = click.Choice([each.value for each in Forum])


@click.group("meeting", cls=Noun)
def meeting() -> None:
    """Announce, open and close meetings, and note who is there.

    \b
    Examples:
      consensus meeting announce "Second meeting" --begins 2017-01-26 --place Geneva
      consensus meeting open "First meeting" --forum plenary
      consensus meeting presence ALV,MER,DOL
    """


@meeting.command(
    "announce", python="group.announce_meeting('Second meeting', begins, place='Geneva')"
)
@click.argument("title")
@click.option("--begins", required=True, metavar="TIME", help="When it is to begin.")
@click.option("--ends", default="", metavar="TIME", help="When it is to end; a day is its end.")
@click.option("--number", default="", help="As it is printed, such as 2.")
@click.option("--place", default="", help="Where it is to be held.")
@click.option("--quorum", default="", help="A share of the members, or a rule on who is present.")
def announce(title: str, begins: str, ends: str, number: str, place: str, quorum: str) -> None:
    """Announce a meeting to come.

    \b
    Examples:
      consensus meeting announce "Second meeting" --begins 2017-01-26T10:00 --place Geneva
      consensus meeting announce "Third meeting" --begins 2017-05-03 --ends 2017-05-05 --quorum 1/2
    """
    with recording() as group:
        step = group.announce_meeting(
            title,
            given_start(begins),
            ends=given_time(ends) if ends else None,
            number=number,
            place=place,
            quorum=quorum,
        )
        tell_step(step, f"{title} is announced", made_by(group, step))


@meeting.command("reschedule", python="group.reschedule_meeting('M2', begins, reason='no room')")
@click.argument("meeting", shell_complete=complete_to_come)
@click.option("--begins", default="", metavar="TIME", help="When it is to begin.")
@click.option("--ends", default="", metavar="TIME", help="When it is to end; a day is its end.")
@click.option("--place", default=None, help="Where it is to be held.")
@click.option("--reason", default="", help="Why.")
def reschedule(meeting: str, begins: str, ends: str, place: str | None, reason: str) -> None:
    """Hold a meeting to come at another time or place.

    \b
    Examples:
      consensus meeting reschedule M2 --begins 2017-01-27 --reason "no room"
    """
    with recording() as group:
        step = group.reschedule_meeting(
            meeting,
            given_start(begins) if begins else None,
            ends=given_time(ends) if ends else None,
            place=place,
            reason=reason,
        )
        tell_step(step, f"{meeting} is to be held otherwise")


@meeting.command("cancel", python="group.cancel_meeting('M2', 'no room')")
@click.argument("meeting", shell_complete=complete_to_come)
@click.option("--reason", default="", help="Why.")
def cancel(meeting: str, reason: str) -> None:
    """Do not hold a meeting to come.

    \b
    Examples:
      consensus meeting cancel M2 --reason "no room"
    """
    with recording() as group:
        tell_step(group.cancel_meeting(meeting, reason), f"{meeting} is cancelled")


@meeting.command("open", python="group.open_meeting('First meeting', Forum.PLENARY)")
@click.argument("title", shell_complete=complete_to_come)
@click.option("--forum", type=FORUM, default="committee", show_default=True)
@click.option("--number", default="", help="As it is printed, such as 1.")
@click.option("--place", default="", help="Where it is held.")
@click.option("--quorum", default="", help="A share of the members, or a rule on who is present.")
@click.option(
    "--chatham-house",
    is_flag=True,
    help="What is said in it may be reported, and by whom it was said not.",
)
@click.option("--opened-by", default="", help="The office that opens it, in words.")
@click.option("--facility", "facilities", multiple=True, help="What is made available for it.")
def open_(
    title: str,
    forum: str,
    number: str,
    place: str,
    quorum: str,
    chatham_house: bool,
    opened_by: str,
    facilities: tuple[str, ...],
) -> None:
    """Open a meeting; what is recorded until it is closed belongs to it.

    The handle or title of a meeting to come opens that one.

    \b
    Examples:
      consensus meeting open "First meeting" --forum plenary
      consensus meeting open M2
      consensus meeting open "Retreat" --chatham-house
    """
    with recording() as group:
        step = group.open_meeting(
            title,
            Forum(forum),
            number=number,
            place=place,
            quorum=quorum,
            chatham_house=chatham_house,
            opened_by=opened_by,
            facilities=facilities,
        )
        opened = group.state.meeting
        assert opened is not None
        tell_step(step, f"{opened.title} is open ({forum})", opened.handle)


@meeting.command("set-quorum", python="group.set_quorum('1/2')")
@click.argument("rule")
def set_quorum(rule: str) -> None:
    """Say how many members have to be at the meeting that goes on; "" for no quorum.

    It is a share of the members that count, or a rule on who is present.

    \b
    Examples:
      consensus meeting set-quorum 1/2
      consensus meeting set-quorum 'each_group(quorum("1/3"))'
    """
    with recording() as group:
        tell_step(group.set_quorum(rule), "the quorum is set" if rule else "there is no quorum")


@meeting.command("quorum", python="meeting_quorum(group.state, group.state.meeting.id, today)")
@as_json
@click.pass_context
def quorum(ctx: click.Context, as_json: bool) -> None:
    """Say whether enough members are at the meeting that goes on; exit 1 if not.

    \b
    Examples:
      consensus meeting quorum
      consensus meeting quorum --json
    """
    from consensus.errors import Rejected
    from consensus.rules.judgement import meeting_quorum

    with reading() as group:
        going_on = group.state.meeting
        if going_on is None:
            raise Rejected("no meeting is going on; open one first")
        found = meeting_quorum(group.state, going_on.id, group.now().date())
    if found is None:
        raise Rejected("the meeting has no quorum; see 'consensus meeting set-quorum --help'")
    if as_json:
        output.write_json(output.plain(found))
    else:
        there = "is there" if found.is_there else "is not there"
        output.write(
            f"the quorum {there}: {found.present} of {found.members} members, {found.rule}"
        )
        for reason in found.reasons:
            output.say(reason)
    if not found.is_there:
        ctx.exit(1)


@meeting.command("close", python="group.close_meeting()")
def close() -> None:
    """Close the meeting that goes on.

    \b
    Examples:
      consensus meeting close
    """
    with recording() as group:
        tell_step(group.close_meeting(), "the meeting is closed")


@meeting.command("presence", python="group.note_presence(['ALV', 'MER'], Presence.REMOTE)")
@click.argument("members", nargs=-1, required=True, shell_complete=complete_member)
@click.option("--remote", "how", flag_value=Presence.REMOTE.value, help="They take part remotely.")
@click.option("--absent", "how", flag_value=Presence.ABSENT.value, help="They have left.")
def presence(members: tuple[str, ...], how: str | None) -> None:
    """Note who is at the meeting; remote counts like in person.

    \b
    Examples:
      consensus meeting presence ALV MER DOL
      consensus meeting presence KEL --remote
    """
    with recording() as group:
        noted = Presence(how or Presence.IN_PERSON)
        step = group.note_presence(listed(members), noted)
        tell_step(step, f"{noted}: {', '.join(listed(members))}")


@meeting.command("list", python="meeting_lines(group.state, group.now().date())")
@click.option("--to-come", is_flag=True, help="Only those that were announced and not opened.")
@as_json
def list_(to_come: bool, as_json: bool) -> None:
    """List the meetings, those to come last.

    \b
    Examples:
      consensus meeting list
      consensus meeting list --to-come --json
    """
    from consensus.reports.meetings import meeting_lines

    with reading() as group:
        lines = [
            each
            for each in meeting_lines(group.state, group.now().date())
            if not to_come or (each.opened is None and not each.cancelled)
        ]
    if as_json:
        output.write_json({"meetings": lines})
        return
    output.write_table(
        ("meeting", "number", "title", "place", "forum", "opened", "closed"),
        [
            (
                each.handle,
                each.number,
                each.title,
                each.place,
                each.forum or "",
                f"{each.opened:%Y-%m-%d %H:%M}" if each.opened else _to_come(each),
                f"{each.closed:%Y-%m-%d %H:%M}"
                if each.closed
                else "goes on"
                if each.opened
                else "cancelled"
                if each.cancelled
                else "to come",
            )
            for each in lines
        ],
        "there was no meeting yet",
    )


def _to_come(line: MeetingLine) -> str:
    """When a meeting is to be held."""
    until = f" to {line.ends:%Y-%m-%d %H:%M}" if line.ends else ""
    return f"{line.begins:%Y-%m-%d %H:%M}{until}"
