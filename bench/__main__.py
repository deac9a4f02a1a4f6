"""Run every benchmark: ``python -m bench [NAME …] [--write FILE]``."""

import argparse
import importlib
from pathlib import Path

from bench.report import Table, markdown

NAMES = ("allocations", "startup", "stations", "pages", "evidence")
HEAD = """# Benchmarks

`make bench` prints these tables; `.venv/bin/python -m bench --write docs/benchmarks.md` writes this page.
Peers are pinned in `requirements/bench.txt` and run in the same process and the same minute as Dauys.

"""


def main() -> None:
    """Run the chosen benchmarks and print or write their tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of {', '.join(NAMES)}; default: all")
    parser.add_argument("--write", type=Path, help="write the page to this file instead of the terminal")
    arguments = parser.parse_args()
    unknown = set(arguments.names) - set(NAMES)
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}; expected {', '.join(NAMES)}")
    tables: list[Table] = []
    for name in arguments.names or NAMES:
        tables += importlib.import_module(f"bench.{name}").run()
    text = HEAD + markdown(tables)
    if arguments.write:
        arguments.write.write_text(text, encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
