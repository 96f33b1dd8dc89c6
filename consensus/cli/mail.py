"""`consensus mail`: what members send by mail."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import click

from consensus.cli.command import Noun, as_json
from consensus.cli.completing import complete_draft, complete_question
from consensus.cli.context import STDIN, given_time, recording, source_of
from consensus.cli.reporting import tell_import

_ENDINGS = (".eml", ".mbox", ".mbx")


@click.group("mail", cls=Noun)
def mail() -> None:
    """Take mails in, and the amendments that they ask for.

    \b
    Examples:
      consensus mail import late.eml --from "delegate@mission.example=ALV"
      consensus tray offers TR1
    """


@mail.command(
    "import", python="group.import_mail(Path('late.eml'), senders={'a@b.example': 'ALV'})"
)
@click.argument("paths", nargs=-1, required=True, metavar="FILE-OR-FOLDER...")
@click.option(
    "--from",
    "given",
    multiple=True,
    metavar="ADDRESS=CODE",
    help="Whose mails from an address are; @mission.example=CODE for a whole domain.",
)
@click.option(
    "--senders", default="", metavar="FILE", help="The same as a table of address and code."
)
@click.option(
    "--question",
    default="",
    shell_complete=complete_question,
    help="The question that they answer, by its handle or number.",
)
@click.option("--draft", default="", shell_complete=complete_draft, help="Which draft they amend.")
@click.option("--deadline", default="", metavar="TIME", help="What came later is marked as late.")
@click.option("--strict", is_flag=True, help="Take nothing in when something is wrong with one.")
@as_json
def import_(
    paths: tuple[str, ...],
    given: tuple[str, ...],
    senders: str,
    question: str,
    draft: str,
    deadline: str,
    strict: bool,
    as_json: bool,
) -> None:
    """Take in mails (.eml), mailboxes (mbox), or a folder of them.

    With --question they are contributions. All others wait in the tray, whole, and so do those of
    whom nobody knows whose they are; 'tray offers' lists the amendments that one seems to ask for.
    Attachments are known by name, size and SHA-256 and are never written anywhere. The same mail
    again adds nothing, unless it is now said whose it is.

    \b
    Examples:
      consensus mail import late.eml --from "delegate@mission.example=ALV"
      consensus mail import replies.mbox --senders addresses.csv --question Q1
      consensus mail import inbox/ --senders addresses.csv
    """
    from consensus.working_group.import_mail import given_sender, read_senders

    known = read_senders(source_of(senders)) if senders else {}
    try:
        known |= dict(map(given_sender, given))
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    with recording() as group:
        report = group.import_mail(
            *_files(paths),
            name="stdin",
            senders=known,
            question=question,
            draft=draft,
            deadline=given_time(deadline) if deadline else None,
            strict=strict,
        )
    tell_import(report, as_json)


def _files(paths: Sequence[str]) -> Iterator[Path | BinaryIO]:
    """The files, and of folders all that are mails by their endings, by name."""
    for path in paths:
        if path == STDIN:
            yield sys.stdin.buffer
        elif not Path(path).is_dir():
            yield Path(path)
        else:
            inside = sorted(Path(path).iterdir())
            yield from (each for each in inside if each.suffix.lower() in _ENDINGS)
