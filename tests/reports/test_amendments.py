"""Amendments: compiled, with their relations to others and the texts that they exclude."""

from __future__ import annotations

import io
from zipfile import ZipFile

import pytest

from consensus.errors import NotFound
from consensus.model.lookup import find
from consensus.model.positions import StatedBy
from consensus.reports.amendments import (
    Near,
    PieceKind,
    RelatedAmendments,
    change_summary,
    related_amendments,
)
from consensus.reports.audience import Audience, Kind
from consensus.reports.comparison import (
    Compilation,
    compilation,
    compilation_outline,
    compilation_table,
    side_by_side,
    side_by_side_outline,
)
from consensus.reports.graph import RelatedText, Relation, RelationKind, relations
from consensus.reports.history import ids_of_target, is_about
from consensus.reports.matrix import Matrix, matrix, matrix_outline, matrix_table
from consensus.reports.outline import Grid
from consensus.reports.outline_text import outline_text
from consensus.reports.texts import source_rows, source_table, version_lines
from consensus.working_group import WorkingGroup
from consensus.working_group.reports.report import Wanted
from consensus.working_group.reports.writing import write_report, write_report_docx
from tests.support.every_report import csv_of
from tests.support.market import markdown, new_market

# Compilations of amendments, tables of sources, and the matrix of positions.


def compile_all(
    group: WorkingGroup, audience: Audience = Audience.SECRETARIAT, open_only: bool = False
) -> Compilation:
    """The amendments to every draft."""
    return compilation(
        group.state, group.judgement(), list(group.state.drafts), audience, open_only
    )


def lay_out(group: WorkingGroup, audience: Audience) -> Matrix:
    """The matrix over every draft."""
    return matrix(group.state, group.judgement(), list(group.state.drafts), audience)


def test_amendments_are_compiled_by_item(busy: WorkingGroup) -> None:
    """Each item that is amended is followed by its amendments, insertions come last."""
    found = compile_all(busy)
    assert [(item.handle, [line.handle for line in item.amendments]) for item in found.items] == [
        ("R2", ["A1", "A2"]),
        ("D1", ["A3"]),
    ]
    written = markdown(compilation_outline(found))
    assert "### A2, ELD propose, FIG support, open\n\nreplace “noon” by “sunset”" in written
    assert "Rationale: Noon is ambiguous." in written


def test_an_amendment_to_an_amendment_stands_under_it(busy: WorkingGroup) -> None:
    """What amends an amendment follows it, one deeper, and names it."""
    busy.propose("A1", "Sellers shall pay the fee before half past twelve.", by=["GUM"])
    lines = compile_all(busy).items[0].amendments
    assert [(line.handle, line.depth) for line in lines] == [("A1", 0), ("A4", 1), ("A2", 0)]
    assert "### A4, GUM, to A1, open" in markdown(compilation_outline(compile_all(busy)))


def test_decided_amendments_stay_in_the_compilation_unless_left_out(busy: WorkingGroup) -> None:
    """Nothing vanishes from the compilation; only those open are listed when asked so."""
    busy.withdraw("A1")
    states = [line.state for line in compile_all(busy).items[0].amendments]
    assert states == ["withdrawn", "open"]
    remaining = compile_all(busy, open_only=True).items[0].amendments
    assert [line.handle for line in remaining] == ["A2"]


def test_amendments_to_a_removed_item_are_not_lost(market: WorkingGroup) -> None:
    """An item that left the draft is still compiled, and marked."""
    market.propose("R4", kind="delete", by=["ASP"])
    market.merge("A1")
    (item,) = compile_all(market).items
    assert (item.handle, item.removed) == ("R4", True)
    assert "## 4 (R4), removed" in markdown(compilation_outline(compile_all(market)))


def test_the_public_compilation_names_no_sponsor(busy: WorkingGroup) -> None:
    """Texts stay, sponsors and rationales are counted."""
    found = compile_all(busy, Audience.PUBLIC)
    assert "ASP" not in csv_of(compilation_table(found))
    assert found.withheld.counts[Kind.SPONSORS] == 4
    assert found.withheld.counts[Kind.RATIONALES] == 1


