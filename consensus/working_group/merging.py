"""Plans merges: what goes in, what is left of each amendment, and the effects on others."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import accumulate, chain, count, product
from typing import Annotated, Any, Literal, TypeAlias

from attrs import evolve, field, frozen

from consensus.arguments import Check, check_of, validated
from consensus.errors import NotFound, NothingToMerge, Rejected
from consensus.formats.bracket_notation import check_typed, read_text
from consensus.history.operations import ChangeText, FollowUp
from consensus.model.contested import ContestedState
from consensus.model.counting import Electorate, Tally, contesting, in_favour_of, positions_on
from consensus.model.drafts import Cause
from consensus.model.positions import Stance
from consensus.model.rivals import backers_of, combine_pending, competing_amendments
from consensus.model.staleness import is_stale
from consensus.model.state import State
from consensus.reports.positions import position_line, position_terms, standing_words
from consensus.rules import mergeable
from consensus.rules.judgement import Judgement
from consensus.text import hunk
from consensus.text.bracket_edits import change_phrase, letter_of, one_after_the_other
from consensus.text.brackets import EVERY_CODE, Bracket, BracketOption, bracket_spans, parse
from consensus.text.combination import Combination
from consensus.text.display import count_noun
from consensus.text.merge import Merge, MergeOutcome, choices_made, in_brackets
from consensus.working_group.contesting import (
    MergeEffects,
    PlanSection,
    applied,
    effects_of,
    with_contested,
)
from consensus.working_group.editing import rebase_amendments, rebase_rearrangements
from consensus.working_group.merge_choices import (
    Opposition,
    chosen_by,
    resolve_choices,
    words_in_brackets,
)

_SETTLEMENTS = check_of(Mapping[int | str, hunk.Settlement | str])
# Keys are checked when it is called: of two types, type checkers infer none of a literal.
Settlements: TypeAlias = Annotated[
    Mapping[Any, hunk.Settlement | str], Check("a dict", _SETTLEMENTS.convert)
]
"""The number of a conflict, or the name of a bracket such as `B1`, to how it is settled."""

WithoutBrackets: TypeAlias = bool | Literal["needed"]
"""Whether opposed words go in without brackets: all, none, or those that cannot go in in them."""


@frozen
class MergeRequest:
    """What is to go into a text, and how; the fields are those of `WorkingGroup.plan_merge`."""

    take: Collection[str] | None = None
    changes: Collection[int] | None = None
    settle: Settlements = field(factory=dict)
    keep_open: Collection[str] = ()
    without_brackets: WithoutBrackets = False
    reason: str = ""


@frozen
class PlannedBracket:
    """A bracket of the text, and how a merge settles it."""

    number: int  # its number, counted from 1 by opening brackets: B1 is 1
    options: tuple[BracketOption, ...]  # what it offers, with the names
    choice: str | hunk.Reword | None  # what it is settled by; None where it is not
    # the members named in it who object to the words that stay, or hold them
    against: tuple[mergeable.Dissent, ...]
    # the members named with another of its options, who object to nothing by that
    others: tuple[str, ...]
    stays: bool  # whether it stands in the new text as it did

    @property
    def words_left(self) -> str:
        """The words that it is settled for, in quotation marks, or `no text`."""
        words = " ".join(each.text.notation() for each in self._kept)
        words = self.choice.text if isinstance(self.choice, hunk.Reword) else words
        return f"“{words}”" if words else "no text"

    @property
    def outcome(self) -> str:
        """What it is settled for, and in whose favour: `“should”, in favour of USA`."""
        codes = [code for each in self._kept for code in (*each.proposes, *each.supports)]
        return self.words_left + (f", in favour of {', '.join(codes)}" if codes else "")

    @property
    def sentence(self) -> str:
        """Such as `[shall | should]  a: “shall”, in favour of USA`."""
        words = [each.text.notation(names=False).strip() for each in self.options]
        offers = " | ".join(each or "no text" for each in words)
        if self.choice is None:
            what = "stays" if self.stays else "changes with what is merged"
        else:
            what = f"{self.choice if isinstance(self.choice, str) else 'new words'}: {self.outcome}"
        return f"[{offers}]  {what}"

    @property
    def _kept(self) -> list[BracketOption]:
        kept = [0] if self.choice == "keep" else _kept(Bracket(self.options), self.choice)
        return [self.options[at] for at in kept]

    @property
    def sentences_on_others(self) -> tuple[str, ...]:
        """A sentence for each of the others, such as `BEN proposed another option`."""
        proposed = {code for option in self.options for code in option.proposes}
        return tuple(
            f"{code} {'proposed' if code in proposed else 'supports'} another option"
            for code in self.others
        )


@frozen
class MergePlan:
    """A merge before it is recorded: what it changes and what it leaves."""

    target: str  # the id of the item or amendment
    combination: Combination  # how the open amendments to it combine
    merge: Merge  # the text it would have, and what is taken, left and closed of each amendment
    operation: ChangeText  # what would be recorded
    # (member, stance) of each position on the target that would need to be reconfirmed
    stale: tuple[tuple[str, str], ...]
    # who would have proposed or supported part of it only, and is to be asked of the whole
    proposing: tuple[str, ...]
    # the changes that no amendment contradicts, and why some do not go in
    changes: tuple[mergeable.PlannedChange, ...]
    brackets: tuple[PlannedBracket, ...]  # the brackets of the text as it is
    # how conflicts are settled, by their numbers, those of one question together and words that a
    # member objects to in brackets
    settled: Mapping[int, hunk.Settlement]
    # who objects to what goes in, in brackets or without, or holds it
    objecting: tuple[mergeable.Dissent, ...]
    # the handles of those with words in brackets that a member objects to or holds, and of others
    bracketed: tuple[str, ...]
    left_in_brackets: tuple[str, ...]
    # those of which words that a member objects to, or holds, go in without
    unbracketed: tuple[str, ...]
    # who supports or accepts the text as it stands, with the stance
    in_favour: Mapping[str, Stance]
    # on what terms, such as a condition, members take their positions on it, in words
    terms: Mapping[str, str]
    effects: MergeEffects  # what then stands on the text, lapses, or is to be confirmed
    # the handles of those of which words go in before they are introduced, with the reason in words
    not_introduced: Mapping[str, str]
    # who disagrees with an amendment that goes in, which blocks nothing, in words
    disagreeing: tuple[str, ...]
    # what was asked for, from which the plan can be made again
    request: MergeRequest = field(eq=False, repr=False)

    def changed_in(self, state: State, new_id: Callable[[], str], now: datetime) -> tuple[str, ...]:
        """Returns what would be planned otherwise by now, as sentences; empty if nothing.

        A text or an amendment that has changed is refused where the plan is recorded.
        """
        if missing := self._missing_from(state):
            return missing
        if combine_pending(state, self.target) != self.combination:
            return ()
        try:
            again = plan_merge(state, self.target, self.request, new_id, now)
        except Rejected as refused:
            return tuple(f"since this was shown: {each}" for each in refused.reasons)
        operation = evolve(again.operation, id=self.operation.id, reason=self.operation.reason)
        again = evolve(again, operation=operation)
        is_same = evolve(again, changes=self.changes, terms=self.terms) == self
        told = list(zip(self._told, again._told, strict=True))
        for before, after in told[:2] if is_same else told:
            changed = {
                "since this was shown": [each for each in after if each not in before],
                "no longer, since this was shown": [each for each in before if each not in after],
            }
            if any(changed.values()):
                return tuple(f"{when}: {'; '.join(said)}" for when, said in changed.items() if said)
        return () if is_same else ("what would be merged has changed since this was shown",)

    def _missing_from(self, state: State) -> tuple[str, ...]:
        """Returns which texts and amendments are not in a record, as sentences."""
        if not state.is_target(self.target):
            makers = set(state.spent.values())
            if makers.isdisjoint((self.target, self.target.rpartition(".")[0])):
                return ("this was planned in another working group; plan it in this one",)
            return ("the text was taken back since this was planned; plan it anew",)
        return tuple(
            f"{each.key} was taken back since this was planned; plan it anew"
            for each in self.merge.outcomes
            if each.key not in state.handles
        )

    @property
    def _told(self) -> tuple[list[str], list[str], list[str]]:
        """Who objects, who takes a position on the text, and all that is shown, in sentences."""
        against = chain(self.objecting, *(row.against for row in self.changes))
        stances = dict(self.stale) | {code: each.value for code, each in self.in_favour.items()}
        stances |= dict.fromkeys(self.proposing, "proposed or supported part of it")
        return (
            list(dict.fromkeys(f"{each.sentence} ({each.where})" for each in against)),
            [
                f"{code} on the text: {said}{self.terms.get(code, '')}"
                for code, said in stances.items()
            ],
            [f"{shown.heading}: {each}" for shown in self.sections for each in shown.lines],
        )

    @property
    def conflicts_open(self) -> int:
        """How many conflicts stay open, without those that are written in brackets."""
        return self._count_open("substance")

    @property
    def conflicts_in_brackets(self) -> int:
        """How many conflicts are written in brackets, where they stay open too."""
        conflicts = self.combination.conflicts
        return sum(
            conflicts[at].kind == "substance" and bool(in_brackets(conflicts[at], way))
            for at, way in self._settled.items()
        )

    @property
    def orders_open(self) -> int:
        """How many places stay open where only the order of insertions is asked."""
        return self._count_open("order")

    def _count_open(self, kind: str) -> int:
        conflicts = enumerate(self.combination.conflicts, 1)
        return sum(each.kind == kind and bool(self.open_in(at)) for at, each in conflicts)

    @property
    def _settled(self) -> dict[int, hunk.Settlement]:
        """How conflicts are settled, by their places among those of the combination."""
        return {number - 1: way for number, way in self.settled.items()}

    @validated
    def open_in(self, number: int) -> tuple[str, ...]:
        """Returns the handles that stay undecided in a conflict or order of a number.

        A conflict can also be settled with a bracket of the text.
        """
        conflicts = self.combination.conflicts
        if not 1 <= number <= len(conflicts):
            raise Rejected(hunk.no_conflict(number, len(conflicts)))
        if number in self.settled:
            return ()
        base, hunks = self.combination.base, self.combination.hunks
        starts = accumulate((len(each.replaces) for each in hunks), initial=0)
        places = [
            at for at, each in zip(starts, hunks, strict=False) if isinstance(each, hunk.Conflict)
        ]
        conflict, place = conflicts[number - 1], places[number - 1]
        end = place + len(conflict.replaces)
        spans = [bracket_spans(base)[each.number - 1] for each in self.brackets if each.choice]
        here = {base[low:high] for low, high in spans if low < end and place < high}
        undecided = tuple(
            each.key
            for each in self.merge.outcomes
            if each.key in conflict.by
            and each.next_text is not None
            and here.isdisjoint(one.replaces for one in (*each.taken, *each.closed))
        )
        is_open = undecided == conflict.by or len(set(map(conflict.wording, undecided))) > 1
        return undecided if is_open else ()

    def is_with_bracket(self, row: mergeable.PlannedChange) -> bool:
        """Returns whether a bracket that is settled decides about a planned change."""
        ended = {each.key for each in self.merge.outcomes if each.next_text is None}
        return not row.is_ticked and ended.issuperset(row.by)

    def number_of(self, kind: Literal["substance", "order"]) -> int:
        """Returns how many conflicts there are of a kind."""
        return [each.kind for each in self.combination.conflicts].count(kind)

    @property
    def left_open(self) -> Iterator[str]:
        """What stays open, such as `1 of 2 conflicts stays open`."""
        written = self.conflicts_in_brackets
        conflicts, orders = self.number_of("substance"), self.number_of("order")
        if left := self.conflicts_open + written:
            of_them = f"{written} of them " if left > 1 else ""
            how = f", {of_them}in brackets" if written else ""
            stay = "stay" if left > 1 else "stays"
            yield f"{left} of {count_noun(conflicts, 'conflict', 'conflicts')} {stay} open{how}"
        if left := self.orders_open:
            stay = "stay" if left > 1 else "stays"
            yield f"{left} of {count_noun(orders, 'order', 'orders')} {stay} open"

    @property
    def choices(self) -> tuple[PlanSection, ...]:
        """What becomes of changes, conflicts and brackets, by their numbers."""
        brackets = (f"B{each.number}  {each.sentence}" for each in self.brackets)
        return (
            PlanSection("Changes nobody contradicts", tuple(self._change_lines())),
            PlanSection("Conflicts and orders", tuple(self._conflict_lines())),
            PlanSection("Brackets of the text", tuple(brackets)),
        )

    def _change_lines(self) -> Iterator[str]:
        for row in self.changes:
            if row.in_brackets:
                what = "is merged in brackets"
            elif row.is_ticked:
                what = "is merged" + (f", of {', '.join(row.in_part)} in part" * bool(row.in_part))
            elif self.is_with_bracket(row):
                what = "settled with the bracket"
            else:
                what = f"waits: {row.why_not or 'it is not named'}"
            words = change_phrase(row.replaces, row.text)
            yield f"c{row.number}  {words}  {', '.join(row.by)}: {what}"

    def _conflict_lines(self) -> Iterator[str]:
        from consensus.formats.combinations import write_settlement  # only where it is told

        for number, conflict in enumerate(self.combination.conflicts, 1):
            asked = "which first, {}?" if conflict.kind == "order" else "{}, or as it is?"
            way = self.settled.get(number)
            undecided = self.open_in(number)
            if way is not None:
                what = write_settlement(way)
                if not isinstance(way, hunk.Reword | hunk.InBrackets):
                    words = conflict.settled(way).text
                    what += f": “{words}”" if words else ": (nothing)"
                together = hunk.same_question(self.combination.conflicts, number - 1)
                others = ", ".join(str(at + 1) for at in together if at + 1 in self.settled)
                what += f", one question with {others}" if others else ""
            elif not undecided:
                what = "settled with the bracket"
            elif len(undecided) < len(conflict.by):
                what = f"stays open for {', '.join(undecided)}"
            else:
                what = f"stays open: {asked.format(', '.join(undecided))}"
            yield f"{number}  {what}"

    @property
    def in_part(self) -> tuple[str, ...]:
        """The handles of the amendments that go in, but not whole."""
        return tuple(e.key for e in self.merge.outcomes if e.taken and (e.left or e.closed))

    @property
    def sections(self) -> tuple[PlanSection, ...]:
        """What to read before confirming: who objects, and what becomes of the rest."""
        others = tuple(
            f"{sentence} (B{bracket.number})"
            for bracket in self.brackets
            for sentence in bracket.sentences_on_others
        )
        told = [(stance, code + self.terms.get(code, "")) for code, stance in self.stale]
        stale = tuple(
            f"{stance}: {', '.join(who for said, who in told if said == stance)}"
            for stance in dict.fromkeys(stance for stance, _ in told)
        )
        if self.proposing:
            stale += (f"proposed or supported part of it: {', '.join(self.proposing)}",)
        stay = self.in_favour.keys() - dict(self.stale)
        present = standing_words({e: s for e, s in self.in_favour.items() if e in stay}, self.terms)
        sections = (
            PlanSection(
                "Who objects to what is merged, or reserves its position",
                tuple(dict.fromkeys(f"{each.sentence} ({each.where})" for each in self.objecting)),
            ),
            PlanSection("Who is against what is merged", self.disagreeing),
            PlanSection(
                "Not introduced yet",
                tuple(f"{key} is {why}" for key, why in self.not_introduced.items()),
            ),
            PlanSection("What becomes of each amendment", tuple(self._fates())),
            *self.effects.sections,
            PlanSection("Who is named with another option", others),
            PlanSection("Positions on the text, to be reconfirmed", stale),
            PlanSection("In favour of the text as it stands", (present,) if present else ()),
        )
        return tuple(each for each in sections if each.lines)

    def _fates(self) -> Iterator[str]:
        """Yields what becomes of the amendments; those that simply stay open come last."""
        fates: dict[str, list[str]] = {}
        outcomes = self.merge.outcomes
        for outcome in sorted(outcomes, key=lambda each: not (each.taken or each.closed)):
            for fate in self._fates_of(outcome):
                fates.setdefault(fate, []).append(outcome.key)
        for fate, keys in fates.items():
            yield f"{', '.join(keys)}: {fate}"

    def _fates_of(self, outcome: MergeOutcome) -> Iterator[str]:
        """Yields what becomes of an amendment, quoting words that are not merged."""
        is_in_part = bool(outcome.left or outcome.closed)
        if outcome.taken:
            words = f": {_quoted(outcome.taken)}" if is_in_part else ""
            yield f"merged in {'part' if is_in_part else 'full'}{words}"
        bracketed = words_in_brackets(self.combination, self.changes, self._settled, outcome.key)
        still_open = [each for each in outcome.left if each not in bracketed]
        is_split = bool(outcome.taken or outcome.closed or (bracketed and still_open))
        if bracketed:
            yield f"in brackets, not merged{f': {_quoted(bracketed)}' if is_split else ''}"
        if still_open:
            words = f": {_quoted(still_open)}" if is_split else ""
            yield f"undecided{self._why_open(outcome)}{words}"
        if outcome.closed or not (outcome.taken or outcome.left):
            favoured = _favoured(self.combination, self._settled, outcome.key)
            favoured = favoured or tuple(self._words_instead(outcome))
            in_favour = f", in favour of {', '.join(favoured)}" if favoured else ""
            wished = ", ".join(
                f"“{words}”" if (words := each.text.strip()) else f"“{each.replaces.strip()}” out"
                for each in outcome.closed
            )
            closed = f"not retained{' in part' * bool(outcome.left or outcome.taken)}"
            yield f"{closed}{in_favour}{f': it wanted {wished}' if wished else ''}"

    def _words_instead(self, outcome: MergeOutcome) -> list[str]:
        """Returns what the brackets that close an amendment are settled for."""
        settled = [each for each in self.brackets if each.choice is not None]
        if len(settled) == 1:
            return [settled[0].words_left]
        base = self.combination.base
        found: list[str] = []
        for bracket in settled:
            start, end = bracket_spans(base)[bracket.number - 1]
            words = base[start:end]
            # Of brackets with the same words it is not known which one closes it.
            if base.count(words) == 1 and any(words in each.replaces for each in outcome.closed):
                found.append(f"{bracket.words_left} (B{bracket.number})")
        return found

    def _why_open(self, outcome: MergeOutcome) -> str:
        key = outcome.key
        why = []
        for at, conflict in enumerate(self.combination.conflicts, 1):
            name = f"{'order' if conflict.kind == 'order' else 'conflict'} {at}"
            way = self.settled.get(at)
            if way is None:
                why += [name] if key in self.open_in(at) else []
            elif key in conflict.by and key not in conflict.siding(chosen_by(conflict, way)):
                if in_brackets(conflict, way):
                    why.append(f"{name} in brackets")
                elif not outcome.closed:
                    is_chosen = key in self.request.keep_open or not isinstance(way, hunk.KeepBase)
                    why.append("kept open" if is_chosen else "in brackets")
        for row in self.changes:
            if key in row.by and not row.is_ticked:
                why.append(row.why_not or "not chosen")
        return f" ({', '.join(dict.fromkeys(why))})" if why else ""


_STAYS = "the text as it stands"


def _favoured(
    combination: Combination, settled: Mapping[int, hunk.Settlement], key: str
) -> tuple[str, ...]:
    """Returns in whose favour conflicts are settled against an amendment, by handle or in words."""
    favoured: dict[str, None] = {}
    for at, way in settled.items():
        conflict = combination.conflicts[at]
        chosen = conflict.siding(chosen_by(conflict, way))
        if key in conflict.by and key not in (*chosen, *in_brackets(conflict, way)):
            what = "new wording" if isinstance(way, hunk.Reword) else _STAYS
            favoured |= dict.fromkeys(chosen or (what,))
    return tuple(favoured)


def _quoted(hunks: Iterable[hunk.HunkOutcome]) -> str:
    return ", ".join(change_phrase(each.replaces, each.text) for each in hunks)


def plan_merge(
    state: State, target: str, request: MergeRequest, new_id: Callable[[], str], now: datetime
) -> MergePlan:
    """Returns the plan of a merge at a moment, as `WorkingGroup.plan_merge` describes it."""
    if target in state.packages:
        raise Rejected(f"{state.handle_of(target)} is a package, which has no text of its own")
    if barred := mergeable.bars_merging(state, target):
        raise Rejected(*barred)
    combination = combine_pending(state, target)
    judgement = Judgement(state, now)
    readiness = mergeable.Readiness.of(state, judgement, target)
    _check_choices(state, target, combination, request)
    conflicts, brackets = _conflicts_and_brackets(request.settle, combination)
    # With `needed` all that can stand in brackets does.
    is_whole = request.without_brackets is True
    is_instructed = bool(request.without_brackets and request.reason.strip())
    try:
        resolved = resolve_choices(
            combination, readiness, conflicts, request.changes, request.take, brackets, is_whole
        )
        merging = partial(resolved.merge, request.keep_open, backers_of(state, target))
        merged = merging(brackets)
        met = _met(merging(), merged) if brackets else ()
    except (ValueError, NotFound) as error:
        raise Rejected(f"{error}{_as_options(combination, conflicts.values())}") from error
    rows, settled = resolved.changes, resolved.settled
    opposition = Opposition.of(readiness, resolved, met)
    # What is in brackets already, or is no option of one, cannot be put in brackets.
    unbracketed = opposition.contested if is_whole else opposition.beyond_brackets
    if unbracketed and not is_instructed:
        raise Rejected(mergeable.only_with_a_reason(unbracketed, opposition.against))
    if merged.text == combination.base and not any(e.taken or e.closed for e in merged.outcomes):
        raise NothingToMerge(_nothing_to_merge(state, target, combination, rows, request))
    in_the_text = tuple(
        key for key in readiness.handles if words_in_brackets(combination, rows, settled, key)
    )
    closed_for = {}
    for each in merged.outcomes:
        if each.next_text is None and not each.taken:
            favoured = _favoured(combination, settled, each.key)
            if not favoured and len(brackets) == 1:  # Of several it is not known which closes it.
                favoured = met
            took = tuple(state.handles[one] for one in favoured if one in state.handles)
            closed_for[each.key] = (target,) if favoured == (_STAYS,) else took
    # The words of some go in within others that are in brackets.
    doubtful = tuple(key for key in opposition.doubtful if not (is_whole or key in unbracketed))
    operation = _operation_of(
        state,
        target,
        new_id(),
        merged,
        cause=_cause_of(merged, settled.values(), in_the_text, brackets),
        reason=request.reason,
        unbracketed=unbracketed,
        bracketed=in_the_text,
        opposing=opposition.members_against({*in_the_text, *doubtful}),
        closed_for=closed_for,
    )
    by_others = _going_in_by_others(state, operation, readiness, opposition)
    if by_others:
        handles = tuple(dict.fromkeys(each.on for each in by_others))
        if not is_instructed:
            raise Rejected(mergeable.only_with_a_reason(handles, by_others))
        more = tuple(key for key in handles if key not in unbracketed)
        known = [key for key in readiness.handles if key in {*unbracketed, *more}]
        unbracketed = (*known, *(key for key in more if key not in known))
        ids = tuple(state.handles[key] for key in unbracketed)
        operation = evolve(operation, unbracketed=ids)
    found = _brackets(state, target, combination, brackets, merged.text)
    against = (*opposition.against, *by_others, *(e for each in found for e in each.against))
    went_in = (*operation.merged_whole, *operation.merged_in_part)
    going_in = {*in_the_text, *opposition.doubtful, *map(state.handle_of, went_in)}
    stale, proposing = _to_reconfirm(state, operation, judgement.electorate)
    return MergePlan(
        target,
        combination,
        merged,
        operation,
        stale=stale,
        proposing=proposing,
        changes=rows,
        brackets=found,
        settled={at + 1: way for at, way in settled.items()},
        objecting=tuple(dict.fromkeys(against)),
        bracketed=doubtful,
        left_in_brackets=tuple(key for key in in_the_text if key not in doubtful),
        unbracketed=unbracketed,
        in_favour=in_favour_of(state, target, judgement.electorate),
        terms=position_terms(state, target),
        effects=effects_of(state, operation),
        not_introduced={
            key: early for key, early in readiness.not_introduced.items() if key in going_in
        },
        disagreeing=tuple(
            f"against: {said.member}{f': {said.reason}' if said.reason else ''} ({key})"
            for key in readiness.handles
            if key in going_in
            for _, said in sorted(state.positions.get(state.handles[key], {}).items())
            if said.stance is Stance.DISAGREE and said.member in judgement.electorate.groups
        ),
        request=request,
    )


def _check_choices(
    state: State, target: str, combination: Combination, request: MergeRequest
) -> None:
    for handle in (*(request.take or ()), *request.keep_open):
        if handle not in combination.proposals:
            raise Rejected(f"{handle} is no open amendment to {state.handle_of(target)}")
    many = len(combination.changes)
    for number in request.changes or ():
        if not 1 <= number <= many:
            known = f"changes are c1 to c{many}" if many > 1 else "c1 is the only one"
            known = known if many else "there is none"
            since = "" if number else "; they are counted from 1 since version 0.2"
            raise Rejected(f"there is no change c{number}: {known}{since}")


def _going_in_by_others(
    state: State, operation: ChangeText, readiness: mergeable.Readiness, opposition: Opposition
) -> tuple[mergeable.Dissent, ...]:
    """Returns who objects to a closed amendment whose words go in for others, or stay."""
    named = {(each.member, on) for each in opposition.against for on in (each.on, each.where)}
    closed = {each.amendment: each.wording is None for each in operation.follow_ups}
    found = {
        (each.member, state.amendments[each.amendment].handle)
        for each in operation.contested
        if not each.contested
        and each.state is ContestedState.STANDING
        and closed.get(each.amendment, True)
    }
    said = [each for key in readiness.handles for _, each in readiness.dissent[key]]
    said += [
        mergeable.Dissent(position.member, stance, handle, position.reason)
        for handle in sorted({key for _, key in found}.difference(readiness.handles))
        for position, stance, _ in contesting(state, state.handles[handle])
    ]
    return tuple(each for each in said if (each.member, each.on) in found - named)


def _as_options(combination: Combination, ways: Iterable[hunk.Settlement | str]) -> str:
    """Returns how amendments that are options of one bracket go in together; else an empty text."""
    for number, (start, _), bracket in _numbered(combination.base):
        options = [each.text.notation().strip() for each in bracket.options]
        for way in ways:
            letters = [
                letter_of(options.index(choice.text.strip()))
                for key in (way.keys if isinstance(way, hunk.Take | hunk.InOrder) else ())
                for choice in choices_made(combination.base, combination.proposals.get(key, ""))
                if choice.start == start and choice.text.strip() in options
            ]
            if one_after_the_other(bracket, "+".join(letters)):
                both = "+".join(letters)
                return f"; as options of B{number} they stand together: B{number}={both}"
    return ""


def _conflicts_and_brackets(
    settle: Settlements, combination: Combination
) -> tuple[dict[int, hunk.Settlement | str], dict[int, str | hunk.Reword]]:
    conflicts: dict[int, hunk.Settlement | str] = {}
    brackets: dict[int, str | hunk.Reword] = {}
    for key, way in settle.items():
        if isinstance(way, hunk.Reword):
            check_typed(way.text)
        if isinstance(way, hunk.Reword) and not way.text.strip():
            is_bracket = isinstance(key, str)
            instead = "drop takes its words out" if is_bracket else "base leaves the text as it is"
            raise Rejected(f"the wording for {key} has no words; {key}={instead}")
        if isinstance(key, int):
            if not 1 <= key <= len(combination.conflicts):
                raise Rejected(hunk.no_conflict(key, len(combination.conflicts)))
            conflicts[key - 1] = way
            continue
        name = re.fullmatch(r"[Bb]([1-9]\d{0,5})", key)
        if name is None:
            raise Rejected(f"{key} is neither the number of a conflict nor a bracket such as B1")
        if not isinstance(way, str | hunk.Reword):
            raise Rejected(f"a bracket is settled by keep, drop, an option or words, not by {way}")
        brackets[int(name[1])] = way
    return conflicts, brackets


def _brackets(
    state: State,
    target: str,
    combination: Combination,
    choices: Mapping[int, str | hunk.Reword],
    merged: str,
) -> tuple[PlannedBracket, ...]:
    found = []
    for number, (start, end), bracket in _numbered(combination.base):
        choice = choices.get(number)
        kept = _kept(bracket, choice)
        against = _against_choice(f"B{number}", bracket, kept) if choice else ()
        if choice not in (None, "drop"):
            # A member that objected to words in it before they went in objects to them without it.
            against += tuple(
                mergeable.Dissent(held.member, held.stance, f"B{number}", held.position.reason)
                for held in state.contested_in(target)
                if start <= held.start < end
            )
        others = _with_other_options(bracket, kept) if choice else ()
        stays = choice is None and combination.base[start:end] in merged
        found.append(PlannedBracket(number, bracket.options, choice, against, others, stays))
    return tuple(found)


def _numbered(text: str) -> Iterator[tuple[int, tuple[int, int], Bracket]]:
    """Yields the brackets of a text by their numbers, from 1, with where they begin and end."""
    read, _ = parse(text, EVERY_CODE)
    yield from zip(count(1), bracket_spans(text), read.brackets(), strict=False)


def _kept(bracket: Bracket, choice: str | hunk.Reword | None) -> list[int]:
    """Returns the options of a bracket, counted from 0, that a choice leaves in the text."""
    if not isinstance(choice, str):
        return []
    letters = [letter_of(place) for place in range(len(bracket.options))]
    one = [letters.index(choice)] if choice in letters else []
    return one or one_after_the_other(bracket, choice)


def _against_choice(
    name: str, bracket: Bracket, kept: Sequence[int]
) -> tuple[mergeable.Dissent, ...]:
    """Returns the members named in a bracket that object to how it is settled, or hold it."""
    is_choice = len(bracket.options) > 1
    options = [bracket.options[place] for place in kept] if is_choice and kept else bracket.options
    opposing = {code for option in options for code in option.opposes}
    opposed = [code for code in bracket.holders if code in opposing]
    held = [] if is_choice else [code for code in bracket.holders if code not in opposing]
    return (
        *(mergeable.Dissent(member, Stance.OBJECT, name) for member in opposed),
        *(mergeable.Dissent(member, Stance.HOLD, name) for member in held),
    )


def _with_other_options(bracket: Bracket, kept: Sequence[int]) -> tuple[str, ...]:
    """Returns the members named with options of a bracket that do not stay."""
    if len(bracket.options) < 2:
        return ()
    named = [
        (code, place in kept)
        for place, option in enumerate(bracket.options)
        for code in (*option.proposes, *option.supports)
    ]
    staying = {code for code, stays in named if stays}
    return tuple(dict.fromkeys(code for code, _ in named if code not in staying))


def _met(before: Merge, after: Merge) -> tuple[str, ...]:
    """Returns the amendments that settling a bracket merges, wholly or in part."""
    pairs = zip(before.outcomes, after.outcomes, strict=True)
    return tuple(now.key for then, now in pairs if now.taken != then.taken)


def _nothing_to_merge(
    state: State,
    target: str,
    combination: Combination,
    rows: Sequence[mergeable.PlannedChange],
    request: MergeRequest,
) -> str:
    handle = state.handle_of(target)
    if request.settle or any(row.is_ticked for row in rows):
        return f"settled so, {handle} stays as it is"
    if not combination.proposals:
        return f"there is no undecided amendment to the words of {handle}"
    conflicts = enumerate(combination.conflicts, start=1)
    for key, (at, conflict) in product(request.take or (), conflicts):
        if key in conflict.by:
            what = "order" if conflict.kind == "order" else "conflict"
            return f"{key} stands in {what} {at}; choose {key} for {what} {at}"
    kinds = [each.kind for each in combination.conflicts]
    how = "what comes first in order 1" if kinds[:1] == ["order"] else "a wording for conflict 1"
    waiting = [f"c{row.number}: {row.why_not}" for row in rows if row.why_not]
    if waiting:
        waiting += [f"name the amendment or the change{f', and choose {how}' if kinds else ''}"]
        return f"nothing goes into {handle} unless it is named; {'; '.join(waiting)}"
    item = state.items.get(target)
    # A label such as 3(a) would have to be quoted.
    name = item.label if item and re.fullmatch(r"\w+", item.label) else handle
    if kinds:
        only = "its order" if kinds[0] == "order" else "its conflict"
        sorts = dict.fromkeys("orders" if kind == "order" else "conflicts" for kind in kinds)
        which = only if len(kinds) == 1 else f"one of its {len(kinds)} {' and '.join(sorts)}"
        return (
            f"nothing can go into {handle} before {which} is settled; look at"
            f" the plan for {name}, and choose {how}"
        )
    return f"nothing that was named can go into {handle}"


def plan_taking(
    state: State,
    target: str,
    new_id: Callable[[], str],
    now: datetime,
    handles: Sequence[str],
    without_brackets: bool = False,
    reason: str = "",
) -> MergePlan:
    """Returns the plan that takes amendments whole; raises Rejected where two contradict."""
    combination = combine_pending(state, target)
    settle = {
        number: hunk.Take(*chosen)
        for number, conflict in enumerate(combination.conflicts, 1)
        if (chosen := [handle for handle in handles if handle in conflict.by])
    }
    request = MergeRequest(handles, None, settle, (), without_brackets, reason)
    plan = plan_merge(state, target, request, new_id, now)
    if plan.unbracketed or not reason:
        return plan
    return evolve(plan, operation=evolve(plan.operation, reason=""))


def _operation_of(
    state: State,
    target: str,
    operation_id: str,
    merged: Merge,
    *,
    cause: Cause,
    reason: str,
    unbracketed: Collection[str],
    bracketed: Collection[str],
    opposing: Collection[str],
    closed_for: Mapping[str, tuple[str, ...]],
) -> ChangeText:
    by_handle = {each.handle: each for each in competing_amendments(state, target)}
    whole: list[str] = []
    in_part: list[str] = []
    follow_ups: list[FollowUp] = []
    for outcome in merged.outcomes:
        amendment = by_handle[outcome.key]
        touched = bool(outcome.taken or outcome.closed)
        if outcome.taken:
            complete = outcome.next_text is None and not outcome.closed
            (whole if complete else in_part).append(amendment.id)
        follow_ups.append(
            FollowUp(
                amendment=amendment.id,
                seen=amendment.version,
                wording=None if outcome.next_text is None else read_text(state, outcome.next_text),
                cause=Cause.REMAINDER if touched else Cause.REBASED,
                taken=outcome.taken,
                closed=outcome.closed,
                closed_for=closed_for.get(outcome.key),
            )
        )
        old = state.text(amendment.id)
        if outcome.next_text is not None:
            follow_ups += rebase_amendments(
                state, amendment.id, amendment.id, old, outcome.next_text
            )
        elif outcome.taken:
            follow_ups += rebase_amendments(state, amendment.id, target, old, merged.text)
    follow_ups += rebase_rearrangements(state, target, state.text(target), merged.text)
    operation = ChangeText(
        id=operation_id,
        target=target,
        seen=state.version_id(target),
        wording=read_text(state, merged.text),
        cause=cause,
        merged_whole=tuple(whole),
        merged_in_part=tuple(in_part),
        follow_ups=tuple(follow_ups),
        reason=reason,
        unbracketed=tuple(by_handle[key].id for key in unbracketed),
        bracketed=tuple(by_handle[key].id for key in bracketed),
        opposing=tuple(opposing),
    )
    # Read as notation, the text may have other offsets.
    is_as_merged = operation.wording.notation() == merged.text
    places = {by_handle[each.key].id: each.places for each in merged.outcomes if is_as_merged}
    return with_contested(state, operation, places)


def _cause_of(
    merged: Merge,
    settlements: Collection[hunk.Settlement],
    bracketed: Collection[str],
    brackets: Collection[int],
) -> Cause:
    taken = [each for each in merged.outcomes if each.taken]
    in_part = any(each.next_text is not None or each.closed for each in taken)
    if in_part or any(isinstance(each, hunk.Reword) for each in settlements):
        return Cause.PART_MERGE
    if brackets:
        return Cause.PART_MERGE if taken else Cause.EDIT
    if taken:
        return Cause.MERGE
    return Cause.BRACKETING if bracketed else Cause.REBASED


def _to_reconfirm(
    state: State, operation: ChangeText, electorate: Electorate
) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Returns whose positions have to be reconfirmed after a change, and who proposed part."""
    target = operation.target
    fresh = [each for each in positions_on(state, target) if not is_stale(state, each)]
    with applied(state, operation):
        stale = tuple(
            (each.member, each.stance.value)
            for each in fresh
            if position_line(state, target, each).is_stale
        )
        return stale, Tally(state, electorate).count(target).proposed
