"""`consensus analyse` and `graph`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from consensus.analysis import what_if as assumption
from consensus.cli import output
from consensus.cli.completion import complete_draft, complete_target
from consensus.cli.context import progress, reading, split_values
from consensus.cli.framework import AUDIENCES, Command, Noun, as_json, is_report_wanted
from consensus.cli.output import output_option
from consensus.formats.position_rows import read_stance
from consensus.model.decisions import Outcome
from consensus.model.graph import export_graph
from consensus.model.lookup import find_target
from consensus.model.positions import Stance
from consensus.model.state import State
from consensus.reports.audience import Audience
from consensus.reports.diagrams.layout import box_shapes
from consensus.reports.diagrams.pictures import (
    Picture,
    between_words,
    coalition_picture,
    conflict_picture,
    neighbourhood,
    package_picture,
)
from consensus.reports.graph import visible_graph
from consensus.reports.json import plain
from consensus.reports.progress import By, count_rows
from consensus.rules.explain import explain_counts
from consensus.text.display import count_noun, list_phrase, one_line, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from consensus.analysis.bridges import Bridge, Bridges
    from consensus.analysis.coalitions import Coalitions
    from consensus.analysis.conflicts import Clash, Cluster, Conflicts
    from consensus.analysis.order import Link, Order
    from consensus.analysis.packages import Bundle, Packages
    from consensus.analysis.what_if import Effect, Effects


@click.group("analyse", cls=Noun)
def analyse() -> None:
    """Conflicts, order, links, coalitions, what if.

    It is for the secretariat: reports for others hold nothing of it. Nothing is recorded by asking.

    Examples:
      consensus analyse conflicts
    """


def draft_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the option `--draft`, which limits a command to one draft."""
    return click.option(
        "--draft", default="", shell_complete=complete_draft, help="Only this draft."
    )(function)


