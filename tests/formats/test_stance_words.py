"""Stances by the words of several vocabularies."""

from __future__ import annotations

import pytest

from consensus.formats.position_rows import NO_STANCE, VOCABULARIES, is_no_stance, read_stance
from consensus.model.positions import Stance


@pytest.mark.parametrize(
    ("word", "stance"),
    [
        ("Support", Stance.SUPPORT),
        ("can-live-with-it", Stance.ACCEPT),
        ("Reserves its position", Stance.HOLD),
        ("in favour", Stance.SUPPORT),
        ("No_Objection", Stance.ACCEPT),
        ("discuss", Stance.OBJECT),
        ("pass", Stance.ABSTAIN),
        ("against", Stance.DISAGREE),
        ("abstention", Stance.ABSTAIN),
        ("  BLOCK ", Stance.OBJECT),
        ("recuse", Stance.RECUSE),
    ],
)
def test_stances_by_name(word: str, stance: Stance) -> None:
    """The words of other vocabularies are read, whatever their case and hyphens."""
    assert read_stance(word) is stance


def test_unknown_stances_name_near_ones() -> None:
    """A word that no vocabulary has is refused with those it may mean."""
    with pytest.raises(ValueError, match="did you mean support"):
        read_stance("suport")
    with pytest.raises(ValueError, match="it can be support, accept"):
        read_stance("???")


def test_vocabularies_agree() -> None:
    """No word means different things in two vocabularies, or a stance and none."""
    meanings: dict[str, set[Stance]] = {}
    for vocabulary in VOCABULARIES:
        for each, stance in vocabulary.words.items():
            meanings.setdefault(each, set()).add(stance)
    assert [each for each, stances in meanings.items() if len(stances) > 1] == []
    assert not NO_STANCE & set(meanings)
    assert is_no_stance("No record")
