"""The market committee as fixtures."""

from __future__ import annotations

import pytest

from consensus.working_group import WorkingGroup
from tests.support.market import busy_market, new_market


@pytest.fixture
def market() -> WorkingGroup:
    """The market committee before its first meeting."""
    return new_market()


@pytest.fixture
def busy() -> WorkingGroup:
    """The market committee after a morning's work."""
    return busy_market()
