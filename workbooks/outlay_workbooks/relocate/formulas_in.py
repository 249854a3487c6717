"""The formulas of a sheet's cells with each reference where its cells now are; every other byte stays."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from xml.sax.saxutils import escape

from outlay_workbooks.formula_shape import Form, form_of
from outlay_workbooks.formula_text import column_number

Place = tuple[int, int]
Change = Callable[[str, Place], str]  # a formula and its cell to the new formula

ROW_NUMBER = re.compile(rb"""\sr\s*=\s*["']([0-9]{1,7})["']""")
REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")
FORMULA = re.compile(rb"<((?:\w+:)?)f\b([^<>]*?)(?:/>|>([^<]*)</\1f>)")
_GROUP = re.compile(rb"""\ssi\s*=\s*["']([0-9]+)["']""")
_SHARING = re.compile(rb"""\s(?:t|si|ref)\s*=\s*["'][^"']*["']""")
_ROW_OR_CELL = re.compile(rb"<((?:\w+:)?)(?:row\b([^<>]*)>|c\b((?:\s[^<>]*?)?)(?:/>|>(.*?)</\1c>))", re.DOTALL)


def followed(sheet: bytes, change: Change, *, apart: bool) -> bytes:
    """The sheet's XML with changed formulas in its cells.

    Formulas that cells share are written out for each where one of them changes otherwise than the others would, or in
    any case with `apart`, for cells that are about to move.
    """
    if b"<f" not in sheet and b":f" not in sheet:
        return sheet
    shared: dict[bytes, Form] = {}
    texts: dict[Place, tuple[str, str]] = {}
    groups: dict[bytes, list[Place]] = {}
    for place, match in _cells(sheet):
        found = FORMULA.search(match or b"")
        if found is None:
            continue
        text = unescape((found[3] or b"").decode("utf-8", "replace"))
        group = _GROUP.search(found[2]) if b"shared" in found[2] else None
        if group is not None:
            if text:
                shared[group[1]] = Form(form_of(text, *place), text, place)
            elif group[1] in shared:
                text = shared[group[1]].at(place)
            groups.setdefault(group[1], []).append(place)
        if text:
            texts[place] = text, change(text, place)
    loose = {
        place for places in groups.values() for place in places
        if apart or any(texts[one][0] != texts[one][1] for one in places if one in texts)
    }  # fmt: skip
    if not loose and all(old == new for old, new in texts.values()):
        return sheet
    return _written(sheet, texts, loose)


def _cells(sheet: bytes) -> list[tuple[Place, bytes | None]]:
    found: list[tuple[Place, bytes | None]] = []
    row = column = 0
    for match in _ROW_OR_CELL.finditer(sheet):
        row, column = _place(match, row, column)
        if column:
            found.append(((row, column), match[4]))
    return found


def _place(match: re.Match[bytes], row: int, column: int) -> Place:
    """Where a row or cell stands: a row has column 0. What does not say so follows the one before it."""
    if match[3] is None:
        number = ROW_NUMBER.search(match[2])
        return (int(number[1]) if number is not None else row + 1), 0
    stated = REFERENCE.search(match[3])
    return (row, column + 1) if stated is None else (int(stated[2]), column_number(stated[1].decode()))


def _written(sheet: bytes, texts: dict[Place, tuple[str, str]], loose: set[Place]) -> bytes:
    row = column = 0

    def cell(match: re.Match[bytes]) -> bytes:
        nonlocal row, column
        row, column = _place(match, row, column)
        place = row, column
        if not column or place not in texts or (texts[place][0] == texts[place][1] and place not in loose):
            return match[0]

        def formula(found: re.Match[bytes]) -> bytes:
            attributes = _SHARING.sub(b"", found[2]) if place in loose else found[2]
            text = escape(texts[place][1]).encode()
            return b"<" + found[1] + b"f" + attributes + b">" + text + b"</" + found[1] + b"f>"

        return FORMULA.sub(formula, match[0], count=1)

    return _ROW_OR_CELL.sub(cell, sheet)
