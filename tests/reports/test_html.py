"""Pages: elements that escape by default, the frame, what they hold, and whom they are for."""

from __future__ import annotations

import base64
import hashlib
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.history.operations import AddMember
from consensus.reports.amendments import Piece, PieceKind
from consensus.reports.audience import Audience
from consensus.reports.html.charts import table
from consensus.reports.html.element import Element, anchor, element, write
from consensus.reports.html.page import marked_changes
from consensus.reports.outline import Table
from consensus.text.display import escape_control_characters
from consensus.working_group import WorkingGroup
from tests.reports.conftest import Parsed, open_page
from tests.support.every_report import pages
from tests.support.market import busy_market, new_market

# Pages: their frame, what they hold, and whom they are for.

HOSTILE = "</p><script>alert('1')</script> \" ' & \u202eabc\u202c \x1b\\[31m [one | <b>two</b>]"


@pytest.fixture(scope="module")
def busy() -> WorkingGroup:
    """A market after a morning's work, with conditions, a package and a revision."""
    group = busy_market()
    group.publish("Rev.1")
    group.bracket("R3", "Music [BIR: may | ELD: shall] be played on the square.")
    return group


@pytest.mark.parametrize("audience", Audience)
def test_a_page_is_one_well_formed_file(busy: WorkingGroup, audience: Audience) -> None:
    """Elements nest, names are given once, links lead somewhere, headings skip no level."""
    for _, page in pages(busy, audience):
        parsed = Parsed(page)
        assert parsed.faults == []
        names = parsed.attributes("id")
        assert len(names) == len(set(names))
        assert {href[1:] for href in parsed.attributes("href") if href[0] == "#"} <= set(names)
        for referring in ("aria-labelledby", "data-for"):
            assert set(parsed.attributes(referring)) <= set(names)
        levels = [int(tag[1]) for tag, _ in parsed.tags if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        # The headings of the table of contents come before those of the page.
        assert all(after - before <= 1 for before, after in pairwise(levels))
        for landmark in ("header", "main", "footer"):
            assert [tag for tag, _ in parsed.tags].count(landmark) == 1
        assert [tag for tag, _ in parsed.tags].count("nav") <= 1
        assert ("html", {"lang": "en"}) in parsed.tags


@pytest.mark.parametrize("audience", Audience)
def test_a_page_asks_nothing_of_a_network(busy: WorkingGroup, audience: Audience) -> None:
    """Its policy allows its own script and style by their digests, and it names no host."""
    for _, page in pages(busy, audience):
        assert "//" not in re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
        assert not re.search(r"https?:|@import|@font-face|url\((?!#)", page)
        policy = re.search(r'Security-Policy" content="([^"]*)"', page)
        assert policy is not None
        for kind in ("script", "style"):
            content = re.search(rf"<{kind}>(.*?)</{kind}>", page, flags=re.DOTALL)
            assert content is not None
            digest = base64.b64encode(hashlib.sha256(content[1].encode()).digest()).decode()
            assert f"{kind}-src &#x27;sha256-{digest}&#x27;" in policy[1]
        assert policy[1].startswith("default-src &#x27;none&#x27;;")


def test_the_same_record_gives_the_same_bytes(busy: WorkingGroup) -> None:
    """Nothing in a page depends on anything but the record and the moment."""
    then = busy.as_of(busy.steps()[-1].id)
    for audience in Audience:
        assert list(pages(then, audience)) == list(pages(then, audience))


@pytest.mark.parametrize("audience", Audience)
def test_hostile_words_are_only_words(audience: Audience) -> None:
    """Scripts, quotation marks, control signs and signs of direction do nothing on a page."""
    group = new_market()
    group.record(AddMember(code="EVL", name=HOSTILE, group="TRD"))
    group.edit("R1", HOSTILE)
    group.propose("R2", HOSTILE, by=["EVL"], rationale=HOSTILE)
    group.propose(kind="insert", after="R5", text=HOSTILE, by=["EVL"], label="6<i>")
    group.take_position("EVL", "R3", "object", reason=HOSTILE)
    group.decide("R5", "deferred", reason=HOSTILE)
    for _, page in pages(group, audience):
        parsed = Parsed(page)
        assert parsed.faults == []
        assert {"b", "img", "i"} & {tag for tag, attrs in parsed.tags if not attrs} <= {"b"}
        assert [tag for tag, _ in parsed.tags].count("script") == 1
        assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", page)
    assert "<script>alert" in Parsed(open_page(group, audience)).words


def test_a_bracket_is_an_element_with_its_options(busy: WorkingGroup) -> None:
    """Brackets are structure: each option an element, its holders named to members alone."""
    public, members = open_page(busy), open_page(busy, Audience.MEMBERS)
    assert (
        'Music <span class="bracket" role="group" aria-label="bracket">[<span class="option">may'
        '</span> | <span class="option">shall</span>]</span> be played'
    ) in public
    assert '<b class="holders">BIR: </b>may' in members
    assert "BIR" not in public


def test_an_amendment_shows_what_it_would_change(busy: WorkingGroup) -> None:
    """Words that would go are in `del`, words that would come in `ins`."""
    assert "before <del>noon</del><ins>midday</ins>." in open_page(busy)


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("annually", "annual", '<del>annual<b class="letters">ly</b></del><ins>annual</ins>'),
        (
            "port",
            "ports",
            '<del>port</del><ins>port<b class="letters">s</b></ins>',
        ),
        ("shall", "may", "<del>shall</del><ins>may</ins>"),
        ("one port", "one ports", "<del>one port</del><ins>one ports</ins>"),
        (r"\[a", r"\[ab", "<del>[a</del><ins>[ab</ins>"),
    ],
)
def test_the_letters_that_differ_are_marked_in_a_word_like_the_one_before(
    old: str, new: str, shown: str
) -> None:
    """They are bold, so that they are not marked by colour alone; other words stay as they are."""
    pieces = (Piece(PieceKind.REMOVED, old), Piece(PieceKind.INSERTED, new))
    assert "".join(write(marked_changes(pieces))) == shown


