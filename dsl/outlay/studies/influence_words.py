"""Sensitivities as tables of words, with bars made of text."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from outlay.display import show_value
from outlay.studies.words import Table, currency, figure, heading, shown

if TYPE_CHECKING:
    from outlay.studies.sensitivity import Influence, Ranking, Sensitivity

BAR = 20  # columns of a bar
MOST_ROWS = 15  # inputs shown for one output; frames, CSV and JSON have all of them
LOW, HIGH, BASE = "▒", "█", "│"
KEYS = {
    "tornado": f"{LOW} with the input at its low end, {HIGH} at its high end, {BASE} where a plain run is",
    "rank": "rank correlation (Spearman): 1 rises with the input, -1 falls with it, 0 knows nothing of it",
    "sobol": f"share of the variance: {HIGH} on its own (first order), {LOW} more together with others (total)",
}


def influence_tables(found: Sensitivity) -> Iterator[Table]:
    """A table for each output: its inputs in order of influence, each with a bar."""
    for ranking in found.rankings:
        moving = [each for each in ranking.influences if each.path not in ranking.idle]
        more = len(moving) - MOST_ROWS
        moving = moving[:MOST_ROWS]
        notes = [f"{more} more inputs move it less; --format csv has them all"] if more > 0 else []
        notes += [f"no effect: {_some(ranking.idle)}"] if ranking.idle else []
        idle = "; ".join(notes)
        said = " =" if found.method == "tornado" else ": median"
        title = f"{heading(ranking.output)}{said} {shown(ranking.output, ranking.base)}"
        if found.method == "tornado":
            head, rows = _swings(ranking, moving)
            yield Table(title, head, rows, (2, 3), idle, wraps=True)
        elif found.method == "rank":
            head, rows = _correlations(moving)
            yield Table(title, head, rows, (1,), idle, wraps=True)
        else:
            head, rows = _shares(moving)
            yield Table(title, head, rows, (1, 2), idle)


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")


_Made = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]


def _swings(ranking: Ranking, moving: Sequence[Influence]) -> _Made:
    output = ranking.output
    numbers = [value for each in moving for value in (each["output_low"], each["output_high"], ranking.base)]
    known = [value for value in numbers if math.isfinite(value)]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    rows = tuple(
        (
            each.path,
            _around(each["output_low"], each["output_high"], ranking.base, low, high),
            figure(output, each["output_low"]),
            figure(output, each["output_high"]),
            _span(each),
        )
        for each in moving
    )
    return ("input", "", "low end", "high end", "input from … to"), rows


def _span(each: Influence) -> str:
    """`8,000 to 12,000 token/user/day`, `27% to 33% (±10%)`."""
    low = each.figures["low"]
    first = each.low if low is None else show_value(low, currency(each.unit), percent=each.percent)
    remark = "" if each.remark == "5% to 95%" else f" ({each.remark})" if each.remark else ""
    return f"{first} to {each.high}{remark}" if each.high else each.remark


def _around(at_low: float, at_high: float, base: float, low: float, high: float) -> str:
    """A bar around the base: one side for each end, on one scale for all inputs."""
    if not (math.isfinite(at_low) and math.isfinite(at_high) and math.isfinite(base)) or high <= low:
        return ""
    middle = _place(base, low, high)
    cells = [" "] * (BAR + 1)
    for value, mark in sorted(((at_low, LOW), (at_high, HIGH)), key=lambda each: -abs(each[0] - base)):
        at = _place(value, low, high)
        for place in range(min(at, middle), max(at, middle) + 1):
            cells[place] = mark
    cells[middle] = BASE
    return "".join(cells).rstrip()


def _place(value: float, low: float, high: float) -> int:
    return round((value - low) / (high - low) * BAR)


def _correlations(moving: Sequence[Influence]) -> _Made:
    rows = tuple(
        (each.path, _signed(each["correlation"]), _around(0, each["correlation"], 0, -1, 1), each.remark)
        for each in moving
    )
    return ("input", "correlation", "", ""), rows


def _signed(value: float) -> str:
    return f"{value:+.2f}" if value == value else "—"


def _shares(moving: Sequence[Influence]) -> _Made:
    rows = tuple((each.path, _interval(each, "first"), _interval(each, "total"), _stacked(each)) for each in moving)
    return ("input", "first order", "total", ""), rows


def _stacked(each: Influence) -> str:
    first = min(max(each["first"], 0.0), 1.0)
    more = min(max(each["total"], first), 1.2) - first
    return HIGH * round(first * BAR) + LOW * round(more * BAR)


def _interval(each: Influence, name: str) -> str:
    return f"{each[name]:.2f} ({each[f'{name}_low']:.2f} to {each[f'{name}_high']:.2f})"
