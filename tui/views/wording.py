"""A text while it is typed: an edit, a proposal, brackets, one wording for several."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from attrs import frozen

from consensus.errors import NotFound, Rejected
from consensus.finding import Severity
from consensus.formats.bracket_notation import check_typed
from consensus.history.step import Step
from consensus.model.amendments import AmendmentKind
from consensus.model.drafts import SpanningBracket
from consensus.model.rivals import competing_amendments
from consensus.model.state import State
from consensus.reports.amendments import change_summary
from consensus.reports.words import SAYS_OF, label_of
from consensus.text.bracket_edits import drop, letter_of, lift
from consensus.text.brackets import parse, scan_brackets, without_words
from consensus.text.combine import combine
from consensus.text.display import shortened
from consensus.text.hunk import InBrackets
from consensus.text.merge import Provenance, provenance, rebase, settled_for_text
from consensus.working_group import WorkingGroup
from consensus.working_group.editing import EditPlan, Fate
from tui.views.positions import refuse_if_changed
from tui.views.text import Choice, Mark, Span, name_of, spans_of_change
from tui.worker import Check, Look, as_act, as_look

_NO_TEXT = "a package has no text of its own: open one of its items, with j and its label"


@frozen
class UnsavedInput:
    """What was typed on a screen that was left before it was recorded."""

    text: str  # the words
    against: str  # what the text said when they were begun
    version: str


@frozen
class WordingView:
    """A text that is reworded."""

    target: str  # the id of the item or amendment
    name: str
    text: str  # what it says now, in the notation of brackets
    version: str  # the id of its version
    number: int  # the number of that version
    is_amendment: bool
    is_closed: bool  # whether it was agreed, so that what is proposed now asks to reopen it
    speaker: str  # the code of who has the floor; may be empty


def wording_view(group: WorkingGroup, target: str) -> WordingView:
    """Reads the present text of an item or amendment; raises `NotFound` if it has none."""
    state = group.state
    if target in state.packages:
        raise NotFound(_NO_TEXT)
    if target not in state.items and target not in state.amendments:
        raise NotFound("no item is selected: go to one with j and its label")
    version = state.version(target)
    return WordingView(
        target=target,
        name=name_of(group.state, target),
        text=version.text,
        version=version.id,
        number=version.number,
        is_amendment=target in state.amendments,
        is_closed=state.is_closed(target),
        speaker=state.floor.speaker if state.floor else "",
    )


def problems_of(group: WorkingGroup, text: str) -> tuple[str, ...]:
    """Returns what is wrong with the brackets of a text, one sentence each, without notes."""
    codes = (*group.state.members, *group.state.negotiating_groups)
    _, findings = parse(text, codes)
    return tuple(
        f"line {each.line}, column {each.column}: {each.message}"
        for each in findings
        if each.severity is not Severity.NOTE
    )


def rebase_typed(before: str, now: str, typed: str) -> str:
    """Rebases words typed over one text on another; of words that both changed, the typed stand."""
    return settled_for_text(rebase(before, now, typed)).text()


def spans_of_both(before: str, now: str, typed: str, check: Check) -> tuple[Span, ...]:
    """Returns what others changed meanwhile, and what was typed against the present text."""
    check()
    found = [Span("Changed meanwhile\n", Mark.HEADING), *spans_of_change(before, now)]
    check()
    found += [Span("\n\nWhat you type, against that\n", Mark.HEADING)]
    return (*found, *spans_of_change(now, typed))


def list_codes(codes: Collection[str], nobody: str) -> str:
    """Returns codes in a line, or the given words for none."""
    return ", ".join(codes) if codes else nobody


_BETWEEN_PARTS = re.compile(r"\n[ \t]*\n\s*")
_BEGINNING = 56

WITHOUT_WORDS = (AmendmentKind.DELETE, AmendmentKind.MOVE)
"""Kinds of amendments that say nothing of how the words would read."""


@frozen
class Proposal:
    """An amendment while it is composed."""

    kind: AmendmentKind = AmendmentKind.MODIFY  # what it does
    by: tuple[str, ...] = ()  # the codes of its sponsors; none for a proposal of the chair
    cosponsors: tuple[str, ...] = ()  # the codes of those that join
    rationale: str = ""  # why; may be empty
    label: str = ""  # for an insertion, the label proposed
    # for a move, the id of the item it goes after; of a heading, it goes under that
    after: str = ""
    others: tuple[str, ...] = ()  # for a join, the ids of the items joined


def places_view(group: WorkingGroup, check: Check, target: str) -> tuple[Choice, ...]:
    """Reads the other items of the draft, after which one can be moved, or which can be joined."""
    state = group.state
    found: list[Choice] = []
    for item in state.walk(state.draft_of(target)):
        check()
        if item.id != target:
            label = label_of(state, item.id) or item.handle
            beginning = shortened(" ".join(state.text(item.id).split()), _BEGINNING)
            found.append(Choice(item.id, label, beginning))
    return tuple(found)


def joined_text(group: WorkingGroup, target: str, others: tuple[str, ...]) -> str:
    """Returns the text of several items as one."""
    return " ".join(group.state.text(each) for each in (target, *others))


def parts_of(text: str) -> tuple[str, ...]:
    """Splits a text at empty lines."""
    return tuple(part for part in _BETWEEN_PARTS.split(text.strip()) if part)


@as_look
def proposal_preview(
    group: WorkingGroup,
    check: Check,
    proposal: Proposal,
    wording: WordingView,
    against: str,
    changed: bool,
    text: str,
) -> tuple[Span, ...]:
    """Computes what an amendment would do.

    `against` is what the text said when typing began; `changed` whether it changed since.
    """
    if changed and proposal.kind is AmendmentKind.MODIFY:
        spans = spans_of_both(against, wording.text, text, check)
    else:
        spans = _PIECES[proposal.kind](group, proposal, wording, text)
    problems = problems_of(group, text)
    warned = tuple(Span(f"\n✗ {each}", Mark.SIGN) for each in problems)
    return (*spans, *warned)


def _modify(
    group: WorkingGroup, proposal: Proposal, wording: WordingView, text: str
) -> tuple[Span, ...]:
    if text == wording.text:
        return (Span("nothing yet: type above what it should say", Mark.FAINT),)
    return spans_of_change(wording.text, text)


def _insert(
    group: WorkingGroup, proposal: Proposal, wording: WordingView, text: str
) -> tuple[Span, ...]:
    label = f"{proposal.label} " if proposal.label else ""
    if not text.strip():
        return (Span(f"nothing yet: type above what comes after {wording.name}", Mark.FAINT),)
    return (Span(f"{wording.text}\n\n", Mark.FAINT), Span(label, Mark.NAME), Span(text, Mark.ADDED))


def _delete(
    group: WorkingGroup, proposal: Proposal, wording: WordingView, text: str
) -> tuple[Span, ...]:
    return (Span(wording.text, Mark.REMOVED),)


def _move(
    group: WorkingGroup, proposal: Proposal, wording: WordingView, text: str
) -> tuple[Span, ...]:
    state = group.state
    if not proposal.after:
        return (Span("F3 asks where it goes", Mark.FAINT),)
    return (
        Span(f"{state.text(proposal.after)}\n\n", Mark.FAINT),
        Span(f"moved after {name_of(group.state, proposal.after)}\n", Mark.NAME),
        Span(wording.text, Mark.ADDED),
    )


def _split(
    group: WorkingGroup, proposal: Proposal, wording: WordingView, text: str
) -> tuple[Span, ...]:
    parts = parts_of(text)
    if len(parts) < 2:
        return (Span("put an empty line (Enter Enter) where it is to be split", Mark.FAINT),)
    spans: list[Span] = []
    for number, part in enumerate(parts, 1):
        spans += [Span(f"{'' if number == 1 else chr(10)}part {number}\n", Mark.NAME)]
        spans += [Span(f"{part}\n")]
    changed = " ".join(parts) != " ".join(wording.text.split("\n"))
    if changed:
        spans += [Span("\nin all\n", Mark.NAME)]
        spans += spans_of_change(wording.text, " ".join(parts))
    return tuple(spans)


def _join(
    group: WorkingGroup, proposal: Proposal, wording: WordingView, text: str
) -> tuple[Span, ...]:
    if not proposal.others:
        return (Span("F3 asks what it is joined with", Mark.FAINT),)
    names = ", ".join(name_of(group.state, each) for each in proposal.others)
    return (
        Span(f"joined with {names}\n", Mark.NAME),
        *spans_of_change(joined_text(group, wording.target, proposal.others), text),
    )


_PIECES = {
    AmendmentKind.MODIFY: _modify,
    AmendmentKind.INSERT: _insert,
    AmendmentKind.DELETE: _delete,
    AmendmentKind.MOVE: _move,
    AmendmentKind.SPLIT: _split,
    AmendmentKind.JOIN: _join,
}


@as_act
def proposal_act(
    group: WorkingGroup, proposal: Proposal, target: str, version: str, text: str
) -> Step:
    """Records an amendment."""
    refuse_if_changed(group, target, version)
    words, *parts = parts_of(text) if proposal.kind is AmendmentKind.SPLIT else (text,)
    inserts = proposal.kind is AmendmentKind.INSERT
    return group.propose(
        "" if inserts else target,
        "" if proposal.kind in WITHOUT_WORDS else words,
        by=proposal.by,
        cosponsors=proposal.cosponsors,
        kind=proposal.kind,
        after=target if inserts else proposal.after,
        label=proposal.label,
        parts=parts,
        others=proposal.others,
        rationale=proposal.rationale,
        draft=group.state.draft_of(target),
    )


_LISTED = 12


@as_look
def edit_preview(
    group: WorkingGroup,
    check: Check,
    wording: WordingView,
    against: str,
    text: str,
    editorial: bool,
) -> tuple[Span, ...]:
    """Computes what another wording would do; `against` is the text when typing began."""
    if not text.strip():
        return (Span("a text needs words; to take the item out, propose that", Mark.SIGN),)
    if text == wording.text:
        return (Span("nothing yet: type above what it should say", Mark.FAINT),)
    if against != wording.text:
        spans = spans_of_both(against, wording.text, text, check)
    else:
        spans = spans_of_change(wording.text, text)
    check()
    plan = group.plan_edit(wording.target, text, editorial=editorial)
    counts = group.judgement().counts(wording.target)
    waiting = sorted({*counts.stale, *counts.proposed, *counts.disagreed})
    return (*spans, *_consequences(plan, waiting))


@as_look
def with_brackets_checked(
    group: WorkingGroup, check: Check, look: Look[tuple[Span, ...]], text: str
) -> tuple[Span, ...]:
    """Reads the same as a look; raises `Rejected` if typed words have half a bracket."""
    check_typed(text)
    return look(group, check)


def _consequences(plan: EditPlan, waiting: Sequence[str]) -> Iterator[Span]:
    """Yields the consequences of a rewording: amendments, positions, decisions, brackets.

    `waiting` are the codes of members that are to reconfirm already.
    """
    for finding in plan.findings:
        yield Span(
            f"\n\n✗ line {finding.line}, column {finding.column}: {finding.message}", Mark.SIGN
        )
    if plan.decisions:
        yield Span(f"\n\n{', '.join(plan.decisions)} would no longer cover the words", Mark.SIGN)
    if plan.taken_out:
        handles = ", ".join(plan.taken_out)
        yield Span(f"\n\n{handles} would no longer be in the text", Mark.SIGN)
    yield from spans_of_sections(plan.effects.sections)
    if plan.following:
        yield Span("\n\nAmendments", Mark.HEADING)
        yield from _following(plan)
    if plan.refreshing:
        yield Span("\n\nPositions to be reconfirmed", Mark.HEADING)
        for refreshing in plan.refreshing[:_LISTED]:
            yield Span(f"\n{refreshing.member}", Mark.NAME)
            yield Span(f" {SAYS_OF[refreshing.stance].format(refreshing.target)}")
        yield from _more(len(plan.refreshing))
    elif not plan.findings:
        other = " other" * bool(waiting)
        already = f"; {', '.join(waiting)} {'are' if waiting[1:] else 'is'} to reconfirm already"
        words = f"no{other} position needs to be reconfirmed{already * bool(waiting)}"
        yield Span(f"\n\n{words}", Mark.FAINT)


def spans_of_sections(sections: Iterable[tuple[str, Sequence[str]]]) -> Iterator[Span]:
    """Yields the effects of a change of text, with headings."""
    for heading, lines in sections:
        yield Span(f"\n\n{heading}", Mark.HEADING)
        yield from (Span(f"\n- {line}") for line in lines)


def _following(plan: EditPlan) -> Iterator[Span]:
    for fate, many in ((Fate.FOLLOWS, "follow as they are"), (Fate.MET, "say nothing more")):
        handles = [each.handle for each in plan.following if each.fate is fate]
        if handles:
            yield Span(f"\n{', '.join(handles)}", Mark.NAME)
            yield Span(f" {many if len(handles) > 1 else fate}")
    clashing = [each for each in plan.following if each.fate is Fate.CLASHES]
    for each in clashing[:_LISTED]:
        yield Span(f"\n{each.handle}", Mark.NAME)
        yield Span(f" {each.fate}: ")
        yield from spans_of_change(plan.new, each.after)
    yield from _more(len(clashing))


def _more(count: int) -> Iterator[Span]:
    if count > _LISTED:
        yield Span(f"\nand {count - _LISTED} more", Mark.FAINT)


@as_act
def edit_act(
    group: WorkingGroup, wording: WordingView, version: str, text: str, editorial: bool, reason: str
) -> Step:
    """Records another wording: an edit, or the sponsors' revision."""
    refuse_if_changed(group, wording.target, version)
    if wording.is_amendment:
        return group.revise(wording.target, text, reason)
    return group.edit(wording.target, text, editorial=editorial, reason=reason)


