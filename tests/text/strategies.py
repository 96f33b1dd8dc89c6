"""Texts, documents and proposals that are hard to combine."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TypeVar
from unicodedata import normalize

from hypothesis import strategies as st

from consensus.text.display import is_simple_script
from consensus.text.tokens import tokenise

# Text of characters that are graphemes, with signs that join words or numbers among them.
SIMPLE_TEXT = st.text(
    st.characters(max_codepoint=0x27BF).filter(is_simple_script)
    | st.sampled_from("aé1-’\u00ad.,: ")
)

# Few words, so that they repeat and edits can slide; signs that build, escape or imitate brackets.
WORDS = ("a", "b", "and", "the", "shall", "not", ",", ".", "\n", "\\[", "#", "{")

KEYS = "ABCDE"


def is_balanced(text: str) -> bool:
    """Tell whether every bracket sign of a text that is not escaped has its partner."""
    depth = at = 0
    while at < len(text):
        if text[at] == "\\" and text[at + 1 : at + 2] in tuple("[]|:\\"):
            at += 1
        elif text[at] == "[":
            depth += 1
        elif text[at] == "]":
            depth -= 1
            if depth < 0:
                return False
        at += 1
    return depth == 0


def plain(text: str) -> list[str]:
    """Give the words and signs of a text, layout aside."""
    text = text.translate(str.maketrans("“”’", '""\''))
    return [normalize("NFC", token) for token in tokenise(text) if not token.isspace()]


# What is drawn within a strategy is made once: to make it takes longer than to draw from it.

Drawn = TypeVar("Drawn")


@cache
def numbers(least: int, most: int) -> st.SearchStrategy[int]:
    """Numbers between two, with both."""
    return st.integers(least, most)


@cache
def places(count: int) -> st.SearchStrategy[int]:
    """Places in what has so many, each as likely as another."""
    return st.sampled_from(range(count))


def one_of(draw: st.DrawFn, values: Sequence[Drawn]) -> Drawn:
    """Draw one of some values."""
    return values[draw(places(len(values)))]


FLAGS = st.booleans()


def bracketed(draw: st.DrawFn, words: list[str]) -> list[str]:
    """Put some of the words in brackets, with another option or without."""
    start = draw(numbers(0, len(words)))
    end = draw(numbers(start, len(words)))
    option = one_of(draw, ([], [], ["|", "not"]))
    return [*words[:start], "[", *words[start:end], *option, "]", *words[end:]]


EDITS = ("delete", "insert", "replace", "replace", "bracket", "empty", "append")


def edited(draw: st.DrawFn, words: list[str]) -> list[str]:
    """Change some words as a delegation might, or as nobody in their right mind would."""
    for _ in range(draw(numbers(1, 3))):
        start = draw(numbers(0, len(words)))
        end = min(len(words), start + draw(numbers(0, 3)))
        edit = one_of(draw, EDITS)
        word = one_of(draw, WORDS)
        if edit == "delete":
            words = [*words[:start], *words[end:]]
        elif edit == "insert":
            words = [*words[:start], word, *words[start:]]
        elif edit == "replace":
            words = [*words[:start], word, *words[end:]]
        elif edit == "bracket":
            words = bracketed(draw, words)
        elif edit == "append":
            words = [*words, word]
        else:
            words = []
    return words


SOME_WORDS = st.lists(st.sampled_from(WORDS), max_size=8)


@st.composite
def amended(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """Draw a base and up to five proposals for it, some of them identical."""
    words = draw(SOME_WORDS)
    if draw(FLAGS):
        words = bracketed(draw, words)
    between = one_of(draw, (" ", " ", ""))
    proposals: dict[str, str] = {}
    for key in KEYS[: draw(numbers(1, len(KEYS)))]:
        if proposals and draw(numbers(0, 3)) == 0:
            proposals[key] = one_of(draw, sorted(proposals.values()))
        else:
            proposals[key] = between.join(edited(draw, words))
    return between.join(words), proposals


def balanced_only(case: tuple[str, dict[str, str]]) -> bool:
    """Tell whether all texts of a case have balanced brackets."""
    base, proposals = case
    return all(is_balanced(text) for text in (base, *proposals.values()))


# Sentences of several scripts, with brackets, a number that a no-break space holds together, words
# that repeat, letters with marks of their own, and emoji of several signs.
SENTENCES = (
    "The board shall meet twice a year in public.",
    "Each member and each observer shall keep the records of the board.",
    "Parties [shall | A: should] protect the forests and the lakes.",
    "[The fund is open to all members.]",
    "See Article\u00a04 of the charter; it binds all members.",
    "Members, observers and members of the board report to the board.",
    "理事会每年举行两次会议。",
    "คณะกรรมการประชุมปีละสองครั้ง",
    "يجتمع المجلس مرتين في السنة.",
    "सदस्य हर वर्ष रिपोर्ट देंगे।",
    "Everyone is welcome 👍🏽 and heard 👩‍👩‍👧.",
    "Notify the “chair” and the members , please!",
    "Le re\u0301seau re\u0301pond a\u0300 l’assemble\u0301e; c’est la re\u0300gle.",
)
ADDED = (
    "The chair serves two years.",
    "Votes are secret.",
    "The chair serves for three years.",
    "理事会公开。",
    "[Reports are public.]",
)
PUT_IN = (
    "all",
    "the",
    "full",
    "members",
    "shall",
    "also",
    "年",
    "ด",
    "مجلس",
    "👍🏽",
    "board",
    "\\[",
)
# What stands before a line that is no part of the paragraph above.
MARKERS = ("\n- ", "  \n", "\n    ")
BETWEEN = (" ", " ", " ", "\n", "\r\n", "\n\n", "\r\n\r\n", *MARKERS)


REWRITES = (
    *("append", "bracket", "choose", "delete", "extend", "insert", "move", "repeat", "replace"),
    *("rewrite", "strike"),
)


def amended_sentence(draw: st.DrawFn, sentence: str) -> str:
    """Rewrite a sentence, change some of its words, strike it, or follow it by another."""
    words = sentence.split(" ")
    start = draw(numbers(0, len(words)))
    end = min(len(words), start + draw(numbers(0, 4)))
    word = one_of(draw, PUT_IN)
    way = one_of(draw, REWRITES)
    others = draw(st.permutations(words[1:])) if way == "rewrite" else ()
    ways = {
        "insert": [*words[:start], word, *words[start:]],
        "delete": [*words[:start], *words[end:]],
        "replace": [*words[:start], word, *words[end:]],
        "repeat": [*words[:end], *words[start:end], *words[end:]],
        "rewrite": [*words[:1], *others, word],
        "extend": [sentence.rstrip(".।。"), word + sentence[-1:]],
        "move": [*words[end:], *words[start:end], *words[:start]],
        "bracket": [*words[:start], f"[{' '.join(words[start:end])}]", *words[end:]],
        "choose": [sentence.replace("[shall | A: should]", "should")],
        "append": [sentence, one_of(draw, ADDED)] if way == "append" else [],
        "strike": [],
    }
    return " ".join(ways[way])


# Two line ends side by side would part paragraphs.
SPACE = r"(?<!\s) (?!\s)"
LAYOUTS = ((SPACE, "\u00a0"), (SPACE, "\n"), (SPACE, "\r\n"), ("“", '"'), ("'", "’"), ("’", "'"))


def layout(draw: st.DrawFn, text: str) -> str:
    """Write a text with other white space and typography; lines stay where they matter."""
    are_kept = any(marker in text.replace("\u00a0", " ") for marker in MARKERS)
    for plain_sign, other in LAYOUTS:
        if draw(numbers(0, 3)) == 0 and not (are_kept and "\n" in other):
            text = re.sub(plain_sign, other, text, count=draw(numbers(1, 3)))
    return text


def rearranged(draw: st.DrawFn, sentences: list[str]) -> list[str]:
    """Change one sentence or some, change one twice, move one, or insert one."""
    sentences = list(sentences)
    chosen = draw(numbers(0, len(sentences) - 1))
    for number in range(len(sentences)):
        if number == chosen or draw(numbers(0, 3)) == 0:
            sentences[number] = amended_sentence(draw, sentences[number])
            if draw(numbers(0, 4)) == 0:
                sentences[number] = amended_sentence(draw, sentences[number])
    way = one_of(draw, ("", "", "", "", "move", "insert"))
    if way == "move":
        sentences.insert(draw(numbers(0, len(sentences) - 1)), sentences.pop(chosen))
    elif way == "insert":
        sentences.insert(draw(numbers(0, len(sentences))), one_of(draw, ADDED))
    return sentences


SOME_SENTENCES = st.lists(st.sampled_from(SENTENCES), max_size=4)


@st.composite
def amended_prose(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """Draw a paragraph of sentences and up to 15 proposals for it, some alike but for layout."""
    sentences = draw(SOME_SENTENCES)
    between = one_of(draw, BETWEEN)
    base = between.join(sentences)
    proposals: dict[str, str] = {}
    for at in range(one_of(draw, (1, 2, 2, 3, 3, 5, 15))):
        if proposals and draw(numbers(0, 4)) == 0:
            text = one_of(draw, sorted(proposals.values()))
        elif sentences:
            text = between.join(rearranged(draw, sentences))
        else:
            text = one_of(draw, (*ADDED, ""))
        proposals[f"A{at}"] = layout(draw, text) if draw(numbers(0, 3)) == 0 else text
    return base, proposals


# Words that stand in brackets alone, so that those that come back are known.
OFFERED = ("one", "two", "three", "four", "five", "six")


@st.composite
def amended_beside_brackets(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """Draw a sentence with one or two brackets, and up to three proposals for it.

    They put words in, replace or strike words or whole brackets, change an option, or put words in
    brackets of their own; no proposal puts in a word that an option has.
    """
    units = ["members", "clean", "their", "bench", "daily"]
    options = iter(OFFERED)
    for _ in range(draw(numbers(1, 2))):
        bracket = f"[{' | '.join(next(options) for _ in range(draw(numbers(1, 3))))}]"
        units.insert(draw(numbers(0, len(units))), bracket)
    proposals: dict[str, str] = {}
    for key in KEYS[: draw(numbers(1, 3))]:
        own = list(units)
        for number in range(draw(numbers(1, 2))):
            word, at = f"{key.lower()}{number}", draw(numbers(0, len(own) - 1))
            ways = {
                "insert": [word, own[at]],
                "replace": [word],
                "strike": [],
                "option": [own[at].replace("]", f" {word}]"), ""],
                "bracket": [f"[{own[at]} {word}]"],
            }
            own[at : at + 1] = ways[one_of(draw, sorted(ways))]
        proposals[key] = " ".join(filter(None, own))
    return " ".join(units), proposals


# Documents and proposals that are hard to combine: blocks moved, split, joined, put in, struck.


# Sentences that share words, so that blocks are alike; scripts with and without spaces; brackets.
BLOCK_SENTENCES = (
    "Members shall report annually.",
    "Members shall meet annually.",
    "The Secretariat compiles the replies.",
    "The Secretariat shall keep a public record of all replies.",
    "على الدول أن تقدم تقاريرها كل سنة.",
    "सदस्य हर वर्ष रिपोर्ट देंगे।",
    "成员每年提交报告。",
    "สมาชิกส่งรายงานทุกปี",
    "Agreed 👍🏽 by 👩‍👩‍👧 all.",
    "A [draft] text \\[sic\\] with # and {.",
)
OPENINGS = ("", "", "", "- ", "1. ", "## ", "| ", "> ", "    ", "```\n")
SEPARATORS = ("\n\n", "\n\n", "\n", "\n\n\n", "\r\n\r\n", "\r\n", "\n \n")
ENDS = ("", "\n", "\n\n", "  ", "\r\n")
BLOCK_WORDS = ("shall", "not", "all", "the", "成", "👍🏽", "[", "]", ".", "\n", "")

BLOCK_KEYS = "ABC"

Blocks = list[tuple[str, str]]


def written(blocks: Blocks, end: str) -> str:
    """Write blocks with their separators, the last with an end of its own."""
    return "".join(text + separator for text, separator in blocks[:-1]) + (
        blocks[-1][0] + end if blocks else end
    )


def block(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a block and the separator behind it."""
    sentences = [one_of(draw, BLOCK_SENTENCES) for _ in range(draw(numbers(1, 2)))]
    return one_of(draw, OPENINGS) + " ".join(sentences), one_of(draw, SEPARATORS)


