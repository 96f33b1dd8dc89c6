"""Findings of the analysis, including bridges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import frozen

from consensus.errors import Rejected
from consensus.reports.diagrams.pictures import between_words
from consensus.reports.progress import count_rows
from consensus.reports.words import label_or_handle
from consensus.text.display import count_noun
from tui.views.text import Mark, Span
from tui.worker import Check, as_look

if TYPE_CHECKING:
    from consensus.analysis.bridges import Bridge, Bridges
    from consensus.analysis.coalitions import Between, Coalition, Coalitions
    from consensus.analysis.conflicts import Choice, Clash, Cluster, Conflicts
    from consensus.analysis.order import Order
    from consensus.analysis.packages import Bundle, Packages
    from consensus.model.state import State
    from consensus.reports.next_items import CallSheet, HeldUp, MemberCall
    from consensus.reports.progress import ProgressPoint
    from consensus.working_group import WorkingGroup


@frozen
class Finding:
    """One finding of the analysis."""

    key: str  # tells it from the others of its part
    what: str  # what, or who, in a few letters
    how: str  # what is found of it, in a few words
    words: str  # more about it
    heading: str  # what stands above all of it
    lines: Sequence[tuple[str, str]]  # all of it: what each line tells, and its words, if any
    target: str = ""  # the id of what it is about; empty for none
    member: str = ""  # the code of the member that it is about; empty for none

    @property
    def spans(self) -> tuple[Span, ...]:
        """All of it, without the lines that have no words."""
        spans = [Span(self.heading, Mark.HEADING)]
        for what, said in self.lines:
            if said:
                spans += [Span(f"\n{what}: ", Mark.NAME), Span(said)]
        return tuple(spans)


def name_of_handle(state: State, handle: str) -> str:
    """Returns the name of the target of a handle."""
    return label_or_handle(state, state.handles[handle])


def heading_of(state: State, handle: str) -> str:
    """Returns the name of the target of a handle, followed by the handle where it is another."""
    name = name_of_handle(state, handle)
    return name if name == handle else f"{name} ({handle})"


def list_names(state: State, handles: Sequence[str]) -> str:
    """Returns the names of several targets."""
    return ", ".join(name_of_handle(state, each) for each in handles)


def call_findings(state: State, found: CallSheet) -> tuple[str, Sequence[Finding]]:
    """Returns whom to call, then what is closest to agreement."""
    following = found.next
    summary = "nothing is left to take up"
    if following is not None:
        summary = f"take up next: {name_of_handle(state, following.handle)}, {following.rank.words}"
    closest = [
        Finding(
            f"close {each.handle}",
            name_of_handle(state, each.handle),
            each.rank.words,
            each.reason,
            heading_of(state, each.handle),
            [(each.rank.words, each.reason)],
            state.handles[each.handle],
        )
        for each in found.closest
    ]
    return summary, [*(_call(state, each) for each in found.calls), *closest]


def _call(state: State, call: MemberCall) -> Finding:
    name = state.members[call.member].name
    both = "; ".join(
        f"{name_of_handle(state, one)} and {name_of_handle(state, other)}"
        for one, other in call.accepts
    )
    lines = [
        ("alone on", ", ".join(_held_up(state, each) for each in call.alone)),
        ("could live with both", both),
        ("with others on", ", ".join(_held_up(state, each) for each in call.shared)),
    ]
    how, words = next((line for line in lines if line[1]), ("", ""))
    return Finding(
        f"call {call.member}",
        call.member,
        how,
        words,
        f"{call.member} {name}",
        lines,
        member=call.member,
    )


def _held_up(state: State, held: HeldUp) -> str:
    return f"{name_of_handle(state, held.target)} ({held.how})"


def conflict_findings(state: State, found: Conflicts) -> tuple[str, Sequence[Finding]]:
    """Returns each amendment that excludes another, then duplicates and near duplicates."""
    bound = "" if found.is_exact else " at least"
    summary = (
        f"{found.clashes} pairs of {found.amendments} amendments conflict;"
        f" {len(found.largest)}{bound} are compatible (✓)"
    )
    findings = [
        _choice(state, number, cluster, choice)
        for number, cluster in enumerate(found.clusters, start=1)
        for choice in cluster.choices
    ]
    for alike in found.same:
        first = alike.amendments[0]
        others = ", ".join(alike.amendments[1:])
        findings.append(
            Finding(
                f"same {first}",
                first,
                "proposes the same",
                f"as {others}",
                f"{', '.join(alike.amendments)} propose the same",
                [
                    ("to", name_of_handle(state, alike.target)),
                    ("sponsors", ", ".join(alike.sponsors)),
                ],
                state.handles[first],
            )
        )
    for pair in found.nearly_same:
        differ = "; ".join(
            f"“{each.one or 'nothing'}” against “{each.other or 'nothing'}”"
            for each in pair.differences
        )
        findings.append(
            Finding(
                f"near {pair.one} {pair.other}",
                pair.one,
                f"{pair.likeness:.0%} like {pair.other}",
                differ,
                f"{pair.one} and {pair.other} are {pair.likeness:.0%} alike",
                [("to", name_of_handle(state, pair.target)), ("differ in", differ)],
                state.handles[pair.one],
            )
        )
    return summary, findings


def _choice(state: State, number: int, cluster: Cluster, choice: Choice) -> Finding:
    is_chosen = choice.amendment in cluster.largest
    own = [each for each in cluster.clashes if choice.amendment in each.pair]
    exact = "no set has more" if cluster.is_exact else f"no set has more than {cluster.at_most}"
    largest = f"{', '.join(cluster.largest)}: support {cluster.support}; {exact}"
    return Finding(
        f"choose {choice.amendment}",
        f"{choice.amendment}{' ✓' if is_chosen else ''}",
        f"{number}: support {choice.support}",
        f"conflicts with {', '.join(choice.excludes)} ({choice.costs} in favour)",
        f"Cluster {number}, over {list_names(state, cluster.targets)}",
        [
            (f"{choice.amendment} conflicts with", "; ".join(_why(choice, each) for each in own)),
            ("in favour of those", str(choice.costs)),
            ("most are compatible with", largest),
        ],
        state.handles[choice.amendment],
    )


def _why(choice: Choice, clash: Clash) -> str:
    other = clash.other if clash.one == choice.amendment else clash.one
    words = ", ".join(f"“{each}”" for each in clash.words if each.strip())
    through = f" ({clash.through})" if clash.through else ""
    return f"{other}, since {clash.kind.words}{through}{f' for {words}' if words else ''}"


def order_findings(state: State, found: Order) -> tuple[str, Sequence[Finding]]:
    """Returns what to take up, in order."""
    findings = []
    for number, turn in enumerate(found.turns, start=1):
        after = "; ".join(
            f"{name_of_handle(state, each.after)}: {each.need.words}" for each in turn.links
        )
        findings.append(
            Finding(
                f"turn {number}",
                str(number),
                list_names(state, turn.targets),
                f"after {after}" if after else "",
                f"{number}. {list_names(state, turn.targets)}",
                [("together", "or none of them" if turn.is_ring else ""), ("after", after)],
                state.handles[turn.targets[0]],
            )
        )
    rings = f"; {len(found.rings)} of texts that go together"
    turns = count_noun(len(found.turns), "round", "rounds")
    return f"{turns}, none conditional on what comes later{rings if found.rings else ''}", findings


def package_findings(state: State, found: Packages) -> tuple[str, Sequence[Finding]]:
    """Returns each target of each bundle, then what can never be met."""
    summary = (
        f"{count_noun(found.conditions, 'condition', 'conditions')} in"
        f" {count_noun(len(found.bundles), 'set', 'sets')};"
        f" {len(found.never)} can never be met"
    )
    never = [
        Finding(
            f"never {number}",
            name_of_handle(state, each.target),
            "can never be met",
            f"{each.member} provided {list_names(state, each.conditions)}: {each.why.words}",
            f"{each.member} on {name_of_handle(state, each.target)}",
            [
                ("provided", list_names(state, each.conditions)),
                ("can never be met, since", each.why.words),
                ("counts instead as", each.otherwise),
            ],
            state.handles[each.target],
        )
        for number, each in enumerate(found.never)
    ]
    bundled = [
        finding
        for number, bundle in enumerate(found.bundles, start=1)
        for finding in _bundle(state, number, bundle)
    ]
    return summary, [*never, *bundled]


def _bundle(state: State, number: int, bundle: Bundle) -> Iterator[Finding]:
    fallen = {each.target: each for each in bundle.fallen}
    for target in bundle.targets:
        waits = "; ".join(
            f"{each.member} {each.stance} provided {name_of_handle(state, each.condition)},"
            f" which {each.prospect.words}"
            for each in bundle.waits
            if each.target == target
        )
        gone = fallen.get(target)
        how = f"{number}: falls in round {gone.round}" if gone else f"{number}: could be agreed"
        because = list_names(state, gone.because) if gone else ""
        why = "; ".join(gone.reasons) if gone else ""
        ring = next((ring for ring in bundle.rings if target in ring), ())
        breaks = (bundle.breaks or {}).get(target, ())
        yield Finding(
            f"bundle {target}",
            name_of_handle(state, target),
            how,
            why or waits,
            f"Set {number}: {list_names(state, bundle.targets)}",
            [
                (f"{name_of_handle(state, target)} is conditional", waits),
                ("falls since these fell", because),
                ("falls since", why),
                ("together with", list_names(state, [each for each in ring if each != target])),
                ("without it would fall", list_names(state, breaks)),
                ("could be agreed together", list_names(state, bundle.together) or "none"),
            ],
            state.handles[target],
        )


def coalition_findings(state: State, found: Coalitions) -> tuple[str, Sequence[Finding]]:
    """Returns each coalition, then the members between."""
    looked = f"looked at {found.looked_at} of {found.targets} texts that divide the members"
    summary = f"none are claimed: {found.none}; {looked}"
    if found.none is None:
        summary = f"{len(found.coalitions)} coalitions; {looked}"
        if found.agreement_with_groups is not None:
            summary += f"; likeness to the groups {found.agreement_with_groups:.2f}"
    coalitions = [_coalition(number, each) for number, each in enumerate(found.coalitions, 1)]
    return summary, [*coalitions, *(_between(state, each) for each in found.between)]


def _coalition(number: int, each: Coalition) -> Finding:
    defining = "; ".join(
        f"{one} (for, between, against: {one.inside.agree}, {one.inside.between},"
        f" {one.inside.against}; the rest {one.outside.agree}, {one.outside.between},"
        f" {one.outside.against})"
        for one in each.defining
    )
    return Finding(
        f"coalition {number}",
        str(number),
        f"{len(each.members)} members",
        each.name,
        f"{number}. {each.name}",
        [
            ("members", ", ".join(each.members)),
            ("agree", f"{each.inner:.0%} among themselves, {each.outer:.0%} with the rest"),
            ("defined by", defining),
        ],
    )


def _between(state: State, each: Between) -> Finding:
    shares = ", ".join(
        f"{share:.0%} with {number}" for number, share in enumerate(each.agreement, start=1)
    )
    own = f"counted in {each.own + 1}" if each.own is not None else "in none of them"
    return Finding(
        f"between {each.member}",
        each.member,
        f"between, {own}",
        f"votes {between_words(each)}",
        f"{each.member} {state.members[each.member].name}",
        [("votes", between_words(each)), ("agrees", shares), ("is", own)],
        member=each.member,
    )


def progress_findings(
    state: State, points: Sequence[ProgressPoint]
) -> tuple[str, Sequence[Finding]]:
    """Returns how many items were agreed, meeting by meeting."""
    names, rows = count_rows(points, "withdrawn or rejected", "items")
    findings = [
        Finding(
            f"point {number}",
            each.meeting or "outside",
            each.day.isoformat(),
            f"{each.left} left of {each.items}: {each.sentence}",
            f"At the end of {each.meeting or 'what was decided outside meetings'}, {each.day}",
            list(zip(names, map(str, row), strict=True)),
        )
        for number, (each, row) in enumerate(zip(points, rows, strict=True))
    ]
    if not points:
        return "nothing was decided yet", findings
    return f"{points[-1].agreed} of {points[-1].items} items are agreed", findings


_MOST = 30


def bridge_findings(state: State, found: Bridges, across: str) -> Iterator[Finding]:
    """Yields what bridges most, then what divides most."""
    for each in found.bridging[:_MOST]:
        yield _finding(state, each, "bridges", across)
    for each in found.divisive[:_MOST]:
        yield _finding(state, each, "divides", across)


def _finding(state: State, bridge: Bridge, does: str, across: str) -> Finding:
    number = f"{bridge.consensus:.3f}" if does == "bridges" else f"{bridge.spread:.2f}"
    camps = [
        (group, f"{camp.agree} for, {camp.between} between, {camp.against} against")
        for group, camp in bridge.camps.items()
    ]
    short = "  ".join(
        f"{group} {camp.agree}–{camp.between}–{camp.against}"
        for group, camp in bridge.camps.items()
    )
    return Finding(
        f"{does} {across} {bridge.target}",
        name_of_handle(state, bridge.target),
        f"{does} {across}, {number}",
        short,
        heading_of(state, bridge.target),
        [
            ("consensus", f"{bridge.consensus:.3f}, the product of (agree + 1) / (seen + 2)"),
            ("spread", f"{bridge.spread:.2f} between the group most in favour and the least"),
            *camps,
        ],
        state.handles[bridge.target],
    )


class Part(StrEnum):
    """A part of the analysis."""

    CALLS = "calls"
    CONFLICTS = "conflicts"
    ORDER = "order"
    PACKAGES = "packages"
    COALITIONS = "coalitions"
    BRIDGES = "bridges"
    PROGRESS = "progress"


@frozen
class AnalysisView:
    """One part of the analysis."""

    part: Part
    summary: str  # what was found, in one line
    findings: tuple[Finding, ...]  # what was found, one by one


Found = tuple[str, Sequence[Finding]]


@as_look
def analysis_view(group: WorkingGroup, check: Check, part: Part) -> AnalysisView:
    """Reads one part of the analysis; slow for a large record."""
    summary, findings = _found(group, check, part)
    return AnalysisView(part, summary, tuple(findings))


def _found(group: WorkingGroup, check: Check, part: Part) -> Found:
    state, found = group.state, group.analysis

    def progress(done: int, of: int) -> None:
        check()

    match part:
        case Part.CALLS:
            return call_findings(state, found.calls("", progress, check))
        case Part.CONFLICTS:
            return conflict_findings(state, found.conflicts("", progress))
        case Part.ORDER:
            return order_findings(state, found.order())
        case Part.PACKAGES:
            return package_findings(state, found.packages(check))
        case Part.COALITIONS:
            return coalition_findings(state, found.coalitions("", progress))
        case Part.BRIDGES:
            return _bridges(group, check)
        case Part.PROGRESS:
            return progress_findings(state, found.progress("meeting"))


def _bridges(group: WorkingGroup, check: Check) -> Found:
    """Returns bridges across the stakeholder groups, then across the coalitions."""
    told: list[str] = []
    findings: list[Finding] = []
    for across in ("groups", "coalitions"):
        try:
            found = group.analysis.bridges(across, "", lambda *_: check(), check)
        except Rejected as none:
            told.append(str(none))
            continue
        told.append(f"across the {across} {', '.join(found.groups)}")
        findings += bridge_findings(group.state, found, across)
    return "; ".join(told), findings
