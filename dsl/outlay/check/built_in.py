"""Built-in functions of plain numbers: min, max, logarithms, tiers, errors with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from outlay.check import convert, names, operators, timeline
from outlay.check.values import BAD, AnyValue, Bad, Flag, ListValue, Value
from outlay.diagnostics.codes import functions as codes
from outlay.diagnostics.codes import names as name_codes
from outlay.structs import replace
from outlay.syntax import Call, Expression, Name, Text
from outlay.units import ONE

if TYPE_CHECKING:
    from outlay.check.elaboration import Elaboration
    from outlay.check.environment import Env

Function = Callable[["Elaboration", Call, "Env"], AnyValue]
TIER_WORDS = ("graduated", "volume")


def arguments(
    e: Elaboration, node: Call, env: Env, parameters: tuple[str, ...], optional: int = 0
) -> list[Expression | None] | None:
    """The arguments of a built-in by its parameters' names; None (reported) when they do not fit."""
    found: dict[str, Expression] = {}
    title = e.source_text(env, node.function.span)
    for position, argument in enumerate(node.arguments):
        name = argument.keyword or (parameters[position] if position < len(parameters) else None)
        if name is None:
            e.report(codes.TOO_MANY, env, argument.span, f"{title} takes {', '.join(parameters)}; this is one more")
            return None
        if name not in parameters or argument.clause:
            e.report(
                codes.UNKNOWN_PARAMETER,
                env,
                argument.span,
                f"{title} has no `{name}`; it takes {', '.join(parameters)}",
            )
            return None
        if name in found:
            e.report(codes.ARGUMENT_TWICE, env, argument.span, f"`{name}` is given twice")
            return None
        found[name] = argument.value
    needed = parameters[: len(parameters) - optional]
    missing = [name for name in needed if name not in found]
    if missing:
        e.report(
            codes.MISSING_ARGUMENT,
            env,
            node.span,
            f"{title} also needs {', '.join(f'`{name}`' for name in missing)}; it takes ({', '.join(parameters)})",
        )
        return None
    return [found.get(name) for name in parameters]


def flag(e: Elaboration, node: Expression, env: Env, words: Sequence[str], says: str) -> AnyValue:
    """One of the bare words a function knows, or whatever else the expression is; a misspelt word is reported."""
    if isinstance(node, Name) and not names.is_value(e, env, node.name):
        if node.name in words:
            return Flag(node.name)
        guess = e.nearest(node.name, list(words))
        said = says + (f"; did you mean `{guess}`?" if guess else "")
        return e.report(codes.BAD_FLAG, env, node.span, said, fix=guess)
    return e.expression(node, env)


def _extreme(op: str) -> Function:
    def made(e: Elaboration, node: Call, env: Env) -> AnyValue:
        """The least or greatest of several numbers, period by period; of one series, over its periods."""
        if not node.arguments:
            return e.report(codes.MISSING_ARGUMENT, env, node.span, f"`{op}` needs at least one number")
        if len(node.arguments) == 1:
            only = e.expression(node.arguments[0].value, env)
            if isinstance(only, ListValue) and only.node >= 0:
                return timeline.of_list(e, only, op, env, node.span)
            if isinstance(only, ListValue):
                return _fold(
                    e, node, env, op, [item for _, item in only.items], [node.arguments[0].span] * len(only.items)
                )
            if isinstance(only, Bad):
                return BAD
            if isinstance(only, Value) and only.series and only.type == "number":
                return timeline.reduce(e, only, op, env, node.span)
        values = [e.expression(argument.value, env) for argument in node.arguments]
        return _fold(e, node, env, op, values, [argument.span for argument in node.arguments])

    return made


def _fold(
    e: Elaboration, node: Call, env: Env, op: str, values: list[AnyValue], spans: list[tuple[int, int]]
) -> AnyValue:
    numbers: list[Value] = []
    for value, span in zip(values, spans, strict=True):
        if isinstance(value, Bad):
            return BAD
        if not isinstance(value, Value) or value.type != "number":
            return e.report(name_codes.WRONG_SORT, env, span, f"`{op}` takes numbers")
        numbers.append(value)
    if not numbers:
        return e.report(codes.MISSING_ARGUMENT, env, node.span, f"`{op}` needs at least one number")
    bare = convert.bare_together(env, node.span, numbers)
    result = numbers[0]
    for position in range(1, len(numbers)):
        met = convert.meet(
            e, result, numbers[position], env, (spans[0], spans[position]), f"what `{op}` compares does not agree"
        )
        if isinstance(met, Bad):
            return BAD
        percent = result.percent and met[1].percent
        found = operators.combine(e, node, env, op, met, met[0].unit, percent=percent)
        if not isinstance(found, Value):
            return found
        result = found
    return replace(result, bare=bare)


