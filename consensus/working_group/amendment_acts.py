"""Acts on amendments: proposed, joined, withdrawn, consolidated, placed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from consensus.history.operations import (
    CosponsorAmendment,
    SetAside,
    TakeUpAmendment,
    WithdrawAmendment,
)
from consensus.history.step import Step
from consensus.model.amendments import AmendmentKind
from consensus.model.lookup import find, find_amendment, find_draft, find_member, find_target
from consensus.working_group.bracket_notation import check_typed
from consensus.working_group.carrying import over_present_text
from consensus.working_group.consolidating import plan_consolidation
from consensus.working_group.merging import plan_edit
from consensus.working_group.proposing import plan_placing, plan_proposal
from consensus.working_group.recording import Recording


class AmendmentActs(Recording):
    """What is done with amendments before they reach a text."""

    def propose(
        self,
        target: str = "",
        text: str = "",
        *,
        old: str = "",
        by: Sequence[str] = (),
        cosponsors: Sequence[str] = (),
        kind: AmendmentKind | str = AmendmentKind.MODIFY,
        after: str = "",
        parent: str = "",
        label: str = "",
        parts: Sequence[str] = (),
        others: Sequence[str] = (),
        rationale: str = "",
        draft: str = "",
        tray: str = "",
        circulated: datetime | None = None,
        happened: datetime | None = None,
    ) -> Step:
        """Record an amendment.

        Args:
            target: what it amends; may be left out when `old` says where it belongs.
            text: the new words: of the whole, or of the passage `old`.
            old: the passage that is replaced.
            by: the codes of its sponsors; none for a chair's proposal.
            cosponsors: the codes of its co-sponsors.
            kind: modify, insert, delete, move, split or join.
            after: for insertions and moves, what it follows: an item, or a passage quoted.
            parent: for insertions and moves, the section it goes under.
            label: for insertions, the label proposed.
            parts: for a split, the texts of the second and later parts.
            others: for a join, the items joined to the target.
            rationale: why.
            draft: which draft, where there are several; that of the target if not given.
            tray: the handle of the tray entry it is made of.
            circulated: when it was sent to the members, if not when it was proposed.
            happened: when it was proposed, if not now.

        Raises:
            Rejected: it fits nowhere, or a text has a square bracket without its other half.
        """
        operation = plan_proposal(
            self.state,
            self._draft(draft, target),
            target=target,
            text=text,
            old=old,
            by=by,
            cosponsors=cosponsors,
            kind=AmendmentKind(kind),
            after=after,
            parent=parent,
            label=label,
            parts=parts,
            others=others,
            rationale=rationale,
            tray=find(self.state, tray) if tray else "",
            circulated=circulated,
        )
        return self.record(operation, happened=happened)

    def _draft(self, draft: str, target: str) -> str:
        """The id of a draft that is named, or else of the one that a target is in."""
        state = self.state
        if draft or not target or len(state.drafts) < 2:
            return find_draft(state, draft)
        return state.draft_of(find_target(state, target))

    def revise(self, amendment: str, text: str, reason: str = "") -> Step:
        """Record another wording that an amendment's sponsors put forward.

        Raises:
            Rejected: it has no words, or a square bracket without its other half.
        """
        check_typed(text)
        target = find_amendment(self.state, amendment)
        return self.record(plan_edit(self.state, target, text, self.new_id, reason=reason))

    def withdraw(self, amendment: str, members: Sequence[str] = (), reason: str = "") -> Step:
        """Record that sponsors withdraw; with the last of them, the amendment is withdrawn."""
        found = find_amendment(self.state, amendment)
        codes = tuple(find_member(self.state, code) for code in members)
        operation = WithdrawAmendment(
            amendment=found,
            members=codes,
            ends=not set(self.state.amendments[found].backers).difference(codes),
            reason=reason,
        )
        return self.record(operation)

    def take_up(self, amendment: str, members: Sequence[str]) -> Step:
        """Record that other members take up a withdrawn amendment, over the present text."""
        state = self.state
        found = state.amendments[find_amendment(state, amendment)]
        operation = TakeUpAmendment(
            amendment=found.id,
            members=tuple(find_member(state, code) for code in members),
            wording=over_present_text(state, found),
            over=state.version_id(found.target) if found.against else "",
        )
        return self.record(operation)

    def cosponsor(self, amendment: str, members: Sequence[str]) -> Step:
        """Record that members join an amendment."""
        operation = CosponsorAmendment(
            amendment=find_amendment(self.state, amendment),
            members=tuple(find_member(self.state, code) for code in members),
        )
        return self.record(operation)

    def consolidate(
        self,
        amendments: Sequence[str],
        text: str,
        *,
        by: Sequence[str] = (),
        consenting: Sequence[str] = (),
        rationale: str = "",
    ) -> Step:
        """Set one wording beside several amendments; consenting sponsors' own ones retire.

        Args:
            amendments: the amendments drawn together.
            text: the consolidated text.
            by: the codes of the members that propose it; none for a facilitator's text.
            consenting: the codes of the sponsors that let their amendment go.
            rationale: why.
        """
        operations = plan_consolidation(
            self.state,
            self.new_id,
            [find_amendment(self.state, name) for name in amendments],
            text,
            [find_member(self.state, code) for code in by],
            [find_member(self.state, code) for code in consenting],
            rationale,
        )
        return self.record(*operations)

    def place(
        self, entry: str, target: str, *, old: str | None = None, text: str | None = None
    ) -> Step:
        """Make an amendment of an entry of the tray, placed by hand; see `plan_placing`."""
        return self.record(plan_placing(self.state, entry, target, old=old, text=text))

    def set_aside(self, entry: str, reason: str) -> Step:
        """Record that an entry of the tray needs no place."""
        return self.record(SetAside(entry=find(self.state, entry), reason=reason))
