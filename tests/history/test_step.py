"""Steps: sealed, chained, written down, read back and put in order."""

from __future__ import annotations

import hashlib
import random
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.errors import Damaged, NotFound, StoreTooNew
from consensus.history.operation import StepContext
from consensus.history.operations import AddMember, StartWorkingGroup
from consensus.history.step import (
    HashedBody,
    Step,
    StoredStep,
    decode_step,
    encode_step,
    make_step,
    open_body,
    redacted,
    topological_order,
)
from tests.support.recording import act, chain, member, step

moments = st.datetimes(
    min_value=datetime(1950, 1, 1),  # noqa: DTZ001 - the zone is drawn beside it
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001 - the zone is drawn beside it
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m))),
)


@st.composite
def steps(draw: st.DrawFn) -> Step:
    """Any step of a few members that join."""
    names = draw(st.lists(st.text(), min_size=1, max_size=4))
    operations = [AddMember(id=f"m{n}", code=f"M{n}", name=name) for n, name in enumerate(names)]
    doing = StepContext("step", draw(st.text()), draw(moments), draw(moments), note=draw(st.text()))
    return make_step(doing, draw(st.lists(st.text("0123456789abcdef"), max_size=2)), operations)


class TestWrittenDown:
    @given(steps())
    def test_a_step_is_read_back_as_it_was(self, recorded: Step) -> None:
        """Reading what was written gives the same step with the same hash."""
        read = decode_step(encode_step(recorded))
        assert recorded == read
        assert recorded.hash == read.hash

    @given(steps())
    def test_writing_again_gives_the_same_bytes(self, recorded: Step) -> None:
        """A step that was read is written with the bytes it was read from."""
        stored = encode_step(recorded)
        assert stored == encode_step(decode_step(stored))

    def test_operations_come_back_as_they_were_recorded(self) -> None:
        """An operation is the same after the round trip."""
        operation = member(7)
        assert operation == decode_step(encode_step(step(7, (), operation))).operation(1)

    def test_who_recorded_it_comes_back(self) -> None:
        """The act is the same after the round trip."""
        doing = act(3, by="BRA")
        recorded = make_step(doing, (), [member(3)])
        assert doing == decode_step(encode_step(recorded)).act

    @pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"{}", b"[1, 2]", b'{"format": 1}'])
    def test_what_is_no_step_is_damaged(self, content: bytes) -> None:
        """Bytes that are no step are reported as damage."""
        with pytest.raises(Damaged):
            decode_step(content)

    def test_a_step_without_anybody_behind_it_is_damaged(self) -> None:
        """A step whose first body does not say who recorded it is none."""
        recorded = step(1, ())
        for bodies in [(), recorded.bodies[1:]]:
            with pytest.raises(Damaged):
                decode_step(encode_step(msgspec.structs.replace(recorded, bodies=bodies)))

    def test_a_later_format_is_too_new(self) -> None:
        """A step of a later format is not called damaged, whatever its fields are."""
        with pytest.raises(StoreTooNew):
            decode_step(b'{"format": 2, "colour": "blue"}')

    def test_an_operation_of_later_software_is_too_new(self) -> None:
        """Unknown names and later schema versions are told apart from damage."""
        for name in ("levitate/1", "add-member/99"):
            with pytest.raises(StoreTooNew):
                open_body(name, "{}")

    def test_an_operation_without_its_fields_is_damaged(self) -> None:
        """A body without the fields of its name is reported as damage."""
        with pytest.raises(Damaged):
            open_body("add-member/1", "{}")

    def test_damage_names_the_step(self) -> None:
        """A stored step that cannot be read is named by its id."""
        with pytest.raises(Damaged) as caught:
            StoredStep(4, "step-four", "", b"{").open()
        assert caught.value.step == "step-four"
        assert "step-four" in str(caught.value)


class TestSealed:
    def test_equal_operations_have_different_digests(self) -> None:
        """Salt keeps a body from being guessed by its digest."""
        assert step(1, ()).bodies[1].digest != step(1, ()).bodies[1].digest

    def test_an_altered_body_is_not_intact(self) -> None:
        """Another body under the same digest is noticed."""
        body = step(1, ()).bodies[1]
        assert body.is_intact()
        assert not HashedBody(body.name, body.digest, body.salt, "{}").is_intact()

    def test_salt_and_body_cannot_trade_signs(self) -> None:
        """Moving a sign from the body to the salt keeps the digest and is still noticed."""
        body = step(1, ()).bodies[1]
        assert body.salt is not None
        assert body.body is not None
        moved = HashedBody(body.name, body.digest, body.salt + body.body[0], body.body[1:])
        assert not moved.is_intact()

    @pytest.mark.parametrize(("salt", "body"), [(None, "{}"), ("00", None)])
    def test_half_a_redaction_is_not_intact(self, salt: str | None, body: str | None) -> None:
        """Salt and body go together."""
        assert not HashedBody("act/1", "", salt, body).is_intact()


