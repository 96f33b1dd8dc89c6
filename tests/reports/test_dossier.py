"""The dossier of a target."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consensus.errors import NotFound
from consensus.history.operations import BreakSilence, OpenSilence
from consensus.model.lookup import find
from consensus.model.positions import Stance
from consensus.reports.audience import Audience, Kind
from consensus.reports.dossier import Dossier, dossier, dossier_outline
from consensus.reports.member_record import member_record, member_record_outline
from consensus.rules.verdict import Status
from consensus.working_group import WorkingGroup
from consensus.working_group.reports.report import Wanted
from consensus.working_group.reports.writing import write_report
from tests.support.market import MORNING, markdown


def make(group: WorkingGroup, name: str, audience: Audience = Audience.SECRETARIAT) -> Dossier:
    """The dossier of what a name means."""
    return dossier(group.state, group.judgement(), find(group.state, name), audience)


def test_a_dossier_says_why_and_who_could_change_it(busy: WorkingGroup) -> None:
    """The sentences explain the status, and the least move stands beside them."""
    found = make(busy, "R3")
    assert found.status == Status.BLOCKED
    assert "DOG objects" in found.sentences
    assert "would be met if CED gave up its condition, and DOG withdrew" in found.could_change
    assert not any(found.could_change in sentence for sentence in found.sentences)


def test_an_amendment_begins_with_who_proposed_it_and_why(busy: WorkingGroup) -> None:
    """Sponsors and rationale stand at the top, and not among what it hangs together with."""
    written = markdown(dossier_outline(make(busy, "A1")))
    top, _, rest = written.partition("## ")
    assert ("proposed by ASP" in top, "rationale: Noon is ambiguous" in top) == (True, True)
    assert ("proposed by ASP" in rest, "rationale" in rest) == (False, False)


def test_positions_are_grouped_by_stance(busy: WorkingGroup) -> None:
    """Each position comes with source, conditions, reservation and reason."""
    groups = {group.stance: group.positions for group in make(busy, "R3").positions}
    assert list(groups) == [Stance.SUPPORT, Stance.ACCEPT, Stance.ABSTAIN, Stance.OBJECT]
    (support,) = groups[Stance.SUPPORT]
    assert (
        support.member,
        support.source,
        support.document,
        support.conditions,
    ) == ("CED", "written", "L1", ("R4",))
    assert groups[Stance.ACCEPT][0].reservation == "Only on Saturdays."


def test_a_condition_is_written_with_what_its_member_does_otherwise(busy: WorkingGroup) -> None:
    """In the words that `why` has, in each form, and in what is written of the member."""
    said = "provided R4, otherwise reserves its position"
    busy.take_position("CED", "3", Stance.SUPPORT, conditions=["4"], otherwise=Stance.HOLD)
    assert said in markdown(dossier_outline(make(busy, "R3")))
    wanted = Wanted(Audience.SECRETARIAT, subject="3")
    page = "".join(write_report(busy, "dossier", "html", wanted))
    assert (
        said.replace("R4", "recommendation 4") in page,
        "+\N{NO-BREAK SPACE}supports" in page,
    ) == (True, True)
    drafts = list(busy.state.drafts)
    record = member_record(
        busy.state, busy.judgement(), "CED", drafts, MORNING, Audience.SECRETARIAT
    )
    assert "| 3 (R3) | supports |" in (told := markdown(member_record_outline(record)))
    assert said in told


def test_who_has_no_position_is_listed(busy: WorkingGroup) -> None:
    """Members that count and said nothing are named; observers are not."""
    assert make(busy, "R3").no_position == ("ASP", "BIR", "FIG")


def test_conditions_are_shown_from_both_sides(busy: WorkingGroup) -> None:
    """What a target waits for names it in turn as awaited."""
    assert make(busy, "R3").conditional_on == ("R4",)
    assert make(busy, "R4").awaited_by == ("R3",)


def test_an_objection_shows_its_life(busy: WorkingGroup) -> None:
    """An answered objection keeps its reason and shows the answer."""
    (objection,) = make(busy, "R3").objections
    assert (
        objection.member,
        objection.reason,
        objection.state,
        objection.answer,
    ) == ("DOG", "Nights are loud.", "answered", "Music ends at eight.")


def test_a_position_gone_stale_asks_for_a_fresh_one(busy: WorkingGroup) -> None:
    """A supportive position on words that changed is marked."""
    busy.edit("R3", "Music may be played on the square until eight.")
    stale = [
        line.member
        for group in make(busy, "R3").positions
        for line in group.positions
        if line.is_stale
    ]
    assert stale == ["CED", "ELD", "GUM"]


def test_decisions_and_statements_are_told(busy: WorkingGroup) -> None:
    """A decision shows what it awaits and what was put on record beside it."""
    (decision,) = make(busy, "R4").decisions
    assert (decision.pending, decision.is_current) == (("FIG",), True)
    (declared,) = make(busy, "R1").decisions
    assert [each.text for each in declared.statements] == ["Seven is early."]


def test_a_late_objection_is_a_request_to_reopen(busy: WorkingGroup) -> None:
    """Who objects, or amends, after the gavel is listed as asking to reopen."""
    busy.propose("R1", "eight", old="seven", by=["ELD"])
    busy.take_position("FIG", "R1", "object", reason="Too early.")
    assert make(busy, "R1").reopening == ("A4", "FIG")


def test_an_amendment_and_a_package_have_dossiers_too(busy: WorkingGroup) -> None:
    """An amendment names its sponsors and target, a package what it settles."""
    amendment = make(busy, "A2")
    assert (amendment.subject.amends, amendment.subject.sponsors) == ("R2", ("ELD", "FIG"))
    assert [line.member for line in amendment.positions[0].positions] == ["ELD", "FIG"]
    busy.propose_package("Noise and fees", ["R2", "R3"], ["A1"])
    assert make(busy, "PKG1").subject.settles == ("R2", "R3", "A1")
    assert make(busy, "R2").packages == ("PKG1",)


def test_members_are_not_shown_what_was_said_in_confidence(busy: WorkingGroup) -> None:
    """A whispered position is withheld, and with it every number it could be worked out from."""
    found = make(busy, "R3", Audience.MEMBERS)
    shown = [line.member for group in found.positions for line in group.positions]
    assert shown == ["CED", "ELD", "DOG"]
    assert found.no_position == ()
    assert found.withheld.counts[Kind.MEMBERS] == 4
    assert (found.counts, found.could_change, found.status) == ({}, "", Status.OPEN)
    assert found.withheld.counts[Kind.POSITIONS] == 1
    assert "Whispered" not in markdown(dossier_outline(found))


def test_members_see_the_whole_verdict_where_all_was_said_openly(busy: WorkingGroup) -> None:
    """Without anything in confidence, members are told what the secretariat is told."""
    whole, seen = make(busy, "R2"), make(busy, "R2", Audience.MEMBERS)
    assert (whole.status, whole.sentences, whole.counts) == (
        seen.status,
        seen.sentences,
        seen.counts,
    )


def test_the_public_is_told_until_when_a_silence_runs(market: WorkingGroup) -> None:
    """A deadline says nothing of what any member thinks; who broke the silence does."""
    market.set_rule("silence(hours=48)")
    item = market.state.handles["R1"]
    market.record(
        OpenSilence(
            id="silence",
            handle="SP1",
            targets=(item,),
            versions=(item,),
            deadline=MORNING + timedelta(days=3),
        )
    )
    running = make(market, "R1", Audience.PUBLIC).sentences
    assert [sentence for sentence in running if "silence" in sentence] == list(running)
    assert len(running) == 1
    market.record(BreakSilence(silence="silence", member="ELD", reason="No."))
    assert make(market, "R1", Audience.PUBLIC).sentences == ()
    assert any("ELD" in each for each in make(market, "R1", Audience.MEMBERS).sentences)


def test_what_is_no_target_has_no_dossier(busy: WorkingGroup) -> None:
    """A draft takes no positions, so it has no dossier."""
    with pytest.raises(NotFound):
        make(busy, "D1")


def test_the_markdown_has_a_part_for_everything_known(busy: WorkingGroup) -> None:
    """The rendering shows the parts in which there is something, and no others."""
    written = markdown(dossier_outline(make(busy, "R3")))
    headings = [line[3:] for line in written.splitlines() if line.startswith("## ")]
    assert headings == [
        "Why",
        "What it is linked with",
        "Positions",
        "Objections",
        "Sense of the room",
    ]
    assert "> Music may be played on the square." in written
