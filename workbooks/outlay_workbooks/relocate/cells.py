"""The rows and cells of a moved sheet in their new places, with those that the fresh build has besides."""

from __future__ import annotations

import re
from collections.abc import Callable

from outlay_workbooks.formula_shape import letters_of
from outlay_workbooks.formula_text import column_number
from outlay_workbooks.package.cells import CELL
from outlay_workbooks.relocate.movement import Move

_DATA = re.compile(rb"<((?:\w+:)?)sheetData\b[^>]*?(?:/>|>(.*?)</\1sheetData>)", re.DOTALL)
_ROW = re.compile(rb"<((?:\w+:)?)row\b([^<>]*?)(?:/>|>(.*?)</\1row>)", re.DOTALL)
_NUMBER = re.compile(rb"""\sr\s*=\s*["']([0-9]{1,7})["']""")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")
_STYLE = re.compile(rb"""\ss\s*=\s*["']([0-9]+)["']""")
_SPANS = re.compile(rb"""\sspans\s*=\s*["'][^"']*["']""")
_ROW_STYLE = re.compile(rb"""\s(?:s|customFormat)\s*=\s*["'][^"']*["']""")

Row = tuple[bytes, dict[int, bytes]]  # attributes without number and spans; cells by column, each without its place


def moved(sheet: bytes, fresh: bytes, move: Move, look: Callable[[int], int]) -> bytes:
    """The sheet's XML with its rows and cells where `move` puts them; lines that are gone are left out.

    Rows and cells of `fresh` that are not there then are put in, empty, in their looks (`look`: numbers of the fresh
    build's formats to the sheet's own).
    """
    data = _DATA.search(sheet)
    if data is None:
        return sheet
    prefix = data[1]
    rows: dict[int, Row] = {}
    for number, (attributes, cells) in _rows(data[2] or b"").items():
        place = move.rows.image(number)
        if place is None:
            continue
        placed = {move.columns.image(column): text for column, text in cells.items()}
        rows[place] = attributes, {column: text for column, text in placed.items() if column is not None}
    wanted = _DATA.search(fresh)
    for number, (attributes, cells) in _rows(wanted[2] or b"" if wanted is not None else b"").items():
        held = rows.setdefault(number, (_ROW_STYLE.sub(b"", attributes), {}))[1]
        for column, text in cells.items():
            if column not in held:
                style = _STYLE.search(text[: text.index(b">")])
                number_of_style = look(int(style[1])) if style is not None else 0
                held[column] = b'<%sc\x00 s="%d"/>' % (prefix, number_of_style)
    inside = b"".join(_row(prefix, number, *rows[number]) for number in sorted(rows))
    head, tail = b"<" + prefix + b"sheetData>", b"</" + prefix + b"sheetData>"
    return sheet[: data.start()] + head + inside + tail + sheet[data.end() :]


def _rows(data: bytes) -> dict[int, Row]:
    found: dict[int, Row] = {}
    number = 0
    for match in _ROW.finditer(data):
        stated = _NUMBER.search(match[2])
        number = int(stated[1]) if stated is not None else number + 1
        cells: dict[int, bytes] = {}
        column = 0
        for cell in CELL.finditer(match[3] or b""):
            place = _PLACE.search(cell[2])
            column = column_number(place[1].decode()) if place is not None else column + 1
            head = b"<" + cell[1] + b"c\x00"  # where its place is written
            cells[column] = head + cell[0][len(head) - 1 :].replace(place[0] if place is not None else b"", b"", 1)
        found[number] = _SPANS.sub(b"", _NUMBER.sub(b"", match[2])), cells
    return found


def _row(prefix: bytes, number: int, attributes: bytes, cells: dict[int, bytes]) -> bytes:
    inside = b"".join(
        cells[column].replace(b"\x00", b' r="%s%d"' % (letters_of(column).encode(), number), 1)
        for column in sorted(cells)
    )
    return b'<%srow r="%d"%s>%s</%srow>' % (prefix, number, attributes, inside, prefix)
