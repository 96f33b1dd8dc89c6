"""Revisions, the reference document, and the brackets that are left in a text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.errors import NotFound
from consensus.formats.source import Source
from consensus.reports.amendments import PieceKind, compare_texts
from consensus.reports.audience import Audience, Kind, Viewer
from consensus.reports.comparison import Change, compare_revisions, comparison_outline
from consensus.reports.decisions import members_apart
from consensus.reports.json import to_json
from consensus.reports.open_items import open_items_report
from consensus.reports.progress import (
    BracketCounts,
    BracketTurnover,
    bracket_changes,
    bracket_statistics,
)
from consensus.reports.reference import ReferenceDocument, reference_document, reference_outline
from consensus.reports.revisions import (
    LabelChange,
    concordance,
    concordance_table,
    revision_document,
)
from consensus.text.brackets import parse
from consensus.working_group import WorkingGroup
from consensus.working_group.reports.report import Wanted
from consensus.working_group.reports.writing import write_report
from consensus.working_group.write_docx import write_reference_docx
from tests.support.every_report import csv_of
from tests.support.market import MORNING, markdown, new_market
from tests.support.panel import ticking

# Revisions: their text, the concordance, and what changed between them.


@pytest.fixture
def reissued(market: WorkingGroup) -> WorkingGroup:
    """The market committee after a revision: a new item after R2, R4 gone, R1 reworded."""
    market.propose(kind="insert", after="R2", text="Fees are posted.", by=["CED"], label="2 bis")
    market.propose("R4", kind="delete", by=["ASP"])
    market.merge("A1")
    market.merge("A2")
    market.edit("R1", "Stalls should open at eight in the morning.")
    market.publish("Rev.1", standing="without prejudice")
    return market


def draft_of(group: WorkingGroup) -> str:
    """The id of the only draft."""
    return next(iter(group.state.drafts))


def test_a_revision_is_an_outline_of_texts(reissued: WorkingGroup) -> None:
    """A revision has its labels and texts in order, with name, time and standing."""
    found = revision_document(reissued.state, draft_of(reissued), "Rev.1")
    assert (found.title, found.name, found.standing) == (
        "Market rules",
        "Rev.1",
        "without prejudice",
    )
    assert found.issued is not None
    assert [(item.label, item.depth, item.text) for item in found.items if item.label] == [
        ("1", 1, "Stalls should open at eight in the morning."),
        ("2", 1, "Sellers shall pay the fee before noon."),
        ("3", 1, "Fees are posted."),
        ("4", 1, "Music may be played on the square."),
        ("5", 1, "The committee meets every month."),
    ]


def test_the_first_draft_can_still_be_written(reissued: WorkingGroup) -> None:
    """The text as it was imported keeps its own labels and words."""
    found = revision_document(reissued.state, draft_of(reissued), "zero draft")
    assert [item.label for item in found.items if item.label] == ["1", "2", "3", "4", "5"]
    assert "at seven" in found.items[1].text


def test_a_revision_nobody_issued_is_not_found(reissued: WorkingGroup) -> None:
    """The error names the revisions there are."""
    with pytest.raises(NotFound, match=r"Rev\.1, first"):
        revision_document(reissued.state, draft_of(reissued), "Rev.7")
    with pytest.raises(NotFound):
        concordance(reissued.state, draft_of(reissued), "Rev.7")


def test_brackets_of_a_revision_are_named_only_to_those_who_may_see(market: WorkingGroup) -> None:
    """The public gets the brackets without the names, and how many were left out."""
    market.bracket("R4", "Dogs [ASP: are] kept on a lead.")
    draft = draft_of(market)
    public = revision_document(market.state, draft)
    named = revision_document(market.state, draft, audience=Audience.MEMBERS)
    assert public.items[4].text == "Dogs [are] kept on a lead."
    assert named.items[4].text == "Dogs [ASP: are] kept on a lead."
    assert public.withheld.total == 1


def test_a_concordance_maps_every_label(reissued: WorkingGroup) -> None:
    """Old label to new for everything that was there before or is there now."""
    found = concordance(reissued.state, draft_of(reissued), "Rev.1")
    assert [(line.old, line.new, line.change) for line in found.lines if line.old or line.new] == [
        ("1", "1", LabelChange.KEPT),
        ("2", "2", LabelChange.KEPT),
        ("", "3", LabelChange.NEW),
        ("3", "4", LabelChange.RENUMBERED),
        ("5", "5", LabelChange.KEPT),
        ("4", "", LabelChange.REMOVED),
    ]
    assert "R3,3,4,renumbered\n" in csv_of(concordance_table(found))


def test_revisions_are_compared_item_by_item(reissued: WorkingGroup) -> None:
    """Each item is kept, changed, inserted or removed; a removed one stands where it stood."""
    found = compare_revisions(reissued.state, draft_of(reissued))
    assert [(item.old_label, item.new_label, item.change) for item in found.items][1:] == [
        ("1", "1", Change.CHANGED),
        ("2", "2", Change.KEPT),
        ("", "3", Change.INSERTED),
        ("3", "4", Change.KEPT),
        ("4", "", Change.REMOVED),
        ("5", "5", Change.KEPT),
    ]
    assert found.totals == {
        Change.KEPT: 4,
        Change.CHANGED: 1,
        Change.INSERTED: 1,
        Change.REMOVED: 1,
    }


def test_a_comparison_marks_words(reissued: WorkingGroup) -> None:
    """Removed words are struck out and inserted ones bold."""
    written = markdown(comparison_outline(compare_revisions(reissued.state, draft_of(reissued))))
    assert "> Stalls should open at ~~seven~~ **eight** in the morning." in written
    assert "## 3 → 4 (R3): kept" in written
    assert "Sellers" not in written


@given(st.text(), st.text())
def test_a_comparison_of_texts_loses_no_word(old: str, new: str) -> None:
    """What is kept and removed is the old text; what is kept and inserted the new one."""
    pieces = compare_texts(old, new)
    before = "".join(each.text for each in pieces if each.kind is not PieceKind.INSERTED)
    after = "".join(each.text for each in pieces if each.kind is not PieceKind.REMOVED)
    assert (before, after) == (old, new)


# The reference document: contested or not, for whom, and what was carried over.


def document(group: WorkingGroup, audience: Audience = Audience.MEMBERS) -> ReferenceDocument:
    """The reference document of all drafts."""
    return reference_document(group.state, group.judgement(), group.now(), audience)


@pytest.fixture
def referring(busy: WorkingGroup) -> WorkingGroup:
    """The busy market, with two texts of another group, one of them reconfirmed."""
    with WorkingGroup.in_memory(title="Old market", clock=ticking(MORNING)) as other:
        text = "# Old rules\n\n## Bells\n\n1. A bell is rung.\n\n2. Carts \\[big ones\\] wait.\n"
        other.import_draft(Source.of(text, "old.md"))
        other.decide(["1", "2"], "agreed")
        busy.carry_over(other)
    busy.edit("R2", "Sellers shall pay the fee [before noon].")
    busy.decide("N2", "agreed")
    return busy


def test_texts_are_parted_by_what_is_contested(referring: WorkingGroup) -> None:
    """Brackets, amendments, objections and an awaited word contest a text; an agreement settles."""
    made = document(referring)
    assert [each.label for each in made.uncontested] == ["1", "5"]
    assert [(each.label, each.contested) for each in made.contested] == [
        ("2", ("1 bracket", "2 open amendments", "one objection")),
        ("3", ("one objection",)),
        ("4", ("awaiting confirmation",)),
    ]
    assert [(each.label, each.status) for each in made.carried_over] == [
        ("1", ""),
        ("2", "agreed"),
    ]


def test_what_is_pending_or_has_an_open_amendment_is_contested(market: WorkingGroup) -> None:
    """An agreement does not settle a text that awaits a word, or that a late amendment is to."""
    market.decide("R1", "agreed ad ref", pending=["ASP"])
    market.decide("R2", "agreed")
    market.propose("R2", "midday", old="noon", by=["DOG"])
    made = document(market)
    contested = {each.handle: each.contested for each in made.contested}
    assert contested == {"R1": ("awaiting confirmation",), "R2": ("1 open amendment",)}
    market.confirm_decision("R1", "ASP")
    assert "R1" in [each.handle for each in document(market).uncontested]


def test_what_was_agreed_is_contested_by_who_objects_to_it(market: WorkingGroup) -> None:
    """To members only: neither a late objection nor one that was overruled is nobody's."""
    market.decide("R1", "agreed")
    market.take_position("DOG", "R1", "object", reason="Too early.")
    market.take_position("ASP", "R1", "disagree")
    (item,) = document(market).contested
    assert (item.handle, item.status, item.contested) == ("R1", "agreed", ("one objection",))
    assert "R1" in [each.handle for each in document(market, Audience.PUBLIC).uncontested]


