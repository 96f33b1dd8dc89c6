"""The small working group that is tried here, too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from consensus import WorkingGroup
from tests.support.panel import make_panel


@pytest.fixture
def panel() -> Iterator[WorkingGroup]:
    """A working group of six members with a draft of four recommendations."""
    with make_panel() as group:
        yield group
