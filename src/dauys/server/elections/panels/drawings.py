"""Figures of the core as the page takes them: drawn in the reader's language, wide and narrow."""

from dauys.core.figures.canvas import NARROW, WIDE
from dauys.core.figures.figure import Figure
from dauys.server.elections.page import Drawing


def drawing(figure: Figure, dataset: str, language: str) -> Drawing:
    """Draw ``figure`` in ``language``; ``dataset`` names the download that holds its numbers."""
    return Drawing(
        name=figure.name,
        title=figure.title,
        description=figure.description,
        svg=figure.svg(language, WIDE),
        narrow_svg=figure.svg(language, NARROW),
        dataset=dataset,
    )
