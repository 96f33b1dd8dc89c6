"""Decisions as report lines, and the register of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from operator import attrgetter

from attrs import frozen

from consensus.model.decisions import Decision, Outcome, Scope, Statement, StatementKind
from consensus.model.drafts import Provenance
from consensus.model.meetings import Forum
from consensus.model.positions import Stance
from consensus.model.staleness import Reconfirmation
from consensus.model.state import State
from consensus.reports.amendments import change_summary
from consensus.reports.audience import Audience, Kind, Viewer, Withheld, visible_decision
from consensus.reports.outline import Outline, Table, grid_of, minute
from consensus.reports.words import join_names, label_or_handle, target_name, unmet_words
from consensus.rules.reasons import dissent
from consensus.rules.verdict import Status, Verdict
from consensus.text.display import count_noun, count_phrase


@frozen
class StatementLine:
    """What a member put on record beside a decision."""

    member: str  # the member's code
    kind: StatementKind  # explanation, reservation, dissociation or minority statement
    text: str  # the member's words
    annexed: bool = False  # whether the member agrees that they are annexed to a report
    on: str = ""  # on which of several texts; empty for all that were decided
    name: str = ""  # the member's name in full; may be empty
    words: str = ""  # its kind, on which of several texts, and if it was before or after the vote

    def __str__(self) -> str:
        kind = f"{self.kind} on {self.on}" if self.on else self.kind
        return f"{self.member}, {kind}: {self.text}"


@frozen
class DecisionLine:
    """One decision in a report; what the audience may not see is empty."""

    handle: str  # such as `DEC4`
    outcome: Outcome  # what was declared
    happened: datetime  # when
    scope: Scope  # what it covers
    forum: Forum  # where it was taken
    meeting: str  # the handle of the meeting; empty outside meetings
    is_current: bool  # whether none came after it, and it did not come back with a change
    pending: tuple[str, ...]  # the codes of members whose confirmation it still awaits
    pending_count: int  # how many they are
    over: tuple[str, ...]  # the codes of members over whose objection it was taken
    holding: tuple[str, ...]  # the codes of members that were known to reserve their position
    unmet: str  # the rule that was not met; of several texts that of any of them
    reason: str  # why
    no_objection_heard: bool  # whether the Chair asked, as in a meeting, and none was heard
    present: tuple[str, ...]  # the codes of members recorded as present
    absent: tuple[str, ...]  # the codes of members not present
    due: date | None  # for a deferral, the day it is listed again
    statements: tuple[StatementLine, ...]  # what members put on record beside it
    is_ruling: bool  # whether the chair ruled over an objection that the rule does not allow
    # the handles of the amendments with which members answered that were to confirm it: it is open
    answered_by: tuple[str, ...] = ()
    without: str = ""  # the members, or how many, that were to confirm it until then
    apart: tuple[str, ...] = ()  # who did not wholly join in, to an audience that reads no names
    unmet_words: str = ""  # what was not met, in words, and of which of several texts
    given: tuple[str, ...] = ()  # the codes of members that gave the word it awaited
    tried: str = ""  # what was tried, where there was no consensus
    level: str = ""  # the level of agreement; empty for none

    @property
    def awaited(self) -> str:
        """Whose word it awaits, or how many members'; empty for none."""
        return ", ".join(self.pending) or str(self.pending_count or "")

    @property
    def dissent(self) -> str:
        """What is said of the objections that stood, after what was declared; empty for none."""
        return dissent(join_names(self.over), len(self.over), self.is_ruling)


def decision_lines(state: State, target: str, viewer: Viewer) -> tuple[DecisionLine, ...]:
    """Returns the decisions on a target, in order."""
    found = state.decided.get(target, ())
    return tuple(decision_line(state, state.decisions[each], viewer, target) for each in found)


