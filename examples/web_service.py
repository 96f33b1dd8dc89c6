"""A small web service with one lock: for whoever shows a record and wants to hear what changed.

    python examples/web_service.py panel.consensus 8000

It answers on this machine alone, and whoever can reach it may record. One working group answers
all requests, which take turns by a lock; `web_api_threads.py` has one for each thread.

    GET  /status              what is agreed and what is open
    GET  /news?since=HASH     waits until something was recorded after that head
    POST /positions           {"member": "ASH", "target": "1", "stance": "support"}
"""

from __future__ import annotations

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from consensus import ConsensusError, NotFound, Stance, WorkingGroup

MOST_BYTES = 10_000
WAIT_SECONDS = 20.0


class Service:
    """One working group for all requests: whoever uses it holds the lock.

    Args:
        path: the file or URL of the record.
    """

    def __init__(self, path: str) -> None:
        self._group = WorkingGroup.open(path, by="web service")
        self._changed = threading.Condition(threading.RLock())
        self._closing = False
        self._watcher = threading.Thread(target=self._watch, args=(path,), daemon=True)
        self._watcher.start()

    def status(self) -> dict[str, Any]:
        """What is agreed and what is open, for the public."""
        with self._changed:
            self._group.refresh()
            # Label and status alone: who holds what is not for everybody.
            items = [
                {"label": item.label, "status": item.status} for item in self._group.status().items
            ]
            return {"head": self._group.head, "items": items}

    def record(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """Record a position; it raises where that is refused, and then nothing has changed."""
        with self._changed:
            step = self._group.take_position(
                str(wanted["member"]),
                str(wanted["target"]),
                Stance(wanted["stance"]),
                source="written",
                document="web",
            )
            self._changed.notify_all()
            return {"step": step.id, "head": self._group.head}

    def news(self, since: str, seconds: float = WAIT_SECONDS) -> dict[str, Any]:
        """The head, once it is another one than that, or when the time is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._closing or self._group.head != since, seconds)
            return {"head": self._group.head}

    def close(self) -> None:
        """Let go of the record."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._watcher.join()
        self._group.close()

    def _watch(self, path: str) -> None:
        """Wake whoever waits; a thread of its own has a working group of its own."""

        def wake(_: object) -> bool:
            with self._changed:
                self._group.refresh()
                self._changed.notify_all()
            return False

        with WorkingGroup.open(path) as group:
            while not self._closing:
                group.watch(wake, seconds=0.5)


class Handler(BaseHTTPRequestHandler):
    """Turns requests into calls, and refusals into answers that say why."""

    service: Service

    def do_GET(self) -> None:  # the name that the server calls
        """Show something."""
        url = urlsplit(self.path)
        if url.path == "/status":
            self._answer(200, self.service.status())
        elif url.path == "/news":
            self._answer(200, self.service.news(parse_qs(url.query).get("since", [""])[0]))
        else:
            self._answer(404, {"error": "there is /status, /news and /positions"})

    def do_POST(self) -> None:  # the name that the server calls
        """Record something; other pages in a browser cannot send JSON here unasked."""
        length = self.headers.get("Content-Length", "")
        if self.path != "/positions":
            self._answer(404, {"error": "only /positions takes anything in"})
        elif self.headers.get_content_type() != "application/json":
            self._answer(415, {"error": "send JSON"})
        elif not length.isdecimal() or int(length) > MOST_BYTES:
            self._answer(413, {"error": f"send at most {MOST_BYTES} bytes, and say how many"})
        else:
            self._record(self.rfile.read(int(length)))

    def _record(self, body: bytes) -> None:
        try:
            self._answer(201, self.service.record(json.loads(body)))
        except NotFound as error:
            self._answer(404, {"error": str(error)})
        except ConsensusError as error:
            self._answer(409, {"error": str(error)})
        except (KeyError, TypeError, ValueError):
            self._answer(400, {"error": "name a member, a target and a stance"})

    def _answer(self, code: int, data: dict[str, Any]) -> None:
        content = json.dumps(data).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Write no log: what is asked for may be confidential."""


def serve(path: str, port: int = 0) -> tuple[ThreadingHTTPServer, Service]:
    """A server on this machine alone, and what it serves; port 0 takes any that is free."""
    service = Service(path)
    handler = type("RecordHandler", (Handler,), {"service": service})
    return ThreadingHTTPServer(("127.0.0.1", port), handler), service


def main() -> None:
    """Serve until it is interrupted."""
    server, service = serve(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 8000)
    print(f"http://127.0.0.1:{server.server_port}/status")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print("stopped")
    finally:
        server.server_close()
        service.close()


if __name__ == "__main__":
    main()