def apart(group: WorkingGroup, audience: Audience) -> dict[str, tuple[str, ...]]:
    """What the reference document sets apart as agreed, not by all, and what it says of it."""
    made = document(group, audience)
    assert not {each.handle for each in made.apart} & {each.handle for each in made.uncontested}
    return {each.handle: each.apart for each in made.apart}


def test_what_was_agreed_with_a_position_reserved_is_not_what_nobody_contests(
    market: WorkingGroup,
) -> None:
    """A reserved position and the rule that was not met stay in sight after the gavel."""
    market.take_position("DOG", "R1", "hold")
    market.take_position("ASP", "R2", "accept")
    market.decide("R1", "agreed")
    market.decide("R2", "agreed")
    unmet = "its rule was not met"
    assert apart(market, Audience.MEMBERS) == {"R1": (unmet, "DOG reserved its position")}
    assert apart(market, Audience.PUBLIC) == {"R1": (unmet, "one member reserved its position")}
    assert "R2" in [each.handle for each in document(market).uncontested]


def test_of_several_only_those_are_told_with_a_reserved_position_that_had_one(
    market: WorkingGroup,
) -> None:
    """What one gavel decided of two items tells of each who reserved its position on it."""
    market.take_position("DOG", "R1", "hold")
    market.decide(["R1", "R2"], "agreed")
    unmet = "its rule was not met"
    assert apart(market, Audience.MEMBERS) == {"R1": (unmet, "DOG reserved its position")}
    assert apart(market, Audience.PUBLIC) == {"R1": (unmet, "one member reserved its position")}


