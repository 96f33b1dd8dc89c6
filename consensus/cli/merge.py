"""`consensus merge`: what is agreed goes into the text, the rest stays alive."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from consensus.cli import output
from consensus.cli.combination_view import bracket_fields
from consensus.cli.command import Command, as_json
from consensus.cli.completing import complete_amendment, complete_target
from consensus.cli.context import listed, recording
from consensus.cli.reporting import tell_contested, tell_step
from consensus.text.combination import InBrackets, InOrder, KeepBase, Reword, Take
from consensus.text.display import replacement

if TYPE_CHECKING:
    from consensus.rules.mergeable import Dissent, PlannedChange
    from consensus.text.brackets import BracketOption
    from consensus.text.combination import Settlement
    from consensus.working_group import WorkingGroup
    from consensus.working_group.merging import MergePlan


@click.command("merge", cls=Command, python="group.merge('3', take=['A3', 'A5'], settle={0: 'A7'})")
@click.argument("target", metavar="ITEM", shell_complete=complete_target)
@click.option(
    "--take",
    multiple=True,
    shell_complete=complete_amendment,
    help="Amendments whose changes go in; if none is named, those that are ready and unopposed.",
)
@click.option(
    "--change",
    multiple=True,
    metavar="NUMBER",
    help="Changes that go in, such as c1, in place of --take.",
)
@click.option(
    "--settle",
    multiple=True,
    metavar="NUMBER=WHAT",
    help="How a conflict, an order or a bracket of the text is settled.",
)
@click.option(
    "--keep-open",
    multiple=True,
    shell_complete=complete_amendment,
    help="An amendment that stays alive where a conflict is settled against it.",
)
@click.option(
    "--without-brackets",
    is_flag=True,
    help="Put in without brackets what members object to or reserve their position on;"
    " with --reason.",
)
@click.option("--reason", default="", help="Why.")
@click.option("--dry-run", is_flag=True, help="Only show what would happen.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@as_json
def merge(
    target: str,
    take: tuple[str, ...],
    change: tuple[str, ...],
    settle: tuple[str, ...],
    keep_open: tuple[str, ...],
    without_brackets: bool,
    reason: str,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Merge amendments into the text they amend.

    What goes in unless you name it: changes of amendments that are ready, in claims that no other
    contradicts, and to which no member objects or reserves its position. All else waits, and says
    why. 'consensus combine ITEM' shows the numbers. A conflict is settled by:

    \b
      1=A7                  the wording of A7, all of it in this question
      1=b                   the option with that letter
      1=A7+A9               both, where they can be carried out together
      1=base                the wording as it is
      1=brackets            a bracket with all options
      1=text:"new words"    new words

    An order asks which of several new sentences comes first:

    \b
      1=A7+A9               that of A7, then that of A9
      1=A7                  only that of A7
      1=base                neither
      1=brackets            both in brackets

    A bracket of the text, B1, B2 … by their opening signs:

    \b
      B1=keep               its words stay, the signs go
      B1=drop               its words go with it
      B1=a                  the words of that option stay
      B1=b+c                both, one after the other, where another option is no text
      B1=text:"new words"   new words in its place

    Words that a member objects to, or reserves its position on, go in in brackets once they are
    named. Without brackets they go in on the chair's instruction, which takes a reason and is
    recorded. Other conflicts stay open, and so do the amendments in them; what a question is
    settled against is closed, unless --keep-open names it. What goes in in brackets closes nothing.

    An amendment that inserts, deletes, moves, splits or joins items is merged by its own name; it
    takes that instruction, too, where a member objects to it or holds it.

    \b
    Examples:
      consensus merge 3 --dry-run
      consensus merge 3 --take A51 --settle 1=A4 --keep-open A6
      consensus merge 3 --settle 1=A4 --without-brackets --reason "The chair's ruling"
      consensus merge 7 --settle B1=b
      consensus merge A43 --yes
    """
    from consensus.errors import NothingToMerge
    from consensus.model.amendments import AmendmentKind
    from consensus.model.lookup import find_target
    from consensus.reports.audience import Audience
    from consensus.reports.step_sentences import change_sentence
    from consensus.reports.words import Voice

    with recording() as group:
        state = group.state
        found = find_target(state, target)
        amendment = state.amendments.get(found)
        if amendment is not None and amendment.kind is not AmendmentKind.MODIFY:
            if take or change or settle or keep_open:
                raise click.UsageError(f"{amendment.handle} is merged whole, without choices")
            _arrange(group, found, without_brackets, reason, dry_run, yes, as_json)
            return
        try:
            plan = _plan(group, found, take, change, settle, keep_open, without_brackets, reason)
        except NothingToMerge as nothing:
            if not dry_run:
                raise
            _tell_nothing(group, found, str(nothing), as_json)
            return
        if not as_json:
            _show(plan, without_brackets)
        step = ""
        if not dry_run:
            _ask(yes, plan.bracketed, plan.not_introduced)
            # What was shown is recorded; if the text has changed since, it is refused.
            recorded = group.record(plan.operation)
            step = recorded.id
            if not as_json:
                voice = Voice(group.state, Audience.SECRETARIAT)
                tell_step(recorded, change_sentence(plan.operation, voice))
                tell_contested(group, recorded)
        if as_json:
            output.write_json(_fields(group, plan, step))


