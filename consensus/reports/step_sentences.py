"""One plain sentence for each kind of operation, and one for many of a kind."""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch

from consensus.history.operation import Operation
from consensus.history.operations import (
    AddGroup,
    AddMember,
    AnswerObjection,
    ArrangeItems,
    AssignOffice,
    ChangeMember,
    ChangeText,
    CloseMeeting,
    CosponsorAmendment,
    FormNegotiatingGroup,
    ImportDraft,
    LiftPending,
    MakeStatement,
    NotePresence,
    NoteSense,
    ProposeAmendment,
    ProposePackage,
    PublishRevision,
    PutInTray,
    RateTarget,
    ReceiveContribution,
    RecordDecision,
    RedactBody,
    RetireAmendment,
    SetAllOrNothing,
    SetAside,
    SetRule,
    SettleObjection,
    StartWorkingGroup,
    StateGroupPosition,
    TakePosition,
    TakeUpAmendment,
    TranslateItem,
    UndoStep,
    WithdrawAmendment,
    WithdrawPosition,
)
from consensus.history.step import Unreadable
from consensus.model.amendment import Amendment, AmendmentKind, AmendmentState
from consensus.model.contested import ContestedState, has_words
from consensus.model.decision import Outcome
from consensus.model.stance import Stance
from consensus.model.state import State
from consensus.model.version import Cause
from consensus.reports.amendments import inserted_in_order
from consensus.reports.between_meetings_sentences import BETWEEN_MEETINGS_SENTENCES
from consensus.reports.contribution_sentences import CONTRIBUTION_SENTENCES
from consensus.reports.copies_sentences import COPIES_SENTENCES
from consensus.reports.floor_sentences import FLOOR_SENTENCES
from consensus.reports.planning_sentences import PLANNING_SENTENCES
from consensus.reports.words import Voice, listed, several
from consensus.rules.explain import contested_words

MANY: dict[type[Operation], str] = {
    AddGroup: "{} stakeholder groups named",
    AddMember: "{} members and observers joined",
    AnswerObjection: "{} objections answered",
    ChangeMember: "{} members changed",
    FormNegotiatingGroup: "{} negotiating groups formed or changed",
    ProposeAmendment: "{} amendments proposed",
    PutInTray: "{} rows put in the tray",
    RateTarget: "{} ratings recorded",
    ReceiveContribution: "{} contributions received",
    RecordDecision: "{} decisions recorded",
    StateGroupPosition: "{} statements of negotiating groups recorded",
    TakePosition: "{} positions recorded",
    TranslateItem: "{} paragraphs translated",
}
"""What a step says that holds many operations of one kind; others are told one by one."""

_AMENDING = {
    AmendmentKind.MODIFY: "to {}",
    AmendmentKind.INSERT: "to insert an item in {}",
    AmendmentKind.DELETE: "to delete {}",
    AmendmentKind.MOVE: "to move {}",
    AmendmentKind.SPLIT: "to split {}",
    AmendmentKind.JOIN: "to join {} with others",
}

_BECAME = {
    Cause.ORIGINAL: "{} was written",
    Cause.EDITORIAL: "{} was corrected editorially",
    Cause.BRACKETING: "brackets were written into {}",
    Cause.MERGE: "amendments were merged into {}",
    Cause.PART_MERGE: "amendments were merged in part into {}",
    Cause.EDIT: "{} was reworded",
    Cause.REBASED: "{} was carried over to a new text",
    Cause.REMAINDER: "{} was left with what was not taken",
}


@singledispatch
def tell(operation: Operation, voice: Voice) -> str:
    """Say what an operation did, as a sentence without capital and full stop.

    Args:
        operation: the operation.
        voice: names things for whoever is told.
    """
    raise NotImplementedError(f"no sentence is written for {type(operation).__name__}")


for _kind, _sentence in {
    **FLOOR_SENTENCES,
    **CONTRIBUTION_SENTENCES,
    **PLANNING_SENTENCES,
    **COPIES_SENTENCES,
    **BETWEEN_MEETINGS_SENTENCES,
}.items():
    tell.register(_kind)(_sentence)


@tell.register
def _(operation: Unreadable, voice: Voice) -> str:
    if voice.audience.sees_names:
        return f"an operation {operation.sentence}"
    return "an operation that cannot be read"


@tell.register
def _(operation: StartWorkingGroup, voice: Voice) -> str:
    return f"{operation.title} began, judged by {operation.rule}"


@tell.register
def _(operation: SetRule, voice: Voice) -> str:
    what = voice.thing(operation.target) if operation.target else "the working group"
    if not operation.rule:
        return f"{what} has no rule of its own any more"
    return f"{what} is judged by {operation.rule}"


@tell.register
def _(operation: AddGroup, voice: Voice) -> str:
    name = f" ({operation.name})" if operation.name else ""
    return f"stakeholder group {operation.code}{name} named"


