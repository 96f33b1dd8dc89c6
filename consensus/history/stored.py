"""Stored steps: steps as they lie in a store, before anybody trusts them."""

from __future__ import annotations

from attrs import frozen

from consensus.errors import Damaged
from consensus.history.step import Step, decode_step, encode_step


@frozen
class StoredStep:
    """A step as it lies in a store, not trusted yet.

    Attributes:
        position: its place, counted from 1.
        id: the id the store knows it by.
        hash: the hash the store knows it by.
        content: its bytes.
    """

    position: int
    id: str
    hash: str
    content: bytes

    @classmethod
    def of(cls, step: Step, position: int) -> StoredStep:
        """The form in which a step is stored at a place."""
        return cls(position, step.id, step.hash, encode_step(step))

    def open(self) -> Step:
        """The step itself.

        Raises:
            Damaged: the bytes are no step; the error names its id.
            StoreTooNew: a later version of this software wrote it.
        """
        try:
            return decode_step(self.content)
        except Damaged as error:
            raise Damaged(f"step {self.id}, number {self.position}: {error}", self.id) from error
