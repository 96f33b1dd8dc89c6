"""`consensus run`: commands from a file, one a line, in one process."""

from __future__ import annotations

import contextlib
import copy
import io
import json
import os
import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext, redirect_stderr, redirect_stdout
from datetime import datetime
from typing import Any, NoReturn, cast

import click
from attrs import frozen

from consensus.cli import options, output
from consensus.cli.context import GLOBAL_OPTIONS, STDIN, RecordContext, content_of, record_context
from consensus.cli.failure import ExitCode
from consensus.cli.framework import COMMANDS, Resolved, as_json, command
from consensus.cli.main import SETTINGS, EntryPoint
from consensus.cli.recording import TakenBackError, retried
from consensus.cli.renamed import current_spelling
from consensus.formats.source import decode
from consensus.reports.json import to_json
from consensus.store.memory import CannotWaitError
from consensus.store.opening import file_of
from consensus.text.display import count_noun
from consensus.working_group import WorkingGroup

# Commands that no line can give, and why; the last ones only among lines recorded together.
_REFUSED = {
    "tui": "opens screens",
    "serve": "runs until it is stopped",
    "demo": "makes a working group of its own",
    "run": "runs a file of commands",
}
_REFUSED_TOGETHER = {
    "init": "begins another working group at once",
    "file check": "looks at what is recorded already, and repairs it at once",
    "file copy": "writes a copy at once",
}


@frozen
class LineOutcome:
    """What came of one line of a file of commands."""

    line: int  # its number in the file, counted from 1
    exit: int  # the exit code of its command
    output: str | Mapping[str, Any]  # what it wrote to stdout: its JSON if it is that, or the text
    messages: str  # what it wrote to stderr
    taken_back: bool  # whether nothing stays of what it recorded: a line failed, or all was tried


class _NoInput:
    """The standard input of a line, which cannot be read."""

    def isatty(self) -> bool:
        return False

    def __getattr__(self, name: str) -> NoReturn:
        raise click.UsageError("a line cannot read from stdin or ask; name a file, or say --yes")


class _HeldStream(io.StringIO):
    """Keeps what is written, in one list with what is written to the other stream."""

    def __init__(self, held: list[tuple[bool, str]], is_error: bool) -> None:
        super().__init__()
        self._held = held
        self._is_error = is_error

    def write(self, text: str, /) -> int:
        self._held.append((self._is_error, text))
        return len(text)

    @property
    def buffer(self) -> NoReturn:
        raise click.UsageError("this is no text; name a file with -o")


@frozen
class _Line:
    """A line that was run, and what it wrote if that was held back."""

    number: int
    code: int
    held: list[tuple[bool, str]]  # whether to stderr, and what
    told: str  # what failed as JSON; empty if nothing did
    is_untried: bool  # whether it takes effect at once, and was refused for that among others
    has_failed: bool  # false also where it exits 1 as some rows were refused

    def release(self) -> None:
        """Writes what was held back to where it was meant for."""
        for is_error, text in self.held:
            if is_error:
                output.echo_status(text.removesuffix("\n"))
            else:
                output.write(text, end="")

    def write_json(self, taken_back: bool = False) -> None:
        """Writes what came of it as one line of JSON; of one that failed the messages, too."""
        written = "".join(text for is_error, text in self.held if not is_error)
        messages = "".join(text for is_error, text in self.held if is_error)
        told = _data_in(written)
        if taken_back and "changed" in told:
            told["step"] = None
        found = LineOutcome(self.number, self.code, told or written, messages, taken_back)
        output.write(json.dumps(to_json(found), ensure_ascii=False))
        if self.code:
            output.echo_status(self.told or messages.removesuffix("\n"))


def _data_in(written: str) -> dict[str, Any]:
    """Returns the JSON object that a command wrote; an empty one where it wrote something else."""
    try:
        found = json.loads(written) if written.startswith("{") else {}
    except ValueError:
        return {}
    return found if "schema" in found else {}


