"""Members at the command line: changed, listed as who is here, and private notes on texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .conftest import Run, done

# Changing what is known of a member.


def known(run: Run, code: str) -> Any:
    """What the list says of a member."""
    members = done(run("member", "list", "--json")).json["members"]
    return next(each for each in members if each["code"] == code)


def test_what_is_given_changes_and_the_rest_stays(run: Run, harbour: Path) -> None:
    """Its code in any case, its days and weights too; the name it had before is kept."""
    changed = ("--name", "New Ashland", "--group", "CIV", "--weight", "votes=3")
    edited = done(run("member", "edit", "ash", *changed, "--since", "2016-01-01"))
    says = (
        "ASH: name changed from Ashland to New Ashland, group changed from GOV to CIV,"
        " first day changed from none to 2016-01-01, weight votes changed from none to 3"
    )
    assert edited.err.startswith(f"{says} (step ")
    found = known(run, "ASH")
    assert (found["name"], found["former"], found["group"], found["since"], found["weights"]) == (
        "New Ashland",
        ["Ashland"],
        "CIV",
        "2016-01-01",
        {"votes": "3"},
    )
    done(run("member", "edit", "ASH", "--until", "2016-12-31"))
    assert (known(run, "ASH")["since"], known(run, "ASH")["counts"]) == ("2016-01-01", False)
    assert "not a member today" in done(run("member", "list")).out


def test_the_history_and_an_undo_say_from_what_to_what(run: Run, harbour: Path) -> None:
    """Also after an undo of a change before, and for members and observers."""
    done(run("member", "edit", "ASH", "--group", "CIV"))
    done(run("undo"))
    done(run("member", "edit", "ASH", "--group", "", "--observer"))
    says = "ASH: group changed from GOV to none, now an observer"
    assert done(run("history", "list", "-n", "1")).out.splitlines()[1] == f"  {says}"
    undone = done(run("undo")).err
    assert f": {says}" in undone
    listed = done(run("history", "list")).out
    assert "  ASH: group changed from GOV to CIV\n" in listed
    assert f"what was undone: {says}" in listed


def test_what_is_known_can_be_taken_away(run: Run, harbour: Path) -> None:
    """Days by none, a group by an empty one, a weight by an empty one."""
    done(run("member", "edit", "BAY", "--since", "2016-01-01", "--until", "2016-12-31"))
    done(run("member", "edit", "BAY", "--weight", "votes=3", "--weight", "people=1.5"))
    away = ("--since", "none", "--until", "none", "--group", "", "--weight", "votes=")
    done(run("member", "edit", "BAY", *away))
    found = known(run, "BAY")
    assert (found["name"], found["weights"], found["counts"]) == (
        "Bayland",
        {"people": "1.5"},
        True,
    )
    assert [found[each] for each in ("since", "until", "group")] == [None, None, ""]
    done(run("member", "add", "DOL", "Dolland", "--since", "none"))
    assert known(run, "DOL")["since"] is None


@pytest.mark.parametrize(
    ("given", "code", "says"),
    [
        (("ASH",), 2, "say what changes"),
        (("ASH", "--until", "soon"), 2, "soon"),
        (("ASH", "--name", "Ashland"), 3, "nothing would change"),
        (("ASH", "--group", "XXX"), 3, "no stakeholder group has the code XXX"),
        (("ASH", "--weight", "votes=many"), 3, "is no votes"),
        (("ASH", "--weight", "votes"), 2, "votes is not written as NAME=[NUMBER]"),
        (("ASH", "--weight", "votes=1", "--weight", "votes=2"), 2, "votes is named twice"),
        (("ZZZ", "--name", "Z"), 3, "no member has the code ZZZ"),
        (("ASH", "--since", "2017-01-01", "--until", "2016-01-01"), 3, "leave before it joins"),
        (("ASH", "--name", "A", "--as-of", "2040-01-01"), 2, "looks at the past"),
    ],
)
def test_what_cannot_change_says_why(
    run: Run, harbour: Path, given: tuple[str, ...], code: int, says: str
) -> None:
    """Nothing is recorded."""
    before = done(run("history", "verify", "--json")).json["head"]
    answer = run("member", "edit", *given)
    assert (answer.code, says in answer.err, answer.out) == (code, True, "")
    assert done(run("history", "verify", "--json")).json["head"] == before


def test_an_edit_says_which_results_it_changes(run: Run, harbour: Path) -> None:
    """Tried, as data and as lines; then recorded, with the step."""
    done(run("position", "set", "BAY", "1", "object", "--reason", "too early"))
    done(run("position", "set", "COL", "1", "support"))
    before = done(run("history", "verify", "--json")).json["head"]
    observer = ("member", "edit", "BAY", "--observer")
    assert done(run(*observer, "--dry-run")).out == "1 (N1): blocked → ready\n"
    tried = done(run(*observer, "--dry-run", "--json")).json
    assert (tried["step"], tried["changed"]) == (
        None,
        [{"on": "N1", "was": "blocked", "is": "ready"}],
    )
    assert done(run("history", "verify", "--json")).json["head"] == before
    told = done(run(*observer, "--json")).json
    assert (tried | {"step": told["step"]}, bool(told["step"])) == (told, True)
    assert known(run, "BAY")["observer"] is True
    done(run("member", "edit", "BAY", "--member"))
    assert known(run, "BAY")["observer"] is False


# Who is here.


def test_who_is_here_is_a_list_and_a_document(run: Run, harbour: Path) -> None:
    """For the public in a file, if not said otherwise; the policy says whether it has names."""
    done(run("meeting", "open", "First meeting", "--quorum", "1/2"))
    done(run("meeting", "presence", "ASH", "--remote"))
    shown = done(run("member", "list", "--presence")).out
    assert "Present: 1 of 3 members, 1 of them remotely; 0 observers." in shown
    assert "There is no quorum. Rule: " in shown
    assert "| BAY | Bayland | GOV |" in shown
    seen = done(run("member", "list", "--presence", "--json")).json
    assert [each["presence"] for each in seen["attendants"]] == [
        "remote",
        "absent",
        "absent",
        "absent",
    ]
    done(run("member", "list", "--presence", "-o", "public.md"))
    assert "BAY" in Path("public.md").read_text(encoding="utf-8")
    done(run("rule", "audience", "chatham-house"))
    done(run("member", "list", "--presence", "-o", "public.md"))
    public = Path("public.md").read_text(encoding="utf-8")
    assert ("Present: 1 of 3 members" in public, "BAY" in public) == (True, False)
    done(run("rule", "audience", "un"))
    assert "BAY" in done(run("member", "list", "--audience", "members")).out
    assert "Attendance of First meeting" in done(run("member", "list", "--to", "html")).out
    done(run("member", "list", "--to", "docx", "--symbol", "A/1", "-o", "here.docx"))
    assert Path("here.docx").read_bytes().startswith(b"PK")
    rows = done(run("member", "list", "--presence", "--audience", "members", "--to", "jsonl")).out
    assert json.loads(rows.splitlines()[0])["presence"] == "remote"


def test_the_old_spelling_gives_what_it_gave(run: Run, harbour: Path) -> None:
    """For the public unless another audience is named."""
    old = done(run("report", "attendance"))
    assert old.err.startswith(
        "'report attendance' is now 'member list --presence --audience public'"
    )
    assert ("3 members; no meeting is open." in old.out, "BAY" in old.out) == (True, True)
    assert "BAY" in done(run("report", "attendance", "--audience", "members")).out


# Private notes, which no step records.


def test_a_note_is_told_as_the_list_tells_it(run: Run, harbour: Path) -> None:
    """What was added, and what was removed."""
    head = done(run("history", "verify", "--json")).json["head"]
    added = done(run("note", "add", "1", "wait", "--json", "--user", "Ada")).json
    assert added == done(run("note", "list", "--json")).json
    assert [(each["number"], each["target"], each["by"]) for each in added["notes"]] == [
        (1, "N1", "Ada")
    ]
    assert done(run("note", "remove", "1", "--json")).json == added
    assert done(run("note", "list", "--json")).json["notes"] == []
    assert run("note", "add", "1", "later", "--as-of", "2040-01-01").code == 3
    assert done(run("history", "verify", "--json")).json["head"] == head


def test_notes_can_be_tried(run: Run, harbour: Path) -> None:
    """With --dry-run none is kept and none removed, and what is refused is refused."""
    tried = done(run("note", "add", "1", "wait", "--dry-run"))
    assert (tried.out, tried.err) == ("", "a note on 1 (N1) would be kept; nothing was recorded\n")
    assert not Path("harbour.notes").exists()
    for wrong in (("9", "wait"), ("1", " "), ("1", "wait", "--as-of", "2040-01-01")):
        assert run("note", "add", *wrong, "--dry-run").code == run("note", "add", *wrong).code == 3
    assert "note 1 on 1 (N1) is" in done(run("note", "add", "1", "wait", "--yes")).err
    kept = done(run("note", "list", "--json")).json
    assert done(run("note", "remove", "1", "--dry-run", "--json")).json == kept
    assert done(run("note", "remove", "1", "--dry-run")).err.endswith("nothing was removed\n")
    assert done(run("note", "list", "--json")).json == kept
    assert run("note", "remove", "2", "--dry-run").code == 3
    done(run("note", "remove", "1", "--yes"))
    assert done(run("note", "list", "--json")).json["notes"] == []


def test_an_office_has_the_body_that_nominates(run: Run, harbour: Path) -> None:
    """The old option works, with a line on what it is now; the data name the nomination."""
    office = ("member", "office", "nominate", "chair", "Ada Hale", "--member", "ASH")
    told = done(run(*office, "--nominated-by", "the bureau", "--json")).json
    assert told["handles"] == ["NOM1"]
    assert "'--by' is now '--nominated-by'" in run(*office[:4], "Ben Oru", "--by", "us").err
    waiting = done(run("member", "office", "list", "--json")).json["nominations"]
    assert [each["by"] for each in waiting] == ["the bureau", "us"]