def test_a_dissociation_stays_beside_what_was_agreed(market: WorkingGroup) -> None:
    """It is told beside the text, also once that is adopted, and no more once it is reopened."""
    market.take_position("DOG", "R1", "object", reason="Too early.")
    market.decide("R1", "agreed", dissociations={"DOG": "Too early."})
    for outcome in ("agreed", "adopted"):
        if outcome == "adopted":
            market.decide("R1", "adopted")
        assert apart(market, Audience.MEMBERS)["R1"][-1:] == ("DOG dissociated itself",)
        assert apart(market, Audience.PUBLIC)["R1"][-1:] == ("one member dissociated itself",)
    market.decide("R1", "reopened")
    market.withdraw_position("DOG", "R1")
    market.decide("R1", "agreed")
    assert "R1" not in apart(market, Audience.MEMBERS)


def test_a_word_that_was_awaited_and_dropped_stays_beside_what_was_agreed(
    market: WorkingGroup,
) -> None:
    """Also once it is adopted; not where the word came, is awaited again, or all was reopened."""
    told = {}
    for audience in (Audience.MEMBERS, Audience.PUBLIC):
        who = "DOG" if audience.sees_names else "one member"
        told[audience] = {"R1": (f"without the confirmation of {who}, awaited until then",)}
    for item in ("R1", "R2", "R3"):
        market.decide(item, "agreed ad ref", pending=["DOG"])
    market.confirm_decision("R2", "DOG")
    market.decide("R3", "agreed", pending=["DOG"])
    for outcome in ("agreed", "adopted"):
        market.decide("R1", outcome)
        market.decide("R2", outcome)
        for audience, said in told.items():
            assert apart(market, audience) == said
            lines = open_items_report(
                market.state, market.judgement(), [*market.state.drafts], audience, now=MORNING
            )
            reasons = {each.handle: each.reasons for each in lines.drafts[0].items}
            assert said["R1"][0] in reasons["R1"]
            assert not [each for each in (*reasons["R2"], *reasons["R3"]) if "without" in each]
    market.decide("R1", "reopened")
    market.decide("R1", "agreed")
    assert not apart(market, Audience.MEMBERS)


