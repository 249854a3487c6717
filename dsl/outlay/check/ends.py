"""The two ends of an interval or a range: a bare one takes the other's `%`, currency and unit."""

from __future__ import annotations

from dataclasses import replace

from outlay.syntax import Expression, Literal, Unary


def shared_ends(low: Expression, high: Expression) -> tuple[Expression, Expression]:
    """A bare end takes the other's `%`, currency and unit."""

    def given(one: Literal, other: Literal) -> Literal:
        return replace(
            one,
            value=one.value / 100 if other.percent and not one.percent else one.value,
            percent=other.percent,
            currency=one.currency or other.currency,
            chain=one.chain or other.chain,
        )

    def core(one: Expression) -> Literal | None:
        if isinstance(one, Unary) and one.operator == "-":
            one = one.operand
        return one if isinstance(one, Literal) else None

    def rebuilt(one: Expression, literal: Literal) -> Expression:
        return replace(one, operand=literal) if isinstance(one, Unary) else literal

    a, b = core(low), core(high)
    if a is None or b is None:
        return low, high
    if _lacks(a, b):
        return rebuilt(low, given(a, b)), high
    if _lacks(b, a):
        return low, rebuilt(high, given(b, a))
    return low, high


def _lacks(one: Literal, other: Literal) -> bool:
    """Whether one end leaves to the other what it does not say itself."""
    less = (
        (not one.chain and bool(other.chain))
        or (one.currency is None and other.currency is not None and not one.chain)
        or (_bare(one) and other.percent)
    )
    fits = _bare(one) or (one.percent == other.percent and one.currency in (None, other.currency))
    return less and fits


def _bare(one: Literal) -> bool:
    return not one.percent and one.currency is None and not one.chain
