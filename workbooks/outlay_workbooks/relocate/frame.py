"""What a sheet says besides its cells: formats, validations, links, merges, widths, breaks, each in its new place."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from itertools import pairwise
from xml.sax.saxutils import escape

from outlay_workbooks.formula_shape import LAST_COLUMN, LAST_ROW, Form, form_of, letters_of
from outlay_workbooks.formula_text import reference_of
from outlay_workbooks.relocate.lines import Lines
from outlay_workbooks.relocate.movement import Move

Change = Callable[[str, str], str]  # a formula and what it belongs to, to the new formula
Area = tuple[int, int, int, int]  # top, left, bottom, right

# Blocks whose formulas are relative to the first of the cells they are for.
_BLOCK = re.compile(
    rb"<((?:\w+:)?)(conditionalFormatting|dataValidation)\b(?![^<>]*/>)([^<>]*)>(.*?)</\1\2>", re.DOTALL
)
_CELLS = re.compile(rb"""(\ssqref\s*=\s*["'])([^"']*)(["'])|(<(?:\w+:)?sqref>)([^<]*)(</(?:\w+:)?sqref>)""")
_FORMULA = re.compile(rb"(<((?:\w+:)?)(formula|formula1|formula2|f)>)([^<]*)(</\2\3>)")
_SPARKLINES = re.compile(rb"<((?:\w+:)?)sparkline>(.*?)</\1sparkline>", re.DOTALL)
_THRESHOLD = re.compile(
    rb"""(<(?:\w+:)?cfvo\b[^<>]*?\stype=["'](?:formula|num|percent|percentile)["'][^<>]*?\sval=["'])([^"']*)"""
)
_SINGLE = re.compile(
    rb"""(<(?:\w+:)?(mergeCell|hyperlink|autoFilter|sortState|sortCondition|dimension)\b[^<>]*?\sref\s*=\s*["'])([^"']*)"""
)
_WATCHED = re.compile(rb"""(<(?:\w+:)?(?:cellWatch|inputCells)\b[^<>]*?\sr\s*=\s*["'])([^"']*)""")
_LISTED = re.compile(rb"""(<(?:\w+:)?(?:ignoredError|protectedRange|selection)\b[^<>]*?\ssqref\s*=\s*["'])([^"']*)""")
_ACTIVE = re.compile(
    rb"""(<(?:\w+:)?(?:selection|sheetView|pane)\b[^<>]*?\s(?:activeCell|topLeftCell)\s*=\s*["'])([^"']*)"""
)
_PANE = re.compile(rb"""(<(?:\w+:)?pane\b[^<>]*?\s)(xSplit|ySplit)(\s*=\s*["'])([0-9]+)(["'])""")
_FROZEN = re.compile(rb"""<(?:\w+:)?pane\b[^<>]*?\sstate\s*=\s*["']frozen""")
_BREAKS = re.compile(rb"<((?:\w+:)?)(rowBreaks|colBreaks)\b.*?</\1\2>", re.DOTALL)
_BREAK = re.compile(rb"""(<(?:\w+:)?brk\b[^<>]*?\sid\s*=\s*["'])([0-9]+)""")
_WIDTHS = re.compile(rb"<((?:\w+:)?)cols\b[^<>]*>(.*?)</\1cols>", re.DOTALL)
_WIDTH = re.compile(rb"<(?:\w+:)?col\b[^<>]*?/>")
_ENDS = re.compile(rb"""\s(min|max)\s*=\s*["']([0-9]+)["']""")
_LOCATION = re.compile(rb"""(<(?:\w+:)?hyperlink\b[^<>]*?\slocation\s*=\s*)(?:"([^"]*)"|'([^']*)')""")
_GONE = b"\x00gone"
_EMPTIED = re.compile(
    rb"<((?:\w+:)?)(?:mergeCell|hyperlink|sortCondition)\b[^<>]*\x00gone[^<>]*?(?:/>|>.*?</\1\w+>)", re.DOTALL
)


def split(sheet: bytes) -> tuple[bytes, bytes, bytes]:
    """A sheet's XML before its cells, its cells, and what comes after."""
    start = re.search(rb"<(?:\w+:)?sheetData\b", sheet)
    end = list(re.finditer(rb"</(?:\w+:)?sheetData>|<(?:\w+:)?sheetData\b[^<>]*/>", sheet))
    if start is None or not end:
        return sheet, b"", b""
    return sheet[: start.start()], sheet[start.start() : end[-1].end()], sheet[end[-1].end() :]


def followed(tail: bytes, change: Change) -> bytes:
    """What follows the cells of a sheet whose own cells stay: only what its formulas refer to moves."""
    return _anchored(tail, Move(Lines({}, 0, 0, LAST_ROW), Lines({}, 0, 0, LAST_COLUMN)), change)


def moved(head: bytes, tail: bytes, move: Move, change: Change) -> tuple[bytes, bytes]:
    """What precedes and follows the cells of a sheet whose rows or columns move."""
    head, tail = _placed(head, move), _placed(tail, move)
    head = _WIDTHS.sub(lambda match: _widths(match, move.columns), head)
    if _FROZEN.search(head):
        head = _PANE.sub(lambda match: _split_at(match, move), head)
    tail = _BREAKS.sub(lambda match: _breaks(match, move), tail)
    return head, _anchored(tail, move, change)


def areas_of(text: str) -> list[Area]:
    """The rectangles of a list of cells and ranges."""
    found = [reference_of(each) for each in text.split()]
    return [(area.top, area.left, area.bottom, area.right) for area in found if area is not None]


def written(areas: list[Area]) -> str:
    """Rectangles as a list of cells and ranges."""
    return " ".join(dict.fromkeys(_address(area) for area in areas))


def _anchored(tail: bytes, move: Move, change: Change) -> bytes:
    """Conditional formats, validations and sparklines: their cells, and formulas seen from the first of these."""

    def block(match: re.Match[bytes]) -> bytes:
        cells = _CELLS.search(match[0])
        if cells is None:
            return match[0]
        listed = (cells[2] or cells[5] or b"").decode("ascii", "replace")
        old = areas_of(listed)
        if not old:
            return match[0]
        new = [area for one in old for area in move.areas(*one)]
        if not new:
            return b""
        said = f"{'validation' if match[2] == b'dataValidation' else 'conditional format'} of {listed}"
        text = match[0]
        if not move.identical:
            text = _CELLS.sub(lambda one: (one[1] or one[4]) + written(new).encode() + (one[3] or one[6]), text)
        return _rebased(text, _corner(old), _corner(new), move, lambda formula: change(formula, said))

    def sparkline(match: re.Match[bytes]) -> bytes:
        text = _FORMULA.sub(lambda one: _formula(one, lambda formula: change(formula, "a sparkline")), match[0])
        cells = _CELLS.search(text)
        listed = cells[5].decode("ascii", "replace") if cells is not None and cells[5] is not None else ""
        new = [area for one in areas_of(listed) for area in move.areas(*one)]
        return _CELLS.sub(lambda one: one[4] + written(new).encode() + one[6], text) if new else b""

    def link(match: re.Match[bytes]) -> bytes:
        place = unescape((match[2] or match[3] or b"").decode("utf-8", "replace"))
        return match[1] + b'"' + escape(change(place, "a link"), {'"': "&quot;"}).encode() + b'"'

    tail = _BLOCK.sub(block, tail)
    tail = _SPARKLINES.sub(sparkline, tail)
    return _LOCATION.sub(link, tail)


def _rebased(
    text: bytes, old: tuple[int, int], new: tuple[int, int], move: Move, change: Callable[[str], str]
) -> bytes:
    sources = move.rows.source(new[0]), move.columns.source(new[1])
    seen_from = (sources[0] or old[0], sources[1] or old[1])

    def follow(formula: str) -> str:
        if seen_from != old:
            formula = Form(form_of(formula, *old), formula, old).at(seen_from)
        return change(formula)

    text = _FORMULA.sub(lambda match: _formula(match, follow), text)
    return _THRESHOLD.sub(lambda match: match[1] + _text(match[2], follow), text)


def _formula(match: re.Match[bytes], change: Callable[[str], str]) -> bytes:
    return match[1] + _text(match[4], change) + match[5]


def _text(text: bytes, change: Callable[[str], str]) -> bytes:
    before = unescape(text.decode("utf-8", "replace"))
    after = change(before)
    return text if after == before else escape(after, {'"': "&quot;"}).encode()


def _corner(areas: list[Area]) -> tuple[int, int]:
    return min(area[0] for area in areas), min(area[1] for area in areas)


def _placed(text: bytes, move: Move) -> bytes:
    """Plain lists of cells and single ranges."""

    def listed(match: re.Match[bytes]) -> bytes:
        new = [area for one in areas_of(match[2].decode("ascii", "replace")) for area in move.areas(*one)]
        return match[1] + (written(new) or "A1").encode()

    def single(match: re.Match[bytes]) -> bytes:
        new = [area for one in areas_of(match[3].decode("ascii", "replace")) for area in move.areas(*one)]
        if not new:
            return match[1] + (_GONE if match[2] in (b"mergeCell", b"hyperlink", b"sortCondition") else b"A1")
        whole = new[0][0], new[0][1], max(each[2] for each in new), max(each[3] for each in new)
        return match[1] + _address(whole).encode()

    for pattern in (_WATCHED, _LISTED, _ACTIVE):
        text = pattern.sub(listed, text)
    text = _EMPTIED.sub(b"", _SINGLE.sub(single, text))
    return re.sub(rb"<((?:\w+:)?)(mergeCells|hyperlinks)\b[^<>]*>\s*</\1\2>", b"", text)


def _split_at(match: re.Match[bytes], move: Move) -> bytes:
    lines = move.rows if match[2] == b"ySplit" else move.columns
    image = lines.image(int(match[4]))
    return match[1] + match[2] + match[3] + (str(image).encode() if image is not None else match[4]) + match[5]


def _breaks(match: re.Match[bytes], move: Move) -> bytes:
    lines = move.rows if match[2] == b"rowBreaks" else move.columns

    def one(found: re.Match[bytes]) -> bytes:
        image = lines.image(int(found[2]) + 1)  # a break stands above this line
        return found[1] + (str(image - 1).encode() if image is not None else found[2])

    return _BREAK.sub(one, match[0])


def _widths(match: re.Match[bytes], columns: Lines) -> bytes:
    """Widths of columns; a column that is new looks like the one before it."""
    if columns.identical:
        return match[0]
    found: list[tuple[int, int, bytes]] = []
    for one in _WIDTH.finditer(match[2]):
        ends = {name: int(value) for name, value in _ENDS.findall(one[0])}
        runs = columns.runs(ends.get(b"min", 1), ends.get(b"max", 1))
        found += [(start, end, _ENDS.sub(b"", one[0])) for start, end in runs]
    found.sort()
    pieces = b""
    for (start, end, text), (after, _, _) in pairwise([*found, (columns.shown + 1, 0, b"")]):
        while end + 1 < after and columns.source(end + 1) is None:
            end += 1
        at = text.index(b"col") + len(b"col")
        pieces += text[:at] + b' min="%d" max="%d"' % (start, end) + text[at:]
    tag = match[1] + b"cols"
    return b"<" + tag + b">" + pieces + b"</" + tag + b">"


def _address(area: Area) -> str:
    top, left, bottom, right = area
    first, last = f"{letters_of(left)}{top}", f"{letters_of(right)}{bottom}"
    if top == 1 and bottom == LAST_ROW:
        return f"{letters_of(left)}:{letters_of(right)}"
    if left == 1 and right == LAST_COLUMN:
        return f"{top}:{bottom}"
    return first if first == last else f"{first}:{last}"
