"""A record to serve, and browsers to serve it to."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from consensus import WorkingGroup
from consensus.formats.source import Source
from consensus.serve.security import Handler
from consensus.serve.service import Service
from consensus.serve.settings import Settings, validate_settings

TOKEN = "a token for readers"
FACILITATOR_TOKEN = "a token for facilitators"
PATIENCE = 120  # seconds for what takes a moment, on a machine that is busy
PEER = "X-Test-Peer"
SECRET = "Planted words that nobody issued."

Client = TestClient[Any, Any]


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """A record with one draft of two paragraphs, of which nothing was issued."""
    path = tmp_path / "wg.consensus"
    with WorkingGroup.create(path, title="Working Group on Harbours", by="sec") as group:
        group.add_member("ALV", "Alvonia")
        group.import_draft(
            Source.of("# Harbours\n\n1. Harbours are open.\n\n2. Dues are fair.\n", "h.md")
        )
    return path


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def pass_hours(self, hours: float) -> None:
        """Goes forward."""
        self.now += hours * 3600


class Server(TestServer):
    """A server that ends its handlers as `consensus serve` does, and not as tests of aiohttp do."""

    async def _make_runner(self, **given: Any) -> web.BaseRunner:
        return web.AppRunner(self.app, **{**given, "handler_cancellation": False})


@web.middleware
async def from_peer(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Lets the browsers of a test connect from different addresses."""
    peer = request.headers.get(PEER, request.remote or "")
    return await handler(request.clone(remote=peer))


@asynccontextmanager
async def served(
    record: Path, clock: Callable[[], float] = time.monotonic, **settings: Any
) -> AsyncIterator[Client]:
    """A browser that keeps cookies, of a server over a record."""
    application = Service(validate_settings(Settings(str(record), **settings)), clock).application()
    application.middlewares.insert(0, from_peer)
    async with TestClient(Server(application)) as client:
        yield client


@asynccontextmanager
async def another(client: Client, peer: str = "", forwarded: str = "") -> AsyncIterator[Client]:
    """Another browser of the same server.

    Args:
        client: a browser of the server.
        peer: the address it connects from; that of the test if empty.
        forwarded: what its requests say in `X-Forwarded-For`.
    """
    headers = {PEER: peer, "X-Forwarded-For": forwarded}
    given = {name: value for name, value in headers.items() if value}
    browser: Client = TestClient(client.server, headers=given)
    try:
        yield browser
    finally:
        await browser.session.close()


def run(story: Callable[[], Awaitable[None]]) -> None:
    """Runs a story to its end; the limit is there to name what hangs."""

    async def bounded() -> None:
        async with asyncio.timeout(5 * PATIENCE):
            await story()

    asyncio.run(bounded())


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(PATIENCE):
        while not holds():
            await asyncio.sleep(0.01)


def address(client: Client, path: str = "/") -> str:
    """The whole address of a path."""
    return str(client.make_url(path))
