"""Exponentials, logarithms and powers as straight lines of LLVM, which compute four or eight rows at a time.

The C library's take one number at a time, and a loop that calls them is not turned into vector instructions at all.
Logarithms are carried in two parts, high and low, so that a power errs by less than the rounding of its last digit,
and one that is a number of its own (10 to the 3rd) is exactly that.

A number is split into a power of two and a rest between √½ and √2. Of the rest m, with s = (m - 1) / (m + 1), the
logarithm is 2 (s + s³/3 + s⁵/5 + …); exponentials are Taylor's series on -½ ln 2 to ½ ln 2.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from llvmlite import ir

DOUBLE = ir.DoubleType()
_BITS = ir.IntType(64)

_LN2 = Fraction("0.69314718055994530941723212145817656807550013436025525412068")
_LN10 = Fraction("2.30258509299404568401799145468436420760110148862877297603333")
_HIGH = Fraction(math.floor(_LN2 * 2**32), 2**32)  # so few digits that its products with exponents are exact
_LN2_HIGH, _LN2_LOW = float(_HIGH), float(_LN2 - _HIGH)
_LOG10_HIGH = float(1 / _LN10)
_LOG10_LOW = float(1 / _LN10 - Fraction(_LOG10_HIGH))
_WHOLE = 1.5 * 2.0**52  # a number added to it is rounded to a whole one, which its last bits then hold
_WHOLE_BITS = 0x4338000000000000
_EXPONENT_BITS = 0x4330000000000000  # 2**52: a whole number below that, put into its last bits, is added to it
_MANTISSA = (1 << 52) - 1
_FARTHEST = 800.0  # beyond it exponentials are 0 or infinite all the same
_ODD_TERMS = [1 / (2 * number + 3) for number in range(10)]  # of the logarithm, behind its first
_TAYLOR = [1 / math.factorial(number) for number in range(2, 14)]


def number(value: float) -> Any:
    return ir.Constant(DOUBLE, value)


NAN, ZERO, ONE = number(math.nan), number(0.0), number(1.0)


def call(builder: Any, name: str, *args: Any) -> Any:
    """One of LLVM's own functions of numbers."""
    kind = ir.FunctionType(DOUBLE, [DOUBLE] * len(args))
    return builder.call(builder.module.declare_intrinsic(name, [DOUBLE], kind), args)


def _fused(builder: Any, a: Any, b: Any, c: Any) -> Any:
    """a b + c, rounded once."""
    return call(builder, "llvm.fma", a, b, c)


def _polynomial(builder: Any, x: Any, coefficients: list[float]) -> Any:
    found = number(coefficients[-1])
    for coefficient in coefficients[-2::-1]:
        found = builder.fadd(builder.fmul(found, x), number(coefficient))
    return found


def _bits(value: int) -> Any:
    return ir.Constant(_BITS, value)


def _whole(builder: Any, x: Any) -> tuple[Any, Any]:
    """The nearest whole number, as a number and as an integer."""
    shifted = builder.fadd(x, number(_WHOLE))
    integer = builder.sub(builder.bitcast(shifted, _BITS), _bits(_WHOLE_BITS))
    return builder.fsub(shifted, number(_WHOLE)), integer


def _power_of_two(builder: Any, exponent: Any) -> Any:
    """2 to an integer between -1022 and 1023."""
    return builder.bitcast(builder.shl(builder.add(exponent, _bits(1023)), _bits(52)), DOUBLE)


# ------------------------------------------------------------------------------------------------ logarithms


def logarithm_parts(builder: Any, x: Any) -> tuple[Any, Any]:
    """High and low part of the natural logarithm of a finite number above 0; anything for any other."""
    tiny = builder.fcmp_ordered("<", x, number(2.0**-1022))
    scaled = builder.select(tiny, builder.fmul(x, number(2.0**54)), x)
    bits = builder.bitcast(scaled, _BITS)
    exponent = builder.or_(builder.lshr(bits, _bits(52)), _bits(_EXPONENT_BITS))
    two = builder.fsub(builder.bitcast(exponent, DOUBLE), number(2.0**52))
    two = builder.fsub(two, builder.select(tiny, number(1023.0 + 54.0), number(1023.0)))
    rest = builder.bitcast(builder.or_(builder.and_(bits, _bits(_MANTISSA)), _bits(1023 << 52)), DOUBLE)
    large = builder.fcmp_ordered(">", rest, number(math.sqrt(2)))
    rest = builder.select(large, builder.fmul(rest, number(0.5)), rest)
    two = builder.select(large, builder.fadd(two, ONE), two)
    # s = (m - 1) / (m + 1) in two parts
    above = builder.fsub(rest, ONE)
    below = builder.fadd(rest, ONE)
    lost = builder.fsub(rest, builder.fsub(below, ONE))
    inverse = builder.fdiv(ONE, below)
    s = builder.fmul(above, inverse)
    left = _fused(builder, builder.fneg(s), below, above)
    left = _fused(builder, builder.fneg(s), lost, left)
    s_low = builder.fmul(left, inverse)
    square = builder.fmul(s, s)
    tail = builder.fmul(builder.fmul(s, square), _polynomial(builder, square, _ODD_TERMS))
    # two ln 2 + 2 s + 2 tail
    whole, part = builder.fmul(two, number(_LN2_HIGH)), builder.fadd(s, s)
    high, low = _in_parts(builder, whole, part)
    rest_low = builder.fadd(s_low, tail)
    rest_low = builder.fadd(builder.fadd(rest_low, rest_low), builder.fmul(two, number(_LN2_LOW)))
    return _in_parts(builder, high, builder.fadd(low, rest_low))


