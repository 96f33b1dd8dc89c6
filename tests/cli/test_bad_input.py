"""Bad input and mistakes: one clear line, the right exit code, and a record as it was."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import attrs
import pytest

from consensus import WorkingGroup
from consensus.formats.rows import LONGEST_FIELD, MOST_BAD_ROWS, MOST_COLUMNS
from consensus.formats.source import LONGEST_PARAGRAPH
from consensus.history.snapshot import write_snapshot
from tests.support.docx_files import hostile_files, leading_out

from .conftest import Run, done

# Bad input of each kind: one clear line, the right exit code, and a record as it was.

USAGE, REFUSED, STORAGE = 2, 3, 4


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (
            ("position", "set", "XYZ", "1", "support"),
            REFUSED,
            "no member has the code XYZ; see the list of members ('consensus member list')",
        ),
        (("position", "set", "", "1", "support"), REFUSED, "name the member: its code is empty"),
        (
            ("position", "set", "ASH", "99", "support"),
            REFUSED,
            "nothing is called 99; see the status of the texts ('consensus status')",
        ),
        (("position", "set", "ASH", "1", "suport"), USAGE, "Invalid value for 'POSITION'"),
        (("position", "set", "ASH", "1", "object", "--if", "2"), REFUSED, "only support and"),
        (("position", "group", "G77", "1", "support"), REFUSED, "no negotiating group has"),
        (("position", "withdraw", "ASH", "1"), REFUSED, "ASH holds no position there"),
        (("objection", "answer", "1", "ASH", "why"), REFUSED, ""),
        (
            ("amendment", "add", "1", "--old", "must", "--text", "may"),
            REFUSED,
            "1 does not say: “must”",
        ),
        (("amendment", "add", "1", "--text", "x", "--sponsor", "XYZ"), REFUSED, "no member has"),
        (("amendment", "withdraw", "A9"), REFUSED, "nothing is called A9"),
        (("merge", "1"), REFUSED, "no undecided amendment changes the words of"),
        (("merge", "1", "--settle", "x"), REFUSED, "no undecided amendment"),
        (("silence", "open", "1", "--hours", "9" * 12), REFUSED, "end after the year 9999"),
        (("draft", "bracket", "1", "no such words"), REFUSED, "those words are not there"),
        (("draft", "bracket", "1", "e"), REFUSED, "those words stand there"),
        (
            ("draft", "bracket", "1"),
            USAGE,
            "give the words, or --text, --without, --to",
        ),
        (("decision", "add", "1", "decided"), USAGE, "the outcome comes last and is one of"),
        (("decision", "add", "agreed"), USAGE, "name what it was declared of"),
        (("decision", "confirm", "1", "ASH"), REFUSED, "nothing was decided on 1"),
        (("meeting", "close"), REFUSED, "no meeting is open"),
        (("draft", "show", "--revision", "Rev.9"), REFUSED, "no revision is called Rev.9"),
        (("decision", "package", "show", "N1"), REFUSED, "N1 is no package"),
        (("rule", "set", "no_objektion()"), REFUSED, "column 1: no rule is called"),
        (("rule", "explain", "consent("), REFUSED, "column 8: '(' was never closed"),
        (("status", "--rule", "all_of("), REFUSED, "column 7: '(' was never closed"),
        (("status", "--require", "fine"), USAGE, "Invalid value for '--require'"),
        (("decision", "add", "1", "deferred", "--due", "soon"), USAGE, "such as 2027-02-28"),
        (("member", "edit", "ASH", "--until", ""), USAGE, "“” is no day; give a day such as"),
        (("position", "set", "ASH", "1", "maybe"), USAGE, "it can be support, accept, abstain"),
        (("plan", "milestone", "add", "x", "2020-02-30"), USAGE, "“2020-02-30” is no day"),
        (("status", "--require", "agreed", "1", "--as-of", "first"), REFUSED, "a moment is a day"),
        (("undo", "123456"), REFUSED, "no step has the id 123456"),
        (
            ("history", "redact", "--waiting", "--step", "1", "--yes"),
            USAGE,
            "does not go with --step or --yes",
        ),
        (
            ("history", "redact", "--erase", "1", "--reason", "x"),
            USAGE,
            "--erase does not go with --reason",
        ),
        (
            ("history", "redact", "words nobody said", "--yes"),
            REFUSED,
            "no recorded step has those words",
        ),
        (("--as-of", "never", "status"), REFUSED, "a moment is a day or time (2026-03-01"),
        (("--as-of", "2020-01-01", "undo"), USAGE, "--as-of looks at the past"),
        (("inbox", "place", "TR9", "1"), REFUSED, "nothing is called TR9"),
        (("draft", "import", "missing.md"), STORAGE, "there is no file missing.md"),
        (("member", "import", "missing.csv"), STORAGE, "there is no file missing.csv"),
        (("position", "import", "missing.csv"), STORAGE, "there is no file missing.csv"),
        (("amendment", "import", "missing.csv"), STORAGE, "there is no file missing.csv"),
        (("inbox", "import", "missing.eml"), STORAGE, "missing.eml"),
        (("contribution", "import", "missing.docx"), STORAGE, "missing.docx"),
        (("sync", "import", "missing.bundle"), STORAGE, "missing.bundle: No such file"),
        (("run", "missing.txt"), STORAGE, "there is no file missing.txt"),
        (("combine", "missing.md", "A=fine.md"), STORAGE, "there is no file missing.md"),
        (("draft", "carry-over", "missing.consensus"), STORAGE, "missing.consensus"),
        (("draft", "import", "."), STORAGE, "is a directory"),
        (("draft", "import", "binary.md"), REFUSED, "is no text"),
        (("draft", "import", "latin.md"), REFUSED, "is not in UTF-8"),
        (("draft", "import", "word.docx"), REFUSED, "is damaged or was cut short"),
        (("draft", "import", "empty.md"), REFUSED, "is empty"),
        (("amendment", "import", "bad.csv", "--strict"), REFUSED, "bad.csv:2"),
        (("combine", "latin.md", "A=empty.md"), REFUSED, "is empty"),
        (("combine", "fine.md", "A"), USAGE, "A is not written as NAME=FILE"),
        (("combine", "fine.md", "A=fine.md", "A=fine.md"), USAGE, "A is named twice"),
        (("file", "copy", "fine.md"), STORAGE, "fine.md"),
        (("report", "open", "-o", "no/such/folder.md"), STORAGE, "no/such/folder.md: No such file"),
        (("report", "open", "-o", "fine.md/x"), STORAGE, "consensus: fine.md/x: Not a directory"),
        (("report", "open", "-o", "x" * 254), STORAGE, f"consensus: {'x' * 254}: File name too"),
        (("init", "--title", " "), REFUSED, "needs a title"),
        (("init", "--title", "x", "--rule", "f("), REFUSED, "column 2: '(' was never closed"),
        (("init", "--title", "Harbour"), STORAGE, "harbour.consensus"),
        (("-f", "no.consensus", "status"), STORAGE, "no.consensus"),
        (("-f", "nul\0", "status"), REFUSED, "take the character NUL out"),
        (("-f", "https://example.org/x", "status"), STORAGE, "nothing can be kept at https://"),
        (("-f", "fine.md", "status"), STORAGE, "is no record of a working group"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_bad_argument_or_file_is_one_line(
    run: Run, harbour: Path, arguments: tuple[str, ...], code: int, line: str
) -> None:
    """Whatever is wrong, the user is told in one line, and nothing changes."""
    Path("fine.md").write_text("Fine words.\n", encoding="utf-8")
    Path("binary.md").write_bytes(b"\x00\x01\x02binary")
    Path("latin.md").write_bytes("Café au lait".encode("latin-1"))
    Path("word.docx").write_bytes(b"PK\x03\x04rest")
    Path("empty.md").write_bytes(b"\n")
    Path("bad.csv").write_text("target,text,by\n1,words,XYZ\n", encoding="utf-8")
    before = run("history", "verify", "-f", str(harbour), "--json").json["head"]
    answer = run(*arguments)
    assert (answer.code, answer.out) == (code, "")
    assert answer.err.startswith("consensus: ")
    assert line in answer.err
    assert answer.err.count("\n") == 1
    assert run("history", "verify", "-f", str(harbour), "--json").json["head"] == before


def half(file: Path) -> None:
    """Cut a file in two, as a copy that was broken off."""
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])


def of_the_future(file: Path) -> None:
    """Mark a file as one that a later version of the software wrote."""
    with closing(sqlite3.connect(file)) as connection:
        (version,) = connection.execute("pragma user_version").fetchone()
        connection.execute(f"pragma user_version = {version + 100}")
        connection.commit()


@pytest.mark.parametrize("spoil", [half, of_the_future], ids=["half", "newer"])
def test_unusable_record_is_a_problem_of_storage(
    run: Run, harbour: Path, spoil: Callable[[Path], None]
) -> None:
    """A file that cannot be used is left as it is."""
    spoil(harbour)
    before = harbour.read_bytes()
    for command in (("status",), ("undo",), ("position", "set", "ASH", "1", "support")):
        answer = run(*command)
        assert (answer.code, answer.out, answer.err.count("\n")) == (STORAGE, "", 1)
        assert answer.err.startswith("consensus: ")
    assert harbour.read_bytes() == before


def test_write_protected_record_can_be_read(run: Run, harbour: Path) -> None:
    """Looking works; recording says why it does not."""
    harbour.chmod(stat.S_IREAD)
    harbour.parent.chmod(stat.S_IREAD | stat.S_IEXEC)
    try:
        if os.access(harbour, os.W_OK):
            pytest.skip("this user may write everywhere")
        assert run("status").code == 0
        answer = run("position", "set", "ASH", "1", "support")
        assert (answer.code, answer.err.count("\n")) == (STORAGE, 1)
    finally:
        harbour.parent.chmod(stat.S_IRWXU)


def test_locked_record_is_said_to_be_in_use(
    run: Run, harbour: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program that holds the file is waited for, and then named."""
    monkeypatch.setattr("consensus.store.opening.WAIT", 0.1)
    monkeypatch.setattr(
        "consensus.store.opening.open_store.__defaults__", (False, 0.1), raising=False
    )
    with closing(sqlite3.connect(harbour, isolation_level=None)) as other:
        other.execute("begin exclusive")
        answer = run("position", "set", "ASH", "1", "support")
        other.execute("rollback")
    assert (answer.code, answer.out, answer.err.count("\n")) == (STORAGE, "", 1)


