"""`consensus analyse`: the record looked at as a whole, for the secretariat."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from consensus.cli import output
from consensus.cli.command import Noun, as_json
from consensus.cli.completing import complete_draft
from consensus.cli.context import listed, progress, reading

if TYPE_CHECKING:
    from consensus.model.decisions import Outcome
    from consensus.model.positions import Stance


@click.group("analyse", cls=Noun)
def analyse() -> None:
    """Look at the record as a whole: conflicts, packages, coalitions.

    It is for the secretariat: reports for others hold nothing of it. Nothing is recorded by asking.

    \b
    Examples:
      consensus analyse conflicts
    """


def draft_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option to look at one draft only."""
    return click.option(
        "--draft", default="", shell_complete=complete_draft, help="Only this draft."
    )(function)


def as_picture(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options to draw what it finds."""
    to = click.option(
        "--to",
        "form",
        type=click.Choice(["text", "json", "svg"]),
        default="text",
        show_default=True,
        help="How it is written; svg is a picture.",
    )
    path = click.option(
        "-o", "--output", "path", default="", metavar="FILE", help="Write the picture to this file."
    )
    return to(path(function))


@analyse.command("conflicts", python="group.analysis.conflicts()")
@draft_option
@as_picture
@as_json
def conflicts(draft: str, form: str, path: str, as_json: bool) -> None:
    """Say which undecided amendments exclude each other, and what could be had together.

    Amendments that hang together are shown as one cluster, with the compatible set that has most
    support. The same and nearly the same are listed after them.

    \b
    Examples:
      consensus analyse conflicts
      consensus analyse conflicts --json
      consensus analyse conflicts --to svg -o conflicts.svg
    """
    from consensus.cli.analysis_view import show_conflicts
    from consensus.reports.diagrams.pictures import conflict_picture

    with reading() as group, progress("combining amendments") as told:
        found = group.analysis.conflicts(draft, told)
    if form == "svg" and not as_json:
        output.deliver(conflict_picture(found).svg(), path)
    elif as_json or form == "json":
        output.write_json(
            output.plain(found) | {"largest": found.largest, "is_exact": found.is_exact}
        )
    else:
        show_conflicts(found)


@analyse.command("order", python="group.analysis.order()")
@draft_option
@as_json
def order(draft: str, as_json: bool) -> None:
    """Say in which order to take things up, so that nothing waits for what comes later.

    What waits for each other in a ring is one turn. Where nothing decides, the draft does.

    \b
    Examples:
      consensus analyse order
      consensus analyse order --json
    """
    from consensus.cli.analysis_view import show_order

    with reading() as group:
        found = group.analysis.order(draft)
    if as_json:
        output.write_json(output.plain(found))
    else:
        show_order(found)


@analyse.command("packages", python="group.analysis.packages()")
@as_picture
@as_json
def packages(form: str, path: str, as_json: bool) -> None:
    """Say who waits for what, what could be agreed together, and what would break it.

    Conditions that can never be met are listed last.

    \b
    Examples:
      consensus analyse packages
      consensus analyse packages --json
      consensus analyse packages --to svg -o packages.svg
    """
    from consensus.cli.analysis_view import show_packages
    from consensus.reports.diagrams.layout import forms_of
    from consensus.reports.diagrams.pictures import package_picture

    with reading() as group:
        found = group.analysis.packages()
        forms = forms_of(group.state, found.targets)
    if form == "svg" and not as_json:
        output.deliver(package_picture(found, forms).svg(), path)
    elif as_json or form == "json":
        output.write_json(output.plain(found))
    else:
        show_packages(found)


@analyse.command("coalitions", python="group.analysis.coalitions()")
@draft_option
@as_picture
@as_json
def coalitions(draft: str, form: str, path: str, as_json: bool) -> None:
    """Say which members agree with each other more than with the rest.

    They are claimed only where positions shuffled by lot would not divide the members as much.
    Each is told by what sets it apart. Members that said too little are left out.

    \b
    Examples:
      consensus analyse coalitions
      consensus analyse coalitions --json
      consensus analyse coalitions --to svg -o coalitions.svg
    """
    from consensus.cli.analysis_view import show_coalitions
    from consensus.reports.diagrams.pictures import coalition_picture

    with reading() as group, progress("shuffling positions") as told:
        found = group.analysis.coalitions(draft, told)
        if form == "svg" and not as_json:
            output.deliver(coalition_picture(found).svg(), path)
        elif as_json or form == "json":
            output.write_json(
                {**output.plain(found), "names": [each.name for each in found.coalitions]}
            )
        else:
            show_coalitions(group.state, found)


@analyse.command("bridges", python="group.analysis.bridges('groups')")
@click.option(
    "--across",
    type=click.Choice(["groups", "coalitions"]),
    default="groups",
    show_default=True,
    help="Declared stakeholder groups, or the coalitions that are found.",
)
@click.option("-n", "limit", type=click.IntRange(1), default=10, show_default=True, help="So many.")
@draft_option
@as_json
def bridges(across: str, limit: int, draft: str, as_json: bool) -> None:
    """Say what members of every group can live with, and what divides the groups most.

    Group-informed consensus is the product over the groups of (agree + 1) / (seen + 2).

    \b
    Examples:
      consensus analyse bridges
      consensus analyse bridges --across coalitions -n 5
    """
    from consensus.cli.analysis_view import show_bridges

    with reading() as group, progress("shuffling positions") as told:
        found = group.analysis.bridges(across, draft, told)
        if as_json:
            output.write_json(
                {
                    "groups": found.groups,
                    "bridging": found.bridging[:limit],
                    "divisive": found.divisive[:limit],
                    "ungrouped": found.ungrouped,
                }
            )
        else:
            show_bridges(group.state, found, limit)


@analyse.command("calls", python="group.analysis.calls()")
@click.option("-n", "limit", type=click.IntRange(1), default=10, show_default=True, help="So many.")
@draft_option
@as_json
def calls(limit: int, draft: str, as_json: bool) -> None:
    """Say whom to call, what is closest to agreement, and what to take up next.

    Members that alone hold something up come first, then those that could live with several
    amendments that exclude each other. For one text, 'consensus holders' says more.

    \b
    Examples:
      consensus analyse calls
      consensus analyse calls -n 5 --json
    """
    from consensus.cli.analysis_view import show_calls

    with reading() as group, progress("combining amendments") as told:
        found = group.analysis.calls(draft, told)
    if as_json:
        output.write_json(
            {
                "calls": found.calls[:limit],
                "closest": found.closest[:limit],
                "next": found.next,
            }
        )
    else:
        show_calls(found, limit)


@analyse.command("progress", python="group.analysis.progress('meeting')")
@click.option(
    "--by",
    type=click.Choice(["day", "meeting"]),
    default="day",
    show_default=True,
    help="Days, or meetings.",
)
@draft_option
@as_json
def progress_(by: str, draft: str, as_json: bool) -> None:
    """Say how many items were agreed at the end of each day or meeting with decisions.

    What was declared outside meetings is a line of its own between them.

    \b
    Examples:
      consensus analyse progress
      consensus analyse progress --by meeting --json
    """
    from consensus.cli.analysis_view import show_progress

    with reading() as group:
        found = group.analysis.progress(by, draft)
    if as_json:
        output.write_json({"points": found})
    else:
        show_progress(found)


@analyse.command("what-if", python="group.analysis.what_if(Says('ALV', '5', 'accept'))")
@click.option(
    "--say",
    "says",
    multiple=True,
    metavar="MEMBER:TARGET:STANCE",
    help="A member takes a stance; may be repeated, as all of these.",
)
@click.option(
    "--merge",
    "merges",
    multiple=True,
    metavar="TARGET[:AMENDMENT,…]",
    help="Amendments go into their text: those named whole, or else what nobody contends.",
)
@click.option(
    "--withdraw",
    "withdraws",
    multiple=True,
    metavar="AMENDMENT[:MEMBER,…]",
    help="It is withdrawn, by all its sponsors or by those named.",
)
@click.option(
    "--declare",
    "declares",
    multiple=True,
    metavar="TARGET:OUTCOME",
    help="The chair declares an outcome, such as agreed.",
)
@click.option(
    "--rule",
    "rules",
    multiple=True,
    metavar="[TARGET:]RULE",
    help="Everything, or one draft or item, is judged by this rule.",
)
@as_json
def what_if(
    says: tuple[str, ...],
    merges: tuple[str, ...],
    withdraws: tuple[str, ...],
    declares: tuple[str, ...],
    rules: tuple[str, ...],
    as_json: bool,
) -> None:
    """Say which verdicts would change if something happened, and why; nothing is recorded.

    What is assumed is taken in the order of the options above.

    \b
    Examples:
      consensus analyse what-if --say ALV:5:accept --say MER:5:accept
      consensus analyse what-if --merge 3:A4 --withdraw A6
      consensus analyse what-if --rule "consensus_minus(1)" --json
    """
    from consensus.analysis import what_if as assumption
    from consensus.cli.analysis_view import effects_fields, show_effects

    assumed: list[assumption.Assumption] = []
    for each in says:
        member, target, stance = _parts(each, 3, "--say", "MEMBER:TARGET:STANCE")
        assumed.append(assumption.Says(member, target, _stance(stance)))
    for each in merges:
        target, _, names = each.partition(":")
        assumed.append(assumption.Merges(target, tuple(listed([names]))))
    for each in withdraws:
        amendment, _, names = each.partition(":")
        assumed.append(assumption.Withdraws(amendment, tuple(listed([names]))))
    for each in declares:
        target, outcome = _parts(each, 2, "--declare", "TARGET:OUTCOME")
        assumed.append(assumption.Declares(target, _outcome(outcome)))
    for each in rules:
        target, _, rule = each.rpartition(":")
        assumed.append(assumption.Judges(rule, target))
    if not assumed:
        raise click.UsageError("say what is assumed")
    with reading() as group, progress("judging") as told:
        found = group.analysis.what_if(*assumed, progress=told)
    if as_json:
        output.write_json(effects_fields(found))
    else:
        show_effects(found)


def _stance(word: str) -> Stance:
    from consensus.formats.position_rows import read_stance

    try:
        return read_stance(word)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _outcome(word: str) -> Outcome:
    from consensus.model.decisions import Outcome

    if word not in list(Outcome):
        raise click.UsageError(f"an outcome is one of {', '.join(Outcome)}, not {word}")
    return Outcome(word)


def _parts(text: str, count: int, option: str, form: str) -> list[str]:
    """The parts of an option; what stands between the first and the last may have colons."""
    first, _, rest = text.partition(":") if count > 2 else ("", "", text)
    middle, colon, last = rest.rpartition(":")
    if not colon or not middle:
        raise click.UsageError(f"write {option} as {form}, not {text}")
    return [first, middle, last] if count > 2 else [middle, last]
