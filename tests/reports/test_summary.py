"""The chair’s summary: what it tells, in which words, and what of it stands after editing."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus import WorkingGroup, write_report, write_report_docx
from consensus.errors import NotFound, Rejected, UnreadableInput, WrongType
from consensus.formats.source import Source
from consensus.history.operations import SetAllOrNothing
from consensus.model.meetings import InterventionKind, Presence
from consensus.model.people import Role
from consensus.model.positions import StatedBy
from consensus.reports.audience import Audience, Kind
from consensus.reports.decisions import decisions, decisions_outline
from consensus.reports.open_items import open_items_outline, open_items_report
from consensus.reports.reference import reference_document, reference_outline
from consensus.reports.summary.context import Quantity, Sentence, is_part_of, proceedings
from consensus.reports.summary.markup import (
    EditedSummary,
    SentenceStatus,
    read_summary,
    summary_markdown,
)
from consensus.reports.summary.summary import ChairSummary
from tests.support.market import MEMBERS, markdown, new_market
from tests.support.panel import two_copies

# The chair's summary: what it tells, in which words, and of whom.

MOTIONS = """# Motions

1. To meet twice a year.

2. That the market close on Sundays.

3. That there be a second square.
"""


@pytest.fixture
def meeting(market: WorkingGroup) -> WorkingGroup:
    """The market committee in its third meeting, with three motions, all seven there."""
    market.import_draft(Source.of(MOTIONS, "motions.md"))
    market.open_meeting("Spring meeting", number="3", place="the old hall")
    market.note_presence(["ASP", "BIR", "CED", "DOG", "ELD"])
    market.note_presence(["FIG", "GUM"], Presence.REMOTE)
    market.add_agenda_item("hours")
    market.take_up_agenda_item("hours")
    return market


def members_summary(group: WorkingGroup, *, attributed: bool = False) -> ChairSummary:
    """The summary of the last meeting for the members."""
    return group.summary(audience=Audience.MEMBERS, attributed=attributed)


def texts(
    group: WorkingGroup,
    anchor: str = "AG1",
    *,
    attributed: bool = False,
    audience: Audience = Audience.MEMBERS,
) -> list[str]:
    """The sentences and points of the paragraphs on one matter."""
    found = group.summary(audience=audience, attributed=attributed)
    return [
        each.text
        for paragraph in found.paragraphs
        if paragraph.anchor.partition(".")[0] == anchor
        for each in paragraph.all_sentences
    ]


def sentence(group: WorkingGroup, key: str) -> Sentence:
    """One sentence, by what it is about."""
    return next(each for each in members_summary(group).sentences if each.key == key)


def test_it_says_where_and_when_and_how_many_were_there(meeting: WorkingGroup) -> None:
    """The number and the place are those of the meeting; presence is counted."""
    meeting.close_meeting()
    assert texts(meeting, "meeting") == [
        "The third meeting of the Market committee was held at the old hall on 7 April 2026.",
        "All seven members took part, two of them remotely.",
    ]


def test_the_title_of_a_draft_is_no_body(market: WorkingGroup) -> None:
    """A group that has no name of its own is the working group."""
    draft = next(iter(market.state.drafts.values()))
    group = WorkingGroup.in_memory(title=f"{draft.title} of the Quay Committee")
    group.import_draft(Source.of(f"# {group.state.title}\n\n1. Tides rise.\n", "tides.md"))
    group.open_meeting("Second")
    group.decide("1", "agreed")
    told = " ".join(each.text for each in members_summary(group).sentences)
    assert told.startswith("The meeting “Second” of the Working Group was opened")
    assert "The Working Group agreed on paragraph 1" in told


def test_a_meeting_that_goes_on_is_not_told_as_held(meeting: WorkingGroup) -> None:
    """It was opened."""
    assert " was opened at the old hall on 7 April 2026." in texts(meeting, "meeting")[0]


def test_members_are_counted_in_words_and_the_number_is_kept(meeting: WorkingGroup) -> None:
    """Three of seven are several; the trace has the three."""
    meeting.note_intervention("the noise at night", kind=InterventionKind.CONCERN, voices=3)
    found = sentence(meeting, "INT1")
    assert (
        found.text
        == "With regard to hours, several members expressed concern over the noise at night."
    )
    assert found.quantities == (Quantity("several members", 3, 7),)
    assert found.things == ("INT1",)
    assert found.steps == (meeting.steps()[-1].id,)


def test_the_words_are_those_of_the_table_of_the_body(meeting: WorkingGroup) -> None:
    """Another table gives other words for the same record."""
    meeting.note_intervention("noise", kind=InterventionKind.CONCERN, voices=3)
    meeting.set_quantifiers({"a number of members": ">0", "nearly everybody": "6/7"})
    assert "a number of members expressed concern" in texts(meeting)[0]
    meeting.note_intervention("dust", kind=InterventionKind.CONCERN, voices=6)
    assert "Nearly everybody expressed concern over dust." in texts(meeting)


def test_nobody_is_named_unless_asked_for(meeting: WorkingGroup) -> None:
    """One member is one member; attributed, it has its name."""
    meeting.note_intervention("Sundays are quiet.", member="DOG")
    assert texts(meeting) == ["With regard to hours, one member indicated that Sundays are quiet."]
    assert texts(meeting, attributed=True) == [
        "With regard to hours, Dogwood Court indicated that Sundays are quiet."
    ]


def test_each_kind_of_intervention_is_told_in_its_way(meeting: WorkingGroup) -> None:
    """Statements, proposals, suggestions, notes, presentations, exchanges, stock-taking."""
    for kind, words in (
        (InterventionKind.STATEMENT, "It was indicated that rain is bad."),
        (InterventionKind.STATEMENT, "it was also indicated that snow is worse"),
        (InterventionKind.PROPOSAL, "to buy roofs"),
        (InterventionKind.SUGGESTION, "roofs be lent"),
        (InterventionKind.NOTE, "roofs are dear"),
        (InterventionKind.PRESENTATION, "a presentation on roofs"),
        (InterventionKind.EXCHANGE, "roofs"),
        (InterventionKind.STOCK, "the roofs there are"),
    ):
        text = words.split(" that ")[-1] if kind is InterventionKind.STATEMENT else words
        meeting.note_intervention(text, kind=kind)
    assert texts(meeting) == [
        "With regard to hours, it was indicated that rain is bad.",
        "It was also indicated that snow is worse.",
        "It was proposed to buy roofs.",
        "It was suggested that roofs be lent.",
        "The Committee noted that roofs are dear.",
        "A presentation on roofs was made.",
        "Members exchanged views on roofs.",
        "Participants took stock of the roofs there are.",
    ]


def test_a_remedy_follows_its_concern(meeting: WorkingGroup) -> None:
    """The first addresses it, the next are in addition, a later one says which concern."""
    meeting.note_intervention("the noise", kind=InterventionKind.CONCERN)
    for remedy in ("doors be shut", "bands be small"):
        meeting.note_intervention(remedy, kind=InterventionKind.SUGGESTION, remedies="INT1")
    meeting.note_intervention("the dust", kind=InterventionKind.CONCERN)
    meeting.note_intervention("dogs stay out", kind=InterventionKind.SUGGESTION)
    meeting.note_intervention("water be used", kind=InterventionKind.SUGGESTION, remedies="INT4")
    assert texts(meeting)[1:] == [
        "To address this concern, it was suggested that doors be shut.",
        "In addition, it was suggested that bands be small.",
        "Concern was expressed over the dust.",
        "It was suggested that dogs stay out.",
        "To address the concern over the dust, it was suggested that water be used.",
    ]


def test_only_a_concern_has_a_remedy(meeting: WorkingGroup) -> None:
    """A remedy for what was no concern would be told as one."""
    meeting.note_intervention("the tea is good", member="ASP")
    with pytest.raises(Rejected, match="INT1 is no concern"):
        meeting.note_intervention("tea be cheap", kind="suggestion", remedies="INT1")


def test_noted_words_follow_the_verb_however_they_begin(meeting: WorkingGroup) -> None:
    """What is noted with its own *that* or *to*, or with a condition, reads as a sentence."""
    meeting.note_intervention("that the tea is hot", office="chair")
    meeting.note_intervention("to drink it", kind="suggestion")
    meeting.note_intervention("if it is cold, it be heated", kind="suggestion")
    told = [each.text for each in members_summary(meeting).sentences]
    assert told[-3].endswith("the Chair indicated that the tea is hot.")
    assert "It was suggested to drink it." in told
    assert "It was suggested that, if it is cold, it be heated." in told


def test_what_is_put_off_to_no_day_is_not_said_to_come_again(meeting: WorkingGroup) -> None:
    """Nobody decided to return to it."""
    meeting.set_style("un")
    meeting.decide("R1", "deferred", reason="time is short")
    (told,) = [e.text for e in members_summary(meeting).sentences if "for the moment" in e.text]
    assert "the Committee decided not to pursue recommendation 1 for the moment" in told


def test_issues_are_a_list_of_their_own(meeting: WorkingGroup) -> None:
    """What comes before and after them are paragraphs of the same matter."""
    meeting.note_intervention("rain", kind=InterventionKind.NOTE)
    for issue in ("roofs", "drains"):
        meeting.note_intervention(issue, kind=InterventionKind.ISSUE)
    meeting.note_intervention("wind", kind=InterventionKind.NOTE)
    assert [each.anchor for each in members_summary(meeting).paragraphs] == [
        *("meeting", "agenda", "AG1", "AG1-2", "AG1-3")
    ]
    assert texts(meeting, "AG1-2") == [
        "In that context, the following issues were highlighted during the discussion:",
        "roofs",
        "drains",
    ]


def test_motions_are_taken_up_in_their_words(meeting: WorkingGroup) -> None:
    """What was agreed, put off, refused and withdrawn reads on from the body's name."""
    motions = [each.handle for each in meeting.state.drafts.values()][-1]
    items = [each.handle for each in meeting.state.items.values() if each.kind.can_be_agreed][-3:]
    assert motions == "D2"
    meeting.decide(items[0], "agreed")
    meeting.decide(items[1], "deferred", reason="The hall is closed.", due=date(2026, 5, 1))
    meeting.note_sense(items[2], "the majority", "object")
    meeting.decide(items[2], "rejected")
    assert texts(meeting) == [
        "With regard to hours, the Committee agreed to meet twice a year.",
        "It was decided, for the moment, not to pursue the proposal that the market close on"
        " Sundays and to return to it on 1 May 2026, for the following reason: the hall is closed.",
        "The majority of members objected to the proposal that there be a second square.",
        "This proposal was not agreed to.",
    ]


