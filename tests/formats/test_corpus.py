"""Amendments as they are sent in: how many are read right, and that none is read wrong."""

from __future__ import annotations

import json
import re
from collections import Counter
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from consensus import WorkingGroup
from consensus.formats.amendment_rows import AmendmentRow
from consensus.formats.instruction_placer import InstructionPlacer
from consensus.formats.numbered_lines import LinePlacer
from consensus.formats.placing import UnplacedError
from consensus.formats.source import Source
from consensus.history.operations import ImportDraft
from consensus.history.operations.drafts import NewItem
from consensus.model.amendments import AmendmentKind
from consensus.model.drafts import ItemKind
from consensus.model.state import State
from consensus.text.brackets import parse
from tests.support.panel import ticking

CORPUS = Path(__file__).parent / "corpus"
RIGHT, WRONG, WAITS = "right", "wrong", "waits"

_HEADED = re.compile(r"(?:article|artículo|annex|part|§|sec)\b.*|§ .*", re.IGNORECASE)
_UNLABELLED = re.compile(r".*\b(?:indent|subparagraph)|(?:item|paragraph) \d+|citation .*", re.I)


def lines(name: str) -> list[dict[str, Any]]:
    """The lines of a file of the corpus."""
    return [json.loads(line) for line in (CORPUS / name).read_text("utf-8").splitlines()]


def parts_of(label: str, style: str) -> list[str]:
    """The labels that lead to a text: `Article 6(1)` is in `Article 6` and in `(1)`."""
    parts = [part for chunk in label.split(", ") for part in re.split(r"(?<=[\w)])(?=\()", chunk)]
    if style in ("us", "ietf", "iso") and parts[0][:1].isdigit():
        parts[0] = f"SEC. {parts[0]}." if style == "us" else f"# {parts[0]}"
    return [each for part in parts for each in re.split(r" (?=(?:Abs\.|Nr\.|\(\w\)$))", part)]


def printed(part: str, style: str) -> str:
    """A label as a draft prints it."""
    if _UNLABELLED.fullmatch(part) and (style != "eu" or not part.startswith("paragraph")):
        return ""
    if part.startswith("NOTE"):
        return part
    number = re.sub(r"^\D*? (?=[\d(a-z]+\)?$)|^(?:recital|point) ", "", part, flags=re.I)
    if part.startswith("Abs."):
        return f"({number})"
    is_counted = style in ("eu", "fr", "es") and re.fullmatch(r"\(?\d+\)?", number)
    if part.startswith(("Recital", "point (")):
        return f"({number.strip('()')})"
    return f"{number.strip('()')}." if is_counted or part.startswith("Nr.") else number


class Draft:
    """The small draft of a sentence, in a record of its own."""

    def __init__(self, style: str, items: list[list[str]]) -> None:
        self._style = style
        self._new: list[NewItem] = []
        self._known: dict[tuple[str, ...], int] = {}
        self._texts: dict[int, str] = {}
        for label, text in items:
            self._add(label, text)
        self.group = WorkingGroup.in_memory(title="Corpus", by="secretary", clock=ticking())
        self.group.record(ImportDraft(handle="D1", title="Draft", items=tuple(self._new)))
        (self.id,) = self.group.state.drafts
        ids = [item.id for item in self.group.state.walk(self.id)]
        by_handle = {self.group.state.items[each].handle: each for each in ids}
        self.label_of = {by_handle[f"X{at}"]: label for at, label in self._texts.items()}
        self.headed = {
            state.items[each].parent: label
            for each, label in self.label_of.items()
            if (state := self.group.state).items[each].parent in state.items
            and not state.items[each].label
        }

    def _put(self, kind: ItemKind, text: str, label: str, parent: int | None) -> int:
        wording, _ = parse(text, ())
        above = "" if parent is None else f"#{parent}"
        made = NewItem(
            handle=f"X{len(self._new)}", kind=kind, wording=wording, label=label, parent=above
        )
        self._new.append(made)
        return len(self._new) - 1

    def _add(self, label: str, text: str) -> None:
        if label == "Title":
            self._texts[self._put(ItemKind.TITLE, text, "", None)] = label
            return
        parts = parts_of(label.removesuffix(", first subparagraph"), self._style)
        parent = None
        for depth, part in enumerate(parts):
            path = (*parts[: depth + 1],)
            is_last = depth == len(parts) - 1
            counted = re.fullmatch(r"(?:paragraph|item) (\d+)", part)
            if counted and self._style in ("ietf", "iso") and parent is not None:
                for number in range(1, int(counted[1])):
                    before = (*path[:-1], part.replace(counted[1], str(number)))
                    if before not in self._known:
                        listed = part.startswith("item")
                        kind = ItemKind.SUBPARAGRAPH if listed else ItemKind.PARAGRAPH
                        self._known[before] = self._put(kind, "Something else.", "", parent)
            if path not in self._known:
                headed = _HEADED.fullmatch(part) or part.startswith("# ")
                if headed:
                    heading = f"{part.removeprefix('# ')} Subject"
                    named = ItemKind.SECTION, heading, ""
                    if part.startswith("# "):
                        named = ItemKind.SECTION, "Subject", part[2:]
                    self._known[path] = self._put(*named, parent)
                else:
                    listed = part.startswith("item ") or part.endswith("indent")
                    kind = ItemKind.SUBPARAGRAPH if listed else ItemKind.PARAGRAPH
                    if part.startswith(("PP", "Citation", "Recital")):
                        kind = ItemKind.PREAMBULAR
                    elif part.startswith("OP"):
                        kind = ItemKind.OPERATIVE
                    said = text if is_last else "It is so:"
                    self._known[path] = self._put(kind, said, printed(part, self._style), parent)
                    if is_last:
                        self._texts[self._known[path]] = label
                if is_last and headed:
                    below = self._put(ItemKind.PARAGRAPH, text, "", self._known[path])
                    self._texts[below] = label
            parent = self._known[path]


