"""Anchors: quoted passages are found where they belong, and nowhere else."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache

import pytest

from consensus.text.anchor import (
    CLEAR_LEAD,
    Anchor,
    AnchorKind,
    Passages,
    Placement,
    anchor,
    settled,
)

SYLLABLES = re.findall("..", "badefigolumaneipirosutavewixokalemisanurupo")
COMMON = ("the", "of", "and", "to", "a", "shall", "be", "in", "that", "by", "for", "or", "with")


def vocabulary(chance: random.Random, size: int) -> list[str]:
    """Make up words, some with what word processors put in."""
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(size)]
    return [
        *words,
        *(f"{one}-{other}" for one, other in zip(words[:40], words[40:80], strict=True)),
        *(f"{word}'s" for word in words[:40]),
    ]


def sentence(chance: random.Random, words: list[str], length: int) -> str:
    """Write a sentence in which every other word is a common one."""
    chosen = [
        chance.choice(COMMON) if place % 2 else chance.choice(words) for place in range(length)
    ]
    chosen[0] = chosen[0].capitalize()
    chosen[length // 2] += ","
    return " ".join(chosen) + "."


@cache
def provisions() -> dict[str, str]:
    """Write 900 provisions of a made-up law."""
    chance = random.Random(1)
    words = vocabulary(chance, 1500)
    return {
        f"R{number}": " ".join(
            sentence(chance, words, chance.randint(12, 30)) for _ in range(chance.randint(1, 4))
        )
        for number in range(900)
    }


def quotes(
    seed: int, number: int, misquote: Callable[[random.Random, str], str]
) -> list[tuple[str, str]]:
    """Quote passages of 8 to 30 words, each with the key of its provision."""
    chance = random.Random(seed)
    texts = provisions()
    made = []
    for _ in range(number):
        key = chance.choice(list(texts))
        words = texts[key].split(" ")
        length = min(len(words), chance.randint(8, 30))
        start = chance.randint(0, len(words) - length)
        made.append((key, misquote(chance, " ".join(words[start : start + length]))))
    return made


def retyped(chance: random.Random, quote: str) -> str:
    """Change what a word processor or a mail program changes."""
    quote = quote.replace("'", "’").replace("-", "\u2011").replace(", ", ",\n  ")
    half = len(quote) // 2
    return f"{quote[:half]}\u00ad{quote[half:]}".replace("the ", "The ")


def misquoted(chance: random.Random, quote: str) -> str:
    """Get one or two words wrong: another one, one too many, one left out."""
    words = quote.split(" ")
    for _ in range(chance.randint(1, 2)):
        place = chance.randrange(len(words))
        slip = chance.randrange(3)
        if slip == 0:
            words[place] = "something"
        elif slip == 1:
            words.insert(place, "also")
        else:
            del words[place]
    return " ".join(words)


def test_exact_quotes_are_placed_where_they_came_from() -> None:
    """A quote that stands in one provision is placed there, word by word."""
    passages = Passages(provisions())
    for key, quote in quotes(2, 300, lambda chance, quote: quote):
        (found,) = passages.find(quote)
        assert (key, AnchorKind.EXACT, 1.0) == (found.key, found.anchor.how, found.anchor.score)
        assert quote == provisions()[key][found.anchor.start : found.anchor.end]


def test_retyped_quotes_are_placed() -> None:
    """Other quotation marks, hyphens, line breaks and capitals make no difference."""
    passages = Passages(provisions())
    originals = quotes(3, 300, lambda chance, quote: quote)
    for (key, quote), (_, original) in zip(quotes(3, 300, retyped), originals, strict=True):
        (found,) = passages.find(quote)
        assert (key, AnchorKind.NORMALISED) == (found.key, found.anchor.how)
        assert original == provisions()[key][found.anchor.start : found.anchor.end]


def test_misquoted_passages_are_placed() -> None:
    """With a word or two misquoted 98 of 100 are placed, and no word of the text is cut."""
    passages = Passages(provisions())
    made = quotes(4, 300, misquoted)
    right = 0
    for key, quote in made:
        found = settled(passages.find(quote))
        if found is None or found.key != key:
            continue
        text, place = provisions()[key], found.anchor
        right += place.how is AnchorKind.FUZZY or quote in text
        assert not text[max(0, place.start - 1) : place.start].isalnum()
        assert not text[place.end : place.end + 1].isalnum()
    assert right >= 0.98 * len(made)


def test_foreign_quotes_are_not_placed() -> None:
    """What was written about something else, in the same common words, is placed nowhere."""
    chance = random.Random(5)
    passages = Passages(provisions())
    foreign = vocabulary(chance, 500)
    others = [sentence(chance, foreign, chance.randint(6, 30)) for _ in range(300)]
    assert [quote for quote in others if passages.find(quote)] == []


ITEMS = {
    "1": "Members shall report annually on the measures they have taken.",
    "2": "Observers may report on measures. The reporters meet; members shall report annually.",
    "3": "The Committee’s well\u2010known “rules of proce\u00addure” apply  to\nevery meeting.",
}


@pytest.mark.parametrize(
    ("quote", "hint", "expected"),
    [
        ("members shall report annually", None, [("2", AnchorKind.EXACT)]),
        ("members shall report annually", "1", [("1", AnchorKind.NORMALISED)]),
        ("shall report annually", None, [("1", AnchorKind.EXACT), ("2", AnchorKind.EXACT)]),
        ("shall report annually", "2", [("2", AnchorKind.EXACT)]),
        ("report", "1", [("1", AnchorKind.EXACT)]),
        ("eport", None, []),
        ('the committee\'s well-known "rules of procedure" apply to', None, [("3", "normalised")]),
        ("Members should report annually on the measures taken", None, [("1", AnchorKind.FUZZY)]),
        ("observers can report", "2", [("2", AnchorKind.FUZZY)]),
        ("observers can report", None, []),
        ("observers can report", "unknown", []),
        ("Members shall report annually on the measures they have ta", None, [("1", "fuzzy")]),
        ("entirely different words about cats and dogs", "1", []),
        ("  ", None, []),
        ("\u00ad", None, []),
    ],
)
def test_kinds_of_placement(
    quote: str, hint: str | None, expected: list[tuple[str, AnchorKind]]
) -> None:
    """The best kind wins, equals are all given, and a hint decides between equals."""
    found = Passages(ITEMS).find(quote, hint)
    assert expected == [(placement.key, placement.anchor.how) for placement in found]


def test_offsets_are_those_of_the_original() -> None:
    """What folding leaves out is counted all the same."""
    found = anchor('rules of procedure" APPLY to every', ITEMS["3"])
    assert found is not None
    text = ITEMS["3"][found.start : found.end]
    assert text == "rules of proce\u00addure” apply  to\nevery"


def test_letters_with_marks_apart_are_the_same() -> None:
    """A letter composed with its accent equals the letter and the accent."""
    text = "Le comite\u0301 peut de\u0301cider."
    found = anchor("comité peut décider", text)
    assert found is not None
    assert text[found.start : found.end] == "comite\u0301 peut de\u0301cider"
    assert anchor("comite", text) is None


def test_scripts_without_spaces() -> None:
    """Where words are not parted by spaces a quote may begin and end anywhere."""
    found = anchor("应当每年", "成员应当每年提交报告。")
    assert Anchor(2, 6, 1.0, AnchorKind.EXACT) == found


def test_nothing_is_found_in_nothing() -> None:
    """An empty text, and an index without items, hold no passage; an empty quote is in none."""
    assert anchor("members shall report annually", "") is None
    assert Passages({}).find("members shall report annually") == ()
    assert Passages({"R1": "Members report."}).nearest(" ", 3) == ()


def test_settled() -> None:
    """A placement is settled when no other comes close."""

    def placed(*scores: float) -> list[Placement]:
        return [
            Placement(str(place), Anchor(0, 1, score, AnchorKind.FUZZY))
            for place, score in enumerate(scores)
        ]

    assert settled([]) is None
    assert settled(placed(0.9, 0.9)) is None
    assert settled(placed(0.9, 0.9 - CLEAR_LEAD / 2)) is None
    assert placed(0.9)[0] == settled(placed(0.9, 0.8))


def test_whole_item() -> None:
    """An item that was named and not quoted is anchored whole."""
    assert Anchor(0, 3, 1.0, AnchorKind.TARGET) == Anchor.whole("abc")
