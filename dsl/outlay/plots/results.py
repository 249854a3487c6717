"""Figures of single runs: outputs over time, or side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from outlay.diagnostics import OutlayError
from outlay.plots import series

if TYPE_CHECKING:
    from outlay.result import Output


def of_outputs(outputs: Sequence[Output], title: str, subtitle: str = "") -> Any:
    """Lines over time where any of them is a series, else bars. Raises `OutlayError` for more than one unit."""
    if not outputs:
        raise OutlayError("There is no number to draw.")
    first = outputs[0]
    for each in outputs:
        if each.type != "number":
            raise OutlayError(f"{each.name} is no number, so there is nothing to draw.")
        if each.unit != first.unit:
            raise OutlayError(
                f"{first.name} is in {_words(first)} and {each.name} in {_words(each)}: a figure has one axis; draw "
                "them one at a time."
            )
    percent = any(each.in_percent for each in outputs)
    title = first.label or first.name if len(outputs) == 1 else title
    timed = next((each.periods for each in outputs if each.series), ())
    if not timed:
        names = [each.label or each.name for each in outputs]
        values = [_number(each.value) for each in outputs]
        return series.bars(names, values, title=title, unit=first.unit, percent=percent, subtitle=subtitle)
    if len(outputs) > series.MOST_LINES:
        outputs = outputs[: series.MOST_LINES]
    lines = {
        each.label or each.name: [_number(one) for one in each.value]
        if isinstance(each.value, tuple)
        else [_number(each.value)] * len(timed)
        for each in outputs
    }
    return series.over_time(timed, lines, title=title, unit=first.unit, percent=percent, subtitle=subtitle)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _words(output: Output) -> str:
    return output.unit or ("%" if output.percent else "no unit")
