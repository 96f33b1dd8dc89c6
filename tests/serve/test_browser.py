"""The pages in a real browser: what is pushed is seen, and screens take a click and a key."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from consensus import WorkingGroup
from tests.serve.conftest import FACILITATOR_TOKEN, TOKEN, Client, address, run, served
from tests.serve.test_content import events, slide
from tests.support.browser import CHROMIUM, Browser

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed here")


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
    """Waits on the page until something holds there."""
    look = f"const look = () => ({expression}) ? done(true) : setTimeout(look, 10); look();"
    assert await ask(browser, f"new Promise((done) => {{ {look} }})")


async def drawn(browser: Browser, words: str) -> None:
    """Waits until words were drawn in the terminal."""
    await asyncio.to_thread(browser.listen, lambda: words.encode() in browser.received)


async def own_requests(browser: Browser, client: Client) -> None:
    """Nothing was asked of another host, and nothing was complained of."""
    await ask(browser, "1")
    own = tuple(f"{scheme}://127.0.0.1:{client.port}/" for scheme in ("http", "ws"))
    foreign = [each for each in browser.requests if not each.startswith((*own, "data:", "about:"))]
    assert not foreign
    # What draws the terminal tells how it draws, how fast it was answered, and where it was slow.
    told = ("WebGL", "ping=", "task queue exceeded allotted deadline")
    assert not [each for each in browser.complaints if not any(words in each for words in told)]


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
                group.show_on_projector("1")
                words = "Harbours are <b>open</b> & free."
                await see(browser, f"document.getElementById('text').textContent == '{words}'")
                assert await ask(browser, "document.querySelector('#text b')") is None
                assert "Rev.1" in await ask(browser, "document.getElementById('issued').innerText")
                group.blank_projector()
                await see(browser, "document.getElementById('text').textContent == ''")
                await own_requests(browser, client)

    run(story)


def test_facilitator_clicks_and_types_and_the_hall_sees_it(record: Path, browser: Browser) -> None:
    """The token is left behind, a click chooses an item, and `w` puts it on the wall."""

    async def story() -> None:
        async with served(record, terminal=True, facilitator_token=FACILITATOR_TOKEN) as client:
            link = address(client, f"/terminal?token={FACILITATOR_TOKEN}&by=Ana")
            clean = address(client, "/terminal")
            await asyncio.to_thread(browser.open, link, leads_to=clean)
            await drawn(browser, "has spoken")
            told = events(client)
            assert await slide(told) is None
            for line, label in ((9, "2"), (8, "1")):
                await click_in(browser, column=14, line=line)
                await asyncio.to_thread(browser.press, "w", 87)
                assert (await slide(told))["label"] == label
            await own_requests(browser, client)

    run(story)


def test_reader_enters_by_the_form_and_leaves_by_the_button(record: Path, browser: Browser) -> None:
    """A browser sends both forms as the server wants them, and neither is refused."""

    async def story() -> None:
        async with served(record, host="0.0.0.0", token=TOKEN) as client:
            page = address(client)
            await asyncio.to_thread(browser.open, page)
            assert await ask(browser, "document.title") == "Enter"
            await submit(browser, f"document.getElementById('token').value = '{TOKEN}'", "Harbours")
            assert await ask(browser, "location.href") == page
            await submit(browser, "0", "Enter")
            assert await ask(browser, "document.querySelector('[action=\"/leave\"]')") is None
            assert {each.status for each in [await client.get("/")]} == {401}

    run(story)


async def submit(browser: Browser, before: str, title: str) -> None:
    """Presses the button of the form, and waits for the page that follows.

    Args:
        browser: the browser.
        before: what is done on the page before.
        title: a word in the title of the page that follows.
    """
    await ask(browser, f"{before}; document.querySelector('form button').click()")
    await asyncio.to_thread(browser.arrive, f"document.title.includes('{title}')")


async def click_in(browser: Browser, column: int, line: int) -> None:
    """Click on a cell of the terminal, whichever font and canvas it is drawn with."""
    left, top, width, height = await ask(
        browser,
        "(() => { const box = document.querySelector('.xterm-screen').getBoundingClientRect();"
        " return [box.left, box.top, box.width, box.height]; })()",
    )
    # Into how many cells it divides that, the page has told the server.
    *_, (_, cells) = (told for told in map(json.loads, browser.sent) if told[0] == "resize")
    for kind in ("mousePressed", "mouseReleased"):
        await asyncio.to_thread(
            browser.call,
            "Input.dispatchMouseEvent",
            type=kind,
            x=left + width / cells["width"] * (column + 0.5),
            y=top + height / cells["height"] * (line + 0.5),
            button="left",
            clickCount=1,
        )
