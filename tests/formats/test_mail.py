"""Mails: who wrote what and when, and which answer belongs to which question."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import tracemalloc
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.errors import UnreadableInput
from consensus.formats.html import text_from_html
from consensus.formats.mail import (
    Mail,
    MailText,
    read_mail_file,
    read_mails,
    reply_text,
    split_mail_text,
    unwrap_flowed,
)
from consensus.formats.source import decode_as
from consensus.model.planning import Question

DAY = "Tue, 07 Mar 2017 00:10:00 +0100"


def letter(text: str = "Hello.", **headers: str) -> EmailMessage:
    """A mail as a program sends it."""
    message = EmailMessage()
    told = {"From": "Ana Ló <Ana@Mission.Example>", "Date": DAY, "Subject": "Ünser Text"}
    for name, value in {**told, "Message-ID": "<1@mission.example>", **headers}.items():
        message[name] = value
    message.set_content(text)
    return message


def read(content: bytes) -> list[Mail]:
    """The mails in some bytes."""
    return list(read_mails(io.BytesIO(content), "in.eml"))


def only(content: bytes) -> Mail:
    """The only mail in some bytes."""
    (found,) = read(content)
    return found


def messages(mail: Mail) -> list[str]:
    """What was wrong with a mail."""
    return [each.message for each in mail.findings]


def test_mail_is_read() -> None:
    """Sender, date with its zone, subject and identity, encoded words decoded."""
    found = only(letter("Dear all,\n\nNo.\n").as_bytes())
    assert (found.sender, found.sender_name) == ("ana@mission.example", "Ana Ló")
    assert found.date == datetime(2017, 3, 6, 23, 10, tzinfo=UTC)
    assert found.date is not None
    assert found.date.utcoffset() == timedelta(hours=1)
    assert (found.subject, found.message_id) == ("Ünser Text", "1@mission.example")
    assert (found.text, found.findings) == ("Dear all,\n\nNo.", ())


def test_attachments_are_named_and_hashed() -> None:
    """Content is not kept, and what looks like a path is none."""
    message = letter()
    content = bytes(range(256)) * 40
    for name in ("a.pdf", "../../etc/passwd", r"C:\temp\b.doc", "\x1b[31mred.txt"):
        message.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    found = only(message.as_bytes(policy=SMTP))
    digest = hashlib.sha256(content).hexdigest()
    assert {(each.size, each.digest) for each in found.attachments} == {(len(content), digest)}
    names = [each.name for each in found.attachments]
    assert names[:3] == ["a.pdf", "passwd", "b.doc"]
    assert "\x1b" not in names[3]
    assert found.text == "Hello."


def test_large_attachment_is_hashed_in_pieces() -> None:
    """It is never held as a whole, nor read twice."""
    line = base64.b64encode(bytes(57)) + b"\n"
    count = 8 * 1024 * 1024 // 57
    head = (
        b"From: a@b\nDate: " + DAY.encode() + b"\nMessage-ID: <1@b>\n"
        b"Content-Type: multipart/mixed; boundary=X\n\n--X\n\nHello.\n--X\n"
        b"Content-Type: application/zip; name=big.zip\nContent-Transfer-Encoding: base64\n\n"
    )

    class Stream(io.RawIOBase):
        """Gives the mail piece by piece, forwards only."""

        def __init__(self) -> None:
            self.left = count
            self.rest = head

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # as io calls it
            while len(self.rest) < len(buffer) and self.left >= 0:
                self.rest += line if self.left else b"--X--\n"
                self.left -= 1
            size = min(len(buffer), len(self.rest))
            buffer[:size] = self.rest[:size]
            self.rest = self.rest[size:]
            return size

    tracemalloc.start()
    (found,) = read_mails(io.BufferedReader(Stream()), "big.eml")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [each.size for each in found.attachments] == [57 * count]
    assert found.attachments[0].digest == hashlib.sha256(bytes(57 * count)).hexdigest()
    assert peak < 2 * 1024 * 1024


def test_long_text_is_cut() -> None:
    """With a finding where it begins; no mail for people is so long."""
    content = letter("word " * 300_000).as_bytes()
    found = only(content)
    assert len(found.text) <= 1024 * 1024
    (cut,) = (each for each in found.findings if "was cut off after 1024 kB" in each.message)
    begins = content[: content.index(b"\n\n") + 2].count(b"\n") + 1
    assert (cut.line, cut.column) == (begins, 1)


def test_mailbox_is_parted() -> None:
    """At its `From ` lines, not at such words in a text, and each mail tells its line."""
    body = letter("Hello.\n\nFrom here on it rains.\n").as_bytes()
    escaped = body.replace(b"<1@", b"<2@").replace(b"\nFrom here", b"\n>From here")
    divider = b"From ana@mission.example Tue Mar  7 00:10:00 2017\n"
    found = read(divider + body + b"\n" + divider + escaped + b"\n")
    assert [each.message_id for each in found] == ["1@mission.example", "2@mission.example"]
    assert {each.text for each in found} == {"Hello.\n\nFrom here on it rains."}
    assert found[1].line == body.count(b"\n") + 4


def test_html_alone_is_read_as_text() -> None:
    """With paragraphs, lists and quotations; what it hides stays hidden."""
    message = letter()
    message.set_content(
        "<html><head><style>p {}</style></head><body><p>Dear&nbsp;all,</p><ul><li>one<li>two</ul>"
        "<blockquote><p>Old words.</p></blockquote><script>alert(1)</script></body></html>",
        subtype="html",
    )
    found = only(message.as_bytes())
    assert found.text == "Dear\xa0all,\n\n- one\n- two"
    assert found.quoted == "Old words."


def test_words_struck_out_are_kept_as_marks() -> None:
    """Even where a plain alternative, which cannot show them, stands beside."""
    message = letter("Members shall should report.")
    message.add_alternative("<p>Members <s>shall</s> <u>should</u> report.</p>", subtype="html")
    assert only(message.as_bytes()).text == "Members {--shall--} {++should++} report."
    message = letter("Plain words.")
    message.add_alternative("<p>Other <u>words</u>.</p>", subtype="html")
    assert only(message.as_bytes()).text == "Plain words."
    assert text_from_html("<p>Other <u>words</u>.</p>") == "Other words."


CHARSETS = {
    "utf-8": ("Grüße — „ja“".encode(), "utf-8", "Grüße — „ja“", ""),
    "not said": ("Grüße".encode(), "", "Grüße", ""),
    "windows": ("Grüße – ja".encode("cp1252"), "windows-1252", "Grüße – ja", ""),
    "said wrongly": ("Grüße".encode("cp1252"), "utf-8", "Grüße", "it is not in utf-8"),
    "not known": ("Grüße".encode(), "x-martian", "Grüße", "'x-martian' is not known"),
    "no charset": (b"\\u0041", "unicode_escape", "\\u0041", "is not known"),
    "NUL": (b"a\0b", "utf-8", "ab", "NULs were left out"),
    "nothing fits": (b"\x81\x8d", "ascii", "\ufffd\ufffd", "2 bytes were lost"),
}


@pytest.mark.parametrize(("content", "charset", "text", "problem"), CHARSETS.values(), ids=CHARSETS)
def test_encodings(content: bytes, charset: str, text: str, problem: str) -> None:
    """As said, or as it fits best, with what had to be guessed."""
    found = decode_as(content, charset)
    assert found.text == text
    assert problem in found.problem
    assert bool(problem) is bool(found.problem)


TEXTS = {
    "reply above": (
        "Yes.\n\nOn Mon, 6 Mar 2017 at 9:00, Sec <s@un.example>\nwrote:\n> Do you agree?\n> Sec",
        MailText(
            "Yes.",
            "On Mon, 6 Mar 2017 at 9:00, Sec <s@un.example>\nwrote:\n\nDo you agree?\nSec",
        ),
    ),
    "reply in French": (
        "Oui.\n\nLe lun. 6 mars 2017 à 09:00, Sec a écrit :\n> D'accord ?",
        MailText("Oui.", "Le lun. 6 mars 2017 à 09:00, Sec a écrit :\n\nD'accord ?"),
    ),
    "reply in German": (
        "Ja.\n\nAm 06.03.2017 um 09:00 schrieb Sec:\n> Einverstanden?",
        MailText("Ja.", "Am 06.03.2017 um 09:00 schrieb Sec:\n\nEinverstanden?"),
    ),
    "reply between": ("> One?\nYes.\n\n> Two?\nNo.", MailText("Yes.\n\nNo.", "One?\n\nTwo?")),
    "signature": ("Yes.\n\n-- \nAna\n+41 22", MailText("Yes.", "", "Ana\n+41 22")),
    "signature above the quotation": (
        "Yes.\n\n-- \nAna\n\nSec <s@un.example> wrote:\n> Do you agree?",
        MailText("Yes.", "Sec <s@un.example> wrote:\n\nDo you agree?", "Ana"),
    ),
    "sent from": ("Yes.\nSent from my phone", MailText("Yes.", "", "Sent from my phone")),
    "Outlook": (
        "Yes.\n\nFrom: Sec\nSent: Monday\nTo: Ana\nSubject: Q\n\nDo you agree?",
        MailText("Yes.", "From: Sec\nSent: Monday\nTo: Ana\nSubject: Q\n\nDo you agree?"),
    ),
    "forwarded": (
        "See below.\n---------- Forwarded message ---------\nOld",
        MailText("See below.", "---------- Forwarded message ---------\nOld"),
    ),
    "dashes inside": ("a\n--\n" + "b\n" * 20, MailText("a\n--\n" + "b\n" * 19 + "b")),
    "on its own": ("On this matter he wrote: no.", MailText("On this matter he wrote: no.")),
}


@pytest.mark.parametrize(("text", "expected"), TEXTS.values(), ids=TEXTS)
def test_text_is_parted(text: str, expected: MailText) -> None:
    """What the sender wrote, what is quoted, and the signature."""
    assert attrs.evolve(split_mail_text(text), exchange="") == expected


EXCHANGES = {
    "below each question": (
        "Dear all,\n\n> One?\nYes.\n\n> Two?\n>\n> Or three?\n\nNo.\n\n-- \nAna",
        "Dear all,\n\n> One?\nYes.\n\n> Two?\n>\n> Or three?\n\nNo.",
    ),
    "above the quotation": ("Yes.\n\n> One?\n> Two?", ""),
    "below what was written above": ("On 1 May, Sec wrote:\n> One?\n\nYes.", "> One?\n\nYes."),
    "nothing quoted": ("Yes.", ""),
    "nothing of its own": ("> One?", ""),
}


@pytest.mark.parametrize(("text", "expected"), EXCHANGES.values(), ids=EXCHANGES)
def test_exchange_is_kept_where_something_is_answered(text: str, expected: str) -> None:
    """Own words below those that they answer."""
    assert split_mail_text(text).exchange == expected


LINES = (
    *("Yes.", "", "> Do you agree?", ">> No.", "-- ", "On Monday Sec wrote:", "> ", "From: S"),
    *("Ana <a@b.example> wrote:", "Subject: x", "To: y", "Sent from my phone", "wrote:"),
)


@given(st.lists(st.sampled_from(LINES), max_size=12))
def test_no_words_are_lost(lines: list[str]) -> None:
    """Whatever is taken for a quotation or a signature, everything is somewhere."""
    parted = split_mail_text("\n".join(lines))
    kept = f"{parted.own}\n{parted.quoted}\n{parted.signature}".split()
    written = [word for line in lines for word in line.lstrip("> ").split()]
    assert sorted(word for word in kept if word != "--") == sorted(
        word for word in written if word != "--"
    )


def test_flowed_lines_are_joined() -> None:
    """Those that end in a space, within one depth of quotation; a signature is left alone."""
    assert unwrap_flowed("a \nb\n> c \n> d\n-- \ne") == "a b\n> c d\n-- \ne"
    assert unwrap_flowed("a \nb", delete_space=True) == "ab"
    message = letter("Members shall \nreport.\n")
    message.set_param("format", "flowed")
    assert only(message.as_bytes()).text == "Members shall report."


def test_deep_parts_end_somewhere() -> None:
    """Parts inside each other beyond a limit are one file, with a finding."""
    content = b"\nInside.\n"
    for depth in range(40):
        head = b"Content-Type: multipart/mixed; boundary=B%d\n\n--B%d\n" % (depth, depth)
        content = head + content + b"\n--B%d--\n" % depth
    found = only(b"From: a@b\nDate: " + DAY.encode() + b"\nMessage-ID: <1@b>\n" + content)
    assert any("deep inside each other" in each for each in messages(found))
    assert [each.media_type for each in found.attachments] == ["multipart/mixed"]


def test_many_parts_end_somewhere() -> None:
    """Beyond some hundred they are left out, with a finding."""
    parts = b"".join(b"--X\nContent-Type: image/png\n\nx\n" for _ in range(2000))
    found = only(b"From: a@b\nContent-Type: multipart/mixed; boundary=X\n\n" + parts + b"--X--\n")
    assert len(found.attachments) < 600
    assert any("the others were left out" in each for each in messages(found))


def test_mail_that_breaks_off_says_so() -> None:
    """What was there is taken."""
    message = letter()
    message.add_attachment(b"abc" * 100, maintype="application", subtype="pdf", filename="a.pdf")
    whole = message.as_bytes()
    found = only(whole[: len(whole) - 60])
    assert found.text == "Hello."
    assert any("breaks off" in each for each in messages(found))


def test_malformed_headers_are_findings() -> None:
    """A mail without what identifies it gets an identity of what it says, always the same."""
    found = only(b"From: nobody\nDate: yesterday\nSubject: =?utf-8?q?=ZZ?=\n\nHello.\n")
    assert (found.sender, found.date, found.text) == ("", None, "Hello.")
    assert {"It does not say who sent it.", "It does not say when it was sent."} < {
        *messages(found)
    }
    again = only(b"From: nobody\nDate: yesterday\nSubject: =?utf-8?q?=ZZ?=\n\nHello.\n")
    assert found.message_id == again.message_id
    assert found.message_id.startswith("sha256:")
    long = only(b"From: a@b\nSubject: " + b"x" * 40_000 + b"\nMessage-ID: <1@b>\n\nHello.\n")
    assert any("too long" in each for each in messages(long))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is no mail"),
        (b"Members shall report.", "is no mail"),
        (b"\xd0\xcf\x11\xe0rest", "save it as .eml"),
        (b"PK\x03\x04", "is no mail"),
    ],
)
def test_what_is_no_mail_is_refused(content: bytes, problem: str) -> None:
    """In a sentence."""
    with pytest.raises(UnreadableInput, match=problem):
        read(content)


def test_file_of_mails(tmp_path: Path) -> None:
    """It is opened and closed here; one that is not there is said to be missing."""
    path = tmp_path / "a.eml"
    path.write_bytes(letter().as_bytes(policy=SMTP).replace(b"\n", os.linesep.encode()))
    assert [each.text for each in read_mail_file(path)] == ["Hello."]
    with pytest.raises(UnreadableInput, match="cannot be read"):
        list(read_mail_file(tmp_path / "b.eml"))


# Replies to questions: each answer stands under the question that it follows.


ASKED = datetime(2026, 1, 1, tzinfo=UTC)
QUESTIONS = (
    Question("Q1", "1", "What makes a harbour a good neighbour of its town?", ASKED, id="q1"),
    Question("Q2", "2(a)", "Which lights should the panel recommend for storms?", ASKED, id="q2"),
)

REPLIES = {
    "below each question": (
        "Dear all,\n> What makes a harbour a good neighbour of its town?\nQuiet.\n\n"
        "> Which lights should the panel recommend for storms?\n\nRed ones.",
        "Dear all,\n\nQuestion 1\n\nQuiet.\n\n\nQuestion 2(a)\n\nRed ones.",
    ),
    "question wrapped": (
        "> What makes a harbour a good\n> neighbour of its town?\nQuiet.",
        "Question 1\n\nQuiet.",
    ),
    "after other words": (
        "> Dear members,\n> please answer by Friday.\n>\n> Question 2(a)\nRed ones.",
        "Question 2(a)\n\nRed ones.",
    ),
    "the last of several": (
        "> Question 1\n>\n> Question 2(a)\nRed ones.",
        "Question 2(a)\n\nRed ones.",
    ),
    "no question": ("> Thank you for coming.\nYou are welcome.", "You are welcome."),
}


@pytest.mark.parametrize(("exchange", "expected"), REPLIES.values(), ids=REPLIES)
def test_quoted_question_is_a_heading(exchange: str, expected: str) -> None:
    """Other quotations are left out."""
    assert reply_text(exchange, QUESTIONS) == expected
