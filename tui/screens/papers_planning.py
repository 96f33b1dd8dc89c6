"""Looking ahead: undertakings, milestones, and meetings that are announced."""

from __future__ import annotations

from consensus.errors import MalformedRule
from consensus.model.people import Role
from consensus.rules.judgement import read_quorum
from consensus.text.display import made_visible
from tui.screens.dialogs import AskText, Choice, Pick
from tui.screens.papers_base import WithPapers
from tui.views.moments import HOW_TO_TYPE, read_day, read_moment, wrong_day, wrong_moment
from tui.views.papers import Sheet
from tui.views.papers_asking import meetings_to_come_view
from tui.views.targets import members_view

_SOMEBODY = "somebody else"
_NEXT_MEETING = "next meeting"


class Planning(WithPapers):
    """What is asked where something is planned; for workers only."""

    async def undertake(self) -> None:
        """Ask who is to do what until when, and record it."""
        what = await self.app.push_screen_wait(
            AskText("What is to be done?", "In a few words, such as: send the draft of OP5")
        )
        by = await self._ask_doer() if what else None
        meetings = await self.glance(meetings_to_come_view) if by else None
        if not what or not by or meetings is None:
            return
        now = self.desk_app.clock()
        known = {name.casefold() for each in meetings for name in each} | {_NEXT_MEETING}
        to_come = ", ".join(f"{handle} {title}" for handle, title in meetings) or "none announced"
        due = await self.app.push_screen_wait(
            AskText(
                "Until when?",
                f"{HOW_TO_TYPE} Or the meeting before which it is to be done, such as"
                f" next meeting ({made_visible(to_come)}). Enter alone sets no time.",
                needed=False,
                problem=lambda answer: (
                    "" if answer.casefold() in known else wrong_moment(answer, now)
                ),
            )
        )
        if due is None:
            return
        until = read_moment(due, now) or due or None
        recorded = await self.record(
            f"{by}: {what}", lambda group: group.undertake(what, by, due=until)
        )
        if recorded:
            self.turn_to(Sheet.UNDERTAKINGS)

    async def _ask_doer(self) -> str | None:
        members = await self.glance(members_view)
        if members is None:
            return None
        choices = [
            *(Choice(role, role, "whoever holds the office") for role in Role),
            Choice(_SOMEBODY, _SOMEBODY, "a person, by name"),
            *(Choice(each.code, each.code, each.name) for each in members),
        ]
        picked = await self.app.push_screen_wait(Pick("Who is to do it?", choices))
        if picked == _SOMEBODY:
            return await self.app.push_screen_wait(AskText("What is the person called?"))
        return picked

    async def add_milestone(self) -> None:
        """Ask what is to be reached by which day, and record it."""
        title = await self.app.push_screen_wait(
            AskText("What is to be reached?", "Such as: first reading done")
        )
        if not title:
            return
        day = await self.app.push_screen_wait(
            AskText("By which day?", "A day such as 2026-05-31.", problem=wrong_day)
        )
        target = read_day(day) if day else None
        if target is None:
            return
        recorded = await self.record(
            f"{title}, to be reached by {target}",
            lambda group: group.add_milestone(title, target),
        )
        if recorded:
            self.turn_to(Sheet.MILESTONES)

    async def announce_meeting(self) -> None:
        """Ask what a meeting is called, when and where it is, and its quorum, and record it."""
        now = self.desk_app.clock()
        title = await self.app.push_screen_wait(
            AskText("What is the meeting called?", "Such as: Third meeting")
        )
        if not title:
            return
        when = await self.app.push_screen_wait(
            AskText(
                "When does it begin?",
                HOW_TO_TYPE,
                problem=lambda answer: wrong_moment(answer, now, needed=True),
            )
        )
        begins = read_moment(when, now, begins=True) if when else None
        if begins is None:
            return
        place = await self.app.push_screen_wait(
            AskText("Where is it?", "Enter alone leaves it empty.", needed=False)
        )
        if place is None:
            return
        quorum = await self.app.push_screen_wait(
            AskText(
                "How many members are to be there?",
                "A share such as 1/2 or 60%. Enter alone sets no quorum.",
                needed=False,
                problem=_wrong_quorum,
            )
        )
        if quorum is None:
            return
        recorded = await self.record(
            f"announced: {title}, {when}{f', {place}' if place else ''}",
            lambda group: group.announce_meeting(title, begins, place=place, quorum=quorum),
        )
        if recorded:
            self.turn_to(Sheet.MILESTONES)


def _wrong_quorum(answer: str) -> str:
    """What is wrong with a quorum that was typed; empty for nothing."""
    if not answer:
        return ""
    try:
        read_quorum(answer)
    except MalformedRule as error:
        return str(error)
    return ""
