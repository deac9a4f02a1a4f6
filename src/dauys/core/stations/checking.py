"""What a polling-station table says about itself: identities, impossible values, duplicates, warnings."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from dauys.core.stations.fields import CAST, CAST_LABEL, FIELD_BY_KEY, ROW, STATION
from dauys.core.stations.identities import Identity, NotCheckable, check_identities, not_checkable, residuals
from dauys.core.stations.table import StationTable
from dauys.core.wording import Message, Percent, msg_plural

EXAMPLES = 5
# The thresholds of the Dutch Electoral Council's software (Abacus).
INVALID_WARNING_SHARE = 0.03
DIFFERENCE_WARNING_SHARE = 0.02
DIFFERENCE_WARNING_COUNT = 15
# Kazakhstan forms stations of at most 3,000 voters and prints at most 1 % more ballots than voters.
VOTERS_WARNING_COUNT = 3000
PRINTED_WARNING_PERCENT = 101
# Small stations share all their figures by chance; larger ones hardly do.
IDENTICAL_CAST_MINIMUM = 100
IDENTICAL_OPTIONS_MINIMUM = 3
# With two rows, equal ones would each be "the sum of all others".
ROWS_WITH_TOTAL_MINIMUM = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem or a warning: ``kind`` for programs, ``text`` for people, the stations concerned.

    ``rows`` are the first few rows of the file (header = 1), ``count`` all of them.
    """

    kind: str
    text: Message
    count: int
    rows: tuple[int, ...]
    field: str | None = None


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What `check_table` finds.

    ``totals`` sums every field and option over the stations (ballots, voters), missing figures left out;
    ``problems`` cannot be true of a correct protocol, ``warnings`` are unusual and may have a good reason.
    ``residuals`` is as described in `dauys.core.stations.identities.residuals`.
    """

    rows: int
    totals: Mapping[str, int]
    identities: tuple[Identity, ...]
    not_checkable: tuple[NotCheckable, ...]
    problems: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    residuals: pl.DataFrame


def check_table(table: StationTable) -> CheckReport:
    """Check a table of polling stations; linear in its rows.

    A violation is described, not explained: a slip of the pen and an intention look alike here.
    """
    residual_frame = residuals(table)
    figures = (*table.fields, *((CAST,) if table.cast_from else ()), *table.options)
    totals = table.frame.select(pl.col(figure).sum() for figure in figures).row(0, named=True)
    return CheckReport(
        rows=table.frame.height,
        totals=totals,
        identities=tuple(check_identities(table, residual_frame)),
        not_checkable=tuple(not_checkable(table)),
        problems=tuple(problems_of(table)),
        warnings=tuple(warnings_of(table)),
        residuals=residual_frame,
    )


def rows_where(table: StationTable, condition: pl.Expr) -> pl.Series:
    """Return the rows of the file where ``condition`` is true; a missing figure is not."""
    return table.frame.filter(condition.fill_null(value=False))[ROW]


def finding(kind: str, rows: pl.Series, text: Message, field: str | None = None) -> list[Finding]:
    """Return one finding on these rows, or none where there are no rows."""
    if rows.is_empty():
        return []
    return [Finding(kind, text, rows.len(), tuple(rows.head(EXAMPLES).to_list()), field)]


# --- problems: cannot be true of a correct protocol ------------------------------------------


def problems_of(table: StationTable) -> list[Finding]:
    """Return what cannot be true of a correct table."""
    return [
        *repeated_headers(table),
        *negative_figures(table),
        *missing_figures(table),
        *duplicate_stations(table),
        *rows_of_totals(table),
        *impossible_figures(table),
    ]


def repeated_headers(table: StationTable) -> list[Finding]:
    """Rows that repeat the header: the file was glued together."""
    rows = pl.Series(table.repeated_header_rows, dtype=pl.Int64)
    return finding(
        "repeated_header",
        rows,
        msg_plural(
            "{count} row repeats the header; it was left out.",
            "{count} rows repeat the header; they were left out.",
            count=rows.len(),
        ),
    )


def negative_figures(table: StationTable) -> list[Finding]:
    """Figures below zero, one finding a column."""
    found = []
    for column in (*table.fields, *table.options):
        if column in table.derived:
            continue
        rows = rows_where(table, pl.col(column) < 0)
        found += finding(
            "negative",
            rows,
            msg_plural(
                "{count} station has a negative number in “{column}”.",
                "{count} stations have a negative number in “{column}”.",
                count=rows.len(),
                column=label_of(column),
            ),
            column,
        )
    return found


def missing_figures(table: StationTable) -> list[Finding]:
    """Empty cells, one finding a column, and stations without a name."""
    found = []
    columns = [column for column in (*table.fields, *table.options) if column not in table.derived]
    nowhere = rows_where(table, pl.all_horizontal(pl.col(column).is_null() for column in table.options))
    found += finding(
        "no_result",
        nowhere,
        msg_plural(
            "{count} station has no votes for any option: its result is missing.",
            "{count} stations have no votes for any option: their results are missing.",
            count=nowhere.len(),
        ),
    )
    for column in columns:
        rows = rows_where(table, pl.col(column).is_null())
        # A station whose whole result is missing was named above.
        if rows.len() == nowhere.len() and (rows == nowhere).all():
            continue
        found += finding(
            "missing",
            rows,
            msg_plural(
                "{count} station has no figure in “{column}”.",
                "{count} stations have no figure in “{column}”.",
                count=rows.len(),
                column=label_of(column),
            ),
            column,
        )
    unnamed = rows_where(table, pl.col(STATION).is_null())
    found += finding(
        "no_station",
        unnamed,
        msg_plural(
            "{count} row does not say which station it is.",
            "{count} rows do not say which stations they are.",
            count=unnamed.len(),
        ),
        STATION,
    )
    return found


def duplicate_stations(table: StationTable) -> list[Finding]:
    """The same station twice in one place, and large stations with the same figures throughout."""
    found = []
    if table.mapping.station:
        rows = table.frame.filter(table.frame.select(*table.place_columns, STATION).is_duplicated())[ROW]
        found += finding(
            "duplicate_station",
            rows,
            msg_plural(
                "{count} row names a station that another row of the same place names too.",
                "{count} rows name a station that another row of the same place names too.",
                count=rows.len(),
            ),
            STATION,
        )
    if len(table.options) >= IDENTICAL_OPTIONS_MINIMUM and table.cast_from:
        large = table.frame.filter(pl.col(CAST) >= IDENTICAL_CAST_MINIMUM)
        rows = large.filter(large.select(*table.fields, *table.options).is_duplicated())[ROW]
        found += finding(
            "identical_figures",
            rows,
            msg_plural(
                "{count} station with {minimum} ballots or more shares all its figures with another one.",
                "{count} stations with {minimum} ballots or more share all their figures with another one.",
                count=rows.len(),
                minimum=IDENTICAL_CAST_MINIMUM,
            ),
        )
    return found


def rows_of_totals(table: StationTable) -> list[Finding]:
    """A row that is the sum of all others: the table brings its own total, and every sum counts twice."""
    if table.frame.height < ROWS_WITH_TOTAL_MINIMUM:
        return []
    figures = pl.col(*(column for column in (*table.fields, *table.options) if column not in table.derived))
    rows = rows_where(table, pl.all_horizontal(figures * 2 == figures.sum()))
    # Where every figure is 0 the condition holds for every row and means nothing.
    if rows.len() != 1:
        return []
    return finding(
        "row_of_totals",
        rows,
        msg_plural(
            "{count} row is the sum of all other rows: it looks like a total, not a station.",
            "{count} rows are the sum of all other rows: they look like totals, not stations.",
            count=rows.len(),
        ),
    )


def impossible_figures(table: StationTable) -> list[Finding]:
    """Turnout above 100 %, ballots without voters, an option above all ballots, more issued than received."""
    found = []
    if table.cast_from and "registered" in table.fields:
        voters = pl.sum_horizontal(
            [key for key in ("registered", "registered_additional") if key in table.fields],
            ignore_nulls=False,
        )
        rows = rows_where(table, (voters == 0) & (pl.col(CAST) > 0))
        found += finding(
            "ballots_without_voters",
            rows,
            msg_plural(
                "{count} station has ballots but no voters on its list.",
                "{count} stations have ballots but no voters on their lists.",
                count=rows.len(),
            ),
        )
        rows = rows_where(table, (voters > 0) & (pl.col(CAST) > voters))
        found += finding(
            "turnout_above_all",
            rows,
            msg_plural(
                "{count} station has a turnout above {whole}.",
                "{count} stations have a turnout above {whole}.",
                count=rows.len(),
                whole=Percent(1, 0),
            ),
        )
    whole = "valid" if "valid" in table.fields else CAST if table.cast_from else None
    if whole:
        for option in table.options:
            rows = rows_where(table, pl.col(option) > pl.col(whole))
            found += finding(
                "option_above_whole",
                rows,
                msg_plural(
                    "{count} station has more votes for “{option}” than {whole}.",
                    "{count} stations have more votes for “{option}” than {whole}.",
                    count=rows.len(),
                    option=option,
                    whole=label_of(whole),
                ),
                option,
            )
    if "issued" in table.fields and "ballots_received" in table.fields:
        received = pl.sum_horizontal(
            [key for key in ("ballots_received", "unaccounted") if key in table.fields], ignore_nulls=False
        )
        rows = rows_where(table, pl.col("issued") > received)
        found += finding(
            "issued_above_received",
            rows,
            msg_plural(
                "{count} station issued more ballots than it received.",
                "{count} stations issued more ballots than they received.",
                count=rows.len(),
            ),
        )
    return found


# --- warnings: unusual, with or without a good reason ----------------------------------------


def warnings_of(table: StationTable) -> list[Finding]:
    """Return what is unusual and deserves a look."""
    return [
        *invalid_warning(table),
        *difference_warning(table),
        *list_warnings(table),
        *paper_warnings(table),
    ]


def invalid_warning(table: StationTable) -> list[Finding]:
    """Invalid ballots at or above 3 %."""
    if "invalid" not in table.fields or not table.cast_from:
        return []
    rows = rows_where(
        table,
        (pl.col(CAST) > 0) & (pl.col("invalid") * 100 >= pl.col(CAST) * round(INVALID_WARNING_SHARE * 100)),
    )
    return finding(
        "invalid_share",
        rows,
        msg_plural(
            "{count} station has {share} or more invalid ballots.",
            "{count} stations have {share} or more invalid ballots.",
            count=rows.len(),
            share=Percent(INVALID_WARNING_SHARE, 0),
        ),
        "invalid",
    )


def difference_warning(table: StationTable) -> list[Finding]:
    """Voters (signatures, else ballots issued) and ballots in the boxes that differ by 2 % and by 15."""
    voters = next((key for key in ("signatures", "issued") if key in table.fields), None)
    if voters is None or "in_boxes" not in table.fields:
        return []
    difference = (pl.col(voters) - pl.col("in_boxes")).abs()
    rows = rows_where(
        table,
        (difference >= DIFFERENCE_WARNING_COUNT)
        & (difference * 100 >= pl.col(voters) * round(DIFFERENCE_WARNING_SHARE * 100)),
    )
    return finding(
        "voters_boxes_difference",
        rows,
        msg_plural(
            "In {count} station voters and ballots in the boxes differ by {share} and by {least} or more.",
            "In {count} stations voters and ballots in the boxes differ by {share} and by {least} or more.",
            count=rows.len(),
            share=Percent(DIFFERENCE_WARNING_SHARE, 0),
            least=DIFFERENCE_WARNING_COUNT,
        ),
        voters,
    )


def list_warnings(table: StationTable) -> list[Finding]:
    """Stations with very long lists, and with more printed ballots than the list explains."""
    if "registered" not in table.fields:
        return []
    rows = rows_where(table, pl.col("registered") > VOTERS_WARNING_COUNT)
    found = finding(
        "many_voters",
        rows,
        msg_plural(
            "{count} station has more than {limit} voters.",
            "{count} stations have more than {limit} voters.",
            count=rows.len(),
            limit=VOTERS_WARNING_COUNT,
        ),
        "registered",
    )
    if "ballots_received" in table.fields:
        rows = rows_where(
            table, pl.col("ballots_received") * 100 > pl.col("registered") * PRINTED_WARNING_PERCENT
        )
        found += finding(
            "many_ballots",
            rows,
            msg_plural(
                "{count} station received more ballots than {share} of its list.",
                "{count} stations received more ballots than {share} of their lists.",
                count=rows.len(),
                share=Percent(PRINTED_WARNING_PERCENT / 100, 0),
            ),
            "ballots_received",
        )
    return found


def paper_warnings(table: StationTable) -> list[Finding]:
    """Stations whose account of ballots balances only with lost or miscounted ones, and empty protocols."""
    found = []
    loose = [key for key in ("lost", "unaccounted") if key in table.fields]
    if loose:
        rows = rows_where(table, pl.any_horizontal(pl.col(key) > 0 for key in loose))
        found += finding(
            "lost_ballots",
            rows,
            msg_plural(
                "{count} station reports ballots lost or miscounted on receipt.",
                "{count} stations report ballots lost or miscounted on receipt.",
                count=rows.len(),
            ),
        )
    rows = rows_where(table, pl.all_horizontal(pl.col(option) == 0 for option in table.options))
    found += finding(
        "all_zero",
        rows,
        msg_plural(
            "{count} station reports no vote for any option.",
            "{count} stations report no vote for any option.",
            count=rows.len(),
        ),
    )
    return found


def label_of(column: str) -> Message | str:
    """Return how people call a column: the label of a field, the name of an option."""
    if column == CAST:
        return CAST_LABEL
    return FIELD_BY_KEY[column].label if column in FIELD_BY_KEY else column
