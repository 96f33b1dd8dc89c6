"""What is listed as ready to be merged is what a merge takes."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from consensus import Outcome, Stance, WorkingGroup
from consensus.errors import NotFound, Rejected
from consensus.model.amendments import AmendmentKind
from consensus.reports.next_items import Rank, next_items
from tests.support.panel import MEMBERS, make_panel

# Words of the four recommendations, and what may stand there instead.
WORDS = {
    "1": ("shall", "every year", "harbour"),
    "2": ("should", "all", "reports"),
    "3": ("at night", "pilot", "board"),
}
RULES = ("no_objection()", "consent()", "consensus_minus(2)", 'threshold("1/3")')
STANCES = ("support", "accept", "object", "hold", "disagree")

members = st.sampled_from(sorted(MEMBERS))
targets = st.sampled_from(sorted(WORDS))
modifies = st.tuples(st.just("modify"), targets, st.integers(0, 2), st.integers(0, 1), members)
acts = st.one_of(
    modifies,
    modifies,
    modifies,
    st.tuples(st.sampled_from(("insert", "delete", "split", "join")), targets, members),
    st.tuples(
        st.sampled_from(STANCES), st.integers(0, 9), members, st.sampled_from(("", "4", "A1"))
    ),
    st.tuples(st.just("amend"), st.integers(0, 9), members),
    st.tuples(st.just("consolidate"), targets, st.booleans(), members),
    st.tuples(st.just("merge"), targets, st.integers(0, 9)),
    st.tuples(st.just("decide"), targets, st.sampled_from(("rejected", "deferred", "agreed"))),
    st.tuples(st.just("bracket"), targets),
    st.tuples(st.just("present"), st.integers(0, 9)),
)


def handle_of(group: WorkingGroup, number: int) -> str:
    """One of the amendments; the first recommendation while there is none."""
    handles = [each.handle for each in group.state.amendments.values()]
    return handles[number % len(handles)] if handles else "R1"


def done(group: WorkingGroup, act: tuple[object, ...]) -> None:
    """Record one act; one that does not fit is refused and changes nothing."""
    match act:
        case ("modify", target, place, choice, by):
            old = WORDS[str(target)][int(str(place))]
            group.propose(str(target), ("other words", "new")[int(str(choice))], old=old, by=[by])
        case ("insert", target, by):
            group.propose(kind="insert", after=str(target), text="Boats wait.", by=[by])
        case ("delete", target, by):
            group.propose(str(target), kind="delete", by=[by])
        case ("split", target, by):
            parts = ["Some words.", "Other words."]
            group.propose(str(target), kind="split", parts=parts, by=[by])
        case ("join", target, by):
            group.propose(str(target), kind="join", others=["4"], by=[by])
        case ("amend", number, by):
            handle = handle_of(group, int(str(number)))
            text = group.state.text(group.state.handles[handle])
            group.propose(handle, f"{text} Boats wait.", by=[by])
        case ("consolidate", target, retires, by):
            sources = sorted(group.combination(str(target)).proposals)
            consenting = sorted(MEMBERS) if retires else []
            group.consolidate(sources, "All words are new.", by=[by], consenting=consenting)
        case ("merge", target, number):
            handle = handle_of(group, int(str(number)))
            group.merge(str(target), take=[handle], without_brackets=True, reason="a ruling")
        case ("decide", target, outcome):
            group.decide(str(target), Outcome(str(outcome)), reason="so it is")
        case ("bracket", target):
            words = WORDS[str(target)][0]
            text = group.state.text(group.state.handles[f"R{target}"])
            group.bracket(str(target), text.replace(words, f"[{words}]", 1))
        case ("present", number):
            group.open_meeting("Meeting")
            group.present([handle_of(group, int(str(number)))])
            group.close_meeting()
        case (stance, number, by, condition):
            conditions = [str(condition)] if condition and stance in ("support", "accept") else []
            handle = handle_of(group, int(str(number)))
            group.take_position(str(by), handle, Stance(str(stance)), conditions=conditions)


RETIRED = [
    ("modify", "1", 0, 0, "ASH"),
    ("amend", 0, "ASH"),
    ("modify", "1", 0, 0, "ASH"),
    ("consolidate", "1", True, "ASH"),
]


@example(RETIRED, "no_objection()", False)
@given(st.lists(acts, min_size=3, max_size=14), st.sampled_from(RULES), st.booleans())
def test_what_is_listed_as_ready_goes_in(
    happened: list[tuple[object, ...]], rule: str, has_notice: bool
) -> None:
    """Each merge that is listed takes at least part of what it names, with nothing chosen.

    And of a text that is not listed so, a merge with nothing chosen takes nothing.
    """
    with make_panel(rule=rule) as group:
        if has_notice:
            group.set_notice(timedelta(hours=24))
        for act in happened:
            try:
                done(group, act)
            except (Rejected, NotFound):
                continue
        state = group.state
        found = next_items(state, group.judgement(), list(state.drafts))
        listed = {each.handle for each in found if each.rank is Rank.MERGEABLE}
        kinds = {each.handle: each.kind for each in state.amendments.values()}
        texts = [each for each in ("R1", "R2", "R3", "R4") if each in state.handles]
        for handle in {*listed, *texts, *kinds}:
            is_whole = kinds.get(handle, AmendmentKind.MODIFY) is not AmendmentKind.MODIFY
            if handle not in listed and is_whole:
                continue
            try:
                step = group.merge(handle)
            except Rejected:
                assert handle not in listed, handle
                continue
            operation = step.operation(1)
            group.undo(step.id)
            if handle in listed and not is_whole:
                assert operation.merged_whole or operation.merged_in_part
            assert handle in listed or handle not in texts
