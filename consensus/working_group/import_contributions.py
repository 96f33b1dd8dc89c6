"""Imports files of contributions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import attrs

from consensus.errors import NotFound
from consensus.finding import Finding, Severity
from consensus.formats import contributions
from consensus.formats.draft_docx import DocxSource
from consensus.formats.source import Source
from consensus.history.operations import ReceiveContribution
from consensus.model.planning import Answer, Contribution, Document
from consensus.model.state import State
from consensus.working_group.import_base import Importer, digest_of

_FIRST_WORD = re.compile(r"[^\W_]+")


def content_digest(operation: ReceiveContribution) -> ReceiveContribution:
    """Returns a contribution with the digest of its contributor and content, to find duplicates."""
    digest = digest_of(
        operation.member or operation.name.casefold(),
        operation.group,
        sorted((each.question, each.text) for each in operation.answers),
        operation.text,
        sorted(each.digest for each in operation.documents),
    )
    return attrs.evolve(operation, digest=f"contribution {digest}")


class ContributionImporter(Importer[contributions.ContributionRow]):
    """Imports files of contributions; arguments as `ContributionCommands.import_contributions`."""

    def __init__(
        self,
        state: State,
        new_id: Callable[[], str],
        given: contributions.Contributor,
        received: datetime,
        *,
        confidential: bool = False,
        replace: bool = False,
    ) -> None:
        super().__init__(state, Source.of(""), new_id)
        self._given = given
        self._received = received
        self._confidential = confidential
        self._replace = replace
        self._documents: tuple[Document, ...] = ()

    def rows_of(self, sources: Iterable[Source]) -> Iterator[contributions.ContributionRow]:
        """Yields the contributions in some files, each of which is read when it is its turn."""
        questions = tuple(self.state.questions.values())
        for source in sources:
            self.source = source
            rows: Sequence[contributions.ContributionRow]
            findings: tuple[Finding, ...]
            if source.name.casefold().endswith(".csv"):
                rows, findings = contributions.read_contribution_table(source, questions)
                self._documents = ()
                unread = sum(each.severity is Severity.ERROR for each in findings)
                self.rows += unread
                self.refused += unread
            else:
                if isinstance(source, DocxSource):
                    row, findings = contributions.read_docx_contribution(source, questions)
                else:
                    row, findings = contributions.read_contribution(source, questions)
                rows = (row,)
                self._documents = (Document(Path(source.name).name, source.digest),)
            self.findings += (*source.findings, *findings)
            yield from rows

    def take_row(self, row: contributions.ContributionRow) -> bool:
        """Imports a contribution, unless the same contributor has sent the same."""
        who = self._contributor(row)
        earlier = self._last_of(who)
        operation = content_digest(
            ReceiveContribution(
                handle=self.state.next_handle("C"),
                received=contributions.read_moment(row.received) or self._received,
                member=who.member,
                name=who.name,
                group=who.group,
                answers=tuple(Answer(each.question, each.text) for each in row.answers),
                text=row.text,
                documents=self._documents,
                confidential=row.confidential or self._confidential,
                replaces=earlier.id if earlier and self._replace else "",
            )
        )
        if operation.digest in self.state.imported:
            return self.pass_over()
        if earlier and not self._replace:
            message = f"{earlier.handle} comes from {who.member or who.name} too; both stand."
            self.find(row.line, message, Severity.NOTE)
        return self.take(row.line, operation)

    def _contributor(self, row: contributions.ContributionRow) -> contributions.Contributor:
        """Returns the contributor as given, as the file says, or by the name of the file."""
        if self._given.member or self._given.name:
            return self._given
        if row.contributor:
            return contributions.find_contributor(
                self.state, row.contributor, row.group or self._given.group
            )
        stem = _FIRST_WORD.match(Path(self.source.name).name)
        found = (
            contributions.find_contributor(self.state, stem[0])
            if stem
            else contributions.Contributor()
        )
        if not found.member:
            raise NotFound(
                "it does not say who it comes from; write From: and a code or a name in its first"
                " line, or begin the name of the file with a code"
            )
        return found

    def _last_of(self, who: contributions.Contributor) -> Contribution | None:
        """Returns the latest valid contribution of the same contributor."""
        for each in reversed(self.state.contributions.values()):
            same = (each.member, each.name.casefold()) == (who.member, who.name.casefold())
            if same and each.stands:
                return each
        return None
