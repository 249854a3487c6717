"""What is said of numbers that are written in another way."""

from __future__ import annotations

import re

from outlay.currencies import CURRENCIES, SYMBOLS
from outlay.diagnostics.codes import syntax as codes
from outlay.foreign import ELSE_IF, Mistake, Place

_GROUPED = re.compile(r"([$€£]?[0-9]{1,3})((?:,[0-9]{3})+)((?:\.[0-9]+)?[%kMBTx]?)(?!\w)")
_POINTED = re.compile(r"([$€£]?[0-9]{1,3})((?:\.[0-9]{3})+)(?:,([0-9]{1,2}))?(?![\w.,])")
_DECIMAL_COMMA = re.compile(r"([$€£]?[0-9]+),([0-9]{1,2}|[0-9]{4,})(?![\w,])")
_SPACED = re.compile(r"([$€£]?[0-9]{1,3})((?:[ \u00a0\u202f\u2009'][0-9]{3})+)(?!\w)")
_TIMES = re.compile(r"(?<![\w.])[0-9][0-9_.]*(\s*[xX]\s*)(?=[0-9])")
_PER_NUMBER = re.compile(r"\b(per)\s+(?=[0-9])")
_POINT = re.compile(r"\.([0-9]+(?:e-?[0-9]+)?)")
_GLUED = re.compile(r"([$€£]?[0-9][0-9_]*(?:\.[0-9]+)?)([^\W\d_]\w*)")
_FAR_YEAR = re.compile(r"(?<![\w.])(?!19|20|21)[0-9]{4}-(?:[0-9]{2}(?:-[0-9]{2})?|Q[1-4])(?!\w)")
_WRITTEN = re.compile(r"[$€£]?[0-9][\w.]*")
_MONEY_UNIT = re.compile(r"((?:[$€£][0-9][\w.]*%?|[0-9][\w.]*%? [A-Z]{3})(?:\s*(?:/|\bper\b)\s*\w+)*)\s+([^\W\d]\w*)")
_SIGNED = {"¥": "JPY", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₪": "ILS", "฿": "THB"}
_DOLLARS = {"US": "USD", "C": "CAD", "A": "AUD", "NZ": "NZD", "HK": "HKD", "S": "SGD"}
_SCALES = {
    "thousand": "k", "million": "M", "billion": "B", "trillion": "T", "thousands": "k", "millions": "M",
    "billions": "B", "trillions": "T", "mio": "M", "mrd": "B", "mn": "M", "mm": "M", "bn": "B", "tn": "T", "K": "k",
    "MM": "M", "b": "B", "X": "x", "t": "T", "G": "B", "m": "M",
}  # fmt: skip
_DIVISOR = re.compile(r"%\s*([0-9][\w.]*)")
SUFFIX_LETTERS = frozenset("kMBTx")
SCALE_WORDS = frozenset(word for word in _SCALES if len(word) > 4)


def scale_suffix(word: str) -> str | None:
    """`million` is `M`, `K` is `k`."""
    return _SCALES.get(word) or _SCALES.get(word.lower())


def grouped_number(text: str, begin: int) -> tuple[int, str] | None:
    """Where a number grouped by commas ends, and how it is written here."""
    found = _GROUPED.match(text, begin)
    return None if found is None else (found.end(), found[1] + found[2].replace(",", "_") + found[3])


def number(place: Place) -> Mistake | None:
    """The one recogniser of this module: tries every way a number can be miswritten."""
    text, at = place.text, place.start
    back = at
    while back > 0 and text[back - 1] in "0123456789_.,%$€£\u00a0\u202f '":
        back -= 1
    while back < at and text[back] in " \u00a0,.'":
        back += 1
    for begin in dict.fromkeys((back, at)):
        if begin and (text[begin - 1].isalnum() or text[begin - 1] == "_"):
            continue
        for shape in (_pointed, _grouped, _spaced):
            found = shape(place, begin)
            if found is not None and found.span[1] > at:
                return found
    return (
        _times(place)
        or _number_behind_per(place)
        or _percent(place)
        or _point(place)
        or _year(place)
        or _currency(place)
        or _money(place)
        or _glued(place)
    )


def _grouped(place: Place, begin: int) -> Mistake | None:
    if (found := _GROUPED.match(place.text, begin)) is not None:
        fix = found[1] + found[2].replace(",", "_") + found[3]
        return Mistake(codes.COMMA_IN_NUMBER, found.span(), f"Digits are grouped by `_`: `{fix}`. "
                       "If these are several values, put a blank behind each comma.", fix)  # fmt: skip
    if (found := _DECIMAL_COMMA.match(place.text, begin)) is not None:
        fix = f"{found[1]}.{found[2]}"
        return Mistake(codes.COMMA_IN_NUMBER, found.span(), f"Decimals follow a point: `{fix}`.", fix)
    return None


def _pointed(place: Place, begin: int) -> Mistake | None:
    """`1.000.000` and `1.000,50`, as some countries write them."""
    found = _POINTED.match(place.text, begin)
    if found is None or (found[3] is None and found[2].count(".") < 2):
        return None
    fix = found[1] + found[2].replace(".", "_") + (f".{found[3]}" if found[3] else "")
    return Mistake(codes.NUMBER_SHAPE, found.span(), "Digits are grouped by `_`, and decimals follow a point: "
                   f"`{fix}`.", fix)  # fmt: skip


def _spaced(place: Place, begin: int) -> Mistake | None:
    found = _SPACED.match(place.text, begin)
    if found is None:
        return None
    fix = found[1] + re.sub(r"[^0-9]", "_", found[2])
    ends = "" if "'" in found[2] else "A blank ends a number. "
    return Mistake(codes.BLANK_IN_NUMBER, found.span(), f"{ends}Digits are grouped by `_`: `{fix}`.", fix)


def _times(place: Place) -> Mistake | None:
    """`3 x 4` and `3x4`."""
    for found in _TIMES.finditer(place.text, max(0, place.start - 12), place.end + 8):
        hexadecimal = found[0] in ("0x", "0X")
        if found.start() <= place.start <= found.end() and not hexadecimal:
            return Mistake(codes.OTHER_OPERATOR, found.span(1), "`times` is written `*`.", " * ")
    return None


def _number_behind_per(place: Place) -> Mistake | None:
    """`$3 per 1M tokens`."""
    found = _PER_NUMBER.search(place.text, max(0, place.start - 5), place.end + 20)
    if found is None or not found.start() <= place.start < found.end():
        return None
    return Mistake(codes.UNEXPECTED, found.span(1), "`per` is followed by units only; a number stands behind `/`.", "/")


def _percent(place: Place) -> Mistake | None:
    text, at = place.text, place.start
    if text[at : at + 1] != "%":
        return None
    before = re.search(r"([0-9][\w.]*%?)\s*\Z", text[:at])
    if before is None:
        return Mistake(codes.OTHER_OPERATOR, (at, at + 1), "`%` belongs to a number, as in `35%`; what is left after "
                       "whole steps is `mod(a, b)`.")  # fmt: skip
    other = _DIVISOR.match(text, at)
    if other is not None and not before[1].endswith("%"):
        fix = f"mod({before[1]}, {other[1]})"
        return Mistake(codes.OTHER_OPERATOR, (before.start(1), other.end()),
                       f"What is left after whole steps is `{fix}`.", fix)  # fmt: skip
    stop = at + len(text[at:]) - len(text[at:].lstrip("%"))
    fix = before[1].rstrip("%") + "%"
    message = "One `%` is enough." if before[1].endswith("%") else "The `%` is written right behind its number."
    return Mistake(codes.SUFFIX_APART, (before.start(1), stop), message, fix)


def _point(place: Place) -> Mistake | None:
    text, at = place.text, place.start
    if text[at : at + 1] == "." or place.written.startswith(".."):
        found = _POINT.match(text, at)
        if found is not None and not text[at - 1 : at].isdigit():
            return Mistake(codes.NUMBER_SHAPE, found.span(), f"A number begins with a digit: `0.{found[1]}`.",
                           f"0.{found[1]}")  # fmt: skip
        before = re.search(r"[$€£]?[0-9][0-9_]*\Z", text[:at])
        if before is not None and found is None and text[at : at + 1] == "." and not place.written.startswith(".."):
            return Mistake(codes.NUMBER_SHAPE, (before.start(), at + 1), "A digit follows the point of a number.",
                           before[0])  # fmt: skip
    if text[at : at + 1] in "$€£" and (found := re.match(r"([$€£])\s*(-?)\s*(\.?[0-9][\w.]*)", text[at:])):
        plain = "0" + found[3] if found[3].startswith(".") else found[3]
        fix = f"{found[2]}{found[1]}{plain}"
        if fix != found[0]:
            return Mistake(codes.NUMBER_SHAPE, (at, at + found.end()), f"An amount is written `{fix}`.", fix)
    return None


def _year(place: Place) -> Mistake | None:
    """`1850-01`, a date whose year is none this language knows."""
    for found in _FAR_YEAR.finditer(place.text, max(0, place.start - 5), place.end + 6):
        if found.start() <= place.start < found.end():
            return Mistake(codes.BAD_DATE, found.span(), f"`{found[0]}` is no date here: years run from 1900 to 2199.")
    return None


def _currency(place: Place) -> Mistake | None:
    text, at = place.text, place.start
    if place.terminal == "QUANTITY":
        before = re.search(r"([A-Za-z]{3})[ \t]*\Z", text[:at])
        if before is not None and before[1].upper() in CURRENCIES:
            amount = re.match(r"[0-9][\w.]*", text[at:])
            if amount is not None:
                fix = f"{amount[0]} {before[1].upper()}"
                return Mistake(codes.CURRENCY_FIRST, (before.start(), at + amount.end()),
                               f"A currency's code stands behind its number: `{fix}`.", fix)  # fmt: skip
    if place.terminal is None and text[at] in SYMBOLS:
        before = re.search(r"([0-9][\w.]*)[ \t]*\Z", text[:at])
        if before is not None:
            fix = f"{text[at]}{before[1]}"
            return Mistake(codes.CURRENCY_FIRST, (before.start(), at + 1), f"`{text[at]}` stands before its number: "
                           f"`{fix}`.", fix)  # fmt: skip
    code = _SIGNED.get(text[at : at + 1]) if place.terminal is None else None
    begin = at
    if code is None and text[at : at + 1] == "$" and (dollar := re.search(r"\b(US|C|A|NZ|HK|S)\Z", text[:at])):
        code, begin = _DOLLARS[dollar[1]], dollar.start()
    if code is None:
        return None
    amount = re.compile(r".[ \t]*([0-9][\w.]*)").match(text, at)
    meant = None if amount is None else f"${amount[1]}" if code == "USD" else f"{amount[1]} {code}"
    return Mistake(codes.CURRENCY_FIRST, (begin, at + 1 if amount is None else amount.end()), "Only `$`, `€` and `£` "
                   f"stand before a number; other currencies follow it by their code, as in `40 {code}`.",
                   meant)  # fmt: skip


def _money(place: Place) -> Mistake | None:
    if place.terminal != "NAME":
        return None
    text = place.text
    begin = max(text.rfind(sign, 0, place.start) for sign in "=(,;[{\n+*<>:") + 1
    for found in _MONEY_UNIT.finditer(text, begin, place.end):
        if found.start(2) != place.start:
            continue
        amount, word = found.groups()
        if word in ELSE_IF:
            return None
        suffix = word if word in SUFFIX_LETTERS else scale_suffix(word)
        if suffix is not None and "/" not in amount:
            return Mistake(codes.SUFFIX_APART, found.span(),
                           f"`{word}` is written as the suffix `{suffix}`, right behind the number.",
                           f"{amount}{suffix}")  # fmt: skip
        scaled = re.fullmatch(r"(.*(?:/|\bper\b)\s*)(\w+)", amount, re.DOTALL)
        if scaled is not None and (suffix := scale_suffix(scaled[2])) is not None:
            fix = f"{scaled[1].replace('per', '/')}1{suffix} {word}"
            return Mistake(codes.SUFFIX_APART, found.span(), f"How many is a number, also behind `/`: `{fix}`.", fix)
        if word in CURRENCIES:
            return Mistake(codes.MONEY_FOR_UNIT, found.span(), "The currency is stated twice.", amount)
        return Mistake(codes.MONEY_FOR_UNIT, found.span(),
                       f"Money is *per* something: `{amount} / {word}`.", f"{amount} / {word}")  # fmt: skip
    scaled = re.search(r"([0-9][0-9_.]*)\s+(\w+)\s+\Z", text[: place.start])
    if scaled is not None and scaled[2] == "x" and re.search(r"[A-Z0-9]", place.written):
        return Mistake(codes.OTHER_OPERATOR, scaled.span(2), "A product is written with `*`; how many there are of "
                       "something is a count with its unit, such as `8 gpu`.", "*")  # fmt: skip
    if scaled is not None and (scaled[2] in SUFFIX_LETTERS or scale_suffix(scaled[2]) is not None):
        glued = f"{scaled[1]}{scale_suffix(scaled[2]) or scaled[2]}"
        return Mistake(codes.SUFFIX_APART, (scaled.start(), scaled.end(2)),
                       f"`{scaled[2]}` is written as a suffix right behind the number: `{glued}`.", glued)  # fmt: skip
    return None


def _glued(place: Place) -> Mistake | None:
    text, at = place.text, place.start
    if place.terminal is not None or not (text[at : at + 1].isdigit() or text[at : at + 1] in SYMBOLS):
        return None
    written = _WRITTEN.match(text, at)
    if written is None:
        return Mistake(codes.NUMBER_SHAPE, (at, at + 1), f"A number follows `{text[at]}`, as in `{text[at]}10`.")
    shown = written[0]
    clean = re.sub(r"_+", "_", shown).rstrip("_").replace("_.", ".").replace("._", ".")
    if clean != shown and re.fullmatch(r"[$€£]?[0-9]+(?:_[0-9]+)*(?:\.[0-9]+)?[kMBTx]?", clean):
        return Mistake(codes.NUMBER_SHAPE, written.span(), "`_` stands singly, between two digits.", clean)
    if shown.count(".") > 1:
        return Mistake(codes.NUMBER_SHAPE, written.span(), "A number has one point. Digits are grouped by `_`.")
    found = _GLUED.fullmatch(shown)
    if found is None:
        return Mistake(codes.NUMBER_SHAPE, written.span(), f"`{shown}` is not a number.")
    digits, word = found.groups()
    if digits == "0" and word[:1] in "xXbBoO" and len(word) > 1:
        return Mistake(codes.NUMBER_SHAPE, written.span(), "Numbers are written in decimal digits.")
    if not text[:at].strip() or re.search(r"\b(?:input|output)\s+\Z", text[:at]):
        return Mistake(codes.BAD_NAME, written.span(), "A name does not begin with a digit.", f"n{shown}")
    if (suffix := scale_suffix(word)) is not None:
        return Mistake(codes.GLUED_UNIT, written.span(), f"`{word}` is no suffix: thousands are `k`, millions `M`, "
                       f"billions `B`, trillions `T`.", f"{digits}{suffix}")  # fmt: skip
    return Mistake(codes.GLUED_UNIT, written.span(), "A blank stands between a number and its unit.",
                   f"{digits} {word}" if digits[0] not in SYMBOLS else f"{digits} / {word}")  # fmt: skip
