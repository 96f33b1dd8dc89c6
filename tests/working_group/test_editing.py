"""Foreseeing a rewording: what follows it, what clashes, what needs to be taken afresh."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from consensus import Stance, WorkingGroup
from consensus.errors import Rejected
from consensus.text.hunk import Reword
from consensus.working_group.editing import AmendmentFate, Fate, StalePosition
from tests.support.panel import text_source


def test_each_amendment_follows_clashes_or_is_met(panel: WorkingGroup) -> None:
    """An amendment elsewhere follows, one to the same words keeps its own, an equal one is met."""
    panel.propose("1", "Members shall report every year to the port office.", by=["ASH"])
    panel.propose("1", "Members may report every year to the harbour office.", by=["BAY"])
    panel.propose("1", "Members should report every year to the harbour office.", by=["DUN"])
    plan = panel.plan_edit("1", "Members should report every year to the harbour office.")
    assert plan.following == (
        AmendmentFate(
            "A1",
            Fate.FOLLOWS,
            "Members shall report every year to the port office.",
            "Members should report every year to the port office.",
        ),
        AmendmentFate(
            "A2",
            Fate.CLASHES,
            "Members may report every year to the harbour office.",
            "Members may report every year to the harbour office.",
        ),
        AmendmentFate("A3", Fate.MET, plan.new, plan.new),
    )


def test_what_is_foreseen_is_what_happens(panel: WorkingGroup) -> None:
    """The texts that are foreseen are those that the record holds after the edit."""
    panel.propose("1", "Members shall report every year to the port office.", by=["ASH"])
    panel.take_position("COL", "1", Stance.SUPPORT)
    new = "All members shall report every year to the harbour office."
    plan = panel.plan_edit("1", new)
    assert panel.state.text(panel.state.handles["R1"]) == plan.old
    panel.edit("1", new)
    (following,) = plan.following
    assert following.after == panel.state.text(panel.state.handles["A1"])
    assert plan.refreshing == (StalePosition("R1", "COL", "support"),)
    assert panel.verdict("1").counts.stale == ("COL",)


def test_editorial_changes_ask_nobody_again(panel: WorkingGroup) -> None:
    """What is editorial leaves positions and decisions as they were."""
    panel.take_position("COL", "1", Stance.SUPPORT)
    panel.decide("1", "agreed")
    new = "Members shall report every year to the harbour office"
    plan = panel.plan_edit("1", new, editorial=True)
    assert (plan.refreshing, plan.decisions) == ((), ())
    assert panel.plan_edit("1", new).decisions == ("DEC1",)


def test_positions_on_amendments_that_clash_are_asked_again(panel: WorkingGroup) -> None:
    """Whoever supports an amendment whose words were changed under it is listed with it."""
    panel.propose("1", "Members may report every year to the harbour office.", by=["BAY"])
    panel.take_position("COL", "A1", Stance.SUPPORT)
    plan = panel.plan_edit("1", "Members should report every year to the harbour office.")
    assert StalePosition("A1", "COL", "support") in plan.refreshing


def test_odd_brackets_are_found(panel: WorkingGroup) -> None:
    """A sign without its partner is told before it is recorded."""
    (finding,) = panel.plan_edit("1", "Members [shall report.").findings
    assert finding.line == 1


UNCLOSED = "Members [shall report."


@pytest.mark.parametrize(
    "record",
    [
        lambda group: group.edit("1", UNCLOSED),
        lambda group: group.bracket("1", UNCLOSED),
        lambda group: group.propose("1", UNCLOSED, by=["ASH"]),
        lambda group: group.propose("1", "[Ships", old="Members", by=["ASH"]),
        lambda group: group.propose("1", "Members report.", kind="split", parts=[UNCLOSED]),
        lambda group: group.revise("A1", UNCLOSED),
        lambda group: group.consolidate(["A1", "A2"], UNCLOSED),
        lambda group: group.plan_merge("1", settle={0: Reword("[shall")}),
    ],
)
def test_a_bracket_without_its_other_half_is_refused(
    panel: WorkingGroup, record: Callable[[WorkingGroup], object]
) -> None:
    """Wherever a text is typed; the message says where it is and how it is written as a word."""
    panel.propose("1", "Members must report every year to the harbour office.", by=["ASH"])
    panel.propose("1", "Members may report every year to the harbour office.", by=["BAY"])
    count = len(panel.steps())
    with pytest.raises(Rejected, match=r"line 1, character \d+: .* never closed; .* write \\\["):
        record(panel)
    assert len(panel.steps()) == count


def test_brackets_that_are_words_are_typed_with_a_backslash(panel: WorkingGroup) -> None:
    """So an interval is written; a passage that holds half a bracket is replaced by another."""
    interval = r"Members report from \[0 to 1\] every year."
    panel.edit("1", interval)
    assert panel.state.text(panel.state.handles["R1"]) == interval
    panel.edit("1", "Members [shall] report.")
    panel.propose("1", "All members [shall", old="Members [shall", by=["ASH"])
    assert panel.state.text(panel.state.handles["A1"]) == "All members [shall] report."


def test_a_text_without_words_is_refused(panel: WorkingGroup) -> None:
    """An item goes by an amendment, not by an edit that empties it."""
    with pytest.raises(Rejected):
        panel.plan_edit("1", "  ")


def test_signs_of_footnotes_are_no_brackets() -> None:
    """Typed in an edit or an amendment, `[^1]` refers to a footnote, and holds nothing back."""
    draft = "1. Members report.[^1]\n\n2. Ships wait.\n\n[^1]: Harbour law.\n"
    with WorkingGroup.in_memory() as group:
        group.import_draft(text_source("d.md", draft))
        group.edit("1", "Members shall report.[^1]")
        group.propose("2", "Ships [may] wait.[^1]")
        item, amendment = (
            group.state.version(group.state.handles[each]).wording for each in ("N1", "A1")
        )
        assert (item.count, item.notation()) == (0, "Members shall report.\\[^1\\]")
        assert (amendment.count, amendment.notation()) == (1, "Ships [may] wait.\\[^1\\]")


def test_edit_foresees_what_becomes_of_objections(panel: WorkingGroup) -> None:
    """Other words are to be confirmed, the old ones end it, and nothing is recorded by looking."""
    panel.propose("2", "shall", old="should", by=["ASH"])
    panel.take_position("FIR", "A1", Stance.OBJECT, reason="no binding language")
    plan = panel.plan_edit("2", "The office shall publish all reports.")
    assert [each.sentence for each in plan.effects.contested] == [
        "FIR objects to “should” → “shall” (A1): “no binding language”"
    ]
    panel.record(plan.operation)
    changed = panel.plan_edit("2", "The office must publish all reports.").effects
    assert [each.sentence for each in changed.to_confirm] == [
        "the objection of FIR to “should” → “shall” (A1) is to be confirmed: “no binding language”"
    ]
    back = panel.plan_edit("2", "The office should publish all reports.").effects
    assert [each.member for each in back.lapsed] == ["FIR"]
    assert panel.verdict("2").counts.of(Stance.OBJECT) == 1


def test_merged_words_that_would_go_are_named(panel: WorkingGroup) -> None:
    """By their amendment; not where they stay, and not once they are gone."""
    panel.propose("2", "shall", old="should", by=["ASH"])
    panel.merge("2", take=["A1"])
    text = panel.state.text(panel.state.handles["R2"])
    assert panel.plan_edit("2", f"{text} It reads them.").taken_out == ()
    other = text.replace("shall", "may")
    assert panel.plan_edit("2", other).taken_out == ("A1",)
    panel.edit("2", other)
    assert panel.plan_edit("2", text.replace("shall", "can")).taken_out == ()
