"""What a mail offers: the changes that it asks for, for a person to take or leave."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta

import pytest

from consensus.errors import NotFound, Rejected
from consensus.model.amendments import TrayState
from consensus.model.staleness import is_introduced
from consensus.working_group import WorkingGroup
from consensus.working_group.import_mail import SuggestedAmendment
from tests.support.panel import text_source, ticking

DRAFT = """# Rules

## Preamble

PP1. Noting with concern the growing number of ships without lights,

## Harbour duties

OP1. Members shall report every year to the harbour office.

OP2. The office should publish all reports, and Members shall read them within a month.

OP3. Ships may enter at night with a pilot on board.

OP4. Members shall pay the dues of the harbour within thirty days of the invoice.
"""
OP4 = "Members shall pay the dues of the harbour within thirty days of the invoice."


@pytest.fixture
def group() -> Iterator[WorkingGroup]:
    """Two members and a draft with labels as resolutions have them."""
    with WorkingGroup.in_memory(title="Harbour", rule="consent()", clock=ticking()) as made:
        made.import_members(text_source("m.csv", "code,name\nASH,Ashland\nBAY,Bayland\n"))
        made.import_draft(text_source("d.md", DRAFT))
        yield made


def mail(text: str, message_id: str = "1@ash.example") -> io.BytesIO:
    """A mail of Ashland."""
    head = "From: a@ash.example\nDate: Tue, 06 Jan 2026 00:10:00 +0000\n"
    head += f"Message-ID: <{message_id}>\nContent-Type: text/plain; charset=utf-8\n\n"
    return io.BytesIO((head + text).encode())


def offered(group: WorkingGroup, text: str) -> tuple[SuggestedAmendment, ...]:
    """What a mail offers."""
    report = group.import_mail(mail(text), name="in.eml", senders={"@ash.example": "ASH"})
    assert report.tray == 1
    return group.offers("TR1")


def told(group: WorkingGroup, text: str) -> list[tuple[str, str]]:
    """The labels and new texts that a mail offers; for what is put in, what it follows."""
    state = group.state
    return [
        (
            state.items[each.place.target].label
            if each.place.target in state.items
            else f"after {state.items[each.place.after].label}",
            each.place.text,
        )
        for each in offered(group, text)
    ]


CHANGES = {
    "in words": ("In OP4 replace shall by should.", [("OP4", OP4.replace("shall", "should"))]),
    "with another capital": (
        'OP1: replace "members" by "parties"',
        [("OP1", "Parties shall report every year to the harbour office.")],
    ),
    "taken out": ("Delete OP3.", [("OP3", "")]),
    "words taken out": (
        'OP2: delete ", and Members shall read them within a month"',
        [("OP2", "The office should publish all reports.")],
    ),
    "at the end": (
        'Add to OP3: "and two of the crew".',
        [("OP3", "Ships may enter at night with a pilot on board and two of the crew.")],
    ),
    "before words": (
        'OP3: insert "always" before "enter"',
        [("OP3", "Ships may always enter at night with a pilot on board.")],
    ),
    "put in": (
        "New OP3 bis: Ships without lights shall wait.",
        [("after OP3", "Ships without lights shall wait.")],
    ),
    "the whole": ("OP3 should read: Ships wait", [("OP3", "Ships wait.")]),
    "throughout": (
        'Replace "harbour" by "port" throughout.',
        [
            ("OP1", "Members shall report every year to the port office."),
            ("OP4", OP4.replace("harbour", "port")),
            ("", "Port duties"),
        ],
    ),
    "pasted": (
        "OP4. Members should pay the dues of the harbour within sixty days of the\ninvoice.",
        [("OP4", OP4.replace("shall", "should").replace("thirty", "sixty"))],
    ),
    "pasted in another typography": (
        "OP4.  Members shall pay the dues of the ‘harbour’ within thirty days of the invoice!",
        [("OP4", "Members shall pay the dues of the ‘harbour’ within thirty days of the invoice!")],
    ),
    "pasted below one another": (
        "Our text:\nOP1: Members should report every year to the harbour office.\n"
        "OP4: Members should pay the dues of the harbour within thirty days of the invoice.",
        [
            ("OP1", "Members should report every year to the harbour office."),
            ("OP4", OP4.replace("shall", "should")),
        ],
    ),
    "marked": (
        "Members ~~shall~~ **should** pay the dues of the harbour",
        [("OP4", OP4.replace("shall", "should"))],
    ),
    "marked and in words": (
        "Members {--shall--} {++should++} pay the dues of the harbour\n\nDelete OP3.",
        [("OP3", ""), ("OP4", OP4.replace("shall", "should"))],
    ),
    "changed in the quotation": (
        f"See below.\n\n> OP4. {OP4.replace('shall', 'should')}",
        [("OP4", OP4.replace("shall", "should"))],
    ),
    "quoted and changed below": (
        f"> OP4. {OP4}\n\nOP4. {OP4.replace('shall', 'should')}",
        [("OP4", OP4.replace("shall", "should"))],
    ),
    "quoted and left": (f"Fine.\n\n> Amendments until midnight, please.\n> OP4. {OP4}", []),
    "quoted among other words": (f"Fine.\n\n> Dear all, this is what we have: {OP4}", []),
    "praise": ("We support OP4: it says that members shall pay, and rightly so.", []),
}


@pytest.mark.parametrize(("text", "expected"), CHANGES.values(), ids=CHANGES)
def test_changes_are_offered(
    group: WorkingGroup, text: str, expected: list[tuple[str, str]]
) -> None:
    """In whatever way somebody asks for them; each once."""
    assert told(group, text) == expected


def test_words_that_stand_in_several_places_are_unsure(group: WorkingGroup) -> None:
    """Each place is offered, and none of them is surely meant."""
    found = offered(group, "Please replace shall by should.")
    assert len(found) == 3
    assert all(each.score < 0.5 for each in found)
    assert offered_surely(group) == []


def offered_surely(group: WorkingGroup) -> list[SuggestedAmendment]:
    """The offers of the first entry that are surely meant."""
    return [each for each in group.offers("TR1") if each.score > 0.5]


def test_earlier_text_in_a_quotation_is_no_change(group: WorkingGroup) -> None:
    """The text went on since; nobody asks for what it was."""
    group.edit("OP4", OP4.replace("thirty", "sixty"))
    assert offered(group, f"Agreed.\n\n> OP4. {OP4}") == ()
    group.import_mail(mail(f"OP4. {OP4}", "2@x"), name="in.eml", senders={"@ash.example": "ASH"})
    assert [each.place.text for each in group.offers("TR2")] == [OP4]


def test_offers_are_taken_one_by_one_or_all(group: WorkingGroup) -> None:
    """Each becomes an amendment of the sender, dated as the mail is; the entry is placed."""
    offered(group, 'OP1: replace "shall" by "should".\nDelete OP3.\nOP4: delete "thirty".')
    group.take_offers("TR1", [2])
    state = group.state
    (first,) = state.amendments.values()
    assert (first.kind, first.sponsors, str(first.dated)) == ("delete", ("ASH",), "2026-01-06")
    entry = state.tray[state.handles["TR1"]]
    assert (entry.state, entry.became) == (TrayState.PLACED, first.id)
    assert str(state.moments[first.id])[:16] == "2026-01-06 00:10"
    assert [each.taken for each in group.offers("TR1")] == ["", "A1", ""]
    with pytest.raises(Rejected, match="offer 2 was taken as A1 already"):
        group.take_offers("TR1", [2])
    step = group.take_offers("TR1")
    assert len(step.bodies) == 3
    with pytest.raises(Rejected, match="everything that TR1 offers was taken already"):
        group.take_offers("TR1")
    assert [each.target for each in group.state.amendments.values()] == [
        group.state.handles["O3"],
        group.state.handles["O1"],
        group.state.handles["O4"],
    ]


def test_offers_that_are_not_there_are_refused(group: WorkingGroup) -> None:
    """With what there is."""
    offered(group, "Delete OP3.")
    with pytest.raises(Rejected, match="it has 1 to 1"):
        group.take_offers("TR1", [2])
    with pytest.raises(NotFound, match="no entry"):
        group.offers("OP3")
    group.import_mail(mail("Hello.", "2@x"), name="in.eml", senders={"@ash.example": "ASH"})
    with pytest.raises(Rejected, match="offers nothing; place it by hand"):
        group.take_offers("TR2")


def test_change_of_what_is_closed_asks_to_reopen_it(group: WorkingGroup) -> None:
    """It says so before it is taken, and the status stays when it is."""
    group.decide("OP4", "agreed ad ref")
    (found,) = offered(group, "In OP4 replace shall by should.")
    assert found.reopens
    group.take_offers("TR1")
    (made,) = group.state.amendments.values()
    assert made.late
    assert group.judgement().verdict(made.target).status == "agreed ad ref"


def test_change_by_a_member_whose_word_is_awaited_is_its_answer(group: WorkingGroup) -> None:
    """The offer asks for no reopening, and taken it opens the item again."""
    group.decide("OP4", "agreed ad ref", pending=["ASH"])
    (found,) = offered(group, "In OP4 replace shall by should.")
    assert not found.reopens
    group.take_offers("TR1")
    (made,) = group.state.amendments.values()
    assert not made.late
    assert group.judgement().verdict(made.target).status == "open"


def test_what_a_mail_offers_is_circulated_when_it_is_taken(group: WorkingGroup) -> None:
    """However long ago the mail was sent, the members have yet to read it."""
    group.set_notice(timedelta(hours=24))
    offered(group, "In OP4 replace shall by should.")
    group.take_offers("TR1")
    (made,) = group.state.amendments.values()
    assert made.circulated is not None
    assert made.circulated > group.state.moments[made.id]
    assert not is_introduced(group.state, made.id, group.now())


def test_sponsors_can_be_named_where_nobody_knows_the_sender(group: WorkingGroup) -> None:
    """And must be: without them it would be the chair's own."""
    group.import_mail(mail("Delete OP3."), name="in.eml")
    assert "by" not in group.state.tray[group.state.handles["TR1"]].fields
    with pytest.raises(Rejected, match="nobody knows whose TR1 is; say who proposes it"):
        group.take_offers("TR1")
    group.take_offers("TR1", by=["BAY", "Ashland"])
    (made,) = group.state.amendments.values()
    assert made.sponsors == ("BAY", "ASH")
