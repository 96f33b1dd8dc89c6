"""Where members stood: the sense of the room, and positions taken in the meeting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from consensus.history.operation import Operation
from consensus.history.operations import (
    NoteSense,
    StateGroupPosition,
    TakePosition,
    WithdrawPosition,
)
from consensus.model.stance import Source, Stance
from consensus.reports.audience import Kind
from consensus.reports.summary.attribution import Attribution
from consensus.reports.summary.narrator import Narrator, Telling
from consensus.reports.summary.proceedings import Happening
from consensus.reports.summary.sentence import Quantity, Sentence
from consensus.reports.summary.subjects import label
from consensus.reports.words import listed

# What one, and what several, did.
_VERBS: Mapping[Stance, tuple[str, str]] = {
    Stance.SUPPORT: ("supported", "supported"),
    Stance.ACCEPT: ("could accept", "could accept"),
    Stance.ABSTAIN: ("stood aside on", "stood aside on"),
    Stance.HOLD: ("reserved its position on", "reserved their positions on"),
    Stance.DISAGREE: ("was not in favour of", "were not in favour of"),
    Stance.OBJECT: ("objected to", "objected to"),
    Stance.RECUSE: ("took no part in the consideration of",) * 2,
}
_SINGULAR = ("one ", "a ", "an ", "each ", "every ")
# Words for how many that do not say of what.
_WITHOUT_A_NOUN = frozenset(
    ("all", "few", "many", "most", "none", "one", "several", "some", "two", "three")
)


def _tell_sense(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    noted: NoteSense = happenings[0].operation
    if not narrator.attribution.tells(Kind.SENSES):
        return
    quantity = _quantity(noted.quantity.strip(), narrator.attribution)
    verb = _VERBS[noted.stance][not quantity.words.startswith(_SINGULAR)]
    note = f" ({noted.note.strip().rstrip('.')})" if noted.note.strip() else ""
    yield narrator.sentence(
        happenings,
        f"{quantity.words} {verb} {narrator.subject(noted.target)}{note}",
        key=f"sense:{narrator.state.handle_of(noted.target)}",
        things=(noted.target,),
        quantities=(quantity,),
    )


def _quantity(noted: str, attribution: Attribution) -> Quantity:
    """How many it was, by the table where a number was noted, or else in the words noted."""
    if noted.isdecimal():
        return attribution.quantity(int(noted))
    folded = noted.casefold()
    if folded == "the majority":
        return Quantity("the majority of members")
    last = folded.split()[-1]
    return Quantity(f"{noted} members" if last in _WITHOUT_A_NOUN else noted)


def _tell_positions(happenings: Sequence[Happening], narrator: Narrator) -> Iterator[Sentence]:
    attribution = narrator.attribution
    stances = _stances(happenings, narrator)
    target = happenings[0].operation.target
    parts: list[str] = []
    quantities: list[Quantity] = []
    subject = ""
    for stance in Stance:
        codes = [code for code, (taken, _) in stances.items() if taken is stance]
        if not codes:
            continue
        via = _named(codes, stances) if attribution.names else codes
        who, behind = attribution.members(via)
        verb = _VERBS[stance][len(codes) > 1]
        subject = "it" if subject else narrator.subject(target, _version(happenings))
        parts.append(f"{who} {verb} {subject}")
        quantities += behind
    if parts:
        yield narrator.sentence(
            happenings,
            listed(parts),
            key=f"positions:{narrator.state.handle_of(target)}",
            things=(target,),
            quantities=quantities,
        )


def _stances(happenings: Sequence[Happening], narrator: Narrator) -> dict[str, tuple[Stance, str]]:
    """The stance that each member took last, as far as it is told, and via which group."""
    taken: dict[str, tuple[Stance, str]] = {}
    for happening in happenings:
        each = happening.operation
        if isinstance(each, WithdrawPosition):
            taken.pop(each.member, None)
        elif isinstance(each, StateGroupPosition):
            if narrator.attribution.hears(Source.GROUP):
                taken.update(dict.fromkeys(each.members, (each.stance, each.group)))
        elif narrator.attribution.hears(each.source):
            taken[each.member] = each.stance, each.via
        else:
            taken.pop(each.member, None)
    members = narrator.state.members
    return {code: found for code, found in taken.items() if not members[code].observer}


def _named(codes: Sequence[str], stances: Mapping[str, tuple[Stance, str]]) -> list[str]:
    """The groups that spoke, in the place of their members, and who spoke for itself."""
    return list(dict.fromkeys(stances[code][1] or code for code in codes))


def _version(happenings: Sequence[Happening]) -> str:
    versions = [getattr(each.operation, "version", "") for each in happenings]
    return versions[-1] if versions[-1:] != [happenings[0].operation.target] else ""


def _on_target(operation: TakePosition, narrator: Narrator) -> str:
    return f"positions {label(narrator.state, operation.target)} {operation.target}"


STANCE_TELLING: Mapping[type[Operation], Telling] = {
    NoteSense: Telling(_tell_sense),
    TakePosition: Telling(_tell_positions, _on_target),
    StateGroupPosition: Telling(_tell_positions, _on_target),
    WithdrawPosition: Telling(_tell_positions, _on_target),
}
"""The class of an operation on stances to how it is told."""
