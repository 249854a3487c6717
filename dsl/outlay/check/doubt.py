"""Uncertain numbers: intervals and named distributions become draws with a stream of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from outlay.check import choices, convert, timeline
from outlay.check.ends import shared_ends
from outlay.check.values import BAD, AnyValue, Bad, ListValue, Origin, RecordValue, Value, sort_of
from outlay.diagnostics.codes import doubt as codes
from outlay.diagnostics.codes import functions as function_codes
from outlay.plan import Constant
from outlay.structs import replace
from outlay.syntax import Call, Expression, Interval, Literal, Name, Span, Text, Unary
from outlay.tables import plain_number, read_column
from outlay.units import ONE, Unit

if TYPE_CHECKING:
    from outlay.check.elaboration import Elaboration
    from outlay.check.environment import Env

MAXIMUM_SAMPLE = 100_000


def draw(
    e: Elaboration,
    env: Env,
    span: Span,
    family: str,
    args: tuple[int, ...],
    unit: Unit,
    data: Constant = None,
    *,
    percent: bool = False,
    bare: Origin | None = None,
) -> Value | Bad:
    """A draw node; each place a definition writes one has its own stream, named after the definition."""
    frame = env.frame
    if frame.each_period and timeline.timed(e, env, span) is None:
        return BAD
    name = frame.stream or frame.path
    stream = name if frame.draws == 0 else f"{name}#{frame.draws + 1}"
    frame.draws += 1
    frame.distribution = frame.distribution or family
    node = e.builder.make(
        "draw",
        args,
        (family, stream, frame.each_period, data),
        series=frame.each_period,
        place=e.builder.place(env.scope.source, span),
    )
    return Value(node, unit, series=frame.each_period, percent=percent, bare=bare)


def _is_figure(node: Expression) -> bool:
    if isinstance(node, Unary):
        node = node.operand
    return isinstance(node, Literal)


def interval(e: Elaboration, node: Interval, env: Env) -> AnyValue:
    """`a to b`: lognormal for positive ends, beta for a share, else normal."""
    for end in (node.low, node.high):
        if not _is_figure(end):
            return e.report(
                codes.NOT_LITERAL_ENDS,
                env,
                end.span,
                f"the ends of `to` are figures, and {e.source_text(env, end.span)} is a formula; "
                "put the formula outside: `x * (0.9 to 1.1)`",
            )
    first, last = shared_ends(node.low, node.high)
    low, high = e.number(first, env), e.number(last, env)
    if isinstance(low, Bad) or isinstance(high, Bad):
        return BAD
    bare = convert.bare_together(env, node.span, (low, high))
    met = convert.meet(e, low, high, env, (node.low.span, node.high.span), "the two ends do not agree")
    if isinstance(met, Bad):
        return BAD
    low, high = met
    a, b = e.static(low), e.static(high)
    if a is None or b is None:
        return e.report(
            codes.NOT_LITERAL_ENDS, env, node.span, "the ends of `to` have to be known before anything runs"
        )
    source = env.scope.source.text
    texts = [source[end.span[0] : end.span[1]] for end in (node.low, node.high)]
    if a > b or a == b:
        return e.report(
            codes.ENDS_REVERSED,
            env,
            node.span,
            f"the interval goes from {texts[0]} to {texts[1]}"
            + ("; both ends are the same" if a == b else ", downwards"),
            fix=texts[0] if a == b else _reversed(source, texts, node),
        )
    percent = low.percent and high.percent
    share = low.unit == ONE and (env.expects_share or (percent and not env.forbids_share and a >= 0 and b <= 1))
    if a == 0 or b == 0:
        middle = _figure((a + b) / 2, node.high if b else node.low, source)
        return e.report(
            codes.END_AT_ZERO,
            env,
            node.span,
            "an end at 0 says that one draw in twenty lies below 0; "
            "`pert` takes the least, likeliest and greatest value",
            fix=f"pert({texts[0]}, {middle}, {texts[1]})" if middle else None,
        )
    if env.expects_share and low.unit == ONE and not (a > 0 and b < 1):
        return e.report(
            codes.END_OUTSIDE_SHARE, env, node.span, "both ends of a share's interval lie strictly between 0% and 100%"
        )
    if share and b < 1:
        family = "beta90"
    elif a > 0:
        family = "lognormal90"
    else:
        family = "normal90"
    return draw(e, env, node.span, family, (low.node, high.node), low.unit, percent=percent, bare=bare)


def _reversed(source: str, texts: list[str], node: Interval) -> str:
    """The interval the other way round, with the units where a reader expects them."""
    a, b = node.low, node.high
    if isinstance(a, Literal) and isinstance(b, Literal) and not a.chain and b.chain:
        number = source[b.number_span[0] : b.number_span[1]]
        rest = source[b.number_span[1] : b.span[1]]
        return f"{number} to {texts[0]}{rest}"
    return f"{texts[1]} to {texts[0]}"


def _figure(value: float, end: Expression, source: str) -> str | None:
    """A number written like one end of an interval."""
    if isinstance(end, Unary):
        end = end.operand
    if not isinstance(end, Literal):
        return None
    rest = source[end.number_span[1] : end.span[1]]
    number = value * 100 if end.percent else value
    sign = source[end.number_span[0] : end.number_span[0] + 1]
    sign = sign if sign in "$€£" else ""
    shown = f"{number:.6g}"
    return None if "e" in shown else f"{sign}{shown}{'%' if end.percent else ''}{rest}"


def distribution(
    family: str, names: tuple[str, ...], valid: Callable[..., bool], says: str
) -> Callable[[Elaboration, Call, Env], AnyValue]:
    """A built-in that makes a draw of one family from numbers in one unit."""

    def made(e: Elaboration, node: Call, env: Env) -> AnyValue:
        if len(node.arguments) != len(names) or any(argument.clause for argument in node.arguments):
            return e.report(
                function_codes.MISSING_ARGUMENT if len(node.arguments) < len(names) else function_codes.TOO_MANY,
                env,
                node.span,
                f"`{family}` takes {', '.join(names)}",
            )
        given = {argument.keyword or names[i]: argument.value for i, argument in enumerate(node.arguments)}
        if set(given) != set(names):
            return e.report(function_codes.UNKNOWN_PARAMETER, env, node.span, f"`{family}` takes {', '.join(names)}")
        values: list[Value] = []
        for name in names:
            value = e.number(given[name], env)
            if isinstance(value, Bad):
                return BAD
            values.append(value)
        bare = convert.bare_together(env, node.span, values)
        for position in range(1, len(values)):
            spans = (given[names[0]].span, given[names[position]].span)
            met = convert.meet(e, values[0], values[position], env, spans, f"the figures of `{family}` do not agree")
            if isinstance(met, Bad):
                return BAD
            values[0], values[position] = met
        numbers = [e.static(value) for value in values]
        if all(number is not None for number in numbers) and not valid(*numbers):
            return e.report(codes.BAD_PARAMETERS, env, node.span, f"`{family}` needs {says}")
        percent = all(value.percent for value in values)
        nodes = tuple(value.node for value in values)
        return draw(e, env, node.span, family, nodes, values[0].unit, percent=percent, bare=bare)

    return made


def choice(e: Elaboration, node: Call, env: Env) -> AnyValue:
    """`choice(1, 2, 3)`, `choice([1, 2, 3])`, or with weights `choice([1: 20%, 2: 80%])`; records, texts, dates too."""
    values: list[AnyValue] = []
    weights: list[float] = []
    spans: list[Span] = []
    if len(node.arguments) == 1:
        listed = e.expression(node.arguments[0].value, env)
        if isinstance(listed, Bad):
            return BAD
        if not isinstance(listed, ListValue):
            return e.report(
                codes.BAD_PARAMETERS, env, node.span, "`choice` picks among several values: `choice(1, 2, 3)`"
            )
        for key, item in listed.items:
            weight = 1.0 if key is None else e.static(item) if isinstance(item, Value) else None
            if weight is None or weight < 0:
                return e.report(codes.BAD_PARAMETERS, env, node.span, "each weight of `choice` is a figure, 0 or above")
            values.append(item if key is None else key)
            weights.append(weight)
            spans.append(node.arguments[0].span)
    else:
        for argument in node.arguments:
            value = e.expression(argument.value, env)
            if isinstance(value, Bad):
                return BAD
            values.append(value)
            weights.append(1.0)
            spans.append(argument.span)
    if not values or sum(weights) <= 0:
        return e.report(codes.BAD_PARAMETERS, env, node.span, "`choice` needs at least one value with a weight above 0")
    sorts = dict.fromkeys(sort_of(value) for value in values)
    if len(sorts) > 1 or not isinstance(values[0], Value | RecordValue):
        return e.report(
            codes.BAD_PARAMETERS,
            env,
            node.span,
            f"`choice` picks among values of one sort, and here is {' and '.join(sorts)}",
        )
    if isinstance(values[0], RecordValue):
        return _choice_of_records(e, node, env, [one for one in values if isinstance(one, RecordValue)], weights)
    plain = [one for one in values if isinstance(one, Value)]
    if plain[0].type != "number":
        drawn = draw(e, env, node.span, "categorical", (), ONE, tuple(weights))
        if isinstance(drawn, Bad):
            return BAD
        nodes = (drawn.node, *(one.node for one in plain))
        chosen = e.builder.make(
            "choose", nodes, type_=plain[0].type, place=e.builder.place(env.scope.source, node.span)
        )
        return replace(plain[0], node=chosen, series=e.builder.nodes[chosen].series, quantity=-1)
    return _choice_of_numbers(e, node, env, plain, weights, spans)


def _choice_of_numbers(
    e: Elaboration, node: Call, env: Env, values: list[Value], weights: list[float], spans: list[Span]
) -> AnyValue:
    bare = convert.bare_together(env, node.span, values)
    for position in range(1, len(values)):
        met = convert.meet(
            e, values[0], values[position], env, (spans[0], spans[position]), "the values of `choice` do not agree"
        )
        if isinstance(met, Bad):
            return BAD
        values[0], values[position] = met
    equal = len(set(weights)) == 1
    return draw(
        e,
        env,
        node.span,
        "choice",
        tuple(value.node for value in values),
        values[0].unit,
        None if equal else tuple(weights),
        percent=all(value.percent for value in values),
        bare=bare,
    )


def _choice_of_records(
    e: Elaboration, node: Call, env: Env, values: list[RecordValue], weights: list[float]
) -> AnyValue:
    drawn = draw(e, env, node.span, "categorical", (), ONE, tuple(weights))
    return BAD if isinstance(drawn, Bad) else choices.drawn(e, node.span, drawn.node, values, env)


def sampled(e: Elaboration, node: Call, env: Env) -> AnyValue:
    """`sampled("latency.csv", column)`: a draw from the numbers of a column."""
    arguments = [argument.value for argument in node.arguments]
    if len(arguments) != 2 or not isinstance(arguments[0], Text) or not isinstance(arguments[1], Name | Text):
        return e.report(
            codes.BAD_SAMPLE, env, node.span, '`sampled` takes a CSV file and a column: `sampled("pilot.csv", latency)`'
        )
    column = arguments[1].name if isinstance(arguments[1], Name) else arguments[1].value
    file = e.resolver.loader.table(arguments[0].value, env.scope.path, e.bag, env.scope.source, arguments[0].span)
    cells = None if file is None else read_column(file.source, e.bag, column)
    if file is None or cells is None:
        return BAD
    numbers: list[float] = []
    for cell in cells[:MAXIMUM_SAMPLE]:
        number = plain_number(cell.text)
        if number is None:
            return e.report(
                codes.BAD_SAMPLE,
                env,
                arguments[0].span,
                f"line {cell.line} of {arguments[0].value}: {cell.text!r} is not a number",
            )
        numbers.append(number)
    if not numbers:
        return e.report(codes.BAD_SAMPLE, env, arguments[1].span, f"the column `{column}` holds no numbers")
    return draw(e, env, node.span, "sampled", (), ONE, tuple(numbers), bare=(env.scope.source, node.span))


FUNCTIONS: dict[str, Callable[[Elaboration, Call, Env], AnyValue]] = {
    "uniform": distribution("uniform", ("low", "high"), lambda a, b: a < b, "a lower and a higher end"),
    "normal": distribution("normal", ("mean", "sd"), lambda m, s: s > 0, "a standard deviation above 0"),
    "lognormal": distribution(
        "lognormal", ("mean", "sd"), lambda m, s: m > 0 and s > 0, "a mean and a standard deviation above 0"
    ),
    "triangular": distribution(
        "triangular",
        ("low", "mode", "high"),
        lambda a, m, b: a <= m <= b and a < b,
        "least, likeliest, greatest in order",
    ),
    "pert": distribution(
        "pert", ("low", "mode", "high"), lambda a, m, b: a <= m <= b and a < b, "least, likeliest, greatest in order"
    ),
    "choice": choice,
    "sampled": sampled,
}
