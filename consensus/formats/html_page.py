"""A text as a page of HTML that needs nothing else: no script, no font, no other address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from consensus.formats.docx.document import Document, Paragraph, Run, paragraphs_of
from consensus.formats.docx.paper import TITLE

_STYLE = """
body { font: 1.05rem/1.5 "Times New Roman", Times, serif; max-width: 42rem; margin: 2rem auto;
  padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.25rem; } h3, h4, h5, h6 { font-size: 1.05rem; }
ins { color: #0b5; } del { color: #b22; } .notes { font-size: .9rem; border-top: 1px solid; }
"""
_LEVEL = re.compile(r"text (\d)")
_NO_HTML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


def write_html_page(document: Document, language: str = "") -> str:
    """Write a document as a page of HTML.

    Changes are `ins` and `del` elements whose titles say by whom, and when where that is known.

    Args:
        document: its body has paragraphs only, and nothing bears more than one change.
        language: what it is written in, as a tag such as `en`; may be empty.
    """
    numbers = {note.key: number for number, note in enumerate(document.notes, 1)}
    body = list(paragraphs_of(document.body))
    title = next((_words(each) for each in body if each.format.style == TITLE), "")
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
        *(_paragraph(each, numbers) for each in body),
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


def _runs(paragraph: Paragraph, numbers: dict[str, int]) -> str:
    return "".join(_marked(run, numbers) for run in paragraph.runs)


def _marked(run: Run, numbers: dict[str, int]) -> str:
    inside = "".join(_inside(run, numbers))
    if not run.marks:
        return inside
    revision = run.marks[0]
    name = "ins" if revision.kind.adds else "del"
    moment = ""
    if revision.date is not None:
        moment = f' datetime="{revision.date.isoformat(timespec="seconds")}"'
    by = f' title="{_escaped(revision.author)}"' if revision.author else ""
    return f"<{name}{by}{moment}>{inside}</{name}>"


def _inside(run: Run, numbers: dict[str, int]) -> Iterator[str]:
    if run.note:
        number = numbers[run.note]
        yield f'<sup id="sign-{number}"><a href="#note-{number}">{number}</a></sup>'
    yield _escaped(run.text).replace("\t", " ").replace("\n", "<br>")


def _escaped(text: str) -> str:
    return escape(_NO_HTML.sub("\N{REPLACEMENT CHARACTER}", text))
