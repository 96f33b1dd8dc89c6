"""Parser for mails and mailboxes: MIME parts, encodings, and text without quotations."""

from __future__ import annotations

import binascii
import hashlib
import re
import string
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from email import policy
from email.errors import HeaderParseError, MessageError
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.parser import BytesHeaderParser
from email.utils import parseaddr, parsedate_to_datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

import attrs
from attrs import field, frozen

from consensus.errors import UnreadableFile, UnreadableInput
from consensus.finding import Finding, Severity
from consensus.formats.contributions import QuestionMatcher
from consensus.formats.html import text_from_html
from consensus.formats.source import decode_as, without_surrogates
from consensus.model.planning import Question
from consensus.text.display import escape_control_characters

_QUOTED = re.compile(r"\s{0,2}>")
_ATTRIBUTION = re.compile(
    r"\s*(?:on\b.{4,300}\bwrote|le\b.{4,300}\ba écrit|am\b.{4,300}\bschrieb\b.{0,120}"
    r"|el\b.{4,300}\bescribió)\s*:\s*",
    re.IGNORECASE,
)
_ATTRIBUTION_LINE = re.compile(
    r".{0,120}<[^<>\s]{3,200}>\s+(?:wrote|a écrit|schrieb|escribió)\s*:\s*", re.IGNORECASE
)
_ATTRIBUTION_LINES = 3
_FORWARDED = re.compile(
    r"\s*[-_]{2,}\s*(?:original message|forwarded message|message d['’]origine|message transféré"
    r"|message original|ursprüngliche nachricht|weitergeleitete nachricht|originalnachricht"
    r"|mensaje original|mensaje reenviado)\s*[-_]{2,}\s*",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"\W{0,4}(?:from|sent|date|to|cc|subject|de|envoyé|à|objet|von|gesendet|datum|an|betreff|enviado"
    r"|para|asunto|fecha)\W{0,4}:",
    re.IGNORECASE,
)
_HEADER_LINES = 3
_SENT_FROM = re.compile(
    r"\s*(?:sent from (?:my|outlook)|envoyé (?:de|depuis) mon|von meinem .{1,40} gesendet"
    r"|enviado desde mi|get outlook for)\b.{0,80}",
    re.IGNORECASE,
)
_LONGEST_SIGNATURE = 15  # lines


@frozen
class MailText:
    """The text of a mail, split into own words, quotations and signature."""

    own: str  # what its sender wrote, without quotations and signature
    # what it quotes of other mails, without the marks before the lines, and who is said to have
    # written it
    quoted: str = ""
    signature: str = ""  # the signature
    # what its sender wrote below quotations, with these before it, `> ` before each of their
    # lines; empty where nothing is quoted above own words
    exchange: str = ""


def unwrap_flowed(text: str, delete_space: bool = False) -> str:
    """Returns a text with soft line breaks joined (RFC 3676), and their spaces, if these go."""
    lines: list[tuple[str, str]] = []
    open_before = False
    for line in text.split("\n"):
        words = line.lstrip(">")
        marks = line[: len(line) - len(words)]
        words = words.removeprefix(" ")
        flows = words.endswith(" ") and words != "-- "
        kept = words[:-1] if flows and delete_space else words
        if open_before and lines and lines[-1][0] == marks and words != "-- ":
            lines[-1] = (marks, lines[-1][1] + kept)
        else:
            lines.append((marks, kept))
        open_before = flows
    return "\n".join(f"{marks} {words}" if marks else words for marks, words in lines)


