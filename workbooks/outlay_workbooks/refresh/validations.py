"""The model's validations in a patched workbook: each of its cells gets what the fresh build has, others stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from outlay_workbooks.book import column_letters
from outlay_workbooks.formula_text import reference_of
from outlay_workbooks.package.contents import spelt

_BLOCK = re.compile(rb"<((?:\w+:)?)dataValidations\b[^>]*?(?:/>|>(.*?)</\1dataValidations>)", re.DOTALL)
_ONE = re.compile(rb"<((?:\w+:)?)dataValidation\b([^>]*?)(?:/>|>(.*?)</\1dataValidation>)", re.DOTALL)
_CELLS = re.compile(rb"""(\ssqref\s*=\s*)(["'])(.*?)\2""")
_ATTRIBUTE = re.compile(rb"""\s(type|operator)\s*=\s*["']([^"']*)["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?formula([12])\b[^>]*>(.*?)</(?:\w+:)?formula\1>", re.DOTALL)
# What may follow validations in a sheet, in the order of the format: they stand before the first of these.
_AFTER = re.compile(
    rb"<(?:\w+:)?(?:hyperlinks|printOptions|pageMargins|pageSetup|headerFooter|rowBreaks|colBreaks|customProperties|"
    rb"cellWatches|ignoredErrors|smartTags|drawing|legacyDrawing|legacyDrawingHF|picture|oleObjects|controls|"
    rb"webPublishItems|tableParts|extLst)\b|</(?:\w+:)?worksheet>"
)
MOST_CELLS = 20_000  # of ranges that are taken apart

Place = tuple[int, int]  # row, column


@dataclass(frozen=True, slots=True)
class _Validation:
    prefix: bytes
    attributes: bytes
    inside: bytes
    areas: tuple[tuple[int, int, int, int], ...]  # top, left, bottom, right
    rule: tuple[str, ...]

    def covers(self, place: Place) -> bool:
        return any(top <= place[0] <= bottom and left <= place[1] <= right for top, left, bottom, right in self.areas)


def renewed(sheet: bytes, fresh: bytes) -> tuple[bytes, list[str]]:
    """The sheet with the fresh build's validations in its cells, and the cells whose validation was another."""
    wanted = {place: each for each in _all(fresh) for place in _places(each)}
    held = list(_all(sheet))
    changed = [
        place
        for place, each in wanted.items()
        if next((one.rule for one in held if one.covers(place)), None) != each.rule
    ]
    if not changed:
        return sheet, []
    gone = set(changed)
    pieces = [_written(each, _without(each, gone)) for each in held]
    pieces += [_written(wanted[place], [_address(place)]) for place in changed]
    return _with(sheet, [piece for piece in pieces if piece]), [_address(place) for place in changed]


def _all(sheet: bytes) -> Iterator[_Validation]:
    block = _BLOCK.search(sheet)
    for match in _ONE.finditer(block[2] or b"") if block is not None else ():
        cells = _CELLS.search(match[2])
        areas = tuple(
            (area.top, area.left, area.bottom, area.right)
            for text in (cells[3].decode("ascii", "replace").split() if cells is not None else ())
            for area in (reference_of(text),)
            if area is not None
        )
        yield _Validation(match[1], match[2], match[3] or b"", areas, _rule(match[2], match[3] or b""))


def _rule(attributes: bytes, inside: bytes) -> tuple[str, ...]:
    """What a validation asks, however the program that saved it writes that."""
    said = dict(_ATTRIBUTE.findall(attributes))
    kind = said.get(b"type", b"none").decode("ascii", "replace")
    formulas = {number: _spelt(text) for number, text in _FORMULA.findall(inside)}
    operator = said.get(b"operator", b"between").decode("ascii", "replace") if kind not in ("list", "custom") else ""
    return kind, operator, formulas.get(b"1", ""), formulas.get(b"2", "") if operator.endswith("etween") else ""


def _spelt(text: bytes) -> str:
    formula = unescape(text.decode("utf-8", "replace")).strip()
    try:
        return repr(float(formula))
    except ValueError:
        return spelt(formula)


def _places(each: _Validation) -> Iterator[Place]:
    for top, left, bottom, right in each.areas:
        for row in range(top, min(bottom, top + MOST_CELLS) + 1):
            for column in range(left, right + 1):
                yield row, column


def _without(each: _Validation, gone: set[Place]) -> list[str]:
    """The areas of a validation less some cells; an area that loses one is written cell by cell, or in strips."""
    found: list[str] = []
    for top, left, bottom, right in each.areas:
        inside = sorted(place for place in gone if top <= place[0] <= bottom and left <= place[1] <= right)
        if not inside:
            found.append(_area(top, left, bottom, right))
            continue
        start = top
        for row in sorted({place[0] for place in inside}):
            if start < row:
                found.append(_area(start, left, row - 1, right))
            start = row + 1
            first = left
            for column in sorted(place[1] for place in inside if place[0] == row):
                if first < column:
                    found.append(_area(row, first, row, column - 1))
                first = column + 1
            if first <= right:
                found.append(_area(row, first, row, right))
        if start <= bottom:
            found.append(_area(start, left, bottom, right))
    return found


def _written(each: _Validation, cells: list[str]) -> bytes:
    if not cells:
        return b""
    attributes = _CELLS.sub(b"", each.attributes) + b' sqref="' + " ".join(cells).encode() + b'"'
    name = each.prefix + b"dataValidation"
    return b"<" + name + attributes + b">" + each.inside + b"</" + name + b">"


def _with(sheet: bytes, pieces: list[bytes]) -> bytes:
    """The sheet with these validations in place of all it has. What a fresh build writes has no prefix."""
    block = _BLOCK.search(sheet)
    prefix = _prefix(sheet)
    own = [_ONE.sub(lambda match: _renamed(match, prefix), piece) for piece in pieces]
    head = b"<" + prefix + b'dataValidations count="' + str(len(own)).encode() + b'">'
    text = head + b"".join(own) + b"</" + prefix + b"dataValidations>"
    if block is not None:
        return sheet[: block.start()] + text + sheet[block.end() :]
    after = _AFTER.search(sheet, sheet.rfind(b"sheetData>"))
    return sheet if after is None else sheet[: after.start()] + text + sheet[after.start() :]


def _renamed(match: re.Match[bytes], prefix: bytes) -> bytes:
    inside = re.sub(rb"<(/?)(?:\w+:)?(formula[12])\b", rb"<\1" + prefix + rb"\2", match[3] or b"")
    name = prefix + b"dataValidation"
    return b"<" + name + match[2] + b">" + inside + b"</" + name + b">"


def _prefix(sheet: bytes) -> bytes:
    found = re.search(rb"<((?:\w+:)?)sheetData\b", sheet)
    return found[1] if found is not None else b""


def _address(place: Place) -> str:
    return _area(place[0], place[1], place[0], place[1])


def _area(top: int, left: int, bottom: int, right: int) -> str:
    first, last = f"{column_letters(left - 1)}{top}", f"{column_letters(right - 1)}{bottom}"
    return first if first == last else f"{first}:{last}"
