"""Control signs: what a terminal would obey, or what makes a text read as another."""

from __future__ import annotations

import re

# C0 without tab and line feed, DEL and C1; line and paragraph separators; the signs that change
# the direction of writing (Unicode Standard Annex 9), which can make a text read as another; and
# signs that show nothing and that no script needs, tags among them. What parts or joins letters
# (U+200B to U+200D) stays: Thai, Persian, Hindi and the signs of emoji depend on it; and so do the
# tags of a flag, which spell a region behind a black flag.
_CONTROL = re.compile(
    "(?P<flag>\U0001f3f4[\U000e0030-\U000e007a]{3,6}\U000e007f)"
    "|[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def made_visible(text: str) -> str:
    """The text with every control sign as a visible escape, which JSON reads as the sign."""
    return _CONTROL.sub(lambda sign: sign["flag"] or _escaped(sign[0]), text)


def _escaped(sign: str) -> str:
    """A sign as JSON escapes it: as one or two numbers of UTF-16."""
    units = sign.encode("utf-16-be")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
