"""Reads CSV tables: records (`read_table`), known figures (`read_actual`) and samples (`read_column`)."""

from outlay.tables.cells import Cell, locate, normalise, parse_date, plain_number, ungrouped
from outlay.tables.columns import ActualRow, read_actual, read_column
from outlay.tables.prebuilt import PriceIndex, read_index
from outlay.tables.records import RawRow, RawTable, read_table

__all__ = [
    "ActualRow",
    "Cell",
    "PriceIndex",
    "RawRow",
    "RawTable",
    "locate",
    "normalise",
    "parse_date",
    "plain_number",
    "read_actual",
    "read_column",
    "read_index",
    "read_table",
    "ungrouped",
]
