"""Acts of procedures: silence and ratings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from consensus.errors import Rejected
from consensus.history.operations import BreakSilence, OpenSilence, RateTarget
from consensus.history.step import Step
from consensus.model.lookup import find_member, find_silence, find_target
from consensus.model.staleness import text_changed
from consensus.working_group.rating import latest_round
from consensus.working_group.recording import Recording


class ProcedureActs(Recording):
    """Acts of procedures that members answer in writing, in their own time."""

    def open_silence(
        self,
        targets: str | Sequence[str],
        *,
        hours: int | None = None,
        deadline: datetime | None = None,
        happened: datetime | None = None,
    ) -> Step:
        """Put texts under a silence procedure: nobody objecting in time is consent.

        Args:
            targets: one or several items, amendments or packages.
            hours: how long it lasts.
            deadline: or the moment at which it lapses, with its time zone.
            happened: when it began, if not now.

        Raises:
            Rejected: not exactly one of `hours` and `deadline` is given, `hours` is not positive,
                or a text is closed or under silence already.
        """
        if (hours is None) == (deadline is None):
            raise Rejected("say how many hours the silence lasts, or when it lapses")
        if hours is not None and hours <= 0:
            raise Rejected(f"a silence cannot last {hours} hours; give a number of 1 or more")
        # The beginning is fixed here, so that the silence lasts the hours to the second.
        began = happened or self._log.happened or self.now()
        try:
            lapses = deadline or began + timedelta(hours=hours or 0)
        except OverflowError:
            raise Rejected(f"{hours} hours end after the year 9999; give fewer") from None
        state = self.state
        names = [targets] if isinstance(targets, str) else targets
        found = tuple(find_target(state, name) for name in names)
        operation = OpenSilence(
            handle=state.next_handle("SP"),
            targets=found,
            versions=tuple(state.version_id(target) for target in found),
            deadline=lapses,
        )
        return self.record(operation, happened=began)

    def break_silence(
        self,
        silence: str,
        member: str,
        reason: str = "",
        *,
        targets: Sequence[str] = (),
        happened: datetime | None = None,
    ) -> Step:
        """Record that a member broke the silence, which is an objection to each target.

        Args:
            silence: the handle of the procedure, or the name of a target: the last one over it.
            member: the member's code.
            reason: why.
            targets: what it objects to; all that the procedure still covers if not given.
            happened: when, if not now.

        Raises:
            Rejected: it came at the deadline or later, or the text was changed since.
        """
        state = self.state
        procedure = self.state.silences[find_silence(self.state, silence)]
        if targets:
            found = tuple(find_target(state, name) for name in targets)
        else:
            found = tuple(
                target
                for target in procedure.targets
                if not text_changed(state, target, procedure.version_of(target))
            )
        operation = BreakSilence(
            silence=procedure.id,
            member=find_member(state, member),
            reason=reason,
            targets=found,
        )
        return self.record(operation, happened=happened)

    def rate(
        self,
        target: str,
        member: str,
        rating: int,
        *,
        round: int | None = None,  # noqa: A002 - the word for it in Delphi procedures
        happened: datetime | None = None,
    ) -> Step:
        """Record how a member rates the present wording, from 1 to 9.

        Args:
            target: the item, amendment or package.
            member: the member's code.
            rating: 1 to 3 is against, 7 to 9 in favour.
            round: the round of rating; the latest one on this target if not given.
            happened: when it was given, if not now.
        """
        state = self.state
        found = find_target(state, target)
        operation = RateTarget(
            target=found,
            version=state.version_id(found),
            member=find_member(state, member),
            rating=rating,
            round=latest_round(state, found) if round is None else round,
        )
        return self.record(operation, happened=happened)
