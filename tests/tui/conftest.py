"""The example, made once and copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

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
