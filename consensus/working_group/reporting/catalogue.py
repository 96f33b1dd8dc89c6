"""The catalogue: every report there is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from consensus.working_group.reporting.of_members import OF_MEMBERS
from consensus.working_group.reporting.of_work import OF_WORK
from consensus.working_group.reports.builders import OF_TEXTS
from consensus.working_group.reports.report import Report

_ALL: tuple[Report[Any], ...] = (*OF_TEXTS, *OF_MEMBERS, *OF_WORK)

REPORTS: Mapping[str, Report[Any]] = {report.name: report for report in _ALL}
"""The name of each report to the report. Commands, schemas, and the tests that nothing leaks, go
through all of them."""
