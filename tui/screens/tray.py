"""The tray: entries that found no place, to be placed by hand or set aside."""

from __future__ import annotations

from typing import Any

from textual import work
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll

from consensus.model.amendments import Disposition, TrayState
from consensus.text.display import count_noun, escape_control_characters
from tui.keymap import TRAY, bindings
from tui.screens.base import RecordScreen, opens_dialog
from tui.screens.dialogs import filter_choices
from tui.views.text import Choice, Mark, Span, codes_in, members_view, targets_view
from tui.views.tray import (
    EntryView,
    SuggestedPlace,
    TrayLine,
    TrayView,
    entry_look,
    passage_look,
    placing_look,
    tray_look,
)
from tui.widgets.frame import frame
from tui.widgets.passage import Passage
from tui.widgets.rows import Cell, Column, LazyRows, Row, Rows, as_written
from tui.worker import Look

_DISPOSITIONS = (
    Choice(Disposition.ACCEPTED, "accepted", "the text says it", "a"),
    Choice(Disposition.IN_PRINCIPLE, "in principle", "the text says it in other words", "p"),
    Choice(Disposition.IN_PART, "partially", "the text says some of it", "i"),
    Choice(Disposition.NOT_ACCEPTED, "not accepted", "and why", "n"),
    Choice(Disposition.NOTED, "noted", "it asks for no change", "o"),
    Choice(Disposition.WITHDRAWN, "withdrawn", "by the body that made it", "w"),
    Choice(Disposition.SEE, "see another", "it shares that of another comment", "s"),
)
_NAMED = 3
_WHOLE = "whole"
_OTHER = "other"
_ALL = "all"


