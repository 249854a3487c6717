"""Which cells of a set lie within a rectangle, without going through all cells of either."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from outlay_workbooks.formula_shape import Place, Rectangle

FEW = 16  # cells of a rectangle that are looked at one by one


class Places:
    """Cells by column, each column's rows in order."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._rows: dict[int, list[int]] = {}
        for row, column in places:
            self._rows.setdefault(column, []).append(row)
        for rows in self._rows.values():
            rows.sort()
        self._columns = sorted(self._rows)
        self._met: dict[Rectangle, bool] = {}

    def within(self, area: Rectangle) -> Iterator[Place]:
        """The cells inside, column by column."""
        for column, rows, start, end in self.pieces(area):
            for at in range(start, end):
                yield rows[at], column

    def any_within(self, area: Rectangle) -> bool:
        """Whether there is one inside."""
        known = self._met.get(area)
        if known is None:
            known = self._met[area] = any(True for _ in self.pieces(area))
        return known

    def pieces(self, area: Rectangle) -> Iterator[tuple[int, list[int], int, int]]:
        """For each column inside that has cells there: the column, all its rows, and which of them are inside."""
        top, left, bottom, right = area
        columns = self._columns
        for at in range(bisect_left(columns, left), len(columns)):
            column = columns[at]
            if column > right:
                return
            rows = self._rows[column]
            start = bisect_left(rows, top)
            end = bisect_left(rows, bottom + 1, start)
            if start < end:
                yield column, rows, start, end
