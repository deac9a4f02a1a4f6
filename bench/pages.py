"""The election page as fifty readers see it at once: a real server, real sockets, SQLite."""

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import URLError

from bench.report import Row, Table

CLIENTS_COUNT = 50
REQUESTS_PER_CLIENT = 20


def run() -> list[Table]:
    """Measure single and concurrent reading of the main pages."""
    paths = {
        "health check (empty answer)": "/healthz",
        "home page": "/en/",
        "election page": "/en/elections/majilis-2023/",
        "election page, Kazakh": "/kk/elections/majilis-2023/",
        "the same votes under another law": "/en/elections/majilis-2023/seats/?law=kz/majilis-2009",
    }
    alone, together = [], []
    with serving() as port:
        for subject, path in paths.items():
            asyncio.run(read_pages(port, path, clients_count=1, requests_count=5))
            durations = asyncio.run(read_pages(port, path, clients_count=1, requests_count=50))
            alone.append(Row(subject, statistics.median(durations) * 1000, "ms", note=spread(durations)))
        for subject, path in paths.items():
            start = time.perf_counter()
            durations = asyncio.run(
                read_pages(port, path, clients_count=CLIENTS_COUNT, requests_count=REQUESTS_PER_CLIENT)
            )
            per_second = len(durations) / (time.perf_counter() - start)
            note = f"{spread(durations)}; {per_second:.0f} pages a second"
            together.append(Row(subject, statistics.median(durations) * 1000, "ms", note=note))
    return [
        Table("Pages, one reader at a time, warm, SQLite", alone, "Target: election page median < 60 ms."),
        Table(
            f"Pages, {CLIENTS_COUNT} readers at once, each asking again as soon as it is answered",
            together,
            "Server and readers share the two cores; a reader here never pauses to read.",
        ),
    ]


def spread(durations: list[float]) -> str:
    """Return the 95th percentile in words."""
    return f"95 % within {statistics.quantiles(durations, n=20)[-1] * 1000:.1f} ms"


@contextmanager
def serving() -> Iterator[int]:
    """Prepare a fresh data folder, start the real server on a free port, and stop it at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"DAUYS_HOME": folder}
        command = [sys.executable, "-m", "dauys.cli", "demo", "--port", str(port)]
        server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        try:
            wait_until_up(port, server)
            yield port
        finally:
            server.terminate()
            server.wait(timeout=20)


def wait_until_up(port: int, server: "subprocess.Popen[bytes]") -> None:
    """Return when the server answers; fail when it ended or two minutes have passed."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError("the server ended before it answered")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
        else:
            return
    raise RuntimeError("the server did not answer within two minutes")


async def read_pages(port: int, path: str, *, clients_count: int, requests_count: int) -> list[float]:
    """Return the seconds each request took, over ``clients_count`` connections that stay open."""
    clients = [read_again_and_again(port, path, requests_count) for _ in range(clients_count)]
    return [seconds for durations in await asyncio.gather(*clients) for seconds in durations]


async def read_again_and_again(port: int, path: str, requests_count: int) -> list[float]:
    """Ask for ``path`` over one HTTP/1.1 connection and read each answer to its end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\n\r\n".encode()
    durations = []
    for _ in range(requests_count):
        start = time.perf_counter()
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        if not head.startswith(("http/1.1 200", "http/1.1 204")):
            text = f"{path} answered {head.splitlines()[0]}"
            raise RuntimeError(text)
        await read_body(reader, head)
        durations.append(time.perf_counter() - start)
    writer.close()
    await writer.wait_closed()
    return durations


async def read_body(reader: asyncio.StreamReader, head: str) -> None:
    """Read a body of a stated length or in chunks."""
    if "content-length:" in head:
        await reader.readexactly(int(head.split("content-length:")[1].split("\r\n", maxsplit=1)[0]))
        return
    while length := int((await reader.readline()).strip() or b"0", 16):
        await reader.readexactly(length + 2)
    await reader.readline()