def _plan(
    group: WorkingGroup,
    target: str,
    take: tuple[str, ...],
    change: tuple[str, ...],
    settle: tuple[str, ...],
    keep_open: tuple[str, ...],
    without_brackets: bool,
    reason: str,
) -> MergePlan:
    from consensus.cli.settling import change_numbers, settlements
    from consensus.errors import NothingToMerge

    state = group.state
    handle = state.handle_of(target)
    combination = group.combination(target)
    if not combination.proposals and state.version(target).wording.is_clean:
        amended = state.amendments.get(target)
        advice = f"; to take it, merge {state.handle_of(amended.target)}" if amended else ""
        raise NothingToMerge(f"no undecided amendment changes the words of {handle}{advice}")
    return group.plan_merge(
        target,
        take=listed(take) if take else None,
        changes=change_numbers(change),
        settle=settlements(settle, combination),
        keep_open=listed(keep_open),
        without_brackets=without_brackets,
        reason=reason,
    )


def _tell_nothing(group: WorkingGroup, target: str, why: str, as_json: bool) -> None:
    if as_json:
        text = group.state.text(target)
        output.write_json({"target": group.state.handle_of(target), "text": text, "nothing": why})
    else:
        output.write(why)


def _arrange(
    group: WorkingGroup,
    amendment: str,
    without_brackets: bool,
    reason: str,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    from consensus.reports.amendments import change_summary
    from consensus.rules.explain import explain_reason
    from consensus.rules.mergeable import dissent_on
    from consensus.working_group.merging import check_instruction

    handle = group.state.handle_of(amendment)
    summary = change_summary(group.state, amendment)
    opposed = dissent_on(group.state, group.judgement(), amendment)
    not_yet = group.judgement().not_introduced(amendment)
    early = {handle: explain_reason(not_yet)} if not_yet else {}
    if not as_json:
        output.write(f"{handle}: {summary}")
        for line in (*map(_dissent_line, opposed), *_early_lines(early)):
            output.write(line)
    check_instruction(handle, opposed, without_brackets, reason)
    step = ""
    if not dry_run:
        _ask(yes, early=early)
        recorded = group.merge(amendment, without_brackets=without_brackets, reason=reason)
        step = recorded.id
        if not as_json:
            tell_step(recorded, f"{handle} is merged")
            tell_contested(group, recorded)
    if as_json:
        fields = {"target": handle, "summary": summary, "objecting": opposed}
        output.write_json({**fields, "not_introduced": early, "step": step or None})


def _ask(yes: bool, bracketed: Collection[str] = (), early: Collection[str] = ()) -> None:
    if not yes and output.is_interactive():
        how = f", with words of {', '.join(bracketed)} in brackets" if bracketed else ""
        if early:
            how += f", before {', '.join(early)} {'is' if len(early) == 1 else 'are'} introduced"
        click.confirm(f"Record this{how}?", default=True, abort=True, err=True)


def _show(plan: MergePlan, without_brackets: bool) -> None:
    output.write("With this it reads", bold=True)
    output.write(plan.merge.text)
    for heading, lines in (
        ("Changes nobody contradicts", _change_lines(plan)),
        ("Conflicts and orders", _conflict_lines(plan)),
        ("Brackets of the text", _bracket_lines(plan)),
        *plan.sections,
    ):
        shown = list(lines)
        if shown:
            output.write(f"\n{heading}", bold=True)
        for line in shown:
            output.write(f"- {line}")
    if without_brackets and not plan.unbracketed:
        output.say("nothing goes in that a member objects to or holds: no need of that instruction")
    if plan.bracketed:
        output.say(
            f"words of {', '.join(plan.bracketed)} go in in brackets; without brackets only on the"
            " chair's instruction: --without-brackets --reason TEXT"
        )
    for kind, left in (("conflict", plan.conflicts_open), ("order", plan.orders_open)):
        if left:
            stay = "stays" if left == 1 else "stay"
            output.say(f"{left} of {_number_of(plan, kind)} {kind}s {stay} open")


def _number_of(plan: MergePlan, kind: str) -> int:
    kinds = [each.kind for each in plan.combination.conflicts]
    return kinds.count("order" if kind == "order" else "substance")


def _change_lines(plan: MergePlan) -> Iterator[str]:
    for row in plan.changes:
        yield (
            f"c{row.number + 1}  {replacement(row.replaces, row.text)}  {', '.join(row.by)}:"
            f" {_what_goes_in(plan, row)}"
        )


def _what_goes_in(plan: MergePlan, row: PlannedChange) -> str:
    if row.in_brackets:
        return "goes in in brackets"
    if row.is_ticked:
        return "goes in" + (f", of {', '.join(row.in_part)} in part" if row.in_part else "")
    if plan.is_with_bracket(row):
        return "settled with the bracket"
    return f"waits: {row.why_not or 'it is not named'}"


def _conflict_lines(plan: MergePlan) -> Iterator[str]:
    for number, conflict in enumerate(plan.combination.conflicts):
        asked = "which first" if conflict.kind == "order" else "which wording"
        way = plan.settled.get(number)
        undecided = plan.open_in(number)
        if way is not None:
            what = _settled_so(way)
        elif not undecided:
            what = "settled with the bracket"
        elif len(undecided) < len(conflict.by):
            what = f"stays open for {', '.join(undecided)}"
        else:
            what = f"stays open: {asked}, {', '.join(undecided)}?"
        yield f"{number + 1}  {what}"


def _bracket_lines(plan: MergePlan) -> Iterator[str]:
    for bracket in plan.brackets:
        offers = " | ".join(_option(each) for each in bracket.options)
        choice = bracket.choice
        if choice is None:
            what = "stays" if bracket.stays else "changes with what goes in"
        else:
            what = choice if isinstance(choice, str) else "new words"
        yield f"B{bracket.number}  [{offers}]  {what}"


def _option(option: BracketOption) -> str:
    return option.text.notation(names=False).strip() or "no text"


def _dissent_line(each: Dissent) -> str:
    return f"- {each.sentence} ({each.on})"


def _early_lines(not_introduced: Mapping[str, str]) -> Iterator[str]:
    for handle, why in not_introduced.items():
        yield f"- {handle} is {why}"


def _fields(group: WorkingGroup, plan: MergePlan, step: str) -> dict[str, Any]:
    brackets = bracket_fields(each.options for each in plan.brackets)
    return {
        "target": group.state.handle_of(plan.target),
        "text": plan.merge.text,
        "outcomes": plan.merge.outcomes,
        "in_part": list(plan.in_part),
        "stale": [{"member": member, "stance": stance} for member, stance in plan.stale],
        "proposing": plan.proposing,
        "changes": [
            {
                "number": row.number + 1,
                "replaces": row.replaces,
                "text": row.text,
                "by": row.by,
                "in_part": row.in_part,
                "ticked": row.is_ticked,
                "in_brackets": row.in_brackets,
                "why_not": row.why_not,
                "objecting": row.against,
            }
            for row in plan.changes
        ],
        "brackets": [
            {
                **fields,
                "settled": None if each.choice is None else _settled_so(each.choice),
                "objecting": each.against,
                "others": each.others,
            }
            for fields, each in zip(brackets, plan.brackets, strict=True)
        ],
        "objecting": plan.objecting,
        "in_favour": plan.in_favour,
        "bracketed": plan.bracketed,
        "not_introduced": plan.not_introduced,
        "unbracketed": plan.unbracketed,
        "contested": plan.effects.contested,
        "lapsed": plan.effects.lapsed,
        "to_confirm": plan.effects.to_confirm,
        "conditions": [
            {"member": member, "amendment": amendment}
            for member, amendment in plan.effects.conditions
        ],
        "settled": {str(at + 1): _settled_so(way) for at, way in sorted(plan.settled.items())},
        "conflicts": _number_of(plan, "conflict"),
        "conflicts_open": plan.conflicts_open,
        "orders": _number_of(plan, "order"),
        "orders_open": plan.orders_open,
        "step": step or None,
    }


def _settled_so(way: Settlement | str) -> str:
    """What something is settled by, as it is written behind `--settle NUMBER=`."""
    match way:
        case str():
            return way
        case Take(keys):
            return "+".join(keys)
        case InOrder(keys, bracketed):
            how = f", {', '.join(bracketed)} in brackets" if bracketed else ""
            return "+".join(keys) + how
        case InBrackets(keys):
            return f"{'+'.join(keys)} in brackets" if keys else "brackets"
        case Reword(text):
            return f'text:"{text}"'
        case KeepBase():
            return "base"
