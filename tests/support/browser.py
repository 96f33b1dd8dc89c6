"""A browser without a window, spoken to over a pipe (Chrome DevTools Protocol)."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
_PATIENCE = 300  # seconds; the first start of a browser is slow, and so is a busy machine
_PAUSE = 0.02


# The protocol speaks on the descriptors 3 and 4.
_LAUNCHER = """
import os, sys
for given, wanted in ((int(sys.argv[1]), 100), (int(sys.argv[2]), 101), (100, 3), (101, 4)):
    os.dup2(given, wanted)
os.execv(sys.argv[3], sys.argv[3:])
"""


class Browser:
    """One page of a browser.

    Attributes:
        requests: the addresses that the page asked for.
        complaints: what it wrote to its console, and what was refused to it.
        received: the bytes that it was sent over web sockets.
        sent: the texts that it has sent over them.
    """

    requests: list[str]
    complaints: list[str]
    received: bytes
    sent: list[str]

    def __init__(self, folder: Path) -> None:
        to_browser, self._ask = os.pipe()
        self._hear, from_browser = os.pipe()
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-c", _LAUNCHER, str(to_browser), str(from_browser)),
                *(CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
                *("--remote-debugging-pipe", "--hide-scrollbars", f"--user-data-dir={folder}"),
                "about:blank",
            ],
            pass_fds=(to_browser, from_browser),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        self._heard = b""
        self._number = 0
        self._session = ""
        self._context: dict[str, Any] = {}

    def begin(self) -> None:
        """Make a page that knows nothing of the one before, and listen to what it does."""
        before, self._session = self._session, ""
        if before:
            self.call("Target.disposeBrowserContext", **self._context)
        self._context = self.call("Target.createBrowserContext")
        target = self.call("Target.createTarget", url="about:blank", **self._context)["targetId"]
        self.requests, self.complaints, self.received, self.sent = [], [], b"", []
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.call(f"{domain}.enable")

    def close(self) -> None:
        """End the browser."""
        os.close(self._ask)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._hear)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Ask the browser for something, and wait for the answer."""
        answer = self._answer(method, parameters)
        assert "error" not in answer, answer
        found: dict[str, Any] = answer["result"]
        return found

    def _answer(self, method: str, parameters: dict[str, Any]) -> dict[str, Any]:
        self._number += 1
        said = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            said["sessionId"] = self._session
        os.write(self._ask, json.dumps(said).encode() + b"\0")
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            heard = self._next()
            if heard.get("id") == self._number:
                return heard
            self._note(heard)
        raise AssertionError(f"the browser gave no answer to {method}")

    def open(
        self,
        address: str,
        width: int = 1280,
        dark: bool = False,
        leads_to: str = "",
        height: int = 900,
    ) -> None:
        """Show a page, and wait until it is there, or the one that it leads to."""
        self.requests.clear()
        self.complaints.clear()
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 500,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])
        self.call("Page.navigate", url="about:blank")
        self.call("Page.navigate", url=address)
        self.arrive(
            f"location.href + document.readyState == {json.dumps(f'{leads_to or address}complete')}"
        )

    def arrive(self, expression: str) -> None:
        """Wait until an expression of JavaScript holds, on whichever page is there by then."""
        deadline = time.monotonic() + _PATIENCE
        # Asked again and again, since where no script may run no event is heard either.
        wanted = {"expression": expression, "returnByValue": True}
        while True:
            # Between two pages there is none that could answer.
            answer = self._answer("Runtime.evaluate", wanted)
            if "result" in answer and answer["result"]["result"].get("value") is True:
                return
            assert time.monotonic() < deadline, f"{expression} never holds"
            time.sleep(_PAUSE)

    def ask(self, expression: str) -> Any:
        """What an expression of JavaScript comes to on the page."""
        answer = self.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def listen(self, holds: Callable[[], bool]) -> None:
        """Listen to the page until something holds of what was heard."""
        while not holds():
            self._note(self._next())

    def press(self, key: str, code: int) -> None:
        """Press and release a key."""
        for kind in ("keyDown", "keyUp"):
            self.call(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code
            )

    def picture(self) -> bytes:
        """The whole page as PNG."""
        found = self.call("Page.captureScreenshot", captureBeyondViewport=True)
        return base64.b64decode(found["data"])

    def paper(self) -> bytes:
        """The page printed, as PDF."""
        found = self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        return base64.b64decode(found["data"])

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._heard:
            assert select.select([self._hear], [], [], _PATIENCE)[0], "the browser says nothing"
            piece = os.read(self._hear, 1 << 20)
            assert piece, "the browser has ended"
            self._heard += piece
        message, _, self._heard = self._heard.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found

    def _note(self, heard: dict[str, Any]) -> None:
        method, told = heard.get("method", ""), heard.get("params", {})
        if method == "Network.requestWillBeSent":
            self.requests.append(told["request"]["url"])
        elif method == "Network.webSocketFrameReceived" and told["response"]["opcode"] == 2:
            self.received += base64.b64decode(told["response"]["payloadData"])
        elif method == "Network.webSocketFrameSent":
            self.sent.append(told["response"]["payloadData"])
        elif method == "Log.entryAdded":
            self.complaints.append(told["entry"]["text"])
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(str(told["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled":
            self.complaints.append(str(told["args"]))
