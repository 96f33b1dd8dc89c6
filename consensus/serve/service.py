"""The aiohttp application: routes, start and stop."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import signal
import socket
import sys
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from urllib.parse import parse_qsl

import msgspec
from aiohttp import web

from consensus.errors import ConsensusError, NotFound, Rejected
from consensus.reports.wall import Slide
from consensus.reports.words import sign_of
from consensus.serve.content import RevisionReader, WallBroadcaster, page, static_routes
from consensus.serve.security import (
    VISITOR,
    LogFormatter,
    RequestPolicy,
    Role,
    Sessions,
    WrongTokens,
)
from consensus.serve.settings import Settings
from consensus.working_group.wall import WallWindow

T = TypeVar("T")

_LARGEST_BODY = 16 * 1024
_MOST_FIELDS = 10
_SECONDS_TO_STOP = 5.0
_SECONDS_FOR_A_READER = 30.0
_HEARTBEAT = b"event: beat\ndata:\n\n"


class Service:
    """Serves a record to browsers.

    Args:
        settings: with every token that is needed.
        clock: returns seconds, for the expiry of sessions and of wrong tokens.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._policy = RequestPolicy(settings, Sessions(settings, clock), WrongTokens(clock))
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="record")
        self._revisions = RevisionReader(settings.place)

    def application(self) -> web.Application:
        """Returns the aiohttp application with all routes."""
        app = web.Application(middlewares=[self._policy.middleware], client_max_size=_LARGEST_BODY)
        app.add_routes(
            [
                web.get("/", self._page),
                web.get("/projector", self._projector),
                web.get("/live", self._live),
                web.post("/enter", self._enter),
                web.post("/leave", self._leave),
                web.get("/issued", self._list),
                web.get("/issued/{draft}/{name}", self._revision),
                *static_routes(),
            ]
        )
        if self._settings.terminal:
            from consensus.serve.terminal import Terminals

            terminals = Terminals(self._settings, self._policy)
            app.add_routes(terminals.routes())
            app.on_shutdown.append(terminals.close)
        app.on_startup.append(self._start)
        app.on_shutdown.append(self._stop)
        return app

    async def _start(self, _: web.Application) -> None:
        self._wall = WallBroadcaster(self._settings.place)
        await self._wall.open()

    async def _stop(self, _: web.Application) -> None:
        await self._wall.close()
        await asyncio.get_running_loop().run_in_executor(self._thread, self._revisions.close)
        self._thread.shutdown()

    async def _page(self, request: web.Request) -> web.Response:
        if request[VISITOR].role < Role.READER:
            return page("enter", web.HTTPUnauthorized.status_code)
        return page("live", leave="" if request[VISITOR].cookie else "hidden")

    async def _projector(self, request: web.Request) -> web.Response:
        if request[VISITOR].role < Role.READER:
            return page("enter", web.HTTPUnauthorized.status_code)
        return page("projector")

    async def _enter(self, request: web.Request) -> web.Response:
        try:
            token, name = _entry(request, await request.read())
        except (ValueError, web.HTTPRequestEntityTooLarge, web.RequestPayloadError):
            why = "the form cannot be read; open the link again, or type its token into the page"
            raise self._policy.refused(request, web.HTTPBadRequest, why) from None
        return self._policy.enter(request, token, name)

    async def _leave(self, request: web.Request) -> web.Response:
        return self._policy.leave(request)

    async def _live(self, request: web.Request) -> web.StreamResponse:
        """Streams the projector content (the wall) as server-sent events (HTML Living Standard)."""
        self._policy.needs(request, Role.READER)
        if self._wall.followers >= self._settings.readers:
            raise self._policy.refused(request, web.HTTPServiceUnavailable, "too many readers")
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        async with contextlib.aclosing(self._wall.follow()) as slides:
            # Whoever left, or takes nothing any more, is followed no further.
            with contextlib.suppress(ConnectionResetError, TimeoutError):
                async for slide, is_new in slides:
                    if not self._policy.is_current(request):
                        break
                    async with asyncio.timeout(_SECONDS_FOR_A_READER):
                        await response.write(_event(slide) if is_new else _HEARTBEAT)
        return response

    async def _list(self, request: web.Request) -> web.Response:
        self._policy.needs(request, Role.READER)
        found = await self._of_record(request, self._revisions.list)
        return web.Response(body=msgspec.json.encode(found), content_type="application/json")

    async def _revision(self, request: web.Request) -> web.Response:
        self._policy.needs(request, Role.READER)
        draft, name = request.match_info["draft"], request.match_info["name"]
        found = await self._of_record(request, lambda: self._revisions.page(draft, name))
        response = web.Response(text=found, content_type="text/html")
        # The page says its own policy, which names its style and script.
        response.headers["Content-Security-Policy"] = "frame-ancestors 'none'"
        return response

    async def _of_record(self, request: web.Request, read: Callable[[], T]) -> T:
        """Returns what is read of the record, in its thread."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, read)
        except NotFound:
            raise self._policy.refused(
                request, web.HTTPNotFound, "nothing is published there"
            ) from None
        except ConsensusError:
            why = "the file cannot be read at the moment"
            raise self._policy.refused(request, web.HTTPServiceUnavailable, why) from None


async def interrupted() -> None:
    """Waits until the process is interrupted."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    # Not `add_signal_handler`, which event loops on Windows lack.
    before = {
        number: signal.signal(number, lambda *_: loop.call_soon_threadsafe(asked.set))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        await asked.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def serve(settings: Settings, callback: Callable[[str], None]) -> None:
    """Serves a record until Ctrl+C, and logs warnings to stderr; tells its address when it is up.

    Raises:
        Rejected: the address cannot be listened on.
    """
    # What cannot be read is said here and now, and not to readers.
    WallWindow.open(settings.place).close()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LogFormatter())
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    try:
        asyncio.run(run(settings, callback))
    except OSError as error:
        raise Rejected(
            f"cannot listen on {settings.host}, port {settings.port}:"
            f" {error.strerror or error}; choose others with --host and --port"
        ) from error


