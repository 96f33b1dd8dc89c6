"""A combination as the command line shows it: changes c1, c2 …, conflicts 1, 2 … with options."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from consensus.cli import output
from consensus.model.amendments import AmendmentKind, AmendmentState
from consensus.model.counting import in_favour_of
from consensus.model.positions import Stance
from consensus.model.rivals import names_of
from consensus.reports.amendments import change_summary
from consensus.rules.explain import standing_words
from consensus.text.bracket_edits import letter_of
from consensus.text.combination import Change, Combination, Conflict, same_question
from consensus.text.display import replacement
from consensus.text.merge import linked_changes

if TYPE_CHECKING:
    from consensus.text.brackets import BracketOption
    from consensus.working_group.queries import Reading


def fields_of(
    combination: Combination, present: Mapping[str, Stance] | None = None
) -> dict[str, Any]:
    """A combination as data: hunks in the order of the text, changes and conflicts by number.

    Changes with one number as `linked` are one edit; conflicts with one, one question.

    Args:
        combination: the combination.
        present: who is in favour of the present words, with the stance; they hold the option
            "as it is" of each conflict, and had accepted what each change replaces.
    """
    held = [{"member": member, "stance": stance} for member, stance in (present or {}).items()]
    hunks: list[dict[str, Any]] = []
    changes: list[dict[str, Any]] = []
    conflicts: list[dict[str, Any]] = []
    for hunk in combination.hunks:
        if isinstance(hunk, Conflict):
            conflicts.append(_conflict(len(conflicts) + 1, hunk, held))
            hunks.append({"kind": "conflict", "number": len(conflicts)})
        elif isinstance(hunk, Change):
            changes.append(
                {
                    "number": len(changes) + 1,
                    "replaces": hunk.replaces,
                    "text": hunk.text,
                    "by": list(hunk.by),
                    "linked": hunk.linked,
                    "layout": hunk.is_layout,
                }
            )
            hunks.append({"kind": "change", "number": len(changes)})
        else:
            hunks.append({"kind": "kept", "text": hunk.text})
    return {
        "base": combination.base,
        "in_favour_of_base": held,
        "proposals": list(combination.proposals),
        "hunks": hunks,
        "changes": changes,
        "conflicts": conflicts,
        "neighbours": [
            {"sentence": each.sentence, "by": each.by} for each in combination.neighbours
        ],
        "findings": [
            {
                "kind": each.kind,
                "message": each.message,
                "by": each.by,
                "words": each.words,
                "replacement": each.replacement,
            }
            for each in combination.findings
        ],
    }


def _conflict(
    number: int, conflict: Conflict, held: Sequence[Mapping[str, object]]
) -> dict[str, Any]:
    return {
        "number": number,
        "replaces": conflict.replaces,
        "options": [
            {
                "letter": letter_of(place),
                "text": option.text,
                "by": list(option.by),
                "includes": list(option.includes),
                "positions": [] if option.by else held,
            }
            for place, option in enumerate(conflict.options)
        ],
        "compatible": [sorted(keys) for keys in conflict.compatible],
        "linked": conflict.linked,
        "kind": conflict.kind,
        "question": conflict.question,
    }


def show_combination(group: Reading, target: str, combination: Combination) -> None:
    """Write how the undecided amendments to a target combine."""
    state = group.state
    sponsors = names_of(state, target)
    standing = standing_words(present_support(group, target))
    changes, conflicts = linked_changes(combination), combination.conflicts
    brackets = [*state.version(target).wording.brackets()]
    orders = [each.kind for each in conflicts].count("order")
    counted = [
        f"{_count(len(sponsors), 'amendment')} to its words",
        _count(len(changes), "change"),
        _count(len(conflicts) - orders, "conflict"),
    ]
    counted += [_count(orders, "order")] if orders else []
    counted += [_count(len(brackets), "bracket")] if brackets else []
    output.write(f"{_name(group, target)}: {', '.join(counted)}", bold=True)
    for amendment in _structural(group, target):
        output.write(f"first to be asked: {amendment}")
    output.write(f"\n{''.join(_numbered(combination))}")
    if changes:
        output.write("\nChanges", bold=True)
    for numbers, replaces, text in changes:
        by = combination.changes[numbers[0]].by
        output.write(f"c{numbers[0] + 1}  {replacement(replaces, text)}  {_holders(by, sponsors)}")
    if changes and standing:
        output.write(f"    in favour of the text as it is: {standing}")
    for number, conflict in enumerate(conflicts, start=1):
        kind = "Order" if conflict.kind == "order" else "Conflict"
        output.write(f"\n{kind} {number}{_question(conflicts, number - 1)}", bold=True)
        held = f" ({standing})" if standing else ""
        for place, option in enumerate(conflict.options):
            text = _words(option.text)
            holders = _holders(option.by, sponsors) if option.by else f"as it is{held}"
            more = f", with the words of {', '.join(option.includes)}" if option.includes else ""
            output.write(f"{letter_of(place)}  {text}  {holders}{more}")
        if conflict.kind == "order":
            continue
        together = [
            keys for keys in conflict.compatible if len({conflict.wording(key) for key in keys}) > 1
        ]
        for keys in together:
            output.write(f"   can be carried out together: {', '.join(sorted(keys))}")
    for number, bracket in enumerate(brackets, start=1):
        output.write(f"\nBracket B{number}", bold=True)
        for place, offered in enumerate(bracket.options):
            named = f"  {offered.attribution}" if offered.names else ""
            output.write(f"{letter_of(place)}  {_words(offered.text.notation())}{named}")
    if combination.neighbours:
        output.write("\nTo be read again, because several change one sentence", bold=True)
        for neighbours in combination.neighbours:
            output.write(f"- {', '.join(neighbours.by)}: {neighbours.sentence}")
    if combination.findings:
        output.write("\nTo be looked at", bold=True)
        for finding in combination.findings:
            output.write(f"- {finding.message}")


def present_support(group: Reading, target: str) -> dict[str, Stance]:
    """Who is in favour of the present words of a text, with the stance."""
    return in_favour_of(group.state, target, group.judgement().electorate)


def _words(text: str) -> str:
    return f"“{text}”" if text else "(nothing)"


def bracket_fields(brackets: Iterable[Sequence[BracketOption]]) -> list[dict[str, Any]]:
    """The brackets of a text as data, by their options, B1, B2 … by their opening signs."""
    return [
        {
            "name": f"B{number}",
            "options": [
                {
                    "letter": letter_of(place),
                    "text": option.text.notation(),
                    "proposes": option.proposes,
                    "supports": option.supports,
                    "opposes": option.opposes,
                }
                for place, option in enumerate(options)
            ],
        }
        for number, options in enumerate(brackets, start=1)
    ]


def _question(conflicts: Sequence[Conflict], number: int) -> str:
    """What a conflict asks, where that is not which of its options."""
    if conflicts[number].kind == "order":
        return ": which first?"
    together = [str(at + 1) for at in same_question(conflicts, number)]
    return f", one question with {', '.join(together)}" if together else ""


def _numbered(combination: Combination) -> Iterator[str]:
    """The text with the numbers of its changes and conflicts in it.

    Changes that are one edit have the number of the first of them, as in a merge.
    """
    groups = [numbers for numbers, _, _ in linked_changes(combination)]
    number_of = {at: numbers[0] + 1 for numbers in groups for at in numbers}
    changes = conflicts = 0
    for hunk in combination.hunks:
        if isinstance(hunk, Conflict):
            conflicts += 1
            yield f"‹{conflicts}: {hunk.replaces}›"
        elif isinstance(hunk, Change):
            yield f"‹c{number_of[changes]}: {hunk.text}›"
            changes += 1
        else:
            yield hunk.text


def _structural(group: Reading, target: str) -> Iterator[str]:
    """The amendments that do something else with the target than change its words."""
    state = group.state
    for each in state.amendments_to.get(target, ()):
        amendment = state.amendments[each]
        is_open = amendment.state is AmendmentState.OPEN
        if is_open and amendment.kind is not AmendmentKind.MODIFY:
            by = ", ".join(amendment.sponsors) or "the chair"
            yield f"{amendment.handle} ({by}): {change_summary(state, each)}"


def _name(group: Reading, target: str) -> str:
    item = group.state.items.get(target)
    handle = group.state.handle_of(target)
    return f"{item.label} ({handle})" if item and item.label else handle


def _holders(keys: Iterable[str], sponsors: dict[str, tuple[str, ...]]) -> str:
    return ", ".join(f"{key} ({', '.join(sponsors.get(key, ())) or 'the chair'})" for key in keys)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
