"""`consensus serve`: it says where it is, refuses what cannot be, and ends when it is told."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from .conftest import Run


def test_page_is_served_until_it_is_stopped(harbour: Path) -> None:
    """The links are told as data, and an interrupt is an ordinary end."""
    command = [sys.executable, "-m", "consensus", "-f", str(harbour), "serve"]
    server = subprocess.Popen(
        [*command, "--port", "0", "--terminal", "--json"], stdout=subprocess.PIPE, text=True
    )
    try:
        links = json.loads(read_object(server))
        assert "?token=" in links["terminal"]
        with urlopen(links["page"]) as answer:
            assert b"Nothing is shown at the moment." in answer.read()
        server.send_signal(signal.SIGINT)
        assert server.wait(300) == 0
    finally:
        server.kill()
        server.communicate()


def read_object(server: subprocess.Popen[str]) -> str:
    """The one object that the server prints before it waits."""
    assert server.stdout is not None
    lines: list[str] = []
    while not lines or lines[-1] != "}\n":
        lines.append(server.stdout.readline())
        assert lines[-1], "the server ended"
    return "".join(lines)


def test_port_that_is_taken_is_told(harbour: Path, run: Run) -> None:
    """Which, and what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        answer = run("serve", "--port", str(taken.getsockname()[1]))
    assert answer.code == 3
    assert "cannot listen on 127.0.0.1" in answer.err
    assert "--port" in answer.err


def test_record_that_is_not_there_is_told_before_anything_is_served(run: Run) -> None:
    """Readers would only see a blank page."""
    answer = run("-f", "nowhere.consensus", "serve", "--port", "0")
    assert answer.code == 4
    assert "nowhere.consensus" in answer.err


def test_token_that_could_be_guessed_is_refused(harbour: Path, run: Run) -> None:
    """It is not repeated either."""
    answer = run("serve", "--token", "hunter2", "--port", "0")
    assert answer.code == 3
    assert "could be guessed" in answer.err
    assert "hunter2" not in answer.err


def test_proxy_that_is_no_address_is_refused(harbour: Path, run: Run) -> None:
    """The message says which, and what to write."""
    answer = run("serve", "--trusted-proxy", "proxy.example", "--port", "0")
    assert answer.code == 3
    assert "--trusted-proxy proxy.example" in answer.err
    assert "192.0.2.0/24" in answer.err


@pytest.mark.parametrize("hours", ["0", "-1", "0.5", "nan", "9000", "long"])
def test_sessions_of_no_length_are_refused(harbour: Path, run: Run, hours: str) -> None:
    """As a mistake in the command."""
    answer = run("serve", "--session-hours", hours, "--port", "0")
    assert answer.code == 2
    assert "--session-hours" in answer.err


def test_what_has_to_be_installed_is_told(
    harbour: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Serving is an extra."""
    for name in [each for each in sys.modules if each.startswith("consensus.serve.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "aiohttp", None)
    answer = run("serve", "--port", "0")
    assert answer.code == 3
    assert "consensus-tracker[serve]" in answer.err


def test_what_the_room_sees_can_be_tried_and_told_as_data(harbour: Path, run: Run) -> None:
    """A slide is shown, seen and taken away; a dry run changes nothing of it."""
    tried = run("projector", "show", "1", "--dry-run")
    assert (tried.code, "the room would see" in tried.err) == (0, True)
    assert run("projector", "status", "--json").json["slide"] is None
    assert run("projector", "show", "--dry-run").code == 0
    shown = run("projector", "show", "1", "--json").json
    assert shown["slide"] == run("projector", "status", "--json").json["slide"]
    assert (shown["step"], shown["changed"]) == (None, [])
    assert "the room would see nothing" in run("projector", "blank", "--dry-run").err
    assert run("projector", "status").out.startswith("Harbour rules 1\n")
    assert run("projector", "blank").err == "the room now sees nothing\n"
    assert run("projector", "status").err == "the room sees nothing\n"
    assert run("wall", "push", "2").err.splitlines()[-1].startswith("the room now sees ")
    assert run("projector", "show", "99").code == 3


def test_the_screen_for_the_room_has_its_old_name_too(
    harbour: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`tui --wall` opens it, with a line that says --projector."""
    opened: list[bool] = []
    monkeypatch.setattr("consensus.cli.tui._start", lambda _, projector: opened.append(projector))
    assert run("tui", "--projector").err == ""
    assert run("tui", "--wall").err == "'--wall' is now '--projector'\n"
    assert run("tui").code == 0
    assert opened == [True, True, False]


def test_without_a_working_group_the_screens_ask(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where there are several; the room needs one that there is."""
    asked: list[tuple[str, bool]] = []
    monkeypatch.setattr("consensus.cli.tui._start", lambda *given: asked.append(given))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CONSENSUS_FILE", raising=False)
    assert run("tui").code == 0
    assert run("tui", "--projector").code == 2
    (tmp_path / "a.consensus").touch()
    assert run("tui").code == 0
    (tmp_path / "b.consensus").touch()
    assert run("tui").code == 0
    assert run("tui", "c.consensus").code == 0
    assert asked == [("", False), ("a.consensus", False), ("", False), ("c.consensus", False)]


def test_screens_need_a_terminal(run: Run, harbour: Path) -> None:
    """Without one nothing is drawn; a browser's screens, drawn by a driver of their own, are."""
    for words in (("tui",), ("tui", "--projector"), ("tui", str(harbour))):
        answer = run(*words)
        assert (answer.code, answer.out) == (2, "")
        assert answer.err.startswith("consensus: the screens need a terminal; ")
