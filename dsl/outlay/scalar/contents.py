"""The `value` of a node as what its operation keeps there; a plan that keeps anything else is broken."""

from __future__ import annotations

from outlay.plan import Constant, Plan, Timeline


def whole_number(value: Constant) -> int:
    """A count, a period, or an index."""
    if isinstance(value, int | float):
        return int(value)
    raise TypeError(f"a whole number is wanted in this plan, not {value!r}")


def parts(value: Constant) -> tuple[Constant, ...]:
    """Several things kept together."""
    if isinstance(value, tuple):
        return value
    raise TypeError(f"several values are wanted in this plan, not {value!r}")


def timeline_of(plan: Plan) -> Timeline:
    """The timeline of a plan that has series."""
    if plan.timeline is None:
        raise TypeError("this plan has series but no timeline")
    return plan.timeline
