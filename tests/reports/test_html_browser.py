"""Pages in a browser: no request, no complaint, filters, keys, paper, and no fault for axe-core.

They need Chromium on the path. Accessibility also needs axe-core: `npm install axe-core` in the
root of the project, or the path of its `axe.min.js` in AXE_CORE.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from consensus.reports.audience import Audience
from consensus.working_group.reports.report import Form
from consensus.working_group.reports.writing import REPORTS
from tests.reports.conftest import open_page
from tests.support.browser import CHROMIUM, Browser
from tests.support.every_report import most_recorded, pages, written
from tests.support.large_records import SMALL_CODE, new_record
from tests.support.market import busy_market, hold_a_meeting

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on the path"),
]

_ROOT = Path(__file__).parents[2]
_AXE = Path(os.environ.get("AXE_CORE") or _ROOT / "node_modules" / "axe-core" / "axe.min.js")
_SHOWN = "[...document.querySelectorAll('[data-status]:not([hidden])')].map(each => each.id)"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser without a window."""
    opened = Browser(tmp_path_factory.mktemp("browser"))
    try:
        opened.begin()
        yield opened
    finally:
        opened.close()


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What is agreed and open in a busy market, for the public."""
    group = busy_market()
    group.take_position("FIG", "R3", "accept", conditions=["R2"])
    return _saved(tmp_path_factory.mktemp("market") / "open.html", open_page(group))


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> dict[Audience, list[str]]:
    """One page of each report on a market that did something of everything."""
    folder = tmp_path_factory.mktemp("pages")
    group = busy_market()
    group.take_position("FIG", "R3", "accept", conditions=["R2"])
    group.consolidate(["A1", "A2"], "Sellers shall pay the fee before lunch.")
    group.ask_question("When should stalls open?")
    group.receive_contribution("DOG", {"1": "At eight."})
    group.receive_contribution("ASP", {"1": "At six [or seven]."})
    group.publish("Rev.1")
    group.bracket("R3", "Music [BIR: may | ELD: shall] be played on the square.")
    hold_a_meeting(group)
    return {
        audience: [
            _saved(folder / f"{audience}-{name}.html", page)
            for name, page in dict(pages(group, audience)).items()
        ]
        for audience in Audience
    }


def _saved(path: Path, page: str) -> str:
    path.write_text(page, encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize("audience", Audience)
def test_a_page_makes_no_request_and_no_complaint(
    browser: Browser, addresses: dict[Audience, list[str]], audience: Audience
) -> None:
    """Nothing is asked for but the file, the policy refuses nothing, and no script fails."""
    for address in addresses[audience]:
        browser.open(address)
        assert [address] == [each for each in browser.requests if each != "about:blank"]
        assert browser.complaints == []


def test_the_policy_keeps_a_page_from_the_network(browser: Browser, market: str) -> None:
    """Even a script that were on the page could ask no host for anything."""
    browser.open(market)
    said = browser.ask("fetch('https://example.org/').then(() => 'asked', () => 'refused')")
    assert said == "refused"
    assert "Content Security Policy" in " ".join(browser.complaints)


@pytest.mark.parametrize(
    ("fragment", "shown"),
    [
        ("", ["R1", "R4", "R2", "R3", "R5"]),
        ("#filter=sellers", ["R2"]),
        ("#filter=R3", ["R3"]),
        ("#filter=3", ["R3"]),
        ("#filter=A2", ["R2"]),
        ("#filter=SQUARE+music", ["R3"]),
        ("#filter=&status=agreed,deferred", ["R1", "R5"]),
        ("#filter=nothing+like+it", []),
        ("#R3", ["R1", "R4", "R2", "R3", "R5"]),
    ],
)
def test_the_address_filters_the_items(
    browser: Browser, market: str, fragment: str, shown: list[str]
) -> None:
    """By words, label, handle, an amendment's handle, or status; parts without items go too."""
    browser.open(market + fragment)
    assert shown == browser.ask(_SHOWN)
    parts = "[...document.querySelectorAll('[data-part]:not([hidden]) h3')].length"
    assert (browser.ask(parts) > 0) == bool(shown)
    listed = "document.querySelectorAll('nav [data-for]:not([hidden])').length"
    assert len(shown) == browser.ask(listed)