def test_a_word_that_was_dropped_awaited_again_and_given_is_missing_no_more(
    market: WorkingGroup,
) -> None:
    """What counts of a member is whether its word was dropped or given last."""

    def told() -> list[str]:
        viewer = Viewer(Audience.MEMBERS)
        return [*members_apart(market.state, market.state.handles["R1"], viewer).values()]

    market.decide("R1", "agreed ad ref", pending=["DOG"])
    market.decide("R1", "agreed ad ref", pending=["ELD"])
    missing = "without the confirmation of DOG, awaited until then"
    assert told() == [missing]
    market.decide("R1", "agreed ad ref", pending=["DOG", "ELD"])
    for member in ("DOG", "ELD"):
        assert not told()
        market.confirm_decision("R1", member)
    assert not told()
    assert not apart(market, Audience.MEMBERS)
    market.decide("R1", "agreed", pending=["DOG"])
    assert not told()
    market.decide("R1", "agreed")
    assert told() == [missing]


def test_a_position_reserved_in_confidence_sets_nothing_apart_but_for_the_secretariat(
    market: WorkingGroup,
) -> None:
    """To set it apart would tell members and the public of it."""
    market.take_position("DOG", "R1", "hold", source="confidence")
    market.decide("R1", "agreed")
    assert apart(market, Audience.SECRETARIAT)["R1"][-1:] == ("DOG reserved its position",)
    for audience in (Audience.MEMBERS, Audience.PUBLIC):
        assert not apart(market, audience)
        assert "Agreed, not" not in str(reference_outline(document(market, audience)))


def test_an_amendment_that_is_deferred_or_waits_for_a_merge_contests_its_text(
    referring: WorkingGroup,
) -> None:
    """A deferred one is open still; an agreed one is not in the text yet, which is said."""
    first, second = (each.handle for each in referring.state.open_amendments(id_of(referring)))
    referring.decide(first, "deferred", reason="Not today.")
    referring.decide(second, "agreed", reason="So decided.")
    contested = {each.label: each.contested for each in document(referring).contested}
    expected = ("1 bracket", "1 open amendment", "1 agreed amendment not merged yet")
    assert contested["2"][:3] == expected


def id_of(group: WorkingGroup) -> str:
    """The id of recommendation 2."""
    return group.state.handles["R2"]


def test_the_public_is_not_told_who_contests_what(referring: WorkingGroup) -> None:
    """Objections part nothing for it, no heading says that nobody objects, and it is counted."""
    made = document(referring, Audience.PUBLIC)
    assert [each.label for each in made.contested] == ["2", "4"]
    assert "objection" not in str(made.contested[0].contested)
    assert made.withheld.counts[Kind.ANALYSES] == 4
    text = markdown(reference_outline(made))
    assert "nobody contests" not in text
    assert "## Texts without brackets and open amendments" in text


