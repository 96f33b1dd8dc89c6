"""Encodings in which the parts of a mail are sent (RFC 2045), taken off piece by piece."""

from __future__ import annotations

import binascii
import string
from collections.abc import Callable

_PIECE = 32 * 1024
_ALPHABET = string.ascii_letters + string.digits + "+/="
_NO_BASE64 = bytes(sign for sign in range(256) if chr(sign) not in _ALPHABET)


class Decoder:
    """Hands bytes on as they are."""

    def __init__(self, hand_on: Callable[[bytes], None]) -> None:
        self._hand_on = hand_on
        self.is_broken = False

    def take(self, piece: bytes) -> None:
        """Take the next bytes in: the words of a line, or the break that ends it."""
        self._hand_on(piece)

    def end(self) -> None:
        """Hand on what is left."""


class _Base64(Decoder):
    def __init__(self, hand_on: Callable[[bytes], None]) -> None:
        super().__init__(hand_on)
        self._left: list[bytes] = []
        self._size = 0

    def take(self, piece: bytes) -> None:
        self._left.append(piece)
        self._size += len(piece)
        if self._size > _PIECE:
            self._decode(ends=False)

    def end(self) -> None:
        self._decode(ends=True)

    def _decode(self, ends: bool) -> None:
        written = b"".join(self._left)
        signs = written.translate(None, _NO_BASE64)
        self.is_broken = self.is_broken or len(signs) < len(written.translate(None, b" \t\r\n"))
        if ends:
            signs = signs.rstrip(b"=")
            signs += b"=" * (-len(signs) % 4)
        whole = len(signs) - len(signs) % 4
        self._left = [signs[whole:]]
        self._size = len(signs) - whole
        try:
            self._hand_on(binascii.a2b_base64(signs[:whole]))
        except binascii.Error:
            self.is_broken = True


class _QuotedPrintable(Decoder):
    def __init__(self, hand_on: Callable[[bytes], None]) -> None:
        super().__init__(hand_on)
        self._left = b""

    def take(self, piece: bytes) -> None:
        if piece and not piece.strip(b"\r\n"):
            if self._left.endswith(b"="):
                self._left = self._left[:-1]
                self.end()
            else:
                self.end()
                self._hand_on(piece)
            return
        signs = self._left + piece
        # A sign may be parted between two pieces of a long line, and a line ends in `=` to go on.
        cut = signs.rfind(b"=", max(0, len(signs) - 2))
        cut = len(signs) if cut < 0 else cut
        self._left = signs[cut:]
        self._hand_on(binascii.a2b_qp(signs[:cut]))

    def end(self) -> None:
        self._hand_on(binascii.a2b_qp(self._left))
        self._left = b""


def decoder_of(encoding: object, hand_on: Callable[[bytes], None]) -> Decoder:
    """What takes an encoding of a part off; one that nobody knows stays on."""
    match str(encoding).strip().casefold():
        case "base64":
            return _Base64(hand_on)
        case "quoted-printable":
            return _QuotedPrintable(hand_on)
        case _:
            return Decoder(hand_on)
