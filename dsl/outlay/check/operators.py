"""Operators: arithmetic with units, comparisons, truths and conditions."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from outlay.check import choices, comparing, doubt, literals, names, timeline
from outlay.check.convert import convert, filled, meet, plain, scale
from outlay.check.currency import rate
from outlay.check.values import BAD, AnyValue, Bad, RecordValue, Value, sort_of
from outlay.diagnostics import Code
from outlay.diagnostics.codes import functions, meeting, questions
from outlay.diagnostics.codes import names as codes
from outlay.plan import RATES
from outlay.structs import replace
from outlay.syntax import Binary, Comparison, Expression, If, Interval, Literal, Member, Name, Range, Unary
from outlay.units import ONE, Unit

if TYPE_CHECKING:
    from outlay.check.elaboration import Elaboration
    from outlay.check.environment import Env
    from outlay.plan import Constant

COMPARISONS = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_WORDS = {"+": "added", "-": "subtracted"}
MAXIMUM_EXPONENT = 16


def window_of(e: Elaboration, node: Expression, env: Env, *values: Value) -> tuple[int, int] | Bad | None:
    """The slice a result covers; slices of different periods cannot meet."""
    windows = {value.window for value in values if value.window is not None}
    if len(windows) > 1:
        return e.report(
            codes.WRONG_SORT, env, node.span, "the two slices cover different periods, so their figures do not pair up"
        )
    return next(iter(windows)) if windows else None


def combine(
    e: Elaboration,
    node: Expression,
    env: Env,
    op: str,
    values: tuple[Value, ...],
    unit: Unit,
    type_: str = "number",
    constant: Constant = None,
    **marks: Any,
) -> AnyValue:
    """A value made by one operation on values already in the right units. `constant` is its node's own value."""
    window = window_of(e, node, env, *values)
    if isinstance(window, Bad):
        return BAD
    made = e.builder.make(
        op,
        tuple(value.node for value in values),
        constant,
        type_=type_,
        place=e.builder.place(env.scope.source, node.span),
    )
    return Value(made, unit, type_, e.builder.nodes[made].series, window=window, **marks)


def binary(e: Elaboration, node: Binary, env: Env) -> AnyValue:
    operator = node.operator
    if operator in ("and", "or"):
        return _logical(e, node, env)
    if isinstance(node.left, Literal) and (marked := _marked_number(e, node, node.left, env)) is not None:
        return marked
    if operator in ("*", "-") and isinstance(node.right, Name) and isinstance(node.left, Literal) and node.left.chain:
        stray = _unit_after_literal(e, node, node.left, node.right, env)
        if stray is not None:
            return stray
    left = e.expression(node.left, env)
    if operator in "*/" and isinstance(node.right, Literal) and node.right.chain:
        divisors = literals.values_in_chain(e, node.right, env)
        if divisors:  # `a / 2 / n` is (a / 2) / n, and `a * 2 / n` is (a * 2) / n
            kept = tuple(term for term in node.right.chain if term not in divisors)
            first = replace(node, right=replace(node.right, chain=kept))
            return literals.divided(e, node, binary(e, first, env), divisors, env)
    right = e.expression(node.right, env)
    if isinstance(left, Bad) or isinstance(right, Bad):
        return BAD
    if operator in COMPARISONS:
        return comparing.compare(e, node, left, right, env)
    for side, expression in ((left, node.left), (right, node.right)):
        if not isinstance(side, Value) or side.type not in ("number", "date"):
            return e.report(
                codes.WRONG_SORT,
                env,
                expression.span,
                f"`{operator}` works on numbers, and {e.source_text(env, expression.span)} is {sort_of(side)}",
            )
    assert isinstance(left, Value)
    assert isinstance(right, Value)
    if left.type == "date" or right.type == "date":
        return _dates(e, node, left, right, env)
    if operator in ("+", "-"):
        return _sum(e, node, left, right, env)
    if operator in ("*", "of", "/"):
        return product(e, node, left, right, env, divide=operator == "/")
    return _power(e, node, left, right, env)


