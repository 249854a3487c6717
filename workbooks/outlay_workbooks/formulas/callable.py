"""Which functions an add-in gives, and whether each computes there what it computes inside a model."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from outlay.compilation import Compilation
from outlay.diagnostics import OutlayError
from outlay.model import Model, function_plan, functions
from outlay.plan import LIBRARY_FILES, Plan
from outlay.scalar.function import compile_function
from outlay.scalar.lookups import Rows

MOST_ARGUMENTS = 59  # what spreadsheets hand over to a function of an add-in
_ITS_OWN = frozenset({"outlay"})
_POINTWISE = frozenset(
    "const input calendar draw add sub mul div neg abs sqrt exp log log10 floor ceil round pow normal_quantile min max "
    "lt le gt ge eq ne and or not select guard fault pick choose row_at best median count list list_sum list_mean "
    "list_min list_max tier".split()
)


class OfAnAddIn:
    """A function as an add-in has it."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.call: Callable[..., Any] = compile_function(plan)
        self._names: dict[str, Rows] = {}

    def row(self, table: str, name: str) -> int | None:
        """The row, or the family, that a name means here; None where it means none."""
        found = self._names.get(table)
        if found is None:
            found = self._names[table] = Rows(self.plan.tables[table])
        try:
            return found[name]
        except KeyError:
            return None


class Callables:
    """The functions that cells may call. `taken` are names (in lower case) that mean something else in the workbook."""

    def __init__(self, model: Model, taken: frozenset[str]) -> None:
        self._model = model
        self._taken = taken
        self._known: dict[tuple[str, str], OfAnAddIn | str] = {}
        self._files: dict[str, str] = {}  # a name (in lower case) and the file that has it
        self._library = {each.name.casefold() for each in functions()}

    def get(self, name: str, file: str, count: int) -> OfAnAddIn | str:
        """The function, or why it is none that a cell could call. `count` is the number of its parameters."""
        key = (name, file)
        if key not in self._known:
            self._known[key] = self._found(name, file, count)
        return self._known[key]

    def _found(self, name: str, file: str, count: int) -> OfAnAddIn | str:
        library = file.startswith(LIBRARY_FILES)
        folded = name.casefold()
        if not library and (folded in self._library or folded in _ITS_OWN):
            return "an add-in has another function of that name"
        if folded in self._taken:
            return "a number of the model has this name in the workbook"
        if not name.isascii():
            return "its name has other letters than A to Z, digits and _"
        if count > MOST_ARGUMENTS:
            return f"it has more than {MOST_ARGUMENTS} arguments"
        if self._files.setdefault(folded, file) != file:
            return f"{os.path.basename(self._files[folded])} has a function of that name as well"
        try:
            there = function_plan(name) if library else function_plan(name, file, self._model.search)
        except OutlayError as error:
            return f"it cannot be used on its own: {error}"
        # of a compilation of its own: what was asked of one before shows in how a plan is put together
        here = Compilation(self._model.path, self._model.search).function_plan(name, file)
        return "it cannot be used on its own" if here is None else _fit(here, there, count)


def _fit(here: Plan, there: Plan, count: int) -> OfAnAddIn | str:
    if len(there.inputs) > count:
        more = ", ".join(one.path for one in there.inputs[count:])
        return f"it reads {more} of its own file, which no cell hands over"
    if any(node.series or node.op not in _POINTWISE for node in there.nodes):
        return "it works over periods, and a cell hands over one figure at a time"
    if not _alike(here, there):
        return "it computes with a calendar, a day or rates of this model, which the add-in does not know"
    return OfAnAddIn(there)


def _alike(one: Plan, other: Plan) -> bool:
    """Whether two plans compute the same."""

    def nodes(plan: Plan) -> list[tuple[object, ...]]:
        return [(node.op, node.args, repr(node.value), node.type) for node in plan.nodes]

    by_calendar = any(node.op == "calendar" for node in one.nodes)
    calendars = one.calendar == other.calendar or not by_calendar
    return calendars and nodes(one) == nodes(other) and one.tables == other.tables
