"""A record to serve, and browsers to serve it to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from consensus import WorkingGroup
from consensus.formats.source import Source
from consensus.serve.service import Service
from consensus.serve.settings import Settings, checked

TOKEN = "a token for readers"
FACILITATOR_TOKEN = "a token for facilitators"
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


@asynccontextmanager
async def served(record: Path, **settings: Any) -> AsyncIterator[Client]:
    """A browser that keeps cookies, of a server over a record."""
    service = Service(checked(Settings(str(record), **settings)))
    async with TestClient(TestServer(service.application())) as client:
        yield client


def run(story: Callable[[], Awaitable[None]]) -> None:
    """Run a story to its end, which must come soon."""

    async def bounded() -> None:
        async with asyncio.timeout(60):
            await story()

    asyncio.run(bounded())


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(20):
        while not holds():
            await asyncio.sleep(0.01)


def address(client: Client, path: str = "/") -> str:
    """The whole address of a path."""
    return str(client.make_url(path))
