"""Where an entry of the tray may belong."""

from __future__ import annotations

import json

from consensus.working_group import WorkingGroup
from consensus.working_group.proposing import Suggestion, suggest_places
from tests.support.panel import text_source


def suggested(panel: WorkingGroup, **row: str) -> tuple[Suggestion, ...]:
    """What is suggested for a row that cannot be placed."""
    given = {"id": "x", "by": "ELM", **row}
    report = panel.import_amendments(text_source("rows.jsonl", json.dumps(given)))
    assert report.tray == 1, report.findings
    (entry,) = panel.state.tray.values()
    return suggest_places(panel.state, entry.id)


def test_a_misquoted_passage_is_found(panel: WorkingGroup) -> None:
    """What is too little like the text to be placed unasked is offered, with how like it is."""
    found = suggested(panel, old="vessels may come in by night with pilots aboard", text="no ship")
    assert panel.state.handle_of(found[0].target) == "R3"
    assert found[0].passage in panel.state.text(found[0].target)
    assert 0.55 <= found[0].score < 0.75
    assert found[0].is_quoted


def test_each_place_of_an_ambiguous_quote_is_offered(panel: WorkingGroup) -> None:
    """A passage that stands in several items is offered in each."""
    panel.edit("4", "Fees are paid to the harbour office in advance.")
    found = suggested(panel, old="the harbour office", text="the port")
    assert [panel.state.handle_of(each.target) for each in found] == ["R1", "R4"]
    assert [each.score for each in found] == [1.0, 1.0]


def test_what_the_row_names_comes_first(panel: WorkingGroup) -> None:
    """A passage in the named item is offered before a likelier one elsewhere."""
    found = suggested(
        panel, target="2", old="Members should publish all reports to the harbour", text="none"
    )
    handles = [panel.state.handle_of(each.target) for each in found]
    assert handles == ["R2", "R1"]
    assert found[0].score < found[1].score


def test_a_remark_is_like_what_it_speaks_of(panel: WorkingGroup) -> None:
    """Without a quote the proposed words are looked for."""
    found = suggested(panel, text="Fees may be paid in advance or on arrival.")
    assert panel.state.handle_of(found[0].target) == "R4"
    assert not found[0].is_quoted


def test_nothing_is_offered_by_chance(panel: WorkingGroup) -> None:
    """Words that have nothing to do with the draft suggest nothing."""
    assert suggested(panel, old="satellites over the southern ocean", text="none") == ()