def test_paragraphs_decided_alike_are_told_together(meeting: WorkingGroup) -> None:
    """Three gavels are one sentence with three decisions behind it; what differs is not in it."""
    for item in ("R1", "R3", "R4"):
        meeting.decide(item, "agreed")
    meeting.decide("R2", "agreed", pending=["ELD"])
    assert texts(meeting) == [
        "With regard to hours, the Committee agreed on paragraphs 1, 3 and 4.",
        "The Committee agreed on paragraph 2, awaiting confirmation by one member.",
    ]
    assert sentence(meeting, "DEC1").things == ("DEC1", "DEC2", "DEC3", "R1", "R3", "R4")


def test_texts_decided_alike_are_in_order_and_with_what_is_merged_in_them(
    meeting: WorkingGroup,
) -> None:
    """What was put in has been told already, and is part of the paragraph that is agreed."""
    meeting.propose("R2", "midday", old="noon", by=["ASP"])
    meeting.merge("R2")
    for target in ("R3", "A1"):
        meeting.decide(target, "agreed")
    assert texts(meeting)[-1] == "The Committee agreed on paragraph 3 and amendment A1."
    meeting.decide("R2", "agreed")
    assert texts(meeting)[-1] == "The Committee agreed on paragraphs 2 and 3."
    decided = members_summary(meeting).sentences[-1]
    assert {*decided.things} == {"DEC1", "DEC2", "DEC3", "A1", "R2", "R3"}


def test_words_that_are_put_in_brackets_are_no_revision(meeting: WorkingGroup) -> None:
    """A bracket with an option more is none either; other words are."""
    meeting.bracket("R2", "[Sellers shall pay the fee before noon.]")
    meeting.bracket("R3", "Music [may | must] be played on the square.")
    meeting.edit("R4", "Cats are kept on a lead.")
    meeting.bracket("R5", "The committee [ASP: meets] every month.")
    assert texts(meeting) == [
        "With regard to hours, in paragraph 4, “Dogs” was replaced by “Cats”.",
        "The text of paragraph 2 was placed in square brackets.",
        "In paragraph 3, “may | must” was placed in square brackets.",
        "In paragraph 5, “meets” was placed in square brackets.",
    ]
    meeting.close_meeting()
    meeting.open_meeting("Later")
    meeting.leave_brackets("R5", "ASP")
    assert "R5" not in [each for told in members_summary(meeting).sentences for each in told.things]


