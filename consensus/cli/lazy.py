"""A group whose commands are imported when they are called, not when they are listed."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

import click
from click.shell_completion import CompletionItem

from consensus.cli.command import Group


class Place(NamedTuple):
    """Where a command is defined, and what it does in a few words.

    Attributes:
        place: `module:attribute`, below `consensus.cli`.
        short_help: the first sentence of its help, repeated here so that listing imports nothing.
    """

    place: str
    short_help: str


class LazyGroup(Group):
    """A group that lists its commands from a table and imports the one that is called.

    Args:
        commands: heading to name to place.
    """

    def __init__(
        self,
        *arguments: Any,
        commands: Mapping[str, Mapping[str, Place]],
        **attributes: Any,
    ) -> None:
        super().__init__(*arguments, **attributes)
        self.headings = commands
        self.places = {name: place for under in commands.values() for name, place in under.items()}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every name, in the order of the table."""
        return list(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in self.places:
            return None
        module, _, attribute = self.places[cmd_name].place.partition(":")
        command = getattr(import_module(f"consensus.cli.{module}"), attribute)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is called; a misspelt one gets the nearest names."""
        if args and not args[0].startswith("-") and args[0] not in self.places:
            near = difflib.get_close_matches(args[0], self.places, n=3)
            advice = f"; did you mean {' or '.join(near)}?" if near else ""
            ctx.fail(f"there is no command {args[0]}{advice}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands under their headings, importing none."""
        for heading, under in self.headings.items():
            with formatter.section(heading):
                width = max(map(len, self.places))
                formatter.write_dl(
                    [(name.ljust(width), place.short_help) for name, place in under.items()]
                )

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Suggest names, importing none."""
        return [
            CompletionItem(name, help=place.short_help)
            for name, place in self.places.items()
            if name.startswith(incomplete)
        ] or click.Command.shell_complete(self, ctx, incomplete)
