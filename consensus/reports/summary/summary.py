"""The chair's summary of a meeting: numbered paragraphs, each sentence with its trace."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby

import attrs
from attrs import frozen

from consensus.errors import NotFound
from consensus.history.operation import Operation
from consensus.history.operations import AnnounceMeeting, ChangeAnnouncement, NoteIntervention
from consensus.model.meetings import InterventionKind
from consensus.model.state import State
from consensus.reports.audience import Audience, Kind, Withheld
from consensus.reports.revisions import with_labels_of
from consensus.reports.summary.context import (
    Applied,
    Attribution,
    MeetingStep,
    Paragraph,
    Proceedings,
    Sentence,
    SentenceRule,
    Steps,
    SummaryContext,
    capitalize,
    clause,
    day,
    days,
    end_sentence,
    proceedings,
)
from consensus.reports.summary.meeting_sentences import (
    MEETING_SENTENCES,
    agenda_sentences,
    meeting_name,
    meeting_sentences,
    opening_sentences,
)
from consensus.reports.summary.text_sentences import TEXT_SENTENCES

_SENTENCES: dict[type[Operation], SentenceRule] = {**MEETING_SENTENCES, **TEXT_SENTENCES}


@frozen
class ChairSummary:
    """A summary of a meeting, for an audience."""

    parent: str  # the body that the working group is part of; may be empty
    body: str  # the name of the working group
    meeting: str  # the handle of the meeting
    name: str  # what the meeting is called at the top of the document
    place: str  # where it was held; may be empty
    days: str  # when, in words
    dated: date  # the day that the summary bears
    audience: Audience  # who it is for
    attributed: bool  # whether members are named
    chatham_house: bool  # whether the Chatham House rule held, so that no member is named
    paragraphs: tuple[Paragraph, ...]  # the paragraphs
    withheld: Withheld  # what was left out for the audience

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence and point, in order."""
        return tuple(each for one in self.paragraphs for each in one.all_sentences)

    @property
    def where_and_when(self) -> str:
        """The place and the days, on one line."""
        return capitalize(", ".join(filter(None, (self.place.removeprefix("the "), self.days))))

    @property
    def drawn_up(self) -> str:
        """The day that it bears, in words."""
        return day(self.dated)


def chair_summary(
    state: State,
    history: Applied,
    meeting: str,
    now: datetime,
    dated: date | None = None,
    audience: Audience = Audience.PUBLIC,
    *,
    attributed: bool = False,
) -> ChairSummary:
    """Generates the summary of a meeting from the record.

    The public reads what was decided, asked and planned, and what was said by an office or by
    nobody in particular; not who stood where, and why. Under the Chatham House rule no name and no
    office is given, even if requested.

    Args:
        history: every step, as `WorkingGroup.applied` gives it.
        meeting: the id of the meeting.
        now: the moment of drawing up.
        dated: the day that it bears; if not given, that on which the meeting was closed, or today.
        attributed: whether members are named, where the audience and the rule allow it.

    Raises:
        NotFound: no meeting has that id.
    """
    found = state.meetings.get(meeting)
    if found is None:
        raise NotFound(f"no meeting has the id {meeting}")
    if found.closed is not None:
        state = with_labels_of(state, found.closed)
    attribution = Attribution(state, found, audience, attributed, Counter[Kind]())
    paragraphs = _distinct(_paragraphs(attribution, proceedings(history, meeting)))
    name = meeting_name(found).removeprefix("the ")
    return ChairSummary(
        parent=" ".join(state.settings[""].parent.split()),
        body=state.title,
        meeting=found.handle,
        name=capitalize(name),
        place=found.place,
        days=days(found.opened, found.closed),
        dated=dated or (found.closed or now).date(),
        audience=audience,
        attributed=attribution.names,
        chatham_house=found.chatham_house,
        paragraphs=tuple(
            attrs.evolve(each, number=number) for number, each in enumerate(paragraphs, 1)
        ),
        withheld=Withheld.of(attribution.left_out, attribution.viewer.is_vague),
    )


def _paragraphs(attribution: Attribution, recorded: Proceedings) -> Iterator[Paragraph]:
    """Yields the paragraphs, not numbered yet; empty ones are left out."""
    taken_up = [each.agenda_item for each in recorded.steps if each.agenda_item]
    first = taken_up[0] if taken_up else ""
    before, between = _outside(recorded, first)
    context = SummaryContext(attribution, recorded)
    yield from _paragraph("meeting", meeting_sentences(context))
    context = SummaryContext(attribution, recorded)
    opening = [*opening_sentences(context), *_sentences_on(before, context)]
    yield from _paragraph("opening", opening)
    yield from _paragraph("agenda", agenda_sentences(SummaryContext(attribution, recorded)))
    for item in dict.fromkeys(taken_up):
        yield from _matter(item, attribution, recorded)
    for anchor, steps in _by_topic(between):
        yield from _paragraph(anchor, _sentences_on(steps, SummaryContext(attribution, recorded)))


def _by_topic(steps: Steps) -> Iterator[tuple[str, list[MeetingStep]]]:
    """Yields what happened under no agenda item: on texts, other matters, meetings to come."""
    to_come = (AnnounceMeeting, ChangeAnnouncement)
    texts = [each for each in steps if _is_on_texts(each.operation)]
    coming = [each for each in steps if isinstance(each.operation, to_come)]
    yield "further", texts
    yield "other", [each for each in steps if each not in texts and each not in coming]
    yield "next", coming


