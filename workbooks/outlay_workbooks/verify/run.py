"""One verification: cells against what was written beside them, rows against the engine, scenario by scenario."""

from __future__ import annotations

import os
from collections.abc import Sequence

from outlay.diagnostics import OutlayError
from outlay.model import Model
from outlay.model import functions as library_functions
from outlay.plan import Signature
from outlay_workbooks.package import Contents, Package, contents_of, open_package, sheet_parts
from outlay_workbooks.package.limits import within_limits
from outlay_workbooks.package.parts import called_functions, defined_names
from outlay_workbooks.read import BASE, read
from outlay_workbooks.recalculate import ENGINES, CellError, CellValues, Edits, available, recalculate_each
from outlay_workbooks.verify.beyond import Cell, beyond, said
from outlay_workbooks.verify.comparing import TOLERANCE, apart, scale_of
from outlay_workbooks.verify.report import Mismatch, Report
from outlay_workbooks.verify.rows import Numbers, engine_numbers, hang_on_searches, model_rows

MOST_SHOWN = 200  # mismatches that are kept


def verify(
    path: str | os.PathLike[str],
    model: Model | None = None,
    engines: Sequence[str] | None = None,
    profile: str | None = None,
) -> Report:
    """Recalculates a workbook from scratch in each program and compares.

    Without a model every formula is held against the value kept beside it. With the model it came from, every named
    number of the base and of each scenario is held against a run of the engine, edited inputs included. `engines` are
    by default those that are installed; `profile` is a folder with LibreOffice's settings and extensions, such as one
    with the functions that cells call. Raises `OutlayError` when none is, or when a program cannot open the file.
    """
    chosen = tuple(engines) if engines is not None else tuple(name for name in ENGINES if available(name) is None)
    if not chosen:
        raise OutlayError("; ".join(lack for name in ENGINES if (lack := available(name)) is not None))
    with within_limits(os.fspath(path)):
        package = open_package(path)
        contents = contents_of(package)
        names = defined_names(package)
    report = Report(chosen)
    exported = frozenset(name.upper() for name in called_functions(package))
    exported |= frozenset(one.name.upper() for one in _signatures(model))
    if model is None:
        for engine in chosen:
            values = recalculate_each(path, engine, [{}], profile=profile)[0]
            _cells(report, engine, contents, values, names, _beyond(report, engine, contents, values, names, exported))
        return report
    _with_model(report, path, package, contents, model, names, exported, profile)
    return report


def _signatures(model: Model | None) -> tuple[Signature, ...]:
    return library_functions() if model is None else model.compilation.signatures()


def _beyond(
    report: Report,
    engine: str,
    contents: dict[str, Contents],
    values: CellValues,
    names: dict[str, str],
    exported: frozenset[str],
) -> set[Cell]:
    """Cells to pass over, each named in the report."""
    calling, hanging = beyond(contents, values, names, exported)
    line = said(engine, calling, hanging)
    if calling and line not in report.left_out:
        report.left_out.append(line)
    return hanging


def _with_model(
    report: Report,
    path: str | os.PathLike[str],
    package: Package,
    contents: dict[str, Contents],
    model: Model,
    names: dict[str, str],
    exported: frozenset[str],
    profile: str | None,
) -> None:
    reading = read(path)
    edits = {change.path: change.value for change in reading.changes if change.where.startswith("Inputs!")}
    as_built = not reading.changes and not reading.scenario
    selector = names.get("scenario", "").replace("$", "").rpartition("!")[2]
    plans = model.at_once().plans
    if not selector or "Scenarios" not in sheet_parts(package):
        plans = plans[:1]
    scenarios = [plan.scenario for plan in plans]
    variants: list[Edits] = [{("Scenarios", selector): name or BASE} if selector else {} for name in scenarios]
    report.scenarios = tuple(name or "base" for name in scenarios)
    searched = hang_on_searches(plans[0]) if edits else set[str]()
    if searched:
        report.left_out.append(
            f"{len(searched)} numbers that hang on what a search found when the workbook was built: inputs were edited"
        )
    numbers = [engine_numbers(plan, edits) for plan in plans]
    for engine in report.engines:
        for at, values in enumerate(recalculate_each(path, engine, variants, profile=profile)):
            over = _beyond(report, engine, contents, values, names, exported)
            if at == 0 and as_built:
                _cells(report, engine, contents, values, names, over)
            wanted = {path: each for path, each in numbers[at].items() if path not in searched}
            _rows(report, engine, scenarios[at], contents, values, wanted, names, over)


def _cells(
    report: Report,
    engine: str,
    contents: dict[str, Contents],
    values: CellValues,
    names: dict[str, str],
    over: set[Cell],
) -> None:
    lacking = 0
    for sheet, cells in contents.items():
        calculated = values.get(sheet, {})
        for reference, content in cells.items():
            if content.formula is None or (sheet, reference) in over:
                continue
            found = calculated.get(reference)
            if content.value is None and found is not None:
                lacking += 1
                continue
            expected: object = content.value
            if isinstance(expected, str) and expected.startswith("#"):
                expected = CellError(expected)
            distance = apart(found, expected, 0.0)
            if distance > TOLERANCE:
                distance = apart(found, expected, scale_of(content.formula, sheet, contents, values, names))
            _note(report, distance, Mismatch(engine, "", f"{sheet}!{reference}", found, expected))
    said = f"{lacking} formulas beside which the file keeps no value, as in one that was refreshed and not opened since"
    if lacking and said not in report.left_out:
        report.left_out.append(said)


def _rows(
    report: Report,
    engine: str,
    scenario: str,
    contents: dict[str, Contents],
    values: CellValues,
    wanted: Numbers,
    names: dict[str, str],
    over: set[Cell],
) -> None:
    for path, places, found in model_rows(contents.get("Model", {}), values):
        if path not in wanted:
            continue
        expected = wanted[path]
        if isinstance(expected, tuple) != isinstance(found, tuple):
            count = max(len(_tuple(found)), len(_tuple(expected)))
            expected, found = (each if isinstance(each, tuple) else (each,) * count for each in (expected, found))
            places = places if len(places) == count else places * count
        formula = contents["Model"][places[0]].formula or ""
        for place, one, other in zip(places, _tuple(found), _tuple(expected), strict=True):
            if ("Model", place) in over:
                continue
            distance = apart(one, other, 0.0)
            if distance > TOLERANCE:
                distance = apart(one, other, _row_scale(_tuple(found), formula, contents, values, names))
            _note(report, distance, Mismatch(engine, scenario, path, one, other))


def _row_scale(
    found: tuple[object, ...],
    formula: str,
    contents: dict[str, Contents],
    values: CellValues,
    names: dict[str, str],
) -> float:
    own = max((abs(each) for each in found if isinstance(each, float)), default=0.0)
    return max(own, scale_of(formula, "Model", contents, values, names))


def _note(report: Report, distance: float, mismatch: Mismatch) -> None:
    report.compared += 1
    if distance > TOLERANCE:
        if len(report.mismatches) < MOST_SHOWN:
            report.mismatches.append(mismatch)
    elif distance > report.worst:
        report.worst = distance


def _tuple(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)