def _same_unit(op: str) -> Function:
    def made(e: Elaboration, node: Call, env: Env) -> AnyValue:
        given = arguments(e, node, env, ("x",))
        if given is None or given[0] is None:
            return BAD
        value = e.number(given[0], env)
        if isinstance(value, Bad):
            return BAD
        return operators.combine(e, node, env, op, (value,), value.unit, percent=value.percent, bare=value.bare)

    return made


def _of_ratio(op: str) -> Function:
    def made(e: Elaboration, node: Call, env: Env) -> AnyValue:
        given = arguments(e, node, env, ("x",))
        if given is None or given[0] is None:
            return BAD
        value = e.number(given[0], env)
        if isinstance(value, Bad):
            return BAD
        plain = convert.plain(e, value, env, given[0].span, f"what `{node_name(node)}` takes")
        if isinstance(plain, Bad):
            return BAD
        return operators.combine(e, node, env, op, (plain,), ONE)

    return made


def node_name(node: Call) -> str:
    return getattr(node.function, "name", "this")


def logarithm(e: Elaboration, node: Call, env: Env) -> AnyValue:
    """The natural logarithm, or the one to a base."""
    given = arguments(e, node, env, ("x", "base"), optional=1)
    if given is None or given[0] is None:
        return BAD
    value = e.number(given[0], env)
    if isinstance(value, Bad):
        return BAD
    x = convert.plain(e, value, env, given[0].span, "what `log` takes")
    if isinstance(x, Bad):
        return BAD
    if given[1] is None:
        return operators.combine(e, node, env, "log", (x,), ONE)
    base = e.number(given[1], env)
    if isinstance(base, Bad):
        return BAD
    b = convert.plain(e, base, env, given[1].span, "a logarithm's base")
    if isinstance(b, Bad):
        return BAD
    if e.static(b) == 10:
        return operators.combine(e, node, env, "log10", (x,), ONE)
    top = operators.combine(e, node, env, "log", (x,), ONE)
    bottom = operators.combine(e, node, env, "log", (b,), ONE)
    if not isinstance(top, Value) or not isinstance(bottom, Value):
        return BAD
    return operators.combine(e, node, env, "div", (top, bottom), ONE)


def square_root(e: Elaboration, node: Call, env: Env) -> AnyValue:
    given = arguments(e, node, env, ("x",))
    if given is None or given[0] is None:
        return BAD
    value = e.number(given[0], env)
    if isinstance(value, Bad):
        return BAD
    return operators.combine(e, node, env, "sqrt", (value,), e.units.power(value.unit, Fraction(1, 2)))


def clamp(e: Elaboration, node: Call, env: Env) -> AnyValue:
    """A number kept between two others."""
    given = arguments(e, node, env, ("x", "low", "high"))
    if given is None:
        return BAD
    values: list[Value] = []
    for expression in given:
        assert expression is not None
        value = e.number(expression, env)
        if isinstance(value, Bad):
            return BAD
        values.append(value)
    spans = [expression.span for expression in given if expression is not None]
    bare = convert.bare_together(env, node.span, values)
    result = values[0]
    for op, position in (("max", 1), ("min", 2)):
        met = convert.meet(
            e, result, values[position], env, (spans[0], spans[position]), "a number and its bounds do not agree"
        )
        if isinstance(met, Bad):
            return BAD
        found = operators.combine(e, node, env, op, met, met[0].unit, percent=values[0].percent)
        if not isinstance(found, Value):
            return BAD
        result = found
    return replace(result, bare=bare)


def error(e: Elaboration, node: Call, env: Env) -> AnyValue:
    """`error("why", value, …)`: an impossible request, with the reason and the figures that show it."""
    if not node.arguments or not isinstance(node.arguments[0].value, Text):
        return e.report(
            codes.MISSING_ARGUMENT,
            env,
            node.span,
            '`error` begins with the reason, a text: `error("above capacity", x)`',
        )
    nodes: list[int] = []
    units: list[str] = []
    for argument in node.arguments[1:]:
        value = e.number(argument.value, env)
        if isinstance(value, Bad):
            return BAD
        nodes.append(value.node)
        units.append("%" if value.percent else e.units.text(value.unit))
    made = e.builder.make(
        "fault",
        tuple(nodes),
        (node.arguments[0].value.value, tuple(units)),
        place=e.builder.place(env.scope.source, node.span),
    )
    return Value(made, ONE, series=e.builder.nodes[made].series, zero=True)