def decision_notes(line: DecisionLine, awaited: str = "", over: str = "") -> tuple[str, ...]:
    """Returns notes on a decision; whose word is awaited, and who objected, can be in a style."""
    ruling = "the Chair's ruling" if line.is_ruling else ""
    confirmed = "confirmed" if line.awaited or line.answered_by else "was pending, confirmed"
    notes = (
        line.level,
        line.scope.value,
        line.forum.value if line.forum.value != line.meeting.casefold() else "",
        line.meeting,
        "no objection heard" if line.no_objection_heard else "",
        awaited or (f"awaiting confirmation by {_who_is_awaited(line)}" if line.awaited else ""),
        f"{confirmed} by {join_names(line.given)}" if line.given else "",
        f"answered with a change: {', '.join(line.answered_by)}" if line.answered_by else "",
        _WITHOUT.format(line.without) if line.without else "",
        f"although {line.unmet_words}" if line.unmet_words else "",
        over or f"{ruling}{line.dissent}".removeprefix(", "),
        f"with the position reserved by {', '.join(line.holding)}" if line.holding else "",
        *line.apart,
        f"due {line.due.isoformat()}" if line.due else "",
        f"tried: {line.tried}" if line.tried else "",
        "" if line.is_current else "no longer holds",
    )
    return tuple(note for note in notes if note)


def decision_line(state: State, decision: Decision, viewer: Viewer, on: str = "") -> DecisionLine:
    """Returns a decision as a report line, on one target or else on any of its targets."""
    targets, taken = (on,) if on else decision.targets, (state, decision.meeting, decision.happened)
    seen = viewer.at(*taken)
    beside = (e for e in state.statements.values() if e.decision == decision.id)
    stated = _told((each for each in beside if any(map(each.is_on, targets))), viewer)
    statements = tuple(
        StatementLine(
            *(e.member, e.kind, e.text, e.annexed),
            "" if on else join_names([label_or_handle(state, each) for each in e.about]),
            state.members[e.member].name,
            e.words.replace(e.kind, f"{e.kind} on {join_names([*map(state.handle_of, e.about)])}")
            if e.about and not on
            else e.words,
        )
        for e in stated
    )
    # To count what was said in confidence would tell of it.
    decision = visible_decision(decision, viewer.audience)
    target = targets[0] if len(targets) == 1 else ""
    over, holding = decision.over_on(target), decision.holding_on(target)
    is_ruling = bool(over) and not set(targets).isdisjoint(decision.ruled)
    shown = Viewer(viewer.audience).at(*taken)
    apart = _apart(() if is_ruling else over, holding, stated, shown).values()
    is_current = any(
        state.decided[each][-1] == decision.id and each not in decision.returned for each in targets
    )
    pending = decision.pending if is_current else ()
    return DecisionLine(
        handle=decision.handle,
        outcome=decision.outcome,
        happened=decision.happened,
        scope=decision.scope,
        forum=decision.forum,
        meeting=state.meetings[decision.meeting].handle if decision.meeting else "",
        is_current=is_current,
        pending=seen.named(pending, Kind.MEMBERS),
        pending_count=len(pending),
        over=seen.named(over, Kind.OBJECTIONS),
        holding=seen.named(holding, Kind.MEMBERS),
        unmet=decision.unmet_on(target),
        reason=viewer.named(decision.reason, Kind.REASONS),
        no_objection_heard=decision.passed_in_silence(target),
        present=seen.named(decision.present, Kind.MEMBERS),
        absent=seen.named(decision.absent, Kind.MEMBERS),
        due=decision.due,
        statements=_of_a_minority(state, stated, seen) or seen.named(statements, Kind.STATEMENTS),
        is_ruling=is_ruling,
        answered_by=tuple(state.handle_of(each) for each in decision.answered_by),
        without=_who((e for each in targets for e in decision.without.get(each, ())), seen),
        apart=() if seen.sees_names else tuple(apart),
        unmet_words=unmet_words(decision, state.handle_of, target),
        given=seen.named(decision.given, Kind.MEMBERS),
        tried=viewer.named(decision.tried, Kind.REASONS),
        level=decision.level,
    )


def _of_a_minority(
    state: State, stated: Iterable[Statement], viewer: Viewer
) -> tuple[StatementLine, ...]:
    """Returns what so many members of an assembly stated alike that everybody reads it, unnamed."""
    enough = 0 if viewer.sees_names else state.settings[""].minority
    said: dict[tuple[StatementKind, str, str], set[str]] = {}
    for each in stated:
        if not state.members[each.member].observer:
            said.setdefault((each.kind, each.text, each.words), set()).add(each.member)
    return tuple(
        StatementLine(f"{len(by)} members", kind, text, words=words)
        for (kind, text, words), by in said.items()
        if enough and len(by) >= enough
    )


