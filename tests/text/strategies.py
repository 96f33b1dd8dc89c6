"""Texts, documents and proposals that are hard to combine."""

from __future__ import annotations

import re
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


def bracketed(draw: st.DrawFn, words: list[str]) -> list[str]:
    """Put some of the words in brackets, with another option or without."""
    start = draw(st.integers(0, len(words)))
    end = draw(st.integers(start, len(words)))
    option = draw(st.sampled_from([[], [], ["|", "not"]]))
    return [*words[:start], "[", *words[start:end], *option, "]", *words[end:]]


@st.composite
def edited(draw: st.DrawFn, words: list[str]) -> list[str]:
    """Change some words as a delegation might, or as nobody in their right mind would."""
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(words)))
        end = min(len(words), start + draw(st.integers(0, 3)))
        edit = draw(
            st.sampled_from(
                ["delete", "insert", "replace", "replace", "bracket", "empty", "append"]
            )
        )
        word = draw(st.sampled_from(WORDS))
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


@st.composite
def amended(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """Draw a base and up to five proposals for it, some of them identical."""
    words = draw(st.lists(st.sampled_from(WORDS), max_size=8))
    if draw(st.booleans()):
        words = bracketed(draw, words)
    between = draw(st.sampled_from([" ", " ", ""]))
    proposals: dict[str, str] = {}
    for key in KEYS[: draw(st.integers(1, len(KEYS)))]:
        if proposals and draw(st.integers(0, 3)) == 0:
            proposals[key] = draw(st.sampled_from(sorted(proposals.values())))
        else:
            proposals[key] = between.join(draw(edited(words)))
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


@st.composite
def amended_sentence(draw: st.DrawFn, sentence: str) -> str:
    """Rewrite a sentence, change some of its words, strike it, or follow it by another."""
    words = sentence.split(" ")
    start = draw(st.integers(0, len(words)))
    end = min(len(words), start + draw(st.integers(0, 4)))
    word = draw(st.sampled_from(PUT_IN))
    ways = {
        "insert": [*words[:start], word, *words[start:]],
        "delete": [*words[:start], *words[end:]],
        "replace": [*words[:start], word, *words[end:]],
        "repeat": [*words[:end], *words[start:end], *words[end:]],
        "rewrite": [*words[:1], *draw(st.permutations(words[1:])), word],
        "extend": [sentence.rstrip(".।。"), word + sentence[-1:]],
        "move": [*words[end:], *words[start:end], *words[:start]],
        "bracket": [*words[:start], f"[{' '.join(words[start:end])}]", *words[end:]],
        "choose": [sentence.replace("[shall | A: should]", "should")],
        "append": [sentence, draw(st.sampled_from(ADDED))],
        "strike": [],
    }
    return " ".join(ways[draw(st.sampled_from(sorted(ways)))])


# Two line ends side by side would part paragraphs.
SPACE = r"(?<!\s) (?!\s)"
LAYOUTS = ((SPACE, "\u00a0"), (SPACE, "\n"), (SPACE, "\r\n"), ("“", '"'), ("'", "’"), ("’", "'"))


@st.composite
def layout(draw: st.DrawFn, text: str) -> str:
    """Write a text with other white space and typography; lines stay where they matter."""
    are_kept = any(marker in text.replace("\u00a0", " ") for marker in MARKERS)
    for plain_sign, other in LAYOUTS:
        if draw(st.integers(0, 3)) == 0 and not (are_kept and "\n" in other):
            text = re.sub(plain_sign, other, text, count=draw(st.integers(1, 3)))
    return text


@st.composite
def rearranged(draw: st.DrawFn, sentences: list[str]) -> list[str]:
    """Change one sentence or some, change one twice, move one, or insert one."""
    sentences = list(sentences)
    chosen = draw(st.integers(0, len(sentences) - 1))
    for number in range(len(sentences)):
        if number == chosen or draw(st.integers(0, 3)) == 0:
            sentences[number] = draw(amended_sentence(sentences[number]))
            if draw(st.integers(0, 4)) == 0:
                sentences[number] = draw(amended_sentence(sentences[number]))
    way = draw(st.sampled_from(("", "", "", "", "move", "insert")))
    if way == "move":
        sentences.insert(draw(st.integers(0, len(sentences) - 1)), sentences.pop(chosen))
    elif way == "insert":
        sentences.insert(draw(st.integers(0, len(sentences))), draw(st.sampled_from(ADDED)))
    return sentences


@st.composite
def amended_prose(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """Draw a paragraph of sentences and up to 15 proposals for it, some alike but for layout."""
    sentences = draw(st.lists(st.sampled_from(SENTENCES), max_size=4))
    between = draw(st.sampled_from(BETWEEN))
    base = between.join(sentences)
    proposals: dict[str, str] = {}
    for at in range(draw(st.sampled_from((1, 2, 2, 3, 3, 5, 15)))):
        if proposals and draw(st.integers(0, 4)) == 0:
            text = draw(st.sampled_from(sorted(proposals.values())))
        elif sentences:
            text = between.join(draw(rearranged(sentences)))
        else:
            text = draw(st.sampled_from((*ADDED, "")))
        proposals[f"A{at}"] = draw(layout(text)) if draw(st.integers(0, 3)) == 0 else text
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
    for _ in range(draw(st.integers(1, 2))):
        bracket = f"[{' | '.join(next(options) for _ in range(draw(st.integers(1, 3))))}]"
        units.insert(draw(st.integers(0, len(units))), bracket)
    proposals: dict[str, str] = {}
    for key in KEYS[: draw(st.integers(1, 3))]:
        own = list(units)
        for number in range(draw(st.integers(1, 2))):
            word, at = f"{key.lower()}{number}", draw(st.integers(0, len(own) - 1))
            ways = {
                "insert": [word, own[at]],
                "replace": [word],
                "strike": [],
                "option": [own[at].replace("]", f" {word}]"), ""],
                "bracket": [f"[{own[at]} {word}]"],
            }
            own[at : at + 1] = ways[draw(st.sampled_from(sorted(ways)))]
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


@st.composite
def block(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a block and the separator behind it."""
    sentences = draw(st.lists(st.sampled_from(BLOCK_SENTENCES), min_size=1, max_size=2))
    return draw(st.sampled_from(OPENINGS)) + " ".join(sentences), draw(st.sampled_from(SEPARATORS))


@st.composite
def rearranged_blocks(draw: st.DrawFn, blocks: Blocks) -> Blocks:
    """Change a document as a delegation might."""
    blocks = list(blocks)
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(["word", "word", "move", "move", "delete", "insert", "join"]))
        at = draw(st.integers(0, len(blocks) - 1)) if blocks else 0
        if kind == "insert" or not blocks:
            blocks.insert(draw(st.integers(0, len(blocks))), draw(block()))
            continue
        text, separator = blocks[at]
        if kind == "word":
            words = text.split(" ")
            words[draw(st.integers(0, len(words) - 1))] = draw(st.sampled_from(BLOCK_WORDS))
            blocks[at] = (" ".join(words), separator)
        elif kind == "move":
            moved = blocks[at : at + draw(st.integers(1, 2))]
            del blocks[at : at + len(moved)]
            to = draw(st.integers(0, len(blocks)))
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
    blocks = draw(st.lists(block(), max_size=6))
    base_end = draw(st.sampled_from(ENDS))
    proposals: dict[str, str] = {}
    for key in BLOCK_KEYS[: draw(st.integers(1, len(BLOCK_KEYS)))]:
        if proposals and draw(st.integers(0, 5)) == 0:
            proposals[key] = draw(st.sampled_from(sorted(proposals.values())))
        else:
            end = draw(st.sampled_from([base_end, base_end, *ENDS]))
            proposals[key] = written(draw(rearranged_blocks(blocks)), end)
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
    base = list(PARAGRAPHS[: draw(st.integers(1, len(PARAGRAPHS)))])
    proposals = {}
    for key in BLOCK_KEYS[: draw(st.integers(1, len(BLOCK_KEYS)))]:
        blocks = list(base)
        for _ in range(draw(st.integers(1, 2))):
            kind = draw(st.sampled_from(["move", "move", "move", "delete", "insert"]))
            at = draw(st.integers(0, len(blocks)))
            run = blocks[at : at + draw(st.integers(1, 3))]
            if kind == "insert":
                new = NEW_PARAGRAPHS[BLOCK_KEYS.index(key)]
                blocks[at:at] = [new] if new not in blocks else []
                continue
            del blocks[at : at + len(run)]
            if kind == "move":
                to = draw(st.integers(0, len(blocks)))
                blocks[to:to] = run
        proposals[key] = blocks
    return base, proposals
