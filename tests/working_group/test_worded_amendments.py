"""Papers that ask for changes in plain words: who proposes, what is taken, and what waits."""

from __future__ import annotations

from pathlib import Path

import pytest

from consensus import WorkingGroup
from consensus.errors import NotFound, Rejected
from consensus.formats.contributions import is_paper, is_proposal_paper, read_proposal_paper
from consensus.formats.draft_docx import DocxSource, decode_docx
from consensus.formats.source import Source
from consensus.model.amendments import AmendmentKind
from tests.support.docx_files import cell, docx, ins, p, r, row, table
from tests.support.panel import text_source, ticking

_DRAFT = """# Rules for the ferry

1. The ferry shall run every day of the year.

2. The harbour master may close the pier in a storm.

3. Each operator shall report delays to the council.

4. Fares are set once a year by the council.

5. Children under six travel free of charge.

6. The council shall publish the timetable in print and online, and keep a register of complaints.
"""
_ASKED = 'In paragraph 3, replace "shall" by "should".'
_PAPER = f"""Proposals by Ostrava Islands

We thank the chair for the new text.

{_ASKED}

Rationale: operators are small.

In paragraph 6, delete ", and keep a register of complaints". In paragraph 4, replace "twice" by
"often".

Paragraph 2:

Insert "or authority" after "harbour master".

Brelland:

Replace paragraph 5 with the following:

"Children under seven travel free of charge."

Paragraph 1 is not clear.
"""


@pytest.fixture
def ferry() -> WorkingGroup:
    """A group with three members and a draft of six paragraphs."""
    group = WorkingGroup.in_memory(title="Ferry panel", clock=ticking())
    for code, name in (("OST", "Ostrava Islands"), ("BRE", "Brelland"), ("ALV", "Alvara")):
        group.add_member(code, name)
    group.import_draft(text_source("ferry.md", _DRAFT))
    return group


def word(*paragraphs: str, name: str = "paper.docx") -> DocxSource:
    """A Word file of paragraphs without changes."""
    return decode_docx(docx(*(p(r(each)) for each in paragraphs)), name)


def made(group: WorkingGroup) -> list[tuple[str, str, str]]:
    """Whose each amendment is, to what, and what it would say there."""
    state = group.state
    return [
        (",".join(each.sponsors), state.handle_of(each.target), state.text(each.id))
        for each in state.amendments.values()
    ]


def test_a_paper_in_words_is_read_paragraph_by_paragraph(ferry: WorkingGroup) -> None:
    """With who proposes, the reason, and the place that stands on a line of its own."""
    report = ferry.import_worded_amendments(text_source("paper.md", _PAPER))
    assert made(ferry) == [
        ("OST", "N3", "Each operator should report delays to the council."),
        ("OST", "N6", "The council shall publish the timetable in print and online."),
        ("OST", "N2", "The harbour master or authority may close the pier in a storm."),
        ("BRE", "N5", "Children under seven travel free of charge."),
    ]
    first = next(iter(ferry.state.amendments.values()))
    assert first.rationale == "operators are small"
    assert (report.rows, report.taken, report.tray, report.refused) == (6, 4, 2, 0)


def test_what_is_not_understood_waits_with_the_reason(ferry: WorkingGroup) -> None:
    """It waits as the proposal of who wrote it; a remark is only told."""
    report = ferry.import_worded_amendments(text_source("paper.md", _PAPER))
    waiting = [(each.fields["by"], each.problem) for each in ferry.state.tray.values()]
    assert waiting == [
        ("OST", "paragraph 4 does not say: “twice”"),
        ("BRE", "it reads as an instruction that is not understood"),
    ]
    (remark,) = [each.message for each in report.findings if "asks for nothing" in each.message]
    assert "We thank the chair" in remark


def test_the_same_paper_adds_nothing(ferry: WorkingGroup) -> None:
    """Neither amendments nor entries of the inbox."""
    ferry.import_worded_amendments(text_source("paper.md", _PAPER))
    head = ferry.head
    again = ferry.import_worded_amendments(text_source("again.md", _PAPER))
    assert (again.duplicates, again.taken, ferry.head) == (6, 0, head)


