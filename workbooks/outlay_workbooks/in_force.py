"""Which row of a dated list was in force when, as lines that never overlap."""

from __future__ import annotations

from outlay.plan import Table
from outlay_workbooks.dates import EPOCH

FOR_EVER = 2958465  # 9999-12-31, which also stands for the newest row


def lines_in_force(table: Table) -> list[tuple[str, int, float, float, float]]:
    """Name, number of the family, first and last day, and row (from 1) of every stretch of force."""
    found: list[tuple[str, int, float, float, float]] = []
    for family, stretches in enumerate(table.dated or ()):
        name = table.families[family] if family < len(table.families) else str(family)
        for at, (start, until, row) in enumerate(stretches):
            last = at == len(stretches) - 1
            end = until - EPOCH if until is not None else FOR_EVER if last else stretches[at + 1][0] - 1 - EPOCH
            found.append((name, family, float(max(start - EPOCH, 1)), float(min(end, FOR_EVER)), row + 1.0))
            if last and until is not None and end < FOR_EVER:
                found.append((name, family, float(FOR_EVER), float(FOR_EVER), row + 1.0))
    return found
