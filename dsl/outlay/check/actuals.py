"""Known figures in place of a forecast: `actual bill from "billing.csv"`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlay.check import figures, timeline
from outlay.check.values import BAD, AnyValue, Value, sort_of
from outlay.diagnostics import Bag, Note
from outlay.diagnostics.codes import time as codes
from outlay.structs import replace
from outlay.syntax import Actual
from outlay.tables import ActualRow, locate, parse_date, plain_number, read_actual, ungrouped

if TYPE_CHECKING:
    from outlay.check.elaboration import Elaboration
    from outlay.check.environment import Env
    from outlay.loader import Found
    from outlay.plan import Timeline


def splice(e: Elaboration, actual: Actual, value: Value, env: Env) -> AnyValue:
    """A series whose known periods come from a file."""
    line = timeline.timed(e, env, actual.span)
    if line is None:
        return BAD
    if value.type != "number":
        return e.report(codes.BAD_ACTUAL, env.scope.source, actual.path_span, f"this is {sort_of(value)}, not a series")
    file = e.resolver.loader.table(actual.file, env.scope.path, e.bag, env.scope.source, actual.file_span)
    if file is None:
        return BAD
    rows = read_actual(file.source, Bag(), actual.path[-1]) or read_actual(file.source, e.bag)
    if rows is None:
        return BAD
    known: list[float | None] = [None] * len(line)
    first: dict[int, ActualRow] = {}
    right = True
    for row in rows:
        number = _figure(e, row, value, env, file)
        period = timeline.period_at(line, row.start)
        if number is None:
            right = False
        elif 0 <= period < len(line):
            right = _one_period(e, line, row, first.setdefault(period, row), period, file) and right
            known[period] = number
    if not right:
        return BAD
    node = e.builder.make("known", (value.node,), tuple(known), series=True)
    env.frame.notes.append(f"{sum(one is not None for one in known)} known periods from {actual.file}")
    return replace(value, node=node, series=True, bare=None, zero=False)


def _figure(e: Elaboration, row: ActualRow, value: Value, env: Env, file: Found) -> float | None:
    """A row's figure in the unit of the series; None, reported in the file, where it is none."""
    number = plain_number(row.cell.text)
    if number is not None:
        return number
    found = figures.quantity(e, row.cell.text, value.unit, env.scope, file.source.path)
    number = e.static(found) if isinstance(found, Value) else None
    if number is None:
        wanted = found if isinstance(found, str) else "one number"
        e.report(
            codes.BAD_ACTUAL,
            file.source,
            locate(file.source, row.cell.line, row.cell.column),
            f"{row.cell.text!r} is not {wanted}",
            fix=ungrouped(row.cell.text),
        )
    return number


def _one_period(e: Elaboration, line: Timeline, row: ActualRow, first: ActualRow, period: int, file: Found) -> bool:
    """Whether a row is for one period of the timeline, and the only one for it."""
    span = locate(file.source, row.cell.line, 0)
    if row is not first:
        e.report(
            codes.BAD_ACTUAL,
            file.source,
            span,
            f"`{row.period}` and `{first.period}` fall in one period of the timeline, {line.labels[period]}; give it "
            "one figure",
            notes=(Note("the other row", file.source, locate(file.source, first.cell.line, 0)),),
        )
        return False
    end = parse_date(row.period, end=True)
    if end is not None and timeline.period_at(line, end) != period:
        e.report(
            codes.BAD_ACTUAL,
            file.source,
            span,
            f"`{row.period}` is longer than a period of the timeline, such as {line.labels[period]}; give each period "
            "its figure",
        )
        return False
    return True