def test_a_key_in_the_filter_looks_through_no_document(browser: Browser, market: str) -> None:
    """Items, their lines in the contents and their parts are found once, and not at every key."""
    browser.open(market)
    count = """(() => {
      let calls = 0;
      for (const kind of [Document, Element]) {
        for (const name of ["querySelector", "querySelectorAll", "closest"]) {
          const found = kind.prototype[name];
          if (!found) continue;
          kind.prototype[name] = function (...given) {
            calls++;
            return found.apply(this, given);
          };
        }
      }
      const box = document.getElementById("filter");
      box.value = "music";
      box.dispatchEvent(new Event("input", { bubbles: true }));
      return calls;
    })()"""
    assert browser.ask(count) == 0
    assert browser.ask(_SHOWN) == ["R3"]
    # A list item that is hidden makes the browser number all others of its list again.
    assert (
        browser.ask("getComputedStyle(document.querySelector('nav li:not([hidden])')).display")
        == "block"
    )


def test_typing_filters_and_is_kept_in_the_address(browser: Browser, market: str) -> None:
    """What is typed filters at once, is told to who listens, and can be sent as a link."""
    browser.open(market)
    browser.ask("document.getElementById('filter').focus()")
    browser.call("Input.insertText", text="music")
    assert browser.ask(_SHOWN) == ["R3"]
    assert browser.ask("document.getElementById('told').textContent") == "1 of 5 shown"
    assert browser.ask("location.hash") == "#filter=music"
    browser.ask("document.querySelector('[data-act=clear]').click()")
    assert len(browser.ask(_SHOWN)) == 5
    assert browser.ask("location.hash") == ""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What is agreed and open in a record of eight chapters, for the secretariat."""
    page = open_page(new_record(SMALL_CODE), Audience.SECRETARIAT)
    return _saved(tmp_path_factory.mktemp("large") / "open.html", page)


_OPENED = "[...document.querySelectorAll('.chapter')].filter(each => each.open).length"


def test_a_filter_unfolds_the_first_chapters_of_what_it_finds(browser: Browser, large: str) -> None:
    """As many as a screen or two; each says how much is found in it; all close again after it."""
    browser.open(large)
    assert browser.ask(_OPENED) == 0
    browser.ask("document.getElementById('filter').focus()")
    browser.call("Input.insertText", text="a")
    assert browser.ask(_OPENED) == 1
    assert browser.ask("document.getElementById('told').textContent") == "240 of 240 shown"
    browser.ask("document.getElementById('filter').value = ''")
    browser.call("Input.insertText", text="42")
    assert browser.ask(_SHOWN) == ["N42"]
    assert browser.ask(_OPENED) == 1
    found = "document.querySelector('.chapter[open] .found').textContent"
    assert browser.ask(found) == "1 found"
    assert browser.ask("document.querySelectorAll('nav [data-for]:not([hidden])').length") == 1
    browser.ask("document.querySelector('[data-act=clear]').click()")
    assert browser.ask(_OPENED) == 0
    assert browser.ask("document.querySelectorAll('nav [data-for]:not([hidden])').length") == 8


def test_a_link_opens_the_chapter_that_it_leads_into(browser: Browser, large: str) -> None:
    """What is most contested links to items in folds."""
    browser.open(large)
    browser.ask("document.querySelector('[aria-labelledby=most-contested] li a').click()")
    browser.arrive(f"{_OPENED} == 1")
    browser.open(f"{large}#N200")
    assert browser.ask(_OPENED) == 1
    assert browser.ask("document.getElementById('N200').getBoundingClientRect().height") > 20


def test_a_link_to_a_chapter_that_a_filter_hides_shows_all_again(
    browser: Browser, large: str
) -> None:
    """As one to an item does."""
    browser.open(f"{large}#filter=42")
    assert browser.ask("document.getElementById('D1-chapter-1').hidden") is True
    browser.ask("location.hash = '#D1-chapter-1'")
    browser.arrive("!document.getElementById('D1-chapter-1').hidden")
    assert browser.ask("document.getElementById('D1-chapter-1').open") is True
    assert browser.ask("document.getElementById('filter').value") == ""


def test_a_closed_chapter_is_one_line_on_paper(browser: Browser, large: str) -> None:
    """An open one is printed whole; how to have all of them is said on paper alone."""
    browser.open(large)
    note = "getComputedStyle(document.querySelector('.on-paper')).display"
    assert browser.ask(note) == "none"
    short = _pages(browser.paper())
    browser.ask("document.querySelector('[data-act=expand]').click()")
    assert short < _pages(browser.paper()) / 4
    browser.call("Emulation.setEmulatedMedia", media="print")
    assert browser.ask(note) == "block"
    browser.call("Emulation.setEmulatedMedia", media="")


def _pages(paper: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", paper))


def test_everything_is_reached_by_keys(browser: Browser, market: str) -> None:
    """The first Tab comes to a link over the contents, and what has the focus is outlined."""
    browser.open(market)
    browser.press("Tab", 9)
    assert browser.ask("document.activeElement.textContent") == "Skip to the content"
    assert browser.ask("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert browser.ask("document.activeElement.getBoundingClientRect().width") > 100


def test_a_page_works_without_its_script(browser: Browser, market: str) -> None:
    """Every item is there; what would do nothing is not."""
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(market)
        assert len(browser.ask(_SHOWN)) == 5
        assert browser.ask("document.getElementById('controls').hidden")
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)


def test_paper_has_everything_and_no_controls(browser: Browser, market: str) -> None:
    """For print amendments are expanded, and controls and tables of pictures are gone."""
    browser.open(market)
    browser.call("Emulation.setEmulatedMedia", media="print")
    try:
        seen = "getComputedStyle(document.querySelector('{}')).display"
        assert browser.ask(seen.format("#controls")) == "none"
        assert browser.ask(seen.format(".as-table")) == "none"
        browser.ask("dispatchEvent(new Event('beforeprint'))")
        assert browser.ask("document.querySelector('#A1').getBoundingClientRect().height") > 20
    finally:
        browser.call("Emulation.setEmulatedMedia", media="")
    assert browser.paper().startswith(b"%PDF")


def test_no_page_of_a_large_record_is_wider_than_a_telephone(
    browser: Browser, tmp_path: Path
) -> None:
    """Neither columns of texts nor what is said of insertions only to those who listen."""
    group = new_record(SMALL_CODE)
    for report in REPORTS.values():
        wanted = most_recorded(group, report)
        if wanted is not None:
            wanted = attrs.evolve(wanted, audience=Audience.SECRETARIAT)
            page = written(group, report, wanted, Form.HTML)
            browser.open(_saved(tmp_path / f"{report.name}.html", page), 390)
            assert browser.ask("document.documentElement.scrollWidth") <= 390, report.name


@pytest.mark.parametrize(("width", "dark"), [(390, True), (1280, False)])
def test_a_page_is_no_wider_than_its_window_and_axe_finds_no_fault(
    browser: Browser,
    addresses: dict[Audience, list[str]],
    market: str,
    large: str,
    width: int,
    dark: bool,
) -> None:
    """Only pictures and tables scroll sideways, in their own places.

    Names, roles, headings, landmarks and contrast are as axe-core wants them, folds open.
    """
    for address in (*addresses[Audience.SECRETARIAT], market, large):
        browser.open(address, width, dark)
        assert browser.ask("document.documentElement.scrollWidth") <= width
        if not _AXE.is_file():
            continue
        browser.ask("for (const fold of document.querySelectorAll('details')) fold.open = true")
        browser.ask(_AXE.read_text(encoding="utf-8"))
        found = browser.ask(
            "axe.run(document).then(run => [run.passes.length, run.violations.map(each =>"
            " `${each.id}: ${each.nodes[0].html} ${each.nodes[0].failureSummary}`)])"
        )
        assert found[0] > 20
        assert found[1] == []
    if not _AXE.is_file():
        pytest.skip("axe-core is not installed")
