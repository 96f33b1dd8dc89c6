"""Rows: good ones are read, bad ones become findings, and what is written reads back the same."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consensus.finding import Severity
from consensus.formats.amendment_rows import AmendmentRow, read_amendments
from consensus.formats.export_rows import RowForm, export
from consensus.formats.member_rows import GroupRow, MemberRow, read_groups, read_members
from consensus.formats.position_rows import (
    NO_STANCE,
    VOCABULARIES,
    PositionRow,
    is_no_stance,
    read_positions,
    read_stance,
)
from consensus.formats.rows import read_table, write_table
from consensus.formats.source import Source
from consensus.model.amendments import AmendmentKind
from consensus.model.positions import Stance, StatedBy


def amendments(text: str, name: str = "in.csv") -> tuple[list[AmendmentRow], list[str]]:
    """Read amendments; give findings as printed."""
    rows, findings = read_amendments(Source.of(text, name))
    return list(rows), [str(finding) for finding in findings]


def test_a_table_from_a_spreadsheet() -> None:
    """Columns go by several names, cells span lines, and lists are parted either way."""
    rows, findings = amendments(
        "Nr;Paragraph;Type;Old text;Amendment;Sponsors;Date\n"
        "7;OP1;Replace;shall;should;ALB, BOR;2024-05-01\n"
        '8;OP5;add;;"New ""text""\non two lines; here";"CAS;DOR";2024-05-01T10:00:00Z\n'
        "9;OP2;delete\n"
    )
    assert findings == []
    assert [attrs.evolve(row, fields={}) for row in rows] == [
        AmendmentRow(
            line=2,
            fields={},
            id="7",
            target="OP1",
            old="shall",
            text="should",
            by=("ALB", "BOR"),
            date=datetime.date(2024, 5, 1),
        ),
        AmendmentRow(
            line=3,
            fields={},
            id="8",
            target="OP5",
            kind="insert",
            text='New "text"\non two lines; here',
            by=("CAS", "DOR"),
            date=datetime.date(2024, 5, 1),
        ),
        AmendmentRow(line=5, fields={}, id="9", target="OP2", kind="delete"),
    ]
    assert rows[0].fields["Sponsors"] == "ALB, BOR"


def test_json_keeps_what_it_does_not_know() -> None:
    """Unknown keys are kept flat, numbers as they are written, and null is nothing."""
    rows, findings = amendments(
        '{"id": 7, "target": 1.10, "text": "a\\r\\nb", "by": ["ALB", "BOR"], "old": null,'
        ' "extra": {"votes": [1, {"no": 2}], "tags": ["x", "y"]}}\n',
        "in.jsonl",
    )
    assert findings == []
    (row,) = rows
    assert (row.id, row.target, row.text, row.by) == ("7", "1.10", "a\nb", ("ALB", "BOR"))
    assert row.fields == {
        "id": "7",
        "target": "1.10",
        "text": "a\nb",
        "by": "ALB; BOR",
        "old": "",
        "extra.votes.1": "1",
        "extra.votes.2.no": "2",
        "extra.tags": "x; y",
    }


def test_parts_of_a_split() -> None:
    """Parts are paragraphs of a cell, or a list written as JSON; brackets alone are text."""
    rows, findings = amendments(
        "kind,target,parts\n"
        'split,1,"a\n\nb"\n'
        'split,2,"[""a"", ""b\\n\\nc""]"\n'
        'split,3,"[""a"" | no text]"\n'
    )
    assert findings == []
    assert [row.parts for row in rows] == [("a", "b"), ("a", "b\n\nc"), ('["a" | no text]',)]


def test_a_json_array_names_lines() -> None:
    """An array of objects is read one by one, and a break keeps what came before it."""
    text = '[\n {"target": "1",\n  "text": "a"},\n {"target": "2"},\n {"target": "3", "te'
    rows, findings = amendments(text, "in.json")
    assert [(row.line, row.target) for row in rows] == [(2, "1")]
    assert findings == [
        "in.json:4: error: To modify, give the new text, or the passage that goes."
        " The row was left out.",
        "in.json:5:18: error: The file breaks off here; it was not written to its end, so export"
        " it again.",
    ]


@pytest.mark.parametrize(
    ("text", "fmt"),
    [
        ('{"text": "a"}', ""),
        ('[{"text": "a"}]', ""),
        ("text\na\n", ""),
        ('{"text": "a"}', "jsonl"),
        ("text\na\n", "csv"),
    ],
)
def test_the_format_is_told_by_the_text(text: str, fmt: str) -> None:
    """Without a telling name, the first sign tells JSON from a table."""
    rows, findings = read_amendments(Source.of(text, "-"), fmt)
    assert [row.text for row in rows] == ["a"]
    assert findings == ()


def test_an_unknown_format_is_a_mistake_of_the_caller() -> None:
    """Formats are named by the program, so a wrong one is raised."""
    with pytest.raises(ValueError, match="not as xls"):
        read_amendments(Source.of("a", "a"), "xls")


HOSTILE = [
    # a table, the rows that are taken, and (line, column, words) of what is found
    ("text\na\n", 1, []),
    ("what,ever\na,b\n", 0, [(1, 0, "names no column that is known")]),
    ("text,text\na,b\na,a\n,c\n", 2, [(1, 6, "both stand for"), (2, 0, "given twice")]),
    ("text,wording\na,b\n", 1, [(1, 6, "the closer name counts")]),
    ("text,kind\na\nb,explode\n", 1, [(3, 3, '"explode" is no kind')]),
    ("text,kind\nb,delte\n", 0, [(2, 3, "did you mean delete?")]),
    ("text,date\na,03/04/2024\n", 0, [(2, 3, "year-month-day")]),
    ("text\na,b\n", 0, [(2, 0, "2 cells and the first row names 1 columns")]),
    ("text,by\na,,,\n", 1, []),
    ('text\n"never closed\nb\n', 1, [(2, 1, "do not match")]),
    ('text\n"a" b\nc\n', 1, [(2, 1, "do not match")]),
    ('id,text\n1,"a\n2,"b"\n3,c\n', 2, [(2, 3, "do not match")]),
    ("kind,text\ninsert,\n", 0, [(2, 0, "give the text that comes in")]),
    ("kind,text\ndelete,\n", 0, [(2, 0, "give what goes")]),
    ("kind,target\nmove,1\n", 0, [(2, 0, "what it goes after or under")]),
    ("kind,target\nsplit,1\n", 0, [(2, 0, "as parts the texts")]),
    ("kind,target\njoin,1\n", 0, [(2, 0, "what is joined")]),
    ("\n\n", 0, [(0, 0, "no rows")]),
    ("text\n\x1b[2J\x07\n", 1, [(2, 1, "a square bracket without the other half")]),
    ("text,\x1b]0;t\na,b\n", 1, []),
]


@pytest.mark.parametrize(("text", "taken", "found"), HOSTILE)
def test_hostile_tables(text: str, taken: int, found: list[tuple[int, int, str]]) -> None:
    """Each fault is a finding at its place, and the rows around it are read."""
    rows, findings = read_amendments(Source.of(text, "in.csv"))
    assert len(rows) == taken
    assert [(each.line, each.column) for each in findings] == [place[:2] for place in found]
    for finding, (_, _, words) in zip(findings, found, strict=True):
        assert words in finding.message
        assert finding.message.isprintable()


@pytest.mark.parametrize(
    ("text", "taken", "words"),
    [
        ('{"text": "a"}\n{"text": "b', 1, "breaks off here"),
        ('{"text": "a"}\n{"text": b}\n{"text": "c"}\n', 2, "no valid JSON"),
        ('[1]\n{"text": "a"}\n', 1, "is no object"),
        ('{"text": "a", "text": "b"}\n', 0, "written twice"),
        ('{"text": "a", "Text": "b"}\n', 0, "given twice"),
        ('{"text": "\\ud800"}\n', 0, "surrogate"),
        ('{"text": ' + "[" * 100_000 + "\n", 0, "too many values inside each other"),
        ('{"text": "a", "x": ' + "[" * 900 + "]" * 900 + "}\n", 0, "many values are written"),
        ("[" * 100_000, 0, "too many values inside each other"),
        ('[{"text": "a"} {"text": "b"}]', 1, "Expecting ','"),
        ('[{"text": "a"}] x', 1, "text after the array"),
        ("[", 0, "breaks off"),
        ('{"text": "a", "date": 20}\n', 0, "is no day"),
        ('{"text": "a", "n": ' + "9" * 5000 + "}\n", 1, ""),
        ('{"text": "a", "n": NaN}\n', 1, ""),
    ],
)
def test_hostile_json(text: str, taken: int, words: str) -> None:
    """What is no object, or breaks off, is a finding; the lines around it are read."""
    rows, findings = read_amendments(Source.of(text, "in.jsonl"))
    assert len(rows) == taken
    assert len(findings) == bool(words)
    assert all(words in each.message and each.severity is Severity.ERROR for each in findings)


def test_fields_beyond_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A field too long to be an amendment is left out, in a table and in JSON."""
    monkeypatch.setattr("consensus.formats.rows.LONGEST_FIELD", 10)
    for text in ("text\nshort\n" + "long" * 9, '{"text": "short"}\n{"text": "longlonglong"}\n'):
        rows, findings = read_amendments(Source.of(text, "-"))
        assert [row.text for row in rows] == ["short"]
        assert ["may have 10" in finding.message for finding in findings] == [True]


