"""Undertakings, milestones, coming meetings, and reminders at the command line."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import Run, done

# Undertakings, milestones and meetings to come, from the command line.


def test_story_of_what_is_to_be_done_before_the_next_meeting(run: Run, harbour: Path) -> None:
    """A meeting is announced, something is offered before it, and done."""
    announced = run(
        *(
            "meeting",
            "add",
            "Second meeting",
            "--begins",
            "2040-01-26",
            "--ends",
            "2040-01-27",
        ),
        *("--number", "2", "--place", "Pier", "--quorum", "1/2"),
    )
    assert done(announced).out == "M1\n"
    added = run(
        "plan", "undertaking", "add", "compile the replies", "--owner", "secretariat", "--due", "M1"
    )
    assert done(added).out == "U1\n"
    done(
        run("plan", "undertaking", "add", "a softer verb", "--owner", "ash", "--due", "2040-01-20")
    )
    done(
        run(
            *("plan", "undertaking", "add", "cake", "--owner", "BAY", "--due", "2016-12-07"),
            *("--at", "2016-09-30"),
        )
    )
    assert "(overdue)" in done(run("plan", "undertaking", "list")).out
    assert " secretariat " in done(run("plan", "undertaking", "list")).out
    assert "an undertaking that is overdue" in done(run("next")).out
    done(run("plan", "undertaking", "close", "U3"))
    done(run("plan", "undertaking", "add", "tea", "--owner", "Ada Hale"))
    assert "before M1 2040-01-26 00:00" in done(run("plan", "undertaking", "list")).out
    done(run("plan", "undertaking", "close", "U1", "posted"))
    open_ones = done(run("plan", "undertaking", "list", "--open", "--json")).json["undertakings"]
    assert [(each["by"], each["what"]) for each in open_ones] == [
        ("ASH", "a softer verb"),
        ("Ada Hale", "tea"),
    ]
    done(run("meeting", "edit", "M1", "--begins", "2040-01-28", "--reason", "no boat"))
    assert "2040-01-28 00:00" in done(run("meeting", "list", "--to-come")).out
    assert done(run("meeting", "open", "M1")).out == "M1\n"
    assert "  open\n" in done(run("meeting", "list")).out
    assert run("meeting", "quorum").code == 1
    done(run("meeting", "presence", "ASH", "BAY"))
    assert done(run("meeting", "quorum")).out == "quorum: 2 of 3 members present\n"
    done(run("meeting", "edit", "--quorum", "100%"))
    found = run("meeting", "quorum", "--json")
    assert (found.code, found.json["is_there"], found.json["present"]) == (1, False, 2)
    log = done(run("history", "list")).out
    assert "M1 announced: Second meeting, 2040-01-26 00:00" in log
    assert "U1: undertaken by the secretariat before M1: compile the replies" in log
    assert "U1 is done: posted" in log
    assert "M1 opened: Second meeting" in log
    done(run("meeting", "add", "Third meeting", "--begins", "2040-02-01T10:00"))
    done(run("meeting", "cancel", "M2"))
    assert "cancelled" in done(run("meeting", "list")).out


def test_milestones_are_counted_down(run: Run, harbour: Path) -> None:
    """The days left in the list, a warning on stderr, and what is overdue in the next items."""
    assert "no target date" in done(run("plan", "milestone", "list")).err
    assert done(run("plan", "milestone", "add", "final report", "2040-01-31")).out == "MS1\n"
    done(run("plan", "milestone", "add", "first draft", "2020-01-31"))
    listed = done(run("plan", "milestone", "list"))
    assert "days left" in listed.out
    assert "first draft (MS2): overdue by" in listed.err
    assert "final report" not in listed.err
    assert "final report (MS1)" in done(run("plan", "milestone", "list", "--warn", "99999")).err
    assert "a milestone that is overdue" in done(run("next")).out
    done(run("plan", "milestone", "edit", "MS2", "2041-01-31", "--reason", "winter"))
    done(run("plan", "milestone", "close", "first draft", "--note", "early"))
    rows = done(run("plan", "milestone", "list", "--json")).json["milestones"]
    assert [(each["title"], each["countdown"]) for each in rows] == [
        ("final report", "ahead"),
        ("first draft", "reached"),
    ]


def test_what_cannot_be_planned_says_why(run: Run, harbour: Path) -> None:
    """No meeting, no quorum, no time, no day."""
    assert run("meeting", "quorum").code == 3
    assert run("meeting", "add", "x", "--begins", "soon").code == 2
    assert run("plan", "milestone", "add", "x", "soon").code == 2
    assert run("plan", "undertaking", "add", "x", "--owner", "ASH", "--due", "soon").code == 3
    done(run("meeting", "open", "First meeting"))
    answer = run("meeting", "quorum")
    assert (answer.code, "has no quorum" in answer.err) == (3, True)
    assert run("meeting", "edit", "--quorum", "most").code == 3
    assert "no undertaking is recorded" in done(run("plan", "undertaking", "list")).err


def test_times_that_are_due_are_told_with_their_zone(run: Run, harbour: Path) -> None:
    """Wherever a command prints one, as ballots do; also where it is refused as past."""
    due, past = "2040-03-05T18:00+02:00", "2016-12-07T18:00+02:00"
    done(run("plan", "undertaking", "add", "a softer verb", "--owner", "ASH", "--due", due))
    done(run("consultation", "open", "1", "--due", due))
    done(run("contribution", "question", "add", "Which lights?", "--due", due))
    for command in (
        ("plan", "undertaking", "list"),
        ("consultation", "list"),
        ("consultation", "show", "CON1"),
        ("contribution", "question", "list"),
        ("why", "1"),
    ):
        assert "2040-03-05 18:00 UTC+02:00" in done(run(*command)).out
    for command in (
        ("plan", "undertaking", "add", "cake", "--owner", "BAY", "--due", past),
        ("consultation", "open", "2", "--due", past),
        ("contribution", "question", "add", "Why?", "--due", past),
    ):
        assert "2016-12-07 18:00 UTC+02:00, lies before" in run(*command).err


# What is written to be sent round: reminders, and the notice of a silence.


def test_what_was_undertaken_and_is_late_is_reminded_of(run: Run, harbour: Path) -> None:
    """What is overdue without a name, one by its name, and nothing for what is done."""
    made = ("--at", "2016-09-30", "--due", "2016-12-07")
    done(run("plan", "undertaking", "add", "compile the replies", "--owner", "ASH", *made))
    done(
        run("plan", "undertaking", "add", "a softer verb", "--owner", "BAY", "--due", "2040-01-01")
    )
    text = done(run("plan", "undertaking", "remind")).out
    assert "To Ashland:" in text
    assert "(U1) compile the replies" in text
    assert "overdue by" in text
    assert "U2" not in text
    assert "(U2) a softer verb" in done(run("plan", "undertaking", "remind", "U2")).out
    done(run("plan", "undertaking", "close", "U1"))
    assert "nobody is to be reminded" in done(run("plan", "undertaking", "remind")).err
    assert done(run("plan", "undertaking", "remind", "U1", "--json")).json["reminders"] == []


def test_a_consultation_is_reminded_to_report_back(run: Run, harbour: Path) -> None:
    """It names who leads it and who takes part."""
    opened = ("consultation", "open", "1", "--facilitator", "Ada Hale", "--with", "BAY")
    done(run(*opened, "--due", "2040-01-01"))
    assert "nobody is to be reminded" in done(run("consultation", "remind")).err
    (found,) = done(run("consultation", "remind", "CON1", "--json")).json["reminders"]
    assert found["about"] == "CON1"
    assert "To Ada Hale, Bayland:" in found["mail"]


def test_the_notice_of_a_silence_has_all_that_members_need(run: Run, harbour: Path) -> None:
    """The words put under silence, until when, and how to break it; named by a text as well."""
    done(run("draft", "edit", "3", "Ships [ASH: shall | BAY: may] enter."))
    done(run("decision", "package", "add", "Reports", "--item", "1,2"))
    done(run("silence", "open", "1", "3", "PKG1", "--until", "2040-03-05T18:00+00:00"))
    text = done(run("silence", "notice", "SP1")).out
    assert "Subject: Harbour panel: silence procedure SP1 until 2040-03-05 18:00 UTC" in text
    assert "    Members shall report every year to the harbour office." in text
    assert "    Ships [shall | may] enter." in text
    assert "    Reports, on 1 (N1), 2 (N2)" in text
    assert "its rule also needs a member in favour" in " ".join(text.split())
    assert done(run("silence", "notice", "1", "--json")).json["silence"] == "SP1"
    assert "never had a silence procedure" in run("silence", "notice", "2").err
    one = done(run("silence", "open", "2", "--hours", "72"))
    assert (
        "A silence procedure runs on the following text"
        in done(run("silence", "notice", one.out.strip())).out
    )


# Lists that are also reports.


def test_undertakings_are_listed_and_reported(run: Run, harbour: Path) -> None:
    """What is overdue comes first on the terminal; written, the public is told no names."""
    add = ("plan", "undertaking", "add")
    done(run(*add, "tea", "--owner", "BAY", "--due", "2040-01-01"))
    tried = done(run(*add, "cake", "--owner", "ASH", "--dry-run", "--json")).json
    assert (tried["handles"], tried["step"]) == (["U2"], None)
    late = ("--at", "2016-09-30", "--due", "2016-12-07")
    made = done(run(*add, "cake", "--owner", "ASH", *late, "--json"))
    assert made.json["handles"] == ["U2"]
    show = ("plan", "undertaking", "list")
    rows = done(run(*show, "--json")).json["undertakings"]
    assert [(each["handle"], each["made"][:4]) for each in rows[:1]] == [("U2", "2016")]
    public, members = done(run(*show, "--to", "csv")).out, (*show, "--audience", "members", "--to")
    assert ("ASH" in public, "U2" in public) == (False, True)
    assert "ASH" in done(run(*members, "csv")).out
    lines = done(run(*members, "jsonl")).out.splitlines()
    assert [json.loads(each)["handle"] for each in lines] == ["U1", "U2"]
    old = done(run("report", "undertakings", "--open", "--to", "html"))
    assert old.out == done(run(*show, "--open", "--to", "html")).out
    assert done(run("report", "undertakings")).out.startswith("# Undertakings\n")
    done(run(*show, "--open", "--audience", "members", "-o", "u.docx"))
    assert Path("u.docx").read_bytes().startswith(b"PK")


def test_milestones_are_listed_and_reported(run: Run, harbour: Path) -> None:
    """`--warn` is of the list on the terminal alone."""
    made = done(run("plan", "milestone", "add", "final report", "2040-01-31", "--json")).json
    assert (made["handles"], made["changed"], made["warnings"]) == (["MS1"], [], [])
    show = ("plan", "milestone", "list")
    assert "# Milestones\n" in done(run(*show, "--audience", "public")).out
    done(run(*show, "-o", "m.csv"))
    assert "final report" in Path("m.csv").read_text(encoding="utf-8")
    refused = run(*show, "--warn", "3", "--to", "csv")
    assert (refused.code, "--warn goes without --to" in refused.err) == (2, True)
    assert done(run("report", "milestones", "--json")).json["milestones"][0]["note"] == ""
