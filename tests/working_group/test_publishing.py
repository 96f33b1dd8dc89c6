"""Revisions, one after the other, and what is carried over from another group."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from consensus import WorkingGroup
from consensus.errors import NotFound, Rejected
from consensus.finding import Severity
from consensus.history.operations import CarryOverItems
from consensus.history.verify import Problem
from consensus.model.drafts import Provenance
from consensus.model.staleness import Reconfirmation, reconfirmation
from consensus.reports.audience import Audience
from consensus.reports.dossier import dossier
from consensus.reports.open_items import open_items_report
from consensus.reports.step_sentences import operation_sentence
from consensus.reports.texts import OriginLine, origin_lines
from consensus.reports.words import SentenceContext
from consensus.rules.verdict import Status
from consensus.store.memory import MemoryStore
from consensus.working_group.publishing import last_revision, plan_revision
from tests.support.panel import make_panel, text_source, ticking


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
    with pytest.raises(Rejected, match="zero draft was published already"):
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


# What another working group agreed, carried over with where it comes from.


@pytest.fixture
def earlier() -> Iterator[WorkingGroup]:
    """The harbour panel, which agreed on 1 with an amendment, adopted 3, and left the rest open."""
    with make_panel() as group:
        group.open_meeting("Last session")
        group.propose("1", "must", old="shall", by=["ASH"])
        group.merge("1")
        group.decide("1", "agreed")
        group.decide("3", "adopted")
        group.decide("2", "agreed", pending=["BAY"])
        group.close_meeting()
        yield group


@pytest.fixture
def later() -> Iterator[WorkingGroup]:
    """A working group that begins with nothing."""
    with WorkingGroup.in_memory(title="Second panel", clock=ticking()) as group:
        yield group


def standings(group: WorkingGroup) -> dict[str, Reconfirmation]:
    """How the group stands to each item that it carried over."""
    return {each.label: each.standing for each in origin_lines(group.state)}


def line(group: WorkingGroup, label: str) -> OriginLine:
    """What is known of where one item comes from."""
    return next(each for each in origin_lines(group.state) if each.label == label)


def test_what_was_agreed_comes_over_with_where_it_was(
    earlier: WorkingGroup, later: WorkingGroup
) -> None:
    """Text, label and heading; the group, its head, the decision, its day and its meeting."""
    later.carry_over(earlier)
    assert [(each.label, each.kind) for each in later.state.items.values()] == [
        ("", "section"),
        ("1", "recommendation"),
        ("3", "recommendation"),
    ]
    first = line(later, "1").origins[0]
    assert attrs.evolve(first, digest="", decided=None) == Provenance(
        group="Harbour panel",
        head=earlier.head,
        item="R1",
        label="1",
        version=2,
        digest="",
        outcome="agreed",
        decision="DEC1",
        meeting="Last session",
    )
    assert first.decided == earlier.state.decisions[earlier.state.handles["DEC1"]].happened
    assert later.state.text(later.state.handles["R1"]).startswith("Members must report")


def test_it_is_not_reconfirmed_until_this_group_says_so(
    earlier: WorkingGroup, later: WorkingGroup
) -> None:
    """Nothing is agreed by being carried over; what is agreed here is reconfirmed."""
    later.carry_over(earlier)
    assert later.status().totals[Status.AGREED] == 0
    assert set(standings(later).values()) == {Reconfirmation.NOT_RECONFIRMED}
    later.decide("1", "agreed ad ref")
    assert standings(later)["1"] is Reconfirmation.NOT_RECONFIRMED
    later.decide("1", "agreed")
    later.decide("3", "rejected")
    assert standings(later) == {
        "1": Reconfirmation.RECONFIRMED,
        "3": Reconfirmation.NOT_RETAINED,
    }
    later.decide("1", "reopened")
    assert standings(later)["1"] is Reconfirmation.NOT_RECONFIRMED


def test_what_was_changed_is_reconfirmed_with_changes(
    earlier: WorkingGroup, later: WorkingGroup
) -> None:
    """The provenance stays when the text does not."""
    later.carry_over(earlier)
    later.edit("1", "Members report every month to the harbour office.")
    assert line(later, "1").is_changed
    later.decide("1", "agreed")
    assert standings(later)["1"] is Reconfirmation.WITH_CHANGES
    assert line(later, "1").origins[0].group == "Harbour panel"


def test_items_can_be_named_and_everything_taken(
    earlier: WorkingGroup, later: WorkingGroup
) -> None:
    """What was not agreed there says so."""
    later.carry_over(earlier, ["4"])
    assert line(later, "4").origins[0].outcome == ""
    later.carry_over(earlier, everything=True, title="All of it")
    assert [each.label for each in origin_lines(later.state)] == ["4", "1", "2", "3", "4"]
    assert later.state.drafts[later.state.handles["D2"]].title == "All of it"


def test_names_in_brackets_stay_behind(earlier: WorkingGroup, later: WorkingGroup) -> None:
    """A code of one group means nothing in another, and tells who held what."""
    earlier.edit("4", "Fees are paid [ASH: in advance | BAY: at once].")
    later.carry_over(earlier, ["4"])
    carried = later.state.version(later.state.handles["R4"]).wording
    assert (carried.notation(), carried.holders) == ("Fees are paid [in advance | at once].", ())
    assert not line(later, "4").is_changed


def test_a_part_of_a_paragraph_comes_with_its_whole_label(later: WorkingGroup) -> None:
    """Where what it stands under was not agreed and stays behind."""
    with WorkingGroup.in_memory(title="First panel", clock=ticking()) as first:
        text = "1. Ports:\n\n    (a) are dredged;\n\n    (b) are lit.\n"
        first.import_draft(text_source("ports.md", text))
        first.decide("1(a)", "agreed")
        later.carry_over(first)
    assert [each.label for each in origin_lines(later.state)] == ["1(a)"]


def test_where_it_was_before_goes_along(earlier: WorkingGroup, later: WorkingGroup) -> None:
    """Carried over twice, an item names both groups, the nearest first."""
    later.carry_over(earlier)
    later.decide("1", "agreed")
    with WorkingGroup.in_memory(title="Third panel", clock=ticking()) as third:
        third.carry_over(later)
        assert [each.group for each in line(third, "1").origins] == [
            "Second panel",
            "Harbour panel",
        ]


def test_provenance_is_in_reports_graph_and_history(
    earlier: WorkingGroup, later: WorkingGroup
) -> None:
    """Dossier, open items, graph and log say where it comes from; everybody may know."""
    later.carry_over(earlier)
    item = later.state.handles["R1"]
    found = dossier(later.state, later.judgement(), item, Audience.PUBLIC)
    assert found.origin == line(later, "1")
    report = open_items_report(
        later.state, later.judgement(), list(later.state.drafts), now=later.now()
    )
    reasons = next(each.reasons for each in report.drafts[0].items if each.label == "1")
    assert any("Harbour panel" in each and "not reconfirmed" in each for each in reasons)
    *_, (_, last, _) = later.history()
    assert later.graph.nodes[item]["carried_over_from"] == "Harbour panel"
    told = " ".join(
        operation_sentence(each, SentenceContext(later.state, Audience.PUBLIC)) for each in last
    )
    assert "2 items carried over from Harbour panel" in told


def test_it_is_kept_through_verify_backup_and_the_past(
    earlier: WorkingGroup, tmp_path: Path
) -> None:
    """The record proves it, a copy has it, and it is undone like any other step."""
    with WorkingGroup.create(tmp_path / "a.consensus", title="Second panel") as later:
        step = later.carry_over(earlier)
        kept = later.state.origins
        assert later.verify().is_intact
        later.backup(tmp_path / "b.consensus")
        with WorkingGroup.open(tmp_path / "b.consensus") as copy:
            assert copy.state.origins == kept
            assert copy.verify().is_intact
        later.undo(step.id)
        assert later.state.origins == {}
        assert later.as_of(step.id).state.origins == kept


def test_it_is_held_against_the_record_it_came_from(
    earlier: WorkingGroup, later: WorkingGroup
) -> None:
    """All is as it says, also when that record went on; of another group nothing was taken."""
    later.carry_over(earlier)
    earlier.edit("4", "Fees are paid later.")
    (finding,) = later.check_origins(earlier)
    assert (finding.severity, str(finding)) == (
        Severity.NOTE,
        "2 items are as the record of Harbour panel has it.",
    )
    (finding,) = earlier.check_origins(later)
    assert (finding.severity, "Nothing was carried over" in str(finding)) == (
        Severity.WARNING,
        True,
    )


def test_another_record_of_that_name_is_told_apart(later: WorkingGroup) -> None:
    """A head that it never had, a text that it has otherwise."""
    with make_panel() as one, make_panel() as other:
        one.decide("1", "agreed")
        other.decide("1", "agreed")
        later.carry_over(one)
        findings = later.check_origins(other)
        assert {each.severity for each in findings} == {Severity.ERROR}
        assert all("never had the fingerprint" in str(each) for each in findings)


def test_what_cannot_be_carried_over_says_why(
    earlier: WorkingGroup, later: WorkingGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing agreed, the same again, this very record, an item that is not there, no origin."""
    with make_panel() as idle, pytest.raises(NotFound, match="nothing is agreed"):
        later.carry_over(idle)
    later.carry_over(earlier)
    with pytest.raises(Rejected, match="imported already, as D1"):
        later.carry_over(earlier)
    with pytest.raises(Rejected, match="this file itself"):
        later.carry_over(later)
    with pytest.raises(NotFound, match="nothing is called 9"):
        later.carry_over(earlier, ["9"])
    taken = next(
        each
        for _, operations, _ in later.history()
        for each in operations
        if isinstance(each, CarryOverItems)
    )
    with pytest.raises(Rejected, match="where it comes from"):
        later.record(attrs.evolve(taken, id="", digest="other", origins=((),) * 3))


