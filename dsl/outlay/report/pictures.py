"""Which charts a page shows: the author's own, or else the outputs that share a unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from outlay.report.facts import Curve, Numbers, Picture
from outlay.report.thinning import numbers, places, told
from outlay.report.units import in_unit

if TYPE_CHECKING:
    from outlay.evaluation import Run
    from outlay.result import Output

MOST_PICTURES = 16
MOST_CURVES = 8
MOST_BARS = 24
MOST_STACKS = 60  # bars of a stacked chart side by side
_ROUNDED = 1e-6  # of the largest bar: steps may be off the last one by what rounding takes
CHOSEN = 4  # charts where the author asked for none


def pictures(run: Run, outputs: Sequence[Output]) -> tuple[Picture, ...]:
    """The charts of the model, tornados apart, which are a study of their own."""
    plan = run.plan
    drawn = [chart for chart in plan.charts if chart.type != "tornado"]
    if drawn:
        traced = run.quantities()
        found: list[Picture] = []
        for chart in drawn[:MOST_PICTURES]:
            items = [traced[path] for at in chart.quantities if (path := plan.quantities[at].path) in traced]
            found += _of_kind(chart.type, chart.title, [each for each in items if each.type == "number"])
        return tuple(found)
    numeric = [each for each in outputs if each.type == "number"]
    groups = [group for group in _by_unit(numeric) if any(each.series for each in group) or len(group) > 1]
    return tuple(
        picture
        for group in groups[:CHOSEN]
        for picture in _of_kind("line", group[0].label or group[0].name if len(group) == 1 else "Outputs", group)
    )


def _of_kind(kind: str, title: str, items: Sequence[Output]) -> list[Picture]:
    """One chart, or one for each unit where an author put several into one."""
    made: list[Picture] = []
    for group in _by_unit(items):
        if kind == "waterfall":
            made.append(_side_by_side("waterfall", title, group))
        elif any(each.periods for each in group):
            made.append(over_time("stacked" if kind in ("stacked", "bar") else "line", title, group))
        else:
            made.append(_side_by_side("bar", title, group))
    return made


def _by_unit(items: Sequence[Output]) -> list[list[Output]]:
    groups: dict[tuple[str, bool], list[Output]] = {}
    for each in items:
        groups.setdefault((each.unit, each.in_percent), []).append(each)
    return list(groups.values())


def over_time(kind: str, title: str, items: Sequence[Output], names: Sequence[str] = ()) -> Picture:
    """Lines or stacked bars over the periods; a single figure is a level line."""
    periods = next(each.periods for each in items if each.periods)
    most = MOST_STACKS if kind == "stacked" else 240
    kept = places(len(periods), most)
    shown = items[:MOST_CURVES]
    curves = []
    for place, each in enumerate(shown):
        values = list(each.value) if isinstance(each.value, tuple) else [each.value] * len(periods)
        taken = [values[at] if at < len(values) else None for at in kept]
        name = names[place] if names else each.label or each.name
        curves.append(Curve(name, numbers(taken), tuple(map(each.words, taken))))
    notes = [
        told(len(periods), most),
        f"{len(items) - len(shown)} more are left out" if len(items) > len(shown) else "",
    ]
    first = items[0]
    return Picture(
        kind, title, _note(first, notes), first.unit, any(each.in_percent for each in items),
        tuple(periods[at] for at in kept), tuple(curves),
    )  # fmt: skip


def _side_by_side(kind: str, title: str, items: Sequence[Output]) -> Picture:
    """A bar for each number; of a series its last period."""
    shown = items[:MOST_BARS]
    values = [each.value[-1] if isinstance(each.value, tuple) and each.value else each.value for each in shown]
    single = [None if isinstance(value, tuple) else value for value in values]
    words = tuple(each.words(value) for each, value in zip(shown, single, strict=True))
    last = next((each.periods[-1] for each in shown if each.periods), "")
    notes = [last, f"{len(items) - len(shown)} more are left out" if len(items) > len(shown) else ""]
    first = items[0]
    if kind == "waterfall":
        notes.append(_unreached(first, numbers(single)))
    return Picture(
        kind, title, _note(first, notes), first.unit, any(each.in_percent for each in items),
        tuple(each.label or each.name for each in shown), (Curve(title, numbers(single), words),),
    )  # fmt: skip


def _unreached(first: Output, values: Numbers) -> str:
    """What a reader should know of a waterfall whose steps do not come to its last bar."""
    known = [value for value in values if value is not None]
    if len(known) < max(len(values), 3):
        return ""
    come, size = sum(known[:-1]), max(map(abs, known))
    if abs(come - known[-1]) <= _ROUNDED * size:
        return ""
    return f"the steps come to {first.words(come)}, not to the last bar"


def _note(first: Output, notes: Sequence[str]) -> str:
    return " · ".join(each for each in (in_unit(first.unit, percent=first.in_percent), *notes) if each)
