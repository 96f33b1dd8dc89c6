"""Contributions compiled by question and stakeholder group, and comments with their resolution."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from operator import attrgetter

from attrs import evolve, frozen

from consensus.model.amendments import (
    Amendment,
    AmendmentKind,
    AmendmentState,
    Disposition,
    TableComment,
    TrayState,
)
from consensus.model.decisions import Outcome
from consensus.model.drafts import Cause
from consensus.model.planning import Contribution, Document, Question
from consensus.model.state import State
from consensus.reports.amendments import (
    AmendmentLine,
    Piece,
    amendment_lines,
    changes_quoted,
    decided_summaries,
    place_of,
)
from consensus.reports.audience import Audience, Kind, Viewer, Withheld, visible_verdict
from consensus.reports.comparison import amendable
from consensus.reports.decisions import decision_lines
from consensus.reports.outline import (
    Block,
    Cell,
    Grid,
    Heading,
    Outline,
    Quotation,
    Span,
    Table,
    grid_of,
    moment,
    passage,
    place,
    plain,
    quoted_words,
    strong_words,
)
from consensus.reports.summary.context import day
from consensus.rules.judgement import Judgement
from consensus.rules.reasons import ClosedByMerge, FallsWith
from consensus.rules.verdict import FALLS, NOT_RETAINED, UNDECIDED
from consensus.text.display import count_noun, one_line
from consensus.text.hunk import HunkOutcome


@frozen
class ContributionLine:
    """One contribution in a list."""

    handle: str  # such as `C1`
    contributor: str  # who it comes from, by name where there is one
    member: str  # the code of the member or observer; empty for who is neither
    group: str  # the code of the contributor's stakeholder group; empty for none
    received: datetime  # when it came
    answers: tuple[str, ...]  # the handles of the questions that it answers
    late: tuple[str, ...]  # the handles of those that it answers after their deadline
    is_late: bool  # whether any of it came late
    has_text: bool  # whether it says something beside the questions
    documents: tuple[Document, ...]  # what came with it
    confidential: bool  # whether only the secretariat may see it
    replaces: str  # the handle of the one it takes the place of; empty for none
    replaced_by: str  # the handle of the one that took its place; empty while it stands


@frozen
class AnswerLine:
    """What a contributor says to a question, or beside all of them."""

    contribution: str  # the handle of the contribution
    contributor: str  # who it comes from, by name where there is one
    received: datetime  # when it came
    is_late: bool  # whether that was after the deadline
    text: str  # the words


@frozen
class GroupAnswers:
    """What one stakeholder group says to a question."""

    group: str  # the code of the group; empty for those in none
    name: str  # its name, for a heading
    answers: tuple[AnswerLine, ...]  # in the order in which they came


@frozen
class QuestionAnswers:
    """What was said to one question."""

    handle: str  # such as `Q1`
    number: str  # as it is printed
    text: str  # the question
    deadline: datetime | None  # the last moment at which an answer is not late; None without one
    # the answers by stakeholder group, in the order in which groups were named, those in none last
    groups: tuple[GroupAnswers, ...]
    answered: int  # how many answers there are, those not shown included
    late: int  # how many of them came after the deadline
    members: int  # how many members count on the day of the report
    missing: int  # how many of those have not answered


@frozen
class GroupCount:
    """How many contributions a stakeholder group sent."""

    group: str  # the code of the group; empty for those in none
    name: str  # its name
    contributions: int  # how many stand
    contributors: int  # from how many members, observers and others
    late: int  # how many of them came late


@frozen
class IssueLine:
    """A passage that was highlighted."""

    handle: str  # such as `HL1`
    contribution: str  # the handle of the contribution
    contributor: str  # who it comes from
    issue: str  # what it is about; may be empty
    passage: str  # the words
    links: tuple[str, ...]  # the handles of what it matters to


@frozen
class CompiledContributions:
    """The contributions to some questions."""

    title: str  # the name of the working group
    audience: Audience  # who it is for
    questions: tuple[QuestionAnswers, ...]  # in the order in which they were asked
    others: tuple[GroupAnswers, ...]  # what was said beside the questions, by stakeholder group
    groups: tuple[GroupCount, ...]  # how many contributions each stakeholder group sent
    # all that are shown, those that were replaced included
    contributions: tuple[ContributionLine, ...]
    issues: tuple[IssueLine, ...]  # what was highlighted; nothing for the public
    withheld: Withheld  # what was left out for the audience


def compiled_contributions(
    state: State, now: datetime, audience: Audience = Audience.PUBLIC, questions: Sequence[str] = ()
) -> CompiledContributions:
    """Compiles the contributions by question and stakeholder group.

    What was sent in answer to a public question is a public document: every audience sees it and
    who sent it. Those in confidence are for the secretariat alone, and others learn how many
    there are. What was highlighted is the secretariat's reading, for all but the public.

    Args:
        now: the moment that decides which members count.
        questions: the ids of the questions; all, and general remarks, if not given.
    """
    viewer = Viewer(audience)
    shown = viewer.seen(state.contributions.values(), Kind.CONTRIBUTIONS)
    standing = sorted((each for each in shown if each.stands), key=lambda each: each.received)
    chosen = [each for each in state.questions.values() if not questions or each.id in questions]
    others = () if questions else _grouped(state, standing, None)
    return CompiledContributions(
        title=state.title,
        audience=audience,
        questions=tuple(_question(state, each, standing, now) for each in chosen),
        others=others,
        groups=_counts(state, standing),
        contributions=tuple(contribution_line(state, each) for each in shown),
        issues=tuple(_issues(state, viewer)),
        withheld=viewer.withheld,
    )


def contribution_line(state: State, contribution: Contribution) -> ContributionLine:
    """Returns a contribution as a report line, with the questions it answers and which late."""
    late = late_answers(state, contribution)
    return ContributionLine(
        handle=contribution.handle,
        contributor=contributor_of(state, contribution),
        member=contribution.member,
        group=group_of(state, contribution),
        received=contribution.received,
        answers=tuple(state.handle_of(each.question) for each in contribution.answers),
        late=tuple(map(state.handle_of, late)),
        is_late=is_late(state, contribution),
        has_text=bool(contribution.text),
        documents=contribution.documents,
        confidential=contribution.confidential,
        replaces=state.handle_of(contribution.replaces) if contribution.replaces else "",
        replaced_by="" if contribution.stands else state.handle_of(contribution.replaced_by),
    )


def contributor_of(state: State, contribution: Contribution) -> str:
    """Returns the contributor, by name where there is one."""
    if not contribution.member:
        return contribution.name
    return state.members[contribution.member].name or contribution.member


def group_of(state: State, contribution: Contribution) -> str:
    """Returns the code of the contributor's stakeholder group; empty for none."""
    if contribution.member:
        return state.members[contribution.member].group
    return contribution.group


