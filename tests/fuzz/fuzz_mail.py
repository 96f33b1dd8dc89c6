"""Readers of mails, mailboxes and lists, fed with damaged files.

Whatever comes, they answer, or refuse it in a sentence of their own. For a long run:

    python -m tests.fuzz.fuzz_mail --seconds 600 --seed 7
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from attrs import frozen

from consensus.errors import ConsensusError
from consensus.formats.amendment_columns import read_column_map
from consensus.formats.amendment_guess import guess_columns
from consensus.formats.source import decode
from consensus.working_group import WorkingGroup
from tests.fuzz.mail_files import MAIL_WORDS, MAILS, TABLE_WORDS, TABLES
from tests.fuzz.mutating import damaged

DRAFT = """# Harbour rules

## Operative part

OP1. Members shall report every year to the harbour office.

OP2. The office should publish all reports, and Members shall read them within a month.

OP3. Ships may enter at night with a pilot on board.
"""
MEMBERS = "code,name,group\nASH,Ashland,GOV\nBAY,Bayland,CIV\n"
# What the libraries beneath raise on bad input; as the cause of a refusal, nothing else is known.
_KNOWN_CAUSES = (UnicodeError, ValueError, OSError)


@frozen
class Fuzzed:
    """What a run came to.

    Attributes:
        files: how many files were read.
        refused: how many of them were refused, by the kind of refusal.
        slowest: the longest time of the processor that one took, in seconds.
        failures: the files that neither were read nor refused, each with why.
    """

    files: int
    refused: Mapping[str, int]
    slowest: float
    failures: Sequence[tuple[bytes, str]]


def panel() -> WorkingGroup:
    """A record to read into."""
    group = WorkingGroup.in_memory(title="Harbour")
    group.import_members(decode(MEMBERS.encode(), "m.csv"))
    group.import_draft(decode(DRAFT.encode(), "d.md"))
    group.ask_question("Which lights should the panel recommend?")
    return group


def take_mail(group: WorkingGroup, content: bytes) -> None:
    """Take a mail in, as a mail and as an answer, and all that it offers."""
    senders = {"@ash.example": "ASH", "@bay.example": "BAY"}
    group.import_mail(io.BytesIO(content), name="in.eml", senders=senders)
    waiting = [each.handle for each in group.state.tray.values()]
    if waiting and group.offers(waiting[-1]):
        group.take_offers(waiting[-1], by=["ASH"])
    group.import_mail(io.BytesIO(content), name="in.eml", senders=senders, question="Q1")


def take_table(group: WorkingGroup, content: bytes) -> None:
    """Read a file as every kind of list; what one reader refuses the next one may take."""
    source = decode(content, "in.csv", guess=True)
    readers: tuple[Callable[[], object], ...] = (
        lambda: group.import_amendments(source),
        lambda: group.import_amendments(source, columns=guess_columns(source).columns),
        lambda: group.import_amendments(decode(content, "in.jsonl", guess=True), add_members=True),
        lambda: read_column_map(source),
        lambda: group.import_members(source),
        lambda: group.import_groups(source),
        lambda: group.import_positions(source),
        lambda: group.import_ratings(source),
        lambda: group.import_contributions(source),
        lambda: group.import_contributions(decode(content, "ASH.md", guess=True)),
        lambda: group.import_proposals(source),
        lambda: group.import_roll_calls(source),
        lambda: group.import_poll(source, source),
    )
    for read in readers:
        _within(read)


def _within(read: Callable[[], object]) -> None:
    try:
        read()
    except ConsensusError as error:
        if not isinstance(error.__cause__, (*_KNOWN_CAUSES, type(None), ConsensusError)):
            raise RuntimeError(f"refused for what nobody knows: {error.__cause__!r}") from error


def files(target: str, seed: int) -> Iterator[bytes]:
    """The damaged files for a target."""
    if target == "mails":
        return damaged(MAILS, MAIL_WORDS, seed)
    return damaged(TABLES, TABLE_WORDS, seed)


TAKING: Mapping[str, Callable[[WorkingGroup, bytes], None]] = {
    "mails": take_mail,
    "tables": take_table,
}
_FILES_PER_RECORD = 40


def fuzz(target: str, seed: int, most: int, seconds: float = float("inf")) -> Fuzzed:
    """Read damaged files.

    Args:
        target: `mails` or `tables`.
        seed: of the random numbers.
        most: how many files at most.
        seconds: for how long at most.
    """
    group = panel()
    refused: Counter[str] = Counter()
    failures: list[tuple[bytes, str]] = []
    slowest, read, end = 0.0, 0, time.monotonic() + seconds
    for content in files(target, seed):
        if read == most or time.monotonic() > end:
            break
        read += 1
        if read % _FILES_PER_RECORD == 0:
            group = panel()
        begun = time.process_time()
        try:
            TAKING[target](group, content)
        except ConsensusError as error:
            refused[type(error).__name__] += 1
            if not isinstance(error.__cause__, (*_KNOWN_CAUSES, type(None), ConsensusError)):
                failures.append((content, f"refused for what nobody knows: {error.__cause__!r}"))
        except Exception:
            failures.append((content, traceback.format_exc()))
            group = panel()
        slowest = max(slowest, time.process_time() - begun)
    return Fuzzed(read, refused, slowest, failures)


def main() -> int:
    """Fuzz for a while, and keep what failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", choices=[*TAKING, "all"], default="all")
    parser.add_argument("--seconds", type=float, default=600, help="for each target")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--keep", type=Path, default=Path("fuzz-failures"))
    given = parser.parse_args()
    failed = False
    for target in TAKING if given.target == "all" else (given.target,):
        found = fuzz(target, given.seed, sys.maxsize, given.seconds)
        print(
            f"{target}, seed {given.seed}: {found.files} files, {dict(found.refused)} refused,"
            f" slowest {found.slowest:.2f} s, {len(found.failures)} failures"
        )
        for number, (content, why) in enumerate(found.failures):
            given.keep.mkdir(exist_ok=True)
            (given.keep / f"{target}-{given.seed}-{number}").write_bytes(content)
            print(why)
            failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
