"""Signs of fonts that have letters of their own, as the characters that they look like."""

from __future__ import annotations

# The encoding of the Symbol font (Adobe), from 0x20 and from 0xA0 on.
_SYMBOL_LOW = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_"
    "‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
)
_SYMBOL_HIGH = (
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪"
    "_〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"
)
_NONE = "_"  # at 0xF0, where the font has the mark of a company
_SYMBOL = {
    **{0x20 + place: sign for place, sign in enumerate(_SYMBOL_LOW)},
    **{0xA0 + place: sign for place, sign in enumerate(_SYMBOL_HIGH) if sign != _NONE},
}
_WINGDINGS = dict(
    zip(
        bytes.fromhex("4a4b4c6c6e6f7175769fa7a8d8dfe0e1e2f0fbfcfdfe"),
        "☺😐☹●■□❑◆❖•▪◻⮚←→↑↓⇨✗✓☒☑",
        strict=True,
    )
)
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS}
_PRIVATE = range(0xF000, 0xF100)


def symbol(font: str, code: str) -> str:
    """The character that a sign of a font looks like.

    Args:
        font: the name of the font.
        code: the number of the sign in hexadecimal digits, as Word writes it.

    Returns:
        The character; for fonts that are not known here the sign of that number itself, and nothing
        where there is no such number.
    """
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    plain = number - 0xF000 if number in _PRIVATE else number
    known = _FONTS.get(font.lower(), {}).get(plain)
    if known is not None:
        return known
    is_sign = 0x20 <= number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF
    return chr(number) if is_sign else ""
