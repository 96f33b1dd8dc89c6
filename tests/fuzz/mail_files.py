"""Sound mails and lists of every kind, and words that mean something in them."""

from __future__ import annotations

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
MAILS = tuple(
    text.encode()
    for text in (
        *(LETTER, PARTS, LETTER.replace("\n", "\r\n")),
        f"{DIVIDER}{LETTER}\n{DIVIDER}{PARTS}",
    )
)
MAIL_WORDS = (
    *(b"\n\n", b"\r\n", b"\nFrom ", b"\n>From ", b"--outer\n", b"--outer--\n", b"--inner\n"),
    *(b"Content-Type: multipart/mixed; boundary=outer\n", b'boundary="', b"=?utf-8?q?=ZZ?="),
    *(b"=", b"Content-Transfer-Encoding: base64\n"),
    *(b"Content-Transfer-Encoding: quoted-printable\n", b"charset=utf-7", b"charset=idna"),
    *(b"format=flowed; delsp=yes", b"\xff\xfe", b"\x00", b"\x80", b"> ", b"<blockquote>"),
    *(b"<s>", b"</p>", b"<!--", b"]]>", b"&#x110000;", b"&amp", b"~~", b"**", b'replace "'),
    *(b'" by "', b" throughout", b"delete ", b"(new)", b"OP1", b" in ", b"{--", b"--}"),
    *(b"Date: Tue, 99 Foo 0000 99:99:99 +9999\n", b"From: ,<>;@\n", b"Message-ID: <>\n"),
    b" wrote:\n",
)
LIST = """Amendment number;Reference;Original text;Amendment;Author;Justification;Date
1;OP1;shall;should;ASH;"Too ""strong"" here";05.03.2017
2;OP2 (new);;Ships without lights shall wait.;Ashland, Bayland;;2017-03-05
3;Article 5 - paragraph 1 - point a;;deleted;BAY;;
"""
_TABLES = (
    LIST,
    LIST.replace(";", ","),
    'id,target,kind,old,text,by,parts,others,state\nA1,OP1,split,,a,ASH,"[""b""]",,open\n'
    "A2,OP2,move,,,BAY,,,\nA3,OP1,join,,,ASH,,OP2;OP3,\n",
    '{"id": "A1", "target": "OP1", "old": "shall", "text": "should", "by": ["ASH"]}\n'
    '[{"target": "OP2", "kind": "delete"}]\n',
    "target,member,stance,reason,conditions,otherwise,date,stale\nOP1,ASH,support,,OP2,object,"
    "2017-03-05T10:00:00+00:00,\nOP1,BAY,noobj,,,,,yes\n",
    "target,ASH,BAY\nOP1,yes,no\nOP2,,abstain\n",
    "code,name,group,since,until,negotiating groups,office\nCOL,Colland,GOV,2017-01-01,,ISL;HI,"
    "chair: Jane Roe\n",
    "contributor,question,answer,received,group\nASH,1,Red.,2017-03-05,\nTrust,Q1,Green.,,CIV\n",
    "From: Trust\nGroup: CIV\n\n## Question 1\n\nRed ones.\n\n# Who we are\n",
    "comment-id,comment-body,moderated\n0,Red,1\n1,Green,-1\n",
    "participant,group-id,n-agree,n-disagree,0,1\n0,1,1,1,1,-1\n1,,0,1,,-1\n",
    "rcid,country_code,country,vote\n7,AA,Aland,yes\n7,BB,Bland,no\n",
    "Title,Red\n\nParticipant,Agree,Block,Reason\nAshland,1,0,ok\nTotal,1,0\n",
    "poll\nid,title,details\n1,Red,<p>x</p>\nvotes\nid,voter_name,created_at,reason,reason_format,"
    "agree,disagree\n1,Ana,2026-01-01T00:00:00Z,r,md,1,\n",
)
TABLES = tuple(each.encode() for each in _TABLES)
TABLE_WORDS = (
    *(b",", b";", b"\t", b"\n", b'"', b'""', b"'", b"=", b"\xef\xbb\xbf", b"\xff\xfe"),
    *(b"\x00", b"\xe9", b"sep=|\n", b"OP1", b"first", b"deleted", b"(new)", b"Article "),
    *(b"paragraph ", b"point a", b"[[", b'{"text": "', b'"]}', b"\\ud800", b"1e999"),
    *(b"9999999999", b"-1", b"0000-00-00", b"]", b"[ASH: ", b"insert", b"move", b"split"),
    *(b"join", b"withdrawn", b"support", b"handle:", b"label:", b"A1"),
)
