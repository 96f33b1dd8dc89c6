"""What is planted in a record and must not reach the public (the leak story)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import count
from typing import Any, NamedTuple
from unittest.mock import patch

import attrs
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consensus.formats.source import Source as File
from consensus.history.operations import AddMember, AssignOffice
from consensus.history.step import Step
from consensus.model.counting import Standpoint
from consensus.model.decisions import StatementKind
from consensus.model.graph import export_graph
from consensus.model.lookup import targets_in_order
from consensus.model.people import AudiencePolicy, Role
from consensus.model.planning import Contribution
from consensus.model.positions import Stance, StatedBy
from consensus.reports.audience import (
    Audience,
    Kind,
    Viewer,
    Withheld,
    visible_verdict,
)
from consensus.reports.audience import (
    confided as notes_on,
)
from consensus.reports.decisions import decision_line, decision_lines, decision_notes
from consensus.reports.dossier import dossier
from consensus.reports.graph import visible_graph
from consensus.reports.history import describe
from consensus.reports.holders import holders
from consensus.reports.json import to_json
from consensus.reports.meetings import speakers, visible_attendees
from consensus.reports.positions import objection_lines
from consensus.reports.wall import slide_of
from consensus.rules.explain import explain_standing
from consensus.working_group import WorkingGroup
from consensus.working_group.reports.report import Form, Report, Wanted
from consensus.working_group.reports.writing import write_report
from tests.conftest import at_most
from tests.support.every_report import every_form, requests
from tests.support.market import MORNING, hold_a_meeting, new_market

pytestmark = pytest.mark.long

LATER = MORNING + timedelta(days=9)
WORDS = st.from_regex(r"[bcdfghjk]{6,9}", fullmatch=True).map(str.capitalize)
OTHERS = ["Ambler", "Bickers", "Caskets", "Dimples", "Eyelets", "Fiddles"]
CODE = st.from_regex(r"[XZQ]{5,7}", fullmatch=True)
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}(-[0-9a-f]{4}-[0-9a-f]{12})?")
SECRET_STANCES = st.sampled_from(
    [Stance.OBJECT, Stance.DISAGREE, Stance.HOLD, Stance.ABSTAIN, Stance.RECUSE]
)


@pytest.mark.parametrize("audience", Audience)
def test_a_viewer_counts_what_it_withholds(audience: Audience) -> None:
    """Words and codes come through for those who see names, and are counted for the others."""
    viewer = Viewer(audience)
    found = viewer.named("late", Kind.REASONS), viewer.named(("ASP", "ELD"), Kind.MEMBERS)
    assert viewer.named("", Kind.RATIONALES) == ""
    if audience.sees_names:
        assert (found, viewer.withheld) == (("late", ("ASP", "ELD")), Withheld())
    else:
        assert found == ("", ())
        assert viewer.withheld.counts == {Kind.REASONS: 1, Kind.MEMBERS: 2}


@pytest.mark.parametrize("audience", Audience)
def test_what_was_said_in_confidence_is_for_the_secretariat(audience: Audience) -> None:
    """Contributions are public unless in confidence; members see what was said openly."""
    openly = Contribution(handle="C1", received=MORNING, member="ASP", text="yes")
    secretly = attrs.evolve(openly, handle="C2", confidential=True)
    viewer = Viewer(audience)
    seen = viewer.seen((openly, secretly), Kind.CONTRIBUTIONS)
    assert seen == ([openly, secretly] if audience.sees_all else [openly])
    assert viewer.withheld.total == (not audience.sees_all)
    heard = {source for source in StatedBy if audience.sees(source)}
    assert (
        heard
        == {
            Audience.PUBLIC: set(),
            Audience.MEMBERS: {StatedBy.FLOOR, StatedBy.WRITTEN, StatedBy.GROUP},
            Audience.SECRETARIAT: {*StatedBy},
        }[audience]
    )


OFFICER = "Ms. Reedmaker"
"""The name of somebody who holds an office, which is known to who was in the room."""
PERSON = "Quill Ferryman"
"""The name of somebody on the list of participants, which the public reads under the UN alone."""


def planted(
    code: str, words: list[str], stance: Stance, policy: AudiencePolicy = AudiencePolicy.UN
) -> WorkingGroup:
    """A record in which one member's code, name, stance and words stand wherever they can."""
    name, reason, rationale, answer, note, reservation = words
    # With the same ids, since numbers of members follow from one of them in an assembly.
    ids = (f"{number:036}" for number in count(1))
    with patch("consensus.working_group.log.new_id", lambda moment: next(ids)):
        group = new_market()
    group.set_audience_policy(policy)
    group.record(AddMember(code=code, name=name, group="TRD"))
    group.record(AssignOffice(role=Role.CHAIR, person=OFFICER))
    group.open_meeting("Tuesday", opened_by=OFFICER)
    group.note_presence([code, "ASP", "ELD"])
    group.add_participant(PERSON, member=code, title="Mx.", function=PERSON, is_head=True)
    group.add_participant(PERSON, organisation=PERSON)
    group.nominate(Role.CO_CHAIR, OFFICER, by=OFFICER)
    group.approve_nomination("NOM1")
    group.nominate(Role.CHAIR, OFFICER, by=OFFICER)
    group.decline_nomination("NOM2", reason)
    group.note_intervention("a second square be tried", office=OFFICER, kind="suggestion")
    group.note_intervention("the rain", kind="concern", voices=3)
    group.note_intervention(answer, member=code, kind="proposal")
    group.note_intervention(note, member=code, kind="concern", voices=3)
    group.request_floor(code)
    group.give_floor()
    group.note_intervention(reason, member=code, items=["R3"])
    group.end_intervention()
    group.propose("R2", "midday", old="noon", by=[code], rationale=rationale)
    group.propose("R2", "must", old="shall", by=["ELD"], cosponsors=[code])
    group.consolidate(["A1", "A2"], "Sellers must pay the fee before midday.")
    group.propose(kind="insert", after="R5", text="Minutes are kept.", by=[code])
    group.bracket("R4", f"Dogs [{code}: are] kept on a lead.")
    group.take_position(code, "R3", stance, reason=reason)
    group.take_position(code, "R2", Stance.OBJECT, reason=reason)
    group.answer_objection("R2", code, answer)
    group.take_position(code, "R1", Stance.ACCEPT, reservation=reservation, conditions=["R2"])
    group.take_position("ASP", "R5", stance, reason=reason, source=StatedBy.CONFIDENCE)
    group.note_sense("R3", "several", Stance.ACCEPT, note)
    group.open_consultation("R3", facilitator=name, participants=[code], purpose=reason)
    group.report_back("CON1", answer)
    table = f"MB/NC,Clause,Type of comment,Comments,Proposed change\n{code}-001,,ge,{rationale},\n"
    group.import_amendments(File.of(f"{table}{code},99,te,{answer},{note}\n", "comments.csv"))
    group.resolve_comments(f"{code}-002", "not accepted", reason=reason)
    group.open_ballot("approval", "Which square?", on="R1", options=["old", "new"], deadline=LATER)
    group.cast_vote("BAL1", code, "old", reason)
    group.close_ballot("BAL1", reason=note)
    group.open_ballot("yes-no", "Shall the market move?")
    group.cast_vote("BAL2", code, "no", answer)
    group.undertake(reason, code, due="next meeting")
    group.undertake(answer, name)
    group.undertake("count the stalls", "secretariat")
    group.close_undertaking("U1", rationale)
    group.add_milestone("all fees", date(2027, 1, 1))
    group.move_milestone("MS1", date(2027, 2, 1), reason)
    group.reach_milestone("MS1", note)
    group.announce_meeting("Wednesday", MORNING, quorum="1/2")
    group.cancel_meeting("Wednesday", reason)
    group.set_quorum("1/2")
    group.ask_question("When should stalls open?")
    group.receive_contribution(code, {"1": reason}, text=answer, confidential=True)
    group.receive_contribution(name=name, text=rationale, confidential=True)
    group.highlight("C1", reason, items=["R1"], issue=note)
    group.receive_contribution("ELD", {"1": "At eight."})
    group.highlight("C3", "eight", issue=note)
    group.decide("R5", "agreed", pending=[code], reason=reason)
    group.make_statement("R5", code, "dissociation", reason)
    group.make_statement("R5", code, "explanation of vote", answer, before=True)
    group.take_position(code, "R5", Stance.OBJECT, reason=reason)
    group.decide("R2", "deferred", reason=reason)
    group.publish("Rev.1")
    return group


