"""The record that a command works on, and its global options."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime, time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from consensus.cli import output
from consensus.errors import NotFound
from consensus.text.display import one_line

if TYPE_CHECKING:
    from consensus.arguments import OnProgress
    from consensus.formats.source import Source
    from consensus.working_group.queries import Queries
    from consensus.working_group.working_group import WorkingGroup


class RecordContext:
    """The values of the global options."""

    def __init__(self) -> None:
        self.file = ""  # the file or URL of the record; empty for the only one in the folder
        self.user = ""  # who records
        self.as_of = ""  # the past moment to read; empty for the present
        self.at = ""  # when what is recorded happened; empty for now
        self.is_json = False  # whether what is recorded is told as JSON
        self.is_dry_run = False  # whether it is only tried
        self.is_trial = False  # whether nothing stays of it, as all lines of a run are only tried
        self.shows_changes = False  # whether results that changed are told in any case
        self.is_agreed = False  # whether nothing is asked
        self.fields: dict[str, Any] = {}  # what a command that records adds to its JSON
        self.warnings: list[str] = []
        self.failure: Exception | None = None  # how a command ends that has recorded a part
        self.is_warned = False  # whether the steps that cannot be read were named already
        # Hands the open record to a line of `consensus run`; other commands open their own.
        self.shared: Callable[..., AbstractContextManager[WorkingGroup]] | None = None
        self.check_file: Callable[[str], object] | None = None  # refuses what a line may not name

    def places(self) -> list[str]:
        """Returns the file or URL of the record, or else the records in the folder."""
        if self.file:
            return [self.file]
        return sorted(path.name for path in Path().glob(f"*{ENDING}") if path.is_file())

    def place(self) -> str:
        """Returns the file or URL of the record: as given, or the only record in the folder."""
        found = self.places()
        if len(found) == 1:
            return found[0]
        if found:
            more = f" and {len(found) - 5} more" if len(found) > 5 else ""
            names = ", ".join(found[:5]) + more
            raise click.UsageError(
                f"there are several working groups here; say which with -f: {names}"
            )
        raise click.UsageError(
            "there is no working group in this folder; name one with -f or CONSENSUS_FILE, or"
            " create one with 'consensus init' or 'consensus demo'"
        )


# A command may have a parameter of its own with the same name.
_PREFIX = "session_"


def _note(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    # A value given later, after the command, wins over one given before it.
    if value is not None:
        options = context.find_object(RecordContext) or context.ensure_object(RecordContext)
        name = str(parameter.name).removeprefix(_PREFIX)
        if name == "file" and options.check_file:
            options.check_file(value)
        setattr(options, name, value)


def _note_user(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value is None:
        return
    is_typed = context.get_parameter_source(str(parameter.name)) is ParameterSource.COMMANDLINE
    options = context.ensure_object(RecordContext)
    old, new = ("--by", "--user") if is_typed else ("CONSENSUS_BY", "CONSENSUS_USER")
    output.echo_status(f"'{old}' is now '{new}'")
    options.user = value if is_typed else options.user or value


def _option(
    *names: str, callback: Callable[..., None] = _note, **more: Any
) -> Callable[..., click.Option]:
    """Returns what makes an option whose value is kept under its name, also on a command's own."""
    own = f"{_PREFIX}{more.pop('keeps', names[-1].lstrip('-').replace('-', '_'))}"
    return partial(
        click.Option, [*names, own], callback=callback, expose_value=False, show_envvar=True, **more
    )


GLOBAL_OPTIONS: tuple[Callable[..., click.Option], ...] = (
    _option(
        *("-f", "--file"),
        metavar="FILE-OR-URL",
        envvar="CONSENSUS_FILE",
        help="The file or database. By default the only *.consensus in the folder.",
    ),
    _option(
        "--user", metavar="NAME", envvar="CONSENSUS_USER", help="Your name. Each step keeps it."
    ),
    _option("--by", hidden=True, envvar="CONSENSUS_BY", callback=_note_user),
    _option(
        "--as-of",
        metavar="WHEN",
        help="Show an earlier state; WHEN is a time, recorded:TIME, meeting, revision or step.",
    ),
    _option("--at", metavar="TIME", envvar="CONSENSUS_AT", help="When it happened, if not now."),
    # The entry point reads it by hand, since errors come before options are parsed.
    _option("--debug", is_flag=True, default=None, help="Show the traceback of an error."),
)
"""Makes the options that every command understands."""

_flag = partial(_option, is_flag=True, default=None)
RECORDING_OPTIONS: tuple[Callable[..., click.Option], ...] = (
    _flag("--json", keeps="is_json", help="Print what was recorded as JSON."),
    _flag(
        "--dry-run",
        keeps="is_dry_run",
        help="Record nothing. Show what would be recorded, and what would change.",
    ),
    _flag("--yes", keeps="is_agreed", help="Do not ask for confirmation."),
)
"""Makes the options of every command that records."""
READING_OPTIONS = (_flag("--json", keeps="is_json", help="Print data as JSON."),)
"""Makes those of every other command but those that show screens."""


ENDING = ".consensus"
STDIN = "-"
_RECORDED = "recorded:"
_Door = TypeVar("_Door", bound="Queries")
_DAY_LENGTH = len("2017-01-26")
# So many steps that cannot be read are named, and more are counted.
_MOST_NAMED = 5


def record_context() -> RecordContext:
    """Returns the values of the global options of the present command."""
    return click.get_current_context().ensure_object(RecordContext)


