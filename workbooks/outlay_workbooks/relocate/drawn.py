"""Charts, pictures, comments, tables and controls after rows moved: where they stand, and what they refer to."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from xml.sax.saxutils import escape

from outlay_workbooks.formula_text import reference_of
from outlay_workbooks.relocate.frame import areas_of, written
from outlay_workbooks.relocate.lines import Lines
from outlay_workbooks.relocate.movement import Move

Change = Callable[[str], str]

_CHART_FORMULA = re.compile(rb"(<((?:\w+:)?f)(?:\s[^<>]*)?>)([^<]*)(</\2>)")
_TITLE = re.compile(rb"<a:t>([^<]*)</a:t>")
_LINKED = re.compile(
    rb"""(\s(?:textlink|fmlaLink|fmlaRange|fmlaGroup|fmlaTxbx|linkedCell|listFillRange)\s*=\s*)(?:"([^"]*)"|'([^']*)')"""
)
_ANCHOR = re.compile(rb"<((?:\w+:)?)(from|to)>(.*?)</\1\2>", re.DOTALL)
_AT = re.compile(rb"(<((?:\w+:)?(col|row))>)([0-9]+)(</\2>)")
_NOTED = re.compile(
    rb"""(<(?:\w+:)?(?:comment|threadedComment)\b[^<>]*?\sref\s*=\s*["'])([A-Z]{1,3}[0-9]{1,7})(["'])"""
)
_NOTE = re.compile(rb"(<x:(Row|Column)>)\s*([0-9]+)\s*(</x:\2>)")
_NOTE_ANCHOR = re.compile(rb"(<x:Anchor>)([^<]*)(</x:Anchor>)")
_VML_FORMULA = re.compile(rb"(<x:(Fmla\w+)>)([^<]*)(</x:\2>)")
_RANGE = re.compile(rb"""(\sref\s*=\s*["'])([^"']*)(["'])""")
_CALCULATED = re.compile(rb"(<((?:\w+:)?(?:calculatedColumnFormula|totalsRowFormula))(?:\s[^<>]*)?>)([^<]*)(</\2>)")


def chart(content: bytes, change: Change) -> bytes:
    """A chart whose series and titles refer to cells."""
    return _CHART_FORMULA.sub(lambda match: match[1] + _text(match[3], change) + match[4], content)


def title(content: bytes) -> str:
    """A chart's title, nothing for one without."""
    found = _TITLE.search(content)
    return unescape(found[1].decode("utf-8", "replace")) if found is not None else ""


def linked(content: bytes, change: Change) -> bytes:
    """A drawing or control whose texts or states are those of cells."""

    def one(match: re.Match[bytes]) -> bytes:
        return match[1] + b'"' + _text(match[2] or match[3] or b"", change) + b'"'

    return _LINKED.sub(one, content)


def anchored(content: bytes, move: Move) -> bytes:
    """A drawing whose pictures stand in cells that moved. One that stood in a line that is gone stands in the next."""

    def corner(match: re.Match[bytes]) -> bytes:
        def at(found: re.Match[bytes]) -> bytes:
            lines = move.rows if found[3] == b"row" else move.columns
            return found[1] + str(_nearest(lines, int(found[4]) + 1) - 1).encode() + found[5]

        return b"<%s%s>%s</%s%s>" % (match[1], match[2], _AT.sub(at, match[3]), match[1], match[2])

    return _ANCHOR.sub(corner, content)


def comments(content: bytes, move: Move) -> bytes:
    """Comments of cells that moved."""
    return _NOTED.sub(lambda match: match[1] + _one(match[2], move) + match[3], content)


def commented(content: bytes) -> list[str]:
    """The cells that have comments."""
    return [match[2].decode() for match in _NOTED.finditer(content)]


def notes(content: bytes, move: Move, change: Change) -> bytes:
    """The boxes in which comments are shown, and old controls, by row and column from 0."""

    def at(match: re.Match[bytes]) -> bytes:
        lines = move.rows if match[2] == b"Row" else move.columns
        return match[1] + str(_nearest(lines, int(match[3]) + 1) - 1).encode() + match[4]

    def box(match: re.Match[bytes]) -> bytes:
        numbers = match[2].decode("ascii", "replace").split(",")
        if len(numbers) != 8 or not all(each.strip().isdigit() for each in numbers):
            return match[0]
        for index, lines in ((0, move.columns), (2, move.rows), (4, move.columns), (6, move.rows)):
            numbers[index] = f" {_nearest(lines, int(numbers[index]) + 1) - 1}"
        return match[1] + ",".join(numbers).strip().encode() + match[3]

    content = _NOTE_ANCHOR.sub(box, _NOTE.sub(at, content))
    return _VML_FORMULA.sub(
        lambda match: match[1] + _text(match[3], change) + match[4] if match[2] != b"FmlaMacro" else match[0], content
    )


def table(content: bytes, move: Move, change: Change) -> tuple[bytes, bool]:
    """A table of a sheet, and whether it still is one rectangle with as many columns."""
    whole = True

    def place(match: re.Match[bytes]) -> bytes:
        nonlocal whole
        old = areas_of(match[2].decode("ascii", "replace"))
        new = [area for one in old for area in move.areas(*one)]
        if len(new) != 1 or new[0][3] - new[0][1] != old[0][3] - old[0][1]:
            whole = False
            return match[0]
        return match[1] + written(new).encode() + match[3]

    content = _RANGE.sub(place, content)
    return _CALCULATED.sub(lambda match: match[1] + _text(match[3], change) + match[4], content), whole


def _text(text: bytes, change: Change) -> bytes:
    before = unescape(text.decode("utf-8", "replace"))
    after = change(before)
    return text if after == before else escape(after, {'"': "&quot;"}).encode()


def _one(reference: bytes, move: Move) -> bytes:
    area = reference_of(reference.decode())
    place = move.place(area.top, area.left) if area is not None else None
    return written([(*place, *place)]).encode() if place is not None else reference


def _nearest(lines: Lines, line: int) -> int:
    """The image of a line, or of the first after it that has one."""
    for each in range(line, lines.last + 2):
        image = lines.image(each)
        if image is not None:
            return image
    return lines.image(line) or line
