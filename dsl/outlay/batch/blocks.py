"""Rows in flight: a piece of an input, and a few thousand of its rows in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

BLOCK_ROWS = 131_072  # rows in memory at once where the format leaves the choice


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of one input file: bytes, row groups or rows from `start` to `stop`. `weight` is its share of the work."""

    file: int
    start: int
    stop: int
    weight: int


@dataclass(frozen=True, slots=True)
class Block:
    """Rows read from a piece. `strange` are rows that are none (by position), all of whose cells are empty, and why."""

    table: Any  # pyarrow.Table
    rows: int
    strange: dict[int, tuple[str, str]] = field(default_factory=dict)  # position: column, reason


@dataclass(frozen=True, slots=True)
class OutColumn:
    """A column of the output."""

    name: str
    type: str  # number, truth, text, date; "kept" where it is carried through as it came
    unit: str = ""
    label: str = ""

    @property
    def head(self) -> str:
        """Its name with its unit, for files that have no other place for the unit."""
        return f"{self.name} [{self.unit}]" if self.unit else self.name