@pytest.mark.parametrize(
    ("head", "by"),
    [
        ("Proposals by Ostrava Islands", ("OST",)),
        ("**From:** OST", ("OST",)),
        ("From: Ana Lopes (Alvara)", ("ALV",)),
        ("Submitted by the delegation of Ostrava Islands", ("OST",)),
        ("Amendments proposed by Brelland, 3 March 2026", ("BRE",)),
        ("Proposal of the Ostrava Islands on the ferry rules", ("OST",)),
        ("Proposed amendments to the rules for the ferry (Brelland)", ("BRE",)),
        ("# Comments of Ostrava Islands on the draft", ("OST",)),
        ("OSTRAVA ISLANDS", ("OST",)),
        ("Proposals by Ostrava Islands and Brelland", ("OST", "BRE")),
        ("De : Brelland", ("BRE",)),
        ("Propositions d'amendement de Brelland", ("BRE",)),
        ("Amendements proposés par la délégation d'Alvara", ("ALV",)),
        ("Présenté par Alvara", ("ALV",)),
        ("Propuestas de enmienda de Alvara", ("ALV",)),
        ("Enmiendas presentadas por la delegación de Brelland", ("BRE",)),
        ("Presentado por Alvara", ("ALV",)),
        ("Rules for the ferry: views from Alvara and others", ("ALV",)),
        ("Proposals by Nowhere", ("Nowhere",)),
        ("Position paper", ()),
        ("Amendments to the draft rules", ()),
        ("Amendment of paragraph 3 by deletion", ()),
    ],
)
def test_the_head_says_who_proposes(ferry: WorkingGroup, head: str, by: tuple[str, ...]) -> None:
    """In English, French and Spanish; a name that is no member's is kept as it is."""
    for source in (text_source("x.txt", f"{head}\n\n{_ASKED}\n"), word(head, _ASKED)):
        assert [each.by for each in read_proposal_paper(ferry.state, source).rows] == [by]


@pytest.mark.parametrize(
    "sentence",
    [
        "We oppose the proposals by Alvara.",
        "The proposal by Alvara is not acceptable.",
        "Comments on the proposal of Alvara",
        "This was proposed by Alvara last year.",
    ],
)
def test_a_sentence_about_a_proposal_is_no_head(ferry: WorkingGroup, sentence: str) -> None:
    """Who was named before proposes what follows, and the sentence is kept."""
    paper = word("Proposals by Brelland", sentence, _ASKED)
    report = ferry.import_worded_amendments(paper)
    assert [by for by, _, _ in made(ferry)] == ["BRE"]
    told = " ".join([each.message for each in report.findings])
    assert sentence in told + " ".join(str(each) for each in ferry.state.tray.values())


@pytest.mark.parametrize(
    ("asked", "target"),
    [
        ("Au paragraphe 3, remplacer « shall » par « should ».", "N3"),
        ('En el párrafo 3, sustitúyase "shall" por "should".', "N3"),
        ("BRE: " + _ASKED, "N3"),
        ("- Delete paragraph 5.", "N5"),
        ("3. Each operator should report delays to the council.", "N3"),
    ],
)
def test_requests_and_paragraphs_with_other_words_are_placed(
    ferry: WorkingGroup, asked: str, target: str
) -> None:
    """Also in Word."""
    ferry.import_worded_amendments(word("From: BRE", asked))
    assert [each[:2] for each in made(ferry)] == [("BRE", target)]


def test_a_paragraph_that_is_not_much_like_one_of_the_draft_waits(ferry: WorkingGroup) -> None:
    """With how much it is like that."""
    text = "1. The ferry shall run every day of the year, except in storms."
    ferry.import_worded_amendments(word("From: BRE", _ASKED, text))
    assert [each.problem for each in ferry.state.tray.values()] == [
        "it may be a new wording of N1, which it is like by 73%"
    ]


def test_who_is_no_member_has_nothing_taken_until_somebody_says_who_it_is(
    ferry: WorkingGroup,
) -> None:
    """A name by `authors`, a paper without one by `by`, or by what its author is called."""
    named = text_source("paper.md", f"Proposals by Nowhere\n\n{_ASKED}\n")
    report = ferry.import_worded_amendments(named)
    assert (report.refused, report.step) == (1, None)
    assert "say which member “Nowhere” is" in report.findings[0].message
    ferry.import_worded_amendments(named, authors={"Nowhere": "ALV"})
    nameless = text_source("letter.txt", "Delete paragraph 5.\n")
    report = ferry.import_worded_amendments(nameless)
    assert "it does not say who proposes it" in report.findings[0].message
    ferry.import_worded_amendments(nameless, by=["Brelland"])
    ferry.import_worded_amendments(nameless, authors={"the author of letter.txt": "OST"})
    ferry.import_worded_amendments(nameless, authors={"the author of letter.txt": ""})
    assert [each[0] for each in made(ferry)] == ["ALV", "BRE", "OST", ""]
    with pytest.raises(NotFound):
        ferry.import_worded_amendments(nameless, by=["XYZ"])


