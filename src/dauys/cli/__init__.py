"""The command line: one module a command group, imported only when its command is called."""

import importlib
import sys

import click

from dauys import __version__

# command → (module, attribute); the module is imported when the command is used, so `--help` stays quick.
COMMANDS = {
    "check": ("dauys.cli.stations", "check"),
    "demo": ("dauys.cli.server", "demo"),
    "elections": ("dauys.cli.elections", "elections"),
    "laws": ("dauys.cli.electoral", "laws"),
    "log": ("dauys.cli.log", "log"),
    "map": ("dauys.cli.stations", "map_"),
    "seats": ("dauys.cli.electoral", "seats"),
    "serve": ("dauys.cli.server", "serve"),
    "totals": ("dauys.cli.totals", "totals"),
}


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        module_name, attribute = COMMANDS[cmd_name]
        command = getattr(importlib.import_module(module_name), attribute)
        if not isinstance(command, click.Command):
            text = f"{module_name}.{attribute} is not a command"
            raise TypeError(text)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="dauys")
def cli() -> None:
    """Hear, watch, count and grow through an election whose count cannot be taken on trust.

    Exit codes: 0 done, 1 Dauys itself failed, 2 the input or the call cannot be used.
    """


def main() -> None:
    """Run the command line; bad input ends with exit code 2 and one clear sentence."""
    # The text of the commands is UTF-8 also where the terminal's locale is not set (cron, containers).
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8")
    from dauys.core.problems import InputProblem

    try:
        cli.main(prog_name="dauys")
    except InputProblem as problem:
        from dauys.cli.output import reader_language

        click.echo(f"dauys: {problem.describe(reader_language())}", err=True)
        sys.exit(2)
