"""Every report of a record, about everything that it can be about."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import attrs

from consensus.errors import Rejected
from consensus.model.ballots import BallotKind
from consensus.model.lookup import targets_in_order
from consensus.model.state import State
from consensus.reports.audience import Audience
from consensus.reports.outline import Table, csv_chunks
from consensus.working_group.queries import Queries
from consensus.working_group.reports.report import Form, Report, Subject, Wanted
from consensus.working_group.reports.writing import (
    REPORTS,
    write_report,
    write_report_docx,
    write_value,
    write_value_docx,
)


def requests(group: Queries, audience: Audience) -> Iterator[tuple[Report[Any], Wanted]]:
    """Each report with all that can be asked of it."""
    for report in REPORTS.values():
        for wanted in _about(group.state, report.about):
            is_refused = report.about is Subject.DRAFT and wanted.with_amendments
            if audience.sees_names or not is_refused:
                yield report, attrs.evolve(wanted, audience=audience)


def _about(state: State, about: Subject) -> Iterator[Wanted]:
    names = [draft.handle for draft in state.drafts.values()]
    match about:
        case Subject.DRAFTS:
            yield Wanted()
            yield Wanted(agreed_only=True, open_only=True, with_amendments=True)
        case Subject.DRAFT:
            yield from (Wanted(drafts=(name,)) for name in names)
            yield from (Wanted(drafts=(name,), with_amendments=True) for name in names)
            yield from (
                Wanted(drafts=(state.drafts[each.draft].handle,), new=each.name)
                for each in state.revisions.values()
            )
        case Subject.REVISIONS:
            yield from (Wanted(drafts=(name,), kept=True) for name in names)
        case Subject.REVISION:
            yield from (
                Wanted(drafts=(state.drafts[each.draft].handle,), new=each.name)
                for each in state.revisions.values()
            )
        case Subject.TARGET:
            for target in targets_in_order(state, list(state.drafts)):
                yield Wanted(subject=state.handle_of(target))
        case Subject.TEXTS:
            yield Wanted()
            yield from (
                Wanted(texts=(state.handle_of(each),))
                for each in targets_in_order(state, list(state.drafts))
            )
        case Subject.AMENDMENT:
            for each in state.amendments.values():
                if each.sources:
                    yield Wanted(subject=each.handle)
        case Subject.MEMBER:
            yield from (Wanted(subject=code) for code in state.members)
        case Subject.MEETING:
            for each in state.meetings.values():
                yield Wanted(subject=each.handle)
                yield Wanted(subject=each.handle, attributed=True, trace=True)
        case Subject.MEETINGS:
            yield Wanted()
            yield from (Wanted(subject=each.handle) for each in state.meetings.values())
        case Subject.VOTED:
            for target in [*targets_in_order(state, list(state.drafts))][:2]:
                yield Wanted(subject=state.handle_of(target), by_group=True)
            for each in state.ballots.values():
                if not (each.kind.has_options or each.kind is BallotKind.SCALE):
                    yield Wanted(subject=each.handle)
        case Subject.QUESTIONS:
            yield Wanted()
            yield from (Wanted(questions=(each.handle,)) for each in state.questions.values())
        case Subject.EVERYTHING:
            yield Wanted()
            yield Wanted(open_only=True)


def most_recorded(group: Queries, report: Report[Any]) -> Wanted | None:
    """A report about that of which most was recorded; None where there is nothing of the kind."""
    state = group.state
    asked = [*_about(state, report.about)]
    if report.about is Subject.TARGET:
        drafts = targets_in_order(state, list(state.drafts))
        most = max(drafts, key=lambda each: len(state.positions.get(each, ())), default="")
        return Wanted(subject=state.handle_of(most)) if most else None
    return asked[0] if asked else None


def written(group: Queries, report: Report[Any], wanted: Wanted, form: Form) -> str:
    """A report in one form; of a Word document every part that is in it."""
    if form is Form.DOCX:
        return _parts(partial(write_report_docx, group, report.name, wanted))
    return "".join(write_report(group, report.name, form, wanted))


def every_form(group: Queries, report: Report[Any], wanted: Wanted) -> Iterator[tuple[Form, str]]:
    """A report in every form that it has, as `written`, but made only once."""
    wanted = wanted.under_policy_of(group)
    value = report.make(group, wanted)
    for form in report.forms:
        if form is Form.DOCX:
            yield form, _parts(partial(write_value_docx, group, report, value, wanted))
        else:
            yield form, "".join(write_value(group, report, value, form, wanted))


def _parts(write: Callable[[], bytes]) -> str:
    """Every part of a Word document; none where it is refused."""
    try:
        content = write()
    except Rejected:
        return ""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        # Styles name alignments and the like, and are the same for everybody.
        names = [each for each in archive.namelist() if not each.endswith("styles.xml")]
        return "\n".join(archive.read(each).decode() for each in names)


def pages(group: Queries, audience: Audience) -> Iterator[tuple[str, str]]:
    """Every page of a record for an audience, each with the name of its report."""
    for report, wanted in requests(group, audience):
        yield report.name, written(group, report, wanted, Form.HTML)


def csv_of(table: Table) -> str:
    """A table as comma-separated values."""
    return "".join(csv_chunks(table))
