"""Changes by several authors written as brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import attrs

from consensus.formats.docx.document import Document, Run, paragraphs_of
from consensus.formats.docx.revision import Revision
from consensus.text.brackets import (
    EVERY_CODE,
    Bracket,
    BracketedText,
    BracketOption,
    is_code,
    parse,
    render,
)

_NOT_IN_CODES = re.compile(r"[\s,:\[\]|\\]+")


def codes_of(author: str) -> tuple[str, ...]:
    """The names of an author as brackets can have them: `Ana Sol` as `Ana-Sol`, `ASH; BAY` as two.

    Args:
        author: as the file has it; several may be parted by `;` or `,`.
    """
    names = (each.strip() for each in re.split(r"[;,]", author))
    codes = (each if is_code(each) else _NOT_IN_CODES.sub("-", each).strip("-") for each in names)
    return tuple(dict.fromkeys(filter(None, codes)))


def bracketed(document: Document) -> Document:
    """A document with its changes written as brackets that say who wants what.

    What is taken out is the first option, with nobody's name; what is put in stands behind it with
    the names of its authors; those who only take out want `no text`.

    Args:
        document: its body has paragraphs only, and nothing bears more than one change.
    """
    body = tuple(
        attrs.evolve(each, number=number, runs=tuple(_runs(each.runs)), mark=())
        for number, each in enumerate(paragraphs_of(document.body), 1)
    )
    return Document(body)


def _runs(runs: Iterable[Run]) -> Iterator[Run]:
    waiting: list[Run] = []
    for run in runs:
        if run.marks:
            waiting.append(run)
            continue
        if waiting:
            yield Run(_bracket(waiting))
            waiting = []
        yield run
    if waiting:
        yield Run(_bracket(waiting))


def _bracket(runs: list[Run]) -> str:
    """Write neighbouring changes as one bracket."""
    old = ""
    new: dict[tuple[str, ...], str] = {}
    out: dict[tuple[str, ...], str] = {}
    for run in runs:
        by = _by(run.marks)
        if run.marks[0].kind.adds:
            new[by] = new.get(by, "") + run.text
            # Those who put words in may keep what others take out there.
            out.setdefault(by, "")
        else:
            old += run.text
            out[by] = out.get(by, "") + run.text
    before, after = _shared_margins([text for text in (old, *new.values()) if text])

    def wording(text: str) -> BracketedText:
        return _parsed(text.removeprefix(before).removesuffix(after))

    options = [BracketOption(wording(old))] if old else []
    options += [BracketOption(wording(text), by) for by, text in new.items()]
    alone = [by for by, text in out.items() if text and by not in new]
    if alone:
        none = tuple(dict.fromkeys(code for by in alone for code in by if not _puts_in(code, new)))
        if none or not new:
            options.append(BracketOption(BracketedText(), none))
    return render(BracketedText((before, Bracket(tuple(options)), after)), markdown=True)


def _shared_margins(texts: list[str]) -> tuple[str, str]:
    """The white space that all texts begin with, and that all end with; it stands outside."""
    if any(not text.strip() for text in texts):
        return "", ""
    befores = {text[: len(text) - len(text.lstrip())] for text in texts}
    afters = {text[len(text.rstrip()) :] for text in texts}
    return (
        befores.pop() if len(befores) == 1 else "",
        afters.pop() if len(afters) == 1 else "",
    )


def _puts_in(code: str, new: dict[tuple[str, ...], str]) -> bool:
    return any(code in by for by in new)


def _by(marks: tuple[Revision, ...]) -> tuple[str, ...]:
    return codes_of(marks[0].author)


def _parsed(text: str) -> BracketedText:
    return parse(text, EVERY_CODE, markdown=True)[0]