def as_picture(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options of `_deliver`, which draw what a command finds."""
    to = click.option(
        "--to", "form", type=click.Choice(["text", "json", "svg"]), help="svg is a picture."
    )
    return to(output_option(as_json(function), "Write the picture to this file."))


def _deliver(
    found: Any,
    show: Callable[[], None],
    picture: Callable[[], Picture],
    *,
    form: str | None,
    path: str,
    as_json: bool,
    **more: Any,
) -> None:
    """Shows what was found, or writes it as a picture, or as data with `more`."""
    form = "json" if as_json else form or ("svg" if path else "text")
    if path and form != "svg":
        raise click.UsageError("-o is for pictures, --to svg")
    if form == "svg":
        output.deliver(picture().svg(), path)
    elif form == "json":
        output.write_json(plain(found) | more)
    else:
        show()


@analyse.command("conflicts", python="group.analysis.conflicts()")
@draft_option
@as_picture
def conflicts(draft: str, **delivery: Any) -> None:
    """Which amendments exclude each other.

    Those that conflict, directly or through others, are shown together, with the compatible set
    that most are in favour of. The same and nearly the same are listed after them.

    Examples:
      consensus analyse conflicts
      consensus analyse conflicts -o conflicts.svg
    """
    with reading() as group, progress("combining amendments") as on_progress:
        found = group.analysis.conflicts(draft, on_progress)
    delivery |= {"largest": found.largest, "is_exact": found.is_exact}
    _deliver(found, partial(show_conflicts, found), partial(conflict_picture, found), **delivery)


@analyse.command("order", python="group.analysis.order()")
@draft_option
@as_json
def order(draft: str, as_json: bool) -> None:
    """In which order to take things up.

    What depends on each other is one round. Where nothing decides, the draft does.

    Examples:
      consensus analyse order
    """
    with reading() as group:
        found = group.analysis.order(draft)
    if as_json:
        output.write_json(found)
    else:
        show_order(found)


@analyse.command("links", python="group.analysis.packages()")
@as_picture
def links(**delivery: Any) -> None:
    """Who makes what a condition of what.

    Conditions that can never be met are listed last.

    Examples:
      consensus analyse links
      consensus analyse links -o links.svg
    """
    with reading() as group:
        found = group.analysis.packages()
        forms = box_shapes(group.state, found.targets)
    _deliver(found, partial(show_links, found), partial(package_picture, found, forms), **delivery)


@analyse.command("coalitions", python="group.analysis.coalitions()")
@draft_option
@as_picture
def coalitions(draft: str, **delivery: Any) -> None:
    """Which members tend to agree.

    Coalitions are claimed only where positions shuffled by lot would not divide the members as
    much. Each is told by what sets it apart. Members that said too little are left out.

    Examples:
      consensus analyse coalitions
      consensus analyse coalitions -o coalitions.svg
    """
    with reading() as group, progress("shuffling positions") as on_progress:
        found = group.analysis.coalitions(draft, on_progress)
        delivery["names"] = [each.name for each in found.coalitions]
        show = partial(show_coalitions, group.state, found)
        _deliver(found, show, partial(coalition_picture, found), **delivery)


@analyse.command("bridges", python="group.analysis.bridges('groups')")
@click.option(
    "--across",
    type=click.Choice(["groups", "coalitions"]),
    default="groups",
    show_default=True,
    help="Declared stakeholder groups, or the coalitions that are found.",
)
@click.option(
    "--limit", "-n", type=click.IntRange(1), default=10, show_default=True, help="So many."
)
@draft_option
@as_json
def bridges(across: str, limit: int, draft: str, as_json: bool) -> None:
    """What unites the groups, and what divides them.

    Group-informed consensus is the product over the groups of (agree + 1) / (seen + 2).

    Examples:
      consensus analyse bridges
      consensus analyse bridges --across coalitions -n 5
    """
    with reading() as group, progress("shuffling positions") as on_progress:
        found = group.analysis.bridges(across, draft, on_progress)
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


_assumed = partial(click.option, multiple=True)


@analyse.command("what-if", python="group.analysis.what_if(Says('ALV', '5', 'accept'))")
@_assumed("--say", metavar="MEMBER:TEXT:POSITION", help="A member takes a position.")
@_assumed(
    "--merge",
    metavar="TEXT[:AMENDMENT,…]",
    help="Amendments go into their text: those named whole, or else what nobody contends.",
)
@_assumed(
    "--withdraw", metavar="AMENDMENT[:MEMBER,…]", help="By all its sponsors, or by those named."
)
@_assumed("--declare", metavar="TEXT:OUTCOME", help="The chair declares an outcome, as agreed.")
@_assumed("--rule", metavar="[TEXT:]RULE", help="All, or a draft or item, is judged by this rule.")
@as_json
def what_if(
    say: tuple[str, ...],
    merge: tuple[str, ...],
    withdraw: tuple[str, ...],
    declare: tuple[str, ...],
    rule: tuple[str, ...],
    as_json: bool,
) -> None:
    """What would change if …

    Each option may be repeated. What is assumed is taken in their order above.

    Examples:
      consensus analyse what-if --say ALV:5:accept --say MER:5:accept
      consensus analyse what-if --merge 3:A4 --withdraw A6
      consensus analyse what-if --rule "consensus_minus(1)" --json
    """
    assumed: list[assumption.Assumption] = []
    for each in say:
        member, target, stance = _parts(each, 3, "--say", "MEMBER:TEXT:POSITION")
        assumed.append(assumption.Says(member, target, _stance(stance)))
    for each in merge:
        target, _, names = each.partition(":")
        assumed.append(assumption.Merges(target, tuple(split_values([names]))))
    for each in withdraw:
        amendment, _, names = each.partition(":")
        assumed.append(assumption.Withdraws(amendment, tuple(split_values([names]))))
    for each in declare:
        target, outcome = _parts(each, 2, "--declare", "TEXT:OUTCOME")
        assumed.append(assumption.Declares(target, _outcome(outcome)))
    for each in rule:
        target, _, judged_by = each.rpartition(":")
        assumed.append(assumption.Judges(judged_by, target))
    if not assumed:
        raise click.UsageError("say what is assumed")
    with reading() as group, progress("judging") as on_progress:
        found = group.analysis.what_if(*assumed, progress=on_progress)
    if as_json:
        output.write_json(effects_fields(found))
    else:
        show_effects(found)


def _stance(word: str) -> Stance:
    try:
        return read_stance(word)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _outcome(word: str) -> Outcome:
    if word not in list(Outcome):
        raise click.UsageError(f"an outcome is one of {', '.join(Outcome)}, not {word}")
    return Outcome(word)


def _parts(text: str, count: int, option: str, form: str) -> list[str]:
    """Splits the value of an option at colons; the middle part may contain colons."""
    first, _, rest = text.partition(":") if count > 2 else ("", "", text)
    middle, colon, last = rest.rpartition(":")
    if not colon or not middle:
        raise click.UsageError(f"write {option} as {form}, not {text}")
    return [first, middle, last] if count > 2 else [middle, last]


# How analyses are printed.


def show_conflicts(found: Conflicts) -> None:
    """Prints which amendments exclude each other, cluster by cluster."""
    for number, cluster in enumerate(found.clusters, start=1):
        _show_cluster(number, cluster)
    if found.same:
        output.write("propose the same", bold=True)
        for alike in found.same:
            output.write(f"  {', '.join(alike.amendments)} to {alike.target}")
        output.write("")
    if found.nearly_same:
        output.write("propose nearly the same", bold=True)
        for pair in found.nearly_same:
            output.write(
                f"  {pair.one} and {pair.other} to {pair.target}, {pair.likeness:.0%} alike:"
            )
            output.write(f"    {'; '.join(map(str, pair.differences))}")
        output.write("")
    amendments = count_noun(found.amendments, "undecided amendment", "undecided amendments")
    clashes = count_noun(found.clashes, "conflict", "conflicts")
    output.echo_status(f"{amendments}, {clashes}; {len(found.largest)} are compatible")


def _show_cluster(number: int, cluster: Cluster) -> None:
    output.write(f"{number}. over {', '.join(cluster.targets)}", bold=True)
    for clash in cluster.clashes:
        output.write(f"  {_clash(clash)}")
    output.write_table(
        ("amendment", "in favour", "conflicts with", "in favour of those"),
        [
            (
                f"{each.amendment}{' *' if each.amendment in cluster.largest else ''}",
                str(each.support),
                ", ".join(each.excludes),
                str(each.costs),
            )
            for each in cluster.choices
        ]
        + [
            (f"{target} as it is", str(support), "", "")
            for target, support in zip(cluster.targets, cluster.present, strict=True)
            if support
        ],
    )
    bound = (
        "no compatible set has more"
        if cluster.is_exact
        else f"it is not known to be the best, and none has more than {cluster.at_most}"
    )
    output.write(f"  * compatible: {', '.join(cluster.largest)}, {cluster.support} in all; {bound}")
    output.write("")


def _clash(clash: Clash) -> str:
    words = " and ".join(
        f"for “{one_line(each)}”" if each.strip() else "for what is put in" for each in clash.words
    )
    through = f" ({clash.through})" if clash.through else ""
    clashing = f"{clash.one} and {clash.other}: {clash.kind}{through}"
    return f"{clashing} {words}" if words else clashing


def show_order(found: Order) -> None:
    """Prints what to take up, in order, and what it comes after."""
    output.write_table(
        ("round", "what", "after"),
        [
            (str(number), " with ".join(turn.targets), "; ".join(map(_link, turn.links)))
            for number, turn in enumerate(found.turns, start=1)
        ],
        "nothing is undecided",
    )
    for ring in found.rings:
        output.echo_status(f"{list_phrase(ring.targets)} go together: they depend on each other")


def _link(link: Link) -> str:
    members = f" ({', '.join(link.members)})" if link.members else ""
    return f"{link.after}: {link.need}{members}"


def show_links(found: Packages) -> None:
    """Prints the targets tied together by conditions, and what can never be met."""
    for number, bundle in enumerate(found.bundles, start=1):
        _show_bundle(number, bundle)
    if found.never:
        output.write("can never be met", bold=True)
        for each in found.never:
            output.write(
                f"  {each.member} on {each.target}, provided {', '.join(each.conditions)}:"
                f" {each.why}; it counts as {each.otherwise}"
            )
        output.write("")
    conditions = count_noun(found.conditions, "condition", "conditions")
    sets = count_noun(len(found.bundles), "set of texts is", "sets of texts are")
    output.echo_status(f"{conditions}; {sets} linked by them")


def _show_bundle(number: int, bundle: Bundle) -> None:
    output.write(f"{number}. {', '.join(bundle.targets)}", bold=True)
    for wait in bundle.waits:
        output.write(
            f"  {wait.member} on {wait.target}: {wait.stance} provided {wait.condition}, which"
            f" {wait.prospect}"
        )
    for ring in bundle.rings:
        output.write(f"  to be agreed together or not at all: {', '.join(ring)}")
    output.write(f"  could be agreed together: {', '.join(bundle.together) or 'none of them'}")
    for fallen in bundle.fallen:
        because = f", since {', '.join(fallen.because)} could not" if fallen.because else ""
        output.write(f"  {fallen.target} could not{because}: {'; '.join(fallen.reasons)}")
    for target, falling in (bundle.breaks or {}).items():
        if falling:
            output.write(f"  without {target} these would fall: {', '.join(falling)}")
    output.write("")


def show_coalitions(state: State, found: Coalitions) -> None:
    """Prints the coalitions, what defines them, and the members between them."""
    for number, coalition in enumerate(found.coalitions, start=1):
        output.write(
            f"{number}. {coalition.name}: {len(coalition.members)} members, agreeing"
            f" {coalition.inner:.0%} among themselves and {coalition.outer:.0%} with the rest",
            bold=True,
        )
        output.write(f"  {', '.join(coalition.members)}")
        for each in coalition.defining:
            output.write(
                f"  {each} ({each.inside}; the rest {each.outside}): {_words(state, each.target)}"
            )
        output.write("")
    if found.between:
        output.write("between two: with each on a third of what divides them, at least", bold=True)
        for member in found.between:
            output.write(f"  {member.member}: {between_words(member)}")
        output.write("")
    if found.apart:
        output.echo_status(f"in none of them: {', '.join(found.apart)}")
    if found.none is not None:
        output.echo_status(f"no coalitions are claimed: {found.none}")
    if found.agreement_with_groups is not None:
        output.echo_status(
            "adjusted Rand index with the declared stakeholder groups:"
            f" {found.agreement_with_groups:.2f}"
        )
    if found.left_out:
        output.echo_status(f"left out, having said too little: {', '.join(found.left_out)}")
    output.echo_status(
        f"looked at {found.looked_at} of {found.targets} texts that divide the members"
    )


def show_bridges(state: State, found: Bridges, limit: int) -> None:
    """Prints what bridges the groups most, then what divides them most."""
    _show_targets(state, "bridges the groups", found, found.bridging[:limit])
    _show_targets(state, "divides the groups", found, found.divisive[:limit])
    if found.ungrouped:
        output.echo_status(f"in none of the groups: {found.ungrouped} members that took positions")


def _show_targets(state: State, what: str, found: Bridges, targets: Sequence[Bridge]) -> None:
    output.write(what, bold=True)
    output.write_table(
        ("text", "consensus", "spread", *found.groups, "words"),
        [
            (
                each.target,
                f"{each.consensus:.3f}",
                f"{each.spread:.2f}",
                *(str(each.camps[group]) for group in found.groups),
                _words(state, each.target, 40),
            )
            for each in targets
        ],
    )
    output.write("")


def _words(state: State, handle: str, most: int = 60) -> str:
    """Returns the beginning of a target's text."""
    target = state.handles[handle]
    if target in state.packages:
        return state.packages[target].title
    return shortened(one_line(state.text(target)), most)


def print_progress(draft: str, per: str, as_json: bool, delivery: Mapping[str, Any]) -> None:
    """Prints how many items were agreed after each `day` or `meeting`; or writes a report of it."""
    if is_report_wanted(delivery):
        from consensus.cli.report import deliver_report, some

        deliver_report("progress", drafts=some(draft), by=By(per), as_json=as_json, **delivery)
        return
    with reading() as group:
        points = group.analysis.progress(per, draft)
    if as_json:
        output.write_json({"points": points})
        return
    names, rows = count_rows(points)
    has_meeting = any(each.meeting for each in points)
    output.write_table(
        (*(("meeting",) if has_meeting else ()), "day", *names),
        [
            (
                *((each.meeting or "outside",) if has_meeting else ()),
                *(each.day.isoformat(), *map(str, row)),
            )
            for each, row in zip(points, rows, strict=True)
        ],
        "nothing was decided yet",
    )


_SHOWN = 8
_ALONE = (
    ("objects", "only objection to"),
    ("reserves", "only reserved position on"),
    ("waits", "only conditional position on"),
)


def print_calls(draft: str, limit: int, as_json: bool) -> None:
    """Prints whom to consult, what is closest, and what to take up next."""
    with reading() as group, progress("combining amendments") as on_progress:
        found = group.analysis.calls(draft, on_progress)
    if as_json:
        output.write_json(
            {"calls": found.calls[:limit], "closest": found.closest[:limit], "next": found.next}
        )
        return
    output.write("whom to consult", bold=True)
    for number, call in enumerate(found.calls[:limit], start=1):
        output.write(f"  {number}. {call.member}")
        shared = [f"{each.target} (one of {each.others + 1})" for each in call.shared]
        for what, parts in (
            *((said, [e.target for e in call.alone if e.how == how]) for how, said in _ALONE),
            ("could live with both", [f"{one} and {other}" for one, other in call.accepts]),
            ("not alone on", shared),
        ):
            if parts:
                more = f" and {len(parts) - _SHOWN} more" if len(parts) > _SHOWN else ""
                output.write(f"       {what}: {', '.join(parts[:_SHOWN])}{more}")
    output.write("")
    output.write("closest to agreement", bold=True)
    output.write_table(
        ("label", "what", "because it is", "reason"),
        [(each.label, each.handle, each.rank, each.reason) for each in found.closest[:limit]],
        "nothing is close",
    )
    if found.next is not None:
        output.echo_status(
            f"take up next: {found.next.handle}, {found.next.rank}: {found.next.reason}"
        )


def show_effects(found: Effects) -> None:
    """Prints which verdicts would change, and why."""
    for each in found.assumptions:
        output.echo_status(f"assumed: {each}")
    for effect in found.turned:
        output.write(
            f"{_label(effect)}: {effect.words[0] or 'not there'} → {effect.words[1] or 'gone'}",
            bold=True,
        )
        _show_reasons(effect)
    if found.shifted:
        output.write("the same status for other reasons", bold=True)
        for effect in found.shifted:
            output.write(f"  {_label(effect)}: {effect.words[1]}")
            _show_reasons(effect)
    if not found.turned:
        output.echo_status("no status would change")
    output.echo_status(f"{found.judged} texts judged again; nothing was recorded")


def _label(effect: Effect) -> str:
    return f"{effect.label} ({effect.target})" if effect.label else effect.target


def _show_reasons(effect: Effect) -> None:
    for sign, sentences in (("+", effect.gained), ("-", effect.lost)):
        for sentence in sentences:
            output.write(f"    {sign} {one_line(sentence)}")
    if effect.after is not None and not (effect.gained or effect.lost):
        output.write(f"    {explain_counts(effect.after.counts)}")


def effects_fields(found: Effects) -> dict[str, Any]:
    """Returns the effects as JSON-compatible data."""

    def fields(effect: Effect) -> dict[str, Any]:
        return {
            "target": effect.target,
            "label": effect.label,
            "before": effect.status_before,
            "after": effect.status_after,
            "gained": effect.gained,
            "lost": effect.lost,
        }

    return {
        "assumptions": found.assumptions,
        "turned": [fields(each) for each in found.turned],
        "shifted": [fields(each) for each in found.shifted],
        "judged": found.judged,
    }


@click.command("graph", cls=Command, python="export_graph(group.graph, 'json')")
@click.option(
    "--to",
    "notation",
    type=click.Choice(["json", "dot", "graphml", "svg"]),
    default="json",
    show_default=True,
    help="How it is written; svg is a picture of one text and what is linked to it.",
)
@click.option(
    "--around",
    "target",
    default="",
    metavar="TEXT",
    shell_complete=complete_target,
    help="The item, amendment or package in the middle of the picture.",
)
@click.option(
    "--audience",
    type=AUDIENCES,
    default="public",
    show_default=True,
    help="Who is to see it; for the public it has no members and no positions.",
)
@output_option
@as_json
def graph(notation: str, target: str, audience: str, path: str, as_json: bool) -> None:
    """The graph, as data or picture.

    The picture is of one text and what is linked to it.

    Examples:
      consensus report graph --to dot -o graph.dot
      consensus report graph --audience secretariat --to graphml -o graph.graphml
      consensus report graph --around 5 --audience members --to svg -o 5.svg
    """
    notation = "json" if as_json else notation
    if bool(target) != (notation == "svg"):
        raise click.UsageError("--around TEXT and --to svg go together")
    with reading() as group:
        shown = visible_graph(group.state, group.graph, Audience(audience))
        if target:
            centre = find_target(group.state, target)
            written = neighbourhood(shown.graph, centre).svg()
        else:
            written = export_graph(shown.graph, notation) + "\n"
    if notation == "json":
        written = output.json_of(json.loads(written)) + "\n"
    output.deliver(written, path)
    if shown.withheld:
        output.echo_status(f"not shown in this version: {shown.withheld} nodes and edges")
