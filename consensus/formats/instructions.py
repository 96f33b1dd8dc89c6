"""Instructions as people write them: `in OP4 replace shall by should`, in four languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum

from attrs import frozen

from consensus.formats.instruction_patterns import (
    AFTER,
    ARROW,
    BEFORE,
    BULLET,
    BY,
    DELETED,
    DELETES,
    DURCH,
    EVERYWHERE,
    HANDLE,
    HELD,
    HELD_END,
    IN,
    INSERTS,
    INSTEAD,
    NAMING,
    NEW_ITEM,
    QUOTES,
    REPLACED,
    REPLACES,
    REWRITES,
    SUBSTITUTES,
    TO,
)
from consensus.formats.provision import Provision, read_citation, read_provision


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


LONGEST_SENTENCE = 4000
_MOST_SENTENCES = 2000
_MOST_READINGS = 4
_MOST_CITED = 4
_LONGEST_CHANGE = 600  # signs, quotations counted as a few


def read_instructions(text: str) -> Iterator[Instruction]:
    """Read the changes that a text asks for, sentence by sentence.

    What a line cites alone (`OP4:`), or a sentence begins with, holds until something else is
    cited or a paragraph without any instruction comes.

    Args:
        text: what somebody wrote, in lines that may be wrapped.
    """
    cited = ""
    for paragraph in _paragraphs(text):
        asked = False
        for sentence in _sentences(paragraph):
            if alone := _cited_alone(sentence):
                cited, asked = alone, True
                continue
            found = _Sentence(sentence, cited).read()
            if found is not None:
                cited = found.cited or cited
                asked = True
                yield found
        if not asked:
            cited = ""


def _paragraphs(text: str) -> Iterator[list[str]]:
    """The paragraphs of a text as lists of lines, wrapped lines joined."""
    for chunk in re.split(r"\n[ \t]*\n", text):
        lines: list[str] = []
        for line in chunk.split("\n"):
            begins = not lines or BULLET.match(line) or _cites_first(line) or _ends(lines[-1])
            if begins:
                lines.append(line.strip())
            else:
                lines[-1] = f"{lines[-1]} {line.strip()}"
        if any(lines):
            yield lines


def _ends(line: str) -> bool:
    return line.endswith((".", ";", ":", "!", "?")) or len(line) < 50


def _cites_first(line: str) -> bool:
    _, end = _leading(line)
    return bool(end)


def _sentences(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        held, quotes = _hold(line)
        for part in re.split(r"(?<=[.;!?])\s+(?=\S)", held)[:_MOST_SENTENCES]:
            whole = _put_back(part, quotes)
            if 3 < len(whole) <= LONGEST_SENTENCE:
                yield whole


def _hold(text: str) -> tuple[str, list[str]]:
    """A text with a sign in place of each quotation, and the quotations."""
    quotes: list[str] = []

    def hold(found: re.Match[str]) -> str:
        quotes.append(found[0])
        return f"{HELD}{len(quotes) - 1}{HELD_END}"

    return QUOTES.sub(hold, text.replace(HELD, "").replace(HELD_END, "")), quotes


def _put_back(text: str, quotes: Sequence[str]) -> str:
    return re.sub(
        rf"{HELD}(\d+){HELD_END}",
        lambda found: quotes[int(found[1])] if int(found[1]) < len(quotes) else "",
        text,
    )


def _bare(quote: str) -> str:
    """What stands within quotation marks."""
    found = QUOTES.fullmatch(quote)
    return next(each for each in found.groups() if each is not None) if found else quote


def _cited_alone(sentence: str) -> str:
    cited, end = _leading(sentence)
    return cited if end and not sentence[end:].strip(" .,;:–—-*") else ""


def _leading(sentence: str) -> tuple[str, int]:
    """The citation that a sentence begins with, and where it ends; 0 for none."""
    bullet = BULLET.match(sentence)
    start = bullet.end() if bullet else 0
    lead = re.compile(
        rf"(?:(?:also|and|please|similarly|aussi|auch|también)\W+)?(?:{IN}\s+)?", re.IGNORECASE
    )
    found = lead.match(sentence, start)
    begin = found.end() if found else start
    provision, end = read_citation(sentence, begin)
    if provision is not None and _is_place(provision, sentence, begin, end, begin > start):
        return sentence[begin:end].strip(), end
    handle = HANDLE.match(sentence, begin)
    return (handle[0], handle.end()) if handle else ("", 0)


def _is_place(
    provision: Provision, sentence: str, begin: int, end: int, after_preposition: bool
) -> bool:
    """Whether a citation is meant as one, and is not only a number or letter that stands there."""
    if provision.levels[0].part is not None:
        return any(level.number for level in provision.levels) or provision.is_new
    number = sentence[begin:end].strip(" .")
    return number[:1].isdigit() and (after_preposition or sentence[end : end + 1] == ":")


class _Sentence:
    """One sentence, read as an instruction."""

    def __init__(self, sentence: str, context: str) -> None:
        self._words = sentence
        self._context = context
        bullet = BULLET.match(sentence)
        rest = sentence[bullet.end() :] if bullet else sentence
        self.cited, end = _leading(rest)
        rest = rest[end:] if end else rest
        self._held, self._quotes = _hold(rest.strip(" ,:–—-*"))
        everywhere = re.search(rf"[,\s(]*\b(?:{EVERYWHERE})\b\)?", self._held, re.IGNORECASE)
        self._everywhere = everywhere is not None
        if everywhere:
            self._held = self._held[: everywhere.start()] + self._held[everywhere.end() :]
            self._held = self._held.strip(" ,:")

    def read(self) -> Instruction | None:
        """What it asks for; None where it asks for nothing."""
        if self.cited:
            rewritten = REWRITES.match(self._held)
            if rewritten:
                return self._made(Act.REWRITE, [("", self._text(rewritten["new"]))])
        return self._new_item() or self._cited_within() or self._change()

    def _made(
        self,
        act: Act,
        readings: Sequence[tuple[str, str]],
        where: Where = Where.AFTER,
        cited: str | None = None,
    ) -> Instruction:
        return Instruction(
            self._words.strip(),
            act,
            self._place() if cited is None else cited,
            tuple(readings)[:_MOST_READINGS],
            where,
            self._everywhere,
        )

    def _place(self) -> str:
        """What it cites, or else what the sentences before it do; nothing where it says all."""
        return self.cited or ("" if self._everywhere else self._context)

    def _text(self, words: str) -> str:
        """Words that are a whole text, with the stop at their end."""
        whole = _put_back(words, self._quotes).strip()
        return _bare(whole.rstrip(".")) if _bare(whole.rstrip(".")) != whole.rstrip(".") else whole

    def _term(self, words: str) -> str:
        """Words of the text, without what names them as such and without quotation marks."""
        words = NAMING.sub("", words.strip())
        whole = _put_back(words, self._quotes).strip(" ,;:")
        quotation = whole.rstrip(".")
        bare = _bare(quotation)
        return bare.strip() if bare != quotation else whole.removesuffix(".")

    def _new_item(self) -> Instruction | None:
        found = NEW_ITEM.match(self._held)
        if found is None:
            return None
        words = _put_back(found["cited"], self._quotes).strip()
        neighbour = re.search(rf"\b(?:{AFTER}|{BEFORE})\b.*$", words, re.IGNORECASE)
        provision = read_provision(words)
        if provision is None and neighbour:
            words = neighbour[0]
            provision = read_provision(words)
        if provision is None or not any(level.number for level in provision.levels):
            return None
        return self._made(Act.NEW_ITEM, [("", self._text(found["new"]))], cited=words)

    def _cited_within(self) -> Instruction | None:
        """Read it without a citation that it has inside: `replace … in paragraph 4 with …`."""
        if self.cited:
            return None
        whole = self._held
        tried = 0
        for found in reversed(list(re.finditer(rf"\s{IN}\s+", whole, re.IGNORECASE))):
            provision, end = read_citation(whole, found.end())
            if provision is None or provision.levels[0].part is None:
                continue
            tried += 1
            if tried > _MOST_CITED:
                return None
            self.cited = whole[found.end() : end].strip(" .,")
            self._held = whole[: found.start()] + whole[end:]
            change = self._change()
            if change is not None:
                return change
            self._held, self.cited = whole, ""
        return None

    def _change(self) -> Instruction | None:
        held = self._held
        if len(held) > _LONGEST_CHANGE:
            return None
        if found := REPLACES.match(held):
            readings = list(self._splits(found["verb"], found["both"]))
            if readings:
                old = read_provision(readings[0][0])
                if old is not None and old.levels[0].part is not None:
                    return self._made(Act.REWRITE, [("", readings[0][1])], cited=readings[0][0])
                return self._made(Act.REPLACE, readings)
        for pattern in (SUBSTITUTES, INSTEAD, REPLACED, DURCH, ARROW):
            if found := pattern.match(held):
                return self._made(
                    Act.REPLACE, [(self._term(found["old"]), self._term(found["new"]))]
                )
        for pattern in INSERTS:
            if found := pattern.match(held):
                return self._insertion(found)
        for pattern in (DELETES, DELETED):
            if found := pattern.match(held):
                return self._deletion(self._term(found["old"]))
        return None

    def _splits(self, verb: str, both: str) -> Iterator[tuple[str, str]]:
        """The ways to read `old by new`, at each word that may part them."""
        changes = re.match(r"chang|amend|modif|änder|cambia", verb, re.IGNORECASE)
        for parting in (TO, BY) if changes else (BY, TO):
            for found in re.finditer(rf"\s+(?:{parting})\s*:?\s+", both, re.IGNORECASE):
                old, new = self._term(both[: found.start()]), self._term(both[found.end() :])
                if old and new:
                    yield old, new

    def _insertion(self, found: re.Match[str]) -> Instruction:
        told = found.groupdict()
        where = next(each for each in Where if told.get(each.value))
        beside = self._term(told["old"]) if told.get("old") else ""
        new = self._term(told["new"])
        provision = read_provision(beside) if beside and not self.cited else None
        if provision is not None and provision.levels[0].part is not None:
            return self._made(Act.NEW_ITEM, [("", new)], cited=f"{told[where.value]} {beside}")
        return self._made(Act.INSERT, [(beside, new)], where)

    def _deletion(self, old: str) -> Instruction:
        provision = read_provision(old)
        if provision is not None and provision.levels[0].part is not None:
            return self._made(Act.DELETE, [("", "")], cited=old)
        if HANDLE.fullmatch(old):
            return self._made(Act.DELETE, [("", "")], cited=old)
        return self._made(Act.DELETE, [(old, "")])
