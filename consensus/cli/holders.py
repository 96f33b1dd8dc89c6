"""`consensus holders`: who holds what, who could bridge it, and whom to call."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import click

from consensus.cli import output
from consensus.cli.command import Command, as_json
from consensus.cli.completing import complete_target
from consensus.cli.context import reading
from consensus.cli.why import AUDIENCES

if TYPE_CHECKING:
    from consensus.reports.holders import Alternative, Call, HoldersReport, Word


@click.command("holders", cls=Command, python="group.holders('5', Audience.SECRETARIAT)")
@click.argument("target", shell_complete=complete_target)
@click.option(
    "--audience",
    type=AUDIENCES,
    default="secretariat",
    show_default=True,
    help="Who is to see it.",
)
@as_json
def holders(target: str, audience: str, as_json: bool) -> None:
    """Say who holds which wording, who could live with several, and whom to call.

    It lists the options of brackets, those of conflicts between undecided amendments, and these
    amendments. An option that nobody holds any longer stays on the table.

    \b
    Examples:
      consensus holders 5
      consensus holders A17 --json
      consensus holders 5 --audience public
    """
    from consensus.reports.audience import Audience

    with reading() as group:
        report = group.holders(target, Audience(audience))
    if as_json:
        output.write_json(output.plain(report))
    else:
        _show(report, names=audience != "public")


def _show(report: HoldersReport, names: bool) -> None:
    name = f"{report.label} ({report.target})" if report.label else report.target
    if not report.alternatives:
        output.say(f"{name} has no bracket, and no amendment to it is undecided")
    for question, found in groupby(report.alternatives, key=lambda each: each.question):
        output.write(question or "amendments", bold=True)
        for each in found:
            _show_alternative(each, names)
        output.write("")
    if report.bridges:
        output.write("could live with several", bold=True)
        for bridge in report.bridges:
            provided = " (on conditions)" if bridge.conditional else ""
            output.write(f"  {bridge.member}: {', '.join(bridge.alternatives)}{provided}")
        output.write("")
    if report.calls:
        output.write("whom to call", bold=True)
        for number, call in enumerate(report.calls, start=1):
            output.write(f"  {number}. {_call(call)}")
    if report.withheld.counts:
        output.say(report.withheld.sentence())


def _show_alternative(each: Alternative, names: bool) -> None:
    by = f" [{', '.join(each.amendments)}]" if each.question and each.amendments else ""
    present = " (as it stands)" if each.question.startswith("conflict") and each.stands else ""
    place = each.key.removeprefix(f"{each.question}, ") if each.question else each.key
    output.write(f"  {place}{by}{present}: {output.one_line(each.wording) or 'no text'}")
    if not names:
        return
    output.write(f"    held by {_listed(each.holders) or 'nobody'}")
    for what, words in (
        ("can live with it", each.accepting),
        ("disagree", each.against),
        ("object", each.objecting),
    ):
        if words:
            output.write(f"    {what}: {_listed(words)}")


def _listed(words: Sequence[Word]) -> str:
    return ", ".join(_word(each) for each in words)


def _word(word: Word) -> str:
    notes = [
        f"via {word.via}" if word.via else "",
        f"provided {', '.join(word.conditions)}" if word.conditions else "",
        "of an earlier wording" if word.is_stale else "",
    ]
    told = "; ".join(note for note in notes if note)
    return f"{word.member} ({told})" if told else word.member


def _call(call: Call) -> str:
    others = f", as {call.others} others" if call.others > 1 else ""
    others = ", as one other" if call.others == 1 else others
    return f"{call.member} {call.weight}: {', '.join(call.alternatives)}{others}"
