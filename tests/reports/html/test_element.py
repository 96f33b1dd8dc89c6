"""Elements: escaping by default, and nothing that runs or names another host."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.reports.html.element import Element, anchor, element, write
from consensus.text.display import escape_control_characters
from tests.reports.html.pages import Parsed


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
