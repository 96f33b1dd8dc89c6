"""The pages in a real browser: what is pushed is seen, and screens take a click and a key."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from consensus import WorkingGroup
from tests.reports.html.browser import CHROMIUM, Browser
from tests.serve.conftest import FACILITATOR_TOKEN, Client, address, run, served

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed here")

Page = Callable[..., Awaitable[Any]]


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    """A browser with an empty page."""
    browser = Browser(tmp_path / "browser")
    browser.begin()
    yield browser
    browser.close()


async def ask(browser: Browser, expression: str) -> Any:
    """Ask the page, while the server goes on."""
    return await asyncio.to_thread(browser.ask, expression)


async def see(browser: Browser, expression: str) -> None:
    """Wait until something holds on the page."""
    async with asyncio.timeout(40):
        while not await ask(browser, expression):
            await asyncio.sleep(0.05)


async def own_requests(browser: Browser, client: Client) -> None:
    """Nothing was asked of another host, and nothing was complained of."""
    await ask(browser, "1")
    own = tuple(f"{scheme}://127.0.0.1:{client.port}/" for scheme in ("http", "ws"))
    foreign = [each for each in browser.requests if not each.startswith((*own, "data:", "about:"))]
    assert not foreign
    # What draws the terminal tells how it draws, and how fast it was answered.
    assert not [each for each in browser.complaints if "WebGL" not in each and "ping=" not in each]


def test_hall_sees_what_is_pushed_and_what_was_issued(record: Path, browser: Browser) -> None:
    """A slide, markup as words, a blank wall, and the list of what was issued."""

    async def story() -> None:
        with WorkingGroup.open(record, by="sec") as group:
            group.publish("Rev.1")
            group.edit("1", "Harbours are <b>open</b> & free.")
            async with served(record) as client:
                await asyncio.to_thread(browser.open, address(client))
                await see(browser, "document.getElementById('link').textContent == 'live'")
                assert await ask(browser, "document.getElementById('blank').hidden") is False
                group.push_to_wall("1")
                words = "Harbours are <b>open</b> & free."
                await see(browser, f"document.getElementById('text').textContent == '{words}'")
                assert await ask(browser, "document.querySelector('#text b')") is None
                assert "Rev.1" in await ask(browser, "document.getElementById('issued').innerText")
                group.blank_wall()
                await see(browser, "document.getElementById('text').textContent == ''")
                await own_requests(browser, client)

    run(story)


def test_facilitator_clicks_and_types_and_the_hall_sees_it(record: Path, browser: Browser) -> None:
    """The token is left behind, a click goes to the draft, and `w` puts it on the wall."""

    async def story() -> None:
        async with served(record, terminal=True, facilitator_token=FACILITATOR_TOKEN) as client:
            link = address(client, f"/terminal?token={FACILITATOR_TOKEN}&by=Ana")
            clean = address(client, "/terminal")
            await asyncio.to_thread(browser.open, link, leads_to=clean)
            await see(browser, "document.body.classList.contains('-first-byte')")
            # What is pressed before the screens are there goes nowhere, as with people.
            while not pushed(record):
                await click_in(browser, column=14, line=0)
                await asyncio.sleep(1)
                await asyncio.to_thread(browser.press, "w", 87)
                await asyncio.sleep(1)
            assert pushed(record) == "1"
            await own_requests(browser, client)

    run(story)


def pushed(record: Path) -> str:
    """The label of what is on the wall."""
    with WorkingGroup.open(record) as group:
        slide = group.wall()
    return slide.label or slide.title if slide else ""


async def click_in(browser: Browser, column: int, line: int) -> None:
    """Click on a cell of the terminal."""
    grid = await ask(
        browser,
        "(() => { const box = document.querySelector('.xterm-screen').getBoundingClientRect();"
        " return [box.left, box.top, box.width, box.height]; })()",
    )
    left, top = grid[0] + 9.6 * (column + 0.5), grid[1] + 19 * (line + 0.5)
    for kind in ("mousePressed", "mouseReleased"):
        await asyncio.to_thread(
            browser.call,
            "Input.dispatchMouseEvent",
            type=kind,
            x=left,
            y=top,
            button="left",
            clickCount=1,
        )
