"""Translations: one item in another language, tied to the version that it renders."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen


@frozen
class Translation:
    """One item in one other language.

    Attributes:
        id: the id of the operation that recorded it.
        item: the id of the item.
        language: a tag such as `fr`.
        version: the id of the version that it renders.
        text: the words.
        happened: when it was made.
    """

    id: str
    item: str
    language: str
    version: str
    text: str
    happened: datetime
