"""Command and group classes that import lazily, and the table of commands."""

from __future__ import annotations

import difflib
import inspect
import textwrap
from collections.abc import Callable, Mapping
from functools import wraps
from importlib import import_module
from typing import Any, NamedTuple, cast

import click
from click.shell_completion import CompletionItem

from consensus.cli.context import GLOBAL_OPTIONS, READING_OPTIONS, RECORDING_OPTIONS
from consensus.cli.output import echo_status, is_shown, output_option

Resolved = tuple[str | None, click.Command | None, list[str]]
"""The name of a command, the command, and the arguments behind it."""


def _as_written(text: str) -> str:
    """Returns a help text with a heading over its last lines, the examples, none of them folded."""
    *paragraphs, last = inspect.cleandoc(text).split("\n\n")
    if last.lstrip().startswith("consensus "):
        last = "Examples:\n" + textwrap.indent(textwrap.dedent(last), "  ")
    paragraphs.append(last)
    return "\n\n".join(f"\b\n{each}" if "\n  " in f"\n{each}" else each for each in paragraphs)


class _Helped(click.Command):
    """A command or group whose help is shown as it is written."""

    def __init__(self, *arguments: Any, **attributes: Any) -> None:
        attributes["help"] = _as_written(attributes.get("help") or "")
        super().__init__(*arguments, **attributes)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Returns the first sentence of the help, however long, without its full stop."""
        return " ".join((self.help or "").partition("\n\n")[0].split()).removesuffix(".")

    def examples(self, ctx: click.Context) -> list[str]:
        """Returns the examples in its help."""
        return [*map(str.strip, (self.help or "").partition("Examples:\n")[2].splitlines())]


def _argument(word: str) -> click.Argument:
    """Makes an argument: MEMBER, [MEMBER], MEMBERS..., [MEMBERS...]; its name says what fits."""
    from consensus.cli import options

    name, is_needed = word.strip("[].").lower(), not word.startswith("[")
    more: dict[str, Any] = {} if is_needed else {"default": ""}
    if is_several := "..." in word:
        more = {"nargs": -1, "required": is_needed, "callback": options.split}
    complete = getattr(options, f"complete_{name.removesuffix('s') if is_several else name}", None)
    return click.Argument([name], shell_complete=complete, **more)


class Command(_Helped):
    """A command that also takes the global options, and knows its equivalent in Python, if any.

    Its name is given with its first arguments, such as `withdraw MEMBER`.
    """

    def __init__(
        self, name: str, python: str = "", records: bool = False, tells_data: bool = True, **kw: Any
    ) -> None:
        name, *words = name.split()
        super().__init__(name, **kw)
        self.params = [*map(_argument, words), *self.params]
        self.python = python
        taken = {name for parameter in self.params for name in parameter.opts}
        common = RECORDING_OPTIONS if records else READING_OPTIONS if tells_data else ()
        self.params += [each for option in common if taken.isdisjoint((each := option()).opts)]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parses the arguments, those in an old spelling as they are spelt now."""
        end = args.index("--") if "--" in args else len(args)
        if any(each.startswith("--") for each in args[:end]):
            from consensus.cli.renamed import OPTIONS_RENAMED

            renamed = OPTIONS_RENAMED.get(ctx.command_path.partition(" ")[2], {})
            args = [*(self._current(each, renamed) for each in args[:end]), *args[end:]]
        return super().parse_args(ctx, args)

    def _current(self, argument: str, renamed: Mapping[str, str]) -> str:
        name, equals, value = argument.partition("=")
        if name not in renamed:
            return argument
        echo_status(f"'{name}' is now '{renamed[name]}'")
        is_own = any(name in parameter.opts for parameter in self.params)
        return argument if is_own else f"{renamed[name]}{equals}{value}"

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Returns its own parameters, and the global options, which its help does not repeat."""
        # Without their environment variables, which were read before the command's name.
        common = [option(hidden=True, envvar=None, show_envvar=False) for option in GLOBAL_OPTIONS]
        own = super().get_params(ctx)
        taken = {name for parameter in own for name in parameter.opts}
        return [*own, *(each for each in common if taken.isdisjoint(each.opts))]


def command(name: str, python: str = "", **attributes: Any) -> Callable[..., Command]:
    """Makes a command that is of no noun."""
    return click.command(name, cls=Command, python=python, **attributes)


def first_steps(ctx: click.Context) -> str:
    """Returns what somebody new needs to know: the commands to begin with, a line each."""
    formatter = ctx.make_formatter()
    with formatter.section("Begin with"):
        formatter.write_dl(list(FIRST_STEPS.items()))
    return formatter.getvalue().strip("\n")


class Group(_Helped, click.Group):
    """A group that shows its help, as an error, when it is called without a command."""

    def __init__(self, *arguments: Any, **attributes: Any) -> None:
        super().__init__(*arguments, **{"no_args_is_help": False, **attributes})

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parses the arguments, of which there must be some."""
        if not (args or ctx.resilient_parsing or (self.invoke_without_command and is_shown())):
            echo_status(ctx.get_help())
            ctx.exit(2)
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Resolved:
        """Finds the command that is called; a misspelt one gets suggestions."""
        known = self.list_commands(ctx)
        if args and not args[0].startswith("-") and args[0] not in known:
            near = difflib.get_close_matches(args[0], known, n=3)
            advice = f"; did you mean {' or '.join(near)}?" if near else ""
            ctx.fail(f"there is no command {args[0]}{advice}")
        return super().resolve_command(ctx, args)


