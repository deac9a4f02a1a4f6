"""What must never be committed is not committed."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LARGEST_BYTES = 3 * 1024 * 1024
# Written in two halves, so that this file does not contain what it looks for.
FORBIDDEN = [
    "files.python" + "hosted",
    "py" + "pi.org",
    "registry.npm" + "js",
    "deb.debian" + ".org",
    "BEGIN PRIVATE" + " KEY",
    "BEGIN OPENSSH" + " PRIVATE",
]


@pytest.fixture(scope="module")
def tracked() -> list[Path]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    return [ROOT / name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_registry_or_holds_a_key(tracked: list[Path]) -> None:
    found = [
        (path.relative_to(ROOT).as_posix(), text)
        for path in tracked
        if path.suffix != ".parquet"
        for text in FORBIDDEN
        if text.encode() in path.read_bytes()
    ]
    assert found == []


def test_committed_files_stay_small(tracked: list[Path]) -> None:
    assert [path.name for path in tracked if path.stat().st_size > LARGEST_BYTES] == []


def test_lock_files_carry_hashes_and_no_addresses(tracked: list[Path]) -> None:
    locks = [path for path in tracked if path.parent.name == "requirements" and path.suffix == ".txt"]
    assert len(locks) == 4
    for lock in locks:
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text
        assert text.count("==") <= text.count("--hash=sha256:")
    npm_lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in npm_lock
    assert npm_lock.count('"integrity"') == npm_lock.count('"node_modules/')


def test_every_data_folder_names_its_sources() -> None:
    folders = [folder for folder in (ROOT / "src" / "dauys" / "reference").iterdir() if folder.is_dir()]
    assert folders
    for folder in folders:
        sources = (folder / "SOURCES.md").read_text(encoding="utf-8")
        unnamed = [
            path.name
            for path in folder.iterdir()
            if path.suffix in {".csv", ".parquet", ".geojson"}
            and path.name not in sources
            and path.stem not in sources
        ]
        assert unnamed == []
