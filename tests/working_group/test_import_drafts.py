"""Counter-drafts made amendments of the draft, and drafts in other languages."""

from __future__ import annotations

import re
from copy import deepcopy
from random import Random

import pytest
from attrs import define, field
from hypothesis import given
from hypothesis import strategies as st

from consensus import WorkingGroup
from consensus.errors import NotFound, Rejected
from consensus.formats.draft_version import read_draft
from consensus.formats.draft_writer import write_text, write_translation
from consensus.formats.source import Source, decode
from consensus.history.operations import AddMember
from consensus.model.amendments import AmendmentKind, AmendmentState
from consensus.reports.translations import LanguageVersion, language_versions
from consensus.text.blocks import BlockChange
from tests.conftest import at_most
from tests.support.panel import DRAFT, text_source, ticking
from tests.support.recording import HARBOUR_WORDS

COUNTER = """# Harbour rules

## Recommendations

1. Ships may enter at night with a pilot on board.

2. Members should report every year to the harbour office.

3. Whales have the right of way in the channel.

4. Sailors sing on the quay.

5. Fees are paid in advance.
"""


def counter() -> Source:
    """A counter-draft that moves, modifies, inserts twice, deletes and renumbers."""
    return text_source("counter.md", COUNTER)


def present(group: WorkingGroup) -> list[str]:
    """The texts of the only draft, in order."""
    return [group.state.text(item.id) for item in group.state.walk(next(iter(group.state.drafts)))]


def merge_all(group: WorkingGroup) -> None:
    """Merge every open amendment, in the order of their handles."""
    for each in tuple(group.state.amendments.values()):
        if each.kind is AmendmentKind.MODIFY:
            group.merge(group.state.handle_of(each.target), take=[each.handle])
        else:
            group.merge(each.handle)


def test_comparison_names_every_change(panel: WorkingGroup) -> None:
    """Items are told by their words and not by their numbers; nothing is recorded."""
    head = panel.head
    comparison, findings = panel.compare_draft(counter())
    assert [(item.name, item.fate) for item in comparison.items] == [
        ("S1", BlockChange.KEPT),
        ("3 → 1 (R3)", BlockChange.MOVED),
        ("1 → 2 (R1)", BlockChange.MODIFIED),
        ("2 (R2)", BlockChange.DELETED),
        ("3", BlockChange.INSERTED),
        ("4", BlockChange.INSERTED),
        ("4 → 5 (R4)", BlockChange.KEPT),
    ]
    modified = comparison.items[2]
    assert [piece.text for piece in modified.pieces][1:3] == ["shall", "should"]
    assert comparison.totals[BlockChange.INSERTED] == 2
    assert not comparison.is_same
    assert (findings, panel.head) == ((), head)


def test_the_same_draft_has_no_changes(panel: WorkingGroup) -> None:
    """The file that was taken in differs from the draft in nothing."""
    source = text_source("harbour.md", DRAFT)
    assert panel.compare_draft(source)[0].is_same
    report = panel.import_counter_draft(source, by=["ASH"])
    assert (report.operations, len(report.findings)) == ((), 1)


def test_brackets_printed_without_names_keep_them(panel: WorkingGroup) -> None:
    """A version written over a copy without names takes no name away."""
    panel.bracket("R2", "The office [ASH: should publish | no text] all reports.")
    text = DRAFT.replace(
        "The office should publish all", "The office [should publish | no text] all"
    )
    assert panel.compare_draft(text_source("copy.md", text))[0].is_same
    edited = text_source("edited.md", text.replace("all reports", "most reports"))
    panel.import_counter_draft(edited, by=["BAY"])
    assert [panel.state.text(each.id) for each in panel.state.amendments.values()] == [
        "The office [ASH: should publish | no text] most reports."
    ]


PARTS = (
    "# Draft resolution on lighthouses\n\n## A. Light\n\n1. Lamps burn all night.\n\n"
    "2. Lenses are cleaned each week.\n\n## B. Sound\n\n3. Horns are kept dry.\n"
)


