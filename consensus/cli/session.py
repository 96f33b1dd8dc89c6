"""The session: which record a command looks at, when, and who records."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import click


class Session:
    """What the global options say.

    Attributes:
        file: the file or URL of the record; empty for the only one in the folder.
        by: who records.
        as_of: the moment that is looked at; empty for the present.
        at: when what is recorded happened; empty for now.
        is_warned: whether the steps that cannot be read were named already.
    """

    def __init__(self) -> None:
        self.file = ""
        self.by = ""
        self.as_of = ""
        self.at = ""
        self.is_warned = False


# A command may have a parameter of its own with the same name.
_PREFIX = "session_"


def _note(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    # A value given later, after the command, wins over one given before it.
    if value is not None:
        session = context.find_object(Session) or context.ensure_object(Session)
        setattr(session, str(parameter.name).removeprefix(_PREFIX), value)


_global = partial(click.Option, callback=_note, expose_value=False)

GLOBAL_OPTIONS: tuple[Callable[..., click.Option], ...] = (
    partial(
        _global,
        ["-f", "--file", f"{_PREFIX}file"],
        metavar="FILE-OR-URL",
        envvar="CONSENSUS_FILE",
        show_envvar=True,
        help="The record; if not given, the only *.consensus in the folder.",
    ),
    partial(
        _global,
        ["--by", f"{_PREFIX}by"],
        metavar="NAME",
        envvar="CONSENSUS_BY",
        show_envvar=True,
        help="Who records.",
    ),
    partial(
        _global,
        ["--as-of", f"{_PREFIX}as_of"],
        metavar="WHEN",
        help="Look at the record as it was: a time, a meeting, a revision or a step.",
    ),
    partial(
        _global,
        ["--at", f"{_PREFIX}at"],
        metavar="TIME",
        envvar="CONSENSUS_AT",
        show_envvar=True,
        help="When it happened, where it is recorded later.",
    ),
    # The entry point reads it by hand, since errors come before options are parsed.
    partial(
        click.Option,
        ["--debug"],
        is_flag=True,
        expose_value=False,
        help="Show the traceback of an error.",
    ),
)
"""Makes the options that every command understands."""
