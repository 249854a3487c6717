"""Where compiled code finds what it works on: numbers that are the same in every row, tables, columns and results.

The text of the code depends on the structure of a plan alone. Its numbers are given at run time, so that a changed
price, another scenario or a sweep finds the code compiled before.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from outlay.arrays.values import numeric
from outlay.scalar import finance
from outlay.scalar.contents import parts, timeline_of

if TYPE_CHECKING:
    from outlay.arrays.analysis import Analysis
    from outlay.arrays.texts import TextPool

# Places of addresses that every kernel gets: its work area, fixed numbers, tables, and folded codes of texts.
WORK, FIXED, TABLES, FOLDED, FIRST_ADDRESS = 0, 1, 2, 3, 4

Key = tuple[Any, ...]


class Layout:
    """What the writer of a kernel has asked for, in the order in which a run gives it."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.periods = analysis.periods
        self.columns: dict[int, int] = {}  # node to its place among the addresses
        self.results: dict[int, int] = {}
        self.addresses = FIRST_ADDRESS
        self.numbers: dict[Key, int] = {}  # what is fixed, to its place
        self.series: dict[Key, int] = {}
        self.tables: dict[tuple[str, str], tuple[int, int]] = {}  # place of the first cell, length
        self.cells = 0

    def address(self, places: dict[int, int], index: int, series: bool) -> int:
        """The place of a column's or a result's address; that of a series is followed by its rows' distance."""
        if index not in places:
            places[index] = self.addresses
            self.addresses += 2 if series else 1
        return places[index]

    def number(self, key: Key) -> int:
        """The place of a fixed number: ("node", index) or ("item", index, place of the item), …"""
        return self.numbers.setdefault(key, len(self.numbers))

    def fixed_series(self, key: Key) -> int:
        """The number of a series that is the same in every row."""
        return self.series.setdefault(key, len(self.series))

    def table(self, table: str, column: str) -> tuple[int, int]:
        """Where the cells of a column begin among those of all tables, and how many there are."""
        found = self.tables.get((table, column))
        if found is None:
            length = len(self.analysis.knowledge.column(table, column))
            found = self.tables[table, column] = (self.cells, length)
            self.cells += length
        return found

    # ------------------------------------------------------------------------------------------------ at run time

    def fixed(self, uniform: Mapping[int, Any], texts: TextPool) -> np.ndarray[Any, Any]:
        """All fixed numbers, then all fixed series, one period after another."""
        constants = self.analysis.knowledge.constants

        def value(index: int) -> Any:
            return numeric(constants[index], texts) if index in constants else uniform[index]

        def single(key: Key) -> float:
            kind, index, *place = key
            if kind == "is set":
                return float(~index in uniform)
            if kind == "set":
                return float(uniform.get(~index, math.nan))
            found = value(index)
            return float(found[place[0]] if place else found)

        singles = [single(key) for key in self.numbers]
        found = np.empty(len(singles) + len(self.series) * self.periods)
        found[: len(singles)] = singles
        for number, key in enumerate(self.series):
            start = len(singles) + number * self.periods
            found[start : start + self.periods] = self._series(key, value, uniform, texts)
        return found

    def table_cells(self, texts: TextPool) -> np.ndarray[Any, Any]:
        """The cells of every column that is looked up in."""
        cells = [numeric(self.analysis.knowledge.column(*key), texts) for key in self.tables]
        return np.array([cell for column in cells for cell in column], dtype=np.float64)

    def _series(self, key: Key, value: Callable[[int], Any], uniform: Mapping[int, Any], texts: TextPool) -> Any:
        """The periods of a fixed series."""
        kind, index = key
        if kind == "node":
            return value(index)
        if kind == "set":
            return uniform.get(~index, math.nan)
        if kind == "years":
            return finance.running_sum_years(timeline_of(self.analysis.plan).days)
        items = parts(self.analysis.nodes[index].value)  # what `known` or `by_period` has for each period
        if kind == "is known":
            return [float(item is not None) for item in items]
        return [math.nan if item is None else numeric(item, texts) for item in items]
