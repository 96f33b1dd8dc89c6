"""`consensus merge`: what is agreed goes into the text, the rest stays alive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from consensus.cli import output
from consensus.cli.command import Command, as_json
from consensus.cli.completing import complete_amendment, complete_target
from consensus.cli.reporting import tell_step
from consensus.cli.target import listed, recording

if TYPE_CHECKING:
    from consensus.text.merge import Outcome
    from consensus.working_group import WorkingGroup
    from consensus.working_group.merging import MergePlan


@click.command(cls=Command, python="group.merge('3', take=['A3', 'A5'], settle={0: 'A7'})")
@click.argument("target", metavar="ITEM", shell_complete=complete_target)
@click.option(
    "--take",
    multiple=True,
    shell_complete=complete_amendment,
    help="Amendments whose changes go in; all when none is named.",
)
@click.option(
    "--change", multiple=True, metavar="NUMBER", help="Changes that go in, in place of --take."
)
@click.option("--settle", multiple=True, metavar="NUMBER=WHAT", help="How a conflict is settled.")
@click.option(
    "--keep-open",
    multiple=True,
    shell_complete=complete_amendment,
    help="An amendment that stays alive where a conflict is settled against it.",
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
    reason: str,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Merge amendments into the text they amend.

    Changes nobody contradicts go in. Conflicts that are not settled stay open, and so do the
    amendments in them; those of one question are settled together, unless each is named.
    'consensus combine ITEM' shows the numbers. A conflict is settled by:

    \b
      1=A7                  the wording of A7
      1=b                   the option with that letter
      1=A7+A9               both, where they can be carried out together
      1=order:A3,A5         both insertions, in this order
      1=base                the wording as it is
      1=brackets            a bracket with all options
      1=text:"new words"    new words

    An amendment that inserts, deletes, moves, splits or joins items is merged by its own name.

    \b
    Examples:
      consensus merge 3 --dry-run
      consensus merge 3 --take A3,A5 --settle 1=A3 --keep-open A9
      consensus merge A17 --yes
    """
    from consensus.model.amendment import AmendmentKind
    from consensus.model.naming import find_target

    with recording() as group:
        state = group.state
        found = find_target(state, target)
        amendment = state.amendments.get(found)
        if amendment is not None and amendment.kind is not AmendmentKind.MODIFY:
            if take or change or settle or keep_open:
                raise click.UsageError(f"{amendment.handle} is merged whole, without choices")
            _arrange(group, found, dry_run, yes, as_json)
            return
        plan = _plan(group, found, take, change, settle, keep_open, reason)
        left = plan.conflicts_open
        if not as_json:
            _show(plan, left)
        step = ""
        if not dry_run:
            _ask(yes)
            # What was shown is recorded; if the text has changed since, it is refused.
            recorded = group.record(plan.operation)
            step = recorded.id
            if not as_json:
                tell_step(recorded, f"merged into {state.handle_of(found)}")
        if as_json:
            output.write_json(_fields(group, plan, left, step))


def _plan(
    group: WorkingGroup,
    target: str,
    take: tuple[str, ...],
    change: tuple[str, ...],
    settle: tuple[str, ...],
    keep_open: tuple[str, ...],
    reason: str,
) -> MergePlan:
    from consensus.cli.settling import change_numbers, settlements
    from consensus.errors import Rejected

    state = group.state
    handle = state.handle_of(target)
    combination = group.combination(target)
    if not combination.proposals:
        amended = state.amendments.get(target)
        advice = f"; to take it, merge {state.handle_of(amended.target)}" if amended else ""
        raise Rejected(f"no undecided amendment changes the words of {handle}{advice}")
    return group.plan_merge(
        target,
        take=listed(take) if take else None,
        changes=change_numbers(change),
        settle=settlements(settle, combination),
        keep_open=listed(keep_open),
        reason=reason,
    )


def _arrange(group: WorkingGroup, amendment: str, dry_run: bool, yes: bool, as_json: bool) -> None:
    from consensus.reports.change_summary import change_summary

    handle = group.state.handle_of(amendment)
    summary = change_summary(group.state, amendment)
    if not as_json:
        output.write(f"{handle}: {summary}")
    step = ""
    if not dry_run:
        _ask(yes)
        recorded = group.merge(amendment)
        step = recorded.id
        if not as_json:
            tell_step(recorded, f"{handle} is merged")
    if as_json:
        output.write_json({"target": handle, "summary": summary, "step": step or None})


def _ask(yes: bool) -> None:
    if not yes and output.is_interactive():
        click.confirm("Record this?", abort=True, err=True)


def _show(plan: MergePlan, left: int) -> None:
    output.write("With this it reads", bold=True)
    output.write(plan.merge.text)
    output.write("\nWhat remains of each amendment", bold=True)
    for outcome in plan.merge.outcomes:
        output.write(f"- {outcome.key}: {_what_remains(outcome)}")
        for name, hunks in (("open", outcome.left), ("closed", outcome.closed)):
            for hunk in hunks:
                output.write(f"    {name}: “{hunk.replaces}” to “{hunk.text}”")
    if plan.stale:
        output.write("\nPositions to be taken afresh", bold=True)
    for member, stance in plan.stale:
        output.write(f"- {member}: {stance}")
    if left:
        stay = "stays" if left == 1 else "stay"
        output.say(f"{left} of {len(plan.combination.conflicts)} conflicts {stay} open")


def _what_remains(outcome: Outcome) -> str:
    if outcome.taken and not outcome.left and not outcome.closed:
        return "merged in full"
    if outcome.taken:
        return "merged in part" + ("" if outcome.left else "; the rest is closed")
    return "stays open" if outcome.left else "closed"


def _fields(group: WorkingGroup, plan: MergePlan, left: int, step: str) -> dict[str, Any]:
    return {
        "target": group.state.handle_of(plan.target),
        "text": plan.merge.text,
        "outcomes": plan.merge.outcomes,
        "stale": [{"member": member, "stance": stance} for member, stance in plan.stale],
        "conflicts": len(plan.combination.conflicts),
        "conflicts_open": left,
        "step": step or None,
    }