def test_what_two_copies_recorded_alike_is_told_of_both() -> None:
    """The same change, decision and statement in two copies of a record are summarised."""

    def meet(group: WorkingGroup) -> None:
        group.open_meeting("Monday")
        group.take_position("DUN", "1", "object", source="written", document="L1")

    ann, bob = two_copies(meet)
    for copy in (ann, bob):
        copy.edit("2", "The office must publish all reports.")
        copy.decide(
            "1", "agreed", reservations={"DUN": "on trial"}, source="written", document="L2"
        )
    ann.sync(bob)
    for audience in Audience:
        told = " ".join(each.text for each in ann.summary(audience=audience).sentences)
        assert "In paragraph 2, “should” was replaced by “must”" in told
        assert "ne member placed a reservation on record on" in told


def test_what_did_not_meet_its_rule_is_told(meeting: WorkingGroup) -> None:
    """And a motion that ends with a semicolon leaves none before the comma that follows."""
    meeting.edit("N1", "To meet twice a year;")
    meeting.take_position("ASP", "N1", "hold", reason="too often")
    meeting.decide("N1", "agreed ad ref", pending=["BIR"], reason="time is short;")
    told = members_summary(meeting).sentences[-1].text
    assert told.startswith(
        "The Committee agreed ad referendum to meet twice a year, although its rule was not met,"
        " awaiting confirmation by"
    )
    assert told.endswith(
        ", one member reserving its position; the Chair gave the following reason: time is short."
    )
    assert told.count(";") == 1


def test_what_the_chair_ruled_over_an_objection_is_not_what_the_group_agreed(
    meeting: WorkingGroup,
) -> None:
    """Members read how many objected and why the chair ruled; the public, that some did."""
    meeting.take_position("ASP", "R1", "object", reason="too often")
    meeting.decide("R1", "agreed", reason="time is short")
    declared = "The Chair declared this paragraph agreed"
    assert members_summary(meeting).sentences[-1].text == (
        f"{declared}; one member stated its objection; the Chair gave the following reason: time"
        " is short."
    )
    told = meeting.summary(audience=Audience.PUBLIC).sentences[-1].text
    assert told.endswith("agreed; objections were stated.")


def test_objectors_who_are_absent_are_no_share_of_those_present(meeting: WorkingGroup) -> None:
    """Two absent of seven are some members, though only two are there; as are those awaited."""
    absent = ["CED", "DOG"]
    for member in absent:
        meeting.take_position(member, "R1", "object", source=StatedBy.WRITTEN, document="a letter")
    meeting.note_presence([*absent, "ELD", "FIG", "GUM"], Presence.ABSENT)
    meeting.decide("R1", "agreed", pending=absent, reason="time is short")
    told = members_summary(meeting).sentences[-1]
    assert "some members stated their objections" in told.text
    assert "awaiting confirmation by some members" in told.text
    assert set(told.quantities) == {Quantity("some members", 2, 7)}


def test_what_is_agreed_before_all_of_its_draft_is_told_as_provisional(
    meeting: WorkingGroup,
) -> None:
    """By the group as by the Chair, and of a motion; what is adopted is so without the rest."""
    for draft in meeting.state.drafts:
        meeting.record(SetAllOrNothing(draft=draft, holds=True))
    meeting.take_position("ASP", "R3", "object", reason="too often")
    meeting.decide("R1", "agreed")
    meeting.decide("R3", "agreed", reason="time is short")
    meeting.decide("N1", "agreed")
    told = " ".join(texts(meeting))
    assert "he Committee provisionally agreed on paragraph 1" in told
    assert "The Chair declared paragraph 3 provisionally agreed; one member" in told
    assert "The Committee provisionally agreed to meet twice a year." in told
    meeting.decide("N1", "adopted")
    told = " ".join(texts(meeting))
    assert "agreed to meet twice a year. The Committee adopted this proposal." in told
    meeting.decide(["N2", "N3"], "agreed")
    told = " ".join(texts(meeting))
    assert "The Committee agreed to meet twice a year." in told
    assert "he Committee provisionally agreed on paragraph 1" in told


def test_a_decision_tells_of_the_positions_reserved_and_the_rule_that_was_not_met(
    meeting: WorkingGroup,
) -> None:
    """Of one item, of two decided alike, and of several, on which of them; to the public too."""
    for member, target in (("CED", "R1"), ("CED", "R2"), ("DOG", "R3"), ("FIG", "R3")):
        meeting.take_position(member, target, "hold")
    meeting.decide("R1", "agreed")
    said = "greed on paragraph 1, although its rule was not met, one member reserving its position."
    for audience in (Audience.MEMBERS, Audience.PUBLIC):
        assert texts(meeting, audience=audience)[-1].endswith(said)
    meeting.decide("R2", "agreed")
    assert texts(meeting)[-1].endswith(
        "greed on paragraphs 1 and 2, although their rules were not met, one member reserving its"
        " position."
    )
    meeting.decide(["R3", "R4"], "agreed", reason="all in all")
    told = (
        "The Committee agreed on paragraphs 3 and 4, {} reserving their positions on paragraph 3;"
        " the rule of paragraph 3 was not met"
    )
    reason = "; the Chair gave the following reason: all in all."
    some = told.format("some members")
    assert texts(meeting)[-1] == some + reason
    assert texts(meeting, audience=Audience.PUBLIC)[-1] == f"{some}."
    named = told.format("Dogwood Court and Fig Yard")
    assert texts(meeting, attributed=True)[-1] == named + reason


def test_a_notice_period_that_was_not_kept_is_not_told_as_a_rule(meeting: WorkingGroup) -> None:
    """Of one text, of two decided alike, and of several, each with what it was without."""
    meeting.set_notice(timedelta(hours=24))
    for item in ("R1", "R2", "R3", "R4"):
        meeting.take_position("ASP", item, "support")
    meeting.decide("R3", "agreed")
    for audience in Audience:
        said = "greed on paragraph 3, although its notice of 24 hours was not met."
        assert texts(meeting, audience=audience)[-1].endswith(said)
    meeting.decide("R4", "agreed")
    said = "greed on paragraphs 3 and 4, although their notice of 24 hours was not met."
    assert texts(meeting)[-1].endswith(said)
    meeting.take_position("ELD", "R5", "hold")
    meeting.decide("R5", "agreed")
    assert "although its rule and its notice of 24 hours were not met" in texts(meeting)[-1]
    meeting.take_position("CED", "R2", "hold")
    meeting.decide(["R1", "R2"], "agreed")
    told = "the notice of 24 hours of paragraphs 1 and 2 and the rule of paragraph 2 were not met."
    for audience in Audience:
        assert texts(meeting, audience=audience)[-1].endswith(f"on paragraph 2; {told}")