CLOSED = [each for each in AudiencePolicy if each is not AudiencePolicy.IETF]
"""The policies under which the public reads less than what was said openly."""
OF_THE_ROOM = ("attendance", "final", "meeting", "participants", "roll-call")
"""The reports that say who was there."""


class Written(NamedTuple):
    """A report in one form.

    Attributes:
        name: of the report.
        with_trace: whether it names steps, whose ids are random.
        form: in which it was written.
        text: what was written.
    """

    name: str
    with_trace: bool
    form: Form
    text: str


def reports(group: WorkingGroup, audience: Audience) -> list[Written]:
    """Every report in every form that it has."""
    return [
        Written(report.name, wanted.trace, form, text)
        for report, wanted in requests(group, audience)
        for form, text in every_form(group, report, wanted)
    ]


def renderings(
    group: WorkingGroup, audience: Audience, made: Sequence[Written] = ()
) -> Iterator[str]:
    """Every report in every form that it has, and all else that is shown to an audience.

    Args:
        group: the working group.
        audience: who sees it.
        made: the reports, where they were made already.
    """
    for each in made or reports(group, audience):
        yield _read(each.text, each.form)
    state, judgement = group.state, group.judgement()
    drafts = list(state.drafts)
    yield json.dumps(to_json(speakers(state, MORNING, audience)))
    yield msgspec.json.encode(slide_of(state, judgement, "")).decode()
    for shown in (*drafts, *targets_in_order(state, drafts)):
        yield msgspec.json.encode(slide_of(state, judgement, shown)).decode()
    for target in targets_in_order(state, drafts):
        if target not in state.packages:
            yield json.dumps(to_json(holders(state, judgement, target, audience)))
    yield export_graph(visible_graph(state, group.graph, audience).graph, "json")
    for step, operations, undone in group.history():
        yield json.dumps(to_json(describe(step, operations, state, undone, audience)))


def _read(text: str, form: Form) -> str:
    """What a report says, without what is the same for everybody and names every stance."""
    if form is Form.HTML:
        return re.sub(r"<(style|script)>.*?</\1>", "", text, flags=re.DOTALL)
    return text.partition("\n")[2] if form is Form.CSV else text


@settings(at_most(40, share=0.15), suppress_health_check=[HealthCheck.too_slow])
@given(
    code=CODE,
    words=st.lists(WORDS, min_size=6, max_size=6, unique=True),
    stance=SECRET_STANCES,
    policy=st.sampled_from(CLOSED),
)
def test_nothing_planted_reaches_the_public(
    code: str, words: list[str], stance: Stance, policy: AudiencePolicy
) -> None:
    """No sponsor, stance, reason or remark occurs in any public report in any form.

    The public's pages are the same bytes whoever the member is and whatever its words are. Who was
    in the room is told by the UN alone, and who held an office is not by the Chatham House rule.
    """
    group = planted(code, words, stance, policy)
    seen_by = Audience.PUBLIC
    made = reports(group, seen_by)
    of_the_room = [each.text for each in made if each.name in OF_THE_ROOM]
    assert any(code in each for each in of_the_room) == (policy is AudiencePolicy.UN)
    is_open = policy is AudiencePolicy.UN
    others = [each for each in made if not is_open or each.name not in OF_THE_ROOM]
    for rendering in renderings(group, seen_by, others):
        for secret in (code, PERSON, *words, group.state.settings[""].key):
            assert secret not in rendering
        if policy is AudiencePolicy.CHATHAM_HOUSE:
            assert OFFICER not in rendering
        # What a rule asks names stances too, and is the same for everybody; totals are told.
        told = re.sub(r"\bRule: [^<\n]*(?:\n +[^<\n]+)*|\"rule\": .*", "", rendering)
        if policy is not AudiencePolicy.ASSEMBLY:
            assert not re.search(rf"\b{stance}s?\b", told)
    for each in of_the_room:
        assert not any(secret in each for secret in words[1:])
    assert any(PERSON in each for each in of_the_room) == is_open
    assert pages_without_traces(others) == pages_of_another_member(stance, policy)


