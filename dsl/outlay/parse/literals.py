"""Numbers, dates and texts: what a token says, and what is refused about it."""

from __future__ import annotations

import re
from fractions import Fraction
from math import isinf

from outlay.currencies import CURRENCIES, SYMBOLS
from outlay.diagnostics.codes import syntax as codes
from outlay.parse.reader import Reader
from outlay.syntax import Boolean, DateLiteral, Literal, Span, Text, UnitTerm

SCALES = {"thousand": "k", "million": "M", "billion": "B", "trillion": "T"}
_PERCENT = frozenset(("percent", "pct", "percentage"))
SUFFIXES = {"k": 1e3, "M": 1e6, "B": 1e9, "T": 1e12, "x": 1.0, "%": 0.01}
_POWERS = {"k": "e3", "M": "e6", "B": "e9", "T": "e12", "x": "", "%": "e-2"}
_HEAD = re.compile(r"([$€£]?)([0-9][0-9_]*(?:\.[0-9_]+)?(?:[eE][+-]?[0-9]+)?)([%kMBTx]?)(?!\w)")
_LINK = re.compile(r"\s*(/|\bper\b|)\s*([^\W\d]\w*)(?:[ \t]*\^[ \t]*(\([^)]*\)|-?[0-9.]+))?")
_YEARS = range(1900, 2200)
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}
_ESCAPE = re.compile(r"\\(.)")
_MOST_EXPONENT = 1000


def exponent_of(text: str) -> Fraction | None:
    """`2`, `-1`, `0.5` or `(1/2)`; None where it divides by zero or is beyond reason."""
    try:
        found = Fraction(text.strip("() \t").replace(" ", "").replace("\t", ""))
    except (ValueError, ZeroDivisionError):
        return None
    return found if abs(found.numerator) <= _MOST_EXPONENT and found.denominator <= _MOST_EXPONENT else None


def read_exponent(reader: Reader, text: str, span: Span) -> Fraction:
    """An exponent, or 1 with an error where it is none."""
    found = exponent_of(text)
    if found is None:
        reader.problem(codes.BAD_EXPONENT, span, f"`{text}` cannot be the exponent of a unit: it must be a number or a "
                       f"fraction between -{_MOST_EXPONENT} and {_MOST_EXPONENT}.")  # fmt: skip
        return Fraction(1)
    return found


def quantity(reader: Reader, text: str, start: int, end: int) -> Literal:
    """A number with its currency, suffix, unit and chain."""
    head = _HEAD.match(text)
    if head is None:  # the lexer found the number with a narrower pattern
        raise AssertionError(text)
    sign, digits, suffix = head.groups()
    value = _value(digits, suffix)
    here = head.end()
    number_span = (start, start + here)
    if isinf(value):
        reader.problem(codes.NUMBER_TOO_LARGE, number_span,
                       f"`{head[0]}` is too large: the largest number is about 1.8e308.")  # fmt: skip
        value = 0.0
    shown = text[len(sign) : here]
    if here == len(text):
        return Literal((start, end), value, shown, suffix == "%", SYMBOLS.get(sign), (), number_span)
    currency = SYMBOLS.get(sign)
    chain: list[UnitTerm] = []
    for link in _LINK.finditer(text, here):
        joint, name, raised = link.groups()
        span = (start + link.start(2), start + link.end())
        exponent = read_exponent(reader, raised, (start + link.start(3), start + link.end())) if raised else Fraction(1)
        if joint:
            chain.append(UnitTerm(span, name, -exponent, joint == "per"))
        elif name in CURRENCIES and not raised:
            currency = name
        elif (name in SUFFIXES or name in SCALES) and not suffix:
            glued = SCALES.get(name, name)
            reader.problem(codes.SUFFIX_APART, (start, span[1]),
                           f"The suffix `{glued}` is written right behind the number, with no blank.",
                           fix=f"{head[0]}{glued}")  # fmt: skip
            value *= SUFFIXES[glued]
        elif name in _PERCENT and not suffix and not raised and currency is None:
            reader.problem(codes.SUFFIX_APART, (start, span[1]), "Percent is written `%`, right behind the number.",
                           fix=f"{head[0]}%")  # fmt: skip
            value, suffix, shown = value / 100, "%", f"{shown}%"
        else:
            if not name.isascii() and not name.isidentifier():
                refuse_name(reader, name, start + link.start(2))
                name = "".join(letter for letter in name if f"a{letter}".isidentifier())
            chain.append(UnitTerm(span, name, exponent))
    return Literal((start, end), value, shown, suffix == "%", currency, tuple(chain), number_span)