@frozen
class BracketLine:
    """One bracket of a text."""

    number: int  # counted from 1 in the order of opening brackets
    start: int  # the offset of its opening bracket
    end: int  # the offset behind its closing bracket
    options: tuple[str, ...]  # the wordings that it offers, in the notation of brackets
    holders: tuple[tuple[str, ...], ...]  # for each option, the codes of those named with it


@frozen
class BracketsView:
    """A text with its brackets."""

    wording: WordingView  # the text
    brackets: tuple[BracketLine, ...]  # its brackets, in the order in which they open
    codes: frozenset[str]  # the codes that may stand in a bracket
    # the ranges of bracket characters, names in brackets and `no text`, in order
    signs: tuple[tuple[int, int], ...]
    # the brackets over several items that it stands in, each with what it can be settled by
    over: tuple[tuple[Choice, tuple[Choice, ...]], ...] = ()

    def at(self, offset: int) -> BracketLine | None:
        """Returns the innermost bracket around an offset."""
        around = [each for each in self.brackets if each.start <= offset < each.end]
        return around[-1] if around else None

    def crosses(self, start: int, end: int) -> bool:
        """Returns whether a range of the text cuts through a bracket or its names."""
        for sign_start, sign_end in self.signs:
            if sign_start < end and start < sign_end:
                bracket = self.at(sign_start)
                if bracket is None or bracket.start < start or end < bracket.end:
                    return True
        return False


