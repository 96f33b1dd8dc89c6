"""The history of a record: every step told, and found again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

import consensus.history.operations as operations
from consensus.errors import NotFound, Rejected
from consensus.formats.source import Source
from consensus.history.operation import Operation
from consensus.history.operations import TakePosition
from consensus.history.replay import operations_of
from consensus.history.step import FORMAT
from consensus.model.positions import Stance, StatedBy
from consensus.reports.audience import Audience
from consensus.reports.history import Entry, HistoryLine, describe, handles_about, search
from consensus.reports.step_sentences import operation_sentence
from consensus.reports.words import SentenceContext
from consensus.working_group import WorkingGroup
from consensus.working_group.reports.report import Wanted
from consensus.working_group.reports.writing import REPORTS, write_report
from tests.history.samples.make_sample import FOLDER
from tests.support.market import MORNING, new_market

# The history of a record, told.

# What is part of an operation, and never recorded on its own.
PARTS = {"ContestedOutcome", "FollowUp", "MovedItem", "NewItem"}
KINDS = sorted(set(operations.__all__) - PARTS)


def told(group: WorkingGroup, audience: Audience = Audience.SECRETARIAT) -> list[HistoryLine]:
    """Every step of a record, told."""
    return [
        describe(step, done, group.state, undone, audience)
        for step, done, undone in group.history()
    ]


def sentences(group: WorkingGroup, audience: Audience = Audience.SECRETARIAT) -> list[str]:
    """Every sentence of a record's history."""
    return [sentence for line in told(group, audience) for sentence in line.sentences]


@pytest.fixture(scope="module")
def samples() -> Iterator[list[WorkingGroup]]:
    """The kept records that together hold an operation of every kind."""
    with ExitStack() as stack:
        later = (
            "ballots-1",
            "styles-1",
            "outcomes-1",
            "policies-1",
            "proposals-1",
            "participants-1",
            "comments-1",
            "spanning-1",
        )
        names = (f"format-{FORMAT}", *later)
        places = (FOLDER / f"{name}.consensus" for name in names)
        yield [stack.enter_context(WorkingGroup.open(each)) for each in places]


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_operation_has_a_sentence(
    samples: list[WorkingGroup], name: str, audience: Audience
) -> None:
    """Nothing can be recorded of which the history could not tell, and no field is misnamed."""
    kind = getattr(operations, name)
    assert issubclass(kind, Operation)
    recorded = [
        (operation, SentenceContext(sample.state, audience))
        for sample in samples
        for step in sample.steps()
        for operation in operations_of(step, {})
        if type(operation) is kind
    ]
    assert recorded
    for each, context in recorded:
        said = operation_sentence(each, context)
        assert said == said.strip() != ""


def test_the_sentences_are_plain(busy: WorkingGroup) -> None:
    """What happened is told as people would say it."""
    found = sentences(busy)
    for sentence in (
        "Market committee began, rule: consent()",
        "8 members and observers joined",
        "imported draft D1 with 5 items",
        "A1 proposed by ASP to 2 (R2)",
        "A2 proposed by ELD to 2 (R2)",
        "A3 proposed by CED to insert an item in D1",
        "DOG on 3 (R3): object — Nights are loud.",
        "CED on 3 (R3): support provided 4 (R4), otherwise object",
        "ROW on 4 (R4): support, for 2 members",
        "the objection of DOG to 3 (R3) was answered: Music ends at eight.",
        "DEC1: 1 (R1) agreed",
        "DEC2: 4 (R4) agreed, awaiting confirmation by FIG",
        "DEC3: 5 (R5) deferred: “The hall is closed.”",
    ):
        assert sentence in found


def test_who_cannot_judge_is_told_so(busy: WorkingGroup) -> None:
    """Of a rating without a number the history says what it means."""
    version = busy.state.items[busy.state.handles["R1"]].version
    rated = operations.RateTarget(
        id=busy.new_id(),
        target=busy.state.handles["R1"],
        version=version,
        member="ASP",
        rating=None,
    )
    context = SentenceContext(busy.state, Audience.SECRETARIAT)
    assert operation_sentence(rated, context) == "ASP rated 1 (R1): cannot judge, in round 1"


def test_many_of_a_kind_are_summed_up(market: WorkingGroup) -> None:
    """An import of many amendments is one sentence."""
    rows = "target,old,text,by\n" + "".join(f"{n},.,;,ASP\n" for n in (1, 2, 3, 4))
    market.import_amendments(Source.of(rows, "rows.csv"))
    assert told(market)[-1].sentences == ("4 amendments proposed",)


