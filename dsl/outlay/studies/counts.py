"""How many draws are asked for, as callers write it."""

from __future__ import annotations

from typing import Any

from outlay.diagnostics import OutlayError


def whole_number(count: Any) -> int:
    """The number as an int: `10_000`, `1e4`, a NumPy integer. Raises `OutlayError` for what is no whole number."""
    try:
        found = None if isinstance(count, str | bool) else int(count)
    except (TypeError, ValueError, OverflowError):
        found = None
    if found is None or found != count:
        raise OutlayError(f"A number of draws is whole, such as 10_000, and not {count!r}.")
    return found