def opposed_by(
    state: State, code: str, decision: Decision, of: Callable[[str], Sequence[str]]
) -> tuple[str, ...]:
    """Returns which targets a member opposed; a package only where it was no text of it."""
    found = [each for each in decision.targets if code in of(each)]
    own = [each for each in found if each not in state.packages]
    return (*(own or found or decision.targets),)


# Who did not wholly join in what was agreed, and what it says of one and of several.

_WITHOUT = "without the confirmation of {}, awaited until then"
_APART: Mapping[str, tuple[str, str]] = {
    "over": ("objected", "objected"),
    "holding": ("reserved its position", "reserved their positions"),
    StatementKind.RESERVATION: ("placed a reservation on record",) * 2,
    StatementKind.DISSOCIATION: ("dissociated itself", "dissociated themselves"),
    StatementKind.MINORITY: ("put a minority statement on record",) * 2,
}


def members_apart(
    state: State, target: str, viewer: Viewer, called: Callable[[str], str] = str
) -> dict[str, str]:
    """Returns who did not wholly join in what was agreed of a target, a phrase for each kind.

    Such as `QIR reserved its position`; to the public without names, and only to the secretariat of
    what was in confidence. What the chair ruled over is told with the ruling, and a reserved
    position only while it stands. `called` names the member of a code.
    """
    decision = state.last_decision(target)
    if decision is None or not decision.closes:
        return {}
    told = visible_decision(decision, viewer.audience)
    over = () if target in told.ruled else told.over_on(target)
    stated = _told(stated_on(state, target), viewer)
    viewer = viewer.at(state, decision.meeting, decision.happened)
    holding = [
        e for e in told.holding_on(target) if not _has_lifted(state, told, target, e, viewer)
    ]
    found = _apart(over, holding, stated, viewer, called)
    if without := _who(_dropped(state, target), viewer, called=called):
        found["without"] = _WITHOUT.format(without)
    return found


def _has_lifted(state: State, made: Decision, target: str, code: str, viewer: Viewer) -> bool:
    """Returns whether a member reserves its position no more, as far as it may be told."""
    held = state.positions.get(target, {}).get(code)
    is_seen = held is not None and viewer.audience.sees(held.source)
    return (is_seen and held.stance is not Stance.HOLD) or code in made.given


def _dropped(state: State, target: str) -> Iterator[str]:
    awaited_again: set[str] = set()
    for each in state.gavels_on(target):
        awaited_again.update(each.pending, each.given)
        yield from (code for code in each.without.get(target, ()) if code not in awaited_again)


def _who(
    codes: Iterable[str],
    viewer: Viewer,
    several: str = "{} members",
    called: Callable[[str], str] = str,
) -> str:
    members = tuple(dict.fromkeys(map(called, codes)))
    unnamed = count_phrase(len(members), "one member", several) if members else ""
    return join_names(viewer.named(members, Kind.MEMBERS)) or unnamed


def _told(stated: Iterable[Statement], viewer: Viewer) -> list[Statement]:
    return [each for each in stated if viewer.audience.sees_all or not each.in_confidence]


def _apart(
    over: Sequence[str],
    holding: Sequence[str],
    stated: Iterable[Statement],
    viewer: Viewer,
    called: Callable[[str], str] = str,
) -> dict[str, str]:
    codes = {"over": [*over], "holding": [*holding]}
    for each in stated:
        codes.setdefault(each.kind, []).append(each.member)
    found = {}
    for kind, (one, many) in _APART.items():
        several = "{} members" if kind in tuple(StatementKind) else "some members"
        if who := _who(members := codes.get(kind, ()), viewer, several, called):
            found[kind] = f"{who} {count_phrase(len({*members}), one, many)}"
            if viewer.is_vague:
                found[kind] = f"at least one member {one}"
    return found


# What went in on the Chair's instruction, although members objected.


@frozen
class OriginLine:
    """One item that was carried over.

    Everybody may see it: it is a text, where it was, and what was decided.
    """

    item: str  # its handle here
    label: str  # its printed label here; may be empty
    draft: str  # the handle of the draft that it came with
    origins: tuple[Provenance, ...]  # where it was, the nearest working group first
    standing: Reconfirmation  # how this working group stands to it
    decision: str  # the handle of the decision here; empty for none
    decided: datetime | None  # when that was declared; None where nothing was
    is_changed: bool  # whether its text is another than was carried over