def test_a_merge_names_what_went_in(busy: WorkingGroup) -> None:
    """A merge says which amendments went into what."""
    busy.merge("R2", take=["A1"], settle={1: "A1"}, reason="clearer")
    assert "A1 merged into 2 (R2): “clearer”; A2 not retained" in sentences(busy)


def test_an_undone_step_is_marked_and_still_told(busy: WorkingGroup) -> None:
    """A step that was taken back stays in the history; its handles are told as they were."""
    busy.propose("R3", "may not be", old="may be", by=["DOG"])
    busy.undo()
    *_, proposed, undone = told(busy)
    assert proposed.undone
    assert proposed.sentences == ("A4 proposed by DOG to 3 (R3)",)
    assert undone.sentences == (f"step {proposed.id} undone",)


def test_what_was_done_to_something_undone_is_told(busy: WorkingGroup) -> None:
    """Where the thing is gone from the record, the sentence says so."""
    busy.propose("R3", "may not be", old="may be", by=["DOG"])
    step = busy.cosponsor("A4", ["FIG"])
    busy.undo()
    busy.undo()
    (line,) = [each for each in told(busy) if each.id == step.id]
    assert line.sentences == ("FIG joined what was undone since",)


def test_members_are_not_told_what_was_said_in_confidence(busy: WorkingGroup) -> None:
    """Of a whispered position they learn that there is one, not whose."""
    found = sentences(busy, Audience.MEMBERS)
    assert "a position on 3 (R3) was recorded" in found
    assert not [sentence for sentence in found if "GUM" in sentence]


def test_the_public_is_told_no_member(busy: WorkingGroup) -> None:
    """The public learns what happened, and neither who nor why."""
    found = sentences(busy, Audience.PUBLIC)
    assert "A1 proposed by a member to 2 (R2)" in found
    assert "DEC2: 4 (R4) agreed, awaiting confirmation by a member" in found
    assert all(not line.by and not line.note for line in told(busy, Audience.PUBLIC))


@pytest.mark.parametrize("source", list(StatedBy))
def test_only_open_sources_are_told_to_members(busy: WorkingGroup, source: StatedBy) -> None:
    """What comes from the floor, in writing or through a group is told; the rest is not."""
    context = SentenceContext(busy.state, Audience.MEMBERS)
    item = next(iter(busy.state.items))
    taken = TakePosition(target=item, version=item, member="ASP", stance=Stance.HOLD, source=source)
    open_source = source in (StatedBy.FLOOR, StatedBy.WRITTEN, StatedBy.GROUP)
    assert ("ASP" in operation_sentence(taken, context)) is open_source


# The chronicle: every step told, and found again.


def chronicle_of(group: WorkingGroup) -> list[Entry]:
    """Every step of a record."""
    return group.chronicle.entries()


def test_it_tells_what_the_history_tells(busy: WorkingGroup) -> None:
    """Steps are told as everywhere else, though most of their operations stay closed."""
    expected = [describe(step, done, busy.state, undone) for step, done, undone in busy.history()]
    assert expected == [each.line for each in chronicle_of(busy)]
    assert [step.hash for step in busy.steps()] == [each.hash for each in chronicle_of(busy)]


def test_it_goes_on_with_what_is_recorded(busy: WorkingGroup) -> None:
    """A later step is added, and nothing is told twice."""
    before = chronicle_of(busy)
    busy.take_position("DOG", "R5", Stance.SUPPORT)
    after = chronicle_of(busy)
    assert len(before) + 1 == len(after)
    assert all(one is other for one, other in zip(before, after, strict=False))
    assert after[-1].line.sentences == ("DOG on 5 (R5): support",)


def test_an_undo_says_what_it_took_back(busy: WorkingGroup) -> None:
    """What was undone is marked, and the undo tells of it and is found by it."""
    step = busy.take_position("DOG", "R5", Stance.SUPPORT)
    chronicle_of(busy)
    busy.undo(step.id, reason="wrong member")
    undone, undo = chronicle_of(busy)[-2:]
    assert undone.line.undone
    assert undo.line.sentences == ("took back: DOG on 5 (R5): support (wrong member)",)
    assert step.id == undo.undoes
    assert [undone, undo] == search(chronicle_of(busy), "dog r5")[-2:]