def brackets_view(group: WorkingGroup, check: Check, target: str) -> BracketsView:
    """Reads a text with its brackets; raises `NotFound` if there is none."""
    wording = wording_view(group, target)
    check()
    found = group.state.version(target).wording
    places = _places(wording.text)
    lines = tuple(
        BracketLine(
            number,
            start,
            end,
            tuple(option.text.notation() for option in bracket.options),
            tuple(option.names for option in bracket.options),
        )
        for number, ((start, end), bracket) in enumerate(
            zip(places, found.brackets(), strict=True), 1
        )
    )
    state = group.state
    codes = frozenset((*state.members, *state.negotiating_groups))
    over = tuple(_over(state, each) for each in state.spanning_over(target))
    return BracketsView(wording, lines, codes, without_words(wording.text, codes), over)


def _over(state: State, bracket: SpanningBracket) -> tuple[Choice, tuple[Choice, ...]]:
    ends = f"from {state.name_of(bracket.items[0])} to {state.name_of(bracket.items[-1])}"
    ways = [Choice("keep", "keep", "all its items stay, and are free")]
    if len(bracket.options) > 1:
        ways = [
            Choice(letter_of(number), each.label, "its items stay, those of the others go")
            for number, each in enumerate(bracket.options)
        ]
    return Choice(bracket.handle, bracket.handle, ends), tuple(ways)


