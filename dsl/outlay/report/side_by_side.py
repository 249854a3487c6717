"""Scenarios side by side: each output with its difference from the run the page is about, and the checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outlay.diagnostics import OutlayError
from outlay.report.facts import Curve, Grid, Picture, Row
from outlay.report.pictures import over_time
from outlay.report.thinning import numbers
from outlay.report.units import in_unit

if TYPE_CHECKING:
    from outlay.evaluation import Figure, Run
    from outlay.model import Model
    from outlay.report.gather import Options
    from outlay.result import Output

BASE = "base"
MOST_SCENARIOS = 24
MOST_OUTPUTS = 40
ACROSS = 5  # scenarios in one table beside the first column, so that a page of paper holds them
MOST_PICTURES = 2


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Tables, what the scenarios are called, and charts."""

    grids: tuple[Grid, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    pictures: tuple[Picture, ...] = ()


def side_by_side(model: Model, run: Run, options: Options, outputs: Sequence[Output]) -> SideBySide:
    """The run of the page first, then the model as it stands and every scenario."""
    plan = run.plan
    first = options.scenario or BASE
    others = [name for name in (BASE, *plan.scenarios) if name != first]
    runs: dict[str, Run] = {first: run}
    for name in others[:MOST_SCENARIOS]:
        asked = "" if name == BASE and BASE not in plan.scenarios else name
        try:
            runs[name] = model.run_of(asked, list(options.overrides), options.point)[0]
        except OutlayError:
            if not options.overrides:
                raise  # what is set for this run need not fit every scenario
    left = len(others) - MOST_SCENARIOS
    note = f"{left} more scenarios: `outlay compare` shows them all." if left > 0 else ""
    chosen = outputs[:MOST_OUTPUTS]
    figures = {each.name: {name: found.figure(each.name) for name, found in runs.items()
                           if _known(found, each.name)} for each in chosen if not _is_list(each)}  # fmt: skip
    names = list(runs)
    grids = [
        _grid(first, names[at : at + ACROSS], chosen, figures, runs, note if at + ACROSS >= len(names) else "")
        for at in range(1, len(names), ACROSS)
    ]
    facts = {each.name: each.label for each in plan.scenario_facts}
    words = tuple((name, facts.get(name, "")) for name in names)
    return SideBySide(tuple(grids), words, _pictures(runs, chosen, figures))


def _known(run: Run, name: str) -> bool:
    return any(quantity.path == name for quantity in run.plan.quantities)


def _is_list(output: Output) -> bool:
    return isinstance(output.value, tuple) and not output.periods


def _grid(
    first: str,
    names: Sequence[str],
    outputs: Sequence[Output],
    figures: dict[str, dict[str, Figure]],
    runs: dict[str, Run],
    note: str,
) -> Grid:
    columns = [first, *names]
    rows = []
    for each in outputs:
        if each.name not in figures:
            continue
        found = figures[each.name]
        start = found[first]
        cells = [start.shown]
        for name in names:
            figure = found.get(name)
            told = "" if figure is None else figure.shown
            change = "" if figure is None else figure.difference(start)
            cells.append(f"{told}\n{change}" if change and change != "=" else told)
        basis = f"{each.label or each.name}, {start.basis}" if start.basis else each.label or each.name
        rows.append(Row(each.name, basis, tuple(cells)))
    failing, holding = _checks(columns, runs)
    return Grid(("", *columns), (*rows, *failing), f"{holding} {note}".strip())


def _checks(columns: Sequence[str], runs: dict[str, Run]) -> tuple[list[Row], str]:
    """A row for each check that fails somewhere, and a sentence on the others."""
    judged = {name: [runs[name].check(n) for n in range(len(runs[name].plan.checks))] for name in columns}
    count = min(map(len, judged.values()), default=0)
    rows = []
    for number in range(count):
        found = [judged[name][number] for name in columns]
        if not all(each.ok for each in found):
            marks = tuple("good" if each.ok else "bad" for each in found)
            rows.append(Row(found[0].name, "check", tuple("holds" if each.ok else "fails" for each in found), marks))
    holding = count - len(rows)
    return rows, f"{holding} {'check holds' if holding == 1 else 'checks hold'} in all of these." if holding else ""


def _pictures(
    runs: dict[str, Run], outputs: Sequence[Output], figures: dict[str, dict[str, Figure]]
) -> tuple[Picture, ...]:
    """The outputs that differ, a line or a bar for each scenario: those with a target, then the first ones."""
    numeric = [
        each
        for each in outputs
        if each.type == "number"
        and each.name in figures
        and len({figure.value for figure in figures[each.name].values()}) > 1
    ]
    ordered = [each for each in numeric if each.target is not None]
    ordered += [each for each in numeric if each.target is None]
    found: list[Picture] = []
    for each in ordered[:MOST_PICTURES]:
        title = each.label or each.name
        if each.periods:
            lines = {}
            for name, run in runs.items():
                number = next((n for n, q in enumerate(run.plan.quantities) if q.path == each.name), None)
                if number is not None:
                    lines[name] = run.output(number)
            found.append(over_time("line", title, list(lines.values()), list(lines)))
            continue
        told = figures[each.name]
        values = numbers([figure.value for figure in told.values()])
        words = tuple(figure.shown for figure in told.values())
        unit = in_unit(each.unit, percent=each.in_percent)
        found.append(
            Picture("bar", title, unit, each.unit, each.in_percent, tuple(told), (Curve(title, values, words),))
        )
    return tuple(found)
