"""What sentences of a summary are made with: the proceedings, names, dates, and who is named."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from attrs import frozen

from consensus.history.operation import Operation
from consensus.history.operations import (
    AddAgendaItem,
    AnnounceMeeting,
    FinishAgendaItem,
    OpenMeeting,
    TakeUpAgendaItem,
)
from consensus.history.step import Step
from consensus.model.amendments import AmendmentKind, AmendmentState
from consensus.model.meetings import Meeting, Presence
from consensus.model.people import QUANTIFIERS, AudiencePolicy, Role, day_of, in_words
from consensus.model.positions import StatedBy
from consensus.model.state import State
from consensus.reports.audience import Audience, Kind, Viewer, sees_attendance
from consensus.reports.words import join_names, label_or_handle

# Phrases that the sentences of a summary are built from.

_NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth"),
    *("seventeenth", "eighteenth", "nineteenth", "twentieth"),
)
_OFFICES = {
    Role.CHAIR: "the Chair",
    Role.CO_CHAIR: "the Co-Chair",
    Role.FACILITATOR: "the Facilitator",
    Role.SECRETARY: "the Secretariat",
    "secretariat": "the Secretariat",
}
_BODIES = re.compile(
    r"\b(working group|task force|group|committee|commission|council|assembly|conference|panel"
    r"|board)\b",
    re.IGNORECASE,
)
# Capitals of words that are no names mean only that a sentence began.
_BEGINNINGS = frozenset(
    (
        *("a", "all", "an", "any", "as", "at", "both", "by", "each", "every", "few", "for", "from"),
        *("future", "he", "how", "if", "in", "it", "its", "many", "members", "more", "most", "no"),
        *("not", "of", "on", "once", "one", "only", "our", "several", "she", "some", "such"),
        *("that", "the", "their", "there", "these", "they", "this", "those", "to", "we", "what"),
        *("when", "where", "whether", "which", "who", "why", "with", "would", *_NUMBERS),
    )
)


def spell(count: int, letters: bool = True) -> str:
    """Returns a number as running text has it: in letters up to twelve."""
    return _NUMBERS[count] if letters and 0 <= count < len(_NUMBERS) else str(count)


def spell_count(count: int, one: str, many: str) -> str:
    """Returns a number in letters with its noun: `one amendment`, `14 amendments`."""
    return f"{spell(count)} {one if count == 1 else many}"


def ordinal(printed: str) -> str:
    """Returns the ordinal of a printed number, such as `second`; empty where it is no number."""
    count = int(printed) if printed.isdecimal() and printed.isascii() else 0
    if 0 < count <= len(_ORDINALS):
        return _ORDINALS[count - 1]
    if not count:
        return ""
    ending = "th" if count % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(count % 10)
    return f"{count}{ending or 'th'}"


@cache
def _styles() -> Mapping[str, Mapping[str, Any]]:
    """Returns the sentences of reports by what they say, each in the styles that differ in it."""
    return tomllib.loads(Path(__file__).with_name("styles.toml").read_text(encoding="utf-8"))


def phrase(style: str, key: str, count: int = 1, /, **blanks: str) -> str:
    """Returns a sentence of `styles.toml` in a style, of one or of several."""
    row = _styles()[key]
    words = row.get(style, row["plain"])
    return (words if isinstance(words, str) else words[count > 1]).format(**blanks)


def alike(style: str, key: str, *others: str) -> str:
    """Returns the first of some keys that has the words of another of them in a style."""
    words = [_styles()[each].get(style, _styles()[each]["plain"]) for each in (key, *others)]
    return others[words.index(words[0], 1) - 1]


def on_which(texts: str) -> dict[str, str]:
    """Returns words for `{it}`, `{on}` and `{to}` in a phrase: of which texts; empty for all."""
    it = f" {texts}" if texts else ""
    return {"it": it, "on": it and f" on{it}", "to": it and f" to{it}"}


def body_of(state: State) -> str:
    """Returns the short name of the body, from its title: `the Committee`."""
    found, usual = _BODIES.search(own_title(state)), phrase(state.settings[""].style, "body")
    body = f"the {found[0].title()}" if found else usual
    return body.lower() if usual.islower() else body


def members_noun(state: State, count: int) -> str:
    """Returns what a member, or several, of the body are called."""
    is_group = body_of(state).casefold().endswith(("group", "force", "panel"))
    key = "in a group" if is_group else "in a committee"
    return phrase(state.settings[""].style, key, count)


def with_members_noun(state: State, words: str) -> str:
    """Returns words on members, such as `some members`, with what they are called."""
    return re.sub(r"\bmember(s?)\b", lambda each: members_noun(state, 1 + bool(each[1])), words)


def own_title(state: State) -> str:
    """Returns the title of a body; empty where it is that of a draft, which is no body."""
    drafts = {each.title.casefold() for each in state.drafts.values()}
    return "" if state.title.casefold() in drafts else state.title


def body_title(title: str) -> str:
    """Returns the title of a body as it is used within a sentence."""
    if title.casefold().startswith("the "):
        return f"the {title[4:]}"
    return f"the {title}" if _BODIES.search(title) else title


def office(words: str) -> str:
    """Returns an office as it is used within a sentence: `the Chair`."""
    words = words.strip()
    known = _OFFICES.get(words.casefold().removeprefix("the "))
    if known:
        return known
    if words[:1].isupper() or words.startswith("the "):
        return words
    return f"the {words}"


def subject_phrase(words: str) -> str:
    """Returns the subject of a sentence, with the comma that ends an apposition before the verb."""
    return f"{words}," if "," in words and not words.endswith(",") else words


def place_phrase(place: str) -> str:
    """Returns the place of a meeting with its preposition; a place of one word is a town."""
    if not place:
        return ""
    return f" {'at' if len(place.split()) > 1 else 'in'} {subject_phrase(place)}"


def clause(text: str) -> str:
    """Returns noted words as a clause: without full stop, and in lower case at the start."""
    text = " ".join(text.split()).rstrip(".;,: ")
    first = re.split(r"[\s,']", text, maxsplit=1)[0]
    if first[1:].islower() or len(first) == 1:
        small = first.casefold()
        if small in _BEGINNINGS:
            return small + text[len(first) :]
    return text


def infinitive(text: str) -> str:
    """Returns the words for an undertaking as an infinitive; of a thing, such as to provide it."""
    text = clause(text)
    if text.startswith("to "):
        return text
    return f"to provide {text}" if text.startswith(("a ", "an ", "the ")) else f"to {text}"


def capitalize(text: str, opening: str = "") -> str:
    """Returns a sentence that begins with a capital, after an opening where there is one."""
    whole = f"{opening}{text}"
    return whole[:1].upper() + whole[1:]


def end_sentence(text: str) -> str:
    """Returns a sentence with a full stop, unless it has an end of its own."""
    return text if text.endswith((".", "!", "?", ":")) else f"{text}."


def enumerate_parts(parts: Sequence[str]) -> str:
    """Returns several long parts as an enumeration with semicolons: `a; b; and c`."""
    if len(parts) < 2:
        return "".join(parts)
    if len(parts) == 2:
        return f"{parts[0]}, and {parts[1]}"
    return f"{'; '.join(parts[:-1])}; and {parts[-1]}"


FOOTNOTE = re.compile(
    r"\^\[(?P<note>[^\[\]]+)\]|\[(?P<words>[^\[\]]+)\]\((?P<link>https?://[^\s()]+)\)"
)


def split_footnotes(text: str) -> Iterator[tuple[str, str]]:
    """Yields the words of a sentence, each part with the footnote behind it; empty for none.

    A footnote is written as `^[its words]`, or is the address in `[words](https://…)`.
    """
    at = 0
    for each in FOOTNOTE.finditer(text):
        note = each["note"] or f"Available at: {each['link']}"
        yield text[at : each.start()] + (each["words"] or ""), note
        at = each.end()
    yield text[at:], ""


# The proceedings of a meeting: what was recorded in it, step by step.


@frozen
class MeetingStep:
    """One operation of a meeting."""

    step: str  # its id
    operation: Any
    agenda_item: str = ""  # the id of what was taken up; empty for none


Steps: TypeAlias = Sequence[MeetingStep]


@frozen
class Proceedings:
    """What was recorded of a meeting, in order, its announcement and opening included.

    What was undone or does not apply is not in it.
    """

    meeting: str
    steps: tuple[MeetingStep, ...]

    def of(self, *kinds: type[Operation]) -> tuple[MeetingStep, ...]:
        """Returns the operations of some kinds."""
        return tuple(each for each in self.steps if isinstance(each.operation, kinds))


Applied: TypeAlias = Iterable[tuple[Step, Sequence[Operation]]]
"""Each step with those of its operations that apply, redacted words replaced."""


def proceedings(history: Applied, meeting: str) -> Proceedings:
    """Collects what was recorded of a meeting, from the steps of `WorkingGroup.applied`."""
    return Proceedings(meeting, tuple(_meeting_steps(history, meeting)))


def _meeting_steps(history: Applied, meeting: str) -> Iterator[MeetingStep]:
    current = ""
    for step, operations in history:
        for each in operations:
            if step.meeting != meeting and not _begins(each, meeting):
                continue
            if isinstance(each, TakeUpAgendaItem):
                current = each.item
            yield MeetingStep(step.id, each, current)
            if isinstance(each, FinishAgendaItem) and each.item == current:
                current = ""


_BEGINNING = tuple(f"{each.NAME}/" for each in (AddAgendaItem, OpenMeeting, AnnounceMeeting))


def is_part_of(step: Step, meeting: str) -> bool:
    """Returns whether a step may have something of the proceedings of a meeting."""
    return step.meeting == meeting or any(e.name.startswith(_BEGINNING) for e in step.bodies)


def _begins(operation: Operation, meeting: str) -> bool:
    if isinstance(operation, AddAgendaItem):
        # It was put on the agenda of a meeting to come, which may have been this one.
        return not operation.meeting
    if isinstance(operation, OpenMeeting):
        return meeting in (operation.id, operation.announced)
    return isinstance(operation, AnnounceMeeting) and operation.id == meeting


# The sentences of a summary, and what is behind each of them.


@frozen
class Quantity:
    """A number behind the words of a sentence."""

    words: str  # as the sentence has it, such as `several members`
    count: int | None = None  # how many they are; None where it was noted in words alone
    of: int | None = None  # of how many; None where that is not known

    def __str__(self) -> str:
        """The words with the number behind them: `several members: 4 of 12`."""
        if self.count is None:
            return f"{self.words}: as noted"
        return f"{self.words}: {self.count}" + (f" of {self.of}" if self.of is not None else "")


@frozen
class Sentence:
    """One sentence of a summary, with its trace."""

    key: str  # what it is about, such as `INT3`; no other sentence of the summary has it
    text: str  # the sentence
    steps: tuple[str, ...] = ()  # the ids of the steps that it comes from
    things: tuple[str, ...] = ()  # the handles of what those steps made, and of what it speaks of
    quantities: tuple[Quantity, ...] = ()  # the numbers behind its words


@frozen
class Paragraph:
    """One numbered paragraph."""

    number: int  # as it is printed
    anchor: str  # what it is about, such as `opening` or `AG2`; empty in an edited summary
    sentences: tuple[Sentence, ...]  # the sentences
    points: tuple[Sentence, ...] = ()  # what follows them as a list

    @property
    def all_sentences(self) -> tuple[Sentence, ...]:
        """The sentences and the points."""
        return (*self.sentences, *self.points)


@frozen
class Attribution:
    """Names and counts as one audience may see them; what is withheld is counted."""

    state: State
    meeting: Meeting
    audience: Audience
    attributed: bool  # whether names were asked for
    left_out: Counter[Kind]

    @property
    def names(self) -> bool:
        """Whether members are named: asked for, allowed, and not under the Chatham House rule."""
        return self.attributed and self.audience.sees_names and self.names_offices

    @property
    def names_offices(self) -> bool:
        """Whether the holders of offices are named.

        A chair's summary always names them; but not under the Chatham House rule, not even to the
        secretariat, since an office says who spoke.
        """
        return sees_attendance(self.state, Audience.PUBLIC, self.meeting)

    @property
    def viewer(self) -> Viewer:
        """As whom the audience reads who objected, and whose word is awaited."""
        return Viewer(self.audience).at(self.state, self.meeting.id, self.meeting.opened)

    @property
    def body(self) -> str:
        """The short name of the body, such as `the Working Group`."""
        return body_of(self.state)

    @property
    def present(self) -> int:
        """How many of the members that count are present; all of them where none was noted."""
        return len(self._there()) or len(self._counting())

    def attending(self) -> tuple[int, int, int, int]:
        """Returns how many members attended, how many remotely, of how many, and observers."""
        there = self._there()
        remote = [each for each in there if self._presence(each) is Presence.REMOTE]
        observers = [
            each.code
            for each in self.state.members.values()
            if each.observer and self._presence(each.code) is not Presence.ABSENT
        ]
        return len(there), len(remote), len(self._counting()), len(observers)

    def _counting(self) -> list[str]:
        return [each.code for each in self.state.counting(day_of(self.meeting.opened))]

    def _there(self) -> list[str]:
        return [each for each in self._counting() if self._presence(each) is not Presence.ABSENT]

    def _presence(self, member: str) -> Presence:
        return self.state.presence_of(member, self.meeting.id)

    def may_report(self, kind: Kind, count: int = 1) -> bool:
        """Returns whether words of a kind may be reported; if not, counts them as withheld."""
        of_members = kind in (Kind.MEMBERS, Kind.OBJECTIONS)
        if self.viewer.sees_names if of_members else self.audience.sees_names:
            return True
        self.left_out[kind] += count
        return False

    def may_hear(self, source: StatedBy) -> bool:
        """Returns whether the audience may know what comes from a source; if not, counts it."""
        heard = self.audience.sees(source)
        self.left_out[Kind.POSITIONS] += not heard
        return heard

    def of_member(self, code: str) -> str:
        """Returns whose holder an office has, such as ` of Alvora`; nothing in an assembly."""
        is_assembly = self.state.settings[""].policy is AudiencePolicy.ASSEMBLY
        is_told = bool(code) and (self.audience.sees_all or not is_assembly)
        return f" of {self.member(code)}" if is_told else ""

    def member(self, code: str) -> str:
        """Returns a member, observer or negotiating group by its name."""
        known = self.state.members.get(code) or self.state.negotiating_groups.get(code)
        return known.name or code if known else code

    def quantity(self, count: int, codes: Sequence[str] = ()) -> Quantity:
        """Returns a number of members in words, by the table of the body.

        They are counted among those present, but among all where one of the `codes` is absent.
        """
        there, counting = self._there(), self._counting()
        is_away = any(each in counting and each not in there for each in codes)
        of = len(counting if is_away else there or counting)
        table = self.state.settings[""].quantifiers
        words = in_words(count, of, table)
        if table == QUANTIFIERS or words not in [each.words for each in table]:
            words = self.in_style(words, count)
        there_alone = " present" if 1 < count == of < len(counting) else ""
        return Quantity(words + there_alone, count, of)

    def in_style(self, words: str, count: int) -> str:
        """Returns words for a number of members in the style of the body."""
        words = number = with_members_noun(self.state, words)
        if count and self.audience.sees_names:
            number = f"{spell(count)} {members_noun(self.state, count)}"
        style = self.state.settings[""].style
        return phrase(style, "so many members", words=words, number=number)

    def apart(
        self, codes: Sequence[str], is_dissent: bool = True
    ) -> tuple[str, int, tuple[Quantity, ...]]:
        """Returns words for some members, the number for the verb, and the quantity behind them."""
        if is_dissent and self.viewer.is_vague:
            return f"at least one {members_noun(self.state, 1)}", 1, ()
        who, behind = self.members(codes)
        return who, len(codes), behind if self.viewer.sees_names else ()

    def members(self, codes: Sequence[str], more: int = 0) -> tuple[str, tuple[Quantity, ...]]:
        """Returns some members, and `more` unnamed, by name or in words with the number behind."""
        if self.names and not more and codes:
            return join_names([self.member(code) for code in codes]), ()
        found = self.quantity(len(codes) + more, codes)
        return found.words, (found,)


# How a summary names the targets that were discussed.

_WORDS_QUOTED = 40
_FEW_WORDS = 8
_FEW_PROPOSALS = 3
_MOTION = re.compile(r"(that|to)\b")


def motion(state: State, target: str, version: str = "") -> str:
    """Returns the proposal of an item as a clause, where it is worded as motions are; else empty.

    Such as `that the group meet twice a year` or `to meet twice a year`.
    """
    if target not in state.items:
        return ""
    wording = state.versions[version or state.version_id(target)].wording
    text = (
        ""
        if wording.count or state.spanning_over(target)
        else clause("".join(map(str, wording.parts)))
    )
    return text if _MOTION.match(text) else ""


def subject(state: State, target: str, version: str = "") -> str:
    """Returns a target as a sentence names it: a motion by its words, others by label or handle."""
    if moved := motion(state, target, version):
        return f"the proposal {moved}"
    if target in state.packages:
        return f"the package “{state.packages[target].title}”"
    if target in state.amendments:
        return f"{_noun(state, target)} {state.handle_of(target)}"
    if target in state.drafts:
        return (
            f"the draft “{state.drafts[target].title}”"
            if state.drafts[target].title
            else "the draft"
        )
    item = state.items[target]
    text = clause(state.text(target))
    if not item.label and text and len(text.split()) <= _WORDS_QUOTED and "[" not in text:
        return f"“{text}”"
    return f"{_noun(state, target)} {_label(state, target)}"


def _label(state: State, item: str) -> str:
    """Returns the label of an item, or its handle: `2` of PP2 behind `preambular paragraph`."""
    is_said = _noun(state, item).startswith("preambular")
    return label_or_handle(state, item).removeprefix("PP" if is_said else "")


def _noun(state: State, target: str, count: int = 1) -> str:
    """Returns what an item or amendment, or several of its kind, are called."""
    kind = state.items[target].kind if target in state.items else "amendment"
    return phrase(state.settings[""].style, kind if kind in _styles() else "paragraph", count)


_FEW_CHANGES = 2
_SENTENCE_ENDS = re.compile(r"(?<=[.;:?!])\s+(?=\W?[A-Z])")


def few_changes(old: str, new: str) -> tuple[tuple[str, str], ...]:
    """Returns what is replaced by what in a text, where that is a few words outside brackets."""
    # What only names texts loads no more than it needs.
    from consensus.reports.amendments import compare_texts, edits_of

    return _few([(each.strip(), by.strip()) for each, by in edits_of(compare_texts(old, new))])


def _few(edits: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    found = [each for each in edits if any(each)]
    sides = [side for each in found for side in each]
    is_long = any(len(each.split()) > _FEW_WORDS or set("[|]") & {*each} for each in sides)
    return () if is_long or len(found) > _FEW_CHANGES else tuple(found)


def _changed_sentences(old: str, new: str) -> tuple[int, ...]:
    """Returns which sentences of a text are changed, counted from 1; none where all are."""
    now = set(_SENTENCE_ENDS.split(new))
    sentences = _SENTENCE_ENDS.split(old)
    found = [number for number, each in enumerate(sentences, 1) if each not in now]
    return tuple(found) if 0 < len(found) <= min(_FEW_CHANGES, len(sentences) - 1) else ()


def _proposed_texts(state: State, amendment: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Returns the text an amendment to words was made to, its own, and its few changes."""
    from consensus.reports.amendments import decided_hunks

    found = state.amendments[amendment]
    against = state.versions[found.against]
    if found.state is AmendmentState.MERGED:
        against = state.versions.get(against.previous, against)
    old = against.wording.notation(names=False)
    new = state.version(amendment).wording.notation(names=False)
    decided = decided_hunks(found)
    said = [(each.replaces.strip(), each.text.strip()) for each in decided]
    return old, new, _few(said) if decided else few_changes(old, new)


