"""Mails as values: who wrote what and when, and which files came with it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import policy
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path
from typing import BinaryIO

import attrs
from attrs import frozen

from consensus.errors import UnreadableInput
from consensus.finding import Finding, Severity
from consensus.formats.charsets import decode_as, sound
from consensus.formats.html import html_text
from consensus.formats.mail_text import MailText, part_text, unflowed
from consensus.formats.mime import FAULTS, Attachment, MimeMessage, TextPart, read_messages

__all__ = ["Attachment", "Mail", "read_mail_file", "read_mails"]

_LONGEST_PARSED = 4096  # signs of a header that is parsed; the rest of a longer one is left out
_HEADER_LINE = re.compile(rb"(?:From )|[!-9;-~]{1,80}[ \t]*:")
_ID = re.compile(r"<([^<>\s]{1,250})>")
_OLE = b"\xd0\xcf\x11\xe0"
_HEAD = 4096


@frozen
class Mail:
    """One mail.

    Attributes:
        line: where it begins in its file, counted from 1.
        message_id: its Message-ID without the angle brackets; where it has none, made of a digest
            of what it says, so that the same mail has the same one.
        sender: the address it comes from, in small letters.
        sender_name: the name beside the address; may be empty.
        date: when it says it was sent, with its zone; None where it does not say.
        subject: its subject.
        text: what its sender wrote, without quotations and signature.
        quoted: what it quotes of other mails.
        signature: the signature.
        exchange: its words below those that they answer, `> ` before the lines of these; empty
            where it quotes nothing above its own words.
        attachments: the files that came with it; their content is not kept.
        in_reply_to: the Message-ID of the mail it answers; may be empty.
        findings: what was wrong with it.
    """

    line: int
    message_id: str
    sender: str
    sender_name: str = ""
    date: datetime | None = None
    subject: str = ""
    text: str = ""
    quoted: str = ""
    signature: str = ""
    exchange: str = ""
    attachments: tuple[Attachment, ...] = ()
    in_reply_to: str = ""
    findings: tuple[Finding, ...] = ()


def read_mail_file(path: Path) -> Iterator[Mail]:
    """Read the mails of a file, one after the other.

    Args:
        path: a mail (`.eml`) or a mailbox (`mbox`).

    Raises:
        UnreadableInput: it is not there, cannot be read, or holds no mail.
    """
    try:
        with path.open("rb") as stream:
            yield from read_mails(stream, str(path))
    except OSError as error:
        raise UnreadableInput(f"{path} cannot be read: {error.strerror}") from error


def read_mails(stream: BinaryIO, name: str) -> Iterator[Mail]:
    """Read a mail, or the mails of a mailbox, one after the other.

    However large attachments are, they are hashed in pieces and read once.

    Args:
        stream: the bytes; only read forwards, so that it may be a pipe.
        name: as errors and findings shall print it.

    Raises:
        UnreadableInput: it holds no mail.
    """
    head = _Peeked(stream)
    begin = head.peek(_HEAD).lstrip(b"\xef\xbb\xbf \t\r\n")
    if begin.startswith(_OLE):
        raise UnreadableInput(f"{name} is a mail of Outlook; save it as .eml, or as text")
    if not _HEADER_LINE.match(begin):
        raise UnreadableInput(f"{name} is no mail: it does not begin with headers")
    for message in read_messages(head, name):
        yield _Maker(message, name).mail()


class _Peeked:
    """A stream whose beginning was looked at."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._head = b""

    def peek(self, size: int) -> bytes:
        self._head = self._stream.read(size)
        return self._head

    def readline(self, limit: int) -> bytes:
        """The next line, or so much of it."""
        if not self._head:
            return self._stream.readline(limit)
        end = self._head.find(b"\n", 0, limit) + 1
        if end:
            line, self._head = self._head[:end], self._head[end:]
            return line
        line, self._head = self._head[:limit], self._head[limit:]
        return line if self._head else line + self._stream.readline(max(1, limit - len(line)))


class _Maker:
    """Makes a mail of a message and its parts."""

    def __init__(self, message: MimeMessage, name: str) -> None:
        self._message = message
        self._name = name
        self._raw: dict[str, str] = {}
        for header, value in _items(message.headers):
            self._raw.setdefault(header, value)
        self._findings = list(message.findings)

    def mail(self) -> Mail:
        """The mail."""
        sender, name = self._sender()
        said = self._text()
        date = self._date()
        mail = Mail(
            line=self._message.line,
            message_id=self._id("message-id"),
            sender=sender,
            sender_name=name,
            date=date,
            subject=self._words("subject"),
            text=said.own,
            quoted=said.quoted,
            signature=said.signature,
            exchange=said.exchange,
            attachments=self._message.attachments,
            in_reply_to=self._id("in-reply-to"),
        )
        if not mail.message_id:
            self._find("It has no Message-ID; one was made of what it says.", Severity.NOTE)
        if not mail.sender:
            self._find("It does not say who sent it.")
        if mail.date is None:
            self._find("It does not say when it was sent.")
        return _with_id(mail, tuple(self._findings))

    def _find(self, message: str, severity: Severity = Severity.WARNING) -> None:
        self._findings.append(Finding(message, severity, self._name, self._message.line))

    def _id(self, header: str) -> str:
        """The first identity in a header; empty for none."""
        found = _ID.search(self._raw.get(header, ""))
        return sound(found[1]) if found else ""

    def _words(self, header: str) -> str:
        """A header on one line, encoded words decoded."""
        raw = self._raw.get(header, "")
        try:
            found = str(policy.default.header_factory(header, raw))
        except FAULTS:
            found = self._patched(header, raw)
        return " ".join(sound(found).split())

    def _patched(self, header: str, raw: str) -> str:
        self._find(f"Its header {header} is malformed; what could be read was taken.")
        try:
            return str(make_header(decode_header(raw)))
        except FAULTS:
            return raw

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
        address = "".join(sound(address).split()).strip("<>").casefold()
        return (address if "@" in address else ""), " ".join(sound(name).split())

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

    def _text(self) -> MailText:
        words = [part for each in self._message.texts if (part := self._decoded(each)).strip()]
        return part_text("\n\n".join(words))

    def _decoded(self, part: TextPart) -> str:
        decoded = decode_as(part.content, part.charset)
        if decoded.problem:
            self._find(f"Of its text, {decoded.problem}.")
        if part.is_html:
            return html_text(decoded.text)
        return unflowed(decoded.text, part.deletes_space) if part.is_flowed else decoded.text


def _items(headers: Message) -> Iterator[tuple[str, str]]:
    """The headers as they were written, on one line each, their names in small letters."""
    for header, value in headers.raw_items():
        unfolded = re.sub(r"[\r\n]+[ \t]*", " ", str(value))[:_LONGEST_PARSED]
        yield header.casefold(), unfolded


def _with_id(mail: Mail, findings: tuple[Finding, ...]) -> Mail:
    made = mail.message_id
    if not made:
        said = (mail.sender, str(mail.date), mail.subject, mail.text, mail.quoted)
        digests = (each.digest for each in mail.attachments)
        content = "\0".join((*said, *digests)).encode("utf-8", "replace")
        made = f"sha256:{hashlib.sha256(content).hexdigest()}"
    return attrs.evolve(mail, message_id=made, findings=findings)
