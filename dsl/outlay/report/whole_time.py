"""Draws of a series as the headline tells it: its total, its mean or its end over the whole time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlay.display_short import short
from outlay.report.units import after_short

if TYPE_CHECKING:
    import numpy.typing as npt
    from numpy import float64

    from outlay.plan import Plan
    from outlay.result import Output
    from outlay.studies.simulation import Drawn, Simulation

    Floats = npt.NDArray[float64]


def whole_time(plan: Plan, quantity_path: str, values: Floats) -> tuple[Floats, str] | None:
    """Each draw's figure over the timeline, from (periods, draws), and its unit; None for ratios, made of others."""
    import numpy as np

    quantity = next(each for each in plan.quantities if each.path == quantity_path)
    rule = quantity.facts.rollup or quantity.rollup or "mean"
    if rule == "end":
        return values[-1], quantity.unit
    if rule == "total":
        if quantity.amount_factor is None:
            return values.sum(axis=0), quantity.unit
        factors = np.broadcast_to(np.asarray(quantity.amount_factor), values.shape[:1])
        return factors @ values, quantity.amount_unit or quantity.unit
    if rule == "mean":
        days = plan.timeline.days if plan.timeline and plan.calendar is None else None
        return np.average(values, axis=0, weights=days or None), quantity.unit
    return None


def interval(plan: Plan, study: Simulation, drawn: Drawn, output: Output, *, anew: bool) -> str:
    """Where nine draws of ten lie, how many have no number, and how many meet the target.

    `anew` allows to draw a series once more for its figure over the whole time; else its last period is told.
    """
    import numpy as np

    percent = output.in_percent
    summary, unit, at = drawn.summaries[-1], drawn.unit, f" in {drawn.periods[-1]}" if drawn.series else ""
    low, high = summary.percentile(5), summary.percentile(95)
    last: Floats | None = None
    if anew and (drawn.series or drawn.target):
        values = study.values(drawn.name)
        last = values[-1] if drawn.series else values
        whole = whole_time(plan, drawn.name, values) if drawn.series else None
        if whole is not None:
            figures = whole[0][np.isfinite(whole[0])]
            if figures.size:
                (low, high), unit, at = np.quantile(figures, [0.05, 0.95]), whole[1], ""
    ends = [short(float(end), unit, percent=percent, digits=4) for end in (low, high)]
    said = f"9 draws of 10: {ends[0]} to {ends[1]}{after_short(unit, percent=percent)}{at}"
    if summary.faulty:
        missing = short(summary.faulty / summary.count, percent=True)
        said = f"no value in {missing} of the draws; of the others {said}"
    if last is not None and output.target is not None:
        said += f"; target met in {_share(last, *output.target)} of the draws{_in(drawn)}"
    return said


def _in(drawn: Drawn) -> str:
    return f" in {drawn.periods[-1]}" if drawn.series else ""


def _share(values: Floats, sign: str, bound: float) -> str:
    import numpy as np

    holds = {
        ">=": np.greater_equal, ">": np.greater, "<=": np.less_equal, "<": np.less, "==": np.equal, "!=": np.not_equal,
    }[sign]  # fmt: skip
    share = float(np.mean(np.isfinite(values) & holds(values, bound)))
    if share in (0.0, 1.0):
        return "all" if share else "none"
    return "over 99.9%" if share > 0.999 else "under 0.1%" if share < 0.001 else short(share, percent=True)
