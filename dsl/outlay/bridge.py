"""From one number to another by cause: contributions that add up exactly, whatever the order of the changes.

A *mix* is the set of changes already made. The value of every mix is asked for from outside, so the arithmetic here
knows neither files nor scenarios.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import factorial
from typing import Any

from outlay.diagnostics import OutlayError
from outlay.display import show_value

Mix = frozenset[int]
Valuation = Callable[[Mix], float | None]

SHAPLEY = "each cause's average effect over every order of making the changes (Shapley)"
SEQUENTIAL = "changes made one after another, in file order"
TOGETHER = "changes made all at once: with only some of them made there is no number"
NO_CHANGE = "nothing changed"

FEW = 8  # causes up to which every order is weighed: 2^8 mixes


@dataclass(frozen=True, slots=True)
class Cause:
    """One change: an input, an equation, a statement; the old and new text as written, or empty for none."""

    path: str
    kind: str  # input, equation, statement, data
    old: str
    new: str
    label: str = ""

    @property
    def words(self) -> str:
        """`5 user → 6 user`, `added …`, `removed …`."""
        if not self.old and not self.new:
            return ""
        if not self.old:
            return f"added {self.new}"
        if not self.new:
            return f"removed {self.old}"
        return f"{self.old} → {self.new}"


@dataclass(frozen=True, slots=True)
class Contribution:
    cause: Cause
    amount: float

    def as_dict(self) -> dict[str, object]:
        """The JSON form."""
        cause = self.cause
        return {
            "cause": cause.path, "kind": cause.kind, "old": cause.old or None, "new": cause.new or None,
            "amount": self.amount,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bridge:
    """One output, from old to new. The amounts of `contributions`, added in order, give exactly `new - old`."""

    output: str
    old: float | None
    new: float | None
    unit: str
    basis: str  # what of a series is compared: "total", "last (2028-12)", …; "" for one number
    contributions: tuple[Contribution, ...]
    method: str
    label: str = ""
    percent: bool = False
    problem: str = ""  # why there is no bridge

    @property
    def change(self) -> float | None:
        """The difference the contributions add up to."""
        return None if self.old is None or self.new is None else self.new - self.old

    def shown(self, value: float | None, *, signed: bool = False) -> str:
        """A value in the bridge's unit; a change with its sign, of percents in points."""
        text = show_value(value, self.unit, percent=self.percent)
        if signed and value is not None:
            text = text.replace("%", " points", 1) if self.percent and not self.unit else text
            return text if value < 0 else f"+{text}"
        return text

    def plot(self, ends: tuple[str, str] = ("from", "to")) -> Any:
        """A matplotlib figure: a waterfall from the old number to the new one. `ends` name the two."""
        from outlay.plots.bridge import bridge

        if self.old is None or self.new is None or self.problem:
            raise OutlayError(f"{self.output} has no bridge to draw: {self.problem or 'there is no number'}.")
        name = self.label or self.output
        steps = [(each.cause.path, each.amount) for each in self.contributions]
        return bridge(
            self.old, self.new, steps, title=f"{name}, {self.basis}" if self.basis else name, unit=self.unit,
            percent=self.percent, ends=ends,
        )  # fmt: skip

    def as_dict(self) -> dict[str, object]:
        """The JSON form."""
        return {
            "output": self.output, "label": self.label, "unit": self.unit, "basis": self.basis or None,
            "old": self.old, "new": self.new, "change": self.change, "method": self.method,
            "problem": self.problem or None, "contributions": [each.as_dict() for each in self.contributions],
        }  # fmt: skip


def attribute(count: int, value: Valuation) -> tuple[list[float], str] | None:
    """Each change's share of the way from `value` of none to `value` of all, and how it was found.

    None when the ends have no number. Few changes are weighed over every order; many are made one after another.
    """
    start, end = value(frozenset()), value(frozenset(range(count)))
    if start is None or end is None:
        return None
    if count == 0:
        return [], NO_CHANGE
    for way, method in ((_shapley, SHAPLEY), (_sequential, SEQUENTIAL)):
        if way is _shapley and count > FEW:
            continue
        found = way(count, value)
        if found is not None:
            return found, method
    return None


def _shapley(count: int, value: Valuation) -> list[float] | None:
    values: list[float] = []
    for bits in range(1 << count):
        each = value(frozenset(n for n in range(count) if bits >> n & 1))
        if each is None:
            return None
        values.append(each)
    weight = [factorial(size) * factorial(count - size - 1) / factorial(count) for size in range(count)]
    return [
        math.fsum(
            weight[bits.bit_count()] * (values[bits | 1 << n] - values[bits])
            for bits in range(1 << count)
            if not bits >> n & 1
        )
        for n in range(count)
    ]


def _sequential(count: int, value: Valuation) -> list[float] | None:
    values: list[float] = []
    for made in range(count + 1):
        each = value(frozenset(range(made)))
        if each is None:
            return None
        values.append(each)
    return [after - before for before, after in pairwise(values)]


def contributions(causes: Sequence[Cause], amounts: Sequence[float], change: float) -> tuple[Contribution, ...]:
    """Largest first; added in this order the amounts give `change` to the last bit."""
    least = 1e-12 * max(map(abs, amounts), default=0.0)
    amounts = [amount if abs(amount) > least else 0.0 for amount in amounts]  # rounding is no effect
    order = sorted(range(len(causes)), key=lambda n: -abs(amounts[n]))
    amounts = exact([amounts[n] for n in order], change)
    return tuple(Contribution(causes[n], amount) for n, amount in zip(order, amounts, strict=True))


def exact(amounts: Sequence[float], change: float) -> list[float]:
    """Amounts, largest first, so rounded that adding them in order gives `change`.

    All but the smallest are put on one grid, coarse enough for their sums to be exact; the smallest, added last, makes
    up the rest. Only a change below the rounding of amounts that cancel each other has no such sum in floats.
    """
    found = list(amounts)
    bearer = max((n for n, amount in enumerate(found) if amount), default=-1)
    if bearer < 0 or not all(map(math.isfinite, [*found, change])):
        return found
    grid = math.ulp(abs(change) + math.fsum(map(abs, found)))
    for n in range(bearer):
        found[n] = round(found[n] / grid) * grid
    found[bearer] = change - math.fsum(found[:bearer])
    return found


def together(change: float, causes: Sequence[Cause]) -> tuple[Contribution, ...]:
    """One contribution for all changes at once, where no mix but the last has a number."""
    paths = ", ".join(cause.path for cause in causes)
    return (Contribution(Cause(paths, "together", "", ""), change),)
