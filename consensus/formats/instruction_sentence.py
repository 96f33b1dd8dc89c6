"""One sentence, read as an instruction: what it cites, and what it asks for there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from consensus.formats.citations import Provision, read_citation, read_provision
from consensus.formats.instruction import Act, Instruction, Where
from consensus.formats.instruction_patterns import (
    AFTER,
    ARROW,
    BEFORE,
    BETWEEN,
    BULLET,
    BY,
    DELETED,
    DELETES,
    DURCH,
    EVERYWHERE,
    GONE,
    HANDLE,
    IN,
    INSERTS,
    INSTEAD,
    LINES,
    NAMING,
    NEW_ITEM,
    PREFERS,
    PREFERS_TO,
    REPLACED,
    REPLACES,
    REPLACES_ALL,
    REWRITES,
    SEEN_REPLACED,
    SHOULD_READ,
    SUBSTITUTES,
    TO,
    TO_WHAT,
)
from consensus.formats.quotations import bare, hold, put_back

_MOST_READINGS = 4
_MOST_CITED = 4
_LONGEST_CHANGE = 600  # signs, quotations counted as a few


def cited_alone(sentence: str) -> str:
    """What a sentence cites that says nothing else; empty where it says more, or cites nothing."""
    cited, end = leading(sentence)
    return cited if end and not sentence[end:].strip(" .,;:–—-*") else ""


def is_new(cited: str) -> bool:
    """Whether a citation says that it is not there yet."""
    provision = read_provision(cited)
    return provision is not None and provision.is_new


def leading(sentence: str) -> tuple[str, int]:
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


_REPLACING = (
    *(SUBSTITUTES, INSTEAD, PREFERS, PREFERS_TO, REPLACED, SEEN_REPLACED, SHOULD_READ, DURCH),
    ARROW,
)


class Sentence:
    """One sentence, read as an instruction.

    Args:
        sentence: as it was written, on one line.
        context: what the sentences before it cite; empty for nothing.
    """

    def __init__(self, sentence: str, context: str) -> None:
        self._words = sentence
        self._context = context
        bullet = BULLET.match(sentence)
        rest = sentence[bullet.end() :] if bullet else sentence
        self.cited, end = leading(rest)
        rest = rest[end:] if end else rest
        self._tells = rest.lstrip()[:1] in (":", "–", "—") or rest.lstrip("\" '“«„")[:1].isupper()
        self._held, self._quotes = hold(LINES.sub("", rest.strip().lstrip(" ,:–—-*")))
        everywhere = re.search(rf"[,\s(]*\b(?:{EVERYWHERE})\b\)?", self._held, re.IGNORECASE)
        self._everywhere = everywhere is not None
        if everywhere:
            self._held = self._held[: everywhere.start()] + self._held[everywhere.end() :]
            self._held = self._held.strip(" ,:")

    def read(self) -> Instruction | None:
        """What it asks for; None where it asks for nothing."""
        if self.cited:
            if self._tells and self._held and is_new(self.cited):
                return self._made(Act.NEW_ITEM, [("", self._text(self._held))])
            if GONE.match(self._held):
                return self._made(Act.DELETE, [("", "")])
            if rewritten := REWRITES.match(self._held) or REPLACES_ALL.match(self._held):
                new = NAMING.sub("", rewritten["new"])
                return self._made(Act.REWRITE, [("", self._text(new))])
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
        whole = put_back(words, self._quotes).strip()
        return bare(whole.rstrip(".")) if bare(whole.rstrip(".")) != whole.rstrip(".") else whole

    def _term(self, words: str) -> str:
        """Words of the text, without what names them as such and without quotation marks."""
        words = NAMING.sub("", words.strip())
        whole = put_back(words, self._quotes).strip(" ,;:")
        quotation = whole.rstrip(".?!")
        within = bare(quotation)
        return within.strip() if within != quotation else whole.rstrip("?!").removesuffix(".")

    def _new_item(self) -> Instruction | None:
        found = NEW_ITEM.match(self._held)
        if found is None:
            return None
        words = put_back(found["cited"], self._quotes).strip()
        added = TO_WHAT.fullmatch(words)
        if added and read_provision(added["cited"]):
            new = self._term(found["new"])
            return self._made(Act.INSERT, [("", new)], Where.END, added["cited"])
        if between := BETWEEN.search(words):
            words = f"after {between['first']}"
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
                    new = NAMING.sub("", readings[0][1])
                    return self._made(Act.REWRITE, [("", new)], cited=readings[0][0])
                return self._made(Act.REPLACE, readings)
        for pattern in _REPLACING:
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
