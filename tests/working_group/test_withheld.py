"""Redactions that come in from a copy: the words are shown nowhere, and kept until confirmed."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from errno import EACCES
from pathlib import Path

import pytest

from consensus import Outcome, Stance, WorkingGroup
from consensus.errors import NotFound, Rejected
from consensus.store.doctor import doctor
from tests.support.panel import fill, ticking

from .copies import copy_of, one_clock

WORDS = "the pilots of Mr Vane are drunk"
REASON = "named under the rule of the house"


def stored(group: WorkingGroup) -> bytes:
    """Every byte of the steps."""
    return b"".join(each.content for each in group._log.store.read_stored())


def shown(group: WorkingGroup) -> str:
    """Everything that can be read of a record, in one text."""
    told = [str(each) for each in group.chronicle.entries()]
    told += [
        str(sentence)
        for each in group.steps()
        for sentence in group.chronicle.sentences(each.id, 99)
    ]
    told += [str(each) for each in group.history()]
    told += [str(each) for each in group.applied()]
    told += [str(each) for each in group.steps()]
    told += [str(group.state), str(group.status()), str(group.as_of(group.steps()[-1].id).state)]
    told += [str(group.as_of(each.id).steps()) for each in group.steps()[-3:]]
    told.append(gzip.decompress(group.bundle()).decode())
    return "\n".join(told)


@pytest.fixture
def both() -> tuple[WorkingGroup, WorkingGroup]:
    """Two copies of a record in which words stand, of which Bob's has redacted them."""
    group = WorkingGroup.in_memory(title="Harbour panel", clock=ticking())
    fill(group)
    group.take_position("ASH", "1", Stance.OBJECT, reason=WORDS)
    group.decide("2", Outcome.DEFERRED, reason=f"since {WORDS}")
    clock = one_clock()
    ann, bob = copy_of(group, "ann", clock), copy_of(group, "bob", clock)
    bob.redact(WORDS, reason=REASON)
    return ann, bob


SYNCS: dict[str, Callable[[WorkingGroup, WorkingGroup, int | None], object]] = {
    "sync": lambda one, other, erase: one.sync(other, pull=True, erase=erase),
    "unbundle": lambda one, other, erase: one.unbundle(other.bundle(), erase=erase),
    "sent": lambda one, other, erase: other.sync(one, erase=erase),
}


@pytest.mark.parametrize("way", SYNCS)
def test_words_are_kept_and_shown_nowhere_until_it_is_confirmed(
    way: str, both: tuple[WorkingGroup, WorkingGroup]
) -> None:
    """Whichever way the redaction comes in, the bytes stay and nothing shows them."""
    ann, bob = both
    ann.refresh()
    assert WORDS in shown(ann)
    SYNCS[way](ann, bob, None)
    ann.refresh()
    assert WORDS.encode() in stored(ann)
    assert WORDS not in shown(ann)
    found = ann.verify()
    assert found.is_intact
    assert (len(found.withheld), found.redactions) == (2, ())
    waiting = ann.withheld_bodies
    assert [(each.bodies, each.by, each.reason) for each in waiting] == [((1,), "bob", REASON)] * 2
    with pytest.raises(Rejected, match="2 bodies wait to be erased, not 3"):
        SYNCS[way](ann, bob, 3)
    assert WORDS.encode() in stored(ann)
    SYNCS[way](ann, bob, 2)
    assert WORDS.encode() not in stored(ann)
    assert ann.withheld_bodies == ()
    assert len(ann.verify().redactions) == 2


def test_a_dry_run_lists_what_a_sync_lists(both: tuple[WorkingGroup, WorkingGroup]) -> None:
    """By step, by whom and why; nothing changes, and a wrong number is refused there too."""
    ann, bob = both
    head = ann.head
    would = ann.sync(bob, dry_run=True)
    assert ann.head == head
    assert [each.step for each in would.withheld] == [step.id for step in ann.steps()[-2:]]
    assert {each.redaction for each in would.withheld} == {bob.steps()[-1].id}
    with pytest.raises(Rejected, match="2 bodies wait to be erased, not 1"):
        ann.sync(bob, dry_run=True, erase=1)
    with pytest.raises(Rejected, match="2 bodies wait to be erased, not 1"):
        ann.sync(bob, erase=1)
    assert ann.head == head
    assert ann.sync(bob) == would
    assert ann.sync(bob).withheld == would.withheld