@tell.register
def _(operation: AddMember, voice: Voice) -> str:
    what = "observer" if operation.observer else "member"
    return f"{voice.members((operation.code,))} joined as {what}"


@tell.register
def _(operation: ChangeMember, voice: Voice) -> str:
    return f"what is known of {voice.members((operation.code,))} changed"


@tell.register
def _(operation: FormNegotiatingGroup, voice: Voice) -> str:
    whole = several(len(operation.members), "member", "members")
    members = f"{whole}: {', '.join(operation.members)}" if voice.audience.sees_names else whole
    return f"negotiating group {operation.code} has {members}"


@tell.register
def _(operation: AssignOffice, voice: Voice) -> str:
    if not operation.person:
        return f"the office of {operation.role} fell vacant"
    return f"the office of {operation.role} was taken{voice.words(operation.person, ' by ')}"


@tell.register
def _(operation: CloseMeeting, voice: Voice) -> str:
    return f"{voice.thing(operation.meeting)} closed"


@tell.register
def _(operation: NotePresence, voice: Voice) -> str:
    how = "noted" if operation.presence == "absent" else "noted as present"
    return f"{voice.attendants(operation.meeting, operation.members)} {how} ({operation.presence})"


@tell.register
def _(operation: ImportDraft, voice: Voice) -> str:
    items = several(len(operation.items), "item", "items")
    return f"imported draft {voice.made(operation.id, operation.handle)} with {items}"


@tell.register
def _(operation: ArrangeItems, voice: Voice) -> str:
    counts = (
        (len(operation.inserted), "inserted"),
        (len(operation.removed), "removed"),
        (len(operation.moved), "moved"),
        (len(operation.reworded), "reworded"),
    )
    done = [f"{several(count, 'item', 'items')} {what}" for count, what in counts if count]
    by = f" by {voice.things(operation.amendments)}" if operation.amendments else ""
    arranged = f"{voice.thing(operation.draft)}: {listed(done) or 'nothing changed'}{by}"
    return "; ".join((arranged, *contested_sentences(operation, voice)))


@tell.register
def _(operation: SetAllOrNothing, voice: Voice) -> str:
    draft = voice.thing(operation.draft)
    if operation.holds:
        return f"nothing in {draft} is agreed until everything is"
    return f"items of {draft} are agreed one by one"


@tell.register
def _(operation: ProposeAmendment, voice: Voice) -> str:
    by = f" by {voice.members(operation.sponsors)}" if operation.sponsors else " by the chair"
    to = _AMENDING[operation.kind].format(voice.thing(operation.target))
    sources = f", drawing together {voice.things(operation.sources)}" if operation.sources else ""
    sent = operation.circulated
    circulated = f", circulated {sent:%Y-%m-%d %H:%M %Z}".rstrip() if sent else ""
    return f"{voice.made(operation.id, operation.handle)} proposed{by} {to}{sources}{circulated}"


@tell.register
def _(operation: WithdrawAmendment, voice: Voice) -> str:
    by = f" by {voice.members(operation.members)}" if operation.members else ""
    return f"{voice.thing(operation.amendment)} withdrawn{by}{voice.words(operation.reason)}"


@tell.register
def _(operation: TakeUpAmendment, voice: Voice) -> str:
    return f"{voice.thing(operation.amendment)} taken up by {voice.members(operation.members)}"


@tell.register
def _(operation: CosponsorAmendment, voice: Voice) -> str:
    return f"{voice.members(operation.members)} joined {voice.thing(operation.amendment)}"


@tell.register
def _(operation: RetireAmendment, voice: Voice) -> str:
    return f"{voice.thing(operation.amendment)} retired into {voice.thing(operation.into)}"


@tell.register
def _(operation: ChangeText, voice: Voice) -> str:
    parts = (
        change_sentence(operation, voice),
        *overtaken_sentences(operation, voice),
        *contested_sentences(operation, voice),
    )
    return "; ".join(parts)


