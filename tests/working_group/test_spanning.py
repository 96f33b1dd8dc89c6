"""Brackets over several items: read, shown, judged, counted, settled and undone."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from consensus import Stance, WorkingGroup
from consensus.errors import NotFound, Rejected, Unresolved
from consensus.formats.draft_docx import read_docx
from consensus.formats.draft_writer import write_text
from consensus.formats.source import Source
from consensus.history.operations import AddMember
from consensus.reports.audience import Audience
from consensus.reports.comparison import compare_revisions
from consensus.reports.progress import bracket_changes, bracket_statistics
from consensus.rules.verdict import Status
from consensus.working_group.write_docx import DocxKind, write_docx
from tests.support.negotiating_text import CODES, negotiating_text
from tests.support.panel import ticking

PIERS = """# Piers

1. Every harbour [shall build a pier

2. of stone

3. within ten years].

[ASH: 4. Piers are lit.

5. Their lamps burn [gas | oil].]

[

6. Piers are free.

7. Piers are swept.

]

8. Piers are long.
"""


@pytest.fixture
def piers() -> WorkingGroup:
    """A working group with a draft of three brackets over several items."""
    group = WorkingGroup.in_memory(clock=ticking())
    group.record(*(AddMember(code=code) for code in CODES))
    group.import_draft(Source.of(PIERS, "piers.md"))
    return group


def item(group: WorkingGroup, label: str) -> str:
    """The id of the item with a label."""
    return next(each.id for each in group.state.walk(draft(group)) if each.label == label)


def draft(group: WorkingGroup) -> str:
    """The id of the only draft."""
    return next(iter(group.state.drafts))


def shown(group: WorkingGroup, names: bool = True) -> str:
    """The draft as Markdown."""
    return write_text(group.state, draft(group), "markdown", names)


def test_a_bracket_is_read_around_items_and_written_where_it_was(piers: WorkingGroup) -> None:
    """The words have no sign without another half; printed, each stands where it was read."""
    assert [piers.state.text(each.id) for each in piers.state.walk(draft(piers))] == [
        "Every harbour shall build a pier",
        "of stone",
        "within ten years.",
        "Piers are lit.",
        "Their lamps burn [gas | oil].",
        "Piers are free.",
        "Piers are swept.",
        "Piers are long.",
    ]
    on_lines = PIERS.replace("[\n\n6.", "[6.").replace("swept.\n\n]", "swept.]")
    assert shown(piers) == on_lines
    assert "[4. Piers are lit." in shown(piers, names=False)
    assert "1. Every harbour [shall build a pier\n\n2. of stone\n\n" in write_text(
        piers.state, draft(piers)
    )


def test_what_was_written_reads_as_the_same_brackets(piers: WorkingGroup, tmp_path: Path) -> None:
    """From Markdown, plain text and Word."""
    for suffix in ("md", "txt", "docx"):
        path = tmp_path / f"piers.{suffix}"
        if suffix == "docx":
            path.write_bytes(write_docx(piers.state, draft(piers), names=True))
            source: Source = read_docx(path)
        else:
            notation = "markdown" if suffix == "md" else "brackets"
            source = Source.of(write_text(piers.state, draft(piers), notation, True), path.name)
        again = WorkingGroup.in_memory(clock=ticking())
        again.record(*(AddMember(code=code) for code in CODES))
        again.import_draft(source)
        found = bracket_statistics(again.state, draft(again))
        assert found.total == bracket_statistics(piers.state, draft(piers)).total
        assert [len(each.items) for each in again.state.spanning.values()] == [3, 2, 2]
        assert [each.holders for each in again.state.spanning.values()] == [(), ("ASH",), ()]


def test_items_in_a_bracket_are_not_agreed_and_say_why(piers: WorkingGroup) -> None:
    """Neither the first, nor the last, nor what stands between them."""
    for label in ("1", "2", "3"):
        piers.take_position("ASH", label, Stance.SUPPORT)
        verdict = piers.verdict(label)
        assert verdict.status is not Status.READY
        (reason,) = verdict.reasons
        name = piers.state.full_label
        assert reason.sentence(name) == "one bracket is left, from 1 to 3"
    assert piers.verdict("5").reasons[0].sentence(piers.state.full_label) == (
        "2 brackets are left, 1 of them from 4 to 5"
    )
    piers.take_position("ASH", "8", Stance.SUPPORT)
    assert piers.verdict("8").status is Status.READY


def test_a_lifted_bracket_frees_every_item_at_once_and_undo_takes_it_back(
    piers: WorkingGroup,
) -> None:
    """No text changes, so that every position stays."""
    for label in ("1", "2", "3"):
        piers.take_position("ASH", label, Stance.SUPPORT)
    step = piers.settle_bracket("2", reason="the masons agree")
    assert step.handle == "BR1"
    assert step.made.became == "lifted"
    assert [piers.verdict(label).status for label in ("1", "2", "3")] == [Status.READY] * 3
    assert "shall build a pier\n\n2. of stone\n\n3. within ten years.\n" in shown(piers)
    with pytest.raises(Rejected, match="BR1 was lifted already"):
        piers.settle_bracket("BR1")
    piers.undo()
    assert piers.verdict("2").status is Status.OPEN
    assert "[shall build" in shown(piers)


def test_a_dropped_bracket_takes_its_words_along(piers: WorkingGroup) -> None:
    """Words before it and the stop behind it stay; a bracket around items takes them whole."""
    piers.settle_bracket("BR1", "drop")
    piers.settle_bracket("4", "drop")
    assert shown(piers).startswith("# Piers\n\n1. Every harbour.\n\n[6. Piers are free.\n\n")
    assert piers.verdict("5").status is Status.DELETED
    piers.undo()
    piers.undo()
    assert "[ASH: 4. Piers are lit." in shown(piers)


def test_what_leaves_with_a_bracket_may_not_be_amended(piers: WorkingGroup) -> None:
    """The words that would stay are those that somebody wants to change."""
    piers.propose("1", "every port", old="Every harbour", by=["BAY"])
    with pytest.raises(Rejected, match="A1 changes the words of"):
        piers.settle_bracket("BR1", "drop")
    piers.settle_bracket("BR1", "keep")


def test_the_chair_puts_items_in_a_bracket(piers: WorkingGroup) -> None:
    """Across what is bracketed already; several are told apart by their handles."""
    made = piers.bracket_items("2", "4", by=["BAY"])
    assert made.handle == "BR4"
    assert "2. [BAY: of stone" in shown(piers)
    with pytest.raises(NotFound, match="several; name one: BR1"):
        piers.settle_bracket("2")
    with pytest.raises(NotFound, match="none over several items"):
        piers.settle_bracket("8")
    with pytest.raises(Rejected, match="does not come after"):
        piers.bracket_items("4", "2")
    assert bracket_statistics(piers.state, draft(piers)).total.brackets == 5


def test_a_closed_item_is_put_in_no_bracket(piers: WorkingGroup) -> None:
    """A decision closes its words; it is reopened first."""
    piers.decide("8", "agreed")
    with pytest.raises(Rejected, match="closed by a decision"):
        piers.bracket_items("7", "8")


def test_what_is_inserted_in_a_bracket_stands_in_it(piers: WorkingGroup) -> None:
    """Between two of its items, and as a part of one that is split; behind the last it does not."""
    piers.propose(kind="insert", after="2", text="and of oak", by=["BAY"])
    piers.merge("A1")
    piers.propose(kind="insert", after="3", text="All of them.", by=["BAY"])
    piers.merge("A2")
    inserted = [each.id for each in piers.state.walk(draft(piers)) if each.inserted_by]
    assert [piers.state.brackets_in(each) for each in inserted] == [1, 0]
    piers.propose("7", kind="split", parts=["swept."], by=["BAY"])
    piers.merge("A3")
    assert "swept.]\n\n8." in shown(piers)


def test_places_follow_the_words_when_these_change(piers: WorkingGroup) -> None:
    """In front of the sign, behind it, and where both words around it go."""
    piers.edit("1", "Every single harbour and port shall build a long pier")
    assert "Every single harbour and port [shall build a long pier" in shown(piers)
    piers.edit("1", "Harbours must")
    assert shown(piers).startswith("# Piers\n\n1. Harbours [must")
    piers.edit("3", "within twenty years, or so.")
    assert "within twenty years, or so]." in shown(piers) or "so.]" in shown(piers)


def test_a_member_leaves_the_bracket(piers: WorkingGroup) -> None:
    """Its name goes; the bracket stays, held by nobody."""
    piers.leave_brackets("5", "ASH")
    assert "\n[4. Piers are lit." in shown(piers)
    with pytest.raises(Rejected, match="holds no option"):
        piers.leave_brackets("4", "ASH")


def test_counts_name_it_once_and_its_items_all(piers: WorkingGroup) -> None:
    """Words outside it in its first and last item are none of those in brackets."""
    found = bracket_statistics(piers.state, draft(piers))
    assert found.total.brackets == 4
    assert found.clean == 1
    assert [(each.label, each.counts.brackets, each.counts.depth) for each in found.items] == [
        *(("1", 1, 1), ("2", 0, 1), ("3", 0, 1), ("4", 1, 1), ("5", 1, 2)),
        *(("6", 1, 1), ("7", 0, 1)),
    ]
    assert found.items[0].counts.words - found.items[0].counts.words_in_brackets == 2


def test_what_became_of_them_over_three_revisions(piers: WorkingGroup) -> None:
    """Lifted, deleted, new and open, by item and by member."""
    piers.publish("Rev.1")
    piers.settle_bracket("BR1")
    piers.publish("Rev.2")
    piers.settle_bracket("BR2", "drop")
    piers.bracket_items("7", "8", by=["BAY"])
    piers.publish("Rev.3")
    found = bracket_changes(piers.state, draft(piers), "Rev.1", Audience.MEMBERS)
    steps = [(e.before, e.lifted, e.deleted, e.new, e.open) for e in found.total.steps]
    assert steps == [(4, 1, 0, 0, 3), (3, 0, 2, 1, 2), (2, 0, 0, 0, 2)]
    whole = {each.name: each.whole for each in found.members}
    assert (whole["ASH"].before, whole["ASH"].deleted, whole["ASH"].open) == (1, 1, 0)
    assert (whole["BAY"].new, whole["BAY"].open) == (1, 1)
    labels = {each.label: each.whole for each in found.items}
    assert labels["1"].lifted == 1
    document = compare_revisions(piers.state, draft(piers), "Rev.1", "Rev.2")
    assert [each.label for each in document.shown] == ["1", "3"]
    assert "[shall build" in write_text(piers.as_of("Rev.1").state, draft(piers))


def test_there_is_no_clean_text_while_one_is_open(piers: WorkingGroup) -> None:
    """In no form."""
    piers.settle_bracket("BR2", "drop")
    with pytest.raises(Unresolved, match="BR1, BR3"):
        write_text(piers.state, draft(piers), "clean")
    with pytest.raises(Unresolved, match="BR1, BR3"):
        write_docx(piers.state, draft(piers), DocxKind.CLEAN)
    piers.settle_bracket("BR1")
    piers.settle_bracket("BR3")
    assert "[" not in write_text(piers.state, draft(piers), "clean")


def test_a_reviewed_word_file_has_no_change_where_a_bracket_stands(
    piers: WorkingGroup, tmp_path: Path
) -> None:
    """Its signs are no words of the items."""
    path = tmp_path / "piers.docx"
    path.write_bytes(write_docx(piers.state, draft(piers)))
    report = piers.import_docx_amendments(read_docx(path))
    assert report.taken == 0
    assert not any("not as in" in each.message for each in report.findings)


@pytest.mark.parametrize("suffix", ["md", "txt"])
def test_every_bracket_of_a_long_text_is_found(suffix: str) -> None:
    """A thousand, some over several paragraphs; no link, citation or footnote mark is one."""
    made = negotiating_text(1000)
    group = WorkingGroup.in_memory(clock=ticking())
    group.record(*(AddMember(code=code) for code in CODES))
    group.import_draft(Source.of(made.text, f"harbours.{suffix}"))
    state = group.state
    assert bracket_statistics(state, draft(group)).total.brackets == made.brackets
    found = [
        (state.items[each.items[0]].label, state.items[each.items[-1]].label)
        for each in state.spanning.values()
    ]
    assert sorted(found) == sorted(made.spanning)
    for number in count(1):
        if f"BR{number}" not in state.handles:
            break
        group.settle_bracket(f"BR{number}")
    assert bracket_statistics(group.state, draft(group)).total.brackets == made.inside


def test_what_stands_in_a_bracket_is_not_carried_over_without_it(piers: WorkingGroup) -> None:
    """The bracket would be lost, and its words look agreed."""
    with WorkingGroup.in_memory(title="Next", clock=ticking()) as later:
        with pytest.raises(Rejected, match=r"a bracket is open there from 1 \(N1\) to 3 \(N3\)"):
            later.carry_over(piers, everything=True)
        later.carry_over(piers, ["8"])
        assert [each.label for each in later.state.items.values()] == ["8"]


QUAYS = """# Quays