def pages_without_traces(made: Sequence[Written]) -> list[str]:
    """Those pages among reports that are the same for two records of the same acts."""
    return [each.text for each in made if each.form is Form.HTML and not each.with_trace]


@cache
def pages_of_another_member(stance: Stance, policy: AudiencePolicy) -> list[str]:
    """The public's pages where another member said something else."""
    made = reports(planted("YYYYY", OTHERS, stance, policy), Audience.PUBLIC)
    is_open = policy is AudiencePolicy.UN
    return pages_without_traces(
        [each for each in made if not is_open or each.name not in OF_THE_ROOM]
    )


def test_what_is_planted_does_reach_the_secretariat() -> None:
    """The secrets are in the record: the secretariat's reports hold every one of them."""
    group = planted("QXZQX", OTHERS, Stance.DISAGREE)
    everything = "\n".join(renderings(group, Audience.SECRETARIAT))
    assert [secret for secret in ("QXZQX", *OTHERS, "disagree") if secret not in everything] == []


def whispered(words: list[str], stance: Stance) -> WorkingGroup:
    """A record in which words stand wherever something can be said to the secretariat alone."""
    reason, reservation, answer, text, document, passage = words
    group = new_market()
    confidence, reading = StatedBy.CONFIDENCE, StatedBy.SECRETARIAT
    group.take_position("GUM", "R3", stance, reason=reason, source=confidence)
    group.take_position("FIG", "R4", Stance.OBJECT, reason=reason, source=reading)
    group.answer_objection("R4", "FIG", answer)
    group.take_position("FIG", "R2", "accept", reservation=reservation, source=confidence)
    group.take_position("ASP", "R5", "accept", conditions=["R3"], source=confidence)
    group.ask_question("When should stalls open?")
    group.receive_contribution("GUM", {"1": f"{text} {passage}"}, text=text, confidential=True)
    group.receive_contribution(name=document, text=text, confidential=True)
    group.highlight("C1", passage, issue=passage, items=["R1"])
    group.propose("R2", "midday", old="noon", by=["ASP"])
    group.propose("R2", "must", old="shall", by=["ELD"])
    group.consolidate(["A1", "A2"], "Sellers must pay the fee before midday.")
    group.publish("Rev.1")
    group.decide("R1", "agreed")
    hold_a_meeting(group)
    return group


@settings(at_most(20, share=0.12), suppress_health_check=[HealthCheck.too_slow])
@given(words=st.lists(WORDS, min_size=6, max_size=6, unique=True), stance=SECRET_STANCES)
def test_nothing_whispered_reaches_the_members(words: list[str], stance: Stance) -> None:
    """What was said in confidence, or is the secretariat's reading, is in no report for members."""
    group = whispered(words, stance)
    for rendering in renderings(group, Audience.MEMBERS):
        assert [word for word in words if word in rendering] == []


def test_what_is_whispered_does_reach_the_secretariat() -> None:
    """Every word of it."""
    group = whispered(OTHERS, Stance.HOLD)
    everything = "\n".join(renderings(group, Audience.SECRETARIAT))
    assert [word for word in OTHERS if word not in everything] == []


def test_members_learn_no_stance_that_was_taken_in_confidence() -> None:
    """Nor by whom, nor how many there are of it, nor after the words disagreed with went in."""
    group = new_market()
    group.propose("R2", "midday", old="noon", by=["ASP"])
    for target in ("R3", "A1"):
        group.take_position(
            "GUM", target, Stance.DISAGREE, reason="Quietly.", source=StatedBy.CONFIDENCE
        )
    group.merge("R2", take=["A1"])
    assert "is against part" in "".join(renderings(group, Audience.SECRETARIAT))
    for rendering in renderings(group, Audience.MEMBERS):
        # Legends and headings of pages name every stance; nobody takes this one.
        told = re.sub(r"−(\N{NO-BREAK SPACE}| )disagree,|<th[^>]*>(<bdi>)?disagree<", "", rendering)
        for empty in ("object or are against", '"disagree": 0', '"disagreed": []'):
            told = told.replace(empty, "")
        assert "disagree" not in told


@pytest.mark.parametrize("stance", [Stance.OBJECT, Stance.HOLD])
def test_members_learn_of_no_hold_in_confidence_from_a_decision(stance: Stance) -> None:
    """A decision names to them only who objected or held openly."""
    group = new_market()
    group.take_position("GUM", "R3", stance, reason="Quietly.", source=StatedBy.CONFIDENCE)
    group.take_position("FIG", "R3", stance, reason="Openly.")
    group.decide("R3", "agreed", reason="It is late.")
    named = []
    for audience in (Audience.MEMBERS, Audience.SECRETARIAT):
        (line,) = decision_lines(group.state, group.state.handles["R3"], Viewer(audience))
        named.append({*line.over, *line.holding})
    assert named == [{"FIG"}, {"FIG", "GUM"}]


