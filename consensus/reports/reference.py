"""The reference document: what nobody contests, what is contested, and what was carried over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from attrs import frozen

from consensus.history.collection import collection_paused
from consensus.model.draft import Item, ItemKind
from consensus.model.stance import Stance
from consensus.model.state import State
from consensus.reports.audience import Audience, Kind, Withheld
from consensus.reports.origin_lines import OriginLine, origin_line
from consensus.reports.shown_verdict import visible_positions
from consensus.reports.words import several
from consensus.rules.judgement import Judgement
from consensus.rules.verdict import Status

_AGREED = frozenset({Status.AGREED, Status.AGREED_AD_REF, Status.ADOPTED})
_NOT_RETAINED = frozenset({Status.REJECTED, Status.WITHDRAWN})
_AGAINST = (
    (Stance.OBJECT, "one objection", "{} objections"),
    (Stance.DISAGREE, "one member against", "{} members against"),
    (Stance.HOLD, "one position reserved", "{} positions reserved"),
)


@frozen
class ReferenceItem:
    """One text of a reference document.

    Attributes:
        handle: such as `R3`.
        label: the printed label; may be empty.
        kind: what it is.
        heading: the heading it stands under; may be empty.
        text: its text, brackets without names.
        status: where it stands, where that was decided; empty where not.
        contested: what is contested in it, one phrase each; empty where nothing is.
        origin: where it comes from; None where it was not carried over.
    """

    handle: str
    label: str
    kind: ItemKind
    heading: str
    text: str
    status: str
    contested: tuple[str, ...]
    origin: OriginLine | None


@frozen
class ReferenceDocument:
    """What a working group can refer to in its work.

    Attributes:
        title: the name of the working group.
        as_of: the moment it was drawn up.
        audience: who it is for.
        drafts: the titles of the drafts that it draws together.
        uncontested: what nobody contests.
        contested: what is contested.
        carried_over: what comes from other working groups.
        left_out: how many items were rejected or withdrawn, and are not in it.
        withheld: what was left out for the audience.
    """

    title: str
    as_of: datetime
    audience: Audience
    drafts: tuple[str, ...]
    uncontested: tuple[ReferenceItem, ...]
    contested: tuple[ReferenceItem, ...]
    carried_over: tuple[ReferenceItem, ...]
    left_out: int
    withheld: Withheld


def reference_document(
    state: State,
    judgement: Judgement,
    now: datetime,
    audience: Audience = Audience.PUBLIC,
    drafts: Sequence[str] = (),
) -> ReferenceDocument:
    """Part the texts of the record into what nobody contests and what is contested.

    Contested is what has brackets or open amendments, and, for an audience that may see positions,
    what somebody objects to, is against, or reserves its position on. What was agreed is not
    contested. What was carried over from another working group stands apart, with where it comes
    from and whether this one has reconfirmed it.

    Args:
        state: the state.
        judgement: of that state.
        now: the moment it is drawn up.
        audience: who it is for; the public is told of the texts alone.
        drafts: the ids of the drafts that are drawn together; all if not given.
    """
    chosen = list(drafts) or list(state.drafts)
    left_out: Counter[Kind] = Counter()
    with collection_paused():
        shown = [
            each for draft in chosen for each in _items(state, judgement, draft, audience, left_out)
        ]
    kept = [each for each in shown if each.status not in _NOT_RETAINED]
    own = [each for each in kept if each.origin is None]
    return ReferenceDocument(
        title=state.title,
        as_of=now,
        audience=audience,
        drafts=tuple(state.drafts[each].title for each in chosen),
        uncontested=tuple(each for each in own if not each.contested),
        contested=tuple(each for each in own if each.contested),
        carried_over=tuple(each for each in kept if each.origin is not None),
        left_out=len(shown) - len(kept),
        withheld=Withheld.of(left_out),
    )


def _items(
    state: State,
    judgement: Judgement,
    draft: str,
    audience: Audience,
    left_out: Counter[Kind],
) -> Iterator[ReferenceItem]:
    for item in state.walk(draft):
        if not item.kind.can_be_agreed:
            continue
        status = judgement.verdict(item.id, with_moves=False).status
        decided = state.last_decision(item.id) is not None
        agreed = status in _AGREED
        yield ReferenceItem(
            handle=item.handle,
            label=state.full_label(item.id),
            kind=item.kind,
            heading=_heading(state, item),
            text=state.version(item.id).wording.notation(False),
            status=status.value if decided else "",
            contested=() if agreed else tuple(_contested(state, item, audience, left_out)),
            origin=origin_line(state, item.id),
        )


def _contested(
    state: State, item: Item, audience: Audience, left_out: Counter[Kind]
) -> Iterator[str]:
    brackets = state.version(item.id).wording.count
    if brackets:
        yield several(brackets, "bracket", "brackets")
    amendments = len(state.open_amendments(item.id))
    if amendments:
        yield several(amendments, "open amendment", "open amendments")
    if not audience.sees_names:
        left_out[Kind.ANALYSES] += 1
        return
    stances = Counter(
        each.stance
        for each in visible_positions(state, item.id, audience)
        if not state.members[each.member].observer
    )
    for stance, one, many in _AGAINST:
        if stances[stance]:
            yield one if stances[stance] == 1 else many.format(stances[stance])


def _heading(state: State, item: Item) -> str:
    parent = item.parent
    while parent in state.items:
        if not state.items[parent].kind.can_be_agreed:
            label = state.items[parent].label
            return f"{label} {state.text(parent)}".strip()
        parent = state.items[parent].parent
    return ""