def change_sentence(operation: ChangeText, voice: Voice) -> str:
    """Say what a change of text made of the amendments to it.

    Args:
        operation: what was recorded.
        voice: names targets, for an audience.
    """
    target = voice.thing(operation.target)
    merged = (*operation.merged_whole, *operation.merged_in_part)
    if operation.cause in (Cause.MERGE, Cause.PART_MERGE) and merged:
        part = f" ({voice.things(operation.merged_in_part)} in part)"
        sentence = f"{voice.things(merged)} merged into {target}"
        sentence += part if operation.merged_in_part else ""
        in_brackets = "in brackets"
    elif operation.bracketed:
        sentence, in_brackets = "", f"put in brackets in {target}"
    elif operation.cause is Cause.REBASED:
        sentence, in_brackets = f"{target} stays as it is", ""
    else:
        sentence, in_brackets = _BECAME[operation.cause].format(target), ""
    parts = [sentence] if sentence else []
    if operation.bracketed:
        over = _over(operation.opposing, voice)
        parts.append(f"{voice.things(operation.bracketed)} {in_brackets}{over}")
    if operation.unbracketed:
        opposed = {
            each.member for each in operation.contested if each.amendment in operation.unbracketed
        }
        parts.append(
            f"{voice.things(operation.unbracketed)} went in without brackets"
            f"{_over(sorted(opposed), voice)}{voice.words(operation.reason, ', because ')}"
        )
    else:
        parts[0] += voice.words(operation.reason)
    taken = {voice.thing(each.amendment): each.taken for each in operation.follow_ups}
    runs = inserted_in_order(operation.wording.notation(), taken)
    parts += [" before ".join(run) for run in runs]
    ended = [each for each in operation.follow_ups if each.wording is None]
    if closed := [each.amendment for each in ended if not each.taken]:
        parts.append(f"{voice.things(closed)} closed")
    if rest := [each.amendment for each in ended if each.taken and each.closed]:
        parts.append(f"the rest of {voice.things(rest)} closed")
    return "; ".join(parts)


def _over(members: Sequence[str], voice: Voice) -> str:
    """Over whom words went in, where the audience may know who objects or holds."""
    return f" over {listed(members)}" if members and voice.audience == "secretariat" else ""


def contested_sentences(operation: Operation | None, voice: Voice) -> list[str]:
    """What a change of text makes of objections and holds; nothing for who may not know of them.

    Args:
        operation: what was recorded.
        voice: names targets, for an audience.
    """
    if voice.audience != "secretariat" or not isinstance(operation, ChangeText | ArrangeItems):
        return []
    found: dict[tuple[str, str, str], dict[str, list[str]]] = {}
    for each in operation.contested:
        if each.unchanged:
            continue
        what = "objection" if each.stance is Stance.OBJECT else "hold"
        amendment = voice.state.amendments.get(each.amendment)
        kind = amendment.kind if amendment else AmendmentKind.MODIFY
        words = contested_words(kind, each.change.replaces, each.change.text)
        if each.state is ContestedState.LAPSED:
            became = "has lapsed: the text reads as before"
        elif each.state is ContestedState.TO_CONFIRM:
            became = "is to be confirmed"
        else:
            became = "stands on the text"
        about = found.setdefault((each.member, what, became), {})
        about.setdefault(words, []).append(voice.thing(each.amendment))
    return [
        f"the {what} of {member} to"
        f" {listed([f'{words} ({listed(named)})' for words, named in about.items()])} {became}"
        for (member, what, became), about in found.items()
    ]


def overtaken_sentences(operation: Operation | None, voice: Voice) -> list[str]:
    """Which amendments a change of text met without a merge, and whose words it took out again.

    Args:
        operation: what was recorded.
        voice: names targets and members, for an audience; of a state with the change.
    """
    if not isinstance(operation, ChangeText):
        return []
    state = voice.state

    def named(amendment: str) -> str:
        found = state.amendments.get(amendment)
        if found is None:
            return voice.thing(amendment)
        by = voice.members(found.sponsors) if found.sponsors else "the chair"
        return f"{voice.thing(amendment)} of {by}"

    merged = {*operation.merged_whole, *operation.merged_in_part}
    met = [each for each in operation.follow_ups if each.taken and each.amendment not in merged]
    found = [
        f"{named(each.amendment)} is {'met' if each.wording is None else 'met in part'}:"
        " the text says now what it asks for"
        for each in met
    ]
    return [
        *found,
        *(f"{named(each.id)} is no longer in the text" for each in taken_out(state, operation)),
    ]


def taken_out(state: State, operation: ChangeText) -> list[Amendment]:
    """The merged amendments whose words stood in a text and stand there no longer.

    Args:
        state: the state after the change.
        operation: the change of the text.
    """
    version = state.versions.get(operation.id)
    if version is None:
        return []
    old, new = state.versions[version.previous].wording.notation(), version.wording.notation()
    touched = {each.amendment for each in operation.follow_ups}
    return [
        each
        for each in state.amendments.values()
        if each.state is AmendmentState.MERGED
        and each.holder == operation.target
        # What was undecided then is touched; what was proposed since came later.
        and each.id not in touched
        and each.id < operation.id
        and all(has_words(old, hunk.text) for hunk in each.taken_hunks)
        and not all(has_words(new, hunk.text) for hunk in each.taken_hunks)
    ]


@tell.register
def _(operation: TakePosition, voice: Voice) -> str:
    target = voice.thing(operation.target)
    if not voice.openly(operation.source):
        return f"a position on {target} was recorded"
    provided = f" provided {voice.things(operation.conditions)}" if operation.conditions else ""
    provided += voice.words(f"“{operation.words}”" if operation.words else "", " to ")
    return f"{operation.member} on {target}: {operation.stance}{provided}" + voice.words(
        operation.reason, " — "
    )