@pytest.mark.parametrize("text", [PARTS, re.sub("## .*\n\n", "", PARTS)])
@pytest.mark.parametrize("ending", ["md", "txt"])
def test_what_is_printed_reads_back_whatever_its_file_is_called(text: str, ending: str) -> None:
    """The title and the headings of the printed text are no new text, nor are things moved."""
    group = WorkingGroup.in_memory(title="Harbour panel", clock=ticking())
    group.import_draft(text_source("resolution.md", text))
    (draft,) = group.state.drafts
    shown = write_text(group.state, draft)
    assert group.compare_draft(text_source(f"same.{ending}", shown))[0].is_same
    counter = shown.replace("all night", "at night").replace("kept dry", "kept clean")
    group.import_counter_draft(text_source(f"counter.{ending}", counter))
    assert [group.state.text(each.id) for each in group.state.amendments.values()] == [
        "Lamps burn at night.",
        "Horns are kept clean.",
    ]


def test_markdown_without_headings_keeps_its_paragraphs(panel: WorkingGroup) -> None:
    """Its first paragraph is no title where the draft has it as a paragraph."""
    text = "Ships come first.\n\n1. Ships report.\n\n2. Ships leave.\n"
    panel.import_draft(text_source("plain.md", text))
    changed = text_source("changed.md", text.replace("leave", "stay"))
    report = panel.import_counter_draft(changed, draft="D2")
    assert [each.kind for each in panel.state.amendments.values()] == [AmendmentKind.MODIFY]
    assert report.taken == 1


@pytest.mark.parametrize("title", ["", "# Harbour rules\n\n"])
def test_a_new_first_paragraph_of_markdown_is_no_title(title: str) -> None:
    """It is inserted, also as compared; only the draft's own title may stand there as one."""
    group = WorkingGroup.in_memory(title="Harbour panel", clock=ticking())
    group.import_draft(text_source("draft.md", title + "1. Ships report.\n\n2. Ships leave.\n"))
    text = "Recalling its earlier work,\n\n1. Ships report.\n\n2. Ships leave.\n"
    comparison, findings = group.compare_draft(text_source("counter.md", text))
    assert comparison.items[0].fate is BlockChange.INSERTED
    report = group.import_counter_draft(text_source("counter.md", text))
    (made,) = group.state.amendments.values()
    assert (made.kind, group.state.text(made.id)) == (
        AmendmentKind.INSERT,
        "Recalling its earlier work,",
    )
    assert (report.taken, findings, report.findings) == (1, (), ())


def test_what_is_read_as_a_title_is_told_where_the_draft_has_none() -> None:
    """A first paragraph of plain text may be one, and would be lost without a word."""
    group = WorkingGroup.in_memory(title="Harbour panel", clock=ticking())
    group.import_draft(text_source("draft.md", "1. Ships report.\n\n2. Ships leave.\n"))
    text = "Recalling its earlier work,\n\n1. Ships report.\n\n2. Ships leave.\n"
    report = group.import_counter_draft(text_source("counter.txt", text))
    assert not group.state.amendments
    assert report.findings[0].message == (
        "The title is now “Recalling its earlier work,”; titles are not amended."
    )


def test_a_label_tells_an_item_whose_words_are_all_new(panel: WorkingGroup) -> None:
    """What stands under the label of something that is gone otherwise is that item, rewritten."""
    text = DRAFT.replace(
        "The office should publish all reports.", "Whales come first in every channel."
    )
    comparison, _ = panel.compare_draft(text_source("other.md", text))
    assert (comparison.items[2].name, comparison.items[2].fate) == ("2 (R2)", BlockChange.MODIFIED)


def test_amendments_have_their_sponsors_and_rationale(panel: WorkingGroup) -> None:
    """A counter-draft is one step of amendments, deletions last, each with who and why."""
    steps = len(panel.steps())
    report = panel.import_counter_draft(
        counter(), by=["ASH", "bay"], cosponsors=["COL"], rationale="Ships come first."
    )
    made = list(panel.state.amendments.values())
    assert [each.kind for each in made] == ["move", "modify", "insert", "insert", "delete"]
    assert {("ASH", "BAY")} == {each.sponsors for each in made}
    assert {("COL",)} == {each.cosponsors for each in made}
    assert {"Ships come first."} == {each.rationale for each in made}
    assert (report.taken, len(panel.steps())) == (5, steps + 1)