def test_a_copy_that_redacts_everything_takes_nothing_away(
    both: tuple[WorkingGroup, WorkingGroup],
) -> None:
    """Whatever a hostile keeper takes out, it can be counted, and is still there."""
    ann, _ = both
    mallory = copy_of(ann, "mallory", one_clock())
    for words in ("Members shall report every year", WORDS, "harbour office", "Ships may enter"):
        mallory.redact(words, reason="of no use")
    before = stored(ann)
    report = ann.sync(mallory, pull=True)
    bodies = sum(len(each.bodies) for each in report.withheld)
    assert bodies == 3
    assert report.bodies == sum(len(step.bodies) for step in ann.steps())
    assert stored(ann).startswith(before)
    assert "Ships may enter" not in shown(ann)
    ann.erase_withheld(bodies)
    assert b"Ships may enter" not in stored(ann)
    with pytest.raises(Rejected, match="0 bodies wait to be erased, not 3"):
        ann.erase_withheld(bodies)


@pytest.mark.parametrize("way", SYNCS)
def test_withheld_words_are_not_passed_on(way: str) -> None:
    """Who had not got the words gets the step without them, and has nothing to confirm."""
    group = WorkingGroup.in_memory(title="Harbour panel", clock=ticking())
    fill(group)
    early = copy_of(group, "cyn", one_clock())
    group.take_position("ASH", "1", Stance.OBJECT, reason=WORDS)
    ann, bob = copy_of(group, "ann", one_clock()), copy_of(group, "bob", one_clock())
    bob.redact(WORDS)
    ann.sync(bob, pull=True)
    assert WORDS.encode() in stored(ann)
    SYNCS[way](early, ann, None)
    assert early.head == ann.head
    assert WORDS.encode() not in stored(early)
    assert (early.withheld_bodies, len(early.verify().redactions)) == ((), 1)
    assert WORDS.encode() in stored(ann)


def test_a_new_copy_from_a_bundle_lacks_withheld_words(
    both: tuple[WorkingGroup, WorkingGroup], tmp_path: Path
) -> None:
    """It opens, verifies, and stands where the other one stands."""
    ann, bob = both
    ann.sync(bob, pull=True)
    with WorkingGroup.from_bundle(tmp_path / "new.consensus", ann.bundle()) as made:
        assert made.head == ann.head
        assert WORDS.encode() not in stored(made)
        assert made.withheld_bodies == ()
        assert made.verify().is_intact
        dan = copy_of(bob, "dan", one_clock())
        dan.propose("1", "must", old="shall", by=["ASH"])
        assert made.sync(dan).withheld == ()


def test_own_redactions_erase_at_once(both: tuple[WorkingGroup, WorkingGroup]) -> None:
    """They wait for nobody, and leave what waits as it is."""
    ann, bob = both
    ann.take_position("BAY", "3", Stance.OBJECT, reason="as Ms Quill said")
    ann.sync(bob, pull=True)
    redaction = ann.redact("Ms Quill")
    assert (redaction.places, redaction.withheld) == (1, 0)
    assert b"Quill" not in stored(ann)
    assert len(ann.withheld_bodies) == 2
    with pytest.raises(NotFound, match="has those words; 2 withheld bodies have them"):
        ann.redact(WORDS)


def test_what_is_withheld_is_taken_off_the_wall_and_out_of_what_is_watched(
    both: tuple[WorkingGroup, WorkingGroup],
) -> None:
    """The room no longer sees the words, and who watches is given the steps without them."""
    ann, bob = both
    ann._log.store.show_on_wall(WORDS.encode())
    known = ann._log.length
    bob.take_position("COL", "1", Stance.SUPPORT)
    ann.sync(bob, pull=True)
    assert ann._log.store.on_wall() == b""
    assert WORDS not in str(ann._recorded_since(0))
    assert len(ann._recorded_since(known)) == 2


