"""`dauys serve` and `dauys demo`: clear refusals before anything is written, and a clean end."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

DAUYS = [sys.executable, "-m", "dauys.cli"]


def environment(**changes: str) -> dict[str, str]:
    """Return an environment without settings of the developer's own installation."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DAUYS_", "DJANGO_"))}
    return {**kept, "DAUYS_LANG": "en", **changes}


def run(*arguments: str, **changes: str) -> "subprocess.CompletedProcess[str]":
    """Run a command that must end by itself."""
    return subprocess.run(
        [*DAUYS, *arguments],
        env=environment(**changes),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def busy_port() -> Iterator[int]:
    """A port on which somebody else listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


@pytest.fixture
def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_busy_port_is_refused_before_anything_is_written(
    command: str, busy_port: int, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    outcome = run(command, "--port", str(busy_port), "--home", str(home))
    assert outcome.returncode == 2
    assert f"Cannot listen on 127.0.0.1 port {busy_port}" in outcome.stderr
    assert f"--port {busy_port + 1}" in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert not home.exists()


def test_serve_refuses_a_folder_that_was_not_prepared(free_port: int, tmp_path: Path) -> None:
    outcome = run("serve", "--port", str(free_port), "--home", str(tmp_path))
    assert outcome.returncode == 2
    assert "The database is not up to date." in outcome.stderr
    assert "dauys serve --prepare" in outcome.stderr


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("DAUYS_DATABASE_URL", "mysql://nobody@localhost/x", "DAUYS_DATABASE_URL"),
        ("DAUYS_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/x?connect_timeout=2", "cannot start"),
        ("DAUYS_HOME", "/dev/null/home", "cannot be used as the data folder"),
    ],
)
def test_wrong_setting_is_refused_with_a_sentence(
    setting: str, value: str, sentence: str, free_port: int, tmp_path: Path
) -> None:
    changes = {"DAUYS_HOME": str(tmp_path), setting: value}
    outcome = run("serve", "--port", str(free_port), **changes)
    assert outcome.returncode == 2
    assert sentence in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_demo_prints_its_address_when_the_page_is_up_and_ends_cleanly(free_port: int, tmp_path: Path) -> None:
    command = [*DAUYS, "demo", "--port", str(free_port), "--home", str(tmp_path), "--workers", "1"]
    with subprocess.Popen(
        command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        line = server.stdout.readline()
        try:
            found = re.search(r"http://127\.0\.0\.1:\d+/", line)
            assert found is not None, line
            with urllib.request.urlopen(found.group() + "en/elections/majilis-2023/", timeout=20) as page:  # noqa: S310 - our own
                assert page.status == 200
                assert "40" in page.read().decode()
        finally:
            server.send_signal(signal.SIGINT)
            _out, told = server.communicate(timeout=30)
    assert server.returncode == 0
    assert "Dauys has stopped." in told
    assert "Traceback" not in told
    # What was prepared once is ready for `serve`, and the key is the owner's alone.
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
