"""A source: the text of a file that a user supplied, and the digest that recognises it again."""

from __future__ import annotations

import codecs
import hashlib
from pathlib import Path

from attrs import frozen

from consensus.errors import UnreadableInput

LARGEST_SOURCE = 64 * 1024 * 1024
"""Bytes. The longest printed drafts and a position of every member on every paragraph stay below
20 MB; anything beyond this is a mistake, and reading it would need some twenty times its size."""

_ZIP = b"PK\x03\x04"
_KNOWN_SIGNATURES = {
    _ZIP: "a Word document or another zip archive; from Word only drafts and amendments are read,"
    " so save it as text or CSV in UTF-8",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel document; save it as text, Markdown or CSV in UTF-8",
    b"%PDF": "a PDF; copy its text into a text or Markdown file",
    b"{\\rtf": "a rich text document; save it as text or Markdown in UTF-8",
}
_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


@frozen
class Source:
    """The text of a file.

    Attributes:
        name: the name of the file, as findings print it.
        text: its text with line endings as `\\n`; control signs are kept as they are.
        digest: the SHA-256 of that text in UTF-8; a file saved with other line endings or in
            another encoding has the same one.
    """

    name: str
    text: str
    digest: str

    @classmethod
    def of(cls, text: str, name: str = "") -> Source:
        """Make a source of a text that is at hand, with its line endings as `\\n`."""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        return cls(name, text, digest)


def read_source(path: Path) -> Source:
    """Read a file as text.

    Args:
        path: the file, in UTF-8 with or without a byte order mark, or UTF-16 with one.

    Raises:
        UnreadableInput: it is missing, a directory, not readable, empty, too large, no text, or in
            another encoding; the message says what to do.
    """
    name = str(path)
    if path.is_dir():
        raise UnreadableInput(f"{name} is a directory; name a file in it")
    try:
        size = path.stat().st_size
        if size > LARGEST_SOURCE:
            raise _too_large(name)
        with path.open("rb") as file:
            content = file.read(LARGEST_SOURCE + 1)
    except FileNotFoundError:
        raise UnreadableInput(f"there is no file {name}") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UnreadableInput(f"{name} cannot be read: {reason}") from error
    return decode(content, name)


def decode(content: bytes, name: str) -> Source:
    """Make a source of the bytes of a file, or of what came through a pipe.

    Args:
        content: in UTF-8 with or without a byte order mark, or UTF-16 with one.
        name: as errors and findings shall print it.

    Raises:
        UnreadableInput: as for a file.
    """
    if len(content) > LARGEST_SOURCE:
        raise _too_large(name)
    for signature, what in _KNOWN_SIGNATURES.items():
        if content.startswith(signature):
            raise UnreadableInput(f"{name} is {what}")
    encoding, mark = "utf-8", b""
    if content.startswith(codecs.BOM_UTF8):
        mark = codecs.BOM_UTF8
    elif content[:2] in _UTF_16:
        encoding, mark = _UTF_16[content[:2]], content[:2]
    try:
        text = content[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableInput(
            f"{name} is not in {encoding.upper()}: the byte at offset {error.start + len(mark)}"
            f" does not fit ({error.reason}); save it again in UTF-8"
        ) from error
    if "\0" in text:
        place = content.index(b"\0") if encoding == "utf-8" else text.index("\0") * 2 + len(mark)
        raise UnreadableInput(
            f"{name} is no text: it holds a NUL at byte offset {place}; if it is UTF-16, save it"
            " with a byte order mark or in UTF-8"
        )
    if not text.strip():
        raise UnreadableInput(f"{name} is empty")
    return Source.of(text, name)


def _too_large(name: str) -> UnreadableInput:
    limit = LARGEST_SOURCE // (1024 * 1024)
    return UnreadableInput(f"{name} is larger than {limit} MB; divide it into several files")
