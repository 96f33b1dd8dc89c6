"""Revisions, one after the other."""

from __future__ import annotations

import pytest

from consensus import WorkingGroup
from consensus.errors import Rejected
from consensus.working_group.publishing import last_revision, plan_revision


def lines(panel: WorkingGroup, name: str) -> list[tuple[str, str]]:
    """The concordance of a revision: old label, new label."""
    (revision,) = [each for each in panel.state.revisions.values() if each.name == name]
    return [(line.old, line.new) for line in revision.concordance if line.old or line.new]


def test_second_concordance_goes_from_the_first_revision(panel: WorkingGroup) -> None:
    """What was removed before the last revision is in its concordance and not in the next."""
    panel.propose("2", kind="delete", by=["ASH"])
    panel.merge("A1")
    panel.publish("Rev.1")
    panel.propose("R4", kind="delete", by=["ASH"])
    panel.propose(kind="insert", after="1", text="New.", by=["ASH"])
    panel.merge("A3")
    panel.merge("A2")
    panel.publish("Rev.2")
    assert lines(panel, "Rev.1") == [("1", "1"), ("3", "2"), ("4", "3"), ("2", "")]
    assert lines(panel, "Rev.2") == [("1", "1"), ("1 bis", "2"), ("2", "3"), ("3", "")]
    draft = panel.state.handles["D1"]
    last = last_revision(panel.state, draft)
    assert last is not None
    assert (last.name, panel.state.drafts[draft].revision) == ("Rev.2", "Rev.2")


def test_labels_may_stay_as_they_are(panel: WorkingGroup) -> None:
    """A body that numbers by hand publishes without renumbering."""
    panel.propose("2", kind="delete", by=["ASH"])
    panel.merge("A1")
    panel.publish("Rev.1", renumber=False, language="fr", standing="without prejudice")
    assert lines(panel, "Rev.1") == [("1", "1"), ("3", "3"), ("4", "4"), ("2", "")]
    (revision,) = panel.state.revisions.values()
    assert (revision.language, revision.standing) == ("fr", "without prejudice")


def test_first_draft_has_a_name_of_its_own(panel: WorkingGroup) -> None:
    """A revision is not called as the draft is already."""
    with pytest.raises(Rejected, match="zero draft was issued already"):
        panel.publish("zero draft")
    assert last_revision(panel.state, panel.state.handles["D1"]) is None


def test_revision_planned_before_a_change_is_refused(panel: WorkingGroup) -> None:
    """What is issued is what was looked at."""
    planned = plan_revision(panel.state, panel.state.handles["D1"], "Rev.1", panel.new_id)
    panel.edit("1", "Members report.")
    with pytest.raises(Rejected, match="the draft has changed since; look at it again"):
        panel.record(planned)


def test_undone_revision_gives_its_labels_back(panel: WorkingGroup) -> None:
    """The labels of before are there again, and so is the name."""
    panel.propose("2", kind="delete", by=["ASH"])
    panel.merge("A1")
    panel.publish("Rev.1")
    panel.undo()
    items = panel.state.walk(panel.state.handles["D1"])
    assert [item.label for item in items] == ["", "1", "3", "4"]
    panel.publish("Rev.1")