def test_the_public_reads_no_code_of_a_member_without_a_weight() -> None:
    """Who has no weight is among what is withheld."""
    group = new_market()
    group.set_rule('weighted("2/3")')
    group.take_position("FIG", "R3", "support")
    assert "has no weight of" in "".join(renderings(group, Audience.SECRETARIAT))
    assert "has no weight of" not in "".join(renderings(group, Audience.PUBLIC))


def test_what_is_drawn_of_open_positions_alone_says_so_to_members() -> None:
    """A text that one objects to in confidence is contested by nobody openly."""
    group = new_market()
    group.take_position("GUM", "R3", "object", reason="Quietly.", source=StatedBy.CONFIDENCE)
    for audience in (Audience.MEMBERS, Audience.SECRETARIAT):
        found = {
            each.name: each.text for each in reports(group, audience) if each.form is Form.MARKDOWN
        }
        sees_all, openly = audience.sees_all, "" if audience.sees_all else " openly"
        assert f"## What nobody contests{openly}\n" in found["reference"]
        contested = found["reference"].partition(f"## What is contested{openly}, or")[2]
        assert ("recommendation 3" in contested.casefold()) == sees_all
        noted = "Only positions that were taken openly are counted."
        assert (noted in found["analysis"]) != sees_all
        assert ("of 1: 1 object" in found["groups"]) == sees_all
        assert ("| 3 | not shown | not shown | not shown |" in found["groups"]) != sees_all


def confided(holder: str, stance: Stance) -> WorkingGroup:
    """A record in which one member speaks in confidence wherever that can be, others openly."""
    group = new_market()
    for member in ("ASP", "DOG", "ELD"):
        group.take_position(member, "R3", "support")
    group.propose("R2", "midday", old="noon", by=["ASP"])
    for target, source in (("R3", StatedBy.CONFIDENCE), ("A1", StatedBy.SECRETARIAT)):
        group.take_position(holder, target, stance, reason="Quietly.", source=source)
    group.take_position(holder, "R5", "accept", conditions=["R4"], source=StatedBy.CONFIDENCE)
    group.propose("R4", "leash", old="lead", by=["ASP"])
    group.take_position(holder, "A2", stance, reason="Quietly.", source=StatedBy.CONFIDENCE)
    group.ask_question("When should stalls open?")
    group.receive_contribution(holder, {"1": "Quietly at eight."}, confidential=True)
    group.publish("Rev.1")
    group.decide("R1", "agreed")
    hold_a_meeting(group)
    group.open_meeting("Wednesday")
    group.merge("R4", take=["A2"], without_brackets=True, reason="It is late.")
    group.close_meeting()
    return group


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.MEMBERS])
@pytest.mark.parametrize("stance", [Stance.ACCEPT, Stance.OBJECT, Stance.RECUSE])
def test_no_report_depends_on_who_spoke_in_confidence(audience: Audience, stance: Stance) -> None:
    """With another member in its place every form of every report is the same, also what is
    listed of those who said nothing."""
    one, others = confided("FIG", stance), [confided(each, stance) for each in ("CED", "GUM")]
    shown = [_without_ids(each) for each in renderings(one, audience)]
    for other in others:
        assert [_without_ids(each) for each in renderings(other, audience)] == shown


class Overruled(NamedTuple):
    """What becomes of an item to which one member objects or holds in confidence.

    Attributes:
        stance: what it says in confidence.
        source: how it says so.
        rule: the rule of the item.
        others: the items that are decided with it.
        chatham: whether the Chatham House rule holds in the meeting.
        way: how its objection is met: by a ruling, or what it puts on record with the gavel.
        later: its open position on the item afterwards; empty for none.
        openly: another member that objects openly; empty for none.
        outside: whether no meeting is open, so that nothing passes in silence.
    """

    stance: Stance
    source: StatedBy
    rule: str
    others: tuple[str, ...]
    chatham: bool
    way: str
    later: str
    openly: str
    outside: bool = False

    def record(self, holder: str) -> WorkingGroup:
        """The record, where a member is the one that objects."""
        group = new_market()
        for item in ("R3", *(self.others if self.rule == "no_objection()" else ())):
            group.set_rule(self.rule, item)
        if not self.outside:
            group.open_meeting("Monday", chatham_house=self.chatham)
        # Where nothing passes in silence the others have support, and so keep their own rule.
        for item in ("R3", *(self.others if self.outside else ())):
            for member in ("ASP", "BIR"):
                group.take_position(member, item, "support", source=StatedBy.WRITTEN, document="L1")
        if self.openly:
            group.take_position(self.openly, "R3", "object", source=StatedBy.WRITTEN, document="L2")
        group.take_position(holder, "R3", self.stance, reason="Quietly.", source=self.source)
        ways = {"reservations": {}, "dissociations": {}}
        if self.stance is Stance.OBJECT and self.way in ways:
            ways[self.way] = {holder: "Quietly on record."}
        group.decide(["R3", *self.others], "agreed", reason="Time is short.", **ways)
        if not self.outside:
            group.close_meeting()
        if self.later:
            group.take_position(holder, "R3", self.later)
        group.publish("Rev.1")
        return group


OVERRULED = st.builds(
    Overruled,
    stance=st.sampled_from([Stance.OBJECT, Stance.OBJECT, Stance.HOLD]),
    source=st.sampled_from([StatedBy.CONFIDENCE, StatedBy.SECRETARIAT]),
    # Two of seven are in favour, so that only an objection keeps the share from its bar.
    rule=st.sampled_from(["no_objection()", "consensus_minus(1)", 'threshold("1/4")']),
    others=st.sampled_from([(), ("R1",), ("R4", "R5")]),
    chatham=st.booleans(),
    way=st.sampled_from(["ruling", "reservations", "dissociations"]),
    later=st.sampled_from(["", "support", "object"]),
    openly=st.sampled_from(["", "", "ELD"]),
    outside=st.booleans(),
)
# What is said of a decision only where somebody objected or held.
_TELLS = ("objections were stated", "stated its", "declared by the Chair", "the Chair declared")
_TELLS_TOO = (
    *("The Chair declared", "s ruling", "objecting", "reserved by", "was not met", "on record"),
    *('"is_ruling": true', '"objections": 1', "objections 1"),
)


