"""The data folder and the database settings of an installation."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from dauys.server.databases import database_settings, use_bundled_sqlite
from dauys.server.home import data_home, secret_key


def test_old_sqlite_is_refused_with_a_sentence() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"SQLite 3\.51\.2 .*needs 3\.51\.3 or newer"):
        use_bundled_sqlite((3, 51, 2))
    use_bundled_sqlite((3, 51, 3))


def test_sqlite_holds_what_was_acknowledged(tmp_path: Path) -> None:
    script = (
        "import django; django.setup()\n"
        "from django.db import connections\n"
        "for alias in ('default', 'ephemeral'):\n"
        "    cursor = connections[alias].cursor()\n"
        "    names = ('journal_mode', 'synchronous', 'foreign_keys', 'secure_delete', 'trusted_schema')\n"
        "    for name in names:\n"
        "        print(alias, name, cursor.execute(f'PRAGMA {name}').fetchone()[0])\n"
        "    print(alias, 'mode', connections[alias].transaction_mode)\n"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DAUYS_")}
    environment["DAUYS_HOME"] = str(tmp_path)
    told = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    ).stdout
    for alias in ("default", "ephemeral"):
        # 2 is FULL: NORMAL would lose acknowledged rows at a power cut.
        for line in (
            "journal_mode wal",
            "synchronous 2",
            "foreign_keys 1",
            "secure_delete 1",
            "trusted_schema 0",
            "mode IMMEDIATE",
        ):
            assert f"{alias} {line}" in told
    assert (tmp_path / "dauys.sqlite3").exists()
    assert (tmp_path / "ephemeral.sqlite3").exists()


def test_postgresql_by_one_setting(tmp_path: Path) -> None:
    settings = database_settings(tmp_path, "postgresql://dauys@db.example/dauys")
    assert list(settings) == ["default"]
    assert settings["default"]["ENGINE"] == "django.db.backends.postgresql"


@pytest.mark.parametrize("url", ["sqlite:///x", "mysql://x/y", "file:///etc/passwd"])
def test_other_databases_are_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DAUYS_DATABASE_URL"):
        database_settings(tmp_path, url)


def test_secret_key_is_drawn_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    key = secret_key(tmp_path)
    assert len(key) >= 50
    assert secret_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_damaged_secret_key_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("short")
    with pytest.raises(ImproperlyConfigured, match="no usable key"):
        secret_key(tmp_path)


def test_data_folder_is_for_the_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAUYS_HOME", str(tmp_path / "new" / "home"))
    assert stat.S_IMODE(data_home().stat().st_mode) == 0o700


def test_data_folder_that_is_a_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("DAUYS_HOME", str(tmp_path / "file"))
    with pytest.raises(ImproperlyConfigured, match="cannot be used as the data folder"):
        data_home()


@pytest.mark.django_db(databases="__all__")
def test_migrations_say_what_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_tests_run_on_the_database_that_was_asked_for() -> None:
    wanted = "postgresql" if os.environ.get("DAUYS_TEST_POSTGRESQL") == "1" else "sqlite"
    assert connection.vendor == wanted


def test_behind_tls_readers_are_led_to_https_and_kept_there(tmp_path: Path) -> None:
    script = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "from django.conf import settings\n"
        "settings.STATIC_ROOT.mkdir()\n"
        "plain = Client().get('/en/', headers={'host': 'localhost'})\n"
        "print(plain.status_code, plain['Location'])\n"
        "headers = {'host': 'localhost', 'X-Forwarded-Proto': 'https'}\n"
        "behind = Client().post('/en/i18n/setlang/', {'language': 'kk'}, headers=headers)\n"
        "print(behind['Strict-Transport-Security'])\n"
        "print(settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.DEBUG)\n"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DAUYS_")}
    environment |= {"DAUYS_HOME": str(tmp_path), "DAUYS_HTTPS": "1"}
    told = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    assert told.stdout.splitlines() == ["301 https://localhost/en/", "max-age=31536000", "True True False"], (
        told.stderr
    )
