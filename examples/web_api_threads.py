"""A web API that several threads answer: for whoever puts a working group behind a web server.

    python examples/web_api_threads.py panel.consensus --port 8000

    GET  /status      what is agreed and what is open, for the public
    POST /positions   {"member": "ASH", "target": "1", "stance": "support"}

It answers on this machine alone, and whoever can reach it may record. A working group is used by
one thread at a time, so each thread opens the record for itself; the file orders what they record.
Without a file it makes a panel of twelve, lets six clients post at once, and prints how many
positions were recorded, where the items stand, and what threads are told that share one group.
"""

from __future__ import annotations

import argparse
import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from consensus import NotFound, Rejected, Source, WorkingGroup, to_json

MEMBERS = [f"M{number:02}" for number in range(1, 13)]


class Server(ThreadingHTTPServer):
    """Answers with four threads, each of which opens the record once."""

    def __init__(self, record: str | Path, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self._record = record
        self._own = threading.local()
        self._opened: list[WorkingGroup] = []
        self._pool = ThreadPoolExecutor(4, "web", initializer=self._open)

    def group(self) -> WorkingGroup:
        """The working group of this thread, with what others recorded."""
        group: WorkingGroup = self._own.group
        group.refresh()
        return group

    def process_request(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: Any
    ) -> None:
        """Hand a request to one of the threads."""
        self._pool.submit(self.process_request_thread, request, client_address)

    def server_close(self) -> None:
        """Answer what has come in, and let go of the record."""
        super().server_close()
        self._pool.shutdown()
        for group in self._opened:
            group.close()

    def _open(self) -> None:
        self._own.group = WorkingGroup.open(self._record, by="web")
        self._opened.append(self._own.group)


class Handler(BaseHTTPRequestHandler):
    """Turns requests into calls, and refusals into answers that say why."""

    def do_GET(self) -> None:
        """Show the status, without names."""
        self._answer(200, to_json(self._group().status(audience="public")))

    def do_POST(self) -> None:
        """Record a position; other pages in a browser cannot send JSON here unasked."""
        if self.headers.get_content_type() != "application/json":
            self._answer(415, {"error": "send JSON"})
            return
        try:
            wanted = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            member, target, stance = (wanted[key] for key in ("member", "target", "stance"))
            step = self._group().take_position(
                member, target, stance, source="written", document="web"
            )
            self._answer(201, {"step": step.id})
        except NotFound as error:
            self._answer(404, {"error": str(error)})
        except Rejected as error:
            self._answer(409, {"error": str(error)})
        except (ValueError, KeyError, TypeError):
            self._answer(400, {"error": "name a member, a target and a stance"})

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Write no log: what is asked for may be confidential."""

    def _group(self) -> WorkingGroup:
        assert isinstance(self.server, Server)
        return self.server.group()

    def _answer(self, code: int, data: dict[str, Any]) -> None:
        content = json.dumps(data).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def ask(port: int, method: str, path: str, data: dict[str, str] | None = None) -> tuple[int, Any]:
    """The code of an answer, and what it says."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, json.dumps(data), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


def rehearse(path: Path) -> None:
    """Let six clients post at once, and print what became of it."""
    with WorkingGroup.create(path, title="Panel", rule="threshold('2/3')") as group:
        group.import_draft(Source.of("1. The lights stay on.\n\n2. The gate is shut.", "panel.md"))
        group.import_members(Source.of("\n".join(["code", *MEMBERS]), "members.csv"))
    server = Server(path)
    answering = threading.Thread(target=server.serve_forever)
    answering.start()

    def post(member: str) -> int:
        position = {"member": member, "target": "1", "stance": "support"}
        return ask(server.server_port, "POST", "/positions", position)[0]

    with ThreadPoolExecutor(6) as clients:
        codes = list(clients.map(post, [*MEMBERS, "M99"]))
    print(f"{codes.count(201)} positions recorded, {codes.count(404)} refused")
    _, status = ask(server.server_port, "GET", "/status")
    print("the public sees:", *(f"{item['label']} {item['status']}" for item in status["items"]))
    server.shutdown()
    answering.join()
    server.server_close()

    with WorkingGroup.open(path) as group, ThreadPoolExecutor(1, "other") as other:
        print("we see:", *(f"{item.label} {item.status}" for item in group.status().items))
        with group.atomic():
            shared = other.submit(group.take_position, "M01", "2", "support")
            print("one group in two threads:", shared.exception())


def main() -> None:
    """Serve a record, or rehearse with one of its own."""
    options = argparse.ArgumentParser(description="A web API over a record.")
    options.add_argument("record", nargs="?", help="the file or URL of a record")
    options.add_argument("--port", type=int, default=8000)
    given = options.parse_args()
    if given.record is None:
        with TemporaryDirectory() as folder:
            rehearse(Path(folder, "panel.consensus"))
        return
    server = Server(given.record, given.port)
    print(f"http://127.0.0.1:{server.server_port}/status")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print("stopped")
    finally:
        server.server_close()


if __name__ == "__main__":
    main()
