"""The compiled contributions as Markdown and as comma-separated values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from consensus.reports.contributions import (
    AnswerLine,
    CompiledContributions,
    ContributionLine,
    GroupAnswers,
    QuestionAnswers,
)
from consensus.reports.tables import Table, csv_of, markdown_of, one_line, quoted
from consensus.reports.voice import several

_OTHERS = "others"


def contributions_markdown(compiled: CompiledContributions) -> str:
    """Write the compiled contributions as Markdown, with a table of contents.

    What contributors wrote is quoted, so that no heading of theirs is taken for one of the
    compilation.
    """
    return "\n".join(_lines(compiled)) + "\n"


def _lines(compiled: CompiledContributions) -> Iterator[str]:
    yield f"# {compiled.title}: compilation of contributions"
    if compiled.withheld.counts:
        yield ""
        yield compiled.withheld.sentence()
    yield ""
    yield from _contents(compiled)
    yield ""
    yield _heading(2, "received", "What was received")
    yield ""
    yield markdown_of(_group_table(compiled))
    yield markdown_of(_list_table(compiled.contributions))
    for question in compiled.questions:
        yield _heading(2, question.handle, f"Question {question.number}")
        yield ""
        yield quoted(question.text)
        yield ""
        yield question_sentence(question)
        yield from _groups(question.handle, question.groups)
    if compiled.others:
        yield _heading(2, _OTHERS, "Beside the questions")
        yield from _groups(_OTHERS, compiled.others)
    if compiled.issues:
        yield _heading(2, "issues", "Issues highlighted")
        for issue in compiled.issues:
            about = f"**{one_line(issue.issue)}** " if issue.issue else ""
            links = f" ({', '.join(issue.links)})" if issue.links else ""
            yield ""
            yield f"{about}{issue.contributor}, {issue.contribution}{links}:"
            yield ""
            yield quoted(issue.passage)


def _heading(level: int, anchor: str, title: str) -> str:
    return f'{"#" * level} <a id="{anchor.casefold()}"></a>{title}'


def _link(depth: int, anchor: str, title: str) -> str:
    return f"{'  ' * depth}- [{title}](#{anchor.casefold()})"


def _contents(compiled: CompiledContributions) -> Iterator[str]:
    yield _link(0, "received", f"What was received ({len(compiled.contributions)})")
    for question in compiled.questions:
        yield _link(0, question.handle, f"Question {question.number}")
        yield from _contents_of(question.handle, question.groups)
    if compiled.others:
        yield _link(0, _OTHERS, "Beside the questions")
        yield from _contents_of(_OTHERS, compiled.others)
    if compiled.issues:
        yield _link(0, "issues", f"Issues highlighted ({len(compiled.issues)})")


def _contents_of(anchor: str, groups: Sequence[GroupAnswers]) -> Iterator[str]:
    for number, group in enumerate(groups, start=1):
        yield _link(1, f"{anchor}-{number}", f"{_capital(group.name)} ({len(group.answers)})")


def _groups(anchor: str, groups: Sequence[GroupAnswers]) -> Iterator[str]:
    for number, group in enumerate(groups, start=1):
        yield ""
        yield _heading(3, f"{anchor}-{number}", _capital(group.name))
        for answer in group.answers:
            yield ""
            yield _signed(answer)
            yield ""
            yield quoted(answer.text)
    yield ""


def _signed(answer: AnswerLine) -> str:
    late = ", late" if answer.is_late else ""
    return f"**{one_line(answer.contributor)}**, {answer.contribution}{late}:"


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def question_sentence(question: QuestionAnswers) -> str:
    """How a question was answered, in one sentence."""
    until = f"until {question.deadline:%Y-%m-%d %H:%M %Z}".rstrip() if question.deadline else ""
    late = f", {question.late} of them late" if question.late else ""
    answers = several(question.answered, "answer", "answers")
    missing = f"{question.missing} of {question.members} members have not answered"
    parts = [f"{answers}{late}", missing, *([f"it could be answered {until}"] if until else [])]
    return f"{'; '.join(parts)}."


def _group_table(compiled: CompiledContributions) -> Table:
    return Table.of(
        ("stakeholder group", "contributions", "from", "late"),
        [(each.name, each.contributions, each.contributors, each.late) for each in compiled.groups],
    )


def _list_table(lines: Sequence[ContributionLine]) -> Table:
    return Table.of(
        ("contribution", "from", "group", "received", "answers", "documents", ""),
        [
            (
                each.handle,
                each.contributor,
                each.group,
                f"{each.received:%Y-%m-%d}",
                ", ".join(each.answers),
                ", ".join(document.name for document in each.documents),
                standing_of(each),
            )
            for each in lines
        ],
    )


def standing_of(line: ContributionLine) -> str:
    """What is to be known of a contribution beside what it says, in a few words."""
    late = f"late: {', '.join(line.late)}" if line.late else "late"
    return ", ".join(
        (
            *([late] if line.is_late else []),
            *([f"replaced by {line.replaced_by}"] if line.replaced_by else []),
            *([f"replaces {line.replaces}"] if line.replaces else []),
            *(["in confidence"] if line.confidential else []),
        )
    )


def contributions_csv(compiled: CompiledContributions) -> str:
    """Write the compiled contributions as comma-separated values, one row for each answer.

    Reading it back with `import_contributions` gives the same contributions.
    """
    members = {each.handle: each for each in compiled.contributions}

    def rows(number: str, groups: Sequence[GroupAnswers]) -> Iterator[tuple[object, ...]]:
        for group in groups:
            for each in group.answers:
                line = members[each.contribution]
                yield (
                    number,
                    line.member or line.contributor,
                    "" if line.member else group.group,
                    each.text,
                    each.received.isoformat(),
                    each.contribution,
                    line.contributor,
                    group.name,
                    "yes" if each.is_late else "no",
                    "yes" if line.confidential else "no",
                )

    found = [
        *(row for each in compiled.questions for row in rows(each.number, each.groups)),
        *rows("", compiled.others),
    ]
    headings = (
        *("question", "contributor", "group", "answer", "received", "handle", "full name"),
        *("group name", "late", "confidential"),
    )
    return csv_of(Table.of(headings, found))
