"""Scenarios side by side: each output with its difference from the run the page is about, and the checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outlay.comparison import settings
from outlay.diagnostics import OutlayError
from outlay.report.facts import Curve, Grid, Picture, Row
from outlay.report.markup import cut
from outlay.report.pictures import over_time
from outlay.report.thinning import numbers
from outlay.report.units import in_unit

if TYPE_CHECKING:
    from outlay.evaluation import Figure, Run
    from outlay.model import Model
    from outlay.plan import Plan
    from outlay.report.gather import Options
    from outlay.result import CheckResult, Output

BASE = "base"
MOST_SCENARIOS = 24
MOST_OUTPUTS = 40
ACROSS = 5  # scenarios in one table beside the first column, so that a page of paper holds them
MOST_PICTURES = 2
MOST_SET = 30
MOST_SAME = 12
MOST_FAULTS = 3


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Tables, what the scenarios are called and set, charts, and what a reader of one minute should know."""

    grids: tuple[Grid, ...] = ()
    settings: Grid | None = None
    pictures: tuple[Picture, ...] = ()
    ranges: dict[str, tuple[str, ...]] = field(default_factory=dict)  # of an output: "$1 in ", "a", " to $2 in ", "b"
    failing: tuple[str, ...] = ()  # scenarios in which checks fail that hold on this page


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
    faults = _faults(runs)
    grids = [
        _grid(first, names[at : at + ACROSS], chosen, figures, runs, faults, note if at + ACROSS >= len(names) else "")
        for at in range(1, len(names), ACROSS)
    ]
    ranges = _ranges(first, figures)
    drawn = _pictures(runs, [each for each in chosen if each.name in ranges], figures)
    return SideBySide(tuple(grids), _settings(model, plan, names), drawn, ranges, _failing(first, runs))


def _settings(model: Model, plan: Plan, names: Sequence[str]) -> Grid | None:
    """What each scenario is called, builds on and sets, beside what it sets it instead of."""
    written = settings(model.path)
    stated = {each.path: " ".join(each.text.split()) for each in reversed(plan.quantities) if each.text}
    rows = []
    for facts in plan.scenario_facts:
        if facts.name not in names:
            continue
        given = written.get(facts.name, ())
        lines = [f"{path} = {value}" + _instead(value, stated.get(path, "")) for path, value in given[:MOST_SET]]
        lines += [f"and {len(given) - MOST_SET} more"] if len(given) > MOST_SET else []
        based = [f"as {facts.base}, and"] if facts.base else []
        rows.append(Row(facts.name, facts.label, ("\n".join([*based, *lines]),), ("text",)))
    return Grid(("scenario", "what it sets"), tuple(rows)) if rows else None


def _instead(value: str, stated: str) -> str:
    return f" (instead of {cut(stated, 80)})" if stated and stated != value else ""


def _ranges(first: str, figures: dict[str, dict[str, Figure]]) -> dict[str, tuple[str, ...]]:
    """`$1.00 in slow to $4.00 in dear`, in parts, for outputs that differ among the scenarios."""
    found: dict[str, tuple[str, ...]] = {}
    for name, told in figures.items():
        known = {scenario: figure for scenario, figure in told.items() if figure.value is not None}
        unit = told[first].unit if first in told else ""
        if len(known) < 2 or any(figure.unit != unit for figure in known.values()):
            continue
        least, most = (choose(known, key=lambda each: known[each].value or 0.0) for choose in (min, max))
        if known[least].shown != known[most].shown:
            found[name] = (f"{known[least].shown} in ", least, f" to {known[most].shown} in ", most)
    return found


def _failing(first: str, runs: dict[str, Run]) -> tuple[str, ...]:
    held = {check.name for check in _judged(runs[first]) if check.ok}
    return tuple(
        name for name, run in runs.items() if any(not check.ok and check.name in held for check in _judged(run))
    )


def _judged(run: Run) -> list[CheckResult]:
    return [run.check(number) for number in range(len(run.plan.checks))]


def _faults(runs: dict[str, Run]) -> dict[str, str]:
    """Why a scenario has no number where it has none, in a few words."""
    found = {}
    for name, run in runs.items():
        said = list(dict.fromkeys(cut(fault.message, 120) for fault in run.faults()))
        if said:
            found[name] = f"{name}: {'; '.join(said[:MOST_FAULTS])}{' …' if len(said) > MOST_FAULTS else ''}."
    return found


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
    faults: dict[str, str],
    note: str,
) -> Grid:
    columns = [first, *names]
    rows, same = [], []
    for each in outputs:
        if each.name not in figures:
            continue
        found = figures[each.name]
        start = found[first]
        cells, marks = [start.shown], [""]
        for name in names:
            figure = found.get(name)
            told = "" if figure is None else figure.shown
            change = "" if figure is None else figure.difference(start)
            cells.append(f"{told}\n{change}" if change and change != "=" else told)
            marks.append("same" if told == start.shown else "")
        if all(marks[1:]):
            same.append(f"{each.label or each.name} ({start.shown})")
            continue
        basis = f"{each.label or each.name}, {start.basis}" if start.basis else each.label or each.name
        rows.append(Row(each.name, basis, tuple(cells), tuple(marks)))
    failing, holding = _checks(columns, runs)
    said = [f"The same in all of these: {_some(same)}." if same else "", holding, note]
    said += [faults[name] for name in columns if name in faults]
    return Grid(("", *columns) if rows or failing else (), (*rows, *failing), " ".join(each for each in said if each))


def _some(names: Sequence[str]) -> str:
    more = len(names) - MOST_SAME
    return ", ".join(names[:MOST_SAME]) + (f" and {more} more" if more > 0 else "")


def _checks(columns: Sequence[str], runs: dict[str, Run]) -> tuple[list[Row], str]:
    """A row for each check that fails somewhere, and a sentence on the others."""
    judged = {name: _judged(runs[name]) for name in columns}
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
    """The outputs, a line or a bar for each scenario: those with a target, then the first ones."""
    numeric = [each for each in outputs if each.type == "number"]
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
