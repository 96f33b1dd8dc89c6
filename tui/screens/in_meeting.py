"""What every key about a meeting needs: the meeting that goes on, and what is selected."""

from __future__ import annotations

from consensus.reports.meetings import Attendant
from tui.screens.base import RecordScreen
from tui.views.meeting import MeetingView
from tui.widgets.rows import Rows


class InMeeting(RecordScreen[MeetingView, None]):
    """A screen that shows the meeting that goes on."""

    seen: MeetingView | None = None
    """What was read last; None until something was."""

    def going_on(self) -> MeetingView | None:
        """The meeting that goes on; None, and how to open one, between meetings."""
        if self.seen is None or self.seen.floor.meeting:
            return self.seen
        self.desk_app.tell("no meeting is open: M opens one", is_problem=True)
        return None

    def attendant(self, code: str) -> Attendant | None:
        """A member or observer by its code."""
        everybody = self.seen.attendance.attendants if self.seen else ()
        return next((each for each in everybody if each.member == code), None)

    def selected(self, rows: str) -> str:
        """The key of the row under the cursor of one of the lists."""
        return self.query_one(f"#{rows}", Rows).key

    def is_at(self, rows: str) -> bool:
        """Whether keys go to one of the lists."""
        return self.query_one(f"#{rows}", Rows).has_focus
