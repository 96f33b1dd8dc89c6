"""Commands and nouns: what every one of them has in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from consensus.cli.output import say
from consensus.cli.session import GLOBAL_OPTIONS


class Command(click.Command):
    """A command that also takes the global options, and knows its Python equivalent.

    Attributes:
        python: the same in Python, for the reference; empty when there is no one line for it.
    """

    def __init__(self, *arguments: Any, python: str = "", **attributes: Any) -> None:
        super().__init__(*arguments, **attributes)
        self.python = python

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Its own parameters, and the global options, which its help does not repeat."""
        # Without their environment variables, which were read before the command's name.
        common = [option(hidden=True, envvar=None, show_envvar=False) for option in GLOBAL_OPTIONS]
        own = super().get_params(ctx)
        taken = {name for parameter in own for name in parameter.opts}
        return [*own, *(each for each in common if taken.isdisjoint(each.opts))]


class Group(click.Group):
    """A group that shows its help, as an error, when it is called without a command."""

    def __init__(self, *arguments: Any, **attributes: Any) -> None:
        super().__init__(*arguments, **{"no_args_is_help": False, **attributes})

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments, of which there must be some."""
        if not args and not ctx.resilient_parsing:
            say(ctx.get_help())
            ctx.exit(2)
        return super().parse_args(ctx, args)


class Noun(Group):
    """A noun of the field; its commands are the verbs, listed in the order they are declared."""

    command_class = Command

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs in their order."""
        return list(self.commands)


def as_json(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command that shows something the option `--json`, as the argument `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print data as JSON.")(function)
