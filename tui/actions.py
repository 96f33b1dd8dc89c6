"""An action: something a person can do on a screen, with its keys and what it is for."""

from __future__ import annotations

from attrs import frozen
from textual.binding import Binding


@frozen
class Action:
    """Something a person can do on a screen.

    Attributes:
        id: names it for ever, so that its keys can be changed, such as `stance.support`.
        key: its keys, parted by commas, as Textual names them.
        does: the method that does it, without `action_`, with arguments if it has any.
        label: a word or two for the footer.
        help: one sentence without a full stop, for help and the palette.
        shown: whether the footer shows it.
        urgent: whether its key works even while something is being typed or asked.
        listed: whether the palette offers it; what needs a cursor first is better left out.
    """

    id: str
    key: str
    does: str
    label: str
    help: str
    shown: bool = True
    urgent: bool = False
    listed: bool = True

    @property
    def binding(self) -> Binding:
        """The action as Textual binds it to its keys."""
        return Binding(
            self.key,
            self.does,
            self.label,
            show=self.shown,
            priority=self.urgent,
            tooltip=self.help,
            id=self.id,
        )


def bindings(actions: tuple[Action, ...]) -> list[Binding]:
    """The actions of a screen as Textual binds them to their keys."""
    return [action.binding for action in actions]
