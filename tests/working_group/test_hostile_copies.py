"""What a peer may send that was never recorded: refused, with nothing changed and nothing told."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus import Stance, WorkingGroup
from consensus.errors import ConsensusError, Rejected, StoreTooNew, UnreadableInput
from consensus.formats.bundle import write_bundle
from consensus.history.operation import Operation, StepContext
from consensus.history.operations import (
    AddMember,
    JoinCopies,
    NoteIntervention,
    OpenMeeting,
    RedactBody,
    StartWorkingGroup,
    TakePosition,
    UndoStep,
)
from consensus.history.replicas import make_merge_step
from consensus.history.step import (
    HashedBody,
    Step,
    StoredStep,
    close_body,
    encode_step,
    make_step,
    redacted,
)
from consensus.model.state import new_id

from .copies import one_clock, two_copies
from .test_any_commands import tables

SECRET = "the secret of Ms Quill"
ESCAPE = "\x1b]0;owned\x07"

Forged = Sequence[Step | StoredStep]


class Peer:
    """A copy whose keeper forges what comes next."""

    def __init__(self) -> None:
        self.own, self.group = two_copies(
            lambda group: group.take_position("ASH", "1", Stance.OBJECT, reason=SECRET)
        )
        self.clock = one_clock()
        self.base = [each.open() for each in self.group._log.store.read_stored()]
        self.item = self.group.state.handles["R1"]

    @property
    def last(self) -> Step:
        """The last step that both have."""
        return self.base[-1]

    def step(self, *operations: Operation, after: Sequence[Step] = (), **act: str) -> Step:
        """A step that looks as if it had been recorded there."""
        now = self.clock()
        made = StepContext(
            **{"step": new_id(now), "by": "mallory", "happened": now, "recorded": now, **act}  # type: ignore[arg-type] # tests forge some
        )
        return make_step(made, [each.hash for each in after or [self.last]], operations)

    def note(self, text: str = SECRET, name: str = "", handle: str = "INT1") -> Operation:
        """Something that anybody could have noted."""
        return NoteIntervention(id=name or new_id(self.clock()), handle=handle, text=text)

    def position(self, member: str) -> Operation:
        """A position with a secret reason."""
        return TakePosition(
            id=new_id(self.clock()),
            target=self.item,
            version=self.item,
            member=member,
            stance=Stance.SUPPORT,
            reason=SECRET,
        )

    def undo(self, step: Step) -> Operation:
        """What takes a step back."""
        return UndoStep(id=new_id(self.clock()), step=step.id)

    def redaction(self, step: Step, substitute: str, index: int = 1) -> Operation:
        """What takes words out of a step."""
        return RedactBody(id=new_id(self.clock()), step=step.id, index=index, substitute=substitute)


def thing(step: Step) -> str:
    """The identity of what the first operation of a step made."""
    operation = step.operation(1)
    assert operation is not None
    return operation.id


def evolve(step: Step, **changes: object) -> Step:
    """The step with something else in it."""
    return msgspec.structs.replace(step, **changes)


def claimed(step: Step, digest: str = "", content: bytes = b"") -> StoredStep:
    """A step under another hash, or with other bytes, than it has."""
    return StoredStep(1, step.id, digest or step.hash, content or encode_step(step))


def altered(step: Step, name: str = "", body: str = "") -> Step:
    """The step with another last body, sealed as it should be."""
    forged = make_step(step.act, step.parents, ()).bodies[0]
    last = step.bodies[-1]
    content = body or last.body or ""
    salt = forged.salt or ""
    digest = hashlib.sha256(salt.encode() + content.encode()).hexdigest()
    return evolve(
        step, bodies=(*step.bodies[:-1], HashedBody(name or last.name, digest, salt, content))
    )


def unsealed(step: Step) -> Step:
    """The step with words in its last body that are not those of its digest."""
    last = step.bodies[-1]
    body = (last.body or "").replace("secret", "public")
    return evolve(step, bodies=(*step.bodies[:-1], msgspec.structs.replace(last, body=body)))


def ends(peer: Peer) -> Forged:
    """Three ends that nobody joined."""
    return [peer.step(peer.note(handle=f"INT{number}")) for number in (1, 2, 3)]


def wrong_join(peer: Peer) -> Forged:
    """A join that records something beside it."""
    one, other = peer.step(peer.note()), peer.step(peer.note(handle="INT2"))
    real = make_merge_step(one, other)
    extra = peer.step(JoinCopies(id=new_id(peer.clock())), peer.note(), after=[one, other])
    return [one, other, evolve(real, bodies=extra.bodies)]


def undone_join(peer: Peer) -> Forged:
    """A join that is taken back."""
    one, other = peer.step(peer.note()), peer.step(peer.note(handle="INT2"))
    real = make_merge_step(one, other)
    return [one, other, real, peer.step(peer.undo(real), after=[real])]


def missing_words(peer: Peer) -> Forged:
    """A step without its words, and no redaction that says so."""
    return [redacted(peer.step(peer.note()), [1])]


def naive(peer: Peer) -> Forged:
    """A step that happened at a time without a zone."""
    return [evolve(peer.step(peer.note()), happened=datetime(2026, 3, 2))]  # noqa: DTZ001 # forged


HOSTILE: dict[str, Callable[[Peer], Forged]] = {
    "a forged hash": lambda peer: [claimed(peer.step(peer.note()), "0" * 64)],
    "other words under the old digest": lambda peer: [unsealed(peer.step(peer.note()))],
    "other words under the old hash": lambda peer: [
        claimed(altered(step := peer.step(peer.note()), body=close_body(peer.note("x"))), step.hash)
    ],
    "bytes that are written otherwise": lambda peer: [
        claimed(step := peer.step(peer.note()), content=encode_step(step) + b" ")
    ],
    "no step at all": lambda peer: [claimed(peer.last, "1" * 64, SECRET.encode())],
    "a step after one that is not here": lambda peer: [
        peer.step(peer.note(), after=[peer.step(peer.note())])
    ],
    "a second beginning": lambda peer: [evolve(peer.step(peer.note()), parents=())],
    "a beginning after the beginning": lambda peer: [
        peer.step(StartWorkingGroup(id=new_id(peer.clock()), title=SECRET))
    ],
    "a step with two parents": lambda peer: [peer.step(peer.note(), after=peer.base[-2:])],
    "ends that nobody joined": ends,
    "a join that says more": wrong_join,
    "a join of its own making": lambda peer: [
        one := peer.step(peer.note()),
        other := peer.step(peer.note(handle="INT2")),
        peer.step(JoinCopies(id=new_id(peer.clock())), after=[one, other]),
    ],
    "a join that is undone": undone_join,
    "a join of one": lambda peer: [peer.step(JoinCopies(id=new_id(peer.clock())))],
    "an operation nobody knows": lambda peer: [altered(peer.step(peer.note()), name=f"{SECRET}/1")],
    "an operation of a later version": lambda peer: [
        altered(peer.step(peer.note()), name="note-intervention/99")
    ],
    "a step of a later format": lambda peer: [evolve(peer.step(peer.note()), format=99)],
    "a body without its fields": lambda peer: [
        altered(peer.step(peer.note()), body=f'{{"text":"{SECRET}"}}')
    ],
    "a body that is nested without end": lambda peer: [
        altered(peer.step(peer.note()), body='{"handle":' + "[" * 100_000 + "]" * 100_000 + "}")
    ],
    "signs that a terminal obeys, in a text": lambda peer: [
        peer.step(peer.note(f"{SECRET}{ESCAPE}"))
    ],
    "signs that a terminal obeys, in a handle": lambda peer: [
        peer.step(peer.note(handle=f"A{ESCAPE}"))
    ],
    "signs that a terminal obeys, in who recorded": lambda peer: [
        peer.step(peer.note(), by=f"ann{ESCAPE}")
    ],
    "signs that a terminal obeys, in a meeting": lambda peer: [
        peer.step(peer.note(), meeting=ESCAPE)
    ],
    "signs that a terminal obeys, in an id": lambda peer: [
        peer.step(peer.note(), step=f"{ESCAPE}{SECRET}")
    ],
    "the id of another step": lambda peer: [peer.step(peer.note(), step=peer.last.id)],
    "the identity of another thing": lambda peer: [peer.step(peer.note(name=thing(peer.base[1])))],
    "the identity of an item": lambda peer: [peer.step(peer.note(name=peer.item))],
    "an identity that is none": lambda peer: [peer.step(peer.note(name="x"))],
    "a time without a zone": naive,
    "nothing recorded": lambda peer: [peer.step()],
    "twice who recorded it": lambda peer: [
        evolve(step := peer.step(peer.note()), bodies=(*step.bodies, step.bodies[0]))
    ],
    "words that are missing": missing_words,
    "a member that nobody knows": lambda peer: [peer.step(peer.position("XYZ"))],
    "a meeting that is not going on": lambda peer: [
        peer.step(peer.note(), meeting="0195c000-0000-7000-8000-000000000000")
    ],
    "a second meeting at a time": lambda peer: [
        one := peer.step(OpenMeeting(id=new_id(peer.clock()), handle="M1", title="One")),
        peer.step(OpenMeeting(id=new_id(peer.clock()), handle="M2", title="Two"), after=[one]),
    ],
    "the beginning taken back": lambda peer: [peer.step(peer.undo(peer.base[0]))],
    "a step taken back that is not there": lambda peer: [
        peer.step(peer.undo(peer.step(peer.note())))
    ],
    "members taken back that others rest on": lambda peer: [peer.step(peer.undo(peer.base[1]))],
    "an undo beside something else": lambda peer: [peer.step(peer.undo(peer.last), peer.note())],
    "a redaction that puts words in": lambda peer: [
        peer.step(peer.redaction(peer.last, close_body(peer.position("ASH"))))
    ],
    "a redaction that leaves nothing": lambda peer: [peer.step(peer.redaction(peer.last, ""))],
    "a redaction of what is not there": lambda peer: [
        peer.step(peer.redaction(peer.last, "{}", index=7))
    ],
    "a redaction that cannot be read": lambda peer: [peer.step(peer.redaction(peer.last, SECRET))],
    "a redaction that is taken back": lambda peer: [
        step := peer.step(
            peer.redaction(
                peer.last, (peer.last.bodies[1].body or "").replace(SECRET, "(redacted)")
            )
        ),
        peer.step(peer.undo(step), after=[step]),
    ],
}


def sent(peer: Peer, forged: Forged) -> bytes:
    """The forged steps as a bundle."""
    stored = [
        each if isinstance(each, StoredStep) else StoredStep.of(each, place)
        for place, each in enumerate(forged, 1)
    ]
    return write_bundle(peer.base[0].hash, stored)


def refused(group: WorkingGroup, act: Callable[[], object]) -> ConsensusError:
    """The refusal of what changes nothing and repeats nothing."""
    stored, before = list(group._log.store.read_stored()), tables(group.state)
    with pytest.raises(ConsensusError) as caught:
        act()
    assert stored == list(group._log.store.read_stored())
    assert before == tables(group.state)
    message = str(caught.value)
    for words in (SECRET, "Quill", "owned", "\x1b", "XYZ", "mallory"):
        assert words not in message
    assert caught.value.__cause__ is None
    return caught.value


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("went_on", [False, True])
def test_what_was_never_recorded_is_refused(name: str, went_on: bool) -> None:
    """Whether or not there is something to join, and whether it is tried out or meant."""
    peer = Peer()
    if went_on:
        peer.own.take_position("BAY", "2", Stance.SUPPORT)
    content = sent(peer, HOSTILE[name](peer))
    for dry_run in (True, False):
        refused(peer.own, lambda: peer.own.unbundle(content, dry_run=dry_run))  # noqa: B023 # called at once


def test_what_could_be_recorded_is_taken() -> None:
    """The same steps without anything forged come in: the refusals above are for a reason."""
    peer = Peer()
    honest = peer.step(peer.note("of no secret"))
    assert peer.own.unbundle(sent(peer, [honest])).came_in == 1


def test_a_copy_in_a_file_is_looked_at_as_closely(tmp_path: Path) -> None:
    """What a file holds is trusted no more than a bundle, and its keeper's file stays."""
    peer = Peer()
    peer.own.backup(tmp_path / "peer.consensus")
    with WorkingGroup.open(tmp_path / "peer.consensus") as other:
        other._log.store.append(peer.step(peer.position("XYZ")), other.head)
    before = (tmp_path / "peer.consensus").read_bytes()
    refused(peer.own, lambda: peer.own.sync(tmp_path / "peer.consensus"))
    assert (tmp_path / "peer.consensus").read_bytes() == before


