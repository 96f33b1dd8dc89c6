"""Redacting: bodies without some words, what is withheld, and what still holds the words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
from attrs import frozen

from consensus.errors import Rejected, StoreError, UnreadableInput
from consensus.history.corrections import REDACTED, Amends, redacts
from consensus.history.operation import stable_name
from consensus.history.operations.corrections import RedactBody
from consensus.history.replay import act_of, operations_of
from consensus.history.step import Step, StoredStep, redacted
from consensus.store.opening import open_store
from consensus.store.port import Erasure

# How a record in a file, and a bundle, begin.
_SQLITE = b"SQLite format 3\0"
_APPLICATION_AT = 68
_RECORD = b"cons"
_GZIP = b"\x1f\x8b"

Body = tuple[str, int]
"""The id of a step, and the index of one of its bodies."""


@frozen
class WithheldBodies:
    """Bodies of one step whose words are withheld, since a redaction of them came in.

    They are kept until a user confirms that they are to be erased.

    Attributes:
        step: the id of the step.
        bodies: their indices; 0 says who recorded the step, 1 is its first operation.
        redaction: the id of the step that redacts them.
        by: who recorded that.
        reason: why, as that says.
    """

    step: str
    bodies: tuple[int, ...]
    redaction: str
    by: str
    reason: str


@frozen
class Redaction:
    """What came of taking words out of the record, and what still holds them.

    Attributes:
        step: the step that records it.
        places: out of how many bodies they were taken.
        notes: the numbers of the private notes that have the words.
        files: the files beside the record that have them: backups, copies and bundles of it.
        unread: the files there that may be copies and could not be read, each with why.
        joined_with: who else recorded in copies that were joined with this one; each keeps the
            words until it takes the redaction in and the erasure is confirmed there.
        withheld: how many bodies of this record have the words, withheld by an earlier redaction
            whose erasure was not confirmed.
    """

    step: Step
    places: int
    notes: tuple[int, ...] = ()
    files: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    joined_with: tuple[str, ...] = ()
    withheld: int = 0

    @property
    def sentences(self) -> tuple[str, ...]:
        """What still holds the words, and what to do about it, one sentence each."""
        found = [
            f"private note {each} has the words; take it away with 'consensus note remove {each}'"
            for each in self.notes
        ]
        found += [
            f"{each} has the words; delete it, or take the redaction in there and confirm it"
            for each in self.files
        ]
        found += [f"{each}, so look there yourself" for each in self.unread]
        if self.withheld:
            found.append(
                f"{self.withheld} withheld {'body' if self.withheld == 1 else 'bodies'} of this"
                " record may have the words; see 'consensus redact --waiting'"
            )
        if self.joined_with:
            found.append(
                f"copies of {', '.join(self.joined_with)} were joined with this record; they keep"
                " the words until they take the redaction in and confirm it"
            )
        found.append(
            "every other backup, bundle and copy that was made before now has the words; nothing"
            " records where those are"
        )
        return tuple(found)


def files_that_hold(words: str, record: Path, root: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Look for words in the copies and bundles of a record that lie in its folder.

    Args:
        words: exactly as they were recorded.
        record: the file of the record, which is passed over.
        root: the hash of the first step of the record.

    Returns:
        The names of the files that have the words, and those that could not be read, with why.
    """
    found: list[str] = []
    unread: list[str] = []
    try:
        beside = sorted(record.parent.iterdir())
    except OSError as error:
        return (), (f"{record.parent} could not be read ({error.strerror})",)
    for path in beside:
        if path == record:
            continue
        try:
            # Also asked of a link, which may lead to where nothing may be looked at.
            steps = _steps_of(path, root) if path.is_file() else ()
            if any(content_has(words, each.content) for each in steps):
                found.append(path.name)
        except (OSError, StoreError, UnreadableInput) as error:
            unread.append(f"{path.name} could not be read ({error})")
    return tuple(found), tuple(unread)


