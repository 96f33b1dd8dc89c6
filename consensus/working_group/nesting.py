"""Changes to changes: what one reviewer did to the words that another one put in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection

from consensus.formats.docx.document import Accepting, Document, Revision


def nested_changes(document: Document) -> dict[tuple[str, str], frozenset[int]]:
    """Find what was done to words while they were themselves no more than a proposal.

    Args:
        document: the document.

    Returns:
        For each author of words put in, and each other author who changed them: the numbers of
        those changes. Changes that reach beyond these words are left out.
    """
    runs: Counter[int] = Counter()
    within: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for paragraph in document.paragraphs():
        for run in paragraph.runs:
            givers = {mark.author for mark in run.marks if mark.kind.adds}
            for mark in run.marks:
                runs[mark.number] += 1
                for giver in givers - {mark.author}:
                    within[giver, mark.author][mark.number] += 1
    found = {}
    for pair, counts in within.items():
        numbers = frozenset(number for number, count in counts.items() if count == runs[number])
        if numbers:
            found[pair] = numbers
    return found


def with_nested(authors: Collection[str], numbers: frozenset[int]) -> Accepting:
    """Accept the changes of some authors, and of others those of some numbers."""

    def accepts(revision: Revision) -> bool:
        return revision.author in authors or revision.number in numbers

    return accepts
