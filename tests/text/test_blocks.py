"""Blocks: documents cut into them, and which became which in another draft."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.text.blocks import BlockChange, BlockKind, align, split_blocks
from tests.text.strategies import BLOCK_SENTENCES


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


# Alignment: which blocks of one draft became which blocks of another.


ONE = "States shall report every year on the measures they have taken."
TWO = "The Secretariat compiles these reports and publishes them in all languages."
THREE = "A review conference meets every five years at the seat of the Organization."
FOUR = "Observers may attend and speak after all members have been heard."


def fates(old: list[str], new: list[str]) -> list[tuple[str, tuple[int, ...], tuple[int, ...]]]:
    """Give the matches of an alignment without their likeness."""
    return [(str(match.fate), match.old, match.new) for match in align(old, new).matches]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([], [], []),
        ([ONE], [ONE], [("kept", (0,), (0,))]),
        ([], [ONE], [("inserted", (), (0,))]),
        ([ONE], [], [("deleted", (0,), ())]),
        ([ONE, TWO], [TWO], [("deleted", (0,), ()), ("kept", (1,), (0,))]),
        ([ONE, TWO], [ONE, THREE, TWO], [
            ("kept", (0,), (0,)), ("inserted", (), (1,)), ("kept", (1,), (2,)),
        ]),
        ([ONE, TWO], [ONE.replace("year", "month"), TWO], [
            ("modified", (0,), (0,)), ("kept", (1,), (1,)),
        ]),
        ([ONE, TWO, THREE], [TWO, THREE, ONE], [
            ("kept", (1,), (0,)), ("kept", (2,), (1,)), ("moved", (0,), (2,)),
        ]),
        ([ONE, TWO, THREE], [TWO, THREE, ONE.replace("shall", "should")], [
            ("kept", (1,), (0,)), ("kept", (2,), (1,)), ("moved and modified", (0,), (2,)),
        ]),
        ([f"{ONE} {TWO}", THREE], [ONE, TWO, THREE], [
            ("split", (0,), (0, 1)), ("kept", (1,), (2,)),
        ]),
        ([ONE, TWO, THREE], [f"{ONE} {TWO}", THREE], [
            ("joined", (0, 1), (0,)), ("kept", (2,), (1,)),
        ]),
        ([f"{ONE} {TWO} {THREE} {FOUR}"], [ONE, TWO, THREE, FOUR], [
            ("split", (0,), (0, 1, 2, 3)),
        ]),
        ([ONE], [TWO], [("deleted", (0,), ()), ("inserted", (), (0,))]),
        (["One", "Two", "Three"], ["One", "Two1", "Three"], [
            ("kept", (0,), (0,)), ("modified", (1,), (1,)), ("kept", (2,), (2,)),
        ]),
        (["One", "Two", "Three"], ["One", "Ten", "Three"], [
            ("kept", (0,), (0,)), ("deleted", (1,), ()), ("inserted", (), (1,)),
            ("kept", (2,), (2,)),
        ]),
        (["a", "", "b", "", "c"], ["a", "", "c", ""], [
            ("kept", (0,), (0,)), ("kept", (1,), (1,)), ("deleted", (2,), ()),
            ("deleted", (3,), ()), ("kept", (4,), (2,)), ("inserted", (), (3,)),
        ]),
    ],
)  # fmt: skip
def test_blocks_are_aligned(
    old: list[str], new: list[str], expected: list[tuple[str, tuple[int, ...], tuple[int, ...]]]
) -> None:
    """What became of each block is named, in the order of the new draft."""
    assert expected == fates(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("على الدول أن تقدم تقاريرها كل سنة", "على الدول أن تقدم تقاريرها كل سنتين"),
        ("सदस्य हर वर्ष अपनी रिपोर्ट देंगे", "सदस्य हर माह अपनी रिपोर्ट देंगे"),
        ("成员每年提交报告", "成员每月提交报告"),
        ("สมาชิกส่งรายงานทุกปี", "สมาชิกส่งรายงานทุกเดือน"),
        ("Agreed 👍🏽 by 👩‍👩‍👧 all members", "Agreed 👍🏿 by 👩‍👩‍👧 all members"),
    ],
)
def test_blocks_in_any_script_are_found_again(old: str, new: str) -> None:
    """A block is known by its words, in scripts with and without spaces."""
    matches = align([ONE, old, TWO], [ONE, new, TWO]).matches
    assert [match.fate for match in matches] == [
        BlockChange.KEPT,
        BlockChange.MODIFIED,
        BlockChange.KEPT,
    ]


def test_blocks_of_a_document_are_aligned_by_their_content() -> None:
    """A block is kept when only what parts it from the next differs."""
    old, new = split_blocks(f"{ONE}\n\n{TWO}\n"), split_blocks(f"{ONE}\n\n\n{TWO}")
    assert align(old, new).pairs == ((0, 0), (1, 1))
    assert all(match.fate is BlockChange.KEPT for match in align(old, new).matches)


@given(
    st.lists(st.sampled_from([*BLOCK_SENTENCES, ONE, f"{ONE} {TWO}", "", "---"]), max_size=8),
    st.lists(st.sampled_from([*BLOCK_SENTENCES, TWO, f"{ONE} {TWO}", "", "---"]), max_size=8),
)
def test_every_block_is_in_exactly_one_match(old: list[str], new: list[str]) -> None:
    """Nothing is aligned twice or forgotten, and equal blocks are never called modified."""
    matches = align(old, new).matches
    assert sorted(at for match in matches for at in match.old) == list(range(len(old)))
    assert [at for match in matches for at in match.new] == list(range(len(new)))
    for match in matches:
        if match.fate in (BlockChange.KEPT, BlockChange.MOVED):
            assert old[match.old[0]] == new[match.new[0]]
        if match.fate in (BlockChange.MODIFIED, BlockChange.MOVED_AND_MODIFIED):
            assert old[match.old[0]] != new[match.new[0]]


def generated(count: int, seed: int) -> tuple[list[str], list[str], set[tuple[int, int]]]:
    """Make two drafts: 30 % of the blocks changed, 5 % moved, inserted and deleted each."""
    rng = random.Random(seed)
    words = ["".join(rng.choices("abcdefghij", k=rng.randint(2, 8))) for _ in range(3000)]
    weights = [1 / rank for rank in range(1, len(words) + 1)]

    def block() -> list[str]:
        return rng.choices(words, weights, k=rng.randint(8, 80))

    old = [block() for _ in range(count)]
    order = sorted(rng.sample(range(count), count - count // 20))
    for at in rng.sample(order, count // 20):
        order.remove(at)
        order.insert(rng.randint(0, len(order)), at)
    new = [(at, list(old[at])) for at in order]
    for _, text in rng.sample(new, count * 3 // 10):
        for _ in range(1 + len(text) // 12):
            place = rng.randrange(len(text))
            text[place : place + rng.randint(0, 2)] = rng.choices(words, weights, k=1)
    for _ in range(count // 20):
        new.insert(rng.randint(0, len(new)), (-1, block()))
    pairs = {(at, place) for place, (at, _) in enumerate(new) if at >= 0}
    return [" ".join(text) for text in old], [" ".join(text) for _, text in new], pairs


@pytest.mark.parametrize(("count", "seed"), [(200, 1), (200, 2), (2000, 3)])
def test_alignment_finds_what_a_generator_did(count: int, seed: int) -> None:
    """At least 98 in 100 pairs are found, of 2,000 blocks within a minute of processor time."""
    old, new, pairs = generated(count, seed)
    begun = time.process_time()
    found = set(align(old, new).pairs)
    assert time.process_time() - begun < 60
    assert len(found & pairs) >= 0.98 * len(pairs)
    assert len(found & pairs) >= 0.98 * len(found)
