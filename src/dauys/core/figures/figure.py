"""A figure: its finding, its picture in any language and layout, and the numbers behind it."""

import csv
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias
from xml.etree import ElementTree as ET

from dauys.core.figures.canvas import WIDE, Canvas, Layout, plain
from dauys.core.figures.colour import LIGHT, PAPER, SOFT, Theme, resolved
from dauys.core.wording import Message, Names, msg, render

Cell: TypeAlias = "str | int | float | None"
Row: TypeAlias = Mapping[str, Cell]

# Where no page lends its face: Golos Text when installed, else a face that draws every Kazakh letter.
STANDALONE_FONTS = "Golos Text, Liberation Sans, DejaVu Sans, Arial, sans-serif"
_MARGIN = 24.0
# What XML 1.0 cannot carry at all, escaped or not.
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Figure:
    """One chart or map.

    Parameters
    ----------
    name : str
        Unique on a page; lower-case letters, digits and hyphens; begins every id inside the picture.
    title : Message
        What the figure shows, as a sentence: the finding, not the topic.
    description : Message
        The same for a reader who cannot see it.
    data : sequence of rows
        The numbers behind the figure, one mapping a row, the same keys in each.
    source : Message
        Where the numbers come from.
    caveat : Message or None
        What may mislead.
    draw : callable
        Draws the picture on a canvas and sets its height.
    """

    name: str
    title: Message
    description: Message
    data: Sequence[Row]
    source: Message
    draw: Callable[[Canvas], None] = field(repr=False)
    caveat: Message | None = None

    def svg(
        self, language: str, layout: Layout = WIDE, *, theme: Theme | None = None, titled: bool = False
    ) -> str:
        """Return the picture as one SVG element.

        Parameters
        ----------
        language : str
            One of `dauys.core.wording.LANGUAGES`.
        layout : Layout
            `WIDE` or `NARROW`.
        theme : Theme or None
            None: colours stay CSS custom properties and the face is that of the page. A theme fixes both.
        titled : bool
            Whether title, source and caveat are written into the picture, as a PDF or a notebook needs them.
        """
        prefix = f"{self.name}-{layout.name}-{language}"
        canvas = Canvas(layout, language, prefix)
        self.draw(canvas)
        root = ET.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": "",
                "class": f"figure figure-{layout.name}",
                "role": "img",
                "aria-labelledby": f"{prefix}-title {prefix}-description",
            },
        )
        for tag, part, words in (("title", "title", self.title), ("desc", "description", self.description)):
            element = ET.SubElement(root, tag, {"id": f"{prefix}-{part}"})
            element.text = canvas.say(words)
        width, height = layout.width, canvas.height
        if titled:
            root.append(canvas.root)
            width, height = self._write_around(canvas, root)
        else:
            root.append(canvas.root)
        root.set("viewBox", f"0 0 {plain(width)} {plain(height)}")
        if theme is None:
            return _serialised(root)
        root.set("font-family", STANDALONE_FONTS)
        root.set("width", plain(width))
        root.set("height", plain(height))
        root.insert(2, ET.Element("rect", {"width": plain(width), "height": plain(height), "fill": PAPER}))
        return resolved(_serialised(root), theme)

    def _write_around(self, canvas: Canvas, root: ET.Element) -> tuple[float, float]:
        """Write the title above and the source below the picture; return the new width and height."""
        frame = Canvas(canvas.layout, canvas.language, canvas.prefix)
        size = canvas.layout.text * 1.35
        y = frame.paragraph(_MARGIN, _MARGIN + size, self.title, canvas.width, size=size, bold=True)
        top = y - size * 0.35
        canvas.root.set("transform", f"translate({plain(_MARGIN)} {plain(top)})")
        y = top + canvas.height + _MARGIN
        notes = [msg("Source: {source}", source=self.source)]
        if self.caveat is not None:
            notes.append(self.caveat)
        for note in notes:
            y = frame.paragraph(_MARGIN, y, note, canvas.width, size=canvas.layout.small, fill=SOFT)
        root.append(frame.root)
        return canvas.width + 2 * _MARGIN, y + _MARGIN - canvas.layout.small

    def png(self, language: str, layout: Layout = WIDE, *, theme: Theme = LIGHT, scale: float = 2) -> bytes:
        """Return the picture with its title and source as a PNG of ``scale`` pixels per unit."""
        import vl_convert

        return vl_convert.svg_to_png(self.svg(language, layout, theme=theme, titled=True), scale=scale)

    def data_csv(self) -> str:
        """Return the numbers behind the figure as CSV with a header and ``\\n`` line ends."""
        columns = list(self.data[0]) if self.data else []
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.data)
        return out.getvalue()

    def data_json(self) -> str:
        """Return the numbers behind the figure as a JSON list of objects."""
        return json.dumps([dict(row) for row in self.data], ensure_ascii=False)

    def _repr_html_(self) -> str:
        return self.svg("en", WIDE, theme=LIGHT, titled=True)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """Return what a notebook shows: the picture in fixed colours, or else the finding."""
        picture = self._repr_html_()
        return {
            "image/svg+xml": picture,
            "text/html": picture,
            "text/plain": render(self.title, "en"),
        }


def _serialised(root: ET.Element) -> str:
    """Return the picture as text that every XML reader accepts."""
    return _NOT_XML.sub("\ufffd", ET.tostring(root, encoding="unicode"))


def name_cells(names: Names) -> dict[str, Cell]:
    """Return the three names of a place or party as cells of a data row."""
    return {"name_en": names.en, "name_kk": names.kk, "name_ru": names.ru}
