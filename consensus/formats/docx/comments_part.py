"""Reading the comments in the margin of a document."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from lxml import etree

from consensus.formats.docx.document import Block, Comment, paragraphs_of
from consensus.formats.docx.package import Package
from consensus.formats.docx.revision import ACCEPT, is_shown, read_date
from consensus.formats.docx.xml import (
    AUTHOR,
    COMMENT_IDS_PART,
    COMMENTS_EXTENDED_PART,
    COMMENTS_EXTENSIBLE_PART,
    COMMENTS_PART,
    DATE,
    DATE_UTC,
    ID,
    PARAGRAPH,
    PARAGRAPH_ID,
    qualified,
)

_COMMENT = qualified("w:comment")
_EXTENDED = qualified("w15:commentEx")
_EXTENDED_PARAGRAPH = qualified("w15:paraId")
_EXTENDED_PARENT = qualified("w15:paraIdParent")
_IS_DONE = qualified("w15:done")
_COMMENT_ID = qualified("w16cid:commentId")
_COMMENT_ID_PARAGRAPH = qualified("w16cid:paraId")
_DURABLE_ID = qualified("w16cid:durableId")
_EXTENSIBLE = qualified("w16cex:commentExtensible")
_EXTENSIBLE_ID = qualified("w16cex:durableId")
_EXTENSIBLE_DATE = qualified("w16cex:dateUtc")


def read_comments(
    package: Package, read_story: Callable[[etree._Element], tuple[Block, ...]]
) -> tuple[Comment, ...]:
    """Read the comments of a document.

    Args:
        package: its parts.
        read_story: reads what a comment says.

    Raises:
        UnreadableInput: a part is damaged or not safe.
    """
    part = package.related(COMMENTS_PART)
    if part is None:
        return ()
    elements = list(part.iterchildren(_COMMENT))
    # Word names a comment by its last paragraph.
    paragraph_of = {each.get(ID, ""): _last_paragraph(each) for each in elements}
    comment_of = {paragraph: key for key, paragraph in paragraph_of.items() if paragraph}
    answers: dict[str, str] = {}
    done: set[str] = set()
    extended = package.related(COMMENTS_EXTENDED_PART)
    for each in () if extended is None else extended.iterchildren(_EXTENDED):
        key = comment_of.get(each.get(_EXTENDED_PARAGRAPH, ""), "")
        answers[key] = comment_of.get(each.get(_EXTENDED_PARENT, ""), "")
        if each.get(_IS_DONE) in ("1", "true", "on"):
            done.add(key)
    universal = _universal_dates(package)
    found = []
    for each in elements:
        key = each.get(ID, "")
        paragraph = paragraph_of[key]
        date: datetime | None = read_date(
            universal.get(paragraph) or each.get(DATE_UTC), each.get(DATE)
        )
        text = _text(read_story(each))
        author = each.get(AUTHOR, "").strip()
        found.append(Comment(key, author, date, text, answers.get(key, ""), key in done))
    return tuple(found)


def _universal_dates(package: Package) -> dict[str, str]:
    """When comments were made in universal time, by the id of their last paragraph."""
    ids, extensible = package.related(COMMENT_IDS_PART), package.related(COMMENTS_EXTENSIBLE_PART)
    if ids is None or extensible is None:
        return {}
    dates = {
        each.get(_EXTENSIBLE_ID, ""): each.get(_EXTENSIBLE_DATE, "")
        for each in extensible.iterchildren(_EXTENSIBLE)
    }
    return {
        each.get(_COMMENT_ID_PARAGRAPH, ""): dates.get(each.get(_DURABLE_ID, ""), "")
        for each in ids.iterchildren(_COMMENT_ID)
    }


def _last_paragraph(comment: etree._Element) -> str:
    paragraphs = list(comment.iter(PARAGRAPH))
    return paragraphs[-1].get(PARAGRAPH_ID, "") if paragraphs else ""


def _text(blocks: tuple[Block, ...]) -> str:
    lines = (
        "".join(run.text for run in paragraph.runs if is_shown(run.marks, ACCEPT))
        for paragraph in paragraphs_of(blocks)
    )
    return "\n".join(lines).strip()
