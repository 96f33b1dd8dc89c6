"""Being done with papers: done, reached, reported back; put off; cancelled."""

from __future__ import annotations

from tui.asks import asks
from tui.screens.dialogs import AskText
from tui.screens.papers_base import WithPapers
from tui.views.moments import HOW_TO_TYPE, read_day, read_moment, wrong_day, wrong_moment
from tui.views.papers import PaperKind
from tui.views.planning import Paper

_CAN_BE_DONE = (PaperKind.UNDERTAKING, PaperKind.MILESTONE, PaperKind.CONSULTATION)
_CAN_BE_PUT_OFF = (PaperKind.QUESTION, PaperKind.MILESTONE, PaperKind.MEETING)


class Settling(WithPapers):
    """The keys that end something, or move its day."""

    @asks
    async def action_finish(self) -> None:
        """Note that something is done, reached, or reported back, and in what way."""
        paper = await self.read_selected("note that it is done", _CAN_BE_DONE)
        if paper is None or self._is_over(paper):
            return
        if paper.kind is PaperKind.CONSULTATION:
            await self._hear_back(paper)
        elif paper.kind is PaperKind.MILESTONE:
            await self._reach(paper)
        else:
            await self._fulfil(paper)

    async def _fulfil(self, paper: Paper) -> None:
        outcome = await self.app.push_screen_wait(
            AskText(f"How was {paper.name} done?", "Enter alone leaves it empty.", needed=False)
        )
        if outcome is not None:
            await self.record(
                f"{paper.name} is done", lambda group: group.fulfil(paper.id, outcome)
            )

    async def _reach(self, paper: Paper) -> None:
        note = await self.app.push_screen_wait(
            AskText(
                f"{paper.key} is reached: a word on it?",
                f"{paper.name}. Enter alone leaves it empty.",
                needed=False,
            )
        )
        if note is not None:
            await self.record(
                f"{paper.key} is reached: {paper.name}",
                lambda group: group.reach_milestone(paper.id, note),
            )

    async def _hear_back(self, paper: Paper) -> None:
        outcome = await self.app.push_screen_wait(
            AskText(f"What did {paper.name} come to?", "It decides nothing; the consultation ends.")
        )
        if outcome:
            await self.record(
                f"{paper.key} reports back", lambda group: group.report_back(paper.id, outcome)
            )

    @asks
    async def action_put_off(self) -> None:
        """Give a question, a milestone or a meeting another day."""
        paper = await self.read_selected("put off", _CAN_BE_PUT_OFF)
        if paper is None or self._is_over(paper):
            return
        if paper.kind is PaperKind.QUESTION:
            await self._extend(paper)
        elif paper.kind is PaperKind.MILESTONE:
            await self._move(paper)
        else:
            await self._reschedule(paper)

    async def _extend(self, paper: Paper) -> None:
        now = self.desk_app.clock()
        answer = await self.app.push_screen_wait(
            AskText(
                f"Until when can {paper.name} be answered?",
                f"{HOW_TO_TYPE} Nothing: no deadline any more.",
                paper.when,
                needed=False,
                problem=lambda answer: wrong_moment(answer, now),
            )
        )
        if answer is None or (answer == paper.when and answer):
            return
        until = f"until {answer}" if answer else "without a deadline"
        await self.record(
            f"{paper.name} can be answered {until}",
            lambda group: group.extend_deadline(paper.id, read_moment(answer, now)),
        )

    async def _move(self, paper: Paper) -> None:
        answer = await self.app.push_screen_wait(
            AskText(
                f"By which day is {paper.key} to be reached?",
                f"{paper.name}. A day such as 2026-05-31.",
                paper.when,
                problem=wrong_day,
            )
        )
        day = read_day(answer) if answer and answer != paper.when else None
        reason = await self._ask_reason() if day else None
        if day is not None and reason is not None:
            await self.record(
                f"{paper.key} is to be reached by {day}",
                lambda group: group.move_milestone(paper.id, day, reason),
            )

    async def _reschedule(self, paper: Paper) -> None:
        now = self.desk_app.clock()
        answer = await self.app.push_screen_wait(
            AskText(
                f"When does {paper.key} begin?",
                f"{paper.name}. {HOW_TO_TYPE}",
                paper.when,
                problem=lambda answer: wrong_moment(answer, now, needed=True),
            )
        )
        if answer is None:
            return
        begins = read_moment(answer, now, begins=True) if answer != paper.when else None
        place = await self.app.push_screen_wait(
            AskText("At which place?", "Enter alone keeps the place announced.", needed=False)
        )
        if place is None or not (begins or place):
            return
        reason = await self._ask_reason()
        if reason is not None:
            moved = [f"begins {answer}" if begins else "", f"is held at {place}" if place else ""]
            await self.record(
                f"{paper.key} {' and '.join(filter(None, moved))}",
                lambda group: group.reschedule_meeting(
                    paper.id, begins, place=place or None, reason=reason
                ),
            )

    @asks
    async def action_remove(self) -> None:
        """Cancel a meeting that was announced."""
        paper = await self.read_selected("cancel", (PaperKind.MEETING,))
        if paper is None or self._is_over(paper):
            return
        reason = await self.app.push_screen_wait(
            AskText(
                f"{paper.key} is cancelled: why?",
                f"{paper.name}. Enter alone leaves it empty. Esc leaves it as it is.",
                needed=False,
            )
        )
        if reason is not None:
            await self.record(
                f"{paper.key} is cancelled", lambda group: group.cancel_meeting(paper.id, reason)
            )

    async def _ask_reason(self) -> str | None:
        return await self.app.push_screen_wait(
            AskText("Why?", "Enter alone leaves it empty.", needed=False)
        )

    def _is_over(self, paper: Paper) -> bool:
        """Say that something is done already; whether it is."""
        if paper.is_done:
            self.desk_app.tell(
                f"{paper.key} is done with already; u takes back your last step", is_problem=True
            )
        return paper.is_done