def change_in_words(
    what: str, old: str, new: str, edits: Sequence[tuple[str, str]], is_done: bool
) -> str:
    """Returns what was done in a text, or is proposed to be: with its words, where they are few."""
    if edits:
        told = join_names([_DONE[is_done][bool(a) + 2 * bool(b)].format(a, b) for a, b in edits])
        return f"in {what}, {told}" if is_done else f"{told} in {what}"
    places = [ordinal(str(each)) for each in _changed_sentences(old, new)]
    noun = "sentence" if len(places) == 1 else "sentences"
    part = f"the {join_names(places)} {noun} of {what}" if places else f"the text of {what}"
    return f"{part} {'were' if len(places) > 1 else 'was'} revised" if is_done else f"revise {part}"


# What is deleted, inserted or replaced, as it is proposed and as it was done.
_DONE = (
    ("", "delete “{0}”", "insert “{1}”", "replace “{0}” by “{1}”"),
    ("", "“{0}” was deleted", "“{1}” was inserted", "“{0}” was replaced by “{1}”"),
)


def proposal(state: State, amendment: str) -> str:
    """Returns what an amendment would do, with its handle, such as `delete paragraph 2 (A4)`."""
    found, handle = state.amendments[amendment], state.handle_of(amendment)
    of = found.target
    what = f"{_noun(state, of)} {state.handle_of(of)}" if of in state.amendments else ""
    what = what or subject(state, of)
    if found.kind is AmendmentKind.MODIFY:
        return f"{change_in_words(what, *_proposed_texts(state, amendment), False)} ({handle})"
    if found.kind is AmendmentKind.INSERT:
        words = state.version(amendment).wording.notation(names=False)
        new = f"“{words}”" if len(words.split()) <= _FEW_WORDS else "new text"
        after = f" after {subject(state, found.after)}" if found.after in state.items else ""
        return f"insert {new}{after} ({handle})"
    if found.kind is AmendmentKind.JOIN:
        what = subjects(state, (of, *found.others))
    return f"{found.kind} {what} ({handle})"


