"""A negotiating text with as many brackets as a body could want, of every kind that is printed."""

from __future__ import annotations

import random
from collections.abc import Iterator

from attrs import define, field

CODES = ("ASH", "BAY", "COL", "DUN", "ISL")
_WORDS = (
    *("harbours", "piers", "keepers", "lamps", "ships", "tolls", "storms", "logs", "masters"),
    *("pilots", "boats", "fees", "ropes", "tides", "moorings", "signals", "charts", "wardens"),
)
_DOING = ("light", "mark", "sweep", "list", "repair", "measure", "report", "publish", "inspect")


@define
class NegotiatingText:
    """The text, and what is in it."""

    paragraphs: list[str] = field(factory=list)
    inside: int = 0  # brackets that open and close in one paragraph
    # the labels of the paragraphs in which others open and close
    spanning: list[tuple[str, str]] = field(factory=list)
    others: int = 0  # links, citations and footnote marks

    @property
    def brackets(self) -> int:
        """How many brackets there are."""
        return self.inside + len(self.spanning)

    @property
    def text(self) -> str:
        """The text as Markdown or plain text."""
        notes = (f"[^{number}]: Said in the first reading." for number in range(1, 10))
        return "\n\n".join((*self.paragraphs, *notes)) + "\n"


class _Writer:
    def __init__(self, seed: int, brackets: int) -> None:
        self._random = random.Random(seed)
        self.made = NegotiatingText(["# A convention on harbours"])
        self._wanted = brackets
        self._number = 0

    def write(self) -> NegotiatingText:
        while self.made.brackets < self._wanted:
            section = self._number // 40
            if self._number == 40 * section and f"## Part {section}" not in self.made.paragraphs:
                self.made.paragraphs.append(f"## Part {section}")
            if self._random.random() < 0.3:
                self._span()
            else:
                self._add(*self._sentence())
        return self.made

    def _add(self, text: str, before: str = "", behind: str = "") -> str:
        self._number += 1
        self.made.paragraphs.append(f"{before}{self._number}. {text}{behind}")
        return str(self._number)

    def _span(self) -> None:
        """Two to five paragraphs in one bracket, or in two of which one holds the other."""
        count = self._random.randint(2, 5)
        signs = self._random.choice(("[", "[ASH: ", "[BAY, COL: ", "[["))
        place = self._random.choice(("label", "text", "inside", "line"))
        closing = "]" * signs.count("[")
        end = self._random.choice(("end", "stop", "line"))
        labels = []
        for at in range(count):
            words = self._words()
            before = ""
            if at == 0:
                before = signs if place == "label" else ""
                if place == "line":
                    self.made.paragraphs.append(signs.strip())
                if place == "text":
                    words = signs + words
                if place == "inside":
                    begin, _, rest = words.partition(" ")
                    words = f"{begin} {signs}{rest}"
            if at == count - 1 and end == "stop":
                words = f"{words.rstrip('.')}{closing}."
            if at == count - 1 and end == "end":
                words += closing
            labels.append(self._add(words, before))
        if end == "line":
            self.made.paragraphs.append(closing)
        self.made.spanning += [(labels[0], labels[-1])] * len(closing)

    def _words(self) -> str:
        """A sentence, perhaps with a bracket of its own, a link, a citation or a footnote mark."""
        chosen = self._random.random()
        first, second = self._random.sample(_WORDS, 2)
        doing = self._random.choice(_DOING)
        said = f"Parties that keep {first} {doing} their {second} every year"
        if chosen < 0.15:
            self.made.others += 1
            said += f", as [the {second} list](https://example.org/{second}) has it"
        elif chosen < 0.3:
            self.made.others += 1
            said += f" [{self._random.randint(1, 40)}]"
        elif chosen < 0.45:
            self.made.others += 1
            said += f"[^{self._random.randint(1, 9)}]"
        elif chosen < 0.6:
            self.made.inside += 1
            said = said.replace(doing, f"[{doing}]")
        return f"{said}."

    def _sentence(self) -> tuple[str, str, str]:
        first, second, third = self._random.sample(_WORDS, 3)
        doing, other = self._random.sample(_DOING, 2)
        ways = (
            (f"Every [party | keeper of {first}] [ASH: shall | BAY: should] {doing} {second}.", 2),
            (f"All {first} [[{doing}] or [{other}]] their {second}.", 3),
            (f"[COL: {first} with {second}, [DUN: {third} [and fees],]] are listed.", 3),
            (f"No {first} [{doing} [within [two] days]] the {second}, or the {third}.", 3),
            (f"The {first} of [[[ISL propose, DUN oppose: open]] {second}] are free.", 3),
        )
        chosen = self._random.random()
        if chosen < 0.2:
            self.made.inside += 1
            return (self._words(), "[", "]")
        if chosen < 0.3:
            self.made.inside += 1
            return (f"[{self._words()}]", "", "")
        text, count = self._random.choice(ways)
        self.made.inside += count
        return (text, "", "")


def negotiating_text(brackets: int = 1000, seed: int = 1) -> NegotiatingText:
    """Returns a text with at least so many brackets."""
    return _Writer(seed, brackets).write()


def damaged(text: str, seed: int) -> Iterator[str]:
    """Yields the text with signs taken out, doubled, moved and put in, without an end."""
    chosen = random.Random(seed)
    signs = (
        "[",
        "]",
        "|",
        "\\",
        "[ASH: ",
        "]\n\n[",
        "\n",
        "\n\n",
        "](",
        "[^1]",
        "`",
        "- ",
        "#",
        "",
    )
    while True:
        made = text
        for _ in range(chosen.randint(1, 8)):
            at = chosen.randrange(len(made))
            end = at + chosen.choice((0, 0, 1, 3, 60))
            made = made[:at] + chosen.choice(signs) + made[end:]
        yield made
