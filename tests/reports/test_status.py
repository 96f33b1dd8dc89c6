"""Where items stand, what is agreed and open, and how far a draft had come by when."""

from __future__ import annotations

import csv
import io
import json

import pytest

from consensus.formats.source import Source
from consensus.model.positions import Stance
from consensus.reports.audience import Audience, Kind
from consensus.reports.json import to_json
from consensus.reports.open_items import (
    OpenItems,
    Section,
    open_items_outline,
    open_items_report,
    open_items_table,
)
from consensus.reports.progress import By, progress
from consensus.reports.status import status_json
from consensus.rules.verdict import Status
from consensus.working_group import WorkingGroup
from tests.support.every_report import csv_of
from tests.support.market import MORNING, markdown

# What is agreed and what is open.

PUBLIC = """# Agreed and open

Items: 1 agreed, 1 agreed ad referendum, 2 open, 1 deferred.
Not shown in this version: sponsors, positions, rationales and analyses.

## Market rules (zero draft)

### Agreed

#### 1 (R1): agreed (DEC1)

> Stalls should open at seven in the morning.

### Agreed ad referendum

#### 4 (R4): agreed ad ref (DEC2)

> Dogs are kept on a lead.

- awaiting confirmation by one member

### Open

#### 2 (R2): open

> Sellers shall pay the fee before noon.

- 2 amendments by members are undecided
- A1, open: replace “noon” by “midday”
- A2, open: replace “noon” by “sunset”

#### 3 (R3): open

> Music may be played on the square.

### Deferred

#### 5 (R5): deferred (DEC3)

> The committee meets every month.

### Items that amendments would insert

- A3, open: insert “Minutes are kept.” after 5
"""


def _csv(found: OpenItems) -> str:
    return csv_of(open_items_table(found))


def report(
    group: WorkingGroup, audience: Audience = Audience.PUBLIC, agreed_only: bool = False
) -> OpenItems:
    """The report on every draft."""
    drafts = list(group.state.drafts)
    return open_items_report(
        group.state, group.judgement(), drafts, audience, agreed_only, now=MORNING
    )


def test_the_public_report_reads_so(busy: WorkingGroup) -> None:
    """Texts and decisions are shown, and how much was withheld; nobody is named."""
    assert markdown(open_items_outline(report(busy))) == PUBLIC


def test_the_secretariat_sees_sponsors_counts_and_reasons(busy: WorkingGroup) -> None:
    """Nothing is withheld from the secretariat."""
    found = report(busy, Audience.SECRETARIAT)
    written = markdown(open_items_outline(found))
    assert found.withheld.counts == {}
    assert "- BIR objects" in written
    assert "- A2 (ELD propose, FIG support), ready: replace “noon” by “sunset”" in written
    assert "- Of 7 members: 1 objects" in written


def test_agreed_only_leaves_the_rest_out_and_counts_it(busy: WorkingGroup) -> None:
    """What is open, deferred or still awaits a word is left out; the totals keep it."""
    found = report(busy, agreed_only=True)
    assert [item.handle for draft in found.drafts for item in draft.items] == ["R1"]
    assert found.left_out == 4
    assert found.totals[Section.OPEN] == 2
    assert "left out: 4 items." in markdown(open_items_outline(found))
    assert "A1" not in markdown(open_items_outline(found))


def test_recommendations_without_consensus_can_be_recorded(busy: WorkingGroup) -> None:
    """Without `agreed_only` what the body did not agree on stands in the report, marked open."""
    sections = {item.handle: item.section for item in report(busy).drafts[0].items}
    assert sections == {
        "R1": Section.AGREED,
        "R2": Section.OPEN,
        "R3": Section.OPEN,
        "R4": Section.AD_REF,
        "R5": Section.DEFERRED,
    }


def test_brackets_name_their_holders_only_to_those_who_may_see(market: WorkingGroup) -> None:
    """The rolling text of the public has the brackets without the names."""
    market.bracket("R4", "Dogs [ASP: are | ELD: no text] kept on a lead.")
    public = report(market).drafts[0].items[3]
    named = report(market, Audience.MEMBERS).drafts[0].items[3]
    assert "ASP" not in public.text
    assert "ASP: are" in named.text
    assert report(market).withheld.counts[Kind.NAMES] == 2


def test_how_near_an_item_is_to_agreement_is_analysis(busy: WorkingGroup) -> None:
    """The public is not told which open items are blocked, conditional or ready."""
    public = {item.status for item in report(busy).drafts[0].items}
    assert public & {Status.BLOCKED, Status.CONDITIONAL, Status.READY} == set()


def test_the_table_has_a_row_for_each_item(busy: WorkingGroup) -> None:
    """The CSV names handle, section and amendments; sponsors only for those who may see them."""
    public = list(csv.DictReader(io.StringIO(_csv(report(busy)))))
    named = list(csv.DictReader(io.StringIO(_csv(report(busy, Audience.MEMBERS)))))
    assert [row["handle"] for row in public] == ["R1", "R2", "R3", "R4", "R5"]
    assert (public[1]["amendments"], public[1]["sponsors"]) == ("A1; A2", "")
    assert named[1]["sponsors"] == "A1: ASP; A2: ELD, FIG"


def test_a_text_that_looks_like_a_formula_is_neutralised(market: WorkingGroup) -> None:
    """A spreadsheet that opens the table computes nothing."""
    market.edit("R1", '=HYPERLINK("http://example.org")')
    (row, *_) = csv.DictReader(io.StringIO(_csv(report(market))))
    assert row["text"].startswith("'=")


