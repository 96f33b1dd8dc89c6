"""Source files: bytes with a name, and detection of the character encoding."""

from __future__ import annotations

import codecs
import hashlib
import re
from pathlib import Path
from typing import ClassVar

from attrs import evolve, field, frozen

from consensus.arguments import shown, validated
from consensus.errors import UnreadableFile, UnreadableInput, WrongValue
from consensus.finding import Finding, Severity

# Codecs that Python has for other ends, of which some take quadratic time.
_NO_CHARSETS = frozenset(
    {"idna", "punycode", "raw_unicode_escape", "unicode_escape", "undefined", "mbcs", "oem"}
)
_FALLBACK = "cp1252"
_HEAD = 65_536
_MOSTLY = 0.4


@frozen
class Decoded:
    """A decoded text, and what had to be guessed."""

    text: str  # the text, with line endings as `\n` and without NUL
    problem: str = ""  # what was wrong, in one sentence without a stop; empty when nothing was


def decode_as(content: bytes, charset: str) -> Decoded:
    """Decodes bytes; if the stated encoding, if any, does not fit, as UTF-8 or Windows-1252."""
    said = charset.strip().strip("\"'").casefold() or "us-ascii"
    known = _codec(said)
    problem = "" if known else f"the encoding {said[:40]!r} is not known"
    for name in dict.fromkeys(("ascii" if said == "us-ascii" else known, "utf-8", _FALLBACK)):
        if not name:
            continue
        try:
            text = content.decode(name)
        except (UnicodeError, LookupError):
            problem = problem or (f"it is not in {said[:40]}, as it says" if charset else "")
            continue
        if problem:
            problem = f"{problem}; it was read as {name}"
        return _codec_name(text, problem)
    text = content.decode(_FALLBACK, "replace")
    lost = text.count("\ufffd")
    return _codec_name(text, f"{problem or 'it is in no known encoding'}; {lost} bytes were lost")


def guess_encoding(content: bytes) -> str:
    """Returns the likeliest encoding of a text that states none; empty for none."""
    head = content[:_HEAD]
    for first, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        # Of letters of few scripts, every second byte is the same; in the Latin one it is NUL.
        if head[first::2].count(0) > _MOSTLY * len(head[first::2]):
            return name if _fits(content, name) else ""
    return _FALLBACK if _fits(content, _FALLBACK) else ""


def _fits(content: bytes, name: str) -> bool:
    try:
        return "\0" not in content.decode(name)
    except UnicodeError:
        return False


def _codec(name: str) -> str:
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    return "" if found.replace("-", "_") in _NO_CHARSETS else found


def _codec_name(text: str, problem: str) -> Decoded:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        text = text.replace("\0", "")
        problem = f"{problem}; NULs were left out" if problem else "NULs were left out"
    return Decoded(text, problem)


def without_surrogates(text: str) -> str:
    """Returns a text without lone surrogates, which mark bytes that were not decoded."""
    try:
        return decode_as(text.encode("utf-8", "surrogateescape"), "utf-8").text
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode().replace("\0", "")


LARGEST_SOURCE = 64 * 1024 * 1024
"""Bytes. The longest printed drafts and a position of every member on every paragraph stay below
20 MB; anything beyond this is a mistake, and reading it would need some twenty times its size."""

LONGEST_PARAGRAPH = 1_000_000
"""Characters, as many as a book of 180,000 words has. A line of ten times as many, full of
brackets, took more than 17 s and 1.3 GiB to read, and diffing it would hold up the room."""

_ZIP = b"PK\x03\x04"
KNOWN_SIGNATURES = {
    _ZIP: "a Word document or another zip archive; from Word only drafts, translations, amendments"
    " and contributions are read, so save it as text or CSV in UTF-8",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel document; save it as text, Markdown or CSV in UTF-8",
    b"%PDF": "a PDF; copy its text into a text or Markdown file, or make a Word document of it:"
    " soffice --infilter=writer_pdf_import --convert-to docx FILE",
    b"{\\rtf": "a rich text document; save it as text or Markdown in UTF-8",
}
_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


