"""The tests of stores are strict: a store that loses, reorders or doubles something fails them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import Phase

from . import test_contract
from .handles import Handles, Make
from .mutants import MUTATIONS, mutating
from .test_against_a_list import run_against_a_list


def contract() -> Iterator[Callable[[Handles], None]]:
    """The tests of the contract that need nothing but a record."""
    for name, found in vars(test_contract).items():
        if name.startswith("Test"):
            tests = [each for each in vars(found) if each.startswith("test_")]
            for each in tests:
                if list(inspect.signature(getattr(found, each)).parameters) == ["self", "handles"]:
                    yield getattr(found(), each)


def keeps_the_contract(make: Make, folder: Path) -> bool:
    """Whether a kind of store passes every one of these tests."""
    for number, test in enumerate(contract()):
        place = folder / str(number)
        place.mkdir()
        with closing(make(place)) as handles:
            try:
                test(handles)
            except (Exception, pytest.fail.Exception):
                return False
    return True


@pytest.mark.parametrize("mutation", sorted(MUTATIONS))
def test_the_contract_fails_for_a_mutant(make_handles: Make, tmp_path: Path, mutation: str) -> None:
    """Whatever it does not give back as it was given."""
    assert not keeps_the_contract(mutating(make_handles, MUTATIONS[mutation]), tmp_path)


@pytest.mark.parametrize("mutation", sorted(MUTATIONS))
def test_the_comparison_with_a_list_fails_for_a_mutant(make_handles: Make, mutation: str) -> None:
    """Whatever it does not give back as it was given."""
    with pytest.raises(Exception):  # noqa: B017, PT011 # any will do: it is the machine that fails
        run_against_a_list(
            mutating(make_handles, MUTATIONS[mutation]), phases=[Phase.generate], database=None
        )


def test_a_mutant_that_changes_nothing_passes(make_handles: Make, tmp_path: Path) -> None:
    """It is the change that fails, not the way in which it is made."""
    harmless = mutating(make_handles, lambda steps: steps)
    assert keeps_the_contract(harmless, tmp_path)
    run_against_a_list(harmless, phases=[Phase.generate], database=None, max_examples=3)
