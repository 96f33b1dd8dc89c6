"""Reports on records with more items than can be read one after the other."""

from __future__ import annotations

import re
from collections import Counter

import attrs
import pytest

from consensus import Source, WorkingGroup
from consensus.model.position_table import PositionTable
from consensus.model.state import State
from consensus.reports.analysis import AnalysisReport
from consensus.reports.audience import Audience
from consensus.reports.graph import RelationKind, relations
from consensus.reports.open_items import OpenItems, Section, open_items_outline
from consensus.reports.outline import Grid
from consensus.reports.paper_names import _words_of_record
from consensus.working_group.reports.report import Form, Wanted
from consensus.working_group.reports.writing import REPORTS, write_value
from tests.reports.conftest import Parsed, open_page
from tests.support.every_report import most_recorded, written
from tests.support.large_records import SMALL_CODE, SMALL_VOTES, new_record
from tests.support.market import busy_market


@pytest.fixture(scope="module")
def code() -> WorkingGroup:
    """A code in eight chapters, with amendments, groups and decisions."""
    return new_record(SMALL_CODE)


@pytest.fixture(scope="module")
def votes() -> WorkingGroup:
    """Texts in four chapters with positions of members without groups, and nothing else."""
    return new_record(SMALL_VOTES)


def _open_items(group: WorkingGroup, audience: Audience = Audience.SECRETARIAT) -> OpenItems:
    found = REPORTS["open"].make(group, Wanted(audience))
    assert isinstance(found, OpenItems)
    return found


def test_the_same_seed_makes_the_same_record() -> None:
    """Texts, amendments and positions, so that measures of two days can be compared."""
    one, other = new_record(SMALL_CODE), new_record(SMALL_CODE)
    texts = [[group.state.text(each) for each in group.state.amendments] for group in (one, other)]
    assert texts[0] == texts[1]
    stances = [
        [
            (each.member, each.stance)
            for said in group.state.positions.values()
            for each in said.values()
        ]
        for group in (one, other)
    ]
    assert stances[0] == stances[1]


def test_chapters_have_every_item_once(code: WorkingGroup) -> None:
    """In the order of the document, and their counts add up to those of the draft."""
    report = _open_items(code)
    (draft,) = report.drafts
    assert len(draft.chapters) == SMALL_CODE.chapters
    assert [e.handle for each in draft.chapters for e in each.items] == [
        each.handle for each in draft.items
    ]
    counts = sum((Counter(each.counts) for each in draft.chapters), Counter[str]())
    assert counts == Counter(code.status().totals)
    assert all(re.match(r"\d\. [A-Z]", each.heading) for each in draft.chapters)


def test_items_without_headings_are_parted_by_number(code: WorkingGroup) -> None:
    """A hundred at once, called by the first and the last."""
    (draft,) = _open_items(code).drafts
    bare = attrs.evolve(draft, items=tuple(attrs.evolve(e, headings=()) for e in draft.items))
    found = [(each.heading, len(each.items)) for each in bare.chapters]
    assert found == [("1 to 100", 100), ("101 to 200", 100), ("201 to 240", 40)]


def test_chapters_of_one_heading_stay_apart_and_those_of_none_have_names() -> None:
    """In the order of the document: the preamble, two sections called alike, the footnotes."""
    lines = ["# Code", "Preamble one[^1].", "Preamble two."]
    for first, heading in ((1, "Definitions"), (101, "Duties"), (201, "Definitions")):
        lines += [f"## {heading}", *(f"{n}. Text {n}." for n in range(first, first + 100))]
    lines.append("[^1]: A note.")
    group = WorkingGroup.in_memory(title="Code", by="SEC")
    group.import_draft(Source.of("\n\n".join(lines) + "\n", "draft.md"))
    (draft,) = _open_items(group).drafts
    named = [(each.heading, len(each.items)) for each in draft.chapters]
    sections = [("Definitions", 100), ("Duties", 100), ("Definitions", 100)]
    assert named == [("Preamble", 2), *sections, ("Footnotes", 1)]
    assert [e.handle for each in draft.chapters for e in each.items] == [
        each.handle for each in draft.items
    ]


def test_a_draft_that_can_be_read_has_no_chapters() -> None:
    """Its items stand one after the other."""
    report = _open_items(busy_market())
    assert not report.is_large
    assert [each.chapters for each in report.drafts] == [()]


def test_what_is_most_contested_comes_first(code: WorkingGroup) -> None:
    """Open items, by objections, then by who is against, then by undecided amendments."""
    found = _open_items(code).most_contested
    assert len(found) == 20
    ranks = [(*each.against, each.open_amendments) for each in found]
    assert ranks == sorted(ranks, reverse=True)
    assert {each.section for each in found} == {Section.OPEN}
    page = open_page(code, Audience.SECRETARIAT)
    assert "What is most contested" in page
    assert "What is most contested" not in open_page(busy_market(), Audience.SECRETARIAT)


def test_who_is_against_is_not_told_where_positions_are_withheld(votes: WorkingGroup) -> None:
    """The public is shown no positions, and so nothing of what is contested."""
    assert _open_items(votes).most_contested
    assert not _open_items(votes, Audience.PUBLIC).most_contested
    assert "contested" not in open_page(votes)