def check_options(*wrong: tuple[object, str]) -> None:
    """Raises UsageError with the first sentence whose case is true."""
    for is_wrong, sentence in wrong:
        if is_wrong:
            raise click.UsageError(sentence)


def warn(text: str) -> None:
    """Writes a warning to stderr; it is also in the JSON of what was recorded."""
    record_context().warnings.append(text)
    output.echo_status(f"warning: {text}")


def say(text: str) -> None:
    """Writes a message to stderr, but not with `--json`."""
    if not record_context().is_json:
        output.echo_status(text)


def add_fields(fields: Mapping[str, Any]) -> None:
    """Adds names to the JSON that tells what was recorded."""
    record_context().fields |= fields


def reading() -> AbstractContextManager[Queries]:
    """Opens the working group for reading, as of the moment that `--as-of` names."""
    from consensus.working_group.queries import Queries

    return opened(Queries)


def reading_with_commands() -> AbstractContextManager[WorkingGroup]:
    """Opens a `WorkingGroup` as `reading` does, for reads that only it offers."""
    from consensus.working_group.working_group import WorkingGroup

    return opened(WorkingGroup)


@contextmanager
def opened(door: type[_Door], happened: datetime | None = None) -> Iterator[_Door]:
    """Opens a working group by its class, as of `--as-of`, and warns of what cannot be read."""
    options = record_context()
    opening: Callable[..., Any] = options.shared or door.open
    with opening(options.place(), by=options.user, happened=happened) as group:
        _warn_of_unreadable(group)
        yield _at_past(group, options.as_of) if options.as_of else group


def _at_past(group: _Door, text: str) -> _Door:
    """Returns the group as of `--as-of`: of a time what had happened by it, unless it says else."""
    named = text.removeprefix(_RECORDED)
    when = moment(named)
    past = group.as_of(when, happened=named == text and not isinstance(when, str))
    if not past.head:
        from consensus.history.corrections import index_corrections
        from consensus.store.happened import when_happened

        steps = group.steps()
        gone = index_corrections(steps).substitutes
        did, times = "happened", [when_happened(step, gone) for step in steps]
        if named != text:
            did, times = "been recorded", [each.moment for each in steps]
        raise NotFound(f"nothing had {did} by {named}; the first step is of {min(times):%Y-%m-%d}")
    return past


def _warn_of_unreadable(group: Queries) -> None:
    """Names the steps that cannot be read, once for a command."""
    # A shell that asks what could follow is no place for a warning.
    if click.get_current_context().resilient_parsing or record_context().is_warned:
        return
    record_context().is_warned = True
    steps = group.unreadable
    # What rests on a step that cannot be read is named after it.
    named = sorted(steps, key=lambda each: not each.operations)[:_MOST_NAMED]
    for each in named:
        output.echo_status(f"warning: {one_line(str(each))}")
    if len(steps) > len(named):
        output.echo_status(
            f"warning: {len(steps) - len(named)} more steps are left out for that reason"
        )
    if steps:
        output.echo_status(
            "warning: everything else is as recorded; see 'consensus file check', and set such"
            " steps aside with 'consensus file check --repair'"
        )


def moment(text: str) -> datetime | str:
    """Parses a time, local if it has no zone and a day's end for a day; else returns the words."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    if len(text) <= _DAY_LENGTH:
        found = datetime.combine(found, time.max)
    return found.astimezone() if found.tzinfo is None else found


def given_time(text: str) -> datetime:
    """Parses the time in an option, as `moment` does."""
    found = moment(text)
    if isinstance(found, str):
        raise click.UsageError(f"{text} is no time; write it as 2016-12-07 or 2016-12-07T18:00")
    return found


def given_start(text: str) -> datetime:
    """Parses the time of a beginning in an option: a day is its first moment."""
    found = given_time(text)
    return datetime.combine(found, time.min, found.tzinfo) if len(text) <= _DAY_LENGTH else found


def source_of(path: str, guess: bool = False) -> Source:
    """Reads the text file that a command is given, `-` being stdin.

    Where it does not say its encoding, that is guessed if wanted, and said in its findings.
    """
    from consensus.formats.source import decode

    return decode(content_of(path), _name_of(path), guess)


def _name_of(path: str) -> str:
    return "stdin" if path == STDIN else str(Path(path))


def content_of(path: str) -> bytes:
    """Reads the bytes that a command is given, `-` being stdin, up to the limit of a file."""
    from consensus.formats.source import LARGEST_SOURCE, read_bytes

    return sys.stdin.buffer.read(LARGEST_SOURCE + 1) if path == STDIN else read_bytes(Path(path))


def text_or_docx(path: str, guess: bool = False) -> Source:
    """Reads a text, a Word file or a workbook that a command is given, `-` being stdin."""
    from consensus.formats.draft_docx import decode_file

    content = content_of(path)
    with progress("paragraphs") if content[:2] == b"PK" else nullcontext() as show:
        return decode_file(content, _name_of(path), guess, show)


def given_text(text: str) -> str:
    """Returns the words that a command is given, those on stdin for `-`."""
    return source_of(STDIN).text.rstrip("\n") if text == STDIN else text


def split_values(values: Sequence[str]) -> list[str]:
    """Splits the values of options that may be repeated or separated by commas."""
    return [part.strip() for value in values for part in value.split(",") if part.strip()]


@contextmanager
def progress(label: str) -> Iterator[OnProgress | None]:
    """Shows a progress bar on stderr, and yields its callback; None where that is no terminal."""
    if not output.is_terminal(sys.stderr):
        yield None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield show
