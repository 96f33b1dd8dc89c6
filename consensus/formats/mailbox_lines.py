"""The lines of a mailbox (mbox), message by message; a single mail is a mailbox of one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

LONGEST_LINE = 64 * 1024
"""Bytes that are read at once."""

_FROM_LINE = re.compile(rb"From (?:\S+@\S+|\S+ ).*\d{4}")
_ESCAPED_FROM = re.compile(rb">+From ")


class LineReader(Protocol):
    """Bytes that can be read line by line."""

    def readline(self, limit: int, /) -> bytes:
        """The next line, or so many bytes of it."""


class MailboxLines:
    """The lines of a mailbox, message by message."""

    def __init__(self, stream: LineReader) -> None:
        self._stream = stream
        self._pushed: bytes | None = None
        self._begins = True  # whether a line begins here, and not goes on
        self._blank = True
        self._is_mailbox = False
        self.number = 0
        self._started = False

    def _read(self) -> bytes:
        if self._pushed is not None:
            line, self._pushed = self._pushed, None
            return line
        return self._stream.readline(LONGEST_LINE)

    def next_message(self) -> bool:
        """Go on to the next message; whether there is one."""
        line = self._read()
        while not self._started and line and not line.strip():
            self.number += 1
            line = self._read()
        if not line:
            return False
        if line.startswith(b"From "):
            self._is_mailbox = True
            self.number += 1
            self._blank = False
        else:
            self._pushed = line
        self._started = True
        self._begins = True
        return True

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        """The next line, or piece of a long one; it ends before the next message."""
        line = self._read()
        if not line:
            raise StopIteration
        if self._begins and self._is_mailbox:
            if self._blank and _FROM_LINE.match(line):
                self._pushed = line
                raise StopIteration
            if _ESCAPED_FROM.match(line):
                line = line[1:]
        self._blank = self._begins and not line.strip()
        self._begins = line.endswith(b"\n")
        self.number += self._begins
        return line
