"""Periods: choosing them, adding them up, and what a figure amounts to over one."""

from __future__ import annotations

import datetime
import re
from bisect import bisect_right
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from outlay.check import convert, operators
from outlay.check.dates import first_day, last_day
from outlay.check.values import BAD, AnyValue, Bad, ListValue, Value, sort_of
from outlay.diagnostics.codes import functions as function_codes
from outlay.diagnostics.codes import syntax as syntax_codes
from outlay.diagnostics.codes import time as codes
from outlay.structs import replace
from outlay.syntax import Call, DateLiteral, Expression, Index, ListLiteral, Literal, Name, Range, Span
from outlay.units import ONE, Unit

if TYPE_CHECKING:
    from outlay.check.elaboration import Elaboration
    from outlay.check.environment import Env
    from outlay.plan import Timeline

TIME_BASES = ("second", "month")
_QUOTED_DATE = re.compile(r'"[0-9]{4}(-([0-9]{2}(-[0-9]{2})?|Q[1-4]))?"')


def time_power(e: Elaboration, unit: Unit) -> Fraction:
    """The power of time in a unit, the clock's and the calendar's together."""
    return sum((power for base, power in e.units.dimension(unit) if base in TIME_BASES), Fraction(0))


def is_rate(e: Elaboration, unit: Unit) -> bool:
    """Whether a figure in this unit is so much per time: USD/month, kWh/month, but not USD/GPU_hour.

    Time within a unit of something else is part of what is counted, as the hours of a kWh are, unless that something
    cancels: USD * gpu / GPU_hour is USD per hour.
    """
    left = {base for base, _ in e.units.dimension(unit)}
    per_time = Fraction(0)
    for name, power in unit.terms:
        own = e.units.dimension(e.units.unit(name) or ONE)
        time = power * sum((part for base, part in own if base in TIME_BASES), Fraction(0))
        within = any(base in left and base not in TIME_BASES for base, _ in own)
        if within and time < 0 and power < 0:
            return False  # so much per GPU-hour, not per hour
        if not within or time < 0:
            per_time += time
    return per_time == -1


def period_unit(e: Elaboration) -> Unit:
    """The unit one period is long."""
    assert e.settings.timeline is not None
    return e.units.unit(e.settings.timeline.unit) or ONE


def timed(e: Elaboration, env: Env, span: Span) -> Timeline | None:
    """The model's timeline; a model without one is told so."""
    if e.settings.timeline is None and not e.settings.timeline_broken and not _said(e):
        e.report(
            codes.NO_TIMELINE,
            env,
            span,
            f"{e.source_text(env, span)} gives a figure for each period, and the model has no timeline; "
            "add, for example, `timeline month from 2026-01 for 36`",
        )
    return e.settings.timeline


def _said(e: Elaboration) -> bool:
    """Whether the model has been told that it has no timeline, or that the word for one is misspelt."""
    return any(
        item.code is codes.NO_TIMELINE or (item.code is syntax_codes.UNKNOWN_STATEMENT and item.fix == "timeline")
        for item in e.bag.items
    )


def timeless(e: Elaboration, unit: Unit) -> Unit:
    """The unit of a rate's amount: the same without its time."""
    for name, power in unit.terms:
        only = e.units.unit(name) or ONE
        if power == -1 and all(base in TIME_BASES for base, _ in e.units.dimension(only)) and e.units.dimension(only):
            found, _ = e.units.multiply(unit, only)
            return found
    found, _ = e.units.multiply(unit, e.units.unit("second") or ONE)
    return e.units.simplify(found)[0]


def amount(e: Elaboration, value: Value, env: Env, span: Span) -> Value | Bad:
    """A rate times each period's length; anything else as it is."""
    if not is_rate(e, value.unit):
        return value
    unit, factor = e.units.multiply(value.unit, period_unit(e))
    scaled = replace(value, node=convert.scale(e, value, factor), unit=unit, quantity=-1)
    found = convert.convert(e, scaled, timeless(e, value.unit), env, span)
    return BAD if found is None else found


def default_rollup(e: Elaboration, value: Value) -> str:
    """How a series is shown for longer periods unless it says so: rates total, ratios recomputed, stocks at the end."""
    if not value.series or value.type != "number":
        return ""
    if is_rate(e, value.unit):
        return "total"
    return "ratio" if not e.units.dimension(value.unit) else "end"