KINDS = ("word", "word", "move", "move", "delete", "insert", "join")


def rearranged_blocks(draw: st.DrawFn, blocks: Blocks) -> Blocks:
    """Change a document as a delegation might."""
    blocks = list(blocks)
    for _ in range(draw(numbers(1, 3))):
        kind = one_of(draw, KINDS)
        at = draw(numbers(0, len(blocks) - 1)) if blocks else 0
        if kind == "insert" or not blocks:
            blocks.insert(draw(numbers(0, len(blocks))), block(draw))
            continue
        text, separator = blocks[at]
        if kind == "word":
            words = text.split(" ")
            words[draw(numbers(0, len(words) - 1))] = one_of(draw, BLOCK_WORDS)
            blocks[at] = (" ".join(words), separator)
        elif kind == "move":
            moved = blocks[at : at + draw(numbers(1, 2))]
            del blocks[at : at + len(moved)]
            to = draw(numbers(0, len(blocks)))
            blocks[to:to] = moved
        elif kind == "delete":
            del blocks[at]
        elif at + 1 < len(blocks):
            blocks[at : at + 2] = [(f"{text} {blocks[at + 1][0]}", blocks[at + 1][1])]
        else:
            first, _, rest = text.partition(" ")
            blocks[at : at + 1] = [(first, "\n\n"), (rest, separator)]
    return blocks


