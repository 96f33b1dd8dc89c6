"""Every command of version 0.1 still does its work, under its old name and with its old options."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest

from consensus.cli import main
from consensus.cli.renamed import RENAMED, RENAMED_NOUNS, current_spelling

from .conftest import Run, done

OLD: dict[str, list[str]] = json.loads(
    Path(__file__).with_name("commands-0.1.json").read_text(encoding="utf-8")
)
"""Every command of version 0.1 to its options."""


def found(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that words lead to, and what is left of them."""
    context = click.Context(main, info_name="consensus")
    command: click.Command = main
    while isinstance(command, click.Group):
        assert words, "a group"
        inner = command.get_command(context, words[0])
        assert inner is not None, words
        words = words[1:]
        command = inner
    return command, words


@pytest.mark.parametrize("old", OLD)
def test_an_old_command_leads_to_one_that_takes_its_options(old: str) -> None:
    """Nothing that a script says since version 0.1 is refused for its spelling."""
    words, _ = current_spelling(old.split())
    if words[0].startswith("-"):
        assert words == ["--completion"]
        return
    command, given = found(words)
    context = click.Context(command)
    known = {name for each in command.get_params(context) for name in each.opts}
    renamed = getattr(command, "renamed", {})
    assert {each for each in given if each.startswith("-")} <= known
    assert set(OLD[old]) <= known | set(renamed), set(OLD[old]) - known - set(renamed)
    assert set(renamed.values()) <= known


def test_what_is_renamed_was_there_and_is_not_any_more() -> None:
    """No present spelling is told to be another one."""
    assert set(RENAMED) <= set(OLD)
    assert set(RENAMED_NOUNS) <= {each.split()[0] for each in OLD} - set(OLD)
    for new in (*RENAMED.values(), *RENAMED_NOUNS.values()):
        assert current_spelling(new.split())[1] == "", new


def test_an_old_spelling_says_what_it_is_now(run: Run, demo: Path) -> None:
    """The line is on stderr, and what was asked for on stdout as before."""
    old, new = done(run("tray", "list", "--json")), done(run("inbox", "list", "--json"))
    assert (old.out, old.err) == (new.out, "'tray list' is now 'inbox list'\n" + new.err)
