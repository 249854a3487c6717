"""Money over time: present values, returns, payback, payments, nominal rates."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from outlay.check import built_in, convert, series, timeline
from outlay.check.values import BAD, AnyValue, Bad, Flag, Value
from outlay.diagnostics.codes import functions as function_codes
from outlay.diagnostics.codes import time as time_codes
from outlay.structs import replace
from outlay.syntax import Call
from outlay.units import ONE

if TYPE_CHECKING:
    from outlay.check.elaboration import Elaboration
    from outlay.check.environment import Env
    from outlay.syntax import Span

FREQUENCIES = {"daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year"}


def effective(e: Elaboration, value: Value, env: Env, span: Span, unit_name: str) -> int | Bad:
    """The node of an effective rate, compounded to one unit of time."""
    checked = series.rate(e, value, env, span)
    if isinstance(checked, Bad):
        return BAD
    single = series.single(e, checked, env, span, "the rate")
    if isinstance(single, Bad):
        return BAD
    one = Value(e.builder.constant(1.0), e.units.unit(unit_name) or ONE)
    length = convert.convert(e, one, e.units.power(value.unit, Fraction(-1)), env, span)
    if not isinstance(length, Value):
        return BAD
    if length.series:
        return e.report(
            time_codes.NEEDS_SCALAR,
            env,
            span,
            f"months differ in length under `calendar actual`, so {e.source_text(env, span)} is another rate in each; "
            "state it per month, per quarter or per year",
        )
    if e.static(length) == 1:
        return single.node
    make = e.builder.make
    one_node = e.builder.constant(1.0)
    return make("sub", (make("pow", (make("add", (one_node, single.node)), length.node)), one_node))


def _flow(e: Elaboration, value: Value, env: Env, span: Span) -> Value | Bad:
    """Amounts per period of a series or, spread over the timeline, of a single rate."""
    each = timeline.amount(e, value, env, span)
    if isinstance(each, Bad):
        return BAD
    if each.window is not None:
        return e.report(function_codes.BAD_LIST, env, span, "the whole series is wanted here, not a slice of it")
    if each.series:
        return each
    line = e.settings.timeline
    assert line is not None
    node = e.builder.make("by_period", (each.node,), (0,) * len(line))
    return replace(each, node=node, series=True, quantity=-1)


def _changed_about(e: Elaboration, flow: Value, rate: Value) -> bool:
    """Whether a flow stands where the rate should, and a rate where the flow, as spreadsheets have them."""

    def share(value: Value) -> bool:
        return all(base in timeline.TIME_BASES for base, _ in e.units.dimension(value.unit))

    return share(flow) and not flow.series and not share(rate)


def _valued(op: str, unit_of_period: bool) -> Callable[[Elaboration, Call, Env], AnyValue]:
    def made(e: Elaboration, node: Call, env: Env) -> AnyValue:
        """A present value; the first period is discounted too (`npv`), or days count from the first period (`xnpv`)."""
        line = timeline.timed(e, env, node.span)
        found = series.numbers(e, node, env, ("x", "rate"))
        if line is None or found is None or found[0] is None or found[1] is None:
            return BAD
        if len(node.arguments) == 2 and _changed_about(e, found[0][0], found[1][0]):
            text = env.scope.source.text
            first, second = (text[slice(*argument.span)] for argument in node.arguments)
            return e.report(
                function_codes.ORDER,
                env,
                node.span,
                f"`{op}` takes the flow of money first, and then the rate",
                fix=f"{op}({second}, {first})",
            )
        flow = _flow(e, found[0][0], env, found[0][1])
        rate = effective(e, found[1][0], env, found[1][1], line.unit if unit_of_period else "year")
        if isinstance(flow, Bad) or isinstance(rate, Bad):
            return BAD
        made_node = e.builder.make(op, (flow.node, rate), place=e.builder.place(env.scope.source, node.span))
        return Value(made_node, flow.unit)

    return made


def _returned(op: str, per_period: bool) -> Callable[[Elaboration, Call, Env], AnyValue]:
    def made(e: Elaboration, node: Call, env: Env) -> AnyValue:
        """The rate at which a flow of money is worth nothing today: per period (`irr`) or per year (`xirr`)."""
        line = timeline.timed(e, env, node.span)
        found = timeline.one_series(e, node, env)
        if line is None or found is None:
            return BAD
        flow = _flow(e, found[0], env, found[1])
        if isinstance(flow, Bad):
            return BAD
        made_node = e.builder.make(op, (flow.node,), place=e.builder.place(env.scope.source, node.span))
        time = e.units.unit(line.unit if per_period else "year") or ONE
        return Value(made_node, e.units.power(time, Fraction(-1)), percent=True)

    return made


def payback(e: Elaboration, node: Call, env: Env) -> AnyValue:
    """How long until the running sum of a flow turns positive for good."""
    line = timeline.timed(e, env, node.span)
    found = timeline.one_series(e, node, env)
    if line is None or found is None:
        return BAD
    flow = _flow(e, found[0], env, found[1])
    if isinstance(flow, Bad):
        return BAD
    made = e.builder.make("payback", (flow.node,), place=e.builder.place(env.scope.source, node.span))
    return Value(made, timeline.period_unit(e))


def payment(e: Elaboration, node: Call, env: Env) -> AnyValue:
    """`pmt(rate, periods, amount)`: the level payment that repays an amount, at the end of each unit of `periods`."""
    found = series.numbers(e, node, env, ("rate", "periods", "amount"))
    if found is None or found[0] is None or found[1] is None or found[2] is None:
        return BAD
    (rate, rate_span), (periods, periods_span), (amount, _) = found[0], found[1], found[2]
    time = periods.unit
    if timeline.time_power(e, time) != 1 or len(e.units.dimension(time)) != 1 or len(time.terms) != 1:
        return series.not_a_time(e, periods, env, periods_span, _time_of_rate(e, rate))
    each = effective(e, rate, env, rate_span, time.terms[0][0])
    if isinstance(each, Bad):
        return BAD
    make = e.builder.make
    one = e.builder.constant(1.0)
    shrunk = make("sub", (one, make("pow", (make("add", (one, each)), make("neg", (periods.node,))))))
    level = make("div", (make("mul", (amount.node, each)), shrunk))
    even = make("div", (amount.node, periods.node))
    free = make("eq", (each, e.builder.constant(0.0)))
    made = make("select", (free, even, level), place=e.builder.place(env.scope.source, node.span))
    unit, factor = e.units.divide(amount.unit, time)
    return Value(convert.scale(e, Value(made, unit), factor), unit, series=e.builder.nodes[made].series)


def _time_of_rate(e: Elaboration, rate: Value) -> str:
    """The unit of time a rate is per, to show how long a loan may be written."""
    return rate.unit.terms[0][0] if timeline.is_rate(e, rate.unit) and len(rate.unit.terms) == 1 else "month"


def nominal(e: Elaboration, node: Call, env: Env) -> AnyValue:
    """`nominal(12% per year, monthly)`: a rate quoted for one time and charged in parts: 1% per month."""
    given = built_in.arguments(e, node, env, ("rate", "charged"))
    if given is None or given[0] is None or given[1] is None:
        return BAD
    says = f"a nominal rate is charged {', '.join(list(FREQUENCIES)[:-1])} or yearly"
    charged = built_in.flag(e, given[1], env, tuple(FREQUENCIES), says)
    if isinstance(charged, Bad):
        return BAD
    if not isinstance(charged, Flag):
        return e.report(function_codes.BAD_FLAG, env, given[1].span, says)
    name = charged.name
    value = e.number(given[0], env)
    if isinstance(value, Bad):
        return BAD
    checked = series.rate(e, value, env, given[0].span)
    if isinstance(checked, Bad):
        return BAD
    unit = e.units.power(e.units.unit(FREQUENCIES[name]) or ONE, Fraction(-1))
    found = convert.convert(e, checked, unit, env, given[0].span)
    return BAD if not isinstance(found, Value) else replace(found, percent=value.percent)


FUNCTIONS: dict[str, Callable[[Elaboration, Call, Env], AnyValue]] = {
    "npv": _valued("npv", True),
    "xnpv": _valued("xnpv", False),
    "irr": _returned("irr", True),
    "xirr": _returned("xirr", False),
    "payback": payback,
    "pmt": payment,
    "annuity": payment,
    "nominal": nominal,
}
