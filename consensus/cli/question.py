"""`consensus question`: what members and others are asked to answer in writing."""

from __future__ import annotations

import click

from consensus.cli import output
from consensus.cli.command import Noun, as_json
from consensus.cli.completing import complete_question
from consensus.cli.context import given_start, given_text, given_time, reading, recording
from consensus.cli.reporting import made_by, tell_step


@click.group("question", cls=Noun)
def question() -> None:
    """Ask members and others to answer in writing, and until when.

    \b
    Examples:
      consensus question ask "What should be recommended?" --deadline 2016-12-07
      consensus question list
    """


@question.command(
    "ask", python="group.ask_question('What should be recommended?', deadline=deadline)"
)
@click.argument("text")
@click.option("--number", default="", help="As it is printed; the next one if not given.")
@click.option("--deadline", default="", metavar="TIME", help="Until when; a day is its end.")
@click.option("--asked", default="", metavar="TIME", help="When it was asked, if not now.")
def ask(text: str, number: str, deadline: str, asked: str) -> None:
    """Ask a question; - for stdin.

    \b
    Examples:
      consensus question ask "What should be recommended?" --deadline 2016-12-07
      consensus question ask "Which fees?" --number "2(a)"
      consensus question ask "Which fees?" --asked 2016-09-30 --deadline 2016-12-07
    """
    with recording() as group:
        step = group.ask_question(
            given_text(text),
            number=number,
            deadline=given_time(deadline) if deadline else None,
            happened=given_start(asked) if asked else None,
        )
        handle = made_by(group, step)
        made = group.state.questions[group.state.handles[handle]]
        tell_step(step, f"question {made.number} is asked", handle)


@question.command("extend", python="group.extend_deadline('1', deadline)")
@click.argument("question", shell_complete=complete_question)
@click.argument("deadline", metavar="TIME")
def extend(question: str, deadline: str) -> None:
    """Let a question be answered until another time; a day is its end.

    \b
    Examples:
      consensus question extend 1 2016-12-15
    """
    with recording() as group:
        step = group.extend_deadline(question, given_time(deadline))
        tell_step(step, f"{question} can be answered until {deadline}")


@question.command("list", python="compiled_contributions(group.state, group.now()).questions")
@as_json
def list_(as_json: bool) -> None:
    """List the questions, and how many have answered them.

    \b
    Examples:
      consensus question list
      consensus question list --json
    """
    from consensus.reports.audience import Audience
    from consensus.reports.contributions import compiled_contributions

    with reading() as group:
        found = compiled_contributions(group.state, group.now(), Audience.SECRETARIAT).questions
    if as_json:
        rows = map(output.plain, found)
        output.write_json(
            {
                "questions": [
                    {name: value for name, value in row.items() if name != "groups"} for row in rows
                ]
            }
        )
        return
    output.write_table(
        ("question", "number", "text", "deadline", "answers", "late", "members missing"),
        [
            (
                each.handle,
                each.number,
                each.text,
                f"{each.deadline:%Y-%m-%d %H:%M}" if each.deadline else "",
                str(each.answered),
                str(each.late),
                f"{each.missing}/{each.members}",
            )
            for each in found
        ],
        "nothing was asked",
    )
