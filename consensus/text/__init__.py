"""Words: tokens, differences, combinations, brackets; nothing here knows of meetings."""

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
    "Change",
    "Combination",
    "Conflict",
    "Hunk",
    "HunkRecord",
    "InBrackets",
    "InOrder",
    "KeepBase",
    "Kept",
    "Merge",
    "Neighbours",
    "Option",
    "Outcome",
    "Reword",
    "Settlement",
    "Take",
    "Touching",
    "combine",
    "merge",
    "rebase",
]
