"""Putting on record what a member says beside a decision; it changes no count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consensus.model.decisions import StatementKind
from tui.screens.dialogs import AskText, PressKey
from tui.screens.target_commands import STATEMENTS
from tui.views.positions import saying

if TYPE_CHECKING:
    from tui.app import ConsensusApp


async def make_statement(app: ConsensusApp, target: str) -> None:
    """Ask who puts what on record beside the last decision on a target; for workers only.

    Args:
        app: the app.
        target: the id of what was decided.
    """
    heard = await app.glance(saying(target)) if target else None
    if target and heard is None:
        return
    if heard is None or not heard.is_decided:
        name = f"{heard.name} is not decided" if heard else "nothing is selected"
        app.tell(f"{name}: a statement goes on record beside a decision", is_problem=True)
        return
    code = await app.pick_member(f"Who puts something on record beside {heard.name}?")
    if not code:
        return
    kind = await app.push_screen_wait(PressKey(f"What does {code} put on record?", STATEMENTS))
    if not kind:
        return
    words = await app.push_screen_wait(
        AskText(
            f"{StatementKind(kind)} of {code} on {heard.name}",
            "In its own words. Enter alone leaves it empty.",
            needed=False,
        )
    )
    if words is not None:
        await app.record(
            f"{code}: {kind} on {heard.name}",
            lambda group: group.make_statement(target, code, kind, words),
        )
