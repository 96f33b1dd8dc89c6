"""Taking a draft in."""

from __future__ import annotations

from attrs import evolve

from consensus.finding import Finding
from consensus.formats.draft_document import DraftDocument
from consensus.formats.source import Source
from consensus.history.operations import (
    ImportDraft,
    NewItem,
)
from consensus.model.state import State
from consensus.text.brackets import parse
from consensus.working_group.placing import handles_for
from consensus.working_group.wording import codes, storable


def draft_operation(
    state: State, document: DraftDocument, source: Source, revision: str
) -> tuple[ImportDraft, tuple[Finding, ...]]:
    """The operation that takes a draft in, and what is odd about the brackets in its text."""
    findings: list[Finding] = []
    items: list[NewItem] = []
    above: list[tuple[int, int]] = []
    handles = handles_for(state, [(each.kind, each.label) for each in document.items])
    for number, each in enumerate(document.items):
        while above and above[-1][0] >= each.depth:
            above.pop()
        wording, odd = parse(each.text, codes(state), markdown=True)
        findings += [
            evolve(finding, file=source.name, line=each.line + max(finding.line - 1, 0))
            for finding in odd
        ]
        parent = f"#{above[-1][1]}" if above else ""
        items.append(
            NewItem(
                handle=handles[number],
                kind=each.kind,
                label=each.label,
                wording=storable(wording),
                parent=parent,
            )
        )
        above.append((each.depth, number))
    operation = ImportDraft(
        handle=state.next_handle("D"),
        title=document.title,
        items=tuple(items),
        revision=revision,
        source=source.name,
        digest=source.digest,
    )
    return operation, tuple(findings)
