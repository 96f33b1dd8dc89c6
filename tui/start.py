"""Starts the terminal, for the commands and for tests."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from typing import Any

from consensus.errors import StoreError
from consensus.working_group import WorkingGroup
from consensus.working_group.wall import WallWindow
from tui.app import BeginningApp, ConsensusApp
from tui.settings import read_preferences
from tui.views.importing import is_missing
from tui.wall import WallApp


def make_app(
    place: str = "", by: str = "", clock: Callable[[], datetime] | None = None
) -> ConsensusApp:
    """Returns the facilitator's terminal over the record in a file or at a URL.

    Where there is none, or nothing in it, that is the welcome, which begins one or opens another.
    """
    given: dict[str, Any] = {"clock": clock} if clock else {}
    if is_missing(place):
        return BeginningApp(read_preferences(), place=place, by=by, **given)
    return ConsensusApp(
        lambda: WorkingGroup.open(place, by=by, **given), read_preferences(), **given
    )


def start(place: str = "", by: str = "", wall: bool = False) -> None:
    """Runs the facilitator's terminal over a record, or what the room sees, until it is left.

    Without a record it begins with the welcome, but not over the web. It raises `StoreError` if the
    record could not be opened, or could not be read when the wall was left.
    """
    if wall:
        with WallWindow.open(place) as window:
            app = WallApp(window, read_preferences().theme)
            app.run()
            if app.problem:
                raise StoreError(f"the projector stayed as it was, since {app.problem}")
        return
    # Over the web nobody chooses among the files of this machine.
    if is_missing(place) and not os.environ.get("TEXTUAL_DRIVER"):
        make_app(place, by).run()
        return
    with WorkingGroup.open(place, by=by) as group:
        ConsensusApp(lambda: group, read_preferences(), place=place).run()
