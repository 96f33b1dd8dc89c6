"""The call sheet: whom to call over whole drafts, what is closest, and what to take up next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from attrs import frozen

from consensus.analysis.conflicts import Conflicts
from consensus.history.collection import collection_paused
from consensus.model.document_order import letters_then_number
from consensus.model.pinning import wanting
from consensus.model.state import State
from consensus.reports.next_items import NextItem, Rank, next_items
from consensus.rules.judgement import Judgement
from consensus.rules.verdict import UNDECIDED, Verdict

_CLOSE = (Rank.READY, Rank.TOGETHER, Rank.CLOSEST, Rank.SINGLE_OBJECTION)


@frozen
class HeldUp:
    """A target that some members hold up.

    Attributes:
        target: its handle.
        objects: whether the member objects to it.
        others: how many others hold it up too.
        waits: whether the member waits for a condition; if it neither objects nor waits, it
            reserves its position.
    """

    target: str
    objects: bool
    others: int
    waits: bool = False

    @property
    def how(self) -> str:
        """How the member holds it up, in words, and with how many others."""
        how = "objects" if self.objects else "waits" if self.waits else "reserves"
        return f"{how}, with {self.others}" if self.others else how


@frozen
class MemberCall:
    """A member to call, and why.

    Attributes:
        member: its code.
        accepts: pairs of undecided amendments that exclude each other, by their handles, of which
            it supports or accepts both.
        alone: what it alone holds up.
        shared: what it holds up with others, those with the fewest others first.
    """

    member: str
    accepts: tuple[tuple[str, str], ...]
    alone: tuple[HeldUp, ...]
    shared: tuple[HeldUp, ...]


@frozen
class CallSheet:
    """Whom to call over some drafts.

    Attributes:
        calls: whom to call, those whose word would change most first: who alone holds most up,
            then who could live with most rivals, then who holds up with the fewest others.
        closest: what is ready or closest to agreement, in the order of `next_items`.
        next: what to take up next, with the reason; None when there is nothing.
    """

    calls: tuple[MemberCall, ...]
    closest: tuple[NextItem, ...]
    next: NextItem | None


@collection_paused()
def call_sheet(
    state: State,
    judgement: Judgement,
    drafts: Sequence[str],
    conflicts: Conflicts,
    today: date | None = None,
    check: Callable[[], None] | None = None,
) -> CallSheet:
    """Say whom to call over some drafts; for one text, `holders` says more.

    A member holds a target up where its rule is not met and the member objects or reserves its
    position, or waits for a condition. This is analysis, for the facilitator's own screens.

    Args:
        state: the state.
        judgement: of that state.
        drafts: the ids of the drafts.
        conflicts: of these drafts; they say which amendments exclude each other.
        today: deferrals that are due later are left out of what to take up next.
        check: called before each target is looked at; what it raises ends the work.
    """
    accepts: dict[str, list[tuple[str, str]]] = {}
    seats, everybody = state.positions.seats, judgement.electorate.everybody
    wanted: dict[str, int] = {}
    for cluster in conflicts.clusters:
        for clash in cluster.clashes:
            for handle in (clash.one, clash.other):
                if handle not in wanted:
                    wanted[handle] = wanting(state, state.handles[handle]) & everybody
            for member in seats.members(wanted[clash.one] & wanted[clash.other]):
                accepts.setdefault(member, []).append((clash.one, clash.other))
    held: dict[str, list[HeldUp]] = {}

    def hear(verdict: Verdict) -> None:
        for member, held_up in _holding_up(state, verdict):
            held.setdefault(member, []).append(held_up)

    following = next_items(state, judgement, drafts, today=today, check=check, judged=hear)
    calls = [
        MemberCall(
            member,
            tuple(accepts.get(member, ())),
            tuple(each for each in held.get(member, ()) if not each.others),
            tuple(
                sorted(
                    (each for each in held.get(member, ()) if each.others),
                    key=lambda each: (each.others, letters_then_number(each.target)),
                )
            ),
        )
        for member in {*accepts, *held}
    ]
    return CallSheet(
        calls=tuple(sorted(calls, key=_before)),
        closest=tuple(each for each in following if each.rank in _CLOSE),
        next=following[0] if following else None,
    )


def _holding_up(state: State, verdict: Verdict) -> Iterator[tuple[str, HeldUp]]:
    if verdict.met or verdict.status not in UNDECIDED:
        return
    counts = verdict.counts
    objecting = {each.member for each in counts.standing}
    members = sorted({*objecting, *counts.holds, *counts.conditional})
    handle = state.handle_of(verdict.target)
    for member in members:
        objects = member in objecting
        waits = not objects and member in counts.conditional
        yield member, HeldUp(handle, objects, len(members) - 1, waits)


def _before(call: MemberCall) -> tuple[int, int, int, int, str]:
    fewest = call.shared[0].others if call.shared else 0
    return (-len(call.alone), -len(call.accepts), fewest, -len(call.shared), call.member)
