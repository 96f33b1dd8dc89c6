"""The entry point: global options, error messages and exit codes.

Only this module writes errors to stderr, chooses exit codes and shows tracebacks.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
import traceback
from collections.abc import Sequence
from enum import IntEnum
from typing import Any

import click

from consensus.cli.context import GLOBAL_OPTIONS, RecordContext
from consensus.cli.framework import COMMANDS, LazyGroup
from consensus.cli.output import ReaderGone, echo_status
from consensus.errors import WITHOUT_BRACKETS, ConsensusError, StoreError

SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
"""How click shows help."""

# Few enough that looking is no pause, and that what is in rings takes little room meanwhile.
_NEW_VALUES_LOOKED_AT = 100_000


class ExitCode(IntEnum):
    """The exit codes of the command."""

    DONE = 0
    ANSWERED_NO = 1
    USAGE = 2
    REFUSED = 3
    STORAGE = 4
    UNEXPECTED = 70  # EX_SOFTWARE of BSD's sysexits
    INTERRUPTED = 130  # 128 + SIGINT, as shells report it


class EntryPoint(LazyGroup):
    """The root command; it turns every error into one line and an exit code.

    Attributes:
        where: the line of a file of commands that it is about; stands before what is said of it.
    """

    where = ""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Runs the command under the name `consensus`, and exits with its code.

        Outside `standalone_mode` the code is returned.
        """
        given = list(sys.argv[1:] if args is None else args)
        _write_what_the_encoding_lacks()
        if standalone_mode:
            # What a command makes it mostly needs until it has written, so it looks for rings less
            # often. Another program, whose process it is, decides for itself.
            gc.set_threshold(_NEW_VALUES_LOOKED_AT)
        code = self._run(given, complete_var, windows_expand_args, extra)
        if standalone_mode:
            # At its end Python looks through all values for rings, which takes it longer with a
            # large record than letting go of them does, and nothing waits in one any more.
            atexit.register(gc.freeze)
            sys.exit(code)
        return code

    def _run(
        self,
        arguments: list[str],
        complete_var: str | None,
        windows_expand_args: bool,
        extra: dict[str, Any],
    ) -> int:
        # Read by hand, because an error may come before the options are parsed.
        debug = "--debug" in arguments or os.environ.get("CONSENSUS_DEBUG", "") not in ("", "0")
        try:
            _refuse_surrogates(arguments)
            result = super().main(
                arguments,
                "consensus",
                complete_var,
                standalone_mode=False,
                windows_expand_args=windows_expand_args,
                **extra,
            )
            sys.stdout.flush()
        except SystemExit as left:
            return left.code if isinstance(left.code, int) else ExitCode.DONE
        except (Exception, KeyboardInterrupt) as error:
            return _explain(error, debug, self.where)
        code = result if isinstance(result, int) else ExitCode.DONE
        if code and self.where:
            echo_status(f"{self.where}consensus: exit code {code}")
        return code


def _explain(error: BaseException, debug: bool, where: str) -> int:
    """Writes one line about an error, and returns the exit code."""
    code, message = _reading_of(error)
    if debug and not isinstance(error, click.UsageError):
        echo_status("".join(traceback.format_exception(error)))
    if message:
        echo_status(f"{where}consensus: {' '.join(message.split())}")
    return code


def _reading_of(error: BaseException) -> tuple[int, str]:
    match error:
        case click.UsageError():
            where = error.ctx.command_path if error.ctx else "consensus"
            return ExitCode.USAGE, f"{error.format_message().rstrip('.')} (see '{where} --help')"
        case click.ClickException():
            return ExitCode.REFUSED, error.format_message()
        case click.Abort() | KeyboardInterrupt():
            return ExitCode.INTERRUPTED, "stopped"
        case ReaderGone():
            return ReaderGone.exit_code, ""
        case StoreError():
            return ExitCode.STORAGE, str(error)
        case ConsensusError():
            options = "--without-brackets --reason TEXT"
            return ExitCode.REFUSED, str(error).replace(WITHOUT_BRACKETS, options)
        case OSError():
            what = error.strerror or type(error).__name__
            return ExitCode.STORAGE, f"{error.filename}: {what}" if error.filename else what
        case _:
            return (
                ExitCode.UNEXPECTED,
                f"an unexpected error ({type(error).__name__}: {error}); nothing more was recorded."
                " Please report it with what the same command prints with --debug before it",
            )


def _write_what_the_encoding_lacks() -> None:
    """Writes characters that the terminal's encoding lacks as escapes."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _refuse_surrogates(arguments: Sequence[str]) -> None:
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            raise click.UsageError(f"an argument is not valid text: {argument!r}") from None


@click.command(
    "main",
    cls=EntryPoint,
    commands=COMMANDS,
    params=[option() for option in GLOBAL_OPTIONS],
    context_settings=SETTINGS,
    epilog="--file, --by and --as-of may also stand after the command.",
)
@click.version_option(package_name="consensus-tracker", prog_name="consensus")
@click.pass_context
def main(context: click.Context) -> None:
    """Track drafts, amendments and positions of a body that must agree on a text.

    Examples:
      consensus demo
      consensus -f panel.consensus status
      consensus combine base.txt ALV=alvora.txt MER=meridia.txt
    """
    context.ensure_object(RecordContext)
