"""Verification: what was altered, taken out or cut off is found and the step named."""

from __future__ import annotations

import random

import attrs
import msgspec
import pytest

from consensus.history.operations import AddMember, RedactBody
from consensus.history.step import Step, StoredStep, close_body, encode_step, make_step, redacted
from consensus.history.verify import Verification, verify
from tests.support.recording import (
    SECRET,
    act,
    chain,
    member,
    redacted_chain,
    redaction,
    step,
    stored,
)


def named(verification: Verification) -> list[str]:
    """The steps that the problems name."""
    return [problem.step for problem in verification.problems]


class TestIntact:
    def test_a_record_as_it_was_recorded_is_intact(self) -> None:
        """An untouched chain has no problems; its length and head are told."""
        steps = chain(5)
        assert Verification(5, steps[-1].hash, (), ()) == verify(stored(steps))

    def test_a_record_joined_from_two_files_is_intact(self) -> None:
        """A sync leaves steps whose parents are further up, and one that joins both ends."""
        root = step(1, ())
        ours, theirs = step(2, (root.hash,)), step(3, (root.hash,))
        joined = step(4, (ours.hash, theirs.hash))
        assert verify(stored([root, ours, theirs, joined])).is_intact

    def test_a_published_head_anywhere_in_the_chain_holds(self) -> None:
        """Steps recorded after a head was published do not trouble it."""
        steps = chain(4)
        assert all(verify(stored(steps), head=each.hash).is_intact for each in steps)

    def test_progress_is_told_after_each_step(self) -> None:
        """The callback hears how many steps are done."""
        heard: list[int] = []
        verify(stored(chain(3)), progress=heard.append)
        assert heard == [1, 2, 3]


class TestEmptied:
    def test_a_record_without_steps_is_not_intact(self) -> None:
        """Every record begins with a step, so one that has none has lost all."""
        found = verify([])
        assert (found.steps, found.is_intact, named(found)) == (0, False, [""])
        assert "all of it was lost" in str(found.problems[0])


