"""Fuzzing of lists as others keep them: amendments under other headings, votes, contributions.

Run it as `python -m tests.fuzz.lists --minutes 10`.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from consensus.errors import ConsensusError
from consensus.formats.amendment_rows import read_column_map
from consensus.formats.guess_columns import guess_columns
from consensus.formats.source import decode

from .fuzzing import Reader, main, wrapped_mistake
from .mails import panel
from .texts import damaged_text

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
PIECES = (
    *(",", ";", "\t", "\n", '"', '""', "'", "=", "\x00", "é", "sep=|\n", "OP1", "first"),
    *("deleted", "(new)", "Article ", "paragraph ", "point a", "[[", '{"text": "', '"]}'),
    *("\\ud800", "1e999", "9999999999", "-1", "0000-00-00", "]", "[ASH: ", "insert"),
    *("move", "split", "join", "withdrawn", "support", "handle:", "label:", "A1"),
    *("heading-row = 2\n", "[columns]\n", 'text = "Amendment"\n'),
)


def damaged_list(random: Random) -> bytes:
    """A list of which some was changed."""
    return damaged_text(random.choice(LISTS), PIECES, random)


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


READER = Reader("lists", damaged_list, read_list)

if __name__ == "__main__":
    main(READER)
