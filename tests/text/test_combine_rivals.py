"""Many rival amendments to generated paragraphs: the same outcome in every order."""

from __future__ import annotations

from random import Random

from consensus.text.combine import combine

WORDS = [
    "the",
    "working",
    "group",
    "members",
    "and",
    "observers",
    "shall",
    "should",
    "may",
    "report",
    "annually",
    "on",
    "progress",
    "made",
    "in",
    "public",
    "policy",
    "to",
    "all",
    "relevant",
    "bodies",
    "with",
    "due",
    "regard",
    "for",
    "developing",
    "countries",
]


def paragraph(random: Random) -> list[str]:
    """Make up a paragraph of three sentences."""
    words = []
    for _ in range(3):
        length = random.randint(8, 20)
        sentence = [random.choice(WORDS) for _ in range(length)]
        sentence[-1] += "."
        words += sentence
    return words


def rival(random: Random, words: list[str]) -> str:
    """Amend a paragraph in one to four places."""
    words = list(words)
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(words))
        what = random.randrange(4)
        if what == 0:
            words[at] = random.choice(WORDS)
        elif what == 1 and len(words) > 3:
            del words[at : at + random.randint(1, 3)]
            words = words or ["none"]
        elif what == 2:
            words[at:at] = random.choices(WORDS, k=random.randint(1, 3))
        else:
            end = min(len(words) - 1, at + random.randint(0, 4))
            words[at] = "[" + words[at]
            words[end] += "]"
    return " ".join(words)


def test_rivals_combine_alike_in_every_order_and_project_back() -> None:
    """200 paragraphs with 2 to 15 rivals: order is nothing, each rival is found again whole."""
    for seed in range(200):
        random = Random(seed)
        words = paragraph(random)
        base = " ".join(words)
        proposals = {
            f"A{number}": rival(random, words) for number in range(1, random.randint(2, 15) + 1)
        }
        twin = random.choice(sorted(proposals))
        proposals["twin"] = proposals[twin]
        expected = combine(base, proposals)
        for _ in range(10):
            shuffled = list(proposals.items())
            random.shuffle(shuffled)
            assert expected == combine(base, dict(shuffled))
        assert proposals == {key: expected.project(key) for key in proposals}
        for hunk in (*expected.changes, *(o for c in expected.conflicts for o in c.options)):
            assert (twin in hunk.by) == ("twin" in hunk.by)