def tiered(e: Elaboration, node: Call, env: Env) -> AnyValue:
    """The cost of a quantity by price bands: `tiered(q, [0 token: $3/Mtoken, 1B token: $2/Mtoken], graduated)`."""
    plain = [argument.value for argument in node.arguments]
    if len(plain) not in (2, 3, 4):
        return e.report(
            codes.MISSING_ARGUMENT,
            env,
            node.span,
            "`tiered` takes a quantity, a list of bands, and `graduated` or `volume`",
        )
    quantity = e.number(plain[0], env)
    bands = e.expression(plain[1], env)
    if isinstance(quantity, Bad) or isinstance(bands, Bad):
        return BAD
    if not isinstance(bands, ListValue):
        return e.report(
            codes.BAD_LIST, env, plain[1].span, "the bands are a list: `[0 token: $3/Mtoken, 1B token: $2/Mtoken]`"
        )
    prices = bands
    rest = plain[2:]
    if bands.node >= 0 or (bands.items and bands.items[0][0] is None):
        if not rest or (isinstance(rest[0], Name) and rest[0].name in TIER_WORDS):
            return e.report(
                codes.BAD_LIST, env, plain[1].span, "each band has its start and its price: `[0 token: $3/Mtoken, …]`"
            )
        listed = e.expression(rest[0], env)
        rest = rest[1:]
        if isinstance(listed, Bad):
            return BAD
        if not isinstance(listed, ListValue):
            return e.report(codes.BAD_LIST, env, plain[2].span, "the prices are a list, one for each band")
        prices = listed
    graduated = _graduated(e, rest, env)
    if graduated is None:
        return BAD
    return _tier_value(e, node, env, quantity, bands, prices, graduated)


def _graduated(e: Elaboration, rest: list[Expression], env: Env) -> int | None:
    if not rest:
        return e.builder.constant(True, "truth")
    says = "`graduated` prices each band's part, `volume` all at the band reached"
    found = flag(e, rest[0], env, TIER_WORDS, says)
    if isinstance(found, Flag):
        return e.builder.constant(found.name == "graduated", "truth")
    if isinstance(found, Value) and found.type == "truth":
        return found.node
    if not isinstance(found, Bad):
        e.report(codes.BAD_FLAG, env, rest[0].span, says)
    return None


def _tier_value(
    e: Elaboration, node: Call, env: Env, quantity: Value, bands: ListValue, prices: ListValue, graduated: int
) -> AnyValue:
    make = e.builder.make
    place = e.builder.place(env.scope.source, node.span)
    if bands.node >= 0 or prices.node >= 0:
        unit, factor = e.units.multiply(prices.unit, bands.unit)
        quantity_fit = convert.fit(e, quantity, bands.unit, env, node.span, "the quantity")
        if isinstance(quantity_fit, Bad):
            return BAD
        made = make("tier", (quantity_fit.node, bands.node, prices.node, graduated), place=place)
        made = convert.scale(e, Value(made, unit), factor)
        return Value(made, unit, series=e.builder.nodes[made].series)
    paired = bands.items[0][0] is not None if bands.items else False
    starts: list[AnyValue | None] = [key if paired else item for key, item in bands.items]
    costs: list[AnyValue] = [item for _, item in prices.items]
    if not starts or len(starts) != len(costs):
        return e.report(codes.BAD_LIST, env, node.span, "there have to be as many prices as band starts, at least one")
    numbers: list[int] = []
    figures: list[int] = []
    price_unit = None
    last = None
    for start, cost in zip(starts, costs, strict=True):
        if not isinstance(start, Value) or not isinstance(cost, Value):
            return e.report(codes.BAD_LIST, env, node.span, "each band has a number it starts at and a number as price")
        fitted = convert.fit(e, start, quantity.unit, env, node.span, "where a band starts")
        price = cost if price_unit is None else convert.fit(e, cost, price_unit, env, node.span, "a band's price")
        if isinstance(fitted, Bad) or isinstance(price, Bad):
            return BAD
        price_unit = price.unit
        static = e.static(fitted)
        if last is not None and static is not None and static <= last:
            return e.report(
                codes.BAD_LIST, env, node.span, "the bands start one above the other, from the lowest to the highest"
            )
        last = static
        numbers.append(fitted.node)
        figures.append(price.node)
    assert price_unit is not None
    unit, factor = e.units.multiply(price_unit, quantity.unit)
    made = make(
        "tier",
        (
            quantity.node,
            make("list", tuple(numbers), type_="list"),
            make("list", tuple(figures), type_="list"),
            graduated,
        ),
        place=place,
    )
    made = convert.scale(e, Value(made, unit), factor)
    return Value(made, unit, series=e.builder.nodes[made].series)


FUNCTIONS: dict[str, Function] = {
    "min": _extreme("min"),
    "max": _extreme("max"),
    "abs": _same_unit("abs"),
    "exp": _of_ratio("exp"),
    "ln": _of_ratio("log"),
    "log10": _of_ratio("log10"),
    "normal_quantile": _of_ratio("normal_quantile"),
    "log": logarithm,
    "sqrt": square_root,
    "clamp": clamp,
    "error": error,
    "tiered": tiered,
}
