"""The readers that are fuzzed, each with what it is given and every way in which it reads it.

Run one as `python -m tests.fuzz.readers word_files --minutes 10`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from random import Random

from consensus import WorkingGroup, combine_documents
from consensus.errors import ConsensusError, NotFound, Rejected, UnreadableInput, Unresolved
from consensus.formats.amendment_rows import read_column_map
from consensus.formats.comment_table import decode_xlsx, read_comments, write_comments
from consensus.formats.conversion import Form, convert
from consensus.formats.docx.reader import read_document
from consensus.formats.docx.view import text
from consensus.formats.docx.writer import TitleBlock
from consensus.formats.draft_docx import decode_docx
from consensus.formats.guess_columns import guess_columns
from consensus.formats.source import decode
from consensus.history.operations import AddMember
from consensus.working_group.write_docx import write_docx
from tests.fuzz.fuzzing import Reader, damaged_text, main, wrapped_mistake
from tests.support.docx_files import WHOLE, archive, damaged, mangled, rearranged


def damaged_file(random: Random) -> bytes:
    """A Word file whose bytes were changed, or the tags of one of its parts."""
    if random.random() < 0.1:
        return damaged(WHOLE, random)
    with zipfile.ZipFile(BytesIO(WHOLE)) as file:
        members = {name: file.read(name) for name in file.namelist()}
    name = random.choice(["word/document.xml", "word/document.xml", *members])
    change = mangled if random.random() < 0.25 else rearranged
    return archive({**members, name: change(members[name], random)})


def read_file(content: bytes, random: Random) -> None:
    """Read a file in every way in which it could be meant."""
    source = decode_docx(content, "fuzz.docx")
    for accepting in ("accept", "reject", ["A"]):
        text(source.document, accepting)
    with WorkingGroup.in_memory() as group, WorkingGroup.in_memory() as other:
        for each in (group, other):
            each.record(AddMember(code="A"), AddMember(code="B"))
        group.import_draft(decode_docx(WHOLE, "whole.docx"))
        for take in (
            lambda: group.import_translation(source, "fr"),
            lambda: group.import_docx_amendments(source),
            lambda: group.compare_draft(source),
            lambda: group.import_counter_draft(source.accepted(), by=["B"]),
            lambda: other.import_draft(source),
            lambda: other.import_docx_amendments(source),
            lambda: group.import_draft(source, statuses=True),
            lambda: group.import_statuses(source),
            lambda: group.import_amendments(source),
        ):
            try:
                take()
            except (Rejected, NotFound):
                continue
        group.verify()
        other.verify()


# Fuzzing of drafts in Markdown and plain text, and of what is done with one.


DRAFT = """---
title: Harbour
---
# Harbour rules

PP1 Recalling the *harbour* law,

## Recommendations

1. Members [shall | ASH, BAY support: should] report every year.[^1]

2. The office should:

   (a) publish all [annual] [yearly] reports;

   (b) answer questions [[within a month | COL propose, ASH oppose: soon]].

   - with care;
   - and `code [x]`.

