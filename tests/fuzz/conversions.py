"""Fuzzing of `convert`: every form that is read into every form that is written.

Run it as `python -m tests.fuzz.conversions --minutes 10`.
"""

from __future__ import annotations

from random import Random

from consensus.errors import Unresolved
from consensus.formats.conversion import Form, convert
from consensus.formats.docx.reader import read_document

from .drafts import DRAFT, PIECES
from .fuzzing import Reader, main
from .texts import damaged_text
from .word_files import damaged_file

CRITIC = DRAFT + (
    "\n\n9. Members {~~shall~>should~~}{>>ASH; BAY<<} report{++ promptly++}{>>COL<<}{==now==}.\n\n"
    "{++10. Whales go first.\n\n++}{>>ASH<<}11. Fees {--of all kinds --}{>>BAY<<}are paid\\\nhere."
)
MARKS = (
    *("{++", "++}", "{--", "--}", "{~~", "~>", "~~}", "{==", "==}", "{>>", "<<}", "{\\++"),
    *("\\\n",),
)
FORMS = {form: f"fuzz.{form}" for form in Form if form.is_read}


def damaged_input(random: Random) -> bytes:
    """A Word file, or a text with marks of changes."""
    if random.random() < 0.3:
        return damaged_file(random)
    return damaged_text(CRITIC, (*PIECES, *MARKS), random)


def convert_all(content: bytes, random: Random) -> None:
    """Convert a file from what it may be to everything."""
    is_word = content.startswith(b"PK")
    form = Form.DOCX if is_word else random.choice([each for each in FORMS if each != Form.DOCX])
    accepting = random.choice((None, None, "accept", "reject", frozenset({"ASH", "A"})))
    for target in Form:
        try:
            written = convert(content, FORMS[form], form, target, accepting, "en").content
        except Unresolved:
            # Clean text of what is not agreed.
            assert target is Form.CLEAN
            continue
        if target is Form.DOCX:
            read_document(written, "written.docx")
        else:
            written.decode()


READER = Reader("conversions", damaged_input, convert_all)

if __name__ == "__main__":
    main(READER)
