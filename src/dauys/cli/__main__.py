"""Run the command line as ``python -m dauys.cli``."""

from dauys.cli import main

main()
