"""What stands in brackets, counted."""

from __future__ import annotations

from consensus.formats.source import Source
from consensus.reports.json import to_json
from consensus.reports.texts import BracketCounts, bracket_statistics
from consensus.working_group import WorkingGroup
from tests.support.market import new_market

ROLLING = """# Rolling text

1. Stalls [ASP: shall | should [early]] open [now] [soon].

2. Music stops.

3. [a/b [c [d]]] and [men/women].
"""


def rolling_market() -> tuple[WorkingGroup, str]:
    """A market with a foreign rolling text, and the id of that draft."""
    group = new_market()
    group.import_draft(Source.of(ROLLING, "rolling.md"))
    return group, group.state.handles["D2"]


def test_counts_of_each_item_and_in_all() -> None:
    """Brackets, depth, options, names and words are counted item by item and in all."""
    group, draft = rolling_market()
    found = bracket_statistics(group.state, draft)
    assert [(item.label, item.counts) for item in found.items] == [
        ("1", BracketCounts(4, 2, 5, 1, 3, 1, 7, 5)),
        ("3", BracketCounts(4, 3, 4, 0, 4, 1, 7, 6)),
    ]
    assert found.total == BracketCounts(8, 3, 9, 1, 7, 2, 16, 11)
    assert (found.clean, found.total.unattributed) == (1, 8)


def test_alternatives_are_named_by_their_numbers() -> None:
    """The number of a bracket is that by which it is turned into a choice."""
    group, draft = rolling_market()
    assert [item.alternatives for item in bracket_statistics(group.state, draft).items] == [
        (3,),
        (4,),
    ]


def test_a_draft_without_brackets() -> None:
    """Nothing is counted where nothing is in brackets; words still are."""
    group = new_market()
    found = bracket_statistics(group.state, group.state.handles["D1"])
    assert (found.items, found.clean, found.total.brackets, found.total.depth) == ((), 6, 0, 0)
    assert found.total.words > 0


def test_statistics_as_data() -> None:
    """They are written as JSON."""
    group, draft = rolling_market()
    data = to_json(bracket_statistics(group.state, draft))
    assert (data["draft"], data["total"]["brackets"]) == ("D2", 8)


def test_alternatives_read_as_choices_are_none_any_more() -> None:
    """Imported with alternatives, neighbours and slashes are choices and are noticed no longer."""
    with new_market() as group:
        report = group.import_draft(Source.of(ROLLING, "rolling.md"), alternatives=True)
        found = bracket_statistics(group.state, group.state.handles["D2"])
        first, _, last = (
            group.state.text(item.id) for item in group.state.walk(group.state.handles["D2"])
        )
    assert found.total.alternatives == 0
    assert first == "Stalls [ASP: shall | should [early]] open [now | soon]."
    assert last == "[a/b [c [d]]] and [men | women]."
    assert [(each.line, each.column) for each in report.findings] == [(3, 46), (7, 22)]
