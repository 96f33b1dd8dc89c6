"""The verdicts that a working group keeps are those that would be judged afresh."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from consensus import Judgement, Stance, WorkingGroup
from consensus.history.operations import SetAllOrNothing
from consensus.model.counting import Tally
from consensus.reports.audience import Audience, visible_state
from consensus.rules.verdict import Status
from tests.conftest import at_most
from tests.support.panel import status
from tests.working_group.test_any_commands import AnyActs, members, targets

RULES = (
    *("consent()", "no_objection()", "silence(24)", 'threshold("2/3")', "delphi()"),
    *("each_group(no_objection())", 'all_of(quorum("1/2"), consent())'),
)


def check(group: WorkingGroup) -> None:
    """Compare what is kept with what is judged afresh, target by target."""
    kept = group.judgement()
    anew = Judgement(group.state, kept.now)
    for target in targets(group.state):
        for none_heard in (False, True):
            for moves in (False, True):
                found = kept.verdict(target, moves, none_heard)
                assert found == anew.verdict(target, moves, none_heard)
        assert found.counts.members() == anew.counts(target).members()
        assert kept.holds_together(target) == anew.holds_together(target)
        assert kept.package_of(target) == anew.package_of(target)
        assert kept.undecided_amendments(target) == anew.undecided_amendments(target)
        assert kept.not_introduced(target) == anew.not_introduced(target)
    assert kept.electorate == anew.electorate
    assert kept.present == anew.present


class KeptVerdicts(AnyActs):
    """Whatever is recorded, taken back or tried, and however late it is."""

    def __init__(self) -> None:
        super().__init__()
        self.ahead = timedelta()
        tick = self.panel._log.clock
        self.panel._log.clock = lambda: tick() + self.ahead

    @rule(hours=st.sampled_from((1, 23, 24)))
    def wait(self, hours: int) -> None:
        self.ahead += timedelta(hours=hours)

    @rule(data=st.data(), hours=st.sampled_from((24, 48)))
    def open_silence(self, data: st.DataObject, hours: int) -> None:
        what = self.some(data, "items", "amendments")
        self.attempt(lambda: self.panel.open_silence(what, hours=hours))

    @rule(data=st.data(), wanted=st.sampled_from(RULES))
    def set_rule(self, data: st.DataObject, wanted: str) -> None:
        what = self.some(data, "items", "drafts")
        self.attempt(lambda: self.panel.set_rule(wanted, what))

    @rule(holds=st.booleans())
    def set_all_or_nothing(self, holds: bool) -> None:
        draft = next(iter(self.panel.state.drafts))
        self.attempt(lambda: self.panel.record(SetAllOrNothing(draft=draft, holds=holds)))

    @rule(data=st.data(), member=members, stances=st.lists(st.sampled_from(Stance), min_size=2))
    def take_several(self, data: st.DataObject, member: str, stances: list[Stance]) -> None:
        """Most of what is recorded are positions, one after the other."""
        for stance in stances:
            depends = data.draw(st.booleans())
            self.take_position(data, member, stance, depends)
            check(self.panel)

    @rule(data=st.data(), member=members)
    def try_something(self, data: st.DataObject, member: str) -> None:
        """What is tried is judged as it would be, and is gone afterwards."""
        state = self.panel.state
        with state.journal.rollback_scope():
            for target in [each for each in state.positions if member in state.positions[each]]:
                state.remove_position(target, member)
            if data.draw(st.booleans()):
                check(self.panel)
        with visible_state(state, Audience.PUBLIC):
            check(self.panel)

    @invariant()
    def what_is_kept_is_what_would_be_judged(self) -> None:
        check(self.panel)


TestKeptVerdicts = KeptVerdicts.TestCase
TestKeptVerdicts.settings = settings(at_most(45, share=0.45), stateful_step_count=25)


def test_a_position_is_judged_without_judging_all_again(
    panel: WorkingGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the text, its amendments, and what is conditional on these are counted again."""
    panel.propose("1", "Members must report every year to the harbour office.", by=["ASH"])
    panel.propose("2", "The office must publish all reports.", by=["BAY"])
    panel.take_position("BAY", "3", Stance.ACCEPT, conditions=["A1"])
    panel.open_meeting("Second reading")
    panel.note_presence(["ASH", "BAY"])
    kept, state = panel.judgement(), panel.state
    for each in targets(state):
        kept.verdict(each)
    counted: list[str] = []
    count = Tally.count

    def noted(tally: Tally, target: str, assumed: object = None) -> object:
        counted.append(state.handle_of(target))
        return count(tally, target, assumed)  # type: ignore[arg-type]

    monkeypatch.setattr(Tally, "count", noted)
    panel.request_floor("ASH")
    panel.give_floor()
    panel.take_position("ASH", "1", Stance.OBJECT, reason="Too often.")
    assert panel.judgement() is kept
    for each in targets(state):
        kept.verdict(each)
    assert set(counted) == {"R1", "R3", "A1"}
    assert [each.member for each in panel.verdict("1").counts.standing] == ["ASH"]


def test_a_deadline_that_passes_is_seen(panel: WorkingGroup) -> None:
    """A silence that is over, and a notice that has run, are judged as soon as they are."""
    log = panel._log
    tick, ahead = log.clock, [timedelta()]
    log.clock = lambda: tick() + ahead[0]
    panel.set_rule("silence(hours=24)", "1")
    panel.set_notice(timedelta(hours=12))
    panel.propose("2", "The office must publish all reports.", by=["BAY"])
    panel.open_silence("1", hours=24)
    assert [status(panel, each) for each in ("1", "A1")] == [Status.OPEN, Status.OPEN]
    kept = panel.judgement()
    ahead[0] = timedelta(hours=2)
    assert panel.judgement() is kept
    ahead[0] = timedelta(hours=13)
    assert [status(panel, each) for each in ("1", "A1")] == [Status.OPEN, Status.READY]
    ahead[0] = timedelta(hours=25)
    assert status(panel, "1") is Status.READY


def test_what_is_said_of_an_amendment_bears_on_those_like_it(panel: WorkingGroup) -> None:
    """On what wants the same, on the text it went into, and on the package that it is part of."""
    panel.propose("1", "Members must report every year to the harbour office.", by=["ASH"])
    panel.propose("1", "Members must report every year to the harbour office.", by=["BAY"])
    panel.propose("2", "The office must publish all reports.", by=["BAY"])
    panel.propose_package("All of it", ["2", "3"], ["A3"])
    for member, target in (("COL", "A1"), ("DUN", "A3"), ("ELM", "2")):
        check(panel)
        panel.take_position(member, target, Stance.OBJECT, reason="Too strict.")
    check(panel)
    assert [each.member for each in panel.verdict("A2").counts.standing] == ["COL"]
    panel.merge("2", take=["A3"], without_brackets=True, reason="the chair's ruling")
    check(panel)
    panel.take_position("DUN", "2", Stance.ACCEPT)
    check(panel)
