"""Writing Word documents from commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from consensus.cli import output

if TYPE_CHECKING:
    from consensus.working_group.queries import Reading

ENDING = ".docx"


def symbol_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command that writes Word documents the option `--symbol`."""
    return click.option(
        "--symbol", default="", help="With --to docx, the symbol of the document: A/AC.9/L.4."
    )(function)


def output_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option `-o`, as the argument `path`."""
    return click.option(
        "-o", "--output", "path", default="", metavar="FILE", help="Write to this file."
    )(function)


def deliver_docx(group: Reading, draft: str, path: str, kind: str, **how: Any) -> None:
    """Write a draft to a Word file.

    Args:
        group: the working group, at the moment that is shown.
        draft: the id of the draft.
        path: the file.
        kind: what it shows, a `DocxKind`.
        how: passed on to `set_docx`.

    Raises:
        click.UsageError: no file was named.
        OSError: the file cannot be written.
    """
    if not path:
        raise click.UsageError(f"a Word document goes to a file; name it with -o FILE{ENDING}")
    from consensus.formats.docx.writer import write_document
    from consensus.working_group.write_docx import DocxKind, last_recorded, set_docx

    found = set_docx(group.state, draft, DocxKind(kind), issued=last_recorded(group), **how)
    for finding in found.findings:
        output.say(str(finding))
    output.deliver_bytes(write_document(found.document, found.masthead), path)