@given(st.text())
def test_no_text_is_too_much(text: str) -> None:
    """Whatever stands in a file, reading it gives rows and findings, and raises nothing."""
    source = Source.of(text, "in")
    for reader in (read_amendments, read_members, read_groups, read_positions):
        reader(source)
    read_amendments(source, "jsonl")
    read_amendments(source, "csv")


cells = st.text(st.characters(exclude_characters="\r\0", exclude_categories=["Cs"]))


@given(st.lists(st.lists(cells, min_size=2, max_size=2), min_size=1))
@example([["\t\n", ""]])
@example([['a"b,c;d;e', ";;;"], ["\t\t", '";"']])
def test_tables_read_back(rows: list[list[str]]) -> None:
    """A table that was written has the same cells when it is read, blank rows aside."""
    read, findings = read_table(Source.of(write_table(rows[0], rows[1:])))
    assert findings == ()
    assert [[cell.text for cell in row.cells] for row in read] == [
        row for row in rows if any(cell.strip() for cell in row)
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "'=x", "''-x", "＝x", "\nx"])
def test_no_cell_is_a_formula(text: str) -> None:
    """A spreadsheet takes no cell for a formula, and reading takes the apostrophe off again."""
    written = write_table(["text"], [[text]])
    assert written.splitlines()[1].lstrip('"')[:1] == "'"
    assert read_table(Source.of(written))[0][1].cells[0].text == text