def _unit_after_literal(e: Elaboration, node: Binary, left: Literal, right: Name, env: Env) -> Bad | None:
    """Reports `$2 / gpu * hour` and `3 GPU-hours`, where a product of units was meant; None where it was not."""
    if names.is_value(e, env, right.name):
        return None
    unit = e.units.unit(right.name)
    last = left.chain[-1]
    other = e.units.unit(last.name)
    text = env.scope.source.text
    hyphen = node.operator == "-"
    if unit is None or other is None or (abs(last.exponent) != 1 if hyphen else last.exponent != -1):
        return None
    if hyphen and text[last.span[1] : right.span[0]] != "-":
        return None
    together, _ = e.units.simplify(e.units.multiply(other, unit)[0])
    compound = e.units.text(together)
    if len(together.terms) != 1:  # `GPU` and `hour` are not put together as `gpu` and `hour` are
        near = e.nearest_unit(f"{last.name}_{right.name}")
        same = near is not None and e.units.relate(e.units.unit(near) or ONE, together) is not None
        compound = near if near is not None and same else ""
    fix = text[left.span[0] : last.span[0]] + compound if compound else None
    if hyphen:
        said = f"`{last.name}-{right.name}` reads as `{last.name}` less `{right.name}`"
        return e.report(
            meeting.DIVIDED_THEN_MULTIPLIED,
            env,
            node.span,
            said + (f"; the unit is written `{compound}`" if fix else "; a unit is one word"),
            fix=fix,
        )
    return e.report(
        meeting.DIVIDED_THEN_MULTIPLIED,
        env,
        node.span,
        f"only `/` and `per` continue a literal, so `* {right.name}` is not part of its unit"
        + (f"; so much per {last.name} and {right.name} is written with `{compound}`" if fix else ""),
        fix=fix,
    )


def _marked_number(e: Elaboration, node: Binary, left: Literal, env: Env) -> Bad | None:
    """Reports `500+ user` and `500-1_000 user`: numbers that say they are not sure, as arithmetic would not."""
    text = env.scope.source.text
    right = node.right
    glued = text[left.span[1] : left.span[1] + 1] == node.operator
    if node.operator == "+" and glued and isinstance(right, Name) and left.span == left.number_span:
        if names.is_value(e, env, right.name) or e.units.unit(right.name) is None:
            return None
        plain = f"{text[slice(*left.span)]} {right.name}"
        said = f"a number has no `+` behind it; where more is likely write an interval, else `{plain}`"
        return e.report(meeting.UNSURE_NUMBER, env, node.span, said, fix=plain)
    if node.operator == "-" and glued and isinstance(right, Literal) and right.span[0] == left.span[1] + 1:
        alike = left.chain == right.chain and left.currency == right.currency
        if not left.value < right.value or (alike and not left.chain and right.value < 10):
            return None
        interval = f"{text[slice(*left.span)]} to {text[slice(*right.span)]}"
        said = (
            f"this is {text[slice(*left.span)]} less {text[slice(*right.span)]}, below 0; for what lies between write"
        )
        if alike:
            e.report(meeting.MAYBE_INTERVAL, env, node.span, f"{said} `{interval}`", fix=interval)
            return None
        return e.report(meeting.UNSURE_NUMBER, env, node.span, f"{said} `{interval}`", fix=interval)
    return None


def _number_and_rate(e: Elaboration, node: Binary, left: Value, right: Value, env: Env) -> Bad | None:
    """Reports `1 + growth`, where the growth is so much per month and one month's is meant; None for anything else."""
    for number, other, side in ((left, right, node.right), (right, left, node.left)):
        if not _is_bare(number) or number.zero or other.unit == ONE:
            continue
        bases = e.units.dimension(other.unit)
        if [power for _, power in bases] != [-1]:
            continue
        if not all(base in timeline.TIME_BASES for base, _ in bases):
            continue
        time = e.units.text(e.units.power(other.unit, Fraction(-1)))
        written = env.scope.source.text[side.span[0] : side.span[1]]
        amount = f"{written if isinstance(side, Name | Literal | Member) else f'({written})'} * 1 {time}"
        return e.report(
            meeting.BARE_NUMBER,
            env,
            side.span,
            f"{e.source_text(env, side.span)} is so much per {time}, and a plain number is so much at once; over one "
            f"{time} it is `{amount}`",
            fix=amount,
        )
    return None


