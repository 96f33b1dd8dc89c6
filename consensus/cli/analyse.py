"""`consensus analyse` and `graph`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click
from attrs import evolve

from consensus.analysis import what_if as assumption
from consensus.cli import options, output
from consensus.cli.context import progress, reading, split_values
from consensus.cli.framework import Noun, audience_option, command
from consensus.cli.output import output_option
from consensus.formats.position_rows import read_stance
from consensus.model.decisions import Outcome
from consensus.model.graph import export_graph
from consensus.model.lookup import find_target
from consensus.reports.audience import Audience, effective_audience
from consensus.reports.diagrams import pictures
from consensus.reports.diagrams.layout import box_shapes
from consensus.reports.graph import visible_graph
from consensus.reports.json import plain
from consensus.reports.progress import By, Progress, progress_outline
from consensus.reports.words import display_name
from consensus.rules.explain import explain_counts
from consensus.text.display import one_line

if TYPE_CHECKING:
    from consensus.analysis.what_if import Effect, Effects
    from consensus.reports.holders import Alternative
    from consensus.working_group.queries import Queries


@click.group("analyse", cls=Noun)
def analyse() -> None:
    """Conflicts, order, links, coalitions, what if.

    These analyses are for the secretariat. 'report analysis' writes what other people may see.
    Nothing is recorded.
    """


def as_picture(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options of `_deliver`, which draw what a command finds."""
    forms = ["text", "json", "svg"]
    to = options.choice("--to", "form", of=forms, help="The format; svg is a picture.")
    return to(output_option(help="Write the picture to this file.")(function))


def _deliver(
    found: Any,
    show: Callable[[], None],
    picture: Callable[[], pictures.Picture],
    *,
    form: str | None,
    path: str,
    **more: Any,
) -> None:
    """Shows what was found, or writes it as a picture, or as data with `more`."""
    form = "json" if output.is_json() else form or ("svg" if path.endswith(".svg") else "text")
    if path and form != "svg":
        raise click.UsageError("-o is for pictures: FILE.svg, or --to svg")
    if form == "svg":
        output.deliver(picture().svg(), path)
    elif form == "json":
        output.write_json(plain(found) | more)
    else:
        show()


@analyse.shows("conflicts", "group.analysis.conflicts()")
@options.only_draft
@as_picture
def conflicts(draft: str, **delivery: Any) -> None:
    """Which amendments conflict.

    Amendments that conflict are shown together, even if they conflict only through other
    amendments. Among them, the command shows the compatible amendments that together have the most
    members in favour. Then it lists amendments that are identical or nearly identical.

      consensus analyse conflicts -o conflicts.svg
    """
    with reading() as group, progress("combining amendments") as on_progress:
        found = group.analysis.conflicts(draft, on_progress)
        delivery |= {"largest": found.largest, "is_exact": found.is_exact}
        show = partial(_show, group, conflicts=found)
        _deliver(found, show, partial(pictures.conflict_picture, found), **delivery)


@analyse.reads("order", "group.analysis.order()")
@options.only_draft
def order(group: Queries, draft: str) -> None:
    """In which order to discuss the texts.

    Texts that depend on each other are one round: discuss them together. All other texts keep the
    order of the draft.

      consensus analyse order
    """
    found = group.analysis.order(draft)
    if not output.wrote_json(found):
        _show(group, order=found)


@analyse.reads("links", "group.analysis.packages()")
@as_picture
def links(group: Queries, **delivery: Any) -> None:
    """Which positions depend on other texts.

    Conditions that can never be met are listed last.

      consensus analyse links -o links.svg
    """
    found = group.analysis.packages()
    picture = partial(pictures.package_picture, found, box_shapes(group.state, found.targets))
    _deliver(found, partial(_show, group, packages=found), picture, **delivery)


@analyse.shows("coalitions", "group.analysis.coalitions()")
@options.only_draft
@as_picture
def coalitions(draft: str, **delivery: Any) -> None:
    """Which members tend to agree.

    The command compares the positions with positions that are shuffled at random. It reports
    coalitions only if the members are more divided than by chance. For each coalition, it lists the
    positions that distinguish the coalition. It leaves out members with too few positions.

      consensus analyse coalitions -o coalitions.svg
    """
    with reading() as group, progress("shuffling positions") as on_progress:
        found = group.analysis.coalitions(draft, on_progress)
        delivery["names"] = [each.name for each in found.coalitions]
        show = partial(_show, group, coalitions=found)
        _deliver(found, show, partial(pictures.coalition_picture, found), **delivery)


