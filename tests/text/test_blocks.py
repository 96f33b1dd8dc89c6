"""Blocks: documents cut into paragraphs, list items, headings, table rows and code."""

from __future__ import annotations

import pytest

from consensus.text.blocks import BlockKind, split_blocks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("one", ["one"]),
        ("one\n", ["one\n"]),
        ("one\ngoes on\n\n\ntwo\n", ["one\ngoes on\n\n\n", "two\n"]),
        ("\n\none\n", ["\n\n", "one\n"]),
        ("one\r\n\r\ntwo\r\n", ["one\r\n\r\n", "two\r\n"]),
        ("one\r\rtwo", ["one\r\r", "two"]),
        ("one\n \ntwo", ["one\n \n", "two"]),
        ("# Head\ntext\n", ["# Head\n", "text\n"]),
        ("Head\n====\ntext\n", ["Head\n====\n", "text\n"]),
        ("Head\n----\ntext\n", ["Head\n----\n", "text\n"]),
        ("- a\n- b\n  goes on\n\n  nested\n", ["- a\n", "- b\n  goes on\n\n", "  nested\n"]),
        ("1. a\n2. b\n", ["1. a\n", "2. b\n"]),
        ("It was in\n1986. A year.\n", ["It was in\n1986. A year.\n"]),
        ("a list:\n- one\n", ["a list:\n", "- one\n"]),
        ("| a |\n|---|\n| b |\n", ["| a |\n", "|---|\n", "| b |\n"]),
        ("```\na\n\nb\n```\nend", ["```\na\n\nb\n```\n", "end"]),
        ("~~~~\na\n~~~\n\n~~~~\nend", ["~~~~\na\n~~~\n\n~~~~\n", "end"]),
        ("```\nnever closed\n\nend", ["```\nnever closed\n\nend"]),
        ("    a\n\n    b\n\nend", ["    a\n\n    b\n\n", "end"]),
        ("- a\n\n    b\n\n    c", ["- a\n\n", "    b\n\n", "    c"]),
        ("---\na: 1\n\nb: 2\n---\ntext", ["---\na: 1\n\nb: 2\n---\n", "text"]),
        ("one\n\n---\n\ntwo", ["one\n\n", "---\n\n", "two"]),
        ("<!-- a\n\nb -->\nend", ["<!-- a\n\nb -->\n", "end"]),
        ("<pre>\na\n\nb</pre>\nend", ["<pre>\na\n\nb</pre>\n", "end"]),
        ("第一段。\n\n第二段。", ["第一段。\n\n", "第二段。"]),
    ],
)
def test_markdown_is_cut_where_its_blocks_end(text: str, expected: list[str]) -> None:
    """Blank lines belong to the block before; code and front matter stay whole."""
    assert expected == [block.text for block in split_blocks(text)]


def test_plain_text_is_cut_at_blank_lines_only() -> None:
    """Signs that mean something in Markdown mean nothing in plain text."""
    text = "# one\n- two\n\n| three\n```\n\nfour"
    expected = ["# one\n- two\n\n", "| three\n```\n\n", "four"]
    assert expected == [block.text for block in split_blocks(text, markdown=False)]


def test_blocks_know_what_they_are() -> None:
    """Each block has its kind, its content and what parts it from the next."""
    text = "---\nx: 1\n---\n# Head\n\ntext\n\n- item\n| cell |\n\n```\ncode\n```"
    kinds = [block.kind for block in split_blocks(text)]
    expected = [
        BlockKind.FRONT_MATTER,
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
        BlockKind.LIST_ITEM,
        BlockKind.TABLE_ROW,
        BlockKind.CODE,
    ]
    assert expected == kinds
    assert (split_blocks(text)[1].content, split_blocks(text)[1].separator) == ("# Head", "\n\n")