def test_altered_record_is_named_by_verify(run: Run, demo: Path) -> None:
    """A step that was altered behind the back of the software is found."""
    assert run("history", "verify").code == 0
    content = demo.read_bytes()
    assert b"not an aspiration" in content
    demo.write_bytes(content.replace(b"not an aspiration", b"but an aspiration"))
    answer = run("history", "verify", "--json")
    assert (answer.code, answer.json["intact"]) == (1, False)
    assert len(answer.json["problems"]) == 1
    assert run("file", "check").code == 1


def test_a_forged_snapshot_is_found_by_verify_and_doctor(run: Run, harbour: Path) -> None:
    """One with the true head and an invented state does not pass; without it all is in order."""
    with WorkingGroup.open(harbour) as group:
        group._log.keep_snapshot()
    answer = run("history", "verify")
    assert (answer.code, "agrees with the steps" in answer.out) == (0, True)
    assert run("history", "verify", "--json").json["snapshot"] == "agrees"
    with WorkingGroup.open(harbour) as group:
        group.state.settings[""] = attrs.evolve(group.state.settings[""], title="Invented")
        group._log.keep_snapshot()
    answer = run("history", "verify")
    assert (answer.code, "does not agree with the steps" in answer.out) == (1, True)
    answer = run("history", "verify", "--json")
    assert (answer.json["intact"], answer.json["snapshot"]) == (False, "differs")
    assert run("file", "check").code == 1
    refused = run("file", "check", "--repair", "--as-of", "2040-01-01")
    assert (refused.code, "leave out --as-of" in refused.err) == (2, True)
    before = harbour.read_bytes()
    tried = run("file", "check", "--repair", "--dry-run")
    assert (tried.code, tried.err.endswith("nothing was recorded\n")) == (1, True)
    assert harbour.read_bytes() == before
    assert run("file", "check", "--repair", "--yes").code == 0
    assert run("history", "verify").code == run("file", "check").code == 0


