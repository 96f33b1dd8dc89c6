"""The history of a record, told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import consensus.history.operations as operations
from consensus.formats.source import Source
from consensus.history.operation import Operation
from consensus.history.operations import TakePosition
from consensus.history.replay import operations_of
from consensus.history.step import FORMAT
from consensus.model.positions import Source as From
from consensus.model.positions import Stance
from consensus.reports.audience import Audience
from consensus.reports.history import HistoryLine, describe
from consensus.reports.step_sentences import SENTENCES, operation_sentence
from consensus.reports.words import SentenceContext
from consensus.working_group import WorkingGroup
from tests.history.samples.make_sample import FOLDER

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
def sample() -> Iterator[WorkingGroup]:
    """The kept record that holds an operation of every kind."""
    with WorkingGroup.open(FOLDER / f"format-{FORMAT}.consensus") as group:
        yield group


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_operation_has_a_sentence(
    sample: WorkingGroup, name: str, audience: Audience
) -> None:
    """Nothing can be recorded of which the history could not tell, and no field is misnamed."""
    kind = getattr(operations, name)
    assert issubclass(kind, Operation)
    context = SentenceContext(sample.state, audience)
    recorded = [
        operation
        for step in sample.steps()
        for operation in operations_of(step, {})
        if type(operation) is kind
    ]
    assert recorded
    for each in recorded:
        said = SENTENCES[kind](each, context)
        assert said == said.strip() != ""


def test_the_sentences_are_plain(busy: WorkingGroup) -> None:
    """What happened is told as people would say it."""
    found = sentences(busy)
    for sentence in (
        "Market committee began, judged by consent()",
        "8 members and observers joined",
        "imported draft D1 with 6 items",
        "A1 proposed by ASP to 2 (R2)",
        "A2 proposed by ELD to 2 (R2)",
        "A3 proposed by CED to insert an item in D1",
        "DOG on 3 (R3): object — Nights are loud.",
        "CED on 3 (R3): support provided 4 (R4), otherwise object",
        "ROW on 4 (R4): support, for 2 members",
        "the objection of DOG to 3 (R3) was answered: Music ends at eight.",
        "DEC1: 1 (R1) declared agreed",
        "DEC2: 4 (R4) declared agreed, pending FIG",
        "DEC3: 5 (R5) declared deferred: “The hall is closed.”",
    ):
        assert sentence in found


def test_many_of_a_kind_are_summed_up(market: WorkingGroup) -> None:
    """An import of many amendments is one sentence."""
    rows = "target,old,text,by\n" + "".join(f"{n},.,;,ASP\n" for n in (1, 2, 3, 4))
    market.import_amendments(Source.of(rows, "rows.csv"))
    assert told(market)[-1].sentences == ("4 amendments proposed",)


def test_a_merge_names_what_went_in(busy: WorkingGroup) -> None:
    """A merge says which amendments went into what."""
    busy.merge("R2", take=["A1"], settle={0: "A1"}, reason="clearer")
    assert "A1 merged into 2 (R2): “clearer”; A2 closed" in sentences(busy)


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
    assert "DEC2: 4 (R4) declared agreed, pending a member" in found
    assert all(not line.by and not line.note for line in told(busy, Audience.PUBLIC))


@pytest.mark.parametrize("source", list(From))
def test_only_open_sources_are_told_to_members(busy: WorkingGroup, source: From) -> None:
    """What comes from the floor, in writing or through a group is told; the rest is not."""
    context = SentenceContext(busy.state, Audience.MEMBERS)
    item = next(iter(busy.state.items))
    taken = TakePosition(target=item, version=item, member="ASP", stance=Stance.HOLD, source=source)
    open_source = source in (From.FLOOR, From.WRITTEN, From.GROUP)
    assert ("ASP" in operation_sentence(taken, context)) is open_source
