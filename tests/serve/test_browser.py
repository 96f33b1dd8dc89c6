"""The pages in a real browser: what is pushed is seen, and screens take a click and a key."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from consensus import WorkingGroup
from tests.serve.conftest import FACILITATOR_TOKEN, TOKEN, Client, address, run, served
from tests.serve.test_content import events, slide
from tests.support.browser import CHROMIUM, Browser

pytestmark = [
    pytest.mark.waits,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed here"),
]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser for all tests, whose first start takes longer than most of them."""
    browser = Browser(tmp_path_factory.mktemp("browser"))
    yield browser
    browser.close()


@pytest.fixture
def browser(opened: Browser) -> Browser:
    """A browser with an empty page, and nothing kept from a test before."""
    opened.begin()
    return opened


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
                listed = await ask(browser, "document.getElementById('issued').innerText")
                assert "Rev.1 published 20" in listed
                shown = (await ask(browser, "document.body.innerText")).casefold()
                assert not [each for each in ("wall", "issued", "push") if each in shown]
                group.blank_projector()
                await see(browser, "document.getElementById('text').textContent == ''")
                await own_requests(browser, client)

    run(story)


LONG = " ".join(f"Harbour {number} is open to all ships." for number in range(200))


def test_projector_page_shows_the_change_and_nothing_else(record: Path, browser: Browser) -> None:
    """Struck, underlined, options by letter, which text it is; no scroll bar and no pointer."""

    async def story() -> None:
        with WorkingGroup.open(record, by="sec") as group:
            group.propose("2", "Dues are fair and low.", by=["ALV"])
            group.propose("1", "Harbours must be open.", by=["ALV"])
            group.propose("1", "Harbours may be open.", by=["ALV"])
            async with served(record) as client:
                await open_projector(browser, client)
                assert await ask(browser, "document.body.innerText.trim()") == ""
                group.show_on_projector("2")
                await see(browser, "document.querySelector('#text ins')?.textContent == ' and low'")
                assert await ask(browser, "document.getElementById('label').textContent") == "2"
                assert await ask(browser, "document.getElementById('status').textContent") == (
                    "○ open"
                )
                group.show_on_projector("1")
                await see(browser, "document.querySelector('#text mark')?.textContent == 'are'")
                said = await ask(browser, "document.body.innerText")
                assert "[(A) are / (B) must be / (C) may be]" in said
                assert "zero draft, with all amendments" in said
                assert "ALV" not in said
                look = "getComputedStyle(document.documentElement)"
                assert await ask(browser, f"{look}.overflow") == "hidden"
                assert await ask(browser, f"{look}.cursor") == "none"
                group.show_on_projector("D1")
                await see(
                    browser, "document.getElementById('text').innerText.includes('○ 2: open')"
                )
                assert "0 agreed, 2 open" in await ask(browser, "document.body.innerText")
                group.blank_projector()
                await see(browser, "document.body.innerText.trim() == ''")
                await own_requests(browser, client)

    run(story)


def test_projector_page_shrinks_its_text_and_then_turns_pages(
    record: Path, browser: Browser
) -> None:
    """From 54 pixels of 1080 lines to 34; keys turn the pages of what fits in none."""

    async def story() -> None:
        size = "Math.round(parseFloat(getComputedStyle(document.getElementById('text')).fontSize))"
        with WorkingGroup.open(record, by="sec") as group:
            async with served(record) as client:
                await open_projector(browser, client)
                sizes = []
                for words in (LONG[:400], LONG[:1100], LONG):
                    group.edit("2", words)
                    group.show_on_projector("2")
                    end = json.dumps(words[-20:])
                    await see(
                        browser, f"document.getElementById('text').textContent.endsWith({end})"
                    )
                    sizes.append(await ask(browser, size))
                assert sizes[0] == 54
                assert 34 <= sizes[1] < 54
                assert sizes[2] == 34
                page = "document.getElementById('page').textContent"
                first, pages = (await ask(browser, page)).split(" of ")
                assert (first, int(pages) > 1) == ("1", True)
                for number in (*range(2, int(pages) + 1), int(pages)):
                    await asyncio.to_thread(browser.press, "PageDown", 34)
                    assert await ask(browser, page) == f"{number} of {pages}"
                inside = (
                    "(() => { const all = document.createRange();"
                    " all.selectNodeContents(document.getElementById('text'));"
                    " const box = [...all.getClientRects()].at(-1);"
                    " return box.left >= 0 && box.right <= innerWidth && box.bottom < innerHeight;"
                    " })()"
                )
                assert await ask(browser, inside)

    run(story)


