"""What tests share: examples of laws, the order of files, a cache of their own, and one server.

HYPOTHESIS_PROFILE is `default`, `ci` or `nightly`.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Generator, Iterator
from contextlib import suppress
from importlib import import_module
from itertools import chain, count
from operator import itemgetter
from pathlib import Path

import pytest
from hypothesis import settings

from consensus.store.cache import FOLDER
from tests.support.postgres import Server

# Fixtures for tests of every package.
pytest_plugins = ["tests.support.faults", "tests.support.panel"]

settings.register_profile("default", max_examples=50, deadline=None)
# The same examples each time: what fails by chance is looked for by the other two.
settings.register_profile("ci", max_examples=200, deadline=None, derandomize=True)
settings.register_profile("nightly", max_examples=5000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def at_most(examples: int, share: float = 1) -> settings:
    """The settings of a slow law: a share of the examples of the profile, up to a limit."""
    return settings(max_examples=min(examples, int(share * settings().max_examples)))


# Where there is room, what tests write is in memory: on a disk they wait at each step that is
# recorded. All of it is removed again but for what a test that fails has left.
_MEMORY = "/dev/shm"
_HAS_ROOM = os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > 1 << 30
if _HAS_ROOM and "TMPDIR" not in os.environ:
    os.environ["TMPDIR"] = tempfile.tempdir = _MEMORY

# Compiled modules are kept, also where the environment says otherwise (as in many containers):
# every worker and every process that a test starts would compile all of them again.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Most of what tests make they let go of at once, and what was imported stays: neither is looked
# through for rings often, as in a command of our own.
gc.set_threshold(100_000)


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Let each worker import a share of the modules first, so that each is compiled by one of them.

    They collect in the same order at the same pace, and would all compile all of them in a clone.
    """
    config = session.config
    if not hasattr(config, "workerinput"):
        return
    number = int(config.workerinput["workerid"].removeprefix("gw"))
    found = sorted(path for each in config.args for path in Path(each).resolve().rglob("test_*.py"))
    for path in found[number :: config.workerinput["workercount"]]:
        # What cannot be imported is told of when it is collected.
        with suppress(Exception, pytest.skip.Exception):
            import_module(".".join(path.relative_to(config.rootpath).with_suffix("").parts))


@pytest.hookimpl(wrapper=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """Run one worker more than there are cores, since a quarter of the time tests wait."""
    return (yield) + 1


def pytest_unconfigure() -> None:
    """Look twice for what nobody closed, and spare pytest to look through all else ten times."""
    gc.collect()
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first, and those that mostly wait evenly among the others.

    No worker is then left with a long one at the end, and no two wait while a core is idle.
    """
    files: dict[str, dict[Path, list[pytest.Item]]] = {"long": {}, "waits": {}, "": {}}
    for item in items:
        kind = next((each for each in files if each and item.get_closest_marker(each)), "")
        files[kind].setdefault(item.path, []).append(item)
    spread = [
        (place / len(files[kind]), each)
        for kind in ("", "waits")
        for place, each in enumerate(files[kind].values())
    ]
    spread.sort(key=itemgetter(0))
    items[:] = chain(*files["long"].values(), *(each for _, each in spread))


@pytest.fixture(scope="session")
def office_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for LibreOffice, whose first start in it takes longer than all others."""
    return tmp_path_factory.mktemp("office")


_NUMBERS = count()


@pytest.fixture(autouse=True)
def cache_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for snapshots that is empty at the beginning of each test."""
    folder = tmp_path_factory.getbasetemp() / f"cache-{next(_NUMBERS)}"
    monkeypatch.setenv(FOLDER, str(folder))
    return folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server, started once for all tests."""
    server = Server()
    yield server
    server.remove()