def test_papers_have_a_table_of_chapters(code: WorkingGroup, votes: WorkingGroup) -> None:
    """With a column for each status that some items have; one that all have is none."""

    def table(group: WorkingGroup, audience: Audience) -> Grid:
        blocks = open_items_outline(_open_items(group, audience)).blocks
        (found,) = (each for each in blocks if isinstance(each, Grid))
        return found

    assert table(code, Audience.SECRETARIAT).table.headings[:3] == ("chapter", "items", "open")
    assert table(votes, Audience.PUBLIC).table.headings == ("chapter", "items")


def test_a_page_opens_with_its_chapters(code: WorkingGroup) -> None:
    """Every item is in the fold of its chapter, the contents name chapters alone, all is there."""
    parsed = Parsed(open_page(code, Audience.SECRETARIAT))
    folds = [
        each for tag, each in parsed.tags if tag == "details" and each.get("class") == "chapter"
    ]
    assert len(folds) == SMALL_CODE.chapters
    assert all("open" not in each for each in folds)
    assert len(parsed.attributes("data-status")) == SMALL_CODE.items
    assert len(parsed.attributes("data-for")) == SMALL_CODE.chapters


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("record", ["code", "votes"])
def test_every_page_of_a_large_record_is_well_formed(
    record: str, audience: Audience, request: pytest.FixtureRequest
) -> None:
    """And none has a picture of the same bars, a table of no group, or one wider than a page."""
    group: WorkingGroup = request.getfixturevalue(record)
    for report in REPORTS.values():
        wanted = most_recorded(group, report)
        if wanted is None:
            continue
        page = written(group, report, attrs.evolve(wanted, audience=audience), Form.HTML)
        parsed = Parsed(page)
        assert parsed.faults == [], report.name
        if record == "votes":
            assert "no group" not in page, report.name
        assert page.count("<rect") < 20_000, report.name


def test_what_is_alike_everywhere_is_not_drawn(votes: WorkingGroup) -> None:
    """No strip of one sign, no chart of progress without any, no counts of one status."""
    page = open_page(votes)
    assert "squares" not in page
    assert "Progress" not in page
    assert 'class="status open"' not in page.partition("<article")[0]


def test_a_matrix_that_cannot_be_read_is_counted(code: WorkingGroup) -> None:
    """Member by member, how often each took which position; spreadsheets get every cell."""
    report = REPORTS["matrix"]
    wanted = Wanted(Audience.SECRETARIAT, with_amendments=True)
    value = report.make(code, wanted)
    wide = attrs.evolve(
        value,
        targets=value.targets * 6,
        rows=tuple(attrs.evolve(each, cells=each.cells * 6) for each in value.rows),
    )
    assert len(wide.rows) * len(wide.targets) > 6_000
    text = "".join(write_value(code, report, wide, Form.MARKDOWN, wanted))
    header = next(each for each in text.splitlines() if each.startswith("| member"))
    assert header.startswith("| member | group | support | accept |")
    assert header.endswith("| no position |")
    first = next(each for each in text.splitlines() if each.startswith("| M000"))
    assert sum(map(int, re.findall(r"\| (\d+)", first))) == len(wide.targets)
    table = "".join(write_value(code, report, wide, Form.CSV, wanted))
    assert len(table.splitlines()[0].split(",")) == len(wide.targets) + 2


def test_an_analysis_names_no_more_than_can_be_read(votes: WorkingGroup) -> None:
    """Of what depends on nothing sixty are named, and the others counted."""
    text = written(votes, REPORTS["analysis"], Wanted(Audience.SECRETARIAT), Form.MARKDOWN)
    assert ", 60 and 180 more |" in text
    assert max(map(len, text.splitlines())) < 600


def test_reports_agree_on_conflicts_and_amendments(code: WorkingGroup) -> None:
    """What is analysed, drawn and compiled is counted alike."""
    wanted = Wanted(Audience.SECRETARIAT)
    analysis = REPORTS["analysis"].make(code, wanted)
    assert isinstance(analysis, AnalysisReport)
    assert analysis.conflicts
    assert analysis.conflicts.clashes > 5
    drawn = relations(code.state, [*code.state.drafts], Audience.SECRETARIAT)
    assert analysis.conflicts.clashes == drawn.of_kind(RelationKind.CONFLICT)
    assert f"conflicts {analysis.conflicts.clashes}," in open_page(code, Audience.SECRETARIAT)
    compiled = REPORTS["amendments"].make(code, Wanted(Audience.SECRETARIAT, open_only=True))
    (draft,) = _open_items(code).drafts
    assert sum(len(each.amendments) for each in compiled.items) == sum(
        len(each.amendments) for each in draft.items
    )


def test_words_of_people_are_looked_at_once_each(votes: WorkingGroup) -> None:
    """A reason that hundreds give is one string to look for handles in."""
    positions = [each for said in votes.state.positions.values() for each in said.values()]
    reasons = {each.reason for each in positions if each.reason}
    found = _words_of_record(votes.state)
    assert reasons
    assert reasons <= found
    packed = State(positions=PositionTable(dict(votes.state.positions.encoded())))
    assert reasons <= _words_of_record(packed)
    held = packed.positions.entries.values()
    assert all(isinstance(each, bytes) for each in held)  # none of them was made for that
    assert len(found) < len(positions)
