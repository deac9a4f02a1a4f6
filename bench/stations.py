"""Time and memory to load and check every protocol of a national election, each time in a fresh process."""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

from bench.report import Row, Table, markdown
from dauys.core.stations import shipped_paths

NAME = "russia-2011"
RUNS_COUNT = 5
# The kernel's high-water mark of the process itself; `getrusage` would carry over what its parent once held.
MEASURED = """
import json, sys, time
start = time.perf_counter()
from dauys.core.stations import check_table, read_mapping, read_table
imported = time.perf_counter()
table = read_table(sys.argv[1], read_mapping(sys.argv[2]))
loaded = time.perf_counter()
report = check_table(table)
checked = time.perf_counter()
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps({"import": imported - start, "load": loaded - imported, "check": checked - loaded,
    "peak_mb": int(peak.split()[1]) / 1000, "rows": report.rows, "identities": len(report.identities)}))
"""


def run() -> list[Table]:
    """Measure the shipped table of 95,225 protocols as Parquet and as CSV, and the whole command."""
    parquet, mapping = shipped_paths(NAME)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / f"{NAME}.csv"
        frame = pl.read_parquet(parquet)
        frame.write_csv(text)
        for subject, path in (("Parquet", parquet), ("CSV", text)):
            measures = [measured(path, mapping) for _ in range(RUNS_COUNT)]
            found = {key: statistics.median(measure[key] for measure in measures) for key in measures[0]}
            rows += [
                Row(f"load, {subject}", found["load"], "s", note=f"{path.stat().st_size / 1e6:.1f} MB"),
                Row(f"check, {subject}", found["check"], "s", note=f"{found['identities']:.0f} identities"),
                Row(f"import, load and check, {subject}", sum_of_times(found), "s"),
                Row(f"peak memory, {subject}", found["peak_mb"], "MB"),
            ]
        start = time.perf_counter()
        command = [sys.executable, "-m", "dauys.cli", "check", NAME, "--format", "json"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        rows.append(Row(f"dauys check {NAME}", time.perf_counter() - start, "s", note="the whole process"))
    return [
        Table(
            title="Loading and checking protocols",
            rows=rows,
            note=f"{frame.height:,} protocols, {frame.width} columns; {RUNS_COUNT} fresh processes each.",
        )
    ]


def measured(path: Path, mapping: Path) -> dict[str, float]:
    """Return what one fresh process measures of itself."""
    process = subprocess.run(
        [sys.executable, "-c", MEASURED, str(path), str(mapping)], check=True, capture_output=True, text=True
    )
    answer: dict[str, float] = json.loads(process.stdout)
    return answer


def sum_of_times(found: dict[str, float]) -> float:
    """Return the seconds from the first import to the finished report."""
    return found["import"] + found["load"] + found["check"]


def main() -> None:
    """Print the table."""
    print(markdown(run()))


if __name__ == "__main__":
    main()