async def run(
    settings: Settings,
    callback: Callable[[str], None],
    stopped: Callable[[], Awaitable[None]] = interrupted,
) -> None:
    """Serves a record until it is to stop.

    Raises:
        OSError: the address cannot be listened on.
    """
    runner = web.AppRunner(
        Service(settings).application(), access_log=None, shutdown_timeout=_SECONDS_TO_STOP
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
        callback(settings.public_url.rstrip("/") or _address(settings.host, runner.addresses[0][1]))
        await stopped()
    finally:
        await runner.cleanup()


def _entry(request: web.Request, body: bytes) -> tuple[str, str]:
    """Parses token and name from the login form; raises ValueError where it is invalid."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise ValueError("another type of content")
    if (request.charset or "utf-8").lower() not in ("utf-8", "utf8"):
        raise ValueError("another encoding")
    pairs = parse_qsl(
        body.decode("utf-8"),
        keep_blank_values=True,
        strict_parsing=True,
        errors="strict",
        max_num_fields=_MOST_FIELDS,
    )
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise ValueError("a field twice")
    token = fields.get("token", "").strip()
    if not token:
        raise ValueError("no token")
    return token, fields.get("by", "")


def _address(host: str, port: int) -> str:
    """Returns the URL of the server; for all interfaces, with the machine's name."""
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return f"http://{host}:{port}"
    if found.is_unspecified:
        return f"http://{socket.gethostname()}:{port}"
    return f"http://[{host}]:{port}" if found.version == 6 else f"http://{host}:{port}"


def _event(slide: Slide | None) -> bytes:
    """Encodes a slide as a server-sent event; JSON has no line feeds."""
    told = None
    if slide is not None:
        said = slide.totals.words if slide.totals else ""
        more = {"seen": slide.seen, "sign": sign_of(slide.status), "said": said}
        told = msgspec.to_builtins(slide) | msgspec.to_builtins(more)
    return b"data: " + msgspec.json.encode(told) + b"\n\n"