def test_a_position_reserved_in_confidence_is_not_told_with_the_decision(
    meeting: WorkingGroup,
) -> None:
    """Nor the rule, which was not met for it; the secretariat is told of both."""
    meeting.take_position("CED", "R1", "hold", source="confidence")
    meeting.decide("R1", "agreed")
    for audience in (Audience.MEMBERS, Audience.PUBLIC):
        assert texts(meeting, audience=audience)[-1].endswith("greed on paragraph 1.")
    assert "one member reserving its position" in texts(meeting, audience=Audience.SECRETARIAT)[-1]


def test_who_dissociates_itself_is_told_of_once(meeting: WorkingGroup) -> None:
    """Not as who stood aside as well, which it does by the same act."""
    meeting.decide("R1", "agreed")
    meeting.take_position("CED", "R2", "object", reason="too often")
    meeting.decide("R2", "agreed", dissociations={"CED": "too often"})
    told = " ".join(texts(meeting))
    assert "One member dissociated itself from the decision on" in told
    assert "stood aside" not in told
    meeting.take_position("DOG", "R3", "abstain")
    assert "One member stood aside on" in " ".join(texts(meeting))


def test_what_members_say_of_a_decision_is_told_beside_it(meeting: WorkingGroup) -> None:
    """What several say alike is one sentence, about the decision and what was decided."""
    meeting.decide("R1", "agreed", pending=["CED", "DOG"])
    meeting.make_statement("R1", "ASP", "reservation")
    for member in ("BIR", "ELD"):
        meeting.make_statement("R1", member, "explanation of position")
    for member in ("CED", "DOG"):
        meeting.confirm_decision("R1", member)
    meeting.make_statement("R1", "FIG", "dissociation")
    assert texts(meeting)[1:] == [
        "One member placed a reservation on record on this paragraph.",
        "Some members explained their positions on this paragraph.",
        "Some members gave the confirmation awaited on this paragraph.",
        "One member dissociated itself from the decision on this paragraph.",
    ]
    assert texts(meeting, attributed=True)[2:4] == [
        "Birch Row and Elder Street explained their positions on this paragraph.",
        "Cedar Lane and Dogwood Court gave the confirmation awaited on this paragraph.",
    ]
    for key in ("explanation:DEC1", "word:DEC1"):
        found = sentence(meeting, key)
        assert found.things == ("DEC1", "R1")
        assert found.quantities == (Quantity("some members", 2, 7),)


def test_the_public_is_told_alike_who_did_not_join_in(meeting: WorkingGroup) -> None:
    """Summary, report on open items, reference document and register count the same.

    Nobody is named, no words are told, and what is in confidence is told by none.
    """
    for member in ("ASP", "BIR", "CED"):
        meeting.take_position(member, "R1", "object", reason="planted")
    meeting.take_position("DOG", "R2", "object", source="confidence")
    joined, apart = dict.fromkeys(("ASP", "BIR"), "planted"), {"CED": "planted"}
    meeting.decide("R1", "agreed", reservations=joined, dissociations=apart)
    meeting.decide("R2", "agreed", dissociations={"DOG": "planted"})
    meeting.decide("R3", "agreed")
    meeting.make_statement("R3", "GUM", "dissociation", "planted")
    meeting.make_statement("R3", "FIG", "explanation of position", "planted")
    state, judgement, now = meeting.state, meeting.judgement(), meeting.now()
    summary = meeting.summary()
    told = [
        " ".join(each.text for each in summary.sentences),
        markdown(open_items_outline(open_items_report(state, judgement, [*state.drafts], now=now))),
        markdown(reference_outline(reference_document(state, judgement, now))),
        markdown(decisions_outline(decisions(state))),
    ]
    names = [*MEMBERS, *(name for name, _ in MEMBERS.values())]
    for text in told:
        said = re.findall(r"(\w+) members? (placed a reservation|dissociated)", text)
        counts = [(count.casefold().replace("two", "2"), kind) for count, kind in said]
        apart_on_two = [("one", "dissociated")] * 2
        assert sorted(counts) == [("2", "placed a reservation"), *apart_on_two]
        assert not [each for each in ("planted", *names) if each in text]
    assert summary.withheld.counts[Kind.STATEMENTS] == 1  # the explanation
    assert "Some members placed a reservation" in " ".join(texts(meeting))


def test_positions_taken_in_the_meeting_are_counted_by_stance(meeting: WorkingGroup) -> None:
    """The last stance of each counts; those taken via a group are its members', or by its name."""
    meeting.take_position("CED", "R3", "object", reason="Nights are loud.")
    meeting.take_position("CED", "R3", "accept")
    meeting.take_position("DOG", "R3", "hold")
    meeting.take_position("GUM", "R3", "object", source="confidence")
    meeting.state_group_position("ROW", "R3", "support")
    assert texts(meeting) == [
        "With regard to hours, some members supported paragraph 3, one member could accept it and"
        " one member reserved its position on it."
    ]
    assert (
        "ROW supported paragraph 3, Cedar Lane could accept it"
        in texts(meeting, attributed=True)[0]
    )
    behind = sentence(meeting, "positions:R3")
    assert [each.count for each in behind.quantities] == [2, 1, 1]


def test_straw_polls_and_hums_are_told_with_their_figures(meeting: WorkingGroup) -> None:
    """What was counted or heard in the room is the subject of the sentence."""
    meeting.note_sense("R2", "23 to 4", "support")
    meeting.note_sense("R4", "louder against", "disagree")
    told = " ".join(texts(meeting))
    assert "a straw poll of 23 to 4 supported paragraph 2" in told
    assert "hum, louder against, was not in favour of paragraph 4" in told


def test_ballots_are_told_with_what_they_came_to(meeting: WorkingGroup) -> None:
    """As a recommendation, without names; of votes nothing is told."""
    due = datetime(2026, 4, 30, 18, 30, tzinfo=UTC)
    meeting.open_ballot("text", on="R2", rule='majority("two-thirds")', deadline=due)
    meeting.open_ballot("yes-no", "Shall the market move?", secret=True)
    meeting.cast_vote("BAL1", "ASP", "approve")
    meeting.close_ballot("BAL1", reason="all have spoken")
    meeting.close_ballot("BAL2", totals={"yes": 1, "no": 1}, took_part=["ASP", "BIR"])
    told = " ".join(texts(meeting))
    for sentence in (
        "a ballot was opened on paragraph 2, until 30 April 2026 at 18:30 UTC.",
        "secret ballot was opened on the question “Shall the market move?”",
        "ballot on this paragraph led to a recommendation: the text is approved.",
        "“Shall the market move?” led to a recommendation: no, the rule is not met.",
    ):
        assert sentence in told
    assert "ASP" not in told