def test_a_forged_snapshot_in_a_file_is_never_printed(run: Run, harbour: Path) -> None:
    """It is ignored, and goes with the next step."""
    before = run("status").out
    with WorkingGroup.open(harbour) as group:
        group.state.settings[""] = attrs.evolve(group.state.settings[""], title="Invented")
        written = write_snapshot(group.state, group.head, len(group.steps()))
    with closing(sqlite3.connect(harbour)) as connection:
        digest = hashlib.sha256(written).hexdigest()
        connection.execute("INSERT INTO snapshots VALUES (1, ?, ?)", (digest, bytes(written)))
        connection.commit()
    assert run("status").out == before
    assert run("history", "verify").code == 0
    assert "it is not read" in run("file", "check").out
    assert run("position", "set", "ASH", "1", "support").code == 0
    with closing(sqlite3.connect(harbour)) as connection:
        assert connection.execute("SELECT count(*) FROM snapshots").fetchone() == (0,)


def test_an_emptied_record_is_not_in_order(run: Run, harbour: Path) -> None:
    """Whoever looks at it, proves it, copies it or records in it is told that all was lost."""
    with closing(sqlite3.connect(harbour)) as connection:
        connection.execute("DELETE FROM steps")
        connection.commit()
    for command in ("history", "verify"), ("file", "check"):
        answer = run(*command)
        assert (answer.code, "all of it was lost" in answer.out) == (1, True)
    for command in (
        ("status",),
        ("file", "copy", "copy.consensus"),
        ("file", "copy", str(harbour), "copy.consensus"),
        ("member", "add", "ASH"),
    ):
        answer = run(*command)
        assert (answer.code, "all of it was lost" in answer.err) == (STORAGE, True)
    assert not Path("copy.consensus").exists()


def test_head_that_is_missing_shows_a_cut(run: Run, harbour: Path) -> None:
    """Against a head noted elsewhere, a record that was cut off is found out."""
    head = run("history", "verify", "--json").json["head"]
    assert run("history", "verify", "--fingerprint", head).code == 0
    assert run("history", "verify", "--fingerprint", "0" * len(head)).code == 1


def test_command_that_is_killed_leaves_a_sound_record(harbour: Path, run: Run) -> None:
    """Nothing but whole steps is ever in a record."""
    process = subprocess.Popen(
        [sys.executable, "-m", "consensus", "-f", str(harbour), "member", "import", "-"],
        stdin=subprocess.PIPE,
    )
    process.kill()
    process.communicate()
    assert run("file", "check").code == 0


# What somebody new to the command does, and what must not happen to them.


def test_report_never_overwrites_the_record(run: Run, harbour: Path) -> None:
    """A report named like the record is refused, and the record is as it was."""
    before = harbour.read_bytes()
    answer = run("report", "open", "--to", "csv", "-o", "harbour.consensus")
    assert (answer.code, "left as it is" in answer.err) == (3, True)
    assert harbour.read_bytes() == before
    done(run("report", "open", "-o", "open.md"))
    done(run("report", "open", "-o", "open.md"))
    assert sorted(path.name for path in harbour.parent.iterdir() if path.suffix == ".md") == [
        "open.md"
    ]