def test_the_data_counts_what_it_withheld(busy: WorkingGroup) -> None:
    """The JSON says how much of each kind was left out."""
    found = to_json(report(busy))
    assert (found["schema"], found["audience"]) == (1, "public")
    assert found["withheld"]["counts"]["sponsors"] == 4


@pytest.mark.parametrize("audience", list(Audience))
def test_the_same_record_gives_the_same_report(busy: WorkingGroup, audience: Audience) -> None:
    """Nothing in a report depends on when or how often it is drawn up."""
    assert to_json(report(busy, audience)) == to_json(report(busy, audience))


# Where every item stands, as data.


def test_the_data_has_this_shape(busy: WorkingGroup) -> None:
    """Scripts rely on these keys; every status is in the totals and every stance counted."""
    found = status_json(busy.status())
    counted = ["totals", "ruled", "provisional"]
    assert list(found) == ["schema", *counted, "items", "languages", "settled_apart"]
    assert found["totals"] == {
        **{status.value: 0 for status in Status},
        "agreed": 1,
        "agreed ad ref": 1,
        "blocked": 1,
        "open": 1,
        "deferred": 1,
    }
    (item,) = [each for each in found["items"] if each["handle"] == "R3"]
    assert item == {
        "id": busy.state.handles["R3"],
        "handle": "R3",
        "label": "3",
        "kind": "recommendation",
        "status": "blocked",
        "standing": "blocked",
        "decision": "",
        "consultations": [],
        "ballots": [],
        "brackets": 0,
        "open_amendments": 0,
        "counts": {
            **{stance.value: 0 for stance in Stance},
            "accept": 1,
            "abstain": 1,
            "hold": 1,
            "object": 1,
        },
        "stale": 0,
        "proposed": 0,
        "no_position": 3,
        "classes": item["classes"],
        "present": None,
        "eligible": 7,
        "reasons": item["reasons"],
    }
    shares = {"accept": 1, "abstain": 1, "conditional": 1, "object": 1, "no position": 3}
    assert {name: number for name, number in item["classes"].items() if number} == shares
    assert "DOG objects" in item["reasons"]
    assert json.loads(json.dumps(found)) == found


def test_totals_count_what_can_be_agreed(busy: WorkingGroup) -> None:
    """Headings are listed and not counted."""
    found = status_json(busy.status())
    assert (len(found["items"]), sum(found["totals"].values())) == (6, 5)


# Progress: how far drafts had come at the end of each day and meeting.


def points(group: WorkingGroup, by: By) -> list[tuple[str, int, int, int, int]]:
    """Each point: its meeting, how many are agreed, agreed ad referendum, closed, and left."""
    return [
        (each.meeting, each.agreed, each.ad_ref, each.closed, each.left)
        for each in progress(group.state, list(group.state.drafts), by)
    ]


def decide(group: WorkingGroup, target: str, outcome: str) -> None:
    """Declare an outcome over whatever stands against it."""
    group.decide(target, outcome, reason="Enough was said.")


def test_by_meeting_what_lies_between_is_a_point_of_its_own(panel: WorkingGroup) -> None:
    """Decisions of one meeting are one point, and those outside meetings one between them."""
    panel.open_meeting("First")
    decide(panel, "R1", "agreed")
    decide(panel, "R2", "agreed ad ref")
    panel.close_meeting()
    decide(panel, "R3", "rejected")
    panel.open_meeting("Second")
    decide(panel, "R2", "agreed")
    decide(panel, "R3", "reopened")
    assert points(panel, By.MEETING) == [
        ("M1", 1, 1, 0, 2),
        ("", 1, 1, 1, 1),
        ("M2", 2, 0, 0, 2),
    ]
    assert points(panel, By.DAY) == [("", 2, 0, 0, 2)]


def test_meetings_without_decisions_on_items_are_no_points(panel: WorkingGroup) -> None:
    """A meeting at which nothing was decided, or only of an amendment, changes nothing."""
    panel.propose("R1", "should", old="shall", by=["ASH"])
    panel.open_meeting("First")
    decide(panel, "A1", "rejected")
    panel.close_meeting()
    assert points(panel, By.MEETING) == []


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.MEMBERS])
def test_what_is_withheld_is_no_nought(audience: Audience) -> None:
    """Numbers that an audience may not see are none, in every form of the data."""
    with WorkingGroup.in_memory(title="Harbour panel", rule="consent()") as group:
        group.import_draft(Source.of("1. Members shall report.\n\n2. Lamps are lit.\n", "d.md"))
        group.import_members(Source.of("code\nASH\nBAY\nCOL\n", "m.csv"))
        for item in ("1", "2"):
            group.take_position("BAY", item, "support", source="confidence")
        group.decide("1", "agreed")
        told = group.status(audience=audience)
        for found in (to_json(told), status_json(told)):
            for item in found["items"]:
                assert [item[name] for name in ("no_position", "stale", "proposed")] == [None] * 3
                assert (item["counts"], item["classes"], item["eligible"]) == ({}, {}, 3)
        assert [each.verdict.met for each in told.items] == [True, False]
        assert [each.no_position for each in group.status().items] == [2, 2]
        group.take_position("COL", "2", "object", source="confidence")
        group.decide("2", "agreed", reason="It is late.")
        assert [each.verdict.met for each in group.status(audience=audience).items] == [True, True]
        group.take_position("ASH", "2", "object")
        group.decide("2", "reopened")
        group.decide("2", "agreed", reason="It is late.")
        assert [each.verdict.met for each in group.status(audience=audience).items] == [True, False]
