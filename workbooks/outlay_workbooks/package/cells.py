"""Changing single cells of a sheet's XML, and dropping cached values: everything else keeps its bytes."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from xml.sax.saxutils import escape

from outlay.diagnostics import OutlayError

Edit = float | bool | str  # what a cell is changed to; a text is a text, whatever it begins with

# Cells are not nested and their attributes hold no `>`, so they can be found without building a tree.
CELL = re.compile(rb"<((?:\w+:)?)c\b((?:\s[^<>]*?)?)(?:/>|>(.*?)</\1c>)", re.DOTALL)
REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3}[0-9]{1,7})["']""")
TYPE = re.compile(rb"""\st\s*=\s*["'][^"']*["']""")
FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_ERRORS = frozenset(("#N/A", "#DIV/0!", "#REF!", "#NAME?", "#NULL!", "#NUM!", "#VALUE!"))
_VALUE = re.compile(rb"<((?:\w+:)?)v\b[^>]*?(?:/>|>.*?</\1v>)", re.DOTALL)


def drop_cached(sheet: bytes) -> bytes:
    """The sheet without the values cached beside formulas, so that whoever opens it has to calculate."""

    def without(match: re.Match[bytes]) -> bytes:
        inside = match[3]
        if inside is None or not FORMULA.search(inside):
            return match[0]
        prefix, attributes = match[1], TYPE.sub(b"", match[2])
        return b"<" + prefix + b"c" + attributes + b">" + _VALUE.sub(b"", inside) + b"</" + prefix + b"c>"

    return CELL.sub(without, sheet)


def with_cached(sheet: bytes, values: Mapping[str, Edit]) -> bytes:
    """The sheet with these values beside its formulas (by reference); other formulas have none."""

    def one(match: re.Match[bytes]) -> bytes:
        inside, place = match[3], REFERENCE.search(match[2])
        if inside is None or not FORMULA.search(inside):
            return match[0]
        prefix, attributes = match[1], TYPE.sub(b"", match[2])
        kind, text = _shown(values.get(place[1].decode())) if place is not None else (b"", None)
        value = b"" if text is None else b"<%sv>%s</%sv>" % (prefix, text, prefix)
        return b"<%sc%s%s>%s%s</%sc>" % (prefix, attributes, kind, _VALUE.sub(b"", inside), value, prefix)

    return CELL.sub(one, sheet)


def _shown(value: Edit | None) -> tuple[bytes, bytes | None]:
    """The type of a formula's value, as an attribute, and the value."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return b"", None
    if isinstance(value, bool):
        return b' t="b"', str(int(value)).encode()
    if isinstance(value, float):
        return b"", repr(value).encode()
    return (b' t="e"' if value in _ERRORS else b' t="str"'), escape(value).encode()


def edit_cells(sheet: bytes, edits: Mapping[str, Edit]) -> bytes:
    """The sheet with cells (by reference: "B4") set to plain values; formats stay.

    Raises `OutlayError` for a cell the sheet does not have: a cell without a format of its own is nobody's input.
    """
    left = {reference.encode(): value for reference, value in edits.items()}

    def changed(match: re.Match[bytes]) -> bytes:
        place = REFERENCE.search(match[2])
        if place is None or place[1] not in left:
            return match[0]
        return written(match[1], TYPE.sub(b"", match[2]), left.pop(place[1]))

    found = CELL.sub(changed, sheet)
    if left:
        raise OutlayError(f"The sheet has no cell {', '.join(sorted(key.decode() for key in left))}.")
    return found


def written(prefix: bytes, attributes: bytes, value: Edit) -> bytes:
    """A cell of plain value in XML; `attributes` without a type, `prefix` that of the sheet's own elements."""
    head = b"<" + prefix + b"c" + attributes
    tail = b"</" + prefix + b"c>"
    if isinstance(value, bool):
        return head + b' t="b"><' + prefix + b"v>" + str(int(value)).encode() + b"</" + prefix + b"v>" + tail
    if isinstance(value, str):
        text = escape(value).encode()
        inner = b"<" + prefix + b"is><" + prefix + b't xml:space="preserve">' + text
        return head + b' t="inlineStr">' + inner + b"</" + prefix + b"t></" + prefix + b"is>" + tail
    if not math.isfinite(value):
        raise OutlayError("A cell takes a finite number.")
    return head + b"><" + prefix + b"v>" + repr(float(value)).encode() + b"</" + prefix + b"v>" + tail
