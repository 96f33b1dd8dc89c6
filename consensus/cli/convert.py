"""`consensus convert`: a text in another notation or format."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from consensus.cli import output
from consensus.cli.command import Command, as_json
from consensus.cli.context import STDIN, content_of

if TYPE_CHECKING:
    from consensus.formats.conversion import Form

FORMS = ("markdown", "brackets", "critic", "docx")
TARGETS = (*FORMS, "clean", "html")


@click.command(
    "convert", cls=Command, python="convert(content, 'a.docx', Form.DOCX, Form.CRITIC).content"
)
@click.argument("source", metavar="IN")
@click.argument("target", metavar="OUT", default="")
@click.option(
    "--from", "from_", type=click.Choice(FORMS), help="What IN is, whatever its name ends in."
)
@click.option("--to", type=click.Choice(TARGETS), help="What OUT is, whatever its name ends in.")
@click.option(
    "--changes",
    default="keep",
    show_default=True,
    metavar="keep|accept|reject|AUTHOR,…",
    help="What becomes of changes: kept, all accepted, all rejected, or those that name some"
    " authors accepted and all others rejected.",
)
@click.option("--language", default="", help="What it is written in, for docx and html: en, fr.")
@as_json
def convert(
    source: str,
    target: str,
    from_: str | None,
    to: str | None,
    changes: str,
    language: str,
    as_json: bool,
) -> None:
    """Convert a text between notations and formats, without any record.

    .md is Markdown and .txt plain text, both with what is not agreed in brackets; .critic.md is
    CriticMarkup, .docx a Word document with tracked changes, .html a page of its own. Tracked
    changes become CriticMarkup or brackets with the names of their authors. IN and OUT may be - for
    stdin and stdout; OUT is stdout if not given. What gets lost is said on stderr, or with --json
    on stdout, with the text if OUT is not given.

    \b
    Examples:
      consensus convert draft.md draft.docx
      consensus convert review.docx review.critic.md
      consensus convert review.docx --to brackets
      consensus convert review.docx clean.txt --to clean --changes accept
    """
    from consensus.formats.conversion import Form, convert

    read = Form(from_) if from_ else _form(source, "--from")
    wanted = Form(to) if to else _form(target or STDIN, "--to")
    if not read.is_read:
        raise click.UsageError(f"{source}: {read} is only written, and not read")
    if wanted is Form.DOCX and not target:
        raise click.UsageError(
            "a Word document goes to a file; name it as OUT, or - to write it into a pipe"
        )
    if as_json and target == STDIN:
        raise click.UsageError("--json writes to stdout; leave OUT out, or name a file")
    accepting = None if changes == "keep" else _accepting(changes)
    found = convert(content_of(source), _name(source), read, wanted, accepting, language)
    if as_json:
        fields = {"from": read, "to": wanted, "written": target, "findings": found.findings}
        output.write_json(fields if target else {**fields, "text": found.content.decode()})
    else:
        for finding in found.findings:
            output.say(str(finding))
    if target == STDIN and wanted is Form.DOCX:
        output.write_bytes(found.content)
    elif target not in ("", STDIN):
        output.deliver_bytes(found.content, target)
    elif not as_json:
        output.write_exactly(found.content.decode())


def _form(name: str, option: str) -> Form:
    from consensus.formats.conversion import form_of

    found = form_of(name)
    if found is None:
        what = "stdin" if name == STDIN and option == "--from" else "the name of the file"
        what = "stdout" if name == STDIN and option == "--to" else what
        raise click.UsageError(f"{what} does not say what it is; say it with {option}")
    return found


def _accepting(changes: str) -> str | frozenset[str]:
    if changes in ("accept", "reject"):
        return changes
    return frozenset(filter(None, (each.strip() for each in changes.split(","))))


def _name(path: str) -> str:
    return "stdin" if path == STDIN else path
