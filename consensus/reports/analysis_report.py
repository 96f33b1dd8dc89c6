"""The analysis of whole drafts as a report: conflicts, packages, coalitions, and whom to call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import attrs
from attrs import frozen

from consensus.analysis.bridges import Bridges, find_bridges, stakeholder_groups
from consensus.analysis.coalitions import Coalitions, find_coalitions
from consensus.analysis.conflicts import Conflicts, find_conflicts
from consensus.analysis.order import Order, take_up_order
from consensus.analysis.packages import Packages, find_packages
from consensus.history.collection import collection_paused
from consensus.model.document_order import targets_in_order
from consensus.model.state import State
from consensus.reports.audience import Audience, Kind, Withheld
from consensus.reports.call_sheet import CallSheet, call_sheet
from consensus.reports.diagrams.forms import form_of
from consensus.reports.diagrams.sketch import Form
from consensus.reports.progress import By, ProgressPoint, progress
from consensus.reports.seen import as_seen_by
from consensus.rules.judgement import Judgement

Told = Callable[[int, int], None]
"""Called with how much is done, and of how much in all; what it raises ends the work."""

_WHOLE = 1_000
# How much of the whole each part takes, as it is with a large record.
_CONFLICTS, _COALITIONS, _CALLS = 250, 300, 350
_EVERYTHING, _OF_MEMBERS = 7, 2


@frozen
class Subject:
    """A target that the analysis names.

    Attributes:
        label: the printed label of an item; may be empty.
        form: what it is, as it is drawn.
    """

    label: str
    form: Form


@frozen
class AnalysisReport:
    """The analysis of whole drafts, as an audience may see it.

    Attributes:
        title: the title of the working group.
        as_of: the moment it is drawn up.
        audience: who it is for.
        progress: how far the drafts had come at the end of each meeting with decisions.
        conflicts: what excludes what; None where withheld, as with all that follows.
        order: in which order to take things up.
        packages: what hangs together by conditions.
        bridges: what bridges the stakeholder groups, and what divides them; None also where fewer
            than two are declared.
        coalitions: who agrees with whom.
        coalition_bridges: what bridges the coalitions; None also where there are none.
        calls: whom to call, what is closest, and what to take up next.
        subjects: the targets, by their handles.
        withheld: what was left out for the audience.
    """

    title: str
    as_of: datetime
    audience: Audience
    progress: tuple[ProgressPoint, ...]
    conflicts: Conflicts | None
    order: Order | None
    packages: Packages | None
    bridges: Bridges | None
    coalitions: Coalitions | None
    coalition_bridges: Bridges | None
    calls: CallSheet | None
    subjects: Mapping[str, Subject] = attrs.field(hash=False)
    withheld: Withheld


def analysis_report(
    state: State,
    now: datetime,
    drafts: Sequence[str],
    audience: Audience = Audience.PUBLIC,
    told: Told | None = None,
) -> AnalysisReport:
    """Analyse some drafts as a whole.

    The secretariat sees everything. Members see what can be reckoned from what was said openly,
    but neither coalitions nor whom to call; the public sees progress alone.

    Args:
        state: the state.
        now: the moment of the report, which also decides who counts.
        drafts: the ids of the drafts.
        audience: who it is for.
        told: called with how much is done, and of how much in all.
    """
    left_out: Counter[Kind] = Counter()
    bare = AnalysisReport(
        title=state.title,
        as_of=now,
        audience=audience,
        progress=progress(state, drafts, By.MEETING),
        conflicts=None,
        order=None,
        packages=None,
        bridges=None,
        coalitions=None,
        coalition_bridges=None,
        calls=None,
        subjects={},
        withheld=Withheld(),
    )
    if not audience.sees_names:
        left_out[Kind.ANALYSES] = _EVERYTHING
        return attrs.evolve(bare, withheld=Withheld.of(left_out))
    with collection_paused(), as_seen_by(state, audience) as hidden:
        found = _analysed(bare, state, Judgement(state, now), drafts, _Ticks(told))
    left_out[Kind.POSITIONS] = hidden
    if audience is not Audience.SECRETARIAT:
        left_out[Kind.ANALYSES] = _OF_MEMBERS
    return attrs.evolve(found, withheld=Withheld.of(left_out))


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
        subjects={
            state.handle_of(each): Subject(
                state.full_label(each) if each in state.items else "", form_of(state, each)
            )
            for each in targets
        },
    )
    if bare.audience is not Audience.SECRETARIAT:
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


class _Ticks:
    """Progress through all parts together."""

    def __init__(self, told: Told | None) -> None:
        self._told = told
        self._done = 0

    def check(self) -> None:
        """Say again how much is done, so that the work can be ended."""
        if self._told is not None:
            self._told(self._done, _WHOLE)

    def part(self, share: int) -> Told:
        """What a part of the work is to call, which takes a share of the whole."""
        before = self._done
        self._done += share

        def tell(done: int, of: int) -> None:
            if self._told is not None:
                self._told(before + share * done // max(of, 1), _WHOLE)

        return tell
