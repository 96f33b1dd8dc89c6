"""What is written to be sent round: reminders, and the notice of a silence."""

from __future__ import annotations

from pathlib import Path

from .conftest import Run, done


def test_what_was_undertaken_and_is_late_is_reminded_of(run: Run, harbour: Path) -> None:
    """What is overdue without a name, one by its name, and nothing for what is done."""
    made = ("--made", "2016-09-30", "--due", "2016-12-07")
    done(run("undertaking", "add", "compile the replies", "--by", "ASH", *made))
    done(run("undertaking", "add", "a softer verb", "--by", "BAY", "--due", "2040-01-01"))
    text = done(run("undertaking", "remind")).out
    assert "To Ashland:" in text
    assert "(U1) compile the replies" in text
    assert "overdue by" in text
    assert "U2" not in text
    assert "(U2) a softer verb" in done(run("undertaking", "remind", "U2")).out
    done(run("undertaking", "done", "U1"))
    assert "nobody is to be reminded" in done(run("undertaking", "remind")).err
    assert done(run("undertaking", "remind", "U1", "--json")).json["reminders"] == []


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
    done(run("edit", "3", "Ships [ASH: shall | BAY: may] enter."))
    done(run("package", "propose", "Reports", "--item", "1,2"))
    done(run("silence", "open", "1", "3", "PKG1", "--until", "2040-03-05T18:00+00:00"))
    text = done(run("silence", "notice", "SP1")).out
    assert "Subject: Harbour panel: silence procedure SP1 until 2040-03-05 18:00 UTC" in text
    assert "    Members shall report every year to the harbour office." in text
    assert "    Ships [shall | may] enter." in text
    assert "    Reports, on 1 (N1), 2 (N2)" in text
    assert "unless a member objects before then" in text
    assert done(run("silence", "notice", "1", "--json")).json["silence"] == "SP1"
    assert "never put under silence" in run("silence", "notice", "2").err
    one = done(run("silence", "open", "2", "--hours", "72"))
    assert (
        "The following text is under silence" in done(run("silence", "notice", one.out.strip())).out
    )