@pytest.mark.parametrize(
    ("proposal", "summary"),
    [
        ({"target": "R2", "old": "noon", "text": "midday"}, "replace “noon” by “midday”"),
        ({"target": "R2", "old": " before noon", "text": ""}, "delete “before noon”"),
        ({"target": "R2", "kind": "delete"}, "delete 2"),
        ({"target": "R2", "kind": "move", "after": "R4"}, "move 2 after 4"),
        (
            {"kind": "insert", "after": "R1", "text": "Be kind."},
            "insert “Be kind.” after 1",
        ),
        (
            {"target": "R3", "text": "Songs may be heard in a square, softly."},
            "replace “Music” by “Songs”; replace “played” by “heard”; replace “on” by “in”; "
            "make 2 further changes",
        ),
    ],
)
def test_an_amendment_is_summed_up(
    market: WorkingGroup, proposal: dict[str, str], summary: str
) -> None:
    """One sentence says what an amendment would do."""
    market.propose(**proposal, by=["ASP"])  # type: ignore[arg-type]  # the rest keeps its defaults
    assert change_summary(market.state, market.state.handles["A1"]) == summary


def test_a_merged_amendment_is_summed_up_by_what_it_did(market: WorkingGroup) -> None:
    """What others changed since is not what it asked for; names in brackets stay with members."""
    market.propose("R2", "midday", old="noon", by=["ASP"])
    market.propose("R2", "[ASP: shall]", old="before", by=["ASP"])
    market.merge("R2", take=["A1"])
    market.merge("R2", take=["A2"])
    state = market.state
    assert change_summary(state, state.handles["A1"]) == "replace “noon” by “midday”"
    assert change_summary(state, state.handles["A2"]) == "replace “before” by “[ASP: shall]”"
    assert (
        change_summary(state, state.handles["A2"], names=False) == "replace “before” by “[shall]”"
    )


def test_a_source_table_accounts_for_every_word(market: WorkingGroup) -> None:
    """Every word of a consolidated wording is traced to its sources, the text, or nobody."""
    market.propose("R2", "midday", old="noon", by=["ASP"])
    market.propose("R2", "must", old="shall", by=["ELD"])
    text = "Sellers must gladly pay the fee before midday."
    market.consolidate(["A1", "A2"], text, consenting=["ASP"])
    found = source_table(market.state, market.state.handles["A3"], Audience.MEMBERS)
    assert "".join(row.text for row in found.rows) == text
    assert [(row.text.strip(), row.sources) for row in found.rows if row.sources] == [
        ("must", ("A2",)),
        ("midday", ("A1",)),
    ]
    assert [(line.handle, line.sponsors, line.state) for line in found.sources] == [
        ("A1", ("ASP",), "retired"),
        ("A2", ("ELD",), "open"),
    ]
    assert "gladly" in " ".join(row.text for row in found.rows if row.is_new)
    assert ["must", "A2"] in [[cell.strip() for cell in row] for row in source_rows(found).rows]


def test_only_a_consolidated_wording_has_sources(busy: WorkingGroup) -> None:
    """Asking for the sources of any other amendment says so."""
    with pytest.raises(NotFound, match="A1 does not consolidate other amendments"):
        source_table(busy.state, busy.state.handles["A1"])


def test_a_matrix_sets_members_against_targets(busy: WorkingGroup) -> None:
    """A cell holds the stance, marked where it is conditional or stale."""
    busy.edit("R3", "Music may be played on the square until eight.")
    found = lay_out(busy, Audience.SECRETARIAT)
    handles = [target.handle for target in found.targets]
    assert handles == ["R1", "R2", "A1", "A2", "R3", "R4", "R5", "A3"]
    table = {row[0]: dict(zip(handles, row[2:], strict=True)) for row in matrix_table(found).rows}
    assert table["CED"]["R3"] == "support (conditional, to be reconfirmed)"
    assert table["GUM"]["R3"] == "abstain (to be reconfirmed)"
    assert table["FIG"]["A2"] == "support"
    assert table["BIR"]["R2"] == "object"
    (grid,) = matrix_outline(found).blocks
    assert isinstance(grid, Grid)
    assert grid.table.headings[:5] == ("member", "group", "1 (R1)", "2 (R2)", "A1")


def test_the_matrix_of_members_lacks_what_was_said_in_confidence(busy: WorkingGroup) -> None:
    """A whispered position is an empty cell, and counted as withheld."""
    found = lay_out(busy, Audience.MEMBERS)
    (row,) = [row for row in found.rows if row.member == "GUM"]
    assert set(row.cells) == {None}
    assert found.withheld.counts == {Kind.POSITIONS: 1}


def test_the_public_matrix_is_empty(busy: WorkingGroup) -> None:
    """The public sees what is on the table, and neither members nor stances."""
    found = lay_out(busy, Audience.PUBLIC)
    assert found.rows == ()
    assert csv_of(matrix_table(found)) == "member,group,R1,R2,A1,A2,R3,R4,R5,A3\n"


# What an amendment has to do with the others, how it came about, and which steps speak of it.


