"""Reviewers: who the authors of changes and comments in Word files are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from consensus.errors import NotFound
from consensus.finding import Finding, Severity
from consensus.formats.draft_docx import DocxSource
from consensus.model.lookup import find_member
from consensus.model.state import State
from consensus.working_group.change_authors import AmendmentName, read_author

_MOST_NAMED = 3


@frozen
class Reviewer:
    """Somebody who changed something in a Word file, or for whom it was changed.

    Attributes:
        name: as the file has it.
        authors: the authors of all changes that are wanted, those that also name others among them.
        sponsors: the codes of the members that it is; none for one who speaks for nobody.
    """

    name: str
    authors: tuple[str, ...]
    sponsors: tuple[str, ...]

    @property
    def alone(self) -> tuple[str, ...]:
        """The authors that name nobody else."""
        return tuple(each for each in self.authors if len(read_author(each)) == 1)


class Reviewers:
    """The authors in some files, and the members that they are.

    An author is the member that was said, or else the one whose code or name it is, or else all
    who are named in the manner in which amendments are written as tracked changes: `ASH; BAY (A3)`.

    Args:
        state: where the members are.
        sources: the files.
        authors: name of an author to the code of a member, or to nothing for one who speaks for
            nobody.

    Raises:
        NotFound: a code is no member's.
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
        """The reviewers of a file that are known, in the order in which they first come."""
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
        """The codes of the members that an author is; none for one who speaks for nobody."""
        names = self._named.get(author) or (AmendmentName((author,)),)
        return self._of_all([part for name in names for part in name.sponsors])

    def _of_all(self, names: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, (self._codes[name] for name in names))))

    def unknown(self, author: str, changes: int, comments: int) -> str:
        """What to say of an author whom nobody knows.

        Args:
            author: as the file has it.
            changes: in how many paragraphs there are changes of theirs.
            comments: how many comments are theirs.
        """
        parts = [
            f"{count} {one if count == 1 else many}"
            for count, one, many in (
                (changes, "changed paragraph", "changed paragraphs"),
                (comments, "comment", "comments"),
            )
            if count
        ]
        return (
            f"“{author}” is no member's code or name, so {' and '.join(parts) or 'nothing'} of"
            f" theirs stayed out; say who it is with --author “{author}=CODE”, or with nothing"
            " behind the sign for nobody's proposals, and import the file again."
        )

    def handles(self, source: DocxSource) -> list[str]:
        """The handles of amendments that nobody sponsors, where a file has them as authors."""
        return [
            each.name
            for each in self.of(source)
            if not each.sponsors and each.name not in self._codes
        ]

    def _absent(self, there: set[str]) -> Iterator[Finding]:
        absent = [f"“{name}”" for name in self._codes if name not in there]
        if absent:
            more = f" and {len(absent) - _MOST_NAMED} more" if len(absent) > _MOST_NAMED else ""
            yield Finding(
                f"Nothing in these files is by {', '.join(absent[:_MOST_NAMED])}{more}.",
                Severity.NOTE,
            )


def _by_name(state: State, author: str) -> str:
    """The code of the member whose code or name an author's name is; empty for none."""
    try:
        return find_member(state, author)
    except NotFound:
        folded = author.casefold()
        found = [
            code
            for code, member in state.members.items()
            if member.name and member.name.casefold() == folded
        ]
        return found[0] if len(found) == 1 else ""