@settings(at_most(30, share=0.12), suppress_health_check=[HealthCheck.too_slow])
@given(case=OVERRULED)
def test_a_decision_tells_of_no_objection_in_confidence(case: Overruled) -> None:
    """Members and the public learn neither who objected in confidence, nor that anybody did.

    What the member says openly later changes nothing of what is told of the decision.
    """
    group, other = case.record("FIG"), case.record("CED")
    for audience in (Audience.PUBLIC, Audience.MEMBERS):
        shown = [*renderings(group, audience)]
        if not (case.later and audience.sees_names):
            shown_of_other = map(_without_ids, renderings(other, audience))
            assert [*map(_without_ids, shown)] == [*shown_of_other]
        for rendering in shown:
            assert "Quietly" not in rendering
            if not case.openly:
                # A late objection that is open asks to reopen, and is told as one.
                tells = _TELLS if case.later == "object" else (*_TELLS, *_TELLS_TOO)
                assert [each for each in tells if each in rendering] == []
        for line in decision_lines(group.state, group.state.handles["R3"], Viewer(audience)):
            assert "FIG" not in (*line.over, *line.holding)


def test_a_hold_in_confidence_withholds_the_rule_of_every_text_decided_with_it() -> None:
    """What nobody else opposed passes in silence; the secretariat reads the rule text by text."""
    group = new_market()
    group.set_rule("no_objection()", "D1")
    group.open_meeting("Monday")
    group.take_position("FIG", "R3", "hold", reason="Quietly.", source=StatedBy.CONFIDENCE)
    group.decide(["R1", "R3"], "agreed", reason="Time is short.")
    for audience in (Audience.PUBLIC, Audience.MEMBERS):
        for rendering in renderings(group, audience):
            assert [each for each in (*_TELLS, *_TELLS_TOO, "Quietly") if each in rendering] == []
    group.take_position("ELD", "R4", "hold", source=StatedBy.WRITTEN, document="L1")
    group.take_position("FIG", "R5", "hold", reason="Quietly.", source=StatedBy.CONFIDENCE)
    group.decide(["R2", "R4", "R5"], "agreed", reason="Time is short.")
    targets = {each: group.state.handles[each] for each in ("R2", "R4", "R5")}
    own = "its rule was not met"
    for audience in Audience:
        viewer, sees_all = Viewer(audience), audience.sees_all
        told = {
            each: [line.unmet_words for line in decision_lines(group.state, on, viewer)]
            for each, on in targets.items()
        }
        assert told == {"R2": [""], **{each: [own if sees_all else ""] for each in ("R4", "R5")}}
        line = decision_line(group.state, [*group.state.decisions.values()][-1], viewer)
        assert line.unmet_words == ("the rule of R4 and R5 was not met" if sees_all else "")
        shown = {
            each: visible_verdict(group.state, group.verdict(on), viewer)
            for each, on in targets.items()
        }
        assert [each for each in shown if "not met" in " ".join(explain_standing(shown[each]))] == [
            each for each in told if told[each] != [""]
        ]
        assert [each for each in shown if not shown[each].is_whole] == (
            [] if sees_all else ["R5"] if audience.sees_names else [*targets]
        )


def _nobody_spoke(group: WorkingGroup) -> Step:
    group.set_rule("no_objection()", "D1")
    group.take_position("FIG", "R2", "object", reason="Quietly.", source=StatedBy.CONFIDENCE)
    return group.decide(["R1", "R2", "R3"], "agreed", reason="Time is short.")


def _one_waits_for_the_other(group: WorkingGroup) -> Step:
    group.set_rule("consent()", "D1")
    group.take_position("ASP", "R1", "accept", conditions=["R2"])
    group.take_position("FIG", "R2", "object", reason="Quietly.", source=StatedBy.CONFIDENCE)
    return group.decide(["R1", "R2"], "agreed", reason="Time is short.")


def _who_objects_counts_since_the_day_after(group: WorkingGroup) -> Step:
    group.set_rule('any_of(threshold("1/2"), no_objection())', "D1")
    group.record(AddMember(code="FIR", since=MORNING.date()))
    group.take_position("FIR", "R2", "object", reason="Quietly.", source=StatedBy.CONFIDENCE)
    day_before = MORNING - timedelta(days=2)
    return group.decide(["R1", "R2"], "agreed", reason="Time is short.", happened=day_before)


@pytest.mark.parametrize(
    "decided", [_nobody_spoke, _one_waits_for_the_other, _who_objects_counts_since_the_day_after]
)
def test_the_rule_of_no_text_tells_which_was_opposed_in_confidence(
    decided: Callable[[WorkingGroup], Step],
) -> None:
    """Neither while the decision stands nor once it is undone; the secretariat reads it."""
    group = new_market()
    step = decided(group)
    assert "not met" in "".join(renderings(group, Audience.SECRETARIAT))
    (decision,) = group.state.decisions.values()
    for is_undone in (False, True):
        if is_undone:
            group.undo(step.id)
        for audience in (Audience.PUBLIC, Audience.MEMBERS):
            for rendering in renderings(group, audience):
                told = [each for each in (*_TELLS, *_TELLS_TOO, "Quietly") if each in rendering]
                assert told == []
    opposed = group.state.handles["R2"]
    assert decision.in_confidence == {opposed: decision.over}
    assert decision.over_on(opposed) == decision.over