def made(group: WorkingGroup, name: str) -> RelatedAmendments:
    """Returns the amendments related to what a name means."""
    return related_amendments(group.state, find(group.state, name))


def test_twins_and_rivals_are_told_apart(market: WorkingGroup) -> None:
    """The same words make twins, other words in the same place rivals, words elsewhere neither."""
    base = "Sellers shall pay the fee before noon."
    for text in (
        base.replace("before noon", "by five in the evening"),
        base.replace("before noon", "by five in the evening"),
        base.replace("before noon", "by six in the evening"),
        base.replace("Sellers", "All sellers"),
    ):
        market.propose("R2", text, by=["ASP"])
    found = made(market, "A1")
    assert found.same == ("A2",)
    assert [each.handle for each in found.near] == ["A3"]
    assert found.rivals == ("A3",)
    assert made(market, "A4") == RelatedAmendments()


def test_withdrawn_amendments_are_no_relatives(market: WorkingGroup) -> None:
    """Only what is undecided is compared."""
    market.propose("R2", "Sellers pay.", by=["ASP"])
    market.propose("R2", "Sellers pay.", by=["BIR"])
    market.withdraw("A2", ["BIR"])
    assert made(market, "A1") == RelatedAmendments()


def test_insertions_are_compared_by_their_words(market: WorkingGroup) -> None:
    """Two new items that read nearly alike are near, wherever they are to stand."""
    market.propose(kind="insert", after="R1", text="Minutes of it are kept and sent.", by=["ASP"])
    market.propose(kind="insert", after="R5", text="Minutes of it are kept and read.", by=["BIR"])
    (near,) = made(market, "A1").near
    assert near == Near("A2", near.likeness)
    assert 0.75 < near.likeness < 1


def test_what_stands_after_a_new_item_follows_it(market: WorkingGroup) -> None:
    """An insertion after another is named from both sides."""
    market.propose(kind="insert", after="R5", text="Minutes are kept.", by=["ASP"])
    market.propose(kind="insert", after="R5", text="They are read aloud.", by=["ASP"])
    assert made(market, "A1").followed_by == ()
    assert made(market, "R1") == RelatedAmendments()


def test_versions_say_what_changed(market: WorkingGroup) -> None:
    """Each version names its cause, what was merged into it, and what changed."""
    market.propose("R2", "Sellers shall pay the fee before sunset.", by=["ASP"])
    market.merge("R2")
    first, second = version_lines(
        market.state, find(market.state, "R2"), audience=Audience.SECRETARIAT
    )
    assert (first.number, first.cause, second.number, second.cause) == (1, "original", 2, "merge")
    assert second.merged == ("A1",)
    assert [each.text for each in second.pieces if each.kind is PieceKind.INSERTED] == ["sunset"]


def test_steps_that_speak_of_a_target_are_found(busy: WorkingGroup) -> None:
    """Positions, answers, decisions and what is said beside them concern the item; others not."""
    things = ids_of_target(busy.state, find(busy.state, "R1"))
    kinds = [
        type(each).__name__
        for _, operations, _ in busy.history()
        for each in operations
        if is_about(each, things)
    ]
    assert kinds == ["ImportDraft", "RecordDecision", "MakeStatement"]


# Ties: which texts exclude each other, and which wait for one another.


def related() -> WorkingGroup:
    """A market with a conflict, an amendment to an amendment, a deletion and conditions."""
    group = new_market()
    group.propose("R2", "midday", old="noon", by=["ASP"])
    group.propose("R2", "sunset", old="noon", by=["ELD"])
    group.propose("R2", "should", old="shall", by=["FIG"])
    group.propose("A1", "one o'clock", old="midday", by=["CED"])
    group.propose("R4", kind="delete", by=["CED"])
    group.propose("R4", "Cats", old="Dogs", by=["ASP"])
    group.take_position("BIR", "R1", "accept", conditions=["R2"])
    group.take_position("GUM", "R3", "accept", conditions=["R1"], source=StatedBy.CONFIDENCE)
    return group


def found(group: WorkingGroup, audience: Audience) -> tuple[Relation, ...]:
    """Returns the relations of all drafts."""
    return relations(group.state, list(group.state.drafts), audience).relations


TEXTS = (
    Relation("A1", "A2", RelationKind.CONFLICT),
    Relation("A4", "A1", RelationKind.AMENDS),
    Relation("A5", "A6", RelationKind.CONFLICT),
)


def test_texts_that_hang_together_are_found_in_the_order_of_the_document() -> None:
    """Clashing words, a deletion beside a change, and amendments to amendments."""
    assert found(related(), Audience.PUBLIC) == TEXTS


