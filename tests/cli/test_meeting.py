"""A meeting at the command line: agenda, floor, wall, and the log of it and of the time between."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Run, done

# The agenda, the floor and the wall at the command line.


@pytest.fixture
def meeting(run: Run, harbour: Path) -> Path:
    """The harbour panel in its first meeting."""
    done(run("meeting", "open", "First meeting"))
    return harbour


def test_a_round_of_speakers(run: Run, meeting: Path) -> None:
    """Requests are put in order, and each giving says who has the floor."""
    done(run("floor", "limit", "180", "--observers", "60"))
    done(run("floor", "request", "OBS"))
    assert "waiting: COL, OBS" in done(run("floor", "request", "col", "--remote")).err
    done(run("floor", "request", "ASH"))
    done(run("floor", "request", "BAY", "--reply"))
    assert "COL has the floor (" in done(run("floor", "give")).err
    lines = done(run("floor", "list")).out.splitlines()
    assert lines[0].split() == ["turn", "member", "group"]
    assert lines[1].split()[:3] == ["now", "COL", "CIV"]
    assert lines[1].endswith("left")
    assert [line.split() for line in lines[2:]] == [
        ["1", "ASH", "GOV"],
        ["2", "OBS", "observer"],
        ["3", "BAY", "GOV", "right", "of", "reply"],
    ]
    assert "OBS has the floor, out of turn" in done(run("floor", "give", "OBS")).err
    done(run("floor", "withdraw", "ASH"))
    assert "BAY has the floor, for a right of reply" in done(run("floor", "give")).err
    done(run("floor", "end"))
    assert "nobody waits for the floor" in run("floor", "give").err
    assert done(run("floor", "list")).out == ""


def test_the_list_as_data(run: Run, meeting: Path) -> None:
    """Scripts get everything; whoever is named has its flags."""
    done(run("floor", "request", "COL", "--remote"))
    done(run("floor", "give"))
    found = done(run("floor", "list", "--json")).json
    assert (
        found["schema"],
        found["meeting"],
        found["speaker"],
        found["name"],
        found["is_remote"],
        found["left"],
    ) == (1, "M1", "COL", "Colland", True, None)


def test_the_cut_off(run: Run, meeting: Path) -> None:
    """A closed list refuses, with what to do."""
    done(run("floor", "close"))
    refused = run("floor", "request", "ASH")
    assert refused.code == 3
    assert "reopen it" in refused.err
    assert "is closed" in run("floor", "list").err
    done(run("floor", "reopen"))
    done(run("floor", "request", "ASH"))


def test_flags_need_a_member(run: Run, meeting: Path) -> None:
    """How somebody takes part is said of somebody."""
    assert run("floor", "give", "--remote").code == 2


def test_what_was_said(run: Run, meeting: Path) -> None:
    """Notes are listed for those who may see them, and counted for others."""
    assert done(run("floor", "note", "Costs are high.", "--on", "1,2")).out == "INT1\n"
    done(run("floor", "note", "-", "--member", "ASH", stdin="Once a year\n"))
    listed = done(run("floor", "list", "--noted")).out
    assert listed.splitlines()[1].split() == ["INT1", "N1,", "N2", "Costs", "are", "high."]
    assert listed.splitlines()[2].split() == ["INT2", "ASH", "Once", "a", "year"]
    public = done(run("floor", "list", "--noted", "--audience", "public"))
    assert ("Costs" in public.out, "Once" in public.out) == (True, False)
    assert "interventions" in public.err
    done(run("floor", "give", "BAY"))
    done(run("meeting", "close"))
    past = done(run("floor", "list", "--meeting", "M1")).out
    assert past.splitlines()[1].split()[0] == "BAY"
    assert run("floor", "list", "--meeting", "N1").code == 3


def test_a_meeting_is_moved_and_has_a_quorum(run: Run, harbour: Path) -> None:
    """One to come is moved; the quorum is of the open one, whether it is named or not."""
    done(run("meeting", "add", "Second meeting", "--begins", "2040-01-26", "--place", "Pier"))
    moved = ("meeting", "edit", "M1", "--begins", "2040-01-27T10:00", "--ends", "2040-01-28")
    assert "M1 is moved" in done(run(*moved, "--reason", "storm")).err
    done(run("meeting", "edit", "M1", "--place", "Hall"))
    (to_come,) = done(run("meeting", "list", "--to-come", "--json")).json["meetings"]
    assert (to_come["begins"][:16], to_come["place"]) == ("2040-01-27T10:00", "Hall")
    assert run("meeting", "edit", "--quorum", "1/2").code == 3
    done(run("meeting", "open", "First meeting"))
    assert "M1 is not open" in run("meeting", "edit", "M1", "--quorum", "1/2").err
    assert "the quorum is 1/2" in done(run("meeting", "edit", "--quorum", "1/2")).err
    assert done(run("meeting", "edit", "M2", "--quorum", "2/3", "--json")).json["step"]
    assert run("meeting", "quorum").out == "no quorum: 0 of 3 present; 2 needed\n"
    assert "is 3/4" in done(run("meeting", "set-quorum", "--user", "Ada", "3/4")).err
    assert "Move a meeting" in done(run("meeting", "set-quorum", "--help")).out
    old = done(run("meeting", "set-quorum", ""))
    assert old.err.startswith("'meeting set-quorum' is now 'meeting edit --quorum'")
    assert run("meeting", "quorum").code == 3
    for wrong in (
        (),
        ("M1",),
        ("--quorum",),
        ("--place", "Pier"),
        ("M1", "--place", "Pier", "--quorum", "1/2"),
    ):
        assert run("meeting", "edit", *wrong).code == 2


def test_voices_are_those_of_members_present(run: Run, meeting: Path) -> None:
    """All who are there are told as present; more than these are warned of."""
    done(run("meeting", "presence", "ASH", "BAY"))
    done(run("floor", "note", "the costs", "--kind", "concern", "--voices", "2"))
    told = done(run("report", "summary", "--audience", "members")).out
    assert "All members present expressed concern over the costs." in told
    more = done(run("floor", "note", "noise", "--kind", "concern", "--voices", "3", "--json"))
    assert more.json["warnings"] == ["3 voices are more than the 2 members present"]


def test_what_a_meeting_would_record_is_told_and_taken_back(run: Run, harbour: Path) -> None:
    """Opened, moved on and noted as data; tried, none of it is there."""
    head = done(run("history", "verify", "--json")).json["head"]
    tried = done(run("meeting", "open", "First meeting", "--dry-run"))
    assert (tried.out, tried.err) == (
        "",
        "First meeting is open (committee)\nnothing was recorded\n",
    )
    assert done(run("history", "verify", "--json")).json["head"] == head
    told = done(run("meeting", "open", "First meeting", "--json")).json
    assert (bool(told["step"]), told["handles"]) == (True, ["M1"])
    assert done(run("floor", "request", "ASH", "--dry-run")).err.startswith("waiting: ASH\n")
    assert "nobody has the floor or asks for it" in done(run("floor", "list")).err
    noted = ("floor", "note", "Fees are high.", "--on", "2", "--json")
    assert done(run(*noted, "--dry-run")).json["step"] is None
    assert done(run(*noted)).json["handles"] == ["INT1"]


def test_the_agenda(run: Run, harbour: Path) -> None:
    """Matters are put on it before the meeting, taken up and finished."""
    assert done(run("meeting", "agenda", "add", "Reports", "--on", "1,D1")).out == "AG1\n"
    done(run("meeting", "agenda", "add", "Fees", "--number", "1(a)"))
    assert "no meeting is open" in run("meeting", "agenda", "open", "1").err
    done(run("meeting", "open", "First meeting"))
    assert "Reports is taken up" in done(run("meeting", "agenda", "open", "1")).err
    done(run("meeting", "agenda", "close"))
    done(run("meeting", "agenda", "open", "fees"))
    rows = [line.split() for line in done(run("meeting", "agenda", "list")).out.splitlines()[1:]]
    assert rows == [
        ["AG1", "1", "Reports", "N1,", "D1", "finished"],
        ["AG2", "1(a)", "Fees", "taken", "up"],
    ]
    found = done(run("meeting", "agenda", "list", "--json")).json["agenda"]
    assert [each["is_finished"] for each in found] == [True, False]


def test_the_log_tells_of_all_of_it(run: Run, meeting: Path) -> None:
    """Each act has its sentence."""
    for words in (
        "agenda add Reports --on 1",
        "agenda take-up 1",
        "floor budget 60 --observers 0",
        "floor request ASH",
        "floor request BAY --reply",
        "floor withdraw BAY",
        "floor give",
        "floor give COL",
        "floor note Agreed --member COL --item 1",
        "floor close",
        "floor reopen",
        "floor end",
        "agenda finish",
    ):
        done(run(*words.split()))
    told = done(run("history", "list")).out
    for sentence in (
        "AG1 put on the agenda: 1 Reports, on 1 (N1)",
        "AG1 taken up",
        "interventions may take 60 seconds, those of observers as long as they like",
        "ASH asked for the floor",
        "BAY asked for a right of reply",
        "BAY left the speakers' list",
        "the intervention of ASH ended",
        "COL got the floor",
        "INT1: an intervention by COL on 1 (N1) was noted: Agreed",
        "the speakers' list was closed",
        "the speakers' list was opened again",
        "AG1 finished",
    ):
        assert sentence in told


def test_the_wall(run: Run, harbour: Path) -> None:
    """It is blank, shows what was pushed until that is blanked, and names nobody."""
    assert ((answer := run("projector", "status")).out, answer.err) == (
        "",
        "the room sees nothing\n",
    )
    assert None is done(run("projector", "status", "--json")).json["slide"]
    done(run("decision", "add", "1", "agreed", "--pending", "COL"))
    assert "the room now sees Harbour rules 1" in done(run("projector", "show", "1")).err
    assert done(run("projector", "status")).out == (
        "Harbour rules 1\nzero draft\nagreed ad ref, pending\n"
        "Members shall report every year to the harbour office.\n"
    )
    done(run("decision", "confirm", "1", "COL"))
    assert run("projector", "status", "--json").json["slide"]["status"] == "agreed ad ref, pending"
    done(run("projector", "show"))
    assert run("projector", "status").out.endswith("1 agreed, 2 open\n")
    done(run("projector", "blank"))
    assert run("projector", "status").out == ""


def test_the_past_has_no_wall(run: Run, harbour: Path) -> None:
    """What is on the wall is no part of the record, so the past has none; wrong names are said."""
    done(run("projector", "show", "1"))
    assert run("projector", "status", "--as-of", "2100-01-01").out == ""
    assert run("projector", "show", "1", "--as-of", "2100-01-01").code == 2
    assert run("projector", "show", "N99").code == 3


# What was recorded in a meeting, and in between, from the command line.


def test_the_log_of_a_meeting_and_of_the_time_before_it(run: Run, harbour: Path) -> None:
    """What came in between two meetings is in neither; before the first is all that came."""
    done(run("meeting", "open", "First meeting"))
    done(run("decision", "add", "1", "agreed"))
    done(run("meeting", "close"))
    done(run("amendment", "add", "2", "--old", "all", "--text", "most", "--by", "ASH"))
    done(run("meeting", "add", "Second meeting", "--begins", "2040-01-26"))
    done(run("meeting", "open", "Second meeting"))
    done(run("decision", "add", "3", "agreed"))
    first = done(run("history", "list", "--meeting", "M1")).out
    assert "M1 opened" in first
    assert "1 (N1) agreed" in first
    assert "N3" not in first
    between = done(run("history", "list", "--before", "M2", "--json")).json["steps"]
    assert next(sentence for step in between for sentence in step["sentences"]).startswith("A1")
    assert len(between) == 2
    assert "imported draft D1" in done(run("history", "list", "--before", "M1")).out
    assert "3 (N3) agreed" in done(run("history", "list", "--meeting", "Second meeting")).out
    assert run("history", "list", "--meeting", "M1", "--before", "M2").code == 2
    assert run("history", "list", "--before", "M9").code == 3


def test_the_list_of_participants(run: Run, meeting: Path, tmp_path: Path) -> None:
    """It is imported, tried before, listed, corrected and printed; who is absent is said."""
    table, columns = tmp_path / "persons.csv", tmp_path / "columns.toml"
    table.write_text("Who,Of,Chief\nAda Lind,ASH,yes\nBen Oru,,\nNo One,XXX,\n")
    columns.write_text('[columns]\nname = "Who"\nmember = "Of"\nis_head = "Chief"\n')
    take = ("meeting", "participants", "import", str(table), "--columns", str(columns))
    tried = run(*take, "--dry-run")
    assert "nothing was recorded" in tried.err
    assert done(run("meeting", "participants", "list")).out == ""
    refused = run(*take, "--strict")
    assert "no member has the code XXX" in refused.err
    taken = run(*take)
    assert taken.out.startswith("3 rows: 2 taken")
    assert "on the list, but not noted as present: ASH" in taken.err
    done(run("meeting", "participants", "edit", "PER2", "--organisation", "Press", "--remote"))
    added = run("meeting", "participants", "add", "Cy Fen", "--member", "COL", "--title", "Dr.")
    assert done(added).out == "PER3\n"
    done(run("meeting", "participants", "remove", "PER3"))
    lines = done(run("meeting", "participants", "list")).out.splitlines()
    assert [each.split() for each in lines[1:]] == [
        ["PER1", "M1", "Ada", "Lind", "ASH", "head"],
        ["PER2", "M1", "Ben", "Oru", "Press", "remote"],
    ]
    done(run("meeting", "presence", "ASH"))
    assert "not noted" not in done(run("meeting", "participants", "list", "M1")).err
    assert "- Ada Lind (head of delegation)" in done(run("report", "participants", "M1")).out
    assert "| Total: 3 members |" in done(run("report", "roll-call", "1")).out


def test_the_list_of_participants_of_a_cancelled_meeting(run: Run, meeting: Path) -> None:
    """It is listed and printed still, and nobody is put on it."""
    done(run("meeting", "add", "Second meeting", "--begins", "2040-01-26"))
    done(run("meeting", "participants", "add", "Ada Lind", "--meeting", "M2", "--member", "ASH"))
    done(run("meeting", "cancel", "M2"))
    for named in ((), ("M2",)):
        assert "Ada Lind" in done(run("meeting", "participants", "list", *named)).out
        listed = done(run("meeting", "participants", "list", *named, "--json"))
        assert (listed.json["participants"][0]["name"], listed.err) == ("Ada Lind", "")
    assert "Ada Lind" in done(run("report", "participants", "M2")).out
    assert run("meeting", "participants", "add", "Ben Oru", "--meeting", "M2").code == 3
