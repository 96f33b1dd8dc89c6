"""What readers and facilitators in browsers notice of each other, over one server.

Run it as `python -m tests.benchmarks.bench_serve`; it prints one JSON object per row. Readers
follow the page while something is pushed to the wall every other second, and facilitators press
one key after the other on their screens. Everything runs on this machine, readers and server
sharing its cores.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientSession, ClientTimeout, ClientWebSocketResponse, CookieJar, WSMsgType

from consensus import WorkingGroup
from consensus.working_group.script import make_example

_PUSH_EVERY = 2.0
# The screens show the time, which is drawn every second.
_SILENCE = 0.4
_FOREVER = ClientTimeout(total=None, sock_read=None)


@contextmanager
def serving(record: Path) -> Iterator[tuple[dict[str, str], int]]:
    """A server over a record in a process of its own: its links, and its process."""
    command = [sys.executable, "-m", "consensus", "-f", str(record), "serve", "--terminal"]
    with subprocess.Popen(
        [*command, "--port", "0", "--json"], stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            lines: list[str] = []
            while not lines or lines[-1] != "}\n":
                lines.append(server.stdout.readline())
            yield json.loads("".join(lines)), server.pid
        finally:
            server.terminate()


async def read(page: str, heard: dict[str, list[float]]) -> None:
    """Follow the page, and note when each slide came."""
    async with ClientSession(timeout=_FOREVER) as session, session.get(f"{page}live") as answer:
        async for line in answer.content:
            if line.startswith(b"data: {"):
                now = time.time()
                heard.setdefault(json.loads(line[6:])["pushed"], []).append(now)


async def push(record: Path, until: float) -> dict[str, float]:
    """Push an item to the wall every other second; when each was there."""
    pushed: dict[str, float] = {}
    with WorkingGroup.open(record, by="bench") as group:
        items = [item.handle for item in group.state.items.values()]
        while time.monotonic() < until:
            group.show_on_projector(random.Random(len(pushed)).choice(items))
            slide = group.projector()
            assert slide is not None
            assert slide.pushed is not None
            pushed[slide.pushed.isoformat()] = time.time()
            await asyncio.sleep(_PUSH_EVERY)
    return pushed


async def facilitate(link: str, until: float) -> list[float]:
    """Go from screen to screen; how many seconds each key took to be answered."""
    parts = urlsplit(link)
    origin = f"{parts.scheme}://{parts.netloc}"
    answered: list[float] = []
    async with ClientSession(timeout=_FOREVER, cookie_jar=CookieJar(unsafe=True)) as session:
        await session.get(link)
        async with session.ws_connect(
            f"{origin}/terminal/socket", headers={"Origin": origin}, heartbeat=10
        ) as screens:
            await screens.receive(60)
            await _rest(screens)
            keys = 0
            while time.monotonic() < until:
                begun = time.perf_counter()
                # Each shows another screen, so that there is always something to draw.
                await screens.send_json(["stdin", "12"[keys % 2 - 1]])
                keys += 1
                await screens.receive(30)
                answered.append(time.perf_counter() - begun)
                await _rest(screens)
    return answered


async def _rest(screens: ClientWebSocketResponse) -> None:
    """Take what is drawn until nothing more comes for a moment."""
    while True:
        try:
            message = await screens.receive(_SILENCE)
        except TimeoutError:
            return
        assert message.type is WSMsgType.BINARY, message


async def measure(record: Path, readers: int, facilitators: int, seconds: float) -> dict[str, Any]:
    """Serve a record for some time, and say what readers and facilitators noticed."""
    heard: dict[str, list[float]] = {}
    with serving(record) as (links, process):
        reading = [asyncio.create_task(read(links["page"], heard)) for _ in range(readers)]
        until = time.monotonic() + seconds
        facilitating = [
            asyncio.create_task(facilitate(links["terminal"], until)) for _ in range(facilitators)
        ]
        pushed = await push(record, until)
        answered = [each for task in facilitating for each in await task]
        await asyncio.sleep(1)
        memory = _memory(process)
        for task in reading:
            task.cancel()
        await asyncio.gather(*reading, return_exceptions=True)
    late = [
        came - pushed[moment]
        for moment, times in ((_same(each), times) for each, times in heard.items())
        if moment in pushed
        for came in times
    ]
    return {
        "readers": readers,
        "facilitators": facilitators,
        "seconds": seconds,
        "slides": len(pushed),
        "heard": len(late),
        "of": len(pushed) * readers,
        "until seen, median ms": _ms(late, 50),
        "until seen, 95th percentile ms": _ms(late, 95),
        "key answered, median ms": round(median(answered) * 1000, 1) if answered else None,
        "key answered, 95th percentile ms": _ms(answered, 95),
        "server MiB": memory,
    }


def _same(moment: str) -> str:
    return moment.replace("Z", "+00:00")


def _ms(values: list[float], percent: int) -> float | None:
    return round(quantiles(values, n=100)[percent - 1] * 1000, 1) if len(values) > 1 else None


def _memory(process: int) -> int:
    """The resident memory of a process, in MiB, as Linux tells it."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * resource.getpagesize() // (1 << 20)


def main() -> None:
    """Measure facilitators alone, and then with readers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, default=200)
    parser.add_argument("--facilitators", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=300)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder) / "example.consensus"
        make_example(record).close()
        alone = asyncio.run(measure(record, 0, given.facilitators, min(20, given.seconds)))
        print(json.dumps({"what": "facilitators alone", **alone}), flush=True)
        both = asyncio.run(measure(record, given.readers, given.facilitators, given.seconds))
        name = "key answered, median ms"
        ratio = round(both[name] / alone[name], 2)
        print(json.dumps({"what": "with readers", **both, "ratio to alone": ratio}), flush=True)


if __name__ == "__main__":
    main()
