"""What is said of dates that are written in another way."""

from __future__ import annotations

import datetime
import re

from outlay.diagnostics.codes import syntax as codes
from outlay.foreign import Mistake, Place

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = rf"(?:{'|'.join(_MONTHS)})[a-z]*\.?"
_YEAR = r"(?:19|20|21)[0-9]{2}"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_SURE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\w.])(?P<named>{_NAMED})[ \t]+(?:{_DAY},?[ \t]+)?(?P<year>{_YEAR})(?!\w)",
        rf"(?<![\w.])(?:{_DAY})[ .\t-]+(?P<named>{_NAMED})[ \t-]+(?P<year>{_YEAR})(?!\w)",
        rf"(?<![\w.])(?P<named>{_NAMED})-(?P<year>{_YEAR})(?!\w)",
        rf"(?<![\w.])(?P<day>[0-9]{{1,2}})\.(?P<month>[0-9]{{1,2}})\.(?P<year>{_YEAR})(?![\w.])",
        rf"(?<![\w.])(?P<year>{_YEAR})[ \t]?Q(?P<quarter>[1-4])(?!\w)",
        rf"(?<![\w.])Q(?P<quarter>[1-4])[ \t/-]*(?P<year>{_YEAR})(?!\w)",
    )
)
# what may as well be arithmetic or a text, and is a date only where nothing else can stand
_LIKELY = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![\w.])(?P<year>{_YEAR})[-/.](?P<month>[0-9]{{1,2}})(?:[-/.](?P<day>[0-9]{{1,2}}))?(?![\w.])",
        rf"(?<![\w.])(?P<month>[0-9]{{1,2}})[/.-](?P<year>{_YEAR})(?!\w)",
        rf"(?<![\w.])(?P<first>[0-9]{{1,2}})[/-](?P<second>[0-9]{{1,2}})[/-](?P<year>{_YEAR})(?!\w)",
        rf"\"(?P<year>{_YEAR})-(?P<month>[0-9]{{2}})(?:-(?P<day>[0-9]{{2}}))?\"",
    )
)
_ONLY_DATES = frozenset(("timeline", "as_of", "calendar"))
_BACK, _ON = 14, 24


def date(place: Place) -> Mistake | None:
    """`Jan 2026`, `31.12.2026`, `2026Q1`; where only a date can stand `2026/01`, `01/2026` and `"2026-01"` too."""
    patterns = (*_SURE, *_LIKELY) if place.keyword in _ONLY_DATES else _SURE
    for pattern in patterns:
        for found in pattern.finditer(place.text, max(0, place.start - _BACK), place.start + _ON):
            if found.start() <= place.start < found.end() and (mistake := _mistake(found)).fix != found[0]:
                return mistake
    return None


def slashed(text: str, start: int) -> Mistake | None:
    """`2023/05/01` at a place where a date begins."""
    found = _LIKELY[0].match(text, start)
    return None if found is None or "-" in found[0] else _mistake(found)


def _mistake(found: re.Match[str]) -> Mistake:
    parts = found.groupdict()
    span = found.span()
    if parts.get("first") is not None:
        first, second = int(parts["first"]), int(parts["second"])
        readings = list(
            dict.fromkeys(
                written
                for month, day in ((first, second), (second, first))
                if (written := _written(int(parts["year"]), month, day)) is not None
            )
        )
        if len(readings) == 2:
            said = f"`{found[0]}` may be {readings[0]} or {readings[1]}: a date is written year first."
            return Mistake(codes.BAD_DATE, span, said)
        fix = readings[0] if readings else None
    elif parts.get("quarter") is not None:
        fix = f"{parts['year']}-Q{parts['quarter']}"
    else:
        named = parts.get("named")
        month = _MONTHS.index(named[:3].lower()) + 1 if named else int(parts["month"])
        fix = _written(int(parts["year"]), month, int(parts["day"]) if parts.get("day") else None)
    return Mistake(codes.BAD_DATE, span, "A date is written year first, with its numbers in full: a month `2026-01`, "
                   "a day `2026-01-31`, a quarter `2026-Q3`.", fix)  # fmt: skip


def _written(year: int, month: int, day: int | None) -> str | None:
    try:
        there = datetime.date(year, month, day or 1)
    except ValueError:
        return None
    return there.isoformat() if day is not None else f"{year}-{month:02d}"
