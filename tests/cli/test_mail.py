"""Mails at the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from .conftest import Run, done


def letter(text: str, sender: str, sent: datetime, number: int = 1) -> EmailMessage:
    """A mail as a mission's program sends it: plain and HTML, with the signs of its language."""
    message = EmailMessage()
    message["From"] = f"Désirée Löw <{sender}>"
    message["To"] = "secretariat@panel.example"
    message["Subject"] = "Änderungen zu Absatz 1"
    message["Date"] = sent
    message["Message-ID"] = f"<{number}@mail.example>"
    message.set_content(text, charset="windows-1252", cte="quoted-printable")
    paragraphs = "".join(f"<p>{each}</p>" for each in text.split("\n\n") if each[:1] != ">")
    message.add_alternative(f"<html><body>{paragraphs}</body></html>", subtype="html")
    return message


def item(run: Run, label: str) -> Any:
    """What `status` says of an item."""
    items = done(run("status", "--json")).json["items"]
    return next(each for each in items if each["label"] == label)


def test_amendment_mailed_at_midnight_asks_to_reopen(run: Run, harbour: Path, folder: Path) -> None:
    """It is marked late, placed, and listed as a request to reopen; the status does not move."""
    done(run("decision", "record", "1", "agreed", "ad", "ref"))
    message = letter(
        "Dear secretariat,\n\nin paragraph 1 replace shall by should.\n\nGrüße\n\n"
        "> Amendments until midnight, please.\n"
        "> 1. Members shall report every year to the harbour office.\n",
        "d.loew@bay.example",
        datetime(2026, 3, 2, 0, 10, tzinfo=UTC),
    )
    (folder / "late.eml").write_bytes(message.as_bytes())
    taken = done(
        run(
            *("mail", "import", "late.eml", "--from", "@bay.example=BAY"),
            *("--deadline", "2026-03-02T00:00+00:00", "--json"),
        )
    ).json
    assert (taken["rows"], taken["tray"]) == (1, 1)
    said = taken["findings"][0]["message"]
    assert said == (
        "a mail of BAY, after the deadline; it waits in the tray as TR1, and offers 1 change;"
        " N1 is closed, so it asks to reopen"
    )
    waiting = done(run("tray", "list", "--json")).json["tray"][0]["fields"]
    assert (waiting["by"], waiting["late"]) == ("BAY", "yes")
    assert waiting["sender name"] == "Désirée Löw"
    assert waiting["subject"] == "Änderungen zu Absatz 1"
    assert "midnight" not in waiting["text"]

    (offer,) = done(run("tray", "offers", "TR1", "--json")).json["offers"]
    assert (offer["target"], offer["reopens"], offer["score"]) == ("N1", True, 1.0)
    assert offer["summary"] == "replace “shall” by “should”"
    assert "N1 (closed)" in done(run("tray", "offers", "TR1")).out
    placed = done(run("tray", "place", "TR1", "--offer", "1"))
    assert placed.out == "A1\n"
    assert "A1 asks to reopen N1; its status stays" in placed.err

    assert item(run, "1")["status"] == "agreed ad ref"
    why = done(run("why", "1")).out
    assert "asks to reopen: one late amendment (A1)" in why
    assert "A1" in done(run("next")).out
    again = done(run("mail", "import", "late.eml", "--from", "@bay.example=BAY", "--json")).json
    assert (again["tray"], again["duplicates"]) == (0, 1)


def test_words_asked_for_throughout_are_offered_in_many_places(
    run: Run, harbour: Path, folder: Path
) -> None:
    """Taken at once, they are an amendment for each place."""
    sent = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
    message = letter("Please replace “office” by “agency” throughout.", "x@ash.example", sent)
    (folder / "a.eml").write_bytes(message.as_bytes())
    done(run("mail", "import", "a.eml", "--from", "x@ash.example=ASH"))
    placed = done(run("tray", "place", "TR1", "--offer", "all"))
    assert placed.out.split() == ["A1", "A2"]
    listed = done(run("amendment", "list", "--json")).json["amendments"]
    assert [(each["target"], each["sponsors"]) for each in listed] == [
        ("N1", ["ASH"]),
        ("N2", ["ASH"]),
    ]