def test_what_was_carried_over_says_where_it_comes_from(referring: WorkingGroup) -> None:
    """With the other group's decision, and whether this one reconfirmed it."""
    text = markdown(reference_outline(document(referring)))
    assert (
        "- carried over from item 1 of Old market, agreed there on 2026-04-07: not reconfirmed"
        in text
    )
    assert "of Old market, agreed there on 2026-04-07: reconfirmed on 2026-04-07 (DEC" in text
    assert "### Bells" in text
    assert "- contested: 1 bracket, 2 open amendments, one objection" in text


def test_what_was_rejected_is_left_out_and_counted(referring: WorkingGroup) -> None:
    """Nobody refers to it."""
    referring.decide("R3", "rejected")
    made = document(referring)
    assert "3" not in [each.label for each in made.contested]
    assert "Not retained, and left out: 1 item." in markdown(reference_outline(made))


def test_it_is_a_page_and_a_word_document_too(referring: WorkingGroup) -> None:
    """Both have texts and notes; signs that are no brackets have no backslash."""
    from consensus.formats.docx.reader import read_document

    made = document(referring)
    page = "".join(write_report(referring, "reference", "html", Wanted(Audience.MEMBERS)))
    assert "Carts [big ones] wait." in page
    assert page.count("of Old market, agreed there") == 2
    read = read_document(write_reference_docx(made), "reference.docx")
    words = ["".join(run.text for run in each.runs) for each in read.paragraphs()]
    assert any("Carts [big ones] wait." in each for each in words)
    assert sum("of Old market, agreed there" in each for each in words) == 2


def test_an_empty_record_has_nothing_to_refer_to() -> None:
    """Each part says so."""
    with WorkingGroup.in_memory(title="Nobody", clock=ticking(MORNING)) as nobody:
        assert markdown(reference_outline(document(nobody))).count("Nothing.") == 3


# What stands in brackets, counted.

ROLLING = """# Rolling text

1. Stalls [ASP: shall | should [early]] open [now] [soon].

2. Music stops.

3. [a/b [c [d]]] and [men/women].
"""


def rolling_market() -> tuple[WorkingGroup, str]:
    """A market with a foreign rolling text, and the id of that draft."""
    group = new_market()
    group.import_draft(Source.of(ROLLING, "rolling.md"))
    return group, group.state.handles["D2"]


def test_counts_of_each_item_and_in_all() -> None:
    """Brackets, depth, options, names and words are counted item by item and in all."""
    group, draft = rolling_market()
    found = bracket_statistics(group.state, draft)
    assert [(item.label, item.counts) for item in found.items] == [
        ("1", BracketCounts(4, 2, 5, 1, 3, 1, 7, 5)),
        ("3", BracketCounts(4, 3, 4, 0, 4, 1, 7, 6)),
    ]
    assert found.total == BracketCounts(8, 3, 9, 1, 7, 2, 16, 11)
    assert (found.clean, found.total.options - found.total.attributed) == (1, 8)


def test_alternatives_are_named_by_their_numbers() -> None:
    """The number of a bracket is that by which it is turned into a choice."""
    group, draft = rolling_market()
    assert [item.alternatives for item in bracket_statistics(group.state, draft).items] == [
        (3,),
        (4,),
    ]


def test_a_draft_without_brackets() -> None:
    """Nothing is counted where nothing is in brackets; words still are."""
    group = new_market()
    found = bracket_statistics(group.state, group.state.handles["D1"])
    assert (found.items, found.clean, found.total.brackets, found.total.depth) == ((), 5, 0, 0)
    assert found.total.words > 0


def test_statistics_as_data() -> None:
    """They are written as JSON."""
    group, draft = rolling_market()
    data = to_json(bracket_statistics(group.state, draft))
    assert (data["draft"], data["total"]["brackets"]) == ("D2", 8)


