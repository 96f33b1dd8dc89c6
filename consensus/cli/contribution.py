"""`consensus contribution`, with the questions that members are asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from consensus.cli import options, output
from consensus.cli.context import STDIN, given_text, given_time, record_context, text_or_docx
from consensus.cli.framework import Noun
from consensus.cli.recording import print_import, print_step, recording
from consensus.formats.contributions import read_document
from consensus.model.lookup import find_contribution, find_member
from consensus.reports.audience import Audience
from consensus.reports.contributions import compiled_contributions, contribution_line, standing_of
from consensus.reports.json import plain
from consensus.reports.outline import moment
from consensus.reports.reminders import due_within, reminder_mail, reminders, time_left

if TYPE_CHECKING:
    from consensus.formats.source import Source
    from consensus.working_group import Queries, WorkingGroup


_ENDINGS = (".md", ".markdown", ".txt", ".text", ".csv", ".docx", ".docm", ".dotx")
_MAILS = (".eml", ".mbox")


_group_option = options.text("--group", help="The group of a contributor that is no member.")


@click.group("contribution", cls=Noun)
def contribution() -> None:
    """Questions to members, and replies.

    'report contributions' prints all replies.
    """


@contribution.records_itself("add", "group.receive_contribution('ALV', {'1': 'Openness.'})")
@click.argument("contributor", default="", shell_complete=options.complete_member)
@options.text("--name", help="The contributor, if it is not a member or observer.")
@_group_option
@options.pairs("--answer", "answers", metavar="QUESTION=TEXT", help="An answer; - is stdin.")
@options.text("--text", help="What it says besides the answers; - is stdin.")
@options.several("--document", "documents", metavar="FILE", help="Its name and SHA-256 are kept.")
@options.flag("--confidential", help="Only the secretariat may see it.")
@options.text("--replaces", shell_complete=options.complete_contribution, help="What it replaces.")
def add(
    contributor: str, answers: dict[str, str], text: str, documents: tuple[str, ...], **given: Any
) -> None:
    """Record a contribution.

    Give the date of arrival with --at. Contributions after the deadline are accepted and marked as
    late.

      consensus contribution add ALV --answer "1=Openness." --answer "2=None." --document letter.pdf
      consensus contribution add --name "Harbour Trust" --group CIV --answer 1=- < reply.txt
    """
    with recording() as group:
        step = group.receive_contribution(
            contributor,
            {question: given_text(answer) for question, answer in answers.items()},
            text=given_text(text),
            received=_received(),
            documents=[read_document(Path(each)) for each in documents],
            **given,
        )
        sender = step.made.member or step.made.name
        print_step(step, f"{step.handle} of {sender} is received", step.handle)


def _received() -> datetime | None:
    """Returns when something was received, as `--at` says it."""
    at = record_context().at
    return given_time(at) if at else None


@contribution.records("import", "group.import_contributions(read_source(Path('replies/ALV.md')))")
@click.argument("paths", nargs=-1, required=True, metavar="FILE-OR-FOLDER...")
@options.member("--sender", "contributor", help="The member or observer that sent them.")
@options.text("--name", help="The contributor, if it is not a member or observer.")
@_group_option
@options.flag("--confidential", help="Only the secretariat may see them.")
@options.flag("--replace", help="Replace the last contribution of the same contributor.")
@options.strict
def import_contributions(working_group: WorkingGroup, paths: tuple[str, ...], **given: Any) -> None:
    """Import contributions from files or a folder.

    In a text file, each answer follows a heading, a line such as "Question 1", or the question
    itself. Lines "From:" and "Group:" at the top name the contributor. Or the name of the file
    begins with the code of a member. A line "Received:" gives the date; without it, --at gives the
    date.

    A table has the columns contributor, question, answer and received. If you import the same
    content again, nothing is added.

      consensus contribution import replies/
      consensus contribution import reply.md --name "Harbour Trust" --group CIV
    """
    sources = _sources(paths)
    print_import(working_group.import_contributions(sources, received=_received(), **given))


def _sources(paths: Sequence[str]) -> list[Source]:
    """Returns the files, and the readable ones of folders, by name; reports the others."""
    found: list[Source] = []
    for each in paths:
        if each == STDIN or not Path(each).is_dir():
            found.append(text_or_docx(each, guess=True))
            continue
        for path in sorted(Path(each).iterdir()):
            if path.suffix.lower() in _ENDINGS:
                found.append(text_or_docx(str(path), guess=True))
            elif path.is_file() and not path.name.startswith("."):
                is_mail = path.suffix.lower() in _MAILS
                mail = "import mails with 'consensus inbox import'"
                why = mail if is_mail else "it is no Markdown, plain text, Word or CSV"
                output.echo_status(f"{path} was passed over: {why}")
    return found


@contribution.reads("list", "compiled_contributions(group.state, now).contributions")
@options.flag("--late", help="Only contributions that came after a deadline.")
def list_contributions(group: Queries, late: bool) -> None:
    """List contributions.

    consensus contribution list --late --json
    """
    lines = [
        line
        for each in group.state.contributions.values()
        if (line := contribution_line(group.state, each)).is_late or not late
    ]
    output.write_list(
        "contributions",
        lines,
        "contribution=handle,from=sender,group,received,answers,documents,=standing",
        "no contribution was received",
        sender=lambda each: each.member or each.contributor,
        documents=lambda each: [document.name for document in each.documents],
        standing=standing_of,
    )


@contribution.reads("show CONTRIBUTION", "group.state.contributions[group.state.handles['C1']]")
def show(group: Queries, contribution: str) -> None:
    """Show a contribution.

    consensus contribution show ALV --json
    """
    state = group.state
    found = state.contributions[find_contribution(state, contribution)]
    line = contribution_line(state, found)
    answers = [
        {"question": asked.handle, "number": asked.number, "text": each.text}
        for each in found.answers
        if (asked := state.questions[each.question])
    ]
    marked = [
        output.picked(each, "handle", "issue", "passage")
        | {"links": [state.handle_of(link) for link in each.links]}
        for each in state.highlights.values()
        if each.contribution == found.id
    ]
    more = {"said": answers, "text": found.text, "highlights": marked}
    if output.wrote_json(plain(line) | more):
        return
    output.write(f"{line.handle} from {line.contributor}", bold=True)
    output.write(f"received: {line.received:%Y-%m-%d %H:%M}")
    if standing := standing_of(line):
        output.write(standing)
    for document in line.documents:
        output.write(f"document: {document.name} (sha256 {document.digest})")
    for answer in answers:
        output.write(f"\n({answer['number']})", bold=True)
        output.write(answer["text"])
    if found.text:
        output.write("\nbeside the questions", bold=True)
        output.write(found.text)
    for each in marked:
        about = ", ".join((*([str(each["issue"])] if each["issue"] else []), *each["links"]))
        output.write(f"\n{each['handle']}, {about}: {each['passage']}")


@contribution.records("highlight CONTRIBUTION PASSAGE", "group.highlight('C1', 'fee', items=['3'])")
@options.targets("--on", "items", help="What it is about: items, A4, PKG1, D1, Q2, agenda items.")
@options.text("--issue", help="What it is about, in a few words.")
def highlight(group: WorkingGroup, contribution: str, passage: str, **about: Any) -> None:
    """Mark words of a contribution.

    consensus contribution highlight C1 "bridging digital divides" --on 3,Q2
    consensus contribution highlight ALV "free of charge" --issue "fees"
    """
    step = group.highlight(contribution, passage, **about)
    print_step(step, f"a passage of {contribution} is highlighted", step.handle)


@contribution.reads("missing", "reminders(group.state, group.now())")
def missing(group: Queries) -> None:
    """List who has not replied.

    consensus contribution missing
    """
    found = reminders(group.state, group.now())
    output.write_list(
        "missing",
        found,
        "member,name,questions,most_urgent",
        "every member has answered every question"
        if group.state.questions
        else "no question has been put",
        questions=lambda each: [missing.question for missing in each.missing],
        most_urgent=lambda each: time_left(each.missing[0]),
    )


@contribution.reads("remind [MEMBERS...]", "reminder_mail(group.title, each)")
@options.number("--within", metavar="DAYS", help="Only what is due within DAYS.")
def remind(group: Queries, members: list[str], within: int | None) -> None:
    """Write reminders to reply.

    Overdue questions are always included. Nothing is sent.

      consensus contribution remind
      consensus contribution remind ALV MER --within 7
    """
    codes = {find_member(group.state, each) for each in members}
    found = [
        each
        for each in due_within(reminders(group.state, group.now()), within)
        if not codes or each.member in codes
    ]
    mails = [reminder_mail(group.title, each) for each in found]
    if output.is_json():
        told = [{**plain(each), "mail": mail} for each, mail in zip(found, mails, strict=True)]
        output.write_json({"reminders": told})
    elif mails:
        output.write("\n".join(mails), end="")
    else:
        output.echo_status("nobody is to be reminded")


@contribution.noun("question")
def question() -> None:
    """Questions to answer in writing, with deadlines."""


@question.records("add TEXT", "group.ask_question('What should be done?', deadline=deadline)")
@options.text("--number", help="The number as printed. By default the next number.")
@options.due("deadline")
def ask(group: WorkingGroup, text: str, **more: Any) -> None:
    """Ask members a question.

    consensus contribution question add "Which fees?" --number "2(a)"
    consensus contribution question add "Which fees?" --at 2016-09-30 --due 2016-12-07
    """
    step = group.ask_question(given_text(text), **more)
    print_step(step, f"question {step.made.number} is asked", step.handle)


@question.records("edit QUESTION", "group.extend_deadline('1', deadline)")
@click.argument("deadline", metavar="TIME")
def extend(group: WorkingGroup, question: str, deadline: str) -> None:
    """Change the deadline of a question.

    consensus contribution question edit 1 2016-12-15
    """
    step = group.extend_deadline(question, given_time(deadline))
    print_step(step, f"{question} can be answered until {deadline}")


@question.reads("list", "compiled_contributions(group.state, group.now()).questions")
def list_questions(group: Queries) -> None:
    """List questions and replies.

    consensus contribution question list
    """
    found = compiled_contributions(group.state, group.now(), Audience.SECRETARIAT).questions
    output.write_list(
        "questions",
        found,
        "question=handle,number,text,deadline,answers=answered,late,members_missing=missing",
        "no question has been put",
        [{name: said for name, said in plain(each).items() if name != "groups"} for each in found],
        deadline=lambda each: moment(each.deadline),
        missing=lambda each: f"{each.missing}/{each.members}",
    )