def _is_on_texts(operation: Operation) -> bool:
    is_on_target = isinstance(operation, NoteIntervention) and bool(operation.targets)
    return is_on_target or type(operation) in TEXT_SENTENCES


def _outside(recorded: Proceedings, first: str) -> tuple[list[MeetingStep], list[MeetingStep]]:
    """Returns the steps under no agenda item, before the first was taken up, and after."""
    before: list[MeetingStep] = []
    after: list[MeetingStep] = []
    begun = False
    for each in recorded.steps:
        begun = begun or (bool(first) and each.agenda_item == first)
        if not each.agenda_item:
            (after if begun else before).append(each)
    return before, after


def _matter(item: str, attribution: Attribution, recorded: Proceedings) -> Iterator[Paragraph]:
    """Yields the paragraphs on one agenda item; issues that were raised have their own list."""
    matter = attribution.state.agenda[item]
    title = clause(matter.title)
    with_regard = f"with regard to {title}, "
    if not title[:1].islower():
        with_regard = f"with regard to agenda item {matter.number}, “{title}”, "
    opening = with_regard
    here = [each for each in recorded.steps if each.agenda_item == item]
    part = 0
    # Issues that were raised stand together, and what lies between.
    reported = [each for each in here if type(each.operation) in _SENTENCES]
    for is_issues, run in groupby(reported, key=_is_issue):
        steps = list(run)
        context = SummaryContext(attribution, recorded)
        sentences = _sentences_on(steps, context)
        if not sentences:
            continue
        part += 1
        anchor = matter.handle if part == 1 else f"{matter.handle}-{part}"
        if is_issues:
            yield _issues(sentences, anchor, opening)
        else:
            yield from _paragraph(anchor, sentences, opening)
        opening = ""
    if not part:
        alone = SummaryContext(attribution, recorded).sentence(
            here[:1], f"{title} was considered", key=matter.handle, things=(item,)
        )
        yield from _paragraph(matter.handle, [alone])


def _is_issue(happening: MeetingStep) -> bool:
    each = happening.operation
    return isinstance(each, NoteIntervention) and each.kind is InterventionKind.ISSUE


def _sentences_on(steps: Steps, context: SummaryContext) -> list[Sentence]:
    """Returns the sentences on some steps, those reported together in the place of the first."""
    gathered: dict[str, list[MeetingStep]] = {}
    for each in steps:
        rule = _SENTENCES.get(type(each.operation))
        if rule is not None:
            key_of = rule.grouping_key
            word = key_of(each.operation, context) if key_of else each.operation.id
            gathered.setdefault(word, []).append(each)
    return [
        sentence
        for group in gathered.values()
        for sentence in _SENTENCES[type(group[0].operation)].write(group, context)
    ]


def _issues(points: Sequence[Sentence], anchor: str, opening: str) -> Paragraph:
    what = "issue was" if len(points) == 1 else "issues were"
    where = "" if opening else "in that context, "
    leading = Sentence(
        f"issues:{anchor}",
        capitalize(f"the following {what} highlighted during the discussion:", opening or where),
        tuple(dict.fromkeys(step for each in points for step in each.steps)),
        tuple(each.key for each in points),
    )
    return Paragraph(0, anchor, (leading,), tuple(points))


def _paragraph(
    anchor: str, sentences: Iterable[Sentence], opening: str = ""
) -> Iterator[Paragraph]:
    """Yields the paragraphs of some sentences, of few each; the first has the opening."""
    whole = []
    for place, each in enumerate(sentences):
        text = capitalize(" ".join(each.text.split()), "" if place else opening)
        whole.append(attrs.evolve(each, text=end_sentence(text)))
    for number, part in enumerate(_parts_of(whole), 1):
        yield Paragraph(0, anchor if number == 1 else f"{anchor}.{number}", tuple(part))


_FEW = 5  # sentences of a paragraph
# A sentence that goes on with what the one before it said.
_GOING_ON = re.compile(r"\b((this|these) \w+|also|further|in addition|it could)\b", re.IGNORECASE)


def _parts_of(sentences: Sequence[Sentence]) -> list[list[Sentence]]:
    """Returns sentences in paragraphs of few; those on one text, or that go on, stay together."""
    runs: list[list[Sentence]] = []
    for each in sentences:
        before = runs[-1][-1] if runs else None
        is_same = before is not None and not {*before.things}.isdisjoint(each.things)
        if is_same or (before is not None and _GOING_ON.search(each.text)):
            runs[-1].append(each)
        else:
            runs.append([each])
    parts: list[list[Sentence]] = []
    for run in runs:
        if parts and len(parts[-1]) + len(run) <= _FEW:
            parts[-1] += run
        else:
            parts.append(run)
    if len(parts) > 1 and len(parts[-1]) == 1:
        last = parts.pop()
        parts[-1] += last
    return parts


def _distinct(paragraphs: Iterable[Paragraph]) -> list[Paragraph]:
    """Returns the paragraphs with unique keys: a repeated key gets a number."""
    seen = Counter[str]()

    def named(sentence: Sentence) -> Sentence:
        seen[sentence.key] += 1
        count = seen[sentence.key]
        return attrs.evolve(sentence, key=f"{sentence.key}.{count}") if count > 1 else sentence

    return [
        attrs.evolve(
            each, sentences=tuple(map(named, each.sentences)), points=tuple(map(named, each.points))
        )
        for each in paragraphs
    ]
