"""Bad input of each kind: one clear line, the right exit code, and a record as it was."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import attrs
import pytest

from consensus import WorkingGroup
from consensus.history.snapshot import write_snapshot

from .conftest import Run

USAGE, REFUSED, STORAGE = 2, 3, 4


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (
            ("position", "take", "XYZ", "1", "support"),
            REFUSED,
            "no member has the code XYZ; 'consensus member list'",
        ),
        (
            ("position", "take", "ASH", "99", "support"),
            REFUSED,
            "nothing is called 99; 'consensus status' lists",
        ),
        (("position", "take", "ASH", "1", "suport"), USAGE, "Invalid value for 'STANCE'"),
        (("position", "take", "ASH", "1", "object", "--if", "2"), REFUSED, "only support and"),
        (("position", "group", "G77", "1", "support"), REFUSED, "no negotiating group has"),
        (("position", "withdraw", "ASH", "1"), REFUSED, "ASH holds no position there"),
        (("objection", "answer", "1", "ASH", "why"), REFUSED, ""),
        (
            ("amendment", "propose", "1", "--old", "must", "--text", "may"),
            REFUSED,
            "1 does not say: “must”",
        ),
        (("amendment", "propose", "1", "--text", "x", "--by", "XYZ"), REFUSED, "no member has"),
        (("amendment", "withdraw", "A9"), REFUSED, "nothing is called A9"),
        (("merge", "1"), REFUSED, "no undecided amendment changes the words of"),
        (("merge", "1", "--settle", "x"), REFUSED, "no undecided amendment"),
        (("silence", "open", "1", "--hours", "9" * 12), REFUSED, "end after the year 9999"),
        (("bracket", "1", "no such words"), REFUSED, "those words are not there"),
        (("bracket", "1", "e"), REFUSED, "those words stand there"),
        (("bracket", "1"), USAGE, "give the words, or --text, or --without"),
        (("decision", "record", "1", "decided"), USAGE, "the outcome comes last and is one of"),
        (("decision", "record", "agreed"), USAGE, "name what it was declared of"),
        (("decision", "lift", "1", "ASH"), REFUSED, "nothing was decided on 1"),
        (("meeting", "close"), REFUSED, "no meeting is going on"),
        (("revision", "show", "Rev.9"), REFUSED, "no revision is called Rev.9"),
        (("package", "show", "N1"), REFUSED, "N1 is no package"),
        (("rule", "set", "no_objektion()"), REFUSED, "column 1: no rule is called"),
        (("rule", "explain", "consent("), REFUSED, "column 9: "),
        (("status", "--rule", "all_of("), REFUSED, "column 8: "),
        (("check", "--require", "fine"), USAGE, "Invalid value for '--require'"),
        (("undo", "123456"), REFUSED, "no step has the id 123456"),
        (
            ("redact", "--waiting", "--step", "1", "--yes"),
            USAGE,
            "does not go with --step or --yes",
        ),
        (("redact", "--erase", "1", "--reason", "x"), USAGE, "--erase does not go with --reason"),
        (("redact", "words nobody said", "--yes"), REFUSED, "no recorded step has those words"),
        (("--as-of", "never", "status"), REFUSED, "a moment is a day or time (2026-03-01"),
        (("--as-of", "2020-01-01", "undo"), USAGE, "--as-of looks at the past"),
        (("tray", "place", "TR9", "1"), REFUSED, "nothing is called TR9"),
        (("draft", "import", "missing.md"), REFUSED, "there is no file missing.md"),
        (("draft", "import", "."), REFUSED, "is a directory"),
        (("draft", "import", "binary.md"), REFUSED, "is no text"),
        (("draft", "import", "latin.md"), REFUSED, "is not in UTF-8"),
        (("draft", "import", "word.docx"), REFUSED, "is damaged or was cut short"),
        (("draft", "import", "empty.md"), REFUSED, "is empty"),
        (("amendment", "import", "bad.csv", "--strict"), REFUSED, "bad.csv:2"),
        (("combine", "latin.md", "A=empty.md"), REFUSED, "is empty"),
        (("combine", "fine.md", "A"), USAGE, "after the base come proposals as NAME=FILE"),
        (("combine", "fine.md", "A=fine.md", "A=fine.md"), USAGE, "two proposals are called A"),
        (("backup", "fine.md"), STORAGE, "fine.md"),
        (("report", "open", "-o", "no/such/folder.md"), STORAGE, "no/such/folder.md: No such file"),
        (("report", "open", "-o", "fine.md/x"), STORAGE, "consensus: fine.md/x: Not a directory"),
        (("report", "open", "-o", "x" * 254), STORAGE, f"consensus: {'x' * 254}: File name too"),
        (("init", "--title", " "), REFUSED, "needs a title"),
        (("init", "--title", "x", "--rule", "f("), REFUSED, "no rule is called"),
        (("init", "--title", "Harbour"), STORAGE, "harbour.consensus"),
        (("-f", "no.consensus", "status"), STORAGE, "no.consensus"),
        (("-f", "nul\0", "status"), REFUSED, "take the character NUL out"),
        (("-f", "https://example.org/x", "status"), STORAGE, "no record can be kept at https://"),
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
    before = run("verify", "-f", str(harbour), "--json").json["head"]
    answer = run(*arguments)
    assert (answer.code, answer.out) == (code, "")
    assert answer.err.startswith("consensus: ")
    assert line in answer.err
    assert answer.err.count("\n") == 1
    assert run("verify", "-f", str(harbour), "--json").json["head"] == before


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
    for command in (("status",), ("undo",), ("position", "take", "ASH", "1", "support")):
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
        answer = run("position", "take", "ASH", "1", "support")
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
        answer = run("position", "take", "ASH", "1", "support")
        other.execute("rollback")
    assert (answer.code, answer.out, answer.err.count("\n")) == (STORAGE, "", 1)


def test_altered_record_is_named_by_verify(run: Run, demo: Path) -> None:
    """A step that was altered behind the back of the software is found."""
    assert run("verify").code == 0
    content = demo.read_bytes()
    assert b"not an aspiration" in content
    demo.write_bytes(content.replace(b"not an aspiration", b"but an aspiration"))
    answer = run("verify", "--json")
    assert (answer.code, answer.json["intact"]) == (1, False)
    assert len(answer.json["problems"]) == 1
    assert run("doctor").code == 1


def test_a_forged_snapshot_is_found_by_verify_and_doctor(run: Run, harbour: Path) -> None:
    """One with the true head and an invented state does not pass; without it all is in order."""
    with WorkingGroup.open(harbour) as group:
        group._log.keep_snapshot()
    answer = run("verify")
    assert (answer.code, "agrees with the log" in answer.out) == (0, True)
    assert run("verify", "--json").json["snapshot"] == "agrees"
    with WorkingGroup.open(harbour) as group:
        group.state.settings[""] = attrs.evolve(group.state.settings[""], title="Invented")
        group._log.keep_snapshot()
    answer = run("verify")
    assert (answer.code, "does not agree with the log" in answer.out) == (1, True)
    answer = run("verify", "--json")
    assert (answer.json["intact"], answer.json["snapshot"]) == (False, "differs")
    assert run("doctor").code == 1
    assert run("doctor", "--repair").code == 0
    assert run("verify").code == run("doctor").code == 0


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
    assert run("verify").code == 0
    assert "it is not read" in run("doctor").out
    assert run("position", "take", "ASH", "1", "support").code == 0
    with closing(sqlite3.connect(harbour)) as connection:
        assert connection.execute("SELECT count(*) FROM snapshots").fetchone() == (0,)


def test_an_emptied_record_is_not_in_order(run: Run, harbour: Path) -> None:
    """Whoever looks at it, proves it, copies it or records in it is told that all was lost."""
    with closing(sqlite3.connect(harbour)) as connection:
        connection.execute("DELETE FROM steps")
        connection.commit()
    for command in ("verify",), ("doctor",):
        answer = run(*command)
        assert (answer.code, "all of it was lost" in answer.out) == (1, True)
    for command in (
        ("status",),
        ("backup", "copy.consensus"),
        ("copy", str(harbour), "copy.consensus"),
        ("member", "add", "ASH"),
    ):
        answer = run(*command)
        assert (answer.code, "all of it was lost" in answer.err) == (STORAGE, True)
    assert not Path("copy.consensus").exists()


def test_head_that_is_missing_shows_a_cut(run: Run, harbour: Path) -> None:
    """Against a head noted elsewhere, a record that was cut off is found out."""
    head = run("verify", "--json").json["head"]
    assert run("verify", "--head", head).code == 0
    assert run("verify", "--head", "0" * len(head)).code == 1


def test_command_that_is_killed_leaves_a_sound_record(harbour: Path, run: Run) -> None:
    """Nothing but whole steps is ever in a record."""
    process = subprocess.Popen(
        [sys.executable, "-m", "consensus", "-f", str(harbour), "member", "import", "-"],
        stdin=subprocess.PIPE,
    )
    process.kill()
    process.communicate()
    assert run("doctor").code == 0
