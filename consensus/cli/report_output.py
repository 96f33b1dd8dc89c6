"""Writes reports to a file or stdout, in any form."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import click

from consensus.cli import output
from consensus.cli.context import progress, reading
from consensus.cli.framework import AUDIENCES, as_json

if TYPE_CHECKING:
    from consensus.reports.outline import Outline
    from consensus.working_group.queries import Queries
    from consensus.working_group.reports.report import Wanted


# Writing Word documents from commands.

ENDING = ".docx"


def symbol_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the option `--symbol` to a command that writes Word documents."""
    return click.option(
        "--symbol", default="", help="With --to docx, the symbol of the document: A/AC.9/L.4."
    )(function)


def output_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the option `-o`, as the argument `path`."""
    return click.option(
        "-o", "--output", "path", default="", metavar="FILE", help="Write to this file."
    )(function)


def deliver_docx(group: Queries, draft: str, path: str, kind: str, **how: Any) -> None:
    """Writes a draft to a Word file.

    Args:
        group: the working group, at the moment that is shown.
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
        output.echo_status(str(finding))
    output.deliver_bytes(write_document(found.document, found.title_block), path)


# Delivering a report: its options, which form is meant, and where it goes.

_ENDINGS = {
    ".txt": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".json": "json",
    ".csv": "csv",
    ".html": "html",
    ".htm": "html",
    ".docx": "docx",
}
_EVERY_FORM = ("text", "markdown", "json", "csv", "html", "docx")
_HOW = "How it is written; if not given, text on a terminal and Markdown elsewhere."
_NARROWEST = 40


def report_options(*forms: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Adds the options that all reports have.

    They come as the arguments of `deliver_report`.

    Args:
        forms: the forms that its report can be written in; every form if none is given.
    """
    forms = forms or _EVERY_FORM

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        options: list[Callable[..., Any]] = [
            click.option("--to", "form", type=click.Choice(forms), help=_HOW),
            click.option(
                "--audience",
                type=AUDIENCES,
                default="public",
                show_default=True,
                help="Who is to see it.",
            ),
            *([symbol_option] if "docx" in forms else []),
            click.option(
                "-o",
                "--output",
                "path",
                default="",
                metavar="FILE",
                help="Write to this file; its ending says the form.",
            ),
            as_json,
        ]
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def deliver_report(
    name: str,
    *,
    form: str | None = None,
    audience: str,
    path: str = "",
    as_json: bool,
    piped: str = "markdown",
    label: str = "",
    **wanted: Any,
) -> None:
    """Writes a report to a file or to stdout.

    Args:
        name: the name of the report.
        form: how it is written; None for what the file or the terminal asks for.
        audience: who it is for.
        path: the file; empty or `-` for stdout.
        as_json: whether it is written as JSON whatever else is said.
        piped: the default form where stdout is no terminal.
        label: what takes a while, to be shown with how much of it is done; empty for nothing.
        wanted: the options of the report, as in `Wanted`.

    Raises:
        OSError: the file cannot be written.
    """
    chosen = "json" if as_json else form or _form_for(path, piped)
    from consensus.reports.audience import Audience
    from consensus.working_group.reports.report import Wanted
    from consensus.working_group.reports.writing import checked_form, find_report

    report = find_report(name)
    checked_form(report, chosen)
    with reading() as group:
        with progress(label) if label else nullcontext() as on_progress:
            asked = Wanted(audience=Audience(audience), on_progress=on_progress, **wanted)
            value = report.make(group, asked)
        deliver_value(group, name, value, chosen, asked, path)


def deliver_value(
    group: Queries, name: str, value: Any, form: str, wanted: Wanted, path: str
) -> None:
    """Writes the value of a report to a file or to stdout.

    Args:
        name: the name of the report.
        value: its value.
        form: how it is written.
        wanted: the options of the report.
        path: the file; empty or `-` for stdout.

    Raises:
        click.UsageError: a Word document would go to a terminal.
        OSError: the file cannot be written.
    """
    from consensus.working_group.reports.report import Form
    from consensus.working_group.reports.writing import find_report, write_value, write_value_docx

    report = find_report(name)
    if form == Form.DOCX:
        content = write_value_docx(group, report, value, wanted)
        output.deliver_bytes(content, path)
        return
    output.deliver(write_value(group, report, value, Form(form), wanted, _width()), path)


def show_outline(outline: Outline) -> None:
    """Writes an outline to stdout: as text for a terminal, and as Markdown elsewhere."""
    from consensus.reports.outline_text import outline_markdown, outline_text

    shown = outline_text(outline, _width()) if output.is_shown() else outline_markdown(outline)
    output.deliver(shown, "")


def _form_for(path: str, piped: str) -> str:
    if output.is_file(path):
        return _ENDINGS.get(PurePath(path).suffix.lower(), "markdown")
    return "text" if output.is_shown() else piped


def _width() -> int:
    import shutil

    return max(_NARROWEST, shutil.get_terminal_size().columns)
