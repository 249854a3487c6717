"""Single cells of a table: where they stand, and the dates, numbers and names people write in them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from math import isfinite
from typing import TYPE_CHECKING

from outlay.structs import struct

if TYPE_CHECKING:
    from outlay.diagnostics import Source
    from outlay.syntax import Span

_DATE = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(\d{1,2})(?:-(\d{1,2}))?))?\Z", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d+(?:_\d+)*(?:\.\d+(?:_\d+)*)?(?:[eE][+-]?\d{1,3})?(%?)\Z", re.ASCII)
_GROUPED = re.compile(r"([^\d]*)(\d{1,3}(?:,\d{3})+)((?:\.\d+)?(?:\D.*)?)\Z", re.ASCII | re.DOTALL)
_DROPPED = re.compile(r"[\W_]+")


@struct(frozen=True, slots=True)
class Cell:
    """One cell's text, stripped, and where it stands: its line in the file and its column, from 0."""

    text: str
    line: int
    column: int


def normalise(name: str) -> str:
    """A name as it is compared: letters and digits alone, in lower case. `H100-SXM5` is `h100sxm5`."""
    return _DROPPED.sub("", name).casefold()


def parse_date(text: str, *, end: bool = False) -> date | None:
    """The first day of `2023`, `2023-Q2`, `2023-05` or `2023-05-01`, or with `end` the last; None if it is no date."""
    found = _DATE.match(text.strip())
    if found is None:
        return None
    year, quarter, month, day = (int(part) if part else None for part in found.groups())
    if year is None or not 1900 <= year <= 2199:
        return None
    opening, months = (month, 1) if month is not None else (3 * quarter - 2, 3) if quarter else (1, 12)
    try:
        first = date(year, opening, 1 if day is None else day)
    except ValueError:
        return None
    if day is not None:
        return first
    return _later(first, months) - timedelta(days=1) if end else first


def plain_number(text: str) -> float | None:
    """The number in a cell that holds nothing else: `1_000`, `8.03e9`, `35%`; None when it is anything more or less."""
    found = _NUMBER.match(text)
    if found is None:
        return None
    number = float(text.rstrip("%").replace("_", ""))
    if not isfinite(number):
        return None
    return number / 100 if found[1] else number


def ungrouped(text: str) -> str | None:
    """What `30,000` should have been, `30000`; None for a text without commas between its thousands."""
    found = _GROUPED.match(text)
    return None if found is None else found[1] + found[2].replace(",", "") + found[3]


def locate(source: Source, line: int, column: int) -> Span:
    """The span of a cell: found only when it must be shown, by walking along its row."""
    text = source.text
    at = source.line_start(line)
    for _ in range(column):
        at = _end_of_cell(text, at)
        if text[at : at + 1] != ",":
            return at, at
        at += 1
    end = _end_of_cell(text, at)
    inner = text[at:end]
    start = at + len(inner) - len(inner.lstrip())
    return start, max(start, at + len(inner.rstrip()))


def _end_of_cell(text: str, at: int) -> int:
    if text[at : at + 1] == '"':
        at += 1
        while at < len(text):
            at = text.find('"', at)
            if at < 0:
                return len(text)
            at += 1
            if text[at : at + 1] != '"':
                break
            at += 1
    while at < len(text) and text[at] not in ",\r\n":
        at += 1
    return at


def _later(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)
