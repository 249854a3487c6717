"""The summary of a batch as tables for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlay.cells import text_table
from outlay.cli.screen import WIDTH
from outlay.display import show_value

if TYPE_CHECKING:
    from outlay.batch.summary import CaseSummary, Summary

_MOST = 40  # outputs of one case
_HEAD = ("output", "mean", "p5", "p25", "median", "p75", "p95", "unit")


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
    rows: list[tuple[str, ...]] = [_HEAD]
    for line in case.outputs[:_MOST]:
        figures = line.as_dict()
        names = ("mean", "p5", "p25", "p50", "p75", "p95")
        shown = ["—" if figures[name] is None else show_value(figures[name], "") for name in names]
        rows.append((line.name, *shown, line.unit))
    more = len(case.outputs) - _MOST
    text = text_table(rows, right=range(1, 7), width=max(WIDTH, 140))
    return text + (f"\n  and {more:,} more outputs" if more > 0 else "")


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
