"""Papers and walls name texts, meetings and decisions as people do, not as commands do."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from html import unescape
from itertools import chain
from pathlib import Path

import attrs
import pytest

from consensus.errors import Rejected
from consensus.model.lookup import targets_in_order
from consensus.model.state import State
from consensus.reports import paper_names
from consensus.reports.audience import Audience
from consensus.reports.wall import View, slide_of
from consensus.rules.expression import RULES
from consensus.working_group import WorkingGroup
from consensus.working_group.queries import Queries
from consensus.working_group.reports.report import Form
from consensus.working_group.script import make_example
from tests.reports.test_final_report import record as closing
from tests.support.every_report import every_form, requests
from tests.support.market import new_market

__all__ = ["closing"]
EXAMPLES = Path(__file__).parents[2] / "examples"
DRAWN_UP = datetime(2017, 2, 1, 9, 0, tzinfo=UTC)
LATER = datetime(2031, 12, 1, 9, 0, tzinfo=UTC)
PAPERS = (Form.TEXT, Form.MARKDOWN, Form.HTML, Form.DOCX)
_HANDLE = re.compile(r"(?<![\w/.-])[A-Z]{1,4}\d+(?![\w-])")
_WORD_OF_CODE = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b|\b[a-z_]+\(\)")
_ID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-")
# What a reader of a paper does not see: scripts, tags, comments, and the targets of links.
_UNSEEN = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->|<[^>]*>|\]\(#[^)]*\)", re.DOTALL)
_SPOKEN = re.compile(r'\b(?:aria-label|title|alt)="([^"]*)"')


@pytest.fixture(scope="module", params=["demo", "first meeting", "closing"])
def group(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[WorkingGroup]:
    """The example to learn with, its first meeting, and a panel that ends without consensus."""
    place = tmp_path_factory.mktemp("papers") / "record.consensus"
    if request.param == "demo":
        with make_example(place, clock=lambda: DRAWN_UP) as made:
            yield made
        return
    if request.param == "closing":
        place = request.getfixturevalue("closing")
    else:
        runpy.run_path(str(EXAMPLES / "wgec-2016-09-30" / "record.py"))["record"](place)
    now = LATER if request.param == "closing" else DRAWN_UP
    with WorkingGroup.open(place, clock=lambda: now, read_only=True) as opened:
        yield opened


def seen(paper: str) -> str:
    """What a reader sees of a paper, or hears."""
    return "\n".join([unescape(_UNSEEN.sub("\n", paper)), *map(unescape, _SPOKEN.findall(paper))])


def words_of_programs(group: Queries, paper: str) -> set[str]:
    """The words on a paper that only a program knows, each with the line that it is in.

    Amendments keep their handles, since a paper lists them by these. What people wrote or said is
    in their own words: a line that is in the record as it is may have anything in it.
    """
    state = group.state
    own = own_words(group)
    found: set[str] = set()
    for line in filter(None, map(str.strip, paper.splitlines())):
        for handle in _HANDLE.findall(line):
            key = state.handles.get(handle)
            if key is not None and key not in state.amendments and handle not in own:
                found.add(f"{handle} in: {line}")
        rules = (each for each in RULES if f"{each}(" in line)
        for word in chain(_WORD_OF_CODE.findall(line), _ID.findall(line), rules):
            if word not in own:
                found.add(f"{word} in: {line}")
    return found


def own_words(group: Queries) -> set[str]:
    """Every word of what people wrote or said."""
    state = group.state
    written = chain(
        (state.text(each) for each in state.items),
        (each.text for each in state.interventions.values()),
        (each.title for each in state.agenda.values()),
    )
    return set(re.findall(r"[\w-]+", " ".join(written)))


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.MEMBERS])
def test_no_paper_has_a_word_of_the_program(group: WorkingGroup, audience: Audience) -> None:
    """Of every report about everything, in every form that people read."""
    found: set[str] = set()
    for report, wanted in requests(group, audience):
        for form, paper in every_form(group, report, attrs.evolve(wanted, trace=False)):
            if form in PAPERS:
                shown = words_of_programs(group, seen(paper))
                found |= {f"{report.name} as {form}: {each}" for each in shown}
    assert not found, "\n".join(sorted(found)[:40])


def test_no_wall_has_a_word_of_the_program(group: WorkingGroup) -> None:
    """Of every text, package and draft, in every view that it has, and of how far all have come."""
    state, judgement = group.state, group.judgement()
    targets = ["", *state.drafts, *state.packages, *targets_in_order(state, list(state.drafts))]
    found: set[str] = set()
    for target in targets:
        for view in ("", *View):
            with suppress(Rejected):  # not every target has every view
                slide = slide_of(state, judgement, target, view)
                shown = [slide.title, slide.label, slide.status, slide.source, *slide.lines]
                found |= words_of_programs(group, "\n".join(shown))
    assert not found, "\n".join(sorted(found)[:40])


def test_a_record_is_searched_for_handles_in_words_once_for_all_papers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And again for a paper after something was recorded: what was said then stays as it was."""
    searched: list[State] = []
    found = paper_names._own_words
    monkeypatch.setattr(
        paper_names, "_own_words", lambda state: (searched.append(state), found(state))[1]
    )
    said = "Whoever reads R2 first agrees."
    with new_market() as group:
        papers = [paper_names.PaperNames(group.state) for _ in range(2)]
        assert {each.words(said) for each in papers} == {said.replace("R2", "recommendation 2")}
        assert len(searched) == 1
        group.take_position("ASP", "R1", "object", reason=said)
        assert paper_names.PaperNames(group.state).words(said) == said
        assert len(searched) == 2
