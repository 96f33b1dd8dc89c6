"""Instructions as people write them: `in OP4 replace shall by should`, in four languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from attrs import evolve

from consensus.formats.citations import read_provision
from consensus.formats.instruction import Act, Instruction
from consensus.formats.instruction_patterns import BULLET, NEXT
from consensus.formats.instruction_sentence import Sentence, cited_alone, is_new, leading
from consensus.formats.quotations import bare, hold, put_back

LONGEST_SENTENCE = 4000
_MOST_SENTENCES = 2000
_MOST_PLACES = 100


def read_instructions(text: str) -> Iterator[Instruction]:
    """Read the changes that a text asks for, sentence by sentence.

    What a line cites alone (`OP4:`), or a sentence begins with, holds until something else is
    cited or a paragraph without any instruction comes. What is asked for in several places at once
    is an instruction for each.

    Args:
        text: what somebody wrote, in lines that may be wrapped.
    """
    cited = announced = ""
    for paragraph in _paragraphs(text):
        if announced:
            yield _new_item(announced, paragraph)
            cited = announced = ""
            continue
        asked = False
        for number, line in enumerate(paragraph):
            for sentence in _sentences(line):
                if alone := cited_alone(sentence):
                    cited, asked = alone, True
                    announced = alone if is_new(alone) else ""
                    continue
                found = Sentence(sentence, cited).read()
                if found is not None:
                    cited = found.cited or cited
                    asked = True
                    yield from _each(found)
            if announced and paragraph[number + 1 :]:
                yield _new_item(announced, paragraph[number + 1 :])
                cited = announced = ""
                break
        if not asked:
            cited = ""


def _each(found: Instruction) -> Iterator[Instruction]:
    """An instruction for each place that it cites."""
    provision = read_provision(found.cited) if found.act is not Act.NEW_ITEM else None
    if provision is None or not provision.is_several:
        yield found
        return
    for each in provision.each()[:_MOST_PLACES]:
        yield evolve(found, cited=str(each))


def _new_item(cited: str, lines: Sequence[str]) -> Instruction:
    """The instruction to put in what stands under `OP3 bis (new)`."""
    words = " ".join(lines)
    return Instruction(words, Act.NEW_ITEM, cited, (("", bare(words)),))


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
    _, end = leading(line)
    return bool(end)


def _sentences(line: str) -> Iterator[str]:
    held, quotes = hold(line)
    parts = re.split(r"(?<=[.;!?])\s+(?=\S)", held)[:_MOST_SENTENCES]
    for part in (each for sentence in parts for each in NEXT.split(sentence)):
        whole = put_back(part, quotes)
        if 3 < len(whole) <= LONGEST_SENTENCE:
            yield whole
