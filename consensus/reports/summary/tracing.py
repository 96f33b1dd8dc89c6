"""The trace of a summary in lines: what each sentence rests on."""

from __future__ import annotations

from collections.abc import Iterator

from consensus.reports.summary.sentence import Paragraph, Sentence

_STEP_SIGNS = 18  # of an id of 36; more than the time, and enough to find a step by


def trace_line(sentence: Sentence) -> str:
    """What a sentence rests on: its key, steps and handles, and the numbers behind its words."""
    parts = [
        " ".join(step[:_STEP_SIGNS] for step in sentence.steps),
        ", ".join(sentence.things),
        *map(str, sentence.quantities),
    ]
    return f"[{sentence.key or 'added'}] {'; '.join(filter(None, parts)) or 'rests on no step'}"


def trace_lines(paragraph: Paragraph) -> Iterator[str]:
    """What the sentences of a paragraph rest on, with its number before each."""
    for each in paragraph.all_sentences:
        yield f"{paragraph.number}. {trace_line(each)}"