@pytest.mark.parametrize("ending", ["-wal", "-shm", "-journal"])
def test_a_report_is_not_written_over_what_belongs_to_a_record(
    run: Run, demo: Path, ending: str
) -> None:
    """The newest steps may be beside the file for as long as it is open."""
    beside = demo.with_name(demo.name + ending)
    answer = run("report", "open", "--to", "csv", "-o", str(beside))
    assert (answer.code, "left as it is" in answer.err) == (3, True)
    assert not beside.exists()


def test_every_list_shows_rows(run: Run, demo: Path) -> None:
    """Lists print tables on a record that has something of everything."""
    done(run("draft", "publish", "Rev.1"))
    for noun in ("draft", "member", "amendment", "position", "decision", "inbox"):
        assert len(done(run(noun, "list")).out.splitlines()) > 1
    assert len(done(run("draft", "list", "--revisions")).out.splitlines()) > 1


def test_blank_cells_leave_what_is_known_of_a_member(run: Run, harbour: Path, folder: Path) -> None:
    """A file without names or groups takes none away."""
    (folder / "codes.csv").write_text("code,since\nASH,2026-01-01\n", encoding="utf-8")
    done(run("member", "import", "codes.csv"))
    members = done(run("member", "list", "--json")).json["members"]
    ash = next(each for each in members if each["code"] == "ASH")
    assert (ash["name"], ash["group"]) == ("Ashland", "GOV")


def test_same_positions_again_change_nothing(run: Run, harbour: Path, folder: Path) -> None:
    """A position taken since is not put back by the file it came after."""
    (folder / "positions.csv").write_text(
        "target,member,stance\n1,ASH,object\n2,ASH,support\n", encoding="utf-8"
    )
    done(run("position", "import", "positions.csv"))
    done(run("position", "set", "ASH", "1", "accept"))
    done(run("draft", "edit", "2", "The office publishes everything."))
    again = done(run("position", "import", "positions.csv", "--json")).json
    assert (again["taken"], again["duplicates"]) == (0, 2)
    assert done(run("why", "1", "--json")).json["status"] == "ready"


def test_import_of_bad_rows_only_says_no(run: Run, harbour: Path, folder: Path) -> None:
    """Where no row can be taken, the exit code says so."""
    (folder / "positions.csv").write_text("target,member,stance\n1,NIX,object\n", encoding="utf-8")
    answer = run("position", "import", "positions.csv")
    assert (answer.code, "no row could be taken" in answer.err) == (3, True)


def test_merge_of_nothing_is_refused(run: Run, harbour: Path) -> None:
    """Before a conflict is settled there is nothing to record."""
    for word, member in (("should", "ASH"), ("may", "BAY")):
        done(run("amendment", "add", "1", "--old", "shall", "--text", word, "--sponsor", member))
    steps = len(done(run("history", "list", "--json")).json["steps"])
    answer = run("merge", "1", "--yes")
    assert (answer.code, "before its conflict is settled" in answer.err) == (3, True)
    assert len(done(run("history", "list", "--json")).json["steps"]) == steps


def test_codes_differ_by_more_than_their_case(run: Run, harbour: Path) -> None:
    """`ash` is not a second member beside `ASH`."""
    answer = run("member", "add", "ash", "Other")
    assert (answer.code, "letters of another case" in answer.err) == (3, True)


def test_brackets_are_written_with_options_and_never_doubled(run: Run, harbour: Path) -> None:
    """Options may stand beside the words as they are; an odd sign is named."""
    done(
        run(
            *("draft", "bracket", "1", "--text"),
            "Members [ASH: shall | BAY: should] report every year to the harbour office.",
        )
    )
    done(run("draft", "bracket", "2", "all"))
    doubled = run("draft", "bracket", "2", "--text", "The office should publish [[all]] reports.")
    assert (doubled.code, "in brackets already" in doubled.err) == (3, True)
    odd = run("draft", "bracket", "3", "--text", "Ships may enter [at night with a pilot on board.")
    assert (odd.code, "leaves the words" in odd.err) == (3, False)


def test_text_without_words_is_refused(run: Run, harbour: Path) -> None:
    """Neither an edit nor an amendment empties a paragraph by accident."""
    assert run("draft", "edit", "1", "").code == 3
    assert run("amendment", "add", "1", "--text", "", "--sponsor", "ASH").code == 3


def test_a_bracket_that_is_never_closed_is_refused(run: Run, harbour: Path) -> None:
    """Typed in an edit or an amendment; the message says where it stands and what to write."""
    for command in (
        ("draft", "edit", "1"),
        ("amendment", "add", "1", "--sponsor", "ASH", "--text"),
    ):
        answer = run(*command, "Members shall [report")
        assert answer.code == 3
        assert "line 1, character 15: this square bracket is never closed" in answer.err
        assert r"write \[ where" in answer.err
        assert run(*command, rf"Members shall \[report {command[0]}").code == 0