def _places(text: str) -> list[tuple[int, int]]:
    """Returns where each bracket begins and ends, in the order of opening brackets."""
    found: list[tuple[int, int]] = []
    opened: list[int] = []
    for offset in scan_brackets(text).structure:
        if text[offset] == "[":
            opened.append(len(found))
            found.append((offset, offset))
        elif text[offset] == "]":
            number = opened.pop()
            found[number] = (found[number][0], offset + 1)
    return found


def put_words_in_bracket(
    text: str, start: int, end: int, by: Collection[str], other: str, other_by: Collection[str]
) -> str:
    """Returns a text with the words between two offsets in a bracket, held by some codes.

    Another wording stands beside them where one is given.
    """
    inside = _option(text[start:end], by)
    if other:
        inside = f"{inside} | {_option(other, other_by)}"
    return f"{text[:start]}[{inside}]{text[end:]}"


def _option(words: str, by: Collection[str]) -> str:
    return f"{', '.join(by)}: {words}" if by else words


@as_act
def bracket_act(group: WorkingGroup, wording: WordingView, text: str) -> Step:
    """Records the brackets of an item."""
    refuse_if_changed(group, wording.target, wording.version)
    return group.bracket(wording.target, text)


@as_act
def lift_act(
    group: WorkingGroup, wording: WordingView, number: int, option: int, by: tuple[str, ...]
) -> Step:
    """Proposes to keep an option of a bracket, both from 1, without it."""
    refuse_if_changed(group, wording.target, wording.version)
    before = group.state.version(wording.target).wording
    text = lift(before, number, option).notation()
    return group.propose(wording.target, text, by=by)