def split_mail_text(text: str) -> MailText:
    """Splits the text of a mail into own words, quotations and signature."""
    lines = text.split("\n")
    end = _forwarded_from(lines)
    own: list[str] = []
    quoted: list[str] = []
    exchange: list[str] = []
    at = 0
    while at < end:
        if _QUOTED.match(lines[at]):
            quoted.append(_unquote(lines[at]))
            exchange.append(f"> {quoted[-1]}")
            at += 1
        elif size := _attribution(lines, at, end):
            quoted += [*lines[at : at + size], ""]
            at += size
        else:
            if quoted and quoted[-1] and own[-1:] != [""]:
                quoted.append("")
            own.append(lines[at])
            exchange.append(lines[at])
            at += 1
    own, signature = _split_signature(own)
    if end < len(lines):
        quoted += ["", *(_unquote(line) for line in lines[end:])]
    return MailText(
        _join_lines(own),
        _join_lines(quoted),
        _join_lines(signature),
        _join_lines(_exchange_with_answers(exchange)),
    )


def _exchange_with_answers(lines: list[str]) -> list[str]:
    """Returns the lines of an exchange up to the last answer; none without an answer."""
    while lines and (_QUOTED.match(lines[-1]) or not lines[-1].strip()):
        lines = lines[:-1]
    lines, _ = _split_signature(lines)
    return lines if any(map(_QUOTED.match, lines)) else []


