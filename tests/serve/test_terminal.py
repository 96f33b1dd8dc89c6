"""The facilitators' screens in a browser: for facilitators alone, each in a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError

from consensus import WorkingGroup
from consensus.serve.terminal import Terminals
from tests.serve.conftest import (
    FACILITATOR_TOKEN,
    PATIENCE,
    TOKEN,
    Client,
    run,
    served,
    until,
)

pytestmark = pytest.mark.waits

SOCKET = "/terminal/socket"


@asynccontextmanager
async def facilitated(record: Path, **settings: Any) -> AsyncIterator[Client]:
    """A browser in which a facilitator called Ana came in."""
    given = {"terminal": True, "facilitator_token": FACILITATOR_TOKEN, **settings}
    async with served(record, **given) as client:
        await client.get("/terminal", params={"token": FACILITATOR_TOKEN, "by": "Ana"})
        yield client


def connect(client: Client, **headers: str) -> Any:
    """Begin to open the screens, as a page of the server does."""
    own = {"Origin": f"http://127.0.0.1:{client.port}", **headers}
    return client.ws_connect(SOCKET, headers=own, params={"width": "100", "height": "30"})


async def refusal(client: Client, **headers: str) -> int:
    """With which status the screens are refused."""
    with pytest.raises(WSServerHandshakeError) as refused:
        await connect(client, **headers)
    return refused.value.status


async def shown(socket: ClientWebSocketResponse, words: str) -> None:
    """Wait until words are drawn."""
    drawn = ""
    while words not in drawn:
        message = await socket.receive(PATIENCE)
        assert message.type is WSMsgType.BINARY, (message, drawn)
        drawn += message.data.decode("utf-8", "replace")


def test_screens_take_keys_and_record_under_the_name_that_was_given(record: Path) -> None:
    """What is confirmed there is in the file, by whoever came in."""

    async def story() -> None:
        async with facilitated(record) as client, connect(client) as socket:
            await shown(socket, "Harbours")
            await type_in(socket, "5")
            await shown(socket, "No meeting is open")
            await type_in(socket, "M")
            await shown(socket, "What is the meeting called?")
            await type_in(socket, "First meeting\r")
            await shown(socket, "What kind of meeting is it?")
            await type_in(socket, "c")
            await shown(socket, "First meeting is open")

    run(story)
    with WorkingGroup.open(record) as group:
        *_, last = group.steps()
    assert last.act.by == "Ana"


def test_connection_is_answered_and_follows_the_size_of_the_window(record: Path) -> None:
    """A ping comes back, and a smaller window is drawn anew."""

    async def story() -> None:
        async with facilitated(record) as client, connect(client) as socket:
            await socket.send_str(json.dumps(["ping", 7]))
            assert await told(socket) == ["pong", 7]
            await shown(socket, "Harbours")
            await socket.send_str(json.dumps(["resize", {"width": 80, "height": 24}]))
            await shown(socket, "Harbours")

    run(story)


def test_screens_that_do_not_end_are_killed(
    record: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process of the screens ends, and not only the shell that started it."""
    monkeypatch.setattr("consensus.serve.terminal._SECONDS_TO_LEAVE", 0)

    async def story() -> None:
        async with facilitated(record) as client:
            async with connect(client) as socket:
                await socket.send_str(json.dumps(["ping", 7]))
                assert await told(socket) == ["pong", 7]
            await until(lambda: "ended with code" in caplog.text or "did not end" in caplog.text)

    run(story)
    message = caplog.messages[0]
    assert "did not end by themselves" in message
    with pytest.raises(ProcessLookupError):
        os.kill(int(message.split("process ")[1].split()[0]), 0)


async def type_in(socket: ClientWebSocketResponse, keys: str) -> None:
    """Press keys."""
    await socket.send_str(json.dumps(["stdin", keys]))


async def told(socket: ClientWebSocketResponse) -> Any:
    """What the server says besides what is drawn."""
    async with asyncio.timeout(PATIENCE):
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                return json.loads(message.data)
    raise AssertionError("the server ended")


class TestStrangers:
    def test_readers_are_no_facilitators(self, record: Path) -> None:
        async def story() -> None:
            async with served(
                record, terminal=True, token=TOKEN, facilitator_token=FACILITATOR_TOKEN
            ) as client:
                await client.get("/", params={"token": TOKEN})
                assert (await client.get("/terminal")).status == 401
                assert await refusal(client) == 401

        run(story)

    def test_even_on_this_machine_a_token_is_needed(self, record: Path) -> None:
        async def story() -> None:
            async with served(record, terminal=True) as client:
                assert (await client.get("/terminal")).status == 401
                assert await refusal(client) == 401

        run(story)

    def test_there_are_none_unless_asked_for(self, record: Path) -> None:
        async def story() -> None:
            async with served(record) as client:
                assert (await client.get("/terminal")).status == 404

        run(story)

    @pytest.mark.parametrize("origin", ["http://evil.example", "null"])
    def test_page_of_another_origin_gets_no_screens(self, record: Path, origin: str) -> None:
        async def story() -> None:
            async with facilitated(record) as client:
                assert await refusal(client, Origin=origin) == 403

        run(story)

    def test_who_says_no_origin_gets_none_either(self, record: Path) -> None:
        async def story() -> None:
            async with facilitated(record) as client:
                with pytest.raises(WSServerHandshakeError) as refused:
                    await client.ws_connect(SOCKET)
                assert refused.value.status == 403

        run(story)

    def test_no_more_screens_than_are_allowed(self, record: Path) -> None:
        async def story() -> None:
            async with facilitated(record, terminals=1) as client, connect(client):
                assert await refusal(client) == 503

        run(story)


class TestMessages:
    @pytest.mark.parametrize(
        "message",
        [
            "no json",
            "{}",
            "[]",
            '["stdin"]',
            '["stdin", 5]',
            '["resize", {"width": "x", "height": -1}]',
            '["resize", []]',
            "7",
            "null",
        ],
    )
    def test_message_that_is_none_ends_the_connection(
        self, record: Path, message: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # What is no message never reaches the screens: a process that begins as theirs is enough.
        begun = "printf '__GANGLION__\\n'; exec head -c 1"
        monkeypatch.setattr(Terminals, "_command", lambda terminals, name: begun)

        async def story() -> None:
            async with facilitated(record) as client, connect(client) as socket:
                await socket.send_str(message)
                await closed(socket)
                assert socket.close_code == 1003
                assert (await client.get("/issued")).status == 200

        run(story)

    def test_oversized_message_ends_the_connection(
        self, record: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        async def story() -> None:
            async with facilitated(record) as client, connect(client) as socket:
                await socket.send_str(json.dumps(["stdin", "secret " * 100_000]))
                await closed(socket)
                assert socket.close_code == 1009

        run(story)
        assert "oversized message" in caplog.text
        assert "secret" not in caplog.text


async def closed(socket: ClientWebSocketResponse) -> None:
    """Wait until the other side ends the connection."""
    async with asyncio.timeout(PATIENCE):
        while not socket.closed:
            await socket.receive()
