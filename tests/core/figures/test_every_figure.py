"""What every figure promises, whatever it shows."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from dauys.core.figures.canvas import NARROW, WIDE, Layout
from dauys.core.figures.colour import CSS_TOKENS, DARK, LIGHT, Theme
from dauys.core.figures.figure import Figure
from dauys.core.figures.metrics import text_width
from dauys.core.wording import LANGUAGES

SVG = "{http://www.w3.org/2000/svg}"
SAMPLE = str(Path(__file__).with_name("conftest.py"))
LAYOUTS = (WIDE, NARROW)
DRAWN = {"svg", "title", "desc", "g", "defs", "pattern", "rect", "circle", "line", "path", "text"}


def pictures(figures: dict[str, Figure]) -> list[tuple[str, Layout, str]]:
    return [
        (f"{name} {layout.name} {language}", layout, figure.svg(language, layout))
        for name, figure in figures.items()
        for language in LANGUAGES
        for layout in LAYOUTS
    ]


def test_the_picture_is_made_of_shapes_and_text_alone(figures: dict[str, Figure]) -> None:
    for name, _, svg in pictures(figures):
        for element in ET.fromstring(svg).iter():  # noqa: S314 - our own output
            assert element.tag.removeprefix(SVG) in DRAWN, name
            for attribute, value in element.attrib.items():
                assert attribute not in {"style", "href", "onload"}, name
                assert not attribute.startswith("on"), name
                assert "http" not in value, name
                assert "url(" not in value or value.startswith(f"url(#{name.split()[0]}-"), name


def test_ids_are_unique_over_all_figures_languages_and_layouts(figures: dict[str, Figure]) -> None:
    ids = [found for _, _, svg in pictures(figures) for found in re.findall(r'\bid="([^"]+)"', svg)]
    assert len(ids) == len(set(ids))


def test_a_reader_who_cannot_see_it_is_told_what_it_shows(figures: dict[str, Figure]) -> None:
    for name, _, svg in pictures(figures):
        root = ET.fromstring(svg)  # noqa: S314 - our own output
        title, description = root[0], root[1]
        assert root.get("role") == "img"
        assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
        assert title.text, name
        assert description.text, name
        assert "{" not in title.text + description.text, name


def test_every_colour_is_a_token_or_a_data_colour(figures: dict[str, Figure]) -> None:
    for name, _, svg in pictures(figures):
        for _attribute, value in re.findall(r'\b(fill|stroke)="([^"]+)"', svg):
            token = re.fullmatch(r"var\(--([a-z0-9-]+)\)", value)
            data = re.fullmatch(r"var\(--party-[a-z0-9-]+, #[0-9a-f]{6}\)", value)
            assert (
                value == "none" or value.startswith("url(#") or data or (token and token[1] in CSS_TOKENS)
            ), (
                name,
                value,
            )


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_a_theme_leaves_no_custom_property_behind(figures: dict[str, Figure], theme: Theme) -> None:
    for figure in figures.values():
        for titled in (False, True):
            svg = figure.svg("kk", NARROW, theme=theme, titled=titled)
            assert "var(" not in svg
            assert f'fill="{theme.paper}"' in svg


def test_the_same_figure_is_the_same_bytes(
    figures: dict[str, Figure], figures_again: dict[str, Figure]
) -> None:
    for name, again in figures_again.items():
        assert figures[name].svg("ru", WIDE) == again.svg("ru", WIDE)


def test_another_process_draws_the_same_bytes() -> None:
    # Sets and dicts of strings come in another order under another seed of their hashes.
    script = (
        "import importlib.util, sys;"
        f"spec = importlib.util.spec_from_file_location('sample', {SAMPLE!r});"
        "sample = importlib.util.module_from_spec(spec); spec.loader.exec_module(sample);"
        "sys.stdout.write(''.join(figure.svg('kk') for figure in sample.all_figures().values()))"
    )
    first, second = (
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    )
    assert first.startswith(b"<svg")
    assert first == second


def test_a_png_is_drawn_with_title_and_source(figures: dict[str, Figure]) -> None:
    figure = figures["result-bars"]
    assert figure.png("kk", NARROW, scale=1).startswith(b"\x89PNG")
    words = " ".join(re.findall(r">([^<]+)</text>", figure.svg("en", NARROW, titled=True)))
    assert "Source: Central Election Commission, 27 March 2023" in words.replace("\u00a0", " ")
    assert "6 of 7 lists reached" in words


def boxes(svg: str) -> list[tuple[float, float, float, float, str]]:
    """Return left, top, right, bottom and words of every text, moved by its groups."""
    found: list[tuple[float, float, float, float, str]] = []

    def walk(element: ET.Element, dx: float, dy: float) -> None:
        moved = re.fullmatch(r"translate\((\S+) (\S+)\)", element.get("transform", ""))
        if moved:
            dx, dy = dx + float(moved[1]), dy + float(moved[2])
        if element.tag == f"{SVG}text" and element.text:
            size = float(element.get("font-size", "0"))
            width = text_width(element.text, size, bold=element.get("font-weight") == "700")
            x, y = float(element.get("x", "0")) + dx, float(element.get("y", "0")) + dy
            x -= {"start": 0.0, "middle": width / 2, "end": width}[element.get("text-anchor", "start")]
            # Cap height above the baseline, half a descender below: what must not touch.
            found.append((x, y - size * 0.72, x + width, y + size * 0.12, element.text))
        for child in element:
            walk(child, dx, dy)

    walk(ET.fromstring(svg), 0, 0)  # noqa: S314 - our own output
    return found


def test_no_text_is_cut_at_the_edge(figures: dict[str, Figure]) -> None:
    for name, layout, svg in pictures(figures):
        height = float(re.findall(r'viewBox="0 0 \S+ (\S+)"', svg)[0])
        for left, top, right, bottom, words in boxes(svg):
            assert left >= -1, (name, words)
            assert right <= layout.width + 1, (name, words)
            assert top >= -1, (name, words)
            assert bottom <= height + 1, (name, words)


def test_no_two_texts_overlap(figures: dict[str, Figure]) -> None:
    for name, _, svg in pictures(figures):
        texts = boxes(svg)
        for at, (left, top, right, bottom, words) in enumerate(texts):
            for other in texts[at + 1 :]:
                across = min(right, other[2]) - max(left, other[0])
                down = min(bottom, other[3]) - max(top, other[1])
                assert across <= 1 or down <= 1, (name, words, other[4])


def test_text_is_large_enough_to_read(figures: dict[str, Figure]) -> None:
    for name, _, svg in pictures(figures):
        assert min(float(size) for size in re.findall(r'font-size="([^"]+)"', svg)) >= 10.5, name


def test_the_numbers_behind_the_figure_are_a_table(figures: dict[str, Figure]) -> None:
    for figure in figures.values():
        rows = json.loads(figure.data_json())
        assert rows
        assert all(list(row) == list(rows[0]) for row in rows)
        header, *lines = figure.data_csv().splitlines()
        assert header.split(",") == list(rows[0])
        assert len(lines) >= len(rows)


def test_a_notebook_shows_the_picture_and_a_terminal_the_finding(figures: dict[str, Figure]) -> None:
    for figure in figures.values():
        bundle = figure._repr_mimebundle_()
        assert bundle["image/svg+xml"].startswith("<svg")
        assert bundle["text/plain"] == str(figure.title)
