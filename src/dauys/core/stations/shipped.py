"""The tables that come with Dauys, each with its mapping."""

from pathlib import Path

FOLDER = Path(__file__).parents[2] / "reference" / "stations"


def shipped_tables() -> tuple[str, ...]:
    """Return the short names of the tables that come with Dauys, such as ``russia-2011``."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.parquet")))


def shipped_paths(name: str) -> tuple[Path, Path]:
    """Return the table and the mapping file of a short name.

    Raises
    ------
    LookupError
        When no such table comes with Dauys.
    """
    if name not in shipped_tables():
        raise LookupError(name)
    return FOLDER / f"{name}.parquet", FOLDER / f"{name}.toml"
