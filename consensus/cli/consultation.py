"""`consensus consultation`: some members look for common ground, and report back."""

from __future__ import annotations

from collections import Counter

import click

from consensus.cli import output
from consensus.cli.command import Noun, as_json
from consensus.cli.completing import complete_consultation, complete_member, complete_target
from consensus.cli.context import listed, moment, reading, recording
from consensus.cli.reporting import made_by, tell_step, tell_texts


@click.group("consultation", cls=Noun)
def consultation() -> None:
    """Ask members to find common ground, and report back.

    A consultation decides nothing: what it comes to takes effect by what is recorded then.

    \b
    Examples:
      consensus consultation open 3 4 --facilitator MER --with ALV,BRE --due 2026-03-05T18:00
      consensus consultation report CON1 "both can live with A17"
    """


@consultation.command(
    "open", python="group.open_consultation(['3', '4'], facilitator='MER', due=due)"
)
@click.argument("items", nargs=-1, required=True, shell_complete=complete_target)
@click.option("--facilitator", default="", help="Who leads it, by name or by code.")
@click.option(
    "--with", "participants", multiple=True, shell_complete=complete_member, help="Who takes part."
)
@click.option("--due", default="", metavar="TIME", help="When to report back; a day is its end.")
@click.option("--purpose", default="", help="What it is to find.")
def open_(
    items: tuple[str, ...], facilitator: str, participants: tuple[str, ...], due: str, purpose: str
) -> None:
    """Open a consultation on items, amendments or packages.

    \b
    Examples:
      consensus consultation open 3 --facilitator MER --due 2026-03-05T18:00
      consensus consultation open 3 A17 --with ALV,BRE --purpose "a word between the two"
    """
    when = moment(due) if due else None
    if isinstance(when, str):
        raise click.UsageError(f"{when} is no time; write it as 2026-03-05T18:00")
    with recording() as group:
        step = group.open_consultation(
            items,
            facilitator=facilitator,
            participants=listed(participants),
            due=when,
            purpose=purpose,
        )
        handle = made_by(group, step)
        tell_step(step, f"{handle} is opened on {', '.join(items)}", handle)


@consultation.command("report", python="group.report_back('CON1', 'both can live with A17')")
@click.argument("consultation", shell_complete=complete_consultation)
@click.argument("outcome")
def report(consultation: str, outcome: str) -> None:
    """Record what a consultation came to, which ends it.

    It is named by its handle, or by an item on which just one goes on.

    \b
    Examples:
      consensus consultation report CON1 "both can live with A17"
    """
    with recording() as group:
        step = group.report_back(consultation, outcome)
        tell_step(step, f"{consultation} reported back: {outcome}")


@consultation.command("list", python="consultation_lines(group.state, group.now(), audience, left)")
@click.option("--going-on", is_flag=True, help="Only those that have not reported back.")
@as_json
def list_(going_on: bool, as_json: bool) -> None:
    """List consultations, and when they report back.

    \b
    Examples:
      consensus consultation list
      consensus consultation list --going-on --json
    """
    from consensus.reports.audience import Audience
    from consensus.reports.consultations import consultation_lines

    with reading() as group:
        lines = [
            each
            for each in consultation_lines(
                group.state, group.now(), Audience.SECRETARIAT, Counter()
            )
            if each.goes_on or not going_on
        ]
    if as_json:
        output.write_json({"consultations": lines})
        return
    output.write_table(
        ("consultation", "on", "facilitator", "participants", "reports back", "outcome"),
        [
            (
                each.handle,
                ", ".join(each.items),
                each.facilitator,
                ", ".join(each.participants),
                (f"{each.due:%Y-%m-%d %H:%M}" if each.due and each.goes_on else "")
                + (" (overdue)" if each.is_overdue else ""),
                each.outcome,
            )
            for each in lines
        ],
        "there is no consultation",
    )


@consultation.command("show", python="group.state.consultations[group.state.handles['CON1']]")
@click.argument("consultation", shell_complete=complete_consultation)
@as_json
def show(consultation: str, as_json: bool) -> None:
    """Show one consultation.

    \b
    Examples:
      consensus consultation show CON1
    """
    from consensus.model.lookup import find_consultation
    from consensus.reports.audience import Audience
    from consensus.reports.consultations import consultation_lines

    with reading() as group:
        found = group.state.consultations[find_consultation(group.state, consultation)]
        line = next(
            each
            for each in consultation_lines(
                group.state, group.now(), Audience.SECRETARIAT, Counter()
            )
            if each.handle == found.handle
        )
    if as_json:
        output.write_json(output.plain(line))
        return
    output.write(f"{line.handle} on {', '.join(line.items)}", bold=True)
    for what, told in (
        ("purpose", line.purpose),
        ("facilitator", line.facilitator),
        ("participants", ", ".join(line.participants)),
        ("opened", f"{line.opened:%Y-%m-%d %H:%M}"),
        ("reports back by", f"{line.due:%Y-%m-%d %H:%M}" if line.due else ""),
        ("reported back", f"{line.reported:%Y-%m-%d %H:%M}" if line.reported else ""),
        ("outcome", line.outcome),
    ):
        if told:
            output.write(f"{what}: {told}")
    if line.is_overdue:
        output.say("it is overdue")


@consultation.command(
    "remind", python="consultation_reminder(group.state, consultation, group.now())"
)
@click.argument("consultations", nargs=-1, shell_complete=complete_consultation)
@as_json
def remind(consultations: tuple[str, ...], as_json: bool) -> None:
    """Write the texts that remind of a consultation to report back; nothing is sent.

    Without a name, of those that are overdue.

    \b
    Examples:
      consensus consultation remind
      consensus consultation remind CON1
    """
    from consensus.model.lookup import find_consultation
    from consensus.reports.reminders import consultation_reminder

    with reading() as group:
        state, now = group.state, group.now()
        chosen = [
            state.consultations[find_consultation(state, each)] for each in consultations
        ] or [each for each in state.consultations.values() if each.is_overdue(now)]
        texts = {each.handle: consultation_reminder(state, each, now) for each in chosen}
    tell_texts({handle: text for handle, text in texts.items() if text}, as_json)