class _Lines(EntryPoint):
    """The commands as lines give them: with the options of the run, and not all of them."""

    def __init__(self, file: str, record: _SharedRecord, is_held: bool, together: bool) -> None:
        own = [option(envvar=None, show_envvar=False) for option in GLOBAL_OPTIONS]
        super().__init__("main", commands=COMMANDS, params=own, context_settings=SETTINGS)
        self._file = file
        self._record = record
        self._is_held = is_held
        self._together = _REFUSED_TOGETHER if together else {}
        self._is_untried = self._is_partial = False
        self._said: set[str] = set()

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Resolved:
        """Finds the command of a line; raises UsageError for one that no line can give."""
        words, _ = current_spelling(args)
        for name in (" ".join(words[:1]), " ".join(words[:2])):
            if why := _REFUSED.get(name):
                ctx.fail(f"{name} {why}, so it is given alone and not in a line")
            if why := self._together.get(name):
                self._is_untried = True
                ctx.fail(f"{name} {why}, so it does not go with --atomic or --dry-run")
        return super().resolve_command(ctx, args)

    def say_change(self, change: str) -> None:
        """Says once how a command that is spelt as before is spelt now."""
        if change not in self._said:
            self._said.add(change)
            super().say_change(change)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command of a line."""
        try:
            return super().invoke(ctx)
        except CannotWaitError:
            self._is_untried = True
            raise

    def run(self, lines: Iterable[tuple[int, str]]) -> Iterator[_Line]:
        """Runs each line when the one before it was seen."""
        self._said.clear()
        for number, text in lines:
            held: list[tuple[bool, str]] = []
            with ExitStack() as stack:
                if self._is_held:
                    stack.enter_context(redirect_stdout(_HeldStream(held, is_error=False)))
                    stack.enter_context(redirect_stderr(_HeldStream(held, is_error=True)))
                stack.callback(setattr, sys, "stdin", sys.stdin)
                sys.stdin = cast(Any, _NoInput())
                code = self._run_line(number, text)
            told = self.failure.as_json(self.where) if self.failure else ""
            has_failed = bool(code) and not self._is_partial
            yield _Line(number, code, held, told, self._is_untried, has_failed)

    def _run_line(self, number: int, text: str) -> int:
        self.where = f"{self._file}:{number}: "
        self.failure, self._is_untried, self._is_partial = None, False, False
        context = copy.copy(self._record.context)
        try:
            words = shlex.split(text)
        except ValueError as error:
            return self.explain(click.UsageError(f"no words can be made of it: {error}"), [])
        given = words[1:] if words[0] == "consensus" else words
        code = int(self.main(given, standalone_mode=False, obj=context))
        self._is_partial = code == ExitCode.ANSWERED_NO and context.failure is not None
        # What cannot be read is named once, not in every line.
        self._record.context.is_warned = context.is_warned
        return code


def _resolved(place: str) -> str:
    """Returns the real path of a file, and a URL as it is."""
    path = file_of(place)
    return place if path is None else os.path.realpath(path)


class _SharedRecord:
    """The record that all lines work on, opened when the first of them needs it."""

    def __init__(self, context: RecordContext, stack: ExitStack) -> None:
        self.context = context
        self._stack = stack
        self._group: WorkingGroup | None = None
        self._block: ExitStack | None = None  # what all lines are recorded in, if together
        self._is_begun = False  # whether the record is in that block

    def open(self, place: str) -> WorkingGroup:
        """Returns the record, up to date."""
        if self._group is None:
            self._group = self._stack.enter_context(WorkingGroup.open(place))
            self.context.file = place
        self._group.refresh()
        if self._block is not None and not self._is_begun:
            self._block.enter_context(self._group.atomic())
            self._is_begun = True
        return self._group

    def check_file(self, place: str) -> None:
        """Raises UsageError if a line names another record than the one that all work on."""
        known = self.context.places()
        if len(known) == 1 and _resolved(place) != _resolved(known[0]):
            raise click.UsageError(
                f"all lines work on {known[0]}; put what concerns {place} in a file of its own, for"
                f" 'consensus -f {place} run'"
            )

    def begin(self, block: ExitStack) -> None:
        """Begins what is recorded together, at the first line that says which record it is."""
        self._block, self._is_begun = block, False
        if len(self.context.places()) == 1:
            self.open(self.context.place())

    @contextmanager
    def share(
        self, place: str, *, by: str, happened: datetime | None = None
    ) -> Iterator[WorkingGroup]:
        """Hands the file to a line; a line that fails among others leaves nothing behind."""
        group = self.open(place)
        block = nullcontext() if self._block is None else group.atomic()
        with group.acting_as(by=by, happened=happened), block:
            yield group


@command("run FILE", "with group.atomic(): ...", records=True)
@options.flag("--atomic", help="Record all lines together. If one fails, record nothing.")
@options.flag("--dry-run", help="Record nothing. Show which lines would fail.")
@options.flag("--keep-going", help="Continue if a line fails, and exit with code 1 at the end.")
@as_json
def run(file: str, atomic: bool, dry_run: bool, keep_going: bool, as_json: bool) -> None:
    """Run the commands that a file lists.

    If FILE is -, the commands come from stdin. Each line has one command, with words quoted as in a
    shell. You can leave out the word "consensus". The command does not replace variables or * in
    words. It ignores empty lines, and lines that begin with #. All lines run in one process. This
    is much faster than a process for each line.

    Give options such as -f, --user and --at to 'consensus run' to use them for every line. A line
    can have its own --user, --at and --as-of. All lines use the same file. If 'consensus run' has
    no -f, a line can name it. A line cannot read from stdin. No line asks a question; --yes is for
    every line.

    Each line is recorded separately. If a line fails, the command names its FILE:LINE on stderr,
    and stops with the exit code of the line. The lines before it stay recorded. --atomic records
    all lines together at the end. If a line fails, it records nothing, and the exit code is 3.
    --dry-run tries each line as if the lines before it were recorded. If a line fails, the exit
    code is 1. Options such as -o write their files immediately, even with --atomic and --dry-run.

    If an import refuses some rows, but not all, the line has not failed. The run continues, and the
    exit code at the end is 1. Any other line with exit code 1 has failed. One example is 'status
    --require' if the answer is no.

    Some commands take effect immediately, and cannot be undone: 'note add', 'projector show', 'file
    copy', 'sync run', 'history redact' and others. With --atomic they fail. --dry-run does not try
    them, but counts them, and the exit code is 1.

      consensus run positions.txt
      consensus --user "Ana, secretariat" run --atomic decisions.txt
      printf 'position set ALV 3 support\\nposition set MER 3 accept\\n' | consensus run -
      consensus run --dry-run --json positions.txt
    """
    if atomic and keep_going:
        raise click.UsageError("give --atomic or --keep-going, not both")
    together = atomic or dry_run
    name = "stdin" if file == STDIN else file
    content = content_of(file)
    text = decode(content, name).text if content.strip() else ""
    numbered = enumerate(text.split("\n"), start=1)
    given = [(at, line) for at, line in numbered if line.strip() and line.lstrip()[0] != "#"]
    context = copy.copy(record_context())
    # Working out what changes takes long for many lines, most of which are not shown.
    context.is_trial, context.shows_changes = dry_run, dry_run and as_json
    with ExitStack() as stack:
        record = _SharedRecord(context, stack)
        lines = _Lines(name, record, together or as_json, together)
        context.shared, context.check_file = record.share, record.check_file
        if together:
            found = _run_together(lines, given, record, dry_run)
            code = _tell(found, dry_run, as_json)
        else:
            code = _run_each(lines, given, keep_going, as_json)
    click.get_current_context().exit(code)


def _run_each(lines: _Lines, given: list[tuple[int, str]], keep_going: bool, as_json: bool) -> int:
    code = 0
    for line in lines.run(given):
        if as_json:
            line.write_json()
        if line.has_failed and (not keep_going or line.code >= ExitCode.INTERRUPTED):
            return line.code
        code = code or bool(line.code)
    return int(code)


def _run_together(
    lines: _Lines, given: list[tuple[int, str]], record: _SharedRecord, dry_run: bool
) -> list[_Line]:
    """Runs all lines in one transaction, once more where others recorded meanwhile."""

    def run_once() -> list[_Line]:
        found: list[_Line] = []
        with contextlib.suppress(TakenBackError), ExitStack() as block:
            record.begin(block)
            for line in lines.run(given):
                found.append(line)
                if line.has_failed and (not dry_run or line.code >= ExitCode.INTERRUPTED):
                    raise TakenBackError
            if dry_run:
                raise TakenBackError
        return found

    return retried(run_once)


def _tell(found: list[_Line], dry_run: bool, as_json: bool) -> int:
    """Writes what came of lines that were run together, and returns the exit code."""
    failed = [each for each in found if each.has_failed]
    last = failed[-1].code if failed else 0
    is_stopped = last >= ExitCode.INTERRUPTED
    code = int(any(each.code for each in found))
    if failed and (is_stopped or not dry_run):
        code = last if last >= ExitCode.UNEXPECTED else int(ExitCode.REFUSED)
    count = count_noun(len(found), "line", "lines")
    told = "nothing was recorded" if failed or dry_run else f"{count} done together"
    if dry_run and not is_stopped:
        untried = sum(each.is_untried for each in failed)
        partly = sum(bool(each.code) for each in found) - len(failed)
        apart = f", {untried} cannot be tried" if untried else ""
        apart += f", {partly} would be done in part" if partly else ""
        told = f"{len(failed) - untried} of {count} would fail{apart}; {told}"
    if as_json:
        # An error as data is the last line there.
        output.echo_status(told)
    for line in found:
        if as_json:
            line.write_json(taken_back=bool(failed or dry_run))
        elif line.code or not (failed or dry_run):
            line.release()
    if not as_json:
        output.echo_status(told)
    return code
