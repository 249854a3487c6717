"""What a person changed in a built workbook, read back as a scenario: inputs edited, the scenario chosen."""

from __future__ import annotations

import datetime
import os
import re
from dataclasses import dataclass

from outlay.diagnostics import OutlayError
from outlay.model import in_words
from outlay_workbooks.package import (
    NOTHING,
    Content,
    Package,
    Stored,
    open_package,
    shared_strings,
    sheet_contents,
    sheet_parts,
)
from outlay_workbooks.package.limits import within_limits
from outlay_workbooks.package.parts import refuse_1904

INPUTS, SCENARIOS, BASE = "Inputs", "Scenarios", "Base"
AS_FORMULA = "formula"  # what stands in the cell of an input that is worked out of others
_FIRST_DAY = datetime.date(1899, 12, 30)
_ADDRESS = re.compile(r"([A-Z]+)([0-9]+)")
_CHOOSING = ("name", "unit", "in force", "base")
_NEEDED = ("input", "value", "unit", "name", "as built")


@dataclass(frozen=True, slots=True)
class Change:
    """One input that is not as it was built: in `unit`, a date as its ISO text, a record by its name."""

    path: str
    value: Stored
    unit: str
    built: Stored | None
    where: str  # "Inputs!B7"

    @property
    def text(self) -> str:
        """The value as the language writes it."""
        if self.unit == "yes or no":
            return "true" if self.value else "false"
        if self.unit == "text":
            return f'"{self.value}"'
        if self.unit in ("date", "record"):
            return str(self.value)
        if self.unit == "%" and not isinstance(self.value, str):
            return f"{float(self.value) * 100!r}".removesuffix(".0") + "%"
        return in_words(self.value, "" if self.unit == "ratio" else self.unit)


@dataclass(frozen=True, slots=True)
class Reading:
    """A workbook as its reader left it."""

    path: str
    scenario: str  # "" for the base
    changes: tuple[Change, ...]
    inputs: tuple[str, ...] = ()  # paths of every input it shows, changed or not

    def as_cost(self, name: str = "edited") -> str:
        """A scenario to put beside the model's own, or to save and pass on."""
        base = f" : {self.scenario}" if self.scenario else ""
        lines = [f"  {change.path} = {change.text}" for change in self.changes]
        return "\n".join([f'scenario {name}{base} "Edited in {os.path.basename(self.path)}" {{', *lines, "}", ""])

    def as_json(self) -> dict[str, object]:
        """The scenario chosen, and what is set on top of it, as texts of the language."""
        return {
            "schema": "outlay/1",
            "workbook": self.path,
            "scenario": self.scenario,
            "set": {change.path: change.text for change in self.changes},
            "changes": [
                {"path": c.path, "value": c.value, "unit": c.unit, "built": c.built, "cell": c.where}
                for c in self.changes
            ],
        }


def is_built(path: str | os.PathLike[str]) -> bool:
    """Whether a file is a workbook that was built from a model; any other file is not."""
    try:
        package = open_package(path)
        parts = sheet_parts(package)
        if INPUTS not in parts:
            return False
        return bool(_heading(_grid(package, parts[INPUTS], shared_strings(package)), _NEEDED)[1])
    except OutlayError:
        return False


def read(path: str | os.PathLike[str]) -> Reading:
    """The edited inputs of a built workbook.

    Nothing is calculated and nothing evaluated: inputs are compared with what stands beside them under `As built`, and
    whatever the chosen scenario puts in place of an input is taken from its column. Raises `OutlayError` for a file
    that is no built workbook, or a cell that does not hold what its input takes.
    """
    with within_limits(os.fspath(path)):
        return _read(open_package(path))


def _read(package: Package) -> Reading:
    refuse_1904(package)
    strings = shared_strings(package)
    inputs, sheet = _sheet(package, INPUTS, _NEEDED, strings)
    if inputs is None:
        raise OutlayError(
            f"{package.path} has no sheet Inputs: it was not built by `outlay workbook build`, or that sheet was "
            "removed since."
        )
    lines = _inputs(package, inputs, sheet)
    scenario, typed = "", dict[str, tuple[Stored, str]]()
    scenarios, sheet = _sheet(package, SCENARIOS, _CHOOSING, strings)
    if scenarios is not None:
        scenario, typed = _scenario(package, scenarios, lines, sheet)
    changes = [change for change in (_change(package, line, typed) for line in lines.values()) if change]
    return Reading(package.path, scenario, tuple(changes), tuple(lines))


@dataclass(frozen=True, slots=True)
class _Line:
    path: str
    value: Stored | None
    calculated: bool
    unit: str
    built: Stored | None
    where: str


Grid = dict[int, dict[str, Content]]  # by row and the letters of the column


def _grid(package: Package, part: str, strings: list[str]) -> Grid:
    found: Grid = {}
    for reference, content in sheet_contents(package.parts[part], strings).items():
        match = _ADDRESS.fullmatch(reference)
        if match is not None:
            found.setdefault(int(match[2]), {})[match[1]] = content
    return found


def _sheet(package: Package, name: str, words: tuple[str, ...], strings: list[str]) -> tuple[Grid | None, str]:
    """A sheet's cells and what it is called: where nothing has its name, the first with its headings was renamed."""
    parts = sheet_parts(package)
    if name in parts:
        return _grid(package, parts[name], strings), name
    for called, part in parts.items():
        grid = _grid(package, part, strings)
        if _heading(grid, words)[1]:
            return grid, called
    return None, name