class TestAltered:
    def test_every_flipped_bit_is_found_and_its_step_named(self) -> None:
        """One bit of one step flipped, wherever, shows at that step."""
        chance = random.Random(20170126)
        steps = stored(redacted_chain())
        places = [
            (index, bit)
            for index, each in enumerate(steps)
            for bit in chance.sample(range(8 * len(each.content)), 90)
        ]
        for index, bit in places:
            content = bytearray(steps[index].content)
            content[bit // 8] ^= 1 << bit % 8
            altered = attrs.evolve(steps[index], content=bytes(content))
            found = verify([*steps[:index], altered, *steps[index + 1 :]])
            assert steps[index].id in named(found), (index, bit)

    @pytest.mark.parametrize("field", ["id", "hash"])
    def test_a_flipped_bit_beside_the_content_is_found(self, field: str) -> None:
        """The id and hash that the store keeps beside the content must agree with it."""
        steps = stored(chain(3))
        kept = getattr(steps[1], field)
        altered = attrs.evolve(steps[1], **{field: chr(ord(kept[0]) ^ 1) + kept[1:]})
        found = verify([steps[0], altered, steps[2]])
        expected = steps[1].id if field == "id" else altered.id
        assert {expected} == set(named(found))

    def test_a_step_that_is_not_what_its_hash_says_is_called_altered(self) -> None:
        """Another time or place under the recorded hash is an alteration of that step alone."""
        steps = chain(3)
        moved = msgspec.structs.replace(steps[1], meeting="elsewhere")
        kept = attrs.evolve(StoredStep.of(moved, 2), hash=steps[1].hash)
        first, _, last = stored(steps)
        found = verify([first, kept, last])
        assert [steps[1].id] == named(found)
        assert "altered" in str(found.problems[0])

    def test_a_step_whose_id_cannot_be_read_is_named_by_its_place(self) -> None:
        """Where nothing tells the id, the place does."""
        steps = stored(chain(3))
        found = verify([steps[0], StoredStep(2, "\ufffd", "", b"\xff"), steps[2]])
        assert "2" in named(found)

    def test_content_written_otherwise_is_found(self) -> None:
        """Bytes that read the same but are not those that were recorded are found."""
        steps = stored(chain(2))
        altered = attrs.evolve(steps[1], content=steps[1].content.replace(b",", b", ", 1))
        assert [steps[1].id] == named(verify([steps[0], altered]))

    def test_words_exchanged_with_a_new_digest_are_found(self) -> None:
        """Whoever seals other words anew changes the hash that the next step names."""
        steps = chain(4)
        forged = step(2, (steps[0].hash,), member(2, "Somebody Else"))
        found = verify(stored([steps[0], forged, *steps[2:]]))
        assert steps[2].id in named(found)

    def test_a_record_made_anew_is_found_by_a_published_head(self) -> None:
        """A whole chain forged from one step on is intact in itself, and no longer has the head."""
        steps, forged = chain(3), chain(3)
        assert verify(stored(forged)).is_intact
        found = verify(stored(forged), head=steps[1].hash)
        assert not found.is_intact
        assert steps[1].hash in str(found.problems[0])


class TestTakenOut:
    @pytest.mark.parametrize("lost", [0, 1, 2])
    def test_a_step_taken_out_is_found(self, lost: int) -> None:
        """A step missing before another is found at the one that follows."""
        steps = stored(chain(4))
        del steps[lost]
        assert steps[lost].id in named(verify(steps))

    def test_a_gap_in_the_places_is_found(self) -> None:
        """A place without a step is found even where the chain holds."""
        first, second, third = stored(chain(3))
        found = verify([first, second, attrs.evolve(third, position=4)])
        assert [third.id] == named(found)

    def test_a_step_taken_out_and_the_rest_moved_up_is_found(self) -> None:
        """Positions without a gap do not hide a step that is missing."""
        steps = chain(4)
        del steps[1]
        assert [steps[1].id] == named(verify(stored(steps)))

    def test_steps_in_another_order_are_found(self) -> None:
        """A step before its parent is found."""
        one, two, three = chain(3)
        assert three.id in named(verify(stored([one, three, two])))

    def test_a_second_beginning_is_found(self) -> None:
        """Only the first step comes after none."""
        other = step(9, ())
        assert other.id in named(verify(stored([*chain(2), other])))

    def test_a_step_there_twice_is_found(self) -> None:
        """The same step again is found."""
        steps = chain(2)
        assert steps[1].id in named(verify(stored([*steps, steps[1]])))

    def test_an_end_that_nothing_joins_is_found(self) -> None:
        """Steps beside the chain, which no later step joins, are found."""
        root, ours = chain(2)
        beside = step(3, (root.hash,))
        assert [ours.id] == named(verify(stored([root, ours, beside])))

    def test_steps_cut_off_are_found_by_a_published_head(self) -> None:
        """Without the last steps the chain is intact, and the published head is missing."""
        steps = chain(5)
        assert verify(stored(steps[:3])).is_intact
        assert not verify(stored(steps[:3]), head=steps[-1].hash).is_intact


class TestRedacted:
    def test_a_redaction_on_record_is_told_and_is_no_damage(self) -> None:
        """A body that was redacted is named, and the chain is intact."""
        steps = redacted_chain()
        assert Verification(4, steps[-1].hash, ((steps[1].id, 1),), ()) == verify(stored(steps))

    def test_who_recorded_a_step_can_be_redacted(self) -> None:
        """The first body is a body like the others."""
        steps = chain(2)
        steps.append(redaction(3, steps[-1], of=steps[0], index=0))
        steps[0] = redacted(steps[0], (0,))
        found = verify(stored(steps))
        assert (True, ((steps[0].id, 0),)) == (found.is_intact, found.redactions)

    def test_a_missing_body_without_a_redaction_is_damage(self) -> None:
        """Taking words out without a record of it is found."""
        steps = chain(3)
        steps[1] = redacted(steps[1], (1,))
        found = verify(stored(steps))
        assert ([steps[1].id], ()) == (named(found), found.redactions)

    def test_a_redaction_whose_words_are_still_there_is_named(self) -> None:
        """A redaction that waits to be confirmed is no problem: its words are withheld."""
        steps = chain(2)
        steps.append(redaction(3, steps[-1], of=steps[1]))
        found = verify(stored(steps))
        assert found.is_intact
        assert (found.withheld, found.redactions) == (((steps[1].id, 1),), ())

    def test_what_cannot_be_read_is_named_without_withheld_words(self) -> None:
        """Neither the name of who recorded it, nor at all once its body was redacted."""
        start = chain(1)[0]
        broken = AddMember(id="member-2", code="M2", name=None)  # type: ignore[arg-type] # cannot be read
        made = make_step(act(2, by=SECRET), (start.hash,), (broken,))
        name = redaction(3, made, of=made, index=0, substitute='{"by":""}')
        body = redaction(4, name, of=made, substitute='{"code":"M2","id":"member-2"}')
        (problem,) = verify(stored([start, made])).problems
        assert SECRET in problem.message
        (problem,) = verify(stored([start, made, name])).problems
        assert problem.unreadable
        assert SECRET not in problem.message
        found = verify(stored([start, made, name, body]))
        assert found.is_intact
        assert found.withheld == ((made.id, 0), (made.id, 1))

    @pytest.mark.parametrize(("of", "index"), [(chain(1)[0], 7), (step(40, ()), 1)])
    def test_a_redaction_of_nothing_is_found(self, of: Step, index: int) -> None:
        """A redaction must name a body that was there."""
        root = step(1, ())
        of = root if of.id == root.id else of
        found = verify(stored([root, redaction(3, root, of=of, index=index)]))
        assert [of.id] == named(found)

    def test_a_redaction_can_itself_be_redacted(self) -> None:
        """When a redaction repeated the words, its own body goes, and what it redacted stays so."""
        steps = chain(2)
        first = redaction(3, steps[-1], of=steps[1], substitute='{"code":"the words again"}')
        again = RedactBody(id="redact-3", step=steps[1].id, index=1)
        second = redaction(4, first, of=first, substitute=close_body(again))
        record = [steps[0], redacted(steps[1], (1,)), redacted(first, (1,)), second]
        found = verify(stored(record))
        assert found.is_intact
        assert ((steps[1].id, 1), (first.id, 1)) == found.redactions

    def test_half_a_redaction_is_damage(self) -> None:
        """A salt without its body is no redaction."""
        steps = redacted_chain()
        half = msgspec.structs.replace(steps[1].bodies[1], salt="00" * 16)
        steps[1] = msgspec.structs.replace(steps[1], bodies=(steps[1].bodies[0], half))
        assert steps[1].id in named(verify(stored(steps)))


def test_a_step_of_later_software_is_named_and_not_raised() -> None:
    """Verification goes on after a step it cannot read."""
    steps = stored(chain(3))
    later = encode_step(msgspec.structs.replace(chain(1)[0], format=2))
    found = verify([steps[0], attrs.evolve(steps[1], content=later), steps[2]])
    assert (3, [steps[1].id]) == (found.steps, named(found))


def test_operations_that_are_not_known_do_not_trouble_the_chain() -> None:
    """What was recorded by later software can be proved unaltered without being understood."""
    root = chain(1)[0]
    made = make_step(act(2), (root.hash,), [member(2)])
    body = msgspec.structs.replace(made.bodies[1], name="levitate/3")
    later = msgspec.structs.replace(made, bodies=(made.bodies[0], body))
    assert verify(stored([root, later])).is_intact
