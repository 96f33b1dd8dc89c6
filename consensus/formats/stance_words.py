"""Stances by the words of other vocabularies."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from attrs import frozen

from consensus.formats.rows import folded, shown
from consensus.model.stance import Stance


@frozen
class Vocabulary:
    """The words that a tool or a body has for stances.

    Attributes:
        name: whose words they are.
        reading: why each word is read as it is, in one sentence.
        words: each word in small letters, and the stance it stands for.
    """

    name: str
    reading: str
    words: Mapping[str, Stance]


OWN = Vocabulary(
    "consensus",
    "The names of the stances, and the phrases that describe them.",
    {
        **{stance.value: stance for stance in Stance},
        **dict.fromkeys(("supports", "in support"), Stance.SUPPORT),
        **dict.fromkeys(("accepts", "can live with it", "can live with"), Stance.ACCEPT),
        **dict.fromkeys(("stands aside", "stand aside", "abstains"), Stance.ABSTAIN),
        **dict.fromkeys(
            (
                *("holds", "reserves its position", "reserves position", "reserve position"),
                *("awaits instructions", "awaiting instructions", "under instruction"),
            ),
            Stance.HOLD,
        ),
        **dict.fromkeys(("disagrees", "does not block", "opposed"), Stance.DISAGREE),
        **dict.fromkeys(("objects", "objection", "blocks", "opposes"), Stance.OBJECT),
        **dict.fromkeys(("recuses", "recused", "leaves the count"), Stance.RECUSE),
    },
)
ROLL_CALL = Vocabulary(
    "roll calls (United Nations General Assembly and other plenaries)",
    "A vote against does not block by itself: the majority required decides.",
    {
        **dict.fromkeys(("for", "in favour", "in favor", "yes", "yea", "aye"), Stance.SUPPORT),
        **dict.fromkeys(("against", "no", "nay"), Stance.DISAGREE),
        **dict.fromkeys(("abstention", "abstaining", "abstained", "abstain"), Stance.ABSTAIN),
    },
)
IESG = Vocabulary(
    "ballots of the IETF (Datatracker)",
    "`No objection` lets a document pass without backing it; `discuss` and `block` hold it up"
    " until they are cleared.",
    {
        "yes": Stance.SUPPORT,
        **dict.fromkeys(("noobj", "no objection"), Stance.ACCEPT),
        **dict.fromkeys(("discuss", "block"), Stance.OBJECT),
        **dict.fromkeys(("moretime", "need more time"), Stance.HOLD),
        "abstain": Stance.ABSTAIN,
        "recuse": Stance.RECUSE,
    },
)
LOOMIO = Vocabulary(
    "proposals of Loomio",
    "A block stops the proposal, a disagreement does not.",
    {
        **dict.fromkeys(("agree", "agreement", "consent"), Stance.SUPPORT),
        "agreement with reservations": Stance.ACCEPT,
        "abstain": Stance.ABSTAIN,
        **dict.fromkeys(("disagree", "disagreement"), Stance.DISAGREE),
        "block": Stance.OBJECT,
    },
)
POLIS = Vocabulary(
    "statements of Pol.is",
    "Only by word: the numbers 1, 0 and -1 mean the opposite in some of its exports.",
    {"agree": Stance.SUPPORT, "pass": Stance.ABSTAIN, "disagree": Stance.DISAGREE},
)
STANDARDS = Vocabulary(
    "ballots of standards bodies (ISO, W3C)",
    "A negative vote counts against; a formal objection must be resolved.",
    {
        **dict.fromkeys(("approve", "approval", "approved"), Stance.SUPPORT),
        **dict.fromkeys(("approve with comments", "approval with comments"), Stance.ACCEPT),
        **dict.fromkeys(("disapprove", "disapproval"), Stance.DISAGREE),
        "formal objection": Stance.OBJECT,
    },
)
VOCABULARIES = (OWN, ROLL_CALL, IESG, LOOMIO, POLIS, STANDARDS)
"""Every vocabulary that is read. No word means different things in two of them."""

NO_STANCE = frozenset(
    {"no record", "norecord", "none", "n/a", "", "absent", "non voting", "not voting", "no answer"}
    | {"did not vote", "no position", "?", "–", "—"}
)
"""Words that say that nobody took a position."""

_STANCES = {word: stance for each in VOCABULARIES for word, stance in each.words.items()}


def read_stance(word: str) -> Stance:
    """Read a stance by the word that any of the vocabularies has for it.

    Args:
        word: such as `can live with it`, `noobj` or `In favour`; case, hyphens and underlines do
            not matter.

    Raises:
        ValueError: no vocabulary has the word; near ones are named.
    """
    known = _STANCES.get(folded(word))
    if known is not None:
        return known
    near = difflib.get_close_matches(folded(word), _STANCES, n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else f"it can be {', '.join(Stance)}"
    raise ValueError(f"{shown(word)} is no stance; {hint}")


def is_no_stance(word: str) -> bool:
    """Whether a word says that nobody took a position, as `no record` and `absent` do."""
    return folded(word) in NO_STANCE
