"""A panel some way into its work, for the tests of what it refuses."""

from __future__ import annotations

import pytest

from tests.history.scene import Scene


@pytest.fixture(scope="module")
def scene() -> Scene:
    """The panel some way into its work; refusals leave it as it is."""
    return Scene()