def short_subject(state: State, target: str) -> str:
    """Returns a target that the sentence before named, in short."""
    if target in state.packages:
        return "this package"
    if target in state.amendments:
        return f"this {_noun(state, target)}"
    if target in state.drafts:
        return "this draft"
    return "this proposal" if motion(state, target) else f"this {_noun(state, target)}"


def subjects(state: State, targets: Sequence[str]) -> str:
    """Returns several targets, paragraphs and amendments by their labels; one as `subject` does."""
    alike: dict[str, list[str]] = {}
    for each in targets if len(targets) > 1 else ():
        if each in state.amendments or (each in state.items and not motion(state, each)):
            alike.setdefault(_noun(state, each, 2), []).append(each)
    plain = [
        f"{_noun(state, found[0], len(found))} "
        + join_names([_label(state, each) for each in found])
        for found in alike.values()
    ]
    named = {each for found in alike.values() for each in found}
    return join_names([*plain, *(subject(state, e) for e in targets if e not in named)])


# The context: what tells a paragraph remembers what it spoke of last.


class SummaryContext:
    """Builds the sentences of one paragraph, and names a target in short the second time.

    Args:
        attribution: who is named, and how the others are counted.
        proceedings: all that happened in the meeting.

    Attributes:
        last_said: the id of the last intervention that was reported.
        last_remedied: the id of the last concern that was reported with its remedy.
    """

    def __init__(self, attribution: Attribution, proceedings: Proceedings) -> None:
        self.attribution = attribution
        self.proceedings = proceedings
        self.last_said = ""
        self.last_remedied = ""
        self._target = ""
        self._worded: set[str] = set()
        self._indications: Counter[str] = Counter()

    @property
    def state(self) -> State:
        """The state."""
        return self.attribution.state

    def say(self, key: str, count: int = 1, /, **blanks: str) -> str:
        """Returns a sentence in the style of the body, of one or of several."""
        style, body = self.state.settings[""].style, self.attribution.body
        return phrase(style, key, count, chair=phrase(style, "chair"), body=body, **blanks)

    def subject(self, target: str, version: str = "") -> str:
        """Returns a target, in short where the sentence before named it."""
        if target == self._target:
            return short_subject(self.state, target)
        self.set_subject(target)
        if target in self.state.amendments and target not in self._worded:
            return f"the proposal to {self.proposal(target)}"
        return subject(self.state, target, version)

    def proposal(self, amendment: str) -> str:
        """Returns what an amendment would do, with its handle, by which it is named from now on."""
        self._worded.add(amendment)
        return proposal(self.state, amendment)

    def subjects(self, targets: Sequence[str]) -> str:
        """Returns several targets, or one."""
        if len(targets) == 1:
            return self.subject(targets[0])
        self.set_subject("")
        found = (each for each in targets if each in self.state.amendments)
        amending = [each for each in found if each not in self._worded]
        if not 0 < len(amending) <= _FEW_PROPOSALS:
            return subjects(self.state, targets)
        rest = [each for each in targets if each not in amending]
        told = "; ".join(f"to {self.proposal(each)}" for each in amending)
        told = f"the {'proposal' if len(amending) == 1 else 'proposals'} {told}"
        return f"{subjects(self.state, rest)} and {told}" if rest else told

    def set_subject(self, target: str) -> None:
        """Remembers the target of the last sentence; empty for none in particular."""
        self._target = target

    def again(self, who: str) -> str:
        """Returns the adverb for an indication repeated by a member: `also`, then `further`."""
        count = self._indications[who]
        self._indications[who] += 1
        return ("", "also ", "further ")[count if count < 2 else 1 + (count + 1) % 2]

    def handles(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Returns the handles of some ids, each once."""
        return tuple(dict.fromkeys(self.state.handle_of(each) for each in ids))

    def sentence(
        self,
        steps: Steps,
        text: str,
        *,
        key: str,
        things: Iterable[str] = (),
        quantities: Iterable[Quantity] = (),
    ) -> Sentence:
        """Returns a sentence on some steps and what they mention, without capital and full stop."""
        ids = tuple(dict.fromkeys(each.step for each in steps))
        told = tuple(quantities) if self.attribution.audience.sees_names else ()
        return Sentence(key, text, ids, self.handles(things), told)

    def on(
        self,
        target: str,
        steps: Steps,
        text: str,
        *things: str,
        what: str = "",
        quantities: Iterable[Quantity] = (),
    ) -> Sentence:
        """Returns a sentence that has the handle of a target for its key, after what it says."""
        key = ":".join(filter(None, (what, self.state.handle_of(target))))
        return self.sentence(steps, text, key=key, things=(target, *things), quantities=quantities)


GroupingKey: TypeAlias = Callable[[Any, SummaryContext], str]
SentenceMaker: TypeAlias = Callable[[Steps, SummaryContext], Iterable[Sentence]]


@frozen
class SentenceRule:
    """How the summary reports operations of one kind; those with one key are reported together."""

    write: SentenceMaker
    grouping_key: GroupingKey | None = None


# Days as documents print them.

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_END_OF_DAY = time(23, 59)


def day(moment: date) -> str:
    """Returns a day in its own time zone as `30 September 2016`, in English in every locale."""
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def moment(due: datetime) -> str:
    """Returns a day in words, with the time unless it is the first or last of the day."""
    clock = due.time().replace(second=0, microsecond=0)
    if clock in (time.min, _END_OF_DAY):
        return day(due)
    return f"{day(due)} at {due:%H:%M %Z}".rstrip()


def days(begins: date, ends: date | None) -> str:
    """Returns the days from one to another, such as `26-27 January 2017`."""
    first = begins.date() if isinstance(begins, datetime) else begins
    last = ends.date() if isinstance(ends, datetime) else ends
    if last is None or last <= first:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}-{day(last)}"
    if first.year == last.year:
        return f"{first.day} {MONTHS[first.month - 1]} to {day(last)}"
    return f"{day(first)} to {day(last)}"


def names_in(state: State, words: str) -> tuple[str, ...]:
    """Returns which members, observers and participants words name, by code or name, as written."""
    names = [name for e in state.members.values() for name in (e.code, e.name, *e.former)]
    names += (name.partition(" (")[0] for name in tuple(names))
    for person in state.participants.values():
        names += (person.name, *person.name.split()[-1:])
    found = (e for e in names if e and e in words and re.search(rf"\b{re.escape(e)}(?!\w)", words))
    return tuple(dict.fromkeys(found))