def test_another_working_group_is_refused() -> None:
    """Two records that began apart are never joined, whatever the bundle calls itself."""
    peer, other = Peer(), Peer()
    refused(peer.own, lambda: peer.own.sync(other.group))
    error = refused(peer.own, lambda: peer.own.unbundle(other.group.bundle()))
    assert isinstance(error, UnreadableInput)
    stored = list(other.group._log.store.read_stored())
    disguised = write_bundle(peer.base[0].hash, stored)
    assert "begins another" in str(refused(peer.own, lambda: peer.own.unbundle(disguised)))
    assert "not here" in str(
        refused(peer.own, lambda: peer.own.unbundle(write_bundle(peer.base[0].hash, stored[1:])))
    )


def test_what_a_later_version_recorded_asks_for_that_version() -> None:
    """The error is one of the store, and says what to do."""
    for name in ("an operation nobody knows", "an operation of a later version"):
        peer = Peer()
        content = sent(peer, HOSTILE[name](peer))
        error = refused(peer.own, lambda: peer.own.unbundle(content))  # noqa: B023 # called at once
        assert isinstance(error, StoreTooNew)
        assert "up to date" in str(error)


def test_too_much_is_refused() -> None:
    """Neither a large bundle, nor one that is small until it is unpacked, nor a large file."""
    peer = Peer()
    large = peer.step(peer.note("x" * 300_000))
    content = sent(peer, [large])
    assert len(content) < 3_000
    error = refused(peer.own, lambda: peer.own.unbundle(content, most_bytes=200_000))
    assert "200,000 bytes" in str(error)
    peer.group._log.store.append(large, peer.group.head)
    refused(peer.own, lambda: peer.own.sync(peer.group, most_bytes=200_000))
    head, _, _ = gzip.decompress(content).partition(b"\n")
    bomb = gzip.compress(head + b"\n" + b"0" * 50_000_000)
    assert len(bomb) < 100_000
    refused(peer.own, lambda: peer.own.unbundle(bomb, most_bytes=1_000_000))


