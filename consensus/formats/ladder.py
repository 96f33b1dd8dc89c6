"""The ladder of labels: how deep an item stands, told from its label and what came before it."""

from __future__ import annotations

from attrs import frozen

from consensus.formats.label_parts import LabelParts, parts_of


@frozen
class _Rung:
    family: str
    label: str
    depth: int
    announces: bool
    bulleted: bool


class Ladder:
    """The labels that are open in one section, or under one item of a list.

    A label goes on at the depth of its own series; `(a)` begins a series under the labelled or
    announcing (`…:`) paragraph before it, and so does a number that is the first of its series
    after an announcing one. Everything else stands at the foot.
    """

    def __init__(self, foot: int) -> None:
        self._foot = foot
        self._rungs: list[_Rung] = []

    def depth_of(self, label: str) -> int:
        """Tell how deep an item with that label stands."""
        parts = parts_of(label)
        if parts is None or not self._rungs:
            return self._foot
        family = self._family(parts)
        for rung in reversed(self._rungs):
            if rung.family == family:
                return rung.depth
        last = self._rungs[-1]
        if parts.sub:
            base = [rung.depth for rung in self._rungs if rung.label == parts.base]
            return base[-1] + 1 if base else self._foot
        if parts.is_prefixed:
            return self._foot
        if parts.is_plain_number:
            below = parts.is_first and (last.announces or last.family == "(1)")
        elif parts.is_letter:
            below = last.announces or bool(last.label)
        else:
            below = last.announces
        return last.depth + 1 if below else self._foot

    def below(self) -> int:
        """Tell how deep the items of a list without labels stand."""
        if not self._rungs:
            return self._foot
        last = self._rungs[-1]
        return last.depth if last.bulleted else last.depth + 1

    def record(self, label: str, text: str, depth: int, bulleted: bool = False) -> None:
        """Take note of an item."""
        parts = parts_of(label)
        family = self._family(parts) if parts else ""
        while self._rungs and self._rungs[-1].depth >= depth:
            self._rungs.pop()
        announces = text.endswith(":")
        self._rungs.append(_Rung(family, label if parts else "", depth, announces, bulleted))

    def reset(self) -> None:
        """Forget what came before, so that the next item stands at the foot."""
        self._rungs.clear()

    def copy(self) -> Ladder:
        """Return a ladder with the same labels open."""
        other = Ladder(self._foot)
        other._rungs = list(self._rungs)
        return other

    def _family(self, parts: LabelParts) -> str:
        """Tell the series of a label; `(i)` goes on after `(h)`, and otherwise is Roman."""
        family = parts.family
        number = parts.number
        if not parts.is_letter or parts.sub or not set(number) <= set("ivxl"):
            return family
        roman = family.replace("a", "i")
        letter_before = chr(ord(number) - 1) if len(number) == 1 else ""
        for rung in reversed(self._rungs):
            known = parts_of(rung.label)
            if rung.family == family and known and known.number == letter_before:
                return family
            if rung.family == roman:
                return roman
        return roman if number == "i" or len(number) > 1 else family