def _in_parts(builder: Any, large: Any, small: Any) -> tuple[Any, Any]:
    """A sum as it is rounded, and what was lost in rounding it."""
    found = builder.fadd(large, small)
    return found, builder.fsub(small, builder.fsub(found, large))


def _at_edges(builder: Any, x: Any, found: Any) -> Any:
    """A logarithm, also of what is not above 0 (a fault) or not finite."""
    found = builder.select(builder.fcmp_ordered("<", x, number(math.inf)), found, x)
    return builder.select(builder.fcmp_ordered(">", x, ZERO), found, NAN)


def logarithm(builder: Any, args: Any) -> Any:
    high, low = logarithm_parts(builder, args[0])
    return _at_edges(builder, args[0], builder.fadd(high, low))


def logarithm10(builder: Any, args: Any) -> Any:
    high, low = logarithm_parts(builder, args[0])
    found = builder.fmul(high, number(_LOG10_HIGH))
    rest = _fused(builder, high, number(_LOG10_HIGH), builder.fneg(found))
    rest = builder.fadd(rest, builder.fmul(high, number(_LOG10_LOW)))
    rest = builder.fadd(rest, builder.fmul(low, number(_LOG10_HIGH)))
    return _at_edges(builder, args[0], builder.fadd(found, rest))


def growth_of(builder: Any, args: Any) -> Any:
    """The logarithm of 1 + rate; a fault where that is not above 0."""
    rate = args[0]
    grown = builder.fadd(ONE, rate)
    lost = builder.fsub(rate, builder.fsub(grown, ONE))
    high, low = logarithm_parts(builder, grown)
    found = builder.fadd(high, builder.fadd(low, builder.fdiv(lost, grown)))
    return _at_edges(builder, grown, found)


# ------------------------------------------------------------------------------------------------ exponentials


def _exponential(builder: Any, high: Any, low: Any) -> Any:
    """e to the sum of two parts, the second one small."""
    high = builder.select(builder.fcmp_ordered(">", high, number(_FARTHEST)), number(_FARTHEST), high)
    high = builder.select(builder.fcmp_ordered("<", high, number(-_FARTHEST)), number(-_FARTHEST), high)
    two, _ = _whole(builder, builder.fmul(high, number(float(1 / _LN2))))
    rest = builder.fsub(high, builder.fmul(two, number(_LN2_HIGH)))
    rest_low = builder.fsub(low, builder.fmul(two, number(_LN2_LOW)))
    both, lost = _in_parts(builder, rest, rest_low)
    series = builder.fmul(builder.fmul(both, both), _polynomial(builder, both, _TAYLOR))
    found = builder.fadd(ONE, builder.fadd(both, builder.fadd(series, lost)))
    # in two steps, since the smallest and the largest numbers are no product with one power of two
    half, half_integer = _whole(builder, builder.fmul(two, number(0.5)))
    _, other_integer = _whole(builder, builder.fsub(two, half))
    found = builder.fmul(found, _power_of_two(builder, half_integer))
    return builder.fmul(found, _power_of_two(builder, other_integer))


def exponential(builder: Any, args: Any) -> Any:
    return _exponential(builder, args[0], ZERO)


def power(builder: Any, args: Any) -> Any:
    """As `math.pow`, but a fault to any power is one, and so is 0 to a negative one."""
    base, exponent = args
    size = call(builder, "llvm.fabs", base)
    high, low = logarithm_parts(builder, size)
    infinite = builder.fcmp_ordered("==", size, number(math.inf))
    high = builder.select(infinite, size, high)
    low = builder.select(infinite, ZERO, low)
    product = builder.fmul(exponent, high)
    rest = builder.fadd(_fused(builder, exponent, high, builder.fneg(product)), builder.fmul(exponent, low))
    # where the product is out of reach its rest says nothing
    near = builder.fcmp_ordered("<", call(builder, "llvm.fabs", product), number(_FARTHEST))
    found = _exponential(builder, product, builder.select(near, rest, ZERO))
    # an exponent that is no whole number has no power of a negative base; an odd one turns the sign
    is_whole = builder.fcmp_ordered("==", call(builder, "llvm.floor", exponent), exponent)
    half = builder.fmul(exponent, number(0.5))
    is_even = builder.fcmp_ordered("==", call(builder, "llvm.floor", half), half)
    negative = builder.fcmp_ordered("<", base, ZERO)
    turned = builder.select(is_even, found, builder.fneg(found))
    endless = builder.fcmp_ordered("==", base, number(-math.inf))
    fitting = builder.or_(is_whole, endless)
    turned = builder.select(is_whole, turned, found)
    found = builder.select(negative, builder.select(fitting, turned, NAN), found)
    # 0 to a power: of a negative one, only the endless one is no fault
    zero = builder.fcmp_ordered("==", base, ZERO)
    odd = builder.and_(is_whole, builder.not_(is_even))
    positive = builder.fcmp_ordered(">", exponent, ZERO)
    last = builder.select(builder.fcmp_ordered("==", exponent, number(-math.inf)), number(math.inf), NAN)
    found = builder.select(zero, builder.select(positive, builder.select(odd, base, ZERO), last), found)
    # 1 to any power, and anything to the power 0
    unbounded = builder.fcmp_ordered("==", call(builder, "llvm.fabs", exponent), number(math.inf))
    one = builder.fcmp_ordered("==", builder.select(unbounded, size, base), ONE)
    one = builder.or_(one, builder.fcmp_ordered("==", exponent, ZERO))
    found = builder.select(one, ONE, found)
    return builder.select(builder.fcmp_unordered("uno", base, exponent), NAN, found)
