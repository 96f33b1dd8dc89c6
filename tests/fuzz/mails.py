"""Fuzzing of mails and mailboxes, and of what they ask for.

Run it as `python -m tests.fuzz.mails --minutes 10`.
"""

from __future__ import annotations

import io
from random import Random

from consensus import WorkingGroup
from consensus.formats.source import decode

from .fuzzing import Reader, main
from .texts import damaged_text

LETTER = """From: =?utf-8?q?Ana_L=C3=B3?= <ana@ash.example>
To: secretariat@panel.example
Date: Tue, 07 Mar 2017 00:10:00 +0100
Subject: =?iso-8859-1?b?xG5kZXJ1bmdlbg==?=
Message-ID: <1@ash.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8; format=flowed

Dear all,

In OP1 and OP3 replace "shall" by "should" throughout.
OP3 bis (new): Ships without lights shall wait.

> OP2. The office shall publish all reports, and Members shall read them within a month.
Question 1: Red ones.

On Mon, 6 Mar 2017, Sec wrote:
> OP1. Members shall report every year to the harbour office.

--
Ana
"""
PARTS = """From: Ben <ben@bay.example>
Date: Tue, 07 Mar 2017 09:10:00 +0000
Message-ID: <2@bay.example>
Content-Type: multipart/mixed; boundary="outer"

--outer
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain; charset=windows-1252
Content-Transfer-Encoding: quoted-printable

Gr=FC=DFe =96 OP1: delete =84every year=93=
 at once.

--inner
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: base64

PHA+T1AxOiA8cz5zaGFsbDwvcz4gPHU+c2hvdWxkPC91PiByZXBvcnQ8L3A+PGJsb2NrcXVvdGU+
b2xkPC9ibG9ja3F1b3RlPg==

--inner--

--outer
Content-Type: application/pdf; name*=utf-8''vi%C3%ABws.pdf
Content-Disposition: attachment; filename="../views.pdf"
Content-Transfer-Encoding: base64

JVBERi0xLjQKJeLjz9MK
--outer
Content-Type: message/rfc822

From: a@b.example
Subject: inside

Hello.
--outer--
"""
DIVIDER = "From ana@ash.example Tue Mar  7 00:10:00 2017\n"
MAILS = (
    *(LETTER, PARTS, LETTER.replace("\n", "\r\n")),
    f"{DIVIDER}{LETTER}\n{DIVIDER}{PARTS}",
)
PIECES = (
    *("\n\n", "\r\n", "\nFrom ", "\n>From ", "--outer\n", "--outer--\n", "--inner\n"),
    *("Content-Type: multipart/mixed; boundary=outer\n", 'boundary="', "=?utf-8?q?=ZZ?="),
    *("=", "Content-Transfer-Encoding: base64\n"),
    *("Content-Transfer-Encoding: quoted-printable\n", "charset=utf-7", "charset=idna"),
    *("format=flowed; delsp=yes", "\x00", "\x80", "> ", "<blockquote>", "<s>", "</p>"),
    *("<!--", "]]>", "&#x110000;", "&amp", "~~", "**", 'replace "', '" by "'),
    *(" throughout", "delete ", "(new)", "OP1", " in ", "{--", "--}"),
    *("Date: Tue, 99 Foo 0000 99:99:99 +9999\n", "From: ,<>;@\n", "Message-ID: <>\n"),
    " wrote:\n",
)
DRAFT = """# Harbour rules

## Operative part

OP1. Members shall report every year to the harbour office.

OP2. The office should publish all reports, and Members shall read them within a month.

OP3. Ships may enter at night with a pilot on board.
"""
MEMBERS = "code,name,group\nASH,Ashland,GOV\nBAY,Bayland,CIV\n"
SENDERS = {"@ash.example": "ASH", "@bay.example": "BAY"}


def panel() -> WorkingGroup:
    """A record to read into, with two members, a draft and a question."""
    group = WorkingGroup.in_memory(title="Harbour")
    group.import_members(decode(MEMBERS.encode(), "members.csv"))
    group.import_draft(decode(DRAFT.encode(), "sound.md"))
    group.ask_question("Which lights should the panel recommend?")
    return group


def damaged_mail(random: Random) -> bytes:
    """A mail or mailbox of which some was changed."""
    return damaged_text(random.choice(MAILS), PIECES, random)


def read_mail(content: bytes, random: Random) -> None:
    """Take it in, as a mail and as an answer, and all that it offers."""
    with panel() as group:
        group.import_mail(io.BytesIO(content), name="in.eml", senders=SENDERS)
        for entry in list(group.state.tray.values()):
            if group.offers(entry.handle):
                group.take_offers(entry.handle, by=["ASH"])
        group.import_mail(io.BytesIO(content), name="in.eml", senders=SENDERS, question="Q1")
        group.verify()


READER = Reader("mails", damaged_mail, read_mail)

if __name__ == "__main__":
    main(READER)
