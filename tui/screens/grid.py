"""The grid of positions on one text, group by group and member by member."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from consensus.model.counting import Standpoint
from consensus.model.meetings import Presence
from consensus.model.positions import Stance, StatedBy
from consensus.reports.matrix import GroupStanding, MemberStanding
from consensus.reports.words import STANCE_SIGNS, sign_of
from tui.keymap import GRID, bindings
from tui.screens.base import RecordScreen, opens_dialog
from tui.screens.dossier import DossierScreen
from tui.views.meeting import PRESENCE_WORDS
from tui.views.positions import GridView, grid_of, neighbour_of
from tui.views.text import Choice
from tui.widgets.frame import frame
from tui.widgets.rows import Cell, Column, Row, Rows, Tone
from tui.worker import Look

_TONES: dict[str, Tone] = {
    Stance.SUPPORT: "good",
    Stance.ACCEPT: "good",
    Stance.HOLD: "warning",
    Stance.DISAGREE: "warning",
    Stance.OBJECT: "bad",
}

_TITLES = {
    **{each: each.value for each in Standpoint},
    Standpoint.DISAGREE: "against",
    Standpoint.CONDITIONAL: "cond.",
    Standpoint.RECONFIRM: "reconf.",
    Standpoint.NONE: "none",
}

_FILTERS = (
    Choice("everybody", "everybody", key_press="e"),
    Choice("present", "who is present", key_press="p"),
    Choice("silent", "who has no position", key_press="n"),
    Choice("stale", "whose position is to be reconfirmed", key_press="f"),
    Choice("against", "who objects, reserves or is against", key_press="o"),
)


class GridScreen(RecordScreen[GridView, None]):
    """Shows the positions on one text: groups by stance, then every member."""

    CSS_PATH = "grid.tcss"
    BINDINGS = bindings(GRID)
    _view = GridView("")
    _filter = "everybody"

    def compose(self) -> ComposeResult:
        yield from frame("grid")
        with Vertical(id="grid"):
            yield Static("", id="grid-target", markup=False)
            yield Static("", id="grid-reasons", markup=False)
            columns = [Column("group"), Column("of", 3, True), Column("here", 4, True)]
            columns += [Column(title, len(title), True) for title in _TITLES.values()]
            yield Rows(columns, id="groups")
            yield Static("", id="grid-filter", markup=False)
            yield Rows(
                (
                    Column("member", 8),
                    Column("group", 6),
                    Column("", 6),
                    Column("position", 14),
                    Column("why, and where it was said"),
                ),
                id="standings",
                empty="nobody; f shows others",
            )

    def on_mount(self) -> None:
        self.query_one("#groups", Rows).can_focus = False
        self.query_one("#standings", Rows).focus()

    def look(self) -> Look[GridView]:
        return grid_of(self.host.target)

    def show(self, view: GridView) -> None:
        self._view = view
        if view.standings is None:
            self.show_line("#grid-target", self.nothing_yet())
            return
        standing = f"{sign_of(view.standing)} {view.standing}"
        self.show_line("#grid-target", f"{view.name}  {standing}   {view.beginning}")
        self.show_line("#grid-reasons", "; ".join(view.reasons))
        groups = self.query_one("#groups", Rows)
        groups.show([_group_row(each) for each in view.standings.groups])
        groups.styles.height = min(7, len(view.standings.groups) + 1)
        members = [each for each in view.standings.members if _is_wanted(each, view, self._filter)]
        words = next(each.name for each in _FILTERS if each.key == self._filter)
        count = f"{len(members)} of {len(view.standings.members)} members: {words}"
        self.show_line("#grid-filter", count)
        rows = self.query_one("#standings", Rows)
        rows.show([_member_row(each, view) for each in members])
        if self.host.member:
            rows.move_to_key(self.host.member)
            self.host.member = ""

    async def action_turn(self, by: int) -> None:
        """Goes to the text before or after this one."""
        found = await self.ask(neighbour_of(self._view.target, by))
        if found:
            self.host.target = found
            self.look_again()

    @opens_dialog
    async def action_filter(self) -> None:
        """Asks which members to show."""
        picked = await self.press_key("Which members?", _FILTERS)
        if picked:
            self._filter = picked
            self.show(self._view)

    @opens_dialog
    async def action_find(self) -> None:
        """Asks for a member by code or name, and goes to it."""
        code = await self.host.pick_member("Which member?")
        if code and not self.query_one("#standings", Rows).move_to_key(code):
            self._filter = "everybody"
            self.show(self._view)
            self.query_one("#standings", Rows).move_to_key(code)

    @opens_dialog
    async def action_stance(self, stance: str) -> None:
        """Records the selected member's stance, from the floor or, if absent, in writing."""
        code, target = self.query_one("#standings", Rows).key, self._view.target
        if not code or not target:
            return
        taken = Stance(stance)
        reason = ""
        if taken is Stance.OBJECT:
            given = await self.ask_text(
                f"Why does {code} object?", "Optional. Enter alone records no reason.", needed=False
            )
            if given is None:
                return
            reason = given
        document = await self._document(code)
        if document is None:
            return
        source = StatedBy.WRITTEN if document else StatedBy.FLOOR
        await self.record(
            f"{code}: {taken} on {self._view.name}",
            lambda group: group.take_position(
                code, target, taken, reason=reason, source=source, document=document
            ),
        )

    async def _document(self, code: str) -> str | None:
        """Returns the written source for an absent member; empty if present, None to cancel."""
        if self._view.standings is None:
            return None
        found = next(each for each in self._view.standings.members if each.member == code)
        if found.presence is not Presence.ABSENT:
            return ""
        return await self.ask_text(
            f"{code} is absent: where is it written?",
            "A letter, a message, a statement: what an absent member says needs a source.",
        )

    async def action_withdraw(self) -> None:
        """Records that the selected member withdraws its position."""
        code, target = self.query_one("#standings", Rows).key, self._view.target
        if code and target:
            await self.record(
                f"{code} takes its position on {self._view.name} back",
                lambda group: group.withdraw_position(code, target),
            )

    def action_dossier(self) -> None:
        """Shows everything about the text."""
        if self._view.target:
            self.app.push_screen(DossierScreen(self._view.target))


