"""A short run of each reader over damaged files, and what counts as a failure."""

from __future__ import annotations

from random import Random

import pytest

from consensus.errors import UnreadableInput
from consensus.formats.conversion import Form, convert
from tests.fuzz.fuzzing import Reader, fuzz
from tests.fuzz.readers import READERS


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_damaged_files_are_read_or_refused(reader: Reader) -> None:
    """Nothing else is raised over them, as it is or wrapped, and none takes very long."""
    tally = fuzz(reader, 7, range(40))
    assert [failure.error for failure in tally.failures] == []
    assert tally.read > 0


@pytest.mark.parametrize(
    ("piece", "form"),
    [
        ("{++", Form.CRITIC),
        ("{++a{--b", Form.CRITIC),
        ("{~~a", Form.CRITIC),
        ("{++a++}{>>", Form.CRITIC),
        ("{\\\\", Form.CRITIC),
        ("[", Form.BRACKETS),
        ("[a|", Form.MARKDOWN),
        ("[^1]", Form.MARKDOWN),
        ("| a ", Form.MARKDOWN),
        ("# ", Form.MARKDOWN),
    ],
)
def test_signs_without_end_are_read_before_patience_ends(piece: str, form: Form) -> None:
    """The time that a text takes does not grow with its square."""
    content = (piece * 30_000).encode()

    def read(_: bytes, __: Random) -> None:
        convert(content, "in", form, Form.CRITIC)

    tally = fuzz(Reader(piece, lambda _: content, read), 1, [1])
    assert [failure.error for failure in tally.failures] == []


def refusing(content: bytes, random: Random) -> None:
    """A reader that takes what begins with a digit, and hides a mistake of its own."""
    if content == b"honest":
        raise UnreadableInput("no digit")
    try:
        [][0]
    except IndexError as error:
        raise UnreadableInput("something is wrong") from error


@pytest.mark.parametrize(("content", "expected"), [(b"honest", (0, 1, 0)), (b"1", (0, 0, 1))])
def test_a_wrapped_mistake_is_a_failure(
    content: bytes, expected: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refusal that hides an error of the program is none."""
    monkeypatch.setattr("tests.fuzz.fuzzing._OURS", __file__)
    tally = fuzz(Reader("refusing", lambda _: content, refusing), 1, [1])
    assert expected == (tally.read, tally.refused, len(tally.failures))