def judged(line: dict[str, Any]) -> tuple[str, str]:
    """Whether a sentence is done right, wrong or not at all, and what came of it."""
    draft = Draft(line["style"], line["items"])
    state = draft.group.state
    target = ""
    if "at" in line:
        named = {**draft.label_of, **draft.headed}
        target = next(state.items[each].handle for each, at in named.items() if at == line["at"])
        heads = [each for each, at in draft.headed.items() if at == line["at"]]
        target = line["at"] if heads else target
    row = AmendmentRow(target=target, text=line["sentence"])
    expected = line["expected"]
    try:
        placed = InstructionPlacer(LinePlacer(state, draft.id), state, draft.id).place_all(row)
    except UnplacedError as error:
        kinds = {each["kind"] for each in expected.get("changes", ())}
        is_said = expected["outcome"] == "must be said" or kinds == {"retain"}
        return (RIGHT if is_said else WAITS), str(error)
    if expected["outcome"] == "must be said":
        return WRONG, str([each.text for each in placed])
    return compared(expected, draft, placed)


def compared(
    expected: dict[str, Any], draft: Draft, placed: tuple[AmendmentRow, ...]
) -> tuple[str, str]:
    """Whether what was placed is what is expected."""
    state, label_of = draft.group.state, draft.label_of
    result: dict[str, str | None] = {}
    told = [(each.kind.value, each.text) for each in placed]
    for each in placed:
        label = label_of.get(each.target, "")
        if each.kind is AmendmentKind.DELETE:
            if label:
                result[label] = None
        elif each.kind is AmendmentKind.INSERT:
            change = next(
                (one for one in expected["changes"] if one["kind"] in ("insert", "alternative")), {}
            )
            label = change.get("target") or "new"
            beside = label_of.get(each.after, "")
            if (
                change.get("after")
                and beside != change["after"]
                and not follows(state, each, label_of, change["after"])
            ):
                return WRONG, f"stands after {beside!r}: {told}"
            result[label] = each.text
        elif each.kind is AmendmentKind.JOIN:
            result[label] = each.text
            result.update(dict.fromkeys((label_of[other] for other in each.others), None))
        elif each.kind is AmendmentKind.MOVE:
            change = next((one for one in expected["changes"] if one["kind"] == "move"), {})
            if (label or draft.headed.get(each.target)) != change.get("target"):
                return WRONG, str(told)
        else:
            result[label] = each.text
    wanted = {label or "new": text for label, text in expected["result"]}
    if "alternative" in {each["kind"] for each in expected["changes"]}:
        return (RIGHT if list(result.values()) == list(wanted.values()) else WRONG), str(told)
    if result != wanted:
        return WRONG, f"{result} for {wanted}"
    reason = " ".join(each.rationale for each in placed[:1])
    return (RIGHT if reason == expected.get("rationale", "") else WRONG), f"reason: {reason!r}"


