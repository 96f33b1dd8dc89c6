"""The analysis as a report: who sees what of it, and in which forms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consensus.reports.analysis import AnalysisReport, analysis_outline
from consensus.reports.audience import Kind, Withheld
from consensus.reports.html.pages import outline_page
from consensus.reports.json import to_json
from consensus.reports.outline import Heading, Sheet
from consensus.working_group import WorkingGroup
from tests.support.market import markdown
from tests.support.panel import MEMBERS, make_panel

DRAWN_UP = datetime(2026, 3, 3, tzinfo=UTC)


def fill(group: WorkingGroup) -> WorkingGroup:
    """Something for every section."""
    group.propose("R1", "should", old="shall", by=["ASH"])
    group.propose("R1", "must", old="shall", by=["BAY"])
    group.propose("R1", "must", old="shall", by=["COL"])
    group.propose("R2", "The office should print all reports.", by=["DUN"])
    group.take_position("COL", "R3", "accept", conditions=["R4"])
    group.take_position("DUN", "R4", "accept", conditions=["R3"])
    group.take_position("ELM", "R2", "object", reason="Paper is dear.")
    group.take_position("FIR", "R1", "hold")
    group.open_meeting("First")
    group.decide("R2", "agreed", reason="Enough was said.")
    return group


@pytest.fixture
def panel() -> Iterator[WorkingGroup]:
    """A panel in which something of everything has happened."""
    with make_panel() as group:
        yield fill(group)


def forms(report: AnalysisReport) -> tuple[str, str, str]:
    """A report in all its forms."""
    sheet = Sheet(report.title, report.as_of, report.audience)
    outline = analysis_outline(report)
    return markdown(outline), "".join(outline_page(outline, sheet)), str(to_json(report))


def headings(report: AnalysisReport) -> list[str]:
    """What a report is about."""
    blocks = analysis_outline(report).blocks
    return [each.words for each in blocks if isinstance(each, Heading) and each.level == 2]


def test_the_secretariat_sees_everything(panel: WorkingGroup) -> None:
    """Every section is there, in every form, and nothing is withheld."""
    report = panel.analysis.report("secretariat")
    assert headings(report) == [
        "Whom to consult, and what to take up next",
        "Conflicts",
        "Order",
        "Links",
        "Coalitions",
        "Bridges across stakeholder groups",
        "Progress",
    ]
    assert report.withheld == Withheld()
    markdown, page, _ = forms(report)
    # Every table is in the contents, the filter finds its rows, and the picture stands before it.
    first, found = page.index("Conflicts: 3 amendments"), page.index("What they conflict over</")
    assert 'id="controls"' in page
    assert page.index("<svg", first) < page.index("What they conflict over</", found + 9)
    for told in (
        "A2 ✓",
        "ELM",
        "To be agreed together or not at all: 3 (R3), 4 (R4)",
        "too little divides the members",
    ):
        assert told in markdown
        assert told in page
    assert page.count("<svg") == 2


def test_the_public_sees_progress_alone(panel: WorkingGroup) -> None:
    """No analysis, no member and no stance is in any form, and how much is withheld is said."""
    report = panel.analysis.report()
    assert headings(report) == ["Progress"]
    assert report.withheld.counts == {Kind.ANALYSES: 7}
    for form in forms(report):
        for secret in (*MEMBERS, "A1", "object"):
            assert secret not in form.split("<style>")[0] + form.split("</style>")[-1]


def test_members_see_no_coalitions_and_not_whom_to_call(panel: WorkingGroup) -> None:
    """They see what the texts and what was said openly amount to."""
    report = panel.analysis.report("members")
    assert headings(report) == [
        "Conflicts",
        "Order",
        "Links",
        "Bridges across stakeholder groups",
        "Progress",
    ]
    assert report.withheld.counts == {Kind.ANALYSES: 2}


@given(st.randoms(use_true_random=False))
@settings(max_examples=15)
def test_members_learn_nothing_of_what_was_said_in_confidence(chance: Random) -> None:
    """Whatever is said in confidence, what they get is the same, but for how much is withheld."""

    def shown(confidences: bool) -> AnalysisReport:
        with make_panel() as group:
            fill(group)
            if confidences:
                for member in MEMBERS:
                    target = chance.choice(["R1", "R3", "A1", "A2", "A4"])
                    if member in group.state.positions.get(group.state.handles[target], {}):
                        continue
                    stance = chance.choice(["support", "object", "hold", "accept"])
                    conditions = ["R2"] if stance == "accept" else []
                    group.take_position(
                        member, target, stance, conditions=conditions, source="confidence"
                    )
            before = group.status()
            report = group.analysis.report("members")
            assert group.status() == before
            return attrs.evolve(report, withheld=Withheld(), as_of=DRAWN_UP)

    assert shown(confidences=True) == shown(confidences=False)


def test_progress_is_told_of_the_whole(panel: WorkingGroup) -> None:
    """How much is done only grows, and comes near the whole."""
    told: list[tuple[int, int]] = []
    panel.analysis.report("secretariat", progress=lambda done, of: told.append((done, of)))
    shares = [done / of for done, of in told]
    assert shares == sorted(shares)
    assert shares[-1] >= 0.85
