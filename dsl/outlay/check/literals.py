"""Literals: numbers with units, dates, texts, truths, lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from outlay.check import names, operators, unit_names
from outlay.check.dates import first_day
from outlay.check.values import BAD, AnyValue, Bad, ListValue, Value
from outlay.diagnostics import Note
from outlay.diagnostics.codes import meeting
from outlay.diagnostics.codes import names as codes
from outlay.plan import LIBRARY_FILES
from outlay.syntax import Boolean, DateLiteral, Expression, ListLiteral, Literal, Text, UnitTerm
from outlay.units import ONE

if TYPE_CHECKING:
    from outlay.check.elaboration import Elaboration
    from outlay.check.environment import Env


def literal(e: Elaboration, node: Literal, env: Env) -> AnyValue:
    """A number with its units; from the first name that is only a value on, the chain is a division."""
    unit = ONE
    if node.currency is not None:
        unit = e.units.unit(node.currency) or ONE
    divisors: list[UnitTerm] = []
    for term in node.chain:
        found = unit_names.known_unit(e, env, term.name)
        if term.exponent > 0 or term.per:
            if found is None:
                if term.per and names.is_value(e, env, term.name):
                    written = env.scope.source.text
                    start = written.rfind("per", node.span[0], term.span[1] - len(term.name))
                    return e.report(
                        meeting.BARE_PERCENT_UNIT,
                        env,
                        (start, term.span[1]),
                        f"`{term.name}` is a value, and `per` is followed by units; divide with `/`",
                        fix=f"/ {written[start + len('per') : term.span[1]].strip()}",
                    )
                return unit_names.unknown_unit(e, env, term)
        elif names.is_value(e, env, term.name):
            if found is not None:
                return _unit_or_value(e, node, term, env)
            divisors.append(term)
            continue
        elif found is None:
            return unit_names.unknown_unit(e, env, term)
        unit, factor = e.units.multiply(unit, e.units.power(found, term.exponent))
        if factor != 1:
            return e.report(
                meeting.UNITS_DIFFER, env, node.span, f"the units of {e.source_text(env, node.span)} repeat one another"
            )
    made = Value(
        e.builder.constant(node.value),
        unit,
        percent=node.percent and node.currency is None,
        zero=node.value == 0 and unit == ONE,
        bare=(env.scope.source, node.span) if unit == ONE and not node.percent and not node.chain else None,
    )
    if len(node.chain) == 2 and not divisors and node.currency is None:
        _compare_with_calendar(e, node, made, env)
    return divided(e, node, made, divisors, env)


def divided(e: Elaboration, node: Expression, value: AnyValue, divisors: Sequence[UnitTerm], env: Env) -> AnyValue:
    """A value divided by each of the values a literal's chain goes on with: `2 / n ^ 2`."""
    for term in divisors:
        divisor = names.value_named(e, term.name, term.span, env)
        if not isinstance(value, Value) or not isinstance(divisor, Value):
            return BAD
        if term.exponent != -1:
            power = e.builder.constant(float(-term.exponent))
            raised = e.builder.make("pow", (divisor.node, power))
            divisor = Value(raised, e.units.power(divisor.unit, -term.exponent), series=e.builder.nodes[raised].series)
        value = operators.product(e, node, value, divisor, env, divide=True)
    return value


def values_in_chain(e: Elaboration, node: Literal, env: Env) -> tuple[UnitTerm, ...]:
    """The terms of a literal's chain that are values and no units."""
    return tuple(
        term
        for term in node.chain
        if term.exponent < 0
        and not term.per
        and names.is_value(e, env, term.name)
        and unit_names.known_unit(e, env, term.name) is None
    )


def _unit_or_value(e: Elaboration, node: Literal, term: UnitTerm, env: Env) -> Bad:
    source = env.scope.source.text
    singular = e.units.unit(term.name)
    canonical = e.units.text(singular) if singular is not None else term.name
    before = source[node.span[0] : term.span[0]].rstrip().rstrip("/").rstrip()
    after = source[term.span[1] : node.span[1]]
    other = f"/ {canonical}" if canonical != term.name else f"/ 1 {term.name}"
    return e.report(
        codes.UNIT_OR_VALUE,
        env,
        node.span,
        f"`{term.name}` is a unit and also a value of this model: for the unit write `{before} {other}{after}`, "
        f"for a division by the value `({before}) / {term.name}{after}`",
        notes=(Note("the other reading divides by the value", env.scope.source, term.span),),
        fix=f"{before} {other}{after}",
    )


def _compare_with_calendar(e: Elaboration, node: Literal, made: Value, env: Env) -> None:
    """Warns where `4 week / month` is near the calendar's figure without being it."""
    relation = e.units.relate(made.unit, ONE)
    if relation is None or not relation.calendar or e.settings.calendar is None:
        return
    if env.scope.source.path.startswith(LIBRARY_FILES):
        return  # nobody who reads this could mend it there
    short = any(name in ("second", "minute") for name, _ in made.unit.terms)  # minutes a month are mostly a volume
    share = node.value * float(relation.factor) * e.settings.calendar ** float(relation.calendar)
    if share > 0 and 0.01 < abs(share - 1) <= (0.05 if short else 0.15):
        right = node.value / share
        e.report(
            meeting.CALENDAR_LITERAL,
            env,
            node.span,
            f"{e.source_text(env, node.span)} is near, but not, the calendar's {right:.5g} "
            f"({e.settings.calendar:g} days a year); the two will differ by {abs(share - 1):.1%}",
        )


def date(e: Elaboration, node: DateLiteral, env: Env) -> AnyValue:
    """A date; a month or a quarter stands for its first day."""
    if not node.text[:4].isdigit() or len(node.text) < 4:
        return BAD  # no date at all, and that has been said
    return Value(e.builder.constant(float(first_day(node).toordinal()), "date"), ONE, "date")


def text(e: Elaboration, node: Text, env: Env) -> AnyValue:
    return Value(e.builder.constant(node.value, "text"), ONE, "text")


def boolean(e: Elaboration, node: Boolean, env: Env) -> AnyValue:
    return Value(e.builder.constant(node.value, "truth"), ONE, "truth")


def list_literal(e: Elaboration, node: ListLiteral, env: Env) -> AnyValue:
    """A list; its items keep their own units until a function brings them together."""
    items = []
    for item in node.items:
        key = None if item.key is None else e.expression(item.key, env)
        value = e.expression(item.value, env)
        if isinstance(key, Bad) or isinstance(value, Bad):
            return BAD
        items.append((key, value))
    return ListValue(tuple(items))


HANDLERS: dict[type, Callable[..., AnyValue]] = {
    Literal: literal,
    DateLiteral: date,
    Text: text,
    Boolean: boolean,
    ListLiteral: list_literal,
}
