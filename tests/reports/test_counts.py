"""Counts add up: each member entitled to a position is in one class, wherever it is counted."""

from __future__ import annotations

import re
from collections import Counter

from hypothesis import settings

from consensus.model.counting import Standpoint
from consensus.model.positions import Stance
from consensus.reports.audience import Audience
from consensus.reports.dossier import dossier, dossier_sections
from consensus.reports.json import plain
from consensus.reports.matrix import cell_in_words, group_matrix
from consensus.reports.open_items import counts_sentence, open_items_report
from consensus.reports.status import status_json
from consensus.rules.explain import explain_counts
from consensus.rules.judgement import Judgement
from consensus.rules.verdict import Status
from consensus.working_group import WorkingGroup
from tests.conftest import at_most
from tests.working_group.test_any_commands import AnyActs, targets

_HEADING = re.compile(r"^(?P<what>[a-z ]+) \((?P<number>\d+) of (?P<entitled>\d+)\): ")


def add_up(line: str) -> int:
    """The sum of the numbers in a line of counts, without those in parentheses."""
    return sum(map(int, re.findall(r"(\d+) [a-z]", re.sub(r" \([^)]*\)", "", line))))


def check_target(group: WorkingGroup, judgement: Judgement, target: str) -> None:
    """Compare the verdict on a target with its dossier, as data and as text."""
    state, counts = group.state, judgement.verdict(target).counts
    assert sum(counts.classes.values()) == counts.eligible
    line = re.sub(r" of \d+", "", explain_counts(counts))
    assert add_up(line.replace(" in favour", " x in favour")) == counts.eligible
    found = dossier(state, judgement, target, Audience.SECRETARIAT)
    data = plain(found)
    numbers = Counter({Standpoint(name): len(codes) for name, codes in data["classes"].items()})
    assert numbers == Counter(counts.classes)
    named = [code for codes in data["classes"].values() for code in codes]
    assert len(named) == len(set(named)) == data["eligible"] == counts.eligible
    assert not set(named) & set(data["counted"].get(Stance.RECUSE, ()))
    headings = [
        match
        for heading, lines in dossier_sections(found)
        if heading == "Positions"
        for each in lines
        if (match := _HEADING.match(each))
    ]
    if found.status is not Status.DELETED:
        assert sum(int(each["number"]) for each in headings) == counts.eligible
    for each in headings:
        assert int(each["number"]) == counts.classes[Standpoint(each["what"])]
        assert int(each["entitled"]) == counts.eligible


def check_reports(group: WorkingGroup) -> None:
    """Compare what the reports count with the verdicts."""
    state, judgement = group.state, group.judgement()
    every = targets(state)
    for target in every:
        check_target(group, judgement, target)
    for item in status_json(group.status())["items"]:
        assert sum(item["classes"].values()) == item["eligible"]
        assert item["classes"][Standpoint.NONE] == item["no_position"]
    now, drafts = judgement.now, list(state.drafts)
    report = open_items_report(state, judgement, drafts, Audience.SECRETARIAT, now=now)
    for draft in report.drafts:
        for each in draft.items:
            counts = judgement.counts(state.handles[each.handle])
            assert sum(each.classes.values()) == each.eligible == counts.eligible
            assert add_up(counts_sentence(each).partition(": ")[2]) == counts.eligible
    for target, row in zip(
        every, group_matrix(state, judgement, every, Audience.SECRETARIAT).rows, strict=True
    ):
        total: Counter[Standpoint] = Counter()
        for cell in row.cells:
            total.update(cell.classes)
            entitled = int(cell_in_words(cell).split()[1].rstrip(":"))
            assert add_up(cell_in_words(cell).partition(": ")[2]) == entitled
            assert entitled == sum(cell.classes.values())
        assert total == Counter(judgement.counts(target).classes)


class AnyReports(AnyActs):
    """Acts at random, after which every report is drawn up."""

    def teardown(self) -> None:
        """Whatever happened, the counts add up."""
        check_reports(self.panel)


TestAnyReports = AnyReports.TestCase
TestAnyReports.settings = settings(at_most(20, share=0.4), stateful_step_count=6)