def test_what_was_withheld_is_said_on_the_page(busy: WorkingGroup) -> None:
    """The public is told how much of what it is not shown."""
    words = Parsed(open_page(busy)).words
    assert "Not shown in this version: sponsors, positions" in words
    assert "Withheld" not in Parsed(open_page(busy, Audience.SECRETARIAT)).words


def test_pictures_are_those_of_the_audience(busy: WorkingGroup) -> None:
    """The public sees statuses, progress and relations; members and groups are for others."""
    figures = {
        audience: {
            attrs["id"]
            for _, attrs in Parsed(open_page(busy, audience)).tags
            if attrs.get("class") == "figure" and "id" in attrs
        }
        for audience in Audience
    }
    assert figures[Audience.PUBLIC] == {"strip", "progress", "ties"}
    assert figures[Audience.MEMBERS] == {"strip", "progress", "ties", "positions", "groups"}
    assert figures[Audience.SECRETARIAT] == figures[Audience.MEMBERS]


@pytest.mark.parametrize("audience", Audience)
def test_every_picture_has_its_words(busy: WorkingGroup, audience: Audience) -> None:
    """Each drawing is named in a sentence, and the same stands in a table beside it."""
    page = open_page(busy, audience)
    drawings = [attrs for tag, attrs in Parsed(page).tags if tag == "svg"]
    assert drawings
    assert all(attrs["role"] == "img" and attrs["aria-label"] for attrs in drawings)
    assert page.count('class="as-table"') == len(drawings)


def test_only_what_is_agreed_is_shown_when_that_is_asked_for(busy: WorkingGroup) -> None:
    """The others are counted, and no picture shows them."""
    page = open_page(busy, agreed_only=True)
    assert "items left out: 4" in Parsed(page).words
    assert "<svg" not in page
    assert {"agreed"} == set(Parsed(page).attributes("data-status"))