@pytest.mark.parametrize(
    "text", ["sep=|\na|b\n1|2\n", "a;b\n1;2\n", "a\tb\n1\t2\n", 'a , "b" \n1,2']
)
def test_separators(text: str) -> None:
    """The separator is told by what the first line has most of, or by what it announces."""
    rows, findings = read_table(Source.of(text))
    assert findings == ()
    assert [[cell.text for cell in row.cells] for row in rows] == [["a", "b"], ["1", "2"]]


word = st.text("ABÄ1. ()=+-@'\"\n,", max_size=6).map(str.strip)
code = st.text("ABC1=@-'.,", min_size=1, max_size=4)
codes = st.lists(code, unique=True, max_size=3).map(tuple)
phrase = st.one_of(cells, st.sampled_from(('["a"]', "=x", " a ", "'", '"', "a;b,c\n\nd")))
days = st.none() | st.dates()
moments = days | st.datetimes(timezones=st.just(datetime.UTC))


def has_what_it_needs(row: AmendmentRow) -> bool:
    """Whether a row would be read."""
    return not amendments(export(AmendmentRow, [row], RowForm.JSONL), "in.jsonl")[1]


amendment_rows = st.builds(
    AmendmentRow,
    line=st.just(0),
    fields=st.just({}),
    id=word,
    target=word,
    kind=st.sampled_from([kind.value for kind in AmendmentKind]),
    old=phrase,
    text=phrase.map(lambda text: text + "x"),
    after=word,
    parent=word,
    label=word,
    by=codes,
    cosponsors=codes,
    rationale=phrase,
    date=days,
    parts=st.lists(phrase, max_size=3).map(tuple),
    others=codes,
).filter(has_what_it_needs)
position_rows = st.builds(
    PositionRow,
    line=st.just(0),
    target=word.filter(bool),
    member=word.filter(bool),
    stance=st.sampled_from(Stance),
    reason=phrase,
    conditions=codes,
    otherwise=st.none() | st.sampled_from(Stance),
    reservation=phrase,
    source=st.none() | st.sampled_from(StatedBy),
    document=word,
    via=word,
    date=moments,
)
member_rows = st.builds(
    MemberRow,
    line=st.just(0),
    code=word.filter(bool),
    name=word,
    group=word,
    group_name=word,
    observer=st.booleans(),
    since=days,
    until=st.none(),
    negotiating_groups=codes,
    offices=codes,
)
group_rows = st.builds(
    GroupRow,
    line=st.just(0),
    code=word.filter(bool),
    name=word,
    kind=st.sampled_from(("stakeholder", "negotiating")),
    members=codes,
)