def late_answers(state: State, contribution: Contribution) -> tuple[str, ...]:
    """Returns the ids of the questions that a contribution answers after their deadline."""
    return tuple(
        each.question
        for each in contribution.answers
        if state.questions[each.question].is_late(contribution.received)
    )


def is_late(state: State, contribution: Contribution) -> bool:
    """Returns whether any of its answers came after the deadline.

    One that answers no question is late when it came after the deadlines of all of them.
    """
    if contribution.answers:
        return bool(late_answers(state, contribution))
    asked = [each for each in state.questions.values() if each.asked <= contribution.received]
    return bool(asked) and all(each.is_late(contribution.received) for each in asked)


def members_missing(state: State, question: str, now: datetime) -> tuple[str, ...]:
    """Returns the codes of the members that count on a day and have not answered a question."""
    answered = {
        each.member
        for each in state.contributions.values()
        if each.stands and each.answer_to(question)
    }
    return tuple(each.code for each in state.counting(now.date()) if each.code not in answered)


def _question(
    state: State, question: Question, shown: Sequence[Contribution], now: datetime
) -> QuestionAnswers:
    all_answers = [
        each for each in state.contributions.values() if each.stands and each.answer_to(question.id)
    ]
    return QuestionAnswers(
        handle=question.handle,
        number=question.number,
        text=question.text,
        deadline=question.deadline,
        groups=_grouped(state, shown, question),
        answered=len(all_answers),
        late=sum(question.is_late(each.received) for each in all_answers),
        members=len(state.counting(now.date())),
        missing=len(members_missing(state, question.id, now)),
    )


