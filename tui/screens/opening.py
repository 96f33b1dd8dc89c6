"""Opening the screens on which more can be done about what is selected."""

from __future__ import annotations

from abc import abstractmethod

from tui.screens.base import Answer, RecordScreen, View


class Opening(RecordScreen[View, Answer]):
    """A screen on which an item, an amendment or a package is selected."""

    @property
    @abstractmethod
    def pointed(self) -> str:
        """The id of what is selected; empty for nothing."""

    @property
    @abstractmethod
    def is_package(self) -> bool:
        """Whether a package is selected, which has no text of its own."""

    def action_merge(self) -> None:
        """Combine the undecided amendments to the text that is selected, or selected in."""
        from tui.screens.merge import MergeScreen
        from tui.screens.package import PackageScreen

        if self.is_package:
            self.app.push_screen(PackageScreen())
        elif target := self._text():
            self.app.push_screen(MergeScreen(target))

    def action_edit(self) -> None:
        """Write other words from the floor."""
        from tui.screens.edit import EditScreen

        if target := self._text():
            self.app.push_screen(EditScreen(target))

    def action_brackets(self) -> None:
        """Put words in brackets."""
        from tui.screens.bracket import BracketScreen

        if target := self._text():
            self.app.push_screen(BracketScreen(target))

    def action_propose(self) -> None:
        """Propose an amendment to what is selected."""
        from tui.screens.propose import ProposeScreen

        if target := self._text():
            self.app.push_screen(ProposeScreen(target))

    def action_dossier(self) -> None:
        """Show everything about what is selected."""
        from tui.screens.dossier import DossierScreen

        if self.pointed:
            self.app.push_screen(DossierScreen(self.pointed))

    def action_holders(self) -> None:
        """Show who holds which wording of what is selected, and whom to call."""
        from tui.screens.holders import HoldersScreen

        if target := self._text():
            self.app.push_screen(HoldersScreen(target))

    def _text(self) -> str:
        """The id of the text that is selected; empty, and a message, where there is none."""
        if not self.pointed:
            self.desk_app.tell("nothing is selected; N and n go to what is open", is_problem=True)
        elif self.is_package:
            self.desk_app.tell(
                "a package has no text of its own; go to one of the texts it settles",
                is_problem=True,
            )
        else:
            return self.pointed
        return ""