def without_place(row: Any) -> Any:
    """Leave out what depends on the file."""
    changes = {"line": 0, "fields": {}} if isinstance(row, AmendmentRow) else {"line": 0}
    return attrs.evolve(row, **changes)


@pytest.mark.parametrize("form", RowForm)
@pytest.mark.parametrize(
    ("kind", "read", "rows"),
    [
        (AmendmentRow, read_amendments, amendment_rows),
        (PositionRow, read_positions, position_rows),
        (MemberRow, read_members, member_rows),
        (GroupRow, read_groups, group_rows),
    ],
)
@given(data=st.data())
def test_rows_read_back(
    kind: type[attrs.AttrsInstance],
    read: Callable[[Source], Any],
    rows: Any,
    form: RowForm,
    data: st.DataObject,
) -> None:
    """What was written of rows gives the same rows."""
    drawn = data.draw(st.lists(rows, max_size=3))
    text = export(kind, drawn, form)
    found, findings = read(Source.of(text, f"out.{form}"))
    if drawn:
        assert findings == ()
    assert [without_place(row) for row in found] == drawn


def test_members_and_groups() -> None:
    """Members and groups come as tables whose columns go by several names."""
    rows, findings = read_members(
        Source.of(
            "Code,Country,Stakeholder group,Observer,Since,Until,Alliances,Role\n"
            "ALB,Albor,GOV,,2020-01-01,,HIGH; LOW,Co-Chair\n"
            "BOR,Borane,,yes\n"
            ",Nobody\n"
            "CAS,,,maybe\n"
            "DOR,,,,2020-01-02,2020-01-01\n",
            "m.csv",
        )
    )
    assert rows == (
        MemberRow(
            line=2,
            code="ALB",
            name="Albor",
            group="GOV",
            since=datetime.date(2020, 1, 1),
            negotiating_groups=("HIGH", "LOW"),
            offices=("Co-Chair",),
        ),
        MemberRow(line=3, code="BOR", name="Borane", observer=True),
    )
    assert [(each.line, each.column) for each in findings] == [(4, 1), (5, 7), (6, 19)]
    groups, findings = read_groups(
        Source.of("code,name,kind,members\nGOV,Governments\nHIGH,,,A; B\nX,,club\n", "g.csv")
    )
    assert groups == (
        GroupRow(line=2, code="GOV", name="Governments"),
        GroupRow(line=3, code="HIGH", kind="negotiating", members=("A", "B")),
    )
    assert ['"club" is no kind' in finding.message for finding in findings] == [True]


def test_positions_one_in_each_row() -> None:
    """Positions are read with their conditions, and rows without one are passed over."""
    rows, findings = read_positions(
        Source.of(
            "target,member,vote,comment,provided,otherwise,source,via\n"
            "OP1,ALB,Can live with it,why,R3; A2,against,e-mail,HIGH\n"
            "OP1,BOR,no record\n"
            "OP1,CAS,perhaps\n"
            "OP1,,yes\n"
            ",CAS,yes\n"
            "OP1,CAS,\n",
            "p.csv",
        )
    )
    assert rows == (
        PositionRow(
            line=2,
            target="OP1",
            member="ALB",
            stance=Stance.ACCEPT,
            reason="why",
            conditions=("R3", "A2"),
            otherwise=Stance.DISAGREE,
            source=StatedBy.WRITTEN,
            via="HIGH",
        ),
    )
    assert [(each.line, each.severity) for each in findings] == [
        (3, Severity.NOTE),
        (4, Severity.ERROR),
        (5, Severity.ERROR),
        (6, Severity.ERROR),
        (7, Severity.ERROR),
    ]