def test_projector_page_keeps_its_picture_when_the_server_is_lost(
    record: Path, browser: Browser
) -> None:
    """With a small dot, and without a word."""

    async def story() -> None:
        with WorkingGroup.open(record, by="sec") as group:
            async with served(record) as client:
                await open_projector(browser, client)
                group.show_on_projector("2")
                await see(browser, "document.getElementById('lost').hidden")
                await see(browser, "document.body.innerText.includes('Dues are fair.')")
            await see(browser, "!document.getElementById('lost').hidden")
            assert "Dues are fair." in await ask(browser, "document.body.innerText")
            assert await ask(browser, "document.getElementById('lost').textContent") == "·"

    run(story)


def test_projector_page_can_be_read_from_the_last_row(record: Path, browser: Browser) -> None:
    """Contrast of 7 to 1 in both colours, light unless dark is asked for, strokes of 4 pixels."""

    async def story() -> None:
        with WorkingGroup.open(record, by="sec") as group:
            for number in range(4):
                group.propose("1", f"Harbours {number} and all else are open.", by=["ALV"])
            async with served(record) as client:
                for query in ("", "?dark"):
                    await open_projector(browser, client, query)
                    group.show_on_projector("1")
                    await see(browser, "document.querySelector('#options b')")
                    found = await ask(browser, COLOURS)
                    assert set(found) >= {"ins", "del", "mark", "b", "title", "time", "page"}
                    assert min(map(contrast, found.values())) >= 7
                    light = luminance(found["title"][1]) > 0.5
                    assert light is (query == "")
                    stroke = (
                        "getComputedStyle(document.querySelector('del')).textDecorationThickness"
                    )
                    assert await ask(browser, stroke) == "4px"

    run(story)


COLOURS = """Object.fromEntries(
    ["ins", "del", "mark", "b", "#title", "#time", "#page", "#lost", "#status"].map((name) => {
        const found = document.querySelector(name), colours = [getComputedStyle(found).color];
        for (let at = found; at; at = at.parentElement) {
            colours.push(getComputedStyle(at).backgroundColor);
        }
        return [name.replace("#", ""), colours.filter((each) => each != "rgba(0, 0, 0, 0)")];
    }))"""


def luminance(colour: str) -> float:
    """The relative luminance of a colour (WCAG 2.2)."""
    parts = [int(each) / 255 for each in re.findall(r"\d+", colour)]
    linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
    return sum(x * share for x, share in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


def contrast(colours: list[str]) -> float:
    """The contrast of a colour with the one behind it."""
    dark, light = sorted(map(luminance, colours[:2]))
    return (light + 0.05) / (dark + 0.05)


async def open_projector(browser: Browser, client: Client, query: str = "") -> None:
    """Opens the page of the projector on a screen of 1920 by 1080."""
    page = address(client, f"/projector{query}")
    await asyncio.to_thread(browser.open, page, width=1920, height=1080)
    await see(browser, "document.body.dataset.link == 'live'")


def test_keys_work_in_the_terminal_without_a_click(record: Path, browser: Browser) -> None:
    """And a page that is too narrow for the screens says so."""

    async def story() -> None:
        async with served(record, terminal=True, facilitator_token=FACILITATOR_TOKEN) as client:
            link = address(client, f"/terminal?token={FACILITATOR_TOKEN}&by=Ana")
            clean = address(client, "/terminal")
            narrow = "getComputedStyle(document.querySelector('.narrow')).display != 'none'"
            await asyncio.to_thread(browser.open, link, leads_to=clean)
            await drawn(browser, "has spoken")
            assert not await ask(browser, narrow)
            await asyncio.to_thread(browser.press, "2", 50)
            await drawn(browser, "Dues are fair")
            for width, is_narrow in ((800, False), (600, True)):
                browser.sent.clear()
                await asyncio.to_thread(browser.open, clean, width=width)
                # The page before may still tell its own size.
                await asyncio.to_thread(browser.listen, partial(is_told, browser, is_narrow))
                await see(browser, narrow if is_narrow else f"!({narrow})")
            assert "80 columns" in await ask(browser, "document.body.innerText")

    run(story)


def sizes_sent(browser: Browser) -> list[int]:
    """The widths, in columns, that the page has told the server."""
    told = map(json.loads, browser.sent)
    return [each[1]["width"] for each in told if each[0] == "resize"]


def is_told(browser: Browser, is_narrow: bool) -> bool:
    """Whether the page has told the server of a width below 80 columns, or of another one."""
    return any((width < 80) is is_narrow for width in sizes_sent(browser))


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
            for line, label in ((8, "2"), (7, "1")):
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
