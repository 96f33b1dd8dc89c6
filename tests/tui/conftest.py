"""The example, made once and copied for each test."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from consensus.working_group.example import make_example
from tests.tui.playing import NOW


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


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Play as somebody without preferences of their own, whoever runs the tests."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture(scope="session", autouse=True)
def styles_read_once() -> Iterator[None]:
    """Read the styles once for all tests, since each of them opens the terminal anew."""
    read = Stylesheet._parse_rules
    known: dict[tuple[object, ...], list[RuleSet]] = {}

    def remembered(sheet: Stylesheet, *given: Any, **named: Any) -> list[RuleSet]:
        key = (*given, *named.items(), frozenset(sheet._variables.items()))
        if key not in known:
            known[key] = read(sheet, *given, **named)
        return known[key]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Stylesheet, "_parse_rules", remembered)
        yield


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Let go of the terminal of a test, which keeps what it has read from the collector."""
    yield
    gc.unfreeze()