class TestHash:
    def test_the_hash_covers_everything_but_the_words(self) -> None:
        """Whatever is changed outside salt and body changes the hash."""
        recorded = step(2, ("aa",))
        later = recorded.happened + timedelta(seconds=1)
        changes = [
            {"id": "other"},
            {"parents": ("bb",)},
            {"parents": ()},
            {"happened": later},
            {"recorded": later},
            {"meeting": "m"},
            {"bodies": recorded.bodies[:1]},
            {"bodies": recorded.bodies[::-1]},
        ]
        hashes = {msgspec.structs.replace(recorded, **change).hash for change in changes}
        assert len(changes) == len(hashes - {recorded.hash})

    def test_redacting_keeps_the_hash(self) -> None:
        """A step without one of its bodies stays the same link of the chain."""
        recorded = step(2, ("aa",))
        without = redacted(recorded, (1,))
        assert recorded.hash == without.hash
        assert without.operation(1) is None
        assert without.bodies[1].is_redacted
        assert without.bodies[1].is_intact()

    def test_redacting_the_first_body_forgets_who_recorded_it(self) -> None:
        """The time stays, the name goes."""
        doing = redacted(step(2, ()), (0,)).act
        assert ("", act(2).happened) == (doing.by, doing.happened)

    @pytest.mark.parametrize("index", [-1, 2, 9])
    def test_only_a_body_that_is_there_can_be_redacted(self, index: int) -> None:
        """An index without a body is refused."""
        with pytest.raises(NotFound):
            redacted(step(2, ()), (index,))

    def test_a_chain_links_each_step_to_the_one_before(self) -> None:
        """Each step names the hash of the one before."""
        steps = chain(4)
        assert [(), *((each.hash,) for each in steps[:-1])] == [each.parents for each in steps]

    def test_what_the_hash_is_taken_over_never_changes(self) -> None:
        """A hash published once is the hash for ever: it is taken over exactly these bytes."""
        moment = datetime(2017, 1, 26, 10, 30, tzinfo=UTC)
        bodies = (
            HashedBody("act/1", "d0", "s0", "{}"),
            HashedBody("add-member/1", "d1", None, None),
        )
        known = Step(1, "step-1", ("p1",), moment, moment, "meeting-1", bodies)
        covered = (
            b'[1,"step-1",["p1"],"2017-01-26T10:30:00Z","2017-01-26T10:30:00Z","meeting-1",'
            b'[["act/1","d0"],["add-member/1","d1"]]]'
        )
        assert hashlib.sha256(covered).hexdigest() == known.hash


def test_defaults_are_left_out_of_a_body() -> None:
    """A body holds only what differs from the defaults, keys in order."""
    expected = '{"id":"s","title":"T"}'
    assert expected == step(1, (), StartWorkingGroup(id="s", title="T")).bodies[1].body


# The order of steps: parents first, the same on every machine.


@st.composite
def graphs(draw: st.DrawFn) -> list[Step]:
    """Steps with one root, each with one or two earlier steps as parents."""
    steps = [step(0, ())]
    for number in range(1, draw(st.integers(1, 12))):
        # Numbers go down as often as up, so that ids do not give the order away.
        parents = draw(st.lists(st.sampled_from(steps), min_size=1, max_size=2, unique=True))
        name = draw(st.integers(0, 40))
        steps.append(step(name, [each.hash for each in parents], branch=f"{number:x}"))
    return steps


@given(graphs(), st.randoms())
def test_parents_come_first(steps: list[Step], chance: random.Random) -> None:
    """Every step comes after its parents, and none is lost."""
    shuffled = chance.sample(steps, len(steps))
    seen: set[str] = set()
    for each in topological_order(shuffled):
        assert seen >= set(each.parents)
        seen.add(each.hash)
    assert {each.hash for each in steps} == seen


@given(graphs(), st.randoms())
def test_the_order_does_not_depend_on_how_the_steps_came(
    steps: list[Step], chance: random.Random
) -> None:
    """Two machines that got the same steps in another order agree."""
    assert topological_order(steps) == topological_order(chance.sample(steps, len(steps)))


def test_free_steps_come_by_id() -> None:
    """Of two steps that could come next, the one with the earlier id does."""
    root = step(0, ())
    late, early = step(9, (root.hash,)), step(3, (root.hash,))
    joined = step(10, (late.hash, early.hash))
    assert [root, early, late, joined] == topological_order([joined, late, early, root])


def test_a_missing_parent_is_damage_and_named() -> None:
    """A step whose parent is not there is named."""
    steps = chain(3)
    with pytest.raises(Damaged) as caught:
        topological_order([steps[0], steps[2]])
    assert steps[2].id == caught.value.step


def test_a_step_given_twice_is_taken_once() -> None:
    """The same step from two files is one step."""
    steps = chain(2)
    assert steps == topological_order([*steps, *steps])


def test_a_parent_named_twice_counts_as_one() -> None:
    """A step that names the same parent twice still comes after it."""
    root = step(0, ())
    twice = msgspec.structs.replace(step(1, ()), parents=(root.hash, root.hash))
    assert [root, twice] == topological_order([twice, root])


def test_nothing_is_in_order() -> None:
    """No steps have an order too."""
    assert topological_order([]) == []