def _join_lines(lines: Sequence[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip("\n")


def _unquote(line: str) -> str:
    return re.sub(r"^\s{0,2}(?:>\s?)+", "", line)


def _forwarded_from(lines: Sequence[str]) -> int:
    """Returns the line on which a forwarded mail begins; the number of lines for none."""
    for at, line in enumerate(lines):
        if _FORWARDED.fullmatch(line):
            return at
        block = lines[at : at + _HEADER_LINES]
        if len(block) == _HEADER_LINES and all(_HEADER.match(each) for each in block):
            # The headers themselves are no words of anybody.
            return at
    return len(lines)


def _attribution(lines: Sequence[str], at: int, end: int) -> int:
    """Returns how many lines name the author of the next quotation; 0 for none."""
    for size in range(1, _ATTRIBUTION_LINES + 1):
        if at + size > end or not lines[at + size - 1].strip() or len(lines[at]) > 300:
            return 0
        near = lines[at + size : min(end, at + size + _ATTRIBUTION_LINES)]
        following = next((line for line in near if line.strip()), "")
        said = _ATTRIBUTION.fullmatch(" ".join(lines[at : at + size]))
        if size == 1:
            said = said or _ATTRIBUTION_LINE.fullmatch(lines[at])
        if said and (_QUOTED.match(following) or at + size >= end):
            return size
    return 0


def _split_signature(lines: list[str]) -> tuple[list[str], list[str]]:
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    for at in range(len(lines) - 1, max(-1, len(lines) - 2 - _LONGEST_SIGNATURE), -1):
        if lines[at] in ("-- ", "--", "—"):
            return lines[:at], lines[at + 1 :]
    if lines and _SENT_FROM.fullmatch(lines[-1]):
        return lines[:-1], lines[-1:]
    return lines, []


LONGEST_LINE = 64 * 1024
"""Bytes that are read at once."""

_FROM_LINE = re.compile(rb"From (?:\S+@\S+|\S+ ).*\d{4}")
_ESCAPED_FROM = re.compile(rb">+From ")


class MailboxLines:
    """Iterates over the lines of a mailbox, message by message."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._pushed: bytes | None = None
        self._begins = True  # whether a line begins here, and not goes on
        self._blank = True
        self._is_mailbox = False
        self.number = 0

    def _read(self) -> bytes:
        if self._pushed is not None:
            line, self._pushed = self._pushed, None
            return line
        return self._stream.readline(LONGEST_LINE)

    def peek(self) -> bytes:
        """Returns the first line that is not blank, or its first bytes, and keeps it."""
        while (line := self._read()) and not line.strip():
            self.number += 1
        self._pushed = line
        return line

    def next_message(self) -> bool:
        """Advances to the next message; returns whether there is one."""
        line = self._read()
        if not line:
            return False
        if line.startswith(b"From "):
            self._is_mailbox = True
            self.number += 1
            self._blank = False
        else:
            self._pushed = line
        self._begins = True
        return True

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        """Returns the next line, or piece of a long one; stops before the next message."""
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


# Encodings in which the parts of a mail are sent (RFC 2045), taken off piece by piece.

_PIECE = 32 * 1024
_ALPHABET = string.ascii_letters + string.digits + "+/="
_NO_BASE64 = bytes(sign for sign in range(256) if chr(sign) not in _ALPHABET)


class Decoder:
    """Passes bytes on unchanged."""

    def __init__(self, hand_on: Callable[[bytes], None]) -> None:
        self._hand_on = hand_on
        self.is_broken = False

    def feed(self, piece: bytes) -> None:
        """Decodes the next bytes: the words of a line, or the break that ends it."""
        self._hand_on(piece)

    def close(self) -> None:
        """Passes on what is left."""


class _Base64(Decoder):
    def __init__(self, hand_on: Callable[[bytes], None]) -> None:
        super().__init__(hand_on)
        self._left: list[bytes] = []
        self._size = 0

    def feed(self, piece: bytes) -> None:
        self._left.append(piece)
        self._size += len(piece)
        if self._size > _PIECE:
            self._decode(ends=False)

    def close(self) -> None:
        self._decode(ends=True)

    def _decode(self, ends: bool) -> None:
        written = b"".join(self._left)
        signs = written.translate(None, _NO_BASE64)
        self.is_broken = self.is_broken or len(signs) < len(written.translate(None, b" \t\r\n"))
        if ends:
            signs = signs.rstrip(b"=")
            signs += b"=" * (-len(signs) % 4)
        whole = len(signs) - len(signs) % 4
        self._left = [signs[whole:]]
        self._size = len(signs) - whole
        try:
            self._hand_on(binascii.a2b_base64(signs[:whole]))
        except binascii.Error:
            self.is_broken = True


class _QuotedPrintable(Decoder):
    def __init__(self, hand_on: Callable[[bytes], None]) -> None:
        super().__init__(hand_on)
        self._left = b""

    def feed(self, piece: bytes) -> None:
        if piece and not piece.strip(b"\r\n"):
            goes_on = self._left.endswith(b"=")
            self._left = self._left.removesuffix(b"=")
            self.close()
            if not goes_on:
                self._hand_on(piece)
            return
        signs = self._left + piece
        # An escape may be split between two pieces of a long line; `=` at its end continues a line.
        cut = signs.rfind(b"=", max(0, len(signs) - 2))
        cut = len(signs) if cut < 0 else cut
        self._left = signs[cut:]
        self._hand_on(binascii.a2b_qp(signs[:cut]))

    def close(self) -> None:
        self._hand_on(binascii.a2b_qp(self._left))
        self._left = b""


def decoder_for(encoding: object, hand_on: Callable[[bytes], None]) -> Decoder:
    """Returns the decoder of a transfer encoding; an unknown one is left undecoded."""
    match str(encoding).strip().casefold():
        case "base64":
            return _Base64(hand_on)
        case "quoted-printable":
            return _QuotedPrintable(hand_on)
        case _:
            return Decoder(hand_on)


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
    """A part of a mail that is not its text; its content is not kept."""

    name: str  # as the sender called it, without folders; it is never a path of ours
    media_type: str  # such as `application/pdf`, as the sender says
    size: int  # in bytes
    digest: str  # the SHA-256 of the content, as hexadecimal digits


@frozen
class TextPart:
    """A part that is text of the mail."""

    content: bytes  # its first bytes, `LONGEST_TEXT` at most
    charset: str  # as the part says; may be empty
    is_html: bool = False  # whether it is HTML
    is_flowed: bool = False  # whether its lines may be joined (`format=flowed`)
    deletes_space: bool = False  # whether the space of a wrapped line goes (`delsp=yes`)


@frozen
class _Entity:
    """The text parts and attachments in a part and the parts under it."""

    texts: list[TextPart] = field(factory=list)
    attachments: list[Attachment] = field(factory=list)


class _MessageReader:
    """Parses one message: its headers, its parts, and what its sender says in them."""

    def __init__(self, lines: MailboxLines, name: str) -> None:
        self._lines = lines
        self._name = name
        self._line = lines.number + 1
        self._boundaries: list[bytes] = []
        self._ended = False  # whether the message ended before its boundaries did
        self._met = b""  # the boundary that ended the last part
        self._parts = 0
        self._raw: dict[str, str] = {}  # each header as it was written, by its name in lower case
        self._findings: list[Finding] = []

    def read(self) -> Mail:
        """Returns the mail."""
        headers = self._headers()
        found = self._entity(headers, 0)
        for _ in self._lines:
            pass  # what stands after the last boundary belongs to nothing
        self._findings = list(dict.fromkeys(self._findings))
        for header, value in headers.raw_items():
            unfolded = re.sub(r"[\r\n]+[ \t]*", " ", str(value))[:_LONGEST_PARSED]
            self._raw.setdefault(header.casefold(), unfolded)
        sender, name = self._sender()
        words = [part for each in found.texts if (part := self._decoded(each)).strip()]
        said = split_mail_text("\n\n".join(words))
        mail = Mail(
            line=self._line,
            message_id=self._message_id(),
            sender=sender,
            sender_name=name,
            date=self._date(),
            subject=self._words("subject"),
            text=said.own,
            quoted=said.quoted,
            signature=said.signature,
            exchange=said.exchange,
            attachments=tuple(found.attachments),
        )
        if not mail.message_id:
            self._find("It has no Message-ID; one was made of what it says.", Severity.NOTE)
            mail = attrs.evolve(mail, message_id=_made_id(mail))
        if not mail.sender:
            self._find("It does not say who sent it.")
        if mail.date is None:
            self._find("It does not say when it was sent.")
        return attrs.evolve(mail, findings=tuple(self._findings))

    def _find(self, message: str, severity: Severity = Severity.WARNING, line: int = 0) -> None:
        line, column = (line, 1) if line else (self._line, 0)
        self._findings.append(Finding(message, severity, self._name, line, column))

    def _headers(self) -> Message:
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
        """Returns whether a line ends the part, and remembers which boundary it is."""
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
        media_type = without_surrogates(str(_header_value(headers.get_content_type, "text/plain")))
        boundary = _header_value(headers.get_boundary, None)
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
            return _preferred_alternative(children)
        return _Entity(
            [text for child in children for text in child.texts],
            [each for child in children for each in child.attachments],
        )

    def _skip(self) -> None:
        for line in self._lines:
            if self._is_boundary(line):
                return
        self._ended = True

    def _leaf(self, headers: Message, media_type: str) -> _Entity:
        name = self._filename(headers)
        is_text = media_type in ("text/plain", "text/html") and not name
        is_text = is_text and _header_value(headers.get_content_disposition, None) != "attachment"
        sink = _ContentDigest(LONGEST_TEXT if is_text else 0)
        encoding = _header_value(lambda: str(headers.get("content-transfer-encoding", "")), "")
        decoder = decoder_for(encoding, sink.update)
        begins = self._lines.number + 1
        if not self._met and not self._ended:
            self._body(decoder)
        decoder.close()
        if decoder.is_broken:
            self._find("A part of it is not encoded as it says; what could be read was taken.")
        if not is_text:
            name = name or ("message.eml" if media_type == "message/rfc822" else "unnamed")
            return _Entity([], [Attachment(name, media_type, sink.size, sink.hash.hexdigest())])
        if sink.size > LONGEST_TEXT:
            size, limit = sink.size // 1024, LONGEST_TEXT // 1024
            self._find(f"Its text has {size} kB and was cut off after {limit} kB.", line=begins)
        if not sink.content.strip():
            return _Entity()
        charset = str(_header_value(lambda: headers.get_content_charset(""), ""))
        flowed, spaces = (
            str(_header_value(partial(headers.get_param, name, ""), "")).casefold()
            for name in ("format", "delsp")
        )
        is_html = media_type == "text/html"
        part = TextPart(bytes(sink.content), charset, is_html, flowed == "flowed", spaces == "yes")
        return _Entity([part])

    def _body(self, decoder: Decoder) -> None:
        """Decodes the lines of a part, without the line break that belongs to the boundary."""
        held = b""
        for line in self._lines:
            if self._is_boundary(line):
                return
            if held:
                decoder.feed(held)
            words = line.rstrip(b"\r\n")
            decoder.feed(words)
            held = line[len(words) :]
        self._ended = True
        if held and not self._boundaries:
            decoder.feed(held)

    def _filename(self, headers: Message) -> str:
        written = _header_value(headers.get_filename, None)
        if not written:
            return ""
        whole = str(written)
        bare = re.split(r"[/\\]", whole)[-1].encode("utf-8", "replace").decode()
        name = escape_control_characters(" ".join(bare.split()))[:_LONGEST_NAME].strip(" .")
        name = name or "unnamed"
        if name != whole:
            self._find(f"An attachment is called otherwise; {name} is kept.", Severity.NOTE)
        return name

    def _message_id(self) -> str:
        found = _ID.search(self._raw.get("message-id", ""))
        return without_surrogates(found[1]) if found else ""

    def _words(self, header: str) -> str:
        raw = self._raw.get(header, "")
        try:
            found = str(policy.default.header_factory(header, raw))
        except FAULTS:
            self._find(f"Its header {header} is malformed; what could be read was taken.")
            found = str(_header_value(lambda: str(make_header(decode_header(raw))), raw))
        return " ".join(without_surrogates(found).split())

    def _sender(self) -> tuple[str, str]:
        raw = self._raw.get("from", "") or self._raw.get("sender", "")
        name, address = "", ""
        try:
            parsed = policy.default.header_factory("from", raw)
            first = parsed.addresses[0] if parsed.addresses else None
            if first is not None:
                name, address = first.display_name, first.addr_spec
        except FAULTS:
            self._find("Its header from is malformed; what could be read was taken.")
        if "@" not in address:
            name, address = parseaddr(raw)
        address = "".join(without_surrogates(address).split()).strip("<>").casefold()
        return (address if "@" in address else ""), " ".join(without_surrogates(name).split())

    def _date(self) -> datetime | None:
        raw = self._raw.get("date", "")
        if not raw.strip():
            raw = self._raw.get("received", "").rpartition(";")[2]
        try:
            found = parsedate_to_datetime(raw.strip())
            # A zone of -0000 says that it is not known; the time is universal (RFC 5322, 3.3).
            found = found.replace(tzinfo=UTC) if found.tzinfo is None else found
            found.astimezone(UTC)
        except FAULTS:
            return None
        return found

    def _decoded(self, part: TextPart) -> str:
        decoded = decode_as(part.content, part.charset)
        if decoded.problem:
            self._find(f"Of its text, {decoded.problem}.")
        if part.is_html:
            return text_from_html(decoded.text)
        return unwrap_flowed(decoded.text, part.deletes_space) if part.is_flowed else decoded.text


def _header_value(ask: Callable[[], object], otherwise: object) -> object:
    """Returns a value of the headers, or a default where they are malformed."""
    try:
        return ask()
    except FAULTS:
        return otherwise


def _preferred_alternative(children: Sequence[_Entity]) -> _Entity:
    """Returns the alternative with struck-out words, else plain text, else any text."""

    def rank(texts: list[TextPart]) -> int:
        is_struck = any(each.is_html and _STRUCK.search(each.content) for each in texts)
        return 2 if is_struck else int(any(not each.is_html for each in texts))

    texts = max((each.texts for each in children if each.texts), key=rank, default=[])
    return _Entity(texts, [attachment for each in children for attachment in each.attachments])


class _ContentDigest:
    """Counts and hashes the content of a part, and keeps its beginning."""

    def __init__(self, keep: int) -> None:
        self._keep = keep
        self.hash = hashlib.sha256()
        self.content = bytearray()
        self.size = 0

    def update(self, piece: bytes) -> None:
        self.hash.update(piece)
        self.size += len(piece)
        self.content += piece[: max(0, self._keep - len(self.content))]


_LONGEST_PARSED = 4096  # characters of a header that are parsed
_HEADER_LINE = re.compile(rb"(?:From )|[!-9;-~]{1,80}[ \t]*:")
_ID = re.compile(r"<([^<>\s]{1,250})>")
_OLE = b"\xd0\xcf\x11\xe0"


@frozen
class Mail:
    """A parsed mail."""

    line: int  # where it begins in its file, counted from 1
    # its Message-ID without the angle brackets; where it has none, made of a digest of what it
    # says, so that the same mail has the same one
    message_id: str
    sender: str  # the address it comes from, in small letters
    sender_name: str = ""  # the name beside the address; may be empty
    # when it says it was sent, with its zone; None where it does not say
    date: datetime | None = None
    subject: str = ""  # its subject
    text: str = ""  # what its sender wrote, without quotations and signature
    quoted: str = ""  # what it quotes of other mails
    signature: str = ""  # the signature
    # its words below those that they answer, `> ` before the lines of these; empty where it quotes
    # nothing above its own words
    exchange: str = ""
    # the files that came with it; their content is not kept
    attachments: tuple[Attachment, ...] = ()
    findings: tuple[Finding, ...] = ()  # what was wrong with it


def read_mail_file(path: Path) -> Iterator[Mail]:
    """Yields the mails in a file: a mail (`.eml`) or a mailbox (`mbox`)."""
    try:
        with path.open("rb") as stream:
            yield from read_mails(stream, str(path))
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}") from error


def read_mails(stream: BinaryIO, name: str) -> Iterator[Mail]:
    """Yields one mail, or the mails of a mailbox; `name` is what errors and findings print.

    The stream is only read forwards, and however large attachments are, they are hashed in pieces.
    """
    lines = MailboxLines(stream)
    begin = lines.peek().lstrip(b"\xef\xbb\xbf \t")
    if begin.startswith(_OLE):
        raise UnreadableInput(f"{name} is a mail of Outlook; save it as .eml, or as text")
    if not _HEADER_LINE.match(begin):
        raise UnreadableInput(f"{name} is no mail: it does not begin with headers")
    while lines.next_message():
        yield _MessageReader(lines, name).read()


def _made_id(mail: Mail) -> str:
    said = (mail.sender, str(mail.date), mail.subject, mail.text, mail.quoted)
    digests = (each.digest for each in mail.attachments)
    content = "\0".join((*said, *digests)).encode("utf-8", "replace")
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


# What a mail replies to questions that it quotes, each answer below its question.

_LONGEST_QUESTION = 6  # lines
_MOST_QUOTED = 400  # lines in a row that are looked through


def reply_text(exchange: str, questions: Sequence[Question]) -> str:
    """Returns an exchange with its answers under headings such as `Question 1`.

    A quotation that ends in a question becomes such a heading; others are left out.
    """
    matcher = QuestionMatcher(questions)
    numbers = {each.id: each.number for each in questions}
    lines: list[str] = []
    quoted: list[str] = []
    for line in exchange.split("\n"):
        if line.startswith(">"):
            quoted.append(line[1:].strip())
            continue
        if not line.strip() and quoted:
            continue
        question = _last_asked(quoted[-_MOST_QUOTED:], matcher)
        quoted = []
        lines += ["", f"Question {numbers[question]}", ""] if question else []
        lines.append(line)
    return "\n".join(lines).strip("\n")


def _last_asked(lines: Sequence[str], matcher: QuestionMatcher) -> str:
    """Returns the id of the last question among quoted lines; empty for none."""
    for start in reversed(range(len(lines))):
        most = min(_LONGEST_QUESTION, len(lines) - start)
        for size in range(most, 0, -1):
            words = " ".join(lines[start : start + size])
            mark = matcher.mark(words, heading=False) if words else None
            if mark and mark.question:
                return mark.question
    return ""
