"""The analysis of whole drafts as a report, with the data of its pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import groupby, islice
from typing import Any, TypeAlias

import attrs
from attrs import frozen

from consensus.analysis.bridges import Bridge, Bridges, find_bridges, stakeholder_groups
from consensus.analysis.coalitions import Coalitions, find_coalitions
from consensus.analysis.conflicts import Clash, Conflicts, find_conflicts
from consensus.analysis.order import Link, Order, Turn, take_up_order
from consensus.analysis.packages import Packages, find_packages
from consensus.arguments import OnProgress
from consensus.history.replay import gc_paused
from consensus.model.lookup import targets_in_order
from consensus.model.state import State
from consensus.reports.audience import Audience, Kind, Viewer, Withheld, visible_state
from consensus.reports.diagrams.layout import BoxShape, box_shape
from consensus.reports.diagrams.pictures import (
    Picture,
    between_words,
    coalition_picture,
    conflict_picture,
    package_picture,
)
from consensus.reports.graph import Relations, relations
from consensus.reports.matrix import MOST_CELLS, GroupMatrix, Matrix, group_matrix, matrix
from consensus.reports.next_items import CallSheet, HeldUp, call_sheet
from consensus.reports.outline import (
    Block,
    Grid,
    Heading,
    Outline,
    Table,
    passage,
    place,
    points_of,
)
from consensus.reports.progress import By, ProgressPoint, count_rows, progress
from consensus.rules.judgement import Judgement
from consensus.rules.verdict import UNDECIDED
from consensus.text.display import count_noun, list_phrase, one_line, shortened

# The analysis of whole drafts as a report: conflicts, packages, coalitions, and whom to consult.

_WHOLE = 1_000
# How much of the whole each part takes, as it is with a large record.
_CONFLICTS, _COALITIONS, _CALLS = 250, 300, 350
_EVERYTHING, _OF_MEMBERS = 7, 2


@frozen
class Subject:
    """A target that the analysis names."""

    label: str  # the printed label of an item; may be empty
    form: BoxShape  # what it is, as it is drawn
    words: str = ""  # the title of a package, the beginning of another text


@frozen
class AnalysisReport:
    """The analysis of whole drafts, as an audience may see it."""

    title: str  # the title of the working group
    as_of: datetime  # the moment it is drawn up
    audience: Audience  # who it is for
    # how far the drafts had come at the end of each meeting with decisions
    progress: tuple[ProgressPoint, ...]
    # what conflicts with what; None where withheld, as with all that follows
    conflicts: Conflicts | None = None
    order: Order | None = None  # in which order to take targets up
    packages: Packages | None = None  # what is linked by conditions
    # what bridges the stakeholder groups, and what divides them; None also where fewer than two are
    # declared
    bridges: Bridges | None = None
    coalitions: Coalitions | None = None  # who agrees with whom
    # what bridges the coalitions; None also where there are none
    coalition_bridges: Bridges | None = None
    calls: CallSheet | None = None  # whom to consult, what is closest, and what to take up next
    # the targets, by their handles
    subjects: Mapping[str, Subject] = attrs.field(factory=dict, hash=False)
    withheld: Withheld = attrs.field(factory=Withheld)  # what was left out for the audience


def analysis_report(
    state: State,
    now: datetime,
    drafts: Sequence[str],
    audience: Audience = Audience.PUBLIC,
    on_progress: OnProgress | None = None,
) -> AnalysisReport:
    """Analyses some drafts as a whole.

    The secretariat sees everything. Members see what can be computed from open positions,
    but neither coalitions nor whom to consult; the public sees progress alone.
    """
    left_out: Counter[Kind] = Counter()
    bare = AnalysisReport(state.title, now, audience, progress(state, drafts, By.MEETING, audience))
    if not audience.sees_names:
        left_out[Kind.ANALYSES] = _EVERYTHING
        return attrs.evolve(bare, withheld=Withheld.of(left_out))
    with gc_paused(), visible_state(state, audience) as hidden:
        found = _analysed(bare, state, Judgement(state, now), drafts, _Ticks(on_progress))
    left_out[Kind.POSITIONS] = hidden
    if not audience.sees_all:
        left_out[Kind.ANALYSES] = _OF_MEMBERS
    viewer = Viewer(audience, left_out).throughout(state, now)
    return attrs.evolve(found, withheld=viewer.withheld)


def _analysed(
    bare: AnalysisReport, state: State, judgement: Judgement, drafts: Sequence[str], ticks: _Ticks
) -> AnalysisReport:
    electorate = judgement.electorate
    targets = list(targets_in_order(state, drafts))
    conflicts = find_conflicts(state, drafts, electorate, progress=ticks.part(_CONFLICTS))
    order = take_up_order(state, judgement, drafts)
    packages = find_packages(state, judgement, ticks.check)
    groups = stakeholder_groups(electorate)
    bridges = None
    if len(groups) > 1:
        bridges = find_bridges(state, electorate, targets, groups, ticks.check)
    found = attrs.evolve(
        bare,
        conflicts=conflicts,
        order=order,
        packages=packages,
        bridges=bridges,
        subjects=_subjects(state, targets),
    )
    if not bare.audience.sees_all:
        return found
    coalitions = find_coalitions(state, electorate, targets, ticks.part(_COALITIONS))
    across = None
    if coalitions.coalitions:
        camps = {str(at): each.members for at, each in enumerate(coalitions.coalitions, start=1)}
        across = find_bridges(state, electorate, targets, camps, ticks.check)
    done = iter(range(1, len(targets) + 1))
    counted = ticks.part(_CALLS)
    calls = call_sheet(
        state,
        judgement,
        drafts,
        conflicts,
        bare.as_of.date(),
        lambda: counted(next(done, len(targets)), len(targets)),
    )
    return attrs.evolve(found, coalitions=coalitions, coalition_bridges=across, calls=calls)


def _subjects(state: State, targets: Sequence[str]) -> dict[str, Subject]:
    def subject(target: str) -> Subject:
        package = state.packages.get(target)
        words = package.title if package else shortened(one_line(state.text(target)), _MOST_SIGNS)
        label = state.full_label(target) if target in state.items else ""
        return Subject(label, box_shape(state, target), words)

    return {state.handle_of(each): subject(each) for each in targets}


class _Ticks:
    """Combines the progress of all parts, for one progress callback."""

    def __init__(self, on_progress: OnProgress | None) -> None:
        self._on_progress = on_progress
        self._done = 0

    def check(self) -> None:
        """Calls the progress callback, so that the caller can cancel."""
        if self._on_progress is not None:
            self._on_progress(self._done, _WHOLE)

    def part(self, share: int) -> OnProgress:
        """Returns the progress callback of a part, which takes a share of the whole."""
        before = self._done
        self._done += share

        def tell(done: int, of: int) -> None:
            if self._on_progress is not None:
                self._on_progress(before + share * done // max(of, 1), _WHOLE)

        return tell


# The sections of an analysis: how each is to be read, what it found, and its picture.

_MOST_ROWS = 200  # of a table

_MOST_NAMED, _MOST_FREE, _MOST_SIGNS = 12, 60, 60


_Table: TypeAlias = tuple[str, Sequence[str], Sequence[Sequence[object]]]
"""The title, the headings and the rows of a table."""


class _Names:
    """Names of targets in a report: printed labels, with the handles behind."""

    def __init__(self, report: AnalysisReport, limit: int = _MOST_NAMED) -> None:
        self.report, self.limit = report, limit
        self.words = {handle: each.words for handle, each in report.subjects.items()}

    def of(self, handle: str) -> str:
        subject = self.report.subjects.get(handle)
        return f"{subject.label} ({handle})" if subject and subject.label else handle

    def all(self, handles: Sequence[str], most: int = _MOST_NAMED) -> str:
        more = f" and {len(handles) - most} more" if len(handles) > most else ""
        return ", ".join(map(self.of, handles[:most])) + more


@frozen
class _Section:
    """A section: how it is to be read, what was found, and its picture."""

    heading: str
    how_to_read: str
    sentences: Sequence[str] = ()
    tables: Iterable[_Table] = ()
    picture: Picture | None = None

    @property
    def anchor(self) -> str:
        return place(self.heading.lower())

    def blocks(self) -> Iterator[Block]:
        """Yields it; the JSON has the rows that are left out."""
        yield Heading(2, self.heading, self.anchor)
        yield passage(self.how_to_read)
        yield from points_of(*self.sentences)
        for title, headings, rows in self.tables:
            if not rows:
                continue
            yield Heading(3, title, place(self.heading.lower(), title.lower()))
            yield Grid(f"{self.heading}: {title}", Table.of(headings, rows[:_MOST_ROWS]))
            if len(rows) > _MOST_ROWS:
                yield passage(f"Further rows left out: {len(rows) - _MOST_ROWS}.")


def _sections(names: _Names) -> Iterator[_Section]:
    across = "Bridges across stakeholder groups", "Bridges across coalitions"
    groups, coalitions = (partial(_bridges, heading=each) for each in across)
    report = names.report
    parts: tuple[tuple[object, Callable[[_Names, Any], _Section]], ...] = (
        *((report.calls, _calls), (report.conflicts, _conflicts), (report.order, _order)),
        *((report.packages, _links), (report.coalitions, _coalitions)),
        *((report.bridges, groups), (report.coalition_bridges, coalitions)),
    )
    yield from (section(names, found) for found, section in parts if found is not None)
    yield _progress(report.progress)


def _calls(names: _Names, found: CallSheet) -> _Section:
    def held_up(each: HeldUp) -> str:
        return f"{names.of(each.target)} ({each.how})"

    def named(texts: Iterable[str]) -> str:
        return "; ".join(islice(texts, _MOST_NAMED))

    calls = []
    for call in found.calls:
        both = (f"{names.of(one)} and {names.of(other)}" for one, other in call.accepts)
        alone, shared = map(held_up, call.alone), map(held_up, call.shared)
        calls.append((call.member, named(alone), named(both), named(shared)))
    closest = [(names.of(each.handle), each.rank.words, each.reason) for each in found.closest]
    headings = ("member", "alone on", "could live with both", "with others on")
    sentence = "Nothing is left to take up."
    if (up := found.next) is not None:
        sentence = f"Take up next: {names.of(up.handle)}, {up.rank.words}: {up.reason}."
    return _Section(
        "Whom to consult, and what to take up next",
        "First those who alone object, reserve or have conditions; then those who"
        " could live with several amendments that conflict.",
        (sentence,),
        (
            ("Whom to consult", headings, calls),
            ("Closest to agreement", ("what", "because it is", "reason"), closest),
        ),
    )


def _choices(names: _Names, found: Conflicts) -> Iterator[Sequence[object]]:
    """Yields the choices of each cluster: the amendments, or the text as it is."""
    for number, cluster in enumerate(found.clusters, start=1):
        for each in cluster.choices:
            named = f"{each.amendment} ✓" if each.amendment in cluster.largest else each.amendment
            yield number, named, each.support, ", ".join(each.excludes), each.costs
        for target, support in zip(cluster.targets, cluster.present, strict=True):
            if support:
                yield number, f"{names.of(target)} as it is", support, "", ""


def _over(clash: Clash) -> str:
    words = (shortened(one_line(each), _MOST_SIGNS) for each in clash.words)
    said = " and ".join(f"for “{each}”" if each else "for what is put in" for each in words)
    through = f" ({clash.through})" if clash.through else ""
    return f"{clash.kind.words}{through} {said}".rstrip()


def _conflicts(names: _Names, found: Conflicts) -> _Section:
    bound = "" if found.is_exact else " at least, as far as was searched,"
    conflicts = count_noun(found.clashes, "conflict", "conflicts")
    are = "is" if len(found.largest) == 1 else "are"
    headings = ("set", "amendment", "in favour", "conflicts with", "in favour of those")
    over = [
        (number, f"{each.one}, {each.other}", names.of(each.target), _over(each))
        for number, cluster in enumerate(found.clusters, start=1)
        for each in cluster.clashes
    ]
    same = [
        (names.of(e.target), ", ".join(e.amendments), ", ".join(e.sponsors)) for e in found.same
    ]
    alike = ("to", "amendments", "alike", "where they differ")
    near = [
        (
            names.of(e.target),
            f"{e.one}, {e.other}",
            f"{e.likeness:.0%}",
            "; ".join(map(str, e.differences)),
        )
        for e in found.nearly_same
    ]
    return _Section(
        "Conflicts",
        "Amendments that conflict, directly or through others, are one set. ✓ marks those of the"
        " largest compatible set, which most members are in favour of. It is what the room would"
        " keep most of if support alone settled it, and no proposal.",
        (
            f"{count_noun(found.amendments, 'amendment is', 'amendments are')} undecided, with"
            f" {conflicts}; {len(found.largest)}{bound} {are} compatible.",
        ),
        (
            ("What each amendment conflicts with", headings, list(_choices(names, found))),
            ("What they conflict over", ("set", "amendments", "on", "why"), over),
            ("Propose the same", ("to", "amendments", "sponsors"), same),
            ("Propose nearly the same", alike, near),
        ),
        conflict_picture(found) if found.clusters else None,
    )


def _order(names: _Names, found: Order) -> _Section:
    def link(each: Link) -> str:
        members = f" ({', '.join(each.members)})" if each.members else ""
        return f"{names.of(each.after)}: {each.need.words}{members}"

    def row(turn: Turn) -> tuple[str, str, str]:
        what = " with ".join(map(names.of, turn.targets))
        return what, "together" if turn.is_ring else "", "; ".join(map(link, turn.links))

    rows: list[tuple[str, str, str]] = []
    for is_free, turns in groupby(found.turns, key=lambda each: not each.links):
        if is_free:
            free = [each for turn in turns for each in turn.targets]
            rows.append((names.all(free, _MOST_FREE), "", ""))
        else:
            rows += map(row, turns)
    return _Section(
        "Order",
        "An order in which nothing comes before what it depends on; what stands in one row with"
        " nothing after it depends on nothing. What depends on each other goes together.",
        (
            f"{count_noun(len(found.turns), 'round', 'rounds')}.",
            *(f"{list_phrase(map(names.of, each.targets))} go together." for each in found.rings),
        ),
        (("What to take up, one after the other", ("what", "how", "after"), rows),),
    )


def _links(names: _Names, found: Packages) -> _Section:
    waits, fallen, breaks = [], [], []
    sets = count_noun(len(found.bundles), "set", "sets")
    conditions = count_noun(found.conditions, "condition", "conditions")
    sentences = [f"{conditions}, by which {len(found.targets)} texts are linked, in {sets}."]
    for number, bundle in enumerate(found.bundles, start=1):
        if len(found.bundles) <= _MOST_NAMED:
            together = names.all(bundle.together) or "none of them"
            sentences.append(f"Set {number} could be agreed together: {together}.")
        for ring in bundle.rings:
            sentences.append(f"To be agreed together or not at all: {names.all(ring)}.")
        for wait in bundle.waits:
            said = f"{wait.stance}, otherwise {wait.otherwise}"
            condition = names.of(wait.condition)
            waits.append((wait.member, names.of(wait.target), said, condition, wait.prospect.words))
        for each in bundle.fallen:
            since = names.all(each.because)
            fallen.append((names.of(each.target), each.round, since, "; ".join(each.reasons)))
        for target, falling in (bundle.breaks or {}).items():
            if falling:
                breaks.append((names.of(target), names.all(falling)))
    never = [
        (
            each.member,
            names.of(each.target),
            names.all(each.conditions),
            each.why.words,
            each.otherwise,
        )
        for each in found.never
    ]
    tables: list[_Table] = [
        ("Who makes what a condition", ("member", "on", "says", "provided", "which"), waits),
        ("Could not be agreed", ("what", "round", "since these fell", "why"), fallen),
        ("What would break it", ("without", "these would fall"), breaks),
        ("Can never be met", ("member", "on", "provided", "because", "counts as"), never),
    ]
    forms = {handle: subject.form for handle, subject in names.report.subjects.items()}
    return _Section(
        "Links",
        "All conditions are assumed met, what fails is dropped, and so on until nothing does. What"
        " falls in a later round falls because of what fell before, so look at the first round.",
        tuple(sentences),
        tables,
        package_picture(found, {each: forms.get(each, BoxShape.TEXT) for each in found.targets})
        if found.bundles
        else None,
    )


def _coalitions(names: _Names, found: Coalitions) -> _Section:
    sentences = [f"Looked at {found.looked_at} of {found.targets} texts that divide the members."]
    if found.none is not None:
        sentences.insert(0, f"None are claimed: {found.none}.")
    for number, each in enumerate(found.coalitions, start=1):
        agreeing = f"agreeing {each.inner:.0%} among themselves and {each.outer:.0%} with the rest"
        members = f"{len(each.members)} members, {agreeing}: {', '.join(each.members)}"
        sentences.append(f"{number}. {each.name}: {members}.")
    if found.apart:
        sentences.append(f"In none of them: {', '.join(found.apart)}.")
    if found.agreement_with_groups is not None:
        sentences.append(
            "Adjusted Rand index with the declared stakeholder groups:"
            f" {found.agreement_with_groups:.2f} (1 for the same, about 0 for no relation)."
        )
    if found.left_out:
        sentences.append(f"Left out, having said too little: {', '.join(found.left_out)}.")
    defining = [
        (number, str(each), str(each.inside), str(each.outside), names.words[each.target])
        for number, coalition in enumerate(found.coalitions, start=1)
        for each in coalition.defining
    ]
    headings = ("coalition", "is", "its members: for, between, against", "the rest", "words")
    between = [(each.member, between_words(each)) for each in found.between]
    tables: list[_Table] = [
        ("What defines them", headings, defining),
        ("Between two, with each on a third of it at least", ("member", "votes"), between),
    ]
    return _Section(
        "Coalitions",
        "Members that agree with each other more than with the rest, more than chance would have"
        " it, whatever groups they belong to. It is how they voted, and no proof that they"
        " concert.",
        tuple(sentences),
        tables,
        coalition_picture(found) if found.coalitions else None,
    )


def _bridges(names: _Names, found: Bridges, heading: str) -> _Section:
    def rows(bridges: Sequence[Bridge]) -> list[tuple[str, ...]]:
        return [
            (
                names.of(each.target),
                f"{each.consensus:.3f}",
                f"{each.spread:.2f}",
                *(str(each.camps[group]) for group in found.groups),
                names.words[each.target],
            )
            for each in bridges[: names.limit]
        ]

    headings = ("what", "consensus", "spread", *found.groups, "words")
    return _Section(
        heading,
        "Consensus is the product over the groups of (agree + 1) / (seen + 2), so one group against"
        " weighs as much as all others for; spread is how far the group most in favour is from the"
        " one least. Groups are given as for, between, against.",
        (f"In none of the groups: {found.ungrouped} members.",) if found.ungrouped else (),
        (
            ("Bridges most", headings, rows(found.bridging)),
            ("Divides most", headings, rows(found.divisive)),
        ),
    )


def _progress(points: Sequence[ProgressPoint]) -> _Section:
    names, counted = count_rows(points)
    rows = [
        (each.meeting or "outside meetings", each.day.isoformat(), *row)
        for each, row in zip(points, counted, strict=True)
    ]
    headings = ("meeting", "day", *names)
    return _Section(
        "Progress",
        "How many items were agreed at the end of each meeting with decisions on items.",
        () if points else ("Nothing was decided yet.",),
        (("Meeting by meeting", headings, rows),) if points else (),
    )


def counted_note(report: AnalysisReport) -> str:
    """Returns that only open positions are counted, where others are withheld; else empty."""
    is_told = Kind.POSITIONS in report.withheld.counts
    return "Only positions that were taken openly are counted." if is_told else ""


def analysis_outline(report: AnalysisReport) -> Outline:
    """Returns an analysis as an outline, section by section."""
    return _outline(_sections(_Names(report)), counted_note(report), report.withheld)


def _outline(sections: Iterable[_Section], note: str, withheld: Withheld) -> Outline:
    found = [*sections]
    blocks = (block for each in found for block in each.blocks())
    figures = {each.anchor: each.picture.element for each in found if each.picture}
    return Outline("Analysis", (note,), withheld, tuple(blocks), figures=figures)


def part_outline(state: State, now: datetime, limit: int = _MOST_NAMED, **found: Any) -> Outline:
    """Returns one part of an analysis, named as in `AnalysisReport`, for the secretariat."""
    found.setdefault("progress", ())
    subjects = _subjects(state, [*targets_in_order(state, list(state.drafts))])
    report = AnalysisReport(state.title, now, Audience.SECRETARIAT, subjects=subjects, **found)
    return _outline(islice(_sections(_Names(report, limit)), 1), "", report.withheld)


# What the pictures of a report show, for its audience.


@frozen
class Pictures:
    """The data of the pictures in a report; None where the audience may see none."""

    matrix: Matrix | None  # members against items; None also where there are too many
    groups: GroupMatrix | None  # stakeholder groups against items
    open_groups: GroupMatrix | None  # the same of the undecided items alone
    progress: tuple[ProgressPoint, ...]  # at the end of each day with decisions
    relations: Relations


def pictures(
    state: State, judgement: Judgement, drafts: Sequence[str], audience: Audience = Audience.PUBLIC
) -> Pictures:
    """Collects the data of the pictures in a report."""
    with gc_paused():
        grid = groups = open_groups = None
        if audience.sees_names:
            items = [
                item.id for draft in drafts for item in state.walk(draft) if item.kind.can_be_agreed
            ]
            groups = group_matrix(state, judgement, items, audience)
            undecided = frozenset(
                state.handle_of(item)
                for item in items
                if judgement.verdict(item, with_moves=False).status in UNDECIDED
            )
            rows = tuple(row for row in groups.rows if row.target.handle in undecided)
            open_groups = GroupMatrix(groups.groups, rows)
            if len(items) * len(judgement.electorate.groups) <= MOST_CELLS:
                grid = matrix(state, judgement, drafts, audience, items_only=True)
        points = progress(state, drafts, audience=audience)
        return Pictures(grid, groups, open_groups, points, relations(state, drafts, audience))