def _inputs(package: Package, grid: Grid, sheet: str) -> dict[str, _Line]:
    heading, columns = _heading(grid, _NEEDED)
    if not columns:
        raise OutlayError(f"{package.path}: Inputs has no row headed {', '.join(word.title() for word in _NEEDED)}.")
    found: dict[str, _Line] = {}
    for row in sorted(grid):
        cells = grid[row]
        path = cells.get(columns["name"], NOTHING).value
        if row <= heading or not isinstance(path, str):
            continue
        where = f"{sheet}!{columns['value']}{row}"
        if path in found:
            raise OutlayError(f"{package.path}: {path} stands on {sheet} twice, at {found[path].where} and {where}.")
        held = cells.get(columns["value"], NOTHING)
        built = cells.get(columns["as built"], NOTHING).value
        unit = str(cells.get(columns["unit"], Content(value="ratio")).value)
        found[path] = _Line(path, held.value, held.formula is not None, unit, built, where)
    return found


def _scenario(
    package: Package, grid: Grid, lines: dict[str, _Line], sheet: str
) -> tuple[str, dict[str, tuple[Stored, str]]]:
    """The scenario in force, and what it puts in place of inputs: value and cell by path."""
    heading, columns = _heading(grid, _CHOOSING)
    if not columns:
        return "", {}
    beyond = (len(columns["base"]), columns["base"])
    names = {str(held.value): at for at, held in grid[heading].items() if (len(at), at) >= beyond}
    chosen = next(
        (
            str(grid[row][columns["in force"]].value)
            for row in sorted(grid)
            if row < heading and columns["in force"] in grid[row]
        ),
        BASE,
    )
    if chosen.casefold() == BASE.casefold():
        return "", {}
    if chosen not in names:
        raise OutlayError(f"{package.path}: {chosen!r} is no scenario of this workbook; it has {', '.join(names)}.")
    typed: dict[str, tuple[Stored, str]] = {}
    for row in sorted(grid):
        path = grid[row].get(columns["name"], NOTHING).value
        if row > heading and isinstance(path, str) and path in lines:
            where = f"{sheet}!{names[chosen]}{row}"
            value = _override(package, lines[path], grid[row].get(names[chosen], NOTHING), where, chosen)
            if value is not None:
                typed[path] = value, where
    return chosen, typed


def _override(package: Package, line: _Line, held: Content, where: str, chosen: str) -> Stored | None:
    """What a scenario puts in place of an input; None where it leaves the input as it is."""
    if held.formula is None:
        if held.value is None:
            raise OutlayError(f"{package.path}: {where} is empty; the scenario {chosen} says nothing of {line.path}.")
        return held.value
    edited = line.value != line.built
    if not edited or held.formula.replace("$", "").replace("'", "") == line.where:
        return None
    if held.value is None:
        raise OutlayError(
            f"{package.path}: {where} holds a formula over {line.path}, which was edited, and no value of it was kept. "
            "Open the workbook in a spreadsheet program, save it there, then try again."
        )
    return held.value  # what the formula gave when the workbook was saved


def _change(package: Package, line: _Line, typed: dict[str, tuple[Stored, str]]) -> Change | None:
    value, where = typed.get(line.path, (line.value, line.where))
    if line.path not in typed:
        if line.calculated:
            raise OutlayError(f"{package.path}: {where} holds a formula; {line.path} is read from a plain value.")
        if value is None:
            raise OutlayError(f"{package.path}: {where} is empty; {line.path} needs a value.")
        if value == line.built or value == AS_FORMULA:
            return None
    return Change(line.path, _fitting(package, line, value, where), line.unit, line.built, where)


def _fitting(package: Package, line: _Line, value: Stored | None, where: str) -> Stored:
    """The value as its input takes it, or an error that names the cell."""
    said = f"{package.path}: {where}: {line.path}"
    if isinstance(value, str) and value.startswith("#"):
        raise OutlayError(f"{said} holds the error value {value}.")
    if line.unit == "date":
        if isinstance(value, float) and 1 <= value < 2_958_466:
            return (_FIRST_DAY + datetime.timedelta(days=int(value))).isoformat()
        raise OutlayError(f"{said} is a date, not {value!r}.")
    if line.unit == "yes or no":
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.casefold() in ("true", "false"):
            return value.casefold() == "true"
        raise OutlayError(f"{said} is TRUE or FALSE, not {value!r}.")
    if line.unit in ("text", "record"):
        if isinstance(value, str) and '"' not in value and "\n" not in value:
            return value
        raise OutlayError(f"{said} is a {'text' if line.unit == 'text' else 'name'}, not {value!r}.")
    if isinstance(value, bool) or not isinstance(value, float):
        raise OutlayError(f"{said} is a number in {line.unit}, not {value!r}.")
    return value


def _heading(grid: Grid, words: tuple[str, ...]) -> tuple[int, dict[str, str]]:
    """The first row that holds all the words, and the column of each."""
    for row in sorted(grid):
        columns = {str(held.value).strip().casefold(): column for column, held in grid[row].items()}
        if all(word in columns for word in words):
            return row, columns
    return 0, {}