@tell.register
def _(operation: StateGroupPosition, voice: Voice) -> str:
    target = voice.thing(operation.target)
    if not voice.audience.sees_names:
        return f"a negotiating group's position on {target} was recorded"
    reached = several(len(operation.members), "member", "members")
    return (
        f"{operation.group} on {target}: {operation.stance}, for {reached}"
        f"{voice.words(operation.reason, ' — ')}"
    )


@tell.register
def _(operation: WithdrawPosition, voice: Voice) -> str:
    # Whether it was taken in confidence is not said here, so only the secretariat is told whose.
    whose = (
        "a position" if voice.audience != "secretariat" else f"the position of {operation.member}"
    )
    return f"{whose} on {voice.thing(operation.target)} was taken back"


@tell.register
def _(operation: NoteSense, voice: Voice) -> str:
    target = voice.thing(operation.target)
    sense = voice.words(f"{operation.quantity} {operation.stance}")
    return f"the sense of the room on {target} was noted{sense}"


@tell.register
def _(operation: AnswerObjection, voice: Voice) -> str:
    target = voice.thing(operation.target)
    if voice.audience != "secretariat":
        return f"a concern about {target} was answered"
    return f"the objection of {operation.member} to {target} was answered: {operation.answer}"


@tell.register
def _(operation: SettleObjection, voice: Voice) -> str:
    target = voice.thing(operation.target)
    if voice.audience != "secretariat":
        return f"a concern about {target} was settled"
    return f"the objection of {operation.member} to {target} was {operation.state}" + voice.words(
        operation.reason
    )


@tell.register
def _(operation: RateTarget, voice: Voice) -> str:
    target = voice.thing(operation.target)
    # Ratings are given so that the others do not see whose they are.
    if voice.audience != "secretariat":
        return f"a rating of {target} was recorded"
    return f"{operation.member} rated {target}: {operation.rating}, in round {operation.round}"


@tell.register
def _(operation: ProposePackage, voice: Voice) -> str:
    settled = voice.things((*operation.items, *operation.amendments))
    handle = voice.made(operation.id, operation.handle)
    return f"package {handle} proposed ({operation.title}): {settled}"


@tell.register
def _(operation: RecordDecision, voice: Voice) -> str:
    handle = voice.made(operation.id, operation.handle)
    pending = f", pending {voice.members(operation.pending)}" if operation.pending else ""
    scope = f" ({operation.scope})" if operation.scope != "item" else ""
    if operation.outcome is Outcome.REOPENED:
        said = f"{voice.things(operation.targets)} reopened"
    else:
        said = f"{voice.things(operation.targets)} declared {operation.outcome}"
    unmet = ""
    if operation.unmet and voice.audience.sees_names:
        unmet = f", although {operation.unmet} was not met"
    return f"{handle}: {said}{scope}{pending}{voice.words(operation.reason, ' — ')}{unmet}"


@tell.register
def _(operation: LiftPending, voice: Voice) -> str:
    member = voice.members((operation.member,))
    return f"{voice.thing(operation.decision)} no longer awaits {member}"


@tell.register
def _(operation: MakeStatement, voice: Voice) -> str:
    decision = voice.thing(operation.decision)
    if not voice.audience.sees_names:
        return f"a statement was put on record beside {decision}"
    return (
        f"{operation.member} put on record beside {decision}: {operation.kind}"
        f"{voice.words(operation.text, ' — ')}"
    )


@tell.register
def _(operation: PublishRevision, voice: Voice) -> str:
    items = several(len(operation.items), "item", "items")
    standing = f", {operation.standing}" if operation.standing else ""
    return f"{operation.name} of {voice.thing(operation.draft)} published with {items}{standing}"


@tell.register
def _(operation: PutInTray, voice: Voice) -> str:
    handle = voice.made(operation.id, operation.handle)
    return f"{handle} put in the tray{voice.words(operation.problem)}"


@tell.register
def _(operation: SetAside, voice: Voice) -> str:
    return f"{voice.thing(operation.entry)} set aside{voice.words(operation.reason)}"


@tell.register
def _(operation: UndoStep, voice: Voice) -> str:
    return f"step {operation.step} undone{voice.words(operation.reason)}"


@tell.register
def _(operation: RedactBody, voice: Voice) -> str:
    what = "who recorded it was" if operation.index == 0 else "words were"
    return f"{what} redacted in step {operation.step}{voice.words(operation.reason)}"


@tell.register
def _(operation: TranslateItem, voice: Voice) -> str:
    return f"{voice.thing(operation.item)} rendered in {operation.language}"
