"""Recording at the command line, looking at what was recorded, and bringing it back."""

from __future__ import annotations

import re
import shlex
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.history.samples.make_sample import FOLDER
from tests.support.postgres import Server

from .conftest import Answer, Run, done

# Recording from the command line, and looking at what was recorded.


def test_import_of_amendments_as_data(run: Run, harbour: Path, folder: Path) -> None:
    """Rows, how they were placed, the tray, duplicates and findings."""
    (folder / "a.csv").write_text(
        "id,target,old,text,by\n"
        "B1,1,shall,should,ASH\n"
        "B2,,publish all reports,publish some reports,BAY\n"
        "B3,,nowhere to be found at all,x,COL\n"
        "B4,2,office,bureau,XYZ\n",
        encoding="utf-8",
    )
    found = run("amendment", "import", "a.csv", "--json")
    assert found.code == 1  # a row was refused
    data = found.json
    assert {name: data[name] for name in ("schema", "rows", "placed", "tray", "duplicates")} == {
        "schema": 1,
        "rows": 4,
        "placed": {"target": 1, "exact": 1, "normalised": 0, "fuzzy": 0},
        "tray": 1,
        "duplicates": 0,
    }
    assert [(each["severity"], each["line"]) for each in data["findings"]] == [
        ("warning", 4),
        ("error", 5),
    ]
    again = run("amendment", "import", "a.csv", "--json").json
    assert (again["duplicates"], again["tray"], sum(again["placed"].values())) == (3, 0, 0)
    added = run("amendment", "import", "a.csv", "--add-members", "--json").json
    assert (added["placed"]["target"], added["refused"]) == (1, 0)


def test_import_from_a_pipe(run: Run, harbour: Path) -> None:
    """A dash is stdin."""
    rows = '{"target": "1", "old": "shall", "text": "should", "by": "ASH"}\n'
    assert run("amendment", "import", "-", stdin=rows).code == 0
    assert run("amendment", "list", "--json").json["amendments"][0]["sponsors"] == ["ASH"]


def test_what_was_made_goes_to_stdout(run: Run, harbour: Path) -> None:
    """Scripts get the handle, people a sentence."""
    answer = run(
        "amendment", "add", "1", "--old", "shall", "--text", "should", "--sponsor", "ASH,BAY"
    )
    assert (answer.code, answer.out) == (0, "A1\n")
    assert answer.err.startswith("A1 is proposed by ASH, BAY (step ")
    again = run("amendment", "add", "2", "--text", "x", "--sponsor", "ASH", "--sponsor", "BAY,COL")
    assert again.err.startswith("A2 is proposed by ASH with BAY, COL (step ")


def test_life_of_an_amendment(run: Run, harbour: Path) -> None:
    """Proposed, reworded, joined, withdrawn and taken up."""
    run("amendment", "add", "1", "--old", "shall", "--text", "should", "--sponsor", "ASH")
    for arguments in (
        ("amendment", "edit", "A1", "Members may report every year to the harbour office."),
        ("amendment", "cosponsor", "A1", "BAY"),
        ("amendment", "withdraw", "A1", "ASH", "BAY", "--reason", "settled"),
        ("amendment", "take-over", "A1", "COL"),
    ):
        answer = run(*arguments)
        assert (answer.code, answer.out) == (0, "")
    (found,) = run("amendment", "list", "--target", "1", "--state", "open", "--json").json[
        "amendments"
    ]
    assert found["sponsors"] == ["COL"]
    assert "may" in found["text"]
    assert "proposed by COL" in run("amendment", "show", "A1").out


def test_amendment_text_from_a_pipe(run: Run, harbour: Path) -> None:
    """A text of many lines need not be quoted for a shell."""
    run("amendment", "add", "1", "--text", "-", "--sponsor", "ASH", stdin="A wholly new text.\n")
    assert run("why", "A1", "--json").json["text"] == "A wholly new text."


def test_life_of_an_objection(run: Run, harbour: Path) -> None:
    """Raised, answered, and then one of three ends."""
    for end, state in (
        ("accommodate", "accommodated"),
        ("maintain", "sustained"),
        ("withdraw", "withdrawn"),
    ):
        run("position", "set", "ASH", "1", "object", "--reason", "too often")
        assert run("objection", "answer", "1", "ASH", "Once a year is enough.").code == 0
        assert run("objection", end, "1", "ASH").code == 0
        (found,) = run("why", "1", "--json").json["objections"]
        assert found["state"] == state