def amount_factor(e: Elaboration, value: Value) -> tuple[float, ...] | None:
    """What each period's figure of a rate is multiplied by to be that period's amount."""
    line = e.settings.timeline
    if line is None or not value.series or not is_rate(e, value.unit):
        return None
    key = ("amount factor", value.unit)
    known = e.factors.get(key)
    if known is None:
        unit, factor = e.units.multiply(value.unit, period_unit(e))
        relation = e.units.relate(unit, timeless(e, value.unit))
        if relation is None:
            return None
        number = float(factor) * float(relation.factor)
        power = float(relation.calendar)
        days = e.settings.calendar
        known = tuple(number * (days if days is not None else 12.0 * line.days[t]) ** power for t in range(len(line)))
        e.factors[key] = known
    return known


def amount_unit(e: Elaboration, value: Value) -> str:
    if e.settings.timeline is None or not value.series or not is_rate(e, value.unit):
        return ""
    return e.units.text(timeless(e, value.unit))


# ------------------------------------------------------------------------------------------------ choosing periods


def year_as_date(node: Expression) -> Expression:
    """A bare year where a date stands; anything else as it is."""
    if isinstance(node, Literal) and node.text.isdigit() and len(node.text) == 4 and node.span == node.number_span:
        return DateLiteral(node.span, node.text, int(node.text))
    return node


def period_of(e: Elaboration, node: Expression, *, end: bool = False) -> int | None:
    """The period a date stands in, or the first (last, with `end`) of those it covers; None for no date."""
    line = e.settings.timeline
    assert line is not None
    if isinstance(node, Name) and node.name in ("first", "last"):
        return 0 if node.name == "first" else len(line) - 1
    node = year_as_date(node)
    if not isinstance(node, DateLiteral):
        return None
    day = last_day(node) if end else first_day(node)
    return period_at(line, day)


def period_at(line: Timeline, day: datetime.date) -> int:
    """The period a day falls in; -1 before the first, the number of periods after the last."""
    found = bisect_right(line.starts, day.isoformat()) - 1
    if found == len(line) - 1:
        start = datetime.date.fromisoformat(line.starts[-1])
        if (day - start).days >= line.days[-1]:
            return len(line)
    return found


def index(e: Elaboration, node: Index, base: Value, env: Env) -> AnyValue:
    """`x[2026-12]`, `x[first]`, `x[2026]`, `x[2026-01 .. 2026-06]`."""
    line = e.settings.timeline
    if line is None:
        return e.report(
            codes.NOT_A_SERIES,
            env,
            node.span,
            f"the model has no timeline, and {e.source_text(env, node.base.span)} is one number",
            fix=env.scope.source.text[node.base.span[0] : node.base.span[1]],
        )
    if not base.series:  # what hangs on no period is the same in each
        base = e.spread(base)
    item = node.item
    if isinstance(item, Range):
        start, stop = period_of(e, item.low), period_of(e, item.high, end=True)
    else:
        start = period_of(e, item)
        stop = start if isinstance(item, Name) else period_of(e, item, end=True)
    if start is None or stop is None:
        return e.report(
            codes.BAD_INDEX,
            env,
            item.span,
            f"{e.source_text(env, item.span)} is no period; write one such as {line.labels[-1]}, a range of them, "
            "`first` or `last`",
            fix=_meant_period(env.scope.source.text[slice(*item.span)]),
        )
    if start < 0 or stop >= len(line) or start >= len(line) or stop < 0:
        return e.report(
            codes.OUTSIDE_TIMELINE,
            env,
            item.span,
            f"the timeline runs from {line.labels[0]} to {line.labels[-1]}; "
            f"{e.source_text(env, item.span)} is outside it",
            fix=_inside(line, start, stop),
        )
    if start > stop:
        return e.report(codes.BAD_DATES, env, item.span, "the range of periods ends before it begins")
    if start == stop:
        return operators.combine_at(e, node, env, base, start)
    return replace(base, window=(start, stop + 1), quantity=-1)


_EDGES = {"-1": "last", "end": "last", "latest": "last", "0": "first", "start": "first", "begin": "first"}


def _meant_period(written: str) -> str | None:
    """`"2026-01"` without its quotes, and what programs call the first and the last of a list."""
    if _QUOTED_DATE.fullmatch(written):
        return written[1:-1]
    return _EDGES.get(written)


def _inside(line: Timeline, start: int, stop: int) -> str | None:
    """The part of some periods that the timeline has, written as an index; the last period for what comes after it."""
    low, high = max(start, 0), min(stop, len(line) - 1)
    if low <= high:
        return line.labels[low] if low == high else f"{line.labels[low]} .. {line.labels[high]}"
    return "last" if start >= len(line) and start == stop else None


