"""Imports files of contributions."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import attrs
from attrs import frozen

from consensus.errors import NotFound
from consensus.finding import Finding, Severity
from consensus.formats.contributions import (
    ContributionRow,
    read_contribution,
    read_contribution_table,
    read_moment,
)
from consensus.formats.draft_docx import DocxSource
from consensus.formats.source import Source
from consensus.history.operations import ReceiveContribution
from consensus.model.planning import Answer, Contribution, Document
from consensus.model.state import State
from consensus.working_group.import_base import Importer, ImportReport

_CODE_IN_BRACKETS = re.compile(r"(?P<name>.*\S)\s*\((?P<code>[^()]+)\)")
_FIRST_WORD = re.compile(r"[^\W_]+")


@frozen
class Contributor:
    """The member or other person that contributes.

    Attributes:
        member: the code of the member or observer; empty for who is neither.
        name: the name of who is neither.
        group: the code of the stakeholder group of who is neither; empty for none.
    """

    member: str = ""
    name: str = ""
    group: str = ""

    @property
    def is_known(self) -> bool:
        """Whether a code or a name is given."""
        return bool(self.member or self.name)


def find_contributor(state: State, name: str, group: str = "") -> Contributor:
    """Returns the contributor of a code, a name, or `Ashland (ASH)`; others keep their name.

    Args:
        state: where members and stakeholder groups are looked up.
        name: as it is written.
        group: the code or name of the stakeholder group, for who is neither.

    Raises:
        NotFound: no stakeholder group is called so.
    """
    names = [name.strip()]
    if parted := _CODE_IN_BRACKETS.fullmatch(names[0]):
        names += [parted["code"].strip(), parted["name"]]
    wanted = {each.casefold() for each in names if each}
    for member in state.members.values():
        if member.code.casefold() in wanted or (member.name and member.name.casefold() in wanted):
            return Contributor(member=member.code)
    return Contributor(name=names[0], group=_find_group(state, group) if group else "")


def _find_group(state: State, name: str) -> str:
    folded = name.strip().casefold()
    for group in state.groups.values():
        if folded in (group.code.casefold(), group.name.casefold()):
            return group.code
    known = ", ".join(state.groups) or "none"
    raise NotFound(f"no stakeholder group is called {name}; there is {known}")


def content_digest(operation: ReceiveContribution) -> ReceiveContribution:
    """Returns a contribution with the digest of its contributor and content, to find duplicates."""
    content = [
        operation.member or operation.name.casefold(),
        operation.group,
        sorted((each.question, each.text) for each in operation.answers),
        operation.text,
        sorted(each.digest for each in operation.documents),
    ]
    digest = hashlib.sha256(json.dumps(content).encode()).hexdigest()
    return attrs.evolve(operation, digest=f"contribution {digest}")


def import_contributions(
    state: State,
    sources: Sequence[Source],
    new_id: Callable[[], str],
    given: Contributor,
    received: datetime,
    *,
    confidential: bool = False,
    replace: bool = False,
) -> ImportReport:
    """Computes what files of contributions add to the record; the state is left as it was.

    Arguments as `ContributionCommands.import_contributions`.
    """
    importer = _ContributionImporter(state, new_id, given, received, confidential, replace)
    with state.journal.rollback_scope():
        for source in sources:
            importer.read(source)
    return importer.report()


class _ContributionImporter:
    def __init__(
        self,
        state: State,
        new_id: Callable[[], str],
        given: Contributor,
        received: datetime,
        confidential: bool,
        replace: bool,
    ) -> None:
        self._state = state
        self._importer = Importer(state, Source.of(""), new_id)
        self._given = given
        self._received = received
        self._confidential = confidential
        self._replace = replace
        self._rows = 0
        self._unread = 0

    def read(self, source: Source) -> None:
        """Imports one file."""
        self._importer.source = source
        questions = tuple(self._state.questions.values())
        findings: tuple[Finding, ...]
        if source.name.casefold().endswith(".csv"):
            rows, findings = read_contribution_table(source, questions)
            documents: tuple[Document, ...] = ()
            self._unread += sum(each.severity is Severity.ERROR for each in findings)
        else:
            if isinstance(source, DocxSource):
                # Imported late, since it brings all that reads Word documents.
                from consensus.formats.contributions import read_docx_contribution

                row, findings = read_docx_contribution(source, questions)
            else:
                row, findings = read_contribution(source, questions)
            rows, documents = (row,), (Document(Path(source.name).name, source.digest),)
        self._importer.findings += (*source.findings, *findings)
        self._rows += len(rows)
        for row in rows:
            self._take(row, documents)

    def report(self) -> ImportReport:
        """Returns the report of the import."""
        report = self._importer.report(self._rows + self._unread)
        return attrs.evolve(report, refused=report.refused + self._unread)

    def _take(self, row: ContributionRow, documents: tuple[Document, ...]) -> None:
        importer, state = self._importer, self._state
        try:
            who = self._contributor(row)
        except NotFound as error:
            importer.refuse(row.line, str(error))
            return
        earlier = self._last_of(who)
        operation = content_digest(
            ReceiveContribution(
                handle=state.next_handle("C"),
                received=read_moment(row.received) or self._received,
                member=who.member,
                name=who.name,
                group=who.group,
                answers=tuple(Answer(each.question, each.text) for each in row.answers),
                text=row.text,
                documents=documents,
                confidential=row.confidential or self._confidential,
                replaces=earlier.id if earlier and self._replace else "",
            )
        )
        if operation.digest in state.imported:
            importer.duplicates += 1
            return
        if earlier and not self._replace:
            message = f"{earlier.handle} comes from {who.member or who.name} too; both stand."
            importer.find(row.line, message, Severity.NOTE)
        importer.take(row.line, operation)

    def _contributor(self, row: ContributionRow) -> Contributor:
        """Returns the contributor as given, as the file says, or by the name of the file."""
        if self._given.is_known:
            return self._given
        if row.contributor:
            return find_contributor(self._state, row.contributor, row.group or self._given.group)
        stem = _FIRST_WORD.match(Path(self._importer.source.name).name)
        found = find_contributor(self._state, stem[0]) if stem else Contributor()
        if not found.member:
            raise NotFound(
                "it does not say who it comes from; write From: and a code or a name in its first"
                " line, or begin the name of the file with a code"
            )
        return found

    def _last_of(self, who: Contributor) -> Contribution | None:
        """Returns the latest valid contribution of the same contributor."""
        for each in reversed(self._state.contributions.values()):
            same = (each.member, each.name.casefold()) == (who.member, who.name.casefold())
            if same and each.stands:
                return each
        return None
