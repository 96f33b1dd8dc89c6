"""Dissent in summaries and lists of decisions: as it stood when it was decided, and to whom."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from itertools import count

import attrs
import pytest

from consensus import Style, Wanted, WorkingGroup, write_report
from consensus.history.operations import FormNegotiatingGroup
from consensus.model.positions import ObjectionState
from consensus.reports.audience import Audience
from consensus.reports.decisions import decisions, decisions_outline
from tests.reports.test_styles import CODES, begun, opened
from tests.support.market import markdown
from tests.support.panel import copy_of

LATER = datetime(2026, 5, 4, 17, tzinfo=UTC)
TOLERANT = "consensus_minus(3)"


def sentences(
    group: WorkingGroup,
    audience: Audience = Audience.MEMBERS,
    meeting: str = "",
    *,
    attributed: bool = False,
) -> str:
    """All sentences of the summary of a meeting."""
    made = group.summary(meeting, audience=audience, attributed=attributed)
    return " ".join(each.text for each in made.sentences).replace(" was held on", " was opened on")


def notes(group: WorkingGroup, audience: Audience = Audience.MEMBERS, at: int = -1) -> str:
    """The notes on a decision in the list of decisions."""
    return "; ".join(decisions(group.state, audience).decisions[at].notes)


def why(group: WorkingGroup, audience: Audience) -> str:
    """The reasons of the result on the first text."""
    return " ".join(each.sentence() for each in group.verdict("1", audience=audience).reasons)


def later(group: WorkingGroup) -> None:
    """Another meeting, with all there."""
    group.close_meeting()
    group.open_meeting("Later")
    group.note_presence(CODES)


# As it stood when it was decided.


def test_by_consensus_is_what_was_true_at_the_decision() -> None:
    """A later objection, or ballot, takes nothing from it; one withdrawn later adds nothing."""
    for stance, before, after in (
        ("object", "support", "object"),
        ("hold", "support", "hold"),
        ("disagree", "disagree", "support"),
        ("object", "object", "support"),
    ):
        group = opened(Style.UN, TOLERANT)
        group.take_position("BOR", "2", before, reason="so")
        group.decide("2", "adopted", reason="heard")
        told = sentences(group, meeting="First")
        assert ("by consensus" in told) == (before == "support"), stance
        later(group)
        group.take_position("BOR", "2", after, reason="since")
        assert sentences(group, meeting="First") == told, stance
    group = opened(Style.UN)
    group.decide("2", "adopted")
    told = sentences(group, meeting="First")
    assert "by consensus" in told
    later(group)
    group.decide("2", "reopened", reason="asked")
    group.open_ballot("text", on="2", rule='majority("simple")')
    assert sentences(group, meeting="First") == told


def test_members_dissociate_themselves_from_what_there_was() -> None:
    """From a consensus though they object today, from a decision though none objects any more."""
    group = opened(Style.UN, TOLERANT)
    group.decide("1", "agreed")
    group.take_position("BOR", "2", "object", reason="no")
    group.decide("2", "agreed", reason="heard")
    for on in ("DEC1", "DEC2"):
        group.make_statement(on, "ALV", "dissociation", "no")
    told = sentences(group, meeting="First")
    assert "from the consensus on recommendation 1." in told
    assert "from the decision on recommendation 2." in told
    later(group)
    group.take_position("ALV", "1", "object", reason="no")
    group.take_position("BOR", "2", "support")
    assert sentences(group, meeting="First") == told


@pytest.mark.parametrize("style", [Style.IETF, Style.ISO])
def test_objections_are_told_as_they_stood_at_the_decision(style: Style) -> None:
    """What is answered, maintained, accommodated or withdrawn afterwards changes no sentence."""
    group = opened(style, TOLERANT)
    group.take_position("BOR", "2", "object", reason="no")
    group.decide("2", "agreed", reason="heard")
    told = sentences(group)
    assert not re.search("addressed|sustained", told)
    for state in ("sustained", "accommodated"):
        group.answer_objection("2", "BOR", "a fund pays")
        assert sentences(group) == told
        group.settle_objection("2", "BOR", state)
        assert sentences(group) == told
    group.take_position("BOR", "2", "support")
    assert sentences(group).endswith(told.rpartition(". ")[2])


STATES = {
    ObjectionState.RAISED: (
        ", one member objecting;",
        ", with one participant in the rough;",
        ", with the opposition of one member body noted;",
    ),
    ObjectionState.ANSWERED: (
        ", one member objecting;",
        "; the objection of one participant was addressed but not accommodated;",
        ", with the opposition of one member body noted;",
    ),
    ObjectionState.SUSTAINED: (
        ", one member objecting;",
        "; the objection of one participant was addressed but not accommodated;",
        ", with sustained opposition of one member body noted;",
    ),
    ObjectionState.ACCOMMODATED: ("", "", ""),
    ObjectionState.WITHDRAWN: ("", "", ""),
}


@pytest.mark.parametrize("state", ObjectionState)
def test_every_state_of_an_objection_has_true_words(state: ObjectionState) -> None:
    """Sustained is said of what was maintained once answered; nothing of what had ended."""
    for style, said in zip((Style.PLAIN, Style.IETF, Style.ISO), STATES[state], strict=True):
        group = opened(style, TOLERANT)
        group.take_position("BOR", "2", "object", reason="no")
        if state is not ObjectionState.RAISED:
            group.answer_objection("2", "BOR", "a fund pays")
        if state not in (ObjectionState.RAISED, ObjectionState.ANSWERED):
            group.settle_objection("2", "BOR", state)
        group.decide("2", "agreed", reason="heard")
        told = sentences(group).rpartition(". ")[2]
        assert said in told
        assert bool(said) == bool(re.search("object|the rough|opposition", told))


def test_an_objection_maintained_that_nobody_answered_was_not_addressed() -> None:
    """Neither addressed nor, as nothing was tried to resolve it, sustained."""
    for style in (Style.IETF, Style.ISO):
        group = opened(style, TOLERANT)
        group.take_position("BOR", "2", "object", reason="no")
        group.settle_objection("2", "BOR", "sustained")
        group.decide("2", "agreed", reason="heard")
        assert not re.search("addressed|sustained", sentences(group))


@pytest.mark.parametrize("state", ObjectionState)
@pytest.mark.parametrize("style", Style)
def test_after_a_sync_an_objection_has_words_whatever_became_of_it(
    style: Style, state: ObjectionState
) -> None:
    """The chair had seen it standing, and the other copy knew that it was settled by then."""
    group = opened(style, TOLERANT)
    group.take_position("BOR", "1", "object", reason="no")
    if state is not ObjectionState.RAISED:
        group.answer_objection("1", "BOR", "a fund pays")
    times = (LATER + timedelta(minutes=each) for each in count())
    other = copy_of(group, "Bob", lambda: next(times))
    if state not in (ObjectionState.RAISED, ObjectionState.ANSWERED):
        group.settle_objection("1", "BOR", state, "so")
    other.decide("1", "agreed", reason="heard")
    group.sync(other)
    (decision,) = group.state.decisions.values()
    has_come_far = state in (ObjectionState.ANSWERED, ObjectionState.SUSTAINED)
    assert [*decision.answered.values()] == ([{"BOR": state}] if has_come_far else [])
    for audience in Audience:
        told = sentences(group, audience)
        assert re.search("object|against|the rough|opposition", told)
        assert bool(re.search("addressed", told)) == (has_come_far and style is Style.IETF)
        assert "BOR" in notes(group, Audience.MEMBERS)
    # As a snapshot may have kept it.
    kept = attrs.evolve(decision, answered={decision.targets[0]: {"BOR": state}})
    group.state.decisions[decision.id] = kept
    for audience in Audience:
        assert re.search("object|against|the rough|opposition", sentences(group, audience))


def test_objections_that_are_told_alike_are_told_together() -> None:
    """Whatever became of each; apart where the style has other words."""
    for style, said in (
        (Style.PLAIN, "on this paragraph, several members objecting;"),
        (Style.UN, "on this recommendation, several members against;"),
        (
            Style.IETF,
            "with one participant in the rough; the objections of some participants were addressed",
        ),
        (
            Style.ISO,
            "sustained opposition of one member body noted, with the opposition of two member bod",
        ),
    ):
        group = opened(style, TOLERANT)
        for member in ("BOR", "CEL", "DOR"):
            group.take_position(member, "1", "object", reason="no")
            if member != "CEL":
                group.answer_objection("1", member, "a fund pays")
        group.settle_objection("1", "BOR", "sustained", "no")
        group.decide("1", "agreed", reason="heard")
        assert said in sentences(group)


def test_what_was_awaited_is_told_though_it_was_confirmed_since() -> None:
    """Not together with what awaited nobody; that it was given is told where it was."""
    group = opened(Style.IETF)
    group.decide("1", "agreed ad ref")
    group.decide("2", "agreed ad ref", pending=["CEL", "DOR"])
    told = sentences(group, meeting="First")
    assert "on section 1, pending confirmation on the list. The chairs" in told
    assert "on section 2, pending confirmation on the list by some participants." in told
    group.confirm_decision("2", "CEL")
    public = sentences(group, Audience.PUBLIC)
    assert "was given" not in public
    later(group)
    group.confirm_decision("2", "DOR")
    assert sentences(group, meeting="First").startswith(told)
    assert "One participant gave the confirmation awaited on section 2." in sentences(group)
    assert sentences(group, Audience.PUBLIC, "First") == public
    assert "The confirmation awaited on section 2 was given." in sentences(group, Audience.PUBLIC)


def test_what_was_confirmed_is_not_listed_as_to_be_confirmed() -> None:
    """For every audience and in every style; what still awaits one is."""
    for style, awaited, confirmed in (
        (Style.PLAIN, "agreed ad ref", "agreed ad ref, confirmed"),
        (Style.UN, "agreed ad referendum", "agreed ad referendum, confirmed"),
        (Style.IETF, "rough consensus, to be confirmed", "rough consensus, confirmed"),
        (Style.ISO, "accepted subject to confirmation", "accepted, confirmed"),
    ):
        group = opened(style)
        group.decide("2", "agreed ad ref", pending=["CEL", "DOR"])
        for member, said in (("CEL", awaited), ("DOR", confirmed)):
            group.confirm_decision("2", member)
            for audience in Audience:
                (listed,) = decisions(group.state, audience).decisions
                assert listed.declared == said


def test_what_a_member_answers_with_a_change_is_not_confirmed() -> None:
    """Though others confirmed it; of several texts that is said of those not changed."""
    for style, declared in ((Style.PLAIN, "agreed ad ref"), (Style.UN, "agreed ad referendum")):
        group = opened(style)
        group.decide("3", "agreed ad ref", pending=["CEL", "ALV"])
        group.confirm_decision("3", "CEL")
        group.propose("3", "sunk", old="buried", by=["ALV"])
        group.decide(["1", "2"], "agreed ad ref", pending=["BOR", "CEL"])
        group.confirm_decision("1", "BOR")
        group.propose("2", "permitted", old="licensed", by=["CEL"])
        assert "awaited on" not in sentences(group, Audience.PUBLIC)
        group.confirm_decision("1", "CEL")
        told = sentences(group, Audience.PUBLIC)
        noun = "paragraph" if style is Style.PLAIN else "recommendation"
        assert told.count("confirmation awaited") == 1
        assert f"The confirmation awaited on {noun} 1 was given." in told
        assert f"Some members gave the confirmation awaited on {noun} 1." in sentences(group)
        assert f"One member gave the confirmation awaited on this {noun}." in sentences(group)
        for audience in Audience:
            listed = decisions(group.state, audience).decisions
            assert [each.declared for each in listed] == [declared] * 2
            assert "was pending" not in notes(group, audience, 0)


# What stands beside it.


def test_by_consensus_is_not_said_beside_a_dissociation() -> None:
    """Which tells of the consensus itself; a reservation and an explanation leave it as it was."""
    group = opened(Style.UN)
    for member, on in (("BOR", "1"), ("CEL", "2")):
        group.take_position(member, on, "object", reason="no")
    group.decide("1", "adopted", dissociations={"BOR": "not ours"})
    group.decide("2", "adopted", reservations={"CEL": "as we read it"})
    group.decide("3", "adopted")
    group.make_statement("DEC3", "DOR", "explanation of position", "we pay")
    for audience in Audience:
        told = sentences(group, audience)
        assert "adopted recommendation 1. One member dissociated itself from the consensus" in told
        assert "adopted recommendations 2 and 3 by consensus. One member placed a reser" in told
    group = opened(Style.UN)
    group.decide("1", "adopted")
    later(group)
    group.make_statement("DEC1", "BOR", "dissociation", "not ours")
    assert "by consensus" in sentences(group, meeting="First")
    assert "dissociated itself from the consensus on" in sentences(group)


def test_the_plain_public_reads_that_an_agreement_was_not_unanimous() -> None:
    """Without a name, in the words for numbers that the body has."""
    for members, said in ((["BOR"], "one member"), (["BOR", "CEL"], "some members")):
        group = opened(Style.PLAIN, TOLERANT)
        for member in members:
            group.take_position(member, "2", "object", reason="no")
        group.decide("2", "agreed")
        told = sentences(group, Audience.PUBLIC)
        assert told.endswith(f"agreed on paragraph 2, {said} objecting.")
        assert "Bor" not in told


def test_of_several_texts_it_is_told_to_which_was_objected() -> None:
    """And on which each reserved its position; nothing more where it was to all of them."""
    for style, first, second, held in (
        (Style.PLAIN, "one member objecting to paragraph 1", "paragraph 2", "on paragraph 3"),
        (Style.UN, "one member against recommendation 1", "recommendation 2", "recommendation 3"),
        (Style.IETF, "with one participant in the rough on section 1", "section 2", "section 3"),
        (Style.ISO, "opposition of one member body to clause 1 noted", "clause 2", "clause 3"),
    ):
        group = opened(style, TOLERANT)
        for member, on, stance in (
            ("BOR", "1", "object"),
            ("BOR", "2", "object"),
            ("CEL", "1", "object"),
            ("DOR", "3", "hold"),
        ):
            group.take_position(member, on, stance, reason="no")
        group.decide(["1", "2", "3"], "agreed", reason="heard")
        for audience in Audience:
            told = sentences(group, audience).rpartition(". ")[2]
            assert first in told
            assert f"s 1 and {second[-1]}" in told
            assert held in told
    group = opened(Style.PLAIN, TOLERANT)
    for on in ("1", "2"):
        group.take_position("BOR", on, "object", reason="no")
    group.decide(["1", "2"], "agreed")
    assert "on paragraphs 1 and 2, one member objecting." in sentences(group)
    group = opened(Style.PLAIN)
    for member, on in (("BOR", "1"), ("BOR", "2"), ("CEL", "2")):
        group.take_position(member, on, "object", reason="no")
    group.decide(["1", "2", "3"], "agreed", reason="heard")
    told = "on paragraph 3; the Chair declared paragraphs 1 and 2 agreed; {}"
    named = (
        "Bor stated its objection; Cel stated its objection to paragraph 2; the Chair gave the"
        " following reason: heard."
    )
    assert told.format(named) in sentences(group, attributed=True)
    assert sentences(group, Audience.PUBLIC).endswith(told.format("objections were stated."))


def test_of_texts_with_different_rules_each_objection_is_told_as_what_it_was() -> None:
    """Stated where the chair ruled over it, and a dissent where the rule allows it."""
    group = opened(Style.UN)
    group.set_rule("consensus_minus(1)", "1")
    for on in ("1", "2"):
        group.take_position("BOR", on, "object", reason="no")
    group.decide(["1", "2"], "agreed", reason="heard")
    assert (
        "agreed on recommendation 1; the Chair declared recommendation 2 agreed, one member against"
        " recommendation 1; one member stated its objection; the Chair gave"
    ) in sentences(group)


# Who must not be known by it.


def test_in_a_small_body_the_public_reads_no_number_of_those_apart() -> None:
    """Of five members one alone may be known; who reads names reads the number."""
    for style, said in (
        (Style.PLAIN, "agreed on paragraph 1, over dissent."),
        (Style.UN, "agreed on recommendation 1, over dissent."),
        (Style.IETF, "rough consensus on section 1, over dissent."),
        (Style.ISO, "accepted clause 1, with opposition noted."),
    ):
        group = begun(style, rule=TOLERANT)
        for code in CODES[5:]:
            group.change_member(code, until=group.now().date().replace(day=1))
        group.open_meeting("First")
        group.note_presence(CODES[:5])
        group.take_position("BOR", "1", "object", reason="no")
        group.decide("1", "agreed")
        group.take_position("CEL", "2", "hold", reason="no")
        group.decide("2", "agreed")
        group.decide("3", "agreed")
        for member in ("DOR", "ELM"):
            group.make_statement("DEC3", member, "reservation", "as we read it")
        told = sentences(group, Audience.PUBLIC)
        assert said in told
        assert re.search("at least one (member|part)", told)
        assert re.search("At least one (member|part)", told)
        listed = "".join(notes(group, Audience.PUBLIC, at) for at in range(3))
        assert len(re.findall("at least one", listed)) == 3
        assert not re.search(r"(?<!least )\b(one|two|some) (member|partic)", told + listed)
        assert "at least" not in sentences(group)


WITHOUT_NUMBERS = (
    *("summary", "decisions", "open", "dossier", "meeting", "reference", "matrix", "groups"),
    *("analysis", "member", "ballots"),
)


@pytest.mark.parametrize(
    ("count", "audience", "source"),
    [
        (5, Audience.PUBLIC, "floor"),
        (7, Audience.PUBLIC, "written"),
        (7, Audience.MEMBERS, "written"),
        (7, Audience.MEMBERS, "floor"),
    ],
)
@pytest.mark.parametrize("stance", ["object", "hold"])
def test_no_data_tells_the_number_that_the_words_withhold(
    count: int, audience: Audience, source: str, stance: str
) -> None:
    """In a small body, and under the Chatham House rule: only of which kinds something was."""
    told: list[dict[str, object]] = []
    for against in (("ALV",), ("ALV", "BOR")):
        group = begun(Style.PLAIN, rule=TOLERANT)
        for code in CODES[count:]:
            group.change_member(code, until=group.now().date().replace(day=1))
        group.open_meeting("First", chatham_house=count > 5)
        group.note_presence(CODES[:count])
        group.take_position("CEL", "1", "support")
        for code in against:
            group.take_position(code, "1", stance, source=source, document="L", reason="no")
        group.decide("1", "agreed", reason="heard")
        for code in against:
            group.make_statement("DEC1", code, "reservation", "as we read it")
        group.close_meeting()
        told.append({})
        for kind in WITHOUT_NUMBERS:
            subject = {"dossier": "1", "member": "DOR"}.get(kind, "")
            wanted = Wanted(audience=audience, subject=subject)
            found = json.loads("".join(write_report(group, kind, "json", wanted)))
            told[-1][kind] = found["withheld"]["counts"]
    assert told[0] == told[1]


def test_under_the_chatham_house_rule_no_list_names_members() -> None:
    """Neither who was there, who objected, nor whose word is awaited; the secretariat reads it."""
    group = begun(Style.PLAIN)
    group.open_meeting("Retreat", chatham_house=True)
    group.note_presence(CODES[:6])
    for member, stance in (("BOR", "object"), ("CEL", "hold")):
        group.take_position(member, "1", stance, source="written", document="a letter")
    group.decide("1", "agreed ad ref", pending=["DOR", "ELM"], reason="late")
    group.confirm_decision("1", "DOR")
    for audience in (Audience.PUBLIC, Audience.MEMBERS):
        listed = decisions(group.state, audience)
        line = listed.decisions[0].decision
        codes = (line.pending, line.over, line.holding, line.present, line.absent, line.given)
        assert not any(codes)
        assert line.pending_count == 1
        words = markdown(decisions_outline(listed)) + sentences(group, audience, attributed=True)
        assert [code for code in CODES if code in words or code.title() in words] == []
        assert "objections were stated" in words
        assert "at least one member reserved its position" in words
        assert "one member" not in words.casefold().replace("at least one member", "")
    assert decisions(group.state, Audience.MEMBERS).decisions[0].decision.reason == "late"
    assert "awaiting confirmation by one member" in why(group, Audience.MEMBERS)
    assert "awaiting confirmation by ELM" in why(group, Audience.SECRETARIAT)
    told = markdown(decisions_outline(decisions(group.state, Audience.SECRETARIAT)))
    assert "BOR stated its objection" in told
    assert "one member stated its objection" in sentences(group, Audience.SECRETARIAT)


def test_no_number_counts_what_was_said_in_confidence() -> None:
    """Of three that object, two openly, members and public read of two; nor is a rule told.

    The rule may have been missed for what one member said in confidence alone.
    """
    group = opened(Style.ISO, TOLERANT)
    for member, source in (("BOR", "floor"), ("CEL", "floor"), ("DOR", "confidence")):
        group.take_position(member, "2", "object", reason="no", source=source)
    group.decide("2", "agreed")
    assert "opposition of two member bodies noted" in sentences(group)
    assert "opposition of three member bodies noted" in sentences(group, Audience.SECRETARIAT)
    group = opened(Style.UN, 'majority("simple")')
    for member in ("ALV", "BOR"):
        group.take_position(member, "2", "support")
    for member, source in (("CEL", "floor"), ("DOR", "confidence"), ("ELM", "confidence")):
        group.take_position(member, "2", "disagree", reason="no", source=source)
    group.decide("2", "agreed", reason="heard")
    for audience in Audience:
        is_told = audience is Audience.SECRETARIAT
        assert ("rule was not met" in sentences(group, audience)) == is_told
        assert ("rule was not met" in notes(group, audience)) == is_told
        why = str(group.verdict("2", audience=audience).reasons)
        assert ("DecidedUnmet" in why) == is_told


# In the words of one body.


def test_notes_on_decisions_are_in_the_words_of_the_body() -> None:
    """Whoever reads them: IETF participants reserve judgement and record disagreement."""
    for style, held, apart in (
        (Style.IETF, "judgement reserved by CEL", "recorded their disagreement"),
        (Style.ISO, "position reserved by CEL", "recorded its opposition"),
    ):
        group = opened(style)
        group.take_position("CEL", "1", "hold", reason="no")
        group.decide("1", "agreed")
        assert held in notes(group)
        group.make_statement("DEC1", "DOR", "dissociation", "no")
        group.make_statement("DEC1", "ELM", "reservation", "no")
        assert apart in notes(group, Audience.PUBLIC)
        assert "member " not in notes(group, Audience.PUBLIC).replace("member body", "")
        if style is Style.IETF:
            listed = notes(group, Audience.PUBLIC)
            assert "reserved judgement" in listed
            assert not re.search("position|dissociated|placed", listed)


def test_as_amended_is_said_of_all_texts_of_which_it_is_true_and_of_no_other() -> None:
    """Texts that were revised are told apart from those agreed as they were."""
    group = opened(Style.UN)
    group.decide("1", "agreed")
    for on in ("2", "3"):
        group.edit(on, f"Text {on} was changed.")
        group.decide(on, "agreed")
    group.decide("4", "agreed")
    told = sentences(group)
    assert "agreed on recommendations 1 and 4. " in told
    assert "agreed on recommendations 2 and 3, as amended." in told
    assert told.index("was revised") < told.index("as amended")


@pytest.mark.parametrize("style", [Style.PLAIN, Style.IETF])
def test_texts_are_told_together_where_the_style_has_no_words_for_what_parts_them(
    style: Style,
) -> None:
    """One was amended, one is dissociated from, and a member was not in favour of one."""
    group = opened(style)
    group.edit("2", "Turbines should be permitted.")
    group.take_position("BOR", "4", "disagree")
    for on in "1234":
        group.decide(on, "agreed")
    group.make_statement("DEC3", "ALV", "dissociation", "no")
    assert re.search("on (paragraph|section)s 1, 2, 3 and 4[.]", sentences(group))


def test_one_sentence_has_one_number_and_the_words_of_one_body() -> None:
    """Where it was taken, when it is returned to, and what a group or nobody said."""
    for style, forum in (
        (Style.PLAIN, ", in informal consultations."),
        (Style.IETF, ", in a design team, pending confirmation on the list."),
        (Style.ISO, ", in an ad hoc group, subject to confirmation."),
    ):
        group = opened(style)
        group.decide("1", "agreed", forum="informals")
        assert sentences(group).endswith(forum)
    group = opened(Style.PLAIN)
    group.decide(["1", "2"], "deferred", reason="late", due=date(2026, 7, 1))
    assert "and to return to them on 1 July 2026" in sentences(group)
    group.note_sense("3", "0", "disagree")
    assert "No member was not in favour of paragraph 3." in sentences(group)
    group = opened(Style.IETF)
    group.record(FormNegotiatingGroup(code="ROW", name="The Row", members=("ALV", "BOR")))
    group.state_group_position("ROW", "1", "object")
    assert "The Row raised an objection to section 1." in sentences(group, attributed=True)
    assert "Some participants raised objections to section 1." in sentences(group)
    group.decide("2", "agreed")
    for member in ("CEL", "DOR"):
        group.make_statement("DEC1", member, "reservation", "as we read it")
    assert "Some participants recorded reservations about this section." in sentences(group)


def test_the_list_of_decisions_says_to_which_of_several_texts_members_objected() -> None:
    """In every style; not where it was to all of them, nor to the public."""
    for style, said in (
        (Style.PLAIN, "BOR objecting to 1 and 2, CEL objecting to 1"),
        (Style.UN, "BOR against 1 and 2, CEL against 1"),
        (Style.IETF, "with BOR in the rough on 1 and 2, with CEL in the rough on 1"),
        (Style.ISO, "with the opposition of BOR to 1 and 2 noted, with the opposition of CEL to 1"),
    ):
        group = opened(style, TOLERANT)
        for member, on in (("BOR", "1"), ("BOR", "2"), ("CEL", "1")):
            group.take_position(member, on, "object", reason="no")
        group.decide(["1", "2", "3"], "agreed", reason="heard")
        assert said in notes(group)
        assert said not in notes(group, Audience.PUBLIC)
        group.take_position("BOR", "4", "object", reason="no")
        group.take_position("BOR", "5", "object", reason="no")
        group.decide(["4", "5"], "agreed", reason="heard")
        assert not re.search(r"\b[45]\b", notes(group))


def test_an_objection_to_a_text_of_a_package_is_none_to_the_package() -> None:
    """And one to the package is none to a text of it."""
    group = opened(Style.PLAIN)
    group.propose("1", "chart", old="map", by=["ALV"])
    group.take_position("BOR", "A1", "object", reason="no")
    group.propose_package("Deal", ["1", "3"], amendments=["A1"])
    group.take_position("CEL", "PKG1", "object", reason="no")
    group.decide("PKG1", "agreed", reason="heard", without_brackets=True)
    told = sentences(group)
    assert "one member stated its objection to paragraph 1; one member stated its obj" in told
    assert "one member stated its objection to the package “Deal”; the Chair" in told
    assert "BOR stated its objection to 1; CEL stated its objection to PKG1" in notes(group)


def test_what_one_member_confirmed_of_two_still_awaits_the_other() -> None:
    """It was pending only once both confirmed it."""
    group = opened(Style.PLAIN)
    group.decide("1", "agreed ad ref", pending=["CEL", "DOR"])
    group.confirm_decision("1", "CEL")
    assert "awaiting confirmation by DOR; confirmed by CEL" in notes(group)
    group.confirm_decision("1", "DOR")
    assert notes(group).endswith("was pending, confirmed by CEL and DOR")