def _steps_of(path: Path, root: str) -> Sequence[StoredStep]:
    """The steps of a copy or bundle of a record; none of a file that is neither."""
    # Imported late: opening a record needs no bundles.
    from consensus.formats.bundle import read_bundle, root_of

    with path.open("rb") as file:
        start = file.read(_APPLICATION_AT + len(_RECORD))
        file.seek(0)
        is_bundle = start.startswith(_GZIP) and root_of(file) == root
    if is_bundle:
        return read_bundle(path.read_bytes())
    if not (start.startswith(_SQLITE) and start.endswith(_RECORD)):
        return ()
    with closing(open_store(path, read_only=True)) as store:
        steps = tuple(store.read_stored())
    return steps if steps and steps[0].hash == root else ()


def content_has(words: str, content: bytes) -> bool:
    """Whether a stored step has words in a body, or in a redacted body within a body."""
    once = msgspec.json.encode(words)[1:-1].decode()
    twice = msgspec.json.encode(once)[1:-1]
    return twice in content or msgspec.json.encode(twice.decode())[1:-1] in content


def still_there(steps: Iterable[Step], redacted: Collection[Body]) -> frozenset[Body]:
    """Those of some redacted bodies that these steps still have."""
    return frozenset(
        (step.id, index)
        for step in steps
        for index, body in enumerate(step.bodies)
        if (step.id, index) in redacted and not body.is_redacted
    )


def withheld_bodies(
    steps: Sequence[Step], known: Amends, bodies: Collection[Body]
) -> tuple[WithheldBodies, ...]:
    """Say of bodies by whom and why they are redacted, in the order of the steps that have them.

    Args:
        steps: the whole log, in order.
        known: what the steps say of each other.
        bodies: those to tell.
    """
    redactions: dict[Body, tuple[str, str, str]] = {}
    for step in filter(redacts, steps):
        by = act_of(step, known.substitutes).by
        for each in operations_of(step, known.substitutes):
            if isinstance(each, RedactBody):
                redactions[each.step, each.index] = step.id, by, each.reason
    found: dict[tuple[str, tuple[str, str, str]], list[int]] = defaultdict(list)
    for step in steps:
        for index in range(len(step.bodies)):
            if (step.id, index) in bodies:
                # Where a past moment is shown, the redaction may lie after it.
                redaction = redactions.get((step.id, index), ("", "", ""))
                found[step.id, redaction].append(index)
    return tuple(
        WithheldBodies(step, tuple(indices), *redaction)
        for (step, redaction), indices in found.items()
    )


def without(step: Step, indices: Collection[int]) -> Step:
    """A step as if these of its bodies had been erased; those that it has not are passed over."""
    found = [each for each in indices if each < len(step.bodies)]
    return redacted(step, found) if found else step


def as_erasure(bodies: Collection[Body]) -> Erasure:
    """Bodies as a store is told of them."""
    erase: dict[str, list[int]] = defaultdict(list)
    for step, index in sorted(bodies):
        erase[step].append(index)
    return tuple(erase.items())


def check_count(given: int, waiting: int) -> None:
    """Refuses to erase when another number of bodies was confirmed."""
    if given != waiting:
        bodies = "1 body waits" if waiting == 1 else f"{waiting} bodies wait"
        raise Rejected(f"{bodies} to be erased, not {given}; look at what would be erased again")


def redacted_bodies(step: Step, words: str, reason: str) -> Iterator[RedactBody]:
    """What takes words out of each body of a step that has them.

    Args:
        step: the step.
        words: exactly as they were recorded.
        reason: why; it must not repeat the words.
    """
    for index, sealed in enumerate(step.bodies):
        if sealed.body is None:
            continue
        fields = msgspec.json.decode(sealed.body)
        cleaned = _without(fields, words)
        if sealed.name == stable_name(RedactBody) and fields.get("substitute"):
            # A body within a body: its words are escaped there, so it is opened first.
            within = _without(msgspec.json.decode(fields["substitute"]), words)
            cleaned["substitute"] = msgspec.json.encode(within, order="sorted").decode()
        if cleaned == fields:
            continue
        substitute = msgspec.json.encode(cleaned, order="sorted").decode()
        yield RedactBody(step=step.id, index=index, substitute=substitute, reason=reason)


def _without(value: Any, words: str) -> Any:
    if isinstance(value, str):
        return value.replace(words, REDACTED)
    if isinstance(value, list):
        return [_without(each, words) for each in value]
    if isinstance(value, dict):
        return {_without(name, words): _without(each, words) for name, each in value.items()}
    return value