def test_what_was_planned_and_asked_is_told(meeting: WorkingGroup) -> None:
    """Undertakings, milestones, questions with their deadline, meetings to come, consultations."""
    deadline = datetime(2026, 5, 31, 23, 59, tzinfo=UTC)
    meeting.announce_meeting("Summer", datetime(2026, 7, 1, tzinfo=UTC), number="4", place="Bonn")
    meeting.undertake("count the stalls", "secretariat", due="M2")
    meeting.undertake("ask the band", "DOG", due=datetime(2026, 4, 30, 18, 30, tzinfo=UTC))
    meeting.add_milestone("new rules", date(2026, 12, 31))
    meeting.ask_question("Which fees?", deadline=deadline)
    meeting.open_consultation(["R2"], facilitator="DOG", purpose="find a fair fee")
    meeting.open_silence(["R4"], hours=48)
    assert texts(meeting)[:-2] == [
        "With regard to hours, the fourth meeting will be held in Bonn on 1 July 2026.",
        "The Secretariat undertook to count the stalls before the fourth meeting.",
        "One member undertook to ask the band by 30 April 2026 at 18:30 UTC.",
        "The target date for new rules is 31 December 2026.",
        "The following question will guide the contributions of members and others: (1) Which"
        " fees?",
        "The deadline for replies is 31 May 2026.",
    ]
    assert texts(meeting)[-2] == "Consultations on paragraph 2 were opened: find a fair fee."
    assert texts(meeting)[-1].startswith(
        "Paragraph 4 was placed under a silence procedure until 9 April 2026"
    )


def test_what_was_presented_and_corrected_editorially_is_told(meeting: WorkingGroup) -> None:
    """Apart from changes of substance, and also where the text was agreed."""
    meeting.propose("R2", "midday", old="noon", by=["ASP"])
    meeting.present(["R4", "A1"])
    meeting.decide("R2", "agreed")
    text = meeting.state.text(meeting.state.handles["R2"])
    meeting.edit("R2", text.upper(), editorial=True)
    told = texts(meeting)
    assert "Paragraph 4 and amendment A1 were presented." in told
    assert told[-1] == "The text of this paragraph was corrected editorially."


def test_amendments_that_were_presented_together_are_named_once(meeting: WorkingGroup) -> None:
    """The noun stands before all of them, as before several paragraphs."""
    for text in ("midday", "eleven", "dusk"):
        meeting.propose("R2", text, old="noon", by=["ASP"])
    meeting.present(["R3", "R4", "A1", "A2", "A3"])
    told = "Paragraphs 3 and 4 and amendments A1, A2 and A3 were presented."
    assert told in texts(meeting)


def test_work_on_texts_is_told_by_its_numbers(meeting: WorkingGroup) -> None:
    """Amendments, what went in, what was withdrawn."""
    meeting.propose("R2", "midday", old="noon", by=["ASP"])
    meeting.propose("R4", "short lead", old="lead", by=["BIR"])
    meeting.withdraw("A2")
    meeting.merge("R2")
    assert texts(meeting) == [
        "With regard to hours, two amendments were proposed: to replace “noon” by “midday” in"
        " paragraph 2 (A1); to insert “short” in paragraph 4 (A2).",
        "Amendment A2 was withdrawn.",
        "In paragraph 2, “noon” was replaced by “midday”.",
    ]


def test_what_the_chair_edits_before_a_merge_is_attributed_to_no_member(
    meeting: WorkingGroup,
) -> None:
    """The merge took less than the text differs by; one sentence tells both where none is named."""
    meeting.propose("R2", "midday", old="noon", by=["ASP"])
    meeting.edit("R2", "Sellers shall pay the charge before noon.")
    meeting.merge("R2")
    named = [each.text for each in members_summary(meeting, attributed=True).sentences]
    asp = meeting.state.members["ASP"].name or "ASP"
    assert named[-2:] == [
        "In this paragraph, “fee” was replaced by “charge”.",
        f"In this paragraph, “noon” was replaced by “midday”, as proposed by {asp}.",
    ]
    told = meeting.summary(audience="public").sentences[-1].text
    both = "“fee” was replaced by “charge” and “noon” was replaced by “midday”"
    assert told == f"In this paragraph, {both}."


def test_what_a_merge_changed_is_told_with_its_words_and_whose_they_are(
    meeting: WorkingGroup,
) -> None:
    """To whom members are named; of long changes which sentences they are in."""
    rest = "It is open to all. It closes at dusk."
    meeting.edit("R4", f"Dogs are kept on a lead. {rest}")
    meeting.close_meeting()
    meeting.open_meeting("Later")
    meeting.propose("R2", "midday", old="noon", by=["ASP"])
    long = "The whole of the square is open to all who come there from near and far to sell."
    meeting.propose("R4", long, old="It is open to all.", by=["BIR"])
    meeting.propose("R3", kind="delete", by=["ASP"])
    meeting.merge("R2")
    meeting.merge("R4")
    named = [each.text for each in members_summary(meeting, attributed=True).sentences]
    asp, bir = (meeting.state.members[each].name or each for each in ("ASP", "BIR"))
    assert f"In paragraph 2, “noon” was replaced by “midday”, as proposed by {asp}." in named
    assert f"The second sentence of paragraph 4 was revised, as proposed by {bir}." in named
    told = [each.text for each in meeting.summary(audience="public").sentences]
    assert "In paragraph 2, “noon” was replaced by “midday”." in told
    meeting.decide("A3", "rejected", reason="no support")
    told = [each.text for each in members_summary(meeting).sentences]
    assert (
        "Three amendments were proposed: to replace “noon” by “midday” in paragraph 2 (A1); to"
        " revise the second sentence of paragraph 4 (A2); to delete paragraph 3 (A3)." in told
    )


def test_sentences_on_one_text_stay_in_one_paragraph(meeting: WorkingGroup) -> None:
    """Of two to five sentences."""
    for number in range(1, 5):
        meeting.take_position("ASP", f"R{number}", "object", reason="no")
        meeting.take_position("BIR", f"R{number}", "support")
        meeting.decide(f"R{number}", "deferred", reason=f"reason {number}")
    found = [
        [each for one in paragraph.sentences for each in one.things if each.startswith("R")]
        for paragraph in members_summary(meeting).paragraphs
    ]
    texts = [{*each} for each in found]
    assert all(one.isdisjoint(other) for n, one in enumerate(texts) for other in texts[:n])
    assert all(len(paragraph.sentences) <= 5 for paragraph in members_summary(meeting).paragraphs)


