"""What every command has in common."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import click

from consensus.cli import main
from consensus.cli.framework import COMMANDS, Command

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
    "amendment present",
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


def has_an_example(words: str, command: click.Command) -> bool:
    """Whether the help calls the command by its own name."""
    _, separator, examples = inspect.cleandoc(command.help or "").partition("\b\nExamples:\n")
    name = f"consensus {words.split()[0]}"
    return bool(separator) and any(name in line or " -f " in line for line in examples.splitlines())


def test_help_has_an_example() -> None:
    """Every help shows how the command is called, by its own name."""
    assert [words for words, command in ALL if not has_an_example(words, command)] == []


def test_help_fits_an_old_terminal() -> None:
    """Examples are not folded, so their lines are short enough for what is shown."""
    lines = [(words, line) for words, each in ALL for line in (each.help or "").splitlines()]
    assert [(words, line) for words, line in lines if len(line) > 100] == []


def test_what_shows_can_show_data() -> None:
    """Every command that shows something takes `--json`, and no other."""
    without = {
        words
        for words, command in LEAVES
        if not any("--json" in each.opts for each in command.params)
    }
    assert without == SHOWING_NOTHING


def test_every_option_is_explained() -> None:
    """Every option has a help text, or choices that explain it."""
    assert [words for words, command in LEAVES if not isinstance(command, Command)] == []
    unexplained = [
        (words, each.opts[0])
        for words, command in LEAVES
        for each in command.params
        if isinstance(each, click.Option) and not (each.help or isinstance(each.type, click.Choice))
    ]
    assert unexplained == []


def test_short_help_is_the_first_sentence() -> None:
    """What the table says of a command is what the command says of itself."""
    table = [(name, place) for under in COMMANDS.values() for name, place in under.items()]
    for name, place in table:
        command = main.get_command(ROOT, name)
        assert command is not None, name
        first = (command.help or "").split("\n\n")[0].replace("\n", " ")
        assert (name, place.short_help) == (command.name, first)


def test_reference_is_up_to_date() -> None:
    """docs/cli.md says what the commands say."""
    import runpy

    docs = Path(__file__).parents[2] / "docs"
    written = runpy.run_path(str(docs / "generate_cli.py"))["reference"]()
    assert (docs / "cli.md").read_text(encoding="utf-8") == written, "run docs/generate_cli.py"