def test_an_open_objection_is_told_beside_one_in_confidence_to_another_text() -> None:
    """Of the first text members read of both that object; of the other, of nobody."""
    group = new_market()
    group.set_rule("no_objection()", "D1")
    for member in ("ELD", "FIG"):
        group.take_position(member, "R1", "object", reason="Openly.")
    group.take_position("FIG", "R2", "object", reason="Quietly.", source=StatedBy.CONFIDENCE)
    group.take_position("FIG", "R3", "hold", reason="Openly.")
    group.take_position("FIG", "R4", "support", source=StatedBy.CONFIDENCE)
    group.decide(["R1", "R2", "R3", "R4"], "agreed", reason="Time is short.")
    (decision,) = group.state.decisions.values()
    for audience in (Audience.MEMBERS, Audience.SECRETARIAT):
        viewer, other = Viewer(audience), ("FIG",) if audience.sees_all else ()
        line = decision_line(group.state, decision, viewer)
        assert (line.over, line.holding) == (("ELD", "FIG"), ("FIG",))
        told = {}
        for each in ("R1", "R2", "R3", "R4"):
            (line,) = decision_lines(group.state, group.state.handles[each], viewer)
            told[each] = line.over, line.holding
        assert told == {
            "R1": (("ELD", "FIG"), ()),
            "R2": (other, ()),
            "R3": ((), ("FIG",)),
            "R4": ((), ()),
        }
    assert "ELD and FIG stated their objections" in "".join(renderings(group, Audience.MEMBERS))


def test_a_text_passes_in_silence_beside_one_that_is_spoken_of_in_confidence() -> None:
    """What is told of it is the same as if nobody had spoken at all."""
    told = []
    for spoken in (True, False):
        group = new_market()
        group.set_rule("no_objection()", "D1")
        group.open_meeting("Monday")
        if spoken:
            group.take_position(
                "FIG", "R2", "object", reason="Quietly.", source=StatedBy.CONFIDENCE
            )
        group.decide(["R1", "R2"], "agreed", reason="Time is short.")
        target = group.state.handles["R1"]
        assert group.verdict(target).met
        for audience in Audience:
            viewer = Viewer(audience)
            (line,) = decision_lines(group.state, target, viewer)
            assert "no objection heard" in decision_notes(line)
            viewer = Viewer(audience)
            shown = visible_verdict(group.state, group.verdict(target), viewer)
            said = (line.no_objection_heard, line.unmet, shown.standing, explain_standing(shown))
            told.append((said, shown.is_whole, viewer.withheld))
    assert told[: len(Audience)] == told[len(Audience) :]


def packed(holder: str, way: str, later: str) -> WorkingGroup:
    """A record in which one member objects in confidence to parts of a package that is agreed."""
    group = new_market()
    group.open_meeting("Monday")
    group.note_presence(["ASP", "BIR", "CED", "DOG", "ELD", "FIG", "GUM"])
    group.propose("R2", "midday", old="noon", by=["ASP"])
    group.propose("R5", kind="delete", by=["BIR"])
    group.propose_package("Both", ["2", "4", "5"], ["A1", "A2"])
    for part in ("A1", "A2", "R4", "PKG1"):
        group.take_position(holder, part, "object", reason="Quietly.", source=StatedBy.CONFIDENCE)
    ways = {way: {holder: "Quietly on record."}} if way else {}
    group.decide("PKG1", "agreed", reason="It is late.", without_brackets=True, **ways)
    group.close_meeting()
    if later:
        group.take_position(holder, "R4", later)
    return group


@pytest.mark.parametrize("way", ["", "reservations", "dissociations"])
@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.MEMBERS])
def test_an_agreed_package_names_nobody_that_objected_in_confidence(
    audience: Audience, way: str
) -> None:
    """Nor its words, nor an objection; what went in on the Chair's instruction says no name."""
    one, other = ([*renderings(packed(each, way, ""), audience)] for each in ("FIG", "CED"))
    assert [*map(_without_ids, one)] == [*map(_without_ids, other)]
    for rendering in (*one, *renderings(packed("FIG", way, "support"), audience)):
        assert [each for each in ("Quietly", *_TELLS) if each in rendering] == []


def test_the_secretariat_reads_of_an_objection_in_confidence() -> None:
    """The search would find it."""
    ruled = Overruled(
        Stance.OBJECT, StatedBy.CONFIDENCE, "no_objection()", (), False, "ruling", "support", ""
    )
    everything = "\n".join(renderings(ruled.record("FIG"), Audience.SECRETARIAT))
    assert [each for each in (*_TELLS, "Quietly", "Time is") if each not in everything] == [
        "objections were stated"
    ]
    reserved = ruled._replace(way="reservations", later="")
    assert "Quietly on record" in "\n".join(
        renderings(reserved.record("FIG"), Audience.SECRETARIAT)
    )


@pytest.mark.parametrize("is_hidden", [True, False])
def test_a_dissociation_under_the_chatham_house_rule_is_told_to_nobody_else(
    is_hidden: bool,
) -> None:
    """Members read of an open objection what became of it, and not what was said beside it."""
    group = new_market()
    group.take_position("ASP", "3", "object", reason="No money.")
    group.open_meeting("Monday", chatham_house=is_hidden)
    group.decide("3", "agreed", reason="It is late.")
    group.make_statement("DEC1", "ASP", "dissociation", "Quietly.")
    lines = {
        each: objection_lines(group.state, group.state.handles["R3"], Viewer(each))
        for each in (Audience.MEMBERS, Audience.SECRETARIAT)
    }
    told = StatementKind.DISSOCIATION
    assert [each.aside for each in lines[Audience.SECRETARIAT]] == [told]
    assert [each.aside for each in lines[Audience.MEMBERS]] == [None if is_hidden else told]


def test_who_spoke_in_confidence_is_told_to_the_secretariat() -> None:
    """The comparison would find it."""
    audience = Audience.SECRETARIAT
    one, other = (confided(each, Stance.HOLD) for each in ("FIG", "CED"))
    assert [*map(_without_ids, renderings(one, audience))] != [
        *map(_without_ids, renderings(other, audience))
    ]


