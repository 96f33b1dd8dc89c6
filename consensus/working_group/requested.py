"""What a mail requests in words: the places of its instructions, and what they make of the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from consensus.formats.amendment_rows import AmendmentRow
from consensus.formats.instructions import Act, Instruction, Where
from consensus.model.amendments import AmendmentKind, Placing
from consensus.model.state import State
from consensus.text.anchor import Anchor, AnchorKind, Passages
from consensus.working_group.fitting import as_printed, inserted, put_at_end, put_before, replaced
from consensus.working_group.placing import Place, Placer, UnplacedError

_MOST_PLACES = 8  # of words that are not said to stand in one item


class Requests:
    """Looks up in one draft what instructions ask for.

    Args:
        state: the state.
        placer: finds the places in the draft.
        passages: the texts of the draft.
    """

    def __init__(self, state: State, placer: Placer, passages: Passages) -> None:
        self._state = state
        self._placer = placer
        self._passages = passages

    def places(self, instruction: Instruction) -> Iterator[tuple[Place, float]]:
        """The places of an instruction, each with how sure it is."""
        if instruction.act is Act.NEW_ITEM or (
            instruction.act is Act.DELETE and not instruction.readings[0][0]
        ):
            yield from self._rows(instruction)
            return
        target = ""
        if instruction.cited:
            try:
                target = self._placer.named(instruction.cited)
            except UnplacedError:
                if instruction.act is Act.REWRITE or instruction.where in (
                    Where.BEGINNING,
                    Where.END,
                ):
                    return
        if instruction.act is Act.REWRITE:
            if target in self._state.items:
                yield from self._rewritten(target, instruction.readings[0][1])
        elif not instruction.readings[0][0]:
            if target:
                yield from self._at_edge(target, instruction)
        else:
            yield from self._words(target, instruction)

    def _rows(self, instruction: Instruction) -> Iterator[tuple[Place, float]]:
        kind = "insert" if instruction.act is Act.NEW_ITEM else "delete"
        row = AmendmentRow(
            0, {}, target=instruction.cited, kind=kind, text=instruction.readings[0][1]
        )
        try:
            yield self._placer.place(row), 1.0
        except UnplacedError:
            return

    def _at_edge(self, target: str, instruction: Instruction) -> Iterator[tuple[Place, float]]:
        whole, new = self._state.text(target), instruction.readings[0][1]
        if instruction.where is Where.END:
            text = put_at_end(whole, new)
        else:
            text = put_before(whole, Anchor.whole(whole), new)
        yield Place(AmendmentKind.MODIFY, target, text, Placing()), 1.0

    def _words(self, target: str, instruction: Instruction) -> Iterator[tuple[Place, float]]:
        """Change words: in what is cited, or wherever they stand."""
        for old, new in instruction.readings:
            found = self._stand(old, target)
            if instruction.everywhere and old[:1].islower():
                # Where they begin a sentence or a heading, they are the same words.
                capitals = self._stand(old[:1].upper() + old[1:], target)
                for item, anchors in capitals.items():
                    known = {each.start for each in found.get(item, ())}
                    new_ones = [each for each in anchors if each.start not in known]
                    found.setdefault(item, []).extend(new_ones)
            if not found:
                continue
            if instruction.everywhere:
                for item, anchors in found.items():
                    yield self._changed(item, anchors, old, new, instruction), 0.95
                return
            # Words that stand in several places are offered for each, none of them surely meant.
            places = [(item, each) for item, anchors in found.items() for each in anchors]
            if len(places) > _MOST_PLACES:
                return
            for item, anchor in places:
                sure = (1.0 if target else 0.8) / len(places) * anchor.score
                yield self._changed(item, [anchor], old, new, instruction), sure
            return

    def _stand(self, words: str, target: str) -> dict[str, list[Anchor]]:
        """Where words stand: in an item and what is under it, or in the draft."""
        if target:
            texts = {each: self._state.text(each) for each in self._under(target)}
            placements = Passages(texts).find(words, hint=target)
        else:
            placements = self._passages.find(words)
        found: dict[str, list[Anchor]] = {}
        for each in placements:
            if each.anchor.how is not AnchorKind.FUZZY or not found:
                found.setdefault(each.key, []).append(each.anchor)
        return found

    def _under(self, target: str) -> Iterator[str]:
        yield target
        for child in self._state.children.get(target, ()):
            if not self._state.items[child].removed:
                yield from self._under(child)

    def _changed(
        self, item: str, anchors: Sequence[Anchor], old: str, new: str, instruction: Instruction
    ) -> Place:
        text = self._state.text(item)
        for anchor in sorted(anchors, key=lambda each: -each.start):
            if instruction.act is Act.INSERT and instruction.where is Where.BEFORE:
                text = put_before(text, anchor, new)
            elif instruction.act is Act.INSERT:
                text = inserted(text, anchor, new)
            else:
                text = replaced(text, anchor, _cased(text, anchor, old, new))
        first = anchors[0]
        how = "target" if first.how is AnchorKind.EXACT else first.how.value
        return Place(AmendmentKind.MODIFY, item, text, Placing(how, first.score, old))

    def _rewritten(self, target: str, text: str) -> Iterator[tuple[Place, float]]:
        whole = self._state.text(target)
        text = as_printed(whole, self._placer.bare(target, text))
        if text[-1:].isalnum() and whole[-1:] in (".", ";", ","):
            text += whole[-1]
        if text.strip() and text.strip() != whole.strip():
            yield Place(AmendmentKind.MODIFY, target, text, Placing("fuzzy", 1.0)), 1.0


def _cased(text: str, found: Anchor, old: str, new: str) -> str:
    """New words, beginning with a capital where those they replace do only in the text."""
    there = text[found.start : found.start + 1]
    if there.isupper() and old[:1].islower() and new[:1].islower():
        return new[:1].upper() + new[1:]
    return new