def _sum(e: Elaboration, node: Binary, left: Value, right: Value, env: Env) -> AnyValue:
    apart = _number_and_rate(e, node, left, right, env)
    if apart is not None:
        return apart
    if right.percent and not left.percent and not left.zero and not e.units.dimension(right.unit):
        dimension = e.units.dimension(left.unit)
        source = env.scope.source.text
        x = source[node.left.span[0] : node.left.span[1]]
        y = source[node.right.span[0] : node.right.span[1]]
        x = x if isinstance(node.left, Name | Literal) or x.endswith((")", "]")) else f"({x})"
        if dimension:
            return e.report(
                meeting.PERCENT_ADDED,
                env,
                node.span,
                f"{e.source_text(env, node.left.span)} is in {e.unit_text(left.unit)} and "
                f"{e.source_text(env, node.right.span)} is a percentage; to change an amount by it, multiply",
                fix=f"{x} * (1 {node.operator} {y})",
            )
        if isinstance(node.right, Literal) and not isinstance(node.left, Literal):
            e.report(
                meeting.PERCENT_OF_RATIO,
                env,
                node.span,
                f"this {_WORDS[node.operator]} {y} changes {e.source_text(env, node.left.span)} by percentage points, "
                f"not by {y} of itself",
                fix=f"{x} * (1 {node.operator} {y})",
            )
    what = "these cannot be added" if node.operator == "+" else "these cannot be subtracted"
    met = meet(e, left, right, env, (node.left.span, node.right.span), what)
    if isinstance(met, Bad):
        return BAD
    return combine(
        e,
        node,
        env,
        "add" if node.operator == "+" else "sub",
        met,
        met[0].unit,
        bare=_both_bare(node, left, right, env),
        percent=left.percent and right.percent,
        hole=met[0].hole or met[1].hole,
    )


def _is_bare(value: Value) -> bool:
    return value.bare is not None and value.unit == ONE


def _both_bare(node: Expression, left: Value, right: Value, env: Env) -> tuple[Any, tuple[int, int]] | None:
    if left.bare is not None and right.bare is not None:
        return (env.scope.source, node.span)
    return None


def product(e: Elaboration, node: Expression, left: Value, right: Value, env: Env, *, divide: bool) -> AnyValue:
    """Left times (or by) right; identical units cancel, two currencies are exchanged where a rate allows."""
    for side in (left, right):
        if side.hole is not None and side.hole.unit is None:
            side.hole.unit = ONE
    left, right = filled(left), filled(right)
    if divide and left.unit != right.unit and _alike(e, left.unit, right.unit):
        found = convert(e, right, left.unit, env, node.span)
        if not isinstance(found, Value):
            return BAD
        right = found
    unit, factor = (e.units.divide if divide else e.units.multiply)(left.unit, right.unit)
    bare = _both_bare(node, left, right, env)
    if bare is None and ((left.percent and _is_bare(right)) or (right.percent and not divide and _is_bare(left))):
        bare = (env.scope.source, node.span)  # `10% of 50` counts what 50 counts
    percent = (left.percent and right.bare is not None and right.unit == ONE) or (
        not divide and right.percent and left.bare is not None and left.unit == ONE
    )
    rates = RATES if divide and _are_rates(e, left, right) else None
    operator = "div" if divide else "mul"
    made = combine(e, node, env, operator, (left, right), unit, constant=rates, bare=bare, percent=percent)
    if isinstance(made, Bad) or not isinstance(made, Value):
        return made
    if factor != 1:
        made = replace(made, node=scale(e, made, factor))
    if left.zero and not divide:
        made.zero = True
    return exchange_inside(e, node, made, env)


