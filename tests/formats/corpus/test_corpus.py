"""The corpus is whole: what it expects can be found in what it gives."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.formats.corpus import make_rows_2
from tests.formats.corpus.make_rows import NUMBERS, ROWS, SEED, RowMaker, written

SENTENCES = Path(__file__).with_name("sentences.jsonl")
SENTENCES_2 = Path(__file__).with_name("sentences_2.jsonl")
LATER = [Path(__file__).with_name(f"sentences_{number}.jsonl") for number in (3, 4)]
KINDS = {"replace", "delete", "insert", "move", "merge", "renumber"}
KINDS |= {"bracket", "unbracket", "retain", "alternative"}
REASONS = {"words not there", "words found twice", "parts conflict", "no instruction"}


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    "sentence",
    [line for each in (SENTENCES, SENTENCES_2, *LATER) for line in _lines(each)],
    ids=lambda sentence: sentence["id"],
)
def test_a_sentence_expects_what_its_items_allow(sentence: dict[str, Any]) -> None:
    """Places cited stand in the sentence, targets among the items, and each result is new."""
    labels, words = dict(sentence["items"]), sentence["sentence"]
    cited = sentence.get("reference", [])
    assert all(place in words for place in ([cited] if isinstance(cited, str) else cited))
    assert cited or sentence["at"] in labels
    expected = sentence["expected"]
    if expected["outcome"] == "must be said":
        assert expected["why"] in REASONS
        return
    assert expected["outcome"] == "applied"
    assert expected.get("rationale", "") in words
    for change in expected["changes"]:
        is_new = change["kind"] == "insert" and change["scope"] == "item"
        assert change["kind"] in KINDS
        assert is_new or change["target"] in labels
    for label, text in expected["result"]:
        assert labels.get(label, "") != text


def test_every_style_has_its_sentences() -> None:
    """Twenty of each style, the three other languages together."""
    styles = Counter(sentence["style"] for sentence in _lines(SENTENCES))
    assert styles.pop("fr") + styles.pop("es") + styles.pop("de") == 20
    assert styles == dict.fromkeys(("eu", "us", "un", "ietf", "iso"), 20)
    styles = Counter(sentence["style"] for sentence in _lines(SENTENCES_2))
    assert styles.pop("fr") + styles.pop("es") + styles.pop("de") == 25
    assert styles == dict.fromkeys(("eu", "us", "un", "ietf", "iso"), 25)


def test_the_rows_are_those_that_the_script_makes() -> None:
    """A thousand of them, none twice."""
    rows = RowMaker(SEED).rows()
    assert ROWS.read_text(encoding="utf-8") == written(rows)
    assert len(set(rows)) == sum(NUMBERS.values()) == 1000


def test_the_second_rows_and_drafts_are_those_that_their_script_makes() -> None:
    """Three hundred of them, none twice."""
    rows = make_rows_2.RowMaker(make_rows_2.SEED).rows()
    assert make_rows_2.ROWS.read_text(encoding="utf-8") == make_rows_2.written(rows)
    assert len(rows) == sum(make_rows_2.NUMBERS.values()) == 300
    for name, text in make_rows_2.drafts():
        assert (make_rows_2.DRAFTS / f"{name}.md").read_text(encoding="utf-8") == text


def test_a_row_has_a_place_or_says_why_it_must_wait() -> None:
    """The words to be changed stand once in the paragraph where it belongs."""
    for row in _lines(ROWS) + _lines(make_rows_2.ROWS):
        place = row["place"]
        assert ("why" in row) == (place is None)
        if place is not None:
            folder = "drafts_2" if row["draft"] in make_rows_2.BLOCKS else "drafts"
            draft = ROWS.parent / folder / f"{row['draft']}.md"
            text = draft.read_text(encoding="utf-8").splitlines()[place["line"] - 1]
            assert place["starts"] in text
            assert not row["old"] or text.count(row["old"]) == 1, row["id"]
