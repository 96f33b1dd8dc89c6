"""Command and group classes that import lazily, and the table of commands."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, NamedTuple

import click
from click.shell_completion import CompletionItem

from consensus.cli.context import GLOBAL_OPTIONS
from consensus.cli.output import echo_status

# Commands and nouns: what every one of them has in common.


def _as_written(text: str) -> str:
    """Marks the paragraphs of a help text that have indented lines, so that click folds none."""
    paragraphs = inspect.cleandoc(text).split("\n\n")
    return "\n\n".join(f"\b\n{each}" if "\n  " in f"\n{each}" else each for each in paragraphs)


class Command(click.Command):
    """A command that also takes the global options, and knows its Python equivalent.

    Attributes:
        python: the same in Python, for the reference; empty when there is no one line for it.
    """

    def __init__(self, *arguments: Any, python: str = "", **attributes: Any) -> None:
        attributes["help"] = _as_written(attributes.get("help") or "")
        super().__init__(*arguments, **attributes)
        self.python = python

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Returns its own parameters, and the global options, which its help does not repeat."""
        # Without their environment variables, which were read before the command's name.
        common = [option(hidden=True, envvar=None, show_envvar=False) for option in GLOBAL_OPTIONS]
        own = super().get_params(ctx)
        taken = {name for parameter in own for name in parameter.opts}
        return [*own, *(each for each in common if taken.isdisjoint(each.opts))]


class Group(click.Group):
    """A group that shows its help, as an error, when it is called without a command."""

    def __init__(self, *arguments: Any, **attributes: Any) -> None:
        attributes["help"] = _as_written(attributes.get("help") or "")
        super().__init__(*arguments, **{"no_args_is_help": False, **attributes})

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parses the arguments, of which there must be some."""
        if not args and not ctx.resilient_parsing:
            echo_status(ctx.get_help())
            ctx.exit(2)
        return super().parse_args(ctx, args)


class Noun(Group):
    """A group named for a noun; its commands are verbs, listed as they are declared."""

    command_class = Command

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Returns the verbs in the order of their declaration."""
        return list(self.commands)