@pytest.mark.parametrize(
    "text",
    ["member,name,OP1,R3\nALB,Albor,yes,-\nBOR,,,block\n", "item,ALB,BOR\nOP1,yes,\nR3,,block\n"],
)
def test_positions_as_a_grid(text: str) -> None:
    """A grid has members down its side and targets along its top, or the other way round."""
    rows, findings = read_positions(Source.of(text, "p.csv"))
    assert findings == ()
    assert [(row.target, row.member, row.stance) for row in rows] == [
        ("OP1", "ALB", Stance.SUPPORT),
        ("R3", "BOR", Stance.OBJECT),
    ]


def test_faults_of_a_grid() -> None:
    """Cells that say nothing known, stand under no name or beside none are findings."""
    rows, findings = read_positions(
        Source.of("member,OP1,OP1,\nALB,yes,no,no,no\nBOR,hm\n,yes\n", "p.csv")
    )
    assert [(row.member, row.stance) for row in rows] == [("ALB", Stance.SUPPORT)]
    assert [(each.line, each.column) for each in findings] == [
        (1, 12),
        (1, 16),
        (2, 15),
        (3, 5),
        (4, 1),
    ]


@pytest.mark.parametrize(
    ("reader", "text", "words"),
    [
        (read_positions, "stance,reason\nyes,x\n", 'no column for target, member; it has "stance,'),
        (read_positions, "code,name,group\nASH,Ashland,N\n", "columns are target, member, stance"),
        (read_positions, "target,member,stanse\n1,ASH,yes\n", 'did you mean stance by "stanse"?'),
        (
            read_positions,
            "target,membr,stanc\n4,ASH,yes\n",
            'by "membr", stance by "stanc"?',
        ),
        (read_members, "name\na\nb\n", "no column for code"),
    ],
)
def test_columns_that_rows_need(reader: Callable[[Source], Any], text: str, words: str) -> None:
    """A header without a needed column gives one finding: what it has and lacks, what is near."""
    rows, (finding,) = reader(Source.of(text, "x.csv"))
    assert (rows, finding.line, words in finding.message) == ((), 1, True)


def test_grid_with_a_member_called_like_a_column() -> None:
    """A member whose code is the name of a column has a column of its own in a grid."""
    rows, findings = read_positions(Source.of("target,BY,ASH\n1,yes,no\n", "x.csv"))
    assert ([each.member for each in rows], findings) == (["BY", "ASH"], ())


# Stances by the words of several vocabularies.


@pytest.mark.parametrize(
    ("word", "stance"),
    [
        ("Support", Stance.SUPPORT),
        ("can-live-with-it", Stance.ACCEPT),
        ("Reserves its position", Stance.HOLD),
        ("in favour", Stance.SUPPORT),
        ("No_Objection", Stance.ACCEPT),
        ("discuss", Stance.OBJECT),
        ("pass", Stance.ABSTAIN),
        ("against", Stance.DISAGREE),
        ("abstention", Stance.ABSTAIN),
        ("  BLOCK ", Stance.OBJECT),
        ("recuse", Stance.RECUSE),
        ("is against, without blocking", Stance.DISAGREE),
        ("does not stand in the way", Stance.ABSTAIN),
        ("reserved", Stance.HOLD),
    ],
)
def test_stances_by_name(word: str, stance: Stance) -> None:
    """The words of other vocabularies are read, whatever their case and hyphens."""
    assert read_stance(word) is stance


def test_unknown_stances_name_near_ones() -> None:
    """A word that no vocabulary has is refused with those it may mean."""
    with pytest.raises(ValueError, match="did you mean support"):
        read_stance("suport")
    with pytest.raises(ValueError, match="it can be support, accept"):
        read_stance("???")


def test_vocabularies_agree() -> None:
    """No word means different things in two vocabularies, or a stance and none."""
    meanings: dict[str, set[Stance]] = {}
    for vocabulary in VOCABULARIES.values():
        for stance, words in vocabulary.items():
            for each in words:
                meanings.setdefault(each, set()).add(stance)
    assert [each for each, stances in meanings.items() if len(stances) > 1] == []
    assert not NO_STANCE & set(meanings)
    assert is_no_stance("No record")
