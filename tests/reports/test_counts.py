"""Counts add up: each member entitled to a position is in one class, wherever it is counted."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from consensus.history.step import Step
from consensus.model.ballots import BallotKind
from consensus.model.counting import Standpoint
from consensus.model.decisions import Outcome
from consensus.model.positions import Stance, StatedBy
from consensus.model.state import State
from consensus.reports.amendments import AmendmentLine
from consensus.reports.audience import Audience, number_hidden
from consensus.reports.dossier import dossier, dossier_sections
from consensus.reports.json import plain
from consensus.reports.matrix import cell_in_words, group_matrix
from consensus.reports.member_record import member_record, member_record_outline
from consensus.reports.open_items import counts_sentence, open_items_report
from consensus.reports.outline_text import outline_markdown
from consensus.reports.reference import reference_document
from consensus.reports.status import status_json
from consensus.rules.explain import explain_counts
from consensus.rules.judgement import Judgement
from consensus.rules.verdict import Status
from consensus.store.opening import create_store
from consensus.working_group import WorkingGroup
from consensus.working_group.script import make_example
from tests.conftest import at_most
from tests.support.figures import (
    COUNTED,
    READERS,
    Page,
    contradictions,
    in_sentences,
    read,
    written,
)
from tests.support.panel import MEMBERS
from tests.working_group.test_any_commands import AnyActs, members, targets

_HEADING = re.compile(r"^(?P<what>[a-z ]+) \((?P<number>\d+) of (?P<entitled>\d+)\): ")


def add_up(line: str) -> int:
    """The sum of the numbers in a line of counts, without those in parentheses."""
    return sum(map(int, re.findall(r"(\d+) [a-z]", re.sub(r" \([^)]*\)", "", line))))


def check_target(group: WorkingGroup, judgement: Judgement, target: str) -> None:
    """Compare the verdict on a target with its dossier, as data and as text."""
    state, counts = group.state, judgement.verdict(target).counts
    assert sum(counts.classes.values()) == counts.eligible
    assert add_up(explain_counts(counts).partition(": ")[2]) == counts.eligible
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
        name = COUNTED.get(each["what"], each["what"])
        assert int(each["number"]) == counts.classes[Standpoint(name)]
        assert int(each["entitled"]) == counts.eligible


def by_members(state: State, lines: Iterable[AmendmentLine]) -> int:
    """How many amendments are to the item itself, and have a member behind them."""
    return sum(
        line.depth == 0 and not all(state.members[code].observer for code in line.backers)
        for line in lines
    )


def check_reference(group: WorkingGroup, judgement: Judgement) -> None:
    """Compare what the reference document says is contested with the verdicts."""
    found = reference_document(group.state, judgement, judgement.now, Audience.SECRETARIAT)
    for each in (*found.uncontested, *found.apart, *found.contested, *found.carried_over):
        target = group.state.handles[each.handle]
        classes = judgement.counts(target).classes
        expected = {f"{name} on": classes[name] for name in Standpoint}
        expected["brackets in"] = group.state.version(target).wording.count
        expected["amendments by members to"] = len(judgement.undecided_amendments(target))
        if each.status == Status.NO_CONSENSUS:
            assert each.contested == (Status.NO_CONSENSUS.value,)
            continue
        said = {what: number for what, _, number in in_sentences("", each.contested)}
        is_agreed = each.status in (Status.AGREED, Status.AGREED_AD_REF, Status.ADOPTED)
        names = ("object on", "disagree on", "hold on", "brackets in")[: 1 if is_agreed else None]
        assert said.items() <= expected.items()
        assert [said.get(what, 0) for what in names] == [expected[what] for what in names]


def check_member(group: WorkingGroup, judgement: Judgement, member: str) -> None:
    """Compare the record of a member with the verdicts."""
    state, secretariat = group.state, Audience.SECRETARIAT
    drafts = list(state.drafts)
    record = member_record(state, judgement, member, drafts, judgement.now, secretariat)
    told = member_record(state, judgement, member, drafts, judgement.now, Audience.MEMBERS)
    assert record.not_shown == ()
    for page in (record, told):
        spoken_of = {each.target for each in page.positions}
        listed = [*page.silent_on, *page.not_shown, *page.to_reconfirm, *spoken_of]
        assert len(listed) == len({*listed})
        items = [e.handle for each in drafts for e in state.walk(each) if e.kind.can_be_agreed]
        assert [each for each in items if each not in listed] == []
        assert {*page.silent_on} <= {*record.silent_on}
        assert {*page.to_reconfirm} <= {*record.to_reconfirm}
    for standpoint, handles in (
        (Standpoint.NONE, record.silent_on),
        (Standpoint.RECONFIRM, record.to_reconfirm),
    ):
        for each in handles:
            assert member in judgement.counts(state.handles[each]).members()[standpoint]


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
            assert each.open_amendments == by_members(state, each.amendments)
    check_reference(group, judgement)
    for member in judgement.electorate.groups:
        check_member(group, judgement, member)
    by_audience = {
        audience: group_matrix(state, judgement, every, audience).rows
        for audience in (Audience.SECRETARIAT, Audience.MEMBERS)
    }
    for audience, target, row in (
        (audience, *each)
        for audience, rows in by_audience.items()
        for each in zip(every, rows, strict=True)
    ):
        # Members are given no numbers where they may not see all that was said.
        assert bool(row.cells) == (number_hidden(state, target, audience) == 0)
        if not row.cells:
            continue
        total: Counter[Standpoint] = Counter()
        for cell in row.cells:
            total.update(cell.classes)
            entitled = int(cell_in_words(cell).split()[1].rstrip(":"))
            assert add_up(cell_in_words(cell).partition(": ")[2]) == entitled
            assert entitled == sum(cell.classes.values())
        assert total == Counter(judgement.counts(target).classes)


def check_pages(group: WorkingGroup) -> None:
    """Compare what every report and command writes of a record with each other."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "panel.consensus"
        create_store(path, steps=tuple(group.steps())).close()
        with WorkingGroup.open(path) as kept:
            texts = [kept.state.handle_of(each) for each in targets(kept.state)]
            is_confided = any(each.is_confided for each in kept.state.decisions.values())
            figures = [
                # The room learns of no ruling over what nobody is known to have said openly.
                {e for e in read(name, text) if not (is_confided and name.startswith("wall"))}
                for name, text in written(kept, path, texts)
            ]
    assert contradictions(*figures) == {}