def test_meeting_with_decisions(run: Run, harbour: Path) -> None:
    """Presence, a decision in silence, one that awaits a word, and a statement beside it."""
    assert run("meeting", "open", "First meeting", "--forum", "plenary").out == "M1\n"
    assert run("meeting", "presence", "ASH,BAY").code == 0
    assert run("meeting", "presence", "COL", "--remote").code == 0
    silent = run("decision", "add", "1", "agreed")
    assert (silent.out, "no objection heard" in silent.err) == ("DEC1\n", True), silent.err
    run("decision", "add", "2", "3", "agreed", "ad", "ref", "--pending", "COL")
    (waiting,) = run("decision", "list", "--pending", "--json").json["decisions"]
    assert (waiting["targets"], waiting["pending"]) == (["N2", "N3"], ["COL"])
    assert (waiting["forum"], waiting["present"]) == ("plenary", ["ASH", "BAY", "COL"])
    assert run("decision", "confirm", "2", "COL").code == 0
    assert run("decision", "statement", "1", "BAY", "reservation", "on every year").code == 0
    assert run("position", "sense", "3", "several", "support").code == 0
    assert run("meeting", "close").code == 0
    assert run("meeting", "list", "--json").json["meetings"][0]["presence"]["COL"] == "remote"
    statements = run("decision", "list", "--json").json["decisions"][0]["statements"]
    assert statements[0]["kind"] == "reservation"


@pytest.mark.parametrize("outcome", ["agreed ad ref", "agreed-ad-ref", "Agreed Ad Ref"])
def test_outcome_may_be_written_in_one_word(run: Run, harbour: Path, outcome: str) -> None:
    """However the outcome is quoted, it is the same."""
    assert run("decision", "add", "1", outcome).code == 0
    assert run("decision", "list", "--json").json["decisions"][0]["outcome"] == "agreed ad ref"


def test_package_is_proposed_and_shown(run: Run, harbour: Path) -> None:
    """A package settles several items by one gavel."""
    answer = run("decision", "package", "add", "Reports", "--item", "1,2")
    assert answer.out == "PKG1\n"
    assert run("decision", "add", "PKG1", "agreed").code == 0
    (found,) = run("decision", "package", "show", "PKG1", "--json").json["packages"]
    assert (found["status"], found["items"]) == ("agreed", ["N1", "N2"])


def test_tray_is_emptied_by_hand(run: Run, demo: Path) -> None:
    """An entry is placed where a person says, with its sponsors, or set aside."""
    waiting = run("inbox", "list", "--json").json["tray"]
    assert [each["handle"] for each in waiting] == ["TR1", "TR2"]
    missing = run("inbox", "place", "TR1", "9")
    assert missing.code == 3
    placed = run("inbox", "place", "TR1", "9", "--old", "community networks")
    handle = placed.out.strip()
    found = run("why", handle, "--json").json
    assert found["sponsors"] == ["TRCA"]
    assert "the prompt repair of submarine cables wherever they lie" in found["text"]
    assert run("inbox", "place", "TR1", "9", "--old", "").code == 3
    assert run("inbox", "dismiss", "TR2", "a remark").code == 0
    assert run("inbox", "list").out == ""
    states = [each["state"] for each in run("inbox", "list", "--all", "--json").json["tray"]]
    assert states == ["placed", "set aside"]


def test_words_put_in_brackets(run: Run, harbour: Path) -> None:
    """Words are quoted, or the whole text given; nothing but brackets may change."""
    assert run("draft", "bracket", "1", "every year").out == (
        "Members shall report [every year] to the harbour office.\n"
    )
    changed = run("draft", "bracket", "2", "--text", "The office [may] publish all reports.")
    assert changed.code == 3


