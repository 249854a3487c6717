"""The summary of a batch as tables for a terminal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outlay.cells import text_table
from outlay.cli.screen import WIDTH
from outlay.display import show_value

if TYPE_CHECKING:
    from outlay.batch.summary import CaseSummary, Line, Summary

_PERIOD = re.compile(r"([^\[]*)\[\d{4}[^\]]*\](.*)")  # of a series; `revenue[last]` stands for itself
_MOST = 40  # outputs of one case
_HEAD = ("output", "mean", "p5", "median", "p95", "unit")
_FIGURES = ("mean", "p5", "p50", "p95")


def table(found: Summary) -> str:
    """Rows, errors and time; then for each case the spread of its outputs and the checks that fail."""
    rate = found.rows / found.seconds if found.seconds > 0 else 0.0
    parts = [f"{found.output}: {counted(found.rows, 'row')} in {_time(found.seconds)}, {rate:,.0f} rows/s"]
    many = len(found.cases) > 1
    for case in found.cases:
        name = f"{case.model}, {case.scenario or 'base'}" if many else ""
        parts += [name] if name else []
        parts += [_outputs(case)] if case.outputs else []
        parts += _checks(case, found)
    return "\n".join(parts)


def _checks(case: CaseSummary, found: Summary) -> list[str]:
    """How many checks hold in every row that could be used, and those that do not."""
    if not case.checks or found.rows == found.bad_rows:  # there is no row that could say
        return []
    failing = [(text, failed, unknown) for text, failed, unknown in case.checks if failed or unknown]
    many, holding = len(case.checks), len(case.checks) - len(failing)
    if many == 1:
        head = "the check holds in every row" if holding else "the check does not hold in every row:"
    elif not failing:
        head = f"all {many} checks hold in every row"
    else:
        head = f"{holding} of {many} checks hold in every row; the others do not:"
    return [head, *(_check(text, failed, unknown) for text, failed, unknown in failing)]


def counted(number: int, noun: str) -> str:
    """`1 row`, `2,000 rows`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _outputs(case: CaseSummary) -> str:
    """A line for each output; of a series its first and its last period stand for all."""
    grouped: dict[str, list[Line]] = {}
    for line in case.outputs:
        match = _PERIOD.fullmatch(line.name)
        grouped.setdefault(f"{match[1]}[]{match[2]}" if match is not None else line.name, []).append(line)
    rows = [_HEAD, *(_row(lines) for lines in list(grouped.values())[:_MOST])]
    more = len(grouped) - _MOST
    text = text_table(rows, right=range(1, 5), width=max(WIDTH, 140))
    return text + (f"\n  and {more:,} more outputs" if more > 0 else "")


def _row(lines: list[Line]) -> tuple[str, ...]:
    first, last = lines[0], lines[-1]
    if len(lines) == 1:
        return (first.name, *_figures(first), first.unit)
    name = f"{first.name.partition(']')[0]} … {last.name.partition('[')[2]}"
    return (name, *(f"{a} … {b}" for a, b in zip(_figures(first), _figures(last), strict=True)), first.unit)


def _figures(line: Line) -> list[str]:
    figures = line.as_dict()
    return ["—" if figures[name] is None else show_value(figures[name], "") for name in _FIGURES]


def _check(text: str, failed: int, unknown: int) -> str:
    said = [f"fails in {counted(failed, 'row')}"] if failed else []
    said += [f"cannot be judged in {unknown:,}"] if unknown else []
    return f"  {text}: {', '.join(said)}"


def _time(seconds: float) -> str:
    return (
        f"{seconds:.1f} s"
        if seconds < 90
        else f"{seconds / 60:.1f} min"
        if seconds < 5400
        else f"{seconds / 3600:.1f} h"
    )
