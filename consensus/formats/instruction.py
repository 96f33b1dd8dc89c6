"""An instruction: a change of words that somebody asks for in a sentence."""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen


class Act(StrEnum):
    """What an instruction asks for."""

    REPLACE = "replace"
    DELETE = "delete"
    INSERT = "insert"
    REWRITE = "rewrite"
    NEW_ITEM = "new item"


class Where(StrEnum):
    """Where words are put in."""

    AFTER = "after"
    BEFORE = "before"
    BEGINNING = "beginning"
    END = "end"


@frozen
class Instruction:
    """One change that somebody asks for in words.

    Attributes:
        words: the sentence that asks for it.
        act: what it asks for.
        cited: what it says is changed, as it is written; empty where it does not say.
        readings: the words that go and those that come, in each way that the sentence can be read,
            the likeliest first. For insertions, the first are those beside which the others come.
        where: for insertions, where.
        everywhere: whether it is asked for wherever the words stand.
    """

    words: str
    act: Act
    cited: str = ""
    readings: tuple[tuple[str, str], ...] = ()
    where: Where = Where.AFTER
    everywhere: bool = False
