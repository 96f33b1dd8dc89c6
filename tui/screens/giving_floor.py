"""Who gets the floor, for how long, and what was said."""

from __future__ import annotations

from consensus.reports.meetings import WaitingLine
from tui.asks import asks
from tui.screens.dialogs import AskText, Choice, Pick, PressKey
from tui.screens.in_meeting import InMeeting
from tui.screens.meeting_rows import waiting_key
from tui.views.floor import clock_time, seconds_in
from tui.views.meeting import MeetingView, name_view
from tui.views.targets import members_view

_NOBODY = "-"


class GivingFloor(InMeeting):
    """The keys about the speakers' list."""

    @asks
    async def action_give_floor(self) -> None:
        """Give the floor to somebody, who may have asked for it or not."""
        view = self.going_on()
        if view is None:
            return
        waits = {each.member: number for number, each in enumerate(view.floor.waiting, 1)}
        code = await self._pick("Who gets the floor?", waits)
        if code:
            out = bool(waits) and view.floor.waiting[0].member != code
            how = ", out of turn" if out else ""
            await self.record(f"{code} has the floor{how}", lambda group: group.give_floor(code))

    async def give_to(self, key: str) -> None:
        """Give the floor to who waits in a row of the list."""
        line = self._waiting(key)
        if line is None or self.seen is None:
            return
        how = ", for a right of reply" if line.right_of_reply else ""
        if line != self.seen.floor.waiting[0]:
            how += ", out of turn"
        await self.record(
            f"{line.member} has the floor{how}",
            lambda group: group.give_floor(line.member, right_of_reply=line.right_of_reply),
        )

    async def withdraw(self, key: str) -> None:
        """Take who waits in a row off the list."""
        line = self._waiting(key)
        if line is not None:
            await self.record(
                f"{line.member} is off the speakers' list",
                lambda group: group.withdraw_request(
                    line.member, right_of_reply=line.right_of_reply
                ),
            )

    @asks
    async def action_ask_reply(self) -> None:
        """Note that a member asks for a right of reply, which comes after the list."""
        if self.going_on() is None:
            return
        code = await self._pick("Who asks for a right of reply?", {})
        if code:
            await self.record(
                f"{code} asks for a right of reply",
                lambda group: group.request_floor(code, right_of_reply=True),
            )

    async def action_end(self) -> None:
        """End the intervention that goes on."""
        view = self.going_on()
        if view is None:
            return
        if view.floor.speaker:
            await self.record(
                f"{view.floor.speaker} has finished; nobody has the floor",
                lambda group: group.end_intervention(),
            )
        else:
            self.desk_app.tell("nobody has the floor", is_problem=True)

    async def action_turn_list(self) -> None:
        """Close the speakers' list, or open it again."""
        view = self.going_on()
        if view is None:
            return
        if view.floor.is_closed:
            await self.record("the speakers' list is open again", lambda group: group.reopen_list())
        else:
            await self.record(
                "the speakers' list is closed, save for rights of reply",
                lambda group: group.close_list(),
            )

    @asks
    async def action_set_time(self) -> None:
        """Say how long members and observers may speak."""
        view = self.going_on()
        if view is None:
            return
        seconds = await self._ask_time("How long may a member speak?", view.seconds_of_members)
        if seconds is None:
            return
        known = view.seconds_of_observers
        was = known if known != view.seconds_of_members else seconds
        observers = await self._ask_time("How long may an observer speak?", was)
        if observers is not None:
            await self.record(
                f"members may speak {_limit(seconds)}, observers {_limit(observers)}",
                lambda group: group.set_time_budget(seconds, observers=observers),
            )

    @asks
    async def action_note(self) -> None:
        """Note what was said: by whom, in which words, about what."""
        view = self.going_on()
        if view is None:
            return
        nobody = Choice(_NOBODY, "nobody", "said by no member in particular, or not attributed")
        everybody = await self._choices({})
        speaker = view.floor.speaker
        first = [each for each in everybody if each.key == speaker]
        who = await self.app.push_screen_wait(
            Pick("Who said it?", [*first, nobody, *(e for e in everybody if e not in first)])
        )
        if who is None:
            return
        member = "" if who == _NOBODY else who
        title = f"What did {member} say?" if member else "What was said?"
        words = await self.app.push_screen_wait(AskText(title, "As it is to be noted."))
        if words is None:
            return
        targets = await self._ask_about(view)
        if targets is None:
            return
        by = f" by {member}" if member else ", not attributed"
        await self.record(
            f"noted{by}: {words}",
            lambda group: group.note_intervention(words, member=member, items=targets),
        )

    async def _ask_about(self, view: MeetingView) -> tuple[str, ...] | None:
        """What a note is about: what is looked at, what the agenda item concerns, or neither."""
        current = next((line for line in view.floor.agenda if line.is_current), None)
        about: dict[str, tuple[str, ...]] = {"none": ()}
        choices = []
        target = self.desk_app.target
        name = await self.ask(name_view(target)) if target else ""
        if name:
            about["target"] = (target,)
            choices.append(Choice("target", f"about {name}", "which is looked at", "a"))
        if current is not None and current.targets:
            about["agenda"] = current.targets
            concerned = ", ".join(current.targets)
            choices.append(Choice("agenda", f"about {concerned}", f"of {current.number}", "g"))
        if not choices:
            return ()
        choices.append(Choice("none", "about neither", key_press="n"))
        picked = await self.app.push_screen_wait(PressKey("What was it about?", choices))
        return about[picked] if picked else None

    async def _ask_time(self, title: str, was: int) -> int | None:
        answer = await self.app.push_screen_wait(
            AskText(
                title,
                "Minutes and seconds, such as 3:00, or seconds alone; 0 for as long as it likes.",
                clock_time(was) if was else "0",
                problem=_time_problem,
            )
        )
        return None if answer is None else seconds_in(answer)

    async def _pick(self, title: str, waits: dict[str, int]) -> str | None:
        return await self.app.push_screen_wait(Pick(title, await self._choices(waits)))

    async def _choices(self, waits: dict[str, int]) -> list[Choice]:
        """Every member and observer, those who wait first."""
        members = await self.ask(members_view) or ()
        found = [
            Choice(
                each.code,
                each.code,
                f"{each.name} (waits, number {waits[each.code]})"
                if each.code in waits
                else each.name,
            )
            for each in members
        ]
        return sorted(found, key=lambda choice: waits.get(choice.key, len(waits) + 1))

    def _waiting(self, key: str) -> WaitingLine | None:
        waiting = self.seen.floor.waiting if self.seen else ()
        return next((each for each in waiting if waiting_key(each) == key), None)


def _time_problem(answer: str) -> str:
    return "" if seconds_in(answer) is not None else "say it as 3:00, or in seconds"


def _limit(seconds: int) -> str:
    return clock_time(seconds) if seconds else "as long as they like"
