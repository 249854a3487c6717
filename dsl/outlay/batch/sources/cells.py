"""Cells of formats without column types as Arrow columns: numbers where all are, else texts as written."""

from __future__ import annotations

import datetime
import decimal
import json
import math
from collections.abc import Sequence
from typing import Any

import pyarrow as pa


def column(cells: Sequence[Any], kind: Any = None) -> Any:
    """One column, of a type that is known or that its cells have."""
    if kind is None:
        kinds = {type(cell) for cell in cells}
        kinds.discard(type(None))
        if kinds <= {int, float}:
            return pa.array([None if cell is None else _number(cell) for cell in cells], pa.float64())
        kind = pa.bool_() if kinds == {bool} else pa.string()
    if pa.types.is_string(kind):
        return pa.array([as_text(cell) for cell in cells], kind)
    if pa.types.is_floating(kind):
        return pa.array([None if cell is None else float(cell) for cell in cells], kind)
    return pa.array(list(cells), kind)


class Kinds:
    """What type a column has, from all of its cells, one after the other; of two sorts it is a text."""

    def __init__(self) -> None:
        self._sorts: set[str] = set()

    def see(self, cell: Any) -> None:
        """A cell."""
        if cell is not None:
            self._sorts.add(_sort(cell))

    @property
    def mixed(self) -> bool:
        """Whether further cells make no difference."""
        return "text" in self._sorts or len(self._sorts) > 2

    @property
    def arrow(self) -> Any:
        """The Arrow type."""
        for sorts, kind in _KINDS:
            if self._sorts and self._sorts <= sorts:
                return kind
        return pa.string()


_MOST_WHOLE = 1 << 53  # beyond, a float of the same column would not tell whole numbers apart
_KINDS = (
    ({"whole", "long"}, pa.int64()), ({"whole", "number"}, pa.float64()), ({"truth"}, pa.bool_()),
    ({"day"}, pa.date32()), ({"day", "moment"}, pa.timestamp("us")),
)  # fmt: skip


def _sort(cell: Any) -> str:
    if isinstance(cell, bool):
        return "truth"
    if isinstance(cell, int):
        return "whole" if abs(cell) <= _MOST_WHOLE else "long" if -(1 << 63) <= cell < 1 << 63 else "text"
    if isinstance(cell, float):
        return "number"
    if isinstance(cell, datetime.datetime):
        return "moment" if cell.time() != datetime.time() else "day"
    return "day" if isinstance(cell, datetime.date) else "text"


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
        return json_text(cell)
    if isinstance(cell, bytes):  # as some databases store texts
        return cell.decode("utf-8") if _is_text(cell) else cell.hex()
    return str(cell)


def json_text(value: Any) -> str:
    """A value as JSON, null where it holds what is no number, and texts where JSON has no such type."""
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_plain)
    except ValueError:
        return json.dumps(_finite(value), ensure_ascii=False, default=_plain)


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _finite(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _plain(value: Any) -> Any:
    if isinstance(value, decimal.Decimal):
        whole = int(value) if value == value.to_integral_value() else None
        return whole if whole is not None else exact_float(value) or str(value)
    isoformat = getattr(value, "isoformat", None)
    return str(isoformat()) if isoformat is not None else as_text(value)


def exact_float(value: decimal.Decimal) -> float | None:
    """The float that is written with the same digits, if there is one."""
    found = float(value)
    return found if math.isfinite(found) and decimal.Decimal(repr(found)) == value else None


def _is_text(content: bytes) -> bool:
    try:
        return content.decode("utf-8").isprintable()
    except UnicodeDecodeError:
        return False
