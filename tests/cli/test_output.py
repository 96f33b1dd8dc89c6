"""Output: streams, columns, control signs and colour."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from consensus.cli import output

from .conftest import Run

ESCAPE = "\x1b[31mred\x1b[0m \u202eright to left\u202c \x9b1m \x07"


END_OF_COMMAND = "\f"
_RUN_EACH = """
import json, sys
from consensus.cli import main
for words in json.loads(sys.argv[1]):
    try:
        main(words)
    except SystemExit:
        pass
    print(end="\f", flush=True)
"""


def on_a_terminal(*arguments: str, **environment: str) -> str:
    """What a command writes to a terminal."""
    return _on_a_terminal("-m", "consensus", *arguments, **environment)


def each_on_a_terminal(*commands: tuple[str, ...], **environment: str) -> list[str]:
    """What commands write to a terminal, one after the other in one process."""
    written = _on_a_terminal("-c", _RUN_EACH, json.dumps(commands), **environment)
    return written.split(END_OF_COMMAND)[:-1]


def _on_a_terminal(*arguments: str, **environment: str) -> str:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, *arguments],
        stdout=theirs,
        stderr=theirs,
        stdin=theirs,
        env={**os.environ, "TERM": "xterm", "PYTHONUTF8": "1", **environment},
    )
    os.close(theirs)
    written = b""
    while True:
        try:
            part = os.read(ours, 65_536)
        except OSError:
            break
        if not part:
            break
        written += part
    process.wait()
    os.close(ours)
    return written.decode()


@pytest.fixture
def hostile(run: Run, harbour: Path) -> Path:
    """A record with control signs in what a member said."""
    assert run("position", "take", "ASH", "1", "support", "--reason", ESCAPE).code == 0
    return harbour


@pytest.mark.parametrize("command", [("position", "list"), ("why", "1"), ("log",)])
def test_no_control_sign_reaches_a_terminal(hostile: Path, command: tuple[str, ...]) -> None:
    """On a terminal they are visible escapes."""
    written = on_a_terminal("-f", str(hostile), *command, NO_COLOR="1")
    assert "\\u001b[31mred" in written
    assert "\\u202e" in written
    assert set(written) & {"\x1b", "\u202e", "\x9b", "\x07"} == set()


def test_json_on_a_terminal_is_still_json(hostile: Path) -> None:
    """The escapes are those of JSON, so what is copied from a terminal reads back."""
    written = on_a_terminal("-f", str(hostile), "position", "list", "--json")
    assert set(written) & {"\x1b", "\u202e", "\x9b", "\x07"} == set()
    assert json.loads(written)["positions"][0]["reason"] == ESCAPE


def test_error_on_a_terminal_has_no_control_sign(hostile: Path) -> None:
    """What a user typed is repeated without its control signs."""
    assert "\x1b" not in on_a_terminal("-f", str(hostile), "why", "\x1b[2J", NO_COLOR="1")


def test_pipe_gets_the_signs_as_they_are(run: Run, hostile: Path) -> None:
    """Another program gets the words as they were recorded."""
    assert run("position", "list", "--json").json["positions"][0]["reason"] == ESCAPE
    assert ESCAPE in run("why", "1").out


def test_colour_is_for_terminals_that_want_it(harbour: Path) -> None:
    """NO_COLOR and dumb terminals are respected, and the words are the same without."""
    bold = on_a_terminal("-f", str(harbour), "status", NO_COLOR="")
    plain = on_a_terminal("-f", str(harbour), "status", NO_COLOR="1")
    assert "\x1b[1m" in bold
    assert "\x1b" not in plain
    assert "\x1b" not in on_a_terminal("-f", str(harbour), "status", NO_COLOR="", TERM="dumb")
    assert bold.replace("\x1b[1m", "").replace("\x1b[0m", "") == plain


def test_progress_is_for_terminals(run: Run, harbour: Path, folder: Path) -> None:
    """A bar is drawn on a terminal, and a pipe is silent."""
    (folder / "a.csv").write_text("target,old,text,by\n1,shall,should,ASH\n", encoding="utf-8")
    assert "amendments" in on_a_terminal("amendment", "import", "a.csv")
    run("undo")
    piped = run("amendment", "import", "a.csv", "--json")
    assert (piped.code, piped.err) == (0, "")


def test_table_lines_up(capsys: pytest.CaptureFixture[str]) -> None:
    """Cells stand under their header, numbers to the right, lines folded."""
    output.write_table(("name", "count"), [("工作", "5"), ("a\nb", "12/40")])
    assert capsys.readouterr().out == "name  count\n工作      5\na b   12/40\n"


def test_empty_table_says_so_beside_the_data(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing goes to stdout when there is nothing."""
    output.write_table(("name",), [], "there is none")
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "there is none\n")


def test_what_is_no_file_is_written_to_as_it_is(tmp_path: Path) -> None:
    """A pipe, as a device would, gets the words and stays what it is."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    output.deliver(["one ", "two"], str(pipe))
    assert os.read(reading, 100) == b"one two"
    os.close(reading)
    assert (pipe.is_fifo(), list(tmp_path.iterdir())) == (True, [pipe])


def test_a_dash_is_stdout(run: Run, demo: Path) -> None:
    """As everywhere; no file is called so, and the form is the one of a pipe."""
    lists = run("member", "list", "--to", "csv").out
    assert run("member", "list", "--to", "csv", "-o", "-").out == lists
    assert run("report", "open", "-o", "-").out.startswith("# ")
    assert json.loads(run("graph", "--to", "json", "-o", "-").out)["schema"] == 1
    assert run("report", "open", "--to", "docx", "-o", "-").code == 0
    assert not Path("-").exists()


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """What it leads to gets the new words."""
    there, link = tmp_path / "there.txt", tmp_path / "link.txt"
    there.write_text("old")
    link.symlink_to(there)
    output.deliver("new", str(link))
    assert (link.is_symlink(), there.read_text()) == (True, "new")
    assert sorted(tmp_path.iterdir()) == [link, there]


def test_a_link_to_itself_becomes_the_file(tmp_path: Path) -> None:
    """What leads nowhere is put right instead of followed."""
    link = tmp_path / "link.txt"
    link.symlink_to(link)
    output.deliver("new", str(link))
    assert (link.is_symlink(), link.read_text()) == (False, "new")


def test_lists_of_an_empty_record_are_empty(run: Run) -> None:
    """Every list of a new record is an empty list, and says so to people."""
    assert run("init", "--title", "New").code == 0
    for noun in (
        "draft",
        "member",
        "group",
        "amendment",
        "position",
        "tray",
        "decision",
        "revision",
        "meeting",
        "agenda",
    ):
        answer = run(noun, "list", "--json")
        assert (answer.code, [each for each in answer.json.values() if each == []]) == (0, [[]])
        assert answer.json["schema"] == 1
        assert run(noun, "list").out == ""
    assert run("status").code == 0
    assert run("next").out == ""
