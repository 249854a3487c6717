"""The outputs: the first of them told large, all of them in a table by year."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from outlay.display import show_value
from outlay.display_short import short
from outlay.report.facts import Card, Grid, Row
from outlay.report.thinning import numbers, places

if TYPE_CHECKING:
    from outlay.evaluation import Run
    from outlay.plan import Plan
    from outlay.result import Output

MOST_CARDS = 12
MOST_FOREMOST = 3
MOST_ROWS = 200
MOST_YEARS = 8
_HOLDS = {
    ">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


def cards(run: Run, outputs: Sequence[Output], intervals: Mapping[str, str]) -> tuple[Card, ...]:
    """The first outputs, each with its figure over the whole time and in every period."""
    return tuple(_card(run, output, intervals.get(output.name, "")) for output in outputs[:MOST_CARDS])


def foremost(plan: Plan, outputs: Sequence[Output]) -> list[Output]:
    """The outputs a reader of one minute is told: those with a target, those a tornado is asked of, the first ones."""
    asked = {plan.quantities[at].path for chart in plan.charts if chart.type == "tornado" for at in chart.quantities}
    return sorted(outputs, key=lambda each: (each.target is None, each.name not in asked))[:MOST_FOREMOST]


def _card(run: Run, output: Output, doubt: str) -> Card:
    target, met = _target(output)
    if not isinstance(output.value, tuple) or not output.periods:
        value = ", ".join(map(output.words, output.value[:6])) if isinstance(output.value, tuple) else ""
        value = value or output.words(output.value if not isinstance(output.value, tuple) else None)
        return Card(output.name, output.label, value, "", ("", ""), target, met, doubt, (), (), ())
    figure = run.figure(output.name)
    kept = places(len(output.periods))
    words = [output.words(output.value[place]) for place in kept]
    ends = _brief(output, output.value[0]), _brief(output, output.value[-1])
    return Card(
        name=output.name,
        label=output.label,
        value=figure.shown,
        basis=figure.basis,
        ends=ends,
        target=target,
        met=met,
        doubt=doubt,
        periods=tuple(output.periods[place] for place in kept),
        by_period=tuple(words),
        curve=numbers([output.value[place] for place in kept]),
    )


def _brief(output: Output, value: object) -> str:
    """A number in few signs: its unit stands above."""
    if output.type == "number" and isinstance(value, float):
        return short(value, output.unit, percent=output.in_percent)
    return output.words(value if isinstance(value, str | bool | float) else None)


def _target(output: Output) -> tuple[str, bool | None]:
    """The target in words, and whether it is met: in every period, for a series."""
    if output.target is None:
        return "", None
    sign, bound = output.target
    values = output.value if isinstance(output.value, tuple) else (output.value,)
    holds = [isinstance(each, float) and _HOLDS[sign](each, bound) for each in values]
    words = f"target {sign} {show_value(bound, output.unit, percent=output.in_percent)}"
    met = sum(holds)
    if len(holds) > 1:
        words += f", met in {met:,} of {len(holds):,} periods"
    else:
        words += ", met" if met else ", not met"
    return words, met == len(holds)


def output_grids(outputs: Sequence[Output]) -> tuple[Grid, ...]:
    """All outputs: series with their first and last period and their years, and below them the single figures."""
    shown = outputs[:MOST_ROWS]
    more = len(outputs) - len(shown)
    note = f"{more:,} more outputs are left out: `outlay run --format csv` has them all." if more > 0 else ""
    series = [each for each in shown if each.series and each.periods]
    single = [each for each in shown if each not in series]
    found: list[Grid] = []
    if series:
        found.append(_by_year(series, note))
    if single:
        rows = [Row(each.name, each.label, (_words(each),)) for each in single]
        found.append(Grid(("", "value"), tuple(rows), "" if series else note))
    return tuple(found)


def _words(output: Output) -> str:
    value = output.value
    return ", ".join(map(output.words, value[:12])) if isinstance(value, tuple) else output.words(value)


def _by_year(series: Sequence[Output], note: str) -> Grid:
    years = list(dict.fromkeys(label for each in series for label, _ in each.yearly))
    count = len(series[0].periods)
    shown = (
        [0, count - 1] if count > 1 and (years or count > MOST_YEARS) else list(range(count))
    )  # few and long periods: all of them
    left = len(years) - MOST_YEARS
    kept = years[:MOST_YEARS]
    periods = series[0].periods
    rows = []
    for each in series:
        yearly = dict(each.yearly)
        unit = each.yearly_unit
        cells = [each.words(each.value[place]) for place in shown] if isinstance(each.value, tuple) else []
        cells += [
            show_value(yearly[year], unit, percent=each.percent, format=each.format, type=each.type)
            if year in yearly else ""
            for year in kept
        ]  # fmt: skip
        rows.append(Row(each.name, each.label, tuple(cells)))
    if left > 0:
        note = f"{note} {left:,} later years are left out: `outlay run --yearly --format csv` has them.".strip()
    return Grid(("", *(periods[place] for place in shown), *kept), tuple(rows), note)
