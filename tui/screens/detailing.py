"""A list, and beneath it what is selected in full, which can be given all the room."""

from __future__ import annotations

from abc import abstractmethod

from tui.screens.base import Answer, RecordScreen, View
from tui.widgets.rows import Rows

_WHOLE = "whole"


class Detailing(RecordScreen[View, Answer]):
    """A screen with a list and, beneath it in `#details`, what is selected there in full.

    While that has all the room the screen has the class `whole`, by which its style hides the list.
    """

    @property
    @abstractmethod
    def rows(self) -> Rows:
        """The list that is in front."""

    @property
    def is_whole(self) -> bool:
        """Whether what is selected has all the room."""
        return self.has_class(_WHOLE)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Give what is selected all the room."""
        event.stop()
        self.action_details()

    def action_details(self) -> None:
        """Give what is selected all the room, to be scrolled with the arrows, or take it back."""
        if self.is_whole:
            self.show_list()
            return
        self.add_class(_WHOLE)
        details = self.query_one("#details")
        details.can_focus = True
        details.focus()

    def show_list(self) -> None:
        """Show the list above what is selected, and go to it."""
        self.remove_class(_WHOLE)
        self.query_one("#details").can_focus = False
        self.rows.focus()
