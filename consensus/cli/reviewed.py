"""Taking reviewed Word files in: who is who, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeGuard

import click

from consensus.cli import output
from consensus.cli.context import progress, recording, source_of
from consensus.cli.reporting import tell_import

if TYPE_CHECKING:
    from consensus.formats.draft_docx import DocxSource
    from consensus.formats.source import Source
    from consensus.working_group import WorkingGroup
    from consensus.working_group.import_base import ImportReport


def is_docx(source: Source) -> TypeGuard[DocxSource]:
    """Whether a file that was read is a Word file."""
    from consensus.formats.draft_docx import DocxSource

    return isinstance(source, DocxSource)


def check_files(
    sources: Sequence[Source],
    reviewed: Sequence[DocxSource],
    add_members: bool,
    with_authors: bool,
    with_columns: bool,
) -> None:
    """See that the files of amendments and the options go together.

    Raises:
        click.UsageError: they do not.
    """
    if reviewed and len(reviewed) < len(sources):
        raise click.UsageError("take Word files and tables in one after the other")
    if not reviewed and len(sources) > 1:
        raise click.UsageError("several files at once are Word files; take tables in one by one")
    if reviewed and add_members:
        raise click.UsageError("names in Word files are no codes; say who is who with --author")
    if not reviewed and with_authors:
        raise click.UsageError("--author and --authors go with Word files")
    if reviewed and with_columns:
        raise click.UsageError("--columns and --show-columns go with tables")


def import_reviewed(
    sources: Sequence[DocxSource],
    draft: str,
    strict: bool,
    author: Sequence[str],
    authors: str,
    circulated: datetime | None,
    as_json: bool,
) -> None:
    """Take the tracked changes and comments of Word files in, and tell what came of it.

    Args:
        sources: the files.
        draft: which draft they amend.
        strict: whether nothing goes in when something cannot.
        author: who is who, each as `NAME=CODE`.
        authors: the file that says the same; empty for none.
        circulated: when they were sent to the members; None for now.
        as_json: whether to print JSON.

    Raises:
        Rejected: nothing could be taken in.
    """
    who = _who_is_who(author, authors)
    with recording() as group, progress("reviewers") as show:
        report = group.import_docx_amendments(
            *sources,
            authors=who,
            draft=draft,
            strict=strict,
            circulated=circulated,
            progress=show,
        )
        if not as_json:
            _tell_amendments(group, report)
    tell_import(report, as_json)


def _who_is_who(author: Sequence[str], authors: str) -> dict[str, str]:
    who: dict[str, str] = {}
    if authors:
        from consensus.formats.member_rows import read_authors

        rows, findings = read_authors(source_of(authors))
        for finding in findings:
            output.say(str(finding))
        who.update(rows)
    for each in author:
        # A name may hold the sign, a code never does.
        name, sign, code = each.rpartition("=")
        if not sign:
            raise click.UsageError(f"write --author as NAME=CODE, not as {each}")
        who[name] = code
    return who


def _tell_amendments(group: WorkingGroup, report: ImportReport) -> None:
    from consensus.reports.amendments import change_summary

    state = group.state
    made = [state.amendments[each.id] for each in report.operations if each.id in state.amendments]
    if made:
        output.write_table(
            ("amendment", "by", "kind", "what it would do"),
            [
                (each.handle, ", ".join(each.sponsors), each.kind, change_summary(state, each.id))
                for each in made
            ],
            "",
        )
