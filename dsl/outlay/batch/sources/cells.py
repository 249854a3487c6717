"""Cells of formats without column types as Arrow columns: numbers where all are, else texts as written."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from typing import Any

import pyarrow as pa


def column(cells: Sequence[Any], *, text: bool = False) -> Any:
    """One column; with `text` of texts whatever the cells are."""
    if not text:
        kinds = {type(cell) for cell in cells}
        kinds.discard(type(None))
        if kinds <= {int, float}:
            return pa.array([None if cell is None else _number(cell) for cell in cells], pa.float64())
        if kinds == {bool}:
            return pa.array(list(cells), pa.bool_())
    return pa.array([as_text(cell) for cell in cells], pa.string())


def _number(cell: float) -> float | None:
    try:
        return float(cell)
    except OverflowError:  # of a whole number with hundreds of digits
        return float("inf")


def as_text(cell: Any) -> str | None:
    """A cell as it would be written."""
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return repr(cell).removesuffix(".0")
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(sep=" ")
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    if isinstance(cell, (dict, list)):
        return json.dumps(cell, ensure_ascii=False)
    return str(cell)
