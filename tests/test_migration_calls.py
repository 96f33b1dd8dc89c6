"""What was called in version 0.1 comes to the same as what is called now."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import consensus
from consensus import WorkingGroup

PAGE = Path(__file__).parents[1] / "docs" / "migration.md"
ROWS = re.findall(
    r"^\| `(.+?)` \| `(.+?)` \|$",
    PAGE.read_text(encoding="utf-8").partition("\n## Calls of the library\n")[2],
    re.MULTILINE,
)
"""Statements as in version 0.1, and as of now, each ending with an expression, in their order."""

FILES = {
    "draft.md": "# Harbour\n\n1. Members shall report.\n2. They meet every year.\n",
    "members.csv": "code,name\nASH,Ashland\nBAY,Bay\n",
}
_VARIES = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")


@pytest.fixture
def twins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[dict[str, Any], ...]]:
    """The names that are known to either side, each with a group of its own."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    public = {name: getattr(consensus, name) for name in consensus.__all__}
    groups = [WorkingGroup.in_memory(title="Harbour panel") for _ in "ab"]
    yield tuple({**public, "Path": Path, "group": group} for group in groups)
    for group in groups:
        group.close()


def value_of(statements: str, names: dict[str, Any]) -> str:
    """What the last of some statements comes to, once all have been run; ids left out."""
    *before, last = ast.parse(statements).body
    assert isinstance(last, ast.Expr), f"{statements} comes to nothing"
    exec(compile(ast.Module(before, []), "<row>", "exec"), names)
    value = eval(compile(ast.Expression(last.value), "<row>", "eval"), names)
    return _VARIES.sub("an id", repr(value))


def test_every_call_comes_to_the_same(twins: tuple[dict[str, Any], ...]) -> None:
    """Old and new are run one after the other, each in a group of its own; no new one warns."""
    assert ROWS
    for old, new in ROWS:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            was = value_of(old, twins[0])
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            now = value_of(new, twins[1])
        assert was == now, f"{old} | {new}"
