"""The summary of a batch as tables for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlay.cells import text_table
from outlay.cli.screen import WIDTH
from outlay.display import show_value

if TYPE_CHECKING:
    from outlay.batch.summary import CaseSummary, Line, Summary

_MOST = 40  # outputs of one case
_HEAD = ("output", "mean", "p5", "median", "p95", "unit")
_FIGURES = ("mean", "p5", "p50", "p95")


def table(found: Summary) -> str:
    """Rows, errors and time; then for each case the spread of its outputs and the checks that fail."""
    rate = found.rows / found.seconds if found.seconds > 0 else 0.0
    parts = [f"{found.output}: {found.rows:,} rows in {_time(found.seconds)}, {rate:,.0f} rows/s"]
    many = len(found.cases) > 1
    for case in found.cases:
        name = f"{case.model}, {case.scenario or 'base'}" if many else ""
        parts += [name] if name else []
        parts += [_outputs(case)] if case.outputs else []
        failing = [(text, failed, unknown) for text, failed, unknown in case.checks if failed or unknown]
        if case.checks:
            parts.append(f"{len(case.checks) - len(failing)} of {len(case.checks)} checks hold in every row")
        parts += [_check(text, failed, unknown) for text, failed, unknown in failing]
    return "\n".join(parts)


def _outputs(case: CaseSummary) -> str:
    """A line for each output; of a series its first and its last period stand for all."""
    grouped: dict[str, list[Line]] = {}
    for line in case.outputs:
        name, inside, rest = line.name.partition("[")
        grouped.setdefault(f"{name}[]{rest.partition(']')[2]}" if inside else name, []).append(line)
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
    said = [f"fails in {failed:,} rows"] if failed else []
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
