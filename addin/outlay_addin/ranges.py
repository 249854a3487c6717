"""Ranges of many cells through the engine's arrays: read column by column, computed at once, errors put back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from outlay.arrays import ArrayProgram, compile_arrays
from outlay.diagnostics import OutlayError
from outlay_addin.call import MOST_REASONS
from outlay_addin.errors import NUMBER, VALUE, CellError, CellFault
from outlay_addin.grid import OUTSIDE, Grid, Rows
from outlay_addin.values import BLANK, MISSING, Reader, plain

if TYPE_CHECKING:
    import numpy.typing as npt

    from outlay_addin.call import Function

    Floats = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.intp]

_MOST_PROGRAMS = 16
_EMPTY = -1  # the code of an empty cell; 0 is none, others are numbers of errors
_UNTOLD = CellError(NUMBER, "cannot be computed: ask OUTLAY_WHY for this cell alone")


class ArrayPath:
    """One function over ranges. Programs are kept by which arguments vary."""

    def __init__(self, function: Function) -> None:
        self._function = function
        self._node = function.plan.quantities[function.plan.outputs[0]].node
        self._programs: dict[tuple[int, ...], ArrayProgram] = {}

    def rows(self, prepared: Sequence[Any], places: Sequence[int], rows: int, columns: int) -> Sequence[Sequence[Any]]:
        """The result as rows of cells. `places` are the arguments in `prepared` that are grids."""
        function = self._function
        if len(prepared) > len(function.readers):
            return self._all(function.one(tuple([None if n in places else v for n, v in enumerate(prepared)])),
                             rows, columns)  # fmt: skip
        if any(reader.variable for reader in function.readers) and any(
            type(plain(cell)) is str for each in prepared for cell in (each.cells if type(each) is Grid else (each,))
        ):  # units are chosen cell by cell
            return [[function.cell(prepared, places, r, c) for c in range(columns)] for r in range(rows)]
        try:
            fixed = self._fixed(prepared, places)
        except CellFault as fault:
            return self._all(fault.error, rows, columns)
        program = self._program(tuple(places))
        errors: list[CellError | None] = [None]
        values: dict[int, Floats] = {}
        codes: dict[int, Codes] = {}
        for number in places:
            read, wrong = _Column(function.readers[number], program.texts.code, errors).read(prepared[number].cells)
            values[number], codes[number] = _spread(read, wrong, prepared[number], rows, columns, errors)
        try:
            done = program.run(values, rows * columns, fixed).node(self._node)
        except OutlayError as error:
            return self._all(function.fault([MISSING if n in places else v for n, v in enumerate(prepared)],
                                            str(error)), rows, columns)  # fmt: skip
        return self._cells(prepared, places, done, codes, errors, rows, columns, program)

    # -------------------------------------------------------------------------------------------------- inside

    def _fixed(self, prepared: Sequence[Any], places: Sequence[int]) -> dict[int, Any]:
        """What is the same in every row, checked."""
        function = self._function
        cells = [MISSING if number in places else each for number, each in enumerate(prepared)]
        read = function.values(cells)
        for number, reader in enumerate(function.readers):
            value = read[number] if number < len(read) else MISSING
            if number in places:
                continue
            if value is MISSING and reader.item.required:
                raise CellFault(VALUE, f"{reader.name} must be given")
            error = None if value is MISSING else reader.judge(value)
            if error is not None:
                raise CellFault(error.kind, error.reason)
        return {number: value for number, value in enumerate(read) if value is not MISSING}

    def _program(self, varying: tuple[int, ...]) -> ArrayProgram:
        found = self._programs.get(varying)
        if found is None:
            if len(self._programs) >= _MOST_PROGRAMS:
                self._programs.clear()
            found = self._programs[varying] = compile_arrays(self._function.plan, [self._node], varying)
        return found

    def _cells(
        self,
        prepared: Sequence[Any],
        places: Sequence[int],
        done: Floats,
        codes: dict[int, Codes],
        errors: Sequence[CellError | None],
        rows: int,
        columns: int,
        program: ArrayProgram,
    ) -> Sequence[Sequence[Any]]:
        """Numbers as cells, and at the places that have none what is the matter there."""
        found: list[Any] = self._plain(done, program)
        wrong = ~np.isfinite(done)
        empty = np.ones(rows * columns, dtype=bool)
        for number in places:
            wrong |= codes[number] != 0
            empty &= codes[number] == _EMPTY
        told = 0
        told_any = bool(wrong.any())
        for at in np.flatnonzero(wrong).tolist():
            if empty[at]:
                found[at] = BLANK
                continue
            said = next((codes[number][at] for number in places if codes[number][at]), 0)
            if said == _EMPTY:
                blank = next(number for number in places if codes[number][at] == _EMPTY)
                found[at] = CellError(VALUE, f"{self._function.readers[blank].name}: the cell is empty")
            elif said:
                found[at] = errors[said]
            elif told < MOST_REASONS:
                told += 1
                found[at] = self._function.cell(prepared, places, at // columns, at % columns)
            else:
                found[at] = _UNTOLD
        return Rows(
            zip(*[iter(found)] * columns, strict=True), numbers=self._function.type == "number" and not told_any
        )

    def _plain(self, done: Floats, program: ArrayProgram) -> list[Any]:
        kind = self._function.type
        if kind == "number":
            plain_numbers: list[Any] = done.tolist()
            return plain_numbers
        as_cell: Callable[[float], Any] = program.texts.text if kind == "text" else self._function.shown
        return [as_cell(value) if value == value else None for value in done.tolist()]

    @staticmethod
    def _all(cell: Any, rows: int, columns: int) -> Sequence[Sequence[Any]]:
        return [[cell] * columns for _ in range(rows)]


class _Column:
    """Reads the cells of one range for one argument."""

    def __init__(self, reader: Reader, code: Callable[[str], float], errors: list[CellError | None]) -> None:
        self._reader = reader
        self._code = code
        self._errors = errors  # of the whole call; codes are places in it

    def read(self, cells: Sequence[Any]) -> tuple[Floats, Codes | None]:
        """A number for each cell, NaN where there is none, and the codes of what is wrong (None: nothing is)."""
        if self._reader.item.type == "number" and set(map(type, cells)) <= {float}:
            numbers = np.array(cells, dtype=np.float64)
            if not self._wrong(numbers).any():
                return numbers, None
        known: dict[Any, tuple[float, int]] = {}
        numbers = np.empty(len(cells))
        codes = np.zeros(len(cells), dtype=np.intp)
        for at, cell in enumerate(cells):
            key = (type(cell), cell)
            try:
                found = known.get(key)
            except TypeError:
                key = (type(cell), id(cell))
                found = None
            if found is None:
                found = known[key] = self._one(cell)
            numbers[at], codes[at] = found
        return numbers, codes

    def _one(self, cell: Any) -> tuple[float, int]:
        if plain(cell) is BLANK:
            return np.nan, _EMPTY
        try:
            value = self._reader.read(cell)
            if value is MISSING:
                raise CellFault(VALUE, f"{self._reader.name}: the cell is empty")
            error = self._reader.judge(value)
            if error is not None:
                raise CellFault(error.kind, error.reason)
        except CellFault as fault:
            self._errors.append(fault.error)
            return np.nan, len(self._errors) - 1
        return self._reader.in_arrays(value, self._code), 0

    def _wrong(self, numbers: Floats) -> Any:
        item = self._reader.item
        wrong = ~np.isfinite(numbers)
        if item.share:
            wrong |= (numbers < 0) | (numbers > 1)
        if item.bounds is not None:
            wrong |= (numbers < item.bounds[0]) | (numbers > item.bounds[1])
        if item.integer:
            wrong |= numbers != np.floor(numbers)
        return wrong


def _spread(
    numbers: Floats, codes: Codes | None, found: Grid, rows: int, columns: int, errors: list[CellError | None]
) -> tuple[Floats, Codes]:
    """A range's numbers over the whole result: a single row or column is repeated, what is missing is an error."""
    wrong = np.zeros(len(numbers), dtype=np.intp) if codes is None else codes
    if found.rows == rows and found.columns == columns:
        return numbers, wrong
    values = numbers.reshape(found.rows, found.columns)
    marks = wrong.reshape(found.rows, found.columns)
    if found.rows in (1, rows) and found.columns in (1, columns):
        shape = (rows, columns)
        return np.broadcast_to(values, shape).ravel(), np.broadcast_to(marks, shape).ravel()
    errors.append(OUTSIDE)
    all_values = np.full((rows, columns), np.nan)
    all_marks = np.full((rows, columns), len(errors) - 1, dtype=np.intp)
    down = rows if found.rows == 1 else found.rows
    across = columns if found.columns == 1 else found.columns
    all_values[:down, :across] = values
    all_marks[:down, :across] = marks
    return all_values.ravel(), all_marks.ravel()
