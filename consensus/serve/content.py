"""Content for readers: the wall with live updates, published revisions, and static files."""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import AsyncGenerator, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cache
from importlib.resources import files

from aiohttp import web
from attrs import frozen

from consensus.errors import ConsensusError, NotFound
from consensus.model.drafts import Revision
from consensus.reports.audience import Audience
from consensus.reports.html.pages import draft_page
from consensus.reports.outline import Sheet
from consensus.reports.revisions import revision_document
from consensus.reports.wall import Slide
from consensus.working_group import WorkingGroup
from consensus.working_group.wall import WallWindow

_KEPT = 32


@frozen
class PublishedRevision:
    """One published revision, as in a list."""

    draft: str  # the handle of the draft
    title: str  # its title
    name: str  # such as `Rev.1`
    issued: datetime  # when it was published
    standing: str  # such as `without prejudice`; may be empty
    language: str  # the original language, as a tag such as `en`


@frozen
class PublishedRevisions:
    """The published revisions of a working group."""

    title: str  # what the working group is called
    issues: tuple[PublishedRevision, ...]  # the revisions, newest first


class RevisionReader:
    """Reads published revisions from a record, in one thread.

    Args:
        place: the file or URL of the record.
    """

    def __init__(self, place: str) -> None:
        self._place = place
        self._group: WorkingGroup | None = None
        self._pages: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._head = ""

    def list(self) -> PublishedRevisions:
        """Returns all published revisions, newest first.

        Raises StoreError if the record cannot be read.
        """
        state = self._read().state
        newest = sorted(state.revisions.values(), key=lambda each: each.issued, reverse=True)
        return PublishedRevisions(
            state.title,
            tuple(
                PublishedRevision(
                    state.handle_of(each.draft),
                    state.drafts[each.draft].title,
                    each.name,
                    each.issued,
                    each.standing,
                    each.language,
                )
                for each in newest
            ),
        )

    def page(self, draft: str, name: str) -> str:
        """Returns a published revision as an HTML page, without names.

        Raises NotFound if there is no such revision, and StoreError if the record cannot be read.
        """
        group = self._read()
        if (draft, name) not in self._pages:
            found = _find(group, draft, name)
            document = revision_document(group.state, found.draft, found.name, Audience.PUBLIC)
            sheet = Sheet(group.title, found.issued, Audience.PUBLIC, document.language)
            self._pages[draft, name] = "".join(draft_page(document, {}, sheet))
            while len(self._pages) > _KEPT:
                self._pages.popitem(last=False)
        return self._pages[draft, name]

    def close(self) -> None:
        """Closes the record."""
        if self._group is not None:
            self._group.close()
            self._group = None

    def _read(self) -> WorkingGroup:
        if self._group is None:
            self._group = WorkingGroup.open(self._place)
        self._group.refresh()
        # What was redacted since is in no page from then on.
        if self._group.head != self._head:
            self._pages.clear()
            self._head = self._group.head
        return self._group


def _find(group: WorkingGroup, draft: str, name: str) -> Revision:
    state = group.state
    for each in state.revisions.values():
        if state.handle_of(each.draft) == draft and each.name == name:
            return each
    raise NotFound("no such revision was published")


_POLL_SECONDS = 0.05
# A page that hears nothing for some of these takes what it shows down.
HEARTBEAT = 2.0


class WallBroadcaster:
    """Polls the wall and sends changes to followers; a new one gets the present slide.

    A slow follower gets the newest slide and skips those in between. If the record cannot be read,
    nothing changes and the error is not shown.

    Args:
        place: the file or URL of the record.
    """

    def __init__(self, place: str) -> None:
        self._window = WallWindow(place)
        # Of its own: what is blanked must not wait for whoever reads something long.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="wall")
        self._changed = asyncio.Condition()
        self._slide: Slide | None = None
        self._number = 0
        self._is_closed = False
        self.followers = 0
        """How many follow it at the moment."""

    async def open(self) -> None:
        """Starts polling."""
        await self._poll()
        self._watching = asyncio.create_task(self._watch())

    async def follow(self) -> AsyncGenerator[tuple[Slide | None, bool], None]:
        """Yields the slide and whether it is new, at every change and heartbeat."""
        self.followers += 1
        told = -1
        try:
            while not self._is_closed:
                number, slide = self._number, self._slide
                yield slide, number != told
                told = number
                await self._next(number)
        finally:
            self.followers -= 1

    async def close(self) -> None:
        """Stops polling, and ends every follower's stream."""
        self._watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._watching
        self._is_closed = True
        async with self._changed:
            self._changed.notify_all()
        await asyncio.get_running_loop().run_in_executor(self._thread, self._window.close)
        self._thread.shutdown()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(_POLL_SECONDS)
            await self._poll()

    async def _poll(self) -> None:
        loop = asyncio.get_running_loop()
        with contextlib.suppress(ConsensusError):
            slide = await loop.run_in_executor(self._thread, self._window.fresh)
            if slide != self._slide:
                async with self._changed:
                    self._slide = slide
                    self._number += 1
                    self._changed.notify_all()

    async def _next(self, number: int) -> None:
        """Waits for another slide than this one, or for a heartbeat."""
        async with self._changed:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(
                    self._changed.wait_for(lambda: self._is_closed or self._number != number),
                    HEARTBEAT,
                )


_TYPES = {"css": "text/css", "js": "text/javascript"}
_BESIDE = ("live.css", "live.js", "projector.css", "projector.js", "slide.js", "terminal.js")


def page(name: str, status: int = 200, **filled_in: str) -> web.Response:
    """Returns the response with a page, such as `live`, its `{{name}}` placeholders filled in."""
    text = read_text(f"{name}.html")
    for field, value in filled_in.items():
        text = text.replace(f"{{{{{field}}}}}", value)
    return web.Response(text=text, content_type="text/html", status=status)


def static_routes() -> Iterator[web.RouteDef]:
    """Yields the routes of the style sheets and the scripts."""

    async def give(request: web.Request) -> web.Response:
        name = request.path[1:]
        return web.Response(text=read_text(name), content_type=_TYPES[name.partition(".")[2]])

    for name in _BESIDE:
        yield web.get(f"/{name}", give)


@cache
def read_text(name: str) -> str:
    """Returns the text of a packaged file."""
    return (files("consensus.serve") / "static" / name).read_text("utf-8")