def test_alternatives_read_as_choices_are_none_any_more() -> None:
    """Imported with alternatives, neighbours and slashes are choices and are noticed no longer."""
    with new_market() as group:
        report = group.import_draft(Source.of(ROLLING, "rolling.md"), alternatives=True)
        found = bracket_statistics(group.state, group.state.handles["D2"])
        first, _, last = (
            group.state.text(item.id) for item in group.state.walk(group.state.handles["D2"])
        )
    assert found.total.alternatives == 0
    assert first == "Stalls [ASP: shall | should [early]] open [now | soon]."
    assert last == "[a/b [c [d]]] and [men | women]."
    assert [(each.line, each.column) for each in report.findings] == [(3, 46), (7, 22)]


# What became of brackets from one revision to the next.

BEFORE = """# Rolling text

1. Stalls [shall | should] open [now] [soon].

2. Music [may] stop.

3. [Dogs] and [cats] stay out.

4. Fees are [ASP: low].
"""


@pytest.fixture
def settled() -> WorkingGroup:
    """A market with the text above, of which brackets were settled over two revisions."""
    group = new_market()
    group.import_draft(Source.of(BEFORE, "rolling.md"))
    group.publish("Rev.1", draft="D2")
    one, two, three, four = (each.handle for each in group.state.walk(group.state.handles["D2"]))
    group.edit(one, "Stalls should open [now] [soon].")
    group.edit(two, "Music [ASP: may] stop [BIR: early].")
    group.publish("Rev.2", draft="D2")
    group.edit(three, "Dogs stay out.")
    group.edit(two, "Music [may] stop [BIR: early].")
    group.decide(four, "no consensus", tried="two rounds")
    return group


def test_what_became_of_brackets_is_told_by_item_and_by_member(settled: WorkingGroup) -> None:
    """Lifted, deleted, new, and still open, from each text to the next."""
    found = bracket_changes(settled.state, settled.state.handles["D2"], "Rev.1", Audience.MEMBERS)
    assert found.texts == ("Rev.1", "Rev.2", "present text after Rev.2")
    assert {each.label: each.steps for each in found.items} == {
        "1": (
            BracketTurnover(before=3, lifted=1, open=2),
            BracketTurnover(before=2, open=2),
        ),
        "2": (
            BracketTurnover(before=1, new=1, open=2),
            BracketTurnover(before=2, open=2),
        ),
        "3": (
            BracketTurnover(before=2, open=2),
            BracketTurnover(before=2, lifted=1, deleted=1),
        ),
        "4": (
            BracketTurnover(before=1, open=1),
            BracketTurnover(before=1, left=1),
        ),
    }
    assert {each.name: each.steps for each in found.members} == {
        "ASP": (
            BracketTurnover(before=1, new=1, open=2),
            BracketTurnover(before=2, unnamed=1, left=1),
        ),
        "BIR": (
            BracketTurnover(new=1, open=1),
            BracketTurnover(before=1, open=1),
        ),
    }
    whole = BracketTurnover(before=7, lifted=2, deleted=1, new=1, left=1, open=4)
    assert found.total.whole == whole
    assert (
        found.total.whole.open
        == bracket_statistics(settled.state, settled.state.handles["D2"]).total.brackets
    )


def test_who_is_named_with_what_stayed_has_its_words_lifted() -> None:
    """The words of the others were deleted; the bracket itself was lifted."""
    with new_market() as group:
        group.import_draft(Source.of("1. It [ASP: shall be | BIR: should be] so.\n", "one.md"))
        group.edit(
            next(iter(group.state.walk(group.state.handles["D2"]))).handle, "It shall be so."
        )
        found = bracket_changes(group.state, group.state.handles["D2"], "first", Audience.MEMBERS)
    assert [(each.name, each.whole) for each in (found.total, *found.members)] == [
        ("", BracketTurnover(before=1, lifted=1)),
        ("ASP", BracketTurnover(before=1, lifted=1)),
        ("BIR", BracketTurnover(before=1, deleted=1)),
    ]