@frozen
class Source:
    """The text of a file.

    Attributes:
        name: the name of the file, as findings print it.
        text: its text with line endings as `\\n`; control characters are kept.
        digest: the SHA-256 of that text in UTF-8; a file saved with other line endings or in
            another encoding has the same one.
        guessed: the encoding that it seems to be in, where it is not in UTF-8 and does not say.
    """

    GIVEN_AS: ClassVar[str] = "write Path('…') for a file, and Source.of('…', name) for a text"
    """What to give instead of something else, in messages that refuse it."""

    name: str
    text: str
    digest: str
    guessed: str = field(default="", kw_only=True)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is odd about the file itself."""
        if not self.guessed:
            return ()
        message = (
            f"It does not say in which encoding it is, and was read as {self.guessed}; where"
            " letters look wrong, save it in UTF-8."
        )
        return (Finding(message, Severity.WARNING, self.name),)

    @classmethod
    @validated
    def of(cls, text: str, name: str = "") -> Source:
        """Returns a source of a text in memory, with line endings as `\\n`."""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        return cls(name, text, digest)


_FILE_NAME = re.compile(r"\S.*\.(?:md|markdown|txt|csv|tsv|jsonl?|docx|eml|mbox)", re.IGNORECASE)
# Of no file, but of none given, a row of cells, a sentence, an item, or more than a name can have.
_NO_NAME = re.compile(r"^$|[\t;]|,\S|\s.*\.$|^(?:#+|\d+[.)]|[-*])\s|.{256}")


def as_source(given: Source | Path) -> Source:
    """Returns a source as it is, and a text file read as `read_source` reads it with `guess`."""
    if isinstance(given, Path):
        return read_source(given, guess=True)
    name, text = given.name.strip(), given.text.strip()
    is_name = _FILE_NAME.fullmatch(text) and not _FILE_NAME.fullmatch(name)
    if is_name and ("\n" in name or (len(text.split()) == 1 and _NO_NAME.search(name))):
        advice = "read_file reads a file; or the name and the text of the Source are swapped"
        said = f"the name of a file, {shown(text)}"
        raise WrongValue("the text of a Source", said, "what the file holds", advice)
    return given


def read_source(path: Path, guess: bool = False) -> Source:
    """Reads and decodes a file as `decode` does."""
    return decode(read_bytes(path), str(path), guess)


def read_bytes(path: Path) -> bytes:
    """Reads the bytes of a file, and stops early at one that is too large."""
    name = str(path)
    if path.is_dir():
        raise UnreadableFile(f"{name} is a directory; name a file in it")
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_SOURCE + 1)
    except FileNotFoundError:
        raise UnreadableFile(f"there is no file {name}") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UnreadableFile(f"{name} cannot be read: {reason}") from error


def decode(content: bytes, name: str, guess: bool = False) -> Source:
    """Decodes bytes in UTF-8 with or without a byte order mark, or UTF-16 with one.

    With `guess`, another encoding is guessed, and said in the findings; else, and for what is
    empty, too large or no text, raises UnreadableInput.
    """
    if len(content) > LARGEST_SOURCE:
        limit = LARGEST_SOURCE // (1024 * 1024)
        raise UnreadableInput(f"{name} is larger than {limit} MB; divide it into several files")
    for signature, what in KNOWN_SIGNATURES.items():
        if content.startswith(signature):
            raise UnreadableInput(f"{name} is {what}")
    encoding, mark, guessed = "utf-8", b"", ""
    if content.startswith(codecs.BOM_UTF8):
        mark = codecs.BOM_UTF8
    elif content[:2] in _UTF_16:
        encoding, mark = _UTF_16[content[:2]], content[:2]
    elif guess and not _fits(content, encoding):
        guessed = guess_encoding(content)
        encoding = guessed or encoding
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
    return evolve(Source.of(text, name), guessed=guessed)


def check_lines(source: Source) -> None:
    """Raises UnreadableInput if a line is longer than a paragraph may be, before it is parsed."""
    if len(source.text) > LONGEST_PARAGRAPH:
        for number, line in enumerate(source.text.split("\n"), 1):
            check_paragraph(source.name, number, line)


def check_paragraph(name: str, line: int, text: str) -> None:
    """Raises UnreadableInput if a paragraph, which begins in a line, is longer than one may be."""
    if len(text) > LONGEST_PARAGRAPH:
        size = f"{len(text):,} characters and may have {LONGEST_PARAGRAPH:,}"
        message = f"the paragraph that begins here has {size}; divide it into paragraphs"
        raise limit_error(name, line, 1, message)


def limit_error(name: str, line: int, column: int, message: str) -> UnreadableInput:
    """Returns the error for a place at which a file goes beyond a limit; column 0 for none."""
    place = ":".join(str(part) for part in (name, line, column) if part)
    return UnreadableInput(f"{place}: {message}")