def test_adoption_waits_for_a_pending_word(run: Run, harbour: Path) -> None:
    """What still awaits a member cannot be adopted over its head."""
    done(run("decision", "add", "1", "agreed", "--pending", "COL"))
    answer = run("decision", "add", "D1", "adopted")
    assert (answer.code, "still awaits confirmation by COL" in answer.err) == (3, True)


def test_table_is_no_draft(run: Run, harbour: Path, folder: Path) -> None:
    """A file of members is not taken for a draft."""
    (folder / "members.csv").write_text("code\nASH\n", encoding="utf-8")
    assert run("draft", "import", "members.csv").code == 3


def test_redaction_without_anybody_to_ask_needs_a_yes(run: Run, harbour: Path) -> None:
    """What cannot be undone does not happen by a slip in a script."""
    done(run("position", "set", "ASH", "1", "object", "--reason", "as Zorblax said"))
    assert run("history", "redact", "Zorblax").code == 2
    done(run("history", "redact", "Zorblax", "--yes"))


def test_position_list_shows_conditions(run: Run, harbour: Path) -> None:
    """A conditional support is not listed as a plain one, and what counts otherwise is shown."""
    done(run("position", "set", "ASH", "1", "support", "--if", "2", "--otherwise", "abstain"))
    assert "support provided N2, otherwise abstain" in done(run("position", "list")).out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (
            "draft edit 2|The office should publish all reports.",
            3,
            "that is the text of N2 already",
        ),
        ("amendment edit A1|{A1}", 3, "that is the text of A1 already"),
        ("amendment add 1 --old shall", 3, "say with --text what replaces “shall”"),
        ("amendment add 1 --kind delete --text x", 3, "--kind delete takes the whole item out"),
        ("amendment add 1 --kind move", 3, "say with --after or --parent where the item goes"),
        ("position set ASH 2 accept --otherwise hold", 2, "--otherwise goes with --if"),
        ("merge 1 --take A1 --settle 1=A2 --yes", 3, "--take names A1, and --settle closes it"),
        ("history list --meeting M9", 3, "no meeting is called M9"),
    ],
)
def test_what_contradicts_itself_or_changes_nothing_is_refused(
    run: Run, harbour: Path, arguments: str, code: int, said: str
) -> None:
    """The message says what is wrong and what to do, and nothing is recorded."""
    for word, member in (("should", "ASH"), ("may", "BAY")):
        done(run("amendment", "add", "1", "--old", "shall", "--text", word, "--sponsor", member))
    now = "Members should report every year to the harbour office."
    words, _, text = arguments.partition("|")
    steps = len(done(run("history", "list", "--json")).json["steps"])
    answer = run(*words.split(), *([text.replace("{A1}", now)] if text else []))
    assert (answer.code, said in answer.err) == (code, True)
    assert len(done(run("history", "list", "--json")).json["steps"]) == steps


def test_words_are_taken_out_where_that_is_said(run: Run, harbour: Path) -> None:
    """An empty text is no text that was forgotten."""
    done(run("amendment", "add", "1", "--old", " every year", "--text", "", "--sponsor", "ASH"))
    plan = done(run("merge", "1", "--take", "A1", "--dry-run", "--json")).json
    assert plan["text"] == "Members shall report to the harbour office."


def test_an_undo_that_is_refused_names_a_few_steps_in_words(run: Run, harbour: Path) -> None:
    """The last that depend on it come first, the others are counted; no reason has an id."""
    done(run("member", "add", "DOL"))
    added = done(run("history", "list", "--json")).json["steps"][-1]["id"]
    for item in ("1", "2", "3"):
        done(run("position", "set", "DOL", item, "support"))
        done(run("amendment", "add", item, "--text", f"Text {item}.", "--sponsor", "DOL"))
    answer = run("undo", added)
    assert (answer.code, "6 later steps depend on it" in answer.err) == (3, True)
    assert answer.err.count("(no member has the code DOL)") == 3
    assert "and 3 more; see the list of steps ('consensus history list')" in answer.err
    several = run("undo", added[:2])
    assert (several.code, "give more of the id" in several.err) == (3, True)


def test_a_deferral_to_a_day_that_is_over_says_so(run: Run, harbour: Path) -> None:
    """What happened long ago may be recorded, and is due at once."""
    late = run("decision", "add", "2", "deferred", "--due", "2020-01-01", "--reason", "later")
    assert "2020-01-01 is over already, so it is listed as due from now on" in done(late).err