def test_names_find_what_is_about_them_alone(busy: WorkingGroup) -> None:
    """A handle, label or code finds no other that begins like it, or that was only spoken of."""
    for number in range(12):
        busy.propose(by=["ELD"], target="R5", text=f"Another wording, number {number}.")
    found = search(chronicle_of(busy), "a1")
    assert found
    assert all(each.is_about("a1") for each in found)
    assert not any("A12" in sentence for each in found for sentence in each.line.sentences)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("nights loud", "DOG on 3 (R3): object — Nights are loud."),
        ("record decision fig", "DEC2: 4 (R4) agreed, awaiting confirmation by FIG"),
        ("", "A1 proposed by ASP to 2 (R2)"),
    ],
)
def test_words_find_what_was_said(busy: WorkingGroup, typed: str, sentence: str) -> None:
    """Every word must be found: of what was done, of the kind of it, of the reasons given."""
    found = [each for entry in search(chronicle_of(busy), typed) for each in entry.line.sentences]
    assert sentence in found


def test_what_is_about_an_item_includes_its_amendments(busy: WorkingGroup) -> None:
    """Whoever looks into the past of an item wants that of the amendments to it too."""
    around = handles_about(busy.state, "R2")
    assert {"R2", "A1", "A2"} == set(around)
    step = busy.take_position("FIG", "A2", Stance.SUPPORT)
    assert step.id not in [each.id for each in search(chronicle_of(busy), "", ["R2"])]
    assert step.id in [each.id for each in search(chronicle_of(busy), "", around)]


def test_each_operation_of_a_large_step_is_told_in_full(busy: WorkingGroup) -> None:
    """What is summed up in the list can be read one by one."""
    entry = next(each for each in chronicle_of(busy) if each.operations > 3)
    assert entry.operations == len(busy.chronicle.sentences(entry.id, 1_000))
    assert len(busy.chronicle.sentences(entry.id, 2)) == 2


def test_words_that_were_redacted_are_not_found(busy: WorkingGroup) -> None:
    """What was taken out of the record is out of the chronicle too."""
    assert search(chronicle_of(busy), "nights")
    busy.redact("Nights are loud.")
    assert not search(chronicle_of(busy), "nights")


def test_a_stopped_reading_goes_on(busy: WorkingGroup) -> None:
    """Something urgent comes first; what was read until then is not read again."""

    class Stopped(Exception):  # noqa: N818 - nothing went wrong
        pass

    def stop() -> None:
        raise Stopped

    with pytest.raises(Stopped):
        busy.chronicle.entries(stop)
    assert len(busy.steps()) == len(chronicle_of(busy))


def test_what_rests_on_a_step_is_named(busy: WorkingGroup) -> None:
    """Before an undo it can be seen what would have to be undone first."""
    proposed = busy.propose(by=["ELD"], target="R5", text="Another wording.")
    handle = list(busy.state.amendments.values())[-1].handle
    later = busy.take_position("DOG", handle, Stance.SUPPORT)
    assert [later] == [step for step, _ in busy.dependents(proposed.id)]
    assert busy.dependents(later.id) == []
    with pytest.raises(Rejected):
        busy.dependents(busy.steps()[0].id)
    with pytest.raises(NotFound):
        busy.dependents("nothing")


# Who said what on a text.


def text_events(group: WorkingGroup, text: str, audience: Audience) -> list[tuple[str, str, str]]:
    """What is told of a text: under which meeting and revision, and in which words."""
    report = REPORTS["history"]
    history = report.make(group, Wanted(audience, subject=text))
    return [(each.meeting, each.revision, each.words) for each in history.events]


def discussed() -> WorkingGroup:
    """A group that spoke of its second recommendation in two meetings, and published in between."""
    group = new_market()
    group.take_position("GUM", "R2", "support", source="written", happened=MORNING)
    group.open_meeting("Tuesday")
    group.note_presence(["BIR", "CED", "DOG"])
    group.propose("R2", "midday", old="noon", by=["ASP"], rationale="Noon is vague.")
    group.take_position("BIR", "A1", "object", reason="It is too early.")
    group.take_position("CED", "A1", "object", reason="Whispered.", source=StatedBy.CONFIDENCE)
    group.answer_objection("A1", "BIR", "It is the same hour.")
    group.answer_objection("A1", "CED", "Whispered back.")
    group.note_intervention("fees are low", member="DOG", items=["R2"])
    group.note_intervention("music is loud", member="DOG", items=["R3"])
    group.take_position("BIR", "A1", "accept")
    group.close_meeting()
    group.publish("Rev.1")
    group.open_meeting("Wednesday")
    group.settle_objection("A1", "CED", "withdrawn")
    group.merge("R2", reason="agreed in the corridor")
    group.decide("R2", "agreed", reason="Nobody objects.")
    return group


