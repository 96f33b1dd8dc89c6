"""What is agreed and what is open, item by item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from attrs import frozen

from consensus.history.collection import collection_paused
from consensus.model.stance import Stance
from consensus.model.state import State
from consensus.reports.translations import LanguageVersion, language_versions
from consensus.rules.explain import explain
from consensus.rules.judgement import Judgement
from consensus.rules.verdict import Status, Verdict


class ItemStatus(msgspec.Struct, frozen=True, gc=False):
    """Where one item stands, with every denominator.

    Attributes:
        id: the id of the item.
        handle: such as `R3`.
        label: the label by which people name it, such as `12(a)`.
        kind: what it is.
        status: where it stands.
        decision: the handle of the decision that holds; empty when there is none.
        consultations: the handles of the consultations that go on over it.
        brackets: how many brackets are in its text.
        open_amendments: how many amendments to it are undecided and backed by a member.
        counts: how many fresh positions there are of each stance.
        stale: how many members need to take their position afresh.
        proposed: how many proposed or supported part of the text, and said nothing of the whole.
        no_position: how many eligible members have said nothing at all.
        present: how many eligible members are at the meeting; None between meetings.
        eligible: how many members count, recused ones taken out.
        reasons: why, as sentences.
        verdict: the verdict itself.
    """

    id: str
    handle: str
    label: str
    kind: str
    status: Status
    decision: str
    consultations: tuple[str, ...]
    brackets: int
    open_amendments: int
    counts: Mapping[Stance, int]
    stale: int
    proposed: int
    no_position: int
    present: int | None
    eligible: int
    reasons: tuple[str, ...]
    verdict: Verdict


@frozen
class StatusReport:
    """Where every item of some drafts stands.

    Attributes:
        totals: how many items that can be agreed have each status; every status is named.
        items: the items in the order of the documents, headings included.
        languages: how far the language versions of the drafts are behind.
        settled_apart: the handles of what copies of the record settled otherwise, as long as
            none is chosen; text and status are those from before.
    """

    totals: Mapping[Status, int]
    items: tuple[ItemStatus, ...]
    languages: tuple[LanguageVersion, ...] = ()
    settled_apart: tuple[str, ...] = ()


def status_report(state: State, judgement: Judgement, drafts: Sequence[str]) -> StatusReport:
    """Say where every item of some drafts stands.

    Args:
        state: the state.
        judgement: of that state.
        drafts: the ids of the drafts.
    """
    items: list[ItemStatus] = []
    totals = dict.fromkeys(Status, 0)
    with collection_paused():
        for draft in drafts:
            for item in state.walk(draft):
                status = item_status(state, judgement, item.id)
                items.append(status)
                if item.kind.can_be_agreed:
                    totals[status.status] += 1
    apart = sorted(state.handle_of(each) for each in state.settled_apart() if state.is_target(each))
    return StatusReport(totals, tuple(items), language_versions(state, drafts), tuple(apart))


def item_status(state: State, judgement: Judgement, item: str) -> ItemStatus:
    """Say where one item stands; the least move is left out."""
    found = state.items[item]
    verdict = judgement.verdict(item, with_moves=False)
    decision = state.last_decision(item)
    counts = verdict.counts
    return ItemStatus(
        id=item,
        handle=found.handle,
        label=state.full_label(item),
        kind=found.kind.value,
        status=verdict.status,
        decision=decision.handle if decision else "",
        consultations=tuple(each.handle for each in state.consultations_on(item) if each.goes_on),
        brackets=state.versions[found.version].wording.count,
        open_amendments=len(judgement.open_amendments(item)),
        counts=counts.stances(),
        stale=len(counts.stale),
        proposed=len(counts.proposed),
        no_position=counts.no_position,
        present=counts.present,
        eligible=counts.eligible,
        reasons=explain(verdict, label=state.handle_of),
        verdict=verdict,
    )
