"""Which database keeps the rows: SQLite on one machine, PostgreSQL by one setting when a team outgrows it."""

import sys
from pathlib import Path
from typing import Any

import dj_database_url
import pysqlite3
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model

# SQLite 3.51.3 repaired a bug by which resetting the write-ahead log could corrupt a database.
OLDEST_SQLITE = (3, 51, 3)

# synchronous=FULL: NORMAL loses acknowledged rows at a power cut (docs/decisions/database.md).
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"
    "PRAGMA foreign_keys=ON;"
    "PRAGMA secure_delete=ON;"
    "PRAGMA trusted_schema=OFF"
)

# What may be lost without harm lives in a file of its own, so that it never delays or bloats the evidence.
EPHEMERAL = "ephemeral"
EPHEMERAL_APPS = frozenset({"sessions", "django_cache"})


def use_bundled_sqlite(version: tuple[int, ...] = pysqlite3.sqlite_version_info) -> None:
    """Make Django use the SQLite of `pysqlite3`; call it before Django imports its backend.

    Raises
    ------
    ImproperlyConfigured
        If ``version`` is older than `OLDEST_SQLITE`.
    """
    if version < OLDEST_SQLITE:
        found = ".".join(map(str, version))
        oldest = ".".join(map(str, OLDEST_SQLITE))
        text = (
            f"SQLite {found} can corrupt its write-ahead log; Dauys needs {oldest} or newer. "
            "Reinstall the locked packages (make demo) or set DAUYS_DATABASE_URL to a PostgreSQL database."
        )
        raise ImproperlyConfigured(text)
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


def sqlite_settings(path: Path) -> dict[str, Any]:
    """Return Django's settings of one SQLite file."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "init_command": SQLITE_PRAGMAS,
            # A transaction takes the write lock when it begins, not halfway, where it could only fail.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        },
    }


def database_settings(home: Path, url: str) -> dict[str, dict[str, Any]]:
    """Return Django's DATABASES: two files under ``home``, or the one PostgreSQL database of ``url``."""
    if not url:
        use_bundled_sqlite()
        return {
            "default": sqlite_settings(home / "dauys.sqlite3"),
            EPHEMERAL: sqlite_settings(home / "ephemeral.sqlite3"),
        }
    if not url.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured(
            "DAUYS_DATABASE_URL must begin with postgresql:// (leave it empty for SQLite)"
        )
    return {"default": dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))}


class EphemeralRouter:
    """Sends sessions and the cache to their own file."""

    def db_for_read(self, model: type[Model], **_hints: object) -> str | None:
        """Return the database that reads of ``model`` go to; None for the default."""
        return EPHEMERAL if model._meta.app_label in EPHEMERAL_APPS else None

    def db_for_write(self, model: type[Model], **_hints: object) -> str | None:
        """Return the database that writes of ``model`` go to; None for the default."""
        return EPHEMERAL if model._meta.app_label in EPHEMERAL_APPS else None

    def allow_migrate(self, db: str, app_label: str, **_hints: object) -> bool:
        """Return whether the tables of ``app_label`` belong into ``db``."""
        return (db == EPHEMERAL) == (app_label in EPHEMERAL_APPS)
