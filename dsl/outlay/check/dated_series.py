"""Series by dates: `ramp` and `step`."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

from outlay.check import built_in, convert, timeline
from outlay.check.series import single
from outlay.check.settings import MONTHS
from outlay.check.values import BAD, AnyValue, Bad, Value
from outlay.diagnostics.codes import time as codes
from outlay.structs import replace
from outlay.syntax import Call, Expression

if TYPE_CHECKING:
    from outlay.check.elaboration import Elaboration
    from outlay.check.environment import Env

_MEAN_YEAR = 365.2425  # days of the calendar on the wall


def between_dates(
    e: Elaboration, node: Call, env: Env, names: tuple[str, ...]
) -> tuple[list[Value], list[Expression]] | None:
    """Two numbers in one unit, then dates."""
    given = built_in.arguments(e, node, env, names)
    if given is None:
        return None
    expressions = [expression for expression in given if expression is not None]
    values: list[Value] = []
    for position, expression in enumerate(expressions):
        if position < 2:
            value = e.number(expression, env)
            if isinstance(value, Bad):
                return None
            values.append(value)
            continue
        found = e.expression(timeline.year_as_date(expression), env)
        if isinstance(found, Bad):
            return None
        if not isinstance(found, Value) or found.type != "date":
            e.report(codes.BAD_INDEX, env, expression.span, "here stands a date such as 2026-07")
            return None
        if found.series:
            single(e, found, env, expression.span, "the date")
            return None
        values.append(found)
    bare = convert.bare_together(env, node.span, values[:2])
    met = convert.meet(
        e, values[0], values[1], env, (expressions[0].span, expressions[1].span), "the two figures do not agree"
    )
    if isinstance(met, Bad):
        return None
    values[:2] = [replace(value, bare=bare) for value in met]
    return values, expressions


def first_days(e: Elaboration) -> int:
    """The node of each period's first day."""
    assert e.settings.timeline is not None
    days = [datetime.date.fromisoformat(start).toordinal() for start in e.settings.timeline.starts]
    items = tuple(e.builder.constant(float(day), "date") for day in days)
    return e.builder.make("by_period", items, tuple(range(len(items))), type_="date")


def _elapsed(e: Elaboration, day: Value) -> int:
    """The node of the time from the timeline's start to a day: months, all alike but for `calendar actual`: days.

    A date that is only known when the model runs is placed among the timeline's months; beyond them a month has its
    mean length.
    """
    line = e.settings.timeline
    assert line is not None
    start = datetime.date.fromisoformat(line.starts[0])
    make, constant = e.builder.make, e.builder.constant
    days = make("sub", (day.node, constant(float(start.toordinal()), "date")))
    if e.settings.calendar is None:
        return days
    known = e.static(day)
    if known is not None:
        there = datetime.date.fromordinal(int(known))
        length = (datetime.date(there.year + there.month // 12, there.month % 12 + 1, 1) - there.replace(day=1)).days
        whole = 12 * (there.year - start.year) + there.month - start.month
        return constant(whole + (there.day - 1) / length)
    count = len(line) * MONTHS[line.unit]
    firsts = [12 * start.year + start.month - 1 + month for month in range(count + 1)]
    begins = [datetime.date(first // 12, first % 12 + 1, 1).toordinal() - start.toordinal() for first in firsts]
    bands = make("list", tuple(constant(float(begin)) for begin in begins[:-1]), type_="list")
    shares = tuple(constant(1.0 / (later - begin)) for begin, later in pairwise(begins))
    inside = make("min", (constant(float(begins[-1])), make("max", (constant(0.0), days))))
    passed = make("tier", (inside, bands, make("list", shares, type_="list"), constant(True, "truth")))
    beyond = make("mul", (make("sub", (days, inside)), constant(12 / _MEAN_YEAR)))
    return make("add", (passed, beyond))


def _elapsed_periods(e: Elaboration) -> int:
    """The node of the time from the timeline's start to each period's, in the measure of `_elapsed`."""
    line = e.settings.timeline
    assert line is not None
    make, constant = e.builder.make, e.builder.constant
    if e.settings.calendar is None:
        return make(
            "sub", (first_days(e), constant(float(datetime.date.fromisoformat(line.starts[0]).toordinal()), "date"))
        )
    return make("mul", (make("period", ()), constant(float(MONTHS[line.unit]))))


def ramp(e: Elaboration, node: Call, env: Env) -> AnyValue:
    """`ramp(from_value, to_value, start_date, end_date)`: a straight line between two dates, level outside them."""
    if timeline.timed(e, env, node.span) is None:
        return BAD
    found = between_dates(e, node, env, ("from_value", "to_value", "start_date", "end_date"))
    if found is None:
        return BAD
    (low, high, start, end), expressions = found
    first, last = e.static(start), e.static(end)
    if first is not None and last is not None and last <= first:
        return e.report(codes.BAD_DATES, env, expressions[3].span, "the ramp ends before it begins")
    make, constant = e.builder.make, e.builder.constant
    begin, length = _elapsed(e, start), make("sub", (_elapsed(e, end), _elapsed(e, start)))
    passed = make("div", (make("sub", (_elapsed_periods(e), begin)), length))
    weight = make("min", (constant(1.0), make("max", (constant(0.0), passed))))
    place = e.builder.place(env.scope.source, node.span)
    forward = make("gt", (end.node, start.node))
    weight = make("guard", (weight, forward), "the ramp ends before it begins", place=place)
    made = make("add", (low.node, make("mul", (make("sub", (high.node, low.node)), weight))))
    return Value(made, low.unit, series=True, percent=low.percent and high.percent, bare=low.bare)


def step(e: Elaboration, node: Call, env: Env) -> AnyValue:
    """`step(before, after, date)`: another figure from a date on."""
    if timeline.timed(e, env, node.span) is None:
        return BAD
    found = between_dates(e, node, env, ("before", "after", "date"))
    if found is None:
        return BAD
    (before, after, day), _ = found
    begun = e.builder.make("ge", (first_days(e), day.node))
    made = e.builder.make("select", (begun, after.node, before.node), series=True)
    return Value(made, before.unit, series=True, percent=before.percent and after.percent, bare=before.bare)


FUNCTIONS: dict[str, Callable[[Elaboration, Call, Env], AnyValue]] = {"ramp": ramp, "step": step}
