"""Words: tokens, differences, combinations, brackets; nothing here knows of meetings."""

from consensus.text.alignment import Alignment, Fate, Match, align
from consensus.text.blocks import Block, BlockKind, split_blocks
from consensus.text.combination import (
    Change,
    Combination,
    Conflict,
    Hunk,
    Kept,
    Neighbours,
    Option,
)
from consensus.text.combine import Touching, combine
from consensus.text.document import combine_documents
from consensus.text.document_combination import DocumentCombination
from consensus.text.merging import HunkRecord, Merge, Outcome, merge
from consensus.text.rebase import rebase
from consensus.text.settlement import (
    InBrackets,
    InOrder,
    KeepBase,
    Reword,
    Settlement,
    Take,
)

__all__ = [
    "Alignment",
    "Block",
    "BlockKind",
    "Change",
    "Combination",
    "Conflict",
    "DocumentCombination",
    "Fate",
    "Hunk",
    "HunkRecord",
    "InBrackets",
    "InOrder",
    "KeepBase",
    "Kept",
    "Match",
    "Merge",
    "Neighbours",
    "Option",
    "Outcome",
    "Reword",
    "Settlement",
    "Take",
    "Touching",
    "align",
    "combine",
    "combine_documents",
    "merge",
    "rebase",
    "split_blocks",
]
