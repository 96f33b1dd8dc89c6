"""Mails taken in: whose they are, and what becomes of them."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest

from consensus.errors import NotFound, Rejected, UnreadableInput
from consensus.model.amendments import TrayEntry, TrayState
from consensus.working_group import WorkingGroup, import_mail
from consensus.working_group.import_base import ImportReport
from consensus.working_group.import_mail import given_sender, read_senders
from tests.support.panel import text_source

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
        "a mail of ASH; it waits in the tray as TR1, and offers 1 change",
    ]


def test_same_mail_adds_nothing_again(panel: WorkingGroup) -> None:
    """It is known by its Message-ID, in whichever file it comes."""
    assert take(panel, mail("Hello."), mail("Hello, again.")).duplicates == 1
    assert take(panel, mail("Hello.")).duplicates == 1
    assert len(panel.state.tray) == 1


def test_mail_of_nobody_known_waits_until_it_is_said_whose_it_is(panel: WorkingGroup) -> None:
    """Then it is taken in as that member's, and the old entry is set aside."""
    report = take(panel, mail("Delete 2.", "cora@elsewhere.example"))
    assert "nobody knows whose cora@elsewhere.example is" in str(report.findings[0])
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
    assert entry(asked).reason == "taken in again, as an answer of ASH"
    assert take(asked, mail("Quiet."), question="Q1").duplicates == 1
    assert len(asked.state.contributions) == 1


def test_strict_takes_nothing_when_something_is_wrong(panel: WorkingGroup) -> None:
    """Not even the good mails."""
    with pytest.raises(Rejected, match="nobody knows whose"):
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
