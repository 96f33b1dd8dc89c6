"""The reference document: contested or not, for whom, and what was carried over."""

from __future__ import annotations

import pytest

from consensus import WorkingGroup
from consensus.formats.source import Source
from consensus.reports.audience import Audience, Kind
from consensus.reports.reference import ReferenceDocument, reference_document, reference_outline
from consensus.working_group.reports.report import Wanted
from consensus.working_group.reports.writing import write_report
from consensus.working_group.write_docx import write_reference_docx
from tests.support.market import markdown, ticking


def document(group: WorkingGroup, audience: Audience = Audience.MEMBERS) -> ReferenceDocument:
    """The reference document of all drafts."""
    return reference_document(group.state, group.judgement(), group.now(), audience)


@pytest.fixture
def referring(busy: WorkingGroup) -> WorkingGroup:
    """The busy market, with two texts of another group, one of them reconfirmed."""
    with WorkingGroup.in_memory(title="Old market", clock=ticking()) as other:
        text = "# Old rules\n\n## Bells\n\n1. A bell is rung.\n\n2. Carts \\[big ones\\] wait.\n"
        other.import_draft(Source.of(text, "old.md"))
        other.decide(["1", "2"], "agreed")
        busy.carry_over(other)
    busy.edit("R2", "Sellers shall pay the fee [before noon].")
    busy.decide("N2", "agreed")
    return busy


def test_texts_are_parted_by_what_is_contested(referring: WorkingGroup) -> None:
    """Brackets, amendments and objections contest a text; an agreement settles it."""
    made = document(referring)
    assert [each.label for each in made.uncontested] == ["1", "4", "5"]
    assert [(each.label, each.contested) for each in made.contested] == [
        ("2", ("1 bracket", "2 open amendments", "one objection")),
        ("3", ("one objection",)),
    ]
    assert [(each.label, each.status) for each in made.carried_over] == [
        ("1", ""),
        ("2", "agreed"),
    ]


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
    assert [each.label for each in made.contested] == ["2"]
    assert "objection" not in str(made.contested[0].contested)
    assert made.withheld.counts[Kind.ANALYSES] == 4
    text = markdown(reference_outline(made))
    assert "nobody contests" not in text
    assert "## Texts without brackets and open amendments" in text


def test_what_was_carried_over_says_where_it_comes_from(referring: WorkingGroup) -> None:
    """With the other group's decision, and whether this one reconfirmed it."""
    text = markdown(reference_outline(document(referring)))
    assert (
        "- carried over from 1 (N1) of Old market, agreed there on 2026-04-07: not reconfirmed"
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
    with WorkingGroup.in_memory(title="Nobody", clock=ticking()) as nobody:
        assert markdown(reference_outline(document(nobody))).count("Nothing.") == 3