def test_the_public_is_told_what_was_public_in_the_room(meeting: WorkingGroup) -> None:
    """Not what a member said or undertook, nor reasons; offices and quantities are told."""
    meeting.nominate(Role.CHAIR, "Ada Hale", by="the clerk")
    meeting.approve_nomination("NOM1")
    meeting.note_intervention("planted words", member="DOG")
    meeting.note_intervention("costs", kind="concern", voices=4)
    meeting.note_intervention("halls be shared", kind="suggestion", office="the clerk")
    meeting.note_sense("R1", "several", "object", "planted note")
    meeting.undertake("count the stalls", "secretariat")
    meeting.undertake("do planted things", "DOG")
    meeting.decide("R5", "deferred", reason="planted reason")
    public = meeting.summary()
    text = " ".join(each.text for each in public.sentences)
    assert "planted" not in text
    assert not any(each.quantities for each in public.sentences)
    for sentence in (
        "the clerk nominated Ada Hale as Chair of the Committee.",
        "The majority of members expressed concern over costs.",
        "The clerk suggested that halls be shared.",
        "Several members objected to paragraph 1.",
        "The Secretariat undertook to count the stalls.",
    ):
        assert sentence in text
    assert "not to pursue paragraph 5" in text
    assert public.withheld.counts == {
        Kind.REASONS: 2,
        Kind.INTERVENTIONS: 1,
        Kind.UNDERTAKINGS: 1,
    }


def test_under_the_chatham_house_policy_no_office_is_named(meeting: WorkingGroup) -> None:
    """To nobody; what was said is told."""
    meeting.nominate(Role.CHAIR, "Ada Hale", by="the clerk")
    meeting.note_intervention("halls be shared", kind="suggestion", office="the clerk")
    meeting.set_audience_policy("chatham-house")
    for audience in Audience:
        text = " ".join(each.text for each in meeting.summary(audience=audience).sentences)
        assert "a nomination for Chair was made. It was suggested that halls be shared." in text
        assert "clerk" not in text


def test_a_chair_is_nominated_approved_and_takes_the_chair(meeting: WorkingGroup) -> None:
    """Who nominated whom is told, then that the members approved; what was declined is said so."""
    meeting.finish_agenda_item()
    meeting.nominate(Role.CHAIR, "Ben Oru", member="BIR", by="the clerk, Ms. Reed")
    meeting.decline_nomination("NOM1", "no time")
    meeting.nominate(Role.CHAIR, "Ada Hale", member="ASP")
    meeting.approve_nomination("NOM2")
    assert texts(meeting, "other") == [
        "The clerk, Ms. Reed, nominated Ben Oru of Birch Row as Chair of the Committee.",
        "The nomination of Ben Oru was not taken up.",
        "Ada Hale of Guild of Aspen was nominated as Chair of the Committee.",
        "Following the approval of the members, Ada Hale accepted the nomination and chaired the"
        " remainder of the meeting.",
    ]
    meeting.assign_office(Role.CHAIR, "Dan Ives")
    assert texts(meeting, "other")[-2:] == [
        "Following the approval of the members, Ada Hale accepted the nomination.",
        "Dan Ives took office as Chair.",
    ]


def test_labels_are_those_of_the_meeting(meeting: WorkingGroup) -> None:
    """A revision that renumbers later changes no summary; one of a later meeting has the new."""
    meeting.decide("R3", "agreed")
    meeting.close_meeting()
    before = texts(meeting)
    meeting.propose(kind="insert", draft="D1", after="R1", text="Scales are tested.", by=["CED"])
    meeting.merge("A1")
    meeting.publish("Rev.1", draft="D1")
    assert meeting.state.items[meeting.state.handles["R3"]].label == "4"
    assert texts(meeting) == before
    assert "agreed on paragraph 3" in before[0]


def test_what_was_undone_is_not_told(meeting: WorkingGroup) -> None:
    """A step taken back leaves no sentence."""
    meeting.note_intervention("rain", kind=InterventionKind.NOTE)
    meeting.undo()
    assert texts(meeting) == ["Hours was considered."]


def test_a_matter_on_which_nothing_was_noted_was_considered(meeting: WorkingGroup) -> None:
    """And what was not taken up is said to have been left."""
    meeting.add_agenda_item("roofs")
    assert texts(meeting) == ["Hours was considered."]
    assert texts(meeting, "agenda")[-1] == (
        "The following was on the agenda, and was not taken up: roofs."
    )


def test_without_a_meeting_there_is_no_summary(market: WorkingGroup) -> None:
    """It says so."""
    with pytest.raises(NotFound, match="no meeting was opened yet"):
        market.summary()


def test_the_chatham_house_rule_leaves_no_name_and_no_office(market: WorkingGroup) -> None:
    """Whoever is asked for, by whom and for whom: several said it, and the trace has the number."""
    market.open_meeting(
        "Retreat", chatham_house=True, opened_by="Mr. Vane, mayor of Aspen", number="1"
    )
    market.nominate(Role.CHAIR, "Ada Hale", member="ASP", by="Mr. Vane")
    market.approve_nomination("NOM1")
    market.assign_office(Role.SECRETARY, "Cleo Hale", member="BIR")
    market.note_intervention("the fee is too high", voices=3)
    market.note_intervention("music is fine", office="chair")
    market.note_intervention("dogs are not", member="DOG")
    market.take_position("ELD", "R3", "object")
    market.undertake("ask Mr. Oru", "Ada Hale")
    market.open_consultation(["R2"], facilitator="Ben Oru")
    for audience in Audience:
        for attributed in (False, True):
            made = market.summary(audience=audience, attributed=attributed)
            text = " ".join(each.text for each in made.sentences)
            named = (
                "Vane",
                "Aspen",
                "Hale",
                "Elder",
                "Dogwood",
                "ELD",
                "DOG",
                "Guild",
                "the Chair",
            )
            assert [name for name in named if name in text] == []
    found = next(each for each in members_summary(market).sentences if each.key == "INT1")
    assert found.text == "Several members indicated that the fee is too high."
    assert found.quantities == (Quantity("several members", 3, 7),)


# A summary that was edited: what it still rests on, and what it does not say any more.