def test_a_merge_of_an_item_that_is_to_go_names_the_amendment(run: Run, harbour: Path) -> None:
    """What deletes an item is merged by its own name, which the refusal gives."""
    done(run("amendment", "add", "3", "--kind", "delete", "--sponsor", "ASH"))
    answer = run("merge", "3", "--yes")
    assert (answer.code, "with 'consensus merge A1'" in answer.err) == (3, True)
    for strict in ((), ("--strict",)):
        planned = run("merge", "3", "--dry-run", *strict)
        assert (planned.code, "with 'consensus merge A1'" in planned.out) == (0, True)


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("code,name,group\nASH,Ashland,N\n", 3, "columns are target, member, stance"),
        (
            "target,member,stanse\n1,ASH,yes\n",
            3,
            "f.csv:1: error: The first row names no column for stance",
        ),
        ("target,member,stance\n", 0, "no rows: nothing was recorded"),
    ],
)
def test_a_table_of_something_else_is_refused_at_its_header(
    run: Run, harbour: Path, folder: Path, text: str, code: int, said: str
) -> None:
    """What the header has and lacks is said with its line; a header alone takes nothing in."""
    (folder / "f.csv").write_text(text, encoding="utf-8")
    answer = run("position", "import", "f.csv")
    assert (answer.code, said in answer.out + answer.err) == (code, True)
    assert done(run("position", "list", "--json")).json["positions"] == []


def test_an_unknown_ending_of_a_report_is_refused(run: Run, harbour: Path, folder: Path) -> None:
    """Unless the form is given; the endings that are known are listed."""
    answer = run("report", "open", "-o", "s.xyz")
    assert (answer.code, ".docx; with .xyz, add --to" in answer.err) == (2, True)
    for audience in ((), ("--audience", "members")):
        answer = run("draft", "show", "-o", "d.xyz", *audience)
        assert (answer.code, ".docx; with .xyz, add --to" in answer.err) == (2, True)
    done(run("draft", "show", "-o", "d.xyz", "--to", "clean"))
    done(run("draft", "show", "-o", "d.txt"))
    done(run("report", "open", "-o", "s.xyz", "--to", "csv"))
    assert (folder / "s.xyz").read_text(encoding="utf-8").startswith("draft,")


def test_plain_text_has_no_escapes(run: Run, harbour: Path) -> None:
    """Markdown keeps the backslash before a bracket that is a word, text shows the bracket."""
    done(run("draft", "edit", "1", r"The office reports first.\[^ldc\]", "--reason", "a note"))
    assert (
        r"first.\[^ldc\]"
        in done(run("draft", "show", "--to", "markdown", "--audience", "public")).out
    )
    assert "first.[^ldc]" in done(run("draft", "show", "--to", "text", "--audience", "public")).out
    assert (
        "| The office reports first.[^ldc]"
        in done(run("report", "dossier", "1", "--to", "text")).out
    )


def test_the_public_reads_that_a_rule_was_not_met(run: Run, harbour: Path) -> None:
    """Without any name, in the summary and in the list of decisions."""
    done(run("position", "set", "BAY", "1", "object", "--reason", "too dear"))
    done(run("meeting", "open", "First meeting"))
    done(run("decision", "add", "1", "agreed", "--reason", "heard", "--yes"))
    for command in (("report", "summary"), ("decision", "list")):
        told = " ".join(done(run(*command, "--to", "text")).out.split())
        assert ("although its rule was not met" in told, "BAY" in told) == (True, False)


def test_what_became_of_brackets_is_told(run: Run, harbour: Path) -> None:
    """By receipt, log and summary: which was lifted or deleted, and which option was chosen."""
    text = "The office shall [promptly] report [monthly | weekly] to [all] members."
    done(run("draft", "edit", "1", text))
    done(run("meeting", "open", "First meeting"))
    told = done(run("merge", "1", "--settle", "B1=drop", "--settle", "B2=b", "--yes")).err
    first = "“promptly” in brackets was deleted and"
    first += " the brackets around “monthly | weekly” were lifted, leaving “weekly”"
    assert f"in 1 (N1), {first}" in told
    done(run("merge", "1", "--settle", "B1=keep", "--yes"))
    lifted = "the brackets around “all” were lifted"
    assert f"in 1 (N1), {lifted}" in done(run("history", "list")).out
    summary = " ".join(done(run("report", "summary", "--to", "text")).out.split())
    assert ("“promptly” in brackets was deleted" in summary, lifted in summary) == (True, True)
    done(run("draft", "edit", "1", "The office shall report to [nobody]."))
    done(run("draft", "edit", "1", "The office closes."))
    assert done(run("history", "list")).out.count("1 (N1) was reworded") == 3


def test_an_insertion_without_a_place_says_that_it_goes_at_the_end(run: Run, harbour: Path) -> None:
    """An insertion that names a place, by its target or --after, says nothing of it."""
    new = ("amendment", "add", "--kind", "insert", "--text", "New.", "--sponsor", "ASH")
    assert "to be inserted at the end; --after names another place" in done(run(*new)).err
    assert "at the end" not in done(run(*new, "--after", "1")).err


# Files beyond a limit: refused at once, with file, line and column, and nothing recorded.