@as_act
def settle_act(group: WorkingGroup, bracket: str, how: str) -> Step:
    """Settles a bracket over several items, as `settle_bracket`."""
    return group.settle_bracket(bracket, how)


@as_act
def drop_act(group: WorkingGroup, wording: WordingView, number: int, by: tuple[str, ...]) -> Step:
    """Proposes to delete a bracket and its words; arguments as `lift_act`."""
    refuse_if_changed(group, wording.target, wording.version)
    text = drop(group.state.version(wording.target).wording, number).notation()
    if not text.strip():
        raise Rejected("nothing would be left; propose to delete the item instead")
    return group.propose(wording.target, text, by=by)


_QUOTED = 44


@frozen
class SourceLine:
    """An undecided amendment from which a wording can be drawn."""

    id: str
    handle: str
    text: str  # the whole text as it would be
    # the codes of those whose consent retires it: its sponsors, or where none is left its co-
    # sponsors
    behind: tuple[str, ...]
    summary: str  # what it would do


@frozen
class ConsolidationView:
    """A text with the undecided amendments to its words."""

    wording: WordingView  # the text
    sources: tuple[SourceLine, ...]  # the amendments, in order


@frozen
class Consolidation:
    """One wording while it is drawn from others."""

    sources: tuple[SourceLine, ...] = ()  # the amendments it is drawn from
    # the codes of the members that propose it; none for a facilitator's text
    by: tuple[str, ...] = ()
    consenting: tuple[str, ...] = ()  # the codes of the members that let their amendments go
    rationale: str = ""  # why; may be empty

    def missing(self, source: SourceLine) -> tuple[str, ...]:
        """Returns whose consent a source still needs to be retired."""
        return tuple(code for code in source.behind if code not in self.consenting)


