"""Mails taken in: whose they are, what becomes of them, and what they offer."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest

from consensus.errors import NotFound, Rejected, UnreadableInput
from consensus.formats.member_rows import given_sender, read_senders
from consensus.model.amendments import TrayEntry, TrayState
from consensus.model.staleness import is_introduced
from consensus.working_group import WorkingGroup, import_mail
from consensus.working_group.import_base import ImportReport
from consensus.working_group.import_mail import SuggestedAmendment
from tests.support.panel import text_source, ticking

SENDERS = {"@ash.example": "ASH", "ben@bay.example": "BAY"}
SENT = datetime(2026, 3, 1, 0, 10, tzinfo=UTC)


def mail(text: str, sender: str = "Ana <ana@ash.example>", number: int = 1) -> EmailMessage:
    """A mail."""
    message = EmailMessage()
    message["From"] = sender
    message["Date"] = SENT
    message["Message-ID"] = f"<{number}@mail.example>"
    message["Subject"] = "Our views"
    message.set_content(text)
    return message


def take(group: WorkingGroup, *messages: EmailMessage, **how: object) -> ImportReport:
    """Take mails in, as a mailbox where there are several."""
    divider = b"From x@y Sun Mar  1 00:10:00 2026\n" if len(messages) > 1 else b""
    box = b"\n".join(divider + each.as_bytes() for each in messages)
    told: dict[str, object] = {"senders": SENDERS, **how}
    return group.import_mail(io.BytesIO(box), name="in.mbox", **told)  # type: ignore[arg-type]  # by name


def entry(group: WorkingGroup, handle: str = "TR1") -> TrayEntry:
    """An entry of the tray."""
    return group.state.tray[group.state.handles[handle]]


@pytest.fixture
def asked(panel: WorkingGroup) -> WorkingGroup:
    """The panel with two questions."""
    panel.ask_question("What makes a harbour a good neighbour of its town?", happened=SENT)
    panel.ask_question("Which lights should the panel recommend?", happened=SENT)
    return panel


def answers(group: WorkingGroup, handle: str = "C1") -> dict[str, str]:
    """What a contribution says to each question, by the question's handle."""
    found = group.state.contributions[group.state.handles[handle]]
    return {group.state.handle_of(each.question): each.text for each in found.answers}


def test_mail_waits_whole_in_the_tray(panel: WorkingGroup) -> None:
    """With who sent it and when, what was quoted apart, and attachments by name and digest."""
    message = mail("In 1 replace shall by should.\n\nOn 1 March, Sec wrote:\n> Views, please.")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="views.pdf")
    report = take(panel, message)
    assert (report.rows, report.tray, report.taken) == (1, 1, 0)
    fields = entry(panel).fields
    assert fields["text"] == "In 1 replace shall by should."
    assert fields["quoted"] == "On 1 March, Sec wrote:\n\nViews, please."
    assert (fields["by"], fields["sender address"]) == ("ASH", "ana@ash.example")
    assert fields["sent"] == SENT.isoformat()
    assert fields["attachments"].startswith("views.pdf (application/pdf, 4 bytes, SHA-256 ")
    assert [each.message for each in report.findings] == [
        "views.pdf came with it; of that, name and SHA-256 are kept and no words",
        "a mail of ASH; it waits in the inbox as TR1, and suggests 1 change",
    ]


def test_same_mail_adds_nothing_again(panel: WorkingGroup) -> None:
    """It is known by its Message-ID, in whichever file it comes."""
    assert take(panel, mail("Hello."), mail("Hello, again.")).duplicates == 1
    assert take(panel, mail("Hello.")).duplicates == 1
    assert len(panel.state.tray) == 1


def test_mail_of_nobody_known_waits_until_it_is_said_whose_it_is(panel: WorkingGroup) -> None:
    """Then it is taken in as that member's, and the old entry is set aside."""
    report = take(panel, mail("Delete 2.", "cora@elsewhere.example"))
    assert "cora@elsewhere.example is no address of a member" in str(report.findings[0])
    report = take(
        panel, mail("Delete 2.", "cora@elsewhere.example"), senders={"@elsewhere.example": "COL"}
    )
    assert report.tray == 1
    assert entry(panel, "TR1").state is TrayState.SET_ASIDE
    assert entry(panel, "TR2").fields["by"] == "COL"
    assert take(panel, mail("", "cora@elsewhere.example"), senders={}).duplicates == 1


def test_late_is_after_the_deadline(panel: WorkingGroup) -> None:
    """It is taken all the same, and marked."""
    take(panel, mail("a"), deadline=SENT)
    take(panel, mail("b", number=2), deadline=SENT - timedelta(seconds=1))
    assert [entry(panel, each).fields.get("late", "no") for each in ("TR1", "TR2")] == ["no", "yes"]
    assert "after the deadline" in entry(panel, "TR2").problem


def test_replies_to_a_question_are_contributions(asked: WorkingGroup) -> None:
    """Parted by the questions they name or quote; what names none answers the one asked about."""
    report = take(
        asked,
        mail("Question 1: Quiet.\n\nQuestion 2: Red ones."),
        mail(
            "> What makes a harbour a good neighbour of its town?\nLight.\n\n"
            "> Which lights should the panel recommend?\nGreen ones.",
            "ben@bay.example",
            number=2,
        ),
        mail("All of them.\n\n> Which lights should the panel recommend?", number=3),
        question="Q2",
    )
    assert (report.rows, report.taken, report.tray) == (3, 3, 0)
    assert answers(asked, "C1") == {"Q1": "Quiet.", "Q2": "Red ones."}
    assert answers(asked, "C2") == {"Q1": "Light.", "Q2": "Green ones."}
    assert answers(asked, "C3") == {"Q2": "All of them."}
    received = asked.state.contributions[asked.state.handles["C1"]].received
    assert received == SENT
    assert "C1 comes from ASH too; both stand" in [each.message for each in report.findings]