def _imported(place: str) -> Any:
    module, _, attribute = place.partition(":")
    return getattr(import_module(f"consensus.cli.{module}"), attribute)


class Noun(Group):
    """A group named for a noun; its commands are verbs, listed as they are declared.

    Those of `elsewhere`, a name to `module:attribute`, are imported when they are called.
    """

    command_class = Command

    def __init__(
        self, *arguments: Any, elsewhere: Mapping[str, str] | None = None, **attributes: Any
    ) -> None:
        super().__init__(*arguments, **attributes)
        self.elsewhere = elsewhere or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Returns the verbs in the order of their declaration, those from elsewhere last."""
        return [*self.commands, *self.elsewhere]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Returns a command, imported if it is from elsewhere."""
        place = self.elsewhere.get(cmd_name)
        return _imported(place) if place else super().get_command(ctx, cmd_name)

    def examples(self, ctx: click.Context) -> list[str]:
        """Returns the first example of each command."""
        every = (cast(_Helped, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        return [each.examples(ctx)[0] for each in every]

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes an example of each command."""
        with formatter.section("Examples"):
            formatter.write("".join(f"  {each}\n" for each in self.examples(ctx)))

    def noun(self, name: str) -> Callable[..., Noun]:
        """Adds a noun below this one."""
        return cast("Callable[..., Noun]", self.group(name, cls=Noun))

    def shows(self, name: str, python: str, **attributes: Any) -> Callable[..., Any]:
        """Adds a command that reads, and opens the working group itself."""
        return self.command(name, python=python, **attributes)

    def records_itself(self, name: str, python: str, **attributes: Any) -> Callable[..., Any]:
        """Adds a command that records, and opens the working group itself."""
        return self.shows(name, python, records=True, **attributes)

    def records(self, name: str, python: str, **attributes: Any) -> Callable[..., Any]:
        """Adds a command that records; its first argument is the working group, opened for it."""
        return self._handed("recording:recording", name, python, records=True, **attributes)

    def reads(self, name: str, python: str) -> Callable[..., Any]:
        """Adds a command that reads; its first argument is the working group, opened for it."""
        return self._handed("context:reading", name, python)

    def lists(self, name: str, python: str, report: str) -> Callable[..., Any]:
        """Adds a command that reads, or writes a report if one of `report_options` is given."""

        def decorate(function: Callable[..., Any]) -> Any:
            @wraps(function)
            def called(form: Any, audience: Any, path: str, symbol: str, **own: Any) -> None:
                delivery = {"form": form, "audience": audience, "path": path, "symbol": symbol}
                if any(delivery.values()):
                    _imported("report:deliver_list")(report, own, **delivery)
                    return
                with _imported("context:reading")() as group:
                    function(group, **own)

            return self.shows(name, python)(called)

        return decorate

    def _handed(self, opening: str, *told: str, **attributes: Any) -> Callable[..., Any]:
        def decorate(function: Callable[..., Any]) -> Any:
            @wraps(function)
            def called(**given: Any) -> None:
                with _imported(opening)() as group:
                    function(group, **given)

            return self.shows(*told, **attributes)(called)

        return decorate


as_json = click.option("--json", "as_json", is_flag=True, help="Print data as JSON.")
symbol_option = click.option(
    "--symbol", default="", help="The symbol of a Word document, such as A/AC.9/L.4."
)


def audience_option(default: str | None) -> Callable[..., Any]:
    """Returns a decorator that adds the option `--audience`."""
    alone = "Write a report for this audience. With only -o or --to, the report is public."
    told = "Who may read the output." if default else alone
    known = click.Choice(["public", "members", "secretariat"])
    return click.option("--audience", type=known, default=default, show_default=True, help=told)


_EVERY_FORM = ("text", "markdown", "json", "csv", "html", "docx")
_HOW = "The format. By default: text on a terminal, Markdown in a file or pipe."


def report_options(*forms: str, audience: str | None = "public") -> Callable[..., Any]:
    """Adds the options of reports, in every form if none is named, for `deliver_report`.

    A command that prints something else unless a report is asked for has `audience=None`.
    """
    forms = forms or (_EVERY_FORM if audience else (*_EVERY_FORM, "jsonl"))

    def decorate(function: Callable[..., Any]) -> Any:
        meaning = "Write to this file. Its extension, such as .docx, decides the format."
        function = output_option(help=meaning)(function)
        if "docx" in forms:
            function = symbol_option(function)
        to = click.option("--to", "form", type=click.Choice(forms), help=_HOW)
        return to(audience_option(audience)(function))

    return decorate


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
        command: click.Command = _imported(self.places[cmd_name].place)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Resolved:
        """Finds the command that is called, also under the name that it had."""
        if not self._is_known(ctx, args):
            from consensus.cli.renamed import current_spelling

            old, (args, change) = args, current_spelling(args)
            if change:
                self.say_change(change)
            wanted = ("--require", "--help", "-h")
            if old[:1] == ["check"] and not any(each.startswith(wanted) for each in args):
                ctx.fail("say what is required, with --require")
            if change and args[0].startswith("-"):  # what was a command is an option now
                super().parse_args(ctx, args)
        return super().resolve_command(ctx, args)

    def _is_known(self, ctx: click.Context, args: list[str]) -> bool:
        """Returns whether the first word is a command, and the second one of it if it is a noun."""
        command = self.get_command(ctx, args[0]) if args else None
        if isinstance(command, click.Group):
            return len(args) > 1 and command.get_command(ctx, args[1]) is not None
        return command is not None

    def say_change(self, change: str) -> None:
        """Says how a command that is spelt as before is spelt now."""
        echo_status(change)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the commands before the options."""
        self.format_commands(ctx, formatter)
        click.Command.format_options(self, ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the first steps, and the commands under their headings, importing none."""
        formatter.write(f"\n{first_steps(ctx)}\n")
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
    "Start": {
        "init": Place("record:init", "Create a working group in a new file or database"),
        "demo": Place("tui:demo", "Create a sample working group, to learn and to try"),
        "tui": Place("tui:tui", "Open the screens; --projector: what the room sees"),
    },
    "Members and rules": {
        "member": Place("member:member", "Members and observers, groups, offices"),
        "rule": Place("rule:rule", "How consensus is judged"),
    },
    "The text": {
        "draft": Place("draft:draft", "Drafts and their revisions"),
        "amendment": Place("amendment:amendment", "Amendments to the text"),
        "inbox": Place("amendment:inbox", "Mails and proposals that have no place in the text yet"),
        "merge": Place("merge:merge", "Merge amendments into an item; --dry-run only shows it"),
        "undo": Place("record:undo", "Undo the last step, or the step that you name"),
    },
    "Positions and decisions": {
        "position": Place("position:position", "What members say about a text"),
        "objection": Place("position:objection", "What happens to an objection"),
        "silence": Place("decision:silence", "Silence procedures"),
        "decision": Place("decision:decision", "What the Chair declared"),
        "consultation": Place("decision:consultation", "Informal consultations"),
        "ballot": Place("ballot:ballot", "Votes on a text or on a question"),
    },
    "Meetings and papers": {
        "meeting": Place("meeting:meeting", "Meetings, attendance and agenda"),
        "floor": Place("meeting:floor", "Speakers' list, and notes of what is said"),
        "contribution": Place("contribution:contribution", "Questions to members, and replies"),
        "plan": Place("planning:plan", "Undertakings and target dates"),
        "note": Place("member:note", "Private notes, which are not in the file"),
    },
    "Overview and reports": {
        "status": Place("status:status", "What is agreed and what is open; --require: a test"),
        "why": Place("status:why", "Why a text has its status, and what would change it"),
        "next": Place("status:next_items", "What to discuss next; --consult: whom to consult"),
        "serve": Place("serve:serve", "Show a live page and the screens in browsers"),
        "analyse": Place("analyse:analyse", "Conflicts, order, links, coalitions, what if"),
        "report": Place("report:report", "Documents for an audience"),
        "projector": Place("serve:projector", "What the room sees"),
    },
    "The file": {
        "history": Place("record:history", "What was recorded"),
        "sync": Place("sync:sync", "Exchange steps with another copy"),
        "file": Place("record:file", "Copy, check and find files of working groups"),
        "run": Place("run:run", "Run the commands that a file lists"),
    },
    "Without a working group": {
        "combine": Place("merge:combine", "Combine several versions of a text file"),
        "convert": Place("draft:convert", "Convert between Word, CriticMarkup and brackets"),
    },
}
"""Heading to the name of a command to its place."""

FIRST_STEPS = {
    **{name: place.short_help for name, place in COMMANDS["Start"].items()},
    "draft import": "Import a draft, roll calls or a poll",
    "amendment import": "Import amendments from Word, tables or the ISO form",
    **{name: COMMANDS["Overview and reports"][name].short_help for name in ("status", "why")},
    "merge": COMMANDS["The text"]["merge"].short_help,
}
"""The commands that somebody new needs first, to their help."""
