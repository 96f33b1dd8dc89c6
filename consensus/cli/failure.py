"""What a user is told of an error, and the exit code that it has."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from enum import IntEnum
from functools import partial
from typing import NamedTuple

import click

from consensus.errors import ConsensusError, Rejected, StoreError, UnreadableFile


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
            reason = with_commands(error.format_message().rstrip("."))
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
            reasons = error.reasons if isinstance(error, Rejected) else [str(error)]
            told = [*map(with_commands, reasons)]
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


# What the library says to do, for every front end, and the command or option that does it here.
COMMANDS = {
    r"see the list of (member|draft|amendment|ballot)s": "'consensus {0} list'",
    r"see the list of comments": "'consensus amendment list --comments'",
    r"resolve comments": "'consensus amendment resolve'",
    r"see the list of steps": "'consensus history list'",
    r"see the list of rules": "'consensus rule explain'",
    r"see the list of working groups": "'consensus file list'",
    r"see the inbox": "'consensus inbox list'",
    r"see the status of the texts": "'consensus status'",
    r"see what waits to be erased": "'consensus history redact --waiting'",
    r"see which of the (style|audience)[\w ]* is set": "'consensus rule {0}'",
    r"create a working group": "'consensus init'",
    r"let whoever may make tables there create them": (
        "'consensus init --tables' with -f and its URL"
    ),
    r"repair the (?:file|copy that has them)": "'consensus file check --repair'",
    r"set another rule": "'consensus rule set'",
    r"set its list of levels": "'consensus rule levels'",
    r"set another day for statements on (\S+)": "'consensus draft set {0} --statements-due'",
    r"note the presence of ([^\s,]+(?:, [^\s,]+)*)": "'consensus meeting presence {codes}'",
    r"no meeting is open; open one first": "'consensus meeting open'",
    r"(\S+) is [^;]*; reopen it first": "'consensus decision add {0} reopened'",
    r"confirm it first": "'consensus decision confirm'",
    r"once (\S+) is decided, add the (\S+).* of (\S+)": (
        "consensus decision statement {0} {2} {1} '…'"
    ),
    r"record that (\S+) accepts (\S+) with a reservation": (
        "consensus position set {0} {1} accept --reservation '…'"
    ),
    r"(answer|accommodate|maintain|withdraw) the objection of (\S+) to (\S+)": (
        "'consensus objection {0} {2} {1}'"
    ),
    r"look at the plan for (\w+)": "'consensus merge {0} --dry-run'",
    r"add it as a new amendment": "'consensus amendment add'",
    r"private note (\S+) has the words; take it away": "'consensus note remove {0}'",
    r"choose which holds": "'consensus sync list'",
    r"discard that step": "'consensus sync discard'",
    r"a wording for conflict 1|what comes first in order 1": "--settle 1=WHAT",
    r"choose (\S+) for (?:conflict |order )?(B?\d+)": "--settle {1}={0}",
    r"settle each conflict or bracket by itself": "one --settle for each",
    r"take (\S+) too": "--take {0}",
    r"name the amendment or the change": "--take or --change",
    r"on the Chair's instruction, with a reason": "--without-brackets --reason TEXT",
    r"give the first part too": "--text",
    r"give the time when it came in": "--at",
    r"name the document": "--source written --document …",
    r"accept or reject them": "--changes accept",
    r"import it as amendments": "'consensus amendment import'",
    r"name the member(?=, and import)": "--sponsor CODE",
    r"say that it is to be compared anyway": "--anyway",
    r"say in a map of columns": "--columns FILE",
    r"say which member “([^”]+)” is, or that these are nobody's proposals": (
        "--author “{0}=CODE”, with nothing behind the sign for nobody's"
    ),
}


def with_commands(text: str) -> str:
    """Returns what the library says, and behind what it says to do the command or option for it."""
    for words, command in COMMANDS.items():
        text = re.sub(words, partial(_with_command, command), text)
    return text


def _with_command(command: str, found: re.Match[str]) -> str:
    codes = "".join(found.groups()[:1]).replace(",", "")
    return f"{found[0]} ({command.format(*found.groups(), codes=codes)})"


# Behind the last semicolon messages say what to do: they name a command, or begin with such a verb.
_ADVICE = re.compile(
    r"'consensus |\((consensus|one|--)"
    "|^(did you mean|say|see|use|give|name|choose|write|check|try|allow|reopen) "
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