def test_an_altered_record_is_refused(
    earlier: WorkingGroup, later: WorkingGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be proved is nothing to build on."""
    whole = MemoryStore.read_stored

    def altered(store: MemoryStore) -> Iterator[object]:
        for each in whole(store):
            content = each.content.replace(b"every year", b"every week")
            yield attrs.evolve(each, content=content)

    with monkeypatch.context() as patch:
        patch.setattr(MemoryStore, "read_stored", altered)
        with pytest.raises(Rejected, match="was altered"):
            later.carry_over(earlier)


def test_of_an_altered_record_only_what_was_altered_is_named(
    earlier: WorkingGroup, later: WorkingGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A step that was recorded unreadable keeps nothing from being carried over."""
    problems = Problem("1", "step 1 is unreadable", unreadable=True), Problem("2", "step 2 differs")
    found = attrs.evolve(earlier.verify(), problems=problems)
    monkeypatch.setattr(type(earlier), "verify", lambda _: found)
    with pytest.raises(Rejected) as refused:
        later.carry_over(earlier)
    assert refused.value.reasons == ("that file was altered: step 2 differs",)


def test_reconfirmation_needs_the_last_word(earlier: WorkingGroup, later: WorkingGroup) -> None:
    """While a member's word is awaited, nothing is reconfirmed."""
    later.add_member("ASH")
    later.carry_over(earlier)
    later.decide("1", "agreed", pending=["ASH"])
    item = later.state.handles["R1"]
    assert reconfirmation(later.state, item) is Reconfirmation.NOT_RECONFIRMED
    later.confirm_decision("1", "ASH")
    assert reconfirmation(later.state, item) is Reconfirmation.RECONFIRMED
