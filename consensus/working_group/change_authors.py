"""The author of a tracked change as all who want it: `ASH; BAY, COL (A3)`, written and read.

Word has one author for a change. So that one is named by every amendment that wants it, parted by
`;`, and an amendment by its sponsors, parted by `,`, or by its handle where nobody sponsors it; the
handle also stands behind the sponsors of several amendments to the same item.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time

from attrs import frozen

from consensus.formats.docx.document import Revision, RevisionKind
from consensus.model.amendments import Amendment
from consensus.model.state import State

LONGEST_AUTHOR = 255
"""Signs; Word takes no longer name."""

_BETWEEN_AMENDMENTS = "; "
_BETWEEN_SPONSORS = ", "
_NAME = re.compile(r"(?:(?P<sponsors>[^();]+?) \((?P<behind>A\d+)\)|(?P<alone>A\d+))")


@frozen
class AmendmentName:
    """How an amendment is named in the author of a change.

    Attributes:
        sponsors: their codes, or what else stands for them; none for what nobody sponsors.
        handle: its handle; empty where the sponsors are enough to know it by.
    """

    sponsors: tuple[str, ...]
    handle: str = ""

    def __str__(self) -> str:
        sponsors = _BETWEEN_SPONSORS.join(self.sponsors)
        return (
            f"{sponsors} ({self.handle})" if sponsors and self.handle else sponsors or self.handle
        )


def read_author(author: str) -> tuple[AmendmentName, ...]:
    """Read the author of a change as the names of all amendments that want it.

    Whether the sponsors are any is not known here: every name reads as something.
    """
    return tuple(map(_read_name, filter(None, map(str.strip, author.split(";")))))


def _read_name(name: str) -> AmendmentName:
    found = _NAME.fullmatch(name)
    handle = (found["behind"] or found["alone"]) if found else ""
    named = (found["sponsors"] or "") if found else name
    sponsors = filter(None, map(str.strip, named.split(",")))
    return AmendmentName(tuple(sponsors), handle)


class ChangeAuthors:
    """The authors under which the changes of some amendments are written.

    Args:
        state: where the amendments are.
        amendments: the amendments, in their order.
        touched: gives the items in whose words an amendment changes something.
    """

    def __init__(
        self,
        state: State,
        amendments: Sequence[Amendment],
        touched: Callable[[Amendment], Iterable[str]],
    ) -> None:
        self.named: dict[str, tuple[str, ...]] = {}
        """Each author that was written, to the handles of the amendments that want its changes."""
        self._order = {each.id: number for number, each in enumerate(amendments)}
        self._amendments = {each.id: each for each in amendments}
        self._state = state
        self._names = dict(_told_apart(amendments, touched))

    def mark(self, kind: RevisionKind, by: Iterable[str], move: str = "") -> tuple[Revision, ...]:
        """The mark of a change that some amendments want; none where nobody does."""
        ids = sorted(set(by), key=self._order.__getitem__)
        if not ids:
            return ()
        name = self._name(ids)
        handles = [self._amendments[each].handle for each in ids]
        self.named[name] = tuple(dict.fromkeys((*self.named.get(name, ()), *handles)))
        first = min(ids, key=self._date)
        return (Revision(0, kind, name, self._date(first), move),)

    def _name(self, ids: Sequence[str]) -> str:
        name = _BETWEEN_AMENDMENTS.join(dict.fromkeys(self._names[each] for each in ids))
        if len(name) <= LONGEST_AUTHOR:
            return name
        handles = [self._amendments[each].handle for each in ids]
        name = _BETWEEN_AMENDMENTS.join(handles)
        if len(name) <= LONGEST_AUTHOR:
            return name
        return f"{handles[0]} to {handles[-1]} ({len(handles)} amendments)"

    def _date(self, amendment: str) -> datetime:
        dated = self._amendments[amendment].dated
        moment = self._state.moments[amendment]
        return datetime.combine(dated, time(), moment.tzinfo) if dated else moment


def _told_apart(
    amendments: Sequence[Amendment], touched: Callable[[Amendment], Iterable[str]]
) -> Iterator[tuple[str, str]]:
    """Yield the name of each amendment.

    The handle goes with it where its sponsors ask for more in the same item, and where so many
    would be named there that only handles may find room: then those tell whose they are.
    """
    names = {each.id: AmendmentName(_sponsors(each)) for each in amendments}
    there: Mapping[str, dict[str, None]] = defaultdict(dict)
    same: Mapping[tuple[AmendmentName, str], set[str]] = defaultdict(set)
    for each in amendments:
        for item in touched(each):
            there[item][each.id] = None
            same[names[each.id], item].add(each.id)
    shared = {each for several in same.values() if len(several) > 1 for each in several}
    for several in there.values():
        room = _BETWEEN_AMENDMENTS.join(str(names[each]) for each in several)
        if len(room) > LONGEST_AUTHOR:
            shared.update(several)
    for each in amendments:
        name = names[each.id]
        needs_handle = each.id in shared or not name.sponsors
        yield each.id, str(AmendmentName(name.sponsors, each.handle if needs_handle else ""))


def _sponsors(amendment: Amendment) -> tuple[str, ...]:
    return amendment.sponsors or amendment.cosponsors