@frozen
class InstructionLine:
    """What members objected to, or reserved on, merged without brackets as the Chair ruled."""

    amendments: tuple[str, ...]  # the handles of the amendments that were merged, or words of them
    reason: str  # the chair's reason; empty where it is withheld
    # what an amendment did that inserts, deletes, moves, splits or joins items; empty where words
    # were merged
    carried_out: str = ""

    @property
    def sentence(self) -> str:
        """Such as `A4 went in without brackets, on the Chair's instruction: time is short`."""
        handles = ", ".join(self.amendments)
        said = f"{handles} merged without brackets, on the Chair's instruction"
        if self.carried_out:
            over = "although members objected to it or held it, on the Chair's instruction"
            said = f"{handles} was carried out ({self.carried_out}) {over}"
        return f"{said}: {self.reason}" if self.reason else said


def instruction_lines(state: State, target: str, viewer: Viewer) -> tuple[InstructionLine, ...]:
    """Returns what was merged on the Chair's instruction although members objected, in order.

    Of an item it is what went into it or arranged it, of an amendment what it did, of a meeting
    what was done in it.
    """
    arranging = {
        *state.amendments_to.get(target, ()),
        *(each.amendment for each in state.contested.get(target, ())),
    }
    found: list[InstructionLine] = []
    for each in state.instructions.values():
        is_arranging = each.target in state.drafts
        about = {each.target, each.meeting, *each.amendments} - {""}
        if target not in about and not (is_arranging and arranging.intersection(each.amendments)):
            continue
        sees = viewer.sees_names
        viewer.left_out[Kind.REASONS] += not sees
        handles = tuple(map(state.handle_of, each.amendments))
        did = [change_summary(state, one, sees) for one in each.amendments] if is_arranging else []
        found.append(InstructionLine(handles, each.reason if sees else "", "; ".join(did)))
    return tuple(found)


@frozen
class RegisteredDecision:
    """One decision with what it was about."""

    targets: tuple[str, ...]  # what was decided, as people call it
    decision: DecisionLine  # what was declared
    declared: str  # the same in the words of the style of the working group
    notes: tuple[str, ...]  # scope, forum, meeting and what stood against it, in the same words

    @property
    def spoken(self) -> list[StatementLine]:
        """The statements beside it that have words, those before the vote first."""
        said = [each for each in self.decision.statements if each.text.strip()]
        return sorted(said, key=lambda each: ", before the " not in each.words)


# Words of notes that the bodies put differently.
_OF_A_STYLE = (
    *("the position reserved by", "reserved its position", "reserved their positions"),
    *("placed a reservation on record", "dissociated itself", "dissociated themselves"),
)


@frozen
class Decisions:
    """What the chair declared."""

    decisions: tuple[RegisteredDecision, ...]  # the first first
    withheld: Withheld  # what was left out for the audience


def decisions(state: State, audience: Audience = Audience.PUBLIC, meeting: str = "") -> Decisions:
    """Returns the register of decisions, or of those of one meeting."""
    viewer = Viewer(audience)
    return Decisions(registered_decisions(state, viewer, meeting), viewer.withheld)


def registered_decisions(
    state: State, viewer: Viewer, meeting: str = ""
) -> tuple[RegisteredDecision, ...]:
    """Returns the decisions, or those of one meeting, in order, each with its targets."""
    found = []
    for made in state.decisions.values():
        if not meeting or made.meeting == meeting:
            line = decision_line(state, made, viewer)
            targets = tuple(target_name(state, each) for each in made.targets)
            found.append(RegisteredDecision(targets, line, *_in_style(state, made, line, viewer)))
    return tuple(found)


def _who_is_awaited(line: DecisionLine) -> str:
    return ", ".join(line.pending) or count_noun(line.pending_count, "member", "members")