def _are_rates(e: Elaboration, left: Value, right: Value) -> bool:
    """Whether both sides of a fraction are so much per time, and vary."""
    if e.settings.timeline is None or not (left.series or right.series):
        return False
    return timeline.is_rate(e, left.unit) and timeline.is_rate(e, right.unit)


def _alike(e: Elaboration, left: Unit, right: Unit) -> bool:
    """Whether a fraction is a share of like in like: USD/year over USD/month. Days over weeks stay as written."""
    dimension = e.units.dimension(left)
    if all(base in ("second", "month") for base, _ in dimension):
        return False
    relation = e.units.relate(left, right)
    return relation is not None and not relation.currencies


def exchange_inside(e: Elaboration, node: Expression, value: Value, env: Env) -> AnyValue:
    """Two currencies on either side of a fraction become a plain factor, where the model has a rate."""
    up = [(name, power) for name, power in value.unit.terms if power > 0 and e.units.is_currency(name)]
    down = [(name, power) for name, power in value.unit.terms if power < 0 and e.units.is_currency(name)]
    if not up or not down or not e.resolver.rates(e.root):
        return value
    name, power = up[0]
    other, opposite = down[0]
    common = min(power, -opposite)
    found = rate(e, name, other, env, node.span)
    if isinstance(found, Bad):
        return BAD
    unit = value.unit
    unit, _ = e.units.multiply(unit, e.units.power(e.units.unit(name) or ONE, -common))
    unit, _ = e.units.multiply(unit, e.units.power(e.units.unit(other) or ONE, common))
    factor = found if common == 1 else e.builder.make("pow", (found, e.builder.constant(float(common))))
    made = e.builder.make("mul", (value.node, factor))
    return replace(value, node=made, unit=unit, series=e.builder.nodes[made].series)


def _power(e: Elaboration, node: Binary, left: Value, right: Value, env: Env) -> AnyValue:
    exponent = plain(e, right, env, node.right.span, "an exponent")
    if isinstance(exponent, Bad):
        return BAD
    if not e.units.dimension(left.unit):
        base = plain(e, left, env, node.left.span, "this")
        if isinstance(base, Bad):
            return BAD
        return combine(e, node, env, "pow", (base, exponent), ONE, bare=_both_bare(node, left, right, env))
    static = e.static(exponent)
    if static is None:
        return e.report(
            functions.NOT_STATIC,
            env,
            node.right.span,
            f"{e.source_text(env, node.left.span)} is in {e.unit_text(left.unit)}, so its power's unit hangs on the "
            f"exponent; {e.source_text(env, node.right.span)} may change from run to run",
        )
    power = None if abs(static) > MAXIMUM_EXPONENT else Fraction(static).limit_denominator(12)
    if power is None or abs(float(power) - static) > 1e-12:
        return e.report(
            meeting.ABSURD_EXPONENT,
            env,
            node.right.span,
            f"{e.source_text(env, node.left.span)} is in {e.unit_text(left.unit)}; its power has to be a plain number "
            f"between -{MAXIMUM_EXPONENT} and {MAXIMUM_EXPONENT}, such as 2 or 0.5",
        )
    return combine(e, node, env, "pow", (left, exponent), e.units.power(left.unit, power))


def _dates(e: Elaboration, node: Binary, left: Value, right: Value, env: Env) -> AnyValue:
    if node.operator == "-" and left.type == right.type == "date":
        day = e.units.unit("day") or ONE
        return combine(e, node, env, "sub", (left, right), day)
    return e.report(
        codes.WRONG_SORT, env, node.span, "dates can be compared and subtracted from one another, nothing else"
    )


def truth(e: Elaboration, node: Expression, env: Env, what: str, code: Code = codes.WRONG_SORT) -> Value | Bad:
    """An expression that must be true or false."""
    found = e.expression(node, env)
    if isinstance(found, Bad):
        return BAD
    if isinstance(found, Value) and found.type == "truth":
        return found
    return e.report(
        code,
        env,
        node.span,
        f"{what} is true or false, and {e.source_text(env, node.span)} is {sort_of(found)}",
    )


