"""Amendments as report lines: what each changes, which are related, and their compilation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from attrs import frozen

from consensus.model.amendments import Amendment, AmendmentKind, AmendmentState
from consensus.model.contested import before_brackets
from consensus.model.drafts import Cause, Version
from consensus.model.lookup import amendments_below, handles_in_order
from consensus.model.rivals import combine_pending, consolidated_into
from consensus.model.staleness import is_in_text, is_introduced
from consensus.model.state import State
from consensus.reports.audience import Kind, Viewer, visible_verdict
from consensus.reports.outline import (
    Mark,
    Quotation,
    Span,
)
from consensus.reports.words import label_or_handle
from consensus.rules.judgement import Judgement
from consensus.rules.verdict import UNDECIDED, Status
from consensus.text.brackets import EVERY_CODE, attribution_of, parse, scan_brackets
from consensus.text.diff import ParsedBase, ParsedBases, similarity
from consensus.text.display import one_line, shortened, shortened_pair
from consensus.text.hunk import HunkOutcome
from consensus.text.merge import choices_made, linked_changes


class PieceKind(StrEnum):
    """Whether words were kept, removed or inserted."""

    KEPT = "kept"
    REMOVED = "removed"
    INSERTED = "inserted"


@frozen
class Piece:
    """Some words, and what became of them."""

    kind: PieceKind  # kept, removed or inserted
    text: str  # the words


def compare_texts(old: str, new: str) -> tuple[Piece, ...]:
    """Returns the kept, removed and inserted words of two texts, in order."""
    return compare_with(ParsedBase(old), new)


def compare_with(original: ParsedBase, new: str) -> tuple[Piece, ...]:
    """Returns the pieces of `compare_texts` for a base that is parsed once for many texts."""
    old = original.text
    pieces: list[Piece] = []
    place = 0
    for edit in original.edits(new):
        pieces.append(Piece(PieceKind.KEPT, old[place : edit.start]))
        pieces.append(Piece(PieceKind.REMOVED, old[edit.start : edit.end]))
        pieces.append(Piece(PieceKind.INSERTED, edit.text))
        place = edit.end
    pieces.append(Piece(PieceKind.KEPT, old[place:]))
    return tuple(piece for piece in pieces if piece.text)


# More would no longer be a summary.
_CHANGES_NAMED = 3
_SIGNS_QUOTED = 80


def change_summary(
    state: State, amendment: str, names: bool = True, changes: Sequence[Piece] = ()
) -> str:
    """Returns what an amendment would do as a clause, such as `replace “shall” by “should”`.

    Of one whose words were decided on, it is what it did or was not let do: the text has moved on,
    and against the present one it would seem to ask for what others changed to be undone. `changes`
    is what `marked_words` says of it, where that is known.
    """
    found = state.amendments[amendment]
    # A choice from a bracket is one change, though it deletes characters in several places.
    is_undecided = found.kind is AmendmentKind.MODIFY and not decided_hunks(found)
    if changes and is_undecided and state.versions[found.against].wording.is_clean:
        return changes_summary(changes)
    return _SUMMARIES[found.kind](state, found, names)


def marked_words(
    state: State, amendment: Amendment, names: bool, originals: ParsedBases | None = None
) -> tuple[Piece, ...]:
    """Returns the words of an amendment with what it changes in the text it was made to."""
    new = state.version(amendment.id).wording.notation(names)
    if amendment.kind is AmendmentKind.INSERT:
        return (Piece(PieceKind.INSERTED, new),)
    if amendment.kind not in (AmendmentKind.MODIFY, AmendmentKind.DELETE):
        return ()
    base = state.versions[amendment.against]
    # Once merged, it stands against the text that has its words.
    if amendment.state is AmendmentState.MERGED and amendment.kind is AmendmentKind.MODIFY:
        base = state.versions.get(base.previous, base)
    old = base.wording.notation(names)
    if amendment.kind is AmendmentKind.DELETE:
        return (Piece(PieceKind.REMOVED, old),)
    return compare_with(ParsedBase(old) if originals is None else originals[old], new)


def changes_quoted(pieces: Iterable[Piece]) -> Quotation:
    """Returns a quotation in which removed and inserted words are marked.

    Changes with nothing but a space between them are one, and a space parts what is put in.
    """
    return Quotation(tuple(each for each in _marked(pieces) if each.text), is_notation=True)


def _marked(pieces: Iterable[Piece]) -> Iterator[Span]:
    old = new = space = ""
    for piece in (*pieces, Piece(PieceKind.KEPT, "")):
        if piece.kind is PieceKind.REMOVED:
            old, new, space = f"{old}{space}{piece.text}", f"{new}{space}" if new else "", ""
        elif piece.kind is PieceKind.INSERTED:
            old, new, space = f"{old}{space}" if old else "", f"{new}{space}{piece.text}", ""
        elif piece.text == " " and old and new:
            space = " "
        else:
            yield Span(old, Mark.REMOVED)
            yield Span(" " * (new[:1].isalnum() and not old[-1:].isspace()) if old else "")
            yield Span(new, Mark.INSERTED)
            yield Span(space + piece.text)
            old = new = space = ""


def changes_summary(changes: Sequence[Piece]) -> str:
    """Returns what changes in a text, in the same form as `change_summary`."""
    edits = edits_of(changes)
    return _list_edits(edits) if edits else "change nothing"


def edits_of(changes: Iterable[Piece]) -> list[tuple[str, str]]:
    """Returns what is replaced by what, in order; empty words where it is only one of the two."""
    edits: list[tuple[str, str]] = []
    before = PieceKind.KEPT
    for each in changes:
        if each.kind is PieceKind.REMOVED:
            edits.append((each.text, ""))
        elif each.kind is PieceKind.INSERTED:
            removed = edits.pop()[0] if before is PieceKind.REMOVED else ""
            edits.append((removed, each.text))
        before = each.kind
    return edits


def _modify(state: State, amendment: Amendment, names: bool) -> str:
    if decided := decided_hunks(amendment):
        gone = amendment.state is AmendmentState.MERGED and not is_in_text(state, amendment)
        said = _decided(decided, names) + _before(state, amendment)
        return said + ("; no longer in the text as it was merged" if gone else "")
    if state.versions[amendment.against].wording.is_clean:
        return changes_summary(marked_words(state, amendment, names))
    old, new = _as_proposed(state, amendment)
    if old.wording.is_clean:
        return text_summary(old.text, new.wording.notation(names))
    base, wording = old.text, new.text
    # What only reads loads no more than it needs.
    from consensus.text.combine import combine

    settled, options = base, [each for each in choices_made(base, wording) if each.is_option]
    for each in reversed(options):
        settled = settled[: each.start] + each.text + settled[each.end :]
    stood = _written(before_brackets(settled, wording), names)
    combined = combine(stood, {"": _written(wording, names)})
    edits = [(old, new) for _, old, new in linked_changes(combined)]
    chosen = [change for each in options for change in each.changes]
    words = [(old, new) for old, new in edits if old.split() != new.split()]
    named = [f"{_decided(chosen, names)}, in brackets"] if chosen else []
    named += [_list_edits(words or edits)] if edits else []
    return "; ".join(named) or "change nothing"


def _as_proposed(state: State, amendment: Amendment) -> tuple[Version, Version]:
    """Returns a text and an amendment as they were before others put brackets into the text."""
    from consensus.text.bracket_edits import only_brackets

    text, own = state.versions[amendment.against], state.version(amendment.id)
    while own.cause in (Cause.REMAINDER, Cause.REBASED) and own.previous and text.previous:
        before = state.versions[text.previous]
        if not only_brackets(before.wording, text.wording):
            break
        text, own = before, state.versions[own.previous]
    return text, own


def _before(state: State, amendment: Amendment) -> str:
    """Returns which other insertions those of a merged amendment directly precede."""
    is_inserting = any(not each.replaces.strip() for each in amendment.taken_hunks)
    if amendment.state is not AmendmentState.MERGED or not is_inserting:
        return ""
    merged = {
        each.handle: each.taken_hunks
        for each in map(state.amendments.__getitem__, state.amendments_to[amendment.target])
        if each.state is AmendmentState.MERGED
    }
    runs = inserted_in_order(state.text(amendment.target), merged)
    after = [run[run.index(amendment.handle) + 1 :] for run in runs if amendment.handle in run]
    return "".join(f"; before {each[0]}" for each in after if each)


def inserted_in_order(
    text: str, taken: Mapping[str, Sequence[HunkOutcome]]
) -> list[tuple[str, ...]]:
    """Returns the amendments whose insertions stand directly one after the other in a text."""
    spots = sorted(
        (text.index(words), text.index(words) + len(words), key)
        for key, hunks in taken.items()
        for words in (each.text.strip() for each in hunks if not each.replaces.strip())
        if words and text.count(words) == 1
    )
    runs: list[tuple[str, ...]] = []
    last = -1
    for start, end, key in spots:
        if runs and start >= last and not text[last:start].strip():
            runs[-1] = tuple(dict.fromkeys((*runs[-1], key)))
        else:
            runs.append((key,))
        last = end
    return [run for run in runs if len(run) > 1]


def decided_hunks(amendment: Amendment) -> tuple[HunkOutcome, ...]:
    """Returns the hunks of a closed amendment with what was decided of each."""
    if amendment.state in (AmendmentState.MERGED, AmendmentState.CLOSED):
        return amendment.taken_hunks + amendment.closed_hunks
    return ()


def decided_summaries(amendment: Amendment, names: bool) -> tuple[str, str]:
    """Returns what merges took of an amendment and what they did not, each in one clause."""
    taken, closed = amendment.taken_hunks, amendment.closed_hunks
    return _decided(taken, names) if taken else "", _decided(closed, names) if closed else ""


def text_summary(old: str, new: str) -> str:
    """Returns the difference of two texts, in the same form as `change_summary`."""
    return changes_summary(compare_texts(old, new))


def _decided(hunks: Sequence[HunkOutcome], names: bool) -> str:
    edits = [(before_brackets(each.replaces), each.text) for each in hunks]
    # A hunk may hold half a bracket, from which no name can be removed with certainty.
    cut = (("|" in e and "[" not in e) or scan_brackets(e).findings for edit in edits for e in edit)
    if not names and any(cut):
        return "make one change" if len(hunks) == 1 else f"make {len(hunks)} changes"
    return _list_edits([(_written(old, names), _written(new, names)) for old, new in edits])


def _written(text: str, names: bool) -> str:
    return text if names else parse(text, EVERY_CODE)[0].notation(names=False)


def _list_edits(edits: Sequence[tuple[str, str]]) -> str:
    named = [_edit(old, new) for old, new in edits[:_CHANGES_NAMED]]
    more = len(edits) - len(named)
    if more:
        named.append("make one further change" if more == 1 else f"make {more} further changes")
    return "; ".join(named)


def _edit(old: str, new: str) -> str:
    if not old:
        return f"insert {_quote(new)}"
    if not new:
        return f"delete {_quote(old)}"
    old, new = shortened_pair(one_line(old), one_line(new), _SIGNS_QUOTED)
    return f"replace {_quote(old)} by {_quote(new)}"


_SUMMARIES: Mapping[AmendmentKind, Callable[[State, Amendment, bool], str]] = {
    AmendmentKind.MODIFY: _modify,
    AmendmentKind.INSERT: lambda state, found, names: (
        f"insert {_quote(state.version(found.id).wording.notation(names))} {place_of(state, found)}"
    ),
    AmendmentKind.DELETE: lambda state, found, _: f"delete {label_or_handle(state, found.target)}",
    AmendmentKind.MOVE: lambda state, found, _: (
        f"move {label_or_handle(state, found.target)} {place_of(state, found)}"
    ),
    AmendmentKind.SPLIT: lambda state, found, _: (
        f"split {label_or_handle(state, found.target)} into {len(found.parts) + 1} parts"
    ),
    AmendmentKind.JOIN: lambda state, found, _: (
        f"join {label_or_handle(state, found.target)} with"
        f" {', '.join(label_or_handle(state, each) for each in found.others)}"
    ),
}


def place_of(state: State, amendment: Amendment) -> str:
    """Returns where a new or moved text goes, such as `after 5`."""
    if amendment.after in state.items or amendment.after in state.amendments:
        return f"after {label_or_handle(state, amendment.after)}"
    is_under = amendment.parent in state.items or amendment.parent in state.amendments
    under = f" under {label_or_handle(state, amendment.parent)}" if is_under else ""
    return f"{'in the first place' if amendment.after == 'first' else 'at the end'}{under}"


def _quote(text: str) -> str:
    shown = shortened(one_line(text), _SIGNS_QUOTED)
    return f"“{shown}”" if shown else "white space"


@frozen
class AmendmentLine:
    """One amendment in a report."""

    id: str  # its id
    handle: str  # such as `A17`
    kind: AmendmentKind  # what it proposes to do
    target: str  # the handle of what it amends
    sponsors: tuple[str, ...]  # the codes of the members that propose it; empty where withheld
    cosponsors: tuple[str, ...]  # the codes of the members that joined; empty where withheld
    state: AmendmentState  # how far it has come; closed, too, if it falls or has no consensus
    status: Status  # where it stands, as the audience may see it
    standing: str  # the same in words, or `consolidated into A3`
    summary: str  # what it would do, in one sentence
    # its words with what they change in the text it was made to; empty for what moves, splits or
    # joins
    changes: tuple[Piece, ...]
    text: str  # the whole text as it would be, in the notation of brackets
    rationale: str  # why, in the sponsors' words; empty where withheld
    late: bool  # whether it is a request to reopen what was decided
    circulated: datetime  # when it was sent to the members
    presented: str  # the handle of the meeting in which it was presented; empty for none
    introduced: bool  # whether it was presented, in a silence procedure, or circulated early enough
    # 0 for an amendment to an item or draft, 1 for one to such an amendment, and so on
    depth: int = 0
    # the handle of the amendment that draws it together with others; empty for none
    consolidated_into: str = ""

    @property
    def backers(self) -> tuple[str, ...]:
        """The sponsors and supporters that the audience may see, sponsors first."""
        return (*self.sponsors, *self.cosponsors)

    @property
    def attribution(self) -> str:
        """Who proposes and who supports it, as brackets print it: `ALV propose, UVD support`."""
        return attribution_of(self.sponsors, self.cosponsors)


def amendment_line(
    state: State,
    judgement: Judgement,
    amendment: str,
    viewer: Viewer,
    depth: int = 0,
    originals: ParsedBases | None = None,
) -> AmendmentLine:
    """Returns an amendment as a report line, `depth` amendments away from an item or draft."""
    found = state.amendments[amendment]
    names = viewer.sees_names
    verdict = judgement.verdict(amendment, with_moves=False)
    shown = visible_verdict(state, verdict, viewer)
    into = consolidated_into(state, found)
    presented = state.presented.get(amendment, ())
    changes = marked_words(state, found, names, originals)
    viewer.named(found.backers, Kind.SPONSORS)
    return AmendmentLine(
        id=amendment,
        handle=found.handle,
        kind=found.kind,
        target=state.handle_of(found.target),
        sponsors=found.sponsors if names else (),
        cosponsors=found.cosponsors if names else (),
        state=state.state_of(found),
        status=shown.status,
        standing=f"consolidated into {into.handle}" if into else shown.standing,
        summary=change_summary(state, amendment, names, changes),
        changes=changes,
        text=viewer.text(state.version(amendment).wording),
        rationale=viewer.named(found.rationale, Kind.RATIONALES),
        late=found.late,
        circulated=found.circulated or state.moments[amendment],
        presented=state.handle_of(presented[-1].meeting) if presented else "",
        introduced=is_introduced(state, amendment, judgement.now),
        depth=depth,
        consolidated_into=into.handle if into else "",
    )


def is_undecided(line: AmendmentLine) -> bool:
    """Returns whether an amendment is open and not agreed; it may be deferred."""
    return line.state is AmendmentState.OPEN and line.status in (*UNDECIDED, Status.DEFERRED)


def amendment_lines(
    state: State,
    judgement: Judgement,
    target: str,
    viewer: Viewer,
    wanted: Callable[[AmendmentLine], bool] = lambda line: True,
) -> tuple[AmendmentLine, ...]:
    """Returns the amendments to a target as report lines, those to an amendment after it.

    What is withheld of those that are not wanted is not counted.
    """
    lines: list[AmendmentLine] = []
    originals = ParsedBases()
    for each, depth in amendments_below(state, target):
        own = Viewer(viewer.audience)
        line = amendment_line(state, judgement, each.id, own, depth, originals)
        if wanted(line):
            lines.append(line)
            viewer.left_out.update(own.left_out)
    return tuple(lines)


# What an amendment has to do with the others: the same, nearly the same, excluded, following.

NEARLY = 0.75
"""From how much likeness on two amendments are shown as nearly the same."""


@frozen
class Near:
    """The handle of a nearly identical amendment, and how similar it is."""

    handle: str
    likeness: float  # how much of what both change they change alike, from 0 to 1


@frozen
class RelatedAmendments:
    """The other undecided amendments that an amendment is related to, by their handles."""

    same: tuple[str, ...] = ()
    near: tuple[Near, ...] = ()  # the likest first
    rivals: tuple[str, ...] = ()  # that want other words in a place where it wants some
    follows: tuple[str, ...] = ()  # whose new item it would stand after or under
    followed_by: tuple[str, ...] = ()  # that would stand after or under its new item


def related_amendments(state: State, target: str) -> RelatedAmendments:
    """Returns the undecided amendments that are like an amendment, exclude it, or follow it."""
    amendment = state.amendments.get(target)
    if amendment is None:
        return RelatedAmendments()
    same: list[str] = []
    near: list[Near] = []
    base = state.text(amendment.target) if amendment.kind is AmendmentKind.MODIFY else ""
    mine = state.text(target)
    for other in _alike(state, amendment):
        found = similarity(base, mine, state.text(other.id))
        if found == 1:
            same.append(other.id)
        elif found >= NEARLY:
            near.append(Near(other.handle, found))
    places = {amendment.after, amendment.parent}
    below = [
        each.id
        for each in state.amendments.values()
        if target in (each.after, each.parent) and state.is_open(each)
    ]
    return RelatedAmendments(
        same=handles_in_order(state, same),
        near=tuple(sorted(near, key=lambda each: (-each.likeness, each.handle))),
        rivals=tuple(_excluded(state, amendment)),
        follows=handles_in_order(state, (each for each in places if each in state.amendments)),
        followed_by=handles_in_order(state, below),
    )


def _alike(state: State, amendment: Amendment) -> Iterator[Amendment]:
    """Yields the other undecided amendments that could be identical to one."""
    for each in state.amendments_to.get(amendment.target, ()):
        other = state.amendments[each]
        if (
            other.id != amendment.id
            and state.is_open(other)
            and other.kind is amendment.kind
            and (other.parent, other.others) == (amendment.parent, amendment.others)
            and (other.after == amendment.after or amendment.kind is AmendmentKind.INSERT)
        ):
            yield other


def _excluded(state: State, amendment: Amendment) -> Iterator[str]:
    """Yields the handles of the amendments whose wording excludes that of one."""
    if amendment.kind is not AmendmentKind.MODIFY:
        return
    found: dict[str, None] = {}
    for conflict in combine_pending(state, amendment.target).conflicts:
        for option in conflict.options:
            if amendment.handle in conflict.by and amendment.handle not in option.by:
                found.update(dict.fromkeys(option.by))
    yield from sorted(found, key=lambda handle: (len(handle), handle))
