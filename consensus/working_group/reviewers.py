"""Reviewers: who the authors of changes and comments in Word files are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from consensus.errors import NotFound
from consensus.finding import Finding, Severity
from consensus.formats.docx_source import DocxSource
from consensus.model.naming import find_member
from consensus.model.state import State

_MOST_NAMED = 3


class Reviewers:
    """The authors in some files, and the members that they are.

    An author is the member that was said, or else the one whose code or name it is.

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
        self._sources = sources
        self._codes = {
            name.strip(): find_member(state, code) if code.strip() else ""
            for name, code in authors.items()
        }
        there = {author for source in sources for author in source.document.authors}
        self.findings = tuple(self._absent(there))
        for author in sorted(there - self._codes.keys()):
            found = _by_name(state, author)
            if found:
                self._codes[author] = found

    def __contains__(self, author: str) -> bool:
        return author in self._codes

    @property
    def count(self) -> int:
        """How many there are in all files, one who is in several counted for each."""
        return sum(len(source.document.authors) for source in self._sources)

    def sponsors(self, author: str) -> tuple[str, ...]:
        """The code of the member that an author is; none for one who speaks for nobody."""
        code = self._codes[author]
        return (code,) if code else ()

    def unknown(self, author: str, changes: int, comments: int) -> str:
        """What to say of an author whom nobody knows."""
        parts = [f"{changes} changes"] * bool(changes) + [f"{comments} comments"] * bool(comments)
        return (
            f"“{author}” is no member's code or name, so {' and '.join(parts) or 'nothing'} of"
            f" theirs stayed out; say who it is with --author “{author}=CODE”, or with nothing"
            " behind the sign for nobody's proposals, and import the file again."
        )

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