@analyse.shows("bridges", "group.analysis.bridges('groups')")
@options.choice(
    "--across",
    of=["groups", "coalitions"],
    default="groups",
    help="Compare stakeholder groups, or the coalitions that are found.",
)
@options.limit(default=10, show_default=True)
@options.only_draft
def bridges(across: str, limit: int, draft: str) -> None:
    """What unites the groups, and what divides them.

    The value of a group is (agree + 1) / (seen + 2). "agree" counts the members of the group that
    support or accept the text. "seen" also counts those that abstain, disagree or object.
    Group-informed consensus is the product of the values of all groups.

      consensus analyse bridges --across coalitions -n 5
    """
    with reading() as group, progress("shuffling positions") as on_progress:
        found = group.analysis.bridges(across, draft, on_progress)
        if output.is_json():
            cut = {"bridging": found.bridging[:limit], "divisive": found.divisive[:limit]}
            output.write_json({"groups": found.groups, **cut, "ungrouped": found.ungrouped})
        else:
            part = "bridges" if across == "groups" else "coalition_bridges"
            _show(group, limit=limit, **{part: found})


@analyse.shows("what-if", "group.analysis.what_if(Says('ALV', '5', 'accept'))")
@options.several("--say", metavar="MEMBER:TEXT:POSITION", help="A member takes a position.")
@options.several(
    "--merge", metavar="TEXT[:AMENDMENT,…]", help="By default all uncontested changes are merged."
)
@options.several("--withdraw", metavar="AMENDMENT[:MEMBER,…]", help="All or these sponsors.")
@options.several("--declare", metavar="TEXT:OUTCOME", help="The Chair declares an outcome.")
@options.several("--rule", metavar="[TEXT:]RULE", help="Use RULE for all texts, or only for TEXT.")
def what_if(**given: tuple[str, ...]) -> None:
    """What would change if …

    Each option may be repeated. Assumptions apply in this order: --say, --merge, --withdraw,
    --declare, --rule.

      consensus analyse what-if --say ALV:5:accept --say MER:5:accept
      consensus analyse what-if --merge 3:A4 --withdraw A6
      consensus analyse what-if --rule "consensus_minus(1)" --json
    """
    assumed: list[assumption.Assumption] = []
    for each in given["say"]:
        member, target, stance = _parts(each, 3, "--say", "MEMBER:TEXT:POSITION")
        try:
            assumed.append(assumption.Says(member, target, read_stance(stance)))
        except ValueError as error:
            raise click.UsageError(str(error)) from error
    for each in given["merge"]:
        target, _, names = each.partition(":")
        assumed.append(assumption.Merges(target, tuple(split_values([names]))))
    for each in given["withdraw"]:
        amendment, _, names = each.partition(":")
        assumed.append(assumption.Withdraws(amendment, tuple(split_values([names]))))
    for each in given["declare"]:
        target, outcome = _parts(each, 2, "--declare", "TEXT:OUTCOME")
        if outcome not in list(Outcome):
            raise click.UsageError(f"an outcome is one of {', '.join(Outcome)}, not {outcome}")
        assumed.append(assumption.Declares(target, Outcome(outcome)))
    for each in given["rule"]:
        target, _, judged_by = each.rpartition(":")
        assumed.append(assumption.Judges(judged_by, target))
    if not assumed:
        raise click.UsageError("say what is assumed")
    with reading() as group, progress("judging") as on_progress:
        found = group.analysis.what_if(*assumed, progress=on_progress)
    if output.is_json():
        turned = {"turned": [*map(_effect_fields, found.turned)]}
        shifted = {"shifted": [*map(_effect_fields, found.shifted)]}
        told = {"assumptions": found.assumptions, **turned, **shifted, "judged": found.judged}
        output.write_json(told)
    else:
        show_effects(found)


def _parts(text: str, count: int, option: str, form: str) -> list[str]:
    """Splits the value of an option at colons; the middle part may contain colons."""
    first, _, rest = text.partition(":") if count > 2 else ("", "", text)
    middle, colon, last = rest.rpartition(":")
    if not colon or not middle:
        raise click.UsageError(f"write {option} as {form}, not {text}")
    return [first, middle, last] if count > 2 else [middle, last]


def _show(group: Queries, **found: Any) -> None:
    """Prints one part of an analysis, by its name in `AnalysisReport`."""
    from consensus.cli.report import show_outline
    from consensus.reports.analysis import part_outline

    outline = part_outline(group.state, group.now(), **found)
    show_outline(evolve(outline, title="Whom to consult") if "calls" in found else outline)


def print_progress(draft: str, per: str, delivery: Mapping[str, Any]) -> None:
    """Prints how many items were agreed after each `day` or `meeting`; or writes a report of it."""
    from consensus.cli.report import deliver_report, show_outline

    if any(delivery.values()):
        deliver_report("progress", drafts=draft, by=By(per), **delivery)
        return
    with reading() as group:
        points = group.analysis.progress(per, draft)
    if not output.wrote_json({"points": points}):
        show_outline(progress_outline(Progress(By(per), points)))


def print_calls(draft: str, limit: int) -> None:
    """Prints whom to consult, what is closest, and what to take up next."""
    with reading() as group, progress("combining amendments") as on_progress:
        found = group.analysis.calls(draft, on_progress)
        found = evolve(found, calls=found.calls[:limit], closest=found.closest[:limit])
        if not output.wrote_json(found):
            _show(group, calls=found)
            said = group.informal_words().items()
            lines = [f"{group.state.name_of(on)}: {each}" for on, told in said for each in told]
            output.write_section("Said informally, for no paper", lines)


