"""A headless Chromium over its debugging pipe: what a page does in a real browser, without another dependency."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-extensions --hide-scrollbars --remote-debugging-pipe"
).split()
PATIENCE = 300.0  # seconds without a word: a busy machine is waited for


def program() -> str | None:
    """The browser's program, where there is one."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


@dataclass
class Seen:
    """What a page did: messages of its console, broken policies and scripts, and everything it asked a network for."""

    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


class Browser:
    """One tab. Commands go out on descriptor 3, answers and events come in on 4, each ended by a NUL."""

    def __init__(self, path: str) -> None:
        self.folder = tempfile.mkdtemp(prefix="outlay-browser-")
        ends = [*os.pipe(), *os.pipe()]
        out, self._out, self._in, back = (fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends)
        for end in ends:
            os.close(end)

        def as_3_and_4() -> None:
            os.dup2(out, 3)
            os.dup2(back, 4)

        self.process = subprocess.Popen(
            [path, *FLAGS, f"--user-data-dir={self.folder}"], pass_fds=(3, 4), preexec_fn=as_3_and_4,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(out)
        os.close(back)
        os.set_blocking(self._in, False)
        self._waiting = b""
        self._number = 0
        self._session = ""
        self.seen = Seen()
        self.loaded = False
        try:
            self._begin()
        except BaseException:
            self.close()
            raise

    def _begin(self) -> None:
        target = self.say("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.say("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.say(f"{domain}.enable")

    def close(self) -> None:
        """End the browser and remove what it kept."""
        self.process.kill()
        self.process.wait()
        os.close(self._out)
        os.close(self._in)
        shutil.rmtree(self.folder, ignore_errors=True)

    def say(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command and its answer."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            found = self._next()
            if found.get("id") == self._number:
                assert "error" not in found, f"{method}: {found['error']}"
                result: dict[str, Any] = found["result"]
                return result

    def _next(self) -> dict[str, Any]:
        until = time.monotonic() + PATIENCE
        while b"\0" not in self._waiting:
            assert time.monotonic() < until, "the browser says nothing"
            try:
                data = os.read(self._in, 1 << 20)
                assert data, "the browser has gone"
                self._waiting += data
            except BlockingIOError:
                time.sleep(0.005)
        raw, _, self._waiting = self._waiting.partition(b"\0")
        message: dict[str, Any] = json.loads(raw)
        self._note(message.get("method", ""), message.get("params", {}))
        return message

    def _note(self, method: str, said: dict[str, Any]) -> None:
        if method == "Page.loadEventFired":
            self.loaded = True
        elif method == "Runtime.exceptionThrown":
            self.seen.complaints.append(json.dumps(said["exceptionDetails"])[:500])
        elif method == "Runtime.consoleAPICalled":
            self.seen.complaints.append(json.dumps(said["args"])[:500])
        elif method == "Log.entryAdded":
            self.seen.complaints.append(said["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.seen.requests.append(said["request"]["url"])

    # ------------------------------------------------------------------------------------------------- a page

    def open(self, page: Path, width: int = 1280, height: int = 900, *, scripts: bool = True) -> Seen:
        """Open a file in a window of a size; a narrow one is a phone."""
        self.seen, self.loaded = Seen(), False
        phone = width < 600
        self.say("Emulation.setDeviceMetricsOverride", width=width, height=height, mobile=phone,
                 deviceScaleFactor=2 if phone else 1)  # fmt: skip
        self.say("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.say("Page.navigate", url=page.resolve().as_uri())
        while not self.loaded:
            self._next()
        return self.seen

    def ask(self, expression: str) -> Any:
        """What an expression comes to in the page."""
        found = self.say("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def point(self, selector: str, across: float = 0.5, down: float = 0.5) -> None:
        """Move the pointer to a place inside an element."""
        box = self.ask(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
            "e.scrollIntoView({block: 'center'});"
            "const b = e.getBoundingClientRect(); return [b.x, b.y, b.width, b.height]; })()"
        )
        x, y = box[0] + box[2] * across, box[1] + box[3] * down
        self.say("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def picture(self, *, whole: bool = True) -> bytes:
        """The page as a PNG: all of it, or what the window shows."""
        found = self.say("Page.captureScreenshot", format="png", captureBeyondViewport=whole, **self._clip(whole))
        return base64.b64decode(found["data"])

    def _clip(self, whole: bool) -> dict[str, Any]:
        if not whole:
            return {}
        size = self.say("Page.getLayoutMetrics")["cssContentSize"]
        return {"clip": {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 12_000), "scale": 1}}

    def printed(self) -> bytes:
        """The page as a PDF."""
        found = self.say("Page.printToPDF", printBackground=True, preferCSSPageSize=True,
                         paperWidth=8.27, paperHeight=11.69)  # fmt: skip
        return base64.b64decode(found["data"])