3 alt. Ships wait \\[as before\\] [at the pier](http://example.org).

Option 1: Ships go.

Option 2: Ships stay.

| what | when |
|---|---|
| fees | [daily] |

> A quotation.

```
code [block
```

Article 5 bis – Final provisions

(iv) [^1] The end.

[^1]: Harbour law, article 3.
"""
PIECES = (
    *("# ", "## ", "###### ", "- ", "* ", "1. ", "(a) ", "(ii) ", "2 bis. ", "PP2 ", "OP3 "),
    *("alt", "> ", "```\n", "~~~\n", "---\n", "| a | b |\n", "|---|---|\n", "[^1]", "[^1]: "),
    *("[^x]: note\n\n", "[ASH: x]", "[x | y]", "[]", "[|]", "no text", "ASH support: "),
    *("<!--", "-->", "<b>", "](", "&amp;", "\\[", "\\]", "\\|", "Option 3: ", "Article 6\n"),
    *("Chapter I\n", "[/]", "shall/should", "    ", "Alt. ", " (agreed)", "[agreed ad ref]"),
    *("Agreed.\n", " – agreed 3 May in plenary", "Chair's proposal: ", "(Chair's text)"),
)


def damaged_draft(random: Random) -> bytes:
    """A draft of which some was changed."""
    return damaged_text(DRAFT, PIECES, random)


def read_draft(content: bytes, random: Random) -> None:
    """Take a draft in, write it, compare it and combine it with another."""
    name = f"fuzz{random.choice(('.md', '.txt'))}"
    source = decode(content, name, guess=random.random() < 0.5)
    sound = decode(DRAFT.encode(), f"sound{name[-4:]}")
    alternatives, statuses = random.random() < 0.5, random.random() < 0.5
    with WorkingGroup.in_memory() as group, WorkingGroup.in_memory() as other:
        for each in (group, other):
            each.record(*(AddMember(code=code) for code in ("ASH", "BAY", "COL")))
        other.import_draft(sound)
        for take in (
            lambda: other.compare_draft(source, alternatives=alternatives),
            lambda: other.import_translation(source, "fr"),
            lambda: other.import_counter_draft(source, by=["ASH"]),
            lambda: group.import_draft(source, alternatives=alternatives, statuses=statuses),
        ):
            try:
                take()
            except (Rejected, NotFound, UnreadableInput):
                continue
        for each in (group, other):
            for draft in each.state.drafts:
                write_docx(each.state, draft)
            each.verify()
    texts = {"A": source.text[:2000], "B": DRAFT.replace("shall", "must")}
    combine_documents(DRAFT, texts, markdown=name.endswith(".md")).render("brackets")


# Fuzzing of `convert`: every form that is read into every form that is written.


CRITIC = DRAFT + (
    "\n\n9. Members {~~shall~>should~~}{>>ASH; BAY<<} report{++ promptly++}{>>COL<<}{==now==}.\n\n"
    "{++10. Whales go first.\n\n++}{>>ASH<<}11. Fees {--of all kinds --}{>>BAY<<}are paid\\\nhere."
)
MARKS = (
    *("{++", "++}", "{--", "--}", "{~~", "~>", "~~}", "{==", "==}", "{>>", "<<}", "{\\++"),
    *("\\\n",),
)
FORMS = {form: f"fuzz.{form}" for form in Form if form.is_read}


def damaged_input(random: Random) -> bytes:
    """A Word file, or a text with marks of changes."""
    if random.random() < 0.3:
        return damaged_file(random)
    return damaged_text(CRITIC, (*PIECES, *MARKS), random)


def convert_all(content: bytes, random: Random) -> None:
    """Convert a file from what it may be to everything."""
    is_word = content.startswith(b"PK")
    form = Form.DOCX if is_word else random.choice([each for each in FORMS if each != Form.DOCX])
    accepting = random.choice((None, None, "accept", "reject", frozenset({"ASH", "A"})))
    for target in Form:
        try:
            written = convert(content, FORMS[form], form, target, accepting, "en").content
        except Unresolved:
            # Clean text of what is not agreed.
            assert target is Form.CLEAN
            continue
        if target is Form.DOCX:
            read_document(written, "written.docx")
        else:
            written.decode()


# Fuzzing of tables and lines of data: amendments, members, groups, positions and ratings.


TABLES = (
    "code,name,group,observer,since,until\nDUN,Dunland,GOV,,2016-01-01,\nELM,Elmland,CIV,yes,,\n",
    "code,name,kind\nGOV,Governments,stakeholder\nG77,Many,negotiating\n",
    "member,target,stance,date,reason,if,otherwise\n"
    "ASH,1,support,2017-01-26,why,,\nBAY,2,accept,,,1,object\nCOL,3 alt,hold,,,,\n",
    "member,target,rating,round\nASH,1,9,1\nBAY,1,2,1\n",
    "target,kind,old,text,by,cosponsors,date,rationale,after,label\n"
    '1,,shall,must,ASH,BAY,2017-01-26,"A reason, long",,\n,insert,,"Gulls sing.",BAY,,,,2,2 bis\n'
    "3 alt,delete,,,COL,,,,,\n,,publish all,print all,ASH; BAY,,,,,\n",
    "MB/NC1,Line number,Clause,Paragraph,Type of comment2,Comments,Proposed change,Observations of"
    " the secretariat\n1,2,(3),4,5,6,7,(8)\n"
    'ASH-1,3,1,1st,te,why,"Replace ""shall"" with ""must"".",\n'
    "BAY,,2,,ge,,Gulls sing.,See ASH-1\n,,all,,ed,why,,Noted.\n",
    "Amendment;Provision;Commission text;Amended text;Author\n"
    "1;Article 5 – paragraph 1 – point a;publish all;publish most;ASH\n"
    "2;§ 2 (new);;Gulls sing.;BAY\n",
    "label,status,date,forum\n1,agreed,2017-01-26,plenary\n2,Chair's proposal,,\n",
    '{"target": "1", "old": "shall", "text": "must", "by": ["ASH"], "date": "2017-01-26"}\n'
    '{"kind": "insert", "after": "2", "text": "Gulls sing.", "by": ["BAY"], "cosponsors": []}\n'
    '{"kind": "split", "target": "1", "text": "Members report.", "parts": ["Yearly."]}\n',
)
TABLE_PIECES = (
    *("label", "status", "agreed", "agreed ad ref 3 May", "plenary", "Chair's proposal"),
    *(",", ";", "\t", '"', '""', "\n", "\r\n", "=1+1", "-", "@", "{", "}", "null", "true"),
    *("[]", '":', "1e999", "NaN", "9" * 5000, "2017-02-30", "2017-01-26", "0", "10"),
    *("support", "objct", "ASH", "target", "text", "old", "by", "kind", "insert", "delete"),
    *("move", "split", "join", "(new)", "deleted", "Article 9", "§ 4 Abs. 2", "alinéa 3"),
    *("throughout", "\\u0000", "\\ud800", "if"),
)


def damaged_table(random: Random) -> bytes:
    """A table or lines of JSON of which some was changed."""
    return damaged_text(random.choice(TABLES), TABLE_PIECES, random)


def read_table(content: bytes, random: Random) -> None:
    """Take a table in as everything that it could be."""
    ending = ".jsonl" if content.lstrip()[:1] == b"{" else random.choice((".csv", ".csv", ".json"))
    source = decode(content, f"fuzz{ending}", guess=random.random() < 0.5)
    strict = random.random() < 0.2
    with WorkingGroup.in_memory() as group:
        group.import_members(decode(b"code,group\nASH,GOV\nBAY,GOV\nCOL,CIV\n", "members.csv"))
        group.import_draft(decode(DRAFT.encode(), "sound.md"))
        for take in (
            group.import_amendments,
            group.import_members,
            group.import_groups,
            group.import_positions,
            group.import_ratings,
            group.import_statuses,
        ):
            try:
                take(source, strict=strict)
            except (Rejected, NotFound, UnreadableInput):
                continue
        group.verify()


# Fuzzing of comment tables in workbooks and Word files.


ROWS = read_comments(decode(TABLES[5].encode(), "form.csv"))
FORMS_OF_COMMENTS = [
    write_comments(ROWS[0] if ROWS else (), form, TitleBlock("Harbour", "Harbour rules", ""))
    for form in ("xlsx", "docx")
]


def damaged_form(random: Random) -> bytes:
    """A comment table in a workbook or a Word file, of which a part or its bytes were changed."""
    whole = random.choice(FORMS_OF_COMMENTS)
    if random.random() < 0.2:
        return damaged(whole, random)
    with zipfile.ZipFile(BytesIO(whole)) as file:
        members = {name: file.read(name) for name in file.namelist()}
    main = [
        name for name in members if name.endswith(("document.xml", "sheet1.xml", "Strings.xml"))
    ]
    name = random.choice([*main, *main, *members])
    change = mangled if random.random() < 0.25 else rearranged
    return archive({**members, name: change(members[name], random)})


def read_form(content: bytes, random: Random) -> None:
    """Take a comment table in, resolve its comments, and write it back in every form."""
    source = (decode_docx if random.random() < 0.5 else decode_xlsx)(content, "fuzz")
    with WorkingGroup.in_memory() as group:
        group.import_draft(decode(DRAFT.encode(), "sound.md"))
        with suppress(Rejected, NotFound):
            group.import_amendments(source, add_members=random.random() < 0.8)
        numbers = [each.handle for each in group.state.comments.values()]
        if numbers:
            group.resolve_comments(numbers, "noted")
            decode_xlsx(group.comment_table("xlsx"), "back.xlsx")
            decode_docx(group.comment_table("docx"), "back.docx")
        group.verify()


# Fuzzing of mails and mailboxes, and of what they ask for.


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
MAIL_PIECES = (
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
MAIL_DRAFT = """# Harbour rules

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
    group.import_draft(decode(MAIL_DRAFT.encode(), "sound.md"))
    group.ask_question("Which lights should the panel recommend?")
    return group


def damaged_mail(random: Random) -> bytes:
    """A mail or mailbox of which some was changed."""
    return damaged_text(random.choice(MAILS), MAIL_PIECES, random)


def read_mail(content: bytes, random: Random) -> None:
    """Take it in, as a mail and as an answer, and all that it offers."""
    with panel() as group:
        group.import_mail(io.BytesIO(content), name="in.eml", senders=SENDERS)
        for entry in list(group.state.tray.values()):
            if group.offers(entry.handle):
                group.take_offers(entry.handle, by=["ASH"])
        group.import_mail(io.BytesIO(content), name="in.eml", senders=SENDERS, question="Q1")
        group.verify()


# Fuzzing of lists as others keep them: amendments under other headings, votes, contributions.


LIST = """Amendment number;Reference;Original text;Amendment;Author;Justification;Date
1;OP1;shall;should;ASH;"Too ""strong"" here";05.03.2017
2;OP2 (new);;Ships without lights shall wait.;Ashland, Bayland;;2017-03-05
3;Article 5 - paragraph 1 - point a;;deleted;BAY;;
"""
LISTS = (
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
LIST_PIECES = (
    *(",", ";", "\t", "\n", '"', '""', "'", "=", "\x00", "é", "sep=|\n", "OP1", "first"),
    *("deleted", "(new)", "Article ", "paragraph ", "point a", "[[", '{"text": "', '"]}'),
    *("\\ud800", "1e999", "9999999999", "-1", "0000-00-00", "]", "[ASH: ", "insert"),
    *("move", "split", "join", "withdrawn", "support", "handle:", "label:", "A1"),
    *("heading-row = 2\n", "[columns]\n", 'text = "Amendment"\n'),
)


def damaged_list(random: Random) -> bytes:
    """A list of which some was changed."""
    return damaged_text(random.choice(LISTS), LIST_PIECES, random)


def read_list(content: bytes, random: Random) -> None:
    """Take it in as everything that it could be; what one reader refuses the next one may take."""
    source = decode(content, "fuzz.csv", guess=random.random() < 0.5)
    letter = decode(content, "ASH.md", guess=True)
    with panel() as group:
        readers: tuple[Callable[[], object], ...] = (
            lambda: group.import_amendments(source, columns=guess_columns(source).columns),
            lambda: group.import_amendments(source, columns=read_column_map(letter)),
            lambda: group.import_amendments(source, add_members=True),
            lambda: group.import_contributions(source),
            lambda: group.import_contributions(letter),
            lambda: group.import_proposals(source),
            lambda: group.import_proposals(source, on="OP1"),
            lambda: group.import_roll_calls(source),
            lambda: group.import_poll(source, source),
        )
        for read in readers:
            try:
                read()
            except ConsensusError as error:
                if wrapped_mistake(error):
                    raise
        group.verify()


READERS = (
    Reader("word_files", damaged_file, read_file),
    Reader("conversions", damaged_input, convert_all),
    Reader("drafts", damaged_draft, read_draft),
    Reader("tables", damaged_table, read_table),
    Reader("comment_tables", damaged_form, read_form),
    Reader("mails", damaged_mail, read_mail),
    Reader("lists", damaged_list, read_list),
)

if __name__ == "__main__":
    main(READERS)
