"""Fuzzing of drafts in Markdown and plain text, and of what is done with one.

Run it as `python -m tests.fuzz.drafts --minutes 10`.
"""

from __future__ import annotations

from random import Random

from consensus import WorkingGroup, combine_documents
from consensus.errors import NotFound, Rejected, UnreadableInput
from consensus.formats.source import decode
from consensus.history.operations import AddMember
from consensus.working_group.write_docx import write_docx

from .fuzzing import Reader, main
from .texts import damaged_text

DRAFT = """---
title: Harbour
---
# Harbour rules

PP1 Recalling the *harbour* law,

## Recommendations

1. Members [shall | ASH, BAY support: should] report every year.[^1]

2. The office should:

   (a) publish all [annual] [yearly] reports;

   (b) answer questions [[within a month | COL propose, ASH oppose: soon]].

   - with care;
   - and `code [x]`.

3 alt. Ships wait \\[as before\\] [at the pier](http://example.org).

Option 1: Ships go.

Option 2: Ships stay.

| what | when |
|---|---|
| fees | [daily] |

> A quotation.

```
code [block
```

Article 5 bis – Final provisions

(iv) [^1] The end.

[^1]: Harbour law, article 3.
"""
PIECES = (
    *("# ", "## ", "###### ", "- ", "* ", "1. ", "(a) ", "(ii) ", "2 bis. ", "PP2 ", "OP3 "),
    *("alt", "> ", "```\n", "~~~\n", "---\n", "| a | b |\n", "|---|---|\n", "[^1]", "[^1]: "),
    *("[^x]: note\n\n", "[ASH: x]", "[x | y]", "[]", "[|]", "no text", "ASH support: "),
    *("<!--", "-->", "<b>", "](", "&amp;", "\\[", "\\]", "\\|", "Option 3: ", "Article 6\n"),
    *("Chapter I\n", "[/]", "shall/should", "    "),
)


def damaged_draft(random: Random) -> bytes:
    """A draft of which some was changed."""
    return damaged_text(DRAFT, PIECES, random)


def read_draft(content: bytes, random: Random) -> None:
    """Take a draft in, write it, compare it and combine it with another."""
    name = f"fuzz{random.choice(('.md', '.txt'))}"
    source = decode(content, name, guess=random.random() < 0.5)
    sound = decode(DRAFT.encode(), f"sound{name[-4:]}")
    alternatives = random.random() < 0.5
    with WorkingGroup.in_memory() as group, WorkingGroup.in_memory() as other:
        for each in (group, other):
            each.record(*(AddMember(code=code) for code in ("ASH", "BAY", "COL")))
        other.import_draft(sound)
        for take in (
            lambda: other.compare_draft(source, alternatives=alternatives),
            lambda: other.import_translation(source, "fr"),
            lambda: other.import_counter_draft(source, by=["ASH"]),
            lambda: group.import_draft(source, alternatives=alternatives),
        ):
            try:
                take()
            except (Rejected, NotFound, UnreadableInput):
                continue
        for each in (group, other):
            for draft in each.state.drafts:
                write_docx(each.state, draft)
            each.verify()
    texts = {"A": source.text[:2000], "B": DRAFT.replace("shall", "must")}
    combine_documents(DRAFT, texts, markdown=name.endswith(".md")).render("brackets")


READER = Reader("drafts", damaged_draft, read_draft)

if __name__ == "__main__":
    main(READER)
