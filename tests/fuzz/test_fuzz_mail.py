"""Damaged mails and lists are read, or refused in a sentence."""

from __future__ import annotations

import pytest

from tests.fuzz.fuzz_mail import TAKING, fuzz

FILES = 60


@pytest.mark.parametrize("target", TAKING)
def test_no_damaged_file_is_too_much(target: str) -> None:
    """A short run of what is run for longer by hand."""
    found = fuzz(target, seed=1, most=FILES)
    assert found.files == FILES
    assert [why for _, why in found.failures] == []
