"""A unit: a product of names with rational exponents, in the order in which they were written."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

Terms = tuple[tuple[str, Fraction], ...]

# Beyond these no cost model has a meaning, and exact factors would grow without bound.
MAX_EXPONENT = 32
MAX_DENOMINATOR = 32
MAX_TERMS = 48
_MAX_BITS = 1000  # a float holds numbers up to two to the 1023


class ExponentError(ValueError):
    """A unit raised to an absurd power, or made of too many parts; the text says which, for the reader."""


class Unit:
    """Immutable; equal when the same names stand in the same order (`Units.relate` says whether two units agree)."""

    __slots__ = ("_hash", "terms")
    terms: Terms

    def __init__(self, terms: Terms = ()) -> None:
        object.__setattr__(self, "terms", terms)
        object.__setattr__(self, "_hash", hash(terms))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a Unit cannot be changed: {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a Unit cannot be changed: {name}")

    def __hash__(self) -> int:
        return self._hash  # type: ignore[no-any-return, attr-defined]

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Unit) and self.terms == other.terms)

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __reduce__(self) -> tuple[type[Unit], tuple[Terms]]:
        return Unit, (self.terms,)

    def __repr__(self) -> str:
        return f"Unit({write(self) or '1'})"


ONE = Unit()


def checked(terms: Iterable[tuple[str, Fraction]]) -> Terms:
    """The terms as a tuple, or `ExponentError` when they are beyond the limits."""
    made = tuple(terms)
    if len(made) > MAX_TERMS:
        raise ExponentError(f"a unit of {len(made)} parts; at most {MAX_TERMS} make sense")
    for name, exponent in made:
        if abs(exponent) > MAX_EXPONENT or exponent.denominator > MAX_DENOMINATOR:
            raise ExponentError(f"{name} to the power {_short(exponent)}; powers go up to {MAX_EXPONENT}")
    return made


def reckoned(factor: Fraction) -> Fraction:
    """The factor, or `ExponentError` when no float can hold it."""
    if -_MAX_BITS < factor.numerator.bit_length() - factor.denominator.bit_length() < _MAX_BITS:
        return factor
    raise ExponentError("the factor between these units is beyond all numbers")


def _short(exponent: Fraction) -> str:
    return str(exponent) if exponent.denominator == 1 and abs(exponent) < 10**9 else f"{float_of(exponent):.4g}"


def float_of(number: Fraction) -> float:
    """The nearest float, infinite where a float cannot hold it."""
    try:
        return float(number)
    except OverflowError:
        return float("inf") if number > 0 else float("-inf")


def write(unit: Unit, times: str = "*", over: str = "/") -> str:
    """`USD/user/month`, `meter^2`, `1/month`; the empty text for no unit."""
    above = [_factor(name, exponent) for name, exponent in unit.terms if exponent > 0]
    below = [_factor(name, -exponent) for name, exponent in unit.terms if exponent < 0]
    if not above and not below:
        return ""
    return over.join([times.join(above) or "1", *below])


def _factor(name: str, exponent: Fraction) -> str:
    if exponent == 1:
        return name
    return f"{name}^{exponent}" if exponent.denominator == 1 else f"{name}^({exponent})"


def power(base: Fraction, exponent: Fraction) -> Fraction:
    """`base ** exponent`, exact wherever the result is rational, else the nearest float."""
    if exponent.denominator == 1:
        return base**exponent.numerator
    root = _root(base.numerator, exponent.denominator), _root(base.denominator, exponent.denominator)
    if root[0] is not None and root[1] is not None:
        return Fraction(root[0], root[1]) ** exponent.numerator
    return Fraction(float_of(base) ** float_of(exponent))


def _root(number: int, degree: int) -> int | None:
    """The whole root of a whole number, or None when there is none."""
    low, high = 0, 1 << (number.bit_length() // degree + 1)
    while low < high:
        middle = (low + high) // 2
        if middle**degree < number:
            low = middle + 1
        else:
            high = middle
    return low if low**degree == number else None
