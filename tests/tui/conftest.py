"""The example, made once and copied for each test."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis.strategies import none
from textual import screen
from textual._compositor import Compositor
from textual.app import App
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

import tui.app
from consensus import WorkingGroup
from consensus.model.meetings import Forum, Presence
from consensus.working_group.script import make_example
from tests.tui.playing import NOW, PATIENCE_SECONDS, RENDER_UPDATE, UNTOUCHED
from tui import worker
from tui.screens import base


@pytest.fixture(scope="session")
def example_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The record of the example, which no test may change."""
    path = tmp_path_factory.mktemp("example") / "wgec.consensus"
    make_example(path, "sec", lambda: NOW).close()
    return path


@pytest.fixture
def example(example_made: Path, tmp_path: Path) -> Path:
    """A record of the example of the test's own."""
    return Path(shutil.copy(example_made, tmp_path / "wgec.consensus"))


@pytest.fixture
def in_session(example: Path) -> Path:
    """The example in a meeting to which everybody came but Alvora, at its second matter."""
    with WorkingGroup.open(example, by="sec", clock=lambda: NOW) as group:
        group.open_meeting("Third meeting, first day", Forum.PLENARY)
        codes = [each.code for each in group.state.counting(NOW.date()) if each.code != "ALV"]
        group.note_presence([*codes, "KRV"])
        group.note_presence(["KEL", "NOBF"], Presence.REMOTE)
        group.add_agenda_item("Adoption of the agenda")
        group.add_agenda_item("Capacity and connectivity in underserved regions", targets=["R4"])
        group.add_agenda_item("Any other matters", number="3(a)")
        group.take_up_agenda_item("1")
        group.finish_agenda_item()
        group.take_up_agenda_item("2")
        group.set_time_budget(180, observers=120)
    return example


@pytest.fixture
def debate(in_session: Path) -> Path:
    """The same when Meridia speaks and five wait, one of them for a right of reply."""
    with WorkingGroup.open(in_session, by="sec", clock=lambda: NOW) as group:
        for code in ("MER", "KRV", "KEL", "WCSO", "DOL"):
            group.request_floor(code)
        group.request_floor("VES", right_of_reply=True)
        group.give_floor()
    return in_session


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Play as somebody without preferences of their own, whoever runs the tests."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys wait as long as it takes for what is about to be asked, however slow the machine."""
    monkeypatch.setattr(base, "_PATIENCE_SECONDS", PATIENCE_SECONDS)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the test's own, in which the papers go that it writes."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def untimed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was done is told, but shown for no time, whatever time a test takes."""
    monkeypatch.setattr(tui.app, "DONE_SECONDS", 0)


@pytest.fixture(scope="session", autouse=True)
def styles_read_once() -> Iterator[None]:
    """Read the styles once for all tests, since each of them opens the terminal anew."""
    read = Stylesheet._parse_rules
    known: dict[tuple[object, ...], list[RuleSet]] = {}
    numbers: dict[frozenset[tuple[str, str]], int] = {}  # of the colours, which are many
    last: tuple[dict[str, str], int] = {}, -1

    def remembered(sheet: Stylesheet, *given: Any, **named: Any) -> list[RuleSet]:
        nonlocal last
        if sheet._variables is not last[0]:
            colours = frozenset(sheet._variables.items())
            last = sheet._variables, numbers.setdefault(colours, len(numbers))
        key = (*given, *named.items(), last[1])
        if key not in known:
            known[key] = read(sheet, *given, **named)
        return known[key]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Stylesheet, "_parse_rules", remembered)
        # By identity, as before, but without a call of Python for each rule of each widget.
        patched.setattr(RuleSet, "__hash__", object.__hash__)
        yield


@pytest.fixture(scope="session", autouse=True)
def drawn_when_idle() -> Iterator[None]:
    """Draw only when the player asks for it, and not whenever a sixtieth of a second is over."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(screen, "UPDATE_PERIOD", PATIENCE_SECONDS)
        # Nor each state that a key passes through, but what there is to see when all is done.
        patched.setattr(
            Compositor,
            "render_update",
            lambda self, full=False, **named: RENDER_UPDATE(self, full, **named) if full else None,
        )
        # Nor hold updates back for a moment when the screen changes.
        patched.setattr(App, "delay_update", lambda app, delay=0.0: None, raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def kept() -> Iterator[None]:
    """Keep from the collector once what all tests have read, and not what each of them reads."""
    # At the first law, older Hypothesis asks the collector who holds its random numbers, which the
    # collector does not know of what is frozen.
    given(none())(lambda nothing: None)()
    gc.collect()
    gc.freeze()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(worker, "gc", UNTOUCHED)
        yield
    gc.unfreeze()
