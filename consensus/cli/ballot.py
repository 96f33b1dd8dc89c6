"""`consensus ballot`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from consensus.cli import options, output
from consensus.cli.context import add_fields, source_of, split_values, warn
from consensus.cli.framework import Noun, audience_option, report_options
from consensus.cli.recording import print_import, print_step, recording
from consensus.cli.report import deliver_report
from consensus.history.operation import Operation
from consensus.history.operations import CloseBallot
from consensus.model.ballots import DISAPPROVE, BallotKind
from consensus.reports.audience import Audience
from consensus.reports.ballots import ballots
from consensus.reports.consultations import ballot_result
from consensus.reports.outline import moment

if TYPE_CHECKING:
    from consensus.formats.source import Source
    from consensus.working_group import Queries, WorkingGroup


def _print_result(group: WorkingGroup, operations: Iterable[Operation | None]) -> None:
    """Writes the result of a ballot, if one of the operations closed it, and what was found."""
    closed = next((each for each in operations if isinstance(each, CloseBallot)), None)
    result = ballot_result(group.state.ballots[closed.ballot]) if closed else ""
    found = closed.found if closed else ()
    add_fields({"result": result, "found": found})
    if closed and not output.is_json():
        output.write(result)
        for said in found:
            output.echo_status(said)


@click.group("ballot", cls=Noun)
def ballot() -> None:
    """Votes on a text or on a question.

    A ballot decides nothing. Its result is a recommendation; the Chair decides.
    """


@ballot.records("open", "group.open_ballot('text', on='3', rule='iso-dis', deadline=due)")
@click.argument("kind", type=click.Choice([each.value for each in BallotKind]), metavar="KIND")
@click.argument("question", default="")
@options.target("--on", help="The item, amendment, package or draft.")
@options.texts("--option", "options", help="An item, an amendment, or words; may be repeated.")
@options.flag("--conflict", help="The options are the amendments that conflict.")
@options.text("--default", help="For a ranked vote: the option that the others must beat.")
@options.numbered(
    "--majority",
    "majorities",
    metavar="OPTION=N",
    help="For each vote that prefers the default, OPTION needs N votes.",
)
@options.text("--rule", help="The rule for the result: an expression or a published procedure.")
@options.text("--top", help="The points of a scale that count as approval, such as 4-5.")
@options.text("--share", help="The share of the votes that must have these points, such as 70%.")
@options.flag("--secret", help="Record only the totals, and who took part.")
@options.due("deadline")
def open_ballot(group: WorkingGroup, **asked: Any) -> None:
    """Open a vote on a text or on a question.

    Kinds:
      text      members approve a text, approve with comments, disapprove or abstain
      yes-no    yes, no or blank
      scale     1 to 5; --top and --share say what is needed for approval
      approval  members mark as many options as they like
      ranked    members put the options in order; they are counted by Schulze's method

      consensus ballot open text --on D1 --rule iso-dis --due 2026-05-01T18:00
      consensus ballot open scale "How far do you agree?" --top 4-5 --share 70% --secret
      consensus ballot open ranked "Which text?" --option A3 --option A5 --option "no change"
    """
    step = group.open_ballot(**asked)
    found = step.made
    due = f" until {moment(found.deadline)}" if found.deadline else ""
    print_step(step, f"{found.question}: {', '.join(found.answers)}{due}", step.handle)


@ballot.records("cast BALLOT MEMBER CHOICE", "group.cast_vote('BAL1', 'MER', 'approve')")
@options.text("--comment", help="Comments, or the reasons of a disapproval.")
def cast(group: WorkingGroup, ballot: str, member: str, choice: str, comment: str) -> None:
    """Record a member's vote.

    A member can vote again until the ballot is closed; the last vote counts. Under some rules, such
    as the rules of ISO, a disapproval counts only if it gives reasons.

      consensus ballot cast BAL1 MER disapprove --comment "the limit in 5.2 is not measurable"
      consensus ballot cast BAL2 MER "A3 > A5 = A7"
    """
    step = group.cast_vote(ballot, member, choice, comment)
    print_step(step, f"{member} voted in {ballot}: {choice}")
    rule = group.state.ballots[group.state.handles[step.handle]].rule
    if choice.casefold() == DISAPPROVE and not comment and "with reasons" in rule:
        warn("the rule asks for reasons; without them it does not count")


@ballot.records_itself("import BALLOT FILE", "group.import_ballot('BAL1', read_source(path))")
@options.several(
    "--took-part",
    metavar="CODES-OR-FILE",
    help="Who voted in a secret ballot: codes, or a CSV file with the column member.",
)
@options.text("--reason", help="The reason to close a secret ballot before its deadline.")
@options.strict
def import_ballot(ballot: str, file: str, took_part: tuple[str, ...], **more: Any) -> None:
    """Import votes from a table, or the papers of a secret ballot.

    The columns of the table are member, vote and comment. For a secret ballot, the file has only
    the column vote, with a row for each ballot paper; 'invalid' is a paper that is not valid. One
    step counts the papers and closes the ballot. Only the totals are recorded.

      consensus ballot import BAL1 votes.csv
      consensus ballot import BAL2 papers.csv --took-part roll.csv
    """
    present: Source | list[str] = split_values(took_part)
    if len(took_part) == 1 and Path(took_part[0]).is_file():
        present = source_of(took_part[0], guess=True)
    with recording() as group:
        votes = source_of(file, guess=True)
        report = group.import_ballot(ballot, votes, took_part=present, **more)
        print_import(report)
        _print_result(group, report.operations)


@ballot.records("close BALLOT", "group.close_ballot('BAL1')")
@options.numbered(
    "--count", "counts", metavar="CHOICE=N", help="For a secret ballot: a total, or invalid=N."
)
@options.members("--took-part", metavar="CODES", help="For a secret ballot: who took part.")
@options.text("--reason", help="The reason, if it is closed early and not all have voted.")
def close(group: WorkingGroup, ballot: str, counts: dict[str, str], **more: Any) -> None:
    """Close a ballot, and count it.

    The result is a recommendation. If a text was approved or chosen, 'consensus ballot show' names
    the command to record the decision of the Chair.

      consensus ballot close BAL1
      consensus ballot close BAL2 --count yes=3 --count no=1 --took-part ALV,BRE,MER,SOL
    """
    totals = {}
    for choice, number in counts.items():
        if not (number.isascii() and number.isdecimal()):
            raise click.UsageError(f"write each total as a whole number: {choice}=12")
        totals[choice] = int(number)
    step = group.close_ballot(ballot, totals=totals if counts else None, **more)
    print_step(step, f"{ballot} is closed")
    _print_result(group, [step.operation(1)])


@ballot.shows("show BALLOT", "write_report(group, 'ballots', 'text', Wanted(subject='BAL1'))")
@audience_option("secretariat")
def show(ballot: str, audience: str) -> None:
    """Show a ballot as a report of voting.

    The report has the votes, totals, shares and the result. Until the ballot is closed, members and
    the public see no choices.

      consensus ballot show BAL1 --audience public --json
    """
    deliver_report("ballots", subject=ballot, audience=audience, piped="text")


@ballot.lists("list", "ballots(group.state, group.judgement(), audience).ballots", "ballots")
@options.flag("--open", "open_only", help="Only ballots that are not closed.")
@report_options(audience=None)
def list_ballots(group: Queries, open_only: bool) -> None:
    """List ballots and their results.

    A report also has the vote of each member, totals and shares. Until a ballot is closed, members
    and the public see no choices. The public never sees who voted how.

      consensus ballot list --open --json
      consensus ballot list --audience members -o voting.docx
    """
    found = ballots(group.state, group.judgement(), Audience.SECRETARIAT, open_only)
    output.write_list(
        "ballots",
        found.ballots,
        "ballot=handle,kind,question,took_part,until,result",
        "there is no ballot",
        took_part=lambda each: f"{each.took_part} of {each.entitled}",
        until=lambda each: moment(each.deadline) + " (overdue)" * each.is_overdue,
        result=lambda each: each.result or "open",
    )
