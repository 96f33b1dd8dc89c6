"""What a mail pastes: paragraphs of a draft with other words in them, or with words marked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from consensus.formats.citations import read_citation
from consensus.model.amendments import AmendmentKind, Placing
from consensus.model.state import State
from consensus.text.anchor import Passages, fold
from consensus.working_group.fitting import as_printed, replaced
from consensus.working_group.placing import Place, Placer, UnplacedError

_FEWEST_WORDS = 5  # of a paragraph that may be one of the draft
_LEAST_LIKENESS = 0.6
_LEAST_COVERED = 0.6  # share of an item that a pasted paragraph must stand for
_MARKED = re.compile(r"\{(?P<kind>--|\+\+)(?P<words>.*?)(?:--|\+\+)\}", re.DOTALL)
_STRUCK = re.compile(r"~~(?=\S)(.{1,2000}?)(?<=\S)~~", re.DOTALL)
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.{1,2000}?)(?<=\S)\1", re.DOTALL)


def is_marked(paragraph: str) -> bool:
    """Whether a paragraph has marks for words that go or come."""
    return bool(_MARKED.search(paragraph))


def with_marks(text: str) -> str:
    """A text in which words struck out as Markdown does, and those in bold beside them, are marked.

    Args:
        text: in which words may stand as `~~shall~~ **should**`.
    """
    if not _STRUCK.search(text):
        return text
    return _BOLD.sub(r"{++\2++}", _STRUCK.sub(r"{--\1--}", text))


def pieces(paragraph: str) -> Iterator[str]:
    """The parts of a paragraph, of which each but the first begins with a label as `OP4.` does.

    Args:
        paragraph: in lines.

    Yields:
        each on one line.
    """
    lines: list[str] = []
    for line in paragraph.split("\n"):
        if lines and _is_labelled(line.strip()):
            yield " ".join(" ".join(lines).split())
            lines = []
        lines.append(line)
    yield " ".join(" ".join(lines).split())


def _is_labelled(line: str) -> bool:
    provision, end = read_citation(line)
    if provision is None:
        return False
    return line[:end].endswith((".", ")", ":")) or line[end:].lstrip()[:1] in ("", ":", "–", "—")


class Pastes:
    """Looks up in one draft what paragraphs are other states of.

    Args:
        state: the state.
        placer: finds the places in the draft.
        passages: the texts of the draft.
    """

    def __init__(self, state: State, placer: Placer, passages: Passages) -> None:
        self._state = state
        self._placer = placer
        self._passages = passages

    def places(self, paragraph: str, is_quoted: bool = False) -> Iterator[tuple[Place, float]]:
        """The item that a paragraph is another state of, with how sure it is.

        Args:
            paragraph: on one line.
            is_quoted: whether it is what somebody else wrote, and perhaps nobody changed.
        """
        marked = is_marked(paragraph)
        old, new = _parted(paragraph)
        old, new = (each.strip(' "“”«»') for each in (old, new))
        if len(old.split()) < _FEWEST_WORDS and not marked:
            return
        hint = ""
        provision, end = read_citation(old)
        if provision is not None and old[end:].strip():
            try:
                hint = self._placer.named(old[:end].strip(" .:–—-"))
            except UnplacedError:
                hint = ""
        if hint and hint in self._state.items:
            old, new = old[end:].lstrip(" .:–—-)"), new[min(end, len(new)) :]
            found = self._other_state(hint, old, new, marked)
        else:
            near = self._passages.nearest(old, 1)
            if not near or near[0].anchor.score < _LEAST_LIKENESS:
                return
            found = self._other_state(near[0].key, old, new, marked)
        for place, score in found:
            if not (is_quoted and self._is_known(place)):
                yield place, score

    def _is_known(self, place: Place) -> bool:
        """Whether a text is the item's own with something around it, or what it was before."""
        text = fold(place.text).text.strip()
        now = fold(self._state.text(place.target)).text.strip()
        if text.startswith(now) or text.endswith(now):
            return True
        version = self._state.version(place.target).previous
        while version:
            earlier = self._state.versions[version]
            if fold(earlier.wording.notation()).text.strip() == text:
                return True
            version = earlier.previous
        return False

    def _other_state(
        self, item: str, old: str, new: str, marked: bool
    ) -> Iterator[tuple[Place, float]]:
        whole = self._state.text(item)
        old = self._placer.bare(item, old)
        new = self._placer.bare(item, new).lstrip(" .:–—-)")
        near = Passages({item: whole}).nearest(old, 1)
        if not near or near[0].anchor.score < _LEAST_LIKENESS:
            return
        found = near[0].anchor
        covered = (found.end - found.start) / max(1, len(whole))
        if marked:
            passage = whole[found.start : found.end]
            if whole[found.end : found.end + 1] in (".", ";", ",") and old[-1:] in (".", ";", ","):
                new = new.rstrip(".;,")
            text, score = replaced(whole, found, as_printed(passage, new)), found.score
        elif covered >= _LEAST_COVERED:
            text, score = as_printed(whole, self._placer.bare(item, new)), 0.9 * found.score
        else:
            return
        if text.strip() and text.strip() != whole.strip():
            yield Place(AmendmentKind.MODIFY, item, text, Placing("fuzzy", score)), score


def _parted(paragraph: str) -> tuple[str, str]:
    """What a paragraph with marked words was, and what it is to be."""
    old = _MARKED.sub(lambda found: found["words"] if found["kind"] == "--" else "", paragraph)
    new = _MARKED.sub(lambda found: "" if found["kind"] == "--" else found["words"], paragraph)
    return " ".join(old.split()), re.sub(r" (?=[.,;:])", "", " ".join(new.split()))
