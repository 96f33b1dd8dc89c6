"""Every report of a working group, and the one way to write any of them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from consensus.cli.report import report as noun
from consensus.errors import NotFound
from consensus.formats.draft_docx import decode_docx
from consensus.reports.audience import Audience
from consensus.working_group import WorkingGroup
from consensus.working_group.reports.report import Form, Wanted
from consensus.working_group.reports.writing import REPORTS, write_report, write_report_docx
from tests.support.every_report import requests, written
from tests.support.market import busy_market, hold_a_meeting


@pytest.fixture(scope="module")
def group() -> WorkingGroup:
    """A market that did something of everything."""
    found = busy_market()
    found.consolidate(["A1", "A2"], "Sellers shall pay the fee before lunch.")
    found.ask_question("When should stalls open?")
    found.receive_contribution("DOG", {"1": "At eight."})
    found.publish("Rev.1")
    hold_a_meeting(found)
    return found


@pytest.mark.parametrize("audience", Audience)
def test_every_report_is_written_in_every_form_it_has(
    group: WorkingGroup, audience: Audience
) -> None:
    """Data and tables read back, Word documents open, and everything has its title."""
    seen = set()
    for report, wanted in requests(group, audience):
        seen.add(report.name)
        for form in report.forms:
            text = written(group, report, wanted, form)
            if form is Form.JSON:
                assert json.loads(text)["schema"] == 1
            elif form is Form.CSV:
                rows = list(csv.reader(io.StringIO(text)))
                assert {len(row) for row in rows} == {len(rows[0])}
            elif form is Form.MARKDOWN and form not in report.own:
                assert text.startswith("# ")
                assert f"for: {audience}." in text
            elif form is Form.DOCX:
                assert decode_docx(write_report_docx(group, report.name, wanted), "a.docx")
    assert seen == set(REPORTS)


def test_commands_offer_exactly_the_forms_there_are() -> None:
    """Each report has its command, and `--to` names what it can be written as."""
    offered = {
        name: next(each.type.choices for each in command.params if each.name == "form")
        for name, command in noun.commands.items()
        if name != "edited"
    }
    assert {name: tuple(forms) for name, forms in offered.items()} == {
        name: report.forms for name, report in REPORTS.items()
    }


def test_the_documentation_says_what_each_can_be_written_as() -> None:
    """The table in docs/reports.md has every report, and a tick for every form it has."""
    text = (Path(__file__).parents[2] / "docs" / "reports.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    (_, _, *forms), *told = rows
    assert forms == list(Form)
    assert {
        name.strip("`"): tuple(
            Form(form) for form, tick in zip(forms, ticks, strict=True) if tick == "✓"
        )
        for name, _, *ticks in told
    } == {name: report.forms for name, report in REPORTS.items()}


def test_a_form_that_makes_no_sense_is_refused(group: WorkingGroup) -> None:
    """The refusal says which forms there are."""
    with pytest.raises(NotFound, match="not written as csv, but as: text, markdown, json, html"):
        write_report(group, "dossier", "csv", Wanted(subject="R1"))
    with pytest.raises(NotFound, match="no text"):
        write_report(group, "open", "docx")
    with pytest.raises(NotFound, match="matrix is not written as docx"):
        write_report_docx(group, "matrix")
    with pytest.raises(NotFound, match="no report is called opne; there are: open"):
        write_report(group, "opne")


def test_a_report_is_written_piece_by_piece(group: WorkingGroup) -> None:
    """Whatever is asked for comes as an iterator, and is the same joined as at once."""
    pieces = write_report(group, "open", "json")
    assert next(iter(pieces)).startswith('{\n  "schema": 1,\n  "title": "Market committee"')


def test_the_same_record_gives_the_same_reports(group: WorkingGroup) -> None:
    """In every form, byte by byte."""
    then = group.as_of(group.steps()[-1].id)
    for report, wanted in requests(then, Audience.SECRETARIAT):
        for form in report.forms:
            assert written(then, report, wanted, form) == written(then, report, wanted, form)
