"""Reads of elections."""

from dauys.server.elections.page import ElectionBrief


def election_library() -> tuple[ElectionBrief, ...]:
    """Return all elections, newest first."""
    return ()


def reference_files() -> tuple[str, ...]:
    """Return the names of the reference files."""
    return ()


def data_version() -> str:
    """Return the digest of the reference data that was loaded."""
    return ""
