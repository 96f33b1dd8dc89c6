"""Progress: how far drafts had come at the end of each day and meeting."""

from __future__ import annotations

from consensus.reports.progress import By, progress
from consensus.working_group import WorkingGroup


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
