"""`load_reference`: bring the tables to what the shipped reference files say."""

from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from dauys.server.elections import selectors
from dauys.server.elections.services import REFERENCE_FOLDER, STEPS_COUNT, load_reference, reference_digest


class Command(BaseCommand):
    """Loads places, elections and results; all of it, or on an error nothing."""

    help = "Load the reference data that come with Dauys; loading them again changes nothing."

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load unless exactly these files were loaded before."""
        if selectors.data_version() == reference_digest(REFERENCE_FOLDER):
            return
        console = Console(stderr=True)
        # A bar that moves is for a terminal; a log needs none.
        console.quiet = options["verbosity"] == 0 or not console.is_terminal
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("reference data", total=STEPS_COUNT)
            load_reference(progress=lambda table: progress.update(task, advance=1, description=table))
