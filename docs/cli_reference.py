"""Write docs/cli.md from the commands themselves; a test fails when the page is older than they are."""

import importlib
from pathlib import Path

import click

from dauys.cli import COMMANDS, cli

PAGE = Path(__file__).parent / "cli.md"
WIDTH = 100
HEAD = """# Command line

Written by `make reference` from the commands' own help.

Every command answers with a table for people or, with `--format json` or `--format csv`, for programs;
the JSON is described in [json.md](json.md). `--lang` chooses Kazakh, Russian or English. Exit codes: 0 done,
with or without findings; 1 Dauys itself failed or, for `dauys log verify`, the log is not valid; 2 the input
or the call cannot be used, and nothing was written.
"""


def help_of(command: click.Command, path: str) -> str:
    """Return the section of one command, and below it those of its subcommands."""
    context = click.Context(
        command,
        info_name=path,
        max_content_width=WIDTH,
        terminal_width=WIDTH,
        help_option_names=cli.context_settings["help_option_names"],
    )
    section = f"\n## `{path}`\n\n```\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for child_name in command.list_commands(context):
            child = command.get_command(context, child_name)
            if child is not None:
                section += help_of(child, f"{path} {child_name}")
    return section


def reference() -> str:
    """Return the whole page."""
    text = HEAD
    for name in sorted(COMMANDS):
        module_name, attribute = COMMANDS[name]
        command = getattr(importlib.import_module(module_name), attribute)
        text += help_of(command, f"dauys {name}")
    return text


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
