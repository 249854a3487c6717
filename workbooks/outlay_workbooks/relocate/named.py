"""Defined names, print areas and titles of the workbook's part after rows moved."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape
from xml.sax.saxutils import escape

from outlay_workbooks.formula_shape import letters_of
from outlay_workbooks.formula_text import reference_of
from outlay_workbooks.relocate.lines import Lines
from outlay_workbooks.relocate.movement import LOST, Move

_NAME = re.compile(rb"<((?:\w+:)?)definedName\b([^>]*?)>([^<]*)</\1definedName>")
_CALLED = re.compile(rb"""\sname\s*=\s*["']([^"']*)["']""")
_LOCAL = re.compile(rb"""\slocalSheetId\s*=\s*["']([0-9]+)["']""")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^<>]*)>")
PRINT_AREA = "_xlnm.Print_Area"


def sheets_of(workbook: bytes) -> list[str]:
    """The names of all sheets in their order, chart sheets among them."""
    found = [_CALLED.search(match[1]) for match in _SHEET.finditer(workbook)]
    return [unescape(name[1].decode("utf-8", "replace")) if name is not None else "" for name in found]


def names_of(workbook: bytes) -> dict[str, str]:
    """Every name, those of single sheets too, and what it stands for."""
    return {_name(match): unescape(match[3].decode("utf-8", "replace")) for match in _NAME.finditer(workbook)}


def print_areas(workbook: bytes) -> dict[str, str]:
    """The print area of each sheet that has one."""
    sheets = sheets_of(workbook)
    return {
        sheets[int(local[1])]: unescape(match[3].decode("utf-8", "replace"))
        for match in _NAME.finditer(workbook)
        if _name(match) == PRINT_AREA
        for local in (_LOCAL.search(match[2]),)
        if local is not None and int(local[1]) < len(sheets)
    }


def followed(
    workbook: bytes, change: Callable[[str, str, str], str], moves: Mapping[str, Move], fresh_areas: Mapping[str, str]
) -> bytes:
    """The workbook's part with what its names stand for; `change` is given text, sheet of the name, and the name.

    A print area grows over the rows and columns that the model has gained at its end.
    """
    sheets = sheets_of(workbook)

    def one(match: re.Match[bytes]) -> bytes:
        name, local = _name(match), _LOCAL.search(match[2])
        sheet = sheets[int(local[1])] if local is not None and int(local[1]) < len(sheets) else ""
        before = unescape(match[3].decode("utf-8", "replace"))
        after = change(before, sheet, name)
        if name == PRINT_AREA and sheet in moves and sheet in fresh_areas:
            after = _grown(after, fresh_areas[sheet], moves[sheet])
        if after == before:
            return match[0]
        return b"<%sdefinedName%s>%s</%sdefinedName>" % (match[1], match[2], escape(after).encode(), match[1])

    return _NAME.sub(one, workbook)


def reaching(workbook: bytes, sheet: str, row: int) -> bytes:
    """The workbook's part with a sheet's print area down to a row at least."""
    sheets = sheets_of(workbook)

    def one(match: re.Match[bytes]) -> bytes:
        local = _LOCAL.search(match[2])
        area = reference_of(unescape(match[3].decode("utf-8", "replace")))
        ours = _name(match) == PRINT_AREA and local is not None and sheets[int(local[1]) : int(local[1]) + 1] == [sheet]
        if not ours or area is None or area.whole or area.bottom >= row:
            return match[0]
        text = f"{sheet}!${letters_of(area.left)}${area.top}:${letters_of(area.right)}${row}"
        return b"<%sdefinedName%s>%s</%sdefinedName>" % (match[1], match[2], text.encode(), match[1])

    return _NAME.sub(one, workbook)


def without(workbook: bytes, names: set[str]) -> bytes:
    """The workbook's part without some names of the whole workbook."""
    return _NAME.sub(lambda match: b"" if _name(match) in names and not _LOCAL.search(match[2]) else match[0], workbook)


def is_lost(text: str) -> bool:
    """Whether a name stands for nothing any more."""
    return text.strip() == LOST


def _name(match: re.Match[bytes]) -> str:
    called = _CALLED.search(match[2])
    return unescape(called[1].decode("utf-8", "replace")) if called is not None else ""


def _grown(text: str, fresh: str, move: Move) -> str:
    area, wanted = reference_of(text), reference_of(fresh)
    if area is None or wanted is None or area.whole or wanted.whole:
        return text
    bottom = _end(move.rows, area.bottom, wanted.bottom)
    right = _end(move.columns, area.right, wanted.right)
    prefix = text.rpartition("!")[0]
    return f"{prefix}!${letters_of(area.left)}${area.top}:${letters_of(right)}${bottom}"


def _end(lines: Lines, now: int, wanted: int) -> int:
    only_new = all(lines.source(line) is None for line in range(now + 1, wanted + 1))
    return max(now, wanted) if only_new else now
