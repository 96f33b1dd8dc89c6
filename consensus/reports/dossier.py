"""The dossier: everything about one target, and the targets related to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from attrs import frozen

from consensus.arguments import validated
from consensus.model.amendments import AmendmentKind
from consensus.model.counting import Classes, Standpoint
from consensus.model.lookup import handles_in_order
from consensus.model.positions import Stance
from consensus.model.rivals import consolidated_into
from consensus.model.state import State
from consensus.reports import outline
from consensus.reports.amendments import AmendmentLine, amendment_lines
from consensus.reports.audience import (
    Audience,
    Kind,
    Viewer,
    Withheld,
    confidence_note,
    visible_positions,
    visible_verdict,
)
from consensus.reports.consultations import (
    ConsultationLine,
    ballot_sentence,
    consultation_lines,
    consultation_sentence,
)
from consensus.reports.decisions import (
    DecisionLine,
    InstructionLine,
    OriginLine,
    decision_lines,
    decision_notes,
    instruction_lines,
)
from consensus.reports.positions import (
    NOT_COUNTED,
    STALE,
    WAITS,
    ContestedLine,
    NotedLine,
    ObjectionLine,
    PositionGroup,
    PositionLine,
    SenseLine,
    contested_lines,
    counted_as,
    noted_lines,
    noted_sentence,
    objection_lines,
    position_groups,
    position_notes,
    sense_lines,
)
from consensus.reports.words import STANCE_WORDS, display_name
from consensus.rules.explain import count_line, explain_change, explain_counts, explain_standing
from consensus.rules.expression import parse_rule
from consensus.rules.judgement import Judgement
from consensus.rules.reasons import Label
from consensus.rules.verdict import Status, Verdict
from consensus.text.display import one_line


@frozen
class Subject:
    """What a dossier is about, apart from what anybody says of it."""

    handle: str  # such as `R3`, `A17` or `PKG1`
    label: str  # the printed label, or the one proposed for an insertion; may be empty
    kind: str  # the kind of item, or `amendment: modify`, or `package`
    text: str = ""  # the current text in the notation of brackets; empty for packages
    version: int = 0  # the number of the current version; 0 for packages
    title: str = ""  # what a package is called; empty otherwise
    amends: str = ""  # the handle of what an amendment amends; empty otherwise
    # the handles of what is in a package; empty otherwise
    settles: tuple[str, ...] = ()
    # the handles of the amendments that a consolidated wording draws together
    sources: tuple[str, ...] = ()
    # the codes of the members behind an amendment; empty where withheld
    sponsors: tuple[str, ...] = ()
    cosponsors: tuple[str, ...] = ()  # those of them that joined it and so support it
    rationale: str = ""  # why, in the sponsors' words; empty where withheld
    # the handle of the amendment that draws it together with others; empty for none
    consolidated_into: str = ""

    @property
    def proposal(self) -> tuple[str, ...]:
        """Who proposed and supports an amendment, and why, in sentences."""
        said = {
            "proposed by": ", ".join(e for e in self.sponsors if e not in self.cosponsors),
            "supported by": ", ".join(self.cosponsors),
            "rationale:": one_line(self.rationale),
        }
        return tuple(f"{what} {words}" for what, words in said.items() if words)


@frozen
class Dossier:
    """Everything that is known of one item, amendment or package."""

    id: str  # its id
    subject: Subject  # what it is
    status: Status  # where it stands
    standing: str  # the same in words, or `consolidated into A3`
    rule: str  # the rule that applies to it
    sentences: tuple[str, ...]  # why it stands there, one sentence for each reason
    could_change: str  # the least move that would meet the rule; may be empty
    # how many positions count of each stance; empty where withheld
    counts: Mapping[Stance, int]
    eligible: int  # how many members count
    positions: tuple[PositionGroup, ...]  # what members say, grouped by stance
    # the codes of these members under what their position counts as: a stance, `waiting for a
    # condition`, `needing a fresh position` or `not counted`
    counted: Mapping[str, tuple[str, ...]]
    # the codes of the members in each class, each member that counts in exactly one; empty where
    # withheld
    classes: Classes
    # the codes of members that proposed or supported part of the text, and are to be asked about
    # the whole; empty where withheld
    proposed: tuple[str, ...]
    # the codes of those that disagreed with part of it; empty where withheld
    disagreed: tuple[str, ...]
    # the changes in the text that members objected to, or reserved on, before they were merged
    contested: tuple[ContestedLine, ...]
    # the codes of members without a position; empty for a deleted item, and where the audience may
    # not see every position, since it would show who has one
    no_position: tuple[str, ...]
    objections: tuple[ObjectionLine, ...]  # every objection and how far it has come
    # the handles of amendments, and the codes of members, that request that it be reopened
    reopening: tuple[str, ...]
    amendments: tuple[AmendmentLine, ...]  # the amendments to it, those to amendments after them
    # what was merged without brackets on the Chair's instruction
    instructions: tuple[InstructionLine, ...]
    decisions: tuple[DecisionLine, ...]  # what was declared, the first first
    senses: tuple[SenseLine, ...]  # senses of the room
    # the consultations about it, the first opened first
    consultations: tuple[ConsultationLine, ...]
    ballots: tuple[str, ...]  # the ballots about it, in a clause each
    conditional_on: tuple[str, ...]  # the handles of what positions on it are conditional on
    awaited_by: tuple[str, ...]  # the handles of what has positions conditional on it
    together: tuple[str, ...]  # the handles of targets that can only be agreed together with it
    packages: tuple[str, ...]  # the handles of packages that it is part of
    labels: Mapping[str, str]  # the printed labels of the items that it names by their handles
    noted: tuple[NotedLine, ...]  # what was said or written of it, as far as it was noted
    origin: OriginLine | None  # where it comes from; None where it was not carried over
    # the ids of the steps of several copies that settled it otherwise, among which none is chosen
    # yet; only for the secretariat
    settled_apart: tuple[str, ...]
    withheld: Withheld  # what was left out

    def names_of(self, handles: Sequence[str]) -> str:
        """Returns targets as sentences call them: items by label with the handle, a list."""
        return ", ".join(display_name(self.labels.get(each, ""), each) for each in handles)

    @property
    def stances(self) -> tuple[StanceList, ...]:
        """Who says what, as it counts; every number is that of the names below it."""
        lines = {line.member: line for group in self.positions for line in group.positions}
        recused = self.counted.get(Stance.RECUSE, ())
        others = sorted(lines.keys() - {*recused, *chain(*self.classes.values())})
        named = [*self.classes.items(), ("recused", recused), (NOT_COUNTED, others)]
        counted = ((_IN_WORDS.get(what, what), codes) for what, codes in self.counted.items())
        of_part = {
            **dict.fromkeys(self.proposed, "proposed or supported part of it"),
            **dict.fromkeys(self.disagreed, "is against part of it"),
        }
        return tuple(
            StanceList(
                what,
                f"{words} ({len(codes)}{f' of {self.eligible}' if what in self.classes else ''})"
                if self.classes
                else words,
                tuple((lines[code], _said(lines[code], what)) for code in codes if code in lines),
                tuple((code, of_part[code]) for code in codes if code not in lines),
            )
            for what, codes in (named if self.classes else counted)
            for words in [STANCE_WORDS.get(what, what)]
            if codes and what != Standpoint.NONE
        )

    @property
    def no_position_heading(self) -> str:
        """Such as `no position (33 of 40)`."""
        return f"{Standpoint.NONE} ({len(self.no_position)} of {self.eligible})"


@frozen
class StanceList:
    """The members whose position counts as one stance, or as none."""

    what: str
    heading: str  # such as `objects (1 of 40)`; without numbers where withheld
    lines: tuple[tuple[PositionLine, str], ...]  # with what is said where that is not the stance
    of_part: tuple[tuple[str, str], ...]  # who spoke only of a part, and what it said

    def sentences(self, name: Label = str) -> Iterator[str]:
        """Yields what each member said, where and why."""
        for line, said in self.lines:
            yield f"{line.member} ({position_origin(line, said, name)}){_after(line.reason)}"
        yield from (f"{code} ({said})" for code, said in self.of_part)


_AS_SAID = (WAITS, STALE, Standpoint.CONDITIONAL, Standpoint.RECONFIRM)
_IN_WORDS = {WAITS: Standpoint.CONDITIONAL, STALE: Standpoint.RECONFIRM}


def _said(line: PositionLine, what: str) -> str:
    if line.stance == what:
        return ""
    has_failed = line.conditions and what not in _AS_SAID
    return f"{line.says}{', whose condition failed' if has_failed else ''}"


def dossier(
    state: State, judgement: Judgement, target: str, audience: Audience = Audience.PUBLIC
) -> Dossier:
    """Collects everything that is known of a target.

    Args:
        target: the id of an item, amendment or package.
        audience: who it is for; the public unless it says otherwise.

    Raises:
        NotFound: nothing that takes positions has that id.
    """
    state.version_id(target)
    viewer = Viewer(audience).throughout(state, judgement.now)
    subject = _subject(state, target, viewer)
    shown = visible_verdict(state, judgement.verdict(target), viewer)
    seen = visible_positions(state, target, audience)
    counts = judgement.counts(target)
    is_named = shown.is_whole and viewer.sees_names
    proposed = counts.proposed if is_named else ()
    disagreed = counts.disagreed if is_named else ()
    counting = judgement.electorate.on(state, target).groups
    # Of a deleted item no position is missing.
    is_deleted = shown.status is Status.DELETED
    members = shown.counts.members().items() if is_named else ()
    classes = {each: codes for each, codes in members if codes}
    no_position = () if is_deleted else classes.get(Standpoint.NONE, ())
    if not is_named and not is_deleted:
        viewer.left_out[Kind.MEMBERS] += len(set(counting) - {each.member for each in seen})
    conditional_on, awaited_by = _conditions(state, target, audience)
    together = judgement.package_of(target) if is_named else ()
    conditions = [state.handle_of(each) for position in seen for each in position.conditions]
    linked = (*map(state.handle_of, together), *conditional_on, *awaited_by, *conditions)
    named = [*linked, *subject.settles, *([subject.amends] if subject.amends else [])]
    items = {each: found for each in named if (found := state.handles[each]) in state.items}
    objections = objection_lines(state, target, viewer)
    into = subject.consolidated_into
    return Dossier(
        id=target,
        subject=subject,
        status=shown.status,
        standing=f"consolidated into {into}" if into else shown.standing,
        rule=shown.rule,
        sentences=explain_standing(shown, state.name_of),
        could_change=explain_change(shown, label=state.name_of),
        counts=shown.counts.stances() if shown.is_whole else {},
        eligible=shown.counts.eligible,
        positions=position_groups(state, target, audience),
        counted=counted_as(counts, counting, seen),
        classes=classes,
        proposed=proposed,
        disagreed=disagreed,
        contested=contested_lines(state, target, audience),
        no_position=no_position,
        objections=objections,
        reopening=_reopening(state, target, objections),
        amendments=amendment_lines(state, judgement, target, viewer),
        instructions=instruction_lines(state, target, viewer),
        decisions=decision_lines(state, target, viewer),
        senses=sense_lines(state, target, viewer),
        consultations=consultation_lines(state, judgement.now, audience, viewer.left_out, target),
        ballots=tuple(ballot_sentence(e, judgement.now) for e in state.ballots_on(target)),
        conditional_on=conditional_on,
        awaited_by=awaited_by,
        together=tuple(state.handle_of(each) for each in together),
        packages=tuple(
            package.handle
            for package in state.packages.values()
            if target in package.items or target in package.amendments
        ),
        labels={handle: state.full_label(each) for handle, each in items.items()},
        noted=noted_lines(
            state, (e for e in state.interventions.values() if target in e.targets), viewer
        ),
        origin=_origin(state, target),
        settled_apart=state.settled_apart().get(target, ()) if audience.sees_all else (),
        withheld=viewer.withheld,
    )


def _origin(state: State, target: str) -> OriginLine | None:
    if target not in state.origins:
        return None
    from consensus.reports.texts import origin_line

    return origin_line(state, target)


def _origin_said(origin: OriginLine | None) -> list[str]:
    if origin is None:
        return []
    from consensus.reports.texts import origin_sentence

    return [origin_sentence(origin)]


def _subject(state: State, target: str, viewer: Viewer) -> Subject:
    if target in state.packages:
        package = state.packages[target]
        settles = (*package.items, *package.amendments)
        handles = tuple(state.handle_of(each) for each in settles)
        return Subject(package.handle, "", "package", title=package.title, settles=handles)
    version = state.version(target)
    text = viewer.text(version.wording)
    if target in state.items:
        item = state.items[target]
        label = state.full_label(item.id)
        return Subject(item.handle, label, item.kind.value, text, version.number)
    amendment = state.amendments[target]
    return Subject(
        amendment.handle,
        amendment.label if amendment.kind is AmendmentKind.INSERT else "",
        f"amendment: {amendment.kind}",
        text,
        version.number,
        amends=state.handle_of(amendment.target),
        sources=tuple(state.handle_of(each) for each in amendment.sources),
        sponsors=viewer.named(amendment.backers, Kind.SPONSORS),
        cosponsors=amendment.cosponsors if viewer.sees_names else (),
        rationale=viewer.named(amendment.rationale, Kind.RATIONALES),
        consolidated_into=into.handle if (into := consolidated_into(state, amendment)) else "",
    )


def _conditions(
    state: State, target: str, audience: Audience
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    waits_for = {
        condition
        for position in visible_positions(state, target, audience)
        for condition in position.conditions
    }
    waiting = {
        position.target
        for other in state.positions
        for position in state.positions.stance_index(other).conditional.values()
        if target in position.conditions and audience.sees(position)
    }
    return handles_in_order(state, waits_for), handles_in_order(state, waiting)


def _reopening(state: State, target: str, objections: tuple[ObjectionLine, ...]) -> tuple[str, ...]:
    decision = state.last_decision(target)
    if decision is None or not decision.closes:
        return ()
    late = tuple(each.handle for each in state.open_amendments(target) if each.late)
    over = decision.over_on(target)
    objecting = tuple(
        each.member for each in objections if each.is_standing and each.member not in over
    )
    return late + objecting


def dossier_outline(dossier: Dossier) -> outline.Outline:
    """Returns a dossier as an outline; empty parts are left out."""
    subject = dossier.subject
    title = f": {subject.title}" if subject.title else ""
    version = f", version {subject.version}" if subject.version else ""
    return outline.Outline(
        f"{display_name(subject.label, subject.handle)}{title}",
        (),
        dossier.withheld,
        (
            outline.passage(
                f"{subject.kind.capitalize()}{version}. ",
                outline.strong_words(f"{dossier.standing[:1].upper()}{dossier.standing[1:]}."),
            ),
            *outline.points_of(*subject.proposal),
            *((outline.quoted_text(subject.text),) if subject.text else ()),
            *outline.parts_of(
                *(
                    (heading, outline.points_of(*sentences))
                    for heading, sentences in dossier_sections(dossier)
                )
            ),
        ),
    )


def dossier_sections(dossier: Dossier) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yields the parts of a dossier as sentences under headings; empty parts are left out."""
    parts = (
        ("Why", why_sentences(dossier)),
        ("What it is linked with", _relations(dossier)),
        ("Positions", _positions(dossier)),
        (
            "Objections",
            (*map(_objection, dossier.objections), *(each.sentence for each in dossier.contested)),
        ),
        ("Amendments", map(_amendment, dossier.amendments)),
        (
            "Decisions",
            (*(each.sentence for each in dossier.instructions), *map(_decision, dossier.decisions)),
        ),
        (
            "Sense of the room",
            (f"{each.quantity}: {each.stance}{_after(each.note)}" for each in dossier.senses),
        ),
        ("Consultations", map(consultation_sentence, dossier.consultations)),
        ("Ballots", dossier.ballots),
        ("Noted", map(noted_sentence, dossier.noted)),
        ("Where it comes from", _origin_said(dossier.origin)),
    )
    for heading, sentences in parts:
        entries = tuple(one_line(each) for each in sentences if each)
        if entries:
            yield heading, entries


