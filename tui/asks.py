"""Actions that ask: they go on in a worker, and the keys that follow wait for what they ask."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.worker import Worker

from tui.screens.question import Question

_PATIENCE_SECONDS = 0.5
"""How long a key waits at most for what is about to be asked."""

_TICK_SECONDS = 0.002

Asker = TypeVar("Asker", bound=DOMNode)
Given = ParamSpec("Given")


class AskingApp(App[None]):
    """An app in which keys that are typed ahead do what they would do if each were waited for.

    A key is handed on when the one before has done its work; where that is about to ask something,
    when it is asked.
    """

    def __init__(self) -> None:
        super().__init__()
        self.askers: list[Worker[None]] = []
        """What asks something, or is about to."""
        self._typed: deque[events.Key] = deque()
        self._handing_on: Worker[None] | None = None

    async def on_event(self, event: events.Event) -> None:
        """Put a key at the end of those that were typed before it."""
        if not isinstance(event, events.Key) or event.is_forwarded or self._is_urgent(event):
            await super().on_event(event)
            return
        self._typed.append(event)
        if self._handing_on is None or self._handing_on.is_finished:
            self._handing_on = self.run_worker(self._hand_on(), group="keys")

    def _is_urgent(self, event: events.Key) -> bool:
        active = self.screen.active_bindings.get(event.key)
        return active is not None and active.binding.priority

    async def _hand_on(self) -> None:
        while self._typed:
            await self._until_asked()
            event = self._typed.popleft()
            takes = self.focused or self.screen
            await super().on_event(event)
            # Once on its way to the app, which knows what it does, and once for what that tells.
            for _ in range(2):
                for node in takes.ancestors_with_self:
                    await self._until_idle(node)

    async def _until_idle(self, node: DOMNode) -> None:
        """Wait until a part of the screen has done what it was told so far."""
        done = asyncio.Event()
        if node.call_later(done.set):
            with suppress(TimeoutError):
                await asyncio.wait_for(done.wait(), _PATIENCE_SECONDS)

    async def _until_asked(self) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + _PATIENCE_SECONDS
        while self.is_about_to_ask and loop.time() < until:
            await asyncio.sleep(_TICK_SECONDS)
        if self.is_about_to_ask:
            # It takes too long: the keys after this one are not held up again.
            self.askers.clear()

    @property
    def is_about_to_ask(self) -> bool:
        """Whether something is going to ask, and has not yet."""
        self.askers = [each for each in self.askers if not each.is_finished]
        return bool(self.askers) and not self._is_asking

    @property
    def _is_asking(self) -> bool:
        return isinstance(self.screen, Question) and self.screen.focused is not None


def asks(
    action: Callable[Concatenate[Asker, Given], Coroutine[Any, Any, None]],
) -> Callable[Concatenate[Asker, Given], None]:
    """Let an action of the app or of a screen ask one thing after the other.

    Whoever types fast has typed the answer before the question is seen: keys wait until it is, and
    between two questions, so that none of them does something else on the screen beneath. While one
    action is about to ask, no other begins to.

    Args:
        action: asks with `push_screen_wait`.
    """

    @wraps(action)
    def begun(asker: Asker, /, *args: Given.args, **kwargs: Given.kwargs) -> None:
        app = cast("AskingApp", asker.app)
        if all(each.is_finished for each in app.askers):
            app.askers = [asker.run_worker(action(asker, *args, **kwargs), group="asks")]

    return begun
