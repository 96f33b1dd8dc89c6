"""How analyses are printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consensus.cli import output
from consensus.rules.explain import explain_counts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from consensus.analysis.agreement import Camp
    from consensus.analysis.bridges import Bridge, Bridges
    from consensus.analysis.coalitions import Coalitions
    from consensus.analysis.conflicts import Clash, Cluster, Conflicts
    from consensus.analysis.duplicates import Difference
    from consensus.analysis.order import Link, Order
    from consensus.analysis.packages import Bundle, Packages
    from consensus.analysis.what_if import Effect, Effects
    from consensus.model.state import State
    from consensus.reports.next_items import CallSheet, HeldUp
    from consensus.reports.progress import ProgressPoint


def show_conflicts(found: Conflicts) -> None:
    """Print what excludes what, cluster by cluster."""
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
            output.write(f"    {'; '.join(map(_difference, pair.differences))}")
        output.write("")
    output.say(
        f"{found.amendments} undecided amendments, {found.clashes} pairs exclude each other;"
        f" {len(found.largest)} could be had together"
    )


def _show_cluster(number: int, cluster: Cluster) -> None:
    output.write(f"{number}. over {', '.join(cluster.targets)}", bold=True)
    for clash in cluster.clashes:
        output.write(f"  {_clash(clash)}")
    output.write_table(
        ("choosing", "support", "excludes", "whose support is"),
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
        ", and no set has more"
        if cluster.is_exact
        else f"; it is not known to be the best, and no set has more than {cluster.at_most}"
    )
    output.write(
        f"  * most can be had with {', '.join(cluster.largest)}: support {cluster.support}{bound}"
    )
    output.write("")


def _clash(clash: Clash) -> str:
    words = " and ".join(
        f"for “{output.one_line(each)}”" if each.strip() else "for what is put in"
        for each in clash.words
    )
    through = f" ({clash.through})" if clash.through else ""
    told = f"{clash.one} and {clash.other}: {clash.kind}{through}"
    return f"{told} {words}" if words else told


def _difference(difference: Difference) -> str:
    one = f"“{difference.one}”" if difference.one else "nothing"
    other = f"“{difference.other}”" if difference.other else "nothing"
    return f"{one} against {other}"


def show_order(found: Order) -> None:
    """Print what to take up, one after the other, and what each waits for."""
    output.write_table(
        ("turn", "what", "after"),
        [
            (str(number), " with ".join(turn.targets), "; ".join(map(_link, turn.links)))
            for number, turn in enumerate(found.turns, start=1)
        ],
        "nothing is undecided",
    )
    if found.rings:
        output.say(f"{len(found.rings)} turns are rings: what is in them waits for each other")


def _link(link: Link) -> str:
    members = f" ({', '.join(link.members)})" if link.members else ""
    return f"{link.after}: {link.need}{members}"


def show_packages(found: Packages) -> None:
    """Print what hangs together by conditions, and what can never be met."""
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
    output.say(f"{found.conditions} conditions, {len(found.bundles)} sets hang together by them")


def _show_bundle(number: int, bundle: Bundle) -> None:
    output.write(f"{number}. {', '.join(bundle.targets)}", bold=True)
    for wait in bundle.waits:
        output.write(
            f"  {wait.member} on {wait.target}: {wait.stance} provided {wait.condition}, which"
            f" {wait.prospect}"
        )
    for ring in bundle.rings:
        output.write(f"  a ring, to be agreed together or not at all: {', '.join(ring)}")
    output.write(f"  could be agreed together: {', '.join(bundle.together) or 'none of them'}")
    for fallen in bundle.fallen:
        because = f", since {', '.join(fallen.because)} could not" if fallen.because else ""
        output.write(f"  {fallen.target} could not{because}: {'; '.join(fallen.reasons)}")
    for target, falling in (bundle.breaks or {}).items():
        if falling:
            output.write(f"  without {target} these would fall: {', '.join(falling)}")
    output.write("")


def show_coalitions(state: State, found: Coalitions) -> None:
    """Print the coalitions, what defines them, and who stands between."""
    for number, coalition in enumerate(found.coalitions, start=1):
        output.write(
            f"{number}. {coalition.name}: {len(coalition.members)} members, agreeing"
            f" {coalition.inner:.0%} among themselves and {coalition.outer:.0%} with the rest",
            bold=True,
        )
        output.write(f"  {', '.join(coalition.members)}")
        for each in coalition.defining:
            output.write(
                f"  {each} ({_camp(each.inside)}; the rest {_camp(each.outside)}):"
                f" {_words(state, each.target)}"
            )
        output.write("")
    if found.between:
        output.write("between them, or apart", bold=True)
        for member in found.between:
            shares = ", ".join(
                f"{share:.0%} with {number}{' *' if number - 1 == member.own else ''}"
                for number, share in enumerate(member.agreement, start=1)
            )
            output.write(f"  {member.member}: {shares}")
        output.write("")
    if found.none is not None:
        output.say(f"no coalitions are claimed: {found.none}")
    if found.agreement_with_groups is not None:
        output.say(
            "adjusted Rand index with the declared stakeholder groups:"
            f" {found.agreement_with_groups:.2f}"
        )
    if found.left_out:
        output.say(f"left out, having said too little: {', '.join(found.left_out)}")
    output.say(f"looked at {found.looked_at} of {found.targets} targets that divide the members")


def show_bridges(state: State, found: Bridges, limit: int) -> None:
    """Print what bridges the groups most, then what divides them most."""
    _show_targets(state, "bridges the groups", found, found.bridging[:limit])
    _show_targets(state, "divides the groups", found, found.divisive[:limit])
    if found.ungrouped:
        output.say(f"in none of the groups: {found.ungrouped} members that took positions")


def _show_targets(state: State, what: str, found: Bridges, targets: Sequence[Bridge]) -> None:
    output.write(what, bold=True)
    output.write_table(
        ("target", "consensus", "spread", *found.groups, "words"),
        [
            (
                each.target,
                f"{each.consensus:.3f}",
                f"{each.spread:.2f}",
                *(_camp(each.camps[group]) for group in found.groups),
                _words(state, each.target, 40),
            )
            for each in targets
        ],
    )
    output.write("")


def _camp(camp: Camp) -> str:
    return f"{camp.agree}–{camp.between}–{camp.against}"


def _words(state: State, handle: str, most: int = 60) -> str:
    """The beginning of what a target says."""
    from consensus.text.display import shortened

    target = state.handles[handle]
    if target in state.packages:
        return state.packages[target].title
    return shortened(output.one_line(state.text(target)), most)


def show_progress(points: Sequence[ProgressPoint]) -> None:
    """Print how far it had come, day by day or meeting by meeting."""
    by_meeting = any(each.meeting for each in points)
    output.write_table(
        (
            *(("meeting",) if by_meeting else ()),
            *("day", "agreed", "ad referendum", "closed", "left", "of items"),
        ),
        [
            (
                *((each.meeting or "outside",) if by_meeting else ()),
                each.day.isoformat(),
                *map(str, (each.agreed, each.ad_ref, each.closed, each.left, each.items)),
            )
            for each in points
        ],
        "nothing was decided yet",
    )


_SHOWN = 8


def show_calls(found: CallSheet, limit: int) -> None:
    """Print whom to call, what is closest, and what to take up next."""
    output.write("whom to call", bold=True)
    for number, call in enumerate(found.calls[:limit], start=1):
        output.write(f"  {number}. {call.member}")
        for what, parts in (
            ("alone holds up", list(map(_held_up, call.alone))),
            ("could live with both", [f"{one} and {other}" for one, other in call.accepts]),
            ("holds up with others", list(map(_held_up, call.shared))),
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
        output.say(f"take up next: {found.next.handle}, {found.next.rank}: {found.next.reason}")


def _held_up(held: HeldUp) -> str:
    return f"{held.target} ({held.how})"


def show_effects(found: Effects) -> None:
    """Print which verdicts would change, and why."""
    for each in found.assumptions:
        output.say(f"assumed: {each}")
    for effect in found.turned:
        output.write(
            f"{_label(effect)}: {effect.status_before or 'not there'} → "
            f"{effect.status_after or 'gone'}",
            bold=True,
        )
        _show_reasons(effect)
    if found.shifted:
        output.write("the same status for other reasons", bold=True)
        for effect in found.shifted:
            output.write(f"  {_label(effect)}: {effect.status_after}")
            _show_reasons(effect)
    if not found.turned:
        output.say("no status would change")
    output.say(f"{found.judged} targets judged again; nothing was recorded")


def _label(effect: Effect) -> str:
    return f"{effect.label} ({effect.target})" if effect.label else effect.target


def _show_reasons(effect: Effect) -> None:
    for sign, sentences in (("+", effect.gained), ("-", effect.lost)):
        for sentence in sentences:
            output.write(f"    {sign} {output.one_line(sentence)}")
    if effect.after is not None and not (effect.gained or effect.lost):
        output.write(f"    {explain_counts(effect.after.counts)}")


def effects_fields(found: Effects) -> dict[str, Any]:
    """The effects as data."""

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
