"""The two ends of an interval or a range: a bare one takes the other's `%`, currency and unit."""

from __future__ import annotations

from dataclasses import replace

from outlay.syntax import Expression, Literal, Unary


def shared_ends(low: Expression, high: Expression) -> tuple[Expression, Expression]:
    """A bare end takes the other's `%`, currency and unit."""
    def bare(one: Expression) -> bool:
        return isinstance(one, Literal) and not one.percent and one.currency is None and not one.chain

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
    new_low, new_high = a, b
    if not a.chain and b.chain or (a.currency is None and b.currency is not None and not a.chain) or (
        bare(a) and b.percent
    ):
        if bare(a) or (a.percent == b.percent and a.currency in (None, b.currency)):
            new_low = given(a, b)
    elif not b.chain and a.chain or (b.currency is None and a.currency is not None and not b.chain) or (
        bare(b) and a.percent
    ):
        if bare(b) or (a.percent == b.percent and b.currency in (None, a.currency)):
            new_high = given(b, a)
    return rebuilt(low, new_low), rebuilt(high, new_high)