@st.composite
def amended_documents(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """Draw a document and up to three proposals for it, some of them identical."""
    blocks = [block(draw) for _ in range(draw(numbers(0, 6)))]
    base_end = one_of(draw, ENDS)
    proposals: dict[str, str] = {}
    for key in BLOCK_KEYS[: draw(numbers(1, len(BLOCK_KEYS)))]:
        if proposals and draw(numbers(0, 5)) == 0:
            proposals[key] = one_of(draw, sorted(proposals.values()))
        else:
            end = one_of(draw, (base_end, base_end, *ENDS))
            proposals[key] = written(rearranged_blocks(draw, blocks), end)
    return written(blocks, base_end), proposals


PARAGRAPHS = tuple(
    f"{opening}Paragraph {name} speaks of {name} and of nothing else, {name} being its {name}."
    for opening, name in zip(
        ("# ", "", "", "# ", "", "- ", "- "),
        ("water", "fire", "earth", "air", "iron", "wood", "glass"),
        strict=True,
    )
)
NEW_PARAGRAPHS = tuple(f"Delegation {key} adds this about {key} alone." for key in BLOCK_KEYS)


@st.composite
def moved_documents(draw: st.DrawFn) -> tuple[list[str], dict[str, list[str]]]:
    """Draw different paragraphs, and proposals that move, strike and put in, but change no word."""
    base = list(PARAGRAPHS[: draw(numbers(1, len(PARAGRAPHS)))])
    proposals = {}
    for key in BLOCK_KEYS[: draw(numbers(1, len(BLOCK_KEYS)))]:
        blocks = list(base)
        for _ in range(draw(numbers(1, 2))):
            kind = one_of(draw, ("move", "move", "move", "delete", "insert"))
            at = draw(numbers(0, len(blocks)))
            run = blocks[at : at + draw(numbers(1, 3))]
            if kind == "insert":
                new = NEW_PARAGRAPHS[BLOCK_KEYS.index(key)]
                blocks[at:at] = [new] if new not in blocks else []
                continue
            del blocks[at : at + len(run)]
            if kind == "move":
                to = draw(numbers(0, len(blocks)))
                blocks[to:to] = run
        proposals[key] = blocks
    return base, proposals
