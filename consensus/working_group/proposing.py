"""Plans amendments, assumptions for what-if, and places for tray entries."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import attrs
from attrs import frozen

from consensus.errors import NotFound, Rejected
from consensus.formats.amendment_rows import AmendmentRow, find_sponsors, read_amendments
from consensus.formats.bracket_notation import check_typed, read_text, unpaired_brackets
from consensus.formats.placing import UnplacedError
from consensus.formats.source import Source
from consensus.history.operation import Operation, StepContext
from consensus.history.operations import ProposeAmendment, SetRule, TakePosition, WithdrawAmendment
from consensus.model.amendments import AT_TARGET, AmendmentKind, Placing, TrayEntry, TrayState
from consensus.model.decisions import Outcome
from consensus.model.drafts import ItemKind
from consensus.model.lookup import find, find_amendment, find_member, find_target
from consensus.model.positions import StatedBy
from consensus.model.state import State
from consensus.rules.expression import expression_of
from consensus.rules.judgement import Judgement
from consensus.text.anchor import Passages, Placement
from consensus.text.brackets import BracketedText
from consensus.working_group.decisions import Declaration, plan_declaration
from consensus.working_group.editing import plan_arrangement
from consensus.working_group.merging import MergeRequest, plan_merge, plan_taking

if TYPE_CHECKING:
    from consensus.analysis.what_if import Assumption, Merges, Says, Withdraws


def plan_proposal(
    state: State, draft: str, row: AmendmentRow, tray: str = "", nameless: bool = False
) -> ProposeAmendment:
    """Returns the operation that records an amendment as it is typed, by members of these codes."""
    # A passage may begin or end within a bracket, and what replaces it then does so too.
    check_typed(*row.parts, *(() if unpaired_brackets(row.old) else (row.text,)))
    try:
        placed = _place_typed(state, draft, row, nameless, literal=True)
        return proposal_of(state, draft, placed, tray=tray)
    except UnplacedError as unplaced:
        raise Rejected(str(unplaced)) from unplaced


def _place_typed(
    state: State, draft: str, row: AmendmentRow, nameless: bool, literal: bool
) -> AmendmentRow:
    """Places a row of typed words; where they replace half a bracket, checks what they make."""
    # Imported late, since only amendments cite lines, and few ask for something in words.
    from consensus.formats.numbered_lines import LinePlacer

    placer = LinePlacer(state, draft, nameless)
    if literal:
        placed = placer.place(row)
    else:
        from consensus.formats.instruction_placer import InstructionPlacer

        placed = InstructionPlacer(placer, state, draft, is_import=False).place(row)
    if unpaired_brackets(row.old):
        check_typed(placed.text, where="in the text as it would read, ")
    return placed


def plan_placing(
    state: State, entry: str, target: str, *, old: str | None = None, text: str | None = None
) -> ProposeAmendment:
    """Returns the operation that records a tray entry; arguments as `AmendmentCommands.place`."""
    found = state.tray.get(find(state, entry))
    if found is None:
        raise Rejected(f"{entry} is no entry of the inbox")
    if found.state is not TrayState.WAITING:
        raise Rejected(f"{found.handle} is {found.state} already")
    row = row_of_entry(found)
    there = find(state, target)
    draft = there if there in state.drafts else state.draft_of(there)
    if row.kind == AmendmentKind.INSERT:
        row = attrs.evolve(row, target="", old="", after="" if there in state.drafts else target)
    else:
        row = attrs.evolve(row, target=target, old=row.old if old is None else old)
    if old is not None or text is not None:
        row = attrs.evolve(row, unread="")
    if text is not None:
        if not unpaired_brackets(row.old):
            check_typed(text)
        row = attrs.evolve(row, text=text)
    try:
        placed = _place_typed(state, draft, row, nameless=True, literal=text is not None)
    except UnplacedError as unplaced:
        raise Rejected(
            f"{unplaced}; quote the passage that is replaced, or an empty one for the whole"
        ) from unplaced
    placed = attrs.evolve(
        placed,
        by=sponsors_of(state, row.by or ((row.group,) if row.group else ())),
        cosponsors=sponsors_of(state, row.cosponsors),
        placing=Placing(how="by hand", quote=row.old),
    )
    return proposal_of(state, draft, placed, tray=found.id)


def sponsors_of(state: State, names: Sequence[str]) -> tuple[str, ...]:
    """Returns the codes of the members that some names mean, each once."""
    return tuple(dict.fromkeys([code for name in names for code in find_sponsors(state, name)]))


def row_of_entry(entry: TrayEntry) -> AmendmentRow:
    """Returns the row that a tray entry was made of; raises Rejected if it cannot be read."""
    source = Source.of(json.dumps(dict(entry.fields)), entry.source)
    rows, findings = read_amendments(source, "jsonl")
    if not rows:
        raise Rejected(*(each.message for each in findings))
    return rows[0]


_REASON = "assumed"


def plan_assumption(
    state: State, act: StepContext, new_id: Callable[[], str], assumption: Assumption
) -> Sequence[Operation]:
    """Returns the operations that an assumption stands for, in the state and act of a trial."""
    # Imported late, since few programs ask.
    from consensus.analysis.what_if import Declares, Judges, Merges, Says, Withdraws

    match assumption:
        case Says():
            return [_saying(state, new_id(), assumption)]
        case Merges():
            return [_merging(state, act, new_id, assumption)]
        case Withdraws():
            return [_withdrawing(state, new_id(), assumption)]
        case Judges(rule, target):
            rule = expression_of(rule)
            return [SetRule(id=new_id(), rule=rule, target=find(state, target) if target else "")]
        case Declares():
            target = find_target(state, assumption.target)
            judgement = Judgement(state, act.recorded)
            declared = Declaration(
                assumption.outcome,
                reason=_REASON,
                without_brackets=target in state.packages,
                tried=_REASON if assumption.outcome is Outcome.NO_CONSENSUS else "",
            )
            return plan_declaration(state, judgement, new_id, [target], declared)


def _saying(state: State, operation: str, said: Says) -> TakePosition:
    target = find_target(state, said.target)
    return TakePosition(
        id=operation,
        target=target,
        version=state.version_id(target),
        member=find_member(state, said.member),
        stance=said.stance,
        conditions=tuple(find_target(state, name) for name in said.provided),
        source=StatedBy.SECRETARIAT,
    )


def _merging(
    state: State, act: StepContext, new_id: Callable[[], str], merges: Merges
) -> Operation:
    target = find_target(state, merges.target)
    amendment = state.amendments.get(target)
    if amendment is not None and amendment.kind is not AmendmentKind.MODIFY and not merges.take:
        return plan_arrangement(state, target, new_id)
    if target in state.packages:
        raise Rejected(f"{merges.target} is a package, which has no text of its own")
    if merges.take:
        handles = [state.amendments[find_amendment(state, each)].handle for each in merges.take]
        return plan_taking(state, target, new_id, act.recorded, handles).operation
    return plan_merge(state, target, MergeRequest(), new_id, act.recorded).operation


def _withdrawing(state: State, operation: str, withdraws: Withdraws) -> WithdrawAmendment:
    amendment = state.amendments[find_amendment(state, withdraws.amendment)]
    codes = tuple(find_member(state, code) for code in withdraws.members)
    leaving = codes or amendment.backers
    return WithdrawAmendment(
        id=operation,
        amendment=amendment.id,
        members=leaving,
        ends=not set(amendment.backers).difference(leaving),
    )


_MOST = 6
# What is less like it shares a few short words by chance; an import wants 0.75 at least.
_LEAST_SCORE = 0.55


@frozen
class Suggestion:
    """A passage that a tray entry may be about."""

    target: str  # the id of the item or amendment that has it
    passage: str  # the words as they stand there
    score: float  # how much they are like the entry, from 0 to 1
    is_quoted: bool  # whether that is what it quotes, and not only what it proposes


def suggest_places(
    state: State, entry: str, check: Callable[[], None] = lambda: None
) -> tuple[Suggestion, ...]:
    """Returns the passages most similar to what a tray entry quotes, or else proposes.

    The likeliest come first, but those in what the entry names before all others. `check` is called
    repeatedly; an exception ends the search. Raises Rejected where the row cannot be read any more.
    """
    row = row_of_entry(state.tray[entry])
    named = _named(state, row)
    quote = row.old or ("" if row.after and _found(state, row.after) else row.after)
    texts: dict[str, str] = {}
    for draft in state.drafts:
        for item in state.walk(draft):
            check()
            texts[item.id] = state.text(item.id)
    near = _nearest(texts, quote or row.text)
    if named:
        text = state.text(named)
        within = _nearest({named: text}, quote or row.text)
        near = [*within, *(each for each in near if each.key != named)]
        texts[named] = text
    return tuple(
        Suggestion(
            each.key,
            texts[each.key][each.anchor.start : each.anchor.end],
            each.anchor.score,
            bool(quote),
        )
        for each in near[:_MOST]
    )


def _nearest(texts: Mapping[str, str], words: str) -> list[Placement]:
    found = Passages(texts).nearest(words, _MOST)
    return [each for each in found if each.anchor.score >= _LEAST_SCORE]


def _named(state: State, row: AmendmentRow) -> str:
    """Returns the id of the item or amendment that a row names, if there is one."""
    found = _found(state, row.target)
    if found in state.amendments or (found in state.items and not state.items[found].removed):
        return found
    return ""


def _found(state: State, name: str) -> str:
    try:
        return find(state, name) if name else ""
    except NotFound:
        return ""


def proposal_of(
    state: State, draft: str, placed: AmendmentRow, digest: str = "", tray: str = ""
) -> ProposeAmendment:
    """Returns the operation that records a placed row, with codes as its sponsors."""
    has_version = placed.target in state.items or placed.target in state.amendments
    return ProposeAmendment(
        handle=state.next_handle("A"),
        kind=placed.kind,
        draft=draft,
        target=placed.target,
        against=state.version_id(placed.target) if has_version else "",
        wording=read_text(state, placed.text) if placed.text else BracketedText(()),
        sponsors=placed.by,
        cosponsors=placed.cosponsors,
        rationale=placed.rationale,
        dated=placed.date,
        placing=placed.placing or AT_TARGET,
        parent=placed.parent,
        after=placed.after,
        label=placed.label,
        item_kind=ItemKind(placed.item_kind) if placed.item_kind else None,
        parts=placed.parts,
        others=placed.others,
        tray=tray,
        row=placed.id,
        digest=digest,
        circulated=placed.circulated,
    )
