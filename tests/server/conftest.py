"""A server with the reference election in its database and its static files collected."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoDbBlocker

from dauys.server.remember import forget_local

LANGUAGES = ("kk", "ru", "en")


@pytest.fixture(scope="session")
def static_files() -> None:
    """Collect the static files as an installation does; needs `make assets` once."""
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Load the reference election once for all tests of a process."""
    with django_db_blocker.unblock():
        call_command("load_reference", verbosity=0)


@pytest.fixture
def reader(static_files: None, db: None) -> Iterator[Client]:
    """A reader's browser before a server that has answered nothing yet."""
    forget_local()
    cache.clear()
    yield Client()
    forget_local()