def test_a_text_has_a_history_across_meetings_and_revisions() -> None:
    """In order, each under its meeting and the revision of that time, of that text alone."""
    assert text_events(discussed(), "R2", Audience.MEMBERS) == [
        ("", "", "GUM supports"),
        ("M1", "", "A1 proposed by ASP to 2 (R2): replace “noon” by “midday” — Noon is vague."),
        ("M1", "", "BIR on A1: objects: It is too early."),
        ("M1", "", "the objection of BIR on A1 was answered: It is the same hour."),
        ("M1", "", "DOG: fees are low"),
        ("M1", "", "BIR on A1: can live with it"),
        ("M2", "Rev.1", "A1 merged into 2 (R2): “agreed in the corridor”"),
        ("M2", "Rev.1", "2 (R2) agreed (item, committee): Nobody objects."),
    ]


def test_the_history_of_a_text_shows_its_words_where_they_changed() -> None:
    """It begins with the first ones."""
    written = "".join(
        write_report(discussed(), "history", "markdown", Wanted("members", subject="2"))
    )
    assert "The text as it first stood:\n\n> Sellers shall pay the fee before noon.\n" in written
    assert "## Wednesday, on Rev.1\n\n- 7 April 2026: A1 merged into recommendation 2" in written
    assert "\n\n> Sellers shall pay the fee before ~~noon~~ **midday**.\n\n- 7 April" in written


def test_what_was_whispered_is_in_no_history_of_a_text() -> None:
    """Only the secretariat reads it; the public reads neither names nor positions."""
    secretariat = text_events(discussed(), "R2", Audience.SECRETARIAT)
    assert ("M1", "", "CED on A1: objects (in confidence): Whispered.") in secretariat
    assert text_events(discussed(), "R2", Audience.PUBLIC) == [
        ("M1", "", "A1 proposed by members to 2 (R2): replace “noon” by “midday”"),
        ("M2", "Rev.1", "A1 merged into 2 (R2)"),
        ("M2", "Rev.1", "2 (R2) agreed (item, committee)"),
    ]


def test_what_was_undone_is_in_no_history_of_a_text() -> None:
    """It was not said, as far as the record goes."""
    group = new_market()
    group.take_position("GUM", "R2", "support")
    group.undo()
    assert text_events(group, "R2", Audience.SECRETARIAT) == []


def test_who_broke_the_silence_over_a_text_is_in_its_history() -> None:
    """With the reason, to whom positions are told; the public reads that it was broken."""
    group = new_market()
    group.open_silence(["R2", "R3"], hours=72)
    group.break_silence("SP1", "BIR", "The fee is too low.", targets=["R2"])
    group.answer_objection("R2", "BIR", "It is for one year.")
    assert [words for *_, words in text_events(group, "R2", Audience.MEMBERS)][1:] == [
        "BIR broke the silence, and objects: The fee is too low.",
        "the objection of BIR was answered: It is for one year.",
    ]
    told = text_events(group, "R2", Audience.PUBLIC)
    assert [words for *_, words in told][1:] == ["the silence was broken"]
    assert not any("broke" in words for *_, words in text_events(group, "R3", Audience.MEMBERS))


def test_what_followed_a_decision_is_told_at_its_own_time() -> None:
    """A confirmation and statements are under the meeting in which they came."""
    group = new_market()
    group.open_meeting("Tuesday")
    group.note_presence(["BIR", "CED", "DOG"])
    group.decide("R2", "agreed", pending=["DOG"])
    group.close_meeting()
    group.open_meeting("Wednesday")
    group.confirm_decision("R2", "DOG", "The council agrees.")
    group.make_statement("R2", "BIR", "explanation of vote", "It is right.", before=True)
    group.make_statement("R2", "CED", "explanation of vote", "It is cheap.")
    group.make_statement("R2", "ASP", "dissociation")
    agreed = "2 (R2) agreed (item, committee, no objection heard"
    assert text_events(group, "R2", Audience.MEMBERS) == [
        ("M1", "", f"{agreed}, awaiting confirmation by DOG)"),
        ("M2", "", "DOG gave the confirmation that the decision awaited: The council agrees."),
        ("M2", "", "BIR, explanation of vote, before the vote: It is right."),
        ("M2", "", "CED, explanation of vote, after the vote: It is cheap."),
        ("M2", "", "ASP, dissociation"),
    ]
    assert [words for *_, words in text_events(group, "R2", Audience.PUBLIC)][1:] == [
        "a confirmation that the decision awaited was given"
    ]
