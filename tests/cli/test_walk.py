"""What every command has in common."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from consensus.cli import main
from consensus.cli.command import Command
from consensus.cli.commands import COMMANDS
from consensus.cli.lazy import Place

ROOT = click.Context(main, info_name="consensus")


def every_command() -> Iterator[tuple[str, click.Command]]:
    """Every command and noun with its words."""
    waiting: list[tuple[str, click.Command]] = [
        (name, found)
        for name in main.list_commands(ROOT)
        if (found := main.get_command(ROOT, name)) is not None
    ]
    while waiting:
        words, command = waiting.pop(0)
        yield words, command
        if isinstance(command, click.Group):
            waiting += [(f"{words} {name}", each) for name, each in command.commands.items()]


ALL = list(every_command())
LEAVES = [(words, each) for words, each in ALL if not isinstance(each, click.Group)]

# These record or keep, and tell only what they did.
SHOWING_NOTHING = {
    "agenda add",
    "agenda adopt",
    "agenda finish",
    "agenda take-up",
    "amendment consolidate",
    "amendment cosponsor",
    "amendment propose",
    "amendment revise",
    "amendment take-up",
    "amendment withdraw",
    "backup",
    "bracket",
    "bundle",
    "carry-over take",
    "completion",
    "consultation open",
    "consultation report",
    "contribution add",
    "contribution highlight",
    "copy",
    "decision lift",
    "decision record",
    "decision statement",
    "demo",
    "draft all-or-nothing",
    "edit",
    "floor budget",
    "floor close",
    "floor end",
    "floor give",
    "floor note",
    "floor reopen",
    "floor request",
    "floor withdraw",
    "init",
    "meeting announce",
    "meeting cancel",
    "meeting close",
    "meeting open",
    "meeting presence",
    "meeting reschedule",
    "meeting set-quorum",
    "member add",
    "milestone add",
    "milestone move",
    "milestone reached",
    "note add",
    "note remove",
    "objection accommodate",
    "objection answer",
    "objection sustain",
    "objection withdraw",
    "office approve",
    "office assign",
    "office decline",
    "office nominate",
    "office vacate",
    "overtaken again",
    "overtaken let-go",
    "package propose",
    "position group",
    "position take",
    "position withdraw",
    "question ask",
    "question extend",
    "rating give",
    "redact",
    "revision publish",
    "rule set",
    "sense",
    "silence break",
    "silence open",
    "tray place",
    "tray set-aside",
    "translation add",
    "tui",
    "undertaking add",
    "undertaking done",
    "undo",
    "wall blank",
    "wall push",
}


@pytest.mark.parametrize(("words", "command"), ALL, ids=[words for words, _ in ALL])
def test_help_has_an_example(words: str, command: click.Command) -> None:
    """Every help shows how the command is called, by its own name."""
    text = inspect.cleandoc(command.help or "")
    assert "\b\nExamples:\n" in text
    examples = text.split("Examples:\n")[1].splitlines()
    assert any(f"consensus {words.split()[0]}" in line or " -f " in line for line in examples)


@pytest.mark.parametrize(("words", "command"), ALL, ids=[words for words, _ in ALL])
def test_help_fits_an_old_terminal(words: str, command: click.Command) -> None:
    """Examples are not folded, so their lines are short enough for what is shown."""
    lines = (command.help or "").splitlines()
    assert [line for line in lines if len(line) > 100] == []


@pytest.mark.parametrize(("words", "command"), LEAVES, ids=[words for words, _ in LEAVES])
def test_what_shows_can_show_data(words: str, command: click.Command) -> None:
    """Whatever shows something takes `--json`."""
    options = {name for each in command.params for name in each.opts}
    assert ("--json" in options) is (words not in SHOWING_NOTHING)


@pytest.mark.parametrize(("words", "command"), LEAVES, ids=[words for words, _ in LEAVES])
def test_every_option_is_explained(words: str, command: click.Command) -> None:
    """An option without a word on it helps nobody."""
    assert isinstance(command, Command)
    unexplained = [
        each.opts[0]
        for each in command.params
        if isinstance(each, click.Option) and not (each.help or isinstance(each.type, click.Choice))
    ]
    assert unexplained == []


@pytest.mark.parametrize(
    ("name", "place"),
    [(name, place) for under in COMMANDS.values() for name, place in under.items()],
)
def test_short_help_is_the_first_sentence(name: str, place: Place) -> None:
    """What the table says of a command is what the command says of itself."""
    command = main.get_command(ROOT, name)
    assert command is not None
    first = re.split(r"\n\n", command.help or "")[0].replace("\n", " ")
    assert first == place.short_help
    assert command.name == name


def test_reference_is_up_to_date() -> None:
    """docs/cli.md says what the commands say."""
    import runpy

    docs = Path(__file__).parents[2] / "docs"
    written = runpy.run_path(str(docs / "generate_cli.py"))["reference"]()
    assert (docs / "cli.md").read_text(encoding="utf-8") == written, "run docs/generate_cli.py"