def _value(digits: str, suffix: str) -> float:
    if not suffix:
        return float(digits)
    if "e" in digits or "E" in digits:
        return float(digits) * SUFFIXES[suffix]
    return float(digits + _POWERS[suffix])  # rounds once: 7.3% is the number 0.073


def date(reader: Reader, text: str, start: int, end: int) -> DateLiteral:
    """A month, a day or a quarter; a date that no calendar has is an error and read as its nearest neighbour."""
    year = int(text[:4])
    if text[5] in "Qq":
        quarter = int(text[6])
        if not 1 <= quarter <= 4:
            reader.problem(codes.BAD_DATE, (start, end), f"A year has the quarters Q1 to Q4, not `{text[5:]}`.",
                           fix=f"{text[:6]}{min(max(quarter, 1), 4)}")  # fmt: skip
            quarter = 4
        return DateLiteral((start, end), text, year, quarter=quarter)
    month = int(text[5:7])
    if not 1 <= month <= 12:
        reader.problem(codes.BAD_DATE, (start, end), f"`{text}` is no date: a year has the months 01 to 12. "
                       "To subtract, put blanks around the minus sign.")  # fmt: skip
        month = min(max(month, 1), 12)
    if len(text) == 7:
        return DateLiteral((start, end), text, year, month)
    day, last = int(text[8:]), _days(year, month)
    if not 1 <= day <= last:
        nearest = min(max(day, 1), last)
        reader.problem(codes.BAD_DATE, (start, end), f"`{text}` is no date: that month has {last} days.",
                       fix=f"{text[:8]}{nearest:02d}")  # fmt: skip
        day = nearest
    return DateLiteral((start, end), text, year, month, day)


def _days(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def year(reader: Reader, literal: Literal) -> DateLiteral:
    """A bare year where only a date can stand."""
    plain = literal.text.isdigit() and literal.currency is None and not literal.chain
    if not plain or not literal.value.is_integer() or int(literal.value) not in _YEARS:
        reader.problem(codes.BAD_DATE, literal.span, "A date is expected here: a month `2026-01`, a day `2026-01-31`, "
                       "a quarter `2026-Q3` or a year, from 1900 to 2199.")  # fmt: skip
        return DateLiteral(literal.span, literal.text, 2000)
    return DateLiteral(literal.span, literal.text, int(literal.value))


def text_value(token: str) -> str:
    """What a quoted text says."""
    inner = token[1:-1]
    if "\\" not in inner:
        return inner
    return _ESCAPE.sub(lambda found: _ESCAPES.get(found[1], found[0]), inner)


def refuse_name(reader: Reader, text: str, start: int) -> None:
    """A name with raised digits or other signs that are neither letters nor digits: `b²`."""
    import unicodedata

    for place, sign in enumerate(text):
        if not f"a{sign}".isidentifier():
            at = start + place
            plain = unicodedata.normalize("NFKC", sign)
            raised = "<super>" in unicodedata.decomposition(sign)
            reader.problem(codes.TYPOGRAPHIC_SIGN, (at, at + 1),
                           "A power is written with `^`." if raised else f"`{sign}` cannot be part of a name.",
                           fix=f"^{plain}" if raised else None)  # fmt: skip


def string(_: Reader, text: str, start: int, end: int) -> Text:
    """A quoted text."""
    return Text((start, end), text_value(text))


def boolean(_: Reader, text: str, start: int, end: int) -> Boolean:
    """`true` or `false`, in any case."""
    return Boolean((start, end), text.lower() == "true")
