"""One exported function called from cells: a single row by the light path, ranges by the array path."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from outlay.diagnostics import OutlayError
from outlay.scalar.function import SlowPath, compile_function
from outlay.scalar.inputs import Inputs
from outlay_addin.errors import NUMBER, VALUE, CellError, CellFault
from outlay_addin.grid import MOST_CELLS, Grid, grid, in_list, used_parts
from outlay_addin.memo import Memo
from outlay_addin.values import BLANK, MISSING, Reader, plain

if TYPE_CHECKING:
    from outlay.plan import Plan, Signature
    from outlay_addin.ranges import ArrayPath

FEW = 48  # cells of a range that are computed one by one: starting the arrays costs more
MOST_REASONS = 200  # of failed cells of one range that are each told why

_TAKEN: dict[str, type] = {"number": float, "record": str}

Cell = Any  # float, bool, str, datetime.date, BLANK or CellError


class Function:
    """An exported function, ready for cells. Immutable but for what it remembers."""

    def __init__(self, signature: Signature, plan: Plan, figures: Callable[[], Any]) -> None:
        self.signature = signature
        self.name = signature.name
        self.plan = plan
        self.figures = figures  # read texts as numbers of a unit; made when the first text is met
        inputs = Inputs(plan)
        self._any_unit = any("any " in item.unit for item in plan.inputs)
        self.readers = [Reader(item, inputs, self._number) for item in plan.inputs]
        self.type = plan.nodes[plan.quantities[plan.outputs[0]].node].type
        self._compute = compile_function(plan)
        self._memo: Memo[Cell] = Memo()
        self._arrays: ArrayPath | None = None
        # What the compiled function takes as it is: figures and names. It is quicker than looking for what is kept.
        quick = self.type == "number" and not isinstance(self._compute, SlowPath)
        self._taken = [_TAKEN.get(item.type) for item in plan.inputs] if quick else []

    def __call__(self, arguments: Sequence[Any]) -> Cell | Sequence[Sequence[Cell]]:
        """What a cell shows, or rows of them when an argument is a range. Never raises for what is in a cell."""
        if len(arguments) <= len(self._taken):
            for kind, each in zip(self._taken, arguments, strict=False):
                if type(each) is not kind and each is not MISSING:
                    break
            else:
                try:
                    return self._compute(*arguments)
                except OutlayError:
                    pass  # the longer way below says what is the matter
        for each in arguments:
            if isinstance(each, (tuple, list)):
                return self._over(tuple(arguments))
        return self.one(tuple(arguments))

    def one(self, arguments: tuple[Any, ...]) -> Cell:
        """The value for single cells; lists are tuples of cells."""
        try:
            key = (arguments, tuple(map(type, arguments)))  # TRUE is not 1
            found = self._memo.kept.get(key)
        except TypeError:
            return self._one(arguments)
        if found is None:
            found = self._one(arguments)
            if Memo.fits(arguments):
                self._memo.keep(key, found)
        return found

    def values(self, arguments: Sequence[Any]) -> list[Any]:
        """Arguments as the engine takes them. Raises `CellFault` for the first that cannot be."""
        if len(arguments) > len(self.readers):
            raise CellFault(VALUE, f"{self.name} takes at most {len(self.readers)} arguments, not {len(arguments)}")
        if self._any_unit and any(
            type(cell) is str for each in arguments for cell in (each if type(each) is tuple else (each,))
        ):
            arguments = self._in_one_unit(arguments)
        return [_list(reader, cell) if reader.item.type == "list" else reader.read(cell)
                for reader, cell in zip(self.readers, arguments, strict=False)]  # fmt: skip

    def fault(self, values: Sequence[Any], said: str) -> CellError:
        """What was wrong with values that the engine refused."""
        for number, reader in enumerate(self.readers):
            value = values[number] if number < len(values) else MISSING
            if value is MISSING:
                if reader.item.required:
                    return CellError(VALUE, f"{reader.name} must be given")
                continue
            error = reader.judge(value)
            if error is not None:
                return error
        return CellError(NUMBER, said)

    # -------------------------------------------------------------------------------------------------- inside

    def _one(self, arguments: tuple[Any, ...]) -> Cell:
        try:
            values = self.values(arguments)
        except CellFault as fault:
            return fault.error
        try:
            found = self._compute(*values)
        except OutlayError as error:
            return self.fault(values, str(error))
        return self.shown(found)

    def shown(self, found: Any) -> Cell:
        """A result of the engine as a cell holds it."""
        if self.type == "date":
            return datetime.date.fromordinal(int(found))
        return bool(found) if self.type == "truth" else found

    def _number(self, text: str, unit: str) -> float:
        number: float = self.figures().number(text, unit)
        return number

    def _in_one_unit(self, arguments: Sequence[Any]) -> Sequence[Any]:
        from outlay_addin.any_unit import in_one_unit

        return in_one_unit(self, arguments)

    def _over(self, arguments: tuple[Any, ...]) -> Cell | Sequence[Sequence[Cell]]:
        prepared: list[Any] = []
        places: list[int] = []
        for number, each in enumerate(arguments):
            if not isinstance(each, (tuple, list)):
                prepared.append(each)
                continue
            found = grid(each)
            is_list = number < len(self.readers) and self.readers[number].item.type == "list"
            if is_list:
                prepared.append(tuple(map(plain, in_list(found))))
                continue
            if found.rows == found.columns == 1:
                prepared.append(found.cells[0])
                continue
            prepared.append(found)
            places.append(number)
        if not places:
            return self.one(tuple(prepared))
        for number, part in zip(places, used_parts([prepared[number] for number in places]), strict=True):
            prepared[number] = part
        rows = max(prepared[number].rows for number in places)
        columns = max(prepared[number].columns for number in places)
        if rows * columns > MOST_CELLS:
            return CellError(VALUE, f"the ranges have {rows * columns:,} cells together; the most is {MOST_CELLS:,}")
        if rows * columns > FEW and (arrays := self._array_path()) is not None:
            return arrays.rows(prepared, places, rows, columns)
        return [[self.cell(prepared, places, row, column) for column in range(columns)] for row in range(rows)]

    def cell(self, prepared: Sequence[Any], places: Sequence[int], row: int, column: int) -> Cell:
        """One cell of the result over ranges; blank where every range is blank."""
        here = list(prepared)
        for number in places:
            here[number] = plain(prepared[number].at(row, column))
        if all(here[number] is BLANK for number in places):
            return BLANK
        return self.one(tuple(here))

    def _array_path(self) -> ArrayPath | None:
        """The way through arrays; None where NumPy is not installed, as in a browser."""
        if self._arrays is None:
            from importlib.util import find_spec

            if find_spec("numpy") is None:
                return None
            from outlay_addin.ranges import ArrayPath

            self._arrays = ArrayPath(self)
        return self._arrays


def _list(reader: Reader, cell: Any) -> Any:
    """A list of numbers from a range or from a single cell; a text cell may hold one figure."""
    if cell is MISSING or plain(cell) is MISSING:
        return MISSING
    return [reader.read(each) for each in (cell if isinstance(cell, tuple) else (cell,))]


__all__ = ["FEW", "Cell", "Function", "Grid"]
