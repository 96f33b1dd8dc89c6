"""The positions on one text: groups as signs, and below them what each member said."""

from __future__ import annotations

from collections.abc import Iterator

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from consensus.model.counting import Standpoint
from consensus.model.meetings import Presence
from consensus.model.positions import Stance
from consensus.reports.matrix import NO_GROUP, MemberStanding
from consensus.reports.words import SAYS_OF, STANCE_SIGNS, sign_of
from tui.keymap import GRID, STANCES_OF_MEMBER, bindings, key_of
from tui.screens.base import RecordScreen, opens_dialog
from tui.screens.dossier import DossierScreen
from tui.views.meeting import PRESENCE_SIGNS
from tui.views.positions import (
    WEIGHTS,
    GridView,
    Saying,
    grid_of,
    neighbour_of,
    saying_view,
    stance_act,
)
from tui.views.text import Choice, Mark, Span
from tui.widgets.frame import frame, key_line
from tui.widgets.passage import Passage
from tui.widgets.rows import Cell, Column, Row, Rows, Tone, as_written
from tui.worker import Look

_SIGNS: dict[str, str] = {
    **{each.value: sign for each, sign in STANCE_SIGNS.items()},
    Standpoint.CONDITIONAL: "◇",
    Standpoint.RECONFIRM: "⟳",
    Standpoint.NONE: "·",
}
_TONES: dict[str, Tone] = {
    Standpoint.SUPPORT: "good",
    Standpoint.ACCEPT: "good",
    Standpoint.HOLD: "warning",
    Standpoint.DISAGREE: "warning",
    Standpoint.OBJECT: "bad",
    Standpoint.CONDITIONAL: "warning",
    Standpoint.RECONFIRM: "faint",
    Standpoint.NONE: "faint",
}
_STYLES = {"good": "$text-success", "warning": "$text-warning", "bad": "$text-error"}
_MOST_SIGNS = 30
"""So many signs of a group stand side by side; the silent of a larger one are cut short."""

_BESIDE = 84
"""So many columns of a wide screen are for the items around the text."""

_SAID = Choice("said", "who said something", key_press="s")
_FILTERS = (
    _SAID,
    Choice("everybody", "everybody", key_press="e"),
    Choice("present", "who is present", key_press="p"),
    Choice("silent", "who has no position", key_press="n"),
    Choice("stale", "whose position is to be reconfirmed", key_press="f"),
    Choice("against", "who objects, reserves or is against", key_press="o"),
)
_AGAINST = (Standpoint.OBJECT, Standpoint.HOLD, Standpoint.DISAGREE)
_COLUMNS = (
    Column(width=1),
    Column("member", 6),
    Column("group", 5),
    Column("position", 13),
    Column("why"),
    Column("when, where", 18),
)


