"""Recording what is said of what is selected: whoever has the floor is the subject."""

from __future__ import annotations

from abc import abstractmethod

from consensus.model.decisions import StatementKind
from consensus.model.positions import Source, Stance
from tui.asks import asks
from tui.screens.base import Answer, RecordScreen, View
from tui.screens.dialogs import AskText, Choice, Pick, PressKey
from tui.views.positions import Saying, saying, voices_view

_STANCES = (
    Choice("support", "support", key_press="s"),
    Choice("accept", "accept", "can live with it", "l"),
    Choice("hold", "hold", "reserves its position, awaits instructions", "h"),
    Choice("disagree", "against", "does not block", "x"),
    Choice("object", "object", "blocks it", "o"),
    Choice("abstain", "stand aside", key_press="z"),
    Choice("recuse", "recuse", "leaves the count", "c"),
    Choice("reservation", "reservation", "on record beside support or accept", "r"),
    Choice("withdraw", "take back", "has no position any more", "w"),
)
_RESERVING = (
    Choice("support", "support", "with a reservation on record", "s"),
    Choice("accept", "accept", "with a reservation on record", "l"),
)
STATEMENTS = (
    Choice(StatementKind.RESERVATION, "reservation", key_press="r"),
    Choice(StatementKind.EXPLANATION, "explanation of position", key_press="e"),
    Choice(StatementKind.DISSOCIATION, "dissociation", key_press="d"),
)
"""What can be put on record beside a decision."""


class Speaking(RecordScreen[View, Answer]):
    """A screen on which something is selected that members speak about."""

    @property
    @abstractmethod
    def pointed(self) -> str:
        """The id of what is selected; empty for nothing."""

    async def action_say(self, stance: str) -> None:
        """Record the stance of whoever has the floor, or first ask for what is missing."""
        heard = await self._hear()
        if heard is None:
            return
        subject = heard.subject
        if not subject.code or subject.is_away or stance == Stance.OBJECT:
            self._ask_and_record(heard, stance)
        else:
            await self._record_stance(heard, Stance(stance))

    async def action_reserve(self) -> None:
        """Put a reservation of whoever has the floor on record."""
        heard = await self._hear()
        if heard is not None:
            self._ask_and_record(heard, "reservation")

    async def action_say_for_another(self) -> None:
        """Record what another member says: who, then what."""
        heard = await self._hear()
        if heard is not None:
            self._ask_and_record(heard, "", another=True)

    async def _hear(self) -> Saying | None:
        target = self.pointed
        if not target:
            self.desk_app.tell("nothing is selected to speak about", is_problem=True)
            return None
        return await self.glance(saying(target))

    @asks
    async def _ask_and_record(self, heard: Saying, what: str, another: bool = False) -> None:
        """Ask who, what, why and in which document, as far as that is missing; then record."""
        if another or not heard.subject.code:
            who = await self._ask_who(heard, another)
            if who is None:
                return
            heard = who
        code, name = heard.subject.code, heard.name
        if not what:
            picked = await self.app.push_screen_wait(PressKey(f"{code} on {name}", _STANCES))
            what = picked or ""
        if not what:
            return
        if what == "withdraw":
            await self._withdraw(heard)
        elif what == "reservation":
            await self._reserve(heard)
        else:
            await self._take(heard, Stance(what))

    async def _ask_who(self, heard: Saying, another: bool) -> Saying | None:
        voices = await self.ask(voices_view) or ()
        title = "Who speaks?" if another else "Nobody has the floor. Who speaks?"
        code = await self.app.push_screen_wait(
            Pick(title, [Choice(each.code, each.code, each.name) for each in voices])
        )
        return await self.glance(saying(heard.target, code)) if code else None

    async def _take(self, heard: Saying, stance: Stance) -> None:
        reason: str | None = ""
        if stance is Stance.OBJECT:
            reason = await self.app.push_screen_wait(
                AskText(
                    f"{heard.subject.code} objects to {heard.name}. Why?",
                    "In its own words. Enter alone records no reason.",
                    needed=False,
                )
            )
        document = await self._ask_document(heard) if reason is not None else None
        if reason is not None and document is not None:
            await self._record_stance(heard, stance, reason=reason, document=document)

    async def _ask_document(self, heard: Saying) -> str | None:
        """The written source of who is away; empty for who speaks, None to record nothing."""
        if not heard.subject.is_away:
            return ""
        code = heard.subject.code
        return await self.app.push_screen_wait(
            AskText(
                f"{code} is not at the meeting. In writing: which document?",
                "What a member that is away says needs a written source, such as a letter with"
                " its date. Had it the floor, note first that it is present.",
            )
        )

    async def _record_stance(
        self,
        heard: Saying,
        stance: Stance,
        *,
        reason: str = "",
        reservation: str = "",
        document: str = "",
    ) -> None:
        subject, target = heard.subject, f"handle:{heard.handle}"
        words = f"{subject.code}: {stance} on {heard.name}"
        if subject.is_observer:
            words += ", as an observer: counts nowhere"
        if reservation:
            words += ", with a reservation"
        if document:
            words += f", in writing: {document}"
        if subject.is_group:
            await self.record(
                words,
                lambda group: group.state_group_position(
                    subject.code, target, stance, reason, document
                ),
            )
            return
        await self.record(
            words,
            lambda group: group.take_position(
                subject.code,
                target,
                stance,
                reason=reason,
                reservation=reservation,
                source=Source.WRITTEN if document else Source.FLOOR,
                document=document,
            ),
        )

    async def _reserve(self, heard: Saying) -> None:
        if heard.is_decided:
            await self._state(heard)
            return
        code = heard.subject.code
        stance = heard.said
        if stance not in (Stance.SUPPORT, Stance.ACCEPT):
            picked = await self.app.push_screen_wait(
                PressKey(f"{code} on {heard.name}: with what?", _RESERVING)
            )
            stance = Stance(picked) if picked else None
        if stance is None:
            return
        words = await self.app.push_screen_wait(
            AskText(f"Reservation of {code} on {heard.name}", "In its words; it changes no count.")
        )
        document = await self._ask_document(heard) if words else None
        if words and document is not None:
            await self._record_stance(heard, stance, reservation=words, document=document)

    async def _state(self, heard: Saying) -> None:
        """Put a statement beside the decision on record; it changes no count."""
        code, name, target = heard.subject.code, heard.name, f"handle:{heard.handle}"
        picked = await self.app.push_screen_wait(
            PressKey(f"{name} is decided. {code} puts on record beside it", STATEMENTS)
        )
        if not picked:
            return
        kind = StatementKind(picked)
        words = await self.app.push_screen_wait(
            AskText(
                f"{kind} of {code} on {name}",
                "In its own words. Enter alone leaves it empty.",
                needed=False,
            )
        )
        if words is not None:
            await self.record(
                f"{code}: {kind} on {name}",
                lambda group: group.make_statement(target, code, kind, words),
            )

    async def _withdraw(self, heard: Saying) -> None:
        code, target = heard.subject.code, f"handle:{heard.handle}"
        await self.record(
            f"{code} takes its position on {heard.name} back",
            lambda group: group.withdraw_position(code, target),
        )