def by_date(e: Elaboration, written: ListLiteral, env: Env, span: Span) -> AnyValue:
    """`by_date [2026-01: a, 2026-07: b]`: in each period the item whose date came last."""
    if timed(e, env, span) is None:
        return BAD
    line = e.settings.timeline
    assert line is not None
    days: list[str] = []
    values: list[Value] = []
    given: list[Value] = []
    for item in written.items:
        key = None if item.key is None else year_as_date(item.key)
        if not isinstance(key, DateLiteral):
            return e.report(
                function_codes.BAD_LIST, env, item.span, "each item has its date: `by_date [2026-01: $3, 2026-07: $2]`"
            )
        value = e.number(item.value, env)
        if isinstance(value, Bad):
            return BAD
        given.append(value)
        if values:
            met = convert.meet(
                e,
                values[0],
                value,
                env,
                (written.items[0].value.span, item.value.span),
                "the figures by date do not agree",
            )
            if isinstance(met, Bad):
                return BAD
            values[0], value = met
        day = first_day(key).isoformat()
        if days and day <= days[-1]:
            return e.report(
                codes.BAD_DATES, env, key.span, "the dates of `by_date` follow one another, the earliest first"
            )
        days.append(day)
        values.append(value)
    if not days:
        return e.report(function_codes.BAD_LIST, env, span, "`by_date` needs at least one dated figure")
    if line.starts[0] < days[0]:
        key_span = written.items[0].key.span if written.items[0].key is not None else span
        return e.report(
            codes.BEFORE_FIRST_DATE,
            env,
            key_span,
            f"the timeline begins with {line.labels[0]}, before the first date of the list",
            fix=line.labels[0],
        )
    chosen = tuple(bisect_right(days, start) - 1 for start in line.starts)
    node = e.builder.make("by_period", tuple(value.node for value in values), chosen)
    bare = convert.bare_together(env, span, given)
    return Value(node, values[0].unit, series=True, percent=all(value.percent for value in values), bare=bare)


def dated_call(e: Elaboration, node: Call, env: Env) -> AnyValue:
    """`by_date […]` as the parser gives it: a call with one list."""
    written = node.arguments[0].value if len(node.arguments) == 1 else None
    if not isinstance(written, ListLiteral):
        return e.report(
            function_codes.BAD_LIST, env, node.span, "`by_date` takes one list: `by_date [2026-01: $3, 2026-07: $2]`"
        )
    return by_date(e, written, env, node.span)


# ------------------------------------------------------------------------------------------------- adding up


def reduce(e: Elaboration, value: Value, how: str, env: Env, span: Span) -> AnyValue:
    """One figure of a series, or of a slice of one."""
    if timed(e, env, span) is None:
        return BAD
    line = e.settings.timeline
    assert line is not None
    if not value.series:
        return e.report(
            codes.NOT_A_SERIES, env, span, f"`{how}` goes over the periods of a series, and this is one number"
        )
    start, stop = value.window or (0, len(line))
    node = e.builder.make(
        "reduce", (value.node,), (how, start, stop), type_=value.type, place=e.builder.place(env.scope.source, span)
    )
    return Value(node, value.unit, value.type, percent=value.percent)


def one_series(e: Elaboration, node: Call, env: Env) -> tuple[Value, Span] | None:
    """The single argument of a function over periods."""
    if len(node.arguments) != 1 or node.arguments[0].clause:
        e.report(
            function_codes.MISSING_ARGUMENT if not node.arguments else function_codes.TOO_MANY,
            env,
            node.span,
            f"{e.source_text(env, node.function.span)} takes one series",
        )
        return None
    value = e.number(node.arguments[0].value, env)
    return None if isinstance(value, Bad) else (value, node.arguments[0].value.span)


def of_list(e: Elaboration, items: ListValue, how: str, env: Env, span: Span) -> Value:
    """One figure of a list that is only known when the function is called."""
    made = e.builder.make(f"list_{how}", (items.node,), series=False, place=e.builder.place(env.scope.source, span))
    return Value(made, items.unit)


