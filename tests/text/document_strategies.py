"""Documents and proposals that are hard to combine: blocks moved, split, joined, put in, struck."""

from __future__ import annotations

from hypothesis import strategies as st

# Sentences that share words, so that blocks are alike; scripts with and without spaces; brackets.
SENTENCES = (
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
WORDS = ("shall", "not", "all", "the", "成", "👍🏽", "[", "]", ".", "\n", "")

KEYS = "ABC"

Blocks = list[tuple[str, str]]


def written(blocks: Blocks, end: str) -> str:
    """Write blocks with their separators, the last with an end of its own."""
    return "".join(text + separator for text, separator in blocks[:-1]) + (
        blocks[-1][0] + end if blocks else end
    )


@st.composite
def block(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a block and the separator behind it."""
    sentences = draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=2))
    return draw(st.sampled_from(OPENINGS)) + " ".join(sentences), draw(st.sampled_from(SEPARATORS))


@st.composite
def rearranged(draw: st.DrawFn, blocks: Blocks) -> Blocks:
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
            words[draw(st.integers(0, len(words) - 1))] = draw(st.sampled_from(WORDS))
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
    for key in KEYS[: draw(st.integers(1, len(KEYS)))]:
        if proposals and draw(st.integers(0, 5)) == 0:
            proposals[key] = draw(st.sampled_from(sorted(proposals.values())))
        else:
            end = draw(st.sampled_from([base_end, base_end, *ENDS]))
            proposals[key] = written(draw(rearranged(blocks)), end)
    return written(blocks, base_end), proposals


PARAGRAPHS = tuple(
    f"{opening}Paragraph {name} speaks of {name} and of nothing else, {name} being its {name}."
    for opening, name in zip(
        ("# ", "", "", "# ", "", "- ", "- "),
        ("water", "fire", "earth", "air", "iron", "wood", "glass"),
        strict=True,
    )
)
NEW_PARAGRAPHS = tuple(f"Delegation {key} adds this about {key} alone." for key in KEYS)


@st.composite
def moved_documents(draw: st.DrawFn) -> tuple[list[str], dict[str, list[str]]]:
    """Draw different paragraphs, and proposals that move, strike and put in, but change no word."""
    base = list(PARAGRAPHS[: draw(st.integers(1, len(PARAGRAPHS)))])
    proposals = {}
    for key in KEYS[: draw(st.integers(1, len(KEYS)))]:
        blocks = list(base)
        for _ in range(draw(st.integers(1, 2))):
            kind = draw(st.sampled_from(["move", "move", "move", "delete", "insert"]))
            at = draw(st.integers(0, len(blocks)))
            run = blocks[at : at + draw(st.integers(1, 3))]
            if kind == "insert":
                new = NEW_PARAGRAPHS[KEYS.index(key)]
                blocks[at:at] = [new] if new not in blocks else []
                continue
            del blocks[at : at + len(run)]
            if kind == "move":
                to = draw(st.integers(0, len(blocks)))
                blocks[to:to] = run
        proposals[key] = blocks
    return base, proposals