def _without_ids(text: str) -> str:
    """A text in which the ids that are drawn by chance are numbered in order."""
    numbers: dict[str, str] = {}
    return _ID.sub(lambda found: numbers.setdefault(found.group(), f"id {len(numbers)}"), text)


def test_the_public_data_counts_what_it_withheld() -> None:
    """Every kind of thing that was planted is counted in the public's data."""
    group = planted("QXZQX", OTHERS, Stance.DISAGREE)
    state, judgement = group.state, group.judgement()
    found = dossier(state, judgement, state.handles["R5"], Audience.PUBLIC)
    assert found.withheld.counts == {
        Kind.POSITIONS: 2,
        Kind.REASONS: 1,
        Kind.OBJECTIONS: 1,
        Kind.STATEMENTS: 2,
        Kind.MEMBERS: 17,
    }


@pytest.mark.parametrize("hidden", ["A1", "A2"])
def test_an_objection_in_confidence_to_one_of_two_merged_amendments_is_withheld(
    hidden: str,
) -> None:
    """Which of them came first does not matter, neither to members nor for what is marked."""
    with WorkingGroup.in_memory(title="Harbour panel", rule="consent()") as group:
        group.import_draft(File.of("1. Members should report every year.", "d.md"))
        group.import_members(File.of("code,group\nASH,GOV\nBAY,GOV\nEST,CIV\n", "m.csv"))
        group.propose("1", "shall", old="should", by=["ASH"])
        group.propose("1", "month", old="year", by=["BAY"])
        for handle in ("A1", "A2"):
            source = StatedBy.CONFIDENCE if handle == hidden else StatedBy.WRITTEN
            group.take_position("EST", handle, "object", source=source, document="L1")
        group.merge("1", take=["A1", "A2"], without_brackets=True, reason="It is late.")
        group.decide("1", "agreed", reason="Quietly.")
        target = group.state.handles["N1"]
        (line,) = decision_lines(group.state, target, Viewer(Audience.MEMBERS))
        assert (line.over, line.is_ruling, line.reason) == ((), False, "")
        assert notes_on(group.state, target) == {"EST": "in confidence"}
        assert not any("Quietly." in shown for shown in renderings(group, Audience.MEMBERS))


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.MEMBERS])
@pytest.mark.parametrize("source", [StatedBy.CONFIDENCE, StatedBy.SECRETARIAT])
@pytest.mark.parametrize(
    ("rule", "decided"),
    [
        *((rule, False) for rule in ("consent()", "no_objection()", 'threshold("1/4")')),
        ("unanimity()", False),
        ("consent()", True),
    ],
)
@pytest.mark.parametrize("openly", ["", "support", "object"])
def test_what_is_withheld_is_the_same_for_every_stance_in_confidence(
    audience: Audience, source: StatedBy, rule: str, decided: bool, openly: str
) -> None:
    """Nobody learns from the counts, or from anything beside them, what it was."""
    told = {}
    for stance in Stance:
        with WorkingGroup.in_memory(
            title="Harbour panel", rule=rule, clock=lambda: MORNING
        ) as group:
            group.import_draft(File.of("1. Members shall report.\n\n2. Lamps are lit.\n", "d.md"))
            group.import_members(File.of("code\nASH\nBAY\nCOL\n", "m.csv"))
            if openly:
                group.take_position("ASH", "1", openly)
            group.take_position("BAY", "1", stance, source=source)
            if decided:
                # A ruling needs a reason, which is left out where the ruling is.
                is_ruling = Stance.OBJECT in (stance, openly)
                group.decide("1", "agreed", reason="It is late." if is_ruling else "")
            told[stance] = [
                _without_ids("".join(write_report(group, name, "json", wanted)))
                for name, wanted in (
                    ("open", Wanted(audience)),
                    ("dossier", Wanted(audience, subject="1")),
                )
            ] + [_without_ids(json.dumps(to_json(group.status(audience=audience))))]
    first, *others = told.values()
    assert [each for each in others if each != first] == []


def told_in(group: WorkingGroup, report: Report[Any], wanted: Wanted) -> dict[Form, str]:
    """A report in every form, without moments and for whom it says that it is."""
    varying = r"\d{4}-\d\d-\d\d[T ][\d:.+]+( UTC)?|\d\d:\d\d UTC|, for: \w+"
    return {form: re.sub(varying, "", text) for form, text in every_form(group, report, wanted)}


def test_under_the_policy_of_the_ietf_the_public_reads_what_members_read() -> None:
    """The same values of every report, but what was said in confidence."""
    group = planted("QXZQX", OTHERS, Stance.DISAGREE)
    group.set_audience_policy("ietf")
    for report, wanted in requests(group, Audience.PUBLIC):
        told = attrs.evolve(wanted, audience=Audience.MEMBERS)
        assert told_in(group, report, wanted) == told_in(group, report, told)
    assert "QXZQX" in "".join(write_report(group, "open", Form.TEXT, Wanted()))
    assert group.status(audience="public") == group.status(audience="members")


@pytest.mark.parametrize("policy", ["chatham-house", "assembly"])
def test_members_of_a_closed_body_read_what_the_public_reads(policy: str) -> None:
    """Also in the analysis and the wordings."""
    group = planted("QXZQX", OTHERS, Stance.DISAGREE)
    group.set_audience_policy(policy)
    for report, wanted in requests(group, Audience.PUBLIC):
        told = attrs.evolve(wanted, audience=Audience.MEMBERS)
        assert told_in(group, report, wanted) == told_in(group, report, told)
    assert group.wordings("R3", "members") == group.wordings("R3", "public")