LONG = "a" * (LONGEST_FIELD + 1)
OPENED = "[" * 100_000
NESTED = "[" * 100_000 + "x" + "]" * 100_000
NEVER = 'AAA,"Alpha\n' + "x,y\n" * (LONGEST_FIELD // 4)
SLIPS = 'AAA,"Al"pha\n' * (MOST_BAD_ROWS + 1)
LISTS = "\n".join("  " * level + "- x" for level in range(200))
WIDE = "," * MOST_COLUMNS

BEYOND = {
    "members, cell never closed": ("member", f"code,name\n{NEVER}", "csv", "2:5: the cell that"),
    "groups, cell never closed": (
        "member group",
        f"code,name\n{NEVER}",
        "csv",
        "2:5: the cell that",
    ),
    "positions, cell never closed": (
        "position",
        f"target,member,stance,reason\n1,ASH,support,{NEVER}",
        "csv",
        "2:19: the cell that",
    ),
    "amendments, cell never closed": (
        "amendment",
        f"target,text\n1,{NEVER}",
        "csv",
        "2:7: the cell that",
    ),
    "rows with slips": ("member", f"code,name\n{SLIPS}", "csv", "2:5: more than 10,000 rows"),
    "wide head": ("member", f"code,name{WIDE}\nA,B\n", "csv", "1:16393: this row has more than"),
    "wide row": ("position", f"target,member\n1{WIDE}\n", "csv", "2:16386: this row has more"),
    "long cell": ("member", f"code,name\nA,{LONG}\n", "csv", "2:3: error: The field"),
    "long value": (
        "amendment",
        f'{{"target": "1", "text": "{LONG}"}}',
        "jsonl",
        "1:17: error: The",
    ),
    "long value in an array": (
        "amendment",
        f'[{{"target": "1"}},\n {{"by": "ASH",\n  "text": "{LONG}"}}]',
        "json",
        "3:3: error: The field",
    ),
    "long line of Markdown": ("draft", f"One.\n\n1. {LONG}\n", "md", "3:1: the paragraph that"),
    "long line of text": ("draft", f"One.\n\n1. {LONG}\n", "txt", "3:1: the paragraph that"),
    "long paragraph": (
        "draft",
        "a b\n" * (LONGEST_PARAGRAPH // 4 + 1),
        "txt",
        "1:1: the paragraph",
    ),
    "lists": ("draft", LISTS, "md", "101:203: lists or quotations are nested beyond 100 levels"),
    "brackets of Markdown": ("draft", f"1. {NESTED}\n", "md", "1:104: brackets are nested beyond"),
    "brackets of text": ("draft", f"1. {NESTED}\n", "txt", "1:104: brackets are nested beyond"),
    "brackets of a cell": (
        "amendment",
        f"target,text\n1,{NESTED}\n",
        "csv",
        "2:3: error: Brackets",
    ),
    "JSON inside itself": ("amendment", OPENED, "jsonl", "1:2: error: This is no valid JSON"),
}


@pytest.mark.parametrize(("noun", "text", "ending", "place"), BEYOND.values(), ids=BEYOND)
def test_beyond_a_limit(
    run: Run, harbour: Path, noun: str, text: str, ending: str, place: str
) -> None:
    """What no file of its kind has is refused where it begins, and nothing is recorded."""
    Path(f"in.{ending}").write_text(text, encoding="utf-8")
    before = run("history", "verify", "--json").json["head"]
    answer = run(*noun.split(), "import", f"in.{ending}")
    assert answer.code == REFUSED
    assert f"in.{ending}:{place}" in answer.err
    assert len(answer.err) < 1_000
    assert run("history", "verify", "--json").json["head"] == before


def test_long_line_of_a_text_without_a_record(run: Run, folder: Path) -> None:
    """Texts that are combined, converted or sent in have the same limit as drafts."""
    Path("base.md").write_text("One.\n", encoding="utf-8")
    for name in ("in.md", "in.txt"):
        Path(name).write_text(f"One.\n\n{LONG}\n", encoding="utf-8")
    for arguments in (
        ("combine", "base.md", "A=in.md"),
        ("combine", "in.txt", "A=base.md"),
        ("convert", "in.md", "out.html"),
        ("convert", "in.txt", "out.html", "--from", "critic"),
    ):
        answer = run(*arguments)
        assert answer.code == REFUSED
        assert ":3:1: the paragraph that begins here has 1,000,001 characters" in answer.err
    assert not Path("out.html").exists()


def test_brackets_that_are_never_closed(run: Run, harbour: Path) -> None:
    """They are kept as characters; the first are named with line and column, the rest counted."""
    opened = "[" * 10_000
    Path("in.md").write_text(f"One.\n\n1. {opened}\n", encoding="utf-8")
    lines = done(run("draft", "import", "in.md")).err.splitlines()
    assert lines[0].startswith("in.md:3:4: warning: This square bracket is opened but never")
    assert "in.md:3:104: warning: From here on, brackets of this paragraph have 9,900" in lines[100]
    Path("in.csv").write_text(f"target,text\nR1,{opened}\n", encoding="utf-8")
    answer = done(run("amendment", "import", "in.csv", "--draft", "D1"))
    assert "in.csv:2:4: warning: Its text has 10,000 square brackets" in answer.err


def test_rows_after_a_short_slip_are_read(run: Run, harbour: Path) -> None:
    """A mark that is never closed takes in no row after it, as long as the file is short."""
    Path("in.csv").write_text('code,name\nDUN,"Dunland\nELM,Elmland\n', encoding="utf-8")
    answer = run("member", "import", "in.csv")
    assert (answer.code, "1 taken" in answer.out) == (1, True)
    assert "in.csv:2:5: error: The quotation marks of this row do not match" in answer.err
    assert "ELM" in run("member", "list").out


# Hostile Word files at the command line: one line says why, and nothing is taken or fetched.

KINDS = (
    *("empty", "no archive", "another archive", "cut short", "protected", "old"),
    *("entity bomb", "file", "address", "document type"),
    *("bomb by its declared size", "bomb by its real size", "deep", "crowd", "not well-formed"),
)
MOST_MEMORY = 1024 * 1024 * 1024
"""Bytes of addresses, with the program and its libraries."""


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, list[str]]]:
    """An address, and what was asked for there."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)

    found = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=found.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{found.server_address[1]}/x", asked
    found.shutdown()
    found.server_close()


@pytest.fixture(scope="module")
def files(server: tuple[str, list[str]]) -> dict[str, bytes]:
    """The files, made once."""
    made = hostile_files(server[0])
    assert tuple(made) == KINDS
    return made


def everything_below(folder: Path) -> dict[str, bytes]:
    """Every file in a folder with its content; what SQLite keeps beside a record left out."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-wal", "-shm", ".consensus"))
    }


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_files_are_refused_by_every_command(
    run: Run, harbour: Path, server: tuple[str, list[str]], files: dict[str, bytes], kind: str
) -> None:
    """One line says why, the record and the folder are as they were, and nothing was fetched."""
    Path("evil.docx").write_bytes(files[kind])
    Path("secret.txt").write_text("A secret.", encoding="utf-8")
    done(run("contribution", "question", "add", "What should we recommend?"))
    log, before = done(run("history", "list", "--json")).out, everything_below(harbour.parent)
    for words in (
        ("draft", "import"),
        ("draft", "import", "--compare", "D1"),
        ("draft", "translation", "import", "--language", "fr"),
        ("amendment", "import"),
        ("contribution", "import"),
    ):
        refused = run(*words, "evil.docx")
        assert (refused.code, refused.out) == (3, ""), words
        assert "evil.docx" in refused.err
        assert len(refused.err.splitlines()) == 1
        assert "A secret." not in refused.err
    assert log == done(run("history", "list", "--json")).out
    assert before == everything_below(harbour.parent)
    assert server[1] == []


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_files_take_bounded_memory(
    folder: Path, files: dict[str, bytes], kind: str
) -> None:
    """A process that may have a gigabyte refuses them without asking for more."""
    Path("evil.docx").write_bytes(files[kind])
    limit = (MOST_MEMORY, MOST_MEMORY)
    answer = subprocess.run(
        [sys.executable, "-m", "consensus", "convert", "evil.docx", "out.critic.md"],
        capture_output=True,
        text=True,
        timeout=600,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, limit),
    )
    assert (answer.returncode, answer.stdout) == (3, "")
    assert "evil.docx" in answer.stderr
    assert len(answer.stderr.splitlines()) == 1
    assert [path.name for path in folder.iterdir()] == ["evil.docx"]


