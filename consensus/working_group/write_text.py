"""Drafts written in any notation, and what is in a record as rows that read back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from consensus.errors import NotFound, Unresolved
from consensus.formats.amendment_rows import AmendmentRow
from consensus.formats.draft_writer import OutItem, write_draft, write_plain_draft
from consensus.formats.member_rows import GroupRow, MemberRow
from consensus.formats.position_rows import PositionRow
from consensus.model.amendments import Amendment, AmendmentKind
from consensus.model.drafts import Item
from consensus.model.lookup import find
from consensus.model.positions import Position, Stance
from consensus.model.rivals import combine_pending, names_of
from consensus.model.staleness import is_stale
from consensus.model.state import State
from consensus.text.brackets import render

# Exporting: what is recorded, as rows that read back as the same.

_FIRST = "first"


def amendment_row(state: State, amendment: Amendment) -> AmendmentRow:
    """An amendment as a row: its whole text, in place of the whole of what it changes.

    What a consolidated wording was drawn from, and how an amendment found its place, are left out.

    Args:
        state: the state.
        amendment: one of its amendments.
    """
    kind = amendment.kind
    has_place = kind in (AmendmentKind.INSERT, AmendmentKind.MOVE)
    has_text = kind not in (AmendmentKind.DELETE, AmendmentKind.MOVE)
    is_new = kind is AmendmentKind.INSERT
    return AmendmentRow(
        line=0,
        fields={},
        id=amendment.handle,
        target="" if is_new else _name(state, amendment.target),
        kind=kind.value,
        text=state.text(amendment.id) if has_text else "",
        after=_name(state, _standing(state, amendment)) if has_place else "",
        parent=_name(state, amendment.parent or amendment.draft) if has_place else "",
        label=amendment.label,
        item_kind=amendment.item_kind,
        by=amendment.sponsors,
        cosponsors=amendment.cosponsors,
        rationale=amendment.rationale,
        date=amendment.dated,
        circulated=amendment.circulated or state.moments[amendment.id],
        parts=amendment.parts,
        others=tuple(_name(state, each) for each in amendment.others),
        state=amendment.state.value,
    )


def position_row(state: State, position: Position) -> PositionRow:
    """A position as a row.

    Args:
        state: the state.
        position: one of its positions.
    """
    has_other = position.conditions or position.otherwise is not Stance.OBJECT
    return PositionRow(
        line=0,
        target=_name(state, position.target),
        member=position.member,
        stance=position.stance,
        reason=position.reason,
        conditions=tuple(_name(state, each) for each in position.conditions),
        otherwise=position.otherwise if has_other else None,
        reservation=position.reservation,
        source=position.source,
        document=position.document,
        via=position.via,
        date=position.happened,
        stale=is_stale(state, position),
        words=position.words,
    )


def member_rows(state: State) -> Iterator[MemberRow]:
    """All members and observers as rows, with their groups and offices.

    Args:
        state: the state.
    """
    offices = state.offices_by_member()
    for member in state.members.values():
        group = state.groups.get(member.group)
        yield MemberRow(
            line=0,
            code=member.code,
            name=member.name,
            group=member.group,
            group_name=group.name if group else "",
            observer=member.observer,
            since=member.since,
            until=member.until,
            negotiating_groups=state.negotiating_groups_of(member.code),
            offices=tuple(f"{each.role}: {each.person}" for each in offices.get(member.code, ())),
        )


def group_rows(state: State) -> Iterator[GroupRow]:
    """All stakeholder and negotiating groups as rows; who is in the former, members say.

    Args:
        state: the state.
    """
    for group in state.groups.values():
        yield GroupRow(0, group.code, group.name, "stakeholder")
    for alliance in state.negotiating_groups.values():
        yield GroupRow(0, alliance.code, alliance.name, "negotiating", alliance.members)


def _standing(state: State, amendment: Amendment) -> str:
    """What an insertion or move follows, or the next thing before it that still stands."""
    after = amendment.after
    if after not in state.items or not state.items[after].removed:
        return after
    siblings: Iterable[str] = state.children.get(state.items[after].parent, ())
    before = [each for each in siblings if each == after or not state.items[each].removed]
    place = before.index(after)
    return before[place - 1] if place else _FIRST


def _name(state: State, thing: str) -> str:
    """The handle of something, told apart from labels that are written alike."""
    if thing in ("", _FIRST):
        return thing
    handle = state.handle_of(thing)
    try:
        return handle if thing in state.drafts or find(state, handle) == thing else thing
    except NotFound:
        return f"handle:{handle}"


# Writing the present text of a draft, in the notation that is asked for.

Writer = Callable[[State, str, bool], str]


def write_text(state: State, draft: str, notation: str = "brackets", names: bool = False) -> str:
    """Write the present text of a draft.

    Args:
        state: the state.
        draft: the id of the draft.
        notation: `brackets`, plain text with what is not agreed in square brackets; `clean`, plain
            text; `markdown`, which reads back as the same draft; or `critic`, plain text with what
            the undecided amendments would change as CriticMarkup.
        names: whether to print who holds which option of a bracket, and who proposes what.

    Raises:
        Unresolved: `clean` was asked for, and brackets are left.
        ValueError: there is no such notation.
    """
    if notation not in NOTATIONS:
        raise ValueError(f"no notation {notation!r}: choose from {', '.join(NOTATIONS)}")
    return NOTATIONS[notation](state, draft, names)


def write_translation(state: State, draft: str, language: str) -> str:
    """Write a draft in another language, as Markdown.

    Args:
        state: the state.
        draft: the id of the draft.
        language: a tag such as `fr`.

    Returns:
        The draft; what is not translated stands in braces, in the language of the draft.

    Raises:
        NotFound: nothing of the draft is translated into it.
    """
    kept = state.translations.get(language, {})
    if not any(item.id in kept for item in state.walk(draft)):
        raise NotFound(f"nothing of {state.handle_of(draft)} is translated into {language}")

    def written(item: Item) -> str:
        if item.id in kept:
            return kept[item.id].text
        return f"{{{_notation(state, item, names=False)}}}"

    return write_draft(*_items(state, draft, written))


def _brackets(state: State, draft: str, names: bool) -> str:
    return _plain(state, draft, lambda item: _notation(state, item, names))


def _clean(state: State, draft: str, names: bool) -> str:
    left = [item for item in state.walk(draft) if state.version(item.id).wording.count]
    if left:
        count = sum(state.version(item.id).wording.count for item in left)
        where = ", ".join(item.label or item.handle for item in left)
        raise Unresolved(f"there is no clean text: brackets are left ({count}), in {where}")
    return _plain(
        state, draft, lambda item: "".join(map(str, state.version(item.id).wording.parts))
    )


def _markdown(state: State, draft: str, names: bool) -> str:
    return write_draft(*_items(state, draft, lambda item: _notation(state, item, names)))


def _critic(state: State, draft: str, names: bool) -> str:
    def written(item: Item) -> str:
        holders = names_of(state, item.id) if names else {}
        return combine_pending(state, item.id, names).render("critic", holders)

    return _plain(state, draft, written)


def _notation(state: State, item: Item, names: bool) -> str:
    return render(state.version(item.id).wording, names, markdown=True)


def _plain(state: State, draft: str, text: Callable[[Item], str]) -> str:
    return write_plain_draft(*_items(state, draft, text))


def _items(state: State, draft: str, text: Callable[[Item], str]) -> tuple[str, list[OutItem]]:
    items = [
        OutItem(item.label, item.kind, state.depth(item.id), text(item))
        for item in state.walk(draft)
    ]
    return state.drafts[draft].title, items


NOTATIONS: dict[str, Writer] = {
    "brackets": _brackets,
    "clean": _clean,
    "markdown": _markdown,
    "critic": _critic,
}
"""Every notation a draft can be written in."""
