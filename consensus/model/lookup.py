"""Lookup by handle, label, code or prefix of an id, and the order of documents."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Sequence
from typing import Any

from consensus.errors import NotFound
from consensus.model.amendments import Amendment, TableComment, TrayEntry
from consensus.model.state import Handled, State

# Finding what a person means by a handle, a label, a code or the start of an id. Each function
# raises NotFound where a name means nothing or several, and says what it could have meant.

_SHORTEST_ID = 6


def find_member(state: State, code: str) -> str:
    """Returns the code of a member, however its letters are cased; near ones are suggested."""
    if code in state.members:
        return code
    lists = "see the list of members"
    if not code.strip():
        raise NotFound(f"name the member: its code is empty; {lists}")
    found = state.member_codes.get(code.casefold())
    if found is None:
        raise NotFound(f"no member has the code {code}{_near(code, state.members, lists)}")
    return found


def find(state: State, name: str, draft: str = "", kind: str = "") -> str:
    """Returns the id of what a handle, a printed label or the start of an id names.

    A label that stands on no item any more is that of the deleted item that had it. Raises NotFound
    if nothing, or more than one target, has that name; with a `kind`, it names the list of those.
    """
    if state.is_target(name):
        return name
    lists = f"see {_LISTINGS.get(kind, 'the status of the texts')}"
    if not name.strip():
        raise NotFound(f"name what is meant: the name is empty; {lists}")
    way, _, rest = name.partition(":")
    if way in _WAYS and rest:
        found = _WAYS[way](state, rest.strip(), draft)
        if len(found) == 1:
            return found.pop()
        raise NotFound(f"{len(found) or 'no'} items have the {way} {rest}")
    handles = _by_handle(state, name, draft)
    labels = _by_label(state, name, draft)
    if len(handles | labels) == 1:
        return (handles | labels).pop()
    if handles and labels:
        other = ", ".join(sorted(state.items[item].handle for item in labels - handles))
        raise NotFound(
            f"{name} is a handle and the label of {other}; write handle:{name} or {other}"
        )
    if labels:
        several = ", ".join(sorted(state.items[item].handle for item in labels))
        raise NotFound(f"the label {name} stands on several items; say which: {several}")
    if f"row {name}" in state.imported:
        return state.imported[f"row {name}"]
    if len(name) >= _SHORTEST_ID:
        ids = [key for key in state.handles.values() if key.startswith(name)]
        # The id of what one operation made many of begins with that of the operation.
        if len(ids) == 1 or name in ids:
            return name if name in ids else ids[0]
        if ids:
            raise NotFound(f"{len(ids)} ids begin with {name}; give more of it")
    gone = _by_label(state, name, draft, removed=True)
    if len(gone) == 1:
        return gone.pop()
    if gone:
        several = ", ".join(sorted(state.items[item].handle for item in gone))
        raise NotFound(f"the label {name} stood on several items, now deleted: {several}")
    if any(name.casefold() == each.kind and not each.label for each in state.items.values()):
        raise NotFound(f"a {name} without a number is named by its handle, such as N5; {lists}")
    known = {state.full_label(item.id) for item in state.items.values() if item.label}
    near = _near(name, () if kind == "draft" else {*state.handles, *known}, lists)
    raise NotFound(f"nothing is called {name}{near}")


def _by_handle(state: State, name: str, draft: str) -> set[str]:
    if name in state.handles:
        return {state.handles[name]}
    upper = name.upper()
    return {state.handles[upper]} if upper in state.handles else set()


def _by_label(state: State, name: str, draft: str, removed: bool = False) -> set[str]:
    derived = state.journal.derived_of(state.items)
    if (named := derived.get("names")) is None:
        named = derived["names"] = {}
        for item in state.items.values():
            if item.label:
                for label in {item.label.casefold(), state.full_label(item.id).casefold()}:
                    named.setdefault(label, []).append(item)
    return {
        item.id
        for item in named.get(name.casefold(), ())
        if item.removed is removed and draft in ("", item.draft)
    }


_WAYS: dict[str, Callable[[State, str, str], set[str]]] = {"handle": _by_handle, "label": _by_label}


# The commands that list what `consensus status` does not.
_LISTINGS = {
    "draft": "the list of drafts",
    "amendment": "the list of amendments",
    "comment": "the list of comments",
    "entry of the inbox": "the inbox",
}


def _of_kind(state: State, name: str, kind: str, *tables: Container[str]) -> str:
    found = find(state, name, kind=kind)
    if not any(found in table for table in tables):
        raise NotFound(f"{name} is no {kind}")
    return found


def _targets(state: State) -> tuple[Container[str], ...]:
    return state.items, state.amendments, state.packages


def find_target(state: State, name: str) -> str:
    """Returns the id of the item, amendment or package that a name means."""
    return _of_kind(state, name, "item, amendment or package", *_targets(state))


def find_item(state: State, name: str) -> str:
    """Returns the id of the item that a name means."""
    return _of_kind(state, name, "item of a draft", state.items)


def find_comment(state: State, name: str) -> TableComment:
    """Returns the comment of a table that a number such as `DE-012` or `de 012` means."""
    found = _of_kind(state, "-".join(name.split()), "comment", state.comments)
    return state.comments[found]


def find_tray_entry(state: State, name: str) -> TrayEntry:
    """Returns the entry of the tray that a handle or an id means."""
    if name in state.tray:
        return state.tray[name]
    return state.tray[_of_kind(state, name, "entry of the inbox", state.tray)]


def find_amendment(state: State, name: str) -> str:
    """Returns the id of the amendment that a name means."""
    return _of_kind(state, name, "amendment", state.amendments)


def find_draft(state: State, name: str = "") -> str:
    """Returns the id of the draft that a name means; without a name, the only one."""
    if name:
        return _of_kind(state, name, "draft", state.drafts)
    drafts = state.drafts.values()
    return _single(drafts, "there are several drafts", "no draft has been imported yet")


def find_subject(state: State, name: str) -> str:
    """Returns the id of the item, amendment, package or draft that a name means."""
    kind = "item, amendment, package or draft"
    return _of_kind(state, name, kind, *_targets(state), state.drafts)


def find_consultation(state: State, name: str) -> str:
    """Returns the id of a consultation, named by handle or id, or by an item it is about."""
    found = find(state, name)
    if found in state.consultations:
        return found
    going_on = [each for each in state.consultations_on(found) if each.goes_on]
    several = f"several consultations on {name} are open"
    return _single(going_on, several, f"no consultation on {name} is open")


def find_ballot(state: State, name: str) -> str:
    """Returns the id of a ballot, by handle or id, or of the only open one about what it names."""
    found = find(state, name)
    if found in state.ballots:
        return found
    still_open = [each for each in state.ballots_on(found) if each.is_open]
    several = f"several ballots on {name} are open"
    return _single(still_open, several, f"no ballot on {name} is open; see the list of ballots")


def find_agenda_item(state: State, name: str) -> str:
    """Returns the id of the agenda item with a handle, number or title, case-insensitive.

    Numbers and titles are looked up on the agendas of the open meeting and of meetings to come; if
    there are none, on all.
    """
    folded = name.casefold()
    whole = tuple(state.agenda.values())
    for each in whole:
        if each.handle.casefold() == folded:
            return each.id
    present = state.agenda_of(state.meeting.id if state.meeting else "")
    for agenda in (present, whole):
        found = [
            each for each in agenda if folded in (each.number.casefold(), each.title.casefold())
        ]
        if len(found) == 1:
            return found[0].id
        if found:
            raise NotFound(f"several agenda items are called {name}; say which: {_handles(found)}")
    known = {each.title for each in whole}
    raise NotFound(f"no agenda item is called {name}{_near(name, known)}")


def find_question(state: State, name: str) -> str:
    """Returns the id of the question that a handle or number names, such as `Q2`, `2` or `(2)`."""
    folded = name.strip().casefold()
    for plain in (folded, folded.strip("().")):
        for each in state.questions.values():
            if plain in (each.id, each.handle.casefold(), each.number.casefold()):
                return each.id
    known = ", ".join(f"{each.number} ({each.handle})" for each in state.questions.values())
    raise NotFound(f"no question is called {name}; there is {known or 'none'}")


def find_contribution(state: State, name: str) -> str:
    """Returns the id of a contribution, named by handle or id, or by the sender of just one."""
    folded = name.strip().casefold()
    for each in state.contributions.values():
        if folded in (each.id, each.handle.casefold()):
            return each.id
    found = [
        each
        for each in state.contributions.values()
        if each.stands and folded in (each.member.casefold(), each.name.casefold())
    ]
    near = _near(name, {each.handle for each in state.contributions.values()})
    several = f"several contributions come from {name}"
    return _single(found, several, f"no contribution is called {name}{near}")


def find_link(state: State, name: str) -> str:
    """Returns the id of the subject, question or agenda item that a passage is linked to."""
    kind = "item, amendment, package, draft, question or agenda item"
    tables = (*_targets(state), state.drafts, state.questions, state.agenda)
    return _of_kind(state, name, kind, *tables)


def find_announcement(state: State, name: str) -> str:
    """Returns the id of the meeting to come that a handle or title names."""
    return _one("meeting to come", name, state.meetings_to_come, "title")


def find_undertaking(state: State, name: str) -> str:
    """Returns the id of the undertaking that a handle names."""
    return _one("undertaking", name, state.undertakings.values())


def find_milestone(state: State, name: str) -> str:
    """Returns the id of the milestone that a handle or title names."""
    return _one("milestone", name, state.milestones.values(), "title")


def find_intervention(state: State, name: str) -> str:
    """Returns the id of what was noted, by its handle or id."""
    return _one("intervention", name, state.interventions.values())


def find_participant(state: State, name: str) -> str:
    """Returns the id of a person on a list of participants, by its handle or id."""
    return _one("participant", name, state.participants.values())


def find_nomination(state: State, name: str) -> str:
    """Returns the id of a nomination, by its handle or id."""
    return _one("nomination", name, state.nominations.values())


def find_silence(state: State, name: str) -> str:
    """Returns the id of a silence procedure, by handle or id, or of the last one over a text."""
    found = find(state, name)
    if found in state.silences:
        return found
    over = [each for each in state.silences.values() if found in each.targets]
    if not over:
        raise NotFound(f"{name} never had a silence procedure")
    return max(over, key=lambda each: each.opened).id


def find_any_meeting(state: State, name: str, *, cancelled: bool = False) -> str:
    """Returns the id of the meeting, held or to come, that a name means; the open one for none.

    With `cancelled`, the handle of one that was cancelled means that one.
    """
    off = [e.id for e in state.announcements.values() if e.cancelled and e.handle == name]
    if off and cancelled:
        return off[0]
    if name:
        to_come = {word for e in state.meetings_to_come for word in (e.handle, e.title)}
        return (find_announcement if name in to_come else find_meeting)(state, name)
    if state.meeting is None:
        raise NotFound("no meeting is open; name one")
    return state.meeting.id


def find_meeting(state: State, name: str) -> str:
    """Returns the id of the meeting that a handle, title or the start of an id names."""
    titled = [each.id for each in state.meetings.values() if each.title == name]
    try:
        found = titled[0] if len(titled) == 1 else find(state, name)
    except NotFound:
        found = ""
    if found not in state.meetings:
        known = {each for one in state.meetings.values() for each in (one.handle, one.title)}
        raise NotFound(f"no meeting is called {name}{_near(name, known)}")
    return found


def _one(kind: str, name: str, nouns: Iterable[Any], *fields: str) -> str:
    folded = name.strip().casefold()
    known: set[str] = set()
    for each in nouns:
        called = [getattr(each, field) for field in ("handle", *fields)]
        if folded in (each.id, *map(str.casefold, called)):
            return str(each.id)
        known.update(called)
    raise NotFound(f"no {kind} is called {name}{_near(name, known)}")


def _single(nouns: Collection[Any], several: str, none: str) -> str:
    if not nouns:
        raise NotFound(none)
    if len(nouns) > 1:
        raise NotFound(f"{several}; say which: {_handles(nouns)}")
    return str(next(iter(nouns)).id)


def _handles(nouns: Iterable[Handled]) -> str:
    return ", ".join(each.handle for each in nouns)


def _near(name: str, known: Iterable[str], otherwise: str = "") -> str:
    close = difflib.get_close_matches(name, list(known), n=3)
    advice = f"did you mean {' or '.join(close)}?" if close else otherwise
    return f"; {advice}" if advice else ""


# The order in which people go through what is in a record.


def targets_in_order(state: State, drafts: Sequence[str]) -> Iterator[str]:
    """Yields the ids of all targets: items with their amendments, insertions, packages.

    Headings are left out, the amendments to them are not. What joins several items is below each of
    them, and stands with the first.
    """
    yield from dict.fromkeys(_as_they_stand(state, drafts))


def _as_they_stand(state: State, drafts: Sequence[str]) -> Iterator[str]:
    for draft in drafts:
        for item in state.walk(draft):
            if item.kind.can_be_agreed:
                yield item.id
            yield from (amendment.id for amendment, _ in amendments_below(state, item.id))
        yield from (amendment.id for amendment, _ in amendments_below(state, draft))
        yield from (each for each in state.packages if state.draft_of(each) == draft)
    yield from (each for each in state.packages if not state.draft_of(each))


def amendments_below(state: State, target: str) -> Iterator[tuple[Amendment, int]]:
    """Yields every amendment to a target and to those, with its depth (0 for direct ones)."""
    waiting = [(each, 0) for each in reversed(state.amendments_to.get(target, ()))]
    while waiting:
        amendment, depth = waiting.pop()
        yield state.amendments[amendment], depth
        if below := state.amendments_to.get(amendment):
            waiting.extend((each, depth + 1) for each in reversed(below))


def handles_in_order(state: State, targets: Iterable[str]) -> tuple[str, ...]:
    """Returns the handles of some targets, `R2` before `R10`."""
    return tuple(sorted((state.handle_of(each) for each in targets), key=letters_then_number))


def ordered_by_handle(state: State, targets: Iterable[str]) -> list[str]:
    """Returns the ids of some targets in the order of their handles, `R2` before `R10`."""
    return sorted(targets, key=lambda each: letters_then_number(state.handle_of(each)))


def letters_then_number(handle: str) -> tuple[str, int, str]:
    """Returns the sort key by which `R2` comes before `R10`."""
    return handle.rstrip("0123456789"), len(handle), handle


def with_parts(state: State, targets: Iterable[str]) -> tuple[str, ...]:
    """Returns some targets, and the parts of packages among them, each once."""
    packages = [state.packages[each] for each in targets if each in state.packages]
    parts = [part for each in packages for part in (*each.items, *each.amendments)]
    return tuple(dict.fromkeys((*targets, *parts)))