def test_the_same_file_again_adds_nothing(panel: WorkingGroup) -> None:
    """Neither does it when somebody else tables it: whoever joins co-sponsors."""
    panel.import_counter_draft(counter(), by=["ASH"])
    head = panel.head
    again = panel.import_counter_draft(counter(), by=["BAY"])
    assert (again.operations, panel.head) == ((), head)
    assert "A1" in again.findings[0].message
    panel.undo()
    assert panel.import_counter_draft(counter(), by=["BAY"]).taken == 5


def test_sponsors_must_be_known(panel: WorkingGroup) -> None:
    """A sponsor nobody knows refuses the whole file."""
    with pytest.raises(NotFound, match="XYZ"):
        panel.import_counter_draft(counter(), by=["XYZ"])
    assert not panel.state.amendments


def test_insertions_after_insertions_keep_their_order(panel: WorkingGroup) -> None:
    """What follows a new item stands behind it whichever is merged first, and without it."""
    panel.import_counter_draft(counter(), by=["ASH"])
    first, second = (each.handle for each in list(panel.state.amendments.values())[2:4])
    panel.merge(second)
    panel.merge(first)
    texts = present(panel)
    whales = texts.index("Whales have the right of way in the channel.")
    assert texts[whales + 1] == "Sailors sing on the quay."


def test_an_insertion_stays_when_the_one_before_it_is_withdrawn(panel: WorkingGroup) -> None:
    """Its place is then that of the one withdrawn."""
    panel.import_counter_draft(counter(), by=["ASH"])
    panel.withdraw("A3")
    panel.merge("A4")
    assert present(panel)[2] == "Sailors sing on the quay."


def test_merged_insertions_say_what_became_of_them(panel: WorkingGroup) -> None:
    """A merged insertion knows its item."""
    panel.import_counter_draft(counter(), by=["ASH"])
    panel.merge("A3")
    merged = panel.state.amendments[panel.state.handles["A3"]]
    assert merged.state is AmendmentState.MERGED
    assert panel.state.text(merged.became) == "Whales have the right of way in the channel."


def test_splits_and_joins_are_amendments_of_their_kind() -> None:
    """One paragraph made two is a split, two made one a join; merged, the version is there."""
    one = "Members report every year to the harbour office"
    two = "the office publishes all reports before the first of May"
    with WorkingGroup.in_memory(clock=ticking()) as group:
        group.import_draft(Source.of(f"1. {one}; {two}.\n\n2. The end is near.\n", "a.md"))
        changed = f"1. {one};\n\n2. {two}.\n\n3. New words here.\n\n4. The end is near.\n"
        group.import_counter_draft(Source.of(changed, "b.md"))
        assert [a.kind for a in group.state.amendments.values()] == ["split", "insert"]
        merge_all(group)
        assert present(group) == [f"{one};", f"{two}.", "New words here.", "The end is near."]
        back = Source.of(f"1. {one}; {two}.\n\n4. The end is near.\n", "c.md")
        assert group.compare_draft(back)[0].totals[BlockChange.JOINED] == 1


def test_a_closed_item_is_asked_to_be_reopened(panel: WorkingGroup) -> None:
    """A counter-draft to what is agreed says so."""
    panel.take_position("ASH", "R1", "support")
    panel.decide("R1", "agreed")
    report = panel.import_counter_draft(counter(), by=["BAY"])
    assert [each.line for each in report.findings if "reopen" in each.message] == [7]
    late = [each.handle for each in panel.state.amendments.values() if each.late]
    assert late == ["A2"]


def test_a_draft_that_resembles_another_is_said_to(panel: WorkingGroup) -> None:
    """By its title, or by half of its paragraphs; what is new resembles nothing."""
    report = panel.import_draft(counter())
    assert (report.resembles, report.findings[-1].line) == ("D1", 1)
    body = DRAFT.replace("# Harbour rules", "# Some other name")
    assert panel.import_draft(text_source("x.md", body)).resembles == "D1"
    other = panel.import_draft(text_source("y.md", "# Bees\n\n1. Bees fly.\n"))
    assert (other.resembles, other.findings) == ("", ())


