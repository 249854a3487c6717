"""The cells of a sheet's XML one after the other, by a regular expression: a tree of a large sheet is gigabytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers.expat import ExpatError, ParserCreate
from xml.sax.saxutils import escape

from outlay.diagnostics import OutlayError
from outlay_workbooks.formula_text import column_number

# row, column, style, type, attributes of the formula (None: no formula), formula, what it shows, all that is inside
Found = tuple[int, int, int, bytes, bytes | None, bytes, bytes | None, bytes]

_DATA = re.compile(rb"<((?:\w+:)?)sheetData\b[^>]*?(?:/>|>)")
# What every program writes for most of its cells, and any other cell or row.
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]{1,6})")?(?: t="([a-zA-Z]+)")?'
    rb"(?:/>|>(?:<f((?: [^<>/]*)?)(?:/>|>([^<]*)</f>))?"
    rb'(?:<v>([^<]*)</v>|<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>)'
    rb"|<((?:\w+:)?)(?:row\b([^<>]*)>|c\b((?:\s[^<>]*?)?)(?:/>|>(.*?)</\9c>))",
    re.DOTALL,
)
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")
_ROW = re.compile(rb"""\sr\s*=\s*["']([0-9]{1,7})["']""")
_STYLE = re.compile(rb"""\ss\s*=\s*["']([0-9]{1,6})["']""")
_TYPE = re.compile(rb"""\st\s*=\s*["'](\w+)["']""")
_FORMULA = re.compile(rb"<((?:\w+:)?)f\b([^<>]*?)(?:/>|>(.*?)</\1f>)", re.DOTALL)
_VALUE = re.compile(rb"<((?:\w+:)?)v\b[^<>]*>([^<]*)</\1v>")
_TRUTHS = {b"TRUE()": b"1", b"FALSE()": b"0"}  # how some programs write a truth that was typed in
_UNSEEN = re.compile(rb"<!--.*?-->", re.DOTALL)
_VERBATIM = re.compile(rb"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)


def split_sheet(name: str, part: str, content: bytes) -> tuple[bytes, bytes]:
    """A sheet's XML as what describes it (without its cells) and its cells.

    Raises `OutlayError` for a part that is no XML: the cells are looked for in what is well formed only.
    """
    try:
        ParserCreate().Parse(content, True)
    except (ExpatError, ValueError) as error:
        raise OutlayError(f"{name} is damaged: {part} is no XML ({error}).") from None
    if b"<!" in content:
        content = _UNSEEN.sub(b"", content)
        content = _VERBATIM.sub(lambda found: escape(found[1].decode("utf-8", "replace")).encode(), content)
    start = _DATA.search(content)
    if start is None or start[0].endswith(b"/>"):
        return content, b""
    end = content.find(b"</" + start[1] + b"sheetData>", start.end())
    return content[: start.start()] + content[end + len(start[1]) + 12 :], content[start.end() : end]


def rows_of(cells: bytes) -> Iterator[tuple[int, bytes]]:
    """The rows that are written out, each with its attributes."""
    number = 0
    for found in re.finditer(rb"<(?:\w+:)?row\b([^<>]*)>", cells):
        stated = _ROW.search(found[1])
        number = int(stated[1]) if stated is not None else number + 1
        yield number, found[1]


def cells_of(cells: bytes) -> Iterator[Found]:
    """Every cell that holds something. A cell or row that does not say where it stands follows the one before it."""
    row = column = 0
    columns: dict[bytes, int] = {}
    digits = b""
    for found in _CELL.finditer(cells):
        letters, number, style, kind, attributes, formula, value, text, _, of_row, of_cell, inside = found.groups()
        if letters is not None:
            if number != digits:
                digits, row = number, int(number)
            try:
                column = columns[letters]
            except KeyError:
                column = columns[letters] = column_number(letters.decode())
            if value is None and formula is None and attributes is None:
                if text is None:
                    continue
                value = text
            if formula in _TRUTHS:
                yield row, column, int(style or 0), b"b", None, b"", _TRUTHS[formula], b""
                continue
            yield row, column, int(style or 0), kind or b"n", attributes, formula or b"", value, b""
        elif of_row is not None:
            stated = _ROW.search(of_row)
            row, column, digits = (int(stated[1]) if stated is not None else row + 1), 0, b""
        else:
            place = _REFERENCE.search(of_cell)
            digits, column = b"", column + 1
            if place is not None:
                row, column = int(place[2]), column_number(place[1].decode())
            if inside is not None:
                yield _other(row, column, of_cell, inside)


def _other(row: int, column: int, attributes: bytes, inside: bytes) -> Found:
    style, kind = _STYLE.search(attributes), _TYPE.search(attributes)
    formula, value = _FORMULA.search(inside), _VALUE.search(inside)
    if formula is not None and formula[3] in _TRUTHS:
        return row, column, int(style[1]) if style is not None else 0, b"b", None, b"", _TRUTHS[formula[3]], b""
    return (
        row,
        column,
        int(style[1]) if style is not None else 0,
        kind[1] if kind is not None else b"n",
        None if formula is None else formula[2],
        b"" if formula is None else formula[3] or b"",
        None if value is None else value[2],
        inside,
    )