def test_members_and_relations_that_lead_out_lead_nowhere(
    run: Run, folder: Path, server: tuple[str, list[str]]
) -> None:
    """The text is read; nothing is written or fetched but what was asked for."""
    inside = folder / "one" / "two"
    inside.mkdir(parents=True)
    (folder / "secret.txt").write_text("A secret.", encoding="utf-8")
    (inside / "evil.docx").write_bytes(leading_out(server[0]))
    done(run("convert", str(inside / "evil.docx"), str(inside / "out.txt")))
    assert (inside / "out.txt").read_text(encoding="utf-8") == "Members report.\n"
    names = {path.name for path in folder.rglob("*") if path.is_file()}
    assert names == {"evil.docx", "out.txt", "secret.txt"}
    assert not Path("/tmp/escaped.txt").exists()
    assert server[1] == []


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (("--as-of", "nonsense", "status"), "see the list of steps ('consensus history list')"),
        (("decision", "add", "5", "agreed"), "give one, record its reservation"),
        (("meeting", "edit", "--quorum", "1/2"), "open one first ('consensus meeting open')"),
        (("meeting", "close"), "open one first ('consensus meeting open')"),
    ],
)
def test_what_to_try_is_told_as_data(
    run: Run, demo: Path, words: tuple[str, ...], advice: str
) -> None:
    """Apart from the reasons, where a sentence says what to do."""
    told = json.loads(run(*words, "--json").err.splitlines()[-1])
    assert advice in told["try"]
    assert not any(advice in each for each in told["reasons"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("merge", "3", "--dry-run", "--to", "brackets", "--json"), "--json goes without --to"),
        (("decision", "add", "4", "agreed", "--due", "2040-01-01"), "--due goes with deferred"),
    ],
)
def test_what_would_mean_nothing_is_refused(
    run: Run, demo: Path, words: tuple[str, ...], said: str
) -> None:
    """An option that does nothing is no silent wish."""
    answer = run(*words)
    assert (answer.code, answer.out, said in answer.err) == (USAGE, "", True)


def test_a_package_is_called_by_its_name(run: Run, demo: Path) -> None:
    """Nobody knows it by its id."""
    told = json.loads(run("merge", "PKG1", "--dry-run", "--json").err)
    assert told["reasons"] == ["PKG1 is a package, which has no text of its own"]
