"""`consensus roll-call` and `consensus poll`: votes that were cast elsewhere."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from consensus.cli import output
from consensus.cli.completion import complete_target
from consensus.cli.context import recording, source_of
from consensus.cli.framework import Noun, as_json
from consensus.cli.output import tell_import

if TYPE_CHECKING:
    from consensus.working_group import WorkingGroup
    from consensus.working_group.import_base import ImportReport


@click.group("roll-call", cls=Noun)
def roll_call() -> None:
    """Take roll calls in from the records of a plenary.

    \b
    Examples:
      consensus roll-call import votes.csv --titles resolutions.csv
    """


@roll_call.command("import", python="group.import_roll_calls(votes, titles)")
@click.argument("votes")
@click.option("--titles", default="", metavar="FILE", help="What was voted on, by roll call.")
@click.option("--title", default="", help="The title of the draft that is made.")
@click.option("--strict", is_flag=True, help="Take nothing in when one row is bad.")
@as_json
def import_roll_calls(votes: str, titles: str, title: str, strict: bool, as_json: bool) -> None:
    """Make a draft of what was voted on, and of the votes members and positions.

    VOTES is a CSV file with a vote in each row: the roll call (rcid), the member (country_code,
    country) and the vote. Yes is support, no is disagree, abstain is abstain; words of other bodies
    are understood too. Titles have the columns rcid, unres, short, descr and date. It is one step.

    \b
    Examples:
      consensus roll-call import votes.csv --titles resolutions.csv
      consensus roll-call import votes.csv --title "Seventy-third session" --json
    """
    with recording() as group:
        known = set(group.state.drafts)
        report = group.import_roll_calls(
            source_of(votes), source_of(titles) if titles else None, title=title, strict=strict
        )
        _tell(group, known, report, as_json)


@click.group("poll", cls=Noun)
def poll() -> None:
    """Take polls in: on people's comments, or on proposals.

    \b
    Examples:
      consensus poll import comments.csv participants-votes.csv
      consensus poll import-proposals lights.csv --on 3
    """


@poll.command("import", python="group.import_poll(comments, votes)")
@click.argument("comments")
@click.argument("votes")
@click.option("--title", default="", help="The title of the draft that is made.")
@click.option(
    "--accepted-only", is_flag=True, help="Leave out comments that the moderators rejected."
)
@click.option("--strict", is_flag=True, help="Take nothing in when one vote is bad.")
@as_json
def import_poll(
    comments: str, votes: str, title: str, accepted_only: bool, strict: bool, as_json: bool
) -> None:
    """Make a draft of the comments, and of the votes participants and positions.

    The files are those that Pol.is exports: COMMENTS with comment-id and comment-body, VOTES with a
    row for each participant and a column for each comment. Agree is support, disagree is disagree,
    pass is abstain. The groups of opinion become groups, for each_group rules. It is one step.

    \b
    Examples:
      consensus poll import comments.csv participants-votes.csv
      consensus poll import comments.csv participants-votes.csv --accepted-only --json
    """
    with recording() as group:
        known = set(group.state.drafts)
        report = group.import_poll(
            source_of(comments),
            source_of(votes),
            title=title,
            rejected=not accepted_only,
            strict=strict,
        )
        _tell(group, known, report, as_json)


@poll.command("import-proposals", python="group.import_proposals(*sources, on='3')")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--title", default="", help="The title of the draft that is made.")
@click.option(
    "--on",
    default="",
    shell_complete=complete_target,
    help="What a single proposal was about, where that is in the record already.",
)
@click.option("--strict", is_flag=True, help="Take nothing in when one vote is bad.")
@as_json
def import_proposals(
    files: tuple[str, ...], title: str, on: str, strict: bool, as_json: bool
) -> None:
    """Make a draft of proposals, and of their votes participants and positions with reasons.

    The files are those that Loomio exports, one for each proposal. Agree is support, disagree is
    disagree, abstain is abstain, block is object. With --on, votes are positions of members, by
    their codes or names, on an item or amendment, and no draft is made. It is one step.

    \b
    Examples:
      consensus poll import-proposals lights.csv fees.csv --title "Autumn round"
      consensus poll import-proposals lights.csv --on 3
    """
    if on and (len(files) > 1 or title):
        raise click.UsageError("--on goes with one file and without --title")
    with recording() as group:
        known = set(group.state.drafts)
        sources = [source_of(file) for file in files]
        report = group.import_proposals(*sources, title=title, on=on, strict=strict)
        if not on:
            _tell(group, known, report, as_json)
    if on:
        tell_import(report, as_json)


def _tell(group: WorkingGroup, known: set[str], report: ImportReport, as_json: bool) -> None:
    from consensus.history.operations import AddMember, ImportDraft, TakePosition

    (draft,) = (each for each in group.state.drafts.values() if each.id not in known)
    items = sum(len(each.items) for each in report.operations if isinstance(each, ImportDraft))
    joined = sum(isinstance(each, AddMember) for each in report.operations)
    stances = Counter(each.stance for each in report.operations if isinstance(each, TakePosition))
    if as_json:
        output.write_json(
            {
                "draft": draft.handle,
                "items": items,
                "members": joined,
                "positions": dict(sorted(stances.items())),
                "rows": report.rows,
                "taken": report.taken,
                "duplicates": report.duplicates,
                "refused": report.refused,
                "findings": report.findings,
            }
        )
        return
    for finding in report.findings:
        output.say(str(finding))
    output.write(draft.handle)
    counted = ", ".join(f"{count} {stance}" for stance, count in stances.most_common())
    output.say(
        f"{draft.title}: {items} items, {joined} new members, {stances.total()} positions"
        f"{f' ({counted})' if counted else ''}; {report.duplicates} said twice,"
        f" {report.refused} refused"
    )
