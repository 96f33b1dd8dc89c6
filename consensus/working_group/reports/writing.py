"""The catalogue of reports, and functions that write any of them in any form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import attrs

from consensus.arguments import validated
from consensus.errors import NotFound, StoreError
from consensus.formats.docx.writer import write_document
from consensus.reports.html.pages import outline_page
from consensus.reports.json import join_chunks, json_chunks
from consensus.reports.outline import Outline, as_of_line, csv_chunks
from consensus.reports.outline_text import outline_markdown, outline_text
from consensus.reports.paper_names import PaperNames
from consensus.store.files import replace_file
from consensus.working_group.docx_blocks import set_outline
from consensus.working_group.queries import Queries
from consensus.working_group.reports import builders
from consensus.working_group.reports.report import Form, Report, Wanted, sheet_of

REPORTS: Mapping[str, Report[Any]] = {each.name: each for each in builders.REPORTS}
"""The name of each report to the report. Commands, schemas, and the tests that nothing leaks, go
through all of them."""


@partial(validated, by_one=True)
def write_report(
    group: Queries,
    name: str,
    form: str = Form.MARKDOWN,
    wanted: Wanted | None = None,
    width: int = 80,
) -> Iterator[str]:
    """Yields a report in one of its forms, in chunks, without building the whole text.

    Args:
        group: the working group, perhaps at a past moment.
        name: such as `open`; a name in `REPORTS`.
        form: any form but a Word document.
        wanted: what it is about and for whom; the public, and everything, if not given.
        width: the columns of the terminal, for plain text.

    Raises:
        NotFound: there is no such report, it cannot be written so, or what it is to be about is
            not there.
        Rejected: another thread is in a call of the group.
    """
    report, wanted = find_report(name), (wanted or Wanted()).under_policy_of(group)
    form = checked_form(report, form)
    if form is Form.DOCX:
        raise NotFound("a Word document is no text; write it with write_report_docx")
    return write_value(group, report, report.make(group, wanted), form, wanted, width)


def write_value(
    group: Queries, report: Report[Any], value: Any, form: Form, wanted: Wanted, width: int = 80
) -> Iterator[str]:
    """Yields the value of a report in one of its forms, in chunks; arguments as `write_report`."""
    names = PaperNames(group.state)
    if form in report.own:
        own = report.own[form](group, wanted, value)
        return join_chunks(names.page(own) if form is Form.HTML and not wanted.trace else own)
    match form:
        case Form.JSON:
            return chain(json_chunks(value), "\n")
        case Form.CSV:
            assert report.table is not None
            return join_chunks(csv_chunks(report.table(value)))
        case Form.HTML:
            figures = tuple(report.figures(value)) if report.figures else ()
            outline = _outline(report, value, names)
            return names.page(outline_page(outline, sheet_of(group, wanted), figures))
        case _:
            outline = outlined(group, report, value, wanted, group.title)
            is_text = form is Form.TEXT
            return join_chunks(
                outline_text(outline, width) if is_text else outline_markdown(outline)
            )


@partial(validated, by_one=True)
def write_report_docx(group: Queries, name: str, wanted: Wanted | None = None) -> bytes:
    """Returns a report as the bytes of a Word document; arguments and errors as `write_report`."""
    report, wanted = find_report(name), (wanted or Wanted()).under_policy_of(group)
    checked_form(report, Form.DOCX)
    return write_value_docx(group, report, report.make(group, wanted), wanted)


def write_value_docx(group: Queries, report: Report[Any], value: Any, wanted: Wanted) -> bytes:
    """Returns the value of a report as a Word document; arguments as `write_report_docx`."""
    if report.docx is not None:
        return report.docx(group, wanted, value)
    outline = outlined(group, report, value, wanted)
    return write_document(*set_outline(outline, sheet_of(group, wanted), wanted.symbol))


def write_files(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Writes files by their names into a folder, which is made if need be, each all or nothing.

    Raises:
        Rejected: the name of one is that of a record, or of a part of one.
        StoreError: it cannot be written; it names those that were written, and those that were not.
    """
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            replace_file(folder / name, (content,))
            written.append(folder / name)
    except OSError as error:
        done, left = list(files)[: len(written)], list(files)[len(written) :]
        said = f"; written: {', '.join(done)}; not written: {', '.join(left)}" if done else ""
        raise StoreError(
            f"{folder} cannot be written to: {error.strerror or error}{said}"
        ) from error
    return tuple(written)


def find_report(name: str) -> Report[Any]:
    """Returns the report of a name; raises NotFound if there is none."""
    if found := REPORTS.get(name):
        return found
    raise NotFound(f"no report is called {name}; there are: {', '.join(REPORTS)}")


def checked_form(report: Report[Any], form: Form | str) -> Form:
    """Returns a form; raises NotFound if a report cannot be written so."""
    if form not in report.forms:
        known = ", ".join(report.forms)
        raise NotFound(f"the report {report.name} is not written as {form}, but as: {known}")
    return Form(form)


def _outline(report: Report[Any], value: Any, names: PaperNames) -> Outline:
    assert report.outline is not None
    return names.outline(report.outline(value))


def outlined(
    group: Queries, report: Report[Any], value: Any, wanted: Wanted, body: str = ""
) -> Outline:
    """Returns the outline of a value, with the moment and the audience under its title."""
    outline = _outline(report, value, PaperNames(group.state))
    line = as_of_line(group.now(), wanted.named or wanted.audience, body)
    return attrs.evolve(outline, lines=(line, *outline.lines))
