"""Merges and rival amendments written as people write them, by others than the engine's authors."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from consensus.text.bracket_edits import lift
from consensus.text.brackets import EVERY_CODE, parse
from consensus.text.combination import Combination
from consensus.text.combine import combine, index_proposals
from consensus.text.document import combine_documents
from consensus.text.hunk import (
    InBrackets,
    InOrder,
    KeepBase,
    Settlement,
    Take,
    base_first,
    render_bracket,
)
from consensus.text.region import RegionKind, find_regions
from tests.text.strategies import plain

DATA = Path(__file__).parent / "data"


def cases(name: str) -> list[dict[str, Any]]:
    """Read the cases of a file."""
    read: list[dict[str, Any]] = json.loads((DATA / name).read_text(encoding="utf-8"))
    return read


MERGES = {case["name"]: case for case in cases("three_way_merges.json")}
RIVALS = cases("rival_paragraphs.json")

# A careful person would settle these; here they are asked, and nothing of them goes in by itself.
ASKED = {
    "rewrite-that-includes-the-change": "conflict",
    "adjacent-verb-and-adverb": "conflict",
    "adjacent-article-adjective-noun": "conflict",
}


def question(combination: Combination) -> str | None:
    """Tell whether a conflict is left, an order alone, or nothing."""
    kinds = {conflict.kind for conflict in combination.conflicts}
    return None if not kinds else "order" if kinds == {"order"} else "conflict"


def as_compared(case: dict[str, Any], text: str) -> str:
    """Give a text, its lines as one where the case is about flowing text."""
    return " ".join(text.split()) if case["flow"] else text


@pytest.mark.parametrize("name", sorted(MERGES))
def test_a_merge_comes_out_as_a_careful_person_would_have_it(name: str) -> None:
    """What needs no question is settled as expected, and what needs one is asked."""
    case = MERGES[name]
    found = combine_documents(case["base"], case["proposals"])
    assert question(found) == ASKED.get(name, case["question"])
    if found.is_clean:
        expected = case["expected"]
        ways = expected if isinstance(expected, list) else [expected]
        assert as_compared(case, found.text()) in [as_compared(case, way) for way in ways]


@pytest.mark.parametrize("name", sorted(MERGES))
def test_terms_and_numbers_left_over_are_reported_and_no_others(name: str) -> None:
    """A renamed term and a reference to a changed number are found where they are left."""
    case = MERGES[name]
    found = combine_documents(case["base"], case["proposals"]).findings
    words = [each.words.lower() for each in found]
    for term in case["leftover"]:
        assert any(each in term.lower() or term.lower() in each for each in words)
    assert bool(found) == bool(case["leftover"])


@pytest.mark.parametrize(
    "name", sorted(name for name, case in MERGES.items() if case["question"] == "order")
)
def test_each_order_can_be_chosen(name: str) -> None:
    """Where only an order is asked, each of the orders expected is reached by one."""
    case = MERGES[name]
    found = combine_documents(case["base"], case["proposals"])
    reached = set()
    for order in permutations(case["proposals"]):
        ways = {
            at: InOrder(*(key for key in order if key in conflict.by))
            for at, conflict in enumerate(found.conflicts, 1)
        }
        reached.add(as_compared(case, found.settle(ways).text()))
    assert {as_compared(case, each) for each in case["orders"]} <= reached


def amended(case: dict[str, Any]) -> dict[str, str]:
    """Give the proposals of a paragraph, each its base with some words replaced in turn."""
    proposals = {}
    for key, changes in case["rivals"].items():
        text = case["base"]
        if isinstance(changes, dict):
            text = changes["text"]
        else:
            for old, new in changes:
                text = text.replace(old, new, 1)
        proposals[key] = text
    return proposals


@pytest.mark.parametrize("number", range(len(RIVALS)))
def test_no_rival_is_taken_in_part(number: int) -> None:
    """Of 2 to 15 rivals, what goes in is whole claims; each is found again and can be had."""
    case = RIVALS[number]
    proposals = amended(case)
    index = index_proposals(case["base"], proposals)
    regions, _ = find_regions(index)
    taken = {at for each in regions if each.kind is RegionKind.CHANGE for at in each.parts}
    whole = {at for claim in index.claims if taken.issuperset(claim.parts) for at in claim.parts}
    assert taken - index.layout <= whole
    combination = combine(case["base"], proposals)
    for key, text in proposals.items():
        assert plain(text) == plain(combination.project(key))
        ways = {at: key for at, each in enumerate(combination.conflicts, 1) if key in each.by}
        left = combination.settle(ways).conflicts
        assert all(key not in conflict.by for conflict in left)


@pytest.mark.parametrize("number", range(len(RIVALS)))
def test_each_option_chosen_in_a_bracket_is_what_its_conflict_settles_for(number: int) -> None:
    """An option takes its white space with it, whether it is chosen before or after it is written.

    Only conflicts are looked at whose words hold no bracket, as options are counted differently in
    others.
    """
    case = RIVALS[number]
    combination = combine(case["base"], amended(case))
    conflicts = combination.conflicts
    for at, conflict in enumerate(conflicts, 1):
        if any("[" in option.text for option in conflict.options):
            continue
        kept: dict[int, Settlement] = {each: KeepBase() for each, _ in enumerate(conflicts, 1)}
        written = combination.settle(kept | {at: InBrackets()})
        text = written.text()
        number = 1 + text[: text.index(render_bracket(conflict.options))].count("[")
        for place, option in enumerate(base_first(conflict.options), start=1):
            way = kept | {at: Take(option.by[0])} if option.by else kept
            chosen = lift(parse(text, EVERY_CODE)[0], number, place)
            assert chosen.notation() == combination.settle(way).text()
