"""Long series made short enough to be drawn: every n-th period, the first and the last always among them."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from outlay.report.facts import Numbers

MOST_POINTS = 240


def places(count: int, most: int = MOST_POINTS) -> list[int]:
    """Positions that are kept of so many."""
    if count <= most:
        return list(range(count))
    step = -(-(count - 1) // (most - 1))
    return [*range(0, count - 1, step), count - 1]


def told(count: int, most: int = MOST_POINTS) -> str:
    """What a reader should know of it; nothing when all are kept."""
    return f"every {_ordinal(-(-(count - 1) // (most - 1)))} period is drawn" if count > most else ""


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def numbers(values: Sequence[object]) -> Numbers:
    """Values as a chart takes them: what is no number leaves a gap."""
    return tuple(
        float(each) if isinstance(each, int | float) and not isinstance(each, bool) and isfinite(each) else None
        for each in values
    )