def held(group: WorkingGroup) -> str:
    """A meeting with a concern, a suggestion, two issues and a date; its summary as Markdown."""
    group.open_meeting("Spring meeting", number="3", place="the old hall")
    group.add_agenda_item("hours")
    group.take_up_agenda_item("hours")
    group.note_intervention("noise on 12 May", kind=InterventionKind.CONCERN, voices=3)
    group.note_intervention("doors be shut", kind=InterventionKind.SUGGESTION)
    for issue in ("roofs", "drains"):
        group.note_intervention(issue, kind=InterventionKind.ISSUE)
    return written(group)


def written(group: WorkingGroup) -> str:
    """The summary for members, as Markdown."""
    return summary_markdown(group.summary(audience=Audience.MEMBERS))


def read(group: WorkingGroup, text: str) -> EditedSummary:
    """An edited summary, held against the record."""
    return group.edited_summary(Source.of(text, "summary.md"))


def statuses(edited: EditedSummary) -> dict[str, SentenceStatus]:
    """How each sentence stands, by what it is about."""
    return {each.key or each.text: each.footing for each in edited.sentences}


def test_what_nobody_edited_stands_as_it_was_made(market: WorkingGroup) -> None:
    """Every sentence is there, with its steps, and the summary is the same."""
    text = held(market)
    found = read(market, text)
    assert set(statuses(found).values()) == {SentenceStatus.AS_MADE}
    assert found.stands
    made = market.summary(audience=Audience.MEMBERS)
    assert found.summary.sentences == made.sentences
    assert summary_markdown(found.summary) == text


def test_an_edited_summary_is_read_from_its_file(market: WorkingGroup, tmp_path: Path) -> None:
    """A path gives what its text does; a name as a text is refused with what is wanted."""
    text = held(market).replace("several members expressed concern", "many were concerned")
    file = tmp_path / "summary.md"
    file.write_text(text, encoding="utf-8")
    assert statuses(market.edited_summary(file)) == statuses(read(market, text))
    with pytest.raises(WrongType, match=r"a Source or a path, not 'summary.md'; write Path"):
        market.edited_summary("summary.md")


def test_other_words_rest_on_the_same_steps(market: WorkingGroup) -> None:
    """An edited sentence keeps its trace, and what it no longer says is named."""
    text = held(market).replace("several members expressed concern", "many were concerned")
    text = text.replace("noise on 12 May", "noise in spring")
    found = read(market, text)
    edited = next(each for each in found.sentences if each.key == "INT1")
    assert (edited.footing, edited.things) == (SentenceStatus.EDITED, ("INT1",))
    assert edited.steps == next(
        each.steps for each in found.summary.sentences if each.key == "INT1"
    )
    assert edited.missing == ("12", "several members")
    assert not found.stands


def test_sentences_can_be_moved_left_out_and_put_in(market: WorkingGroup) -> None:
    """What was put in rests on nothing; what was left out is listed; the rest stands."""
    text = held(market)
    suggestion = re.search(r"   It was suggested .*\n", text)
    assert suggestion is not None
    text = text.replace(suggestion[0], "")
    text = text.replace("   - drains", "   - smoke\n   - drains")
    text = text.replace("2. The meeting", "2. All were in good spirits. The meeting")
    found = read(market, text)
    assert statuses(found)["INT2"] is SentenceStatus.LEFT_OUT
    assert statuses(found)["smoke"] is SentenceStatus.ADDED
    assert statuses(found)["All were in good spirits."] is SentenceStatus.ADDED
    assert statuses(found)["agenda"] is SentenceStatus.AS_MADE
    assert statuses(found)["INT4"] is SentenceStatus.AS_MADE
    assert found.stands


def test_a_record_that_went_on_makes_a_sentence_outdated(market: WorkingGroup) -> None:
    """What was corrected in the record since is shown with the words it would have today."""
    text = held(market)
    market.add_agenda_item("roofs")
    market.take_up_agenda_item("roofs")
    found = read(market, text)
    outdated = next(each for each in found.sentences if each.footing is SentenceStatus.OUTDATED)
    assert outdated.key == "agenda"
    assert "roofs" in outdated.made
    assert not found.stands


def test_what_was_undone_is_gone(market: WorkingGroup) -> None:
    """A sentence on a step that was taken back rests on nothing."""
    text = held(market)
    market.undo()
    found = read(market, text)
    assert statuses(found)["INT4"] is SentenceStatus.GONE
    assert not found.stands


def test_a_file_that_does_not_say_its_meeting_is_refused(market: WorkingGroup) -> None:
    """Without its first line nobody knows what to hold it against."""
    text = held(market).split("\n", 1)[1]
    with pytest.raises(UnreadableInput, match="does not say of which meeting"):
        read(market, text)


def test_lines_folded_by_an_editor_read_the_same(market: WorkingGroup) -> None:
    """Sentences that were joined to one line, and lines that were broken, keep their marks."""
    text = held(market)
    head, body = text.split("\n\n1. ", 1)
    folded = re.sub(
        r" (?=concern|considered)", "\n   ", re.sub(r" -->\n {3}(?=[A-Z])", " --> ", body)
    )
    found = read(market, f"{head}\n\n1. {folded}")
    assert set(statuses(found).values()) == {SentenceStatus.AS_MADE}


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1
).filter(lambda text: text.split() != [])


@given(st.lists(WORDS, min_size=1, max_size=4))
def test_no_words_of_a_record_lose_their_marks(said: list[str]) -> None:
    """Whatever signs were said, the file reads back as it was made; nothing forges a mark."""
    with new_market() as group:
        group.open_meeting("Any meeting")
        for words in said:
            group.note_intervention(words, kind=InterventionKind.ISSUE)
            group.note_intervention(f"{words} <!-- INT1 00000000 -->")
        made = group.summary(audience=Audience.MEMBERS)
        marked = read_summary(summary_markdown(made), "summary.md")
        assert [
            each.key
            for paragraph in marked.paragraphs
            for each in (*paragraph.sentences, *paragraph.points)
        ] == [each.key for each in made.sentences]
        assert set(statuses(read(group, summary_markdown(made))).values()) == {
            SentenceStatus.AS_MADE
        }


def test_notes_within_what_was_said_become_footnotes(meeting: WorkingGroup) -> None:
    """Numbered in text, Markdown that is read back unchanged, pages and Word."""
    meeting.note_intervention(
        "the [plan of 2013](https://example.org/plan_1) and its list^[of 2014] be used",
        kind="suggestion",
    )
    meeting.note_intervention("the *old* list[2]", kind="concern")
    meeting.close_meeting()
    written = {form: "".join(write_report(meeting, "summary", form)) for form in ("text", "html")}
    assert "the plan of 2013 [1] and its list [2] be used." in " ".join(written["text"].split())
    assert "[1] Available at: https://example.org/plan_1\n[2] of 2014\n" in written["text"]
    assert 'href="#note-2">2</a>' in written["html"]
    assert "of 2014</li>" in written["html"]
    markdown = summary_markdown(meeting.summary())
    assert "the [plan of 2013](https://example.org/plan_1) and its list^[of 2014] be" in markdown
    assert r"the \*old\* list\[2]" in markdown
    edited = meeting.edited_summary(Source.of(markdown, "summary.md"))
    assert {each.footing for each in edited.sentences} == {SentenceStatus.AS_MADE}
    with zipfile.ZipFile(io.BytesIO(write_report_docx(meeting, "summary"))) as archive:
        assert "of 2014" in archive.read("word/footnotes.xml").decode()