def as_json(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the option `--json`, as the argument `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print data as JSON.")(function)


def symbol_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the option `--symbol` to a command that writes Word documents."""
    return click.option(
        "--symbol", default="", help="With --to docx, the symbol of the document: A/AC.9/L.4."
    )(function)


AUDIENCES = click.Choice(["public", "members", "secretariat"])


def audience_option(default: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Returns a decorator that adds the option `--audience`."""
    return click.option(
        "--audience", type=AUDIENCES, default=default, show_default=True, help="Who is to see it."
    )


class Place(NamedTuple):
    """Where a command is defined, `module:attribute`, and its help, so that listing is light."""

    place: str
    short_help: str


class LazyGroup(Group):
    """A group that lists its commands from a table and imports the one that is called."""

    def __init__(
        self, *arguments: Any, commands: Mapping[str, Mapping[str, Place]], **attributes: Any
    ) -> None:
        super().__init__(*arguments, **attributes)
        self.headings = commands
        self.places = {name: place for under in commands.values() for name, place in under.items()}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Returns every name, in the order of the table."""
        return list(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Imports and returns a command."""
        if cmd_name not in self.places:
            return None
        module, _, attribute = self.places[cmd_name].place.partition(":")
        command = getattr(import_module(f"consensus.cli.{module}"), attribute)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Finds the command that is called; a misspelt one gets suggestions."""
        if args and not args[0].startswith("-") and args[0] not in self.places:
            near = difflib.get_close_matches(args[0], self.places, n=3)
            advice = f"; did you mean {' or '.join(near)}?" if near else ""
            ctx.fail(f"there is no command {args[0]}{advice}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the commands under their headings, importing none."""
        for heading, under in self.headings.items():
            with formatter.section(heading):
                width = max(map(len, self.places))
                formatter.write_dl(
                    [(name.ljust(width), place.short_help) for name, place in under.items()]
                )

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Suggests names, importing none."""
        return [
            CompletionItem(name, help=place.short_help)
            for name, place in self.places.items()
            if name.startswith(incomplete)
        ] or click.Command.shell_complete(self, ctx, incomplete)


COMMANDS = {
    "Begin": {
        "init": Place("record:init", "Start a working group in a new file or a database."),
        "demo": Place("tui:demo", "Make a working group to learn with."),
        "draft": Place("draft:draft", "Take a draft in, and show it."),
        "member": Place("member:member", "Add members and observers, and list them."),
        "group": Place("member:group", "Take stakeholder and negotiating groups in."),
        "office": Place("member:office", "Say who holds which office."),
        "rule": Place("rule:rule", "Say how consensus is judged."),
    },
    "Text": {
        "amendment": Place("amendment:amendment", "Propose amendments and follow them."),
        "tray": Place("amendment:tray", "Place what fitted nowhere."),
        "mail": Place("contribution:mail", "Take mails in, and the amendments that they ask for."),
        "combine": Place("merge:combine", "Combine proposals for one text."),
        "convert": Place(
            "draft:convert", "Convert a text between notations and formats, without any record."
        ),
        "merge": Place("merge:merge", "Merge amendments into the text they amend."),
        "edit": Place("merge:edit", "Give an item another text."),
        "bracket": Place("merge:bracket", "Put words of an item in brackets."),
        "translation": Place(
            "draft:translation",
            "Keep drafts in other languages, each paragraph tied to the version it renders.",
        ),
        "carry-over": Place(
            "draft:carry_over",
            "Carry over what another working group agreed, with where it comes from.",
        ),
        "revision": Place("draft:revision", "Publish the present text, and compare."),
    },
    "Positions and decisions": {
        "position": Place("position:position", "Record who says what."),
        "silence": Place("decision:silence", "Put texts under silence, and break it."),
        "rating": Place("position:rating", "Record ratings on the scale of the rule, in rounds."),
        "roll-call": Place(
            "position:roll_call", "Take roll calls in from the records of a plenary."
        ),
        "poll": Place("position:poll", "Take polls in: on people's comments, or on proposals."),
        "objection": Place("position:objection", "Record what becomes of an objection."),
        "sense": Place("position:sense", "Note the sense of the room, without names."),
        "meeting": Place(
            "meeting:meeting", "Announce, open and close meetings, and note who is there."
        ),
        "agenda": Place(
            "meeting:agenda", "Put matters on the agenda, take them up and finish them."
        ),
        "floor": Place(
            "meeting:floor", "Keep the speakers' list of a meeting, and note what was said."
        ),
        "decision": Place("decision:decision", "Record what the chair declared."),
        "consultation": Place(
            "decision:consultation", "Ask members to find common ground, and report back."
        ),
        "ballot": Place("ballot:ballot", "Put a question to the vote, cast votes, and count them."),
        "question": Place(
            "contribution:question", "Ask members and others to answer in writing, and until when."
        ),
        "contribution": Place(
            "contribution:contribution",
            "Take in what members and others answer, and see who has not.",
        ),
        "undertaking": Place(
            "planning:undertaking",
            "Keep what somebody offered to do, until when, and whether it is done.",
        ),
        "milestone": Place(
            "planning:milestone",
            "Set what the group is to have reached by a day, and count the days.",
        ),
        "package": Place("decision:package", "Settle several questions together."),
    },
    "See": {
        "tui": Place("tui:tui", "Step through the drafts on the screens of the terminal."),
        "status": Place("status:status", "Show what is agreed and what is open."),
        "why": Place(
            "status:why", "Explain why an item, amendment or package stands where it does."
        ),
        "holders": Place(
            "status:holders",
            "Say who holds which wording, who could live with several, and whom to call.",
        ),
        "next": Place("status:next_items", "List what to take up next, and why."),
        "analyse": Place(
            "analyse:analyse", "Look at the record as a whole: conflicts, packages, coalitions."
        ),
        "check": Place("status:check", "Test whether items have a status."),
        "wall": Place("serve:wall", "Show the room what it is to see, and nothing else."),
        "serve": Place(
            "serve:serve",
            "Show a live page to the hall and the public, and the screens to facilitators.",
        ),
        "report": Place("report:report", "Write reports for an audience."),
        "graph": Place("analyse:graph", "Write the graph of members, texts and positions."),
    },
    "Record": {
        "log": Place("record:log", "List what was recorded, step by step."),
        "undo": Place("record:undo", "Take a step back."),
        "redact": Place("record:redact", "Take words out of the record for good."),
        "run": Place("run:run", "Run commands from a file, one a line; - is stdin."),
        "note": Place("member:note", "Keep private notes, outside the record."),
        "sync": Place("sync:sync", "Join the record with a copy of it that went its own way."),
        "bundle": Place(
            "sync:bundle", "Write steps into a file, to be sent to whoever keeps another copy."
        ),
        "unbundle": Place("sync:unbundle", "Take in the steps that somebody sent."),
        "overtaken": Place(
            "sync:overtaken",
            "Settle what no longer applies since two copies were joined, or cannot be read.",
        ),
        "verify": Place("record:verify", "Prove that nothing recorded was altered."),
        "backup": Place("record:backup", "Copy the record to a new file, while it is in use."),
        "copy": Place(
            "record:copy",
            "Copy a record to a new file or into a database, and prove that the copy is the same.",
        ),
        "working-groups": Place(
            "record:working_groups",
            "List the records in a folder, or the working groups in a database.",
        ),
        "doctor": Place("record:doctor", "Examine a record, and say what to do."),
        "completion": Place("completion:completion", "Print the script that completes commands."),
    },
}
"""Heading to the name of a command to its place."""
