"""`consensus tray`: amendments that fitted nowhere."""

from __future__ import annotations

from typing import Any

import click

from consensus.cli import output
from consensus.cli.command import Noun, as_json
from consensus.cli.completing import complete_member, complete_target, complete_tray
from consensus.cli.context import listed, reading, reading_with_acts, recording
from consensus.cli.offers_view import take_offers
from consensus.cli.reporting import made_by, tell_step

_SHOWN = 80  # signs of the words in a list; JSON has them all


@click.group("tray", cls=Noun)
def tray() -> None:
    """Place what fitted nowhere.

    \b
    Examples:
      consensus tray list
      consensus tray place TR1 7
    """


@tray.command("list", python="group.state.tray")
@click.option("--all", "everything", is_flag=True, help="Also what was placed or set aside.")
@as_json
def list_(everything: bool, as_json: bool) -> None:
    """List what waits to be placed, and why it could not be.

    \b
    Examples:
      consensus tray list
      consensus tray list --all --json
    """
    from consensus.text.display import shortened

    with reading() as group:
        rows: list[dict[str, Any]] = [
            {
                "handle": each.handle,
                "state": each.state,
                "problem": each.problem,
                "source": each.source,
                "line": each.line,
                "fields": each.fields,
                "became": group.state.handle_of(each.became) if each.became else "",
                "reason": each.reason,
            }
            for each in group.state.tray.values()
            if everything or each.state == "waiting"
        ]
    if as_json:
        output.write_json({"tray": rows})
        return
    output.write_table(
        ("entry", "state", "by", "why", "words"),
        [
            (
                row["handle"],
                row["state"],
                row["fields"].get("by", ""),
                row["problem"],
                shortened(output.one_line(row["fields"].get("text", "")), _SHOWN),
            )
            for row in rows
        ],
        "the tray is empty",
    )


@tray.command("show", python="group.state.tray")
@click.argument("entry", shell_complete=complete_tray)
@as_json
def show(entry: str, as_json: bool) -> None:
    """Show an entry whole: a row with all its cells, or a mail with what it quotes.

    \b
    Examples:
      consensus tray show TR1
      consensus tray show TR1 --json
    """
    from consensus.model.lookup import find_tray_entry

    with reading() as group:
        found = find_tray_entry(group.state, entry)
    if as_json:
        output.write_json(output.plain(found))
        return
    output.write(f"{found.handle}: {found.problem}", bold=True)
    if found.source:
        output.write(f"{found.source}:{found.line}" if found.line else found.source)
    for name, text in found.fields.items():
        if "\n" in text.strip():
            output.write(f"\n{name}:\n{text.strip()}\n")
        elif text.strip():
            output.write(f"{name}: {text.strip()}")


@tray.command("offers", python="group.offers('TR1')")
@click.argument("entry", shell_complete=complete_tray)
@as_json
def offers(entry: str, as_json: bool) -> None:
    """List the amendments that a mail in the tray seems to ask for.

    Each has a number, by which 'tray place' takes it, and how sure it is that it is meant.

    \b
    Examples:
      consensus tray offers TR1
      consensus tray offers TR1 --json
    """
    from consensus.cli.offers_view import offer_rows
    from consensus.text.display import shortened

    with reading_with_acts() as group:
        rows = offer_rows(group.state, group.offers(entry))
    if as_json:
        output.write_json({"offers": rows})
        return
    output.write_table(
        ("offer", "to", "sure", "taken as", "what it would do", "asked for in"),
        [
            (
                str(row["number"]),
                f"{row['target']} (closed)" if row["reopens"] else row["target"],
                f"{row['score']:.0%}",
                row["taken"],
                row["summary"],
                shortened(output.one_line(row["words"]), _SHOWN),
            )
            for row in rows
        ],
        f"{entry} offers nothing; place it by hand",
    )


@tray.command("place", python="group.place('TR1', '7') or group.take_offers('TR1', [1])")
@click.argument("entry", shell_complete=complete_tray)
@click.argument("target", default="", shell_complete=complete_target)
@click.option(
    "--old", help="The passage that is replaced, in place of the row's; empty for the whole."
)
@click.option("--text", help="The new words, in place of the row's.")
@click.option(
    "--offer",
    "numbers",
    multiple=True,
    metavar="NUMBER",
    help="An amendment that a mail offers, by its number; or all.",
)
@click.option(
    "--by",
    "sponsors",
    multiple=True,
    shell_complete=complete_member,
    help="Who proposes it, with --offer, where the mail does not tell.",
)
def place(
    entry: str,
    target: str,
    old: str | None,
    text: str | None,
    numbers: tuple[str, ...],
    sponsors: tuple[str, ...],
) -> None:
    """Make an amendment of an entry, at a target named by hand, or as it is offered.

    \b
    Examples:
      consensus tray place TR1 7
      consensus tray place TR2 14 --old "every year"
      consensus tray place TR3 --offer 1 --offer 3
    """
    if bool(target) == bool(numbers):
        raise click.UsageError("name a target, or an offer with --offer")
    if sponsors and not numbers:
        raise click.UsageError("--by goes with --offer")
    if not numbers:
        with recording() as group:
            step = group.place(entry, target, old=old, text=text)
            handle = made_by(group, step)
            tell_step(step, f"{entry} is placed on {target} as {handle}", handle)
        return
    if old is not None or text is not None:
        raise click.UsageError("--old and --text go with a target")
    take_offers(entry, listed(numbers), listed(sponsors))


@tray.command("set-aside", python="group.set_aside('TR1', 'a remark, no amendment')")
@click.argument("entry", shell_complete=complete_tray)
@click.argument("reason")
def set_aside(entry: str, reason: str) -> None:
    """Record that an entry needs no place.

    \b
    Examples:
      consensus tray set-aside TR1 "a remark, no amendment"
    """
    with recording() as group:
        tell_step(group.set_aside(entry, reason), f"{entry} is set aside")
