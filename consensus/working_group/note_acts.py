"""Private notes: written, read and removed beside the record, never in it."""

from __future__ import annotations

from consensus.errors import Rejected
from consensus.model.lookup import find_target
from consensus.store.notes import Notes, PrivateNote
from consensus.working_group.recording import Recording


class NoteActs(Recording):
    """What the facilitator notes for itself; nothing of it is recorded, reported or copied."""

    def note_privately(self, target: str, text: str) -> PrivateNote:
        """Keep a note on a target in the file of private notes.

        Args:
            target: the item, amendment or package.
            text: the words.

        Raises:
            NotFound: there is no such target.
            Rejected: the note says nothing, or the record is in no file.
            StoreError: it could not be written.
        """
        self._refuse_in_the_past()
        found = find_target(self.state, target)
        if not text.strip():
            raise Rejected("a note needs words")
        return self._kept_notes().append(found, text, self.now(), self._log.by)

    def private_notes(self, target: str = "") -> tuple[PrivateNote, ...]:
        """The private notes, the first written first; of the past, those written by then.

        Args:
            target: the item, amendment or package they are about; all of them if not given.
        """
        if self._notes is None:
            return ()
        found = find_target(self.state, target) if target else ""
        return tuple(
            each
            for each in self._notes.read()
            if (not found or each.target == found)
            and (not self._past or each.written <= self.now())
        )

    def remove_private_note(self, number: int) -> None:
        """Take a private note away for good.

        Raises:
            NotFound: there is no such note.
        """
        self._refuse_in_the_past()
        self._kept_notes().remove(number)

    def _kept_notes(self) -> Notes:
        if self._notes is None:
            raise Rejected("private notes lie beside the file of a record; this one is in no file")
        return self._notes
