"""Whatever people do, in whatever order, the record holds."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from io import BytesIO
from typing import Any, TypeVar

import attrs
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec import Struct

from consensus import Stance, Style
from consensus.errors import NotFound, Rejected
from consensus.history.operations import ChangeMember
from consensus.history.replay import replay
from consensus.history.snapshot import differing_table, read_snapshot, write_snapshot
from consensus.history.step import Step
from consensus.model.amendments import Amendment, AmendmentState
from consensus.model.ballots import BallotKind
from consensus.model.decisions import Outcome
from consensus.model.drafts import Cause
from consensus.model.graph import export_graph
from consensus.model.meetings import Presence
from consensus.model.positions import ObjectionState
from consensus.model.staleness import is_introduced, text_changed
from consensus.model.state import State
from consensus.reports.audience import Audience
from consensus.reports.ballots import ballots, ballots_outline
from consensus.reports.meeting_record import meeting_record
from consensus.reports.meetings import speakers
from consensus.reports.reference import reference_document
from consensus.rules.verdict import Status
from consensus.text.hunk import InBrackets, KeepBase, Reword, Settlement
from consensus.text.tokens import tokenise
from tests.conftest import at_most
from tests.support.panel import MEMBERS, make_panel

NEW = ("must", "never", "gladly", "under oath", "[ASH: at dusk | BAY: at dawn]", "")

FLOOR = (
    *("request", "withdraw", "give", "end", "leave", "note", "close", "budget"),
    *("agenda", "take up", "finish"),
)

members = st.sampled_from((*MEMBERS, "OBS"))


def tables(state: State) -> dict[str, Any]:
    """Everything a state holds, for comparing."""
    return {
        field.name: _copied(getattr(state, field.name))
        for field in attrs.fields(State)
        if field.name != "journal"
    }


def _copied(value: Any) -> Any:
    """A copy of a table; nouns in it are frozen, and copying each of them takes long."""
    if isinstance(value, dict):
        return {key: _copied(each) for key, each in value.items()}
    is_frozen = attrs.has(type(value)) or isinstance(value, Struct)
    return value if is_frozen else copy.deepcopy(value)


def targets(state: State) -> list[str]:
    """Everything that positions can be taken on."""
    return [*state.items, *state.amendments, *state.packages]


def words(text: str) -> set[str]:
    """The words of a text."""
    return {token for token in tokenise(text) if token.isalnum()}


Acts = TypeVar("Acts", bound="AnyActs")


def of_each_record(check: Callable[[Acts], None]) -> Callable[[Acts], None]:
    """An invariant of what is recorded: of a record that was checked, it is not checked again.

    Most acts are refused, and `attempt` sees that these change nothing.
    """

    @wraps(check)
    def checked(acts: Acts) -> None:
        record = (check.__name__, acts.panel.head)
        if record not in acts.checked:
            check(acts)
            acts.checked.add(record)

    return invariant()(checked)


class AnyActs(RuleBasedStateMachine):
    """Acts at random over the panel, most of which are refused."""

    def __init__(self) -> None:
        super().__init__()
        self.panel = make_panel()
        self.checked: set[tuple[str, str]] = set()
        self.before = tables(self.panel.state)
        self.can_undo = False

    def attempt(self, act: Callable[[], Step]) -> None:
        """Do something that may be refused for a reason, and then changes nothing."""
        before, head = tables(self.panel.state), self.panel.head
        try:
            act()
        except (Rejected, NotFound):
            assert head == self.panel.head
            assert before == tables(self.panel.state)
        else:
            self.before, self.can_undo = before, True

    def some(self, data: st.DataObject, *tables: str) -> str:
        """The handle of something that is there."""
        state = self.panel.state
        there = [each.handle for name in tables for each in getattr(state, name).values()]
        return data.draw(st.sampled_from(there or ["A99"]))

    def text(self, handle: str) -> str:
        """The present text of an item or amendment; none of what is not there."""
        state = self.panel.state
        return state.text(state.handles[handle]) if handle in state.handles else ""

    def target(self, data: st.DataObject) -> str:
        """The id of something that positions can be taken on."""
        return data.draw(st.sampled_from(targets(self.panel.state)))

    # Amendments

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        """A few amendments that clash are there from the start."""
        for by in MEMBERS:
            self.propose(data, by)

    @rule(data=st.data(), by=members)
    def propose(self, data: st.DataObject, by: str) -> None:
        what = self.some(data, "items", "items", "amendments")
        text = self.text(what)
        old = data.draw(st.sampled_from(sorted({each for each in text.split(" ") if each} or {""})))
        new = data.draw(st.sampled_from(NEW))
        changed = text.replace(old, new, 1) if old else new
        self.attempt(lambda: self.panel.propose(what, changed, by=[by]))

    @rule(data=st.data(), kind=st.sampled_from(("insert", "delete", "move")), by=members)
    def propose_arrangement(self, data: st.DataObject, kind: str, by: str) -> None:
        named = "" if kind == "insert" else self.some(data, "items")
        place = "" if kind == "delete" else self.some(data, "items")
        text = "Boats are welcome." if kind == "insert" else ""
        self.attempt(lambda: self.panel.propose(named, text, kind=kind, after=place, by=[by]))

    @rule(data=st.data(), by=members)
    def propose_join(self, data: st.DataObject, by: str) -> None:
        one, other = self.some(data, "items"), self.some(data, "items")
        self.attempt(lambda: self.panel.propose(one, kind="join", others=[other], by=[by]))

    @rule(data=st.data(), by=st.lists(members, max_size=1))
    def propose_split(self, data: st.DataObject, by: list[str]) -> None:
        item = self.some(data, "items")
        first, _, second = self.text(item).rpartition(" ")
        self.attempt(lambda: self.panel.propose(item, first, kind="split", parts=[second], by=by))

    @rule(data=st.data(), new=st.sampled_from(NEW))
    def revise(self, data: st.DataObject, new: str) -> None:
        amendment = self.some(data, "amendments")
        self.attempt(lambda: self.panel.revise(amendment, f"{self.text(amendment)} {new}"))

    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        amendment = self.some(data, "amendments")
        self.attempt(lambda: self.panel.withdraw(amendment))

    @rule(data=st.data(), by=members)
    def take_up(self, data: st.DataObject, by: str) -> None:
        amendment = self.some(data, "amendments")
        self.attempt(lambda: self.panel.take_up(amendment, [by]))

    @rule(data=st.data(), consenting=st.lists(members))
    def consolidate(self, data: st.DataObject, consenting: list[str]) -> None:
        one, other = self.some(data, "amendments"), self.some(data, "amendments")
        text = f"{self.text(one)} Gladly."
        self.attempt(lambda: self.panel.consolidate([one, other], text, consenting=consenting))

    # Texts

    @rule(data=st.data(), keep=st.booleans(), all_of_them=st.booleans())
    def merge(self, data: st.DataObject, keep: bool, all_of_them: bool) -> None:
        what = self.some(data, "items", "items", "amendments")
        if what not in self.panel.state.handles:
            return
        combination = self.panel.combination(what)
        settle: dict[int, Settlement | str] = {}
        for number, conflict in enumerate(combination.conflicts, 1):
            by = sorted({key for option in conflict.options for key in option.by})
            ways = [*by, KeepBase(), InBrackets(), Reword("must"), None]
            way = data.draw(st.sampled_from(ways))
            if way is not None:
                settle[number] = way
        names = sorted(combination.proposals)
        take = None if all_of_them or not names else data.draw(st.lists(st.sampled_from(names)))
        keep_open = tuple(names) if keep else ()
        self.attempt(lambda: self.panel.merge(what, take=take, settle=settle, keep_open=keep_open))

    @rule(data=st.data())
    def merge_by_name(self, data: st.DataObject) -> None:
        amendment = self.some(data, "amendments")
        self.attempt(lambda: self.panel.merge(amendment))

    @rule(data=st.data(), new=st.sampled_from(NEW))
    def edit(self, data: st.DataObject, new: str) -> None:
        item = self.some(data, "items")
        text = self.text(item).split(" ")
        text[data.draw(st.integers(0, len(text) - 1))] = new
        self.attempt(lambda: self.panel.edit(item, " ".join(text)))

    # Positions and decisions

    @rule(data=st.data(), member=members, stance=st.sampled_from(Stance), depends=st.booleans())
    def take_position(
        self, data: st.DataObject, member: str, stance: Stance, depends: bool
    ) -> None:
        what = self.some(data, "items", "amendments", "packages")
        needed = [self.some(data, "items", "amendments", "packages")] if depends else []
        self.attempt(lambda: self.panel.take_position(member, what, stance, conditions=needed))

    @rule(data=st.data(), stance=st.sampled_from(Stance))
    def speak_as_group(self, data: st.DataObject, stance: Stance) -> None:
        what = self.some(data, "items", "amendments", "packages")
        self.attempt(lambda: self.panel.state_group_position("ISL", what, stance))

    @rule(data=st.data(), member=members)
    def withdraw_position(self, data: st.DataObject, member: str) -> None:
        target = self.target(data)
        self.attempt(lambda: self.panel.withdraw_position(member, target))

    @rule(data=st.data(), member=members)
    def answer_objection(self, data: st.DataObject, member: str) -> None:
        target = self.target(data)
        self.attempt(lambda: self.panel.answer_objection(target, member, "Looked into."))

    @rule(data=st.data(), member=members, rating=st.integers(1, 9), number=st.integers(1, 2))
    def rate(self, data: st.DataObject, member: str, rating: int, number: int) -> None:
        target = self.target(data)
        self.attempt(lambda: self.panel.rate(target, member, rating, round=number))

    @rule(member=members, group=st.sampled_from(("", "GOV", "CIV")), observer=st.booleans())
    def change_member(self, member: str, group: str, observer: bool) -> None:
        change = ChangeMember(code=member, group=group, observer=observer)
        self.attempt(lambda: self.panel.record(change))

    @rule(data=st.data(), became=st.sampled_from(ObjectionState))
    def settle_objection(self, data: st.DataObject, became: ObjectionState) -> None:
        raised = [
            (target, member)
            for target, by_member in self.panel.state.objections.items()
            for member in by_member
        ]
        if raised:
            target, member = data.draw(st.sampled_from(raised))
            self.attempt(lambda: self.panel.settle_objection(target, member, became))

    @rule(
        data=st.data(),
        outcome=st.sampled_from((*Outcome, Outcome.REOPENED)),
        pending=st.lists(members, max_size=1),
    )
    def decide(self, data: st.DataObject, outcome: Outcome, pending: list[str]) -> None:
        what = self.some(data, "items", "amendments", "amendments", "packages")
        self.attempt(lambda: self.panel.decide(what, outcome, pending=pending, reason="declared"))

    @rule(data=st.data())
    def propose_package(self, data: st.DataObject) -> None:
        names = [self.some(data, "items") for _ in range(3)]
        taken = [self.some(data, "amendments") for _ in range(2)]
        self.attempt(lambda: self.panel.propose_package("All of it", names, taken))

    @rule(data=st.data(), kind=st.sampled_from(BallotKind), secret=st.booleans())
    def open_ballot(self, data: st.DataObject, kind: BallotKind, secret: bool) -> None:
        what = self.some(data, "items", "amendments")
        options = [self.some(data, "amendments"), "no change"] if kind.has_options else []
        words = f"How about {len(self.panel.state.spent)}, {len(self.panel.state.ballots)}?"
        self.attempt(
            lambda: self.panel.open_ballot(kind, words, on=what, options=options, secret=secret)
        )

    @rule(data=st.data(), member=members)
    def vote(self, data: st.DataObject, member: str) -> None:
        asked = self.panel.state.ballots.values()
        answers = sorted({answer for each in asked for answer in each.answers} or {"yes"})
        ballot, choice = self.some(data, "ballots"), data.draw(st.sampled_from(answers))
        self.attempt(lambda: self.panel.cast_vote(ballot, member, choice, "because"))

    @rule(data=st.data(), took_part=st.lists(members, unique=True, max_size=3))
    def close_ballot(self, data: st.DataObject, took_part: list[str]) -> None:
        ballot = self.some(data, "ballots")
        totals = {"yes": len(took_part)} if took_part else None
        self.attempt(
            lambda: self.panel.close_ballot(ballot, totals=totals, took_part=took_part, reason="so")
        )

    @rule(hours=st.sampled_from((0, 24)))
    def set_notice(self, hours: int) -> None:
        self.attempt(lambda: self.panel.set_notice(timedelta(hours=hours)))

    @rule(style=st.sampled_from(Style))
    def set_style(self, style: Style) -> None:
        self.attempt(lambda: self.panel.set_style(style))

    @rule(data=st.data())
    def present(self, data: st.DataObject) -> None:
        text = self.some(data, "items", "amendments", "amendments")
        self.attempt(lambda: self.panel.present(text))

    @rule(number=st.integers(1, 3))
    def publish(self, number: int) -> None:
        self.attempt(lambda: self.panel.publish(f"Rev.{number}"))

    # Meetings and the log

    @rule(who=st.lists(members, min_size=3))
    def open_or_close_meeting(self, who: list[str]) -> None:
        if self.panel.state.meeting:
            self.attempt(self.panel.close_meeting)
        else:
            self.attempt(lambda: self.panel.open_meeting("Meeting"))
            self.attempt(lambda: self.panel.note_presence(who))

    @rule(code=members, act=st.sampled_from(FLOOR), flag=st.booleans())
    def take_the_floor(self, code: str, act: str, flag: bool) -> None:
        panel = self.panel
        acts: dict[str, Callable[[], Step]] = {
            "request": lambda: panel.request_floor(code, right_of_reply=flag),
            "withdraw": lambda: panel.withdraw_request(code),
            "give": lambda: panel.give_floor(code if flag else ""),
            "end": panel.end_intervention,
            "leave": lambda: panel.note_presence([code], Presence.ABSENT),
            "note": lambda: panel.note_intervention("Gladly.", member=code if flag else ""),
            "close": panel.close_list if flag else panel.reopen_list,
            "budget": lambda: panel.set_time_budget(60 * flag),
            "agenda": lambda: panel.add_agenda_item("Lamps"),
            "take up": lambda: panel.take_up_agenda_item("1" if flag else "2"),
            "finish": panel.finish_agenda_item,
        }
        self.attempt(acts[act])

    @rule()
    def undo_last(self) -> None:
        """The step before is gone from every table but those of handles given for ever."""
        if self.can_undo:
            self.panel.undo()
            now = tables(self.panel.state)
            given = {"numbers": {}, "spent": {}}
            assert {**self.before, **given} == {**now, **given}
            self.can_undo = False

    @rule(back=st.integers(1, 6))
    def undo_earlier(self, back: int) -> None:
        steps = self.panel.steps()
        step = steps[max(3, len(steps) - back)]
        self.attempt(lambda: self.panel.undo(step.id))
        self.can_undo = False


class AnyCommands(AnyActs):
    """What holds whatever happens."""

    def __init__(self) -> None:
        super().__init__()
        self.said: dict[str, set[str]] = {}

    @of_each_record
    def state_is_the_replay_of_the_log(self) -> None:
        """Nothing is known that the log does not say."""
        replayed = replay(self.panel.steps())
        assert tables(replayed) == tables(self.panel.state)
        assert self.panel.verify().is_intact
        kept = read_snapshot(BytesIO(write_snapshot(self.panel.state, "head", 7)).read)
        assert kept is not None
        assert differing_table(kept[0], replayed) == ""

    @of_each_record
    def everything_can_be_looked_at(self) -> None:
        """No state of affairs is beyond judging or picturing."""
        self.panel.status()
        for thing in self.panel.state.handles.values():
            if self.panel.state.is_target(thing):
                self.panel.verdict(thing)
        for audience in Audience:
            ballots_outline(ballots(self.panel.state, self.panel.judgement(), audience))
        export_graph(self.panel.graph, "dot")
        speakers(self.panel.state, self.panel.now())
        self.panel.show_on_projector()

    @of_each_record
    def every_meeting_can_be_told(self) -> None:
        """Each sentence of a summary has a key of its own and rests on steps that stand."""
        panel = self.panel
        standing = {step.id for step, _, undone in panel.history() if not undone}
        for meeting in panel.state.meetings.values():
            for audience in (Audience.PUBLIC, Audience.SECRETARIAT):
                told = panel.summary(meeting.handle, audience, attributed=True).sentences
                assert len({each.key for each in told}) == len(told)
                assert all(each.steps and standing.issuperset(each.steps) for each in told)
                meeting_record(panel.state, meeting.id, panel.now(), audience)
        reference_document(panel.state, panel.judgement(), panel.now(), Audience.MEMBERS)

    @of_each_record
    def open_amendments_have_something_to_amend(self) -> None:
        """What is removed takes the amendments to it along, whoever proposed them."""
        state = self.panel.state
        for amendment in state.amendments.values():
            if amendment.state is AmendmentState.OPEN and amendment.target in state.items:
                assert not state.items[amendment.target].removed

    @of_each_record
    def what_was_decided_reads_as_it_was_decided(self) -> None:
        """Until the chair reopens it, or a member whose word it awaits proposes a change."""
        state = self.panel.state
        for item in state.items.values():
            decision = state.last_decision(item.id)
            if decision is not None and state.bars_changes(item.id):
                assert not text_changed(state, item.id, decision.version_of(item.id))

    @of_each_record
    def nothing_is_ready_before_it_is_introduced(self) -> None:
        """Whatever its rule, an amendment waits; so does an item, since silence may agree it."""
        state, judgement = self.panel.state, self.panel.judgement()
        for target in (*state.items, *state.amendments):
            if judgement.verdict(target, with_moves=False).status is Status.READY:
                assert is_introduced(state, target, judgement.now)

    @of_each_record
    def no_word_proposed_vanishes(self) -> None:
        """What an amendment adds is in its text still, or was taken, or was settled against."""
        state = self.panel.state
        for amendment in state.amendments.values():
            if amendment.kind != "modify":
                continue
            there = words(state.text(amendment.id)) | settled(amendment)
            assert self.wanted(state, amendment, amendment.version) <= there

    def wanted(self, state: State, amendment: Amendment, version: str) -> set[str]:
        """The words that an amendment's own people put into it, as it was at first seen."""
        if version not in self.said:
            found = state.versions[version]
            if found.cause in (Cause.REBASED, Cause.REMAINDER):
                self.said[version] = self.wanted(state, amendment, found.previous)
            else:
                base = state.versions[amendment.against].wording.notation()
                self.said[version] = words(found.wording.notation()) - words(base)
        return self.said[version]


def settled(amendment: Amendment) -> set[str]:
    """The words of what was taken from an amendment and of what was settled against it."""
    hunks = amendment.taken_hunks + amendment.closed_hunks
    return {word for hunk in hunks for word in words(hunk.text)}


TestAnyCommands = AnyCommands.TestCase
TestAnyCommands.settings = settings(at_most(45, share=0.45), stateful_step_count=25)