class GridScreen(RecordScreen[GridView, None]):
    """Shows the positions on one text: groups by stance, then who said something."""

    CSS_PATH = "grid.tcss"
    BINDINGS = bindings(GRID)
    CHOOSES = "reasons"
    IS_QUICK = True
    _view = GridView("")
    _filter = _SAID.key
    # whose stance is about to be recorded, and what is asked for before that
    _asked: tuple[Saying, Stance, list[str]] | None = None
    _answers: dict[str, str]

    def compose(self) -> ComposeResult:
        yield from frame("grid")
        with Horizontal(id="grid-top"):
            with Vertical(id="grid-groups", classes="pane"):
                yield Static("", id="groups", markup=False)
                yield Static("", id="grid-reasons", markup=False)
            with VerticalScroll(id="grid-text", classes="pane", can_focus=False):
                yield Passage(id="grid-words")
        with Vertical(id="grid-members", classes="pane"):
            yield Rows(_COLUMNS, id="standings")
        with Horizontal(id="grid-line"):
            yield Static("", id="who", markup=False)
            yield Static("", id="line-keys", markup=False)
            yield Input(id="field", compact=True)

    def on_mount(self) -> None:
        self.query_one("#grid-text").border_title = "The text"
        self.query_one("#grid-members").border_subtitle = "what is to be talked about first"
        self._rows.focus()

    def on_resize(self, event: events.Resize) -> None:
        """Reads what stands beside the positions where there is room for it."""
        if self.has_class("-wide") != bool(self._view.beside):
            self.look_again()

    @property
    def _rows(self) -> Rows:
        return self.query_one("#standings", Rows)

    def look(self) -> Look[GridView]:
        target = self.host.floor.of(self.host.target)
        return grid_of(target, _BESIDE if self.has_class("-wide") else 0)

    def show(self, view: GridView) -> None:
        self._view = view
        there = view.standings
        groups, members = (self.query_one(f"#grid-{each}") for each in ("groups", "members"))
        if there is None:
            groups.border_title = "Positions"
            self.query_one("#groups", Static).update(self.nothing_yet())
            return
        standing = f"{sign_of(view.standing)} {view.standing}"
        counted = f"{view.in_favour} of {view.eligible} in favour"
        title = f"{view.name}  {standing}: {counted}   {view.beginning}"
        groups.border_title = as_written(title)
        self.query_one("#groups", Static).update(self._groups())
        self.show_line("#grid-reasons", "; ".join(view.reasons))
        self.query_one("#grid-words", Passage).show(view.text)
        listed = view.by_weight
        silent = sum(map(view.is_silent, listed))
        if self.host.member:
            found = [each for each in listed if each.member == self.host.member]
            if found and not self._is_wanted(found[0]):
                self._filter = "everybody"
        wanted = [each for each in listed if self._is_wanted(each)]
        shown = next(each.name for each in _FILTERS if each.key == self._filter)
        if self._filter == _SAID.key:
            shown = f"{shown}; {silent} have no position"
        members.border_title = as_written(f"{len(wanted)} of {len(listed)} members: {shown}")
        rows = self._rows
        others = f"nobody yet: {key_of(self.app, 'grid.filter')} shows others"
        rows.empty = (
            f"{others}, {self.bring_in('positions')}" if listed else self.bring_in("members")
        )
        titles = [f"▸{each.label}" if each.is_shown else each.label for each in view.beside]
        around = [Column(each, len(each)) for each in titles]
        rows.set_columns((*_COLUMNS, *around))
        rows.show([self._row(each) for each in wanted], self.host.member)
        self.host.member = ""
        self._show_line()

    def _groups(self) -> Content:
        """Returns a line for each group: a sign for each member, and figures."""
        there = self._view.standings
        groups = there.groups if there else ()
        wide = min(_MOST_SIGNS, max((each.entitled for each in groups), default=0))
        lines = []
        for group in groups:
            parts: list[tuple[str, str]] = [(f"{group.group or NO_GROUP:<5}", "bold")]
            left = wide
            for each in WEIGHTS:
                number = group.classes[each]
                shown = number if each is not Standpoint.NONE else max(0, min(number, left))
                left -= shown
                parts.append((_SIGNS[each] * shown, _STYLES.get(_TONES.get(each, ""), "$dim")))
            parts.append((" " * max(0, left), ""))
            parts.append((f"  {group.supportive:>3} of {group.entitled}", ""))
            if against := group.classes[Standpoint.OBJECT]:
                parts.append((f"  {against} object{'s' * (against == 1)}", "$text-error"))
            lines.append(Content.assemble(*parts))
        return Content("\n").join(lines)

    def _is_wanted(self, standing: MemberStanding) -> bool:
        found = self._view.classes.get(standing.member)
        silent = self._view.is_silent(standing)
        return {
            _SAID.key: not silent,
            "everybody": True,
            "present": standing.presence in (Presence.IN_PERSON, Presence.REMOTE),
            "silent": silent,
            "stale": found is Standpoint.RECONFIRM,
            "against": found in _AGAINST,
        }[self._filter]

    def _row(self, standing: MemberStanding) -> Row:
        said = self._view.classes.get(standing.member)
        position = standing.position
        tone = _TONES.get(said or "", "")
        why, where = "", ""
        if position is not None:
            why = "; ".join(_details(standing))
            where = f"{position.happened:%-d %b}, {position.via or position.source}"
        elif said is Standpoint.RECONFIRM:
            why = "proposed or supported part of it"
        around = (each.said.get(standing.member) for each in self._view.beside)
        return Row(
            standing.member,
            Cell(PRESENCE_SIGNS[standing.presence] if standing.presence else "", "faint"),
            Cell(standing.member, "strong"),
            Cell(standing.group),
            Cell(_stance(standing, said), tone),
            Cell(why or (standing.name if self._view.is_silent(standing) else "")),
            Cell(where, "faint"),
            *(
                Cell(STANCE_SIGNS[each], _TONES.get(each, "")) if each else Cell("·")
                for each in around
            ),
        )

    def _show_line(self) -> None:
        """Says whose stance on what is recorded by which keys, or what is asked for before that."""
        code = self._asked[0].subject.code if self._asked else self._rows.key
        self.query_one("#grid-line").set_class(bool(self._asked), "-asks")
        if self._asked is not None:
            _, stance, fields = self._asked
            words = _QUESTIONS[fields[0]].format(code=code, stance=stance)
            self.show_line("#who", f" {words} ")
            return
        self.show_line("#who", f" {code} on {self._view.name}: " if code else "")
        keys = key_line(self.app, STANCES_OF_MEMBER) if code else ""
        self.query_one("#line-keys", Static).update(keys)

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Shows whose stance would be recorded."""
        self._leave_field()

    async def action_turn(self, by: int) -> None:
        """Goes to the text before or after this one."""
        found = await self.glance(neighbour_of(self._view.target, by))
        if found:
            self.host.turn_to(found)
            self._leave_field()
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
        if code:
            self.host.member = code
            self.show(self._view)

    @opens_dialog
    async def action_reasons(self) -> None:
        """Shows all that the selected member said of the text."""
        code, view = self._rows.key, self._view
        found = [each for each in view.by_weight if each.member == code]
        if not found:
            return
        (standing,) = found
        said = [Span(f"{standing.name}: {_stance(standing, view.classes.get(code))}\n")]
        said += [Span(f"{each}\n") for each in _details(standing)]
        if position := standing.position:
            where = f"via {position.via}" if position.via else str(position.source)
            where += f", {position.document}" * bool(position.document)
            said.append(Span(f"{position.happened:%-d %B %Y}, {where}", Mark.FAINT))
        await self.confirm(f"{code} on {view.name}", said, "", "back")

    async def action_stance(self, stance: str) -> None:
        """Records the selected member's stance, from the floor or, if absent, in writing."""
        code, there = self._rows.key, self._view.standings
        if not code or there is None or self.host.refuses_in_the_past(f"{code}: {stance}"):
            return
        found = next(each for each in there.members if each.member == code)
        fields = ["reason"] if stance == Stance.OBJECT else []
        fields += ["document"] if found.presence is Presence.ABSENT else []
        self._answers = {}
        heard = await self.host.glance(saying_view(self._view.target, code))
        if heard is not None:
            self._asked = (heard, Stance(stance), fields)
            await self._go_on()

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Takes an answer, and asks for the next or records the stance."""
        event.stop()
        if self._asked is None:
            return
        fields = self._asked[2]
        if fields[0] == "document" and not event.value.strip():
            event.input.placeholder = "an answer is needed here"
            return
        self._answers[fields.pop(0)] = event.value.strip()
        await self._go_on()

    async def _go_on(self) -> None:
        assert self._asked is not None
        heard, stance, fields = self._asked
        if fields:
            self._show_line()
            field = self.query_one("#field", Input)
            field.value, field.placeholder = "", _PLACEHOLDERS[fields[0]]
            field.focus()
            return
        said = self._answers
        reason, document = said.get("reason", ""), said.get("document", "")
        self._leave_field()
        act = stance_act(heard, stance, reason, "", document)
        await self.record(
            f"{heard.subject.code} {SAYS_OF[stance].format(heard.name)}", act, typed=reason
        )

    def _leave_field(self) -> None:
        self._asked = None
        self._show_line()
        if not self._rows.has_focus:
            self._rows.focus()

    async def action_leave_field(self) -> None:
        """Leaves what is asked for; without that, as Esc does elsewhere."""
        if self._asked is None:
            await self.app.run_action("leave")
        self._leave_field()

    async def action_withdraw(self) -> None:
        """Records that the selected member withdraws its position."""
        code, target = self._rows.key, self._view.target
        if code and target:
            await self.record(
                f"{code} takes its position on {self._view.name} back",
                lambda group: group.withdraw_position(code, target),
            )

    def action_dossier(self) -> None:
        """Shows everything about the text."""
        if self._view.target:
            self.app.push_screen(DossierScreen(self._view.target))


_QUESTIONS = {
    "reason": "Why does {code} object?",
    "document": "{code} is absent; where is “{stance}” written?",
}
_PLACEHOLDERS = {
    "reason": "optional: Enter alone records no reason",
    "document": "a letter, a message, a statement: it needs a source",
}


def _stance(standing: MemberStanding, said: Standpoint | None) -> str:
    position = standing.position
    if position is None:
        return f"{_SIGNS[said]} {said}" if said else ""
    sign = STANCE_SIGNS[position.stance]
    if said is Standpoint.CONDITIONAL:
        return f"{sign} if {', '.join(position.conditions)}"
    if position.is_stale:
        return f"{_SIGNS[Standpoint.RECONFIRM]} reconfirm"
    return f"{sign} {'proposes' if position.by_sponsoring else position.stance}"


def _details(standing: MemberStanding) -> Iterator[str]:
    position = standing.position
    if position is None:
        return
    if position.reason:
        yield position.reason
    if position.conditions:
        yield f"provided {', '.join(position.conditions)} is agreed, otherwise {position.otherwise}"
    if position.is_stale:
        yield f"{position.stance} on an earlier text"
    if position.reservation:
        yield f"reservation: {position.reservation}"