def test_conditions_are_told_to_those_who_may_see_the_position() -> None:
    """Members learn of those stated openly, the secretariat of all."""
    openly = Relation("R1", "R2", RelationKind.CONDITION)
    quietly = Relation("R3", "R1", RelationKind.CONDITION)
    group = related()
    assert found(group, Audience.MEMBERS) == (openly, *TEXTS)
    assert set(found(group, Audience.SECRETARIAT)) == {openly, quietly, *TEXTS}


def test_the_items_of_tied_amendments_are_among_the_texts() -> None:
    """An amendment is read with the item that it amends; one without relations is left out."""
    group = related()
    texts = relations(group.state, list(group.state.drafts), Audience.PUBLIC).texts
    assert [each.handle for each in texts] == ["R2", "A1", "A4", "A2", "R4", "A5", "A6"]
    assert texts[1] == RelatedText("A1", "", "R2")


def test_nothing_is_tied_where_nothing_was_proposed() -> None:
    """A draft alone has no relations."""
    assert found(new_market(), Audience.SECRETARIAT) == ()


# What an amendment changes, marked in every form.


def written_as(group: WorkingGroup, name: str, form: str, wanted: Wanted) -> str:
    """A report in one form; of a Word document its main part."""
    if form != "docx":
        return "".join(write_report(group, name, form, wanted))
    with ZipFile(io.BytesIO(write_report_docx(group, name, wanted))) as archive:
        return archive.read("word/document.xml").decode()


MARKS = {
    "text": ("[-before noon-] {+by sunset+}.", "[-Dogs are kept on a lead.-]", "{+Be kind.+}"),
    "markdown": (
        "~~before noon~~ **by sunset**.",
        "~~Dogs are kept on a lead.~~",
        "**Be kind.**",
    ),
    "html": (
        "<del>before noon</del> <ins>by sunset</ins>.",
        "<del>Dogs are kept on a lead.</del>",
        "<ins>Be kind.</ins>",
    ),
    "docx": (
        '<w:rPr><w:b/><w:u w:val="single"/></w:rPr><w:t xml:space="preserve">by sunset</w:t>',
        '<w:rPr><w:strike/></w:rPr><w:t xml:space="preserve">Dogs are kept on a lead.</w:t>',
        '<w:rPr><w:b/><w:u w:val="single"/></w:rPr><w:t xml:space="preserve">Be kind.</w:t>',
    ),
}


@pytest.mark.parametrize("form", MARKS)
@pytest.mark.parametrize("is_decided", [False, True])
def test_a_compilation_marks_what_is_taken_out_and_put_in(
    market: WorkingGroup, form: str, is_decided: bool
) -> None:
    """Of a change, a deletion and an insertion; also once they were decided on."""
    market.propose("R2", "Sellers shall pay the fee by sunset.", by=["ASP"])
    market.propose("R4", kind="delete", by=["BIR"])
    market.propose(kind="insert", after="R1", text="Be kind.", by=["CED"])
    if is_decided:
        market.merge("R2")
        market.withdraw("A2")
        market.decide("A3", "rejected")
    written = written_as(market, "amendments", form, Wanted("members"))
    for mark in MARKS[form]:
        assert mark in written


# Amendments side by side.


def rivals(group: WorkingGroup, *texts: str) -> None:
    """Proposes wordings of the fifth recommendation."""
    for code, text in zip(("ASP", "BIR", "CED", "DOG", "ELD", "FIG"), texts, strict=False):
        group.propose("R5", text, by=[code])


def test_amendments_with_the_same_words_share_a_column(market: WorkingGroup) -> None:
    """The text stands in the first column, and what each amendment changes in its own."""
    rivals(
        market,
        "The committee meets every week.",
        "The committee meets every week.",
        "The council meets every month.",
    )
    wanted = Wanted("members", texts=("5",))
    assert (
        "| Text as it stands | A1 (ASP), A2 (BIR) | A3 (CED) |\n| --- | --- | --- |\n"
        "| The committee meets every month. | The committee meets every ~~month~~ **week**. "
        "| The ~~committee~~ **council** meets every month. |\n"
    ) in written_as(market, "side-by-side", "markdown", wanted)
    assert "A1, A2 |" in written_as(market, "side-by-side", "markdown", Wanted(texts=("5",)))


def test_a_proposal_of_the_chair_has_the_last_column(market: WorkingGroup) -> None:
    """Also one that draws others together, which stay beside it."""
    rivals(market, "The committee meets every week.", "The committee meets every day.")
    market.consolidate(["A1", "A2"], "The committee meets every Monday.")
    written = written_as(market, "side-by-side", "markdown", Wanted(texts=("5",)))
    assert "| A1 | A2 | Chair’s proposal: A3, from A1, A2 |" in written


