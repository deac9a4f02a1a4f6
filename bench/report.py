"""Rows of a benchmark, measured in one run on one machine and printed as Markdown."""

import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One measured figure; ``ratio`` compares it with the first row of its table (larger is faster)."""

    subject: str
    figure: float
    unit: str
    ratio: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Table:
    """The rows that belong together."""

    title: str
    rows: Sequence[Row]
    note: str = ""


def median_seconds(work: Callable[[], object], runs_count: int) -> float:
    """Return the median wall-clock time of ``work`` over ``runs_count`` runs; a first one is not counted."""
    work()
    durations = []
    for _ in range(runs_count):
        start = time.perf_counter()
        work()
        durations.append(time.perf_counter() - start)
    return statistics.median(durations)


def written(number: float) -> str:
    """Return ``number`` with three significant digits and grouped thousands."""
    if number >= 1000:
        return f"{float(f'{number:.3g}'):,.0f}"
    return f"{number:.3g}"


def markdown(tables: Sequence[Table]) -> str:
    """Return all tables as one Markdown text, headed by the machine that they were measured on."""
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    lines = [f"Measured on {machine}; medians; ratios are to the first row of each table."]
    for table in tables:
        lines += ["", f"## {table.title}", ""]
        lines += ["| subject | figure | ratio | note |", "| --- | ---: | ---: | --- |"]
        for row in table.rows:
            ratio = "" if row.ratio is None else f"{written(row.ratio)} ×"
            lines.append(f"| {row.subject} | {written(row.figure)} {row.unit} | {ratio} | {row.note} |")
        if table.note:
            lines += ["", table.note]
    return "\n".join(lines) + "\n"