def follows(state: State, row: AmendmentRow, label_of: dict[str, str], label: str) -> bool:
    """Whether what a row inserts stands behind a text, that is under its heading or the last."""
    item = next(each for each, at in label_of.items() if at == label)
    above = state.items[item].parent
    last_of = [each for each in state.children.get(row.parent, ()) if each in label_of]
    return above == row.after or (not row.after and last_of[-1:] == [item])


@cache
def drafts() -> dict[str, tuple[WorkingGroup, str, dict[int, str]]]:
    """Each draft of the corpus, imported, with the item of each of its lines."""
    made = {}
    for path in sorted(CORPUS.glob("drafts*/*.md")):
        group = WorkingGroup.in_memory(title="Corpus", by="secretary", clock=ticking())
        text = path.read_text("utf-8")
        group.import_draft(Source.of(text, path.name))
        (draft,) = group.state.drafts
        items = [(each.id, group.state.text(each.id)) for each in group.state.walk(draft)]
        by_line: dict[int, str] = {}
        at = 0
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip() and at < len(items):
                item, words = items[at]
                if line.rstrip().endswith(words):
                    by_line[number] = item
                    at += 1
        made[path.stem] = (group, draft, by_line)
    return made


def row_of(line: dict[str, Any]) -> AmendmentRow:
    """A row of the corpus as it comes from a table."""
    quotation, old, new = line["quotation"], line["old"], line["new"]
    text = new
    if quotation and old:
        text = quotation.replace(old, new, 1) if old in quotation else f"{quotation} {new}x"
    kind = AmendmentKind.MODIFY if text else AmendmentKind.DELETE
    return AmendmentRow(target=line["citation"], kind=kind, old=quotation or old, text=text)


def judged_row(line: dict[str, Any]) -> tuple[str, str]:
    """Whether a row is placed right, wrong or not at all, and where."""
    group, _, by_line = drafts()[line["draft"]]
    return _judged_row(line, placer_of(line["draft"]), group.state, by_line)


@cache
def placer_of(name: str) -> InstructionPlacer:
    """What places the rows on a draft of the corpus."""
    group, draft, _ = drafts()[name]
    return InstructionPlacer(LinePlacer(group.state, draft), group.state, draft)


def _judged_row(
    line: dict[str, Any], placer: InstructionPlacer, state: State, by_line: dict[int, str]
) -> tuple[str, str]:
    place = line["place"]
    try:
        placed = placer.place_all(row_of(line))
    except UnplacedError as error:
        return (RIGHT if place is None or line.get("may_wait") else WAITS), str(error)
    targets = [state.items[each.target].handle for each in placed if each.target in state.items]
    if place is None:
        return WRONG, f"at {targets}"
    wanted = by_line[place["line"]]
    is_there = wanted in {each.target for each in placed}
    return (RIGHT if is_there else WRONG), f"at {targets}, not {state.items[wanted].handle}"


@cache
def counted(name: str) -> Counter[str]:
    """How many lines of a file are right, wrong or wait."""
    judge = judged if name.startswith("sentences") else judged_row
    return Counter(judge(line)[0] for line in lines(name))


LEAST = {
    "sentences.jsonl": 115,
    "sentences_2.jsonl": 147,
    "sentences_3.jsonl": 138,
    "sentences_4.jsonl": 82,
    "rows.jsonl": 999,
    "rows_2.jsonl": 299,
}


@pytest.mark.parametrize("name", LEAST)
def test_nearly_all_is_read_right_and_nothing_wrong(name: str) -> None:
    """Sentences are done, rows stand where they belong; what is not understood waits."""
    found = counted(name)
    assert (found[WRONG], found[RIGHT] >= LEAST[name]) == (0, True), found


@pytest.mark.parametrize("name", [name for name in LEAST if name.startswith("sentences")])
def test_no_sentence_is_taken_for_a_text(name: str) -> None:
    """Whatever item its row is on, though it cites another or is not understood."""
    taken = []
    for line in lines(name):
        draft = Draft(line["style"], line["items"])
        state, flat = draft.group.state, " ".join(line["sentence"].split())
        if flat in [text for _, text in line["expected"].get("result", ())]:
            continue  # it is one
        placer = InstructionPlacer(LinePlacer(state, draft.id), state, draft.id)
        for item in draft.label_of:
            row = AmendmentRow(target=state.items[item].handle, text=line["sentence"])
            with suppress(UnplacedError):
                taken += [each for each in placer.place_all(row) if flat[:20] in each.text]
    assert not taken