def mean(e: Elaboration, node: Call, env: Env) -> AnyValue:
    """The mean of a series over its periods, of a list, of several numbers."""
    items: list[AnyValue] | None = None
    if len(node.arguments) > 1 and not any(argument.clause for argument in node.arguments):
        items = [e.expression(argument.value, env) for argument in node.arguments]
    elif len(node.arguments) == 1 and not node.arguments[0].clause:
        value = e.expression(node.arguments[0].value, env)
        if isinstance(value, ListValue) and value.node >= 0:
            return of_list(e, value, "mean", env, node.span)
        if isinstance(value, ListValue):
            items = [item for _, item in value.items]
    if items is not None:
        added = _sum_of(e, node, env, items)
        if not isinstance(added, Value):
            return added
        count = e.constant(float(len(items)))
        return operators.combine(e, node, env, "div", (added, count), added.unit, percent=added.percent)
    found = one_series(e, node, env)
    return BAD if found is None else reduce(e, found[0], "mean", env, node.span)


def add_up(e: Elaboration, node: Call, env: Env) -> AnyValue:
    """`sum`: of a series of amounts, of a list, of several numbers. A rate is for `total`."""
    if len(node.arguments) != 1:
        return _sum_of(e, node, env, [e.expression(argument.value, env) for argument in node.arguments])
    value = e.expression(node.arguments[0].value, env)
    if isinstance(value, Bad):
        return BAD
    if isinstance(value, ListValue) and value.node >= 0:
        return of_list(e, value, "sum", env, node.span)
    if isinstance(value, ListValue):
        return _sum_of(e, node, env, [item for _, item in value.items])
    if not isinstance(value, Value) or value.type != "number":
        return e.report(
            function_codes.BAD_LIST, env, node.span, f"`sum` adds up a series or a list; this is {sort_of(value)}"
        )
    if value.series and is_rate(e, value.unit):
        return e.report(
            codes.SUM_OF_RATE,
            env,
            node.function.span,
            f"{e.source_text(env, node.arguments[0].value.span)} is in {e.unit_text(value.unit)}, so much per time; "
            "`total` multiplies by each period's length and adds",
            fix="total",
        )
    return reduce(e, value, "sum", env, node.span)


def _sum_of(e: Elaboration, node: Call, env: Env, items: list[AnyValue]) -> AnyValue:
    result: Value | None = None
    for item in items:
        if isinstance(item, Bad):
            return BAD
        if not isinstance(item, Value) or item.type != "number":
            return e.report(function_codes.BAD_LIST, env, node.span, "`sum` adds up numbers")
        if result is None:
            result = item
            continue
        met = convert.meet(e, result, item, env, (node.span, node.span), "these cannot be added")
        if isinstance(met, Bad):
            return BAD
        bare = (env.scope.source, node.span) if result.bare is not None and item.bare is not None else None
        found = operators.combine(e, node, env, "add", met, met[0].unit, bare=bare)
        if not isinstance(found, Value):
            return found
        result = found
    if result is None:
        return e.report(function_codes.MISSING_ARGUMENT, env, node.span, "`sum` needs something to add up")
    return result


def total(e: Elaboration, node: Call, env: Env) -> AnyValue:
    """A rate times each period's length, added up: USD/month becomes USD."""
    found = one_series(e, node, env)
    if found is None or timed(e, env, node.span) is None:
        return BAD
    value, span = found
    if not is_rate(e, value.unit):
        series_word = "`sum` adds amounts, `mean` averages" if value.series else "it is one number"
        return e.report(
            codes.NOT_A_RATE,
            env,
            node.function.span,
            f"{e.source_text(env, span)} is in {e.unit_text(value.unit)}, which is not so much per time; {series_word}",
            fix="sum" if value.series else None,
        )
    each = amount(e, value, env, span)
    if isinstance(each, Bad):
        return BAD
    if value.period is not None:
        return operators.combine_at(e, node, env, each, value.period) if each.series else replace(each, quantity=-1)
    if each.series:
        return reduce(e, each, "sum", env, node.span)
    line = e.settings.timeline
    assert line is not None
    count = e.builder.constant(float(len(line)))
    return replace(each, node=e.builder.make("mul", (each.node, count)), window=None, quantity=-1)


def over_truths(how: str) -> Callable[[Elaboration, Call, Env], AnyValue]:
    def made(e: Elaboration, node: Call, env: Env) -> AnyValue:
        if len(node.arguments) != 1:
            return e.report(function_codes.MISSING_ARGUMENT, env, node.span, f"`{how}` takes one condition")
        found = operators.truth(e, node.arguments[0].value, env, f"what `{how}` takes")
        return BAD if isinstance(found, Bad) else reduce(e, found, how, env, node.span)

    return made


FUNCTIONS: dict[str, Callable[[Elaboration, Call, Env], AnyValue]] = {
    "sum": add_up,
    "total": total,
    "mean": mean,
    "all": over_truths("all"),
    "any": over_truths("any"),
    "by_date": dated_call,
}
