"""Authors of changes in a Word review, and the members that they are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time

from attrs import frozen

from consensus.errors import NotFound
from consensus.finding import Finding, Severity
from consensus.formats.docx.document import Revision, RevisionKind
from consensus.formats.draft_docx import DocxSource
from consensus.model.amendments import Amendment
from consensus.model.lookup import find_member
from consensus.model.state import State
from consensus.text.display import count_noun

# The author of a tracked change as all who want it: `ASH; BAY, COL (A3)`, written and read.
# Word has one author for a change. So that one is named by every amendment that wants it, parted
# by `;`, and an amendment by its sponsors, parted by `,`, or by its handle where no member sponsors
# it; the handle also stands behind the sponsors of several amendments to the same item.

LONGEST_AUTHOR = 255
"""Signs; Word takes no longer name."""

_BETWEEN_AMENDMENTS = "; "
_BETWEEN_SPONSORS = ", "
_NAME = re.compile(r"(?:(?P<sponsors>[^();]+?) \((?P<behind>A\d+)\)|(?P<alone>A\d+))")


@frozen
class AmendmentName:
    """How the author of a change names an amendment."""

    sponsors: tuple[str, ...]  # their codes, or what else stands for them; empty without a sponsor
    handle: str = ""  # its handle; empty where the sponsors are enough to know it by

    def __str__(self) -> str:
        sponsors = _BETWEEN_SPONSORS.join(self.sponsors)
        return (
            f"{sponsors} ({self.handle})" if sponsors and self.handle else sponsors or self.handle
        )


def read_author(author: str) -> tuple[AmendmentName, ...]:
    """Parses the author of a change into the names of all amendments that want it."""
    return tuple(map(_read_name, filter(None, map(str.strip, author.split(";")))))


def _read_name(name: str) -> AmendmentName:
    found = _NAME.fullmatch(name)
    handle = (found["behind"] or found["alone"]) if found else ""
    named = (found["sponsors"] or "") if found else name
    return AmendmentName(tuple(filter(None, map(str.strip, named.split(",")))), handle)


class ChangeAuthors:
    """The author names under which the tracked changes of amendments are written.

    `touched` returns the items in whose words an amendment changes something.
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
        self._names = dict(_disambiguate(amendments, touched))

    def mark(self, kind: RevisionKind, by: Iterable[str], move: str = "") -> tuple[Revision, ...]:
        """Returns the revision mark of a change that some amendments want; empty without any."""
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


def _disambiguate(
    amendments: Sequence[Amendment], touched: Callable[[Amendment], Iterable[str]]
) -> Iterator[tuple[str, str]]:
    """Yields the unique name of each amendment, with its handle where sponsors do not tell it."""
    names = {each.id: AmendmentName(each.sponsors or each.cosponsors) for each in amendments}
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


# Reviewers: who the authors of changes and comments in Word files are.

_MOST_NAMED = 3


@frozen
class Reviewer:
    """A person or body that changed something in a Word file, or for which it was changed."""

    name: str  # as the file has it
    authors: tuple[str, ...]  # of all changes that are wanted, also those that name others
    sponsors: tuple[str, ...]  # the members that it is; empty for one that speaks for none

    @property
    def alone(self) -> tuple[str, ...]:
        """The author names that name no other reviewer."""
        return tuple(each for each in self.authors if len(read_author(each)) == 1)


class Reviewers:
    """Index of the authors in some files, and the members that they are.

    An author is the member given in `authors`, or none where that is empty, or else the one whose
    code or name it is, or else all those named as in tracked changes: `ASH; BAY (A3)`.
    """

    def __init__(
        self, state: State, sources: Sequence[DocxSource], authors: Mapping[str, str]
    ) -> None:
        self._state = state
        self._codes = {
            name.strip(): find_member(state, code) if code.strip() else ""
            for name, code in authors.items()
        }
        there = {author for source in sources for author in source.document.authors}
        named = {author: read_author(author) for author in there}
        parts = {part for names in named.values() for name in names for part in name.sponsors}
        self.findings = tuple(self._absent(there | parts))
        for name in sorted((there | parts) - self._codes.keys()):
            found = _by_name(state, name)
            if found:
                self._codes[name] = found
        self._named = {
            author: names
            for author, names in named.items()
            if author not in self._codes
            and names
            and all(part in self._codes for name in names for part in name.sponsors)
        }

    def __contains__(self, author: str) -> bool:
        return author in self._codes or author in self._named

    def of(self, source: DocxSource) -> list[Reviewer]:
        """Returns the known reviewers of a file, in the order in which they first appear."""
        known = [author for author in source.document.authors if author in self]
        handles = {
            name.handle: str(name)
            for author in known
            for name in self._named.get(author, ())
            if name.sponsors
        }
        found: dict[str, Reviewer] = {}
        for author in known:
            for name in self._named.get(author) or (AmendmentName((author,)),):
                key = str(name) if name.sponsors else handles.get(name.handle, name.handle)
                authors = found[key].authors if key in found else ()
                found[key] = Reviewer(
                    ", ".join(name.sponsors) or key,
                    tuple(dict.fromkeys((*authors, author))),
                    self._of_all(name.sponsors) or (found[key].sponsors if key in found else ()),
                )
        return list(found.values())

    def sponsors(self, author: str) -> tuple[str, ...]:
        """Returns the codes of the members that an author is; none for no member."""
        names = self._named.get(author) or (AmendmentName((author,)),)
        return self._of_all([part for name in names for part in name.sponsors])

    def _of_all(self, names: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, (self._codes[name] for name in names))))

    def unknown(self, author: str, changes: int, comments: int) -> str:
        """Returns the message about an author that is no known member."""
        parts = [count_noun(changes, "changed paragraph", "changed paragraphs")] * bool(changes)
        parts += [count_noun(comments, "comment", "comments")] * bool(comments)
        return (
            f"“{author}” is no member's code or name, so {' and '.join(parts) or 'nothing'} of"
            f" theirs stayed out; say which member “{author}” is, or that these are nobody's"
            " proposals, and import the file again."
        )

    def handles(self, source: DocxSource) -> list[str]:
        """Returns the handles of amendments without sponsors that a file has as authors."""
        nobody = (each.name for each in self.of(source) if not each.sponsors)
        return [name for name in nobody if name not in self._codes]

    def _absent(self, there: set[str]) -> Iterator[Finding]:
        absent = [f"“{name}”" for name in self._codes if name not in there]
        if absent:
            more = f" and {len(absent) - _MOST_NAMED} more" if len(absent) > _MOST_NAMED else ""
            named = ", ".join(absent[:_MOST_NAMED])
            yield Finding(f"Nothing in these files is by {named}{more}.", Severity.NOTE)


def _by_name(state: State, author: str) -> str:
    try:
        return find_member(state, author)
    except NotFound:
        folded = author.casefold()
        members = state.members.values()
        found = [each.code for each in members if each.name and each.name.casefold() == folded]
        return found[0] if len(found) == 1 else ""
