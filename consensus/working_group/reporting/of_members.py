"""The reports on members: what they say, sent in and undertook."""

from __future__ import annotations

from collections.abc import Iterator

from consensus.model.lookup import find_member, find_question
from consensus.reports.analysis import MOST_CELLS
from consensus.reports.contributions import (
    CompiledContributions,
    compiled_contributions,
    contributions_outline,
    contributions_table,
)
from consensus.reports.html.charts import group_map, member_map
from consensus.reports.html.element import Element
from consensus.reports.meetings import Attendance, attendance, attendance_outline, attendance_table
from consensus.reports.member_record import (
    MemberRecord,
    member_record,
    member_record_outline,
    member_record_table,
)
from consensus.reports.planning import (
    Undertakings,
    undertakings,
    undertakings_outline,
    undertakings_table,
)
from consensus.reports.positions import (
    GroupMatrix,
    Matrix,
    group_matrix,
    group_matrix_outline,
    group_matrix_table,
    matrix,
    matrix_outline,
    matrix_table,
)
from consensus.working_group.queries import Reading
from consensus.working_group.reports.builders import drafts_of
from consensus.working_group.reports.report import Report, Subject, Wanted


def _matrix(group: Reading, wanted: Wanted) -> Matrix:
    return matrix(
        group.state,
        group.judgement(),
        drafts_of(group, wanted),
        wanted.audience,
        items_only=not wanted.with_amendments,
    )


def _member_map(report: Matrix) -> Iterator[Element]:
    if report.rows and report.targets and len(report.rows) * len(report.targets) <= MOST_CELLS:
        yield member_map(report)


def _groups(group: Reading, wanted: Wanted) -> GroupMatrix:
    state = group.state
    items = [
        item.id
        for draft in drafts_of(group, wanted)
        for item in state.walk(draft)
        if item.kind.can_be_agreed
    ]
    return group_matrix(state, group.judgement(), items, wanted.audience)


def _group_map(report: GroupMatrix) -> Iterator[Element]:
    if report.rows and report.groups:
        yield group_map(report)


def _member(group: Reading, wanted: Wanted) -> MemberRecord:
    return member_record(
        group.state,
        group.judgement(),
        find_member(group.state, wanted.subject),
        drafts_of(group, wanted),
        group.now(),
        wanted.audience,
    )


def _contributions(group: Reading, wanted: Wanted) -> CompiledContributions:
    asked = [find_question(group.state, each) for each in wanted.questions]
    return compiled_contributions(group.state, group.now(), wanted.audience, asked)


def _undertakings(group: Reading, wanted: Wanted) -> Undertakings:
    return undertakings(group.state, group.now(), wanted.audience, wanted.open_only)


def _attendance(group: Reading, wanted: Wanted) -> Attendance:
    return attendance(group.state, group.now().date(), wanted.audience)


OF_MEMBERS = (
    Report(
        "matrix",
        Subject.DRAFTS,
        Matrix,
        _matrix,
        lambda value, _: matrix_outline(value),
        lambda value, _: matrix_table(value),
        figures=_member_map,
        has_docx=False,
    ),
    Report(
        "groups",
        Subject.DRAFTS,
        GroupMatrix,
        _groups,
        lambda value, _: group_matrix_outline(value),
        lambda value, _: group_matrix_table(value),
        figures=_group_map,
    ),
    Report(
        "member",
        Subject.MEMBER,
        MemberRecord,
        _member,
        lambda value, _: member_record_outline(value),
        lambda value, _: member_record_table(value),
    ),
    Report(
        "contributions",
        Subject.QUESTIONS,
        CompiledContributions,
        _contributions,
        lambda value, _: contributions_outline(value),
        lambda value, _: contributions_table(value),
    ),
    Report(
        "undertakings",
        Subject.EVERYTHING,
        Undertakings,
        _undertakings,
        lambda value, _: undertakings_outline(value),
        lambda value, _: undertakings_table(value),
    ),
    Report(
        "attendance",
        Subject.EVERYTHING,
        Attendance,
        _attendance,
        lambda value, _: attendance_outline(value),
        lambda value, _: attendance_table(value),
    ),
)
"""The reports on members."""