def _in_style(
    state: State, made: Decision, line: DecisionLine, viewer: Viewer
) -> tuple[str, tuple[str, ...]]:
    from consensus.reports.summary.context import on_which, phrase, spell_count, with_members_noun

    say, who = partial(phrase, state.settings[""].style), join_names(line.pending)
    who = who or spell_count(line.pending_count, "member", "members")
    awaited = say("pending", who=who, codes=_who_is_awaited(line)) if line.awaited else ""
    key = "objections stated" if line.is_ruling else "objection raised"
    told, over = visible_decision(made, viewer.audience), ""
    objecting: dict[tuple[str, ...], list[str]] = {}
    for code in line.over:
        objecting.setdefault(opposed_by(state, code, told, told.over_on), []).append(code)
    for on, codes in objecting.items():
        which = [label_or_handle(state, each) for each in on if len(on) < len(made.targets)]
        over += say(key, len(codes), who=join_names(codes), **on_which(join_names(which)))
    if line.is_ruling:
        over = say("by ruling") + (over or say("objections stated, unnamed", **on_which("")))
    is_confirmed = made.given and not (made.pending or made.returned)
    given = ", confirmed" if is_confirmed and line.outcome is Outcome.AGREED_AD_REF else ""
    declared = say(f"declared {line.outcome}{given}")
    notes = "\n".join(decision_notes(line, awaited, over.removeprefix(", ")))
    for words in _OF_A_STYLE:
        notes = notes.replace(words, say(words))
    return declared, (*with_members_noun(state, notes).splitlines(),)


def decisions_outline(report: Decisions) -> Outline:
    """Returns the register as an outline."""
    total = count_noun(len(report.decisions), "decision", "decisions")
    grid = grid_of("Decisions", decisions_grid(report.decisions))
    return Outline("Decisions", (f"{total}.",), report.withheld, grid)


def decisions_grid(found: Iterable[RegisteredDecision], with_statements: bool = True) -> Table:
    """Returns decisions as a table for readers."""
    return Table.of(
        ("on", "declared", "when", "notes"),
        [
            (
                each.targets,
                each.declared,
                minute(each.decision.happened),
                "; ".join(_notes(each, with_statements)),
            )
            for each in found
        ],
    )


def _notes(found: RegisteredDecision, with_statements: bool) -> tuple[str, ...]:
    reason = (found.decision.reason,) if found.decision.reason else ()
    stated = (
        each for each in found.decision.statements if with_statements or not each.text.strip()
    )
    return (*found.notes, *reason, *map(str, stated))


def decisions_table(report: Decisions) -> Table:
    """Returns the register as a table for spreadsheets."""
    where = ("outcome", "happened", "scope", "forum", "meeting")
    why = ("over", "unmet", "due", "reason", "present", "absent")
    return Table.of(
        (
            *("handle", "targets", *where, "holds", "no_objection_heard", "pending"),
            *(*why, "statements", "is_ruling", "apart"),
        ),
        [
            (
                line.handle,
                each.targets,
                *attrgetter(*where)(line),
                *(line.is_current, line.no_objection_heard, line.awaited),
                *attrgetter(*why)(line),
                "; ".join(map(str, line.statements)),
                line.is_ruling,
                line.apart,
            )
            for each in report.decisions
            for line in (each.decision,)
        ],
    )


def why_agreed_now(state: State, decision: Decision, verdict: Verdict) -> str:
    """Returns why the chair may agree on what is agreed ad ref; empty while more is awaited."""
    counts = verdict.counts
    if verdict.status is not Status.AGREED_AD_REF or counts.holds or counts.standing:
        return ""
    if decision.forum is Forum.INFORMALS:
        is_there = state.meeting is not None and state.meeting.forum is Forum.INFORMALS
        return "" if is_there else "agreed in informals, and not yet by the committee"
    held = sorted({*decision.holding_on(verdict.target)}.difference(decision.given))
    reserves = "reserves its position" if len(held) == 1 else "reserve their positions"
    came = [f"{', '.join(decision.given)} confirmed"] if decision.given else []
    came += [f"{', '.join(held)} no longer {reserves}"] if held else []
    nobody = "nobody is named whose confirmation it awaits"
    return f"agreed ad ref, and {' and '.join(came) or nobody}"


def stated_on(state: State, target: str) -> list[Statement]:
    """Returns what members put on record beside what was agreed of a target, until it is open."""
    gavels = {each.id for each in state.gavels_on(target)}
    made = (each for each in state.statements.values() if each.decision in gavels)
    return [each for each in made if each.is_on(target)]


def annexed_before(state: State, target: str) -> list[Statement]:
    """Returns the statements for the annex on a target that were made before it was reopened."""
    earlier = set(state.decided.get(target, ())).difference(e.id for e in state.gavels_on(target))
    made = (each for each in state.statements.values() if each.decision in earlier)
    return [each for each in made if each.annexed and each.is_on(target)]
