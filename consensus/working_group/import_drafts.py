"""Imports drafts and translations, and compares a later version with a draft."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import attrs

from consensus.errors import Rejected
from consensus.finding import Finding, Severity
from consensus.formats.bracket_notation import unstruck
from consensus.formats.draft_version import DraftVersion, ReadDraft, match_translation, read_draft
from consensus.formats.labels import parents
from consensus.formats.placing import handles_for, shortened
from consensus.formats.source import Source
from consensus.history.operations import (
    BracketItems,
    ImportDraft,
    NewItem,
    SetReporting,
    TranslateItem,
)
from consensus.model.drafts import BracketedItems, Draft
from consensus.model.state import State
from consensus.reports.amendments import compare_texts
from consensus.reports.audience import Audience
from consensus.reports.comparison import ComparedItem, DraftComparison
from consensus.reports.final_report import final_report, report_as_draft
from consensus.rules.judgement import Judgement
from consensus.text.blocks import BlockChange, Match
from consensus.text.brackets import BracketOption
from consensus.working_group.import_base import ImportReport


def import_draft(
    state: State, source: Source, revision: str, alternatives: bool, new_id: str
) -> ImportReport:
    """Computes what a file adds as a draft, with a hint where it seems a version of another."""
    return report_draft(state, source, read_draft(state, source, alternatives), revision, new_id)


def report_draft(
    state: State, source: Source, read: ReadDraft, revision: str, new_id: str
) -> ImportReport:
    """Computes what a file that was read adds as a draft."""
    operation = attrs.evolve(_draft_operation(state, read, source, revision), id=new_id)
    resembling = _find_resembling(state, read)
    hints = (_resemblance(resembling, source),) if resembling else ()
    return ImportReport(
        rows=len(operation.items),
        taken=len(operation.items),
        findings=(*read.findings, *_struck(read, source), *hints),
        operations=(operation, *bracket_operations(state, read, new_id)),
        resembles=resembling.handle if resembling else "",
    )


def bracket_operations(state: State, read: ReadDraft, draft: str) -> Iterator[BracketItems]:
    """Yields what puts items of a draft that is imported in brackets, the first first."""
    found: list[tuple[BracketedItems, ...]] = [
        (_bracketed(draft, e.first, e.last, e.named, opens=e.opens, closes=e.closes),)
        for e in read.document.spanning
    ]
    found += (
        tuple(_bracketed(draft, e.first, e.last, e.named, label=e.label) for e in group)
        for group in read.document.groups
    )
    order = {f"{draft}.{number}": number for number in range(len(read.document.items))}
    found.sort(key=lambda each: order[each[0].items[0]])
    for number, options in enumerate(found):
        handle = state.next_handle("BR", number)
        yield BracketItems(handle=handle, draft=draft, options=options, is_original=True)


def _bracketed(
    draft: str, first: int, last: int, named: BracketOption, **more: Any
) -> BracketedItems:
    items = tuple(f"{draft}.{number}" for number in range(first, last + 1))
    names = {name: getattr(named, name) for name in ("proposes", "supports", "opposes")}
    return BracketedItems(items, seen=(items[0], items[-1]), **names, **more)


def _struck(read: ReadDraft, source: Source) -> Iterator[Finding]:
    for each in read.document.items:
        if unstruck(each.text) != each.text:
            message = "This was struck out, as rejected or withdrawn; here it is part of the text."
            yield Finding(message, Severity.WARNING, source.name, each.line)


def import_report(
    state: State,
    now: datetime,
    new_id: str,
    drafts: Sequence[str],
    audience: Audience | str,
    with_unagreed: bool,
) -> ImportReport:
    """Computes the draft of the final report, for the public, as everybody reads drafts."""
    if Audience(audience).sees_names:
        raise Rejected(
            "everybody reads the text of a draft, so it has the words of the report for the public;"
            " leave the audience out"
        )
    chosen = drafts or [each.id for each in state.drafts.values() if not each.is_report]
    if not chosen:
        raise Rejected("there is no draft to report on")
    found = final_report(
        state, Judgement(state, now), chosen, Audience.PUBLIC, with_unagreed=with_unagreed
    )
    source = Source.of(report_as_draft(found), "report.md")
    report = import_draft(state, source, "draft report", False, new_id)
    marked = SetReporting(draft=new_id, is_report=True)
    return attrs.evolve(report, operations=(*report.operations, marked))


def _draft_operation(state: State, draft: ReadDraft, source: Source, revision: str) -> ImportDraft:
    document = draft.document
    handles = handles_for(state, [(each.kind, each.label) for each in document.items])
    above = parents(each.depth for each in document.items)
    rows = zip(document.items, handles, draft.wordings, above, strict=True)
    return ImportDraft(
        handle=state.next_handle("D"),
        title=document.title,
        items=tuple(
            NewItem(
                handle=handle,
                kind=each.kind,
                label=each.label,
                wording=wording,
                parent=f"#{parent}" if parent >= 0 else "",
            )
            for each, handle, wording, parent in rows
        ),
        revision=revision,
        source=source.name,
        digest=source.digest,
    )


# A draft that has half of its paragraphs from another one, word for word, is a version of it.
_SHARE_OF_A_VERSION = 0.5
_LONGEST_NAME = 40


def compare_draft(state: State, version: DraftVersion) -> DraftComparison:
    """Returns what another version of a draft does to it, item by item."""
    draft = state.drafts[version.draft]
    items = tuple(_compared(state, version, match) for match in version.matches)
    return DraftComparison(draft.handle, draft.title, version.source.name, items)


def _compared(state: State, version: DraftVersion, match: Match) -> ComparedItem:
    there = version.read.document.items
    old = " ".join(state.text(version.items[at].id) for at in match.old)
    new = " ".join(version.read.wordings[at].notation() for at in match.new)
    is_placed = match.is_moved or match.fate is BlockChange.INSERTED
    before = there[match.new[0] - 1] if is_placed and match.new[0] else None
    return ComparedItem(
        fate=match.fate,
        handles=tuple(version.items[at].handle for at in match.old),
        old_labels=tuple(version.items[at].label for at in match.old),
        new_labels=tuple(there[at].label for at in match.new),
        lines=tuple(there[at].line for at in match.new),
        is_moved=match.is_moved,
        after=(before.label or shortened(before.text, _LONGEST_NAME)) if before else "",
        pieces=compare_texts(old, new),
    )


def _find_resembling(state: State, read: ReadDraft) -> Draft | None:
    """Returns the draft that a file seems a version of, by title or half of its paragraphs."""
    texts = [wording.notation() for wording in read.wordings]
    title = read.document.title.casefold()
    for draft in state.drafts.values():
        if title and draft.title.casefold() == title:
            return draft
        known = {state.text(item.id) for item in state.walk(draft.id)}
        same = sum(1 for text in texts if text in known)
        if same >= max(2, _SHARE_OF_A_VERSION * len(texts)):
            return draft
    return None


def _resemblance(draft: Draft, source: Source) -> Finding:
    message = (
        f"This resembles {draft.handle} ({draft.title or 'without a title'}) and was imported as a"
        " draft of its own; if it is a later version or a counter-draft, undo that and compare it"
        f" with {draft.handle} instead."
    )
    return Finding(message, Severity.WARNING, source.name, 1, 1)


def import_translation(state: State, draft: str, language: str, source: Source) -> ImportReport:
    """Computes what a translated draft adds: the paragraphs that find the items they translate."""
    draft_read = read_draft(state, source)
    texts = {
        each.line: wording.notation()
        for each, wording in zip(draft_read.document.items, draft_read.wordings, strict=True)
    }
    read = draft_read.document
    items = list(state.walk(draft))
    taken: list[TranslateItem] = []
    findings: list[Finding] = []
    duplicates = 0
    for item, words in match_translation(state, items, read.items):
        if item is None:
            message = "no item of the draft stands in its place, so it was left out"
            findings.append(Finding(message, Severity.ERROR, source.name, words.line))
            continue
        kept = state.translations.get(language, {}).get(item.id)
        text = texts[words.line]
        is_struck = state.left_out(item.id) and unstruck(words.text) != words.text
        if is_struck or (kept and kept.text == text and kept.version == item.version):
            duplicates += 1
            continue
        taken.append(
            TranslateItem(item=item.id, language=language, version=item.version, text=text)
        )
    return ImportReport(
        rows=len(read.items),
        taken=len(taken),
        duplicates=duplicates,
        refused=len(findings),
        findings=tuple(findings),
        operations=tuple(taken),
    )
