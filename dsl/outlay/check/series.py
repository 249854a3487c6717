"""Series by rule: grow, decline, previous, cohort, cumulative, depreciation."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from outlay.check import built_in, convert, definitions, timeline
from outlay.check.environment import Env
from outlay.check.mentions import names_in
from outlay.check.values import BAD, AnyValue, Bad, ListValue, UnitHole, Value
from outlay.diagnostics import Note
from outlay.diagnostics.codes import functions as function_codes
from outlay.diagnostics.codes import time as codes
from outlay.structs import replace
from outlay.syntax import Call, Definition, Expression, Literal, Span
from outlay.units import Unit

if TYPE_CHECKING:
    from outlay.check.elaboration import Elaboration


def duration(e: Elaboration, unit: Unit, env: Env, span: Span) -> Value | Bad:
    """The length of one period in a unit of time."""
    one = Value(e.builder.constant(1.0), timeline.period_unit(e))
    found = convert.convert(e, one, unit, env, span)
    return BAD if found is None else found


def rate(e: Elaboration, value: Value, env: Env, span: Span) -> Value | Bad:
    """A value that must be so much per time and nothing else."""
    dimension = e.units.dimension(value.unit)
    bases = [base for base, _ in dimension]
    if timeline.time_power(e, value.unit) == -1 and all(base in timeline.TIME_BASES for base in bases):
        return value
    written = env.scope.source.text[span[0] : span[1]]
    if not dimension:
        literal = _literal_behind(env, written)
        if literal is not None:
            text = env.scope.source.text[slice(*literal.span)]
            return e.report(
                codes.BARE_RATE,
                env,
                literal.span,
                f"`{text}` does not say per which time, and `{written}` is used as a rate; write, for example, "
                f"`{text} per month`",
                notes=(Note("used here", env.scope.source, span),),
                fix=f"{text} per month",
            )
        shown = written if value.percent and value.quantity < 0 else "5%"
        return e.report(
            codes.BARE_RATE,
            env,
            span,
            f"{e.source_text(env, span)} does not say per which time; write, for example, `{shown} per month`",
            fix=f"{written} per month" if value.percent and value.quantity < 0 else None,
        )
    return e.report(
        codes.BARE_RATE,
        env,
        span,
        f"a rate is so much per time, such as `6% per month`; "
        f"{e.source_text(env, span)} is in {e.unit_text(value.unit)}",
    )


def _literal_behind(env: Env, name: str) -> Literal | None:
    """The percentage a name of the model stands for, where it is nothing but that."""
    symbol = env.scope.symbols.get(name)
    statement = None if symbol is None or name in env.locals or env.record is not None else symbol.known
    value = statement.value if isinstance(statement, Definition) and statement.annotation is None else None
    return value if isinstance(value, Literal) and value.percent and value.span == value.number_span else None


def factor_per_period(e: Elaboration, value: Value, env: Env, span: Span, sign: int = 1) -> int | Bad:
    """The node of (1 ± r) ^ (period in the rate's time): what one period multiplies by."""
    length = duration(e, e.units.power(value.unit, Fraction(-1)), env, span)
    if isinstance(length, Bad):
        return BAD
    make = e.builder.make
    base = make("add" if sign > 0 else "sub", (e.builder.constant(1.0), value.node))
    if e.static(length) == 1:
        return base
    return make("pow", (base, length.node))


def single(e: Elaboration, value: Value, env: Env, span: Span, what: str) -> Value | Bad:
    """A value that must be one number, not one for each period."""
    if not value.series:
        return value
    written = env.scope.source.text[span[0] : span[1]]
    return e.report(
        codes.NEEDS_SCALAR,
        env,
        span,
        f"{what} is one number, and {e.source_text(env, span)} has one for each period",
        fix=f"{written}[first]" if written.replace("_", "").replace(".", "").isalnum() else f"({written})[first]",
    )


def compound(
    e: Elaboration, start: Value, rate_value: Value, env: Env, spans: tuple[Span, Span], sign: int
) -> AnyValue:
    """`start` in the first period, then times (1 ± rate) for each period that passes."""
    checked = rate(e, rate_value, env, spans[1])
    first = single(e, start, env, spans[0], "the figure of the first period")
    if isinstance(checked, Bad) or isinstance(first, Bad):
        return BAD
    each = factor_per_period(e, checked, env, spans[1], sign)
    if isinstance(each, Bad):
        return BAD
    make = e.builder.make
    period = make("period", ())
    if e.builder.nodes[each].series:
        before = e.builder.forward(first.node)
        grown = make("mul", (before, each))
        begins = make("eq", (period, e.builder.constant(0.0)))
        node = make("select", (begins, first.node, grown), series=True)
        e.builder.fill(before, node)
    else:
        node = make("mul", (first.node, make("pow", (each, period))))
    return Value(node, start.unit, series=True, percent=start.percent, bare=start.bare)


def numbers(
    e: Elaboration, node: Call, env: Env, names: tuple[str, ...], optional: int = 0
) -> list[tuple[Value, Span] | None] | None:
    """The arguments of a built-in as numbers with their places."""
    given = built_in.arguments(e, node, env, names, optional)
    if given is None:
        return None
    found: list[tuple[Value, Span] | None] = []
    for expression in given:
        if expression is None:
            found.append(None)
            continue
        value = e.number(expression, env)
        if isinstance(value, Bad):
            return None
        found.append((value, expression.span))
    return found


def grow(e: Elaboration, node: Call, env: Env) -> AnyValue:
    """`grow(start, rate)`."""
    if timeline.timed(e, env, node.span) is None:
        return BAD
    found = numbers(e, node, env, ("start", "rate"))
    if found is None or found[0] is None or found[1] is None:
        return BAD
    return compound(e, found[0][0], found[1][0], env, (found[0][1], found[1][1]), 1)


def decline(e: Elaboration, node: Call, env: Env) -> AnyValue:
    """`decline(start, factor, every)`, continuous in time; or `decline(start, rate)`."""
    if timeline.timed(e, env, node.span) is None:
        return BAD
    if len(node.arguments) == 2:
        found = numbers(e, node, env, ("start", "rate"))
        if found is None or found[0] is None or found[1] is None:
            return BAD
        return compound(e, found[0][0], found[1][0], env, (found[0][1], found[1][1]), -1)
    found = numbers(e, node, env, ("start", "factor", "every"))
    if found is None or found[0] is None or found[1] is None or found[2] is None:
        return BAD
    (start, start_span), (factor, factor_span), (every, every_span) = found[0], found[1], found[2]
    first = single(e, start, env, start_span, "the figure of the first period")
    plain = convert.plain(e, factor, env, factor_span, "the factor of a decline")
    length = time_of(e, every, env, every_span)
    if isinstance(first, Bad) or isinstance(plain, Bad) or isinstance(length, Bad):
        return BAD
    make = e.builder.make
    elapsed = make("mul", (make("period", ()), length))
    node_ = make("div", (first.node, make("pow", (plain.node, elapsed))))
    return Value(node_, start.unit, series=True, bare=start.bare)


def time_of(e: Elaboration, every: Value, env: Env, span: Span) -> int | Bad:
    """The node of one period divided by a length of time."""
    if timeline.time_power(e, every.unit) != 1 or len(e.units.dimension(every.unit)) != 1:
        return not_a_time(e, every, env, span)
    one = duration(e, every.unit, env, span)
    if isinstance(one, Bad):
        return BAD
    return e.builder.make("div", (one.node, every.node))


def not_a_time(e: Elaboration, value: Value, env: Env, span: Span, time: str = "month") -> Bad:
    written = env.scope.source.text[span[0] : span[1]]
    return e.report(
        codes.NOT_A_TIME,
        env,
        span,
        f"here stands how long it takes, such as `16 {time}`; "
        f"{e.source_text(env, span)} is in {e.unit_text(value.unit)}",
        fix=f"{written} {time}" if value.bare is not None else None,
    )


def previous(e: Elaboration, node: Call, env: Env) -> AnyValue:
    """`previous(x, first_value)`: the period before. Its far end is worked out later, so that cycles may cross it."""
    if timeline.timed(e, env, node.span) is None:
        return BAD
    given = built_in.arguments(e, node, env, ("x", "first_value"))
    if given is None or given[0] is None or given[1] is None:
        return BAD
    earlier, first_expression = given[0], given[1]
    first = e.number(first_expression, env)
    if isinstance(first, Bad):
        return BAD
    one = single(e, first, env, first_expression.span, "what stands before the first period")
    if isinstance(one, Bad):
        return BAD
    key = ("previous", id(earlier), one.node, id(env.record), tuple(sorted(env.below.items())), env.depth)
    known = None if env.locals else e.memo.get(key)
    if isinstance(known, Value):
        return replace(known, quantity=-1)
    hole = UnitHole() if one.zero else None
    forward = e.builder.forward(one.node)
    made = Value(
        forward, one.unit, series=True, percent=one.percent, hole=hole, bare=one.bare if hole is None else None
    )
    e.kept.append(earlier)
    e.memo[key] = made

    def later() -> None:
        _far_end(e, earlier, env, made, hole, first_expression.span)

    if hole is not None and all(definitions.settled(e, name, env) for name in names_in(earlier)):
        later()  # no circle can pass here, and the unit is known at once
        if hole.unit is not None:
            made = e.memo[key] = replace(made, unit=hole.unit, hole=None)
    else:
        e.pending.append(later)
    return made


def _far_end(
    e: Elaboration, earlier: Expression, env: Env, made: Value, hole: UnitHole | None, first_span: Span
) -> None:
    """Works out the series a `previous` reads and puts it in place."""
    value = e.number(earlier, env)
    if isinstance(value, Bad):
        e.builder.fill(made.node, made.node)
        return
    if hole is not None and hole.unit is None:
        hole.unit = value.unit
    unit = made.unit if hole is None or hole.unit is None else hole.unit
    wanted = replace(made, unit=unit, hole=None)
    fitted = convert.convert(e, replace(value, hole=None), unit, env, earlier.span)
    if fitted is None:
        convert.clash(
            e,
            value,
            wanted,
            env,
            (earlier.span, first_span),
            "`previous` gives one period's figure to the next, so both are in one unit",
        )
    if not isinstance(fitted, Value):
        e.builder.fill(made.node, made.node)
        return
    e.builder.fill(made.node, fitted.node)


def cumulative(e: Elaboration, node: Call, env: Env) -> AnyValue:
    """The running sum of amounts per period; a rate is first multiplied by each period's length."""
    if timeline.timed(e, env, node.span) is None:
        return BAD
    found = timeline.one_series(e, node, env)
    if found is None:
        return BAD
    each = timeline.amount(e, found[0], env, found[1])
    if isinstance(each, Bad):
        return BAD
    made = e.builder.make("cumulative", (each.node,), series=True)
    return Value(made, each.unit, series=True, percent=each.percent)


def cohort(e: Elaboration, node: Call, env: Env) -> AnyValue:
    """`cohort(new, survival)`: what is left of all that came; survival is a share kept each period, or by age."""
    if timeline.timed(e, env, node.span) is None:
        return BAD
    given = built_in.arguments(e, node, env, ("new", "survival"))
    if given is None or given[0] is None or given[1] is None:
        return BAD
    new = e.number(given[0], env)
    survival = e.expression(given[1], env)
    if isinstance(new, Bad) or isinstance(survival, Bad):
        return BAD
    each = timeline.amount(e, new, env, given[0].span)
    if isinstance(each, Bad):
        return BAD
    if isinstance(survival, ListValue):
        shares: list[int] = []
        for _, item in survival.items:
            if not isinstance(item, Value) or item.type != "number":
                return e.report(function_codes.BAD_LIST, env, given[1].span, "survival by age is a list of shares")
            plain = convert.plain(e, item, env, given[1].span, "a share kept")
            if isinstance(plain, Bad):
                return BAD
            shares.append(plain.node)
        kept, how = e.builder.make("list", tuple(shares), type_="list"), "list"
    else:
        if not isinstance(survival, Value) or survival.type != "number":
            return e.report(
                function_codes.BAD_LIST, env, given[1].span, "survival is a share kept each period, or a list by age"
            )
        plain = convert.plain(e, survival, env, given[1].span, "the share kept each period")
        if isinstance(plain, Bad):
            return BAD
        kept, how = plain.node, "curve" if plain.series else "rate"
    made = e.builder.make("cohort", (each.node, kept), how, series=True)
    return Value(made, each.unit, series=True)


def depreciation(how: str, names: tuple[str, ...]) -> Callable[[Elaboration, Call, Env], AnyValue]:
    """A built-in that writes a cost down over a life, as so much per period."""

    def made(e: Elaboration, node: Call, env: Env) -> AnyValue:
        if timeline.timed(e, env, node.span) is None:
            return BAD
        found = numbers(e, node, env, names, optional=1 if how == "declining" else 0)
        if found is None or found[0] is None or found[1] is None or found[2] is None:
            return BAD
        (cost, cost_span), (residual, residual_span), (life, life_span) = found[0], found[1], found[2]
        met = convert.meet(e, cost, residual, env, (cost_span, residual_span), "cost and residual do not agree")
        if isinstance(met, Bad):
            return BAD
        share = time_of(e, life, env, life_span)
        if isinstance(share, Bad):
            return BAD
        make = e.builder.make
        periods = make("div", (e.builder.constant(1.0), share))
        factor = e.builder.constant(2.0)
        if how == "declining" and len(found) > 3 and found[3] is not None:
            plain = convert.plain(e, found[3][0], env, found[3][1], "the factor")
            if isinstance(plain, Bad):
                return BAD
            factor = plain.node
        node_ = make("depreciate", (met[0].node, met[1].node, periods, factor), how, series=True)
        unit, scale = e.units.divide(met[0].unit, timeline.period_unit(e))
        return Value(convert.scale(e, Value(node_, unit), scale), unit, series=True)

    return made


FUNCTIONS: dict[str, Callable[[Elaboration, Call, Env], AnyValue]] = {
    "grow": grow,
    "decline": decline,
    "previous": previous,
    "cumulative": cumulative,
    "cohort": cohort,
    "straight_line": depreciation("straight", ("cost", "residual", "life")),
    "declining_balance": depreciation("declining", ("cost", "residual", "life", "factor")),
    "sum_of_years": depreciation("digits", ("cost", "residual", "life")),
}