def test_a_heading_that_parts_a_section_moves_nothing(panel: WorkingGroup) -> None:
    """A new heading goes where it stands in the text; that items stay is said."""
    text = DRAFT.replace("3. Ships", "## Night\n\n3. Ships")
    report = panel.import_counter_draft(text_source("parted.md", text))
    assert [each.kind for each in panel.state.amendments.values()] == ["insert"]
    assert "2 items" in report.findings[-1].message
    panel.merge("A1")
    assert present(panel)[3] == "Night"


# The law: merged in their order, the amendments make the counter-draft.


@define
class Paragraph:
    """A paragraph of a made-up draft, with what stands under it."""

    text: str
    below: list[str] = field(factory=list)


@define
class Section:
    """A section of a made-up draft."""

    title: str
    paragraphs: list[Paragraph]


WORDS = HARBOUR_WORDS[:13]


def some_words(chance: Random) -> str:
    """A sentence that no other is like."""
    words = [chance.choice(WORDS) for _ in range(chance.randint(8, 16))]
    return f"The {' '.join(words)} {chance.randint(100, 999)}x."


def some_draft(chance: Random) -> list[Section]:
    """One to four sections of one to five paragraphs, some with items under them."""
    sections = []
    for number in range(chance.randint(1, 4)):
        paragraphs = [Paragraph(some_words(chance)) for _ in range(chance.randint(1, 5))]
        for each in paragraphs:
            if chance.random() < 0.3:
                each.text = each.text[:-1] + ":"
                each.below = [some_words(chance) for _ in range(chance.randint(1, 3))]
        sections.append(Section(f"Section {chance.choice(WORDS)} {number}", paragraphs))
    return sections


def changed(chance: Random, sections: list[Section]) -> list[Section]:
    """A version of it: words, paragraphs and sections changed, put in, taken out and moved."""
    sections = deepcopy(sections)
    for number in range(chance.randint(1, 6)):
        place = chance.randrange(len(sections))
        here = sections[place].paragraphs
        match chance.randint(0, 7):
            case 0 if here:
                words = chance.choice(here).text.split()
                chance.choice(here).text = " ".join((*words[:2], "changed", *words[3:]))
            case 1:
                here.insert(chance.randint(0, len(here)), Paragraph(some_words(chance)))
            case 2 if len(here) > 1:
                here.pop(chance.randrange(len(here)))
            case 3 if here:
                moved = here.pop(chance.randrange(len(here)))
                there = chance.choice(sections).paragraphs
                there.insert(chance.randint(0, len(there)), moved)
            case 4:
                new = Section(f"New {chance.choice(WORDS)} {number}", [])
                new.paragraphs.append(Paragraph(some_words(chance)))
                sections.insert(chance.randint(0, len(sections)), new)
            case 5:
                chance.shuffle(sections)
            case 6 if len(here) > 2:
                cut = chance.randrange(1, len(here))
                part = Section(f"Part {chance.choice(WORDS)} {number}", here[cut:])
                sections.insert(place + 1, part)
                del here[cut:]
            case 7 if place:
                sections[place - 1].paragraphs += sections.pop(place).paragraphs
    return sections


def written(sections: list[Section], name: str) -> Source:
    """A draft as a file."""
    parts = ["# Rules"]
    number = 0
    for section in sections:
        parts.append(f"## {section.title}")
        for paragraph in section.paragraphs:
            number += 1
            parts.append(f"{number}. {paragraph.text}")
            parts += [f"   ({'abc'[at]}) {text}" for at, text in enumerate(paragraph.below)]
    return Source.of("\n\n".join(parts) + "\n", name)


@at_most(150)
@given(st.integers(0, 1_000_000))
def test_merged_in_order_they_make_the_counter_draft(seed: int) -> None:
    """The draft then has the words of the counter-draft, item by item in its order."""
    chance = Random(seed)
    before = some_draft(chance)
    source = written(changed(chance, before), "counter.md")
    with WorkingGroup.in_memory(clock=ticking()) as group:
        group.record(AddMember(code="ASH"))
        group.import_draft(written(before, "draft.md"))
        group.import_counter_draft(source, by=["ASH"])
        merge_all(group)
        wanted = [wording.notation() for wording in read_draft(group.state, source).wordings]
        assert present(group) == wanted


# Drafts in other languages: each paragraph tied to the version it renders.