def consolidation_view(group: WorkingGroup, check: Check, target: str) -> ConsolidationView:
    """Reads the amendments to a text, or beside an amendment; raises `NotFound` without a text."""
    state = group.state
    amendment = state.amendments.get(target)
    if amendment is not None and amendment.kind is AmendmentKind.MODIFY:
        target = amendment.target
    wording = wording_view(group, target)
    sources: list[SourceLine] = []
    for each in competing_amendments(state, target):
        check()
        behind = each.sponsors or each.cosponsors
        text, summary = state.text(each.id), change_summary(state, each.id)
        sources.append(SourceLine(each.id, each.handle, text, behind, summary))
    return ConsolidationView(wording, tuple(sources))


def combined_words(base: str, sources: Sequence[SourceLine]) -> str:
    """Returns amendments combined, in brackets where they exclude each other."""
    combination = combine(base, {each.handle: each.text for each in sources})
    names = {each.handle: each.behind for each in sources}
    every = range(1, len(combination.conflicts) + 1)
    return combination.settle(dict.fromkeys(every, InBrackets()), names).text()


@as_look
def consolidation_preview(
    group: WorkingGroup,
    check: Check,
    made: Consolidation,
    wording: WordingView,
    against: str,
    text: str,
) -> tuple[Span, ...]:
    """Reads where words come from and what sources become; `against` as in `edit_preview`."""
    if len(made.sources) < 2:
        return (Span("Mark at least two of the amendments with Enter, then Tab.", Mark.FAINT),)
    texts = {each.handle: each.text for each in made.sources}
    codes = (*group.state.members, *group.state.negotiating_groups)
    rows = provenance(wording.text, texts, text, frozenset(codes))
    check()
    found = list(_words(rows))
    if against != wording.text:
        found += [Span("\n\n"), *spans_of_both(against, wording.text, text, check)]
    found += _table(rows)
    found += _fates(made)
    found += [Span(f"\n✗ {each}", Mark.SIGN) for each in problems_of(group, text)]
    return tuple(found)


def _words(rows: Sequence[Provenance]) -> Iterator[Span]:
    for row in rows:
        if row.is_new:
            yield Span(row.text, Mark.STRONG)
        else:
            yield Span(row.text, Mark.ADDED if row.sources else Mark.KEPT)


def _table(rows: Sequence[Provenance]) -> Iterator[Span]:
    told = [row for row in rows if row.text.strip() and (row.is_new or row.sources)]
    yield Span("\n\nWhere it comes from", Mark.HEADING)
    if not told:
        yield Span("\nnothing but the text as it is", Mark.FAINT)
    for row in told:
        where = "new: in none of them" if row.is_new else ", ".join(row.sources)
        yield Span(f"\n{where:10} ", Mark.STRONG if row.is_new else Mark.NAME)
        yield Span(f"“{shortened(' '.join(row.text.split()), _QUOTED)}”")


def _fates(made: Consolidation) -> Iterator[Span]:
    yield Span("\n\nWhat becomes of them", Mark.HEADING)
    for source in made.sources:
        missing = made.missing(source)
        behind = ", ".join(source.behind) or "the chair"
        yield Span(f"\n{source.handle:5}", Mark.NAME)
        if missing:
            yield Span(f" stays alive: no consent of {', '.join(missing)}")
        else:
            yield Span(f" retires: {behind} consents" if source.behind else " retires")


@as_act
def consolidation_act(
    group: WorkingGroup, made: Consolidation, wording: WordingView, version: str, text: str
) -> Step:
    """Records one wording drawn from several."""
    refuse_if_changed(group, wording.target, version)
    return group.consolidate(
        [each.id for each in made.sources],
        text,
        by=made.by,
        consenting=made.consenting,
        rationale=made.rationale,
    )


def everybody_behind(sources: Collection[SourceLine]) -> tuple[str, ...]:
    """Returns the codes of all whose consent would retire the sources, each once."""
    return tuple(dict.fromkeys(code for each in sources for code in each.behind))