def test_the_first_draft_is_before_all_revisions(settled: WorkingGroup) -> None:
    """As for comparisons, `first` is what was imported; others are refused with their names."""
    draft = settled.state.handles["D2"]
    assert bracket_changes(settled.state, draft).texts[:2] == ("first draft", "Rev.1")
    with pytest.raises(NotFound, match=r"Rev\.1, Rev\.2, first"):
        bracket_changes(settled.state, draft, "Rev.7")


def test_the_public_is_not_told_whom_brackets_name(settled: WorkingGroup) -> None:
    """It gets the numbers, and that names were left out."""
    found = bracket_changes(settled.state, settled.state.handles["D2"], "Rev.1", Audience.PUBLIC)
    assert (found.members, set(found.withheld.counts)) == ((), {Kind.NAMES})
    assert found.total.whole.lifted == 2
    assert "ASP" not in str(to_json(found))


def test_a_bracket_of_a_rejected_text_went_with_its_words(settled: WorkingGroup) -> None:
    """What is left out of the text has no brackets any more."""
    draft = settled.state.handles["D2"]
    first = next(iter(settled.state.walk(draft))).handle
    settled.decide(first, "rejected", reason="not wanted")
    found = bracket_changes(settled.state, draft, "Rev.2").items
    assert next(e for e in found if e.name == first).whole == BracketTurnover(before=2, deleted=2)


@pytest.mark.parametrize(
    ("before", "after", "became"),
    [
        ("[a] x [b]", "[b]", BracketTurnover(before=2, deleted=1, open=1)),
        ("[[x] y] z", "[x y] z", BracketTurnover(before=2, lifted=1, open=1)),
        ("go [every] year", "go each year", BracketTurnover(before=1, deleted=1)),
        ("[shall | should] go", "[will | should] go", BracketTurnover(before=1, open=1)),
        ("[the port States] may", "the may", BracketTurnover(before=1, deleted=1)),
        ("a \\[b\\] [c]", "a \\[b\\] c", BracketTurnover(before=1, lifted=1)),
        ("[one] two", "one [two]", BracketTurnover(before=1, lifted=1, new=1, open=1)),
    ],
)
def test_a_bracket_is_known_again_by_its_words(
    before: str, after: str, became: BracketTurnover
) -> None:
    """Whatever else is written into it or around it."""
    with new_market() as group:
        group.import_draft(Source.of(f"1. {before}\n", "one.md"))
        group.edit(next(iter(group.state.walk(group.state.handles["D2"]))).handle, after)
        found = bracket_changes(group.state, group.state.handles["D2"])
    assert found.total.whole == became


_PARTS = st.sampled_from(
    ["one", "two", "[three]", "[ASP: four]", "[ASP, BIR: five | six]", "[seven [BIR: eight]]"]
)
_TEXTS = st.lists(st.lists(_PARTS, max_size=5), min_size=2, max_size=4)


@given(texts=_TEXTS)
def test_the_numbers_add_up(texts: list[list[str]]) -> None:
    """What was open, and what is new, less what was settled, is open, of each and in all."""
    written = [" ".join(["It is", *parts]) for parts in texts]
    with new_market() as group:
        group.import_draft(Source.of(f"1. {written[0]}\n", "one.md"))
        draft = group.state.handles["D2"]
        item = next(iter(group.state.walk(draft))).handle
        for before, after in pairwise(written):
            group.publish(f"Rev.{len(group.state.revisions)}", draft="D2")
            if after != before:
                group.edit(item, after)
        found = bracket_changes(group.state, draft, "first", Audience.MEMBERS)
        counted = [parse(each)[0] for each in (written[0], *written)]
    for of in (*found.items, *found.members, found.total):
        for step in (*of.steps, of.whole):
            gone = step.lifted + step.deleted + step.unnamed + step.left
            assert step.before + step.new - gone == step.open
        assert [step.open for step in of.steps[:-1]] == [step.before for step in of.steps[1:]]
    assert [step.open for step in found.total.steps] == [each.count for each in counted[1:]]