BENCHES = """# On benches

Recalling that benches get dirty,

1. Users shall clean the bench.

2. The workshop keeps brushes, namely:

    (a) hard ones;

    (b) soft ones.
"""

FRENCH = """# Des bancs

Rappelant que les bancs se salissent,

1. Les usagers nettoient le banc.

2. L'atelier tient des brosses, à savoir :

    (a) des dures ;

    (b) des douces.
"""


@pytest.fixture
def group() -> WorkingGroup:
    """A draft, and nothing translated yet."""
    group = WorkingGroup.in_memory(title="Workshop")
    group.import_draft(decode(BENCHES.encode(), "draft.md"))
    return group


def french(group: WorkingGroup) -> LanguageVersion:
    """How far the French version is behind."""
    (found,) = language_versions(group.state, list(group.state.drafts), "fr")
    return found


def test_a_translated_draft_finds_its_items(group: WorkingGroup) -> None:
    """By their labels, and those without one by their order."""
    report = group.import_translation(decode(FRENCH.encode(), "draft.fr.md"), "fr")
    assert (report.taken, report.findings) == (5, ())
    assert [(item.label, item.text) for item in french(group).items] == [
        ("", "Rappelant que les bancs se salissent,"),
        ("1", "Les usagers nettoient le banc."),
        ("2", "L'atelier tient des brosses, à savoir :"),
        ("2(a)", "des dures ;"),
        ("2(b)", "des douces."),
    ]
    assert french(group).sentence == "fr: up to date"


def test_the_same_translation_again_adds_nothing(group: WorkingGroup) -> None:
    """It is in the record already."""
    group.import_translation(decode(FRENCH.encode(), "draft.fr.md"), "fr")
    report = group.import_translation(decode(FRENCH.encode(), "again.md"), "fr")
    assert (report.taken, report.duplicates) == (0, 5)


def test_what_changes_leaves_its_translation_behind(group: WorkingGroup) -> None:
    """Until it is rendered afresh."""
    group.import_translation(decode(FRENCH.encode(), "draft.fr.md"), "fr")
    group.edit("1", "Users shall clean the whole bench.")
    assert french(group).sentence == "fr: 1 paragraph outdated"
    assert [item.label for item in french(group).items if item.is_behind] == ["1"]
    group.translate("1", "fr", "Les usagers nettoient tout le banc.")
    assert french(group).behind == 0


def test_what_has_no_place_is_a_finding(group: WorkingGroup) -> None:
    """With its line; the others go in, unless they are to go in all together."""
    more = FRENCH + "\n9. Un paragraphe de plus.\n"
    report = group.import_translation(decode(more.encode(), "draft.fr.md"), "fr")
    assert report.taken == 5
    assert [finding.line for finding in report.findings] == [13]
    with pytest.raises(Rejected, match=r"draft\.fr\.md:13"):
        group.import_translation(decode(more.encode(), "draft.fr.md"), "de", strict=True)


def test_status_counts_what_is_behind(group: WorkingGroup) -> None:
    """And what is not translated."""
    group.translate("1", "fr", "Les usagers nettoient le banc.")
    group.edit("1", "Users shall clean benches.")
    (found,) = group.status().languages
    assert (found.behind, found.missing) == (1, 4)


def test_the_language_of_the_drafts_is_no_translation(group: WorkingGroup) -> None:
    """It is the draft itself."""
    with pytest.raises(Rejected, match="en is the language of the drafts"):
        group.translate("1", "en", "Users clean.")


def test_a_translation_is_written_with_what_it_lacks_in_braces(group: WorkingGroup) -> None:
    """So that nobody takes it for whole."""
    group.translate("1", "fr", "Les usagers nettoient le banc.")
    text = write_translation(group.state, next(iter(group.state.drafts)), "fr")
    assert "1. Les usagers nettoient le banc." in text
    assert "{Recalling that benches get dirty,}" in text
    with pytest.raises(NotFound, match="translated into de"):
        write_translation(group.state, next(iter(group.state.drafts)), "de")


def test_a_translation_can_be_undone(group: WorkingGroup) -> None:
    """As every step."""
    group.translate("1", "fr", "Les usagers nettoient le banc.")
    group.undo()
    assert language_versions(group.state, list(group.state.drafts)) == ()