@validated
def explain(verdict: Verdict, label: Label = str) -> tuple[str, ...]:
    """Returns a verdict in sentences, in the order and the words of `consensus why`.

    Args:
        verdict: the verdict, such as `group.verdict("5")`; perhaps as an audience may see it.
        label: what to call a target with a given id, such as `group.state.name_of`.

    Returns:
        What stands where; how many members say what, where that may be told; the reasons; what
        would change it, if anything is known to; and the rule.
    """
    is_counted = verdict.is_whole and verdict.status is not Status.DELETED
    counted = [explain_counts(verdict.counts)] if is_counted else []
    return (
        f"{label(verdict.target)}: {verdict.standing}",
        *(*counted, *explain_standing(verdict, label)),
        *filter(None, [explain_change(verdict, label=label)]),
        f"Rule: {parse_rule(verdict.rule).sentence}",
    )


def why_sentences(dossier: Dossier) -> Iterator[str]:
    """Yields the count line, the reasons, what would change a status, and the rule."""
    numbers = {each: len(codes) for each, codes in dossier.classes.items()}
    if numbers and dossier.status is not Status.DELETED:
        yield count_line(numbers, dossier.eligible, dossier.counts.get(Stance.RECUSE, 0))
    yield from filter(None, (*dossier.sentences, dossier.could_change))
    yield f"Rule: {parse_rule(dossier.rule).sentence}"


