"""Columns of a frame as the arrays a plan takes: numbers, quantities, names of records, dates, truths and texts.

Columns of numbers are converted and checked whole; of any other column each distinct cell is read once. What cannot
be is NaN in the array and a bad cell beside it, so a caller may refuse the frame or put those rows aside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Sized
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from outlay.diagnostics import OutlayError
from outlay.scalar.inputs import Inputs
from outlay.studies.bad_cells import BadCells, BadColumn
from outlay.studies.headers import Header, unknown
from outlay.studies.texts import Texts

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from outlay.plan import Input, Plan

    Floats = npt.NDArray[np.float64]

_COUNTED = (bool, int, float, np.number, np.bool_)
_KINDS = {"record": "the name of a record", "text": "a text", "list": "a list", "date": "a date"}


class ReadsFigures(Protocol):
    """What turns texts into numbers with a model's units; raises a ValueError that says why it cannot."""

    def number(self, text: str, unit: str) -> float: ...

    def factor(self, unit: str, wanted: str) -> float: ...


@dataclass(frozen=True, slots=True)
class _Target:
    """An input of the plan with the columns that set it: one, or one for each period."""

    place: int
    item: Input
    headers: tuple[Header, ...]


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of texts: for each row the number of its text among `distinct`, -1 where the cell is empty."""

    codes: npt.NDArray[np.intp]
    distinct: list[str]

    def __len__(self) -> int:
        return len(self.codes)


class Columns:
    """The columns of many frames of one shape, understood once.

    `figures` is asked for only when a column holds texts or states a unit of its own. Raises `OutlayError` for a
    column that nothing in the plan answers to.
    """

    def __init__(self, plan: Plan, headers: Sequence[Header], figures: Callable[[], ReadsFigures]) -> None:
        self.plan = plan
        self.code: Callable[[str], float] = _no_texts  # the number that stands for a text in this plan's arrays
        self._inputs = Inputs(plan)
        self._figures = figures
        self._texts: dict[tuple[str, str], Texts] = {}
        self._factors: dict[tuple[str, str], float] = {}
        self._targets = self._find(headers)

    @property
    def inputs(self) -> tuple[int, ...]:
        """Places in `plan.inputs` that the columns set."""
        return tuple(each.place for each in self._targets)

    def read(self, frame: pd.DataFrame) -> tuple[dict[int, Floats], BadCells]:
        """Arrays by input, (rows,) or (periods, rows), and every cell that is no value of its input."""
        values, bad = self.read_columns({label: frame[label] for label in frame.columns})
        return values, BadCells(bad, frame.index)

    def read_columns(self, columns: Mapping[Any, Any]) -> tuple[dict[int, Floats], tuple[BadColumn, ...]]:
        """The same of columns by label: arrays of float64, `Coded` texts, or what a frame holds, all of one length."""
        values: dict[int, Floats] = {}
        bad: list[BadColumn] = []
        for target in self._targets:
            parts = []
            for header in target.headers:
                numbers, wrong = self._column(target.item, header, columns[header.label])
                parts.append(numbers)
                bad += wrong
            values[target.place] = parts[0] if target.headers[0].period is None else np.stack(parts)
        return values, tuple(bad)

    # -------------------------------------------------------------------------------------------------- headers

    def _find(self, headers: Sequence[Header]) -> list[_Target]:
        places = {each.path: number for number, each in enumerate(self.plan.inputs)}  # of two the later one stands
        grouped: dict[str, list[Header]] = {}
        for header in headers:
            if header.path not in places:
                raise unknown(header.path, self.plan)
            grouped.setdefault(header.path, []).append(header)
        return [self._target(places[path], found) for path, found in grouped.items()]

    def _target(self, place: int, headers: list[Header]) -> _Target:
        item = self.plan.inputs[place]
        for header in headers:
            self._judge_unit(item, header)
        if item.type == "list":
            raise OutlayError(f"{item.path} is a list, and a cell holds one value.")
        labels = self.plan.timeline.labels if self.plan.timeline is not None else ()
        if headers[0].period is None:
            return _Target(place, item, tuple(headers))
        if not self.plan.nodes[item.node].series:
            raise OutlayError(f"{item.path} is one value and has no periods: name its column {item.path}.")
        found = {header.period: header for header in headers}
        strange = [str(period) for period in found if period not in labels]
        missing = [label for label in labels if label not in found]
        if strange:
            raise OutlayError(f"{strange[0]} is no period of the model, which has {labels[0]} to {labels[-1]}.")
        if missing:
            raise OutlayError(f"{item.path} needs a column for every period; {_first(missing)} missing.")
        return _Target(place, item, tuple(found[label] for label in labels))

    def _judge_unit(self, item: Input, header: Header) -> None:
        """Raises `OutlayError` for a unit that is none of the input's, before any row is read."""
        if header.unit is None or item.type == "list":
            return
        if item.type != "number" and header.unit:
            raise OutlayError(f"The column {header.shown} cannot have a unit: {item.path} is {_sort(item)}.")
        if item.type == "number":
            self._factor(header.unit, item)

    # -------------------------------------------------------------------------------------------------- columns

    def _column(self, item: Input, header: Header, column: Any) -> tuple[Floats, list[BadColumn]]:
        if isinstance(column, np.ndarray):
            return self._numbers(item, header, column)
        if isinstance(column, Coded):
            return self._read_texts(item, header, column)
        import pandas as pd

        if pd.api.types.is_bool_dtype(column.dtype) and item.type != "truth":
            return self._refused(header, column, f"{item.path} is {_sort(item)}, not true or false.")
        if pd.api.types.is_complex_dtype(column.dtype):
            return self._refused(header, column, f"{item.path} is {_sort(item)}, not a complex number.")
        if pd.api.types.is_numeric_dtype(column.dtype):
            return self._numbers(item, header, column.to_numpy(dtype=np.float64, na_value=np.nan))
        if pd.api.types.is_datetime64_any_dtype(column.dtype):
            if item.type != "date":
                return self._refused(header, column, f"{item.path} is {_sort(item)}, not a date.")
            days = column.dt.tz_localize(None) if getattr(column.dt, "tz", None) is not None else column
            since = (days.dt.normalize() - pd.Timestamp("1970-01-01")).dt.days
            return self._judged(item, header, since.to_numpy(dtype=np.float64, na_value=np.nan) + 719_163.0)
        return self._distinct(item, header, column)

    def _numbers(self, item: Input, header: Header, numbers: Floats) -> tuple[Floats, list[BadColumn]]:
        if item.type in ("record", "text", "date") and not np.isnan(numbers).all():
            return self._refused(header, numbers, f"{item.path} is {_sort(item)}, not a number.")
        if header.unit is not None and item.type == "number":
            numbers = numbers * self._factor(header.unit, item)
        return self._judged(item, header, numbers)

    def _factor(self, unit: str, item: Input) -> float:
        key = (unit, item.unit)
        found = self._factors.get(key)
        if found is None:
            try:
                found = 1.0 if unit == item.unit else self._figures().factor(unit, item.unit)
            except ValueError as error:
                raise OutlayError(f"The column {item.path} cannot be in {unit or 'no unit'}: {_ended(error)}") from None
            self._factors[key] = found
        return found

    def _judged(self, item: Input, header: Header, numbers: Floats) -> tuple[Floats, list[BadColumn]]:
        """Numbers as they are, or NaN where a run would refuse them, with its reasons."""
        wrong = ~np.isfinite(numbers)
        if item.type == "truth":
            wrong |= (numbers != 0) & (numbers != 1)
        elif item.type == "date":
            wrong |= (numbers < 1) | (numbers > 3_652_059)
        else:
            if item.share:
                wrong |= (numbers < 0) | (numbers > 1)
            if item.bounds is not None:
                wrong |= (numbers < item.bounds[0]) | (numbers > item.bounds[1])
            if item.integer:
                wrong |= numbers != np.floor(numbers)
        if not wrong.any():
            return numbers, []
        positions = np.flatnonzero(wrong)
        distinct, codes = np.unique(numbers[positions], return_inverse=True)
        reasons = [self._reason(item, float(each)) for each in distinct[:1000]]
        if len(distinct) > len(reasons):
            reasons.append(f"{item.path} cannot have this value.")
            codes = np.minimum(codes, len(reasons) - 1)
        numbers = numbers.copy()
        numbers[positions] = np.nan
        return numbers, [BadColumn(header.shown, positions, codes, tuple(reasons))]

    def _reason(self, item: Input, value: Any) -> str:
        if value != value:
            return f"{item.path} has no value here."
        try:
            self._inputs.value(item, value)
        except OutlayError as error:
            return str(error)
        return f"{item.path} cannot be {value}."

    def _refused(self, header: Header, column: Sized, reason: str) -> tuple[Floats, list[BadColumn]]:
        """A column of which no cell can be right."""
        every = np.arange(len(column))
        return np.full(len(column), np.nan), [BadColumn(header.shown, every, np.zeros_like(every), (reason,))]

    def _distinct(self, item: Input, header: Header, column: pd.Series[Any]) -> tuple[Floats, list[BadColumn]]:
        """A column of texts or of anything else: each distinct cell is read once."""
        import pandas as pd

        try:
            codes, distinct = pd.factorize(column)
        except TypeError:
            return self._refused(header, column, f"{item.path} is {_sort(item)}, and here stands a collection.")
        cells = list(distinct)
        if column.dtype == object and any(isinstance(cell, _COUNTED) and cell in (0, 1) for cell in cells):
            codes, cells = _truths_apart(column, codes, cells)
        return self._read_texts(item, header, Coded(codes, cells))

    def _read_texts(self, item: Input, header: Header, column: Coded) -> tuple[Floats, list[BadColumn]]:
        codes, distinct = column.codes, column.distinct
        texts = self._reader(item, header)
        found, reasons = texts.read(distinct)
        table = np.append(found, np.nan)  # a cell that is empty has the code -1
        numbers = table[codes]
        empty = codes < 0
        wrong = np.isnan(numbers)
        if not wrong.any():
            return numbers, []
        positions = np.flatnonzero(wrong)
        places = {code: number for number, code in enumerate(reasons)}
        told = (*reasons.values(), f"{item.path} has no value here.")
        lookup = np.full(len(distinct) + 1, len(told) - 1)
        lookup[list(places)] = list(places.values())
        which = np.where(empty[positions], len(told) - 1, lookup[codes[positions]])
        return numbers, [BadColumn(header.shown, positions, which, told)]

    def _reader(self, item: Input, header: Header) -> Texts:
        key = (item.path, header.unit or "")
        found = self._texts.get(key)
        if found is None:
            unit, share = item.unit, 1.0
            if header.unit is not None:
                unit, share = _without_percent(header.unit)
            factor = 1.0 if header.unit is None or item.type != "number" else self._factor(unit, item)
            found = self._texts[key] = Texts(item, self._inputs, self._figures, unit, factor, self.code, share)
        return found