def _is_wanted(standing: MemberStanding, view: GridView, which: str) -> bool:
    position = standing.position
    proposed = position is None and standing.member in view.proposed
    if which == "present":
        return standing.presence in (Presence.IN_PERSON, Presence.REMOTE)
    if which == "silent":
        return position is None and not proposed
    if which == "stale":
        return proposed or (position is not None and position.is_stale)
    if which == "against":
        return position is not None and position.stance in _AGAINST
    return True


_AGAINST = (Stance.OBJECT, Stance.HOLD, Stance.DISAGREE)


def _group_row(group: GroupStanding) -> Row:
    here = "" if group.present is None else str(group.present)
    numbers = [
        Cell(str(count or ""), _TONES.get(each, "")) for each, count in group.classes.items()
    ]
    entitled = sum(group.classes.values())
    cells = [Cell(group.group or "no group", "strong"), Cell(str(entitled)), Cell(here)]
    return Row(group.group, *cells, *numbers)


def _member_row(standing: MemberStanding, view: GridView) -> Row:
    position = standing.position
    stance = Cell("no position", "faint")
    details = "; ".join(_details(standing))
    if position is None and standing.member in view.proposed:
        stance = Cell("~ part of it", "faint")
        details = "proposed or supported part of this text, to be reconfirmed"
    elif position is not None:
        stale = " to be reconfirmed" if position.is_stale else ""
        tone: Tone = "faint" if position.is_stale else _TONES.get(position.stance, "")
        stance = Cell(f"{STANCE_SIGNS[position.stance]} {position.stance}{stale}", tone)
    return Row(
        standing.member,
        Cell(standing.member, "strong"),
        Cell(standing.group),
        Cell(PRESENCE_WORDS[standing.presence] if standing.presence else "", "faint"),
        stance,
        Cell(details),
    )


def _details(standing: MemberStanding) -> Iterator[str]:
    position = standing.position
    if position is None:
        yield standing.name
        return
    if position.reason:
        yield position.reason
    if position.conditions:
        yield f"provided {', '.join(position.conditions)} is agreed, otherwise {position.otherwise}"
    if position.reservation:
        yield f"reservation: {position.reservation}"
    if position.by_sponsoring:
        yield "as a sponsor"
    elif position.via:
        yield f"via {position.via}"
    else:
        yield f"{position.source}{': ' + position.document if position.document else ''}"
