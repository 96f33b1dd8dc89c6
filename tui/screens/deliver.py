"""Deliver: every report and the whole history, with a preview, and what to check first."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import cast

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Tab, Tabs

from consensus.reports.audience import Audience
from consensus.reports.overtaken import Redaction
from consensus.text.display import count_noun
from tui.host import Host
from tui.keymap import DELIVER, DELIVER_LIST, DELIVER_PREVIEW, bindings, shown_key
from tui.screens.base import RecordScreen, opens_dialog
from tui.screens.dialogs import AskText, Confirm
from tui.screens.publish import publish, write_papers
from tui.views.deliver import (
    AFTER_A_MEETING,
    About,
    Checked,
    DeliverView,
    Kept,
    Offer,
    PaperFile,
    Part,
    abouts_look,
    check_look,
    deliver_look,
    preview_look,
    redactable_look,
    redacting,
    trace_look,
)
from tui.views.planning import Sheet
from tui.views.text import Choice, Mark, Span
from tui.widgets.frame import frame
from tui.widgets.passage import Passage
from tui.widgets.rows import Cell, Column, LazyRows, Row, Rows, as_written
from tui.worker import Look

_AUDIENCES = (
    Choice(Audience.PUBLIC, "public", "no position, no reason", "p"),
    Choice(Audience.MEMBERS, "members", "what was said openly", "m"),
    Choice(Audience.SECRETARIAT, "secretariat", "everything", "s"),
)
_DELIVER = "deliver"


class Pages(Tabs, can_focus=False):
    """The pages of the papers: what can be delivered, and the lists; a click goes to one."""

    def __init__(self, page: str) -> None:
        tabs = (Tab(each.capitalize(), id=f"tab-{each}") for each in (_DELIVER, *Sheet))
        super().__init__(*tabs, active=f"tab-{page}", id="pages")

    def name_page(self, page: str, name: str) -> None:
        """Gives a page another name."""
        self.query_one(f"#tab-{page}", Tab).label = as_written(name)

    @on(Tab.Clicked)
    async def go(self, event: Tab.Clicked) -> None:
        """Goes to the page that was clicked."""
        event.stop()
        event.prevent_default()
        await go_to_page(cast("Host", self.app), (event.tab.id or "").removeprefix("tab-"))


async def go_to_page(host: Host, page: str, by: int = 0) -> None:
    """Goes to a page of the papers, or so many further on."""
    pages = (_DELIVER, *Sheet)
    wanted = pages[(pages.index(page) + by) % len(pages)]
    if wanted == _DELIVER:
        await host.action_go("papers")
    else:
        await host.go_to_paper(Sheet(wanted), "")


class OfferRows(Rows):
    """The papers, which are ticked with Space."""

    BINDINGS = bindings(DELIVER_LIST)


class Preview(VerticalScroll):
    """A paper as it would be; of a summary, one sentence after the other."""

    BINDINGS = bindings(DELIVER_PREVIEW)

    def __init__(self) -> None:
        super().__init__(id="preview", classes="pane")
        self._parts: Sequence[Part] = ()
        self._places: list[int] = []
        self._cursor = 0

    def compose(self) -> ComposeResult:
        """Lays out the text."""
        yield Passage(id="preview-text")

    def show(self, parts: Sequence[Part]) -> None:
        """Shows a paper; the cursor stays where the same paper has changed."""
        self._parts = parts
        self._places = [at for at, each in enumerate(parts) if each.sentence]
        self._cursor = min(self._cursor, max(0, len(self._places) - 1))
        self._draw()

    def begin(self) -> None:
        """Goes back to the beginning, for another paper."""
        self._cursor = 0
        self.scroll_to(y=0, animate=False)

    @property
    def part(self) -> Part | None:
        """The sentence under the cursor."""
        return self._parts[self._places[self._cursor]] if self._places else None

    def on_focus(self) -> None:
        """Shows the cursor, and takes the room of the list where there is little."""
        self.screen.add_class("-reading")
        if self._places:  # without a cursor a long paper is the same as it was
            self._draw()

    def on_blur(self) -> None:
        """Hides the cursor, and gives the room back."""
        self.screen.remove_class("-reading")
        if self._places:
            self._draw()

    def _draw(self) -> None:
        at = self._places[self._cursor] if self._places and self.has_focus else -1
        spans: list[Span] = []
        first = 0
        for number, part in enumerate(self._parts):
            first = len(spans) if number == at else first
            spans += (Span(e.text, Mark.STRONG) for e in part.spans) if number == at else part.spans
        text = self.query_one("#preview-text", Passage)
        text.show(spans)
        if at >= 0:
            self.call_after_refresh(self._keep_in_sight, first)

    def _keep_in_sight(self, span: int) -> None:
        line = self.query_one("#preview-text", Passage).line_of(span)
        top, height = round(self.scroll_y), max(1, self.scrollable_content_region.height)
        if not top <= line < top + height - 1:
            self.scroll_to(y=max(0, line - height // 2), animate=False)

    def action_move(self, by: int) -> None:
        """Goes to another sentence, or scrolls a paper that has no trace."""
        if self._places:
            self._cursor = max(0, min(self._cursor + by, len(self._places) - 1))
            self._draw()
        else:
            self.scroll_relative(y=by, animate=False)


REST_SECONDS = 0.2
"""How long the cursor rests on a paper before it is made, in a record where that takes long."""

_COLUMNS = (Column(width=1), Column(width=34), Column(), Column(width=12, to_the_right=True))


class DeliverScreen(RecordScreen[DeliverView, None]):
    """Shows what can be written, the selected paper as it would be, and what to check."""

    CSS_PATH = "deliver.tcss"
    BINDINGS = bindings(DELIVER)
    audience = Audience.PUBLIC
    folder = ""
    _view: DeliverView | None = None
    _checked: Checked | None = None
    _after: str | None = None
    _shown = ""

    def __init__(self) -> None:
        super().__init__()
        self.ticked: set[str] = set()
        self._preset: set[str] = set()
        self._forms: dict[str, str] = {}
        self._abouts: dict[str, About] = {}
        self._kept = Kept()

    def compose(self) -> ComposeResult:
        yield from frame("papers")
        yield Pages(_DELIVER)
        papers = OfferRows(_COLUMNS, id="offers", empty="reading …")
        papers.add_class("pane")
        yield papers
        with Horizontal(id="lower"):
            yield Preview()
            with VerticalScroll(id="check", classes="pane"):
                yield Passage(id="findings")

    def on_mount(self) -> None:
        check, preview = self.query_one("#check"), self.query_one(Preview)
        check.border_title = "Before it leaves the house"
        preview.border_subtitle = as_written(
            f"{self._keys['rests_on']} on a sentence: what it rests on"
        )
        self.rows.focus()

    @property
    def _keys(self) -> dict[str, str]:
        named = ((e.id.partition(".")[2], e) for e in (*DELIVER, *DELIVER_PREVIEW))
        return {name: shown_key(self.app, each) for name, each in named}

    @property
    def _unticked(self) -> str:
        return f"nothing is ticked: {self._keys['tick']} ticks a paper"

    @property
    def rows(self) -> OfferRows:
        """The papers."""
        return self.query_one(OfferRows)

    @property
    def offer(self) -> Offer | None:
        """The selected paper."""
        return self._view.offer(self.rows.key) if self._view else None

    @property
    def papers(self) -> tuple[PaperFile, ...]:
        """The papers that are ticked."""
        offers = self._view.offers if self._view else ()
        return tuple(self._paper(e) for e in offers if e.key in self.ticked and not e.missing)

    def _paper(self, offer: Offer) -> PaperFile:
        form = self._forms.get(offer.key, offer.forms[0])
        return PaperFile(offer, form, self.audience)

    def look(self) -> Look[DeliverView]:
        return deliver_look(self.host.target, self.host.member, dict(self._abouts))

    def show(self, view: DeliverView) -> None:
        if view.after != self._after:
            self._after = view.after
            preset = set(AFTER_A_MEETING) if view.after else set()
            # What somebody has ticked stays.
            if self.ticked == self._preset:
                self.ticked = preset
            self._preset = set(preset)
        self._view = view
        self.folder = self.folder or view.folder
        offers = view.offers
        self.rows.show(LazyRows([each.key for each in offers], self._row))
        self._show_all()

    def _row(self, number: int) -> Row:
        offer = self._view.offers[number] if self._view else None
        if offer is None:
            return Row("")
        if offer.missing:
            return Row(
                offer.key, Cell(" "), Cell(offer.title, "faint"), Cell(offer.missing, "faint")
            )
        is_ticked = offer.key in self.ticked
        to_read = self._checked.to_read.get(offer.key, 0) if self._checked else 0
        form = self._paper(offer).form
        return Row(
            offer.key,
            Cell("☑" if is_ticked else "☐", "good" if is_ticked else "faint"),
            Cell(offer.title, "strong" if is_ticked else ""),
            Cell(offer.about.words, "faint"),
            Cell(f"! {to_read}  {form}" if to_read else form, "warning" if to_read else ""),
        )

    def _show_all(self) -> None:
        """Shows anew what depends on what is ticked, and for whom."""
        after = f" after {self._after}" if self._after else ""
        title = f"To deliver{after}, for: {self.audience}, to {self.folder}/"
        self.rows.border_title = as_written(title)
        ticked = count_noun(len(self.papers), "ticked paper", "ticked papers")
        writes = f"{self._keys['write']} writes {ticked}"
        self.rows.border_subtitle = as_written(f"{self._keys['tick']} ticks   {writes}")
        self._read_preview()
        self._read_check()

    def _redraw_rows(self) -> None:
        if self._view:
            self.rows.show(LazyRows([each.key for each in self._view.offers], self._row))

    @property
    def _width(self) -> int:
        return max(40, self.query_one(Preview).scrollable_content_region.width)

    @work(exclusive=True, group="check")
    async def _read_check(self) -> None:
        look = check_look(self.papers, self.audience, self._width, self._kept)
        self._checked = await self.ask(look)
        if self.is_there:
            self._redraw_rows()
            findings = [*_findings(self._checked)] if self._checked else []
            self.query_one("#findings", Passage).show(findings or [Span(self._unticked)])

    @work(exclusive=True, group="preview")
    async def _read_preview(self) -> None:
        preview, offer = self.query_one(Preview), self.offer
        if offer is None:
            return
        is_other, self._shown = self._shown != offer.key, offer.key
        if is_other:
            preview.begin()
        preview.border_title = as_written(f"{offer.words}, as it would be")
        if offer.missing or is_other:
            # What is made already, or in a moment, is drawn before these words are.
            preview.show((Part((Span(offer.missing or "being made …", Mark.FAINT),)),))
        if offer.missing:
            return
        paper, width = self._paper(offer), self._width
        if self._kept.is_slow and is_other and not self._kept.has(paper, width):
            # It is made once the cursor rests, not for each paper that it passes.
            await asyncio.sleep(REST_SECONDS)
        found = await self.ask(preview_look(paper, width, self._kept))
        if self.is_there and self.offer is offer:
            preview.show(found or ())

    def text_to_copy(self) -> str:
        """Returns the paper as it would be."""
        return self.query_one("#preview-text", Passage).text

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Shows the selected paper."""
        event.stop()
        self._read_preview()

    def action_tick(self) -> None:
        """Ticks the selected paper, or takes it out again."""
        offer = self.offer
        if offer is None:
            return
        if offer.missing:
            self.host.tell(f"{offer.title}: {offer.missing}", is_problem=True)
            return
        self.ticked ^= {offer.key}
        self._redraw_rows()
        self._show_all()

    def select(
        self, key: str, about: About | None = None, form: str = "", *, reads: bool = False
    ) -> None:
        """Goes to a paper, perhaps about something else or in another form, to tick or read it."""
        offer = self._view.offer(key) if self._view else None
        if offer is not None and form in offer.forms:
            self._forms[key] = form
        if not reads:
            self.ticked = {key}
        if about is not None:
            self._abouts[key] = about
        self.rows.move_to_key(key)
        (self.query_one(Preview) if reads else self.rows).focus()
        self.look_again()

    def action_read(self) -> None:
        """Goes to the preview, or back to the list."""
        (self.rows if self.query_one(Preview).has_focus else self.query_one(Preview)).focus()

    @opens_dialog
    async def action_form(self) -> None:
        """Asks in which form the selected paper is written."""
        offer = self.offer
        if offer is None or offer.missing:
            return
        forms = [Choice(each, each) for each in offer.forms]
        picked = await self.pick(f"{offer.title}: as what?", forms, self._paper(offer).form)
        if picked:
            self._forms[offer.key] = picked
            self._redraw_rows()
            self._show_all()

    @opens_dialog
    async def action_about(self) -> None:
        """Asks what the selected paper is about."""
        offer = self.offer
        if offer is None or not offer.can_be_about:
            self.host.tell("this paper is about everything", is_problem=True)
            return
        found = await self.ask(abouts_look(offer.key))
        if not found:
            if found is not None:
                self.host.tell(f"{offer.title}: {offer.missing}", is_problem=True)
            return
        choices = [each for each, _ in found]
        picked = await self.pick(f"{offer.title}: about what?", choices, offer.about.key)
        if picked is not None:
            self._abouts[offer.key] = next(about for each, about in found if each.key == picked)
            self.look_again()

    @opens_dialog
    async def action_audience(self) -> None:
        """Asks for whom the papers are."""
        picked = await self.press_key("For whom are they?", _AUDIENCES)
        if picked:
            self.show_to(Audience(picked))

    def show_to(self, audience: Audience) -> None:
        """Makes the papers for an audience."""
        self.audience = audience
        self._show_all()

    @opens_dialog
    async def action_folder(self) -> None:
        """Asks into which folder they are written."""
        answer = await self.ask_text("Into which folder?", "It is made if need be.", self.folder)
        if answer:
            self.folder = answer.rstrip("/") or answer
            self._show_all()

    @opens_dialog
    async def action_write(self) -> None:
        """Writes all that is ticked."""
        if not self.papers:
            self.host.tell(self._unticked, is_problem=True)
            return
        await write_papers(self.host, self.papers, self.folder)

    @opens_dialog
    async def action_rests_on(self) -> None:
        """Shows what a sentence of a summary rests on."""
        part = self.query_one(Preview).part
        if part is None or part.sentence is None:
            self.host.tell("only the summary says what its sentences rest on", is_problem=True)
            return
        spans = await self.ask(trace_look(part.sentence, self.audience))
        if spans is not None:
            await self.confirm("What it rests on", spans, "", "close")

    @opens_dialog
    async def action_redact(self) -> None:
        """Erases words from the record for good."""
        await redact(self.host, (self.get_selected_text() or "").strip())

    @opens_dialog
    async def action_publish(self) -> None:
        """Publishes the draft as a revision."""
        await publish(self.host)

    async def action_turn(self, by: int) -> None:
        """Goes to the next page, or to the one before."""
        await go_to_page(self.host, _DELIVER, by)


