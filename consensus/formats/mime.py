"""The parts of a mail, read line by line so that no attachment is ever held as a whole."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from email import policy
from email.errors import HeaderParseError, MessageError
from email.message import EmailMessage, Message
from email.parser import BytesHeaderParser

from attrs import field, frozen

from consensus.finding import Finding, Severity
from consensus.formats.charsets import sound
from consensus.formats.mailbox_lines import LineReader, MailboxLines
from consensus.formats.transfer_encoding import Decoder, decoder_of
from consensus.text.display import made_visible

LONGEST_TEXT = 1024 * 1024
"""Bytes of a part that are read as text; a longer one is cut there."""

_LONGEST_HEADERS = 128 * 1024  # bytes; what comes after is left out
_LONGEST_HEADER = 16 * 1024
_DEEPEST = 20  # parts inside each other; real mails go to 5
_MOST_PARTS = 500
_LONGEST_NAME = 200
# Plain text cannot show what is struck out, and clients that make it of HTML leave that out.
_STRUCK = re.compile(rb"<(?:s|strike|del)[\s>]|line-through", re.IGNORECASE)

FAULTS = (
    *(HeaderParseError, MessageError, AssertionError, AttributeError, IndexError, KeyError),
    *(LookupError, NotImplementedError, OverflowError, RecursionError, TypeError, ValueError),
)
"""What the header parser of the standard library raises on headers that are malformed enough."""


@frozen
class Attachment:
    """A part of a mail that is not its text; its content is not kept.

    Attributes:
        name: as the sender called it, without folders; it is never a path of ours.
        media_type: such as `application/pdf`, as the sender says.
        size: in bytes.
        digest: the SHA-256 of the content, as hexadecimal digits.
    """

    name: str
    media_type: str
    size: int
    digest: str


@frozen
class TextPart:
    """A part that is text of the mail.

    Attributes:
        content: its first bytes, `LONGEST_TEXT` at most.
        charset: as the part says; may be empty.
        is_html: whether it is HTML.
        is_flowed: whether its lines may be joined (`format=flowed`).
        deletes_space: whether the space of a wrapped line goes (`delsp=yes`).
    """

    content: bytes
    charset: str
    is_html: bool = False
    is_flowed: bool = False
    deletes_space: bool = False


@frozen
class MimeMessage:
    """A mail, its parts read.

    Attributes:
        line: where it begins in the file, counted from 1.
        headers: its headers.
        texts: the parts that are its text; of alternatives, the plain one.
        attachments: the other parts.
        findings: what was wrong with it.
    """

    line: int
    headers: Message
    texts: tuple[TextPart, ...]
    attachments: tuple[Attachment, ...]
    findings: tuple[Finding, ...]


def read_messages(stream: LineReader, name: str) -> Iterator[MimeMessage]:
    """Read the messages of a mailbox (mbox) or a single mail, one after the other.

    Args:
        stream: the bytes; they are read once, from where they stand.
        name: as findings shall print it.
    """
    lines = MailboxLines(stream)
    while lines.next_message():
        yield _MessageReader(lines, name).read()


@frozen
class _Entity:
    """What was found in a part and the parts under it."""

    texts: list[TextPart] = field(factory=list)
    attachments: list[Attachment] = field(factory=list)


class _MessageReader:
    """Reads one message."""

    def __init__(self, lines: MailboxLines, name: str) -> None:
        self._lines = lines
        self._name = name
        self._line = lines.number + 1
        self._boundaries: list[bytes] = []
        self._ended = False  # whether the message ended before its boundaries did
        self._met = b""  # the boundary that ended the last part
        self._parts = 0
        self._findings: list[Finding] = []

    def read(self) -> MimeMessage:
        headers = self._headers()
        found = self._entity(headers, 0)
        for _ in self._lines:
            pass  # what stands after the last boundary belongs to nothing
        return MimeMessage(
            self._line,
            headers,
            tuple(found.texts),
            tuple(found.attachments),
            tuple(dict.fromkeys(self._findings)),
        )

    def _find(self, message: str, severity: Severity = Severity.WARNING, line: int = 0) -> None:
        """Note what is wrong with the message, or with what begins on one of its lines."""
        line, column = (line, 1) if line else (self._line, 0)
        self._findings.append(Finding(message, severity, self._name, line, column))

    def _headers(self) -> Message:
        """Read the headers of a message or part."""
        kept: list[bytes] = []
        size = of_one = 0
        is_cut = False
        for line in self._lines:
            if not line.strip(b"\r\n") or self._is_boundary(line):
                break
            size += len(line)
            of_one = len(line) + (of_one if line[:1] in (b" ", b"\t") else 0)
            if size <= _LONGEST_HEADERS and of_one <= _LONGEST_HEADER:
                kept.append(line)
            else:
                is_cut = True
        else:
            self._ended = True
        if is_cut:
            self._find("Its headers are too long; what is beyond the limit was left out.")
        try:
            return BytesHeaderParser(policy=policy.default).parsebytes(b"".join(kept))
        except FAULTS:
            self._find("Its headers cannot be read.")
            return EmailMessage(policy.default)

    def _is_boundary(self, line: bytes) -> bool:
        """Whether a line ends the part; which boundary it is, is kept."""
        if not line.startswith(b"--"):
            return False
        bare = line.rstrip()
        for boundary in self._boundaries:
            if bare in (b"--" + boundary, b"--" + boundary + b"--"):
                self._met = bare
                return True
        return False

    def _entity(self, headers: Message, depth: int) -> _Entity:
        self._parts += 1
        media_type = sound(str(_told(headers.get_content_type, "text/plain")))
        boundary = _told(headers.get_boundary, None)
        if media_type.startswith("multipart/") and boundary and not self._met:
            if depth < _DEEPEST:
                return self._multipart(media_type, str(boundary), depth)
            self._find(f"It has parts {_DEEPEST} deep inside each other; the innermost are a file.")
        return self._leaf(headers, media_type)

    def _multipart(self, media_type: str, boundary: str, depth: int) -> _Entity:
        own = boundary.encode("utf-8", "surrogateescape").rstrip()
        self._boundaries.append(own)
        self._skip()
        children: list[_Entity] = []
        while self._met == b"--" + own and not self._ended:
            self._met = b""
            if self._parts >= _MOST_PARTS:
                self._find(f"It has more than {_MOST_PARTS} parts; the others were left out.")
                self._skip()
            else:
                children.append(self._entity(self._headers(), depth + 1))
        self._boundaries.pop()
        if self._ended and not self._met:
            self._find("It breaks off inside a part; it was not written to its end.")
        elif self._met == b"--" + own + b"--":
            self._met = b""
            if self._boundaries:
                self._skip()
        if media_type == "multipart/alternative":
            return _chosen(children)
        return _Entity(
            [text for child in children for text in child.texts],
            [each for child in children for each in child.attachments],
        )

    def _skip(self) -> None:
        """Go on to the next boundary, or to the end of the message."""
        for line in self._lines:
            if self._is_boundary(line):
                return
        self._ended = True

    def _leaf(self, headers: Message, media_type: str) -> _Entity:
        name = self._filename(headers)
        is_text = media_type in ("text/plain", "text/html") and not name
        is_text = is_text and _told(headers.get_content_disposition, None) != "attachment"
        sink = _Sink(LONGEST_TEXT if is_text else 0)
        encoding = _told(lambda: str(headers.get("content-transfer-encoding", "")), "")
        decoder = decoder_of(encoding, sink.take)
        begins = self._lines.number + 1
        if not self._met and not self._ended:
            self._body(decoder)
        decoder.end()
        if decoder.is_broken:
            self._find("A part of it is not encoded as it says; what could be read was taken.")
        if not is_text:
            name = name or ("message.eml" if media_type == "message/rfc822" else "unnamed")
            return _Entity([], [Attachment(name, media_type, sink.size, sink.digest)])
        if sink.size > LONGEST_TEXT:
            limit = LONGEST_TEXT // 1024
            size = sink.size // 1024
            message = f"Its text has {size} kB and was cut off after {limit} kB."
            self._find(message, line=begins)
        if not sink.content.strip():
            return _Entity()
        flowed = str(_told(lambda: headers.get_param("format", ""), "")).casefold() == "flowed"
        part = TextPart(
            sink.content,
            str(_told(lambda: headers.get_content_charset(""), "")),
            media_type == "text/html",
            flowed,
            str(_told(lambda: headers.get_param("delsp", ""), "")).casefold() == "yes",
        )
        return _Entity([part])

    def _body(self, decoder: Decoder) -> None:
        """Hand the lines of a part over, without the line break that belongs to the boundary."""
        held = b""
        for line in self._lines:
            if self._is_boundary(line):
                return
            if held:
                decoder.take(held)
            words = line.rstrip(b"\r\n")
            decoder.take(words)
            held = line[len(words) :]
        self._ended = True
        if held and not self._boundaries:
            decoder.take(held)

    def _filename(self, headers: Message) -> str:
        written = _told(headers.get_filename, None)
        if not written:
            return ""
        whole = str(written)
        bare = re.split(r"[/\\]", whole)[-1].encode("utf-8", "replace").decode()
        name = made_visible(" ".join(bare.split()))[:_LONGEST_NAME].strip(" .") or "unnamed"
        if name != whole:
            self._find(f"An attachment is called otherwise; {name} is kept.", Severity.NOTE)
        return name


def _told(ask: Callable[[], object], otherwise: object) -> object:
    """What headers say, or something else where they are malformed."""
    try:
        return ask()
    except FAULTS:
        return otherwise


def _chosen(children: Sequence[_Entity]) -> _Entity:
    """Of alternatives, the one that strikes words out, the plain text, or else any text."""
    plain = [each for each in children if any(not text.is_html for text in each.texts)]
    struck = [
        each
        for each in children
        if any(text.is_html and _STRUCK.search(text.content) for text in each.texts)
    ]
    texts = struck or plain or [each for each in children if each.texts]
    return _Entity(
        texts[0].texts if texts else [],
        [attachment for each in children for attachment in each.attachments],
    )


class _Sink:
    """Counts and hashes what a part holds, and keeps its beginning."""

    def __init__(self, keep: int) -> None:
        self._keep = keep
        self._hash = hashlib.sha256()
        self._pieces: list[bytes] = []
        self._kept = 0
        self.size = 0

    def take(self, piece: bytes) -> None:
        self._hash.update(piece)
        self.size += len(piece)
        if self._kept < self._keep:
            piece = piece[: self._keep - self._kept]
            self._pieces.append(piece)
            self._kept += len(piece)

    @property
    def content(self) -> bytes:
        return b"".join(self._pieces)

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()