def test_replies_in_a_mailbox_are_compiled(run: Run, harbour: Path, folder: Path) -> None:
    """With senders from a table; what is left in the tray says why."""
    asked = ("--asked", "2026-02-01", "--deadline", "2026-03-01")
    done(run("question", "ask", "Which lights should the panel recommend?", *asked))
    in_time, late = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 9, tzinfo=UTC)
    mails = (
        letter("Red ones.", "d@ash.example", in_time, 1),
        letter("Green ones.", "d@bay.example", late, 2),
        letter("None.", "d@elsewhere.example", late, 3),
    )
    box = b"".join(b"From d@x Mon Mar  2 2026\n" + each.as_bytes() + b"\n" for each in mails)
    (folder / "replies.mbox").write_bytes(box)
    (folder / "senders.csv").write_text("address,code\n@ash.example,ASH\n@bay.example,BAY\n")
    imported = ("mail", "import", "replies.mbox", "--senders", "senders.csv")
    taken = done(run(*imported, "--question", "Q1"))
    assert taken.out.startswith("3 rows: 2 taken, 1 in the tray")
    assert "nobody knows whose d@elsewhere.example is" in taken.err
    rows = done(run("contribution", "list", "--json")).json["contributions"]
    assert [(each["contributor"], bool(each["late"])) for each in rows] == [
        ("Ashland", False),
        ("Bayland", True),
    ]
    offered = run("tray", "offers", "TR1")
    assert (offered.code, offered.out) == (0, "")
    assert "offers nothing" in offered.err


def test_mails_come_through_a_pipe(run: Run, harbour: Path) -> None:
    """As programs hand them over."""
    message = letter("Delete 3.", "d@ash.example", datetime(2026, 3, 1, tzinfo=UTC))
    taken = run("mail", "import", "-", "--from", "@ash.example=ASH", stdin=message.as_bytes())
    assert done(taken).out.startswith("1 row: 0 taken, 1 in the tray")


def test_what_is_wrong_is_said(run: Run, harbour: Path, folder: Path) -> None:
    """Files that are no mail, senders without a code, offers that are not there."""
    (folder / "no.eml").write_text("Members shall report.")
    no_mail = run("mail", "import", "no.eml")
    assert (no_mail.code, "is no mail" in no_mail.err) == (3, True)
    assert run("mail", "import", "none.eml").code == 3
    assert run("mail", "import", "no.eml", "--from", "ASH").code == 2
    assert run("tray", "place", "TR1").code == 2
    assert run("tray", "place", "TR1", "1", "--offer", "1").code == 2
    assert run("tray", "place", "TR1", "--offer", "first").code == 2
    assert run("tray", "place", "TR1", "--offer", "1", "--old", "x").code == 2
    assert run("tray", "offers", "TR1").code == 3


def test_mail_in_the_tray_is_shown_whole(run: Run, harbour: Path, folder: Path) -> None:
    """With what it quotes; a list shows the beginning alone."""
    text = f"In paragraph 1 delete shall.\n\n{'A long word. ' * 30}\n\n> Views, please.\n"
    message = letter(text, "d@bay.example", datetime(2026, 3, 2, tzinfo=UTC))
    (folder / "a.eml").write_bytes(message.as_bytes())
    done(run("mail", "import", "a.eml", "--from", "@bay.example=BAY"))
    shown = done(run("tray", "show", "TR1")).out
    assert shown.startswith("TR1: a mail of BAY\na.eml:1\n")
    assert "\nquoted: Views, please.\n" in shown
    assert shown.count("A long word.") == 30
    listed = done(run("tray", "list")).out
    assert listed.splitlines()[1].endswith("…")
    assert done(run("tray", "show", "TR1", "--json")).json["fields"]["by"] == "BAY"
    assert run("tray", "show", "N1").code == 3


def test_folder_of_mails_is_taken_in_one_step(run: Run, harbour: Path, folder: Path) -> None:
    """Those that are mails by their names, in their order; one step takes them back."""
    (folder / "inbox").mkdir()
    for number, name in enumerate(("b.eml", "a.eml", "notes.txt")):
        message = letter(
            f"{name}: delete 3.", "d@bay.example", datetime(2026, 3, 2, tzinfo=UTC), number
        )
        (folder / "inbox" / name).write_bytes(message.as_bytes())
    taken = done(run("mail", "import", "inbox", "--from", "@bay.example=BAY", "--json")).json
    assert taken["rows"] == 2
    assert [each["file"] for each in taken["findings"]] == ["inbox/a.eml", "inbox/b.eml"]
    done(run("undo"))
    assert done(run("tray", "list", "--json")).json["tray"] == []
    (folder / "inbox" / "c.eml").write_text("no mail")
    assert run("mail", "import", "inbox").code == 3
    assert done(run("tray", "list", "--json")).json["tray"] == []