def _relations(dossier: Dossier) -> Iterator[str]:
    subject = dossier.subject
    named = (
        ("amends", (subject.amends,) if subject.amends else ()),
        ("draws together", subject.sources),
        ("contains", subject.settles),
        ("for some, agreement on it depends on", dossier.conditional_on),
        ("for some, it must be agreed before they agree to", dossier.awaited_by),
        ("to be agreed together with", dossier.together),
        ("part of", dossier.packages),
        ("asked to be reopened by", dossier.reopening),
    )
    yield from (f"{what} {dossier.names_of(names)}" for what, names in named if names)


def _positions(dossier: Dossier) -> Iterator[str]:
    yield from (f"{each.heading}: {'; '.join(each.sentences())}" for each in dossier.stances)
    if dossier.no_position:
        yield f"{dossier.no_position_heading}: {', '.join(dossier.no_position)}"


def position_origin(line: PositionLine, said: str, name: Label = str) -> str:
    """Returns what was said where that is not the stance, where it was, and what goes with it."""
    source = confidence_note(line.source) or line.source.value
    origin = (said, f"via {line.via}" if line.via else source, line.document)
    return ", ".join((*filter(None, origin), *position_notes(line, name)))


def _objection(line: ObjectionLine) -> str:
    reason = line.reason or "not stated"
    answer = f" — answer: {line.answer}" if line.answer else ""
    return f"{line.who}{line.about}, {line.became}: {reason}{answer}"


def _amendment(line: AmendmentLine) -> str:
    by = f" ({line.attribution})" if line.backers else ""
    to = f" to {line.target}" if line.depth else ""
    return f"{line.handle}{by}{to}, {line.standing}: {line.summary}"


def _decision(line: DecisionLine) -> str:
    notes = (f"{line.happened:%Y-%m-%d %H:%M}", *decision_notes(line))
    sentence = f"{line.handle} {line.outcome} ({', '.join(notes)})"
    stated = (f"; {each.member}, {each.kind}{_after(each.text)}" for each in line.statements)
    return f"{sentence}{_after(line.reason)}{''.join(stated)}"


def _after(words: str) -> str:
    return f": {words}" if words else ""
