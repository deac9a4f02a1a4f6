"""A sheet on which a figure is drawn: plain shapes and text in, SVG elements out.

No element carries a style, a script or an address, so that the picture may stand inside a page with a strict
content security policy. Coordinates are rounded, so that the same figure is the same bytes everywhere.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias
from xml.etree import ElementTree as ET

from dauys.core.figures.colour import INK, PAPER, SOFT
from dauys.core.figures.metrics import text_width, wrap
from dauys.core.wording import Message, Names, format_number, format_share, render

Anchor: TypeAlias = Literal["start", "middle", "end"]
LINE_HEIGHT = 1.25


@dataclass(frozen=True, slots=True)
class Layout:
    """The measures for which a figure is drawn; both layouts stand in the page, CSS shows the one that fits.

    Parameters
    ----------
    name : str
        Part of the CSS class and of the ids.
    width : float
        Width of the sheet; one unit is one CSS pixel when the figure is shown at this width.
    text, small : float
        Sizes of labels and of secondary labels.
    """

    name: str
    width: float
    text: float
    small: float

    @property
    def is_narrow(self) -> bool:
        """Return whether the sheet is that of a phone."""
        return self.width < 600


WIDE = Layout("wide", 960, 16, 14)
NARROW = Layout("narrow", 390, 14, 12.5)


def plain(value: float) -> str:
    """Return ``value`` with at most two decimals and without a trailing zero or a negative one."""
    return (
        f"{value:.2f}".rstrip("0").rstrip(".").replace("-0", "0", 1)
        if abs(value) < 0.005
        else (f"{value:.2f}".rstrip("0").rstrip("."))
    )


class Canvas:
    """Collects the elements of one figure in one language and layout.

    A figure's drawing function sets `height` when it knows how far down it went.
    """

    def __init__(self, layout: Layout, language: str, prefix: str) -> None:
        self.layout = layout
        self.language = language
        self.prefix = prefix
        self.height = 0.0
        self.root = ET.Element("g")
        self._top = self.root
        self._definitions: ET.Element | None = None

    @property
    def width(self) -> float:
        """Return the width of the sheet."""
        return self.layout.width

    # --- words and numbers ---------------------------------------------------------------------

    def say(self, words: Message | Names | str) -> str:
        """Return ``words`` in the language of the figure."""
        if isinstance(words, Message):
            return render(words, self.language)
        return words.get(self.language) if isinstance(words, Names) else words

    def number(self, value: int | float | Fraction, decimals: int = 0) -> str:
        """Return a number as the language writes it."""
        return format_number(value, self.language, decimals)

    def share(self, value: int | float | Fraction, decimals: int = 1) -> str:
        """Return a share between 0 and 1 as a percentage."""
        return format_share(value, self.language, decimals)

    def signed(self, value: float, decimals: int = 1) -> str:
        """Return a number with its sign, the minus as long as the plus."""
        text = self.number(abs(value), decimals)
        if not any(digit in text for digit in "123456789"):
            return text
        return f"{'+' if value > 0 else '−'}{text}"

    # --- shapes --------------------------------------------------------------------------------

    def shape(self, tag: str, **attributes: str | float | None) -> ET.Element:
        """Append one element; underscores in the names become hyphens, numbers are rounded."""
        return ET.SubElement(
            self.root,
            tag,
            {
                name.replace("_", "-"): value if isinstance(value, str) else plain(value)
                for name, value in attributes.items()
                if value is not None
            },
        )

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        *,
        stroke: str,
        width: float = 1,
        dash: str | None = None,
    ) -> ET.Element:
        """Draw a straight line."""
        return self.shape(
            "line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width, stroke_dasharray=dash
        )

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str,
        stroke: str | None = None,
        stroke_width: float | None = None,
        rx: float | None = None,
    ) -> ET.Element:
        """Draw a rectangle from its upper left corner."""
        return self.shape(
            "rect",
            x=x,
            y=y,
            width=width,
            height=height,
            fill=fill,
            stroke=stroke,
            stroke_width=stroke_width,
            rx=rx,
        )

    def circle(
        self,
        x: float,
        y: float,
        radius: float,
        *,
        fill: str,
        stroke: str | None = None,
        stroke_width: float | None = None,
    ) -> ET.Element:
        """Draw a circle around its centre."""
        return self.shape("circle", cx=x, cy=y, r=radius, fill=fill, stroke=stroke, stroke_width=stroke_width)

    def path(
        self,
        d: str,
        *,
        fill: str = "none",
        stroke: str | None = None,
        width: float | None = None,
        dash: str | None = None,
    ) -> ET.Element:
        """Draw a path."""
        return self.shape(
            "path",
            d=d,
            fill=fill,
            stroke=stroke,
            stroke_width=width,
            stroke_dasharray=dash,
            stroke_linejoin="round",
        )

    def polyline(
        self, points: list[tuple[float, float]], *, stroke: str, width: float, dash: str | None = None
    ) -> None:
        """Draw a line through ``points``."""
        self.path(
            "M" + "L".join(f"{plain(x)},{plain(y)}" for x, y in points), stroke=stroke, width=width, dash=dash
        )

    def hatch(self, key: str, colour: str) -> str:
        """Define diagonal hatching in ``colour`` and return the reference to fill with."""
        if self._definitions is None:
            self._definitions = ET.Element("defs")
            self._top.insert(0, self._definitions)
        name = f"{self.prefix}-hatch-{key}"
        if all(pattern.get("id") != name for pattern in self._definitions):
            pattern = ET.SubElement(
                self._definitions,
                "pattern",
                {
                    "id": name,
                    "width": "6",
                    "height": "6",
                    "patternUnits": "userSpaceOnUse",
                    "patternTransform": "rotate(45)",
                },
            )
            ET.SubElement(pattern, "rect", {"width": "6", "height": "6", "fill": PAPER})
            ET.SubElement(pattern, "rect", {"width": "2.6", "height": "6", "fill": colour})
        return f"url(#{name})"

    # --- text ----------------------------------------------------------------------------------

    def text(
        self,
        x: float,
        y: float,
        words: Message | Names | str,
        *,
        size: float | None = None,
        fill: str = INK,
        anchor: Anchor = "start",
        bold: bool = False,
        halo: bool = False,
    ) -> float:
        """Write one line with its baseline at ``y`` and return its width."""
        text = self.say(words)
        size = size or self.layout.text
        element = self.shape(
            "text",
            x=x,
            y=y,
            font_size=size,
            fill=fill,
            text_anchor=None if anchor == "start" else anchor,
            font_weight="700" if bold else None,
        )
        if halo:
            element.set("paint-order", "stroke")
            element.set("stroke", PAPER)
            element.set("stroke-width", "3.5")
            element.set("stroke-linejoin", "round")
        element.text = text
        return text_width(text, size, bold=bold)

    def paragraph(
        self,
        x: float,
        y: float,
        words: Message | Names | str,
        max_width: float,
        *,
        size: float | None = None,
        fill: str = INK,
        anchor: Anchor = "start",
        bold: bool = False,
        halo: bool = False,
    ) -> float:
        """Write as many lines as the words need, the first baseline at ``y``; return the next baseline."""
        size = size or self.layout.text
        for line in self.lines(words, max_width, size=size, bold=bold):
            self.text(x, y, line, size=size, fill=fill, anchor=anchor, bold=bold, halo=halo)
            y += size * LINE_HEIGHT
        return y

    def lines(
        self, words: Message | Names | str, max_width: float, *, size: float | None = None, bold: bool = False
    ) -> tuple[str, ...]:
        """Return ``words`` broken into lines that fit ``max_width``."""
        return wrap(self.say(words), size or self.layout.text, max_width, bold=bold)

    def measure(
        self, words: Message | Names | str, *, size: float | None = None, bold: bool = False
    ) -> float:
        """Return how wide ``words`` will be on one line."""
        return text_width(self.say(words), size or self.layout.text, bold=bold)

    def note(self, y: float, words: Message | str) -> float:
        """Write a quiet paragraph over the whole width; return the next baseline."""
        return self.paragraph(0, y, words, self.width, size=self.layout.small, fill=SOFT)

    def inside(self, dx: float, dy: float) -> "_Moved":
        """Return a context in which everything is drawn moved by (``dx``, ``dy``)."""
        return _Moved(self, dx, dy)


class _Moved:
    """Redirects a canvas into a translated group for as long as the ``with`` block lasts."""

    def __init__(self, canvas: Canvas, dx: float, dy: float) -> None:
        self._canvas = canvas
        self._outer = canvas.root
        self._group = ET.SubElement(canvas.root, "g", {"transform": f"translate({plain(dx)} {plain(dy)})"})

    def __enter__(self) -> None:
        self._canvas.root = self._group

    def __exit__(self, *_: object) -> None:
        self._canvas.root = self._outer
