"""Whole model files from cells: any output with any inputs set, and every output as a table."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from outlay.diagnostics import OutlayError
from outlay.model import Model
from outlay.spelling import did_you_mean
from outlay_addin.errors import NAME, NOT_FOUND, NUMBER, VALUE, CellError, CellFault, said_by
from outlay_addin.grid import grid, in_list, is_range, over_ranges
from outlay_addin.memo import Memo
from outlay_addin.values import BLANK, MISSING, plain
from outlay_addin.watch import Watch

if TYPE_CHECKING:
    from outlay.result import Output, Result

MOST_MODELS, MOST_RUNS = 64, 256
_PERIOD = re.compile(r"(?P<name>[^\[\]]+)\[(?P<period>[^\[\]]+)\]")

Settings = tuple[tuple[str, Any], ...]


class Models:
    """Model files by name, each read again when it, or a file it imports, is another one. Their runs are kept."""

    def __init__(self, folders: Sequence[str] = (), search: Sequence[str] = ()) -> None:
        self.folders = tuple(folders)
        self._search = tuple(search)
        self._kept: dict[str, tuple[Model, Watch]] = {}
        self._runs: Memo[Result] = Memo(MOST_RUNS)  # of all models together; a model read anew is another one

    def output(self, arguments: Sequence[Any]) -> Any:
        """`OUTLAY(model_file, output, [name1, value1], …)`: a cell; a row of cells for a series; rows for ranges.

        A range of names with a range of values sets them all; a range of values with one name is a result for each.
        """
        try:
            return over_ranges((*arguments[:2], *_paired(arguments[2:])), self._output)
        except CellFault as fault:
            return fault.error

    def table(self, arguments: Sequence[Any]) -> Any:
        """`OUTLAY_TABLE(model_file, [scenario])`: outputs, answers and checks with units, as rows of cells."""
        given = [plain(each) for each in arguments]
        try:
            if len(given) > 2:
                raise CellFault(VALUE, "OUTLAY_TABLE takes a model file and a scenario, nothing more")
            scenario = given[1] if len(given) > 1 else MISSING
            name = "" if scenario is MISSING else _text(scenario, "the scenario")
            result = self.run(_text(given[0] if given else MISSING, "the model file"), (("scenario", name),))
        except CellFault as fault:
            return fault.error
        return _table(result)

    def run(self, file: str, settings: Settings) -> Result:
        """One run of a model file. Raises `CellFault` for a file, a scenario or an input that does not exist."""
        model = self._model(file)
        kinds = tuple(type(value) for _, value in settings)
        try:
            return self._runs.get((model, settings, kinds), lambda: _run(model, settings))
        except OutlayError as error:
            raise CellFault(VALUE, said_by(error)) from None

    def settings(self, pairs: Sequence[Any]) -> Settings:
        """Names and values as a run takes them; a pair whose value is left out is not there."""
        if len(pairs) % 2:
            raise CellFault(VALUE, f"{pairs[-1]} has no value: names and values come in pairs")
        found: list[tuple[str, Any]] = []
        for name, value in zip(pairs[::2], pairs[1::2], strict=True):
            if name is MISSING and value is MISSING:
                continue
            path = _text(name, "the name of an input")
            if isinstance(value, CellError):
                raise CellFault(value.kind, f"{path}: {value.reason or 'the cell has the error ' + value.kind}")
            if value is BLANK:
                raise CellFault(VALUE, f"{path}: the cell is empty")
            if value is not MISSING:
                found.append((path, value))
        return tuple(found)

    # -------------------------------------------------------------------------------------------------- inside

    def _output(self, arguments: tuple[Any, ...]) -> Any:
        try:
            if len(arguments) < 2:
                raise CellFault(VALUE, "OUTLAY takes a model file, an output, and names and values of inputs")
            file, name = _text(arguments[0], "the model file"), _text(arguments[1], "the output")
            result = self.run(file, self.settings(arguments[2:]))
            return _shown(result, name)
        except CellFault as fault:
            return fault.error

    def _model(self, file: str) -> Model:
        path = self._path(file)
        kept = self._kept.get(path)
        if kept is not None and not kept[1].changed():
            return kept[0]
        model = Model(path, self._search)
        model.check()  # reads everything the model is made of
        watch = Watch({path: None, **model.compilation.dependencies})
        if len(self._kept) >= MOST_MODELS:
            self._kept.clear()
        self._kept[path] = model, watch
        return model

    def _path(self, file: str) -> str:
        name = file if file.endswith(".cost") else file + ".cost"
        if name.startswith(("\\\\", "//")) or "://" in name:
            raise CellFault(NAME, f"{file}: a model file lies on this computer")
        places = [name] if os.path.isabs(name) else [os.path.join(folder, name) for folder in self.folders]
        for place in places:
            if os.path.isfile(place):
                return os.path.realpath(place)
        known = [entry for folder in self.folders for entry in _models_in(folder)]
        where = "there" if os.path.isabs(name) else "beside the workbook or in a configured folder"
        raise CellFault(NAME, f"there is no model {name} {where}.{did_you_mean(name, known)}")


def _paired(pairs: Sequence[Any]) -> list[Any]:
    """Names and values with ranges of names taken apart; rows without name and value are no pair."""
    found: list[Any] = []
    for at in range(0, len(pairs), 2):
        pair = pairs[at : at + 2]
        if len(pair) < 2 or not is_range(pair[0]):
            found += pair
            continue
        names, values = in_list(grid(pair[0])), list(grid(pair[1]).cells) if is_range(pair[1]) else [pair[1]]
        if len(values) < len(names) or any(plain(each) is not BLANK for each in values[len(names) :]):
            raise CellFault(VALUE, f"{len(names)} names have {len(values)} values: both ranges need the same cells")
        for name, value in zip(names, values, strict=False):
            if plain(name) is not BLANK or plain(value) is not BLANK:
                found += [name, value]
    return found


def _models_in(folder: str) -> list[str]:
    try:
        return [name for name in os.listdir(folder) if name.endswith(".cost")]
    except OSError:
        return []


def _run(model: Model, settings: Settings) -> Result:
    scenario = None
    overrides: dict[str, Any] = {}
    for name, value in settings:
        if name == "scenario" and isinstance(value, str) and "scenario" not in model.inputs:
            scenario = value or None
        else:
            overrides[name] = value
    return model.run(scenario, overrides=overrides)


def _text(cell: Any, what: str) -> str:
    if isinstance(cell, CellError):
        raise CellFault(cell.kind, f"{what}: {cell.reason or 'the cell has the error ' + cell.kind}")
    if cell is MISSING or cell is BLANK:
        raise CellFault(VALUE, f"{what} must be given")
    if not isinstance(cell, str):
        raise CellFault(VALUE, f"{what} is a text")
    return cell.strip()


def _shown(result: Result, name: str) -> Any:
    solved = result.solves.get(name)
    if solved is not None and name not in result.outputs:
        return CellError(NUMBER, solved.detail) if solved.value is None else solved.value
    try:
        period = _PERIOD.fullmatch(name)
        output = result[name if period is None else period["name"].strip()]
    except OutlayError as error:
        raise CellFault(NAME, str(error)) from None
    if period is not None:
        try:
            return _cell(output[period["period"].strip()], output, result)
        except KeyError as error:
            raise CellFault(NOT_FOUND, str(error.args[0])) from None
    if isinstance(output.value, tuple):
        return [[_cell(each, output, result) for each in output.value]]
    return _cell(output.value, output, result)


def _cell(value: Any, output: Output, result: Result) -> Any:
    if value is None:
        said = [each.message for each in result.diagnostics if each.severity.value == "error"]
        about = [each for each in said if output.name in each]
        return CellError(NUMBER, (about or said or [f"{output.name} cannot be computed"])[0])
    if output.type == "date":
        return datetime.date.fromordinal(int(value))
    return value


def _table(result: Result) -> list[list[Any]]:
    """Rows of name, value, unit and what it is; a series has its periods behind, under their labels."""
    rows: list[list[Any]] = [["name", "value", "unit", "what it is", *result.periods]]
    for output in result.outputs.values():
        row: list[Any] = [output.name, "", output.unit, output.label]
        if isinstance(output.value, tuple):
            row += [_cell(each, output, result) for each in output.value]
        else:
            row[1] = _cell(output.value, output, result)
        rows.append(row)
    for solve in result.solves.values():
        value = CellError(NUMBER, solve.detail) if solve.value is None else solve.value
        rows.append([solve.name, value, solve.unit, solve.label or solve.sentence])
    rows += [[check.name, check.ok, "", check.detail] for check in result.checks]
    width = len(rows[0])
    return [row + [""] * (width - len(row)) for row in rows]
