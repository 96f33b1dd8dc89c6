"""Merging: what is taken and left, rebasing, and where words come from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import Enum, auto
from functools import lru_cache
from itertools import accumulate, groupby
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from consensus.errors import InvalidChoice, NotFound
from consensus.text.bracket_edits import drop, letter_of, lift, one_after_the_other, replace_bracket
from consensus.text.brackets import (
    EVERY_CODE,
    BracketedText,
    Part,
    bracket_spans,
    parse,
    render,
    scan_brackets,
    without_words,
)
from consensus.text.diff import ParsedBase, diff
from consensus.text.edit import TextEdit, apply
from consensus.text.hunk import (
    Change,
    Conflict,
    Hunk,
    HunkOutcome,
    InBrackets,
    InOrder,
    Kept,
    Names,
    Option,
    Reword,
    Settlement,
    Take,
    own_wording,
    render_bracket,
    settled_by_question,
)
from consensus.text.tokens import tokenise

if TYPE_CHECKING:
    from consensus.text.combination import Combination


@frozen
class MergeOutcome:
    """The result of a merge for one amendment."""

    key: str
    taken: tuple[HunkOutcome, ...]  # its hunks that are in the new text
    left: tuple[HunkOutcome, ...]  # its hunks that are still open
    closed: tuple[HunkOutcome, ...]  # its hunks against which a conflict was settled
    # The new text with the left hunks; nothing when none is left. It was merged in full when none
    # is closed either.
    next_text: str | None
    # The start and end in the new text of the words of each taken hunk.
    places: tuple[tuple[int, int], ...] = field(default=(), eq=False)


@frozen
class Merge:
    """A new text, and the outcome for each amendment, sorted by key."""

    text: str
    outcomes: tuple[MergeOutcome, ...]


class _Fate(Enum):
    TAKEN = auto()
    LEFT = auto()
    CLOSED = auto()


@frozen
class _Decision:
    """The decision on one hunk."""

    hunk: Hunk  # with its conflict settled
    text: str  # what stands in its place in the new text
    fates: Mapping[str, _Fate] = field(factory=dict)  # of each amendment that wants something there


def merge(
    combination: Combination,
    *,
    take: Collection[int] | None = None,
    settle: Mapping[int, Settlement | str] | None = None,
    keep_open: Collection[str] = (),
    in_brackets: Collection[int] = (),
    brackets: Mapping[int, str | Reword] | None = None,
    names: Names | None = None,
) -> Merge:
    """Merges what is agreed of several amendments, and keeps the rest of them alive.

    Args:
        combination: the amendments, combined.
        take: the changes to take, as indices into `combination.changes`; all when not given.
            Linked changes are taken together, and those of a claim with the question that is
            settled for its proposal.
        settle: what conflicts are settled by, as indices into `combination.conflicts`. The others
            stay open: the words of the base stay, and every option there is left.
        keep_open: amendments whose hunks stay left although a conflict was settled against them.
        in_brackets: the changes among those taken that go in in brackets, beside the words of the
            base; the amendments that want them become the choice of that option.
        brackets: how brackets of the base are settled, by their numbers as for `settle_bracket`.
            Conflicts come first. Amendments that only say which words of the bracket stay are met
            or closed by it; all others follow.
        names: the codes to print for each amendment where a conflict is put in brackets.

    Returns:
        The new text, and for each amendment its hunks taken, left and closed. Its next text is
        built from the combination, never by comparing texts again.

    Raises:
        InvalidChoice: there is no such change or conflict, or a settlement does not fit.
        NotFound: there is no such bracket, or no such option in it.
    """
    settled = combination.settle({at + 1: way for at, way in (settle or {}).items()}, names)
    settlements = settled_by_question(combination.conflicts, settle or {})
    taken = _taken(combination, take, with_questions(combination, settlements))
    decisions: list[_Decision] = []
    change = 0
    for hunk, result in zip(combination.hunks, settled.hunks, strict=True):
        if not isinstance(hunk, Change):
            decisions.append(_decision(result, False, keep_open))
            continue
        decision = _decision(result, change in taken, keep_open)
        is_bracketed = change in taken and change in in_brackets
        decisions.append(_bracketed(decision, hunk, names) if is_bracketed else decision)
        change += 1
    merged = Merge(
        "".join(decision.text for decision in decisions),
        tuple(_outcome(key, decisions, names) for key in combination.proposals),
    )
    if not brackets:
        return merged
    places = _places_of_brackets(combination, decisions, brackets)
    _check_not_taken_out(combination, decisions, brackets)
    # From the last on, so that the places of those before hold.
    for number in sorted(brackets, reverse=True):
        merged = _with_bracket(merged, places[number], number, brackets[number], keep_open)
    return merged


def with_questions(combination: Combination, settlements: Mapping[int, Settlement]) -> set[int]:
    """Returns the changes of the proposals named in settlements, in the claims that they settle.

    Others with the same wording in the conflict are not named by that.
    """
    named = {
        (key, combination.conflicts[number].question)
        for number, way in settlements.items()
        if isinstance(way, Take | InOrder) or (isinstance(way, InBrackets) and not way.is_alone)
        for key in way.keys
    }
    return {
        number
        for number, change in enumerate(combination.changes)
        if named.intersection(change.in_part)
    }


def in_brackets(conflict: Conflict, settlement: Settlement) -> tuple[str, ...]:
    """Returns the proposals whose words a settlement writes in brackets, so that they stay open."""
    match settlement:
        case InBrackets(keys):
            return conflict.siding(keys) or conflict.by
        case InOrder(_, bracketed):
            return conflict.siding(bracketed)
        case _:
            return ()


def _taken(
    combination: Combination, take: Collection[int] | None, settled: Collection[int]
) -> set[int]:
    """Returns the indices of the changes to take, with those they are linked to."""
    changes = combination.changes
    if take is None:
        return set(range(len(changes)))
    take = {*take, *settled}
    unknown = sorted(index for index in take if not 0 <= index < len(changes))
    if unknown:
        listed = ", ".join(str(index + 1) for index in unknown)
        raise InvalidChoice(f"no change {listed}: there are {len(changes)}, counted from 1")
    links = {changes[index].linked for index in take} - {0}
    linked = {index for index, change in enumerate(changes) if change.linked in links}
    return linked | take


def _decision(hunk: Hunk, is_taken: bool, keep_open: Collection[str]) -> _Decision:
    if isinstance(hunk, Conflict):
        return _Decision(hunk, hunk.replaces, dict.fromkeys(hunk.by, _Fate.LEFT))
    conflict = hunk.settled_from
    if conflict is None:
        if isinstance(hunk, Kept):
            return _Decision(hunk, hunk.text)
        if is_taken:
            return _Decision(hunk, hunk.text, dict.fromkeys(hunk.by, _Fate.TAKEN))
        return _Decision(hunk, hunk.replaces, dict.fromkeys(hunk.by, _Fate.LEFT))
    assert hunk.settlement is not None
    bracketed = in_brackets(conflict, hunk.settlement)
    # Whose words stand in a bracket of the text is open until that is settled.
    offered = {e.by for e in conflict.options if offered_in_brackets(hunk.text, e.text) == "whole"}
    kept = {*keep_open, *(key for by in offered for key in by)}
    fates = {}
    for key in conflict.by:
        goes_in = key not in bracketed and isinstance(hunk, Change) and key in hunk.by
        left = _Fate.LEFT if key in bracketed or key in kept else _Fate.CLOSED
        fates[key] = _Fate.TAKEN if goes_in else left
    return _Decision(hunk, hunk.text, fates)


def _bracketed(decision: _Decision, change: Change, names: Names | None) -> _Decision:
    """Returns the decision to take a change in brackets, which leaves it open."""
    if change.linked:
        raise InvalidChoice(
            f"{', '.join(change.by)} only writes or lifts brackets here, so that cannot stand in"
            " brackets: leave it out, or merge it without brackets"
        )
    text = render_bracket((Option(change.replaces), Option(change.text, change.by)), names)
    return _Decision(decision.hunk, text, dict.fromkeys(change.by, _Fate.LEFT))


def linked_changes(combination: Combination) -> list[tuple[tuple[int, ...], str, str]]:
    """Returns the changes by their indices, with the words before and after; linked ones as one.

    Linked changes are those of a bracket that is written, lifted or chosen from; what the same
    proposals change between them goes with them.
    """
    hunks, changes = combination.hunks, combination.changes
    places = [place for place, hunk in enumerate(hunks) if isinstance(hunk, Change)]
    base = [hunk.replaces for hunk in hunks]
    last_of = {change.linked: number for number, change in enumerate(changes) if change.linked}
    found = []
    done: set[int] = set()
    for number, change in enumerate(changes):
        if number in done:
            continue
        last = last_of.get(change.linked, number)
        group = [
            at
            for at in range(number, last + 1)
            if changes[at].by == change.by and changes[at].linked in (0, change.linked)
        ]
        done.update(group)
        start, end = places[number], places[last] + 1
        words = base[start:end]
        for at in group:
            words[places[at] - start] = changes[at].text
        found.append((tuple(group), "".join(base[start:end]), "".join(words)))
    return found


def settle_bracket(
    text: BracketedText, number: int, choice: str | Reword, name: str = ""
) -> BracketedText:
    """Replaces a bracket, by its number as for `lift`, by the words chosen from it.

    Args:
        choice: `keep` for the words of a bracket with one option, `drop` for none of its words,
            the letter of an option, letters such as `b+c` for options that only put words in, one
            after the other, or new wording.
        name: what the bracket is called in messages.

    Raises:
        NotFound: there is no such bracket, or no such option in it.
        InvalidChoice: the bracket has several options and none was named.
    """
    name = name or f"bracket {number}"
    bracket = next((each for at, each in enumerate(text.brackets(), 1) if at == number), None)
    if bracket is None:
        raise NotFound(f"there is no {name}")
    if isinstance(choice, Reword):
        words, _ = parse(choice.text, EVERY_CODE)
        return replace_bracket(text, number, lambda _: words.parts)
    if choice == "drop":
        return drop(text, number)
    letters = [letter_of(place) for place in range(len(bracket.options))]
    if choice == "keep" and len(letters) == 1:
        return lift(text, number)
    if choice in letters:
        return lift(text, number, letters.index(choice) + 1)
    if chosen := one_after_the_other(bracket, choice):
        spaced: list[Part] = []
        for place in chosen:
            spaced += [*([" "] if spaced else []), *bracket.options[place].text.parts]
        return replace_bracket(text, number, lambda _: tuple(spaced))
    options = ", ".join(
        f"{letter} “{render(option.text).strip() or 'no text'}”"
        for letter, option in zip(letters, bracket.options, strict=True)
    )
    if choice == "keep":
        raise InvalidChoice(f"{name} offers a choice, so say which: {options}")
    raise NotFound(f"{name} has no option {choice}: choose keep, drop or one of {options}")


def at_brackets(combination: Combination, brackets: Mapping[int, str | Reword]) -> set[int]:
    """Returns which changes, from 0, touch a sign of the settled brackets or words these delete."""
    base, spans = combination.base, bracket_spans(combination.base)
    signs = [
        offset
        for number in brackets
        if 1 <= number <= len(spans)
        for offset in (spans[number - 1][0], spans[number - 1][1] - 1)
    ]
    placed = [
        (hunk, start, end)
        for hunk, start, end, _ in _placed(combination)
        if isinstance(hunk, Change)
    ]
    return {
        number
        for number, (change, start, end) in enumerate(placed)
        if any(start <= sign < end for sign in signs)
        or _taken_out(base, (start, end), change.text, brackets)
    }


def _placed(combination: Combination) -> Iterator[tuple[Hunk, int, int, str]]:
    """Yields each hunk with its start and end in the base, and what messages call it."""
    end = conflict = 0
    for hunk in combination.hunks:
        start, end = end, end + len(hunk.replaces)
        conflict += isinstance(hunk, Conflict)
        by = () if isinstance(hunk, Kept) else hunk.by
        name = f"conflict {conflict}" if isinstance(hunk, Conflict) else ", ".join(by)
        yield hunk, start, end, name


def _taken_out(
    base: str, span: Iterable[int], text: str, brackets: Mapping[int, str | Reword]
) -> int:
    """Returns the number of the bracket whose settlement deletes the words; 0 for none."""
    start, end = span
    spans = bracket_spans(base)
    changed = base[:start] + text + base[end:]
    for number, choice in brackets.items():
        if number <= len(spans) and spans[number - 1][0] < start and end < spans[number - 1][1]:
            before, after = (
                settle_bracket(parse(each, EVERY_CODE)[0], number, choice, f"B{number}").notation()
                for each in (base, changed)
            )
            if before == after:
                return number
    return 0


def _check_not_taken_out(
    combination: Combination, decisions: Sequence[_Decision], brackets: Mapping[int, str | Reword]
) -> None:
    for (hunk, *span, name), decision in zip(_placed(combination), decisions, strict=True):
        is_changed = decision.text != hunk.replaces
        if is_changed and (number := _taken_out(combination.base, span, decision.text, brackets)):
            raise InvalidChoice(
                f"{name} changes words that go with B{number} as it is settled: settle one of the"
                " two"
            )


def _places_of_brackets(
    combination: Combination, decisions: Sequence[_Decision], numbers: Collection[int]
) -> dict[int, int]:
    """Returns where brackets of the base begin in the new text."""
    spans = bracket_spans(combination.base)
    found = {}
    for number in numbers:
        if not 1 <= number <= len(spans):
            known = "is only B1" if len(spans) == 1 else f"are {len(spans) or 'none'}"
            raise NotFound(f"there is no bracket B{number}: there {known}")
        start, end = spans[number - 1]
        _moved(combination, decisions, end - 1, number)
        found[number] = _moved(combination, decisions, start, number)
    return found


def _moved(
    combination: Combination, decisions: Sequence[_Decision], offset: int, number: int
) -> int:
    """Returns the offset in the new text of a character of bracket `number`, counted from 1."""
    after = 0
    for (hunk, start, end, name), decision in zip(_placed(combination), decisions, strict=True):
        if offset < end:
            is_settled = isinstance(hunk, Conflict) and not isinstance(decision.hunk, Conflict)
            if decision.text == hunk.replaces and not is_settled:
                return after + offset - start
            raise InvalidChoice(
                f"B{number} stands in words that {name} changes: settle one of the two"
            )
        after += len(decision.text)
    raise AssertionError("brackets stand inside the base")


def _with_bracket(
    merged: Merge, place: int, number: int, choice: str | Reword, keep_open: Collection[str]
) -> Merge:
    """Returns a merge with the bracket at an offset of its text settled."""
    spans = bracket_spans(merged.text)
    at = next(index for index, span in enumerate(spans) if span[0] == place)
    read, _ = parse(merged.text, EVERY_CODE)
    name = f"B{number}"
    text = settle_bracket(read, at + 1, choice, name).notation()
    bracket = [*read.brackets()][at]
    several = one_after_the_other(bracket, choice) if isinstance(choice, str) else ()
    # Each of several options that stay is what an amendment to one of them asked for.
    meeting = [lift(read, at + 1, each + 1).notation() for each in several] or [text]
    start, end = spans[at]
    shift = len(text) - len(merged.text)
    outcomes = []
    for each in merged.outcomes:
        # What is inside the bracket stands somewhere in what is left of it.
        places = tuple(
            (low + shift if low >= end else min(low, start), high + shift)
            if high > start
            else (low, high)
            for low, high in each.places
        )
        outcome = evolve(each, places=places)
        if each.next_text is not None:
            is_kept_open = each.key in keep_open
            outcome = _following(outcome, merged.text, text, meeting, (start, end), is_kept_open)
        outcomes.append(outcome)
    return evolve(merged, text=text, outcomes=tuple(outcomes))


def _following(
    outcome: MergeOutcome,
    old: str,
    new: str,
    meeting: Sequence[str],
    span: tuple[int, int],
    is_kept_open: bool,
) -> MergeOutcome:
    """Returns the outcome for an amendment when a bracket of the text is settled."""
    start, end = span
    mine = rest = outcome.next_text or ""
    edits = [*ParsedBase(old).edits(mine)]
    here = [each for each in edits if each.start < end and start < each.end]
    # White space beside a bracket goes with it.
    low, high = start - old[:start].endswith(" "), end + old[end:].startswith(" ")
    taken, closed, places = outcome.taken, outcome.closed, outcome.places
    now = start, end + len(new) - len(old)
    wish = apply(old, here)
    others = apply(old, [edit for edit in edits if edit not in here])
    # A sign whose partner is put elsewhere is about more than this bracket.
    is_whole = _unbalanced(wish) == _unbalanced(others) == _unbalanced(old)
    if here and is_whole and all(low <= edit.start and edit.end <= high for edit in here):
        record = HunkOutcome(old[start:end], wish[start : end + len(wish) - len(old)].strip())
        if any(wish.split() == each.split() for each in meeting):
            at = new.find(record.text, start) if len(meeting) > 1 else -1
            place = now if at < 0 else (at, at + len(record.text))
            taken, places = (*taken, record), (*places, place)
            rest = others
        elif not is_kept_open:
            closed += (record,)
            rest = others
    text = settled_for_text(rebase(old, new, rest)).text()
    if text.split() == new.split():
        # It says what the text says now, or nothing else was left of it.
        if (taken, closed) == (outcome.taken, outcome.closed):
            taken += outcome.left
            places += (now,) * len(outcome.left)
        return MergeOutcome(outcome.key, taken, (), closed, None, places)
    left = outcome.left
    if rest != mine:
        left = tuple(HunkOutcome(*words) for _, *words in linked_changes(rebase(new, new, text)))
    return MergeOutcome(outcome.key, taken, left, closed, text, places)


@frozen
class Choice:
    """The option that a text chooses of a bracket of the base."""

    start: int  # of what it changes in the base, the bracket and perhaps words around it
    end: int
    text: str  # what it says there
    changes: tuple[HunkOutcome, ...]  # what that changes of the words from before the bracket
    is_option: bool  # whether what it says there is an option of the bracket


@lru_cache(maxsize=256)
def choices_made(base: str, text: str) -> tuple[Choice, ...]:
    """Returns the choices in brackets that a text makes, except for the original words."""
    spans = bracket_spans(base)
    if not spans:
        return ()
    read, _ = parse(base, EVERY_CODE)
    edits = ParsedBase(base).edits(text)
    found: list[Choice] = []
    for (start, end), bracket in zip(spans, read.brackets(), strict=True):
        before = next((each.text.notation() for each in bracket.options if not each.names), None)
        signs = [start, end - 1]
        lifted = all(any(each.start <= sign < each.end for each in edits) for sign in signs)
        is_inside = bool(found) and start < found[-1].end
        if before is None or len(bracket.options) == 1 or not lifted or is_inside:
            continue
        here = [each for each in edits if each.start < end and start < each.end]
        low = min(start, *(each.start for each in here))
        high = max(end, *(each.end for each in here))
        wanted = apply(base, here)[low : high + sum(len(e.text) - e.end + e.start for e in here)]
        stood = base[low:start] + before + base[end:high]
        made = [HunkOutcome(before, wanted)]
        if (low, high) != (start, end):
            made = [HunkOutcome(stood[e.start : e.end], e.text) for e in diff(stood, wanted)]
        changes = tuple(each for each in made if each.replaces.split() != each.text.split())
        options = [each.text.notation() for each in bracket.options if each.names]
        is_option = any(
            (base[low:start] + option + base[end:high]).split() == wanted.split()
            or (option.strip() and option in wanted)
            for option in options
        )
        found.append(Choice(low, high, wanted, changes, is_option))
    return tuple(found)


def offered_in_brackets(base: str, text: str) -> str:
    """Returns whether a text chooses options in brackets: `whole` if it does no more, `in part`."""
    settled = base
    options = [each for each in choices_made(base, text) if each.is_option]
    for each in reversed(options):
        settled = settled[: each.start] + each.text + settled[each.end :]
    return ("whole" if settled == text else "in part") if options else ""


def options_over(base: str, new: str, text: str) -> tuple[str, list[Choice]]:
    """Returns a text carried over to a base that has changed, and the options it chooses there.

    It chooses those that it chose in the old base, as far as the brackets have them.
    """
    chosen = [each for each in choices_made(base, text) if each.is_option]
    if base == new or not chosen:
        return text, chosen
    known = {change for choice in chosen for change in choice.changes}
    text = settled_for_text(rebase(base, new, text)).text()
    options = [each for each in choices_made(new, text) if each.is_option]
    return text, [each for each in options if known.issuperset(each.changes)]


def _unbalanced(text: str) -> int:
    """Returns the number of unbalanced bracket characters."""
    return len(scan_brackets(text).findings)


def _outcome(key: str, decisions: Collection[_Decision], names: Names | None) -> MergeOutcome:
    records: dict[_Fate, list[HunkOutcome]] = {fate: [] for fate in _Fate}
    next_text = []
    places: list[tuple[int, int]] = []
    place = 0
    for decision in decisions:
        fate = decision.fates.get(key)
        if fate is None:
            next_text.append(decision.text)
        else:
            wanted = own_wording(decision.hunk, key)
            records[fate].append(HunkOutcome(decision.hunk.replaces, wanted))
            is_left = fate is _Fate.LEFT
            beside = _beside(decision.hunk, key, wanted, names) if is_left else decision.text
            next_text.append(beside)
            if fate is _Fate.TAKEN:
                places.append((place, place + len(decision.text)))
        place += len(decision.text)
    left = tuple(records[_Fate.LEFT])
    return MergeOutcome(
        key,
        tuple(records[_Fate.TAKEN]),
        left,
        tuple(records[_Fate.CLOSED]),
        "".join(next_text) if left else None,
        tuple(places),
    )


def _beside(hunk: Hunk, key: str, wanted: str, names: Names | None) -> str:
    """Returns the wording of an amendment at a hunk, with insertions that others have there."""
    if isinstance(hunk, Conflict) or hunk.settled_from is None:
        return wanted
    settlement, conflict = hunk.settlement, hunk.settled_from
    if conflict.kind != "order" or not isinstance(settlement, Take | InOrder):
        return _follow_brackets(conflict.replaces, hunk.text, wanted)[1]
    in_order = settlement.bracketed if isinstance(settlement, InOrder) else ()
    others = [each for each in in_order if each not in conflict.siding([key])]
    return conflict.settled(InOrder(*settlement.keys, key, bracketed=others), names).text


# The keys of the two sides of a rebase.
BASE = "base"
TEXT = "text"


def rebase(old_base: str, new_base: str, text: str) -> Combination:
    """Combines a new state of a base, as "base", with a text made against the old one, as "text".

    This serves the changes of a text that are no amendments: edits by the chair, an imported
    revision, undoing one of several changes. Where both changed the same words otherwise there is
    a conflict.
    """
    # What only reads loads no more than it needs.
    from consensus.text.combine import combine

    old_base, text = _follow_brackets(old_base, new_base, text)
    return combine(old_base, {BASE: new_base, TEXT: text})


def _follow_brackets(base: str, new: str, text: str) -> tuple[str, str]:
    """Returns a base and a text; brackets that only a new base changes are as they are there."""
    # Of a bracket that is settled there and that the text changes, the text keeps what it changes.
    known = bracket_spans(base) if base not in (new, text) else ()
    # From the last on, so that those inside come first and the numbers of the others hold.
    for number in reversed(range(len(known))):
        start, end = bracket_spans(base)[number]
        sides = [ParsedBase(base).edits(each) for each in (new, text)]
        theirs, own = ([e for e in side if e.start < end and start < e.end] for side in sides)
        settled, kept = ([_offset_in(side, at) for at in (start, end - 1)] for side in sides)
        spans = bracket_spans(text)
        span = next((each for each in spans if each[0] == kept[0] or each[1] - 1 == kept[1]), None)
        if not theirs or not span:
            continue
        # Words that stand for more than the bracket are not in its place.
        is_alone = all(start <= each.start and each.end <= end for each in theirs)
        there = apply(base, theirs)
        words = there[start : len(there) - len(base) + end].strip() if is_alone else ""
        if not own:
            base = _with_words(base, (start, end), words)
        elif -1 in settled:
            options, stood = _options(text[slice(*span)]), _options(base[start:end])
            left = words if words in options else options[0]
            words = next((each for each in options if each not in stood), left)
        else:
            continue
        text = _with_words(text, span, words)
    return base, text


def _offset_in(edits: Sequence[TextEdit], place: int) -> int:
    """Returns where a character stands after edits; -1 where they replace it."""
    if any(each.start <= place < each.end for each in edits):
        return -1
    return place + sum(len(e.text) - e.end + e.start for e in edits if e.end <= place)


def _with_words(text: str, span: tuple[int, int], words: str) -> str:
    """Returns a text with words in place of a bracket; without any, a space goes too."""
    before, after = text[: span[0]], text[span[1] :]
    if not words:
        before, after = before.removesuffix(" "), after if before else after.removeprefix(" ")
    return before + words + after


def _options(bracket: str) -> list[str]:
    """Returns what each option of a bracket leaves where it is chosen."""
    read, _ = parse(bracket, EVERY_CODE)
    count = len(next(read.brackets()).options)
    return [lift(read, 1, option).notation() for option in range(1, count + 1)]


def settled_for_text(combination: Combination) -> Combination:
    """Returns a rebase with its conflicts settled in favour of the text.

    Where only an order is asked, both stay, first what the new base inserted; words of the new base
    that the text leaves alone stay too.
    """
    return combination.settle(
        {
            number: Take(BASE, TEXT)
            if conflict.kind == "order"
            else Take(TEXT if TEXT in conflict.by else BASE)
            for number, conflict in enumerate(combination.conflicts, 1)
        }
    )


@frozen
class Provenance:
    """Where one run of words of a consolidated wording comes from."""

    text: str
    # The names of the wordings that have them there; none for words of the text before, or new.
    sources: tuple[str, ...]
    is_new: bool = False


def provenance(
    base: str, sources: Mapping[str, str], wording: str, codes: Collection[str] = ()
) -> tuple[Provenance, ...]:
    """Returns which of the named sources, or the base, every run of words in a wording comes from.

    Bracket characters, and the names among `codes` in brackets, are no words: they are never new.
    """
    signs = {place for start, end in without_words(wording, codes) for place in range(start, end)}
    in_base = _shared(base, wording)
    shared = {name: _shared(text, wording) for name, text in sources.items()}

    def origin(token: tuple[int, str]) -> tuple[tuple[str, ...], bool]:
        place, word = token
        if in_base[place]:
            return (), False
        names = tuple(name for name in sources if shared[name][place])
        return names, not names and not word.isspace() and place not in signs

    tokens = tokenise(wording)
    placed = zip(accumulate(map(len, tokens), initial=0), tokens, strict=False)
    return tuple(
        Provenance("".join(word for _, word in run), names, is_new)
        for (names, is_new), run in groupby(placed, key=origin)
    )


def _shared(text: str, wording: str) -> list[bool]:
    """Returns for each character of the wording whether the other text has it in order."""
    kept = [True] * len(wording)
    offset = 0
    for edit in diff(text, wording):
        start = edit.start + offset
        kept[start : start + len(edit.text)] = [False] * len(edit.text)
        offset += len(edit.text) - (edit.end - edit.start)
    return kept