def _grouped(
    state: State, contributions: Iterable[Contribution], question: Question | None
) -> tuple[GroupAnswers, ...]:
    """Returns the answers to a question by stakeholder group; without one, the general remarks."""
    by_group: dict[str, list[AnswerLine]] = {}
    for each in contributions:
        text = each.answer_to(question.id) if question else each.text
        if not text:
            continue
        late = question.is_late(each.received) if question else is_late(state, each)
        line = AnswerLine(each.handle, contributor_of(state, each), each.received, late, text)
        by_group.setdefault(group_of(state, each), []).append(line)
    return tuple(
        GroupAnswers(code, group_name(state, code), tuple(by_group[code]))
        for code in _in_order(state, by_group)
    )


def _in_order(state: State, codes: Iterable[str]) -> list[str]:
    place = {code: number for number, code in enumerate((*state.groups, ""))}
    return sorted(codes, key=place.__getitem__)


def group_name(state: State, code: str) -> str:
    """Returns the name of a stakeholder group for a heading."""
    return state.groups[code].name or code if code else "no stakeholder group"


def _counts(state: State, standing: Iterable[Contribution]) -> tuple[GroupCount, ...]:
    by_group: dict[str, list[Contribution]] = {}
    for each in standing:
        by_group.setdefault(group_of(state, each), []).append(each)
    return tuple(
        GroupCount(
            group=code,
            name=group_name(state, code),
            contributions=len(by_group[code]),
            contributors=len({(each.member, each.name.casefold()) for each in by_group[code]}),
            late=sum(is_late(state, each) for each in by_group[code]),
        )
        for code in _in_order(state, by_group)
    )


def _issues(state: State, viewer: Viewer) -> Iterator[IssueLine]:
    for each in state.highlights.values():
        contribution = state.contributions[each.contribution]
        if not (viewer.sees_names and viewer.audience.sees(contribution)):
            viewer.left_out[Kind.HIGHLIGHTS] += 1
            continue
        yield IssueLine(
            handle=each.handle,
            contribution=contribution.handle,
            contributor=contributor_of(state, contribution),
            issue=each.issue,
            passage=each.passage,
            links=tuple(map(state.handle_of, each.links)),
        )


_OTHERS = "others"


def contributions_outline(compiled: CompiledContributions) -> Outline:
    """Returns the compiled contributions as an outline, by question and stakeholder group."""
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
    columns = (("stakeholder group", "name"), "contributions", ("from", "contributors"), "late")
    groups = Table.of_attributes(compiled.groups, *columns)
    yield from grid_of("Contributions by stakeholder group", groups)
    yield from grid_of("Contributions", contributions_grid(compiled.contributions))
    for question in compiled.questions:
        yield Heading(2, f"Question {question.number}", place(question.handle.casefold()))
        yield quoted_words(question.text)
        yield passage(question_sentence(question))
        yield from _groups(question.handle.casefold(), question.groups)
    if compiled.others:
        yield Heading(2, "Beside the questions", place(_OTHERS))
        yield from _groups(_OTHERS, compiled.others)
    if compiled.issues:
        yield Heading(2, f"Issues highlighted ({len(compiled.issues)})", place("issues"))
        for issue in compiled.issues:
            about = (strong_words(one_line(issue.issue)), " ") if issue.issue else ()
            links = f" ({', '.join(issue.links)})" if issue.links else ""
            yield passage(*about, f"{issue.contributor}, {issue.contribution}{links}:")
            yield quoted_words(issue.passage)


def _groups(anchor: str, groups: Sequence[GroupAnswers]) -> Iterator[Block]:
    for number, group in enumerate(groups, start=1):
        title = f"{group.name[:1].upper()}{group.name[1:]} ({len(group.answers)})"
        yield Heading(3, title, place(anchor, str(number)))
        for answer in group.answers:
            late = ", late" if answer.is_late else ""
            yield passage(
                strong_words(one_line(answer.contributor)), f", {answer.contribution}{late}:"
            )
            yield quoted_words(answer.text)


def question_sentence(question: QuestionAnswers) -> str:
    """Returns how a question was answered, in one sentence."""
    until = f"until {moment(question.deadline)}" if question.deadline else ""
    late = f", {question.late} of them late" if question.late else ""
    answers = count_noun(question.answered, "answer", "answers")
    missing = f"{question.missing} of {question.members} members have not answered"
    parts = [f"{answers}{late}", missing, *([f"it could be answered {until}"] if until else [])]
    return f"{'; '.join(parts)}."