def test_a_file_is_found_in_order_and_loses_its_bytes_when_it_is_confirmed(tmp_path: Path) -> None:
    """A doctor notes what waits; once confirmed no byte of the file has the words."""
    one, other = tmp_path / "one.consensus", tmp_path / "other.consensus"
    with WorkingGroup.create(one, title="Panel", clock=ticking()) as ann:
        fill(ann)
        ann.take_position("ASH", "1", Stance.OBJECT, reason=WORDS)
        ann.backup(other)
    with WorkingGroup.open(other, by="bob", clock=one_clock()) as bob:
        bob.redact(WORDS)
    with WorkingGroup.open(one, by="ann", clock=one_clock()) as ann:
        ann.sync(other)
        ann._log.keep_snapshot()
    assert WORDS.encode() in one.read_bytes()
    (found,) = doctor(one)
    assert "1 redacted body is kept with the words withheld" in found.message
    with WorkingGroup.open(one, by="ann", clock=one_clock()) as ann:
        assert WORDS not in shown(ann)
        assert len(ann.withheld_bodies) == 1
        ann.erase_withheld(1)
    assert WORDS.encode() not in one.read_bytes()
    assert doctor(one) == ()


# What still holds words that were redacted


def test_a_redaction_says_what_still_holds_the_words(tmp_path: Path) -> None:
    """Notes, backups, copies and bundles are named; what does not have the words is not."""
    one = tmp_path / "panel.consensus"
    with WorkingGroup.create(one, title="Panel", by="ann", clock=ticking()) as ann:
        fill(ann)
        ann.backup(tmp_path / "before.consensus")
        ann.take_position("ASH", "1", Stance.OBJECT, reason=f'"{WORDS}",\nso they say')
        ann.backup(tmp_path / "backup.db")
        (tmp_path / "friday.bundle").write_bytes(ann.bundle())
        (tmp_path / "other.gz").write_bytes(b"\x1f\x8b nothing")
        (tmp_path / "damaged.consensus").write_bytes((tmp_path / "backup.db").read_bytes()[:9_000])
        WorkingGroup.create(tmp_path / "another.consensus", title=WORDS).close()
        with WorkingGroup.open(tmp_path / "backup.db", by="bob", clock=one_clock()) as bob:
            bob.propose("1", "must", old="shall", by=["ASH"])
        ann.propose("1", "may", old="shall", by=["BAY"])
        ann.sync(tmp_path / "backup.db")
        ann.note_privately("1", f"he said {WORDS}")
        ann.note_privately("1", "nothing of it")
        found = ann.redact(f'"{WORDS}",\n', reason="asked for")
        assert found.places == 1
        assert found.files == ("backup.db", "friday.bundle")
        assert [each.partition(" ")[0] for each in found.unread] == ["damaged.consensus"]
        assert found.joined_with == ("bob",)
        assert found.notes == ()
        told = " ".join(found.sentences)
        assert "backup.db has the words" in told
        assert "copies of bob were joined with this record" in told
        assert "every other backup, bundle and copy that was made before now" in told
        ann.take_position("BAY", "1", Stance.OBJECT, reason=WORDS)
        assert ann.redact(WORDS).notes == (1,)


@pytest.mark.parametrize("method", ["iterdir", "is_file"])
def test_what_may_not_be_looked_at_is_named(
    method: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The redaction stands where the folder, or what a link in it leads to, is closed to users."""

    def refuse(path: Path) -> None:
        raise PermissionError(EACCES, "Permission denied", str(path))

    place = tmp_path / "panel.consensus"
    with WorkingGroup.create(place, title="Panel", by="ann", clock=ticking()) as ann:
        fill(ann)
        (tmp_path / "link").symlink_to("elsewhere")
        ann.take_position("ASH", "1", Stance.OBJECT, reason=WORDS)
        monkeypatch.setattr(Path, method, refuse)
        found = ann.redact(WORDS)
        assert found.places == 1
        assert any("Permission denied" in each for each in found.unread)


def test_a_record_in_no_file_says_what_cannot_be_known(
    both: tuple[WorkingGroup, WorkingGroup],
) -> None:
    """Nothing is beside it; that others may have the words is said all the same."""
    ann, _ = both
    found = ann.redact(WORDS)
    assert (found.files, found.notes, found.unread, found.joined_with) == ((), (), (), ())
    assert len(found.sentences) == 1