def _logical(e: Elaboration, node: Binary, env: Env) -> AnyValue:
    what = f"what stands beside `{node.operator}`"
    left = truth(e, node.left, env, what)
    right = truth(e, node.right, env, what)
    if isinstance(left, Bad) or isinstance(right, Bad):
        return BAD
    return combine(e, node, env, node.operator, (left, right), ONE, "truth")


def unary(e: Elaboration, node: Unary, env: Env) -> AnyValue:
    if node.operator == "not":
        found = truth(e, node.operand, env, "what `not` turns round")
        return BAD if isinstance(found, Bad) else combine(e, node, env, "not", (found,), ONE, "truth")
    value = e.number(node.operand, env)
    if isinstance(value, Bad):
        return BAD
    made = combine(e, node, env, "neg", (value,), value.unit, percent=value.percent, hole=value.hole)
    if isinstance(made, Value):
        made.zero = value.zero
        if value.bare is not None:
            made.bare = (env.scope.source, node.span)
    return made


def condition(e: Elaboration, node: If, env: Env) -> AnyValue:
    """`if c then a else b`: both branches in the first one's unit."""
    asked = truth(e, node.condition, env, "a condition")
    if env.depth and isinstance(asked, Value) and e.builder.is_constant(asked.node):
        taken = bool(e.builder.constant_value(asked.node))
        return e.expression(node.then if taken else node.otherwise, env)
    then = e.expression(node.then, env)
    otherwise = e.expression(node.otherwise, env)
    if isinstance(asked, Bad) or isinstance(then, Bad) or isinstance(otherwise, Bad):
        return BAD
    if isinstance(then, RecordValue) and isinstance(otherwise, RecordValue):
        return choices.choose(e, node, asked, then, otherwise, env)
    if not isinstance(then, Value) or not isinstance(otherwise, Value) or then.type != otherwise.type:
        return e.report(
            codes.BRANCHES_DIFFER,
            env,
            node.span,
            f"one branch is {sort_of(then)}, the other {sort_of(otherwise)}; both have to be of one sort",
        )
    bare = then.bare if then.bare is not None and otherwise.bare is not None else None
    percent = (then.percent or then.zero) and (otherwise.percent or otherwise.zero)
    if then.type == "number":
        if env.free_units and e.units.relate(then.unit, otherwise.unit) is None:
            # Whoever calls it with the text unknown gets the figure in its own unit, as a plain number.
            then, otherwise = replace(then, unit=ONE), replace(otherwise, unit=ONE)
        met = meet(e, then, otherwise, env, (node.then.span, node.otherwise.span), "the branches do not agree")
        if isinstance(met, Bad):
            return BAD
        then, otherwise = met
    return combine(
        e,
        node,
        env,
        "select",
        (asked, then, otherwise),
        then.unit,
        then.type,
        bare=bare,
        percent=percent,
        hole=then.hole,
    )


def stray_range(e: Elaboration, node: Range, env: Env) -> AnyValue:
    return e.report(
        codes.WRONG_SORT,
        env,
        node.span,
        "`a .. b` is a range: it stands in `@range(…)`, between `[ ]` after a series, and after `in`. "
        "For an uncertain number write `a to b`",
    )


def stray_comparison(e: Elaboration, node: Comparison, env: Env) -> AnyValue:
    return e.report(questions.NOT_A_CONDITION, env, node.span, "a comparison needs a left side as well")


def combine_at(e: Elaboration, node: Expression, env: Env, series: Value, period: int) -> Value:
    """One period of a series."""
    made = e.builder.make(
        "at", (series.node,), period, type_=series.type, place=e.builder.place(env.scope.source, node.span)
    )
    return Value(made, series.unit, series.type, percent=series.percent, period=period)


HANDLERS: dict[type, Callable[..., AnyValue]] = {
    Binary: binary,
    Unary: unary,
    If: condition,
    Interval: doubt.interval,
    Range: stray_range,
    Comparison: stray_comparison,
}
