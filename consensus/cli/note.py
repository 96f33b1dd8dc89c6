"""`consensus note`: the facilitator's private notes, in a file beside the record."""

from __future__ import annotations

import click

from consensus.cli import output
from consensus.cli.command import Noun, as_json
from consensus.cli.completing import complete_target
from consensus.cli.context import given_text, reading_with_acts, recording


@click.group("note", cls=Noun)
def note() -> None:
    """Keep private notes, outside the record.

    They lie in a file of their own, such as panel.notes beside panel.consensus, which only you may
    read. No report, export, backup or proof has them; if you move the record, move them too. Those
    on a record in a database stay on your machine, in ~/.local/share/consensus/notes.

    \b
    Examples:
      consensus note add 5 "MER will move if the deadline does"
      consensus note list 5
    """


@note.command("add", python="group.note_privately('5', 'MER will move if the deadline does')")
@click.argument("target", shell_complete=complete_target)
@click.argument("text")
def add(target: str, text: str) -> None:
    """Keep a note on an item, amendment or package; - reads it from stdin.

    \b
    Examples:
      consensus note add 5 "MER will move if the deadline does"
      consensus note add A17 -
    """
    with recording() as group:
        kept = group.note_privately(target, given_text(text))
    output.write(str(kept.number))
    output.say(f"note {kept.number} on {target} is kept beside the record")


@note.command("list", python="group.private_notes('5')")
@click.argument("target", default="", shell_complete=complete_target)
@as_json
def list_(target: str, as_json: bool) -> None:
    """List private notes, the first written first.

    \b
    Examples:
      consensus note list
      consensus note list 5 --json
    """
    from consensus.reports.audience import Audience
    from consensus.reports.words import Voice

    with reading_with_acts() as group:
        voice = Voice(group.state, Audience.SECRETARIAT)
        rows = [
            {
                "number": each.number,
                "target": voice.thing(each.target),
                "text": each.text,
                "written": each.written,
                "by": each.by,
            }
            for each in group.private_notes(target)
        ]
    if as_json:
        output.write_json({"notes": rows})
        return
    output.write_table(
        ("note", "on", "written", "by", "text"),
        [
            (
                str(row["number"]),
                str(row["target"]),
                f"{row['written']:%Y-%m-%d %H:%M}",
                str(row["by"]),
                str(row["text"]),
            )
            for row in rows
        ],
        "there is no private note",
    )


@note.command("remove", python="group.remove_private_note(3)")
@click.argument("number", type=click.IntRange(min=1))
def remove(number: int) -> None:
    """Take a private note away for good.

    \b
    Examples:
      consensus note remove 3
    """
    with recording() as group:
        group.remove_private_note(number)
    output.say(f"note {number} is gone")
