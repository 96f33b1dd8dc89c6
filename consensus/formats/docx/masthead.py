"""The masthead of a document: what stands at the top of its first page."""

from __future__ import annotations

from datetime import UTC, datetime

from attrs import frozen

_LANGUAGES = {
    "ar": "Arabic",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "pt": "Portuguese",
    "ru": "Russian",
    "sw": "Swahili",
    "tr": "Turkish",
    "zh": "Chinese",
}
# What a word processor checks spelling by; in the United Nations English is British.
_REGIONS = {
    "ar": "ar-SA",
    "en": "en-GB",
    "es": "es-ES",
    "fr": "fr-FR",
    "ru": "ru-RU",
    "zh": "zh-CN",
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@frozen
class Masthead:
    """What stands at the top of the first page, and in short on every page.

    Attributes:
        body: whose document it is, such as the name of a working group.
        title: the title of the document.
        name: such as `Rev.1`.
        symbol: the symbol of the document, such as `A/AC.9/L.4`; empty where it has none.
        issued: when it was issued; None for what was not.
        standing: such as `without prejudice`; may be empty.
        language: the original language, as a tag such as `en`; empty where nobody said.
    """

    body: str
    title: str
    name: str
    symbol: str = ""
    issued: datetime | None = None
    standing: str = ""
    language: str = "en"

    @property
    def called(self) -> str:
        """The symbol of the document, or else its title."""
        return self.symbol or self.title

    @property
    def date(self) -> str:
        """The day and the minute of issue, in universal time; empty for what was not issued."""
        if self.issued is None:
            return ""
        moment = self.issued
        zone = ""
        if moment.tzinfo is not None:
            moment, zone = moment.astimezone(UTC), " UTC"
        month = _MONTHS[moment.month - 1]
        return f"{moment.day} {month} {moment.year}, {moment.hour:02}:{moment.minute:02}{zone}"

    @property
    def original(self) -> str:
        """The original language, in words; empty where nobody said."""
        if not self.language:
            return ""
        primary = self.language.split("-")[0].lower()
        return f"Original: {_LANGUAGES.get(primary, self.language)}"

    @property
    def spelling(self) -> str:
        """The language as word processors name it, with a region."""
        return _REGIONS.get(self.language.lower(), self.language)
