"""What a run sets: checked and turned into the plain values that generated code takes."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from outlay.diagnostics.model import OutlayError
from outlay.plan import Input, Plan
from outlay.scalar.lookups import NEWEST, Rows, normalised
from outlay.spelling import nearest

LONGEST_LIST = 1_000_000
_DATE = re.compile(r"(\d{4})(?:-(?:[Qq]([1-4])|(\d{1,2})(?:-(\d{1,2}))?))?")


class Inputs:
    """The inputs of one plan, ready to take values; rows of tables are indexed when first asked for."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._rows: dict[str, Rows] = {}

    def rows(self, item: Input) -> Rows:
        """Rows by name, for an input that is a record."""
        table = item.table or ""
        found = self._rows.get(table)
        if found is None:
            found = self._rows[table] = Rows(self.plan.tables[table])
        return found

    def values(self, given: Mapping[int, Any], missing: Any) -> list[Any]:
        """A value per input of the plan, `missing` for what is not given."""
        found: list[Any] = [missing] * len(self.plan.inputs)
        for index, value in given.items():
            if value is missing:
                continue
            if not 0 <= index < len(found):
                raise OutlayError(f"There is no input number {index}.")
            item = self.plan.inputs[index]
            if self.plan.nodes[item.node].series:
                found[index] = self._series(item, value)
            else:
                found[index] = self.value(item, value)
        return found

    def _series(self, item: Input, value: Any) -> list[Any]:
        periods = len(self.plan.timeline) if self.plan.timeline is not None else 0
        if isinstance(value, str) or not isinstance(value, Iterable):
            return [self.value(item, value)] * periods
        items = list(value)
        if len(items) != periods:
            raise OutlayError(f"{item.path} has {len(items)} values, but the timeline has {periods} periods.")
        return [self.value(item, each) for each in items]

    def value(self, item: Input, value: Any) -> Any:
        if item.type == "record":
            return self._record(item, value)
        if item.type == "list":
            if isinstance(value, str) or not isinstance(value, Iterable):
                value = (value,)
            items = list(value)
            if len(items) > LONGEST_LIST:
                raise OutlayError(f"{item.path} has {len(items):,} items; the most is {LONGEST_LIST:,}.")
            return [_number(item, each) for each in items]
        if item.type == "text":
            if not isinstance(value, str):
                raise OutlayError(f"{item.path} is a text, not {_shown(value)}.")
            return value
        if item.type == "truth":
            return _truth(item, value)
        if item.type == "date":
            return _day(item, value)
        return _number(item, value)

    def _record(self, item: Input, value: Any) -> int:
        rows = self.rows(item)
        try:
            return rows[value]
        except (KeyError, TypeError):
            pass  # unknown, or nothing that could be a name
        if not isinstance(value, str):
            raise OutlayError(f"{item.path} is the name of a record of {item.table}, not {_shown(value)}.")
        table = self.plan.tables[item.table or ""]
        names = list(table.families or table.rows)
        near = nearest(normalised(value), rows.spellings)
        hint = ""
        if near is not None:
            hint = f" Did you mean {names[rows.spellings[near]]}?"
        elif 0 < len(names) <= 12:
            hint = " There are " + ", ".join(names) + "."
        raise OutlayError(f"{item.path}: {item.table} has no record named {_shown(value)}.{hint}") from None


def _number(item: Input, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        convert = getattr(value, "__float__", None)  # numbers of other libraries: numpy, decimal, fractions
        if isinstance(value, bool | str) or convert is None:
            raise OutlayError(f"{item.path} is a number, not {_shown(value)}.")
    try:
        number = float(value)
    except (OverflowError, TypeError, ValueError):
        raise OutlayError(f"{item.path} is a number, not {_shown(value)}.") from None
    if not math.isfinite(number):
        raise OutlayError(f"{item.path} must be a finite number, not {_shown(value)}.")
    if item.share and not 0 <= number <= 1:
        raise OutlayError(f"{item.path} is a share and must lie between 0 and 1 (0% and 100%), not {number:.10g}.")
    if item.bounds is not None and not item.bounds[0] <= number <= item.bounds[1]:
        low, high = item.bounds
        if high == math.inf and low == 0:
            raise OutlayError(f"{item.path} must not be negative, and it is {number:.10g}.")
        unit = f" {item.unit}" if item.unit else ""
        raise OutlayError(f"{item.path} must lie in its @range, {low:.10g} to {high:.10g}{unit}, not {number:.10g}.")
    if item.integer and number != math.floor(number):
        raise OutlayError(f"{item.path} must be a whole number, not {number:.10g}.")
    return number


def _truth(item: Input, value: Any) -> bool:
    if isinstance(value, str) and value.casefold() in ("true", "false"):
        return value.casefold() == "true"
    if isinstance(value, bool | int | float) and value in (0, 1):
        return bool(value)
    raise OutlayError(f"{item.path} is true or false, not {_shown(value)}.")


def _day(item: Input, value: Any) -> float:
    if isinstance(value, datetime.datetime):
        value = value.date()
    if isinstance(value, datetime.date):
        return float(value.toordinal())
    if isinstance(value, str):
        if value.strip().casefold() == "newest":
            return NEWEST
        match = _DATE.fullmatch(value.strip())
        if match:
            year, quarter, month, day = match.groups()
            first_month = int(quarter) * 3 - 2 if quarter else int(month or 1)
            try:
                return float(datetime.date(int(year), first_month, int(day or 1)).toordinal())
            except ValueError:
                pass
    elif isinstance(value, int | float) and not isinstance(value, bool) and 1 <= value <= NEWEST:
        return float(value)
    raise OutlayError(f"{item.path} is a date such as 2026-01-31, not {_shown(value)}.")


def _shown(value: Any) -> str:
    text = f'"{value}"' if isinstance(value, str) else repr(value) if isinstance(value, bool | int | float) else ""
    return text[:60] if text else f"a {type(value).__name__}"