class TrayScreen(RecordScreen[TrayView, None]):
    """Shows the entries that found no place, and each in full with suggested places."""

    CSS_PATH = "tray.tcss"
    BINDINGS = bindings(TRAY)
    CHOOSES = "place"
    _everything = False
    _view = TrayView()
    _entry: EntryView | None = None

    def compose(self) -> ComposeResult:
        yield from frame("tray")
        with Container(id="panes"):
            with Container(id="list", classes="pane"):
                columns = Column(width=7), Column(width=9), Column(width=8), Column()
                yield Rows(columns, id="entries", empty="")
            with VerticalScroll(id="entry-pane", classes="pane"):
                yield Passage(id="entry")

    def on_mount(self) -> None:
        self.query_one("#entry-pane").border_title = "In full"
        self._rows.focus()

    @property
    def _rows(self) -> Rows:
        return self.query_one("#entries", Rows)

    def look(self) -> Look[TrayView]:
        return tray_look(self._everything)

    def show(self, view: TrayView) -> None:
        self._view = view
        nothing = f"the inbox is empty: {self.bring_in('mails and amendments')}"
        placed = f"{self.named_key('tray.filter')} shows what was placed or dismissed"
        self._rows.empty = f"everything is placed; {placed}" if view.total else nothing
        self._rows.show(LazyRows([line.id for line in view.lines], self._row))
        waiting = count_noun(view.waiting, "waits", "wait")
        others = view.total - view.waiting
        more = f"; {others} placed or dismissed" if others else ""
        if view.unanswered:
            count = count_noun(view.unanswered, "comment", "comments")
            more += f"; {count} without a disposition"
        self.query_one("#list").border_title = as_written(f"{waiting} to be placed{more}")
        self._read_entry()

    def _row(self, number: int) -> Row:
        line = self._view.lines[number]
        if line.is_undecided:
            cells = (Cell("undecided", "faint"), Cell(line.by, "accent"), Cell(line.problem))
        elif line.state is TrayState.WAITING:
            waits = "waiting" if line.disposition is None else "to answer"
            cells = (Cell(waits, "warning"), Cell(line.by, "accent"), Cell(line.problem))
        elif line.disposition:
            cells = (Cell("answered", "faint"), Cell(line.by, "accent"), Cell(line.text, "faint"))
        else:
            what = f"as {line.became}: {line.text}" if line.became else line.text
            cells = (Cell(str(line.state), "faint"), Cell(line.by, "accent"), Cell(what, "faint"))
        return Row(line.id, Cell(line.handle, "strong"), *cells)

    @work(exclusive=True, group="preview")
    async def _read_entry(self) -> None:
        self._entry = None
        key = self._rows.key
        if not key:
            self.query_one("#entry", Passage).show(())
            return
        found = await self.ask(entry_look(key))
        if found is not None and found.id == self._rows.key:
            self._entry = found
            self.query_one("#entry", Passage).show(found.spans)

    def text_to_copy(self) -> str:
        return self.query_one("#entry", Passage).text

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Shows the entry under the cursor in full."""
        event.stop()
        self.query_one("#entry-pane").scroll_to(y=0, animate=False)
        self._read_entry()

    def action_filter(self) -> None:
        """Shows also what was placed or set aside, or only what waits."""
        self._everything = not self._everything
        self.look_again()

    @property
    def _line(self) -> TrayLine | None:
        lines = self._view.lines
        return lines[self._rows.cursor] if lines else None

    def _refuses(self, line: TrayLine, what: str) -> bool:
        """Returns whether an entry is out of the tray already, and says so."""
        if line.state is not TrayState.WAITING:
            key = self.named_key("undo")
            as_what = f" as {line.became}; {key} takes it back" if line.became else ""
            self.host.tell(f"{line.handle} is {line.state} already{as_what}", is_problem=True)
            return True
        return self.host.refuses_in_the_past(what)

    @opens_dialog
    async def action_place(self) -> None:
        """Asks where the entry belongs, shows the amendment that makes, and records it."""
        line = self._line
        if line is None:
            return
        if line.disposition is not None:
            await self._resolve(line)
            return
        # The cursor may have moved on from the entry that was read last.
        entry = self._entry
        if entry is None or entry.id != line.id:
            entry = await self.ask(entry_look(line.id))
        if entry is None:
            return
        if not entry.left or line.state is TrayState.SET_ASIDE:
            if self._refuses(line, f"place {line.handle}"):
                return
        elif self.host.refuses_in_the_past(f"place {line.handle}"):
            return
        if not entry.left or await self._take_offers(entry):
            await self._place_by_hand(entry)

    async def _place_by_hand(self, entry: EntryView) -> None:
        """Asks for the target, and the passage in it; for workers only."""
        picked = await self._pick_target(entry)
        if picked is None:
            return
        target, passage = picked
        view = await self.ask(placing_look(entry.id, target, passage))
        if view is None:
            return
        by = f" of {entry.by}" if entry.by else ""
        title = escape_control_characters(f"{entry.handle} becomes an amendment{by} to {view.name}")
        if await self.confirm(title, view.spans, "place it"):
            await self.record(
                f"{entry.handle} is placed on {view.name}",
                lambda group: group.place(entry.handle, target, old=passage),
            )

    async def _take_offers(self, entry: EntryView) -> bool:
        """Asks which suggested amendments are taken; returns whether to place by hand."""
        choices = [
            Choice(str(each.number), f"{each.score:.0%} {each.name}", each.summary)
            for each in entry.left
        ]
        if len(choices) > 1:
            choices.append(Choice(_ALL, "all of them", f"{len(choices)} amendments at once"))
        choices.append(Choice(_OTHER, "by hand", "another place, or other words"))
        title = f"What does {entry.handle} ask for?"
        picked = await self.pick(title, choices)
        if picked is None or picked == _OTHER:
            return picked is not None
        chosen = [each for each in entry.left if picked in (_ALL, str(each.number))]
        sponsors: str | None = entry.by
        if not sponsors:
            sponsors = await self._ask_sponsors(entry)
        if not sponsors:
            return False
        spans: list[Span] = []
        for each in chosen:
            spans += [Span(f"{each.name}\n", Mark.HEADING), *each.spans, Span("\n\n")]
        title = escape_control_characters(f"{entry.handle} becomes what {sponsors} proposes")
        if await self.confirm(title, spans, "take it"):
            numbers = [each.number for each in chosen]
            by = [*codes_in(sponsors, ())]
            left = len(entry.left) - len(chosen)
            more = f"; it offers {left} more (f shows it)" if left else ""
            await self.record(
                f"{entry.handle} amends {', '.join(each.name for each in chosen)}{more}",
                lambda group: group.take_offers(entry.handle, numbers, by=by),
            )
        return False

    async def _ask_sponsors(self, entry: EntryView) -> str | None:
        """Asks whose an amendment is, and says which codes there are; for workers only."""
        members = await self.ask(members_view)
        if members is None:
            return None
        known = {each.key.casefold() for each in members}

        def unknown(answer: str) -> str:
            for code in codes_in(answer, ()):
                if code.casefold() not in known:
                    near = filter_choices(members, code)[:_NAMED] or members[:_NAMED]
                    named = "; ".join(f"{each.key} is {each.explanation}" for each in near)
                    return f"no member has the code {code}; {named}"
            return ""

        explained = "Codes of members, with commas or spaces between."
        return await self.ask_text(
            "Whose amendment is it?", explained, entry.likely, problem=unknown
        )

    async def _pick_target(self, entry: EntryView) -> tuple[str, str] | None:
        """Asks for the target and the passage in it; for workers only."""
        targets = await self.ask(targets_view)
        if targets is None:
            return None
        suggested = [
            Choice(f"{number}", each.name, f"{each.score:.0%} like: {each.passage}")
            for number, each in enumerate(entry.places)
        ]
        picked = await self.pick(f"Where does {entry.handle} belong?", (*suggested, *targets))
        if picked is None:
            return None
        if picked in {choice.key for choice in suggested}:
            place = entry.places[int(picked)]
            if not entry.asks_passage or place.is_quoted:
                return place.target, place.passage
            picked = place.target
        passage = await self._pick_passage(entry, picked) if entry.asks_passage else ""
        return None if passage is None else (picked, passage)

    async def _pick_passage(self, entry: EntryView, target: str) -> str | None:
        """Asks which words of a target are replaced, empty for all; for workers only."""
        text = await self.ask(passage_look(target))
        if text is None:
            return None
        near: list[SuggestedPlace] = [each for each in entry.places if each.target == target]
        picked = await self.pick(
            "Which words does it replace?",
            (
                *(
                    Choice(str(number), f"{each.score:.0%} like", each.passage)
                    for number, each in enumerate(near)
                ),
                Choice(_WHOLE, "the whole text", text),
                Choice(_OTHER, "other words", "to be typed as they stand there"),
            ),
        )
        if picked is None or picked == _WHOLE:
            return None if picked is None else ""
        if picked != _OTHER:
            return near[int(picked)].passage
        return await self.ask_text(
            "Which words does it replace?",
            escape_control_characters(text),
            entry.quotes,
            problem=lambda words: "" if words in text else "these words do not stand there",
        )

    @opens_dialog
    async def action_set_aside(self) -> None:
        """Records that the entry needs no place, and why."""
        line = self._line
        if line is not None and line.disposition is not None:
            await self._resolve(line)
            return
        if line is None or self._refuses(line, f"set {line.handle} aside"):
            return
        reason = await self.ask_text(
            f"Why is {line.handle} dismissed?", "It stays in the history, to be read."
        )
        if reason:
            await self.record(
                f"{line.handle} is dismissed", lambda group: group.dismiss(line.handle, reason)
            )

    @opens_dialog
    async def action_resolve(self) -> None:
        """Asks what became of the comment under the cursor, or of the first that has no answer."""
        line = self._line
        if line is None or line.disposition is None:
            line = next((each for each in self._view.lines if each.disposition == ""), None)
        if line is None:
            words = f"no comment of a table waits; {self.named_key('tray.filter')} shows all"
            self.host.tell(words, is_problem=True)
            return
        self._rows.move_to_key(line.id)
        await self._resolve(line)

    async def _resolve(self, line: TrayLine) -> None:
        """Asks what became of a comment of a table, and why, and records it; for workers only."""
        if self.host.refuses_in_the_past(f"say what became of {line.handle}"):
            return
        picked = await self.press_key(f"What became of {line.handle}?", _DISPOSITIONS)
        wording: str | None = ""
        see: str | None = ""
        reason: str | None = ""
        if picked == Disposition.IN_PRINCIPLE:
            wording = await self.ask_text("Which words are in the text for it?")
        elif picked == Disposition.SEE:
            see = await self.ask_text("Which comment is to be seen?", "Its number, as DE-012.")
        if picked is None or wording is None or see is None:
            return
        if picked != Disposition.SEE:
            needed = picked == Disposition.NOT_ACCEPTED
            empty = "" if needed else "Enter alone leaves it empty."
            reason = await self.ask_text("Why?", f"{line.problem} {empty}".strip(), needed=needed)
        if reason is not None:
            said = Disposition(picked)
            given: dict[str, Any] = {"wording": wording, "see": see, "reason": reason}
            await self.record(
                f"{line.handle}: {picked} {see}".strip(),
                lambda group: group.resolve_comments(line.handle, said, **given),
            )
