"""`dauys serve` and `dauys demo`: the web app on this machine.

Django is started by the name of its settings; the command line knows nothing else of the server.
"""

import os
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from dauys.cli.output import reader_language
from dauys.core.problems import InputProblem
from dauys.core.wording import Message, msg, render

SETTINGS = "dauys.server.settings"
APPLICATION = "dauys.server.wsgi:application"
# A first start compiles nothing but reads much; a slow disk may need this long.
READY_TIMEOUT_SECONDS = 60.0
# An address that listens everywhere is reached on this machine under this name.
LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - compared with, not bound to


def server_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that both commands share."""
    for option in reversed(
        (
            click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on."),
            click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True),
            click.option(
                "--workers",
                type=click.IntRange(1, 64),
                default=min(2, os.cpu_count() or 1),
                help="Processes that answer requests. Default: 2, or 1 on a single core.",
            ),
            click.option(
                "--home",
                type=click.Path(file_okay=False, path_type=Path),
                help="Data folder. Default: DAUYS_HOME, then ./var.",
            ),
        )
    ):
        command = option(command)
    return command


@click.command()
@server_options
@click.option("--prepare", is_flag=True, help="First bring database, static files and pages up to date.")
def serve(host: str, port: int, workers: int, home: Path | None, *, prepare: bool) -> None:
    """Serve the web app.

    \b
    Examples:
      dauys serve --prepare
      DAUYS_ALLOWED_HOSTS=dauys.example DAUYS_HTTPS=1 dauys serve --host 0.0.0.0 --port 8000

    Refuses to start on a database that is not up to date; docs/guides/operator.md lists the settings.
    """
    require_free_port(host, port)
    start_django(home)
    if prepare:
        prepare_home()
    else:
        require_prepared_home()
    run(host, port, workers)


@click.command()
@server_options
def demo(host: str, port: int, workers: int, home: Path | None) -> None:
    """Prepare everything and serve the reference election.

    \b
    Example:
      dauys demo --port 8080
    """
    require_free_port(host, port)
    start_django(home)
    prepare_home()
    run(host, port, workers)


def say(message: Message) -> None:
    """Print one line about the progress; the standard output is kept for the address."""
    click.echo(render(message, reader_language()), err=True)


def require_free_port(host: str, port: int) -> None:
    """Check that the address can be listened on, before anything is written.

    Raises
    ------
    InputProblem
        If another program listens there, or the address is not one of this machine.
    """
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            # Without this a port that was left seconds ago would look busy.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise InputProblem(
            msg(
                "Cannot listen on {host} port {port}: {reason}.",
                host=host,
                port=str(port),
                reason=error.strerror or str(error),
            ),
            field="--port",
            expected=msg("a free port, for example --port {port}", port=str(port + 1)),
        ) from error


def start_django(home: Path | None) -> None:
    """Read the settings and check them.

    Raises
    ------
    InputProblem
        If a setting is wrong or the database cannot be reached.
    """
    if home is not None:
        os.environ["DAUYS_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    import django
    from django.core.checks import Error, run_checks
    from django.core.exceptions import ImproperlyConfigured
    from django.db import connections
    from django.db.utils import OperationalError

    try:
        django.setup()
        mistakes = [str(found) for found in run_checks() if isinstance(found, Error)]
        if mistakes:
            raise ImproperlyConfigured(" ".join(mistakes))
        for alias in connections:
            connections[alias].ensure_connection()
    except (ImproperlyConfigured, OperationalError) as error:
        raise InputProblem(
            msg("The server cannot start: {reason}", reason=" ".join(str(error).split()))
        ) from error


def require_prepared_home() -> None:
    """Check that database and static files are those of this version.

    Raises
    ------
    InputProblem
        If something is missing or of another version.
    """
    from django.conf import settings
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    for alias in connections:
        executor = MigrationExecutor(connections[alias])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise not_prepared(msg("The database is not up to date."))
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        raise not_prepared(msg("The static files were not collected."))


def not_prepared(what: Message) -> InputProblem:
    """Return the problem of a data folder that is not ready."""
    return InputProblem(
        what, expected=msg("`dauys serve --prepare` or `dauys demo` was run once in this folder")
    )


def prepare_home() -> None:
    """Bring database, reference data, static files and kept pages up to date; each step may be repeated."""
    from django.core.management import call_command
    from django.core.management.base import CommandError
    from django.db import connections

    try:
        say(msg("Preparing the database …"))
        for alias in connections:
            call_command("migrate", database=alias, verbosity=0)
            call_command("createcachetable", database=alias, verbosity=0)
        say(msg("Loading the reference elections …"))
        call_command("load_reference")
        say(msg("Collecting static files …"))
        call_command("collectstatic", interactive=False, verbosity=0)
        say(msg("Drawing the pages in three languages …"))
        call_command("warm_pages")
    except CommandError as error:
        raise InputProblem(msg("The server cannot start: {reason}", reason=str(error))) from error
    # The workers open connections of their own.
    connections.close_all()


def run(host: str, port: int, workers: int) -> None:
    """Serve until interrupted; the address is printed when the first page can be read."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    server = Server(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        # Django's work is done under the interpreter's lock; more threads only wait for one another.
        blocking_threads=2,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        log_access=False,
        websockets=False,
    )
    address = f"http://{LOOPBACK.get(host, host)}:{port}/"
    threading.Thread(target=announce, args=(address,), daemon=True).start()
    server.serve()
    say(msg("Dauys has stopped."))


def announce(address: str) -> None:
    """Print ``address`` as soon as the server answers."""
    deadline = time.monotonic() + READY_TIMEOUT_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}healthz", timeout=5):  # noqa: S310 - our own address
                break
        except urllib.error.HTTPError:
            # It answers; who may ask under which name is the operator's setting.
            break
        except OSError:
            time.sleep(0.1)
    click.echo(render(msg("Dauys is running at {address}", address=address), reader_language()))
    say(msg("Stop it with Ctrl+C."))
