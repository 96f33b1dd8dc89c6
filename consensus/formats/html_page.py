"""A text as a page of HTML that needs nothing else: no script, no font, no other address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from consensus.formats.docx.document import Block, Document, Paragraph, Row, Run, paragraphs_of
from consensus.formats.docx.revision import Revision
from consensus.formats.docx.styles import TITLE

_STYLE = """
body { font: 1.05rem/1.5 "Times New Roman", Times, serif; max-width: 42rem; margin: 2rem auto;
  padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.25rem; } h3, h4, h5, h6 { font-size: 1.05rem; }
ins { color: #05602a; } del { color: #a11; }
[data-by]::after { content: "\\2009" attr(data-by); font-size: .65em; vertical-align: super;
  display: inline-block; text-decoration: none; }
table { border-collapse: collapse; margin: 1rem 0; }
td { border: 1px solid; padding: 0 .5rem; vertical-align: top; }
td p { margin: .25rem 0; }
.notes { font-size: .9rem; border-top: 1px solid; }
"""
_LEVEL = re.compile(r"text (\d)")
_NO_HTML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


def write_html_page(document: Document, language: str = "") -> str:
    """Write a document as a page of HTML.

    Changes are `ins` and `del` elements that say by whom, and when where that is known. Words of
    one author that stand together bear the name once, behind the last.

    Args:
        document: nothing in it bears more than one change, and no row of a table any.
        language: what it is written in, as a tag such as `en`; may be empty.
    """
    numbers = {note.key: number for number, note in enumerate(document.notes, 1)}
    paragraphs = paragraphs_of(document.body)
    title = next((_words(each) for each in paragraphs if each.format.style == TITLE), "")
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{_escaped(language)}">' if language else "<html>",
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_escaped(title)}</title>",
        f"<style>{_STYLE}</style>",
        "</head>",
        "<body>",
        *(_block(each, numbers) for each in document.body),
    ]
    if document.notes:
        lines.append('<ol class="notes">')
        for note in document.notes:
            number = numbers[note.key]
            inside = " ".join(_runs(each, numbers) for each in paragraphs_of(note.blocks))
            lines.append(
                f'<li id="note-{number}" dir="auto">{inside} <a href="#sign-{number}">↑</a></li>'
            )
        lines.append("</ol>")
    return "\n".join((*lines, "</body>", "</html>", ""))


def _words(paragraph: Paragraph) -> str:
    return "".join(run.text for run in paragraph.runs)


def _paragraph(paragraph: Paragraph, numbers: dict[str, int]) -> str:
    level = 1 if paragraph.format.style == TITLE else 0
    if paragraph.format.heading:
        level = paragraph.format.heading + 1
    name = f"h{min(level, 6)}" if level else "p"
    found = _LEVEL.fullmatch(paragraph.format.style)
    indent = f' style="margin-inline-start: {2 * int(found[1])}em"' if found else ""
    return f'<{name} dir="auto"{indent}>{_runs(paragraph, numbers)}</{name}>'


def _block(block: Block, numbers: dict[str, int]) -> str:
    if isinstance(block, Paragraph):
        return _paragraph(block, numbers)
    return f"<table>{''.join(_row(row, numbers) for row in block.rows)}</table>"


def _row(row: Row, numbers: dict[str, int]) -> str:
    cells = ("".join(_block(each, numbers) for each in cell.blocks) for cell in row.cells)
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _runs(paragraph: Paragraph, numbers: dict[str, int]) -> str:
    groups = [(marks, list(runs)) for marks, runs in groupby(paragraph.runs, lambda run: run.marks)]
    authors = [marks[0].author if marks else "" for marks, _ in groups]
    return "".join(
        _marked(marks, "".join(_inside(runs, numbers)), author != following)
        for (marks, runs), author, following in zip(
            groups, authors, [*authors, ""][1:], strict=True
        )
    )


def _marked(marks: tuple[Revision, ...], inside: str, is_last: bool) -> str:
    """Write words with their change; the last of one author bears the name."""
    if not marks:
        return inside
    revision = marks[0]
    name = "ins" if revision.kind.adds else "del"
    moment = ""
    if revision.date is not None:
        moment = f' datetime="{revision.date.isoformat(timespec="seconds")}"'
    by = ""
    if revision.author:
        author = _escaped(revision.author)
        by = f' title="{author}"' + (f' data-by="{author}"' if is_last else "")
    return f"<{name}{by}{moment}>{inside}</{name}>"


def _inside(runs: Iterable[Run], numbers: dict[str, int]) -> Iterator[str]:
    for run in runs:
        if run.note:
            number = numbers[run.note]
            yield f'<sup id="sign-{number}"><a href="#note-{number}">{number}</a></sup>'
        yield _escaped(run.text).replace("\t", " ").replace("\n", "<br>")


def _escaped(text: str) -> str:
    return escape(_NO_HTML.sub("\N{REPLACEMENT CHARACTER}", text))
