"""Sources: what is read as text, and what is refused with which advice."""

from __future__ import annotations

from pathlib import Path

import pytest

from consensus.errors import UnreadableInput
from consensus.formats import source
from consensus.formats.source import Source, decode, read_source


@pytest.mark.parametrize(
    "content",
    [
        "Straße\nzwei\n".encode(),
        "Straße\r\nzwei\r\n".encode("utf-8-sig"),
        "Straße\rzwei\r".encode("utf-16"),
        b"\xfe\xff" + "Straße\nzwei\n".encode("utf-16-be"),
    ],
)
def test_encodings_and_line_endings(content: bytes, tmp_path: Path) -> None:
    """The same text gives the same source however it was saved."""
    path = tmp_path / "draft.txt"
    path.write_bytes(content)
    assert Source.of("Straße\nzwei\n", str(path)) == read_source(path)


@pytest.mark.parametrize(
    ("content", "guessed"),
    [
        ("Grüße – „ja“".encode("cp1252"), "cp1252"),
        ("Grüße\nzwei Wörter".encode("utf-16-le"), "utf-16-le"),
        ("Grüße\nzwei Wörter".encode("utf-16-be"), "utf-16-be"),
        ("Grüße".encode(), ""),
        ("Grüße".encode("utf-16"), ""),
    ],
)
def test_encoding_is_guessed_where_asked_for(content: bytes, guessed: str) -> None:
    """And said in a finding; what says its encoding is not guessed at."""
    found = decode(content, "letter.txt", guess=True)
    assert found.text.startswith("Grüße")
    assert found.guessed == guessed
    assert [str(each) for each in found.findings] == (
        [
            "letter.txt: warning: It does not say in which encoding it is, and was read as"
            f" {guessed}; where letters look wrong, save it in UTF-8."
        ]
        if guessed
        else []
    )


@pytest.mark.parametrize("content", [b"\x81\x8d", b"abc\0d\xff", b"\xff\xfea", b"\x00\x01\x02"])
def test_what_fits_no_encoding_is_refused(content: bytes) -> None:
    """Asked to guess or not."""
    with pytest.raises(UnreadableInput):
        decode(content, "letter.txt", guess=True)


def test_control_signs_are_data() -> None:
    """Control signs other than NUL are kept for the layers that show text to neutralise."""
    assert decode(b"a\x1b[31mb\x07", "-").text == "a\x1b[31mb\x07"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \n", "is empty"),
        (b"caf\xe9 au lait", "not in UTF-8: the byte at offset 3"),
        (b"\xef\xbb\xbfcaf\xe9", "offset 6"),
        (b"\xff\xfea", "not in UTF-16-LE"),
        (b"ab\0c", "holds a NUL at byte offset 2"),
        ("no mark".encode("utf-16-le"), "save it with a byte order mark"),
        (b"PK\x03\x04rest", "only drafts, translations, amendments and contributions are read"),
        (b"\xd0\xcf\x11\xe0rest", "an old Word or Excel document"),
        (b"%PDF-1.7", "a PDF"),
        (rb"{\rtf1 x}", "a rich text document"),
    ],
)
def test_what_is_no_text(content: bytes, words: str) -> None:
    """What cannot be read as text is refused by name, with what to do."""
    with pytest.raises(UnreadableInput, match=r"^list") as refused:
        decode(content, "list.csv")
    assert words in str(refused.value)


def test_missing_directory_and_odd_names(tmp_path: Path) -> None:
    """A path that leads to no file is refused."""
    for path, words in (
        (tmp_path / "none.md", "there is no file"),
        (tmp_path, "is a directory"),
        (Path("a\0b"), "cannot be read"),
    ):
        with pytest.raises(UnreadableInput, match=words):
            read_source(path)


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file beyond the limit is refused before it is read, and a pipe likewise."""
    monkeypatch.setattr(source, "LARGEST_SOURCE", 10)
    path = tmp_path / "large.txt"
    path.write_text("eleven signs")
    with pytest.raises(UnreadableInput, match="is larger than"):
        read_source(path)
    with pytest.raises(UnreadableInput, match="is larger than"):
        decode(b"eleven signs", "-")
