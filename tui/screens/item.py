"""One text with its points, who stands where on it and why: at the pace of the meeting."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import TypeVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from consensus.model.decisions import phrased
from consensus.model.positions import Stance
from consensus.reports.words import SIGNS, STANCE_SIGNS
from consensus.rules.verdict import Status
from tui.keymap import STEP, SUPPOSING, bindings, key_of
from tui.screens.points import COLUMNS, not_recorded, point_rows, row_now, wanted_by
from tui.screens.target_commands import (
    ConsultationsAndNotes,
    DecisionCommands,
    FloorLine,
    WhatIf,
)
from tui.views.item import (
    Decidable,
    ItemView,
    item_view,
    next_open,
    spans_of_points,
    undecided_beside,
)
from tui.views.merge import MergeChoices, MergeView, Place, spans_as_chosen
from tui.views.positions import the_room, who_and_why
from tui.views.text import Mark, Span
from tui.widgets.frame import frame
from tui.widgets.passage import Passage
from tui.widgets.rows import Cell, Column, Row, Rows, Tone, as_written
from tui.worker import Look

_TONES: dict[str, Tone] = {
    Status.READY: "good",
    Status.BLOCKED: "bad",
    Status.CONDITIONAL: "warning",
    Status.MERGED: "good",
    Status.AGREED: "good",
    Status.ADOPTED: "good",
}

_OUTLINE = (Column(width=7), Column(), Column(width=3, to_the_right=True))

_BRANCHES = ("", "└", "└─", "└──")

_SHOWINGS = ("all amendments", "as it stands", "as it would read, settled so far")
"""What the text shows, in the order of the key."""


class ItemScreen(
    FloorLine[ItemView | None, None],
    DecisionCommands[ItemView | None, None],
    ConsultationsAndNotes[ItemView | None, None],
    WhatIf[ItemView | None, None],
):
    """Shows one text after the other: its points, what is said of each, and where it stands."""

    CSS_PATH = "item.tcss"
    IS_QUICK = True
    BINDINGS = bindings((*STEP, *SUPPOSING))
    CHOOSES = "merge"
    _view: ItemView | None = None
    _going_to = ""
    _showing = 0
    _figures = False
    _targets: dict[str, str]  # the id of what each row stands for, by its key

    def __init__(self) -> None:
        super().__init__()
        self._targets = {}

    def compose(self) -> ComposeResult:
        yield from frame("step")
        about, figures = (key_of(self.app, f"step.{each}") for each in ("dossier", "figures"))
        with Container(id="panes"):
            yield _titled(Rows(_OUTLINE, id="outline", empty=""), "Draft", "↵ goes there")
            with Vertical(id="words"):
                with _titled(VerticalScroll(id="text-pane"), "", ""):
                    yield Passage(id="text")
                yield _titled(Rows(COLUMNS, id="targets", empty=" "), "Points", "↵ settle")
                with _titled(VerticalScroll(id="standing-pane"), "", f"{about}: all about it"):
                    yield Passage(id="stands")
            with Vertical(id="reasons"):
                with _titled(VerticalScroll(id="who-pane"), "Who, and why", f"{figures}: figures"):
                    yield Passage(id="who")
                with _titled(VerticalScroll(id="room-pane"), "The room", "4: positions"):
                    yield Passage(id="room")
        yield Static("", id="floor-line", markup=False)

    def on_mount(self) -> None:
        """Follows the target of all screens."""
        self.query_one("#targets", Rows).focus()
        self.watch(self.app, "target", self._follow, init=False)

    @property
    def pointed(self) -> str:
        """The id of the selection, even before it is shown."""
        key = self.query_one("#targets", Rows).key
        return self._going_to or self._targets.get(key, key)

    @property
    def matter(self) -> str:
        """The id of the text that is shown, even before it is."""
        return self._going_to or (self._view.matter if self._view else "")

    @property
    def known(self) -> Collection[str]:
        """The ids of the text and of what is proposed to it."""
        own = [each.id for each in self._view.decidables] if self._view else []
        return [self._going_to] if self._going_to else own

    @property
    def is_package(self) -> bool:
        """Whether a package is selected, which has no text of its own."""
        return self._view is not None and self.pointed in _packages(self._view)

    def look(self) -> Look[ItemView | None]:
        matter = self._view.matter if self._view else ""
        named = self.pointed or self.host.target
        return item_view(matter, named, self.has_class("-wide"))

    def show(self, view: ItemView | None) -> None:
        before, self._view = self._view, view
        self.set_class(view is None, "-nothing")
        if view is None:
            self.query_one("#text", Passage).show([Span(self.nothing_yet())])
            return
        going_to, self._going_to = self._going_to, ""
        rows = self.query_one("#targets", Rows)
        now = row_now(before.merge if before else None, view.merge)
        was, shown = self.pointed, self._rows(view)
        is_kept = now(rows.key) in self._targets or (before and was == view.matter)
        wanted = going_to or ("" if is_kept or self.news is not None else view.selected)
        key = next((key for key, each in self._targets.items() if each == wanted), "")
        rows.show(shown, key, now)
        self.show_state(not_recorded(self._choices(view.merge)) if view.merge else "")
        self._show_outline(view)
        self._show_selected()
        self.listen()

    def _rows(self, view: ItemView) -> list[Row]:
        """Returns the text itself, its points, and what else is to be decided on it."""
        matter = view.decidables[0]
        targets = {matter.id: matter.id}
        rows = [_row(matter, view)]
        merge = view.merge
        if merge is not None:
            signs = {each.handle: _sign(each) for each in view.decidables}
            for row in point_rows(merge, self._choices(merge), signs):
                targets[row.key] = merge.id_of(wanted_by(merge, Place.of(row.key)))
                rows.append(row)
        for before, each in pairwise(view.decidables):
            if each.id not in targets.values():
                # What is proposed to an amendment stands below it.
                above = [at for at, row in enumerate(rows, 1) if targets[row.key] == before.id]
                rows.insert(above[0] if each.depth > 1 and above else len(rows), _row(each, view))
                targets[each.id] = each.id
        self._targets = targets
        return rows

    def _choices(self, merge: MergeView) -> MergeChoices:
        begun = merge.combination, MergeChoices.begin(merge.waiting)
        combination, choices = self.host.unfinished.get(merge.target, begun)
        return choices.rebase(combination, merge.combination, merge.waiting)

    def _show_outline(self, view: ItemView) -> None:
        rows = self.query_one("#outline", Rows)
        rows.show(
            [
                Row(
                    each.id,
                    Cell(each.name, "strong"),
                    Cell(each.beginning, "" if each.id == view.matter else "faint"),
                    Cell(str(each.amendments or "")),
                )
                for each in view.outline
            ],
            view.matter if not rows.has_focus else "",
        )

    def on_resize(self) -> None:
        """Reads what there is room for, and shows as many lines of the reasons as fit."""
        self.call_after_refresh(self._show_selected)
        self.listen()
        if self._view is not None and self.has_class("-wide") != bool(self._view.outline):
            self.call_after_refresh(self.look_again)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Shows what another screen has selected meanwhile; the base class refreshes."""
        target = self.host.target
        if target and target != self.pointed:
            self._hold(target)

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Shows what is under the cursor; what members speak on stays."""
        event.stop()
        if event.rows.id == "outline":
            return
        self._show_selected()
        if self._view is not None and self.pointed != self._view.selected:
            self.look_again()
        else:
            self.listen()

    def action_point(self, by: int) -> None:
        """Goes to the next point of the text, or the one before."""
        rows = self.query_one("#targets", Rows)
        heads = [row.key for row in rows.rows if _is_head(row.key)]
        places = [row.key for row in rows.rows]
        here = rows.cursor
        beyond = [key for key in heads if (places.index(key) - here) * by > 0]
        if beyond:
            rows.move_to_key(beyond[0] if by > 0 else beyond[-1])

    def action_figures(self) -> None:
        """Shows how many are for and against, or hides it."""
        self._figures = not self._figures
        self._show_selected()

    async def action_next_open(self, backwards: bool) -> None:
        """Goes to the next open matter, or the one before."""
        self.host.tell(await self._go_to_open(backwards))

    async def go_on(self, decided: str) -> str:
        """Selects what comes after a decision: an amendment beside it, or the next matter."""
        view = self._view
        if view is not None and decided not in (view.matter, *_packages(view)):
            following = await self.glance(undecided_beside(decided))
            if following:
                self._go_to(following)
                return "on to the next undecided amendment, or the text"
        return await self._go_to_open(backwards=False)

    def action_show_otherwise(self) -> None:
        """Shows the text with all amendments, as it stands, or as it would read."""
        self._showing = (self._showing + 1) % len(_SHOWINGS)
        self._show_selected()

    def action_scroll_text(self, by: int) -> None:
        """Scrolls the text."""
        self.query_one("#text-pane").scroll_relative(y=3 * by, animate=False)

    async def _go_to_open(self, backwards: bool) -> str:
        matter = self._view.matter if self._view else ""
        found = await self.glance(next_open(matter, backwards))
        if found is None:
            return ""
        if not found.matter:
            self.look_again()
            return "nothing else is open"
        self._go_to(found.matter)
        if not found.again:
            return "on to the next open item"
        end, where = ("last", "before") if backwards else ("first", "after")
        return f"no open item stands {where} it; on to the {end} one"

    def _follow(self, target: str) -> None:
        if self.is_current and target and target != self.pointed:
            self._go_to(target)

    def _go_to(self, target: str) -> None:
        self._hold(target)
        self.host.target = target
        self.look_again()

    def _hold(self, target: str) -> None:
        self._going_to = target
        self.host.floor.speak_on(target)
        self._showing = 0

    def action_merge(self) -> None:
        """Settles the points of the selected text; opens the packages, or another text."""
        outline = self.query_one("#outline", Rows)
        if outline.has_focus and outline.key:
            self._go_to(outline.key)
            self.query_one("#targets", Rows).focus()
        elif self.is_package:
            self.host.open_screen("package")
        else:
            self.action_open("merge")

    def action_dossier(self) -> None:
        """Opens the dossier of the selection."""
        if self.pointed:
            self.host.open_screen("dossier", self.pointed)

    def action_open(self, screen: str) -> None:
        """Opens a screen about the selected text, such as the editor; tells where there is none."""
        if self._view is None and screen == "propose":
            self.host.action_first_item()
        elif not self.pointed:
            self.host.tell("nothing is selected; N and n go to what is open", is_problem=True)
        elif self.is_package:
            self.host.tell(
                "a package has no text of its own; go to one of the texts in it", is_problem=True
            )
        else:
            self.host.open_screen(screen, self.pointed)

    def _show_selected(self) -> None:
        view = self._view
        if view is None or self._going_to:
            return
        pointed = self.pointed
        found = next((each for each in view.decidables if each.id == pointed), None)
        if found is None:
            return
        self.host.target = found.id
        self._show_text(view, found)
        beside = view.beside if view.selected == found.id else ()
        self._title("#who-pane", f"{found.name}: who, and why")
        self.query_one("#who", Passage).show(
            [
                *(self._changes(view, found)),
                *who_and_why(view.said, (found.handle,)),
                *_verdict(found, (*found.why, *self._awaits(found), *beside), self._figures),
            ]
        )
        self.query_one("#who-pane").scroll_home(animate=False)
        self._title("#standing-pane", f"Where {view.name} stands")
        matter = view.decidables[0]
        self.query_one("#stands", Passage).show(
            _verdict(matter, (*matter.why, *self._awaits(matter)), self._figures)
        )
        self._title("#room-pane", f"The room on {view.room.label or view.room.target}")
        self.query_one("#room", Passage).show(the_room(view.room))

    def _awaits(self, found: Decidable) -> Iterator[str]:
        if found.is_awaiting:
            yield f"{key_of(self.app, 'gavel.pending')}: the confirmation has come"

    def _title(self, pane: str, words: str) -> None:
        self.query_one(pane).border_title = as_written(words)

    def _changes(self, view: ItemView, found: Decidable) -> Iterator[Span]:
        if found.id != view.matter and not self.has_class("-narrow"):
            yield from found.spans
            yield Span("\n\n")

    def _show_text(self, view: ItemView, found: Decidable) -> None:
        merge, place = view.merge, Place.of(self.query_one("#targets", Rows).key)
        self._title("#text-pane", _head(view))
        key, showing = key_of(self.app, "step.preview"), _SHOWINGS[self._showing]
        self.query_one("#text-pane").border_subtitle = as_written(f"{key}: {showing}")
        is_change = found.id != view.matter and self.has_class("-narrow")
        if self._showing == 0 and is_change:
            self._title("#text-pane", f"{view.name}  {found.handle}, {found.what}")
            spans = found.spans
        elif merge is None or self._showing == 1:
            spans = view.text
        elif self._showing == 2:
            spans = spans_as_chosen(merge, self._choices(merge), place.conflict)
        else:
            spans = spans_of_points(merge, place if place.kind else None)
        self.query_one("#text", Passage).show(spans)


_Pane = TypeVar("_Pane", bound=Widget)


def _titled(widget: _Pane, title: str, subtitle: str) -> _Pane:
    widget.add_class("pane")
    widget.border_title, widget.border_subtitle = as_written(title), as_written(subtitle)
    return widget


def _is_head(key: str) -> bool:
    return Place.of(key).kind in ("conflict", "change", "bracket", "question") and not (
        Place.of(key).option or Place.of(key).handle
    )


def _packages(view: ItemView) -> tuple[str, ...]:
    return tuple(each.id for each in view.decidables if each.is_package)


def _head(view: ItemView) -> str:
    matter = view.decidables[0]
    place = f"{view.place} of {view.total}" if view.place else "no longer taken up"
    return f"{view.name}  {SIGNS[matter.status]} {matter.status}  {view.kind}, {place}"


def _verdict(found: Decidable, why: tuple[str, ...], figures: bool) -> list[Span]:
    """Returns where something stands, with the reasons and what would change it."""
    counts = f"{found.counts} " if figures else ""
    return [
        Span(f"{SIGNS[found.status]} {found.name} is {phrased(found.status)}. ", Mark.HEADING),
        Span(counts),
        *(Span(f"\n- {each}") for each in why),
    ]


def _sign(each: Decidable) -> Cell:
    return Cell(SIGNS[each.status], _TONES.get(each.status, ""))


def _row(each: Decidable, view: ItemView) -> Row:
    """Returns the row of a text itself, or of what is proposed beside its points."""
    codes = {Stance.OBJECT: each.objecting, Stance.HOLD: each.holding}
    in_way = " ".join(f"{STANCE_SIGNS[how]} {' '.join(of)}" for how, of in codes.items() if of)
    is_matter = each.id == view.matter
    name = each.name if is_matter else f"{_BRANCHES[min(each.depth, 3)]}{each.name}"
    beside = (Cell(""), Cell(in_way, "bad" if each.objecting else "warning"))
    return Row(
        each.id,
        _sign(each),
        Cell(f"{name}  {each.what}", "strong" if is_matter else ""),
        *(() if is_matter or not in_way else beside),
    )
