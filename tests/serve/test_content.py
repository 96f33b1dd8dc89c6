"""The page for the hall: what is pushed and issued, at once, and nothing else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from consensus import WorkingGroup
from consensus.serve import content
from tests.serve.conftest import PATIENCE, SECRET, Client, run, served

pytestmark = pytest.mark.waits


async def events(client: Client) -> AsyncIterator[Any]:
    """What the page is told: slides, and "beat" where nothing changed."""
    async with client.get("/live") as answer:
        assert answer.content_type == "text/event-stream"
        name = ""
        async for line in answer.content:
            if line.startswith(b"event: "):
                name = line[7:].decode().strip()
            elif line.startswith(b"data:"):
                yield name or json.loads(line[5:])
                name = ""


async def slide(told: AsyncIterator[Any]) -> Any:
    """The next slide."""
    async with asyncio.timeout(PATIENCE):
        async for each in told:
            if each != "beat":
                return each
    raise AssertionError("the server ended")


def opened(record: Path) -> WorkingGroup:
    """Open the record as somebody else does."""
    return WorkingGroup.open(record, by="sec")


def test_page_begins_blank_and_shows_what_is_pushed_until_it_is_blanked(record: Path) -> None:
    """As the wall of the terminal does."""

    async def story() -> None:
        with opened(record) as group:
            group.show_on_projector("1")
            async with served(record) as client:
                told = events(client)
                assert await slide(told) is None
                group.show_on_projector("2")
                shown = await slide(told)
                assert (shown["label"], shown["lines"]) == ("2", ["Dues are fair."])
                group.blank_projector()
                assert await slide(told) is None

    run(story)


def test_what_is_blanked_is_gone_within_a_tenth_of_a_second() -> None:
    """So often the server looks, with room for the way to the page."""
    assert content._POLL_SECONDS * 2 <= 0.1


def test_reader_who_comes_later_gets_what_is_there(record: Path) -> None:
    """Nobody waits for the next push."""

    async def story() -> None:
        with opened(record) as group:
            async with served(record) as client:
                first = events(client)
                await slide(first)
                group.show_on_projector("2")
                await slide(first)
                assert (await slide(events(client)))["label"] == "2"

    run(story)


def test_page_is_told_that_the_server_lives(record: Path) -> None:
    """What hears nothing takes down what it shows, so it hears something every other second."""

    async def story() -> None:
        async with served(record) as client:
            told = events(client)
            assert await anext(told) is None
            async with asyncio.timeout(PATIENCE):
                assert await anext(told) == "beat"

    run(story)


def test_redacted_words_leave_the_page(record: Path) -> None:
    """As they leave the wall."""

    async def story() -> None:
        with opened(record) as group:
            async with served(record) as client:
                told = events(client)
                await slide(told)
                group.show_on_projector("2")
                await slide(told)
                group.redact("Dues are fair.", reason="somebody asked for it")
                assert await slide(told) is None

    run(story)


def test_no_more_readers_than_are_allowed(record: Path) -> None:
    """Others are told to come later."""

    async def story() -> None:
        async with served(record, readers=1) as client:
            told = events(client)
            await anext(told)
            assert (await client.get("/live")).status == 503

    run(story)


def test_who_left_makes_room(record: Path) -> None:
    """A place is free again soon after somebody left."""

    async def story() -> None:
        async with served(record, readers=1) as client:
            answer = await client.get("/live")
            answer.close()
            async with asyncio.timeout(PATIENCE):
                while (again := await client.get("/live")).status == 503:
                    await asyncio.sleep(0.1)
            assert again.status == 200
            again.close()

    run(story)


def test_record_that_cannot_be_read_leaves_the_page_as_it_is(record: Path) -> None:
    """The room is shown no errors, and the page goes on when the record is back."""

    async def story() -> None:
        async with served(record) as client:
            told = events(client)
            assert await slide(told) is None
            away = record.with_name("away")
            record.rename(away)
            assert await anext(told) == "beat"
            answer = await client.get("/issued")
            assert answer.status == 503
            assert str(record) not in await answer.text()
            away.rename(record)
            with opened(record) as group:
                group.show_on_projector("2")
            assert (await slide(told))["label"] == "2"

    run(story)


class TestIssued:
    def test_only_what_was_issued_is_listed_and_shown(self, record: Path) -> None:
        async def story() -> None:
            with opened(record) as group:
                group.edit("2", "Dues are fair and published.")
                group.publish("Rev.1", standing="without prejudice")
                group.edit("2", SECRET)
            async with served(record) as client:
                found = await (await client.get("/issued")).json()
                assert found["title"] == "Working Group on Harbours"
                (issue,) = found["issues"]
                assert (issue["draft"], issue["name"]) == ("D1", "Rev.1")
                page = await (await client.get("/issued/D1/Rev.1")).text()
                assert "Dues are fair and published." in page
                assert SECRET not in page + json.dumps(found)
                assert (await client.get("/issued/D1/Rev.2")).status == 404
                assert (await client.get("/issued/D9/Rev.1")).status == 404

        run(story)

    def test_what_is_issued_meanwhile_is_there(self, record: Path) -> None:
        async def story() -> None:
            async with served(record) as client:
                assert not (await (await client.get("/issued")).json())["issues"]
                with opened(record) as group:
                    group.publish("Rev.1")
                assert (await (await client.get("/issued")).json())["issues"]

        run(story)

    def test_page_is_read_anew_after_a_redaction(self, record: Path) -> None:
        async def story() -> None:
            with opened(record) as group:
                group.publish("Rev.1")
                async with served(record) as client:
                    before = await (await client.get("/issued/D1/Rev.1")).text()
                    assert "Dues are fair." in before
                    group.redact("Dues are fair.", reason="somebody asked for it")
                    after = await (await client.get("/issued/D1/Rev.1")).text()
                    assert "Dues are fair." not in after

        run(story)
