"""The gavel: shows the present state, asks what the chair declared, and why where needed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from attrs import frozen
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, Static

from consensus.model.decisions import Outcome, StatementKind
from consensus.reports.audience import marked
from consensus.reports.words import SIGNS, join_names
from tui.keymap import GAVEL, KEYS_OF_OUTCOMES, KEYS_OF_WAYS, bindings, key_of
from tui.screens.dialogs import Question
from tui.views.item import GavelView
from tui.views.text import Mark, Span, codes_in
from tui.widgets.passage import Passage
from tui.widgets.rows import Cell, Column, Row, Rows, as_written

_MEANING = {
    Outcome.AGREED: "later amendments and objections request reopening",
    Outcome.AGREED_AD_REF: "agreed, subject to confirmation by capitals",
    Outcome.ADOPTED: "the last word on it",
    Outcome.DEFERRED: "taken up again later; says why, and when",
    Outcome.WITHDRAWN: "taken back by whoever proposed it",
    Outcome.REJECTED: "not agreed, and closed",
    Outcome.NO_CONSENSUS: "the text remains as it is; says what was tried",
    Outcome.REOPENED: "undecided again",
}
_WAYS: dict[str, str] = {
    StatementKind.RESERVATION: "joins with a reservation, in its own words: agreed",
    StatementKind.DISSOCIATION: "dissociates itself, in its own words: agreed",
    "in brackets": "the text goes in square brackets and stays open",
}
_KEYS: dict[str, str] = {**KEYS_OF_OUTCOMES, **KEYS_OF_WAYS}
_MOST_NAMED, _MOST_ABSENT = 12, 24
"""So many members are named who are present, and who are absent before the reasons."""
_FIELDS = ("whose", "words", "pending", "tried", "level", "reason", "due")
_TAKES_REASON = frozenset({Outcome.DEFERRED, Outcome.WITHDRAWN, Outcome.REJECTED, Outcome.REOPENED})


@frozen
class Declared:
    """The outcome that the chair declared."""

    outcome: Outcome
    reason: str = ""  # why; may be empty
    due: date | None = None  # for a deferral, the day it is listed again
    pending: tuple[str, ...] = ()  # the codes of members whose word it awaits
    way: str = ""  # the way past the objection of a member, if it is not the chair's ruling
    aside: tuple[str, ...] = ()  # the codes of members that do not stand in the way any more
    words: str = ""  # what these put on record
    tried: str = ""  # what was tried, where there was no consensus
    level: str = ""  # the level of agreement; empty for none


_WIDTH, _AROUND = 70, 6
"""The width of the dialog, and its lines but for the state, the outcomes and the fields."""


class GavelScreen(Question[Declared | None]):
    """Shows the present state, and asks what the chair declared; None when nothing was.

    It asks whose word the agreement awaits where that is `pending`.
    """

    CSS_PATH = "gavel.tcss"
    BINDINGS = bindings(GAVEL)

    def __init__(
        self, view: GavelView, outcome: Outcome | None = None, pending: bool = False
    ) -> None:
        super().__init__()
        self._view = view
        self._first = outcome
        self._pending = pending

    def compose(self) -> ComposeResult:
        """Lays out the dialog: the present state first."""
        with Vertical(id="gavel"):
            yield Static(as_written(f"Decision: {self._view.name}"), id="gavel-title")
            with VerticalScroll(id="standing", can_focus=False):
                yield Passage(id="verdict")
            yield Rows((Column(width=1), Column(width=13), Column()), id="outcomes")
            yield Passage(id="warning")
            yield from _line("who", f"of {join_names(self._view.over)}", "whose")
            yield from _line("its words", "", "words")
            yield from _line(
                "awaiting", f"codes, such as: {' '.join([*self._view.codes][:2])}", "pending"
            )
            yield from _line("tried", "such as: three meetings, a consultation", "tried")
            levels = (f"{number} {each}" for number, each in enumerate(self._view.levels, 1))
            yield from _line("level", ", ".join(levels), "level")
            yield from _line("why", "", "reason")
            yield from _line("again on", "year-month-day, or nothing", "due")
            yield Static("", id="problem", markup=False)
            yield Static("", id="keys", markup=False)

    def on_mount(self) -> None:
        """Shows the present state and what can be declared."""
        self.query_one("#verdict", Passage).show(list(self._standing()))
        rows = self.query_one("#outcomes", Rows)
        said: dict[str, str] = {each: _MEANING[each] for each in self._view.outcomes}
        said |= {each: _WAYS[each] for each in self._ways}
        if self._view.ruled:
            ruled = [each for each in self._view.outcomes if each.closes]
            meant = {each: _MEANING[each].removeprefix("agreed, ") for each in ruled}
            said |= {each: f"the Chair’s ruling, {meaning}" for each, meaning in meant.items()}
            if Outcome.AGREED in ruled:
                said[Outcome.AGREED] = "the Chair’s ruling over the objection, with a reason"
        if Outcome.AGREED_AD_REF in said and Outcome.AGREED not in said:
            said[Outcome.AGREED_AD_REF] = "agreed by the informals, and taken to the committee"
        rows.styles.height = max(1, len(said))
        rows.show(
            [
                Row(each, Cell(_KEYS[each], "accent"), Cell(each), Cell(meaning))
                for each, meaning in said.items()
            ],
            self._first or (Outcome.REOPENED if self._is_decided else ""),
        )
        self._show_fields()
        if self._first is Outcome.DEFERRED:
            self.query_one("#reason").focus()
        elif self._pending:
            self.query_one("#pending").focus()
        else:
            rows.focus()

    @property
    def _is_decided(self) -> bool:
        """Whether it is closed, so that it is reopened before anything else."""
        found = self._view.outcomes
        return Outcome.REOPENED in found and not any(each.closes for each in found)

    @property
    def _ways(self) -> list[str]:
        view = self._view
        if not view.over or view.opposing or not any(e.closes for e in view.outcomes):
            return []
        in_brackets = view.in_brackets and view.ruled
        return [
            StatementKind.RESERVATION,
            StatementKind.DISSOCIATION,
            *(["in brackets"] if in_brackets else []),
        ]

    @property
    def _way(self) -> str:
        key = self.query_one("#outcomes", Rows).key
        return key if key in self._ways else ""

    @property
    def _outcome(self) -> Outcome | None:
        key = self.query_one("#outcomes", Rows).key
        return Outcome.AGREED if self._way else Outcome(key) if key else None

    def on_resize(self) -> None:
        """Leaves room for the keys."""
        self._show_fields()

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Shows the inputs that the outcome under the cursor needs."""
        event.stop()
        self._say("")
        self._show_fields()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Drops what was wrong with an answer, and says whom a reason names: others read it."""
        event.stop()
        typed = event.value if event.input.id == "reason" else ""
        words, members = re.findall(r"\w+", typed), self._view.codes.items()
        named = [code for code, name in members if code in words or (name and name in typed)]
        who = join_names(named)
        self._say(f"! members will read this as you write it: it names {who}" if named else "")

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Declares the outcome under the cursor, or asks for what it needs."""
        event.stop()
        self.action_agree()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Declares, or focuses the next missing input."""
        event.stop()
        self._go_on(event.input.id or "")

    def on_key(self, event: events.Key) -> None:
        """Chooses the outcome whose key was pressed, unless an input has the focus."""
        if isinstance(self.focused, Input):
            return
        for each in (*self._view.outcomes, *self._ways):
            if _KEYS[each] == event.key:
                event.stop()
                self.query_one("#outcomes", Rows).move_to_key(each)
                self._show_fields()
                for asked in filter(self._asks_for, _FIELDS):
                    self.query_one(f"#{asked}").focus()
                    break

    def on_descendant_focus(self) -> None:
        """Shows whether a letter chooses an outcome, or goes into an input."""
        self._show_fields()

    def action_agree(self) -> None:
        """Declares the outcome under the cursor, or asks for what it needs."""
        self._go_on("")

    def action_await(self) -> None:
        """Asks whose confirmation an agreement awaits."""
        rows = self.query_one("#outcomes", Rows)
        agreed = [each for each in self._view.outcomes if each.closes]
        if agreed and (self._outcome is None or not self._outcome.closes):
            rows.move_to_key(agreed[0])
        if agreed:
            self._pending = True
            self._show_fields()
            self.query_one("#pending").focus()

    def action_move(self, by: int) -> None:
        """Chooses another outcome."""
        self.query_one("#outcomes", Rows).action_move(by)

    def action_scroll(self, by: int) -> None:
        """Scrolls the present state, such as who is present."""
        self.query_one("#standing", VerticalScroll).scroll_relative(y=4 * by, animate=False)

    def _go_on(self, field: str) -> None:
        asked = [each for each in _FIELDS if self._asks_for(each)]
        later = asked[asked.index(field) + 1 :] if field in asked else asked
        problem = self._problem(field)
        if problem:
            self._say(problem)
        elif later:
            needed = "an answer is needed here" if self._needs(later[0]) else ""
            self._say(needed)
            self._show_fields()
            self.query_one(f"#{later[0]}").focus()
        elif self._outcome is not None:
            self.dismiss(
                Declared(
                    self._outcome,
                    reason=self._answer("reason"),
                    due=_day(self._answer("due")),
                    pending=self._codes("pending"),
                    way=self._way,
                    aside=self._aside,
                    words=self._answer("words"),
                    tried=self._answer("tried"),
                    level=self._level(),
                )
            )

    def _say(self, problem: str) -> None:
        line = self.query_one("#problem", Static)
        line.update(as_written(problem))
        line.display = bool(problem)

    def _asks_for(self, field: str) -> bool:
        outcome = self._outcome
        if outcome is None or self._way == "in brackets":
            return False
        if field in ("whose", "words"):
            return bool(self._way) and (field == "words" or len(self._view.over) > 1)
        if field == "pending":
            return self._pending and outcome.closes
        if field == "due":
            return outcome is Outcome.DEFERRED
        if field == "tried":
            return outcome is Outcome.NO_CONSENSUS
        if field == "level":
            return bool(self._view.levels) and (outcome.closes or outcome is Outcome.NO_CONSENSUS)
        return outcome in _TAKES_REASON or self._is_over_somebody

    def _needs(self, field: str) -> bool:
        outcome = self._outcome
        if outcome is None or field in ("due", "level"):
            return False
        if field == "reason":
            return outcome is Outcome.DEFERRED or (outcome.closes and self._is_over_somebody)
        return True

    @property
    def _aside(self) -> tuple[str, ...]:
        """The codes of members that do not stand in the way, as far as they are named."""
        only = self._view.over if len(self._view.over) == 1 else self._codes("whose")
        return only if self._asks_for("words") else ()

    @property
    def _is_over_somebody(self) -> bool:
        view = self._view
        stands = bool(set(view.over).difference(self._aside))
        return bool(view.opposing) or (stands and bool(view.ruled or view.unmet))

    def _problem(self, field: str) -> str:
        answer = self._answer(field)
        if field and not answer:
            return "an answer is needed here" if self._needs(field) else ""
        if field == "due" and _day(answer) is None:
            return f"{answer} is no day; write it as in 2026-05-31"
        if field == "level" and not self._level():
            return f"{answer} is no level; give its number or name"
        if field in ("pending", "whose"):
            known = self._view.codes if field == "pending" else self._view.over
            if unknown := [each for each in self._codes(field) if each not in known]:
                wrong = "no member has the code" if field == "pending" else "no objection is of"
                return f"{wrong} {', '.join(unknown)}"
        return ""

    def _answer(self, field: str) -> str:
        if not field or not self._asks_for(field):
            return ""
        return self.query_one(f"#{field}", Input).value.strip()

    def _level(self) -> str:
        """The level that was given by its number or name; empty for none, or no such level."""
        answer, levels = self._answer("level"), self._view.levels
        found = dict(zip(map(str, range(1, len(levels) + 1)), levels, strict=True))
        return found.get(answer, answer if answer in levels else "")

    def _codes(self, field: str) -> tuple[str, ...]:
        return codes_in(self._answer(field), self._view.codes)

    def _show_fields(self) -> None:
        for field in _FIELDS:
            self.query_one(f"#{field}-line").display = self._asks_for(field)
        outcome = self._outcome
        warning = self.query_one("#warning", Passage)
        closes = outcome is not None and outcome.closes
        held = [e for e in self._view.holding if e not in self._codes("pending")]
        over = self._view.over or self._view.opposing or self._view.unmet or held
        warning.display = closes and self._way != "in brackets" and bool(over)
        if self._view.opposing:
            who = self._named(self._view.opposing)
            words = f"Words are merged over {who}. This needs a reason, and is marked so."
        elif self._view.over:
            who = self._named(self._view.over)
            objects = "objects" if len(self._view.over) == 1 else "object"
            still = f"{who} still {objects}."
            if self._view.unconfirmed.issuperset(self._view.over):
                objects = "objected to words that have changed since"
                still = f"{who} {objects}, and has not said whether it still does."
            words = f"{who} {objects}, as the rule allows; the decision will say so."
            if self._view.ruled or self._view.unmet:
                words = f"{still} Over this it needs a reason, and is marked so."
            if self._way:
                aside = self._aside
                stand, its = ("stand", "their") if len(aside) > 1 else ("stands", "its")
                who = ", ".join(aside) or "who is named"
                words = f"{who} no longer {stand} in the way; give {its} words."
                if self._is_over_somebody and aside:
                    words += " Over the others it needs a reason."
        else:
            words = f"{self._view.unmet}; the decision will say so." if self._view.unmet else ""
        if held:
            reserve = "reserves its position" if len(held) == 1 else "reserve their positions"
            words = words.replace("; the decision will say so.", ";")
            words += f" {self._named(held)} {reserve}; the decision will say so."
        warning.show([Span(f"! {words.strip()}", Mark.SIGN)])
        # What stands above scrolls, so that the keys are in sight.
        asked = sum(map(self._asks_for, _FIELDS)) + len(words) // _WIDTH
        standing = self.query_one("#standing")
        rows = len(self._view.outcomes) + len(self._ways)
        standing.styles.max_height = max(1, self.size.height - rows - asked - _AROUND)
        pending = ", pending" if self._asks_for("pending") else ""
        does = f"Enter: {self._way or outcome}{pending}" if outcome else "nothing can be declared"
        keys = "↑↓" if isinstance(self.focused, Input) else "↑↓ or its letter"
        choose = f"   {keys}: another" if len(self._view.outcomes) > 1 else ""
        if closes and not self._pending and keys != "↑↓":
            choose = f"   {key_of(self.app, 'gavel.await')}: pending{choose}"
        self.query_one("#keys", Static).update(f"{does}{choose}   Esc: leave it")

    def _named(self, codes: Sequence[str]) -> str:
        return ", ".join(marked(each, self._view.notes) for each in codes)

    def _standing(self) -> list[Span]:
        view = self._view
        spans = [Span(f"{SIGNS[view.status]} {view.status}", Mark.STRONG), Span(f"  {view.counts}")]
        for name, words in view.parts:
            spans += [Span(f"\n{name}  ", Mark.NAME), Span(words)]
        absent = f"{len(view.absent)} absent"
        if view.meeting:
            named = 0 < len(view.absent) <= _MOST_ABSENT
            there = f"{_counted(view.present, 'present')}; {absent}"
            spans.append(Span(f"\n{there}{_named(view.absent) * named}", Mark.FAINT))
        else:
            spans.append(
                Span("\nNo meeting is open, so no member is recorded as present.", Mark.FAINT)
            )
        declared = view.declares.get(Outcome.AGREED, Outcome.AGREED)
        if declared != Outcome.AGREED and Outcome.AGREED in view.outcomes:
            spans.append(Span(f"\nIf agreed: {declared}."))
        spans += [Span(f"\n! {each}", Mark.SIGN) for each in view.waiting]
        spans += [Span(f"\n- {each}") for each in view.why]
        if view.no_objection_heard:
            spans.append(
                Span("\nNo member has a position. If agreed, “no objection heard” is recorded.")
            )
        if view.dropping:
            awaited = f"Awaiting confirmation by {', '.join(view.dropping)}"
            declared = "a decision" if view.awaiting else "an agreement"
            spans.append(Span(f"\n{awaited}; {declared} now no longer awaits it."))
        if view.refusal:
            spans.append(Span(f"\n{view.refusal}.", Mark.SIGN))
        if view.meeting and len(view.absent) > _MOST_ABSENT:
            spans.append(Span(f"\n{absent}{_named(view.absent)}", Mark.FAINT))
        return spans


def _counted(codes: Sequence[str], where: str) -> str:
    """Returns how many members are somewhere, and who, as long as they are few."""
    return f"{len(codes)} {where}{_named(codes) * (0 < len(codes) <= _MOST_NAMED)}"


def _named(codes: Sequence[str]) -> str:
    return f": {', '.join(codes)}"


def _line(title: str, placeholder: str, field: str) -> ComposeResult:
    with Horizontal(id=f"{field}-line", classes="field"):
        yield Static(as_written(title), classes="field-title")
        yield Input(placeholder=placeholder, id=field, compact=True)


def _day(answer: str) -> date | None:
    try:
        return date.fromisoformat(answer)
    except ValueError:
        return None
