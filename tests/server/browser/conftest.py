"""A real server with the reference election, and a real Chromium that reads it.

The browser is Debian's (`make chromium`). Where it is missing the tests are skipped and say so; in CI they
fail instead.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    ViewportSize,
    sync_playwright,
)

SECONDS_TO_START = 120
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1440, "height": 900}


@dataclass
class Reader:
    """A page in a browser, with everything that a reader's machine noticed while reading."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go to ``path`` and wait until everything in the page is loaded."""
        self.page.goto(self.address + path)

    def foreign_requests(self) -> list[str]:
        """Return the addresses asked for on any other machine."""
        return [url for url in self.requests if not url.startswith((self.address, "data:"))]

    def width_beyond_the_window(self) -> int:
        """Return by how many pixels the page is wider than its window.

        A phone shrinks a page that is too wide and then calls its window wider, so the window is not asked.
        """
        width = self.page.evaluate("document.documentElement.scrollWidth")
        window = self.page.viewport_size
        assert isinstance(width, int)
        assert window is not None
        return max(0, width - window["width"])


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        assert isinstance(port, int)
        return port


def wait_until_up(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait for the first answer; fail with the server's own words if it ends instead."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(address + "/healthz", timeout=5).close()  # noqa: S310 - our own address
        except (urllib.error.URLError, OSError):
            if server.poll() is not None:
                break
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"the server did not come up:\n{log.read_text(encoding='utf-8', errors='replace')}")


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the reference election from a data folder of its own; yields the address."""
    home = tmp_path_factory.mktemp("home")
    log = home / "server.log"
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("DAUYS_")},
        "DAUYS_HOME": str(home / "data"),
        "DAUYS_LANG": "en",
    }
    command = [sys.executable, "-m", "dauys.cli", "demo", "--port", str(port)]
    with log.open("wb") as written:
        server = subprocess.Popen(command, env=environment, stdout=written, stderr=subprocess.STDOUT)
    try:
        wait_until_up(f"http://127.0.0.1:{port}", server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium without a window."""
    executable = shutil.which("chromium")
    if executable is None:
        reason = "Chromium is missing; on Debian: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        # Chromium refuses its sandbox to root, which is what containers run as; it only reads our own pages.
        started = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield started
        started.close()


def listen(context: BrowserContext, address: str) -> Reader:
    """Open a page that remembers its requests and every complaint of the browser."""
    # A page of this machine answers at once; what takes longer is missing.
    context.set_default_timeout(10_000)
    reader = Reader(context.new_page(), address)

    def on_request(request: Request) -> None:
        reader.requests.append(request.url)

    def on_console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            reader.complaints.append(message.text)

    def on_page_error(error: Exception) -> None:
        reader.complaints.append(str(error))

    reader.page.on("request", on_request)
    reader.page.on("console", on_console)
    reader.page.on("pageerror", on_page_error)
    return reader


@pytest.fixture
def desk(browser: Browser, address: str) -> Iterator[Reader]:
    """A reader at a large screen."""
    context = browser.new_context(viewport=DESK, locale="en-GB")
    yield listen(context, address)
    context.close()


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Reader]:
    """A reader with a telephone."""
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, locale="en-GB")
    yield listen(context, address)
    context.close()


@pytest.fixture
def scriptless(browser: Browser, address: str) -> Iterator[Reader]:
    """A reader whose browser runs no scripts."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    yield listen(context, address)
    context.close()
