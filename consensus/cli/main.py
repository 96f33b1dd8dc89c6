"""The entry point: global options, error messages and exit codes.

Only this module writes errors to stderr, exits with their codes and shows tracebacks.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
import traceback
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from consensus import __version__
from consensus.cli.context import GLOBAL_OPTIONS, RecordContext
from consensus.cli.framework import COMMANDS, LazyGroup, first_steps
from consensus.cli.output import ReaderGone, echo_status, is_shown, write

if TYPE_CHECKING:
    from consensus.cli.failure import Failure

SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
"""How click shows help."""

# Few enough that looking is no pause, and that what is in rings takes little room meanwhile.
_NEW_VALUES_LOOKED_AT = 100_000


class EntryPoint(LazyGroup):
    """The root command; it turns every error into one line and an exit code."""

    where = ""  # the line of a file of commands that an error is in
    failure: Failure | None = None  # what was told of the last error

    def main(
        self, args: Sequence[str] | None = None, *_: Any, standalone_mode: bool = True, **extra: Any
    ) -> Any:
        """Runs the command under the name `consensus`, and exits with its code or returns it."""
        given = list(sys.argv[1:] if args is None else args)
        _write_what_the_encoding_lacks()
        if standalone_mode:
            # What a command makes it mostly needs until it has written, so it looks for rings less
            # often. Another program, whose process it is, decides for itself.
            gc.set_threshold(_NEW_VALUES_LOOKED_AT)
        code = self._run(given, extra | {"prog_name": "consensus"})
        if standalone_mode:
            # At its end Python looks through all values for rings, which takes it longer with a
            # large record than letting go of them does, and nothing waits in one any more.
            atexit.register(gc.freeze)
            sys.exit(code)
        return code

    def _run(self, arguments: list[str], extra: dict[str, Any]) -> int:
        self.failure = None
        # Read by hand, because an error may come before the options are parsed.
        debug = "--debug" in arguments or os.environ.get("CONSENSUS_DEBUG", "") not in ("", "0")
        try:
            _refuse_surrogates(arguments)
            result = super().main(arguments, standalone_mode=False, **extra)
            sys.stdout.flush()
        except SystemExit as left:
            return left.code if isinstance(left.code, int) else 0
        except (Exception, KeyboardInterrupt) as error:
            return self.explain(error, arguments, debug)
        code = result if isinstance(result, int) else 0
        if code and self.where:
            echo_status(f"{self.where}consensus: exit code {code}")
        return code

    def explain(self, error: BaseException, arguments: Sequence[str], debug: bool = False) -> int:
        """Writes one line about an error, as JSON if that is asked for; returns the exit code."""
        if isinstance(error, ReaderGone):
            return error.exit_code
        # Imported here, since most commands do what they are asked.
        from consensus.cli.failure import failure_of

        self.failure = failure = failure_of(error)
        if debug and not isinstance(error, click.UsageError):
            echo_status("".join(traceback.format_exception(error)))
        if "--json" in arguments:
            echo_status(failure.as_json(self.where))
        else:
            echo_status(f"{self.where}consensus: {' '.join(failure.text.split())}")
        return int(failure.code)


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


def _complete(context: click.Context, parameter: click.Parameter, shell: str | None) -> None:
    """Prints the script that completes commands, and ends."""
    if shell is not None and not context.resilient_parsing:
        from consensus.cli.options import print_script

        print_script(shell)
        context.exit()


@click.command(
    "main",
    cls=EntryPoint,
    commands=COMMANDS,
    params=[option() for option in GLOBAL_OPTIONS],
    context_settings=SETTINGS,
    invoke_without_command=True,
    epilog="You can give --file, --user, --as-of and --at before or after the command.",
)
@click.option(
    "--completion",
    type=click.Choice(["bash", "zsh", "fish"]),
    is_eager=True,
    expose_value=False,
    callback=_complete,
    help="Print a script that completes commands in this shell.",
)
@click.version_option(__version__, prog_name="consensus", help="Show the version.")
@click.pass_context
def main(context: click.Context) -> None:
    """Keep the drafts, amendments, positions and decisions of a working group."""
    context.ensure_object(RecordContext)
    if context.invoked_subcommand is None:
        if not is_shown():
            context.fail("name a command")
        from consensus.cli.record import print_working_groups

        write(first_steps(context))
        print_working_groups()
