"""The sentences of a summary, and what is behind each of them."""

from __future__ import annotations

from attrs import frozen


@frozen
class Quantity:
    """A number behind the words of a sentence.

    Attributes:
        words: as the sentence has it, such as `several members`.
        count: how many they are; None where it was noted in words alone.
        of: of how many; None where that is not known.
    """

    words: str
    count: int | None = None
    of: int | None = None

    def __str__(self) -> str:
        """The words with the number behind them: `several members: 4 of 12`."""
        if self.count is None:
            return f"{self.words}: as noted"
        return f"{self.words}: {self.count}" + (f" of {self.of}" if self.of is not None else "")


@frozen
class Sentence:
    """One sentence of a summary, with its trace.

    Attributes:
        key: what it is about, such as `INT3`; no other sentence of the summary has it.
        text: the sentence.
        steps: the ids of the steps that it comes from.
        things: the handles of what those steps made, and of what it speaks of.
        quantities: the numbers behind its words.
    """

    key: str
    text: str
    steps: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    quantities: tuple[Quantity, ...] = ()


@frozen
class Paragraph:
    """One numbered paragraph.

    Attributes:
        number: as it is printed.
        anchor: what it is about, such as `opening` or `AG2`; empty in an edited summary.
        sentences: the sentences.
        points: what follows them as a list.
    """

    number: int
    anchor: str
    sentences: tuple[Sentence, ...]
    points: tuple[Sentence, ...] = ()

    @property
    def all_sentences(self) -> tuple[Sentence, ...]:
        """The sentences and the points."""
        return (*self.sentences, *self.points)