def print_wordings(target: str, audience: Audience) -> None:
    """Prints who supports which wording of a text, and whom to consult."""
    with reading() as group:
        report = group.wordings(target, audience)
        seen_by = effective_audience(group.state, audience)
    if output.wrote_json(report):
        return
    name = display_name(report.label, report.target)
    if not report.alternatives:
        output.echo_status(f"{name} has no bracket, and no amendment to it is undecided")
    for question, found in groupby(report.alternatives, key=lambda each: each.question):
        output.write(question or "amendments", bold=True)
        for each in found:
            _show_alternative(each, seen_by.sees_names)
        output.write("")
    if report.bridges:
        output.write("could live with several", bold=True)
        for bridge in report.bridges:
            provided = " (on conditions)" if bridge.conditional else ""
            output.write(f"  {bridge.member}: {', '.join(bridge.alternatives)}{provided}")
        output.write("")
    if report.calls:
        output.write("whom to consult", bold=True)
        for number, call in enumerate(report.calls, start=1):
            does = f"{call.weight.words}{call.like}"
            output.write(f"  {number}. {call.member} {does}: {', '.join(call.alternatives)}")
    if report.withheld.counts:
        output.echo_status(report.withheld.sentence())


def _show_alternative(each: Alternative, names: bool) -> None:
    by = f" [{', '.join(each.amendments)}]" if each.question and each.amendments else ""
    is_apart = each.question.startswith(("conflict", "order"))
    present = " (as it stands)" if is_apart and each.stands else ""
    place = each.key.removeprefix(f"{each.question}, ") if each.question else each.key
    output.write(f"  {place}{by}{present}: {one_line(each.wording) or 'no text'}")
    if not names:
        return
    output.write(f"    supported by {', '.join(map(str, each.holders)) or 'nobody'}")
    for what, words in (
        ("can live with it", each.accepting),
        ("disagree", each.against),
        ("object", each.objecting),
    ):
        if words:
            output.write(f"    {what}: {', '.join(map(str, words))}")


def show_effects(found: Effects) -> None:
    """Prints which verdicts would change, and why."""
    for each in found.assumptions:
        output.echo_status(f"assumed: {each}")
    for effect in found.turned:
        name = display_name(effect.label, effect.target)
        output.write(
            f"{name}: {effect.words[0] or 'not there'} → {effect.words[1] or 'gone'}", bold=True
        )
        _show_reasons(effect)
    if found.shifted:
        output.write("the same status for other reasons", bold=True)
        for effect in found.shifted:
            output.write(f"  {display_name(effect.label, effect.target)}: {effect.words[1]}")
            _show_reasons(effect)
    if not found.turned:
        output.echo_status("no status would change")
    output.echo_status(f"{found.judged} texts judged again; nothing was recorded")


def _show_reasons(effect: Effect) -> None:
    for sign, sentences in (("+", effect.gained), ("-", effect.lost)):
        for sentence in sentences:
            output.write(f"    {sign} {one_line(sentence)}")
    if effect.after is not None and not (effect.gained or effect.lost):
        output.write(f"    {explain_counts(effect.after.counts)}")


def _effect_fields(effect: Effect) -> dict[str, Any]:
    status = {"before": effect.status_before, "after": effect.status_after}
    return (
        output.picked(effect, "target", "label") | status | output.picked(effect, "gained", "lost")
    )


@command("graph", "export_graph(group.graph, 'json')")
@options.choice(
    "--to",
    "notation",
    of=["json", "dot", "graphml", "svg"],
    default="json",
    help="The format; svg is a picture of one text and what is linked to it.",
)
@options.target("--around", "target", metavar="TEXT", help="The text in the middle of the picture.")
@audience_option("public")
@output_option(help="Write to this file.")
def graph(notation: str, target: str, audience: str, path: str) -> None:
    """The graph of texts and members, as data or as a picture.

    The picture shows one text, and everything that is linked to the text. The public sees no
    members and no positions.

      consensus report graph --audience secretariat --to graphml -o graph.graphml
      consensus report graph --around 5 --audience members --to svg -o 5.svg
    """
    notation = "json" if output.is_json() else notation
    if bool(target) != (notation == "svg"):
        raise click.UsageError("--around TEXT and --to svg go together")
    with reading() as group:
        shown = visible_graph(group.state, group.graph, effective_audience(group.state, audience))
        if target:
            centre = find_target(group.state, target)
            written = pictures.neighbourhood(shown.graph, centre).svg()
        else:
            written = export_graph(shown.graph, notation) + "\n"
    if notation == "json":
        written = output.json_of(json.loads(written)) + "\n"
    output.deliver(written, path)
    if shown.withheld:
        output.echo_status("Not shown in this version: nodes and edges.")
