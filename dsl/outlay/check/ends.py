"""The two ends of an interval or a range: a bare one takes the other's `%`, currency and unit."""

from __future__ import annotations

from fractions import Fraction

from outlay.structs import replace
from outlay.syntax import Expression, Literal, Unary, UnitTerm


def shared_ends(low: Expression, high: Expression) -> tuple[Expression, Expression]:
    """Both ends with what they share written out: `$4 to 12 / run` is `$4 / run to $12 / run`."""
    a, b = _figure(low), _figure(high)
    if a is None or b is None:
        return low, high
    a, b = _said_what(a, b), _said_what(b, a)
    return _rebuilt(low, _said_per(a, b)), _rebuilt(high, _said_per(b, a))


def _figure(end: Expression) -> Literal | None:
    if isinstance(end, Unary) and end.operator == "-":
        end = end.operand
    return end if isinstance(end, Literal) else None


def _rebuilt(end: Expression, literal: Literal) -> Expression:
    if isinstance(end, Unary):
        return end if literal is end.operand else replace(end, operand=literal)
    return literal


def _said_what(one: Literal, other: Literal) -> Literal:
    """An end that does not say what it counts takes the other's word for it."""
    counts, per = _parts(one)
    if counts or one.percent or one.currency:
        return one
    value = one.value / 100 if other.percent else one.value
    return replace(one, value=value, percent=other.percent, currency=other.currency, chain=_parts(other)[0] + per)


def _said_per(one: Literal, other: Literal) -> Literal:
    """An end that is per nothing is per what the other is, where both count the same."""
    (counts, per), (other_counts, other_per) = _parts(one), _parts(other)
    alike = (one.percent, one.currency, _names(counts)) == (other.percent, other.currency, _names(other_counts))
    return replace(one, chain=counts + other_per) if alike and other_per and not per else one


def _names(terms: tuple[UnitTerm, ...]) -> list[tuple[str, Fraction]]:
    return [(term.name, term.exponent) for term in terms]


def _parts(literal: Literal) -> tuple[tuple[UnitTerm, ...], tuple[UnitTerm, ...]]:
    """A literal's units: what it counts, and what that is per."""
    counts = tuple(term for term in literal.chain if term.exponent > 0)
    return counts, literal.chain[len(counts) :]
