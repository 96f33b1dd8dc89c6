"""Writes comments that came in tables back, with what became of each."""

from __future__ import annotations

from consensus.errors import Rejected
from consensus.formats.amendment_rows import CommentRow
from consensus.formats.comment_table import Observation, write_comments, write_observation
from consensus.formats.docx.writer import TitleBlock
from consensus.model.amendments import TableComment
from consensus.model.state import State
from consensus.reports.contributions import CommentResolution, resolution_of
from consensus.text.display import count_noun

_MOST_NAMED = 20


def written_back(state: State, form: str, draft: str = "", source: str = "") -> bytes:
    """Returns comments as a table; arguments and errors as `WorkingGroup.comment_table`."""
    if form not in ("docx", "xlsx", "csv"):
        raise Rejected(f"a comment table is written as docx, xlsx or csv, not as {form}")
    chosen = [
        each
        for each in state.comments.values()
        if draft in ("", each.draft) and source in ("", each.source)
    ]
    if not chosen:
        raise Rejected("no comment came in a table" + (f" called {source}" if source else ""))
    resolved = [(each, resolution_of(state, each)) for each in chosen]
    open_ones = [each.handle for each, found in resolved if found is None]
    if open_ones:
        more = len(open_ones) - _MOST_NAMED
        named = ", ".join(open_ones[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        count = count_noun(len(open_ones), "comment has", "comments have")
        raise Rejected(f"{count} no disposition yet: {named}; resolve comments")
    rows = [_row(each, found) for each, found in resolved if found is not None]
    titles = [state.drafts[each].title for each in dict.fromkeys(c.draft for c in chosen)]
    return write_comments(rows, form, TitleBlock(state.title, "; ".join(titles), ""))


def _row(comment: TableComment, found: CommentResolution) -> CommentRow:
    said = Observation(found.disposition, found.words, found.see, found.stays)
    return CommentRow(
        body=comment.handle,
        line_number=comment.line,
        clause=comment.clause,
        paragraph=comment.paragraph,
        comment_kind=comment.kind,
        rationale=comment.comment,
        text=comment.change,
        observations=write_observation(said, comment.language),
        other_cells=comment.others,
        language=comment.language,
    )
