"""Names for what the author of a model did not name: constants, and steps inside equations and functions."""

from __future__ import annotations

from outlay.display import format_date, format_value
from outlay.plan import Constant, Plan, Quantity

_POWERS = {1e3: "a thousand", 1e6: "a million", 1e9: "a billion", 1e12: "a trillion", 1e15: "a quadrillion"}
_SECONDS = (
    ("second", 1.0),
    ("minute", 60.0),
    ("hour", 3600.0),
    ("day", 86400.0),
    ("week", 604800.0),
    ("month", 86400.0 / 12),
    ("quarter", 86400.0 / 4),
    ("year", 86400.0),
)
_OF_CALENDAR = ("month", "quarter", "year")


def factors(days_per_year: float) -> dict[float, str]:
    """Well-known factors between units of time under a calendar, and powers of a thousand."""
    lengths = [(name, size * days_per_year if name in _OF_CALENDAR else size) for name, size in _SECONDS]
    found: dict[float, str] = {}
    for longer, long in reversed(lengths):
        for shorter, short in lengths:
            if short < long:
                ratio = long / short
                found.setdefault(float(f"{ratio:.12g}"), f"{shorter.capitalize()}s in {_article(longer)} {longer}")
    for size, words in _POWERS.items():
        found.setdefault(size, f"Units in {words}")
    return found


def _article(word: str) -> str:
    return "an" if word == "hour" else "a"


def constant_label(value: Constant, type_: str, plan: Plan, name: str) -> str:
    """What a constant is: a factor everybody knows, or a number of the equation that uses it first."""
    if type_ == "date" and isinstance(value, float):
        return f"Date {format_date(value)}" + (f" in {name}" if name else "")
    if isinstance(value, float):
        known = factors(plan.calendar if plan.calendar is not None else 365.25)
        rounded = float(f"{value:.12g}")
        if rounded in known:
            return known[rounded]
        return f"{format_value(value)}" + (f", as in {name}" if name else "")
    return f"Text of {name}" if name else "Text"


def step_label(label: Quantity | None, step: str, name: str) -> str:
    """What a row that the author did not write is part of."""
    if label is not None:
        function, _, part = label.path.partition(".")
        if label.role == "call":
            return f"{label.label or function}: {name}" if name else label.label or function
        return f"{function}: {label.label or part.replace('_', ' ')}" + (f", for {name}" if name else "")
    if step:
        return f"{step}: {name}" if name else step
    return f"Step towards {name}" if name else "Step"
