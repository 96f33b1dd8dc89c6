"""What a user is told of an error, and the exit code that it has."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

import click

from consensus.errors import WITHOUT_BRACKETS, ConsensusError, Rejected, StoreError, UnreadableFile


class ExitCode(IntEnum):
    """The exit codes of the command."""

    DONE = 0
    ANSWERED_NO = 1
    USAGE = 2
    REFUSED = 3
    STORAGE = 4
    UNEXPECTED = 70  # EX_SOFTWARE of BSD's sysexits
    INTERRUPTED = 130  # 128 + SIGINT, as shells report it


class Failure(NamedTuple):
    """What a user is told of an error: the whole of it, or its reasons and what to do about it."""

    code: int
    text: str
    reasons: Sequence[str]
    advice: str = ""

    def as_json(self, where: str = "") -> str:
        """Returns it as one line of JSON, the first reason after where it was."""
        reasons = [f"{where}{self.reasons[0]}", *self.reasons[1:]]
        told = {"kind": ExitCode(self.code).name.lower(), "reasons": reasons, "try": self.advice}
        return json.dumps({"schema": 1, **told}, ensure_ascii=False)


def failure_of(error: BaseException) -> Failure:
    """Returns what is told of an error."""
    match error:
        case click.UsageError():
            reason = error.format_message().rstrip(".")
            help_ = f"see '{error.ctx.command_path if error.ctx else 'consensus'} --help'"
            _, _, reasons, advice = _divided(ExitCode.USAGE, [reason])
            return Failure(ExitCode.USAGE, f"{reason} ({help_})", reasons, advice or help_)
        case click.ClickException():
            return _divided(ExitCode.REFUSED, [error.format_message()])
        case click.Abort() | KeyboardInterrupt():
            return _divided(ExitCode.INTERRUPTED, ["stopped"])
        case ConsensusError():
            is_storage = isinstance(error, StoreError | UnreadableFile)
            code = ExitCode.STORAGE if is_storage else ExitCode.REFUSED
            options = "--without-brackets --reason TEXT"
            reasons = error.reasons if isinstance(error, Rejected) else [str(error)]
            told = [each.replace(WITHOUT_BRACKETS, options) for each in reasons]
            return _divided(code, told, getattr(error, "advice", ""))
        case OSError():
            what = error.strerror or type(error).__name__
            return _divided(
                ExitCode.STORAGE, [f"{error.filename}: {what}" if error.filename else what]
            )
        case _:
            report = "Please report it with what the same command prints with --debug before it"
            what = f"an unexpected error ({type(error).__name__}: {error})"
            reason = f"{what}; nothing more was recorded"
            return Failure(ExitCode.UNEXPECTED, f"{reason}. {report}", [reason], report)


# Behind the last semicolon messages say what to do: they name a command, or begin with such a verb.
_ADVICE = re.compile(
    "'consensus |^(did you mean|say|see|use|give|name|choose|write|check|try|allow|reopen) "
)


def _divided(code: ExitCode, reasons: Sequence[str], advice: str = "") -> Failure:
    """Returns reasons, and apart from them what the last words of some say to do."""
    told, to_do = [], []
    for each in reasons:
        reason, mark, end = each.rpartition("; ")
        is_advice = bool(mark) and (end == advice or _ADVICE.search(end) is not None)
        told.append(reason if is_advice else each)
        to_do += [end] * is_advice
    return Failure(code, "; ".join(reasons), told, "; ".join(to_do))
