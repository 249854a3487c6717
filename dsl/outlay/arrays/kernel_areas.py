"""The areas of memory that compiled code touches; no two of them overlap."""

from __future__ import annotations

GIVEN, ROWS, SERIES, FIRST_RESULT = 0, 1, 2, 3  # columns and fixed numbers, the two work areas, then results
_RESULTS = 29
AREAS = FIRST_RESULT + _RESULTS


def result_area(number: int) -> int:
    """The area of a result. Beyond the first ones they share areas, and the compiler has to test again."""
    return FIRST_RESULT + number % _RESULTS