def test_an_assembly_reads_totals_and_nobody_of_a_small_group() -> None:
    """Not where something was said in confidence, and not of fewer than five members."""
    group = new_market()
    group.set_audience_policy("assembly")
    for code in ("ASP", "BIR", "CED"):
        group.take_position(code, "R3", Stance.SUPPORT)
    group.take_position("ELD", "R3", Stance.OBJECT, reason="Bickers")
    for audience in (Audience.PUBLIC, Audience.MEMBERS):
        shown = group.verdict("R3", audience)
        assert (shown.counts.of(Stance.SUPPORT), shown.counts.of(Stance.OBJECT)) == (3, 1)
        assert (shown.counts.eligible, shown.counts.standing, shown.counts.holds) == (7, (), ())
        text = "".join(write_report(group, "open", Form.TEXT, Wanted(audience)))
        assert "one member objects" in text
        assert not re.search("ASP|BIR|CED|ELD|Bickers", text)
    group.set_rule("each_group(consent())")
    told = [each.kind for each in group.verdict("R3", "public").reasons]
    assert "group-unmet" in [each.kind for each in group.verdict("R3").reasons]
    assert "group-unmet" not in told
    group.take_position("FIG", "R3", Stance.SUPPORT, source=StatedBy.CONFIDENCE)
    assert group.verdict("R3", "public").counts.of(Stance.SUPPORT) == 0


def test_positions_to_be_reconfirmed_are_that_in_the_totals_of_an_assembly() -> None:
    """They are none that was not taken, and nobody is named."""
    group = new_market()
    group.set_audience_policy("assembly")
    for code in ("ASP", "BIR", "CED"):
        group.take_position(code, "R3", Stance.SUPPORT)
    group.edit("R3", "Other words altogether stand here.")
    for audience in (Audience.SECRETARIAT, Audience.MEMBERS, Audience.PUBLIC):
        classes = group.verdict("R3", audience).counts.classes
        assert (classes[Standpoint.RECONFIRM], classes[Standpoint.NONE]) == (3, 4)
    text = "".join(write_report(group, "open", Form.TEXT, Wanted(Audience.PUBLIC)))
    assert "3 to be reconfirmed" in text
    assert not re.search("ASP|BIR|CED", text)


def test_a_statement_of_many_members_of_an_assembly_is_read_by_all() -> None:
    """Once, with how many they are; one of fewer is withheld."""
    group = new_market()
    group.set_audience_policy("assembly", 2)
    group.decide("R3", "agreed")
    observer = next(each.code for each in group.state.members.values() if each.observer)
    spoke = (("ASP", "Markets differ."), ("BIR", "Markets differ."), ("CED", "Hm."))
    for code, words in (*spoke, (observer, "Markets differ.")):
        group.make_statement("R3", code, StatementKind.EXPLANATION, words)
    line = decision_lines(group.state, group.state.handles["R3"], Viewer(Audience.PUBLIC))[0]
    assert list(map(str, line.statements)) == [
        "2 members, explanation of position: Markets differ."
    ]


def test_two_statements_of_one_member_are_of_no_minority() -> None:
    """Members are counted, not statements; what was said before is apart from what was after."""
    group = new_market()
    group.set_audience_policy("assembly", 2)
    group.decide("R3", "agreed")
    for code, before in (("ASP", True), ("ASP", False), ("BIR", False)):
        group.make_statement("R3", code, StatementKind.VOTE, "Too early.", before=before)
    line = decision_lines(group.state, group.state.handles["R3"], Viewer(Audience.PUBLIC))[0]
    assert [(each.member, each.words) for each in line.statements] == [
        ("2 members", "explanation of vote, after the vote")
    ]
    group.make_statement("R3", "CED", StatementKind.RESERVATION, "Not so.")
    group.make_statement("R3", "CED", StatementKind.RESERVATION, "Not so.")
    line = decision_lines(group.state, group.state.handles["R3"], Viewer(Audience.PUBLIC))[0]
    assert "Not so." not in str(line.statements)


@pytest.mark.parametrize("policy", ["chatham-house", "assembly"])
def test_who_speaks_is_told_by_no_closed_policy(policy: str) -> None:
    """Nor who waits; by number in an assembly."""
    group = new_market()
    group.set_audience_policy(policy)
    group.open_meeting("Tuesday")
    group.request_floor("ASP")
    group.request_floor("ELD")
    group.give_floor()
    shown = speakers(group.state, group.now(), Audience.PUBLIC)
    state, public = group.state, Viewer(Audience.PUBLIC)
    numbers = [visible_attendees(state, [each], public) for each in ("ASP", "ELD")]
    expected = ("", "") if policy == "chatham-house" else tuple(each[0] for each in numbers)
    assert (shown.speaker, shown.waiting[0].member) == expected
    assert (shown.name, shown.waiting[0].name, shown.spoken[0].member) == ("", "", expected[0])
    assert speakers(group.state, group.now(), Audience.SECRETARIAT).speaker == "ASP"


def test_an_assembly_is_not_told_what_was_tried_or_whose_the_chair_is() -> None:
    """The public is not, either."""
    group = new_market()
    group.set_audience_policy("assembly")
    group.open_meeting("Tuesday")
    group.assign_office(Role.CHAIR, OFFICER, member="ASP")
    group.decide("R3", "no consensus", tried="Bickers")
    text = "".join(
        "".join(write_report(group, name, Form.TEXT, Wanted())) for name in ("open", "summary")
    )
    assert "Bickers" not in text
    assert OFFICER in text
    assert "Aspen" not in text


def test_a_body_of_five_has_no_totals() -> None:
    """Six have: of five, one that is not named is still known."""
    group = WorkingGroup.in_memory(rule="consent()")
    group.import_draft(File.of("# Draft\n\n1. Ships shall report.\n", "d.md"))
    for code in "ABCDE":
        group.add_member(code * 3)
    group.set_audience_policy("assembly")
    group.take_position("AAA", "1", "object", reason="so")
    assert group.verdict("1", "public").counts.of(Stance.OBJECT) == 0
    group.add_member("FFF")
    assert group.verdict("1", "public").counts.of(Stance.OBJECT) == 1
