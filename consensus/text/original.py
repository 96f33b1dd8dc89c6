"""An original: a text that others are compared with, read once for all of them."""

from __future__ import annotations

from unicodedata import is_normalized

from consensus.text.edits import Edit
from consensus.text.matching import LARGEST_MATCHING
from consensus.text.splice import splices
from consensus.text.vocabulary import ReadText, Vocabulary


class Original:
    """A text that others are compared with.

    Attributes:
        text: the text.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._vocabulary = Vocabulary()
        self._read: ReadText | None = None

    def edits(self, new: str, *, largest: int = LARGEST_MATCHING) -> tuple[Edit, ...]:
        """Find the edits that make another text of this one.

        Args:
            new: the text to arrive at.
            largest: how many pairs of tokens are compared at once; above it the texts are split
                first.

        Returns:
            The edits as `diff` gives them, whatever else was compared with this text.
        """
        if self.text == new:
            return ()
        if not (is_normalized("NFC", self.text) and is_normalized("NFC", new)):
            return _respelling(self.text, new, largest)
        # In composed texts each word has one spelling, so that its number says how it is written.
        vocabulary = self._vocabulary
        read = self._read = self._read or vocabulary.read_base(self.text)
        numbers, offsets = vocabulary.read_proposal(new, read), read.offsets
        return tuple(
            Edit(offsets[each.start], offsets[each.end], vocabulary.spell(each.text))
            for each in splices(read.numbers, numbers, vocabulary, largest)
        )


class Originals(dict[str, Original]):
    """Texts that others are compared with, each taken as an original when it is asked for."""

    def __missing__(self, text: str) -> Original:
        original = self[text] = Original(text)
        return original


def _respelling(base: str, new: str, largest: int) -> tuple[Edit, ...]:
    """Find the edits between texts that may write equal words in different ways."""
    vocabulary = Vocabulary()
    old_text, new_text = vocabulary.read(base), vocabulary.read(new)
    old_tokens, new_tokens, offsets = old_text.tokens, new_text.tokens, old_text.offsets
    edits: list[Edit] = []
    place = new_place = 0
    for splice in [*splices(old_text.numbers, new_text.numbers, vocabulary, largest), None]:
        stop = splice.start if splice else len(old_tokens)
        while place < stop:
            if old_tokens[place] != new_tokens[new_place]:
                edits.append(Edit(offsets[place], offsets[place + 1], new_tokens[new_place]))
            place, new_place = place + 1, new_place + 1
        if splice:
            new_stop = new_place + len(splice.text)
            text = "".join(new_tokens[new_place:new_stop])
            edits.append(Edit(offsets[splice.start], offsets[splice.end], text))
            place, new_place = splice.end, new_stop
    return tuple(edits)
