"""Where the files of a log lie: in memory for tests and proofs, in a directory for keeps."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol


class Readable(Protocol):
    """A place from which the files of a log can be read; paths are relative, with forward slashes."""

    def read(self, path: str) -> bytes | None:
        """Return the file at ``path``, or None if there is none."""

    def names(self, folder: str) -> list[str]:
        """Return the paths of all files below ``folder``, sorted; a place that cannot list returns none."""


class Storage(Readable, Protocol):
    """A place that also keeps files."""

    def write(self, files: Mapping[str, bytes]) -> None:
        """Keep ``files``; when this returns, they survive a power cut, and none is ever seen half-written."""

    def delete(self, paths: Iterable[str]) -> None:
        """Remove files; one that is not there is no error."""


class MemoryStorage:
    """Files in a dictionary."""

    def __init__(self, files: Mapping[str, bytes] | None = None) -> None:
        self.files = dict(files or {})

    def read(self, path: str) -> bytes | None:
        """Return the file at ``path``, or None if there is none."""
        return self.files.get(path)

    def names(self, folder: str) -> list[str]:
        """Return the paths of all files below ``folder``, sorted."""
        return sorted(path for path in self.files if path.startswith(folder + "/"))

    def write(self, files: Mapping[str, bytes]) -> None:
        """Keep ``files``."""
        self.files.update(files)

    def delete(self, paths: Iterable[str]) -> None:
        """Remove files."""
        for path in paths:
            self.files.pop(path, None)


class DirectoryStorage:
    """Files below a directory; each is written beside its place, synced, and moved there in one step."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def read(self, path: str) -> bytes | None:
        """Return the file at ``path``, or None if there is none."""
        try:
            return (self.root / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def names(self, folder: str) -> list[str]:
        """Return the paths of all files below ``folder``, sorted; hidden ones are left out."""
        return sorted(
            path.relative_to(self.root).as_posix()
            for path in (self.root / folder).rglob("*")
            if path.is_file() and not path.name.startswith(".")
        )

    def write(self, files: Mapping[str, bytes]) -> None:
        """Keep ``files``, synced to the disk before this returns.

        Raises
        ------
        OSError
            As the file system gives it; files already moved to their places stay there.
        """
        folders: set[Path] = set()
        for path, data in files.items():
            target = self.root / path
            folders |= self._make_folder(target.parent)
            # What an interrupted write leaves, the next one overwrites; the dot hides it from readers.
            beside = target.parent / f".{target.name}.new"
            with beside.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(target)
        for folder in folders:
            _sync_folder(folder)

    def delete(self, paths: Iterable[str]) -> None:
        """Remove files and the folders that this leaves empty."""
        for path in paths:
            target = self.root / path
            target.unlink(missing_ok=True)
            if target.parent.is_dir() and not any(target.parent.iterdir()):
                target.parent.rmdir()

    def _make_folder(self, folder: Path) -> set[Path]:
        """Make ``folder``; return every folder whose list of names is about to change."""
        changed = {folder}
        missing = folder
        while not missing.exists():
            missing = missing.parent
            changed.add(missing)
        folder.mkdir(parents=True, exist_ok=True)
        return changed


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
