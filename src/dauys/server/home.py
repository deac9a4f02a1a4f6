"""The data folder of an installation: databases, collected static files and the secret key."""

import os
import secrets
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def data_home() -> Path:
    """Return the data folder (``DAUYS_HOME``, else ``./var``), made for its owner alone if missing."""
    home = Path(os.environ.get("DAUYS_HOME") or "var").resolve()
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        text = f"DAUYS_HOME={home} cannot be used as the data folder: {error.strerror}"
        raise ImproperlyConfigured(text) from error
    return home


def secret_key(home: Path) -> str:
    """Return the installation's secret key; the first start draws it and keeps it at mode 0600."""
    path = home / "secret_key"
    if not path.exists():
        descriptor, written = tempfile.mkstemp(dir=home, prefix="secret_key.")
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(50))
            # A link is made whole or not at all, and never replaces the key of a worker that was quicker.
            os.link(written, path)
        except FileExistsError:
            pass
        finally:
            Path(written).unlink()
    key = path.read_text(encoding="ascii").strip()
    if len(key) < 50:
        text = f"{path} holds no usable key; restore it from a backup or remove it to draw a new one"
        raise ImproperlyConfigured(text)
    return key