@given(st.floats(0, 1, exclude_max=True), st.integers(0, 8))
def test_a_bundle_that_was_cut_or_altered_is_refused_or_the_same(where: float, bit: int) -> None:
    """No byte of a bundle can be lost or changed on its way without being noticed."""
    peer = Peer()
    content = bytearray(sent(peer, [peer.step(peer.note("of no secret"))]))
    place = int(where * len(content))
    if bit == 8:
        del content[place:]
    else:
        content[place] ^= 1 << bit
    head = peer.own.head
    try:
        report = peer.own.unbundle(bytes(content))
    except (UnreadableInput, Rejected, StoreTooNew):
        # The byte may be the number of the format, which is then a later one.
        assert peer.own.head == head
    else:
        # The header of the packing has bytes that say nothing of what is packed.
        assert report.came_in == 1


def test_a_bundle_that_says_other_than_it_holds_is_refused() -> None:
    """The head, the number of steps and the format it names are those that it has."""
    peer = Peer()
    plain = gzip.decompress(sent(peer, [peer.step(peer.note("of no secret"))]))
    header, _, rest = plain.partition(b"\n")
    said = msgspec.json.decode(header)
    for changes, error in (
        ({"head": "0" * 64}, UnreadableInput),
        ({"steps": 0}, UnreadableInput),
        ({"steps": 2}, UnreadableInput),
        ({"bundle": 99}, StoreTooNew),
        ({"more": 1}, UnreadableInput),
    ):
        content = gzip.compress(msgspec.json.encode({**said, **changes}) + b"\n" + rest)
        assert isinstance(refused(peer.own, lambda: peer.own.unbundle(content)), error)  # noqa: B023 # called at once
    for content in (b"", b"words", gzip.compress(b""), gzip.compress(b"words\n")):
        assert isinstance(refused(peer.own, lambda: peer.own.unbundle(content)), UnreadableInput)  # noqa: B023 # called at once


def test_a_member_that_waits_is_no_way_in() -> None:
    """A step that another copy had overtaken is set aside, though it could not be recorded."""
    peer = Peer()
    peer.own.record(AddMember(code="GUM", name="Own"))
    theirs = peer.step(AddMember(id=new_id(peer.clock()), code="GUM", name="Theirs"))
    assert len(peer.own.unbundle(sent(peer, [theirs])).overtaken) == 1
    assert peer.own.state.members["GUM"].name in ("Own", "Theirs")
