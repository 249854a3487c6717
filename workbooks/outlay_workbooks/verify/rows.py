"""The named rows of a workbook against a run of the engine: each number by its path, each period in its column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from outlay.dependents import dependents
from outlay.plan import Plan
from outlay.scalar import compile_plan
from outlay_workbooks.dates import EPOCH
from outlay_workbooks.formula_text import column_number
from outlay_workbooks.formulas.graph import BENEATH, NAMED
from outlay_workbooks.package import Contents, Stored
from outlay_workbooks.package.contents import heading_of
from outlay_workbooks.recalculate import CellValues
from outlay_workbooks.verify.comparing import letters

Numbers = dict[str, object]  # path -> a number, a truth, a text, None for a fault, or a tuple of them


def engine_numbers(plan: Plan, edits: Mapping[str, Stored]) -> Numbers:
    """Every named number of one run of a scenario's plan, with inputs of the base edited beneath the scenario."""
    given: dict[int, object] = {}
    overridden = overrides(plan)
    for path, value in edits.items():
        places = [number for number, item in enumerate(plan.inputs) if item.path == f"{path}{BENEATH}"]
        if not places and path not in overridden:
            places = [number for number, item in enumerate(plan.inputs) if item.path == path]
        given.update(dict.fromkeys(places, value))
    wanted = {
        quantity.path: number
        for number, quantity in enumerate(plan.quantities)
        if quantity.role in NAMED and BENEATH not in quantity.path
    }
    values = compile_plan(plan, list(wanted.values())).run(given)
    dated = {number for number in wanted.values() if plan.nodes[plan.quantities[number].node].type == "date"}
    return {path: _plain(values.quantity(number), EPOCH if number in dated else 0) for path, number in wanted.items()}


def overrides(plan: Plan) -> set[str]:
    """Every path that the plan's scenario, or one it builds on, replaces."""
    facts = {each.name: each for each in plan.scenario_facts}
    found: set[str] = set()
    at = facts.get(plan.scenario)
    while at is not None:
        found.update(at.paths)
        at = facts.get(at.base)
    return found


def _plain(value: object, epoch: int) -> object:
    """A fault is None, as results have it; a date the days since a spreadsheet's epoch."""
    if isinstance(value, list | tuple):
        return tuple(_plain(each, epoch) for each in value)
    if isinstance(value, float):
        return None if value - value != 0 else value - epoch
    return value


def hang_on_searches(plan: Plan) -> set[str]:
    """Paths of the numbers that need what a `solve` or `minimize` found."""
    tainted = {index for index, node in enumerate(plan.nodes) if node.op in ("solve", "minimize")}
    tainted |= dependents(tainted, ((index, node.args) for index, node in enumerate(plan.nodes)))
    return {quantity.path for quantity in plan.quantities if quantity.node in tainted}


def model_rows(contents: Contents, values: CellValues) -> Iterator[tuple[str, tuple[str, ...], object]]:
    """Path, cells and value of every named row of the sheet Model: one value, or a tuple over the periods."""
    heading, columns = heading_of(contents, ("name", "unit", "value"))
    if not columns:
        return
    first = column_number(columns["value"])
    periods = [
        column
        for text, column in columns.items()
        if column_number(column) > first and text[:4].isdigit()
    ]  # fmt: skip
    periods.sort(key=column_number)
    cells = values.get("Model", {})
    for reference, content in contents.items():
        column = reference.rstrip("0123456789")
        row = int(reference[len(column) :])
        if column != columns["name"] or row <= heading or not isinstance(content.value, str):
            continue
        if any(f"{each}{row}" in contents for each in periods):
            places = tuple(f"{each}{row}" for each in periods)
            yield content.value, places, tuple(cells.get(each) for each in places)
        else:
            place = f"{letters(first)}{row}"
            if place in contents:
                yield content.value, (place,), cells.get(place)
