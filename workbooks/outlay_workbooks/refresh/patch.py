"""Cells of a sheet's XML given new contents; every other byte, every format and every cell around them stays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape

from outlay_workbooks.formula_text import column_number
from outlay_workbooks.package.cells import CELL, REFERENCE, TYPE, written
from outlay_workbooks.package.contents import Content, Contents

_ROW = re.compile(rb"""<((?:\w+:)?)row\b([^>]*?)(?:/>|>(.*?)</\1row>)""", re.DOTALL)
_ROW_NUMBER = re.compile(rb"""\sr\s*=\s*["']([0-9]+)["']""")
_DATA_END = re.compile(rb"</((?:\w+:)?)sheetData>")
_EMPTY_DATA = re.compile(rb"<((?:\w+:)?)sheetData\s*/>")
_PARTS = re.compile(r"([A-Z]+)([0-9]+)")


def patch_sheet(sheet: bytes, changes: Contents, held: Contents) -> bytes:
    """The sheet with the contents of some cells replaced. `held` is what all of its cells hold now.

    Where one of several cells that share a formula changes, each of them gets its formula written out.
    """
    wanted = dict(changes)
    if any(content.shared for reference, content in held.items() if reference in wanted):
        for reference, content in held.items():
            if content.shared and reference not in wanted:
                wanted[reference] = Content(formula=content.formula)
    left = {reference.encode(): content for reference, content in wanted.items()}

    def changed(match: re.Match[bytes]) -> bytes:
        place = REFERENCE.search(match[2])
        if place is None or place[1] not in left:
            return match[0]
        return _cell(match[1], TYPE.sub(b"", match[2]), left.pop(place[1]))

    found = CELL.sub(changed, sheet)
    return _inserted(found, {key.decode(): content for key, content in left.items()}) if left else found


def _cell(prefix: bytes, attributes: bytes, content: Content) -> bytes:
    head, tail = b"<" + prefix + b"c" + attributes, b"</" + prefix + b"c>"
    if content.formula is not None:
        text = escape(content.formula).encode()
        return head + b"><" + prefix + b"f>" + text + b"</" + prefix + b"f>" + tail
    if content.value is None:
        return head + b"/>"
    return written(prefix, attributes, content.value)


def _inserted(sheet: bytes, missing: Mapping[str, Content]) -> bytes:
    """Cells that the sheet's XML does not have yet, in their rows and in the order of their columns."""
    rows: dict[int, dict[str, Content]] = {}
    for reference, content in missing.items():
        match = _PARTS.fullmatch(reference)
        if match is not None:
            rows.setdefault(int(match[2]), {})[reference] = content

    def filled(match: re.Match[bytes]) -> bytes:
        number = _ROW_NUMBER.search(match[2])
        own = rows.pop(int(number[1]), None) if number is not None else None
        if own is None:
            return match[0]
        prefix, inside = match[1], match[3] or b""
        cells = [
            (_column(place[1]) if place is not None else 0, each[0])
            for each in CELL.finditer(inside)
            for place in (REFERENCE.search(each[2]),)
        ]
        cells += [(_column(key.encode()), _cell(prefix, f' r="{key}"'.encode(), each)) for key, each in own.items()]
        cells.sort(key=lambda pair: pair[0])
        return b"<" + prefix + b"row" + match[2] + b">" + b"".join(text for _, text in cells) + b"</" + prefix + b"row>"

    found = _ROW.sub(filled, sheet)
    if not rows:
        return found
    return _new_rows(found, rows)


def _new_rows(sheet: bytes, rows: Mapping[int, Mapping[str, Content]]) -> bytes:
    sheet = _EMPTY_DATA.sub(rb"<\1sheetData></\1sheetData>", sheet)
    existing = [(int(number[1]), match.start()) for match in _ROW.finditer(sheet)
                for number in (_ROW_NUMBER.search(match[2]),) if number is not None]  # fmt: skip
    end = _DATA_END.search(sheet)
    if end is None:
        return sheet
    pieces: list[tuple[int, bytes]] = []
    for number in sorted(rows):
        at = next((start for row, start in existing if row > number), end.start())
        prefix = end[1]
        cells = sorted(rows[number].items(), key=lambda pair: _column(pair[0].encode()))
        inside = b"".join(_cell(prefix, f' r="{key}"'.encode(), content) for key, content in cells)
        text = b"<" + prefix + b"row" + f' r="{number}"'.encode() + b">" + inside + b"</" + prefix + b"row>"
        pieces.append((at, text))
    for at, text in reversed(pieces):
        sheet = sheet[:at] + text + sheet[at:]
    return sheet


def _column(reference: bytes) -> int:
    return column_number(reference.decode().rstrip("0123456789"))
