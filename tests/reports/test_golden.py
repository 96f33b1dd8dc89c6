"""Reports over the examples, as Markdown and CSV, held against files that were read and approved.

Run it with UPDATE_GOLDEN=1 to write the files anew, and look at what changed in them.
"""

from __future__ import annotations

import os
import runpy
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from consensus.reports.audience import Audience
from consensus.reports.progress import By
from consensus.working_group import WorkingGroup
from consensus.working_group.reports.report import Form, Wanted
from consensus.working_group.reports.writing import REPORTS, write_report
from consensus.working_group.script import make_example

UPDATE = "UPDATE_GOLDEN"
FOLDER = Path(__file__).parent / "golden"
EXAMPLES = Path(__file__).parents[2] / "examples"
DRAWN_UP = datetime(2017, 2, 1, 9, 0, tzinfo=UTC)
_MEMBERS, _SECRETARIAT = Audience.MEMBERS, Audience.SECRETARIAT

# Over the working group to learn with, and over its first meeting.
OF_DEMO = {
    "open": Wanted(),
    "open-members": Wanted(_MEMBERS),
    "open-agreed": Wanted(agreed_only=True),
    "draft": Wanted(),
    "changes": Wanted(old="first"),
    "dossier": Wanted(subject="3"),
    "dossier-secretariat": Wanted(_SECRETARIAT, subject="5"),
    "amendments": Wanted(open_only=True),
    "side-by-side": Wanted(_MEMBERS, texts=("3", "7")),
    "reference": Wanted(_MEMBERS),
    "final": Wanted(_MEMBERS),
    "analysis": Wanted(_SECRETARIAT),
    "matrix": Wanted(_MEMBERS),
    "groups": Wanted(_MEMBERS),
    "comments": Wanted(_MEMBERS),
    "member": Wanted(_MEMBERS, subject="PLG"),
    "history": Wanted(_MEMBERS, subject="15"),
    "attendance": Wanted(_MEMBERS),
    "participants": Wanted(subject="M1"),
    "meeting": Wanted(subject="M3"),
    "meeting-members": Wanted(_MEMBERS, subject="M3"),
    "summary": Wanted(_MEMBERS, subject="M3", dated=DRAWN_UP.date()),
    "decisions": Wanted(),
    "decisions-members": Wanted(_MEMBERS),
    "progress": Wanted(),
}
OF_FIRST_MEETING = {
    "summary-first": Wanted(_MEMBERS, dated=DRAWN_UP.date()),
    "meeting-first": Wanted(_MEMBERS),
    "decisions-first": Wanted(_MEMBERS),
    "contributions-first": Wanted(),
    "undertakings-first": Wanted(_MEMBERS),
    "consultations-first": Wanted(_MEMBERS),
    "milestones-first": Wanted(_MEMBERS),
    "progress-first": Wanted(by=By.MEETING),
}
WANTED = OF_DEMO | OF_FIRST_MEETING
_ENDINGS = {Form.MARKDOWN: "md", Form.CSV: "csv"}
# The examples have no revision, no consolidated wording, no ballot and no statement.
_NOT_IN_THE_EXAMPLE = {"concordance", "sources", "ballots", "roll-call", "statements"}


@pytest.fixture(scope="module")
def first_meeting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorkingGroup]:
    """The first meeting, as its script records it."""
    place = tmp_path_factory.mktemp("first") / "first.consensus"
    script = runpy.run_path(str(EXAMPLES / "wgec-2016-09-30" / "record.py"))
    script["record"](place)
    with WorkingGroup.open(place, clock=lambda: DRAWN_UP) as group:
        yield group


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorkingGroup]:
    """The example as `consensus demo` makes it, looked at on a day of its own."""
    place = tmp_path_factory.mktemp("example") / "wgec.consensus"
    with make_example(place, clock=lambda: DRAWN_UP) as group:
        yield group


def report_of(name: str) -> str:
    """The report that a file is of."""
    return name if name in REPORTS else name.partition("-")[0]


def test_every_report_on_the_example_has_its_file() -> None:
    """None is forgotten, and no file is left of one that is gone."""
    assert {report_of(name) for name in WANTED} == set(REPORTS) - _NOT_IN_THE_EXAMPLE
    expected = {
        f"{name}.{_ENDINGS[form]}"
        for name in WANTED
        for form in REPORTS[report_of(name)].forms
        if form in _ENDINGS
    }
    assert {path.name for path in FOLDER.iterdir()} == expected


@pytest.mark.parametrize("name", WANTED)
@pytest.mark.parametrize("form", _ENDINGS)
def test_a_report_on_an_example_is_as_approved(
    example: WorkingGroup, first_meeting: WorkingGroup, name: str, form: Form
) -> None:
    """Word by word."""
    report = report_of(name)
    if form not in REPORTS[report].forms:
        return
    group = example if name in OF_DEMO else first_meeting
    written = "".join(write_report(group, report, form, WANTED[name]))
    path = FOLDER / f"{name}.{_ENDINGS[form]}"
    if os.environ.get(UPDATE):
        path.parent.mkdir(exist_ok=True)
        path.write_text(written, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == written, f"if it is meant: {UPDATE}=1 pytest"