def _findings(checked: Checked) -> Iterator[Span]:
    for is_problem, words in sorted(checked.findings, reverse=True, key=lambda each: each[0]):
        yield Span("! " if is_problem else "✓ ", Mark.SIGN if is_problem else Mark.CHOSEN)
        yield Span(f"{words}\n")


async def redact(host: Host, words: str = "") -> None:
    """Asks which words are erased, and why, and erases them for good; for workers only."""
    if host.refuses_in_the_past("erase words"):
        return
    note = "Exactly as they were recorded, such as a name. They are erased everywhere."
    asked = await host.push_screen_wait(AskText("Which words are erased?", note, words))
    found = await host.ask(redactable_look(asked)) if asked else None
    if not asked or found is None:
        return
    places, first = found
    if not places:
        host.tell(f"nothing that was recorded has these words: {asked}", is_problem=True)
        return
    where = count_noun(places, "place", "places")
    shown = "".join(each.text for each in first).strip()
    reason = await host.push_screen_wait(
        AskText(
            "Why?",
            f"They are erased in {where}, such as:\n{shown}\n\n"
            "The reason stays on record; do not repeat the words. Enter alone gives no reason.",
            needed=False,
            problem=lambda answer: "it repeats the words" if asked in answer else "",
        )
    )
    if reason is None:
        return
    spans = (
        Span(asked, Mark.REMOVED),
        Span(f"\n\nin {where}. They will be gone for good: nobody can bring them back.\n"),
        *first,
        Span("\n\nThe history can still be proved, and says that something was erased."),
    )
    if not await host.push_screen_wait(Confirm("Erase these words?", spans, "erase them")):
        return
    done: list[Redaction] = []
    await host.record(f"erased in {where}", redacting(asked, reason, done))
    for each in done:
        left = [Span(f"· {sentence}\n") for sentence in each.sentences]
        await host.push_screen_wait(Confirm("What may still have the words", left, "", "close"))