def test_a_deferred_amendment_is_as_undecided_on_the_list_as_in_the_status(
    busy: WorkingGroup,
) -> None:
    """It stands under its item, with its status, and is counted there."""
    busy.decide("A1", "deferred", reason="The hall is closed.")
    check_reports(busy)
    check_pages(busy)
    report = open_items_report(
        busy.state, busy.judgement(), list(busy.state.drafts), now=busy.now()
    )
    (item,) = (each for each in report.drafts[0].items if each.handle == "R2")
    assert ("A1", Status.DEFERRED) in [(each.handle, each.status) for each in item.amendments]
    assert item.open_amendments == 2


def test_who_is_to_reconfirm_has_not_no_position_in_its_record(market: WorkingGroup) -> None:
    """Who proposed what went into a text and said nothing since is asked for a position again."""
    market.propose("R2", "midday", old="noon", by=["ASP"])
    market.merge("R2", take=["A1"])
    record = member_record(
        market.state,
        market.judgement(),
        "ASP",
        list(market.state.drafts),
        market.now(),
        Audience.MEMBERS,
    )
    assert record.to_reconfirm == ("R2",)
    assert record.silent_on == ("R1", "R3", "R4", "R5")
    assert "## To be reconfirmed\n\n- R2\n" in "".join(
        outline_markdown(member_record_outline(record))
    )


def test_a_withdrawn_objection_is_none_in_the_reference_document(busy: WorkingGroup) -> None:
    """It counts what stands, and not what was said once."""
    busy.settle_objection("R3", "DOG", "withdrawn")
    check_reports(busy)
    found = reference_document(busy.state, busy.judgement(), busy.now(), Audience.MEMBERS)
    assert "R3" in [each.handle for each in found.uncontested]


every_stance = st.lists(st.sampled_from(Stance), min_size=len(MEMBERS), max_size=len(MEMBERS))

PAPERS = (
    *("ask", "reply", "reply from outside", "consult", "report back", "undertake", "close"),
    *("plan", "reach", "begin silence", "break silence", "propose"),
)