def contributions_grid(lines: Sequence[ContributionLine]) -> Table:
    """Returns contributions as a table for readers."""
    return Table.of(
        ("contribution", "from", "group", "received", "answers", "documents", "notes"),
        [
            (
                each.handle,
                each.contributor,
                each.group,
                f"{each.received:%Y-%m-%d}",
                each.answers,
                ", ".join(document.name for document in each.documents),
                standing_of(each),
            )
            for each in lines
        ],
    )


def standing_of(line: ContributionLine) -> str:
    """Returns whether a contribution is late, replaced or in confidence, in a few words."""
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
    """Returns the compiled contributions as a table, a row for each answer.

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
                    each.is_late,
                    line.confidential,
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


# Comments: amendments, passages of contributions and rows of the inbox, and what became of each.


@frozen
class Comment:
    """One comment on a text, with what became of it."""

    number: int  # counted from 1, in the order of the documents
    handle: str  # of the amendment, of the passage that was highlighted, or in the inbox
    target: str  # the handle of the text that it is about, or of the draft; may be empty
    place: str  # that text, or where a new one goes, as people call it
    by: str  # whose it is; empty where withheld
    comment: str  # the reason that was given, or what was said; empty where withheld
    is_amendment: bool  # whether it is an amendment, and no passage or entry
    # what it asks for, with the words that change; empty where it asks for no words, or for several
    # changes of which some were merged
    changes: tuple[Piece, ...]
    proposal: str  # the same in one sentence; empty for what proposes nothing
    outcome: str  # what became of it, such as `merged in part`
    resolution: tuple[str, ...]  # when and why, a sentence each

    @property
    def proposed(self) -> Cell:
        """What it asks for, behind the handle of an amendment."""
        words = changes_quoted(self.changes).spans if self.changes else (Span(self.proposal),)
        handle = f"{self.handle}: " if self.is_amendment else ""
        return Quotation((strong_words(handle), *words), is_notation=bool(self.changes))

    @property
    def resolved(self) -> str:
        """What became of it, and when and why, in sentences."""
        told = " ".join(self.resolution)
        is_said = told.lower().startswith(f"{self.outcome} ")
        return told if is_said else f"{_sentence(self.outcome)} {told}".strip()


@frozen
class Comments:
    """Comments on some drafts with their resolution."""

    title: str  # the name of the working group
    audience: Audience  # who it is for
    comments: tuple[Comment, ...]  # in the order of the documents, those without a place last
    withheld: Withheld  # what was left out for the audience

    @property
    def totals(self) -> Counter[str]:
        """How many comments had each outcome, in the order in which they first occur."""
        return Counter(each.outcome.partition(" into ")[0] for each in self.comments)


def comments(
    state: State,
    judgement: Judgement,
    drafts: Sequence[str],
    audience: Audience = Audience.PUBLIC,
) -> Comments:
    """Returns the comments on some drafts with what became of each.

    These are amendments, and for members also passages of contributions that were highlighted for a
    text, remarks that came in comment tables, and rows in the inbox; mails there are the
    secretariat's alone.
    """
    viewer = Viewer(audience)
    found: list[Comment] = []
    passages, remarks = _passages(state, viewer), _remarks(state, drafts, viewer)
    for target in amendable(state, drafts):
        lines = amendment_lines(state, judgement, target, viewer)
        found += (_amendment(state, judgement, line, viewer) for line in lines)
        found += passages.get(target, ())
        found += remarks.pop(target, ())
    found += [each for others in remarks.values() for each in others]
    found += _entries(state, audience)
    numbered = tuple(evolve(each, number=number) for number, each in enumerate(found, 1))
    return Comments(state.title, audience, numbered, viewer.withheld)


def _amendment(state: State, judgement: Judgement, line: AmendmentLine, viewer: Viewer) -> Comment:
    amendment = state.amendments[line.id]
    to = state.name_of(amendment.target)
    is_new = line.kind is AmendmentKind.INSERT and not line.depth
    return Comment(
        number=0,
        handle=line.handle,
        target=line.target,
        place=f"new text {place_of(state, amendment)}" if is_new else to,
        by=line.attribution,
        comment=line.rationale,
        is_amendment=True,
        changes=() if amendment.taken_hunks and amendment.closed_hunks else line.changes,
        proposal=line.summary,
        outcome=_outcome(amendment, line),
        resolution=tuple(_resolution(state, judgement, amendment, viewer)),
    )


def _outcome(amendment: Amendment, line: AmendmentLine) -> str:
    is_in_part = bool(amendment.taken_hunks and amendment.closed_hunks)
    if line.state in (AmendmentState.MERGED, AmendmentState.CLOSED) and is_in_part:
        return "merged in part"
    if line.state is AmendmentState.MERGED:
        return line.state.value
    if line.status in UNDECIDED and not line.consolidated_into:
        part = "merged" if amendment.taken_hunks else NOT_RETAINED
        is_whole = not (amendment.taken_hunks or amendment.closed_hunks)
        return "undecided" if is_whole else f"{part} in part, the rest undecided"
    return line.standing


def _resolution(
    state: State, judgement: Judgement, amendment: Amendment, viewer: Viewer
) -> Iterator[str]:
    """Yields what merges did with an amendment, what was declared of it, and of its text since."""
    taken, closed = decided_summaries(amendment, viewer.sees_names)
    if amendment.state is AmendmentState.MERGED and amendment.ended:
        yield f"Merged on {day(amendment.ended)}."
    is_whole = not (taken and closed) and amendment.state is not AmendmentState.OPEN
    for what, words in () if is_whole else (("Taken", taken), ("Not retained", closed)):
        if words:
            yield f"{what}: {words}."
    verdict = judgement.verdict(amendment.id, with_moves=False)
    for reason in visible_verdict(state, verdict, Viewer(viewer.audience)).reasons:
        if isinstance(reason, ClosedByMerge | FallsWith):
            yield _sentence(reason.sentence(state.name_of))
    for line in decision_lines(state, amendment.id, viewer)[-1:]:
        why = f": {line.reason}" if line.reason else ""
        yield _sentence(f"{_declared(line.outcome)} on {day(line.happened)}{why}")
    last = state.last_decision(amendment.target) if amendment.target in state.items else None
    if last and last.closes and amendment.state in (AmendmentState.MERGED, AmendmentState.CLOSED):
        yield f"The text was {_declared(last.outcome)} on {day(last.happened)}."


def _declared(outcome: Outcome) -> str:
    return "agreed ad referendum" if outcome is Outcome.AGREED_AD_REF else outcome


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


def _passages(state: State, viewer: Viewer) -> dict[str, list[Comment]]:
    """Returns the passages of contributions that matter to a text, by its id."""
    found: dict[str, list[Comment]] = {}
    for each in state.highlights.values():
        contribution = state.contributions[each.contribution]
        links = [link for link in each.links if link in state.items or link in state.drafts]
        if not (viewer.sees_names and viewer.audience.sees(contribution)):
            viewer.left_out[Kind.HIGHLIGHTS] += bool(links)
            continue
        by = contributor_of(state, contribution)
        issue = f"{each.issue}: " if each.issue else ""
        for link in links:
            place, said = state.name_of(link), f"{issue}“{each.passage}”"
            fields = (False, (), "", "noted", (f"Contribution of {day(contribution.received)}.",))
            found.setdefault(link, []).append(
                Comment(0, each.handle, state.handle_of(link), place, by, said, *fields)
            )
    return found


def _remarks(state: State, drafts: Sequence[str], viewer: Viewer) -> dict[str, list[Comment]]:
    """Returns the comments of tables of which no amendment was made, by what they are at."""
    found: dict[str, list[Comment]] = {}
    for each in state.comments.values():
        if each.draft not in drafts or amendments_of(state, each):
            continue
        if not viewer.sees_names:
            viewer.left_out[Kind.RATIONALES] += 1
            continue
        at, became = each.item or each.draft, resolution_of(state, each)
        told = [became.words, f"see {became.see}" if became.see else ""] if became else []
        outcome = became.disposition.value if became else "undecided"
        line = Comment(
            *(0, each.handle, state.handle_of(at), state.name_of(at), each.member or each.body),
            *(each.comment, False, (), each.change, outcome),
            tuple(_sentence(words) for words in told if words),
        )
        found.setdefault(at, []).append(line)
    return found


def _entries(state: State, audience: Audience) -> Iterator[Comment]:
    """Yields what is in the inbox and was not made an amendment, nor is told of its comment."""
    told = {each.entry for each in state.comments.values()}
    for each in state.tray.values():
        if (
            each.id in told
            or each.became
            or not (audience.sees_all or (audience.sees_names and not each.is_mail))
        ):
            continue
        get = each.fields.get
        proposal = f"“{get('old')}” → “{get('text')}”" if get("old") else get("text", "")
        is_waiting = each.state is TrayState.WAITING
        outcome = "not placed" if is_waiting else "dismissed"
        why = _sentence(each.problem if is_waiting else each.reason or "no reason was given")
        said = get("rationale", "")
        yield Comment(
            *(0, each.handle, "", get("target", ""), get("by", ""), said, False, (), proposal),
            *(outcome, (why,)),
        )


# Comments of a table: what became of each.


@frozen
class CommentResolution:
    """What became of a comment of a table."""

    disposition: Disposition
    words: str = ""  # a reason, or the words that are in the text; may be empty
    see: str = ""  # the number of another comment in which more of it is said
    stays: bool = False  # whether the text stayed as it was


def resolution_of(state: State, comment: TableComment) -> CommentResolution | None:
    """Returns what became of a comment of a table; None while that is not known.

    It is what the secretariat said, or else what became of the amendments made of the comment.
    """
    if comment.disposition is not None:
        see = state.handle_of(comment.see) if comment.see else ""
        words = ". ".join(filter(None, (comment.wording, comment.reason)))
        return CommentResolution(comment.disposition, words, see)
    fates = [_fate(state, each) for each in amendments_of(state, comment)]
    found = [each for each in fates if each is not None]
    if not found or len(found) < len(fates):
        return None
    if len({each.disposition for each in found}) == 1:
        words = "; ".join(dict.fromkeys(each.words for each in found if each.words))
        return evolve(found[0], words=words)
    words = "; ".join(dict.fromkeys(each.words.rstrip(".") for each in found if each.words))
    is_in = any(each.disposition in _IN_THE_TEXT for each in found)
    return CommentResolution(Disposition.IN_PART if is_in else Disposition.NOT_ACCEPTED, words)


_REWORDING = (Cause.EDIT, Cause.EDITORIAL, Cause.MERGE, Cause.PART_MERGE)
_IN_THE_TEXT = (Disposition.ACCEPTED, Disposition.IN_PRINCIPLE, Disposition.IN_PART)


def amendments_of(state: State, comment: TableComment) -> tuple[Amendment, ...]:
    """Returns the amendments made of a comment, also that which was placed from the inbox."""
    entry = state.tray.get(comment.entry)
    placed = (entry.became,) if entry is not None and entry.became else ()
    return tuple(state.amendments[each] for each in (*comment.amendments, *placed))


def _fate(state: State, amendment: Amendment) -> CommentResolution | None:
    """Returns what an amendment came to, as that of the comment it was made of."""
    taken = _went_in(amendment.taken_hunks)
    match state.state_of(amendment):
        case AmendmentState.OPEN:
            return None
        case AmendmentState.WITHDRAWN if not taken:
            return CommentResolution(Disposition.WITHDRAWN)
        case AmendmentState.RETIRED:
            into = next(e for e in state.amendments.values() if amendment.id in e.sources)
            fate = _fate(state, into)
            if fate is None or fate.disposition is not Disposition.ACCEPTED:
                return fate
            words = _went_in(into.taken_hunks) or f"“{state.text(into.id)}”"
            return CommentResolution(Disposition.IN_PRINCIPLE, words)
        case AmendmentState.MERGED if out := next(filter(state.left_out, amendment.texts), ""):
            last = state.last_decision(out)
            why = last.reason if last is not None else ""
            why = why or f"the text was {state.left_out(out)}"
            return CommentResolution(Disposition.NOT_ACCEPTED, why)
        case AmendmentState.MERGED if amendment.closed_hunks:
            return CommentResolution(Disposition.IN_PART, taken)
        case AmendmentState.MERGED if _is_reworded(state, amendment):
            return CommentResolution(
                Disposition.IN_PRINCIPLE, taken or f"“{state.text(amendment.id)}”"
            )
        case AmendmentState.MERGED:
            return CommentResolution(Disposition.ACCEPTED)
    if taken:
        return CommentResolution(Disposition.IN_PART, taken)
    last = state.last_decision(state.falls_with(amendment.id) or amendment.id)
    if last is not None and last.reason:
        return CommentResolution(Disposition.NOT_ACCEPTED, last.reason)
    if amendment.ended is not None and not amendment.closed_for:
        return CommentResolution(Disposition.IN_PRINCIPLE, f"“{state.text(amendment.holder)}”")
    favoured = [
        each.handle
        for each in state.comments.values()
        if not {*amendment.closed_for}.isdisjoint(e.id for e in amendments_of(state, each))
    ]
    others = [state.handle_of(each) for each in amendment.closed_for if each in state.amendments]
    see = ", ".join(favoured or others)
    return CommentResolution(Disposition.NOT_ACCEPTED, see=see, stays=not see)


def _went_in(hunks: Sequence[HunkOutcome]) -> str:
    """Returns the words that merges took, each beside those it replaced."""
    return "; ".join(
        f"“{each.replaces.strip()}” → “{each.text.strip()}”"
        if each.replaces.strip()
        else f"“{each.text.strip()}”"
        for each in hunks
    )


def _is_reworded(state: State, amendment: Amendment) -> bool:
    """Returns whether an amendment was given other words than it came with."""
    version = state.version(amendment.id)
    while version.previous and version.cause not in _REWORDING:
        version = state.versions[version.previous]
    return version.cause in _REWORDING


@frozen
class TableCommentLine:
    """A comment of a table, with what became of it."""

    number: str  # such as `DE-012`
    body: str  # as the table has it
    member: str  # the code of the member that makes it; empty for none
    line: str
    clause: str
    paragraph: str
    kind: str  # `ge`, `te` or `ed`; empty where the table does not say
    comment: str
    change: str  # what it proposes; may be empty
    item: str  # the handle of the item it is at; empty for the whole draft
    amendments: tuple[str, ...]  # the handles of the amendments made of it
    entry: str  # the handle of the entry of the inbox in which its proposal waits; may be empty
    disposition: str  # what became of it; empty while that is not known
    words: str  # why, or the words that are in the text
    see: str  # the number of another comment in which more of it is said
    source: str  # the name of its table


def comment_lines(
    state: State, drafts: Sequence[str] = (), source: str = ""
) -> tuple[TableCommentLine, ...]:
    """Returns the comments of tables on some drafts, or on all, in the order of the tables."""
    return tuple(
        comment_line(state, each)
        for each in state.comments.values()
        if (not drafts or each.draft in drafts) and source in ("", each.source)
    )


def comment_line(state: State, comment: TableComment) -> TableCommentLine:
    """Returns a comment of a table with what became of it."""
    found = resolution_of(state, comment)
    same = ("body", "member", "line", "clause", "paragraph", "comment", "change", "source")
    return TableCommentLine(
        number=comment.handle,
        kind=comment.kind or "",
        item=state.handle_of(comment.item) if comment.item else "",
        amendments=tuple(each.handle for each in amendments_of(state, comment)),
        entry=state.tray[comment.entry].handle if comment.entry else "",
        disposition=found.disposition if found else "",
        words=found.words if found else "",
        see=found.see if found else "",
        **{name: getattr(comment, name) for name in same},
    )


_HEADINGS = ("No.", "From", "On", "Comment", "Proposed change", "Resolution")


def comments_outline(report: Comments) -> Outline:
    """Returns comments with their resolution as an outline, in one table."""
    counted = ", ".join(
        f"{count} {'that fall with their text' if outcome == FALLS else outcome}"
        for outcome, count in report.totals.items()
    )
    rows = [
        (
            *(str(each.number), each.by, each.place, each.comment, each.proposed),
            each.resolved,
        )
        for each in report.comments
    ]
    number = count_noun(len(rows), "comment", "comments")
    return Outline(
        "Comments and their resolution",
        (f"{number}: {counted}." if rows else "There are no comments.",),
        report.withheld,
        (Grid.of("Comments and their resolution", _HEADINGS, rows),) if rows else (),
        is_wide=True,
    )


def comments_table(report: Comments) -> Table:
    """Returns a row for each comment."""
    same = ("number", "handle", "by", "target", "place", "comment", "proposal")
    return Table.of(
        (*same, "changes", "outcome", "resolution"),
        [
            (
                *attrgetter(*same)(each),
                plain(changes_quoted(each.changes)),
                each.outcome,
                " ".join(each.resolution),
            )
            for each in report.comments
        ],
    )
