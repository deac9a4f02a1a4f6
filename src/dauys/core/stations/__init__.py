"""The polling-station table: reading, checking, aggregating.

>>> from dauys.core.stations import check_table, read_mapping, read_table
>>> table = read_table("results.csv", read_mapping("results.toml"))  # doctest: +SKIP
>>> check_table(table).identities  # doctest: +SKIP
"""

from dauys.core.stations.aggregation import (
    SumDifference,
    SumsReport,
    aggregate,
    compare_sums,
    read_published_sums,
)
from dauys.core.stations.checking import CheckReport, Finding, check_table
from dauys.core.stations.fields import CAST, CAST_LABEL, FIELDS, Field
from dauys.core.stations.identities import Identity, NotCheckable, residuals
from dauys.core.stations.mapping import ColumnMapping, read_mapping
from dauys.core.stations.proposing import Guess, Proposal, mapping_toml, propose_mapping
from dauys.core.stations.reading import DEFAULT_MAX_BYTES, Provenance, RawTable, read_raw_table
from dauys.core.stations.shipped import shipped_paths, shipped_tables
from dauys.core.stations.table import StationTable, read_table

__all__ = [
    "CAST",
    "CAST_LABEL",
    "DEFAULT_MAX_BYTES",
    "FIELDS",
    "CheckReport",
    "ColumnMapping",
    "Field",
    "Finding",
    "Guess",
    "Identity",
    "NotCheckable",
    "Proposal",
    "Provenance",
    "RawTable",
    "StationTable",
    "SumDifference",
    "SumsReport",
    "aggregate",
    "check_table",
    "compare_sums",
    "mapping_toml",
    "propose_mapping",
    "read_mapping",
    "read_published_sums",
    "read_raw_table",
    "read_table",
    "residuals",
    "shipped_paths",
    "shipped_tables",
]
