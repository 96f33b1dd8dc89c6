"""Running a reader over damaged files: how many it took, how many it refused, and what went wrong.

`python -m tests.fuzz.readers NAME --minutes 10` runs one reader; each file follows from the seed
and its number alone, so `--seed 7 --only 1234` makes the same file again.
"""

from __future__ import annotations

import argparse
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from random import Random
from types import FrameType

from attrs import Factory, define, frozen

from consensus.errors import ConsensusError
from tests.support.docx_files import damaged

LONGEST = 30
"""Seconds of processor time that one file may take."""

_OURS = str(Path(__file__).parents[2] / "consensus")
# What a mistake in a program raises, and no file should: wrapped, it would only be better hidden.
_MISTAKES = (
    *(ArithmeticError, AssertionError, AttributeError, BufferError, LookupError, MemoryError),
    *(NameError, RecursionError, SystemError, TypeError),
)


@frozen
class Reader:
    """What is fuzzed.

    Attributes:
        name: how it is called.
        damage: makes a damaged file.
        read: reads one in every way there is; raises a `ConsensusError` to refuse it.
    """

    name: str
    damage: Callable[[Random], bytes]
    read: Callable[[bytes, Random], object]


@frozen
class Failure:
    """A file over which something else happened than that it was read or refused.

    Attributes:
        number: which one.
        content: its bytes.
        error: what was raised.
    """

    number: int
    content: bytes
    error: str


@define
class Tally:
    """What came of all files.

    Attributes:
        read: how many were read.
        refused: how many were refused.
        slowest: the number of the one that took longest, and for how many seconds.
        failures: those over which something else happened.
    """

    read: int = 0
    refused: int = 0
    slowest: tuple[float, int] = (0.0, 0)
    failures: list[Failure] = Factory(list)

    @property
    def tried(self) -> int:
        """How many there were."""
        return self.read + self.refused + len(self.failures)


class TooSlow(Exception):  # noqa: N818 - named for what is wrong with the file
    """A file took longer than it may."""


def fuzz(reader: Reader, seed: int, numbers: Iterable[int]) -> Tally:
    """Run a reader over damaged files.

    Args:
        reader: the reader.
        seed: what all files follow from.
        numbers: which of them.
    """
    tally = Tally()
    for number in numbers:
        random = Random(f"{reader.name} {seed} {number}")
        content = reader.damage(random)
        begin = time.process_time()
        try:
            with _limited(LONGEST):
                reader.read(content, random)
        except ConsensusError as error:
            mistake = wrapped_mistake(error)
            if mistake is None:
                tally.refused += 1
            else:
                tally.failures.append(Failure(number, content, _told(mistake)))
        except Exception as error:
            tally.failures.append(Failure(number, content, _told(error)))
        else:
            tally.read += 1
        tally.slowest = max(tally.slowest, (time.process_time() - begin, number))
    return tally


def wrapped_mistake(error: BaseException) -> BaseException | None:
    """The mistake in our own code that an error was made of; None for an honest refusal."""
    cause = error.__cause__
    while cause is not None:
        if isinstance(cause, RecursionError | MemoryError):
            return cause
        if isinstance(cause, _MISTAKES):
            *_, (innermost, _) = traceback.walk_tb(cause.__traceback__)
            if innermost.f_code.co_filename.startswith(_OURS):
                return cause
        cause = cause.__cause__
    return None


@contextmanager
def _limited(seconds: int) -> Iterator[None]:
    def stop(_: int, __: FrameType | None) -> None:
        raise TooSlow(f"more than {seconds} seconds")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _told(error: BaseException) -> str:
    return "".join(traceback.format_exception(error)[-12:])


def main(readers: Sequence[Reader]) -> None:
    """Run a reader for as long as is asked, and tell what came of it; 1 if anything went wrong."""
    parser = argparse.ArgumentParser(description="Read damaged files.")
    parser.add_argument("name", choices=[each.name for each in readers])
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="the number of a single file")
    parser.add_argument("--keep", type=Path, help="a folder for the files that went wrong")
    given = parser.parse_args()
    reader = next(each for each in readers if each.name == given.name)
    end = time.monotonic() + 60 * given.minutes

    def numbers() -> Iterator[int]:
        if given.only is not None:
            yield given.only
            return
        for number in count():
            if time.monotonic() > end:
                return
            yield number

    tally = fuzz(reader, given.seed, numbers())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{reader.name}, seed {given.seed}: {tally.tried} files, {tally.read} read,"
        f" {tally.refused} refused, {len(tally.failures)} failures; the slowest,"
        f" {tally.slowest[1]}, took {tally.slowest[0]:.2f} s; {memory} MB"
    )
    kinds = Counter(failure.error.splitlines()[-1] for failure in tally.failures)
    for kind, times in kinds.most_common():
        first = next(each for each in tally.failures if each.error.splitlines()[-1] == kind)
        print(f"{times} times, first {first.number}:\n{first.error}")
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
        for failure in tally.failures:
            place = given.keep / f"{reader.name}-{given.seed}-{failure.number}"
            place.write_bytes(failure.content)
    sys.exit(bool(tally.failures))


# Texts damaged at random: cut, doubled, swapped, and with signs put in that mean something.


_ANYWHERE = (
    *("[", "]", "|", "\\", ":", "\n", "\n\n", "\t", " ", "\r", "\x00", "\x1b[31m", "\ufeff"),
    *("\u2028", "\u202e", "é", "e\u0301", "\U0001f4a9", "\u0645\u0631\u062d\u0628\u0627"),
    *("\u6f22\u5b57", "\ue000", "\U000f0000", "\ufffe", "İ", "0", "9" * 30, "-1", "\u0663"),
    *("½", "²", "a" * 300, "…", "“", "’", "–", "\xa0", "\u200b"),
)
_LONGEST = 20_000  # signs; the rest is cut off, so that no run is about size alone


def damaged_text(text: str, pieces: Sequence[str], random: Random) -> bytes:
    """A text of which some was changed, in UTF-8 or in something else.

    Args:
        text: a sound text.
        pieces: signs that mean something in its notation.
        random: what decides.
    """
    for _ in range(random.randint(1, 6)):
        one, other = sorted(random.randint(0, len(text)) for _ in "ab")
        piece = random.choice(random.choice((pieces, _ANYWHERE)))
        how = random.random()
        if how < 0.2:
            text = text[:one] + text[other:]
        elif how < 0.35:
            text = text[:other] + text[one:]
        elif how < 0.45:
            third = random.randint(other, len(text))
            text = text[:one] + text[other:third] + text[one:other] + text[third:]
        elif how < 0.9:
            text = text[:one] + piece + text[one:]
        else:
            text = text[:one] + piece * random.choice((2, 10, 100, 1000)) + text[one:]
        text = text[:_LONGEST]
    if random.random() < 0.1:
        return damaged(text.encode(), random)
    encoding = random.choice(("utf-8",) * 12 + ("utf-16", "utf-8-sig", "latin-1"))
    return text.encode(encoding, "replace")
