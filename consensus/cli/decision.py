"""`consensus decision`: what the chair declared."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from consensus.cli import output
from consensus.cli.command import Noun, as_json
from consensus.cli.completing import complete_decision, complete_member, complete_target
from consensus.cli.context import given_text, listed, reading, recording
from consensus.cli.meeting import FORUM
from consensus.cli.reporting import made_by, tell_step
from consensus.model.decisions import Outcome, Scope, StatementKind

KINDS = {each.value.split()[0]: each for each in StatementKind}


@click.group("decision", cls=Noun)
def decision() -> None:
    """Record what the chair declared.

    \b
    Outcomes:
      agreed, agreed ad ref, adopted, deferred, withdrawn, rejected, reopened

    \b
    Examples:
      consensus decision record 3 agreed
      consensus decision lift 8 KEL
    """


@decision.command("record", python="group.decide(['3', '4'], 'agreed ad ref', pending=['KEL'])")
@click.argument("targets", nargs=-1, required=True, shell_complete=complete_target)
@click.option(
    "--pending",
    multiple=True,
    shell_complete=complete_member,
    help="A member whose word it still awaits.",
)
@click.option("--forum", type=FORUM, help="Where; that of the meeting if not given.")
@click.option(
    "--scope",
    type=click.Choice([each.value for each in Scope]),
    help="What it covers, if not the items named.",
)
@click.option("--reason", default="", help="Why; needed over an objection and for a deferral.")
@click.option(
    "--due", type=click.DateTime(["%Y-%m-%d"]), help="For a deferral, the day it is listed again."
)
@click.option(
    "--no-objection",
    is_flag=True,
    help="The chair asked, and no objection was heard.",
)
@click.option(
    "--without-brackets",
    is_flag=True,
    help="A package puts in words that members object to or reserve their position on;"
    " with --reason.",
)
def record(
    targets: tuple[str, ...],
    pending: tuple[str, ...],
    forum: str | None,
    scope: str | None,
    reason: str,
    due: datetime | None,
    no_objection: bool,
    without_brackets: bool,
) -> None:
    """Record what was declared of items, amendments, a package or a whole draft.

    The outcome comes last. Only this settles anything: no count of positions ever does.

    A package puts its amendments into the text whole. Where a member objects to words of them, or
    reserves its position, that takes the chair's instruction and a reason, as in a merge.

    \b
    Examples:
      consensus decision record 3 agreed
      consensus decision record 4 5 agreed ad ref --pending KEL --forum informals
      consensus decision record 10 deferred --reason "awaits an answer" --due 2017-05-04
    """
    from consensus.rules.explain import explain_reason

    names, outcome = _parted(targets)
    with recording() as group:
        step = group.decide(
            names,
            outcome,
            pending=listed(pending),
            forum=forum,
            scope=scope,
            reason=reason,
            due=due.date() if due else None,
            no_objection_heard=no_objection,
            without_brackets=without_brackets,
        )
        handle = made_by(group, step, len(step.bodies) - 1)
        made = group.state.decisions[group.state.handles[handle]]
        tell_step(step, f"{handle}: {', '.join(names)} {outcome}", handle)
        if made.over:
            output.say(f"over the standing objection of {', '.join(made.over)}")
        if made.unmet:
            output.say(f"although {made.unmet} was not met")
        judgement = group.judgement()
        for target in made.targets if made.outcome.closes else ():
            if early := judgement.not_introduced(target):
                output.say(f"{group.state.handle_of(target)} is {explain_reason(early)}")
        if made.no_objection_heard:
            output.say("no objection heard" if no_objection else "nobody spoke on it")


def _parted(words: tuple[str, ...]) -> tuple[list[str], str]:
    """The targets and the outcome, which comes last and may be of several words."""
    for count in (3, 2, 1):
        outcome = " ".join(words[-count:]).casefold().replace("-", " ")
        if outcome in list(Outcome):
            if len(words) <= count:
                raise click.UsageError("name what it was declared of before the outcome")
            return list(words[:-count]), outcome
    raise click.UsageError(f"the outcome comes last and is one of {', '.join(Outcome)}")


@decision.command("lift", python="group.lift_pending('8', 'KEL')")
@click.argument("decision", shell_complete=complete_decision)
@click.argument("member", shell_complete=complete_member)
@click.option("--note", default="", help="Its words.")
def lift(decision: str, member: str, note: str) -> None:
    """Record the word of a member that a decision awaited.

    \b
    Examples:
      consensus decision lift 8 KEL
      consensus decision lift DEC12 KEL --note "confirmed by e-mail"
    """
    with recording() as group:
        step = group.lift_pending(decision, member, note)
        tell_step(step, f"{member} gives its word on {decision}")


@decision.command(
    "statement", python="group.make_statement('3', 'ALV', 'reservation', 'its words')"
)
@click.argument("decision", shell_complete=complete_decision)
@click.argument("member", shell_complete=complete_member)
@click.argument("kind", type=click.Choice(list(KINDS)), metavar="KIND")
@click.argument("text", default="")
def statement(decision: str, member: str, kind: str, text: str) -> None:
    """Put a statement on record beside a decision; no count changes.

    KIND is explanation, reservation or dissociation.

    \b
    Examples:
      consensus decision statement 3 ALV reservation "on the second sentence"
      consensus decision statement DEC4 DOL dissociation
    """
    with recording() as group:
        step = group.make_statement(decision, member, KINDS[kind], given_text(text))
        tell_step(step, f"{member} beside {decision}: {KINDS[kind]}")


@decision.command("list", python="group.state.decisions")
@click.option("--pending", is_flag=True, help="Only those that await somebody's word.")
@as_json
def list_(pending: bool, as_json: bool) -> None:
    """List decisions, with what they still await.

    \b
    Examples:
      consensus decision list
      consensus decision list --pending --json
    """
    with reading() as group:
        state = group.state
        rows: list[dict[str, Any]] = [
            {
                "handle": each.handle,
                "outcome": each.outcome,
                "targets": [state.handle_of(target) for target in each.targets],
                "scope": each.scope,
                "forum": each.forum,
                "pending": each.pending,
                "present": each.present,
                "absent": each.absent,
                "over": each.over,
                "unmet": each.unmet,
                "reason": each.reason,
                "no_objection_heard": each.no_objection_heard,
                "happened": each.happened,
                "due": each.due,
                "answered_by": [state.handle_of(amendment) for amendment in each.answered_by],
                "statements": [s for s in state.statements.values() if s.decision == each.id],
            }
            for each in state.decisions.values()
            if each.pending or not pending
        ]
    if as_json:
        output.write_json({"decisions": rows})
        return
    output.write_table(
        ("decision", "of", "outcome", "where", "when", "pending"),
        [
            (
                row["handle"],
                ", ".join(row["targets"]),
                row["outcome"],
                row["forum"],
                f"{row['happened']:%Y-%m-%d %H:%M}",
                ", ".join(row["pending"]),
            )
            for row in rows
        ],
        "there is no such decision",
    )
