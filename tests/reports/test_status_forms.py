"""Where every item stands, as data."""

from __future__ import annotations

import json

from consensus.model.positions import Stance
from consensus.reports.audience import Audience
from consensus.reports.status import status_json
from consensus.rules.verdict import Status
from consensus.working_group import WorkingGroup


def test_the_data_has_this_shape(busy: WorkingGroup) -> None:
    """Scripts rely on these keys; every status is in the totals and every stance counted."""
    found = status_json(busy.status())
    assert list(found) == ["schema", "totals", "items", "languages", "settled_apart"]
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
        "decision": "",
        "consultations": [],
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
        "present": None,
        "eligible": 7,
        "reasons": item["reasons"],
    }
    assert "one member objects: DOG" in item["reasons"]
    assert json.loads(json.dumps(found)) == found


def test_totals_count_what_can_be_agreed(busy: WorkingGroup) -> None:
    """Headings are listed and not counted."""
    found = status_json(busy.status())
    assert (len(found["items"]), sum(found["totals"].values())) == (6, 5)


def test_others_are_given_no_counts(busy: WorkingGroup) -> None:
    """For members and the public everything undecided is open, and what is missing is counted."""
    found = status_json(busy.status(), Audience.MEMBERS)
    assert (found["totals"]["open"], found["totals"]["blocked"]) == (2, 0)
    assert {tuple(item["counts"]) for item in found["items"]} == {()}
    assert found["withheld"] == {"positions": 7, "reasons": 4}
