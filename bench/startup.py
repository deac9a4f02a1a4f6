"""How long a person waits for the command line from a cold start."""

import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from bench.report import Row, Table, median_seconds

VOTES = """option,kind,votes
Amanat,party,3431510
Auyl,party,693938
Respublica,party,547154
Ak Zhol,party,535139
People's Party (QHP),party,432920
NSDP,party,331058
Baitaq,party,146431
against all,against_all,248291
"""


def run() -> list[Table]:
    """Time whole processes; the interpreter alone is the first row."""
    with tempfile.TemporaryDirectory() as folder:
        votes = Path(folder) / "votes.csv"
        votes.write_text(VOTES, encoding="utf-8")
        python = sys.executable
        commands = {
            "python -c pass": [python, "-c", "pass"],
            "import dauys": [python, "-c", "import dauys"],
            "dauys --help": [python, "-m", "dauys.cli", "--help"],
            "dauys seats VOTES.csv": [
                *(python, "-m", "dauys.cli", "seats", str(votes)),
                *("--law", "kz/majilis-2023", "--format", "json"),
            ],
        }
        rows = []
        for subject, command in commands.items():
            start = partial(subprocess.run, command, check=True, stdout=subprocess.DEVNULL)
            rows.append(Row(subject, median_seconds(start, 9) * 1000, "ms"))
    return [
        Table("Cold start, whole process", rows, "Targets: `import dauys` < 200 ms, `dauys seats` < 700 ms.")
    ]