def test_words_are_redacted_for_good(run: Run, harbour: Path) -> None:
    """The words are gone, the record verifies, and one redaction is on it."""
    run("position", "set", "ASH", "1", "object", "--reason", "as Zorblax told us")
    answer = run("history", "redact", "-", "--reason", "a person's name", "--yes", stdin="Zorblax")
    assert answer.code == 0
    assert "taken out of 1 place" in answer.err
    assert b"Zorblax" not in harbour.read_bytes()
    proof = run("history", "verify", "--json").json
    assert (proof["intact"], len(proof["redactions"])) == (True, 1)
    assert "Zorblax" not in run("history", "list").out


@pytest.mark.parametrize("asked", ["--dry-run", "--yes"])
def test_words_to_redact_that_are_elsewhere_are_counted(
    run: Run, harbour: Path, asked: str
) -> None:
    """By the steps that have them, or in another spelling; names of fields are no words."""
    for reason in ("as Zorblax told us", "Zorblax again"):
        run("position", "set", "ASH", "1", "object", "--reason", reason)
    run("position", "set", "ASH", "2", "object")
    step = run("history", "list", "--json").json["steps"][-1]["id"]
    redact = ("history", "redact", "--reason", "a name", asked)
    refused = run(*redact, "Zorblax", "--step", step)
    said = "those words are not in that step; they are in 2 other steps\n"
    assert (refused.code, refused.err.endswith(said)) == (3, True)
    spelt = run(*redact, "zorblax", "--step", step)
    assert (spelt.code, "they are there 2 times in another spelling" in spelt.err) == (3, True)
    named = run(*redact, "STANCE")
    assert (named.code, "in another spelling" in named.err) == (3, False)
    assert run("history", "redact", "Zorblax again", "--reason", "a name", "--yes").code == 0
    assert "in another spelling" not in run(*redact, "STANCE").err


def test_a_redaction_can_be_tried(run: Run, harbour: Path) -> None:
    """It says out of how many places the words would be taken, and takes them out of none."""
    run("position", "set", "ASH", "1", "object", "--reason", "as Zorblax told us")
    before = harbour.read_bytes()
    words = ("history", "redact", "Zorblax")
    tried = run(*words, "--dry-run")
    assert (tried.code, tried.out) == (0, "")
    assert tried.err == "would be taken out of 1 place\nnothing was recorded\n"
    found = run(*words, "--dry-run", "--json").json
    assert (found["places"], found["step"]) == (1, None)
    assert run("history", "redact", "nobody said this", "--dry-run").code == 3
    assert run("history", "redact", "--erase", "2", "--dry-run").code == 3
    assert harbour.read_bytes() == before
    found = run(*words, "--yes", "--json").json
    last = run("history", "list", "--json").json["steps"][-1]["id"]
    assert (found["places"], found["step"], found["changed"]) == (1, last, [])


def test_a_copy_is_verified_and_told_as_data(run: Run, harbour: Path) -> None:
    """Of the file in use or of another one; the old spellings do the same."""
    head = run("history", "verify", "--json").json["head"]
    steps = len(run("history", "list", "--json").json["steps"])
    found = run("file", "copy", "one.db", "--json").json
    assert found == {"schema": 1, "file": "one.db", "steps": steps, "head": head}
    assert run("file", "copy", "one.db", "two.db", "--json").json["head"] == head
    for words in (("backup", "three.db"), ("copy", "two.db", "four.db")):
        answer = run(*words)
        assert (answer.code, answer.out) == (0, f"{words[-1]}\n")
        assert f"{steps} steps, fingerprint {head}" in answer.err
    assert run("file", "copy", "one.db", "two.db", "five.db").code == 2
    assert run("file", "copy").code == 2
    run("draft", "publish", "Rev.1")
    run("decision", "add", "1", "agreed")
    assert run("--as-of", "Rev.1", "file", "copy", "then.db").code == 0
    assert run("-f", "then.db", "status", "--json").json["totals"]["agreed"] == 0


def test_backup_is_a_record(run: Run, harbour: Path) -> None:
    """A copy is the same record."""
    assert run("file", "copy", "copy.db").out == "copy.db\n"
    heads = {
        run("-f", name, "history", "verify", "--json").json["head"]
        for name in (str(harbour), "copy.db")
    }
    assert len(heads) == 1


