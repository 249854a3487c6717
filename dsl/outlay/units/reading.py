"""Reads a unit from a short text (a column's header, a cell, an override) by hand, without the language's parser."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from outlay.currencies import SYMBOLS
from outlay.units.unit import ONE, ExponentError, Unit, checked

_LONGEST = 400
_TOKEN = re.compile(
    r"\s*(?:(?P<name>[^\W\d]\w*|[$€£])|(?P<operator>\*|/|·)|(?P<power>\^\s*(?:(?P<whole>-?\d{1,3})|"
    r"\(\s*(?P<above>-?\d{1,3})(?:\s*/\s*(?P<below>\d{1,3}))?\s*\)))|(?P<one>1)(?![\w.]))"
)


def read(text: str, unit: Callable[[str], Unit | None]) -> Unit | None:
    """The unit of a text like `USD/user/month`, `1/month`, `second^-2`, `GB per second`; None when it is none."""
    text = text.strip()
    if not text:
        return ONE
    if len(text) > _LONGEST:
        return None
    held: dict[str, Fraction] = {}
    sign, expecting, last, at = 1, True, "", 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            return None
        started, at = at, token.end()
        if token["operator"] or token["name"] == "per":
            if expecting:
                return None
            sign, expecting, last = (1 if token["operator"] in ("*", "·") else -1), True, ""
        elif token["name"] and expecting:
            found = unit(SYMBOLS.get(token["name"], token["name"]))
            if found is None or found == ONE:
                return None
            last, expecting = found.terms[0][0], False
            held[last] = held.get(last, Fraction(0)) + sign
        elif token["power"] and last and int(token["below"] or 1):
            exponent = Fraction(int(token["whole"] or token["above"]), int(token["below"] or 1))
            held[last] += sign * (exponent - 1)
            last = ""
        elif token["one"] and started == 0:
            expecting = False
        else:
            return None
    if expecting:
        return None
    try:
        return Unit(checked((name, exponent) for name, exponent in held.items() if exponent))
    except ExponentError:
        return None
