"""Bundles: steps of a record in one file, to be sent by mail and imported elsewhere.

A bundle is JSON Lines, compressed: first what it holds, then a step on each line after its hash.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from typing import BinaryIO

import msgspec

from consensus.errors import StoreTooNew, UnreadableInput
from consensus.history.replicas import MOST_BYTES
from consensus.history.step import StoredStep

FORMAT = 1
_HASH_LENGTH = 64
_LONGEST_HEADER = 1_000


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Format version, hashes of the record's first step and the bundle's last, number of steps."""

    bundle: int
    root: str
    head: str
    steps: int


def write_bundle(root: str, steps: Sequence[StoredStep]) -> bytes:
    """Serializes steps of the record with this first step; the same ones give the same bytes."""
    header = _Header(FORMAT, root, steps[-1].hash, len(steps))
    content = io.BytesIO()
    with gzip.GzipFile(fileobj=content, mode="wb", mtime=0) as packed:
        packed.write(msgspec.json.encode(header) + b"\n")
        for each in steps:
            packed.write(f"{each.hash} ".encode() + each.content + b"\n")
    return content.getvalue()


def read_bundle(
    content: bytes, root: str = "", most_bytes: int = MOST_BYTES
) -> tuple[StoredStep, ...]:
    """Parses the steps of a bundle, which still have to be validated.

    The record's first step must have the hash `root`, unless that is empty. Raises StoreTooNew if a
    later version of this software made it, UnreadableInput if it is no whole bundle, or too large.
    """
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            return tuple(_read(packed, root, most_bytes))
    except EOFError:
        raise UnreadableInput("the file of steps is cut short; ask for it again") from None
    except (OSError, zlib.error, UnicodeDecodeError, msgspec.MsgspecError):
        raise UnreadableInput(
            "that is no file of steps, or it is damaged; ask for it again"
        ) from None


def root_of(file: BinaryIO) -> str:
    """Returns the hash of the first step of the record in a bundle; empty for other files."""
    try:
        with gzip.GzipFile(fileobj=file) as packed:
            return _header(packed.readline(_LONGEST_HEADER)).root
    except (EOFError, OSError, zlib.error, UnicodeDecodeError, msgspec.MsgspecError):
        return ""


def _read(packed: gzip.GzipFile, root: str, most_bytes: int) -> Iterator[StoredStep]:
    header = _header(packed.readline(_LONGEST_HEADER))
    if root and header.root != root:
        raise UnreadableInput(
            "the steps are of another working group; only copies of one file can be joined"
        )
    left = most_bytes
    digest = ""
    for position in range(1, header.steps + 1):
        line = packed.readline(left + 1)
        left -= len(line)
        if left < 0:
            raise UnreadableInput(
                f"the file of steps has more than {most_bytes:,} bytes when unpacked; if that is"
                " meant, allow for more"
            )
        if not line.endswith(b"\n") or line[_HASH_LENGTH : _HASH_LENGTH + 1] != b" ":
            raise UnreadableInput("the file of steps is cut short or damaged; ask for it again")
        digest = line[:_HASH_LENGTH].decode("ascii")
        yield StoredStep(position, "", digest, line[_HASH_LENGTH + 1 : -1])
    if digest != header.head or packed.read(1):
        raise UnreadableInput("the file of steps lacks what it names; ask for it again")


def _header(line: bytes) -> _Header:
    found = msgspec.json.decode(line, type=dict).get("bundle")
    if isinstance(found, int) and found > FORMAT:
        raise StoreTooNew(
            "a later version of this software wrote the steps; bring the software up to date"
        )
    return msgspec.json.decode(line, type=_Header)
