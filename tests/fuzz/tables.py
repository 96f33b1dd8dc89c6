"""Fuzzing of tables and lines of data: amendments, members, groups, positions and ratings.

Run it as `python -m tests.fuzz.tables --minutes 10`.
"""

from __future__ import annotations

from random import Random

from consensus import WorkingGroup
from consensus.errors import NotFound, Rejected, UnreadableInput
from consensus.formats.source import decode

from .drafts import DRAFT
from .fuzzing import Reader, main
from .texts import damaged_text

TABLES = (
    "code,name,group,observer,since,until\nDUN,Dunland,GOV,,2016-01-01,\nELM,Elmland,CIV,yes,,\n",
    "code,name,kind\nGOV,Governments,stakeholder\nG77,Many,negotiating\n",
    "member,target,stance,date,reason,if,otherwise\n"
    "ASH,1,support,2017-01-26,why,,\nBAY,2,accept,,,1,object\nCOL,3 alt,hold,,,,\n",
    "member,target,rating,round\nASH,1,9,1\nBAY,1,2,1\n",
    "target,kind,old,text,by,cosponsors,date,rationale,after,label\n"
    '1,,shall,must,ASH,BAY,2017-01-26,"A reason, long",,\n,insert,,"Gulls sing.",BAY,,,,2,2 bis\n'
    "3 alt,delete,,,COL,,,,,\n,,publish all,print all,ASH; BAY,,,,,\n",
    "Amendment;Provision;Commission text;Amended text;Author\n"
    "1;Article 5 – paragraph 1 – point a;publish all;publish most;ASH\n"
    "2;§ 2 (new);;Gulls sing.;BAY\n",
    '{"target": "1", "old": "shall", "text": "must", "by": ["ASH"], "date": "2017-01-26"}\n'
    '{"kind": "insert", "after": "2", "text": "Gulls sing.", "by": ["BAY"], "cosponsors": []}\n'
    '{"kind": "split", "target": "1", "text": "Members report.", "parts": ["Yearly."]}\n',
)
PIECES = (
    *(",", ";", "\t", '"', '""', "\n", "\r\n", "=1+1", "-", "@", "{", "}", "null", "true"),
    *("[]", '":', "1e999", "NaN", "9" * 5000, "2017-02-30", "2017-01-26", "0", "10"),
    *("support", "objct", "ASH", "target", "text", "old", "by", "kind", "insert", "delete"),
    *("move", "split", "join", "(new)", "deleted", "Article 9", "§ 4 Abs. 2", "alinéa 3"),
    *("throughout", "\\u0000", "\\ud800", "if"),
)


def damaged_table(random: Random) -> bytes:
    """A table or lines of JSON of which some was changed."""
    return damaged_text(random.choice(TABLES), PIECES, random)


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
        ):
            try:
                take(source, strict=strict)
            except (Rejected, NotFound, UnreadableInput):
                continue
        group.verify()


READER = Reader("tables", damaged_table, read_table)

if __name__ == "__main__":
    main(READER)