class AnyReports(AnyActs):
    """Acts at random, after which every report is drawn up."""

    @rule(data=st.data(), member=members, stance=st.sampled_from(Stance))
    def whisper(self, data: st.DataObject, member: str, stance: Stance) -> None:
        """Something is said in confidence."""
        what, source = self.some(data, "items", "amendments", "packages"), StatedBy.CONFIDENCE
        self.attempt(lambda: self.panel.take_position(member, what, stance, source=source))

    @initialize(one=every_stance, other=every_stance, outcome=st.sampled_from(Outcome))
    def begin_with_words(self, one: list[Stance], other: list[Stance], outcome: Outcome) -> None:
        """Everybody has spoken of two items, and one of them is decided."""
        self.hear("R3", one)
        self.hear("R4", other)
        self.attempt(lambda: self.declare("R4", outcome))

    @rule(data=st.data(), stances=every_stance, outcome=st.sampled_from(Outcome))
    def hear_and_decide(self, data: st.DataObject, stances: list[Stance], outcome: Outcome) -> None:
        """Everybody speaks, and the chair declares something."""
        what = self.some(data, "items", "items", "amendments")
        self.hear(what, stances)
        self.attempt(lambda: self.declare(what, outcome))

    def declare(self, what: str, outcome: Outcome) -> Step:
        """The chair declares something, of which it says what was tried where that is asked."""
        tried = "three meetings" if outcome is Outcome.NO_CONSENSUS else ""
        return self.panel.decide(what, outcome, reason="declared", tried=tried)

    def hear(self, what: str, stances: list[Stance]) -> None:
        """Every member takes a stance."""
        for member, stance in zip(MEMBERS, stances, strict=True):
            self.attempt(partial(self.panel.take_position, member, what, stance, document="Note"))

    @rule(data=st.data(), act=st.sampled_from(PAPERS), member=members, number=st.integers(1, 2))
    def plan_and_ask(self, data: st.DataObject, act: str, member: str, number: int) -> None:
        """Whatever is counted beside texts."""
        panel, what, answers = self.panel, self.some(data, "items"), {str(number): "Gladly."}
        day, hour = panel.now().date(), panel.now() + timedelta(hours=number)
        acts: dict[str, Callable[[], Step]] = {
            "ask": lambda: panel.ask_question("Why?", deadline=hour if number > 1 else None),
            "reply": lambda: panel.receive_contribution(member, answers),
            "reply from outside": lambda: panel.receive_contribution("", answers, name="A guest"),
            "consult": lambda: panel.open_consultation(what, participants=[member], due=hour),
            "report back": lambda: panel.report_back(f"CON{number}", "Gladly."),
            "undertake": lambda: panel.undertake("Lamps", member, due=hour),
            "close": lambda: panel.close_undertaking(f"U{number}"),
            "plan": lambda: panel.add_milestone("Lamps", day),
            "propose": lambda: panel.add_proposal("to meet twice", by=member),
            "reach": lambda: panel.reach_milestone(f"MS{number}"),
            "begin silence": lambda: panel.open_silence(what, hours=number),
            "break silence": lambda: panel.break_silence(f"SP{number}", member),
        }
        self.attempt(acts[act])

    def teardown(self) -> None:
        """Whatever happened, the counts add up."""
        check_reports(self.panel)
        check_pages(self.panel)


TestAnyReports = AnyReports.TestCase
TestAnyReports.settings = settings(at_most(20, share=0.4), stateful_step_count=8)


# Over the example, every figure that people or programs read agrees with every other that counts
# the same.


def _altered(text: str) -> Iterator[str]:
    """A text with one of its numbers raised, or the last of a list, line or part left out."""
    for each in re.finditer(r"(?:(?<=[ ,(>])|(?<=\"[A-Z]))\d+(?=[ ,)/\n\"])", text):
        yield f"{text[: each.start()]}{int(each[0]) + 1}{text[each.end() :]}"
    if text.startswith("{"):
        data = json.loads(text)
        for name, listed in data.items():
            if isinstance(listed, list):
                yield json.dumps({**data, name: listed[:-1]})
    yield text.rstrip().rpartition("\n")[0]
    yield text.rpartition("\n### ")[0]


def plan_and_ask(group: WorkingGroup) -> None:
    """Do a little of what the example has none of."""
    group.ask_question("What is missing?")
    group.ask_question("What is too much?")
    group.receive_contribution("ALV", {"1": "Trust.", "2": "Haste."})
    group.receive_contribution("MER", {"2": "Haste."})
    group.open_consultation("3", facilitator="TAL", participants=["ALV", "MER"])
    group.open_consultation("14")
    group.report_back("CON1", "They agree.")
    for what in ("compile the replies", "draft a text"):
        group.undertake(what, "secretariat")
        group.add_milestone(what, group.now().date())
    group.close_undertaking("U1", "Done.")
    group.reach_milestone("MS1")
    for kind in (BallotKind.TEXT, BallotKind.YES_NO):
        group.open_ballot(kind, f"How about {kind}?", on="3")
    for ballot in group.state.ballots.values():
        for member in ("ALV", "MER", "TAL"):
            group.cast_vote(ballot.handle, member, ballot.answers[0], "Gladly.")
    group.close_ballot("BAL1", reason="Enough.")


_WHY = ("3", "6", "14", "15", "A28")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Page]:
    """What every report and command writes of the example, and the figures in it."""
    path = tmp_path_factory.mktemp("example") / "wgec.consensus"
    with make_example(path) as group:
        plan_and_ask(group)
        return [Page(name, text, read(name, text)) for name, text in written(group, path, _WHY)]


def test_every_figure_of_the_example_agrees_with_every_other(pages: list[Page]) -> None:
    """Items, amendments, members and classes are the same on each page, as text and as data."""
    assert {page.name for page in pages if page.figures} == READERS.keys()
    assert contradictions(*(page.figures for page in pages)) == {}


@pytest.mark.parametrize("name", READERS)
def test_a_page_that_counts_otherwise_is_found(pages: list[Page], name: str) -> None:
    """Whatever the page: it counts something that another counts too."""
    page = next(each for each in pages if each.name == name)
    others = {
        (what, about): number
        for each in pages
        if each is not page
        for what, about, number in each.figures
    }
    is_found = False
    for text in _altered(page.text):
        with suppress(AssertionError, IndexError, KeyError, ValueError):  # not read any more
            is_found = any(
                others.get((what, about), number) != number
                for what, about, number in read(name, text)
            )
        if is_found:
            break
    assert is_found