def test_who_is_named_can_become_a_member(ferry: WorkingGroup) -> None:
    """As sponsors in tables can."""
    paper = text_source("paper.md", f"Proposals by New Harbour\n\n{_ASKED}\n")
    ferry.import_worded_amendments(paper, add_members=True)
    assert [each[0] for each in made(ferry)] == ["New-Harbour"]


def test_words_behind_a_colon_may_stand_in_several_paragraphs(ferry: WorkingGroup) -> None:
    """While a quotation is open."""
    ferry.import_worded_amendments(
        word("From: OST", "Replace paragraph 4 with the following:", "“Fares are set", "yearly.”")
    )
    assert made(ferry) == [("OST", "N4", "Fares are set yearly.")]


def test_a_paper_without_requests_says_so(ferry: WorkingGroup) -> None:
    """And nothing is recorded."""
    report = ferry.import_worded_amendments(word("From: OST", "The sea is blue.", name="a.docx"))
    assert [each.message for each in report.findings] == [
        "No paragraph of it asks for a change in words."
    ]
    assert report.step is None


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (word("Anything"), True),
        (decode_docx(docx(p(r("Any"), ins("Ana", "thing"))), "a.docx"), False),
        (text_source("a.md", "target,by,text"), True),
        (text_source("a.txt", f"Proposals by A, B\n\n{_ASKED}"), True),
        (text_source("a.txt", "target\tby\ttext\n3\tOST\tOther"), False),
        (text_source("a.csv", _ASKED), False),
    ],
)
def test_papers_are_told_from_tables_and_reviews(source: Source, expected: bool) -> None:
    """By their ending, their first line and their tracked changes."""
    assert is_paper(source) == expected


def test_a_paper_of_proposals_is_one_that_mostly_asks(ferry: WorkingGroup) -> None:
    """A draft, a statement, and an empty file are none."""
    papers = {
        _PAPER: True,
        _DRAFT: False,
        f"From: OST\n\nThe sea is blue.\n\nFish swim in it.\n\n{_ASKED}\n": False,
        "": False,
    }
    for text, expected in papers.items():
        assert is_proposal_paper(ferry.state, text_source("x.md", text)) == expected


_TABLE = table(
    *(
        row(*(cell(p(r(words))) for words in each))
        for each in (("Member", "Paragraph", "Proposal"), ("OST", "3", _ASKED))
    )
)


@pytest.mark.parametrize(
    ("source", "little", "advice"),
    [
        (word("Proposals by Ostrava Islands", _ASKED), "no paragraph", "asks for changes in words"),
        (text_source("a.txt", _PAPER), "only 2 of 6", "asks for changes in words"),
        (text_source("a.md", "# Cats\n\n1. Cats purr.\n"), "no paragraph", "as a contribution"),
        (decode_docx(docx(_TABLE), "a.docx"), "no paragraph", "import it as amendments"),
    ],
)
def test_what_has_little_of_the_draft_is_no_version_of_it(
    ferry: WorkingGroup, source: Source, little: str, advice: str
) -> None:
    """Nothing is recorded, and the refusal says what it seems to be; it can be meant anyway."""
    head = ferry.head
    with pytest.raises(Rejected, match=little) as refused:
        ferry.import_counter_draft(source)
    assert advice in str(refused.value)
    assert ferry.head == head
    ferry.import_counter_draft(source, anyway=True)
    assert any(e.kind is AmendmentKind.DELETE for e in ferry.state.amendments.values())


def test_a_version_that_keeps_half_of_a_draft_is_one(ferry: WorkingGroup, tmp_path: Path) -> None:
    """Its other paragraphs are deleted."""
    path = tmp_path / "shorter.md"
    path.write_text("\n\n".join(_DRAFT.split("\n\n")[:4]), encoding="utf-8")
    ferry.import_counter_draft(path, by=["OST"])
    kinds = {each.kind for each in ferry.state.amendments.values()}
    assert kinds == {AmendmentKind.DELETE}
