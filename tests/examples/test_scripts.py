"""Every example runs as it stands."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


def output_of(name: str) -> list[str]:
    """The lines that an example prints."""
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / name)], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_every_script_is_named_in_the_readme() -> None:
    """A newcomer finds each script from the list."""
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in EXAMPLES.glob("*.py") if path.name not in readme] == []


def test_embedding_ends_in_an_agreed_text() -> None:
    """The conflict is shown, settled and agreed."""
    assert output_of("embed_library.py") == [
        "Users [shall | A1: should | A2: must] clean the bench when they leave.",
        "1 agreed - Users must clean the bench when they leave.",
        "2 agreed - Tools may be borrowed for two days.",
        "intact: True",
    ]


def test_open_items_are_rows() -> None:
    """Each open item of the example is one row under the header."""
    header, *rows = output_of("open_items_csv.py")
    assert header.startswith("label,status")
    assert {row.partition(",")[0] for row in rows} >= {"1", "7", "16(b)"}


@pytest.mark.parametrize("number", ["1", "2", "3"])
def test_three_rules_differ(number: str) -> None:
    """Each rule is printed, and where they differ each verdict has its reason."""
    lines = output_of("three_rules.py")
    assert any(line.startswith(f"rule {number}:") for line in lines)
    assert any(line.startswith(f"       {number}: ") for line in lines)