@pytest.mark.parametrize("audience", Audience)
def test_a_page_without_pictures_has_no_link_to_them(
    market: WorkingGroup, busy: WorkingGroup, audience: Audience
) -> None:
    """Every link within a page leads somewhere, also before anything was recorded."""
    for group in (market, busy):
        page = Parsed(open_page(group, audience))
        places = {f"#{each}" for each in page.attributes("id")}
        assert {each for each in page.attributes("href") if each.startswith("#")} <= places


# Elements: escaping by default, and nothing that runs or names another host.


def written(*nodes: Element | str) -> str:
    """Nodes as HTML."""
    return "".join(write(nodes))


@pytest.mark.parametrize(
    ("node", "html"),
    [
        (element("p", "a & b < c"), "<p>a &amp; b &lt; c</p>\n"),
        (element("i", "<script>x</script>"), "<i>&lt;script&gt;x&lt;/script&gt;</i>"),
        (element("b", title='"><img>'), '<b title="&quot;&gt;&lt;img&gt;"></b>'),
        (element("b", title="it's"), '<b title="it&#x27;s"></b>'),
        (element("b", "left \u202e right"), "<b>left \\u202e right</b>"),
        (element("b", title="\u202e"), '<b title="\\u202e"></b>'),
        (element("b", "nul \x00"), "<b>nul \\u0000</b>"),
        (element("br"), "<br>"),
        (element("rect", x=1, rx=2), '<rect x="1" rx="2"/>'),
        (element("i", class_="a", aria_label="b"), '<i class="a" aria-label="b"></i>'),
        (element("i", hidden=True, id=None, lang=""), "<i hidden></i>"),
        (element("svg", viewbox="0 0 1 1"), '<svg viewBox="0 0 1 1"></svg>\n'),
        (element("a", href="#R3"), '<a href="#R3"></a>'),
    ],
)
def test_an_element_is_written_with_its_words_escaped(node: Element, html: str) -> None:
    """Words and attributes are escaped, and control signs made visible."""
    assert html == written(node)


@pytest.mark.parametrize(
    "attributes",
    [
        {"onclick": "x()"},
        {"style": "color: red"},
        {"href": "https://example.org"},
        {"href": "javascript:x()"},
        {"src": "//example.org/x.png"},
        {"href": "data:text/html,x"},
        {"a b": "c"},
    ],
)
def test_what_runs_or_leads_elsewhere_is_refused(attributes: dict[str, str]) -> None:
    """No attribute runs a script, sets a style, or names a place outside the page."""
    with pytest.raises(ValueError, match="page"):
        element("a", "words", **attributes)


@given(st.text(), st.text())
def test_whatever_is_said_reads_back_as_words(words: str, title: str) -> None:
    """A parser finds one element, with the words as they are but for control signs."""
    parsed = Parsed(written(element("p", words, title=title or "none")))
    assert [("p", {"title": escape_control_characters(title or "none")})] == parsed.tags
    assert escape_control_characters(words) == parsed.words.removesuffix("\n")


def test_depth_is_no_recursion() -> None:
    """Elements nested deeper than Python calls functions are written."""
    node: Element = element("i", "x")
    for _ in range(5_000):
        node = element("i", node)
    assert written(node) == "<i>" * 5_001 + "x" + "</i>" * 5_001


@pytest.mark.parametrize(
    ("handle", "name"), [("R3", "R3"), ("A17", "A17"), ("a b", "x-612062"), ('"', "x-22")]
)
def test_a_handle_makes_a_name_of_a_place(handle: str, name: str) -> None:
    """Plain handles are themselves; others are spelt so that nothing in them is read."""
    assert name == anchor(handle)


def test_a_row_without_a_name_has_no_empty_header() -> None:
    """Where who it is about is withheld, its first cell is a cell, and no header of nothing."""
    drawn = "".join(write([table(Table.of(("who", "what"), [("", "ask"), ("ELD", "say")]), "Who")]))
    assert drawn.count('scope="row"') == 1
