"""Every table of a page as CSV and JSON."""

import csv
import io
import json

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from dauys.core.wording import render
from dauys.server.elections.page import ElectionPage
from dauys.server.elections.tables import Cell, Table, page_tables, plain_rows
from dauys.server.elections.views import kept_page
from dauys.server.public_pages import public_page

LICENCE = (
    "Facts and figures are free; each row names its source. "
    "Boundaries: geokz, CC BY 4.0. Places: (c) OpenStreetMap contributors, ODbL 1.0."
)
# A spreadsheet takes a cell that begins so for a formula and runs it.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@require_safe
@public_page()
def data(_request: HttpRequest, slug: str, dataset: str, file_format: str) -> HttpResponse:
    """One table of an election; its sentences in the reader's language."""
    page = kept_page(slug)
    table = page_tables(page).get(dataset)
    if table is None or file_format not in {"csv", "json"}:
        raise Http404(dataset)
    rows = plain_rows(table, get_language() or "en")
    if file_format == "csv":
        response = HttpResponse(csv_text(rows), content_type="text/csv; charset=utf-8; header=present")
    else:
        response = HttpResponse(json_text(page, table, rows), content_type="application/json; charset=utf-8")
    return response


def csv_text(rows: list[dict[str, Cell]]) -> str:
    """Return the rows as CSV; text that a spreadsheet would run is led in by an apostrophe."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({column: _safe(cell) for column, cell in row.items()} for row in rows)
    return out.getvalue()


def _safe(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def json_text(page: ElectionPage, table: Table, rows: list[dict[str, Cell]]) -> str:
    """Return the rows as JSON with what they are and under which licence."""
    language = get_language() or "en"
    return json.dumps(
        {
            "election": page.slug,
            "date": page.date.isoformat(),
            "dataset": table.dataset,
            "title": render(table.title, language),
            "language": language,
            "licence": LICENCE,
            "rows": rows,
        },
        ensure_ascii=False,
        indent=1,
        allow_nan=False,
    )
