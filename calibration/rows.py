"""The published rows, as they stand in `data/`."""

from __future__ import annotations

import csv
from pathlib import Path

DATA = Path(__file__).with_name("data")
Row = dict[str, str]


def read(name: str) -> list[Row]:
    """The rows of one file of `data/`."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def figure(row: Row, column: str) -> float | None:
    """A cell's number, None where nobody published one."""
    return float(row[column]) if row[column] else None
