"""The example of a web service over the library."""

from __future__ import annotations

import importlib.util
import json
import threading
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from consensus import WorkingGroup
from tests.support.panel import fill

PATH = Path(__file__).parents[2] / "examples" / "web_service.py"
# How long a test waits for news, however busy the machine is.
PATIENCE_SECONDS = 300.0


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """A record to serve."""
    with WorkingGroup.create(tmp_path / "panel.consensus", title="Panel") as group:
        fill(group)
    return tmp_path / "panel.consensus"


@pytest.fixture
def asked_for_news() -> threading.Event:
    """Set when a request for news has come in."""
    return threading.Event()


@pytest.fixture
def port(record: Path, asked_for_news: threading.Event) -> Iterator[int]:
    """Where the service answers."""
    found = importlib.util.spec_from_file_location("web_service", PATH)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    server, service = module.serve(str(record))
    wait_for_news: Callable[[str, float], dict[str, Any]] = service.news

    def news(since: str) -> dict[str, Any]:
        asked_for_news.set()
        return wait_for_news(since, PATIENCE_SECONDS)

    service.news = news
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()
    service.close()


def ask(port: int, method: str, path: str, data: Any = None, kind: str = "application/json") -> Any:
    """The code of an answer, and what it says."""
    connection = HTTPConnection("127.0.0.1", port, timeout=2 * PATIENCE_SECONDS)
    body = None if data is None else json.dumps(data)
    connection.request(method, path, body, {"Content-Type": kind})
    answer = connection.getresponse()
    found = answer.status, json.loads(answer.read())
    connection.close()
    return found


def test_a_position_is_recorded_and_shows_in_the_status(port: int, record: Path) -> None:
    """What was posted is in the file, and nobody is named to whoever looks."""
    position = {"member": "ASH", "target": "1", "stance": "support"}
    code, said = ask(port, "POST", "/positions", position)
    assert code == 201
    with WorkingGroup.open(record) as group:
        assert group.head == said["head"]
    code, status = ask(port, "GET", "/status")
    assert (code, status["head"]) == (200, said["head"])
    assert {each["label"]: each["status"] for each in status["items"]}["1"] == "ready"
    assert "ASH" not in json.dumps(status)


def test_what_another_program_records_is_news(
    port: int, record: Path, asked_for_news: threading.Event
) -> None:
    """Whoever waits is answered as soon as somebody records, here or elsewhere."""
    _, status = ask(port, "GET", "/status")

    def record_elsewhere() -> None:
        assert asked_for_news.wait(PATIENCE_SECONDS)
        with WorkingGroup.open(record) as group:
            group.propose("1", "must", old="shall", by=["ASH"])

    elsewhere = threading.Thread(target=record_elsewhere)
    elsewhere.start()
    _, news = ask(port, "GET", f"/news?since={status['head']}")
    elsewhere.join()
    assert news["head"] != status["head"]


def test_what_cannot_be_recorded_says_why_and_changes_nothing(port: int) -> None:
    """Unknown members and stances, missing fields, and too much."""
    _, before = ask(port, "GET", "/status")
    refused: list[tuple[Any, int]] = [
        ({"member": "XYZ", "target": "1", "stance": "support"}, 404),
        ({"member": "ASH", "target": "1", "stance": "loves"}, 400),
        ({"member": "ASH"}, 400),
        ([1], 400),
        ("x" * 20_000, 413),
    ]
    for data, code in refused:
        found, said = ask(port, "POST", "/positions", data)
        assert (found, "error" in said) == (code, True), data
        assert ask(port, "GET", "/status")[1]["head"] == before["head"]


def test_a_page_elsewhere_cannot_post_a_form(port: int) -> None:
    """What a browser sends without asking is no JSON, and is refused."""
    position = {"member": "ASH", "target": "1", "stance": "support"}
    assert ask(port, "POST", "/positions", position, "text/plain")[0] == 415
    assert ask(port, "GET", "/elsewhere")[0] == 404
