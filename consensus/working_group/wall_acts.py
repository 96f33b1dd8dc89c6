"""The wall: what the room sees, pushed there and blanked."""

from __future__ import annotations

from attrs import evolve

from consensus.errors import HeadMoved, StoreLocked
from consensus.model.lookup import find_subject
from consensus.reports.wall import Slide, decode_slide, encode_slide, overview_slide, slide_of
from consensus.working_group.recording import Recording

# How often a slide is made again because somebody else has just recorded.
_TRIES = 100


class WallActs(Recording):
    """What is done with the wall; none of it is recorded, for it decides nothing."""

    def push_to_wall(self, target: str = "") -> Slide:
        """Show something to the room; it stays as it is until something else is pushed.

        Args:
            target: an item, amendment, package or draft; how far every draft has come if not
                given.

        Returns:
            What is on the wall now.

        Raises:
            NotFound: nothing has that name.
            StoreError: it could not be shown; the wall is as it was.
        """
        self._refuse_in_the_past()
        for _ in range(_TRIES):
            self.refresh()
            state, judgement = self.state, self.judgement()
            if target:
                slide = slide_of(state, judgement, find_subject(state, target))
            else:
                slide = overview_slide(state, judgement)
            slide = evolve(slide, pushed=self.now())
            try:
                # Not over a head that moved: what moved it may be a redaction of these words.
                self._log.store.show_on_wall(encode_slide(slide), self.head)
            except HeadMoved:
                continue
            return slide
        raise StoreLocked("others record so fast that nothing of ours is shown; try again")

    def blank_wall(self) -> None:
        """Show nothing."""
        self._refuse_in_the_past()
        self._log.store.show_on_wall(b"")

    def wall(self) -> Slide | None:
        """What is on the wall; None when it is blank.

        Raises:
            Damaged: it was put there by other software.
        """
        shown = self._log.store.on_wall()
        return decode_slide(shown) if shown else None
