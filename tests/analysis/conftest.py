"""A small working group to look at as a whole."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from consensus.working_group import WorkingGroup
from tests.support.panel import make_panel


@pytest.fixture
def panel() -> Iterator[WorkingGroup]:
    """Six members in three groups, an observer, and four recommendations R1 to R4."""
    with make_panel() as group:
        yield group
