"""`consensus meeting`: meetings, and who is there."""

from __future__ import annotations

from typing import Any

import click

from consensus.cli import output
from consensus.cli.command import Noun, as_json
from consensus.cli.completing import complete_member
from consensus.cli.reporting import made_by, tell_step
from consensus.cli.target import listed, reading, recording
from consensus.model.meeting import Forum, Presence

FORUM = click.Choice([each.value for each in Forum])


@click.group(cls=Noun)
def meeting() -> None:
    """Open and close meetings, and note who is there.

    \b
    Examples:
      consensus meeting open "First meeting" --forum plenary
      consensus meeting presence ALV,MER,DOL
    """


@meeting.command("open", python="group.open_meeting('First meeting', Forum.PLENARY)")
@click.argument("title")
@click.option("--forum", type=FORUM, default="committee", show_default=True)
def open_(title: str, forum: str) -> None:
    """Open a meeting; what is recorded until it is closed belongs to it.

    \b
    Examples:
      consensus meeting open "First meeting" --forum plenary
    """
    with recording() as group:
        step = group.open_meeting(title, Forum(forum))
        tell_step(step, f"{title} is open ({forum})", made_by(group, step))


@meeting.command(python="group.close_meeting()")
def close() -> None:
    """Close the meeting that goes on.

    \b
    Examples:
      consensus meeting close
    """
    with recording() as group:
        tell_step(group.close_meeting(), "the meeting is closed")


@meeting.command(python="group.note_presence(['ALV', 'MER'], Presence.REMOTE)")
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


@meeting.command("list", python="group.state.meetings")
@as_json
def list_(as_json: bool) -> None:
    """List the meetings.

    \b
    Examples:
      consensus meeting list
      consensus meeting list --json
    """
    with reading() as group:
        rows: list[dict[str, Any]] = [
            {
                "handle": each.handle,
                "title": each.title,
                "forum": each.forum,
                "opened": each.opened,
                "closed": each.closed,
                "presence": group.state.presence.get(each.id, {}),
            }
            for each in group.state.meetings.values()
        ]
    if as_json:
        output.write_json({"meetings": rows})
        return
    output.write_table(
        ("meeting", "title", "forum", "opened", "closed"),
        [
            (
                row["handle"],
                row["title"],
                row["forum"],
                f"{row['opened']:%Y-%m-%d %H:%M}",
                f"{row['closed']:%Y-%m-%d %H:%M}" if row["closed"] else "goes on",
            )
            for row in rows
        ],
        "there was no meeting yet",
    )
