"""The base of every dialog: a question over a screen."""

from __future__ import annotations

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen

from tui.screens.base import Answer


class Question(ModalScreen[Answer]):
    """A question over a screen; it is answered once, however fast its keys are pressed."""

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Answer it; once it is answered, keys that were on their way to it mean nothing.

        Args:
            result: the answer.
        """
        return super().dismiss(result) if self.is_active else AwaitComplete()