1. Ships pay a fee.

2. Every harbour [shall build a quay

3. of stone

4. within ten years]. Ships are welcome.

5. Quays are long.
"""


@pytest.fixture
def quays() -> WorkingGroup:
    """A draft with a bracket before and after which words of its first and last item stand."""
    group = WorkingGroup.in_memory(clock=ticking())
    group.record(*(AddMember(code=code) for code in CODES))
    group.import_draft(Source.of(QUAYS, "quays.md"))
    return group


@pytest.mark.parametrize(
    ("target", "others", "parts", "text"),
    [
        ("4", (), ("Ships are welcome.",), "within ten years."),
        ("2", (), ("shall build a quay",), "Every harbour"),
        ("1", ("2",), (), "Ships pay a fee. Every harbour shall build a quay"),
        ("3", ("4",), (), "of stone within ten years. Ships are welcome."),
        ("4", ("5",), (), "within ten years. Ships are welcome. Quays are long."),
    ],
)
def test_no_words_outside_a_bracket_are_split_or_joined_into_it(
    quays: WorkingGroup, target: str, others: tuple[str, ...], parts: tuple[str, ...], text: str
) -> None:
    """Dropping it would take them out; once it is settled they can be."""
    kind = "split" if parts else "join"
    quays.propose(target, text, kind=kind, others=others, parts=parts, by=["BAY"])
    with pytest.raises(Rejected, match="BR1 opens or closes among the words"):
        quays.merge("A1")
    quays.settle_bracket("BR1", "keep")
    quays.merge("A1")


def test_what_stands_around_a_bracket_that_is_dropped_stays_whole(quays: WorkingGroup) -> None:
    """The stop behind it ends the words before it."""
    quays.settle_bracket("BR1", "drop")
    assert "2. Every harbour.\n\n4. Ships are welcome.\n\n5." in shown(quays)


def test_a_bracket_is_dropped_also_where_an_item_of_it_was_rejected(quays: WorkingGroup) -> None:
    """That item is out already, and stays as it was decided."""
    quays.decide("3", "rejected")
    quays.settle_bracket("BR1", "drop")
    assert "2. Every harbour.\n\n3. ~~of stone~~ (rejected)\n\n4. Ships are" in shown(quays)
    quays.undo()
    quays.undo()
    quays.decide("2", "rejected")
    quays.settle_bracket("BR1", "drop")
    assert "(rejected)\n\n4. Ships are welcome.\n\n5." in shown(quays)