def _truths_apart(
    column: pd.Series[Any], codes: npt.NDArray[np.intp], cells: list[Any]
) -> tuple[npt.NDArray[np.intp], list[Any]]:
    """Codes and distinct cells in which TRUE is not the number 1: what counts cells takes the two for one."""
    truths = np.fromiter((isinstance(cell, bool | np.bool_) for cell in column), bool, len(column))
    codes = codes.copy()
    for number, cell in enumerate(cells.copy()):
        if isinstance(cell, _COUNTED) and cell in (0, 1):
            here = codes == number
            cells[number] = int(cell)
            codes[here & truths] = len(cells)
            cells.append(bool(cell))
    return codes, cells


def _without_percent(unit: str) -> tuple[str, float]:
    """The unit of a header, and what its bare numbers are multiplied by to be in it: `% / month` are hundredths."""
    rest = unit.strip()
    if not rest.startswith("%"):
        return unit, 1.0
    rest = rest.removeprefix("%").strip()
    return (f"1 {rest}" if rest else ""), 0.01


def _sort(item: Input) -> str:
    return _KINDS.get(item.type, "true or false" if item.type == "truth" else "a number")


def _first(names: Sequence[str]) -> str:
    return f"{names[0]} is" if len(names) == 1 else f"{names[0]} and {len(names) - 1} more are"


def _no_texts(text: str) -> float:
    raise OutlayError(f"No program has been made yet that knows the text {text!r}.")


def _ended(reason: object) -> str:
    """A reason as the end of a sentence."""
    said = str(reason)
    return said if said.endswith(("?", ".")) else f"{said}."
