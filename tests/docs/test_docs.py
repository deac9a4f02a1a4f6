"""The documentation is true: links lead somewhere, commands exist, the code in it runs."""

import importlib
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from dauys.cli import COMMANDS

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def command_named(name: str) -> click.Command:
    module, attribute = COMMANDS[name]
    command = getattr(importlib.import_module(module), attribute)
    assert isinstance(command, click.Command)
    return command


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_inside_the_repository_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target and not target.startswith("mailto:")]
    broken = [target for target in local if not (page.parent / target).exists()]
    assert broken == []


def test_every_page_is_reached_from_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    pages = [page.relative_to(ROOT / "docs").as_posix() for page in (ROOT / "docs").rglob("*.md")]
    unlisted = [page for page in pages if page != "README.md" and f"({page})" not in index]
    assert unlisted == []


def test_the_command_line_reference_is_as_new_as_the_commands() -> None:
    # In a process of its own: a command remembers the first help that it was asked for.
    program = "import runpy; print(runpy.run_path('docs/cli_reference.py')['reference'](), end='')"
    printed = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert (ROOT / "docs" / "cli.md").read_text(encoding="utf-8") == printed.stdout, "run `make reference`"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_command_shows_an_example(name: str) -> None:
    command = command_named(name)
    assert f"dauys {name}" in (command.help or "") + (command.epilog or "")


@pytest.mark.parametrize("page", ["README.md", "docs/guides/analyst.md"])
def test_the_python_on_the_page_runs(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    snippets = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), flags=re.DOTALL)
    assert snippets
    for snippet in snippets:
        exec(compile(snippet, page, "exec"), {})  # noqa: S102 - our own page, run as its reader would
    assert "quota" in capsys.readouterr().out
