"""The facilitators' screens in a browser: one process each, over textual-serve."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType, web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from consensus.serve.content import page
from consensus.serve.security import VISITOR, RequestPolicy, Role
from consensus.serve.settings import Settings

_LONGEST_MESSAGE = 256 * 1024
_HEARTBEAT = 15.0
_SECONDS_TO_LEAVE = 10.0
_LOOK_EVERY = 1.0
_LARGEST_SIDE = 1000
# Policy violation (RFC 6455, section 7.4.1).
_ENDED = 1008
_log = logging.getLogger("consensus.serve")

# What draws the terminal sets the style of every sign.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self';"
    " img-src 'self' data:; connect-src 'self' {socket}; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'"
)


class Terminals:
    """Runs the facilitators' screens for browsers with the facilitators' token.

    Args:
        settings: how the record is served.
        policy: decides which requests are allowed.
    """

    def __init__(self, settings: Settings, policy: RequestPolicy) -> None:
        self._settings = settings
        self._policy = policy
        self._downloads = DownloadManager()
        self._sockets: set[web.WebSocketResponse] = set()

    def routes(self) -> Iterator[web.AbstractRouteDef]:
        """Yields the routes of the screens."""
        import textual_serve

        there = Path(textual_serve.__file__).parent / "static"
        yield web.get("/terminal", self._show)
        yield web.get("/terminal/socket", self._connect)
        yield web.static("/terminal/static", there)

    async def close(self, _: web.Application) -> None:
        """Leaves every screen; what was confirmed on it is in the record."""
        for socket in list(self._sockets):
            await socket.close(code=1001, message=b"the server stops")

    async def _show(self, request: web.Request) -> web.Response:
        if request[VISITOR].role < Role.FACILITATOR:
            return page("enter", web.HTTPUnauthorized.status_code)
        scheme = "wss" if self._settings.public_url.startswith("https:") else "ws"
        socket = f"{scheme}://{request.host}"
        response = page("terminal", socket=f"{socket}/terminal/socket")
        response.headers["Content-Security-Policy"] = _POLICY.format(socket=socket)
        return response

    async def _connect(self, request: web.Request) -> web.WebSocketResponse:
        self._policy.needs(request, Role.FACILITATOR)
        if request.headers.get("Origin") is None:
            raise self._policy.refused(request, web.HTTPForbidden, "no origin")
        if len(self._sockets) >= self._settings.terminals:
            raise self._policy.refused(request, web.HTTPServiceUnavailable, "too many terminals")
        socket = web.WebSocketResponse(heartbeat=_HEARTBEAT, max_msg_size=_LONGEST_MESSAGE)
        self._sockets.add(socket)
        try:
            await socket.prepare(request)
            await self._serve(socket, request)
        finally:
            self._sockets.discard(socket)
        return socket

    async def _serve(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        async def close() -> None:
            await socket.close()

        service = _Screens(
            self._command(request[VISITOR].name),
            write_bytes=socket.send_bytes,
            write_str=socket.send_str,
            close=close,
            download_manager=self._downloads,
        )
        width, height = (_side(request.query.get(each, "")) for each in ("width", "height"))
        await service.start(width or 80, height or 24)
        watching = asyncio.create_task(self._end_with_session(socket, request))
        try:
            await self._listen(socket, service, request)
        finally:
            watching.cancel()
            await service.leave()

    async def _end_with_session(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        """Polls the session, and closes the web socket soon after it ends."""
        while self._policy.is_current(request):
            await asyncio.sleep(_LOOK_EVERY)
        await socket.close(code=_ENDED, message=b"the session ended")

    async def _listen(
        self, socket: web.WebSocketResponse, service: AppService, request: web.Request
    ) -> None:
        async for message in socket:
            if not self._policy.is_current(request):
                await socket.close(code=_ENDED, message=b"the session ended")
                break
            if message.type is WSMsgType.ERROR:
                self._policy.log(request, "closed", "oversized message")
            if message.type is not WSMsgType.TEXT:
                continue
            try:
                await _obey(message.data, service, socket)
            except (ValueError, TypeError, KeyError, IndexError):
                self._policy.log(request, "closed", "no message that is known here")
                await socket.close(code=1003, message=b"no message that is known here")

    def _command(self, name: str) -> str:
        by = name or self._settings.by
        words = shlex.join(
            [
                *("env", "-u", "CONSENSUS_TOKEN", "-u", "CONSENSUS_FACILITATOR_TOKEN"),
                *(sys.executable, "-m", "consensus", f"--file={self._settings.place}"),
                *([f"--user={by}"] if by else []),
                "tui",
            ]
        )
        # In place of the shell, which could otherwise be killed while the screens go on. What is
        # said on stderr may quote what was typed, and textual-serve would write it to stdout.
        return f"exec {words} 2>{os.devnull}"


class _Screens(AppService):
    """Runs the screens of one facilitator in a subprocess, and stops it."""

    async def leave(self) -> None:
        """Asks the process to end, and kills it if it does not in time."""
        process = self._process
        assert process is not None, "it was started"
        # Cancelling would end the task that reads its output, and leave it waiting for a reader.
        stopping = asyncio.create_task(self.stop())
        try:
            _, going_on = await asyncio.wait({stopping}, timeout=_SECONDS_TO_LEAVE)
            if going_on:
                _log.warning("the screens of process %s did not end by themselves", process.pid)
        finally:
            if not stopping.done():
                process.kill()
        await stopping
        code = await process.wait()
        if code > 0:
            _log.warning("the screens of process %s ended with code %s", process.pid, code)


async def _obey(words: str, service: AppService, socket: web.WebSocketResponse) -> None:
    """Passes on what the browser says; raises whatever a message that is none makes it raise."""
    kind, *rest = json.loads(words)
    if kind == "stdin":
        await service.send_bytes(rest[0].encode() if isinstance(rest[0], str) else _bad())
    elif kind == "resize":
        sides = (_side(str(rest[0][each])) or _bad() for each in ("width", "height"))
        await service.set_terminal_size(*sides)
    elif kind == "ping":
        await socket.send_json(["pong", rest[0]])
    elif kind == "blur":
        await service.blur()
    elif kind == "focus":
        await service.focus()


def _side(text: str) -> int:
    """Parses a number of columns or lines; 0 if invalid."""
    return min(int(text), _LARGEST_SIDE) if text.isascii() and text.isdigit() else 0


def _bad() -> Any:
    raise ValueError("no such message")
