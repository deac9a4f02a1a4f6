"""What everything computed depends on, as digests: a cached answer is keyed by them and is never stale."""

import hashlib
from functools import cache
from pathlib import Path

import dauys

CODE = Path(dauys.__file__).parent
# Laws are TOML, translations are compiled catalogues; the reference data has a digest of its own.
SUFFIXES = frozenset({".py", ".html", ".toml", ".mo"})


@cache
def code_version() -> str:
    """Return the SHA-256 of the program as it was when this process first asked."""
    digest = hashlib.sha256(dauys.__version__.encode())
    for path in sorted(CODE.rglob("*")):
        if path.suffix in SUFFIXES:
            digest.update(path.relative_to(CODE).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