def test_attachments_of_a_reply_are_its_documents(asked: WorkingGroup) -> None:
    """By name and digest."""
    message = mail("See the paper.")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="views.pdf")
    take(asked, message, question="Q1")
    (found,) = asked.state.contributions.values()
    assert [each.name for each in found.documents] == ["views.pdf"]
    assert len(found.documents[0].digest) == 64


def test_mail_in_the_tray_can_become_a_contribution(asked: WorkingGroup) -> None:
    """When it is taken in again and said to answer a question; once."""
    take(asked, mail("Quiet."))
    assert take(asked, mail("Quiet."), question="Q1").taken == 1
    assert entry(asked).reason == "imported again, as an answer of ASH"
    assert take(asked, mail("Quiet."), question="Q1").duplicates == 1
    assert len(asked.state.contributions) == 1


def test_strict_takes_nothing_when_something_is_wrong(panel: WorkingGroup) -> None:
    """Not even the good mails."""
    with pytest.raises(Rejected, match="is no address of a member"):
        take(panel, mail("a"), mail("b", "cora@elsewhere.example", number=2), strict=True)
    assert not panel.state.tray


def test_what_is_not_there_is_refused(panel: WorkingGroup) -> None:
    """A question, a draft, or a member of the senders."""
    for how in ({"question": "Q9"}, {"draft": "D9"}, {"senders": {"@x.example": "XYZ"}}):
        with pytest.raises(NotFound):
            take(panel, mail("a"), **how)


def test_mailbox_of_too_much_text_is_refused(
    panel: WorkingGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything of it is recorded."""
    monkeypatch.setattr(import_mail, "MOST_TEXT", 10)
    with pytest.raises(UnreadableInput, match="too much text"):
        take(panel, mail("1234567"), mail("7654321", number=2))
    assert not panel.state.tray


def test_several_files_are_one_step(panel: WorkingGroup) -> None:
    """Each finding names its file."""
    bytes_of = [io.BytesIO(mail("a", number=number).as_bytes()) for number in (1, 2)]
    before = len(panel.steps())
    panel.import_mail(*bytes_of, name="box", senders=SENDERS)
    assert len(panel.steps()) == before + 1
    assert len(panel.state.tray) == 2


def test_senders_are_read_from_a_table() -> None:
    """By address or by domain; a row without a code is refused."""
    read = read_senders(text_source("s.csv", "E-mail,Delegation\n@Ash.example,ASH\nb@x.y,BAY\n"))
    assert read == {"@ash.example": "ASH", "b@x.y": "BAY"}
    with pytest.raises(UnreadableInput, match="has no code"):
        read_senders(text_source("s.csv", "address,code\n@ash.example,\n"))
    with pytest.raises(UnreadableInput, match="no column for address"):
        read_senders(text_source("s.csv", "code\nASH\n"))


@pytest.mark.parametrize("given", ["ASH", "a@b.example=", "ash.example=ASH"])
def test_sender_is_given_as_address_and_code(given: str) -> None:
    """Anything else is refused."""
    assert given_sender("A@B.example=ASH") == ("a@b.example", "ASH")
    with pytest.raises(ValueError, match="name@host=CODE"):
        given_sender(given)


# What a mail offers: the changes that it asks for, for a person to take or leave.


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


def mail_file(text: str, message_id: str = "1@ash.example") -> io.BytesIO:
    """A mail of Ashland."""
    head = "From: a@ash.example\nDate: Tue, 06 Jan 2026 00:10:00 +0000\n"
    head += f"Message-ID: <{message_id}>\nContent-Type: text/plain; charset=utf-8\n\n"
    return io.BytesIO((head + text).encode())


def offered(group: WorkingGroup, text: str) -> tuple[SuggestedAmendment, ...]:
    """What a mail offers."""
    report = group.import_mail(mail_file(text), name="in.eml", senders={"@ash.example": "ASH"})
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
    group.import_mail(
        mail_file(f"OP4. {OP4}", "2@x"), name="in.eml", senders={"@ash.example": "ASH"}
    )
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
    with pytest.raises(Rejected, match="suggestion 2 was taken as A1 already"):
        group.take_offers("TR1", [2])
    step = group.take_offers("TR1")
    assert len(step.bodies) == 3
    with pytest.raises(Rejected, match="everything that TR1 suggests was taken already"):
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
    group.import_mail(mail_file("Hello.", "2@x"), name="in.eml", senders={"@ash.example": "ASH"})
    with pytest.raises(Rejected, match=r"no suggestion for .*; name the text to place it on"):
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
    group.import_mail(mail_file("Delete OP3."), name="in.eml")
    assert "by" not in group.state.tray[group.state.handles["TR1"]].fields
    with pytest.raises(Rejected, match="TR1 does not say who proposes it; name the member"):
        group.take_offers("TR1")
    group.take_offers("TR1", by=["BAY", "Ashland"])
    (made,) = group.state.amendments.values()
    assert made.sponsors == ("BAY", "ASH")


def test_a_clause_with_a_heading_is_rewritten_below_it() -> None:
    """What a mail would have a clause read is its text, not its heading."""
    with WorkingGroup.in_memory(title="Whistles", clock=ticking()) as group:
        group.import_members(text_source("m.csv", "code,name\nASH,Ashland\n"))
        clauses = "# Whistles\n\n### 4.1 General\n\nThe whistle shall sound.\n"
        group.import_draft(text_source("d.md", clauses))
        (offer,) = offered(group, "Clause 4.1 should read: The whistle should sound.")
        assert group.state.text(offer.place.target) == "The whistle shall sound."
