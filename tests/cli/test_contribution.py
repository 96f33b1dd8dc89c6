"""Questions, contributions and mails at the command line."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from .conftest import Run, done, item

# Mails at the command line.


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


def test_amendment_mailed_at_midnight_asks_to_reopen(run: Run, harbour: Path, folder: Path) -> None:
    """It is marked late, placed, and listed as a request to reopen; the status does not move."""
    done(run("decision", "add", "1", "agreed", "ad", "ref"))
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
            *("inbox", "import", "late.eml", "--sender", "@bay.example=BAY"),
            *("--due", "2026-03-02T00:00+00:00", "--json"),
        )
    ).json
    assert (taken["rows"], taken["tray"]) == (1, 1)
    said = taken["findings"][0]["message"]
    assert said == (
        "a mail of BAY, after the deadline; it waits in the inbox as TR1, and suggests 1 change;"
        " N1 is decided, so it requests a reopening"
    )
    waiting = done(run("inbox", "list", "--json")).json["tray"][0]["fields"]
    assert (waiting["by"], waiting["late"]) == ("BAY", "yes")
    assert waiting["sender name"] == "Désirée Löw"
    assert waiting["subject"] == "Änderungen zu Absatz 1"
    assert "midnight" not in waiting["text"]

    (offer,) = done(run("inbox", "show", "TR1", "--suggest", "--json")).json["offers"]
    assert (offer["target"], offer["reopens"], offer["score"]) == ("N1", True, 1.0)
    assert offer["summary"] == "replace “shall” by “should”"
    suggested = done(run("inbox", "show", "TR1", "--suggest")).out
    assert "N1 (closed)" in suggested
    assert re.search(r" \d+% ", suggested)
    assert "A percentage says how certain" in done(run("inbox", "show", "--help")).out
    placed = done(run("inbox", "place", "TR1", "--suggestion", "1"))
    assert placed.out == "A1\n"
    assert "A1 requests reopening 1 (N1), which stays" in placed.err

    assert item(run, "1")["status"] == "agreed ad ref"
    why = done(run("why", "1")).out
    assert "request to reopen: one late amendment (A1)" in why
    assert "A1" in done(run("next")).out
    again = done(run("inbox", "import", "late.eml", "--sender", "@bay.example=BAY", "--json")).json
    assert (again["tray"], again["duplicates"]) == (0, 1)


def test_words_asked_for_throughout_are_offered_in_many_places(
    run: Run, harbour: Path, folder: Path
) -> None:
    """Taken at once, they are an amendment for each place."""
    sent = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
    message = letter("Please replace “office” by “agency” throughout.", "x@ash.example", sent)
    (folder / "a.eml").write_bytes(message.as_bytes())
    done(run("inbox", "import", "a.eml", "--sender", "x@ash.example=ASH"))
    placed = done(run("inbox", "place", "TR1", "--suggestion", "all"))
    assert placed.out.split() == ["A1", "A2"]
    listed = done(run("amendment", "list", "--json")).json["amendments"]
    assert [(each["target"], each["sponsors"]) for each in listed] == [
        ("N1", ["ASH"]),
        ("N2", ["ASH"]),
    ]


def test_replies_in_a_mailbox_are_compiled(run: Run, harbour: Path, folder: Path) -> None:
    """With senders from a table; what is left in the inbox says why."""
    asked = ("--at", "2026-02-01", "--due", "2026-03-01")
    done(run("contribution", "question", "add", "Which lights should the panel recommend?", *asked))
    in_time, late = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 9, tzinfo=UTC)
    mails = (
        letter("Red ones.", "d@ash.example", in_time, 1),
        letter("Green ones.", "d@bay.example", late, 2),
        letter("None.", "d@elsewhere.example", late, 3),
    )
    box = b"".join(b"From d@x Mon Mar  2 2026\n" + each.as_bytes() + b"\n" for each in mails)
    (folder / "replies.mbox").write_bytes(box)
    (folder / "senders.csv").write_text("address,code\n@ash.example,ASH\n@bay.example,BAY\n")
    imported = ("inbox", "import", "replies.mbox", "--senders", "senders.csv")
    taken = done(run(*imported, "--question", "Q1"))
    assert taken.out.startswith("3 rows: 2 taken, 1 in the inbox")
    assert "d@elsewhere.example is no address of a member" in taken.err
    rows = done(run("contribution", "list", "--json")).json["contributions"]
    assert [(each["contributor"], bool(each["late"])) for each in rows] == [
        ("Ashland", False),
        ("Bayland", True),
    ]
    offered = run("inbox", "show", "TR1", "--suggest")
    assert (offered.code, offered.out) == (0, "")
    assert "no suggestion for TR1; place it with 'consensus inbox place TR1 TEXT'" in offered.err


def test_mails_come_through_a_pipe(run: Run, harbour: Path) -> None:
    """As programs hand them over."""
    message = letter("Delete 3.", "d@ash.example", datetime(2026, 3, 1, tzinfo=UTC))
    taken = run("inbox", "import", "-", "--sender", "@ash.example=ASH", stdin=message.as_bytes())
    assert done(taken).out.startswith("1 row: 0 taken, 1 in the inbox")


def test_what_is_wrong_is_said(run: Run, harbour: Path, folder: Path) -> None:
    """Files that are no mail, senders without a code, offers that are not there."""
    (folder / "no.eml").write_text("Members shall report.")
    no_mail = run("inbox", "import", "no.eml")
    assert (no_mail.code, "is no mail" in no_mail.err) == (3, True)
    assert run("inbox", "import", "none.eml").code == 4
    assert run("inbox", "import", "no.eml", "--sender", "ASH").code == 2
    assert run("inbox", "place", "TR1").code == 2
    assert run("inbox", "place", "TR1", "1", "--suggestion", "1").code == 2
    assert run("inbox", "place", "TR1", "--suggestion", "first").code == 2
    assert run("inbox", "place", "TR1", "--suggestion", "1", "--old", "x").code == 2
    assert run("inbox", "show", "TR1", "--suggest").code == 3


def test_mail_in_the_tray_is_shown_whole(run: Run, harbour: Path, folder: Path) -> None:
    """With what it quotes; a list shows the beginning alone."""
    text = f"In paragraph 1 delete shall.\n\n{'A long word. ' * 30}\n\n> Views, please.\n"
    message = letter(text, "d@bay.example", datetime(2026, 3, 2, tzinfo=UTC))
    (folder / "a.eml").write_bytes(message.as_bytes())
    done(run("inbox", "import", "a.eml", "--sender", "@bay.example=BAY"))
    shown = done(run("inbox", "show", "TR1")).out
    assert shown.startswith("TR1: a mail of BAY\na.eml:1\n")
    assert "\nquoted: Views, please.\n" in shown
    assert shown.count("A long word.") == 30
    listed = done(run("inbox", "list")).out
    assert listed.splitlines()[1].endswith("…")
    assert done(run("inbox", "show", "TR1", "--json")).json["fields"]["by"] == "BAY"
    assert run("inbox", "show", "N1").code == 3


def test_folder_of_mails_is_taken_in_one_step(run: Run, harbour: Path, folder: Path) -> None:
    """Those that are mails by their names, in their order; one step takes them back."""
    (folder / "inbox").mkdir()
    for number, name in enumerate(("b.eml", "a.eml", "notes.txt")):
        message = letter(
            f"{name}: delete 3.", "d@bay.example", datetime(2026, 3, 2, tzinfo=UTC), number
        )
        (folder / "inbox" / name).write_bytes(message.as_bytes())
    taken = done(run("inbox", "import", "inbox", "--sender", "@bay.example=BAY", "--json")).json
    assert taken["rows"] == 2
    assert [each["file"] for each in taken["findings"]] == ["inbox/a.eml", "inbox/b.eml"]
    done(run("undo"))
    assert done(run("inbox", "list", "--json")).json["tray"] == []
    (folder / "inbox" / "c.eml").write_text("no mail")
    assert run("inbox", "import", "inbox").code == 3
    assert done(run("inbox", "list", "--json")).json["tray"] == []


# Questions, contributions and reminders, from the command line.


def test_story_of_a_call_for_contributions(run: Run, harbour: Path, folder: Path) -> None:
    """Two questions, replies from a folder and by hand, a compilation, and who is missing."""
    asked = run(
        "contribution",
        "question",
        "add",
        "Which lights should we recommend?",
        "--due",
        "2040-12-07",
    )
    assert done(asked).out == "Q1\n"
    done(run("contribution", "question", "add", "Who pays for them?", "--number", "2"))
    replies = folder / "replies"
    replies.mkdir()
    (replies / "ash.md").write_text(
        "# Question 1\n\nRed ones.\n\n# Question 2\n\nShips.\n", "utf-8"
    )
    (replies / "trust.txt").write_text(
        "From: Harbour Trust\nReceived: 2040-12-15\n\nQ1: None at all.\n", "utf-8"
    )
    (replies / "photo.png").write_bytes(b"\x89PNG")
    found = done(run("contribution", "import", "replies", "--json"))
    assert (found.json["taken"], found.json["findings"]) == (2, [])
    assert "photo.png was passed over" in found.err
    assert done(run("contribution", "import", "replies", "--json")).json["duplicates"] == 2
    (folder / "letter.bin").write_bytes(b"\x00\x01")
    added = run(
        *("contribution", "add", "BAY", "--answer", "1=-", "--document", "letter.bin"),
        stdin="Green ones.\n",
    )
    assert done(added).out == "C3\n"
    (late,) = done(run("contribution", "list", "--late", "--json")).json["contributions"]
    assert (late["contributor"], late["late"]) == ("Harbour Trust", ["Q1"])
    assert "late: Q1" in done(run("contribution", "list")).out
    shown = done(run("contribution", "show", "C3")).out
    assert "Green ones." in shown
    assert (
        "letter.bin (sha256 b413f47d13ee2fe6c845b2ee141af81de858df4ec549a58b7970bb96645bc8d2)"
        in (shown)
    )
    done(run("contribution", "highlight", "ash", "red ones", "--on", "1,Q1", "--issue", "colour"))
    data = done(run("contribution", "show", "C1", "--json")).json
    assert [each["text"] for each in data["said"]] == ["Red ones.", "Ships."]
    assert data["highlights"][0]["links"] == ["N1", "Q1"]
    assert "HL1, colour, N1, Q1: Red ones" in done(run("contribution", "show", "C1")).out
    compiled = done(run("report", "contributions")).out
    assert "- [Question 1](#q1)" in compiled
    assert "> None at all." in compiled
    assert "passages highlighted" in compiled
    done(run("report", "contributions", "Q2", "--to", "csv", "-o", "second.csv"))
    assert "Ships." in (folder / "second.csv").read_text("utf-8")
    assert "None" not in (folder / "second.csv").read_text("utf-8")
    issues = done(run("report", "contributions", "--audience", "members", "--json")).json["issues"]
    assert issues[0]["issue"] == "colour"
    assert (
        "C1: a contribution was received from ASH, to Q1 and Q2" in done(run("history", "list")).out
    )


def test_missing_answers_and_reminders(run: Run, harbour: Path) -> None:
    """Which member lacks which question, and the mail that says so."""
    assert "nobody is to be reminded" in done(run("contribution", "remind")).err
    assert "no question has been put" in done(run("contribution", "question", "list")).err
    assert "no question has been put" in done(run("contribution", "missing")).err
    done(run("contribution", "question", "add", "Which lights?", "--due", "2040-12-07"))
    done(run("contribution", "add", "ASH", "--answer", "1=Red ones."))
    missing = done(run("contribution", "missing", "--json")).json["missing"]
    assert [each["member"] for each in missing] == ["BAY", "COL"]
    assert "Bayland" in done(run("contribution", "missing")).out
    mail = done(run("contribution", "remind", "bay")).out
    assert mail.startswith("Subject: Harbour panel: your answers\n\nTo Bayland:")
    assert "Colland" not in mail
    (one, _) = done(run("contribution", "remind", "--json")).json["reminders"]
    assert one["missing"][0]["days_left"] > 0
    assert "Which lights?" in one["mail"]
    assert "nobody" in done(run("contribution", "remind", "--within", "3")).err
    assert "2/3" in done(run("contribution", "question", "list")).out
    (row,) = done(run("contribution", "question", "list", "--json")).json["questions"]
    assert (row["answered"], row["missing"]) == (1, 2)
    done(run("contribution", "question", "edit", "1", "2041-01-01"))
    assert "2041-01-01" in done(run("contribution", "question", "list")).out
    for code in ("BAY", "COL"):
        done(run("contribution", "add", code, "--answer", "1=White ones."))
    assert "every member has answered every question" in done(run("contribution", "missing")).err


def test_what_cannot_be_taken_says_why(run: Run, harbour: Path, folder: Path) -> None:
    """A time that is none, an answer to nothing, a document that is not there."""
    done(run("contribution", "question", "add", "Which lights?"))
    assert run("contribution", "question", "add", "Why?", "--due", "2016-12-07").code == 3
    done(
        run(
            "contribution",
            "question",
            "add",
            "Why?",
            "--at",
            "2016-09-30",
            "--due",
            "2016-12-07",
        )
    )
    assert "is no time" in run("contribution", "question", "add", "Why?", "--due", "soon").err
    assert run("contribution", "add", "ASH", "--answer", "Red").code == 2
    assert run("contribution", "add", "ASH", "--answer", "1=a", "--answer", "1=b").code == 2
    missing = run("contribution", "add", "ASH", "--answer", "1=a", "--document", "none.pdf")
    assert (missing.code, "none.pdf cannot be read" in missing.err) == (4, True)
    assert run("contribution", "add", "--answer", "1=a").code == 3
    (folder / "x.md").write_text("Q1: Whose?\n", "utf-8")
    refused = run("contribution", "import", "x.md")
    assert (refused.code, "x.md:1: error" in refused.err) == (3, True)


# What is recorded as data, and what is only tried.


def test_mails_are_tried_placed_and_told_as_data(run: Run, harbour: Path, folder: Path) -> None:
    """One object on stdout; a trial leaves nothing behind."""
    message = letter("Replace “office” by “agency” throughout.", "x@ash.example", datetime.now(UTC))
    (folder / "a.eml").write_bytes(message.as_bytes())
    imported = ("inbox", "import", "a.eml", "--sender", "x@ash.example=ASH", "--json")
    assert done(run(*imported, "--dry-run")).json["handles"] == ["TR1"]
    assert done(run("inbox", "list", "--json")).json["tray"] == []
    found = done(run(*imported)).json
    assert (found["tray"], found["handles"], found["changed"]) == (1, ["TR1"], [])
    place = ("inbox", "place", "TR1", "--suggestion", "1", "--suggestion", "2")
    said = done(run(*place, "--dry-run"))
    assert said.out == "A1: not there → ready\nA2: not there → ready\n"
    assert "TR1 is placed as A1, A2\n" in said.err
    assert done(run(*place, "--json")).json["handles"] == ["A1", "A2"]
    placed = done(run("inbox", "list", "--all", "--json")).json["tray"]
    assert [each["state"] for each in placed] == ["placed"]


def test_what_came_before_is_dated_with_the_time_it_came(run: Run, harbour: Path) -> None:
    """By `--at`, as every step is; the old names of the options say the same."""
    ask = ("contribution", "question", "add", "Which lights?", "--due", "2016-12-07", "--json")
    assert done(run(*ask, "--at", "2016-09-30")).json["handles"] == ["Q1"]
    add = ("contribution", "add", "ASH", "--answer")
    assert done(run(*add, "1=Red.", "--at", "2016-12-08", "--json")).json["handles"] == ["C1"]
    old = done(run(*add, "1=Green.", "--received", "2016-12-07"))
    assert old.err.startswith("'--received' is now '--at'\n")
    rows = done(run("contribution", "list", "--json")).json["contributions"]
    assert [(each["received"][:10], each["late"]) for each in rows] == [
        ("2016-12-08", ["Q1"]),
        ("2016-12-07", []),
    ]
