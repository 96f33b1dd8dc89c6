"""After any merges and edits, whoever objected to what stands is listed as objecting."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from consensus import Stance, WorkingGroup
from consensus.errors import Rejected
from consensus.model.amendments import AmendmentState
from consensus.model.contested import ContestedState
from tests.conftest import at_most
from tests.support.panel import make_panel

MEMBERS = ("ASH", "BAY", "COL", "DUN", "ELM", "FIR")
# Each slot has words of its own and one that several share; the empty one leaves it out.
WORDS = (
    ("should", "shall", "must"),
    ("red", "blue", "many"),
    ("", "early", "always"),
    ("boats", "", "ships"),
    ("many", "few", "red"),
)


Names = set[tuple[str, str]]
Changes = set[tuple[str, int, str, str]]


def written(slots: tuple[str, ...]) -> str:
    """A text with a word in each slot, between words that nobody changes."""
    one, two, three, four, five = (f" {each}" if each else "" for each in slots)
    return (
        f"The office{one} publish the{two} report each year.{three}"
        f" Whoever enters with{four} pays at the gate for{five} lamps."
    )


class Slots(RuleBasedStateMachine):
    """A text of slots: amendments and edits put words into them, members object."""

    @initialize()
    def begin(self) -> None:
        """Give recommendation 1 the first word in every slot."""
        self.group: WorkingGroup = make_panel()
        self.slots = tuple(each[0] for each in WORDS)
        self.group.edit("1", written(self.slots))
        # Of each amendment the slot, and the words before and after.
        self.proposed: dict[str, tuple[int, str, str]] = {}
        self.objecting: Names = set()
        # Who objected to what went in where; it stays until it is given up.
        self.went_in: Changes = set()
        self.past: list[
            tuple[tuple[str, ...], dict[str, tuple[int, str, str]], Names, Changes]
        ] = []

    @rule(at=st.integers(0, 4), word=st.integers(0, 2), by=st.sampled_from(MEMBERS))
    def propose(self, at: int, word: int, by: str) -> None:
        """Somebody wants another word in a slot."""
        wanted = WORDS[at][word]
        if wanted == self.slots[at] or any(slot == at for slot, _, _ in self.proposed.values()):
            return
        self.remember()
        changed = (*self.slots[:at], wanted, *self.slots[at + 1 :])
        self.group.propose("1", written(changed), by=[by])
        made = list(self.group.state.amendments.values())[-1]
        self.proposed[made.handle] = (at, self.slots[at], wanted)

    @precondition(lambda self: self.proposed)
    @rule(data=st.data(), member=st.sampled_from(MEMBERS))
    def object(self, data: st.DataObject, member: str) -> None:
        """A member objects to an amendment."""
        handle = data.draw(st.sampled_from(sorted(self.proposed)))
        self.remember()
        self.group.take_position(member, handle, Stance.OBJECT)
        self.objecting.add((member, handle))

    @precondition(lambda self: self.objecting)
    @rule(data=st.data())
    def come_round(self, data: st.DataObject) -> None:
        """A member gives its objection up before the amendment goes in."""
        member, handle = data.draw(st.sampled_from(sorted(self.objecting)))
        self.remember()
        self.group.take_position(member, handle, Stance.ACCEPT)
        self.objecting.discard((member, handle))

    @precondition(lambda self: self.proposed)
    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        """Some amendments go in."""
        chosen = data.draw(st.sets(st.sampled_from(sorted(self.proposed)), min_size=1))
        self.remember()
        self.group.merge(
            "1", take=sorted(chosen), without_brackets=True, reason="the chair's ruling"
        )
        for handle in chosen:
            at, before, after = self.proposed.pop(handle)
            self.slots = (*self.slots[:at], after, *self.slots[at + 1 :])
            self.went_in |= {
                (member, at, before, after)
                for member, objected in self.objecting
                if objected == handle
            }
            self.objecting = {each for each in self.objecting if each[1] != handle}

    @rule(at=st.integers(0, 4), word=st.integers(0, 2))
    def edit(self, at: int, word: int) -> None:
        """The chair puts another word into a slot that no amendment is about."""
        is_amended = any(slot == at for slot, _, _ in self.proposed.values())
        if is_amended or self.slots[at] == WORDS[at][word]:
            return
        self.remember()
        self.slots = (*self.slots[:at], WORDS[at][word], *self.slots[at + 1 :])
        self.group.edit("1", written(self.slots))

    @precondition(lambda self: self.went_in)
    @rule(data=st.data(), withdraws=st.booleans())
    def give_up(self, data: st.DataObject, withdraws: bool) -> None:
        """A member answers for the whole text, or withdraws what it objected to in it."""
        member = data.draw(st.sampled_from(sorted({each[0] for each in self.went_in})))
        if not withdraws:
            self.remember()
            self.group.take_position(member, "1", Stance.ACCEPT)
        elif member in self.listed():
            self.remember()
            self.group.settle_objection("1", member, "withdrawn")
        else:
            # All that it objected to has lapsed.
            with pytest.raises(Rejected):
                self.group.settle_objection("1", member, "withdrawn")
            return
        self.went_in = {
            each for each in self.went_in if each[0] != member or self.slots[each[1]] == each[2]
        }

    @precondition(lambda self: self.past)
    @rule()
    def undo(self) -> None:
        """The last step is taken back."""
        self.group.undo()
        self.slots, self.proposed, self.objecting, self.went_in = self.past.pop()

    def remember(self) -> None:
        """Keep what is expected before a step, for its undoing."""
        self.past.append((self.slots, {**self.proposed}, {*self.objecting}, {*self.went_in}))

    def listed(self) -> dict[str, set[ContestedState]]:
        """Who is listed as objecting to words of the text, and whether that is to be confirmed."""
        found: dict[str, set[ContestedState]] = {}
        for each in self.group.state.contested_in(self.group.state.handles["R1"]):
            found.setdefault(each.member, set()).add(each.state)
        return found

    @invariant()
    def whoever_objected_is_listed(self) -> None:
        """Those whose words stand, or gave way to others; not those whose place is as before."""
        if not hasattr(self, "group"):
            return
        assert self.group.state.text(self.group.state.handles["R1"]) == written(self.slots)
        expected: dict[str, set[ContestedState]] = {}
        for member, at, before, after in self.went_in:
            if self.slots[at] == after:
                expected.setdefault(member, set()).add(ContestedState.STANDING)
            elif self.slots[at] != before:
                expected.setdefault(member, set()).add(ContestedState.TO_CONFIRM)
        assert self.listed() == expected
        standing = {each.member for each in self.group.verdict("1").counts.standing}
        assert standing == set(expected)
        state = self.group.state
        assert all(
            state.amendments[state.handles[each]].state is AmendmentState.OPEN
            for each in self.proposed
        )


TestSlots = Slots.TestCase
TestSlots.settings = settings(at_most(5_000), stateful_step_count=15, deadline=None)