def test_member_is_added_by_hand(run: Run, harbour: Path) -> None:
    """One member, with the days between which it counts."""
    run("member", "add", "DUN", "Dunland", "--group", "GOV", "--until", "2000-01-01")
    members = {each["code"]: each for each in run("member", "list", "--json").json["members"]}
    assert (members["DUN"]["counts"], members["DUN"]["until"]) == (False, "2000-01-01")
    assert members["OBS"]["observer"] is True


def test_rule_is_set_for_all_and_for_one(run: Run, harbour: Path) -> None:
    """An item may be judged by a rule of its own."""
    run("rule", "set", "consent()")
    run("rule", "set", "unanimity()", "3")
    assert run("rule", "show").out.startswith("consent(): ")
    assert "unanimity()" in run("rule", "show", "3").out
    statuses = {each["label"]: each["status"] for each in run("status", "--json").json["items"]}
    assert (statuses["1"], statuses["3"]) == ("ready", "open")


# The restore drill: a record is broken and brought back, by the commands that are documented.

_PAGE = Path(__file__).parents[2] / "docs" / "durability.md"


def documented() -> list[list[str]]:
    """The commands of the drill, in its order, each as words without the name of the program."""
    # What copies redact is another matter, with tests of its own.
    drill, heading, _ = _PAGE.read_text(encoding="utf-8").partition("## What a copy redacts")
    assert heading
    blocks = re.findall(r"```console\n(.*?)```", drill, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    assert all(line.startswith("consensus ") for line in lines)
    return [shlex.split(line)[1:] for line in lines]


def broken_in_the_middle(path: Path) -> None:
    """Damage one stored step."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE steps SET content = substr(content, 1, 40) WHERE position = 2")
        connection.commit()


def cut_off(path: Path) -> None:
    """Lose the second half of the file."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("damage", [broken_in_the_middle, cut_off, Path.unlink])
def test_a_record_is_brought_back_as_documented(
    run: Run, harbour: Path, postgres: Server, damage: object
) -> None:
    """Backup, head, damage, doctor, restored file and working group, and what a colleague has."""
    assert callable(damage)
    harbour.rename("panel.consensus")
    backup, verify, doctor, restore, prove, set_aside, into_database, sync = documented()
    assert run(*backup).code == 0
    noted = run(*verify)
    head = noted.out.split()[-1]
    assert noted.code == 0
    log = run("-f", "friday.consensus", "history", "list", "--json").json["steps"]
    run("-f", "panel.consensus", "member", "add", "LATE", "Late")
    assert run("file", "copy", "panel.consensus", "colleague.consensus").code == 0

    damage(Path("panel.consensus"))
    assert run(*doctor).code == 1

    assert run(*restore).code == 0
    proved = run(*[head if word == "HEAD" else word for word in prove])
    assert (proved.code, proved.out) == (0, noted.out)
    assert run("-f", "restored.consensus", "history", "list", "--json").json["steps"] == log

    shutil.copy(FOLDER / "unreadable.consensus", "panel.consensus")
    assert run(*doctor).code == 1
    assert run(*set_aside).code == 0

    url = postgres.new_url()
    assert run(*[url if "postgresql:" in word else word for word in into_database]).code == 0
    assert proved_in(run, url, head).out == noted.out

    assert run(*sync).code == 0
    restored = run("-f", "restored.consensus", "history", "list", "--json").json["steps"]
    assert restored == run("-f", "colleague.consensus", "history", "list", "--json").json["steps"]
    assert len(restored) == len(log) + 1
    assert run("-f", "restored.consensus", "--at", "2026-03-02", "member", "add", "TOO").code == 0


def proved_in(run: Run, place: str, head: str) -> Answer:
    """The proof of a record that was restored somewhere else."""
    answer = run("-f", place, "history", "verify", "--fingerprint", head)
    assert answer.code == 0
    return answer


def test_a_time_in_the_future_is_taken_with_a_warning(run: Run, harbour: Path) -> None:
    """It may be a slip of the pen in the year; one that is past has none."""
    said = done(run("position", "set", "ASH", "1", "support", "--at", "2999-01-01"))
    assert "warning: 2999-01-01 is in the future; what is recorded is dated so" in said.err
    told = done(run("position", "set", "BAY", "1", "support", "--at", "2999-01-02", "--json")).json
    assert "2999-01-02 is in the future" in told["warnings"][0]
