"""The compiled contributions, laid out and as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from consensus.reports.contributions import (
    CompiledContributions,
    ContributionLine,
    GroupAnswers,
    QuestionAnswers,
)
from consensus.reports.outline import (
    Block,
    Heading,
    Outline,
    grid_of,
    place,
    quoted_words,
    said,
    strong,
)
from consensus.reports.tables import Table, one_line
from consensus.reports.words import several

_OTHERS = "others"


def contributions_outline(compiled: CompiledContributions) -> Outline:
    """Lay the compiled contributions out by question and stakeholder group."""
    return Outline(
        "Compilation of contributions",
        (),
        compiled.withheld,
        tuple(_blocks(compiled)),
        has_contents=True,
    )


def _blocks(compiled: CompiledContributions) -> Iterator[Block]:
    count = len(compiled.contributions)
    yield Heading(2, f"What was received ({count})", place("received"))
    yield from grid_of("Contributions by stakeholder group", _group_table(compiled))
    yield from grid_of("Contributions", contributions_grid(compiled.contributions))
    for question in compiled.questions:
        yield Heading(2, f"Question {question.number}", place(question.handle.casefold()))
        yield quoted_words(question.text)
        yield said(question_sentence(question))
        yield from _groups(question.handle.casefold(), question.groups)
    if compiled.others:
        yield Heading(2, "Beside the questions", place(_OTHERS))
        yield from _groups(_OTHERS, compiled.others)
    if compiled.issues:
        yield Heading(2, f"Issues highlighted ({len(compiled.issues)})", place("issues"))
        for issue in compiled.issues:
            about = (strong(one_line(issue.issue)), " ") if issue.issue else ()
            links = f" ({', '.join(issue.links)})" if issue.links else ""
            yield said(*about, f"{issue.contributor}, {issue.contribution}{links}:")
            yield quoted_words(issue.passage)


def _groups(anchor: str, groups: Sequence[GroupAnswers]) -> Iterator[Block]:
    for number, group in enumerate(groups, start=1):
        title = f"{_capital(group.name)} ({len(group.answers)})"
        yield Heading(3, title, place(anchor, str(number)))
        for answer in group.answers:
            late = ", late" if answer.is_late else ""
            yield said(strong(one_line(answer.contributor)), f", {answer.contribution}{late}:")
            yield quoted_words(answer.text)


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


def contributions_grid(lines: Sequence[ContributionLine]) -> Table:
    """Contributions as people read them in a table."""
    return Table.of(
        ("contribution", "from", "group", "received", "answers", "documents", "notes"),
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


def contributions_table(compiled: CompiledContributions) -> Table:
    """The compiled contributions as rows of cells, one for each answer.

    Read back as CSV with `import_contributions` gives the same contributions.
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
    return Table.of(headings, found)
