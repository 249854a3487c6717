"""Bringing two numbers to one unit: exact factors, the model's calendar, dated exchange rates."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from outlay.check import currency, mending
from outlay.check.values import BAD, Bad, Origin, Value
from outlay.diagnostics import Code, Note
from outlay.diagnostics.codes import meeting as codes
from outlay.structs import replace
from outlay.units import ONE, Unit

_FIGURE = re.compile(r"-?[0-9][\w.]*(?:\s+to\s+-?[0-9][\w.]*)?")
_CALL = re.compile(r"\w+ ?[(\[][^()\[\]]*[)\]]")

if TYPE_CHECKING:
    from collections.abc import Iterable

    from outlay.check.elaboration import Elaboration
    from outlay.check.environment import Env
    from outlay.syntax import Span


def scale(e: Elaboration, value: Value, factor: Fraction) -> int:
    """The node of a value times an exact factor."""
    if factor == 1:
        return value.node
    if factor.numerator == 1 and factor.denominator != 1:
        return e.builder.make("div", (value.node, e.builder.constant(float(factor.denominator))))
    return e.builder.make("mul", (value.node, e.builder.constant(float(factor))))


def days_per_year(e: Elaboration, env: Env) -> int:
    """The node of the calendar's days in a year; under `calendar actual` twelve times each month's true days."""
    env.frame.calendar = True
    if e.settings.calendar is not None:
        return e.builder.make("calendar", (), "days_per_year")
    days = e.builder.make("days", ())
    return e.builder.make("mul", (days, e.builder.constant(12.0)))


def filled(value: Value) -> Value:
    """A value whose unit was left open, in the unit it has met since."""
    if value.hole is None or value.hole.unit is None:
        return value
    return replace(value, unit=value.hole.unit, hole=None, zero=False)


def convert(e: Elaboration, value: Value, target: Unit, env: Env, span: Span) -> Value | Bad | None:
    """The value with its number in `target`; None when the dimensions differ (nothing reported)."""
    if value.hole is not None:
        if value.hole.unit is None:
            value.hole.unit = target
        value = filled(value)
    if value.unit == target:
        return value
    if value.zero:
        return replace(value, unit=target, zero=False, bare=None)
    relation = e.units.relate(value.unit, target)
    if relation is None:
        return None
    node = scale(e, value, relation.factor)
    make = e.builder.make
    if relation.calendar:
        days = days_per_year(e, env)
        power = Fraction(relation.calendar)
        if power == 1:
            node = make("mul", (node, days))
        elif power == -1:
            node = make("div", (node, days))
        else:
            node = make("mul", (node, make("pow", (days, e.builder.constant(float(power))))))
    for source, wanted, power in relation.currencies:
        rate = currency.rate(e, source, wanted, env, span)
        if isinstance(rate, Bad):
            return BAD
        factor = rate if power == 1 else make("pow", (rate, e.builder.constant(float(power))))
        node = make("mul", (node, factor))
    return replace(
        value, node=node, unit=target, series=e.builder.nodes[node].series, bare=None, percent=False, quantity=-1
    )


def plain(e: Elaboration, value: Value, env: Env, span: Span, what: str) -> Value | Bad:
    """The value as a plain number; anything with a dimension is reported."""
    found = convert(e, value, ONE, env, span)
    if found is None:
        return e.report(
            codes.NEEDS_RATIO,
            env,
            span,
            f"{what} is a plain number, and {e.source_text(env, span)} is in {e.unit_text(value.unit)}",
        )
    return found


def meet(
    e: Elaboration, left: Value, right: Value, env: Env, spans: tuple[Span, Span], what: str
) -> tuple[Value, Value] | Bad:
    """Both values in the left one's unit (the right one's where the left is a bare 0); a clash is reported."""
    if left.zero and not right.zero:
        return replace(left, unit=right.unit, zero=False, bare=None), right
    left, right = filled(left), filled(right)
    for one, other in ((left, right), (right, left)):
        if one.hole is not None and other.bare is not None and other.unit == ONE:
            return left, right  # `previous(stock, 0) + 5`: both still wait for a unit
    if left.hole is not None and right.hole is None:
        left.hole.unit = right.unit
        left = filled(left)
    if right.unit == ONE and not right.zero and isinstance(left_over := convert(e, left, ONE, env, spans[0]), Value):
        left = left_over  # `4 day/week + 0.5`: what is left of a unit is a plain number once it meets one
    found = convert(e, right, left.unit, env, spans[1])
    if isinstance(found, Bad):
        return BAD
    if found is not None:
        return left, found
    return clash(e, left, right, env, spans, what)


def clash(e: Elaboration, left: Value, right: Value, env: Env, spans: tuple[Span, Span], what: str) -> Bad:
    """Reports two units that cannot meet: at the bare number if one side is one, else at the whole expression."""
    for value, other, span, other_span in (
        (left, right, spans[0], spans[1]),
        (right, left, spans[1], spans[0]),
    ):
        if value.bare is not None and other.bare is None:
            return report_bare(e, value, other.unit, env, span, e.source_text(env, other_span))
    mend = e.units.mend(right.unit, left.unit)
    hint = f"; multiplied by something in {mend} the second would fit" if mend else ""
    plain = mending.without_unit(env, (spans[0][0], spans[1][1]), mend)
    return e.report(
        codes.UNITS_DIFFER,
        env,
        (spans[0][0], spans[1][1]),
        f"{what}: {e.source_text(env, spans[0])} is in {e.unit_text(left.unit)}, "
        f"{e.source_text(env, spans[1])} is in {e.unit_text(right.unit)}{hint}",
        notes=(*origin_notes(e, left, right), *plain),
        fix=None if plain else _completed_side(e, left, right, env, spans),
    )


def _completed_side(e: Elaboration, left: Value, right: Value, env: Env, spans: tuple[Span, Span]) -> str | None:
    """Both sides, with the rest of its unit behind the one that is a literal: `profit > $5 / month`."""
    text = env.scope.source.text
    first, second = (text[slice(*span)] for span in spans)
    between = text[spans[0][1] : spans[1][0]]
    if spans[0][1] > spans[1][0]:
        return None
    if (whole := mending.completed(second, e.units.mend(right.unit, left.unit))) is not None:
        return first + between + whole
    whole = mending.completed(first, e.units.mend(left.unit, right.unit))
    return None if whole is None else whole + between + second


def bare_together(env: Env, span: Span, values: Iterable[Value]) -> Origin | None:
    """Where a value made of several stands as a bare number: when all of them were written without a unit."""
    every = list(values)
    bare = any(value.bare is not None for value in every) and all(
        value.unit == ONE and (value.bare is not None or value.zero) for value in every
    )
    return (env.scope.source, span) if bare else None


def report_bare(e: Elaboration, value: Value, unit: Unit, env: Env, span: Span, other: str) -> Bad:
    """A bare number met a unit: said at the number, with the use as a note."""
    assert value.bare is not None
    source, place = value.bare
    text = source.text[place[0] : place[1]]
    notes = () if (source is env.scope.source and place == span) else (Note("used here", env.scope.source, span),)
    return e.report(
        codes.BARE_NUMBER,
        source,
        place,
        f"{text} has no unit, and it meets {other}, which is in {e.unit_text(unit)}",
        notes=notes,
        fix=_with_unit(e, text, unit),
    )


def _with_unit(e: Elaboration, text: str, unit: Unit) -> str | None:
    """What was written without a unit, in `unit`: a number or an interval says it itself, a formula is multiplied."""
    if _FIGURE.fullmatch(text):
        return literal_with(e, text, unit)
    one = literal_with(e, "1", unit)
    simple = _CALL.fullmatch(text) is not None
    return None if one is None else f"{text if simple else f'({text})'} * {one}"


def literal_with(e: Elaboration, text: str, unit: Unit) -> str | None:
    """A literal of the number `text` in `unit`, None when a literal cannot say it."""
    written = e.units.text(unit)
    if not written or "*" in written or "^" in written or "(" in written:
        return None
    if written.startswith("1/"):
        return f"{text} per {written[2:].replace('/', ' per ')}"
    return f"{text} {written.replace('/', ' / ')}"


def origin_notes(e: Elaboration, *values: Value) -> tuple[Note, ...]:
    """Where each side came from, for those that are named quantities."""
    notes = []
    for value in values:
        if value.quantity >= 0:
            quantity = e.quantities[value.quantity]
            place = e.builder.places[quantity.place]
            for scope in e.resolver.scopes.values():
                if scope.source.path == place.file:
                    notes.append(
                        Note(
                            f"`{quantity.path}` gets its unit {quantity.unit or '(none)'} here",
                            scope.source,
                            (place.start, place.end),
                        )
                    )
                    break
    return tuple(notes)


def takes(value: Value, unit: Unit) -> bool:
    """Whether a number written without a unit takes a stated one: a bare number any, `2%` one per something."""
    if value.unit != ONE or unit == ONE:
        return False
    percent = value.percent and value.quantity < 0 and all(exponent < 0 for _, exponent in unit.terms)
    return value.bare is not None or percent


def fit(
    e: Elaboration, value: Value, unit: Unit, env: Env, span: Span, what: str, code: Code = codes.UNITS_DIFFER
) -> Value | Bad:
    """The value in a stated unit: what has no unit takes it, another unit is converted, a clash is reported."""
    if takes(value, unit):
        return replace(value, unit=unit, bare=None, zero=False, hole=None)
    found = convert(e, value, unit, env, span)
    if found is not None:
        return found
    mend = e.units.mend(value.unit, unit)
    hint = f"; multiplied by something in {mend} it would fit" if mend else ""
    return e.report(
        code,
        env,
        span,
        f"{what} is in {e.unit_text(unit)}, and {e.source_text(env, span)} is in {e.unit_text(value.unit)}{hint}",
        notes=(*origin_notes(e, value), *mending.without_unit(env, span, mend)),
        fix=mending.completed(env.scope.source.text[span[0] : span[1]], mend),
    )
