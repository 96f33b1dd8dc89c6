"""The line above the keys: what was just recorded, or why it was not."""

from __future__ import annotations

from textual.widgets import Static

from consensus.text.display import made_visible


class Notice(Static):
    """One line that stays until something else is to be told; a problem may take several."""

    DEFAULT_CSS = """
    Notice {
        height: auto;
        max-height: 4;
        padding: 0 1;
        color: $text-success;
        &.problem { color: $text-error; text-style: bold; }
    }
    """

    def __init__(self) -> None:
        super().__init__("", markup=False)

    def tell(self, words: str, is_problem: bool = False) -> None:
        """Show other words."""
        self.set_class(is_problem, "problem")
        sign = "✗ " if is_problem else ""
        self.update(sign + made_visible(words))