def test_a_paragraph_has_few_sentences_and_none_goes_on_with_another(
    meeting: WorkingGroup,
) -> None:
    """Of seven sentences, the sixth goes on with the fifth."""
    for word in ("one", "two", "three", "four", "five"):
        meeting.note_intervention(word, kind="note", items=["N1"])
    meeting.note_intervention("costs", kind="concern")
    meeting.note_intervention("halls be shared", kind="suggestion", remedies="INT6")
    meeting.note_intervention("six", kind="note")
    meeting.note_intervention("seven", kind="note")
    found = [each for each in meeting.summary().paragraphs if each.anchor.startswith("AG1")]
    assert [len(each.sentences) for each in found] == [5, 4]
    assert found[1].sentences[0].text.startswith("Concern was expressed over costs.")


def test_a_meeting_that_was_agreed_is_not_told_again(meeting: WorkingGroup) -> None:
    """Where the proposal says which meeting it is, when and where, and it still holds."""
    begins, ends = datetime(2026, 7, 7, 10, tzinfo=UTC), datetime(2026, 7, 8, 17, tzinfo=UTC)
    meeting.add_proposal("to hold its fourth meeting on 7 and 8 July 2026 in Bonn")
    meeting.announce_meeting("Summer", begins, ends=ends, number="4", place="Bonn")
    held = "will be held in Bonn on 7-8 July 2026."
    assert held in " ".join(texts(meeting))
    meeting.decide("PROP1", "agreed")
    assert held not in " ".join(texts(meeting))
    meeting.decide("PROP1", "reopened", reason="rain")
    assert held in " ".join(texts(meeting))
    meeting.decide("PROP1", "agreed", pending=["ASP"])
    assert held in " ".join(texts(meeting))


@pytest.mark.parametrize(
    "said",
    [
        "that the chair report by 7-8 July 2026",
        "to hold its fourth meeting on 17-8 July 2026 in Bonn",
        "to hold its fourth meeting on 7-8 July 2026 in Bonnville",
        "that its fourth meeting not be held on 7-8 July 2026 in Bonn",
        "to prepare the fourth meeting in Bonn",
    ],
)
def test_a_proposal_of_something_else_leaves_the_meeting_told(
    meeting: WorkingGroup, said: str
) -> None:
    """Other days, another place, another matter on the same days, or the contrary."""
    begins, ends = datetime(2026, 7, 7, 10, tzinfo=UTC), datetime(2026, 7, 8, 17, tzinfo=UTC)
    meeting.add_proposal(said)
    meeting.decide("PROP1", "agreed")
    meeting.announce_meeting("Summer", begins, ends=ends, number="4", place="Bonn")
    meeting.add_milestone("all fees", date(2026, 7, 8))
    told = " ".join(texts(meeting))
    assert "the fourth meeting will be held in Bonn on 7-8 July 2026." in told.lower().replace(
        "bonn", "Bonn"
    ).replace("july", "July")
    assert "The target date for all fees is 8 July 2026." in told


def test_a_proposal_of_nobody_is_told_where_nothing_says_it_again(meeting: WorkingGroup) -> None:
    """Not where a decision names it; a variant of it and one that was edited are told."""
    meeting.add_proposal("to eat together")
    proposed = "it was proposed to eat together"
    assert proposed in " ".join(texts(meeting)).lower()
    meeting.note_intervention("to eat apart", kind="proposal", items=["PROP1"])
    meeting.decide("PROP1", "deferred", reason="no time")
    told = " ".join(texts(meeting)).lower()
    assert proposed not in told
    assert "it was proposed to eat apart" in told
    meeting.edit("PROP1", "to drink together", reason="so")
    assert proposed in " ".join(texts(meeting)).lower()


@pytest.mark.parametrize(
    "note",
    [
        "^[a <!-- INT9 deadbeef -->]",
        "^[<script>alert(1)</script> AT&amp;T]",
        "[<img src=x> *d*](https://example.org/?a=1&b=2)",
        "^[<!-- withheld -->]",
        "broken ^[note and [one](ftp://x)",
    ],
)
def test_whatever_a_footnote_holds_is_read_back_as_made(meeting: WorkingGroup, note: str) -> None:
    """No mark, entity or tag in it is taken for one, and no markup of a page is written."""
    meeting.note_intervention(f"bread {note} be cheap", kind="suggestion")
    meeting.note_intervention("milk be dear", kind="suggestion")
    meeting.set_parent("United\n\n1. Forged")
    written = summary_markdown(meeting.summary())
    assert not re.search("<(script|img)", written)
    edited = meeting.edited_summary(Source.of(written, "summary.md"))
    assert {each.footing for each in edited.sentences} == {SentenceStatus.AS_MADE}


def test_what_was_done_without_being_opened_is_not_said_to_be_left(market: WorkingGroup) -> None:
    """The adoption of the agenda, and an election."""
    market.open_meeting("Spring meeting", number="3")
    for title in ("Adoption of the agenda", "Election of the Chair", "Hours"):
        market.add_agenda_item(title)
    market.adopt_agenda()
    market.assign_office(Role.CHAIR, "Ada Hale")
    told = " ".join(each.text for each in market.summary().sentences)
    assert "The following was on the agenda, and was not taken up: Hours." in told


def test_who_undertakes_a_thing_provides_it(meeting: WorkingGroup) -> None:
    """What is given as a thing, and not as what to do, reads as a sentence all the same."""
    meeting.undertake("a reference paper", "chair")
    assert "the Chair undertook to provide a reference paper." in texts(meeting)[0]


def test_only_what_belongs_to_a_meeting_is_read_for_its_summary(meeting: WorkingGroup) -> None:
    """The steps that are left out have nothing of it, the agenda before it included."""
    everything = [*meeting.applied()]
    for held in meeting.state.meetings:
        own = [each for each in everything if is_part_of(each[0], held)]
        assert len(own) < len(everything)
        assert proceedings(own, held) == proceedings(everything, held)
