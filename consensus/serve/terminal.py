"""The facilitators' screens in a browser: a process of its own for each, over textual-serve."""

from __future__ import annotations

import asyncio
import json
import logging
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType, web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from consensus.serve.gate import VISITOR, Gate
from consensus.serve.pages import page, words
from consensus.serve.sessions import Role
from consensus.serve.settings import Settings

_LONGEST_MESSAGE = 256 * 1024
_HEARTBEAT = 15.0
_SECONDS_TO_LEAVE = 10.0
_LARGEST_SIDE = 1000
_log = logging.getLogger("consensus.serve")

# What draws the terminal sets the style of every sign.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self';"
    " img-src 'self' data:; connect-src 'self' {socket}; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)


class Terminals:
    """Opens the facilitators' screens for whoever shows the facilitators' token.

    Args:
        settings: how the record is served.
        gate: tells who may come in.
    """

    def __init__(self, settings: Settings, gate: Gate) -> None:
        self._settings = settings
        self._gate = gate
        self._downloads = DownloadManager()
        self._sockets: set[web.WebSocketResponse] = set()

    def routes(self) -> Iterator[web.AbstractRouteDef]:
        """Where they are found."""
        import textual_serve

        there = Path(textual_serve.__file__).parent / "static"
        yield web.get("/terminal", self._show)
        yield web.get("/terminal/socket", self._connect)
        yield web.static("/terminal/static", there)

    async def close(self) -> None:
        """Leave every screen; what was confirmed on it is in the record."""
        for socket in list(self._sockets):
            await socket.close(code=1001, message=b"the server stops")

    async def _show(self, request: web.Request) -> web.Response:
        if request[VISITOR].role < Role.FACILITATOR:
            return page("enter", web.HTTPUnauthorized.status_code)
        scheme = "wss" if self._settings.public_url.startswith("https:") else "ws"
        socket = f"{scheme}://{request.host}"
        return web.Response(
            text=words("terminal.html").replace("{{socket}}", f"{socket}/terminal/socket"),
            content_type="text/html",
            headers={"Content-Security-Policy": _POLICY.format(socket=socket)},
        )

    async def _connect(self, request: web.Request) -> web.WebSocketResponse:
        self._gate.needs(request, Role.FACILITATOR)
        if request.headers.get("Origin") is None:
            raise self._gate.refused(request, web.HTTPForbidden, "no origin")
        if len(self._sockets) >= self._settings.terminals:
            raise self._gate.refused(request, web.HTTPServiceUnavailable, "too many terminals")
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
        try:
            await self._listen(socket, service, request)
        finally:
            await service.leave()

    async def _listen(
        self, socket: web.WebSocketResponse, service: AppService, request: web.Request
    ) -> None:
        async for message in socket:
            if message.type is WSMsgType.ERROR:
                _log.warning("closed %s from %s: oversized message", request.path, request.remote)
            if message.type is not WSMsgType.TEXT:
                continue
            try:
                await _obey(message.data, service, socket)
            except (ValueError, TypeError, KeyError, IndexError):
                _log.warning("closed %s from %s: no message", request.path, request.remote)
                await socket.close(code=1003, message=b"no message that is known here")

    def _command(self, name: str) -> str:
        by = name or self._settings.by
        return shlex.join(
            [
                *("env", "-u", "CONSENSUS_TOKEN", "-u", "CONSENSUS_FACILITATOR_TOKEN"),
                *(sys.executable, "-m", "consensus", f"--file={self._settings.place}"),
                *([f"--by={by}"] if by else []),
                "tui",
            ]
        )


class _Screens(AppService):
    """The process of one facilitator's screens."""

    async def leave(self) -> None:
        """Ask it to end, and see that it does."""
        process = self._process
        assert process is not None, "it was started"
        try:
            async with asyncio.timeout(_SECONDS_TO_LEAVE):
                await self.stop()
        except TimeoutError:
            _log.warning("the screens of process %s did not end by themselves", process.pid)
            process.kill()
        await process.wait()


async def _obey(words: str, service: AppService, socket: web.WebSocketResponse) -> None:
    """Pass on what the browser says; raises whatever a message that is none makes it raise."""
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
    """A number of columns or lines; 0 where it is none."""
    return min(int(text), _LARGEST_SIDE) if text.isascii() and text.isdigit() else 0


def _bad() -> Any:
    raise ValueError("no such message")
