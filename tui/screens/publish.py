"""Publishing a revision, with the papers that go with it, and writing papers into a folder."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from attrs import frozen
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Checkbox, Input, Static

from consensus.reports.audience import Audience
from consensus.reports.words import SIGNS, ruled_note
from consensus.text.display import count_noun, escape_control_characters
from tui.host import Host
from tui.keymap import PUBLISHING, bindings
from tui.screens.dialogs import Confirm, Question
from tui.views.deliver import (
    RECORD,
    PaperFile,
    deliver_look,
    replaced_look,
    revision_look,
    write_look,
)
from tui.views.overview import LabelLine, PublishingView, publishing_view
from tui.views.text import Mark, Span
from tui.widgets.passage import Passage

_PAPERS = ("changes", "concordance")
_HISTORY_HAS = "The history has everything, also what was said in confidence."


@frozen
class Wish:
    """How a draft is to be published."""

    name: str  # what the revision is called
    standing: str
    renumber: bool  # whether the labels are made continuous
    papers: tuple[str, ...] = ()  # the reports on it that are written at once


class PublishScreen(Question[Wish | None]):
    """Shows what would be published and asks how; None to cancel."""

    CSS_PATH = "publish.tcss"
    BINDINGS = bindings(PUBLISHING)

    def __init__(self, view: PublishingView) -> None:
        super().__init__()
        self._view = view

    def compose(self) -> ComposeResult:
        view = self._view
        with Vertical(classes="question"):
            title = escape_control_characters(f"Publish {view.handle} {view.title}")
            yield Static(title, classes="question-title", markup=False)
            with VerticalScroll(id="preview", can_focus=True):
                yield Passage(id="body")
            yield Static("Name of the revision", classes="label")
            yield Input(view.name, id="revision")
            yield Static("Standing, such as: without prejudice", classes="label")
            yield Input(placeholder="none", id="standing")
            yield Checkbox("make the labels continuous", value=True, id="renumber", compact=True)
            yield Checkbox("write it as a Word file", value=True, id="changes", compact=True)
            yield Checkbox("write its concordance", value=True, id="concordance", compact=True)
            yield Static("", id="problem", markup=False)
            yield Static(
                "Enter: publish   Tab: next field   Space: tick   Esc: leave it",
                classes="question-keys",
            )

    def on_mount(self) -> None:
        self.query_one("#revision", Input).focus()
        self._show()

    def on_checkbox_changed(self, event: Checkbox.Changed) -> None:
        """Shows what becomes of the labels."""
        event.stop()
        self._show()

    def action_agree(self) -> None:
        """Answers, unless the name is taken."""
        name = self.query_one("#revision", Input).value.strip()
        if not name:
            self.query_one("#problem", Static).update("it needs a name, such as Rev.1")
        elif name in self._view.taken:
            self.query_one("#problem", Static).update(
                escape_control_characters(f"{name} was published already; give it another name")
            )
        else:
            standing = self.query_one("#standing", Input).value.strip()
            renumber = self.query_one("#renumber", Checkbox).value
            papers = tuple(each for each in _PAPERS if self.query_one(f"#{each}", Checkbox).value)
            self.dismiss(Wish(name, standing, renumber, papers))

    def _show(self) -> None:
        renumber = self.query_one("#renumber", Checkbox).value
        self.query_one("#body", Passage).show(_preview(self._view, renumber))


async def publish(host: Host, draft: str = "") -> None:
    """Asks how a draft is published, publishes it, and writes its papers; for workers only."""
    if host.refuses_in_the_past("publish"):
        return
    view = await host.ask(lambda group, check: publishing_view(group, check, draft))
    wish = await host.push_screen_wait(PublishScreen(view)) if view else None
    if view is None or wish is None:
        return
    done = await host.record(
        f"{view.handle} is published as {wish.name}",
        lambda group: group.publish(
            wish.name, draft=view.handle, standing=wish.standing, renumber=wish.renumber
        ),
    )
    if not done or not wish.papers:
        return
    offers = await host.ask(revision_look(view.handle, wish.name))
    delivery = await host.ask(deliver_look("", "", {}))
    if offers is None or delivery is None:
        return
    papers = (PaperFile(e, e.forms[0], Audience.PUBLIC) for e in offers if e.key in wish.papers)
    told = f"{view.handle} is published as {wish.name}; "
    await write_papers(host, tuple(papers), delivery.folder, told)


async def write_papers(
    host: Host, papers: tuple[PaperFile, ...], folder: str, told: str = ""
) -> None:
    """Writes papers into a folder, after a question if files would be replaced; for workers only.

    `told` is what was done before, and is said with it.
    """
    loop = asyncio.get_running_loop()
    if host.is_web:
        where = "papers are written on the machine where the group is kept"
        host.tell(f"{told}{where}", is_problem=True)
        return
    whom = papers[0].audience
    if len(papers) > 1 and not whom.sees_all and any(e.offer.key == RECORD for e in papers):
        spans = [Span(f"The other papers are for: {whom}. "), Span(_HISTORY_HAS)]
        asked = Confirm("Write the whole history beside them?", spans, "write all")
        if not await host.push_screen_wait(asked):
            host.tell("nothing was written")
            return
    there = await host.ask(replaced_look(papers, folder))
    if there is None:
        return
    if there:
        spans = [Span("\n".join(there)), Span(f"\n\nare in {folder} already.", Mark.FAINT)]
        if not await host.push_screen_wait(Confirm("Replace these files?", spans, "replace them")):
            host.tell(f"{told}nothing was written")
            return

    def show_progress(words: str) -> None:
        loop.call_soon_threadsafe(host.tell, words)

    written = await host.ask(write_look(papers, folder, show_progress))
    if written:
        names = ", ".join(each.name for each in written)
        host.tell(f"✓ {told}written to {folder}: {names}")


def _preview(view: PublishingView, renumber: bool) -> Iterator[Span]:
    lines = view.renumbered if renumber else view.gone
    labels = (
        count_noun(len(lines), "label changes", "labels change") if lines else "no label changes"
    )
    items = count_noun(view.items, "item", "items")
    yield Span(f"{items}, last published as {view.last}; {labels}\n")
    totals = "  ".join(
        f"{SIGNS[status]} {count} {status}" for status, count in view.totals.items() if count
    )
    yield Span(f"{totals}{ruled_note(view.ruled)}\n", Mark.HEADING)
    if view.brackets or view.amendments:
        brackets = count_noun(view.brackets, "bracket", "brackets")
        amendments = count_noun(view.amendments, "amendment stays", "amendments stay")
        yield Span(f"It goes out with {brackets}; {amendments} open.")
    else:
        yield Span("No bracket is left in it, and no amendment to it is open.")
    for line in lines:
        yield Span(f"\n{_change(line)}")


def _change(line: LabelLine) -> str:
    old = line.old or "(no label)"
    new = "(taken out)" if line.is_gone else line.new or "(no label)"
    return f"  {old} → {new}  ({line.handle})"