def test_columns_that_do_not_fit_are_in_more_tables(market: WorkingGroup) -> None:
    """Each repeats the text and the proposal of the chair; no column stands alone."""
    whens = ("week", "day", "year", "spring", "Monday", "night")
    rivals(market, *(f"The committee meets every {when}." for when in whens))
    market.propose("R5", "The committee meets often.")
    report = side_by_side(market.state, market.judgement(), [market.state.handles["R5"]])
    grids = [each for each in side_by_side_outline(report).blocks if isinstance(each, Grid)]
    chairs = "Chair’s proposal: A7"
    assert [each.table.headings[1:] for each in grids] == [
        ("A1", "A2", "A3", chairs),
        ("A4", "A5", "A6", chairs),
    ]
    assert [each.title for each in grids] == ["5 (R5), table 1 of 2", "5 (R5), table 2 of 2"]


def test_a_draft_is_no_text_of_its_own_side_by_side(market: WorkingGroup) -> None:
    """It is shown where an insertion is proposed for it, and nothing is said of it elsewhere."""
    rivals(market, "The committee meets every week.")
    written = written_as(market, "side-by-side", "markdown", Wanted(texts=("D1",)))
    assert "The committee meets" in written
    assert "is undecided" not in written
    market.propose(kind="insert", after="R5", text="A new paragraph.", by=["ASP"])
    written = written_as(market, "side-by-side", "markdown", Wanted(texts=("D1",)))
    assert "A new paragraph." in written
    assert "is undecided" not in written


def test_columns_stand_beside_each_other_where_there_is_room(market: WorkingGroup) -> None:
    """And below each other where there is none."""
    rivals(market, "The committee meets every week.")
    report = side_by_side(market.state, market.judgement(), [market.state.handles["R5"]])
    lines = list(outline_text(side_by_side_outline(report), 50))[-1].splitlines()
    assert lines == [
        "Text as it stands         A1",
        "",
        "The committee meets       The committee meets",
        "every month.              every [-month-]",
        "                          {+week+}.",
    ]
    stacked = list(outline_text(side_by_side_outline(report), 40))[-1].splitlines()
    assert stacked[0] == "The committee meets every month."
    assert stacked[1] == "  A1: The committee meets every"


def test_side_by_side_has_every_text_that_is_amended(busy: WorkingGroup) -> None:
    """New texts by the place where they are to stand; a text that is asked for in any case."""
    report = side_by_side(busy.state, busy.judgement(), list(busy.state.drafts))
    assert [(each.handle, each.place) for each in report.texts][-1][0] == "D1"
    assert report.texts[-1].place
    assert not report.texts[-1].text
    assert all(each.wordings for each in report.texts)
    alone = side_by_side(busy.state, busy.judgement(), [busy.state.handles["R5"]])
    assert "No amendment to it is undecided." in markdown(side_by_side_outline(alone))


def test_a_page_on_its_side_has_the_columns_in_word(market: WorkingGroup) -> None:
    """Other reports stand upright."""
    rivals(market, "The committee meets every week.")
    written = written_as(market, "side-by-side", "docx", Wanted(texts=("5",)))
    assert 'w:orient="landscape"' in written
    assert "landscape" not in written_as(market, "amendments", "docx", Wanted())


def test_a_row_about_an_amendment_says_what_it_does(market: WorkingGroup) -> None:
    """Nobody has to look up what `A1` was; no name in brackets comes with it."""
    market.propose("R2", "midday", old="noon", by=["ASP"])
    market.propose("R4", "Dogs are kept on a short and sturdy lead of leather.", by=["BIR"])
    market.decide("A1", "rejected")
    market.decide("A2", "withdrawn")
    written = written_as(market, "decisions", "markdown", Wanted())
    assert "| A1 (replace “noon” by “midday”) | rejected |" in written
    assert "| A2 (insert “short and sturdy”; insert “of l…”) | withdrawn |" in written


def test_brackets_of_others_are_not_lifted_by_what_was_proposed_before_them(
    market: WorkingGroup,
) -> None:
    """An amendment is told as proposed, and one made to the brackets as what it does to them."""
    market.propose("R2", "midday", old="noon", by=["ASP"])
    text = market.state.text(market.state.handles["R2"])
    market.edit("R2", text.replace("before noon", "[before noon]"))
    market.propose("R2", text.replace("noon", "dusk"), by=["BIR"])
    first, second = (market.state.handles[each] for each in ("A1", "A2"))
    assert change_summary(market.state, first) == "replace “noon” by “midday”"
    assert "[before noon]" in change_summary(market.state, second)
